"""Which Profil counts where an OPD sends several workbooks, and what a field of it that can't be used takes with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pabrik import TAHUN, Baris, Tempat, isi_bersih, temukan, write_isi

from kinerja_xl.pipeline import Telaah, examine, read_workbooks

KODE = "1.01.02.2.01.0001"
RINCI: Baris = {
    "kode": KODE, "uraian": "Rincian", "pagu_murni_rp": 100, "pagu_perubahan_rp": 200,
    "realisasi_tw1_rp": 10, "realisasi_tw2_rp": 30, "realisasi_tw3_rp": 60, "realisasi_tw4_rp": 90,
}  # fmt: skip


def write(path: Path, *lembar: str, rinci: Baris = RINCI, **profil: Any) -> None:
    """A workbook of the OPD with some sheets of the clean one, its Anggaran of one leaf, and a changed Profil."""
    bersih = isi_bersih() | {"anggaran": [rinci]}
    identitas = bersih["profil"][0] | {"versi_anggaran": "Murni", "realisasi_triwulan": None} | profil
    write_isi(path, {"profil": [identitas], **{nama: bersih[nama] for nama in lembar}}, meta=True)


def examine_folder(folder: Path, periode: str = "Tahunan") -> Telaah:
    """The workbooks of a folder, examined."""
    return examine(read_workbooks([(p, p.name) for p in sorted(folder.iterdir())]), TAHUN, periode)


def rupiah(telaah: Telaah) -> tuple[int | None, int | None]:
    """Pagu and realisasi of the leaf in rupiah, None where they aren't computed."""
    row = telaah.hitungan.anggaran.serapan.set_index("kode").loc[KODE]
    pagu, realisasi = (None if pd.isna(row[n]) else int(row[n]) // 100 for n in ("pagu_rp", "realisasi_rp"))
    return pagu, realisasi


@pytest.mark.parametrize("kinerja", ["a_kinerja.xlsx", "z_kinerja.xlsx"])
def test_the_sender_of_anggaran_decides_whatever_files_are_called(tmp_path: Path, kinerja: str) -> None:
    write(tmp_path / kinerja, "iku", versi_anggaran="Murni", realisasi_triwulan="Per Triwulan")
    write(tmp_path / "k_keuangan.xlsx", "anggaran", versi_anggaran="Perubahan", realisasi_triwulan="Kumulatif")
    telaah = examine_folder(tmp_path)
    assert rupiah(telaah) == (200, 90)
    said = {Tempat(c.berkas, c.lembar, c.sel) for c in temukan(telaah, "LTS-14")}
    assert said == {Tempat(kinerja, "Profil", "B8"), Tempat(kinerja, "Profil", "B10")}


def test_a_blank_field_is_what_the_other_workbooks_say(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", "iku", versi_anggaran="Perubahan")
    write(tmp_path / "b.xlsx", "anggaran", versi_anggaran=None)
    telaah = examine_folder(tmp_path)
    assert rupiah(telaah) == (200, 190)
    assert temukan(telaah, "LTS-14") == []


def test_others_that_disagree_say_nothing(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", "iku", versi_anggaran="Perubahan")
    write(tmp_path / "b.xlsx", "anggaran", versi_anggaran=None)
    write(tmp_path / "c.xlsx", "skm", versi_anggaran="Murni")
    telaah = examine_folder(tmp_path)
    assert rupiah(telaah) == (None, None)
    (satu,) = temukan(telaah, "LTS-14")
    assert "tidak satu pun dipakai" in satu.pesan


def test_a_replaced_workbook_says_nothing_any_more(tmp_path: Path) -> None:
    write(tmp_path / "a_rev0.xlsx", "anggaran", versi_anggaran="Murni", realisasi_triwulan="Per Triwulan")
    write(tmp_path / "b_rev1.xlsx", "anggaran", versi_anggaran="Perubahan", realisasi_triwulan="Kumulatif", revisi=1)
    telaah = examine_folder(tmp_path)
    assert rupiah(telaah) == (200, 90)
    assert temukan(telaah, "LTS-14") == []


def test_the_pagu_of_an_unusable_version_is_no_guess(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", "anggaran", versi_anggaran="DPPA")
    assert rupiah(examine_folder(tmp_path)) == (None, None)


@pytest.mark.parametrize("perubahan", [None, 100])
def test_a_pagu_that_all_versions_give_needs_none(tmp_path: Path, perubahan: int | None) -> None:
    write(tmp_path / "a.xlsx", "anggaran", rinci=RINCI | {"pagu_perubahan_rp": perubahan}, versi_anggaran="DPPA")
    assert rupiah(examine_folder(tmp_path)) == (100, 190)


def test_quarters_of_an_unknown_kind_are_no_guess(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", "anggaran", realisasi_triwulan="Kumulatip", periode="TW III")
    assert rupiah(examine_folder(tmp_path, "TW III")) == (100, None)


def test_one_quarter_or_the_year_needs_no_kind(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", "anggaran", realisasi_triwulan="Kumulatip", periode="TW I")
    assert rupiah(examine_folder(tmp_path, "TW I")) == (100, 10)
    write(tmp_path / "a.xlsx", "anggaran", rinci=RINCI | {"realisasi_tahun_rp": 88}, realisasi_triwulan="Kumulatip")
    telaah = examine_folder(tmp_path)
    assert rupiah(telaah) == (100, 88)
    assert {c.kode for c in telaah.catatan} & {"ANG-05", "ANG-06"} == set()
