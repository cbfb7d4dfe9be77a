"""Child processes measured side by side: wall time, CPU time and peak memory, in interleaved rounds.

Standard library, after a look at pyperf (and hyperfine, asv): those finish all runs of one command before the next one
starts, so a machine that slows down between them shifts the ratio; they give wall time or memory, never CPU time; and
they calibrate with more runs than jobs of minutes can have. os.wait4 says all three of one child in one call.

- CPU time is that of the child and of the workers that it waited for. It hardly depends on what else the machine does.
- Peak memory is the largest sum over the child and its living descendants, sampled from /proc, since what wait4 says is
  the largest single process. Pages that processes share count once (the kernel's proportional set size).
- Linux starts a child's peak at the size of its parent: this process must stay small, so it imports no pandas.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO

AKAR = Path(__file__).resolve().parents[1]
DAPAT_MENGUKUR = hasattr(os, "wait4")
"""Linux and macOS; Windows has no wait4."""

_JEDA = 0.05
_PER_MIB = 1024 * 1024
_SATUAN_MAXRSS = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Ukuran:
    """One run, or the medians of several: seconds of wall and CPU time, peak memory in MiB."""

    wall: float
    cpu: float
    memori: float


class GagalUkur(RuntimeError):
    """A measured program ended in a way that makes its time worthless."""


def run_child(words: Sequence[str], boleh: Sequence[int] = (0,), catat: Path | None = None) -> Ukuran:
    """Measure `python words`; its standard output goes to `catat`. Raises GagalUkur on a status not in `boleh`."""
    environment = {**os.environ, "PYTHONPATH": str(AKAR), "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryFile() as errors, open(catat or os.devnull, "wb") as output:
        mulai = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, *words], cwd=AKAR, env=environment, stdout=output, stderr=errors, stdin=subprocess.DEVNULL
        )
        sampler = _Sampler(child.pid)
        sampler.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - mulai
        sampler.stop()
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in boleh:
            raise GagalUkur(f"{' '.join(words)}: status {child.returncode}\n{_tail(errors)}")
    # Where /proc doesn't say it, at least the largest process.
    puncak = (sampler.puncak or usage.ru_maxrss * _SATUAN_MAXRSS) / _PER_MIB
    return Ukuran(wall, usage.ru_utime + usage.ru_stime, puncak)


def _tail(errors: IO[bytes]) -> str:
    errors.seek(0)
    return errors.read().decode(errors="replace")[-2000:]


class _Sampler(threading.Thread):
    """Watches the memory of a process and its descendants; `puncak` is the largest sum seen, in bytes.

    To ask for the proportional size takes the kernel some time, so it is asked only when resident memory is at its
    largest.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.puncak = 0
        self._pid = pid
        self._resident = 0
        self._done = threading.Event()

    def run(self) -> None:
        while not self._done.wait(_JEDA):
            resident = resident_bytes(self._pid)
            if resident > self._resident:
                self._resident = resident
                self.puncak = max(self.puncak, proportional_bytes(self._pid))

    def stop(self) -> None:
        """End the watch before the process number can be given to another process."""
        self._done.set()
        self.join()


def resident_bytes(pid: int) -> int:
    """Resident memory of a process and its descendants; 0 where /proc doesn't say."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(map(resident_bytes, _children(pid)))


def proportional_bytes(pid: int) -> int:
    """Memory of a process and its descendants, of shared pages each one's part; 0 where /proc doesn't say."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        own = next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
    except (OSError, StopIteration):
        return 0
    return own + sum(map(proportional_bytes, _children(pid)))


def _children(pid: int) -> list[int]:
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return []


def medians(runs: Sequence[Ukuran]) -> Ukuran:
    """The median of each figure by itself; of memory the largest, since a limit must hold in every run.

    >>> medians([Ukuran(1, 3, 10), Ukuran(2, 1, 30), Ukuran(9, 2, 20)])
    Ukuran(wall=2, cpu=2, memori=30)
    """
    return Ukuran(median(r.wall for r in runs), median(r.cpu for r in runs), max(r.memori for r in runs))


def interleave(
    kasus: Mapping[str, Callable[[], Ukuran]],
    ronde: int,
    kabar: Callable[[str], None] = lambda _line: None,
    detik: float = math.inf,
) -> dict[str, list[Ukuran]]:
    """Each case's runs, measured A B C A B C, so that what disturbs the machine disturbs all of them.

    No further round begins once `detik` have gone by.

    >>> urutan = []
    >>> def kasus(nama):
    ...     return lambda: urutan.append(nama) or Ukuran(1, 1, 1)
    >>> runs = interleave({"a": kasus("a"), "b": kasus("b")}, 2)
    >>> urutan, len(runs["a"])
    (['a', 'b', 'a', 'b'], 2)
    """
    runs: dict[str, list[Ukuran]] = {nama: [] for nama in kasus}
    mulai = time.monotonic()
    for nomor in range(1, ronde + 1):
        if nomor > 1 and time.monotonic() - mulai > detik:
            break
        for nama, measure in kasus.items():
            runs[nama].append(measure())
            satu = runs[nama][-1]
            kabar(f"{nomor}/{ronde} {nama}: {satu.wall:.2f} s, CPU {satu.cpu:.2f} s, {satu.memori:.0f} MiB")
    return runs
