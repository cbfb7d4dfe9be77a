"""The only module that knows the order: read, select, check, compute, check the figures, consolidate, write."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kinerja_xl.catatan import Catatan, Hasil, Status
from kinerja_xl.check import by_severity, check
from kinerja_xl.compute import Hitungan, compute
from kinerja_xl.compute.skm import without_summaries
from kinerja_xl.consolidate import Konsolidasi, consolidate
from kinerja_xl.data import Data
from kinerja_xl.errors import KeluaranGagal
from kinerja_xl.masukan import Cara as Cara
from kinerja_xl.masukan import Masukan as Masukan
from kinerja_xl.masukan import read_folder as read_folder
from kinerja_xl.masukan import read_workbooks as read_workbooks
from kinerja_xl.pilihan import BAGIAN as BAGIAN
from kinerja_xl.referensi import build_referensi
from kinerja_xl.rules import RULES
from kinerja_xl.selection import select
from kinerja_xl.write.folder import folder_name, whole_folder

if TYPE_CHECKING:
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
class Keluaran:
    """The output folder and its files; `terhalang` is the folder meant for them when it was open elsewhere.

    `tanpa_salinan` names the faulty files that got no marked-up copy and why; `galat` our own faults in writing.
    """

    tujuan: Path
    ditulis: tuple[Path, ...]
    terhalang: Path | None
    tanpa_salinan: tuple[tuple[str, str], ...] = ()
    galat: tuple[str, ...] = ()


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
    telaah = examine(masukan, tahun, periode)
    konsolidasi = consolidate(telaah.data, telaah.hitungan, telaah.catatan)
    keluaran = write_outputs(masukan, telaah, konsolidasi, output, hanya)
    return Jalan(telaah, konsolidasi, keluaran, masukan.nama, masukan.lain)


def examine(
    masukan: Masukan,
    tahun: int | None = None,
    periode: str | None = None,
    bawaan: tuple[int, str] | None = None,
) -> Telaah:
    """Select, check and compute readings. Raises KinerjaError when the run can't start.

    `bawaan` is the year and period to fall back on where nothing names them (checking a single faulty file).
    """
    referensi, tabel = build_referensi(masukan.rujukan)
    data = select(masukan.bacaan, referensi, tabel, tahun, periode, masukan.rujukan, bawaan)
    unread = check(RULES, data, tahap=0)
    first = check(RULES, without_summaries(data), tahap=1)
    hitungan = compute(first.data)
    checked = replace(first.data, hasil=hitungan)
    second = check(RULES, checked, tahap=2)
    hasil = (*unread.hasil, *first.hasil, *second.hasil)
    crashed = tuple(f"aturan {h.kode}\n{h.alasan}" for h in hasil if h.status is Status.GAGAL)
    catatan = by_severity({*unread.catatan, *first.catatan, *second.catatan})
    return Telaah(checked, hitungan, tuple(catatan), hasil, (*masukan.galat, *crashed))


def write_outputs(
    masukan: Masukan, telaah: Telaah, konsolidasi: Konsolidasi, output: Path, hanya: Sequence[str]
) -> Keluaran:
    """Write the parts named in `hanya` as one whole folder; return what was written where."""
    # Checking a file must not pay for the import of the writers.
    from kinerja_xl.perbaikan.tulis import Salinan as _Salinan
    from kinerja_xl.perbaikan.tulis import write_copies
    from kinerja_xl.write.data import write_data, write_jejak
    from kinerja_xl.write.konsolidasi.susunan import write_konsolidasi
    from kinerja_xl.write.opd.susunan import write_opd
    from kinerja_xl.write.serapan.susunan import write_serapan

    data = telaah.data
    tujuan = output / folder_name(data.tahun, data.periode)
    dibuat = datetime.datetime.now().astimezone().replace(microsecond=0)
    with whole_folder(tujuan) as draf:
        if "konsolidasi" in hanya:
            write_konsolidasi(konsolidasi, draf.folder / f"konsolidasi_{tujuan.name}.xlsx", dibuat)
        if "serapan" in hanya:
            write_serapan(konsolidasi, draf.folder / f"serapan_{tujuan.name}.xlsx", dibuat)
        if "opd" in hanya:
            write_opd(konsolidasi, draf.folder / "opd", dibuat)
        if "data" in hanya:
            write_data(konsolidasi, draf.folder / "data")
        write_jejak(konsolidasi, telaah.hasil_aturan, draf.folder / "data" / "jejak.json", dibuat)
        salinan = _Salinan()
        if "perbaikan" in hanya:
            folder = draf.folder / "perbaikan"
            salinan = write_copies(folder, data.berkas, masukan.tempat, telaah.catatan, masukan.batas)
        galat = (*telaah.galat, *salinan.galat)
        if galat:
            (draf.folder / "data" / "galat_program.log").write_text("\n\n".join(galat), encoding="utf-8")
    ditulis = tuple(sorted(p for p in draf.tujuan.rglob("*") if p.is_file()))
    return Keluaran(draf.tujuan, ditulis, draf.terhalang, tuple(salinan.tanpa), galat)


def write_marked(masukan: Masukan, data: Data, catatan: Sequence[Catatan]) -> Salinan:
    """Write marked-up copies beside the faulty files. Raises KeluaranGagal when a place can't be written."""
    from kinerja_xl.perbaikan.tulis import write_beside
    from kinerja_xl.write.folder import explain

    try:
        return write_beside(data.berkas, masukan.tempat, catatan, masukan.batas)
    except OSError as error:
        raise KeluaranGagal(explain(Path(error.filename or "."), error)) from error
