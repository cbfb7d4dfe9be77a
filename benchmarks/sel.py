"""How many cells workbooks hold, and of which kind, from the XML of their worksheets."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

_SEL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_POTONG = 1 << 20


class Isi(NamedTuple):
    """Cells by kind (`kosong` have a format and no value) and rows."""

    teks: int = 0
    angka: int = 0
    rumus: int = 0
    kosong: int = 0
    baris: int = 0

    @property
    def sel(self) -> int:
        """Cells of all kinds."""
        return self.teks + self.angka + self.rumus + self.kosong

    @property
    def lebar(self) -> int:
        """Cells of an average row, at least one."""
        return max(1, round(self.sel / self.baris)) if self.baris else 1


def total(semua: Iterable[Isi]) -> Isi:
    """The sum.

    >>> total([Isi(teks=1, baris=1), Isi(angka=2, baris=3)])
    Isi(teks=1, angka=2, rumus=0, kosong=0, baris=4)
    """
    rows = list(semua)
    return Isi(*(sum(column) for column in zip(*rows, strict=True))) if rows else Isi()


def count_sheet(stream: IO[bytes]) -> Isi:
    """The cells of one worksheet part; read piece by piece, since the parent of measured processes must stay small."""
    return total(_count_piece(piece) for piece in _whole_rows(stream))


def _whole_rows(stream: IO[bytes]) -> Iterator[bytes]:
    """The part in pieces that end with a row."""
    rest = b""
    while data := stream.read(_POTONG):
        rest += data
        end = rest.rfind(b"</row>") + 1
        yield rest[:end]
        rest = rest[end:]
    yield rest


def _count_piece(xml: bytes) -> Isi:
    teks = angka = rumus = kosong = 0
    for cell in _SEL.finditer(xml):
        attributes, content = cell[1], cell[2] or b""
        if b"<f" in content:
            rumus += 1
        elif b"<v" not in content and b"<is" not in content:
            kosong += 1
        elif b't="s"' in attributes or b't="inlineStr"' in attributes or b't="str"' in attributes:
            teks += 1
        else:
            angka += 1
    return Isi(teks, angka, rumus, kosong, xml.count(b"<row ") + xml.count(b"<row>"))


def count_workbook(path: Path) -> Isi:
    """The cells of all worksheets of an .xlsx workbook."""
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        return total(_count_part(package, name) for name in parts)


def _count_part(package: zipfile.ZipFile, name: str) -> Isi:
    with package.open(name) as stream:
        return count_sheet(stream)


def count_folder(folder: Path) -> dict[str, Isi]:
    """Cells of the .xlsx workbooks under a folder: by subfolder, or by the first word of the name of those in none."""
    found: dict[str, Isi] = {}
    for path in sorted(folder.rglob("*.xlsx")):
        first = path.relative_to(folder).parts[0]
        bagian = first if (folder / first).is_dir() else path.stem.split("_")[0]
        found[bagian] = total([found.get(bagian, Isi()), count_workbook(path)])
    return found
