"""IND: realisations, predicates, and why a capaian couldn't be computed."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.akumulasi import MENGGABUNGKAN, accumulate, not_combinable
from kinerja_xl.deklarasi.catatan import Akibat, Rule, Tingkat, aturan
from kinerja_xl.nilai import KOSONG, Jenis, Nilai, normalise_kata, normalise_satuan
from kinerja_xl.rules.banding import equal_nilai, restates, usable
from kinerja_xl.rules.sandingan import (
    NILAI,
    REALISASI,
    REALISASI_TW,
    TARGET_TW,
    Baris,
    Selip,
    baris,
    facts,
    renstra_rows,
    slips,
    target_tahun,
)
from kinerja_xl.rules.target import differs, renstra_outliers
from kinerja_xl.tabel.data import Data

K, P, I = Tingkat.KESALAHAN, Tingkat.PERINGATAN, Tingkat.INFORMASI
_PERMENDAGRI_86: Final = "Permendagri 86/2017"
_PERMENPAN_88: Final = "Permenpan-RB 88/2021, Permenpan-RB 14/2017"

_PERSEN: Final = re.compile(r"\b(persen|prosen|persentase|prosentase)\b", re.I)
# A share of what was planned or of last year's figure may well exceed 100.
_BOLEH_LEBIH: Final = re.compile(
    r"pertumbuhan|kenaikan|peningkatan|penurunan|perubahan|laju|capaian|realisasi|penerimaan|pendapatan|terhadap target",
    re.I,
)


@aturan(
    "IND-04", P, "realisasi", "realisasi_tahun", butuh=("iku",), tahap=2,
    pesan="Realisasi {nilai} melebihi 100 persen, padahal indikator \"{indikator}\" adalah bagian dari keseluruhan dan targetnya {target}.",
    saran="Periksa pembilang dan penyebutnya menurut formulasi di lembar IKU.",
)  # fmt: skip
def persen_di_atas_100(data: Data) -> pd.DataFrame:
    """A percentage of a whole above 100: Satuan %, worded as a percentage, target at most 100."""
    rows = []
    for satu in baris(data):
        target, _ = target_tahun(satu)
        if target.angka is None or target.angka > 100 or "%" not in normalise_satuan(satu.satuan):
            continue
        if not _PERSEN.search(satu.indikator) or _BOLEH_LEBIH.search(satu.indikator):
            continue
        selip = slips(data).get(satu.indeks, Selip())
        for kolom in REALISASI:
            angka = satu.nilai[kolom].angka
            if angka is not None and angka > 100 and kolom not in selip:
                rows.append((satu.indeks, {"kolom": kolom, "indikator": satu.indikator, "target": target.teks}))
    return facts(rows)


@aturan(
    "IND-11", P, "realisasi", "realisasi_tw2", butuh=("iku",), tahap=2,
    pesan="Realisasi kumulatif turun menjadi {nilai}, padahal triwulan sebelumnya {sebelum}.",
    saran="Isi angka sampai dengan triwulan itu, atau ubah Akumulasi di lembar IKU bila tiap triwulan berdiri sendiri.",
)  # fmt: skip
def kumulatif_turun(data: Data) -> pd.DataFrame:
    """A quarter of a cumulative indicator below the one before it."""
    rows = []
    for satu in baris(data):
        if satu.akumulasi != "Kumulatif" or satu.indeks in slips(data):
            continue
        reported = [(c, n) for c in REALISASI_TW[: data.triwulan] if (n := satu.nilai[c]).angka is not None]
        for (_, before), (kolom, nilai) in pairwise(reported):
            if nilai.angka < before.angka:  # type: ignore[operator]
                rows.append((satu.indeks, {"kolom": kolom, "sebelum": before.teks}))
    return facts(rows)


@aturan(
    "IND-12", I, "realisasi", "realisasi_tw4", butuh=("iku",), tahap=2,
    pesan="Hanya TW IV yang terisi, sedangkan {alasan}.",
    saran="Isi realisasi TW I sampai TW III bila diukur tiap triwulan.",
)  # fmt: skip
def hanya_triwulan_terakhir(data: Data) -> pd.DataFrame:
    """Four quarters of which only the last is filled, for an indicator that is planned or accumulated per quarter."""
    rows: list[tuple[int, dict[str, Any]]] = []
    if data.triwulan < 4:
        return facts(rows)
    for satu in baris(data):
        earlier = [satu.nilai[c] for c in REALISASI_TW[:3]]
        if not usable(satu.nilai["realisasi_tw4"]) or any(n.jenis is not Jenis.KOSONG for n in earlier):
            continue
        if any(usable(satu.nilai[c]) for c in TARGET_TW[:3]):
            rows.append((satu.indeks, {"alasan": "target TW I sampai TW III ada"}))
        elif satu.akumulasi in ("Jumlah", "Kumulatif", "Rata-rata"):
            rows.append((satu.indeks, {"alasan": f"Akumulasi indikator ini {satu.akumulasi}"}))
    return facts(rows)


@aturan(
    "IND-13", P, "realisasi", "realisasi_tahun", butuh=("iku",), tahap=2, sumber="Setelan capaian_wajar",
    pesan="Capaian {capaian_persen} (target {target}, realisasi {realisasi}) tidak wajar: melebihi {batas} %.",
    saran="Periksa target dan realisasinya; bila benar, jelaskan di Faktor Pendorong dan tinjau targetnya.",
)  # fmt: skip
def capaian_tidak_wajar(data: Data) -> pd.DataFrame:
    """Capaian above the setting capaian_wajar, at the realisation that gave it."""
    batas = data.referensi.kebijakan.angka("capaian_wajar")
    return facts(
        [
            (
                satu.indeks,
                {
                    "kolom": satu.kolom_realisasi,
                    "capaian_persen": satu.hasil.persen,
                    "target": satu.target.teks,
                    "realisasi": satu.realisasi.teks,
                    "batas": batas,
                },
            )
            for satu in baris(data)
            if satu.hasil.persen is not None and satu.hasil.persen > batas and satu.indeks not in slips(data)
        ]
    )


def _copy_key(satu: Baris) -> tuple[Any, ...] | None:
    """All targets and realisations as a key; None where they are too few to tell a copy from a coincidence."""
    values = [satu.nilai[c] for c in REALISASI]
    filled = [_plain(n) for n in values if usable(n)]
    if len(set(filled)) < 3 or _is_even_progress(values):
        return None
    return (satu.kode_opd, *(_plain(satu.nilai[c]) for c in NILAI))


def _plain(nilai: Nilai) -> Decimal | str:
    return nilai.angka if nilai.angka is not None else normalise_kata(nilai.teks)


def _is_even_progress(values: list[Nilai]) -> bool:
    """Whether the quarters are 1/4, 2/4, 3/4 and all of the last one, as plans by the calendar are (3, 6, 9, 12 bulan)."""
    angka = [n.angka for n in values[:4]]
    if any(x is None for x in angka):
        return False
    return all(4 * x == n * angka[3] for n, x in enumerate(angka, 1))  # type: ignore[operator]


@aturan(
    "IND-14", P, "realisasi", "kode", butuh=("iku",), tahap=2,
    pesan="Target dan realisasi indikator {nilai} sama persis dengan {lain} (baris {baris_lain}); mungkin tersalin.",
    saran="Periksa baris ini; abaikan bila keduanya memang sama.",
)  # fmt: skip
def baris_disalin(data: Data) -> pd.DataFrame:
    """Two indicators whose targets and realisations, at least three of them distinct, are all the same: the later row."""
    numbers = data.isi("realisasi")["baris"]
    first: dict[tuple[Any, ...], Baris] = {}
    rows = []
    for satu in baris(data):
        key = _copy_key(satu)
        if key is None:
            continue
        origin = first.setdefault(key, satu)
        if origin is not satu:
            rows.append((satu.indeks, {"lain": origin.kode, "baris_lain": int(numbers.at[origin.indeks])}))
    return facts(rows)


@aturan(
    "IND-19", P, "realisasi", "realisasi_tahun", butuh=("iku",), tahap=2,
    pesan="Realisasi Tahun {nilai} tidak sama dengan triwulannya, yang menurut Akumulasi {akumulasi} menghasilkan {jumlah}. {penjelasan}",
    saran="Perbaiki Realisasi Tahun atau triwulannya; periksa juga Akumulasi di lembar IKU.",
)  # fmt: skip
def tahun_beda_triwulan(data: Data) -> pd.DataFrame:
    """Realisasi Tahun against the accumulated quarters, where those that count are reported."""
    rows: list[tuple[int, dict[str, Any]]] = []
    if data.triwulan < 4:
        return facts(rows)
    for satu in baris(data):
        tahun, quarters = satu.nilai["realisasi_tahun"], [satu.nilai[c] for c in REALISASI_TW]
        cara = satu.akumulasi
        enough = sum(map(usable, quarters)) >= 2 if cara in ("Jumlah", "Rata-rata") else usable(quarters[3])
        if not cara or not enough or not usable(tahun) or set(REALISASI) & set(slips(data).get(satu.indeks, {})):
            continue
        jumlah = accumulate(quarters, cara)
        if differs(jumlah, tahun, quarters, cara):
            rows.append(
                (
                    satu.indeks,
                    {"akumulasi": cara, "jumlah": jumlah.teks, "penjelasan": _other_way(quarters, tahun, cara)},
                )
            )
    return facts(rows)


def _other_way(quarters: list[Nilai], tahun: Nilai, cara: str) -> str:
    for lain, kata in (("Jumlah", "jumlah"), ("Rata-rata", "rata-rata"), ("Terakhir", "triwulan terakhir")):
        if lain != cara and not differs(accumulate(quarters, lain), tahun, quarters, lain):
            return f"Angkanya sama dengan {kata} triwulan."
    return ""


@aturan(
    "IND-34", K, "realisasi", "realisasi_tw1", butuh=("iku",), tahap=2, sumber="Panduan pengisian",
    pesan="{kolom} berisi \"{nilai}\", yang menurut Akumulasi {akumulasi} tidak dapat digabungkan dengan triwulan lain; gabungan triwulannya tidak dihitung.",
    saran="Tulis angkanya, beserta satuannya bila berupa gabungan; bila memang nihil tulis 0, bila belum diukur kosongkan. Bila indikator ini tidak berupa angka, ubah Akumulasi di lembar IKU.",
)  # fmt: skip
def triwulan_tak_tergabung(data: Data) -> pd.DataFrame:
    """A quarter up to the period, planned or realised, that Jumlah or Rata-rata can't combine with the others."""
    return facts(
        [
            (satu.indeks, {"kolom": kolom[n], "akumulasi": satu.akumulasi})
            for satu in baris(data)
            if satu.akumulasi in MENGGABUNGKAN
            for kolom in (TARGET_TW, REALISASI_TW)
            for n in not_combinable([satu.nilai[c] for c in kolom[: data.triwulan]], satu.akumulasi)
        ]
    )


@aturan(
    "IND-35", P, "renstra", "kode", butuh=("iku", "realisasi"), tahap=2, sumber=_PERMENDAGRI_86, akibat=Akibat.NILAI,
    pesan="{kolom} di lembar Renstra {nilai}, sedangkan menurut lembar Realisasi {realisasi}; yang dipakai angka lembar Realisasi.",
    saran="Samakan keduanya menurut data dukungnya, atau kosongkan {kolom} di lembar Renstra.",
)  # fmt: skip
def realisasi_renstra_berbeda(data: Data) -> pd.DataFrame:
    """The year's realisation in Renstra isn't that of sheet Realisasi (nor a rounded one), where neither is a slip."""
    kolom = f"realisasi_{data.tahun}"
    rows: dict[int, dict[str, Any]] = {}
    if data.periode != "Tahunan":
        return facts([])
    by_key, outliers = renstra_rows(data), renstra_outliers(data)
    for satu in baris(data):
        renstra = satu.renstra.get(kolom, KOSONG)
        if equal_nilai(renstra, satu.realisasi) is not False or restates(renstra, satu.realisasi):
            continue
        index, _ = by_key[satu.kode_opd, satu.kode]
        if kolom not in outliers.get(index, {}) and satu.kolom_realisasi not in slips(data).get(satu.indeks, {}):
            rows.setdefault(index, {"kolom": kolom, "realisasi": satu.realisasi.teks})
    return facts(list(rows.items()))


def _near_predicate(data: Data, teks: str) -> str:
    """The predicate that a text may have meant, as a sentence; '' when none is near."""
    kosakata = data.referensi.kosakata
    found = difflib.get_close_matches(normalise_kata(teks), list(kosakata), n=1, cutoff=0.6)
    return f' Mungkin maksudnya "{kosakata[found[0]]}".' if found else ""


def _by_cause(
    kode: str,
    tingkat: Tingkat,
    sebab: str,
    nama: str,
    pesan: str,
    saran: str,
    at_target: bool = False,
    akibat: Akibat | None = None,
) -> Rule:
    """Return the rule that reports the rows whose capaian carries `sebab`, at the target or the realisation."""

    def check(data: Data) -> pd.DataFrame:
        return facts(
            [
                (
                    satu.indeks,
                    {
                        "kolom": satu.kolom_target if at_target else satu.kolom_realisasi,
                        "target": satu.target.teks,
                        "realisasi": satu.realisasi.teks,
                        "mirip": _near_predicate(data, satu.realisasi.teks) if sebab == "kualitatif" else "",
                        "akibat": "tidak dapat dihitung"
                        if satu.hasil.persen is None
                        else f"dihitung {satu.hasil.persen:.0f} %",
                    },
                )
                for satu in baris(data)
                if satu.hasil.sebab == sebab
            ]
        )

    check.__name__ = nama
    check.__doc__ = f"Indicators whose capaian carries the cause '{sebab}'."
    rule: Rule = aturan(
        kode, tingkat, "realisasi", "target_pk" if at_target else "realisasi_tahun", butuh=("iku",), tahap=2,
        pesan=pesan, saran=saran, sumber=_PERMENDAGRI_86, akibat=akibat,
    )(check)  # fmt: skip
    return rule


target_nol = _by_cause(
    "IND-20", P, "target_nol", "target_nol",
    "Pembagi rumus bernilai 0 (target {target}, realisasi {realisasi}), sehingga capaian {akibat}.",
    "Tetapkan target yang dapat dibandingkan; target 0 hanya untuk indikator Minimal yang memang harus nihil.",
    at_target=True,
    akibat=Akibat.DISEBUT,
)  # fmt: skip
gabungan_tidak_berpasangan = _by_cause(
    "IND-22", K, "bagian", "gabungan_tidak_berpasangan",
    "Bagian-bagian realisasi \"{realisasi}\" tidak berpasangan dengan target \"{target}\"; capaian tidak dapat dihitung.",
    "Tulis setiap bagian target di realisasi dengan satuan yang sama; yang belum ada ditulis 0.",
    akibat=Akibat.CAPAIAN,
)  # fmt: skip
kualitatif_tidak_terhitung = _by_cause(
    "IND-23", P, "kualitatif", "kualitatif_tidak_terhitung",
    "Realisasi \"{realisasi}\" tidak sama dengan target \"{target}\" dan bukan angka, sehingga capaian tidak dapat dihitung.{mirip}",
    "Tulis angka atau predikatnya, atau daftarkan kata-katanya di lembar Predikat pada Referensi.",
    akibat=Akibat.CAPAIAN,
)  # fmt: skip
rentang_sama = _by_cause(
    "IND-24", I, "rentang_sama", "rentang_sama",
    "Realisasi ditulis sama dengan rentang target ({target}); capaian dihitung 100 %.",
    "Tulis angka realisasi yang sebenarnya.",
)  # fmt: skip
nilai_tidak_sebanding = _by_cause(
    "IND-28", P, "tidak_sebanding", "nilai_tidak_sebanding",
    "Realisasi \"{realisasi}\" tidak dapat dibandingkan dengan target \"{target}\"; capaian tidak dapat dihitung.",
    "Tulis keduanya dalam bentuk yang sama: sama-sama angka, atau sama-sama predikat dari satu kelompok.",
    akibat=Akibat.CAPAIAN,
)  # fmt: skip


@aturan(
    "IND-33", P, "realisasi", "realisasi_tahun", tahap=2, butuh=("iku",), sumber=_PERMENDAGRI_86, akibat=Akibat.CAPAIAN,
    pesan="Belum ada realisasi sampai akhir tahun, sehingga indikator ini tidak ikut dihitung.",
    saran="Isi realisasinya; bila memang nihil tulis 0, bila belum dapat diukur jelaskan di Faktor Penghambat.",
)  # fmt: skip
def realisasi_kosong(data: Data) -> pd.DataFrame:
    """An indicator with a target but without any realisation in a report on the whole year."""
    if data.periode != "Tahunan":
        return facts([])
    return facts(
        [
            (satu.indeks, {})
            for satu in baris(data)
            if satu.target.jenis is not Jenis.KOSONG and satu.realisasi.jenis is Jenis.KOSONG
        ]
    )


@aturan(
    "IND-29", P, "iku", "indikator", tahap=2,
    pesan="Indikator \"{nilai}\" sudah ada dengan kode {lain} pada {tingkat}.",
    saran="Hapus salah satu, atau bedakan rumusannya.",
)  # fmt: skip
def indikator_kembar(data: Data) -> pd.DataFrame:
    """One indicator name under two codes of the same Tingkat of an OPD: the later row."""
    isi = data.isi("iku")
    first: dict[tuple[str, str, str], str] = {}
    seen: dict[tuple[str, str, str], int] = defaultdict(int)
    rows = []
    for index, opd, kode, indikator, tingkat in zip(
        isi.index, isi["kode_opd"], isi["kode"], isi["indikator"], isi["tingkat"], strict=True
    ):
        key = (opd, normalise_kata(indikator), tingkat)
        if not key[1] or not kode:
            continue
        if seen[key]:
            rows.append((int(index), {"lain": first[key], "tingkat": tingkat or "Tingkat yang sama"}))
        first.setdefault(key, kode)
        seen[key] += 1
    return facts(rows)
