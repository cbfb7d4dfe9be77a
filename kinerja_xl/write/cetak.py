"""How much of a sheet a printed page holds, and where a page must begin so that what belongs together stays so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from kinerja_xl.write.lembaran import Lembaran
from kinerja_xl.write.ukuran import column_width, printed_columns

KERTAS_F4: Final = 14
KERTAS_A3: Final = 8
_UKURAN: Final = {KERTAS_F4: (8.5, 13.0), KERTAS_A3: (11.69, 16.54)}
"""Short and long side in inches."""
TEPI: Final = {"left": 0.4, "right": 0.4, "top": 0.7, "bottom": 0.6}
"""Margins in inches."""
_POIN: Final = 72
POIN_PER_PIKSEL: Final = 0.75
_PIKSEL_BARIS: Final = 20
"""A row that says nothing of its height."""
_TANPA_CALIBRI: Final = 0.75
"""Where Calibri is missing, columns counted in digits of a wider font shrink a page so much further."""
_CADANGAN: Final = 0.96
"""Share of a page that is counted on: programs and printers round heights differently."""


def paper_of(satu: Lembaran) -> int:
    """The number of the sheet's paper: A3 where it asks for it, else F4."""
    return KERTAS_A3 if satu.lebar_a3 else KERTAS_F4


def print_scale(satu: Lembaran) -> float:
    """By how much a sheet shrinks so that its printed columns stand on one page (1: not at all)."""
    if satu.kolom:
        piksel = sum(int(column_width(k) * 7 + 5.5) for k in printed_columns(satu))
    else:
        piksel = sum(satu.lebar_kolom[: satu.bantu_dari or None])
    short, long = _UKURAN[paper_of(satu)]
    across = (short if satu.tegak or satu.potret else long) - TEPI["left"] - TEPI["right"]
    return min(1.0, across * _POIN / (piksel * POIN_PER_PIKSEL)) if piksel else 1.0


def page_lengths(satu: Lembaran) -> tuple[float, ...]:
    """Points of rows that a page of the sheet holds: with Calibri, and where another font widens the columns."""
    short, long = _UKURAN[paper_of(satu)]
    down = (long if satu.tegak or satu.potret else short) - TEPI["top"] - TEPI["bottom"]
    return tuple(
        down * _POIN / min(1.0, print_scale(satu) * narrower) * _CADANGAN for narrower in (1.0, _TANPA_CALIBRI)
    )


def chart_rows(satu: Lembaran, sesudah: int) -> list[tuple[int, int]]:
    """First and last row (from 1) of the charts that begin below a row, with the empty row above them.

    Those beside each other come once.
    """
    rows: dict[int, int] = {}
    for baris, _, bagan in satu.bagan:
        if baris > sesudah:
            first = max(sesudah + 1, baris - 1)
            rows[first] = max(rows.get(first, 0), baris + bagan.tinggi // _PIKSEL_BARIS)
    return sorted(rows.items())


def page_breaks(
    tinggi: Callable[[int], float],
    awal: int,
    ulang: float,
    panjang: Sequence[float],
    blok: Iterable[tuple[int, int]],
) -> list[int]:
    """The rows that must begin a page so that no page divides a block; one taller than a page begins one all the same.

    Rows are numbered from 1, `tinggi` gives a row's height in points (0: not printed), `awal` is the first printed
    row, `ulang` the height of what every further page repeats, `panjang` what a page may hold: blocks stay whole
    whichever of these is right. Blocks come in order.

    >>> blocks = [(3, 6), (9, 12), (13, 16)]
    >>> page_breaks(lambda row: 10.0, 1, 10.0, [100.0], blocks), page_breaks(lambda row: 10.0, 1, 0.0, [200.0], blocks)
    ([9], [])
    >>> page_breaks(lambda row: 10.0, 1, 10.0, [100.0, 140.0], blocks)
    [9]
    """
    breaks: list[int] = []
    used, row = [0.0] * len(panjang), awal
    for first, last in blok:
        while row < first:
            own = tinggi(row)
            used = [u + own if u + own <= page else ulang + own for u, page in zip(used, panjang, strict=True)]
            row += 1
        needed = sum(tinggi(n) for n in range(first, last + 1))
        if first > awal and any(u + needed > page for u, page in zip(used, panjang, strict=True)):
            breaks.append(first)
            used = [ulang] * len(panjang)
    return breaks
