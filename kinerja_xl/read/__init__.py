"""Workbooks to readings: which files a folder holds, and what each of them says cell by cell."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from kinerja_xl.bacaan import REKAMAN, Bacaan, Isi, Peristiwa
from kinerja_xl.forms import VERSI_TEMPLAT
from kinerja_xl.read.batas import GABUNGAN, MB, Batas
from kinerja_xl.read.layout import extract, match_sheet, near_sheet
from kinerja_xl.read.package import TakTerbaca
from kinerja_xl.read.workbook import SUFFIXES, Buku, Kisi, open_workbook
from kinerja_xl.schema import Sheet, normalise_header
from kinerja_xl.tabel import show

__all__ = ["Batas", "list_files", "list_workbooks", "read_workbook"]

_SKIPPED_FOLDERS = frozenset({"perbaikan", "output", "__pycache__"})
# Files that nobody sent: the system's own, and the list that `contoh` writes beside its workbooks.
_NOT_SENT = frozenset({"thumbs.db", "desktop.ini", "kesalahan_ditanam.csv"})
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


def list_files(folder: Path, keluaran: Path | None = None) -> tuple[list[Path], list[Path]]:
    """Workbooks under `folder`, and its other files, in a stable order.

    Hidden files, lock files, `perbaikan` and outputs aside. A folder that can't be listed, or is only linked to, stands
    among the workbooks itself, so that it is named.
    """
    found: list[Path] = []
    others: list[Path] = []
    for here, folders, files in os.walk(folder, onerror=lambda error: found.append(Path(error.filename))):
        kept = [f for f in folders if not _is_skipped(Path(here) / f, keluaran)]
        found.extend(Path(here) / f for f in kept if (Path(here) / f).is_symlink())
        folders[:] = sorted(kept)
        for name in files:
            if Path(name).suffix.casefold() in SUFFIXES and not name.startswith(("~$", ".")):
                found.append(Path(here) / name)
            elif not name.startswith(("~$", ".")) and name.casefold() not in _NOT_SENT:
                others.append(Path(here) / name)

    def order(path: Path) -> str:
        return path.relative_to(folder).as_posix()

    return sorted(found, key=order), sorted(others, key=order)


def list_folders(folder: Path, keluaran: Path | None = None) -> tuple[list[Path], list[Path]]:
    """The direct subfolders of `folder` that may hold submissions, and the files beside them, by name.

    Skipped as in `list_files`, and so is a folder that holds the outputs of several regencies.
    """
    entries = sorted(folder.iterdir())
    folders = [path for path in entries if path.is_dir() and not _is_skipped(path, keluaran)]
    folders = [path for path in folders if not any(path.glob("perbandingan_*/data/jejak.json"))]
    files = [path for path in entries if not path.is_dir() and not path.name.startswith(("~$", "."))]
    return folders, [path for path in files if path.name.casefold() not in _NOT_SENT]


def list_workbooks(folder: Path, keluaran: Path | None = None) -> list[Path]:
    """The workbooks of `list_files`."""
    return list_files(folder, keluaran)[0]


def _is_skipped(folder: Path, keluaran: Path | None) -> bool:
    """Whether a folder holds no submissions: hidden, ours, or the output of a run."""
    name = folder.name
    return (
        name.startswith(".")
        or name.casefold() in _SKIPPED_FOLDERS
        or (keluaran is not None and os.path.realpath(folder) == os.path.realpath(keluaran))
        or os.path.exists(folder / "data" / "jejak.json")
    )


def read_workbook(path: Path, berkas: str, sheets: Sequence[Sheet], batas: Batas) -> Bacaan:
    """Return what one workbook says about the declared `sheets`. `berkas` is the name used in every message.

    Never raises for what a file contains: what can't be read is recorded in the reading's `kejadian`.
    """
    bacaan = Bacaan(berkas, "", 0)
    try:
        data = _content(path, batas, bacaan)
        bacaan.sha256 = hashlib.sha256(data).hexdigest()

        def perlu(nama: str) -> bool:
            return _is_meta(nama) or match_sheet(nama, sheets) is not None

        _read_sheets(open_workbook(data, batas, perlu), sheets, bacaan)
    except OSError as error:
        bacaan.terbaca = False
        alasan = _REASONS.get(error.errno or 0, "sistem menolak membukanya")
        bacaan.meet(Peristiwa.TIDAK_DAPAT_DIBUKA, alasan=alasan)
    except TakTerbaca as error:
        bacaan.terbaca = False
        bacaan.meet(error.peristiwa, error.lembar, error.sel, error.nilai, **error.rinci)
    return bacaan


def _content(path: Path, batas: Batas, bacaan: Bacaan) -> bytes:
    """The bytes of a file; a pipe or device is never opened, and no file is read beyond the limit."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        alasan = "tautan ke folder tidak diikuti" if path.is_symlink() else "isi folder ini tidak dapat dilihat"
        raise TakTerbaca(Peristiwa.TIDAK_DAPAT_DIBUKA, alasan)
    if not stat.S_ISREG(status.st_mode):
        raise TakTerbaca(Peristiwa.TIDAK_DAPAT_DIBUKA, "bukan berkas biasa")
    with path.open("rb") as stream:
        data = stream.read(batas.ukuran_mb * MB + 1)
    bacaan.ukuran = max(status.st_size, len(data))
    if len(data) > batas.ukuran_mb * MB:
        nilai = f"{bacaan.ukuran / MB:.0f} MB"
        raise TakTerbaca(Peristiwa.TERLALU_BESAR, nilai=nilai, batas=f"{batas.ukuran_mb} MB")
    return data


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
        bacaan.lembar.append(lembar)
        if sheet.name == "profil":
            tahun_renstra = _years(lembar.kolom)
        if bacaan.meta and buku_has_choices(sheet) and not kisi.intipan.ada_validasi and not buku.format_lama:
            bacaan.meet(Peristiwa.VALIDASI_HILANG, kisi.nama)
    if not pending:
        bacaan.meet(Peristiwa.TANPA_LEMBAR, nilai="; ".join(k.nama for k in buku.kisi))
    if not bacaan.meta:
        bacaan.meet(Peristiwa.TANPA_META)
    elif (versi := bacaan.meta.get("versitemplat", "")) != VERSI_TEMPLAT:
        bacaan.meet(Peristiwa.VERSI_LAIN, nilai=versi or "lama", seharusnya=VERSI_TEMPLAT)


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
    values = [show(kolom.get(name, [""])[0]) for name in ("tahun_awal_renstra", "tahun_akhir_renstra")]
    if all(v.isdigit() and len(v) == 4 for v in values):
        return int(values[0]), int(values[1])
    return None
