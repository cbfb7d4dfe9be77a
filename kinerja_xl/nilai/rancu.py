"""Ambiguous numbers: choosing between the decimal and the thousands reading by the partner value."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from kinerja_xl.nilai.bentuk import Jenis, Nilai
from kinerja_xl.nilai.bilangan import KONTEKS
from kinerja_xl.nilai.kata import bersihkan
from kinerja_xl.nilai.tata_bahasa import POLA_RASIO, jenis_bersatuan

_TERKECIL: Final = Decimal("0.05")
_TERBESAR: Final = Decimal(20)


def jenis_asal(nilai: Nilai) -> Jenis:
    """Return the kind a RANCU has once its number is known, and the kind itself of any other value."""
    if nilai.jenis is not Jenis.RANCU:
        return nilai.jenis
    if nilai.arah is not None:
        return Jenis.BATAS
    if nilai.predikat is not None:
        return Jenis.PREDIKAT_ANGKA
    return Jenis.RASIO if POLA_RASIO.fullmatch(bersihkan(nilai.teks)) else jenis_bersatuan(nilai.satuan)


def resolve_rancu(nilai: Nilai, pasangan: Decimal | None) -> Nilai:
    """Return the value with the one reading whose ratio to its partner lies in 0.05 … 20, else unchanged.

    >>> from kinerja_xl.nilai import parse_nilai
    >>> [resolve_rancu(parse_nilai("3.226"), p).angka for p in (Decimal("2.85"), Decimal(2900), Decimal(100))]
    [Decimal('3.226'), Decimal('3226'), None]
    """
    if nilai.jenis is not Jenis.RANCU or pasangan is None or not pasangan.is_finite() or not pasangan:
        return nilai
    cocok = [i for i, x in enumerate(nilai.pilihan) if _TERKECIL <= KONTEKS.divide(x, pasangan) <= _TERBESAR]
    if len(cocok) != 1:
        return nilai
    # Both readings come from three digits after a dot.
    return replace(
        nilai, jenis=jenis_asal(nilai), angka=nilai.pilihan[cocok[0]], pilihan=(), desimal=0 if cocok[0] else 3
    )
