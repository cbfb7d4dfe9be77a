"""CPU time of the product's stages: the pipeline runs as it is, with a clock around the functions named here.

`python -m benchmarks.tahap FOLDER KELUARAN` runs everything and prints the seconds by stage as JSON. Each function's
time is its own: what a stage calls that is a stage itself is counted there. Clocks are per thread, so threads don't
count each other's work; worker processes aren't seen and show up in "worker processes" as a whole.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple


class Tahap(NamedTuple):
    """A stage: its group, its name in the table, and the functions that are it."""

    kelompok: str
    judul: str
    fungsi: tuple[str, ...]


# The sheets of the regency's workbook are put together one by one while it is rendered (those that OPD have too aside).
_LEMBAR_KONSOLIDASI = (
    *("ringkasan", "kepatuhan", "capaian_opd", "capaian_iku", "triwulan", "renstra", "serapan_opd", "serapan_program"),
    *("efisiensi", "skm", "akip", "cascading", "iku_daerah", "register_iku", "evaluasi_rkpd"),
)
_LEMBAR_SERAPAN = (
    *("kas_per_triwulan", "_charts", "_lists", "compare", "ringkasan_anggaran", "lra", "murni_perubahan"),
    *("renstra_renja_dpa", "rencana_kas"),
)
TAHAP = (
    Tahap("read", "unpack the parts, verify their checksums", ("read.package:read_parts",)),
    Tahap("read", "check the plain form of the worksheets", ("read.plain:make_plain",)),
    Tahap("read", "second look at the XML", ("read.peek:look_at_sheet",)),
    Tahap("read", "python-calamine, and the rest of opening", ("read.workbook:open_workbook",)),
    Tahap("read", "headings, columns, rows", ("read.layout:extract",)),
    Tahap("read", "list the folder, load, hash, the rest", ("pipeline:read_folder",)),
    Tahap(
        "check", "select what counts, type the values", ("tabel.referensi:build_referensi", "tabel.selection:select")
    ),
    Tahap("check", "rules", ("check:check",)),
    Tahap("compute", "compute", ("compute:compute",)),
    Tahap("consolidate", "consolidate", ("consolidate.konsolidasi:consolidate",)),
    Tahap(
        "write",
        "consolidation: put the sheets together",
        tuple(f"write.konsolidasi.susunan:{f}" for f in ("write_konsolidasi", *_LEMBAR_KONSOLIDASI)),
    ),
    Tahap(
        "write",
        "finance: put the sheets together",
        tuple(f"write.serapan.susunan:{f}" for f in ("render_serapan", "write_serapan", *_LEMBAR_SERAPAN)),
    ),
    Tahap("write", "OPD: put the sheets together", ("write.opd.susunan:render_opd", "kerja.keluaran:_parts")),
    Tahap("write", "render the sheets of these workbooks", ("write.buku:render_buku",)),
    Tahap("write", "compress their parts", ("write.xlsx.mampat:mampatkan",)),
    Tahap("write", "data and trail", ("write.data:write_data", "write.data:write_jejak")),
    Tahap("write", "marked-up copies", ("perbaikan.tulis:tandai",)),
)
LAIN = Tahap("start", "start, imports, what is in no stage", ())
PEKERJA = Tahap("read", "worker processes", ())
"""Children that were waited for: .xls and .xlsb are read in a process of their own."""


class Jam:
    """Own time by stage: seconds of a stage's functions without those of the stages that they call."""

    def __init__(self, clock: Callable[[], float] = time.thread_time) -> None:
        self.detik: dict[str, float] = defaultdict(float)
        self._clock = clock
        self._threads = threading.local()
        self._lock = threading.Lock()

    def around(self, judul: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function with a clock around it."""

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            stack = self._threads.__dict__.setdefault("stack", [])
            stack.append(0.0)
            start = self._clock()
            try:
                return function(*args, **kwargs)
            finally:
                took = self._clock() - start
                inner = stack.pop()
                if stack:
                    stack[-1] += took
                with self._lock:
                    self.detik[judul] += took - inner

        return timed


def functions() -> list[tuple[str, Callable[..., Any]]]:
    """The functions of all stages, each with its stage's name in the table.

    Raises AttributeError when one is no more: TAHAP must name what took its place.
    """
    found = []
    for tahap in TAHAP:
        for fungsi in tahap.fungsi:
            module, name = fungsi.split(":")
            found.append((tahap.judul, getattr(importlib.import_module(f"kinerja_xl.{module}"), name)))
    return found


def install(jam: Jam) -> None:
    """Put a clock around every stage, under each name by which a module of the program has imported it."""
    stages = functions()
    wrapped = {id(function): jam.around(judul, function) for judul, function in stages}
    for module_name, loaded in list(sys.modules.items()):
        if module_name.partition(".")[0] == "kinerja_xl":
            for name, value in list(vars(loaded).items()):
                if id(value) in wrapped:
                    setattr(loaded, name, wrapped[id(value)])


def profile(folder: Path, keluaran: Path) -> dict[str, float]:
    """Seconds of CPU time by stage of a run of everything."""
    from kinerja_xl import pipeline

    jam = Jam()
    install(jam)
    pipeline.run(folder, keluaran)
    times = os.times()
    jam.detik[PEKERJA.judul] = times.children_user + times.children_system
    jam.detik[LAIN.judul] = time.process_time() - sum(
        detik for judul, detik in jam.detik.items() if judul != PEKERJA.judul
    )
    return dict(jam.detik)


if __name__ == "__main__":
    print(json.dumps(profile(Path(sys.argv[1]), Path(sys.argv[2]))))
