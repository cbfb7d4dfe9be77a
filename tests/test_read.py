"""Reading: tolerant of form, strict about content, every value at its cell."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from musuh import bongkar, kemas

from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.excel.tempat import letters_to_number, number_to_letters
from kinerja_xl.read import Batas, layout, list_workbooks, read_workbook
from kinerja_xl.read.peek import percent_styles
from kinerja_xl.tabel.bacaan import Bacaan, BacaanLembar, Peristiwa, Tanda

PROFIL = [
    ("Kabupaten/Kota", "Bengkulu Selatan"),
    ("Kode OPD", "1.01"),
    ("Nama OPD", "Dinas Pendidikan"),
    ("Tahun", 2023),
    ("Periode", "Tahunan"),
    ("Tahun Awal Renstra", 2022),
    ("Tahun Akhir Renstra", 2023),
    ("Versi Anggaran", "Murni"),
]
JUDUL_IKU = ["Kode", "Sasaran", "Indikator Kinerja", "Tingkat", "Jenis", "Satuan", "Polaritas", "Akumulasi"]
IKU = ["2.10", "Sasaran", "Nilai LPPD", "Eselon II", "IKU", "nilai", "Maksimal", "Terakhir"]


def book(**sheets: list[list[object]]) -> openpyxl.Workbook:
    """A workbook with a Profil and the given sheets, row by row from A1."""
    buku = openpyxl.Workbook()
    buku.active.title = "Profil"
    for row in PROFIL:
        buku.active.append(row)
    for title, rows in sheets.items():
        ws = buku.create_sheet(title)
        for row in rows:
            ws.append(row)
    return buku


def read(path: Path) -> Bacaan:
    return read_workbook(path, path.name, tuple(SHEETS.values()), Batas())


@pytest.fixture
def reader(tmp_path: Path) -> Callable[[openpyxl.Workbook], Bacaan]:
    def save_and_read(buku: openpyxl.Workbook) -> Bacaan:
        path = tmp_path / "opd.xlsx"
        buku.save(path)
        return read(path)

    return save_and_read


def sheet(bacaan: Bacaan, name: str) -> BacaanLembar:
    return next(s for s in bacaan.lembar if s.asal.sheet == name)


def met(bacaan: Bacaan, jenis: Peristiwa) -> list[tuple[str, str]]:
    return [(e.lembar, e.sel) for e in bacaan.kejadian if e.jenis == jenis]


def test_profil_cells(reader: Callable[[openpyxl.Workbook], Bacaan]) -> None:
    profil = sheet(reader(book()), "profil")
    assert profil.kolom["kode_opd"] == ["1.01"]
    assert profil.asal.sel("kode_opd", 1) == "B2"


def test_profil_with_colons_and_punctuation(reader: Callable[[openpyxl.Workbook], Bacaan]) -> None:
    buku = book()
    ws = buku["Profil"]
    ws["A2"], ws["B2"], ws["C2"] = "KODE OPD :", ":", "9.99"
    profil = sheet(reader(buku), "profil")
    assert profil.kolom["kode_opd"] == ["9.99"]
    assert profil.asal.sel("kode_opd", 1) == "C2"


def test_header_found_wherever_it_stands(reader: Callable[[openpyxl.Workbook], Bacaan]) -> None:
    rows: list[list[object]] = [["DAFTAR IKU"], [], [None, None, *JUDUL_IKU], [None, None, *IKU]]
    iku = sheet(reader(book(IKU=rows)), "iku")
    assert iku.baris == [4]
    assert iku.asal.sel("kode", 4) == "C4"
    assert iku.kolom["kode"] == ["2.10"]


def test_headings_without_case_spaces_punctuation_and_line_breaks(
    reader: Callable[[openpyxl.Workbook], Bacaan],
) -> None:
    rows = [
        ["KODE*", "sasaran ", "Indikator\nKinerja", "TINGKAT", " jenis", "Satuan.", "Polaritas*", "aku mulasi"],
        IKU,
    ]
    bacaan = reader(book(iku=rows))
    assert met(bacaan, Peristiwa.KOLOM_HILANG) == []
    assert sheet(bacaan, "iku").kolom["akumulasi"] == ["Terakhir"]


def test_blank_rows_keep_the_row_numbers(reader: Callable[[openpyxl.Workbook], Bacaan]) -> None:
    iku = sheet(reader(book(IKU=[JUDUL_IKU, IKU, [], ["  "], [*IKU[:0], "I2", *IKU[1:]]])), "iku")
    assert iku.baris == [2, 5]


def test_row_of_column_numbers_is_skipped(reader: Callable[[openpyxl.Workbook], Bacaan]) -> None:
    assert sheet(reader(book(IKU=[JUDUL_IKU, list(range(1, 9)), IKU])), "iku").baris == [3]


def test_reordered_inserted_and_unknown_columns(reader: Callable[[openpyxl.Workbook], Bacaan]) -> None:
    rows = [["Catatan Saya", *reversed(JUDUL_IKU)], ["x", *reversed(IKU)]]
    bacaan = reader(book(IKU=rows))
    assert sheet(bacaan, "iku").asal.sel("kode", 2) == "I2"
    assert met(bacaan, Peristiwa.KOLOM_ASING) == [("IKU", "A1")]


def test_missing_column_names_the_near_match(reader: Callable[[openpyxl.Workbook], Bacaan]) -> None:
    bacaan = reader(book(IKU=[[*JUDUL_IKU[:-2], "Polarity", "Akumulasi"], IKU]))
    (event,) = [e for e in bacaan.kejadian if e.jenis == Peristiwa.KOLOM_HILANG]
    assert event.rinci["kolom"] == "Polaritas"
    assert "Polarity" in event.rinci["mirip"]


def test_two_level_headings(reader: Callable[[openpyxl.Workbook], Bacaan]) -> None:
    rows: list[list[object]] = [
        ["Kode", "Target", None, "Target Akhir Renstra"],
        [None, 2022, 2023, None],
        ["I1", "70", "80", "90"],
    ]
    renstra = sheet(reader(book(Renstra=rows)), "renstra")
    assert renstra.kolom["target_2023"] == ["80"]
    assert renstra.asal.sel("target_2023", 3) == "C3"


def test_years_required_by_profil(reader: Callable[[openpyxl.Workbook], Bacaan]) -> None:
    bacaan = reader(book(Renstra=[["Kode", "Target 2022", "Target 2031"], ["I1", 1, 2]]))
    assert [e.rinci["kolom"] for e in bacaan.kejadian if e.jenis == Peristiwa.KOLOM_HILANG] == ["Target 2023"]
    assert met(bacaan, Peristiwa.TAHUN_DI_LUAR) == [("Renstra", "C1")]


def test_double_heading_and_no_heading(reader: Callable[[openpyxl.Workbook], Bacaan]) -> None:
    bacaan = reader(book(IKU=[[*JUDUL_IKU, "KODE"], [*IKU, "I9"]], Renstra=[["halo"], ["dunia"]]))
    assert sheet(bacaan, "iku").kolom["kode"] == ["2.10"]
    assert met(bacaan, Peristiwa.KOLOM_GANDA) == [("IKU", "I1")]
    assert met(bacaan, Peristiwa.JUDUL_HILANG) == [("Renstra", "")]


def test_preview_meta_and_helper_sheets_are_ignored(reader: Callable[[openpyxl.Workbook], Bacaan]) -> None:
    bacaan = reader(
        book(
            IKU=[[*JUDUL_IKU, "Pratinjau Kategori"], [*IKU, "x"]],
            _daftar=[["a"]],
            _meta=[["form", "iku"]],
            Catatan=[["x"]],
            Lain=[["x"]],
        )
    )
    assert bacaan.meta == {"form": "iku"}
    assert met(bacaan, Peristiwa.KOLOM_ASING) == []
    assert met(bacaan, Peristiwa.LEMBAR_ASING) == [("Lain", "")]


def test_what_the_fast_reader_cannot_tell(reader: Callable[[openpyxl.Workbook], Bacaan]) -> None:
    buku = book(
        Realisasi=[
            ["Kode", "Target PK", "Realisasi Tahun", "Capaian Dilaporkan (%)"],
            ["I1", 0.8707, "=1/2", 5],
            ["I2", 1, 2, 3],
        ]
    )
    ws = buku["Realisasi"]
    ws["B2"].number_format = '0.00" persen %"%'
    ws["D2"] = "#REF!"
    ws.row_dimensions[3].hidden = True
    ws.merge_cells("B3:C3")
    bacaan = reader(buku)
    tanda = sheet(bacaan, "realisasi").tanda
    assert tanda["target_pk"] == {0: (Tanda.PERSEN, "")}
    assert tanda["realisasi_tahun"] == {0: (Tanda.TANPA_NILAI, "")}
    assert tanda["capaian_dilaporkan"] == {0: (Tanda.GALAT, "#REF!")}
    assert met(bacaan, Peristiwa.BARIS_TERSEMBUNYI) == [("Realisasi", "A3")]
    assert met(bacaan, Peristiwa.SEL_GABUNGAN) == [("Realisasi", "B3")]


@pytest.mark.parametrize("lain", ["xl/workbook22.xml", "xl/Workbook.xml", "buku/utama.xml"])
def test_a_main_part_of_another_name(tmp_path: Path, lain: str) -> None:
    """Some programs call it workbook2.xml, and only the package's relationships say so."""
    path = tmp_path / "opd.xlsx"
    book(IKU=[JUDUL_IKU, IKU]).save(path)
    bagian = bongkar(path.read_bytes())
    folder, base = lain.rsplit("/", 1)
    rels = "xl/_rels/workbook.xml.rels"
    bagian[rels] = re.sub(rb'Target="(?!/)', b'Target="/xl/', bagian[rels])
    for nama in ("xl/workbook.xml", rels):
        bagian[nama.replace("xl/", f"{folder}/").replace("workbook.xml", base)] = bagian.pop(nama)
    for nama in ("_rels/.rels", "[Content_Types].xml"):
        bagian[nama] = bagian[nama].replace(b"xl/workbook.xml", lain.encode())
    path.write_bytes(kemas(bagian))
    assert sheet(read(path), "iku").kolom["kode"] == ["2.10"]


def test_a_literal_percent_sign_is_not_a_percent_format() -> None:
    formats = b'<numFmt numFmtId="164" formatCode="0&quot;%&quot;"/><numFmt formatCode="0.0%" numFmtId="165"/>'
    formats += b'<numFmt numFmtId="166" formatCode="0.00 [$%-421]"/><numFmt numFmtId="167" formatCode="0_%;-0* %"/>'
    cells = b'<xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    cells += b'<xf numFmtId="166"/><xf numFmtId="167"/>'
    styles = b"<styleSheet><numFmts>" + formats + b"</numFmts><cellXfs>" + cells + b"</cellXfs></styleSheet>"
    assert percent_styles(styles) == {1, 3, 5}


@pytest.mark.parametrize(
    ("name", "content", "jenis"),
    [
        ("kosong.xlsx", b"", Peristiwa.KOSONG),
        ("data.xls", b"a;b;c\n1;2;3\n", Peristiwa.BUKAN_BUKU_KERJA),
        ("web.xls", b"<html><table></table></html>", Peristiwa.BUKAN_BUKU_KERJA),
        ("rusak.xlsx", b"PK\x03\x04 bukan zip", Peristiwa.TIDAK_TERBACA),
        ("rusak.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Peristiwa.TIDAK_TERBACA),
        (
            "sandi.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            Peristiwa.BERSANDI,
        ),
    ],
)
def test_unreadable_files(tmp_path: Path, name: str, content: bytes, jenis: Peristiwa) -> None:
    (tmp_path / name).write_bytes(content)
    bacaan = read(tmp_path / name)
    assert not bacaan.terbaca
    assert [e.jenis for e in bacaan.kejadian] == [jenis]


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "opd.xlsx"
    book(IKU=[JUDUL_IKU, IKU]).save(path)
    data = bytearray(path.read_bytes())
    place = data.index(b"xl/worksheets/sheet2.xml") + 200
    data[place] ^= 0x10
    path.write_bytes(data)
    assert [e.jenis for e in read(path).kejadian] == [Peristiwa.TIDAK_TERBACA]


def test_limits(tmp_path: Path) -> None:
    path = tmp_path / "opd.xlsx"
    book(IKU=[JUDUL_IKU, *[IKU] * 30]).save(path)
    sheets = tuple(SHEETS.values())
    assert read_workbook(path, "opd.xlsx", sheets, Batas(ukuran_mb=0)).kejadian[0].jenis == Peristiwa.TERLALU_BESAR
    (event,) = read_workbook(path, "opd.xlsx", sheets, Batas(baris=10)).kejadian
    assert (event.jenis, event.lembar, event.sel) == (Peristiwa.TERLALU_BESAR, "IKU", "A11")
    assert (
        read_workbook(tmp_path / "tiada.xlsx", "tiada.xlsx", sheets, Batas()).kejadian[0].jenis
        == Peristiwa.TIDAK_DAPAT_DIBUKA
    )


def test_which_files_a_folder_holds(tmp_path: Path) -> None:
    for name in (
        "b.xlsx",
        "~$b.xlsx",
        ".x.xlsx",
        "sub/a.XLSX",
        "perbaikan/b.xlsx",
        ".git/c.xlsx",
        "catatan.txt",
        "hasil/data/jejak.json",
        "hasil/k.xlsx",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [p.relative_to(tmp_path).as_posix() for p in list_workbooks(tmp_path)] == ["b.xlsx", "sub/a.XLSX"]
    assert list_workbooks(tmp_path, keluaran=tmp_path / "sub") == [tmp_path / "b.xlsx"]


@pytest.mark.parametrize("number", [1, 26, 27, 52, 702, 703, 16384])
def test_column_letters(number: int) -> None:
    assert letters_to_number(number_to_letters(number)) == number


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["ods", "xls", "xlsx"])
def test_other_formats_read_the_same(tmp_path: Path, suffix: str) -> None:
    buku = book(
        IKU=[JUDUL_IKU, IKU],
        Realisasi=[["Kode", "Target PK", "Realisasi Tahun"], ["2.10", 0.8707, "2,85"], [], ["I2", "3 ± 1", 12.5]],
    )
    buku["Realisasi"]["B2"].number_format = "0.00%"
    buku["Realisasi"].row_dimensions[4].hidden = True
    path = tmp_path / "opd.xlsx"
    buku.save(path)
    target = tmp_path / "lo"
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profil",
        "--headless",
        "--convert-to",
        suffix,
        "--outdir",
        str(target),
        str(path),
    ]
    assert shutil.which("soffice")
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    original, converted = read(path), read(target / f"opd.{suffix}")
    assert [(s.asal, s.baris, s.kolom, s.tanda) for s in converted.lembar] == [
        (
            s.asal.__class__(
                f"opd.{suffix}", s.asal.lembar, s.asal.sheet, s.asal.huruf, s.asal.baris_judul, s.asal.tetap
            ),
            s.baris,
            s.kolom,
            s.tanda,
        )
        for s in original.lembar
    ]
    assert met(converted, Peristiwa.BARIS_TERSEMBUNYI) == [("Realisasi", "A4")]


@pytest.mark.parametrize(
    ("row", "numbering"),
    [
        (["1", "2", "3"], True),
        (["(4)", "", "(5)", "(6)"], True),
        ([1.0, 2.0, 3.0], True),
        (["1", "2"], False),
        (["1", "3", "4"], False),
        (["2021", "2022", "2023"], False),
        (["²", "³", "4"], False),
        (["a", "b", "c"], False),
    ],
)
def test_rows_that_only_number_their_columns(row: list[Any], numbering: bool) -> None:
    assert layout._is_number_row(row) is numbering
