"""What a run found, kept for the next one to be compared with: what became of each file, how each OPD stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from kinerja_xl.kerja.simpanan import Simpanan
    from kinerja_xl.pipeline import Jalan

REKAP: Final = "rekap"
DIPAKAI: Final = "dipakai"
BUKAN_BUKU_KERJA: Final = "bukan buku kerja, tidak dibaca"


class RekapBerkas(NamedTuple):
    """One file: the digest of its content ('' when it wasn't read), and what became of it, with the reason."""

    sha256: str
    pemakaian: str


class RekapOpd(NamedTuple):
    """How one OPD stands; `bersih` says whether it has nothing left to do, None when it has sent nothing."""

    nama: str
    status: str
    bersih: bool | None
    kesalahan: int
    peringatan: int
    terdaftar: bool


TIADA: Final = RekapOpd("", "tidak ada", None, 0, 0, False)
"""An OPD that a run knew nothing of: not in the register, and without a file."""


@dataclass(frozen=True)
class Rekap:
    """A finished run in short: its period, its files by name, its OPD by code, the Catatan of the whole regency."""

    tahun: int
    periode: str
    berkas: Mapping[str, RekapBerkas]
    opd: Mapping[str, RekapOpd]
    kesalahan: int
    peringatan: int


class Jenis(StrEnum):
    """What has become of an OPD since the run before."""

    PERLU_PERBAIKAN = "kini perlu perbaikan"
    BERSIH = "kini bersih"
    TIADA = "tidak lagi menyerahkan"
    LAIN = "berubah"


class PerubahanOpd(NamedTuple):
    """An OPD that stands otherwise than before."""

    jenis: Jenis
    sebelum: RekapOpd
    sesudah: RekapOpd


@dataclass(frozen=True)
class Perubahan:
    """What differs between two runs; false when nothing does. `lain` are files that only became used otherwise."""

    baru: tuple[str, ...] = ()
    diganti: tuple[str, ...] = ()
    dinamai: tuple[tuple[str, str], ...] = ()
    dihapus: tuple[str, ...] = ()
    lain: tuple[str, ...] = ()
    opd: tuple[PerubahanOpd, ...] = ()

    def __bool__(self) -> bool:
        return any((self.baru, self.diganti, self.dinamai, self.dihapus, self.lain, self.opd))


def compare(sebelum: Rekap, sesudah: Rekap) -> Perubahan:
    """What a run found otherwise than the one before; a file that only got another name is neither new nor removed."""
    dulu, kini = sebelum.berkas, sesudah.berkas
    dinamai = _renamed(dulu, kini)
    both = [n for n in kini if n in dulu]
    diganti = tuple(n for n in both if kini[n].sha256 != dulu[n].sha256)
    return Perubahan(
        baru=tuple(n for n in kini if n not in dulu and n not in dinamai.values()),
        diganti=diganti,
        dinamai=tuple(dinamai.items()),
        dihapus=tuple(n for n in dulu if n not in kini and n not in dinamai),
        lain=tuple(n for n in both if kini[n].pemakaian != dulu[n].pemakaian and n not in diganti),
        opd=_opd(sebelum.opd, sesudah.opd),
    )


def _renamed(dulu: Mapping[str, RekapBerkas], kini: Mapping[str, RekapBerkas]) -> dict[str, str]:
    """Old name → new name of the files whose content now stands under another name."""
    gone = {b.sha256: nama for nama, b in dulu.items() if nama not in kini and b.sha256}
    pairs = {}
    for nama, satu in kini.items():
        if nama not in dulu and satu.sha256 in gone:
            pairs[gone.pop(satu.sha256)] = nama
    return pairs


def _opd(dulu: Mapping[str, RekapOpd], kini: Mapping[str, RekapOpd]) -> tuple[PerubahanOpd, ...]:
    """The OPD that stand otherwise, those with something to do first."""
    found = []
    for kode in dict.fromkeys([*kini, *dulu]):
        sebelum, sesudah = dulu.get(kode, TIADA), kini.get(kode, TIADA)
        if sebelum[1:5] != sesudah[1:5] and (sebelum.bersih, sesudah.bersih) != (None, None):
            found.append(PerubahanOpd(_kind(sebelum.bersih, sesudah.bersih), sebelum, sesudah))
    order = list(Jenis)
    return tuple(sorted(found, key=lambda p: order.index(p.jenis)))


def _kind(sebelum: bool | None, sesudah: bool | None) -> Jenis:
    if sebelum == sesudah:
        return Jenis.LAIN
    if sesudah is None:
        return Jenis.TIADA
    return Jenis.BERSIH if sesudah else Jenis.PERLU_PERBAIKAN


def build_rekap(jalan: Jalan) -> Rekap:
    """The Rekap of a finished run."""
    from kinerja_xl.deklarasi.catatan import Tingkat

    data, ringkasan = jalan.telaah.data, jalan.konsolidasi.ringkasan
    berkas = {b.berkas: RekapBerkas(b.sha256, _usage(b.pemakaian, b.alasan)) for b in data.berkas}
    berkas |= {nama: RekapBerkas("", BUKAN_BUKU_KERJA) for nama in jalan.lain}
    opd = {str(row.kode_opd): _rekap_opd(row) for row in jalan.konsolidasi.kepatuhan.itertuples()}
    catatan = ringkasan.catatan
    return Rekap(data.tahun, data.periode, berkas, opd, catatan[Tingkat.KESALAHAN], catatan[Tingkat.PERINGATAN])


def _rekap_opd(row: Any) -> RekapOpd:
    from kinerja_xl.consolidate.kepatuhan import SELESAI, StatusKirim

    nama, status, terdaftar = str(row.nama_opd), str(row.status), bool(row.terdaftar)
    if row.status == StatusKirim.BELUM:
        return RekapOpd(nama, status, None, 0, 0, terdaftar)
    return RekapOpd(nama, status, row.status in SELESAI, int(row.kesalahan), int(row.peringatan), terdaftar)


def _usage(pemakaian: str, alasan: str) -> str:
    return f"{pemakaian}: {alasan}" if alasan else pemakaian


def load_rekap(simpanan: Simpanan, kunci: str) -> Rekap | None:
    """The Rekap of the last run that was asked for the same, None when there is none."""
    return simpanan.recall(REKAP, kunci, Rekap)


def keep_rekap(simpanan: Simpanan, kunci: str, rekap: Rekap) -> None:
    """Keep a Rekap for the run after."""
    simpanan.keep(REKAP, kunci, rekap)
