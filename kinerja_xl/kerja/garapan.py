"""Rows of large sheets for workers that have little else to do; the bytes are the same whoever renders them."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from typing import Final

from kinerja_xl.kerja.executor import Pelaksana
from kinerja_xl.kerja.tugas import kerjakan
from kinerja_xl.write.xlsx.baris_xml import BarisXml
from kinerja_xl.write.xlsx.mampat import Janji, Mampat

AMBANG_BARIS: Final = 8_000
"""Rows of a workbook's largest sheets from which starting processes for them pays."""
_ANTREAN: Final = 2
"""Blocks per worker under way: with more of them the workers have other work, and this process had better do it."""


class Garapan:
    """Hands blocks of rows to workers of this machine, a few at a time."""

    def __init__(self, pelaksana: Pelaksana) -> None:
        self._pelaksana = pelaksana
        self._berjalan: deque[_Blok] = deque()

    def __call__(self, baris: BarisXml) -> Janji | None:
        """The promise of the rows' piece, None where the workers have enough of them."""
        while self._berjalan and self._berjalan[0].is_done():
            self._berjalan.popleft()()
        if len(self._berjalan) >= _ANTREAN * self._pelaksana.pekerja:
            return None
        blok = _Blok(baris, self._pelaksana)
        self._berjalan.append(blok)
        return blok


class _Blok:
    """A block under way; the rows are let go with the result."""

    def __init__(self, baris: BarisXml, pelaksana: Pelaksana) -> None:
        self._baris: BarisXml | None = baris
        self._future: Future[Mampat] = pelaksana.submit(kerjakan, baris)
        self._mati = pelaksana.mati
        self._hasil: Mampat | None = None

    def is_done(self) -> bool:
        """Whether there is nothing to wait for."""
        return self._future.done()

    def __call__(self) -> Mampat:
        """The piece; made here where the worker died."""
        if self._hasil is None:
            assert self._baris is not None
            try:
                self._hasil = self._future.result()
            except self._mati:
                self._hasil = self._baris.kerjakan()
            self._baris = None
        return self._hasil


def help_of(pelaksana: Pelaksana, baris: int) -> Garapan | None:
    """Who helps with a workbook of so many rows, None where nobody does: it doesn't pay, or would cross a network."""
    penolong = pelaksana.for_job(baris, AMBANG_BARIS)
    return Garapan(penolong) if penolong.dekat and penolong.pekerja > 1 else None
