"""A submission in memory, before it is written: cells, sheets, workbooks, and the planted mistakes that they carry."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, NamedTuple

from kinerja_xl.deklarasi.forms import SHEETS, VERSI_TEMPLAT
from kinerja_xl.deklarasi.schema import Column, Layout, PerTahun, Sheet
from kinerja_xl.excel.tempat import huruf

TAHUN: Final = 2023
TAHUN_AWAL: Final = 2021
TAHUN_AKHIR: Final = 2026
KABUPATEN: Final = "Nusa Raya"
BARIS_JUDUL: Final = 3


class Rumus(NamedTuple):
    """A formula cell; `nilai` is the stored value, '' for none at all, an error value for an error cell."""

    rumus: str
    nilai: str | float


class Persen(NamedTuple):
    """A number cell that Excel shows as a percentage: 87.07 is stored as 0.8707."""

    persen: float


class Rujuk(NamedTuple):
    """A look-up cell that takes its text from a column of the sheet IKU by the Kode of its row."""

    kolom: str


Isi = str | float | int | datetime.date | Rumus | Persen | Rujuk | None
Baris = dict[str, Any]


class Salah(NamedTuple):
    """One expected Catatan: where a planted mistake must be found (`sel` empty for a whole sheet or file)."""

    berkas: str
    lembar: str
    sel: str
    kode: str


def kolom_lembar(
    sheet: Sheet, awal: int = TAHUN_AWAL, akhir: int = TAHUN_AKHIR, lalu: Iterable[int] = ()
) -> list[Column]:
    """The columns of a sheet in order of declaration, with the per_tahun columns spread over their years."""
    kolom: list[Column] = []
    for column in sheet.columns:
        if column.per_tahun is PerTahun.RENSTRA:
            kolom.extend(column.of_year(y) for y in range(awal, akhir + 1))
        elif column.per_tahun is PerTahun.LALU:
            kolom.extend(column.of_year(y) for y in (lalu or range(awal, TAHUN)))
        else:
            kolom.append(column)
    return kolom


@dataclass(slots=True)
class Lembar:
    """One sheet to be written. Keys of a row that are no column (they begin with `_`) are the generator's own."""

    sheet: Sheet
    kolom: list[Column]
    baris: list[Baris]
    baris_judul: int = BARIS_JUDUL
    tersembunyi: bool = False
    baris_tersembunyi: set[int] = field(default_factory=set)
    gabungan: list[tuple[int, int, str]] = field(default_factory=list)
    validasi: bool = True
    judul: dict[str, str] = field(default_factory=dict)
    tambahan: list[tuple[str, list[Isi]]] = field(default_factory=list)

    @property
    def is_label(self) -> bool:
        """Whether labels stand in column A and values in column B."""
        return self.sheet.layout is Layout.LABEL

    def huruf(self, kolom: str) -> str:
        """Letter of the column called `kolom`."""
        return huruf(next(n for n, c in enumerate(self.kolom) if c.name == kolom))

    def sel(self, baris: int, kolom: str) -> str:
        """The cell of a column in the row with the 0-based position `baris`."""
        if self.is_label:
            return f"B{self.baris_judul + next(n for n, c in enumerate(self.kolom) if c.name == kolom)}"
        return f"{self.huruf(kolom)}{self.baris_judul + 1 + baris}"

    def sel_judul(self, nomor: int) -> str:
        """The heading cell of the 0-based column number, additional columns counted after the declared ones."""
        return f"{huruf(nomor)}{self.baris_judul}"

    def posisi(self, kode: str) -> int:
        """Position of the first row with this code."""
        return next(n for n, b in enumerate(self.baris) if b.get("kode") == kode)


def lembar_baru(
    nama: str, baris: list[Baris], awal: int = TAHUN_AWAL, akhir: int = TAHUN_AKHIR, lalu: Iterable[int] = ()
) -> Lembar:
    """The sheet declared as `nama` with these rows."""
    sheet = SHEETS[nama]
    return Lembar(sheet, kolom_lembar(sheet, awal, akhir, lalu), baris)


@dataclass(slots=True)
class Berkas:
    """One workbook to be written: a path relative to the folder, and its sheets by declared name (or raw bytes)."""

    nama: str
    jenis: str
    lembar: dict[str, Lembar] = field(default_factory=dict)
    meta: bool = True
    versi: str = VERSI_TEMPLAT
    asing: dict[str, list[list[Isi]]] = field(default_factory=dict)
    mentah: bytes | None = None
    salin_dari: str = ""
    potong: bool = False


@dataclass(slots=True)
class Kiriman:
    """All workbooks of one OPD; `acak` chooses the places of planted mistakes."""

    kode: str
    nama: str
    versi_pagu: str
    berkas: list[Berkas]
    acak: Random = field(default_factory=lambda: Random(0))

    def cari(self, nama: str) -> tuple[Berkas, Lembar]:
        """The workbook that holds a sheet, and the sheet. Raises KeyError when none does."""
        for berkas in self.berkas:
            if nama in berkas.lembar:
                return berkas, berkas.lembar[nama]
        raise KeyError(nama)

    def lembar(self, nama: str) -> Lembar:
        """The sheet declared as `nama`."""
        return self.cari(nama)[1]

    def salah(self, nama: str, baris: int, kolom: str, kode: str) -> Salah:
        """The expected Catatan `kode` at one cell of the sheet `nama`."""
        berkas, lembar = self.cari(nama)
        return Salah(berkas.nama, lembar.sheet.title, lembar.sel(baris, kolom), kode)

    def salah_lembar(self, nama: str, kode: str) -> Salah:
        """The expected Catatan `kode` on the whole sheet `nama`."""
        berkas, lembar = self.cari(nama)
        return Salah(berkas.nama, lembar.sheet.title, "", kode)
