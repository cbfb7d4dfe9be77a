"""What flows through the core: the selected input (Data) that rules and formulas look at."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from kinerja_xl.deklarasi.pilihan import quarter_of
from kinerja_xl.tabel.bacaan import Kejadian, Versi
from kinerja_xl.tabel.referensi import Opd, Referensi
from kinerja_xl.tabel.tabel import Tabel

T = TypeVar("T")


class Berkas(NamedTuple):
    """One input file and what became of it. `pemakaian` is dipakai, dipakai sebagian, tidak dipakai, or referensi.

    `nihil`: its Profil declares that there is nothing to report. `silsilah` are the states that a marked-up copy of it
    is made of.
    """

    berkas: str
    sha256: str
    ukuran: int
    kode_opd: str
    nama_opd: str
    revisi: int
    tanggal: Any
    lembar: tuple[str, ...]
    pemakaian: str
    alasan: str
    nihil: bool = False
    silsilah: tuple[Versi, ...] = ()


@dataclass(frozen=True)
class Data:
    """The input of one run: typed tables by sheet name, the facts met, the register and the period asked for.

    A sheet that nobody sent has no entry in `tabel`. `opd` is the register (or, without one, the OPD that sent
    something). `hasil` is filled in before the second pass of rules and holds the computed figures, `temuan` after it
    and holds that pass's hits (check.Titik) by the code of their rule. `daerah_profil` is the regency that most Profil
    of the run name, '' where none does. `ingatan` is what `once` keeps; a copy begins without it.
    """

    tahun: int
    periode: str
    referensi: Referensi
    opd: tuple[Opd, ...]
    berkas: tuple[Berkas, ...]
    tabel: Mapping[str, Tabel]
    kejadian: tuple[Kejadian, ...]
    hasil: Any = None
    lembar_opd: Mapping[str, frozenset[str]] = field(default_factory=dict)
    temuan: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    daerah_profil: str = ""
    ingatan: dict[tuple[Hashable, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def isi(self, nama: str) -> pd.DataFrame:
        """The typed frame of a sheet; raises KeyError when nobody sent it (rules name it in `butuh`)."""
        return self.tabel[nama].isi

    @property
    def triwulan(self) -> int:
        """Number of quarters that count: n for TW n, 4 for Tahunan."""
        return quarter_of(self.periode)

    @property
    def nama_daerah(self) -> str:
        """Name of the regency: that of Referensi, else the one that most Profil give, '' where none names it."""
        return self.referensi.kabupaten.get("nama", "") or self.daerah_profil

    def nama_opd(self, kode: str) -> str:
        """Name of an OPD, its code where it has none."""
        return self._nama.get(kode, kode)

    @cached_property
    def _nama(self) -> dict[str, str]:
        return {o.kode: o.nama for o in self.opd}


def once(data: Data, build: Callable[..., T], *bahan: Hashable) -> T:
    """`build(data, *bahan)`, computed once per Data and kept with it, as functools.cached_property would."""
    key = (build, *bahan)
    if key not in data.ingatan:
        data.ingatan[key] = build(data, *bahan)
    result: T = data.ingatan[key]
    return result
