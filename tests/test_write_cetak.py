"""What is printed: rows of totals tall enough, charts and blocks that no page divides, letters of 5.5 points."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from test_write_konsolidasi import make_ragam

from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.buku import Sampul, write_buku
from kinerja_xl.write.cetak import chart_rows, page_breaks, page_lengths, print_scale
from kinerja_xl.write.grafik import Bagan, Seri
from kinerja_xl.write.konsolidasi.kepatuhan import kepatuhan
from kinerja_xl.write.konsolidasi.renstra import group_steps, renstra
from kinerja_xl.write.lembaran import Kolom, Lembaran, Sel
from kinerja_xl.write.posisi import make_posisi
from kinerja_xl.write.ukuran import cell_height, total_heights

SAMPUL = Sampul("Uji", "", datetime.datetime(2024, 2, 1))
HURUF_TERKECIL = 5.5
PANJANG = "Rata-rata: tahun lalu 29 OPD, tahun ini 27 OPD; perubahan 27 OPD yang punya keduanya"


@pytest.fixture(scope="module")
def ragam(tmp_path_factory: pytest.TempPathFactory) -> Konsolidasi:
    return make_ragam(tmp_path_factory.mktemp("ragam"))


def table(rows: int, chart: int = 300) -> Lembaran:
    """A table of so many rows of 18 points with its mean below and a chart under that."""
    kolom = [
        Kolom("nama", "Nama", 40, "teks", [f"Dinas {n}" for n in range(rows)]),
        Kolom("nilai", "Nilai", 100, "bulat", list(range(rows))),
    ]
    total = 6 + rows
    seri = Seri("Nilai", f"='AKIP'!$A$6:$A${total - 1}", f"='AKIP'!$B$6:$B${total - 1}", "#1F3864")
    return Lembaran(
        "AKIP",
        "AKIP",
        "cara",
        "#1F3864",
        kolom=kolom,
        tabel=False,
        jumlah=[Sel(total, 0, PANJANG, "teks", gaya_baris="jumlah"), Sel(total, 1, 1, "bulat", gaya_baris="jumlah")],
        bagan=[(total + 2, 0, Bagan("batang", "Nilai", [seri], 400, chart))],
    )


def breaks_of(lembar: Lembaran, folder: Path) -> list[int]:
    path = folder / "b.xlsx"
    write_buku([lembar], SAMPUL, path)
    return [b.id for b in openpyxl.load_workbook(path)[lembar.nama].row_breaks.brk]


def test_a_row_of_totals_is_as_tall_as_its_words() -> None:
    """84 characters in 40 digits, bold: three lines; a row of short words and figures stays as it is."""
    ((baris, tinggi),) = total_heights(table(4))
    assert (baris, tinggi) == (10, 44.0)
    assert tinggi > cell_height(("Jumlah", 40))
    (pendek,) = total_heights(Lembaran("A", "A", "", "", kolom=table(1).kolom, jumlah=[Sel(9, 0, "Jumlah", "teks")]))
    assert pendek == (9, 18.0)


@pytest.mark.parametrize(("rows", "begins"), [(3, []), (20, [27])])
def test_a_chart_below_a_table_begins_a_page_where_one_would_divide_it(
    rows: int, begins: list[int], tmp_path: Path
) -> None:
    """A page holds some 498 points: 3 rows with 225 of chart fit, 20 don't.

    The page begins with the empty row above the chart: a break before row 27 is one after row 26.
    """
    lembar = table(rows)
    assert page_lengths(lembar)[0] == pytest.approx(497.7, abs=15)
    assert breaks_of(lembar, tmp_path) == [n - 1 for n in begins]
    assert chart_rows(lembar, 6 + rows)[0] == (7 + rows, 8 + rows + 15)


def test_a_block_that_stands_whole_on_a_later_page_needs_no_break() -> None:
    """Rows of 10 points, pages of 100: rows 1 to 10, then 2 repeated ones with 11 to 18; a closed row takes nothing."""
    assert page_breaks(lambda _: 10.0, 1, 20.0, [100.0], [(12, 18)]) == []
    assert page_breaks(lambda _: 10.0, 1, 20.0, [100.0], [(12, 19)]) == [12]
    assert page_breaks(lambda row: 0.0 if row < 9 else 10.0, 1, 20.0, [100.0], [(12, 18)]) == []


def test_blocks_of_a_sheet_of_free_cells_stay_whole(tmp_path: Path) -> None:
    """Two blocks of 25 rows of 15 points: the first fits the page, the second begins the next one."""
    sel = [Sel(n, 0, f"baris {n}", "teks") for n in range(1, 56)]
    lembar = Lembaran("SKM", "SKM", "", "#1F3864", sel=sel, lebar_kolom=[400], utuh=[(4, 28), (30, 54)])
    assert breaks_of(lembar, tmp_path) == [29]


def test_wide_sheets_can_be_read_on_paper(ragam: Konsolidasi) -> None:
    posisi = make_posisi(ragam)
    sheet, _ = renstra(ragam, group_steps(ragam.renstra, "tahun", ragam, posisi))
    for lembar in (sheet, kepatuhan(ragam, posisi, (None, None))):
        assert print_scale(lembar) * 10 >= HURUF_TERKECIL, lembar.nama
