"""Figures that finance compares: differences of versions and plans, the cash plan, the regency's LRA."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinerja_xl.compute.anggaran import sum_over_leaves
from kinerja_xl.compute.keuangan import (
    BAGIAN_PERSEN,
    DEVIASI_PERSEN,
    Akun,
    banding_pasangan,
    deviasi,
    komposisi,
    kumulatif_kas,
    lra_daerah,
    selisih_persen,
)
from kinerja_xl.nilai import bulat

UANG = st.none() | st.integers(0, 10**15)


def pohon(*rows: tuple[str, str, Any, Any]) -> pd.DataFrame:
    """A budget tree of (OPD, code, earlier, later) with what sum_over_leaves adds."""
    frame = pd.DataFrame(rows, columns=["kode_opd", "kode", "awal", "akhir"])
    for column in ("awal", "akhir"):
        frame[column] = pd.array([pd.NA if v is None else v for v in frame[column]], dtype="Int64")
    return sum_over_leaves(frame, "kode", ["awal", "akhir"])


def angka_baris(frame: pd.DataFrame, n: int) -> tuple[Any, Any]:
    """Difference and base of a row, None where they are NA."""
    return tuple(None if pd.isna(v) else int(v) for v in frame.loc[n, ["selisih", "dasar"]])


def test_differences_count_only_leaves_with_both_figures() -> None:
    frame = pohon(
        ("1", "1.01.01", None, None),
        ("1", "1.01.01.2.01", 999, 1),
        ("1", "1.01.01.2.01.0001", 100, 130),
        ("1", "1.01.01.2.01.0002", 50, None),
        ("1", "1.01.01.2.01.0003", None, 70),
        ("2", "1.01.01", 10, None),
    )
    hasil = banding_pasangan(frame, [("awal", "akhir")])[0]
    assert [angka_baris(hasil, n) for n in range(6)] == [
        (30, 100), (30, 100), (30, 100), (None, None), (None, None), (None, None),
    ]  # fmt: skip


def test_an_empty_tree_compares_to_nothing() -> None:
    assert len(banding_pasangan(pd.DataFrame(columns=["kode_opd", "kode", "rinci", "a", "b"]), [("a", "b")])[0]) == 0


@pytest.mark.parametrize(
    ("renstra", "renja", "persen"),
    [
        # tables/001_tabel_2_4_renstra_renja.csv, its three programs.
        (35_395_882_236, 34_881_667_729, "98.55"),
        (6_845_000_000, 4_116_058_920, "60.13"),
        (4_591_267_300, 4_200_698_000, "91.49"),
    ],
)
def test_share_of_the_renstra_in_a_published_table(renstra: int, renja: int, persen: str) -> None:
    share = selisih_persen(renja - renstra, renstra, BAGIAN_PERSEN)
    assert share is not None
    assert bulat(share) == Decimal(persen)
    away = deviasi(renstra, renja)
    assert away is not None
    assert abs(away - (share - 100)) < Decimal("1e-20")


@given(UANG, UANG)
def test_deviation_is_blank_or_exact(awal: int | None, akhir: int | None) -> None:
    value = deviasi(awal, akhir)
    if awal is None or akhir is None or awal == 0:
        assert value is None
    else:
        assert value is not None
        assert abs(value * awal / 100 + awal - akhir) < Decimal("1e-9") * max(1, awal, akhir)


def test_deviation_is_rendered_as_the_specification_writes_it() -> None:
    assert DEVIASI_PERSEN.excel({"awal": "D6", "akhir": "E6"}) == "(E6-D6)/D6*100"


@given(st.lists(UANG, min_size=4, max_size=4), st.integers(1, 4))
def test_quarters_add_up_to_the_cumulative_plan(kas: list[int | None], n: int) -> None:
    known = [k for k in kas[:n] if k is not None]
    assert kumulatif_kas(kas, n) == (sum(known) if known else None)


def test_shares_add_up() -> None:
    shares = komposisi([3, None, 1])
    assert shares[1] is None
    assert sum(s for s in shares if s is not None) == 100
    assert komposisi([0, 0]) == [None, None]


def test_accounts_add_up_whoever_split_them() -> None:
    rows = [
        ("1", "5", "BELANJA", None, None),
        ("1", "5.1", "BELANJA OPERASI", None, None),
        ("1", "5.1.01", "Belanja Pegawai", 100, 90),
        ("1", "5.1.02", "Belanja Barang", 50, None),
        ("2", "5", "Jumlah", None, None),
        ("2", "5.1", "BELANJA OPERASI", 30, 20),
        ("2", "5.10", "Lain", 7, 7),
        ("3", "5", "BELANJA", None, None),
    ]
    frame = pd.DataFrame(rows, columns=["kode_opd", "kode_rekening", "uraian", "anggaran_rp", "realisasi_rp"])
    for column in ("anggaran_rp", "realisasi_rp"):
        frame[column] = pd.array([pd.NA if v is None else v for v in frame[column].astype(object)
                                  .where(frame[column].notna(), None)], dtype="Int64")  # fmt: skip
    frame = sum_over_leaves(frame, "kode_rekening", ["anggaran_rp", "realisasi_rp"])
    assert lra_daerah(frame) == [
        Akun("5", "BELANJA", 3, 187, 117),
        Akun("5.1", "BELANJA OPERASI", 2, 180, 110),
        Akun("5.1.01", "Belanja Pegawai", 1, 100, 90),
        Akun("5.1.02", "Belanja Barang", 1, 50, None),
        Akun("5.10", "Lain", 1, 7, 7),
    ]
    assert lra_daerah(frame.iloc[:0]) == []
