"""Watching a folder: what is told of two runs, when a folder is at rest, the verb with a real folder and watcher."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pabrik import Isi, isi_bersih, isi_referensi, write_isi

from kinerja_xl import cli
from kinerja_xl.consolidate.kepatuhan import TANPA_DAFTAR
from kinerja_xl.deklarasi.errors import FolderTidakAda, KeluaranGagal, PeriodeTidakPasti
from kinerja_xl.jalan.rekap import (
    BUKAN_BUKU_KERJA,
    Perubahan,
    Rekap,
    RekapBerkas,
    RekapOpd,
    compare,
    keep_rekap,
    load_rekap,
)
from kinerja_xl.kerja.executor import Sendiri
from kinerja_xl.kerja.permintaan import Permintaan
from kinerja_xl.kerja.simpanan import Simpanan
from kinerja_xl.layar import amatan
from kinerja_xl.layar import pantau as pantau_modul
from kinerja_xl.layar.amatan import Irama, Pengamat
from kinerja_xl.layar.pantau import pantau
from kinerja_xl.layar.report import change_lines, rekap_line

BATAS_DETIK = 30
PECAHAN = 12


def opd(kesalahan: int | None, peringatan: int = 0, status: str = "", nama: str = "Dinas A") -> RekapOpd:
    """An OPD that has sent something with so many Kesalahan, or (None) hasn't."""
    if kesalahan is None:
        return RekapOpd(nama, "Belum menyerahkan", None, 0, 0, True)
    usual = "Perlu perbaikan" if kesalahan else "Lengkap"
    return RekapOpd(nama, status or usual, not kesalahan, kesalahan, peringatan, True)


def rekap(berkas: dict[str, str] | None = None, lain: tuple[str, ...] = (), **satuan: RekapOpd) -> Rekap:
    """A run over files given as name → digest or digest|usage, and OPD by code."""
    files = {}
    for nama, isi in (berkas or {}).items():
        sha256, _, pemakaian = isi.partition("|")
        files[nama] = RekapBerkas(sha256, pemakaian or "dipakai")
    files |= {nama: RekapBerkas("", BUKAN_BUKU_KERJA) for nama in lain}
    return Rekap(2023, "TW I", files, satuan, sum(o.kesalahan for o in satuan.values()), 0)


@pytest.mark.parametrize(
    ("sebelum", "sesudah", "lines"),
    [
        pytest.param(rekap({"a": "1"}, x=opd(1)), rekap({"a": "1"}, x=opd(1)), [], id="the same"),
        pytest.param(rekap(), rekap({"a": "1"}), ["Berkas baru: a"], id="new"),
        pytest.param(
            rekap(),
            rekap({"a": "1|tidak dipakai: periode lain"}),
            ["Berkas baru: a (tidak dipakai: periode lain)"],
            id="new, not used",
        ),
        pytest.param(
            rekap(), rekap(lain=("s.pdf",)), ["Berkas baru: s.pdf (bukan buku kerja, tidak dibaca)"], id="no workbook"
        ),
        pytest.param(rekap({"a": "1"}), rekap({"a": "2"}), ["Berkas diganti: a"], id="replaced"),
        pytest.param(rekap({"a": ""}), rekap({"a": "2"}), ["Berkas diganti: a"], id="readable at last"),
        pytest.param(rekap({"a": "1"}), rekap(), ["Berkas tidak ada lagi: a"], id="removed"),
        pytest.param(rekap({"a": "1"}), rekap({"b/a": "1"}), ["Berkas dinamai ulang: a → b/a"], id="moved"),
        pytest.param(
            rekap({"a": "1"}), rekap({"b": "2"}), ["Berkas baru: b", "Berkas tidak ada lagi: a"], id="another"
        ),
        pytest.param(
            rekap({"a": ""}), rekap({"b": ""}), ["Berkas baru: b", "Berkas tidak ada lagi: a"], id="both unread"
        ),
        pytest.param(
            rekap({"a": "1"}),
            rekap({"b": "1", "c": "1"}),
            ["Berkas baru: c", "Berkas dinamai ulang: a → b"],
            id="twice",
        ),
        pytest.param(
            rekap({"a": "1"}),
            rekap({"a": "1|tidak dipakai: diganti revisi"}),
            ["Pemakaian berkas berubah: a: dipakai → tidak dipakai: diganti revisi"],
            id="used otherwise",
        ),
        pytest.param(
            rekap(x=opd(0)),
            rekap(x=opd(3)),
            ["OPD kini perlu perbaikan: Dinas A: Kesalahan 0 → 3; Lengkap → Perlu perbaikan"],
            id="newly faulty",
        ),
        pytest.param(
            rekap(x=opd(3, 1)),
            rekap(x=opd(0, 2)),
            ["OPD kini bersih: Dinas A: Kesalahan 3 → 0; Peringatan 1 → 2; Perlu perbaikan → Lengkap"],
            id="newly clean",
        ),
        pytest.param(
            rekap(x=opd(None)),
            rekap(x=opd(2)),
            ["OPD kini perlu perbaikan: Dinas A: Kesalahan 0 → 2; Belum menyerahkan → Perlu perbaikan"],
            id="sent, faulty",
        ),
        pytest.param(
            rekap(),
            rekap(x=opd(0)),
            ["OPD kini bersih: Dinas A: Kesalahan 0 → 0; tidak ada → Lengkap"],
            id="sent, clean, in no register",
        ),
        pytest.param(rekap(x=opd(5)), rekap(x=opd(2)), ["OPD berubah: Dinas A: Kesalahan 5 → 2"], id="better"),
        pytest.param(
            rekap(x=opd(2)),
            rekap(x=opd(2, status="Ganda")),
            ["OPD berubah: Dinas A: Kesalahan 2 → 2; Perlu perbaikan → Ganda"],
            id="in another state",
        ),
        pytest.param(
            rekap(x=opd(0)),
            rekap(x=opd(None)),
            ["OPD tidak lagi menyerahkan: Dinas A: Kesalahan 0 → 0; Lengkap → Belum menyerahkan"],
            id="sent no more",
        ),
        pytest.param(
            rekap(x=opd(1)),
            rekap(),
            ["OPD tidak lagi menyerahkan: Dinas A: Kesalahan 1 → 0; Perlu perbaikan → tidak ada"],
            id="gone",
        ),
        pytest.param(rekap(), rekap(x=opd(None)), [], id="a longer register"),
        pytest.param(
            rekap(a=opd(1, nama="A"), b=opd(0, nama="B")),
            rekap(a=opd(0, nama="A"), b=opd(1, nama="B\x1b[2J")),
            [
                "OPD kini perlu perbaikan: B [2J: Kesalahan 0 → 1; Lengkap → Perlu perbaikan",
                "OPD kini bersih: A: Kesalahan 1 → 0; Perlu perbaikan → Lengkap",
            ],
            id="work to do comes first, nothing steers the terminal",
        ),
    ],
)
def test_what_is_told_of_two_runs(sebelum: Rekap, sesudah: Rekap, lines: list[str]) -> None:
    assert change_lines(sebelum, sesudah) == lines
    assert bool(compare(sebelum, sesudah)) == bool(lines)
    assert compare(sesudah, sesudah) == Perubahan()


def test_a_run_in_one_line() -> None:
    satu = rekap({"a": "1"}, ("s.pdf",), a=opd(0), b=opd(4), c=opd(None), d=opd(1)._replace(terdaftar=False))
    assert rekap_line(satu) == (
        "Jumlah 2023 TW I: 1 berkas; 2 dari 3 OPD menyerahkan, 1 bersih, 1 perlu perbaikan; 5 Kesalahan, 0 Peringatan."
    )


def test_a_rekap_is_kept_as_it_is(tmp_path: Path) -> None:
    satu = rekap({"a": "1|tidak dipakai: x", "b": ""}, ("s.pdf",), a=opd(0), b=opd(4), c=opd(None))
    with Simpanan(tmp_path) as simpanan:
        assert load_rekap(simpanan, "k") is None
        keep_rekap(simpanan, "k", satu)
        assert load_rekap(simpanan, "k") == satu
        assert load_rekap(simpanan, "lain") is None


def start(kerja: Callable[[], object]) -> threading.Thread:
    """A job in a thread of its own."""
    thread = threading.Thread(target=kerja, daemon=True)
    thread.start()
    return thread


def ends(thread: threading.Thread, detik: float = BATAS_DETIK) -> bool:
    """Whether a job ends within the time."""
    thread.join(detik)
    return not thread.is_alive()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "masukan"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(b"a")
    return folder


def pengamat(folder: Path, **irama: Any) -> tuple[Pengamat, list[str]]:
    """One that has reported the folder as it is, and the lines that it gives."""
    lines: list[str] = []
    satu = Pengamat(Permintaan(folder, folder / "hasil"), Irama(**{"jeda": 0.1} | irama), lines.append)
    assert ends(start(satu.wait))
    satu.done()
    return satu, lines


@pytest.mark.parametrize("irama", [{}, {"polling": 0.05}])
def test_only_what_a_run_reads_counts(folder: Path, irama: dict[str, float]) -> None:
    satu, lines = pengamat(folder, **irama)
    for nama in ("~$a.xlsx", ".a.xlsx", "hasil/b.xlsx", "perbaikan/c.xlsx", "Thumbs.db", "galat_program.log"):
        (folder / nama).parent.mkdir(exist_ok=True)
        (folder / nama).write_bytes(b"x")
    waiting = start(satu.wait)
    assert not ends(waiting, 0.7)
    (folder / "surat.pdf").write_bytes(b"x")
    assert ends(waiting)
    assert lines == []


def test_a_change_of_each_kind_is_noticed(folder: Path) -> None:
    satu, lines = pengamat(folder)
    changes: list[Callable[[], object]] = [
        lambda: (folder / "b.xlsx").write_bytes(b"b"),
        lambda: (folder / "b.xlsx").write_bytes(b"B"),
        lambda: (folder / "b.xlsx").rename(folder / "c.xlsx"),
        lambda: shutil.copytree(folder, folder / "sub" / "dalam"),
        lambda: (folder / "sub" / "dalam" / "a.xlsx").write_bytes(b"lain"),
        lambda: (folder / "sub").rename(folder / "sup"),
        lambda: shutil.rmtree(folder / "sup"),
        lambda: (folder / "surat.pdf").touch(),
    ]
    for change in changes:
        change()
        assert ends(start(satu.wait))
        satu.done()
    assert lines == []


def test_a_file_that_cannot_be_read_is_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    satu, lines = pengamat(folder)
    (folder / "b.xlsx").symlink_to(folder / ".asal")
    waiting = start(satu.wait)
    assert not ends(waiting, 0.7)
    assert lines == ["Menunggu b.xlsx: belum dapat dibaca (masih disalin atau dipakai)."]
    (folder / ".asal").write_bytes(b"b")
    assert ends(waiting)
    satu.done()
    # Not for ever: then the run says what it couldn't read, and is made again once it can be.
    monkeypatch.setattr(amatan, "SABAR_DETIK", 0.3)
    monkeypatch.setattr(amatan, "TILIK_DETIK", 0.3)
    (folder / ".asal").unlink()
    assert ends(start(satu.wait))
    satu.done(["b.xlsx"])
    waiting = start(satu.wait)
    assert not ends(waiting, 0.7)
    (folder / ".asal").write_bytes(b"b")
    assert ends(waiting)


def test_a_workbook_that_is_still_copied_is_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However slowly: what isn't there yet of a zip file is seen from its end."""
    isi = b"PK\x03\x04" + b"x" * 100_000 + b"PK\x05\x06" + b"\0" * 18
    satu, lines = pengamat(folder)
    for sampai in (10, 50_000):
        (folder / "b.xlsx").write_bytes(isi[:sampai])
        waiting = start(satu.wait)
        assert not ends(waiting, 0.7)
        assert lines == ["Menunggu b.xlsx: belum dapat dibaca (masih disalin atau dipakai)."]
        (folder / "b.xlsx").write_bytes(isi)
        assert ends(waiting)
        satu.done()
        lines.clear()
    # One that stays as it is, is processed in the end, and not again.
    monkeypatch.setattr(amatan, "SABAR_DETIK", 0.3)
    monkeypatch.setattr(amatan, "TILIK_DETIK", 0.3)
    (folder / "b.xlsx").write_bytes(isi[:50_000])
    assert ends(start(satu.wait))
    satu.done()
    assert not ends(start(satu.wait), 0.7)


def test_what_a_run_could_not_open_is_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    satu, _ = pengamat(folder)
    monkeypatch.setattr(amatan, "TILIK_DETIK", 0.5)
    satu.done(["a.xlsx"])
    (folder / "~$dorong").touch()
    assert ends(start(satu.wait))
    monkeypatch.setattr(amatan, "ULANG_DETIK", 0.5)
    satu.done(coba_lagi=True)
    awal = time.monotonic()
    assert ends(start(satu.wait))
    assert time.monotonic() - awal > 0.4


def test_a_system_that_does_not_tell_is_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Iterator[bool]:
        raise OSError("inotify watch limit reached")
        yield False

    monkeypatch.setattr(amatan, "_events", refuse)
    monkeypatch.setattr(amatan, "CADANGAN_DETIK", 0.6)
    satu, lines = pengamat(folder)
    assert lines == ["Perubahan di folder ini tidak dikabarkan sistem; dilihat setiap 1 detik."]
    (folder / "b.xlsx").write_bytes(b"b")
    assert ends(start(satu.wait))


class Cukup(BaseException):
    """Ends a watch in a test."""


def test_the_watch_goes_on_whatever_stops_a_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amatan, "ULANG_DETIK", 0.1)
    monkeypatch.chdir(folder.parent)
    asked = iter(
        [PeriodeTidakPasti("Periode belum pasti."), KeluaranGagal("Ruang penuh."), ValueError("x tak terduga")]
    )

    def olah(*_: object) -> None:
        error = next(asked, None)
        if error is None:
            raise Cukup
        # What failed for its output alone is tried again by itself.
        if not isinstance(error, KeluaranGagal):
            (folder / "a.xlsx").write_bytes(os.urandom(20))
        raise error

    monkeypatch.setattr(pantau_modul, "olah", olah)
    lines: list[str] = []
    with pytest.raises(Cukup):
        pantau(Permintaan(folder, folder / "hasil"), Sendiri, Irama(0.1), lines.append)
    assert lines[:2] == ["Periode belum pasti.", "Ruang penuh."]
    assert len(lines) == 3
    assert "galat_program.log" in lines[2]
    assert "tak terduga" in (folder.parent / "galat_program.log").read_text()


class Baris:
    """Lines that come while a watch goes on."""

    def __init__(self) -> None:
        self._queue: queue.Queue[str] = queue.Queue()
        self.put = self._queue.put

    def until(self, text: str) -> list[str]:
        """The lines up to the first one that begins with the text."""
        lines: list[str] = []
        deadline = time.monotonic() + BATAS_DETIK
        while not lines or not lines[-1].startswith(text):
            try:
                lines.append(self._queue.get(timeout=max(deadline - time.monotonic(), 0.01)))
            except queue.Empty:
                pytest.fail(f"{text!r} tidak muncul; yang muncul: {lines}")
        return lines


@contextlib.contextmanager
def watching(permintaan: Permintaan, irama: Irama) -> Iterator[Baris]:
    """A watch in a thread; it ends by its folder's disappearance."""
    baris, cukup = Baris(), threading.Event()

    def lapor(line: str) -> None:
        if cukup.is_set():
            raise Cukup
        baris.put(line)

    def run() -> None:
        with contextlib.suppress(Cukup):
            pantau(permintaan, Sendiri, irama, lapor)

    thread = start(run)
    yield baris
    cukup.set()
    shutil.rmtree(permintaan.folder)
    assert ends(thread)


class Pantauan(Baris):
    """`kinerja-xl pantau` in a process of its own; its lines are given without their time."""

    def __init__(self, *words: str) -> None:
        super().__init__()
        self.proses = subprocess.Popen(
            [sys.executable, "-m", "kinerja_xl", "pantau", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        start(self._collect)

    def _collect(self) -> None:
        assert self.proses.stdout is not None
        for line in self.proses.stdout:
            timed = re.fullmatch(r"\d\d:\d\d:\d\d (\S.*)\n", line)
            self.put(timed.group(1) if timed else f"tanpa waktu: {line}")

    def stop(self) -> list[str]:
        """End it with Ctrl-C; its remaining lines."""
        self.proses.send_signal(signal.SIGINT)
        lines = self.until("Pemantauan dihentikan.")
        assert self.proses.wait(BATAS_DETIK) == cli.OK
        return lines


@pytest.fixture
def mulai() -> Iterator[Callable[..., Pantauan]]:
    """Starts watches, and ends those that a failed test leaves behind."""
    with contextlib.ExitStack() as stack:

        def begin(*words: str) -> Pantauan:
            satu = Pantauan(*words)
            stack.callback(satu.proses.wait)
            stack.callback(satu.proses.kill)
            return satu

        yield begin


def workbook(tempat: Path, isi: Isi) -> bytes:
    """The bytes of a workbook."""
    write_isi(tempat / "isi.xlsx", isi, meta=True)
    return (tempat / "isi.xlsx").read_bytes()


def faulty() -> Isi:
    """Contents with one Kesalahan."""
    isi = isi_bersih()
    isi["iku"][0]["polaritas"] = "Maximal"
    return isi


def put(path: Path, isi: bytes) -> None:
    """Put a file in place in one step, as a program that saves does."""
    (path.parent / f"~${path.name}").write_bytes(isi)
    (path.parent / f"~${path.name}").replace(path)


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C dikirim sebagai SIGINT")
def test_a_day_of_watching(tmp_path: Path, mulai: Callable[..., Pantauan]) -> None:
    folder = tmp_path / "masukan"
    folder.mkdir()
    bersih, salah = workbook(tmp_path, isi_bersih()), workbook(tmp_path, faulty())
    words = (str(folder), "-o", str(folder / "hasil"), "--hanya", "data", "--periode", "tahunan", "--jeda", "0.8")
    satu = mulai(*words)
    assert satu.until("Tidak ada berkas")[0] == f"Memantau {folder}. Berhenti: Ctrl-C."

    # A copy that takes longer than the pause is read once, whole.
    put(folder / "referensi.xlsx", workbook(tmp_path, isi_referensi()))
    with (folder / "a.xlsx").open("wb") as stream:
        step = len(bersih) // PECAHAN + 1
        for awal in range(0, len(bersih), step):
            stream.write(bersih[awal : awal + step])
            stream.flush()
            time.sleep(0.1)
    assert satu.until("Hasil ditulis di") == [
        "Mengolah 2 berkas.",
        "Jumlah 2023 Tahunan: 2 berkas; 1 dari 1 OPD menyerahkan, 1 bersih, 0 perlu perbaikan; "
        "0 Kesalahan, 0 Peringatan.",
        f"Hasil ditulis di {folder / 'hasil' / '2023_TAHUN'}.",
    ]

    put(folder / "a.xlsx", salah)
    assert satu.until("Jumlah")[1:-1] == [
        "Berkas diganti: a.xlsx",
        "OPD kini perlu perbaikan: Dinas Pendidikan: Kesalahan 0 → 1; Lengkap → Perlu perbaikan",
    ]
    put(folder / "a.xlsx", bersih)
    assert satu.until("Jumlah")[1:-1] == [
        "Berkas diganti: a.xlsx",
        "OPD kini bersih: Dinas Pendidikan: Kesalahan 1 → 0; Perlu perbaikan → Lengkap",
    ]
    (folder / "a.xlsx").rename(folder / "b.xlsx")
    assert satu.until("Jumlah")[1:-1] == ["Berkas dinamai ulang: a.xlsx → b.xlsx"]
    os.utime(folder / "b.xlsx")
    assert satu.until("Tidak ada perubahan.") == ["Tidak ada perubahan."]
    (folder / "b.xlsx").unlink()
    assert satu.until("Jumlah")[1:-1] == [
        "Berkas tidak ada lagi: b.xlsx",
        "OPD tidak lagi menyerahkan: Dinas Pendidikan: Kesalahan 0 → 0; Lengkap → Belum menyerahkan",
    ]
    assert satu.stop() == ["Pemantauan dihentikan."]

    # After a restart, the comparison is with the last run before it.
    put(folder / "c.xlsx", salah)
    satu = mulai(*words)
    assert satu.until("Jumlah")[2:-1] == [
        "Berkas baru: c.xlsx",
        "OPD kini perlu perbaikan: Dinas Pendidikan: Kesalahan 0 → 1; Belum menyerahkan → Perlu perbaikan",
    ]
    satu.stop()


@pytest.mark.parametrize("polling", [None, 0.2])
def test_a_folder_that_goes_and_comes_back(polling: float | None, tmp_path: Path) -> None:
    folder = tmp_path / "masukan"
    write_isi(folder / "a.xlsx", isi_bersih(), meta=True)
    permintaan = Permintaan(folder, tmp_path / "hasil", hanya=("data",))
    with watching(permintaan, Irama(0.3, polling)) as baris:
        assert TANPA_DAFTAR in baris.until("Hasil ditulis di")
        folder.rename(tmp_path / "lepas")
        assert baris.until("Folder") == [f"Folder {folder} tidak dapat dijangkau; ditunggu sampai ada lagi."]
        (tmp_path / "lepas").rename(folder)
        assert baris.until("Tidak ada perubahan.") == [f"Folder {folder} ada lagi.", "Tidak ada perubahan."]
        # Another folder in its place, too soon for anyone to see that the first one was gone.
        shutil.copytree(folder, tmp_path / "baru")
        shutil.rmtree(folder)
        (tmp_path / "baru").rename(folder)
        put(folder / "a.xlsx", workbook(tmp_path, faulty()))
        lines = baris.until("Jumlah")
        assert [line for line in lines if line.startswith(("Berkas", "OPD"))] == [
            "Berkas diganti: a.xlsx",
            "OPD kini perlu perbaikan: Dinas Pendidikan: Kesalahan 0 → 1; Lengkap → Perlu perbaikan",
        ]


def test_a_folder_that_never_was_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(FolderTidakAda):
        cli.kinerja_xl.main(["pantau", str(tmp_path / "tidak_ada")], standalone_mode=False)
