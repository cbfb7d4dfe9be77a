"""The XML text of one part, cut into at byte positions so that all the rest of it stays as the sender saved it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

from kinerja_xl.perbaikan.galat import TidakDapatDitandai

ATRIBUT: Final = rb"""[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*"""
MAKS_TEKS: Final = 32_000
POTONGAN: Final = " … (dipotong)"

_DEKLARASI: Final = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_SANDI: Final = re.compile(rb"""^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']""")
_LUAR: Final = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.S)
_AKAR: Final = re.compile(rb"<([\w.-]+:)?[\w.-]+(?=[\s/>])")
_TANDA: Final = re.compile(rb"<(/?)([\w.:-]+)(?=[\s/>])" + ATRIBUT + rb">")
_SATU_ATRIBUT: Final = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ENTITAS: Final = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));")
_NAMA_ENTITAS: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_TAK_SAH: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LOLOS: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Unsur(NamedTuple):
    """One element: its name with prefix, and where it starts, where its start tag ends, where it ends."""

    nama: bytes
    awal: int
    badan: int
    akhir: int


class Sunting(NamedTuple):
    """One cut: the bytes from `awal` to `akhir` give way to `baru`."""

    awal: int
    akhir: int
    baru: bytes


class Naskah:
    """The bytes of an XML part in UTF-8, the prefix of its root element, and a copy blind to comments and CDATA.

    The blind copy has the same length, so a `<` in it always begins a tag and positions hold for both.
    Raises TidakDapatDitandai when the part isn't well-formed or has a DOCTYPE.
    """

    __slots__ = ("awalan", "buta", "isi")

    def __init__(self, isi: bytes) -> None:
        self.isi = _as_utf8(isi)
        check_xml(self.isi)
        self.buta = _LUAR.sub(lambda m: b" " * len(m[0]), self.isi)
        root = _AKAR.search(self.buta)
        self.awalan = (root[1] or b"") if root else b""

    def tag(self, nama: bytes) -> re.Pattern[bytes]:
        """Pattern of the start tags of an element of the part's own namespace."""
        return re.compile(rb"<" + re.escape(self.awalan + nama) + rb"(?=[\s/>])" + ATRIBUT + rb">")

    def find(self, nama: bytes, awal: int = 0, akhir: int | None = None) -> Unsur | None:
        """The first element of that name (one that doesn't contain itself) between two positions."""
        return next(self.find_all(nama, awal, akhir), None)

    def find_all(self, nama: bytes, awal: int = 0, akhir: int | None = None) -> Iterator[Unsur]:
        """All elements of that name (one that doesn't contain itself) between two positions."""
        akhir = len(self.buta) if akhir is None else akhir
        penutup = re.compile(rb"</" + re.escape(self.awalan + nama) + rb"\s*>")
        for match in self.tag(nama).finditer(self.buta, awal, akhir):
            yield Unsur(self.awalan + nama, match.start(), match.end(), self._end(match, penutup))

    def _end(self, match: re.Match[bytes], penutup: re.Pattern[bytes]) -> int:
        close = None if match[0].endswith(b"/>") else penutup.search(self.buta, match.end())
        return close.end() if close else match.end()

    def children(self, awal: int, akhir: int) -> list[Unsur]:
        """The outermost elements between two positions, with closing tags of outer elements ignored."""
        found: list[Unsur] = []
        depth = 0
        name, start, body = b"", 0, 0
        for match in _TANDA.finditer(self.buta, awal, akhir):
            if match[1]:
                depth -= 1
                if depth < 0:
                    break
            else:
                if not depth:
                    name, start, body = match[2], match.start(), match.end()
                depth += not match[0].endswith(b"/>")
            if not depth:
                found.append(Unsur(name, start, body, match.end()))
        return found

    def inner_end(self, unsur: Unsur) -> int:
        """Where the closing tag of an element that isn't self-closing begins."""
        return self.buta.rindex(b"</", unsur.badan, unsur.akhir)

    def append(self, unsur: Unsur, baru: bytes, tag: bytes | None = None) -> Sunting:
        """The cut that adds content at an element's end; `tag` replaces its start tag."""
        opening = self.isi[unsur.awal : unsur.badan] if tag is None else tag
        if unsur.badan == unsur.akhir:
            opening = opening.rstrip(b"/> \t\r\n") + b">"
            return Sunting(unsur.awal, unsur.akhir, opening + baru + b"</" + unsur.nama + b">")
        end = self.inner_end(unsur)
        if tag is None:
            return Sunting(end, end, baru)
        return Sunting(unsur.awal, end, opening + self.isi[unsur.badan : end] + baru)


def splice(isi: bytes, sunting: Iterable[Sunting]) -> bytes:
    """The bytes after all cuts; those at one position come in the order given."""
    parts: list[bytes] = []
    position = 0
    for awal, akhir, baru in sorted(sunting, key=lambda s: s[:2]):
        parts += (isi[position:awal], baru)
        position = akhir
    parts.append(isi[position:])
    return b"".join(parts)


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of a start tag, local names only.

    >>> attributes(b'<c r="A1" x:t=\\'a&amp;b\\'/>')
    {'r': 'A1', 't': 'a&b'}
    """
    found = ((m[1], m[2] if m[2] is not None else m[3]) for m in _SATU_ATRIBUT.finditer(tag))
    return {name.decode().rsplit(":", 1)[-1]: unescape(value.decode("utf-8", "replace")) for name, value in found}


def set_attribute(tag: bytes, nama: bytes, nilai: bytes | None) -> bytes:
    """A start tag with one attribute changed, added as the last one, or (None) removed.

    >>> set_attribute(b'<c r="A1" s="3"/>', b"s", b"7"), set_attribute(b"<c>", b"s", b"7")
    (b'<c r="A1" s="7"/>', b'<c s="7">')
    """
    match = re.search(rb"\s+" + re.escape(nama) + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""", tag)
    baru = b"" if nilai is None else b" " + nama + b'="' + nilai + b'"'
    if match:
        return tag[: match.start()] + baru + tag[match.end() :]
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + baru + tag[end:] if baru else tag


def unescape(teks: str) -> str:
    """Text of an XML attribute or element with its entities resolved.

    >>> unescape("a&#10;&lt;b")
    'a\\n<b'
    """
    if "&" not in teks:
        return teks

    def one(match: re.Match[str]) -> str:
        number = int(match[1], 16) if match[1] else int(match[2] or 0)
        return _NAMA_ENTITAS[match[3]] if match[3] else chr(number) if number <= 0x10FFFF else ""

    return _ENTITAS.sub(one, teks)


def clean(teks: str, batas: int = MAKS_TEKS) -> str:
    """Text that XML can hold, cut (visibly) at the number of characters that Excel's cells and notes can hold.

    >>> clean("a\\x00b\\r\\nc"), clean("x" * 40, 20)
    ('ab\\nc', 'xxxxxxx … (dipotong)')
    """
    teks = _TAK_SAH.sub("", teks.replace("\r\n", "\n").replace("\r", "\n"))
    if len(teks) * 2 > batas and len(satuan := teks.encode("utf-16-le")) > batas * 2:
        return satuan[: (batas - len(POTONGAN)) * 2].decode("utf-16-le", "ignore") + POTONGAN
    return teks


def escape(teks: str) -> bytes:
    """Clean text as XML, also for attributes; `_x000D_` and the like stay what was typed.

    >>> escape('<a href="x">'), escape("_x0041_")
    (b'&lt;a href=&quot;x&quot;&gt;', b'_x005F_x0041_')
    """
    teks = _LOLOS.sub("_x005F_", teks) if "_x" in teks else teks
    return plain_escape(teks)


def plain_escape(teks: str) -> bytes:
    """Clean text as XML where Excel knows no `_xHHHH_`: names and places."""
    teks = teks.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return teks.encode()


def _as_utf8(isi: bytes) -> bytes:
    """A part in another encoding as UTF-8, any other one as it is."""
    try:
        if isi.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            teks = isi.decode("utf-16")
        elif (match := _SANDI.match(isi)) and match[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
            teks = isi.decode(match[1].decode())
        else:
            return isi
    except (UnicodeDecodeError, LookupError) as error:
        raise TidakDapatDitandai("Pengodean teks di dalam berkas tidak dikenal.") from error
    return _DEKLARASI.sub('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', teks).encode()


def _refuse(*_: object) -> None:
    raise TidakDapatDitandai("Berkas memuat DOCTYPE, yang tidak dikenal di buku kerja.")


def parse_xml(isi: bytes) -> ElementTree.Element:
    """The root element of a part. Raises TidakDapatDitandai like `check_xml`."""
    check_xml(isi)
    return ElementTree.fromstring(isi)


def check_xml(isi: bytes) -> None:
    """Raise TidakDapatDitandai when a part isn't well-formed or has a DOCTYPE."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(isi, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise TidakDapatDitandai("Isi buku kerja rusak: salah satu bagiannya bukan XML yang utuh.") from error
