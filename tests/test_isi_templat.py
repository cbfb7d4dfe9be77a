"""A template filled in, through openpyxl or LibreOffice, and read back gives the same values."""

from __future__ import annotations

import datetime
import functools
import io
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pabrik_templat import TEMPLAT

from kinerja_xl.deklarasi.forms import FORMS, SHEETS
from kinerja_xl.deklarasi.schema import Column, Kind, Layout, Sheet
from kinerja_xl.nilai import KOSAKATA_BAWAAN, Jenis, Nilai, parse_nilai
from kinerja_xl.read import Batas, read_workbook
from kinerja_xl.tabel.bacaan import Bacaan
from kinerja_xl.tabel.tabel import Keadaan, stack
from kinerja_xl.template import BARIS_JUDUL

NILAI = st.one_of(
    st.sampled_from(
        ["87,07%", "3 ± 1", "≥ 90", "A (86,45)", "BB", "12 bulan", "10 Raperda, 50 SK", "1:1000", "WTP", "3,226"]
    ),
    st.decimals(min_value=0, max_value=10**6, places=2).map(float),
    st.integers(0, 10**6),
)
TEKS = (
    st.text(st.characters(categories=("L", "N"), max_codepoint=0x24F), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)


def values_of(column: Column) -> st.SearchStrategy[Any]:
    """Values that an officer may type into a column."""
    match column.kind:
        case Kind.PILIHAN:
            return st.sampled_from(column.choices)
        case Kind.KODE:
            return st.from_regex(r"[1-9]\.[0-9]{2}(\.[0-9]{2}){0,3}0", fullmatch=True)
        case Kind.NILAI:
            return NILAI
        case Kind.RUPIAH:
            return st.integers(0, 10**13)
        case Kind.BULAT:
            return st.integers(0, 9999)
        case Kind.ANGKA | Kind.PERSEN:
            return st.decimals(min_value=0, max_value=200, places=2).map(float)
        case Kind.TANGGAL:
            return st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31))
    return TEKS


def columns_of(sheet: Sheet) -> list[Column]:
    """The columns of the blank template that an officer fills in."""
    out: list[Column] = []
    for column in sheet.columns:
        if column.per_tahun is not None:
            out.extend(column.of_year(y) for y in (2025, 2026) if column.name == "target")
        elif not column.lookup:
            out.append(column)
    return out


def rows_of(sheet: Sheet) -> st.SearchStrategy[list[dict[str, Any]]]:
    """One to three filled rows of a sheet; keys differ."""
    columns = columns_of(sheet)
    row = st.fixed_dictionaries(
        {c.name: values_of(c) for c in columns if c.required},
        optional={c.name: values_of(c) for c in columns if not c.required},
    )
    size = 1 if sheet.layout is Layout.LABEL else 3
    return st.lists(row, min_size=1, max_size=size)


@functools.cache
def template_bytes(jenis: str) -> bytes:
    return (TEMPLAT / f"templat_{jenis}.xlsx").read_bytes()


def fill(jenis: str, rows: Mapping[str, list[dict[str, Any]]]) -> openpyxl.Workbook:
    """The template with values typed into its cells."""
    buku = openpyxl.load_workbook(io.BytesIO(template_bytes(jenis)))
    for name, records in rows.items():
        sheet = SHEETS[name]
        ws = buku[sheet.title]
        if sheet.layout is Layout.LABEL:
            labels = {ws.cell(r, 1).value: r for r in range(1, ws.max_row + 1)}
            for key, value in records[0].items():
                ws.cell(labels[sheet.column(key).header], 2).value = value
            continue
        headings = {ws.cell(BARIS_JUDUL, c).value: c for c in range(1, ws.max_column + 1)}
        for n, record in enumerate(records, 1):
            for key, value in record.items():
                ws.cell(BARIS_JUDUL + n, headings[sheet.column(key).header]).value = value
    return buku


def read_back(path: Path) -> Bacaan:
    return read_workbook(path, path.name, tuple(SHEETS.values()), Batas())


def assert_same(bacaan: Bacaan, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """Every typed value equals what was filled in, and nothing else was read."""
    for name, records in rows.items():
        sheet = SHEETS[name]
        (lembar,) = [s for s in bacaan.lembar if s.asal.sheet == name]
        tabel = stack(sheet, [("", lembar)], KOSAKATA_BAWAAN)
        assert len(tabel.isi) == len(records), name
        for n, record in enumerate(records):
            for column in columns_of(sheet):
                expected(tabel.isi.at[n, column.name], record.get(column.name), sheet.column(column.name))
            if sheet.layout is Layout.TABEL:
                assert tabel.isi.at[n, "baris"] == BARIS_JUDUL + n + 1
        # openpyxl drops the stored values of the template's look-up formulas; those cells are only compared.
        typed = [c.name for c in tabel.kolom if not c.lookup]
        assert not (tabel.keadaan[typed] >= Keadaan.SLIP).to_numpy().any()


def expected(value: Any, typed: Any, column: Column) -> None:
    """One typed value against what was typed."""
    if typed is None:
        missing = value.jenis is Jenis.KOSONG if isinstance(value, Nilai) else pd.isna(value) or value == ""
        assert missing
    elif column.kind is Kind.NILAI:
        assert (value.angka, value.bawah, value.predikat, value.bagian) == (
            (want := parse_nilai(typed)).angka,
            want.bawah,
            want.predikat,
            want.bagian,
        )
    elif column.kind in (Kind.ANGKA, Kind.PERSEN):
        # The percent columns of the template show 87,07 as 87,07: what is typed is percentage points.
        assert value.angka == Decimal(repr(typed)).normalize() or float(value.angka) == typed
    elif column.kind is Kind.RUPIAH:
        assert value == typed * 100
    else:
        assert value == typed


@pytest.mark.parametrize("jenis", [form.jenis for form in FORMS if form.jenis != "referensi"])
def test_filled_through_openpyxl(jenis: str) -> None:
    form = next(f for f in FORMS if f.jenis == jenis)
    # The akip template comes with its components, so it isn't filled row by row.
    sheets = [s for s in form.sheets if s.name != "akip"]

    @settings(
        max_examples=3 if jenis == "lengkap" else 8, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
    )
    @given(st.fixed_dictionaries({s.name: rows_of(s) for s in sheets}))
    def property_of(rows: dict[str, list[dict[str, Any]]]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "opd.xlsx"
            fill(jenis, rows).save(path)
            assert_same(read_back(path), rows)

    property_of()


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_filled_and_saved_by_libreoffice(tmp_path: Path, suffix: str) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "profil": [
            {
                "kabupaten": "Balangan",
                "kode_opd": "4.02.10",
                "nama_opd": "Sekretariat DPRD",
                "tahun": 2025,
                "periode": "TW I",
            }
            | {
                "tahun_awal_renstra": 2025,
                "tahun_akhir_renstra": 2029,
                "versi_anggaran": "Murni",
                "nip_kepala_opd": "197001011990031010",
            }
        ],
        "iku": [
            {
                "kode": "2.10",
                "sasaran": "S",
                "indikator": "Nilai AKIP",
                "tingkat": "Eselon II",
                "jenis": "IKU",
                "satuan": "nilai",
                "polaritas": "Maksimal",
                "akumulasi": "Terakhir",
            }
        ],
        "realisasi": [{"kode": "2.10", "target_pk": "A (86,45)", "realisasi_tw1": 87.07, "capaian_dilaporkan": 88.5}],
        "anggaran": [
            {"kode": "4.02.02.2.10.0010", "uraian": "Reses", "pagu_murni_rp": 15_140_823_630, "realisasi_tw1_rp": 1}
        ],
    }
    source = tmp_path / "opd.xlsx"
    fill("lengkap", rows).save(source)
    assert shutil.which("soffice")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to", suffix]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "lo"), str(source)], check=True, capture_output=True, timeout=180
    )
    assert_same(read_back(tmp_path / "lo" / f"opd.{suffix}"), rows)
