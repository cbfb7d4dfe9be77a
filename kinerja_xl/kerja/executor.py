"""Where the work runs: in this process, in a pool of processes, or on a cluster.

All three take tasks as `concurrent.futures` does (`submit` gives a Future); a Titipan is the one way in which the
pipeline hands out work, so that there is one code path. A task is a function of a module with arguments that can be
pickled.
"""

from __future__ import annotations

import contextlib
import os
import signal
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import Any, Final, Generic, Self, TypeVar

from kinerja_xl.kerja.pengumpul import collect_rarely

B = TypeVar("B")
H = TypeVar("H")

_ANTREAN: Final = 4
"""Tasks per worker handed out and not yet collected: enough to keep it busy, few enough to keep memory flat."""


class PekerjaMati(RuntimeError):
    """The worker died at a task, and a second one too: the task itself is to blame."""


class Pelaksana(ABC):
    """Runs tasks; used as a context, which ends whatever it started.

    `pekerja` is the number of tasks that run at once. `mati` are the errors of a Future whose worker died, `ulang` says
    whether such a task is worth a second try. `selalu`: also jobs are taken that are too small to pay for it. `dekat`:
    what tasks are given and give back stays on this machine.
    """

    pekerja: int = 1
    mati: tuple[type[BaseException], ...] = ()
    ulang: bool = True
    selalu: bool = False
    dekat: bool = True

    @abstractmethod
    def submit(self, tugas: Callable[[B], H], bahan: B, /) -> Future[H]:
        """The Future of one task."""

    def for_job(self, jumlah: int, ambang: int) -> Pelaksana:
        """Who does a job of so many tasks: this process itself where fewer than `ambang` don't pay for a pool."""
        return self if self.selalu or jumlah >= ambang else _SENDIRI

    def hand_out(self, tugas: Callable[[B], H], bahan: Iterable[B], antrean: int = _ANTREAN) -> Titipan[B, H]:
        """The work of one task per argument, handed out as workers become free, `antrean` to each at most."""
        return Titipan(self, tugas, bahan, antrean)

    def each(self, tugas: Callable[[B], H], bahan: Iterable[B]) -> Iterator[tuple[B, H | PekerjaMati]]:
        """Every argument with its result, in the order given; what a task raises is raised here."""
        yield from self.hand_out(tugas, bahan)

    def explained(self) -> contextlib.AbstractContextManager[object]:
        """Within it, a loss that isn't a task's fault is said in words for the operator."""
        return contextlib.nullcontext()

    @abstractmethod
    def close(self, segera: bool) -> None:
        """End what was started; `segera`: without waiting for tasks."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        self.close(segera=kind is not None)


class Titipan(Generic[B, H]):
    """Work that was handed out: one task per argument, results in the order given.

    Iterating waits for what is left; `ready` gives what has been done by now, for who has other work meanwhile.
    Arguments are taken as workers become free. A task whose worker dies is run once more; PekerjaMati stands in place
    of the result when that one dies too.
    """

    def __init__(self, pelaksana: Pelaksana, tugas: Callable[[B], H], bahan: Iterable[B], antrean: int) -> None:
        self._pelaksana = pelaksana
        self._tugas = tugas
        self._bahan = iter(bahan)
        self._maks = antrean * pelaksana.pekerja
        self._antrean: deque[tuple[B, Future[H]]] = deque()

    def ready(self) -> Iterator[tuple[B, H | PekerjaMati]]:
        """What has been done by now; more is handed out, and nothing waited for."""
        while True:
            while self._antrean and self._antrean[0][1].done():
                yield self._take()
            if self._is_full() or not self._give():
                return

    def __iter__(self) -> Iterator[tuple[B, H | PekerjaMati]]:
        try:
            while self._give():
                if self._is_full() or self._antrean[0][1].done():
                    yield self._take()
            while self._antrean:
                yield self._take()
        finally:
            self.withdraw()

    def withdraw(self) -> None:
        """Take back what nobody has begun."""
        for _, future in self._antrean:
            future.cancel()

    def _is_full(self) -> bool:
        return len(self._antrean) > self._maks

    def _give(self) -> bool:
        """Hand out one more task, if there is one."""
        for satu in self._bahan:
            with self._pelaksana.explained():
                self._antrean.append((satu, self._pelaksana.submit(self._tugas, satu)))
            return True
        return False

    def _take(self) -> tuple[B, H | PekerjaMati]:
        """The oldest task with its result."""
        satu, future = self._antrean.popleft()
        with self._pelaksana.explained():
            return satu, self._result(satu, future)

    def _result(self, bahan: B, future: Future[H]) -> H | PekerjaMati:
        """What the Future gives, PekerjaMati when the worker died."""
        try:
            return future.result()
        except self._pelaksana.mati as error:
            if not self._pelaksana.ulang:
                return PekerjaMati(str(error))
        # The worker may have been killed from outside: the second try tells.
        try:
            return self._pelaksana.submit(self._tugas, bahan).result()
        except self._pelaksana.mati as error:
            return PekerjaMati(str(error))


class Sendiri(Pelaksana):
    """This process: a task is done when it is submitted."""

    def submit(self, tugas: Callable[[B], H], bahan: B, /) -> Future[H]:
        """The finished Future of one task."""
        future: Future[H] = Future()
        try:
            future.set_result(tugas(bahan))
        except Exception as error:
            future.set_exception(error)
        return future

    def close(self, segera: bool) -> None:
        """Nothing was started."""


_SENDIRI: Final = Sendiri()


class Kolam(Pelaksana):
    """A pool of processes on this machine, started with its first task; it survives the death of a worker.

    Not concurrent.futures' own pool: that one breaks for all tasks when one worker dies.
    """

    def __init__(self, pekerja: int) -> None:
        self.pekerja = pekerja
        self._kolam: Any = None

    def submit(self, tugas: Callable[[B], H], bahan: B, /) -> Future[H]:
        """The Future of one task in one of the processes."""
        if self._kolam is None:
            self._kolam = self._start()
        future: Future[H] = self._kolam.schedule(tugas, args=(bahan,))
        return future

    def _start(self) -> Any:
        import multiprocessing

        from pebble import ProcessExpired, ProcessPool

        self.mati = (ProcessExpired,)
        # A fork of this process would take over locks that its other threads hold at that moment.
        cara = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(cara)
        if cara == "forkserver":
            context.set_forkserver_preload(["kinerja_xl.kerja.tugas"])
        return ProcessPool(max_workers=self.pekerja, initializer=_start_worker, context=context)

    def close(self, segera: bool) -> None:
        """End the processes."""
        if self._kolam is None:
            return
        if segera:
            self._kolam.stop()
        else:
            self._kolam.close()
        self._kolam.join()
        self._kolam = None


def _start_worker() -> None:
    """Ctrl-C reaches the whole process group; the parent ends the workers itself."""
    collect_rarely()
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def open_pelaksana(pekerja: int | None = None) -> Pelaksana:
    """Who does the work on this machine: a pool of `pekerja` processes (default: one per core)."""
    jumlah = pekerja or usable_cores()
    return Kolam(jumlah) if jumlah > 1 else Sendiri()


def usable_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
