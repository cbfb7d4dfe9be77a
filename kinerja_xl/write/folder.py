"""The output folder: built beside its place and moved in as a whole, so that a reader never sees half an output."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kinerja_xl.deklarasi.errors import KeluaranGagal

_log: Final = logging.getLogger(__name__)
KUNCI: Final = ".kinerja_xl.lock"
TUNGGU_DETIK: Final = 60
_ULANG: Final = 3
_JEDA_DETIK: Final = 0.3
_PENYEBAB: Final = {
    errno.ENOSPC: "ruang penyimpanan penuh",
    errno.EROFS: "folder itu hanya dapat dibaca",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
    errno.EIO: "perangkat penyimpanannya bermasalah",
    errno.ENOENT: "foldernya sudah tidak ada",
    errno.EDQUOT: "jatah penyimpanan habis",
}


# What keeps all files from being written, not only the one at hand.
_DI_MANA_PUN: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


@dataclass
class Draf:
    """An output in the making: its files go to `folder`; it ends up at `tujuan`.

    `terhalang` is the place meant for it when that one was open elsewhere and a second name had to do.
    """

    folder: Path
    tujuan: Path
    terhalang: Path | None = None


def folder_name(tahun: int, periode: str) -> str:
    """Name of the output folder of a period: TW1...TW4 or TAHUN.

    >>> folder_name(2023, "TW II"), folder_name(2023, "Tahunan")
    ('2023_TW2', '2023_TAHUN')
    """
    roman = {"TW I": "TW1", "TW II": "TW2", "TW III": "TW3", "TW IV": "TW4"}
    return f"{tahun}_{roman.get(periode, 'TAHUN')}"


@contextlib.contextmanager
def whole_folder(tujuan: Path) -> Iterator[Draf]:
    """Yield a draft beside `tujuan`; on success its folder replaces `tujuan`, on failure the old one stays.

    One run at a time writes beside `tujuan`; another one waits for it. What a killed run left behind is put right
    first. Raises KeluaranGagal, one line for the operator, when the place can't be written.
    """
    with contextlib.ExitStack() as stack:
        try:
            _make(tujuan.parent)
            stack.enter_context(_alone(tujuan.parent))
            _tidy(tujuan)
            folder = Path(tempfile.mkdtemp(prefix=f".{tujuan.name}.", suffix=".sementara", dir=tujuan.parent))
        except OSError as error:
            raise KeluaranGagal(explain(tujuan.parent, error)) from error
        draf = Draf(folder, tujuan)
        try:
            yield draf
            _sync(folder)
            folder.chmod(0o755)
            _move_in(draf)
        except OSError as error:
            raise KeluaranGagal(explain(tujuan, error)) from error
        finally:
            _discard(folder)


def _make(folder: Path) -> None:
    """Make a folder and those above it. Raises OSError, or KeluaranGagal where the system has no place for it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError as error:
        raise KeluaranGagal(f"Folder {folder} tidak dapat dibuat. Pilih folder lain dengan -o.") from error


def write_whole(tujuan: Path, isi: bytes) -> None:
    """Write one file whole or not at all. Raises OSError."""
    handle, sementara = tempfile.mkstemp(prefix=f".{tujuan.stem[:40]}.", suffix=".sementara", dir=tujuan.parent)
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


def _discard(folder: Path) -> None:
    """Delete a draft, or what it has replaced; a second Ctrl-C meanwhile doesn't leave half of it."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _alone(parent: Path) -> contextlib.AbstractContextManager[object]:
    """The lock of an output's parent folder; the system frees it when its holder dies."""
    from filelock import FileLock, Timeout

    kunci = FileLock(parent / KUNCI)
    try:
        with contextlib.suppress(Timeout):
            return kunci.acquire(timeout=0)
        _log.warning("Proses lain sedang menulis ke %s; menunggu paling lama %s detik.", parent, TUNGGU_DETIK)
        return kunci.acquire(timeout=TUNGGU_DETIK)
    except Timeout as error:
        raise KeluaranGagal(
            f"Proses lain sedang menulis ke {parent}. Tunggu sampai selesai, lalu jalankan lagi."
        ) from error
    except NotImplementedError:
        # Some network drives can't lock; the move itself stays whole without it.
        return contextlib.nullcontext()


def _tidy(tujuan: Path) -> None:
    """Bring back an output that a killed run had just moved aside; drop drafts that nobody finishes."""
    lama = _aside(tujuan)
    if lama.exists() and not tujuan.exists():
        os.replace(lama, tujuan)
    for sisa in leftovers(tujuan):
        shutil.rmtree(sisa, ignore_errors=True)


def leftovers(tujuan: Path) -> list[Path]:
    """What a run that didn't end left beside an output: drafts, and an output moved aside."""
    return [*tujuan.parent.glob(f".{tujuan.name}.*.sementara"), *([lama] if (lama := _aside(tujuan)).exists() else [])]


def _aside(tujuan: Path) -> Path:
    return tujuan.with_name(f".{tujuan.name}.lama")


def _sync(folder: Path) -> None:
    """Force every file to disk, so that a power cut after the move can't leave empty files."""
    for here, _, files in os.walk(folder):
        for name in files:
            with open(Path(here) / name, "rb+") as handle:
                os.fsync(handle.fileno())


def _move_in(draf: Draf) -> None:
    """Move the draft to its place; to a second name when the old output stays open in another program."""
    for n in range(_ULANG):
        try:
            _swap(draf.folder, draf.tujuan)
        except PermissionError:
            time.sleep(_JEDA_DETIK * (n + 1))
        else:
            return
    kedua = draf.tujuan.with_name(f"{draf.tujuan.name}_baru")
    _swap(draf.folder, kedua)
    draf.terhalang, draf.tujuan = draf.tujuan, kedua


def _swap(folder: Path, tujuan: Path) -> None:
    if not tujuan.exists():
        os.replace(folder, tujuan)
    elif not tujuan.is_dir():
        raise NotADirectoryError(tujuan)
    elif not _exchange(folder, tujuan):
        lama = _aside(tujuan)
        os.replace(tujuan, lama)
        try:
            os.replace(folder, tujuan)
        except OSError:
            os.replace(lama, tujuan)
            raise
        shutil.rmtree(lama, ignore_errors=True)


def _exchange(satu: Path, dua: Path) -> bool:
    """Exchange two folders in one step, so that a kill at any moment leaves the old or the new one; Linux only.

    Returns False where the system or the file system can't. Source: renameat2(2), RENAME_EXCHANGE.
    """
    if sys.platform != "linux":
        return False
    import ctypes

    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    here, exchange = -100, 2
    return renameat2 is not None and renameat2(here, os.fsencode(satu), here, os.fsencode(dua), exchange) == 0


def cause(tempat: Path, error: OSError) -> str:
    """Why a file can't be written at its place, in a few words."""
    if isinstance(error, PermissionError):
        return "tidak ada izin menulis di folder itu" if _is_closed(tempat) else "berkas itu sedang dipakai"
    return _PENYEBAB.get(error.errno or 0, f"galat sistem nomor {error.errno}")


def concerns_the_place(error: OSError) -> bool:
    """Whether an error in writing one file would be met by all others there as well."""
    return isinstance(error, PermissionError) or error.errno in _DI_MANA_PUN


def _is_closed(tempat: Path) -> bool:
    """Whether one may not write in a folder, or where a file lies or a folder would be made."""
    found = next((f for f in (tempat.absolute(), *tempat.absolute().parents) if os.path.isdir(f)), tempat)
    return not os.access(found, os.W_OK)


def explain(tempat: Path, error: OSError) -> str:
    """Why a place can't be written and what to do, in one line for the operator."""
    if error.errno == errno.ENOSPC:
        return f"Ruang penyimpanan penuh saat menulis {tempat}. Kosongkan ruang, lalu jalankan lagi."
    if isinstance(error, PermissionError) and _is_closed(tempat):
        return f"Tidak dapat menulis {tempat}: tidak ada izin menulis di sana. Pilih folder lain dengan -o."
    if isinstance(error, PermissionError):
        return (
            f"Tidak dapat menulis {tempat}: tutup berkas hasil yang masih terbuka di Excel, "
            "atau pilih folder lain dengan -o."
        )
    if isinstance(error, (NotADirectoryError, FileExistsError)):
        return f"{tempat} bukan folder. Pilih folder lain dengan -o."
    return f"Tidak dapat menulis {tempat}: {cause(tempat, error)}. Periksa foldernya, atau pilih folder lain dengan -o."
