"""The budget and account trees as rules look at them: nodes, children, and which sums can't be judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from kinerja_xl.compute.anggaran import BURUK, PAGU_VERSI, UANG_ANGGARAN, prefixes, realisasi_columns, valid_kode
from kinerja_xl.compute.profil import kumulatif_opd, tak_pasti_opd
from kinerja_xl.tabel.data import Data, once
from kinerja_xl.tabel.tabel import Keadaan, Tabel

TW_DIKETIK: Final = tuple(f"realisasi_tw{n}_rp" for n in range(1, 5))
"""Quarters of Anggaran as typed; what counts of them is compute.anggaran.TW_RP."""
TAHUN_RP: Final = "realisasi_tahun_rp"
KAS_DIKETIK: Final = tuple(f"kas_tw{n}_rp" for n in range(1, 5))
PAGU: Final = ("pagu_renja_rp", *PAGU_VERSI.values())
Kunci = tuple[str, str]


@dataclass(slots=True)
class Keruh:
    """Sums that can't be judged, since something below them is reported by another rule.

    `kode` holds (kode_opd, column, code) of every node above such a cell ("*" as column: all), `opd` (kode_opd,
    column) where a row with money has no usable code at all.
    """

    kode: set[tuple[str, str, str]] = field(default_factory=set)
    opd: set[tuple[str, str]] = field(default_factory=set)

    def add(self, opd: str, kolom: str, kode: str) -> None:
        """Mark everything above a node."""
        self.kode.update((opd, kolom, above) for above in prefixes(kode))

    def has(self, opd: str, kolom: str, kode: str) -> bool:
        """Whether the sum of a column below a node is tainted."""
        return (opd, kolom, kode) in self.kode or (opd, "*", kode) in self.kode or (opd, kolom) in self.opd


def tainted_cells(tabel: Tabel, kunci: str, columns: Iterable[str]) -> Keruh:
    """What unreadable money and unplaceable rows spoil."""
    keruh = Keruh()
    isi = tabel.isi
    codeless = isi[kunci] == ""
    for kolom in columns:
        bad = tabel.keadaan[kolom].isin(BURUK)
        for opd, kode in isi.loc[bad & ~codeless, ["kode_opd", kunci]].itertuples(index=False):
            keruh.add(opd, kolom, kode)
        keruh.opd.update((opd, kolom) for opd in isi.loc[codeless & (isi[kolom].notna() | bad), "kode_opd"])
    return keruh


def repeated(data: Data) -> pd.Series:
    """Mask over Anggaran: further rows of a valid code, which carry indicators but no money."""
    isi = data.isi("anggaran")
    valid = pd.Series([valid_kode(k) for k in isi["kode"]], index=isi.index, dtype=bool)
    return isi.duplicated(["kode_opd", "kode"]) & valid


def nodes(data: Data) -> pd.DataFrame:
    """The serapan frame of the nodes that somebody typed, indexed by their row in Anggaran."""
    return once(data, _typed_nodes)


def _typed_nodes(data: Data) -> pd.DataFrame:
    frame = data.hasil.anggaran.serapan
    return frame[frame["indeks"] >= 0].set_index("indeks") if "indeks" in frame else frame.iloc[0:0]


def reported_of(data: Data, kolom: str) -> pd.Series:
    """A column of Anggaran for the nodes, in their order."""
    return data.isi("anggaran")[kolom].reindex(nodes(data).index)


def leaves(data: Data) -> pd.DataFrame:
    """The leaves among the nodes."""
    return once(data, _leaves)


def _leaves(data: Data) -> pd.DataFrame:
    return nodes(data)[nodes(data)["rinci"].astype(bool)]


def without_realisasi(data: Data) -> set[str]:
    """OPD that sent Anggaran without a single realisation up to the period, usable or not."""
    return once(data, _silent)


def _silent(data: Data) -> set[str]:
    tabel = data.tabel["anggaran"]
    blank = (tabel.keadaan[realisasi_columns(data.triwulan)] == Keadaan.KOSONG).all(axis=1)
    opd = tabel.isi["kode_opd"]
    return set(opd) - set(opd[~blank])


def keruh_anggaran(data: Data) -> Keruh:
    """The sums of Anggaran that other rules' cells spoil."""
    return once(data, _build_keruh)


def _build_keruh(data: Data) -> Keruh:
    tabel = data.tabel["anggaran"]
    keruh = tainted_cells(tabel, "kode", UANG_ANGGARAN)
    isi = tabel.isi
    invalid = pd.Series([bool(k) and not valid_kode(k) for k in isi["kode"]], index=isi.index, dtype=bool)
    with_money = isi[list(UANG_ANGGARAN)].notna().any(axis=1)
    for opd, kode in isi.loc[invalid & with_money, ["kode_opd", "kode"]].itertuples(index=False):
        keruh.add(opd, "*", kode)
    twice = isi[repeated(data)]
    for kolom in UANG_ANGGARAN:
        for opd, kode in twice.loc[twice[kolom].fillna(0) != 0, ["kode_opd", "kode"]].itertuples(index=False):
            keruh.add(opd, kolom, kode)
    frame = nodes(data)
    for index, selip in thousands(data).items():
        for kolom in selip.tersangka:
            keruh.add(frame.at[index, "kode_opd"], kolom, frame.at[index, "kode"])
    for index in cumulative(data):
        for kolom in TW_DIKETIK:
            keruh.add(frame.at[index, "kode_opd"], kolom, frame.at[index, "kode"])
    return keruh


def cumulative(data: Data) -> dict[int, dict[str, Any]]:
    """Leaves whose quarters look cumulative although Profil says they aren't, with the last filled quarter."""
    return once(data, _find_cumulative)


def _floats(frame: pd.DataFrame, columns: Iterable[str]) -> np.ndarray[Any, Any]:
    """Money as floats with NaN: good enough to choose the rows that exact integers then decide."""
    money: np.ndarray[Any, Any] = frame[list(columns)].astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
    return money


def _find_cumulative(data: Data) -> dict[int, dict[str, Any]]:
    frame = leaves(data)
    perkiraan = _floats(frame, TW_DIKETIK)
    last = pd.DataFrame(perkiraan).ffill(axis=1).iloc[:, -1].to_numpy()
    tahun = _floats(frame, [TAHUN_RP])[:, 0]
    enough = (~np.isnan(perkiraan)).sum(axis=1) >= 3
    frame = frame[enough & (last > 0) & (np.isnan(tahun) | (tahun == last))]
    declared = kumulatif_opd(data) | tak_pasti_opd(data)
    found: dict[int, dict[str, Any]] = {}
    cells = zip(frame.index, frame["kode_opd"], frame[TAHUN_RP], frame["pagu_dilaporkan_rp"],
                *(frame[c] for c in TW_DIKETIK), strict=True)  # fmt: skip
    for index, opd, tahun, pagu, *quarters in cells:
        filled = [(c, q) for c, q in zip(TW_DIKETIK, quarters, strict=True) if q is not pd.NA]
        if len(filled) < 3 or opd in declared:
            continue
        money = [int(q) for _, q in filled]
        total, last = sum(money), money[-1]
        if any(b < a for a, b in pairwise(money)) or money[0] < 0 or total == last:
            continue
        if tahun is not pd.NA:
            matches = last == tahun
        else:
            matches = pagu is not pd.NA and total > pagu >= last and money[0] < last
        if matches:
            found[int(index)] = {"kolom": filled[-1][0], "jumlah_rp": total, "terakhir_rp": last}
    return found


class Ribuan(NamedTuple):
    """An amount that is about a thousand times another one of its row.

    `lebih` is 1 where it is the larger one, else -1; `pasti`: it is the one that is wrong, else it may be either.
    """

    kolom: str
    pembanding: str
    lebih: int
    pasti: bool = True

    @property
    def tersangka(self) -> tuple[str, ...]:
        """The columns that may be wrong."""
        return (self.kolom,) if self.pasti else (self.kolom, self.pembanding)


def thousands(data: Data) -> dict[int, Ribuan]:
    """Leaves with one figure a thousand times too large or too small, by row."""
    return once(data, _find_thousands)


def _find_thousands(data: Data) -> dict[int, Ribuan]:
    frame = leaves(data)
    wanted = (*PAGU, *TW_DIKETIK, TAHUN_RP, "realisasi_dilaporkan_rp")
    money_of_row = pd.DataFrame(_floats(frame, wanted), index=frame.index)
    money_of_row = money_of_row.where(money_of_row > 0)
    frame = frame[(money_of_row.max(axis=1) >= 200 * money_of_row.min(axis=1)).to_numpy()]
    found: dict[int, Ribuan] = {}
    above = nodes(data).set_index(["kode_opd", "kode"]) if len(frame) else frame
    columns = (*wanted, *KAS_DIKETIK)
    for index, opd, induk, *cells in zip(
        frame.index, frame["kode_opd"], frame["induk"], *(frame[c] for c in columns), strict=True
    ):
        money = {c: int(v) for c, v in zip(columns, cells, strict=True) if v is not pd.NA and v > 0}
        hit = _pagu_slip(money) or _pagu_against_realisasi(money, _left_by_parent(above, (opd, induk), money))
        hit = hit or _realisasi_slip(money)
        if hit:
            found[int(index)] = hit
    return found


def _left_by_parent(above: pd.DataFrame, kunci: Kunci, money: dict[str, int]) -> dict[str, int]:
    """What a leaf's typed parent leaves for it, by the columns in which that is a thousand times more or less."""
    if kunci not in above.index:
        return {}
    parent = above.loc[kunci]
    cells = [(c, own, parent[c], parent[f"jumlah_{c}"]) for c, own in money.items() if c in UANG_ANGGARAN]
    left = {c: int(typed - total + own) for c, own, typed, total in cells if typed is not pd.NA and total is not pd.NA}
    return {c: amount for c, amount in left.items() if _thousandfold(amount, money[c])}


def _thousandfold(a: int, b: int) -> int:
    """1 where `a` is about 1000 times `b`, -1 where it is such a part of it, else 0 (integers: no float slips in)."""
    if a <= 0 or b <= 0:
        return 0
    if 900 * b <= a <= 1100 * b:
        return 1
    return -1 if 900 * a <= b <= 1100 * a else 0


def _pagu_slip(money: dict[str, int]) -> Ribuan | None:
    """The pagu of a row that is out of scale with the others; realisation or majority says which one."""
    pagu = [c for c in PAGU if c in money]
    pairs = [(a, b) for n, a in enumerate(pagu) for b in pagu[n + 1 :] if _thousandfold(money[a], money[b])]
    if not pairs:
        return None
    a, b = pairs[0]
    others = [money[c] for c in pagu if c not in (a, b)]
    r = money.get("realisasi_dilaporkan_rp")
    if others:
        wrong = a if sum(bool(_thousandfold(money[a], o)) for o in others) > len(others) / 2 else b
    elif r:
        wrong = a if abs(_scale(r, money[b])) < abs(_scale(r, money[a])) else b
    else:
        wrong = a if money[a] < money[b] else b
    right = b if wrong == a else a
    return Ribuan(wrong, right, _thousandfold(money[wrong], money[right]))


def _scale(r: int, pagu: int) -> int:
    """How many decimal places lie between two amounts."""
    return len(str(r)) - len(str(pagu))


def _pagu_against_realisasi(money: dict[str, int], left: dict[str, int]) -> Ribuan | None:
    """A realisation about a thousand times the pagu; the row's other figures and its parent say which one is wrong.

    Plans and realisations have one vote each, since what one document gives is in one unit; `left` is that of the parent.
    """
    pagu = next((c for c in (*reversed(PAGU_VERSI.values()), "pagu_renja_rp") if c in money), None)
    if pagu is None:
        return None
    p = money[pagu]
    kolom = next((c for c in (TAHUN_RP, *TW_DIKETIK) if c in money and 200 * p <= money[c] <= 1100 * p), None)
    if kolom is None:
        return None
    r = money[kolom]
    plans = [money[c] for c in PAGU if c in money and c != pagu] + [sum(money.get(c, 0) for c in KAS_DIKETIK)]
    quarters = sum(money.get(c, 0) for c in TW_DIKETIK if c != kolom)
    spent = [quarters if kolom == TAHUN_RP else money.get(TAHUN_RP, quarters)]
    parent = int(_thousandfold(left.get(pagu, 0), p) == 1) - int(_thousandfold(r, left.get(kolom, 0)) == 1)
    vote = _side(plans, p, r) + _side(spent, p, r) + parent
    if vote < 0:
        return Ribuan(kolom, pagu, 1)
    return Ribuan(pagu, kolom, -1, pasti=vote > 0)


def _side(amounts: Iterable[int], p: int, r: int) -> int:
    """1 where most amounts are nearer to `r` in scale, -1 where to `p`, 0 where neither; 0 is no amount."""
    sides = sum(1 if a * a > p * r else -1 for a in amounts if a)
    return (sides > 0) - (sides < 0)


def _realisasi_slip(money: dict[str, int]) -> Ribuan | None:
    """A realisation exactly a thousand times off its quarters or its year."""
    tahun, quarters = money.get(TAHUN_RP), {c: money[c] for c in TW_DIKETIK if c in money}
    if not tahun or not quarters:
        return None
    total = sum(quarters.values())
    if total == 1000 * tahun or tahun == 1000 * total:
        return Ribuan(TAHUN_RP, next(iter(quarters)), 1 if tahun > total else -1)
    for kolom, q in quarters.items():
        if total - q + 1000 * q == tahun:
            return Ribuan(kolom, TAHUN_RP, -1)
        if q % 1000 == 0 and q // 1000 and total - q + q // 1000 == tahun:
            return Ribuan(kolom, TAHUN_RP, 1)
    return None


def children_of(frame: pd.DataFrame) -> dict[Kunci, list[int]]:
    """Row labels of the direct children by (kode_opd, parent code)."""
    out: dict[Kunci, list[int]] = defaultdict(list)
    for index, opd, induk in zip(frame.index, frame["kode_opd"], frame["induk"], strict=True):
        if induk:
            out[opd, induk].append(index)
    return out


def digit_slip(tertulis: int, seharusnya: int) -> str:
    """Which typing slip turns one amount into another, '' for none: a digit, two swapped ones, a missing zero.

    >>> digit_slip(7005640053, 7005604053), digit_slip(45308401318, 55308401318)
    ('Dua angka tertukar tempat.', 'Satu angka berbeda.')
    """
    a, b = str(abs(tertulis)), str(abs(seharusnya))
    if abs(kelipatan_rp(tertulis, seharusnya)) == 1:
        return "Angkanya seribu kali lebih besar atau lebih kecil."
    if len(a) != len(b):
        return ""
    places = [n for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(places) == 1:
        return "Satu angka berbeda."
    if (
        len(places) == 2
        and places[1] == places[0] + 1
        and a[places[0]] == b[places[1]]
        and a[places[1]] == b[places[0]]
    ):
        return "Dua angka tertukar tempat."
    return ""


def kelipatan_rp(a: int, b: int) -> int:
    """1 or -1 where two amounts are exactly a thousand times apart, else 0."""
    if not a or not b:
        return 0
    return 1 if a == 1000 * b else -1 if b == 1000 * a else 0
