"""Recalculate a written workbook in LibreOffice and compare every formula's stored value with what comes out."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

SOFFICE = shutil.which("soffice")

# 0: always recalculate on load; LibreOffice otherwise trusts the values of files that it didn't write.
_PROFIL = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


class Beda(NamedTuple):
    """One formula cell whose stored value isn't what the recalculation gives."""

    lembar: str
    sel: str
    rumus: str
    tersimpan: Any
    dihitung: Any


def convert(path: Path, tmp: Path, ke: str = "xlsx") -> Path:
    """Open `path` in LibreOffice with a private profile that recalculates everything; save it as `ke` in `tmp`."""
    return convert_all([path], tmp, ke)[0]


def convert_all(paths: Sequence[Path], tmp: Path, ke: str = "xlsx") -> list[Path]:
    """Several workbooks of different names as `convert` does one, in one start of LibreOffice."""
    profile = tmp / "profil"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFIL, encoding="utf-8")
    out = tmp / "hasil"
    out.mkdir(exist_ok=True)
    subprocess.run(
        [
            str(SOFFICE),
            f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            ke,
            "--outdir",
            str(out),
            *map(str, paths),
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )
    results = [out / f"{path.stem}.{ke}" for path in paths]
    for result in results:
        assert result.exists(), f"LibreOffice did not write {result}"
    return results


def recalculate(path: Path, tmp: Path) -> Path:
    """The workbook with every formula recalculated by LibreOffice."""
    return convert(path, tmp)


def compare(path: Path, recalculated: Path, toleransi: float = 1e-9) -> tuple[int, list[Beda]]:
    """Number of formula cells in `path`, and those whose stored value differs from the recalculated one.

    Numbers agree within `toleransi` relative (absolute below 1); texts must be equal, '' equals an empty cell.
    """
    formulas = openpyxl.load_workbook(path)
    stored = openpyxl.load_workbook(path, data_only=True)
    fresh = openpyxl.load_workbook(recalculated, data_only=True)
    count = 0
    differing = []
    for sheet in formulas.worksheets:
        old, new = stored[sheet.title], fresh[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                a, b = old[cell.coordinate].value, new[cell.coordinate].value
                if not _same(a, b, toleransi):
                    differing.append(Beda(sheet.title, cell.coordinate, str(cell.value), a, b))
    return count, differing


def _same(a: Any, b: Any, toleransi: float) -> bool:
    a, b = "" if a is None else a, "" if b is None else b
    if isinstance(a, str) or isinstance(b, str):
        return type(a) is type(b) and a == b
    return abs(a - b) <= toleransi * max(1.0, abs(a), abs(b))
