"""A real scheduler and two worker processes on this machine: the output of a local run, byte for byte."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import kinerja_xl
from kinerja_xl import cli
from kinerja_xl.contoh import write_contoh

distributed = pytest.importorskip("distributed")
MODUL = [sys.executable, "-m", "kinerja_xl"]
CONTOH = Path(__file__).parent.parent / "contoh"
WAKTU = {"SOURCE_DATE_EPOCH": "1700000000"}
OPD = 16
BATAS_DETIK = 60


class Klaster(NamedTuple):
    """The address of a scheduler, and its worker processes."""

    alamat: str
    pekerja: list[subprocess.Popen[bytes]]


def start(*words: str, **env: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "distributed.cli." + words[0], *words[1:]],
        env=os.environ | {"PYTHONWARNINGS": "ignore"} | env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def worker(alamat: str, folder: Path, **env: str) -> subprocess.Popen[bytes]:
    return start(
        "dask_worker",
        alamat,
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
        "--local-directory",
        str(folder),
        **env,
    )


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.kill()
        process.wait()


def wait_for(klien: Any, pekerja: int) -> None:
    klien.wait_for_workers(pekerja, timeout=BATAS_DETIK)


def wait_for_work(klien: Any, run: subprocess.Popen[str]) -> None:
    sampai = time.monotonic() + BATAS_DETIK
    while not any(klien.processing().values()):
        assert run.poll() is None, "the run ended without a task"
        assert time.monotonic() < sampai, "no task was ever under way"
        time.sleep(0.01)


class Penjadwal(NamedTuple):
    """A scheduler process and its address."""

    proses: subprocess.Popen[bytes]
    alamat: str


@pytest.fixture
def penjadwal(proses_penjadwal: Penjadwal) -> str:
    return proses_penjadwal.alamat


@pytest.fixture
def proses_penjadwal(tmp_path: Path) -> Iterator[Penjadwal]:
    berkas = tmp_path / "penjadwal.json"
    process = start(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(berkas)
    )
    try:
        sampai = time.monotonic() + BATAS_DETIK
        while not berkas.exists():
            assert time.monotonic() < sampai, "the scheduler didn't start"
            time.sleep(0.05)
        with distributed.Client(scheduler_file=str(berkas), set_as_default=False) as klien:
            alamat = klien.scheduler.address
        yield Penjadwal(process, alamat)
    finally:
        end([process])


@pytest.fixture
def klaster(penjadwal: str, tmp_path: Path) -> Iterator[Klaster]:
    pekerja = [worker(penjadwal, tmp_path / f"pekerja{n}") for n in range(2)]
    try:
        with distributed.Client(penjadwal, set_as_default=False) as klien:
            wait_for(klien, 2)
        yield Klaster(penjadwal, pekerja)
    finally:
        end(pekerja)


def proses(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MODUL, "proses", *map(str, words)], capture_output=True, text=True, env=os.environ | WAKTU, check=False
    )


def begin_proses(masukan: Path, output: Path, klaster: Klaster) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*MODUL, "proses", str(masukan), "-o", str(output), "--kluster", klaster.alamat],
        env=os.environ | WAKTU,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def masukan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kabupaten")
    write_contoh(folder, OPD)
    return folder


@pytest.fixture(scope="module")
def setempat(masukan: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    output = tmp_path_factory.mktemp("setempat")
    assert proses(masukan, "-o", output, "--pekerja", 1).returncode == cli.ADA_KESALAHAN
    return files(output / "2023_TAHUN")


def test_a_pool_gives_what_one_process_gives(masukan: Path, setempat: dict[str, bytes], tmp_path: Path) -> None:
    assert proses(masukan, "-o", tmp_path, "--pekerja", 2).returncode == cli.ADA_KESALAHAN
    assert files(tmp_path / "2023_TAHUN") == setempat


def test_two_workers_give_what_this_machine_gives(
    klaster: Klaster, masukan: Path, setempat: dict[str, bytes], tmp_path: Path
) -> None:
    hasil = proses(masukan, "-o", tmp_path / "o", "--kluster", klaster.alamat)
    assert (hasil.returncode, hasil.stderr.count("Traceback")) == (cli.ADA_KESALAHAN, 0)
    assert files(tmp_path / "o" / "2023_TAHUN") == setempat


def test_workers_process_whole_regencies_as_this_machine_does(klaster: Klaster, tmp_path: Path) -> None:
    """Reading, checking and all outputs are then theirs."""
    for nama in ("balangan_2023", "bengkulu_selatan_2023"):
        shutil.copytree(CONTOH / nama, tmp_path / "masukan" / nama)
    (tmp_path / "masukan" / "kosong").mkdir()
    hasil = proses(tmp_path / "masukan", "-o", tmp_path / "o", "--per-kabupaten", "--kluster", klaster.alamat)
    assert (hasil.returncode, hasil.stderr.count("Traceback")) == (cli.ADA_KESALAHAN, 0), hasil.stderr
    assert "Selesai: balangan_2023 (1 dari 3)" in hasil.stderr
    assert proses(tmp_path / "masukan", "-o", tmp_path / "p", "--per-kabupaten", "--pekerja", 1).returncode == 1
    sini, sana = ({n: b for n, b in files(tmp_path / o).items() if "/.kin" not in n} for o in "po")
    assert sana == sini


def test_a_worker_lost_in_the_middle_costs_nothing(
    klaster: Klaster, masukan: Path, setempat: dict[str, bytes], tmp_path: Path
) -> None:
    run = begin_proses(masukan, tmp_path / "o", klaster)
    with distributed.Client(klaster.alamat, set_as_default=False) as klien:
        wait_for_work(klien, run)
    klaster.pekerja[0].send_signal(signal.SIGKILL)
    _, stderr = run.communicate(timeout=2 * BATAS_DETIK)
    assert (run.returncode, stderr.count("Traceback")) == (cli.ADA_KESALAHAN, 0), stderr
    assert files(tmp_path / "o" / "2023_TAHUN") == setempat


def test_a_worker_of_another_version_is_refused(penjadwal: str, masukan: Path, tmp_path: Path) -> None:
    lain = tmp_path / "lain"
    shutil.copytree(Path(kinerja_xl.__file__).parent, lain / "kinerja_xl", ignore=shutil.ignore_patterns("__pycache__"))
    with (lain / "kinerja_xl" / "ketentuan.py").open("a") as stream:
        stream.write("# another rule\n")
    pekerja = worker(penjadwal, tmp_path / "pekerja", PYTHONPATH=str(lain))
    try:
        with distributed.Client(penjadwal, set_as_default=False) as klien:
            wait_for(klien, 1)
        hasil = proses(masukan, "-o", tmp_path / "o", "--kluster", penjadwal)
    finally:
        end([pekerja])
    assert hasil.returncode == cli.TIDAK_DAPAT_MULAI
    assert "Samakan versinya" in hasil.stderr
    assert len(hasil.stderr.splitlines()) == 1
    assert not (tmp_path / "o").exists()


def test_a_scheduler_without_workers_is_said(
    penjadwal: str, masukan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kinerja_xl.deklarasi.errors import KlusterGagal
    from kinerja_xl.kerja import kluster

    monkeypatch.setattr(kluster, "_TUNGGU_DETIK", 1)
    with pytest.raises(KlusterGagal, match="belum ada pekerja"):
        kluster.open_kluster(penjadwal)


@pytest.mark.parametrize("alamat", ["ngawur", "tcp://", "10.0.0.5:8786"])
def test_an_address_that_is_none_is_refused_at_once(alamat: str) -> None:
    from kinerja_xl.deklarasi.errors import KlusterGagal
    from kinerja_xl.kerja.kluster import open_kluster

    with pytest.raises(KlusterGagal, match="bukan alamat penjadwal"):
        open_kluster(alamat)


def test_a_scheduler_lost_in_the_middle_is_said(
    klaster: Klaster, proses_penjadwal: Penjadwal, masukan: Path, tmp_path: Path
) -> None:
    run = begin_proses(masukan, tmp_path / "o", klaster)
    with distributed.Client(klaster.alamat, set_as_default=False) as klien:
        wait_for_work(klien, run)
    proses_penjadwal.proses.kill()
    _, stderr = run.communicate(timeout=2 * BATAS_DETIK)
    assert run.returncode == cli.TIDAK_DAPAT_MULAI, stderr
    assert stderr.strip().splitlines()[-1].startswith("Hubungan dengan penjadwal Dask terputus")
    assert "Traceback" not in stderr
    assert not (tmp_path / "o" / "2023_TAHUN").exists()


@pytest.mark.parametrize(
    "alamat", ["tcp://127.0.0.1:9", "tcp://[::1]:9", "tcp://127.0.0.1:99999", "tcp://tidak.ada.invalid:8786"]
)
def test_a_scheduler_that_is_not_there_is_said(masukan: Path, tmp_path: Path, alamat: str) -> None:
    hasil = proses(masukan, "-o", tmp_path / "o", "--kluster", alamat)
    assert hasil.returncode == cli.TIDAK_DAPAT_MULAI
    assert "tidak menjawab" in hasil.stderr
    assert len(hasil.stderr.splitlines()) == 1


def test_an_interrupt_leaves_the_older_output_and_the_workers(
    klaster: Klaster, masukan: Path, setempat: dict[str, bytes], tmp_path: Path
) -> None:
    run = begin_proses(masukan, tmp_path / "o", klaster)
    with distributed.Client(klaster.alamat, set_as_default=False) as klien:
        wait_for_work(klien, run)
        run.send_signal(signal.SIGINT)
        _, stderr = run.communicate(timeout=BATAS_DETIK)
        assert (run.returncode, stderr.strip()) == (
            cli.TIDAK_DAPAT_MULAI,
            "Dibatalkan; hasil sebelumnya tidak berubah.",
        )
        assert not (tmp_path / "o" / "2023_TAHUN").exists()
        assert klien.submit(len, "masih bekerja").result(timeout=BATAS_DETIK) == 13
