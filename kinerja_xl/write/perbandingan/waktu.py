"""Sheets Serapan (money, quarter by quarter) and Tren (Renstra years and quarters side by side) per regency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kinerja_xl.compute.efisiensi import SISA_RP
from kinerja_xl.write.gaya import TAB_KEUANGAN, TAB_KINERJA, WARNA_SERAPAN
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.serapan import REALISASI_BANDING, ROMAWI
from kinerja_xl.write.lembaran import Kolom, Lembaran, Sel, angka, huruf, rupiah
from kinerja_xl.write.perbandingan.ikhtisar import Ikhtisar, SerapanTriwulan
from kinerja_xl.write.perbandingan.letak import DAERAH, PERINGKAT, SERAPAN, Letak, own_limits
from kinerja_xl.write.perbandingan.peringkat import total_money, total_row
from kinerja_xl.write.perbandingan.rincian import below, names_column
from kinerja_xl.write.rumus_excel import class_formula, guarded, percent_formula, same_cell, sum_or_blank

_TETAP = len(SERAPAN)


def absorbed(satu: SerapanTriwulan) -> float | None:
    """Absorption up to a quarter in percent."""
    if satu.realisasi is None or not satu.pagu:
        return None
    return float(satu.realisasi) / float(satu.pagu) * 100


def quarter_letters(letak: Letak) -> list[str]:
    """Letter of every quarter's percentage on sheet Serapan."""
    return [huruf(_TETAP + n) for n in range(letak.triwulan)]


def _quarter(satu: Ikhtisar, n: int) -> SerapanTriwulan:
    return satu.triwulan[n] if n < len(satu.triwulan) else SerapanTriwulan(None, None)


def _quarter_columns(letak: Letak) -> tuple[list[Kolom], list[Kolom]]:
    """The percentages, and the closed columns of the money that they are made of."""
    shown, operands = [], []
    first = _TETAP + letak.triwulan
    k, rows, last = SERAPAN, letak.baris, letak.triwulan - 1
    for n in range(letak.triwulan):
        title = f"s.d. TW {ROMAWI[n]}"
        of = [_quarter(d, n) for d in letak.daerah]
        a, b = huruf(first + 2 * n), huruf(first + 2 * n + 1)
        percent = [percent_formula(f"{a}{r}", f"{b}{r}") for r in rows]
        shown.append(Kolom(f"p{n}", f"Serapan {title} (%)", 12, "persen", [absorbed(s) for s in of], percent))
        same = {key: [same_cell(f"{k[key]}{r}") for r in rows] if n == last else None for key in ("realisasi", "pagu")}
        for kunci, judul, name in (("r", "Realisasi", "realisasi"), ("g", "Pagu OPD yang melapor", "pagu")):
            money = [getattr(s, name) for s in of]
            operands.append(Kolom(f"{kunci}{n}", f"{judul} {title} (Rp)", 19, "rupiah", money, same[name], bantu=True))
    return shown, operands


def serapan(letak: Letak, bagan: Sequence[Bagan | None]) -> Lembaran:
    """Budget, realisation and absorption of every regency."""
    shown, operands = _quarter_columns(letak)
    plan, planned = (huruf(_TETAP + len(shown) + len(operands) + n) for n in (0, 1))
    kolom = [
        names_column(letak),
        *_money_columns(letak, plan, planned),
        *shown,
        *operands,
        Kolom("rencana", "Rencana s.d. periode (Rp)", 19, "rupiah", [d.rencana for d in letak.daerah], bantu=True),
        Kolom("terencana", REALISASI_BANDING, 19, "rupiah", [d.terencana for d in letak.daerah], bantu=True),
    ]
    with_budget = sum(d.ringkasan.pagu_rp is not None for d in letak.daerah)
    return Lembaran(
        "Serapan",
        f"Serapan Anggaran per {DAERAH.title()}",
        "Serapan = Σ realisasi / Σ pagu. Triwulan sebelum periode ini dihitung atas OPD yang melaporkannya; uangnya "
        "ada di kolom tersembunyi (tanda + di atas). Rencana: anggaran kas, dibandingkan atas baris yang punya "
        "anggaran kas dan realisasi, atau bagian tahun dari pagu. Grafik di bawah tabel.",
        TAB_KEUANGAN,
        f"{with_budget} dari {len(letak.daerah)} {DAERAH} punya anggaran.",
        kolom,
        beku_kolom=1,
        jumlah=_totals(letak, kolom),
        bagan=below(letak, bagan),
    )


def _money_columns(letak: Letak, plan: str, planned: str) -> list[Kolom]:
    """Budget, realisation, what is left, absorption of the budget and of the plan with its class.

    The plan is in column `plan`, what was realised of it in `planned`.
    """
    k, rows, daerah = SERAPAN, letak.baris, letak.daerah
    pagu, realisasi = ([getattr(d.ringkasan, name) for d in daerah] for name in ("pagu_rp", "realisasi_rp"))
    rest = [None if p is None or r is None else rupiah(p - r) for p, r in zip(pagu, realisasi, strict=True)]
    operands = [{name: f"{k[name]}{r}" for name in ("pagu", "realisasi")} for r in rows]
    rest_rumus = [guarded((at["pagu"], at["realisasi"]), SISA_RP.excel(at)) for at in operands]
    absorption = [percent_formula(at["realisasi"], at["pagu"]) for at in operands]
    of_plan = [percent_formula(f"{planned}{r}", f"{plan}{r}") for r in rows]
    kelas = [None if own_limits(d) else class_formula(f"{k['terhadap']}{r}") for d, r in zip(daerah, rows, strict=True)]
    serapan_persen = [angka(d.ringkasan.serapan_persen) for d in daerah]
    terhadap = [d.terhadap for d in daerah]

    def ranked(name: str) -> list[str]:
        return [same_cell(f"'Peringkat'!{PERINGKAT[name]}{r}") for r in rows]

    return [
        Kolom("pagu", "Pagu (Rp)", 20, "rupiah", [rupiah(v) for v in pagu], ranked("pagu")),
        Kolom("realisasi", "Realisasi (Rp)", 20, "rupiah", [rupiah(v) for v in realisasi], ranked("realisasi")),
        Kolom("serapan", "Serapan (%)", 11, "persen", serapan_persen, absorption),
        Kolom("sisa", "Sisa (Rp)", 20, "rupiah", rest, rest_rumus),
        Kolom("terhadap", "Serapan terhadap rencana (%)", 13, "persen", terhadap, of_plan),
        Kolom("kelas", "Kelas serapan", 12, "kata", [d.kelas for d in daerah], kelas, warna=WARNA_SERAPAN),
    ]


def _totals(letak: Letak, kolom: Sequence[Kolom]) -> list[Any]:
    k, total = SERAPAN, letak.jumlah
    pagu, realisasi = (total_money(letak, name) for name in ("pagu_rp", "realisasi_rp"))
    a, b = f"{k['realisasi']}{total}", f"{k['pagu']}{total}"
    rest = None if pagu is None or realisasi is None else rupiah(pagu - realisasi)
    percent = absorbed(SerapanTriwulan(rupiah(realisasi), rupiah(pagu)))
    figures: dict[str, tuple[Any, str | None]] = {
        "nama": (f"Jumlah {len(letak.daerah)} {DAERAH}", None),
        "pagu": (rupiah(pagu), sum_or_blank(letak.span(k["pagu"]))),
        "realisasi": (rupiah(realisasi), sum_or_blank(letak.span(k["realisasi"]))),
        "serapan": (percent, percent_formula(a, b)),
        "sisa": (rest, guarded((b, a), f"{b}-{a}")),
    }
    first = _TETAP + letak.triwulan
    for n in range(letak.triwulan):
        known = [q for d in letak.daerah if (q := _quarter(d, n)).realisasi is not None]
        done, of = (letak.span(huruf(first + 2 * n + i)) for i in (0, 1))
        sums = SerapanTriwulan(sum(q.realisasi or 0 for q in known), sum(q.pagu or 0 for q in known))
        whole = f'SUMIFS({of},{done},">-1E+300")'
        rumus = f'=IF(COUNT({done})=0,"",IF({whole}=0,"",SUM({done})/{whole}*100))'
        figures[f"p{n}"] = (absorbed(sums) if known else None, rumus)
    return total_row(kolom, total, figures)


def renstra_years(letak: Letak) -> list[int]:
    """All Renstra years for which a regency has an achievement, ascending."""
    return sorted({step.tahun for d in letak.daerah for step in d.renstra})


def tren_columns(letak: Letak) -> dict[str, list[str]]:
    """Letters of the columns of sheet Tren that hold the years and the quarters."""
    years = len(renstra_years(letak))
    return {
        "renstra": [huruf(1 + n) for n in range(years)],
        "serapan": [huruf(1 + years + n) for n in range(letak.triwulan)],
    }


def tren(letak: Letak, bagan: Sequence[Bagan | None]) -> Lembaran:
    """Achievement per Renstra year and cumulative absorption per quarter."""
    years = renstra_years(letak)
    steps = [{s.tahun: s for s in d.renstra} for d in letak.daerah]
    values = {y: [angka(of[y].rata) if y in of else None for of in steps] for y in years}
    quarters = quarter_letters(letak)
    absorption = [[absorbed(_quarter(d, n)) for d in letak.daerah] for n in range(letak.triwulan)]
    kolom = [
        names_column(letak),
        *(Kolom(f"y{y}", f"Capaian Renstra {y} (%)", 12, "persen", values[y]) for y in years),
        *(
            Kolom(
                f"p{n}",
                f"Serapan s.d. TW {ROMAWI[n]} (%)",
                12,
                "persen",
                absorption[n],
                [same_cell(f"'Serapan'!{quarters[n]}{r}") for r in letak.baris],
            )
            for n in range(letak.triwulan)
        ),
        *(
            Kolom(
                f"n{y}", f"Indikator Renstra {y}", 11, "bulat", [of[y].indikator if y in of else None for of in steps]
            )
            for y in years
        ),
    ]
    figures: dict[str, tuple[Any, str | None]] = {"nama": ("Rata-rata yang punya angka", None)}
    members: dict[str, tuple[Any, str | None]] = {"nama": (f"Banyak {DAERAH} yang punya angka (n)", None)}
    for n, satu in enumerate(kolom):
        if satu.gaya == "persen":
            figures[satu.kunci] = (average(satu.nilai), f'=IFERROR(AVERAGE({letak.span(huruf(n))}),"")')
            members[satu.kunci] = (sum(v is not None for v in satu.nilai), f"=COUNT({letak.span(huruf(n))})")
        elif satu.gaya == "bulat":
            figures[satu.kunci] = (sum(v or 0 for v in satu.nilai), f"=SUM({letak.span(huruf(n))})")
    return Lembaran(
        "Tren",
        f"Tren per {DAERAH.title()}",
        "Capaian Renstra: rata-rata realisasi terhadap target tahun itu, atas indikator yang punya keduanya (banyaknya "
        "di kolom kanan). Serapan: kumulatif sampai dengan triwulan. Rata-rata di bawah tidak tertimbang, atas daerah "
        "yang punya angka; banyaknya (n) dapat berbeda antarkolom. Grafik di bawah tabel.",
        TAB_KINERJA,
        f"{sum(bool(d.renstra) for d in letak.daerah)} dari {len(letak.daerah)} {DAERAH} punya capaian Renstra.",
        kolom,
        beku_kolom=1,
        jumlah=[*total_row(kolom, letak.jumlah, figures), *_members_row(kolom, letak.jumlah + 1, members)],
        bagan=below(letak, bagan, baris=2),
        potret=True,
    )


def _members_row(kolom: Sequence[Kolom], baris: int, figures: dict[str, tuple[Any, str | None]]) -> list[Sel]:
    """The row below the means: over how many regencies each is, as whole numbers."""
    cells = total_row(kolom, baris, figures)
    return [sel._replace(gaya="bulat") if sel.gaya == "persen" else sel for sel in cells]


def average(values: Sequence[Any]) -> float | None:
    """Plain mean of the figures that there are."""
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None
