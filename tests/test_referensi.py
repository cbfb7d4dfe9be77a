"""Referensi: what Bappeda decides replaces the defaults; a slip of the operator is one line with the cell."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pabrik import isi_referensi, write_isi

from kinerja_xl.deklarasi.errors import ReferensiRusak
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.deklarasi.ketentuan import SETELAN, SKALA_KINERJA
from kinerja_xl.read import Batas, read_workbook
from kinerja_xl.tabel.referensi import Referensi, build_referensi


def referensi(folder: Path, **sheets: list[dict[str, Any]]) -> Referensi:
    path = folder / "Referensi.xlsx"
    write_isi(path, isi_referensi() | sheets, meta=True)
    return build_referensi(read_workbook(path, path.name, tuple(SHEETS.values()), Batas()))[0]


def test_defaults_without_a_workbook() -> None:
    bawaan, tabel = build_referensi(None)
    assert (bawaan.tahun, bawaan.opd, tabel) == (None, (), {})
    assert bawaan.kebijakan.kata("rumus_minimal") == "linear"
    assert bawaan.kategori(Decimal(-5)) == "Sangat Rendah"
    assert bawaan.kategori(None) == ""


def test_settings(tmp_path: Path) -> None:
    rows = [{"nama": "Rumus Minimal", "nilai": "Rasio"}, {"nama": "batas_capaian", "nilai": "110,5"}]
    kebijakan = referensi(tmp_path, kebijakan=rows).kebijakan
    assert kebijakan.kata("rumus_minimal") == "rasio"
    assert kebijakan.angka("batas_capaian") == Decimal("110.5")
    assert kebijakan.angka("capaian_wajar") == 150


@pytest.mark.parametrize(
    ("nama", "nilai", "kata"),
    [
        ("rumus_maksimal", "linear", "tidak dikenal"),
        ("metode_efisiensi", "bagus", "Pilihannya"),
        ("batas_capaian", "tinggi", "harus berupa angka"),
    ],
)
def test_a_wrong_setting_names_its_cell(tmp_path: Path, nama: str, nilai: str, kata: str) -> None:
    with pytest.raises(ReferensiRusak, match=kata) as error:
        referensi(tmp_path, kebijakan=[{"nama": nama, "nilai": nilai}])
    assert "Kebijakan!B2" in str(error.value)


def test_a_setting_said_in_two_ways_names_both_cells(tmp_path: Path) -> None:
    rows = [{"nama": "capaian_wajar", "nilai": 150}, {"nama": "Capaian Wajar", "nilai": 200}]
    with pytest.raises(ReferensiRusak, match=r"Kebijakan!B3 .* berbeda dari yang di Kebijakan!B2"):
        referensi(tmp_path, kebijakan=rows)
    assert referensi(tmp_path, kebijakan=[rows[0], rows[0]]).kebijakan.angka("capaian_wajar") == 150


@pytest.mark.parametrize(
    ("rows", "sel"),
    [
        ([("batas_serapan_rendah", 90)], "B2"),
        ([("batas_serapan_tinggi", 40)], "B2"),
        ([("batas_serapan_tinggi", 60), ("batas_serapan_rendah", 70)], "B3"),
    ],
)
def test_limits_of_absorption_stand_in_their_order(tmp_path: Path, rows: list[tuple[str, int]], sel: str) -> None:
    with pytest.raises(ReferensiRusak, match=rf"melebihi 'batas_serapan_tinggi' .*Kebijakan!{sel}"):
        referensi(tmp_path, kebijakan=[{"nama": nama, "nilai": nilai} for nama, nilai in rows])


BUKAN_BATAS = ["(5)", "1.000.000", "1,2 ribu", "≥ 120", "50 MB", "-", -5, 0, 1.2, 5000, "baik", "3 - 5"]


@pytest.mark.parametrize("nilai", BUKAN_BATAS)
def test_a_number_out_of_its_range_names_file_cell_and_range(tmp_path: Path, nilai: Any) -> None:
    with pytest.raises(ReferensiRusak, match=r"harus berupa angka dari 10 sampai 1\.000 %") as error:
        referensi(
            tmp_path, kebijakan=[{"nama": "capaian_wajar", "nilai": 150}, {"nama": "batas_capaian", "nilai": nilai}]
        )
    assert "Kebijakan!B3 (Referensi.xlsx)" in str(error.value)


@pytest.mark.parametrize(
    ("nama", "nilai", "harapan"),
    [
        ("batas_capaian", "120%", "120"),
        ("batas_capaian", "120 persen", "120"),
        ("batas_capaian", "110,50 %", "110.5"),
        ("batas_capaian", "112.5", "112.5"),
        ("batas_capaian", 130, "130"),
        ("batas_serapan_rendah", "50%", "50"),
        ("ukuran_berkas_mb", "80 MB", "80"),
        ("waktu_baca_detik", "90 detik", "90"),
        ("baris_lembar", "20.000", "20000"),
        ("baris_lembar", "1.024", "1024"),
    ],
)
def test_a_number_is_read_by_the_value_grammar(tmp_path: Path, nama: str, nilai: Any, harapan: str) -> None:
    kebijakan = referensi(tmp_path, kebijakan=[{"nama": nama, "nilai": nilai}]).kebijakan
    assert (str(kebijakan.angka(nama)), kebijakan.kata(nama)) == (harapan, harapan.replace(".", ","))


@pytest.mark.parametrize(
    ("nilai", "nama", "harapan"), [(1.1, "batas_capaian", 110), (0.45, "batas_serapan_rendah", 45)]
)
def test_a_percent_format_means_percentage_points(tmp_path: Path, nilai: float, nama: str, harapan: int) -> None:
    path = tmp_path / "Referensi.xlsx"
    isi = isi_referensi() | {"kebijakan": [{"nama": nama, "nilai": nilai}]}

    def olah(book: openpyxl.Workbook) -> None:
        book["Kebijakan"]["B2"].number_format = "0%"

    write_isi(path, isi, meta=True, olah=olah)
    own = build_referensi(read_workbook(path, path.name, tuple(SHEETS.values()), Batas()))[0]
    assert own.kebijakan.angka(nama) == harapan


def test_a_percentage_is_no_count(tmp_path: Path) -> None:
    with pytest.raises(ReferensiRusak, match=r"dari 1 sampai 1\.048\.576 baris, bukan '50%'"):
        referensi(tmp_path, kebijakan=[{"nama": "baris_lembar", "nilai": "50%"}])


@pytest.mark.parametrize(
    ("nilai", "harapan"), [("0.11", "0,11"), (0.11, "0,11"), ("0.111", "0,111"), ("0,111", "0,111"), ("1/9", "1/9")]
)
def test_the_weight_of_skm_with_either_decimal_sign(tmp_path: Path, nilai: Any, harapan: str) -> None:
    assert referensi(tmp_path, kebijakan=[{"nama": "bobot_skm", "nilai": nilai}]).kebijakan.kata("bobot_skm") == harapan


def test_a_weight_of_skm_that_is_no_choice(tmp_path: Path) -> None:
    with pytest.raises(ReferensiRusak, match="Pilihannya: 1/9; 0,11; 0,111"):
        referensi(tmp_path, kebijakan=[{"nama": "bobot_skm", "nilai": "0.12"}])


def test_every_default_is_within_its_own_declaration() -> None:
    assert {s.nama: s.bawaan for s in SETELAN} == Referensi().kebijakan.teks
    assert all(bool(s.satuan) == (s.rentang is not None) for s in SETELAN)


def test_an_unknown_scale_without_the_sheet_skala(tmp_path: Path) -> None:
    with pytest.raises(ReferensiRusak, match=r"Skala 'TidakAda'.*Kebijakan!B2 \(Referensi.xlsx\)"):
        referensi(tmp_path, kebijakan=[{"nama": "skala", "nilai": "TidakAda"}])
    assert referensi(tmp_path, kebijakan=[{"nama": "skala", "nilai": "kinerja"}]).skala == SKALA_KINERJA


def _skala(*warna: str | None) -> list[dict[str, Any]]:
    return [
        {"skala": "Kinerja", "batas_bawah": 90 - 10 * n, "kriteria": f"K{n}", "warna": w} for n, w in enumerate(warna)
    ]


@pytest.mark.parametrize("warna", ["#GGGGGG", "#Hijau", "#12345", "#1B7837FF", "ungu tua", "1B78377"])
def test_a_colour_that_is_none_names_its_cell(tmp_path: Path, warna: str) -> None:
    with pytest.raises(ReferensiRusak, match=f"Warna '{warna}'") as error:
        referensi(tmp_path, skala=_skala("#112233", warna))
    assert "Skala!E3 (Referensi.xlsx)" in str(error.value)


def test_colours_as_officers_write_them(tmp_path: Path) -> None:
    own = referensi(tmp_path, skala=_skala("#FFF", "1b7837", "# 1B7837", "Merah", None))
    assert [k.warna for k in own.skala] == ["#FFFFFF", "#1B7837", "#1B7837", "#9E2A2B", SKALA_KINERJA[4].warna]


def test_another_scale(tmp_path: Path) -> None:
    skala = [
        {"skala": "Kepuasan", "batas_bawah": n, "kriteria": k, "warna": w}
        for n, k, w in ((81, "Sangat Puas", "#112233"), (61, "Puas", None), (41, "Cukup", None), (0, "Kurang", None))
    ]
    own = referensi(tmp_path, skala=skala, kebijakan=[{"nama": "skala", "nilai": "kepuasan"}])
    assert [own.kategori(Decimal(n)) for n in (81, 80, -3)] == ["Sangat Puas", "Puas", "Kurang"]
    assert own.skala[0].warna == "#112233"
    assert all(k.warna.startswith("#") for k in own.skala)


@pytest.mark.parametrize(("nilai", "kata"), [("sembilan satu", "bukan 'sembilan satu'"), (None, "kosong")])
def test_a_level_without_a_number_stops_the_run(tmp_path: Path, nilai: str | None, kata: str) -> None:
    rows = [*_skala("#112233", "#112234"), {"skala": "Kinerja", "batas_bawah": nilai, "kriteria": "Rusak"}]
    with pytest.raises(ReferensiRusak, match=kata) as error:
        referensi(tmp_path, skala=rows)
    assert "Batas Bawah di Skala!B4 (Referensi.xlsx)" in str(error.value)
    # A scale that isn't in force can wait.
    assert referensi(tmp_path, skala=[*rows[:2], rows[2] | {"skala": "Lain"}]).skala[0].kriteria == "K0"


def test_a_predicate_without_a_number_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(ReferensiRusak, match=r"Nilai di Predikat!C2 \(Referensi.xlsx\) harus berupa angka"):
        referensi(tmp_path, predikat=[{"kelompok": "Zona", "predikat": "Hijau", "nilai": "bagus"}])


def test_all_wrong_settings_are_named_at_once(tmp_path: Path) -> None:
    rows = [{"nama": "rumus_minimall", "nilai": "linear"}, {"nama": "batas_capaian", "nilai": "tinggi"}]
    with pytest.raises(ReferensiRusak) as error:
        referensi(tmp_path, kebijakan=rows)
    assert [cell in str(error.value) for cell in ("Kebijakan!B2", "Kebijakan!B3")] == [True, True]
    assert "\n" not in str(error.value)


def test_a_scale_that_is_not_there(tmp_path: Path) -> None:
    rows = [{"skala": "Lain", "batas_bawah": 50, "kriteria": "Baik"}]
    with pytest.raises(ReferensiRusak, match="Skala 'Kinerja'"):
        referensi(tmp_path, skala=rows)


def test_own_predicates_replace_the_family_of_that_name(tmp_path: Path) -> None:
    rows = [
        {"kelompok": "Opini BPK", "predikat": "WTP", "nilai": 5},
        {"kelompok": "Zona", "predikat": "Hijau Muda", "nilai": 80, "batas_bawah": 78, "batas_atas": 100},
    ]
    own = referensi(tmp_path, predikat=rows)
    assert own.keluarga["opini bpk"]["wtp"].nilai == 5
    assert "wdp" not in own.keluarga["opini bpk"]
    assert own.keluarga["akip"]["bb"].nilai == 70
    assert own.kosakata["hijau muda"] == "Hijau Muda"


def test_register(tmp_path: Path) -> None:
    rows = [
        {"kode_opd": "1.01", "nama_opd": "Dinas Pendidikan", "singkatan": "Disdik", "wajib": "Tidak"},
        {"kode_opd": "1.02", "nama_opd": "Dinas Kesehatan", "batas_waktu": "10 Januari 2024"},
        {"kode_opd": "1.02", "nama_opd": "Dinas Kembar"},
    ]
    a, b = referensi(tmp_path, opd=rows).opd
    assert (a.label, a.wajib) == ("Disdik", False)
    assert (b.label, str(b.batas_waktu)) == ("Dinas Kesehatan", "2024-01-10")
