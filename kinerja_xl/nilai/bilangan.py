"""Bare numbers: the Indonesian and the English reading of digits, rounding and formatting, all in exact decimals."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache, lru_cache
from typing import Final, NamedTuple

MAKS_DIGIT: Final = 40
NUM: Final = r"(?:[0-9][0-9.,]*[0-9]|[0-9])"

# Python's default of 28 digits would round on negation, addition and multiplication; no value here needs 120.
KONTEKS: Final = Context(prec=120, rounding=ROUND_HALF_UP)

PANGKAT_SKALA: Final[Mapping[str, int]] = {
    **dict.fromkeys(("ribu", "rb"), 3),
    **dict.fromkeys(("juta", "jt"), 6),
    **dict.fromkeys(("miliar", "milyar", "miliard", "milyard"), 9),
    **dict.fromkeys(("triliun", "trilyun", "trilliun"), 12),
}
# "RB" in capitals is Reformasi Birokrasi, a unit of its index.
POLA_SKALA: Final = re.compile(rf"(?!(?-i:RB))({'|'.join(PANGKAT_SKALA)})(?![^\W\d_])\.?", re.IGNORECASE)


class Bacaan(NamedTuple):
    """The reading of a run of digits; `ribuan` is the second reading where the dot may also separate thousands."""

    angka: Decimal
    ribuan: Decimal | None
    desimal: int
    slip: str | None


@lru_cache(maxsize=1 << 14)
def baca_lokal(digit: str, locale: str) -> Decimal | None:
    """Return Babel's strict reading of digits, dots and commas in a locale, or None where it has none."""
    from babel.numbers import NumberFormatError, parse_decimal  # 16 ms to import, and many runs meet only number cells

    with localcontext(KONTEKS):  # Babel formats back to check the grouping, in the context it finds
        try:
            return parse_decimal(digit, locale=locale, strict=True)
        except NumberFormatError:
            return None


def baca_bilangan(digit: str) -> Bacaan | None:
    """Return how a run of ASCII digits, dots and commas reads, or None.

    >>> baca_bilangan("84.88").angka, baca_bilangan("1.234.567").angka, baca_bilangan("1.48.193.842")
    (Decimal('84.88'), Decimal('1234567'), None)
    """
    if sum(map(str.isdigit, digit)) > MAKS_DIGIT:
        return None
    if digit.isdigit():
        return Bacaan(Decimal(digit), None, 0, None)
    indonesia, inggris = baca_lokal(digit, "id"), baca_lokal(digit, "en")
    if indonesia is not None:
        # A comma is the decimal sign of the language; only the single dot of "3.226" is also English software's.
        if inggris is not None and "," not in digit:
            return Bacaan(inggris, indonesia, 3, None)
        return Bacaan(indonesia, None, cacah_desimal(indonesia), None)
    if inggris is not None:
        slip = 'ditulis gaya Inggris: "," sebagai pemisah ribuan' if "," in digit else None
        return Bacaan(inggris, None, cacah_desimal(inggris), slip)
    return None


def cacah_desimal(x: Decimal) -> int:
    """Return the number of decimals of a finite number."""
    pangkat = x.as_tuple().exponent
    return max(0, -pangkat) if isinstance(pangkat, int) else 0


def kali_sepuluh(x: Decimal, pangkat: int) -> Decimal:
    """Return x times 10^pangkat, exact and without a positive exponent, for pangkat >= 0.

    >>> kali_sepuluh(Decimal("0.8707"), 2), kali_sepuluh(Decimal("1.5"), 6), kali_sepuluh(Decimal(-1), 2)
    (Decimal('87.07'), Decimal('1500000'), Decimal('-100'))
    """
    hasil = x.scaleb(pangkat, KONTEKS)
    return hasil if cacah_desimal(hasil) else hasil.quantize(Decimal(1), context=KONTEKS)


def negatif(x: Decimal) -> Decimal:
    """Return -x, exact, and 0 for 0."""
    return x.copy_negate() if x else x.copy_abs()


def dalam_batas(x: Decimal) -> bool:
    """Return whether x written out has at most 40 digits, so that its text reads back."""
    if not x.is_finite() or x.adjusted() >= MAKS_DIGIT:
        return False
    return max(x.adjusted(), 0) + 1 + cacah_desimal(x) <= MAKS_DIGIT


@cache
def _satuan(desimal: int) -> Decimal:
    return Decimal(1).scaleb(-desimal)


def bulat(x: Decimal, desimal: int = 2) -> Decimal:
    """Return x rounded half away from zero, like Excel's ROUND.

    >>> bulat(Decimal("2.675")), bulat(Decimal("-0.125")), bulat(Decimal("106.5"), 0), bulat(Decimal("-0.001"))
    (Decimal('2.68'), Decimal('-0.13'), Decimal('107'), Decimal('0.00'))
    """
    hasil = x.quantize(_satuan(desimal), rounding=ROUND_HALF_UP, context=KONTEKS)
    return hasil if hasil else hasil.copy_abs()


def format_angka(x: Decimal, desimal: int | None = None, *, ribuan: bool = False) -> str:
    """Return the number with a decimal comma, rounded when `desimal` is given, with thousands dots when `ribuan`.

    >>> format_angka(Decimal("87.070")), format_angka(Decimal("1234567.895"), 2, ribuan=True)
    ('87,070', '1.234.567,90')
    """
    if desimal is not None:
        x = bulat(x, desimal)
    if not x:
        x = x.copy_abs()
    return format(x, ",f" if ribuan else "f").translate(_TUKAR)


_TUKAR: Final = str.maketrans(".,", ",.")
