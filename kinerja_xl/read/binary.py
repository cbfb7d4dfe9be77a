"""Workbooks in binary formats, read in a separate process that may die without harm.

Nothing about an .xls or .xlsb file can be verified beforehand, and their readers can abort the process, loop or take
any amount of memory. The process is started for the first such file, used for all further ones, killed when a file
takes too long, and started anew after a death, which is reported for the file that caused it.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import posixpath
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kinerja_xl.read import binary_reader
from kinerja_xl.read.batas import KOLOM, Batas
from kinerja_xl.read.package import TakTerbaca, broken, make_package
from kinerja_xl.read.peek import Intipan, shows_percent
from kinerja_xl.read.workbook import Buku, Kisi, Perlu
from kinerja_xl.read.xlsb import Pengintip
from kinerja_xl.read.xlsx import active_parts
from kinerja_xl.tabel.bacaan import Peristiwa, Tanda

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_NOT_A_WORKBOOK = "find workbook in OLE2"
_XLSB = "xl/workbook.bin"
_START_SECONDS = 60


class Pembaca:
    """A reading process; `ask` gives its answer or raises TakTerbaca when it dies or takes too long."""

    def __init__(self, memori_mb: int) -> None:
        script = str(Path(binary_reader.__file__).resolve())
        self.memori_mb = memori_mb
        self.pid = os.getpid()
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", script, str(memori_mb)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            # Not the trouble of the file at hand, so no OSError may reach its reading.
            raise RuntimeError("proses pembaca .xls/.xlsb tidak dapat dimulai") from error
        if self._exchange(None, _START_SECONDS) != "siap":
            self.close()
            raise RuntimeError("proses pembaca .xls/.xlsb tidak dapat dimulai")

    def ask(self, request: tuple[Any, ...], sampai: float) -> Any:
        """The answer to one request, awaited until a moment of the monotonic clock."""
        reply = self._exchange(request, max(0.0, sampai - time.monotonic()))
        if reply is None:
            self.close()
            alasan = "pembacaannya terlalu lama" if self.timed_out else "pembacanya berhenti mendadak"
            raise TakTerbaca(Peristiwa.PEMBACA_BERHENTI, alasan)
        status, content = reply
        if status == "memori":
            self.close()
            raise TakTerbaca(Peristiwa.PEMBACA_BERHENTI, f"memerlukan ingatan lebih dari {self.memori_mb} MB")
        if status == "rusak":
            raise broken(content)
        return content

    def _exchange(self, request: object, detik: float) -> Any:
        """One request and its answer, None when the process ended; it is killed after `detik` seconds."""
        self.timed_out = False
        timer = threading.Timer(detik, self._kill)
        timer.start()
        try:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            if request is not None:
                binary_reader.send(self.process.stdin, request)
            return binary_reader.receive(self.process.stdout)
        except (EOFError, OSError):
            self.process.wait()
            return None
        finally:
            timer.cancel()

    def _kill(self) -> None:
        self.timed_out = True
        self.process.kill()

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                # What was still to be written is of no use to a dead process.
                with contextlib.suppress(OSError):
                    stream.close()


class _Penyedia:
    """The one reading process of this process: made when first needed, made anew when it has died."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.pembaca: Pembaca | None = None

    def get(self, memori_mb: int) -> Pembaca:
        current = self.pembaca
        if current is not None and current.pid == os.getpid():
            if current.process.poll() is None and current.memori_mb == memori_mb:
                return current
            current.close()
        self.pembaca = Pembaca(memori_mb)
        return self.pembaca

    def close(self) -> None:
        if self.pembaca is not None and self.pembaca.pid == os.getpid():
            self.pembaca.close()
            self.pembaca = None


_PENYEDIA = _Penyedia()
atexit.register(_PENYEDIA.close)


def open_xls(data: bytes, batas: Batas, perlu: Perlu) -> Buku:
    """Return the grids of an .xls workbook. Raises TakTerbaca."""
    try:
        buku = _open("xls", data, batas, perlu)
    except TakTerbaca as error:
        damaged = error.peristiwa is Peristiwa.TIDAK_TERBACA
        if damaged and ("encrypt" in str(error).casefold() or _ENCRYPTED in data):
            raise TakTerbaca(Peristiwa.BERSANDI) from error
        if _NOT_A_WORKBOOK in str(error):
            raise TakTerbaca(Peristiwa.BUKAN_BUKU_KERJA, isi="dokumen Office lama lain") from error
        raise
    buku.makro = _MACROS in data
    return buku


def open_xlsb(parts: Mapping[str, bytes], utama: str, batas: Batas, perlu: Perlu) -> Buku:
    """Return the grids of an .xlsb workbook given as its parts, of which `utama` is the main one. Raises TakTerbaca."""
    buku = _open("xlsb", make_package(_usual_names(parts, utama)).getvalue(), batas, perlu)
    buku.makro, buku.tautan_luar = active_parts(parts)
    pengintip = Pengintip(parts, utama)
    for kisi in buku.kisi:
        if kisi.sel:
            kisi.intipan = pengintip.look_at(kisi.nama)
    return buku


def _usual_names(parts: Mapping[str, bytes], utama: str) -> dict[str, bytes]:
    """The parts as the fast reader expects them, which knows the main part by its usual name only."""
    folder, base = posixpath.split(utama)
    renamed = {utama: _XLSB, posixpath.join(folder, "_rels", f"{base}.rels"): "xl/_rels/workbook.bin.rels"}
    return {renamed.get(name, name): isi for name, isi in parts.items()}


def _open(kind: str, data: bytes, batas: Batas, perlu: Perlu) -> Buku:
    with _PENYEDIA.lock:
        pembaca = _PENYEDIA.get(batas.memori_mb)
        sampai = time.monotonic() + batas.detik
        names, external = pembaca.ask(("buka", kind, data), sampai)
        kisi = [
            _grid(pembaca.ask(("lembar", n, batas.baris, KOLOM, batas.luas), sampai), nama, batas)
            if perlu(nama)
            else Kisi(nama, [])
            for n, nama in enumerate(names)
        ]
    return Buku(kisi, tautan_luar=external, format_lama=True)


def _grid(found: Mapping[str, Any], nama: str, batas: Batas) -> Kisi:
    if "besar" in found:
        raise TakTerbaca(Peristiwa.TERLALU_BESAR, "", nama, batas=f"{batas.baris} baris, {KOLOM} kolom")
    intipan = Intipan(baris_tersembunyi=set(found.get("sembunyi", ())), gabungan=found.get("gabungan", []))
    intipan.tanda.update({place: (Tanda.PERSEN, "") for place, fmt in found.get("persen", ()) if shows_percent(fmt)})
    intipan.tanda.update({place: (Tanda.GALAT, text) for place, text in found.get("galat", ())})
    return Kisi(nama, found["sel"], intipan, found["terlihat"])
