"""One of many regencies: skipped where nothing has changed, else made; a worker makes it as a whole, bytes to bytes."""

from __future__ import annotations

import datetime
import os
import tempfile
import time
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kinerja_xl import read
from kinerja_xl.deklarasi.errors import KinerjaError
from kinerja_xl.jalan.riwayat import find_unchanged, keep_run
from kinerja_xl.kerja.executor import Pelaksana
from kinerja_xl.kerja.keluaran import run_time
from kinerja_xl.kerja.masukan import Cara
from kinerja_xl.kerja.permintaan import Permintaan
from kinerja_xl.kerja.simpanan import NAMA as SIMPANAN
from kinerja_xl.kerja.simpanan import Simpanan
from kinerja_xl.write.folder import KUNCI, whole_folder, write_whole

if TYPE_CHECKING:
    from kinerja_xl.write.perbandingan.ikhtisar import Ikhtisar

IKHTISAR: Final = "ikhtisar"
MAKS_BYTE: Final = 200_000_000
"""Files of a regency that travel together at most; a larger one is processed where they lie."""


class Diolah(NamedTuple):
    """A regency with an output: its summary and its output folder.

    `galat` are faults of ours that concern parts of the output; `tetap`: nothing has changed since it was made.
    """

    ikhtisar: Ikhtisar
    tujuan: Path
    galat: tuple[str, ...] = ()
    tetap: bool = False


def process(permintaan: Permintaan, cara: Cara, *, ulang: bool = False) -> Diolah:
    """Make a regency's output, or find that the last one still holds. Raises KinerjaError.

    `cara` says who works; what was kept is the output folder's own. `ulang` makes all anew from the files alone.
    """
    with Simpanan(permintaan.output, lupa=ulang) as simpanan:
        lalu = find_unchanged(permintaan, simpanan)
        # Heavy imports only now; a worker that only reads needn't wait for them.
        from kinerja_xl.write.perbandingan.ikhtisar import Ikhtisar, summarise

        kept = None if lalu is None else simpanan.recall(IKHTISAR, permintaan.kunci, Ikhtisar)
        if lalu is not None and kept is not None:
            return Diolah(kept, permintaan.output / lalu.tujuan, tetap=True)
        from kinerja_xl.pipeline import run_as_asked

        cara = replace(cara, simpanan=simpanan)
        jalan = run_as_asked(permintaan, cara)
        tujuan = jalan.keluaran.tujuan
        tempat = f"{permintaan.daerah}/{tujuan.name}"
        ikhtisar = summarise(jalan.konsolidasi, permintaan.daerah, tempat, jalan.lain)
        keep_run(permintaan, simpanan, jalan)
        simpanan.keep(IKHTISAR, permintaan.kunci, ikhtisar)
        simpanan.save(datetime.date.today())
        return Diolah(ikhtisar, tujuan, jalan.keluaran.galat)


def readable(folder: Path) -> str:
    """The name of a file or folder as text that can be written anywhere, also where its bytes are no text."""
    return os.fsencode(folder.name).decode("utf-8", "replace")


class HasilKabupaten(NamedTuple):
    """What became of a regency: its summary, the name of its output folder, all files written under their names.

    Without an output `alasan` says why, or `gagal` is the traceback of our own fault. `galat` are faults that concern
    parts of the output only.
    """

    detik: float
    ikhtisar: Ikhtisar | None = None
    folder: str = ""
    berkas: tuple[tuple[str, bytes], ...] = ()
    galat: tuple[str, ...] = ()
    alasan: str = ""
    gagal: str = ""


class TugasKabupaten(NamedTuple):
    """The task of processing a regency: its workbooks, the names of its other files, and what is wanted of it."""

    nama: str
    berkas: tuple[tuple[str, bytes], ...]
    lain: tuple[str, ...]
    tahun: int | None
    periode: str | None
    hanya: tuple[str, ...]
    dibuat: datetime.datetime

    def kerjakan(self) -> HasilKabupaten:
        """The regency's output; whatever goes wrong concerns it alone."""
        mulai = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="kinerja_xl.") as sementara:
            folder, output = Path(sementara, "masukan"), Path(sementara, "output")
            try:
                hasil = self._process(folder, output)
            except KinerjaError as error:
                hasil = HasilKabupaten(0, alasan=str(error).replace(str(folder), self.nama))
            except Exception:
                hasil = HasilKabupaten(0, gagal=traceback.format_exc())
        return hasil._replace(detik=time.perf_counter() - mulai)

    def _process(self, folder: Path, output: Path) -> HasilKabupaten:
        for nama, isi in (*self.berkas, *((nama, b"") for nama in self.lain)):
            path = folder / nama
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(isi)
        permintaan = Permintaan(folder, output, self.tahun, self.periode, self.hanya, daerah=self.nama)
        diolah = process(permintaan, Cara(dibuat=self.dibuat))
        return HasilKabupaten(0, diolah.ikhtisar, diolah.tujuan.name, tuple(_contents(output)), diolah.galat)


def _contents(output: Path) -> list[tuple[str, bytes]]:
    files = (p for p in sorted(output.rglob("*")) if p.is_file() and p.name != KUNCI)
    return [(p.relative_to(output).as_posix(), p.read_bytes()) for p in files]


def place(hasil: HasilKabupaten, output: Path) -> Path:
    """Move a regency's output in as a whole, with what was kept for the next run; return where it stands.

    Raises KeluaranGagal when the place can't be written.
    """
    with whole_folder(output / hasil.folder) as draf:
        for nama, isi in hasil.berkas:
            if nama == SIMPANAN:
                # It stands beside the folders of periods.
                write_whole(output / SIMPANAN, isi)
                continue
            path = draf.folder / Path(nama).relative_to(hasil.folder)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(isi)
    return draf.tujuan


@dataclass(frozen=True)
class Pembagian:
    """How regencies are handed out: to whom, and what is wanted of each."""

    pelaksana: Pelaksana
    tahun: int | None = None
    periode: str | None = None
    hanya: tuple[str, ...] = ()
    ulang: bool = False

    def is_new(self, output: Path) -> bool:
        """Whether nothing is known of a regency from a former run (it would lie here, and save most of the work)."""
        return self.ulang or not (output / SIMPANAN).is_file()

    def task(self, folder: Path, nama: str, output: Path) -> TugasKabupaten | None:
        """The task of one regency, None where it must be processed here: too large, or not all of it can be opened.

        Raises FolderTidakAda when there is no workbook in it.
        """
        pairs, lain = read.list_folder(folder, output)
        try:
            if sum(path.stat().st_size for path, _ in pairs) > MAKS_BYTE:
                return None
            berkas = tuple((berkas, path.read_bytes()) for path, berkas in pairs)
        except OSError:
            return None
        return TugasKabupaten(nama, berkas, lain, self.tahun, self.periode, self.hanya, run_time())
