"""What the LKj tables of one OPD need beyond capaian and serapan: its sasaran, and which budget supports which of them.

Pure functions over the frames of one OPD. Money is sen. Source: Permenpan-RB 53/2014 (LKj, Bab III).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.anggaran import pagu_of_version, prefixes, ways_of_rows
from kinerja_xl.compute.capaian import Capaian
from kinerja_xl.compute.evaluasi_kinerja import Ingatan, kinerja_of_anggaran
from kinerja_xl.nilai import Jenis, Nilai, normalise_kata, split_kode
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import Tabel

TINGKAT: Final = ("Eselon II", "Eselon III", "Eselon IV")
LAIN: Final = "Lain"
"""The key of budget that can't be attributed to a sasaran."""


@dataclass(frozen=True, slots=True)
class Sasaran:
    """One sasaran: its number (from 1), its text, the highest tingkat of its indicators, their positions in `capaian`.

    `dihitung`: the positions whose capaian makes up the sasaran's: the IKU, all kinds where the sasaran has no IKU.
    """

    nomor: int
    sasaran: str
    tingkat: str
    indikator: tuple[int, ...]
    dihitung: tuple[int, ...]

    @property
    def kunci(self) -> str:
        """Its key on the budget rows: S1, S2, ..."""
        return f"S{self.nomor}"


class Dukungan(NamedTuple):
    """The budget of one key: the sasaran that share it, pagu and realisation over its leaves (None: nothing known)."""

    kunci: str
    sasaran: tuple[Sasaran, ...]
    pagu: int | None
    realisasi: int | None


def tingkat_rank(tingkat: str) -> int:
    """Order of a tingkat, the highest first; what isn't filled in comes last."""
    return TINGKAT.index(tingkat) if tingkat in TINGKAT else len(TINGKAT)


def group_sasaran(capaian: pd.DataFrame) -> list[Sasaran]:
    """The sasaran of one OPD's `capaian` frame: highest tingkat first, then in the order of the sheet.

    Texts that differ only in case and spaces are one sasaran; it stands with the highest tingkat of its indicators.
    """
    found: dict[str, list[int]] = {}
    texts: list[str] = capaian["sasaran"].tolist()
    levels: list[str] = capaian["tingkat"].tolist()
    masuk: list[bool] = capaian["masuk"].tolist()
    for i, text in enumerate(texts):
        found.setdefault(normalise_kata(text), []).append(i)
    groups = sorted(found.values(), key=lambda rows: (min(tingkat_rank(levels[i]) for i in rows), rows[0]))
    return [
        Sasaran(
            n,
            texts[rows[0]],
            min((levels[i] for i in rows), key=tingkat_rank),
            tuple(sorted(rows, key=lambda i: (tingkat_rank(levels[i]), i))),
            tuple(i for i in rows if masuk[i]) or tuple(rows),
        )
        for n, rows in enumerate(groups, 1)
    ]


def capaian_sasaran(capaian: pd.DataFrame, sasaran: Iterable[Sasaran]) -> Decimal | None:
    """Mean capaian over the counted indicators of one or several sasaran, None where none could be computed."""
    values: list[Decimal | None] = capaian["capaian_nol"].tolist()
    known = [v for satu in sasaran for i in satu.dihitung if (v := values[i]) is not None]
    return sum(known, Decimal(0)) / len(known) if known else None


def support_keys(
    serapan: pd.DataFrame, anggaran: pd.DataFrame, capaian: pd.DataFrame, sasaran: Sequence[Sasaran]
) -> list[str]:
    """The key of every row of one OPD's `serapan` frame, '' for rows that aren't leaves.

    A leaf supports the sasaran of the indicators that its own rows name in Kode IKU, else those that the nearest row
    above it names. Where they are of several tingkat the highest counts (the lower ones serve it). A leaf of several
    sasaran bears a joint key ("S1, S2") and isn't divided: no regulation says how. Without any it bears LAIN.
    """
    of_iku: dict[str, Sasaran] = {}
    codes: list[str] = capaian["kode_indikator"].tolist()
    for satu in sasaran:
        for i in satu.indikator:
            of_iku.setdefault(codes[i], satu)
    named: dict[str, dict[int, Sasaran]] = defaultdict(dict)
    for kode, teks in zip(anggaran["kode"], anggaran["kode_iku"], strict=True):
        for iku in split_kode(teks):
            if iku in of_iku:
                named[kode][of_iku[iku].nomor] = of_iku[iku]
    keys = []
    for kode, rinci in zip(serapan["kode"], serapan["rinci"], strict=True):
        if not rinci:
            keys.append("")
            continue
        own = next((named[k] for k in (kode, *prefixes(kode)) if k in named), {})
        keys.append(_key(own.values()))
    return keys


def spread_keys(serapan: pd.DataFrame, keys: Sequence[str]) -> list[str]:
    """The keys of every row of one OPD's `serapan` frame: a leaf's own, above it those of all leaves below, each once.

    `keys` are those of `support_keys`; LAIN stands last.
    """
    codes: list[str] = serapan["kode"].tolist()
    position = {kode: n for n, kode in enumerate(codes)}
    found: list[set[str]] = [set() for _ in codes]
    for n, key in enumerate(keys):
        if key:
            for row in (n, *(position[k] for k in prefixes(codes[n]) if k in position)):
                found[row].update(key.split(", "))
    return [", ".join(sorted(own, key=lambda k: (1,) if k == LAIN else (0, *_numbers(k)))) for own in found]


def _key(supported: Iterable[Sasaran]) -> str:
    rows = list(supported)
    if not rows:
        return LAIN
    top = min(tingkat_rank(s.tingkat) for s in rows)
    return ", ".join(s.kunci for s in sorted(rows, key=lambda s: s.nomor) if tingkat_rank(s.tingkat) == top)


def sum_support(serapan: pd.DataFrame, keys: Sequence[str], sasaran: Sequence[Sasaran]) -> list[Dukungan]:
    """Pagu and realisation per key: every sasaran of the highest tingkat (and others with budget), joint keys, LAIN.

    Every leaf counts under exactly one key, so the sums over all keys are the OPD's totals.
    """
    leaves = [n for n, key in enumerate(keys) if key]
    money: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
    pagu, realisasi = serapan["pagu_rp"].tolist(), serapan["realisasi_rp"].tolist()
    for n in leaves:
        money[keys[n]].append((pagu[n], realisasi[n]))
    top = min((tingkat_rank(s.tingkat) for s in sasaran), default=0)
    by_key = {s.kunci: s for s in sasaran}
    single = [s.kunci for s in sasaran if tingkat_rank(s.tingkat) == top or s.kunci in money]
    joint = sorted((k for k in money if k not in by_key and k != LAIN), key=lambda k: _numbers(k))
    order = [*single, *joint, *([LAIN] if LAIN in money else [])]
    return [
        Dukungan(
            key,
            tuple(by_key[k] for k in key.split(", ") if k in by_key),
            _sum(p for p, _ in money.get(key, ())),
            _sum(r for _, r in money.get(key, ())),
        )
        for key in order
    ]


def _numbers(key: str) -> tuple[int, ...]:
    return tuple(int(part[1:]) for part in key.split(", "))


def _sum(values: Iterable[Any]) -> int | None:
    known = [int(v) for v in values if v is not None and v is not pd.NA]
    return sum(known) if known else None


def sum_by_node(serapan: pd.DataFrame, keys: Sequence[str]) -> dict[str, dict[int, tuple[int | None, int | None]]]:
    """Per key the rows of `serapan` that have leaves of it, in tree order, each with their pagu and realisation.

    Rows are programs, kegiatan and the leaves themselves; above a program (urusan, bidang) only a leaf has its row.
    """
    codes: list[str] = serapan["kode"].tolist()
    position = {kode: n for n, kode in enumerate(codes)}
    pagu, realisasi = serapan["pagu_rp"].tolist(), serapan["realisasi_rp"].tolist()
    leaves: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for n, key in enumerate(keys):
        if key:
            above = (position[k] for k in prefixes(codes[n]) if k in position and k.count(".") >= 2)
            for row in (n, *above):
                leaves[key][row].append(n)
    return {
        key: {
            row: (_sum(pagu[n] for n in below), _sum(realisasi[n] for n in below))
            for row, below in sorted(nodes.items())
        }
        for key, nodes in leaves.items()
    }


def pagu_perubahan(data: Data, serapan: pd.DataFrame) -> list[int | None]:
    """Pagu after the change per row of one OPD's `serapan`: Perubahan of the leaves, Murni where that cell is blank."""
    versi = dict.fromkeys(serapan["kode_opd"], "Perubahan")
    leaf = pagu_of_version(serapan, data.tabel["anggaran"].keadaan, versi).tolist()
    codes: list[str] = serapan["kode"].tolist()
    position = {kode: n for n, kode in enumerate(codes)}
    below: list[list[Any]] = [[] for _ in codes]
    for n, rinci in enumerate(serapan["rinci"]):
        if rinci:
            for row in (n, *(position[k] for k in prefixes(codes[n]) if k in position)):
                below[row].append(leaf[n])
    return [_sum(values) for values in below]


class Kegiatan(NamedTuple):
    """The performance of one row of Anggaran: its indicator, target and realisation of the period, and its capaian."""

    kode: str
    indikator: str
    satuan: str
    target: str
    realisasi: str
    target_angka: Decimal | None
    realisasi_angka: Decimal | None
    hasil: Capaian


def compute_kegiatan(data: Data, tabel: Tabel) -> dict[str, list[Kegiatan]]:
    """Per budget code its indicators with their capaian: K target of the year against K realised up to the period.

    `tabel` holds the typed rows of one OPD's Anggaran. Rows without indicator, target and realisation are left out.
    """
    found: dict[str, list[Kegiatan]] = defaultdict(list)
    ingatan = Ingatan()
    for row in tabel.isi.assign(**ways_of_rows(tabel)).to_dict("records"):
        kinerja = kinerja_of_anggaran(data, row, ingatan)
        target, realisasi, hasil = kinerja.target, kinerja.realisasi, kinerja.tahun_ini
        if not row["indikator"] and Jenis.KOSONG is target.jenis is realisasi.jenis:
            continue
        found[row["kode"]].append(
            Kegiatan(
                row["kode"],
                row["indikator"],
                row["satuan"],
                target.teks,
                realisasi.teks,
                hasil.target_angka if hasil.rumus else target.angka,
                hasil.realisasi_angka if hasil.rumus else realisasi.angka,
                hasil,
            )
        )
    return found


def has_perubahan(target_pk_perubahan: Iterable[Nilai], versi_anggaran: str) -> bool:
    """Whether an OPD has a Perjanjian Kinerja Perubahan: a promised indicator's target changed, or the budget did."""
    return versi_anggaran == "Perubahan" or any(v.jenis is not Jenis.KOSONG for v in target_pk_perubahan)
