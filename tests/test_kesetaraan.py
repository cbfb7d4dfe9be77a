"""The same submissions give the same data in whatever form they come; no cell that was sent is lost without a word."""

from __future__ import annotations

import csv
import json
import random
import shutil
import subprocess
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hitung_ulang import SOFFICE

from kinerja_xl.contoh import write_contoh
from kinerja_xl.deklarasi.forms import OPD_SHEETS
from kinerja_xl.deklarasi.schema import normalise_header
from kinerja_xl.nilai import show
from kinerja_xl.pipeline import BAGIAN, examine, read_folder, run
from kinerja_xl.tabel.tabel import Keadaan

NYATA = Path(__file__).resolve().parents[1] / "contoh"
TEMPAT = ("berkas", "lembar", "sel", "baris", "sel_target", "sel_realisasi")
DATA = tuple(sorted({"capaian", "triwulan", "renstra", "serapan", "belanja", "efisiensi", "opd"}))


def data_of(folder: Path, output: Path) -> dict[str, list[dict[str, str]]]:
    """The tidy tables of a run, without the columns that say where a figure stood."""
    tujuan = run(folder, output, hanya=("data",)).keluaran.tujuan
    tables = {}
    for nama in (*DATA, "catatan"):
        with open(tujuan / "data" / f"{nama}.csv", encoding="utf-8", newline="") as handle:
            tables[nama] = [{k: v for k, v in row.items() if k not in TEMPAT} for row in csv.DictReader(handle)]
    return tables


@pytest.fixture(scope="module")
def kabupaten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated regency of three OPD with planted mistakes."""
    folder = tmp_path_factory.mktemp("kabupaten")
    write_contoh(folder, 3)
    return folder


@pytest.fixture(scope="module")
def asli(kabupaten: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]]]:
    tables = data_of(kabupaten, tmp_path_factory.mktemp("asli"))
    assert all(len(tables[nama]) > 2 for nama in DATA)
    return tables


def workbooks(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.rglob("*.xlsx")) if p.stat().st_size > 1000]


def test_names_folders_and_their_order_change_nothing(
    kabupaten: Path, asli: dict[str, list[dict[str, str]]], tmp_path: Path
) -> None:
    acak = random.Random(5)
    for n, path in enumerate(acak.sample(workbooks(kabupaten), len(workbooks(kabupaten)))):
        goal = tmp_path / "masukan" / f"sub {n % 3} ü" / f"{acak.randrange(10**6)}.xlsx"
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, goal)
    hasil = data_of(tmp_path / "masukan", tmp_path / "o")
    for nama in DATA:
        assert hasil[nama] == asli[nama], nama


def _spread(path: Path, goal: Path) -> None:
    """A copy with blank rows between the rows of its tables."""
    book = openpyxl.load_workbook(path)
    for ws in book.worksheets:
        if ws.title in {s.title for s in OPD_SHEETS if s.name != "profil"}:
            rows = [[c.value for c in row] for row in ws.iter_rows(min_row=4)]
            ws.delete_rows(4, ws.max_row)
            for n, row in enumerate(rows):
                for k, value in enumerate(row, 1):
                    ws.cell(4 + 2 * n, k).value = value
    book.save(goal)


def test_blank_rows_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "masukan").mkdir()
    asal = NYATA / "bengkulu_selatan_2023"
    for path in workbooks(asal):
        _spread(path, tmp_path / "masukan" / path.name)
    hasil, semula = data_of(tmp_path / "masukan", tmp_path / "o"), data_of(asal, tmp_path / "semula")
    for nama in DATA:
        assert hasil[nama] == semula[nama], nama


@pytest.mark.libreoffice
@pytest.mark.parametrize("bentuk", ["xlsx", "ods"])
def test_saved_again_by_libreoffice_changes_nothing(
    bentuk: str, kabupaten: Path, asli: dict[str, list[dict[str, str]]], tmp_path: Path
) -> None:
    (tmp_path / "masukan").mkdir()
    command = [str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless", "--convert-to"]
    paths = [str(p) for p in workbooks(kabupaten)]
    subprocess.run(
        [*command, bentuk, "--outdir", str(tmp_path / "masukan"), *paths], check=True, capture_output=True, timeout=300
    )
    assert len(list((tmp_path / "masukan").iterdir())) == len(paths)
    hasil = data_of(tmp_path / "masukan", tmp_path / "o")
    for nama in DATA:
        assert hasil[nama] == asli[nama], nama
    # What a rule says about contents stays; what was said of the file's form may differ.
    isi = [Counter(r["kode"] for r in t["catatan"] if r["kode"][:3] in ("IND", "ANG", "LTS")) for t in (hasil, asli)]
    assert isi[0] == isi[1]
    assert isi[0]


@pytest.mark.parametrize("nama", ["bengkulu_selatan_2023", "balangan_2023", ""])
def test_every_file_is_named_once_and_no_cell_is_lost(nama: str, kabupaten: Path, tmp_path: Path) -> None:
    folder = NYATA / nama if nama else kabupaten
    jalan = run(folder, tmp_path / "o", hanya=BAGIAN)
    jejak = json.loads((jalan.keluaran.tujuan / "data" / "jejak.json").read_text(encoding="utf-8"))
    names = Counter(b["berkas"] for b in jejak["berkas"])
    assert names == Counter(p.relative_to(folder).as_posix() for p in folder.rglob("*.xls*"))
    assert all(
        b["pemakaian"].startswith("dipakai") or b["alasan"] or b["pemakaian"] == "referensi" for b in jejak["berkas"]
    )
    data = jalan.telaah.data
    noted = {(c.berkas, c.lembar, c.sel) for c in jalan.telaah.catatan}
    used = {(b.berkas, title) for b in data.berkas if b.pemakaian.startswith("dipakai") for title in b.lembar}
    # A finished run has let go of the texts.
    masukan = read_folder(folder)
    carried, rejected = _fates(examine(masukan))
    total = 0
    for bacaan in masukan.bacaan:
        if not bacaan.terbaca:
            continue
        book = openpyxl.load_workbook(folder / bacaan.berkas, data_only=True)
        for satu in bacaan.lembar:
            if satu.asal.sheet == "profil" or (bacaan.berkas, satu.asal.lembar) not in used:
                continue
            ws = book[satu.asal.lembar]
            typed = set(satu.asal.huruf.values())
            for row in ws.iter_rows(min_row=satu.asal.baris_judul + 1):
                for cell in row:
                    if cell.value is None or not str(cell.value).strip():
                        continue
                    total += 1
                    key = (bacaan.berkas, satu.asal.lembar, cell.coordinate)
                    if key in carried:
                        assert _same(cell.value, carried[key]), (key, cell.value, carried[key])
                    else:
                        heading = f"{cell.column_letter}{satu.asal.baris_judul}"
                        told = key in rejected or key in noted or (*key[:2], heading) in noted
                        row_told = any(
                            c[:2] == key[:2] and c[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(cell.row)
                            for c in noted
                        )
                        assert told or row_told or cell.column_letter not in typed, (key, cell.value)
                        if cell.column_letter not in typed:
                            title = ws[heading].value
                            assert title is None or _is_note(title) or (*key[:2], heading) in noted, (key, title)
    assert total > 300


def _fates(telaah: Any) -> tuple[dict[tuple[str, str, str], str], set[tuple[str, str, str]]]:
    """Cell to its text in the typed tables, and the cells whose value couldn't be used (each must be noted)."""
    carried, rejected = {}, set()
    noted = {(c.berkas, c.lembar, c.sel) for c in telaah.catatan}
    for sheet in OPD_SHEETS[1:]:
        if sheet.name not in telaah.data.tabel:
            continue
        tabel = telaah.data.tabel[sheet.name]
        for column in tabel.teks.columns:
            for index in tabel.teks.index:
                place = tabel.tempat(index, column)
                carried[place] = tabel.ketikan(index, column)
                state = tabel.keadaan.at[index, column]
                if state in (Keadaan.TIDAK_TERBACA, Keadaan.GALAT, Keadaan.KODE_ANGKA, Keadaan.PILIHAN_SALAH):
                    assert place in noted, (place, state)
                    rejected.add(place)
    return carried, rejected


def _is_note(judul: object) -> bool:
    return normalise_header(str(judul)).startswith(("keterangan", "catatan"))


def _same(value: Any, teks: str) -> bool:
    shown = show(value)
    if shown == teks:
        return True
    # A percent cell is shown as typed: 0.87 as 87%.
    return (
        isinstance(value, float)
        and teks.endswith("%")
        and abs(Decimal(repr(value)) * 100 - Decimal(teks[:-1].replace(",", "."))) < Decimal("1e-9")
    )
