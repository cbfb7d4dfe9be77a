"""Formulir E.81 and sheet E.60: official layout, live columns, what stands below; a recalculation changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hitung_ulang import compare, recalculate
from openpyxl.worksheet.worksheet import Worksheet
from pabrik import JUTA, Isi, Kunci, Pabrik, isi_bersih
from test_evaluasi import examine
from test_write_konsolidasi import DIBUAT

from kinerja_xl.consolidate.konsolidasi import Konsolidasi, consolidate
from kinerja_xl.write.buku import write_buku
from kinerja_xl.write.kerangka import prepare
from kinerja_xl.write.konsolidasi.rkpd import LEMBAR_E60
from kinerja_xl.write.konsolidasi.susunan import make_konsolidasi
from kinerja_xl.write.opd.e81 import KEPALA, KOLOM_RESMI, MULAI, make_e81
from kinerja_xl.write.ukuran import text_width

CONTOH = Path(__file__).parent.parent / "contoh"
A = "anggaran"
PROGRAM, KEGIATAN, SUB_A, SUB_B = 0, 1, 2, 3


def other_opd() -> Isi:
    """A second OPD with programs in two bidang, cumulative quarters and figures of every kind."""
    isi = isi_bersih()
    isi["profil"][0] |= {"kode_opd": "2.10", "nama_opd": "Dinas Pertanahan", "realisasi_triwulan": "Kumulatif"}
    for n, baris in enumerate(isi["anggaran"]):
        baris["kode"] = baris["kode"].replace("1.01.01", "2.10.01").replace("1.01.02", "2.11.02")
        for kolom in ("serapan_dilaporkan", "sisa_dilaporkan_rp"):
            baris.pop(kolom, None)
        if "realisasi_tw1_rp" in baris:
            steps = [baris[f"realisasi_tw{q}_rp"] for q in range(1, 5)]
            baris |= {f"realisasi_tw{q}_rp": sum(steps[:q]) for q in range(1, 5)}
        if n == 2:
            baris |= {"polaritas": "Minimal", "akumulasi": "Rata-rata", "realisasi_tahun_k": None}
        if n == 3:
            baris |= {"target_renstra_k": "BB", "realisasi_lalu_k": "B", "target_k": "CC", "akumulasi": "Terakhir"}
            baris |= {f"realisasi_tw{q}_k": "A (86,45)" for q in (2, 4)} | {"realisasi_tw1_k": None}
            baris |= {"realisasi_tw3_k": None, "realisasi_tahun_k": None}
        if n == 5:
            baris |= {"target_renstra_k": "0-5", "target_k": "0-5", "polaritas": "Stabil", "akumulasi": "Kumulatif"}
            baris |= {"realisasi_lalu_k": None, "realisasi_tw4_k": 6, "realisasi_tahun_k": None}
        if n == 6:
            baris.pop("target_renstra_rp")
            baris |= {"realisasi_tw1_k": "Nihil", "realisasi_tahun_k": None}
        if n == 9:
            baris |= {"target_renstra_k": 80, "polaritas": "Maximal", "akumulasi": "Jumlahan"}
            baris |= {f"realisasi_tw{q}_k": 20 for q in range(1, 5)}
        if n == 10:
            baris |= {"target_renstra_k": "3 ± 1", "target_k": "3 ± 1", "polaritas": "Stabil", "akumulasi": "Kumulatif"}
    return isi


def ragam(folder: Path, ubah: dict[Kunci, Any] | None = None, periode: str | None = None) -> Konsolidasi:
    """Two OPD of the factory in a register of three."""
    register: dict[Kunci, Any] = {
        ("opd", 1, "kode_opd"): "2.10",
        ("opd", 1, "nama_opd"): "Dinas Pertanahan",
        ("opd", 1, "kepala_opd"): "Budi, S.H.",
        ("opd", 1, "nip"): "197001011995031001",
        ("opd", 2, "kode_opd"): "2.11",
        ("opd", 2, "nama_opd"): "Dinas Lingkungan Hidup",
        ("kabupaten", 0, "ibu_kota"): "Kota Raya",
        ("kabupaten", 0, "kepala_bappeda"): "Sari",
        ("kabupaten", 0, "periode_rpjmd"): "2021-2026",
    }
    telaah = Pabrik(folder, register | (ubah or {}), tambahan={"lain.xlsx": other_opd()}, periode=periode).run()
    assert telaah.galat == ()
    return consolidate(telaah.data, telaah.hitungan, telaah.catatan)


def write_forms(hasil: Konsolidasi, path: Path) -> Path:
    """E.60, the E.81 of every OPD (one after another) and Metode, which their formulas look at."""
    sheets, sampul = make_konsolidasi(hasil, DIBUAT)
    kept = [s for s in sheets if s.nama in (LEMBAR_E60, "Metode")]
    prepared = prepare(hasil)
    forms = [
        replace(sheet, nama=f"E.81 {n}")
        for n, opd in enumerate(hasil.opd["kode_opd"], 1)
        for sheet in make_e81(prepared, opd)
    ]
    write_buku([*forms, *kept], replace(sampul, kembali="Metode"), path)
    return path


def rows_by_code(ws: Worksheet, mulai: int, kolom: int) -> dict[str, tuple[Any, ...]]:
    """The rows of a form by the code that a column's text begins with."""
    rows = ws.iter_rows(min_row=mulai, values_only=True)
    return {str(row[kolom]).split(" ")[0]: row for row in reversed(list(rows)) if row[kolom]}


@pytest.fixture(scope="module")
def buku(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("e81")
    ubah: dict[Kunci, Any] = {
        ("realisasi", 0, "faktor_pendorong"): "Guru bersertifikat bertambah",
        ("realisasi", 1, "faktor_penghambat"): "Anggaran bergeser",
        ("realisasi", 3, "faktor_penghambat"): "Anggaran bergeser",
        ("realisasi", 3, "tindak_lanjut"): "Menambah petugas",
        (A, SUB_A, "kendala"): "Lelang gagal",
    }
    return write_forms(ragam(folder / "masuk", ubah), folder / "formulir.xlsx")


def test_the_official_layout(buku: Path) -> None:
    ws = openpyxl.load_workbook(buku)["E.81 1"]
    assert ws["A2"].value == "Formulir E.81"
    assert ws["A3"].value == "Evaluasi Terhadap Hasil Renja Perangkat Daerah Lingkup Kabupaten/Kota"
    assert ws["A4"].value == "Renja Perangkat Daerah Dinas Pendidikan Kabupaten Nusa Raya"
    assert ws["A5"].value == "Periode Pelaksanaan Tahun 2023"
    assert ws["A6"].value.startswith(
        "Indikator dan target kinerja Perangkat Daerah yang mengacu pada sasaran RKPD: I-01"
    )
    numbers = {cell.column: cell.value for cell in ws[KEPALA + 2] if cell.value}
    pairs = {5 + 2 * n: text for n, text in enumerate(["5", "6", "7", "8", "9", "10", "11"])}
    pairs |= {19: "12 = 8+9+10+11", 21: "13 = 6+12", 23: "14 = 13/5 × 100"}
    singles = {1: "1", 2: "2", 3: "3", 4: "4", 25: "15"}
    added = {26: "12/7 × 100"}
    assert numbers == singles | pairs | added
    assert KOLOM_RESMI == 25
    assert [c.value for c in ws[KEPALA + 3]][4:24] == ["K", "Rp"] * 10
    merged = {str(r) for r in ws.merged_cells.ranges}
    # Titles over two levels, the quarters under one title, K and Rp under one number.
    assert {
        "A8:A9",
        "D8:D9",
        "E8:F9",
        "I8:J9",
        "K8:R8",
        "K9:L9",
        "Q9:R9",
        "S8:T9",
        "W8:X9",
        "Y8:Y9",
        "Z8:AA9",
    } <= merged
    assert {"E10:F10", "W10:X10", "A10:A11", "Y10:Y11"} <= merged
    assert [ws.cell(KEPALA + 1, c).value for c in (11, 13, 15, 17)] == ["I", "II", "III", "IV"]
    assert ws["K8"].value == "Realisasi Kinerja pada Triwulan"


def test_print_set_up(buku: Path) -> None:
    """25 official columns can be read on A3 only: 10 points become 6, on F4 less than 5."""
    ws = openpyxl.load_workbook(buku)["E.81 1"]
    assert (ws.page_setup.orientation, ws.page_setup.paperSize) == ("landscape", 8)
    assert ws.sheet_properties.pageSetUpPr.fitToPage
    assert (ws.page_setup.fitToWidth or 1, ws.page_setup.fitToHeight) == (1, 0)
    assert ws.print_title_rows == "$8:$11"
    # The link back in row 1 and the helper columns aren't printed.
    first, last = ws.print_area.replace("$", "").split("!")[1].split(":")
    assert first == "A2"
    assert last == f"AA{ws.max_row}"
    assert ws["A1"].hyperlink is not None
    assert ws.freeze_panes == f"D{MULAI}"


def test_what_stands_below_the_table(buku: Path) -> None:
    ws = openpyxl.load_workbook(buku, data_only=True)["E.81 1"]
    texts = [row[0] for row in ws.iter_rows(min_row=MULAI, values_only=True) if isinstance(row[0], str)]
    start = texts.index("Jumlah anggaran seluruh program")
    assert texts[start : start + 16] == [
        "Jumlah anggaran seluruh program",
        "Rata-rata capaian kinerja (%) atas indikator sasaran, program, kegiatan, dan sub kegiatan: 16 pada kolom 14, "
        "17 pada tahun ini",
        "Predikat kinerja (dinilai atas tingkat capaian tahun ini)",
        "Faktor pendorong keberhasilan kinerja:",
        "1. I-01 Persentase layanan sesuai standar: Guru bersertifikat bertambah",
        "Faktor penghambat pencapaian kinerja:",
        "1. I-02, I-04: Anggaran bergeser",
        "2. 1.01.01.2.01.0001 Sub kegiatan 0001: Lelang gagal",
        "Tindak lanjut yang diperlukan dalam triwulan berikutnya:",
        "Tindak lanjut yang diperlukan dalam Renja Perangkat Daerah berikutnya:",
        "1. I-04 Jumlah warga terlayani: Menambah petugas",
        texts[start + 11],
        texts[start + 12],
        texts[start + 13],
        texts[start + 14],
        "Disusun",
    ]
    assert "16 pada kolom 14, 17 pada tahun ini, jadi bukan rata-rata capaian IKU OPD" in texts[start + 11]
    assert texts[start + 12] == "Kolom 7 (Rp): pagu Perubahan menurut Profil."
    assert texts[start + 13].startswith("Minimal: rumus capaian. Pada 1 indikator Minimal")
    values = {str(c.value) for row in ws.iter_rows() for c in row if c.value}
    assert {"Disusun", "Dievaluasi", "KEPALA BAPPEDA", "Sari", "KABUPATEN NUSA RAYA"} <= values
    lain = openpyxl.load_workbook(buku, data_only=True)["E.81 2"]
    values = {str(c.value) for row in lain.iter_rows() for c in row if c.value}
    assert {"Budi, S.H.", "NIP 197001011995031001", "KEPALA DINAS PERTANAHAN"} <= values


def test_follow_up_before_the_last_quarter_is_for_the_next_one(tmp_path: Path) -> None:
    ubah: dict[Kunci, Any] = {("realisasi", 3, "tindak_lanjut"): "Menambah petugas", ("profil", 0, "periode"): "TW II"}
    telaah = Pabrik(tmp_path, ubah).run()
    hasil = prepare(consolidate(telaah.data, telaah.hitungan, telaah.catatan))
    texts = [s.nilai for s in make_e81(hasil, "1.01")[0].sel if isinstance(s.nilai, str) and s.kolom == 0]
    at = texts.index("Tindak lanjut yang diperlukan dalam triwulan berikutnya:")
    assert texts[at + 1] == "1. I-04 Jumlah warga terlayani: Menambah petugas"
    assert "Periode Pelaksanaan Tahun 2023 s.d. TW II" in texts


def test_pagu_renja_stands_in_column_7_where_there_is_no_dpa(tmp_path: Path) -> None:
    """Sub A has Pagu Renja only, sub B a Murni beside its blank Perubahan, a third a pagu that can't be read."""
    unreadable = 5
    ubah: dict[Kunci, Any] = {
        **{(A, SUB_A, f"pagu_{versi}_rp"): None for versi in ("murni", "perubahan")},
        (A, SUB_B, "pagu_perubahan_rp"): None,
        **{(A, unreadable, f"pagu_{versi}_rp"): "1.48.193.842,-" for versi in ("murni", "perubahan")},
        (A, SUB_A, "realisasi_lalu_rp"): None,
    }
    hasil = ragam(tmp_path / "masuk", ubah)
    own = hasil.evaluasi[(hasil.evaluasi["kode_opd"] == "1.01") & hasil.evaluasi["rinci"].astype(bool)]
    rows = {row.kode: (row.pagu_rp, row.realisasi_rp, row.asal_pagu) for row in own.itertuples()}
    sen = 100 * JUTA
    assert rows["1.01.01.2.01.0001"] == (101 * sen, 80 * sen, "Renja")
    assert rows["1.01.01.2.01.0002"] == (60 * sen, 51 * sen, "Murni")
    assert [pd.isna(v) for v in rows["1.01.01.2.02.0001"][:2]] == [True, True]
    assert rows["1.01.01.2.02.0001"][2] == ""
    assert rows["1.01.01.2.02.0002"][2] == "Perubahan"
    # Absorption is still of what the DPA holds.
    serapan = hasil.serapan.set_index(["kode_opd", "kode"])["pagu_rp"]
    assert pd.isna(serapan["1.01", "1.01.01.2.01.0001"])

    book = openpyxl.load_workbook(write_forms(hasil, tmp_path / "f.xlsx"), data_only=True)
    ws = book["E.81 1"]
    by_code = rows_by_code(ws, MULAI, 2)
    assert by_code["1.01.01.2.01.0001"][9] == 101 * JUTA
    assert by_code["1.01.01.2.01"][9] == 161 * JUTA
    texts = {c.value for c in ws["A"]}
    assert (
        "Kolom 7 (Rp): pagu Perubahan menurut Profil; pagu Murni untuk 1 baris yang pagu Perubahan-nya kosong; "
        "Pagu Renja untuk 1 baris tanpa DPA."
    ) in texts
    assert (
        "Realisasi s.d. tahun lalu (kolom 6, Rp) tidak diisi untuk 1 baris; kolom 13 hanya memuat tahun ini."
    ) in texts
    lain = {str(c.value) for c in book["E.81 2"]["A"]}
    assert not any("Renja untuk" in t or "tidak diisi untuk" in t for t in lain)
    e60 = book[LEMBAR_E60]
    assert rows_by_code(e60, 9, 2)["1.01.01.2.01.0001"][10] == 101 * JUTA
    assert "pagu versi pada Profil, Pagu Renja untuk 1 baris tanpa DPA." in e60["A2"].value


def test_e60_names_its_average_and_minimal_rows_and_prints_on_a3(buku: Path) -> None:
    book = openpyxl.load_workbook(buku)
    ws = book[LEMBAR_E60]
    assert (ws.page_setup.orientation, ws.page_setup.paperSize) == ("landscape", 8)
    assert ws["AD5"].value == "Rata-rata Indikator Sasaran s.d. Sub Kegiatan (tahun ini, %)"
    assert "berbeda dari Capaian OPD (rata-rata IKU)" in ws["A2"].value
    minimal = {row[4] for row in ws.iter_rows(min_row=9, values_only=True) if "Minimal: rumus" in str(row[26])}
    assert {t for t in minimal if t} == {"Angka putus sekolah (per seribu)"}
    rows = rows_by_code(ws, 9, 2)
    assert rows["2.10.01.2.01.0001"][26] == "Minimal: rumus capaian"
    assert rows["1.01.01.2.01.0001"][26] == "Lelang gagal"


def test_short_texts_and_the_added_heading_fit(buku: Path) -> None:
    """ "A (86,45)" stays on one line of its K column; the added heading has room for its longest line."""
    ws = openpyxl.load_workbook(buku)["E.81 2"]
    columns = {c.column_letter for row in ws.iter_rows(min_row=MULAI) for c in row if c.value == "A (86,45)"}
    assert columns
    assert all(ws.column_dimensions[n].width >= text_width("A (86,45)") + 2 for n in columns)
    added = sum(ws.column_dimensions[n].width for n in ("Z", "AA"))
    assert added >= 1.1 * text_width("Tingkat Capaian Tahun")


def test_formulas_are_live_and_money_is_the_leaves(buku: Path) -> None:
    rumus = rows_by_code(openpyxl.load_workbook(buku)["E.81 1"], MULAI, 2)
    nilai = rows_by_code(openpyxl.load_workbook(buku, data_only=True)["E.81 1"], MULAI, 2)
    sub = rumus["1.01.01.2.01.0001"]
    assert sub[18].startswith("=IF(COUNT(K")
    assert "SUM(" in sub[18]
    assert all(isinstance(sub[n], str) and sub[n].startswith("=") for n in (18, 19, 20, 21, 22, 23, 25, 26))
    harapan = (40, 600 * JUTA, 16, 200 * JUTA, 8, 102 * JUTA, 2, 40 * JUTA, 2, 20 * JUTA, 2, 10 * JUTA, 2, 10 * JUTA,
               8, 80 * JUTA, 24, 280 * JUTA, 60, pytest.approx(280 / 6))  # fmt: skip
    assert nilai["1.01.01.2.01.0001"][4:24] == harapan
    program = nilai["1.01.01"]
    assert "SUMIFS" in rumus["1.01.01"][9]
    assert program[9] == sum(nilai[f"1.01.01.2.0{k}.000{n}"][9] for k in (1, 2) for n in (1, 2))


def test_cumulative_quarters_and_texts(buku: Path) -> None:
    nilai = rows_by_code(openpyxl.load_workbook(buku, data_only=True)["E.81 2"], MULAI, 2)
    assert nilai["2.10.01.2.01.0001"][11:18:2] == (40 * JUTA, 20 * JUTA, 10 * JUTA, 10 * JUTA)
    predikat = nilai["2.10.01.2.01.0002"]
    assert (predikat[18], predikat[20]) == ("A (86,45)", "A (86,45)")
    assert predikat[22] == pytest.approx(123.5)
    # Minimal: column 14 as the form says, the year by the capaian of Minimal.
    minimal = nilai["2.10.01.2.01.0001"]
    assert (minimal[18], minimal[22], minimal[25]) == (2, 5, 175)
    # 6 above a range from 0 to 5: (2 × 5 − 6) / 5.
    rentang = nilai["2.10.01.2.02.0001"]
    assert (rentang[18], rentang[20], rentang[22], rentang[25]) == (6, 6, 80, 80)
    # "Nihil" among quarters that are to be added: shown, and nothing computed of it.
    teks = nilai["2.10.01.2.02.0002"]
    assert teks[10:18:2] == ("Nihil", 2, 2, 2)
    assert (teks[18], teks[20], teks[22], teks[25]) == (None,) * 4


def test_setting_renstra_rates_on_column_14(tmp_path: Path) -> None:
    ubah: dict[Kunci, Any] = {("kebijakan", 0, "nama"): "e81_penilaian", ("kebijakan", 0, "nilai"): "renstra"}
    hasil = ragam(tmp_path / "masuk", ubah)
    book = openpyxl.load_workbook(write_forms(hasil, tmp_path / "f.xlsx"), data_only=True)
    ws = book["E.81 1"]
    assert [c.value for c in ws[KEPALA + 2] if c.value][-1] == "15"
    assert ws.print_area.replace("$", "").split(":")[1].startswith("Y")
    label = next(c.row for c in ws["A"] if str(c.value).startswith("Predikat kinerja"))
    assert ws.cell(label, 1).value == "Predikat kinerja (dinilai atas tingkat capaian Renstra, kolom 14)"
    assert ws.cell(label, 23).value
    assert book[LEMBAR_E60]["AB5"].value == "Rata-rata Indikator Sasaran s.d. Sub Kegiatan (RPJMD, %)"


def test_e60_groups_by_urusan_bidang_opd_and_program(buku: Path) -> None:
    ws = openpyxl.load_workbook(buku, data_only=True)[LEMBAR_E60]
    numbers = [ws.cell(7, c).value for c in range(1, 28)]
    assert [n for n in numbers if n] == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12",
                                         "13 = 9+10+11+12", "14 = 7+13", "15 = 14/6 × 100", "16", "17"]  # fmt: skip
    rows = list(ws.iter_rows(min_row=9, values_only=True))
    heads = [(row[2], row[3]) for row in rows if row[2] and row[2].count(".") <= 1 and not row[2].startswith("I-")]
    assert heads == [
        ("1", "Urusan Pemerintahan Wajib yang Berkaitan dengan Pelayanan Dasar"),
        ("1.01", "Bidang Urusan Pendidikan"),
        ("1.01", "Dinas Pendidikan"),
        ("2", "Urusan Pemerintahan Wajib yang Tidak Berkaitan dengan Pelayanan Dasar"),
        ("2.10", "Bidang Urusan Pertanahan"),
        ("2.10", "Dinas Pertanahan"),
        ("2.11", "Bidang Urusan Lingkungan Hidup"),
        ("2.10", "Dinas Pertanahan"),
    ]
    money = {row[3]: row[10] for row in reversed(rows) if row[3] and row[10] is not None}
    assert money["Urusan Pemerintahan Wajib yang Tidak Berkaitan dengan Pelayanan Dasar"] == 596 * JUTA
    assert money["Bidang Urusan Pertanahan"] == 232 * JUTA
    assert money["Bidang Urusan Lingkungan Hidup"] == 364 * JUTA
    assert money["Jumlah kabupaten/kota (2 dari 3 OPD)"] == 2 * 596 * JUTA
    # K stands on indicator rows only, the OPD's average once.
    assert all(row[9] is None for row in rows if row[2] and row[2].count(".") <= 1 and not row[2].startswith("I-"))
    average = [(row[3], row[29], row[30]) for row in rows if row[30]]
    assert [a[0] for a in average] == ["Dinas Pendidikan", "Dinas Pertanahan", "Jumlah kabupaten/kota (2 dari 3 OPD)"]
    assert average[2][1] == pytest.approx((average[0][1] + average[1][1]) / 2)
    assert ws["A3"].value == "Lembar Anggaran: 2 dari 3 OPD. Periode Tahunan 2023."
    # The average of an OPD is that of its E.81.
    forms = openpyxl.load_workbook(buku, data_only=True)
    for n in (1, 2):
        form = forms[f"E.81 {n}"]
        label = next(c.row for c in form["A"] if str(c.value).startswith("Rata-rata capaian kinerja (%)"))
        assert form.cell(label, 26).value == pytest.approx(average[n - 1][1])


def test_kegiatan_are_folded_away(buku: Path) -> None:
    ws = openpyxl.load_workbook(buku)[LEMBAR_E60]
    levels = {str(ws.cell(r, 3).value): ws.row_dimensions[r] for r in range(9, ws.max_row + 1) if ws.cell(r, 3).value}
    assert (levels["1.01.02"].outlineLevel, levels["1.01.02"].hidden) == (1, False)
    assert (levels["1.01.02.2.01"].outlineLevel, levels["1.01.02.2.01"].hidden) == (2, True)
    assert (levels["1.01.02.2.01.0001"].outlineLevel, levels["1.01.02.2.01.0001"].hidden) == (3, True)


LEPAS: dict[Kunci, Any] = {
    **{("iku", n, "sasaran"): "Layanan tuntas" for n in (2, 4)},
    ("iku", 5, "sasaran"): None,
    (A, PROGRAM, "kode_iku"): "I-02; I-07",
    (A, 7, "kode_iku"): "I-01; I-08; I-09; I-10",
}
"""I-03 and I-05 are of a sasaran without program, I-06 of none; I-04 joins those of its sasaran."""


def test_indicators_that_no_program_names_stand_under_their_sasaran(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_forms(ragam(tmp_path / "masuk", LEPAS), tmp_path / "f.xlsx"), data_only=True)
    ws = book["E.81 1"]
    rows = list(ws.iter_rows(min_row=MULAI, max_row=MULAI + 22, values_only=True))
    first = [(row[1], str(row[3]).split(" ")[0]) for row in rows if row[1] or str(row[3]).startswith("I-")]
    assert first == [
        ("Meningkatnya layanan", "I-01"), *((None, f"I-{n:02d}") for n in (2, 4, 7, 8, 9, 10)),
        ("Layanan tuntas", "I-03"), (None, "I-05"), ("(tidak diisi)", "I-06"),
    ]  # fmt: skip
    akip = next(row for row in rows if str(row[3]).startswith("I-03"))
    assert (akip[4], akip[10], akip[18], akip[20]) == ("A", None, "A (86,45)", "A (86,45)")
    assert (akip[22], akip[25]) == (pytest.approx(108.0625), pytest.approx(123.5))
    assert not any(akip[5:24:2])
    assert "I-03 Nilai AKIP (predikat) target BB" in ws["A6"].value
    texts = [str(c.value) for c in ws["A"]]
    note = "4 indikator sasaran tidak disebut Kode IKU pada Anggaran: tercantum di bawah sasarannya tanpa uang"
    assert any(t.startswith(note) for t in texts)
    assert not any("tidak disebut Kode IKU" in str(c.value) for c in book["E.81 2"]["A"])
    # E.60 is regrouped from the same rows, so it has them, and the same average.
    mean = next(ws.cell(n, 26).value for n, t in enumerate(texts, 1) if t.startswith("Rata-rata capaian kinerja (%)"))
    e60 = list(book[LEMBAR_E60].iter_rows(min_row=9, values_only=True))
    assert [row[2] for row in e60 if str(row[2]).startswith("I-")][:10] == [f"I-{n:02d}" for n in range(1, 11)]
    assert next(row[29] for row in e60 if row[30]) == pytest.approx(mean)
    assert next(row for row in e60 if row[2] == "I-06")[1] == "(tidak diisi)"


def test_programs_without_sasaran_dont_seem_to_belong_to_the_one_above(tmp_path: Path) -> None:
    ubah: dict[Kunci, Any] = {(A, 7, "kode_iku"): None, (A, 8, "kode_iku"): None}
    ws = openpyxl.load_workbook(write_forms(ragam(tmp_path / "masuk", ubah), tmp_path / "f.xlsx"))["E.81 1"]
    named = {row[1]: str(row[2] or row[3]).split(" ")[0] for row in ws.iter_rows(min_row=MULAI, values_only=True)}
    assert named.pop(None)
    assert named == {"Meningkatnya layanan": "I-01", "(tidak ada Kode IKU yang dikenali)": "1.01.02"}


def test_helper_columns_have_headings(buku: Path) -> None:
    ws = openpyxl.load_workbook(buku)["E.81 2"]
    titles = [ws.cell(KEPALA, n).value for n in range(KOLOM_RESMI + 3, ws.max_column + 1)]
    assert titles[:4] == ["Rinci", "Akumulasi", "Polaritas", "Kolom 13 (K)"]
    assert titles[-2:] == ["Masuk rata-rata kolom 14 (%)", "Masuk rata-rata tahun ini (%)"]
    assert "5 Target Renstra (angka)" in titles
    assert all(titles)


def test_no_form_without_anggaran(tmp_path: Path) -> None:
    telaah = Pabrik(tmp_path, tanpa=("anggaran",)).run()
    hasil = prepare(consolidate(telaah.data, telaah.hitungan, telaah.catatan))
    assert make_e81(hasil, "1.01") == []
    assert make_e81(hasil, "9.99") == []


SUMBER: dict[str, tuple[Callable[[Path], Konsolidasi], int]] = {
    "balangan": (lambda _: examine(CONTOH / "balangan_2023"), 500),
    "bengkulu_selatan": (lambda _: examine(CONTOH / "bengkulu_selatan_2023"), 150),
    "ragam": (lambda folder: ragam(folder), 700),
    "ragam tanpa program": (lambda folder: ragam(folder, LEPAS), 700),
    "ragam TW II": (
        lambda folder: ragam(folder, {("profil", 0, "periode"): "TW II", ("kebijakan", 0, "nama"): "rumus_minimal",
                                      ("kebijakan", 0, "nilai"): "rasio"}, "TW II"), 300
    ),
}  # fmt: skip


@pytest.mark.libreoffice
@pytest.mark.parametrize("nama", SUMBER)
def test_recalculation_changes_nothing(nama: str, tmp_path: Path) -> None:
    make, least = SUMBER[nama]
    path = write_forms(make(tmp_path / "masuk"), tmp_path / "f.xlsx")
    count, differing = compare(path, recalculate(path, tmp_path))
    assert count > least
    assert differing == []
