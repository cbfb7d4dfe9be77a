"""IND: units, polarity and targets, in Realisasi, Renstra and IKU."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from statistics import median
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.akumulasi import accumulate
from kinerja_xl.compute.indikator import nilai_predikat
from kinerja_xl.compute.profil import profil_of
from kinerja_xl.deklarasi.catatan import Tingkat, aturan
from kinerja_xl.nilai import KOSONG, Nilai
from kinerja_xl.rules.banding import equal_nilai, kelipatan, printed_decimals, restates, units_differ, usable
from kinerja_xl.rules.sandingan import (
    NILAI,
    REALISASI,
    TARGET,
    TARGET_TW,
    Baris,
    baris,
    facts,
    iku_rows,
    renstra_rows,
    slips,
    target_tahun,
)
from kinerja_xl.tabel.data import Data, once

P, I = Tingkat.PERINGATAN, Tingkat.INFORMASI
_PANDUAN: Final = "Panduan pengisian"
_PERMENDAGRI_86: Final = "Permendagri 86/2017"
_PERMENPAN_53: Final = "Permenpan-RB 53/2014"


def _unit_clashes(data: Data) -> list[tuple[int, dict[str, Any]]]:
    """Cells whose unit isn't the target's. Where IKU agrees with the realisation, the target's cell is named."""
    rows = []
    for satu in baris(data):
        target, kolom_target = target_tahun(satu)
        if not target.satuan:
            continue
        for kolom in REALISASI:
            nilai = satu.nilai[kolom]
            if not nilai.satuan or not units_differ(target.satuan, nilai.satuan):
                continue
            salah_target = units_differ(target.satuan, satu.satuan) and not units_differ(nilai.satuan, satu.satuan)
            fakta = {"kolom": kolom_target if salah_target else kolom, "target": target.teks, "realisasi": nilai.teks}
            rows.append((satu.indeks, fakta))
            if salah_target:
                break
    return rows


@aturan(
    "IND-01", P, "realisasi", "realisasi_tahun", butuh=("iku",), tahap=2, sumber=_PANDUAN,
    pesan="Satuan target (\"{target}\") dan realisasi (\"{realisasi}\") berbeda.",
    saran="Samakan satuannya menurut lembar IKU; bila angkanya yang tertukar, perbaiki angkanya.",
)  # fmt: skip
def satuan_berbeda(data: Data) -> pd.DataFrame:
    """Target and realisation carry units of which neither contains the other."""
    return facts(once(data, _unit_clashes))


@aturan(
    "IND-02", P, "realisasi", "realisasi_tahun", butuh=("iku",), tahap=2, sumber=_PANDUAN,
    pesan="Satuan pada \"{nilai}\" bukan {satuan}, satuan indikator ini di lembar IKU.",
    saran="Samakan satuannya, atau perbaiki Satuan di lembar IKU.",
)  # fmt: skip
def satuan_beda_dengan_iku(data: Data) -> pd.DataFrame:
    """The first cell of a row with a unit other than IKU's (cells of IND-01 aside)."""
    told = {(i, f["kolom"]) for i, f in once(data, _unit_clashes)}
    rows = []
    for satu in baris(data):
        seen: set[str] = set()
        for kolom in NILAI:
            satuan = None if satu.target.bagian else satu.nilai[kolom].satuan
            if not satuan or satuan in seen or (satu.indeks, kolom) in told or not units_differ(satuan, satu.satuan):
                continue
            seen.add(satuan)
            rows.append((satu.indeks, {"kolom": kolom, "satuan": satu.satuan}))
    return facts(rows)


def _contradicts(nilai: Nilai, polaritas: str) -> bool:
    return bool(nilai.arah and polaritas) and (
        polaritas == "Stabil" or (nilai.arah[0] == ">") != (polaritas == "Maksimal")  # type: ignore[index]
    )


def _polarity_clashes(data: Data) -> list[tuple[int, dict[str, Any]]]:
    rows = []
    for satu in baris(data):
        kolom = next((c for c in TARGET if _contradicts(satu.nilai[c], satu.polaritas)), None)
        if kolom:
            rows.append((satu.indeks, {"kolom": kolom, "polaritas": satu.polaritas}))
    return rows


@aturan(
    "IND-03", P, "realisasi", "target_pk", butuh=("iku",), tahap=2, sumber=_PERMENDAGRI_86,
    pesan="Target \"{nilai}\" berlawanan dengan Polaritas {polaritas} di lembar IKU; yang dipakai arah pada target.",
    saran="Perbaiki Polaritas di lembar IKU, atau tanda pembanding pada target.",
)  # fmt: skip
def polaritas_bertentangan(data: Data) -> pd.DataFrame:
    """A bound target whose direction contradicts Polaritas; the first such target of a row."""
    return facts(_polarity_clashes(data))


@aturan(
    "IND-30", P, "renstra", "kode", butuh=("iku",), tahap=2, sumber=_PERMENDAGRI_86,
    pesan="Target \"{nilai}\" berlawanan dengan Polaritas {polaritas} di lembar IKU.",
    saran="Perbaiki Polaritas di lembar IKU, atau tanda pembanding pada target.",
)  # fmt: skip
def polaritas_renstra_bertentangan(data: Data) -> pd.DataFrame:
    """The same in a Renstra row, unless IND-03 already says it of the indicator."""
    told = set()
    if "realisasi" in data.tabel:
        isi = data.isi("realisasi")
        told = {(isi.at[i, "kode_opd"], isi.at[i, "kode"]) for i, _ in _polarity_clashes(data)}
    iku = iku_rows(data, "polaritas")
    rows = []
    for key, (index, nilai) in renstra_rows(data).items():
        polaritas = iku[key][1] if key in iku and key not in told else ""
        kolom = next((c for c, n in nilai.items() if c.startswith("target_") and _contradicts(n, polaritas)), None)
        if kolom:
            rows.append((index, {"kolom": kolom, "polaritas": polaritas}))
    return facts(rows)


@aturan(
    "IND-05", P, "realisasi", "realisasi_tahun", butuh=("iku",), tahap=2,
    pesan="Angka {nilai} kira-kira {kelipatan} dibandingkan dengan {pembanding} ({angka_pembanding}); mungkin salah ketik.",
    saran="Periksa tanda koma, titik ribuan, atau satuannya.",
)  # fmt: skip
def selip_kelipatan(data: Data) -> pd.DataFrame:
    """A realisation about 100 or 1000 times its target (or a part of it), a target so against Renstra."""
    rows = []
    for index, selip in slips(data).items():
        for kolom, (factor, pembanding, angka) in selip.items():
            fakta = {"kolom": kolom, "kelipatan": _times(factor), "pembanding": pembanding, "angka_pembanding": angka}
            rows.append((index, fakta))
    return facts(rows)


def _times(factor: int) -> str:
    kali = "seratus" if abs(factor) == 100 else "seribu"
    return f"{kali} kali lebih besar" if factor > 0 else f"{kali} kali lebih kecil"


def renstra_outliers(data: Data) -> dict[int, dict[str, int]]:
    """Cells of Renstra that IND-31 is about, with their factor, by row."""
    found: dict[int, dict[str, int]] = once(data, _find_renstra_outliers)
    return found


def _find_renstra_outliers(data: Data) -> dict[int, dict[str, int]]:
    """Cells of a Renstra row that are 100 or 1000 times off the others, which agree among themselves."""
    found: dict[int, dict[str, int]] = {}
    for index, cells in renstra_rows(data).values():
        angka = {c: n.angka for c, n in cells.items() if n.angka and not n.bagian and c != "standar_nasional"}
        if len(angka) < 4:
            continue
        low, high = min(map(abs, angka.values())), max(map(abs, angka.values()))
        if high < 50 * low:
            continue
        for kolom, x in angka.items():
            others = [abs(y) for c, y in angka.items() if c != kolom]
            factor = kelipatan(abs(x), median(others)) if max(others) <= 5 * min(others) else 0
            if factor:
                found[index] = {kolom: factor}
    return found


@aturan(
    "IND-31", P, "renstra", "kode", butuh=("iku",), tahap=2,
    pesan="Angka {nilai} kira-kira {kelipatan} dari angka lain di baris ini; mungkin salah ketik.",
    saran="Periksa tanda koma, titik ribuan, atau satuannya.",
)  # fmt: skip
def selip_kelipatan_renstra(data: Data) -> pd.DataFrame:
    """One figure of a Renstra row is 100 or 1000 times off all the others."""
    return facts(
        [
            (index, {"kolom": kolom, "kelipatan": _times(factor)})
            for index, cells in renstra_outliers(data).items()
            for kolom, factor in cells.items()
        ]
    )


def _offenders(values: list[Decimal]) -> list[int]:
    """Positions that break the rise: those outside the longest non-falling run of picks, later ones first to go.

    >>> _offenders([Decimal(x) for x in (90, 91, 80, 92, 93)]), _offenders([Decimal(x) for x in (90, 99, 91, 92)])
    ([2], [1])
    """
    n = len(values)
    length, following = [1] * n, [-1] * n
    for i in range(n - 1, -1, -1):
        for j in range(n - 1, i, -1):
            if values[j] >= values[i] and length[j] + 1 >= length[i]:
                length[i], following[i] = length[j] + 1, j
    at = max(range(n), key=lambda i: (length[i], -i), default=-1)
    kept = set()
    while at >= 0:
        kept.add(at)
        at = following[at]
    return [i for i in range(n) if i not in kept]


@aturan(
    "IND-06", P, "renstra", "kode", butuh=("iku",), tahap=2, sumber=_PERMENDAGRI_86,
    pesan="Target {nilai} {arah} dibandingkan dengan tahun lain ({deret}), padahal Polaritas-nya {polaritas}.",
    saran="Periksa target tahun itu, atau Polaritas di lembar IKU.",
)  # fmt: skip
def target_renstra_berbalik(data: Data) -> pd.DataFrame:
    """A yearly target that falls for Maksimal or rises for Minimal, at the year that breaks the series."""
    iku = iku_rows(data, "polaritas", "kelompok_predikat")
    outliers = renstra_outliers(data)
    rows = []
    years = data.tabel["renstra"].tahun("target")
    for key, (index, cells) in renstra_rows(data).items():
        if key not in iku or iku[key][1] not in ("Maksimal", "Minimal"):
            continue
        _, polaritas, kelompok = iku[key]
        series = [
            (y, x)
            for y in years
            if f"target_{y}" not in outliers.get(index, {})
            for x in [_comparable(data, cells, f"target_{y}", kelompok)]
            if x is not None
        ]
        sign = 1 if polaritas == "Maksimal" else -1
        for position in _offenders([sign * x for _, x in series]):
            deret = ", ".join(f"{y}: {cells[f'target_{y}'].teks}" for y, _ in series)
            arah = "turun" if polaritas == "Maksimal" else "naik"
            kolom = f"target_{series[position][0]}"
            rows.append((index, {"kolom": kolom, "arah": arah, "deret": deret, "polaritas": polaritas}))
    return facts(rows)


def _comparable(data: Data, cells: dict[str, Nilai], kolom: str, kelompok: str) -> Decimal | None:
    nilai = cells[kolom]
    if nilai.angka is None and nilai.predikat:
        words = [n.predikat for n in cells.values() if n.predikat and n.angka is None]
        return nilai_predikat(data.referensi, kelompok, words)(nilai.predikat)
    return None if nilai.bagian else nilai.angka


def _differing_targets(data: Data) -> Iterator[tuple[Baris, Nilai, list[int]]]:
    """Rows whose Target PK isn't this year's Renstra target, with the other years that have it."""
    years = data.tabel["renstra"].tahun("target")
    outliers = renstra_outliers(data)
    index_of = {key: index for key, (index, _) in renstra_rows(data).items()}
    for satu in baris(data):
        kolom, target = f"target_{data.tahun}", satu.nilai["target_pk"]
        renstra = satu.renstra.get(kolom, KOSONG)
        if equal_nilai(target, renstra) is not False or "target_pk" in slips(data).get(satu.indeks, {}):
            continue
        if kolom in outliers.get(index_of.get((satu.kode_opd, satu.kode), -1), {}):
            continue
        lain = [y for y in years if y != data.tahun and restates(target, satu.renstra[f"target_{y}"])]
        yield satu, renstra, lain


@aturan(
    "IND-07", P, "realisasi", "target_pk", butuh=("iku", "renstra"), tahap=2, sumber=_PERMENPAN_53,
    pesan="Target PK {nilai} berbeda dengan target Renstra tahun {tahun}, yaitu {renstra}.",
    saran="Samakan keduanya; bila target memang diubah, isi perubahannya di Target PK Perubahan atau perbarui Renstra.",
)  # fmt: skip
def target_pk_beda_renstra(data: Data) -> pd.DataFrame:
    """Target PK isn't the year's Renstra target, nor any other year's."""
    return facts(
        [
            (satu.indeks, {"tahun": data.tahun, "renstra": renstra.teks})
            for satu, renstra, lain in _differing_targets(data)
            if not lain
        ]
    )


@aturan(
    "IND-08", P, "realisasi", "target_pk", butuh=("iku", "renstra"), tahap=2, sumber=_PERMENPAN_53,
    pesan="Target PK {nilai} adalah target Renstra tahun {lain}; target Renstra tahun {tahun} ialah {renstra}.",
    saran="Pakai target tahun {tahun}; mungkin tabelnya bergeser satu tahun.",
)  # fmt: skip
def target_bergeser_tahun(data: Data) -> pd.DataFrame:
    """Target PK is the Renstra target of another year (instead of IND-07)."""
    return facts(
        [
            (satu.indeks, {"tahun": data.tahun, "renstra": renstra.teks, "lain": " dan ".join(map(str, lain))})
            for satu, renstra, lain in _differing_targets(data)
            if lain
        ]
    )


@aturan(
    "IND-09", P, "renstra", "target_akhir", butuh=("iku",), tahap=2, sumber=_PERMENDAGRI_86,
    pesan="Target Akhir Renstra {nilai} berbeda dengan target tahun terakhir ({tahun}), yaitu {terakhir}.",
    saran="Samakan keduanya menurut dokumen Renstra.",
)  # fmt: skip
def target_akhir_berbeda(data: Data) -> pd.DataFrame:
    """Target Akhir isn't the last Renstra year's target (nor, for Jumlah, the sum of all years)."""
    last = profil_of(data, "tahun_akhir_renstra")
    iku = iku_rows(data, "akumulasi")
    outliers = renstra_outliers(data)
    rows = []
    years = data.tabel["renstra"].tahun("target")
    for key, (index, cells) in renstra_rows(data).items():
        tahun = last.get(key[0]) or (years[-1] if years else 0)
        terakhir = cells.get(f"target_{tahun}", KOSONG)
        if index in outliers or equal_nilai(cells["target_akhir"], terakhir) is not False:
            continue
        if key in iku and iku[key][1] == "Jumlah":
            total = accumulate([cells[f"target_{y}"] for y in years], "Jumlah")
            if equal_nilai(total, cells["target_akhir"]):
                continue
        rows.append((index, {"tahun": tahun, "terakhir": terakhir.teks}))
    return facts(rows)


@aturan(
    "IND-27", P, "realisasi", "target_tw4", butuh=("iku",), tahap=2,
    pesan="Target triwulan menurut Akumulasi {akumulasi} menghasilkan {jumlah}, sedangkan target setahun {tahun}.",
    saran="Sesuaikan target triwulan dengan Target PK (atau Target PK Perubahan), atau perbaiki Akumulasi di lembar IKU.",
)  # fmt: skip
def target_triwulan_beda_pk(data: Data) -> pd.DataFrame:
    """Quarterly targets that don't accumulate to Target PK (murni or perubahan), where all that count are given."""
    rows = []
    for satu in baris(data):
        quarters = [satu.nilai[c] for c in TARGET_TW]
        cara = satu.akumulasi
        needed = quarters if cara in ("Jumlah", "Rata-rata") else quarters[3:]
        if not cara or not all(usable(q) for q in needed) or satu.indeks in slips(data):
            continue
        jumlah = accumulate(quarters, cara)
        year = [satu.nilai[c] for c in ("target_pk", "target_pk_perubahan") if usable(satu.nilai[c])]
        if year and all(differs(jumlah, y, quarters, cara) for y in year):
            rows.append((satu.indeks, {"akumulasi": cara, "jumlah": jumlah.teks, "tahun": year[-1].teks}))
    return facts(rows)


def differs(jumlah: Nilai, tahun: Nilai, triwulan: list[Nilai], cara: str) -> bool:
    """Whether an accumulated value contradicts the year's, beyond the rounding of both as printed."""
    if jumlah.angka is None or tahun.angka is None or jumlah.bagian or tahun.bagian:
        return equal_nilai(jumlah, tahun) is False
    slack = Decimal(5).scaleb(-printed_decimals(tahun) - 1)
    if cara == "Rata-rata":
        slack += max(Decimal(5).scaleb(-printed_decimals(q) - 1) for q in triwulan if usable(q))
    return abs(jumlah.angka - tahun.angka) > (slack if jumlah.angka != jumlah.angka.to_integral_value() else 0)
