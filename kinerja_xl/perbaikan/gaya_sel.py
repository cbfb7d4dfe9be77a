"""The styles part: the sender's cell formats with another fill, and the formats of the sheet Catatan.

Formats are only ever appended, so every index that the sender's sheets use keeps its meaning.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.perbaikan.naskah import Naskah, Sunting, Unsur, attributes, set_attribute, splice
from kinerja_xl.perbaikan.warna import POLOS, TANPA_ISIAN, Asal, Penomoran, mark_fill, number_of

KOSONG: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{ruang}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
URUTAN: Final = (b"numFmts", b"fonts", b"fills", b"borders", b"cellStyleXfs", b"cellXfs")
_ANAK: Final = {b"fonts": b"font", b"fills": b"fill", b"borders": b"border", b"cellXfs": b"xf"}
_AWAL_ISIAN: Final = (TANPA_ISIAN, b'<fill><patternFill patternType="gray125"/></fill>')
_WARNA: Final = re.compile(rb"<(?:\w+:)?color\b[^>]*>")
# Theme colours 0 and 2 are the light ones, indexed 1 and 9 are white.
_TEMA_TERANG: Final = frozenset({"0", "2"})
_INDEKS_TERANG: Final = frozenset({"1", "9"})
_TERANG: Final = 170_000


class GayaSel:
    """The formats of one workbook, each found or appended once."""

    def __init__(self, isi: bytes) -> None:
        self.naskah = Naskah(isi)
        self._bagian: dict[bytes, Unsur | None] = {nama: self.naskah.find(nama) for nama in URUTAN}
        self._isi = {nama: self._children(nama, anak) for nama, anak in _ANAK.items()}
        self.semula = {nama: len(isi) for nama, isi in self._isi.items()}
        if not self._isi[b"fills"]:
            self._isi[b"fills"] = list(_AWAL_ISIAN)
        self._indeks: dict[bytes, dict[bytes, int]] = {}
        for nama, children in self._isi.items():
            self._indeks[nama] = {}
            for n, child in enumerate(children):
                self._indeks[nama].setdefault(_canonical(child), n)
        self._bertanda: dict[tuple[int, Tingkat, int], int | None] = {}
        self.penomoran = Penomoran(frozenset(map(number_of, self._isi[b"fills"])) - {None})

    def _children(self, nama: bytes, anak: bytes) -> list[bytes]:
        found = self._bagian[nama]
        if found is None:
            return []
        isi = self.naskah.isi
        plain = (isi[u.awal : u.akhir] for u in self.naskah.find_all(anak, found.badan, found.akhir))
        return [_without_prefix(p, self.naskah.awalan) for p in plain]

    def add(self, nama: bytes, anak: bytes) -> int:
        """The index of a font, fill, border or cell format, appended when the workbook has no such one."""
        kunci = _canonical(anak)
        found = self._indeks[nama].get(kunci)
        if found is None:
            found = self._indeks[nama][kunci] = len(self._isi[nama])
            self._isi[nama].append(anak)
        return found

    def _xf(self, gaya: int) -> bytes:
        xfs = self._isi[b"cellXfs"]
        if not xfs:
            self.add(b"cellXfs", b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>')
        return xfs[gaya] if 0 <= gaya < len(xfs) else xfs[0]

    def marked(self, gaya: int, tingkat: Tingkat, dibuat: int = 0) -> int | None:
        """The cell format `gaya` with the fill of a tingkat; None when its fill can't be recorded."""
        kunci = (gaya, tingkat, dibuat)
        if kunci not in self._bertanda:
            self._bertanda[kunci] = self._mark(gaya, tingkat, dibuat)
        return self._bertanda[kunci]

    def _mark(self, gaya: int, tingkat: Tingkat, dibuat: int) -> int | None:
        tag, rest = _split(self._xf(gaya))
        a = attributes(tag)
        isian = self._at(b"fills", a.get("fillId", "0")) or TANPA_ISIAN
        asal = Asal(TANPA_ISIAN if _is_none(isian) else isian, a.get("applyFill", ""), dibuat)
        nomor = self.penomoran.number(asal)
        if nomor is None:
            return None
        terang = _is_light(self._at(b"fonts", a.get("fontId", "0")))
        fill = self.add(b"fills", mark_fill(tingkat, terang, nomor))
        tag = set_attribute(set_attribute(tag, b"fillId", b"%d" % fill), b"applyFill", b"1")
        return self.add(b"cellXfs", tag + rest)

    def _at(self, nama: bytes, indeks: str) -> bytes:
        items = self._isi[nama]
        return items[int(indeks)] if indeks.isdigit() and int(indeks) < len(items) else b""

    def restore_table(self, asal: Mapping[int, Asal] | None) -> dict[int, tuple[int, int]]:
        """Per cell format of ours: the format without the mark, and what the mark made (see Asal).

        Without the record (None) every colour of ours is taken for a mark on a cell that had no fill.
        """
        found: dict[int, tuple[int, int]] = {}
        for n, xf in enumerate(tuple(self._isi[b"cellXfs"])):
            tag, rest = _split(xf)
            nomor = number_of(self._at(b"fills", attributes(tag).get("fillId", "0")))
            semula = None if nomor is None else POLOS if asal is None else asal.get(nomor)
            if semula is None:
                continue
            fill = self._no_fill() if semula.isian == TANPA_ISIAN else self.add(b"fills", semula.isian)
            tag = set_attribute(tag, b"fillId", b"%d" % fill)
            tag = set_attribute(tag, b"applyFill", semula.berlaku.encode() or None)
            found[n] = (self.add(b"cellXfs", tag + rest), semula.dibuat)
        return found

    def _no_fill(self) -> int:
        found = next((n for n, isian in enumerate(self._isi[b"fills"]) if _is_none(isian)), None)
        return self.add(b"fills", TANPA_ISIAN) if found is None else found

    def to_bytes(self) -> bytes:
        """The styles part with what was appended."""
        cuts: list[Sunting] = []
        missing: list[tuple[bytes, bytes]] = []
        for nama, isi in self._isi.items():
            added = b"".join(_with_prefix(x, self.naskah.awalan) for x in isi[self.semula[nama] :])
            if not added:
                continue
            found = self._bagian[nama]
            if found is None:
                missing.append((nama, added))
                continue
            tag = self.naskah.isi[found.awal : found.badan]
            counted = set_attribute(tag, b"count", b"%d" % len(isi)) if b"count" in tag else tag
            cuts.append(self.naskah.append(found, added, counted))
        cuts += [self._new_section(nama, added) for nama, added in missing]
        return splice(self.naskah.isi, cuts)

    def _new_section(self, nama: bytes, isi: bytes) -> Sunting:
        root = self.naskah.children(0, len(self.naskah.buta))[0]
        before = [u.akhir for n in URUTAN[: URUTAN.index(nama)] if (u := self._bagian[n]) is not None]
        at = max(before, default=root.badan)
        tag = self.naskah.awalan + nama
        return Sunting(at, at, b"<%s>%s</%s>" % (tag, isi, tag))

    def truncated(self, semula: Mapping[bytes, int]) -> bytes:
        """The styles part with only the first `semula` fonts, fills, borders and cell formats."""
        cuts = []
        for nama, anak in _ANAK.items():
            found = self._bagian[nama]
            if found is None or not semula.get(nama) or self.semula[nama] <= semula[nama]:
                continue
            items = list(self.naskah.find_all(anak, found.badan, found.akhir))
            cuts.append(Sunting(items[semula[nama]].awal, items[-1].akhir, b""))
            tag = self.naskah.isi[found.awal : found.badan]
            if b"count" in tag:
                cuts.append(Sunting(found.awal, found.badan, set_attribute(tag, b"count", b"%d" % semula[nama])))
        return splice(self.naskah.isi, cuts)


def digest(isi: bytes) -> str:
    """What tells whether a styles part is still the one that we wrote."""
    return hashlib.sha256(isi).hexdigest()


def _split(xf: bytes) -> tuple[bytes, bytes]:
    end = xf.index(b">") + 1
    return xf[:end], xf[end:]


def _without_prefix(isi: bytes, awalan: bytes) -> bytes:
    return isi.replace(b"<" + awalan, b"<").replace(b"</" + awalan, b"</") if awalan else isi


def _with_prefix(isi: bytes, awalan: bytes) -> bytes:
    return re.sub(rb"<(/?)(?=\w+[\s/>])", rb"<\1" + awalan, isi) if awalan else isi


def _canonical(isi: bytes) -> bytes:
    """The same bytes for elements that differ only in the order of the first tag's attributes or in blanks."""
    tag, rest = _split(isi)
    name = tag.split(None, 1)[0].rstrip(b"/>")
    pairs = sorted(attributes(tag).items())
    rest = b"" if rest.strip() == b"</" + name[1:] + b">" else rest
    return name + repr(pairs).encode() + rest.replace(b" />", b"/>")


def _is_none(isian: bytes) -> bool:
    return b"gradientFill" not in isian and (b"patternType" not in isian or b'patternType="none"' in isian)


def _is_light(huruf: bytes) -> bool:
    """Whether a font's colour is light, so that it needs a dark fill."""
    match = _WARNA.search(huruf)
    a = attributes(match[0]) if match else {}
    if len(rgb := a.get("rgb", "")[-6:]) == 6:
        parts = [int(rgb[n : n + 2], 16) if re.fullmatch("[0-9A-Fa-f]{6}", rgb) else 0 for n in (0, 2, 4)]
        return parts[0] * 299 + parts[1] * 587 + parts[2] * 114 > _TERANG
    return a.get("theme") in _TEMA_TERANG or a.get("indexed") in _INDEKS_TERANG
