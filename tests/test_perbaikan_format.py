"""Copies of .xls, .xlsb, .ods and .xlsm, and copies that LibreOffice has saved."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hitung_ulang import convert
from test_perbaikan import I, K, P, assert_only_marked, assert_undone, book, opened, satu, saved
from test_perbaikan_paket import assert_valid, note_texts, package_of, parts_of, sheet_parts

from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.perbaikan import TidakDapatDitandai, lepas, tandai
from kinerja_xl.perbaikan.ubah_format import HANYA_NILAI, MAKRO, rebuild
from kinerja_xl.read import read_workbook
from kinerja_xl.read.batas import Batas

TEMPLAT = Path(__file__).parent.parent / "input_templates"


def macro_workbook() -> bytes:
    parts = parts_of(book(A=[[1, "=A1+1"]], B=[["x"]]))
    types = parts["[Content_Types].xml"]
    types = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    parts["[Content_Types].xml"] = types.replace(
        b"</Types>", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    )
    parts["xl/vbaProject.bin"] = b"\xd0\xcf macros"
    parts["xl/_rels/vbaProject.bin.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProjectSignature" '
        b'Target="vbaProjectSignature.bin"/>'
        b"</Relationships>"
    )
    parts["xl/vbaProjectSignature.bin"] = b"signature"
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdM" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        b'Target="vbaProject.bin"/></Relationships>',
    )
    return package_of(parts)


def test_macros_are_left_out_and_it_is_said() -> None:
    asli = macro_workbook()
    salinan = tandai(asli, "sub/opd.XLSM", [satu("A", "A1")])
    assert salinan.nama == "sub/opd.xlsx"
    assert salinan.tak_terbawa == (MAKRO,)
    parts = parts_of(salinan.isi)
    assert not [n for n in parts if "vba" in n]
    assert b"macroEnabled" not in parts["[Content_Types].xml"]
    assert_valid(salinan.isi)
    texts = [c.value for row in opened(salinan.isi)["Catatan"].iter_rows() for c in row]
    assert {"Yang tidak terbawa ke salinan ini", MAKRO} <= set(texts)
    assert opened(salinan.isi)["A"]["B1"].value == "=A1+1"


def test_a_workbook_with_macro_sheets_is_rebuilt() -> None:
    parts = parts_of(macro_workbook())
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdX" Type="http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet" '
        b'Target="macrosheets/sheet1.xml"/></Relationships>',
    )
    parts["xl/macrosheets/sheet1.xml"] = b"<macrosheet/>"
    salinan = tandai(package_of(parts), "opd.xlsm", [satu("B", "A1")])
    assert_valid(salinan.isi)
    assert salinan.tak_terbawa == HANYA_NILAI
    assert not [n for n in parts_of(salinan.isi) if "macro" in n or "vba" in n]


def mixed() -> openpyxl.Workbook:
    """Cells of every type that a reader can give."""
    buku = openpyxl.Workbook()
    ws = buku.active
    ws.title = "Data"
    rows: Iterable[Iterable[Any]] = [
        ["teks", "=1+1 bukan rumus", "<r>x</r>", "007", 12.5],
        [True, datetime.date(2025, 3, 1), datetime.datetime(2025, 3, 1, 8, 30), 0.875, "=1/0"],
        ["baris\nkedua", None, "=SUM(E1:E1)", -3, "ž漢"],
    ]
    for row in rows:
        ws.append(list(row))
    ws["B1"].data_type = "s"
    ws["D2"].number_format = "0.00%"
    ws.merge_cells("A5:C6")
    ws["A5"] = "gabung"
    ws.row_dimensions[3].hidden = True
    tersembunyi = buku.create_sheet("Gelap")
    tersembunyi["A1"] = 5
    tersembunyi.sheet_state = "hidden"
    return buku


@pytest.fixture(scope="module")
def lama(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The mixed workbook saved by LibreOffice in other formats."""
    tmp = tmp_path_factory.mktemp("lama")
    path = tmp / "opd.xlsx"
    mixed().save(path)
    return {ke: convert(path, tmp, ke).read_bytes() for ke in ("xls", "ods")}


@pytest.mark.libreoffice
@pytest.mark.parametrize("ke", ["xls", "ods"])
def test_other_formats_come_back_as_xlsx(lama: dict[str, bytes], ke: str, tmp_path: Path) -> None:
    catatan = [satu("Data", "A1"), satu("Data", "B6", P), satu("Gelap", "C3", I)]
    salinan = tandai(lama[ke], f"opd.{ke}", catatan)
    assert salinan.nama == "opd.xlsx"
    assert salinan.tak_terbawa == HANYA_NILAI
    assert_valid(salinan.isi)
    buku = opened(salinan.isi)
    assert buku.sheetnames == ["Catatan", "Data", "Gelap", "_tanda"]
    assert buku["Gelap"].sheet_state == "hidden"
    ws = openpyxl.load_workbook(io.BytesIO(salinan.isi), data_only=True)["Data"]
    values = [[c.value for c in row] for row in ws["A1:E3"]]
    assert values[0] == ["teks", "=1+1 bukan rumus", "<r>x</r>", "007", 12.5]
    assert values[1] == [True, datetime.datetime(2025, 3, 1), datetime.datetime(2025, 3, 1, 8, 30), 0.875, "#DIV/0!"]
    assert values[2] == ["baris\nkedua", None, 12.5, -3, "ž漢"]
    assert ws["D2"].number_format == "0.00%"
    assert [str(r) for r in ws.merged_cells.ranges] == ["A5:C6"]
    assert ws.row_dimensions[3].hidden
    assert note_texts(salinan.isi, "Data").keys() == {"A1", "A5"}
    assert note_texts(salinan.isi, "Gelap").keys() == {"C3"}
    del tmp_path


@pytest.mark.libreoffice
@pytest.mark.parametrize("ke", ["xls", "ods"])
def test_rebuilt_workbooks_read_the_same(tmp_path: Path, ke: str) -> None:
    """A template that LibreOffice has saved in another format is read alike before and after."""
    source = convert(TEMPLAT / "templat_iku.xlsx", tmp_path, ke)
    salinan = tandai(source.read_bytes(), source.name, [satu("IKU", "A7"), satu("Profil", "B6")])
    path = tmp_path / salinan.nama
    path.write_bytes(lepas(salinan.isi))
    before, after = (read_workbook(p, "x", tuple(SHEETS.values()), Batas()) for p in (source, path))
    assert [(s.asal.sheet, s.baris, s.kolom) for s in after.lembar] == [
        (s.asal.sheet, s.baris, s.kolom) for s in before.lembar
    ]


@pytest.mark.libreoffice
def test_workbooks_that_libreoffice_has_saved(tmp_path: Path) -> None:
    asli = convert(TEMPLAT / "templat_lengkap.xlsx", tmp_path).read_bytes()
    catatan = [satu("Realisasi", f"F{r}", K) for r in range(7, 12)] + [satu("IKU", "C9", P), satu("Anggaran", "AZ800")]
    salinan = tandai(asli, "opd.xlsx", catatan)
    assert_valid(salinan.isi)
    wanted = {"Realisasi": {f"F{r}" for r in range(7, 12)}, "IKU": {"C9"}, "Anggaran": {"AZ800"}}
    assert_only_marked(asli, salinan.isi, wanted)
    assert_undone(asli, salinan.isi)


@pytest.mark.libreoffice
@pytest.mark.parametrize("hapus_catatan", [False, True])
def test_marks_survive_libreoffice_and_are_taken_off(tmp_path: Path, hapus_catatan: bool) -> None:
    """Opened and saved in LibreOffice, the copy still knows its marks, and the fills of the sender come back."""
    source = mixed()
    ws = source["Data"]
    ws["A1"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFFEB9C")
    ws["E1"].comment = openpyxl.comments.Comment("Milik OPD", "OPD")
    path = tmp_path / "opd.xlsx"
    catatan = [satu("Data", s, t) for s, t in (("A1", K), ("D1", P), ("E1", I), ("H9", K))]
    salinan = opened(tandai(saved(source), "opd.xlsx", catatan).isi)
    if hapus_catatan:
        del salinan["Catatan"]
    salinan.save(path)
    back = convert(path, tmp_path).read_bytes()
    assert "Catatan pemeriksaan" in note_texts(back, "Data")["E1"]
    bersih = lepas(back)
    assert_valid(bersih)
    assert list(sheet_parts(bersih)) == ["Data", "Gelap"]
    after = opened(bersih)["Data"]
    fills = {c.coordinate: c.fill.fgColor.rgb for row in after for c in row if c.fill.patternType}
    assert fills == {"A1": "FFFFEB9C"}
    assert {k: v.strip() for k, v in note_texts(bersih, "Data").items()} == {"E1": "Milik OPD"}
    again = tandai(back, "opd.xlsx", catatan[:1])
    assert_valid(again.isi)
    assert [n for n in opened(again.isi).sheetnames if n not in ("Data", "Gelap")] == ["Catatan", "_tanda"]


@pytest.mark.libreoffice
def test_a_copy_saved_as_ods_is_rebuilt_without_our_sheets(tmp_path: Path) -> None:
    path = tmp_path / "opd.xlsx"
    path.write_bytes(tandai(book(A=[[1, 2]]), "opd.xlsx", [satu("A", "A1")]).isi)
    ods = convert(path, tmp_path, "ods").read_bytes()
    assert opened(tandai(ods, "opd.ods", []).isi).sheetnames == ["Catatan", "A", "_tanda"]


@pytest.mark.libreoffice
def test_libreoffice_opens_the_copy(tmp_path: Path) -> None:
    """LibreOffice shows the same sheets, values and notes, and makes a PDF of it."""
    asli = (TEMPLAT / "templat_realisasi.xlsx").read_bytes()
    salinan = tandai(asli, "opd.xlsx", [satu("Realisasi", "D7"), satu("Profil", "B5", P)])
    path = tmp_path / "opd.xlsx"
    path.write_bytes(salinan.isi)
    back = convert(path, tmp_path).read_bytes()
    assert opened(back).sheetnames == opened(salinan.isi).sheetnames
    assert note_texts(back, "Realisasi").keys() == {"D7"}
    assert opened(back)["Catatan"]["E7"].hyperlink.location in ("'Realisasi'!D7", "Realisasi!D7")
    assert convert(path, tmp_path, "pdf").read_bytes().startswith(b"%PDF")


def test_names_of_sheets_that_excel_does_not_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    from kinerja_xl.perbaikan import ubah_format
    from kinerja_xl.read.workbook import Buku, Kisi

    names = [
        "Realisasi TW I/2025 [Dinas Pendidikan dan Kebudayaan]",
        "Realisasi TW I/2025 [Dinas Pendidikan",
        "a:b",
        "'",
    ]
    buku = Buku([Kisi(n, [[1]]) for n in names])
    monkeypatch.setattr(ubah_format, "open_workbook", lambda *_: buku)
    ubahan = rebuild(b"", Batas())
    made = opened(ubahan.isi).sheetnames
    assert made == ["Realisasi TW I_2025 _Dinas Pend", "Realisasi TW I_2025 _Dinas (2)", "a_b", "Lembar"]
    assert list(ubahan.nama_lembar) == names
    salinan = tandai(b"", "opd.ods", [satu(names[2], "A1")])
    assert opened(salinan.isi)["Catatan"]["E7"].hyperlink.location == "'a_b'!A1"
    assert any('"a:b"' in line for line in salinan.tak_terbawa)


def test_an_encrypted_workbook_gets_no_copy() -> None:
    isi = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(TidakDapatDitandai):
        tandai(isi, "opd.xlsx", [])
