"""What a run keeps for the next one: readings by content, finished files by what they were made of, the last summary.

One SQLite file in the output's parent folder. It may be deleted at any time, and a damaged one is replaced: whatever it
can't give is simply done again. Nothing in it is trusted that was kept by another version of the program.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from kinerja_xl.kerja.versi import program_version

NAMA: Final = ".kinerja_xl_simpanan_1.sqlite"
_T = TypeVar("_T")
_LAMA_HARI: Final = 120
_TUNGGU_DETIK: Final = 5
_TABEL: Final = (
    "CREATE TABLE IF NOT EXISTS isi (jenis TEXT, kunci TEXT, versi TEXT, dipakai TEXT, isi BLOB,"
    " PRIMARY KEY (jenis, kunci)) WITHOUT ROWID"
)


class Simpanan:
    """The store of one output folder: `get` and `put` of bytes by kind and key, written when the context ends well.

    A store that can't be used (read-only folder, another run writing, damage) gives nothing and keeps nothing.
    """

    def __init__(self, folder: Path, *, lupa: bool = False) -> None:
        """`lupa`: give nothing of what was kept, but keep what is new."""
        self._path = folder / NAMA
        self._baru: dict[tuple[str, str], bytes] = {}
        self._dipakai: set[tuple[str, str]] = set()
        self._basis = None if lupa else self._open()

    def _open(self) -> sqlite3.Connection | None:
        if not self._path.is_file():
            return None
        try:
            basis = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True, timeout=_TUNGGU_DETIK)
            basis.execute("SELECT 1 FROM isi LIMIT 1")
        except sqlite3.Error:
            return None
        return basis

    def get(self, jenis: str, kunci: str) -> bytes | None:
        """What this version of the program kept under a key, None when there is nothing."""
        if (baru := self._baru.get((jenis, kunci))) is not None:
            return baru
        if self._basis is None:
            return None
        try:
            row = self._basis.execute(
                "SELECT isi FROM isi WHERE jenis = ? AND kunci = ? AND versi = ?", (jenis, kunci, program_version())
            ).fetchone()
        except sqlite3.Error:
            return None
        if row is None:
            return None
        self._dipakai.add((jenis, kunci))
        return _sound(row[0])

    def put(self, jenis: str, kunci: str, isi: bytes) -> None:
        """Keep bytes for the next run."""
        self._baru[jenis, kunci] = isi

    def recall(self, jenis: str, kunci: str, tipe: type[_T]) -> _T | None:
        """What `keep` was given by this version of the program, None when there is nothing."""
        isi = self.get(jenis, kunci)
        if isi is None:
            return None
        # Checking a file keeps nothing, so it shouldn't wait for this import.
        import msgspec

        return msgspec.json.decode(isi, type=tipe)

    def keep(self, jenis: str, kunci: str, nilai: Any) -> None:
        """Keep a dataclass or named tuple of plain values, Decimals and the like for the next run.

        What names a file whose name is no text isn't kept: the next run is then made anew.
        """
        import msgspec

        with contextlib.suppress(UnicodeEncodeError):
            self.put(jenis, kunci, msgspec.json.encode(nilai, enc_hook=_python_value))

    def save(self, hari: datetime.date) -> None:
        """Write what is new in one transaction, and forget what no run has used for long or another version kept."""
        self.close()
        if not self._baru and not self._dipakai:
            return
        for _ in range(2):
            try:
                self._write(hari)
            except sqlite3.DatabaseError as error:
                # A locked store belongs to another run; a damaged one is of no use to any.
                if isinstance(error, sqlite3.OperationalError):
                    return
                with contextlib.suppress(OSError):
                    self._path.unlink(missing_ok=True)
            else:
                return

    def _write(self, hari: datetime.date) -> None:
        versi = program_version()
        with contextlib.closing(sqlite3.connect(self._path, timeout=_TUNGGU_DETIK)) as basis, basis:
            basis.execute(_TABEL)
            basis.executemany(
                "INSERT OR REPLACE INTO isi VALUES (?, ?, ?, ?, ?)",
                ((*kunci, versi, hari.isoformat(), _sealed(isi)) for kunci, isi in self._baru.items()),
            )
            basis.executemany(
                "UPDATE isi SET dipakai = ? WHERE jenis = ? AND kunci = ?",
                ((hari.isoformat(), *kunci) for kunci in self._dipakai),
            )
            batas = (hari - datetime.timedelta(days=_LAMA_HARI)).isoformat()
            basis.execute("DELETE FROM isi WHERE versi <> ? OR dipakai < ?", (versi, batas))

    def close(self) -> None:
        """Give the file free."""
        if self._basis is not None:
            self._basis.close()
            self._basis = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _python_value(numpy_scalar: Any) -> Any:
    """What a figure out of a table is to Python."""
    return numpy_scalar.item()


def _sealed(isi: bytes) -> bytes:
    return hashlib.sha256(isi).digest() + isi


def _sound(isi: bytes) -> bytes | None:
    """The bytes as they were put, None when they aren't any more."""
    return isi[32:] if hashlib.sha256(isi[32:]).digest() == isi[:32] else None


def digest_files(folder: Path) -> dict[str, str]:
    """Every file under a folder by relative name, with the digest of its content."""
    return {p.relative_to(folder).as_posix(): file_digest(p) for p in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.rglob("*")) if p.is_file())


def file_digest(path: Path) -> str:
    """Digest of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
