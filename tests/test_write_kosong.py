"""konsolidasi.xlsx of runs in which little or nothing is left: every sheet says so, no chart is drawn on nothing."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hitung_ulang import compare, recalculate
from test_write_konsolidasi import DIBUAT, LEMBAR, make_opd

from kinerja_xl import pipeline, read
from kinerja_xl.consolidate.kepatuhan import TANPA_DAFTAR
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, consolidate
from kinerja_xl.write.konsolidasi.susunan import write_konsolidasi

CONTOH = Path(__file__).parent.parent / "contoh" / "bengkulu_selatan_2023"
KIRIMAN = "4.01.0.00.0.00.01_Sekretariat Daerah.xlsx"
TABEL = [nama for nama in LEMBAR if nama not in ("Ringkasan", "Metode")]
# What is left of the submission, and the sheets that have rows then.
SISA = {
    "IKU": ("Kepatuhan", "Capaian OPD", "Capaian IKU", "Serapan OPD", "Register IKU"),
    "Anggaran": ("Kepatuhan", "Capaian OPD", "Serapan OPD", "Serapan Program", "Evaluasi RKPD (E.60)"),
    "Belanja": ("Kepatuhan", "Capaian OPD", "Serapan OPD", "Belanja", "Efisiensi"),
    "Profil": ("Kepatuhan", "Capaian OPD", "Serapan OPD"),
}
# The first row of data where several rows of headings stand above.
AWAL = {"Evaluasi RKPD (E.60)": 9}


def consolidate_year(folder: Path) -> Konsolidasi:
    """The consolidation of a folder for the year 2023, which nothing in it needs to name."""
    pairs = [(path, path.name) for path in read.list_workbooks(folder)]
    telaah = pipeline.examine(pipeline.read_workbooks(pairs), 2023, "Tahunan")
    assert telaah.galat == ()
    return consolidate(telaah.data, telaah.hitungan, telaah.catatan)


def write_sisa(folder: Path, lembar: Sequence[str], kode: bool = True) -> None:
    """A real submission of which only Profil and some sheets are left, with or without its Kode OPD."""
    book = openpyxl.load_workbook(CONTOH / KIRIMAN)
    for nama in book.sheetnames:
        if nama not in ("Profil", "_meta", *lembar):
            del book[nama]
    if not kode:
        label = next(c for row in book["Profil"].iter_rows(max_col=1) for c in row if c.value == "Kode OPD")
        book["Profil"].cell(label.row, 2).value = None
    book.save(folder / KIRIMAN)


def filled_sheets(path: Path) -> set[str]:
    """Names of the table sheets with rows; the others must say that there are none, under title and explanation."""
    found = set()
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[: len(LEMBAR)] == LEMBAR
    for nama in TABEL:
        ws = book[nama]
        assert all(ws.cell(row, 1).value for row in (1, 2, 3, 4, 5)), nama
        first = AWAL.get(nama, 6)
        cells = [ws.cell(first, n).value for n in range(1, ws.max_column + 1)]
        if str(cells[0]).startswith(("Belum ada data", "Tidak ada catatan")):
            assert ws.max_row == first, nama
            assert cells[1:] == [None] * (ws.max_column - 1)
        elif nama in AWAL:
            # An urusan has a code and a name but no number.
            assert cells[2], nama
            found.add(nama)
        else:
            # The row of files whose OPD is unknown has a name but no code.
            assert cells[0] or cells[1] == "OPD tidak diketahui", nama
            found.add(nama)
    return found


def chart_count(path: Path) -> int:
    """Number of charts, each of which must draw at least one number."""
    with zipfile.ZipFile(path) as package:
        charts = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]
    for chart in charts:
        caches = re.findall(r"<c:(?:val|yVal)>.*?</c:(?:val|yVal)>", chart, re.S)
        assert any(re.search(r"<c:v>-?[0-9.eE+-]+</c:v>", cache) for cache in caches), chart[:300]
    return len(charts)


@pytest.mark.parametrize("nama", SISA)
def test_one_sheet_only(nama: str, tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    write_sisa(tmp_path / "masuk", [nama])
    path = tmp_path / "k.xlsx"
    write_konsolidasi(consolidate_year(tmp_path / "masuk"), path, DIBUAT)
    assert filled_sheets(path) - {"Catatan", "Renstra", "Triwulan"} == set(SISA[nama])
    assert chart_count(path) >= 1


def test_referensi_without_any_submission(tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    shutil.copy(CONTOH / "Referensi.xlsx", tmp_path / "masuk")
    hasil = consolidate_year(tmp_path / "masuk")
    path = tmp_path / "k.xlsx"
    write_konsolidasi(hasil, path, DIBUAT)
    assert filled_sheets(path) - {"Catatan"} == {"Kepatuhan", "Capaian OPD", "Serapan OPD"}
    ringkasan = [c.value for row in openpyxl.load_workbook(path)["Ringkasan"].iter_rows() for c in row if c.value]
    assert "Belum ada capaian yang terhitung." in ringkasan
    assert "Belum ada realisasi anggaran." in ringkasan
    assert ringkasan.count("belum ada data") == 4
    # Everybody's state, on Ringkasan and on Kepatuhan.
    assert chart_count(path) == 2


@pytest.mark.libreoffice
def test_no_opd_is_left(tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    shutil.copy(CONTOH / "Referensi.xlsx", tmp_path / "masuk")
    hasil = consolidate_year(tmp_path / "masuk")
    # As after a run without Referensi in which no file's OPD is known: no register, frames without columns.
    kosong = {name: pd.DataFrame() for name in ("opd", "kepatuhan", "efisiensi", "serapan")}
    ringkasan = replace(hasil.ringkasan, n_opd=0)
    hasil = replace(hasil, data=replace(hasil.data, opd=()), ringkasan=ringkasan, catatan=(), **kosong)
    path = tmp_path / "k.xlsx"
    write_konsolidasi(hasil, path, DIBUAT)
    assert filled_sheets(path) == set()
    assert chart_count(path) == 0
    book = openpyxl.load_workbook(path)
    assert book["Capaian OPD"]["A3"].value.startswith("Belum ada OPD yang dapat diolah.")
    text = [c.value for row in book["Ringkasan"].iter_rows() for c in row if c.value]
    assert {"Belum ada angka untuk digambar.", "Belum ada OPD yang dikenali.", "Tidak ada catatan."} <= set(text)
    assert "Semua OPD sudah menyerahkan." not in text
    count, differing = compare(path, recalculate(path, tmp_path))
    assert count >= 1
    assert differing == []


@pytest.mark.parametrize("referensi", [True, False])
def test_a_submission_without_its_kode_opd(referensi: bool, tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    write_sisa(tmp_path / "masuk", ["IKU", "Anggaran"], kode=False)
    if referensi:
        shutil.copy(CONTOH / "Referensi.xlsx", tmp_path / "masuk")
    path = tmp_path / "k.xlsx"
    write_konsolidasi(consolidate_year(tmp_path / "masuk"), path, DIBUAT)
    filled = filled_sheets(path)
    # The file stands on Kepatuhan even where no register tells of any OPD.
    assert {"Catatan", "Kepatuhan"} <= filled
    assert chart_count(path) == 2 * referensi


def test_without_a_register_no_count_pretends_to_know_who_is_missing(tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    write_sisa(tmp_path / "masuk", ["IKU", "Anggaran"])
    path = tmp_path / "k.xlsx"
    write_konsolidasi(consolidate_year(tmp_path / "masuk"), path, DIBUAT)
    book = openpyxl.load_workbook(path)
    text = [str(c.value) for row in book["Ringkasan"].iter_rows() for c in row if c.value]
    assert any("1 dari 1 OPD menyerahkan (daftar OPD tidak ada)" in satu for satu in text)
    assert "Tidak diketahui: daftar OPD tidak ada." in text
    assert "Semua OPD sudah menyerahkan." not in text
    (row,) = (r for r in book["Metode"].iter_rows(values_only=True) if r[0] == "OPD belum menyerahkan")
    assert row[1:3] == ("tidak diketahui", TANPA_DAFTAR)
    assert "LTS-10" in {c.value for row in book["Catatan"].iter_rows() for c in row}


def test_catatan_counts_the_opd_that_sent_files(tmp_path: Path) -> None:
    for n in (1, 2, 3):
        make_opd(tmp_path, n)
    hasil = consolidate_year(tmp_path)
    # Catatan of OPD outside the register must not be counted as files of the register.
    luar = tuple(c._replace(kode_opd=f"9.9{n}") for n, c in enumerate(hasil.catatan[:5]))
    assert luar
    write_konsolidasi(replace(hasil, catatan=(*hasil.catatan, *luar)), tmp_path / "k_out.xlsx", DIBUAT)
    line = openpyxl.load_workbook(tmp_path / "k_out.xlsx")["Catatan"]["A3"].value
    total = len(hasil.catatan) + len(luar)
    assert line == f"{total} catatan. Menyerahkan berkas: 3 dari 3 OPD. Periode Tahunan 2023."


@pytest.mark.libreoffice
@pytest.mark.parametrize("nama", [*SISA, "Referensi"])
def test_recalculation_changes_nothing(nama: str, tmp_path: Path) -> None:
    masuk = tmp_path / "masuk"
    masuk.mkdir()
    if nama == "Referensi":
        shutil.copy(CONTOH / "Referensi.xlsx", masuk)
    else:
        write_sisa(masuk, [nama])
    path = tmp_path / "k.xlsx"
    write_konsolidasi(consolidate_year(masuk), path, DIBUAT)
    count, differing = compare(path, recalculate(path, tmp_path))
    assert count >= 2
    assert differing == []
