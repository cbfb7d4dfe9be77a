"""Where the box of a note goes: beside its cell, wide and high enough for its text on this sheet's rows and columns."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final

from kinerja_xl.perbaikan.lembar import MAKS_BARIS, MAKS_KOLOM, LembarXml, Titik
from kinerja_xl.perbaikan.naskah import attributes

_LEBAR: Final = 360
_LEBAR_PANJANG: Final = 620
_PIKSEL_HURUF: Final = 5.8
_TINGGI_BARIS: Final = 15
_TEPI: Final = 14
_BARIS_MAKS: Final = 40
_LANGKAH_MAKS: Final = 300
_JARAK: Final = 12
_HT: Final = re.compile(rb"""\sht\s*=\s*["']([0-9.]+)["']""")
_SEMBUNYI: Final = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")


def box_size(teks: str) -> tuple[int, int]:
    """Width and height in pixels of a box that shows a text.

    >>> box_size("satu baris")
    (360, 29)
    """
    width = _LEBAR if _lines(teks, _LEBAR) <= _BARIS_MAKS else _LEBAR_PANJANG
    return width, min(_lines(teks, width), 2 * _BARIS_MAKS) * _TINGGI_BARIS + _TEPI


def _lines(teks: str, lebar: int) -> int:
    per_line = (lebar - _TEPI) / _PIKSEL_HURUF
    return sum(max(1, math.ceil(len(line) / per_line)) for line in teks.split("\n"))


class Bidang:
    """The grid of one worksheet in pixels."""

    def __init__(self, lembar: LembarXml) -> None:
        naskah = lembar.naskah
        self._lembar = lembar
        self._at = {row.nomor: n for n, row in enumerate(lembar.rows)}
        found = lembar.head(b"sheetFormatPr")
        bawaan = attributes(naskah.isi[found.awal : found.badan]) if found else {}
        self._lebar = _column_pixels(bawaan.get("defaultColWidth", ""), 64)
        self._tinggi = (
            0 if bawaan.get("zeroHeight") == "1" else round(_number(bawaan.get("defaultRowHeight"), 15) * 4 / 3)
        )
        self._kolom: list[tuple[int, int, int]] = []
        cols = lembar.head(b"cols")
        if cols is not None:
            for element in naskah.find_all(b"col", cols.badan, cols.akhir):
                a = attributes(naskah.isi[element.awal : element.badan])
                hidden = a.get("hidden") in ("1", "true")
                width = 0 if hidden else _column_pixels(a.get("width", ""), self._lebar)
                self._kolom.append((int(a.get("min", 0)) - 1, int(a.get("max", 0)) - 1, width))

    def _width(self, kolom: int) -> int:
        return next((w for first, last, w in self._kolom if first <= kolom <= last), self._lebar)

    def _height(self, baris: int) -> int:
        n = self._at.get(baris + 1)
        if n is None:
            return self._tinggi
        row = self._lembar.rows[n]
        tag = self._lembar.naskah.isi[row.awal : row.badan]
        if _SEMBUNYI.search(tag):
            return 0
        height = _HT.search(tag)
        return round(_number(height[1].decode(), 15) * 4 / 3) if height else self._tinggi

    def anchor(self, titik: Titik, teks: str) -> str:
        """The anchor of a cell's note as VML has it: column, pixels, row, pixels of both corners, from 0."""
        width, height = box_size(teks)
        left, right = _span(titik[1], width + _JARAK, self._width, MAKS_KOLOM - 1)
        top, bottom = _span(max(0, titik[0] - 2), height, self._height, MAKS_BARIS - 1)
        start = _JARAK if left == titik[1] and self._width(left) > _JARAK else 0
        return f"{left}, {start}, {top}, 2, {right[0]}, {right[1]}, {bottom[0]}, {bottom[1]}"


def _span(mulai: int, panjang: int, ukuran: Callable[[int], int], akhir: int) -> tuple[int, tuple[int, int]]:
    """First index, and last index with the pixels in it, of a stretch of a length; moved back from the sheet's edge."""
    first = at = min(mulai, akhir)
    rest = panjang
    for _ in range(_LANGKAH_MAKS):
        size = ukuran(at)
        if rest <= size:
            return first, (at, rest)
        rest -= size
        if at == akhir:
            break
        at += 1
    for _ in range(_LANGKAH_MAKS):
        if first == 0 or rest <= 0:
            break
        first -= 1
        rest -= ukuran(first)
    return first, (at, ukuran(at))


def _number(teks: str | None, bawaan: float) -> float:
    try:
        found = float(teks) if teks else bawaan
    except ValueError:
        return bawaan
    return found if math.isfinite(found) else bawaan


def _column_pixels(lebar: str, bawaan: int) -> int:
    width = _number(lebar, -1)
    return bawaan if width < 0 else round(width * 7)
