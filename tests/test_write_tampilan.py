"""The look of konsolidasi.xlsx: rows tall enough for their texts, headings that fit, charts that can be read."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from test_write_konsolidasi import DIBUAT, LEMBAR, consolidate_folder, make_opd

from kinerja_xl.deklarasi.ketentuan import Kriteria
from kinerja_xl.write.gaya import category_colours
from kinerja_xl.write.grafik import axis_step
from kinerja_xl.write.konsolidasi.susunan import write_konsolidasi
from kinerja_xl.write.ukuran import cell_height, count_lines, fit_text, row_height, text_width

NAMA = (
    "Dinas Pengendalian Penduduk, Keluarga Berencana, Pemberdayaan Perempuan dan Perlindungan Anak",
    "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
    "BADAN PERENCANAAN PEMBANGUNAN, PENELITIAN DAN PENGEMBANGAN DAERAH",
)
# Average advance of Calibri and of DejaVu Sans in digits of their own: a text can't be narrower than this per letter.
SEMPIT = 0.80


@pytest.fixture(scope="module")
def buku(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tampilan")
    for n, nama in enumerate(NAMA, 1):
        make_opd(folder, n, ganti=nama)
    path = tmp_path_factory.mktemp("keluaran") / "k.xlsx"
    write_konsolidasi(consolidate_folder(folder), path, DIBUAT)
    return path


def room_of(ws: Worksheet, cell: Any) -> tuple[float, float]:
    """Width and height of a cell, or of the merged range that it begins; width 0 where the column has none."""
    span = next((r for r in ws.merged_cells.ranges if r.coord.split(":")[0] == cell.coordinate), None)
    columns = range(cell.column, (span.max_col if span else cell.column) + 1)
    rows = range(cell.row, (span.max_row if span else cell.row) + 1)
    widths = [ws.column_dimensions[get_column_letter(n)].width or 0 for n in columns]
    return sum(widths) if all(widths) else 0, sum(ws.row_dimensions[n].height or 0 for n in rows)


def charts_of(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        return [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]


def test_every_row_of_a_table_is_tall_enough_for_its_texts(buku: Path) -> None:
    book = openpyxl.load_workbook(buku, data_only=True)
    wrapped = 0
    for nama in LEMBAR:
        if nama in ("Ringkasan", "Metode"):
            continue
        ws = book[nama]
        for row in ws.iter_rows(min_row=6) if ws.max_row > 6 else ():
            height = ws.row_dimensions[row[0].row].height
            assert height is not None, (nama, row[0].row)
            assert height >= 18, (nama, row[0].row)
            for cell in row:
                if isinstance(cell.value, str) and cell.alignment.wrap_text:
                    room, tall = room_of(ws, cell)
                    if not room or ws.column_dimensions[get_column_letter(cell.column)].hidden:
                        continue
                    lines = -(-len(cell.value) * SEMPIT * 10 / 11 // room)
                    wrapped += lines > 1
                    assert tall >= min(lines, 24) * 12.2, (nama, cell.coordinate, cell.value)
    assert wrapped > 20


def test_rows_of_the_same_text_are_of_the_same_height(buku: Path) -> None:
    book = openpyxl.load_workbook(buku)
    for nama in ("Capaian OPD", "Serapan OPD"):
        heights = [book[nama].row_dimensions[row].height for row in (6, 7, 8)]
        assert heights == [30.75, 18.0, 30.75], nama


def test_headings_and_lines_above_a_table_wrap_and_fit(buku: Path) -> None:
    book = openpyxl.load_workbook(buku)
    for nama in LEMBAR:
        ws = book[nama]
        if nama in ("Ringkasan", "Metode"):
            continue
        assert ws["A2"].alignment.wrap_text, nama
        assert any(str(r).startswith("A2:") for r in ws.merged_cells.ranges), nama
        for cell in ws[5]:
            dimension = ws.column_dimensions[get_column_letter(cell.column)]
            width, _ = room_of(ws, cell)
            longest = max(len(word) for word in str(cell.value).split())
            assert dimension.hidden or not width or width >= longest * SEMPIT, (nama, cell.value)


def test_links_on_ringkasan_stay_on_their_line(buku: Path) -> None:
    ws = openpyxl.load_workbook(buku)["Ringkasan"]
    spans = {str(r).split(":")[0]: r for r in ws.merged_cells.ranges}
    found = 0
    for row in ws.iter_rows():
        for cell in row:
            if cell.hyperlink and isinstance(cell.value, str):
                span = spans[cell.coordinate]
                assert text_width(cell.value) <= (span.max_col - span.min_col + 1) * 50 / 7, cell.value
                found += 1
    assert found >= 8


def test_ringkasan_is_printed_on_one_page(buku: Path) -> None:
    ws = openpyxl.load_workbook(buku)["Ringkasan"]
    assert ws.sheet_properties.pageSetUpPr.fitToPage
    assert {ws.page_setup.fitToWidth, ws.page_setup.fitToHeight} <= {1, None}
    assert ws.page_setup.orientation == "portrait"


def test_no_chart_title_is_too_long_and_no_stack_has_labels_outside(buku: Path) -> None:
    charts = charts_of(buku)
    titles = [re.findall(r"<c:title>.*?<a:t>([^<]*)</a:t>", chart, re.S)[0] for chart in charts]
    assert max(len(title) for title in titles) <= 52
    assert len(set(titles)) == len(titles)
    for chart in charts:
        # Excel calls a file damaged where labels of stacked bars stand outside.
        assert not ('<c:grouping val="stacked"/>' in chart and '"outEnd"' in chart)


def test_quadrant_axes_have_few_ticks_and_hold_all_points(buku: Path) -> None:
    chart = next(c for c in charts_of(buku) if "<c:scatterChart>" in c)
    axes = [
        [float(re.search(rf'<c:{name} val="([^"]*)"', axis).group(1)) for name in ("min", "max", "majorUnit")]
        for axis in re.findall(r"<c:valAx>.*?</c:valAx>", chart, re.S)
    ]
    assert len(axes) == 2
    for (low, high, unit), kind in zip(axes, ("xVal", "yVal"), strict=True):
        assert (high - low) / unit <= 6
        assert low % unit == high % unit == 0
        points = [float(v) for block in re.findall(rf"<c:{kind}>.*?</c:{kind}>", chart, re.S)
                  for v in re.findall(r"<c:v>(-?[0-9.]+)</c:v>", block)]  # fmt: skip
        assert all(low <= v <= high for v in points)


@pytest.mark.parametrize("panjang", [1, 7, 20, 55, 99, 130, 700])
def test_axis_step_gives_few_ticks(panjang: float) -> None:
    assert panjang / axis_step(panjang) <= 7


def test_a_word_of_two_levels_is_one_category() -> None:
    skala = (
        Kriteria("Uji", Decimal(75), "Puas", "P", "#111111"),
        Kriteria("Uji", Decimal(50), "Kurang Puas", "K", "#222222"),
        Kriteria("Uji", Decimal("-Infinity"), "Kurang Puas", "S", "#333333"),
    )
    assert category_colours(skala) == (("Puas", "#111111"), ("Kurang Puas", "#222222"))


def test_measures() -> None:
    assert count_lines("x" * 200, 10) > 15
    assert count_lines("kata " * 5000, 20) == 24
    assert count_lines("", 10) == 1
    assert count_lines("Dinas\nPendidikan", 100) == 2
    assert cell_height(("kata", 40), ("kata " * 20, 20)) > row_height(1)
    assert fit_text("a" * 500, 20).endswith("…")
    assert fit_text("ada\n dua   baris", 40) == "ada dua baris"
