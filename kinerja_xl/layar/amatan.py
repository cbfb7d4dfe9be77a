"""When a watched folder has something new to process: its files have changed, come to rest, and can be read.

The system's events only say when to look; what counts is what the folder then holds. So hidden files, Excel's temporary
ones and the program's own output never start a run, and an event that got lost costs time, not a change.
"""

from __future__ import annotations

import math
import stat
import time
from collections.abc import Callable, Collection, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from kinerja_xl.kerja.permintaan import Permintaan
from kinerja_xl.read import list_files

CADANGAN_DETIK: Final = 5.0
"""How often to look where the system turns out not to tell of changes."""
TILIK_DETIK: Final = 30.0
"""How often the folder is looked at without an event, for what the system didn't tell."""
SABAR_DETIK: Final = 30.0
"""How long a run waits for a file that can't be read."""
ULANG_DETIK: Final = 300.0
"""How long until a run is tried again whose output couldn't be written."""
_EKOR: Final = 65_557
"""Bytes at the end of a zip file within which it says that it ends."""


class Berkas(NamedTuple):
    """A file as the folder lists it; of a file that is no workbook only its being there counts.

    `terbaca` is False where it can't be opened, or has visibly not been copied to its end.
    """

    ukuran: int = 0
    waktu: int = 0
    terbaca: bool = True


Potret = Mapping[str, Berkas]


@dataclass(frozen=True)
class Irama:
    """In seconds: how long the folder must be at rest; how often to look where the system doesn't tell of changes."""

    jeda: float
    polling: float | None = None


def take_potret(permintaan: Permintaan, lama: Potret) -> Potret | None:
    """The files that a run would see, None when the folder isn't there; `lama` spares opening what was read before."""
    try:
        if not stat.S_ISDIR(permintaan.folder.stat().st_mode):
            return None
        buku, lain = list_files(permintaan.folder, permintaan.output)
        dibaca = [*buku, *([permintaan.referensi] if permintaan.referensi else [])]
        return {str(p): _look_at(p, lama.get(str(p))) for p in dibaca} | {str(p): Berkas() for p in lain}
    except OSError:
        return None


def _look_at(path: Path, lama: Berkas | None) -> Berkas:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Berkas()
        kini = Berkas(status.st_size, status.st_mtime_ns)
        return kini if kini == lama else kini._replace(terbaca=_is_whole(path))
    except OSError:
        return Berkas(terbaca=False)


def _is_whole(path: Path) -> bool:
    """Whether a file isn't the beginning of a zip file, which .xlsx, .xlsm, .xlsb and .ods are."""
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            return True
        stream.seek(max(stream.seek(0, 2) - _EKOR, 0))
        return b"PK\x05\x06" in stream.read()


class Pengamat:
    """Watches the folder of a run; `lapor` is given a line for what an officer should know about the watching itself.

    Use: `wait()`, make the run, `done()`, and again.
    """

    def __init__(self, permintaan: Permintaan, irama: Irama, lapor: Callable[[str], None]) -> None:
        self._permintaan = permintaan
        self._folder = permintaan.folder
        self._irama = irama
        self._lapor = lapor
        self._kabar: Generator[bool] | None = None
        self._kini: Potret = {}
        self._diolah: Potret | None = None
        self._sejak = self._tilik = 0.0
        self._ulang = math.inf
        self._identitas: tuple[int, int] | None = None
        self._ditunggu: tuple[str, ...] = ()

    def wait(self) -> None:
        """Return when there is something to process that has been at rest."""
        while True:
            # Listen first: what changes between a look and the start of listening would be missed.
            if self._listen() or self._kini != self._diolah or self._is_due():
                self._look()
            if time.monotonic() >= self._ulang:
                self._diolah = None
            if self._kini != self._diolah and self._is_at_rest():
                return

    def done(self, tak_terbaca: Collection[str] = (), *, coba_lagi: bool = False) -> None:
        """The run is over; `tak_terbaca`: files that it couldn't open, `coba_lagi`: it is to be tried again later."""
        unread = {str(self._folder / nama) for nama in tak_terbaca}
        self._kini = {n: Berkas(terbaca=False) if n in unread else b for n, b in self._kini.items()}
        self._diolah = self._kini
        self._ulang = time.monotonic() + ULANG_DETIK if coba_lagi else math.inf

    def _look(self) -> None:
        kini = take_potret(self._permintaan, self._kini)
        hilang = kini is None
        if kini is None:
            kini = self._wait_for_folder()
        now = time.monotonic()
        if hilang or kini != self._kini:
            self._sejak, self._kini = now, kini
        self._tilik = now + TILIK_DETIK
        if (identitas := identity(self._folder)) != self._identitas:
            # Another folder of the same name: what listens still listens to the old one.
            self._close()
            self._identitas = identitas

    def _wait_for_folder(self) -> Potret:
        self._close()
        self._diolah = None
        self._lapor(f"Folder {self._folder} tidak dapat dijangkau; ditunggu sampai ada lagi.")
        while (kini := take_potret(self._permintaan, {})) is None:
            time.sleep(min(self._irama.jeda, 1))
        self._lapor(f"Folder {self._folder} ada lagi.")
        return kini

    def _is_at_rest(self) -> bool:
        now = time.monotonic()
        if now < self._sejak + self._irama.jeda:
            return False
        ditunggu = tuple(Path(n).name for n, b in self._kini.items() if not b.terbaca and not self._was_unread(n))
        if ditunggu and now < self._sejak + SABAR_DETIK:
            if ditunggu != self._ditunggu:
                self._lapor(f"Menunggu {', '.join(ditunggu)}: belum dapat dibaca (masih disalin atau dipakai).")
            self._ditunggu = ditunggu
            return False
        self._ditunggu = ()
        return True

    def _was_unread(self, nama: str) -> bool:
        """Whether the run before has already said that a file can't be read, and it is still as it was."""
        return self._diolah is not None and self._diolah.get(nama) == self._kini[nama]

    def _is_due(self) -> bool:
        return time.monotonic() >= self._tilik or identity(self._folder) != self._identitas

    def _listen(self) -> bool:
        """Whether something may have changed: the system says so, time has passed, or listening has only begun."""
        baru = self._kabar is None
        if self._kabar is None:
            self._kabar = self._news()
        try:
            return next(self._kabar) or baru
        except (OSError, RuntimeError):
            # The folder has gone, or the system can't watch it; the library raises both for what its own thread met.
            self._close()
            if identity(self._folder) is not None:
                self._irama = Irama(self._irama.jeda, CADANGAN_DETIK)
                self._lapor(
                    f"Perubahan di folder ini tidak dikabarkan sistem; dilihat setiap {CADANGAN_DETIK:.0f} detik."
                )
            return True

    def _news(self) -> Generator[bool]:
        if self._irama.polling is None:
            return _events(self._folder, self._irama.jeda / 4)
        return _ticks(self._irama.polling)

    def _close(self) -> None:
        if self._kabar is not None:
            self._kabar.close()
            self._kabar = None


def _events(folder: Path, detik: float) -> Generator[bool]:
    """True whenever the system tells of a change in the folder, False after a while without one."""
    from watchfiles import watch

    for changes in watch(
        folder,
        watch_filter=None,
        debounce=400,
        rust_timeout=max(int(1000 * min(detik, 1)), 1),
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        yield bool(changes)


def _ticks(detik: float) -> Generator[bool]:
    """True at once and then every so many seconds.

    Not the library's own polling: the folder would be listed twice, and that one compares times by whole seconds.
    """
    while True:
        yield True
        time.sleep(detik)


def identity(folder: Path) -> tuple[int, int] | None:
    """Which folder a name now stands for, None when it stands for none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
