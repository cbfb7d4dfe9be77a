"""The list 'Yang perlu perhatian' on Ringkasan: lowest achievements, largest rests, absent OPD, gravest Catatan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from kinerja_xl.consolidate.kepatuhan import StatusKirim
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.catatan import Tingkat
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
JUDUL_CATATAN: Final = "Catatan terberat, satu contoh per jenis"


class Isi(NamedTuple):
    """One cell of a list: how many columns of the grid it spans, and what a Sel holds."""

    lebar: int
    nilai: Any
    gaya: str = "teks"
    rumus: str | None = None
    tautan: str | None = None


class JenisCatatan(NamedTuple):
    """What one rule found in one OPD: the position of its first Catatan on the sheet (from 0), how many there are."""

    nomor: int
    jumlah: int


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
        sampai = (baris, end) if satu.lebar > 1 else None
        out.append(Sel(baris, kolom, value, satu.gaya, satu.rumus, sampai, satu.tautan))
        kolom = end + 1
    return out


def list_heading(baris: int, kolom: int, *titles: tuple[str, int]) -> list[Sel]:
    """The headings of a list, each with the columns that it spans."""
    return list_row(baris, kolom, *(Isi(width, title, "kepala") for title, width in titles))


def _lowest(hasil: Konsolidasi, posisi: Posisi, baris: int) -> tuple[list[Sel], int]:
    """The five lowest averages below the best level of the scale, and how many these are."""
    known = [r for r in hasil.opd.itertuples() if r.rata_rata_capaian is not None]
    terbaik = hasil.data.referensi.skala[0].kriteria
    rows = sorted((r for r in known if r.kategori != terbaik), key=lambda r: r.rata_rata_capaian)[:DAFTAR]
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
        sel += list_row(baris + 1, 0, Isi(11, nothing_low(len(known), "OPD", terbaik)))
    return sel, len(rows)


def nothing_low(terhitung: int, benda: str, terbaik: str) -> str:
    """What stands in the list of the lowest where none is below the best level of the scale.

    >>> nothing_low(3, "indikator", "Sangat Tinggi")
    'Tidak ada: 3 indikator yang terhitung semuanya berkategori Sangat Tinggi.'
    """
    if not terhitung:
        return "Belum ada capaian yang terhitung."
    return f"Tidak ada: {terhitung} {benda} yang terhitung semuanya berkategori {terbaik}."


def largest_rest(hasil: Konsolidasi, posisi: Posisi, baris: int, *, juta: bool = False) -> list[Sel]:
    """The five largest remainders, in full rupiah or in millions."""
    known = [r for r in hasil.opd.itertuples() if r.pagu_rp is not None and r.realisasi_rp is not None]
    rows = sorted((r for r in known if r.realisasi_rp < r.pagu_rp), key=lambda r: r.realisasi_rp - r.pagu_rp)[:DAFTAR]
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
        text = "Tidak ada sisa anggaran." if known else "Belum ada realisasi anggaran."
        sel += list_row(baris + 1, KANAN, Isi(12, text))
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
    """The gravest kinds of Catatan with how many there are and whose they are."""
    sel = list_heading(baris, KANAN, (JUDUL_CATATAN, 7), ("Jumlah", 1), ("OPD", 4))
    for n, satu in enumerate(gravest_kinds(posisi)[:DAFTAR], 1):
        pemilik = posisi.opd_catatan[satu.nomor]
        sel += list_row(
            baris + n, KANAN, *kind_cells(posisi, satu, 7), Isi(4, posisi.nama.get(pemilik, pemilik), "teks")
        )
    if not posisi.catatan:
        sel += list_row(baris + 1, KANAN, Isi(12, "Tidak ada catatan."))
    return sel


def kind_cells(posisi: Posisi, satu: JenisCatatan, lebar: int) -> tuple[Isi, Isi]:
    """The message of a kind, linked to its first Catatan, and how many there are."""
    tempat = f"'{posisi.lembar_catatan}'!A{BARIS_DATA + satu.nomor}"
    return Isi(lebar, posisi.catatan[satu.nomor].pesan, tautan=tempat), Isi(1, satu.jumlah, "kata")


def gravest_kinds(posisi: Posisi) -> list[JenisCatatan]:
    """What each rule found in each OPD (without one: in each file), as one line with its count, gravest first.

    Among equally grave ones every OPD has a line before one has a second, those with most Kesalahan first; of one OPD
    what it has most of comes first. What is about no file (not submitted) comes after what is.
    """
    counts: dict[str, Counter[Tingkat]] = defaultdict(Counter)
    found: dict[tuple[str, int, bool, str], list[int]] = {}
    for nomor, (satu, opd) in enumerate(zip(posisi.catatan, posisi.opd_catatan, strict=True)):
        pemilik = opd or satu.berkas
        counts[pemilik][satu.tingkat] += 1
        kind = found.setdefault((pemilik, satu.tingkat.urutan, not satu.berkas, satu.kode), [nomor, 0])
        kind[1] += 1
    most = sorted(counts, key=lambda opd: [-counts[opd][tingkat] for tingkat in Tingkat])
    rank = {pemilik: n for n, pemilik in enumerate(most)}
    lines: Counter[tuple[str, int, bool]] = Counter()
    ordered = []
    for (pemilik, berat, tanpa_berkas, _), (nomor, jumlah) in sorted(found.items(), key=lambda p: (-p[1][1], p[1][0])):
        giliran = lines[pemilik, berat, tanpa_berkas]
        lines[pemilik, berat, tanpa_berkas] += 1
        ordered.append((berat, tanpa_berkas, giliran, rank[pemilik], JenisCatatan(nomor, jumlah)))
    return [satu for *_, satu in sorted(ordered)]
