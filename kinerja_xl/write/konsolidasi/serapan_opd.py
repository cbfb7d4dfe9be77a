"""Sheet Serapan OPD: absorption of every agency against its pagu and its cash plan, and its cumulative quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from kinerja_xl.compute.anggaran import KAS_RP, TW_RP
from kinerja_xl.compute.keuangan import DEVIASI_PERSEN, deviasi
from kinerja_xl.compute.profil import tak_pasti_opd
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.denah import BELANJA, KOLOM_SERAPAN, PROGRAM, SERAPAN
from kinerja_xl.write.gaya import TAB_KEUANGAN, WARNA_SERAPAN, WARNA_STATUS
from kinerja_xl.write.konsolidasi.capaian import opd_notes
from kinerja_xl.write.konsolidasi.serapan import REALISASI_BANDING, RENCANA_BANDING, ROMAWI
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, Sel, angka, rupiah
from kinerja_xl.write.pohon import leaf_totals, sen_of, whole
from kinerja_xl.write.posisi import TANPA_OPD, Posisi, n_dari_n
from kinerja_xl.write.rumus_excel import against_plan, class_formula, guarded, percent_formula, same_cell, sum_or_blank


@dataclass(frozen=True)
class Kumulatif:
    """Cumulative plan and realisation (sen) of every OPD up to one quarter, with the formulas that give them."""

    rencana: Sequence[float | None]
    rencana_rumus: Sequence[str | None]
    realisasi: Sequence[float | int | None]
    realisasi_rumus: Sequence[str | None]

    @property
    def pasangan(self) -> list[tuple[float, float]]:
        """Plan and realisation of the OPD that reported the quarter, so that sums of both are about the same OPD."""
        return [(p or 0, d) for p, d in zip(self.rencana, self.realisasi, strict=True) if d is not None]


@dataclass(frozen=True)
class UangOpd:
    """What one OPD's cumulative figures are made of: its row here, its row in Serapan Program (0: none), money in sen.

    `akhir` is the last row of its tree there. `kas` and `tw` hold its cash plan and realisation quarter by quarter,
    `tanpa_kas` the pagu of its leaves without a plan. `rinci`: every leaf that counts has a quarter filled in and
    Profil says what it contains, so that the quarters are known. `sebagian`: only leaves that have a cash plan are in
    these figures, and others are left out.
    """

    baris: int
    head: int
    akhir: int
    pagu: int | None
    realisasi: int | None
    rencana: int | None
    kas: Sequence[int | None]
    tw: Sequence[int | None]
    tanpa_kas: int | None
    rinci: bool
    sebagian: bool = False


def cumulative(hasil: Konsolidasi, posisi: Posisi) -> list[Kumulatif]:
    """One Kumulatif per quarter up to the period, of all leaves.

    The plan is their cash plan, and the elapsed share of the pagu of those that have none.
    """
    n_tw = hasil.data.triwulan
    money = money_of_opd(hasil, posisi)
    out = []
    for n in range(1, n_tw + 1):
        plan = [_plan(satu, n, n_tw) for satu in money]
        done = [_done(satu, n, n_tw) for satu in money]
        out.append(Kumulatif([p[0] for p in plan], [p[1] for p in plan], [d[0] for d in done], [d[1] for d in done]))
    return out


def money_of_opd(hasil: Konsolidasi, posisi: Posisi) -> list[UangOpd]:
    """What the cumulative figures of every OPD of the register are made of."""
    frame = hasil.serapan
    leaf = [bool(v) for v in frame["rinci"]]
    without_plan = [is_leaf and kas is None for is_leaf, kas in zip(leaf, sen_of(frame["rencana_kas_rp"]), strict=True)]
    rest = leaf_totals(frame, "pagu_rp", without_plan)
    kas, tw = quarters_of(hasil, KAS_RP, leaf), quarters_of(hasil, TW_RP, leaf)
    unknown = unknown_quarters(hasil, leaf)
    columns = [hasil.opd[name] for name in ("kode_opd", "pagu_rp", "realisasi_rp", "rencana_kas_rp", "sumber_serapan")]
    out = []
    for kode, pagu, realisasi, rencana, sumber in zip(*columns, strict=True):
        head = posisi.serapan_opd.get(kode, 0) if sumber == "Anggaran" else 0
        out.append(
            UangOpd(
                posisi.baris_opd[kode],
                head,
                posisi.serapan[head - BARIS_DATA].akhir if head else 0,
                pagu,
                realisasi,
                rencana,
                [column.get(kode) for column in kas],
                [column.get(kode) for column in tw],
                rest.get(kode),
                kode not in unknown,
            )
        )
    return out


def quarters_of(hasil: Konsolidasi, names: Sequence[str], rows: Sequence[bool]) -> list[dict[str, int | None]]:
    """Per quarter up to the period the sum of its column in `names` of every OPD over some rows."""
    return [leaf_totals(hasil.serapan, name, rows) for name in names[: hasil.data.triwulan]]


def unknown_quarters(hasil: Konsolidasi, rows: Sequence[bool]) -> set[str]:
    """OPD of which it isn't known what they realised by an earlier quarter.

    A leaf counts by the year's figure alone, or Profil doesn't say usably what the quarters contain.
    """
    quarters = TW_RP[: hasil.data.triwulan]
    opd = hasil.serapan["kode_opd"]
    done, *filled = (sen_of(hasil.serapan[name]) for name in ("realisasi_rp", *quarters))
    return tak_pasti_opd(hasil.data) | {
        kode
        for kode, counts, total, parts in zip(opd, rows, done, zip(*filled, strict=True), strict=True)
        if counts and total is not None and all(q is None for q in parts)
    }


def _plan(satu: UangOpd, n: int, last: int) -> tuple[float | None, str | None]:
    if satu.pagu is None:
        return None, None
    if has_plan(satu):
        total = sum(k for k in satu.kas[:n] if k is not None)
        return total / 100 + (satu.tanpa_kas or 0) * n / 400, f"={plan_rumus(satu, n, last)}"
    return satu.pagu * n / 400, f"={SERAPAN['pagu']}{satu.baris}*{n}/4"


def has_plan(satu: UangOpd) -> bool:
    """Whether an OPD's plan is its cash plan."""
    return satu.rencana is not None and satu.head > 0


def plan_rumus(
    satu: UangOpd, n: int, last: int, lembar: str = "Serapan Program", k: Mapping[str, str] = PROGRAM
) -> str:
    """The plan up to quarter `n` of `last` over the tree on a sheet: cash plan, else the elapsed share of the pagu."""
    total = f"SUM('{lembar}'!{k['kas1']}{satu.head}:{k[f'kas{n}']}{satu.head})"
    if not satu.tanpa_kas:
        return total
    span = partial(tree_span, satu, lembar, k)
    planned = "+".join(f"ISNUMBER({span(f'kas{i}')})" for i in range(1, last + 1))
    return f'{total}+SUMPRODUCT(({span("rinci")}="Ya")*({planned}=0),{span("pagu")})*{n}/4'


def tree_span(satu: UangOpd, lembar: str, k: Mapping[str, str], kolom: str) -> str:
    """A column of the rows below the OPD's own on a sheet that has its tree."""
    return f"'{lembar}'!{k[kolom]}{satu.head + 1}:{k[kolom]}{satu.akhir}"


def realised_by(satu: UangOpd, n: int, last: int) -> int | None:
    """Sen realised up to a quarter; at the last one the figure that Serapan (%) is made of, however it was reported."""
    if n == last:
        return satu.realisasi
    known = [q for q in satu.tw[:n] if q is not None]
    if not satu.head or not satu.rinci or not known:
        return None
    return sum(known)


def _done(satu: UangOpd, n: int, last: int) -> tuple[float | int | None, str | None]:
    value = realised_by(satu, n, last)
    if value is None:
        return None, None
    if n == last:
        return rupiah(value), same_cell(f"{SERAPAN['realisasi']}{satu.baris}")
    span = f"'Serapan Program'!{PROGRAM['tw1']}{satu.head}:{PROGRAM[f'tw{n}']}{satu.head}"
    return rupiah(value), f"=SUM({span})"


def _from_source(hasil: Konsolidasi, posisi: Posisi, program: str, belanja: str) -> list[str | None]:
    """References to the OPD's own row in the sheet that its money comes from."""
    out: list[str | None] = []
    for kode, sumber in zip(hasil.opd["kode_opd"], hasil.opd["sumber_serapan"], strict=True):
        if sumber == "Anggaran":
            ref = f"'Serapan Program'!{PROGRAM[program]}{posisi.serapan_opd[kode]}"
        elif sumber == "Belanja":
            ref = f"'{posisi.lembar_belanja}'!{BELANJA[belanja]}{posisi.belanja_opd[kode]}"
        else:
            out.append(None)
            continue
        out.append(same_cell(ref))
    return out


def _money_columns(hasil: Konsolidasi, posisi: Posisi, kas: Sequence[int | None]) -> list[Kolom]:
    """Pagu, realisation, absorption, rest and cash plan, from the sheet that the OPD's money comes from."""
    opd, k = hasil.opd, SERAPAN
    rows = list(posisi.baris_opd.values())
    a, b = k["pagu"], k["realisasi"]
    pagu, real = (sen_of(opd[name]) for name in ("pagu_rp", "realisasi_rp"))
    rest = [None if p is None or r is None else rupiah(p - r) for p, r in zip(pagu, real, strict=True)]
    plans = [_plan_ref(posisi, o, plan, hasil.data.triwulan) for o, plan in zip(opd["kode_opd"], kas, strict=True)]
    percent = [percent_formula(f"{b}{r}", f"{a}{r}") for r in rows]
    rest_rumus = [guarded((f"{a}{r}", f"{b}{r}"), f"{a}{r}-{b}{r}") for r in rows]
    sources = {
        key: _from_source(hasil, posisi, key, other) for key, other in (("pagu", "anggaran"), ("realisasi",) * 2)
    }
    return [
        Kolom("pagu", "Pagu (Rp)", 20, "rupiah", [rupiah(v) for v in pagu], sources["pagu"]),
        Kolom("realisasi", "Realisasi (Rp)", 20, "rupiah", [rupiah(v) for v in real], sources["realisasi"]),
        Kolom("serapan", "Serapan (%)", 11, "persen", [angka(v) for v in opd["serapan_persen"]], percent),
        Kolom("sisa", "Sisa (Rp)", 20, "rupiah", rest, rest_rumus),
        Kolom("rencana", "Rencana kas s.d. periode (Rp)", 20, "rupiah", [rupiah(v) for v in kas], plans),
    ]


def _compared_columns(hasil: Konsolidasi, posisi: Posisi) -> list[Kolom]:
    """Cash plan and realisation of the leaves that have both, closed: what is compared."""
    out = []
    for key, title in (("rencana_banding", RENCANA_BANDING), ("realisasi_banding", REALISASI_BANDING)):
        refs = [
            same_cell(f"'Serapan Program'!{PROGRAM[key]}{posisi.serapan_opd[kode]}") if sumber == "Anggaran" else None
            for kode, sumber in zip(hasil.opd["kode_opd"], hasil.opd["sumber_serapan"], strict=True)
        ]
        values = [rupiah(v) for v in sen_of(hasil.opd[f"{key}_rp"])]
        out.append(Kolom(key, title, 19, "rupiah", values, refs, bantu=True))
    return out


def _judgement_columns(hasil: Konsolidasi, posisi: Posisi) -> list[Kolom]:
    """Absorption against the plan over the leaves that have one, and its class."""
    opd, k = hasil.opd, SERAPAN
    rows = list(posisi.baris_opd.values())
    b, g, i = k["realisasi_banding"], k["serapan"], k["rencana_banding"]
    plan, done = (sen_of(opd[f"{name}_banding_rp"]) for name in ("rencana", "realisasi"))
    deviations = [angka(deviasi(p, r)) for p, r in zip(plan, done, strict=True)]
    deviasi_rumus = [deviation_formula(f"{i}{r}", f"{b}{r}") for r in rows]
    terhadap = [angka(v) for v in opd["terhadap_rencana_persen"]]
    terhadap_rumus = [against_plan(f"{b}{r}", f"{i}{r}", f"{g}{r}") for r in rows]
    kelas = [class_formula(f"{k['terhadap']}{r}") for r in rows]
    return [
        Kolom("deviasi", "Deviasi terhadap rencana (%)", 13, "persen", deviations, deviasi_rumus),
        Kolom("terhadap", "Serapan terhadap rencana (%)", 13, "persen", terhadap, terhadap_rumus),
        Kolom("kelas", "Kelas serapan", 12, "kata", opd["kelas_serapan"].tolist(), kelas, warna=WARNA_SERAPAN),
    ]


def deviation_formula(rencana: str, realisasi: str) -> str:
    """Realisation against plan in percent of the plan; empty where either is missing or the plan is 0."""
    rumus = DEVIASI_PERSEN.excel({"awal": rencana, "akhir": realisasi})
    return guarded((rencana, realisasi), f'IF({rencana}=0,"",{rumus})')


def _quarter_columns(kumulatif: Sequence[Kumulatif]) -> list[Kolom]:
    out = []
    for n, (romawi, satu) in enumerate(zip(ROMAWI, kumulatif, strict=False), 1):
        for key, title, values, formulas in (
            ("rencana", "Rencana", satu.rencana, satu.rencana_rumus),
            ("realisasi", "Realisasi", satu.realisasi, satu.realisasi_rumus),
        ):
            name = f"{title} s.d. TW {romawi} (Rp)"
            out.append(Kolom(f"{key}{n}", name, 19, "rupiah", values, formulas, bantu=True))
    return out


def serapan_opd(hasil: Konsolidasi, posisi: Posisi, kumulatif: Sequence[Kumulatif]) -> Lembaran:
    """One row per OPD of the register; the regency's sums below."""
    opd = hasil.opd
    kas = [whole(v) for v in opd["rencana_kas_rp"]]
    kolom = [
        Kolom("kode_opd", "Kode OPD", 10, "kode", opd["kode_opd"].tolist()),
        Kolom("nama_opd", "Nama OPD", 48, "teks", opd["nama_opd"].tolist()),
        Kolom("status", "Status kiriman", 26, "kata", [str(s) for s in opd["status"]], warna=WARNA_STATUS),
        Kolom("sumber", "Sumber angka", 12, "kata", opd["sumber_serapan"].tolist()),
        *_money_columns(hasil, posisi, kas),
        *_judgement_columns(hasil, posisi),
        opd_notes(hasil, posisi),
        *_compared_columns(hasil, posisi),
        *_quarter_columns(kumulatif),
    ]
    return Lembaran(
        "Serapan OPD",
        "Serapan Anggaran per OPD",
        "Serapan = Σ realisasi / Σ pagu atas baris rinci. Deviasi dan kelas hanya membandingkan baris rinci yang punya "
        "rencana kas (tanda + di atas); OPD tanpa rencana kas dinilai terhadap bagian tahun yang sudah "
        "berjalan. Kolom Rencana s.d. TW untuk baris tanpa anggaran kas: bagian tahun dari pagu (pagu × triwulan / 4).",
        TAB_KEUANGAN,
        n_dari_n(hasil.ringkasan.n_serapan, hasil.data, "Punya anggaran") + _quarter_note(kumulatif),
        kolom,
        beku_kolom=2,
        jumlah=_regency_row(hasil, kolom, kumulatif) if len(opd) else (),
        kosong=TANPA_OPD,
    )


def _quarter_note(kumulatif: Sequence[Kumulatif]) -> str:
    """What to know about the grouped quarter columns: how they end, and who is missing from the earlier ones."""
    known = [len(satu.pasangan) for satu in kumulatif]
    if not known[-1]:
        return ""
    last = ROMAWI[len(known) - 1]
    note = f" Kolom triwulan (tanda + di atas): realisasi s.d. TW {last} sama dengan kolom Realisasi."
    absent = known[-1] - min(known)
    if absent:
        note += (
            f" {absent} OPD tidak punya angka pada triwulan sebelumnya: realisasi per triwulannya tidak diisi lengkap "
            "(hanya Realisasi Tahun, atau hanya lembar Belanja)."
        )
    return note


def _plan_ref(posisi: Posisi, kode: str, plan: int | None, n: int) -> str | None:
    if plan is None or kode not in posisi.serapan_opd:
        return None
    head = posisi.serapan_opd[kode]
    return f"=SUM('Serapan Program'!{PROGRAM['kas1']}{head}:{PROGRAM[f'kas{n}']}{head})"


def _regency_row(hasil: Konsolidasi, kolom: Sequence[Kolom], kumulatif: Sequence[Kumulatif]) -> list[Sel]:
    """Sums of the regency, in the row below the OPD."""
    r = hasil.ringkasan
    rows = len(hasil.opd)
    total, last, k = BARIS_DATA + rows, BARIS_DATA + rows - 1, SERAPAN

    def span(name: str) -> str:
        return f"{k[name]}{BARIS_DATA}:{k[name]}{last}"

    pagu, done = f"{k['pagu']}{total}", f"{k['realisasi']}{total}"
    plans = [v for v in hasil.opd["rencana_kas_rp"] if whole(v) is not None]
    sisa = None if r.pagu_rp is None or r.realisasi_rp is None else rupiah(r.pagu_rp - r.realisasi_rp)
    figures: dict[str, tuple[Any, str | None]] = {
        "nama_opd": (f"Jumlah kabupaten/kota ({r.n_serapan} dari {r.n_opd} OPD{_reported_note(hasil)})", None),
        "pagu": (rupiah(r.pagu_rp), sum_or_blank(span("pagu"))),
        "realisasi": (rupiah(r.realisasi_rp), sum_or_blank(span("realisasi"))),
        "serapan": (angka(r.serapan_persen), percent_formula(done, pagu)),
        "sisa": (sisa, guarded((pagu, done), f"{pagu}-{done}")),
        "rencana": (rupiah(sum(plans)) if plans else None, sum_or_blank(span("rencana"))),
    }
    figures |= _quarter_sums(kumulatif, span)
    styles = {c.kunci: c.gaya for c in kolom}
    return [
        Sel(total, n, *_valued(figures.get(name), styles[name]), gaya_baris="jumlah")
        for n, name in enumerate(KOLOM_SERAPAN)
        if name in styles
    ]


def _reported_note(hasil: Konsolidasi) -> str:
    """How many of the OPD with a pagu have reported a realisation, where that isn't all."""
    r = hasil.ringkasan
    return f"; realisasi dari {r.n_realisasi} OPD" if r.n_realisasi < r.n_serapan else ""


def _valued(figure: tuple[Any, str | None] | None, gaya: str) -> tuple[Any, str, str | None]:
    value, rumus = figure or (None, None)
    return value, gaya, rumus


def _quarter_sums(kumulatif: Sequence[Kumulatif], span: Any) -> Mapping[str, tuple[Any, str | None]]:
    """Plan and realisation of the regency up to each quarter."""
    out: dict[str, tuple[Any, str | None]] = {}
    for n, satu in enumerate(kumulatif, 1):
        pairs = satu.pasangan
        done = f"realisasi{n}"
        plan_rumus = f'=IF(COUNT({span(done)})=0,"",SUMIFS({span(f"rencana{n}")},{span(done)},">-1E+99"))'
        out[f"rencana{n}"] = (sum(p for p, _ in pairs) if pairs else None, plan_rumus)
        out[done] = (sum(d for _, d in pairs) if pairs else None, sum_or_blank(span(done)))
    return out
