"""Serapan (absorption) over the budget tree, and the LRA tree: totals from the leaves, never from typed parents.

Money is sen as Int64; NA is "not available". Source: spec 2.4 and 2.9 (codes: Permendagri 90/2019).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kinerja_xl.compute.profil import kumulatif_opd, profil_of, tak_pasti_opd
from kinerja_xl.deklarasi.pilihan import quarter_of
from kinerja_xl.nilai import split_kode
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import Keadaan, Tabel

TINGKAT = {1: "Urusan", 2: "Bidang Urusan", 3: "Program", 5: "Kegiatan", 6: "Sub Kegiatan"}
UANG_ANGGARAN = (
    "target_renstra_rp",
    "realisasi_lalu_rp",
    "pagu_renja_rp",
    "pagu_murni_rp",
    "pagu_pergeseran_rp",
    "pagu_perubahan_rp",
    *(f"kas_tw{n}_rp" for n in range(1, 5)),
    *(f"realisasi_tw{n}_rp" for n in range(1, 5)),
    "realisasi_tahun_rp",
)
TW_RP = tuple(f"tw{n}_rp" for n in range(1, 5))
"""What each quarter adds to the realisation that counts, also where cumulative figures were reported."""
KAS_RP = tuple(f"kas{n}_rp" for n in range(1, 5))
"""The cash plan of each quarter of the rows that count."""
PAGU_VERSI = {"Murni": "pagu_murni_rp", "Pergeseran": "pagu_pergeseran_rp", "Perubahan": "pagu_perubahan_rp"}
CARA_BAWAAN = {"akumulasi": "Terakhir", "polaritas": "Maksimal"}
"""What counts where a row of Anggaran, whose sheet doesn't require them, leaves these blank."""
_KODE = re.compile(r"^[0-9X](\.([0-9]{2}|XX)(\.[0-9]{2}(\.[0-9]\.[0-9]{2}(\.[0-9]{2}(?:[0-9]{2})?)?)?)?)?$", re.I)
_REKENING = re.compile(r"[0-9](\.[0-9]+)*")
BURUK: Final = tuple(int(k) for k in (Keadaan.TIDAK_TERBACA, Keadaan.GALAT, Keadaan.TANPA_NILAI, Keadaan.TANGGAL))
"""What parsing may have found in a cell of money that holds something unusable."""


@dataclass(frozen=True)
class HasilAnggaran:
    """Frames of money (sen).

    serapan: one row per node of the budget tree in tree order: kode_opd, kode, tingkat, induk, uraian, rinci (leaf),
    indeks (row in the typed Anggaran table, -1 for a program nobody typed), own typed figures `<column>`, sums over
    the leaves below (or the leaf's own) `jumlah_<column>`, and pagu_rp, realisasi_rp, rencana_kas_rp of the period with
    pagu_dilaporkan_rp, realisasi_dilaporkan_rp as typed. TW_RP and KAS_RP: realisation within each quarter and its cash
    plan, of the leaves that count, with their `jumlah_<column>`. rencana_banding_rp, realisasi_banding_rp: cash plan
    and realisation of the leaves that have a cash plan, so that a comparison is about the same leaves.
    belanja: the same for accounts: kode_rekening, induk, rinci, indeks, anggaran_rp, realisasi_rp (sums over the leaves
    that have a usable anggaran), `jumlah_<column>` over all leaves.
    """

    serapan: pd.DataFrame
    belanja: pd.DataFrame


def valid_kode(kode: str) -> bool:
    """Whether a code has a shape of Permendagri 90/2019 (X.XX stands for the OPD's own bidang).

    >>> valid_kode("1.01.02.2.01.0001"), valid_kode("X.XX.01"), valid_kode("1.1.2")
    (True, True, False)
    """
    return bool(_KODE.match(kode))


def valid_rekening(kode: str) -> bool:
    """Whether an account code is groups of digits with dots between, the first one of one digit.

    Groups may be short: Permendagri 13/2006 wrote 5.2.2 where Permendagri 90/2019 writes 5.1.02.

    >>> valid_rekening("5.1.02.01.01.0001"), valid_rekening("5.2.2.03.06"), valid_rekening("51.02")
    (True, True, False)
    """
    return bool(_REKENING.fullmatch(kode))


def tingkat_of(kode: str) -> str:
    """Level of a budget code by its length, '' for a code of no known shape.

    >>> tingkat_of("1.01.02"), tingkat_of("1.01.02.2.01"), tingkat_of("1.01.02.2.01.0001")
    ('Program', 'Kegiatan', 'Sub Kegiatan')
    """
    return TINGKAT.get(kode.count(".") + 1, "") if valid_kode(kode) else ""


def prefixes(kode: str) -> list[str]:
    """All shorter codes above a code, nearest first.

    >>> prefixes("5.1.02")
    ['5.1', '5']
    """
    parts = kode.split(".")
    return [".".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]


def sum_over_leaves(frame: pd.DataFrame, kode: str, uang: Sequence[str]) -> pd.DataFrame:
    """Add `induk`, `rinci` and `jumlah_<column>` to nodes with columns kode_opd, `kode` and money.

    The parent is the nearest existing prefix; a leaf's sum is its own figure; a sum over nothing reported is NA.
    """
    keys = list(zip(frame["kode_opd"], frame[kode], strict=True))
    # Every node has a number, a code that stands twice one for both rows.
    number = {key: n for n, key in enumerate(dict.fromkeys(keys))}
    own = np.array([number[key] for key in keys], dtype=np.intp)
    codes = {k: prefixes(k) for k in dict.fromkeys(frame[kode])}
    ancestors = [[number[o, p] for p in codes[k] if (o, p) in number] for o, k in keys]
    parents = {n for above in ancestors for n in above}
    # A typed array: the mask of a frame without rows must stay a mask.
    rinci = np.array([n not in parents for n in own], dtype=bool)
    by_number = list(number)
    out = frame.assign(
        induk=pd.Series([by_number[above[0]][1] if above else "" for above in ancestors], frame.index, dtype=object),
        rinci=rinci,
    )
    row = np.array([n for n, above in enumerate(ancestors) for _ in above if rinci[n]], dtype=np.intp)
    into = np.array([a for n, above in enumerate(ancestors) for a in above if rinci[n]], dtype=np.intp)
    for column in uang:
        money = pd.array(frame[column], dtype="Int64")
        known = ~money.isna()
        sen, counted = np.zeros(len(number), np.int64), np.zeros(len(number), np.intp)
        np.add.at(sen, into, money.to_numpy(np.int64, na_value=0)[row])
        np.add.at(counted, into, known[row])
        total = pd.arrays.IntegerArray(sen[own], counted[own] == 0)
        total[rinci] = money[rinci]
        out[f"jumlah_{column}"] = total
    return out


def tree_order(kode: str) -> tuple[str, ...]:
    """Key that sorts codes as a tree, parents before children and 2 before 10."""
    return tuple(part.rjust(6, "0") for part in kode.split("."))


def _nodes(tabel: Tabel) -> pd.DataFrame:
    """First row of each code (further rows of a code carry more indicators, not money)."""
    isi = tabel.isi
    valid = isi["kode"].map(valid_kode).astype(bool) if len(isi) else pd.Series(False, index=isi.index)
    frame = isi.loc[valid, ["kode_opd", "kode", "uraian", *UANG_ANGGARAN]].copy()
    frame["indeks"] = frame.index
    return frame.drop_duplicates(["kode_opd", "kode"])


def _with_missing_programs(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the programs whose own row nobody typed, so that every kegiatan has its program in the totals."""
    known = set(zip(frame["kode_opd"], frame["kode"], strict=True))
    missing = {
        (o, ".".join(k.split(".")[:3]))
        for o, k in zip(frame["kode_opd"], frame["kode"], strict=True)
        if k.count(".") > 2 and (o, ".".join(k.split(".")[:3])) not in known
    }
    if not missing:
        return frame
    extra = pd.DataFrame(
        [{"kode_opd": o, "kode": k, "uraian": f"Program {k}", "indeks": -1} for o, k in sorted(missing)]
    )
    for column in UANG_ANGGARAN:
        extra[column] = pd.array([pd.NA] * len(extra), dtype="Int64")
    return pd.concat([frame, extra], ignore_index=True)


def pagu_of_version(frame: pd.DataFrame, keadaan: pd.DataFrame, versi: Mapping[str, str | None]) -> pd.Series:
    """The pagu that counts per row: the version named in Profil, else Murni where that version's cell is blank.

    A cell of that version that can't be used gives NA: Murni would be a guess. So does a row of an OPD without a usable
    version, unless all versions give the same.
    """
    names = frame["kode_opd"].map(lambda o: PAGU_VERSI.get(versi.get(o) or "", ""))
    murni = frame["pagu_murni_rp"]
    pagu = murni.copy()
    for column in ("pagu_pergeseran_rp", "pagu_perubahan_rp"):
        said = frame[column].notna() | is_unusable(frame, keadaan, [column])
        pagu = pagu.mask((names == column) & said, frame[column])
        pagu = pagu.mask((names == "") & said & ~(frame[column] == murni).fillna(False))
    return pagu


def ways_of_rows(tabel: Tabel) -> pd.DataFrame:
    """`akumulasi_berlaku` and `polaritas_berlaku` of every row of Anggaran: what counts, CARA_BAWAAN where the cell is
    blank, '' where it can't be used.
    """
    isi = tabel.isi
    blank = tabel.keadaan.loc[isi.index, list(CARA_BAWAAN)] == Keadaan.KOSONG
    return pd.DataFrame({f"{name}_berlaku": isi[name].mask(blank[name], word) for name, word in CARA_BAWAAN.items()})


def realisasi_columns(triwulan: int) -> list[str]:
    """Columns in which the realisation up to a quarter may be reported: the quarters, from the last one on the year's.

    >>> realisasi_columns(2)
    ['realisasi_tw1_rp', 'realisasi_tw2_rp']
    """
    return [
        *(f"realisasi_tw{n}_rp" for n in range(1, triwulan + 1)),
        *(["realisasi_tahun_rp"] if triwulan == 4 else []),
    ]


def is_unusable(frame: pd.DataFrame, keadaan: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Rows in which one of the columns holds something that can't be used."""
    bad = keadaan[columns].isin(BURUK).any(axis=1)
    return bad.reindex(frame["indeks"], fill_value=False).set_axis(frame.index)


def quarters_kind(data: Data, frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Rows whose quarters contain the earlier ones, and rows of which that isn't known."""
    return frame["kode_opd"].isin(kumulatif_opd(data)), frame["kode_opd"].isin(tak_pasti_opd(data))


def realisasi_of_rows(
    frame: pd.DataFrame, keadaan: pd.DataFrame, kumulatif: pd.Series, tak_pasti: pd.Series, periode: str
) -> pd.Series:
    """Money realised up to the period per row: the year's figure for Tahunan, else the quarters up to it.

    In-quarter figures add up, cumulative ones (rows in `kumulatif`) count by the last; rows in `tak_pasti` only where
    both give the same. NA where nothing is reported or a quarter that is needed can't be used: each of those that add
    up, of cumulative ones the last.
    """
    n = quarter_of(periode)
    quarters = [f"realisasi_tw{i}_rp" for i in range(1, n + 1)]
    block = frame[quarters]
    last = running_last(block).iloc[:, -1].mask(_ends_unusable(frame, keadaan, quarters))
    summed = block.sum(axis=1, min_count=1).astype("Int64").mask(is_unusable(frame, keadaan, quarters))
    value = summed.where(~kumulatif, last).mask(tak_pasti & ~(summed == last).fillna(False))
    if periode in ("TW IV", "Tahunan"):
        tahun = frame["realisasi_tahun_rp"]
        value = tahun.where(tahun.notna(), value) if periode == "Tahunan" else value.where(value.notna(), tahun)
    return value.astype("Int64")


def _ends_unusable(frame: pd.DataFrame, keadaan: pd.DataFrame, quarters: list[str]) -> pd.Series:
    """Rows of which the last quarter that isn't blank can't be used."""
    ends = pd.Series(False, index=frame.index)
    for name in quarters:
        ends = (ends & frame[name].isna()) | is_unusable(frame, keadaan, [name])
    return ends


def running_last(block: pd.DataFrame) -> pd.DataFrame:
    """Per row and column the last figure up to it, NA before the first one.

    What ffill(axis=1) gives, which turns every row of a block of Int64 into a block of its own.
    """
    filled: dict[Any, pd.Series] = {}
    last: pd.Series | None = None
    for name in block.columns:
        last = block[name] if last is None else block[name].where(block[name].notna(), last)
        filled[name] = last
    return pd.DataFrame(filled, index=block.index)


def compute_serapan(data: Data) -> pd.DataFrame:
    """Return the `serapan` frame of HasilAnggaran; empty when nobody sent an Anggaran sheet."""
    if "anggaran" not in data.tabel:
        return pd.DataFrame(columns=["kode_opd", "kode", "tingkat", "induk", "rinci", "pagu_rp", "realisasi_rp"])
    tabel = data.tabel["anggaran"]
    frame = _with_missing_programs(_nodes(tabel))
    frame["pagu"] = pagu_of_version(frame, tabel.keadaan, profil_of(data, "versi_anggaran"))
    frame["realisasi"] = realisasi_of_rows(frame, tabel.keadaan, *quarters_kind(data, frame), data.periode)
    # A malformed pagu leaves its whole row out of the totals.
    has_pagu = frame["pagu"].notna()
    frame["terhitung"] = frame["realisasi"].where(has_pagu)
    plan = {name: frame[f"kas_tw{n}_rp"].where(has_pagu) for n, name in enumerate(KAS_RP, 1)}
    frame = frame.assign(**plan, **in_quarter(data, frame, frame["terhitung"].notna()))
    frame["kas"] = frame[list(KAS_RP[: data.triwulan])].sum(axis=1, min_count=1).astype("Int64")
    planned = _is_planned(data, frame)
    frame["rencana_banding"], frame["realisasi_banding"] = (frame[name].where(planned) for name in ("kas", "terhitung"))
    frame["_urut"] = frame["kode"].map(tree_order)
    frame = frame.sort_values(["kode_opd", "_urut"], kind="stable").drop(columns="_urut").reset_index(drop=True)
    summed = ["pagu", "terhitung", "kas", "rencana_banding", "realisasi_banding"]
    frame = sum_over_leaves(frame, "kode", [*UANG_ANGGARAN, *TW_RP, *KAS_RP, *summed])
    return frame.assign(
        tingkat=frame["kode"].map(tingkat_of),
        pagu_rp=frame["jumlah_pagu"],
        realisasi_rp=frame["jumlah_terhitung"],
        rencana_kas_rp=frame["jumlah_kas"],
        rencana_banding_rp=frame["jumlah_rencana_banding"],
        realisasi_banding_rp=frame["jumlah_realisasi_banding"],
        pagu_dilaporkan_rp=frame["pagu"],
        realisasi_dilaporkan_rp=frame["realisasi"],
    ).drop(columns=["realisasi", *summed, *(f"jumlah_{name}" for name in summed)])


def in_quarter(data: Data, frame: pd.DataFrame, counted: pd.Series) -> dict[str, pd.Series]:
    """TW_RP by name: what was realised within each quarter; of cumulative figures what one adds to the last before it.

    NA for a row that isn't `counted`, and where it isn't known whether quarters contain the earlier ones.
    """
    kumulatif, tak_pasti = quarters_kind(data, frame)
    block = frame[[f"realisasi_tw{n}_rp" for n in range(1, 5)]].set_axis(list(TW_RP), axis=1)
    filled = running_last(block)
    several = block[list(TW_RP[: data.triwulan])].notna().sum(axis=1) > 1
    known = counted & ~(tak_pasti & several)
    steps: dict[str, pd.Series] = {}
    for n, name in enumerate(TW_RP):
        added = block[name] - filled[TW_RP[n - 1]].fillna(0) if n else block[name]
        steps[name] = block[name].where(~kumulatif, added).where(known)
    return steps


def _is_planned(data: Data, frame: pd.DataFrame) -> pd.Series:
    """Rows with a cash plan up to the period; not those of which a quarter of it, or the realisation, can't be used."""
    keadaan = data.tabel["anggaran"].keadaan
    kas = [f"kas_tw{n}_rp" for n in range(1, data.triwulan + 1)]
    reported = realisasi_columns(data.triwulan)
    typed = frame[reported].notna().any(axis=1) | is_unusable(frame, keadaan, reported)
    unusable = is_unusable(frame, keadaan, kas) | (typed & frame["realisasi"].isna())
    return frame["kas"].notna() & ~unusable


def compute_belanja(data: Data) -> pd.DataFrame:
    """Return the `belanja` frame of HasilAnggaran without malformed codes; empty when nobody sent a Belanja sheet."""
    columns = ["kode_opd", "kode_rekening", "uraian", "anggaran_rp", "realisasi_rp"]
    if "belanja" not in data.tabel:
        return pd.DataFrame(columns=[*columns, "induk", "rinci", "indeks"])
    isi = data.isi("belanja")
    frame = isi.loc[isi["kode_rekening"].map(valid_rekening).astype(bool), columns].copy()
    frame["indeks"] = frame.index
    frame = frame.drop_duplicates(["kode_opd", "kode_rekening"])
    frame["_urut"] = frame["kode_rekening"].map(tree_order)
    frame = frame.sort_values(["kode_opd", "_urut"], kind="stable").drop(columns="_urut").reset_index(drop=True)
    frame["terhitung"] = frame["realisasi_rp"].where(frame["anggaran_rp"].notna())
    frame = sum_over_leaves(frame, "kode_rekening", ["anggaran_rp", "realisasi_rp", "terhitung"])
    return frame.assign(
        anggaran_dilaporkan_rp=frame["anggaran_rp"],
        realisasi_dilaporkan_rp=frame["realisasi_rp"],
        anggaran_rp=frame["jumlah_anggaran_rp"],
        realisasi_rp=frame["jumlah_terhitung"],
    ).drop(columns=["terhitung", "jumlah_terhitung"])


def compute_anggaran(data: Data) -> HasilAnggaran:
    """Return all money frames of a run."""
    return HasilAnggaran(compute_serapan(data), compute_belanja(data))


def indikator_of_programs(data: Data) -> dict[tuple[str, str], tuple[str, ...]]:
    """Codes of the indicators per (OPD, program): those that its rows name in Kode IKU, each once."""
    if "anggaran" not in data.tabel:
        return {}
    named: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    anggaran = data.isi("anggaran")
    for opd, kode, iku in zip(anggaran["kode_opd"], anggaran["kode"], anggaran["kode_iku"], strict=True):
        for satu in split_kode(iku) if kode.count(".") >= 2 else ():
            named[opd, ".".join(kode.split(".")[:3])][satu] = None
    return {key: tuple(codes) for key, codes in named.items()}
