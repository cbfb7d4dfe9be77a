"""Putting the fill of a mark on the cells of a worksheet, making those that don't exist, and taking it off again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.perbaikan.gaya_sel import GayaSel
from kinerja_xl.perbaikan.lembar import Baris, LembarXml, Titik, cell_name
from kinerja_xl.perbaikan.naskah import Sunting, Unsur, attributes, set_attribute

_S: Final = re.compile(rb"""\ss\s*=\s*["']([0-9]+)["']""")
_SEL_DIBUAT: Final = 1
_BARIS_DIBUAT: Final = 2


class Pewarnaan(NamedTuple):
    """What colouring did: the cells it made, and those it left because their fill can't be recorded."""

    dibuat: list[Titik]
    dilewati: list[Titik]


def _styles_of_columns(lembar: LembarXml) -> list[tuple[int, int, int]]:
    """First column, last column and format of the columns that have one."""
    cols = lembar.head(b"cols")
    if cols is None:
        return []
    elements = lembar.naskah.find_all(b"col", cols.badan, cols.akhir)
    found = (attributes(lembar.naskah.isi[e.awal : e.badan]) for e in elements)
    return [(int(a.get("min", 0)), int(a.get("max", 0)), int(a["style"])) for a in found if "style" in a]


class _Pewarna:
    def __init__(self, lembar: LembarXml, gaya: GayaSel) -> None:
        self.lembar = lembar
        self.gaya = gaya
        self.kolom = _styles_of_columns(lembar)
        self.hasil = Pewarnaan([], [])

    def style_of_column(self, kolom: int) -> int:
        return next((style for first, last, style in self.kolom if first <= kolom <= last), 0)

    def new_cells(
        self, baris: int, wanted: Mapping[int, Tingkat], dibuat: int, bawaan: Callable[[int], int] | None = None
    ) -> bytes:
        parts = []
        for kolom, tingkat in wanted.items():
            style = self.gaya.marked((bawaan or self.style_of_column)(kolom), tingkat, dibuat)
            if style is None:
                self.hasil.dilewati.append((baris, kolom))
                continue
            name = cell_name((baris, kolom)).encode()
            parts.append(b'<%sc r="%s" s="%d"/>' % (self.lembar.naskah.awalan, name, style))
            self.hasil.dibuat.append((baris, kolom))
        return b"".join(parts)

    def colour_row(self, n: int, wanted: Mapping[int, Tingkat]) -> None:
        """Colour cells of a row that exists."""
        naskah, cuts, row = self.lembar.naskah, self.lembar.sunting, self.lembar.rows[n]
        cells = self.lembar.cells(n)
        present = {cell.kolom: cell for cell in reversed(cells)}
        tag = naskah.isi[row.awal : row.badan]
        bawaan = self._style_of_row(tag)
        missing = {kolom: tingkat for kolom, tingkat in wanted.items() if kolom not in present}
        if tag.endswith(b"/>"):
            if baru := self.new_cells(row.nomor, missing, _SEL_DIBUAT, bawaan):
                cuts.append(naskah.append(Unsur(naskah.awalan + b"row", row.awal, row.badan, row.badan), baru))
            return
        end = naskah.buta.rindex(b"</", row.badan, self.lembar.row_end(n))
        for kolom, tingkat in wanted.items():
            if kolom in missing:
                at = next((cell.awal for cell in cells if cell.kolom > kolom), end)
                cuts.append(Sunting(at, at, self.new_cells(row.nomor, {kolom: tingkat}, _SEL_DIBUAT, bawaan)))
            else:
                cell = present[kolom]
                tag = naskah.isi[cell.awal : cell.badan]
                style = self.gaya.marked(_style(tag) or 0, tingkat)
                if style is None:
                    self.hasil.dilewati.append((row.nomor, kolom))
                else:
                    cuts.append(Sunting(cell.awal, cell.badan, set_attribute(tag, b"s", b"%d" % style)))

    def _style_of_row(self, tag: bytes) -> Callable[[int], int] | None:
        a = attributes(tag)
        if a.get("customFormat") in ("1", "true") and a.get("s", "").isdigit():
            style = int(a["s"])
            return lambda _kolom: style
        return None


def colour(lembar: LembarXml, wanted: Mapping[Titik, Tingkat], gaya: GayaSel) -> Pewarnaan:
    """Colour cells by tingkat. Cells and rows that don't exist are made with the format of their row or column."""
    by_row: dict[int, dict[int, Tingkat]] = {}
    for (row, column), tingkat in sorted(wanted.items()):
        by_row.setdefault(row, {})[column] = tingkat
    pewarna = _Pewarna(lembar, gaya)
    numbers = [row.nomor for row in lembar.rows]
    at = {number: n for n, number in reversed(list(enumerate(numbers)))}
    prefix = lembar.naskah.awalan
    first: list[bytes] = []
    for row, columns in by_row.items():
        if row in at:
            pewarna.colour_row(at[row], columns)
        elif cells := pewarna.new_cells(row, columns, _BARIS_DIBUAT):
            baru = b'<%srow r="%d">%s</%srow>' % (prefix, row, cells, prefix)
            n = bisect_right(numbers, row)
            position = lembar.rows[n].awal if n < len(numbers) else lembar.akhir_data
            if lembar.data.badan == lembar.data.akhir:
                first.append(baru)
            else:
                lembar.sunting.append(Sunting(position, position, baru))
    if first:
        lembar.sunting.append(lembar.naskah.append(lembar.data, b"".join(first)))
    return pewarna.hasil


def uncolour(lembar: LembarXml, semula: Mapping[int, tuple[int, int]]) -> None:
    """Take marked formats off cells, rows and columns, and remove the cells and rows that marks made.

    `semula` gives per marked format the one before, and what the mark made (see warna.Asal).
    """
    numbers = b"|".join(b"%d" % n for n in semula)
    pattern = rb"""\s(?:s|style)\s*=\s*["'](?:""" + numbers + rb""")["']"""
    hits = [match.start() for match in re.finditer(pattern, lembar.naskah.buta)] if semula else []
    if not hits:
        return
    starts = [row.awal for row in lembar.rows]
    within = (hit for hit in hits if lembar.data.badan <= hit < lembar.akhir_data)
    for n in sorted({bisect_right(starts, hit) - 1 for hit in within}):
        _uncolour_row(lembar, n, lembar.rows[n], semula)
    cols = lembar.head(b"cols")
    if cols is None:
        return
    for element in lembar.naskah.find_all(b"col", cols.badan, cols.akhir):
        tag = lembar.naskah.isi[element.awal : element.badan]
        style = attributes(tag).get("style", "")
        if style.isdigit() and int(style) in semula:
            baru = set_attribute(tag, b"style", b"%d" % semula[int(style)][0])
            lembar.sunting.append(Sunting(element.awal, element.badan, baru))


def _uncolour_row(lembar: LembarXml, n: int, row: Baris, semula: Mapping[int, tuple[int, int]]) -> None:
    isi, buta = lembar.naskah.isi, lembar.naskah.buta
    row_tag = isi[row.awal : row.badan]
    cells = lembar.cells(n)
    cuts: list[Sunting] = []
    removed, made_row = 0, False
    for cell in cells:
        tag = isi[cell.awal : cell.badan]
        style = _style(tag)
        if style is None or style not in semula:
            continue
        before, dibuat = semula[style]
        end = cell.badan if tag.endswith(b"/>") else buta.index(b"<", cell.badan)
        is_empty = end == cell.badan and (tag.endswith(b"/>") or buta.startswith(b"</", end))
        if dibuat and is_empty:
            cuts.append(Sunting(cell.awal, end if tag.endswith(b"/>") else buta.index(b">", end) + 1, b""))
            removed += 1
            made_row |= dibuat == _BARIS_DIBUAT
        else:
            baru = set_attribute(tag, b"s", b"%d" % before if before else None)
            cuts.append(Sunting(cell.awal, cell.badan, baru))
    if made_row and removed == len(cells) and set(attributes(row_tag)) <= {"r", "spans"}:
        end = buta.index(b">", buta.rindex(b"</", row.badan, lembar.row_end(n))) + 1
        cuts = [Sunting(row.awal, end, b"")]
    elif (style := _style(row_tag)) is not None and style in semula:
        cuts.append(Sunting(row.awal, row.badan, set_attribute(row_tag, b"s", b"%d" % semula[style][0])))
    lembar.sunting += cuts


def _style(tag: bytes) -> int | None:
    match = _S.search(tag)
    return int(match[1]) if match else None
