"""Whole regencies as tasks of workers: what a run here gives, byte for byte, and no failure that spreads."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import Future
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pabrik import isi_bersih, isi_referensi, write_isi

from kinerja_xl import pipeline
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.jalan import kabupaten
from kinerja_xl.jalan.kabupaten import Diolah, Pembagian, TugasKabupaten, process
from kinerja_xl.jalan.wilayah import LOG, Keadaan, Wilayah, run_per_kabupaten
from kinerja_xl.kerja.executor import Sendiri
from kinerja_xl.kerja.masukan import Cara
from kinerja_xl.kerja.permintaan import Permintaan
from kinerja_xl.kerja.simpanan import NAMA as SIMPANAN
from kinerja_xl.layar.report import wilayah_lines
from kinerja_xl.perbaikan.tulis import KESALAHAN_PROGRAM, Bertanda, TugasSalinan
from kinerja_xl.pipeline import Jalan
from kinerja_xl.write.folder import KUNCI

NAMA = ("barat", "tengah", "timur")
BAGIAN = ("konsolidasi", "data")
CONTOH = Path(__file__).parent.parent / "contoh"


class PekerjaHilang(RuntimeError):
    """What a pool raises whose worker died."""


class Dua(Sendiri):
    """Two workers, as the run sees it, who note what they are given and die at what `mati` picks."""

    pekerja = 2
    selalu = True
    mati = (PekerjaHilang,)

    def __init__(self, mati: Callable[[TugasKabupaten], bool] = lambda _tugas: False) -> None:
        self.diberi: list[str] = []
        self._mati = mati

    def submit(self, tugas: Callable[[Any], Any], bahan: Any, /) -> Future[Any]:
        if not isinstance(bahan, TugasKabupaten):
            return super().submit(tugas, bahan)
        self.diberi.append(bahan.nama)
        if not self._mati(bahan):
            return super().submit(tugas, bahan)
        future: Future[Any] = Future()
        future.set_exception(PekerjaHilang("kode -9"))
        return future


@pytest.fixture(autouse=True)
def waktu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.fixture
def masukan(tmp_path: Path) -> Path:
    """Three regencies of one OPD, two of which have a mistake."""
    folder = tmp_path / "masukan"
    for n, nama in enumerate(NAMA):
        isi = isi_bersih()
        if n:
            isi["iku"][0]["polaritas"] = "Maximal"
        write_isi(folder / nama / "referensi.xlsx", isi_referensi(), meta=True)
        write_isi(folder / nama / "bidang" / "opd.xlsx", isi, meta=True)
        (folder / nama / "surat.txt").write_text("bukan buku kerja")
    return folder


def proses(masukan: Path, output: Path, pelaksana: Sendiri | None = None, *, ulang: bool = False) -> Wilayah:
    pelaksana = pelaksana or Sendiri()

    def olah(folder: Path, tujuan: Path) -> Diolah:
        permintaan = Permintaan(folder, tujuan, hanya=BAGIAN, daerah=folder.name)
        return process(permintaan, Cara(pelaksana), ulang=ulang)

    pembagian = Pembagian(pelaksana, hanya=BAGIAN, ulang=ulang)
    return run_per_kabupaten(masukan, output, olah, lambda *_: None, pembagian)


def isi(folder: Path) -> dict[str, bytes]:
    """All that a run leaves, its store and its lock aside."""
    files = (p for p in folder.rglob("*") if p.is_file() and p.name not in (SIMPANAN, KUNCI))
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def test_workers_give_what_a_run_here_gives(masukan: Path, tmp_path: Path) -> None:
    proses(masukan, tmp_path / "sini")
    pelaksana = Dua()
    hasil = proses(masukan, tmp_path / "sana", pelaksana)
    assert pelaksana.diberi == list(NAMA)
    assert {d.keadaan for d in hasil.daerah} == {Keadaan.DIBANDINGKAN}
    assert isi(tmp_path / "sana") == isi(tmp_path / "sini")


def test_what_a_worker_kept_serves_the_next_run(masukan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proses(masukan, tmp_path / "o", Dua())
    awal = isi(tmp_path / "o")
    dibaca: list[object] = []
    monkeypatch.setattr("kinerja_xl.kerja.masukan.baca_padat", dibaca.append)
    pelaksana = Dua()
    proses(masukan, tmp_path / "o", pelaksana)
    assert (pelaksana.diberi, dibaca) == ([], [])
    assert isi(tmp_path / "o") == awal


def jalannya(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The regencies of which runs are made from now on."""
    made: list[str] = []
    run = pipeline.run

    def noted(folder: Path, output: Path, **rest: Any) -> Jalan:
        made.append(folder.name)
        return run(folder, output, **rest)

    monkeypatch.setattr(pipeline, "run", noted)
    return made


@pytest.mark.parametrize("pelaksana", [Sendiri, Dua])
def test_a_regency_in_which_nothing_has_changed_is_compared_without_a_run(
    masukan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pelaksana: Callable[[], Sendiri]
) -> None:
    pertama = proses(masukan, tmp_path / "o", pelaksana())
    awal = isi(tmp_path / "o")
    made = jalannya(monkeypatch)
    kedua = proses(masukan, tmp_path / "o", pelaksana())
    assert made == []
    assert isi(tmp_path / "o") == awal
    assert [d.tetap for d in kedua.daerah] == [True] * 3
    assert [(d.folder, d.keadaan, d.ikhtisar, d.tujuan) for d in kedua.daerah] == [
        (d.folder, d.keadaan, d.ikhtisar, d.tujuan) for d in pertama.daerah
    ]
    assert "Tidak berubah, hasil yang ada tetap berlaku: 3 dari 3." in wilayah_lines(kedua)
    (masukan / "tengah" / "catatan lain.txt").touch()
    shutil.rmtree(tmp_path / "o" / "timur" / "2023_TAHUN")
    ketiga = proses(masukan, tmp_path / "o", pelaksana())
    assert made == ["tengah", "timur"]
    assert [d.tetap for d in ketiga.daerah] == [True, False, False]
    assert isi(tmp_path / "o").keys() == awal.keys()


def test_a_summary_that_was_kept_is_the_summary(tmp_path: Path) -> None:
    nyata = CONTOH / "bengkulu_selatan_2023"
    permintaan = Permintaan(nyata, tmp_path, hanya=("data",), daerah="bs")
    baru = process(permintaan, Cara())
    lama = process(permintaan, Cara())
    assert (baru.tetap, lama.tetap) == (False, True)
    assert lama.ikhtisar == baru.ikhtisar
    jenis = [type(opd.capaian) for opd in lama.ikhtisar.opd]
    assert Decimal in jenis
    assert jenis == [type(opd.capaian) for opd in baru.ikhtisar.opd]
    assert lama.ikhtisar.ringkasan.catatan[Tingkat.KESALAHAN] == baru.ikhtisar.ringkasan.catatan[Tingkat.KESALAHAN]


def test_a_run_with_a_fault_of_ours_is_made_again(
    masukan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TugasSalinan, "kerjakan", lambda _self: Bertanda(None, KESALAHAN_PROGRAM, "sengaja"))
    permintaan = Permintaan(masukan / "tengah", tmp_path, hanya=("data", "perbaikan"), daerah="tengah")
    assert process(permintaan, Cara()).galat
    assert not process(permintaan, Cara()).tetap


def test_all_anew_goes_to_workers_again(masukan: Path, tmp_path: Path) -> None:
    proses(masukan, tmp_path / "o", Dua())
    pelaksana = Dua()
    proses(masukan, tmp_path / "o", pelaksana, ulang=True)
    assert pelaksana.diberi == list(NAMA)


def test_a_regency_at_which_the_worker_dies_is_named_and_the_others_are_written(masukan: Path, tmp_path: Path) -> None:
    awal = proses(masukan, tmp_path / "sini")
    hasil = proses(masukan, tmp_path / "sana", Dua(lambda tugas: tugas.nama == "tengah"))
    assert [d.keadaan for d in hasil.daerah] == [Keadaan.DIBANDINGKAN, Keadaan.GAGAL, Keadaan.DIBANDINGKAN]
    assert hasil.log is not None
    assert "tengah\nproses pekerja berhenti mendadak: kode -9" in hasil.log.read_text(encoding="utf-8")
    assert not (tmp_path / "sana" / "tengah").exists()
    assert awal.diolah[2].folder == hasil.diolah[1].folder == "timur"
    assert isi(tmp_path / "sana" / "timur") == isi(tmp_path / "sini" / "timur")


def test_a_regency_that_cannot_start_says_why_in_the_same_words(masukan: Path, tmp_path: Path) -> None:
    shutil.copy(masukan / "barat" / "referensi.xlsx", masukan / "barat" / "referensi lagi.xlsx")
    (masukan / "timur" / "bidang" / "opd.xlsx").unlink()
    (masukan / "timur" / "referensi.xlsx").unlink()
    sini, sana = proses(masukan, tmp_path / "sini"), proses(masukan, tmp_path / "sana", Dua())
    assert [(d.keadaan, d.alasan) for d in sana.daerah] == [(d.keadaan, d.alasan) for d in sini.daerah]
    assert [d.keadaan for d in sana.daerah] == [Keadaan.TIDAK_DIOLAH, Keadaan.DIBANDINGKAN, Keadaan.TIDAK_DIOLAH]


def test_our_own_fault_concerns_one_regency(masukan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = pipeline.run

    def fail(folder: Path, output: Path, *, cara: Cara, **rest: Any) -> Jalan:
        if (folder / "gagal.txt").exists():
            raise ZeroDivisionError
        return run(folder, output, cara=cara, **rest)

    monkeypatch.setattr(pipeline, "run", fail)
    (masukan / "barat" / "gagal.txt").touch()
    hasil = proses(masukan, tmp_path / "o", Dua())
    assert [d.keadaan for d in hasil.daerah] == [Keadaan.GAGAL, Keadaan.DIBANDINGKAN, Keadaan.DIBANDINGKAN]
    assert hasil.daerah[0].alasan.endswith(f"{LOG}.")
    assert "ZeroDivisionError" in hasil.daerah[0].galat[0]


def test_a_regency_that_is_too_large_or_cannot_be_opened_is_processed_here(
    masukan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (masukan / "barat" / "tautan.xlsx").symlink_to(tmp_path / "tidak ada.xlsx")
    monkeypatch.setattr(kabupaten, "MAKS_BYTE", sum(p.stat().st_size for p in (masukan / "timur").rglob("*.xlsx")) - 1)
    besar = masukan / "tengah"
    for path in besar.rglob("*.xlsx"):
        if "referensi" not in path.name:
            path.unlink()
    pelaksana = Dua()
    hasil = proses(masukan, tmp_path / "o", pelaksana)
    assert pelaksana.diberi == ["tengah"]
    assert [d.folder for d in hasil.diolah] == list(NAMA)


def test_few_regencies_share_the_workers_of_a_pool(masukan: Path, tmp_path: Path) -> None:
    pelaksana = Dua()
    pelaksana.selalu = False
    proses(masukan, tmp_path / "o", pelaksana)
    assert pelaksana.diberi == []


def tulis_batas(folder: Path, batas: str, raperda: str) -> Path:
    """A regency with an own band of SKM and a compound realisation, written in one way or another."""
    isi, predikat = isi_bersih(), [("A", 80, 80), ("B", batas, batas), ("C", 25, 25)]
    isi["realisasi"][5]["realisasi_tahun"] = f"{raperda} Raperda, 50 Raperbup"
    keys = ("predikat", "nilai", "batas_bawah")
    rows = [{"kelompok": "SKM", **dict(zip(keys, row, strict=True))} for row in predikat]
    write_isi(folder / "referensi.xlsx", isi_referensi() | {"predikat": rows}, meta=True)
    write_isi(folder / "opd.xlsx", isi, meta=True)
    return folder


def forget_all() -> None:
    """Empty every cache of the program, as a new process would begin."""
    for nama, modul in list(sys.modules.items()):
        for satu in vars(modul).values() if nama.startswith("kinerja_xl") else ():
            if hasattr(satu, "cache_clear"):
                satu.cache_clear()


def test_what_the_process_did_before_does_not_show(tmp_path: Path) -> None:
    daerah = [tulis_batas(tmp_path / "a", "65", "9"), tulis_batas(tmp_path / "b", "65,00", "9,0")]
    made: dict[str, list[dict[str, bytes]]] = {"a": [], "b": []}
    for n, urutan in enumerate((daerah, daerah[::-1])):
        forget_all()
        for folder in urutan:
            tujuan = tmp_path / "hasil" / str(n) / folder.name
            made[folder.name].append(isi(pipeline.run(folder, tujuan, hanya=("konsolidasi", "opd")).keluaran.tujuan))
    for nama, (satu, dua) in made.items():
        assert len(satu) >= 3
        assert [k for k in satu if satu[k] != dua[k]] == [], nama


def test_files_that_are_no_workbooks_are_named(masukan: Path, tmp_path: Path) -> None:
    (masukan / "tengah" / "bidang" / os.fsdecode(b"foto\xff.jpg")).write_bytes(b"x")
    for ke in ("pertama", "lagi"):
        hasil = proses(masukan, tmp_path / "o", Dua())
        lines = wilayah_lines(hasil)
        at = lines.index("Berkas yang bukan buku kerja, tidak dibaca:")
        # A name whose bytes are no text stops nothing.
        names = ["barat/surat.txt", "tengah/bidang/foto .jpg", "tengah/surat.txt", "timur/surat.txt"]
        assert lines[at + 1 : at + 5] == [f"  {nama}" for nama in names], ke
        assert hasil.tujuan is not None
        for path in (hasil.tujuan, tmp_path / "o" / "tengah" / "2023_TAHUN"):
            jejak = json.loads((path / "data" / "jejak.json").read_text(encoding="utf-8"))
            own = jejak if "berkas_lain" in jejak else jejak["kabupaten"][1]
            assert len(own["berkas_lain"]) == 2, path
            assert own["berkas_lain"][1] == "surat.txt"
