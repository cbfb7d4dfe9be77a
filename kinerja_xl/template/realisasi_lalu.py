"""The year's realisation as next year's template asks for it: accumulated, and added to that of the years before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.akumulasi import MENGALIR, accumulate, realisasi_of_period
from kinerja_xl.compute.anggaran import prefixes
from kinerja_xl.deklarasi.pilihan import PERIODE
from kinerja_xl.nilai import KOSONG, Jenis, Nilai, normalise_satuan
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import Keadaan

_TAK_TERPAKAI: Final = (Jenis.GALAT, Jenis.RANCU)


def realisasi_tahun(row: Mapping[str, Any], akumulasi: str, akhiran: str = "") -> Nilai:
    """The year's realisation of a row of Realisasi (of Anggaran with `akhiran` "_k"), as compute accumulates it."""
    quarters = [row.get(f"realisasi_tw{n}{akhiran}", KOSONG) for n in range(1, 5)]
    tahun = row.get(f"realisasi_tahun{akhiran}", KOSONG)
    return realisasi_of_period(tahun, quarters, PERIODE[-1], akumulasi or "Terakhir")[0]


def akumulasi_indikator(data: Data, opd: str) -> dict[str, str]:
    """Akumulasi of every indicator of an OPD, by its code."""
    if "iku" not in data.tabel:
        return {}
    iku = data.isi("iku")
    return dict(zip(*(iku.loc[iku["kode_opd"] == opd, c] for c in ("kode", "akumulasi")), strict=True))


def realisasi_indikator(data: Data, opd: str) -> dict[str, Nilai]:
    """The year's realisation of every indicator of an OPD, by its code."""
    if "realisasi" not in data.tabel:
        return {}
    akumulasi = akumulasi_indikator(data, opd)
    isi = data.isi("realisasi")
    own = isi[isi["kode_opd"] == opd].drop_duplicates("kode").to_dict("records")
    return {row["kode"]: realisasi_tahun(row, akumulasi.get(row["kode"], "")) for row in own}


def kinerja_sampai_kini(row: Mapping[str, Any], tahun_pertama: bool) -> Nilai:
    """Renstra realisation (K) of a row of Anggaran up to and including its year.

    Source: Formulir E.81, column 13 = 6 + 12; the latest value for what isn't counted, and for percentages. KOSONG
    or GALAT where a value that is needed can't be used, and KOSONG where the years before aren't reported: they are
    nothing in the Renstra's first year only.
    """
    lalu, tahun = row["realisasi_lalu_k"], realisasi_tahun(row, row["akumulasi"], "_k")
    percentage = normalise_satuan(row["satuan"]) == "%" or Jenis.PERSEN in (lalu.jenis, tahun.jenis)
    added = row["akumulasi"] in MENGALIR and not percentage
    if tahun.jenis in _TAK_TERPAKAI or (lalu.jenis in _TAK_TERPAKAI and (added or tahun.jenis is Jenis.KOSONG)):
        return KOSONG
    if added and lalu.jenis is Jenis.KOSONG and not tahun_pertama:
        return KOSONG
    return accumulate([lalu, tahun], "Jumlah" if added else "Terakhir")


def uang_sampai_kini(data: Data, opd: str, tahun_pertama: bool) -> dict[int, int]:
    """Renstra realisation (sen) up to and including the year, by row of the typed table Anggaran.

    Leaves only: totals are computed from them. Where only a parent's earlier years are reported, the leaves' share is
    unknown, so the parent has the figure and they don't. A leaf whose earlier years nobody reports has none, but in
    the Renstra's first year, which has nothing before it. Nor has one of which a figure can't be used, nor its parent.
    """
    leaves, above = _tree(data, opd)
    only_above = above[above["realisasi_lalu_rp"].notna()]
    parents = dict(zip(only_above["kode"], only_above["indeks"], strict=True))
    found: dict[int, int] = {}
    for kode, indeks in parents.items():
        below = leaves[[kode in prefixes(k) for k in leaves["kode"]]]
        if any(_unusable(data, row) for row in below.to_dict("records")):
            continue
        total = int(only_above.loc[only_above["kode"] == kode, "realisasi_lalu_rp"].iloc[0])
        found[int(indeks)] = total + int(below["realisasi_dilaporkan_rp"].sum())
    for row in leaves.to_dict("records"):
        parts = [row[c] for c in ("realisasi_lalu_rp", "realisasi_dilaporkan_rp") if not pd.isna(row[c])]
        covered = any(k in parents for k in prefixes(row["kode"]))
        complete = tahun_pertama or not pd.isna(row["realisasi_lalu_rp"])
        if parts and complete and not covered and not _unusable(data, row):
            found[int(row["indeks"])] = sum(map(int, parts))
    return found


def uang_terputus(data: Data, opd: str, tahun_pertama: bool) -> dict[int, str]:
    """Rows without a figure in `uang_sampai_kini` that would have one if cells were mended: how their columns begin."""
    leaves, above = _tree(data, opd)
    reported = above["realisasi_lalu_rp"].notna()
    parents = set(above.loc[reported, "kode"])
    keadaan = data.tabel["anggaran"].keadaan["realisasi_lalu_rp"]
    found = dict.fromkeys(map(int, above.loc[~reported, "indeks"]), "realisasi_lalu_rp")
    for row in leaves.to_dict("records"):
        lalu = tahun_pertama or keadaan.at[row["indeks"]] != Keadaan.KOSONG
        if _unusable(data, row) and (lalu or parents.intersection(prefixes(row["kode"]))):
            only_lalu = not pd.isna(row["realisasi_dilaporkan_rp"])
            found[int(row["indeks"])] = "realisasi_lalu_rp" if only_lalu else "realisasi"
    return found


def _tree(data: Data, opd: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The leaves of an OPD's budget, and the nodes below which no leaf has a figure of the years before."""
    serapan = data.hasil.anggaran.serapan
    own = serapan[serapan["kode_opd"] == opd]
    return own[own["rinci"]], own[~own["rinci"] & own["jumlah_realisasi_lalu_rp"].isna()]


def _unusable(data: Data, row: Mapping[Any, Any]) -> bool:
    """Whether a leaf's realisation of the year, or of the years before, was typed but can't be used."""
    keadaan = data.tabel["anggaran"].keadaan.loc[row["indeks"]]
    tahun = [c for c in keadaan.index if c.startswith(("realisasi_tw", "realisasi_tahun")) and c.endswith("_rp")]
    typed = any(keadaan[c] != Keadaan.KOSONG for c in tahun)
    lalu = keadaan["realisasi_lalu_rp"] != Keadaan.KOSONG
    return bool((typed and pd.isna(row["realisasi_dilaporkan_rp"])) or (lalu and pd.isna(row["realisasi_lalu_rp"])))
