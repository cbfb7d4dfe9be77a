"""Sheet Belanja: the account tree (LRA) of every OPD."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kinerja_xl.compute.efisiensi import LEBIH_KURANG_RP
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.denah import BELANJA
from kinerja_xl.write.gaya import TAB_KEUANGAN
from kinerja_xl.write.lembaran import BARIS, BARIS_DATA, Kolom, Lembaran, rupiah_semua
from kinerja_xl.write.pohon import Pohon, leaf_totals
from kinerja_xl.write.posisi import Posisi, n_dari_n
from kinerja_xl.write.rumus_excel import guarded

_JUDUL: Final = "Realisasi Anggaran per Rekening (LRA)"
KELOMPOK: Final = {"4": "Pendapatan", "5": "Belanja", "6": "Pembiayaan"}


def belanja(hasil: Konsolidasi, posisi: Posisi) -> Lembaran:
    """One row per account; the OPD's own row sums its expenditure."""
    rows, frame, k = posisi.belanja, hasil.belanja, BELANJA
    pohon = Pohon(frame, rows, k["rinci"])
    kode: list[str] = pohon.column("kode_rekening", {}, "")
    titles = {o: f"Jumlah belanja {posisi.nama.get(o, o)}" for o in posisi.belanja_opd}
    indents = [max(0, min(s.dalam - 1, 8)) for s in rows]
    levels = [
        min(1 if c.count(".") < 2 else s.dalam, 6) if s.indeks >= 0 else 0 for s, c in zip(rows, kode, strict=True)
    ]
    return Lembaran(
        "Belanja",
        _JUDUL,
        "Jumlah dihitung dari rekening rinci; rekening yang anggarannya kosong atau tidak terbaca tidak masuk jumlah. "
        "Lebih/(Kurang) = realisasi − anggaran. Buka rincian rekening dengan tanda + di kiri.",
        TAB_KEUANGAN,
        n_dari_n(len(posisi.belanja_opd), hasil.data, "Lembar Belanja"),
        [
            *pohon.identity(posisi),
            Kolom("kode", "Kode Rekening", 17, "kode", kode),
            Kolom("uraian", "Uraian", 50, "teks", pohon.column("uraian", titles), masuk=indents),
            Kolom("kelompok", "Kelompok", 12, "kata", [KELOMPOK.get(c[:1], "") for c in kode]),
            Kolom("jenis", "Jenis", 15, "kata", [account_kind(c) for c in kode]),
            pohon.leaf_column(),
            *_money_columns(pohon),
            *pohon.evidence(hasil, posisi, "belanja"),
        ],
        gaya_baris=["opd" if s.indeks < 0 else "program" if s.dalam == 1 else "" for s in rows],
        tingkat_baris=levels,
        beku_kolom=3,
        tabel=False,
        cetak=11,
        kosong="Belum ada data: belum ada OPD yang mengirim lembar Belanja.",
    )


def spending_leaves(frame: pd.DataFrame) -> list[bool]:
    """Which rows of the account tree are leaves of expenditure."""
    cells = zip(frame["rinci"].tolist(), frame["kode_rekening"].tolist(), strict=True)
    return [bool(leaf) and kode.startswith("5") for leaf, kode in cells]


def _money_columns(pohon: Pohon) -> list[Kolom]:
    frame = pohon.frame
    is_spending = spending_leaves(frame)
    anggaran, realisasi = (
        pohon.money(name, leaf_totals(frame, name, is_spending)) for name in ("anggaran_rp", "realisasi_rp")
    )
    pairs = list(zip(anggaran, realisasi, strict=True))
    a, b = BELANJA["anggaran"], BELANJA["realisasi"]
    over = rupiah_semua(None if p is None or r is None else r - p for p, r in pairs)
    sel = (f"{a}{BARIS}", f"{b}{BARIS}")
    over_rumus = [guarded(sel, LEBIH_KURANG_RP.excel({"anggaran": sel[0], "realisasi": sel[1]}))] * len(pohon.nomor)
    return [
        Kolom("anggaran", "Anggaran (Rp)", 19, "rupiah", rupiah_semua(anggaran), _spending_sums(pohon, a)),
        Kolom("realisasi", "Realisasi (Rp)", 19, "rupiah", rupiah_semua(realisasi), _spending_sums(pohon, b)),
        pohon.percent_column("Realisasi (%)", pairs, a, b),
        Kolom("lebih", "Lebih/(Kurang) (Rp)", 19, "rupiah_kurung", over, over_rumus),
    ]


def _spending_sums(pohon: Pohon, letter: str) -> list[str | None]:
    """Sums over the leaves; an OPD's row counts expenditure only (income and financing are no part of it)."""
    out = pohon.sums(letter)
    kelompok = BELANJA["kelompok"]
    for n, satu in enumerate(pohon.baris):
        if satu.indeks < 0:
            first, last = BARIS_DATA + n + 1, satu.akhir
            kinds = f'{kelompok}{first}:{kelompok}{last},"Belanja"'
            leaves = f'{pohon.rinci}{first}:{pohon.rinci}{last},"Ya"'
            block = f"{letter}{first}:{letter}{last}"
            out[n] = f'=IF(COUNTIFS({kinds},{block},">-1E+99")=0,"",SUMIFS({block},{leaves},{kinds}))'
    return out


def account_kind(kode: str) -> str:
    """Kind of an account as text that no spreadsheet takes for a number or a pattern: a word and its first two levels.

    >>> account_kind("5.1.02"), account_kind("5"), account_kind("5.*")
    ('Belanja 5.1', '', '')
    """
    parts = kode.split(".")
    if not "".join(parts[:2]).isalnum():
        return ""
    return f"{KELOMPOK.get(kode[:1], 'Rekening')} {'.'.join(parts[:2])}" if len(parts) > 1 else ""
