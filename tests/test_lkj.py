"""compute/lkj.py: sasaran, the attribution of budget (nothing twice, nothing lost), performance of budget rows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pabrik import JUTA, Pabrik

from kinerja_xl.compute.anggaran import sum_over_leaves
from kinerja_xl.compute.lkj import (
    LAIN,
    capaian_sasaran,
    compute_kegiatan,
    group_sasaran,
    has_perubahan,
    pagu_perubahan,
    spread_keys,
    sum_by_node,
    sum_support,
    support_keys,
)
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, consolidate
from kinerja_xl.nilai import parse_nilai

SASARAN = {("iku", n, "sasaran"): "Meningkatnya akuntabilitas" for n in (1, 2, 5, 6)}
"""I-02, I-03, I-06, I-07 (the first program's) have a sasaran of their own, the others (the second's) the first one."""


def konsolidasi(folder: Path, ubah: Mapping[Any, Any] | None = None, **lain: Any) -> Konsolidasi:
    telaah = Pabrik(folder, ubah or {}, **lain).run()
    assert telaah.galat == ()
    return consolidate(telaah.data, telaah.hitungan, telaah.catatan)


def keys_of(hasil: Konsolidasi) -> dict[str, str]:
    sasaran = group_sasaran(hasil.capaian)
    keys = support_keys(hasil.serapan, hasil.data.isi("anggaran"), hasil.capaian, sasaran)
    return {kode: key for kode, key in zip(hasil.serapan["kode"], keys, strict=True) if key}


def money_of(hasil: Konsolidasi) -> dict[str, tuple[int | None, int | None]]:
    sasaran = group_sasaran(hasil.capaian)
    keys = support_keys(hasil.serapan, hasil.data.isi("anggaran"), hasil.capaian, sasaran)
    return {d.kunci: (d.pagu, d.realisasi) for d in sum_support(hasil.serapan, keys, sasaran)}


def test_sasaran_are_grouped_by_text_and_ordered_by_tingkat(tmp_path: Path) -> None:
    ubah = {
        **SASARAN,
        ("iku", 2, "sasaran"): "  meningkatnya   AKUNTABILITAS ",
        ("iku", 0, "tingkat"): "Eselon III",
        ("iku", 0, "sasaran"): "Sasaran bagian",
        ("iku", 2, "tingkat"): "Eselon IV",
    }
    rows = group_sasaran(konsolidasi(tmp_path, ubah).capaian)
    assert [(s.nomor, s.kunci, s.sasaran, s.tingkat, s.indikator) for s in rows] == [
        (1, "S1", "Meningkatnya akuntabilitas", "Eselon II", (1, 5, 6, 2)),
        (2, "S2", "Meningkatnya layanan", "Eselon II", (3, 4, 7, 8, 9)),
        (3, "S3", "Sasaran bagian", "Eselon III", (0,)),
    ]


def test_capaian_of_a_sasaran_is_of_its_iku_or_of_all_where_it_has_none(tmp_path: Path) -> None:
    ubah = {**SASARAN, ("iku", 1, "jenis"): "IK", ("iku", 2, "jenis"): "IK"}
    hasil = konsolidasi(tmp_path / "a", ubah)
    own = next(s for s in group_sasaran(hasil.capaian) if "akuntabilitas" in s.sasaran)
    # I-06: mean of 9/10 and 50/50; I-07: the same text.
    assert capaian_sasaran(hasil.capaian, [own]) == (Decimal(95) + 100) / 2
    none = {**ubah, ("iku", 5, "jenis"): "IK", ("iku", 6, "jenis"): "IK"}
    hasil = konsolidasi(tmp_path / "b", none)
    own = next(s for s in group_sasaran(hasil.capaian) if "akuntabilitas" in s.sasaran)
    akip = Decimal("86.45") / 70 * 100
    assert capaian_sasaran(hasil.capaian, [own]) == (Decimal(95) + akip + Decimal(95) + 100) / 4
    assert capaian_sasaran(hasil.capaian, []) is None


def test_budget_goes_to_the_sasaran_of_the_nearest_row_with_kode_iku(tmp_path: Path) -> None:
    hasil = konsolidasi(tmp_path, SASARAN)
    assert keys_of(hasil) == {
        "1.01.01.2.01.0001": "S2",
        "1.01.01.2.01.0002": "S2",
        "1.01.01.2.02.0001": "S2",
        "1.01.01.2.02.0002": "S2",
        "1.01.02.2.01.0001": "S1",
        "1.01.02.2.01.0002": "S1",
    }
    assert money_of(hasil) == {
        "S1": (364 * JUTA * 100, 299 * JUTA * 100),
        "S2": (232 * JUTA * 100, 187 * JUTA * 100),
    }


@pytest.mark.parametrize(
    ("kode_iku", "kunci"),
    [
        ("I-01", "S1"),
        ("I-01;I-04; I-01", "S1"),
        ("I-02; I-01", "S1, S2"),
        ("I-99; I-01", "S1"),
        ("I-99", "S2"),
        (";;", "S2"),
    ],
)
def test_a_leaf_of_its_own_kode_iku(kode_iku: str, kunci: str, tmp_path: Path) -> None:
    """Row 2 of Anggaran is the first sub kegiatan of the program that supports sasaran 2."""
    hasil = konsolidasi(tmp_path, {**SASARAN, ("anggaran", 2, "kode_iku"): kode_iku})
    assert keys_of(hasil)["1.01.01.2.01.0001"] == kunci


def test_budget_of_several_sasaran_is_shown_once_and_what_names_none_apart(tmp_path: Path) -> None:
    ubah = {**SASARAN, ("anggaran", 0, "kode_iku"): "I-01; I-02; I-03", ("anggaran", 7, "kode_iku"): None}
    money = money_of(konsolidasi(tmp_path, ubah))
    assert list(money) == ["S1", "S2", "S1, S2", LAIN]
    assert money["S1"] == money["S2"] == (None, None)
    assert money["S1, S2"][0] == 232 * JUTA * 100
    assert money[LAIN][0] == 364 * JUTA * 100


def test_rows_above_the_leaves_bear_all_keys_below_them(tmp_path: Path) -> None:
    """One sub kegiatan supports both sasaran; of the second program only one names any."""
    ubah = {**SASARAN, ("anggaran", 2, "kode_iku"): "I-01; I-02", ("anggaran", 7, "kode_iku"): None}
    hasil = konsolidasi(tmp_path, {**ubah, ("anggaran", 10, "kode_iku"): "I-01"})
    keys = support_keys(hasil.serapan, hasil.data.isi("anggaran"), hasil.capaian, group_sasaran(hasil.capaian))
    spread = dict(zip(hasil.serapan["kode"], spread_keys(hasil.serapan, keys), strict=True))
    assert {kode: key for kode, key in spread.items() if kode.count(".") < 5} == {
        "1.01.01": "S1, S2",
        "1.01.01.2.01": "S1, S2",
        "1.01.01.2.02": "S2",
        "1.01.02": "S1, Lain",
        "1.01.02.2.01": "S1, Lain",
    }
    assert {kode: key for kode, key in spread.items() if kode.count(".") == 5} == keys_of(hasil)


def test_a_lower_tingkat_serves_the_higher_one(tmp_path: Path) -> None:
    """Eselon III indicators beside Eselon II ones don't make the budget a joint one."""
    ubah = {**SASARAN, **{("iku", n, "tingkat"): "Eselon III" for n in (1, 2, 5, 6)}}
    ubah[("anggaran", 0, "kode_iku")] = "I-01; I-02"
    money = money_of(konsolidasi(tmp_path, ubah))
    assert list(money) == ["S1"]
    assert money["S1"][0] == 596 * JUTA * 100


def test_a_malformed_pagu_stays_out_of_its_sasaran_too(tmp_path: Path) -> None:
    hasil = konsolidasi(tmp_path, {**SASARAN, ("anggaran", 2, "pagu_perubahan_rp"): "1.48.193.842,-"})
    assert money_of(hasil)["S2"] == ((232 - 102) * JUTA * 100, (187 - 80) * JUTA * 100)
    assert hasil.opd["pagu_rp"].iat[0] == (596 - 102) * JUTA * 100


KODE_IKU = st.lists(st.sampled_from(["I-01", "I-02", "I-03", "I-04", "I-99", ""]), max_size=3).map("; ".join)
UANG = st.one_of(st.none(), st.integers(0, 10**14))


@given(
    st.lists(st.tuples(KODE_IKU, UANG, UANG), min_size=8, max_size=8),
    st.lists(st.sampled_from(["A", "B", "C"]), min_size=4, max_size=4),
    st.lists(st.sampled_from(["Eselon II", "Eselon III", ""]), min_size=4, max_size=4),
)
def test_nothing_is_counted_twice_and_nothing_is_lost(
    rows: list[tuple[str, int | None, int | None]], sasaran: list[str], tingkat: list[str]
) -> None:
    kode = ["1.01.01", "1.01.01.2.01", "1.01.01.2.01.0001", "1.01.01.2.01.0002", "1.01.02", "1.01.02.2.01"]
    kode += ["1.01.02.2.01.0001", "1.01.03"]
    frame = pd.DataFrame({"kode_opd": "x", "kode": kode})
    for n, name in enumerate(("pagu_rp", "realisasi_rp"), 1):
        frame[name] = pd.array([row[n] for row in rows], dtype="Int64")
    serapan = sum_over_leaves(frame, "kode", ["pagu_rp", "realisasi_rp"])
    for name in ("pagu_rp", "realisasi_rp"):
        serapan[name] = serapan[f"jumlah_{name}"]
    capaian = pd.DataFrame(
        {
            "kode_indikator": [f"I-0{n}" for n in range(1, 5)],
            "sasaran": sasaran,
            "tingkat": tingkat,
            "masuk": True,
            "capaian_nol": [Decimal(n) for n in range(4)],
        }
    )
    groups = group_sasaran(capaian)
    anggaran = pd.DataFrame({"kode": kode, "kode_iku": [row[0] for row in rows]})
    keys = support_keys(serapan, anggaran, capaian, groups)
    assert [bool(key) for key in keys] == serapan["rinci"].tolist()
    dukungan = sum_support(serapan, keys, groups)
    assert len({d.kunci for d in dukungan}) == len(dukungan)
    nodes = sum_by_node(serapan, keys)
    for n, name in enumerate(("pagu_rp", "realisasi_rp")):
        leaves = [int(v) for v in serapan.loc[serapan["rinci"], name] if not pd.isna(v)]
        parts = [getattr(d, ("pagu", "realisasi")[n]) for d in dukungan]
        assert sum(p for p in parts if p is not None) == sum(leaves)
        assert any(p is not None for p in parts) == bool(leaves)
        # Over the programs of all keys it is the same money again.
        programs = [uang[n] for own in nodes.values() for row, uang in own.items() if kode[row].count(".") == 2]
        assert sum(p for p in programs if p is not None) == sum(leaves)


def test_performance_of_budget_rows(tmp_path: Path) -> None:
    ubah = {
        ("anggaran", 2, "indikator"): "Dokumen",
        ("anggaran", 9, "akumulasi"): "Terakhir",
        ("anggaran", 9, "polaritas"): "Maksimal",
    }
    hasil = konsolidasi(tmp_path, ubah)
    found = compute_kegiatan(hasil.data, hasil.data.tabel["anggaran"])
    first = found["1.01.01.2.01.0001"][0]
    assert (first.indikator, first.target, first.realisasi, first.hasil.persen) == ("Dokumen", "8", "8", 100)
    # The indicator stands in a further row of its kegiatan.
    second = found["1.01.02.2.01"][0]
    assert (second.indikator, second.hasil.persen) == ("Indeks kepuasan", Decimal("102.5"))
    assert "1.01.01" not in found


def test_performance_by_a_blank_and_by_an_unusable_polarity(tmp_path: Path) -> None:
    """Blank is Maksimal, as in E.81; what can't be read is no polarity, and nothing is guessed."""
    for nilai, persen in ((None, Decimal("102.5")), ("Maximal", None)):
        hasil = konsolidasi(tmp_path / str(nilai), {("anggaran", 9, "polaritas"): nilai})
        found = compute_kegiatan(hasil.data, hasil.data.tabel["anggaran"])["1.01.02.2.01"][0]
        assert found.hasil.persen == persen
        own = hasil.evaluasi[hasil.evaluasi["kode"] == "1.01.02.2.01"]["kinerja"]
        assert [k.tahun_ini.persen for k in own if k is not None] == [persen]


def test_a_rank_is_not_divided_by_a_number(tmp_path: Path) -> None:
    """Opini BPK is a rank: WTP against 85 can't be computed, in T6 as in E.81."""
    ubah = {("anggaran", 9, "target_k"): "WTP", ("anggaran", 9, "realisasi_tahun_k"): 85}
    hasil = konsolidasi(tmp_path, ubah)
    assert compute_kegiatan(hasil.data, hasil.data.tabel["anggaran"])["1.01.02.2.01"][0].hasil.persen is None


def test_performance_counts_up_to_the_period(tmp_path: Path) -> None:
    hasil = konsolidasi(tmp_path / "tw", {("profil", 0, "periode"): "TW II"}, periode="TW II")
    found = compute_kegiatan(hasil.data, hasil.data.tabel["anggaran"])
    assert found["1.01.01.2.01.0001"][0].realisasi == "4"


def test_pagu_after_the_change_falls_back_to_murni_leaf_by_leaf(tmp_path: Path) -> None:
    hasil = konsolidasi(tmp_path, {("anggaran", 2, "pagu_perubahan_rp"): None})
    own = dict(zip(hasil.serapan["kode"], pagu_perubahan(hasil.data, hasil.serapan), strict=True))
    assert own["1.01.01.2.01.0001"] == 100 * JUTA * 100
    assert own["1.01.01.2.01.0002"] == 62 * JUTA * 100
    assert own["1.01.01.2.01"] == 162 * JUTA * 100
    assert own["1.01.01"] == 230 * JUTA * 100


def test_a_changed_agreement_needs_a_changed_target_or_the_changed_budget() -> None:
    kosong, berubah = parse_nilai(None), parse_nilai("91")
    assert not has_perubahan([], "Murni")
    assert not has_perubahan([kosong, parse_nilai("-")], "Pergeseran")
    assert has_perubahan([kosong, berubah], "Murni")
    assert has_perubahan([kosong], "Perubahan")
