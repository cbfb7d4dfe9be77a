"""Sheet Efisiensi: all four methods side by side for every OPD and its programs, the official one marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kinerja_xl.compute.efisiensi import KUADRAN, METODE_EFISIENSI, serapan_terhadap_rencana
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, indikator_of_programs
from kinerja_xl.tabel.data import Data
from kinerja_xl.write.denah import EFISIENSI, IKU, OPD, PROGRAM, SERAPAN
from kinerja_xl.write.gaya import TAB_KEUANGAN, WARNA_EFISIENSI, WARNA_KUADRAN
from kinerja_xl.write.konsolidasi.serapan import REALISASI_BANDING, RENCANA_BANDING
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, angka, rupiah
from kinerja_xl.write.pohon import whole
from kinerja_xl.write.posisi import Posisi, n_dari_n
from kinerja_xl.write.rumus_excel import against_plan, guarded, percent_formula, same_cell


def within_year(data: Data) -> str:
    """What sheets with criteria of efficiency say until the year is over, '' in TW IV and Tahunan."""
    if data.triwulan == 4:
        return ""
    return (
        f"Sampai {data.periode}: serapan terhadap pagu setahun, jadi kriteria efisiensi baru bermakna pada akhir tahun."
    )


def merge_rows(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Rows as runs of neighbours.

    >>> merge_rows([4, 5, 6, 9])
    [(4, 6), (9, 9)]
    """
    runs: list[tuple[int, int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _capaian_formulas(hasil: Konsolidasi, posisi: Posisi) -> list[str | None]:
    """OPD: its mean; program: the mean of the indicators that its rows name in Kode IKU."""
    named = indikator_of_programs(hasil.data)
    letter = IKU["terhitung"]
    out: list[str | None] = []
    for tingkat, opd, kode in _keys(hasil):
        if tingkat == "OPD":
            ref = f"'Capaian OPD'!{OPD['rata']}{posisi.baris_opd[opd]}"
            out.append(same_cell(ref))
            continue
        rows = [posisi.baris_iku[opd, satu] for satu in named.get((opd, kode), ()) if (opd, satu) in posisi.baris_iku]
        spans = [f"'Capaian IKU'!{letter}{a}" + (f":{letter}{b}" if b > a else "") for a, b in merge_rows(rows)]
        out.append(f'=IFERROR(AVERAGE({",".join(spans)}),"")' if spans else None)
    return out


def _keys(hasil: Konsolidasi) -> list[tuple[str, str, str]]:
    frame = hasil.efisiensi
    return list(zip(frame["tingkat"], frame["kode_opd"], frame["kode"], strict=True))


def _money_refs(hasil: Konsolidasi, posisi: Posisi, program: str, opd: str) -> list[str]:
    out = []
    for tingkat, kode_opd, kode in _keys(hasil):
        if tingkat == "OPD":
            ref = f"'Serapan OPD'!{SERAPAN[opd]}{posisi.baris_opd[kode_opd]}"
        else:
            ref = f"'Serapan Program'!{PROGRAM[program]}{posisi.baris_program[kode_opd, kode]}"
        out.append(same_cell(ref))
    return out


def method_formula(name: str, refs: Mapping[str, str], cells: Sequence[str], syarat: str = "") -> str:
    """One declared method over the cells `refs`; empty while one of `cells` is, or where `syarat` (a test) holds."""
    rumus = METODE_EFISIENSI[name].excel(refs)
    if syarat:
        rumus = f'IF({syarat.format_map(refs)},"",{rumus})'
    return guarded([refs[c] for c in cells], rumus)


def criteria_formula(metode: str, k: Mapping[str, str], r: int) -> str:
    """The verdict by the official method as a formula."""
    if metode == "sisa":
        c, s = f"{k['capaian']}{r}", f"{k['sisa']}{r}"
        return guarded((c, s), f'IF(AND(ROUND({c},2)>=100,{s}>0),"Efisiensi","Sisa anggaran")')
    if metode == "rasio":
        x = f"{k['rasio']}{r}"
        words = f'IF(ROUND({x},2)<=60,"Sangat efisien",IF(ROUND({x},2)<=90,"Efisien",'
        return f'=IF({x}="","",{words}IF(ROUND({x},2)<=100,"Cukup efisien","Tidak efisien"))))'
    x = f"{k['ne' if metode == 'ne' else 'selisih']}{r}"
    middle = 50 if metode == "ne" else 0
    return f'=IF({x}="","",IF(ROUND({x},2)>{middle},"Efisien",IF(ROUND({x},2)={middle},"Seimbang","Tidak efisien")))'


def quadrant_formula(capaian: str, terhadap: str) -> str:
    """The quadrant's name as a formula."""
    high = f"ROUND({terhadap},2)>=Batas_Serapan_Tinggi"
    words = {key: short_quadrant(text) for key, text in KUADRAN.items()}
    reached = f'IF({high},"{words[True, True]}","{words[True, False]}")'
    missed = f'IF({high},"{words[False, True]}","{words[False, False]}")'
    return guarded((capaian, terhadap), f"IF(ROUND({capaian},2)>=100,{reached},{missed})")


def short_quadrant(kuadran: str) -> str:
    """The name without its explanation (that stands on sheet Metode).

    >>> short_quadrant("Hemat (capaian tercapai, serapan rendah)")
    'Hemat'
    """
    return kuadran.split(" (")[0]


def _weights(hasil: Konsolidasi) -> tuple[list[Any], list[Any], list[tuple[int, int] | None]]:
    """Σ pagu × capaian and Σ realisasi for NE per row (sen), and the block of programs that an OPD's sums run over."""
    frame = hasil.efisiensi
    rows = list(zip(frame["tingkat"], frame["kode_opd"], frame["capaian_persen"], frame["realisasi_rp"], strict=True))
    blocks: dict[str, list[int]] = defaultdict(list)
    for n, (tingkat, opd, _, _) in enumerate(rows):
        if tingkat != "OPD":
            blocks[opd].append(n)
    weights: list[Any] = []
    dones: list[Any] = []
    spans: list[tuple[int, int] | None] = []
    weighed, counted = (frame[name].tolist() for name in ("pagu_capaian", "realisasi_terhitung"))
    for n, (tingkat, opd, capaian, done) in enumerate(rows):
        usable = capaian is not None and done is not None
        weights.append(weighed[n] if usable else None)
        dones.append(counted[n] if usable else None)
        programs = blocks.get(opd)
        is_sum = tingkat == "OPD" and programs is not None
        spans.append((BARIS_DATA + programs[0], BARIS_DATA + programs[-1]) if is_sum and programs else None)
    return weights, dones, spans


def _weight_formulas(spans: Sequence[tuple[int, int] | None]) -> tuple[list[str], list[str]]:
    """An OPD sums its programs; without one that counts (and for a program) its own figures are taken."""
    k = EFISIENSI
    weights, dones = [], []
    for n, span in enumerate(spans):
        r = BARIS_DATA + n
        capaian, pagu, done = f"{k['capaian']}{r}", f"{k['pagu']}{r}", f"{k['realisasi']}{r}"
        own = f"{pagu}*{capaian}/100"
        blank = f'=IF({k["pagu_capaian"]}{r}="","",'
        if span is None:
            weights.append(guarded((capaian, pagu, done), own))
            dones.append(f"{blank}{done})")
            continue
        w = f"{k['pagu_capaian']}{span[0]}:{k['pagu_capaian']}{span[1]}"
        d = f"{k['terhitung']}{span[0]}:{k['terhitung']}{span[1]}"
        weights.append(guarded((capaian, pagu, done), f"IF(COUNT({w})=0,{own},SUM({w}))"))
        dones.append(f"{blank}IF(COUNT({w})=0,{done},SUM({d})))")
    return weights, dones


class _Tabel:
    """The frame of efficiency with the row numbers of its sheet."""

    def __init__(self, hasil: Konsolidasi) -> None:
        self.frame = hasil.efisiensi
        self.rows = range(BARIS_DATA, BARIS_DATA + len(self.frame))

    def values(self, name: str) -> list[Any]:
        """A column of the frame."""
        column: list[Any] = self.frame[name].tolist()
        return column

    def figures(self, name: str) -> list[float | None]:
        """A percentage column as Excel stores it."""
        return [angka(v) for v in self.values(name)]

    def money(self, name: str) -> list[float | int | None]:
        """A money column in rupiah."""
        return [rupiah(v) for v in self.values(name)]

    def method(self, name: str, *cells: str, syarat: str = "") -> list[str]:
        """One declared method as formulas; empty while a cell is, or where `syarat` (a test) holds."""
        k = EFISIENSI
        out = []
        for r in self.rows:
            refs = {v: f"{k[v]}{r}" for v in ("capaian", "serapan", "pagu", "realisasi")}
            out.append(method_formula(name, refs, cells, syarat))
        return out


def method_title(name: str, text: str, resmi: str) -> str:
    """A method's heading, marked where it is the official one."""
    return f"{text} [resmi]" if name == resmi else text


def _input_columns(hasil: Konsolidasi, posisi: Posisi, tabel: _Tabel) -> list[Kolom]:
    """Who, and the figures that all methods start from."""
    k = EFISIENSI
    serapan = [percent_formula(f"{k['realisasi']}{r}", f"{k['pagu']}{r}") for r in tabel.rows]
    capaian = _capaian_formulas(hasil, posisi)
    pagu, real = (_money_refs(hasil, posisi, name, name) for name in ("pagu", "realisasi"))
    return [
        Kolom("kode_opd", "Kode OPD", 9, "kode", tabel.values("kode_opd")),
        Kolom("nama_opd", "Nama OPD", 32, "teks", tabel.values("nama_opd")),
        Kolom("tingkat", "Tingkat", 10, "kata", tabel.values("tingkat")),
        Kolom("kode", "Kode", 10, "kode", tabel.values("kode")),
        Kolom("uraian", "Uraian", 40, "teks", tabel.values("uraian")),
        Kolom("capaian", "Capaian (%)", 10, "persen", tabel.figures("capaian_persen"), capaian),
        Kolom("pagu", "Pagu (Rp)", 18, "rupiah", tabel.money("pagu_rp"), pagu),
        Kolom("realisasi", "Realisasi (Rp)", 18, "rupiah", tabel.money("realisasi_rp"), real),
        Kolom("serapan", "Serapan (%)", 10, "persen", tabel.figures("serapan_persen"), serapan),
    ]


def _method_columns(tabel: _Tabel, resmi: str) -> list[Kolom]:
    """The four methods side by side, the verdict by the official one, the quadrant."""
    k = EFISIENSI
    selisih = tabel.method("selisih_persen", "capaian", "serapan")
    sisa = tabel.method("sisa_rp", "pagu", "realisasi")
    bagian = tabel.method("sisa_persen", "pagu", "realisasi", syarat="{pagu}=0")
    rasio = tabel.method("rasio_persen", "capaian", "serapan", syarat="{capaian}<=0")
    e = [f"{k['e']}{r}" for r in tabel.rows]
    ne = [f'=IF({cell}="","",{METODE_EFISIENSI["ne"].excel({"e": cell})})' for cell in e]
    verdict = [criteria_formula(resmi, k, r) for r in tabel.rows]
    quadrant = [quadrant_formula(f"{k['capaian']}{r}", f"{k['terhadap']}{r}") for r in tabel.rows]
    names = [short_quadrant(v) for v in tabel.values("kuadran")]
    titles = {
        "selisih": method_title("selisih", "Selisih (poin %)", resmi),
        "sisa": method_title("sisa", "Sisa (Rp)", resmi),
        "rasio": method_title("rasio", "Rasio serapan/capaian (%)", resmi),
        "ne": method_title("ne", "Nilai efisiensi (NE)", resmi),
    }
    return [
        Kolom("selisih", titles["selisih"], 12, "persen", tabel.figures("selisih_persen"), selisih),
        Kolom("sisa", titles["sisa"], 18, "rupiah", tabel.money("sisa_rp"), sisa),
        Kolom("sisa_persen", "Sisa (% pagu)", 10, "persen", tabel.figures("sisa_persen"), bagian),
        Kolom("rasio", titles["rasio"], 15, "persen", tabel.figures("rasio_persen"), rasio),
        Kolom("ne", titles["ne"], 12, "persen", tabel.figures("ne"), ne),
        Kolom(
            "kriteria",
            f"Kriteria menurut {resmi}",
            14,
            "kata",
            tabel.values("kriteria"),
            verdict,
            warna=WARNA_EFISIENSI,
        ),
        Kolom("kuadran", "Kuadran capaian × serapan", 14, "kata", names, quadrant, warna=WARNA_KUADRAN),
    ]


def _helper_columns(hasil: Konsolidasi, posisi: Posisi, tabel: _Tabel) -> list[Kolom]:
    """Operands of the quadrant and of NE."""
    k = EFISIENSI
    weights, dones, spans = _weights(hasil)
    weight_rumus, done_rumus = _weight_formulas(spans)
    pagu, real, plans, planned = (
        [whole(v) for v in tabel.values(name)]
        for name in ("pagu_rp", "realisasi_rp", "rencana_banding_rp", "realisasi_banding_rp")
    )
    against = [
        angka(serapan_terhadap_rencana(d, p, pair, hasil.data.triwulan))
        for d, p, pair in zip(real, pagu, zip(plans, planned, strict=True), strict=True)
    ]
    against_rumus = [
        against_plan(f"{k['terencana']}{r}", f"{k['rencana']}{r}", f"{k['serapan']}{r}") for r in tabel.rows
    ]
    plan_rumus, planned_rumus = (
        _money_refs(hasil, posisi, name, name) for name in ("rencana_banding", "realisasi_banding")
    )
    weight_values, done_values = [_exact_rupiah(w) for w in weights], [rupiah(d) for d in dones]
    return [
        Kolom("rencana", RENCANA_BANDING, 18, "rupiah", [rupiah(v) for v in plans], plan_rumus, bantu=True),
        Kolom("terencana", REALISASI_BANDING, 18, "rupiah", [rupiah(v) for v in planned], planned_rumus, bantu=True),
        Kolom("terhadap", "Serapan terhadap rencana (%)", 11, "persen", against, against_rumus, bantu=True),
        Kolom("pagu_capaian", "Σ pagu × capaian (Rp)", 18, "rupiah", weight_values, weight_rumus, bantu=True),
        Kolom("terhitung", "Σ realisasi untuk NE (Rp)", 18, "rupiah", done_values, done_rumus, bantu=True),
        Kolom("e", "E (%)", 10, "persen", _e_values(weights, dones), _e_formulas(tabel.rows), bantu=True),
    ]


def efisiensi(hasil: Konsolidasi, posisi: Posisi) -> Lembaran:
    """One row per OPD followed by its programs."""
    tabel = _Tabel(hasil)
    resmi = hasil.data.referensi.kebijakan.kata("metode_efisiensi")
    is_opd = [t == "OPD" for t in tabel.values("tingkat")]
    return Lembaran(
        "Efisiensi",
        "Efisiensi Penggunaan Sumber Daya",
        "Empat cara hitung berdampingan; yang bertanda [resmi] menentukan kriteria (setelan metode_efisiensi). Capaian "
        "program = rata-rata indikator pada kolom Kode IKU.",
        TAB_KEUANGAN,
        " ".join(p for p in (n_dari_n(sum(is_opd), hasil.data, "Data"), within_year(hasil.data)) if p),
        [
            *_input_columns(hasil, posisi, tabel),
            *_method_columns(tabel, resmi),
            *_helper_columns(hasil, posisi, tabel),
        ],
        gaya_baris=["opd" if satu else "" for satu in is_opd],
        beku_kolom=3,
        kosong="Belum ada data: belum ada OPD yang pagunya dapat dihitung (lembar Anggaran atau Belanja).",
    )


def _exact_rupiah(sen: Decimal | int | None) -> float | None:
    return None if sen is None else float(Decimal(sen) / 100)


def _e_values(weights: Sequence[Any], dones: Sequence[Any]) -> list[float | None]:
    rumus = METODE_EFISIENSI["e"]
    return [
        None
        if w is None or d is None or w <= 0
        else float(rumus.evaluate({"pagu_capaian": Decimal(w), "realisasi_terhitung": Decimal(d)}))
        for w, d in zip(weights, dones, strict=True)
    ]


def _e_formulas(rows: range) -> list[str]:
    k = EFISIENSI
    out = []
    for r in rows:
        w, d = f"{k['pagu_capaian']}{r}", f"{k['terhitung']}{r}"
        out.append(e_formula(w, d))
    return out


def e_formula(bobot: str, terhitung: str) -> str:
    """E of the method NE over the cells of its two sums; empty where the first isn't above 0."""
    rumus = METODE_EFISIENSI["e"].excel({"pagu_capaian": bobot, "realisasi_terhitung": terhitung})
    return guarded((bobot, terhitung), f'IF({bobot}<=0,"",{rumus})')
