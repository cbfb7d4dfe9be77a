"""A cluster as one more place where tasks run: Dask distributed behind the interface of executor.py (optional extra).

Workers get bytes and give bytes; they need this program in the very same version, and nothing of ours on their disks.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from kinerja_xl.deklarasi.errors import KlusterGagal
from kinerja_xl.kerja.executor import Pelaksana, usable_cores
from kinerja_xl.kerja.versi import program_version

B = TypeVar("B")
H = TypeVar("H")

LOKAL: Final = "lokal"
_ALAMAT: Final = re.compile(r"(?:tcp|tls|ws|wss)://[^\s/]+:\d{1,5}")
_TUNGGU_DETIK: Final = 10
_SETELAN: Final = {
    # What concerns the officer is said by this program; its arguments are files of up to 50 MB.
    "logging": {"distributed": "critical", "distributed.client": "critical"},
    "distributed.admin.large-graph-warning-threshold": "500MB",
}


class VersiLain(RuntimeError):
    """A worker that runs another version of the program was given a task."""


class Kluster(Pelaksana):
    """The workers of a Dask scheduler, which gives the tasks of a lost worker to another one by itself."""

    ulang = False
    # Who names a cluster wants it used.
    selalu = True
    dekat = False

    def __init__(self, klien: Any, milik: Any = None) -> None:
        self.mati = (importlib.import_module("distributed").KilledWorker,)
        self.pekerja = max(1, sum(klien.nthreads().values()))
        self._klien = klien
        self._milik = milik
        self._pelaksana = klien.get_executor(pure=False)

    def submit(self, tugas: Callable[[B], H], bahan: B, /) -> Future[H]:
        """The Future of one task on some worker."""
        future: Future[H] = self._pelaksana.submit(_run_same, program_version(), tugas, bahan)
        return future

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        """Raises KlusterGagal when the scheduler is lost or a worker of another version has joined."""
        try:
            yield
        except VersiLain as error:
            raise KlusterGagal(
                f"Sebuah pekerja memakai versi lain: {error}. Samakan versinya, lalu jalankan lagi."
            ) from error
        except (CancelledError, OSError, TimeoutError) as error:
            raise KlusterGagal(
                "Hubungan dengan penjadwal Dask terputus; hasil sebelumnya tidak berubah. Periksa penjadwalnya, lalu "
                "jalankan lagi."
            ) from error

    def close(self, segera: bool) -> None:
        """Withdraw what is still waiting and leave; a cluster of our own is ended."""
        self._pelaksana.shutdown(wait=not segera)
        with contextlib.suppress(OSError, TimeoutError):
            self._klien.close(timeout=_TUNGGU_DETIK)
        if self._milik is not None:
            self._milik.close(timeout=_TUNGGU_DETIK)


def _run_same(versi: str, tugas: Callable[[B], H], bahan: B) -> H:
    """Run a task on a worker, unless that one would compute by other rules: it may have joined after the check."""
    if program_version() != versi:
        raise VersiLain(f"{program_version()} di pekerja, {versi} di sini")
    return tugas(bahan)


def open_kluster(alamat: str, pekerja: int | None = None) -> Kluster:
    """The cluster at an address (`tcp://host:8786`), or one of our own on this machine (`lokal`).

    Raises KlusterGagal when Dask isn't installed, nobody answers, or a worker can't be used.
    """
    if alamat != LOKAL and not _ALAMAT.fullmatch(alamat):
        raise KlusterGagal(
            f"'{alamat}' bukan alamat penjadwal Dask (dengan port). Contoh: tcp://10.0.0.5:8786, atau lokal."
        )
    try:
        importlib.import_module("dask").config.set(_SETELAN)
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise KlusterGagal(
            "--kluster memerlukan Dask. Pasang dahulu dengan: pip install 'kinerja-xl[kluster]'"
        ) from error
    milik = None
    try:
        if alamat == LOKAL:
            milik = distributed.LocalCluster(
                n_workers=pekerja or usable_cores(),
                threads_per_worker=1,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )
        else:
            _knock(alamat)
        klien = distributed.Client(milik or alamat, timeout=_TUNGGU_DETIK, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        if milik is not None:
            milik.close()
        raise KlusterGagal(
            f"Penjadwal Dask di {alamat} tidak menjawab. Periksa alamatnya (misalnya tcp://10.0.0.5:8786) "
            "dan apakah dask scheduler sedang berjalan."
        ) from error
    try:
        _check_workers(klien)
        return Kluster(klien, milik)
    except KlusterGagal:
        klien.close()
        raise


def _knock(alamat: str) -> None:
    """Raise OSError where nobody listens, at once where that is told: Dask would go on trying for all of its time."""
    tempat = urlsplit(alamat)
    socket.create_connection((tempat.hostname, tempat.port), _TUNGGU_DETIK).close()


def _check_workers(klien: Any) -> None:
    """Raise KlusterGagal where there is no worker, or one with another version of the program."""
    try:
        klien.wait_for_workers(1, timeout=_TUNGGU_DETIK)
    except TimeoutError as error:
        raise KlusterGagal(
            "Penjadwal Dask menjawab, tetapi belum ada pekerja. Jalankan dask worker di mesin pekerja."
        ) from error
    found: Mapping[str, Any] = klien.run(program_version, on_error="return")
    for pekerja, versi in sorted(found.items()):
        if isinstance(versi, BaseException):
            raise KlusterGagal(
                f"Pekerja {pekerja} belum memasang kinerja-xl {program_version()}. Pasang versi yang sama di sana."
            )
        if versi != program_version():
            raise KlusterGagal(
                f"Pekerja {pekerja} memakai kinerja-xl {versi}, di sini {program_version()}. "
                "Samakan versinya, lalu jalankan lagi."
            )
