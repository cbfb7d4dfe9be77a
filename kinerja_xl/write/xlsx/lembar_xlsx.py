"""A worksheet of xlsxwriter that takes the columns of a table as they are and writes them straight to XML.

xlsxwriter keeps an object per cell and takes some ten microseconds for it; of a table's cell this keeps a number of two
bytes. All the rest stays xlsxwriter's: formats, shared texts, free cells, links, charts, conditional formats, page
set-up. The file is the one that xlsxwriter would write, byte for byte.

It relies on these private members of xlsxwriter (tests/test_write_lembar_xlsx.py compares the two ways, so an upgrade
that changes them fails there): of Worksheet `table` and its tuples, `row_info`, `row_sizes`, `default_row_height`,
`outline_row_level`, `tables`, `sparklines`, `dim_*`, `str_table`, `_check_dimensions`, `_prepare_formula`,
`_write_formula`, `_write_rows`, `_get_range_data`, `_size_row`; of Format `_get_xf_index`. Formats of rows and columns
aren't looked at: every cell of ours has its own.
"""

from __future__ import annotations

import datetime
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from math import isfinite
from operator import itemgetter
from typing import Any, Final, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellDatetimeTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellRichStringTuple,
    CellStringTuple,
    Worksheet,
)

from kinerja_xl.excel.sel import Hasil, is_markup, write_text
from kinerja_xl.excel.tempat import huruf
from kinerja_xl.write.cetak import POIN_PER_PIKSEL, page_breaks
from kinerja_xl.write.xlsx.baris_xml import BARIS_SPAN, BarisXml, Garap, escape, formula_xml, number_xml
from kinerja_xl.write.xlsx.kolom_xml import IsiKolom, bersih, is_plain
from kinerja_xl.write.xlsx.mampat import Janji

_UJUNG: Final = (sys.maxsize, 0)
"""Behind every cell."""
_KECIL: Final = 50_000
"""Cells of a sheet up to which its rows wait for the end of the workbook."""
_SEL_BLOK: Final = 100_000
"""Cells that are rendered and compressed together."""


class TulisGagal(RuntimeError):
    """A cell could not be written whole: a fault of the program, never silent."""


class SifatBaris(NamedTuple):
    """A row: its height in pixels, its outline level, whether it is closed, whether it bears the sign of others."""

    tinggi: int
    tingkat: int = 0
    tertutup: bool = False
    tanda: bool = False


class LembarXlsx(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """A worksheet with at most one table of columns, whose first row is `baris_tabel` (counted from 0)."""

    def __init__(self) -> None:
        super().__init__()
        self.baris_tabel = 0
        self._kolom: list[IsiKolom] = []
        self._padat: list[Janji] | None = None
        self._tuntas = False
        self._sifat: dict[SifatBaris, int] = {}
        self._sifat_baris = array("H")
        self._daftar_sifat: list[SifatBaris] = []
        self._indeks: dict[str, int] = {}
        self._gaya: dict[Format | None, str] = {}
        self._contoh_tren: dict[tuple[Any, ...], dict[str, Any]] = {}

    def take_column(self, isi: IsiKolom, kode: Sequence[int], bentuk: Sequence[Format]) -> Iterator[tuple[int, Format]]:
        """Take the next column of the table, and give back the cells it leaves to `write_cell`.

        `kode` says of each cell which of the formats `bentuk` it has, counted from 1.

        Those are the few with links, dates, odd numbers and text that looks like markup: row (from the table's first)
        and format. The caller writes them while it runs through, so that texts are numbered in the order of the cells.
        """
        kolom, n = isi.kolom, len(self._kolom)
        if any(len(satu) != len(kolom.nilai) for satu in (kode, kolom.rumus or kode, kolom.tautan or kode)):
            raise TulisGagal(f"{self.name}: kolom {kolom.judul} tidak lengkap")
        isi.kode, isi.bentuk = array("H", kode), bentuk
        self._kolom.append(isi)
        self._indeks = self.str_table.string_table
        if isi.is_plain():
            self._share(*isi.shared())
        else:
            cells = zip(kolom.nilai, kolom.rumus or repeat(None), kolom.tautan or repeat(None), strict=False)
            for i, (nilai, rumus, tautan) in enumerate(cells):
                if tautan is not None or not is_plain(nilai, rumus):
                    yield i, bentuk[kode[i] - 1]
                    isi.kode[i] = 0
                elif rumus is None and nilai.__class__ is str and nilai:
                    self._share(1, [nilai])
        isi.finish()
        if isi.pertama:
            empty = next(i for i, kode in enumerate(reversed(isi.kode)) if kode)
            first, last = (self.baris_tabel + i for i in (min(isi.pertama.values()), len(isi.kode) - 1 - empty))
            if self._check_dimensions(first, n) or self._check_dimensions(last, n):
                raise TulisGagal(f"{self.name}: kolom {kolom.judul} melampaui batas lembar")

    def _share(self, kali: int, teks: Iterable[str]) -> None:
        """Count cells with some texts, and give those of these a number that have none."""
        texts: dict[str, int] = self.str_table.string_table
        for satu in teks:
            if satu not in texts:
                texts.setdefault(bersih(satu), len(texts))
        self.str_table.count += kali
        self.str_table.unique_count = len(texts)

    def set_table_rows(self, baris: Iterable[tuple[float, int, bool, bool]]) -> None:
        """Set the rows of the table from its first: height in points, and as in SifatBaris."""
        for tinggi, tingkat, tertutup, tanda in baris:
            sifat = SifatBaris(int(tinggi / POIN_PER_PIKSEL + 0.5), min(tingkat, 7), tertutup, tanda)
            self._sifat_baris.append(self._sifat.setdefault(sifat, len(self._sifat)))
        self._daftar_sifat = list(self._sifat)
        self.outline_row_level: int = max(sifat.tingkat for sifat in [SifatBaris(0), *self._sifat])
        last = self.baris_tabel + len(self._sifat_baris) - 1
        if self._sifat_baris and (self._check_dimensions(self.baris_tabel, 0) or self._check_dimensions(last, 0)):
            raise TulisGagal(f"{self.name}: baris melampaui batas lembar")

    def keep_whole(
        self, blok: Sequence[tuple[int, int]], awal: int, ulang: Iterable[int], panjang: Sequence[float]
    ) -> None:
        """Begin a page before every block that one would divide; as in cetak.page_breaks, `ulang` the repeated rows."""

        def points(baris: int) -> float:
            return self._size_row(baris - 1) * POIN_PER_PIKSEL

        if blok:
            self.set_h_pagebreaks([n - 1 for n in page_breaks(points, awal, sum(map(points, ulang)), panjang, blok)])

    def write_cell(self, row: int, n: int, nilai: Any, rumus: str | None, bentuk: Format) -> int:
        """Write one free cell (row and column counted from 0); xlsxwriter's code, -1 where a figure is none."""
        if isinstance(nilai, float) and not isfinite(nilai):
            return -1
        if rumus is not None:
            return self._write_formula(row, n, rumus, bentuk, "" if nilai is None else nilai)
        if nilai is None or nilai == "":
            return int(self._write_blank(row, n, None, bentuk))
        if isinstance(nilai, str):
            teks = bersih(nilai)
            if is_markup(teks):
                return write_text(self, row, n, teks, bentuk)
            return int(self._write_string(row, n, teks, bentuk))
        if isinstance(nilai, datetime.date):
            return int(self._write_datetime(row, n, nilai, bentuk))
        return int(self._write_number(row, n, nilai, bentuk))

    def _prepare_formula(self, formula: str, *_lain: object, **_pilihan: object) -> str:
        """A formula as it is: ours are in functions that Excel 2010 knows, xlsxwriter searches for 150 newer ones."""
        return formula.removeprefix("=")

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: Hasil = 0
    ) -> int:
        """Store a formula; never as an array formula, which a text in it could make of it."""
        if not formula or self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(self._prepare_formula(formula), cell_format, value)
        return 0

    def add_table(self, first_row: int, first_col: int, last_row: int, last_col: int, options: dict[str, Any]) -> int:
        """Declare an Excel table.

        xlsxwriter notes every cell of it, to find tables and merged cells that overlap; of ours only the first rows.
        """
        if self._check_dimensions(last_row, last_col, True, True):
            return -1
        code = int(super().add_table(first_row, first_col, min(first_row + 1, last_row), last_col, options))
        if not code:
            wilayah = xl_range(first_row, first_col, last_row, last_col)
            self.tables[-1].update(range=wilayah, a_range=wilayah, autofilter=wilayah)
        return code

    def add_sparkline(self, row: int, col: int, options: dict[str, Any]) -> int:
        """Add a small chart in a cell, as a copy of the first with the same options: xlsxwriter makes all its 36 styles
        anew for each.
        """
        sendiri = {"range", "min", "max"}
        kunci = tuple((name, option) for name, option in options.items() if name not in sendiri)
        contoh = self._contoh_tren.get(kunci)
        if contoh is None:
            code = int(super().add_sparkline(row, col, options))
            if not code:
                self._contoh_tren[kunci] = self.sparklines[-1]
            return code
        if self._check_dimensions(row, col, True, True):
            return -1
        tempat = {"locations": [xl_rowcol_to_cell(row, col)], "ranges": [options["range"].replace("$", "").lstrip("=")]}
        self.sparklines.append({**contoh, **tempat, "min": options.get("min"), "max": options.get("max")})
        return 0

    def _size_row(self, row: int, anchor: int = 0) -> int:
        i = row - self.baris_tabel
        if not 0 <= i < len(self._sifat_baris):
            return int(super()._size_row(row, anchor))
        sifat = self._daftar_sifat[self._sifat_baris[i]]
        return 0 if sifat.tertutup and anchor != 4 else sifat.tinggi

    def _get_range_data(self, row_start: int, col_start: int, row_end: int, col_end: int) -> list[Any]:
        if self._padat is not None:
            raise TulisGagal(f"{self.name}: bagan mengambil data dari lembar yang sudah selesai")
        data: list[Any] = []
        for row in range(row_start, row_end + 1):
            for n in range(col_start, col_end + 1):
                if n < len(self._kolom) and row >= self.baris_tabel and n not in self.table.get(row, ()):
                    data.append(self._kolom[n].chart_value(row - self.baris_tabel))
                else:
                    data += super()._get_range_data(row, n, row, n)
        return data

    def settle(self, garap: Garap) -> None:
        """Number the formats, in the order of the sheets; nothing can be written to the sheet any more.

        A large sheet's rows are rendered now, by `garap`, and its cells let go; no chart can draw from it.
        """
        self._number_formats()
        self._tuntas = True
        if len(self._kolom) * len(self._sifat_baris) < _KECIL:
            return
        self._padat = [garap(blok) for blok in self._blocks()]
        self._kolom.clear()
        self.table.clear()

    def _blocks(self) -> Iterator[BarisXml]:
        """All rows, some thousands at a time."""
        tinggi = -(-_SEL_BLOK // len(self._kolom) // BARIS_SPAN) * BARIS_SPAN
        awal, akhir = self._rows()
        for first in range(awal // tinggi * tinggi, akhir, tinggi):
            yield self._block(max(first, awal), min(first + tinggi, akhir))

    def _rows(self) -> tuple[int, int]:
        """The first row and the one behind the last."""
        return min(self.dim_rowmin, self.baris_tabel), self.dim_rowmax + 1

    def _block(self, awal: int, akhir: int) -> BarisXml:
        """Some rows as data."""
        dari, sampai = (max(row - self.baris_tabel, 0) for row in (awal, akhir))
        return BarisXml(
            awal,
            max(awal, self.baris_tabel),
            [isi.block(n, dari, sampai, self._indeks) for n, isi in enumerate(self._kolom)],
            [self._attributes(row) for row in range(awal, akhir)],
            {
                row: {n: self._cell(row, n, cell) for n, cell in self.table[row].items()}
                for row in range(awal, akhir)
                if row in self.table
            },
        )

    def _write_rows(self) -> None:
        if self._padat is not None:
            for janji in self._padat:
                self.fh.insert(janji)
            return
        if not self._tuntas:
            self._number_formats()
        for teks in self._block(*self._rows()).xml():
            self.fh.write(teks)

    def _number_formats(self) -> None:
        """Number the formats in the order of the cells that have them first, row by row as xlsxwriter does."""
        first: dict[Format, tuple[int, int]] = {}
        for row, cells in self.table.items():
            for n, cell in cells.items():
                if cell.format and first.get(cell.format, _UJUNG) > (row, n):
                    first[cell.format] = (row, n)
        used = [(row, n, bentuk) for bentuk, (row, n) in first.items()]
        for n, isi in enumerate(self._kolom):
            for kode in isi.pertama:
                i = self._first_kept(isi, n, kode)
                if i is None:
                    isi.tergeser.add(kode)
                else:
                    used.append((self.baris_tabel + i, n, isi.bentuk[kode - 1]))
        for _, _, bentuk in sorted(used, key=itemgetter(0, 1)):
            bentuk._get_xf_index()

    def _first_kept(self, isi: IsiKolom, n: int, kode: int) -> int | None:
        """The first row of which the cell has a format and no free cell takes its place."""
        awal = isi.pertama[kode]
        if n not in self.table.get(self.baris_tabel + awal, ()):
            return awal
        rows = (i for i in range(awal + 1, len(isi.kode)) if isi.kode[i] == kode)
        return next((i for i in rows if n not in self.table.get(self.baris_tabel + i, ())), None)

    def _cell(self, row: int, n: int, cell: Any) -> str:
        """The XML of a free cell."""
        gaya = self._gaya.get(cell.format)
        if gaya is None:
            gaya = f' s="{cell.format._get_xf_index()}"' if cell.format else ""
            self._gaya[cell.format] = gaya
        awal, jenis = f'<c r="{huruf(n)}{row + 1}"{gaya}', cell.__class__
        if jenis is CellBlankTuple:
            return f"{awal}/>"
        if jenis is CellStringTuple or jenis is CellRichStringTuple:
            return f'{awal} t="s"><v>{cell.string}</v></c>'
        if jenis is CellFormulaTuple:
            return f"{awal}{formula_xml(escape(cell.formula), cell.value)}"
        if jenis is CellNumberTuple or jenis is CellDatetimeTuple:
            return f"{awal}{number_xml(cell.number)}"
        raise TulisGagal(f"{self.name}!{huruf(n)}{row + 1}: {type(cell).__name__}")

    def _attributes(self, row: int) -> str | None:
        """The attributes of a row, None of one of which nothing is known."""
        i = row - self.baris_tabel
        if 0 <= i < len(self._sifat_baris):
            sifat = self._daftar_sifat[self._sifat_baris[i]]
        elif row in self.row_info:
            info = self.row_info[row]
            sifat = SifatBaris(info.height, info.level, info.hidden, info.collapsed)
        else:
            return None
        return _row_attributes(sifat, self.default_row_height)


@lru_cache(maxsize=1024)
def _row_attributes(sifat: SifatBaris, biasa: int) -> str:
    """The attributes of a row; the height only where it isn't the usual one."""
    tinggi = f' ht="{sifat.tinggi * POIN_PER_PIKSEL:.16g}"' if sifat.tinggi != biasa else ""
    return "".join(
        [
            tinggi,
            ' hidden="1"' if sifat.tertutup else "",
            tinggi and ' customHeight="1"',
            f' outlineLevel="{sifat.tingkat}"' if sifat.tingkat else "",
            ' collapsed="1"' if sifat.tanda else "",
        ]
    )
