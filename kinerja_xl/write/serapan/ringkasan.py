"""Sheet Ringkasan of serapan.xlsx: key figures in millions, charts, what finance has to follow up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from kinerja_xl.compute.keuangan import deviasi
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.write.denah import CATATAN, SERAPAN, letters
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.perhatian import (
    KOLOM,
    Isi,
    gravest,
    largest_rest,
    list_heading,
    list_heights,
    list_row,
    opd_list,
)
from kinerja_xl.write.konsolidasi.ringkasan import place_charts, summary_sheet, tile_cells
from kinerja_xl.write.lembaran import BARIS_DATA, Lembaran, Sel, angka, huruf, rupiah
from kinerja_xl.write.posisi import Posisi
from kinerja_xl.write.rumus_excel import same_cell
from kinerja_xl.write.serapan import denah
from kinerja_xl.write.serapan.kas import Kas

_BELUM: Final = 8


class Daftar(NamedTuple):
    """One list to follow up: its sheet, its title there, and the key of the column whose sum it is shown with."""

    lembaran: Lembaran
    judul: str
    kunci: str = ""
    saring: tuple[str, str] = ("", "")


def ringkasan_anggaran(
    hasil: Konsolidasi, posisi: Posisi, kas: Sequence[Kas], daftar: Sequence[Daftar], bagan: Sequence[Bagan | None]
) -> Lembaran:
    """The first sheet; `bagan` in reading order, three in a row."""
    data, r = hasil.data, hasil.ringkasan
    title = f"Ringkasan Serapan Anggaran {hasil.data.nama_daerah}".strip()
    periode = f"Tahun {data.tahun}" if data.periode == "Tahunan" else f"{data.periode} Tahun {data.tahun}"
    sent = f"anggaran dari {r.n_serapan} dari {r.n_opd} OPD" if data.opd else "belum ada OPD yang dikenali"
    tiles = tile_cells(_tiles(hasil, posisi, kas), len(hasil.opd) > 0)
    placed, next_row = place_charts([b for b in bagan if b is not None])
    baris = next_row + 1
    lists = _lists(hasil, posisi, daftar, baris)
    hint = "Rupiah dalam juta. Klik nama daftar atau OPD untuk rinciannya."
    return summary_sheet(
        title, f"{periode}  ·  {sent}  ·  {hint}", tiles, placed, next_row, lists, list_heights(lists, baris + 1)
    )


def _tiles(
    hasil: Konsolidasi, posisi: Posisi, kas: Sequence[Kas]
) -> list[tuple[str, Any, str, str | None, Any, str | None]]:
    """Six key figures: pagu, realisation, absorption, remainder, deviation from the cash plan, Catatan."""
    r = hasil.ringkasan
    total = BARIS_DATA + len(hasil.opd)
    refs = {k: f"'Serapan OPD'!{SERAPAN[k]}{total}" for k in ("pagu", "realisasi", "serapan", "sisa")}
    n_pagu, n_realisasi = (f"{n} dari {r.n_opd} OPD" for n in (r.n_serapan, r.n_realisasi))
    rest = None if r.pagu_rp is None or r.realisasi_rp is None else rupiah(r.pagu_rp - r.realisasi_rp)
    sums = kas[-1].jumlah()
    n = len(kas)
    k = letters(denah.kolom_kas(n))
    plan, counted = f"'{denah.KAS}'!{k[f'deviasi_sd{n}']}{total}", f"'{denah.KAS}'!{k[f'realisasi_sd{n}']}{total + 1}"
    n_notes = len(posisi.catatan)
    letter = CATATAN["tingkat"]
    span = f"'{posisi.lembar_catatan}'!{letter}{BARIS_DATA}:{letter}{BARIS_DATA + max(n_notes, 1) - 1}"
    errors, warnings = (sum(c.tingkat is t for c in posisi.catatan) for t in (Tingkat.KESALAHAN, Tingkat.PERINGATAN))
    worded = f'=COUNTIF({span},"Kesalahan")&" kesalahan, "&COUNTIF({span},"Peringatan")&" peringatan"'
    tail = f" dari {r.n_opd} OPD"
    juta, persen = "ubin_juta_bulat", "ubin_persen"
    return [
        ("Pagu (juta rupiah)", rupiah(r.pagu_rp), juta, same_cell(refs["pagu"]), n_pagu, None),
        ("Realisasi (juta rupiah)", rupiah(r.realisasi_rp), juta, same_cell(refs["realisasi"]), n_realisasi, None),
        ("Serapan anggaran (%)", angka(r.serapan_persen), persen, same_cell(refs["serapan"]), n_realisasi, None),
        ("Sisa (juta rupiah)", rest, juta, same_cell(refs["sisa"]), n_realisasi, None),
        ("Deviasi rencana kas (%)", angka(deviasi(sums[0], sums[1])) if sums else None, persen, same_cell(plan),
         f"{sums[2] if sums else 0}{tail}", f'={counted}&"{tail}"'),
        ("Catatan anggaran", n_notes, "ubin_bulat", f"=COUNTA({span})",
         f"{errors} kesalahan, {warnings} peringatan", worded),
    ]  # fmt: skip


def _lists(hasil: Konsolidasi, posisi: Posisi, daftar: Sequence[Daftar], baris: int) -> list[Sel]:
    """What is to be followed up, with links; beside it the largest remainders, below OPD without money and Catatan."""
    sel = [Sel(baris, n, "Yang perlu ditindaklanjuti" if n == 0 else "", "bagian") for n in range(KOLOM)]
    top = baris + 2
    sel += list_heading(top, 0, ("Daftar", 7), ("Jumlah", 2), ("Juta rupiah", 2))
    for n, satu in enumerate(daftar, 1):
        sel += list_row(top + n, 0, *_followed(satu))
    sel += largest_rest(hasil, posisi, top, juta=True)
    below = top + len(daftar) + 2
    sel += _without_money(hasil, posisi, below)
    sel += gravest(posisi, below)
    return sel


def _followed(satu: Daftar) -> list[Isi]:
    """Name, number of rows, and sum of one list, live over its sheet."""
    sheet = satu.lembaran
    kolom = {k.kunci: n for n, k in enumerate(sheet.kolom)}
    rows = len(sheet.kolom[0].nilai)
    last = BARIS_DATA + max(rows, 1) - 1

    def span(kunci: str) -> str:
        letter = huruf(kolom[kunci])
        return f"'{sheet.nama}'!{letter}{BARIS_DATA}:{letter}{last}"

    where, word = satu.saring
    chosen = [n for n in range(rows) if not where or sheet.kolom[kolom[where]].nilai[n] == word]
    count = f'=COUNTIF({span(where)},"{word}")' if where else f"=COUNTA({span('kode_opd')})"
    value: float | None = None
    rumus: str | None = None
    if satu.kunci:
        values = [sheet.kolom[kolom[satu.kunci]].nilai[n] for n in chosen]
        value = sum(v for v in values if v is not None)
        rumus = f'=SUMIFS({span(satu.kunci)},{span(where)},"{word}")' if where else f"=SUM({span(satu.kunci)})"
    return [
        Isi(7, satu.judul, tautan=f"'{sheet.nama}'!A1"),
        Isi(2, len(chosen), "bulat", count if rows else None),
        Isi(2, value if rows else None, "juta", rumus if rows else None),
    ]


def _without_money(hasil: Konsolidasi, posisi: Posisi, baris: int) -> list[Sel]:
    """OPD of the register in no total, and those without any realisation."""
    rows = [(r.nama_opd, posisi.baris_opd[r.kode_opd]) for r in hasil.opd.itertuples() if r.pagu_rp is None]
    return opd_list(
        hasil, baris, "OPD tanpa data anggaran", rows, "Serapan OPD", "Semua OPD punya data anggaran.", _BELUM
    )
