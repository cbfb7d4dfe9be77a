"""The cheap second look at an .xlsx/.xlsm or .ods package: what the fast reader can't tell about single cells.

One pass of compiled patterns over each sheet's XML collects percent-formatted cells, error values, formulas without a
stored value, hidden rows and whether the sheet has drop-downs. Reading every part to its end also verifies the zip's
checksums, which the fast reader doesn't. docs/architecture.md gives the cost.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from kinerja_xl.bacaan import Tanda

_BUILTIN_PERCENT = frozenset({9, 10})
_ATTR = re.compile(rb'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_NUMFMT = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
_CELLXFS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.S)
_XF = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
_ERROR = re.compile(rb"<(?:\w+:)?c\s([^>]*\bt\s*=\s*[\"']e[\"'][^>]*)>(.*?)</(?:\w+:)?c>", re.S)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c(\s[^>]*[^>/])>\s*<(?:\w+:)?f\b((?:[^>]*/>)|(?:[^>]*>.*?</(?:\w+:)?f>))(.*?)</(?:\w+:)?c>", re.S
)
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</(?:\w+:)?v>")
_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'][^>]*)>")
_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")
_QUOTED = re.compile(rb'"[^"]*"|&quot;.*?&quot;|\\.')


@dataclass(slots=True)
class Intipan:
    """What was seen on one sheet; cells are keyed (row, column), both counted from 1."""

    tanda: dict[tuple[int, int], tuple[Tanda, str]] = field(default_factory=dict)
    rumus: set[tuple[int, int]] = field(default_factory=set)
    baris_tersembunyi: set[int] = field(default_factory=set)
    ada_validasi: bool = False


@dataclass(slots=True)
class IntipanBuku:
    """What was seen in the whole package."""

    lembar: dict[str, Intipan] = field(default_factory=dict)
    makro: bool = False
    tautan_luar: bool = False


# What zipfile, zlib and the XML parser raise on a damaged package.
BROKEN_PACKAGE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ElementTree.ParseError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


class PaketRusak(ValueError):
    """The package fails its checksums or lacks a part that it names."""


def letters_to_number(huruf: str) -> int:
    """Column number of a letter, counted from 1.

    >>> letters_to_number("AA")
    27
    """
    number = 0
    for letter in huruf:
        number = number * 26 + ord(letter) - 64
    return number


def number_to_letters(nomor: int) -> str:
    """Column letter of a number counted from 1.

    >>> number_to_letters(27)
    'AA'
    """
    letters = ""
    while nomor:
        nomor, rest = divmod(nomor - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _attributes(raw: bytes) -> dict[str, str]:
    return {m[1].decode().split(":")[-1]: (m[2] or m[3] or b"").decode("utf-8", "replace") for m in _ATTR.finditer(raw)}


def _position(raw: bytes) -> tuple[int, int] | None:
    match = _REF.match(_attributes(raw).get("r", ""))
    return (int(match[2]), letters_to_number(match[1])) if match else None


def percent_styles(styles: bytes) -> frozenset[int]:
    """Indexes of the cell formats of a styles part that show percent."""
    custom = {
        int(a.get("numFmtId", "-1"))
        for a in map(_attributes, _NUMFMT.findall(styles))
        if b"%" in _QUOTED.sub(b"", a.get("formatCode", "").encode())
    }
    block = _CELLXFS.search(styles)
    if block is None:
        return frozenset()
    ids = (int(_attributes(xf).get("numFmtId", "0")) for xf in _XF.findall(block[0]))
    return frozenset(n for n, fmt in enumerate(ids) if fmt in _BUILTIN_PERCENT or fmt in custom)


def look_at_sheet(xml: bytes, percent: frozenset[int]) -> Intipan:
    """What the second look finds in one worksheet part."""
    seen = Intipan(ada_validasi=b"dataValidation " in xml)
    if percent:
        styles = b"|".join(str(n).encode() for n in sorted(percent))
        pattern = re.compile(rb"<(?:\w+:)?c\s([^>]*\bs\s*=\s*[\"'](?:" + styles + rb")[\"'][^>]*)>")
        for raw in pattern.findall(xml):
            if place := _position(raw):
                seen.tanda[place] = (Tanda.PERSEN, "")
    if b"<f" in xml or b":f" in xml:
        for raw, _, rest in _FORMULA.findall(xml):
            place = _position(raw)
            if place is None:
                continue
            seen.rumus.add(place)
            value = _VALUE.search(rest)
            if (value is None or not value[1]) and _attributes(raw).get("t") != "str":
                seen.tanda[place] = (Tanda.TANPA_NILAI, "")
    for raw, body in _ERROR.findall(xml):
        value = _VALUE.search(body)
        if place := _position(raw):
            seen.tanda[place] = (Tanda.GALAT, value[1].decode("utf-8", "replace") if value else "#GALAT")
    if b"hidden" in xml:
        rows = (_attributes(raw).get("r", "") for raw in _ROW.findall(xml))
        seen.baris_tersembunyi = {int(r) for r in rows if r.isdigit()}
    return seen


def _relations(part: bytes) -> dict[str, str]:
    return {e.get("Id", ""): e.get("Target", "") for e in ElementTree.fromstring(part)}


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of every worksheet, in workbook order."""
    relations = _relations(package.read("xl/_rels/workbook.xml.rels"))
    names = set(package.namelist())
    for element in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():
        if element.tag.rsplit("}", 1)[-1] != "sheet":
            continue
        rid = next((v for k, v in element.attrib.items() if k.rsplit("}", 1)[-1] == "id"), "")
        target = relations.get(rid, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if part in names:
            yield element.get("name", ""), part


def look_at_xlsx(data: bytes) -> IntipanBuku:
    """What the second look finds in an .xlsx or .xlsm package.

    Raises PaketRusak when a checksum fails or the package is no workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            broken = package.testzip()
            if broken:
                raise PaketRusak(broken)
            names = package.namelist()
            seen = IntipanBuku(
                makro=any(n.endswith("vbaProject.bin") for n in names),
                tautan_luar=any(n.startswith("xl/externalLinks/externalLink") for n in names),
            )
            percent = percent_styles(package.read("xl/styles.xml")) if "xl/styles.xml" in names else frozenset()
            for name, part in _sheets(package):
                seen.lembar[name] = look_at_sheet(package.read(part), percent)
            return seen
    except BROKEN_PACKAGE as error:
        raise PaketRusak(str(error)) from error
