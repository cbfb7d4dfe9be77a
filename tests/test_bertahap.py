"""Runs after the first: byte for byte what a cold run gives, and only what changed is made anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kinerja_xl.contoh import write_contoh
from kinerja_xl.kerja import masukan
from kinerja_xl.kerja.executor import Pelaksana, Sendiri
from kinerja_xl.kerja.masukan import Cara, read_folder
from kinerja_xl.kerja.permintaan import Permintaan
from kinerja_xl.kerja.tugas import Baca
from kinerja_xl.layar.olah import olah
from kinerja_xl.perbaikan import tandai, tulis
from kinerja_xl.perbaikan.tulis import TugasSalinan
from kinerja_xl.write.opd import susunan
from kinerja_xl.write.serapan.susunan import TugasSerapan

OPD = 5
BAGIAN = ("konsolidasi", "serapan", "opd", "perbaikan", "data")


@pytest.fixture(autouse=True)
def waktu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.fixture(scope="module")
def kabupaten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kabupaten")
    write_contoh(folder, OPD)
    return folder


def proses(folder: Path, output: Path, pelaksana: Pelaksana | None = None) -> dict[str, bytes]:
    olah(Permintaan(folder, output, hanya=BAGIAN), lambda: pelaksana or Sendiri(), lambda _: 0)
    (tujuan,) = output.glob("2023_*")
    return {p.relative_to(tujuan).as_posix(): p.read_bytes() for p in tujuan.rglob("*") if p.is_file()}


def of(folder: Path, awal: str) -> Path:
    return min(folder.glob(f"{awal}*.xlsx"))


def change_cell(path: Path, lembar: str, ubah: Callable[[Any], None]) -> None:
    book = openpyxl.load_workbook(path)
    ubah(book[lembar])
    book.save(path)


def number(sheet: Any) -> None:
    """Another pagu in the first row that has one."""
    cells = (cell for row in sheet.iter_rows(min_row=2) for cell in row)
    next(c for c in cells if isinstance(c.value, (int, float)) and c.value > 10_000).value += 1_000


def fewer_rows(sheet: Any) -> None:
    sheet.delete_rows(sheet.max_row)


def limit(sheet: Any) -> None:
    """Another policy: the limit of capaian."""
    row = next(r for r in sheet.iter_rows() if any(c.value == "batas_capaian" for c in r))
    next(c for c in row if isinstance(c.value, (int, float)) or str(c.value).isdigit()).value = 110


UBAH: dict[str, Callable[[Path], object]] = {
    "satu angka": lambda f: change_cell(of(f, "1.02"), "Anggaran", number),
    "satu baris hilang": lambda f: change_cell(of(f, "1.01"), "Anggaran", fewer_rows),
    "satu berkas hilang": lambda f: of(f, "1.01").unlink(),
    "satu berkas rusak": lambda f: of(f, "1.02").write_bytes(b"PK rusak"),
    "satu berkas berganti nama": lambda f: of(f, "1.02").rename(f / "kiriman terakhir.xlsx"),
    "Referensi": lambda f: change_cell(of(f, "[Rr]eferensi"), "Kebijakan", limit),
}


@pytest.mark.parametrize("ubah", UBAH)
def test_a_run_after_a_change_gives_what_a_cold_run_gives(kabupaten: Path, tmp_path: Path, ubah: str) -> None:
    folder = Path(shutil.copytree(kabupaten, tmp_path / "masukan"))
    awal = proses(folder, tmp_path / "o")
    UBAH[ubah](folder)
    bertahap = proses(folder, tmp_path / "o")
    assert bertahap == proses(folder, tmp_path / "dingin")
    assert bertahap != awal


def test_only_the_changed_opd_is_read_and_made_anew(
    kabupaten: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(kabupaten, tmp_path / "masukan"))
    proses(folder, tmp_path / "o")
    change_cell(of(folder, "1.02"), "Anggaran", number)
    dibaca: list[str] = []
    dibuat: list[str] = []
    baca, render = masukan.baca_padat, susunan.render_opd
    monkeypatch.setattr(masukan, "baca_padat", lambda t: dibaca.append(t.muatan.berkas) or baca(t))
    monkeypatch.setattr(susunan, "render_opd", lambda t: dibuat.extend(t.nama) or render(t))
    proses(folder, tmp_path / "o")
    assert dibaca == [of(folder, "1.02").name]
    assert len(dibuat) == 1


def test_a_workbook_that_someone_changed_is_made_anew(kabupaten: Path, tmp_path: Path) -> None:
    awal = proses(kabupaten, tmp_path / "o")
    (buku, *_) = (tmp_path / "o").glob("2023_*/opd/*.xlsx")
    buku.write_bytes(b"diubah")
    assert proses(kabupaten, tmp_path / "o") == awal


class PekerjaHilang(RuntimeError):
    """What a pool raises whose worker died."""


class Rapuh(Sendiri):
    """Loses every task that `mati` picks, as a pool does whose workers die at it."""

    selalu = True
    mati = (PekerjaHilang,)

    def __init__(self, mati: Callable[[Any], bool]) -> None:
        self.mati_pada = mati

    def submit(self, tugas: Callable[[Any], Any], bahan: Any, /) -> Future[Any]:
        if not self.mati_pada(bahan):
            return super().submit(tugas, bahan)
        future: Future[Any] = Future()
        future.set_exception(PekerjaHilang("kode -9"))
        return future


def test_a_file_at_which_the_reader_dies_is_named_and_the_others_go_on(kabupaten: Path) -> None:
    korban = of(kabupaten, "1.02").name
    hasil = read_folder(kabupaten, cara=Cara(Rapuh(lambda t: isinstance(t, Baca) and t.muatan.berkas == korban)))
    biasa = {b.berkas: b for b in read_folder(kabupaten).bacaan}
    for bacaan in hasil.bacaan:
        if bacaan.berkas == korban:
            assert [k.jenis for k in bacaan.kejadian] == ["pembaca_berhenti"]
            assert not bacaan.terbaca
        else:
            assert bacaan == biasa[bacaan.berkas]


def test_a_workbook_at_which_the_worker_dies_is_named_and_the_others_are_written(
    kabupaten: Path, tmp_path: Path
) -> None:
    awal = proses(kabupaten, tmp_path / "o")
    rapuh = Rapuh(lambda t: any("1.02" in kode for kode in getattr(t, "nama", ())))
    hasil = proses(kabupaten, tmp_path / "p", rapuh)
    hilang = {n for n in awal if n not in hasil}
    assert hilang == {n for n in awal if n.startswith("opd/1.02")}
    assert all(hasil[n] == awal[n] for n in awal if n.startswith("opd/") and n not in hilang)
    assert b"proses pekerja berhenti mendadak" in hasil["data/galat_program.log"]


def test_a_finance_workbook_at_which_the_worker_dies_is_named_and_all_else_is_written(
    kabupaten: Path, tmp_path: Path
) -> None:
    awal = proses(kabupaten, tmp_path / "o")
    hasil = proses(kabupaten, tmp_path / "p", Rapuh(lambda t: isinstance(t, TugasSerapan)))
    (buku,) = (n for n in awal if n.startswith("serapan_"))
    assert awal.keys() - hasil.keys() == {buku}
    assert f"buku kerja {buku}".encode() in hasil["data/galat_program.log"]


def test_a_copy_at_which_the_worker_dies_is_named_and_the_others_are_written(kabupaten: Path, tmp_path: Path) -> None:
    awal = proses(kabupaten, tmp_path / "o")
    salinan = sorted(n for n in awal if n.startswith("perbaikan/"))
    korban = salinan[0]
    rapuh = Rapuh(lambda t: isinstance(t, TugasSalinan) and t.nama == korban.removeprefix("perbaikan/"))
    hasil = proses(kabupaten, tmp_path / "p", rapuh)
    assert [n for n in awal if n not in hasil] == [korban]
    assert f"salinan bertanda {korban.removeprefix('perbaikan/')}".encode() in hasil["data/galat_program.log"]


def test_only_copies_whose_file_or_catatan_changed_are_made_anew(
    kabupaten: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(kabupaten, tmp_path / "masukan"))
    awal = proses(folder, tmp_path / "o")
    assert sum(n.startswith("perbaikan/") for n in awal) > 1
    change_cell(of(folder, "1.02"), "Anggaran", number)
    ditandai: list[str] = []
    monkeypatch.setattr(
        tulis, "tandai", lambda isi, nama, *args, **rest: ditandai.append(nama) or tandai(isi, nama, *args, **rest)
    )
    proses(folder, tmp_path / "o")
    assert set(ditandai) <= {of(folder, "1.02").name}
