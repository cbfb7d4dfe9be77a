"""The input of a run: the workbooks of a folder, read by this process or by workers, or taken from what was kept."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final

from kinerja_xl import read
from kinerja_xl.deklarasi.errors import FolderTidakAda, ReferensiRusak
from kinerja_xl.kerja.executor import PekerjaMati, Pelaksana, Sendiri
from kinerja_xl.kerja.padat import decode_bacaan
from kinerja_xl.kerja.simpanan import Simpanan
from kinerja_xl.kerja.tugas import Baca, Terbaca, baca, baca_padat, unread
from kinerja_xl.tabel.bacaan import Bacaan, Peristiwa
from kinerja_xl.tabel.referensi import Referensi, build_referensi, is_referensi

Pasangan = tuple[Path, str]
Progress = Callable[[Iterable[Pasangan]], Iterable[Pasangan]]
BACA: Final = "bacaan"
AMBANG_BACA: Final = 60
"""Files to be read from which starting processes pays (measured: docs/kinerja_program.md)."""


@dataclass(frozen=True)
class Masukan:
    """The readings of a run: the OPD workbooks, the Referensi, and our own faults met on the way.

    `tempat` says where each file lies, `batas` the limits that the Referensi sets for reading. `nama` are the workbooks
    of the folder, `lain` its other files.
    """

    bacaan: tuple[Bacaan, ...]
    rujukan: Bacaan | None
    galat: tuple[str, ...] = ()
    tempat: Mapping[str, Path] = field(default_factory=dict)
    batas: read.Batas = field(default_factory=read.Batas)
    nama: frozenset[str] = frozenset()
    lain: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cara:
    """How to work: who does it, what was kept, what is told of the progress, the time that outputs bear (None: now)."""

    pelaksana: Pelaksana = field(default_factory=Sendiri)
    simpanan: Simpanan | None = None
    progress: Progress = lambda pairs: pairs
    dibuat: datetime.datetime | None = None


def read_folder(
    folder: Path, output: Path | None = None, referensi: Path | None = None, cara: Cara | None = None
) -> Masukan:
    """Read all workbooks of a folder (an output folder inside it aside). Raises KinerjaError when there is none."""
    require_referensi(referensi)
    pairs, lain = read.list_folder(folder, output)
    nama = frozenset(berkas for _, berkas in pairs)
    return replace(read_workbooks(pairs, referensi, cara), nama=nama, lain=lain)


def require_referensi(referensi: Path | None) -> None:
    """Raise FolderTidakAda when a Referensi is named that doesn't exist or is a folder."""
    if referensi is not None and referensi.is_dir():
        raise FolderTidakAda(f"{referensi} adalah folder. Sebutkan berkas Referensi-nya, misalnya Referensi.xlsx.")
    if referensi is not None and not referensi.is_file():
        raise FolderTidakAda(f"Berkas {referensi} tidak ada. Periksa nama dan foldernya.")


def read_workbooks(pairs: Sequence[Pasangan], referensi: Path | None = None, cara: Cara | None = None) -> Masukan:
    """Read workbooks given with the names used in messages, and tell the Referensi from the OPD workbooks.

    Raises ReferensiRusak when there are several Referensi, or the one named can't be read.
    """
    cara = cara or Cara()
    named = [] if referensi is None else [_read_named(referensi)]
    # The Referensi may set the limits for the others, so a file that bears its name is read first.
    pairs = sorted(pairs, key=lambda pair: "referensi" not in pair[1].casefold())
    likely = sum("referensi" in berkas.casefold() for _, berkas in pairs)
    maju = iter(cara.progress(pairs))
    found = list(_read_each(pairs[:likely], _limits(_rujukan(named, [])), cara, maju))
    batas = _limits(_rujukan(named, found))
    found += _read_each(pairs[likely:], batas, cara, maju)
    _exhaust(maju)
    if (wanted := _limits(_rujukan(named, found))) != batas:
        # A Referensi under a name of its own sets other limits: they hold for all files.
        found[likely:] = _read_each(pairs[likely:], wanted, cara, iter(pairs))
    rujukan = _rujukan(named, found)
    if len(rujukan) > 1:
        names = " dan ".join(b.berkas for b in rujukan)
        hint = ""
        if len({PurePosixPath(b.berkas).parent for b in rujukan}) == len(rujukan):
            hint = " Bila setiap subfolder adalah satu kabupaten/kota, tambahkan --per-kabupaten."
        raise ReferensiRusak(f"Ada lebih dari satu berkas Referensi: {names}. Sisakan satu.{hint}")
    found.sort(key=lambda t: t.bacaan.berkas)
    tempat = {berkas: path for path, berkas in sorted(pairs)}
    if referensi is not None:
        tempat[referensi.name] = referensi
    return Masukan(
        tuple(t.bacaan for t in found if not is_referensi(t.bacaan)),
        rujukan[0] if rujukan else None,
        tuple(f"{t.bacaan.berkas}\n{t.galat}" for t in [*named, *found] if t.galat),
        tempat,
        wanted,
    )


def _read_named(referensi: Path) -> Terbaca:
    batas = read.Batas()
    named = baca(Baca(read.load_file(referensi, referensi.name, batas), batas))
    for kejadian in named.bacaan.kejadian:
        if kejadian.jenis == Peristiwa.TIDAK_DAPAT_DIBUKA:
            raise ReferensiRusak(f"{referensi} tidak dapat dibuka: {kejadian.rinci['alasan']}.")
    if not is_referensi(named.bacaan):
        raise ReferensiRusak(f"{referensi} bukan berkas Referensi yang dapat dibaca. Pakai templat_referensi.xlsx.")
    return named


def _rujukan(named: Sequence[Terbaca], found: Sequence[Terbaca]) -> list[Bacaan]:
    """The Referensi of a run; the one that was named may lie in the folder as well."""
    known = [t.bacaan for t in named]
    return known + [
        t.bacaan for t in found if is_referensi(t.bacaan) and not any(t.bacaan.sha256 == k.sha256 for k in known)
    ]


def _limits(rujukan: Sequence[Bacaan]) -> read.Batas:
    kebijakan = build_referensi(rujukan[0])[0].kebijakan if rujukan else Referensi().kebijakan
    return read.Batas.of(kebijakan)


def _read_each(pairs: Sequence[Pasangan], batas: read.Batas, cara: Cara, maju: Iterator[Pasangan]) -> Iterator[Terbaca]:
    """The readings of files in any order: kept ones as they are, the others by whoever does the work."""
    simpanan = cara.simpanan
    siap: list[Terbaca] = []

    def to_read() -> Iterator[Baca]:
        for path, berkas in pairs:
            muatan = read.load_file(path, berkas, batas)
            kept = simpanan.get(BACA, _key(muatan, batas)) if simpanan is not None and muatan.sha256 else None
            if muatan.galat is not None:
                siap.append(baca(Baca(muatan, batas)))
            elif kept is not None:
                siap.append(Terbaca(decode_bacaan(kept, berkas)))
            else:
                yield Baca(muatan, batas)

    tasks = to_read()
    few = list(itertools.islice(tasks, AMBANG_BACA))
    pelaksana = cara.pelaksana.for_job(len(few), AMBANG_BACA)
    for tugas, hasil in pelaksana.each(baca_padat, itertools.chain(few, tasks)):
        next(maju, None)
        if isinstance(hasil, PekerjaMati):
            mati = unread(tugas.muatan, Peristiwa.PEMBACA_BERHENTI, alasan="pembacanya berhenti mendadak")
            yield Terbaca(mati)
            continue
        if simpanan is not None and hasil.tetap:
            simpanan.put(BACA, _key(tugas.muatan, batas), hasil.isi)
        yield Terbaca(decode_bacaan(hasil.isi, tugas.muatan.berkas), hasil.galat)
    for _ in siap:
        next(maju, None)
    yield from siap


def _key(muatan: read.Muatan, batas: read.Batas) -> str:
    return f"{muatan.sha256} {batas}"


def _exhaust(maju: Iterator[Pasangan]) -> None:
    for _ in maju:
        pass
