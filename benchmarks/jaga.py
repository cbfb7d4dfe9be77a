"""The guard: ratios measured now against the committed ones.

CPU time, not wall time: it hardly changes when other jobs take the cores, and a ratio of two CPU times taken in turn on
one machine carries over to another. So the guard sees work that was added, not parallelism that was lost; `make bench`
shows that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.hasil import Rasio, ratios
from benchmarks.masukan import SIMPANAN, regency
from benchmarks.rencana import Percobaan, kasus_mulai
from benchmarks.ukur import AKAR, interleave

OPD = 40
KELONGGARAN = 0.30
TERSIMPAN = AKAR / "benchmarks" / "results.json"
_DIJAGA = ("konsolidasi / lantai", "help / pandas", "periksa / pandas")
_DETIK = 15.0
"""No further round begins after so many seconds: the guard must not hold up the gate."""


def committed_ratios(path: Path = TERSIMPAN) -> dict[str, float]:
    """The committed ratios of CPU time by name."""
    stored = json.loads(path.read_text(encoding="utf-8"))["rasio"]
    return {kunci: float(satu["cpu"]) for kunci, satu in stored.items()}


def measure() -> list[Rasio]:
    """The guarded ratios of the smallest regency, measured in a few rounds."""
    masukan = regency(OPD)
    percobaan = Percobaan(masukan, SIMPANAN / "jaga")
    kasus = percobaan.kasus_konsolidasi()
    dua = {nama: kasus[nama] for nama in ("konsolidasi", "lantai")}
    found = [*ratios(interleave(kasus_mulai(masukan), 5)), *ratios(interleave(dua, 3, detik=_DETIK), OPD)]
    return [r for r in found if r.pasangan.kunci in _DIJAGA]


def worse(terukur: Sequence[Rasio], tersimpan: Mapping[str, float]) -> list[str]:
    """One line for each ratio that is worse than the committed one by more than the allowance, or that has none."""
    lines = []
    for satu in terukur:
        lama = tersimpan.get(satu.kunci)
        if lama is None:
            lines.append(f"{satu.kunci}: no committed ratio; measured {satu.cpu:.2f}. Run `make bench` and commit.")
        elif satu.cpu > lama * (1 + KELONGGARAN):
            lines.append(
                f"{satu.kunci}: CPU time {satu.cpu:.2f}, committed {lama:.2f}, so {satu.cpu / lama - 1:.0%} worse "
                f"(allowed {KELONGGARAN:.0%}). Find what was added (`make profil`), or accept it: run `make bench` "
                "on a quiet machine and commit benchmarks/results.json with the reason."
            )
    return lines
