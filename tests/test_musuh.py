"""Hostile files: each is named with what is wrong, within bounded time and memory, and the others are unharmed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from musuh import Musuh, dasar
from musuh_lain import LAIN
from musuh_paket import PAKET
from pabrik import isi_bersih, write_isi

from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.pipeline import examine, read_workbooks
from kinerja_xl.read import Batas, read_workbook
from kinerja_xl.tabel.bacaan import Bacaan

SEMUA = [*PAKET, *LAIN]
DETIK = 20
# Memory (MB) within which a whole run over all hostile files must stay.
_INGATAN_MB = 1_200


def _baca(path: Path) -> Bacaan:
    return read_workbook(path, path.name, tuple(SHEETS.values()), Batas())


def _isi(bacaan: Bacaan) -> dict[str, object]:
    return {satu.asal.sheet: (satu.baris, satu.kolom) for satu in bacaan.lembar}


@pytest.mark.parametrize("musuh", SEMUA, ids=lambda m: m.nama)
def test_hostile_file_is_named(musuh: Musuh, tmp_path: Path) -> None:
    path = tmp_path / musuh.nama
    path.write_bytes(musuh.buat())
    sebelum = path.read_bytes()
    mulai = time.monotonic()
    masukan = read_workbooks([(path, musuh.nama)])
    telaah = examine(masukan, bawaan=(2023, "Tahunan"))
    assert time.monotonic() - mulai < DETIK
    assert not telaah.galat, telaah.galat
    assert path.read_bytes() == sebelum
    (berkas,) = telaah.data.berkas
    about_file = [c for c in telaah.catatan if c.kode.startswith("BRK") and c.kode != "BRK-15"]
    if musuh.kode:
        assert musuh.kode in {c.kode for c in about_file}, telaah.catatan
    assert (berkas.pemakaian == "dipakai") is musuh.dipakai, (berkas, about_file)
    if not musuh.dipakai:
        (satu,) = (c for c in about_file if c.tingkat is Tingkat.KESALAHAN)
        assert "{" not in satu.pesan
    for satu in telaah.catatan:
        assert not re.search(r"panic|Traceback|Error\b|0x", satu.pesan), satu


@pytest.mark.parametrize("musuh", [m for m in PAKET if m.dipakai and "sel A" not in m.nama], ids=lambda m: m.nama)
def test_odd_form_has_the_same_values(musuh: Musuh, tmp_path: Path) -> None:
    """Whatever form the package has, what is read is what the clean workbook says (plus rows that the case adds)."""
    (tmp_path / "bersih.xlsx").write_bytes(dasar())
    (tmp_path / musuh.nama).write_bytes(musuh.buat())
    bersih, lain = _isi(_baca(tmp_path / "bersih.xlsx")), _isi(_baca(tmp_path / musuh.nama))
    assert lain.keys() == bersih.keys()
    for sheet, (baris, kolom) in bersih.items():  # type: ignore[misc]
        baris_lain, kolom_lain = lain[sheet]  # type: ignore[misc]
        assert baris_lain[: len(baris)] == baris
        assert {k: v[: len(baris)] for k, v in kolom_lain.items()} == kolom


def test_whole_run_over_all_hostile_files(tmp_path: Path) -> None:
    """Two good workbooks among all unusable ones come out as if they were alone; nothing is printed but Indonesian."""
    hasil = []
    for nama, musuh in (("sendiri", []), ("bersama", [m for m in SEMUA if not m.dipakai])):
        folder = tmp_path / nama
        for kode in ("1.01", "1.02"):
            isi = isi_bersih()
            isi["profil"][0]["kode_opd"] = kode
            write_isi(folder / f"{kode}.xlsx", isi, meta=True)
        for satu in musuh:
            (folder / satu.nama).write_bytes(satu.buat())
        command = [sys.executable, "-m", "kinerja_xl", "proses", str(folder), "-o", str(tmp_path / f"keluar_{nama}")]
        run = subprocess.run(
            command, capture_output=True, text=True, timeout=180, preexec_fn=_bounded if os.name == "posix" else None
        )
        assert run.returncode == (1 if musuh else 0), run.stdout + run.stderr
        assert not re.search(r"panic|Traceback|thread|stack", run.stdout + run.stderr)
        (tujuan,) = (tmp_path / f"keluar_{nama}").glob("2023_*")
        hasil.append((tujuan / "data" / "capaian.csv").read_bytes())
        jejak = json.loads((tujuan / "data" / "jejak.json").read_text(encoding="utf-8"))
        assert sorted(b["berkas"] for b in jejak["berkas"]) == sorted(p.name for p in folder.iterdir())
    assert hasil[0] == hasil[1]


def _bounded() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (_INGATAN_MB << 20, _INGATAN_MB << 20))
