"""Reading of the transcribed tables, and the shape of what susun.py makes of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kinerja_xl.contoh.model import Baris, Berkas, Lembar, lembar_baru


def read_tabel(folder: Path, nama: str) -> list[dict[str, str]]:
    """Rows of one transcribed table, cells as printed."""
    with (folder / f"{nama}.csv").open(encoding="utf-8", newline="") as berkas:
        return list(csv.DictReader(berkas))


def cetak(teks: str) -> str | None:
    """A printed cell as it goes into a workbook: the same characters, None for an empty one."""
    return teks.strip() or None


@dataclass(slots=True)
class Naskah:
    """One folder of demonstration workbooks; `dasar` says which printed table each sheet comes from."""

    folder: str
    berkas: list[Berkas] = field(default_factory=list)

    def tambah(
        self, nama: str, jenis: str, renstra: tuple[int, int], isi: dict[str, list[Baris]], lalu: Iterable[int] = ()
    ) -> None:
        """Add a workbook with these sheets."""
        lembar = {n: lembar_baru(n, baris, *renstra, lalu=tuple(lalu)) for n, baris in isi.items()}
        self.berkas.append(Berkas(nama, jenis, lembar))

    def lembar(self, berkas: str, nama: str) -> Lembar:
        """One sheet of one workbook."""
        return next(b for b in self.berkas if b.nama == berkas).lembar[nama]


@dataclass(frozen=True, slots=True)
class Temuan:
    """One contradiction: where it stands, what is printed, what is right and why; `isi_benar` corrects the cell.

    `letak` is (sheet name, row position, column name). A correction of another cell than the one that is reported
    stands in `ubah_lain` as (sheet name, row position, column name, value).
    """

    berkas: str
    letak: tuple[str, int, str]
    kode: str
    tertulis: str
    benar: str
    penjelasan: str
    isi_benar: Any = None
    ubah_lain: tuple[tuple[str, int, str, Any], ...] = ()

    def sel(self, naskah: Naskah) -> str:
        """The cell that is reported."""
        lembar, baris, kolom = self.letak
        return naskah.lembar(self.berkas, lembar).sel(baris, kolom)

    def judul(self, naskah: Naskah) -> str:
        """The sheet as it is called in the workbook."""
        return naskah.lembar(self.berkas, self.letak[0]).sheet.title


@dataclass(frozen=True, slots=True)
class Koreksi:
    """One declared correction that isn't arithmetic: a required cell filled in, a typing slip put right.

    `kunci` selects rows by the text of one column ('' for every row); `hanya_kosong` leaves filled cells alone.
    """

    berkas: str
    lembar: str
    kolom_kunci: str
    kunci: str
    kolom: str
    isi: Any
    alasan: str
    hanya_kosong: bool = False

    def terapkan(self, naskah: Naskah) -> None:
        """Put the value into the rows that it is for."""
        for baris in naskah.lembar(self.berkas, self.lembar).baris:
            if self.kunci and baris.get(self.kolom_kunci) != self.kunci:
                continue
            if not (self.hanya_kosong and baris.get(self.kolom)):
                baris[self.kolom] = self.isi
