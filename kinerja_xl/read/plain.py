"""The plain form of a worksheet part: what Excel, LibreOffice and most libraries write, and patterns can rely on.

`<row r=…>`, `<c r="B7" s="3" t="s">` with its attributes in double quotes, at most one `<f>` and then one `<v>`, no
prefixes, no comments, no cell far outside of any table. The fast reader drops values in other forms without a word
(a comment or CDATA in `<v>`, `<f>` after `<v>`, UTF-16) and aborts the process for a cell at XFD1048576. A part in
another form is rewritten; that is slow, but keeps every value.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.etree import ElementTree

from kinerja_xl.excel.tempat import letters_to_number, number_to_letters
from kinerja_xl.read.batas import KOLOM, MB, SEL_JAUH, Batas
from kinerja_xl.read.package import TakTerbaca, broken, checked_xml, odd
from kinerja_xl.tabel.bacaan import Peristiwa

# One cell of row \1, and one whole row: what is not of this form is rewritten.
_CELL = (
    rb'<c r="[A-Z]{1,2}+\1"(?: s="[0-9]++")?+'
    rb'(?:/>| t="s"><v>[0-9]++</v></c>|><v>[^<&]*+</v></c>'
    rb'|(?: t="(?!s")[A-Za-z]++")?+(?: cm="[0-9]++")?+(?: vm="[0-9]++")?+>'
    rb'(?:<f(?: [A-Za-z0-9]++="[^"<>]*+")*+(?:/>|>[^<]*+</f>))?+'
    rb"(?:<v>[^<&]*+(?:&[a-z]++;[^<&]*+)*+</v>|<v ?/>"
    rb'|<is><t(?: xml:space="preserve")?+>[^<&]*+(?:&[#a-z0-9]++;[^<&]*+)*+</t></is>)?+</c>)'
)
_ROW = re.compile(
    rb'<row r="([1-9][0-9]{0,6}+)"(?: [\w:]++="[^"<>]*+")*+(?:/>|>(?:' + _CELL + rb")*+</row>)",
)
_EMPTY_ROW = re.compile(
    rb'<row r="[0-9]++"(?: [\w:]++="[^"<>]*+")*+(?:/>|>(?:<c r="[A-Z]++[0-9]++"(?: s="[0-9]++")?+/>)*+</row>)'
)
_LARGEST_ROW = 100_000
_LONGEST_REWRITE = 48 * MB
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r")
_TYPES = ("str", "s", "inlineStr", "d", "e", "b", "n")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})$")
_FOREIGN_ERROR = re.compile(
    rb'( t="e"[^>]*>\s*(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?\s*<v>)'
    rb"(?!#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)</v>)[^<]*(?=</v>)"
)


@dataclass(slots=True)
class LembarPolos:
    """One worksheet part in plain form, and the cells that were left out because they lie far outside."""

    xml: bytes
    jauh: list[str] = field(default_factory=list)

    @property
    def rows(self) -> bytes:
        """The element that holds the cells: all that the fast reader needs."""
        start, end = self.xml.find(b"<sheetData>"), self.xml.rfind(b"</sheetData>")
        return self.xml[start:end] + b"</sheetData>" if start >= 0 else b"<sheetData/>"


def make_plain(xml: bytes, nama: str, batas: Batas) -> LembarPolos:
    """Return a worksheet part in plain form. Raises TakTerbaca where it is damaged or beyond the limits."""
    xml = xml.removeprefix(b"\xef\xbb\xbf")
    if _is_plain(xml, batas):
        return LembarPolos(xml)
    if len(xml) > MB and b"<!" not in xml:
        # Formatted to the last row of Excel, as happens when whole columns are coloured or pasted.
        xml = _EMPTY_ROW.sub(b"", xml)
        if _is_plain(xml, batas):
            return LembarPolos(xml)
    if len(xml) > _LONGEST_REWRITE:
        raise TakTerbaca(Peristiwa.TERLALU_BESAR, "", nama, batas=f"{_LONGEST_REWRITE // MB} MB per lembar")
    return _rewrite(checked_xml(xml), nama, batas)


def _is_plain(xml: bytes, batas: Batas) -> bool:
    """Whether the rows have the plain form; what stands around them is parsed as XML (cheaper than parsing all)."""
    start = xml.find(b"<sheetData>") + len(b"<sheetData>")
    end = xml.rfind(b"</sheetData>")
    around = xml[:start] + xml[end:]
    if start > end or b"<!" in around or len(xml.translate(None, _CONTROLS)) < len(xml):
        return False
    position, last = start, 0
    while row := _ROW.match(xml, position, end):
        if not last < int(row[1]) <= batas.baris:
            return False
        position, last = row.end(), int(row[1])
    if position < end or not (xml.isascii() or _is_utf8(xml)):
        return False
    return checked_xml(around) is around


def _is_utf8(xml: bytes) -> bool:
    try:
        xml.decode()
    except UnicodeDecodeError:
        return False
    return True


def with_known_errors(xml: bytes) -> bytes:
    """The part with error values that the fast reader knows: it refuses a sheet with `#SPILL!` or `Err:502`."""
    return _FOREIGN_ERROR.sub(rb"\1#N/A", xml) if b' t="e"' in xml else xml


def _rewrite(xml: bytes, nama: str, batas: Batas) -> LembarPolos:
    lembar = LembarPolos(b"")
    out = io.StringIO()
    out.write("<worksheet><sheetData>")
    tail: list[str] = []
    last = 0
    if b"sheetData" not in xml:
        raise broken(f"{nama}: bukan lembar kerja")
    for element in _rows_and_others(xml):
        tag = _local(element.tag)
        if tag == "row":
            last = _write_row(element, last, nama, batas, lembar, out)
        elif tag == "mergeCell":
            tail.append(f'<mergeCell ref="{escape(element.get("ref", ""))}"/>')
        elif tag == "dataValidation":
            tail.append("<dataValidation />")
    out.write(f"</sheetData>{''.join(tail)}</worksheet>")
    lembar.xml = out.getvalue().encode("utf-8", "replace")
    return lembar


def _rows_and_others(xml: bytes) -> Iterator[ElementTree.Element]:
    """Rows, merged ranges and drop-downs one by one, each forgotten before the next."""
    parents: list[ElementTree.Element] = []
    row, inside = None, 0
    for event, element in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):
        if event == "start":
            parents.append(element)
            if row is None and _local(element.tag) == "row":
                row, inside = element, 0
            inside += 1
            if row is not None and inside > _LARGEST_ROW:
                raise odd("memuat satu baris dengan sel yang terlalu banyak")
            continue
        parents.pop()
        if row is None or element is row:
            row = None
            if _local(element.tag) in ("row", "mergeCell", "dataValidation"):
                yield element
            if parents:
                parents[-1].clear()


def _local(tag: object) -> str:
    return str(tag).rsplit("}", 1)[-1]


def _write_row(
    row: ElementTree.Element, last: int, nama: str, batas: Batas, lembar: LembarPolos, out: io.StringIO
) -> int:
    """Write one row and return its number; a row or cell without one follows the last."""
    number = row.get("r", "")
    r = int(number) if number.isascii() and number.isdigit() and len(number) <= 7 else last + 1
    hidden = ' hidden="1"' if row.get("hidden") in ("1", "true") else ""
    cells: list[str] = []
    column = 0
    for cell in row:
        if _local(cell.tag) != "c":
            continue
        match = _REFERENCE.match(cell.get("r", ""))
        if cell.get("r") is not None and (match is None or int(match[2]) != r):
            raise broken(f"{nama}: sel {cell.get('r')} di baris {r}")
        column = letters_to_number(match[1].upper()) if match else column + 1
        content = _content(cell)
        if not content:
            continue
        place = f"{number_to_letters(column)}{r}"
        if r > batas.baris or column > KOLOM:
            lembar.jauh.append(place)
            if len(lembar.jauh) > SEL_JAUH:
                raise TakTerbaca(Peristiwa.TERLALU_BESAR, "", nama, lembar.jauh[0], batas=_limit(batas))
            continue
        cells.append(f'<c r="{place}"{_attributes(cell)}>{content}</c>')
    if cells or (hidden and r <= batas.baris):
        out.write(f'<row r="{r}"{hidden}>{"".join(cells)}</row>')
    return r


def _limit(batas: Batas) -> str:
    return f"{batas.baris} baris, {KOLOM} kolom"


def _attributes(cell: ElementTree.Element) -> str:
    style, kind = cell.get("s", ""), cell.get("t", "")
    s = f' s="{style}"' if style.isascii() and style.isdigit() else ""
    return s + (f' t="{kind}"' if kind in _TYPES else "")


def _content(cell: ElementTree.Element) -> str:
    """Formula and value of a cell, '' for one that is only formatted."""
    parts: dict[str, str] = {}
    for child in cell:
        tag = _local(child.tag)
        if tag == "is":
            texts = [t for t in child.iter() if _local(t.tag) == "t"]
            phonetic = {t for ruby in child.iter() if _local(ruby.tag) == "rPh" for t in ruby.iter()}
            parts["is"] = "".join(t.text or "" for t in texts if t not in phonetic)
        elif tag in ("f", "v"):
            parts.setdefault(tag, "".join(child.itertext()))
    formula = f"<f>{escape(parts['f'], quote=False)}</f>" if "f" in parts else ""
    if "is" in parts:
        return f'{formula}<is><t xml:space="preserve">{escape(parts["is"], quote=False)}</t></is>'
    value = parts.get("v", "")
    if cell.get("t") == "s" and not (value.isascii() and value.strip().isdigit()):
        raise broken(f"nomor teks {value}")
    return formula + (f"<v>{escape(value, quote=False)}</v>" if value else "")
