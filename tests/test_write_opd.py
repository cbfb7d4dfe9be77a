"""opd/*.xlsx: headings as in the published reports, stored values that a recalculation gives, OPD with little."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hitung_ulang import compare, convert_all
from openpyxl.worksheet.worksheet import Worksheet
from test_lkj import SASARAN, konsolidasi
from test_write_konsolidasi import JAHAT, consolidate_folder, make_ragam
from test_write_kosong import chart_count, consolidate_year, write_sisa

from kinerja_xl import pipeline
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.contoh import write_contoh
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.layar.report import summary_lines
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.konsolidasi.susunan import make_konsolidasi
from kinerja_xl.write.lembaran import Kolom, Lembaran
from kinerja_xl.write.opd import susunan as opd
from kinerja_xl.write.opd.susunan import file_names, make_opd, write_opd
from kinerja_xl.write.opd.uang import NE_JUMLAH

CONTOH = Path(__file__).parent.parent / "contoh"
DIBUAT = datetime.datetime(2024, 2, 1, 9, 30)
LEMBAR = [
    *("Ringkasan", "T1 Capaian", "T2 Tahun Lalu", "T3 Renstra", "Grafik Renstra", "T4 Nasional", "T5 Efisiensi"),
    *(
        "T6 Program",
        "T7 Anggaran",
        "Penetapan IKU",
        "PK",
        "PK Perubahan",
        "Laporan Triwulan",
        "E.81",
        "Serapan",
        "Belanja",
    ),
    *("SKM", "AKIP", "Cascading", "Catatan", "Metode"),
]
# Headings of published tables (shared/tables); each must begin a heading of ours, in this order.
TERBIT = {
    "004_pengukuran_eselon_ii": ("T1 Capaian", 0, "Kinerja Utama|Indikator|Target|Realisasi|Capaian|Kategori"),
    "001_tabel_3_2": (
        "T2 Tahun Lalu",
        0,
        "NO|INDIKATOR KINERJA UTAMA|Capaian 2021|Capaian 2022|2023 Target|2023 Realisasi|2023 % Realisasi",
    ),
    "001_tabel_3_3_1": (
        "T3 Renstra",
        0,
        "NO|INDIKATOR KINERJA|2023 Target|2023 Realisasi|2023 %|Target Akhir Renstra 2026|"
        "Capaian s.d 2023 thd Target Renstra",
    ),
    "004_iku_capaian": (
        "T3 Renstra",
        1,
        "NO|INDIKATOR KINERJA UTAMA|TARGET IKU AKHIR RENSTRA|2022 Target|2022 Realisasi",
    ),
    "004_tabel_xii": ("T5 Efisiensi", 1, "No|Program|Anggaran Target|Anggaran Realisasi|Efisiensi|Efisiensi Sisa (%"),
    "001_kegiatan": (
        "T6 Program",
        0,
        "No|Program/Kegiatan/Sub Kegiatan|Indikator Sasaran Program/Kegiatan/Sub Kegiatan|Kinerja Target|"
        "Kinerja Realisasi",
    ),
    "004_anggaran_per_program_bab3": ("T7 Anggaran", 1, "No|Program|Anggaran|Keterangan"),
    "000_iku_opd": (
        "Penetapan IKU",
        0,
        "No|Tujuan|Indikator Tujuan|Sasaran Strategis|Indikator Kinerja|Penjelasan/ Formulasi Penghitungan|Sumber Data|"
        "Penanggung Jawab",
    ),
    "001_iku_eselon_ii": (
        "Penetapan IKU",
        0,
        "Target Kinerja 2022|Target Kinerja 2023|Target Kinerja 2026|Sumber Data",
    ),
    "004_perjanjian_kinerja": ("PK", 0, "NO|KINERJA UTAMA (SASARAN STRATEGIS)|INDIKATOR KINERJA|TARGET"),
    "004_anggaran_pk": ("PK", 1, "No|Program|Anggaran|Keterangan"),
    "004_kurkin_tw4": (
        "Laporan Triwulan",
        0,
        "No|Kinerja Utama|Indikator Kinerja Utama|Target PK|Target Renstra|Realisasi TW IV|Data Dukung Atas Realisasi|"
        "Kendala Pencapaian Target|Rencana Aksi",
    ),
}


def write_one(hasil: Konsolidasi, folder: Path) -> Path:
    """The workbook of the only OPD that has one."""
    (nama,) = write_opd(hasil, folder, DIBUAT)
    return folder / nama


def headings(sheet: Worksheet) -> list[list[str]]:
    """The headings of every table of a sheet, two levels joined."""
    merged = {(r.min_row, r.min_col): r for r in sheet.merged_cells.ranges}
    found = []
    for row in range(1, sheet.max_row + 1):
        if str(sheet.cell(row, 1).value).rstrip(".") != "No":
            continue
        tall = merged.get((row, 1))
        two = tall is not None and tall.max_row > row
        titles, above, until = [], "", 0
        for n in range(1, sheet.max_column + 1):
            value = sheet.cell(row, n).value
            own = merged.get((row, n))
            if value is not None:
                above, until = str(value), own.max_col if own else n
            below = sheet.cell(row + 1, n).value if two else None
            if below is not None and n <= until:
                titles.append(f"{above} {below}")
            elif value is not None:
                titles.append(str(value))
        found.append(titles)
    return found


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9%/]+", " ", text.casefold()).strip()


@pytest.fixture(scope="module")
def lengkap(tmp_path_factory: pytest.TempPathFactory) -> Konsolidasi:
    ubah: dict[Any, Any] = {
        **SASARAN,
        ("iku", 0, "tujuan"): "Pendidikan bermutu",
        ("iku", 3, "tingkat"): "Eselon III",
        ("iku", 3, "jenis"): "IK",
        ("renstra", 0, "standar_nasional"): 95,
        ("renstra", 7, "standar_nasional"): 4,
        ("realisasi", 1, "target_pk_perubahan"): 39,
        ("realisasi", 1, "faktor_penghambat"): "Tenaga kurang",
        ("anggaran", 2, "kode_iku"): "I-01; I-02",
        ("anggaran", 10, "kode_iku"): "I-99",
        ("anggaran", 2, "indikator"): "Dokumen",
        ("anggaran", 3, "indikator"): "Laporan",
        ("anggaran", 3, "target_k"): 10,
    }
    return konsolidasi(tmp_path_factory.mktemp("lengkap"), ubah)


@pytest.fixture(scope="module")
def buku(lengkap: Konsolidasi, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_one(lengkap, tmp_path_factory.mktemp("opd"))


def test_sheets_in_order(buku: Path) -> None:
    book = openpyxl.load_workbook(buku)
    assert book.sheetnames == [*LEMBAR, "_grafik"]
    assert book["_grafik"].sheet_state == "hidden"
    assert buku.name == "1.01_Dinas Pendidikan.xlsx"


@pytest.mark.parametrize("nama", TERBIT)
def test_headings_of_the_published_tables(nama: str, buku: Path) -> None:
    lembar, tabel, terbit = TERBIT[nama]
    ours = [plain(t) for t in headings(openpyxl.load_workbook(buku)[lembar])[tabel]]
    at = 0
    for title in terbit.split("|"):
        found = next((n for n in range(at, len(ours)) if ours[n].startswith(plain(title))), None)
        assert found is not None, (title, ours)
        at = found + 1


def test_tables_add_up_to_the_opd(lengkap: Konsolidasi, buku: Path) -> None:
    """T5 and T7 end in the OPD's total; the rows above it are everything, once."""
    book = openpyxl.load_workbook(buku, data_only=True)
    own = lengkap.opd.iloc[0]
    pagu, realisasi = own["pagu_rp"] / 100, own["realisasi_rp"] / 100
    sheet = book["T5 Efisiensi"]
    rows = list(sheet.iter_rows(min_row=9, values_only=True))
    last = next(n for n, row in enumerate(rows) if str(row[1]).startswith("Jumlah"))
    labels = [row[1] for row in rows[:last]]
    assert labels == [
        "Meningkatnya layanan",
        "Meningkatnya akuntabilitas",
        "Bersama: sasaran 1 dan 2",
    ]
    assert (sum(r[3] for r in rows[:last]), sum(r[4] for r in rows[:last])) == (pagu, realisasi)
    assert rows[last][3:5] == (pagu, realisasi)
    assert rows[last][2] == float(own["rata_rata_capaian"])
    efisiensi = lengkap.efisiensi[lengkap.efisiensi["tingkat"] == "OPD"].iloc[0]
    assert (rows[last][10], rows[last][11]) == (float(efisiensi["ne"]), efisiensi["kriteria"])
    t7 = book["T7 Anggaran"]
    totals = [row for row in t7.iter_rows(values_only=True) if str(row[1]).startswith("Jumlah Anggaran")]
    assert [(t[2], t[3]) for t in totals] == [(pagu, realisasi)] * 2


def test_open_rows_of_serapan_say_which_sasaran_they_support(buku: Path) -> None:
    """Kegiatan and sub kegiatan are folded away; what is seen and printed are the programs."""
    sheet = openpyxl.load_workbook(buku, data_only=True)["Serapan"]
    rows = [(row[0], row[3]) for row in sheet.iter_rows(min_row=6, values_only=True) if row[1]]
    assert rows[0][1] in ("", None)
    assert dict(rows[1:]) == {
        "1.01.01": "S1, S2",
        "1.01.01.2.01": "S1, S2",
        "1.01.01.2.01.0001": "S1, S2",
        **dict.fromkeys(("1.01.01.2.01.0002", "1.01.01.2.02", "1.01.01.2.02.0001", "1.01.01.2.02.0002"), "S2"),
        **dict.fromkeys(("1.01.02", "1.01.02.2.01", "1.01.02.2.01.0001", "1.01.02.2.01.0002"), "S1"),
    }


def test_t1_and_its_neighbours_show_the_computed_figures(lengkap: Konsolidasi, buku: Path) -> None:
    book = openpyxl.load_workbook(buku, data_only=True)
    by_name = dict(zip(lengkap.capaian["indikator"], lengkap.capaian.to_dict("records"), strict=True))
    for lembar, nama, kolom, name in (
        ("T1 Capaian", "C", "G", "capaian_persen"),
        ("T3 Renstra", "B", "H", "kemajuan_renstra_persen"),
    ):
        sheet = book[lembar]
        seen = set()
        for row in range(1, sheet.max_row + 1):
            own = by_name.get(sheet[f"{nama}{row}"].value)
            if own is not None and own["indikator"] not in seen:
                seen.add(own["indikator"])
                exact = own[name]
                assert sheet[f"{kolom}{row}"].value == (None if exact is None else float(exact)), (lembar, row)
        assert seen == set(by_name)
    t4 = [row for row in book["T4 Nasional"].iter_rows(min_row=8, values_only=True) if row[0]]
    assert [(r[1], round(r[7], 2), r[8]) for r in t4] == [
        ("Persentase layanan sesuai standar", 96.63, "Belum memenuhi standar"),
        ("Angka putus sekolah", 87.5, "Belum memenuhi standar"),
    ]


def test_an_indicator_whose_name_cannot_be_used_bears_its_code(tmp_path: Path) -> None:
    """I-04 has no name, that of I-05 is an error value: both are linked from Ringkasan, I-04 as the lowest."""
    ubah = {
        ("iku", 3, "indikator"): None,
        ("iku", 4, "indikator"): "#DIV/0!",
        ("realisasi", 3, "realisasi_tahun"): 20,
        ("realisasi", 4, "realisasi_tahun"): None,
        **{("anggaran", n, "uraian"): None for n in (8, 9)},
    }
    book = openpyxl.load_workbook(write_one(konsolidasi(tmp_path / "m", ubah), tmp_path / "opd"), data_only=True)
    summary = book["Ringkasan"]
    assert list_below(summary, "Capaian indikator terendah")[0][0] == "I-04"
    assert list_below(summary, "Indikator belum terhitung")[0][0] == "I-05"
    assert list_below(summary, "Sisa anggaran terbesar")[0][0] == "1.01.02.2.01"
    for nama, kolom in (("T1 Capaian", "C"), ("T2 Tahun Lalu", "B"), ("T3 Renstra", "B"), ("Laporan Triwulan", "C"),
                        ("PK", "C")):  # fmt: skip
        names = [c.value for c in book[nama][kolom]]
        assert {"I-04", "I-05"} <= set(names), nama


def test_changed_agreement_takes_the_changed_target_and_pagu(buku: Path) -> None:
    book = openpyxl.load_workbook(buku, data_only=True)
    targets = {
        nama: {row[2]: row[4] for row in book[nama].iter_rows(values_only=True) if row[2]}["Jumlah dokumen tersusun"]
        for nama in ("PK", "PK Perubahan")
    }
    assert targets == {"PK": "40", "PK Perubahan": "39"}
    totals = {
        nama: next(r[3] for r in book[nama].iter_rows(values_only=True) if str(r[1]).startswith("Jumlah"))
        for nama in targets
    }
    assert totals == {"PK": 584_000_000, "PK Perubahan": 596_000_000}
    text = [c.value for row in book["PK"].iter_rows() for c in row]
    assert {"Pihak Kedua,", "Pihak Pertama,", "Bupati Nusa Raya"} <= set(text)
    # The agreement is the head's: what Eselon III promised isn't in it.
    assert "Jumlah warga terlayani" not in text
    assert book["PK"].page_setup.orientation == "portrait"
    assert book["PK"].page_setup.paperSize == 14
    assert book["Penetapan IKU"].print_title_rows == "$11:$13"


def test_a_running_year_is_not_judged_as_a_whole_one(tmp_path: Path) -> None:
    """Before TW IV the year's target of a kegiatan isn't missed yet, and no change since last year is given."""
    ubah = {**SASARAN, ("anggaran", 2, "indikator"): "Dokumen", ("anggaran", 2, "realisasi_tw1_k"): 8}
    for periode, words, naik in (("TW II", {"Menunjang"}, False), ("TW IV", {"Menunjang", "Menghambat"}, True)):
        own = {**ubah, ("anggaran", 3, "realisasi_tw4_k"): 1, ("profil", 0, "periode"): periode}
        path = write_one(konsolidasi(tmp_path / periode, own), tmp_path / f"opd {periode}")
        book = openpyxl.load_workbook(path, data_only=True)
        assert {r[10] for r in book["T6 Program"].iter_rows(min_row=8, values_only=True) if r[10]} == words
        assert any(t.startswith("Naik/(turun)") for t in headings(book["T2 Tahun Lalu"])[0]) is naik


def test_quarters_after_the_period_stay_blank_in_the_quarterly_report(tmp_path: Path) -> None:
    """I-02 reports 10, 9, 10, 9: a run of TW II prints the first two, and the columns of the others to be filled in."""
    found = {}
    for periode in ("TW II", "TW IV"):
        path = write_one(
            konsolidasi(tmp_path / periode, {("profil", 0, "periode"): periode}), tmp_path / f"o {periode}"
        )
        sheet = openpyxl.load_workbook(path, data_only=True)["Laporan Triwulan"]
        (titles,) = headings(sheet)
        first = titles.index("Realisasi TW I")
        assert titles[first : first + 4] == [f"Realisasi {tw}" for tw in ("TW I", "TW II", "TW III", "TW IV")]
        rows = {row[2]: row for row in sheet.iter_rows(values_only=True)}
        found[periode] = [v or "" for v in rows["Jumlah dokumen tersusun"][first : first + 4]]
    assert found == {"TW II": ["10", "9", "", ""], "TW IV": ["10", "9", "10", "9"]}


def test_source_of_funds_is_blank_where_nobody_filled_it_in(tmp_path: Path) -> None:
    ubah = {**SASARAN, ("anggaran", 8, "sumber_dana"): "DAK"}
    book = openpyxl.load_workbook(write_one(konsolidasi(tmp_path / "a", ubah), tmp_path / "opd"), data_only=True)
    for nama in ("PK", "T7 Anggaran"):
        heads = [row for row in book[nama].iter_rows(values_only=True) if "Keterangan" in row]
        kolom = heads[0].index("Keterangan")
        rows = [row for row in book[nama].iter_rows(values_only=True) if str(row[1]).startswith("Program P")]
        assert {row[1]: row[kolom] or "" for row in rows} == {
            "Program Penunjang Urusan Pemerintahan Daerah": "",
            "Program Pengelolaan Pendidikan": "DAK",
        }, nama


def test_t6_points_to_the_joint_group_of_a_sasaran(tmp_path: Path) -> None:
    """Both programs name an indicator of sasaran 1 and one of sasaran 2: neither has rows of its own."""
    ubah = {**SASARAN, ("anggaran", 0, "kode_iku"): "I-01; I-02", ("anggaran", 7, "kode_iku"): "I-01; I-02"}
    kosong = "Tidak ada program/kegiatan yang menyebut indikator sasaran ini."
    for lain, words in (("I-01; I-02", 0), ("I-01", 1)):
        own = {**ubah, **{("anggaran", n, "kode_iku"): lain for n in (0, 7)}}
        path = write_one(konsolidasi(tmp_path / lain, own), tmp_path / f"opd {lain}")
        texts = [c.value for row in openpyxl.load_workbook(path)["T6 Program"].iter_rows() for c in row]
        assert texts.count(kosong) == words
        seen = [t for t in texts if str(t).endswith("lihat Bersama: sasaran 1 dan 2.")]
        assert len(seen) == (0 if words else 2)


@pytest.mark.parametrize("hilang", [False, True])
def test_the_chart_of_years_ends_at_the_key_figure(hilang: bool, tmp_path: Path) -> None:
    """I-04 isn't an IKU and counts in no year, the others do in each; unless 2021 lacks one of them."""
    ubah = {**SASARAN, ("iku", 3, "jenis"): "IK", ("realisasi", 0, "realisasi_tahun"): 45}
    ubah |= {("renstra", 0, "realisasi_2021"): None} if hilang else {}
    hasil = konsolidasi(tmp_path, ubah)
    (kode,) = opd.Potongan(hasil).opd()
    bahan = opd.Bahan(opd.Potongan(hasil).of([kode]), kode)
    _, tempat = opd.t1_capaian(bahan)
    _, lalu = opd.t2_tahun_lalu(bahan, tempat)
    data = DataGrafik()
    bagan = opd.renstra_opd(bahan, tempat, lalu, data)
    assert bagan is not None
    which = "IKU yang terhitung tiap tahun" if hilang else "9 IKU yang sama"
    assert bagan.judul == f"Capaian per tahun Renstra, rata-rata {which}"
    values = next(list(k.nilai) for k in data.kolom if k.judul == "Rata-rata capaian (%)")
    assert values[-1] == pytest.approx(float(bahan.baris.rata_rata_capaian))
    own = {code: steps[2021]["hasil"].persen for code, steps in bahan.tahunan.items() if code != "I-04"}
    known = [v for v in own.values() if v is not None]
    assert len(known) == (8 if hilang else 9)
    assert values[0] == pytest.approx(float(sum(known) / len(known)))
    labels = next(list(k.nilai) for k in data.kolom if k.judul == "Tahun")
    assert labels == (["2021 (8 IKU)", "2022 (9 IKU)", "2023 (9 IKU)"] if hilang else ["2021", "2022", "2023"])


@pytest.mark.parametrize(
    ("jabatan", "penuh"),
    [
        ("Kepala Disdik", "Kepala Dinas Pendidikan"),
        ("Plt. Kepala disdik", "Plt. Kepala Dinas Pendidikan"),
        (None, "Kepala Dinas Pendidikan"),
        ("Inspektur", "Inspektur"),
        ("Kepala Dinas Pendidikan Kabupaten Nusa Raya", "Kepala Dinas Pendidikan Kabupaten Nusa Raya"),
    ],
)
def test_signatures_bear_the_official_title_in_full(jabatan: str | None, penuh: str, tmp_path: Path) -> None:
    ubah = {("profil", 0, "jabatan"): jabatan, ("opd", 0, "singkatan"): "Disdik"}
    book = openpyxl.load_workbook(write_one(konsolidasi(tmp_path / "a", ubah), tmp_path / "opd"))
    for nama in ("Penetapan IKU", "PK", "Laporan Triwulan", "E.81"):
        texts = {c.value for row in book[nama].iter_rows() for c in row}
        assert (penuh.upper() if nama == "E.81" else penuh) in texts, nama


@pytest.mark.parametrize(
    ("versi", "baris", "ada"),
    [("Murni", None, False), ("Perubahan", None, True), ("Murni", 1, True), ("Murni", 3, False)],
)
def test_a_changed_agreement_only_where_something_on_it_changed(
    versi: str, baris: int | None, ada: bool, tmp_path: Path
) -> None:
    """The fourth indicator is of Eselon III, so not of the head's agreement; a pagu typed for later isn't in force."""
    ubah: dict[Any, Any] = {("profil", 0, "versi_anggaran"): versi, ("iku", 3, "tingkat"): "Eselon III"}
    if baris is not None:
        ubah["realisasi", baris, "target_pk_perubahan"] = 39
    names = openpyxl.load_workbook(write_one(konsolidasi(tmp_path / "m", ubah), tmp_path)).sheetnames
    assert "PK" in names
    assert ("PK Perubahan" in names) is ada


def test_t5_says_where_the_total_takes_its_ne_from(buku: Path, tmp_path: Path) -> None:
    assert str(openpyxl.load_workbook(buku)["T5 Efisiensi"]["A3"].value).endswith(NE_JUMLAH)
    tanpa = konsolidasi(tmp_path / "a", {("anggaran", n, "kode_iku"): None for n in range(12)})
    note = openpyxl.load_workbook(write_one(tanpa, tmp_path / "opd"))["T5 Efisiensi"]["A3"].value
    assert str(note).endswith("Kriteria menurut metode selisih.")


@pytest.mark.parametrize(("periode", "ada"), [("TW I", True), ("TW III", True), ("TW IV", False), ("Tahunan", False)])
def test_criteria_of_efficiency_are_qualified_until_the_year_is_over(periode: str, ada: bool, tmp_path: Path) -> None:
    """Serapan is of the whole year's pagu: before its end nearly everything would be called efficient."""
    hasil = konsolidasi(tmp_path / "m", {("profil", 0, "periode"): periode})
    sheets, _ = make_konsolidasi(hasil, DIBUAT)
    caveat = f"Sampai {periode}: serapan terhadap pagu setahun, jadi kriteria efisiensi baru bermakna pada akhir tahun."
    book = openpyxl.load_workbook(write_one(hasil, tmp_path / "opd"))
    said = {
        "T5": caveat in book["T5 Efisiensi"]["A3"].value,
        "Metode OPD": caveat in [c.value for c in book["Metode"]["C"]],
        "Efisiensi": any(caveat in s.keterangan for s in sheets if s.nama == "Efisiensi"),
        "Metode": any(c.nilai == caveat for s in sheets if s.nama == "Metode" for c in s.sel),
    }
    assert said == dict.fromkeys(said, ada)
    text = str([s.keterangan for s in sheets]) + str(book["T5 Efisiensi"]["A3"].value)
    assert ("akhir tahun" in text) is ada


def list_below(ws: Worksheet, judul: str) -> list[list[Any]]:
    """The rows of a list on Ringkasan: the filled cells from the column of its heading on."""
    (head,) = (c for row in ws.iter_rows() for c in row if str(c.value).startswith(judul))
    rows: list[list[Any]] = []
    for row in ws.iter_rows(min_row=head.row + 1, min_col=head.column, max_col=12 if head.column < 12 else 24):
        if row[0].value in (None, ""):
            break
        rows.append([c.value for c in row if c.value not in (None, "")])
    return rows


def test_catatan_of_one_rule_are_one_line_with_their_number(tmp_path: Path) -> None:
    """Four blank targets in two columns and one text for a number: two lines, the four first."""
    ubah: dict[Any, Any] = {("renstra", n, f"target_{y}"): None for n in (0, 1) for y in (2022, 2023)}
    ubah["anggaran", 2, "pagu_murni_rp"] = "seratus juta"
    hasil = konsolidasi(tmp_path / "a", ubah)
    counts = Counter((c.kode, str(c.tingkat)) for c in hasil.catatan)
    ws = openpyxl.load_workbook(write_one(hasil, tmp_path / "opd"), data_only=True)["Ringkasan"]
    rows = list_below(ws, "Catatan terberat")
    assert [tuple(row[1:]) for row in rows[:2]] == [(4, "Kesalahan"), (1, "Kesalahan")]
    assert len({row[0] for row in rows}) == len(rows) == min(5, len(counts))
    urutan = [list(Tingkat).index(row[2]) for row in rows]
    assert urutan == sorted(urutan)


def test_ringkasan_counts_what_the_mean_is_of_and_lists_only_what_is_low(buku: Path, tmp_path: Path) -> None:
    """9 of 10 indicators are IKU; all are of the best category, until one reaches half of its target of 90."""
    ws = openpyxl.load_workbook(buku, data_only=True)["Ringkasan"]
    texts = {c.value for row in ws.iter_rows() for c in row}
    assert {"IKU terhitung", "9 dari 9 IKU"} <= texts
    assert list_below(ws, "Capaian indikator terendah") == [
        ["Tidak ada: 10 indikator yang terhitung semuanya berkategori Sangat Tinggi."]
    ]
    ubah = {("realisasi", 0, "realisasi_tahun"): 45}
    path = write_one(konsolidasi(tmp_path / "a", ubah), tmp_path / "opd")
    (low,) = list_below(openpyxl.load_workbook(path, data_only=True)["Ringkasan"], "Capaian indikator terendah")
    assert low[1:] == [50, "Sangat Rendah"]


def test_same_input_gives_same_bytes_and_links_lead_somewhere(lengkap: Konsolidasi, buku: Path, tmp_path: Path) -> None:
    assert write_one(lengkap, tmp_path).read_bytes() == buku.read_bytes()
    book = openpyxl.load_workbook(buku)
    links = [cell.hyperlink.location for sheet in book for row in sheet for cell in row if cell.hyperlink]
    for link in links:
        name, cell = re.fullmatch(r"'?([^'!]+)'?!\$?([A-Z]+[0-9]+)", link).groups()
        assert book[name][cell].row <= book[name].max_row
    assert len(links) > 20


def test_charts_are_native_and_draw_something(buku: Path) -> None:
    # Ringkasan, one per indicator of the Renstra, SKM and AKIP.
    assert chart_count(buku) == 4 + 7 + 2


def _sources(nama: str, lengkap: Konsolidasi, tmp: Path) -> Iterator[tuple[str, Konsolidasi]]:
    """What is recalculated: this factory's OPD, all kinds of capaian, the real examples, generated OPD."""
    if nama == "nyata":
        for folder in ("bengkulu_selatan_2023", "balangan_2023"):
            yield folder, consolidate_folder(CONTOH / folder)
    elif nama == "buatan":
        write_contoh(tmp, 3)
        yield nama, consolidate_folder(tmp)
    elif nama == "ragam":
        yield nama, make_ragam(tmp, 4)
    else:
        if nama == "setahun":
            yield nama, lengkap
        for periode, metode in (("TW II", "ne"),) if nama == "setahun" else (("TW III", "rasio"), ("TW IV", "sisa")):
            ubah = {**SASARAN, ("profil", 0, "periode"): periode}
            ubah |= {("kebijakan", 1, "nama"): "metode_efisiensi", ("kebijakan", 1, "nilai"): metode}
            yield periode, konsolidasi(tmp / periode, ubah)


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("nama", "paling_sedikit"),
    [
        ("setahun", 650),
        ("nyata", 1_500),
        pytest.param("ragam", 850, marks=pytest.mark.lambat),
        pytest.param("triwulan", 600, marks=pytest.mark.lambat),
        pytest.param("buatan", 3_500, marks=pytest.mark.lambat),
    ],
)
def test_recalculation_changes_nothing(nama: str, paling_sedikit: int, lengkap: Konsolidasi, tmp_path: Path) -> None:
    """In one start of LibreOffice for all workbooks of a source."""
    written: dict[Path, int] = {}
    (tmp_path / "masuk").mkdir()
    for sumber, hasil in _sources(nama, lengkap, tmp_path / "masuk"):
        folder = tmp_path / f"opd {sumber}"
        for berkas, satu in write_opd(hasil, folder, DIBUAT).items():
            written[(folder / berkas).rename(folder / f"{sumber} {berkas}")] = satu.rumus
    total = 0
    for path, fresh in zip(written, convert_all(list(written), tmp_path), strict=True):
        count, differing = compare(path, fresh)
        assert (count, differing) == (written[path], []), path.name
        total += count
    assert total >= paling_sedikit


def test_real_tables_of_balangan(tmp_path: Path) -> None:
    """004_anggaran_per_program_bab3 and 004_tabel_xii: the two programs, each for one strategic sasaran."""
    path = write_one(consolidate_folder(CONTOH / "balangan_2023"), tmp_path)
    sheet = openpyxl.load_workbook(path, data_only=True)["T5 Efisiensi"]
    rows = [r[1:5] for r in sheet.iter_rows(min_row=9, values_only=True) if isinstance(r[3], (int, float))]
    assert [(r[0], r[2]) for r in rows[:3]] == [
        ("Meningkatnya Kualitas Layanan Sekretariat DPRD", 27_536_147_700),
        ("Meningkatnya Akuntabilitas kinerja Sekretariat DPRD", 35_108_214_776),
        ("Jumlah Sekretariat DPRD", 62_644_362_476),
    ]
    iku = openpyxl.load_workbook(path, data_only=True)["T1 Capaian"]
    rata = next(r[6] for r in iku.iter_rows(values_only=True) if str(r[0]).startswith("Rata-rata capaian (2 dari 2"))
    assert round(rata, 2) == 98.83


@pytest.mark.parametrize("sisa", ["IKU", "Anggaran", "Belanja", "Renstra"])
def test_one_sheet_only(sisa: str, tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    write_sisa(tmp_path / "masuk", [sisa])
    hasil = consolidate_year(tmp_path / "masuk")
    if sisa == "Renstra":
        # Without IKU nothing can be computed of it.
        assert write_opd(hasil, tmp_path, DIBUAT) == {}
        return
    path = write_one(hasil, tmp_path)
    book = openpyxl.load_workbook(path)
    lain = {"E.81", "SKM", "AKIP", "Cascading"}
    assert lain & set(book.sheetnames) == ({"E.81"} if sisa == "Anggaran" else set())
    wanted = [n for n in LEMBAR if n not in ("Grafik Renstra", "PK", "PK Perubahan", "Belanja", *lain)]
    assert [n for n in book.sheetnames if n in wanted] == wanted
    assert ("PK" in book.sheetnames) == (sisa != "Belanja")
    for nama in wanted[1:-1]:
        assert all(book[nama].cell(row, 1).value for row in (1, 3, 4)), nama
    said = {n for n in wanted for row in book[n].iter_rows() for c in row if str(c.value).startswith("Belum ada data")}
    assert ("T1 Capaian" in said) == (sisa != "IKU")
    assert ("T7 Anggaran" in said) == (sisa != "Belanja")
    chart_count(path)


def test_nothing_computed_gives_no_workbook(tmp_path: Path) -> None:
    nihil = {("profil", 0, "status_pelaporan"): "Nihil"}
    tanpa = ("iku", "renstra", "realisasi", "anggaran", "belanja", "skm", "akip", "cascading")
    hasil = konsolidasi(tmp_path / "m", nihil, tanpa=tanpa)
    assert write_opd(hasil, tmp_path / "opd", DIBUAT) == {}
    assert not (tmp_path / "opd").exists()


TEKS = {
    "iku": ("tujuan", "sasaran", "indikator", "satuan", "formulasi", "alasan", "sumber_data", "penanggung_jawab"),
    "realisasi": ("faktor_pendorong", "faktor_penghambat", "tindak_lanjut", "data_dukung"),
    "anggaran": ("uraian", "indikator", "satuan", "sumber_dana"),
}


@pytest.mark.parametrize("geser", range(3))
def test_senders_text_stays_text(geser: int, tmp_path: Path) -> None:
    """Every text column holds every hostile text in turn; three turns bring each text to the first rows too."""
    ubah: dict[Any, Any] = {("opd", 0, "nama_opd"): JAHAT[geser], ("profil", 0, "kepala_opd"): JAHAT[geser + 3]}
    for lembar, columns in TEKS.items():
        for baris in range(10):
            for n, kolom in enumerate(columns):
                ubah[lembar, baris, kolom] = JAHAT[(baris + n + 5 * geser) % len(JAHAT)]
    path = write_one(konsolidasi(tmp_path / "m", ubah, olah=_as_text), tmp_path / "opd")
    book = openpyxl.load_workbook(path)
    own = re.compile(r"HYPERLINK|http|mailto|@SUM", re.I)
    seen = set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                seen.add(cell.value)
                assert cell.data_type != "f" or not own.search(str(cell.value)), cell
                assert cell.hyperlink is None or (cell.hyperlink.target is None and cell.hyperlink.location), cell
    # openpyxl shows the escape of `_x0041_` as it stands in the file.
    assert {t for t in JAHAT if t == t.strip() and len(t) < 3_000 and t != "_x0041_"} <= seen
    with zipfile.ZipFile(path) as package:
        rels = [package.read(n).decode() for n in package.namelist() if n.endswith(".rels")]
        assert not any('TargetMode="External"' in r for r in rels)
        assert package.testzip() is None
        charts = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]
        references = {ref for chart in charts for ref in re.findall(r"<c:f>([^<]*)</c:f>", chart)}
        assert charts
        assert all(
            re.fullmatch(r"'?(_grafik|SKM|AKIP)'?!\$[A-Z]+\$[0-9]+(:\$[A-Z]+\$[0-9]+)?", ref) for ref in references
        )


@pytest.mark.parametrize("nama", [*JAHAT, "CON", 'a/b\\c:d*e?f"g<h>i|j', "..", "", "\u202egnp.exe", "\ud800", "a\nb"])
def test_file_names_of_hostile_names(nama: str) -> None:
    (berkas,) = file_names({"1.01": nama}).values()
    assert re.fullmatch(r"1\.01_[\w .,()&'+-]*\.xlsx", berkas), berkas
    assert len(berkas) <= 110
    assert not berkas.removesuffix(".xlsx").endswith((".", " "))


def _as_text(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.data_type = "s"


def test_file_names_are_unique_without_case_and_bounded() -> None:
    names = file_names({"1": "Dinas A", "1 ": "dinas a", "2": "x" * 500, "3": "é" * 500, "a/b": "c", "a\\b": "c"})
    assert len({n.casefold() for n in names.values()}) == 6
    assert all(len(n) <= 110 and len(n.encode()) <= 200 for n in names.values())
    assert names["a/b"] == "a_b_c.xlsx"
    assert names["a\\b"] == "a_b_c (2).xlsx"


def test_every_opd_is_cut_out_whole(tmp_path: Path) -> None:
    """What a workbook of many says of an OPD is what that OPD's workbook says."""
    (tmp_path / "masuk").mkdir()
    hasil = make_ragam(tmp_path / "masuk", 5)
    written = write_opd(hasil, tmp_path / "opd", DIBUAT)
    assert len(written) == 5
    for nama, row in zip(written, hasil.opd.itertuples(), strict=True):
        book = openpyxl.load_workbook(tmp_path / "opd" / nama, data_only=True)
        sheet = book["Ringkasan"]
        tiles = [c.value for c in sheet[5] if c.value is not None]
        assert (float(row.rata_rata_capaian) in tiles) if row.rata_rata_capaian is not None else True, nama
        assert (row.pagu_rp is None) or (row.pagu_rp / 100 in tiles), nama
        lembar, _ = make_opd(hasil, row.kode_opd, DIBUAT)
        assert [satu.nama for satu in lembar] == book.sheetnames


def test_the_run_writes_them_into_the_whole_folder(tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    make_ragam(tmp_path / "masuk", 2)
    jalan = pipeline.run(tmp_path / "masuk", tmp_path / "hasil", hanya=("opd",))
    names = sorted(p.relative_to(jalan.keluaran.tujuan).as_posix() for p in jalan.keluaran.ditulis)
    assert len([n for n in names if re.fullmatch(r"opd/[^/]+\.xlsx", n)]) == 2
    lines = summary_lines(jalan)
    assert "  opd/ (2 buku kerja, satu untuk setiap OPD)" in lines
    assert not any(".xlsx" in line for line in lines)


def test_further_sheets_stand_around_the_budget_tree(
    lengkap: Konsolidasi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(nama: str, ada: bool) -> opd.Pembuat:
        return lambda _hasil, kode: (
            [Lembaran(nama, nama, "", "#000000", kolom=[Kolom("a", "A", 10, "kode", [kode])])] if ada else []
        )

    monkeypatch.setattr(opd, "SEBELUM_SERAPAN", (make("E.81", True), make("Tidak ada", False)))
    monkeypatch.setattr(opd, "SESUDAH_SERAPAN", (make("SKM", True), make("AKIP", True)))
    book = openpyxl.load_workbook(write_one(lengkap, tmp_path))
    expected = [n for n in LEMBAR if n not in ("E.81", "SKM", "AKIP", "Cascading", "Catatan", "Metode")]
    expected.insert(expected.index("Serapan"), "E.81")
    assert book.sheetnames == [*expected, "SKM", "AKIP", "Catatan", "Metode", "_grafik"]
    assert book["SKM"]["A6"].value == "1.01"
