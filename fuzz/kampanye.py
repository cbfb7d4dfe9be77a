"""Runs many mutants in processes of their own, so that an abort or a hang is a finding and not the end."""

from __future__ import annotations

import multiprocessing
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import NamedTuple

from fuzz.dasar import semua_dasar
from fuzz.juri import adili
from fuzz.mutasi import buat_mutan

MACET_DETIK = 60.0
INGATAN_MB = 3_000


class Temuan(NamedTuple):
    """A mutant's outcome: number, kind, what became of it, broken promises."""

    nomor: int
    jenis: str
    hasil: str
    langgar: tuple[str, ...]


@dataclass
class Ringkasan:
    """Counts of a campaign."""

    hitung: Counter[tuple[str, str]] = field(default_factory=Counter)
    pelanggaran: list[Temuan] = field(default_factory=list)

    def add(self, temuan: Temuan) -> None:
        """Count one mutant."""
        self.hitung[temuan.jenis, temuan.hasil] += 1
        if temuan.langgar:
            self.pelanggaran.append(temuan)

    def lines(self) -> Iterator[str]:
        """The counts as a table, then what went wrong."""
        kinds: dict[str, Counter[str]] = {}
        for (jenis, hasil), n in self.hitung.items():
            kinds.setdefault(jenis, Counter())[hasil] += n
        for jenis in sorted(kinds):
            parts = ", ".join(f"{hasil} {n}" for hasil, n in sorted(kinds[jenis].items()))
            yield f"{jenis:28} {sum(kinds[jenis].values()):6}  {parts}"
        yield f"{'jumlah':28} {sum(self.hitung.values()):6}  pelanggaran {len(self.pelanggaran)}"
        for temuan in self.pelanggaran[:200]:
            yield f"! mutan {temuan.nomor} ({temuan.jenis}): {temuan.hasil}: {' | '.join(temuan.langgar)}"


def satu_mutan(benih: int, nomor: int) -> Temuan:
    """Make and judge one mutant in this process."""
    mutan = buat_mutan(benih, nomor, semua_dasar())
    try:
        hasil, langgar = adili(mutan, nomor)
    except Exception:
        return Temuan(nomor, mutan.jenis, "galat", (traceback.format_exc()[-1500:],))
    return Temuan(nomor, mutan.jenis, hasil, langgar)


def _work(pipe: Connection, benih: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (INGATAN_MB << 20, INGATAN_MB << 20))
    except ImportError:
        pass  # Windows has no such limit
    semua_dasar()
    pipe.send(None)
    while (nomor := pipe.recv()) is not None:
        pipe.send(satu_mutan(benih, nomor))


class _Pekerja:
    """One process and the mutant it has at hand."""

    def __init__(self, benih: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, benih), daemon=False)
        self.process.start()
        theirs.close()
        self.nomor: int | None = None
        self.since = time.monotonic()

    def give(self, nomor: int | None) -> None:
        self.nomor, self.since = nomor, time.monotonic()
        self.pipe.send(nomor)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def jalankan(benih: int, nomor: Iterable[int], detik: float, pekerja: int, kabar: int = 0) -> Ringkasan:
    """Run the mutants until they or the seconds are used up."""
    ringkasan, todo, until = Ringkasan(), iter(nomor), time.monotonic() + detik
    workers = [_Pekerja(benih) for _ in range(pekerja)]
    while workers:
        ready = wait([w.pipe for w in workers], timeout=1)
        for worker in list(workers):
            late = time.monotonic() - worker.since > MACET_DETIK and worker.nomor is not None
            if worker.pipe not in ready and not late:
                continue
            try:
                temuan = None if late else worker.pipe.recv()
                died = False
            except (EOFError, OSError):
                temuan, died = None, True
            if temuan is None and worker.nomor is not None:
                jenis = buat_mutan(benih, worker.nomor, semua_dasar()).jenis
                how = "proses mati" if died else "macet"
                ringkasan.add(Temuan(worker.nomor, jenis, how, (how,)))
                worker.end()
                workers.remove(worker)
                worker = _Pekerja(benih)
                workers.append(worker)
                continue
            if temuan is not None:
                ringkasan.add(temuan)
                done = sum(ringkasan.hitung.values())
                if kabar and done % kabar == 0:
                    print(f"{done} mutan, {len(ringkasan.pelanggaran)} pelanggaran", file=sys.stderr, flush=True)
            following = next(todo, None) if time.monotonic() < until else None
            worker.give(following)
            if following is None:
                worker.process.join(10)
                worker.end()
                workers.remove(worker)
    return ringkasan
