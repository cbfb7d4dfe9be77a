"""Sheet Serapan Program: the budget tree of every OPD, kegiatan and sub kegiatan folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kinerja_xl.compute.anggaran import KAS_RP, TW_RP
from kinerja_xl.compute.efisiensi import SISA_RP
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.denah import PROGRAM
from kinerja_xl.write.gaya import TAB_KEUANGAN
from kinerja_xl.write.lembaran import BARIS, BARIS_DATA, Kolom, Lembaran, rupiah_semua
from kinerja_xl.write.pohon import Pohon, leaf_totals, sen_of
from kinerja_xl.write.posisi import Posisi, Simpul, n_dari_n
from kinerja_xl.write.rumus_excel import guarded

RENCANA_BANDING: Final = "Rencana kas yang dibandingkan (Rp)"
REALISASI_BANDING: Final = "Realisasi yang dibandingkan (Rp)"
ROMAWI: Final = ("I", "II", "III", "IV")
_JUDUL: Final = "Serapan per Program, Kegiatan, Sub Kegiatan"
_SISA: Final = guarded(("{0}", "{1}"), SISA_RP.excel({"pagu": "{0}", "realisasi": "{1}"}))
_GAYA: Final = {"Program": "program", "Urusan": "program", "Bidang Urusan": "program"}
_DALAM: Final[Mapping[str, int]] = {
    "OPD": 0,
    "Urusan": 1,
    "Bidang Urusan": 1,
    "Program": 1,
    "Kegiatan": 2,
    "Sub Kegiatan": 3,
}


def tree_levels(rows: Sequence[Simpul], tingkat: Sequence[str]) -> list[int]:
    """Outline level of every row of the budget tree."""
    return [_DALAM.get(t, min(s.dalam, 4)) for s, t in zip(rows, tingkat, strict=True)]


def tree_styles(rows: Sequence[Simpul], tingkat: Sequence[str]) -> list[str]:
    """Row style of every row of the budget tree."""
    return ["opd" if s.indeks < 0 else _GAYA.get(t, "") for s, t in zip(rows, tingkat, strict=True)]


def serapan_program(hasil: Konsolidasi, posisi: Posisi) -> Lembaran:
    """One row per OPD, program, kegiatan and sub kegiatan."""
    rows = posisi.serapan
    pohon = Pohon(hasil.serapan, rows, PROGRAM["rinci"])
    tingkat: list[str] = pohon.column("tingkat", {}, "OPD")
    titles = {o: f"Jumlah {posisi.nama.get(o, o)}" for o in posisi.serapan_opd}
    levels = tree_levels(rows, tingkat)
    return Lembaran(
        "Serapan Program",
        _JUDUL,
        "Jumlah OPD, program, dan kegiatan dihitung dari baris rinci (sub kegiatan), bukan dari jumlah yang diketik. "
        "Buka kegiatan dan sub kegiatan dengan tanda + di kiri. Yang dibandingkan dengan rencana kas hanya baris rinci "
        "yang punya rencana kas (tanda + di atas). Kolom triwulan berisi realisasi di dalam triwulan itu, juga bila "
        "OPD melaporkannya kumulatif.",
        TAB_KEUANGAN,
        n_dari_n(len(posisi.serapan_opd), hasil.data, "Lembar Anggaran"),
        [
            *pohon.identity(posisi),
            Kolom("kode", "Kode", 19, "kode", pohon.column("kode", {}, "")),
            Kolom("tingkat", "Tingkat", 13, "kata", tingkat),
            Kolom("uraian", "Uraian", 50, "teks", pohon.column("uraian", titles), masuk=levels),
            pohon.leaf_column(),
            *money_columns(hasil, pohon),
            Kolom("pagu_ketik", "Pagu diketik OPD (Rp)", 19, "rupiah", pohon.own("pagu_dilaporkan_rp")),
            Kolom("realisasi_ketik", "Realisasi diketik OPD (Rp)", 19, "rupiah", pohon.own("realisasi_dilaporkan_rp")),
            *pohon.evidence(hasil, posisi, "anggaran"),
            *quarter_columns(hasil, pohon),
            *_compared_columns(hasil, pohon),
        ],
        gaya_baris=tree_styles(rows, tingkat),
        tingkat_baris=levels,
        beku_kolom=3,
        tabel=False,
        cetak=12,
        kosong="Belum ada data: belum ada OPD yang mengirim lembar Anggaran.",
    )


def money_columns(hasil: Konsolidasi, pohon: Pohon, k: Mapping[str, str] = PROGRAM) -> list[Kolom]:
    """Pagu, realisation, absorption and rest of every row; `k` holds the letters of the sheet's columns."""
    frame = hasil.serapan
    a, b = k["pagu"], k["realisasi"]
    pagu, realisasi = (pohon.money(name, leaf_totals(frame, name)) for name in ("pagu_rp", "realisasi_rp"))
    pairs = list(zip(pagu, realisasi, strict=True))
    rest = rupiah_semua(None if p is None or r is None else p - r for p, r in pairs)
    rest_rumus = [_SISA.format(f"{a}{BARIS}", f"{b}{BARIS}")] * len(pohon.nomor)
    done = _realisasi_formulas(hasil, pohon.baris, pohon.daun, pohon.sums(b), k)
    return [
        Kolom("pagu", "Pagu (Rp)", 19, "rupiah", rupiah_semua(pagu), pohon.sums(a)),
        Kolom("realisasi", "Realisasi (Rp)", 19, "rupiah", rupiah_semua(realisasi), done),
        pohon.percent_column("Serapan (%)", pairs, a, b),
        Kolom("sisa", "Sisa (Rp)", 19, "rupiah", rest, rest_rumus),
    ]


def quarter_columns(
    hasil: Konsolidasi, pohon: Pohon, k: Mapping[str, str] = PROGRAM, bantu: bool = True
) -> list[Kolom]:
    """Cash plan and realisation within each quarter, of the leaves that count and summed above."""
    out = []
    for name, title, source in (("kas", "Rencana kas", KAS_RP), ("tw", "Realisasi", TW_RP)):
        for n, (romawi, column) in enumerate(zip(ROMAWI, source, strict=True), 1):
            column, key = f"jumlah_{column}", f"{name}{n}"
            values = rupiah_semua(pohon.money(column, leaf_totals(hasil.serapan, column)))
            formulas = pohon.sums(k[key])
            out.append(Kolom(key, f"{title} TW {romawi} (Rp)", 17, "rupiah", values, formulas, bantu=bantu))
    return out


def _compared_columns(hasil: Konsolidasi, pohon: Pohon) -> list[Kolom]:
    """Cash plan and realisation of the leaves that have a plan, and their sums above; closed.

    A leaf with an unusable quarter of its plan, or an unusable realisation, has neither, and no formula that would take
    the other quarters for it.
    """
    frame, k = hasil.serapan, PROGRAM
    names = ("rencana_banding_rp", "realisasi_banding_rp")
    plan, done = (pohon.money(name, leaf_totals(frame, name)) for name in names)
    whole_plan, both = f"{k['kas1']}{BARIS}:{k[f'kas{hasil.data.triwulan}']}{BARIS}", f"{k['rencana_banding']}{BARIS}"
    realisasi = f"{k['realisasi']}{BARIS}"
    own_plan = f'=IF(COUNT({whole_plan})=0,"",SUM({whole_plan}))'
    plan_rumus, done_rumus = pohon.sums(k["rencana_banding"]), pohon.sums(k["realisasi_banding"])
    for n, (leaf, value, kas) in enumerate(zip(pohon.daun, plan, pohon.money("rencana_kas_rp", {}), strict=True)):
        if leaf:
            plan_rumus[n] = None if value is None and kas is not None else own_plan
            done_rumus[n] = f'=IF(OR({both}="",COUNT({realisasi})=0),"",{realisasi})'
    return [
        Kolom("rencana_banding", RENCANA_BANDING, 17, "rupiah", rupiah_semua(plan), plan_rumus, bantu=True),
        Kolom("realisasi_banding", REALISASI_BANDING, 17, "rupiah", rupiah_semua(done), done_rumus, bantu=True),
    ]


def _realisasi_formulas(
    hasil: Konsolidasi, rows: Sequence[Simpul], leaf: Sequence[bool], sums: list[str | None], k: Mapping[str, str]
) -> list[str | None]:
    """Leaves whose realisation is the sum of their quarters say so; the others hold what was typed."""
    frame = hasil.serapan
    n = hasil.data.triwulan
    quarters = list(zip(*(sen_of(frame[name]) for name in TW_RP[:n]), strict=True))
    year, value = sen_of(frame["realisasi_tahun_rp"]), sen_of(frame["realisasi_rp"])
    first, last = k["tw1"], k[f"tw{n}"]
    tahunan = hasil.data.periode == "Tahunan"
    for row, (satu, is_leaf) in enumerate(zip(rows, leaf, strict=True)):
        if not is_leaf:
            continue
        i = satu.indeks
        known = [q for q in quarters[i] if q is not None]
        if known and value[i] == sum(known) and not (tahunan and year[i] is not None):
            sums[row] = f"=SUM({first}{BARIS_DATA + row}:{last}{BARIS_DATA + row})"
    return sums
