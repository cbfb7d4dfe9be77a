"""The sender's workbook as a marked-up copy: faulty cells coloured, with notes, and listed on a first sheet Catatan.

An .xlsx is edited part by part: what isn't touched stays byte for byte as the sender saved it. docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from kinerja_xl.deklarasi.catatan import Catatan
from kinerja_xl.perbaikan.buku import Buku
from kinerja_xl.perbaikan.galat import TidakDapatDitandai
from kinerja_xl.perbaikan.gaya_sel import KOSONG, GayaSel, digest
from kinerja_xl.perbaikan.lembar import Titik, parse_cell
from kinerja_xl.perbaikan.lembar_catatan import LEMBAR, IsiCatatan, LembarCatatan
from kinerja_xl.perbaikan.paket import Paket
from kinerja_xl.perbaikan.pelepasan import remove_marks
from kinerja_xl.perbaikan.penandaan import Penanda
from kinerja_xl.perbaikan.tanda import PENANDA, PENANDA_REKAMAN, Rekaman, add_record, is_as_written
from kinerja_xl.perbaikan.ubah_format import has_macro_sheets, rebuild, without_macros
from kinerja_xl.read.batas import Batas
from kinerja_xl.tabel.bacaan import Versi

__all__ = [
    "MAKS_KOMENTAR",
    "PENANDA",
    "PENANDA_REKAMAN",
    "SalinanBertanda",
    "TidakDapatDitandai",
    "is_untouched",
    "lepas",
    "tandai",
]

MAKS_KOMENTAR: Final = 5_000
"""Notes per sheet; beyond it cells are only coloured and listed, which the sheet Catatan says."""


@dataclass(frozen=True)
class SalinanBertanda:
    """A marked-up copy: its bytes, its name (always .xlsx), what of the sender's file it doesn't carry.

    `pemberitahuan` says what of our own marks was left out (too many notes, cells with threaded comments).
    """

    isi: bytes
    nama: str
    tak_terbawa: tuple[str, ...] = ()
    pemberitahuan: tuple[str, ...] = ()


def tandai(
    isi: bytes,
    nama: str,
    catatan: Sequence[Catatan],
    *,
    maks_komentar: int = MAKS_KOMENTAR,
    batas: Batas | None = None,
    silsilah: Sequence[Versi] = (),
) -> SalinanBertanda:
    """The marked-up copy of a workbook with the Catatan of that file, listed in the order given.

    Marks of an earlier copy are taken off first. The same arguments give the same bytes. `batas` are the limits for
    reading .xls, .xlsb and .ods, which are rebuilt; `silsilah` are the states of the file that the copy is made of.
    Raises TidakDapatDitandai.
    """
    tak_terbawa: list[str] = []
    ganti_nama: dict[str, str] = {}
    paket = _open(isi)
    if paket is not None:
        buku = Buku(paket)
        if has_macro_sheets(paket, buku):
            paket = None
        else:
            tak_terbawa += without_macros(paket, buku)
    if paket is None:
        ubahan = rebuild(isi, batas or Batas())
        tak_terbawa += ubahan.tak_terbawa
        ganti_nama.update(ubahan.nama_lembar)
        paket = Paket(ubahan.isi)
        buku = Buku(paket)
    remove_marks(buku)
    isi_catatan = IsiCatatan(nama, catatan, tak_terbawa)
    pemberitahuan = _mark(buku, isi_catatan, ganti_nama, maks_komentar, Rekaman(dari=tuple(silsilah)))
    return SalinanBertanda(
        paket.to_bytes(), str(PurePosixPath(nama).with_suffix(".xlsx")), tuple(tak_terbawa), tuple(pemberitahuan)
    )


def lepas(isi: bytes) -> bytes:
    """A marked-up copy without its marks; any other workbook as it is. Raises TidakDapatDitandai."""
    paket = _open(isi)
    return isi if paket is None or not remove_marks(Buku(paket)) else paket.to_bytes()


def is_untouched(isi: bytes) -> bool:
    """Whether a file is a marked-up copy as `tandai` has made it, so that nobody's work is lost with it."""
    try:
        paket = _open(isi)
        return paket is not None and is_as_written(Buku(paket))
    except TidakDapatDitandai:
        return False


def _open(isi: bytes) -> Paket | None:
    """The package of an .xlsx or .xlsm, None for other formats."""
    if not isi.startswith(b"PK"):
        return None
    if b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in isi[:200]:
        return None
    paket = Paket(isi)
    utama = [h.tujuan for h in paket.related("", "officeDocument")] or ["xl/workbook.bin"]
    return None if utama[0].endswith(".bin") and paket.name(utama[0]) else paket


def _mark(
    buku: Buku, isi: IsiCatatan, ganti_nama: Mapping[str, str], maks_komentar: int, rekaman: Rekaman
) -> list[str]:
    """Mark the sheets, add Catatan and the record; return what was left out of the marks."""
    paket = buku.paket
    bagian_gaya = buku.ensure_part("styles", KOSONG.format(ruang=buku.ruang[0]).encode())
    gaya = GayaSel(paket.read(bagian_gaya))
    lembar = {satu.nama: satu for satu in buku.sheets() if satu.kerja}
    folded = {satu.casefold(): satu for satu in reversed(lembar)}

    def tempat(asal: str) -> str | None:
        baru = ganti_nama.get(asal, asal)
        return baru if baru in lembar else folded.get(baru.casefold())

    penanda = Penanda(buku, gaya, maks_komentar, rekaman)
    marked = _by_sheet(isi.catatan, tempat)
    buku.check_sheets(kecuali=marked)
    for satu, per_sel in marked.items():
        penanda.mark(lembar[satu], per_sel)
    daftar = LembarCatatan(replace(isi, pemberitahuan=penanda.pemberitahuan), buku, gaya, tempat)
    nama_lembar = buku.free_sheet_name(LEMBAR)
    buku.insert_sheet(nama_lembar, daftar.render(), pertama=True)
    buku.add_names(daftar.names(nama_lembar))
    paket.write(bagian_gaya, gaya.to_bytes())
    rekaman.asal = {n: asal for asal, n in gaya.penomoran.nomor.items()}
    rekaman.gaya = (digest(paket.read(bagian_gaya)), tuple(gaya.semula.values()))
    add_record(buku, rekaman)
    return penanda.pemberitahuan


def _by_sheet(catatan: Sequence[Catatan], tempat: Callable[[str], str | None]) -> dict[str, dict[Titik, list[Catatan]]]:
    """The Catatan that name a cell of a worksheet that the workbook has, by sheet and cell."""
    found: dict[str, dict[Titik, list[Catatan]]] = {}
    for satu in catatan:
        lembar, titik = tempat(satu.lembar), parse_cell(satu.sel)
        if lembar and titik:
            found.setdefault(lembar, {}).setdefault(titik, []).append(satu)
    return found
