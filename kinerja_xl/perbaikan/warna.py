"""The fill colours of marked cells: readable on the sender's font, and telling which fill they stand for.

The low three bits of red, green and blue hold a number (0-511) that the eye can't see. It survives inserted rows,
sorting and re-saving in another program, so a mark is undone wherever its cell has gone: 0 stands for "no fill",
the others for what the record sheet (tanda.py) lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.write.gaya import WARNA_TINGKAT, is_dark

TANPA_ISIAN: Final = b'<fill><patternFill patternType="none"/></fill>'
MAKS_NOMOR: Final = 511

_LATAR: Final = re.compile(rb"""<(?:\w+:)?fgColor\b[^>]*\brgb\s*=\s*["'](?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})["']""")
_RENDAH: Final = 0x070707
_TERANG, _GELAP = 255, 0


class Asal(NamedTuple):
    """What a marked cell had before: its fill, its applyFill, and whether the mark made the cell (1) or its row (2)."""

    isian: bytes
    berlaku: str
    dibuat: int


POLOS: Final = Asal(TANPA_ISIAN, "", 0)


def _mix(warna: str, dengan: int, bagian: float) -> int:
    """A colour mixed with white or black, its low bits clear."""
    parts = (int(warna[n : n + 2], 16) for n in (1, 3, 5))
    mixed = [round(p * (1 - bagian) + dengan * bagian) for p in parts]
    return (mixed[0] << 16 | mixed[1] << 8 | mixed[2]) & ~_RENDAH


def _bases() -> dict[tuple[Tingkat, bool], int]:
    """The colour per tingkat and per font (True: a light font, which needs a dark fill)."""
    found = {}
    for nama, warna in WARNA_TINGKAT:
        dark = is_dark(warna)
        found[Tingkat(nama), False] = _mix(warna, _TERANG, 0.6 if dark else 0)
        found[Tingkat(nama), True] = _mix(warna, _GELAP, 0 if dark else 0.6)
    return found


DASAR: Final = _bases()
_DASAR_KE: Final = frozenset(DASAR.values())


def _spread(nomor: int) -> int:
    return (nomor >> 6 & 7) << 16 | (nomor >> 3 & 7) << 8 | nomor & 7


def mark_fill(tingkat: Tingkat, huruf_terang: bool, nomor: int) -> bytes:
    """The fill of a marked cell.

    >>> number_of(mark_fill(Tingkat.KESALAHAN, False, 83))
    83
    """
    rgb = DASAR[tingkat, huruf_terang] | _spread(nomor)
    return (
        b'<fill><patternFill patternType="solid"><fgColor rgb="FF%06X"/><bgColor indexed="64"/></patternFill></fill>'
        % rgb
    )


def number_of(isian: bytes) -> int | None:
    """The number that a fill's colour holds, None when it isn't a colour of ours."""
    match = _LATAR.search(isian)
    rgb = int(match[1], 16) if match else 0
    if rgb & ~_RENDAH not in _DASAR_KE or b"gradientFill" in isian:
        return None
    return (rgb >> 16 & 7) << 6 | (rgb >> 8 & 7) << 3 | rgb & 7


@dataclass(slots=True)
class Penomoran:
    """Numbers for what marked cells had before; a number whose colours the sender uses is passed over."""

    terpakai: frozenset[int | None] = frozenset()
    nomor: dict[Asal, int] = field(default_factory=dict)

    def number(self, asal: Asal) -> int | None:
        """The number of an Asal, None when all are taken."""
        if asal not in self.nomor:
            if asal == POLOS and 0 not in self.terpakai:
                self.nomor[asal] = 0
                return 0
            taken: set[int | None] = {0, *self.nomor.values(), *self.terpakai}
            free = next((n for n in range(1, MAKS_NOMOR + 1) if n not in taken), None)
            if free is None:
                return None
            self.nomor[asal] = free
        return self.nomor[asal]
