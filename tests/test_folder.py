"""The output folder: whole or not at all; an older output survives a failed run; nothing else is touched."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kinerja_xl.deklarasi.errors import KeluaranGagal
from kinerja_xl.write import folder
from kinerja_xl.write.folder import KUNCI, whole_folder


def names(akar: Path) -> list[str]:
    return sorted(p.relative_to(akar).as_posix() for p in akar.rglob("*") if p.name != KUNCI)


def test_appears_whole(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "output" / "2023_TAHUN") as draf:
        (draf.folder / "data").mkdir()
        (draf.folder / "data" / "a.csv").write_text("x")
        assert not (tmp_path / "output" / "2023_TAHUN").exists()
    assert names(tmp_path / "output") == ["2023_TAHUN", "2023_TAHUN/data", "2023_TAHUN/data/a.csv"]


def test_replaces_the_older_output_whole(tmp_path: Path) -> None:
    for text in ("lama", "baru"):
        with whole_folder(tmp_path / "o") as draf:
            (draf.folder / f"{text}.csv").write_text(text)
    assert names(tmp_path) == ["o", "o/baru.csv"]


def test_a_failed_run_leaves_the_older_output(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "o") as draf:
        (draf.folder / "lama.csv").write_text("lama")

    def fail() -> None:
        with whole_folder(tmp_path / "o") as draf:
            (draf.folder / "setengah.csv").write_text("...")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names(tmp_path) == ["o", "o/lama.csv"]


def test_a_failed_swap_brings_the_older_output_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with whole_folder(tmp_path / "o") as draf:
        (draf.folder / "lama.csv").write_text("lama")
    replace = os.replace
    monkeypatch.setattr(folder, "_exchange", lambda *_: False)
    monkeypatch.setattr(folder, "_JEDA_DETIK", 0)

    def busy(source: str | Path, target: str | Path) -> None:
        if str(source).endswith(".sementara"):
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", busy)
    with pytest.raises(KeluaranGagal, match="Excel"), whole_folder(tmp_path / "o") as draf:
        (draf.folder / "baru.csv").write_text("baru")
    monkeypatch.undo()
    assert names(tmp_path) == ["o", "o/lama.csv"]


def test_a_place_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "o").write_text("bukan folder")
    with pytest.raises(KeluaranGagal, match="-o"), whole_folder(tmp_path / "o" / "2023_TAHUN"):
        pytest.fail("must not be reached")


def test_a_full_disk_says_so(tmp_path: Path) -> None:
    def fill() -> None:
        with whole_folder(tmp_path / "o"):
            raise OSError(28, "No space left on device")

    with pytest.raises(KeluaranGagal, match="penuh"):
        fill()
    assert names(tmp_path) == []


def test_an_output_open_elsewhere_gets_a_second_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with whole_folder(tmp_path / "o") as draf:
        (draf.folder / "lama.csv").write_text("lama")
    replace = os.replace
    monkeypatch.setattr(folder, "_exchange", lambda *_: False)
    monkeypatch.setattr(folder, "_JEDA_DETIK", 0)

    def is_open(source: str | Path, target: str | Path) -> None:
        if Path(source) == tmp_path / "o":
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", is_open)
    with whole_folder(tmp_path / "o") as draf:
        (draf.folder / "baru.csv").write_text("baru")
    assert (draf.tujuan, draf.terhalang) == (tmp_path / "o_baru", tmp_path / "o")
    assert names(tmp_path) == ["o", "o/lama.csv", "o_baru", "o_baru/baru.csv"]


def test_without_exchange_the_folder_is_replaced_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "_exchange", lambda *_: False)
    test_replaces_the_older_output_whole(tmp_path)


def test_what_a_killed_run_left_is_put_right(tmp_path: Path) -> None:
    (tmp_path / ".o.lama").mkdir()
    (tmp_path / ".o.lama" / "lama.csv").write_text("lama")
    (tmp_path / ".o.abc.sementara").mkdir()
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "o"):
        raise ZeroDivisionError
    assert names(tmp_path) == ["o", "o/lama.csv"]


def test_a_second_interrupt_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delete = shutil.rmtree
    kali = 0

    def interrupted(path: Path, **rest: bool) -> None:
        nonlocal kali
        kali += 1
        if kali == 1:
            raise KeyboardInterrupt
        delete(path, **rest)

    monkeypatch.setattr(folder.shutil, "rmtree", interrupted)
    with pytest.raises(KeyboardInterrupt), whole_folder(tmp_path / "o"):
        raise KeyboardInterrupt
    assert names(tmp_path) == []


def test_a_second_run_says_that_it_waits_and_then_gives_up_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(folder, "TUNGGU_DETIK", 0.1)
    with whole_folder(tmp_path / "o"), pytest.raises(KeluaranGagal, match="Proses lain"), whole_folder(tmp_path / "o"):
        pytest.fail("must not be reached")
    (kata,) = (r.getMessage() for r in caplog.records if r.name == "kinerja_xl.write.folder")
    assert kata == f"Proses lain sedang menulis ke {tmp_path}; menunggu paling lama 0.1 detik."
