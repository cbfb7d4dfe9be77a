"""The generated regencies that are measured, made once by `kinerja-xl contoh` and kept under output/bench."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from importlib.metadata import version
from pathlib import Path

from benchmarks.ukur import AKAR, run_child

SIMPANAN = AKAR / "output" / "bench"
PEMBUAT = ("contoh/*.py", "deklarasi/*.py", "excel/*.py", "tabel/referensi.py")
"""What the generated workbooks depend on, within kinerja_xl."""
_ANGKA_POLOS = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?><v>)([0-9]+)(?=</v>)')


def fingerprint(akar: Path = AKAR) -> str:
    """A short name for this version of the generator: its sources and the library that it writes with."""
    digest = hashlib.sha256(version("xlsxwriter").encode())
    for pola in PEMBUAT:
        for path in sorted((akar / "kinerja_xl").glob(pola)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def regency(opd: int) -> Path:
    """The folder of the generated regency of `opd` OPD; made where this version of the generator hasn't yet."""
    folder = SIMPANAN / "masukan" / fingerprint() / str(opd)
    if not folder.exists():
        draf = folder.with_name(f"{opd}.draf")
        shutil.rmtree(draf, ignore_errors=True)
        run_child(["-m", "kinerja_xl", "contoh", str(draf), "--opd", str(opd)])
        draf.rename(folder)
    return folder


def workbooks(folder: Path) -> list[Path]:
    """The workbooks of a regency, in order."""
    return sorted(p for p in folder.rglob("*") if p.suffix in {".xlsx", ".xls"})


def a_workbook(folder: Path) -> Path:
    """The largest workbook of an OPD: one with all its sheets."""
    return max(
        (p for p in folder.glob("*.xlsx") if "referensi" not in p.name), key=lambda p: (p.stat().st_size, p.name)
    )


def alter(path: Path) -> None:
    """Add 1 to one typed number of a workbook, as a sender does who corrects a figure; nothing else changes."""
    with zipfile.ZipFile(path) as package:
        parts = {info: package.read(info) for info in package.infolist()}
    sheet = max((info for info in parts if "worksheets/sheet" in info.filename), key=lambda info: info.file_size)
    *_, last = _ANGKA_POLOS.finditer(parts[sheet])
    xml = parts[sheet]
    parts[sheet] = xml[: last.start(2)] + b"%d" % (int(last[2]) + 1) + xml[last.end(2) :]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for info, content in parts.items():
            package.writestr(info, content)
