"""Money: the Rp columns, and the rupiah that turn up in indicator cells. Exact sen, never floats."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from kinerja_xl.nilai.bentuk import Uang
from kinerja_xl.nilai.bilangan import (
    KONTEKS,
    MAKS_DIGIT,
    NUM,
    PANGKAT_SKALA,
    POLA_SKALA,
    baca_lokal,
    bulat,
    dalam_batas,
    format_angka,
    kali_sepuluh,
    negatif,
)
from kinerja_xl.nilai.kata import berarti_kosong, bersihkan
from kinerja_xl.nilai.sel import angka_sel, teks_sel

_RP: Final = r"(?:rp|idr)(?:\.(?! ?[,.])|(?![^\W\d_])) ?:? ?"
_UANG: Final = re.compile(
    rf"(?P<buka>\()?(?P<tanda>[-+])?(?:{_RP})?(?P<buka2>\()?(?P<tanda2>[-+])?(?P<badan>{NUM})"
    rf"(?: ?(?P<skala>{POLA_SKALA.pattern}))?(?P<ekor> ?(?:, ?[-=]+|\. ?-+|-|[.,])?)(?P<tutup>\))?(?P<ekor2>,-)?",
    re.IGNORECASE,
)
_EKOR_RAPI: Final = re.compile(r"(?:,[-=]+)?")
_NADA_RP: Final = re.compile(rf"[-+(]*(?:{_RP})", re.IGNORECASE)
_EKOR_RP: Final = re.compile(rf"[-+(]*{NUM} ?(?:, ?[-=]+|\. ?-+)\)?|[-+(]*[0-9]{{1,3}}(?:\.[0-9]{{3}})+ ?-")
_INGGRIS: Final = 'ditulis gaya Inggris: "," sebagai pemisah ribuan'
_DERAU: Final = Decimal("0.0005")
_MAKS_PANJANG: Final = 200
MAKS_RUPIAH: Final = 10**14
"""More than any agency's budget; sums of figures up to it stay exact."""
_TERLALU_BESAR: Final = "lebih dari Rp100 triliun"


def bernada_uang(teks: str) -> bool:
    """Return whether a cleaned text announces rupiah: "Rp", or the tail ",-" and its slips."""
    return _NADA_RP.match(teks) is not None or _EKOR_RP.fullmatch(teks) is not None


def _baca_badan(badan: str) -> tuple[Decimal, str | None] | None:
    """Return digits read as money: dots group thousands, a comma starts the sen; clearly English grouping is a slip."""
    if sum(map(str.isdigit, badan)) > MAKS_DIGIT:
        return None
    indonesia = Decimal(badan) if badan.isdigit() else baca_lokal(badan, "id")
    if indonesia is not None:
        return indonesia, None
    koma, titik = badan.count(","), badan.count(".")
    if koma > 1 or (koma == titik == 1 and badan.index(",") < badan.index(".")):
        inggris = baca_lokal(badan, "en")
        return None if inggris is None else (inggris, _INGGRIS)
    return None


def _slip_ekor(ekor: str) -> str | None:
    """Return what is wrong with the tail of an amount, or None."""
    if _EKOR_RAPI.fullmatch(ekor):
        return None
    isi = ekor.replace(" ", "")
    if isi.startswith(",") and len(isi) > 1:
        return 'spasi pada ",-" di akhir'
    if isi.startswith(".") and len(isi) > 1:
        return '"." di akhir sebelum "-" semestinya ","'
    if isi == "-":
        return '"," hilang sebelum "-" di akhir'
    return f'"{isi}" berlebih di akhir'


def baca_uang(teks: str) -> tuple[Decimal, str | None] | None:
    """Return the rupiah a cleaned text states and its readable slip, or None when it is malformed.

    >>> baca_uang("Rp. 41.281.523.440,-"), baca_uang("(1.500)"), baca_uang("1.48.193.842,-")
    ((Decimal('41281523440'), None), (Decimal('-1500'), None), None)
    >>> baca_uang("199.600.000.-")
    (Decimal('199600000'), '"." di akhir sebelum "-" semestinya ","')
    """
    m = _UANG.fullmatch(teks)
    if m is None:
        return None
    kurung = (m["buka"] is not None) + (m["buka2"] is not None)
    tanda = (m["tanda"] or "") + (m["tanda2"] or "")
    if kurung != (m["tutup"] is not None) or kurung + len(tanda) > 1 or (m["ekor2"] and (m["ekor"] or not kurung)):
        return None
    badan = _baca_badan(m["badan"])
    if badan is None:
        return None
    rupiah, slip = badan
    if m["skala"]:
        rupiah = kali_sepuluh(rupiah, PANGKAT_SKALA[m["skala"].rstrip(".").lower()])
    elif "," in m["badan"] and slip is None and m["ekor"]:
        return None  # "1.500,00,-": two tails
    if not dalam_batas(rupiah) or bulat(rupiah) != rupiah:
        return None
    return negatif(rupiah) if kurung or tanda == "-" else rupiah, slip or _slip_ekor(m["ekor"])


@lru_cache(maxsize=1 << 15)
def _parse_teks(isi: str) -> Uang:
    teks = bersihkan(isi)
    if berarti_kosong(teks):
        return Uang(None, isi, "kosong")
    terbaca = baca_uang(teks)
    if terbaca is None:
        return Uang(None, isi, "galat")
    rupiah, slip = terbaca
    if abs(rupiah) > MAKS_RUPIAH:
        return Uang(None, isi, "galat", _TERLALU_BESAR)
    return Uang(int(kali_sepuluh(rupiah, 2)), isi, "slip" if slip else "teks", slip)


def whole_rupiah(isi: object) -> int | None:
    """Return the amount in a number cell without sen, None for any other cell.

    >>> whole_rupiah(1_500_000.0), whole_rupiah(0.5), whole_rupiah("1500000")
    (1500000, None, None)
    """
    if (
        isinstance(isi, (float, int))
        and not isinstance(isi, bool)
        and -MAKS_RUPIAH <= isi <= MAKS_RUPIAH
        and isi == int(isi)
    ):
        return int(isi)
    return None


def parse_rupiah(isi: object) -> Uang:
    """Return the amount in a cell of an Rp column.

    A dot always separates thousands. Fractions of a sen in a number cell are rounded; unless float noise, a slip.
    An amount beyond MAKS_RUPIAH is none: a number of something else, or one with too many zeros.

    >>> parse_rupiah("45.308.401.318 ,-").sen, parse_rupiah(1_500_000).sen, parse_rupiah("7.005640.053,-").status
    (4530840131800, 150000000, 'galat')
    """
    if (utuh := whole_rupiah(isi)) is not None:
        return Uang(utuh * 100, str(utuh), "ok")
    if isinstance(isi, str):
        return _parse_teks(isi) if len(isi) <= _MAKS_PANJANG else Uang(None, isi, "galat")
    if isi is None:
        return Uang(None, "", "kosong")
    rupiah = angka_sel(isi)
    if rupiah is None:
        return Uang(None, teks_sel(isi), "galat")
    if abs(rupiah) > MAKS_RUPIAH:
        return Uang(None, format_angka(rupiah), "galat", _TERLALU_BESAR)
    bersen = bulat(rupiah)
    slip = None
    if abs(KONTEKS.subtract(rupiah, bersen)) > _DERAU:
        slip = "lebih dari dua desimal, dibulatkan ke sen"
    return Uang(int(kali_sepuluh(bersen, 2)), format_angka(rupiah), "slip" if slip else "ok", slip)
