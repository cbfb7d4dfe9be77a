"""Sheets that finance acts on: above the pagu, behind the plan, money without performance, Anggaran against Belanja."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.compute.keuangan import SELISIH_RP, deviasi
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.consolidate.tindak_lanjut import BEDA_LEMBAR, Butir, Tertinggal
from kinerja_xl.nilai import bulat
from kinerja_xl.write.denah import BELANJA, PROGRAM, SERAPAN
from kinerja_xl.write.gaya import TAB_KEUANGAN, WARNA_SERAPAN
from kinerja_xl.write.konsolidasi.belanja import spending_leaves
from kinerja_xl.write.konsolidasi.serapan import REALISASI_BANDING
from kinerja_xl.write.konsolidasi.serapan_opd import deviation_formula
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, angka, huruf, rupiah
from kinerja_xl.write.pohon import leaf_totals, whole
from kinerja_xl.write.posisi import Posisi, Simpul, n_dari_n
from kinerja_xl.write.rumus_excel import class_formula, guarded, percent_formula, same_cell
from kinerja_xl.write.serapan import denah
from kinerja_xl.write.serapan.banding import rounded_difference


@dataclass(frozen=True)
class Rujukan:
    """Where the rows of the typed sheets stand in this workbook, and where the Catatan of a cell stands."""

    hasil: Konsolidasi
    posisi: Posisi
    baris: Mapping[tuple[str, int], int]
    catatan: Mapping[tuple[str, str, str, str], int]

    def cell(self, butir: Butir, huruf_kolom: str, nilai: int | None) -> str | None:
        """A reference to the row's figure on its sheet, None where that isn't the figure that the rule judged."""
        row = self.baris.get((butir.lembar, butir.indeks))
        name = "Serapan Program" if butir.lembar == "anggaran" else self.posisi.lembar_belanja
        same = nilai is not None and nilai == self.figure(butir, huruf_kolom)
        return same_cell(f"'{name}'!{huruf_kolom}{row}") if row and same else None

    def figure(self, butir: Butir, huruf_kolom: str) -> int | None:
        """What stands in a column of the row's sheet."""
        columns = (
            {PROGRAM["pagu"]: "pagu_rp", PROGRAM["realisasi"]: "realisasi_rp"}
            if butir.lembar == "anggaran"
            else {BELANJA["anggaran"]: "anggaran_rp", BELANJA["realisasi"]: "realisasi_rp"}
        )
        return self.node(butir, columns[huruf_kolom]) if huruf_kolom in columns else None

    def node(self, butir: Butir, kolom: str) -> int | None:
        """A figure of the row's node in the computed frame."""
        frame = self.hasil.serapan if butir.lembar == "anggaran" else self.hasil.belanja
        row = self.baris.get((butir.lembar, butir.indeks))
        if row is None:
            return None
        tree: Sequence[Simpul] = self.posisi.serapan if butir.lembar == "anggaran" else self.posisi.belanja
        return whole(frame[kolom].iloc[tree[row - BARIS_DATA].indeks])

    def place(self, butir: Butir) -> tuple[str, str, str]:
        """File, sheet and cell that the rule points at."""
        return self.hasil.data.tabel[butir.lembar].tempat(butir.indeks, butir.kolom)

    def typed(self, butir: Butir, kolom: str) -> Any:
        """A typed value of the row."""
        return self.hasil.data.isi(butir.lembar).at[butir.indeks, kolom]


def make_rujukan(hasil: Konsolidasi, posisi: Posisi) -> Rujukan:
    """Look up every row of both trees and every Catatan once."""
    rows: dict[tuple[str, int], int] = {}
    for lembar, frame, tree in (
        ("anggaran", hasil.serapan, posisi.serapan),
        ("belanja", hasil.belanja, posisi.belanja),
    ):
        typed = frame["indeks"].tolist()
        for n, satu in enumerate(tree):
            if satu.indeks >= 0:
                rows[lembar, int(typed[satu.indeks])] = BARIS_DATA + n
    notes = {(c.kode, c.berkas, c.lembar, c.sel): BARIS_DATA + n for n, c in reversed(list(enumerate(posisi.catatan)))}
    return Rujukan(hasil, posisi, rows, notes)


def identity(rujukan: Rujukan, rows: Sequence[Butir]) -> list[Kolom]:
    """OPD, code and name of the row that every hit stands on."""
    nama = rujukan.posisi.nama
    key = {"anggaran": "kode", "belanja": "kode_rekening"}
    return [
        Kolom("kode_opd", "Kode OPD", 9, "kode", [b.kode_opd for b in rows]),
        Kolom("nama_opd", "Nama OPD", 30, "teks", [nama.get(b.kode_opd, b.kode_opd) for b in rows]),
        Kolom("kode", "Kode", 19, "kode", [str(rujukan.typed(b, key[b.lembar])) for b in rows]),
        Kolom("uraian", "Uraian", 44, "teks", [str(rujukan.typed(b, "uraian")) for b in rows]),
    ]


def evidence(rujukan: Rujukan, rows: Sequence[Butir]) -> list[Kolom]:
    """The Catatan of every hit, linked, and its cell."""
    places = [rujukan.place(b) for b in rows]
    notes = [rujukan.catatan.get((b.aturan.kode, *place)) for b, place in zip(rows, places, strict=True)]
    sheet = rujukan.posisi.lembar_catatan
    links = [f"'{sheet}'!A{n}" if n else None for n in notes]
    return [
        Kolom("catatan", "Catatan", 10, "kode", [b.aturan.kode for b in rows], tautan=links),
        Kolom("sumber", "Sumber (berkas / lembar!sel)", 46, "teks",
              [f"{berkas} / {lembar}!{sel}" for berkas, lembar, sel in places]),
    ]  # fmt: skip


def _title(hasil: Konsolidasi, rows: Sequence[Any], benda: str, n_opd: int) -> str:
    return f"{len(rows)} {benda}. " + n_dari_n(n_opd, hasil.data, "OPD yang terkena")


def _n_opd(rows: Sequence[Butir]) -> int:
    return len({b.kode_opd for b in rows})


def di_atas_pagu(rujukan: Rujukan, rows: Sequence[Butir]) -> Lembaran:
    """Leaves and accounts that spent more than their ceiling, the largest excess first."""
    rows = sorted(rows, key=lambda b: -(b.rp("lebih_rp") or 0))
    letters = {n: huruf(5 + i) for i, n in enumerate(("pagu", "realisasi", "lebih"))}
    ceiling = [b.rp("pagu_rp") if b.lembar == "anggaran" else b.rp("anggaran_rp") for b in rows]
    spent = [b.rp("realisasi_rp") for b in rows]
    pagu_rumus = [_ref(rujukan, b, "pagu", "anggaran", v) for b, v in zip(rows, ceiling, strict=True)]
    spent_rumus = [_ref(rujukan, b, "realisasi", "realisasi", v) for b, v in zip(rows, spent, strict=True)]
    at = range(BARIS_DATA, BARIS_DATA + len(rows))
    a, b_ = letters["pagu"], letters["realisasi"]
    over = [rupiah(b.rp("lebih_rp")) for b in rows]
    over_rumus: list[str | None] = [
        guarded((f"{a}{r}", f"{b_}{r}"), rounded_difference(f"{a}{r}", f"{b_}{r}")) for r in at
    ]
    percent = [angka(deviasi(x, y)) for x, y in zip(ceiling, spent, strict=True)]
    return Lembaran(
        denah.DI_ATAS_PAGU,
        "Realisasi di Atas Pagu",
        "Rincian yang realisasinya melebihi pagu versi yang berlaku, dan rekening belanja yang melebihi anggarannya; "
        "kelebihan terbesar di atas. Klik kode catatan untuk melihat saran.",
        TAB_KEUANGAN,
        _title(rujukan.hasil, rows, "baris", _n_opd(rows)),
        [
            *identity(rujukan, rows),
            Kolom("lembar", "Lembar", 11, "kata", [b.lembar.capitalize() for b in rows]),
            Kolom("pagu", "Pagu/anggaran (Rp)", 19, "rupiah", [rupiah(v) for v in ceiling], pagu_rumus),
            Kolom("realisasi", "Realisasi (Rp)", 19, "rupiah", [rupiah(v) for v in spent], spent_rumus),
            Kolom("lebih", "Lebih (Rp)", 19, "rupiah", over, over_rumus),
            Kolom("persen", "Lebih (% pagu)", 11, "persen", percent,
                  [deviation_formula(f"{a}{r}", f"{b_}{r}") for r in at]),
            *evidence(rujukan, rows),
        ],
        beku_kolom=2,
        cetak=10,
        kosong="Tidak ada realisasi yang melebihi pagu.",
    )  # fmt: skip


def _ref(rujukan: Rujukan, butir: Butir, program: str, belanja: str, nilai: int | None) -> str | None:
    letter = PROGRAM[program] if butir.lembar == "anggaran" else BELANJA[belanja]
    return rujukan.cell(butir, letter, nilai)


def belanja_dan_kinerja(rujukan: Rujukan, rows: Sequence[Butir]) -> Lembaran:
    """Leaves with spending and no performance, or with performance and no spending."""
    tanpa_kinerja = [b.aturan.nama == "belanja_tanpa_kinerja" for b in rows]
    pagu = [b.rp("pagu_rp") for b in rows]
    spent = [b.rp("realisasi_rp") if only else rujukan.node(b, "realisasi_rp")
             for b, only in zip(rows, tanpa_kinerja, strict=True)]  # fmt: skip
    # A further row of a code carries an indicator and no money: then the figures are typed in, not referred to.
    a, r = huruf(7), huruf(8)
    at = range(BARIS_DATA, BARIS_DATA + len(rows))
    kinds = ["Belanja tanpa kinerja" if only else "Kinerja tanpa belanja" for only in tanpa_kinerja]
    return Lembaran(
        denah.KINERJA,
        "Belanja Tanpa Kinerja dan Kinerja Tanpa Belanja",
        "Belanja tanpa kinerja: uang terserap, realisasi kinerja kosong atau 0. Kinerja tanpa belanja: kinerja ada, "
        "uang belum terserap. Sebelum TW IV hanya bila sudah separuh. Klik kode catatan untuk melihat saran.",
        TAB_KEUANGAN,
        _title(rujukan.hasil, rows, "baris", _n_opd(rows)),
        [
            Kolom("jenis", "Jenis", 22, "teks", kinds),
            *identity(rujukan, rows),
            Kolom("target", "Target kinerja", 16, "nilai", [str(b.fakta["target"]) for b in rows]),
            Kolom("kinerja", "Realisasi kinerja", 16, "nilai", [str(b.fakta["kinerja"]) for b in rows]),
            Kolom("pagu", "Pagu (Rp)", 19, "rupiah", [rupiah(v) for v in pagu],
                  [_ref(rujukan, b, "pagu", "anggaran", v) for b, v in zip(rows, pagu, strict=True)]),
            Kolom("realisasi", "Realisasi (Rp)", 19, "rupiah", [rupiah(v) for v in spent],
                  [_ref(rujukan, b, "realisasi", "realisasi", v) for b, v in zip(rows, spent, strict=True)]),
            Kolom("serapan", "Serapan (%)", 11, "persen",
                  [angka(persen(y, x)) for x, y in zip(pagu, spent, strict=True)],
                  [percent_formula(f"{r}{n}", f"{a}{n}") for n in at]),
            *evidence(rujukan, rows),
        ],
        beku_kolom=3,
        cetak=11,
        kosong="Tidak ada belanja tanpa kinerja atau kinerja tanpa belanja.",
    )  # fmt: skip


def serapan_rendah(hasil: Konsolidasi, posisi: Posisi, rows: Sequence[Tertinggal]) -> Lembaran:
    """OPD and programs below the class limit, each OPD above its programs."""
    at = range(BARIS_DATA, BARIS_DATA + len(rows))
    pagu, spent, plan, compared = huruf(5), huruf(6), huruf(8), huruf(9)
    terhadap = huruf(11)
    plan_rumus, pagu_rumus, spent_rumus, compared_rumus = [], [], [], []
    for row, satu in zip(at, rows, strict=True):
        if satu.tingkat == "OPD":
            sheet, line, letters = "Serapan OPD", posisi.baris_opd[satu.kode_opd], SERAPAN
        else:
            sheet, line, letters = "Serapan Program", posisi.baris_program[satu.kode_opd, satu.kode], PROGRAM
        kas, done = (f"'{sheet}'!{letters[name]}{line}" for name in ("rencana_banding", "realisasi_banding"))
        pagu_rumus.append(same_cell(f"'{sheet}'!{letters['pagu']}{line}"))
        spent_rumus.append(same_cell(f"'{sheet}'!{letters['realisasi']}{line}"))
        plan_rumus.append(f"={kas}" if satu.pakai_kas else f"={pagu}{row}*Triwulan_Berjalan/4")
        compared_rumus.append(f"={done}" if satu.pakai_kas else f"={spent}{row}")
    late = [float(bulat((satu.rencana_rp - satu.dibandingkan_rp) / 100)) for satu in rows]
    late_rumus = [f"=ROUND({SELISIH_RP.excel({'awal': f'{compared}{r}', 'akhir': f'{plan}{r}'})},2)" for r in at]
    batas = hasil.data.referensi.kebijakan.kata("batas_serapan_tinggi")
    links = [
        f"'Serapan OPD'!A{posisi.baris_opd[s.kode_opd]}"
        if s.tingkat == "OPD"
        else f"'Serapan Program'!A{posisi.baris_program[s.kode_opd, s.kode]}"
        for s in rows
    ]
    return Lembaran(
        denah.RENDAH,
        "Serapan di Bawah Batas Kelas Tinggi",
        f"OPD dan program di bawah batas kelas Tinggi ({batas} %), yaitu kelas Sedang dan Rendah: realisasi terhadap "
        "rencana kas s.d. periode atas baris rinci yang punya rencana kas, atau terhadap bagian tahun yang sudah "
        "berjalan bila tidak ada rencana kas. Yang belum melaporkan realisasi tidak termasuk.",
        TAB_KEUANGAN,
        _title(hasil, rows, "OPD dan program", len({s.kode_opd for s in rows})),
        [
            Kolom("kode_opd", "Kode OPD", 9, "kode", [s.kode_opd for s in rows], tautan=links),
            Kolom("nama_opd", "Nama OPD", 34, "teks", [posisi.nama.get(s.kode_opd, s.kode_opd) for s in rows]),
            Kolom("tingkat", "Tingkat", 11, "kata", [s.tingkat for s in rows]),
            Kolom("kode", "Kode", 19, "kode", ["" if s.tingkat == "OPD" else s.kode for s in rows]),
            Kolom("uraian", "Uraian", 46, "teks", [s.uraian for s in rows]),
            Kolom("pagu", "Pagu (Rp)", 19, "rupiah", [rupiah(s.pagu_rp) for s in rows], pagu_rumus),
            Kolom("realisasi", "Realisasi (Rp)", 19, "rupiah", [rupiah(s.realisasi_rp) for s in rows], spent_rumus),
            Kolom("dasar", "Dasar rencana", 14, "kata",
                  ["Rencana kas" if s.pakai_kas else "Bagian tahun" for s in rows]),
            Kolom("rencana", "Rencana s.d. periode (Rp)", 19, "rupiah", [float(s.rencana_rp / 100) for s in rows],
                  plan_rumus),
            Kolom("dibandingkan", REALISASI_BANDING, 19, "rupiah", [rupiah(s.dibandingkan_rp) for s in rows],
                  compared_rumus),
            Kolom("kurang", "Kurang dari rencana (Rp)", 19, "rupiah", late, late_rumus),
            Kolom("terhadap", "Serapan terhadap rencana (%)", 13, "persen", [angka(s.terhadap_persen) for s in rows],
                  [percent_formula(f"{compared}{r}", f"{plan}{r}") for r in at]),
            Kolom("kelas", "Kelas serapan", 12, "kata", [s.kelas for s in rows],
                  [class_formula(f"{terhadap}{r}") for r in at], warna=WARNA_SERAPAN),
        ],
        gaya_baris=["opd" if s.tingkat == "OPD" else "" for s in rows],
        beku_kolom=2,
        kosong=f"Tidak ada OPD atau program dengan serapan di bawah {batas} % dari rencana.",
    )  # fmt: skip


SAMA: Final = "Sama"
BERBEDA: Final = "Berbeda"
TAK_TERBANDING: Final = "Tidak dapat dibandingkan"


class _Keduanya(NamedTuple):
    """An OPD that sent both sheets: (Anggaran, Belanja) of pagu and of realisation, in sen."""

    kode: str
    uang: tuple[tuple[int | None, int | None], tuple[int | None, int | None]]

    def selisih(self, n: int) -> int | None:
        """Belanja minus Anggaran."""
        a, b = self.uang[n]
        return None if a is None or b is None else b - a

    @property
    def keadaan(self) -> str:
        """What the comparison says; a figure that only one of both sheets has can't be compared."""
        found = [self.selisih(n) for n in (0, 1)]
        if any(found):
            return BERBEDA
        one_sided = any((a is None) != (b is None) for a, b in self.uang)
        return TAK_TERBANDING if one_sided or found == [None, None] else SAMA


def _both_sheets(hasil: Konsolidasi, posisi: Posisi) -> list[_Keduanya]:
    """The OPD that sent both sheets, those that differ first, then those that can't be compared."""
    kode = [o for o in hasil.opd["kode_opd"] if o in posisi.serapan_opd and o in posisi.belanja_opd]
    if not kode:
        return []
    frame = hasil.belanja
    spending = spending_leaves(frame)
    pagu, realisasi = (leaf_totals(hasil.serapan, name) for name in ("pagu_rp", "realisasi_rp"))
    anggaran, spent = (leaf_totals(frame, name, spending) for name in ("anggaran_rp", "realisasi_rp"))
    found = [_Keduanya(o, ((pagu.get(o), anggaran.get(o)), (realisasi.get(o), spent.get(o)))) for o in kode]
    return sorted(found, key=lambda satu: (BERBEDA, TAK_TERBANDING, SAMA).index(satu.keadaan))


def anggaran_dan_belanja(rujukan: Rujukan, rows: Sequence[Butir]) -> Lembaran:
    """Every OPD that sent both sheets: pagu and realisation of either, and the differences."""
    hasil, posisi = rujukan.hasil, rujukan.posisi
    both = _both_sheets(hasil, posisi)
    at = range(BARIS_DATA, BARIS_DATA + len(both))
    money: list[Kolom] = []
    for n, (key, word, other) in enumerate((("pagu", "Pagu", "anggaran"), ("realisasi", "Realisasi", "realisasi"))):
        a, b = huruf(3 + 3 * n), huruf(4 + 3 * n)
        values = [satu.uang[n] for satu in both]
        money += [
            Kolom(f"{key}_anggaran", f"{word} menurut Anggaran (Rp)", 20, "rupiah", [rupiah(x) for x, _ in values],
                  [same_cell(f"'Serapan Program'!{PROGRAM[key]}{posisi.serapan_opd[o.kode]}") for o in both]),
            Kolom(f"{key}_belanja", f"{word} menurut Belanja (Rp)", 20, "rupiah", [rupiah(y) for _, y in values],
                  [same_cell(f"'{posisi.lembar_belanja}'!{BELANJA[other]}{posisi.belanja_opd[o.kode]}") for o in both]),
            Kolom(f"{key}_selisih", f"Selisih {word.casefold()} (Rp)", 18, "rupiah",
                  [None if d is None else rupiah(d) for d in (satu.selisih(n) for satu in both)],
                  [guarded((f"{a}{r}", f"{b}{r}"), rounded_difference(f"{a}{r}", f"{b}{r}")) for r in at]),
        ]  # fmt: skip
    words = [satu.keadaan for satu in both]
    p, q, d, x, y, e = (huruf(n) for n in range(3, 9))
    word_rumus = [
        f'=IF(OR(N({d}{r})<>0,N({e}{r})<>0),"{BERBEDA}",IF(OR(COUNT({p}{r}:{q}{r})=1,COUNT({x}{r}:{y}{r})=1,'
        f'COUNT({d}{r},{e}{r})=0),"{TAK_TERBANDING}","{SAMA}"))'
        for r in at
    ]
    return Lembaran(
        denah.BEDA_LEMBAR,
        "Anggaran terhadap Belanja",
        "Jumlah baris rinci lembar Anggaran dibandingkan dengan jumlah rekening belanja pada lembar Belanja, OPD yang "
        "mengirim keduanya. Selisih = Belanja − Anggaran. Tidak dapat dibandingkan: ada angka yang hanya diisi pada "
        "salah satu lembar. Selisih yang diakibatkan sel lain yang salah tidak diberi catatan sendiri.",
        TAB_KEUANGAN,
        f"Berbeda: {words.count(BERBEDA)}; tidak dapat dibandingkan: {words.count(TAK_TERBANDING)}. "
        + n_dari_n(len(both), hasil.data, "Mengirim kedua lembar"),
        [
            Kolom("kode_opd", "Kode OPD", 10, "kode", [o.kode for o in both]),
            Kolom("nama_opd", "Nama OPD", 40, "teks", [posisi.nama.get(o.kode, o.kode) for o in both]),
            Kolom("keadaan", "Keadaan", 15, "kata", words, word_rumus, warna=_WARNA_BEDA),
            *money,
            *_linked(rujukan, [[b for b in rows if b.kode_opd == o.kode] for o in both]),
        ],
        beku_kolom=3,
        kosong="Tidak ada OPD yang mengirim lembar Anggaran dan lembar Belanja.",
    )


_WARNA_BEDA: Final = ((SAMA, "#8CC97F"), (BERBEDA, "#E8853D"))


def _linked(rujukan: Rujukan, per_opd: Sequence[Sequence[Butir]]) -> list[Kolom]:
    """The Catatan of BEDA_LEMBAR on each OPD: what it says, linked to the first."""
    texts, links = [], []
    for rows in per_opd:
        found = [n for b in rows if (n := rujukan.catatan.get((b.aturan.kode, *rujukan.place(b))))]
        links.append(f"'{rujukan.posisi.lembar_catatan}'!A{found[0]}" if found else None)
        texts.append(BEDA_LEMBAR[0].kode if found else "")
    reasons = [
        " ".join(dict.fromkeys(str(b.fakta["penjelasan"]) for b in rows if b.fakta["penjelasan"])) for rows in per_opd
    ]
    return [
        Kolom("catatan", "Catatan", 10, "kode", texts, tautan=links),
        Kolom("penjelasan", "Penjelasan", 36, "teks", reasons),
    ]
