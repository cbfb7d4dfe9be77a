"""Formulir E.81: columns 12-14 by Akumulasi, money from the leaves, the rows' order; on tables, and on real documents."""

# ruff: noqa: E501  (a case reads as one row of a table)

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from pabrik import JUTA, Isi, Kunci, Pabrik

from kinerja_xl import pipeline
from kinerja_xl.compute.evaluasi import TW_RP, UANG_EVALUASI, compute_evaluasi, rata_evaluasi
from kinerja_xl.compute.evaluasi_kinerja import Ingatan, Kinerja, kinerja_of_anggaran
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, consolidate
from kinerja_xl.deklarasi.urusan import BIDANG_URUSAN, URUSAN
from kinerja_xl.nilai import bulat, parse_nilai
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.kebijakan import Kebijakan
from kinerja_xl.tabel.referensi import Referensi

CONTOH = Path(__file__).parent.parent / "contoh"
A = "anggaran"
PROGRAM, KEGIATAN, SUB_A, SUB_B = 0, 1, 2, 3
TW = [f"realisasi_tw{n}_rp" for n in range(1, 5)]


class Kasus(NamedTuple):
    """One indicator row of Anggaran and what columns 12, 13, 14 and 12/7 make of it (texts; None: not computed)."""

    nama: str
    akumulasi: str
    satuan: str
    target_renstra: Any
    lalu: Any
    target: Any
    tw: tuple[Any, ...]
    tahun: Any
    harapan: tuple[str, str, str | None, str | None]
    polaritas: str = "Maksimal"
    periode: str = "Tahunan"
    dari_triwulan: bool = True


KASUS = [
    Kasus("jumlah", "Jumlah", "dokumen", 40, 16, 8, (2, 2, 2, 2), None, ("8", "24", "60.00", "100.00")),
    Kasus("jumlah s.d. TW II", "Jumlah", "dokumen", 40, 16, 8, (2, 2, 2, 2), 8, ("4", "20", "50.00", "50.00"), periode="TW II"),
    Kasus("jumlah, triwulan kosong", "Jumlah", "dokumen", 40, 16, 8, (None, 3, None, 4), None, ("7", "23", "57.50", "87.50")),
    Kasus("jumlah, tahun pertama", "Jumlah", "dokumen", 40, None, 8, (2, 2, 2, 2), None, ("8", "8", "20.00", "100.00")),
    Kasus("jumlah persentase", "Jumlah", "%", 100, 100, 100, (25, 25, 25, 20), None, ("95", "95", "95.00", "95.00")),
    Kasus("kumulatif", "Kumulatif", "orang", 500, 190, 100, (24, 51, 70, 98), None, ("98", "288", "57.60", "98.00")),
    Kasus("kumulatif s.d. TW III", "Kumulatif", "orang", 500, 190, 100, (24, 51, 70, 98), None, ("70", "260", "52.00", "70.00"), periode="TW III"),
    Kasus("terakhir", "Terakhir", "%", 96, 86, 90, (61, 72, 80.5, 91.8), None, ("91,8", "91,8", "95.63", "102.00")),
    Kasus("terakhir, belum TW IV", "Terakhir", "%", 96, 86, 90, (61, 72, None, None), None, ("72", "72", "75.00", "80.00")),
    Kasus("rata-rata", "Rata-rata", "indeks", 80, 70, 75, (70, 72, 74, 76), None, ("73", "73", "91.25", "97.33")),
    Kasus("akumulasi kosong", "", "indeks", 80, 70, 75, (70, 72, 74, 76), None, ("76", "76", "95.00", "101.33")),
    Kasus("tahun saja", "Jumlah", "unit", 40, 16, 8, (), 9, ("9", "25", "62.50", "112.50"), dari_triwulan=False),
    Kasus("tahun sama dengan triwulan", "Jumlah", "unit", 40, 16, 8, (2, 2, 2, 3), 9, ("9", "25", "62.50", "112.50")),
    Kasus("tahun beda triwulan", "Jumlah", "unit", 40, 16, 8, (2, 2, 2, 2), 9, ("9", "25", "62.50", "112.50"), dari_triwulan=False),
    Kasus("minimal", "Terakhir", "kasus", 2, 5, 4, (5, 4, 3, 3), None, ("3", "3", "150.00", "125.00"), "Minimal"),
    Kasus("rentang", "Terakhir", "%", "3 ± 1", 5, "3 ± 1", (4.6,), None, ("4,6", "4,6", "85.00", "85.00"), "Stabil"),
    Kasus("predikat", "Terakhir", "predikat", "BB", "B", "CC", (), "A (86,45)", ("A (86,45)", "A (86,45)", "123.50", "172.90"), dari_triwulan=False),
    Kasus("gabungan", "Jumlah", "", "10 Raperda, 50 SK", None, "5 Raperda, 10 SK", ("1 Raperda, 5 SK", "2 Raperda, 5 SK"), None, ("3 Raperda, 10 SK", "3 Raperda, 10 SK", "25.00", "80.00")),
    Kasus("satu bagian", "Jumlah", "", "20 Raperda, 50 SK", "1 SK", "10 Raperda, 5 SK", ("2 Raperda, 1 SK", "3 Raperda", None, "5 Raperda, 4 SK"), None, ("10 Raperda, 5 SK", "6 SK, 10 Raperda", "31.00", "100.00")),
    Kasus("teks di antara triwulan", "Jumlah", "unit", 40, 16, 60, ("Nihil", 10, 20, 30), None, ("", "", None, None)),
    Kasus("teks, tetapi tahun diisi", "Jumlah", "unit", 100, 16, 60, ("Nihil", 10, 20, 30), 60, ("60", "76", "76.00", "100.00"), dari_triwulan=False),
    Kasus("teks tahun lalu", "Jumlah", "unit", 40, "Nihil", 8, (4,), None, ("4", "", None, "50.00")),
    Kasus("belum dilaporkan", "Jumlah", "unit", 40, 16, 8, (), None, ("", "", None, None)),
    Kasus("nol dilaporkan", "Jumlah", "unit", 40, 16, 8, (0,), None, ("0", "16", "40.00", "0.00")),
    Kasus("tanpa target Renstra", "Jumlah", "unit", None, 16, 8, (4,), None, ("4", "20", None, "50.00")),
    Kasus("target nol", "Jumlah", "unit", 0, 0, 0, (0,), None, ("0", "0", "100.00", "100.00")),
]  # fmt: skip


def make_data(periode: str, **setelan: str) -> Data:
    bawaan = Referensi().kebijakan
    referensi = Referensi(kebijakan=Kebijakan({**bawaan.nilai, **setelan}))
    return Data(2023, periode, referensi, (), (), {}, ())


def hitung(kasus: Kasus, **setelan: str) -> Kinerja:
    def nilai(isi: Any) -> Any:
        return parse_nilai(isi)

    tw = [*kasus.tw, None, None, None, None][:4]
    baris = {
        "akumulasi_berlaku": kasus.akumulasi or "Terakhir",
        "satuan": kasus.satuan,
        "polaritas_berlaku": kasus.polaritas,
        "target_renstra_k": nilai(kasus.target_renstra),
        "realisasi_lalu_k": nilai(kasus.lalu),
        "target_k": nilai(kasus.target),
        "realisasi_tahun_k": nilai(kasus.tahun),
        **{f"realisasi_tw{n}_k": nilai(v) for n, v in enumerate(tw, 1)},
    }
    return kinerja_of_anggaran(make_data(kasus.periode, **setelan), baris, Ingatan())


def dua(persen: Decimal | None) -> str | None:
    return None if persen is None else f"{bulat(persen):.2f}"


@pytest.mark.parametrize("kasus", KASUS, ids=[k.nama for k in KASUS])
def test_columns_12_to_14(kasus: Kasus) -> None:
    k = hitung(kasus)
    found = (k.realisasi.teks, k.realisasi_renstra.teks, dua(k.tingkat_persen), dua(k.tahun_ini.persen))
    assert found == kasus.harapan
    assert k.dari_triwulan is kasus.dari_triwulan


def test_quarters_after_the_period_are_left_out() -> None:
    k = hitung(KASUS[1])
    assert [n.teks for n in k.triwulan] == ["2", "2", "", ""]


def test_minimal_counts_with_its_polarity_in_averages() -> None:
    """Column 14 is 13/5 as the form says; above 100 is worse, which averages must not take for better."""
    minimal = next(k for k in KASUS if k.nama == "minimal")
    assert dua(hitung(minimal).renstra.persen) == "50.00"
    assert dua(hitung(minimal, rumus_minimal="rasio").renstra.persen) == "66.67"
    assert dua(hitung(minimal, rumus_minimal="rasio").tingkat_persen) == "150.00"


def evaluasi(folder: Path, ubah: dict[Kunci, Any], **lain: Any) -> pd.DataFrame:
    return Pabrik(folder, ubah, **lain).run().hitungan.evaluasi


def of_code(frame: pd.DataFrame, kode: str) -> pd.DataFrame:
    return frame[frame["kode"] == kode].reset_index(drop=True)


def test_rows_stand_in_the_order_of_the_form(tmp_path: Path) -> None:
    frame = evaluasi(tmp_path, {})
    # Both programs support indicators of one sasaran; the kegiatan with two indicators has money once.
    assert frame["tingkat"].tolist()[:11] == ["Sasaran"] * 10 + ["Program"]
    codes = frame.loc[frame["tingkat"] != "Sasaran", "kode"].tolist()
    assert codes == ["1.01.01", "1.01.01.2.01", "1.01.01.2.01.0001", "1.01.01.2.01.0002", "1.01.01.2.02",
                     "1.01.01.2.02.0001", "1.01.01.2.02.0002", "1.01.02", "1.01.02.2.01", "1.01.02.2.01",
                     "1.01.02.2.01.0001", "1.01.02.2.01.0002"]  # fmt: skip
    kegiatan = of_code(frame, "1.01.02.2.01")
    assert kegiatan["pagu_rp"].tolist() == [36400000000, pd.NA]
    assert kegiatan["indikator"].tolist() == ["", "Indeks kepuasan"]
    assert kegiatan["pertama"].tolist() == [True, False]
    assert frame["unit"].unique().tolist() == ["Dinas Pendidikan"]
    # A sasaran carries the money of its programs, a program with no indicator stands under none.
    assert frame["pagu_rp"].iat[0] == of_code(frame, "1.01.01")["pagu_rp"][0] + of_code(frame, "1.01.02")["pagu_rp"][0]
    lepas = evaluasi(tmp_path / "lepas", {(A, PROGRAM, "kode_iku"): None})
    assert lepas.loc[lepas["kode"].str.startswith("1.01.01"), "kelompok"].unique().tolist() == [-1]
    assert lepas["kode"].tolist()[-7:] == codes[:7]
    # Indicators that only this program named still stand under their sasaran, in the order of the sheet.
    assert lepas["kode_iku"].tolist()[:10] == [f"I-{n:02d}" for n in range(1, 11)]
    assert lepas.loc[lepas["tanpa_program"], "kode_iku"].tolist() == ["I-02", "I-03", "I-06", "I-07"]
    assert len(lepas) == 22


def sasaran_rows(frame: pd.DataFrame) -> list[tuple[str, list[str], list[str], bool]]:
    """Per group: its sasaran, the indicators that stand under it, its programs, whether it has money."""
    groups = []
    for _, own in frame.groupby("kelompok", sort=False):
        heads = own[own["tingkat"] == "Sasaran"]
        programs = own.loc[own["tingkat"] == "Program", "kode"].unique().tolist()
        text = heads["uraian"].iat[0] if len(heads) else "-"
        groups.append((text, heads["kode_iku"].tolist(), programs, heads["pagu_rp"].notna().any()))
    return groups


def test_every_indicator_stands_under_its_sasaran_also_without_a_program(tmp_path: Path) -> None:
    """I-01, I-02 and I-05 are named; the others join their sasaran, or make one without programs and money."""
    sasaran = ["A", "B", "C", "B", " a", "D", "A", None, "D", "B"]
    ubah: dict[Kunci, Any] = {("iku", n, "sasaran"): text for n, text in enumerate(sasaran)}
    ubah |= {(A, PROGRAM, "kode_iku"): "I-01; I-05", (A, 7, "kode_iku"): "I-02", (A, 8, "kode_iku"): None}
    frame = evaluasi(tmp_path, ubah)
    assert sasaran_rows(frame) == [
        ("A", ["I-01", "I-05", "I-07"], ["1.01.01"], True),
        ("B", ["I-02", "I-04", "I-10"], ["1.01.02"], True),
        ("C", ["I-03"], [], False),
        ("D", ["I-06", "I-09"], [], False),
        ("", ["I-08"], [], False),
    ]
    assert_sums(frame)
    k = next(k for kode, k in zip(frame["kode_iku"], frame["kinerja"], strict=True) if kode == "I-03")
    assert (k.target.teks, k.realisasi.teks, dua(k.tahun_ini.persen)) == ("BB", "A (86,45)", "123.50")
    # They are indicators of the OPD like the others: the mean is the same as when programs name them all.
    rata, semua = rata_evaluasi(frame), rata_evaluasi(evaluasi(tmp_path / "semua", {}))
    assert (rata.indikator, rata.n_tahun, dua(rata.tahun_persen)) == (17, 17, dua(semua.tahun_persen))


def test_an_indicator_of_two_groups_joins_that_of_its_sasaran_alone(tmp_path: Path) -> None:
    """One program supports A and B, the other B: what none names of B stands with B alone, else with both."""
    ubah: dict[Kunci, Any] = {("iku", n, "sasaran"): "A" if n < 2 else "B" for n in range(10)}
    ubah |= {(A, PROGRAM, "kode_iku"): "I-01; I-03", (A, 7, "kode_iku"): "I-04", (A, 8, "kode_iku"): None}
    further = [f"I-{n:02d}" for n in range(4, 11)]
    assert sasaran_rows(evaluasi(tmp_path, ubah)) == [
        ("A\nB", ["I-01", "I-02", "I-03"], ["1.01.01"], True),
        ("B", further, ["1.01.02"], True),
    ]
    lepas = evaluasi(tmp_path / "lepas", ubah | {(A, 7, "kode_iku"): None})
    assert sasaran_rows(lepas) == [
        ("A\nB", ["I-01", "I-02", "I-03", *further], ["1.01.01"], True),
        ("-", [], ["1.01.02"], False),
    ]


def test_penanggung_jawab_of_the_row_counts_before_the_opd(tmp_path: Path) -> None:
    frame = evaluasi(tmp_path, {(A, SUB_A, "penanggung_jawab"): "Bidang SD"})
    assert of_code(frame, "1.01.01.2.01.0001")["unit"][0] == "Bidang SD"


def test_sasaran_indicators_come_from_renstra_and_realisasi(tmp_path: Path) -> None:
    frame = evaluasi(tmp_path, {})
    iku = {k: v for k, v in zip(frame["kode_iku"], frame["kinerja"], strict=True) if k}
    k = iku["I-02"]
    # Jumlah, but its final target (55) is no sum of the yearly ones: a yearly quantity, of which the latest counts.
    assert (k.target_renstra.teks, k.realisasi_lalu.teks, k.target.teks) == ("55", "36", "40")
    assert (k.realisasi.teks, k.realisasi_renstra.teks, k.cara_renstra) == ("38", "38", "Terakhir")
    total = evaluasi(tmp_path / "total", {("renstra", 1, "target_akhir"): 255})
    k = next(k for kode, k in zip(total["kode_iku"], total["kinerja"], strict=True) if kode == "I-02")
    assert (k.realisasi_lalu.teks, k.realisasi_renstra.teks, k.cara_renstra) == ("66", "104", "Jumlah")
    k = iku["I-08"]
    assert (dua(k.tingkat_persen), dua(k.renstra.persen), dua(k.tahun_ini.persen)) == ("225.00", "-25.00", "110.00")


def test_cumulative_quarters_are_shown_as_differences(tmp_path: Path) -> None:
    profil = {("profil", 0, "realisasi_triwulan"): "Kumulatif"}
    steps = {(A, SUB_A, k): n * 20 * JUTA for n, k in enumerate(TW, 1)}
    row = of_code(evaluasi(tmp_path, profil | steps), "1.01.01.2.01.0001").iloc[0]
    assert [row[n] for n in TW_RP] == [20 * JUTA * 100] * 4
    assert row["realisasi_rp"] == 80 * JUTA * 100
    assert row["dari_triwulan_rp"]
    gap = of_code(evaluasi(tmp_path / "rumpang", profil | steps | {(A, SUB_A, TW[1]): None}), "1.01.01.2.01.0001").iloc[
        0
    ]
    assert [row if row is pd.NA else row // (JUTA * 100) for row in (gap[n] for n in TW_RP)] == [20, pd.NA, 40, 20]


def test_pagu_of_the_version_in_profil(tmp_path: Path) -> None:
    row = of_code(evaluasi(tmp_path, {}), "1.01.01.2.01.0001").iloc[0]
    assert row["pagu_rp"] == 102 * JUTA * 100
    murni = evaluasi(tmp_path / "murni", {("profil", 0, "versi_anggaran"): "Murni"})
    assert of_code(murni, "1.01.01.2.01.0001")["pagu_rp"][0] == 100 * JUTA * 100


def test_a_malformed_pagu_leaves_its_row_out_of_the_totals(tmp_path: Path) -> None:
    frame = evaluasi(tmp_path, {(A, SUB_A, "pagu_perubahan_rp"): "1.48.193.842,-"})
    row = of_code(frame, "1.01.01.2.01.0001").iloc[0]
    assert row["pagu_rp"] is pd.NA
    assert row["realisasi_rp"] is pd.NA
    assert row["tw1_rp"] is pd.NA
    assert of_code(frame, "1.01.01.2.01")["realisasi_rp"][0] == 51 * JUTA * 100


def assert_sums(frame: pd.DataFrame) -> None:
    """Every parent's money, column 13 too, is the sum over the leaves below it; 13 is what is reported of 6 and 12."""
    for _, own in frame.groupby("kode_opd"):
        leaves = own[own["rinci"].astype(bool)]
        for row in own[own["pertama"].astype(bool)].itertuples():
            if row.tingkat == "Sasaran":
                below = leaves[leaves["kelompok"] == row.kelompok]
            else:
                below = leaves[(leaves["kode"] == row.kode) | leaves["kode"].str.startswith(f"{row.kode}.")]
            for name in UANG_EVALUASI:
                total = below[name].sum(min_count=1)
                assert (pd.isna(total) and pd.isna(getattr(row, name))) or total == getattr(row, name), (row.kode, name)
        assert own.loc[~own["pertama"].astype(bool), list(UANG_EVALUASI)].isna().all(axis=None)


def examine(folder: Path, periode: str | None = None) -> Konsolidasi:
    telaah = pipeline.examine(pipeline.read_folder(folder), None, periode)
    assert telaah.galat == ()
    return consolidate(telaah.data, telaah.hitungan, telaah.catatan)


@pytest.mark.parametrize("seed", range(4))
def test_money_of_parents_is_the_sum_of_leaves(seed: int, tmp_path: Path) -> None:
    acak = random.Random(seed)
    isi: Isi = Pabrik(tmp_path).isi()
    ubah: dict[Kunci, Any] = {}
    for n, baris in enumerate(isi["anggaran"]):
        for kolom in [k for k in baris if k.endswith("_rp")]:
            if acak.random() < 0.4:
                ubah[A, n, kolom] = acak.choice([None, 0, acak.randrange(1, 10**9) + 0.25])
        if acak.random() < 0.3:
            ubah[A, n, "kode_iku"] = acak.choice(["I-01", "I-02; I-05", None])
    for n in range(10):
        ubah["iku", n, "sasaran"] = acak.choice(["Layanan naik", "Tata kelola naik"])
    ubah["profil", 0, "realisasi_triwulan"] = acak.choice(["Kumulatif", "Per Triwulan"])
    frame = evaluasi(tmp_path, ubah, periode=acak.choice(["Tahunan", None]))
    assert len(frame) > 12
    assert_sums(frame)


@pytest.mark.parametrize("nama", ["balangan_2023", "bengkulu_selatan_2023"])
def test_real_documents(nama: str) -> None:
    hasil = examine(CONTOH / nama)
    assert_sums(hasil.evaluasi)
    # The form's totals are those of Serapan OPD.
    for opd in hasil.opd.itertuples():
        rows = hasil.evaluasi[hasil.evaluasi["kode_opd"] == opd.kode_opd]
        if len(rows) and opd.sumber_serapan == "Anggaran":
            uang = rata_evaluasi(rows).uang
            assert (uang["pagu_rp"], uang["realisasi_rp"]) == (opd.pagu_rp, opd.realisasi_rp)
    assert (
        set(hasil.evaluasi["kode_opd"])
        == {
            "balangan_2023": {"4.02.0.00.0.00.01"},
            "bengkulu_selatan_2023": {"4.01.0.00.0.00.01"},
        }[nama]
    )


def test_real_sekretariat_daerah_is_rated_on_its_ten_iku() -> None:
    """Rated on the year's targets, the form gives the same mean capaian as the ten IKU do."""
    hasil = examine(CONTOH / "bengkulu_selatan_2023")
    rows = hasil.evaluasi
    assert rows.loc[rows["tingkat"] == "Sasaran", "kode_iku"].tolist() == [f"IKU-{n:02d}" for n in range(1, 11)]
    lppd = next(k for kode, k in zip(rows["kode_iku"], rows["kinerja"], strict=True) if kode == "IKU-01")
    assert (lppd.target.teks, lppd.realisasi.teks, dua(lppd.tahun_ini.persen)) == ("3,22", "2,85", "88.51")
    rata = rata_evaluasi(rows)
    assert (rata.n_tahun, dua(rata.tahun_persen)) == (10, dua(hasil.ringkasan.rata_rata_capaian))


def test_an_opd_without_anggaran_has_no_rows(tmp_path: Path) -> None:
    telaah = Pabrik(tmp_path, tanpa=("anggaran",)).run()
    frame = telaah.hitungan.evaluasi
    assert len(frame) == 0
    assert "kinerja" in frame.columns
    assert len(compute_evaluasi(telaah.data, telaah.hitungan.anggaran)) == 0


def test_urusan_are_those_of_the_regulation() -> None:
    assert list(URUSAN) == list("123456789")
    assert len(BIDANG_URUSAN) == 47
    assert all(kode[0] in URUSAN and kode[1] == "." and len(kode) == 4 for kode in BIDANG_URUSAN)
    wajib = [k for k in BIDANG_URUSAN if k[0] in "123"]
    assert [int(k[2:]) for k in wajib] == list(range(1, 33))


@pytest.mark.parametrize(
    ("target", "akhir", "harapan"),
    [
        ((30, 35, 40, 45, 50, 55), 255, ("40.78", "40.78")),
        ((30, 35, 40, 45, 50, 55), 55, ("69.09", "69.09")),
    ],
)
def test_progress_to_the_final_target_is_the_same_in_both_places(
    tmp_path: Path, target: tuple[int, ...], akhir: int, harapan: tuple[str, str]
) -> None:
    """Of a quantity whose final target is the sum of the yearly ones, all years since the first count (30 + 36 + 38)."""
    ubah: dict[Kunci, Any] = {("renstra", 1, f"target_{2021 + n}"): t for n, t in enumerate(target)}
    hitungan = Pabrik(tmp_path, ubah | {("renstra", 1, "target_akhir"): akhir}).run().hitungan
    capaian = hitungan.indikator.capaian.set_index("kode_indikator").loc["I-02"]
    form = hitungan.evaluasi.set_index("kode_iku").loc["I-02", "kinerja"]
    assert (dua(capaian["kemajuan_renstra_persen"]), dua(form.tingkat_persen)) == harapan
