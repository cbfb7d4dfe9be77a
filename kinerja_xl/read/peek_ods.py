"""The second look at an .ods package (see peek.py)."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from kinerja_xl.bacaan import Tanda
from kinerja_xl.read.peek import BROKEN_PACKAGE, Intipan, IntipanBuku, PaketRusak

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_MAX_REPEAT = 1000


def look_at_ods(data: bytes) -> IntipanBuku:
    """What the second look finds in an .ods package; raises PaketRusak like look_at_xlsx."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            broken = package.testzip()
            if broken:
                raise PaketRusak(broken)
            root = ElementTree.fromstring(package.read("content.xml"))
            makro = any(n.startswith("Basic/") for n in package.namelist())
    except BROKEN_PACKAGE as error:
        raise PaketRusak(str(error)) from error
    seen = IntipanBuku(makro=makro)
    for table in root.iter(f"{_TABLE}table"):
        seen.lembar[table.get(f"{_TABLE}name", "")] = _look_at_table(table)
    return seen


def _look_at_table(table: ElementTree.Element) -> Intipan:
    seen = Intipan()
    row = 0
    for element in table.iter(f"{_TABLE}table-row"):
        repeat = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            seen.baris_tersembunyi.update(range(row + 1, row + 1 + min(repeat, _MAX_REPEAT)))
        for r in range(row + 1, row + 1 + min(repeat, _MAX_REPEAT)):
            _look_at_row(element, r, seen)
        row += repeat
    return seen


def _look_at_row(element: ElementTree.Element, row: int, seen: Intipan) -> None:
    column = 0
    for cell in element:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeat = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        formula = cell.get(f"{_TABLE}formula")
        kind = cell.get(f"{_OFFICE}value-type")
        seen.ada_validasi |= cell.get(f"{_TABLE}content-validation-name") is not None
        if kind is not None or formula is not None:
            for c in range(column + 1, column + 1 + min(repeat, _MAX_REPEAT)):
                if formula is not None:
                    seen.rumus.add((row, c))
                if cell.get(f"{_CALCEXT}value-type") == "error":
                    text = "".join(p.text or "" for p in cell.iter(f"{_TEXT}p"))
                    seen.tanda[row, c] = (Tanda.GALAT, text or "#GALAT")
                elif kind == "percentage":
                    seen.tanda[row, c] = (Tanda.PERSEN, "")
                elif formula is not None and kind is None:
                    seen.tanda[row, c] = (Tanda.TANPA_NILAI, "")
        column += repeat
