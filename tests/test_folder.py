"""The output folder: whole or not at all; an older output survives a failed run; nothing else is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kinerja_xl.errors import KeluaranGagal
from kinerja_xl.write.folder import whole_folder


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


def test_appears_whole(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "output" / "2023_TAHUN") as draf:
        (draf / "data").mkdir()
        (draf / "data" / "a.csv").write_text("x")
        assert not (tmp_path / "output" / "2023_TAHUN").exists()
    assert names(tmp_path / "output") == ["2023_TAHUN", "2023_TAHUN/data", "2023_TAHUN/data/a.csv"]


def test_replaces_the_older_output_whole(tmp_path: Path) -> None:
    for text in ("lama", "baru"):
        with whole_folder(tmp_path / "o") as draf:
            (draf / f"{text}.csv").write_text(text)
    assert names(tmp_path) == ["o", "o/baru.csv"]


def test_a_failed_run_leaves_the_older_output(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "o") as draf:
        (draf / "lama.csv").write_text("lama")

    def fail() -> None:
        with whole_folder(tmp_path / "o") as draf:
            (draf / "setengah.csv").write_text("...")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names(tmp_path) == ["o", "o/lama.csv"]


def test_a_failed_swap_brings_the_older_output_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with whole_folder(tmp_path / "o") as draf:
        (draf / "lama.csv").write_text("lama")
    replace = os.replace

    def busy(source: str | Path, target: str | Path) -> None:
        if str(source).endswith(".sementara"):
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", busy)
    with pytest.raises(KeluaranGagal, match="Excel"), whole_folder(tmp_path / "o") as draf:
        (draf / "baru.csv").write_text("baru")
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
