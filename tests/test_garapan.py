"""Rows of large sheets rendered by workers: only where that pays, and with the same bytes whatever becomes of them."""

from __future__ import annotations

import datetime
import os
import pickle
from array import array
from collections.abc import Callable, Collection
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from kinerja_xl.kerja import garapan, keluaran
from kinerja_xl.kerja.executor import Kolam, Pelaksana, Sendiri
from kinerja_xl.kerja.garapan import AMBANG_BARIS, Garapan, help_of
from kinerja_xl.kerja.masukan import Cara
from kinerja_xl.pipeline import run
from kinerja_xl.write.buku import Sampul, render_buku
from kinerja_xl.write.lembaran import Kolom, Lembaran
from kinerja_xl.write.xlsx import lembar_xlsx
from kinerja_xl.write.xlsx.baris_xml import BarisXml, KolomXml
from kinerja_xl.write.xlsx.mampat import Janji, Mampat

CONTOH = Path(__file__).parent.parent / "contoh"
SAMPUL = Sampul("Uji", "Nusa Raya", datetime.datetime(2024, 2, 1, 9, 30), kembali="Uji")
LEMBAR = [Lembaran("Uji", "Uji", "", "#000000", kolom=[Kolom("a", "A", 9, "teks", [f"t{n}" for n in range(600)])])]


BANYAK = 2 * garapan._ANTREAN


class PekerjaHilang(RuntimeError):
    """What a pool raises whose worker died."""


class Antrean(Pelaksana):
    """A worker that does nothing until it is told to."""

    pekerja = 2
    mati = (PekerjaHilang,)

    def __init__(self) -> None:
        self.menunggu: list[tuple[Callable[[], Any], Future[Any]]] = []

    def submit(self, tugas: Callable[[Any], Any], bahan: Any, /) -> Future[Any]:
        isi, future = pickle.dumps(bahan), Future[Any]()
        self.menunggu.append((lambda: tugas(pickle.loads(isi)), future))
        return future

    def work(self, mati: Collection[int] = ()) -> None:
        """Do all that waits, or die at it."""
        for n, (kerja, future) in enumerate(self.menunggu):
            if n in mati:
                future.set_exception(PekerjaHilang("kode -9"))
            else:
                future.set_result(kerja())
        self.menunggu.clear()

    def close(self, segera: bool) -> None:
        """Nothing was started."""


class Mati(RuntimeError):
    """Not the error of a dead worker."""


def baris(teks: str) -> BarisXml:
    kolom = KolomXml(['<c r="A\0"', '<c r="A\0"'], array("H", [1]), [teks], ['="x"'], {None: None})
    return BarisXml(0, 0, [kolom], [""], {})


@pytest.fixture(autouse=True)
def blok_kecil(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lembar_xlsx, "_KECIL", 50)
    monkeypatch.setattr(lembar_xlsx, "_SEL_BLOK", 20)


def test_workers_get_some_blocks_and_this_process_does_the_rest() -> None:
    pelaksana = Antrean()
    bantuan = Garapan(pelaksana)
    janji = [bantuan(baris(f"{n}")) for n in range(20)]
    assert [j is not None for j in janji] == [True] * BANYAK + [False] * (20 - BANYAK)
    pelaksana.work()
    assert bantuan(baris("lagi")) is not None
    assert [j() for j in janji if j is not None] == [baris(f"{n}").kerjakan() for n in range(BANYAK)]


@pytest.mark.parametrize("mati", [(), (1, 3, 5), range(20)], ids=["hidup", "sebagian mati", "mati"])
def test_the_bytes_are_the_same_also_when_workers_die(mati: Collection[int]) -> None:
    pelaksana = Antrean()
    bantuan = Garapan(pelaksana)
    ditolak: list[bool] = []

    def bantu(satu: BarisXml) -> Janji | None:
        janji = bantuan(satu)
        ditolak.append(janji is None)
        if janji is None:
            return None

        def tunggu() -> Mampat:
            pelaksana.work(mati)
            return janji()

        return tunggu

    assert bytes(render_buku(LEMBAR, SAMPUL, bantuan=bantu)[0]) == bytes(render_buku(LEMBAR, SAMPUL)[0])
    assert ditolak == [False] * BANYAK + [True] * (19 - BANYAK)


def test_rows_are_let_go_with_their_result() -> None:
    pelaksana = Antrean()
    blok = Garapan(pelaksana)(baris("a"))
    assert isinstance(blok, garapan._Blok)
    pelaksana.work()
    assert blok() == blok() == baris("a").kerjakan()
    assert blok._baris is None


def test_a_fault_of_ours_is_raised() -> None:
    pelaksana = Antrean()
    blok = Garapan(pelaksana)(baris("a"))
    assert blok is not None
    pelaksana.menunggu[0][1].set_exception(Mati())
    with pytest.raises(Mati):
        blok()


def test_help_is_asked_where_it_pays() -> None:
    kolam = Kolam(2)
    assert help_of(kolam, AMBANG_BARIS - 1) is None
    assert isinstance(help_of(kolam, AMBANG_BARIS), Garapan)
    assert help_of(Sendiri(), AMBANG_BARIS) is None
    jauh = Antrean()
    jauh.dekat = False
    assert help_of(jauh, AMBANG_BARIS) is None


def test_a_run_with_a_pool_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr(garapan, "AMBANG_BARIS", 1)
    monkeypatch.setattr(keluaran, "help_of", noted := Catat())
    hanya = ("konsolidasi",)
    sini = run(CONTOH / "balangan_2023", tmp_path / "sini", hanya=hanya).keluaran
    with Kolam(2) as kolam:
        sana = run(CONTOH / "balangan_2023", tmp_path / "sana", hanya=hanya, cara=Cara(kolam)).keluaran
    assert noted.pid - {os.getpid()}
    assert [p.read_bytes() for p in sana.ditulis] == [p.read_bytes() for p in sini.ditulis]


class Catat:
    """help_of, with the processes noted in which rows were rendered."""

    def __init__(self) -> None:
        self.pid: set[int] = set()

    def __call__(self, pelaksana: Pelaksana, jumlah: int) -> Any:
        bantuan = help_of(pelaksana, jumlah)
        if bantuan is None:
            return None

        def ask(satu: BarisXml) -> Any:
            self.pid.add(pelaksana.submit(whose, None).result())
            return bantuan(satu)

        return ask


def whose(_bahan: None) -> int:
    """The process that does a task."""
    return os.getpid()
