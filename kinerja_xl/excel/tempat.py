"""Places of cells as people and formulas name them: columns by letter."""

from __future__ import annotations

from functools import cache
from typing import Final

BARIS: Final = "\0"
"""The number of the cell's own row, in a column's formula: one text for all rows. A file can't hold this character."""


def letters_to_number(huruf: str) -> int:
    """Column number of a letter, counted from 1.

    >>> letters_to_number("AA")
    27
    """
    number = 0
    for letter in huruf:
        number = number * 26 + ord(letter) - 64
    return number


@cache
def number_to_letters(nomor: int) -> str:
    """Column letters of a number counted from 1, as Excel shows it.

    >>> number_to_letters(27)
    'AA'
    """
    letters = ""
    while nomor:
        nomor, rest = divmod(nomor - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def huruf(kolom: int) -> str:
    """Column letters of a position counted from 0, as lists and xlsxwriter count.

    >>> huruf(0), huruf(25), huruf(26), huruf(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    return number_to_letters(kolom + 1)
