"""A table of more rows than a sheet holds becomes several sheets, and nothing of it is lost."""

from __future__ import annotations

import datetime
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from kinerja_xl.write.buku import Sampul, write_buku
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.lembaran import Kolom, Lembaran, Sel, Tren
from kinerja_xl.write.pecah import MAKS_BARIS, split_sheets

SAMPUL = Sampul("Uji", "Nusa Raya", datetime.datetime(2024, 2, 1, 9, 30), kembali="Ringkasan")
N = 12
PAGU = [100 * (i + 1) for i in range(N)]
MERAH = (("x", "#9E2A2B"),)
TABEL = Lembaran(
    "Serapan",
    "Serapan",
    "cara",
    "#000000",
    keterangan="Per program.",
    kolom=[
        Kolom("kode", "Kode", 9, "kode", [f"P{i}" for i in range(N)], tautan=[f"'Serapan'!A{i + 6}" for i in range(N)]),
        Kolom("pagu", "Pagu", 9, "angka", PAGU),
        Kolom("sisa", "Sisa", 9, "angka", [p - 1 for p in PAGU], [f"=B{i + 6}-1" for i in range(N)], masuk=[0, 1] * 6),
        Kolom("selisih", "Beda", 9, "angka", [None, *[100] * 11], [None, *[f"=B{i}-B{i - 1}" for i in range(7, 18)]]),
        Kolom(
            "tren", "Tren", 9, "teks", [None] * N, tren=[Tren(f"B{i + 6}:C{i + 6}", "#112233", 0, 1) for i in range(N)]
        ),
    ],
    gaya_baris=["program", "", ""] * 4,
    tingkat_baris=[0, 1, 1] * 4,
    jumlah=[Sel(18, 0, "Jumlah", "teks"), Sel(18, 1, sum(PAGU), "angka", f"=SUM(B6:B{N + 5})")],
    warna_rentang=[(6, 17, 0, MERAH)],
    warna_sel=[(9, 1, MERAH), (10, 1, MERAH)],
)
LAIN = Lembaran(
    "Ringkasan",
    "Ringkasan",
    "",
    "#000000",
    sel=[
        Sel(1, 0, 800, "angka", "='Serapan'!B13", tautan="'Serapan'!A13"),
        Sel(2, 0, 300, "angka", "=SUM('Serapan'!B6:B7)"),
        Sel(3, 0, sum(PAGU), "angka", "=SUM('Serapan'!$B$6:$B$17)", tautan="'Serapan'!A10:A17"),
        Sel(4, 0, 3, "angka", '=LEN("B13")'),
        Sel(5, 0, 7800, "angka", "='Serapan'!B18"),
    ],
)


@pytest.fixture(scope="module")
def buku(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """Room for 4 rows of data on each sheet: 10 less 5 above and one below."""
    path = tmp_path_factory.mktemp("pecah") / "k.xlsx"
    ringkasan = write_buku([LAIN, TABEL], SAMPUL, path, maks_baris=10)
    assert ringkasan.lembar == 4
    return openpyxl.load_workbook(path)


def test_every_row_is_on_one_of_the_sheets(buku: Workbook) -> None:
    assert buku.sheetnames == ["Ringkasan", "Serapan", "Serapan (2)", "Serapan (3)"]
    sheets = [buku[name] for name in buku.sheetnames[1:]]
    assert [ws.cell(row, 1).value for ws in sheets for row in range(6, 10)] == [f"P{i}" for i in range(N)]
    assert [ws.cell(row, 2).value for ws in sheets for row in range(6, 10)] == PAGU
    assert [[c.value for c in ws[5]] for ws in sheets] == [["Kode", "Pagu", "Sisa", "Beda", "Tren"]] * 3
    assert all(ws.max_row <= 10 for ws in sheets)
    assert [ws.row_dimensions[8].outlineLevel for ws in sheets] == [1, 0, 1]
    assert [ws["A6"].font.bold for ws in sheets] == [True, False, False]
    assert [ws["A10"].value for ws in sheets] == [None, None, "Jumlah"]
    assert [len(ws.tables) for ws in sheets] == [1, 1, 1]


def test_every_sheet_says_which_rows_it_holds(buku: Workbook) -> None:
    assert [buku[name]["A3"].value for name in buku.sheetnames[1:]] == [
        "Per program. Baris 1 sampai 4 dari 12; lanjutan di lembar Serapan (2).",
        "Per program. Baris 5 sampai 8 dari 12; lanjutan di lembar Serapan (3).",
        "Per program. Baris 9 sampai 12 dari 12. "
        "1 rumus yang menunjuk ke beberapa lembar sekaligus ditulis sebagai angka.",
    ]


def test_references_and_links_follow_the_rows(buku: Workbook) -> None:
    sheets = [buku[name] for name in buku.sheetnames[1:]]
    assert [ws["C7"].value for ws in sheets] == ["=B7-1"] * 3
    assert [ws["D6"].value for ws in sheets] == [None, "=B6-'Serapan'!B9", "=B6-'Serapan (2)'!B9"]
    assert [ws["A7"].hyperlink.location for ws in sheets] == [f"'{ws.title}'!A7" for ws in sheets]
    ringkasan = buku["Ringkasan"]
    assert [ringkasan.cell(row, 1).value for row in range(1, 6)] == [
        "='Serapan (2)'!B9",
        "=SUM('Serapan'!B6:B7)",
        sum(PAGU),
        '=LEN("B13")',
        "='Serapan (3)'!B10",
    ]
    assert ringkasan["A1"].hyperlink.location == "'Serapan (2)'!A9"
    assert ringkasan["A3"].hyperlink.location == "'Serapan (2)'!A6"
    assert buku["Serapan (3)"]["B10"].value == sum(PAGU)


def test_colours_and_trends_follow_the_rows() -> None:
    _, *parts = split_sheets([LAIN, TABEL], 10)
    assert [part.warna_rentang for part in parts] == [[(6, 9, 0, MERAH)]] * 3
    assert [part.warna_sel for part in parts] == [[(9, 1, MERAH)], [(6, 1, MERAH)], []]
    assert [part.kolom[4].tren[1].rentang for part in parts if part.kolom[4].tren] == ["B7:C7"] * 3
    assert [part.kolom[2].masuk for part in parts] == [[0, 1, 0, 1]] * 3


def test_charts_below_a_table_stay_below_its_last_rows() -> None:
    bagan = Bagan("kolom", "Bagan", [], 200, 40)
    parts = split_sheets([replace(TABEL, bagan=[(6, 9, bagan), (20, 0, bagan)])], 15)
    assert [len(part.kolom[0].nilai) for part in parts] == [4, 4, 4]
    assert [[baris for baris, *_ in part.bagan] for part in parts] == [[6], [], [12]]


def test_forms_say_it_below_their_table() -> None:
    kepala = [Sel(5, n, kolom.judul, "kepala_kotak") for n, kolom in enumerate(TABEL.kolom)]
    form = replace(TABEL, formulir=True, kepala=kepala, sel=[Sel(2, 0, "Formulir", "judul_formulir")])
    parts = split_sheets([form], 11)
    assert [part.sel[0].nilai for part in parts] == ["Formulir"] * 3
    assert [part.sel[-1].baris for part in parts] == [10, 10, 11]
    assert parts[1].sel[-1].nilai == "Baris 5 sampai 8 dari 12; lanjutan di lembar Serapan (3)."
    assert [len(part.kepala) for part in parts] == [5, 5, 5]


def test_tables_that_fit_are_left_alone() -> None:
    assert all(a is b for a, b in zip(split_sheets([LAIN, TABEL], 18), [LAIN, TABEL], strict=True))
    assert len(split_sheets([TABEL], 17)) == 2
    assert MAKS_BARIS == 2**20


def test_long_names_stay_within_excels_limit() -> None:
    parts = split_sheets([replace(TABEL, nama="N" * 31)], 10)
    assert [part.nama for part in parts] == ["N" * 31, "N" * 27 + " (2)", "N" * 27 + " (3)"]
