"""Results to benchmarks/results.md and results.json: ratios and what was run, nothing that belongs to one machine."""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.hasil import MEMORI_2000, HasilKabupaten, Rasio, Tumbuh, growth, ratios
from benchmarks.rencana import PER_BUKU
from benchmarks.sel import Isi, total
from benchmarks.ukur import AKAR, Ukuran, medians

_PUSTAKA = ("python-calamine", "XlsxWriter", "pandas", "openpyxl", "numpy")


@dataclass(frozen=True, slots=True)
class Mesin:
    """What else decides a ratio: the day, the commit, the cores, the versions."""

    tanggal: str
    commit: str
    inti: int
    sistem: str
    versi: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Laporan:
    """Everything that was measured; `opsi` are the options given to the product, `ronde` the rounds by size."""

    mesin: Mesin
    kabupaten: Sequence[HasilKabupaten]
    mulai: Sequence[Rasio]
    opsi: str = ""

    @property
    def rasio(self) -> list[Rasio]:
        """All ratios, start-up last."""
        return [r for h in self.kabupaten for r in ratios(h.larian, h.opd)] + list(self.mulai)


def this_machine() -> Mesin:
    """What to say about this run without saying where it was."""
    return Mesin(
        datetime.datetime.now(datetime.UTC).date().isoformat(),
        _commit(),
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        platform.system(),
        (("Python", platform.python_version()), *((nama, version(nama)) for nama in _PUSTAKA)),
    )


def _commit() -> str:
    """The commit measured, and whether the program itself had been changed since."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=AKAR, capture_output=True, text=True, check=True).stdout.strip()

    changed = git("status", "--porcelain", "--", "kinerja_xl", "benchmarks/*.py")
    return git("rev-parse", "--short", "HEAD") + (" with uncommitted changes" if changed else "")


def table(kepala: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are right-aligned.

    >>> print(table(["a", "b"], [["x", "1"]]))
    | a | b |
    | --- | ---: |
    | x | 1 |
    """
    aligned = ["---"] + ["---:"] * (len(kepala) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in (kepala, aligned, *rows))


def markdown(laporan: Laporan) -> str:
    """The text of results.md."""
    m = laporan.mesin
    parts = [
        "# Benchmark",
        "Written by `make bench`; don't edit. Ratios of runs that stood next to each other on one machine, never "
        "times: every round measures each case once, a ratio is the median over the rounds. Limits are those of the "
        "specification and hold for wall time on two cores.",
        f"{m.tanggal}, commit {m.commit}; {m.inti} cores, {m.sistem}, " + ", ".join(" ".join(v) for v in m.versi) + ".",
        "## Ratios",
        table(["what", "OPD", "wall time", "CPU time", "limit", "kept"], map(_ratio_row, laporan.rasio)),
    ]
    rows = growth(laporan.kabupaten)
    if rows:
        awal = laporan.kabupaten[0].opd
        parts += [
            "## Growth",
            f"Cost of one OPD, relative to a regency of {awal} OPD; linear: at most a tenth above 1.00, or above what "
            "is written for one OPD.",
            table(["what", "OPD", "CPU time", "wall time", "cells written", "linear"], map(_growth_row, rows)),
        ]
    parts += [
        "## Peak memory, MiB",
        _memory(laporan.kabupaten),
        "## What was run",
        table(
            ["OPD", "workbooks", "rounds", "cells of konsolidasi", "of all workbooks", "of these in marked-up copies"],
            map(_size_row, laporan.kabupaten),
        ),
        _notes(laporan),
    ]
    return "\n\n".join(parts) + "\n"


def _ratio_row(r: Rasio) -> list[str]:
    kept = {True: "yes", False: "**no**", None: "–"}[r.tercapai]
    batas = f"{'≥' if r.pasangan.minimal else '≤'} {r.pasangan.sasaran:g}" if r.tercapai is not None else "–"
    return [r.pasangan.judul, str(r.opd or "–"), f"{r.wall:.2f}", f"{r.cpu:.2f}", batas, kept]


def _growth_row(t: Tumbuh) -> list[str]:
    judul = "`--hanya konsolidasi,data`" if t.kasus == "konsolidasi" else "everything"
    return [judul, str(t.opd), f"{t.cpu:.2f}", f"{t.wall:.2f}", f"{t.sel:.2f}", "yes" if t.lurus else "**no**"]


def _memory(semua: Sequence[HasilKabupaten]) -> str:
    kasus = ("konsolidasi", "semua", "lantai", "lantai semua", "naif")
    judul = ["OPD", "`--hanya konsolidasi,data`", "everything", "floor", "floor for everything", "naive way"]
    rows = [[str(h.opd), *(_peak(h.larian.get(nama)) for nama in kasus)] for h in semua]
    limit = f"Limit: {MEMORI_2000:,.0f} MiB for everything of 2,000 workbooks"
    besar = [h for h in semua if round(h.berkas, -2) >= 2000 and "semua" in h.larian]
    if not besar:
        limit += ", not measured in this run (`--memori 1322` measures it: 1,322 OPD send as many)."
    else:
        limit += ", kept." if medians(besar[0].larian["semua"]).memori <= MEMORI_2000 else ", **not kept**."
    return (
        table(judul, rows)
        + "\n\n"
        + limit
        + " The program with its worker processes, pages that they share counted once."
    )


def _peak(runs: Sequence[Ukuran] | None) -> str:
    return f"{medians(runs).memori:,.0f}" if runs else "–"


def _size_row(h: HasilKabupaten) -> list[str]:
    ronde = max(len(runs) for runs in h.larian.values())
    cells = [f"{isi.sel:,}" for isi in (h.isi["konsolidasi"], total(h.isi.values()), h.isi.get("perbaikan", Isi()))]
    return [str(h.opd), f"{h.berkas:,}", str(ronde), cells[0], *(cells[1:] if "semua" in h.larian else ["–", "–"])]


def _notes(laporan: Laporan) -> str:
    left_out = {
        f"{n} of {h.berkas:,} by {'the naive way' if nama == 'naif' else 'the floor'} at {h.opd} OPD"
        for h in laporan.kabupaten
        for nama, n in h.dilewati.items()
        if nama in {"naif", "lantai"}
    }
    lines = [
        f"- Product: `kinerja-xl proses FOLDER{laporan.opsi}` into a new output folder, with all checks, formulas and "
        "charts; the runs again use the output folder of the run of everything before them.",
        "- Floor: python-calamine reads every sheet, xlsxwriter writes as many cells: text, numbers, formulas with "
        "value and formatted blanks as in the product's workbooks. Plain floor: as many cells, only text and numbers, "
        f"no formats. For everything: as many cells as all workbooks together, {PER_BUKU:,} to a workbook; CSV not "
        "counted.",
        "- Naive way: pandas.read_excel with openpyxl, sheets of one name put together, to_excel. It writes only what "
        "it read: no computed figure, no formula, no format.",
        f"- Files that a yardstick can't read are left out: {', '.join(sorted(left_out)) or 'none'}.",
        "- CPU time leaves out the processes of the program's pool, which aren't its children: from 60 workbooks on it "
        "reads in them, from 12 workbooks of OPD on it writes in them. What counts is wall time on an idle machine.",
        "- Starting: the limits 0.3 s and 1 s are for a machine that imports pandas in 0.5 s; `periksa` gets the "
        "largest workbook of the smallest regency.",
    ]
    return "\n".join(lines)


def as_json(laporan: Laporan) -> str:
    """The text of results.json: what the guard compares against."""
    m = laporan.mesin
    content: dict[str, Any] = {
        "tanggal": m.tanggal,
        "commit": m.commit,
        "inti": m.inti,
        "versi": dict(m.versi),
        "rasio": {r.kunci: {"wall": round(r.wall, 4), "cpu": round(r.cpu, 4)} for r in laporan.rasio},
        "memori_mib": {
            str(h.opd): {nama: round(medians(runs).memori) for nama, runs in h.larian.items()}
            for h in laporan.kabupaten
        },
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def write_results(laporan: Laporan, folder: Path) -> None:
    """Write results.md and results.json into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.md").write_text(markdown(laporan), encoding="utf-8")
    (folder / "results.json").write_text(as_json(laporan), encoding="utf-8")
