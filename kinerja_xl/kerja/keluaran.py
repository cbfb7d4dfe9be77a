"""The outputs of a run: a folder built beside its place and moved in whole; what hasn't changed is taken over."""

from __future__ import annotations

import datetime
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from kinerja_xl.kerja.bagian import Bagian, BagianOpd, BagianSalinan, BagianSerapan, Warisan, finance_rows
from kinerja_xl.kerja.executor import Pelaksana, Titipan
from kinerja_xl.kerja.garapan import help_of
from kinerja_xl.kerja.masukan import Cara, Masukan
from kinerja_xl.kerja.simpanan import Simpanan
from kinerja_xl.kerja.tugas import Tugas, kerjakan
from kinerja_xl.write.folder import Draf, folder_name, whole_folder

if TYPE_CHECKING:
    from kinerja_xl.consolidate.konsolidasi import Konsolidasi
    from kinerja_xl.deklarasi.catatan import Hasil

BUKU_OPD: Final = "buku opd"
SALINAN: Final = "salinan"
AMBANG_OPD: Final = 12
"""Workbooks of OPD to be made from which starting processes pays (measured: docs/kinerja_program.md)."""
MAKS_SERAPAN: Final = 30_000
"""Rows of Anggaran and Belanja up to which a worker makes the finance workbook: it needs them all in its memory."""


@dataclass(frozen=True)
class Keluaran:
    """The output folder and its files; `terhalang` is the folder meant for them when it was open elsewhere.

    `tanpa_salinan` names the faulty files that got no marked-up copy and why; `galat` our own faults in writing.
    """

    tujuan: Path
    ditulis: tuple[Path, ...]
    terhalang: Path | None
    tanpa_salinan: tuple[tuple[str, str], ...] = ()
    galat: tuple[str, ...] = ()


def write_outputs(
    masukan: Masukan,
    konsolidasi: Konsolidasi,
    hasil_aturan: Sequence[Hasil],
    galat: tuple[str, ...],
    output: Path,
    hanya: Sequence[str],
    cara: Cara,
) -> Keluaran:
    """Write the parts named in `hanya` as one whole folder; return what was written where.

    `galat` are our own faults met before, which are logged with those of writing.
    """
    # Checking a file must not pay for the import of the writers.
    from kinerja_xl.write.data import write_data, write_jejak
    from kinerja_xl.write.konsolidasi.susunan import write_konsolidasi
    from kinerja_xl.write.serapan.susunan import write_serapan

    tujuan = output / folder_name(konsolidasi.data.tahun, konsolidasi.data.periode)
    dibuat = cara.dibuat or run_time()
    with whole_folder(tujuan) as draf:
        serapan = draf.folder / f"serapan_{tujuan.name}.xlsx"
        terpisah = finance_rows(konsolidasi) <= MAKS_SERAPAN
        bagian = _parts(masukan, konsolidasi, draf, dibuat, hanya, cara.simpanan)
        if "serapan" in hanya and terpisah:
            # First, since it is the longest task.
            bagian.insert(0, BagianSerapan(konsolidasi, serapan, dibuat))
        bantuan = help_of(cara.pelaksana, finance_rows(konsolidasi))
        with _Beriringan(bagian, cara.pelaksana) as lain:
            if "konsolidasi" in hanya:
                path = draf.folder / f"konsolidasi_{tujuan.name}.xlsx"
                write_konsolidasi(konsolidasi, path, dibuat, lain.collect, bantuan)
            if "serapan" in hanya and not terpisah:
                write_serapan(konsolidasi, serapan, dibuat, lain.collect, bantuan)
            if "data" in hanya:
                write_data(konsolidasi, draf.folder / "data")
            write_jejak(konsolidasi, hasil_aturan, draf.folder / "data" / "jejak.json", dibuat, masukan.lain)
            lain.finish()
        galat = (*galat, *(satu for b in bagian for satu in b.galat))
        if galat:
            (draf.folder / "data" / "galat_program.log").write_text("\n\n".join(galat), encoding="utf-8")
    ditulis = tuple(sorted(p for p in draf.tujuan.rglob("*") if p.is_file()))
    tanpa = (satu for b in bagian if isinstance(b, BagianSalinan) for satu in b.salinan.tanpa)
    return Keluaran(draf.tujuan, ditulis, draf.terhalang, tuple(sorted(tanpa)), galat)


def _parts(
    masukan: Masukan,
    konsolidasi: Konsolidasi,
    draf: Draf,
    dibuat: datetime.datetime,
    hanya: Sequence[str],
    simpanan: Simpanan | None,
) -> list[Bagian]:
    """The parts of many files, which are made beside the regency's workbook."""

    def warisan(jenis: str, folder: str) -> Warisan:
        return Warisan(jenis, draf.folder / folder, draf.tujuan / folder, simpanan)

    parts: list[Bagian] = []
    if "opd" in hanya:
        parts.append(BagianOpd(konsolidasi, warisan(BUKU_OPD, "opd"), dibuat))
    if "perbaikan" in hanya:
        parts.append(BagianSalinan(masukan, konsolidasi, warisan(SALINAN, "perbaikan")))
    return parts


class _Beriringan:
    """Parts in the making by whoever does the work; used as a context, which withdraws what isn't begun on an error."""

    def __init__(self, bagian: Sequence[Bagian], pelaksana: Pelaksana) -> None:
        self._bagian = bagian
        self._pelaksana = pelaksana.for_job(sum(b.beban for b in bagian), AMBANG_OPD)
        self._pemilik: deque[Bagian] = deque()
        self._titipan = self._hand_out((b, satu) for b in bagian for satu in b.tugas())

    def collect(self) -> None:
        """Take what has been done by now, and hand out more; waits for nothing."""
        self._take(self._titipan.ready())

    def finish(self) -> None:
        """Wait for all that is left."""
        self._take(self._titipan)
        self._take(self._hand_out((b, satu) for b in self._bagian for satu in b.again()))

    def _hand_out(self, pairs: Iterable[tuple[Bagian, Tugas]]) -> Titipan[Tugas, Any]:
        return self._pelaksana.hand_out(kerjakan, self._noting(pairs))

    def _noting(self, pairs: Iterable[tuple[Bagian, Tugas]]) -> Iterator[Tugas]:
        """The tasks, while it is noted whose they are: results come back in the same order."""
        for bagian, tugas in pairs:
            self._pemilik.append(bagian)
            yield tugas

    def _take(self, pairs: Iterable[tuple[Tugas, Any]]) -> None:
        for tugas, hasil in pairs:
            self._pemilik.popleft().accept(tugas, hasil)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._titipan.withdraw()


def run_time() -> datetime.datetime:
    """The time that outputs bear: now, or what SOURCE_DATE_EPOCH says (seconds since 1970), for outputs to compare.

    Source: reproducible-builds.org, SOURCE_DATE_EPOCH.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    return datetime.datetime.now().astimezone().replace(microsecond=0)
