"""The worksheet that writes columns straight to XML gives what xlsxwriter's own way gives, byte for byte."""

from __future__ import annotations

import dataclasses
import datetime
import io
import pickle
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from kinerja_xl.excel.sel import OPSI_TEKS, write_formula, write_text
from kinerja_xl.excel.tempat import BARIS
from kinerja_xl.write.buku import Sampul, render_buku, write_buku
from kinerja_xl.write.grafik import Bagan, Seri
from kinerja_xl.write.lembaran import Kolom, Lembaran, Sel, Tren
from kinerja_xl.write.xlsx import lembar_xlsx
from kinerja_xl.write.xlsx.baris_xml import BarisXml
from kinerja_xl.write.xlsx.kolom_xml import IsiKolom, bersih
from kinerja_xl.write.xlsx.lembar_xlsx import LembarXlsx, TulisGagal
from kinerja_xl.write.xlsx.mampat import Janji
from kinerja_xl.write.xlsx.paket import BukuXlsx, Pemampat

AWAL = 3
SAMPUL = Sampul("Uji", "Nusa Raya", datetime.datetime(2024, 2, 1, 9, 30), kembali="Uji")

JAHAT = (
    "=1+1",
    "<r><t>x</t></r>",
    "<r></r>",
    "a\x00b\x1f",
    "_x0041_",
    "\ud800x",
    "\uffff",
    " tepi ",
    "a&b<c>\"d'",
    "baris\nbaris",
    "https://contoh.invalid",
    "x" * 40_000,
    "😀" * 17_000,
    "#N/A",
    "",
)
teks = st.one_of(st.sampled_from(JAHAT), st.text(max_size=8))
angka = st.one_of(
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([-0.0, 1e15, 10**15 - 1, 10**16, 0.1, 1e-7, 123456789012345678]),
)
tanggal = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))
nilai = st.one_of(st.none(), teks, angka, tanggal, st.booleans())
# A formula's value goes into the file as it is, so control characters aren't its business (see kolom_xml).
hasil = st.one_of(st.none(), angka, st.sampled_from(["", "a&b", "<b>", "#N/A", "#DIV/0!", "Tinggi"]))
rumus = st.sampled_from(["=A1", '=IF(A1<>"a&b",">",1)', "=SORT_(A1)", "A1+1"])
cells = st.one_of(
    st.tuples(nilai, st.none(), st.sampled_from([None, None, "'Lembar'!A1"])),
    st.tuples(hasil, rumus, st.sampled_from([None, None, "'Lembar'!A1"])),
)
columns = st.lists(st.tuples(st.lists(cells, max_size=40), st.booleans()), min_size=1, max_size=5)
free = st.dictionaries(st.tuples(st.integers(0, 60), st.integers(0, 6)), nilai, max_size=4)


def by_cells(ws: Worksheet, n: int, kolom: Kolom, formats: Sequence[Any]) -> None:
    """A column through xlsxwriter's own calls, cell by cell."""
    for i, (value, fmt) in enumerate(zip(kolom.nilai, formats, strict=False)):
        row, link, formula = AWAL + i, kolom.tautan[i], kolom.rumus[i]
        if link is not None:
            ws.write_url(row, n, f"internal:{link}", fmt, "-")
        if formula is not None:
            write_formula(ws, row, n, formula, fmt, "" if value is None else value)
        elif value is None or value == "":
            if not kolom.bantu or link is not None:
                ws.write_blank(row, n, None, fmt)
        else:
            general(ws, row, n, value, fmt)


def general(ws: Worksheet, row: int, n: int, value: Any, fmt: Any) -> None:
    if isinstance(value, str):
        write_text(ws, row, n, bersih(value), fmt)
    elif isinstance(value, datetime.date):
        ws.write_datetime(row, n, value, fmt)
    elif value is None:
        ws.write_blank(row, n, None, fmt)
    else:
        ws.write_number(row, n, value, fmt)


def by_columns(ws: LembarXlsx, n: int, kolom: Kolom, formats: Sequence[Any]) -> None:
    for i, fmt in ws.take_column(IsiKolom(kolom), range(1, len(formats) + 1), formats):
        if kolom.tautan[i] is not None:
            ws.write_url(AWAL + i, n, f"internal:{kolom.tautan[i]}", fmt, "-")
        ws.write_cell(AWAL + i, n, kolom.nilai[i], kolom.rumus[i], fmt)


def fill(book: Any, ws: Any, kolom: Sequence[Kolom], bebas: dict[tuple[int, int], Any], column: Any) -> None:
    """The same sheet, its columns written by `column`."""
    formats = [book.add_format({"bold": n % 2, "num_format": n}) for n in range(5)]
    ws.write_string(0, 0, "judul")
    for n, satu in enumerate(kolom):
        column(ws, n, satu, [formats[(i * i + n) % 5] for i in range(len(satu.nilai))])
    for (row, n), value in bebas.items():
        general(ws, row, n, value, formats[4])
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": [ws.name, AWAL, 0, AWAL + 5, 0], "categories": [ws.name, AWAL, 1, AWAL + 5, 1]})
    ws.insert_chart(30, 8, chart)


def parts(data: io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(data) as package:
        return {name: package.read(name) for name in package.namelist() if name != "docProps/core.xml"}


@settings(max_examples=150, deadline=None)
@given(columns, free)
def test_columns_give_the_xml_that_cells_give(isi: list[Any], bebas: dict[tuple[int, int], Any]) -> None:
    kolom = [
        Kolom("k", "K", 9, "teks", [c[0] for c in c_], [c[1] for c in c_], [c[2] for c in c_], bantu=bantu)
        for c_, bantu in isi
    ]
    slow, fast = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(slow, OPSI_TEKS) as book:
        fill(book, book.add_worksheet("Lembar"), kolom, bebas, by_cells)
    with BukuXlsx(fast, Pemampat()) as book:
        ws = book.add_worksheet("Lembar", LembarXlsx)
        ws.baris_tabel = AWAL
        fill(book, ws, kolom, bebas, by_columns)
    assert parts(fast) == parts(slow)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([15.0, 18.0, 44.0]), st.integers(0, 9), st.booleans(), st.booleans())))
def test_rows_give_the_xml_that_set_row_gives(rows: list[tuple[float, int, bool, bool]]) -> None:
    slow, fast = io.BytesIO(), io.BytesIO()
    for data, made in ((slow, False), (fast, True)):
        with BukuXlsx(data, Pemampat()) if made else xlsxwriter.Workbook(data, OPSI_TEKS) as book:
            ws = book.add_worksheet("Lembar", LembarXlsx if made else None)
            ws.set_row(0, 30)
            ws.set_column(0, 0, 10)
            if made:
                ws.baris_tabel = AWAL
                ws.set_table_rows(rows)
            else:
                for i, (height, level, hidden, collapsed) in enumerate(rows):
                    ws.set_row(AWAL + i, height, None, {"level": level, "hidden": hidden, "collapsed": collapsed})
            chart = book.add_chart({"type": "line"})
            chart.add_series({"values": ["Lembar", 0, 0, 1, 0]})
            ws.insert_chart(len(rows), 1, chart)
    assert parts(fast) == parts(slow)


def test_tables_and_sparklines_are_those_of_xlsxwriter() -> None:
    slow, fast = io.BytesIO(), io.BytesIO()
    for data, made in ((slow, False), (fast, True)):
        with BukuXlsx(data, Pemampat()) if made else xlsxwriter.Workbook(data, OPSI_TEKS) as book:
            ws = book.add_worksheet("Lem bar", LembarXlsx if made else None)
            assert ws.add_table(4, 0, 60, 2, {"columns": [{"header": h} for h in "ABC"], "style": None}) == 0
            assert ws.add_table(0, 7, 1_048_576, 8, {}) == -1
            for row in range(5, 12):
                options = {"type": "column", "range": f"'Lem bar'!A{row}:C{row}", "show_hidden": True}
                options |= {"series_color": "#112233" if row % 3 else "#9E2A2B", "min": -row, "max": row / 7}
                assert ws.add_sparkline(row, 3, options) == 0
            assert ws.add_sparkline(1_048_576, 3, options) == -1
    assert parts(fast) == parts(slow)


def test_formulas_never_become_array_formulas(tmp_path: Path) -> None:
    kolom = Kolom("a", "A", 9, "teks", ["SORT(1)"], ['="SORT("&1&")"'])
    bebas = Sel(9, 3, "SORT(1)", "teks", '="SORT("&1&")"')
    write_buku([Lembaran("Uji", "Uji", "", "#000000", kolom=[kolom], sel=[bebas])], SAMPUL, tmp_path / "u.xlsx")
    ws = openpyxl.load_workbook(tmp_path / "u.xlsx")["Uji"]
    assert ws["A6"].value == ws["D9"].value == '="SORT("&1&")"'


@pytest.mark.parametrize("text", ["x" * 40_000, "😀" * 17_000, "x" + "😀" * 17_000])
def test_text_is_cut_where_excel_ends(text: str) -> None:
    cut = bersih(text)
    assert cut.endswith("(dipotong; lengkapnya di data/)")
    assert text.startswith(cut[:15_000])
    assert 32_000 <= len(cut.encode("utf-16-le")) // 2 < 32_767
    assert bersih(text[:16_000]) == text[:16_000]


@pytest.mark.parametrize("formula", [None, "=A1"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_figures_that_are_none_are_refused(value: float, formula: str | None, tmp_path: Path) -> None:
    kolom = Kolom("a", "A", 9, "angka", [value], [formula])
    with pytest.raises(TulisGagal):
        write_buku([Lembaran("Uji", "Uji", "", "#000000", kolom=[kolom])], SAMPUL, tmp_path / "u.xlsx")


def test_columns_shorter_than_their_values_are_refused(tmp_path: Path) -> None:
    kolom = Kolom("a", "A", 9, "angka", [1, 2], ["=B1"])
    with pytest.raises(TulisGagal):
        write_buku([Lembaran("Uji", "Uji", "", "#000000", kolom=[kolom])], SAMPUL, tmp_path / "u.xlsx")


def test_dates_links_and_trends_of_a_sheet(tmp_path: Path) -> None:
    kolom = [
        Kolom("a", "A", 12, "tanggal", [datetime.date(2023, 12, 31), None]),
        Kolom("b", "B", 12, "teks", ["x", None], tautan=["'Uji'!A7", "'Uji'!A6"]),
        Kolom("c", "C", 12, "teks", ["", ""], tren=[None, Tren("D7:E7", "#112233", 0, 1)]),
    ]
    ringkasan = write_buku([Lembaran("Uji", "Uji", "", "#000000", kolom=kolom)], SAMPUL, tmp_path / "u.xlsx")
    ws = openpyxl.load_workbook(tmp_path / "u.xlsx")["Uji"]
    assert ws["A6"].value == datetime.datetime(2023, 12, 31)
    assert (ws["B6"].value, ws["B6"].hyperlink.location, ws["B7"].hyperlink.location) == ("x", "'Uji'!A7", "'Uji'!A6")
    assert ringkasan.sel == 9


@pytest.fixture
def besar(monkeypatch: pytest.MonkeyPatch) -> list[Lembaran]:
    """Two sheets that count as large, in several blocks, with free cells, links, blanks and hostile text."""
    monkeypatch.setattr(lembar_xlsx, "_KECIL", 100)
    monkeypatch.setattr(lembar_xlsx, "_SEL_BLOK", 64)
    n, rumus = 53, [f"=C{BARIS}*2", None]
    kolom = [
        Kolom("t", "Teks", 12, "teks", [JAHAT[i % len(JAHAT)] or None for i in range(n)]),
        Kolom("b", "Bantu", 12, "teks", [None if i % 3 else f"b{i}" for i in range(n)], bantu=True),
        Kolom("a", "Angka", 12, "bulat", list(range(n)), masuk=[i % 3 for i in range(n)]),
        Kolom("c", "Campur", 12, "angka", [i / 7 if i % 5 else "n/a" for i in range(n)], rumus * 26 + [None]),
        Kolom("l", "Tautan", 12, "teks", ["x"] * n, tautan=[None, "'Satu'!A1"] * 26 + [None]),
    ]
    bebas = [Sel(6 + n, 0, "Jumlah", "teks"), Sel(6 + n, 2, 7, "angka", "=SUM(C6:C58)"), Sel(20, 7, "lepas", "teks")]
    return [Lembaran(nama, nama, "cara", "#000000", kolom=kolom, jumlah=bebas) for nama in ("Satu", "Dua")]


def test_a_large_sheet_in_blocks_has_the_parts_of_a_small_one(
    besar: list[Lembaran], monkeypatch: pytest.MonkeyPatch
) -> None:
    blok, _ = render_buku(besar, SAMPUL)
    monkeypatch.setattr(lembar_xlsx, "_KECIL", 10**6)
    sekaligus, _ = render_buku(besar, SAMPUL)
    assert parts(io.BytesIO(blok)) == parts(io.BytesIO(sekaligus))
    assert bytes(blok) != bytes(sekaligus)


def test_rows_rendered_elsewhere_give_the_same_bytes(besar: list[Lembaran]) -> None:
    """Whoever renders them gets plain data: it can be pickled."""
    diberi: list[bytes] = []

    def garap(baris: BarisXml) -> Janji:
        diberi.append(pickle.dumps(baris))
        return lambda isi=diberi[-1]: pickle.loads(isi).kerjakan()

    sana, ringkasan = render_buku(besar, SAMPUL, bantuan=garap)
    sini, sama = render_buku(besar, SAMPUL)
    assert len(diberi) == 2 * 4
    assert bytes(sana) == bytes(sini)
    assert ringkasan == sama
    assert not any(b"xlsxwriter" in isi or b"pandas" in isi for isi in diberi)


def test_no_chart_draws_from_a_sheet_whose_cells_are_gone(besar: list[Lembaran]) -> None:
    satu, dua = besar
    seri = Seri("a", "='Satu'!$A$6:$A$9", "='Satu'!$C$6:$C$9", "#112233")
    bagan = Bagan("kolom", "Uji", [seri], 300, 200)
    with pytest.raises(TulisGagal, match="Satu: bagan"):
        render_buku([satu, dataclasses.replace(dua, bagan=[(70, 0, bagan)])], SAMPUL)
