"""Cells that are not text: what Excel stored as a number, and what only looks like one."""

import datetime
import math
import operator
from decimal import Decimal

from kinerja_xl.nilai.bilangan import KONTEKS, cacah_desimal, dalam_batas


def angka_sel(isi: object) -> Decimal | None:
    """Return the exact number of a cell as its shortest text shows it, or None (bool, date, NaN, infinity, 41 digits).

    >>> angka_sel(84.88), angka_sel(85.0), angka_sel(True), angka_sel(float("nan"))
    (Decimal('84.88'), Decimal('85'), None, None)
    """
    if isinstance(isi, bool):
        return None
    if isinstance(isi, float):
        if not math.isfinite(isi):
            return None
        # float.__repr__, since a numpy float has a repr of its own
        digit = float.__repr__(isi).removesuffix(".0")
        angka = Decimal(digit)
        if "e" not in digit:
            return angka if angka else angka.copy_abs()
    elif isinstance(isi, Decimal):
        angka = isi
    else:
        try:
            angka = Decimal(operator.index(isi))  # type: ignore[arg-type]
        except TypeError:
            return None
    if not dalam_batas(angka):
        return None
    if not angka:
        return angka.copy_abs()
    return angka if cacah_desimal(angka) else angka.quantize(Decimal(1), context=KONTEKS)  # no "1E+22"


def teks_sel(isi: object) -> str:
    """Return what to show for a cell that holds no usable number, as Excel would show it."""
    if isinstance(isi, bool):
        return str(isi).upper()
    if isinstance(isi, (datetime.date, datetime.time, datetime.timedelta)):
        return str(isi)
    return "#NUM!" if isinstance(isi, (int, float, Decimal)) else "#VALUE!"
