"""The columns of a table: what their cells are, and what of them can be written straight to XML (baris_xml.py)."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from math import isfinite
from typing import Any, Final

from xlsxwriter.format import Format

from kinerja_xl.excel.sel import is_markup
from kinerja_xl.excel.tempat import BARIS, huruf
from kinerja_xl.write.lembaran import Kolom
from kinerja_xl.write.xlsx.baris_xml import KolomXml

MAKS_TEKS: Final = 32_000
_POTONG: Final = " … (dipotong; lengkapnya di data/)"
_TAK_SAH: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_TEKS: Final = frozenset({str, type(None)})
_BIASA: Final = frozenset({str, int, float, type(None)})


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


def _is_set(satu: str | None) -> bool:
    return satu is not None


def _number_of(teks: str, indeks: Mapping[str, int]) -> int | None:
    """The number of a shared text, None of one that no cell holds as such."""
    nomor = indeks.get(teks)
    return indeks.get(bersih(teks)) if nomor is None else nomor


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
        self._nomor: dict[str | None, int | None] | None = None
        self._awal: Sequence[str] = ()

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

    def block(self, n: int, dari: int, sampai: int, indeks: Mapping[str, int]) -> KolomXml:
        """Some rows as the n-th column of a sheet; `indeks` numbers the shared texts of the workbook."""
        if self._nomor is None:
            self._nomor = {None: None, **{satu: _number_of(satu, indeks) for satu in self.teks}, "": None}
            awal = [f'<c r="{huruf(n)}{BARIS}"'] * (len(self.bentuk) + 1)
            for bentuk in self.pertama.keys() - self.tergeser:
                awal[bentuk] += f' s="{self.bentuk[bentuk - 1]._get_xf_index()}"'
            self._awal = awal
        kode, nilai, rumus = self.kode[dari:sampai], self.kolom.nilai[dari:sampai], self.kolom.rumus
        if self._hanya_teks:
            return KolomXml(self._awal, kode, list(map(self._nomor.__getitem__, nilai)), None, None)
        nomor = {satu: self._nomor[satu] for satu in nilai if satu.__class__ is str} if self.teks else {}
        return KolomXml(self._awal, kode, nilai, rumus and rumus[dari:sampai], nomor | {None: None})

    def chart_value(self, i: int) -> Any:
        """What a chart stores of a row: its figure or text, None where there is no cell."""
        if i >= len(self.kode) or not self.kode[i]:
            return None
        nilai = self.kolom.nilai[i]
        if nilai is None or isinstance(nilai, str):
            return bersih(nilai or "")
        return nilai if self.kolom.rumus and self.kolom.rumus[i] is not None else f"{nilai:.16g}"
