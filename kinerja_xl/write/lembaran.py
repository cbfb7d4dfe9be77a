"""What a sheet of an output looks like, as data; buku.py renders it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.excel.tempat import BARIS as BARIS
from kinerja_xl.excel.tempat import huruf as huruf
from kinerja_xl.write.grafik import Bagan

BARIS_JUDUL_KOLOM: Final = 5
BARIS_DATA: Final = 6
"""Row numbers as Excel shows them: the headings of every table sheet, and its first row of data."""

Warna = tuple[tuple[str, str], ...]


class Tren(NamedTuple):
    """A small chart in a cell (sparkline) of cells of one row of its sheet, on a scale from `bawah` to `atas`."""

    rentang: str
    warna: str
    bawah: float
    atas: float


@dataclass(frozen=True, slots=True)
class Kolom:
    """One column of a table sheet: `nilai` row by row (None: not available), `rumus` the formula that gives it.

    A formula says BARIS for its own row ("=A5+B5" in row 5 as in all others), so that most columns need only one.
    `tautan` holds places in this workbook ("'Catatan'!A6"); `warna` colours words by conditional format; `bantu`
    columns are grouped and closed: operands of formulas. `masuk` indents rows. `warna_awal` colours what begins with a
    word. `tren` draws small charts, in cells that should be empty.
    """

    kunci: str
    judul: str
    lebar: float
    gaya: str
    nilai: Sequence[Any]
    rumus: Sequence[str | None] | None = None
    tautan: Sequence[str | None] | None = None
    warna: Warna = ()
    bantu: bool = False
    masuk: Sequence[int] | None = None
    warna_awal: Warna = ()
    tren: Sequence[Tren | None] | None = None


class Sel(NamedTuple):
    """One free cell: row and column as Excel counts rows (1) and xlsxwriter columns (0)."""

    baris: int
    kolom: int
    nilai: Any
    gaya: str
    rumus: str | None = None
    sampai: tuple[int, int] | None = None
    tautan: str | None = None
    gaya_baris: str = ""


@dataclass(frozen=True)
class Lembaran:
    """One sheet of an output workbook.

    With `kolom` it is a table under the usual four lines (title, how to read it, `keterangan`, link back); `jumlah`
    are free cells of the total row below. `tingkat_baris` makes outline groups, levels from 2 on closed, or the rows
    marked in `tertutup` (a row's group must be closed as a whole). `bagan` pairs a cell with a chart. `cetak` is the
    number of columns that are printed (0: all that aren't `bantu`). `kosong` stands where the first row would, in a
    table without any. `tegak` sheets are printed upright on one page, `potret` sheets upright on as many as they need,
    `lebar_a3` sheets on A3 (all others on F4).
    `kembali` puts the link back on a sheet without table (tables always have it).

    `kepala` are heading cells of several levels, merged or not, in place of the one row of headings; `baris_data` is
    then the first row of data. A `formulir` brings its own title block as `sel` instead of the usual four lines; its
    first row holds the link back and how to read it, and isn't printed.

    Of a sheet of free cells `ulang_baris` names the first and last row that every printed page repeats (0: none), under
    which the view is frozen, `bantu_dari` the first of its closed columns, and `cetak_dari` the first row that is
    printed (a form without the lines above it). `warna_rentang` colours words in a column from one row to another.
    `utuh` are first and last row of blocks that no printed page should divide, from top to bottom (of a sheet that
    repeats no rows).
    """

    nama: str
    judul: str
    cara: str
    warna_tab: str
    keterangan: str = ""
    kolom: Sequence[Kolom] = ()
    gaya_baris: Sequence[str] | None = None
    tingkat_baris: Sequence[int] | None = None
    beku_kolom: int = 0
    tabel: bool = True
    jumlah: Sequence[Sel] = ()
    sel: Sequence[Sel] = ()
    bagan: Sequence[tuple[int, int, Bagan]] = ()
    warna_sel: Sequence[tuple[int, int, Warna]] = ()
    lebar_kolom: Sequence[int] = ()
    tinggi_baris: Sequence[tuple[int, float]] = ()
    tegak: bool = False
    tersembunyi: bool = False
    cetak: int = 0
    kosong: str = "Belum ada data."
    kembali: bool = False
    kepala: Sequence[Sel] = ()
    baris_data: int = BARIS_DATA
    formulir: bool = False
    tertutup: Sequence[bool] | None = None
    ulang_baris: tuple[int, int] = (0, 0)
    bantu_dari: int = 0
    potret: bool = False
    lebar_a3: bool = False
    cetak_dari: int = 0
    warna_rentang: Sequence[tuple[int, int, int, Warna]] = ()
    utuh: Sequence[tuple[int, int]] = ()


def angka(nilai: Any) -> float | None:
    """A computed figure as Excel stores it, None where it isn't available."""
    return float(nilai) if isinstance(nilai, (Decimal, int, float)) else None


def rupiah(sen: Any) -> float | int | None:
    """Sen as rupiah, None where it isn't available (None or NA).

    >>> rupiah(150), rupiah(200), rupiah(None)
    (1.5, 2, None)
    """
    if sen is None or sen is pd.NA or sen != sen:
        return None
    whole = int(sen)
    return whole / 100 if whole % 100 else whole // 100


def rupiah_semua(sen: Iterable[int | None]) -> list[float | int | None]:
    """A column of sen as rupiah.

    >>> rupiah_semua([150, 200, None])
    [1.5, 2, None]
    """
    return [None if v is None else v / 100 if v % 100 else v // 100 for v in sen]


class Skala(NamedTuple):
    """The unit that large money is shown in: its word, its power of ten, the number format that divides by it."""

    kata: str
    pangkat: int
    format: str


def money_scale(sen: int | None) -> Skala:
    """Miliar rupiah for a regency; juta where the total is below 10 miliar.

    >>> money_scale(5_000_000_000 * 100).kata, money_scale(500_000_000_000 * 100).kata
    ('juta', 'miliar')
    """
    if sen is not None and abs(sen) < 10**12:
        return Skala("juta", 6, "ubin_juta")
    return Skala("miliar", 9, "ubin_miliar")
