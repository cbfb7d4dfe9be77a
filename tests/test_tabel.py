"""Typed tables of a whole regency: what isn't held twice, and can be told all the same."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kinerja_xl.check import Titik, take_out
from kinerja_xl.compute.evaluasi_kinerja import Ingatan
from kinerja_xl.deklarasi.catatan import Gugur
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.kerja.padat import decode_bacaan, encode_bacaan
from kinerja_xl.nilai import KOSAKATA_BAWAAN, parse_nilai, parse_rupiah
from kinerja_xl.rules import RULES
from kinerja_xl.tabel.bacaan import Asal, Bacaan, BacaanLembar
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.referensi import Referensi
from kinerja_xl.tabel.tabel import Keadaan, Tabel, frame_of, parse_cell, stack

SEL: list[Any] = [1_500_000.0, -2_500.0, 0.0, 7, 1234.56, 1e15, True, "Rp 5.000,-", "lima", None]


def lembar(*sel: Any) -> BacaanLembar:
    asal = Asal("a.xlsx", "Anggaran", "anggaran", {"pagu_murni_rp": "D"})
    return BacaanLembar(asal, list(range(6, 6 + len(sel))), {"pagu_murni_rp": list(sel)})


def tabel(*sel: Any) -> Tabel:
    return stack(SHEETS["anggaran"], [("1.01", lembar(*sel))], KOSAKATA_BAWAAN)


@pytest.mark.parametrize("n", range(len(SEL)))
def test_money_as_typed(n: int) -> None:
    assert tabel(*SEL).ketikan(n, "pagu_murni_rp") == parse_rupiah(SEL[n]).teks


def test_a_text_outlives_its_value() -> None:
    rule = next(r for r in RULES if r.gugur is Gugur.SEL)
    data = Data(2023, "Tahunan", Referensi(), (), (), {"anggaran": tabel(150.0, 300.0)}, ())
    left = take_out(data, [(rule, Titik("anggaran", 0, "pagu_murni_rp", {}))]).tabel["anggaran"]
    assert left.isi.at[0, "pagu_murni_rp"] is pd.NA
    assert [left.ketikan(n, "pagu_murni_rp") for n in (0, 1)] == ["150", "300"]
    assert data.tabel["anggaran"].isi.at[0, "pagu_murni_rp"] == 15_000


def test_without_texts_the_columns_stay_known() -> None:
    full = tabel(150.0)
    assert full.without_texts().kolom == full.kolom
    assert full.without_texts().isi is full.isi


def test_equal_texts_of_readings_are_one() -> None:
    texts = [
        decode_bacaan(encode_bacaan(Bacaan("", "", 0, [lembar(f"Dinas {'Kesehatan'}", 1.0, None)])), nama)
        .lembar[0]
        .kolom["pagu_murni_rp"]
        for nama in ("a.xlsx", "b.xlsx")
    ]
    assert texts[0] == texts[1] == ["Dinas Kesehatan", 1.0, None]
    assert texts[0][0] is texts[1][0]


def test_the_same_cells_are_compared_once() -> None:
    ingatan = Ingatan()
    target, lalu, kini = (parse_nilai(teks) for teks in ("10", "4", "5"))
    jumlah = ingatan.add(lalu, kini, "Jumlah")
    assert jumlah.teks == "9"
    assert ingatan.add(lalu, kini, "Jumlah") is jumlah
    assert ingatan.add(lalu, kini, "Terakhir") is kini
    hasil = ingatan.capaian(target, jumlah, "Maksimal", "linear")
    assert hasil.persen == 90
    assert ingatan.capaian(target, jumlah, "Maksimal", "linear") is hasil
    assert ingatan.capaian(target, jumlah, "Minimal", "linear").persen == 110


def test_frame_of_rows() -> None:
    rows = ({"a": 1, "b": "x", "c_rp": 5}, {"a": 2}, {"a": 3, "c_rp": None})
    frame = frame_of(iter(rows), ("b", "a", "c_rp"), ("c_rp",))
    assert list(frame.columns) == ["b", "a", "c_rp"]
    assert frame["a"].tolist() == [1, 2, 3]
    assert frame["b"].isna().tolist() == [False, True, True]
    assert frame["c_rp"].tolist() == [5, pd.NA, pd.NA]
    assert len(frame_of((), ("a", "c_rp"), ("c_rp",))) == 0


@pytest.mark.parametrize("teks", ["-", " – ", "n/a"])
@pytest.mark.parametrize(
    ("sheet", "kolom", "kosong"),
    [("anggaran", "polaritas", ""), ("anggaran", "kode_iku", ""), ("profil", "tanggal_pengisian", pd.NaT)],
)
def test_what_says_not_reported_is_blank_in_every_kind_of_cell(sheet: str, kolom: str, kosong: Any, teks: str) -> None:
    column = SHEETS[sheet].column(kolom)
    nilai, typed, keadaan, _ = parse_cell(teks, column, None, KOSAKATA_BAWAAN)
    assert (nilai is kosong or nilai == kosong, keadaan) == (True, Keadaan.KOSONG)
    assert typed == teks.strip()


@pytest.mark.parametrize(
    ("teks", "tanggal"),
    [("10/02/24", "2024-02-10"), ("10 Februari 2024", "2024-02-10"), ("10/02/124", None), ("10/02/0024", None)],
)
def test_years_of_dates(teks: str, tanggal: str | None) -> None:
    nilai, *_ = parse_cell(teks, SHEETS["profil"].column("tanggal_pengisian"), None, KOSAKATA_BAWAAN)
    assert (None if nilai is pd.NaT else str(nilai)) == tanggal
