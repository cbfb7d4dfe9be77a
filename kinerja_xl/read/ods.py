"""The checked parts of an .ods package to grids of cells, in one pass over content.xml.

The fast reader isn't used here: it multiplies repeated rows and blanks without a limit, and the second look has to go
over the whole document anyway.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from kinerja_xl.excel.tempat import number_to_letters
from kinerja_xl.read.batas import KOLOM, MB, Batas
from kinerja_xl.read.package import BROKEN_PACKAGE, TakTerbaca, broken, checked_xml, odd
from kinerja_xl.read.workbook import Buku, Kisi, Perlu
from kinerja_xl.tabel.bacaan import Isi, Peristiwa, Tanda

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_LONGEST_CONTENT = 32
_MOST_TEXT = 256 * MB
_MOST_BLANKS = 1_000
_TIME = re.compile(r"PT(\d{1,2})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S$")


def open_ods(parts: Mapping[str, bytes], batas: Batas, perlu: Perlu) -> Buku:
    """Return the grids of a workbook given as its parts. Raises TakTerbaca."""
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise TakTerbaca(Peristiwa.BERSANDI)
    try:
        if len(parts["content.xml"]) > _LONGEST_CONTENT * MB:
            raise TakTerbaca(Peristiwa.TERLALU_BESAR, batas=f"{_LONGEST_CONTENT} MB isi lembar .ods")
        content = checked_xml(parts["content.xml"])
        root = ElementTree.fromstring(content)
        hidden = {
            style.get(f"{_STYLE}name", "")
            for style in root.iter(f"{_STYLE}style")
            if any(p.get(f"{_TABLE}display") == "false" for p in style)
        }
        kisi = []
        for table in root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table"):
            nama = table.get(f"{_TABLE}name", "")
            satu = _read_table(table, nama, batas) if perlu(nama) else Kisi(nama, [])
            satu.terlihat = table.get(f"{_TABLE}style-name", "") not in hidden
            kisi.append(satu)
    except BROKEN_PACKAGE as error:
        raise broken(str(error)) from error
    makro = any(n.startswith(("Basic/", "Scripts/")) and not n.endswith("script-lc.xml") for n in parts)
    aktif = ["tautan DDE"] if b"table:dde-link" in content or b"office:dde-source" in content else []
    if any(n.startswith("Object ") and n.endswith("/content.xml") for n in parts):
        aktif.append("objek tertanam")
    return Buku(kisi, makro, b"'file:" in content or b"&apos;file:" in content, aktif=aktif)


def _repeat(element: ElementTree.Element, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _read_table(table: ElementTree.Element, nama: str, batas: Batas) -> Kisi:
    kisi = Kisi(nama, [])
    rows: dict[int, dict[int, Isi]] = {}
    row = width = length = 0
    for element in table.iter(f"{_TABLE}table-row"):
        repeat = _repeat(element, "rows")
        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            kisi.intipan.baris_tersembunyi.update(range(row + 1, min(row + repeat, batas.baris) + 1))
        cells = dict(_cells(element, nama, row, repeat, batas, kisi))
        if cells:
            width = max(width, *cells)
            length += repeat * sum(len(v) for v in cells.values() if isinstance(v, str))
            if length > _MOST_TEXT:
                raise odd("mengulang teks panjang hingga ratusan MB")
            rows.update(dict.fromkeys(range(row + 1, row + repeat + 1), cells))
            if row + repeat > batas.baris or (row + repeat) * width > batas.luas:
                raise _too_large(nama, row + 1, width, batas)
        row += repeat
    blank = [""] * width
    kisi.sel = [
        [rows[r].get(c, "") for c in range(1, width + 1)] if r in rows else blank[:]
        for r in range(1, max(rows, default=0) + 1)
    ]
    return kisi


def _too_large(nama: str, row: int, column: int, batas: Batas) -> TakTerbaca:
    place = f"{number_to_letters(column)}{row}"
    return TakTerbaca(Peristiwa.TERLALU_BESAR, "", nama, place, batas=f"{batas.baris} baris, {KOLOM} kolom")


def _cells(
    element: ElementTree.Element, nama: str, row: int, rows: int, batas: Batas, kisi: Kisi
) -> Iterator[tuple[int, Isi]]:
    """Column and value of every cell of a row element that holds something; marks go to the second look's findings."""
    column, seen = 0, kisi.intipan
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        repeat = _repeat(cell, "columns")
        formula = cell.get(f"{_TABLE}formula") is not None
        kind = cell.get(f"{_OFFICE}value-type")
        seen.ada_validasi |= cell.get(f"{_TABLE}content-validation-name") is not None
        if kind is not None or formula:
            if column + repeat > KOLOM or row + rows > batas.baris:
                raise _too_large(nama, row + 1, column + repeat, batas)
            value, tanda = _value(cell, kind)
            if not formula and tanda is not None and tanda[0] is Tanda.TANPA_NILAI:
                tanda = None
            for c in range(column + 1, column + repeat + 1):
                for r in range(row + 1, row + rows + 1) if formula or tanda else ():
                    if formula:
                        seen.rumus.add((r, c))
                    if tanda:
                        seen.tanda[r, c] = tanda
                yield c, value
            _note_span(cell, row, column, kisi)
        column += repeat


def _note_span(cell: ElementTree.Element, row: int, column: int, kisi: Kisi) -> None:
    rows = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
    columns = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
    if rows > 1 or columns > 1:
        kisi.gabungan.append(((row, column), (row + rows - 1, column + columns - 1)))


def _value(cell: ElementTree.Element, kind: str | None) -> tuple[Isi, tuple[Tanda, str] | None]:
    """Value and mark of a cell."""
    if cell.get(f"{_CALCEXT}value-type") == "error":
        return "", (Tanda.GALAT, _paragraphs(cell) or "#GALAT")
    match kind:
        case None:
            return "", (Tanda.TANPA_NILAI, "")
        case "float" | "currency":
            return float(cell.get(f"{_OFFICE}value", "nan")), None
        case "percentage":
            return float(cell.get(f"{_OFFICE}value", "nan")), (Tanda.PERSEN, "")
        case "boolean":
            return cell.get(f"{_OFFICE}boolean-value") == "true", None
        case "date":
            return _date(cell.get(f"{_OFFICE}date-value", "")), None
        case "time":
            return _time(cell), None
    text = cell.get(f"{_OFFICE}string-value")
    return (_paragraphs(cell) if text is None else text), None


def _date(text: str) -> Isi:
    try:
        if "T" not in text:
            return datetime.date.fromisoformat(text)
        moment = datetime.datetime.fromisoformat(text)
        return moment if moment.time() != datetime.time() else moment.date()
    except ValueError:
        return text


def _time(cell: ElementTree.Element) -> Isi:
    match = _TIME.match(cell.get(f"{_OFFICE}time-value", ""))
    hour, minute, second = (int(g) for g in match.groups()) if match else (99, 0, 0)
    # More than a day is a duration, kept as its text.
    return datetime.time(hour, minute, second) if hour < 24 and max(minute, second) < 60 else _paragraphs(cell)


def _paragraphs(cell: ElementTree.Element) -> str:
    return "\n".join("".join(_texts(p)) for p in cell.iterfind(f"{_TEXT}p"))


def _texts(element: ElementTree.Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1")), _MOST_BLANKS)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        else:
            yield from _texts(child)
        yield child.tail or ""
