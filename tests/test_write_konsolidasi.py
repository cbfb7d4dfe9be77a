"""konsolidasi.xlsx: stored values are what a recalculation gives, text stays text, the sheets are the contract's."""

from __future__ import annotations

import datetime
import os
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hitung_ulang import compare, recalculate

from kinerja_xl import pipeline, read
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, consolidate
from kinerja_xl.contoh import write_contoh
from kinerja_xl.deklarasi.catatan import Catatan, Tingkat
from kinerja_xl.write.buku import Sampul, write_buku
from kinerja_xl.write.konsolidasi.perhatian import attention, gravest, gravest_kinds
from kinerja_xl.write.konsolidasi.susunan import write_konsolidasi
from kinerja_xl.write.lembaran import Kolom, Lembaran
from kinerja_xl.write.posisi import make_posisi
from kinerja_xl.write.xlsx.lembar_xlsx import TulisGagal

DIBUAT = datetime.datetime(2024, 2, 1, 9, 30)
# A longer proof by hand: KINERJA_OPD_HITUNG_ULANG=60.
BANYAK_OPD = int(os.environ.get("KINERJA_OPD_HITUNG_ULANG", "10"))
LEMBAR = [
    "Ringkasan",
    "Kepatuhan",
    "Capaian OPD",
    "Capaian IKU",
    "Triwulan",
    "Renstra",
    "Serapan OPD",
    "Serapan Program",
    "Belanja",
    "Efisiensi",
    "SKM",
    "AKIP",
    "Cascading",
    "IKU Daerah",
    "Register IKU",
    "Evaluasi RKPD (E.60)",
    "Catatan",
    "Metode",
]
JAHAT = (
    '=HYPERLINK("http://jahat.example","klik")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "http://jahat.example",
    "mailto:a@b.c",
    "internal:'Metode'!A1",
    "<b>&amp;\"'",
    "{=1}",
    "_x0041_",
    "1.10",
    "https://jahat.example/" + "x" * 3000,
    "[jahat.xlsx]A!A1",
    "'A'!A1",
    "panjang " * 6000,
)
_PROFIL = [
    "Kabupaten/Kota",
    "Kode OPD",
    "Nama OPD",
    "Tahun",
    "Periode",
    "Tahun Awal Renstra",
    "Tahun Akhir Renstra",
    "Versi Anggaran",
    "Realisasi Anggaran Triwulan",
]
_IKU = [
    "Kode",
    "Sasaran",
    "Indikator Kinerja",
    "Tingkat",
    "Jenis",
    "Satuan",
    "Polaritas",
    "Akumulasi",
    "Kelompok Predikat",
]
_REALISASI = [
    "Kode",
    "Target PK",
    "Target TW I",
    "Target TW II",
    "Realisasi TW I",
    "Realisasi TW II",
    "Realisasi TW III",
    "Realisasi TW IV",
    "Realisasi Tahun",
]
_ANGGARAN = [
    "Kode",
    "Uraian",
    "Kode IKU",
    "Pagu Murni (Rp)",
    "Pagu Perubahan (Rp)",
    "Rencana Kas TW I (Rp)",
    "Rencana Kas TW II (Rp)",
    "Realisasi TW I (Rp)",
    "Realisasi TW II (Rp)",
    "Realisasi TW III (Rp)",
    "Realisasi TW IV (Rp)",
    "Realisasi Tahun (Rp)",
]

# One indicator for every way a capaian comes about: (target, realisasi, polaritas, satuan, kelompok).
RAGAM = (
    (3.22, 2.85, "Maksimal", "nilai", ""),
    (10, 25, "Minimal", "kasus", ""),
    (10, 45, "Minimal", "kasus", ""),
    (5, 7, "Stabil", "%", ""),
    ("3 ± 1", 4.6, "Stabil", "%", ""),
    ("69,1-69,5", 60, "Maksimal", "tahun", ""),
    ("10 - 15", 17, "Minimal", "hari", ""),
    ("≥ 90", "87,07%", "Maksimal", "%", ""),
    ("CC", "A (86,45)", "Maksimal", "predikat", "AKIP"),
    ("B", "BB", "Maksimal", "predikat", "AKIP"),
    ("10 Raperda, 50 SK", "8 Raperda, 55 SK", "Maksimal", "dokumen", ""),
    (0, 0, "Maksimal", "kasus", ""),
    (0, 3, "Minimal", "kasus", ""),
    (0, 3, "Maksimal", "kasus", ""),
    ("3 ± 1", "3 ± 1", "Stabil", "%", ""),
    ("Terlaksana", "Terlaksana", "Maksimal", "keterangan", ""),
    ("1:1000", "1:900", "Minimal", "rasio", ""),
    (100, None, "Maksimal", "orang", ""),
    ("0-5", 3, "Minimal", "kasus", ""),
    ("0-5", 6, "Stabil", "kasus", ""),
)


def _sheet(book: Any, title: str, header: list[str], rows: list[list[Any]]) -> None:
    sheet = book.create_sheet(title)
    for r, row in enumerate((header, *rows), 1):
        for n, value in enumerate(row, 1):
            cell = sheet.cell(r, n)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"


def make_opd(folder: Path, n: int, *, periode: str = "Tahunan", ganti: str = "", jenis: str = "biasa") -> None:
    """One submission; `jenis` is biasa, kumulatif (cumulative money), belanja (accounts only) or kinerja (no money)."""
    kode = f"{1 + n // 10}.{n % 10}0"
    book = openpyxl.Workbook()
    profil = book.active
    profil.title = "Profil"
    versi = "Perubahan" if n % 2 else "Murni"
    cara = "Kumulatif" if jenis == "kumulatif" else "Per Triwulan"
    values = ["Uji Coba", kode, ganti or f"Dinas Nomor {n}", 2023, periode, 2022, 2026, versi, cara]
    for row, (label, value) in enumerate(zip(_PROFIL, values, strict=True), 1):
        profil.cell(row, 1, label)
        cell = profil.cell(row, 2)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    iku, realisasi = [], []
    for i, (target, hasil, polaritas, satuan, kelompok) in enumerate(RAGAM):
        name = ganti or f"Indikator {i}"
        iku.append(
            [
                f"I-{i}",
                ganti or "Sasaran",
                name,
                "Eselon II",
                "IK" if i % 5 == 4 else "IKU",
                satuan,
                polaritas,
                "Terakhir",
                kelompok,
            ]
        )
        half = round(hasil * (0.4 + n / 50), 3) if isinstance(hasil, (int, float)) else hasil
        realisasi.append([f"I-{i}", target, None, target if i == 0 else None, None, half, None, None, hasil])
    if jenis != "belanja":
        _sheet(book, "IKU", _IKU, iku)
        _sheet(book, "Realisasi", _REALISASI, realisasi)
        header = ["Kode", *(f"Target {y}" for y in range(2022, 2027)), "Target Akhir Renstra", "Realisasi 2022"]
        _sheet(book, "Renstra", header, [[f"I-{i}", *[t] * 5, t, r] for i, (t, r, *_) in enumerate(RAGAM)])
    if jenis in ("biasa", "kumulatif"):
        _sheet(book, "Anggaran", _ANGGARAN, _budget(kode, n, ganti, jenis == "kumulatif"))
    if jenis == "belanja":
        rows = [["5", "BELANJA", None, None], ["5.1", "OPERASI", None, None], ["5.1.01", "Pegawai", 1000 + n, 900.25]]
        rows += [["4", "PENDAPATAN", 50, 60], ["5.2", "MODAL", 500, 100]]
        _sheet(book, "Belanja", ["Kode Rekening", "Uraian", "Anggaran (Rp)", "Realisasi (Rp)"], rows)
    book.save(folder / f"opd_{n:02d}.xlsx")


def _budget(kode: str, n: int, ganti: str, kumulatif: bool) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for p in (1, 2):
        program = f"{kode}.0{p}"
        rows.append([program, ganti or f"Program {p}", "I-0; I-1;I-7" if p == 1 else "", 999, *[None] * 8])
        rows.append([f"{program}.2.01", ganti or "Kegiatan", "I-3", None, *[None] * 8])
        for s in (1, 2, 10):
            pagu = 1_000_000 * s + n * 1000 + 0.25 * p
            quarters = [pagu * q for q in ((0.2, 0.4, 0.6, 0.85) if kumulatif else (0.2, 0.2, 0.2, 0.25))]
            quarters = [round(q, 2) for q in quarters]
            kas = [round(pagu / 4, 2)] * 2 if n % 3 else [None, None]
            year = None if s == 10 else quarters[3] if kumulatif else round(sum(quarters), 2)
            rows.append([f"{program}.2.01.{s:04d}", ganti or "Sub", "", pagu, pagu + 50_000, *kas, *quarters, year])
    return rows


def consolidate_folder(folder: Path) -> Konsolidasi:
    """The consolidation of a folder, without writing anything."""
    pairs = [(path, path.relative_to(folder).as_posix()) for path in read.list_workbooks(folder)]
    telaah = pipeline.examine(pipeline.read_workbooks(pairs))
    return consolidate(telaah.data, telaah.hitungan, telaah.catatan)


def make_ragam(folder: Path, n: int = 5, periode: str = "Tahunan", ganti: str = "") -> Konsolidasi:
    """A small regency with every kind of figure."""
    kinds = ("biasa", "kumulatif", "belanja", "kinerja", "biasa")
    for i in range(n):
        make_opd(folder, i + 1, periode=periode, jenis=kinds[i % len(kinds)], ganti=ganti)
    return consolidate_folder(folder)


@pytest.fixture(scope="module")
def ragam(tmp_path_factory: pytest.TempPathFactory) -> Konsolidasi:
    return make_ragam(tmp_path_factory.mktemp("ragam"))


@pytest.fixture(scope="module")
def buku(ragam: Konsolidasi, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keluaran") / "konsolidasi.xlsx"
    write_konsolidasi(ragam, path, DIBUAT)
    return path


def test_sheets_in_order_and_grafik_hidden(buku: Path) -> None:
    book = openpyxl.load_workbook(buku)
    assert book.sheetnames == [*LEMBAR, "_grafik"]
    assert book["_grafik"].sheet_state == "hidden"


def test_counts_are_those_of_the_file(ragam: Konsolidasi, tmp_path: Path) -> None:
    hasil = write_konsolidasi(ragam, tmp_path / "k.xlsx", DIBUAT)
    book = openpyxl.load_workbook(tmp_path / "k.xlsx")
    formulas = sum(c.data_type == "f" for s in book for row in s.iter_rows() for c in row)
    assert (hasil.lembar, hasil.rumus) == (len(book.sheetnames), formulas)
    assert formulas > 800


def test_same_input_gives_same_bytes(ragam: Konsolidasi, buku: Path, tmp_path: Path) -> None:
    write_konsolidasi(ragam, tmp_path / "lagi.xlsx", DIBUAT)
    assert (tmp_path / "lagi.xlsx").read_bytes() == buku.read_bytes()


def test_every_formula_has_a_stored_value(buku: Path) -> None:
    with zipfile.ZipFile(buku) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                cells = re.findall(r"<c [^>]*>(?:(?!</c>).)*<f>.*?</c>", package.read(name).decode(), re.S)
                missing = [c for c in cells if "<v>" not in c or ("<v></v>" in c and 't="str"' not in c)]
                assert not missing, (name, missing[:3])


def test_capaian_cells_hold_the_exact_figures(ragam: Konsolidasi, buku: Path) -> None:
    sheet = openpyxl.load_workbook(buku, data_only=True)["Capaian IKU"]
    header = [c.value for c in sheet[5]]
    column = header.index("Capaian (%)")
    stored = [row[column] for row in sheet.iter_rows(min_row=6, values_only=True)]
    exact = [None if v is None else float(v) for v in ragam.capaian["capaian_persen"]]
    assert stored == exact
    assert stored[0] == float(Decimal("2.85") / Decimal("3.22") * 100)
    assert None in stored


def test_category_is_a_formula_on_the_scale_and_not_a_number_where_nothing_is_known(buku: Path) -> None:
    sheet = openpyxl.load_workbook(buku)["Capaian IKU"]
    header = [c.value for c in sheet[5]]
    cell = sheet.cell(6, header.index("Kategori") + 1)
    assert cell.value.startswith("=IF(")
    assert "LOOKUP(ROUND(" in cell.value
    assert "Skala_Batas" in openpyxl.load_workbook(buku).defined_names


def test_parents_are_sums_over_their_leaves(buku: Path) -> None:
    formulas, values = (openpyxl.load_workbook(buku, data_only=d)["Serapan Program"] for d in (False, True))
    levels = [c.value for c in values["D"]]
    for row, level in enumerate(levels, 1):
        if level in ("OPD", "Program", "Kegiatan"):
            assert formulas.cell(row, 7).value.startswith("=IF(COUNT("), row
            assert "SUMIFS(" in formulas.cell(row, 7).value
    assert formulas.row_dimensions[levels.index("Sub Kegiatan") + 1].hidden
    assert formulas.row_dimensions[levels.index("Sub Kegiatan") + 1].outlineLevel == 3
    assert not formulas.row_dimensions[levels.index("Program") + 1].hidden


def test_at_least_eight_native_charts(buku: Path) -> None:
    with zipfile.ZipFile(buku) as package:
        charts = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]
    assert len(charts) >= 8
    assert all('<c:plotVisOnly val="0"/>' in c or "plotVisOnly" not in c for c in charts)
    assert not any("c:view3D" in c for c in charts)
    assert all(re.search(r"<c:v>[^<]+</c:v>", c) for c in charts)


@pytest.mark.parametrize("teks", JAHAT)
def test_hostile_text_stays_text(teks: str, tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    hasil = make_ragam(tmp_path / "masuk", 3, ganti=teks)
    path = tmp_path / "k.xlsx"
    write_konsolidasi(hasil, path, DIBUAT)
    book = openpyxl.load_workbook(path)
    own = re.compile(r"HYPERLINK|http|mailto|@SUM", re.I)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or not own.search(str(cell.value)), cell
                assert cell.hyperlink is None or (cell.hyperlink.target is None and cell.hyperlink.location), cell
    with zipfile.ZipFile(path) as package:
        rels = [package.read(n).decode() for n in package.namelist() if n.endswith(".rels")]
        assert not any('TargetMode="External"' in r for r in rels)
        assert package.testzip() is None
        charts = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]
        references = {ref for chart in charts for ref in re.findall(r"<c:f>([^<]*)</c:f>", chart)}
        assert all(re.fullmatch(r"'?_grafik'?!\$[A-Z]+\$[0-9]+(:\$[A-Z]+\$[0-9]+)?", ref) for ref in references)


def test_text_beginning_like_a_formula_is_quoted(tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    write_konsolidasi(make_ragam(tmp_path / "masuk", 1, ganti="=1+1"), tmp_path / "k.xlsx", DIBUAT)
    cell = openpyxl.load_workbook(tmp_path / "k.xlsx")["Capaian IKU"]["E6"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_nothing_is_lost_in_silence(tmp_path: Path) -> None:
    kolom = Kolom("a", "A", 10, "teks", ["x" * 40_000])
    write_buku([Lembaran("Uji", "Uji", "", "#000000", kolom=[kolom])], Sampul("Uji", "", DIBUAT), tmp_path / "u.xlsx")
    text = openpyxl.load_workbook(tmp_path / "u.xlsx")["Uji"]["A6"].value
    assert text.endswith("(dipotong; lengkapnya di data/)")
    ganda = [Kolom("a", "A", 10, "teks", ["x"]), Kolom("b", "a", 10, "teks", ["x"])]
    with pytest.raises(TulisGagal):
        write_buku([Lembaran("Uji", "Uji", "", "#000000", kolom=ganda)], Sampul("Uji", "", DIBUAT), tmp_path / "v.xlsx")


def test_every_figure_links_only_to_places_that_exist(buku: Path) -> None:
    book = openpyxl.load_workbook(buku)
    links = [c.hyperlink.location for ws in book.worksheets for row in ws.iter_rows() for c in row if c.hyperlink]
    assert len(links) > 50
    for link in links:
        name, cell = re.fullmatch(r"'?([^'!]+)'?!\$?([A-Z]+[0-9]+)", link).groups()
        assert name in book.sheetnames
        assert book[name][cell].row <= book[name].max_row


def test_a_run_without_any_sheet_of_a_kind_still_writes(tmp_path: Path) -> None:
    make_opd(tmp_path, 1, jenis="kinerja")
    write_konsolidasi(consolidate_folder(tmp_path), tmp_path / "a_out.xlsx", DIBUAT)
    (tmp_path / "uang").mkdir()
    make_opd(tmp_path / "uang", 2, jenis="belanja")
    write_konsolidasi(consolidate_folder(tmp_path / "uang"), tmp_path / "b_out.xlsx", DIBUAT)
    assert openpyxl.load_workbook(tmp_path / "b_out.xlsx").sheetnames[: len(LEMBAR)] == LEMBAR


@pytest.mark.libreoffice
@pytest.mark.parametrize("periode", ["Tahunan", "TW II", "TW IV"])
def test_recalculation_changes_nothing(periode: str, tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    path = tmp_path / "k.xlsx"
    write_konsolidasi(make_ragam(tmp_path / "masuk", 7, periode), path, DIBUAT)
    count, differing = compare(path, recalculate(path, tmp_path))
    assert count > 1200
    assert differing == []


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("opd", "paling_sedikit"), [(3, 2_000), pytest.param(BANYAK_OPD, 900 * BANYAK_OPD, marks=pytest.mark.lambat)]
)
def test_recalculation_of_the_demonstration_regency(opd: int, paling_sedikit: int, tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    write_contoh(tmp_path / "masuk", opd)
    path = tmp_path / "k.xlsx"
    write_konsolidasi(consolidate_folder(tmp_path / "masuk"), path, DIBUAT)
    count, differing = compare(path, recalculate(path, tmp_path))
    assert count >= paling_sedikit
    assert differing == []


@pytest.mark.libreoffice
def test_the_recalculation_finds_a_wrong_stored_value(buku: Path, tmp_path: Path) -> None:
    broken = tmp_path / "rusak.xlsx"
    done = 0
    with zipfile.ZipFile(buku) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "xl/worksheets/sheet4.xml":
                text, done = re.subn(r"(<f>[A-Z0-9]+/[A-Z0-9]+\*100</f><v>)[^<]+", r"\g<1>12.5", body.decode(), count=1)
                body = text.encode()
            new.writestr(name, body)
    assert done == 1
    _, differing = compare(broken, recalculate(broken, tmp_path))
    assert [b.tersimpan for b in differing] == [12.5]


def test_gravest_catatan_name_every_opd_before_one_a_second_time(ragam: Konsolidasi) -> None:
    """A has 3 Kesalahan of two rules, B 4 of one, C a Peringatan, D sent nothing; one file's OPD isn't known."""
    salah, ingat = Tingkat.KESALAHAN, Tingkat.PERINGATAN
    rows = [
        *(Catatan("STR-06", salah, "A", "a.xlsx", "IKU", sel, "", "kosong", "isi") for sel in ("C3", "C4")),
        Catatan("STR-23", salah, "A", "a.xlsx", "IKU", "D3", "", "pagu kosong", "isi"),
        Catatan("IND-07", ingat, "A", "a.xlsx", "IKU", "D3", "", "beda", "samakan"),
        *(Catatan("STR-06", salah, "B", "b.xlsx", "IKU", f"C{n}", "", "kosong", "isi") for n in range(3, 7)),
        Catatan("IND-07", ingat, "C", "c.xlsx", "IKU", "D3", "", "beda", "samakan"),
        Catatan("LIN-01", ingat, "D", "", "", "", "", "belum menyerahkan", "tagih"),
        Catatan("FIL-01", salah, "", "x.xlsx", "", "", "", "tidak terbaca", "kirim lagi"),
    ]
    posisi = replace(make_posisi(ragam), catatan=rows, opd_catatan=[c.kode_opd for c in rows], nama={})
    kinds = gravest_kinds(posisi)
    assert [(rows[k.nomor].kode_opd, rows[k.nomor].kode, k.jumlah) for k in kinds] == [
        *(("B", "STR-06", 4), ("A", "STR-06", 2), ("", "FIL-01", 1), ("A", "STR-23", 1)),
        *(("A", "IND-07", 1), ("C", "IND-07", 1), ("D", "LIN-01", 1)),
    ]
    cells = {(s.baris, s.kolom): s for s in gravest(posisi, 50)}
    assert [cells[n, 12].tautan for n in range(51, 56)] == [f"'Catatan'!A{6 + k.nomor}" for k in kinds[:5]]
    assert [cells[n, 19].nilai for n in range(51, 56)] == [4, 2, 1, 1, 1]


def test_lists_of_ringkasan_hold_only_what_needs_attention(ragam: Konsolidasi) -> None:
    """OPD of the best category and budgets without a remainder aren't listed; one line says so where that is all."""

    def listed(kategori: str, realisasi: int) -> list[Any]:
        own = ragam.opd.assign(rata_rata_capaian=Decimal(95), kategori=kategori, pagu_rp=500, realisasi_rp=realisasi)
        hasil = replace(ragam, opd=own)
        return [s for s in attention(hasil, make_posisi(hasil), 10).sel if s.baris in range(13, 18)]

    n = len(ragam.opd)
    assert [s.nilai for s in listed("Sangat Tinggi", 500)] == [
        f"Tidak ada: {n} OPD yang terhitung semuanya berkategori Sangat Tinggi.",
        "Tidak ada sisa anggaran.",
    ]
    low = listed("Tinggi", 300)
    assert [s.nilai for s in low if s.kolom == 9] == ["Tinggi"] * min(n, 5)
    assert [s.nilai for s in low if s.kolom == 19] == [2] * min(n, 5)
