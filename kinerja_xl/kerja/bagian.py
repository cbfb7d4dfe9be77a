"""Parts of the output that workers make beside the regency's workbook: finance, OPD, marked-up copies.

A part names its tasks and takes their results; what the former output holds of the same input is taken over instead.
"""

from __future__ import annotations

import datetime
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kinerja_xl.kerja.executor import PekerjaMati
from kinerja_xl.kerja.masukan import Masukan
from kinerja_xl.kerja.simpanan import Simpanan
from kinerja_xl.kerja.tugas import Tugas

if TYPE_CHECKING:
    from kinerja_xl.consolidate.konsolidasi import Konsolidasi
    from kinerja_xl.perbaikan.tulis import Bertanda, Salinan, TugasSalinan
    from kinerja_xl.write.opd.susunan import BukuOpd, TugasOpd

SEKALIGUS: Final = 8
"""Workbooks of OPD in one task: enough that handing over their part of the consolidation doesn't count."""
BARIS_SEBUKU: Final = 800
"""Rows of Anggaran and Belanja that cost the finance workbook as much as a workbook of an OPD."""


class _Jadi(NamedTuple):
    """What is kept of a finished file: its name and the digest of its content."""

    nama: str
    sha256: str


@dataclass(frozen=True)
class Warisan:
    """A folder of the output in the making, and what its former state can give: files made of the very same input.

    `jenis` sets them apart in the store.
    """

    jenis: str
    folder: Path
    lama: Path
    simpanan: Simpanan | None

    def inherit(self, nama: str, kunci: str) -> bool:
        """Take a file over from the former output, if it is what was made of the same; say whether it was."""
        known = self.simpanan.recall(self.jenis, kunci, _Jadi) if self.simpanan is not None else None
        if known is None:
            return False
        try:
            isi = (self.lama / nama).read_bytes()
        except OSError:
            return False
        if known.nama != nama or hashlib.sha256(isi).hexdigest() != known.sha256:
            return False
        self._write(nama, isi)
        return True

    def write(self, nama: str, isi: bytes, kunci: str) -> None:
        """Write a file, and keep what the next run must know of it."""
        self._write(nama, isi)
        if self.simpanan is not None:
            self.simpanan.keep(self.jenis, kunci, _Jadi(nama, hashlib.sha256(isi).hexdigest()))

    def _write(self, nama: str, isi: bytes) -> None:
        path = self.folder / nama
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(isi)


class Bagian(ABC):
    """A part of the output: tasks, and what becomes of their results. `galat` are our own faults met on the way."""

    def __init__(self) -> None:
        self.galat: list[str] = []

    @property
    @abstractmethod
    def beban(self) -> int:
        """How much work it is, counted in workbooks of an OPD."""

    @abstractmethod
    def tugas(self) -> Iterator[Tugas]:
        """Its tasks."""

    @abstractmethod
    def accept(self, tugas: Any, hasil: Any, /) -> None:
        """Take the result of a task, or PekerjaMati."""

    def again(self) -> Iterator[Tugas]:
        """Tasks to try once more when all others are done."""
        return iter(())


def finance_rows(konsolidasi: Konsolidasi) -> int:
    """Rows of Anggaran and Belanja, which is what the finance workbook costs by."""
    return len(konsolidasi.serapan) + len(konsolidasi.belanja)


class BagianSerapan(Bagian):
    """The finance workbook."""

    def __init__(self, konsolidasi: Konsolidasi, path: Path, dibuat: datetime.datetime) -> None:
        super().__init__()
        self._konsolidasi = konsolidasi
        self._path = path
        self._dibuat = dibuat

    @property
    def beban(self) -> int:
        """As declared."""
        return finance_rows(self._konsolidasi) // BARIS_SEBUKU

    def tugas(self) -> Iterator[Tugas]:
        """One task."""
        from kinerja_xl.write.serapan.susunan import TugasSerapan

        yield TugasSerapan.of(self._konsolidasi, self._dibuat)

    def accept(self, _tugas: Any, hasil: bytes | PekerjaMati, /) -> None:
        """Write the workbook."""
        if isinstance(hasil, PekerjaMati):
            self.galat.append(_died(f"buku kerja {self._path.name}", hasil))
        else:
            self._path.write_bytes(hasil)


class BagianOpd(Bagian):
    """The workbooks of the OPD; those of unchanged OPD as they were."""

    def __init__(self, konsolidasi: Konsolidasi, warisan: Warisan, dibuat: datetime.datetime) -> None:
        from kinerja_xl.write.kerangka import prepare
        from kinerja_xl.write.opd.bahan import Potongan
        from kinerja_xl.write.opd.susunan import opd_names

        super().__init__()
        hasil = prepare(konsolidasi)
        self._potongan = Potongan(hasil)
        self._warisan = warisan
        self._dibuat = dibuat
        nama = opd_names(hasil, self._potongan)
        self._sidik = {
            satu: hashlib.sha256(self._potongan.sidik(kode).encode()).hexdigest() for kode, satu in nama.items()
        }
        self._nama = {kode: satu for kode, satu in nama.items() if not warisan.inherit(satu, self._sidik[satu])}
        self._gagal: list[str] = []

    @property
    def beban(self) -> int:
        """As declared."""
        return len(self._nama)

    def tugas(self) -> Iterator[Tugas]:
        """Some workbooks each."""
        return self._tasks(list(self._nama), SEKALIGUS)

    def accept(self, tugas: TugasOpd, hasil: Sequence[BukuOpd] | PekerjaMati) -> None:
        """Write the workbooks; of those that died together one by one, only the culprit stays without its own."""
        if not isinstance(hasil, PekerjaMati):
            for buku in hasil:
                self._warisan.write(buku.nama, buku.isi, self._sidik[buku.nama])
        elif len(tugas.nama) > 1:
            self._gagal += tugas.nama
        else:
            self.galat.append(_died(f"buku kerja OPD {', '.join(tugas.nama.values())}", hasil))

    def again(self) -> Iterator[Tugas]:
        """The workbooks whose task died, one by one."""
        return self._tasks(self._gagal, 1)

    def _tasks(self, kode: Sequence[str], sekaligus: int) -> Iterator[TugasOpd]:
        from kinerja_xl.write.opd.susunan import TugasOpd

        for n in range(0, len(kode), sekaligus):
            some = kode[n : n + sekaligus]
            yield TugasOpd(self._potongan.of(some), {satu: self._nama[satu] for satu in some}, self._dibuat)


class BagianSalinan(Bagian):
    """The marked-up copies of faulty workbooks; those that would be the same again as they were."""

    def __init__(self, masukan: Masukan, konsolidasi: Konsolidasi, warisan: Warisan) -> None:
        from kinerja_xl.perbaikan.tulis import Salinan

        super().__init__()
        self.salinan: Final[Salinan] = Salinan()
        self.galat = self.salinan.galat
        self._sidik: dict[str, str] = {}
        self._masukan = masukan
        self._konsolidasi = konsolidasi
        self._warisan = warisan
        # The digests of the files: a task is made of one that is still what was read.
        self._isi = {b.berkas: b.sha256 for b in konsolidasi.data.berkas}

    @property
    def beban(self) -> int:
        """Nothing to start a pool for: a copy takes a hundredth of a second."""
        return 0

    def tugas(self) -> Iterator[Tugas]:
        """One file each."""
        from kinerja_xl.perbaikan.tulis import copy_tasks

        masukan, hasil = self._masukan, self._konsolidasi
        tasks = copy_tasks(hasil.data.berkas, masukan.tempat, hasil.catatan, masukan.batas, self.salinan)
        return (satu for satu in tasks if not self._inherit(satu))

    def accept(self, tugas: TugasSalinan, hasil: Bertanda | PekerjaMati) -> None:
        """Write the copy."""
        from kinerja_xl.perbaikan.tulis import KESALAHAN_PROGRAM, Bertanda

        if isinstance(hasil, PekerjaMati):
            hasil = Bertanda(None, KESALAHAN_PROGRAM, f"proses pekerja berhenti mendadak: {hasil}")
        self.salinan.take(tugas, hasil, self._write)

    def _write(self, tugas: TugasSalinan, isi: bytes) -> str:
        from kinerja_xl.perbaikan.tulis import TidakTertulis
        from kinerja_xl.write.folder import cause, concerns_the_place

        try:
            self._warisan.write(tugas.nama, isi, self._sidik[tugas.nama])
        except OSError as error:
            if concerns_the_place(error):
                raise
            alasan = f"salinannya tidak dapat ditulis: {cause(self._warisan.folder / tugas.nama, error)}"
            raise TidakTertulis(alasan) from error
        return tugas.nama

    def _inherit(self, tugas: TugasSalinan) -> bool:
        """Take a copy over, if it is what it would be again: of the same file under its name, Catatan and limits."""
        isi = self._isi[tugas.berkas].encode()
        sidik = hashlib.sha256(repr(tugas._replace(isi=isi)).encode()).hexdigest()
        self._sidik[tugas.nama] = sidik
        inherited = self._warisan.inherit(tugas.nama, sidik)
        if inherited:
            self.salinan.ditulis.append(tugas.nama)
        return inherited


def _died(apa: str, sebab: PekerjaMati) -> str:
    return f"{apa}\nproses pekerja berhenti mendadak: {sebab}"
