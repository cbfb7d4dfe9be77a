"""A worksheet part: where its rows and cells are, its extent, its link to the notes; changed by cuts."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kinerja_xl.excel.tempat import letters_to_number, number_to_letters
from kinerja_xl.perbaikan.galat import TidakDapatDitandai
from kinerja_xl.perbaikan.naskah import Naskah, Sunting, Unsur, attributes, set_attribute, splice

Titik = tuple[int, int]
"""A cell as (row, column), both counted from 1."""

MAKS_BARIS: Final = 1_048_576
MAKS_KOLOM: Final = 16_384
# What stands after legacyDrawing in a worksheet part (AlternateContent wraps controls and oleObjects).
_SESUDAH: Final = frozenset(
    {b"legacyDrawingHF", b"drawingHF", b"picture", b"oleObjects", b"controls", b"webPublishItems", b"tableParts",
     b"extLst", b"AlternateContent"}
)  # fmt: skip
_SEL: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_R: Final = re.compile(rb"""\sr\s*=\s*["']([A-Z]*)([0-9]+)["']""")


class Baris(NamedTuple):
    """One row element: its number, where it starts, where its start tag ends."""

    nomor: int
    awal: int
    badan: int


class Sel(NamedTuple):
    """One cell element: its column, where it starts, where its start tag ends."""

    kolom: int
    awal: int
    badan: int


def parse_cell(sel: str) -> Titik | None:
    """The cell of a name such as `F7`, None when it isn't the name of one cell.

    >>> parse_cell("F7"), parse_cell("$AA$10"), parse_cell("XFE1"), parse_cell("A1:B2")
    ((7, 6), (10, 27), None, None)
    """
    match = _SEL.fullmatch(sel)
    if match is None:
        return None
    titik = int(match[2]), letters_to_number(match[1])
    return titik if 0 < titik[0] <= MAKS_BARIS and titik[1] <= MAKS_KOLOM else None


def cell_name(titik: Titik) -> str:
    """The name of a cell."""
    return f"{number_to_letters(titik[1])}{titik[0]}"


def parse_range(ref: str) -> tuple[Titik, Titik] | None:
    """The corners of a range such as `A1:B2` or `A1`."""
    first, _, last = ref.partition(":")
    corners = parse_cell(first), parse_cell(last or first)
    return (corners[0], corners[1]) if corners[0] and corners[1] else None


class LembarXml:
    """One worksheet part. Raises TidakDapatDitandai when it has no cells' part at all."""

    def __init__(self, isi: bytes) -> None:
        self.naskah = Naskah(isi)
        data = self.naskah.find(b"sheetData")
        if data is None:
            raise TidakDapatDitandai("Isi buku kerja rusak: ada lembar tanpa data.")
        self.data = data
        self.sunting: list[Sunting] = []
        self._pola_sel = self.naskah.tag(b"c")
        self.akhir_data = data.badan if data.badan == data.akhir else self.naskah.inner_end(data)
        self._baris: list[Baris] | None = None

    @property
    def rows(self) -> list[Baris]:
        """All row elements in their order."""
        if self._baris is None:
            self._baris = []
            last = 0
            for match in self.naskah.tag(b"row").finditer(self.naskah.buta, self.data.badan, self.akhir_data):
                number = _R.search(match[0])
                last = int(number[2]) if number else last + 1
                self._baris.append(Baris(last, match.start(), match.end()))
        return self._baris

    def head(self, nama: bytes) -> Unsur | None:
        """An element before the cells."""
        return self.naskah.find(nama, 0, self.data.awal)

    def merged(self) -> list[tuple[Titik, Titik]]:
        """The merged ranges."""
        found = self.naskah.find(b"mergeCells", self.data.akhir)
        if found is None:
            return []
        elements = self.naskah.find_all(b"mergeCell", found.badan, found.akhir)
        refs = (attributes(self.naskah.isi[e.awal : e.badan]).get("ref", "") for e in elements)
        return [r for ref in refs if (r := parse_range(ref))]

    def row_end(self, n: int) -> int:
        """Where the part of the n-th row element ends: at the next one."""
        return self.rows[n + 1].awal if n + 1 < len(self.rows) else self.akhir_data

    def cells(self, n: int) -> list[Sel]:
        """The cells of the n-th row element in their order."""
        found = []
        last = 0
        for match in self._pola_sel.finditer(self.naskah.buta, self.rows[n].badan, self.row_end(n)):
            place = _R.search(match[0])
            last = letters_to_number(place[1].decode()) if place and place[1] else last + 1
            found.append(Sel(last, match.start(), match.end()))
        return found

    def widen_dimension(self, titik: list[Titik]) -> tuple[str, str] | None:
        """Let the stated dimension cover cells that were made; return the old one and the new one."""
        found = self.head(b"dimension")
        if found is None or not titik:
            return None
        tag = self.naskah.isi[found.awal : found.badan]
        old = attributes(tag).get("ref", "")
        corners = parse_range(old)
        if corners is None:
            return None
        rows = [corners[0][0], corners[1][0], *(t[0] for t in titik)]
        columns = [corners[0][1], corners[1][1], *(t[1] for t in titik)]
        new = f"{cell_name((min(rows), min(columns)))}:{cell_name((max(rows), max(columns)))}"
        if new == old:
            return None
        self.sunting.append(Sunting(found.awal, found.badan, set_attribute(tag, b"ref", new.encode())))
        return old, new

    def restore_dimension(self, old: str, new: str) -> None:
        """Undo `widen_dimension` where the dimension is still the widened one."""
        found = self.head(b"dimension")
        if found is not None and parse_range(old):
            tag = self.naskah.isi[found.awal : found.badan]
            if attributes(tag).get("ref") == new:
                self.sunting.append(Sunting(found.awal, found.badan, set_attribute(tag, b"ref", old.encode())))

    def legacy_drawing(self) -> str | None:
        """The relationship id of the part with the note shapes."""
        found = next((c for c in self._tail() if c.nama == self.naskah.awalan + b"legacyDrawing"), None)
        return attributes(self.naskah.isi[found.awal : found.badan]).get("id") if found else None

    def _tail(self) -> list[Unsur]:
        return self.naskah.children(self.data.akhir, len(self.naskah.buta))

    def add_legacy_drawing(self, rid: str, ruang: str) -> None:
        """Link the part with the note shapes, at its place in the schema."""
        tail = self._tail()
        end = self.naskah.buta.rindex(b"</")
        at = next((c.awal for c in tail if c.nama.rsplit(b":", 1)[-1] in _SESUDAH), end)
        tag = self.naskah.awalan + b"legacyDrawing"
        self.sunting.append(Sunting(at, at, b'<%s xmlns:r="%s" r:id="%s"/>' % (tag, ruang.encode(), rid.encode())))

    def remove_legacy_drawing(self) -> None:
        """Remove the link to the part with the note shapes."""
        for child in self._tail():
            if child.nama == self.naskah.awalan + b"legacyDrawing":
                self.sunting.append(Sunting(child.awal, child.akhir, b""))

    def to_bytes(self) -> bytes:
        """The part after all changes."""
        return splice(self.naskah.isi, self.sunting) if self.sunting else self.naskah.isi
