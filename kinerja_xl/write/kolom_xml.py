"""Cells as the XML of a worksheet, column by column, in the very form that xlsxwriter gives them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from math import isfinite
from typing import Any, Final

from xlsxwriter.format import Format

from kinerja_xl.sel_excel import is_markup
from kinerja_xl.write.lembaran import Kolom, huruf

MAKS_TEKS: Final = 32_000
_POTONG: Final = " … (dipotong; lengkapnya di data/)"
_TAK_SAH: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_GALAT: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_BULAT: Final = 10**15
"""Whole numbers below it have all their digits in xlsxwriter's number format, .16G."""


def bersih(text: str) -> str:
    """Text that Excel can hold: no characters that XML forbids, cut visibly at Excel's limit."""
    if _TAK_SAH.search(text):
        text = _TAK_SAH.sub("\ufffd", text)
    if len(text) <= MAKS_TEKS // 2:
        return text
    # Excel counts in units of UTF-16: an emoji is two.
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * MAKS_TEKS else units[: 2 * MAKS_TEKS].decode("utf-16-le", "ignore") + _POTONG


def is_plain(nilai: Any, rumus: str | None) -> bool:
    """Whether a cell can be written straight to XML; what is rare is left to xlsxwriter.

    >>> is_plain("=1+1", None), is_plain(1.5, "=A1"), is_plain("<r></r>", None), is_plain(float("nan"), None)
    (True, True, False, False)
    """
    if rumus == "":
        return False
    jenis = nilai.__class__
    if jenis is str:
        return rumus is not None or nilai[:1] != "<" or not is_markup(nilai)
    return jenis is int or nilai is None or (jenis is float and isfinite(nilai))


def number_xml(nilai: Any) -> str:
    """The rest of a number's cell, after its style."""
    if nilai.__class__ is int and -_BULAT < nilai < _BULAT:
        return f"><v>{nilai}</v></c>"
    return f"><v>{nilai:.16G}</v></c>"


def formula_xml(rumus: str, nilai: Any) -> str:
    """The rest of a formula's cell, after its style; the formula without = and the value that it gives.

    >>> formula_xml('IF(A1<1,"a","b")', "b")
    ' t="str"><f>IF(A1&lt;1,"a","b")</f><v>b</v></c>'
    """
    jenis = ""
    if nilai is None or isinstance(nilai, str):
        jenis = ' t="e"' if nilai in _GALAT else ' t="str"'
        nilai = _escape(nilai or "")
    elif isinstance(nilai, bool):
        jenis, nilai = ' t="b"', int(nilai)
    return f"{jenis}><f>{_escape(rumus)}</f><v>{nilai}</v></c>"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@dataclass(slots=True)
class IsiKolom:
    """One column of a table: `kode` says of every row which of `bentuk` its cell has, 0 where it has no cell here.

    `pertama` is the row that has each format first, `tergeser` names formats whose cells free ones have all replaced.
    Rows are counted from the first of the table.
    """

    kolom: Kolom
    kode: array[int] = field(default_factory=lambda: array("H"))
    bentuk: list[Format] = field(default_factory=list)
    pertama: list[int] = field(default_factory=list)
    nomor: dict[Format, int] = field(default_factory=dict)
    tergeser: set[int] = field(default_factory=set)

    def number(self, bentuk: Format) -> int:
        """Give a format that the next row has first its number."""
        self.bentuk.append(bentuk)
        self.pertama.append(len(self.kode))
        self.nomor[bentuk] = len(self.bentuk)
        return len(self.bentuk)

    def xml(self, n: int, baris: int, indeks: Mapping[str, int]) -> Iterator[str]:
        """The cells as the n-th column, from a row as Excel counts; "" where there is none.

        `indeks` numbers the shared texts.
        """
        awal = f'<c r="{huruf(n)}'
        gaya = [
            "",
            *(
                f'" s="{satu._get_xf_index()}"' if kode not in self.tergeser else ""
                for kode, satu in enumerate(self.bentuk, 1)
            ),
        ]
        cells = zip(self.kolom.nilai, self.kolom.rumus or repeat(None), self.kode, strict=False)
        for nomor, (nilai, rumus, kode) in enumerate(cells, baris):
            if not kode:
                yield ""
            elif rumus is not None:
                yield f"{awal}{nomor}{gaya[kode]}{formula_xml(rumus.removeprefix('='), nilai)}"
            elif nilai.__class__ is str and nilai:
                teks = indeks.get(nilai)
                yield f'{awal}{nomor}{gaya[kode]} t="s"><v>{indeks[bersih(nilai)] if teks is None else teks}</v></c>'
            elif nilai is None or nilai.__class__ is str:
                yield f"{awal}{nomor}{gaya[kode]}/>"
            else:
                yield f"{awal}{nomor}{gaya[kode]}{number_xml(nilai)}"

    def chart_value(self, i: int) -> Any:
        """What a chart stores of a row: its figure or text, None where there is no cell."""
        if i >= len(self.kode) or not self.kode[i]:
            return None
        nilai = self.kolom.nilai[i]
        if nilai is None or isinstance(nilai, str):
            return bersih(nilai or "")
        return nilai if self.kolom.rumus and self.kolom.rumus[i] is not None else f"{nilai:.16g}"
