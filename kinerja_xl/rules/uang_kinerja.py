"""ANG: money beside performance (K columns) and Anggaran beside Belanja."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.akumulasi import realisasi_of_period
from kinerja_xl.compute.anggaran import BURUK, PAGU_VERSI, ways_of_rows
from kinerja_xl.compute.profil import versi_opd
from kinerja_xl.deklarasi.catatan import Tingkat, aturan
from kinerja_xl.nilai import Jenis, Nilai, split_kode
from kinerja_xl.rules.belanja import belanja_typed, is_keruh_belanja
from kinerja_xl.rules.pohon import TW_DIKETIK, keruh_anggaran, leaves, thousands, without_realisasi
from kinerja_xl.rules.sandingan import facts
from kinerja_xl.tabel.data import Data, once
from kinerja_xl.tabel.tabel import records

P: Final = Tingkat.PERINGATAN
_PERMENDAGRI_86: Final = "Permendagri 86/2017"
_PERMENPAN_53: Final = "Permenpan-RB 53/2014"
_TW_K: Final = tuple(f"realisasi_tw{n}_k" for n in range(1, 5))
_SEPARUH: Final = 50
_EFISIENSI: Final = re.compile(r"(?<![\w-])efisien(?:si(?:nya)?)?\b", re.IGNORECASE)
_DISANGKAL: Final = re.compile(
    r"\b(?:tidak|tak|belum|kurang|bukan|tanpa)\s+(?:(?:ada|cukup|karena|dapat|disebut|merupakan|termasuk)\s+)*efisien(?:si)?\b",
    re.IGNORECASE,
)
# Budget that a policy called efisiensi has cut isn't what the OPD saved.
_KEBIJAKAN: Final = re.compile(
    r"\b(?:kebijakan|inpres|instruksi presiden|surat edaran|terkena|terdampak|pemotongan|dipotong)\b", re.IGNORECASE
)
_KALIMAT: Final = re.compile(r"[;\n]|\.\s+(?=[A-Z])")


class Fisik(NamedTuple):
    """Performance of one row of Anggaran in the period; `capaian` in percent as E.81 has it, None without one."""

    indeks: int
    opd: str
    kode: str
    target: Nilai
    realisasi: Nilai
    kolom: str
    capaian: Decimal | None


def fisik(data: Data) -> list[Fisik]:
    """Rows of Anggaran with a target (K), in sheet order."""
    return once(data, _build)


def _build(data: Data) -> list[Fisik]:
    tabel = data.tabel["anggaran"]
    isi = tabel.isi.assign(**ways_of_rows(tabel))
    targeted = pd.Series([n.jenis is not Jenis.KOSONG for n in isi["target_k"]], index=isi.index, dtype=bool)
    isi = isi[targeted & (isi["kode"] != "")]
    form = data.hasil.evaluasi
    computed = {n: k.tahun_ini.persen for n, k in zip(form["indeks"], form["kinerja"], strict=True) if k is not None}
    out = []
    cells = zip(isi.index, isi["kode_opd"], isi["kode"], isi["target_k"], isi["realisasi_tahun_k"],
                isi["akumulasi_berlaku"], *(isi[c] for c in _TW_K), strict=True)  # fmt: skip
    for index, opd, kode, target, tahun, akumulasi, *tw in cells:
        realisasi, at = realisasi_of_period(tahun, tw, data.periode, akumulasi)
        kolom = "realisasi_tahun_k" if at == 0 else f"realisasi_tw{at}_k"
        out.append(Fisik(int(index), opd, kode, target, realisasi, kolom, computed.get(index)))
    return out


def _kolom_rp(data: Data, tahun: Any) -> str:
    """The column that carries a leaf's realisation in the period."""
    return (
        "realisasi_tahun_rp" if data.periode == "Tahunan" or tahun is not pd.NA else f"realisasi_tw{data.triwulan}_rp"
    )


def _leaf_pairs(data: Data) -> list[tuple[list[Fisik], int, Any, Any, Any]]:
    """Leaves with a target (K): their performance rows, row, pagu, realisation of the period, Realisasi Tahun (Rp)."""
    return once(data, _build_pairs)


def _build_pairs(data: Data) -> list[tuple[list[Fisik], int, Any, Any, Any]]:
    by_code: dict[tuple[str, str], list[Fisik]] = {}
    for satu in fisik(data):
        by_code.setdefault((satu.opd, satu.kode), []).append(satu)
    frame, ribuan = leaves(data), thousands(data)
    cells = zip(frame.index, frame["kode_opd"], frame["kode"], frame["pagu_dilaporkan_rp"],
                frame["realisasi_dilaporkan_rp"], frame["realisasi_tahun_rp"], strict=True)  # fmt: skip
    return [
        (by_code[opd, kode], int(index), pagu, realisasi, tahun)
        for index, opd, kode, pagu, realisasi, tahun in cells
        if (opd, kode) in by_code and index not in ribuan
    ]


def _is_none_done(satu: Fisik) -> bool:
    return satu.realisasi.jenis is Jenis.KOSONG or satu.realisasi.angka == 0


def _habitual(data: Data) -> set[str]:
    """OPD that report performance on at least half of their rows: a blank there is an omission, not a habit."""
    total: dict[str, int] = {}
    filled: dict[str, int] = {}
    for satu in fisik(data):
        total[satu.opd] = total.get(satu.opd, 0) + 1
        filled[satu.opd] = filled.get(satu.opd, 0) + (satu.realisasi.jenis is not Jenis.KOSONG)
    return {opd for opd, n in total.items() if 2 * filled[opd] >= n}


@aturan(
    "ANG-16", P, "anggaran", "realisasi_tahun_k", tahap=2, sumber=_PERMENDAGRI_86,
    pesan="Uang sudah terserap {realisasi_rp} dari {pagu_rp}, tetapi realisasi kinerja {kinerja} dari target {target}.",
    saran="Isi realisasi kinerjanya (K), atau jelaskan di Kendala mengapa belum ada hasil.",
)  # fmt: skip
def belanja_tanpa_kinerja(data: Data) -> pd.DataFrame:
    """A leaf that spent money and did nothing; before TW IV only where at least half of the pagu is spent."""
    habitual = _habitual(data)
    rows = []
    for fisiks, _, pagu, realisasi, _ in _leaf_pairs(data):
        if realisasi is pd.NA or pagu is pd.NA or realisasi <= 0 or not all(_is_none_done(f) for f in fisiks):
            continue
        if data.triwulan < 4 and 100 * realisasi < _SEPARUH * pagu:
            continue
        satu = fisiks[0]
        if satu.target.angka == 0 or (satu.realisasi.jenis is Jenis.KOSONG and satu.opd not in habitual):
            continue
        kinerja = "kosong" if satu.realisasi.jenis is Jenis.KOSONG else "0"
        fakta = {"kolom": satu.kolom, "realisasi_rp": realisasi, "pagu_rp": pagu, "kinerja": kinerja}
        rows.append((satu.indeks, {**fakta, "target": satu.target.teks}))
    return facts(rows)


@aturan(
    "ANG-17", P, "anggaran", "realisasi_tahun_rp", tahap=2, sumber=_PERMENDAGRI_86,
    pesan="Kinerja sudah terealisasi {kinerja} dari target {target}, tetapi uangnya belum terserap sama sekali dari {pagu_rp}.",
    saran="Isi realisasi anggarannya, atau jelaskan di Kendala mengapa tidak memakai anggaran.",
)  # fmt: skip
def kinerja_tanpa_belanja(data: Data) -> pd.DataFrame:
    """A leaf that did its work without spending; before TW IV only where at least half of the target is done.

    Of an OPD that has reported no realisation at all ANG-26 speaks.
    """
    rows = []
    silent = without_realisasi(data)
    for fisiks, index, pagu, realisasi, tahun in _leaf_pairs(data):
        if pagu is pd.NA or pagu <= 0 or not (realisasi is pd.NA or realisasi == 0):
            continue
        done = next((f for f in fisiks if f.realisasi.angka and f.realisasi.angka > 0), None)
        if done is None or done.opd in silent or _is_bad_money(data, index):
            continue
        if data.triwulan < 4 and (done.capaian is None or done.capaian < _SEPARUH):
            continue
        kolom = _kolom_rp(data, tahun)
        fakta = {"kolom": kolom, "kinerja": done.realisasi.teks, "target": done.target.teks, "pagu_rp": pagu}
        rows.append((index, fakta))
    return facts(rows)


def _is_bad_money(data: Data, index: int) -> bool:
    """Whether a row's realisation was typed but can't be used (another rule says so)."""
    return bool(data.tabel["anggaran"].keadaan.loc[index, [*TW_DIKETIK, "realisasi_tahun_rp"]].isin(BURUK).any())


def names_efisiensi(teks: str) -> bool:
    """Whether a text claims efisiensi: the word itself in a sentence that neither denies it nor is about a policy.

    >>> [names_efisiensi(t) for t in ("Efisiensi anggaran", "Koefisien harga", "Kurang efisien", "Kebijakan efisiensi")]
    [True, False, False, False]
    """
    return any(
        not _KEBIJAKAN.search(satu) and _EFISIENSI.search(_DISANGKAL.sub("", satu)) for satu in _KALIMAT.split(teks)
    )


@aturan(
    "ANG-18", P, "anggaran", "kendala", tahap=2, sumber=_PERMENPAN_53,
    pesan="Sisa anggaran disebut efisiensi, padahal capaian {ukuran} baru {capaian_persen}.",
    saran="Sebut \"sisa anggaran\" dan jelaskan penyebabnya; efisiensi hanya bila target tercapai.",
)  # fmt: skip
def sisa_disebut_efisiensi(data: Data) -> pd.DataFrame:
    """A remainder called efisiensi in Kendala or Tindak Lanjut although the row's target (or its IKU's) was missed."""
    isi = data.isi("anggaran")
    claims = _claims(isi)
    own = {satu.indeks: satu.capaian for satu in fisik(data) if satu.indeks in claims} if claims else {}
    frame = data.hasil.indikator.capaian
    iku = dict(zip(zip(frame["kode_opd"], frame["kode_indikator"], strict=True), frame["capaian_persen"], strict=True))
    rows = []
    for index, kolom in sorted(claims.items()):
        capaian, ukuran = own.get(index), "kinerja baris ini"
        if capaian is None:
            codes = [(isi.at[index, "kode_opd"], k) for k in split_kode(isi.at[index, "kode_iku"])]
            known = [(iku[key], key[1]) for key in codes if iku.get(key) is not None]
            capaian, ukuran = min(known, default=(None, ""))
        if capaian is not None and capaian < 100:
            rows.append((index, {"kolom": kolom, "capaian_persen": capaian, "ukuran": ukuran}))
    return facts(rows)


def _claims(isi: pd.DataFrame) -> dict[int, str]:
    """Rows of Anggaran that claim efisiensi, with the column: Kendala where both do."""
    found: dict[int, str] = {}
    for kolom in ("kendala", "tindak_lanjut"):
        mentions = isi.loc[isi[kolom].str.contains("efisien", case=False, na=False, regex=False), kolom]
        for index, teks in mentions.items():
            if names_efisiensi(teks):
                found.setdefault(int(index), kolom)
    return found


def _spoilt(data: Data, opd: str, awalan: str, kolom: str) -> bool:
    """Whether one of the sums holds a figure that can't be used (another rule says so)."""
    keruh = keruh_anggaran(data)
    marks = [(o, c) for o, c, _ in keruh.kode] + list(keruh.opd)
    return is_keruh_belanja(data, opd, kolom) or any(o == opd and (c == "*" or c.startswith(awalan)) for o, c in marks)


def _implausible(leaves: pd.DataFrame, batas: str) -> set[str]:
    """OPD with a leaf that spent more than its ceiling, or less than nothing."""
    odd = (leaves["realisasi_rp"] > leaves[batas]) | (leaves["realisasi_rp"] < 0)
    return set(leaves.loc[odd.fillna(False).astype(bool), "kode_opd"])


@aturan(
    "ANG-14", P, "belanja", "anggaran_rp", butuh=("anggaran",), tahap=2, sumber="Permendagri 77/2020",
    pesan="Jumlah {apa} di lembar Belanja {belanja_rp}, sedangkan di lembar Anggaran {anggaran_rp}; selisih {selisih_rp}. {penjelasan}",
    saran="Samakan kedua lembar; periksa apakah keduanya memakai versi anggaran dan tanggal yang sama.",
)  # fmt: skip
def anggaran_beda_belanja(data: Data) -> pd.DataFrame:
    """Totals of account 5 in Belanja against those of Anggaran's leaves, at the topmost account of belanja."""
    frame = belanja_typed(data)
    frame = frame[frame["kode_rekening"].str.startswith("5")]
    versi, below = versi_opd(data), leaves(data)
    totals = below.groupby("kode_opd")[[*PAGU_VERSI.values(), "pagu_rp", "realisasi_rp"]].sum(min_count=1)
    # Spending on a leaf without pagu is in no total (rule pagu_rincian_kosong says so).
    without = below["pagu_dilaporkan_rp"].isna() & below["realisasi_dilaporkan_rp"].notna()
    totals = totals.drop(index=below.loc[without, "kode_opd"].unique())
    # Spending above its ceiling or below zero is reported at its own cell; the totals differ in consequence.
    implausible = {*_implausible(below, "pagu_rp"), *_implausible(frame[frame["rinci"].astype(bool)], "anggaran_rp")}
    rows = []
    tops = frame.loc[frame["kode_rekening"].str.len().groupby(frame["kode_opd"], sort=False).idxmin()]
    spent = frame[frame["rinci"].astype(bool)].groupby("kode_opd")[["anggaran_rp", "realisasi_rp"]].sum(min_count=1)
    for top in records(tops):
        opd = top["kode_opd"]
        if opd not in totals.index:
            continue
        nama = versi.get(opd, "Murni")
        versions = {v: totals.at[opd, c] for v, c in PAGU_VERSI.items()}
        pairs: tuple[tuple[str, str, str, Any, dict[str, Any]], ...] = (
            (f"pagu {nama}", "anggaran_rp", "pagu", totals.at[opd, "pagu_rp"], versions),
            ("realisasi", "realisasi_rp", "realisasi", totals.at[opd, "realisasi_rp"], {}),
        )
        for apa, kolom, awalan, expected, others in pairs:
            total, typed = spent[kolom].get(opd, pd.NA), top[kolom.replace("_rp", "_dilaporkan_rp")]
            if pd.isna(total) or pd.isna(expected) or _spoilt(data, opd, awalan, kolom):
                continue
            if apa == "realisasi" and opd in implausible:
                continue
            equal = [v for v, value in others.items() if not pd.isna(value) and value == total]
            if expected == total or nama in equal or (not pd.isna(typed) and typed == expected):
                continue
            fakta = {"kolom": kolom, "apa": apa, "belanja_rp": int(total), "anggaran_rp": int(expected)}
            lain = f"Angkanya sama dengan jumlah Pagu {equal[0]}." if equal else ""
            rows.append((int(top["indeks"]), {**fakta, "selisih_rp": int(total - expected), "penjelasan": lain}))
    return facts(rows)
