"""Column letters and numbers."""

from __future__ import annotations


def letters_to_number(huruf: str) -> int:
    """Column number of a letter, counted from 1.

    >>> letters_to_number("AA")
    27
    """
    number = 0
    for letter in huruf:
        number = number * 26 + ord(letter) - 64
    return number


def number_to_letters(nomor: int) -> str:
    """Column letter of a number counted from 1.

    >>> number_to_letters(27)
    'AA'
    """
    letters = ""
    while nomor:
        nomor, rest = divmod(nomor - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
