"""Sheet Ringkasan: what a Bupati sees for two minutes: six key figures, charts, what needs attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from kinerja_xl.consolidate.kepatuhan import SELESAI
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.write.denah import CATATAN, OPD, SERAPAN
from kinerja_xl.write.gaya import TAB_PIMPINAN, category_colours
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.bagan import LEBAR
from kinerja_xl.write.konsolidasi.perhatian import KOLOM, LEBAR_KOLOM, attention
from kinerja_xl.write.lembaran import BARIS_DATA, Lembaran, Sel, Warna, angka, money_scale, rupiah
from kinerja_xl.write.posisi import Posisi
from kinerja_xl.write.rumus_excel import same_cell

_PER_BARIS: Final = 3
_PIKSEL: Final = 20
_SELA: Final = (KOLOM * LEBAR_KOLOM // _PER_BARIS - LEBAR - 2) // (_PER_BARIS - 1)
"""Each chart of a row stands so much further right of its cell, so that the last one ends where the figures end."""
BARIS_UBIN: Final = 4


def ringkasan(hasil: Konsolidasi, posisi: Posisi, bagan: Sequence[Bagan | None]) -> Lembaran:
    """The first sheet; `bagan` in reading order, three in a row."""
    data, r = hasil.data, hasil.ringkasan
    daerah = data.nama_daerah
    title = f"Ringkasan Kinerja dan Anggaran {daerah}".strip()
    periode = f"Tahun {data.tahun}" if data.periode == "Tahunan" else f"{data.periode} Tahun {data.tahun}"
    sent = f"{r.n_menyerahkan} dari {r.n_opd} OPD menyerahkan" if data.opd else "belum ada OPD yang dikenali"
    if data.opd and not data.referensi.opd:
        sent += " (daftar OPD tidak ada)"
    hint = "Klik nama OPD atau angka untuk melihat rinciannya."
    tiles, colours = _tiles(hasil, posisi)
    placed, next_row = place_charts([b for b in bagan if b is not None])
    lists = attention(hasil, posisi, next_row + 1)
    anak = f"{periode}  ·  {sent}  ·  {hint}"
    colours += lists.warna
    return summary_sheet(title, anak, tiles, placed, next_row, lists.sel, lists.tinggi, colours)


def summary_sheet(
    judul: str,
    anak: str,
    tiles: Sequence[Sel],
    placed: Sequence[tuple[int, int, Bagan]],
    next_row: int,
    lists: Sequence[Sel],
    tinggi: Sequence[tuple[int, float]],
    warna: Sequence[tuple[int, int, Warna]] = (),
) -> Lembaran:
    """The first sheet of a workbook, one upright page: key figures, charts, lists (with the heights of their rows)."""
    return Lembaran(
        "Ringkasan",
        judul,
        "",
        TAB_PIMPINAN,
        sel=[
            Sel(1, 0, judul, "judul_besar"),
            Sel(2, 0, anak, "anak_judul"),
            *tiles,
            *([] if placed else [Sel(next_row, 0, "Belum ada angka untuk digambar.", "kosong")]),
            *lists,
        ],
        bagan=placed,
        warna_sel=warna,
        lebar_kolom=[LEBAR_KOLOM] * KOLOM,
        tinggi_baris=((1, 32), (2, 20), (BARIS_UBIN, 20), (BARIS_UBIN + 1, 38), (BARIS_UBIN + 2, 20), *tinggi),
        tegak=True,
    )


def _tiles(hasil: Konsolidasi, posisi: Posisi) -> tuple[list[Sel], list[tuple[int, int, Warna]]]:
    """Six key figures, each of three lines: what it is, the figure, what belongs to it."""
    r = hasil.ringkasan
    total = BARIS_DATA + len(hasil.opd)
    capaian, kategori = f"'Capaian OPD'!{OPD['rata']}{total}", f"'Capaian OPD'!{OPD['kategori']}{total}"
    money = {k: f"'Serapan OPD'!{SERAPAN[k]}{total}" for k in ("pagu", "realisasi", "serapan")}
    spans = f"'Capaian OPD'!{OPD['status']}{BARIS_DATA}:{OPD['status']}{total - 1}"
    complete = "+".join(f'COUNTIF({spans},"{s}")' for s in SELESAI)
    n_pagu, n_realisasi = (f"{n} dari {r.n_opd} OPD" for n in (r.n_serapan, r.n_realisasi))
    n_notes = len(posisi.catatan)
    span = f"'Catatan'!{CATATAN['tingkat']}{BARIS_DATA}:{CATATAN['tingkat']}{BARIS_DATA + max(n_notes, 1) - 1}"
    errors, warnings = (sum(c.tingkat is t for c in posisi.catatan) for t in (Tingkat.KESALAHAN, Tingkat.PERINGATAN))
    noted = f"{errors} kesalahan, {warnings} peringatan"
    worded = f'=COUNTIF({span},"Kesalahan")&" kesalahan, "&COUNTIF({span},"Peringatan")&" peringatan"'
    has_opd = len(hasil.opd) > 0
    persen, bulat = "ubin_persen", "ubin_bulat"
    skala = money_scale(r.pagu_rp)
    pagu, realisasi, serapan = (same_cell(money[name]) for name in ("pagu", "realisasi", "serapan"))
    tiles: list[tuple[str, Any, str, str | None, Any, str | None]] = [
        ("Rata-rata capaian (%)", angka(r.rata_rata_capaian), persen, same_cell(capaian), r.kategori, f"={kategori}"),
        ("Serapan anggaran (%)", angka(r.serapan_persen), persen, serapan, n_realisasi, None),
        (f"Pagu ({skala.kata} rupiah)", rupiah(r.pagu_rp), skala.format, pagu, n_pagu, None),
        (f"Realisasi ({skala.kata} rupiah)", rupiah(r.realisasi_rp), skala.format, realisasi, n_realisasi, None),
        ("OPD lengkap", r.n_lengkap, bulat, f"={complete}", f"dari {r.n_opd} OPD", None),
        ("Catatan pemeriksaan", n_notes, bulat, f"=COUNTA({span})", noted, worded),
    ]
    sel = tile_cells(tiles, has_opd)
    return sel, [(BARIS_UBIN + 2, 0, category_colours(hasil.data.referensi.skala))]


def tile_cells(tiles: Sequence[tuple[str, Any, str, str | None, Any, str | None]], has_opd: bool) -> list[Sel]:
    """The cells of key figures: (label, value, style, formula, text below, its formula), formulas where OPD are."""
    sel = []
    width = KOLOM // len(tiles)
    for n, (label, value, gaya, rumus, below, below_rumus) in enumerate(tiles):
        first, last = width * n, width * (n + 1) - 1
        live = has_opd or label.startswith("Catatan")
        if value is None:
            below, below_rumus = "belum ada data", None
        sel.append(Sel(BARIS_UBIN, first, label, "ubin_label", sampai=(BARIS_UBIN, last)))
        sel.append(Sel(BARIS_UBIN + 1, first, value, gaya, rumus if live else None, sampai=(BARIS_UBIN + 1, last)))
        sel.append(
            Sel(
                BARIS_UBIN + 2, first, below, "ubin_bawah", below_rumus if live else None, sampai=(BARIS_UBIN + 2, last)
            )
        )
    return sel


def place_charts(bagan: Sequence[Bagan]) -> tuple[list[tuple[int, int, Bagan]], int]:
    """Place charts three in a row, the first row as tall as its tallest; return them with the next free row."""
    placed = []
    row = BARIS_UBIN + 4
    for start in range(0, len(bagan), _PER_BARIS):
        line = bagan[start : start + _PER_BARIS]
        for n, satu in enumerate(line):
            placed.append((row, n * KOLOM // _PER_BARIS, replace(satu, geser=n * _SELA)))
        row += -(-max(b.tinggi for b in line) // _PIKSEL) + 1
    return placed, row
