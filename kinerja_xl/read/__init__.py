"""Workbooks to readings: which files a folder holds, and what each of them says cell by cell."""

from __future__ import annotations

import datetime
import errno
import hashlib
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kinerja_xl.deklarasi.forms import VERSI_TEMPLAT
from kinerja_xl.deklarasi.schema import Sheet, normalise_header
from kinerja_xl.nilai import show
from kinerja_xl.read.batas import GABUNGAN, MB, Batas
from kinerja_xl.read.folder import is_lock_file, list_files, list_folder, list_folders, list_workbooks, require_folder
from kinerja_xl.read.layout import extract, match_sheet, near_sheet
from kinerja_xl.read.package import TakTerbaca
from kinerja_xl.read.workbook import Buku, Kisi, open_workbook
from kinerja_xl.tabel.bacaan import DARI, REKAMAN, Bacaan, BacaanLembar, Isi, Peristiwa, Versi

__all__ = [
    "Batas",
    "Muatan",
    "is_lock_file",
    "list_files",
    "list_folder",
    "list_folders",
    "list_workbooks",
    "load_file",
    "read_muatan",
    "read_workbook",
    "require_folder",
]

# Petunjuk of a template, Catatan of a marked-up copy (with a number where the sender has a Catatan of his own).
_KNOWN_OTHERS = re.compile(r"petunjuk|catatan\d*")
# Why the system didn't open a file, in the officer's words.
_REASONS = {
    errno.EACCES: "tidak ada izin membacanya, atau berkas sedang dibuka program lain",
    errno.EPERM: "tidak ada izin membacanya, atau berkas sedang dibuka program lain",
    errno.EBUSY: "berkas sedang dipakai program lain",
    errno.ENOENT: "berkas tidak ada lagi atau tautannya putus",
    errno.ELOOP: "tautannya berputar",
    errno.EIO: "media penyimpanannya rusak",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
}


@dataclass(frozen=True, slots=True)
class Muatan:
    """The bytes of one input file and their digest; `galat` says why there are none."""

    berkas: str
    isi: bytes = b""
    sha256: str = ""
    ukuran: int = 0
    galat: TakTerbaca | None = None


def load_file(path: Path, berkas: str, batas: Batas) -> Muatan:
    """Return the content of a file; what keeps it from being loaded stands in `galat`, never raised.

    A pipe or device is never opened, and no file is read beyond the limit.
    """
    ukuran = 0
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            alasan = "tautan ke folder tidak diikuti" if path.is_symlink() else "isi folder ini tidak dapat dilihat"
            return Muatan(berkas, galat=TakTerbaca(Peristiwa.TIDAK_DAPAT_DIBUKA, alasan))
        if not stat.S_ISREG(status.st_mode):
            return Muatan(berkas, galat=TakTerbaca(Peristiwa.TIDAK_DAPAT_DIBUKA, "bukan berkas biasa"))
        with path.open("rb") as stream:
            data = stream.read(batas.ukuran_mb * MB + 1)
        ukuran = max(status.st_size, len(data))
    except OSError as error:
        alasan = _REASONS.get(error.errno or 0, "sistem menolak membukanya")
        return Muatan(berkas, galat=TakTerbaca(Peristiwa.TIDAK_DAPAT_DIBUKA, alasan))
    if len(data) > batas.ukuran_mb * MB:
        nilai = f"{ukuran / MB:.0f} MB"
        besar = TakTerbaca(Peristiwa.TERLALU_BESAR, nilai=nilai, batas=f"{batas.ukuran_mb} MB")
        return Muatan(berkas, ukuran=ukuran, galat=besar)
    return Muatan(berkas, data, hashlib.sha256(data).hexdigest(), ukuran)


def read_muatan(muatan: Muatan, sheets: Sequence[Sheet], batas: Batas) -> Bacaan:
    """Return what a loaded workbook says about the declared `sheets`.

    Never raises for what a file contains: what can't be read is recorded in the reading's `kejadian`.
    """
    bacaan = Bacaan(muatan.berkas, muatan.sha256, muatan.ukuran)

    def perlu(nama: str) -> bool:
        return _is_meta(nama) or nama == REKAMAN or match_sheet(nama, sheets) is not None

    try:
        if muatan.galat is not None:
            raise muatan.galat
        _read_sheets(open_workbook(muatan.isi, batas, perlu), sheets, bacaan)
    except TakTerbaca as error:
        bacaan.terbaca = False
        bacaan.meet(error.peristiwa, error.lembar, error.sel, error.nilai, **error.rinci)
    return bacaan


def read_workbook(path: Path, berkas: str, sheets: Sequence[Sheet], batas: Batas) -> Bacaan:
    """Return what one workbook says about the declared `sheets`. `berkas` is the name used in every message."""
    return read_muatan(load_file(path, berkas, batas), sheets, batas)


def _is_meta(nama: str) -> bool:
    return normalise_header(nama) == "meta" and nama.startswith("_")


def _read_sheets(buku: Buku, sheets: Sequence[Sheet], bacaan: Bacaan) -> None:
    if buku.makro:
        bacaan.meet(Peristiwa.MAKRO)
    if buku.tautan_luar:
        bacaan.meet(Peristiwa.TAUTAN_LUAR)
    if buku.aktif:
        bacaan.meet(Peristiwa.ISI_AKTIF, nilai=", ".join(buku.aktif))
    if buku.format_lama:
        bacaan.meet(Peristiwa.FORMAT_LAMA)
    tahun_renstra: tuple[int, int] | None = None
    matched: dict[str, str] = {}
    unknown: list[str] = []
    pending = []
    bacaan.bertanda = any(kisi.nama == REKAMAN for kisi in buku.kisi)
    for kisi in buku.kisi:
        if kisi.nama == REKAMAN:
            bacaan.dari = tuple(Versi(show(r[1]), show(r[2])) for r in kisi.sel if len(r) > 2 and r[0] == DARI)
        if _is_meta(kisi.nama):
            bacaan.meta = {normalise_header(show(r[0])): show(r[1]) for r in kisi.sel if len(r) > 1}
        if kisi.nama.startswith("_") or _KNOWN_OTHERS.fullmatch(normalise_header(kisi.nama)):
            continue
        sheet = match_sheet(kisi.nama, sheets)
        if sheet is None:
            unknown.append(kisi.nama)
        elif sheet.name in matched:
            bacaan.meet(Peristiwa.LEMBAR_GANDA_SEBERKAS, kisi.nama, lain=matched[sheet.name])
        else:
            matched[sheet.name] = kisi.nama
            pending.append((sheet, kisi))
    absent = [s for s in sheets if s.name not in matched]
    for nama in unknown:
        mirip = near_sheet(nama, absent)
        bacaan.meet(Peristiwa.LEMBAR_MIRIP if mirip else Peristiwa.LEMBAR_ASING, nama, mirip=mirip)
    pending.sort(key=lambda pair: [s.name for s in sheets].index(pair[0].name))
    for sheet, kisi in pending:
        _meet_odd(kisi, bacaan)
        lembar = extract(kisi, sheet, bacaan, tahun_renstra)
        if lembar is None:
            continue
        # Copies of other formats are rebuilt by us from their values: without the drop-downs, with the zeros.
        is_values_only = buku.format_lama or bacaan.bertanda
        if is_values_only:
            _blank_zero_lookups(lembar, sheet)
        bacaan.lembar.append(lembar)
        if sheet.name == "profil":
            tahun_renstra = _years(lembar.kolom)
        if bacaan.meta and buku_has_choices(sheet) and not kisi.intipan.ada_validasi and not is_values_only:
            bacaan.meet(Peristiwa.VALIDASI_HILANG, kisi.nama)
    bacaan.sidik = _digest(bacaan, {s.name: s for s in sheets})
    if not pending:
        bacaan.meet(Peristiwa.TANPA_LEMBAR, nilai="; ".join(k.nama for k in buku.kisi))
    if not bacaan.meta:
        bacaan.meet(Peristiwa.TANPA_META)
    elif (versi := bacaan.meta.get("versitemplat", "")) != VERSI_TEMPLAT:
        bacaan.meet(Peristiwa.VERSI_LAIN, nilai=versi or "lama", seharusnya=VERSI_TEMPLAT)


def _blank_zero_lookups(lembar: BacaanLembar, sheet: Sheet) -> None:
    """Empty the texts looked up that are the number 0: LibreOffice stores it in an .xls where a formula gives ''."""
    for nama in (c.name for c in sheet.columns if c.lookup and c.name in lembar.kolom):
        lembar.kolom[nama] = [None if cell == 0 and not isinstance(cell, bool) else cell for cell in lembar.kolom[nama]]


def _digest(bacaan: Bacaan, sheets: Mapping[str, Sheet]) -> str:
    """The digest of what the cells say: the same in every format, and whatever look-ups were computed to."""
    isi = []
    for satu in bacaan.lembar:
        lookups = {c.name for c in sheets[satu.asal.sheet].columns if c.lookup}
        kolom = sorted((nama, list(map(_plain, cells))) for nama, cells in satu.kolom.items() if nama not in lookups)
        if satu.baris:
            isi.append((satu.asal.sheet, satu.baris, kolom))
    return hashlib.sha256(repr(isi).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(cell: Isi) -> Isi:
    """A cell as all formats would give it: numbers as float, a date without a time, nothing as ''."""
    if cell.__class__ is str:
        return cell.strip()
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date()
    return "" if cell is None else float(cell) if isinstance(cell, int) else cell


def _meet_odd(kisi: Kisi, bacaan: Bacaan) -> None:
    """Cells left out by the reader, and merged ranges too many to name one by one."""
    for sel in kisi.jauh:
        bacaan.meet(Peristiwa.SEL_JAUH, kisi.nama, sel)
    if len(kisi.gabungan) > GABUNGAN:
        bacaan.meet(Peristiwa.GABUNGAN_BANYAK, kisi.nama, jumlah=str(len(kisi.gabungan)))
        kisi.gabungan.clear()


def buku_has_choices(sheet: Sheet) -> bool:
    """Whether the template of a sheet carries drop-downs."""
    return any(column.choices for column in sheet.columns)


def _years(kolom: dict[str, list[Isi]]) -> tuple[int, int] | None:
    """First and last year of the Renstra as Profil says, None where it doesn't or the last is before the first."""
    values = [show(kolom.get(name, [""])[0]) for name in ("tahun_awal_renstra", "tahun_akhir_renstra")]
    if not all(v.isdigit() and len(v) == 4 for v in values):
        return None
    awal, akhir = map(int, values)
    return (awal, akhir) if awal <= akhir else None
