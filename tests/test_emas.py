"""Golden text dumps of the outputs of the real submissions: any change shows as a diff to be reviewed.

`make snapshots` accepts the present outputs.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from kinerja_xl.pipeline import run

ROOT = Path(__file__).parent.parent
EMAS = Path(__file__).parent / "emas"
# The moment of writing and the program's version are not results.
_VOLATILE = re.compile(
    r"\d{1,2}[/ ](?:\d{2}|[A-Z][a-z]+)[/ ]\d{4},? (?:pukul )?\d{2}[.:]\d{2}(?::\d{2})?|kinerja[-_]xl \d+\.\d+\.\d+"
)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}")


def dump_workbook(path: Path) -> Iterator[tuple[str, str]]:
    """Every sheet as text: cell, what is stored, and for a formula the value beside it."""
    formulas = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    for ws in formulas:
        lines = []
        for row in ws.iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                text = _stable(str(cell.value))
                if cell.data_type == "f":
                    text += f"  ->  {_number(values[ws.title][cell.coordinate].value)}"
                elif isinstance(cell.value, float):
                    text = _number(cell.value)
                lines.append(f"{cell.coordinate}\t{text!r}")
        yield f"{ws.title}.txt", "\n".join(lines) + "\n"


def _number(value: object) -> str:
    return f"{value:.9g}" if isinstance(value, float) else repr(value)


def _stable(text: str) -> str:
    return _MOMENT.sub("<waktu>", _VOLATILE.sub("<waktu atau versi>", text))


@pytest.mark.parametrize("nama", ["bengkulu_selatan_2023", "balangan_2023"])
def test_golden(tmp_path: Path, nama: str) -> None:
    jalan = run(ROOT / "contoh" / nama, tmp_path)
    assert jalan.telaah.galat == ()
    found = {p.name: p.read_text(encoding="utf-8") for p in jalan.keluaran.ditulis if p.suffix == ".csv"}
    for path in jalan.keluaran.ditulis:
        if path.name.startswith("konsolidasi_"):
            found |= dict(dump_workbook(path))
        elif path.name.startswith("serapan_") or path.parent.name == "opd":
            prefix = "serapan" if path.parent.name != "opd" else f"opd/{path.name.split('_')[0]}"
            # What they share with konsolidasi stands there.
            found |= {f"{prefix}/{n}": t for n, t in dump_workbook(path) if not n.startswith(("Catatan", "Metode"))}
    assert {name.split("/")[0] for name in found if "/" in name} == {"serapan", "opd"}
    folder = EMAS / nama
    if os.environ.get("KINERJA_PERBARUI_EMAS"):
        shutil.rmtree(folder, ignore_errors=True)
        for name, text in found.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    golden = {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}
    assert sorted(found) == sorted(golden)
    for name, text in found.items():
        assert text == golden[name], f"{nama}/{name}: tinjau perbedaannya, lalu make snapshots"
