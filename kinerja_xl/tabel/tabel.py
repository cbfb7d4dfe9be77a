"""Typed tables: the sheets of all files stacked, each cell parsed by its column's kind, each row with its origin."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd

from kinerja_xl.deklarasi.schema import Column, Kind, Sheet, normalise_header
from kinerja_xl.nilai import (
    KOSONG,
    Jenis,
    Kosakata,
    Nilai,
    is_blank,
    is_not_reported,
    parse_angka,
    parse_nilai,
    parse_rupiah,
    show,
    whole_rupiah,
)
from kinerja_xl.tabel.bacaan import Asal, BacaanLembar, Isi, Tanda

# Texts as Python objects also where pyarrow is installed (for Parquet): the same frames everywhere; Arrow's allocator
# would set aside a gigabyte of address space.
pd.set_option("mode.string_storage", "python")


class Keadaan(IntEnum):
    """What parsing found in a cell."""

    KOSONG = 0
    BAIK = 1
    TEKS = 2
    SLIP = 3
    RANCU = 4
    RANCU_DIPILIH = 5
    TIDAK_TERBACA = 6
    GALAT = 7
    TANPA_NILAI = 8
    KODE_ANGKA = 9
    PILIHAN_SALAH = 10
    TANGGAL = 11
    KODE_KOTOR = 12


@dataclass(frozen=True, slots=True)
class Tabel:
    """One sheet over all files.

    `isi`, `teks` and `keadaan` share index and columns. `isi` holds typed values: '' for missing text, sen as Int64
    with NA, Nilai objects (KOSONG when missing). `teks` holds the cells as typed, None for whole rupiah (nearly all
    cells of the largest sheet, and `isi` says the same): see `ketikan`. `keadaan` holds what parsing found.
    `isi` also has `asal` (position in `semua_asal`), `baris` (row number in the sheet) and `kode_opd`.
    """

    lembar: Sheet
    isi: pd.DataFrame
    teks: pd.DataFrame
    keadaan: pd.DataFrame
    slip: dict[tuple[str, int], str]
    semua_asal: tuple[Asal, ...]

    @property
    def kolom(self) -> list[Column]:
        """The declared columns that are present, years expanded, in order of the typed table."""
        return [self.lembar.column(name) for name in self.teks.columns]

    def tempat(self, indeks: int, kolom: str) -> tuple[str, str, str]:
        """File, sheet and cell of one value."""
        asal = self.semua_asal[self.isi.at[indeks, "asal"]]
        return asal.berkas, asal.lembar, asal.sel(kolom, int(self.isi.at[indeks, "baris"]))

    def ketikan(self, indeks: int, kolom: str) -> str:
        """One cell as typed."""
        teks = self.teks.at[indeks, kolom]
        return str(int(self.isi.at[indeks, kolom]) // 100) if teks is None else str(teks)

    def without_texts(self) -> Tabel:
        """The table as figures need it: what was typed, only rules and their Catatan look at."""
        return replace(self, teks=self.teks.iloc[:0].copy())

    def tahun(self, nama: str) -> list[int]:
        """Years for which the per_tahun column `nama` is present, ascending."""
        awalan = nama + "_"
        found = (c[len(awalan) :] for c in self.teks.columns if c.startswith(awalan))
        return sorted(int(y) for y in found if y.isdigit())

    def drop(self, indeks: Iterable[int]) -> Tabel:
        """The table without some rows."""
        keep = ~self.isi.index.isin(list(indeks))
        return Tabel(self.lembar, self.isi[keep], self.teks[keep], self.keadaan[keep], self.slip, self.semua_asal)


Parsed = tuple[Any, str, int, str | None]
Stored = tuple[Any, str | None, int, str | None]
_TAK_TERLIHAT = re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BULAN = {
    b: n
    for n, b in enumerate(
        [
            "januari",
            "februari",
            "maret",
            "april",
            "mei",
            "juni",
            "juli",
            "agustus",
            "september",
            "oktober",
            "november",
            "desember",
        ],
        1,
    )
}


_TAHUN: Final = range(1990, 2101)
"""Years of the dates that a workbook may give."""


def _parse_teks(isi: Isi) -> Parsed:
    teks = show(isi)
    return teks, teks, Keadaan.BAIK, None


def _parse_kode(isi: Isi) -> Parsed:
    """A code without what can't be seen and without dots at its end: 5.1. and 5.1 are one account."""
    teks = show(isi)
    if not isinstance(isi, str):
        return "", teks, Keadaan.KODE_ANGKA, None
    bersih = _TAK_TERLIHAT.sub("", isi).strip()
    if is_not_reported(bersih):
        return "", teks, Keadaan.KOSONG, None
    return bersih.rstrip(". ") or bersih, teks, Keadaan.BAIK if bersih == teks else Keadaan.KODE_KOTOR, None


def _parse_bulat(isi: Isi) -> Parsed:
    nilai = parse_angka(isi)
    if isinstance(isi, (datetime.date, datetime.time)):
        return pd.NA, show(isi), Keadaan.TANGGAL, None
    if nilai.jenis is Jenis.KOSONG:
        return pd.NA, nilai.teks, Keadaan.KOSONG, None
    if nilai.angka is None or nilai.angka != nilai.angka.to_integral_value() or abs(nilai.angka) >= 10**12:
        return pd.NA, nilai.teks, Keadaan.TIDAK_TERBACA, None
    return int(nilai.angka), nilai.teks, Keadaan.TEKS if nilai.dari_teks else Keadaan.BAIK, None


_KEADAAN_UANG: Final = {
    "kosong": Keadaan.KOSONG,
    "ok": Keadaan.BAIK,
    "teks": Keadaan.TEKS,
    "slip": Keadaan.SLIP,
    "galat": Keadaan.TIDAK_TERBACA,
}


def _parse_rupiah(isi: Isi) -> Parsed:
    sen, teks, status, slip = parse_rupiah(isi)
    if status == "galat" and isinstance(isi, (datetime.date, datetime.time)):
        return pd.NA, show(isi), Keadaan.TANGGAL, None
    return (pd.NA if sen is None else sen), teks, _KEADAAN_UANG[status], slip


def _store_rupiah(isi: Isi) -> Stored:
    """As parsed, but without the text where Tabel.ketikan can tell it."""
    utuh = whole_rupiah(isi)
    return _parse_rupiah(isi) if utuh is None else (utuh * 100, None, Keadaan.BAIK, None)


@lru_cache(maxsize=256)
def _pilihan(choices: tuple[str, ...]) -> dict[str, str]:
    return {normalise_header(c): c for c in choices}


def _parse_pilihan(isi: Isi, column: Column) -> Parsed:
    teks = show(isi)
    if is_not_reported(teks):
        return "", teks, Keadaan.KOSONG, None
    key = normalise_header(teks)
    found = _pilihan(column.choices).get(key) or column.synonyms.get(key)
    return (found, teks, Keadaan.BAIK, None) if found else ("", teks, Keadaan.PILIHAN_SALAH, None)


def _parse_tanggal(isi: Isi) -> Parsed:
    teks = show(isi)
    if isinstance(isi, datetime.datetime):
        return isi.date(), teks, Keadaan.BAIK, None
    if isinstance(isi, datetime.date):
        return isi, teks, Keadaan.BAIK, None
    if is_not_reported(teks):
        return pd.NaT, teks, Keadaan.KOSONG, None
    words = re.split(r"[\s/.\-]+", teks.casefold())
    if len(words) == 3:
        hari, bulan, tahun = words
        try:
            tanggal = datetime.date(_year(tahun), _BULAN.get(bulan) or int(bulan), int(hari))
        except ValueError:
            tanggal = None  # not a date in this order: reported below as unreadable, with the text kept
        if tanggal is not None and tanggal.year in _TAHUN:
            return tanggal, teks, Keadaan.BAIK, None
    return pd.NaT, teks, Keadaan.TIDAK_TERBACA, None


def _year(teks: str) -> int:
    """A year as written; two digits are of this century. Raises ValueError for what is no number."""
    tahun = int(teks)
    return tahun + 2000 if len(teks) == 2 else tahun


def _of_nilai(nilai: Nilai, isi: Isi) -> Parsed:
    if isinstance(isi, (datetime.date, datetime.time)):
        return Nilai(Jenis.GALAT, show(isi)), show(isi), Keadaan.TANGGAL, None
    keadaan = Keadaan.BAIK
    if nilai.jenis is Jenis.KOSONG:
        keadaan = Keadaan.KOSONG
    elif nilai.jenis is Jenis.GALAT:
        keadaan = Keadaan.TIDAK_TERBACA
    elif nilai.jenis is Jenis.RANCU:
        keadaan = Keadaan.RANCU
    elif nilai.slip:
        keadaan = Keadaan.SLIP
    elif nilai.dari_teks:
        keadaan = Keadaan.TEKS
    return nilai, nilai.teks, keadaan, nilai.slip


def missing_value(kind: Kind) -> Any:
    """What a typed table holds for a missing value of a kind."""
    if kind in (Kind.NILAI, Kind.ANGKA, Kind.PERSEN):
        return KOSONG
    if kind in (Kind.RUPIAH, Kind.BULAT):
        return pd.NA
    return pd.NaT if kind is Kind.TANGGAL else ""


def unusable_value(kind: Kind, teks: str) -> Any:
    """What a typed table holds where something stands that can't be used: a Nilai that says so, else nothing."""
    return Nilai(Jenis.GALAT, teks) if kind in (Kind.NILAI, Kind.ANGKA, Kind.PERSEN) else missing_value(kind)


def parse_cell(isi: Isi, column: Column, tanda: Tanda | None, kosakata: Kosakata) -> Parsed:
    """Typed value, text as typed, Keadaan and slip of one cell of `column`; never raises."""
    kind = column.kind
    if tanda is Tanda.GALAT:
        return unusable_value(kind, show(isi)), show(isi), Keadaan.GALAT, None
    if tanda is Tanda.TANPA_NILAI:
        return unusable_value(kind, ""), "", Keadaan.TANPA_NILAI, None
    if is_blank(isi):
        return missing_value(kind), "", Keadaan.KOSONG, None
    return _parser(column, kosakata, tanda is Tanda.PERSEN)(isi)


def _parser(column: Column, kosakata: Kosakata, persen: bool = False) -> Callable[[Isi], Parsed]:
    """What parses the cells of a column that aren't blank; `persen`: cells that Excel shows as a percentage."""
    match column.kind:
        case Kind.TEKS:
            return _parse_teks
        case Kind.KODE:
            return _parse_kode
        case Kind.NILAI:
            return lambda isi: _of_nilai(parse_nilai(isi, persen=persen, kosakata=kosakata), isi)
        case Kind.ANGKA | Kind.PERSEN:
            return lambda isi: _of_nilai(parse_angka(isi, persen=persen), isi)
        case Kind.RUPIAH:
            return _parse_rupiah
        case Kind.BULAT:
            return _parse_bulat
        case Kind.PILIHAN:
            return lambda isi: _parse_pilihan(isi, column)
        case Kind.TANGGAL:
            return _parse_tanggal


def typed_columns(sheet: Sheet, lembar: Sequence[BacaanLembar]) -> list[Column]:
    """The declared columns of a sheet with years expanded to all years that any file has, in order of declaration."""
    present = {name for satu in lembar for name in satu.kolom}
    columns: list[Column] = []
    for column in sheet.columns:
        if column.per_tahun is None:
            columns.append(column)
        else:
            awalan = column.name + "_"
            years = sorted(
                {int(n[len(awalan) :]) for n in present if n.startswith(awalan) and n[len(awalan) :].isdigit()}
            )
            columns.extend(column.of_year(y) for y in years)
    return columns


def stack(sheet: Sheet, lembar: Sequence[tuple[str, BacaanLembar]], kosakata: Kosakata) -> Tabel:
    """Return the Tabel of one sheet over all files; `lembar` pairs each reading with its kode_opd."""
    readings = [satu for _, satu in lembar]
    columns = typed_columns(sheet, readings)
    semua_asal = tuple(satu.asal for satu in readings)
    asal = [n for n, satu in enumerate(readings) for _ in satu.baris]
    baris = [b for satu in readings for b in satu.baris]
    # As objects: pandas' own text columns hand out their cells one by one, ten times as slowly.
    opd = pd.Series([kode for kode, satu in lembar for _ in satu.baris], dtype=object)
    isi: dict[str, Any] = {"asal": asal, "baris": baris, "kode_opd": opd}
    teks: dict[str, Any] = {}
    keadaan: dict[str, Any] = {}
    slip: dict[tuple[str, int], str] = {}
    for column in columns:
        typed = _typed_cells(column, readings, kosakata)
        slip.update(((column.name, n), t[3]) for n, t in enumerate(typed) if t[3])
        isi[column.name] = _series([t[0] for t in typed], column.kind)
        teks[column.name] = [t[1] for t in typed]
        keadaan[column.name] = np.fromiter((t[2] for t in typed), np.int8, len(typed))
    index = pd.RangeIndex(len(baris))
    return Tabel(
        sheet,
        pd.DataFrame(isi, index=index),
        pd.DataFrame(teks, index=index, columns=[c.name for c in columns], dtype=object),
        pd.DataFrame(keadaan, index=index, columns=[c.name for c in columns]),
        slip,
        semua_asal,
    )


# What readers give for nearly every cell. Values of one of these types that are equal also read the same; True, 1 and
# 1.0 don't.
_SEBANDING: Final = frozenset({str, float, type(None)})


def _typed_cells(column: Column, readings: Sequence[BacaanLembar], kosakata: Kosakata) -> list[Stored]:
    """The cells of one column over all readings, parsed."""
    cells: list[Isi] = []
    special: dict[int, Stored] = {}
    for satu in readings:
        start = len(cells)
        cells.extend(satu.kolom.get(column.name) or [None] * len(satu.baris))
        for n, (tanda, galat) in satu.tanda.get(column.name, {}).items():
            cell = galat if tanda is Tanda.GALAT else cells[start + n]
            special[start + n] = parse_cell(cell, column, tanda, kosakata)
    if not set(map(type, cells)) <= _SEBANDING:
        special |= {
            n: parse_cell(cell, column, None, kosakata)
            for n, cell in enumerate(cells)
            if type(cell) not in _SEBANDING and n not in special
        }
    # Columns repeat themselves: the same text or number of one column is parsed once.
    blank: Stored = missing_value(column.kind), "", Keadaan.KOSONG, None
    parse: Callable[[Isi], Stored] = _store_rupiah if column.kind is Kind.RUPIAH else _parser(column, kosakata)
    known = {cell: blank if is_blank(cell) else parse(cell) for cell in set(cells)}
    typed = [known[cell] for cell in cells]
    for n, one in special.items():
        typed[n] = one
    return typed


def _series(values: list[Any], kind: Kind) -> Any:
    if kind in (Kind.RUPIAH, Kind.BULAT):
        return _integers(values, [v is pd.NA for v in values])
    return pd.Series(values, dtype=object)


def _integers(values: list[Any], missing: list[bool]) -> pd.arrays.IntegerArray:
    whole = np.array([0 if gone else v for v, gone in zip(values, missing, strict=True)], np.int64)
    return pd.arrays.IntegerArray(whole, np.array(missing, dtype=bool))


def records(frame: pd.DataFrame, columns: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The rows of a frame as dicts of Python values (NA as it is); to_dict("records") boxes every cell once more."""
    names = [str(c) for c in frame.columns] if columns is None else list(columns)
    if not names:
        return [{} for _ in frame.index]
    return [dict(zip(names, row, strict=True)) for row in zip(*(frame[n].tolist() for n in names), strict=True)]


def frame_of(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], uang: Collection[str] = ()) -> pd.DataFrame:
    """The frame of rows taken one by one, since a list of all is several times its size; NaN for what a row lacks.

    Columns of objects, but `uang` of sen as Int64, NA where there is None or nothing.
    """
    values: dict[str, list[Any]] = {name: [] for name in columns}
    fields = [(name, cells.append) for name, cells in values.items()]
    for row in rows:
        get = row.get
        for name, add in fields:
            add(get(name, math.nan))

    def typed(name: str, cells: list[Any]) -> Any:
        if name in uang:
            return _integers(cells, [v is None or v is math.nan for v in cells])
        return pd.Series(cells, dtype=object)

    return pd.DataFrame({name: typed(name, cells) for name, cells in values.items()})
