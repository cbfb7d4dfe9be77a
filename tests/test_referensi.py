"""Referensi: what Bappeda decides replaces the defaults; a slip of the operator is one line with the cell."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pabrik import isi_referensi, write_isi

from kinerja_xl.deklarasi.errors import ReferensiRusak
from kinerja_xl.deklarasi.forms import SHEETS
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


def test_another_scale(tmp_path: Path) -> None:
    skala = [
        {"skala": "Kepuasan", "batas_bawah": n, "kriteria": k, "warna": w}
        for n, k, w in ((81, "Sangat Puas", "#112233"), (61, "Puas", None), (41, "Cukup", None), (0, "Kurang", None))
    ]
    own = referensi(tmp_path, skala=skala, kebijakan=[{"nama": "skala", "nilai": "kepuasan"}])
    assert [own.kategori(Decimal(n)) for n in (81, 80, -3)] == ["Sangat Puas", "Puas", "Kurang"]
    assert own.skala[0].warna == "#112233"
    assert all(k.warna.startswith("#") for k in own.skala)


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
