"""Which program this is, to the letter: what was kept by another one, or is run by another one, can't be trusted."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import kinerja_xl
from kinerja_xl import __version__

_PUSTAKA: Final = ("python-calamine", "xlrd", "pandas", "Babel", "XlsxWriter")
"""Libraries that decide what is read and written."""


@lru_cache(maxsize=1)
def program_version() -> str:
    """Version and a digest of the program's own modules and of the libraries' versions: `0.5.0+3f1c0a9b2d4e`."""
    folder = Path(kinerja_xl.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py"), key=lambda p: p.relative_to(folder).as_posix()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        # A checkout on Windows may have other line ends.
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    for nama in _PUSTAKA:
        digest.update(f"{nama} {version(nama)}".encode())
    return f"{__version__}+{digest.hexdigest()[:12]}"
