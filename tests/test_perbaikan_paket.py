"""What a workbook package must keep to, as checks that the tests of the marked-up copy share; the package itself."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from kinerja_xl.perbaikan.galat import TidakDapatDitandai
from kinerja_xl.perbaikan.lembar import parse_cell
from kinerja_xl.perbaikan.naskah import Naskah, Sunting, splice
from kinerja_xl.perbaikan.paket import ISI_TIPE, Paket

URUTAN = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "AlternateContent",
    "webPublishItems",
    "tableParts",
    "extLst",
]
Bagian = dict[str, bytes]


def parts_of(isi: bytes) -> Bagian:
    with zipfile.ZipFile(io.BytesIO(isi)) as arsip:
        assert arsip.testzip() is None
        names = [i.filename for i in arsip.infolist()]
        assert len({n.casefold() for n in names}) == len(names), "two parts of one name"
        return {n: arsip.read(n) for n in names}


def package_of(parts: Bagian) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as arsip:
        for nama, isi in parts.items():
            arsip.writestr(nama, isi)
    return buffer.getvalue()


def local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def xml(isi: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(isi)


def find(root: ElementTree.Element, nama: str) -> ElementTree.Element | None:
    return next((e for e in root.iter() if local(e.tag) == nama), None)


def all_of(root: ElementTree.Element | None, nama: str) -> list[ElementTree.Element]:
    return [] if root is None else [e for e in root.iter() if local(e.tag) == nama]


def rid_of(element: ElementTree.Element) -> str:
    return next(v for k, v in element.attrib.items() if local(k) == "id" and k != "id")


def relations(parts: Bagian, nama: str) -> dict[str, tuple[str, str]]:
    """Id to (last word of the type, part) of the internal relationships of a part."""
    folder, base = posixpath.split(nama)
    rels = posixpath.join(folder, "_rels", f"{base}.rels")
    found = {}
    for e in xml(parts[rels]) if rels in parts else ():
        if e.get("TargetMode") != "External":
            target = e.get("Target", "")
            part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[e.get("Id", "")] = (e.get("Type", "").rsplit("/", 1)[-1], part)
    return found


def workbook_part(parts: Bagian) -> str:
    return next(part for jenis, part in relations(parts, "").values() if jenis == "officeDocument")


def sheet_parts(isi: bytes) -> dict[str, str]:
    """Name to part of every worksheet, in workbook order."""
    parts = parts_of(isi)
    book = workbook_part(parts)
    rels = relations(parts, book)
    found = {e.get("name", ""): rels[rid_of(e)] for e in all_of(find(xml(parts[book]), "sheets"), "sheet")}
    return {nama: part for nama, (jenis, part) in found.items() if jenis == "worksheet"}


def related(parts: Bagian, nama: str, jenis: str) -> str | None:
    return next((part for j, part in relations(parts, nama).values() if j == jenis), None)


def assert_valid(isi: bytes) -> None:
    """The package keeps to the rules that Excel insists on, and other readers open it."""
    parts = parts_of(isi)
    _check_types(parts)
    _check_relations(parts)
    book = workbook_part(parts)
    _check_workbook(parts, book)
    styles = related(parts, book, "styles")
    xfs = _check_styles(parts[styles]) if styles else 1
    shapes: Counter[str] = Counter()
    for part in sheet_parts(isi).values():
        _check_sheet(parts, part, xfs)
        shapes.update(_check_notes(parts, part))
    assert not [s for s, n in shapes.items() if n > 1], "shape ids are used twice"
    openpyxl.load_workbook(io.BytesIO(isi)).close()
    calamine = CalamineWorkbook.from_filelike(io.BytesIO(isi))
    for nama in sheet_parts(isi):
        calamine.get_sheet_by_name(nama).to_python()


def _check_types(parts: Bagian) -> None:
    root = xml(parts[ISI_TIPE])
    overrides = [e.get("PartName", "") for e in root if local(e.tag) == "Override"]
    defaults = [e.get("Extension", "").casefold() for e in root if local(e.tag) == "Default"]
    assert len(set(overrides)) == len(overrides)
    assert len(set(defaults)) == len(defaults)
    assert {o[1:] for o in overrides} <= parts.keys()
    for nama in parts.keys() - {ISI_TIPE}:
        assert f"/{nama}" in overrides or nama.rsplit(".", 1)[-1].casefold() in defaults, nama


def _check_relations(parts: Bagian) -> None:
    for nama in parts:
        if nama.endswith((".xml", ".rels")) and parts[nama]:
            xml(parts[nama])
        if not nama.endswith(".rels"):
            continue
        folder, base = posixpath.split(nama)
        source = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
        assert source in parts or nama == "_rels/.rels", f"{nama} belongs to nothing"
        ids = [e.get("Id") for e in xml(parts[nama])]
        assert len(set(ids)) == len(ids)
        for _jenis, part in relations(parts, "" if nama == "_rels/.rels" else source).values():
            assert part in parts, f"{nama} leads to {part}"


def _check_workbook(parts: Bagian, book: str) -> None:
    root = xml(parts[book])
    sheets = all_of(find(root, "sheets"), "sheet")
    for key in ("name", "sheetId"):
        values = [e.get(key, "").casefold() for e in sheets]
        assert len(set(values)) == len(values)
    rels = relations(parts, book)
    assert len({rels[rid_of(e)][1] for e in sheets}) == len(sheets)
    for view in all_of(root, "workbookView"):
        assert sheets[int(view.get("activeTab", 0))].get("state", "visible") == "visible"
    names = [(e.get("name", "").casefold(), e.get("localSheetId")) for e in all_of(root, "definedName")]
    assert len(set(names)) == len(names)
    assert all(n is None or int(n) < len(sheets) for _, n in names)
    order = [local(e.tag) for e in root if local(e.tag) in ("bookViews", "sheets", "definedNames", "calcPr")]
    assert order == [n for n in ("bookViews", "sheets", "definedNames", "calcPr") if n in order]


def _check_styles(isi: bytes) -> int:
    root = xml(isi)
    sizes = {}
    for nama in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs"):
        section = next((e for e in root if local(e.tag) == nama), None)
        sizes[nama] = 0 if section is None else len(section)
        if section is not None and section.get("count"):
            assert int(section.get("count", "")) == len(section), nama
    for xf in next((e for e in root if local(e.tag) == "cellXfs"), ()):
        for key, nama in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            assert int(xf.get(key, "0")) < max(1, sizes[nama])
    return max(1, sizes["cellXfs"])


def _check_sheet(parts: Bagian, part: str, xfs: int) -> None:
    root = xml(parts[part])
    order = [URUTAN.index(local(e.tag)) for e in root]
    assert order == sorted(order), [local(e.tag) for e in root]
    data = next(e for e in root if local(e.tag) == "sheetData")
    last_row = 0
    for row in data:
        number = int(row.get("r") or last_row + 1)
        assert number > last_row
        last_row, last = number, 0
        for cell in row:
            place = parse_cell(cell.get("r") or "") or (number, last + 1)
            assert place[0] == number
            assert place[1] > last
            last = place[1]
            assert int(cell.get("s", "0")) < xfs
    rels = relations(parts, part)
    drawing = next((e for e in root if local(e.tag) == "legacyDrawing"), None)
    assert drawing is None or rels[rid_of(drawing)][0] == "vmlDrawing"
    links = all_of(root, "hyperlink")
    assert len({e.get("ref") for e in links}) == len(links)


def _check_notes(parts: Bagian, part: str) -> Iterator[str]:
    rels = relations(parts, part)
    drawings = [p for j, p in rels.values() if j == "vmlDrawing"]
    boxes: list[tuple[int, int]] = []
    for drawing in drawings:
        for shape in (e for e in xml(parts[drawing]) if local(e.tag) == "shape"):
            yield next(v for k, v in shape.attrib.items() if local(k) == "id")
            data = find(shape, "ClientData")
            if data is not None and data.get("ObjectType") == "Note":
                row, column = find(data, "Row"), find(data, "Column")
                boxes.append((int(row.text or "") + 1, int(column.text or "") + 1))
    assert len(set(boxes)) == len(boxes)
    for jenis, comments in rels.values():
        if jenis != "comments":
            continue
        root = xml(parts[comments])
        found = all_of(root, "comment")
        refs = [parse_cell(e.get("ref", "")) for e in found]
        assert len(set(refs)) == len(refs)
        authors = len(all_of(root, "author"))
        assert all(int(e.get("authorId", "0")) < authors for e in found)
        assert set(refs) == set(boxes), "every note has its box"


def note_texts(isi: bytes, lembar: str) -> dict[str, str]:
    """Cell to text of the notes of a sheet."""
    parts = parts_of(isi)
    comments = related(parts, sheet_parts(isi)[lembar], "comments")
    if comments is None:
        return {}
    found = all_of(xml(parts[comments]), "comment")
    return {e.get("ref", ""): "".join(t.text or "" for t in all_of(e, "t")) for e in found}


def small() -> Bagian:
    buku = openpyxl.Workbook()
    buffer = io.BytesIO()
    buku.save(buffer)
    return parts_of(buffer.getvalue())


def test_untouched_package_is_written_as_it_was_read() -> None:
    parts = small()
    assert parts_of(Paket(package_of(parts)).to_bytes()) == parts


def test_a_truncated_package_is_refused() -> None:
    isi = package_of(small())
    for end in range(100, len(isi), len(isi) // 7):
        with pytest.raises(TidakDapatDitandai):
            Paket(isi[:end])


def test_a_flipped_byte_is_refused() -> None:
    isi = bytearray(package_of(small()))
    isi[len(isi) // 2] ^= 0xFF
    with pytest.raises(TidakDapatDitandai):
        Paket(bytes(isi))


def test_two_parts_of_one_name_are_refused() -> None:
    with pytest.raises(TidakDapatDitandai):
        Paket(package_of({**small(), "XL/workbook.xml": b"<a/>"}))


def test_parts_come_and_go_with_their_types_and_relationships() -> None:
    parts = small()
    paket = Paket(package_of(parts))
    nama = paket.free_name("xl/comments{}.xml")
    paket.add(nama, b"<comments/>", "text/x")
    rid = paket.relate("xl/worksheets/sheet1.xml", nama, "http://x/comments")
    assert paket.related("xl/worksheets/sheet1.xml", "comments")[0].tujuan == nama
    assert paket.type_of(nama) == "text/x"
    before = paket.reachable()
    paket.unrelate("xl/worksheets/sheet1.xml", rid)
    paket.drop_unreachable(before)
    assert parts_of(paket.to_bytes()) == parts


def test_comments_and_cdata_do_not_hide_tags() -> None:
    naskah = Naskah(b'<?xml version="1.0"?><a><!-- <b/> --><c><![CDATA[<b>]]></c><b x="1>2"/></a>')
    found = naskah.find(b"b")
    assert found is not None
    assert naskah.isi[found.awal : found.akhir] == b'<b x="1>2"/>'


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    naskah = Naskah(f'<?xml version="1.0" encoding="{encoding}"?><a>é</a>'.encode(encoding))
    assert naskah.isi.decode().endswith("<a>é</a>")


@pytest.mark.parametrize("isi", [b"<a>", b"<!DOCTYPE a><a/>", b"", b'<?xml version="1.0" encoding="x-none"?><a/>'])
def test_a_part_that_is_no_sound_xml_is_refused(isi: bytes) -> None:
    with pytest.raises(TidakDapatDitandai):
        Naskah(isi)


def test_an_insertion_comes_before_a_change_at_the_same_place() -> None:
    assert splice(b"abc", [Sunting(1, 2, b"X"), Sunting(1, 1, b"1"), Sunting(1, 1, b"2")]) == b"a12Xc"
