"""The charts of the sheets SKM and AKIP: each puts its figures on `_grafik` and returns the chart."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kinerja_xl.compute.akip import akip_bands
from kinerja_xl.compute.skm import NILAI_UNSUR, NRR, skm_bands
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, mean
from kinerja_xl.deklarasi.ketentuan import UNSUR_SKM
from kinerja_xl.nilai import normalise_kata
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.denah import AKIP, SKM
from kinerja_xl.write.gaya import BIRU, level_colours
from kinerja_xl.write.grafik import Bagan, Seri
from kinerja_xl.write.konsolidasi.akip import akip_sheet_rows, component_keys
from kinerja_xl.write.konsolidasi.bagan import Batang, opd_labels, short_label, sorted_bars
from kinerja_xl.write.konsolidasi.skm import skm_rows
from kinerja_xl.write.lembaran import BARIS_DATA, angka

LEBAR: Final = 560
_SEDIKIT_OPD: Final = 3


def _side_by_side(*bagan: Bagan | None) -> list[Bagan | None]:
    """Charts that hang on one cell, each right of the one before."""
    return [satu and replace(satu, geser=n * (LEBAR + 20)) for n, satu in enumerate(bagan)]


def _dressed(bagan: Bagan, bars: int) -> Bagan:
    """Slim bars where there are few, and no legend of one entry."""
    celah = 35 if bars > 4 else 160
    return replace(bagan, lebar=LEBAR, celah=celah, legenda=len(bagan.seri) > 1)


def skm_charts(hasil: Konsolidasi, data: DataGrafik) -> list[Bagan | None]:
    """The index per OPD (per service where few OPD have one), and the nine elements of the regency."""
    return _side_by_side(_index_chart(hasil, data), _element_chart(hasil, data))


def _index_chart(hasil: Konsolidasi, data: DataGrafik) -> Bagan | None:
    labels = opd_labels(hasil)
    services = len(hasil.skm_opd) <= _SEDIKIT_OPD
    bars = []
    for n, b in enumerate(skm_rows(hasil)):
        row = (hasil.skm_opd if b.opd else hasil.skm).iloc[b.indeks]
        if row["ikm"] is not None and b.opd != services:
            label = short_label(row["layanan"]) if services else labels.get(b.kode_opd, b.kode_opd)
            bars.append(Batang(BARIS_DATA + n, label, row["ikm"], row["mutu"]))
    if not bars:
        return None
    what = "layanan" if services else f"OPD ({len(bars)} dari {len(hasil.data.opd)} OPD)"
    warna = level_colours([b.mutu for b in skm_bands(hasil.data.referensi)])
    bagan = sorted_bars(data, f"IKM per {what}", "IKM (25–100)", bars, ("SKM", SKM["ikm"], SKM["mutu"]), warna)
    return _dressed(bagan, len(bars))


def _element_chart(hasil: Konsolidasi, data: DataGrafik) -> Bagan | None:
    rows = skm_rows(hasil)
    means = [mean(v for v in hasil.skm_opd[name] if v is not None) for name in NRR]
    if not any(m is not None for m in means):
        return None
    below = BARIS_DATA + len(rows) + 1
    names = data.tambah("Unsur SKM", [f"U{n} {nama}" for n, nama in enumerate(UNSUR_SKM, 1)], gaya="teks")
    values = [None if m is None else angka(NILAI_UNSUR.evaluate({"nrr": m})) for m in means]
    formulas = [f"='SKM'!{SKM[f'nrr{n}']}{below}" for n in range(1, len(NRR) + 1)]
    ref = data.tambah("Nilai unsur (NRR × 25)", ["" if v is None else v for v in values], list(formulas))
    judul = f"Nilai tiap unsur pelayanan, rata-rata {len(hasil.skm_opd)} OPD (NRR × 25)"
    seri = Seri(ref.nama, names.isi, ref.isi, BIRU, label="0.00")
    return Bagan(
        "batang", judul, [seri], LEBAR, 330, sumbu_nilai="Nilai unsur (25–100)", batas_nilai=(0, None), balik=True
    )


def akip_charts(hasil: Konsolidasi, data: DataGrafik) -> list[Bagan | None]:
    """The value per OPD, and how far each component of the regency comes towards its weight."""
    return _side_by_side(_akip_per_opd(hasil, data), _akip_per_component(hasil, data))


def _akip_per_opd(hasil: Konsolidasi, data: DataGrafik) -> Bagan | None:
    labels = opd_labels(hasil)
    bars = []
    for n, b in enumerate(akip_sheet_rows(hasil)):
        row = hasil.akip_opd.iloc[b.indeks] if b.opd else None
        if row is not None and row["nilai"] is not None:
            bars.append(Batang(BARIS_DATA + n, labels.get(b.kode_opd, b.kode_opd), row["nilai"], row["predikat"]))
    if not bars:
        return None
    judul = f"Nilai AKIP per OPD ({len(bars)} dari {len(hasil.data.opd)} OPD)"
    warna = level_colours([word for _, word in akip_bands(hasil.data.referensi)])
    bagan = sorted_bars(data, judul, "Nilai AKIP (0–100)", bars, ("AKIP", AKIP["nilai"], AKIP["predikat"]), warna)
    return _dressed(bagan, len(bars))


def _akip_per_component(hasil: Konsolidasi, data: DataGrafik) -> Bagan | None:
    keys = component_keys(hasil)
    shares: dict[str, list[object]] = {}
    titles: dict[str, str] = {}
    for name, share in zip(hasil.akip["komponen"], hasil.akip["persen_bobot"], strict=True):
        key = keys.get(normalise_kata(name))
        if key and share is not None:
            shares.setdefault(key, []).append(share)
            titles.setdefault(key, short_label(" ".join(name.split()), 44))
    if not shares:
        return None
    last = BARIS_DATA + len(akip_sheet_rows(hasil)) - 1
    block, keyed = (f"'AKIP'!{AKIP[k]}{BARIS_DATA}:{AKIP[k]}{last}" for k in ("persen", "kunci"))
    ordered = list(shares)[:12]
    names = data.tambah("Komponen AKIP", [titles[k] for k in ordered], gaya="teks")
    values = [angka(mean(shares[k])) for k in ordered]  # type: ignore[arg-type]
    ref = data.tambah(
        "Nilai terhadap bobot (%)", values, [f'=IFERROR(AVERAGEIFS({block},{keyed},"{k}"),"")' for k in ordered]
    )
    judul = f"Nilai komponen AKIP terhadap bobotnya, rata-rata {len(hasil.akip_opd)} OPD"
    seri = Seri(ref.nama, names.isi, ref.isi, BIRU, label="0.00")
    tinggi = max(290, 110 + 34 * len(ordered))
    return Bagan(
        "batang", judul, [seri], LEBAR, tinggi, sumbu_nilai="Persen dari bobot", batas_nilai=(0, 100), balik=True
    )
