"""The marked-up copy of our own workbooks: everything of the sender untouched, marks at their cells, marks undone."""

from __future__ import annotations

import io
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from test_perbaikan_paket import (
    all_of,
    assert_valid,
    find,
    local,
    note_texts,
    parts_of,
    related,
    relations,
    sheet_parts,
    workbook_part,
    xml,
)

from kinerja_xl.contoh import write_contoh
from kinerja_xl.deklarasi.catatan import Catatan, Tingkat
from kinerja_xl.perbaikan import PENANDA, TidakDapatDitandai, lepas, tandai
from kinerja_xl.perbaikan.komentar import AKHIR, AWAL
from kinerja_xl.perbaikan.warna import number_of
from kinerja_xl.pipeline import examine, read_workbooks

TEMPLAT = Path(__file__).parent.parent / "input_templates"
K, P, I = Tingkat.KESALAHAN, Tingkat.PERINGATAN, Tingkat.INFORMASI
Sel = Mapping[str, Iterable[str]]


def satu(lembar: str, sel: str, tingkat: Tingkat = K, **ganti: Any) -> Catatan:
    bawaan = {"kode": "ISI-03", "nilai": "1.2.3", "pesan": f"Isi {sel} salah.", "saran": "Tulis angka penuh."}
    isi = {**bawaan, **ganti}
    return Catatan(isi["kode"], tingkat, "1.01", "opd.xlsx", lembar, sel, isi["nilai"], isi["pesan"], isi["saran"])


def cells_of(catatan: Sequence[Catatan]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for c in catatan:
        if c.sel:
            found.setdefault(c.lembar, set()).add(c.sel)
    return found


def assert_only_marked(asli: bytes, salinan: bytes, sel: Sel) -> None:
    """Part by part: nothing differs but fills of the marked cells, their notes, our sheets and what lists parts."""
    a, b = parts_of(asli), parts_of(salinan)
    sheets_a, sheets_b = sheet_parts(asli), sheet_parts(salinan)
    ours = [n for n in sheets_b if n not in sheets_a]
    assert [n for n in sheets_b if n not in ours] == list(sheets_a)
    assert next(iter(sheets_b)) == ours[0]
    book = workbook_part(a)
    styles = related(a, book, "styles") or ""
    may_change = {"[Content_Types].xml", book, _rels(book), styles}
    for nama in sel:
        part = sheets_a[nama]
        may_change |= {part, _rels(part), related(a, part, "comments") or "", related(a, part, "vmlDrawing") or ""}
    assert [n for n in b if n in a] == list(a), "parts keep their order"
    assert [n for n in a if n not in may_change and a[n] != b[n]] == []
    gaya = _sections(b, related(b, book, "styles") or "")
    for lama, baru in zip(_sections(a, styles), gaya, strict=True):
        assert baru[: len(lama)] == lama, "formats are only appended"
    for nama, part in sheets_a.items():
        _compare_sheet(a, b, part, set(sel.get(nama, ())), gaya)
    assert values_of(asli) == {n: v for n, v in values_of(salinan).items() if n not in ours}


def _rels(part: str) -> str:
    folder, _, base = part.rpartition("/")
    return f"{folder}/_rels/{base}.rels"


def _sections(parts: Mapping[str, bytes], styles: str) -> list[list[str]]:
    """fonts, fills, borders, cellXfs and all else of a styles part, as text."""
    if styles not in parts:
        return [[], [], [], [], []]
    root = xml(parts[styles])
    named = {local(e.tag): [canonical(c) for c in e] for e in root}
    known = ("fonts", "fills", "borders", "cellXfs")
    rest = [canonical(e) for e in root if local(e.tag) not in known]
    return [named.get(n, []) for n in known] + [rest]


def canonical(element: ElementTree.Element) -> str:
    return ElementTree.canonicalize(ElementTree.tostring(element))


def _cells(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    found = {}
    for n, row in enumerate(all_of(root, "row"), 1):
        for m, cell in enumerate(row, 1):
            found[cell.get("r") or f"{row.get('r') or n}/{m}"] = cell
    return found


def _compare_sheet(a: Mapping[str, bytes], b: Mapping[str, bytes], part: str, marked: set[str], gaya: Any) -> None:
    _fonts, fills, _borders, xfs = gaya[:4]
    old, new = xml(a[part]), xml(b[part])
    skipped = {"sheetData", "dimension", "legacyDrawing"} if marked else {"sheetData"}
    assert [canonical(e) for e in old if local(e.tag) not in skipped] == [
        canonical(e) for e in new if local(e.tag) not in skipped
    ]
    rows_old = {r.get("r"): r.attrib for r in all_of(old, "row")}
    rows_new = {r.get("r"): r.attrib for r in all_of(new, "row")}
    assert {k: v for k, v in rows_new.items() if k in rows_old} == rows_old
    cells_old, cells_new = _cells(old), _cells(new)
    assert cells_old.keys() <= cells_new.keys()
    assert cells_new.keys() - cells_old.keys() <= marked, "cells are made only where they are marked"
    for nama, cell in cells_new.items():
        before = cells_old.get(nama)
        style = int(cell.get("s", "0"))
        assert (nama in marked) == (number_of(_fill(xfs, fills, style)) is not None), nama
        if before is None:
            assert not list(cell)
            assert not (cell.attrib.keys() - {"r", "s"})
            continue
        if nama not in marked:
            assert canonical(cell) == canonical(before)
            continue
        assert [canonical(c) for c in cell] == [canonical(c) for c in before]
        assert {k: v for k, v in cell.attrib.items() if k != "s"} == {
            k: v for k, v in before.attrib.items() if k != "s"
        }
        assert _without_fill(xfs[style]) == _without_fill(xfs[int(before.get("s", "0"))])


def _fill(xfs: Sequence[str], fills: Sequence[str], style: int) -> bytes:
    return fills[int(ElementTree.fromstring(xfs[style]).get("fillId", "0"))].encode() if xfs else b""


def _without_fill(xf: str) -> str:
    element = ElementTree.fromstring(xf)
    for key in ("fillId", "applyFill"):
        element.attrib.pop(key, None)
    return canonical(element)


def values_of(isi: bytes) -> dict[str, Any]:
    """Values and formulas of all sheets as openpyxl reads them, with what hangs on the sheets."""
    buku = openpyxl.load_workbook(io.BytesIO(isi))
    found: dict[str, Any] = {}
    for ws in buku.worksheets:
        # Not iter_rows: a mark at XFD1048576 would make it walk through 17 billion cells.
        cells = ws._cells.values()
        values = {c.coordinate: str(getattr(c.value, "text", c.value)) for c in cells if c.value is not None}
        found[ws.title] = (
            values,
            sorted(str(r) for r in ws.merged_cells.ranges),
            len(ws.data_validations.dataValidation),
            len(ws.conditional_formatting),
            ws.protection.sheet,
            ws.sheet_state,
            {k: v.width for k, v in ws.column_dimensions.items()},
            sorted((k, v.attr_text) for k, v in ws.defined_names.items()),
            ws.print_area,
            sorted(ws.tables),
        )
    return found


def assert_undone(asli: bytes, salinan: bytes) -> None:
    """Taking the marks off gives every part back; the workbook part may state or omit what is usual."""
    a, b = parts_of(asli), parts_of(lepas(salinan))
    assert list(a) == list(b)
    book = workbook_part(a)
    differing = [n for n in a if a[n] != b[n] and n != book]
    assert all(canonical(xml(a[n])) == canonical(xml(b[n])) for n in differing), differing
    assert _plain_workbook(a[book]) == _plain_workbook(b[book])


def _plain_workbook(isi: bytes) -> str:
    root = xml(isi)
    for view in all_of(root, "workbookView"):
        for key in ("activeTab", "firstSheet"):
            if view.get(key) == "0":
                del view.attrib[key]
    for element in list(root):
        empty = local(element.tag) == "definedNames" and not len(element)
        if empty or (local(element.tag) == "bookViews" and not element[0].attrib):
            root.remove(element)
    return canonical(root)


@pytest.fixture(scope="module")
def contoh(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, list[Catatan]]]:
    """The workbooks of a generated regency with their Catatan."""
    folder = tmp_path_factory.mktemp("contoh")
    paths = [p for p in write_contoh(folder, 8).paths if p.suffix == ".xlsx" and p.stat().st_size]
    telaah = examine(read_workbooks([(p, p.name) for p in paths]))
    return [(p, [c for c in telaah.catatan if c.berkas == p.name]) for p in paths]


def test_generated_workbooks(contoh: list[tuple[Path, list[Catatan]]]) -> None:
    assert sum(bool(cells_of(catatan)) for _, catatan in contoh) > 3
    for path, catatan in contoh:
        asli = path.read_bytes()
        salinan = tandai(asli, path.name, catatan)
        assert salinan.nama == path.name
        assert salinan.tak_terbawa == salinan.pemberitahuan == ()
        assert_valid(salinan.isi)
        assert_only_marked(asli, salinan.isi, cells_of(catatan))
        assert_undone(asli, salinan.isi)
        assert tandai(salinan.isi, path.name, catatan).isi == salinan.isi
        for lembar, cells in cells_of(catatan).items():
            assert note_texts(salinan.isi, lembar).keys() == cells


@pytest.mark.parametrize("path", sorted(TEMPLAT.glob("*.xlsx")), ids=lambda p: p.stem)
def test_templates(path: Path) -> None:
    asli = path.read_bytes()
    lembar = [n for n in sheet_parts(asli) if not n.startswith("_")]
    catatan = [satu(n, sel, t) for n in lembar for sel, t in (("A1", I), ("B7", K), ("C8", P), ("Z900", K))]
    salinan = tandai(asli, path.name, catatan)
    assert_valid(salinan.isi)
    buku = opened(asli)
    anchors = {n: {_anchor(buku[n], s) for s in cells} for n, cells in cells_of(catatan).items()}
    assert_only_marked(asli, salinan.isi, anchors)
    assert_undone(asli, salinan.isi)


def _anchor(ws: Any, sel: str) -> str:
    found = next((r for r in ws.merged_cells.ranges if sel in r), None)
    return found.coord.split(":")[0] if found else sel


def book(**sheets: Sequence[Sequence[Any]]) -> bytes:
    buku = openpyxl.Workbook()
    buku.remove(buku.active)
    for nama, rows in sheets.items():
        ws = buku.create_sheet(nama)
        for row in rows:
            ws.append(row)
    return saved(buku)


def saved(buku: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    buku.save(buffer)
    return buffer.getvalue()


def opened(isi: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(isi))


def test_the_sheet_catatan() -> None:
    asli = book(**{"Jum'at TW I": [[1, 2], [3, 4]]})
    catatan = [
        *(satu("Jum'at TW I", f"B{r}", K, pesan="Sel wajib kosong.", nilai=str(r)) for r in (1, 2, 4)),
        satu("Jum'at TW I", "A1", P, nilai="=1+1"),
        satu("", "", I, pesan="Berkas tidak dibuat dari templat."),
        satu("Tidak Ada", "A1", K),
    ]
    salinan = tandai(asli, "opd.xlsx", catatan)
    ws = opened(salinan.isi).worksheets[0]
    assert ws.title == "Catatan"
    assert ws["A1"].value == PENANDA
    assert ws["A2"].value == "opd.xlsx: 4 Kesalahan, 1 Peringatan, 1 Informasi"
    rows = [[c.value for c in row] for row in ws["A6:H11"]]
    assert rows[0] == ["No", "Tingkat", "Kode", "Lembar", "Sel", "Nilai", "Catatan", "Saran"]
    assert [r[4] for r in rows[1:]] == ["B1:B2 (2 sel)", "B4", "A1", None, "A1"]
    assert [r[5] for r in rows[1:]] == ["1; 2", "4", "=1+1", "1.2.3", "1.2.3"]
    assert [r[1] for r in rows[1:]] == ["Kesalahan", "Kesalahan", "Peringatan", "Informasi", "Kesalahan"]
    links = {h.ref: h.location for h in (c.hyperlink for row in ws["E7:E11"] for c in row) if h}
    assert links == {"E7": "'Jum''at TW I'!B1:B2", "E8": "'Jum''at TW I'!B4", "E9": "'Jum''at TW I'!A1"}
    assert ws["F9"].data_type == "s"
    assert ws["F9"].quotePrefix
    assert ws.auto_filter.ref == "A6:H11"
    assert ws.freeze_panes == "A7"
    assert ws.print_title_rows == "$6:$6"
    assert ws["B7"].fill.fgColor.rgb == "FF9E2A2B"


def test_no_catatan_at_all() -> None:
    salinan = tandai(book(A=[[1]]), "opd.xlsx", [])
    assert_valid(salinan.isi)
    assert opened(salinan.isi)["Catatan"]["G7"].value == "Tidak ada catatan untuk berkas ini."


def test_a_sheet_catatan_of_the_sender_stays() -> None:
    asli = book(Catatan=[["milik OPD"]], CATATAN2=[[1]])
    salinan = tandai(asli, "opd.xlsx", [satu("Catatan", "A1")])
    assert opened(salinan.isi).sheetnames == ["Catatan (2)", "Catatan", "CATATAN2", "_tanda"]
    assert_only_marked(asli, salinan.isi, {"Catatan": {"A1"}})
    assert_undone(asli, salinan.isi)


def test_what_counts_sheets_is_shifted() -> None:
    buku = opened(book(A=[[1]], B=[[2]], C=[[3]]))
    buku.active = 1
    buku["B"].print_area = "A1:C3"
    buku["C"].print_title_rows = "1:1"
    buku["C"].auto_filter.ref = "A1:B2"
    asli = saved(buku)
    salinan = tandai(asli, "opd.xlsx", [satu("B", "A1")])
    after = opened(salinan.isi)
    assert after.active.title == "B"
    assert after["B"].print_area == "'B'!$A$1:$C$3"
    assert after["C"].print_title_rows == "$1:$1"
    assert_valid(salinan.isi)
    assert_undone(asli, salinan.isi)


def test_colours_by_gravity_and_readable_on_the_font() -> None:
    buku = opened(book(A=[[1, 2, 3, 4]]))
    buku["A"]["D1"].font = openpyxl.styles.Font(color="FFFFFF")
    asli = saved(buku)
    catatan = [satu("A", "A1", I), satu("A", "A1", K), satu("A", "B1", P), satu("A", "C1", I), satu("A", "D1", K)]
    ws = opened(tandai(asli, "opd.xlsx", catatan).isi)["A"]
    assert [c.fill.fgColor.rgb for c in ws[1]] == ["FFD8A8A8", "FFF0C048", "FFB8D0E8", "FF982828"]
    assert ws["D1"].font.color.rgb == "00FFFFFF"


def test_several_catatan_at_one_cell_are_one_note_gravest_first() -> None:
    salinan = tandai(book(A=[[1]]), "opd.xlsx", [satu("A", "A1", I, kode="X-1"), satu("A", "A1", K, kode="X-2")])
    text = note_texts(salinan.isi, "A")["A1"]
    assert text.startswith(f"{AWAL}\nX-2 (Kesalahan)\nIsi A1 salah.\nSaran: Tulis angka penuh.\n\nX-1 (Informasi)")
    assert text.endswith(AKHIR)


def test_a_cell_within_a_merged_range_marks_its_first_cell() -> None:
    buku = opened(book(A=[[1, 2, 3]] * 3))
    buku["A"].merge_cells("A1:B2")
    asli = saved(buku)
    salinan = tandai(asli, "opd.xlsx", [satu("A", "B2"), satu("A", "A1"), satu("A", "C3")])
    assert note_texts(salinan.isi, "A").keys() == {"A1", "C3"}
    assert_only_marked(asli, salinan.isi, {"A": {"A1", "C3"}})
    assert_undone(asli, salinan.isi)


def test_cells_and_rows_are_made_with_the_format_of_their_row_or_column() -> None:
    buku = opened(book(A=[[1], [], [], [2]]))
    ws = buku["A"]
    ws.column_dimensions["D"].number_format = "0.00%"
    ws.row_dimensions[4].number_format = "#,##0"
    asli = saved(buku)
    wanted = {"D2", "D4", "B1", "A7", "D900"}
    salinan = tandai(asli, "opd.xlsx", [satu("A", s) for s in wanted])
    ws = opened(salinan.isi)["A"]
    assert {s: ws[s].number_format for s in sorted(wanted)} == {
        "A7": "General", "B1": "General", "D2": "0.00%", "D4": "#,##0", "D900": "0.00%",
    }  # fmt: skip
    assert_only_marked(asli, salinan.isi, {"A": wanted})
    assert find(xml(parts_of(salinan.isi)[sheet_parts(salinan.isi)["A"]]), "dimension").get("ref") == "A1:D900"
    assert_undone(asli, salinan.isi)


def test_too_many_notes_are_said_on_the_sheet() -> None:
    catatan = [satu("A", f"A{r}", I if r < 9 else K) for r in range(1, 11)]
    salinan = tandai(book(A=[[r] for r in range(10)]), "opd.xlsx", catatan, maks_komentar=3)
    assert note_texts(salinan.isi, "A").keys() == {"A9", "A10", "A1"}
    assert len(salinan.pemberitahuan) == 1
    assert "3 dari 10 sel" in salinan.pemberitahuan[0]
    texts = [c.value for row in opened(salinan.isi)["Catatan"].iter_rows() for c in row]
    assert salinan.pemberitahuan[0] in texts
    assert_valid(salinan.isi)


def test_corrected_and_sent_again() -> None:
    """Marked, corrected by the officer in another program, marked anew: only the new marks are there."""
    asli = book(A=[["x", 2], ["y", 4]])
    first = tandai(asli, "opd.xlsx", [satu("A", "A1"), satu("A", "D9", P), satu("A", "B2", I)])
    buku = opened(first.isi)
    ws = buku["A"]
    ws["A1"] = 12
    ws.insert_rows(1)
    second = tandai(saved(buku), "opd.xlsx", [satu("A", "B3", K)])
    assert_valid(second.isi)
    after = opened(second.isi)
    assert after.sheetnames == ["Catatan", "A", "_tanda"]
    assert after["A"]["A2"].value == 12
    coloured = {c.coordinate for row in after["A"].iter_rows() for c in row if c.fill.patternType}
    assert coloured == {"B3"}
    assert note_texts(second.isi, "A").keys() == {"B3"}


def test_marks_are_taken_off_where_only_notes_are_left() -> None:
    buku = opened(tandai(book(A=[[1, 2]]), "opd.xlsx", [satu("A", "A1"), satu("A", "B1", P)]).isi)
    del buku["Catatan"], buku["_tanda"]
    ws = opened(lepas(saved(buku)))["A"]
    assert [(c.value, c.fill.patternType, c.comment) for c in ws[1]] == [(1, None, None), (2, None, None)]


def test_the_fill_of_the_sender_comes_back_without_the_sheet_catatan() -> None:
    buku = opened(book(A=[[1, 2]]))
    fill = openpyxl.styles.PatternFill("lightGrid", fgColor="FF00FF00", bgColor="FFFFFF00")
    buku["A"]["A1"].fill = fill
    buku["A"]["B1"].fill = openpyxl.styles.GradientFill(stop=("FF0000", "0000FF"))
    asli = saved(buku)
    buku = opened(tandai(asli, "opd.xlsx", [satu("A", "A1"), satu("A", "B1", P)]).isi)
    del buku["Catatan"]
    before, after = opened(asli)["A"], opened(lepas(saved(buku)))["A"]
    assert [repr(c.fill) for c in after[1]] == [repr(c.fill) for c in before[1]]


def test_a_colour_that_the_officer_has_changed_is_kept() -> None:
    buku = opened(tandai(book(A=[[1, 2]]), "opd.xlsx", [satu("A", "A1")]).isi)
    buku["A"]["A1"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF00FF00")
    assert opened(lepas(saved(buku)))["A"]["A1"].fill.fgColor.rgb == "FF00FF00"


def test_a_colour_of_the_sender_like_ours_is_kept() -> None:
    buku = opened(book(A=[[1, 2]]))
    buku["A"]["B1"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFD8A8A8")
    asli = saved(buku)
    salinan = tandai(asli, "opd.xlsx", [satu("A", "A1")])
    assert_undone(asli, salinan.isi)
    assert opened(lepas(salinan.isi))["A"]["B1"].fill.fgColor.rgb == "FFD8A8A8"


def test_a_tampered_record_does_no_harm() -> None:
    buku = opened(tandai(book(A=[[1, 2]]), "opd.xlsx", [satu("A", "A1"), satu("A", "G9")]).isi)
    ws = buku["_tanda"]
    for row in ws.iter_rows():
        for cell in row[1:]:
            cell.value = '<fill><x/></fill>"/><evil>'
    assert_valid(lepas(saved(buku)))


def test_other_workbooks_are_given_back_as_they_are() -> None:
    asli = book(A=[[1]], Catatan=[["Catatan pemeriksaan"]])
    assert lepas(asli) is asli


@pytest.mark.parametrize(
    "isi", [b"", b"PK", b"a,b,c", b"<html></html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_what_is_no_workbook_gets_no_copy(isi: bytes) -> None:
    with pytest.raises(TidakDapatDitandai):
        tandai(isi, "opd.xlsx", [])


def test_a_copy_is_read_and_checked_like_the_original(contoh: list[tuple[Path, list[Catatan]]], tmp_path: Path) -> None:
    """Sent back uncorrected, a copy gives the same Catatan: no mark of ours is taken for content of the sender's."""
    pairs = []
    for path, catatan in contoh:
        salinan = tmp_path / path.name
        salinan.write_bytes(tandai(path.read_bytes(), path.name, catatan).isi)
        pairs.append((salinan, path.name))
    again = examine(read_workbooks(pairs)).catatan
    assert sorted(again) == sorted(c for _, catatan in contoh for c in catatan)


def test_a_sheet_that_says_what_ours_says_in_another_cell_is_not_ours() -> None:
    asli = book(A=[[None, PENANDA], ["x", PENANDA]], B=[[f"{PENANDA} lama"]])
    assert opened(lepas(asli)).sheetnames == ["A", "B"]


@pytest.mark.lambat
def test_speed(contoh: list[tuple[Path, list[Catatan]]]) -> None:
    """A workbook of nine sheets is marked in a fraction of a second (tens of milliseconds on an idle machine)."""
    path, catatan = max(contoh, key=lambda pair: pair[0].stat().st_size)
    isi = path.read_bytes()
    started = time.perf_counter()
    for _ in range(5):
        tandai(isi, path.name, catatan)
    assert (time.perf_counter() - started) / 5 < 0.5


def test_relations_of_a_part_without_any() -> None:
    assert relations(parts_of(book(A=[[1]])), "xl/worksheets/sheet1.xml") == {}
