"""Files that the system doesn't give as usual, odd file names, and the separate process for .xls and .xlsb."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from musuh import AKIP, PROFIL, dasar, kemas, xls, xlsb
from musuh_lain import isi_ods, ods

from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.pipeline import examine, read_workbooks, run
from kinerja_xl.read import Batas, binary, list_workbooks, read_workbook
from kinerja_xl.tabel.bacaan import Bacaan, Peristiwa

BIASA = {"Profil": PROFIL, "AKIP": AKIP}
posix = pytest.mark.skipif(os.name != "posix", reason="hanya di sistem POSIX")


def _baca(path: Path, batas: Batas | None = None) -> Bacaan:
    return read_workbook(path, path.name, tuple(SHEETS.values()), batas or Batas())


def _alasan(path: Path, batas: Batas | None = None) -> str:
    """The reason given for a file that can't be opened."""
    bacaan = _baca(path, batas)
    assert not bacaan.terbaca
    (event,) = bacaan.kejadian
    assert event.jenis in (Peristiwa.TIDAK_DAPAT_DIBUKA, Peristiwa.PEMBACA_BERHENTI)
    return event.rinci["alasan"]


@posix
def test_links_pipes_and_devices(tmp_path: Path) -> None:
    (tmp_path / "putar a.xlsx").symlink_to("putar b.xlsx")
    (tmp_path / "putar b.xlsx").symlink_to("putar a.xlsx")
    (tmp_path / "putus.xlsx").symlink_to("tiada.xlsx")
    (tmp_path / "abadi.xlsx").symlink_to("/dev/zero")
    (tmp_path / "induk").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipa.xlsx")
    names = [p.name for p in list_workbooks(tmp_path)]
    assert names == ["abadi.xlsx", "induk", "pipa.xlsx", "putar a.xlsx", "putar b.xlsx", "putus.xlsx"]
    assert [_alasan(tmp_path / n) for n in names] == [
        "bukan berkas biasa",
        "tautan ke folder tidak diikuti",
        "bukan berkas biasa",
        "tautannya berputar",
        "tautannya berputar",
        "berkas tidak ada lagi atau tautannya putus",
    ]


@pytest.mark.parametrize(
    ("nomor", "kata"),
    [
        (errno.EACCES, "izin"),
        (errno.EPERM, "izin"),
        (errno.EBUSY, "dipakai program lain"),
        (errno.EIO, "media"),
        (99, "sistem"),
    ],
)
def test_locked_and_unreadable_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nomor: int, kata: str) -> None:
    """chmod doesn't stop root, so the refusal is simulated where the file is opened."""

    def refuse(self: Path, *_args: object) -> None:
        raise OSError(nomor, os.strerror(nomor), str(self))

    path = tmp_path / "opd.xlsx"
    path.write_bytes(dasar())
    monkeypatch.setattr(Path, "open", refuse)
    assert kata in _alasan(path)


def test_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_bytes(dasar())
    (tmp_path / "rahasia").mkdir()
    scandir = os.scandir

    def refuse(path: str | Path) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("rahasia"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert [p.name for p in list_workbooks(tmp_path)] == ["a.xlsx", "rahasia"]
    assert "folder" in _alasan(tmp_path / "rahasia")


def test_a_file_that_grows_is_not_read_beyond_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "opd.xlsx"
    path.write_bytes(b"PK" + bytes(3 << 20))
    (event,) = _baca(path, Batas(ukuran_mb=1)).kejadian
    assert (event.jenis, event.nilai) == (Peristiwa.TERLALU_BESAR, "3 MB")


NAMA = [
    "a" * 245 + ".xlsx",
    "é" * 120 + ".xlsx",
    "=cmd|'calc'!A0.xlsx",
    "-rf.xlsx",
    "@SUM(1).xlsx",
    "[merah]{0}%s%n.xlsx",
    "baris\nbaru.xlsx",
    "lepas\x1b[31m\x07.xlsx",
    "kanan\u202exslx.xlsx",
    "http:evil.xlsx",
    b"bukan utf-8 \xff.xlsx".decode("utf-8", "surrogateescape"),
]


@posix
@pytest.mark.parametrize("nama", NAMA)
def test_odd_file_names_come_through_a_whole_run(tmp_path: Path, nama: str) -> None:
    masukan = tmp_path / "masukan"
    masukan.mkdir()
    (masukan / nama).write_bytes(dasar())
    (masukan / "rusak.xlsx").write_bytes(dasar()[:1_000])
    jalan = run(masukan, tmp_path / "output")
    assert not jalan.telaah.galat
    assert [b.pemakaian for b in jalan.telaah.data.berkas if b.berkas == nama] == ["dipakai"]
    assert sorted(p.name for p in masukan.iterdir()) == sorted([nama, "rusak.xlsx"])
    assert all(p.stat().st_size > 0 for p in (tmp_path / "output").rglob("*") if p.is_file() and "data" in p.parts)


def test_no_process_is_started_for_packages_that_can_be_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binary, "Pembaca", None)
    (tmp_path / "a.xlsx").write_bytes(dasar())
    (tmp_path / "b.ods").write_bytes(ods(isi_ods()))
    (tmp_path / "c.xlsx").write_bytes(dasar()[:900])
    bacaan = read_workbooks([(p, p.name) for p in sorted(tmp_path.iterdir())]).bacaan
    assert [b.terbaca for b in bacaan] == [True, True, False]


def test_the_process_is_reused_killed_and_started_anew(tmp_path: Path) -> None:
    a, b, mati = tmp_path / "a.xls", tmp_path / "b.xlsb", tmp_path / "mati.xlsb"
    a.write_bytes(xls(BIASA))
    b.write_bytes(xlsb(BIASA))
    mati.write_bytes(xlsb({"Profil": PROFIL, "AKIP": {0: {0: "x"}, 1_048_575: {16_383: 1.0}}}))
    assert _baca(a).terbaca
    pertama = binary._PENYEDIA.pembaca
    assert _baca(b).terbaca
    assert binary._PENYEDIA.pembaca is pertama
    assert _alasan(mati) == "pembacanya berhenti mendadak"
    assert _baca(a).terbaca
    assert binary._PENYEDIA.pembaca is not pertama
    assert _alasan(b, Batas(detik=0)) == "pembacaannya terlalu lama"
    assert [s.asal.sheet for s in _baca(b).lembar] == ["profil", "akip"]


@posix
def test_memory_of_the_process_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "rakus.xlsb"
    rows = {r: {c: float(c) for c in (0, 700)} for r in range(0, 19_000, 300)}
    path.write_bytes(xlsb({"Profil": PROFIL, "AKIP": rows}))
    assert "mendadak" in _alasan(path, Batas(memori_mb=256, baris=1_000_000))


def test_a_panic_of_the_fast_reader_is_the_files_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(_package: object) -> None:
        raise PanicException("index out of bounds")

    path = tmp_path / "opd.xlsx"
    path.write_bytes(dasar())
    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_filelike", panic, raising=False)
    assert "mendadak" in _alasan(path)


def test_unreadable_file_is_told_from_our_own_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading process that can't be started is no mistake of the sender."""
    monkeypatch.setattr(binary.sys, "executable", "/tiada/python")
    monkeypatch.setattr(binary, "_PENYEDIA", binary._Penyedia())
    path = tmp_path / "a.xls"
    path.write_bytes(xls(BIASA))
    masukan = read_workbooks([(path, path.name)])
    assert len(masukan.galat) == 1
    assert {c.kode for c in examine(masukan, bawaan=(2023, "Tahunan")).catatan if c.berkas} == {"BRK-21"}


def test_parts_of_the_package_never_become_files(tmp_path: Path) -> None:
    path = tmp_path / "dalam" / "opd.xlsx"
    path.parent.mkdir()
    path.write_bytes(kemas({"../jahat.xml": b"<x/>", "xl/workbook.xml": b"<x/>"}))
    assert not _baca(path).terbaca
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["dalam", "opd.xlsx"]
