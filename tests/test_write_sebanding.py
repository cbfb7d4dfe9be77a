"""The cash plan is compared with the realisation of the same rows, on every sheet that compares it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hitung_ulang import compare, convert_all
from pabrik import write_isi
from test_write_konsolidasi import consolidate_folder, make_opd
from test_write_serapan_triwulan import edit_leaves

from kinerja_xl import pipeline
from kinerja_xl.consolidate.tindak_lanjut import serapan_tertinggal
from kinerja_xl.write.perbandingan.ikhtisar import summarise

KAS, TW, TAHUN = (6, 7), range(8, 12), 12
_SUB = "1.01.02.2.01.000"


def isi(*rows: dict[str, Any], periode: str = "TW I") -> dict[str, list[dict[str, Any]]]:
    """A submission of some sub kegiatan with a pagu of 1,000 each."""
    profil = {"kabupaten": "Uji", "kode_opd": "1.01", "nama_opd": "Dinas Uji", "tahun": 2025, "periode": periode}
    profil |= {"tahun_awal_renstra": 2025, "tahun_akhir_renstra": 2029, "versi_anggaran": "Murni"}
    anggaran = [
        {"kode": f"{_SUB}{n}", "uraian": f"Sub {n}", "pagu_murni_rp": 1000, **row} for n, row in enumerate(rows)
    ]
    return {"profil": [profil], "anggaran": anggaran}


def only_every_second_plan(ws: Any, row: int, n: int) -> None:
    """Every second leaf without a cash plan."""
    for column in KAS if n % 2 else ():
        ws.cell(row, column).value = None


def plan_or_realisasi(ws: Any, row: int, n: int) -> None:
    """Leaves with a plan and no realisation, and the other way round: nothing to compare."""
    for column in KAS if n % 2 else (*TW, TAHUN):
        ws.cell(row, column).value = None


def broken_plan(ws: Any, row: int, n: int) -> None:
    """One quarter of a plan that nobody can read: its leaf has no plan."""
    if n == 1:
        ws.cell(row, KAS[1]).value = "1.48.193.842,-"


def mixed(ws: Any, row: int, n: int) -> None:
    """Half of the leaves without a plan, one without pagu, one with the year's figure only."""
    only_every_second_plan(ws, row, n)
    if n == 2:
        ws.cell(row, 4).value = ws.cell(row, 5).value = "1.48.193.842,-"
    if n == 4:
        ws.cell(row, TAHUN).value = sum(ws.cell(row, c).value for c in TW)
        for column in TW:
            ws.cell(row, column).value = None


def sheet(path: Path, nama: str) -> list[dict[str, Any]]:
    """Rows of a table sheet by heading (totals included)."""
    ws = openpyxl.load_workbook(path, data_only=True)[nama]
    header = [c.value for c in ws[5]]
    return [dict(zip(header, row, strict=True)) for row in ws.iter_rows(min_row=6, values_only=True)]


def test_only_rows_with_a_plan_are_compared(tmp_path: Path) -> None:
    """Plans 250, none, 250, 400; realised 100, 200, nothing, 90 without pagu: 100 of 500, which is −80 %."""
    rows = (
        {"kas_tw1_rp": 250, "realisasi_tw1_rp": 100},
        {"realisasi_tw1_rp": 200},
        {"kas_tw1_rp": 250},
        {"kas_tw1_rp": 400, "realisasi_tw1_rp": 90, "pagu_murni_rp": "1.48.193.842,-"},
        {"kas_tw1_rp": "1.48.193.842,-", "realisasi_tw1_rp": 80},
    )
    write_isi(tmp_path / "masuk" / "a.xlsx", isi(*rows), meta=True)
    hasil = consolidate_folder(tmp_path / "masuk")
    (opd,) = hasil.opd.itertuples()
    assert (opd.realisasi_rp, opd.rencana_kas_rp) == (380_00, 500_00)
    assert (opd.rencana_banding_rp, opd.realisasi_banding_rp) == (500_00, 100_00)
    assert (opd.terhadap_rencana_persen, opd.kelas_serapan) == (20, "Rendah")
    assert [(s.tingkat, s.rencana_rp, s.dibandingkan_rp, s.terhadap_persen) for s in serapan_tertinggal(hasil)] == [
        ("OPD", 500_00, 100_00, 20), ("Program", 500_00, 100_00, 20)
    ]  # fmt: skip
    kabupaten = summarise(hasil, "a", "a")
    assert (kabupaten.rencana, kabupaten.terencana, kabupaten.terhadap, kabupaten.kelas) == (500, 100, 20, "Rendah")


def test_sheets_show_what_is_compared(tmp_path: Path) -> None:
    """TW II: plan 100 + 150 and realised 80 + 120 of the one row that has both; the other row realised 300."""
    planned = {"kas_tw1_rp": 100, "kas_tw2_rp": 150, "realisasi_tw1_rp": 80, "realisasi_tw2_rp": 120}
    other = {"realisasi_tw1_rp": 100, "realisasi_tw2_rp": 200}
    write_isi(tmp_path / "masuk" / "a.xlsx", isi(planned, other, periode="TW II"), meta=True)
    tujuan = pipeline.run(tmp_path / "masuk", tmp_path / "keluar").keluaran.tujuan
    konsolidasi, serapan = next(tujuan.glob("konsolidasi*.xlsx")), next(tujuan.glob("serapan*.xlsx"))
    for path in (konsolidasi, serapan):
        opd = sheet(path, "Serapan OPD")[0]
        assert [opd[k] for k in ("Realisasi (Rp)", "Deviasi terhadap rencana (%)", "Kelas serapan")] == [
            500,
            -20,
            "Tinggi",
        ]
        # The plan of all money: 100 + 150 of the one, a quarter of the pagu per quarter of the other.
        assert [opd[f"Rencana s.d. TW {tw} (Rp)"] for tw in ("I", "II")] == [350, 750]
    assert "hanya membandingkan baris rinci yang punya rencana kas" in str(
        openpyxl.load_workbook(serapan)["Serapan OPD"]["A2"].value
    )
    for row in sheet(serapan, "Rencana Kas")[:2]:
        figures = [row[f"{name} {tw} (Rp)"] for tw in ("TW I", "TW II") for name in ("Rencana", "Realisasi")]
        assert figures == [100, 80, 150, 120]
        assert [row[f"Deviasi s.d. {tw} (%)"] for tw in ("TW I", "TW II")] == [-20, -20]
    nodes = sheet(konsolidasi, "Serapan Program")
    assert [n["Realisasi yang dibandingkan (Rp)"] or 0 for n in nodes] == [200, 200, 200, 0]


@pytest.mark.libreoffice
@pytest.mark.parametrize("periode", ["Tahunan", "TW III", "TW I"])
def test_recalculation_changes_nothing(periode: str, tmp_path: Path) -> None:
    masuk = tmp_path / "masuk"
    masuk.mkdir()
    changes: dict[int, tuple[str, Callable[..., None]]] = {
        1: ("biasa", only_every_second_plan),
        2: ("kumulatif", only_every_second_plan),
        4: ("biasa", plan_or_realisasi),
        5: ("biasa", broken_plan),
        7: ("biasa", mixed),
        8: ("kumulatif", mixed),
    }
    for n, (jenis, change) in changes.items():
        make_opd(masuk, n, periode=periode, jenis=jenis)
        edit_leaves(masuk / f"opd_{n:02d}.xlsx", change)
    # The workbooks of OPD are recalculated in test_write_opd.
    hanya = ("konsolidasi", "serapan")
    paths = sorted(pipeline.run(masuk, tmp_path / "keluar", hanya=hanya).keluaran.tujuan.rglob("*.xlsx"))
    assert len(paths) == len(hanya)
    for path, fresh in zip(paths, convert_all(paths, tmp_path), strict=True):
        count, differing = compare(path, fresh)
        assert differing == [], path.name
        assert count > 0
