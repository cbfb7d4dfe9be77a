"""Figures that finance compares: versions of the pagu, Renstra against Renja against DPA, the cash plan.

Money is sen, percentages are Decimals. Source: spec 2.4; Permendagri 77/2020.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.anggaran import prefixes, sum_over_leaves, tree_order
from kinerja_xl.compute.rumus import Expr, Var

AWAL, AKHIR = Var("awal"), Var("akhir")
SELISIH_RP: Final = AKHIR - AWAL
DEVIASI_PERSEN: Final = (AKHIR - AWAL) / AWAL * 100
"""Deviation of the later figure from the earlier one; for the cash plan (realisasi − rencana) / rencana × 100."""
SELISIH_PERSEN: Final = Var("selisih") / Var("dasar") * 100
"""The same, of a difference that was summed over the rows which have both figures."""
BAGIAN_PERSEN: Final = (Var("dasar") + Var("selisih")) / Var("dasar") * 100
"""The later figure in percent of the earlier one, over the same rows."""


def deviasi(awal: int | None, akhir: int | None) -> Decimal | None:
    """`akhir` against `awal` in percent of `awal`; None where either is missing or `awal` is 0.

    >>> deviasi(35_395_882_236, 34_881_667_729).quantize(Decimal("0.01"))
    Decimal('-1.45')
    """
    if awal is None or akhir is None or awal == 0:
        return None
    return DEVIASI_PERSEN.evaluate({"awal": Decimal(awal), "akhir": Decimal(akhir)})


def selisih_persen(selisih: int | None, dasar: int | None, rumus: Expr = SELISIH_PERSEN) -> Decimal | None:
    """A summed difference in percent of the sum that it is a difference from; None as for `deviasi`.

    With BAGIAN_PERSEN the later figure in percent of the earlier one.

    >>> selisih_persen(-20, 80), selisih_persen(-20, 80, BAGIAN_PERSEN), selisih_persen(5, 0)
    (Decimal('-25.00'), Decimal('75.00'), None)
    """
    if selisih is None or dasar is None or dasar == 0:
        return None
    return rumus.evaluate({"selisih": Decimal(selisih), "dasar": Decimal(dasar)})


def banding_pasangan(serapan: pd.DataFrame, pasangan: Sequence[tuple[str, str]]) -> list[pd.DataFrame]:
    """Pairs of money columns (earlier, later) of the budget tree compared, each row by row of the serapan frame.

    Columns (sen, NA where not available): `selisih` (later minus earlier) and `dasar` (earlier). A leaf without
    one of both figures has neither; above the leaves both are sums over the leaves that have them, so that a cell left
    blank is never taken for 0 and a total never compares different rows.
    """
    if not len(serapan):
        return [pd.DataFrame(columns=["kode_opd", "rinci", "selisih", "dasar"]) for _ in pasangan]
    money: dict[str, pd.Series] = {}
    for n, (awal, akhir) in enumerate(pasangan):
        both = serapan[awal].notna() & serapan[akhir].notna()
        money[f"selisih_{n}"] = (serapan[akhir] - serapan[awal]).where(both)
        money[f"dasar_{n}"] = serapan[awal].where(both)
    leaves = pd.DataFrame({"kode_opd": serapan["kode_opd"], "kode": serapan["kode"], **money})
    summed = sum_over_leaves(leaves, "kode", list(money))
    return [
        pd.DataFrame(
            {
                "kode_opd": serapan["kode_opd"],
                "rinci": serapan["rinci"],
                "selisih": summed[f"jumlah_selisih_{n}"],
                "dasar": summed[f"jumlah_dasar_{n}"],
            }
        )
        for n in range(len(pasangan))
    ]


def kumulatif_kas(kas: Sequence[int | None], n: int) -> int | None:
    """The cash plan up to quarter `n`; None where none of the quarters has one.

    >>> kumulatif_kas([100, None, 50, 20], 3), kumulatif_kas([None, 70], 1)
    (150, None)
    """
    known = [k for k in kas[:n] if k is not None]
    return sum(known) if known else None


def komposisi(bagian: Sequence[int | None]) -> list[Decimal | None]:
    """Shares in percent of the sum of the parts that there are; None for a part that is missing.

    >>> [int(p) for p in komposisi([30, 10])]
    [75, 25]
    """
    total = sum(b for b in bagian if b is not None)
    return [None if b is None or not total else Decimal(b) * 100 / Decimal(total) for b in bagian]


class Akun(NamedTuple):
    """One account of the regency's LRA: its name as most OPD write it, how many OPD sent it, its money in sen."""

    kode: str
    uraian: str
    n_opd: int
    anggaran_rp: int | None
    realisasi_rp: int | None


def lra_daerah(belanja: pd.DataFrame) -> list[Akun]:
    """The accounts of all OPD added up, in code order, from the belanja frame.

    An account counts the leaves at and below its code, whichever OPD split it and whichever didn't.
    """
    names: dict[str, Counter[str]] = defaultdict(Counter)
    money: dict[str, dict[str, int]] = defaultdict(dict)
    if not len(belanja):
        return []
    for kode, uraian in zip(belanja["kode_rekening"], belanja["uraian"], strict=True):
        names[kode][uraian] += 1
    leaves = belanja[belanja["rinci"].astype(bool)]
    for kode, *cells in zip(leaves["kode_rekening"], leaves["anggaran_rp"], leaves["realisasi_rp"], strict=True):
        for column, value in zip(("anggaran_rp", "realisasi_rp"), cells, strict=True):
            if value is pd.NA:
                continue
            for satu in (kode, *prefixes(kode)):
                money[satu][column] = money[satu].get(column, 0) + int(value)
    return [
        Akun(
            kode,
            names[kode].most_common(1)[0][0],
            names[kode].total(),
            money[kode].get("anggaran_rp"),
            money[kode].get("realisasi_rp"),
        )
        for kode in sorted(names, key=tree_order)
    ]
