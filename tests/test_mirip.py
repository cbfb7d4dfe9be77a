"""Edited headings: which declared one they seem to mean, what is said of it and where, and what stays foreign."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from pabrik import Pabrik, sel

from kinerja_xl.deklarasi.forms import OPD_SHEETS
from kinerja_xl.read.mirip import resembles

A, P, R, S = "anggaran", "profil", "realisasi", "renstra"
TITLES = {sheet.name: sheet.title for sheet in OPD_SHEETS}


@pytest.mark.parametrize(
    ("teks", "judul"),
    [
        ("Realisasi Thn", "Realisasi Tahun"),
        ("Real. Tahun", "Realisasi Tahun"),
        ("Real. Thn", "Realisasi Tahun"),
        ("Realisasi Tahunan", "Realisasi Tahun"),
        ("RealisasiThn", "Realisasi Tahun"),
        ("Relisasi Tahun", "Realisasi Tahun"),
        ("Pagu P", "Pagu Perubahan (Rp)"),
        ("Pagu Perub.", "Pagu Perubahan (Rp)"),
        ("Pagu Perubahan Rp", "Pagu Perubahan (Rp)"),
        ("Target Perjanjian Kinerja", "Target PK"),
        ("Target Perjanjian Kinerja Perubahan", "Target PK Perubahan"),
        ("Target PK P", "Target PK Perubahan"),
        ("Realisasi Triwulan III", "Realisasi TW III"),
        ("Realisasi TW 3", "Realisasi TW III"),
        ("Real TW 2", "Realisasi TW II (Rp)"),
        ("Realisasi", "Realisasi (Rp)"),
        ("Tgt 2023", "Target 2023"),
        ("PJ", "Penanggung Jawab"),
        ("Unsur 1", "U1"),
    ],
)
def test_an_edited_heading_resembles_the_declared_one(teks: str, judul: str) -> None:
    assert resembles(teks, judul)


@pytest.mark.parametrize(
    ("teks", "judul"),
    [
        ("Realisasi Tahun Lalu", "Realisasi Tahun"),
        ("Realisasi s.d. TW II (Rp)", "Realisasi TW II (Rp)"),
        ("Realisasi TW II (K)", "Realisasi TW II (Rp)"),
        ("Realisasi TW 2", "Realisasi TW III"),
        ("Realisasi TW IV", "Realisasi TW I"),
        ("Target 2024", "Target 2023"),
        ("Target Renstra (Rp)", "Target Renja (Rp)"),
        ("Pagu Pergeseran (Rp)", "Pagu Perubahan (Rp)"),
        ("Faktor Pendorong", "Faktor Penghambat"),
        ("Sumber Data", "Sumber Dana"),
        ("Capaian (%)", "Capaian Dilaporkan (%)"),
        ("Keterangan", "Kendala"),
        ("Catatan Tim", "Tindak Lanjut"),
        ("P", "Polaritas"),
        ("U10", "U1"),
        ("Umur", "U1"),
    ],
)
def test_another_heading_does_not(teks: str, judul: str) -> None:
    assert not resembles(teks, judul)


def test_no_declared_heading_resembles_its_neighbours() -> None:
    """Else a file without an optional column would be told that another one was meant."""
    alike = {
        (sheet.name, a.header, b.header)
        for sheet in OPD_SHEETS
        for a in sheet.columns
        for b in sheet.columns
        if a is not b and resembles(a.header, b.header)
    }
    assert alike == set()


def _judul(lembar: str, ganti: Mapping[str, str | None]) -> Callable[[openpyxl.Workbook], None]:
    """Other texts for headings of a sheet, by column name."""

    def ubah(book: openpyxl.Workbook) -> None:
        for kolom, teks in ganti.items():
            book[TITLES[lembar]][_heading(lembar, kolom)] = teks

    return ubah


def _heading(lembar: str, kolom: str) -> str:
    cell = sel(lembar, -1, kolom)
    return "A" + cell[1:] if lembar == P else cell


@pytest.mark.parametrize(
    ("lembar", "kolom", "teks", "mirip"),
    [
        (R, "realisasi_tahun", "Realisasi Thn", 'Kolom "Realisasi Thn" {}"Realisasi Tahun".'),
        (A, "pagu_perubahan_rp", "Pagu P", 'Kolom "Pagu P" {}"Pagu Perubahan (Rp)".'),
        (S, "realisasi_2022", "Real. 2022", 'Kolom "Real. 2022" {}"Realisasi 2022".'),
        (P, "tanggal_pengisian", "Tgl Pengisian", 'Baris "Tgl Pengisian" {}"Tanggal Pengisian".'),
    ],
)
def test_an_edited_heading_is_told_at_its_cell(tmp_path: Path, lembar: str, kolom: str, teks: str, mirip: str) -> None:
    telaah = Pabrik(tmp_path, olah=_judul(lembar, {kolom: teks})).run()
    found = [c for c in telaah.catatan if c.kode in ("STR-02", "STR-03", "STR-27")]
    assert [(c.kode, c.tingkat, c.lembar, c.sel) for c in found] == [
        ("STR-27", "Peringatan", TITLES[lembar], _heading(lembar, kolom))
    ]
    assert found[0].pesan == mirip.format("tidak dikenal dan tidak dibaca; mungkin maksudnya ")


@pytest.mark.parametrize(
    ("lembar", "kolom", "teks"),
    [
        (R, "target_pk", "Target Perjanjian Kinerja"),
        (A, "pagu_murni_rp", "Pagu M"),
        (S, "target_2023", "Tgt. 2023"),
        (P, "versi_anggaran", "Versi Angg."),
    ],
)
def test_a_missing_required_column_names_the_edited_heading(tmp_path: Path, lembar: str, kolom: str, teks: str) -> None:
    telaah = Pabrik(tmp_path, olah=_judul(lembar, {kolom: teks}), periode="Tahunan").run()
    (catatan,) = [c for c in telaah.catatan if c.kode in ("STR-02", "STR-03", "STR-27")]
    cell = _heading(lembar, kolom)
    assert (catatan.kode, catatan.lembar, catatan.sel) == ("STR-02", TITLES[lembar], cell)
    assert f'"{teks}" di sel {cell}.' in catatan.pesan


def test_two_columns_that_an_edited_heading_may_mean(tmp_path: Path) -> None:
    ganti = {"realisasi_tw2_k": "Realisasi TW 2", "realisasi_tw2_rp": None}
    telaah = Pabrik(tmp_path, olah=_judul(A, ganti)).run()
    (catatan,) = [c for c in telaah.catatan if c.kode == "STR-27"]
    assert catatan.pesan.endswith('mungkin maksudnya "Realisasi TW II (K)" atau "Realisasi TW II (Rp)".')


@pytest.mark.parametrize("teks", ["Keterangan Tim", "Realisasi Tahun Lalu", "Capaian Kinerja"])
def test_a_foreign_column_stays_information(tmp_path: Path, teks: str) -> None:
    telaah = Pabrik(tmp_path, olah=_judul(R, {"realisasi_tahun": teks})).run()
    found = [c for c in telaah.catatan if c.kode in ("STR-02", "STR-03", "STR-27")]
    assert [(c.kode, c.tingkat, c.sel) for c in found] == [("STR-03", "Informasi", _heading(R, "realisasi_tahun"))]


def test_an_edited_heading_of_a_blank_column_loses_nothing(tmp_path: Path) -> None:
    telaah = Pabrik(tmp_path, olah=_judul(R, {"data_dukung": "Data Dkg"})).run()
    assert [(c.kode, c.sel) for c in telaah.catatan] == [("STR-03", _heading(R, "data_dukung"))]
