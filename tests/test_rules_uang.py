"""STR-23, ANG, BLJ and LTS: one offending and one near-miss case per rule, at the cell; nothing else may speak."""

# ruff: noqa: E501  (a case reads as one row of a table)

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pabrik import (
    BERKAS,
    JUTA,
    REFERENSI,
    Kasus,
    Kunci,
    Pabrik,
    Tempat,
    isi_bersih,
    isi_referensi,
    periksa_kasus,
    sel,
    temukan,
)

from kinerja_xl.compute.anggaran import valid_rekening
from kinerja_xl.compute.evaluasi import compute_evaluasi
from kinerja_xl.rules.uang_kinerja import names_efisiensi

A, B, C, U = "anggaran", "belanja", "cascading", "iku"
PROGRAM, KEGIATAN, SUB_A, SUB_B, KEGIATAN_2, SUB_C = 0, 1, 2, 3, 4, 5
PROGRAM_2, KEGIATAN_3, ULANGAN, SUB_E, SUB_F = 7, 8, 9, 10, 11
KAS = [f"kas_tw{n}_rp" for n in range(1, 5)]
TW = [f"realisasi_tw{n}_rp" for n in range(1, 5)]
ATAS = (PROGRAM, KEGIATAN)


def _kosong(baris: tuple[int, ...], *kolom: str) -> dict[Kunci, Any]:
    return {(A, n, k): None for n in baris for k in kolom}


_LAPOR = ("serapan_dilaporkan", "sisa_dilaporkan_rp")
# A sub kegiatan moved to the code of the other kegiatan, every typed total as it was.
_PINDAH = {(A, SUB_B, "kode"): "1.01.01.2.02.0090"}
_KUMULATIF = {(A, SUB_A, k): n * 20 * JUTA for n, k in enumerate(TW, 1)}
_TANPA_REALISASI = _kosong(tuple(range(12)), *TW, "realisasi_tahun_rp", *_LAPOR) | {
    (B, n, k): None for n in range(6) for k in ("realisasi_rp", "persentase_dilaporkan", "lebih_kurang_dilaporkan_rp")
}

KASUS = [
    Kasus("STR-23", _kosong((SUB_A,), "pagu_murni_rp", "pagu_perubahan_rp", *KAS) | _kosong(ATAS, "pagu_murni_rp", "pagu_perubahan_rp", *KAS, *_LAPOR)
          | _kosong((SUB_A,), "pagu_renja_rp") | _kosong(ATAS, "pagu_renja_rp"), ((A, SUB_A, "pagu_perubahan_rp"),),
          bersih=_kosong((SUB_A, *ATAS), "pagu_murni_rp")),
    Kasus("ANG-01", {(A, KEGIATAN, "pagu_renja_rp"): 999 * JUTA}, ((A, KEGIATAN, "pagu_renja_rp"),), bersih=_kosong(ATAS, "pagu_renja_rp")),
    Kasus("ANG-01", {(A, PROGRAM, "realisasi_lalu_rp"): 447 * JUTA}, ((A, PROGRAM, "realisasi_lalu_rp"),), nama="program"),
    Kasus("ANG-02", _PINDAH, ((A, SUB_B, "kode"),), bersih={(A, SUB_B, "kode"): "1.01.01.2.01.0090"}),
    Kasus("ANG-02", {(A, SUB_F, "kode"): "1.01.01.2.02.0090"}, ((A, SUB_F, "kode"),), nama="program lain"),
    Kasus("ANG-03", {(A, SUB_A, "realisasi_tahun_rp"): 103 * JUTA, (A, SUB_A, TW[3]): 33 * JUTA} | _kosong(ATAS, "realisasi_tahun_rp", TW[3], *_LAPOR),
          ((A, SUB_A, "realisasi_tahun_rp"),), bersih={(A, SUB_A, "realisasi_tahun_rp"): 102 * JUTA}),
    Kasus("ANG-03", _kosong((SUB_A, *ATAS), "realisasi_tahun_rp", TW[2], TW[3]) | {(A, SUB_A, TW[2]): 60 * JUTA} | _kosong(ATAS, *_LAPOR),
          ((A, SUB_A, TW[2]),), nama="triwulan"),
    Kasus("ANG-04", {(A, SUB_A, TW[2]): -JUTA, (A, SUB_A, TW[3]): 21 * JUTA} | _kosong(ATAS, TW[2], TW[3]), ((A, SUB_A, TW[2]),),
          bersih={(A, SUB_A, TW[2]): 0}),
    Kasus("ANG-04", {(A, SUB_A, "pagu_perubahan_rp"): -1000, (A, SUB_A, "realisasi_tahun_rp"): 0} | _kosong((SUB_A,), *TW, *KAS) | _kosong(ATAS, "pagu_perubahan_rp", "realisasi_tahun_rp", *TW, *KAS, *_LAPOR),
          ((A, SUB_A, "pagu_perubahan_rp"),), ikut=frozenset({"ANG-14"}), nama="pagu"),
    Kasus("ANG-05", {(A, SUB_A, TW[2]): 9 * JUTA} | _kosong(ATAS, TW[2]), ((A, SUB_A, "realisasi_tahun_rp"),), bersih=_kosong((SUB_A,), *TW)),
    Kasus("ANG-26", _TANPA_REALISASI, ((A, SUB_A, "realisasi_tahun_rp"),), bersih=_TANPA_REALISASI | {(A, SUB_F, "realisasi_tahun_rp"): 0}),
    Kasus("ANG-06", _KUMULATIF, ((A, SUB_A, TW[3]),), bersih={("profil", 0, "realisasi_triwulan"): "Kumulatif"} | _KUMULATIF),
    Kasus("ANG-07", {(A, SUB_A, "pagu_renja_rp"): 101_000}, ((A, SUB_A, "pagu_renja_rp"),), bersih={(A, SUB_A, "pagu_renja_rp"): 90 * JUTA}),
    Kasus("ANG-07", {(A, SUB_A, "realisasi_tahun_rp"): 80_000}, ((A, SUB_A, "realisasi_tahun_rp"),), nama="realisasi"),
    Kasus("ANG-08", {(A, SUB_B, "serapan_dilaporkan"): "82,25"}, ((A, SUB_B, "serapan_dilaporkan"),), bersih={(A, SUB_B, "serapan_dilaporkan"): 82}),
    Kasus("ANG-09", {(A, SUB_B, "serapan_dilaporkan"): 85}, ((A, SUB_B, "serapan_dilaporkan"),), bersih={(A, SUB_B, "serapan_dilaporkan"): 51 / 62 * 100}),
    Kasus("ANG-10", {(A, SUB_B, "serapan_dilaporkan"): "82,30"}, ((A, SUB_B, "serapan_dilaporkan"),), bersih={(A, SUB_B, "serapan_dilaporkan"): "82,3"}),
    Kasus("ANG-11", {(A, PROGRAM, "serapan_dilaporkan"): 162.23}, ((A, PROGRAM, "serapan_dilaporkan"),), bersih={(A, PROGRAM_2, "serapan_dilaporkan"): 82.14}),
    Kasus("ANG-12", {(A, PROGRAM, "serapan_dilaporkan"): 81.12}, ((A, PROGRAM, "serapan_dilaporkan"),), bersih={(A, PROGRAM, "serapan_dilaporkan"): 80.6}),
    Kasus("ANG-13", {(A, SUB_B, "sisa_dilaporkan_rp"): -11 * JUTA}, ((A, SUB_B, "sisa_dilaporkan_rp"),), bersih={(A, SUB_B, "sisa_dilaporkan_rp"): "Rp 11.000.000,-"}),
    Kasus("ANG-14", {(B, n, "anggaran_rp"): v * JUTA for n, v in ((1, 597), (2, 497), (3, 301))} | {(B, n, k): None for n in (1, 2, 3) for k in ("persentase_dilaporkan", "lebih_kurang_dilaporkan_rp")},
          ((B, 1, "anggaran_rp"),), bersih={(B, 5, "realisasi_rp"): 85 * JUTA}),
    Kasus("ANG-15", _kosong((SUB_A, *ATAS), "pagu_perubahan_rp", *KAS) | _kosong(ATAS, *_LAPOR), ((A, SUB_A, "pagu_perubahan_rp"),), ikut=frozenset({"ANG-14"}),
          bersih={("profil", 0, "versi_anggaran"): "Murni"}),
    Kasus("ANG-16", {(A, SUB_A, k): 0 for k in ("realisasi_tahun_k", *(f"realisasi_tw{n}_k" for n in range(1, 5)))}, ((A, SUB_A, "realisasi_tahun_k"),),
          bersih={(A, SUB_A, "realisasi_tahun_k"): 1}),
    Kasus("ANG-17", {(A, SUB_A, k): 0 for k in ("realisasi_tahun_rp", *TW)} | _kosong(ATAS, "realisasi_tahun_rp", *TW, *_LAPOR), ((A, SUB_A, "realisasi_tahun_rp"),),
          bersih={(A, SUB_A, k): 0 for k in ("realisasi_tahun_rp", *TW, "realisasi_tahun_k")}, ikut=frozenset({"ANG-14"})),
    Kasus("ANG-17", {(A, SUB_A, k): "-" for k in ("realisasi_tahun_rp", *TW)} | _kosong(ATAS, "realisasi_tahun_rp", *TW, *_LAPOR), ((A, SUB_A, "realisasi_tahun_rp"),),
          ikut=frozenset({"ANG-14"}), nama="tanda hubung"),
    Kasus("ANG-18", {("kebijakan", 1, "nama"): "rumus_minimal", ("kebijakan", 1, "nilai"): "rasio", (A, SUB_A, "kendala"): "Sisa karena efisiensi", (A, SUB_A, "polaritas"): "Minimal",
          (A, SUB_A, "realisasi_tahun_k"): 16, (A, SUB_A, "realisasi_tw4_k"): 10}, ((A, SUB_A, "kendala"),), ikut=frozenset({"IND-16"}), nama="rumus rasio"),
    Kasus("ANG-18", {(A, SUB_A, "kendala"): "Sisa karena efisiensi", (A, SUB_A, "realisasi_tahun_k"): 7, (A, SUB_A, "realisasi_tw4_k"): 1}, ((A, SUB_A, "kendala"),),
          bersih={(A, SUB_A, "kendala"): "Sisa karena efisiensi"}),
    Kasus("ANG-19", {(A, 12, "kode"): "1.1.2", (A, 12, "uraian"): "Tambahan"}, ((A, 12, "kode"),), bersih={(A, 12, "kode"): "X.XX.03", (A, 12, "uraian"): "Tambahan", (A, 12, "pagu_murni_rp"): 0, (A, 12, "pagu_perubahan_rp"): 0}),
    Kasus("ANG-20", {(A, ULANGAN, "pagu_murni_rp"): 5 * JUTA}, ((A, ULANGAN, "pagu_murni_rp"),), bersih={(A, ULANGAN, "pagu_murni_rp"): 0}),
    Kasus("ANG-21", {(A, SUB_A, KAS[3]): 3 * JUTA} | _kosong(ATAS, KAS[3]), ((A, SUB_A, KAS[3]),), bersih={(A, SUB_A, KAS[3]): 0}),
    Kasus("ANG-22", {(A, SUB_A, "realisasi_tahun_k"): 9}, ((A, SUB_A, "realisasi_tahun_k"),),
          bersih={(A, SUB_A, "realisasi_tahun_k"): 9, (A, SUB_A, "realisasi_tw4_k"): 3}),
    Kasus("ANG-22", {(A, SUB_A, "akumulasi"): "Terakhir"}, ((A, SUB_A, "realisasi_tahun_k"),), bersih={(A, SUB_A, "akumulasi"): None}, nama="akumulasi lain"),
    Kasus("ANG-24", {(A, SUB_A, "realisasi_tw2_k"): "Nihil"}, ((A, SUB_A, "realisasi_tw2_k"),), bersih={(A, SUB_A, "realisasi_tw2_k"): "n/a"}),
    Kasus("ANG-25", {(A, SUB_A, "realisasi_lalu_k"): "belum ada"}, ((A, SUB_A, "realisasi_lalu_k"),),
          bersih={(A, SUB_A, "realisasi_lalu_k"): "belum ada", (A, SUB_A, "akumulasi"): "Terakhir"}),
    Kasus("ANG-25", {(A, SUB_A, "realisasi_tahun_k"): "selesai"}, ((A, SUB_A, "realisasi_tahun_k"),), bersih={(A, SUB_A, "realisasi_tahun_k"): "-"}, nama="tahun ini"),
    Kasus("ANG-23", {(A, SUB_A, "target_renstra_rp"): 250 * JUTA} | _kosong(ATAS, "target_renstra_rp"), ((A, SUB_A, "target_renstra_rp"),),
          bersih={(A, SUB_A, "target_renstra_rp"): 280 * JUTA}),
    Kasus("BLJ-01", {(B, 2, "realisasi_rp"): 401 * JUTA, (B, 2, "persentase_dilaporkan"): None, (B, 2, "lebih_kurang_dilaporkan_rp"): None}, ((B, 2, "realisasi_rp"),),
          bersih={(B, 2, "realisasi_rp"): None}),
    Kasus("BLJ-02", {(B, 5, "realisasi_rp"): 101 * JUTA, (B, 5, "persentase_dilaporkan"): 101, (B, 5, "lebih_kurang_dilaporkan_rp"): JUTA, (B, 1, "realisasi_rp"): None}
          | {(B, 1, k): None for k in ("persentase_dilaporkan", "lebih_kurang_dilaporkan_rp")}, ((B, 5, "realisasi_rp"),), bersih={(B, 5, "realisasi_rp"): 100 * JUTA}),
    Kasus("BLJ-03", {(B, 3, "persentase_dilaporkan"): "86,66"}, ((B, 3, "persentase_dilaporkan"),), bersih={(B, 3, "persentase_dilaporkan"): 87}),
    Kasus("BLJ-04", {(B, 3, "persentase_dilaporkan"): 84}, ((B, 3, "persentase_dilaporkan"),), bersih={(B, 3, "persentase_dilaporkan"): "86,667%"}),
    Kasus("BLJ-05", {(B, 3, "persentase_dilaporkan"): "86,70"}, ((B, 3, "persentase_dilaporkan"),), bersih={(B, 3, "persentase_dilaporkan"): "86,7"}),
    Kasus("BLJ-06", {(B, 3, "lebih_kurang_dilaporkan_rp"): 40 * JUTA}, ((B, 3, "lebih_kurang_dilaporkan_rp"),), bersih={(B, 3, "lebih_kurang_dilaporkan_rp"): "(40.000.000)"}),
    Kasus("BLJ-07", {(B, 2, "persentase_dilaporkan"): 158.1}, ((B, 2, "persentase_dilaporkan"),), bersih={(B, 2, "persentase_dilaporkan"): 80.6}),
    Kasus("BLJ-08", {(B, 3, "realisasi_rp"): -JUTA} | {(B, n, k): None for n in (1, 2, 3) for k in ("persentase_dilaporkan", "lebih_kurang_dilaporkan_rp")}
          | {(B, n, "realisasi_rp"): None for n in (1, 2)}, ((B, 3, "realisasi_rp"),), bersih={(B, 3, "realisasi_rp"): 0}),
    Kasus("BLJ-08", {(B, 5, "anggaran_rp"): -1000, (B, 5, "realisasi_rp"): 0} | {(B, n, k): None for n in (1, 5) for k in ("persentase_dilaporkan", "lebih_kurang_dilaporkan_rp")}
          | {(B, 1, k): None for k in ("anggaran_rp", "realisasi_rp")}, ((B, 5, "anggaran_rp"),), ikut=frozenset({"STR-06", "ANG-14"}), nama="anggaran"),
    Kasus("BLJ-09", {(B, 3, "kode_rekening"): "51.01"}, ((B, 3, "kode_rekening"),), bersih={(B, 3, "kode_rekening"): "5.1.01."}),
    Kasus("BLJ-09", {(B, 6, "kode_rekening"): "Jumlah", (B, 6, "uraian"): "Jumlah", (B, 6, "anggaran_rp"): 616 * JUTA, (B, 6, "realisasi_rp"): 508 * JUTA}, ((B, 6, "kode_rekening"),),
          bersih={(B, 3, "kode_rekening"): "5.1.01.01.01.0001"}, nama="jumlah"),
    Kasus("STR-07", {(B, 6, "kode_rekening"): "5.2.", (B, 6, "uraian"): "Modal", (B, 6, "anggaran_rp"): 100 * JUTA}, ((B, 6, "kode_rekening"),), nama="titik di akhir"),
    Kasus("LTS-01", {("opd", 1, "kode_opd"): "1.02", ("opd", 1, "nama_opd"): "Dinas Kesehatan"}, (Tempat(REFERENSI, "OPD", sel("opd", 1, "kode_opd")),),
          bersih={("opd", 1, "kode_opd"): "1.02", ("opd", 1, "nama_opd"): "Dinas Kesehatan", ("opd", 1, "wajib"): "Tidak"}),
    Kasus("LTS-02", {("profil", 0, "tanggal_pengisian"): datetime.date(2024, 2, 1)}, (("profil", 0, "tanggal_pengisian"),),
          bersih={("profil", 0, "tanggal_pengisian"): datetime.date(2024, 1, 31)}),
    Kasus("LTS-03", {("profil", 0, "nama_opd"): "Dinas Pendidikan dan Olahraga"}, (("profil", 0, "nama_opd"),), bersih={("profil", 0, "nama_opd"): "DINAS PENDIDIKAN Kab. Nusa Raya"}),
    Kasus("LTS-04", {(A, PROGRAM_2, "kode_iku"): None, (A, PROGRAM, "kode_iku"): "I-01; I-02; I-03; I-04; I-05, I-06; I-07; I-08; I-09; I-10"}, ((A, PROGRAM_2, "kode_iku"),),
          bersih={(A, PROGRAM_2, "kode_iku"): None, (A, SUB_F, "kode_iku"): "I-01"}),
    Kasus("LTS-05", {(A, PROGRAM, "kode_iku"): "I-02; I-03; I-06"}, ((U, 6, "kode"),), bersih={(A, PROGRAM, "kode_iku"): None, (A, PROGRAM_2, "kode_iku"): None}),
    Kasus("LTS-06", {(A, PROGRAM, "kode_iku"): "I-02; I-03; I-06; I-07; I-77"}, ((A, PROGRAM, "kode_iku"),), bersih={(A, PROGRAM, "kode_iku"): "I-02\nI-03;"}),
    Kasus("LTS-07", {(C, 2, "induk"): "X9"}, ((C, 2, "induk"),), bersih={(C, 2, "induk"): "T1"}),
    Kasus("LTS-07", {(C, 2, "induk"): None}, ((C, 2, "induk"),), nama="kosong"),
    Kasus("LTS-09", {}, (Tempat(BERKAS, "IKU"),), lain={"tanpa": ("realisasi",)}),
    Kasus("LTS-10", {}, (Tempat(""),), lain={"pakai_referensi": False}),
    Kasus("LTS-11", {}, (Tempat(REFERENSI),), lain={"pakai_referensi": False, "tambahan": {REFERENSI: {k: v for k, v in isi_referensi().items() if k != "opd"}}}),
    Kasus("LTS-14", {}, (Tempat("lain.xlsx", "Profil", sel("profil", 0, "versi_anggaran")),), lain={"tanpa": ("skm",), "tambahan": {"lain.xlsx": {"profil": [isi_bersih()["profil"][0] | {"versi_anggaran": "Pergeseran"}], "skm": isi_bersih()["skm"]}}}),
    Kasus("LTS-08", {(C, 1, "induk"): "P1"}, ((C, 1, "induk"),), bersih={(C, 2, "induk"): "T1"}),
]  # fmt: skip


@pytest.mark.parametrize("kasus", KASUS, ids=lambda k: f"{k.kode} {k.nama}".strip())
def test_rule(kasus: Kasus, tmp_path: Path) -> None:
    periksa_kasus(kasus, tmp_path)


@pytest.mark.parametrize(
    ("versi", "kolom"),
    [
        ("Murni", "pagu_murni_rp"),
        ("Pergeseran", "pagu_pergeseran_rp"),
        ("Perubahan", "pagu_perubahan_rp"),
        (None, "pagu_murni_rp"),
    ],
)
def test_a_blank_pagu_is_told_at_the_version_in_force(tmp_path: Path, versi: str | None, kolom: str) -> None:
    baris = _kosong((SUB_A,), "pagu_murni_rp", "pagu_perubahan_rp") | {("profil", 0, "versi_anggaran"): versi}
    (catatan,) = [c for c in temukan(Pabrik(tmp_path, baris).run(), "STR-23") if c.sel.endswith(str(SUB_A + 2))]
    assert catatan.sel == sel(A, SUB_A, kolom)


def test_a_blank_pagu_says_what_counts_in_its_place(tmp_path: Path) -> None:
    """Absorption leaves the row out, E.81 takes its Pagu Renja."""
    blank = _kosong((SUB_A, SUB_B), "pagu_murni_rp", "pagu_perubahan_rp") | _kosong((SUB_B,), "pagu_renja_rp")
    telaah = Pabrik(tmp_path, blank).run()
    assert [c.pesan.partition("serapan")[2] for c in temukan(telaah, "STR-23")] == [
        "; di Formulir E.81 dan E.60 yang dipakai Pagu Renja.",
        ".",
    ]
    evaluasi = compute_evaluasi(telaah.data, telaah.data.hasil.anggaran)
    pagu = evaluasi[evaluasi["pertama"]].set_index("kode")["pagu_rp"]
    kode = [b["kode"] for b in isi_bersih()["anggaran"][SUB_A : SUB_B + 1]]
    assert pagu[kode[0]] == 101 * JUTA * 100
    assert pagu[kode[1]] is pd.NA


def test_a_blank_pagu_is_told_at_pagu_murni_without_a_column_of_the_version(tmp_path: Path) -> None:
    def tanpa_kolom(book: openpyxl.Workbook) -> None:
        book["Anggaran"][sel(A, -1, "pagu_perubahan_rp")] = None

    telaah = Pabrik(tmp_path, _kosong((SUB_A,), "pagu_murni_rp"), olah=tanpa_kolom).run()
    assert [c.sel for c in temukan(telaah, "STR-23")] == [sel(A, SUB_A, "pagu_murni_rp")]


# SUB_A without Pagu Perubahan (102 million): Murni's 100 million count.
_TURUN_KE_MURNI = _kosong((SUB_A, *ATAS), "pagu_perubahan_rp", *KAS) | _kosong(ATAS, *_LAPOR)


@pytest.mark.parametrize(("juta", "salah"), [(162, False), (62, False), (164, True)])
def test_a_total_may_hold_what_counts_for_a_blank_pagu(tmp_path: Path, juta: int, salah: bool) -> None:
    telaah = Pabrik(tmp_path, _TURUN_KE_MURNI | {(A, KEGIATAN, "pagu_perubahan_rp"): juta * JUTA}).run()
    assert [c.sel for c in temukan(telaah, "ANG-01")] == [sel(A, KEGIATAN, "pagu_perubahan_rp")] * salah
    assert all("jumlah rinciannya Rp162.000.000" in c.pesan for c in temukan(telaah, "ANG-01"))


def _pesan(folder: Path, kode: str, ubah: dict[Kunci, Any]) -> str:
    (found,) = temukan(Pabrik(folder, ubah).run(), kode)
    return found.pesan


def test_total_names_both_figures_and_the_exact_difference(tmp_path: Path) -> None:
    pesan = _pesan(tmp_path, "ANG-01", {(A, KEGIATAN, "pagu_renja_rp"): "101.000.000,05"})
    assert "Rp101.000.000,05" in pesan
    assert "Rp162.000.000" in pesan
    assert "selisih -Rp60.999.999,95" in pesan


# A leaf whose only pagu is Rp100.000 beside a realisation of Rp80 million, nothing typed above it.
_RIBUAN = (
    {("profil", 0, "versi_anggaran"): "Murni", (A, SUB_A, "pagu_murni_rp"): 100_000}
    | _kosong((SUB_A,), "pagu_renja_rp", "pagu_perubahan_rp", *KAS, *TW)
    | _kosong(ATAS, "pagu_murni_rp", "pagu_renja_rp", "pagu_perubahan_rp", "realisasi_tahun_rp", *KAS, *TW, *_LAPOR)
)
_TRIWULAN = {(A, SUB_A, c): 20 * JUTA for c in TW}
_RENJA_RIBUAN = {(A, SUB_A, "pagu_renja_rp"): 101_000}


@pytest.mark.parametrize(
    ("ubah", "kolom", "kalimat"),
    [
        ({}, "pagu_murni_rp", "Realisasi Tahun (Rp) Rp80.000.000; salah satunya keliru"),
        (
            _TRIWULAN,
            "pagu_murni_rp",
            "seribu kali lebih kecil daripada Realisasi Tahun (Rp) Rp80.000.000; mungkin ditulis",
        ),
        ({(A, SUB_A, c): 25 * JUTA for c in KAS}, "pagu_murni_rp", "mungkin ditulis dalam ribuan."),
        ({(A, KEGIATAN, "pagu_murni_rp"): 160 * JUTA}, "pagu_murni_rp", "mungkin ditulis dalam ribuan."),
        (
            _RENJA_RIBUAN,
            "realisasi_tahun_rp",
            "seribu kali lebih besar daripada Pagu Murni (Rp) Rp100.000; mungkin kelebihan",
        ),
        (
            {(A, KEGIATAN, "realisasi_tahun_rp"): 51 * JUTA + 80_000},
            "realisasi_tahun_rp",
            "mungkin kelebihan tiga nol.",
        ),
        (_RENJA_RIBUAN | _TRIWULAN, "pagu_murni_rp", "salah satunya keliru"),
    ],
    ids=["sendiri", "triwulan", "kas", "pagu induk", "renja", "realisasi induk", "berimbang"],
)
def test_the_row_says_which_amount_is_in_thousands(
    ubah: dict[Kunci, Any], kolom: str, kalimat: str, tmp_path: Path
) -> None:
    (satu,) = temukan(Pabrik(tmp_path, _RIBUAN | ubah).run(), "ANG-07")
    assert satu.sel == sel(A, SUB_A, kolom)
    assert kalimat in satu.pesan


def test_above_an_undecided_amount_no_total_is_judged(tmp_path: Path) -> None:
    """Both columns may be the wrong one, so neither typed total above tells anything."""
    atas = {(A, KEGIATAN, "pagu_murni_rp"): 61 * JUTA, (A, KEGIATAN, "realisasi_tahun_rp"): 132 * JUTA}
    assert temukan(Pabrik(tmp_path, _RIBUAN | atas).run(), "ANG-01") == []


@pytest.mark.parametrize(
    ("kode", "ubah", "kalimat"),
    [
        ("ANG-01", {(A, KEGIATAN, "pagu_renja_rp"): 101 * JUTA}, "belum dijumlahkan"),
        ("ANG-01", {(A, KEGIATAN, "pagu_renja_rp"): 126 * JUTA}, "Dua angka tertukar"),
        ("ANG-01", {(A, KEGIATAN, "pagu_renja_rp"): 263 * JUTA}, "terhitung dua kali"),
        ("ANG-02", _PINDAH, "1.01.01.2.01"),
        ("ANG-09", {(A, SUB_B, "serapan_dilaporkan"): 85}, "Pagu Murni"),
        ("ANG-09", {(A, SUB_B, "serapan_dilaporkan"): 0.8226}, "pecahan"),
        ("ANG-09", {(A, SUB_B, "serapan_dilaporkan"): "17,74"}, "persentase sisa"),
        ("ANG-11", {(A, PROGRAM, "serapan_dilaporkan"): 162.23}, "79,88 + 82,35"),
        ("ANG-13", {(A, SUB_B, "sisa_dilaporkan_rp"): 9 * JUTA}, "pagu versi lain"),
        ("BLJ-06", {(B, 3, "lebih_kurang_dilaporkan_rp"): 40 * JUTA}, "Tandanya terbalik"),
    ],
)
def test_explanation(kode: str, ubah: dict[Kunci, Any], kalimat: str, tmp_path: Path) -> None:
    assert kalimat in _pesan(tmp_path, kode, ubah)


_UANG = [c for c in isi_bersih()["anggaran"][SUB_A] if c.endswith("_rp") and "dilaporkan" not in c]


def _disalin(dari: int, ke: int) -> dict[Kunci, Any]:
    """A sub kegiatan with another one's money, its own total and that of the program right."""
    baris = isi_bersih()["anggaran"]
    atas = (KEGIATAN_2, PROGRAM)
    money = {(A, ke, c): baris[dari][c] for c in _UANG}
    sums = {(A, n, c): baris[n][c] + baris[dari][c] - baris[ke][c] for n in atas for c in _UANG}
    return (
        money
        | sums
        | _kosong((KEGIATAN_2, PROGRAM), *_LAPOR)
        | {(B, n, k): None for n in range(6) for k in ("anggaran_rp", "realisasi_rp")}
    )


def _catatan_induk(folder: Path, ubah: dict[Kunci, Any]) -> list[tuple[str, str]]:
    return [(c.kode, c.sel) for c in Pabrik(folder, ubah).run().catatan if c.kode in ("ANG-01", "ANG-02")]


# The two sub kegiatan of 1.01.01.2.01 stand below 1.01.01.2.02 (a third one, without money, keeps it a parent).
_DUA_PINDAH = {
    (A, SUB_A, "kode"): "1.01.01.2.02.0080",
    (A, SUB_B, "kode"): "1.01.01.2.02.0090",
    (A, 12, "kode"): "1.01.01.2.01.0003",
    (A, 12, "uraian"): "Tanpa uang",
    **{(A, 12, c): 0 for c in _UANG},
}


def test_several_rows_under_the_wrong_parent_are_told_once(tmp_path: Path) -> None:
    telaah = Pabrik(tmp_path, _DUA_PINDAH).run()
    (satu,) = [c for c in telaah.catatan if c.kode in ("ANG-01", "ANG-02")]
    assert (satu.kode, satu.sel) == ("ANG-02", sel(A, SUB_A, "kode"))
    assert satu.pesan.startswith("Baris ini s.d. 1.01.01.2.02.0090 (2 baris) tampaknya")
    assert "Rp161.000.000" not in satu.pesan
    assert "1.01.01.2.01 kekurangan persis" in satu.pesan


def test_a_total_that_a_move_explains_in_part_tells_no_other_story(tmp_path: Path) -> None:
    """The parent that has too much is also 1 million off in one column: the rest is told there, and only there."""
    salah = {(A, KEGIATAN_2, "realisasi_lalu_rp"): 129 * JUTA}
    telaah = Pabrik(tmp_path, _DUA_PINDAH | salah).run()
    assert [c.sel for c in temukan(telaah, "ANG-02")] == [sel(A, SUB_A, "kode")]
    (satu,) = temukan(telaah, "ANG-01")
    assert satu.sel == sel(A, KEGIATAN_2, "realisasi_lalu_rp")
    assert "(ANG-02) menjelaskan -Rp320.000.000" in satu.pesan


def test_a_move_that_would_spoil_a_right_total_is_none(tmp_path: Path) -> None:
    """The second parent holds the row's money in every column but one: there its total is right with the row."""
    jumlah = isi_bersih()["anggaran"][KEGIATAN_2]["pagu_renja_rp"] + isi_bersih()["anggaran"][SUB_B]["pagu_renja_rp"]
    found = _catatan_induk(tmp_path, _PINDAH | {(A, KEGIATAN_2, "pagu_renja_rp"): jumlah})
    assert "ANG-02" not in {kode for kode, _ in found}


def test_rows_of_the_same_money_are_alternatives(tmp_path: Path) -> None:
    telaah = Pabrik(tmp_path, _disalin(SUB_B, SUB_C) | _PINDAH).run()
    (satu,) = [c for c in telaah.catatan if c.kode in ("ANG-01", "ANG-02")]
    assert (satu.kode, satu.sel) == ("ANG-02", sel(A, SUB_B, "kode"))
    assert satu.pesan.startswith("Salah satu dari baris ini dan 1.01.01.2.02.0001 tampaknya")


def test_an_unreadable_pagu_raises_nothing_above_it(tmp_path: Path) -> None:
    telaah = Pabrik(tmp_path, {(A, SUB_A, "pagu_renja_rp"): "12.5.000.000"}).run()
    assert {c.kode for c in telaah.catatan} == {"ISI-03"}


def test_an_unreadable_anggaran_of_an_account_raises_nothing_above_it(tmp_path: Path) -> None:
    """Its realisasi is in none of our totals, but in those that the OPD typed, here and in Anggaran."""
    telaah = Pabrik(tmp_path, {(B, 4, "anggaran_rp"): "1.48.193.842,-"}).run()
    assert [(c.kode, c.sel) for c in telaah.catatan] == [("ISI-03", sel(B, 4, "anggaran_rp"))]


def test_a_whole_blank_column_of_the_version_in_force_is_said_once(tmp_path: Path) -> None:
    semua = tuple(range(12))
    telaah = Pabrik(tmp_path, _kosong(semua, "pagu_perubahan_rp", *_LAPOR, *KAS)).run()
    (satu,) = temukan(telaah, "ANG-15")
    assert satu.sel == sel(A, SUB_A, "pagu_perubahan_rp")
    assert "semua baris" in satu.pesan


def test_a_finance_only_workbook_raises_nothing_about_indicators(tmp_path: Path) -> None:
    tanpa = ("iku", "renstra", "realisasi", "skm", "akip", "cascading")
    assert Pabrik(tmp_path, tanpa=tanpa).run().catatan == ()


@pytest.mark.parametrize(
    ("teks", "disebut"),
    [
        ("Sisa karena efisiensi; tidak efisien pada TW I", True),
        ("efisiensi anggaran", True),
        ("Dilaksanakan efisien", True),
        ("Anggaran sesuai kebijakan. Sisanya efisiensi", True),
        ("Koefisien harga", False),
        ("Terjadi inefisiensi", False),
        ("Belum efisien", False),
        ("Pelaksanaan TIDAK  efisien", False),
        ("kurang efisien", False),
        ("Bukan karena efisiensi", False),
        ("Kebijakan efisiensi belanja sesuai Inpres 1/2025", False),
        ("Inpres No. 1 Tahun 2025 tentang efisiensi", False),
    ],
)
def test_what_claims_efisiensi(teks: str, disebut: bool) -> None:
    assert names_efisiensi(teks) is disebut


def test_a_claim_in_tindak_lanjut_isn_t_hidden_by_kendala(tmp_path: Path) -> None:
    telaah = Pabrik(
        tmp_path,
        {
            (A, SUB_A, "kendala"): "Belum efisien",
            (A, SUB_A, "tindak_lanjut"): "Sisa karena efisiensi",
            (A, SUB_A, "realisasi_tahun_k"): 7,
            (A, SUB_A, "realisasi_tw4_k"): 1,
        },
    ).run()
    assert [c.sel for c in temukan(telaah, "ANG-18")] == [sel(A, SUB_A, "tindak_lanjut")]


@pytest.mark.parametrize(
    ("kode", "sah"),
    [
        *((kode, True) for kode in ("4", "5.1.01", "5.2.2.03.06", "5.1.02.01.01.0001", "6.1.01")),
        *(
            (kode, False)
            for kode in ("51.01", "5,1,01", "5-1-01", "5.1 .01", "5..1", ".5.1", "5.1.", "5.1\n", "Jumlah", "")
        ),
    ],
)
def test_shape_of_account_codes(kode: str, sah: bool) -> None:
    assert valid_rekening(kode) is sah


@pytest.mark.parametrize("kode", ["51.03", "Jumlah"])
def test_a_malformed_account_counts_in_no_total(tmp_path: Path, kode: str) -> None:
    baris = {
        (B, 6, "kode_rekening"): kode,
        (B, 6, "uraian"): "Lain",
        (B, 6, "anggaran_rp"): JUTA,
        (B, 6, "realisasi_rp"): JUTA,
    }
    belanja = Pabrik(tmp_path, baris).run().data.hasil.anggaran.belanja
    assert kode not in set(belanja["kode_rekening"])
    leaves = belanja[belanja["rinci"]]
    assert (leaves["anggaran_rp"].sum(), leaves["realisasi_rp"].sum()) == (616 * JUTA * 100, 508 * JUTA * 100)


def test_a_row_of_totals_silences_no_other_total(tmp_path: Path) -> None:
    baris = {(B, 6, "kode_rekening"): "Jumlah", (B, 6, "uraian"): "Jumlah", (B, 6, "anggaran_rp"): 616 * JUTA}
    telaah = Pabrik(tmp_path, baris | {(B, 2, "realisasi_rp"): 401 * JUTA}).run()
    assert [c.sel for c in temukan(telaah, "BLJ-01")] == [sel(B, 2, "realisasi_rp")]
