"""What is wrong in the really published figures is found at its cell, and the corrected figures are silent."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kinerja_xl.deklarasi.catatan import Catatan, Tingkat
from kinerja_xl.nilai import bulat
from kinerja_xl.pipeline import Telaah, examine, read_workbooks
from kinerja_xl.read import list_workbooks

CONTOH = Path(__file__).parent.parent / "contoh"
NYATA = ("bengkulu_selatan_2023", "balangan_2023")
# Rules whose Peringatan speak of arithmetic or of figures that contradict each other.
ARITMETIKA = (
    "ANG-01", "ANG-02", "ANG-03", "ANG-05", "ANG-08", "ANG-09", "ANG-11", "ANG-12", "ANG-13", "ANG-14", "BLJ-01",
    "BLJ-02", "BLJ-03", "BLJ-04", "BLJ-06", "BLJ-07", "IND-07", "IND-08", "IND-09", "IND-15", "IND-16", "IND-18",
)  # fmt: skip


def telaah(*paths: Path) -> Telaah:
    hasil = examine(read_workbooks([(p, p.name) for p in paths]), bawaan=(2023, "Tahunan"))
    assert hasil.galat == ()
    return hasil


def catatan(folder: str) -> list[Catatan]:
    """What a run over a folder says; the workbooks of `lain` repeat each other's data, so each is checked alone."""
    paths = list_workbooks(CONTOH / folder)
    groups = [(p,) for p in paths] if folder == "lain" else [tuple(paths)]
    return [c for group in groups for c in telaah(*group).catatan]


def expected() -> dict[str, set[tuple[str, str, str, str]]]:
    out: dict[str, set[tuple[str, str, str, str]]] = {}
    with (CONTOH / "kesalahan_nyata.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            out.setdefault(row["folder"], set()).add((row["berkas"], row["lembar"], row["sel"], row["kode"]))
    return out


@pytest.mark.parametrize("folder", sorted(expected()))
def test_every_listed_contradiction_is_found(folder: str) -> None:
    found = {(c.berkas, c.lembar, c.sel, c.kode) for c in catatan(folder)}
    assert expected()[folder] - found == set()


@pytest.mark.parametrize("folder", sorted(expected()))
def test_no_arithmetic_complaint_that_is_not_listed(folder: str) -> None:
    found = {(c.berkas, c.lembar, c.sel, c.kode) for c in catatan(folder) if c.kode in ARITMETIKA}
    assert found - expected()[folder] == set()


@pytest.mark.parametrize("nama", NYATA)
def test_corrected_copy_is_clean(nama: str) -> None:
    found = catatan(f"{nama}_benar")
    assert [c for c in found if c.tingkat is Tingkat.KESALAHAN] == []
    assert [c for c in found if c.kode in ARITMETIKA] == []


def test_tabel_3_2_through_the_workbook() -> None:
    capaian = telaah(*list_workbooks(CONTOH / "bengkulu_selatan_2023")).hitungan.indikator.capaian
    setda = capaian[capaian["capaian_persen"].notna()]
    printed = ["88.51", "172.90", "100.00", "107.69", "114.85", "104.91", "100.00", "83.33", "100.00", "105.88"]
    assert [f"{bulat(p):.2f}" for p in setda["capaian_persen"]] == printed
    assert f"{bulat(sum(setda['capaian_persen']) / len(setda)):.2f}" == "107.81"


@pytest.mark.parametrize("nama", ["balangan_2023", "balangan_2023_benar"])
def test_no_pagu_murni_where_the_document_prints_none(nama: str) -> None:
    """Tabel XI prints the changed budget alone; the PK before the change was Rp47.473.676.326."""
    hasil = telaah(*list_workbooks(CONTOH / nama))
    anggaran = hasil.data.isi("anggaran")
    assert anggaran["pagu_murni_rp"].isna().all()
    assert anggaran["pagu_perubahan_rp"].notna().sum() > 80
    # Without any pagu, as in the document. What to fill in is the version that Profil names.
    blank = [c for c in hasil.catatan if c.kode == "STR-23"]
    assert len(blank) == (0 if nama.endswith("_benar") else 1)
    assert all("versi anggaran yang disebut di Profil" in c.saran for c in blank)
