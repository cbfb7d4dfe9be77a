"""The indicator tables: capaian of the period, of every quarter, and of every Renstra year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from kinerja_xl.compute.akumulasi import MENGALIR, accumulate, realisasi_of_period, target_of_period
from kinerja_xl.compute.capaian import BELUM_DILAPORKAN, TARGET_KOSONG, Capaian, hitung_capaian
from kinerja_xl.deklarasi.ketentuan import Predikat
from kinerja_xl.deklarasi.pilihan import TRIWULAN
from kinerja_xl.deklarasi.schema import Kind
from kinerja_xl.nilai import KOSONG, Jenis, Nilai, normalise_kata
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.referensi import Referensi
from kinerja_xl.tabel.tabel import records

CAPAIAN_COLUMNS = [
    "kode_opd",
    "nama_opd",
    "tahun",
    "periode",
    "kode_indikator",
    "indikator",
    "jenis",
    "tingkat",
    "satuan",
    "polaritas",
    "target",
    "realisasi",
    "target_angka",
    "realisasi_angka",
    "capaian_persen",
    "kategori",
    "metode",
    "target_akhir_renstra",
    "kemajuan_renstra_persen",
    "berkas",
    "lembar",
    "sel_target",
    "sel_realisasi",
]
TRIWULAN_COLUMNS = [
    "kode_opd",
    "kode_indikator",
    "triwulan",
    "target",
    "realisasi",
    "target_angka",
    "realisasi_angka",
    "capaian_persen",
]
RENSTRA_COLUMNS = [
    "kode_opd",
    "kode_indikator",
    "tahun",
    "target",
    "realisasi",
    "target_angka",
    "realisasi_angka",
    "capaian_persen",
]
_STANDAR = ["standar_nasional", "terhadap_standar"]


@dataclass(frozen=True, slots=True)
class Indikator:
    """One indicator: its IKU row (typed values by column), its values in Realisasi and Renstra (empty without a row).

    `indeks` is the row of Realisasi, None where it has none. `peringkat`: its predicates are ranks without bands.
    """

    iku: Mapping[str, Any]
    realisasi: Mapping[str, Nilai]
    renstra: Mapping[str, Nilai]
    indeks: int | None
    nilai_predikat: Callable[[str], Decimal | None]
    peringkat: bool

    @property
    def akumulasi(self) -> str:
        """How quarters combine, '' where the cell can't be used."""
        return str(self.iku["akumulasi"])

    def cell(self, sheet: str, kolom: str) -> Nilai:
        """A value of Realisasi or Renstra, KOSONG where there is none."""
        return (self.realisasi if sheet == "realisasi" else self.renstra).get(kolom, KOSONG)

    def quarters(self, awalan: str) -> list[Nilai]:
        """The four quarterly values of Realisasi."""
        return [self.realisasi.get(f"{awalan}{n}", KOSONG) for n in range(1, 5)]


@dataclass(frozen=True)
class HasilIndikator:
    """Frames of the indicators. Beyond their CSV columns they keep for the rules and the writer:

    capaian: `sasaran`, `hasil`, `kemajuan` (Capaian; against the final Renstra target) and `terhadap_standar` (against
    the `standar_nasional` of Renstra), `indeks` (row in the typed Realisasi table or -1), `iku`.
    triwulan, renstra: `hasil` (Capaian).
    """

    capaian: pd.DataFrame
    triwulan: pd.DataFrame
    renstra: pd.DataFrame


def family_of(referensi: Referensi, kelompok: str, words: list[str]) -> dict[str, Predikat]:
    """The predicates (normalised) of an indicator's family; a blank family is inferred from the words used.

    Families in which all words occur fit; where several fit, the first one declared counts (a rule reports when they
    would differ). Empty where none fits.
    """
    families = referensi.keluarga
    family = families.get(normalise_kata(kelompok)) if kelompok else None
    if family is None:
        fitting = fitting_families(referensi, words)
        family = families[fitting[0]] if fitting else {}
    return family


def nilai_predikat(referensi: Referensi, kelompok: str, words: list[str]) -> Callable[[str], Decimal | None]:
    """The number of a predicate in its family (see family_of), None for a word that the family doesn't have."""
    numbers = {word: p.nilai for word, p in family_of(referensi, kelompok, words).items()}
    return lambda word: numbers.get(normalise_kata(word))


def fitting_families(referensi: Referensi, words: list[str]) -> list[str]:
    """Normalised names of the families that contain all `words`, in order of declaration."""
    keys = [normalise_kata(w) for w in words if w]
    if not keys:
        return []
    return [name for name, family in referensi.keluarga.items() if all(k in family for k in keys)]


def compute_indikator(data: Data) -> HasilIndikator:
    """Return the indicator frames of a run; empty frames when nobody sent an IKU sheet."""
    capaian: list[dict[str, Any]] = []
    triwulan: list[dict[str, Any]] = []
    renstra: list[dict[str, Any]] = []
    for satu in list_indikator(data):
        capaian.append(_capaian_row(data, satu))
        triwulan.extend(_triwulan_rows(data, satu))
        renstra.extend(_renstra_rows(data, satu))
    return HasilIndikator(
        pd.DataFrame(capaian, columns=[*CAPAIAN_COLUMNS, "sasaran", "hasil", "kemajuan", "indeks", "iku", *_STANDAR]),
        pd.DataFrame(triwulan, columns=[*TRIWULAN_COLUMNS, "hasil"]),
        pd.DataFrame(renstra, columns=[*RENSTRA_COLUMNS, "hasil"]),
    )


def _rows_by_key(data: Data, sheet: str) -> dict[tuple[str, str], tuple[int, dict[str, Nilai]]]:
    """First row of each (OPD, code): its index and its values."""
    if sheet not in data.tabel:
        return {}
    tabel = data.tabel[sheet]
    columns = [c.name for c in tabel.kolom if c.kind is Kind.NILAI]
    rows: dict[tuple[str, str], tuple[int, dict[str, Nilai]]] = {}
    keys = zip(tabel.isi.index, tabel.isi["kode_opd"], tabel.isi["kode"], strict=True)
    values = zip(*(tabel.isi[c] for c in columns), strict=True)
    for (index, opd, kode), cells in zip(keys, values, strict=True):
        rows.setdefault((opd, kode), (int(index), dict(zip(columns, cells, strict=True))))
    return rows


def list_indikator(data: Data) -> list[Indikator]:
    """The indicators of a run in the order of the IKU sheets, with their rows of Realisasi and Renstra."""
    if "iku" not in data.tabel:
        return []
    realisasi, renstra = _rows_by_key(data, "realisasi"), _rows_by_key(data, "renstra")
    out = []
    isi = data.isi("iku")
    for index, iku in zip(isi.index, records(isi), strict=True):
        key = (iku["kode_opd"], iku["kode"])
        if not iku["kode"]:
            continue
        indeks, r = realisasi.get(key, (None, {}))
        _, s = renstra.get(key, (None, {}))
        words = [v.predikat for v in (*r.values(), *s.values()) if v.predikat and v.angka is None]
        lookup = nilai_predikat(data.referensi, iku["kelompok_predikat"], words)
        family = family_of(data.referensi, iku["kelompok_predikat"], words)
        peringkat = all(p.batas_bawah is None for p in family.values())
        out.append(Indikator({**iku, "indeks": int(index)}, r, s, indeks, lookup, peringkat))
    return out


def _hitung(data: Data, satu: Indikator, target: Nilai, realisasi: Nilai) -> Capaian:
    return hitung_capaian(
        target,
        realisasi,
        satu.iku["polaritas"],
        satu.nilai_predikat,
        data.referensi.kebijakan.kata("rumus_minimal"),
        satu.peringkat,
    )


def _period_values(satu: Indikator, periode: str) -> tuple[Nilai, str, Nilai, str]:
    """Target and realisation of a period, each with the column of the cell that gave it."""
    target, t_cell = target_of_period(
        satu.cell("realisasi", "target_pk"),
        satu.cell("realisasi", "target_pk_perubahan"),
        satu.quarters("target_tw"),
        periode,
        satu.akumulasi,
    )
    realisasi, r_cell = realisasi_of_period(
        satu.cell("realisasi", "realisasi_tahun"), satu.quarters("realisasi_tw"), periode, satu.akumulasi
    )
    t_kolom = {0: "target_pk", -1: "target_pk_perubahan"}.get(t_cell, f"target_tw{t_cell}")
    return target, t_kolom, realisasi, "realisasi_tahun" if r_cell == 0 else f"realisasi_tw{r_cell}"


def target_akhir(satu: Indikator) -> Nilai:
    """Target Akhir Renstra, or the target of the last Renstra year where it is blank."""
    given = satu.cell("renstra", "target_akhir")
    if given.jenis is not Jenis.KOSONG:
        return given
    years = sorted((k for k in satu.renstra if k.startswith("target_2")), reverse=True)
    return next((t for k in years if (t := satu.renstra[k]).jenis is not Jenis.KOSONG), KOSONG)


def years_add_up(satu: Indikator) -> bool:
    """Whether the final target of the Renstra is the sum of its yearly ones, as of a quantity that accumulates."""
    years = [satu.renstra[k].angka for k in satu.renstra if k.startswith("target_2")]
    known = [t for t in years if t is not None]
    return satu.akumulasi in MENGALIR and len(known) == len(years) > 1 and target_akhir(satu).angka == sum(known)


def realisasi_lalu(satu: Indikator, tahun: int) -> Nilai:
    """What Renstra has of the years before `tahun`: added up where years add up, else the latest."""
    awal = min((int(k[7:]) for k in satu.renstra if k.startswith("target_2")), default=tahun)
    earlier = [satu.cell("renstra", f"realisasi_{y}") for y in range(awal, tahun)]
    return accumulate(earlier, "Jumlah" if years_add_up(satu) else "Terakhir")


def _realisasi_renstra(satu: Indikator, tahun: int, realisasi: Nilai) -> Nilai:
    """The realisation that is held against the final target: with that of the earlier years where years add up."""
    if realisasi.jenis is Jenis.KOSONG or not years_add_up(satu):
        return realisasi
    return accumulate([realisasi_lalu(satu, tahun), realisasi], "Jumlah")


def _capaian_row(data: Data, satu: Indikator) -> dict[str, Any]:
    target, t_kolom, realisasi, r_kolom = _period_values(satu, data.periode)
    hasil = _hitung(data, satu, target, realisasi)
    akhir = target_akhir(satu)
    kemajuan = _hitung(data, satu, akhir, _realisasi_renstra(satu, data.tahun, realisasi))
    standar = satu.cell("renstra", "standar_nasional")
    if satu.indeks is None:
        hasil = Capaian(None, BELUM_DILAPORKAN)
        berkas, lembar, _ = data.tabel["iku"].tempat(satu.iku["indeks"], "kode")
        sel_t = sel_r = ""
    else:
        tabel = data.tabel["realisasi"]
        berkas, lembar, sel_t = tabel.tempat(satu.indeks, t_kolom)
        sel_r = tabel.tempat(satu.indeks, r_kolom)[2]
    shared = ("kode_opd", "indikator", "jenis", "tingkat", "satuan", "polaritas", "sasaran")
    return {name: satu.iku[name] for name in shared} | {
        "nama_opd": data.nama_opd(satu.iku["kode_opd"]),
        "tahun": data.tahun,
        "periode": data.periode,
        "kode_indikator": satu.iku["kode"],
        "target": target.teks,
        "realisasi": realisasi.teks,
        "target_angka": hasil.target_angka if hasil.rumus else _shown(target, satu),
        "realisasi_angka": hasil.realisasi_angka if hasil.rumus else _shown(realisasi, satu),
        "capaian_persen": hasil.persen,
        "kategori": data.referensi.kategori(hasil.persen),
        "metode": hasil.metode,
        "target_akhir_renstra": akhir.teks,
        "kemajuan_renstra_persen": kemajuan.persen,
        "berkas": berkas,
        "lembar": lembar,
        "sel_target": sel_t,
        "sel_realisasi": sel_r,
        "hasil": hasil,
        "kemajuan": kemajuan,
        "indeks": -1 if satu.indeks is None else satu.indeks,
        "iku": satu.iku["indeks"],
        "standar_nasional": standar.teks,
        "terhadap_standar": _hitung(data, satu, standar, realisasi),
    }


def _shown(nilai: Nilai, satu: Indikator) -> Decimal | None:
    """The number of a value that didn't enter a formula."""
    if nilai.jenis in (Jenis.RANCU, Jenis.GALAT, Jenis.RENTANG, Jenis.GABUNGAN):
        return None
    if nilai.angka is None and nilai.predikat:
        return satu.nilai_predikat(nilai.predikat)
    return nilai.angka


def _triwulan_rows(data: Data, satu: Indikator) -> list[dict[str, Any]]:
    """One row per quarter up to the period: what a run for that quarter would give (cumulated up to it)."""
    if satu.indeks is None:
        return []
    rows = []
    for periode in TRIWULAN[: data.triwulan]:
        target, _, realisasi, _ = _period_values(satu, periode)
        rows.append(_long_row(satu, "triwulan", periode, target, realisasi, _hitung(data, satu, target, realisasi)))
    return rows


def _renstra_rows(data: Data, satu: Indikator) -> list[dict[str, Any]]:
    """One row per Renstra year: earlier years against what Renstra reports, this year's with the year's realisation.

    Of the year of the report sheet Realisasi decides, and Renstra serves only where that has nothing (IND-35 tells
    where the two differ).
    """
    years = sorted({int(y) for k in satu.renstra for y in [k.rpartition("_")[2]] if y.isdigit()})
    rows = []
    for tahun in years:
        target, realisasi = satu.cell("renstra", f"target_{tahun}"), satu.cell("renstra", f"realisasi_{tahun}")
        if tahun == data.tahun and data.periode == "Tahunan":
            _, _, own, _ = _period_values(satu, data.periode)
            realisasi = realisasi if own.jenis is Jenis.KOSONG else own
        if Jenis.KOSONG is target.jenis is realisasi.jenis:
            continue
        hasil = _hitung(data, satu, target, realisasi)
        if target.jenis is Jenis.KOSONG:
            hasil = Capaian(None, TARGET_KOSONG)
        rows.append(_long_row(satu, "tahun", tahun, target, realisasi, hasil))
    return rows


def _long_row(satu: Indikator, axis: str, step: Any, target: Nilai, realisasi: Nilai, hasil: Capaian) -> dict[str, Any]:
    return {
        "kode_opd": satu.iku["kode_opd"],
        "kode_indikator": satu.iku["kode"],
        axis: step,
        "target": target.teks,
        "realisasi": realisasi.teks,
        "target_angka": _shown(target, satu),
        "realisasi_angka": _shown(realisasi, satu),
        "capaian_persen": hasil.persen,
        "hasil": hasil,
    }
