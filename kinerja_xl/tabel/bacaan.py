"""Vocabulary of reading: what one workbook gave, cell by cell, before anything is interpreted (plain, picklable)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

# The very hidden sheet by which a marked-up copy of ours is known.
REKAMAN = "_tanda"
# In its rows that say what the copy was made of: this word, then the digests of a Versi.
DARI = "dari"
Isi = Any  # what a reader gives for a cell: str, float, int, bool, datetime, or None


class Tanda(IntEnum):
    """What the second look tells about a cell beyond its value."""

    PERSEN = 1
    GALAT = 2
    TANPA_NILAI = 3


class Peristiwa(StrEnum):
    """What reading and selection can meet in a file; a rule in rules/berkas.py or rules/struktur.py words each."""

    TIDAK_TERBACA = "tidak_terbaca"
    BERSANDI = "bersandi"
    BUKAN_BUKU_KERJA = "bukan_buku_kerja"
    KOSONG = "kosong"
    TANPA_LEMBAR = "tanpa_lembar"
    TANPA_PROFIL = "tanpa_profil"
    HANYA_PROFIL = "hanya_profil"
    NIHIL_BERISI = "nihil_berisi"
    TERLALU_BESAR = "terlalu_besar"
    MAKRO = "makro"
    TAUTAN_LUAR = "tautan_luar"
    FORMAT_LAMA = "format_lama"
    TAHUN_LAIN = "tahun_lain"
    TAHUN_LUAR_MASA = "tahun_luar_masa"
    TAHUN_BEDA_TEMPLAT = "tahun_beda_templat"
    PERIODE_LAIN = "periode_lain"
    KABUPATEN_LAIN = "kabupaten_lain"
    OPD_ASING = "opd_asing"
    TANPA_META = "tanpa_meta"
    VERSI_LAIN = "versi_lain"
    DIGANTI_REVISI = "diganti_revisi"
    LEMBAR_GANDA = "lembar_ganda"
    BERKAS_SAMA = "berkas_sama"
    PERENCANAAN_LAIN = "perencanaan_lain"
    TANPA_REALISASI = "tanpa_realisasi"
    TANPA_REFERENSI = "tanpa_referensi"
    TANPA_DAFTAR_OPD = "tanpa_daftar_opd"
    KOLOM_HILANG = "kolom_hilang"
    KOLOM_ASING = "kolom_asing"
    KOLOM_MIRIP = "kolom_mirip"
    KOLOM_GANDA = "kolom_ganda"
    JUDUL_HILANG = "judul_hilang"
    LEMBAR_GANDA_SEBERKAS = "lembar_ganda_seberkas"
    BARIS_TERSEMBUNYI = "baris_tersembunyi"
    LEMBAR_TERSEMBUNYI = "lembar_tersembunyi"
    VALIDASI_HILANG = "validasi_hilang"
    RUMUS_DITIMPA = "rumus_ditimpa"
    SEL_GABUNGAN = "sel_gabungan"
    JUDUL_GABUNGAN = "judul_gabungan"
    TAHUN_DI_LUAR = "tahun_di_luar"
    LEMBAR_KOSONG = "lembar_kosong"
    LEMBAR_ASING = "lembar_asing"
    LEMBAR_MIRIP = "lembar_mirip"
    GALAT_PROGRAM = "galat_program"
    TIDAK_DAPAT_DIBUKA = "tidak_dapat_dibuka"
    TIDAK_WAJAR = "tidak_wajar"
    PEMBACA_BERHENTI = "pembaca_berhenti"
    ISI_AKTIF = "isi_aktif"
    SEL_JAUH = "sel_jauh"
    GABUNGAN_BANYAK = "gabungan_banyak"


class Kejadian(NamedTuple):
    """One fact met while reading or selecting, at its place; rules turn it into a Catatan."""

    jenis: str
    kode_opd: str
    berkas: str
    lembar: str
    sel: str
    nilai: str
    rinci: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asal:
    """Origin of the rows of one sheet of one file: enough to name the cell of any (row, column) of the typed table.

    `huruf` gives the column letter of a typed column; on a label sheet `tetap` gives the whole cell instead.
    """

    berkas: str
    lembar: str
    sheet: str
    huruf: Mapping[str, str]
    baris_judul: int = 0
    tetap: Mapping[str, str] = field(default_factory=dict)

    def sel(self, kolom: str, baris: int) -> str:
        """The cell of a typed column in a row, without `$`; empty when the sheet has no such column."""
        if kolom in self.tetap:
            return self.tetap[kolom]
        huruf = self.huruf.get(kolom, "")
        return f"{huruf}{baris}" if huruf and baris else ""


@dataclass(slots=True)
class BacaanLembar:
    """One declared sheet as found: column-wise values, their row numbers, and marks on single cells."""

    asal: Asal
    baris: list[int]
    kolom: dict[str, list[Isi]]
    tanda: dict[str, dict[int, tuple[Tanda, str]]] = field(default_factory=dict)


class Versi(NamedTuple):
    """A state of a file that was sent: the digests of the file and of what its cells say."""

    sha256: str
    sidik: str


@dataclass(slots=True)
class Bacaan:
    """One input file as read: its sheets and what was met; `terbaca` is False when nothing could be read from it.

    `bertanda`: it is a marked-up copy of ours, made of the last state in `dari` (of which that of the one before was
    made, and so on). `sidik` is the digest of what its cells say but for look-ups, alike in every format.
    """

    berkas: str
    sha256: str
    ukuran: int
    lembar: list[BacaanLembar] = field(default_factory=list)
    kejadian: list[Kejadian] = field(default_factory=list)
    terbaca: bool = True
    bertanda: bool = False
    meta: dict[str, str] = field(default_factory=dict)
    sidik: str = ""
    dari: tuple[Versi, ...] = ()

    @property
    def is_unchanged_copy(self) -> bool:
        """Whether it is a marked-up copy in which nothing was changed since it was marked."""
        return bool(self.dari) and self.dari[-1].sidik == self.sidik

    @property
    def silsilah(self) -> tuple[Versi, ...]:
        """The states that a marked-up copy of it is made of, itself the last."""
        return self.dari if self.is_unchanged_copy else (*self.dari, Versi(self.sha256, self.sidik))

    def is_made_of(self, lain: Bacaan) -> bool:
        """Whether it is a marked-up copy of another file, or of one made of that, with something changed since.

        Of two files that were made of one another's states the one that was marked more often is the later.
        """
        is_ancestor = any(v.sha256 == lain.sha256 or v.sidik == lain.sidik for v in self.dari)
        return is_ancestor and self.sidik != lain.sidik and len(self.dari) > len(lain.dari)

    def meet(self, jenis: Peristiwa, lembar: str = "", sel: str = "", nilai: str = "", **rinci: str) -> None:
        """Record a fact about this file (kode_opd is filled in once the Profil is known)."""
        self.kejadian.append(Kejadian(jenis, "", self.berkas, lembar, sel, nilai, rinci))
