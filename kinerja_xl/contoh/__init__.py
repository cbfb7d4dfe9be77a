"""A complete invented regency: input workbooks, their Referensi, and the list of mistakes planted in them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kinerja_xl.contoh.acuan import NAMA_REFERENSI, berkas_referensi
from kinerja_xl.contoh.daftar import OpdContoh, register_opd
from kinerja_xl.contoh.kesalahan import Penanam, berapa_kesalahan
from kinerja_xl.contoh.kiriman import susun_kiriman
from kinerja_xl.contoh.model import Kiriman, Salah
from kinerja_xl.contoh.tulis import to_bytes
from kinerja_xl.deklarasi.errors import KeluaranGagal

NAMA_KESALAHAN: Final = "kesalahan_ditanam.csv"


@dataclass(frozen=True, slots=True)
class ContohResult:
    """The files of the example in order, and every Catatan that a check must find (and no other).

    `diubah` are those that somebody has changed since an earlier time: they were left as they are.
    """

    paths: tuple[Path, ...]
    kesalahan: tuple[Salah, ...]
    diubah: tuple[Path, ...] = ()


def _tidak_menyerahkan(opd: list[OpdContoh]) -> set[int]:
    """Positions in the register of those who send nothing: two, none in a register of fewer than four."""
    return {len(opd) // 2, len(opd) - 1} if len(opd) >= 4 else set()


class _Folder:
    """Where the example goes; what was changed there stays unless `timpa`."""

    def __init__(self, folder: Path, timpa: bool) -> None:
        self._folder = folder
        self._timpa = timpa
        self.paths: list[Path] = []
        self.diubah: list[Path] = []

    def write(self, nama: str, data: bytes) -> None:
        """Write one file. Raises KeluaranGagal where it can't be."""
        path = self._folder / nama
        self.paths.append(path)
        try:
            if not self._timpa and path.exists() and path.read_bytes() != data:
                self.diubah.append(path)
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise KeluaranGagal(
                f"Contoh {nama} tidak dapat ditulis ke {self._folder}. "
                "Tutup berkas itu bila sedang terbuka, atau pilih folder lain."
            ) from error


def _bytes_of(kiriman: Kiriman) -> dict[str, bytes]:
    try:
        iku = {b["kode"]: b for b in kiriman.lembar("iku").baris}
    except KeyError:
        iku = {}
    isi: dict[str, bytes] = {}
    for berkas in kiriman.berkas:
        isi[berkas.nama] = isi[berkas.salin_dari] if berkas.salin_dari else to_bytes(berkas, iku)
    return isi


def _daftar(kesalahan: list[Salah]) -> bytes:
    teks = io.StringIO(newline="")
    tulis = csv.writer(teks, lineterminator="\n")
    tulis.writerow(Salah._fields)
    tulis.writerows(kesalahan)
    return teks.getvalue().encode("utf-8")


def write_contoh(folder: Path, opd: int = 32, benih: int = 2023, *, timpa: bool = False) -> ContohResult:
    """Write the workbooks of a regency of `opd` OPD straight into `folder`, and kesalahan_ditanam.csv beside them.

    The same arguments give the same bytes. Two OPD of the register send nothing; about three of five of the others
    carry one to three mistakes, the rest none. Files that are there already and differ stay, unless `timpa`.
    """
    tujuan = _Folder(folder, timpa)
    register = register_opd(opd)
    absen = _tidak_menyerahkan(register)
    acuan = berkas_referensi(register)
    tujuan.write(acuan.nama, to_bytes(acuan))
    penanam, banyak = Penanam(benih), berapa_kesalahan()
    kesalahan: list[Salah] = []
    for nomor, satu in enumerate(register):
        if nomor in absen:
            sel = acuan.lembar["opd"].sel(nomor, "kode_opd")
            kesalahan.append(Salah(NAMA_REFERENSI, "OPD", sel, "LTS-01"))
            continue
        kiriman = susun_kiriman(benih, satu, nomor)
        kesalahan.extend(penanam.tanam(kiriman, next(banyak)))
        for nama, data in _bytes_of(kiriman).items():
            tujuan.write(nama, data)
    tujuan.write(NAMA_KESALAHAN, _daftar(kesalahan))
    return ContohResult(tuple(tujuan.paths), tuple(kesalahan), tuple(tujuan.diubah))
