"""Consolidation: averages, absorption from leaves, efficiency, and an absent OPD that is never zero."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pabrik import JUTA, isi_bersih, isi_referensi, write_isi

from kinerja_xl.compute.anggaran import compute_serapan, valid_kode
from kinerja_xl.compute.capaian import TANPA_POLARITAS
from kinerja_xl.compute.efisiensi import (
    hitung_efisiensi,
    kelas_serapan,
    kriteria_efisiensi,
    kuadran,
    persen,
    serapan_terhadap_rencana,
)
from kinerja_xl.consolidate.kepatuhan import StatusKirim
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, consolidate
from kinerja_xl.nilai import bulat
from kinerja_xl.pipeline import examine, read_workbooks
from kinerja_xl.read import list_workbooks
from kinerja_xl.tabel.referensi import Referensi

Isi = dict[str, list[dict[str, Any]]]
KODE = isi_bersih()["profil"][0]["kode_opd"]
SETELAN = Referensi().kebijakan


def konsolidasi(folder: Path, *kiriman: Isi, referensi: Isi | None = None, periode: str | None = None) -> Konsolidasi:
    for n, isi in enumerate(kiriman):
        write_isi(folder / f"{n}.xlsx", isi, meta=True)
    if referensi is not None:
        write_isi(folder / "Referensi.xlsx", referensi, meta=True)
    pairs = [(p, p.name) for p in list_workbooks(folder)]
    telaah = examine(read_workbooks(pairs), periode=periode)
    assert telaah.galat == ()
    return consolidate(telaah.data, telaah.hitungan, telaah.catatan)


def opd(k: Konsolidasi, kode: str = KODE) -> Any:
    return k.opd[k.opd["kode_opd"] == kode].iloc[0]


def test_mean_counts_iku_only_and_what_can_be_computed(tmp_path: Path) -> None:
    isi = isi_bersih()
    isi["iku"][0]["jenis"] = "IKK"
    isi["realisasi"][1] |= {"realisasi_tahun": None, **{f"realisasi_tw{n}": None for n in range(1, 5)}}
    k = konsolidasi(tmp_path, isi)
    counted = [
        p
        for p, kode in zip(k.capaian["capaian_persen"], k.capaian["kode_indikator"], strict=True)
        if kode not in (isi["iku"][0]["kode"], isi["iku"][1]["kode"])
    ]
    row = opd(k)
    assert row["jumlah_indikator"] == len(isi["iku"]) - 1
    assert row["jumlah_terhitung"] == len(isi["iku"]) - 2
    assert bulat(row["rata_rata_capaian"], 6) == bulat(sum(counted) / len(counted), 6)


def test_all_kinds_count_where_an_opd_has_no_iku(tmp_path: Path) -> None:
    isi = isi_bersih()
    for row in isi["iku"]:
        row["jenis"] = "IKK"
    assert opd(konsolidasi(tmp_path, isi))["jumlah_indikator"] == len(isi["iku"])


def test_negative_counts_as_zero_and_cap_applies(tmp_path: Path) -> None:
    isi = isi_bersih()
    for sheet in ("iku", "renstra", "realisasi"):
        isi[sheet] = isi[sheet][:2]
    for row, polaritas in zip(isi["iku"], ("Minimal", "Maksimal"), strict=True):
        row |= {"polaritas": polaritas, "akumulasi": "Terakhir"}
    quarters = {f"realisasi_tw{n}": None for n in range(1, 5)} | {f"target_tw{n}": None for n in range(1, 5)}
    isi["realisasi"][0] |= {"target_pk": 10, "target_pk_perubahan": None, "realisasi_tahun": 30, **quarters}
    isi["realisasi"][1] |= {"target_pk": 10, "target_pk_perubahan": None, "realisasi_tahun": 15, **quarters}
    k = konsolidasi(tmp_path, isi)
    assert list(k.capaian["capaian_persen"]) == [-100, 150]
    assert opd(k)["rata_rata_capaian"] == 75
    assert opd(k)["rata_rata_capaian_dibatasi"] == 60


def test_absent_opd_is_named_and_never_zero(tmp_path: Path) -> None:
    referensi = isi_referensi()
    referensi["opd"].append({"kode_opd": "9.99", "nama_opd": "Dinas Absen", "wajib": "Ya"})
    k = konsolidasi(tmp_path, isi_bersih(), referensi=referensi)
    absent = opd(k, "9.99")
    assert absent["status"] == StatusKirim.BELUM
    assert all(absent[c] is None for c in ("rata_rata_capaian", "pagu_rp", "serapan_persen", "jumlah_indikator"))
    assert k.ringkasan.rata_rata_capaian == opd(k)["rata_rata_capaian"]
    assert (k.ringkasan.n_capaian, k.ringkasan.n_opd) == (1, len(referensi["opd"]))
    assert "LTS-01" in {c.kode for c in k.catatan if c.kode_opd == "9.99"}


def test_regency_means_plain_and_by_budget(tmp_path: Path) -> None:
    small, large = isi_bersih(), isi_bersih()
    large["profil"][0] |= {"kode_opd": "8.88", "nama_opd": "Dinas Lain"}
    for row in large["anggaran"]:
        for column, value in row.items():
            if column.endswith("_rp") and value is not None:
                row[column] = value * 3
    large["realisasi"] = large["realisasi"][:1]
    k = konsolidasi(tmp_path, small, large)
    a, b = opd(k)["rata_rata_capaian"], opd(k, "8.88")["rata_rata_capaian"]
    assert k.ringkasan.rata_rata_capaian == (a + b) / 2
    assert k.ringkasan.rata_rata_capaian_tertimbang is not None
    assert bulat(k.ringkasan.rata_rata_capaian_tertimbang, 9) == bulat((a + 3 * b) / 4, 9)


def test_totals_come_from_leaves_not_from_typed_parents(tmp_path: Path) -> None:
    isi = isi_bersih()
    wrong = [dict(row) for row in isi["anggaran"]]
    leaves = [row for row in wrong if row["kode"].count(".") == 5 and row.get("pagu_perubahan_rp") is not None]
    for row in wrong:
        if row["kode"].count(".") < 5:
            row["pagu_perubahan_rp"] = row["realisasi_tahun_rp"] = 1
    k = konsolidasi(tmp_path, isi | {"anggaran": wrong})
    assert opd(k)["pagu_rp"] == sum(row["pagu_perubahan_rp"] for row in leaves) * 100
    top = k.serapan[k.serapan["tingkat"] == "Program"]
    assert top["pagu_rp"].sum() == opd(k)["pagu_rp"]
    assert set(top["pagu_dilaporkan_rp"]) == {100}


def test_malformed_pagu_leaves_its_row_out_of_the_totals(tmp_path: Path) -> None:
    clean = opd(konsolidasi(tmp_path / "a", isi_bersih()))
    isi = isi_bersih()
    row = next(r for r in isi["anggaran"] if r["kode"].count(".") == 5)
    pagu, realisasi = row["pagu_perubahan_rp"], row["realisasi_tahun_rp"]
    row["pagu_perubahan_rp"] = "1.48.193.842,-"
    broken = opd(konsolidasi(tmp_path / "b", isi))
    assert clean["pagu_rp"] - broken["pagu_rp"] == pagu * 100
    assert clean["realisasi_rp"] - broken["realisasi_rp"] == realisasi * 100


@pytest.mark.parametrize(
    ("kolom", "atas", "opd_"),
    [("anggaran_rp", (300, 260), (400, 346)), ("realisasi_rp", (496, 260), (596, 346))],
    ids=["anggaran", "realisasi"],
)
def test_malformed_anggaran_leaves_its_account_out_of_the_totals(
    kolom: str, atas: tuple[int, int], opd_: tuple[int, int], tmp_path: Path
) -> None:
    """5.1.02 (196 and 140 million): without its anggaran it counts nowhere, without its realisasi as not realised."""
    isi = isi_bersih()
    del isi["anggaran"]
    next(r for r in isi["belanja"] if r["kode_rekening"] == "5.1.02")[kolom] = "1.48.193.842,-"
    k = konsolidasi(tmp_path, isi)
    akun = k.belanja.set_index("kode_rekening")[["anggaran_rp", "realisasi_rp"]] / (100 * JUTA)
    assert tuple(akun.loc["5.1"]) == atas
    assert tuple(akun.loc["5"]) == opd_
    assert akun.loc["5.1.02"].isna().tolist() == ([True, True] if kolom == "anggaran_rp" else [False, True])
    assert (opd(k)["pagu_rp"], opd(k)["realisasi_rp"]) == tuple(n * JUTA * 100 for n in opd_)


def test_without_a_polarity_nothing_is_computed_and_nothing_enters_the_mean(tmp_path: Path) -> None:
    isi = isi_bersih()
    isi["iku"][0]["polaritas"] = None
    k = konsolidasi(tmp_path, isi)
    row = k.capaian.set_index("kode_indikator").loc[isi["iku"][0]["kode"]]
    assert (row["capaian_persen"], row["metode"]) == (None, TANPA_POLARITAS)
    assert (opd(k)["jumlah_indikator"], opd(k)["jumlah_terhitung"]) == (10, 9)


def test_the_last_yearly_target_stands_for_a_final_one_that_is_missing(tmp_path: Path) -> None:
    isi = isi_bersih()
    isi["renstra"][0]["target_akhir"] = None
    row = konsolidasi(tmp_path, isi).capaian.set_index("kode_indikator").loc[isi["iku"][0]["kode"]]
    assert row["target_akhir_renstra"] == str(isi["renstra"][0]["target_2026"])


def test_missing_program_row_is_still_totalled(tmp_path: Path) -> None:
    isi = isi_bersih()
    whole = opd(konsolidasi(tmp_path / "a", isi))
    isi["anggaran"] = [row for row in isi["anggaran"] if row["kode"].count(".") > 2]
    k = konsolidasi(tmp_path / "b", isi)
    assert opd(k)["pagu_rp"] == whole["pagu_rp"]
    assert (k.serapan["tingkat"] == "Program").any()


def test_serapan_falls_back_to_belanja_and_says_so(tmp_path: Path) -> None:
    isi = isi_bersih()
    del isi["anggaran"]
    row = opd(konsolidasi(tmp_path, isi))
    assert row["sumber_serapan"] == "Belanja"
    assert row["pagu_rp"] is not None


def test_quarter_counts_quarters_up_to_it(tmp_path: Path) -> None:
    isi = isi_bersih()
    isi["profil"][0]["periode"] = "TW II"
    k = konsolidasi(tmp_path, isi)
    leaves = [r for r in isi["anggaran"] if r["kode"].count(".") == 5]
    expected = sum((r.get("realisasi_tw1_rp") or 0) + (r.get("realisasi_tw2_rp") or 0) for r in leaves)
    assert opd(k)["realisasi_rp"] == expected * 100
    assert set(k.triwulan["triwulan"]) == {"TW I", "TW II"}


def test_cumulative_quarters_count_by_the_last(tmp_path: Path) -> None:
    isi = isi_bersih()
    isi["profil"][0] |= {"periode": "TW II", "realisasi_triwulan": "Kumulatif"}
    leaves = [r for r in isi["anggaran"] if r["kode"].count(".") == 5]
    k = konsolidasi(tmp_path, isi)
    assert opd(k)["realisasi_rp"] == sum(r.get("realisasi_tw2_rp") or 0 for r in leaves) * 100


SATU, DUA = "1.01.02.2.01.0001", "1.01.02.2.01.0002"


def leaves(folder: Path, *rinci: dict[str, Any], periode: str = "Tahunan", **profil: Any) -> Konsolidasi:
    """An OPD with one sub kegiatan per dict of figures, each with a pagu of Rp1.000 unless it says otherwise."""
    isi = isi_bersih()
    isi["profil"][0] |= {"periode": periode, "versi_anggaran": "Murni", **profil}
    isi["anggaran"] = [
        {"kode": f"1.01.02.2.01.{n:04d}", "uraian": f"Rincian {n}", "pagu_murni_rp": 1000, **satu}
        for n, satu in enumerate(rinci, 1)
    ]
    return konsolidasi(folder, {"profil": isi["profil"], "anggaran": isi["anggaran"]}, periode=periode)


def rupiah_of(frame: pd.DataFrame, kode: str, *names: str) -> tuple[int | None, ...]:
    row = frame[frame["kode"] == kode].iloc[0]
    return tuple(None if pd.isna(row[n]) else int(row[n]) // 100 for n in names)


def tw(*rupiah: Any) -> dict[str, Any]:
    return {f"realisasi_tw{n}_rp": v for n, v in enumerate(rupiah, 1)}


@pytest.mark.parametrize(
    ("satu", "dua", "harapan"),
    [
        ((200, None, 700, 900), (300, 600, 800, 900), (500, 300, 700, 300)),
        ((500, 400, 600, 900), (0, 0, 0, 0), (500, -100, 200, 300)),
        ((None, 70, None, 100), (None, None, None, 10), (None, 70, None, 40)),
    ],
)
def test_cumulative_quarters_are_what_each_adds(tmp_path: Path, satu: Any, dua: Any, harapan: Any) -> None:
    """Leaf by leaf, so that a blank quarter of one doesn't hide what the others added; E.81 shows the same."""
    k = leaves(tmp_path, tw(*satu), tw(*dua), realisasi_triwulan="Kumulatif")
    assert rupiah_of(k.serapan, "1.01.02", *(f"jumlah_tw{n}_rp" for n in range(1, 5))) == harapan
    assert rupiah_of(k.evaluasi, "1.01.02", *(f"tw{n}_rp" for n in range(1, 5))) == harapan
    assert rupiah_of(k.serapan, "1.01.02", "realisasi_rp") == (sum(n or 0 for n in harapan),)


@pytest.mark.parametrize(("cara", "tahun"), [("Kumulatif", None), ("Per Triwulan", None)])
@pytest.mark.parametrize("rusak", ["1.48.193.842,-", "#REF!"])
def test_an_unusable_last_quarter_leaves_no_realisation(tmp_path: Path, cara: str, tahun: Any, rusak: str) -> None:
    k = leaves(tmp_path, tw(100, 200, 300, rusak), tw(1, 2, 3, 4), realisasi_triwulan=cara)
    assert rupiah_of(k.serapan, SATU, "realisasi_rp", "tw1_rp") == (None, None)
    assert rupiah_of(k.serapan, DUA, "realisasi_rp") == (4 if cara == "Kumulatif" else 10,)


def test_an_unusable_quarter_before_the_last_cumulative_one_is_not_needed(tmp_path: Path) -> None:
    k = leaves(tmp_path, tw(100, "1.48.193.842,-", 300, 400), realisasi_triwulan="Kumulatif")
    assert rupiah_of(k.serapan, SATU, "realisasi_rp") == (400,)


@pytest.mark.parametrize(("periode", "harapan"), [("TW III", None), ("TW IV", 70), ("Tahunan", 70)])
def test_the_years_figure_stands_for_quarters_that_nobody_filled_in(
    tmp_path: Path, periode: str, harapan: int | None
) -> None:
    k = leaves(tmp_path, {"realisasi_tahun_rp": 70}, periode=periode)
    assert rupiah_of(k.serapan, SATU, "realisasi_rp") == (harapan,)


def test_a_planned_leaf_without_realisation_counts_in_the_comparison(tmp_path: Path) -> None:
    """As in the absorption itself: what isn't reported can't make the rest look on time."""
    k = leaves(tmp_path, {"kas_tw4_rp": 100, **tw(None, None, None, 100)}, {"kas_tw4_rp": 900})
    row = opd(k)
    assert (row["rencana_banding_rp"], row["realisasi_banding_rp"]) == (100_000, 10_000)
    assert (row["terhadap_rencana_persen"], row["kelas_serapan"]) == (10, "Rendah")


@pytest.mark.parametrize("kas", [{"kas_tw1_rp": 900}, {}])
def test_a_leaf_without_pagu_has_no_plan_either(tmp_path: Path, kas: dict[str, Any]) -> None:
    k = leaves(tmp_path, {"kas_tw1_rp": 100, **tw(50)}, {"pagu_murni_rp": "abc", **kas, **tw(7)}, periode="TW I")
    assert rupiah_of(k.serapan, "1.01.02", "rencana_kas_rp", "jumlah_kas1_rp", "jumlah_tw1_rp") == (100, 100, 50)


def test_a_plan_of_nothing_is_a_plan(tmp_path: Path) -> None:
    """Nothing was to be spent yet: that is neither late nor judged by the elapsed share of the year."""
    row = opd(leaves(tmp_path, {"kas_tw1_rp": 0, "kas_tw2_rp": 100, **tw(0)}, periode="TW I"))
    assert (row["rencana_kas_rp"], row["terhadap_rencana_persen"], row["kelas_serapan"]) == (0, None, "")


def test_a_row_without_usable_pagu_is_out_of_all_columns_of_the_form(tmp_path: Path) -> None:
    renstra = {"target_renstra_rp": 5000, "realisasi_lalu_rp": 1000}
    k = leaves(tmp_path, renstra | tw(10), {**renstra, "pagu_murni_rp": "abc", **tw(20)})
    names = ("target_renstra_rp", "realisasi_lalu_rp", "pagu_rp", "realisasi_rp", "realisasi_renstra_rp")
    assert rupiah_of(k.evaluasi, DUA, *names) == (None,) * 5
    assert rupiah_of(k.evaluasi, "1.01.02", *names) == (5000, 1000, 1000, 10, 1010)


def test_progress_of_money_compares_rows_that_have_a_target(tmp_path: Path) -> None:
    """Column 14 of a parent: what the leaves with column 5 have realised, over column 5; column 13 shows all."""
    satu, dua = {"target_renstra_rp": 5000, "realisasi_lalu_rp": 500}, {"realisasi_lalu_rp": 900}
    k = leaves(tmp_path, satu | tw(10), dua | tw(20))
    row = k.evaluasi[k.evaluasi["kode"] == "1.01.02"].iloc[0]
    assert rupiah_of(k.evaluasi, "1.01.02", "realisasi_renstra_rp", "renstra_banding_rp") == (1430, 510)
    assert bulat(row["tingkat_rp_persen"]) == Decimal("10.20")


@pytest.mark.parametrize("pemisah", ["; ", ", ", "\n"])
def test_codes_of_iku_count_however_they_are_separated(tmp_path: Path, pemisah: str) -> None:
    isi = isi_bersih()
    for row in isi["anggaran"]:
        if "kode_iku" in row:
            row["kode_iku"] = row["kode_iku"].replace("; ", pemisah)
    k = konsolidasi(tmp_path, isi)
    program = k.efisiensi[k.efisiensi["tingkat"] == "Program"].set_index("kode")
    assert bulat(program.loc["1.01.01", "capaian_persen"]) == Decimal("103.38")
    assert sorted(k.evaluasi.loc[k.evaluasi["tingkat"] == "Sasaran", "kode_iku"]) == [
        f"I-{n:02d}" for n in range(1, 11)
    ]


def test_the_own_bidang_is_one_code_however_it_is_written(tmp_path: Path) -> None:
    """X.XX.02 is the parent of 1.01.02.2.01.0001 of the OPD 1.01, in capitals or not, and no second program."""
    isi = isi_bersih()
    isi["anggaran"] = [
        {"kode": "x.xx.02", "uraian": "Program"},
        {"kode": "X.XX.02.2.01", "uraian": "Kegiatan"},
        {"kode": "1.01.02.2.01.0001", "uraian": "Satu", "pagu_murni_rp": 1000},
        {"kode": "X.XX.02.2.01.0002", "uraian": "Dua", "pagu_murni_rp": 500},
    ]
    k = konsolidasi(tmp_path, {"profil": isi["profil"], "anggaran": isi["anggaran"]})
    assert k.serapan["kode"].tolist() == ["1.01.02", "1.01.02.2.01", SATU, DUA]
    assert rupiah_of(k.serapan, "1.01.02", "pagu_rp") == (1500,)


def test_empty_input_gives_empty_frames(tmp_path: Path) -> None:
    isi = isi_bersih()
    k = konsolidasi(tmp_path, {"profil": isi["profil"], "iku": isi["iku"]})
    assert len(compute_serapan(k.data)) == 0
    assert len(k.efisiensi) == 0
    assert opd(k)["rata_rata_capaian"] is None


def test_late_is_flagged(tmp_path: Path) -> None:
    referensi = isi_referensi()
    for row in referensi["opd"]:
        row["batas_waktu"] = datetime.date(2024, 1, 10)
    isi = isi_bersih()
    isi["profil"][0]["tanggal_pengisian"] = datetime.date(2024, 1, 11)
    k = konsolidasi(tmp_path, isi, referensi=referensi)
    assert k.kepatuhan.loc[k.kepatuhan["kode_opd"] == KODE, "terlambat"].tolist() == [True]


@pytest.mark.parametrize(
    "kode", ["1", "1.01", "X.XX", "1.01.02", "1.01.02.2.01", "1.01.02.2.01.01", "1.01.02.2.01.0001"]
)
def test_valid_codes(kode: str) -> None:
    assert valid_kode(kode)


@pytest.mark.parametrize(
    "kode", ["", "A.01", "1.1", "1.01.02.2", "1.01.02.2.1", "1.01.02.2.01.001", "1.01.02.2.01.0001.1", "1,01"]
)
def test_invalid_codes(kode: str) -> None:
    assert not valid_kode(kode)


def test_percent_of_nothing() -> None:
    assert persen(None, 5) is None
    assert persen(5, None) is None
    assert persen(5, 0) is None
    assert persen(5, 4) == 125


def test_efficiency_side_by_side() -> None:
    hasil = hitung_efisiensi(Decimal(110), 1000, 880)
    assert hasil["selisih_persen"] == 22
    assert hasil["sisa_rp"] == 120
    assert hasil["sisa_persen"] == 12
    assert hasil["rasio_persen"] == 80
    assert hasil["ne"] == 100
    assert hitung_efisiensi(None, 1000, 880)["selisih_persen"] is None
    assert hitung_efisiensi(Decimal(90), None, None)["sisa_rp"] is None
    assert hitung_efisiensi(Decimal(90), 0, 0)["sisa_persen"] is None
    assert hitung_efisiensi(Decimal(0), 1000, 880)["rasio_persen"] is None


@pytest.mark.parametrize(
    ("capaian", "realisasi", "metode", "kriteria"),
    [
        (100, 900, "selisih", "Efisien"),
        (90, 900, "selisih", "Seimbang"),
        (80, 900, "selisih", "Tidak efisien"),
        (100, 900, "sisa", "Efisiensi"),
        (99, 900, "sisa", "Sisa anggaran"),
        (100, 1000, "sisa", "Sisa anggaran"),
        (200, 900, "rasio", "Sangat efisien"),
        (100, 900, "rasio", "Efisien"),
        (95, 900, "rasio", "Cukup efisien"),
        (80, 900, "rasio", "Tidak efisien"),
        (100, 900, "ne", "Efisien"),
        (90, 900, "ne", "Seimbang"),
        (80, 900, "ne", "Tidak efisien"),
    ],
)
def test_verdicts(capaian: int, realisasi: int, metode: str, kriteria: str) -> None:
    hasil = hitung_efisiensi(Decimal(capaian), 1000, realisasi)
    assert kriteria_efisiensi(hasil, Decimal(capaian), metode) == kriteria


@pytest.mark.parametrize("metode", ["selisih", "sisa", "rasio", "ne"])
def test_no_verdict_without_capaian(metode: str) -> None:
    assert kriteria_efisiensi(hitung_efisiensi(None, 1000, 900), None, metode) == ""


def test_classes_follow_the_plan() -> None:
    assert serapan_terhadap_rencana(20, 100, (None, None), 1) == 80
    assert serapan_terhadap_rencana(20, 100, (40, 20), 1) == 50
    # 12 of the 20 were realised by rows that have a plan.
    assert serapan_terhadap_rencana(20, 100, (40, 12), 1) == 30
    assert serapan_terhadap_rencana(None, 100, (None, None), 4) is None
    words = [kelas_serapan(Decimal(v), SETELAN) for v in ("49.994", "49.995", "79.99", "80")]
    assert words == ["Rendah", "Sedang", "Sedang", "Tinggi"]
    assert kelas_serapan(None, SETELAN) == ""


def test_quadrants() -> None:
    pairs = [(100, 80), (100, 79), (99, 80), (99, 79)]
    words = [kuadran(Decimal(c), Decimal(s), SETELAN).split()[0] for c, s in pairs]
    assert words == ["Berhasil", "Hemat", "Perlu", "Tertinggal"]
    assert kuadran(None, Decimal(80), SETELAN) == ""


def test_money_stays_exact(tmp_path: Path) -> None:
    isi = isi_bersih()
    leaf = next(r for r in isi["anggaran"] if r["kode"].count(".") == 5)
    leaf["pagu_perubahan_rp"] = "99.999.999.999.999,99"
    k = konsolidasi(tmp_path, isi)
    row = k.serapan[k.serapan["kode"] == leaf["kode"]].iloc[0]
    assert row["pagu_rp"] == 9_999_999_999_999_999
    assert not pd.isna(k.serapan["pagu_rp"]).all()
