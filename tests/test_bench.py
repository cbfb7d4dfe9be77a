"""The benchmark's own arithmetic: what is counted, divided and reported."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from benchmarks import lantai, masukan, sel, tahap, ukur
from benchmarks.hasil import HasilKabupaten, growth, ratios
from benchmarks.laporan import Laporan, Mesin, as_json, markdown, write_results
from benchmarks.profil import DOKUMEN, render, replaced
from benchmarks.sel import Isi
from benchmarks.ukur import GagalUkur, Ukuran, interleave, medians, run_child

MESIN = Mesin("2024-02-01", "abc1234", 2, "Linux", (("Python", "3.11.7"), ("pandas", "2.2")))
needs_wait4 = pytest.mark.skipif(not ukur.DAPAT_MENGUKUR, reason="os.wait4 is missing")


def _cpu(*detik: float, memori: float = 100) -> list[Ukuran]:
    return [Ukuran(2 * d, d, memori) for d in detik]


# Measuring.
@needs_wait4
def test_a_child_is_measured_with_its_own_children() -> None:
    anak = (
        "x = b'x' * (60 << 20); import time; s = time.process_time()\nwhile time.process_time() - s < .3: x.count(b'y')"
    )
    induk = f"x = b'x' * (60 << 20); import subprocess, sys; subprocess.run([sys.executable, '-c', {anak!r}])"
    hasil = run_child(["-c", induk])
    assert hasil.wall >= 0.3
    assert hasil.cpu >= 0.3
    # What wait4 says is the largest process: one alone has 60 MiB and the interpreter.
    assert not Path("/proc/self/statm").exists() or hasil.memori > 120


@needs_wait4
def test_a_child_that_fails_is_no_measurement(tmp_path: Path) -> None:
    gagal = "import sys; print('keluar'); sys.exit('rusak')"
    with pytest.raises(GagalUkur, match="status 1\nrusak"):
        run_child(["-c", gagal])
    catat = tmp_path / "catat"
    run_child(["-c", gagal], boleh=(0, 1), catat=catat)
    assert catat.read_text() == "keluar\n"


def test_memory_is_the_largest_of_all_rounds_and_times_are_medians() -> None:
    assert medians([Ukuran(1, 9, 5), Ukuran(3, 7, 9), Ukuran(8, 8, 1)]) == Ukuran(3, 8, 9)


def test_no_round_begins_after_its_time() -> None:
    seen: list[int] = []

    def measure() -> Ukuran:
        seen.append(1)
        return Ukuran(1, 1, 1)

    assert len(interleave({"a": measure, "b": measure}, 3, detik=-1)["b"]) == 1
    assert len(seen) == 2


# Cells.
def test_every_kind_of_cell_is_counted_also_across_pieces(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "buku.xlsx"
    with xlsxwriter.Workbook(path) as book:
        gaya = book.add_format({"bold": True})
        for sheet in (book.add_worksheet(), book.add_worksheet()):
            sheet.write_string(0, 0, "<c r='A1'>")
            sheet.write_row(1, 0, [1.5, 2, 3])
            sheet.write_formula(2, 0, "=A2*2", gaya, 3)
            sheet.write_formula(2, 1, '="a"', None, "a")
            sheet.write_blank(2, 5, None, gaya)
            sheet.write_boolean(3, 0, True)
            sheet.set_row(9, 30)
    expected = Isi(teks=2, angka=8, rumus=4, kosong=2, baris=10)
    assert sel.count_workbook(path) == expected
    monkeypatch.setattr(sel, "_POTONG", 7)
    assert sel.count_workbook(path) == expected


def test_text_in_the_cell_and_empty_values_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "sebaris.xlsx"
    xml = (
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="str"><v>b</v></c>'
        '<c r="C1"/><c r="D1" s="1"></c><c r="E1" t="n"><v>1</v></c></row></sheetData><cols><col min="1"/></cols>'
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/worksheets/sheet1.xml", xml)
        package.writestr("xl/worksheets/_rels/sheet1.xml.rels", "<c/>")
    assert sel.count_workbook(path) == Isi(teks=2, angka=1, kosong=2, baris=1)


def test_the_floor_writes_exactly_the_cells_that_it_is_asked_for(tmp_path: Path) -> None:
    isi = Isi(teks=31, angka=17, rumus=9, kosong=5, baris=10)
    for nomor, satu in enumerate(lantai.split(isi, 20)):
        lantai.write_book(tmp_path / f"lantai_{nomor}.xlsx", satu, isi.lebar, ["a", "b"], [1.0, 2.5], bergaya=True)
    assert len(list(tmp_path.iterdir())) == 4
    assert sel.count_folder(tmp_path)["lantai"]._replace(baris=10) == isi


def test_the_plain_floor_writes_as_many_cells(tmp_path: Path) -> None:
    isi = lantai.plain_kinds(Isi(teks=10, rumus=80, kosong=9, baris=10), 2, 1)
    assert isi.sel == 99
    lantai.write_book(tmp_path / "polos.xlsx", isi, 10, ["a", "b"], [1.0], bergaya=False)
    assert sel.count_workbook(tmp_path / "polos.xlsx") == isi


def test_the_floor_leaves_out_what_it_cannot_read(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_row(0, 0, ["kode", 12.5])
    (tmp_path / "b.xlsx").write_bytes(b"PK rusak")
    (tmp_path / "c.csv").write_text("bukan buku kerja")
    rows, refused = lantai.read_folder(tmp_path)
    assert rows == [["kode", 12.5]]
    assert [line.split(":")[0] for line in refused] == ["b.xlsx"]


def test_cells_of_a_folder_are_told_apart_by_output(tmp_path: Path) -> None:
    (tmp_path / "opd" / "dinas").mkdir(parents=True)
    for nama in ("konsolidasi_2023.xlsx", "opd/a_2023.xlsx", "opd/dinas/b.xlsx"):
        with xlsxwriter.Workbook(tmp_path / nama) as book:
            book.add_worksheet().write(0, 0, 1)
    assert sel.count_folder(tmp_path) == {"konsolidasi": Isi(angka=1, baris=1), "opd": Isi(angka=2, baris=2)}


# Input.
def test_one_number_of_a_workbook_is_changed_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["kode", 7, 41])
        sheet.write_formula(1, 0, "=B1", None, 7)
        sheet.write_string(1, 1, "teks")
    masukan.alter(path)
    masukan.alter(path)
    rows = [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()]
    assert rows == [["kode", 7, 43], ["=B1", "teks", None]]


def test_a_regency_is_made_once_for_each_version_of_its_generator(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made: list[str] = []

    def run(words: list[str]) -> Ukuran:
        made.append(words[3])
        Path(words[3]).mkdir(parents=True)
        return Ukuran(1, 1, 1)

    monkeypatch.setattr(masukan, "SIMPANAN", tmp_path)
    monkeypatch.setattr(masukan, "run_child", run)
    versi = iter(["a", "a", "b"])
    monkeypatch.setattr(masukan, "fingerprint", lambda: next(versi))
    assert [masukan.regency(40).parent.name for _ in range(3)] == ["a", "a", "b"]
    assert len(made) == 2


@pytest.mark.parametrize("pola", masukan.PEMBUAT)
def test_the_sources_of_the_generator_exist(pola: str) -> None:
    assert list((masukan.AKAR / "kinerja_xl").glob(pola))


def test_the_version_of_the_generator_is_its_sources(tmp_path: Path) -> None:
    (tmp_path / "kinerja_xl" / "contoh").mkdir(parents=True)
    awal = masukan.fingerprint(tmp_path)
    (tmp_path / "kinerja_xl" / "cli.py").write_text("lain = 1")
    assert masukan.fingerprint(tmp_path) == awal
    (tmp_path / "kinerja_xl" / "contoh" / "model.py").write_text("TAHUN = 2023")
    assert masukan.fingerprint(tmp_path) != awal


# Ratios.
def test_ratios_are_medians_of_rounds_with_their_limits() -> None:
    larian = {"konsolidasi": _cpu(1, 9, 4), "lantai": _cpu(2, 3, 4), "naif": _cpu(20, 90, 36)}
    besar = {r.kunci: r for r in ratios(larian, 200)}
    assert set(besar) == {"konsolidasi / lantai @ 200", "naif / konsolidasi @ 200"}
    assert besar["konsolidasi / lantai @ 200"].cpu == 1.0
    assert besar["konsolidasi / lantai @ 200"].tercapai is True
    assert besar["naif / konsolidasi @ 200"].cpu == 10.0
    assert besar["naif / konsolidasi @ 200"].tercapai is True
    assert {r.tercapai for r in ratios(larian | {"konsolidasi": _cpu(3, 9, 8)}, 200)} == {False}
    assert {r.tercapai for r in ratios(larian, 40)} == {None}


def _kabupaten(opd: int, cpu: float, sel_per_opd: int = 10, memori: float = 100) -> HasilKabupaten:
    larian = {"konsolidasi": _cpu(cpu), "semua": _cpu(2 * cpu, memori=memori), "lantai": _cpu(cpu)}
    isi = {"konsolidasi": Isi(angka=opd * sel_per_opd, baris=opd), "perbaikan": Isi(teks=opd, baris=opd)}
    return HasilKabupaten(opd, 2 * opd, isi, larian, {"lantai": 1})


def test_growth_is_linear_when_an_opd_costs_no_more_in_a_large_regency() -> None:
    linear = growth([_kabupaten(40, 4), _kabupaten(200, 20), _kabupaten(1000, 109)])
    assert [(t.opd, t.kasus, t.lurus) for t in linear] == [
        (200, "konsolidasi", True),
        (1000, "konsolidasi", True),
        (200, "semua", True),
        (1000, "semua", True),
    ]
    assert not any(t.lurus for t in growth([_kabupaten(40, 4), _kabupaten(1000, 120)]))
    assert all(t.lurus for t in growth([_kabupaten(40, 4), _kabupaten(1000, 120, sel_per_opd=12)]))


# Report.
def test_the_report_says_ratios_limits_and_what_was_run(tmp_path: Path) -> None:
    mulai = ratios({"help": _cpu(1), "pandas": _cpu(4)})
    laporan = Laporan(MESIN, [_kabupaten(40, 8), _kabupaten(200, 50)], mulai)
    write_results(laporan, tmp_path)
    teks = (tmp_path / "results.md").read_text()
    assert "2024-02-01, commit abc1234; 2 cores, Linux, Python 3.11.7, pandas 2.2." in teks
    assert "| `--hanya konsolidasi,data` / floor of the same kinds of cells | 200 | 1.00 | 1.00 | ≤ 1 | yes |" in teks
    assert "| `--help` / `import pandas` | – | 0.25 | 0.25 | ≤ 0.6 | yes |" in teks
    assert "| everything | 200 | 1.25 | 1.25 | 1.00 | **no** |" in teks
    assert "| 200 | 400 | 1 | 2,000 | 2,200 | 200 |" in teks
    assert "1 of 80 by the floor at 40 OPD" in teks
    assert str(ukur.AKAR) not in teks
    stored = json.loads((tmp_path / "results.json").read_text())
    assert stored["rasio"]["konsolidasi / lantai @ 40"] == {"wall": 1.0, "cpu": 1.0}
    assert stored["memori_mib"]["40"]["semua"] == 100
    assert as_json(laporan) == (tmp_path / "results.json").read_text()


@pytest.mark.parametrize(
    ("kabupaten", "kalimat"),
    [
        (_kabupaten(900, 1), "not measured in this run"),
        (_kabupaten(1000, 1, memori=1536), "2,000 workbooks, kept."),
        (_kabupaten(1000, 1, memori=1537), "2,000 workbooks, **not kept**."),
    ],
)
def test_the_report_says_whether_memory_keeps_its_limit(kabupaten: HasilKabupaten, kalimat: str) -> None:
    assert kalimat in markdown(Laporan(MESIN, [kabupaten], []))


# Stages.
def test_a_stage_is_charged_with_its_own_time_only() -> None:
    now = [0.0]
    jam = tahap.Jam(lambda: now[0])

    def inner() -> None:
        now[0] += 3

    timed_inner = jam.around("dalam", inner)

    def outer() -> str:
        now[0] += 1
        timed_inner()
        timed_inner()
        now[0] += 1
        return "hasil"

    assert jam.around("luar", outer)() == "hasil"
    timed_inner()
    assert jam.detik == {"luar": 2, "dalam": 9}


def test_a_stage_that_fails_is_charged_as_well() -> None:
    now = [0.0]
    jam = tahap.Jam(lambda: now[0])

    def fail() -> None:
        now[0] += 2
        raise ValueError

    timed = jam.around("gagal", fail)

    def outer() -> None:
        with pytest.raises(ValueError):  # noqa: PT011
            timed()

    jam.around("luar", outer)()
    assert jam.detik == {"gagal": 2, "luar": 0}


def test_all_stages_are_functions_of_the_program() -> None:
    assert {judul for judul, _ in tahap.functions()} == {t.judul for t in tahap.TAHAP}


def test_the_table_of_stages_shows_shares_of_the_whole() -> None:
    detik = {t.judul: 1.0 for t in tahap.TAHAP} | {tahap.LAIN.judul: 1.0, tahap.PEKERJA.judul: 2.0}
    lines = render(MESIN, {40: detik}).splitlines()
    assert "| **check** | **10.0%** |" in lines
    assert "| rules | 5.0% |" in lines
    groups = [float(line.split("**")[3].rstrip("%")) for line in lines if line.startswith("| **")]
    assert sum(groups) == pytest.approx(100)


def test_the_table_is_put_between_its_marks() -> None:
    dokumen = DOKUMEN.read_text(encoding="utf-8")
    baru = replaced(dokumen, "| tabel |")
    assert "\n| tabel |\n" in baru
    assert replaced(baru, "| tabel |") == baru
    with pytest.raises(ValueError, match="once"):
        replaced("tanpa tanda", "| tabel |")
