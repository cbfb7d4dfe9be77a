"""Workbooks to readings: which files a folder holds, and what each of them says cell by cell."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kinerja_xl.bacaan import Bacaan, Isi, Peristiwa
from kinerja_xl.forms import VERSI_TEMPLAT
from kinerja_xl.read.layout import extract, match_sheet
from kinerja_xl.read.workbook import SUFFIXES, Buku, TakTerbaca, open_workbook
from kinerja_xl.schema import Sheet, normalise_header
from kinerja_xl.tabel import show

_SKIPPED_FOLDERS = frozenset({"perbaikan", "output", "__pycache__"})
_KNOWN_OTHERS = frozenset({"petunjuk", "catatan"})
_LOOKALIKES = frozenset({".csv", ".htm", ".html", ".txt"})
MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Batas:
    """Limits of what is read: file size in MB, rows per sheet (settings ukuran_berkas_mb, baris_lembar)."""

    ukuran_mb: int = 50
    baris: int = 20_000


def list_workbooks(folder: Path, keluaran: Path | None = None) -> list[Path]:
    """Workbooks under `folder` in a stable order, without hidden files, lock files, `perbaikan` and outputs."""
    found: list[Path] = []
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(
            f
            for f in folders
            if not f.startswith(".")
            and f.casefold() not in _SKIPPED_FOLDERS
            and (keluaran is None or (Path(here) / f).resolve() != keluaran.resolve())
            and not (Path(here) / f / "data" / "jejak.json").exists()
        )
        found.extend(
            Path(here) / name
            for name in files
            if not name.startswith(("~$", ".")) and Path(name).suffix.casefold() in SUFFIXES
        )
    return sorted(found, key=lambda p: p.relative_to(folder).as_posix())


def read_workbook(path: Path, berkas: str, sheets: Sequence[Sheet], batas: Batas) -> Bacaan:
    """Return what one workbook says about the declared `sheets`. `berkas` is the name used in every message.

    Never raises for what a file contains: what can't be read is recorded in the reading's `kejadian`.
    """
    try:
        ukuran = path.stat().st_size
        if ukuran > batas.ukuran_mb * MB:
            bacaan = Bacaan(berkas, "", ukuran, terbaca=False)
            bacaan.meet(Peristiwa.TERLALU_BESAR, nilai=f"{ukuran / MB:.0f} MB", batas=f"{batas.ukuran_mb} MB")
            return bacaan
        data = path.read_bytes()
    except OSError as error:
        bacaan = Bacaan(berkas, "", 0, terbaca=False)
        bacaan.meet(Peristiwa.TIDAK_TERBACA, alasan=error.strerror or type(error).__name__)
        return bacaan
    bacaan = Bacaan(berkas, hashlib.sha256(data).hexdigest(), len(data))
    try:
        buku = open_workbook(data, batas.baris)
    except TakTerbaca as error:
        bacaan.terbaca = False
        bacaan.meet(error.peristiwa, alasan=str(error), batas=f"{batas.baris} baris")
        return bacaan
    _read_sheets(buku, sheets, bacaan)
    return bacaan


def _read_sheets(buku: Buku, sheets: Sequence[Sheet], bacaan: Bacaan) -> None:
    if buku.makro:
        bacaan.meet(Peristiwa.MAKRO)
    if buku.tautan_luar:
        bacaan.meet(Peristiwa.TAUTAN_LUAR)
    if buku.format_lama:
        bacaan.meet(Peristiwa.FORMAT_LAMA)
    tahun_renstra: tuple[int, int] | None = None
    matched: dict[str, str] = {}
    pending = []
    for kisi in buku.kisi:
        if normalise_header(kisi.nama) == "meta" and kisi.nama.startswith("_"):
            bacaan.meta = {normalise_header(show(r[0])): show(r[1]) for r in kisi.sel if len(r) > 1}
        if kisi.nama.startswith("_") or normalise_header(kisi.nama) in _KNOWN_OTHERS:
            continue
        sheet = match_sheet(kisi.nama, sheets)
        if sheet is None:
            bacaan.meet(Peristiwa.LEMBAR_ASING, kisi.nama)
        elif sheet.name in matched:
            bacaan.meet(Peristiwa.LEMBAR_GANDA_SEBERKAS, kisi.nama, lain=matched[sheet.name])
        else:
            matched[sheet.name] = kisi.nama
            pending.append((sheet, kisi))
    pending.sort(key=lambda pair: [s.name for s in sheets].index(pair[0].name))
    for sheet, kisi in pending:
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


def buku_has_choices(sheet: Sheet) -> bool:
    """Whether the template of a sheet carries drop-downs."""
    return any(column.choices for column in sheet.columns)


def _years(kolom: dict[str, list[Isi]]) -> tuple[int, int] | None:
    values = [show(kolom.get(name, [""])[0]) for name in ("tahun_awal_renstra", "tahun_akhir_renstra")]
    if all(v.isdigit() and len(v) == 4 for v in values):
        return int(values[0]), int(values[1])
    return None
