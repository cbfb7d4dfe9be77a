"""How wide columns and how tall rows must be: only Excel fits heights on opening, the others take what is stored.

Texts are measured in tenths of a digit's width, the wider of Calibri and of DejaVu Sans, which LibreOffice takes
where Calibri is missing. Both put the same share of a column under a text, since columns are measured in digits too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any, Final

from kinerja_xl.write.lembaran import Kolom, Lembaran

# Tenths of a digit's width, by character; whatever isn't listed counts as wide as a digit.
_KELAS: Final = {
    4: "il",
    5: " ,.:;Ij'·",
    6: "!()-J[]f",
    7: "rt",
    8: '"/\\`sz',
    9: "?FLckvxy|",
    11: "ABCRVXZ",
    12: "DGH",
    13: "#+<=>NOQU^~–",
    14: "&w",
    15: "%",
    16: "m",
    17: "M—",
    18: "@W…",
}
_HURUF: Final = {huruf: lebar for lebar, kelas in _KELAS.items() for huruf in kelas}
_TABEL: Final = bytes(_HURUF.get(chr(n), 10) for n in range(256))
_TERLEBAR: Final = max(_HURUF.values())
_RATA: Final = 8
"""Hardly any text is narrower by character: a longer one needn't be measured whole before it is wrapped."""
_SPASI: Final = _HURUF[" "]

_SATUAN: Final = 0.095
"""Columns are measured in digits of 11 points, texts in tenths of digits of 10 points; 4 % for rounding to pixels."""
_TEBAL: Final = 1.06
_TEBAL_BARIS: Final = 1.13
"""Bold headings are of 9 points, bold rows of 10."""
_TEPI: Final = 1.2
_INDEN: Final = 1.5
_MASUK: Final = {"teks": 1, "nilai": 1, "kata": 0, "kinerja": 0}
"""Styles whose texts wrap, with their indent."""

_SEBARIS: Final = 12
"""Characters of a K text that its column keeps on one line."""
_MAKS_BARIS: Final = 24
_MAKS_HURUF: Final = 4_000
_TINGGI_BARIS: Final = 13.0
_TINGGI_TERENDAH: Final = 18.0
_RUANG_BARIS: Final = 5.0


def text_width(teks: str) -> float:
    """Width of a text on one line, in the unit of column widths.

    >>> text_width("0000000000") < 10 < text_width("MMMMMMMMMM")
    True
    """
    return sum(teks.encode("latin-1", "replace").translate(_TABEL)) * _SATUAN


def fit_text(teks: str, lebar: float) -> str:
    """A text cut to one line of a cell, with an ellipsis where something is left out.

    >>> fit_text("Dinas Pendidikan", 40), fit_text("Dinas Pendidikan", 12)
    ('Dinas Pendidikan', 'Dinas Pendid…')
    """
    room = lebar - _TEPI
    teks = " ".join(teks[:_MAKS_HURUF].split())
    if text_width(teks) <= room:
        return teks
    while teks and text_width(f"{teks}…") > room:
        teks = teks[:-1]
    return f"{teks.rstrip()}…"


@lru_cache(maxsize=65_536)
def count_lines(teks: str, lebar: float) -> int:
    """Lines that a text needs in a column; a word wider than the column breaks anywhere.

    >>> count_lines("Dinas Pendidikan", 40), count_lines("Dinas Pendidikan", 12), count_lines("a\\nb", 40)
    (1, 2, 2)
    """
    ruang = max(30, int(lebar / _SATUAN))
    if "\n" not in teks and len(teks) * _TERLEBAR <= ruang:
        return 1
    lines = 0
    for part in teks[:_MAKS_HURUF].encode("latin-1", "replace").split(b"\n"):
        lines += 1
        if len(part) * _RATA <= ruang and sum(part.translate(_TABEL)) <= ruang:
            continue
        used = 0
        for word in part.split(b" "):
            width = sum(word.translate(_TABEL))
            if used and used + _SPASI + width > ruang:
                lines, used = lines + 1, 0
            used += width + (_SPASI if used else 0)
            if used > ruang:
                lines, used = lines + used // ruang, used % ruang
    return min(lines, _MAKS_BARIS)


def row_height(lines: int) -> float:
    """Height in points of a row with so many lines, with some air."""
    return max(_TINGGI_TERENDAH, lines * _TINGGI_BARIS + _RUANG_BARIS)


def cell_height(*cells: tuple[str, float]) -> float:
    """Height of a row of wrapped texts, each with the width of its column (or of the columns that it spans)."""
    return row_height(max((count_lines(text, lebar - _TEPI) for text, lebar in cells), default=1))


def column_width(kolom: Kolom) -> float:
    """Width of a column: codes are never cut or wrapped, no word of the heading is; the rest is as declared."""
    words = max(text_width(word) * _TEBAL + 1 for word in kolom.judul.split() or [""])
    if kolom.gaya != "kode":
        return max(kolom.lebar, round(words, 1))
    return min(max([kolom.lebar, words, *(len(v) + 3 for v in kolom.nilai)]), 30)


def performance_width(nilai: Sequence[Any]) -> float:
    """Width of a K column: figures with all the digits that Excel shows, and words without breaking them.

    A short text ("BB (76,70)") stays on one line.
    """
    words: set[str] = set()
    for satu in set(nilai):
        if isinstance(satu, str):
            words.update([satu] if len(satu) <= _SEBARIS else satu.split())
        elif satu is not None:
            words.add(f"{satu:.10g}")
    return min(15.0, max([8.0, *(round(text_width(word) * 1.06 + 2.5, 1) for word in words)]))


def money_width(nilai: Sequence[Any]) -> float:
    """Width that the longest amount needs in bold, with the room to its right."""
    longest = max((abs(v) for v in nilai if v is not None), default=0)
    return max(10.0, round(text_width(f"{longest:,.0f}") * 1.06 + 2.2, 1))


def printed_columns(lembaran: Lembaran) -> Sequence[Kolom]:
    """The columns of a table that are printed."""
    shown = sum(not k.bantu for k in lembaran.kolom)
    return lembaran.kolom[: lembaran.cetak or shown]


def heading_height(kolom: Sequence[Kolom]) -> float:
    """Height of the row of headings."""
    lines = (count_lines(k.judul, round(column_width(k) / _TEBAL, 1)) for k in kolom if not k.bantu)
    return max(44.0, row_height(max(lines, default=1)))


def total_heights(lembaran: Lembaran) -> list[tuple[int, float]]:
    """The rows of totals below a table, each with its height: their texts are bold and wrap in the table's columns."""
    width = [column_width(k) for k in lembaran.kolom]
    cells: dict[int, list[tuple[str, float]]] = {}
    for free in lembaran.jumlah:
        own = cells.setdefault(free.baris, [])
        if free.gaya in _MASUK and isinstance(free.nilai, str):
            last = free.kolom if free.sampai is None else free.sampai[1]
            own.append((free.nilai, sum(width[free.kolom : last + 1]) / _TEBAL_BARIS))
    return [(baris, cell_height(*own)) for baris, own in cells.items()]


def row_heights(kolom: Sequence[Kolom], rows: int, tebal: Sequence[bool] | None = None) -> Iterator[float]:
    """Height of every row of a table; bold texts (`tebal` by row) need more room."""
    lines = [1] * rows
    for satu in kolom:
        if satu.gaya not in _MASUK or satu.bantu:
            continue
        room = column_width(satu) + _INDEN - _TEPI - _INDEN * _MASUK[satu.gaya]
        # Cells differ by text, indent and weight: fewer kinds than rows.
        kinds = list(zip(satu.nilai, satu.masuk or repeat(0), tebal or repeat(False), strict=False))
        tall: dict[tuple[Any, int, bool], int] = {}
        for kind in dict.fromkeys(kinds):
            value, inden, bold = kind
            if value.__class__ is str and value:
                lebar = room - _INDEN * inden
                needed = count_lines(value, round(lebar / _TEBAL_BARIS, 1) if bold else lebar)
                if needed > 1:
                    tall[kind] = needed
        if tall:
            lines = [max(n, tall.get(kind, 1)) for n, kind in zip(lines, kinds, strict=False)]
    heights = {n: row_height(n) for n in set(lines)}
    return map(heights.__getitem__, lines)
