"""Pure computations over typed values and tables: capaian, serapan, efisiensi, SKM, AKIP."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kinerja_xl.compute.akip import HasilAkip, compute_akip
from kinerja_xl.compute.anggaran import HasilAnggaran, compute_anggaran
from kinerja_xl.compute.evaluasi import compute_evaluasi
from kinerja_xl.compute.indikator import HasilIndikator, compute_indikator
from kinerja_xl.compute.skm import HasilSkm, compute_skm
from kinerja_xl.tabel.data import Data


@dataclass(frozen=True)
class Hitungan:
    """All computed figures of a run, before consolidation."""

    indikator: HasilIndikator
    anggaran: HasilAnggaran
    skm: HasilSkm
    akip: HasilAkip
    evaluasi: pd.DataFrame


def compute(data: Data) -> Hitungan:
    """Return the computed figures of checked data."""
    anggaran = compute_anggaran(data)
    return Hitungan(
        compute_indikator(data),
        anggaran,
        skm=compute_skm(data),
        akip=compute_akip(data),
        evaluasi=compute_evaluasi(data, anggaran),
    )
