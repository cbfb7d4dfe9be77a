"""The years of a template: its own, and the Renstra period that its columns per year cover."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kinerja_xl.deklarasi.errors import KinerjaError

MASA_RENSTRA: Final = 5
MASA_RENSTRA_MAKS: Final = 11


class Masa(NamedTuple):
    """The year of a template and the first and last year of its Renstra."""

    tahun: int
    awal: int
    akhir: int


MASA_BAWAAN: Final = Masa(2025, 2025, 2029)
_RENSTRA: Final = re.compile(r"(20\d\d)(?:\D{1,5}(20\d\d))?")


def parse_renstra(teks: str) -> tuple[int, int]:
    """First and last year of a Renstra written as `2025-2029`; five years where only the first is named.

    Raises KinerjaError for anything else.

    >>> parse_renstra("2025 - 2029"), parse_renstra("2021")
    ((2025, 2029), (2021, 2025))
    """
    match = _RENSTRA.fullmatch(teks.strip())
    awal = int(match[1]) if match else 0
    akhir = int(match[2]) if match and match[2] else awal + MASA_RENSTRA - 1
    if not match or not 0 <= akhir - awal < MASA_RENSTRA_MAKS:
        raise KinerjaError(f"Masa Renstra '{teks}' tidak dikenal. Tulis tahun awal dan akhirnya, misalnya 2025-2029.")
    return awal, akhir


def blank_years(tahun: int | None, renstra: tuple[int, int] | None) -> Masa:
    """The years of a blank template, by default within the Renstra asked for.

    Raises KinerjaError for a year outside its Renstra.

    >>> tuple(blank_years(None, (2021, 2026))), tuple(blank_years(2027, None))
    ((2025, 2021, 2026), (2027, 2025, 2029))
    """
    awal, akhir = renstra or MASA_BAWAAN[1:]
    if tahun is None:
        tahun = MASA_BAWAAN.tahun if awal <= MASA_BAWAAN.tahun <= akhir else awal
    if not awal <= tahun <= akhir:
        raise KinerjaError(
            f"Tahun {tahun} berada di luar Renstra {awal}-{akhir}. Sebutkan masanya, misalnya --renstra "
            f"{tahun}-{tahun + MASA_RENSTRA - 1}."
        )
    return Masa(tahun, awal, akhir)
