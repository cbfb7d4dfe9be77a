"""Typed totals of the budget tree against what stands below them, and rows whose place explains the differences.

A move is a row under one parent, or several that stand one after another there, whose money is exactly what another
parent of the same level lacks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.anggaran import PAGU_VERSI, UANG_ANGGARAN, prefixes
from kinerja_xl.compute.profil import versi_opd
from kinerja_xl.rules.pohon import Kunci, children_of, keruh_anggaran, nodes
from kinerja_xl.tabel.data import Data, once

Selisih = dict[str, int]
Rentang = tuple[int, ...]
_CALON: Final = 8
"""Where more parents than these lack the same amount, nobody can say which one it is."""


class Pindah(NamedTuple):
    """Rows that stand below the code `induk` but fit `seharusnya`, and their money by column.

    `pilihan` holds the runs of row labels any one of which it may be, mostly one run of one row; `kolom` is a column in
    which the one total lacks just the money that the other one has too much.
    """

    opd: str
    induk: str
    seharusnya: str
    kolom: str
    pilihan: tuple[Rentang, ...]
    uang: Selisih


class Telusur(NamedTuple):
    """The moves that were found, and by row and column what is left of the differences when they are made."""

    pindah: list[Pindah]
    sisa: dict[int, Selisih]


def counted(data: Data) -> pd.DataFrame:
    """The nodes with `jumlah_<column>` of the version in force as it counts: of a blank cell that of Pagu Murni.

    An OPD that left the whole column blank has no such sum.
    """
    return once(data, _build_counted)


def _build_counted(data: Data) -> pd.DataFrame:
    frame = nodes(data)
    versi, rinci = frame["kode_opd"].map(versi_opd(data)), frame["rinci"].astype(bool)
    sums = {}
    for nama in ("Pergeseran", "Perubahan"):
        kolom = PAGU_VERSI[nama]
        filled = frame.loc[rinci & frame[kolom].notna(), "kode_opd"].unique()
        counts = (versi == nama) & frame["kode_opd"].isin(filled)
        sums[f"jumlah_{kolom}"] = frame[f"jumlah_{kolom}"].mask(counts, frame["pagu_rp"])
    return frame.assign(**sums)


def differences(data: Data) -> dict[int, Selisih]:
    """Typed minus sum, by row and column, where both are there, differ, and nothing below them is spoilt.

    A total that takes the blank cells below it for 0 is right, too: a leaf without the pagu in force is told there.
    """
    return once(data, _differences)


def _differences(data: Data) -> dict[int, Selisih]:
    frame, own = counted(data), nodes(data)
    keruh = keruh_anggaran(data)
    found: dict[int, Selisih] = defaultdict(dict)
    parent = ~frame["rinci"].astype(bool)
    for kolom in UANG_ANGGARAN:
        total = f"jumlah_{kolom}"
        wrong = parent & (frame[kolom] != frame[total]) & (frame[kolom] != own[total].fillna(0))
        differs = wrong.fillna(False).astype(bool)
        hits = frame[differs]
        for index, opd, kode, typed, total in zip(
            hits.index, hits["kode_opd"], hits["kode"], hits[kolom], hits[f"jumlah_{kolom}"], strict=True
        ):
            if not keruh.has(opd, kolom, kode):
                found[int(index)][kolom] = int(typed) - int(total)
    return found


def trace(data: Data) -> Telusur:
    """The moves that explain differences, lowest level first; what they explain above isn't sought again there.

    A move makes one of both totals right in every column, the other one in some column, and no right one wrong.
    """
    return once(data, _trace)


def _trace(data: Data) -> Telusur:
    sisa = {row: dict(columns) for row, columns in differences(data).items()}
    if not sisa:
        return Telusur([], sisa)
    medan = _Medan.of(data, sisa)
    levels: dict[int, list[Kunci]] = defaultdict(list)
    for kunci in medan.baris:
        levels[kunci[1].count(".")].append(kunci)
    found: list[Pindah] = []
    for _, level in sorted(levels.items(), reverse=True):
        lacking = _lacking(medan, level)
        candidates = [pindah for kunci in level if (pindah := _move_from(medan, kunci, lacking))]
        wanted = Counter((m.opd, m.seharusnya) for m in candidates)
        for pindah in candidates:
            if wanted[pindah.opd, pindah.seharusnya] == 1:
                found.append(pindah)
                _make(medan, pindah)
    return Telusur(found, sisa)


class _Medan(NamedTuple):
    """Where the search goes: totals with a difference (`baris` by key), their columns that can be judged, what is left
    of the differences, and the rows right below them in sheet order with their money."""

    baris: Mapping[Kunci, int]
    kolom: Mapping[int, Sequence[str]]
    sisa: Mapping[int, Selisih]
    anak: Mapping[Kunci, Sequence[int]]
    uang: Mapping[int, Selisih]

    @classmethod
    def of(cls, data: Data, sisa: Mapping[int, Selisih]) -> _Medan:
        frame, keruh = counted(data), keruh_anggaran(data)
        rows = frame.loc[list(sisa)]
        keys = list(zip(rows["kode_opd"], rows["kode"], strict=True))
        typed = zip(*(rows[c].notna() for c in UANG_ANGGARAN), strict=True)
        judged = [
            [c for c, is_typed in zip(UANG_ANGGARAN, some, strict=True) if is_typed and not keruh.has(opd, c, kode)]
            for (opd, kode), some in zip(keys, typed, strict=True)
        ]
        children = children_of(frame.sort_index())
        below = frame.loc[[child for key in keys for child in children[key]]]
        sums = zip(*(below[f"jumlah_{c}"].fillna(0) for c in UANG_ANGGARAN), strict=True)
        money = [dict(zip(UANG_ANGGARAN, map(int, cells), strict=True)) for cells in sums]
        return cls(
            dict(zip(keys, rows.index.tolist(), strict=True)),
            dict(zip(rows.index.tolist(), judged, strict=True)),
            sisa,
            {key: children[key] for key in keys},
            dict(zip(below.index.tolist(), money, strict=True)),
        )

    def wanted(self, kunci: Kunci, sign: int) -> Selisih:
        """The money that rows must have for a total to be right with them (1) or without them (-1)."""
        row = self.baris[kunci]
        return {c: sign * self.sisa[row].get(c, 0) for c in self.kolom[row]}

    def total(self, rows: Iterable[int]) -> Selisih:
        """The money of rows together."""
        some = [self.uang[row] for row in rows]
        return {c: sum(money[c] for money in some) for c in UANG_ANGGARAN}


def _lacking(medan: _Medan, level: Iterable[Kunci]) -> dict[tuple[str, str, int], list[Kunci]]:
    """The totals of a level by (OPD, column, difference)."""
    found: dict[tuple[str, str, int], list[Kunci]] = defaultdict(list)
    for kunci in level:
        for kolom, selisih in medan.sisa[medan.baris[kunci]].items():
            if selisih:
                found[kunci[0], kolom, selisih].append(kunci)
    return found


def _move_from(medan: _Medan, kunci: Kunci, lacking: Mapping[tuple[str, str, int], Sequence[Kunci]]) -> Pindah | None:
    """The rows of a parent that another one lacks, None where there are none or nobody can say which one's they are."""
    opd, kode = kunci
    partners: dict[Kunci, str] = {}
    for kolom, selisih in medan.sisa[medan.baris[kunci]].items():
        some = lacking.get((opd, kolom, -selisih), ())
        if len(some) > _CALON:
            return None
        for partner in some:
            partners.setdefault(partner, kolom)
    found = [
        Pindah(opd, kode, partner[1], kolom, runs, medan.total(runs[0]))
        for partner, kolom in partners.items()
        if (runs := _runs(medan, kunci, partner))
    ]
    return found[0] if len(found) == 1 else None


def _runs(medan: _Medan, kunci: Kunci, partner: Kunci) -> tuple[Rentang, ...]:
    """The shortest runs of rows below a parent that would make both totals right below the partner."""
    has, lacks = medan.wanted(kunci, -1), medan.wanted(partner, 1)
    agree = all(has.get(c, amount) == amount for c, amount in lacks.items())
    right = {c for wanted in (has, lacks) for c, amount in wanted.items() if not amount}
    for target in [{**has, **lacks}] if agree else [lacks, has]:
        runs = [run for run in _runs_of(medan, medan.anak[kunci], target) if not _touches(medan, run, right)]
        if runs:
            shortest = min(map(len, runs))
            return tuple(run for run in runs if len(run) == shortest)
    return ()


def _runs_of(medan: _Medan, anak: Sequence[int], target: Selisih) -> list[Rentang]:
    """The runs of rows with just this money that neither begin nor end with a row without any."""
    wanted = tuple(target.values())
    cells = [tuple(medan.uang[row][c] for c in target) for row in anak]
    sums = list(accumulate(cells, _plus, initial=(0,) * len(wanted)))
    begins: dict[tuple[int, ...], int] = {}
    runs = []
    for n, (before, total) in enumerate(pairwise(sums)):
        begins[before] = n
        start = begins.get(_plus(total, tuple(-amount for amount in wanted)))
        if total != before and start is not None:
            runs.append(tuple(anak[start : n + 1]))
    return runs


def _plus(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def _touches(medan: _Medan, run: Rentang, right: Iterable[str]) -> bool:
    """Whether rows have money in a column in which a total is right as it stands."""
    return any(medan.uang[row][c] for row in run for c in right)


def _make(medan: _Medan, pindah: Pindah) -> None:
    """Take a move out of what is left: of the totals that lose it and those that gain it (common ones do both)."""
    for kode, sign in ((pindah.induk, -1), (pindah.seharusnya, 1)):
        for above in (kode, *prefixes(kode)):
            sisa = medan.sisa.get(medan.baris.get((pindah.opd, above), -1), {})
            for kolom in sisa:
                sisa[kolom] -= sign * pindah.uang[kolom]
