"""The charts of konsolidasi.xlsx: each function puts its figures on `_grafik` and returns the chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from kinerja_xl.compute.efisiensi import KUADRAN
from kinerja_xl.consolidate.kepatuhan import StatusKirim
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.forms import ISI_SHEETS
from kinerja_xl.nilai import format_angka
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.denah import EFISIENSI, IKU, OPD, SERAPAN
from kinerja_xl.write.gaya import BIRU, JINGGA, WARNA_KUADRAN, WARNA_SERAPAN, WARNA_STATUS, category_colours
from kinerja_xl.write.grafik import Bagan, Seri, axis_step
from kinerja_xl.write.konsolidasi.efisiensi import short_quadrant
from kinerja_xl.write.lembaran import BARIS_DATA, angka
from kinerja_xl.write.posisi import Posisi

LEBAR: Final = 390
PENDEK: Final = 290
MAKS_BATANG: Final = 60


@dataclass(frozen=True)
class Batang:
    """One bar: its row in the source sheet, its label, its value and the word that colours it."""

    baris: int
    label: str
    nilai: Decimal
    kata: str


class Titik(NamedTuple):
    """One point of the quadrants: label, absorption against the plan, achievement, the quadrant, both formulas."""

    label: str
    serapan: float
    capaian: float
    kata: str
    serapan_rumus: str
    capaian_rumus: str


def short_label(nama: str, panjang: int = 30) -> str:
    """A name that fits beside a bar.

    >>> short_label("Dinas Pekerjaan Umum dan Penataan Ruang")
    'Dinas Pekerjaan Umum dan Pena…'
    """
    return nama if len(nama) <= panjang else nama[: panjang - 1].rstrip() + "…"


def bar_height(n: int) -> int:
    """Height in pixels of a chart with n bars."""
    return max(PENDEK, 110 + n * (22 if n <= 15 else 16 if n <= 30 else 13))


def bar_label(n: int) -> str:
    """Number format of the labels of n bars, none where they would touch; a bar of another colour shows nothing."""
    return "0.0;-0.0;;" if n <= 40 else ""


def sorted_bars(
    data: DataGrafik,
    judul: str,
    sumbu: str,
    bars: Sequence[Batang],
    source: tuple[str, str, str],
    warna: Sequence[tuple[str, str]],
    benda: str = "OPD",
) -> Bagan:
    """Sorted bars of OPD (or whatever `benda` names): one series per word, so that colours follow the figures.

    The lowest ones where there are too many.
    """
    sheet, nilai_kolom, kata_kolom = source
    shown = sorted(bars, key=lambda b: b.nilai)
    if len(shown) > MAKS_BATANG:
        judul = f"{judul}: {MAKS_BATANG} terendah dari {len(shown)} {benda}"
        shown = shown[:MAKS_BATANG]
    labels = data.tambah(f"{judul}: {benda}", [b.label for b in shown])
    series = []
    for kata, colour in warna:
        present = any(b.kata == kata for b in shown)
        if not present and len(warna) > 5:
            continue
        value = [angka(b.nilai) if b.kata == kata else "" for b in shown]
        quoted = kata.replace('"', '""')
        formulas = [
            f"=IF('{sheet}'!{kata_kolom}{b.baris}=\"{quoted}\",'{sheet}'!{nilai_kolom}{b.baris},\"\")" for b in shown
        ]
        ref = data.tambah(kata, value, formulas)
        series.append(Seri(ref.nama, labels.isi, ref.isi, colour, label=bar_label(len(shown))))
    return Bagan(
        "batang",
        judul,
        series,
        LEBAR,
        bar_height(len(shown)),
        sumbu_nilai=sumbu,
        tumpuk=True,
        legenda=True,
        batas_nilai=(0 if all(b.nilai >= 0 for b in shown) else None, None),
        huruf=8 if len(shown) <= 30 else 7,
        celah=35,
    )


def opd_labels(hasil: Konsolidasi) -> dict[str, str]:
    """Short names of the OPD for charts."""
    return {k: short_label(s) for k, s in zip(hasil.opd["kode_opd"], hasil.opd["singkatan"], strict=True)}


def capaian_per_opd(hasil: Konsolidasi, posisi: Posisi, data: DataGrafik) -> Bagan | None:
    """Mean achievement of every OPD that has one."""
    labels = opd_labels(hasil)
    bars = [
        Batang(posisi.baris_opd[r.kode_opd], labels[r.kode_opd], r.rata_rata_capaian, r.kategori)
        for r in hasil.opd.itertuples()
        if r.rata_rata_capaian is not None
    ]
    if not bars:
        return None
    judul = f"Rata-rata capaian per OPD ({len(bars)} dari {len(hasil.data.opd)} OPD)"
    warna = category_colours(hasil.data.referensi.skala)
    return sorted_bars(data, judul, "Capaian (%)", bars, ("Capaian OPD", OPD["rata"], OPD["kategori"]), warna)


def serapan_per_opd(hasil: Konsolidasi, posisi: Posisi, data: DataGrafik) -> Bagan | None:
    """Absorption of every OPD that has a budget."""
    labels = opd_labels(hasil)
    bars = [
        Batang(posisi.baris_opd[r.kode_opd], labels[r.kode_opd], r.serapan_persen, r.kelas_serapan)
        for r in hasil.opd.itertuples()
        if r.serapan_persen is not None
    ]
    if not bars:
        return None
    judul = f"Serapan anggaran per OPD ({len(bars)} dari {len(hasil.data.opd)} OPD)"
    return sorted_bars(
        data, judul, "Serapan (% pagu)", bars, ("Serapan OPD", SERAPAN["serapan"], SERAPAN["kelas"]), WARNA_SERAPAN
    )


def efisiensi_per_opd(hasil: Konsolidasi, data: DataGrafik) -> Bagan | None:
    """Achievement minus absorption of every OPD: above 0 more was reached than spent."""
    labels = opd_labels(hasil)
    frame = hasil.efisiensi
    bars = [
        (BARIS_DATA + n, labels.get(opd, opd), value)
        for n, (tingkat, opd, value) in enumerate(
            zip(frame["tingkat"], frame["kode_opd"], frame["selisih_persen"], strict=True)
        )
        if tingkat == "OPD" and value is not None
    ]
    if not bars:
        return None
    return signed_bars(
        data,
        f"Efisiensi: capaian − serapan ({len(bars)} dari {len(hasil.data.opd)} OPD)",
        f"Efisiensi: {MAKS_BATANG} selisih terendah dari {len(bars)} OPD",
        "Selisih (poin persen)",
        bars,
        f"'Efisiensi'!{EFISIENSI['selisih']}",
        ("Efisien (0 atau lebih)", "Tidak efisien (di bawah 0)"),
    )


def signed_bars(
    data: DataGrafik,
    judul: str,
    judul_terendah: str,
    sumbu: str,
    bars: list[tuple[int, str, Decimal]],
    source: str,
    kata: tuple[str, str],
    pangkat: int = 0,
) -> Bagan:
    """Sorted bars (row, label, value) in two colours, 0 and above or below 0; the lowest where there are too many.

    `source` is sheet and letter of the values, `kata` the words of both colours. Values are shown in units of
    10^`pangkat`.
    """
    bars = sorted(bars, key=lambda b: b[2])
    if len(bars) > MAKS_BATANG:
        judul, bars = judul_terendah, bars[:MAKS_BATANG]
    names = data.tambah(f"{judul}: OPD", [b[1] for b in bars])
    unit = f"/10^{pangkat}" if pangkat else ""
    series = []
    for word, op, colour in ((kata[0], ">=", BIRU), (kata[1], "<", JINGGA)):
        value = [angka(v) if (v >= 0) == (op == ">=") else "" for _, _, v in bars]
        formulas = [f'=IF({source}{row}{op}0,{source}{row}{unit},"")' for row, _, _ in bars]
        ref = data.tambah(word, value, formulas)
        series.append(Seri(ref.nama, names.isi, ref.isi, colour, label=bar_label(len(bars))))
    return Bagan(
        "batang",
        judul,
        series,
        LEBAR,
        bar_height(len(bars)),
        sumbu_nilai=sumbu,
        tumpuk=True,
        legenda=True,
        batas_nilai=_efficiency_range([float(b[2]) for b in bars]),
        huruf=8 if len(bars) <= 30 else 7,
        celah=35,
    )


def _efficiency_range(values: Sequence[float]) -> tuple[float | None, float | None]:
    """Bounds that leave room for the labels of negative bars beside the names of the OPD."""
    if min(values) >= 0:
        return 0, None
    return axis_range(values, 0, 0.12 * (max(*values, 0) - min(values)))


def _counts(judul: str, seri: Seri, sumbu: str) -> Bagan:
    """A column chart of one series of counts."""
    return Bagan("kolom", judul, [seri], LEBAR, PENDEK, sumbu_nilai=sumbu, batas_nilai=(0, None), celah=50)


def distribusi_kategori(hasil: Konsolidasi, posisi: Posisi, data: DataGrafik) -> Bagan | None:
    """Number of indicators and of OPD in each category."""
    levels = category_colours(hasil.data.referensi.skala)
    n_iku = len(posisi.iku)
    counts = [sum(k == word for k in hasil.capaian["kategori"]) for word, _ in levels]
    if not sum(counts):
        return None
    names = data.tambah("Kategori indikator", [word for word, _ in levels])
    span = f"'Capaian IKU'!${IKU['kategori']}${BARIS_DATA}:${IKU['kategori']}${BARIS_DATA + n_iku - 1}"
    ref = data.tambah(
        "Jumlah indikator", counts, [f"=SUMPRODUCT(--({span}={names.sel(i)}))" for i in range(len(levels))]
    )
    seri = Seri(ref.nama, names.isi, ref.isi, BIRU, label="0;;;", titik=[c for _, c in levels])
    return _counts(f"Sebaran kategori {sum(counts)} indikator yang terhitung", seri, "Jumlah indikator")


def status_kiriman(hasil: Konsolidasi, data: DataGrafik) -> Bagan | None:
    """Number of OPD of the register in each state of submission."""
    frame = hasil.kepatuhan
    listed = [str(row.status) for row in frame.itertuples() if row.terdaftar]
    if not listed:
        return None
    present = [(w, c) for w, c in WARNA_STATUS if w in listed]
    names = data.tambah("Status kiriman", [w for w, _ in present])
    span = f"'Capaian OPD'!${OPD['status']}${BARIS_DATA}:${OPD['status']}${BARIS_DATA + len(hasil.opd) - 1}"
    values = [listed.count(w) for w, _ in present]
    ref = data.tambah("Jumlah OPD", values, [f"=COUNTIF({span},{names.sel(i)})" for i in range(len(present))])
    total = sum(s != StatusKirim.BELUM for s in listed)
    seri = Seri(ref.nama, names.isi, ref.isi, BIRU, label="0", titik=[c for _, c in present])
    return _counts(f"Status penyampaian ({total} dari {len(listed)} OPD menyerahkan)", seri, "Jumlah OPD")


def lembar_diterima(hasil: Konsolidasi, data: DataGrafik) -> Bagan | None:
    """Number of OPD of which each sheet was received and used; None where no sheet was."""
    sent = hasil.kepatuhan["lembar"].tolist()
    present = [(s.title, n) for s in ISI_SHEETS if (n := sum(s.title in lembar for lembar in sent))]
    if not present:
        return None
    names = data.tambah("Lembar", [title for title, _ in present])
    ref = data.tambah("Jumlah OPD", [n for _, n in present])
    return _counts(
        "Jumlah OPD per lembar yang diterima", Seri(ref.nama, names.isi, ref.isi, BIRU, label="0"), "Jumlah OPD"
    )


def kuadran_opd(hasil: Konsolidasi, posisi: Posisi, data: DataGrafik) -> Bagan | None:
    """Achievement against absorption of every OPD that has both, with the limits that part the quadrants."""
    labels = opd_labels(hasil)
    points = [
        Titik(
            labels[r.kode_opd],
            float(r.terhadap_rencana_persen),
            float(r.rata_rata_capaian),
            short_quadrant(r.kuadran),
            f"='Serapan OPD'!{SERAPAN['terhadap']}{posisi.baris_opd[r.kode_opd]}",
            f"='Capaian OPD'!{OPD['rata']}{posisi.baris_opd[r.kode_opd]}",
        )
        for r in hasil.opd.itertuples()
        if r.kuadran
    ]
    if not points:
        return None
    batas = hasil.data.referensi.kebijakan.angka("batas_serapan_tinggi")
    return quadrant_chart(data, points, batas, f"{len(points)} dari {len(hasil.data.opd)} OPD", "OPD")


def quadrant_chart(data: DataGrafik, points: Sequence[Titik], batas: Decimal, banyak: str, benda: str) -> Bagan:
    """Achievement against absorption, a series per quadrant, with the limits; `banyak` says how many of how many."""
    series = []
    for n, key in enumerate(KUADRAN):
        word = short_quadrant(KUADRAN[key])
        mine = [p for p in points if p.kata == word]
        if not mine:
            continue
        data.tambah(f"{word}: {benda}", [p.label for p in mine])
        x = data.tambah(f"{word}: serapan", [p.serapan for p in mine], [p.serapan_rumus for p in mine])
        y = data.tambah(word, [p.capaian for p in mine], [p.capaian_rumus for p in mine])
        texts = [p.label for p in mine] if len(points) <= 12 else ()
        series.append(
            Seri(
                y.nama, x.isi, y.isi, dict(WARNA_KUADRAN)[word], label="0" if texts else "", penanda=n, teks_label=texts
            )
        )
    left, right = axis_range([p.serapan for p in points], float(batas))
    low, high = axis_range([p.capaian for p in points], 100.0)
    tegak_x = data.tambah("Batas serapan", [float(batas)] * 2, ["=Batas_Serapan_Tinggi"] * 2)
    tegak_y = data.tambah("Batas serapan (y)", [low, high])
    datar_x = data.tambah("Batas capaian (x)", [left, right])
    datar_y = data.tambah("Batas capaian", [100, 100])
    series.append(Seri(tegak_x.nama, tegak_x.isi, tegak_y.isi, "#7F7F7F", sembunyi=True))
    series.append(Seri(datar_y.nama, datar_x.isi, datar_y.isi, "#7F7F7F", sembunyi=True))
    return Bagan(
        "sebar",
        f"Capaian dan serapan ({banyak})",
        series,
        LEBAR,
        PENDEK,
        sumbu_kategori=f"Serapan terhadap rencana (%), batas {format_angka(batas)}",
        sumbu_nilai="Capaian (%), batas 100",
        legenda=len(series) > 3,
        batas_nilai=(low, high),
        batas_kategori=(left, right),
        huruf=7,
    )


def axis_range(values: Sequence[float], limit: float, ruang: float = 5) -> tuple[float, float]:
    """Axis bounds around values and a limit, with some room, on ticks of the axis.

    >>> axis_range([64.0, 112.9], 100)
    (40.0, 120.0)
    """
    low, high = min(*values, limit) - ruang, max(*values, limit) + ruang
    step = axis_step(high - low)
    return low // step * step, -(-high // step) * step


def most_counted(counts: Mapping[str, Counter[str]]) -> list[str]:
    """The OPD that a chart of counts shows, the largest last (bar charts begin at the bottom)."""
    return sorted(counts, key=lambda opd: counts[opd].total())[-MAKS_BATANG:]


def stacked_counts(
    hasil: Konsolidasi,
    data: DataGrafik,
    benda: tuple[str, str],
    counts: Mapping[str, Counter[str]],
    kata: Sequence[tuple[str, str, str]],
    of_opd: str,
    judul: tuple[str, str],
    lebar: int,
) -> Bagan:
    """Counts per OPD, one stacked series per word of `kata` (word, colour, formula of its rows) that occurs.

    `benda` names the data and the axis, `of_opd` the cells with each row's OPD; `judul` is the title and its brackets.
    """
    shown = most_counted(counts)
    labels = opd_labels(hasil)
    names = data.tambah(f"{benda[0]}: OPD", [labels.get(opd, opd) for opd in shown])
    keys = data.tambah(f"{benda[0]}: kode", shown, gaya="kode")
    series = []
    for satu, colour, rows in kata:
        if not any(counts[opd][satu] for opd in shown):
            continue
        # SUMIFS would take codes for numbers: 1.01 and 1.010 are two OPD.
        formulas = [f"=SUMPRODUCT(({of_opd}={keys.sel(i)})*{rows})" for i in range(len(shown))]
        ref = data.tambah(satu, [counts[opd][satu] for opd in shown], formulas, "bulat")
        series.append(Seri(ref.nama, names.isi, ref.isi, colour, label="0;;;"))
    few = f", {len(shown)} terbanyak" if len(counts) > len(shown) else ""
    return Bagan(
        "batang",
        f"{judul[0]} ({judul[1]}{few})",
        series,
        lebar,
        bar_height(len(shown)),
        sumbu_nilai=benda[1],
        susun=True,
        legenda=len(series) > 1,
        batas_nilai=(0, None),
        huruf=8 if len(shown) <= 30 else 7,
    )
