"""Catatan that say the same, as one line with its cells: on the console and on the sheet Catatan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from kinerja_xl.deklarasi.catatan import Catatan

MAKS_NILAI: Final = 5
_CELL: Final = re.compile(r"([A-Z]+)([1-9][0-9]*)")


class Kelompok(NamedTuple):
    """One line of the sheet Catatan: the first Catatan, its cells in one unbroken range, their values in words."""

    catatan: Catatan
    sel: tuple[str, ...]
    rentang: str
    nilai: str


def column_runs(cells: Iterable[str]) -> list[tuple[str, ...]]:
    """Cells of one sheet as unbroken stretches of a column; what isn't the name of a cell is left out.

    >>> column_runs(["F7", "H7", "F8", "F10"])
    [('F7', 'F8'), ('F10',), ('H7',)]
    """
    columns: dict[str, set[int]] = {}
    for cell in cells:
        if match := _CELL.fullmatch(cell):
            columns.setdefault(match[1], set()).add(int(match[2]))
    runs: list[tuple[str, ...]] = []
    for letters, rows in columns.items():
        start = last = 0
        for row in [*sorted(rows), 0]:
            if start and row != last + 1:
                runs.append(tuple(f"{letters}{n}" for n in range(start, last + 1)))
                start = 0
            start, last = start or row, row
    return runs


def range_of(run: Sequence[str]) -> str:
    """The range of one unbroken stretch of cells."""
    return run[0] if len(run) == 1 else f"{run[0]}:{run[-1]}"


def cell_ranges(cells: Iterable[str]) -> str:
    """Cells of one sheet joined to ranges.

    >>> cell_ranges(["F7", "F8", "F9", "H7"])
    'F7:F9, H7'
    """
    return ", ".join(range_of(run) for run in column_runs(cells))


def _same(satu: Catatan) -> tuple[str, str, str, str, str]:
    return satu.kode, satu.berkas, satu.lembar, satu.pesan, satu.saran


def group_catatan(catatan: Sequence[Catatan]) -> list[tuple[Catatan, list[str]]]:
    """Catatan that say the same about several cells of one sheet, as one with all its cells; order kept."""
    groups: dict[tuple[str, str, str, str, str], tuple[Catatan, list[str]]] = {}
    for satu in catatan:
        groups.setdefault(_same(satu), (satu, []))[1].append(satu.sel)
    return list(groups.values())


def linkable_groups(catatan: Sequence[Catatan]) -> list[Kelompok]:
    """The groups of `group_catatan`, one line per unbroken range, so that each line can link to its cells."""
    values: dict[tuple[str, str, str, str, str, str], list[str]] = {}
    for satu in catatan:
        values.setdefault((*_same(satu), satu.sel), []).append(satu.nilai)
    found: list[Kelompok] = []
    for satu, cells in group_catatan(catatan):
        runs = [(run, range_of(run)) for run in column_runs(cells)]
        others = dict.fromkeys(cell for cell in cells if not _CELL.fullmatch(cell))
        for run, text in [*runs, *(((cell,), cell) for cell in others)]:
            typed = dict.fromkeys(v for cell in run for v in values[*_same(satu), cell] if v)
            found.append(Kelompok(satu, run, text, _in_words(list(typed))))
    return found


def _in_words(values: Sequence[str]) -> str:
    shown = "; ".join(values[:MAKS_NILAI])
    return shown if len(values) <= MAKS_NILAI else f"{shown}; dan {len(values) - MAKS_NILAI} isian lain"
