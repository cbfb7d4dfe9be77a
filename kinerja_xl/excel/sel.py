"""What xlsxwriter must be told so that text stays text and an empty result stays a result; shared by all writers."""

from __future__ import annotations

from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Hasil = str | float | int
OPSI_TEKS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
"""Options of every xlsxwriter workbook of ours: built in memory, and no text becomes a formula, a link or a number."""


class _TeksKosong(str):
    """An empty text that xlsxwriter writes as a stored text.

    xlsxwriter compares a formula's value with "" and then leaves out the cell type; readers take such a cell for a
    formula that was never calculated. Excel itself stores an empty text, which is what this makes it write.
    """

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


TEKS_KOSONG: Final = _TeksKosong()


def write_formula(ws: Worksheet, row: int, col: int, formula: str, fmt: Format | None, hasil: Hasil) -> int:
    """Write a formula with the value that a recalculation gives (row and col counted from 0); xlsxwriter's code."""
    return int(ws.write_formula(row, col, formula, fmt, TEKS_KOSONG if hasil == "" else hasil))


def is_markup(text: str) -> bool:
    """Whether xlsxwriter would take a text for ready-made rich text."""
    return text.startswith("<r>") and text.endswith("</r>")


def write_text(ws: Worksheet, row: int, col: int, text: str, fmt: Format | None) -> int:
    """Write text that can become neither a formula nor a link nor markup; xlsxwriter's return code.

    xlsxwriter takes a string from `<r>` to `</r>` for ready-made rich text and copies it unescaped into the file;
    written in several runs it is escaped.
    """
    if is_markup(text):
        return int(ws.write_rich_string(row, col, text[0], text[1], text[2:], *(() if fmt is None else (fmt,))))
    return int(ws.write_string(row, col, text, fmt))
