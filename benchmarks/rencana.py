"""What is measured: the cases of one regency, and those of starting the program."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.masukan import a_workbook, alter
from benchmarks.sel import Isi, count_folder, total
from benchmarks.ukur import Ukuran, run_child

PER_BUKU = 200_000
"""Cells of one workbook of the floor for everything."""
_SELESAI = (0, 1)
"""Exit statuses of a run that wrote its outputs: 1 says that there are Kesalahan."""

Kasus = Mapping[str, Callable[[], Ukuran]]


@dataclass
class Percobaan:
    """One regency being measured. Every run writes to a new folder under `kerja`; `opsi` are added to `proses`.

    `isi` are the cells of the product's workbooks, counted after its first run; the floor, which comes later in every
    round, writes as many. `dilewati` counts the files that a yardstick couldn't read.
    """

    masukan: Path
    kerja: Path
    opsi: tuple[str, ...] = ()
    isi: dict[str, Isi] = field(default_factory=dict)
    dilewati: dict[str, int] = field(default_factory=dict)

    def kasus_konsolidasi(self) -> Kasus:
        """The product's consolidation against both floors."""
        return {
            "konsolidasi": self._konsolidasi,
            "lantai": lambda: self._lantai("lantai", self.isi["konsolidasi"]),
            "lantai polos": lambda: self._lantai("lantai polos", self.isi["konsolidasi"], "--polos"),
        }

    def kasus_naif(self) -> Kasus:
        """The naive way."""
        return {"naif": lambda: self._yardstick("naif", "benchmarks.naif")}

    def kasus_semua(self) -> Kasus:
        """Everything that the product writes against a floor of as many cells."""

        def lantai() -> Ukuran:
            return self._lantai("lantai semua", total(self.isi.values()), "--per-buku", str(PER_BUKU))

        return {"semua": self._semua, "lantai semua": lantai}

    def kasus_ulang(self) -> Kasus:
        """Runs in the output folder of the last run of everything: nothing changed, then one workbook changed.

        They work on a copy of the regency, which the run of everything has used as well.
        """
        return {"ulang": self._ulang, "ulang satu": self._ulang_satu}

    def siapkan_salinan(self) -> None:
        """Measure a copy of the regency from now on, so that a workbook may be changed."""
        salinan = self.kerja / "masukan"
        shutil.rmtree(salinan, ignore_errors=True)
        shutil.copytree(self.masukan, salinan)
        self.masukan = salinan

    def _konsolidasi(self) -> Ukuran:
        hasil = self._proses(self._fresh("konsolidasi"), "--hanya", "konsolidasi,data")
        if "konsolidasi" not in self.isi:
            self.isi |= count_folder(_keluaran(self.kerja / "konsolidasi"))
        return hasil

    def _semua(self) -> Ukuran:
        hasil = self._proses(self._fresh("semua"))
        if "opd" not in self.isi:
            self.isi |= count_folder(_keluaran(self.kerja / "semua"))
        return hasil

    def _ulang(self) -> Ukuran:
        return self._proses(self.kerja / "semua")

    def _ulang_satu(self) -> Ukuran:
        alter(a_workbook(self.masukan))
        return self._proses(self.kerja / "semua")

    def _proses(self, keluaran: Path, *opsi: str) -> Ukuran:
        words = ["-m", "kinerja_xl", "proses", str(self.masukan), "-o", str(keluaran), *opsi, *self.opsi]
        return run_child(words, _SELESAI)

    def _lantai(self, nama: str, isi: Isi, *opsi: str) -> Ukuran:
        return self._yardstick(nama, "benchmarks.lantai", *map(str, isi), *opsi)

    def _yardstick(self, nama: str, modul: str, *opsi: str) -> Ukuran:
        catat = self.kerja / "yardstick.json"
        keluaran = self._fresh(nama)
        hasil = run_child(["-m", modul, str(self.masukan), str(keluaran), *opsi], catat=catat)
        self.dilewati[nama] = json.loads(catat.read_text())["dilewati"]
        shutil.rmtree(keluaran)
        return hasil

    def _fresh(self, nama: str) -> Path:
        keluaran = self.kerja / nama
        shutil.rmtree(keluaran, ignore_errors=True)
        self.kerja.mkdir(parents=True, exist_ok=True)
        return keluaran


def _keluaran(folder: Path) -> Path:
    """The one output in a fresh output folder."""
    (jejak,) = folder.glob("*/data/jejak.json")
    return jejak.parent.parent


def kasus_mulai(masukan: Path) -> Kasus:
    """Starting the program, and checking one workbook, against the import of pandas."""
    berkas = str(a_workbook(masukan))
    return {
        "help": lambda: run_child(["-m", "kinerja_xl", "--help"]),
        "periksa": lambda: run_child(["-m", "kinerja_xl", "periksa", berkas], _SELESAI),
        "pandas": lambda: run_child(["-c", "import pandas"]),
    }
