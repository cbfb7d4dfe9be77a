"""Sheet Rencana Kas: the cash plan of every OPD against its realisation, quarter by quarter and cumulatively."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final, NamedTuple

from kinerja_xl.compute.anggaran import KAS_RP, TW_RP
from kinerja_xl.compute.keuangan import deviasi, kumulatif_kas
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.denah import PROGRAM, SERAPAN, letters
from kinerja_xl.write.gaya import TAB_KEUANGAN
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.serapan import ROMAWI
from kinerja_xl.write.konsolidasi.serapan_opd import (
    UangOpd,
    deviation_formula,
    has_plan,
    money_of_opd,
    quarters_of,
    realised_by,
    tree_span,
    unknown_quarters,
)
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, Sel, angka, rupiah
from kinerja_xl.write.pohon import sen_of
from kinerja_xl.write.posisi import TANPA_OPD, Posisi, n_dari_n
from kinerja_xl.write.rumus_excel import same_cell
from kinerja_xl.write.serapan import denah

Angka = tuple[int | None, str | None]
"""Money in sen, and the formula that gives it."""
Isian = tuple[Any, str | None]
"""A stored value, and the formula that gives it."""


class Kas(NamedTuple):
    """One quarter of all OPD of the register: in it alone, and up to it (money in sen, with formulas)."""

    rencana: Sequence[Angka]
    realisasi: Sequence[Angka]
    rencana_sd: Sequence[Angka]
    realisasi_sd: Sequence[Angka]

    def jumlah(self) -> tuple[int, int, int] | None:
        """Plan and realisation up to the quarter of the OPD that have both, and how many these are."""
        pairs = [
            (p, d)
            for (p, _), (d, _) in zip(self.rencana_sd, self.realisasi_sd, strict=True)
            if p is not None and d is not None
        ]
        return (sum(p for p, _ in pairs), sum(d for _, d in pairs), len(pairs)) if pairs else None

    def jumlah_triwulan(self) -> tuple[int, int, int] | None:
        """The same of the quarter alone."""
        return Kas((), (), self.rencana, self.realisasi).jumlah()


def kas_per_triwulan(hasil: Konsolidasi, posisi: Posisi) -> list[Kas]:
    """One Kas per quarter up to the period, of an OPD with a cash plan over the leaves that have one.

    An OPD without a cash plan has realisations only.
    """
    money = compared_money(hasil, posisi)
    last = hasil.data.triwulan
    return [
        Kas(
            [_plan(u, n) for u in money],
            [_done(u, n) for u in money],
            [_plan_sd(u, n) for u in money],
            [_done_sd(u, n, last) for u in money],
        )
        for n in range(1, last + 1)
    ]


def compared_money(hasil: Konsolidasi, posisi: Posisi) -> list[UangOpd]:
    """What the figures of every OPD are made of: with a cash plan, only leaves that have it.

    Of an OPD without any such leaf the plan of all leaves is left, and no realisation to compare it with.
    """
    frame, opd = hasil.serapan, hasil.opd
    money = money_of_opd(hasil, posisi)
    planned = {kode for kode, satu in zip(opd["kode_opd"], money, strict=True) if has_plan(satu)}
    names = ("rencana_banding_rp", "rencana_kas_rp", "realisasi_rp")
    rows = list(zip(frame["kode_opd"], frame["rinci"], *(sen_of(frame[name]) for name in names), strict=True))
    compared = [bool(leaf) and (both is not None or kode not in planned) for kode, leaf, both, _, _ in rows]
    left_out = {
        kode
        for counted, (kode, leaf, _, kas, real) in zip(compared, rows, strict=True)
        if leaf and not counted and (kas is not None or real is not None)
    }
    kas, tw = quarters_of(hasil, KAS_RP, compared), quarters_of(hasil, TW_RP, compared)
    yearly = unknown_quarters(hasil, compared)
    out = []
    pairs = zip(opd["rencana_banding_rp"], opd["realisasi_banding_rp"], strict=True)
    for kode, satu, (plan, done) in zip(opd["kode_opd"], money, pairs, strict=True):
        if kode not in left_out:
            out.append(satu)
        elif done is None:
            out.append(replace(satu, realisasi=None, tw=[None] * len(satu.tw)))
        else:
            quarters = replace(satu, kas=[q.get(kode) for q in kas], tw=[q.get(kode) for q in tw])
            out.append(replace(quarters, rencana=plan, realisasi=done, rinci=kode not in yearly, sebagian=True))
    return out


def _sum(satu: UangOpd, kolom: str) -> str:
    """A money column of the OPD's tree: its own row, or the sum over the leaves that are compared."""
    if not satu.sebagian:
        return f"'Serapan Program'!{PROGRAM[kolom]}{satu.head}"
    span = partial(tree_span, satu, "Serapan Program", PROGRAM)
    return f'SUMIFS({span(kolom)},{span("rinci")},"Ya",{span("rencana_banding")},">-1E+99")'


def _quarters(satu: UangOpd, kolom: str, n: int) -> str:
    """The first `n` quarters as arguments of a function."""
    if satu.sebagian:
        return ",".join(_sum(satu, f"{kolom}{i}") for i in range(1, n + 1))
    return f"'Serapan Program'!{PROGRAM[f'{kolom}1']}{satu.head}:{PROGRAM[f'{kolom}{n}']}{satu.head}"


def _quarter(satu: UangOpd, kolom: str) -> str:
    cell = _sum(satu, kolom)
    return f"={cell}" if satu.sebagian else same_cell(cell)


def _done_sd(satu: UangOpd, n: int, last: int) -> Angka:
    value = realised_by(satu, n, last)
    if value is None:
        return None, None
    if not satu.sebagian:
        return value, same_cell(f"'Serapan OPD'!{SERAPAN[f'realisasi{n}']}{satu.baris}")
    if n == last:
        return value, same_cell(f"'Serapan OPD'!{SERAPAN['realisasi_banding']}{satu.baris}")
    return value, f"=SUM({_quarters(satu, 'tw', n)})"


def _plan(satu: UangOpd, n: int) -> Angka:
    if not has_plan(satu) or satu.kas[n - 1] is None:
        return None, None
    return satu.kas[n - 1], _quarter(satu, f"kas{n}")


def _plan_sd(satu: UangOpd, n: int) -> Angka:
    value = kumulatif_kas(satu.kas, n) if has_plan(satu) else None
    return (None, None) if value is None else (value, f"=SUM({_quarters(satu, 'kas', n)})")


def _done(satu: UangOpd, n: int) -> Angka:
    """What was realised in one quarter alone; unknown where some leaf has only the year's figure."""
    value = satu.tw[n - 1] if satu.head and satu.rinci else None
    return (None, None) if value is None else (value, _quarter(satu, f"tw{n}"))


def rencana_kas(hasil: Konsolidasi, posisi: Posisi, kas: Sequence[Kas], bagan: Sequence[Bagan | None]) -> Lembaran:
    """One row per OPD of the register, the regency below, charts under it."""
    opd = hasil.opd
    planned = [has_plan(u) for u in money_of_opd(hasil, posisi)]
    kolom = [
        Kolom("kode_opd", "Kode OPD", 10, "kode", opd["kode_opd"].tolist()),
        Kolom("nama_opd", "Nama OPD", 44, "teks", opd["nama_opd"].tolist()),
        Kolom("dasar", "Rencana kas", 11, "kata", ["Ada" if p else "Tidak ada" for p in planned]),
        *_quarter_columns(kas),
        *_cumulative_columns(hasil, kas),
    ]
    rows = len(opd)
    charts = [b for b in bagan if b is not None]
    return Lembaran(
        denah.KAS,
        "Rencana Kas dan Realisasi per Triwulan",
        "Deviasi = (realisasi − rencana kas s.d. triwulan) / rencana kas × 100; negatif: lebih lambat dari rencana. "
        "OPD yang punya rencana kas: hanya baris rinci yang punya rencana kas. Tanda + di atas membuka "
        "jumlah s.d. triwulan sebelumnya. Jumlah kabupaten/kota membandingkan OPD yang punya keduanya.",
        TAB_KEUANGAN,
        n_dari_n(sum(planned), hasil.data, "Punya rencana kas"),
        kolom,
        beku_kolom=2,
        jumlah=_regency_rows(hasil, kas, kolom) if rows else (),
        bagan=[(BARIS_DATA + rows + 4, _CHART_AT[n], satu) for n, satu in enumerate(charts)],
        kosong=TANPA_OPD,
    )


_CHART_AT: Final = (0, 3, 7)


def _quarter_columns(kas: Sequence[Kas]) -> list[Kolom]:
    out = []
    for n, satu in enumerate(kas, 1):
        for name, word, figures in (("rencana", "Rencana", satu.rencana), ("realisasi", "Realisasi", satu.realisasi)):
            out.append(_money(f"{name}{n}", f"{word} TW {ROMAWI[n - 1]} (Rp)", figures))
    return out


def _cumulative_columns(hasil: Konsolidasi, kas: Sequence[Kas]) -> list[Kolom]:
    """The period's sums, the deviation at every quarter, and closed the sums at the earlier quarters."""
    k = letters(denah.kolom_kas(len(kas)))
    rows = range(BARIS_DATA, BARIS_DATA + len(hasil.opd))
    deviations, sums = [], []
    for n, satu in enumerate(kas, 1):
        tw = f"s.d. TW {ROMAWI[n - 1]}"
        values = [angka(deviasi(p, d)) for (p, _), (d, _) in zip(satu.rencana_sd, satu.realisasi_sd, strict=True)]
        formulas = [deviation_formula(f"{k[f'rencana_sd{n}']}{r}", f"{k[f'realisasi_sd{n}']}{r}") for r in rows]
        deviations.append(Kolom(f"deviasi_sd{n}", f"Deviasi {tw} (%)", 10, "persen", values, formulas))
        bantu = n < len(kas)
        sums += [
            _money(f"rencana_sd{n}", f"Rencana {tw} (Rp)", satu.rencana_sd, bantu=bantu),
            _money(f"realisasi_sd{n}", f"Realisasi {tw} (Rp)", satu.realisasi_sd, bantu=bantu),
        ]
    return [*sums[-2:], *deviations, *sums[:-2]]


def _money(kunci: str, judul: str, figures: Sequence[Angka], *, bantu: bool = False) -> Kolom:
    return Kolom(kunci, judul, 16, "rupiah", [rupiah(v) for v, _ in figures], [f for _, f in figures], bantu=bantu)


def _regency_rows(hasil: Konsolidasi, kas: Sequence[Kas], kolom: Sequence[Kolom]) -> list[Sel]:
    """Sums over the OPD that have both figures of a pair, and in the row below how many these are."""
    k = letters(denah.kolom_kas(len(kas)))
    rows = len(hasil.opd)
    total, last = BARIS_DATA + rows, BARIS_DATA + rows - 1

    def span(name: str) -> str:
        return f"{k[name]}{BARIS_DATA}:{k[name]}{last}"

    figures: dict[str, Isian] = {}
    counts: dict[str, Isian] = {}
    for n, satu in enumerate(kas, 1):
        for tail, sums in ((f"{n}", satu.jumlah_triwulan()), (f"_sd{n}", satu.jumlah())):
            names = f"rencana{tail}", f"realisasi{tail}"
            both = f"SUMPRODUCT(ISNUMBER({span(names[0])})*ISNUMBER({span(names[1])}))"
            for i, (name, other) in enumerate((names, names[::-1])):
                summed = f'SUMIFS({span(name)},{span(other)},">-1E+99")'
                figures[name] = rupiah(sums[i]) if sums else None, f'=IF({both}=0,"",{summed})'
                counts[name] = sums[2] if sums else 0, f"={both}"
        sums = satu.jumlah()
        percent = deviation_formula(f"{k[f'rencana_sd{n}']}{total}", f"{k[f'realisasi_sd{n}']}{total}")
        figures[f"deviasi_sd{n}"] = angka(deviasi(sums[0], sums[1])) if sums else None, percent
    titles = {"nama_opd": "Jumlah kabupaten/kota"}, {"nama_opd": "OPD yang dibandingkan"}
    out = []
    for baris, (cells, words) in enumerate(zip((figures, counts), titles, strict=True)):
        for n, satu_kolom in enumerate(kolom):
            value, rumus = cells.get(satu_kolom.kunci, (words.get(satu_kolom.kunci), None))
            gaya = "teks" if satu_kolom.gaya == "kode" else "bulat" if baris and rumus else satu_kolom.gaya
            out.append(Sel(total + baris, n, value, gaya, rumus, gaya_baris="jumlah"))
    return out
