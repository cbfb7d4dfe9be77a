"""The templates: regenerated equal to what is committed, true to the declarations, safe."""

from __future__ import annotations

import datetime
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, get_column_letter
from pabrik_templat import TEMPLAT, column_cells, drop_down, example, headings

from kinerja_xl.deklarasi.errors import KeluaranGagal
from kinerja_xl.deklarasi.forms import FORMS
from kinerja_xl.deklarasi.ketentuan import PREDIKAT_BAWAAN, SETELAN, SKALA_KINERJA
from kinerja_xl.deklarasi.schema import Form, Layout, PerTahun, Sheet
from kinerja_xl.read import Batas, read_workbook
from kinerja_xl.template import BARIS_JUDUL, VERSI_TEMPLAT, Isian, write_templates
from kinerja_xl.template.aturan_sel import input_message
from kinerja_xl.template.lembar import text_lines

TAHUN = {PerTahun.RENSTRA: range(2025, 2030), PerTahun.LALU: range(2023, 2025)}
HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "http://contoh.id/a", "<r><t>x</t></r>", "<b>&</b>", "0012", "-"]


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    paths = write_templates(tmp_path_factory.mktemp("templat"))
    return {path.stem.removeprefix("templat_"): path for path in paths}


def members(path: Path) -> dict[str, bytes]:
    """The parts of a workbook in order; comparing them doesn't depend on the version of zlib."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def declared(sheet: Sheet) -> list[str]:
    names: list[str] = []
    for column in sheet.columns:
        years = TAHUN[column.per_tahun] if column.per_tahun else ()
        names.extend(column.of_year(year).header for year in years)
        if not column.per_tahun:
            names.append(column.header)
    return names


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.jenis)
def test_committed_templates_are_what_the_forms_give(form: Form, blank: dict[str, Path]) -> None:
    committed = TEMPLAT / f"templat_{form.jenis}.xlsx"
    assert list(members(committed).items()) == list(members(blank[form.jenis]).items()), "jalankan: make templates"


def test_committed_folder_holds_every_template_and_nothing_else() -> None:
    assert {p.name for p in TEMPLAT.glob("*.xlsx")} == {f"templat_{form.jenis}.xlsx" for form in FORMS}


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


def test_several_codes_of_opd_are_not_warned_about(blank: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(blank["referensi"])
    cell = column_cells(book["IKU Daerah"], "Kode OPD Pengampu")[0].coordinate
    assert drop_down(book, book["IKU Daerah"], cell) == ["Daftar_kode_OPD"]
    (rule,) = [r for r in book["IKU Daerah"].data_validations.dataValidation if cell in r.sqref]
    assert not rule.showErrorMessage
    assert "titik koma" in rule.prompt


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
    petunjuk = book.worksheets[0]
    (head,) = (c.row for c in petunjuk["B"] if c.value == "Daftar kolom")
    assert petunjuk.print_title_rows == f"${head + 1}:${head + 1}"
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


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.jenis)
def test_the_hint_of_a_sheet_is_not_cut_on_any_page(form: Form, blank: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(blank[form.jenis])
    for sheet in form.sheets:
        ws = book[sheet.title]
        (hint,) = [r for r in ws.merged_cells.ranges if r.min_row == r.max_row == 2]
        text = ws.cell(2, hint.min_col).value
        assert text.startswith(sheet.help)
        widths = [ws.column_dimensions[get_column_letter(c)].width for c in range(hint.min_col, hint.max_col + 1)]
        assert (ws.row_dimensions[2].height or 15) >= 15 * text_lines(text, sum(widths))
        # Repeated columns must hold all of the hint or none of it.
        repeated = column_index_from_string(ws.print_title_cols.split(":")[-1].strip("$")) if ws.print_title_cols else 0
        assert not repeated or hint.max_col <= repeated or hint.min_col > repeated


def test_petunjuk_says_what_the_checks_say(blank: dict[str, Path]) -> None:
    for form in FORMS:
        text = "\n".join(str(c.value) for row in openpyxl.load_workbook(blank[form.jenis])["Petunjuk"] for c in row)
        several = form.jenis != "referensi" and len(form.sheets) > 2
        assert ("Lembar yang tidak dipakai biarkan kosong; tidak perlu dihapus." in text) == several
        per_year = any(column.per_tahun for sheet in form.sheets for column in sheet.columns)
        assert ("2025-2029. Untuk masa lain buat templat baru" in text) == per_year
        assert ("kinerja-xl templat --renstra 2030-2034" in text) == per_year


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
