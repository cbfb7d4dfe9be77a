"""The output folder: built beside its place and moved in as a whole, so that a reader never sees half an output."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kinerja_xl.errors import KeluaranGagal


def folder_name(tahun: int, periode: str) -> str:
    """Name of the output folder of a period: TW1...TW4 or TAHUN.

    >>> folder_name(2023, "TW II"), folder_name(2023, "Tahunan")
    ('2023_TW2', '2023_TAHUN')
    """
    roman = {"TW I": "TW1", "TW II": "TW2", "TW III": "TW3", "TW IV": "TW4"}
    return f"{tahun}_{roman.get(periode, 'TAHUN')}"


@contextlib.contextmanager
def whole_folder(tujuan: Path) -> Iterator[Path]:
    """Yield a temporary folder beside `tujuan`; on success it replaces `tujuan`, on failure the old one stays.

    Raises KeluaranGagal, one line for the operator, when the place can't be written or an old output is open elsewhere.
    """
    try:
        tujuan.parent.mkdir(parents=True, exist_ok=True)
        draf = Path(tempfile.mkdtemp(prefix=f".{tujuan.name}.", suffix=".sementara", dir=tujuan.parent))
    except OSError as error:
        raise KeluaranGagal(_explain(tujuan.parent, error)) from error
    try:
        yield draf
        _sync(draf)
        draf.chmod(0o755)
        _swap(draf, tujuan)
    except OSError as error:
        raise KeluaranGagal(_explain(tujuan, error)) from error
    finally:
        shutil.rmtree(draf, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Force every file to disk, so that a power cut after the move can't leave empty files."""
    for here, _, files in os.walk(folder):
        for name in files:
            with open(Path(here) / name, "rb+") as handle:
                os.fsync(handle.fileno())


def _swap(draf: Path, tujuan: Path) -> None:
    lama = tujuan.with_name(f".{tujuan.name}.lama")
    shutil.rmtree(lama, ignore_errors=True)
    if tujuan.exists():
        os.replace(tujuan, lama)
    try:
        os.replace(draf, tujuan)
    except OSError:
        if lama.exists():
            os.replace(lama, tujuan)
        raise
    shutil.rmtree(lama, ignore_errors=True)


def _explain(tempat: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"Ruang penyimpanan penuh saat menulis {tempat}. Kosongkan ruang, lalu jalankan lagi."
    if isinstance(error, PermissionError):
        return (
            f"Tidak dapat menulis {tempat}: tutup berkas hasil yang masih terbuka di Excel, "
            "atau pilih folder lain dengan -o."
        )
    if isinstance(error, (NotADirectoryError, FileExistsError)):
        return f"{tempat} bukan folder. Pilih folder lain dengan -o."
    return (
        f"Tidak dapat menulis {tempat}: {error.strerror or error}. Periksa foldernya, atau pilih folder lain dengan -o."
    )
