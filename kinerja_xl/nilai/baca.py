"""The entry points: a cell as the reader hands it over to a typed value. Nothing raises."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from kinerja_xl.nilai.bentuk import GALAT, KOSONG, Jenis, Nilai
from kinerja_xl.nilai.bilangan import cacah_desimal, dalam_batas, format_angka, kali_sepuluh
from kinerja_xl.nilai.kata import KOSAKATA_BAWAAN, Kosakata, berarti_kosong, bersihkan
from kinerja_xl.nilai.rancu import resolve_rancu
from kinerja_xl.nilai.sel import angka_sel, teks_sel
from kinerja_xl.nilai.tata_bahasa import MAKS_PANJANG, urai

__all__ = ["parse_angka", "parse_nilai", "resolve_rancu"]


class _Kunci:
    """A vocabulary as a cache key: equal only to itself, and alive as long as its entries."""

    __slots__ = ("kosakata",)

    def __init__(self, kosakata: Kosakata) -> None:
        self.kosakata = kosakata

    def __eq__(self, lain: object) -> bool:
        return isinstance(lain, _Kunci) and lain.kosakata is self.kosakata

    def __hash__(self) -> int:
        return id(self.kosakata)


_KUNCI_BAWAAN: Final = _Kunci(KOSAKATA_BAWAAN)


def _urai_sel(isi: str, kunci: _Kunci) -> Nilai:
    teks = bersihkan(isi)
    if not teks:
        return KOSONG
    hasil = KOSONG if berarti_kosong(teks) else urai(teks, kunci.kosakata)
    return replace(hasil, teks=isi, dari_teks=True)


_urai_tersimpan = lru_cache(maxsize=1 << 16)(_urai_sel)


def _nilai_sel(isi: object, persen: bool) -> Nilai:
    if type(isi) is float and not persen:
        digit = repr(isi).removesuffix(".0")
        if "e" not in digit and "n" not in digit and isi:  # "1e+22", "nan" and "inf" take the long way
            # the path of nearly every cell: a third of the time of the general one
            titik = digit.find(".")
            desimal = len(digit) - titik - 1 if titik >= 0 else 0
            return Nilai(Jenis.ANGKA, digit.replace(".", ","), Decimal(digit), desimal=desimal)
    angka = angka_sel(isi)
    if angka is not None and persen:
        angka = kali_sepuluh(angka, 2)
    if angka is None or not dalam_batas(angka):
        return replace(GALAT, teks=teks_sel(isi))
    if persen:
        return Nilai(Jenis.PERSEN, f"{format_angka(angka)}%", angka=angka, satuan="%", desimal=cacah_desimal(angka))
    return Nilai(Jenis.ANGKA, format_angka(angka), angka=angka, desimal=cacah_desimal(angka))


# Ints and floats of the largest numbers read otherwise though they are equal; Decimals keep their zeros and stay out.
_nilai_tersimpan = lru_cache(maxsize=1 << 16, typed=True)(_nilai_sel)


def parse_nilai(isi: object, *, persen: bool = False, kosakata: Kosakata = KOSAKATA_BAWAAN) -> Nilai:
    """Return the value of an indicator cell; `persen` says that Excel formats the number as a percentage.

    A `kosakata` must not change once used: readings are cached per vocabulary object.

    >>> parse_nilai(0.8707, persen=True).angka, parse_nilai("88.80 %").desimal, parse_nilai("n/a").jenis is Jenis.KOSONG
    (Decimal('87.07'), 2, True)
    """
    tipe = type(isi)
    if tipe is float or tipe is int:
        return _nilai_tersimpan(isi, persen)
    if isi is None:
        return KOSONG
    if isinstance(isi, str):
        kunci = _KUNCI_BAWAAN if kosakata is KOSAKATA_BAWAAN else _Kunci(kosakata)
        return _urai_tersimpan(isi, kunci) if len(isi) <= MAKS_PANJANG else _urai_sel(isi, kunci)
    return _nilai_sel(isi, persen)


_ANGKA_SAJA: Final = frozenset({Jenis.KOSONG, Jenis.ANGKA, Jenis.PERSEN, Jenis.GALAT})


def parse_angka(isi: object, *, persen: bool = False) -> Nilai:
    """Return the value of a cell in a plain number or percentage column: KOSONG, ANGKA, PERSEN, RANCU or GALAT.

    >>> parse_angka("71,20 *").angka, parse_angka("12 bulan").jenis.name, parse_angka("3.226").jenis.name
    (Decimal('71.20'), 'GALAT', 'RANCU')
    """
    n = parse_nilai(isi, persen=persen)
    polos = n.arah is None and n.predikat is None and n.satuan in (None, "%")
    if n.jenis in _ANGKA_SAJA or (n.jenis is Jenis.RANCU and polos):
        return n
    return Nilai(Jenis.GALAT, n.teks, dari_teks=n.dari_teks)
