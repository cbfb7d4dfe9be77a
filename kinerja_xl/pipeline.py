"""The only module that knows the order: read, select, check, compute, check the figures, consolidate, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kinerja_xl.check import by_severity, check
from kinerja_xl.compute import Hitungan, compute
from kinerja_xl.compute.skm import without_summaries
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, consolidate
from kinerja_xl.deklarasi.catatan import Catatan, Hasil, Status
from kinerja_xl.deklarasi.pilihan import BAGIAN as BAGIAN
from kinerja_xl.kerja.keluaran import Keluaran as Keluaran
from kinerja_xl.kerja.keluaran import write_outputs
from kinerja_xl.kerja.masukan import Cara as Cara
from kinerja_xl.kerja.masukan import Masukan as Masukan
from kinerja_xl.kerja.masukan import read_folder as read_folder
from kinerja_xl.kerja.masukan import read_workbooks as read_workbooks
from kinerja_xl.kerja.pengumpul import without_collector
from kinerja_xl.rules import RULES
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.referensi import build_referensi
from kinerja_xl.tabel.selection import select

if TYPE_CHECKING:
    from kinerja_xl.kerja.permintaan import Permintaan
    from kinerja_xl.perbaikan.tulis import Salinan


@dataclass(frozen=True)
class Telaah:
    """Checked and computed input: everything known about a set of workbooks before consolidation.

    `galat` holds the tracebacks of our own faults (a file or a rule that the program failed on).
    """

    data: Data
    hitungan: Hitungan
    catatan: tuple[Catatan, ...]
    hasil_aturan: tuple[Hasil, ...]
    galat: tuple[str, ...]


@dataclass(frozen=True)
class Jalan:
    """A finished run: what was found and what was written.

    `nama` are the workbooks of the folder, `lain` its files that are no workbooks.
    """

    telaah: Telaah
    konsolidasi: Konsolidasi
    keluaran: Keluaran
    nama: frozenset[str] = frozenset()
    lain: tuple[str, ...] = ()


def run(
    folder: Path,
    output: Path,
    *,
    tahun: int | None = None,
    periode: str | None = None,
    hanya: Sequence[str] = BAGIAN,
    referensi: Path | None = None,
    cara: Cara | None = None,
) -> Jalan:
    """Process a folder into `output`/<tahun>_<periode>. Raises KinerjaError when the run can't start or end.

    `cara` says who reads and writes and what a former run has kept (default: this process, nothing).
    """
    cara = cara or Cara()
    masukan = read_folder(folder, output, referensi, cara)
    with without_collector():
        data = _choose(masukan, tahun, periode)
        # What was read is let go once the typed tables hold it, and those once the checked ones do.
        masukan = replace(masukan, bacaan=())
        telaah = _judge(data, masukan.galat)
        del data
        konsolidasi = consolidate(telaah.data, telaah.hitungan, telaah.catatan)
        telaah = replace(telaah, data=konsolidasi.data)
    keluaran = write_outputs(masukan, konsolidasi, telaah.hasil_aturan, telaah.galat, output, hanya, cara)
    return Jalan(telaah, konsolidasi, keluaran, masukan.nama, masukan.lain)


def run_as_asked(permintaan: Permintaan, cara: Cara) -> Jalan:
    """The run that was asked for. Raises KinerjaError."""
    return run(
        permintaan.folder,
        permintaan.output,
        tahun=permintaan.tahun,
        periode=permintaan.periode,
        hanya=permintaan.hanya,
        referensi=permintaan.referensi,
        cara=cara,
    )


def examine(
    masukan: Masukan,
    tahun: int | None = None,
    periode: str | None = None,
    bawaan: tuple[int, str] | None = None,
) -> Telaah:
    """Select, check and compute readings. Raises KinerjaError when the run can't start.

    `bawaan` is the year and period to fall back on where nothing names them (checking a single faulty file).
    """
    with without_collector():
        return _judge(_choose(masukan, tahun, periode, bawaan), masukan.galat)


def _choose(masukan: Masukan, tahun: int | None, periode: str | None, bawaan: tuple[int, str] | None = None) -> Data:
    referensi, tabel = build_referensi(masukan.rujukan)
    return select(masukan.bacaan, referensi, tabel, tahun, periode, masukan.rujukan, bawaan)


def _judge(data: Data, galat: Sequence[str]) -> Telaah:
    unread = check(RULES, data, tahap=0)
    first = check(RULES, without_summaries(data), tahap=1)
    hitungan = compute(first.data)
    checked = replace(first.data, hasil=hitungan)
    second = check(RULES, checked, tahap=2)
    hasil = (*unread.hasil, *first.hasil, *second.hasil)
    crashed = tuple(f"aturan {h.kode}\n{h.alasan}" for h in hasil if h.status is Status.GAGAL)
    # Each once, in the order in which they were found where nothing else tells them apart.
    catatan = by_severity(dict.fromkeys((*unread.catatan, *first.catatan, *second.catatan)))
    # A copy is free of what the rules have kept with the data for each other.
    return Telaah(replace(checked, temuan=second.temuan), hitungan, tuple(catatan), hasil, (*galat, *crashed))


def write_marked(masukan: Masukan, data: Data, catatan: Sequence[Catatan]) -> Salinan:
    """Write marked-up copies beside the faulty files."""
    from kinerja_xl.perbaikan.tulis import write_beside

    return write_beside(data.berkas, masukan.tempat, catatan, masukan.batas)
