"""Pieces of live formulas that several sheets share; all in functions that old Excel and LibreOffice know."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kinerja_xl.compute.efisiensi import SERAPAN_PERSEN
from kinerja_xl.compute.rumus import number_text


def same_cell(ref: str) -> str:
    """The value of another cell, empty where that is empty (a bare reference would show 0)."""
    return f'=IF({ref}="","",{ref})'


def guarded(sel: Sequence[str], rumus: str) -> str:
    """A formula that stays empty while one of the cells has no number.

    >>> guarded(["A1", "B1"], "A1-B1")
    '=IF(COUNT(A1,B1)<2,"",A1-B1)'
    """
    return f'=IF(COUNT({",".join(sel)})<{len(sel)},"",{rumus})'


_PERSEN: Final = SERAPAN_PERSEN.excel({"realisasi": "{0}", "pagu": "{1}"})
_SERAPAN: Final = guarded(("{0}", "{1}"), f'IF({{1}}=0,"",{_PERSEN})')


def percent_formula(bagian: str, utuh: str) -> str:
    """Absorption in percent; empty where either is missing or the whole is 0."""
    return _SERAPAN.format(bagian, utuh)


def category_formula(sel: str) -> str:
    """The level of a capaian cell by the scale on sheet Metode."""
    return f'=IF({sel}="","",LOOKUP(ROUND({sel},2),Skala_Batas,Skala_Kriteria))'


def sum_or_blank(span: str) -> str:
    """Sum of a range, empty where it holds no number."""
    return f'=IF(COUNT({span})=0,"",SUM({span}))'


def against_plan(realisasi: str, rencana: str, serapan: str) -> str:
    """Realisation in percent of the cash plan, or of the elapsed share of the year where there is no plan."""
    plan = f'IF(OR({realisasi}="",{rencana}=0),"",{realisasi}/{rencana}*100)'
    return f'=IF(ISNUMBER({rencana}),{plan},IF({serapan}="","",{serapan}*4/Triwulan_Berjalan))'


def class_formula(sel: str) -> str:
    """Rendah, Sedang or Tinggi by the limits on sheet Metode."""
    low = f'IF(ROUND({sel},2)<Batas_Serapan_Rendah,"Rendah",'
    return f'=IF({sel}="","",{low}IF(ROUND({sel},2)<Batas_Serapan_Tinggi,"Sedang","Tinggi")))'


def band_formula(sel: str, bands: Sequence[tuple[Decimal, str]], op: str = ">=") -> str | None:
    """The word of a figure by its bands, best first, the last one taking the rest; None where a word is too long.

    >>> band_formula("D5", [(Decimal("60.00"), "B"), (Decimal(0), "C")])
    '=IF(D5="","",IF(ROUND(D5,2)>=60,"B","C"))'
    """
    if any(len(kata) > 200 for _, kata in bands) or len(bands) > 20:
        return None
    words = [kata.replace('"', '""') for _, kata in bands]
    rumus = f'"{words[-1]}"'
    for (batas, _), kata in reversed(list(zip(bands[:-1], words[:-1], strict=True))):
        rumus = f'IF(ROUND({sel},2){op}{number_text(batas)},"{kata}",{rumus})'
    return f'=IF({sel}="","",{rumus})'
