"""The second look at an .xlsb package: what the fast reader can't tell about single cells, from the records of BIFF12.

A record is a number and a length, in groups of seven bits, and then its body; only those that tell something are
looked into. Source: [MS-XLSB] 2.1.4 and 2.4 (structure and numbers of records), 2.5.97.2 (codes of errors).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import Final

from kinerja_xl.read.package import BROKEN_PACKAGE, TakTerbaca, broken, odd, relations
from kinerja_xl.read.peek import BUILTIN_PERCENT, Intipan, shows_percent
from kinerja_xl.tabel.bacaan import Tanda

_ROW: Final = 0
_NUMBERS: Final = frozenset({2, 5, 9})  # BrtCellRk, BrtCellReal, BrtFmlaNum
_ERRORS: Final = frozenset({3, 11})  # BrtCellError, BrtFmlaError
_FORMULAS: Final = frozenset({8, 9, 10, 11})  # BrtFmlaString, BrtFmlaNum, BrtFmlaBool, BrtFmlaError
_CELLS: Final = _NUMBERS | _ERRORS | _FORMULAS
_FORMAT, _XF, _BUNDLE, _MERGE, _CHOICE = 44, 47, 156, 176, 64
_BEGIN_XFS, _END_XFS = 617, 618
_MOST_RECORDS: Final = 10_000_000
_HIDDEN: Final = 0x10
_GALAT: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_U32: Final = struct.Struct("<I")
_PLACE: Final = struct.Struct("<II")
_RANGE: Final = struct.Struct("<IIII")


class Pengintip:
    """The second look at the sheets of one package, by their names. Raises TakTerbaca for one that is damaged."""

    def __init__(self, parts: Mapping[str, bytes], utama: str) -> None:
        self._parts = parts
        try:
            found = relations(parts, utama)
            targets = {rid: part for rid, (_, part) in found.items()}
            styles = next((part for kind, part in found.values() if kind == "styles"), "")
            self._lembar = {nama: targets.get(rid, "") for rid, nama in _sheets(parts[utama])}
            self._persen = _percent_styles(parts.get(styles, b""))
        except (IndexError, struct.error, *BROKEN_PACKAGE) as error:
            raise _damaged(error) from error

    def look_at(self, nama: str) -> Intipan:
        """What the second look finds in a sheet."""
        try:
            return _look(self._parts.get(self._lembar.get(nama, ""), b""), self._persen)
        except (IndexError, ValueError, struct.error) as error:
            raise _damaged(error) from error


def _damaged(error: Exception) -> TakTerbaca:
    return broken(f"{type(error).__name__}: {error}")


def _records(part: bytes) -> Iterator[tuple[int, int]]:
    """Number and start of every record of a part. Raises TakTerbaca for more than any workbook has."""
    position, end, count = 0, len(part), 0
    while position < end:
        count += 1
        if count > _MOST_RECORDS:
            raise odd("memuat rekaman yang terlalu banyak")
        kind = part[position]
        position += 1
        if kind & 0x80:
            kind = kind & 0x7F | part[position] << 7
            position += 1
        length = shift = 0
        more = True
        while more:
            length |= (part[position] & 0x7F) << shift
            more = shift < 21 and part[position] >= 0x80
            position, shift = position + 1, shift + 7
        yield kind, position
        position += length


def _text(part: bytes, start: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    (length,) = _U32.unpack_from(part, start)
    end = start + 4 + (0 if length == 0xFFFFFFFF else 2 * length)
    return part[start + 4 : end].decode("utf-16-le"), end


def _sheets(workbook: bytes) -> Iterator[tuple[str, str]]:
    """Relationship and name of every sheet."""
    for kind, start in _records(workbook):
        if kind == _BUNDLE:
            rid, end = _text(workbook, start + 8)
            yield rid, _text(workbook, end)[0]


def _percent_styles(styles: bytes) -> frozenset[int]:
    """Indexes of the cell formats that show percent."""
    percent, indexes = set(BUILTIN_PERCENT), set()
    index, within = 0, False
    for kind, start in _records(styles):
        if kind == _FORMAT and shows_percent(_text(styles, start + 2)[0]):
            percent.add(int.from_bytes(styles[start : start + 2], "little"))
        elif kind in (_BEGIN_XFS, _END_XFS):
            within = kind == _BEGIN_XFS
        elif kind == _XF and within:
            if int.from_bytes(styles[start + 2 : start + 4], "little") in percent:
                indexes.add(index)
            index += 1
    return frozenset(indexes)


def _look(sheet: bytes, percent: frozenset[int]) -> Intipan:
    seen = Intipan()
    row = 0
    for kind, start in _records(sheet):
        if kind == _ROW:
            row = _U32.unpack_from(sheet, start)[0] + 1
            if sheet[start + 11] & _HIDDEN:
                seen.baris_tersembunyi.add(row)
        elif kind in _CELLS:
            column, style = _PLACE.unpack_from(sheet, start)
            place = (row, column + 1)
            if kind in _FORMULAS:
                seen.rumus.add(place)
            if kind in _ERRORS:
                seen.tanda[place] = (Tanda.GALAT, _GALAT.get(sheet[start + 8], "#GALAT"))
            elif kind in _NUMBERS and style & 0xFFFFFF in percent:
                seen.tanda[place] = (Tanda.PERSEN, "")
        elif kind == _MERGE:
            top, bottom, left, right = _RANGE.unpack_from(sheet, start)
            seen.gabungan.append(((top, left), (bottom, right)))
        elif kind == _CHOICE:
            seen.ada_validasi = True
    return seen
