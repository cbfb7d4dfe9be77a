"""Figures as printed, read by patterns of their own: an independent check of what kinerja_xl reads and computes."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

_UANG: Final = re.compile(r"(?:Rp)?\.? *(\d{1,3}(?:\.\d{3})*|\d+)(,-)?")
_UANG_SLIP: Final = re.compile(r"(\d{1,3}(?:\.\d{3})+)(?:\.-|-| ,-)")
_ANGKA: Final = re.compile(r"\d+(?:[.,]\d+)?")

# Lower bound of each predicate: Permenpan-RB 88/2021; opinions of BPK count the same when they are the same.
BATAS_BAWAH: Final = {"A": 80, "BB": 70, "B": 60, "CC": 50, "C": 30, "WTP": 4, "WDP": 3}
# Permenpan-RB 14/2017.
MUTU_SKM: Final = (("Sangat Baik", Decimal("88.31")), ("Baik", Decimal("76.61")), ("Kurang Baik", Decimal(65)))


class Uang(NamedTuple):
    """Rupiah as read: `nilai` None when it can't be read or isn't there, `cacat` '', 'slip' or 'rusak'."""

    nilai: int | None
    cacat: str


def baca_uang(teks: object) -> Uang:
    """Rupiah of a printed cell.

    >>> baca_uang("Rp. 27.533.047.700,-").nilai, baca_uang("199.600.000.-"), baca_uang("1.48.193.842,-").cacat
    (27533047700, Uang(nilai=199600000, cacat='slip'), 'rusak')
    """
    if isinstance(teks, int):
        return Uang(teks, "")
    isi = str(teks or "").strip()
    if isi in ("", "-"):
        return Uang(None, "")
    for pola, cacat in ((_UANG, ""), (_UANG_SLIP, "slip")):
        if cocok := pola.fullmatch(isi):
            return Uang(int(cocok[1].replace(".", "")), cacat)
    return Uang(None, "rusak")


def baca_angka(teks: object) -> Decimal | None:
    """The number in a printed indicator cell, the lower bound of a bare predicate, None where there is neither.

    >>> baca_angka("A (86,45)"), baca_angka("CC"), baca_angka("71,20 *"), baca_angka("3 ± 1")
    (Decimal('86.45'), Decimal('50'), Decimal('71.20'), None)
    """
    isi = str(teks if teks is not None else "").strip()
    if "±" in isi or isi in ("", "-"):
        return None
    if isi in BATAS_BAWAH:
        return Decimal(BATAS_BAWAH[isi])
    if cocok := _ANGKA.search(isi):
        return Decimal(cocok[0].replace(",", "."))
    return None


class Persen(NamedTuple):
    """How a printed percentage compares with the exact one: `sifat` is benar, nol, terpotong or berbeda."""

    sifat: str
    benar: str


def banding_persen(tercetak: str, tepat: Decimal) -> Persen:
    """Compare at the printed decimals; rounding is half up.

    >>> banding_persen("108", Decimal("107.69")), banding_persen("172", Decimal("172.9")).sifat
    (Persen(sifat='benar', benar='108'), 'terpotong')
    >>> banding_persen("88.80 %", Decimal("88.788"))
    Persen(sifat='nol', benar='88,79')
    """
    nilai = baca_angka(tercetak)
    assert nilai is not None
    pangkat = int(nilai.as_tuple().exponent)
    satuan = Decimal(1).scaleb(pangkat)
    benar = tepat.quantize(satuan, ROUND_HALF_UP)
    teks = str(benar).replace(".", ",")
    if nilai == benar:
        return Persen("benar", teks)
    if nilai == tepat.quantize(satuan, ROUND_DOWN):
        return Persen("terpotong", teks)
    if pangkat < 0 and nilai == tepat.quantize(Decimal(1).scaleb(pangkat + 1), ROUND_HALF_UP):
        return Persen("nol", teks)
    return Persen("berbeda", teks)


def rupiah(nilai: int) -> str:
    """Rupiah with dots.

    >>> rupiah(-1234567)
    '-1.234.567'
    """
    return f"{nilai:,}".replace(",", ".")


def dua_desimal(nilai: Decimal) -> str:
    """A percentage with two decimals and a comma."""
    return str(nilai.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace(".", ",")
