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
from kinerja_xl.contoh.model import Berkas, Kiriman, Salah
from kinerja_xl.contoh.tulis import to_bytes

NAMA_KESALAHAN: Final = "kesalahan_ditanam.csv"


@dataclass(frozen=True, slots=True)
class ContohResult:
    """What was written: all paths in order, and every Catatan that a check must find (and no other)."""

    paths: tuple[Path, ...]
    kesalahan: tuple[Salah, ...]


def _tidak_menyerahkan(opd: list[OpdContoh]) -> set[int]:
    """Positions in the register of those who send nothing: two, none in a register of fewer than four."""
    return {len(opd) // 2, len(opd) - 1} if len(opd) >= 4 else set()


def _write_berkas(folder: Path, berkas: Berkas, data: bytes) -> Path:
    path = folder / berkas.nama
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _write_kiriman(folder: Path, kiriman: Kiriman) -> list[Path]:
    try:
        iku = {b["kode"]: b for b in kiriman.lembar("iku").baris}
    except KeyError:
        iku = {}
    isi: dict[str, bytes] = {}
    for berkas in kiriman.berkas:
        isi[berkas.nama] = isi[berkas.salin_dari] if berkas.salin_dari else to_bytes(berkas, iku)
    return [_write_berkas(folder, berkas, isi[berkas.nama]) for berkas in kiriman.berkas]


def _write_daftar(path: Path, kesalahan: list[Salah]) -> Path:
    teks = io.StringIO(newline="")
    tulis = csv.writer(teks, lineterminator="\n")
    tulis.writerow(Salah._fields)
    tulis.writerows(kesalahan)
    path.write_bytes(teks.getvalue().encode("utf-8"))
    return path


def write_contoh(folder: Path, opd: int = 32, benih: int = 2023) -> ContohResult:
    """Write the workbooks of a regency of `opd` OPD straight into `folder`, and kesalahan_ditanam.csv beside them.

    The same arguments give the same bytes. Two OPD of the register send nothing; about three of five of the others
    carry one to three mistakes, the rest none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    register = register_opd(opd)
    absen = _tidak_menyerahkan(register)
    acuan = berkas_referensi(register)
    paths = [_write_berkas(folder, acuan, to_bytes(acuan))]
    penanam, banyak = Penanam(benih), berapa_kesalahan()
    kesalahan: list[Salah] = []
    for nomor, satu in enumerate(register):
        if nomor in absen:
            sel = acuan.lembar["opd"].sel(nomor, "kode_opd")
            kesalahan.append(Salah(NAMA_REFERENSI, "OPD", sel, "LTS-01"))
            continue
        kiriman = susun_kiriman(benih, satu, nomor)
        kesalahan.extend(penanam.tanam(kiriman, next(banyak)))
        paths.extend(_write_kiriman(folder, kiriman))
    paths.append(_write_daftar(folder / NAMA_KESALAHAN, kesalahan))
    return ContohResult(tuple(paths), tuple(kesalahan))
