"""Pure computations over typed values and tables: capaian, serapan, efisiensi."""

from __future__ import annotations

from dataclasses import dataclass

from kinerja_xl.compute.anggaran import HasilAnggaran, compute_anggaran
from kinerja_xl.compute.indikator import HasilIndikator, compute_indikator
from kinerja_xl.data import Data


@dataclass(frozen=True)
class Hitungan:
    """All computed figures of a run, before consolidation."""

    indikator: HasilIndikator
    anggaran: HasilAnggaran


def compute(data: Data) -> Hitungan:
    """Return the computed figures of checked data."""
    return Hitungan(compute_indikator(data), compute_anggaran(data))
