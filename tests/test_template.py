"""The templates: regenerated equal to what is committed, true to the declarations, safe, and live in LibreOffice."""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kinerja_xl.compute.akumulasi import realisasi_of_period, target_of_period
from kinerja_xl.compute.anggaran import tingkat_of
from kinerja_xl.errors import KeluaranGagal
from kinerja_xl.forms import FORMS
from kinerja_xl.ketentuan import PREDIKAT_BAWAAN, SETELAN, SKALA_KINERJA
from kinerja_xl.nilai import KOSONG, Nilai, parse_nilai
from kinerja_xl.pilihan import AKUMULASI, PERIODE
from kinerja_xl.read import Batas, read_workbook
from kinerja_xl.schema import Form, Layout, PerTahun, Sheet
from kinerja_xl.template import BARIS_JUDUL, VERSI_TEMPLAT, Isian, write_templates
from kinerja_xl.template.aturan_sel import input_message
from kinerja_xl.template.hitungan import _levels, _realisasi_periode, _target

COMMITTED = Path(__file__).parent.parent / "input_templates"
TAHUN = {PerTahun.RENSTRA: range(2025, 2030), PerTahun.LALU: range(2023, 2025)}
HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "http://contoh.id/a", "<r><t>x</t></r>", "<b>&</b>", "0012", "-"]

IKU = [
    {"kode": "IKU-01", "indikator": "Nilai AKIP", "satuan": "Nilai", "polaritas": "Maksimal", "akumulasi": "Terakhir"},
    {"kode": "IKU-02", "indikator": "Temuan", "satuan": "kasus", "polaritas": "Minimal", "akumulasi": "Jumlah"},
    {"kode": "IKU-03", "indikator": "Rasio", "satuan": "%", "polaritas": "Stabil", "akumulasi": "Rata-rata"},
    {"kode": "IKU-04", "indikator": "Nihil", "satuan": "%", "polaritas": "Minimal", "akumulasi": "Kumulatif"},
    {"kode": "IKU-05", "indikator": "Opini", "satuan": "-", "polaritas": "Maksimal", "kelompok_predikat": "Opini BPK"},
]
IKU[0]["kelompok_predikat"] = "AKIP"
REALISASI = [
    {"kode": "IKU-01", "target_pk": "BB", "realisasi_tw1": Decimal("68.5"), "realisasi_tw2": 71.2,
     "realisasi_tw3": "-"},
    {"kode": "IKU-02", "target_pk": 10, "target_tw1": 2, "target_tw2": 3, "target_tw3": 3, "realisasi_tw1": 1,
     "realisasi_tw2": 2, "realisasi_tw3": 6},
    {"kode": "IKU-03", "target_pk": 80, "realisasi_tw1": 75, "realisasi_tw2": 77.5, "realisasi_tw3": 91},
    {"kode": "IKU-04", "target_pk": 0, "realisasi_tw1": 0, "realisasi_tw2": 3, "realisasi_tahun": 1},
    {"kode": "IKU-05", "target_pk": "WTP", "target_pk_perubahan": "WDP", "realisasi_tw1": "WDP"},
    {"kode": "IKU-99", "target_pk": 1, "realisasi_tw1": 1},
    {"kode": "IKU-02", "target_pk": "3 ± 1", "realisasi_tw1": 4},
    {"kode": "IKU-02", "target_pk": 5, "realisasi_tw1": "4 kasus", "realisasi_tw2": 1},
    {"kode": "IKU-02", "target_pk": 5},
    {"kode": "IKU-02", "target_pk": 5, "realisasi_tw2": 200},
    {"kode": "IKU-03", "realisasi_tw2": 200, "realisasi_tw4": 7},
]  # fmt: skip
ANGGARAN = [
    {"kode": "4.01.01", "uraian": "Program", "pagu_murni_rp": 99},
    {"kode": "4.01.01.2.01", "uraian": "Kegiatan"},
    {"kode": "4.01.01.2.01", "uraian": "Indikator kedua", "pagu_murni_rp": 5},
    {"kode": "4.01.01.2.01.0001", "uraian": "Sub", "pagu_murni_rp": 150_000_000, "realisasi_tw1_rp": 10_000_000,
     "pagu_perubahan_rp": Decimal("160000000.50"), "realisasi_tw3_rp": 30_000_000, "realisasi_tw4_rp": 1},
    {"kode": "4.01.01.2.01.0002", "uraian": "Sub", "pagu_murni_rp": 5_150_000_000, "realisasi_tahun_rp": 40_000_000},
    {"kode": "4.01.01.2.01.0002", "uraian": "Sub", "pagu_murni_rp": 1, "indikator": "kedua"},
    {"kode": "4.01.01.2.02", "uraian": "Kegiatan tanpa pagu"},
    {"kode": "4.01.01.2.02.0001", "uraian": "Sub", "realisasi_tw1_rp": "Rp. 5"},
    {"kode": "4.01.01.2", "uraian": "Kode tidak lengkap", "pagu_murni_rp": 3},
    {"kode": "4.01.02", "uraian": "Program lain", "pagu_murni_rp": 0, "pagu_perubahan_rp": 0, "realisasi_tw2_rp": 5},
]  # fmt: skip
BARIS: dict[str, list[dict[str, object]]] = {
    "iku": IKU,
    "realisasi": REALISASI,
    "anggaran": ANGGARAN,
    "renstra": [{"kode": "IKU-01", "target_2025": "BB", "realisasi_2022": "60,11"}, {"kode": "X", "kondisi_awal": 1}],
    "belanja": [
        {"kode_rekening": "5", "uraian": "Belanja", "anggaran_rp": 1000, "realisasi_rp": 900},
        {"kode_rekening": "5.1", "uraian": "Belanja Operasi", "anggaran_rp": 0, "realisasi_rp": 0},
    ],
    "skm": [
        {"layanan": "KTP", "no": n, "usia": 30, **{f"u{u}": (n + u) % 4 + 1 for u in range(1, 10)}} for n in range(1, 8)
    ]
    + [{"layanan": "KTP", "no": 9, "u1": 7}],
    "akip": [
        {"komponen": "Perencanaan Kinerja", "bobot": 30, "nilai_tahun_lalu": 21.5, "nilai": 22.5},
        {"komponen": "Jumlah", "bobot": 30, "nilai": 22.5},
    ],
}


def example(**profil: object) -> Isian:
    known = {"kabupaten": "Bengkulu Selatan", "periode": "TW III", "versi_anggaran": "Perubahan"}
    return Isian("4.01/0", "Sekretariat Daerah", {**known, **profil}, BARIS)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    paths = write_templates(tmp_path_factory.mktemp("templat"))
    return {path.stem.removeprefix("templat_"): path for path in paths}


def members(path: Path) -> dict[str, bytes]:
    """The parts of a workbook in order; comparing them doesn't depend on the version of zlib."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def headings(ws: Worksheet) -> list[str]:
    return [str(cell.value) for cell in ws[BARIS_JUDUL] if cell.value is not None]


def declared(sheet: Sheet) -> list[str]:
    names: list[str] = []
    for column in sheet.columns:
        years = TAHUN[column.per_tahun] if column.per_tahun else ()
        names.extend(column.of_year(year).header for year in years)
        if not column.per_tahun:
            names.append(column.header)
    return names


def formulas(path: Path) -> Iterator[tuple[str, str, Any, Any]]:
    """Sheet, cell, formula and stored value of every formula cell."""
    texts, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    for ws in texts:
        for row in ws.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield ws.title, cell.coordinate, cell.value, values[ws.title][cell.coordinate].value


def column_cells(ws: Worksheet, heading: str) -> list[Any]:
    col = headings(ws).index(heading) + 1
    return [ws.cell(row, col) for row in range(BARIS_JUDUL + 1, ws.max_row + 1)]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.jenis)
def test_committed_templates_are_what_the_forms_give(form: Form, blank: dict[str, Path]) -> None:
    committed = COMMITTED / f"templat_{form.jenis}.xlsx"
    assert list(members(committed).items()) == list(members(blank[form.jenis]).items()), "jalankan: make templates"


def test_committed_folder_holds_every_template_and_nothing_else() -> None:
    assert {p.name for p in COMMITTED.glob("*.xlsx")} == {f"templat_{form.jenis}.xlsx" for form in FORMS}


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    first = write_templates(tmp_path / "a", ["lengkap"], [example()])
    second = write_templates(tmp_path / "b", ["lengkap"], [example()])
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.jenis)
def test_sheets_and_headings_are_the_declared_ones(form: Form, blank: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(blank[form.jenis])
    assert book.sheetnames == ["Petunjuk", *(sheet.title for sheet in form.sheets), "_daftar", "_meta"]
    assert [ws.title for ws in book if ws.sheet_state != "visible"] == ["_daftar", "_meta"]
    for sheet in form.sheets:
        ws = book[sheet.title]
        if sheet.layout is Layout.LABEL:
            labels = [ws.cell(BARIS_JUDUL + 1 + n, 1).value for n in range(len(sheet.columns))]
            assert labels == [column.header for column in sheet.columns]
        else:
            found = headings(ws)
            assert found[: len(declared(sheet))] == declared(sheet)
            assert all(text.startswith("Pratinjau ") for text in found[len(declared(sheet)) :])


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.jenis)
def test_meta_names_form_version_kind_and_year(form: Form, blank: dict[str, Path]) -> None:
    ws = openpyxl.load_workbook(blank[form.jenis])["_meta"]
    assert {row[0].value: row[1].value for row in ws.iter_rows()} == {
        "form": form.jenis,
        "versi_templat": VERSI_TEMPLAT,
        "jenis": form.jenis,
        "tahun": 2025,
    }


def drop_down(book: openpyxl.Workbook, ws: Worksheet, cell: str) -> list[object] | None:
    """The words of the list that a cell offers."""
    for rule in ws.data_validations.dataValidation:
        if cell in rule.sqref and rule.type == "list":
            reference = str(rule.formula1).removeprefix("=")
            sheet, _, cells = reference.rpartition("!")
            return [c[0].value for c in book[sheet.strip("'")][cells.replace("$", "")]] if sheet else [reference]
    return None


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.jenis)
def test_every_declared_choice_is_a_drop_down(form: Form, blank: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(blank[form.jenis])
    for sheet in form.sheets:
        ws = book[sheet.title]
        for n, column in enumerate(sheet.columns):
            if not column.choices:
                continue
            if sheet.layout is Layout.LABEL:
                cells = [f"B{BARIS_JUDUL + 1 + n}"]
            else:
                cells = [c.coordinate for c in (lambda found: (found[0], found[-1]))(column_cells(ws, column.header))]
            for cell in cells:
                assert drop_down(book, ws, cell) == list(column.choices), (sheet.title, column.header)


def test_codes_are_offered_from_the_iku_sheet(blank: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(blank["lengkap"])
    for title in ("Renstra", "Realisasi"):
        assert drop_down(book, book[title], "A5") == ["Daftar_kode_IKU"]
    assert book.defined_names["Daftar_kode_IKU"].attr_text.startswith("'IKU'!$A$5:INDEX(")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.jenis)
def test_input_cells_are_open_and_the_rest_is_locked(form: Form, blank: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(blank[form.jenis])
    for ws in book:
        if ws.title.startswith("_"):
            continue
        assert ws.protection.sheet
        assert ws.protection.password is None
    for sheet in form.sheets:
        ws = book[sheet.title]
        allowed = ("insertRows", "formatColumns", "formatRows", "autoFilter", "sort")
        assert not any(getattr(ws.protection, name) for name in allowed)
        if sheet.layout is Layout.LABEL:
            rows = range(BARIS_JUDUL + 1, BARIS_JUDUL + 1 + len(sheet.columns))
            assert all(ws.cell(r, 1).protection.locked and not ws.cell(r, 2).protection.locked for r in rows)
            continue
        lookups = {column.header for column in sheet.columns if column.lookup}
        for text in headings(ws):
            locked = text in lookups or text.startswith("Pratinjau")
            assert {c.protection.locked for c in column_cells(ws, text)} == {locked}, (sheet.title, text)
            assert {c.data_type == "f" for c in column_cells(ws, text)} == {locked}, (sheet.title, text)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.jenis)
def test_every_sheet_prints_on_f4_with_its_headings(form: Form, blank: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(blank[form.jenis])
    for ws in book.worksheets[: len(form.sheets) + 1]:
        assert ws.page_setup.paperSize == 14
        assert ws.sheet_properties.pageSetUpPr.fitToPage
        assert (ws.page_setup.fitToHeight, ws.print_area is None) == (0, False)
        assert ws.oddFooter.center.text == "Halaman &P dari &N"
    for sheet in form.sheets:
        ws = book[sheet.title]
        assert ws.page_setup.orientation == "landscape"
        assert ws.freeze_panes is not None
        if sheet.layout is Layout.TABEL:
            assert ws.print_title_rows == f"${BARIS_JUDUL}:${BARIS_JUDUL}"
            assert ws.auto_filter.ref.startswith(f"A{BARIS_JUDUL}:")


def test_no_formula_without_a_stored_value(blank: dict[str, Path], tmp_path: Path) -> None:
    """An empty text must be stored as text (t="str"): a cell without a type counts as never calculated."""
    for path in [*blank.values(), *write_templates(tmp_path, None, [example()])]:
        for name, part in members(path).items():
            if name.startswith("xl/worksheets/sheet"):
                cells = re.findall(rb"<c ([^>]*)><f>[^<]*</f>(<v>([^<]*)</v>)?</c>", part)
                assert len(cells) == part.count(b"<f>")
                assert all(value or (stored and b't="str"' in attributes) for attributes, stored, value in cells)


def test_hints_fit_the_limits_of_excel() -> None:
    for form in FORMS:
        for sheet in form.sheets:
            for column in sheet.columns:
                assert 0 < len(input_message(column)) <= 255, (sheet.title, column.header)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    rows = [{"kode": text, "sasaran": text, "indikator": text, "polaritas": text} for text in HOSTILE]
    isian = Isian("1", "=1+1", {"kontak": "=cmd", "nip_kepala_opd": 196501011990031001}, {"iku": rows})
    for path in write_templates(tmp_path, ["lengkap", "realisasi"], [isian]):
        book = openpyxl.load_workbook(path)
        profil = {row[0].value: row[1] for row in book["Profil"].iter_rows(min_row=BARIS_JUDUL + 1)}
        for label, text in {"Nama OPD": "=1+1", "Kontak": "=cmd", "NIP Kepala OPD": "196501011990031001"}.items():
            assert (profil[label].value, profil[label].data_type) == (text, "s")
        assert not [c for ws in book for row in ws.iter_rows() for c in row if c.hyperlink and c.hyperlink.target]
        if "IKU" in book.sheetnames:
            cells = column_cells(book["IKU"], "Sasaran")[: len(HOSTILE)]
            assert [(c.value, c.data_type) for c in cells] == [(text, "s") for text in HOSTILE]


def test_prefilled_values_keep_their_type(tmp_path: Path) -> None:
    isian = example(tanggal_pengisian=datetime.date(2025, 10, 3), tahun_awal_renstra="2024", tahun_akhir_renstra=2026.0)
    (path,) = write_templates(tmp_path, ["lengkap"], [isian])
    assert path.name == "templat_lengkap_4.01_0.xlsx"
    book = openpyxl.load_workbook(path)
    assert [t for t in headings(book["Renstra"]) if t.startswith("Target 2")] == [
        f"Target {y}" for y in range(2024, 2027)
    ]
    assert column_cells(book["Renstra"], "Realisasi 2022")[0].value == "60,11"
    assert column_cells(book["Realisasi"], "Realisasi TW I")[0].value == 68.5
    assert column_cells(book["Anggaran"], "Pagu Perubahan (Rp)")[3].value == 160000000.5
    profil = {row[0].value: row[1].value for row in book["Profil"].iter_rows(min_row=BARIS_JUDUL + 1)}
    assert profil["Tanggal Pengisian"] == datetime.datetime(2025, 10, 3)
    assert profil["Kode OPD"] == "4.01/0"


def test_more_known_rows_than_usual_are_all_written(tmp_path: Path) -> None:
    rows = [{"kode": f"IKU-{n:03}", "indikator": "x"} for n in range(200)]
    (path,) = write_templates(tmp_path, ["iku"], [Isian("1", "OPD", {}, {"iku": rows})])
    cells = column_cells(openpyxl.load_workbook(path)["IKU"], "Kode")
    assert [c.value for c in cells[:200]] == [row["kode"] for row in rows]
    assert len(cells) == 220


def test_referensi_is_prefilled_with_the_defaults(blank: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(blank["referensi"])
    kebijakan = [c.value for c in column_cells(book["Kebijakan"], "Nama") if c.value]
    assert kebijakan == [s.nama for s in SETELAN]
    skala = [c.value for c in column_cells(book["Skala"], "Batas Bawah") if c.value is not None]
    assert skala == [max(float(k.batas_bawah), 0) for k in SKALA_KINERJA]
    assert [c.value for c in column_cells(book["Predikat"], "Predikat") if c.value] == [
        p.predikat for p in PREDIKAT_BAWAAN
    ]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.jenis)
def test_reader_finds_every_sheet_and_no_stray_value(form: Form, blank: dict[str, Path]) -> None:
    bacaan = read_workbook(blank[form.jenis], "templat.xlsx", form.sheets, Batas())
    assert bacaan.terbaca
    assert {k.jenis for k in bacaan.kejadian} <= {"lembar_kosong"}
    assert [lembar.asal.sheet for lembar in bacaan.lembar] == [sheet.name for sheet in form.sheets]
    typed = {name: [v for v in cells if v not in ("", None)] for name, cells in bacaan.lembar[0].kolom.items()}
    known = {name: values for name, values in typed.items() if values}
    if form.jenis == "referensi":
        assert known == {"tahun": [2025.0], "periode_rpjmd": ["2025-2029"]}
    else:
        assert known == {"tahun": [2025.0], "tahun_awal_renstra": [2025.0], "tahun_akhir_renstra": [2029.0]}


def test_wrong_use_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tidak dikenal"):
        write_templates(tmp_path, ["ikuu"])
    with pytest.raises(ValueError, match="berulang"):
        write_templates(tmp_path, ["iku"], [Isian("1"), Isian("1")])
    with pytest.raises(KeyError):
        write_templates(tmp_path, ["iku"], [Isian("1", "", {}, {"iku": [{"kolom_lain": 1}]})])
    (tmp_path / "berkas").write_text("")
    with pytest.raises(KeluaranGagal, match=r"templat_iku\.xlsx"):
        write_templates(tmp_path / "berkas", ["iku"])
    assert [p.name for p in tmp_path.iterdir()] == ["berkas"]


@pytest.mark.parametrize("akumulasi", AKUMULASI)
@pytest.mark.parametrize("periode", PERIODE)
def test_previews_pick_the_cells_that_compute_picks(periode: str, akumulasi: str) -> None:
    def nilai(row: dict[str, object], name: str) -> Nilai:
        return parse_nilai(row[name]) if name in row else KOSONG

    rows: list[dict[str, object]] = [
        {"target_pk": 80, "realisasi_tw1": 10, "realisasi_tw2": 20, "realisasi_tw3": 25, "realisasi_tw4": 5},
        {"target_pk": 80, "target_pk_perubahan": 90, "target_tw1": 20, "target_tw3": 30, "realisasi_tw2": 20},
        {"target_pk": 80, "target_tw1": 20, "target_tw2": "-", "realisasi_tahun": 70},
        {"target_pk": 80, "realisasi_tahun": 70, "realisasi_tw1": 1, "realisasi_tw4": 3},
    ]
    for row in rows:
        quarters = {a: [nilai(row, f"{a}_tw{n}") for n in range(1, 5)] for a in ("target", "realisasi")}
        pk, perubahan = nilai(row, "target_pk"), nilai(row, "target_pk_perubahan")
        target, _ = target_of_period(pk, perubahan, quarters["target"], periode, akumulasi)
        realisasi, _ = realisasi_of_period(nilai(row, "realisasi_tahun"), quarters["realisasi"], periode, akumulasi)
        ke = PERIODE.index(periode) + 1
        assert _target(row, ke, akumulasi.casefold()) == ("" if target.angka is None else target.angka)
        assert _realisasi_periode(row, ke, akumulasi.casefold()) == ("" if realisasi.angka is None else realisasi.angka)


def test_preview_levels_are_those_of_compute() -> None:
    codes = ["4", "4.01", "4.01.01", "4.01.01.2.01", "4.01.01.2.01.0001"]
    assert [level.removeprefix("Jumlah ") for level in _levels(codes)] == [tingkat_of(code) for code in codes]


@pytest.fixture(scope="module")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A converter with a profile of its own that recalculates every workbook when it is opened."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) tidak terpasang")
    profile = tmp_path_factory.mktemp("profil")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
        "<value>0</value></prop></item></oor:items>",
        encoding="utf-8",
    )

    def convert(kind: str, folder: Path, paths: list[Path]) -> list[Path]:
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
        subprocess.run(
            [*command, "--outdir", str(folder), *map(str, paths)], check=True, capture_output=True, timeout=300
        )
        return [folder / path.with_suffix(f".{kind}").name for path in paths]

    return convert


@pytest.mark.libreoffice
def test_templates_print(blank: dict[str, Path], soffice: Any, tmp_path: Path) -> None:
    for path in soffice("pdf", tmp_path, list(blank.values())):
        assert path.read_bytes().startswith(b"%PDF")


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    "profil",
    [
        {},
        {"periode": "Tahunan", "versi_anggaran": "Murni", "realisasi_triwulan": "Kumulatif"},
        {"periode": "TW IV", "versi_anggaran": "Pergeseran"},
        {"periode": "TW II", "realisasi_triwulan": "Kumulatif"},
        {"periode": "", "versi_anggaran": ""},
    ],
    ids=lambda profil: "-".join(profil.values()) or "bawaan",
)
def test_stored_values_are_what_a_recalculation_gives(profil: dict[str, object], soffice: Any, tmp_path: Path) -> None:
    written = write_templates(tmp_path / "asli", ["lengkap", "realisasi"], [example(**profil)])
    (tmp_path / "tanpa").mkdir()
    stripped = []
    for path in written:
        openpyxl.load_workbook(path).save(tmp_path / "tanpa" / path.name)  # openpyxl leaves the stored values out
        stripped.append(tmp_path / "tanpa" / path.name)
    compared = 0
    for path, recalculated in zip(written, soffice("xlsx", tmp_path / "hitung", stripped), strict=True):
        values = openpyxl.load_workbook(recalculated, data_only=True)
        for sheet, cell, formula, stored in formulas(path):
            found = values[sheet][cell].value
            if isinstance(stored, int | float) and isinstance(found, int | float):
                assert found == pytest.approx(stored, rel=1e-12), (path.name, sheet, cell, formula)
            else:
                shown = ["" if value is None else value for value in (found, stored)]
                assert shown[0] == shown[1], (path.name, sheet, cell, formula)
            compared += stored not in (None, "")
    assert compared > 100


@pytest.mark.libreoffice
def test_previews_come_alive_when_the_officer_types(blank: dict[str, Path], soffice: Any, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(blank["lengkap"])
    profil, iku, realisasi = book["Profil"], book["IKU"], book["Realisasi"]
    for row in profil.iter_rows(min_row=BARIS_JUDUL + 1):
        row[1].value = {"Periode": "Tahunan", "Versi Anggaran": "Murni"}.get(row[0].value, row[1].value)
    typed = {
        iku: {"Kode": "IKU-1", "Indikator Kinerja": "Indeks", "Polaritas": "Minimal", "Akumulasi": "Terakhir"},
        realisasi: {"Kode": "IKU-1", "Target PK": 10, "Realisasi TW IV": 12},
        book["Anggaran"]: {"Kode": "1.01.02.2.01.0001", "Pagu Murni (Rp)": 200, "Realisasi TW I (Rp)": 50},
    }
    for ws, cells in typed.items():
        for heading, value in cells.items():
            column_cells(ws, heading)[0].value = value
    book.save(tmp_path / "isi.xlsx")
    (path,) = soffice("xlsx", tmp_path / "hitung", [tmp_path / "isi.xlsx"])
    result = openpyxl.load_workbook(path, data_only=True)
    shown = {text: column_cells(result["Realisasi"], text)[0].value for text in headings(result["Realisasi"])}
    assert (shown["Indikator Kinerja"], shown["Pratinjau Capaian (%)"], shown["Pratinjau Kategori"]) == (
        "Indeks",
        80,
        "Tinggi",
    )
    shown = {text: column_cells(result["Anggaran"], text)[0].value for text in headings(result["Anggaran"])}
    assert (shown["Pratinjau Tingkat"], shown["Pratinjau Serapan (%)"]) == ("Sub Kegiatan", 25)
