"""A zip package (.xlsx, .xlsm, .xlsb, .ods) to checked parts, and parts to the small package that the fast reader gets.

The fast reader verifies no checksum and trusts what a package says about itself; so nothing reaches it but parts that
were read here to their end, under the names that we give them.
"""

from __future__ import annotations

import contextlib
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.parsers import expat

from kinerja_xl.read.batas import BAGIAN, MB, Batas
from kinerja_xl.tabel.bacaan import Peristiwa

# What zipfile, zlib and the XML parser raise on a damaged package.
BROKEN_PACKAGE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ElementTree.ParseError,
    expat.ExpatError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    ValueError,
)
_KEPT = (".xml", ".rels", ".bin", "mimetype")
_DRIVE = re.compile(r"[A-Za-z]:")
_LONGEST_TREE = 16 * MB


class TakTerbaca(Exception):
    """The file can't be read as a workbook; `peristiwa` says which way, `rinci` are the words of its message."""

    def __init__(
        self, peristiwa: Peristiwa, alasan: str = "", lembar: str = "", sel: str = "", nilai: str = "", **rinci: str
    ) -> None:
        super().__init__(alasan)
        self.peristiwa = peristiwa
        self.lembar = lembar
        self.sel = sel
        self.nilai = nilai
        self.rinci = {"alasan": alasan, **rinci}


def broken(alasan: str) -> TakTerbaca:
    """The error for a package that fails its checksums, lacks a part that it names, or isn't well-formed."""
    return TakTerbaca(Peristiwa.TIDAK_TERBACA, alasan)


def odd(alasan: str) -> TakTerbaca:
    """The error for a package that no spreadsheet program writes."""
    return TakTerbaca(Peristiwa.TIDAK_WAJAR, alasan)


def read_parts(data: bytes, batas: Batas) -> dict[str, bytes]:
    """Parts of a package by name (pictures and the like as b""), every part read to its end.

    Raises TakTerbaca for a damaged package, one that would unpack beyond the limit, and one with names that point out
    of it or that it has twice.
    """
    if data.count(b"PK\x01\x02") > BAGIAN:
        raise odd(f"memuat lebih dari {BAGIAN} bagian")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = [i for i in package.infolist() if not i.is_dir()]
            if sum(i.file_size for i in entries) > batas.mekar_mb * MB:
                raise TakTerbaca(Peristiwa.TERLALU_BESAR, batas=f"{batas.mekar_mb} MB setelah dimekarkan")
            if any(i.flag_bits & 1 for i in entries):
                raise TakTerbaca(Peristiwa.BERSANDI)
            parts: dict[str, bytes] = {}
            seen: set[str] = set()
            for entry in entries:
                name = _safe_name(entry.filename)
                if name.casefold() in seen:
                    raise odd("memuat dua bagian bernama sama")
                seen.add(name.casefold())
                if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise broken(f"cara pemampatan {entry.compress_type}")
                with package.open(entry) as stream:
                    # Not read(): it would unpack a part whose size is understated before it looks at the size.
                    content = stream.read(entry.file_size)
                parts[name] = content if name.casefold().endswith(_KEPT) else b""
            return parts
    except BROKEN_PACKAGE as error:
        raise broken(str(error)) from error


def _safe_name(name: str) -> str:
    plain = name.replace("\\", "/")
    if plain.startswith("/") or _DRIVE.match(plain) or ".." in plain.split("/"):
        raise odd("memuat nama bagian yang menunjuk ke luar berkas")
    return plain


def checked_xml(xml: bytes) -> bytes:
    """An XML part as UTF-8 without byte order mark, comments in it or not. Raises TakTerbaca for a DOCTYPE (entity
    bombs need one) and for XML that isn't well-formed."""
    encoding = ["utf-8"]
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = lambda _version, name, _standalone: encoding.append((name or "utf-8").casefold())
    try:
        parser.Parse(xml, True)
        if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or encoding[-1] not in ("utf-8", "us-ascii"):
            return rewritten(xml)
    except BROKEN_PACKAGE as error:
        raise broken(str(error)) from error
    return xml.removeprefix(b"\xef\xbb\xbf") if xml.startswith(b"\xef\xbb\xbf") else xml


def _refuse_doctype(*_declaration: object) -> None:
    raise odd("memuat deklarasi DOCTYPE")


def moderate(xml: bytes) -> bytes:
    """The part itself when it is of moderate size (a tree takes some twenty times the room of its text)."""
    if len(xml) > _LONGEST_TREE:
        raise odd("memuat bagian XML raksasa yang tidak lazim")
    return xml


def parsed_xml(xml: bytes) -> ElementTree.Element:
    """The tree of an XML part of moderate size."""
    return ElementTree.fromstring(checked_xml(moderate(xml)))


def relations(parts: Mapping[str, bytes], nama: str = "") -> dict[str, tuple[str, str]]:
    """Id to kind and part of what a part ("" for the package) relates to within the package.

    Raises KeyError where it has no relationships, and what the XML parser raises.
    """
    folder, base = posixpath.split(nama)
    names = {name.casefold(): name for name in parts}
    rels = posixpath.join(folder, "_rels", f"{base}.rels")
    found: dict[str, tuple[str, str]] = {}
    for element in parsed_xml(parts[names.get(rels.casefold(), rels)]):
        if element.get("TargetMode", "Internal") == "Internal":
            target = posixpath.join("/", folder, element.get("Target", "").replace("\\", "/"))
            part = posixpath.normpath(target).lstrip("/")
            found[element.get("Id", "")] = (
                element.get("Type", "").rsplit("/", 1)[-1],
                names.get(part.casefold(), part),
            )
    return found


def main_part(parts: Mapping[str, bytes]) -> str:
    """The part that the package names as its document, else one with the usual name of a workbook; "" for neither."""
    with contextlib.suppress(TakTerbaca, *BROKEN_PACKAGE):
        for kind, part in relations(parts).values():
            if kind == "officeDocument" and part in parts:
                return part
    return next((name for name in ("xl/workbook.xml", "xl/workbook.bin") if name in parts), "")


def rewritten(xml: bytes) -> bytes:
    """The same document in UTF-8 without comments and CDATA; only for documents of moderate size."""
    return ElementTree.tostring(ElementTree.fromstring(moderate(xml)))


def make_package(parts: Mapping[str, bytes]) -> io.BytesIO:
    """A package of these parts, not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)
    out.seek(0)
    return out
