"""The marked-up copy of workbooks that other programs made, with everything that Excel can hold beside cells."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
from PIL import Image
from test_perbaikan import K, P, assert_only_marked, assert_undone, book, opened, satu, saved
from test_perbaikan_paket import (
    all_of,
    assert_valid,
    find,
    local,
    note_texts,
    package_of,
    parts_of,
    related,
    sheet_parts,
    xml,
)

from kinerja_xl.perbaikan import TidakDapatDitandai, lepas, tandai
from kinerja_xl.perbaikan.komentar import AWAL

SEL = ("A1", "B2", "C3", "F40", "XFD1048576")


def picture() -> io.BytesIO:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, "png")
    buffer.seek(0)
    return buffer


def rich_xlsxwriter() -> bytes:
    """A workbook with about everything that XlsxWriter can write."""
    buffer = io.BytesIO()
    buku = xlsxwriter.Workbook(buffer, {"in_memory": True})
    buku.set_custom_property("Nomor", "12/2025")
    data, rapi, depan = buku.add_worksheet("Data"), buku.add_worksheet("Rapi & <b>"), buku.add_chartsheet("Bagan")
    lain, gelap = buku.add_worksheet("Lain"), buku.add_worksheet("Gelap")
    angka = buku.add_format({"num_format": "#,##0.00", "border": 1, "bg_color": "#FFEB9C", "locked": False})
    tebal = buku.add_format({"bold": True, "font_color": "white", "bg_color": "#1F3864"})
    for r in range(30):
        data.write_row(r, 0, [r, r * 2.5, f"teks {r}"], angka)
    data.write_formula("D2", "=SUM(B1:B30)", angka, 1087.5)
    data.write_dynamic_array_formula("E1:E3", "=_xlfn._xlws.SORT(A1:A3)", None, 0)
    data.write_rich_string("F1", "biasa ", tebal, "tebal", " biasa")
    data.write_url("G1", "https://example.org/a?b=c&d", string="tautan")
    data.write_url("G2", "internal:'Lain'!A1")
    data.data_validation("A1:A30", {"validate": "list", "source": ["Ya", "Tidak"]})
    data.conditional_format("B1:B30", {"type": "data_bar", "data_bar_2010": True})
    data.conditional_format("B1:B30", {"type": "cell", "criteria": ">", "value": 5, "format": tebal})
    data.add_sparkline("H1", {"range": "Data!A1:C1"})
    data.protect("rahasia", {"format_cells": True})
    data.insert_image("J2", "merah.png", {"image_data": picture()})
    data.insert_chart("J10", bagan(buku, "column"))
    data.write_comment("B2", "Catatan kepala OPD", {"author": "Kepala", "visible": True})
    data.write_comment("D9", "Tetap di sini")
    data.insert_button("L2", {"caption": "Hitung", "macro": "x"})
    data.insert_textbox("L8", "kotak teks")
    data.set_header("&L&G", {"image_left": "merah.png", "image_data_left": picture()})
    data.merge_range("A35:C36", "gabung", tebal)
    data.set_row(3, 40)
    data.set_row(5, None, None, {"hidden": True})
    data.set_column("B:B", 22)
    data.set_column("Z:XFD", None, None, {"hidden": True})
    data.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    data.freeze_panes(1, 2)
    data.autofilter("A1:C30")
    data.print_area("A1:F30")
    data.repeat_rows(0)
    rapi.add_table("A1:C10", {"name": "Tabel1", "columns": [{"header": h} for h in "XYZ"]})
    rapi.set_background(picture())
    rapi.set_default_row(22, hide_unused_rows=True)
    rapi.set_h_pagebreaks([20])
    rapi.write_datetime("E1", datetime.datetime(2025, 3, 1), buku.add_format({"num_format": "dd/mm/yyyy"}))
    depan.set_chart(bagan(buku, "pie"))
    lain.write("A1", "lain")
    lain.print_area("A1:B2")
    lain.insert_button("C3", {"caption": "Tekan"})
    gelap.very_hidden()
    gelap.write("A1", "rahasia")
    buku.define_name("Pagu", "=Data!$B$1:$B$30")
    buku.define_name("'Lain'!Lokal", "='Lain'!$A$1")
    lain.activate()
    buku.close()
    return buffer.getvalue()


def bagan(buku: xlsxwriter.Workbook, jenis: str) -> xlsxwriter.workbook.Chart:
    chart = buku.add_chart({"type": jenis})
    chart.add_series({"values": "=Data!$B$1:$B$5"})
    return chart


def rich_openpyxl() -> bytes:
    buku = openpyxl.Workbook()
    ws = buku.active
    ws.title = "Data"
    for r in range(1, 20):
        ws.append([r, f"=A{r}*2", f"t{r}"])
    ws["B2"].comment = openpyxl.comments.Comment("Milik OPD", "OPD", height=50, width=80)
    ws["D4"].comment = openpyxl.comments.Comment("Lain", "Lain")
    ws["A1"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF00B050")
    ws["C3"].alignment = openpyxl.styles.Alignment(wrap_text=True, textRotation=45)
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(ws, min_col=1, min_row=1, max_row=5))
    ws.add_chart(chart, "H2")
    ws.add_image(openpyxl.drawing.image.Image(picture()), "H20")
    ws.protection.enable()
    ws.conditional_formatting.add("A1:A9", openpyxl.formatting.rule.ColorScaleRule("min", None, "FF0000", "max"))
    buku.create_sheet("Sembunyi").sheet_state = "hidden"
    buku.create_sheet("Rapi & <b>").append([1])
    buku.security.lockStructure = True
    return saved(buku)


def with_prefix(isi: bytes) -> bytes:
    """The same workbook with every main element under a prefix, as the Open XML SDK writes it."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ElementTree.register_namespace("x", main)
    ElementTree.register_namespace("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
    try:
        return package_of({n: _rewritten(n, b) for n, b in parts_of(isi).items()})
    finally:
        ElementTree._namespace_map.pop(main)


def _rewritten(nama: str, isi: bytes) -> bytes:
    if nama.endswith(".xml") and nama.startswith("xl/") and b"spreadsheetml/2006/main" in isi[:900]:
        return ElementTree.tostring(xml(isi), encoding="UTF-8", xml_declaration=True)
    return isi


def strict(isi: bytes) -> bytes:
    """The same workbook in the Strict class of the format."""
    pairs = (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    parts = parts_of(isi)
    for nama in parts:
        for old, new in pairs:
            parts[nama] = parts[nama].replace(old, new)
    return package_of(parts)


SUMBER: dict[str, Callable[[], bytes]] = {"xlsxwriter": rich_xlsxwriter, "openpyxl": rich_openpyxl}


def expected(isi: bytes, lembar: str) -> set[str]:
    ws = opened(isi)[lembar]
    found = set()
    for sel in SEL:
        ranges = [r for r in ws.merged_cells.ranges if sel in r]
        found.add(ranges[0].coord.split(":")[0] if ranges else sel)
    return found


@pytest.mark.parametrize("sumber", SUMBER)
def test_everything_else_is_untouched(sumber: str) -> None:
    asli = SUMBER[sumber]()
    lembar = list(sheet_parts(asli))
    catatan = [satu(n, s, t) for n in lembar for s, t in zip(SEL, (K, P, K, P, K), strict=True)]
    salinan = tandai(asli, "opd.xlsx", catatan)
    assert salinan.tak_terbawa == salinan.pemberitahuan == ()
    assert_valid(salinan.isi)
    assert_only_marked(asli, salinan.isi, {n: expected(asli, n) for n in lembar})
    assert_undone(asli, salinan.isi)
    assert tandai(salinan.isi, "opd.xlsx", catatan).isi == salinan.isi


@pytest.mark.parametrize("sumber", SUMBER)
def test_one_sheet_leaves_the_others_byte_for_byte(sumber: str) -> None:
    asli = SUMBER[sumber]()
    salinan = tandai(asli, "opd.xlsx", [satu("Data", "C3")])
    a, b = parts_of(asli), parts_of(salinan.isi)
    assert {n for n in a if a[n] != b[n]} <= {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/drawings/vmlDrawing1.vml",
        related(a, LEMBAR1, "comments"),
        related(a, LEMBAR1, "vmlDrawing"),
    }
    old, new = a["xl/worksheets/sheet1.xml"], b["xl/worksheets/sheet1.xml"]
    tag = re.compile(rb'<c r="C3"[^>]*>')
    assert tag.sub(b"", new, count=1) == tag.sub(b"", old, count=1)


@pytest.mark.parametrize("sumber", SUMBER)
def test_notes_of_the_sender_stay(sumber: str) -> None:
    asli = SUMBER[sumber]()
    before = note_texts(asli, "Data")
    salinan = tandai(asli, "opd.xlsx", [satu("Data", "B2"), satu("Data", "A1")]).isi
    after = note_texts(salinan, "Data")
    assert after.keys() == before.keys() | {"A1"}
    assert after["B2"].startswith(f"{before['B2']}\n\n{AWAL}")
    assert {k: v for k, v in after.items() if k not in ("A1", "B2")} == {k: v for k, v in before.items() if k != "B2"}
    assert note_texts(lepas(salinan), "Data") == before


def test_what_the_officer_adds_to_a_note_stays() -> None:
    buku = opened(tandai(rich_openpyxl(), "opd.xlsx", [satu("Data", "B2")]).isi)
    comment = buku["Data"]["B2"].comment
    buku["Data"]["B2"].comment = openpyxl.comments.Comment(f"{comment.text}\nsudah diperbaiki", "OPD")
    assert note_texts(lepas(saved(buku)), "Data")["B2"] == "Milik OPD\nsudah diperbaiki"


@pytest.mark.parametrize("change", [with_prefix, strict], ids=["awalan", "strict"])
@pytest.mark.parametrize("sumber", SUMBER)
def test_other_dialects_of_the_format(change: Callable[[bytes], bytes], sumber: str) -> None:
    asli = change(SUMBER[sumber]())
    lembar = list(sheet_parts(asli))
    salinan = tandai(asli, "opd.xlsx", [satu(n, s) for n in lembar for s in SEL])
    if change is not strict:  # openpyxl sees no sheets in a Strict workbook
        assert_valid(salinan.isi)
    for nama, part in sheet_parts(salinan.isi).items():
        root = xml(parts_of(salinan.isi)[part])
        assert {local(e.tag) for e in root} <= {local(e.tag) for e in root if e.tag.startswith(root.tag[:30])} | {
            "AlternateContent"
        }, nama
    assert_undone(asli, salinan.isi)


def edited(isi: bytes, nama: str, *ganti: tuple[bytes, bytes]) -> bytes:
    parts = parts_of(isi)
    for old, new in ganti:
        assert old in parts[nama]
        parts[nama] = parts[nama].replace(old, new)
    return package_of(parts)


LEMBAR1 = "xl/worksheets/sheet1.xml"


def test_cells_without_their_names() -> None:
    asli = book(A=[[1, 2, 3], [4, 5, 6]])
    parts = parts_of(asli)
    parts[LEMBAR1] = re.sub(rb' r="[A-Z]*[0-9]+"', b"", parts[LEMBAR1])
    asli = package_of(parts)
    salinan = tandai(asli, "opd.xlsx", [satu("A", "B2"), satu("A", "D1"), satu("A", "C5")])
    ws = opened(salinan.isi)["A"]
    assert [[c.value for c in row] for row in ws["A1:C2"]] == [[1, 2, 3], [4, 5, 6]]
    assert {c.coordinate for row in ws for c in row if c.fill.patternType} == {"B2", "D1", "C5"}
    assert_undone(asli, salinan.isi)


def test_comments_and_cdata_in_the_sheet() -> None:
    asli = edited(
        book(A=[["x", 2]]),
        LEMBAR1,
        (b"<sheetData>", b'<!-- <row r="1"><c r="B1" s="9"/></row> --><sheetData><?p <row r="1"/> ?>'),
        (b"<v>2</v>", b"<v><![CDATA[2]]></v><!-- </c> -->"),
    )
    salinan = tandai(asli, "opd.xlsx", [satu("A", "B1"), satu("A", "C1"), satu("A", "A2")])
    assert_valid(salinan.isi)
    assert_only_marked(asli, salinan.isi, {"A": {"B1", "C1", "A2"}})
    assert_undone(asli, salinan.isi)


@pytest.mark.parametrize(
    "data", [b"<sheetData/>", b"<sheetData></sheetData>", b'<sheetData><row r="2" ht="30"/></sheetData>']
)
def test_a_sheet_without_cells(data: bytes) -> None:
    parts = parts_of(book(A=[[1]]))
    parts[LEMBAR1] = re.sub(rb"<sheetData>.*</sheetData>", data, parts[LEMBAR1])
    asli = package_of(parts)
    salinan = tandai(asli, "opd.xlsx", [satu("A", "B2"), satu("A", "A1"), satu("A", "C2")])
    assert_valid(salinan.isi)
    assert_only_marked(asli, salinan.isi, {"A": {"A1", "B2", "C2"}})
    restored = canonical_sheet(lepas(salinan.isi))
    assert restored == canonical_sheet(asli)


def canonical_sheet(isi: bytes) -> str:
    return ElementTree.canonicalize(parts_of(isi)[LEMBAR1].decode())


def test_a_workbook_without_styles() -> None:
    parts = parts_of(book(A=[[1, 2]]))
    del parts["xl/styles.xml"]
    for nama in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[nama] = re.sub(rb"<(?:Override|Relationship) [^>]*styles[^>]*/>", b"", parts[nama])
    salinan = tandai(package_of(parts), "opd.xlsx", [satu("A", "A1")])
    assert_valid(salinan.isi)
    ws = opened(salinan.isi)["A"]
    assert [bool(c.fill.patternType) for c in ws[1]] == [True, False]
    assert canonical_sheet(lepas(salinan.isi)) == canonical_sheet(package_of(parts))


def test_threaded_comments_stay_untouched() -> None:
    buku = opened(book(A=[[1, 2]]))
    text = "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment"
    buku["A"]["A1"].comment = openpyxl.comments.Comment(text, "tc={ABC}")
    parts = parts_of(saved(buku))
    thread = "xl/threadedComments/threadedComment1.xml"
    parts[thread] = (
        b'<ThreadedComments><threadedComment ref="A1" id="{A}"><text>Apa?</text></threadedComment></ThreadedComments>'
    )
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    parts[rels] = parts[rels].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        b'Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/threadedComments/threadedComment1.xml" '
        b'ContentType="application/vnd.ms-excel.threadedcomments+xml"/></Types>',
    )
    asli = package_of(parts)
    salinan = tandai(asli, "opd.xlsx", [satu("A", "A1"), satu("A", "B1")])
    assert_valid(salinan.isi)
    assert parts_of(salinan.isi)[thread] == parts[thread]
    assert note_texts(salinan.isi, "A")["A1"] == text
    assert note_texts(salinan.isi, "A").keys() == {"A1", "B1"}
    assert salinan.pemberitahuan == ("Lembar A: 1 sel memuat komentar berutas; catatannya hanya ada di tabel ini.",)
    assert_undone(asli, salinan.isi)


def test_the_box_of_a_sender_s_note_grows_and_shrinks_back() -> None:
    asli = rich_xlsxwriter()
    salinan = tandai(asli, "opd.xlsx", [satu("Data", "B2")]).isi
    a, b, c = (anchors(isi)["B2"] for isi in (asli, salinan, lepas(salinan)))
    assert b != a == c


def anchors(isi: bytes) -> dict[str, str]:
    parts = parts_of(isi)
    text = parts[related(parts, LEMBAR1, "vmlDrawing") or ""].decode()
    notes = [s for s in re.findall(r"<v:shape\s.*?</v:shape>", text, re.S) if '"Note"' in s]
    found = [re.search(r"<x:Anchor>([^<]*)<.*?<x:Row>(\d+)<.*?<x:Column>(\d+)<", s, re.S) for s in notes]
    return {f"{chr(65 + int(m[3]))}{int(m[2]) + 1}": m[1] for m in found if m}


def test_boxes_fit_their_text_and_stay_on_the_sheet() -> None:
    asli = book(A=[[1]])
    catatan = [satu("A", "B2", pesan="pendek"), satu("A", "C3", pesan="panjang sekali " * 60), satu("A", "XFD1048576")]
    parts = parts_of(tandai(asli, "opd.xlsx", catatan).isi)
    text = parts[related(parts, LEMBAR1, "vmlDrawing") or ""].decode()
    boxes = [[int(n) for n in a.split(",")] for a in re.findall(r"<x:Anchor>([^<]*)<", text)]
    rows = [b[6] - b[2] for b in boxes]
    assert rows[1] > 2 * rows[0]
    assert all(0 <= b[0] <= b[4] < 16_384 and 0 <= b[2] <= b[6] < 1_048_576 for b in boxes)


def test_many_notes_have_ids_of_their_own() -> None:
    asli = book(A=[[r] for r in range(2_500)], B=[[r] for r in range(20)])
    catatan = [satu("A", f"A{r}") for r in range(1, 2_501)] + [satu("B", f"A{r}") for r in range(1, 21)]
    salinan = tandai(asli, "opd.xlsx", catatan)
    assert_valid(salinan.isi)
    assert len(note_texts(salinan.isi, "A")) == 2_500
    assert len(all_of(find(xml(parts_of(salinan.isi)[LEMBAR1]), "sheetData"), "c")) == 2_500


def test_a_digital_signature_is_dropped_and_said() -> None:
    parts = parts_of(book(A=[[1]]))
    parts["_xmlsignatures/origin.sigs"] = b""
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rSig" '
        b'Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin" '
        b'Target="_xmlsignatures/origin.sigs"/></Relationships>',
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", b'<Default Extension="sigs" ContentType="application/x-sig"/></Types>'
    )
    salinan = tandai(package_of(parts), "opd.xlsx", [satu("A", "A1")])
    assert "Tanda tangan digital" in salinan.tak_terbawa[0]
    assert "_xmlsignatures/origin.sigs" not in parts_of(salinan.isi)
    assert_valid(salinan.isi)


@pytest.mark.parametrize(
    "ganti",
    [
        (LEMBAR1, b"</sheetData>", b""),
        (LEMBAR1, b"<sheetData>", b"<sheetdata>"),
        ("xl/workbook.xml", b"</sheets>", b""),
        ("xl/styles.xml", b"</cellXfs>", b""),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", b""),
        ("[Content_Types].xml", b"</Types>", b""),
        ("xl/workbook.xml", b'r:id="rId1"', b'r:id="rId77"'),
    ],
)
def test_a_damaged_package_gets_no_copy(ganti: tuple[str, bytes, bytes]) -> None:
    nama, old, new = ganti
    parts = parts_of(book(A=[[1]]))
    if old not in parts[nama]:
        old = b'id="rId1"'
    parts[nama] = parts[nama].replace(old, new)
    with pytest.raises(TidakDapatDitandai):
        tandai(package_of(parts), "opd.xlsx", [satu("A", "A1")])
