"""Writing single pre-filled values: text stays text, numbers stay numbers."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kinerja_xl.deklarasi.schema import Kind
from kinerja_xl.excel.sel import write_text
from kinerja_xl.nilai import format_angka

_DESIMAL_MAKS: Final = 4


@dataclass(frozen=True, slots=True)
class Persen:
    """A percentage (percentage points) that a cell holds as Excel does: its hundredth, shown as a percentage.

    >>> str(Persen(Decimal("87.07"))), Persen(Decimal("87.07")).rasio, Persen(Decimal("90")).format_sel
    ('87,07%', Decimal('0.8707'), '0%')
    """

    angka: Decimal

    @property
    def rasio(self) -> Decimal:
        """What the cell stores."""
        return self.angka / 100

    @property
    def format_sel(self) -> str:
        """The number format with the decimals that the percentage has, at most four."""
        desimal = min(max(-int(self.angka.normalize().as_tuple().exponent), 0), _DESIMAL_MAKS)
        return f"0.{'0' * desimal}%" if desimal else "0%"

    def __str__(self) -> str:
        return f"{format_angka(self.angka)}%"


_TEKS: Final = frozenset({Kind.TEKS, Kind.KODE, Kind.PILIHAN})


def write_value(ws: Worksheet, row: int, col: int, kind: Kind, value: object, fmt: Format) -> None:
    """Write one pre-filled value as its column's kind stores it; None, NaN and "" leave the cell blank."""
    if isinstance(value, Persen):
        value = value.rasio
    if value is None or value == "" or (isinstance(value, float | Decimal) and math.isnan(value)):
        ws.write_blank(row, col, None, fmt)
    elif isinstance(value, datetime.datetime | datetime.date):
        if kind is Kind.TANGGAL:
            ws.write_datetime(row, col, value, fmt)
        else:
            write_text(ws, row, col, value.strftime("%d/%m/%Y"), fmt)
    elif isinstance(value, bool):
        write_text(ws, row, col, "Ya" if value else "Tidak", fmt)
    elif isinstance(value, int | float | Decimal) and kind not in _TEKS and math.isfinite(value):
        ws.write_number(row, col, value, fmt)
    else:
        write_text(ws, row, col, as_text(value), fmt)


def as_text(value: object) -> str:
    """The text of a value in a text column: whole numbers without a trailing `.0`.

    >>> as_text(12.0), as_text("2.10"), as_text(None)
    ('12', '2.10', '')
    """
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def as_number(value: object) -> Decimal | None:
    """The number that Excel sees in a pre-filled cell, None for text and blanks."""
    if isinstance(value, Persen):
        return value.rasio
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not math.isfinite(value):
        return None
    return Decimal(str(value))
