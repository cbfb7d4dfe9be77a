"""How well each invented OPD does: its levels of capaian and serapan, and how its single figures lie around them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

from kinerja_xl.contoh.model import TAHUN, TAHUN_AWAL

TERENDAH, TERTINGGI = 0.36, 1.40
# Every run of 17 (13) OPD has each level once, in an order of its own.
_KINERJA: Final = (1.12, 1.08, 1.06, 1.04, 1.02, 0.98, 0.96, 0.94, 0.90, 0.88, 0.86, 0.83, 0.80, 0.77, 0.72, 0.68, 0.61)
_SERAPAN: Final = (0.97, 0.955, 0.94, 0.93, 0.92, 0.905, 0.89, 0.87, 0.85, 0.82, 0.74, 0.63, 0.48)
# Deviations of the main indicators from the OPD's level: they cancel out, so that its mean stays near the level.
_SIMPANGAN: Final = (-0.24, -0.11, -0.04, 0.01, 0.06, 0.12, 0.20)


class Taraf(NamedTuple):
    """Levels of one OPD as ratios: capaian aimed at on the whole, realisation of its pagu."""

    kinerja: float
    serapan: float


def taraf_opd(benih: int, nomor: int) -> Taraf:
    """The levels of the OPD with this position in the register."""
    return Taraf(_bergiliran(_KINERJA, f"{benih}/kinerja", nomor), _bergiliran(_SERAPAN, f"{benih}/serapan", nomor))


def _bergiliran(taraf: Sequence[float], benih: str, nomor: int) -> float:
    putaran, urutan = divmod(nomor, len(taraf))
    acak = Random(f"{benih}/{putaran}")
    return acak.sample(taraf, len(taraf))[urutan]


def antara(nilai: float, bawah: float = TERENDAH, atas: float = TERTINGGI) -> float:
    """`nilai`, not below `bawah` and not above `atas`.

    >>> antara(0.2), antara(0.9), antara(1.7)
    (0.36, 0.9, 1.4)
    """
    return max(bawah, min(atas, nilai))


def capaian_pokok(acak: Random, kinerja: float) -> list[float]:
    """The capaian (ratios) of the seven main indicators of an OPD of this level."""
    lebar = acak.uniform(0.6, 1.35)
    return [antara(kinerja + lebar * s) for s in acak.sample(_SIMPANGAN, len(_SIMPANGAN))]


def capaian_lain(acak: Random, kinerja: float) -> float:
    """The capaian (ratio) of any further indicator."""
    return antara(acak.gauss(kinerja, 0.13))


def capaian_lalu(acak: Random, capaian: float) -> list[float]:
    """The capaian (ratios) of the earlier Renstra years of an indicator: on the same side, mostly less far off."""
    return [
        antara(1 + (capaian - 1) * acak.uniform(0.55, 1) + acak.uniform(-0.03, 0.03)) for _ in range(TAHUN - TAHUN_AWAL)
    ]


def bagi_utuh(acak: Random, jumlah: int, bagian: int = 4) -> list[int]:
    """Whole parts of about the same size that add up to `jumlah`."""
    bobot = [acak.randint(17, 31) for _ in range(bagian)]
    hasil = [jumlah * b // sum(bobot) for b in bobot[1:]]
    return [*hasil, jumlah - sum(hasil)]
