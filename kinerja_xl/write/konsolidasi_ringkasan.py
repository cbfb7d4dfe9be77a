"""Sheet Ringkasan: what a Bupati sees for two minutes: six key figures, charts, what needs attention."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Final

from kinerja_xl.catatan import Catatan, Tingkat
from kinerja_xl.consolidate import Konsolidasi
from kinerja_xl.kepatuhan import StatusKirim
from kinerja_xl.write.denah import CATATAN, OPD, SERAPAN
from kinerja_xl.write.gaya import TAB_PIMPINAN, category_colours
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi_bagan import LEBAR
from kinerja_xl.write.lembaran import BARIS_DATA, Lembaran, Sel, Warna, angka, money_scale, rupiah
from kinerja_xl.write.posisi import Posisi
from kinerja_xl.write.rumus_excel import category_formula, same_cell

_KOLOM: Final = 12
_PER_BARIS: Final = 3
_PIKSEL: Final = 20
_UBIN: Final = 4
_PANJANG_CATATAN: Final = 60
_DAFTAR: Final = 5
_BELUM: Final = 10
PELAKSANA: Final = "Pemerintah"


def region_name(hasil: Konsolidasi) -> str:
    """Name of the regency from Referensi, else from the workbooks, else ''."""
    given = hasil.data.referensi.kabupaten.get("nama", "") or next(
        (v for k, v in hasil.data.referensi.kabupaten.items() if k.startswith(("kabupaten", "nama_kab")) and v), ""
    )
    if given or "profil" not in hasil.data.tabel:
        return given
    return next((v for v in hasil.data.isi("profil")["kabupaten"] if v), "")


def ringkasan(hasil: Konsolidasi, posisi: Posisi, bagan: Sequence[Bagan | None]) -> Lembaran:
    """The first sheet; `bagan` in reading order, three in a row."""
    data, r = hasil.data, hasil.ringkasan
    daerah = region_name(hasil)
    title = f"Ringkasan Kinerja dan Anggaran {daerah}".strip()
    periode = f"Tahun {data.tahun}" if data.periode == "Tahunan" else f"{data.periode} Tahun {data.tahun}"
    sel = [
        Sel(1, 0, title, "judul_besar"),
        Sel(
            2,
            0,
            f"{periode}  ·  {r.n_menyerahkan} dari {r.n_opd} OPD menyerahkan  ·  Klik nama OPD atau angka "
            f"untuk melihat rinciannya.",
            "anak_judul",
        ),
    ]
    tiles, colours = _tiles(hasil, posisi)
    sel += tiles
    placed, next_row = _grid([b for b in bagan if b is not None])
    lists, more = _attention(hasil, posisi, next_row + 1)
    tall = [
        (c.baris, 28.0) for c in lists if c.kolom == 6 and c.gaya == "teks" and (c.tautan or "").startswith("'Catatan'")
    ]
    return Lembaran(
        "Ringkasan",
        title,
        "",
        TAB_PIMPINAN,
        sel=[*sel, *lists],
        bagan=placed,
        warna_sel=[*colours, *more],
        lebar_kolom=[LEBAR * _PER_BARIS // _KOLOM] * _KOLOM,
        tinggi_baris=((1, 32), (2, 20), (_UBIN, 20), (_UBIN + 1, 38), (_UBIN + 2, 20), *tall),
        tegak=True,
    )


def _tiles(hasil: Konsolidasi, posisi: Posisi) -> tuple[list[Sel], list[tuple[int, int, Warna]]]:
    """Six key figures, each of three lines: what it is, the figure, what belongs to it."""
    r = hasil.ringkasan
    total = BARIS_DATA + len(hasil.opd)
    capaian, kategori = f"'Capaian OPD'!{OPD['rata']}{total}", f"'Capaian OPD'!{OPD['kategori']}{total}"
    money = {k: f"'Serapan OPD'!{SERAPAN[k]}{total}" for k in ("pagu", "realisasi", "serapan")}
    spans = f"'Capaian OPD'!{OPD['status']}{BARIS_DATA}:{OPD['status']}{total - 1}"
    complete = "+".join(f'COUNTIF({spans},"{s}")' for s in (StatusKirim.LENGKAP, StatusKirim.PERINGATAN))
    n_serapan = f"{r.n_serapan} dari {r.n_opd} OPD"
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
        ("Serapan anggaran (%)", angka(r.serapan_persen), persen, serapan, n_serapan, None),
        (f"Pagu ({skala.kata} rupiah)", rupiah(r.pagu_rp), skala.format, pagu, n_serapan, None),
        (f"Realisasi ({skala.kata} rupiah)", rupiah(r.realisasi_rp), skala.format, realisasi, n_serapan, None),
        ("OPD lengkap", r.n_lengkap, bulat, f"={complete}", f"dari {r.n_opd} OPD", None),
        ("Catatan pemeriksaan", n_notes, bulat, f"=COUNTA({span})", noted, worded),
    ]
    sel = []
    for n, (label, value, gaya, rumus, below, below_rumus) in enumerate(tiles):
        first, last = 2 * n, 2 * n + 1
        live = has_opd or label.startswith("Catatan")
        sel.append(Sel(_UBIN, first, label, "ubin_label", sampai=(_UBIN, last)))
        sel.append(Sel(_UBIN + 1, first, value, gaya, rumus if live else None, sampai=(_UBIN + 1, last)))
        sel.append(Sel(_UBIN + 2, first, below, "ubin_bawah", below_rumus if live else None, sampai=(_UBIN + 2, last)))
    return sel, [(_UBIN + 2, 0, category_colours(hasil.data.referensi.skala))]


def _grid(bagan: Sequence[Bagan]) -> tuple[list[tuple[int, int, Bagan]], int]:
    """Place charts three in a row, the first row as tall as its tallest; return them with the next free row."""
    placed = []
    row = _UBIN + 4
    for start in range(0, len(bagan), _PER_BARIS):
        line = bagan[start : start + _PER_BARIS]
        for n, satu in enumerate(line):
            placed.append((row, n * _KOLOM // _PER_BARIS, satu))
        row += -(-max(b.tinggi for b in line) // _PIKSEL) + 1
    return placed, row


def _attention(hasil: Konsolidasi, posisi: Posisi, baris: int) -> tuple[list[Sel], list[tuple[int, int, Warna]]]:
    """The list 'Yang perlu perhatian' below the charts, in two columns."""
    sel = [Sel(baris, n, "Yang perlu perhatian" if n == 0 else "", "bagian") for n in range(_KOLOM)]
    left, colours = _lowest(hasil, posisi, baris + 2)
    right = _largest_rest(hasil, posisi, baris + 2)
    below = baris + 2 + _DAFTAR + 3
    return [*sel, *left, *right, *_absent(hasil, posisi, below), *_gravest(posisi, below)], colours


def _heading(baris: int, kolom: int, *titles: tuple[str, int]) -> list[Sel]:
    out = []
    for title, width in titles:
        end = None if width == 1 else (baris, kolom + width - 1)
        out.append(Sel(baris, kolom, title, "kepala", sampai=end))
        kolom += width
    return out


def _lowest(hasil: Konsolidasi, posisi: Posisi, baris: int) -> tuple[list[Sel], list[tuple[int, int, Warna]]]:
    rows = sorted(
        (r for r in hasil.opd.itertuples() if r.rata_rata_capaian is not None), key=lambda r: r.rata_rata_capaian
    )
    sel = _heading(baris, 0, ("Lima capaian terendah", 3), ("Capaian (%)", 1), ("Kategori", 1))
    colours = []
    for n, r in enumerate(rows[:_DAFTAR], 1):
        at = posisi.baris_opd[r.kode_opd]
        value = f"'Capaian OPD'!{OPD['rata']}{at}"
        sel += [
            Sel(baris + n, 0, r.nama_opd, "teks", sampai=(baris + n, 2), tautan=f"'Capaian OPD'!A{at}"),
            Sel(baris + n, 3, angka(r.rata_rata_capaian), "persen", f"={value}"),
            Sel(baris + n, 4, r.kategori, "kata", category_formula(value)),
        ]
        colours.append((baris + n, 4, category_colours(hasil.data.referensi.skala)))
    return sel, colours


def _largest_rest(hasil: Konsolidasi, posisi: Posisi, baris: int) -> list[Sel]:
    known = [r for r in hasil.opd.itertuples() if r.pagu_rp is not None and r.realisasi_rp is not None]
    rows = sorted(known, key=lambda r: r.realisasi_rp - r.pagu_rp)
    sel = _heading(baris, 6, ("Sisa anggaran terbesar", 3), ("Sisa (Rp)", 2), ("Serapan (%)", 1))
    for n, r in enumerate(rows[:_DAFTAR], 1):
        at = posisi.baris_opd[r.kode_opd]
        sel += [
            Sel(baris + n, 6, r.nama_opd, "teks", sampai=(baris + n, 8), tautan=f"'Serapan OPD'!A{at}"),
            Sel(
                baris + n,
                9,
                rupiah(r.pagu_rp - r.realisasi_rp),
                "rupiah",
                f"='Serapan OPD'!{SERAPAN['sisa']}{at}",
                sampai=(baris + n, 10),
            ),
            Sel(baris + n, 11, angka(r.serapan_persen), "persen", f"='Serapan OPD'!{SERAPAN['serapan']}{at}"),
        ]
    return sel


def _absent(hasil: Konsolidasi, posisi: Posisi, baris: int) -> list[Sel]:
    rows = [r for r in hasil.opd.itertuples() if r.status == StatusKirim.BELUM]
    sel = _heading(baris, 0, (f"OPD belum menyerahkan ({len(rows)})", 5))
    for n, r in enumerate(rows[:_BELUM], 1):
        at = posisi.baris_opd[r.kode_opd]
        sel.append(Sel(baris + n, 0, r.nama_opd, "teks", sampai=(baris + n, 4), tautan=f"'Kepatuhan'!A{at}"))
    if len(rows) > _BELUM:
        text = f"dan {len(rows) - _BELUM} OPD lagi, lihat lembar Kepatuhan"
        sel.append(Sel(baris + _BELUM + 1, 0, text, "teks", sampai=(baris + _BELUM + 1, 4), tautan="'Kepatuhan'!A1"))
    if not rows:
        sel.append(Sel(baris + 1, 0, "Semua OPD sudah menyerahkan.", "teks", sampai=(baris + 1, 4)))
    return sel


def _gravest(posisi: Posisi, baris: int) -> list[Sel]:
    ranked = sorted(enumerate(posisi.catatan), key=lambda p: (p[1].tingkat.urutan, p[0]))
    sel = _heading(baris, 6, ("Catatan terberat", 4), ("OPD", 2))
    for n, (i, satu) in enumerate(_spread(ranked), 1):
        nama = posisi.nama.get(posisi.opd_catatan[i], posisi.opd_catatan[i])
        # LibreOffice doesn't wrap a cell that is a link, so the fact must fit on one line; Catatan has it whole.
        text = textwrap.shorten(satu.pesan, _PANJANG_CATATAN, placeholder=" …")
        sel += [
            Sel(baris + n, 6, text, "teks", sampai=(baris + n, 9), tautan=f"'Catatan'!A{BARIS_DATA + i}"),
            Sel(baris + n, 10, nama, "teks", sampai=(baris + n, 11)),
        ]
    if not ranked:
        sel.append(Sel(baris + 1, 6, "Tidak ada catatan.", "teks", sampai=(baris + 1, 11)))
    return sel


def _spread(ranked: Sequence[tuple[int, Catatan]]) -> list[tuple[int, Catatan]]:
    """The gravest Catatan, of one rule only the first as long as other rules have found something as grave."""
    seen: set[str] = set()
    fresh = [p for p in ranked if p[1].kode not in seen and not seen.add(p[1].kode)]  # type: ignore[func-returns-value]
    rest = [p for p in ranked if p not in fresh]
    chosen = sorted([*fresh, *rest[:_DAFTAR]], key=lambda p: (p[1].tingkat.urutan, p not in fresh))
    return chosen[:_DAFTAR]
