"""What the next period's templates start with: the checked data of one period → one Isian per OPD."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.profil import TENTANG, profil_of
from kinerja_xl.deklarasi.forms import PROFIL
from kinerja_xl.deklarasi.forms_referensi import REFERENSI_SHEETS
from kinerja_xl.deklarasi.pilihan import PERIODE, VERSI_ANGGARAN
from kinerja_xl.deklarasi.schema import Column, Kind
from kinerja_xl.nilai import KOSONG, Jenis, Nilai, format_nilai, parse_nilai
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.referensi import Opd
from kinerja_xl.template.isian import Isian
from kinerja_xl.template.masa import MASA_RENSTRA
from kinerja_xl.template.realisasi_lalu import kinerja_sampai_kini, realisasi_indikator, uang_sampai_kini
from kinerja_xl.template.sel import Persen

# Columns (by the beginning of their name) that stay true within the year, and those still true in the next one.
_TAHUN_INI: Final = {
    "realisasi": ("kode", "target_pk", "target_tw", "realisasi_tw", "data_dukung"),
    "anggaran": (
        "kode", "uraian", "indikator", "satuan", "polaritas", "akumulasi", "target", "realisasi_lalu", "pagu", "kas_tw",
        "realisasi_tw", "penanggung_jawab", "sumber_dana",
    ),
    "belanja": ("kode_rekening", "uraian", "anggaran_rp"),
    "akip": ("komponen", "bobot", "nilai_tahun_lalu", "nilai"),
}  # fmt: skip
# From the last quarter to the report of its year.
_TAHUN_SAMA: Final = {
    "realisasi": ("realisasi_tahun",),
    "anggaran": ("realisasi_tahun",),
}
_TAHUN_DEPAN: Final = {
    "realisasi": ("kode",),
    "anggaran": (
        "kode", "uraian", "indikator", "satuan", "polaritas", "akumulasi", "target_renstra", "penanggung_jawab",
        "sumber_dana",
    ),
    "belanja": ("kode_rekening", "uraian"),
    "akip": ("komponen", "bobot"),
}  # fmt: skip
_SEMUA: Final = ("",)
_LEMBAR: Final = ("iku", "renstra", "realisasi", "anggaran", "belanja", "akip", "cascading")
# Reported once a year: their rows in a quarter's template would only be empty required cells.
_TAHUNAN: Final = frozenset({"akip"})
# Sheets whose formulas put the values of a row together.
_SATU_CARA: Final = ("realisasi", "akip")
# Labels of Profil that speak of one submission.
_SETIAP_KIRIMAN: Final = ("tanggal_pengisian", "revisi", "status_pelaporan")
# What belongs to the Renstra that ends.
_MILIK_RENSTRA: Final = {
    "renstra": ("kondisi_awal", "target"),
    "anggaran": ("target_renstra",),
}


@dataclass(frozen=True, slots=True)
class Tujuan:
    """The period that the templates are for; `renstra` overrules the Renstra years of Profil.

    `diragukan` holds the cells (file, sheet, cell) about which there is a Kesalahan or Peringatan: nothing is copied
    from them to another place.
    """

    tahun: int
    periode: str
    renstra: tuple[int, int] | None = None
    diragukan: frozenset[tuple[str, str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Penerus:
    """One OPD that gets templates: what its Profil says, and the Renstra years `masa` of the template.

    `renstra_baru`: these begin another Renstra; `tahun_pertama`: the year that was reported is the first of its own.
    """

    opd: Opd
    profil: Mapping[str, object]
    masa: tuple[object, object]
    renstra_baru: bool
    tahun_pertama: bool


def next_period(tahun: int, periode: str) -> tuple[int, str]:
    """The period after a period: the next quarter, Tahunan after TW IV, TW I of the next year after Tahunan.

    >>> next_period(2023, "TW II"), next_period(2023, "Tahunan")
    ((2023, 'TW III'), (2024, 'TW I'))
    """
    position = PERIODE.index(periode)
    return (tahun, PERIODE[position + 1]) if position + 1 < len(PERIODE) else (tahun + 1, PERIODE[0])


def carried_columns(data: Data, sheet: str, tahun: int, renstra_baru: bool) -> list[Column]:
    """The columns of a sheet whose values go into a template of the year `tahun` as they are."""
    tabel = data.tabel[sheet]
    kept = (_TAHUN_INI if tahun == data.tahun else _TAHUN_DEPAN).get(sheet, _SEMUA)
    if tahun == data.tahun and data.periode == PERIODE[-2]:
        kept = (*kept, *_TAHUN_SAMA.get(sheet, ()))
    ended = _MILIK_RENSTRA.get(sheet, ()) if renstra_baru else ()
    return [
        c
        for c in tabel.kolom
        if not (c.lookup or c.reported) and c.name.startswith(kept) and not c.name.startswith(ended)
    ]


def carried_sheets(data: Data, periode: str) -> list[str]:
    """The sheets that somebody sent and that a template of the period takes rows from."""
    return [name for name in _LEMBAR if name in data.tabel and (name not in _TAHUNAN or periode == PERIODE[-1])]


def list_penerus(data: Data, tujuan: Tujuan) -> list[Penerus]:
    """The OPD that get templates, by order of the register; OPD of which nothing counts are left out."""
    sent = {b.kode_opd for b in data.berkas if b.pemakaian.startswith("dipakai")}
    profil = _profil(data) if "profil" in data.tabel else {}
    found = []
    for opd in data.opd:
        if opd.kode in sent and opd.kode in profil:
            known = profil[opd.kode]
            awal, akhir = known.get("tahun_awal_renstra"), known.get("tahun_akhir_renstra")
            masa = _masa_renstra(known, tujuan)
            baru = akhir is not None and masa != (awal, akhir)
            found.append(Penerus(opd, known, masa, baru, awal == data.tahun))
    return found


def isian_of_opd(data: Data, penerus: Penerus, tujuan: Tujuan) -> Isian:
    """What an OPD's next template starts with."""
    opd = penerus.opd
    awal, akhir = penerus.masa
    own = {
        "nama_opd": opd.nama, "kabupaten": data.referensi.kabupaten.get("nama"), **penerus.profil,
        "kode_opd": opd.kode, "tahun": tujuan.tahun, "periode": tujuan.periode,
        "tahun_awal_renstra": awal, "tahun_akhir_renstra": akhir,
        **dict.fromkeys(_SETIAP_KIRIMAN),
    }  # fmt: skip
    if tujuan.tahun != data.tahun:
        own["versi_anggaran"] = VERSI_ANGGARAN[0]  # a year begins with the first budget
    baris = {sheet: _rows(data, sheet, penerus, tujuan) for sheet in carried_sheets(data, tujuan.periode)}
    target = {} if penerus.renstra_baru or tujuan.tahun == data.tahun else _target_renstra(data, opd.kode, tujuan)
    baris["realisasi"] = _every_indicator(baris.get("realisasi", ()), baris.get("iku", ()), target)
    for sheet in _SATU_CARA:
        baris[sheet] = [_one_way(row) for row in baris.get(sheet, ())]
    return Isian(
        opd.kode,
        opd.nama,
        {k: v for k, v in own.items() if v is not None},
        baris,
        asal=f"{data.periode} {data.tahun}",
        target_diusulkan=any(target.get(row.get("kode")) is not None for row in baris["realisasi"]),
    )


def isian_referensi(data: Data, tahun: int) -> Isian:
    """The Referensi workbook for the year `tahun`: what Bappeda keeps now, with this year's deadlines left out."""
    baris: dict[str, list[dict[str, object]]] = {}
    for sheet in REFERENSI_SHEETS:
        if sheet.name in data.tabel:
            columns = [c for c in data.tabel[sheet.name].kolom if c.kind is not Kind.TANGGAL]
            baris[sheet.name] = [_values(row, columns) for row in data.isi(sheet.name).to_dict("records")]
    if "opd" not in baris:
        baris["opd"] = [{"kode_opd": o.kode, "nama_opd": o.nama} for o in data.opd]
    if "kabupaten" in baris:
        baris["kabupaten"] = [{**row, "tahun": tahun} for row in baris["kabupaten"]]
    return Isian(baris=baris)


def _profil(data: Data) -> dict[str, dict[str, object]]:
    """Profil of every OPD: of several workbooks the first one that has a label filled counts.

    A label that figures depend on is what counted in them; without an entry where that couldn't be used.
    """
    deciding = {name: profil_of(data, name) for name in TENTANG}
    others = [column for column in PROFIL.columns if column.name not in TENTANG]
    found: dict[str, dict[str, object]] = {}
    for row in data.isi("profil").to_dict("records"):
        opd = row["kode_opd"]
        known = {name: plain_value(values.get(opd)) for name, values in deciding.items()}
        own = found.setdefault(opd, {name: value for name, value in known.items() if value is not None})
        for name, value in _values(row, others).items():
            own.setdefault(name, value)
    return found


def _masa_renstra(profil: Mapping[str, object], tujuan: Tujuan) -> tuple[object, object]:
    """Renstra years of the template: those named, those of Profil, or the next five when these are over."""
    awal, akhir = profil.get("tahun_awal_renstra"), profil.get("tahun_akhir_renstra")
    if tujuan.renstra:
        return tujuan.renstra
    if isinstance(akhir, int) and akhir < tujuan.tahun:
        return tujuan.tahun, tujuan.tahun + MASA_RENSTRA - 1
    return awal, akhir


def _rows(data: Data, sheet: str, penerus: Penerus, tujuan: Tujuan) -> list[dict[str, object]]:
    """The rows of one sheet: what still holds, and the year's outcome where the next year's template asks for it."""
    columns = carried_columns(data, sheet, tujuan.tahun, penerus.renstra_baru)
    isi = data.isi(sheet)
    own = isi[isi["kode_opd"] == penerus.opd.kode]
    rows = [_values(row, columns) for row in own.to_dict("records")]
    if tujuan.tahun != data.tahun:
        for row, carried in zip(rows, _outcome(data, sheet, own, penerus), strict=True):
            row.update({name: value for name, value in carried.items() if value is not None})
    return [row for row in rows if row]


def _outcome(data: Data, sheet: str, own: pd.DataFrame, penerus: Penerus) -> list[dict[str, object]]:
    """This year's outcome of every row of a sheet, in the columns of next year's template."""
    if sheet == "akip":
        return [{"nilai_tahun_lalu": plain_value(nilai)} for nilai in own["nilai"]]
    if sheet == "renstra":
        tahun = realisasi_indikator(data, penerus.opd.kode)
        return [{f"realisasi_{data.tahun}": plain_value(tahun.get(kode, KOSONG))} for kode in own["kode"]]
    if sheet == "anggaran" and not penerus.renstra_baru:
        uang = uang_sampai_kini(data, penerus.opd.kode, penerus.tahun_pertama)
        return [
            {
                "realisasi_lalu_k": plain_value(kinerja_sampai_kini(row, penerus.tahun_pertama)),
                "realisasi_lalu_rp": plain_value(uang.get(indeks), Kind.RUPIAH),
            }
            for indeks, row in zip(own.index, own.to_dict("records"), strict=True)
        ]
    return [{} for _ in own.index]


def _target_renstra(data: Data, opd: str, tujuan: Tujuan) -> dict[object, object]:
    """Target Renstra of the year by indicator, without the doubtful ones."""
    kolom = f"target_{tujuan.tahun}"
    if "renstra" not in data.tabel or kolom not in data.isi("renstra"):
        return {}
    tabel = data.tabel["renstra"]
    own = tabel.isi[tabel.isi["kode_opd"] == opd]
    return {
        kode: plain_value(target)
        for indeks, kode, target in zip(own.index, own["kode"], own[kolom], strict=True)
        if tabel.tempat(int(indeks), kolom) not in tujuan.diragukan
    }


def _every_indicator(
    realisasi: Sequence[dict[str, object]], iku: Sequence[Mapping[str, object]], target: Mapping[object, object]
) -> list[dict[str, object]]:
    """The rows of Realisasi with one for every indicator of IKU; a blank Target PK is that of Renstra."""
    known = {row.get("kode") for row in realisasi}
    added: list[dict[str, object]] = [
        {"kode": row["kode"]} for row in iku if "kode" in row and row["kode"] not in known
    ]
    rows = [{"target_pk": target.get(row.get("kode")), **row} for row in (*realisasi, *added)]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def _one_way(row: Mapping[str, object]) -> dict[str, object]:
    """The row with percentages as text where plain numbers stand beside them: a formula takes 88% for 0,88."""
    mixed = any(isinstance(value, int | float) for value in row.values())
    return {name: str(value) if mixed and isinstance(value, Persen) else value for name, value in row.items()}


def _values(row: Mapping[Any, Any], columns: Iterable[Column]) -> dict[str, object]:
    """The typed values of a row as template cells, without the blank ones."""
    values = {c.name: plain_value(row[c.name], c.kind) for c in columns}
    return {name: value for name, value in values.items() if value is not None}


def plain_value(value: Any, kind: Kind | None = None) -> object:
    """A typed value as a template cell: numbers are numbers, text stays text, None for what can't be used.

    >>> from kinerja_xl.nilai import parse_nilai
    >>> [plain_value(parse_nilai(s)) for s in ("87,07", "3 ± 1", "9,,2", "-", "88%")]
    [87.07, '3 ± 1', None, None, Persen(angka=Decimal('88'))]
    """
    if isinstance(value, Nilai):
        return _plain_nilai(value, kind)
    if isinstance(value, str):
        return value or None
    if value is None or pd.isna(value):
        return None
    if isinstance(value, datetime.date):
        return value
    if kind is Kind.RUPIAH:
        return int(value) // 100 if int(value) % 100 == 0 else int(value) / 100
    return int(value)


def _plain_nilai(nilai: Nilai, kind: Kind | None) -> object:
    if nilai.jenis in (Jenis.KOSONG, Jenis.GALAT, Jenis.RANCU):
        return None
    if nilai.jenis is Jenis.ANGKA and nilai.angka is not None:
        return float(nilai.angka)
    if nilai.jenis is Jenis.PERSEN and nilai.angka is not None:
        # A column of plain numbers counts in percentage points.
        return Persen(nilai.angka) if kind in (None, Kind.NILAI) else float(nilai.angka)
    # As typed where that reads back cleanly; a slip or a choice between two readings isn't handed on.
    again = parse_nilai(nilai.teks)
    clean = again.jenis is nilai.jenis and again.slip is None and again.angka == nilai.angka
    return nilai.teks if clean else format_nilai(nilai)
