"""The generated regency: every planted mistake is found at its cell, and nothing else is said."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kinerja_xl.contoh import write_contoh
from kinerja_xl.pipeline import examine, read_workbooks
from kinerja_xl.read import list_workbooks


@pytest.mark.parametrize(
    ("opd", "benih", "kode_minimal"),
    [(32, 2023, 40), pytest.param(60, 7, 70, marks=pytest.mark.lambat), (1, 1, 0), (3, 5, 0)],
)
def test_planted_mistakes_are_found_exactly(tmp_path: Path, opd: int, benih: int, kode_minimal: int) -> None:
    write_contoh(tmp_path, opd, benih)
    telaah = examine(read_workbooks([(p, p.relative_to(tmp_path).as_posix()) for p in list_workbooks(tmp_path)]))
    assert telaah.galat == ()
    with (tmp_path / "kesalahan_ditanam.csv").open(encoding="utf-8", newline="") as handle:
        planted = {(r["berkas"], r["lembar"], r["sel"], r["kode"]) for r in csv.DictReader(handle)}
    found = {(c.berkas, c.lembar, c.sel, c.kode) for c in telaah.catatan}
    assert planted - found == set()
    assert found - planted == set()
    assert len({kode for *_, kode in planted}) >= kode_minimal
