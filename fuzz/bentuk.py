"""Other forms of the same .xlsx workbook: different XML and zip, the same values."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from random import Random

_TAGS = (b"worksheet", b"sheetData", b"row", b"c", b"v", b"is", b"t", b"f", b"mergeCell", b"mergeCells")


def _put(package: zipfile.ZipFile, name: str, content: bytes, cara: int = zipfile.ZIP_DEFLATED) -> None:
    """Add a part without the time of day: the same seed gives the same bytes."""
    package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, cara)


def _sheets(change: Callable[[Random, bytes], bytes]) -> Callable[[Random, bytes], bytes]:
    """A change made to every worksheet part."""

    def mutate(r: Random, data: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                xml = old.read(name)
                _put(new, name, change(r, xml) if "worksheets/sheet" in name and name.endswith(".xml") else xml)
        return out.getvalue()

    return mutate


def _prefixed(_r: Random, xml: bytes) -> bytes:
    for tag in _TAGS:
        xml = re.sub(rb"<(/?)" + tag + rb"(?=[ />])", rb"<\1x:" + tag, xml)
    return xml.replace(b"xmlns=", b'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns=', 1)


def _commented(r: Random, xml: bytes) -> bytes:
    return re.sub(
        rb"<(?=c |row |v>|/v>|/c>)", lambda _m: b"<!-- <c r='B2'><v>7</v> --><" if r.random() < 0.2 else b"<", xml
    )


def _cdata(r: Random, xml: bytes) -> bytes:
    return re.sub(rb"<v>([^<&]+)</v>", lambda m: b"<v><![CDATA[%s]]></v>" % m[1] if r.random() < 0.3 else m[0], xml)


def _references(r: Random, xml: bytes) -> bytes:
    def spell(match: re.Match[bytes]) -> bytes:
        return b"<v>" + b"".join(b"&#%d;" % c for c in match[1]) + b"</v>" if r.random() < 0.3 else match[0]

    return re.sub(rb"<v>([^<&]+)</v>", spell, xml)


def _single_quotes(_r: Random, xml: bytes) -> bytes:
    head, body = xml[: xml.index(b"<sheetData")], xml[xml.index(b"<sheetData") :]
    return head + re.sub(rb"<[^<>']+>", lambda m: m[0].replace(b'"', b"'"), body)


def _reordered(_r: Random, xml: bytes) -> bytes:
    return re.sub(rb'<c (r="[^"]*")((?: \w+="[^"]*")+)', rb"<c\2 \1", xml)


def _spaced(r: Random, xml: bytes) -> bytes:
    return re.sub(rb"(?<=>)(?=<(?:row|c) |</row>)", lambda _m: b"\n  " if r.random() < 0.5 else b"", xml)


def _utf16(_r: Random, xml: bytes) -> bytes:
    text = re.sub(r"^<\?xml[^>]*\?>\s*", "", xml.decode())
    return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")


def _no_references(_r: Random, xml: bytes) -> bytes:
    """The first cell of row 1 without its address (it follows from its place)."""
    return re.sub(rb'(<row r="1"[^>]*><c) r="A1"', rb"\1", xml)


def _wrong_dimension(_r: Random, xml: bytes) -> bytes:
    return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml)


def _formatted_tail(_r: Random, xml: bytes) -> bytes:
    return xml.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')


def _repacked(r: Random, data: bytes) -> bytes:
    """Parts in another order, stored or compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        r.shuffle(names)
        for name in names:
            _put(new, name, old.read(name), r.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))
        new.comment = b"komentar"
    return out.getvalue()


BENTUK: dict[str, Callable[[Random, bytes], bytes]] = {
    "awalan": _sheets(_prefixed),
    "komentar": _sheets(_commented),
    "cdata": _sheets(_cdata),
    "rujukan karakter": _sheets(_references),
    "petik tunggal": _sheets(_single_quotes),
    "urutan atribut": _sheets(_reordered),
    "spasi": _sheets(_spaced),
    "utf-16": _sheets(_utf16),
    "tanpa alamat": _sheets(_no_references),
    "ukuran berbohong": _sheets(_wrong_dimension),
    "ekor berformat": _sheets(_formatted_tail),
    "zip lain": _repacked,
}
