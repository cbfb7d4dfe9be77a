"""Charts over time and by account: cumulative absorption, expenditure by kind, Renstra year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from kinerja_xl.consolidate.konsolidasi import Konsolidasi, mean
from kinerja_xl.write.data_grafik import DataGrafik, Ref
from kinerja_xl.write.denah import BELANJA, SERAPAN
from kinerja_xl.write.gaya import BIRU, BIRU_TUA
from kinerja_xl.write.grafik import Bagan, Seri
from kinerja_xl.write.konsolidasi.bagan import LEBAR, PENDEK, opd_labels, short_label
from kinerja_xl.write.konsolidasi.belanja import account_kind
from kinerja_xl.write.konsolidasi.renstra import Deret, renstra_years
from kinerja_xl.write.konsolidasi.serapan import ROMAWI
from kinerja_xl.write.konsolidasi.serapan_opd import Kumulatif
from kinerja_xl.write.lembaran import BARIS_DATA, Skala, angka, money_scale
from kinerja_xl.write.pohon import whole
from kinerja_xl.write.posisi import Posisi

_BIRU_MUDA: Final = "#9DC3E6"


def counted_labels(labels: Sequence[str], counts: Sequence[int], benda: str) -> list[str]:
    """Labels of a time axis; where not every step is about as many, each says about how many.

    >>> counted_labels(["2022", "2023"], [4, 5], "indikator"), counted_labels(["2022", "2023"], [5, 5], "indikator")
    (['2022 (4 indikator)', '2023 (5 indikator)'], ['2022', '2023'])
    """
    if len(set(counts)) == 1:
        return list(labels)
    return [f"{label} ({n} {benda})" for label, n in zip(labels, counts, strict=True)]


def money_columns(judul: str, series: Sequence[Seri], skala: Skala, lebar: int = LEBAR, celah: int = 70) -> Bagan:
    """A column chart of money in the unit of `skala`."""
    return Bagan(
        "kolom",
        judul,
        series,
        lebar,
        PENDEK,
        sumbu_nilai=f"{skala.kata.capitalize()} rupiah",
        format_nilai="#,##0",
        batas_nilai=(0, None),
        legenda=True,
        celah=celah,
    )


def cumulative_series(names: Ref, ref: Ref, *, rencana: bool) -> Seri:
    """Cumulative realisation as labelled columns, the plan as a broken line over them."""
    colour, label = (BIRU_TUA, "") if rencana else (BIRU, "#,##0.0")
    return Seri(ref.nama, names.isi, ref.isi, colour, label=label, garis=rencana, putus=rencana)


def against_hundred(
    data: DataGrafik,
    judul: str,
    sumbu: str,
    langkah: tuple[str, Sequence[str]],
    hasil: tuple[str, Sequence[Any], Sequence[str]],
    lebar: int = LEBAR,
) -> Bagan:
    """Percentages per year as columns, beside the line of 100 %: `langkah` names the years, `hasil` their figures."""
    names = data.tambah(*langkah)
    done = data.tambah(*hasil)
    goal = data.tambah("Target (100 %)", [100] * len(langkah[1]))
    return Bagan(
        "kolom",
        judul,
        [
            Seri(done.nama, names.isi, done.isi, BIRU, label="0.0"),
            Seri(goal.nama, names.isi, goal.isi, BIRU_TUA, garis=True, putus=True),
        ],
        lebar,
        PENDEK,
        sumbu_nilai=sumbu,
        legenda=True,
        batas_nilai=(0, None),
        celah=70,
    )


def serapan_triwulan(hasil: Konsolidasi, kumulatif: Sequence[Kumulatif], data: DataGrafik) -> Bagan | None:
    """Cumulative realisation against the plan, of the OPD that reported the quarter; ends at the regency's total.

    None where only the last quarter is known: that is what Serapan (%) says already.
    """
    skala = money_scale(hasil.ringkasan.pagu_rp)
    total = BARIS_DATA + len(hasil.opd)
    reported = [len(satu.pasangan) for satu in kumulatif]
    if sum(n > 0 for n in reported) < min(2, len(reported)):
        return None
    labels = [f"s.d. TW {ROMAWI[n]}" for n in range(len(kumulatif))]
    names = data.tambah("Triwulan", counted_labels(labels, reported, "OPD"))
    series = []
    for word, key, part in (("Realisasi", "realisasi", 1), ("Rencana", "rencana", 0)):
        values: list[Any] = []
        formulas = []
        for n, satu in enumerate(kumulatif, 1):
            cell = f"'Serapan OPD'!{SERAPAN[f'{key}{n}']}{total}"
            values.append(sum(p[part] for p in satu.pasangan) / 10**skala.pangkat if satu.pasangan else "")
            formulas.append(f'=IF({cell}="","",{cell}/10^{skala.pangkat})')
        ref = data.tambah(f"{word} ({skala.kata} rupiah)", values, formulas)
        series.append(cumulative_series(names, ref, rencana=key == "rencana"))
    judul = f"Serapan kumulatif dan rencana ({reported[-1]} dari {len(hasil.data.opd)} OPD)"
    return money_columns(judul, series, skala)


def renstra_results(hasil: Konsolidasi, series: Sequence[Deret]) -> dict[int, list[Decimal]]:
    """Achievements of the targets of every Renstra year that has one, a negative one as 0."""
    column = hasil.renstra["hasil"].tolist()
    found = {
        year: [p for d in series if year in d.langkah and (p := column[d.langkah[year]].persen) is not None]
        for year in renstra_years(hasil)
    }
    return {year: [max(Decimal(0), p) for p in known] for year, known in found.items() if known}


def renstra_per_tahun(
    hasil: Konsolidasi, renstra_kolom: Mapping[int, str], series: Sequence[Deret], data: DataGrafik
) -> Bagan | None:
    """Mean achievement of the yearly Renstra targets, beside the 100 % line, over the indicators that have one."""
    years, values, formulas, counts = [], [], [], []
    last = BARIS_DATA + len(series) - 1
    for year, known in renstra_results(hasil, series).items():
        if year not in renstra_kolom:
            continue
        letter = renstra_kolom[year]
        span = f"'Renstra'!{letter}{BARIS_DATA}:{letter}{last}"
        years.append(str(year))
        counts.append(len(known))
        values.append(angka(mean(known)))
        formulas.append(f'=SUMIFS({span},{span},">0")/COUNT({span})')
    if not years:
        return None
    return against_hundred(
        data,
        f"Renstra: capaian target tahunan ({max(counts)} indikator)",
        "Rata-rata capaian (%)",
        ("Tahun Renstra", counted_labels(years, counts, "indikator")),
        ("Realisasi terhadap target (%)", values, formulas),
    )


def belanja_daerah(hasil: Konsolidasi, posisi: Posisi, data: DataGrafik) -> Bagan | None:
    """Budget and realisation of every kind of expenditure, all OPD together; per OPD where nobody sent accounts."""
    skala = money_scale(hasil.ringkasan.pagu_rp)
    frame = hasil.belanja
    if not len(frame):
        return _pagu_terbesar(hasil, posisi, data)
    kinds = frame["kode_rekening"].map(account_kind)
    spending = frame["rinci"].astype(bool) & frame["kode_rekening"].str.startswith("5") & (kinds != "")
    present = sorted(kinds[spending].unique())
    if not present:
        return _pagu_terbesar(hasil, posisi, data)
    words = {
        account_kind(k): u for k, u in zip(frame["kode_rekening"], frame["uraian"], strict=True) if k.count(".") == 1
    }
    names = data.tambah("Jenis belanja", [short_label(words.get(k, k), 26) for k in present])
    keys = data.tambah("Kunci jenis belanja", present)
    last = BARIS_DATA + len(posisi.belanja) - 1
    k = BELANJA

    def span(letter: str) -> str:
        return f"'{posisi.lembar_belanja}'!{letter}{BARIS_DATA}:{letter}{last}"

    series = []
    for word, column, letter, colour in (
        ("Anggaran", "anggaran_rp", k["anggaran"], _BIRU_MUDA),
        ("Realisasi", "realisasi_rp", k["realisasi"], BIRU_TUA),
    ):
        sums = {key: rows.sum(min_count=1) for key, rows in frame.loc[spending, column].groupby(kinds[spending])}
        values = [float(Decimal(whole(sums[p]) or 0) / 10 ** (skala.pangkat + 2)) for p in present]
        formulas = [
            f'=SUMIFS({span(letter)},{span(k["jenis"])},{keys.sel(i)},{span(k["rinci"])},"Ya")/10^{skala.pangkat}'
            for i in range(len(present))
        ]
        ref = data.tambah(f"{word} ({skala.kata} rupiah)", values, formulas)
        series.append(Seri(ref.nama, names.isi, ref.isi, colour, label="#,##0.0"))
    judul = f"Belanja: anggaran dan realisasi ({len(posisi.belanja_opd)} dari {len(hasil.data.opd)} OPD)"
    return money_columns(judul, series, skala, celah=60)


def _pagu_terbesar(hasil: Konsolidasi, posisi: Posisi, data: DataGrafik) -> Bagan | None:
    skala = money_scale(hasil.ringkasan.pagu_rp)
    rows = sorted((r for r in hasil.opd.itertuples() if r.pagu_rp), key=lambda r: -r.pagu_rp)[:8]
    if not rows:
        return None
    labels = opd_labels(hasil)
    names = data.tambah("Pagu terbesar: OPD", [labels[r.kode_opd] for r in rows])
    series = []
    for word, key, colour in (("Pagu", "pagu", _BIRU_MUDA), ("Realisasi", "realisasi", BIRU_TUA)):
        values = [float(Decimal(getattr(r, f"{key}_rp") or 0) / 10 ** (skala.pangkat + 2)) for r in rows]
        ref = data.tambah(
            f"{word} ({skala.kata} rupiah)",
            values,
            [f"=N('Serapan OPD'!{SERAPAN[key]}{posisi.baris_opd[r.kode_opd]})/10^{skala.pangkat}" for r in rows],
        )
        series.append(Seri(ref.nama, names.isi, ref.isi, colour))
    return Bagan(
        "kolom",
        f"Pagu dan realisasi: {len(rows)} OPD berpagu terbesar",
        series,
        LEBAR,
        PENDEK,
        sumbu_nilai=f"{skala.kata.capitalize()} rupiah",
        format_nilai="#,##0",
        batas_nilai=(0, None),
        legenda=True,
    )
