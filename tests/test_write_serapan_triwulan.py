"""Cumulative quarters of Serapan OPD: they end at the realisation that Serapan (%) is made of, however it was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hitung_ulang import compare, recalculate
from test_write_konsolidasi import DIBUAT, consolidate_folder, make_opd

from kinerja_xl.write.konsolidasi.susunan import write_konsolidasi

_TW = range(8, 12)
_TAHUN = 12
_CATATAN_TAHUNAN = "OPD tidak punya angka pada triwulan sebelumnya"


def edit_leaves(path: Path, change: Callable[[Any, int, int], None]) -> None:
    """Apply `change(sheet, row, number of the leaf)` to every sub kegiatan of a submission's Anggaran."""
    book = openpyxl.load_workbook(path)
    ws = book["Anggaran"]
    leaves = [row for row in range(2, ws.max_row + 1) if str(ws.cell(row, 1).value).count(".") == 5]
    assert leaves
    for n, row in enumerate(leaves):
        change(ws, row, n)
    book.save(path)


def only_year(ws: Any, row: int, n: int) -> None:
    """The quarters left out, the year's figure typed instead."""
    if ws.cell(row, _TAHUN).value is None:
        ws.cell(row, _TAHUN).value = sum(ws.cell(row, c).value for c in _TW)
    for column in _TW:
        ws.cell(row, column).value = None


def first_leaf(change: Callable[[Any, int, int], None]) -> Callable[[Any, int, int], None]:
    """The same change to the first leaf only."""
    return lambda ws, row, n: change(ws, row, n) if n == 0 else None


def malformed_pagu(ws: Any, row: int, n: int) -> None:
    """Both pagu in a form that nobody can read: the leaf counts nowhere."""
    for column in (4, 5):
        ws.cell(row, column).value = "1.48.193.842,-"


def write_and_read(folder: Path, tmp_path: Path) -> tuple[list[dict[str, Any]], dict[str, Any], str, dict[str, list]]:
    """Rows of Serapan OPD by heading, its total, its note, and the columns of `_grafik`."""
    path = tmp_path / "keluaran.xlsx"
    write_konsolidasi(consolidate_folder(folder), path, DIBUAT)
    book = openpyxl.load_workbook(path, data_only=True)
    ws = book["Serapan OPD"]
    header = [c.value for c in ws[5]]
    *rows, total = [dict(zip(header, row, strict=True)) for row in ws.iter_rows(min_row=6, values_only=True)]
    columns: dict[str, list] = {}
    for col in book["_grafik"].iter_cols(values_only=True):
        columns.setdefault(col[4], list(col[5:]))
    return rows, total, ws["A3"].value, columns


def quarters(row: dict[str, Any], n: int = 4) -> list[float | None]:
    """The cumulative realisation of a row, quarter by quarter."""
    return [row[f"Realisasi s.d. TW {r} (Rp)"] or None for r in ("I", "II", "III", "IV")[:n]]


@pytest.fixture
def masuk(tmp_path: Path) -> Path:
    folder = tmp_path / "masuk"
    folder.mkdir()
    for n in (1, 2, 3):
        make_opd(folder, n)
    return folder


@pytest.mark.parametrize("change", [only_year, first_leaf(only_year)], ids=["semua baris", "satu baris"])
def test_leaves_with_the_years_figure_only(change: Callable[..., None], masuk: Path, tmp_path: Path) -> None:
    edit_leaves(masuk / "opd_01.xlsx", change)
    rows, total, note, grafik = write_and_read(masuk, tmp_path)
    assert quarters(rows[0]) == [None, None, None, rows[0]["Realisasi (Rp)"]]
    for row in rows[1:]:
        assert None not in quarters(row)
        assert quarters(row)[-1] == pytest.approx(row["Realisasi (Rp)"], abs=0.01)
    assert quarters(total)[-1] == pytest.approx(total["Realisasi (Rp)"], abs=0.01)
    assert quarters(total)[0] == pytest.approx(sum(quarters(row)[0] for row in rows[1:]))
    # Earlier quarters compare plan and realisation of the same two OPD.
    assert total["Rencana s.d. TW I (Rp)"] == pytest.approx(sum(r["Rencana s.d. TW I (Rp)"] for r in rows[1:]))
    assert f"1 {_CATATAN_TAHUNAN}" in note
    assert grafik["Triwulan"][:4] == [f"s.d. TW {r} ({n} OPD)" for r, n in (("I", 2), ("II", 2), ("III", 2), ("IV", 3))]
    assert grafik["Realisasi (juta rupiah)"][3] * 1e6 == pytest.approx(total["Realisasi (Rp)"])


def test_quarters_that_are_known_say_nothing_more(masuk: Path, tmp_path: Path) -> None:
    rows, total, note, grafik = write_and_read(masuk, tmp_path)
    assert [len(set(quarters(row))) for row in rows] == [4, 4, 4]
    assert _CATATAN_TAHUNAN not in note
    assert "realisasi s.d. TW IV sama dengan kolom Realisasi" in note
    assert grafik["Triwulan"][:4] == ["s.d. TW I", "s.d. TW II", "s.d. TW III", "s.d. TW IV"]
    assert quarters(total)[-1] == pytest.approx(total["Realisasi (Rp)"], abs=0.01)


def test_money_from_belanja_counts_at_the_end(masuk: Path, tmp_path: Path) -> None:
    make_opd(masuk, 4, jenis="belanja")
    rows, total, note, _ = write_and_read(masuk, tmp_path)
    assert rows[3]["Sumber angka"] == "Belanja"
    assert quarters(rows[3]) == [None, None, None, rows[3]["Realisasi (Rp)"]]
    assert quarters(total)[-1] == pytest.approx(total["Realisasi (Rp)"], abs=0.01)
    assert f"1 {_CATATAN_TAHUNAN}" in note


def test_a_leaf_that_counts_nowhere_is_in_no_quarter(masuk: Path, tmp_path: Path) -> None:
    before, *_ = write_and_read(masuk, tmp_path)
    sheet = openpyxl.load_workbook(masuk / "opd_02.xlsx")["Anggaran"]
    row = next(r for r in range(2, sheet.max_row + 1) if str(sheet.cell(r, 1).value).count(".") == 5)
    typed = [sheet.cell(row, column).value for column in _TW]
    edit_leaves(masuk / "opd_02.xlsx", first_leaf(malformed_pagu))
    after, *_ = write_and_read(masuk, tmp_path)
    lost = [a - b for a, b in zip(quarters(before[1]), quarters(after[1]), strict=True)]
    assert lost == pytest.approx([sum(typed[: n + 1]) for n in range(4)], abs=0.02)
    assert quarters(after[1])[-1] == pytest.approx(after[1]["Realisasi (Rp)"], abs=0.01)


@pytest.mark.libreoffice
@pytest.mark.parametrize("periode", ["Tahunan", "TW IV", "TW II"])
def test_recalculation_changes_nothing(periode: str, tmp_path: Path) -> None:
    masuk = tmp_path / "masuk"
    masuk.mkdir()
    for n, jenis in enumerate(("biasa", "kumulatif", "belanja", "biasa", "biasa"), 1):
        make_opd(masuk, n, periode=periode, jenis=jenis)
    edit_leaves(masuk / "opd_01.xlsx", first_leaf(only_year))
    edit_leaves(masuk / "opd_04.xlsx", first_leaf(malformed_pagu))
    path = tmp_path / "k.xlsx"
    write_konsolidasi(consolidate_folder(masuk), path, DIBUAT)
    count, differing = compare(path, recalculate(path, tmp_path))
    assert count > 900
    assert differing == []
