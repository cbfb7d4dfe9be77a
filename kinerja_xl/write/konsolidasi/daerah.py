"""Sheet IKU Daerah: the RPJMD's indicators, below each the OPD indicators that carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from kinerja_xl.compute.iku_daerah import IKU_TAK_ADA, OPD_TAK_TERDAFTAR, OPD_TANPA_IKU, TANPA_IKU, TANPA_OPD_PENGAMPU
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.denah import DAERAH, IKU
from kinerja_xl.write.gaya import TAB_PIMPINAN, category_colours
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.bagan import Batang, short_label, sorted_bars
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, Sel, angka
from kinerja_xl.write.posisi import Posisi
from kinerja_xl.write.rumus_excel import category_formula, same_cell

NAMA: Final = "IKU Daerah"
WARNA_TANDA_DAERAH: Final = (
    (TANPA_OPD_PENGAMPU, "#9E2A2B"),
    (TANPA_IKU, "#9E2A2B"),
    (OPD_TAK_TERDAFTAR, "#E8853D"),
    (IKU_TAK_ADA, "#E8853D"),
    (OPD_TANPA_IKU, "#F2C14E"),
)
_DALAM: Final = {"daerah": 0, "bagian": 0, "penopang": 1, "hilang": 1, "opd": 1, "lepas": 2}


def iku_daerah(hasil: Konsolidasi, posisi: Posisi, data: DataGrafik) -> Lembaran:
    """One row per regency indicator, its carriers below it; last the IKU that carry none, closed."""
    frame = hasil.iku_daerah
    jenis: list[str] = frame["jenis"].tolist()
    chart = _chart(hasil, data)
    below = BARIS_DATA + len(jenis) + 2
    return Lembaran(
        NAMA,
        "Indikator Kinerja Daerah (RPJMD) dan IKU OPD yang Menopangnya",
        "Rata-rata capaian = rata-rata IKU OPD penopang yang terhitung (yang negatif dihitung 0). Target daerah: "
        f"tahun {hasil.data.tahun}, menurut lembar IKU Daerah pada Referensi; target dan realisasi OPD: periode ini. "
        "Tanda menyebut OPD atau indikator yang disebut di Referensi tetapi tidak ada.",
        TAB_PIMPINAN,
        _n_dari_n(hasil),
        _columns(hasil, posisi),
        gaya_baris=["opd" if _DALAM[j] == 0 else "program" if j == "opd" else "" for j in jenis],
        tingkat_baris=[_DALAM[j] for j in jenis],
        tertutup=[j == "lepas" for j in jenis],
        beku_kolom=0,
        tabel=False,
        sel=_chart_heading(below) if chart else (),
        tinggi_baris=[(row, 18) for row in range(BARIS_DATA + len(jenis), below + 1)] if chart else (),
        bagan=[(below + 1, 0, chart)] if chart else (),
        kosong="Belum ada data: lembar IKU Daerah pada Referensi belum diisi.",
    )


def _chart_heading(baris: int) -> list[Sel]:
    """The heading above the chart, and the link to it."""
    return [
        Sel(4, 2, "Grafik ↓", "kembali", tautan=f"'{NAMA}'!A{baris}"),
        Sel(baris, 0, "Capaian per indikator daerah", "bagian", sampai=(baris, 15)),
    ]


def _n_dari_n(hasil: Konsolidasi) -> str:
    """How many indicators have carriers, and how many of these could be computed."""
    frame, data = hasil.iku_daerah, hasil.data
    own = frame[frame["jenis"] == "daerah"]
    reported = int((own["terhitung"] > 0).sum()) if len(own) else 0
    carriers = {opd for opd, j in zip(frame["kode_opd"], frame["jenis"], strict=True) if j == "penopang"}
    return (
        f"Indikator daerah dengan capaian: {reported} dari {len(own)}. OPD penopang: {len(carriers)} dari "
        f"{len(data.opd)} OPD. Periode {data.periode} {data.tahun}."
    )


def _blocks(jenis: Sequence[str]) -> list[tuple[int, int] | None]:
    """For every regency indicator the first and last row of its carriers, None without any and for other rows."""
    out: list[tuple[int, int] | None] = []
    for n, satu in enumerate(jenis):
        end = n + 1
        while satu == "daerah" and end < len(jenis) and jenis[end] == "penopang":
            end += 1
        out.append((BARIS_DATA + n + 1, BARIS_DATA + end - 1) if satu == "daerah" and end > n + 1 else None)
    return out


def _columns(hasil: Konsolidasi, posisi: Posisi) -> list[Kolom]:
    frame, k = hasil.iku_daerah, DAERAH
    jenis: list[str] = frame["jenis"].tolist()
    rows = range(BARIS_DATA, BARIS_DATA + len(jenis))
    blocks = _blocks(jenis)
    capaian = _capaian_formulas(hasil, posisi, blocks)
    kategori = [
        None if f is None else category_formula(f"{k['capaian']}{r}") for f, r in zip(capaian, rows, strict=True)
    ]
    carriers = [None if b is None else f"=ROWS({k['kode_iku']}{b[0]}:{k['kode_iku']}{b[1]})" for b in blocks]
    known = [None if b is None else f"=COUNT({k['capaian']}{b[0]}:{k['capaian']}{b[1]})" for b in blocks]
    levels = [_DALAM[j] for j in jenis]
    warna = category_colours(hasil.data.referensi.skala)

    def plain(name: str) -> list[Any]:
        values: list[Any] = frame[name].tolist()
        return values

    return [
        Kolom("kode", "Kode", 9, "kode", plain("kode")),
        Kolom("tujuan", "Tujuan RPJMD", 24, "teks", plain("tujuan")),
        Kolom("sasaran", "Sasaran", 26, "teks", plain("sasaran")),
        Kolom("indikator", "Indikator", 44, "teks", plain("indikator"), masuk=levels),
        Kolom("satuan", "Satuan", 10, "kata", plain("satuan")),
        Kolom("polaritas", "Polaritas", 10, "kata", plain("polaritas")),
        Kolom("kode_opd", "Kode OPD", 12, "kode", plain("kode_opd")),
        Kolom("nama_opd", "OPD Penopang", 28, "teks", plain("nama_opd")),
        Kolom("kode_iku", "Kode IKU OPD", 10, "kode", plain("kode_indikator")),
        Kolom("target", "Target", 12, "nilai", plain("target")),
        Kolom("realisasi", "Realisasi", 12, "nilai", plain("realisasi")),
        Kolom("capaian", "Capaian / rata-rata (%)", 11, "persen", [angka(v) for v in plain("capaian_persen")], capaian),
        Kolom("kategori", "Kategori", 13, "kata", plain("kategori"), kategori, warna=warna),
        Kolom("penopang", "IKU penopang", 10, "bulat", plain("penopang"), carriers),
        Kolom("terhitung", "Terhitung", 10, "bulat", plain("terhitung"), known),
        Kolom("tanda", "Tanda", 22, "teks", plain("tanda"), warna=WARNA_TANDA_DAERAH),
    ]


def _capaian_formulas(hasil: Konsolidasi, posisi: Posisi, blocks: Sequence[tuple[int, int] | None]) -> list[str | None]:
    """Carriers: as on Capaian IKU; regency indicators: the mean of their carriers, negative ones as 0."""
    frame = hasil.iku_daerah
    row_of = {i: BARIS_DATA + n for n, i in enumerate(posisi.iku)}
    out: list[str | None] = []
    for jenis, indeks, block in zip(frame["jenis"], frame["indeks"], blocks, strict=True):
        if jenis in ("penopang", "lepas"):
            out.append(same_cell(f"'Capaian IKU'!{IKU['capaian']}{row_of[indeks]}"))
        elif block is not None:
            span = f"{DAERAH['capaian']}{block[0]}:{DAERAH['capaian']}{block[1]}"
            out.append(f'=IF(COUNT({span})=0,"",SUMIF({span},">0")/COUNT({span}))')
        else:
            out.append(None)
    return out


def _chart(hasil: Konsolidasi, data: DataGrafik) -> Bagan | None:
    """Mean capaian of the carriers of every regency indicator that has one."""
    frame = hasil.iku_daerah
    bars = [
        Batang(BARIS_DATA + n, short_label(row.indikator or row.kode, 44), row.capaian_persen, row.kategori)
        for n, row in enumerate(frame.itertuples())
        if row.jenis == "daerah" and row.capaian_persen is not None
    ]
    if not bars:
        return None
    total = int((frame["jenis"] == "daerah").sum())
    judul = f"Rata-rata capaian per indikator daerah ({len(bars)} dari {total})"
    source = (NAMA, DAERAH["capaian"], DAERAH["kategori"])
    warna = category_colours(hasil.data.referensi.skala)
    chart = sorted_bars(data, judul, "Rata-rata capaian (%)", bars, source, warna, "indikator")
    return replace(chart, lebar=760)
