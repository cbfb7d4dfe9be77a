"""Faults of the machine: kill -9, a full disk, two runs at once, other locales and time zones, odd paths."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pabrik import isi_bersih, write_isi

from kinerja_xl import cli
from kinerja_xl.write.folder import whole_folder

MODUL = [sys.executable, "-m", "kinerja_xl"]
KILLS = int(os.environ.get("KINERJA_JUMLAH_BUNUH", "40"))
PAIRS = int(os.environ.get("KINERJA_JUMLAH_PASANGAN", "4"))
TMPFS_MB = 1

# Replaces one output again and again; every version consists of files that all hold its number.
_WRITER = """
import sys
from pathlib import Path
from kinerja_xl.write.folder import whole_folder
n = 0
while True:
    n += 1
    with whole_folder(Path(sys.argv[1])) as draf:
        for name in "abcde":
            (draf.folder / name).write_text(f"{n} " * 2000)
"""


@pytest.fixture
def masukan(tmp_path: Path) -> Path:
    write_isi(tmp_path / "masukan" / "opd.xlsx", isi_bersih(), meta=True)
    return tmp_path / "masukan"


def proses(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    lingkungan = {**os.environ, "PYTHONIOENCODING": "utf-8", **env}
    return subprocess.run(
        [*MODUL, "proses", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env=lingkungan,
        check=False,
    )


def whole(tujuan: Path) -> bool:
    """Whether all files of an output are there and of one version."""
    texts = {p.read_text() for p in tujuan.iterdir()}
    return len(list(tujuan.iterdir())) == 5 and len(texts) == 1


@pytest.mark.lambat
@pytest.mark.skipif(os.name != "posix", reason="kill -9 hanya ada di POSIX")
def test_kill_at_any_moment_leaves_one_whole_output(tmp_path: Path) -> None:
    tujuan, acak = tmp_path / "o", random.Random(1)
    with whole_folder(tujuan) as draf:
        for name in "abcde":
            (draf.folder / name).write_text("0 " * 2000)
    for _ in range(KILLS):
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(tujuan)])
        time.sleep(0.1 + acak.random() * 0.2)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        assert whole(tujuan)
    with whole_folder(tujuan) as draf:
        (draf.folder / "baru").write_text("baru")
    assert [p.name for p in tujuan.iterdir()] == ["baru"]
    assert not list(tmp_path.glob(".o.*"))


@pytest.mark.lambat
@pytest.mark.skipif(os.name != "posix", reason="kill -9 hanya ada di POSIX")
def test_a_killed_run_leaves_the_older_output_and_the_next_succeeds(masukan: Path, tmp_path: Path) -> None:
    output, acak = tmp_path / "hasil", random.Random(2)
    assert proses(str(masukan), "-o", str(output)).returncode == cli.OK
    names = sorted(p.name for p in (output / "2023_TAHUN").rglob("*"))
    for _ in range(max(4, KILLS // 10)):
        run = subprocess.Popen(
            [*MODUL, "proses", str(masukan), "-o", str(output), "--ulang"], stdout=subprocess.DEVNULL
        )
        time.sleep(0.2 + acak.random() * 1.5)
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert sorted(p.name for p in (output / "2023_TAHUN").rglob("*")) == names
    assert proses(str(masukan), "-o", str(output)).returncode == cli.OK
    assert [p.name for p in output.iterdir() if p.name.startswith(".2023")] == []


@pytest.mark.lambat
def test_two_runs_at_once_both_succeed(masukan: Path, tmp_path: Path) -> None:
    output = tmp_path / "hasil"
    for _ in range(PAIRS):
        runs = [
            subprocess.Popen([*MODUL, "proses", str(masukan), "-o", str(output), "--ulang"], stdout=subprocess.DEVNULL)
            for _ in range(2)
        ]
        assert [run.wait(120) for run in runs] == [cli.OK, cli.OK]
        assert len(list((output / "2023_TAHUN").glob("konsolidasi_*.xlsx"))) == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="tmpfs hanya dapat dipasang oleh root")
def test_a_full_disk_says_so_and_the_older_output_stays(masukan: Path, tmp_path: Path) -> None:
    disk = tmp_path / "kecil"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={TMPFS_MB}m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("tmpfs tidak dapat dipasang di mesin ini")
    try:
        assert proses(str(masukan), "-o", str(disk)).returncode == cli.OK
        lama = {p.name: p.read_bytes() for p in (disk / "2023_TAHUN").rglob("*") if p.is_file()}
        (disk / "penuh").write_bytes(bytes(shutil.disk_usage(disk).free - 8192))
        hasil = proses(str(masukan), "-o", str(disk), "--ulang")
        assert hasil.returncode == cli.TIDAK_DAPAT_MULAI
        assert "Ruang penyimpanan penuh" in hasil.stderr
        assert {p.name: p.read_bytes() for p in (disk / "2023_TAHUN").rglob("*") if p.is_file()} == lama
        assert not list(disk.glob("*.sementara"))
        (disk / "penuh").unlink()
        assert proses(str(masukan), "-o", str(disk)).returncode == cli.OK
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="tmpfs hanya dapat dipasang oleh root")
def test_a_read_only_output_says_so(masukan: Path, tmp_path: Path) -> None:
    disk = tmp_path / "beku"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("tmpfs tidak dapat dipasang di mesin ini")
    try:
        hasil = proses(str(masukan), "-o", str(disk), "--ulang")
        assert (hasil.returncode, "hanya dapat dibaca" in hasil.stderr) == (cli.TIDAK_DAPAT_MULAI, True)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_locale_time_zone_and_hash_seed_change_nothing(masukan: Path, tmp_path: Path) -> None:
    settings = [
        {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0"},
        {"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2"},
        {"LANG": "de_DE.UTF-8", "TZ": "America/Los_Angeles", "PYTHONHASHSEED": "3"},
    ]
    outputs = []
    for n, env in enumerate(settings):
        hasil = proses(str(masukan), "-o", str(tmp_path / f"h{n}"), **env)
        assert hasil.returncode == cli.OK, hasil.stderr
        data = tmp_path / f"h{n}" / "2023_TAHUN" / "data"
        outputs.append({p.name: p.read_bytes() for p in data.glob("*.csv")})
    assert len(outputs[0]) >= 8
    assert outputs[0] == outputs[1] == outputs[2]


def test_paths_with_spaces_and_foreign_letters(masukan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Laporan TW 4 – Dinas é 漢字 'x' & #1"
    masukan.rename(folder)
    hasil = proses(str(folder), "-o", str(tmp_path / "hasil akhir ü"))
    assert hasil.returncode == cli.OK, hasil.stderr
    assert (tmp_path / "hasil akhir ü" / "2023_TAHUN").is_dir()
