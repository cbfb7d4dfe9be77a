"""One workbook file to grids of cells: dispatch by what the bytes are, never by the file's name.

.xlsx and .xlsm: parts are checked here and read by python-calamine. .ods: read here (ods.py). .xls (xlrd) and .xlsb
(python-calamine) can't be checked beforehand and are read in a separate process (binary.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kinerja_xl.read.batas import Batas
from kinerja_xl.read.package import TakTerbaca
from kinerja_xl.read.peek import Intipan
from kinerja_xl.tabel.bacaan import Isi, Peristiwa

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02")
# First bytes (lower case, blanks skipped) and what such a file is.
_OTHERS = (
    (b"%pdf", "berkas PDF"),
    (b"<!doctype html", "halaman web"),
    (b"<html", "halaman web"),
    (b"<?xml", "berkas XML"),
    (b"{\\rtf", "dokumen RTF"),
    (b"\x89png", "gambar"),
    (b"\xff\xd8\xff", "gambar"),
    (b"rar!", "arsip RAR"),
    (b"7z\xbc\xaf", "arsip 7z"),
)
_OTHER_PROGRAMS = ("word/", "ppt/", "visio/")
Perlu = Callable[[str], bool]


@dataclass(slots=True)
class Kisi:
    """The cells of one sheet from A1 on, row by row, and what the second look found.

    `sel` is empty for a sheet that wasn't asked for. `jauh` names cells left out because they lie far outside.
    """

    nama: str
    sel: list[list[Isi]]
    intipan: Intipan = field(default_factory=Intipan)
    terlihat: bool = True
    jauh: list[str] = field(default_factory=list)

    @property
    def gabungan(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Merged ranges, rows and columns counted from 0."""
        return self.intipan.gabungan


@dataclass(slots=True)
class Buku:
    """One opened workbook. `aktif` names what it holds beyond cells that could act: DDE, objects, connections."""

    kisi: list[Kisi]
    makro: bool = False
    tautan_luar: bool = False
    format_lama: bool = False
    aktif: list[str] = field(default_factory=list)


def open_workbook(data: bytes, batas: Batas, perlu: Perlu = lambda _nama: True) -> Buku:
    """Return the grids of a workbook given as bytes, with cells only for the sheets whose name is `perlu`.

    Raises TakTerbaca for anything that isn't a readable workbook.
    """
    if not data:
        raise TakTerbaca(Peristiwa.KOSONG)
    if data.startswith(b"PK"):
        return _open_package(data, batas, perlu)
    if data.startswith((OLE, *_BIFF)):
        from kinerja_xl.read.binary import open_xls

        return open_xls(data, batas, perlu)
    raise TakTerbaca(Peristiwa.BUKAN_BUKU_KERJA, isi=_kind(data))


def _open_package(data: bytes, batas: Batas, perlu: Perlu) -> Buku:
    from kinerja_xl.read.package import main_part, read_parts

    parts = read_parts(data, batas)
    utama = main_part(parts)
    # The main part has any name; documents of other programs have theirs in a folder named after the program.
    if utama.endswith(".bin"):
        from kinerja_xl.read.binary import open_xlsb

        return open_xlsb(parts, utama, batas, perlu)
    if utama and not utama.casefold().startswith(_OTHER_PROGRAMS):
        from kinerja_xl.read.xlsx import open_xlsx

        return open_xlsx(parts, utama, batas, perlu)
    if parts.get("mimetype", b"").strip().startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        from kinerja_xl.read.ods import open_ods

        return open_ods(parts, batas, perlu)
    word = any(name.startswith("word/") for name in parts)
    raise TakTerbaca(Peristiwa.BUKAN_BUKU_KERJA, isi="dokumen Word" if word else "arsip ZIP")


def _kind(data: bytes) -> str:
    head = data[:1000].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    for start, kind in _OTHERS:
        if head.startswith(start):
            return kind
    if b"\0" in data[:1000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "berkas biner"
    return "teks, misalnya CSV"
