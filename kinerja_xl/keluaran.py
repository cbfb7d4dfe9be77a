"""The outputs of a run: a folder built beside its place and moved in whole; what hasn't changed is taken over."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kinerja_xl.executor import PekerjaMati
from kinerja_xl.masukan import Cara, Masukan
from kinerja_xl.write.folder import Draf, folder_name, whole_folder

if TYPE_CHECKING:
    from kinerja_xl.catatan import Hasil
    from kinerja_xl.consolidate import Konsolidasi

BUKU_OPD: Final = "buku opd"
AMBANG_OPD: Final = 12
"""Workbooks of OPD to be made from which starting processes pays (measured: docs/kinerja_program.md)."""
_SEKALIGUS: Final = 8
"""Workbooks of one task: enough that handing over their part of the consolidation doesn't count."""


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
    from kinerja_xl.perbaikan.tulis import Salinan, write_copies
    from kinerja_xl.write.data import write_data, write_jejak
    from kinerja_xl.write.konsolidasi.susunan import write_konsolidasi
    from kinerja_xl.write.serapan.susunan import write_serapan

    data = konsolidasi.data
    tujuan = output / folder_name(data.tahun, data.periode)
    dibuat = run_time()
    with whole_folder(tujuan) as draf:
        if "konsolidasi" in hanya:
            write_konsolidasi(konsolidasi, draf.folder / f"konsolidasi_{tujuan.name}.xlsx", dibuat)
        if "serapan" in hanya:
            write_serapan(konsolidasi, draf.folder / f"serapan_{tujuan.name}.xlsx", dibuat)
        if "opd" in hanya:
            galat = (*galat, *_write_opd(konsolidasi, draf, dibuat, cara))
        if "data" in hanya:
            write_data(konsolidasi, draf.folder / "data")
        write_jejak(konsolidasi, hasil_aturan, draf.folder / "data" / "jejak.json", dibuat)
        salinan = Salinan()
        if "perbaikan" in hanya:
            folder = draf.folder / "perbaikan"
            salinan = write_copies(folder, data.berkas, masukan.tempat, konsolidasi.catatan, masukan.batas)
        galat = (*galat, *salinan.galat)
        if galat:
            (draf.folder / "data" / "galat_program.log").write_text("\n\n".join(galat), encoding="utf-8")
    ditulis = tuple(sorted(p for p in draf.tujuan.rglob("*") if p.is_file()))
    return Keluaran(draf.tujuan, ditulis, draf.terhalang, tuple(salinan.tanpa), galat)


def run_time() -> datetime.datetime:
    """The time that outputs bear: now, or what SOURCE_DATE_EPOCH says (seconds since 1970), for outputs to compare.

    Source: reproducible-builds.org, SOURCE_DATE_EPOCH.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    return datetime.datetime.now().astimezone().replace(microsecond=0)


def _write_opd(konsolidasi: Konsolidasi, draf: Draf, dibuat: datetime.datetime, cara: Cara) -> tuple[str, ...]:
    """Write the workbooks of the OPD, those of unchanged OPD as they were; return our own faults."""
    from kinerja_xl.write.kerangka import prepare
    from kinerja_xl.write.opd.bahan import Potongan
    from kinerja_xl.write.opd.susunan import BukuOpd, TugasOpd, opd_names, render_opd

    hasil = prepare(konsolidasi)
    potongan = Potongan(hasil)
    nama = opd_names(hasil, potongan)
    folder = draf.folder / "opd"
    if nama:
        folder.mkdir(parents=True, exist_ok=True)
    sidik = {satu: hashlib.sha256(potongan.sidik(kode).encode()).hexdigest() for kode, satu in nama.items()}
    baru = {kode: satu for kode, satu in nama.items() if not _take_over(draf.tujuan, folder / satu, sidik[satu], cara)}

    def tugas(kode: Sequence[str], sekaligus: int) -> Iterator[TugasOpd]:
        for n in range(0, len(kode), sekaligus):
            some = kode[n : n + sekaligus]
            yield TugasOpd(potongan.of(some), {satu: baru[satu] for satu in some}, dibuat)

    def write(books: Iterable[BukuOpd]) -> None:
        for buku in books:
            (folder / buku.nama).write_bytes(buku.isi)
            if cara.simpanan is not None:
                kept = {"nama": buku.nama, "sha256": hashlib.sha256(buku.isi).hexdigest()}
                cara.simpanan.put(BUKU_OPD, sidik[buku.nama], json.dumps(kept).encode())

    pelaksana = cara.pelaksana.for_job(len(baru), AMBANG_OPD)
    gagal: list[str] = []
    for satu, books in pelaksana.each(render_opd, tugas(list(baru), _SEKALIGUS)):
        if isinstance(books, PekerjaMati):
            gagal += satu.nama
        else:
            write(books)
    galat: list[str] = []
    # Of those that died together, one by one: only the culprit stays without its workbook.
    for satu, books in pelaksana.each(render_opd, tugas(gagal, 1)):
        if isinstance(books, PekerjaMati):
            galat.append(f"buku kerja OPD {', '.join(satu.nama.values())}\nproses pekerja berhenti mendadak: {books}")
        else:
            write(books)
    return tuple(galat)


def _take_over(lama: Path, path: Path, kunci: str, cara: Cara) -> bool:
    """Copy a workbook of the former output, if it is what was made of the same input; say whether it was."""
    kept = cara.simpanan.get(BUKU_OPD, kunci) if cara.simpanan is not None else None
    if kept is None:
        return False
    known: Mapping[str, str] = json.loads(kept)
    try:
        isi = (lama / "opd" / known["nama"]).read_bytes()
    except OSError:
        return False
    if known["nama"] != path.name or hashlib.sha256(isi).hexdigest() != known["sha256"]:
        return False
    path.write_bytes(isi)
    return True
