"""Sheet "Evaluasi RKPD (E.60)": the rows of all E.81 regrouped by urusan, bidang urusan, OPD and program.

Source: Permendagri 86/2017, Formulir E.60 (evaluasi terhadap hasil RKPD kabupaten/kota).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.evaluasi import RENJA, UANG_DIJUMLAH, UANG_EVALUASI, Rata, rata_evaluasi
from kinerja_xl.compute.evaluasi_kinerja import Kinerja
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, mean
from kinerja_xl.deklarasi.urusan import bidang_of, nama_bidang, nama_urusan
from kinerja_xl.write.evaluasi.catatan import by_year
from kinerja_xl.write.evaluasi.kinerja import REALISASI, RENSTRA, TARGET, TARGET_RENSTRA, TINGKAT
from kinerja_xl.write.evaluasi.kolom import Baris, Pasangan
from kinerja_xl.write.gaya import TAB_KINERJA, category_colours
from kinerja_xl.write.lembaran import Kolom, Lembaran, Sel, angka, huruf, rupiah
from kinerja_xl.write.opd.e81 import list_sasaran, name_indicators, pair_headings
from kinerja_xl.write.pohon import sen_of
from kinerja_xl.write.posisi import Posisi, n_dari_n
from kinerja_xl.write.rumus_excel import category_formula, percent_formula

LEMBAR_E60: Final = "Evaluasi RKPD (E.60)"
KOLOM_RESMI: Final = 27
"""Physical columns under the 17 numbers of the form."""
KEPALA: Final = 5
MULAI: Final = KEPALA + 4
_NOMOR_PERTAMA: Final = 6
"""The form's number of its first pair, Target RPJMD."""
_AWAL: Final = 5
_KEPALA_BARIS: Final = ("Urusan", "Bidang Urusan", "PD")
_GAYA: Final[Mapping[str, str]] = {
    "Urusan": "urusan",
    "Bidang Urusan": "bidang",
    "PD": "perangkat",
    "Program": "program",
}
_DALAM: Final[Mapping[str, int]] = {"Urusan": 0, "Bidang Urusan": 0, "PD": 0, "Kegiatan": 2, "Sub Kegiatan": 3}
_MINIMAL: Final = "Minimal: rumus capaian"
"""Keterangan of an indicator whose averages and capaian of the year aren't the ratio that column 15 prints."""
_JUDUL: Final = (
    "No",
    "Sasaran",
    "Kode",
    "Urusan / Bidang Urusan Pemerintahan Daerah dan Program / Kegiatan / Sub Kegiatan",
    "Indikator Kinerja Program (outcome) / Kegiatan (output)",
)


class Petak(NamedTuple):
    """One row of the sheet: a heading (`indeks` -1, with the code and name of what it heads) or a row of the frame."""

    tingkat: str
    kode: str
    nama: str
    kode_opd: str
    indeks: int
    baris: Baris


@dataclass(frozen=True)
class _Blok:
    """The rows (positions in the frame) of one OPD in one bidang urusan; `utama`: the first block of this OPD."""

    bidang: str
    kode_opd: str
    indeks: tuple[int, ...]
    utama: bool


class _Susunan:
    """The frame `evaluasi` in the order of the sheet."""

    def __init__(self, frame: pd.DataFrame, posisi: Posisi) -> None:
        self.frame = frame.reset_index(drop=True)
        self.posisi = posisi
        names = ("kode", "tingkat", "uraian", "pertama", "rinci")
        self.kolom: dict[str, list[Any]] = {name: self.frame[name].tolist() for name in names}
        # Money of the leaves only: headings add it up.
        money = zip(*(sen_of(self.frame[name]) for name in UANG_DIJUMLAH), strict=True)
        self.uang = {n: row for n, (row, leaf) in enumerate(zip(money, self.kolom["rinci"], strict=True)) if leaf}

    @cached_property
    def blok(self) -> list[_Blok]:
        """Blocks by bidang urusan, then OPD; sasaran stand in the OPD's first block."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        sasaran: dict[str, list[int]] = defaultdict(list)
        cells = zip(self.frame["kode_opd"], self.frame["tingkat"], self.frame["kode"], strict=True)
        for n, (opd, tingkat, kode) in enumerate(cells):
            if tingkat == "Sasaran":
                sasaran[opd].append(n)
            else:
                found[bidang_of(kode, opd), opd].append(n)
        codes: list[str] = self.frame["kode"].tolist()
        rank = self.posisi.baris_opd
        order: list[int] = self.frame["iku"].tolist()
        out: list[_Blok] = []
        seen: set[str] = set()
        for bidang, opd in sorted(found, key=lambda key: (key[0], rank.get(key[1], len(rank)), key[1])):
            rows = sorted(found[bidang, opd], key=lambda n: ([part.rjust(6, "0") for part in codes[n].split(".")], n))
            own = sorted(sasaran[opd], key=order.__getitem__) if opd not in seen else []
            out.append(_Blok(bidang, opd, (*own, *rows), opd not in seen))
            seen.add(opd)
        return out

    def petak(self) -> list[Petak]:
        """All rows of the sheet; every heading and parent knows the last row below it."""
        per_bidang: dict[str, list[_Blok]] = defaultdict(list)
        for blok in self.blok:
            per_bidang[blok.bidang].append(blok)
        rows: list[Petak] = []
        for urusan in dict.fromkeys(b.split(".")[0] for b in per_bidang):
            head = len(rows)
            rows.append(self._heading("Urusan", urusan, nama_urusan(urusan)))
            for bidang in (b for b in per_bidang if b.split(".")[0] == urusan):
                sub = len(rows)
                rows.append(self._heading("Bidang Urusan", bidang, nama_bidang(bidang)))
                for blok in per_bidang[bidang]:
                    rows.extend(self._block(blok, MULAI + len(rows)))
                self._close(rows, sub)
            self._close(rows, head)
        return rows

    def _heading(self, tingkat: str, kode: str, nama: str, kode_opd: str = "") -> Petak:
        return Petak(tingkat, kode, nama, kode_opd, -1, Baris(-1, 0, {}))

    def _close(self, rows: list[Petak], head: int) -> None:
        below = [p.indeks for p in rows[head + 1 :] if p.indeks >= 0]
        rows[head] = rows[head]._replace(baris=Baris(-1, MULAI + len(rows) - 1, self._money(below)))

    def _money(self, indeks: Sequence[int]) -> dict[str, int | None]:
        rows = [self.uang[n] for n in indeks if n in self.uang]
        sums: dict[str, int | None] = dict.fromkeys(UANG_DIJUMLAH)
        for name, values in zip(UANG_DIJUMLAH, zip(*rows, strict=True), strict=False):
            known = [v for v in values if v is not None]
            sums[name] = sum(known) if known else None
        return sums

    def _block(self, blok: _Blok, mulai: int) -> Iterator[Petak]:
        nama = self.posisi.nama.get(blok.kode_opd, blok.kode_opd)
        akhir = mulai + len(blok.indeks)
        kode = "PD" if blok.utama else "PD (lanjutan)"
        yield Petak(kode, blok.kode_opd, nama, blok.kode_opd, -1, Baris(-1, akhir, self._money(blok.indeks)))
        kolom = self.kolom
        codes = [kolom["kode"][n] for n in blok.indeks]
        for place, n in enumerate(blok.indeks):
            tingkat = kolom["tingkat"][n]
            last = 0
            if kolom["pertama"][n] and not kolom["rinci"][n] and tingkat != "Sasaran":
                below = f"{codes[place]}."
                end = place
                while end + 1 < len(codes) and (codes[end + 1] == codes[place] or codes[end + 1].startswith(below)):
                    end += 1
                last = mulai + 1 + end
            baris = Baris(n, last, {} if tingkat == "Sasaran" else None)
            yield Petak(tingkat, codes[place], kolom["uraian"][n], blok.kode_opd, n, baris)


def evaluasi_rkpd(hasil: Konsolidasi, posisi: Posisi) -> Lembaran:
    """The sheet: urusan, bidang and OPD as headings with their sums, programs below, kegiatan folded away."""
    susunan = _Susunan(hasil.evaluasi, posisi)
    petak = susunan.petak()
    frame = susunan.frame
    tahun = by_year(hasil)
    extra = KOLOM_RESMI + 2 * tahun
    nomor = _numbers(petak)
    own = [nomor[p.kode_opd] if p.indeks >= 0 else None for p in petak]
    depan = [Kolom("nomor_opd", "Nomor OPD", 11, "bulat", own, bantu=True)]
    rows = [p.baris for p in petak]
    pasangan = Pasangan(frame, rows, MULAI, _AWAL, KOLOM_RESMI if tahun else -1, extra + 2, depan, nomor=_NOMOR_PERTAMA)
    rata = _averages(frame)
    skala = hasil.data.referensi.skala
    averages = _average_columns(hasil, petak, pasangan, rata, extra)
    total = MULAI + len(petak)
    return Lembaran(
        LEMBAR_E60,
        "Evaluasi terhadap Hasil RKPD (Formulir E.60)",
        "Angka Formulir E.81 semua OPD menurut urusan, bidang urusan, OPD, dan program; uang induk adalah jumlah baris "
        "rincinya, kinerja (K) tidak dijumlahkan. Kolom 6 dan 7 dari Renstra OPD; kolom 8 (Rp) pagu versi pada Profil"
        f"{_renja_text(frame)}. Rata-rata di kanan atas indikator sasaran, program, kegiatan, dan sub kegiatan E.81, "
        "jadi berbeda dari Capaian OPD (rata-rata IKU). Buka kegiatan dan sub kegiatan dengan tanda + di kiri.",
        TAB_KINERJA,
        n_dari_n(len(rata), hasil.data, "Lembar Anggaran"),
        [
            *_text_columns(frame, petak),
            *pasangan.columns(),
            *_end_columns(hasil, frame, petak),
            *pasangan.year_columns(),
            *averages,
            *pasangan.helpers,
        ],
        gaya_baris=[_GAYA.get(p.tingkat.removesuffix(" (lanjutan)"), "") for p in petak],
        tingkat_baris=[_DALAM.get(p.tingkat.removesuffix(" (lanjutan)"), 1) for p in petak],
        beku_kolom=4,
        jumlah=_total_row(hasil, pasangan, rata, total, extra) if petak else [],
        warna_sel=[(total, extra + 1, category_colours(skala))] if petak else [],
        kosong="Belum ada data: belum ada OPD yang mengirim lembar Anggaran.",
        kepala=[*_headings(hasil, pasangan, extra), *pasangan.helper_headings(KEPALA, MULAI - 1, "kepala")],
        baris_data=MULAI,
        lebar_a3=True,
        tinggi_baris=[(KEPALA, 56.0), *((KEPALA + n, 18.0) for n in (1, 2, 3))],
    )


def _averages(frame: pd.DataFrame) -> dict[str, Rata]:
    """The averages of every OPD."""
    # All as objects in one block: pandas cuts each Int64 column for itself, for every OPD anew.
    needed = frame[["kode_opd", "kinerja", "rinci", *UANG_DIJUMLAH]].astype(object).copy()
    return {str(opd): rata_evaluasi(rows) for opd, rows in needed.groupby("kode_opd")} if len(frame) else {}


def _renja_text(frame: pd.DataFrame) -> str:
    n = int((frame["asal_pagu"] == RENJA).sum())
    return f", Pagu Renja untuk {n} baris tanpa DPA" if n else ""


def _text_columns(frame: pd.DataFrame, petak: Sequence[Petak]) -> list[Kolom]:
    """No, Sasaran, Kode, what the row is about, Indikator."""
    first = frame["pertama"].tolist()
    iku = frame["kode_iku"].tolist()
    indikator = name_indicators(frame.assign(kode_iku=""))
    nomor: list[str | None] = []
    count = 0
    for p in petak:
        if p.tingkat.startswith("PD"):
            count = 0
        is_program = p.tingkat == "Program" and first[p.indeks]
        count += is_program
        nomor.append(f"{count}" if is_program else None)
    sasaran = _sasaran_texts(frame, petak)
    kode = [p.kode if p.indeks < 0 or p.tingkat != "Sasaran" else iku[p.indeks] for p in petak]
    nama = ["" if p.indeks >= 0 and (p.tingkat == "Sasaran" or not first[p.indeks]) else p.nama for p in petak]
    masuk = [{"Kegiatan": 1, "Sub Kegiatan": 2}.get(p.tingkat, 0) for p in petak]
    named = ["" if p.indeks < 0 else indikator[p.indeks] for p in petak]
    return [
        Kolom("no", "No", 5, "kata", nomor),
        Kolom("sasaran", "Sasaran", 22, "teks", sasaran),
        Kolom("kode", "Kode", 18, "kode", kode),
        Kolom("uraian", "Urusan", 40, "teks", nama, masuk=masuk),
        Kolom("indikator", "Indikator", 30, "teks", named),
    ]


def _sasaran_texts(frame: pd.DataFrame, petak: Sequence[Petak]) -> list[str]:
    """The sasaran of each indicator row, once for neighbours that share it."""
    own = frame["sasaran"].tolist()
    texts = [list_sasaran(own[p.indeks]) if p.tingkat == "Sasaran" else "" for p in petak]
    return ["" if n and text == texts[n - 1] else text for n, text in enumerate(texts)]


def _end_columns(hasil: Konsolidasi, frame: pd.DataFrame, petak: Sequence[Petak]) -> list[Kolom]:
    """Columns 16 and 17: the OPD in charge, and what it says hindered the work (headings: how many OPD)."""
    data = hasil.data
    kendala: dict[int, str] = {}
    if "anggaran" in data.tabel:
        isi = data.isi("anggaran")
        kendala = dict(zip(isi.index.tolist(), isi["kendala"].tolist(), strict=True))
    indeks, polaritas, kinerja = (frame[name].tolist() for name in ("indeks", "polaritas", "kinerja"))
    home: dict[str, str] = {}
    notes: list[str] = []
    bidang = ""
    for n, p in enumerate(petak):
        bidang = p.kode if p.tingkat == "Bidang Urusan" else bidang
        if p.indeks >= 0:
            cara = _MINIMAL if polaritas[p.indeks] == "Minimal" and _is_rated(kinerja[p.indeks]) else ""
            notes.append("\n".join(t for t in (cara, kendala.get(indeks[p.indeks], "")) if t))
        elif p.tingkat in _KEPALA_BARIS[:2]:
            below = petak[n + 1 : p.baris.akhir - MULAI + 1]
            notes.append(f"{len({q.kode_opd for q in below if q.kode_opd})} OPD")
        else:
            home.setdefault(p.kode_opd, bidang)
            notes.append("" if p.tingkat == "PD" else f"Rata-rata OPD: lihat bidang {home[p.kode_opd]}")
    units = [data.nama_opd(p.kode_opd) if p.kode_opd else "" for p in petak]
    return [Kolom("pd", "PD", 24, "teks", units), Kolom("keterangan", "Keterangan", 28, "teks", notes)]


def _is_rated(k: Kinerja | None) -> bool:
    return k is not None and (k.renstra.persen is not None or k.tahun_ini.persen is not None)


def _average_columns(
    hasil: Konsolidasi, petak: Sequence[Petak], pasangan: Pasangan, rata: Mapping[str, Rata], extra: int
) -> list[Kolom]:
    """The mean over all indicators of an OPD and its predicate, on the OPD's first row."""
    letter = pasangan.nilai_tahun if pasangan.tahun >= 0 else pasangan.nilai_renstra
    span, keys = (f"{x}${MULAI}:{x}${pasangan.akhir}" for x in (letter, huruf(pasangan.bantu)))
    nomor = _numbers(petak)
    values: list[float | None] = []
    words: list[str] = []
    formulas: list[str | None] = []
    categories: list[str | None] = []
    for n, p in enumerate(petak):
        if p.tingkat != "PD":
            values.append(None)
            words.append("")
            formulas.append(None)
            categories.append(None)
            continue
        r = MULAI + n
        value = _rated(rata[p.kode_opd], pasangan)
        values.append(angka(value))
        words.append(hasil.data.referensi.kategori(value))
        formulas.append(f'=IFERROR(AVERAGEIFS({span},{keys},{nomor[p.kode_opd]}),"")')
        categories.append(category_formula(f"{huruf(extra)}{r}"))
    warna = category_colours(hasil.data.referensi.skala)
    return [
        Kolom("rata", "Rata-rata", 17, "persen", values, formulas),
        Kolom("predikat", "Predikat", 14, "kata", words, categories, warna=warna),
    ]


def _numbers(petak: Sequence[Petak]) -> dict[str, int]:
    """A number for every OPD of the sheet: Excel would take a code like 1.10 in a criterion for the number 1,1."""
    return {kode: n for n, kode in enumerate(dict.fromkeys(p.kode_opd for p in petak if p.kode_opd), 1)}


def _rated(rata: Rata, pasangan: Pasangan) -> Any:
    return rata.tahun_persen if pasangan.tahun >= 0 else rata.renstra_persen


def _total_row(hasil: Konsolidasi, pasangan: Pasangan, rata: Mapping[str, Rata], baris: int, extra: int) -> list[Sel]:
    """Sums of the money over all OPD that sent it; the mean of the OPD's means."""
    total = {
        name: sum(known) if (known := [v for r in rata.values() if (v := r.uang[name]) is not None]) else None
        for name in UANG_DIJUMLAH
    }
    whole = Rata(0, 0, None, 0, None, total)
    label = f"Jumlah kabupaten/kota ({len(rata)} dari {len(hasil.data.opd)} OPD)"
    cells = {3: Sel(baris, 3, label, "teks", gaya_baris="jumlah")}
    for n, name in enumerate(UANG_EVALUASI):
        column = _AWAL + 2 * n + 1
        cells[column] = Sel(baris, column, rupiah(total[name]), "rupiah", pasangan.total(n), gaya_baris="jumlah")
    done, pagu = (f"{pasangan.rp(n)}{baris}" for n in (REALISASI, TARGET))
    share = pasangan.share(baris, MULAI, pasangan.akhir, total)
    percents = [(_AWAL + 2 * TINGKAT + 1, whole.renstra_rp_persen, share)]
    if pasangan.tahun >= 0:
        percents.append((pasangan.tahun + 1, whole.tahun_rp_persen, percent_formula(done, pagu)))
    rated = mean(value for r in rata.values() if (value := _rated(r, pasangan)) is not None)
    letter = huruf(extra)
    average = f'=IFERROR(AVERAGE({letter}{MULAI}:{letter}{pasangan.akhir}),"")'
    for column, value, rumus in [*percents, (extra, rated, average)]:
        cells[column] = Sel(baris, column, angka(value), "persen", rumus, gaya_baris="jumlah")
    word = hasil.data.referensi.kategori(rated)
    cells[extra + 1] = Sel(baris, extra + 1, word, "kata", category_formula(f"{letter}{baris}"), gaya_baris="jumlah")
    return [cells.get(n, Sel(baris, n, None, "kata", gaya_baris="jumlah")) for n in range(extra + 2)]


def _headings(hasil: Konsolidasi, pasangan: Pasangan, extra: int) -> list[Sel]:
    tahun = hasil.data.tahun
    periode = hasil.data.referensi.kabupaten.get("periode_rpjmd", "")
    akhir = periode.replace("–", "-").rpartition("-")[2].strip() or "...."
    titles = {
        TARGET_RENSTRA: (f"Target RPJMD pada Tahun {akhir} (akhir periode RPJMD)", "6"),
        1: (f"Realisasi Capaian Kinerja RPJMD s.d. RKPD Tahun Lalu ({tahun - 1})", "7"),
        TARGET: (f"Target Kinerja dan Anggaran RKPD Tahun Berjalan yang Dievaluasi ({tahun})", "8"),
        REALISASI: ("Realisasi Capaian Kinerja dan Anggaran RKPD yang Dievaluasi", "13 = 9+10+11+12"),
        RENSTRA: (f"Realisasi Kinerja dan Anggaran RPJMD s.d. Tahun {tahun}", "14 = 7+13"),
        TINGKAT: (
            f"Tingkat Capaian Kinerja dan Realisasi Anggaran RPJMD s.d. Tahun {tahun} (%)",
            "15 = 14/6 × 100",
        ),
    }
    added = [("Tambahan: Tingkat Capaian Tahun Ini (%)", "13/8 × 100")] if pasangan.tahun >= 0 else []
    cells = pair_headings(KEPALA, _AWAL, titles, 9, "kepala", (pasangan.tahun, added))
    dasar = "tahun ini" if pasangan.tahun >= 0 else "RPJMD"
    singles = [
        *((n, title, f"{n + 1}") for n, title in enumerate(_JUDUL)),
        (KOLOM_RESMI - 2, "Perangkat Daerah Penanggung Jawab", "16"),
        (KOLOM_RESMI - 1, "Keterangan", "17"),
        (extra, f"Rata-rata Indikator Sasaran s.d. Sub Kegiatan ({dasar}, %)", ""),
        (extra + 1, "Predikat atas Rata-rata", ""),
    ]
    for n, title, number in singles:
        cells.append(Sel(KEPALA, n, title, "kepala", sampai=(KEPALA + 1, n)))
        cells += [Sel(KEPALA + 2, n, number, "kepala"), Sel(KEPALA + 3, n, "", "kepala")]
    return cells
