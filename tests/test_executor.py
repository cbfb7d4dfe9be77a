"""Where work runs: the same results in order everywhere, and a worker's death that costs one task at most."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kinerja_xl.kerja.executor import Kolam, PekerjaMati, Pelaksana, Sendiri, open_pelaksana


def kuadrat(n: int) -> int:
    return n * n


def gagal(n: int) -> int:
    raise ValueError(f"nilai {n}")


def tidur(detik: float) -> str:
    time.sleep(detik)
    return "bangun"


def mati_pada_tiga(n: int) -> int:
    if n == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def mati_sekali(tanda: str) -> str:
    """Dies at its first task, as when the system kills a worker from outside."""
    if not Path(tanda).exists():
        Path(tanda).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "selesai"


@pytest.mark.parametrize("pelaksana", [Sendiri(), Kolam(2)], ids=["sendiri", "kolam"])
def test_results_come_in_order_with_their_arguments(pelaksana: Pelaksana) -> None:
    with pelaksana:
        assert list(pelaksana.each(kuadrat, range(50))) == [(n, n * n) for n in range(50)]


@pytest.mark.parametrize("pelaksana", [Sendiri(), Kolam(2)], ids=["sendiri", "kolam"])
def test_what_a_task_raises_is_raised_here(pelaksana: Pelaksana) -> None:
    with pelaksana, pytest.raises(ValueError, match="nilai 0"):
        list(pelaksana.each(gagal, range(3)))


def test_a_task_that_kills_its_worker_is_named_and_the_others_are_done() -> None:
    with Kolam(2) as kolam:
        found = dict(kolam.each(mati_pada_tiga, range(40)))
    assert isinstance(found.pop(3), PekerjaMati)
    assert found == {n: n for n in range(40) if n != 3}


def test_a_worker_killed_from_outside_costs_nothing(tmp_path: Path) -> None:
    with Kolam(2) as kolam:
        assert dict(kolam.each(mati_sekali, [str(tmp_path / "satu"), str(tmp_path / "dua")])) == {
            str(tmp_path / "satu"): "selesai",
            str(tmp_path / "dua"): "selesai",
        }


def test_arguments_are_taken_as_results_are_collected() -> None:
    """Memory stays flat: no more than a few tasks per worker are under way."""
    taken = 0

    def bahan() -> Iterator[int]:
        nonlocal taken
        for n in range(1_000):
            taken += 1
            yield n

    with Kolam(2) as kolam:
        hasil = kolam.each(kuadrat, bahan())
        next(hasil)
        assert taken < 20
        hasil.close()


def test_ready_gives_what_is_done_and_waits_for_nothing() -> None:
    with Kolam(2) as kolam:
        titipan = kolam.hand_out(tidur, [0.0, 0.0, 30.0])
        mulai = time.monotonic()
        hasil: list[object] = []
        while len(hasil) < 2:
            hasil += titipan.ready()
            time.sleep(0.01)
        assert time.monotonic() - mulai < 25
        assert hasil == [(0.0, "bangun"), (0.0, "bangun")]
        kolam.close(segera=True)


def test_ready_and_iterating_give_every_result_once_and_in_order() -> None:
    with Kolam(2) as kolam:
        titipan = kolam.hand_out(kuadrat, range(60))
        hasil = [*titipan.ready(), *titipan.ready()]
        hasil += titipan
        assert hasil == [(n, n * n) for n in range(60)]
        assert not list(titipan.ready())


def test_no_pool_for_a_small_job_or_a_single_worker() -> None:
    assert isinstance(open_pelaksana(1), Sendiri)
    kolam = open_pelaksana(2)
    assert isinstance(kolam.for_job(5, ambang=6), Sendiri)
    assert kolam.for_job(6, ambang=6) is kolam
