"""Writing single pre-filled values: text stays text, numbers stay numbers."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kinerja_xl.deklarasi.schema import Kind
from kinerja_xl.excel.sel import write_text

_TEKS: Final = frozenset({Kind.TEKS, Kind.KODE, Kind.PILIHAN})


def write_value(ws: Worksheet, row: int, col: int, kind: Kind, value: object, fmt: Format) -> None:
    """Write one pre-filled value as its column's kind stores it; None, NaN and "" leave the cell blank."""
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
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not math.isfinite(value):
        return None
    return Decimal(str(value))
