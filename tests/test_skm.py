"""The survey's index: the published answers of a real survey, lost answers, both means of an OPD, bands, samples."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pabrik import Pabrik

from kinerja_xl.compute.rumus import Var
from kinerja_xl.compute.skm import (
    HasilSkm,
    covered_population,
    grade,
    index_formula,
    needed_sample,
    skm_bands,
    weighted,
)
from kinerja_xl.deklarasi.ketentuan import BOBOT_SKM, JAWABAN_SKM, UNSUR_SKM
from kinerja_xl.nilai import bulat
from kinerja_xl.pipeline import Telaah, examine, read_workbooks
from kinerja_xl.read import list_workbooks
from kinerja_xl.tabel.referensi import Referensi

CONTOH = Path(__file__).parent.parent / "contoh"
S = "skm"
UNSUR = [f"u{n}" for n in range(1, 10)]


def hasil(telaah: Telaah) -> HasilSkm:
    assert telaah.galat == ()
    return telaah.hitungan.skm


def test_the_real_survey_gives_its_exact_index() -> None:
    """Tabel SKM a of Balangan: 25 members of DPRD; the answers of each element add up to these sums."""
    paths = list_workbooks(CONTOH / "balangan_2023")
    satu = hasil(examine(read_workbooks([(p, p.name) for p in paths])))
    (row,) = satu.layanan.itertuples()
    assert (row.layanan, row.responden) == ("Perundang-undangan", 25)
    assert [getattr(row, f"jumlah_{u}") for u in UNSUR] == [100, 99, 82, 90, 86, 89, 91, 80, 83]
    nrr = ["4", "3.96", "3.28", "3.6", "3.44", "3.56", "3.64", "3.2", "3.32"]
    assert [getattr(row, f"nrr_{u}") for u in UNSUR] == [Decimal(x) for x in nrr]
    assert row.ikm == Decimal(800) / 9
    assert (f"{row.ikm:.6f}", row.mutu, row.kinerja) == ("88.888889", "A", "Sangat Baik")
    # With 0,11 the same answers are B: the grade depends on how the report rounds a ninth.
    assert (row.ikm_lain1, row.mutu_lain1) == (Decimal("88"), "B")
    assert (row.ikm_lain2, row.mutu_lain2) == (Decimal("88.8"), "A")
    (opd,) = satu.opd.itertuples()
    assert opd.ikm == opd.ikm_responden == row.ikm


def _dua_layanan(tinggi: int, responden: int) -> dict[Any, Any]:
    ubah: dict[Any, Any] = {(S, n, u): 3 for n in range(30) for u in UNSUR}
    for n in range(30, 30 + responden):
        ubah |= {(S, n, "layanan"): " perizinan " if n % 2 else "Perizinan", (S, n, "no"): n}
        ubah |= {(S, n, u): tinggi for u in UNSUR}
    return ubah


def test_an_opd_over_services_and_over_respondents(tmp_path: Path) -> None:
    satu = hasil(Pabrik(tmp_path, _dua_layanan(4, 10)).run())
    assert satu.layanan["layanan"].tolist() == ["Legalisasi", "Perizinan"]
    assert satu.layanan["ikm"].tolist() == [75, 100]
    (opd,) = satu.opd.itertuples()
    assert (opd.layanan, opd.responden) == (2, 40)
    assert opd.ikm == Decimal("87.5")
    assert opd.ikm_responden == Decimal(30 * 75 + 10 * 100) / 40
    assert (opd.mutu, opd.mutu_responden) == ("B", "B")


def test_a_wrong_answer_leaves_the_n_of_its_element_only(tmp_path: Path) -> None:
    ubah = {(S, 0, "u2"): 9, (S, 1, "u2"): None, (S, 2, "u5"): "baik"}
    (row,) = hasil(Pabrik(tmp_path, ubah).run()).layanan.itertuples()
    assert row.responden == 30
    assert [getattr(row, f"n_{u}") for u in UNSUR] == [30, 28, 30, 30, 29, 30, 30, 30, 30]
    assert row.nrr_u2 == Decimal(row.jumlah_u2) / 28
    total = sum(Fraction(getattr(row, f"jumlah_{u}"), getattr(row, f"n_{u}")) for u in UNSUR) * 25 / 9
    assert abs(Fraction(row.ikm) - total) < Fraction(1, 10**20)


def test_an_element_without_answers_leaves_no_index(tmp_path: Path) -> None:
    ubah = {(S, n, "u9"): None for n in range(30)}
    satu = hasil(Pabrik(tmp_path, ubah).run())
    (row,) = satu.layanan.itertuples()
    assert (row.ikm, row.mutu, row.nrr_u9) == (None, "", None)
    assert satu.opd["ikm"].tolist() == [None]


def test_rows_without_a_service_or_answers_are_no_respondents(tmp_path: Path) -> None:
    ubah = {(S, 0, "layanan"): None, **{(S, 1, u): None for u in UNSUR}}
    (row,) = hasil(Pabrik(tmp_path, ubah).run()).layanan.itertuples()
    assert row.responden == 28


def test_nobody_sent_a_survey(tmp_path: Path) -> None:
    satu = hasil(Pabrik(tmp_path, tanpa=("skm",)).run())
    assert (len(satu.layanan), len(satu.opd)) == (0, 0)


def test_the_weight_is_a_setting(tmp_path: Path) -> None:
    ubah = {("kebijakan", 1, "nama"): "bobot_skm", ("kebijakan", 1, "nilai"): "0,11", **_mutu_batas()}
    (row,) = hasil(Pabrik(tmp_path, ubah).run()).layanan.itertuples()
    assert (bulat(row.ikm), row.mutu) == (Decimal("76.08"), "C")
    assert [row.mutu_lain1, row.mutu_lain2] == ["B", "B"]


def _mutu_batas() -> dict[Any, Any]:
    return {(S, n // 9, UNSUR[n % 9]): 4 if n < 20 else 3 for n in range(270)}


def test_bands_of_the_regency_replace_the_default(tmp_path: Path) -> None:
    rows = (("A", 80), ("Prima", 80), ("B", 60), ("Cukup", 60))
    ubah: dict[Any, Any] = {}
    for n, (kata, batas) in enumerate(rows):
        ubah |= {("predikat", n, "kelompok"): "SKM", ("predikat", n, "predikat"): kata}
        ubah |= {("predikat", n, "nilai"): batas, ("predikat", n, "batas_bawah"): batas}
    pabrik = Pabrik(tmp_path, ubah)
    from pabrik import REFERENSI, isi_referensi, write_isi

    isi = isi_referensi() | {"predikat": []}
    for (_, n, kolom), nilai in ubah.items():
        while len(isi["predikat"]) <= n:
            isi["predikat"].append({})
        isi["predikat"][n][kolom] = nilai
    pabrik.folder.mkdir(parents=True, exist_ok=True)
    write_isi(tmp_path / "opd.xlsx", pabrik.isi(), meta=True)
    write_isi(tmp_path / REFERENSI, isi, meta=True)
    (row,) = hasil(examine(read_workbooks([(p, p.name) for p in sorted(tmp_path.iterdir())]))).layanan.itertuples()
    assert (row.mutu, row.kinerja) == ("A", "Prima")


@pytest.mark.parametrize(
    ("nilai", "mutu"),
    [("100", "A"), ("88.31", "A"), ("88.305", "A"), ("88.3049", "B"), ("76.61", "B"), ("76.604", "C"), ("65", "C"),
     ("64.995", "C"), ("64.994", "D"), ("25", "D")],
)  # fmt: skip
def test_bands(nilai: str, mutu: str) -> None:
    assert grade(Decimal(nilai), skm_bands(Referensi()))[0] == mutu


@given(st.lists(st.lists(st.integers(*JAWABAN_SKM), min_size=9, max_size=9), min_size=1, max_size=40))
def test_index_is_exact_and_within_its_range(jawaban: list[list[int]]) -> None:
    n = len(jawaban)
    sums = [Fraction(sum(j[k] for j in jawaban), n) for k in range(9)]
    total = sum(sums, Fraction(0))
    jumlah = Decimal(total.numerator) / Decimal(total.denominator)
    for bobot, berat in zip(BOBOT_SKM, (Fraction(1, 9), Fraction(11, 100), Fraction(111, 1000)), strict=True):
        ikm = index_formula(bobot).evaluate({"jumlah_nrr": jumlah})
        assert abs(Fraction(ikm) - total * berat * 25) < Fraction(1, 10**20)
        timbang = weighted(Var("nrr"), bobot).evaluate({"nrr": jumlah}) * 25
        assert abs(timbang - ikm) < Decimal("1e-20")
    assert 25 <= index_formula("1/9").evaluate({"jumlah_nrr": jumlah}) <= 100


@given(st.integers(1, 383))
def test_covered_population_is_the_largest_that_needs_no_more(responden: int) -> None:
    populasi = covered_population(responden)
    assert populasi is not None
    assert needed_sample(populasi) <= responden < needed_sample(populasi + 1)


def test_the_nine_elements_of_the_regulation() -> None:
    assert len(UNSUR_SKM) == 9
    assert (UNSUR_SKM[0], UNSUR_SKM[7]) == ("Persyaratan", "Penanganan pengaduan, saran, dan masukan")
