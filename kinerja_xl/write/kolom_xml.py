"""Cells as the XML of a worksheet, column by column, in the very form that xlsxwriter gives them."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from math import isfinite
from typing import Any, Final

from xlsxwriter.format import Format

from kinerja_xl.sel_excel import is_markup
from kinerja_xl.write.lembaran import BARIS, Kolom, huruf

MAKS_TEKS: Final = 32_000
_POTONG: Final = " … (dipotong; lengkapnya di data/)"
_TAK_SAH: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_GALAT: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_BULAT: Final = 10**15
"""Whole numbers below it have all their digits in xlsxwriter's number format, .16G."""
_TEKS: Final = frozenset({str, type(None)})
_BIASA: Final = frozenset({str, int, float, type(None)})
_MAKS_TERSIMPAN: Final = 4096


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


def _is_set(satu: str | None) -> bool:
    return satu is not None


class _SelTeks(dict[str | None, str]):
    """The cells of one format that hold a text or nothing, by what they hold; some of them are kept."""

    def __init__(self, awal: str, indeks: Mapping[str, int]) -> None:
        super().__init__({None: f"{awal}/>", "": f"{awal}/>"})
        self._awal = f'{awal} t="s"><v>'
        self._indeks = indeks

    def __missing__(self, teks: str) -> str:
        nomor = self._indeks.get(teks)
        sel = f"{self._awal}{self._indeks[bersih(teks)] if nomor is None else nomor}</v></c>"
        if len(self) < _MAKS_TERSIMPAN:
            self[teks] = sel
        return sel


class IsiKolom:
    """One column of a table: `kode` says of every row which of `bentuk` its cell has (from 1), 0: it has no cell here.

    `teks` are its different texts in their order. `pertama` is the row that has each format first, `tergeser` names
    formats whose cells free ones have all replaced. Rows are counted from the first of the table.
    """

    def __init__(self, kolom: Kolom) -> None:
        self.kolom = kolom
        self.kode = array("H")
        self.bentuk: Sequence[Format] = ()
        self.pertama: dict[int, int] = {}
        self.tergeser: set[int] = set()
        self._jenis = set(map(type, kolom.nilai))
        self._hanya_teks = self._jenis <= _TEKS and not any(map(_is_set, kolom.rumus or ()))
        texts = kolom.nilai if self._jenis <= _TEKS else [v for v in kolom.nilai if v.__class__ is str]
        self.teks: dict[str, None] = dict.fromkeys(texts)
        self.teks.pop(None, None)  # type: ignore[call-overload]

    def is_plain(self) -> bool:
        """Whether all cells can be written straight to XML; looks at what the column holds, not at every cell."""
        kolom = self.kolom
        if not self._jenis <= _BIASA or any(map(_is_set, kolom.tautan or ())) or "" in (kolom.rumus or ()):
            return False
        if float in self._jenis and not all(isfinite(v) for v in kolom.nilai if v.__class__ is float):
            return False
        return not any(map(is_markup, self.teks))

    def shared(self) -> tuple[int, Iterable[str]]:
        """How many cells hold a text without a formula, and the different texts of these in their order."""
        nilai, rumus = self.kolom.nilai, self.kolom.rumus
        if self._hanya_teks:
            return len(nilai) - nilai.count(None) - nilai.count(""), (satu for satu in self.teks if satu)
        if not self.teks:
            return 0, ()
        cells = zip(nilai, rumus or repeat(None), strict=False)
        texts = [v for v, formula in cells if formula is None and v.__class__ is str and v]
        return len(texts), dict.fromkeys(texts)

    def finish(self) -> None:
        """Leave out the blank cells of a helper column, and note where each format stands first."""
        if self.kolom.bantu:
            cells = zip(self.kolom.nilai, self.kolom.rumus or repeat(None), self.kode, strict=False)
            self.kode = array("H", [0 if v in (None, "") and rumus is None else kode for v, rumus, kode in cells])
        self.pertama = {kode: self.kode.index(kode) for kode in set(self.kode) if kode}

    def xml(self, n: int, indeks: Mapping[str, int]) -> Iterator[str]:
        """The cells as the n-th column, with BARIS for the number of the row; "" where there is none.

        `indeks` numbers the shared texts.
        """
        awal = [f'<c r="{huruf(n)}{BARIS}"'] * (len(self.bentuk) + 1)
        for kode in self.pertama.keys() - self.tergeser:
            awal[kode] += f' s="{self.bentuk[kode - 1]._get_xf_index()}"'
        texts: list[dict[str | None, str]] = [defaultdict(str), *(_SelTeks(satu, indeks) for satu in awal[1:])]
        if self._hanya_teks:
            if len(self.pertama) == 1 and 0 not in self.kode:
                return map(texts[self.kode[0]].__getitem__, self.kolom.nilai)
            return (texts[kode][nilai] for nilai, kode in zip(self.kolom.nilai, self.kode, strict=True))
        return self._mixed_xml(awal, texts)

    def _mixed_xml(self, awal: Sequence[str], texts: Sequence[Mapping[str | None, str]]) -> Iterator[str]:
        formulas = _Rumus()
        cells = zip(self.kolom.nilai, self.kolom.rumus or repeat(None), self.kode, strict=False)
        for nilai, rumus, kode in cells:
            if not kode:
                yield ""
            elif rumus is not None:
                yield f"{awal[kode]}{formula_xml(formulas[rumus], nilai)}"
            elif nilai is None or nilai.__class__ is str:
                yield texts[kode][nilai]
            else:
                yield f"{awal[kode]}{number_xml(nilai)}"

    def chart_value(self, i: int) -> Any:
        """What a chart stores of a row: its figure or text, None where there is no cell."""
        if i >= len(self.kode) or not self.kode[i]:
            return None
        nilai = self.kolom.nilai[i]
        if nilai is None or isinstance(nilai, str):
            return bersih(nilai or "")
        return nilai if self.kolom.rumus and self.kolom.rumus[i] is not None else f"{nilai:.16g}"
