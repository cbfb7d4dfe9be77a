"""Small charts per indicator on sheet Renstra: the targets of all years, and on the same scale what was reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kinerja_xl.write.gaya import BIRU, BIRU_TUA
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Tren, angka, huruf

_GARIS: Final = (("target", "Tren target", BIRU_TUA), ("realisasi", "Tren realisasi", BIRU))
LEBAR_TREN: Final = 12


def trend_columns(
    target: Sequence[Sequence[Any]], realisasi: Sequence[Sequence[Any]], years: Sequence[int], mulai: int
) -> tuple[list[Kolom], list[Kolom]]:
    """Two columns of small charts, and the closed columns of the figures that they draw.

    `target` and `realisasi` hold one row per indicator and one number (or None) per year; a chart needs two targets, or
    one realisation. Both of an indicator have the same years and scale, so that they can be compared. `mulai` is the
    position of the first closed column.
    """
    rows = {"target": target, "realisasi": realisasi}
    scales = [_scale([*t, *r]) for t, r in zip(target, realisasi, strict=True)]
    shown: list[Kolom] = []
    figures: list[Kolom] = []
    for name, title, colour in _GARIS:
        first = huruf(mulai + len(figures))
        last = huruf(mulai + len(figures) + len(years) - 1)
        lines: list[Tren | None] = []
        for n, (values, scale) in enumerate(zip(rows[name], scales, strict=True)):
            points = sum(v is not None for v in values)
            enough = scale is not None and points >= (2 if name == "target" else 1)
            span = f"{first}{BARIS_DATA + n}:{last}{BARIS_DATA + n}"
            lines.append(Tren(span, colour, *scale) if enough and scale is not None else None)
        shown.append(Kolom(f"tren_{name}", title, LEBAR_TREN, "teks", [None] * len(lines), tren=lines))
        figures += [
            Kolom(f"tren_{name}_{y}", f"{title} {y}", 10, "angka", [angka(v[i]) for v in rows[name]], bantu=True)
            for i, y in enumerate(years)
        ]
    return shown, figures


def _scale(values: Sequence[Any]) -> tuple[float, float] | None:
    """From below the lowest figure, so that it shows too, to above the highest; None of none.

    >>> _scale([10, None, 20]), _scale([5, 5]), _scale([0, 10]), _scale([None])
    ((6.0, 21.0), (3.0, 5.5), (0.0, 11.0), None)
    """
    known = [float(v) for v in values if v is not None]
    if not known:
        return None
    low, high = min(known), max(known)
    span = high - low or abs(high) or 1.0
    below = low - span * 0.4
    return max(0.0, below) if low >= 0 else below, high + span / 10
