"""Marked-up copies of a run's faulty workbooks, written to a folder or beside one file."""

from __future__ import annotations

import hashlib
import os
import tempfile
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kinerja_xl.catatan import Catatan, Tingkat
from kinerja_xl.data import Berkas
from kinerja_xl.perbaikan import TidakDapatDitandai, tandai
from kinerja_xl.read.batas import Batas

_MENYURUH = (Tingkat.KESALAHAN, Tingkat.PERINGATAN)


@dataclass
class Salinan:
    """What became of the copies: those written (relative names), files without one and why, our own faults."""

    ditulis: list[str] = field(default_factory=list)
    tanpa: list[tuple[str, str]] = field(default_factory=list)
    galat: list[str] = field(default_factory=list)


def write_copies(
    folder: Path, berkas: Sequence[Berkas], tempat: Mapping[str, Path], catatan: Iterable[Catatan], batas: Batas
) -> Salinan:
    """Write the marked-up copies to a folder, under the senders' names; subfolders are kept. Raises OSError."""
    taken: list[str] = []

    def write(berkas: str, isi: bytes) -> str:
        nama = _free_name(berkas, taken)
        taken.append(nama)
        (folder / nama).parent.mkdir(parents=True, exist_ok=True)
        (folder / nama).write_bytes(isi)
        return nama

    return _write_each(berkas, tempat, catatan, batas, write)


def _write_each(
    berkas: Sequence[Berkas],
    tempat: Mapping[str, Path],
    catatan: Iterable[Catatan],
    batas: Batas,
    write: Callable[[str, bytes], str],
) -> Salinan:
    """Mark every file with a Kesalahan or Peringatan; `tempat` says where each lies, `write` where its copy goes.

    A file that can't be marked is named in `tanpa`; the others go on.
    """
    per_berkas: dict[str, list[Catatan]] = defaultdict(list)
    for satu in catatan:
        per_berkas[satu.berkas].append(satu)
    hasil = Salinan()
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
        isi = _copy_of(tempat[kiriman.berkas], kiriman, found, batas, hasil)
        if isi is not None:
            hasil.ditulis.append(write(kiriman.berkas, isi))
    return hasil


def _copy_of(path: Path, berkas: Berkas, catatan: Sequence[Catatan], batas: Batas, hasil: Salinan) -> bytes | None:
    """The marked-up copy of one file, None (with the reason in `hasil`) where there can't be one."""
    try:
        asli = path.read_bytes()
    except OSError:
        hasil.tanpa.append((berkas.berkas, "tidak dapat dibuka lagi"))
        return None
    if hashlib.sha256(asli).hexdigest() != berkas.sha256:
        hasil.tanpa.append((berkas.berkas, "berkas berubah sejak dibaca"))
        return None
    try:
        return tandai(asli, PurePosixPath(berkas.berkas).name, catatan, batas=batas).isi
    except TidakDapatDitandai as error:
        hasil.tanpa.append((berkas.berkas, str(error)))
    except Exception:
        hasil.tanpa.append((berkas.berkas, "kesalahan program"))
        hasil.galat.append(f"salinan bertanda {berkas.berkas}\n{traceback.format_exc()}")
    return None


def _free_name(berkas: str, taken: Sequence[str]) -> str:
    """The copy's name: the original's as .xlsx, with the former ending where that name is taken (a.xls and a.xlsx)."""
    path = PurePosixPath(berkas)
    nama = str(path.with_suffix(".xlsx"))
    if nama.casefold() not in {t.casefold() for t in taken}:
        return nama
    return str(path.with_name(f"{path.stem} ({path.suffix.lstrip('.').casefold()}).xlsx"))


def write_beside(
    berkas: Sequence[Berkas], tempat: Mapping[str, Path], catatan: Iterable[Catatan], batas: Batas
) -> Salinan:
    """Write the marked-up copies beside the senders' files as `<name>_perbaikan.xlsx`. Raises OSError."""

    def write(berkas: str, isi: bytes) -> str:
        tujuan = tempat[berkas].with_name(f"{tempat[berkas].stem}_perbaikan.xlsx")
        _replace(tujuan, isi)
        return str(tujuan)

    return _write_each(berkas, tempat, catatan, batas, write)


def _replace(tujuan: Path, isi: bytes) -> None:
    """Write a file whole or not at all."""
    handle, sementara = tempfile.mkstemp(prefix=f".{tujuan.stem[:60]}.", suffix=".sementara", dir=tujuan.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(isi)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(sementara, 0o644)
        os.replace(sementara, tujuan)
    except OSError:
        os.unlink(sementara)
        raise
