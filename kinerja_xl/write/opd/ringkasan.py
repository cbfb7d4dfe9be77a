"""Sheet Ringkasan of one OPD: six key figures, four charts, what needs attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.write.gaya import TAB_PIMPINAN, category_colours
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.perhatian import (
    DAFTAR,
    JUDUL_CATATAN,
    KANAN,
    KOLOM,
    LEBAR_KOLOM,
    Isi,
    gravest_kinds,
    kind_cells,
    list_heading,
    list_heights,
    list_row,
    nothing_low,
)
from kinerja_xl.write.lembaran import BARIS_DATA, Lembaran, Sel, Warna, angka, money_scale, rupiah
from kinerja_xl.write.opd.bagan import LEBAR_DUA
from kinerja_xl.write.opd.bahan import CAPAIAN, SERAPAN, T1, Bahan, name_or_code
from kinerja_xl.write.opd.capaian import TempatCapaian
from kinerja_xl.write.opd.serapan import LEMBAR as LEMBAR_SERAPAN
from kinerja_xl.write.opd.uang import opd_money
from kinerja_xl.write.rumus_excel import category_formula, percent_formula, same_cell

_UBIN: Final = 4
_PIKSEL: Final = 20
_BELUM: Final = 8


def ringkasan(bahan: Bahan, tempat: TempatCapaian, bagan: Sequence[Bagan | None], tingkat: str) -> Lembaran:
    """The first sheet; `bagan` in reading order, two in a row; `tingkat` is the letter of Tingkat on sheet Catatan."""
    daerah = bahan.hasil.data.nama_daerah
    tiles, colours = _tiles(bahan, tempat, tingkat)
    charts = [b for b in bagan if b is not None]
    placed, row = _grid(charts)
    lists, list_colours = _attention(bahan, tempat, row + 1)
    status = str(bahan.baris.status)
    sel = [
        Sel(1, 0, bahan.nama, "judul_besar"),
        Sel(2, 0, "  ·  ".join(p for p in (daerah, bahan.periode, f"Status kiriman: {status}") if p), "anak_judul"),
        *tiles,
        *([] if charts else [Sel(row, 0, "Belum ada angka untuk digambar.", "kosong")]),
        *lists,
    ]
    return Lembaran(
        "Ringkasan",
        bahan.nama,
        "",
        TAB_PIMPINAN,
        sel=sel,
        bagan=placed,
        warna_sel=[*colours, *list_colours],
        lebar_kolom=[LEBAR_KOLOM] * KOLOM,
        tinggi_baris=((1, 32), (2, 20), (_UBIN, 20), (_UBIN + 1, 38), (_UBIN + 2, 20), *list_heights(lists, row + 2)),
        tegak=True,
    )


def _tiles(bahan: Bahan, tempat: TempatCapaian, tingkat: str) -> tuple[list[Sel], list[tuple[int, int, Warna]]]:
    """Six key figures, each of three lines: what it is, the figure, what belongs to it."""
    opd = bahan.baris
    n_notes = len(bahan.posisi.catatan)
    span = f"'Catatan'!{tingkat}{BARIS_DATA}:{tingkat}{BARIS_DATA + max(n_notes, 1) - 1}"
    errors, warnings = (
        sum(c.tingkat is t for c in bahan.posisi.catatan) for t in (Tingkat.KESALAHAN, Tingkat.PERINGATAN)
    )
    worded = f'=COUNTIF({span},"Kesalahan")&" kesalahan, "&COUNTIF({span},"Peringatan")&" peringatan"'
    mean = f"'{T1}'!{CAPAIAN['capaian']}{tempat.jumlah}"
    skala = money_scale(opd.pagu_rp)
    pagu, real = (opd_money(bahan, n) for n in ("pagu", "realisasi"))
    refs = [s.rumus.removeprefix("=IF(").split("=", 1)[0] if s.rumus else "" for s in (pagu, real)]
    version = (
        f"pagu {bahan.profil.get('versi_anggaran') or 'Murni'}" if opd.sumber_serapan == "Anggaran" else "dari Belanja"
    )
    has_iku, benda = bool(tempat.baris), bahan.benda
    counted = f"{opd.jumlah_terhitung} dari {opd.jumlah_indikator} {benda}" if has_iku else ""
    done = f'=COUNTIFS({tempat.span("masuk")},"Ya",{tempat.span("terhitung")},">=0")' if has_iku else None
    absorbed = percent_formula(refs[1], refs[0]) if all(refs) else None
    tiles: list[tuple[str, Any, str, str | None, Any, str | None]] = [
        ("Rata-rata capaian (%)", angka(opd.rata_rata_capaian), "ubin_persen", same_cell(mean) if has_iku else None,
         opd.kategori, category_formula(mean) if has_iku else None),
        (f"{benda[:1].upper()}{benda[1:]} terhitung", opd.jumlah_terhitung, "ubin_bulat", done, counted, None),
        ("Serapan anggaran (%)", angka(opd.serapan_persen), "ubin_persen", absorbed, opd.kelas_serapan, None),
        (f"Pagu ({skala.kata} rupiah)", rupiah(pagu.nilai), skala.format, pagu.rumus, version, None),
        (f"Realisasi ({skala.kata} rupiah)", rupiah(real.nilai), skala.format, real.rumus, version, None),
        ("Catatan pemeriksaan", n_notes, "ubin_bulat", f"=COUNTA({span})" if n_notes else None,
         f"{errors} kesalahan, {warnings} peringatan", worded),
    ]  # fmt: skip
    sel = []
    width = KOLOM // len(tiles)
    for n, (label, value, gaya, rumus, below, below_rumus) in enumerate(tiles):
        first, last = width * n, width * (n + 1) - 1
        if value is None:
            below, below_rumus = "belum ada data", None
        sel.append(Sel(_UBIN, first, label, "ubin_label", sampai=(_UBIN, last)))
        sel.append(Sel(_UBIN + 1, first, value, gaya, rumus, sampai=(_UBIN + 1, last)))
        sel.append(Sel(_UBIN + 2, first, below, "ubin_bawah", below_rumus, sampai=(_UBIN + 2, last)))
    return sel, [(_UBIN + 2, 0, category_colours(bahan.hasil.data.referensi.skala))]


def _grid(bagan: Sequence[Bagan]) -> tuple[list[tuple[int, int, Bagan]], int]:
    """Place charts two in a row, both as tall as the taller; a last one alone takes the whole width."""
    placed = []
    row = _UBIN + 4
    for start in range(0, len(bagan), 2):
        line = bagan[start : start + 2]
        tall = max(b.tinggi for b in line)
        for n, satu in enumerate(line):
            wide = 2 * LEBAR_DUA + 8 if len(line) == 1 else LEBAR_DUA
            placed.append((row, n * KOLOM // 2, replace(satu, lebar=wide, tinggi=tall, geser=n * 4)))
        row += -(-tall // _PIKSEL) + 1
    return placed, row


def _attention(bahan: Bahan, tempat: TempatCapaian, baris: int) -> tuple[list[Sel], list[tuple[int, int, Warna]]]:
    """Four lists below a heading, in two columns."""
    top = baris + 2
    below = top + DAFTAR + 3
    sel = [Sel(baris, n, "Yang perlu perhatian" if n == 0 else "", "bagian") for n in range(KOLOM)]
    lowest, n_lowest = _lowest(bahan, tempat, top)
    sel += [*lowest, *_largest_rest(bahan, top), *_unreported(bahan, tempat, below), *_gravest(bahan, below)]
    colours = category_colours(bahan.hasil.data.referensi.skala)
    return sel, [(top + n, 9, colours) for n in range(1, n_lowest + 1)]


def _lowest(bahan: Bahan, tempat: TempatCapaian, baris: int) -> tuple[list[Sel], int]:
    col = bahan.capaian
    known = [i for i in tempat.baris if col["capaian_persen"][i] is not None]
    terbaik = bahan.hasil.data.referensi.skala[0].kriteria
    rows = sorted((i for i in known if col["kategori"][i] != terbaik), key=lambda i: col["capaian_persen"][i])[:DAFTAR]
    sel = list_heading(baris, 0, ("Capaian indikator terendah", 7), ("Capaian (%)", 2), ("Kategori", 2))
    for n, i in enumerate(rows, 1):
        ref = tempat.sel("capaian", i)
        sel += list_row(
            baris + n,
            0,
            Isi(7, col["indikator"][i], tautan=f"'{T1}'!C{tempat.baris[i]}"),
            Isi(2, angka(col["capaian_persen"][i]), "persen", f"={ref}"),
            Isi(2, col["kategori"][i], "kata", category_formula(ref)),
        )
    if not rows:
        sel += list_row(baris + 1, 0, Isi(11, nothing_low(len(known), "indikator", terbaik)))
    return sel, len(rows)


def _largest_rest(bahan: Bahan, baris: int) -> list[Sel]:
    own = bahan.anggaran
    known = [
        (p - r, n)
        for n, (level, p, r) in enumerate(zip(own["tingkat"], own["pagu_rp"], own["realisasi_rp"], strict=True))
        if level == "Kegiatan" and p is not None and r is not None
    ]
    rows = sorted((pair for pair in known if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))[:DAFTAR]
    sel = list_heading(baris, KANAN, ("Sisa anggaran terbesar (kegiatan)", 7), ("Sisa (Rp)", 3), ("Serapan (%)", 2))
    for at_list, (rest, n) in enumerate(rows, 1):
        at = bahan.baris_serapan[n]
        share = persen(own["realisasi_rp"][n], own["pagu_rp"][n])
        cells = {name: f"'{LEMBAR_SERAPAN}'!{SERAPAN[name]}{at}" for name in ("sisa", "serapan")}
        sel += list_row(
            baris + at_list,
            KANAN,
            Isi(7, name_or_code(own["uraian"][n], own["kode"][n]), tautan=f"'{LEMBAR_SERAPAN}'!A{at}"),
            Isi(3, rupiah(rest), "rupiah", f"={cells['sisa']}"),
            Isi(2, angka(share), "persen", same_cell(cells["serapan"])),
        )
    if not rows:
        text = "Tidak ada sisa anggaran." if known else "Belum ada realisasi anggaran per kegiatan."
        sel += list_row(baris + 1, KANAN, Isi(12, text))
    return sel


def _unreported(bahan: Bahan, tempat: TempatCapaian, baris: int) -> list[Sel]:
    col = bahan.capaian
    rows = [i for i in tempat.baris if col["capaian_persen"][i] is None]
    sel = list_heading(baris, 0, (f"Indikator belum terhitung ({len(rows)})", 7), ("Sebab", 4))
    for n, i in enumerate(rows[:_BELUM], 1):
        sel += list_row(
            baris + n,
            0,
            Isi(7, col["indikator"][i], tautan=f"'{T1}'!C{tempat.baris[i]}"),
            Isi(4, col["metode"][i]),
        )
    if len(rows) > _BELUM:
        sel += list_row(baris + _BELUM + 1, 0, Isi(11, f"dan {len(rows) - _BELUM} indikator lagi", tautan=f"'{T1}'!A1"))
    if not rows:
        text = "Semua indikator terhitung." if tempat.baris else "OPD tidak mengirim lembar IKU."
        sel += list_row(baris + 1, 0, Isi(11, text))
    return sel


def _gravest(bahan: Bahan, baris: int) -> list[Sel]:
    posisi = bahan.posisi
    sel = list_heading(baris, KANAN, (JUDUL_CATATAN, 8), ("Jumlah", 1), ("Tingkat", 3))
    for n, satu in enumerate(gravest_kinds(posisi)[:DAFTAR], 1):
        tingkat = str(posisi.catatan[satu.nomor].tingkat)
        sel += list_row(baris + n, KANAN, *kind_cells(posisi, satu, 8), Isi(3, tingkat, "kata"))
    if not posisi.catatan:
        sel += list_row(baris + 1, KANAN, Isi(12, "Tidak ada catatan."))
    return sel
