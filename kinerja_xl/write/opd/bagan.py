"""The charts of one OPD's workbook: indicators by category, Renstra, its budget tree, cumulative absorption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.consolidate.konsolidasi import mean
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.gaya import BIRU, BIRU_TUA, TAB_KINERJA, category_colours
from kinerja_xl.write.grafik import Bagan, Seri
from kinerja_xl.write.halaman import Halaman
from kinerja_xl.write.konsolidasi.bagan import LEBAR, Batang, bar_height, short_label, sorted_bars
from kinerja_xl.write.konsolidasi.bagan_waktu import (
    against_hundred,
    belanja_daerah,
    counted_labels,
    cumulative_series,
    money_columns,
)
from kinerja_xl.write.konsolidasi.perhatian import KOLOM, LEBAR_KOLOM
from kinerja_xl.write.konsolidasi.serapan import ROMAWI
from kinerja_xl.write.konsolidasi.serapan_opd import UangOpd, cumulative, has_plan, money_of_opd, plan_rumus
from kinerja_xl.write.lembaran import Lembaran, angka, money_scale
from kinerja_xl.write.opd.bahan import CAPAIAN, SERAPAN, T1, Bahan
from kinerja_xl.write.opd.banding import TahunLalu
from kinerja_xl.write.opd.capaian import TempatCapaian
from kinerja_xl.write.opd.serapan import HEAD, LEMBAR

LEBAR_DUA: Final = 590
"""Width of a chart when two stand in a row."""
_MAKS_POHON: Final = 24
_MAKS_INDIKATOR: Final = 12
_BARIS_GRAFIK: Final = 12
_SELA: Final = (KOLOM * LEBAR_KOLOM // 3 - LEBAR - 2) // 2


def capaian_per_indikator(bahan: Bahan, tempat: TempatCapaian, data: DataGrafik) -> Bagan | None:
    """Achievement of every indicator that has one, coloured by category."""
    col = bahan.capaian
    bars = [
        Batang(tempat.baris[i], short_label(col["indikator"][i], 46), col["capaian_persen"][i], col["kategori"][i])
        for i in tempat.baris
        if col["capaian_persen"][i] is not None
    ]
    if not bars:
        return None
    warna = category_colours(bahan.hasil.data.referensi.skala)
    judul = f"Capaian {len(bars)} dari {len(tempat.baris)} indikator, {bahan.periode}"
    bagan = sorted_bars(
        data, judul, "Capaian (%)", bars, (T1, CAPAIAN["capaian"], CAPAIAN["kategori"]), warna, "indikator"
    )
    return replace(bagan, lebar=LEBAR_DUA)


def renstra_opd(bahan: Bahan, tempat: TempatCapaian, lalu: Mapping[int, TahunLalu], data: DataGrafik) -> Bagan | None:
    """Mean achievement year by year, of the indicators that the OPD's mean is of: its last bar is the key figure.

    Earlier years come from T2, this one's from T1. A year that isn't over isn't set beside whole ones.
    """
    col, steps = bahan.capaian, bahan.tahunan
    counted = [i for i in tempat.baris if col["masuk"][i]]
    years: list[tuple[str, dict[int, Decimal], str]] = []
    for year, satu in lalu.items():
        own = {i: steps.get(col["kode_indikator"][i], {}).get(year) for i in counted}
        past = {i: max(Decimal(0), p) for i, v in own.items() if v and (p := v["hasil"].persen) is not None}
        mine = f'{satu.masuk},"Ya",{satu.capaian}'
        years.append((str(year), past, f'=SUMIFS({satu.capaian},{mine},">0")/COUNTIFS({mine},">-1E+99")'))
    label = str(bahan.hasil.data.tahun) if bahan.hasil.data.periode == "Tahunan" else bahan.periode
    rows = {i: v for i in counted if (v := col["capaian_nol"][i]) is not None}
    if rows and bahan.hasil.data.triwulan == 4:
        mean_of_year = f'=AVERAGEIFS({tempat.span("terhitung")},{tempat.span("masuk")},"Ya")'
        years.append((label, rows, mean_of_year))
    years = [satu for satu in years if satu[1]]
    if len(years) < 2:
        return None
    benda = bahan.benda
    same = all(v.keys() == years[0][1].keys() for _, v, _ in years)
    which = f"{len(years[0][1])} {benda} yang sama" if same else f"{benda} yang terhitung tiap tahun"
    labels = counted_labels([y for y, _, _ in years], [len(v) for _, v, _ in years], benda)
    values = [angka(mean(list(v.values()))) for _, v, _ in years]
    return against_hundred(
        data,
        f"Capaian per tahun Renstra, rata-rata {which}",
        "Capaian (%)",
        ("Tahun", labels),
        ("Rata-rata capaian (%)", values, [rumus for _, _, rumus in years]),
        LEBAR_DUA,
    )


def belanja_opd(bahan: Bahan, data: DataGrafik) -> Bagan | None:
    """Budget and realisation per kind of expenditure, of an OPD whose money is known from its accounts only."""
    if bahan.baris.sumber_serapan != "Belanja":
        return None
    own = replace(bahan.hasil, ringkasan=replace(bahan.hasil.ringkasan, pagu_rp=bahan.baris.pagu_rp))
    bagan = belanja_daerah(own, bahan.posisi, data)
    return None if bagan is None else replace(bagan, judul="Belanja: anggaran dan realisasi", lebar=LEBAR_DUA)


def serapan_pohon(bahan: Bahan, data: DataGrafik) -> Bagan | None:
    """Absorption of the programs and, as long as they can be read, of their kegiatan, in the order of the tree."""
    own = bahan.anggaran
    known = [
        (n, level)
        for n, (level, pagu, real) in enumerate(zip(own["tingkat"], own["pagu_rp"], own["realisasi_rp"], strict=True))
        if level in ("Program", "Kegiatan") and pagu and real is not None
    ]
    if not any(level == "Program" for _, level in known):
        return None
    shown = known if len(known) <= _MAKS_POHON else [p for p in known if p[1] == "Program"][: 2 * _MAKS_POHON]
    # Excel draws the first bar at the bottom.
    shown = shown[::-1]
    texts = own["uraian"]
    labels = [
        short_label(texts[n], 46) if level == "Program" else f"– {short_label(texts[n], 40)}" for n, level in shown
    ]
    names = data.tambah("Program dan kegiatan", labels)
    series = []
    for word, colour in (("Program", BIRU_TUA), ("Kegiatan", "#9DC3E6")):
        if not any(level == word for _, level in shown):
            continue
        values = [
            angka(persen(own["realisasi_rp"][n], own["pagu_rp"][n])) if level == word else "" for n, level in shown
        ]
        formulas: list[str | None] = [
            f"='{LEMBAR}'!{SERAPAN['serapan']}{bahan.baris_serapan[n]}" if level == word else None for n, level in shown
        ]
        ref = data.tambah(word, values, formulas)
        series.append(Seri(ref.nama, names.isi, ref.isi, colour, label="0.0;-0.0;;"))
    return Bagan(
        "batang",
        "Serapan per program" + (" dan kegiatan" if len(series) > 1 else ""),
        series,
        LEBAR_DUA,
        bar_height(len(shown)),
        sumbu_nilai="Serapan (% pagu)",
        tumpuk=True,
        legenda=len(series) > 1,
        batas_nilai=(0, None),
        celah=35,
    )


def serapan_kumulatif(bahan: Bahan, data: DataGrafik) -> Bagan | None:
    """Cumulative realisation against the plan, as the regency's workbook draws it of all OPD.

    None where only the last quarter is known: that is what Serapan (%) says already.
    """
    hasil = bahan.hasil
    if bahan.baris.sumber_serapan != "Anggaran":
        return None
    money, kumulatif = money_of_opd(hasil, bahan.posisi)[0], cumulative(hasil, bahan.posisi)
    known = [satu.realisasi[0] is not None for satu in kumulatif]
    if sum(known) < min(2, len(known)):
        return None
    skala = money_scale(bahan.baris.pagu_rp)
    names = data.tambah("Triwulan", [f"s.d. TW {ROMAWI[n]}" for n in range(len(kumulatif))])
    series = []
    last = len(kumulatif)
    for word, plan in (("Realisasi", False), ("Rencana", True)):
        values: list[Any] = []
        formulas: list[str | None] = []
        for n, satu in enumerate(kumulatif, 1):
            value = satu.rencana[0] if plan else satu.realisasi[0]
            values.append("" if value is None else value / 10**skala.pangkat)
            source = satu.rencana_rumus[0] if plan else satu.realisasi_rumus[0]
            live = value is not None and source is not None
            rumus = _plan_formula(money, n, last) if plan else _done_formula(n, last, source or "")
            formulas.append(f"=({rumus})/10^{skala.pangkat}" if live else None)
        ref = data.tambah(f"{word} ({skala.kata} rupiah)", values, formulas)
        series.append(cumulative_series(names, ref, rencana=plan))
    return money_columns("Serapan kumulatif dan rencana per triwulan", series, skala, LEBAR_DUA)


def _plan_formula(money: UangOpd, n: int, last: int) -> str:
    """The regency's formula of the plan over the cells of sheet Serapan."""
    if has_plan(money):
        return plan_rumus(money, n, last, LEMBAR, SERAPAN)
    return f"'{LEMBAR}'!{SERAPAN['pagu']}{HEAD}*{n}/4"


def _done_formula(n: int, last: int, source: str) -> str:
    """The regency's formula of the same realisation (`source`) over the cells of sheet Serapan."""
    k = SERAPAN
    if n == last:
        return f"'{LEMBAR}'!{k['realisasi']}{HEAD}"
    operator = "MAX" if source.startswith("=MAX") else "SUM"
    return f"{operator}('{LEMBAR}'!{k['tw1']}{HEAD}:{k[f'tw{n}']}{HEAD})"


def renstra_indikator(bahan: Bahan, data: DataGrafik) -> list[Lembaran]:
    """A sheet of small charts, target against realisation over the Renstra years; [] where nothing can be drawn.

    Only indicators whose figures are numbers; the first ones of the tables where there are many.
    """
    col, steps = bahan.capaian, bahan.tahunan
    order = [i for satu in bahan.sasaran for i in satu.indikator]
    charts = [c for i in order if (c := _renstra_chart(col, steps.get(col["kode_indikator"][i], {}), i, data))]
    shown = charts[:_MAKS_INDIKATOR]
    if not shown:
        return []
    # A grid of narrow columns: a chart then keeps its place where columns are drawn wider.
    hal = Halaman((45 / 7,) * KOLOM)
    placed = [
        (hal.baris + n // 3 * _BARIS_GRAFIK, n % 3 * KOLOM // 3, replace(satu, geser=n % 3 * _SELA))
        for n, satu in enumerate(shown)
    ]
    hal.lewati(-(-len(shown) // 3) * _BARIS_GRAFIK)
    hal.kata("Sumber: lembar Renstra dan Realisasi.", "catatan_kaki")
    more = "" if len(shown) == len(order) else f" Tergambar {len(shown)} dari {len(order)} indikator."
    sheet = hal.lembaran(
        "Grafik Renstra",
        "Target dan Realisasi Renstra per Indikator",
        f"Garis putus-putus target tiap tahun Renstra, garis penuh realisasinya.{more}",
        TAB_KINERJA,
        bahan.keterangan(),
        bagan=placed,
        tegak=True,
    )
    return [sheet]


def _renstra_chart(
    col: Mapping[str, list[Any]], own: Mapping[int, Mapping[str, Any]], i: int, data: DataGrafik
) -> Bagan | None:
    years = sorted(y for y in own if own[y]["target_angka"] is not None or own[y]["realisasi_angka"] is not None)
    done = [angka(own[y]["realisasi_angka"]) for y in years]
    goal = [angka(own[y]["target_angka"]) for y in years]
    if len(years) < 2 or not all(any(v is not None for v in figures) for figures in (done, goal)):
        return None
    label = short_label(col["indikator"][i], 44)
    names = data.tambah(f"{label}: tahun", [str(y) for y in years])
    real = data.tambah("Realisasi", ["" if v is None else v for v in done])
    target = data.tambah("Target", ["" if v is None else v for v in goal])
    return Bagan(
        "garis",
        f"{label} ({short_label(col['satuan'][i], 12)})",
        [
            Seri(real.nama, names.isi, real.isi, BIRU, label="General"),
            Seri(target.nama, names.isi, target.isi, BIRU_TUA, putus=True),
        ],
        LEBAR,
        220,
        legenda=True,
        format_nilai="General",
    )
