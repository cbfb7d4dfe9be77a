"""Places in a sheet as formulas and cells name them."""

from __future__ import annotations

from functools import cache
from typing import Final

BARIS: Final = "\0"
"""The number of the cell's own row, in a column's formula: one text for all rows. A file can't hold this character."""


@cache
def huruf(kolom: int) -> str:
    """Letters of a column counted from 0.

    >>> huruf(0), huruf(25), huruf(26), huruf(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    text = ""
    kolom += 1
    while kolom:
        kolom, rest = divmod(kolom - 1, 26)
        text = chr(65 + rest) + text
    return text
