"""The drawing part with the boxes of a worksheet's notes (VML, which needn't be well-formed: cut by patterns only)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kinerja_xl.perbaikan.lembar import Titik

TIPE_VML: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
PER_BLOK: Final = 1_000
"""Shapes per block of ids; a block is 1,024 ids long."""

KOSONG: Final = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/>'
    b"</o:shapelayout></xml>"
)
_TIPE_BENTUK: Final = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BENTUK: Final = (
    b'<v:shape id="_x0000_s%d" type="#_x0000_t202" style=\'position:absolute;margin-left:60pt;margin-top:1pt;'
    b'width:285pt;height:90pt;z-index:%d;visibility:hidden\' fillcolor="#ffffe1" o:insetmode="auto">'
    b'<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    b"<v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox>"
    b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%s</x:Anchor>'
    b"<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)
_RUANG: Final = {
    b"v": b"urn:schemas-microsoft-com:vml",
    b"o": b"urn:schemas-microsoft-com:office:office",
    b"x": b"urn:schemas-microsoft-com:office:excel",
}
_AWALAN: Final = re.compile(rb"""\bxmlns(?::([\w.-]+))?\s*=\s*["']([^"']*)["']""")
_BERAWALAN: Final = re.compile(rb"(?<=[</ ])([vox]):(?=\w)")
_SATU: Final = re.compile(rb"<([\w.-]+:)?shape\s.*?</(?(1)\1)shape>", re.S)
_LAIN: Final = re.compile(rb"<(?:[\w.-]+:)?(?:group|rect|roundrect|line|oval|image|polyline|arc|curve)[\s>]")
_NOMOR: Final = re.compile(rb"""\bid\s*=\s*["']_x0000_s([0-9]{1,9})["']""")
_PETA: Final = re.compile(rb"""(<(?:[\w.-]+:)?idmap\b[^>]*\bdata\s*=\s*["'])([0-9, ]*)(["'])""")
_BARIS: Final = re.compile(rb"<(?:[\w.-]+:)?Row>\s*([0-9]{1,7})\s*<")
_KOLOM: Final = re.compile(rb"<(?:[\w.-]+:)?Column>\s*([0-9]{1,5})\s*<")
_JANGKAR: Final = re.compile(rb"(<(?:[\w.-]+:)?Anchor>)([^<]*)(<)")
_JANGKAR_SAH: Final = re.compile(r"[0-9, ]{15,80}")


def used_blocks(bagian: Iterable[bytes]) -> int:
    """The highest block of shape ids that drawing parts use."""
    found = [0]
    for isi in bagian:
        found += [int(n) >> 10 for n in _NOMOR.findall(isi)]
        found += [int(n) for m in _PETA.finditer(isi) for n in m[2].split(b",") if n.strip()]
    return max(found)


class Kotak:
    """One drawing part. `utuh` is False when it can't be added to."""

    def __init__(self, isi: bytes) -> None:
        self.isi = isi

    @property
    def utuh(self) -> bool:
        return b"<xml" in self.isi and b"</xml>" in self.isi

    @property
    def empty(self) -> bool:
        """Whether no shape of any kind is left."""
        return _SATU.search(self.isi) is None and _LAIN.search(self.isi) is None

    def _notes(self) -> list[tuple[Titik, re.Match[bytes]]]:
        found = []
        for match in _SATU.finditer(self.isi):
            row, column = _BARIS.search(match[0]), _KOLOM.search(match[0])
            if b'"Note"' in match[0] and row and column:
                found.append(((int(row[1]) + 1, int(column[1]) + 1), match))
        return found

    def add(self, jangkar: dict[Titik, str], blok: int) -> int:
        """Add a box per cell at its anchor, with ids from a block on; return the next free block."""
        shapes = []
        for n, ((row, column), anchor) in enumerate(sorted(jangkar.items())):
            number = (blok + n // PER_BLOK) * 1024 + 1 + n % PER_BLOK
            shapes.append(_BENTUK % (number, n + 1, anchor.encode(), row - 1, column - 1))
        if not shapes:
            return blok
        after = blok + (len(shapes) - 1) // PER_BLOK + 1
        mapped = b",".join(b"%d" % n for n in range(blok, after))
        self.isi = _PETA.sub(lambda m: m[1] + b",".join(filter(None, (m[2], mapped))) + m[3], self.isi, count=1)
        if b'"_x0000_t202"' not in self.isi:
            shapes.insert(0, _TIPE_BENTUK)
        baru = self._in_its_dialect(b"".join(shapes))
        at = self.isi.rindex(b"</xml>")
        self.isi = self.isi[:at] + baru + self.isi[at:]
        return after

    def _in_its_dialect(self, baru: bytes) -> bytes:
        """Shapes with the prefixes that this part declares for the three namespaces; missing ones are declared."""
        end = self.isi.index(b">", self.isi.index(b"<xml"))
        declared = {uri: prefix for prefix, uri in _AWALAN.findall(self.isi[:end]) if prefix}
        prefixes: dict[bytes, bytes] = {prefix: declared.get(uri, prefix) for prefix, uri in _RUANG.items()}
        for prefix, uri in _RUANG.items():
            if uri not in declared:
                self.isi = self.isi[:end] + b' xmlns:%s="%s"' % (prefix, uri) + self.isi[end:]
        return _BERAWALAN.sub(lambda m: prefixes[m[1]] + b":", baru)

    def resize(self, titik: Titik, jangkar: str) -> str | None:
        """Give the box of a cell another anchor; return the one before."""
        match = next((m for t, m in self._notes() if t == titik), None)
        anchor = _JANGKAR.search(match[0]) if match else None
        if match is None or anchor is None or not _JANGKAR_SAH.fullmatch(jangkar):
            return None
        shape = _JANGKAR.sub(lambda m: m[1] + jangkar.encode() + m[3], match[0], count=1)
        self.isi = self.isi[: match.start()] + shape + self.isi[match.end() :]
        return anchor[2].decode("ascii", "replace")

    def anchor_of(self, titik: Titik) -> str | None:
        """The anchor of a cell's box."""
        match = next((m for t, m in self._notes() if t == titik), None)
        anchor = _JANGKAR.search(match[0]) if match else None
        return anchor[2].decode("ascii", "replace") if anchor else None

    def remove(self, titik: Iterable[Titik]) -> None:
        """Remove the boxes of cells, and the blocks of ids that no shape uses any more."""
        gone = frozenset(titik)
        pieces, position = [], 0
        for place, match in self._notes():
            if place in gone:
                pieces.append(self.isi[position : match.start()])
                position = match.end()
        if not pieces:
            return
        self.isi = b"".join(pieces) + self.isi[position:]
        if b"#_x0000_t202" not in self.isi:
            self.isi = self.isi.replace(self._in_its_dialect(_TIPE_BENTUK), b"")
        used = {int(n) >> 10 for n in _NOMOR.findall(self.isi)}
        self.isi = _PETA.sub(
            lambda m: m[1] + b",".join(n for n in m[2].split(b",") if n.strip() and int(n) in used) + m[3], self.isi
        )
