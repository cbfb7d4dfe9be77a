"""Budget codes as the run compares them: `X.XX` is the bidang of the OPD that wrote it (spec 2.9)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from kinerja_xl.tabel.tabel import Tabel

_SENDIRI: Final = re.compile(r"X\.XX(?=\.|$)", re.IGNORECASE)
_BIDANG: Final = re.compile(r"[0-9]\.[0-9]{2}(?=\.|$)")


def own_code(kode: str, kode_opd: str) -> str:
    """A budget code with X.XX resolved; as written where the OPD's code doesn't begin with a bidang.

    >>> own_code("x.xx.01.2.01", "1.03.2.10.0.00.01"), own_code("X.XX.01", "DINKES"), own_code("2.10.02", "1.03")
    ('1.03.01.2.01', 'X.XX.01', '2.10.02')
    """
    if not _SENDIRI.match(kode):
        return kode
    bidang = _BIDANG.match(kode_opd)
    return _SENDIRI.sub(bidang[0] if bidang else "X.XX", kode, count=1)


def with_own_codes(tabel: Tabel) -> Tabel:
    """The table Anggaran with its codes resolved, so that one code written in two ways is one; texts stay as typed."""
    isi = tabel.isi
    if not isi["kode"].str.startswith(("X", "x")).any():
        return tabel
    resolved = [own_code(kode, opd) for kode, opd in zip(isi["kode"], isi["kode_opd"], strict=True)]
    return replace(tabel, isi=isi.assign(kode=resolved))
