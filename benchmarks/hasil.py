"""Runs to ratios, each with the figure that the specification wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from benchmarks.sel import Isi, total
from benchmarks.ukur import Ukuran

Larian = Mapping[str, Sequence[Ukuran]]
"""Runs by case; run n of each case belongs to round n."""

Figur = Callable[[Ukuran], float]
WALL: Figur = attrgetter("wall")
CPU: Figur = attrgetter("cpu")

MEMORI_2000 = 1536.0
"""MiB that a regency of 2,000 workbooks may take at most."""


class Pasangan(NamedTuple):
    """Two cases whose times are divided, and the limit of that ratio (`minimal`: it must be at least so much).

    A limit for wall time, since that is what an officer waits for. It holds from `sejak` OPD on: below, starting the
    program weighs too much.
    """

    atas: str
    bawah: str
    judul: str
    sasaran: float
    minimal: bool = False
    sejak: int = 200

    @property
    def kunci(self) -> str:
        """The name of the ratio in results.json."""
        return f"{self.atas} / {self.bawah}"


# Starting the program has its limits in seconds on a machine that imports pandas in 0.5 s: 0.3 s and 1 s.
PASANGAN = (
    Pasangan("konsolidasi", "lantai", "`--hanya konsolidasi,data` / floor of the same kinds of cells", 1.0),
    Pasangan("konsolidasi", "lantai polos", "`--hanya konsolidasi,data` / plain floor", 1.0),
    Pasangan("naif", "konsolidasi", "naive way / `--hanya konsolidasi,data`", 10.0, minimal=True),
    Pasangan("semua", "lantai semua", "everything / floor of as many cells as all outputs", 1.5),
    Pasangan("ulang", "semua", "run again, nothing changed / everything", 0.05),
    Pasangan("ulang satu", "semua", "run again, one workbook changed / everything", 0.20),
    Pasangan("help", "pandas", "`--help` / `import pandas`", 0.6, sejak=0),
    Pasangan("periksa", "pandas", "`periksa` of one workbook / `import pandas`", 2.0, sejak=0),
)


@dataclass(frozen=True, slots=True)
class Rasio:
    """One measured ratio of a regency of `opd` OPD (0: it has nothing to do with a regency)."""

    pasangan: Pasangan
    opd: int
    wall: float
    cpu: float

    @property
    def kunci(self) -> str:
        """The name of the ratio in results.json."""
        return f"{self.pasangan.kunci} @ {self.opd}" if self.opd else self.pasangan.kunci

    @property
    def tercapai(self) -> bool | None:
        """Whether the limit is kept; None where it doesn't hold."""
        if self.opd < self.pasangan.sejak:
            return None
        return self.wall >= self.pasangan.sasaran if self.pasangan.minimal else self.wall <= self.pasangan.sasaran


def ratio(atas: Sequence[Ukuran], bawah: Sequence[Ukuran], figur: Figur) -> float:
    """The median of the ratios of each round, whose two runs stood next to each other.

    >>> a, b = [Ukuran(2, 0, 0), Ukuran(9, 0, 0)], [Ukuran(1, 0, 0), Ukuran(3, 0, 0)]
    >>> ratio(a, b, WALL)
    2.5
    """
    return median(figur(a) / figur(b) for a, b in zip(atas, bawah, strict=True))


def ratios(larian: Larian, opd: int = 0) -> list[Rasio]:
    """All ratios that these runs give."""
    return [
        Rasio(p, opd, ratio(larian[p.atas], larian[p.bawah], WALL), ratio(larian[p.atas], larian[p.bawah], CPU))
        for p in PASANGAN
        if p.atas in larian and p.bawah in larian
    ]


@dataclass(frozen=True)
class HasilKabupaten:
    """What was measured of one regency: its size, the cells of the outputs, the runs, the files left out."""

    opd: int
    berkas: int
    isi: Mapping[str, Isi]
    larian: Larian
    dilewati: Mapping[str, int]


class Tumbuh(NamedTuple):
    """Cost of one OPD at a size, relative to the smallest size measured; `sel` is that of the cells written for it."""

    opd: int
    kasus: str
    cpu: float
    wall: float
    sel: float

    @property
    def lurus(self) -> bool:
        """Whether an OPD costs no more than in a small regency, beyond a tenth for noise and what more is written."""
        return self.wall <= 1.1 * max(1.0, self.sel)


def growth(semua: Sequence[HasilKabupaten]) -> list[Tumbuh]:
    """How the cost of one OPD changes with the size of the regency."""
    found = []
    for kasus in ("konsolidasi", "semua"):
        measured = [h for h in semua if kasus in h.larian]
        for hasil in measured[1:]:
            awal = measured[0]
            found.append(
                Tumbuh(
                    hasil.opd,
                    kasus,
                    _per_opd(hasil, kasus, CPU) / _per_opd(awal, kasus, CPU),
                    _per_opd(hasil, kasus, WALL) / _per_opd(awal, kasus, WALL),
                    _cells(hasil, kasus) / hasil.opd / (_cells(awal, kasus) / awal.opd),
                )
            )
    return found


def _per_opd(hasil: HasilKabupaten, kasus: str, figur: Figur) -> float:
    return median(map(figur, hasil.larian[kasus])) / hasil.opd


def _cells(hasil: HasilKabupaten, kasus: str) -> int:
    return (hasil.isi["konsolidasi"] if kasus == "konsolidasi" else total(hasil.isi.values())).sel
