"""The checked parts of an .xlsx or .xlsm package to grids of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from kinerja_xl.read.batas import KOLOM, MB, Batas
from kinerja_xl.read.package import (
    BROKEN_PACKAGE,
    TakTerbaca,
    broken,
    checked_xml,
    make_package,
    moderate,
    odd,
    parsed_xml,
    relations,
    rewritten,
)
from kinerja_xl.read.peek import look_at_sheet, percent_styles
from kinerja_xl.read.plain import LembarPolos, make_plain, with_known_errors
from kinerja_xl.read.workbook import Buku, Kisi, Perlu
from kinerja_xl.tabel.bacaan import Peristiwa

_COUNTS = re.compile(rb"\s(?:uniqueCount|count)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_END_OF_STRING = re.compile(rb"</(?:\w+:)?si>")
_SHARED = re.compile(rb't="s"><v>([0-9]{1,9})</v>')
# The fast reader copies a shared string into every cell that refers to it.
_TEXT = 256 * MB
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ACTIVE = (
    ("xl/embeddings/", "objek tertanam"),
    ("xl/activeX/", "kontrol ActiveX"),
    ("xl/connections.xml", "sambungan data"),
)


@dataclass(frozen=True, slots=True)
class _Lembar:
    nama: str
    bagian: str
    terlihat: bool


def open_xlsx(parts: Mapping[str, bytes], utama: str, batas: Batas, perlu: Perlu) -> Buku:
    """Return the grids of a workbook given as its parts, of which `utama` is the main one. Raises TakTerbaca."""
    try:
        root = parsed_xml(parts[utama])
        found = relations(parts, utama)
        lembar = _sheets(root, found, parts)
        wanted = [satu for satu in lembar if perlu(satu.nama)]
        styles = checked_xml(moderate(parts.get(_target(found, "styles"), b"<styleSheet/>")))
        strings = _strings(parts.get(_target(found, "sharedStrings"), b""))
        percent = percent_styles(styles)
        plain = [make_plain(parts[satu.bagian], satu.nama, batas) for satu in wanted]
        _check_text(strings, (p.xml for p in plain))
        grids = _read(plain, strings, styles, root, batas, [satu.nama for satu in wanted])
    except BROKEN_PACKAGE as error:
        raise broken(str(error)) from error
    read = {
        satu: Kisi(satu.nama, grid, look_at_sheet(p.xml, percent), satu.terlihat, p.jauh)
        for satu, grid, p in zip(wanted, grids, plain, strict=True)
    }
    kisi = [read.get(satu) or Kisi(satu.nama, [], terlihat=satu.terlihat) for satu in lembar]
    return Buku(kisi, *active_parts(parts), aktif=_active(parts))


def active_parts(parts: Iterable[str]) -> tuple[bool, bool]:
    """Whether a package has macros, and whether it links to other workbooks."""
    makro = any(n.endswith("vbaProject.bin") or n.startswith("xl/macrosheets/") for n in parts)
    return makro, any(n.startswith("xl/externalLinks/externalLink") for n in parts)


def _active(parts: Mapping[str, bytes]) -> list[str]:
    found = [words for start, words in _ACTIVE if any(n.startswith(start) for n in parts)]
    links = (xml for name, xml in parts.items() if name.startswith("xl/externalLinks/externalLink"))
    return [*found, "tautan DDE"] if any(b"ddeLink" in xml for xml in links) else found


def _local(tag: object) -> str:
    return str(tag).rsplit("}", 1)[-1]


def _target(found: Mapping[str, tuple[str, str]], kind: str) -> str:
    """The part of a kind; where the workbook names none, the usual one."""
    return next((part for k, part in found.values() if k == kind), f"xl/{kind}.xml")


def _sheets(
    root: ElementTree.Element, hubungan: Mapping[str, tuple[str, str]], parts: Mapping[str, bytes]
) -> list[_Lembar]:
    """Every worksheet in workbook order. Raises TakTerbaca where one has no part, or the part of another."""
    for kind, part in hubungan.values():
        if kind in ("worksheet", "styles", "sharedStrings") and part not in parts:
            raise broken(f"bagian {part} tidak ada")
    found: list[_Lembar] = []
    for element in root.iter():
        if _local(element.tag) != "sheet":
            continue
        rid = next((v for k, v in element.attrib.items() if _local(k) == "id" and k != "id"), "")
        if rid not in hubungan:
            raise broken(f"hubungan {rid} tidak ada")
        kind, part = hubungan[rid]
        if kind == "worksheet":
            found.append(_Lembar(element.get("name", ""), part, element.get("state", "visible") == "visible"))
    if len({satu.bagian for satu in found}) < len(found) or len({satu.nama for satu in found}) < len(found):
        raise odd("dua lembarnya berisi atau bernama sama")
    return found


def _strings(part: bytes) -> bytes:
    """The shared strings without their counts, for which the fast reader would reserve memory."""
    if not part:
        return b""
    xml = checked_xml(part)
    if b"<!" in xml:
        xml = rewritten(xml)
    start = xml.find(b"sst")
    end = xml.find(b">", start) + 1
    return _COUNTS.sub(b"", xml[:end]) + xml[end:]


def _check_text(strings: bytes, sheets: Iterable[bytes]) -> None:
    """Raise TakTerbaca when long shared strings are used so often that their copies wouldn't fit in memory."""
    sizes = [len(s) for s in _END_OF_STRING.split(strings)]
    longest, total = max(sizes), 0
    for xml in sheets:
        most = longest * xml.count(b't="s"')
        if total + most > _TEXT:
            most = sum(sizes[i] for i in map(int, _SHARED.findall(xml)) if i < len(sizes))
        total += most
        if total > _TEXT:
            raise odd("mengulang teks panjang hingga ratusan MB")


def _read(
    plain: list[LembarPolos],
    strings: bytes,
    styles: bytes,
    root: ElementTree.Element,
    batas: Batas,
    names: list[str],
) -> list[list[list[Any]]]:
    """The cells of the sheets by the fast reader, from a package of our own making."""
    from python_calamine import CalamineError, CalamineWorkbook

    package = make_package(_skeleton(plain, strings, styles, _is_1904(root)))
    grids = []
    try:
        book = CalamineWorkbook.from_filelike(package)
        for n, nama in enumerate(names):
            sheet = book.get_sheet_by_index(n)
            end = sheet.end or (0, 0)
            if end[0] >= batas.baris or end[1] >= KOLOM or (end[0] + 1) * (end[1] + 1) > batas.luas:
                raise TakTerbaca(Peristiwa.TERLALU_BESAR, "", nama, batas=f"{batas.baris} baris, {KOLOM} kolom")
            grids.append(sheet.to_python(skip_empty_area=False))
    except CalamineError as error:
        raise broken(str(error)) from error
    except BaseException as error:
        # A panic of the fast reader is no Exception; the checks above leave none that we know of.
        if type(error).__name__ != "PanicException":
            raise
        raise TakTerbaca(Peristiwa.PEMBACA_BERHENTI, "pembacanya berhenti mendadak") from error
    return grids


def _is_1904(root: ElementTree.Element) -> bool:
    return any(_local(e.tag) == "workbookPr" and e.get("date1904") in ("1", "true") for e in root.iter())


def _skeleton(plain: list[LembarPolos], strings: bytes, styles: bytes, is_1904: bool) -> dict[str, bytes]:
    """The smallest package that holds these parts."""
    sheets, relations = "", ""
    parts: dict[str, bytes] = {}
    for n, satu in enumerate(plain, 1):
        sheets += f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>'
        relations += _relation(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml")
        parts[f"xl/worksheets/sheet{n}.xml"] = b"<worksheet>" + with_known_errors(satu.rows) + b"</worksheet>"
    for kind, part in (("styles", styles), ("sharedStrings", strings)):
        if part:
            relations += _relation(kind, kind, f"{kind}.xml")
            parts[f"xl/{kind}.xml"] = part
    date = '<workbookPr date1904="1"/>' if is_1904 else ""
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">{date}<sheets>{sheets}</sheets></workbook>'.encode()
    )
    parts["xl/_rels/workbook.xml.rels"] = f"<Relationships>{relations}</Relationships>".encode()
    root = _relation("rId1", "officeDocument", "xl/workbook.xml")
    parts["_rels/.rels"] = f"<Relationships>{root}</Relationships>".encode()
    parts["[Content_Types].xml"] = b"<Types/>"
    return parts


def _relation(rid: str, kind: str, target: str) -> str:
    element = ElementTree.Element("Relationship", Id=rid, Type=f"{_REL}/{kind}", Target=target)
    return ElementTree.tostring(element, encoding="unicode")
