"""`templat --dari`: the next period's templates carry what is known, and raise nothing about what they carry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from pabrik import Baris, isi_bersih, write_isi
from pabrik_templat import JUTA, column_of, dari, half_year, periksa, profil_of, rows_of

from kinerja_xl.contoh import write_contoh
from kinerja_xl.deklarasi.catatan import Catatan, Tingkat
from kinerja_xl.deklarasi.ketentuan import KOMPONEN_AKIP
from kinerja_xl.jalan.prefill import prefill
from kinerja_xl.pipeline import examine, read_workbooks
from kinerja_xl.template import BARIS_JUDUL

BENGKULU = Path(__file__).parent.parent / "contoh" / "bengkulu_selatan_2023"


def only_quarters(rows: list[Baris]) -> None:
    for row in rows:
        row.pop("realisasi_tahun_k", None)
        if row.pop("realisasi_tahun_rp", None) is not None and row["kode"].count(".") < 5:
            for name in [n for n in row if n.startswith("realisasi_tw")]:
                del row[name]


def test_money_given_per_quarter_counts_as_realised(tmp_path: Path) -> None:
    isi = isi_bersih()
    only_quarters(isi["anggaran"])
    path = dari(tmp_path, isi)
    lalu = column_of(path, "Anggaran", "Realisasi s.d. Tahun Lalu (Rp)")
    assert lalu["1.01.01.2.01.0001"] == (2 * 100 + 80) * JUTA
    assert lalu["1.01.02.2.01.0002"] == (2 * 120 + 99) * JUTA
    # Totals are computed from the leaves: typed ones would only have to be kept in step.
    assert [lalu[kode] for kode in ("1.01.01", "1.01.01.2.01", "1.01.02")] == [None, None, None]


def test_cumulative_quarters_count_by_the_last(tmp_path: Path) -> None:
    isi = isi_bersih()
    only_quarters(isi["anggaran"])
    isi["profil"][0]["realisasi_triwulan"] = "Kumulatif"
    leaf = next(row for row in isi["anggaran"] if row["kode"] == "1.01.01.2.01.0001")
    leaf |= {f"realisasi_tw{n}_rp": 20 * n * JUTA for n in range(1, 5)}
    lalu = column_of(dari(tmp_path, isi), "Anggaran", "Realisasi s.d. Tahun Lalu (Rp)")
    assert lalu["1.01.01.2.01.0001"] == (2 * 100 + 80) * JUTA


def test_version_and_quarters_are_those_that_counted(tmp_path: Path) -> None:
    """The workbook with the Anggaran decides, whatever the files are called, in the template as in the figures."""
    perencanaan, keuangan = isi_bersih(), isi_bersih()
    for isi in (perencanaan, keuangan):
        isi["profil"][0]["periode"] = "TW III"
    perencanaan["profil"][0] |= {"versi_anggaran": "Murni", "realisasi_triwulan": "Per Triwulan"}
    keuangan["profil"][0] |= {"versi_anggaran": "Perubahan", "realisasi_triwulan": "Kumulatif"}
    folder = tmp_path / "kiriman"
    write_isi(folder / "a.xlsx", {n: v for n, v in perencanaan.items() if n in ("profil", "iku")}, meta=True)
    write_isi(folder / "b.xlsx", {n: v for n, v in keuangan.items() if n in ("profil", "anggaran")}, meta=True)
    (path,) = (p for p in prefill(folder, tmp_path / "hasil", None).paths if "1.01" in p.name)
    profil = profil_of(path)
    assert (profil["Versi Anggaran"], profil["Realisasi Anggaran Triwulan"]) == ("Perubahan", "Kumulatif")


def test_earlier_years_known_only_of_the_parent_stay_there(tmp_path: Path) -> None:
    isi = isi_bersih()
    for row in isi["anggaran"]:
        if row["kode"].startswith("1.01.01.2.01"):
            row.pop("realisasi_lalu_rp", None)
    next(r for r in isi["anggaran"] if r["kode"] == "1.01.01.2.01")["realisasi_lalu_rp"] = 7 * JUTA
    next(r for r in isi["anggaran"] if r["kode"] == "1.01.01").pop("realisasi_lalu_rp")
    lalu = column_of(dari(tmp_path, isi), "Anggaran", "Realisasi s.d. Tahun Lalu (Rp)")
    assert lalu["1.01.01.2.01"] == (7 + 80 + 51) * JUTA
    assert lalu["1.01.01.2.01.0001"] is lalu["1.01.01.2.01.0002"] is None
    assert lalu["1.01.01.2.02.0001"] == (2 * 40 + 36) * JUTA


@pytest.mark.parametrize(("awal", "uang", "kinerja"), [(2021, None, None), (2023, 80 * JUTA, 8)])
def test_years_before_that_nobody_reports_are_nothing_in_the_first_year_only(
    awal: int, uang: int | None, kinerja: float | None, tmp_path: Path
) -> None:
    isi = isi_bersih()
    isi["profil"][0]["tahun_awal_renstra"] = awal
    leaf = next(row for row in isi["anggaran"] if row["kode"] == "1.01.01.2.01.0001")
    leaf |= {"akumulasi": "Jumlah", "satuan": "dokumen", "realisasi_lalu_k": "-", "realisasi_tahun_k": None}
    for row in isi["anggaran"]:
        if leaf["kode"].startswith(row["kode"]):
            row.pop("realisasi_lalu_rp", None)
    path = dari(tmp_path, isi)
    assert column_of(path, "Anggaran", "Realisasi s.d. Tahun Lalu (Rp)")[leaf["kode"]] == uang
    assert column_of(path, "Anggaran", "Realisasi s.d. Tahun Lalu (K)")[leaf["kode"]] == kinerja
    leaf["akumulasi"] = "Terakhir"  # a level has its latest value, whatever was before
    path = dari(tmp_path / "terakhir", isi)
    assert column_of(path, "Anggaran", "Realisasi s.d. Tahun Lalu (K)")[leaf["kode"]] == 2


def test_a_parent_of_earlier_years_is_left_out_with_an_unusable_leaf(tmp_path: Path) -> None:
    isi = isi_bersih()
    only_quarters(isi["anggaran"])
    for row in isi["anggaran"]:
        if row["kode"].startswith("1.01.01"):
            row.pop("realisasi_lalu_rp", None)
        if row["kode"] == "1.01.01.2.01":
            row["realisasi_lalu_rp"] = 7 * JUTA
        if row["kode"] == "1.01.01.2.01.0001":
            row["realisasi_tw2_rp"] = "dua puluh"
    lalu = column_of(dari(tmp_path, isi), "Anggaran", "Realisasi s.d. Tahun Lalu (Rp)")
    assert lalu["1.01.01.2.01"] is None


@pytest.mark.parametrize(
    ("akumulasi", "satuan", "tahun", "expected"),
    [
        ("Jumlah", "dokumen", None, 16 + 2 + 2 + 2 + 2),
        ("Jumlah", "dokumen", 9, 16 + 9),
        ("Terakhir", "indeks", None, 2),
        ("Kumulatif", "dokumen", None, 16 + 2),
        ("Kumulatif", "%", None, 2),
        ("Rata-rata", "indeks", None, 2),
        ("", "indeks", None, 2),
    ],
)
def test_performance_adds_up_as_its_akumulasi_says(
    akumulasi: str, satuan: str, tahun: float | None, expected: float, tmp_path: Path
) -> None:
    isi = isi_bersih()
    leaf = next(row for row in isi["anggaran"] if row["kode"] == "1.01.01.2.01.0001")
    leaf |= {"akumulasi": akumulasi, "satuan": satuan, "realisasi_tahun_k": tahun}
    lalu = column_of(dari(tmp_path, isi), "Anggaran", "Realisasi s.d. Tahun Lalu (K)")
    assert lalu["1.01.01.2.01.0001"] == expected


def test_year_of_an_indicator_is_what_compute_accumulates(tmp_path: Path) -> None:
    isi = isi_bersih()
    isi["iku"][8]["akumulasi"] = "Rata-rata"
    for row in isi["realisasi"]:
        if "realisasi_tw4" in row:
            row["realisasi_tahun"] = None
    isi["realisasi"][0] |= {"realisasi_tw3": "80.500", "realisasi_tw4": "91.800"}
    path = dari(tmp_path, isi)
    tahun = column_of(path, "Renstra", "Realisasi 2023")
    assert [tahun[f"I-0{n}"] for n in range(1, 10)] == [
        91.8, 38, "A (86,45)", 98, 2.8, "9 Raperda, 50 Raperbup", "Terlaksana", 4.5, 71.3375,
    ]  # fmt: skip
    assert column_of(path, "Realisasi", "Target PK")["I-06"] == "11 Raperda, 55 Raperbup"


def test_new_year_begins_with_the_first_budget_and_without_yearly_sheets(tmp_path: Path) -> None:
    path = dari(tmp_path, isi_bersih())
    profil = profil_of(path)
    assert (profil["Tahun"], profil["Periode"], profil["Versi Anggaran"]) == (2024, "TW I", "Murni")
    assert (profil["Tanggal Pengisian"], profil["Tahun Akhir Renstra"]) == (None, 2026)
    assert rows_of(path, "AKIP") == rows_of(path, "SKM") == []
    assert "Pagu Murni (Rp)" not in set().union(*rows_of(path, "Anggaran"))


def test_akip_belongs_to_the_year(tmp_path: Path) -> None:
    nilai = {"Perencanaan Kinerja": 26.5, "Pengukuran Kinerja": 25.75, "Pelaporan Kinerja": 12.7}
    nilai |= {"Evaluasi Internal": 21.5, "Jumlah": 86.45, "Predikat": "A"}
    path = dari(tmp_path / "a", isi_bersih(), "akip")
    assert (profil_of(path)["Tahun"], profil_of(path)["Periode"]) == (2024, "Tahunan")
    assert column_of(path, "AKIP", "Nilai Tahun Lalu", "Komponen") == nilai
    isi = isi_bersih()
    isi["profil"][0]["periode"] = "TW IV"
    path = dari(tmp_path / "b", isi)
    assert (profil_of(path)["Periode"], profil_of(path)["Versi Anggaran"]) == ("Tahunan", "Perubahan")
    assert column_of(path, "AKIP", "Nilai", "Komponen") == nilai


def test_components_of_akip_stand_in_the_report_of_the_year(tmp_path: Path) -> None:
    bobot = {nama: float(angka) for nama, angka in KOMPONEN_AKIP}
    isi = isi_bersih()
    del isi["akip"]
    isi["profil"][0]["periode"] = "TW IV"
    assert column_of(dari(tmp_path / "tahunan", isi), "AKIP", "Bobot", "Komponen") == bobot
    isi["profil"][0]["periode"] = "TW III"
    assert rows_of(dari(tmp_path / "tw", isi), "AKIP") == []


def test_next_quarter_repeats_the_known_ones_and_is_clean(tmp_path: Path) -> None:
    path = dari(tmp_path, half_year())
    assert profil_of(path)["Periode"] == "TW III"
    assert column_of(path, "Realisasi", "Realisasi TW II")["I-02"] == 9
    assert column_of(path, "Anggaran", "Realisasi TW I (Rp)")["1.01.01.2.01.0001"] == 40 * JUTA
    assert periksa(path) == []


@pytest.mark.parametrize(("periode", "carried"), [("TW III", False), ("TW IV", True), ("Tahunan", False)])
def test_figures_of_the_year_go_from_its_last_quarter_to_its_report(
    periode: str, carried: bool, tmp_path: Path
) -> None:
    isi = isi_bersih()
    isi["profil"][0]["periode"] = periode
    leaf = next(row for row in isi["anggaran"] if row["kode"] == "1.01.01.2.01.0001")
    leaf |= {"realisasi_tahun_k": 8, "realisasi_tahun_rp": 80 * JUTA}
    path = dari(tmp_path, isi)
    kept = [
        column_of(path, "Realisasi", "Realisasi Tahun")["I-03"],
        column_of(path, "Anggaran", "Realisasi Tahun (K)")[leaf["kode"]],
        column_of(path, "Anggaran", "Realisasi Tahun (Rp)")[leaf["kode"]],
    ]
    assert kept == (["A (86,45)", 8, 80 * JUTA] if carried else [None] * 3)


def test_a_blank_target_is_proposed_for_another_year_only(tmp_path: Path) -> None:
    isi = half_year()
    isi["realisasi"][1]["target_pk"] = "-"
    del isi["realisasi"][2]["target_pk"], isi["realisasi"][3]
    target = column_of(dari(tmp_path / "tw", isi), "Realisasi", "Target PK")
    assert [target[kode] for kode in ("I-01", "I-02", "I-03", "I-04")] == [90, None, None, None]
    isi = isi_bersih()
    isi["realisasi"][1]["target_pk"] = "-"
    assert column_of(dari(tmp_path / "tahun", isi), "Realisasi", "Target PK")["I-02"] == 45


def fill_in(path: Path) -> None:
    """Type what a new year's template still asks for, with equal totals: pagu of the leaves, the LRA's budget.

    Of the first quarter, that nothing is realised yet.
    """
    book = openpyxl.load_workbook(path)
    belanja, anggaran = (leaves_below(book[title]) for title in ("Belanja", "Anggaran"))
    count = {title: sum(found == [row] for row, found in rows.items() if book[title].cell(row, 1).value[0] != "4")
             for title, rows in (("Belanja", belanja), ("Anggaran", anggaran))}  # fmt: skip
    for row, found in belanja.items():
        heading(book["Belanja"], row, "Anggaran (Rp)").value = len(found) * count["Anggaran"] * JUTA
    for row, found in anggaran.items():
        if found == [row]:
            heading(book["Anggaran"], row, "Pagu Murni (Rp)").value = count["Belanja"] * JUTA
            heading(book["Anggaran"], row, "Realisasi TW I (Rp)").value = 0
    book.save(path)


def heading(ws: Worksheet, row: int, text: str) -> Any:
    return ws.cell(row, [c.value for c in ws[BARIS_JUDUL]].index(text) + 1)


def leaves_below(ws: Worksheet) -> dict[int, list[int]]:
    """The first row of every code to the rows of the leaves below it (itself where it is one)."""
    codes = {ws.cell(r, 1).value: r for r in range(ws.max_row, BARIS_JUDUL, -1) if ws.cell(r, 1).value}
    leaves = [k for k in codes if not any(j.startswith(f"{k}.") for j in codes)]
    return {row: [codes[k] for k in leaves if f"{k}.".startswith(f"{kode}.")] for kode, row in codes.items()}


def test_filled_in_template_is_clean(tmp_path: Path) -> None:
    path = dari(tmp_path, isi_bersih())
    fill_in(path)
    assert [c for c in periksa(path) if c.kode != "ISI-02"] == []  # openpyxl drops the stored values of formulas


def about(catatan: list[Catatan]) -> set[tuple[str, ...]]:
    """Catatan by what they say, whatever the row that they stand on."""
    return {(c.kode, c.kode_opd, c.lembar, c.nilai, c.pesan) for c in catatan}


@pytest.mark.parametrize("sumber", ["bengkulu", "contoh"])
def test_templates_of_whole_regencies_raise_nothing_about_what_they_carry(sumber: str, tmp_path: Path) -> None:
    folder = BENGKULU
    if sumber == "contoh":
        folder = tmp_path / "kabupaten"
        write_contoh(folder, 5)
    pairs = [(p, p.name) for p in sorted(folder.glob("*.xlsx"))]
    said = about(list(examine(read_workbooks(pairs)).catatan))
    hasil = prefill(folder, tmp_path / "templat", None)
    assert len(hasil.paths) == 3
    for path in hasil.paths:
        cells = openpyxl.load_workbook(path)
        for satu in periksa(path):
            # A required cell that is still blank, or what the OPD's own planning sheets were told before.
            assert cells[satu.lembar][satu.sel].value is None or about([satu]) <= said, satu
        fill_in(path)
        left = [c for c in periksa(path) if c.tingkat is Tingkat.KESALAHAN and c.kode != "ISI-02"]
        assert {(c.kode, c.lembar) for c in left} <= {("STR-06", "Renstra"), ("STR-06", "Realisasi")}, left[:3]
