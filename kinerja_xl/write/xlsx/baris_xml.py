"""Rows of a worksheet as XML in the very form that xlsxwriter gives them, from plain data: any process can do it."""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import repeat, zip_longest
from typing import Any, Final, NamedTuple

from kinerja_xl.excel.tempat import BARIS
from kinerja_xl.write.xlsx.mampat import Janji, Mampat, mampatkan

BARIS_SPAN: Final = 16
"""So many rows share the attribute that says which columns they use."""
_GALAT: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_BULAT: Final = 10**15
"""Whole numbers below it have all their digits in xlsxwriter's number format, .16G."""
_MAKS_TERSIMPAN: Final = 4096


def number_xml(nilai: Any) -> str:
    """The rest of a number's cell, after its style."""
    if nilai.__class__ is int and -_BULAT < nilai < _BULAT:
        return f"><v>{nilai}</v></c>"
    return f"><v>{nilai:.16G}</v></c>"


def formula_xml(rumus: str, nilai: Any) -> str:
    """The rest of a formula's cell, after its style; the formula as `escape` gives it, and the value that it gives.

    >>> formula_xml(escape('=IF(A1<1,"a","b")'), "b")
    ' t="str"><f>IF(A1&lt;1,"a","b")</f><v>b</v></c>'
    """
    jenis = nilai.__class__
    if jenis is float or jenis is int:
        return f"><f>{rumus}</f><v>{nilai}</v></c>"
    if jenis is bool:
        return f' t="b"><f>{rumus}</f><v>{int(nilai)}</v></c>'
    teks = "" if nilai is None else _escape(str(nilai))
    return f' t="{"e" if nilai in _GALAT else "str"}"><f>{rumus}</f><v>{teks}</v></c>'


def escape(rumus: str) -> str:
    """A formula as XML holds it, without its =."""
    return _escape(rumus.removeprefix("="))


def _escape(teks: str) -> str:
    return teks.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class _Rumus(dict[str, str]):
    """Formulas as XML, those kept that are the same in many rows."""

    def __missing__(self, rumus: str) -> str:
        xml = escape(rumus)
        if BARIS in rumus:
            self[rumus] = xml
        return xml


class _SelTeks(dict[int | None, str]):
    """The cells of one format by the number of the shared text that they hold (None: blank); some of them are kept."""

    def __init__(self, awal: str) -> None:
        super().__init__({None: f"{awal}/>"})
        self._awal = f'{awal} t="s"><v>'

    def __missing__(self, nomor: int) -> str:
        sel = f"{self._awal}{nomor}</v></c>"
        if len(self) < _MAKS_TERSIMPAN:
            self[nomor] = sel
        return sel


class KolomXml(NamedTuple):
    """Some rows of one column: `kode` says of each which of `awal` its cell begins with, 0: it has no cell here.

    `nomor` numbers the shared texts among the values; where it is None, all cells are text or blank, and `nilai` are
    these numbers.
    """

    awal: Sequence[str]
    kode: array[int]
    nilai: Sequence[Any]
    rumus: Sequence[str | None] | None
    nomor: Mapping[str | None, int | None] | None

    def xml(self) -> Iterator[str]:
        """The cells, with BARIS for the number of the row; "" where there is none."""
        texts: list[dict[int | None, str]] = [defaultdict(str), *map(_SelTeks, self.awal[1:])]
        if self.nomor is not None:
            return self._mixed_xml(self.nomor, texts)
        if len(set(self.kode)) == 1:
            return map(texts[self.kode[0]].__getitem__, self.nilai)
        return (texts[kode][nomor] for nomor, kode in zip(self.nilai, self.kode, strict=True))

    def _mixed_xml(
        self, nomor: Mapping[str | None, int | None], texts: Sequence[Mapping[int | None, str]]
    ) -> Iterator[str]:
        formulas, awal = _Rumus(), self.awal
        for nilai, rumus, kode in zip(self.nilai, self.rumus or repeat(None), self.kode, strict=False):
            if not kode:
                yield ""
            elif rumus is not None:
                yield f"{awal[kode]}{formula_xml(formulas[rumus], nilai)}"
            elif nilai is None or nilai.__class__ is str:
                yield texts[kode][nomor[nilai]]
            else:
                yield f"{awal[kode]}{number_xml(nilai)}"


class BarisXml(NamedTuple):
    """Some rows of a sheet, and all that their XML follows from.

    `awal` is the first row (counted from 0), `tabel` the first of these that the table has, `kolom` its columns from
    there on. `sifat` are the attributes of each row, None where it is none unless it has cells. `bebas` is the XML of
    free cells by row and column: they take the place of the table's.
    """

    awal: int
    tabel: int
    kolom: Sequence[KolomXml]
    sifat: Sequence[str | None]
    bebas: Mapping[int, Mapping[int, str]]

    def xml(self) -> Iterator[str]:
        """The XML, some rows at a time."""
        rows = zip_longest(*(satu.xml() for satu in self.kolom), fillvalue="")
        akhir = self.awal + len(self.sifat)
        for first in range(self.awal // BARIS_SPAN * BARIS_SPAN, akhir, BARIS_SPAN):
            blok = range(max(first, self.awal), min(first + BARIS_SPAN, akhir))
            cells = [self._cells(row, rows) for row in blok]
            span = _span(cells)
            yield "".join([self._row(row, span, "".join(satu)) for row, satu in zip(blok, cells, strict=True)])

    def kerjakan(self) -> Mampat:
        """The XML as a compressed piece; this is what a worker does with it."""
        return mampatkan(self.teks())

    def teks(self) -> bytes:
        """All of the XML."""
        return "".join(self.xml()).encode()

    def _cells(self, row: int, rows: Iterator[tuple[str, ...]]) -> Sequence[str]:
        """The XML of a row's cells by column."""
        cells: Sequence[str] = next(rows, ()) if row >= self.tabel else ()
        bebas = self.bebas.get(row)
        if not bebas:
            return cells
        cells = [*cells, *[""] * (max(bebas) + 1 - len(cells))]
        for n, sel in bebas.items():
            cells[n] = sel
        return cells

    def _row(self, row: int, span: str, cells: str) -> str:
        """The XML of a row, "" where nothing is known of it."""
        sifat = self.sifat[row - self.awal]
        if not cells:
            return "" if sifat is None else f'<row r="{row + 1}"{span}{sifat}/>'
        return f'<row r="{row + 1}"{span}{sifat or ""}>{cells.replace(BARIS, f"{row + 1}")}</row>'


Garap = Callable[[BarisXml], Janji]
"""Has rows rendered, here or elsewhere, and promises the piece."""


def _span(rows: Sequence[Sequence[str]]) -> str:
    """The attribute that says from which to which column some rows have cells.

    >>> _span([["", "<c/>", ""], [], ["", "", "<c/>"]]), _span([[""]])
    (' spans="2:3"', '')
    """
    first, last = sys.maxsize, 0
    for cells in rows:
        n = len(cells)
        while n > last and not cells[n - 1]:
            n -= 1
        last = max(last, n)
        n = 0
        while n < min(first, len(cells)) and not cells[n]:
            n += 1
        if n < len(cells):
            first = min(first, n)
    return f' spans="{first + 1}:{last}"' if last else ""
