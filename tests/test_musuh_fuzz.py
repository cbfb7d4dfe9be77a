"""The fixed part of the fuzzing campaign: 300 mutants of small submissions (the long one: `make fuzz`)."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz.dasar import semua_dasar
from fuzz.juri import adili
from fuzz.mutasi import MUTASI, Janji, buat_mutan

BENIH, JUMLAH, KELOMPOK = 2024, 300, 10


@pytest.mark.parametrize("kelompok", range(KELOMPOK))
def test_mutants_keep_the_promises(kelompok: int) -> None:
    dasar = semua_dasar(kecil=True)
    hasil: Counter[str] = Counter()
    for nomor in range(kelompok + 1, JUMLAH + 1, KELOMPOK):
        mutan = buat_mutan(BENIH, nomor, dasar)
        putusan = adili(mutan, nomor)
        assert not putusan.langgar, (nomor, mutan.jenis, putusan)
        hasil[putusan.hasil.split()[0]] += 1
    assert hasil["ditolak"] > 3
    assert hasil["dipakai,"] > 3


def test_mutants_are_reproducible_and_of_all_kinds() -> None:
    dasar = semua_dasar(kecil=True)
    pertama = [buat_mutan(BENIH, n, dasar) for n in range(40)]
    assert pertama == [buat_mutan(BENIH, n, dasar) for n in range(40)]
    assert {m.jenis for m in pertama} == {*MUTASI, "sel: angka lain"}
    assert all(m.data != m.dasar.data for m in pertama)


def test_the_judge_sees_a_broken_promise() -> None:
    """Mutants that claim what isn't so: the judge must not be one that can't say no."""
    dasar = semua_dasar(kecil=True)
    angka = [m for n in range(150) if (m := buat_mutan(BENIH, n, dasar)).sel is not None]
    ditolak = [m for m in angka if any("bukan" in g for g in adili(m._replace(data=m.dasar.data), 1).langgar)]
    assert len(ditolak) > len(angka) * 2 / 3
    lain = ditolak[0]
    assert adili(lain._replace(janji=Janji.UTUH), 1).langgar == ("nilai berubah tanpa ditolak",)
    assert adili(lain._replace(janji=Janji.SAMA), 1).langgar == ("bentuk lain terbaca berbeda",)
