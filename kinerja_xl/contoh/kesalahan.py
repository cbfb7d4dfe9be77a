"""Which mistakes are planted in which submission: all kinds in turn, never two that touch the same sheet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import zip_longest
from random import Random
from typing import Final, NamedTuple

from kinerja_xl.contoh.kesalahan_anggaran import ANGGARAN
from kinerja_xl.contoh.kesalahan_belanja import BELANJA
from kinerja_xl.contoh.kesalahan_berkas import BERKAS
from kinerja_xl.contoh.kesalahan_indikator import INDIKATOR
from kinerja_xl.contoh.kesalahan_isi import ISI
from kinerja_xl.contoh.kesalahan_mutu import MUTU
from kinerja_xl.contoh.model import Kiriman, Salah
from kinerja_xl.deklarasi.forms import OPD_SHEETS

_SEMUA: Final = frozenset({"berkas", *(sheet.name for sheet in OPD_SHEETS)})
_BANYAK: Final = (3, 2, 3, 3, 1)


class Cacat(NamedTuple):
    """One kind of mistake: the function that plants it, and the sheets that no other mistake may touch then."""

    tanam: Callable[[Kiriman], list[Salah]]
    wilayah: frozenset[str]


def _cacat(tanam: Callable[[Kiriman], list[Salah]], wilayah: str) -> Cacat:
    bagian = frozenset(wilayah.split())
    if "semua" in bagian:
        return Cacat(tanam, _SEMUA)
    # An extra workbook takes its Profil and mostly its AKIP from the good one.
    return Cacat(tanam, bagian | {"profil", "akip"} if "berkas" in bagian else bagian)


# The areas take turns, so that a small regency too has mistakes of every area.
KESALAHAN: Final = tuple(
    _cacat(*satu)
    for putaran in zip_longest(INDIKATOR, ANGGARAN, BERKAS, ISI, BELANJA, MUTU)
    for satu in putaran
    if satu is not None
)


def berapa_kesalahan() -> Iterator[int]:
    """How many mistakes each OPD gets, one after another: none for two of five, else one to three."""
    faulty = nomor = 0
    while True:
        if nomor % 5 in (1, 4):
            yield 0
        else:
            yield _BANYAK[faulty % len(_BANYAK)]
            faulty += 1
        nomor += 1


class Penanam:
    """Hands out the kinds of mistakes in turn; one that doesn't fit an OPD waits for the next."""

    def __init__(self, benih: int) -> None:
        self._antrean = deque(KESALAHAN)
        self._benih = benih

    def tanam(self, kiriman: Kiriman, banyak: int) -> list[Salah]:
        """Plant `banyak` mistakes and return every Catatan that they cause."""
        kiriman.acak = Random(f"{self._benih}/kesalahan/{kiriman.kode}")
        hasil: list[Salah] = []
        terpakai: frozenset[str] = frozenset()
        for cacat in list(self._antrean):
            if not banyak:
                break
            if cacat.wilayah & terpakai:
                continue
            salah = cacat.tanam(kiriman)
            if salah:
                hasil.extend(salah)
                terpakai |= cacat.wilayah
                banyak -= 1
                self._antrean.remove(cacat)
                self._antrean.append(cacat)
        return hasil
