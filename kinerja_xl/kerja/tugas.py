"""What workers do: functions of one argument that can be pickled; bytes come in and go out, never a path."""

from __future__ import annotations

import traceback
from typing import Any, NamedTuple, Protocol

from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.kerja.padat import encode_bacaan
from kinerja_xl.read import Batas, Muatan, read_muatan
from kinerja_xl.tabel.bacaan import Bacaan, Peristiwa

_ALL_SHEETS = tuple(SHEETS.values())


class Tugas(Protocol):
    """A task that knows how it is done."""

    def kerjakan(self) -> Any:
        """Its result, which can be pickled."""


def kerjakan(tugas: Tugas) -> Any:
    """The result of a task."""
    return tugas.kerjakan()


class Baca(NamedTuple):
    """The task of reading one workbook within limits."""

    muatan: Muatan
    batas: Batas


class Terbaca(NamedTuple):
    """A reading, and the traceback of our own fault where the program failed on the file ('' otherwise)."""

    bacaan: Bacaan
    galat: str = ""


def baca(tugas: Baca) -> Terbaca:
    """The reading of one workbook; a fault of ours concerns this file only and is reported as ours."""
    try:
        return Terbaca(read_muatan(tugas.muatan, _ALL_SHEETS, tugas.batas))
    except Exception:
        return Terbaca(unread(tugas.muatan, Peristiwa.GALAT_PROGRAM), traceback.format_exc())


class Padat(NamedTuple):
    """A reading as bytes; `tetap`: the same content would give it again (no fault of ours, no reader that stopped)."""

    isi: bytes
    galat: str
    tetap: bool


def baca_padat(tugas: Baca) -> Padat:
    """The reading of one workbook as it travels and is kept."""
    bacaan, galat = baca(tugas)
    stopped = any(k.jenis == Peristiwa.PEMBACA_BERHENTI for k in bacaan.kejadian)
    return Padat(encode_bacaan(bacaan), galat, not (galat or stopped))


def unread(muatan: Muatan, jenis: Peristiwa, **rinci: str) -> Bacaan:
    """The reading of a file from which nothing could be read, and what was met."""
    bacaan = Bacaan(muatan.berkas, muatan.sha256, muatan.ukuran, terbaca=False)
    bacaan.meet(jenis, **rinci)
    return bacaan
