"""ANG: typed totals of programs and kegiatan against the sum of the leaves below them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.anggaran import PAGU_VERSI, UANG_ANGGARAN, prefixes
from kinerja_xl.compute.profil import versi_opd
from kinerja_xl.deklarasi.catatan import Tingkat, aturan
from kinerja_xl.rules.pohon import children_of, digit_slip, keruh_anggaran, nodes
from kinerja_xl.rules.sandingan import facts
from kinerja_xl.tabel.data import Data, once

P: Final = Tingkat.PERINGATAN
_PERMENDAGRI_90: Final = "Permendagri 90/2019 dan pemutakhirannya"
_PERMENDAGRI_77: Final = "Permendagri 77/2020"
Selisih = dict[str, int]


@dataclass(frozen=True, slots=True)
class Pindah:
    """A child that stands under the wrong parent: its row, its code, the parent that it fits, its money by column."""

    indeks: int
    opd: str
    kode: str
    seharusnya: str
    uang: dict[str, int]
    kolom: str


def counted(data: Data) -> pd.DataFrame:
    """The nodes with `jumlah_<column>` of the version in force as it counts: of a blank cell that of Pagu Murni.

    An OPD that left the whole column blank has no such sum.
    """
    result: pd.DataFrame = once(data, "simpul_terhitung", _build_counted)
    return result


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


def _differences(data: Data) -> dict[int, Selisih]:
    """Typed minus sum, by row and column, where both are there, differ, and nothing below them is spoilt.

    A total that takes the blank cells below it for 0 is right, too: a leaf without the pagu in force is told there.
    """
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


def _moves(data: Data) -> list[Pindah]:
    """Children whose money is exactly what one parent lacks and another one has too much of, lowest level first."""
    differences: dict[int, Selisih] = once(data, "selisih_induk", _differences)
    frame = counted(data)
    by_opd: dict[str, list[int]] = defaultdict(list)
    for index in differences:
        by_opd[frame.at[index, "kode_opd"]].append(index)
    children = children_of(frame)
    moves: list[Pindah] = []
    for opd, rows in by_opd.items():
        rows.sort(key=lambda i: -str(frame.at[i, "kode"]).count("."))
        done: set[str] = set()
        for q in rows:
            kode_q = frame.at[q, "kode"]
            for child in children[opd, kode_q]:
                kode = frame.at[child, "kode"]
                if any(d == kode or d.startswith(kode + ".") or kode.startswith(d + ".") for d in done):
                    continue
                money = {c: _int(frame.at[child, f"jumlah_{c}"]) for c in UANG_ANGGARAN}
                fit = [p for p in rows if p != q and _fits(frame, p, q, money, differences)]
                if len(fit) == 1:
                    kolom = next(c for c in UANG_ANGGARAN if differences[fit[0]].get(c))
                    moves.append(Pindah(int(child), opd, kode, frame.at[fit[0], "kode"], money, kolom))
                    done.add(kode)
    return moves


def _int(value: Any) -> int:
    return 0 if value is pd.NA else int(value)


def _fits(frame: pd.DataFrame, p: int, q: int, money: dict[str, int], differences: dict[int, Selisih]) -> bool:
    """Whether moving a child with this money from `q` to `p` makes both typed totals right in every column."""
    if frame.at[p, "tingkat"] != frame.at[q, "tingkat"] or not any(money.values()):
        return False
    return all(
        differences[row].get(kolom, 0) == sign * money[kolom]
        for row, sign in ((p, 1), (q, -1))
        for kolom in UANG_ANGGARAN
        if frame.at[row, kolom] is not pd.NA
    )


@aturan(
    "ANG-01", P, "anggaran", "pagu_murni_rp", tahap=2, sumber=_PERMENDAGRI_77,
    pesan="{kolom} tertulis {tertulis_rp}, sedangkan jumlah rinciannya {jumlah_rp}; selisih {selisih_rp}. {penjelasan}",
    saran="Periksa jumlah ini dan rinciannya; yang dihitung jumlah rinciannya.",
)  # fmt: skip
def induk_beda_jumlah(data: Data) -> pd.DataFrame:
    """A typed total of a program or kegiatan that isn't the sum of the leaves below it, per money column.

    Differences that a child under the wrong code explains (ANG-02) are told there.
    """
    differences: dict[int, Selisih] = once(data, "selisih_induk", _differences)
    moves: list[Pindah] = once(data, "salah_induk", _moves)
    frame = counted(data)
    children = children_of(frame)
    rows = []
    for index, columns in differences.items():
        opd, kode = frame.at[index, "kode_opd"], frame.at[index, "kode"]
        for kolom, selisih in columns.items():
            if selisih == sum(_shift(m, opd, kode) * m.uang[kolom] for m in moves):
                continue
            typed = int(frame.at[index, kolom])
            fakta = {"kolom": kolom, "tertulis_rp": typed, "jumlah_rp": typed - selisih, "selisih_rp": selisih}
            rows.append((index, {**fakta, "penjelasan": _why(frame, children[opd, kode], kolom, typed, selisih)}))
    return facts(rows)


def _shift(pindah: Pindah, opd: str, kode: str) -> int:
    """1 for the nodes that a moved child would add to, -1 for those that it would leave, else 0."""
    if pindah.opd != opd:
        return 0
    gains = kode == pindah.seharusnya or pindah.seharusnya.startswith(kode + ".")
    return int(gains) - int(kode in prefixes(pindah.kode))


def _why(frame: pd.DataFrame, children: list[int], kolom: str, typed: int, selisih: int) -> str:
    """The sentence that explains a difference, '' when nothing does."""
    amounts = [
        (frame.at[c, "uraian"], _int(frame.at[c, f"jumlah_{kolom}"]), _int(frame.at[c, kolom])) for c in children
    ]
    if typed == sum(t for _, _, t in amounts) and any(j != t for _, j, t in amounts):
        return "Angkanya cocok dengan jumlah yang diketik di baris langsung di bawahnya; selisih berasal dari sana."
    for uraian, jumlah, _ in amounts:
        if jumlah and selisih == -jumlah:
            return f'Selisihnya sama dengan "{uraian}", yang mungkin belum dijumlahkan.'
        if jumlah and selisih == jumlah:
            return f'Selisihnya sama dengan "{uraian}", yang mungkin terhitung dua kali.'
    return digit_slip(typed // 100, (typed - selisih) // 100)


@aturan(
    "ANG-02", P, "anggaran", "kode", tahap=2, sumber=_PERMENDAGRI_90,
    pesan="Baris ini tampaknya berada di bawah induk yang salah: pada {kolom_uang}, {induk_lain} kurang tepat {uang_rp} dan induknya sekarang ({induk}) lebih sebesar itu.",
    saran="Periksa kodenya; baris ini mungkin rincian dari {induk_lain}.",
)  # fmt: skip
def rincian_salah_induk(data: Data) -> pd.DataFrame:
    """A child whose money is exactly what another parent lacks and its own has too much of, in every typed column."""
    moves: list[Pindah] = once(data, "salah_induk", _moves)
    frame = nodes(data)
    judul = data.tabel["anggaran"].lembar.column
    counts = Counter(m.indeks for m in moves)
    return facts(
        [
            (
                m.indeks,
                {
                    "kolom_uang": judul(m.kolom).header,
                    "induk": frame.at[m.indeks, "induk"],
                    "induk_lain": m.seharusnya,
                    "uang_rp": m.uang[m.kolom],
                },
            )
            for m in moves
            if counts[m.indeks] == 1
        ]
    )
