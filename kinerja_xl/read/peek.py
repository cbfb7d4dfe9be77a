"""The cheap second look at an .xlsx/.xlsm package: what the fast reader can't tell about single cells.

A few compiled patterns over each sheet's XML in plain form (plain.py) collect percent-formatted cells, error values,
formulas without a stored value, hidden rows, merged ranges and whether the sheet has drop-downs. Patterns start from
what is rare (a style, an error, a formula) and look back to its cell, within a bounded distance, so that no input makes
them slow. docs/architecture.md gives the cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from kinerja_xl.excel.tempat import letters_to_number
from kinerja_xl.tabel.bacaan import Tanda

Rentang = tuple[tuple[int, int], tuple[int, int]]

BUILTIN_PERCENT = frozenset({9, 10})
_ATTR = re.compile(rb'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_NUMFMT = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
_CELLXFS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.S)
_XF = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
# What a number format shows as it stands: quoted, escaped, a filler or a blank of its width, a currency in brackets.
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')

_STYLE = re.compile(rb' s="([0-9]+)"')
_ERROR = re.compile(rb' t="e"')
_FORMULA = re.compile(rb"<f[ />]")
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>')
_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
# A cell's tag is shorter than this; a formula has at most 8,192 characters, each of at most 6 bytes, then its value.
_FEW = 20
_TAG = 200
_BODY = 120_000


@dataclass(slots=True)
class Intipan:
    """What was seen on one sheet; cells are keyed (row, column), both counted from 1; `gabungan` counts from 0."""

    tanda: dict[tuple[int, int], tuple[Tanda, str]] = field(default_factory=dict)
    rumus: set[tuple[int, int]] = field(default_factory=set)
    baris_tersembunyi: set[int] = field(default_factory=set)
    ada_validasi: bool = False
    gabungan: list[Rentang] = field(default_factory=list)


def _attributes(raw: bytes) -> dict[str, str]:
    return {m[1].decode().split(":")[-1]: (m[2] or m[3] or b"").decode("utf-8", "replace") for m in _ATTR.finditer(raw)}


def shows_percent(fmt: str) -> bool:
    """Whether a number format shows a hundred times the value: a percent sign in it that isn't mere text.

    >>> shows_percent("0.00%"), shows_percent('0.00"%"'), shows_percent("0.00\\\\%")
    (True, False, False)
    """
    return "%" in _LITERAL.sub("", fmt)


def percent_styles(styles: bytes) -> frozenset[int]:
    """Indexes of the cell formats of a styles part that show percent."""
    custom = {
        int(a.get("numFmtId", "-1"))
        for a in map(_attributes, _NUMFMT.findall(styles))
        if shows_percent(unescape(a.get("formatCode", "")))
    }
    block = _CELLXFS.search(styles)
    if block is None:
        return frozenset()
    ids = (int(_attributes(xf).get("numFmtId", "0")) for xf in _XF.findall(block[0]))
    return frozenset(n for n, fmt in enumerate(ids) if fmt in BUILTIN_PERCENT or fmt in custom)


def _cell_before(xml: bytes, position: int) -> re.Match[bytes] | None:
    """The start tag of the cell that begins shortly before a position."""
    start = xml.rfind(b"<c r=", max(0, position - _TAG), position)
    return _CELL.match(xml, start) if start >= 0 else None


def _place(cell: re.Match[bytes]) -> tuple[int, int]:
    return int(cell[2]), letters_to_number(cell[1].decode())


def _styled(xml: bytes, styles: frozenset[bytes]) -> Iterator[re.Match[bytes]]:
    """Where a cell (or a row) has one of the styles."""
    if not styles:
        return
    few = len(styles) <= _FEW
    pattern = re.compile(rb' s="(' + b"|".join(sorted(styles)) + rb')"') if few else _STYLE
    yield from (match for match in pattern.finditer(xml) if match[1] in styles)


def look_at_sheet(xml: bytes, percent: frozenset[int]) -> Intipan:
    """What the second look finds in one worksheet part in plain form."""
    seen = Intipan(ada_validasi=b"<dataValidation " in xml)
    for match in _styled(xml, frozenset(str(n).encode() for n in percent)):
        if (cell := _cell_before(xml, match.start())) and cell.end() > match.end():
            seen.tanda[_place(cell)] = (Tanda.PERSEN, "")
    for match in _FORMULA.finditer(xml):
        cell = _cell_before(xml, match.start())
        if cell is None or cell.end() > match.start():
            continue
        seen.rumus.add(_place(cell))
        if not _stored(xml, match.end()) and b't="str"' not in cell[3]:
            seen.tanda[_place(cell)] = (Tanda.TANPA_NILAI, "")
    for match in _ERROR.finditer(xml):
        cell = _cell_before(xml, match.start())
        if cell is not None and cell.end() > match.start():
            seen.tanda[_place(cell)] = (Tanda.GALAT, _stored(xml, cell.end()) or "#GALAT")
    for match in _HIDDEN.finditer(xml):
        start = xml.rfind(b"<", max(0, match.start() - _TAG), match.start())
        if start >= 0 and (row := _ROW.match(xml, start)):
            seen.baris_tersembunyi.add(int(row[1]))
    for a, r0, b, r1 in _MERGE.findall(xml):
        first = (int(r0) - 1, letters_to_number(a.decode()) - 1)
        seen.gabungan.append((first, (int(r1) - 1, letters_to_number(b.decode()) - 1)))
    return seen


def _stored(xml: bytes, position: int) -> str:
    """The stored value of the cell whose body begins at or before a position, '' for none."""
    end = xml.find(b"</c>", position, position + _BODY)
    value = _VALUE.search(xml, position, end) if end >= 0 else None
    return unescape(value[1].decode("utf-8", "replace")) if value else ""
