"""The only module that knows the order: read, select, check, compute, check the figures, consolidate, write."""

from __future__ import annotations

import datetime
import gc
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kinerja_xl import read
from kinerja_xl.bacaan import Bacaan, Peristiwa
from kinerja_xl.catatan import Catatan, Hasil, Status
from kinerja_xl.check import by_severity, check
from kinerja_xl.compute import Hitungan, compute
from kinerja_xl.compute.skm import without_summaries
from kinerja_xl.consolidate import Konsolidasi, consolidate
from kinerja_xl.data import Data
from kinerja_xl.errors import FolderTidakAda, KeluaranGagal, ReferensiRusak
from kinerja_xl.forms import SHEETS
from kinerja_xl.referensi import Referensi, build_referensi, is_referensi
from kinerja_xl.rules import RULES
from kinerja_xl.selection import select
from kinerja_xl.write.folder import folder_name, whole_folder

if TYPE_CHECKING:
    from kinerja_xl.perbaikan.tulis import Salinan

BAGIAN = ("konsolidasi", "serapan", "opd", "perbaikan", "data")
_ALL_SHEETS = tuple(SHEETS.values())
Progress = Callable[[Iterable[tuple[Path, str]]], Iterable[tuple[Path, str]]]


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
    """A finished run: what was found and what was written; `lain` names the files that are no workbooks."""

    telaah: Telaah
    konsolidasi: Konsolidasi
    keluaran: Keluaran
    lain: tuple[str, ...] = ()


@dataclass(frozen=True)
class Masukan:
    """The readings of a run: the OPD workbooks, the Referensi, and our own faults met on the way.

    `tempat` says where each file lies, `batas` the limits that the Referensi sets for reading, `lain` the other files
    of the folder, which aren't workbooks.
    """

    bacaan: tuple[Bacaan, ...]
    rujukan: Bacaan | None
    galat: tuple[str, ...] = ()
    tempat: Mapping[str, Path] = field(default_factory=dict)
    batas: read.Batas = field(default_factory=read.Batas)
    lain: tuple[str, ...] = ()


def run(
    folder: Path,
    output: Path,
    *,
    tahun: int | None = None,
    periode: str | None = None,
    hanya: Sequence[str] = BAGIAN,
    referensi: Path | None = None,
    progress: Progress = lambda pairs: pairs,
) -> Jalan:
    """Process a folder into `output`/<tahun>_<periode>. Raises KinerjaError when the run can't start or end."""
    masukan = read_folder(folder, output, referensi, progress)
    with _without_collector():
        data = _choose(masukan, tahun, periode)
        # What was read is let go once the typed tables hold it, and those once the checked ones do.
        masukan = replace(masukan, bacaan=())
        telaah = _judge(data, masukan.galat)
        del data
        konsolidasi = consolidate(telaah.data, telaah.hitungan, telaah.catatan)
    keluaran = write_outputs(masukan, telaah, konsolidasi, output, hanya)
    return Jalan(telaah, konsolidasi, keluaran, masukan.lain)


def read_folder(
    folder: Path,
    output: Path | None = None,
    referensi: Path | None = None,
    progress: Progress = lambda pairs: pairs,
) -> Masukan:
    """Read all workbooks of a folder (an output folder inside it aside). Raises KinerjaError when there is none."""
    if referensi is not None and not referensi.is_file():
        raise FolderTidakAda(f"Berkas {referensi} tidak ada. Periksa nama dan foldernya.")
    if folder.is_file():
        raise FolderTidakAda(f"{folder} adalah berkas, bukan folder. Untuk satu berkas: kinerja-xl periksa {folder}")
    if not folder.is_dir():
        raise FolderTidakAda(f"Folder {folder} tidak ada. Sebutkan folder masukan, misalnya: kinerja-xl proses masukan")
    found, others = read.list_files(folder, output)
    pairs = [(path, path.relative_to(folder).as_posix()) for path in found]
    if not pairs:
        raise FolderTidakAda(f"Tidak ada berkas .xlsx, .xlsm, .xlsb, .xls, atau .ods di folder {folder}.")
    lain = tuple(path.relative_to(folder).as_posix() for path in others)
    return replace(read_workbooks(pairs, referensi, progress), lain=lain)


def read_workbooks(
    pairs: Sequence[tuple[Path, str]], referensi: Path | None = None, progress: Progress = lambda pairs: pairs
) -> Masukan:
    """Read workbooks given with the names used in messages, and tell the Referensi from the OPD workbooks.

    Raises ReferensiRusak when there are several Referensi, or the one named can't be read.
    """
    galat: list[str] = []
    named = _read_one(referensi, referensi.name, read.Batas(), galat) if referensi is not None else None
    if named is not None and not is_referensi(named):
        raise ReferensiRusak(f"{referensi} bukan berkas Referensi yang dapat dibaca. Pakai templat_referensi.xlsx.")
    # The Referensi may set the limits for the others, so a file that bears its name is read first.
    ordered = sorted(pairs, key=lambda pair: "referensi" not in pair[1].casefold())
    bacaan: list[Bacaan] = []
    rujukan = [] if named is None else [named]
    batas = _limits(rujukan)
    for path, berkas in progress(ordered):
        satu = _read_one(path, berkas, batas, galat)
        if not is_referensi(satu):
            bacaan.append(satu)
        elif named is None or satu.sha256 != named.sha256:
            rujukan.append(satu)
            batas = _limits(rujukan)
    if len(rujukan) > 1:
        names = " dan ".join(b.berkas for b in rujukan)
        raise ReferensiRusak(f"Ada lebih dari satu berkas Referensi: {names}. Sisakan satu.")
    bacaan.sort(key=lambda b: b.berkas)
    tempat = {berkas: path for path, berkas in pairs}
    if referensi is not None:
        tempat[referensi.name] = referensi
    return Masukan(tuple(bacaan), rujukan[0] if rujukan else None, tuple(galat), tempat, batas)


def _limits(rujukan: Sequence[Bacaan]) -> read.Batas:
    kebijakan = build_referensi(rujukan[0])[0].kebijakan if rujukan else Referensi().kebijakan
    return read.Batas.of(kebijakan)


def _read_one(path: Path, berkas: str, batas: read.Batas, galat: list[str]) -> Bacaan:
    """One reading; a fault of ours concerns this file only and is reported as ours."""
    try:
        return read.read_workbook(path, berkas, _ALL_SHEETS, batas)
    except Exception:
        galat.append(f"{berkas}\n{traceback.format_exc()}")
        gagal = Bacaan(berkas, "", 0, terbaca=False)
        gagal.meet(Peristiwa.GALAT_PROGRAM)
        return gagal


def examine(
    masukan: Masukan,
    tahun: int | None = None,
    periode: str | None = None,
    bawaan: tuple[int, str] | None = None,
) -> Telaah:
    """Select, check and compute readings. Raises KinerjaError when the run can't start.

    `bawaan` is the year and period to fall back on where nothing names them (checking a single faulty file).
    """
    with _without_collector():
        return _judge(_choose(masukan, tahun, periode, bawaan), masukan.galat)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let Python's cycle collector rest, and leave what was made meanwhile out of its later searches.

    Tables and figures hold no cycles, yet searching the millions of objects again and again for some took a quarter of
    the time. Writers do make cycles (each workbook is one), so there it must run: without it memory doubles.
    """
    if not gc.isenabled():
        yield
        return
    gc.unfreeze()  # what a former run of this process set aside
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


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
    catatan = by_severity({*unread.catatan, *first.catatan, *second.catatan})
    return Telaah(checked, hitungan, tuple(catatan), hasil, (*galat, *crashed))


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
