"""docs/lingkup.md is true: what it names exists, and the documents in contoh/ reach every output."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from kinerja_xl.deklarasi.forms import FORMS, SHEETS
from kinerja_xl.pipeline import run
from kinerja_xl.rules import RULES

ROOT = Path(__file__).parent.parent
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in (ROOT / "docs" / "lingkup.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d+ \|", line)
]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, int]]:
    """Workbook kind to its sheets with the most rows that a real submission gives them."""
    found: dict[str, dict[str, int]] = {"konsolidasi": {}, "serapan": {}, "opd": {}}
    for nama in ("bengkulu_selatan_2023", "balangan_2023"):
        keluaran = run(ROOT / "contoh" / nama, tmp_path_factory.mktemp("o"), hanya=tuple(found)).keluaran
        for path in keluaran.ditulis:
            kind = "opd" if path.parent.name == "opd" else path.name.split("_")[0]
            if kind in found:
                for ws in openpyxl.load_workbook(path):
                    found[kind][ws.title] = max(ws.max_row, found[kind].get(ws.title, 0))
    return found


def test_all_sixteen_rows_are_there() -> None:
    assert [row[0] for row in ROWS] == [str(n) for n in range(1, 17)]
    assert all(len(row) == 6 and all(row) for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_row(row: list[str], sheets: dict[str, dict[str, int]]) -> None:
    _, _, masukan, keluaran, aturan, uji = row
    titles = {s.title for s in SHEETS.values()}
    in_templates = {s.title for form in FORMS for s in form.sheets}
    assert set(masukan.split(", ")) <= titles & in_templates
    assert set(aturan.split(", ")) <= {r.kode for r in RULES}
    for part in keluaran.split("; "):
        kind, names = part.split(": ")
        for nama in names.split(", "):
            assert sheets[kind][nama] >= 6, (kind, nama)
    berkas, _, fungsi = uji.partition("::")
    assert fungsi, "name the test itself"
    assert re.search(rf"^def {fungsi}\(", (ROOT / "tests" / berkas).read_text(encoding="utf-8"), re.M)
