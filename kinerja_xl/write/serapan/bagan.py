"""The charts of serapan.xlsx that konsolidasi.xlsx doesn't have; each puts its figures on `_grafik`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import pandas as pd

from kinerja_xl.compute.keuangan import deviasi, komposisi, lra_daerah, selisih_persen
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.denah import SERAPAN, letters
from kinerja_xl.write.gaya import ABU_TUA, BIRU, BIRU_TUA, JINGGA
from kinerja_xl.write.grafik import Bagan, Seri
from kinerja_xl.write.konsolidasi.bagan import (
    LEBAR,
    MAKS_BATANG,
    PENDEK,
    bar_height,
    bar_label,
    opd_labels,
    short_label,
    signed_bars,
)
from kinerja_xl.write.konsolidasi.serapan import ROMAWI
from kinerja_xl.write.lembaran import BARIS_DATA, angka, money_scale
from kinerja_xl.write.pohon import leaf_totals
from kinerja_xl.write.posisi import Posisi
from kinerja_xl.write.serapan import denah
from kinerja_xl.write.serapan.banding import Banding
from kinerja_xl.write.serapan.kas import Kas

_TERBESAR: Final = 15
_WARNA_BAGIAN: Final = (BIRU_TUA, BIRU, "#9DC3E6", JINGGA, "#F2C14E", ABU_TUA, "#BFBFBF", "#7F6084")


def sisa_per_opd(hasil: Konsolidasi, posisi: Posisi, data: DataGrafik) -> Bagan | None:
    """The remainder of every OPD, the largest on top; the largest where there are too many."""
    skala = money_scale(hasil.ringkasan.pagu_rp)
    labels = opd_labels(hasil)
    bars = sorted(
        (r.pagu_rp - r.realisasi_rp, posisi.baris_opd[r.kode_opd], labels[r.kode_opd])
        for r in hasil.opd.itertuples()
        if r.pagu_rp is not None and r.realisasi_rp is not None
    )
    if not bars:
        return None
    judul = f"Sisa anggaran per OPD ({len(bars)} dari {len(hasil.data.opd)} OPD)"
    if len(bars) > MAKS_BATANG:
        judul, bars = f"Sisa anggaran: {MAKS_BATANG} terbesar dari {len(bars)} OPD", bars[-MAKS_BATANG:]
    names = data.tambah(f"{judul}: OPD", [label for _, _, label in bars])
    unit = 10**skala.pangkat
    ref = data.tambah(
        f"Sisa ({skala.kata} rupiah)",
        [float(Decimal(value) / (100 * unit)) for value, _, _ in bars],
        [f"='Serapan OPD'!{SERAPAN['sisa']}{row}/10^{skala.pangkat}" for _, row, _ in bars],
    )
    return Bagan(
        "batang",
        judul,
        [Seri(ref.nama, names.isi, ref.isi, BIRU, label="#,##0.0" if bar_label(len(bars)) else "")],
        LEBAR,
        bar_height(len(bars)),
        sumbu_nilai=f"{skala.kata.capitalize()} rupiah",
        format_nilai="#,##0",
        batas_nilai=(0 if bars[0][0] >= 0 else None, None),
        huruf=8 if len(bars) <= 30 else 7,
        celah=35,
    )


def deviasi_per_opd(hasil: Konsolidasi, posisi: Posisi, kas: Sequence[Kas], data: DataGrafik) -> Bagan | None:
    """Deviation from the cash plan of every OPD that has one."""
    labels = opd_labels(hasil)
    last = kas[-1]
    bars = [
        (posisi.baris_opd[opd], labels[opd], value)
        for opd, (p, _), (d, _) in zip(hasil.opd["kode_opd"], last.rencana_sd, last.realisasi_sd, strict=True)
        if (value := deviasi(p, d)) is not None
    ]
    if not any(value for _, _, value in bars):
        return None
    n = len(kas)
    letter = letters(denah.kolom_kas(n))[f"deviasi_sd{n}"]
    return signed_bars(
        data,
        f"Deviasi rencana kas ({len(bars)} dari {len(hasil.data.opd)} OPD)",
        f"Deviasi rencana kas: {MAKS_BATANG} terendah dari {len(bars)} OPD",
        "Deviasi (% rencana kas)",
        bars,
        f"'{denah.KAS}'!{letter}",
        ("Sesuai atau lebih cepat", "Lebih lambat"),
    )


def kas_triwulan(hasil: Konsolidasi, kas: Sequence[Kas], data: DataGrafik, *, kumulatif: bool) -> Bagan | None:
    """Cash plan and realisation of the OPD that have both, in each quarter or up to it."""
    sums = [satu.jumlah() if kumulatif else satu.jumlah_triwulan() for satu in kas]
    known = [s for s in sums if s]
    if not known:
        return None
    skala = money_scale(max(s[0] for s in known))
    k = letters(denah.kolom_kas(len(kas)))
    total = BARIS_DATA + len(hasil.opd)
    prefix, tail = ("s.d. ", "_sd") if kumulatif else ("", "")
    counts = {s[2] for s in known}
    labels = [
        f"{prefix}TW {ROMAWI[n]}" + (f" ({s[2] if s else 0} OPD)" if len(counts) > 1 or len(known) < len(sums) else "")
        for n, s in enumerate(sums)
    ]
    word = "Kumulatif" if kumulatif else "Per triwulan"
    names = data.tambah(f"{word}: triwulan", labels)
    series = []
    for i, (title, key, colour) in enumerate(
        (("Rencana kas", "rencana", "#9DC3E6"), ("Realisasi", "realisasi", BIRU_TUA))
    ):
        values = ["" if s is None else float(Decimal(s[i]) / 10 ** (skala.pangkat + 2)) for s in sums]
        cells = [f"'{denah.KAS}'!{k[f'{key}{tail}{n}']}{total}" for n in range(1, len(kas) + 1)]
        formulas = [f'=IF({c}="","",{c}/10^{skala.pangkat})' for c in cells]
        ref = data.tambah(f"{title} ({skala.kata} rupiah)", values, formulas)
        series.append(Seri(ref.nama, names.isi, ref.isi, colour, label="#,##0.0"))
    n_opd = f"{max(counts)} dari {len(hasil.data.opd)} OPD"
    return Bagan(
        "kolom",
        f"Rencana kas kumulatif ({n_opd})" if kumulatif else f"Rencana kas per triwulan ({n_opd})",
        series,
        LEBAR,
        PENDEK,
        sumbu_nilai=f"{skala.kata.capitalize()} rupiah",
        format_nilai="#,##0",
        batas_nilai=(0 if all(min(s[:2]) >= 0 for s in known) else None, None),
        legenda=True,
        celah=60,
    )


def komposisi_belanja(hasil: Konsolidasi, posisi: Posisi, data: DataGrafik) -> Bagan | None:
    """Shares of the realised expenditure by kind: operasi, modal, ..., or langsung and tidak langsung as sent."""
    akun = lra_daerah(hasil.belanja)
    kinds = [(n, a) for n, a in enumerate(akun) if a.kode.startswith("5.") and a.kode.count(".") == 1]
    kinds = [(n, a) for n, a in kinds if a.realisasi_rp]
    if not kinds or any((a.realisasi_rp or 0) < 0 for _, a in kinds) or len(kinds) > len(_WARNA_BAGIAN):
        return None
    shares = komposisi([a.realisasi_rp for _, a in kinds])
    names = data.tambah("Komposisi belanja", [short_label(a.uraian.capitalize(), 34) for _, a in kinds])
    cells = [f"'{denah.LRA}'!{denah.LRA_SEL['realisasi']}{BARIS_DATA + n}" for n, _ in kinds]
    whole = ",".join(cells)
    ref = data.tambah(
        "Bagian realisasi belanja (%)", [angka(s) for s in shares], [f"={c}/SUM({whole})*100" for c in cells]
    )
    colours = _WARNA_BAGIAN[: len(kinds)]
    return Bagan(
        "donat",
        f"Komposisi realisasi belanja ({len(posisi.belanja_opd)} dari {len(hasil.data.opd)} OPD)",
        [Seri(ref.nama, names.isi, ref.isi, BIRU, label='0.0"%"', titik=colours)],
        LEBAR,
        PENDEK,
        legenda=True,
    )


def perubahan_pagu(hasil: Konsolidasi, posisi: Posisi, banding: Banding, data: DataGrafik) -> Bagan | None:
    """Pagu Perubahan against Pagu Murni of every OPD that has both, in percent."""
    return _banding_per_opd(
        hasil, posisi, data, banding["jumlah_pagu_murni_rp", "jumlah_pagu_perubahan_rp"],
        f"'{denah.VERSI}'!{denah.VERSI_SEL['persen_perubahan']}", "Perubahan pagu",
        "Pagu Perubahan − Murni (% Murni)", ("Tetap atau bertambah", "Berkurang"),
    )  # fmt: skip


def dpa_terhadap_renja(hasil: Konsolidasi, posisi: Posisi, banding: Banding, data: DataGrafik) -> Bagan | None:
    """Pagu DPA against Pagu Renja of every OPD that has both, in percent."""
    return _banding_per_opd(
        hasil, posisi, data, banding["jumlah_pagu_renja_rp", "pagu_rp"],
        f"'{denah.RENCANA}'!{denah.RENCANA_SEL['persen_dpa']}", "DPA terhadap Renja",
        "Deviasi (% Pagu Renja)", ("Sama atau lebih besar", "Lebih kecil"),
    )  # fmt: skip


def _banding_per_opd(
    hasil: Konsolidasi,
    posisi: Posisi,
    data: DataGrafik,
    frame: pd.DataFrame,
    source: str,
    judul: str,
    sumbu: str,
    kata: tuple[str, str],
) -> Bagan | None:
    selisih, dasar = leaf_totals(frame, "selisih"), leaf_totals(frame, "dasar")
    labels = opd_labels(hasil)
    bars = [
        (row, labels[opd], value)
        for opd, row in posisi.serapan_opd.items()
        if opd in labels and (value := selisih_persen(selisih.get(opd), dasar.get(opd))) is not None
    ]
    if not any(value for _, _, value in bars):
        return None
    title = f"{judul} ({len(bars)} dari {len(hasil.data.opd)} OPD)"
    shown = sorted(bars, key=lambda b: (-abs(b[2]), b[0]))[:_TERBESAR]
    if len(shown) < len(bars):
        title = f"{judul}: {_TERBESAR} terbesar dari {len(bars)} OPD"
    return signed_bars(
        data,
        title,
        title,
        sumbu,
        shown,
        source,
        kata,
    )
