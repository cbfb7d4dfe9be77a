"""The charts of the comparison: each puts its figures on `_grafik` and returns the chart; readable with 2 and 40."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.gaya import BIRU, BIRU_TUA, WARNA_SERAPAN, WARNA_STATUS
from kinerja_xl.write.grafik import Bagan, Seri
from kinerja_xl.write.konsolidasi.bagan import (
    LEBAR,
    MAKS_BATANG,
    PENDEK,
    Batang,
    Titik,
    axis_range,
    bar_height,
    quadrant_chart,
    short_label,
    sorted_bars,
)
from kinerja_xl.write.konsolidasi.serapan import ROMAWI
from kinerja_xl.write.lembaran import Warna, angka
from kinerja_xl.write.perbandingan.catatan import rule_words
from kinerja_xl.write.perbandingan.letak import BAKU, DAERAH, PERINGKAT, SERAPAN, Letak
from kinerja_xl.write.perbandingan.rincian import category_letters, status_letters
from kinerja_xl.write.perbandingan.waktu import absorbed, average, renstra_years, tren_columns

LEBAR_LEMBAR: Final = 860
MAKS_GARIS: Final = 12
GARIS_RINGKASAN: Final = 6
_MAKS_LABEL: Final = 20
_KODE: Final = 10
_BARIS_LEGENDA: Final = 22
# Neighbours differ in hue and in lightness, so that lines stay apart in grey print too.
_WARNA_GARIS: Final = (
    *("#2E75B6", "#E8853D", "#1B6E3C", "#9E2A2B", "#7F6084", "#F2C14E"),
    *("#4FA065", "#9DC3E6", "#A5673F", "#D16BA5", "#595959", "#00A3A3"),
)


def wide(bagan: Bagan | None, tinggi: int = 0) -> Bagan | None:
    """A chart as wide as a sheet."""
    return bagan and replace(bagan, lebar=LEBAR_LEMBAR, tinggi=max(bagan.tinggi, tinggi))


def capaian_per_daerah(letak: Letak, data: DataGrafik) -> Bagan | None:
    """Mean achievement of every regency that has one."""
    bars = [
        Batang(r, label, d.ringkasan.rata_rata_capaian, d.ringkasan.kategori)
        for r, label, d in zip(letak.baris, letak.label, letak.daerah, strict=True)
        if d.ringkasan.rata_rata_capaian is not None
    ]
    if not bars:
        return None
    judul = f"Rata-rata capaian ({len(bars)} dari {len(letak.daerah)} {DAERAH})"
    source = ("Peringkat", PERINGKAT["rata"], PERINGKAT["kategori"])
    return sorted_bars(data, judul, "Capaian (%)", bars, source, letak.kata, DAERAH)


def serapan_per_daerah(letak: Letak, data: DataGrafik) -> Bagan | None:
    """Absorption of every regency that has a budget, coloured by its class."""
    bars = [
        Batang(r, label, d.ringkasan.serapan_persen, d.kelas)
        for r, label, d in zip(letak.baris, letak.label, letak.daerah, strict=True)
        if d.ringkasan.serapan_persen is not None
    ]
    if not bars:
        return None
    judul = f"Serapan anggaran ({len(bars)} dari {len(letak.daerah)} {DAERAH})"
    source = ("Serapan", SERAPAN["serapan"], SERAPAN["kelas"])
    return sorted_bars(data, judul, "Serapan (% pagu)", bars, source, WARNA_SERAPAN, DAERAH)


def kuadran_daerah(letak: Letak, data: DataGrafik) -> Bagan | None:
    """Achievement against absorption of every regency that has both."""
    points = [
        Titik(
            label,
            d.terhadap,
            float(d.ringkasan.rata_rata_capaian),
            d.kuadran,
            f"='Serapan'!{SERAPAN['terhadap']}{r}",
            f"='Peringkat'!{PERINGKAT['rata']}{r}",
        )
        for r, label, d in zip(letak.baris, letak.label, letak.daerah, strict=True)
        if d.terhadap is not None and d.ringkasan.rata_rata_capaian is not None
    ]
    if not points:
        return None
    batas = BAKU.kebijakan.angka("batas_serapan_tinggi")
    return quadrant_chart(data, points, batas, f"{len(points)} dari {len(letak.daerah)} {DAERAH}", DAERAH)


def _stacked_shares(
    letak: Letak,
    data: DataGrafik,
    judul: str,
    counts: Sequence[tuple[Mapping[str, int], int]],
    kata: Warna,
    formulas: Mapping[str, Sequence[str]],
) -> Bagan | None:
    """One bar of 100 % per regency, best first, a series per word; `counts` pairs each regency's counts and total."""
    shown = [n for n, (_, total) in enumerate(counts) if total][:MAKS_BATANG]
    if not shown:
        return None
    few = f"{len(shown)} peringkat teratas dari" if len(shown) == MAKS_BATANG else f"{len(shown)} dari"
    judul = f"{judul} ({few} {len(counts)} {DAERAH})"
    names = data.tambah(f"{judul}: nama", [letak.label[n] for n in shown])
    series = []
    for word, colour in kata:
        values = [counts[n][0].get(word, 0) / counts[n][1] * 100 for n in shown]
        if any(values):
            ref = data.tambah(word, values, [formulas[word][n] for n in shown])
            series.append(Seri(ref.nama, names.isi, ref.isi, colour, label="0;;;" if len(shown) <= _MAKS_LABEL else ""))
    return Bagan(
        "batang",
        judul,
        series,
        LEBAR,
        _stacked_height(len(shown), len(series)),
        sumbu_nilai="Bagian (%)",
        susun=True,
        legenda=True,
        batas_nilai=(0, 100),
        huruf=8 if len(shown) <= 30 else 7,
        celah=35,
        balik=True,
    )


def _stacked_height(batang: int, seri: int) -> int:
    """Height in pixels that names every bar, below which the legend takes a line for two series."""
    return max(
        PENDEK, 110 + _BARIS_LEGENDA * -(-seri // 2) + batang * (22 if batang <= 15 else 18 if batang <= 30 else 15)
    )


def kategori_per_daerah(letak: Letak, data: DataGrafik) -> Bagan | None:
    """Share of the indicators of every regency in each category."""
    letters = category_letters(letak)
    formulas = {word: [f"=N('Kategori'!{letter}{r})" for r in letak.baris] for word, letter in letters.items()}
    counts = [(d.kategori, sum(d.kategori.get(word, 0) for word in letters)) for d in letak.daerah]
    return _stacked_shares(letak, data, "Indikator menurut kategori", counts, letak.kata, formulas)


def status_per_daerah(letak: Letak, data: DataGrafik) -> Bagan | None:
    """Share of the OPD of every regency in each state of submission, of those with a register of OPD."""
    counts = []
    for d in letak.daerah:
        states = [o.status for o in d.opd]
        counts.append(({s: states.count(s) for s in set(states)}, len(states) if d.ada_daftar else 0))
    formulas = {
        s: [f"=IF('Penyampaian'!B{r}=0,0,'Penyampaian'!{letter}{r}/'Penyampaian'!B{r}*100)" for r in letak.baris]
        for s, letter in status_letters().items()
    }
    return _stacked_shares(letak, data, "OPD menurut keadaan penyampaian", counts, WARNA_STATUS, formulas)


def renstra_trend(letak: Letak, data: DataGrafik, banyak: int) -> Bagan | None:
    """Mean achievement of the targets of each Renstra year, a line per regency."""
    years = renstra_years(letak)
    of = [{s.tahun: angka(s.rata) for s in d.renstra} for d in letak.daerah]
    rows = [[steps.get(y) for y in years] for steps in of]
    labels = [str(y) for y in years]
    bagan = _lines(letak, data, ("Capaian target Renstra per tahun", "Capaian (%)"), labels, "renstra", rows, banyak)
    return bagan and replace(bagan, batas_nilai=axis_range([v for row in rows for v in row if v is not None], 100))


def serapan_trend(letak: Letak, data: DataGrafik, banyak: int) -> Bagan | None:
    """Cumulative absorption at the end of each quarter, a line per regency."""
    labels = [f"s.d. TW {ROMAWI[n]}" for n in range(letak.triwulan)]
    rows = [[absorbed(q) for q in d.triwulan] for d in letak.daerah]
    return _lines(letak, data, ("Serapan kumulatif per triwulan", "Serapan (%)"), labels, "serapan", rows, banyak)


def _lines(
    letak: Letak,
    data: DataGrafik,
    judul: tuple[str, str],
    langkah: Sequence[str],
    bagian: str,
    rows: Sequence[Sequence[float | None]],
    banyak: int,
) -> Bagan | None:
    """A line per regency (of too many those that end highest and lowest) and the mean; None without a trend.

    The mean is that of the regencies that have a figure; where their number changes, the line's name gives it per step.
    """
    known = [n for n, row in enumerate(rows) if any(v is not None for v in row)]
    if not known or len(langkah) < 2:
        return None
    few = len(known) <= banyak
    ranked = sorted(known, key=lambda n: -next(v for v in reversed(rows[n]) if v is not None))
    shown = known if few else [*ranked[: banyak // 2], *ranked[-(banyak - banyak // 2) :]]
    title = f"{judul[0]} ({len(known)} {DAERAH})"
    if not few:
        title = f"{judul[0]}: {banyak // 2} teratas dan {banyak - banyak // 2} terbawah dari {len(known)} {DAERAH}"
    letters = tren_columns(letak)[bagian]
    names = data.tambah(f"{title}: langkah", list(langkah))
    series = []
    for n, colour in zip(shown, _WARNA_GARIS, strict=False):
        ref = data.tambah(letak.label[n], rows[n], _present(rows[n], letters, letak.baris[n]))
        series.append(Seri(ref.nama, names.isi, ref.isi, colour, garis=True))
    if len(known) > 1:
        means = [average([row[i] for row in rows]) for i in range(len(langkah))]
        ref = data.tambah(f"Rata-rata {_membership(rows)} {DAERAH}", means, _present(means, letters, letak.jumlah))
        series.append(Seri(ref.nama, names.isi, ref.isi, BIRU_TUA, garis=True, putus=True))
    return Bagan("garis", title, series, LEBAR, PENDEK, sumbu_nilai=judul[1], legenda=True)


def _membership(rows: Sequence[Sequence[float | None]]) -> str:
    """How many regencies have a figure: one number, or one per step where it changes.

    >>> _membership([[1.0, 2.0], [3.0, None]]), _membership([[1.0, 2.0], [3.0, 4.0]])
    ('2; 1', '2')
    """
    counts = [str(sum(v is not None for v in step)) for step in zip(*rows, strict=True)]
    return counts[0] if len(set(counts)) == 1 else "; ".join(counts)


def _present(values: Sequence[Any], letters: Sequence[str], baris: int) -> list[str | None]:
    """References to the figures that there are: an empty text would be drawn as 0, an empty cell leaves a gap."""
    return [
        None if value is None else f"='Tren'!{letter}{baris}" for value, letter in zip(values, letters, strict=True)
    ]


def kode_terbanyak(letak: Letak, data: DataGrafik) -> Bagan | None:
    """The rules with most Catatan over all regencies."""
    shown = letak.kode[:_KODE]
    if not shown:
        return None
    names = data.tambah("Catatan terbanyak: aturan", [short_label(f"{k} {rule_words(k)}", 34) for k in shown])
    counts = [sum(d.aturan.get(k, 0) for d in letak.daerah) for k in shown]
    ref = data.tambah("Jumlah catatan", counts, [f"='Catatan'!D{letak.baris_catatan[k]}" for k in shown])
    judul = f"{len(shown)} aturan dengan catatan terbanyak ({len(letak.daerah)} {DAERAH})"
    seri = Seri(ref.nama, names.isi, ref.isi, BIRU, label="#,##0")
    return Bagan(
        "batang",
        judul,
        [seri],
        LEBAR,
        bar_height(len(shown)),
        sumbu_nilai="Jumlah catatan",
        batas_nilai=(0, None),
        balik=True,
        celah=35,
    )
