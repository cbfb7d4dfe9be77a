"""The list 'Yang perlu perhatian' on Ringkasan: lowest achievements, largest rests, absent OPD, gravest Catatan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from kinerja_xl.consolidate.kepatuhan import StatusKirim
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.catatan import Catatan
from kinerja_xl.write.denah import OPD, SERAPAN
from kinerja_xl.write.gaya import category_colours
from kinerja_xl.write.lembaran import BARIS_DATA, Sel, Warna, angka, rupiah
from kinerja_xl.write.posisi import Posisi
from kinerja_xl.write.rumus_excel import category_formula
from kinerja_xl.write.ukuran import cell_height, fit_text

KOLOM: Final = 24
LEBAR_KOLOM: Final = 50
"""The grid of Ringkasan: so many columns, so many pixels wide."""
KANAN: Final = 12
DAFTAR: Final = 5
_BELUM: Final = 10
_PIKSEL_PER_HURUF: Final = 7


class Isi(NamedTuple):
    """One cell of a list: how many columns of the grid it spans, and what a Sel holds."""

    lebar: int
    nilai: Any
    gaya: str = "teks"
    rumus: str | None = None
    tautan: str | None = None


class Perhatian(NamedTuple):
    """The cells of the lists, the words to colour, the heights of the rows."""

    sel: list[Sel]
    warna: list[tuple[int, int, Warna]]
    tinggi: list[tuple[int, float]]


def attention(hasil: Konsolidasi, posisi: Posisi, baris: int) -> Perhatian:
    """The four lists below a heading, in two columns."""
    top = baris + 2
    below = top + DAFTAR + 3
    sel = [Sel(baris, n, "Yang perlu perhatian" if n == 0 else "", "bagian") for n in range(KOLOM)]
    lowest, n_lowest = _lowest(hasil, posisi, top)
    colours = category_colours(hasil.data.referensi.skala)
    sel += [*lowest, *largest_rest(hasil, posisi, top), *_absent(hasil, posisi, below), *gravest(posisi, below)]
    warna = [(top + n, 9, colours) for n in range(1, n_lowest + 1)]
    return Perhatian(sel, warna, list_heights(sel, baris + 1))


def list_heights(sel: Sequence[Sel], dari: int) -> list[tuple[int, float]]:
    """Heights of the rows from `dari` on; a cell that is a link stays on one line (LibreOffice doesn't wrap it)."""
    texts: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for satu in sel:
        if satu.baris >= dari:
            columns = 1 if satu.sampai is None else satu.sampai[1] - satu.kolom + 1
            wraps = satu.gaya == "teks" and satu.tautan is None
            texts[satu.baris].append((str(satu.nilai) if wraps else "", columns * LEBAR_KOLOM / _PIKSEL_PER_HURUF))
    return [(baris, cell_height(*cells)) for baris, cells in sorted(texts.items())]


def list_row(baris: int, kolom: int, *isi: Isi) -> list[Sel]:
    """One row of a list; what is a link is cut to its width, the sheet that it leads to has it whole."""
    out = []
    for satu in isi:
        end = kolom + satu.lebar - 1
        value = satu.nilai
        if satu.tautan is not None:
            value = fit_text(value, satu.lebar * LEBAR_KOLOM / _PIKSEL_PER_HURUF)
        out.append(Sel(baris, kolom, value, satu.gaya, satu.rumus, (baris, end), satu.tautan))
        kolom = end + 1
    return out


def list_heading(baris: int, kolom: int, *titles: tuple[str, int]) -> list[Sel]:
    """The headings of a list, each with the columns that it spans."""
    return list_row(baris, kolom, *(Isi(width, title, "kepala") for title, width in titles))


def _lowest(hasil: Konsolidasi, posisi: Posisi, baris: int) -> tuple[list[Sel], int]:
    """The five lowest averages, and how many there are."""
    known = [r for r in hasil.opd.itertuples() if r.rata_rata_capaian is not None]
    rows = sorted(known, key=lambda r: r.rata_rata_capaian)[:DAFTAR]
    sel = list_heading(baris, 0, ("Lima capaian terendah", 7), ("Capaian (%)", 2), ("Kategori", 2))
    for n, r in enumerate(rows, 1):
        at = posisi.baris_opd[r.kode_opd]
        value = f"'Capaian OPD'!{OPD['rata']}{at}"
        sel += list_row(
            baris + n,
            0,
            Isi(7, r.nama_opd, tautan=f"'Capaian OPD'!A{at}"),
            Isi(2, angka(r.rata_rata_capaian), "persen", f"={value}"),
            Isi(2, r.kategori, "kata", category_formula(value)),
        )
    if not rows:
        sel += list_row(baris + 1, 0, Isi(11, "Belum ada capaian yang terhitung."))
    return sel, len(rows)


def largest_rest(hasil: Konsolidasi, posisi: Posisi, baris: int, *, juta: bool = False) -> list[Sel]:
    """The five largest remainders, in full rupiah or in millions."""
    known = [r for r in hasil.opd.itertuples() if r.pagu_rp is not None and r.realisasi_rp is not None]
    rows = sorted(known, key=lambda r: r.realisasi_rp - r.pagu_rp)[:DAFTAR]
    sel = list_heading(
        baris,
        KANAN,
        ("Sisa anggaran terbesar", 7),
        ("Sisa (juta rupiah)" if juta else "Sisa (Rp)", 3),
        ("Serapan (%)", 2),
    )
    for n, r in enumerate(rows, 1):
        at = posisi.baris_opd[r.kode_opd]
        rest = rupiah(r.pagu_rp - r.realisasi_rp)
        sel += list_row(
            baris + n,
            KANAN,
            Isi(7, r.nama_opd, tautan=f"'Serapan OPD'!A{at}"),
            Isi(3, rest, "juta" if juta else "rupiah", f"='Serapan OPD'!{SERAPAN['sisa']}{at}"),
            Isi(2, angka(r.serapan_persen), "persen", f"='Serapan OPD'!{SERAPAN['serapan']}{at}"),
        )
    if not rows:
        sel += list_row(baris + 1, KANAN, Isi(12, "Belum ada realisasi anggaran."))
    return sel


def _absent(hasil: Konsolidasi, posisi: Posisi, baris: int) -> list[Sel]:
    rows = [(r.nama_opd, posisi.baris_opd[r.kode_opd]) for r in hasil.opd.itertuples() if r.status == StatusKirim.BELUM]
    none = "Semua OPD sudah menyerahkan." if hasil.data.referensi.opd else "Tidak diketahui: daftar OPD tidak ada."
    return opd_list(hasil, baris, "OPD belum menyerahkan", rows, "Kepatuhan", none, _BELUM)


def opd_list(
    hasil: Konsolidasi, baris: int, judul: str, rows: Sequence[tuple[str, int]], lembar: str, kosong: str, banyak: int
) -> list[Sel]:
    """OPD with the row of sheet `lembar` that each links to; the first `banyak`, then how many more."""
    sel = list_heading(baris, 0, (f"{judul} ({len(rows)})", 11))
    for n, (nama, row) in enumerate(rows[:banyak], 1):
        sel += list_row(baris + n, 0, Isi(11, nama, tautan=f"'{lembar}'!A{row}"))
    if len(rows) > banyak:
        text = f"dan {len(rows) - banyak} OPD lagi, lihat lembar {lembar}"
        sel += list_row(baris + banyak + 1, 0, Isi(11, text, tautan=f"'{lembar}'!A1"))
    if not rows:
        sel += list_row(baris + 1, 0, Isi(11, kosong if hasil.data.opd else "Belum ada OPD yang dikenali."))
    return sel


def gravest(posisi: Posisi, baris: int) -> list[Sel]:
    ranked = sorted(enumerate(posisi.catatan), key=lambda p: (p[1].tingkat.urutan, p[0]))
    sel = list_heading(baris, KANAN, ("Catatan terberat", 8), ("OPD", 4))
    for n, (i, satu) in enumerate(spread(ranked), 1):
        nama = posisi.nama.get(posisi.opd_catatan[i], posisi.opd_catatan[i])
        sel += list_row(
            baris + n, KANAN, Isi(8, satu.pesan, tautan=f"'{posisi.lembar_catatan}'!A{BARIS_DATA + i}"), Isi(4, nama)
        )
    if not ranked:
        sel += list_row(baris + 1, KANAN, Isi(12, "Tidak ada catatan."))
    return sel


def spread(ranked: Sequence[tuple[int, Catatan]]) -> list[tuple[int, Catatan]]:
    """The gravest Catatan, of one rule only the first as long as other rules have found something as grave."""
    seen: set[str] = set()
    fresh = [p for p in ranked if p[1].kode not in seen and not seen.add(p[1].kode)]  # type: ignore[func-returns-value]
    rest = [p for p in ranked if p not in fresh]
    chosen = sorted([*fresh, *rest[:DAFTAR]], key=lambda p: (p[1].tingkat.urutan, p not in fresh))
    return chosen[:DAFTAR]
