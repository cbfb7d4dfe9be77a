"""Sheets Murni dan Perubahan and Renstra Renja DPA: money columns of the budget tree side by side, with differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.keuangan import BAGIAN_PERSEN, SELISIH_PERSEN, SELISIH_RP, banding_pasangan, selisih_persen
from kinerja_xl.compute.profil import versi_opd
from kinerja_xl.compute.rumus import Expr
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.denah import PROGRAM
from kinerja_xl.write.gaya import TAB_KEUANGAN
from kinerja_xl.write.konsolidasi.serapan import tree_levels, tree_styles
from kinerja_xl.write.lembaran import BARIS, BARIS_DATA, Kolom, Lembaran, Sel, angka, rupiah, rupiah_semua
from kinerja_xl.write.pohon import Pohon, leaf_totals
from kinerja_xl.write.posisi import Posisi
from kinerja_xl.write.rumus_excel import guarded, same_cell
from kinerja_xl.write.serapan import denah

KOSONG: Final = "Belum ada data: belum ada OPD yang mengirim lembar Anggaran."


class Uang(NamedTuple):
    """A money column: its key, heading, column of the serapan frame; `rujuk` the column of Serapan Program it repeats.

    `bantu` columns are operands, closed.
    """

    kunci: str
    judul: str
    kolom: str
    rujuk: str = ""
    bantu: bool = False


class Pasangan(NamedTuple):
    """Two money columns that are compared: name of the comparison, heading, keys of the earlier and the later one.

    `bagian` is the heading of the later figure in percent of the earlier one; without it the percentage is that of the
    difference.
    """

    kunci: str
    judul: str
    awal: str
    akhir: str
    bagian: str = ""

    @property
    def rumus(self) -> Expr:
        """The formula of the percentage."""
        return BAGIAN_PERSEN if self.bagian else SELISIH_PERSEN


MURNI = Uang("murni", "Pagu Murni (Rp)", "jumlah_pagu_murni_rp")
PERGESERAN = Uang("pergeseran", "Pagu Pergeseran (Rp)", "jumlah_pagu_pergeseran_rp")
PERUBAHAN = Uang("perubahan", "Pagu Perubahan (Rp)", "jumlah_pagu_perubahan_rp")
BERLAKU = Uang("berlaku", "Pagu yang berlaku (Rp)", "pagu_rp", "pagu")
RENSTRA = Uang("renstra", "Target Renstra (Rp)", "jumlah_target_renstra_rp")
RENJA = Uang("renja", "Pagu Renja (Rp)", "jumlah_pagu_renja_rp")
DPA = Uang("dpa", "Pagu DPA (Rp)", "pagu_rp", "pagu")
LALU = Uang("lalu", "Realisasi s.d. tahun lalu (Rp)", "jumlah_realisasi_lalu_rp", bantu=True)
TAHUN = Uang("tahun", "Realisasi Tahun (Rp)", "jumlah_realisasi_tahun_rp", bantu=True)

PASANGAN_VERSI: Final = (
    Pasangan("pergeseran", "Pergeseran − Murni", "murni", "pergeseran"),
    Pasangan("perubahan", "Perubahan − Murni", "murni", "perubahan"),
)
PASANGAN_RENCANA: Final = (
    Pasangan("renja", "Renja − Renstra", "renstra", "renja", "Renja terhadap Renstra (%)"),
    Pasangan("dpa", "DPA − Renja", "renja", "dpa"),
    Pasangan("akhir", "DPA − Renstra", "renstra", "dpa", "DPA terhadap Renstra (%)"),
)


class _Halaman(NamedTuple):
    """One comparison sheet: its letters, money columns, comparisons."""

    huruf: Mapping[str, str]
    uang: Sequence[Uang]
    pasangan: Sequence[Pasangan]

    def kolom(self, pasangan: Pasangan) -> tuple[str, str]:
        """The columns of the frame that a comparison is of."""
        names = {u.kunci: u.kolom for u in self.uang}
        return names[pasangan.awal], names[pasangan.akhir]


_HALAMAN_VERSI: Final = _Halaman(denah.VERSI_SEL, (MURNI, PERGESERAN, PERUBAHAN, BERLAKU), PASANGAN_VERSI)
_HALAMAN_RENCANA: Final = _Halaman(denah.RENCANA_SEL, (RENSTRA, RENJA, DPA, LALU, TAHUN), PASANGAN_RENCANA)
Banding = Mapping[tuple[str, str], pd.DataFrame]


def compare(hasil: Konsolidasi) -> Banding:
    """The compared figures of every comparison of both sheets by its columns, see banding_pasangan."""
    pairs = [halaman.kolom(p) for halaman in (_HALAMAN_VERSI, _HALAMAN_RENCANA) for p in halaman.pasangan]
    return dict(zip(pairs, banding_pasangan(hasil.serapan, pairs), strict=True))


def murni_perubahan(hasil: Konsolidasi, posisi: Posisi, banding: Banding) -> Lembaran:
    """Versions of the pagu side by side, every node of the budget tree."""
    return _sheet(
        hasil,
        posisi,
        _HALAMAN_VERSI,
        banding,
        denah.VERSI,
        "Pagu Murni, Pergeseran, dan Perubahan",
        "Jumlah atas baris rinci. Selisih dan persentase dihitung atas rincian yang punya kedua versi: pagu yang tidak "
        "diisi bukan 0. Pagu yang berlaku menurut Versi Anggaran pada Profil.",
        with_version=True,
    )


def renstra_renja_dpa(hasil: Konsolidasi, posisi: Posisi, banding: Banding) -> Lembaran:
    """The money of the plan against the yearly plan against the budget, every node of the budget tree."""
    return _sheet(
        hasil,
        posisi,
        _HALAMAN_RENCANA,
        banding,
        denah.RENCANA,
        "Target Renstra, Pagu Renja, dan Pagu DPA",
        "Target Renstra menurut isian OPD: persen terhadap Renstra dibaca sebagai bagian dari seluruh masa Renstra "
        "bila diisi sampai akhir Renstra. Selisih dan persen dihitung atas rincian yang punya kedua angka.",
        with_version=False,
    )


def _sheet(
    hasil: Konsolidasi,
    posisi: Posisi,
    halaman: _Halaman,
    banding: Banding,
    nama: str,
    judul: str,
    cara: str,
    *,
    with_version: bool,
) -> Lembaran:
    rows = posisi.serapan
    pohon = Pohon(hasil.serapan, rows, halaman.huruf["rinci"])
    tingkat: list[str] = pohon.column("tingkat", {}, "OPD")
    titles = {o: f"Jumlah {posisi.nama.get(o, o)}" for o in posisi.serapan_opd}
    levels = tree_levels(rows, tingkat)
    shown = [u for u in halaman.uang if not u.bantu]
    hidden = [u for u in halaman.uang if u.bantu]
    compared = [banding[halaman.kolom(p)] for p in halaman.pasangan]
    totals = _totals(hasil, halaman, compared)
    pairs, bases = _pair_columns(pohon, halaman, compared, totals)
    kolom = [
        *pohon.identity(posisi),
        Kolom("kode", "Kode", 19, "kode", pohon.column("kode", {}, "")),
        Kolom("tingkat", "Tingkat", 13, "kata", tingkat),
        Kolom("uraian", "Uraian", 50, "teks", pohon.column("uraian", titles), masuk=levels),
        pohon.leaf_column(),
        *([_version_column(hasil, pohon)] if with_version else []),
        *(_money_column(pohon, halaman.huruf, u, totals) for u in shown),
        *pairs,
        *pohon.evidence(hasil, posisi, "anggaran"),
        *bases,
        *(_money_column(pohon, halaman.huruf, u, totals) for u in hidden),
    ]
    return Lembaran(
        nama,
        judul,
        cara,
        TAB_KEUANGAN,
        _how_many(hasil, shown, totals),
        kolom,
        gaya_baris=tree_styles(rows, tingkat),
        tingkat_baris=levels,
        beku_kolom=3,
        tabel=False,
        cetak=next(n for n, k in enumerate(kolom) if k.kunci == "sumber"),
        jumlah=_regency_rows(hasil, halaman, kolom, totals) if rows else (),
        kosong=KOSONG,
    )


_Jumlah = Mapping[str, Mapping[str, int | None]]
"""Per column of money (its key) the sum of every OPD."""


def _totals(hasil: Konsolidasi, halaman: _Halaman, compared: Sequence[pd.DataFrame]) -> _Jumlah:
    return {u.kunci: leaf_totals(hasil.serapan, u.kolom) for u in halaman.uang} | {
        f"{name}_{satu.kunci}": leaf_totals(frame, name)
        for satu, frame in zip(halaman.pasangan, compared, strict=True)
        for name in ("selisih", "dasar")
    }


def _version_column(hasil: Konsolidasi, pohon: Pohon) -> Kolom:
    versi = versi_opd(hasil.data)
    words = [versi.get(s.kode_opd, "Murni") if s.indeks < 0 else "" for s in pohon.baris]
    return Kolom("versi", "Versi berlaku", 12, "kata", words)


def _money_column(pohon: Pohon, huruf: Mapping[str, str], uang: Uang, totals: _Jumlah) -> Kolom:
    """A money column: the leaves as typed, sums above; or what Serapan Program says in the same row."""
    values = rupiah_semua(pohon.money(uang.kolom, totals[uang.kunci]))
    if uang.rujuk:
        formulas: list[str | None] = [same_cell(f"'Serapan Program'!{PROGRAM[uang.rujuk]}{BARIS}")] * len(pohon.nomor)
    else:
        formulas = pohon.sums(huruf[uang.kunci])
    return Kolom(uang.kunci, uang.judul, 18, "rupiah", values, formulas, bantu=uang.bantu)


def _pair_columns(
    pohon: Pohon, halaman: _Halaman, compared: Sequence[pd.DataFrame], totals: _Jumlah
) -> tuple[list[Kolom], list[Kolom]]:
    """Difference and percentage of every comparison, and the operand columns that the percentages are of."""
    huruf = halaman.huruf
    shown, bases = [], []
    for satu, frame in zip(halaman.pasangan, compared, strict=True):
        sel = f"{huruf[satu.awal]}{BARIS}", f"{huruf[satu.akhir]}{BARIS}"
        values = Pohon(frame, pohon.baris, pohon.rinci)
        selisih, dasar = (values.money(name, totals[f"{name}_{satu.kunci}"]) for name in ("selisih", "dasar"))
        difference, base = huruf[f"selisih_{satu.kunci}"], huruf[f"dasar_{satu.kunci}"]
        difference_rumus, base_rumus = pohon.sums(difference), pohon.sums(base)
        later_minus, earlier = (guarded(sel, rumus) for rumus in (rounded_difference(*sel), sel[0]))
        for n, leaf in enumerate(pohon.daun):
            if leaf:
                difference_rumus[n], base_rumus[n] = later_minus, earlier
        percent = [angka(selisih_persen(s, d, satu.rumus)) for s, d in zip(selisih, dasar, strict=True)]
        percent_rumus = [share_formula(f"{difference}{BARIS}", f"{base}{BARIS}", satu.rumus)] * len(pohon.nomor)
        shown += [
            Kolom(f"selisih_{satu.kunci}", f"{satu.judul} (Rp)", 18, "rupiah", rupiah_semua(selisih),
                  difference_rumus),
            Kolom(f"persen_{satu.kunci}", satu.bagian or f"{satu.judul} (%)", 11, "persen", percent, percent_rumus),
        ]  # fmt: skip
        title = f"Dasar {satu.judul} (Rp)"
        bases.append(Kolom(f"dasar_{satu.kunci}", title, 18, "rupiah", rupiah_semua(dasar), base_rumus, bantu=True))
    return shown, bases


def rounded_difference(awal: str, akhir: str) -> str:
    """Later minus earlier cell, to the sen: a difference of equal sums must be 0, not what floats leave over."""
    return f"ROUND({SELISIH_RP.excel({'awal': awal, 'akhir': akhir})},2)"


def share_formula(selisih: str, dasar: str, rumus: Expr = SELISIH_PERSEN) -> str:
    """A difference, or the later figure, in percent of its base; empty where either is missing or the base is 0."""
    return guarded((selisih, dasar), f'IF({dasar}=0,"",{rumus.excel({"selisih": selisih, "dasar": dasar})})')


def _regency_rows(hasil: Konsolidasi, halaman: _Halaman, kolom: Sequence[Kolom], totals: _Jumlah) -> list[Sel]:
    """Sums of the OPD rows, in the row below the tree, and below that how many OPD each of them is made of."""
    frame = hasil.serapan
    rows = len(kolom[0].nilai)
    total, last, k = BARIS_DATA + rows, BARIS_DATA + rows - 1, halaman.huruf
    levels = f"{k['tingkat']}{BARIS_DATA}:{k['tingkat']}{last}"

    def heads(name: str) -> str:
        span = f"{k[name]}{BARIS_DATA}:{k[name]}{last}"
        return f'=IF(COUNTIFS({levels},"OPD",{span},">-1E+99")=0,"",SUMIFS({span},{levels},"OPD"))'

    tail = f" dari {len(hasil.data.opd)} OPD"

    def count(name: str) -> tuple[str, str]:
        span = f"{k[name]}{BARIS_DATA}:{k[name]}{last}"
        known = sum(v is not None for v in totals[name].values())
        return f"{known}{tail}", f'=COUNTIFS({levels},"OPD",{span},">-1E+99")&"{tail}"'

    figures: dict[str, tuple[Any, str | None]] = {
        "nama_opd": ("Jumlah kabupaten/kota", None),
        "uraian": (f"Lembar Anggaran: {frame['kode_opd'].nunique()}{tail}", None),
    }
    counts: dict[str, tuple[Any, str | None]] = {"nama_opd": ("OPD yang punya angka", None)}
    for uang in halaman.uang:
        figures[uang.kunci] = rupiah(_total(totals[uang.kunci])), heads(uang.kunci)
        counts[uang.kunci] = count(uang.kunci)
    for satu in halaman.pasangan:
        names = f"selisih_{satu.kunci}", f"dasar_{satu.kunci}"
        selisih, dasar = (_total(totals[name]) for name in names)
        figures[names[0]], figures[names[1]] = (rupiah(selisih), heads(names[0])), (rupiah(dasar), heads(names[1]))
        percent = share_formula(f"{k[names[0]]}{total}", f"{k[names[1]]}{total}", satu.rumus)
        figures[f"persen_{satu.kunci}"] = angka(selisih_persen(selisih, dasar, satu.rumus)), percent
        counts |= {name: count(name) for name in names}
    return [
        Sel(total + down, n, *_styled(cells.get(c.kunci), c.gaya, words=bool(down)), gaya_baris="jumlah")
        for down, cells in enumerate((figures, counts))
        for n, c in enumerate(kolom)
    ]


def _styled(isi: tuple[Any, str | None] | None, gaya: str, *, words: bool) -> tuple[Any, str, str | None]:
    """Value, style and formula of a cell of a total row; a formula among words is centred."""
    nilai, rumus = isi or (None, None)
    return nilai, "teks" if gaya == "kode" else "kata" if words and rumus else gaya, rumus


def _total(per_opd: Mapping[str, int | None]) -> int | None:
    known = [v for v in per_opd.values() if v is not None]
    return sum(known) if known else None


def _how_many(hasil: Konsolidasi, uang: Sequence[Uang], totals: _Jumlah) -> str:
    """How many OPD of the register have each of the figures."""
    data = hasil.data
    if not data.opd:
        return f"Belum ada OPD yang dapat diolah. Periode {data.periode} {data.tahun}."
    counts = []
    for satu in uang:
        known = sum(v is not None for v in totals[satu.kunci].values())
        counts.append(f"{satu.judul.removesuffix(' (Rp)')} {known}")
    return f"Punya angka: {'; '.join(counts)}; dari {len(data.opd)} OPD. Periode {data.periode} {data.tahun}."
