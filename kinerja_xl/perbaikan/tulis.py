"""Marked-up copies of faulty workbooks as tasks, and written beside the senders' files."""

from __future__ import annotations

import hashlib
import itertools
import os
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from kinerja_xl.deklarasi.catatan import Catatan, Tingkat
from kinerja_xl.perbaikan import TidakDapatDitandai, is_untouched, tandai
from kinerja_xl.read.batas import Batas
from kinerja_xl.tabel.bacaan import Versi
from kinerja_xl.tabel.data import Berkas
from kinerja_xl.write.folder import cause, write_whole

KESALAHAN_PROGRAM: Final = "kesalahan program"
# What file systems take as the name of a file, in bytes.
_MAKS_NAMA: Final = 255
_MENYURUH: Final = (Tingkat.KESALAHAN, Tingkat.PERINGATAN)


class TidakTertulis(Exception):
    """The system doesn't let the copy of one file be written; the text says why."""


@dataclass
class Salinan:
    """What became of the copies: those written (relative names), files without one and why, our own faults.

    `dibiarkan` are files that stand where a copy would, and aren't ours to replace; `tertolak` counts the copies that
    the system didn't let be written.
    """

    ditulis: list[str] = field(default_factory=list)
    tanpa: list[tuple[str, str]] = field(default_factory=list)
    galat: list[str] = field(default_factory=list)
    dibiarkan: list[str] = field(default_factory=list)
    tertolak: int = 0

    def take(self, tugas: TugasSalinan, bertanda: Bertanda, write: Callable[[TugasSalinan, bytes], str]) -> None:
        """Write the copy that was made of a file, or note why there is none.

        `write` returns where it stands, or raises TidakTertulis.
        """
        try:
            if bertanda.isi is not None:
                self.ditulis.append(write(tugas, bertanda.isi))
            else:
                self.tanpa.append((tugas.berkas, bertanda.alasan))
        except TidakTertulis as error:
            self.tertolak += 1
            self.tanpa.append((tugas.berkas, str(error)))
        if bertanda.galat:
            self.galat.append(f"salinan bertanda {tugas.berkas}\n{bertanda.galat}")


class Bertanda(NamedTuple):
    """A marked-up copy; without one the reason, and the traceback where it was our own fault."""

    isi: bytes | None
    alasan: str = ""
    galat: str = ""


class TugasSalinan(NamedTuple):
    """The task of marking one file: its name and the copy's, its content, what was found in it, limits for reading, and
    the states of the file that the copy is made of."""

    berkas: str
    nama: str
    isi: bytes
    catatan: tuple[Catatan, ...]
    batas: Batas
    silsilah: tuple[Versi, ...] = ()

    def kerjakan(self) -> Bertanda:
        """The marked-up copy."""
        try:
            nama = PurePosixPath(self.berkas).name
            return Bertanda(tandai(self.isi, nama, self.catatan, batas=self.batas, silsilah=self.silsilah).isi)
        except TidakDapatDitandai as error:
            return Bertanda(None, str(error))
        except Exception:
            return Bertanda(None, KESALAHAN_PROGRAM, traceback.format_exc())


def copy_tasks(
    berkas: Sequence[Berkas],
    tempat: Mapping[str, Path],
    catatan: Iterable[Catatan],
    batas: Batas,
    hasil: Salinan,
) -> Iterator[TugasSalinan]:
    """A task for every file with a Kesalahan or Peringatan; `tempat` says where each lies.

    Copies bear the senders' names, subfolders included. A file that can't be marked is noted in `hasil`.
    """
    names = _copy_names([kiriman.berkas for kiriman in berkas])
    per_berkas: dict[str, list[Catatan]] = defaultdict(list)
    for satu in catatan:
        per_berkas[satu.berkas].append(satu)
    for kiriman in berkas:
        found = per_berkas[kiriman.berkas]
        if kiriman.pemakaian == "referensi":
            # Who hasn't submitted is listed at the register, but nothing in that cell needs correcting.
            found = [c for c in found if not c.kode_opd]
        if not any(c.tingkat in _MENYURUH for c in found):
            continue
        if kiriman.berkas not in tempat or kiriman.alasan == "tidak terbaca":
            hasil.tanpa.append((kiriman.berkas, "tidak terbaca"))
            continue
        isi = _content(tempat[kiriman.berkas], kiriman, hasil)
        if isi is not None:
            yield TugasSalinan(kiriman.berkas, names[kiriman.berkas], isi, tuple(found), batas, kiriman.silsilah)


def _content(path: Path, berkas: Berkas, hasil: Salinan) -> bytes | None:
    """The file as it was read, None (with the reason in `hasil`) where it isn't any more."""
    try:
        asli = path.read_bytes()
    except OSError:
        hasil.tanpa.append((berkas.berkas, "tidak dapat dibuka lagi"))
        return None
    if hashlib.sha256(asli).hexdigest() != berkas.sha256:
        hasil.tanpa.append((berkas.berkas, "berkas berubah sejak dibaca"))
        return None
    return asli


def _copy_names(berkas: Iterable[str]) -> dict[str, str]:
    """The copies' names: the originals' as .xlsx. A workbook that is one keeps its own; of others with the same name
    (a.xls beside a.xlsx) the copies have the former ending in theirs."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for satu in sorted(berkas, key=lambda b: not b.casefold().endswith(".xlsx")):
        path = PurePosixPath(satu)
        ending = path.suffix.lstrip(".").casefold()
        found = (str(path.with_name(nama)) for nama in _names(path.stem, f" ({ending})"))
        names[satu] = next(nama for nama in found if nama.casefold() not in taken)
        taken.add(names[satu].casefold())
    return names


def _names(stem: str, pembeda: str = "", ekor: str = "") -> Iterator[str]:
    """Names of workbooks, one after the other until one is free: as it is, with what tells it apart, numbered.

    A stem that is too long for a file system is cut, the tail `ekor` never.
    """
    for akhiran in itertools.chain(dict.fromkeys(("", pembeda)), (f"{pembeda} ({n})" for n in itertools.count(2))):
        kept = stem
        while len(os.fsencode(f"{kept}{ekor}{akhiran}.xlsx")) > _MAKS_NAMA:
            kept = kept[:-1]
        yield f"{kept}{ekor}{akhiran}.xlsx"


def write_beside(
    berkas: Sequence[Berkas], tempat: Mapping[str, Path], catatan: Iterable[Catatan], batas: Batas
) -> Salinan:
    """Write the marked-up copies beside the senders' files as `<name>_perbaikan.xlsx`.

    A file of that name which isn't a copy as we wrote it stays: the copy gets another name.
    """
    hasil = Salinan()

    def write(tugas: TugasSalinan, isi: bytes) -> str:
        tujuan = _place_beside(tempat[tugas.berkas], PurePosixPath(tugas.nama).stem, hasil)
        try:
            write_whole(tujuan, isi)
        except OSError as error:
            raise TidakTertulis(f"{tujuan.name} tidak dapat ditulis di sampingnya: {cause(tujuan, error)}") from error
        return str(tujuan)

    for tugas in copy_tasks(berkas, tempat, catatan, batas, hasil):
        hasil.take(tugas, tugas.kerjakan(), write)
    return hasil


def _place_beside(asli: Path, stem: str, hasil: Salinan) -> Path:
    """Where a copy goes: to the first name that is free or holds a copy of ours as we wrote it, in an earlier run."""
    for nama in _names(stem, ekor="_perbaikan"):
        tujuan = asli.with_name(nama)
        if str(tujuan) in hasil.ditulis:
            continue
        if not os.path.lexists(tujuan) or _is_ours(tujuan):
            return tujuan
        hasil.dibiarkan.append(str(tujuan))
    raise AssertionError("names never end")


def _is_ours(tujuan: Path) -> bool:
    try:
        return tujuan.is_file() and is_untouched(tujuan.read_bytes())
    except OSError:
        return False
