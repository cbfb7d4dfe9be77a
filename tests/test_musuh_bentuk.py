"""What lies beyond the common form of a workbook: every kind of .ods cell, modern errors, far cells, known limits."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from musuh import IKU, bongkar, dasar, ganti, kemas, xls, xlsb
from musuh_lain import isi_ods, ods

from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.pipeline import examine, read_workbooks
from kinerja_xl.read import Batas, plain, read_workbook
from kinerja_xl.read.workbook import Kisi, open_workbook
from kinerja_xl.tabel.bacaan import Bacaan, Peristiwa, Tanda
from kinerja_xl.tabel.kebijakan import Kebijakan
from kinerja_xl.tabel.referensi import Referensi

_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_ISI = f"""
<table:table-row {_CALC}>
 <table:table-cell office:value-type="string"><text:p>a<text:s text:c="3"/>b<text:tab/>c</text:p><text:p><text:span>d</text:span>e</text:p></table:table-cell>
 <table:table-cell office:value-type="percentage" office:value="0.87"><text:p>87%</text:p></table:table-cell>
 <table:table-cell office:value-type="boolean" office:boolean-value="true"/>
 <table:table-cell office:value-type="date" office:date-value="2023-05-02"/>
 <table:table-cell office:value-type="date" office:date-value="2023-05-02T08:30:00"/>
 <table:table-cell office:value-type="date" office:date-value="2023-02-31"/>
 <table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/>
 <table:table-cell office:value-type="time" office:time-value="PT99H30M00S"><text:p>99:30:00</text:p></table:table-cell>
 <table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
 <table:table-cell table:formula="of:=1+1"/>
 <table:table-cell office:value-type="currency" office:value="5" table:number-columns-repeated="2" table:number-columns-spanned="2"/>
 <table:table-cell office:value-type="string"><office:annotation><text:p>catatan</text:p></office:annotation><text:p>isi</text:p></table:table-cell>
</table:table-row>"""  # noqa: E501


def _kisi(data: bytes, nama: str) -> Kisi:
    return next(k for k in open_workbook(data, Batas()).kisi if k.nama == nama)


def _baca(path: Path, data: bytes, batas: Batas | None = None) -> Bacaan:
    path.write_bytes(data)
    return read_workbook(path, path.name, tuple(SHEETS.values()), batas or Batas())


def test_every_kind_of_ods_cell() -> None:
    kisi = _kisi(ods(isi_ods(_ISI)), "AKIP")
    assert kisi.sel[2] == [
        "a   b\tc\nde",
        0.87,
        True,
        datetime.date(2023, 5, 2),
        datetime.datetime(2023, 5, 2, 8, 30),
        "2023-02-31",
        datetime.time(8, 30),
        "99:30:00",
        "",
        "",
        5.0,
        5.0,
        "isi",
    ]
    assert kisi.intipan.tanda == {
        (3, 2): (Tanda.PERSEN, ""),
        (3, 9): (Tanda.GALAT, "#DIV/0!"),
        (3, 10): (Tanda.TANPA_NILAI, ""),
    }
    assert kisi.intipan.rumus == {(3, 9), (3, 10)}
    assert kisi.gabungan == [((2, 10), (2, 11))]


def test_repeated_and_hidden_rows_of_ods() -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="3" table:visibility="collapse">'
        '<table:table-cell office:value-type="float" office:value="7"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="float" office:value="8"/></table:table-row>'
    )
    kisi = _kisi(ods(isi_ods(rows)), "AKIP")
    assert [row[0] for row in kisi.sel[2:]] == [7.0, 7.0, 7.0, "", "", 8.0]
    assert kisi.intipan.baris_tersembunyi == {3, 4, 5}


@pytest.mark.parametrize("galat", ["#SPILL!", "#CALC!", "Err:502", "#REF!"])
def test_any_error_value_is_a_mark_at_its_cell(galat: str) -> None:
    row = f'<row r="50"><c r="B50" t="e"><f>A1</f><v>{galat}</v></c><c r="C50"><v>5</v></c></row>'
    kisi = _kisi(ganti(IKU, b"</sheetData>", row.encode() + b"</sheetData>")(), "IKU")
    assert kisi.intipan.tanda[50, 2] == (Tanda.GALAT, galat)
    assert kisi.sel[49][2] == 5.0


def test_a_far_cell_takes_out_nothing_but_itself(tmp_path: Path) -> None:
    row = b'<row r="1048576"><c r="XFD1048576"><v>5</v></c></row></sheetData>'
    bersih = _baca(tmp_path / "bersih.xlsx", dasar())
    jauh = _baca(tmp_path / "jauh.xlsx", ganti(IKU, b"</sheetData>", row)())
    assert [(s.baris, s.kolom) for s in jauh.lembar] == [(s.baris, s.kolom) for s in bersih.lembar]
    assert [(e.lembar, e.sel) for e in jauh.kejadian if e.jenis == Peristiwa.SEL_JAUH] == [("IKU", "XFD1048576")]


def test_empty_rows_formatted_far_down_are_no_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the sheet was rewritten")

    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (r, r, r) for r in range(900, 30_000))
    bersih = _baca(tmp_path / "bersih.xlsx", dasar())
    monkeypatch.setattr(plain, "_rewrite", refuse)
    jauh = _baca(tmp_path / "jauh.xlsx", ganti(IKU, b"</sheetData>", rows + b"</sheetData>")())
    assert [(s.baris, s.kolom) for s in jauh.lembar] == [(s.baris, s.kolom) for s in bersih.lembar]
    assert jauh.kejadian == [e._replace(berkas="jauh.xlsx") for e in bersih.kejadian]


def test_a_sheet_too_large_to_be_rewritten_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "_LONGEST_REWRITE", 100)
    bacaan = _baca(tmp_path / "opd.xlsx", ganti(IKU, b"<sheetData>", b"<sheetData ><!-- x -->")())
    assert [(e.jenis, e.lembar) for e in bacaan.kejadian] == [(Peristiwa.TERLALU_BESAR, "IKU")]


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "xlsb", "ods"])
def test_a_huge_sheet_that_nobody_asks_for_does_no_harm(tmp_path: Path, suffix: str) -> None:
    profil = {r: {0: a, 1: b} for r, (a, b) in enumerate([("Kode OPD", "1.01"), ("Tahun", 2023.0)])}
    sheets = {"Profil": profil, "Catatan Pribadi": {r: {0: float(r)} for r in range(300)}}

    def xlsx() -> bytes:
        bagian = bongkar(ganti("xl/workbook.xml", b'name="IKU"', b'name="Catatan Pribadi"')())
        rows = b"".join(b'<row r="%d"><c r="A%d"><v>5</v></c></row>' % (r, r) for r in range(100, 400))
        return kemas(bagian | {IKU: bagian[IKU].replace(b"</sheetData>", rows + b"</sheetData>")})

    data = {
        "xlsx": xlsx,
        "xls": lambda: xls(sheets),
        "xlsb": lambda: xlsb(sheets),
        "ods": lambda: ods(isi_ods(lembar=sheets)),
    }[suffix]()
    bacaan = _baca(tmp_path / f"opd.{suffix}", data, Batas(baris=100))
    assert bacaan.terbaca
    assert [e.lembar for e in bacaan.kejadian if e.jenis == Peristiwa.LEMBAR_ASING] == ["Catatan Pribadi"]


def test_limits_are_settings() -> None:
    assert Batas.of(Referensi().kebijakan) == Batas()
    nilai = {**Referensi().kebijakan.nilai, "ukuran_berkas_mb": Decimal(3), "baris_lembar": Decimal(7)}
    batas = Batas.of(Kebijakan(nilai))
    assert (batas.ukuran_mb, batas.baris, batas.memori_mb) == (3, 7, 1024)


def test_unpacked_size_is_limited(tmp_path: Path) -> None:
    big = ganti(IKU, b"</sheetData>", b" " * (3 << 20) + b"</sheetData>")()
    assert _baca(tmp_path / "opd.xlsx", big, Batas(mekar_mb=4)).terbaca
    (event,) = _baca(tmp_path / "opd.xlsx", big, Batas(mekar_mb=2)).kejadian
    assert (event.jenis, event.rinci["batas"]) == (Peristiwa.TERLALU_BESAR, "2 MB setelah dimekarkan")


KODE_KOTOR = ["1.01\u200b", "\u202e1.01", "1.01\u200f", "\ufeff1.01", "1\u00ad.01", "1.01\u2060"]


@pytest.mark.parametrize("kode", KODE_KOTOR)
def test_invisible_characters_in_a_code_are_named_and_ignored(tmp_path: Path, kode: str) -> None:
    path = tmp_path / "opd.xlsx"
    path.write_bytes(ganti("xl/worksheets/sheet1.xml", b"<t>1.01</t>", f"<t>{kode}</t>".encode())())
    telaah = examine(read_workbooks([(path, path.name)]))
    assert [o.kode for o in telaah.data.opd] == ["1.01"]
    (satu,) = (c for c in telaah.catatan if c.lembar == "Profil")
    assert satu.kode == "ISI-15"
    assert satu.tingkat is not Tingkat.KESALAHAN
