"""Marked-up copies of faulty workbooks as tasks, and written beside the senders' files."""

from __future__ import annotations

import hashlib
import traceback
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from kinerja_xl.deklarasi.catatan import Catatan, Tingkat
from kinerja_xl.perbaikan import TidakDapatDitandai, tandai
from kinerja_xl.read.batas import Batas
from kinerja_xl.tabel.bacaan import Versi
from kinerja_xl.tabel.data import Berkas
from kinerja_xl.write.folder import write_whole

KESALAHAN_PROGRAM: Final = "kesalahan program"
_MENYURUH: Final = (Tingkat.KESALAHAN, Tingkat.PERINGATAN)


@dataclass
class Salinan:
    """What became of the copies: those written (relative names), files without one and why, our own faults."""

    ditulis: list[str] = field(default_factory=list)
    tanpa: list[tuple[str, str]] = field(default_factory=list)
    galat: list[str] = field(default_factory=list)

    def take(self, tugas: TugasSalinan, bertanda: Bertanda, write: Callable[[TugasSalinan, bytes], str]) -> None:
        """Write the copy that was made of a file, or note why there is none; `write` returns where it stands."""
        if bertanda.isi is not None:
            self.ditulis.append(write(tugas, bertanda.isi))
        else:
            self.tanpa.append((tugas.berkas, bertanda.alasan))
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
    riwayat: tuple[Versi, ...] = ()

    def kerjakan(self) -> Bertanda:
        """The marked-up copy."""
        try:
            nama = PurePosixPath(self.berkas).name
            return Bertanda(tandai(self.isi, nama, self.catatan, batas=self.batas, riwayat=self.riwayat).isi)
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
    taken: set[str] = set()
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
            nama = _free_name(kiriman.berkas, taken)
            taken.add(nama.casefold())
            yield TugasSalinan(kiriman.berkas, nama, isi, tuple(found), batas, kiriman.riwayat)


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


def _free_name(berkas: str, taken: Collection[str]) -> str:
    """The copy's name: the original's as .xlsx, with the former ending where that name is taken (a.xls and a.xlsx)."""
    path = PurePosixPath(berkas)
    nama = str(path.with_suffix(".xlsx"))
    if nama.casefold() not in taken:
        return nama
    return str(path.with_name(f"{path.stem} ({path.suffix.lstrip('.').casefold()}).xlsx"))


def write_beside(
    berkas: Sequence[Berkas], tempat: Mapping[str, Path], catatan: Iterable[Catatan], batas: Batas
) -> Salinan:
    """Write the marked-up copies beside the senders' files as `<name>_perbaikan.xlsx`. Raises OSError."""

    def write(tugas: TugasSalinan, isi: bytes) -> str:
        asli = tempat[tugas.berkas]
        tujuan = asli.with_name(f"{asli.stem}_perbaikan.xlsx")
        write_whole(tujuan, isi)
        return str(tujuan)

    hasil = Salinan()
    for tugas in copy_tasks(berkas, tempat, catatan, batas, hasil):
        hasil.take(tugas, tugas.kerjakan(), write)
    return hasil
