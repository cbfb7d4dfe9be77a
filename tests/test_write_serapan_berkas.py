"""serapan.xlsx: stored values are what a recalculation gives, totals are those of the input, no data is said."""

from __future__ import annotations

import csv
import pickle
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hitung_ulang import compare, convert_all
from test_write_konsolidasi import DIBUAT, JAHAT, consolidate_folder, make_opd, make_ragam
from test_write_kosong import chart_count, consolidate_year, write_sisa

from kinerja_xl import pipeline
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.contoh import write_contoh
from kinerja_xl.write.data import write_data
from kinerja_xl.write.konsolidasi.susunan import write_konsolidasi
from kinerja_xl.write.serapan.susunan import TugasSerapan, render_serapan, write_serapan

CONTOH = Path(__file__).parent.parent / "contoh"
LEMBAR = [
    "Ringkasan",
    "Serapan OPD",
    "Serapan Program",
    "LRA Daerah",
    "Rekening",
    "Murni dan Perubahan",
    "Renstra Renja DPA",
    "Rencana Kas",
    "Di Atas Pagu",
    "Serapan Rendah",
    "Belanja dan Kinerja",
    "Jumlah Tidak Cocok",
    "Anggaran dan Belanja",
    "Catatan Anggaran",
    "Metode",
]
TABEL = LEMBAR[1:-1]
PERIODE = ("TW I", "TW II", "TW III", "TW IV", "Tahunan")


@lru_cache(maxsize=4)
def load(path: Path, *, formulas: bool) -> openpyxl.Workbook:
    """A written workbook, loaded once."""
    return openpyxl.load_workbook(path, data_only=not formulas)


def table(path: Path, nama: str, *, formulas: bool = False) -> list[dict[str, Any]]:
    """Rows of a table sheet by heading (totals included)."""
    ws = load(path, formulas=formulas)[nama]
    header = [c.value for c in ws[5]]
    return [dict(zip(header, row, strict=True)) for row in ws.iter_rows(min_row=6, values_only=True)]


@pytest.fixture(scope="module")
def daerah(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Konsolidasi]:
    """A generated regency with its planted mistakes: the folder and its consolidation."""
    folder = tmp_path_factory.mktemp("daerah")
    write_contoh(folder, 4)
    return folder, consolidate_folder(folder)


@pytest.fixture(scope="module")
def buku(daerah: tuple[Path, Konsolidasi], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keluaran") / "serapan.xlsx"
    write_serapan(daerah[1], path, DIBUAT)
    return path


def test_sheets_in_order_and_grafik_hidden(buku: Path) -> None:
    book = load(buku, formulas=True)
    assert book.sheetnames == [*LEMBAR, "_grafik"]
    assert book["_grafik"].sheet_state == "hidden"
    for nama in TABEL:
        ws = book[nama]
        assert all(ws.cell(row, 1).value for row in (1, 2, 3, 4, 5)), nama
        assert ws["A4"].hyperlink.location == "'Ringkasan'!A1", nama
        assert "dari 4 OPD" in ws["A3"].value, nama
        assert ws.freeze_panes is not None, nama


def test_same_input_gives_same_bytes(daerah: tuple[Path, Konsolidasi], buku: Path, tmp_path: Path) -> None:
    write_serapan(daerah[1], tmp_path / "lagi.xlsx", DIBUAT)
    assert (tmp_path / "lagi.xlsx").read_bytes() == buku.read_bytes()


@pytest.mark.parametrize("nama", ["buatan", "bengkulu_selatan_2023", "balangan_2023"])
def test_what_a_worker_gets_is_all_that_the_workbook_is_made_of(
    daerah: tuple[Path, Konsolidasi], tmp_path: Path, nama: str
) -> None:
    hasil = daerah[1] if nama == "buatan" else consolidate_folder(CONTOH / nama)
    write_serapan(hasil, tmp_path / "s.xlsx", DIBUAT)
    tugas: TugasSerapan = pickle.loads(pickle.dumps(TugasSerapan.of(hasil, DIBUAT)))
    assert render_serapan(tugas) == (tmp_path / "s.xlsx").read_bytes()


def test_every_formula_points_into_this_workbook_and_has_a_stored_value(buku: Path) -> None:
    book = load(buku, formulas=True)
    count = 0
    for ws in book.worksheets:
        for row in ws.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    assert set(re.findall(r"'([^']+)'!", cell.value)) <= set(book.sheetnames), cell.value
    assert count > 2_500
    with zipfile.ZipFile(buku) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                cells = re.findall(r"<c [^>]*>(?:(?!</c>).)*<f>.*?</c>", package.read(name).decode(), re.S)
                assert not [c for c in cells if "<v>" not in c or ("<v></v>" in c and 't="str"' not in c)], name


def test_links_lead_to_places_that_exist(buku: Path) -> None:
    book = load(buku, formulas=True)
    links = [c.hyperlink.location for ws in book.worksheets for row in ws.iter_rows() for c in row if c.hyperlink]
    assert len(links) > 40
    for location in links:
        name, cell = re.fullmatch(r"'?([^'!]+)'?!\$?([A-Z]+[0-9]+)", location).groups()
        assert book[name][cell].row <= book[name].max_row


def test_chart_titles_are_short_and_all_different(buku: Path) -> None:
    with zipfile.ZipFile(buku) as package:
        charts = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]
    titles = [re.findall(r"<c:title>.*?<a:t>([^<]*)</a:t>", chart, re.S)[0] for chart in charts]
    assert len(titles) >= 12
    assert len(set(titles)) == len(titles)
    assert max(len(title) for title in titles) <= 52
    assert chart_count(buku) == len(charts)


def test_totals_are_those_of_the_csv(daerah: tuple[Path, Konsolidasi], buku: Path, tmp_path: Path) -> None:
    write_data(daerah[1], tmp_path)
    with (tmp_path / "serapan.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["tingkat"] == "Sub Kegiatan"]
    total = table(buku, "Serapan OPD")[-1]
    for column, heading in (("pagu_rp", "Pagu (Rp)"), ("realisasi_rp", "Realisasi (Rp)")):
        expected = sum(Decimal(r[column]) for r in rows if r[column])
        assert expected > 0
        assert Decimal(str(total[heading])) == expected
    tree = {(r["Kode OPD"], r["Kode"]): r for r in table(buku, "Serapan Program") if r["Kode"]}
    with (tmp_path / "serapan.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            node = tree[row["kode_opd"], row["kode"]]
            assert Decimal(str(node["Pagu (Rp)"] or 0)) == Decimal(row["pagu_rp"] or 0)
            assert Decimal(str(node["Realisasi (Rp)"] or 0)) == Decimal(row["realisasi_rp"] or 0)
    with (tmp_path / "belanja.csv").open(encoding="utf-8", newline="") as file:
        accounts = list(csv.DictReader(file))
    lra = {r["Kode Rekening"]: r for r in table(buku, "LRA Daerah") if r["Kode Rekening"]}
    assert set(lra) == {r["kode_rekening"] for r in accounts}
    top = [Decimal(r["realisasi_rp"]) for r in accounts if r["kode_rekening"] == "5"]
    assert Decimal(str(lra["5"]["Realisasi (Rp)"])) == sum(top)
    assert lra["5"]["OPD"] == len(top)


def test_the_difference_of_income_and_expenditure_is_not_the_surplus_of_the_regency(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    write_serapan(consolidate_folder(CONTOH / "balangan_2023"), path, DIBUAT)
    titles = [str(r["Uraian"]) for r in table(path, "LRA Daerah")[-3:]]
    assert titles == [
        "Jumlah pendapatan (0 dari 6 OPD)",
        "Jumlah belanja (1 dari 6 OPD)",
        "Surplus/(defisit) OPD yang mengirim (1 dari 6 OPD)",
    ]


def test_negative_differences_stand_in_parentheses(buku: Path) -> None:
    book = load(buku, formulas=True)
    for nama in ("LRA Daerah", "Rekening"):
        ws = book[nama]
        column = next(c.column for c in ws[5] if c.value == "Lebih/(Kurang) (Rp)")
        formats = {ws.cell(row, column).number_format for row in range(6, ws.max_row + 1 if nama == "Rekening" else 8)}
        assert {f.partition(";")[2] for f in formats} == {"(#,##0)_)"}, nama


def test_explanations_say_what_the_columns_hold(buku: Path) -> None:
    book = load(buku, formulas=True)
    assert "tanpa anggaran kas: bagian tahun dari pagu" in book["Serapan OPD"]["A2"].value
    assert book["Serapan Rendah"]["A1"].value == "Serapan di Bawah Batas Kelas Tinggi"
    assert "kelas Sedang dan Rendah" in book["Serapan Rendah"]["A2"].value


def leaves_of_input(folder: Path) -> Iterator[dict[str, Any]]:
    """Sub kegiatan as typed in the workbooks of `make_opd`, by heading."""
    for path in sorted(folder.glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        if "Anggaran" not in book.sheetnames:
            continue
        header, *rows = book["Anggaran"].iter_rows(values_only=True)
        yield from (dict(zip(header, r, strict=True)) for r in rows if str(r[0]).count(".") == 5)


def test_versions_against_an_independent_sum_over_the_input(tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    hasil = make_ragam(tmp_path / "masuk", 6)
    write_serapan(hasil, tmp_path / "s.xlsx", DIBUAT)
    typed = list(leaves_of_input(tmp_path / "masuk"))
    total, counted = table(tmp_path / "s.xlsx", "Murni dan Perubahan")[-2:]

    def money(heading: str) -> Decimal:
        return sum((Decimal(str(r[heading])) for r in typed if r[heading] is not None), Decimal(0))

    murni, perubahan = money("Pagu Murni (Rp)"), money("Pagu Perubahan (Rp)")
    assert Decimal(str(total["Pagu Murni (Rp)"])) == murni
    assert Decimal(str(total["Pagu Perubahan (Rp)"])) == perubahan
    assert Decimal(str(total["Perubahan − Murni (Rp)"])) == perubahan - murni
    assert total["Perubahan − Murni (%)"] == pytest.approx(float((perubahan - murni) / murni * 100), rel=1e-12)
    # Of six OPD one sent Belanja alone, others no Pagu Perubahan: each total says of how many OPD it is.
    opd = [r for r in table(tmp_path / "s.xlsx", "Murni dan Perubahan") if r["Tingkat"] == "OPD"]
    for heading in ("Pagu Murni (Rp)", "Pagu Pergeseran (Rp)", "Pagu Perubahan (Rp)", "Perubahan − Murni (Rp)"):
        known = sum(isinstance(r[heading], (int, float)) for r in opd)
        assert counted[heading] == f"{known} dari 6 OPD", heading
    assert counted["Pagu Pergeseran (Rp)"] == "0 dari 6 OPD" != counted["Pagu Murni (Rp)"]
    formula = table(tmp_path / "s.xlsx", "Murni dan Perubahan", formulas=True)[-1]["Pagu Murni (Rp)"]
    assert formula.startswith("=COUNTIFS(")
    assert total["Pagu Pergeseran (Rp)"] in (None, "")
    assert total["Pergeseran − Murni (Rp)"] in (None, "")


def test_the_published_renstra_table(tmp_path: Path) -> None:
    """tables/001_tabel_2_4_renstra_renja.csv: its programs, its totals recomputed, its wrong total in the list."""
    write_serapan(consolidate_folder(CONTOH / "bengkulu_selatan_2023"), tmp_path / "s.xlsx", DIBUAT)
    rows = table(tmp_path / "s.xlsx", "Renstra Renja DPA")
    programs = [(r["Target Renstra (Rp)"], r["Pagu Renja (Rp)"]) for r in rows if r["Tingkat"] == "Program"]
    assert programs == [
        (35_395_882_236, 34_881_667_729), (6_845_000_000, 4_116_058_920), (4_591_267_300, 4_200_698_000)
    ]  # fmt: skip
    assert rows[0]["Target Renstra (Rp)"] == rows[-2]["Target Renstra (Rp)"] == 46_832_149_536
    assert rows[0]["Pagu Renja (Rp)"] == 43_198_424_649
    assert rows[0]["Renja − Renstra (Rp)"] == 43_198_424_649 - 46_832_149_536
    assert rows[0]["Renja terhadap Renstra (%)"] == pytest.approx(92.2410, abs=1e-4)
    assert rows[0]["Pagu DPA (Rp)"] in (None, "")
    wrong = table(tmp_path / "s.xlsx", "Jumlah Tidak Cocok")
    (found,) = [r for r in wrong if r["Kolom"] == "Pagu Renja (Rp)"]
    assert (found["Tertulis (Rp)"], found["Hasil hitungan (Rp)"]) == (43_197_824_640, 43_198_424_649)
    assert found["Selisih (Rp)"] == -600_009
    formulas = table(tmp_path / "s.xlsx", "Jumlah Tidak Cocok", formulas=True)
    assert "'Renstra Renja DPA'!" in formulas[wrong.index(found)]["Hasil hitungan (Rp)"]


def test_the_cash_plan_of_a_quarter(tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    make_opd(tmp_path / "masuk", 1, periode="TW II")
    make_opd(tmp_path / "masuk", 2, periode="TW II", jenis="kumulatif")
    make_opd(tmp_path / "masuk", 3, periode="TW II")
    write_serapan(consolidate_folder(tmp_path / "masuk"), tmp_path / "s.xlsx", DIBUAT)
    one, two, three, total, counted = table(tmp_path / "s.xlsx", "Rencana Kas")
    assert not any("TW III" in heading for heading in one)
    typed = list(leaves_of_input(tmp_path / "masuk"))
    plan = [sum(Decimal(str(r[f"Rencana Kas TW {tw} (Rp)"])) for r in typed[:6]) for tw in ("I", "II")]
    done = [sum(Decimal(str(r[f"Realisasi TW {tw} (Rp)"])) for r in typed[:6]) for tw in ("I", "II")]
    for n, tw in enumerate(("I", "II")):
        assert one[f"Rencana TW {tw} (Rp)"] == pytest.approx(float(plan[n]))
        assert one[f"Realisasi TW {tw} (Rp)"] == pytest.approx(float(done[n]))
        sums = float(sum(plan[: n + 1])), float(sum(done[: n + 1]))
        assert one[f"Deviasi s.d. TW {tw} (%)"] == pytest.approx((sums[1] - sums[0]) / sums[0] * 100)
    # Cumulative quarters: what the second one adds.
    typed_two = typed[6:12]
    rise = sum(Decimal(str(r["Realisasi TW II (Rp)"])) - Decimal(str(r["Realisasi TW I (Rp)"])) for r in typed_two)
    assert two["Realisasi TW II (Rp)"] == pytest.approx(float(rise))
    # No cash plan: realisations are shown, nothing is compared, and the regency compares the other two.
    assert three["Rencana kas"] == "Tidak ada"
    assert three["Realisasi TW I (Rp)"] > 0
    assert three["Deviasi s.d. TW II (%)"] in (None, "")
    assert [counted[h] for h in counted if h and "TW" in h and counted[h] not in (None, "")] == [2] * 8
    assert total["Realisasi s.d. TW II (Rp)"] == pytest.approx(
        one["Realisasi s.d. TW II (Rp)"] + two["Realisasi s.d. TW II (Rp)"]
    )


def test_parents_are_live_sums_in_closed_groups(buku: Path) -> None:
    for nama, heading in (("Murni dan Perubahan", "Pagu Murni (Rp)"), ("Renstra Renja DPA", "Target Renstra (Rp)")):
        ws = load(buku, formulas=True)[nama]
        for n, row in enumerate(table(buku, nama, formulas=True)[:-2], 6):
            parent = row["Tingkat"] in ("OPD", "Program", "Kegiatan")
            assert ("SUMIFS(" in str(row[heading])) == parent, (nama, n)
            assert bool(ws.row_dimensions[n].hidden) == (row["Tingkat"] in ("Kegiatan", "Sub Kegiatan")), (nama, n)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """One OPD for every text that a spreadsheet could take for more than text, as names of all that it sends."""
    (tmp_path / "masuk").mkdir()
    for n, teks in enumerate(JAHAT, 1):
        make_opd(tmp_path / "masuk", n, ganti=teks, jenis="belanja" if n % 4 == 0 else "biasa")
    path = tmp_path / "s.xlsx"
    write_serapan(consolidate_folder(tmp_path / "masuk"), path, DIBUAT)
    own = re.compile(r"HYPERLINK|http|mailto|@SUM", re.I)
    texts = set()
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                texts.add(cell.value)
                assert cell.data_type != "f" or not own.search(str(cell.value)), cell
                assert cell.hyperlink is None or (cell.hyperlink.target is None and cell.hyperlink.location), cell
    assert {'=HYPERLINK("http://jahat.example","klik")', "+1+1", "{=1}", "1.10"} <= texts
    with zipfile.ZipFile(path) as package:
        assert not any(b'TargetMode="External"' in package.read(n) for n in package.namelist() if n.endswith(".rels"))
        charts = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]
    references = {ref for chart in charts for ref in re.findall(r"<c:f>([^<]*)</c:f>", chart)}
    assert all(re.fullmatch(r"'?_grafik'?!\$[A-Z]+\$[0-9]+(:\$[A-Z]+\$[0-9]+)?", ref) for ref in references)


def filled(path: Path) -> set[str]:
    """Names of the table sheets with rows; the others say in a sentence that there are none."""
    found = set()
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[: len(LEMBAR)] == LEMBAR
    for nama in TABEL:
        first = str(book[nama]["A6"].value)
        if first.startswith(("Belum ada", "Tidak ada")):
            assert book[nama].max_row == 6, nama
        else:
            found.add(nama)
    return found


@pytest.mark.parametrize(
    ("lembar", "berisi", "grafik"),
    [
        ("Belanja", {"Serapan OPD", "LRA Daerah", "Rekening", "Rencana Kas", "Jumlah Tidak Cocok"}, 5),
        ("Anggaran", {"Serapan OPD", "Serapan Program", "Murni dan Perubahan", "Renstra Renja DPA", "Rencana Kas",
                      "Jumlah Tidak Cocok"}, 0),
        ("IKU", {"Serapan OPD", "Rencana Kas"}, 0),
        ("", {"Serapan OPD", "Rencana Kas"}, 0),
    ],
)  # fmt: skip
def test_little_or_nothing_is_left(lembar: str, berisi: set[str], grafik: int, tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    if lembar:
        write_sisa(tmp_path / "masuk", [lembar])
    shutil.copy(CONTOH / "bengkulu_selatan_2023" / "Referensi.xlsx", tmp_path / "masuk")
    path = tmp_path / "s.xlsx"
    write_serapan(consolidate_year(tmp_path / "masuk"), path, DIBUAT)
    assert filled(path) - {"Catatan Anggaran"} == berisi
    assert chart_count(path) == grafik
    text = [c.value for row in openpyxl.load_workbook(path)["Ringkasan"].iter_rows() for c in row if c.value]
    assert ("Belum ada angka untuk digambar." in text) == (grafik == 0)


def test_the_part_is_written_alone_and_listed(tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    make_opd(tmp_path / "masuk", 1)
    jalan = pipeline.run(tmp_path / "masuk", tmp_path / "keluar", hanya=("serapan",))
    names = [p.relative_to(jalan.keluaran.tujuan).as_posix() for p in jalan.keluaran.ditulis]
    assert names == ["data/jejak.json", "serapan_2023_TAHUN.xlsx"]
    assert "serapan" in pipeline.BAGIAN


@pytest.mark.libreoffice
def test_recalculation_changes_nothing(daerah: tuple[Path, Konsolidasi], tmp_path: Path) -> None:
    expected = {"daerah": 3_000, "bengkulu": 400, "balangan": 2_000, "belanja": 100, "kosong": 10}
    expected |= {f"ragam_{n}": 500 for n in range(len(PERIODE))}
    write_serapan(daerah[1], tmp_path / "daerah.xlsx", DIBUAT)
    for nama in ("bengkulu_selatan_2023", "balangan_2023"):
        write_serapan(consolidate_folder(CONTOH / nama), tmp_path / f"{nama.split('_')[0]}.xlsx", DIBUAT)
    for n, periode in enumerate(PERIODE):
        folder = tmp_path / f"masuk_{n}"
        folder.mkdir()
        write_serapan(make_ragam(folder, 3, periode), tmp_path / f"ragam_{n}.xlsx", DIBUAT)
    for nama, lembar in (("belanja", ["Belanja"]), ("kosong", [])):
        folder = tmp_path / f"masuk_{nama}"
        folder.mkdir()
        if lembar:
            write_sisa(folder, lembar)
        shutil.copy(CONTOH / "bengkulu_selatan_2023" / "Referensi.xlsx", folder)
        write_serapan(consolidate_year(folder), tmp_path / f"{nama}.xlsx", DIBUAT)
    paths = [tmp_path / f"{nama}.xlsx" for nama in expected]
    for path, fresh in zip(paths, convert_all(paths, tmp_path), strict=True):
        count, differing = compare(path, fresh)
        assert differing == [], path.stem
        assert count >= expected[path.stem], (path.stem, count)


@pytest.mark.libreoffice
def test_an_account_without_a_readable_anggaran_is_in_no_live_sum(tmp_path: Path) -> None:
    """opd_03: 5.1.01 (1,003 and 900.25) can't be read, so 5.2 alone is left: 100 of 500."""
    masuk = tmp_path / "masuk"
    masuk.mkdir()
    make_ragam(masuk, 3)
    book = openpyxl.load_workbook(masuk / "opd_03.xlsx")
    book["Belanja"]["C4"] = "1.48.193.842,-"
    book.save(masuk / "opd_03.xlsx")
    hasil = consolidate_folder(masuk)
    paths = [tmp_path / "serapan.xlsx", tmp_path / "konsolidasi.xlsx"]
    write_serapan(hasil, paths[0], DIBUAT)
    write_konsolidasi(hasil, paths[1], DIBUAT)
    for path, fresh in zip(paths, convert_all(paths, tmp_path), strict=True):
        assert compare(path, fresh)[1] == []
    akun = {r["Kode Rekening"]: r for r in table(paths[0], "Rekening")}
    assert [akun["5.1"][k] or None for k in ("Anggaran (Rp)", "Realisasi (Rp)")] == [None, None]
    assert [akun["5"][k] for k in ("Anggaran (Rp)", "Realisasi (Rp)", "Realisasi (%)")] == [500, 100, 20]
    lra = {r["Kode Rekening"]: r for r in table(paths[0], "LRA Daerah")}
    assert [lra["5"][k] for k in ("Anggaran (Rp)", "Realisasi (Rp)")] == [500, 100]
    (row,) = [r for r in table(paths[1], "Serapan OPD") if r["Sumber angka"] == "Belanja"]
    assert [row[k] for k in ("Pagu (Rp)", "Realisasi (Rp)", "Serapan (%)")] == [500, 100, 20]


def test_no_opd_is_left(tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    shutil.copy(CONTOH / "bengkulu_selatan_2023" / "Referensi.xlsx", tmp_path / "masuk")
    hasil = consolidate_year(tmp_path / "masuk")
    # As after a run without Referensi in which no file's OPD is known: no register, frames without columns.
    kosong = {name: pd.DataFrame() for name in ("opd", "kepatuhan", "efisiensi", "serapan")}
    ringkasan = replace(hasil.ringkasan, n_opd=0)
    hasil = replace(hasil, data=replace(hasil.data, opd=()), ringkasan=ringkasan, catatan=(), **kosong)
    write_serapan(hasil, tmp_path / "s.xlsx", DIBUAT)
    assert filled(tmp_path / "s.xlsx") == set()
    assert chart_count(tmp_path / "s.xlsx") == 0
    text = {c.value for row in load(tmp_path / "s.xlsx", formulas=False)["Ringkasan"].iter_rows() for c in row}
    assert {"Belum ada angka untuk digambar.", "Belum ada OPD yang dikenali.", "Tidak ada catatan."} <= text


def test_one_quarter_has_no_second_chart_of_the_same(tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    titles = {}
    for n, periode in enumerate(("TW I", "TW III")):
        folder = tmp_path / "masuk" / str(n)
        folder.mkdir()
        make_opd(folder, 1, periode=periode)
        path = tmp_path / f"{n}.xlsx"
        write_serapan(consolidate_folder(folder), path, DIBUAT)
        with zipfile.ZipFile(path) as package:
            charts = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
        titles[periode] = [t for c in charts for t in re.findall(r"<c:title>.*?<a:t>([^<]*)</a:t>", c, re.S)]
    assert not any("kumulatif" in t or "s.d." in t for t in titles["TW I"])
    assert sum("kumulatif" in t or "s.d." in t for t in titles["TW III"]) == 2
