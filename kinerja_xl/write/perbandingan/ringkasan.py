"""Sheet Ringkasan of the comparison: key figures, charts, who leads and who trails, who isn't compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.perhatian import DAFTAR, KANAN, KOLOM, Isi, list_heading, list_heights, list_row
from kinerja_xl.write.konsolidasi.ringkasan import BARIS_UBIN, place_charts, summary_sheet, tile_cells
from kinerja_xl.write.lembaran import Lembaran, Sel, Warna, angka, huruf, money_scale, rupiah
from kinerja_xl.write.perbandingan.catatan import rule_words
from kinerja_xl.write.perbandingan.ikhtisar import Perbandingan
from kinerja_xl.write.perbandingan.letak import BAKU, DAERAH, PERINGKAT, Letak, register_hint, settings_hint
from kinerja_xl.write.perbandingan.peringkat import mean_of, total_money
from kinerja_xl.write.perbandingan.rincian import STATUS
from kinerja_xl.write.rumus_excel import category_formula, same_cell

_LAIN: Final = 10


def period_text(p: Perbandingan) -> str:
    """The period in words, as on every summary."""
    return f"Tahun {p.tahun}" if p.periode == "Tahunan" else f"{p.periode} Tahun {p.tahun}"


def ringkasan(letak: Letak, bagan: Sequence[Bagan | None]) -> Lembaran:
    """The first sheet; `bagan` in reading order, three in a row."""
    p = letak.perbandingan
    anak = f"{period_text(p)}  ·  {len(p.ikut)} {DAERAH} dibandingkan, {len(p.lain)} tidak"
    if p.lain:
        anak += " (alasannya di bawah)"
    placed, next_row = place_charts([b for b in bagan if b is not None])
    sel = [Sel(next_row + 1, n, "Yang perlu perhatian" if n == 0 else "", "bagian") for n in range(KOLOM)]
    hints = [text for text in (settings_hint(letak), register_hint(letak)) if text]
    for n, text in enumerate(hints):
        sel += list_row(next_row + 2 + n, 0, Isi(KOLOM, text))
    top = next_row + 3 + len(hints)
    under = top + DAFTAR + 3
    with_rank = [n for n, d in enumerate(letak.daerah) if d.ringkasan.rata_rata_capaian is not None]
    highest = with_rank[: min(DAFTAR, -(-len(with_rank) // 2))]
    lowest = with_rank[len(highest) :][::-1][:DAFTAR]
    sel += _ranked(letak, top, 0, "capaian tertinggi", highest)
    sel += _ranked(letak, top, KANAN, "capaian terendah", lowest)
    sel += _not_compared(p, under)
    sel += _rules(letak, under)
    colours = [
        *_word_cells(letak, top, 9, len(highest)),
        *_word_cells(letak, top, KANAN + 9, len(lowest)),
        (BARIS_UBIN + 2, 4, letak.kata),
    ]
    tiles = tile_cells(_tiles(letak), True)
    judul = f"Perbandingan Kinerja dan Anggaran {len(p.ikut)} {DAERAH.title()}"
    return summary_sheet(judul, anak, tiles, placed, next_row, sel, list_heights(sel, next_row + 1), colours)


def _word_cells(letak: Letak, baris: int, kolom: int, banyak: int) -> list[tuple[int, int, Warna]]:
    return [(baris + n, kolom, letak.kata) for n in range(1, banyak + 1)]


def _tiles(letak: Letak) -> list[tuple[str, Any, str, str | None, Any, str | None]]:
    """Six key figures over all regencies."""
    k, total = PERINGKAT, letak.jumlah
    refs = {name: f"'Peringkat'!{k[name]}{total}" for name in ("rata", "serapan", "pagu", "realisasi", "lapor", "opd")}
    pagu, realisasi = (total_money(letak, name) for name in ("pagu_rp", "realisasi_rp"))
    skala = money_scale(pagu)
    exact = mean_of(letak, "rata_rata_capaian")
    kategori = BAKU.kategori(exact)
    spent = [d for d in letak.daerah if d.ringkasan.n_serapan]
    of_money = f"{len(spent)} dari {len(letak.daerah)} {DAERAH}"
    sent, registered = (sum(getattr(d.ringkasan, name) for d in letak.daerah) for name in ("n_menyerahkan", "n_opd"))
    known = all(d.ada_daftar for d in letak.daerah)
    registered_ref = refs["opd"] if known else '"?"'
    errors = sum(d.ringkasan.catatan[Tingkat.KESALAHAN] for d in letak.daerah)
    warned = sum(d.ringkasan.catatan[Tingkat.PERINGATAN] for d in letak.daerah)
    complete = sum(d.ringkasan.n_lengkap for d in letak.daerah)
    done = f"'Penyampaian'!{huruf(3 + len(STATUS))}{total}"
    serapan, persen_, bulat = angka(persen(realisasi, pagu)), "ubin_persen", "ubin_bulat"
    return [
        (
            DAERAH.capitalize(),
            len(letak.daerah),
            bulat,
            f"=COUNTA('Peringkat'!{letak.span(k['nama'])})",
            "dibandingkan",
            None,
        ),
        (
            "Rata-rata capaian (%)",
            angka(exact),
            persen_,
            same_cell(refs["rata"]),
            kategori,
            category_formula(refs["rata"]),
        ),
        ("Serapan anggaran (%)", serapan, persen_, same_cell(refs["serapan"]), of_money, None),
        (f"Pagu ({skala.kata} rupiah)", rupiah(pagu), skala.format, same_cell(refs["pagu"]), of_money, None),
        (
            "OPD menyerahkan",
            sent,
            bulat,
            f"={refs['lapor']}",
            f"dari {registered if known else '?'} OPD, {complete} lengkap",
            f'="dari "&{registered_ref}&" OPD, "&{done}&" lengkap"',
        ),
        (
            "Kesalahan",
            errors,
            bulat,
            f"='Peringkat'!{k['kesalahan']}{total}",
            f"dan {warned} peringatan",
            f'="dan "&\'Peringkat\'!{k["peringatan"]}{total}&" peringatan"',
        ),
    ]


def _ranked(letak: Letak, baris: int, kolom: int, apa: str, chosen: Sequence[int]) -> list[Sel]:
    width = 7
    sel = list_heading(
        baris,
        kolom,
        (f"{DAERAH.capitalize()} dengan {apa}", width),
        ("Capaian (%)", 2),
        ("Kategori", 3 if kolom else 2),
    )
    for i, n in enumerate(chosen, 1):
        satu, at = letak.daerah[n], letak.baris[n]
        value, word = (f"='Peringkat'!{PERINGKAT[key]}{at}" for key in ("rata", "kategori"))
        sel += list_row(
            baris + i,
            kolom,
            Isi(width, letak.nama[n], tautan=f"'Peringkat'!A{at}"),
            Isi(2, angka(satu.ringkasan.rata_rata_capaian), "persen", value),
            Isi(3 if kolom else 2, satu.ringkasan.kategori, "kata", word),
        )
    if not chosen:
        known = any(d.ringkasan.rata_rata_capaian is not None for d in letak.daerah)
        text = "Tidak ada lagi." if known else "Belum ada capaian yang terhitung."
        sel += list_row(baris + 1, kolom, Isi(12 if kolom else 11, text))
    return sel


def _not_compared(p: Perbandingan, baris: int) -> list[Sel]:
    sel = list_heading(baris, 0, (f"Tidak dibandingkan ({len(p.lain)})", 4), ("Alasan", 7))
    for n, satu in enumerate(p.lain[:_LAIN], 1):
        sel += list_row(baris + n, 0, Isi(4, satu.folder), Isi(7, f"{satu.keadaan}: {satu.alasan}"))
    if len(p.lain) > _LAIN:
        text = f"dan {len(p.lain) - _LAIN} lagi, lihat lembar Metode"
        sel += list_row(baris + _LAIN + 1, 0, Isi(11, text, tautan="'Metode'!A1"))
    if not p.lain:
        sel += list_row(baris + 1, 0, Isi(11, f"Semua {DAERAH} dibandingkan."))
    return sel


def _rules(letak: Letak, baris: int) -> list[Sel]:
    sel = list_heading(baris, KANAN, ("Catatan tersering", 8), ("Jumlah", 2), (DAERAH.capitalize(), 2))
    for n, kode in enumerate(letak.kode[:DAFTAR], 1):
        at = letak.baris_catatan[kode]
        counts = [d.aturan.get(kode, 0) for d in letak.daerah]
        sel += list_row(
            baris + n,
            KANAN,
            Isi(8, f"{kode} {rule_words(kode)}", tautan=f"'Catatan'!A{at}"),
            Isi(2, sum(counts), "bulat", f"='Catatan'!D{at}"),
            Isi(2, sum(c > 0 for c in counts), "bulat", f"='Catatan'!E{at}"),
        )
    if not letak.kode:
        sel += list_row(baris + 1, KANAN, Isi(12, "Tidak ada catatan."))
    return sel
