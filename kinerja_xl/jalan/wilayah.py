"""Many regencies in one run: each as a run of its own, then side by side. One that fails never stops the others."""

from __future__ import annotations

import datetime
import json
import re
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kinerja_xl import __version__, read
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.deklarasi.errors import FolderTidakAda, KinerjaError
from kinerja_xl.deklarasi.pilihan import PERIODE
from kinerja_xl.jalan.kabupaten import Diolah, HasilKabupaten, Pembagian, TugasKabupaten, place, readable
from kinerja_xl.kerja.executor import PekerjaMati
from kinerja_xl.kerja.keluaran import run_time
from kinerja_xl.kerja.tugas import kerjakan
from kinerja_xl.write.folder import folder_name, whole_folder

if TYPE_CHECKING:
    from kinerja_xl.write.perbandingan.ikhtisar import Ikhtisar, Perbandingan

NAMA: Final = "perbandingan"
LOG: Final = "galat_program.log"
PUTARAN: Final = 2
"""New regencies per worker of a pool from which each is a task of its own; of fewer, some would wait at the end."""
_HASIL: Final = re.compile(rf"{NAMA}_\d{{4}}_(TAHUN|TW[1-4])(_baru)?", re.IGNORECASE)
Olah = Callable[[Path, Path], Diolah]
Kabar = Callable[[str, int, int, "Keadaan | None"], None]


class Keadaan(StrEnum):
    """What became of one regency."""

    DIBANDINGKAN = "Dibandingkan"
    PERIODE_LAIN = "Tahun atau periode lain"
    TIDAK_DIOLAH = "Tidak dapat diolah"
    GAGAL = "Program gagal"


@dataclass(frozen=True, slots=True)
class Daerah:
    """One regency of a run; `ikhtisar` and `tujuan` (its output folder) are None where it couldn't be processed.

    `alasan` says why it isn't compared, `galat` holds the tracebacks of our own faults; `tetap`: as in Diolah.
    """

    folder: str
    keadaan: Keadaan
    alasan: str = ""
    ikhtisar: Ikhtisar | None = None
    tujuan: Path | None = None
    galat: tuple[str, ...] = ()
    detik: float = 0.0
    tetap: bool = False


@dataclass(frozen=True)
class Wilayah:
    """A finished run over many regencies; `tujuan` is the folder of the comparison, None where there is nothing in it.

    `terhalang`: as in Keluaran. `parquet`: whether Parquet was written, None where no tidy data was asked for. `log`
    holds our own faults, None where there were none. `tak_dipakai` are files that lie in no regency's folder.
    """

    daerah: tuple[Daerah, ...]
    tak_dipakai: tuple[str, ...]
    tujuan: Path | None = None
    terhalang: Path | None = None
    parquet: bool | None = None
    log: Path | None = None

    @property
    def diolah(self) -> list[Daerah]:
        """The regencies that have an output of their own."""
        return [satu for satu in self.daerah if satu.ikhtisar is not None]

    @property
    def ada_kesalahan(self) -> bool:
        """Whether a regency couldn't be processed, or one that was has a Kesalahan."""
        return any(s.ikhtisar is None or s.ikhtisar.ringkasan.catatan[Tingkat.KESALAHAN] for s in self.daerah)


def run_per_kabupaten(
    folder: Path, output: Path, olah: Olah, kabar: Kabar, pembagian: Pembagian | None = None
) -> Wilayah:
    """Process every direct subfolder of `folder` into `output`/<name>, and compare them in one more folder beside.

    `olah` processes one regency, from its folder into its output folder (kabupaten.process). With `pembagian`,
    regencies that are new go to workers as a whole. `kabar` hears the name of each regency, its number, how many there
    are, and None before its turn, or what became of it where a worker has finished it. Raises KinerjaError when there
    is no regency, or the comparison can't be written.
    """
    if not folder.is_dir():
        raise FolderTidakAda(
            f"{folder} bukan folder yang ada. Sebutkan folder yang berisi satu subfolder per kabupaten."
        )
    subfolders, files = read.list_folders(folder, output)
    if not subfolders:
        raise FolderTidakAda(
            f"Tidak ada subfolder kabupaten/kota di {folder}. Tanpa --per-kabupaten, folder itu diolah sebagai satu."
        )
    total = len(subfolders)
    selesai = _process_apart(subfolders, output, kabar, pembagian) if pembagian is not None else {}
    for n, path in enumerate(subfolders, 1):
        if path not in selesai:
            kabar(readable(path), n, total, None)
            selesai[path] = _process(path, output / path.name, olah)
    hasil = [selesai[path] for path in subfolders]
    lepas = tuple(readable(path) for path in files)
    if not any(satu.ikhtisar for satu in hasil):
        return Wilayah(tuple(hasil), lepas, log=_write_log(output, [g for satu in hasil for g in satu.galat]))
    return _compare(hasil, lepas, output)


def _process_apart(subfolders: Sequence[Path], output: Path, kabar: Kabar, pembagian: Pembagian) -> dict[Path, Daerah]:
    """The regencies that workers can process as a whole, where there are several; by folder."""
    baru = [path for path in subfolders if _is_fit(path) and pembagian.is_new(output / path.name)]
    pelaksana = pembagian.pelaksana.for_job(len(baru), PUTARAN * pembagian.pelaksana.pekerja)
    if min(len(baru), pelaksana.pekerja) < 2:
        return {}
    antrean: deque[Path] = deque()

    def tasks() -> Iterator[TugasKabupaten]:
        for path in baru:
            try:
                tugas = pembagian.task(path, readable(path), output / path.name)
            except KinerjaError:
                continue  # processing it here says what is amiss
            if tugas is not None:
                antrean.append(path)
                yield tugas

    selesai: dict[Path, Daerah] = {}
    for _, hasil in pelaksana.hand_out(kerjakan, tasks(), antrean=1):
        path = antrean.popleft()
        selesai[path] = _received(path, output / path.name, hasil)
        kabar(readable(path), subfolders.index(path) + 1, len(subfolders), selesai[path].keadaan)
    return selesai


def _received(folder: Path, output: Path, hasil: HasilKabupaten | PekerjaMati) -> Daerah:
    """One regency that a worker has processed."""
    nama = readable(folder)
    if isinstance(hasil, PekerjaMati):
        return _failed(nama, f"proses pekerja berhenti mendadak: {hasil}", 0.0)
    if hasil.gagal:
        return _failed(nama, hasil.gagal, hasil.detik)
    if hasil.ikhtisar is None:
        return Daerah(nama, Keadaan.TIDAK_DIOLAH, hasil.alasan, detik=hasil.detik)
    try:
        tujuan = place(hasil, output)
    except KinerjaError as error:
        return Daerah(nama, Keadaan.TIDAK_DIOLAH, str(error), detik=hasil.detik)
    return _made(nama, Diolah(hasil.ikhtisar, tujuan, hasil.galat), hasil.detik)


def _failed(nama: str, sebab: str, detik: float) -> Daerah:
    return Daerah(
        nama, Keadaan.GAGAL, f"Kesalahan program; rinciannya di {LOG}.", galat=(f"{nama}\n{sebab}",), detik=detik
    )


def _process(folder: Path, output: Path, olah: Olah) -> Daerah:
    """Run one regency here; whatever goes wrong concerns it alone."""
    nama, mulai = readable(folder), time.perf_counter()
    try:
        _check_name(folder)
        diolah = olah(folder, output)
    except KinerjaError as error:
        # The comparison is passed on to others, whom the places on this machine don't concern.
        alasan = str(error).replace(str(folder), nama)
        return Daerah(nama, Keadaan.TIDAK_DIOLAH, alasan, detik=time.perf_counter() - mulai)
    except Exception:
        return _failed(nama, traceback.format_exc(), time.perf_counter() - mulai)
    return _made(nama, diolah, time.perf_counter() - mulai)


def _made(nama: str, diolah: Diolah, detik: float) -> Daerah:
    ikhtisar = replace(diolah.ikhtisar, tempat=f"{nama}/{diolah.tujuan.name}")
    galat = tuple(f"{nama}: {satu}" for satu in diolah.galat)
    return Daerah(nama, Keadaan.DIBANDINGKAN, "", ikhtisar, diolah.tujuan, galat, detik, diolah.tetap)


def _is_fit(folder: Path) -> bool:
    """Whether a subfolder may be a regency's."""
    try:
        _check_name(folder)
    except FolderTidakAda:
        return False
    return True


def _check_name(folder: Path) -> None:
    if folder.is_symlink():
        raise FolderTidakAda("Tautan ke folder tidak diikuti. Salin foldernya.")
    if _HASIL.fullmatch(folder.name):
        raise FolderTidakAda(f"Nama {folder.name} dipakai untuk folder perbandingan. Ganti nama folder ini.")


def _compare(hasil: Sequence[Daerah], lepas: tuple[str, ...], output: Path) -> Wilayah:
    """Write the comparison of the regencies that share year and period."""
    from kinerja_xl.write.perbandingan.gabungan import Sumber, parquet_available, write_csv, write_parquet
    from kinerja_xl.write.perbandingan.susunan import write_perbandingan

    daerah = _with_state(hasil)
    perbandingan = _comparison(daerah, lepas)
    ikut = [satu for satu in daerah if satu.keadaan is Keadaan.DIBANDINGKAN]
    sumber = [
        Sumber(satu.folder, satu.ikhtisar.nama, satu.tujuan / "data")
        for satu in ikut
        if satu.ikhtisar is not None and satu.tujuan is not None and any((satu.tujuan / "data").glob("*.csv"))
    ]
    dibuat = run_time()
    galat = [g for satu in daerah for g in satu.galat]
    tujuan = output / f"{NAMA}_{folder_name(perbandingan.tahun, perbandingan.periode)}"
    with whole_folder(tujuan) as draf:
        data = draf.folder / "data"
        data.mkdir()
        write_perbandingan(perbandingan, draf.folder / f"{tujuan.name}.xlsx", dibuat)
        write_csv(sumber, data)
        parquet = parquet_available() if sumber else None
        if parquet:
            galat += write_parquet(sumber, data / "parquet")
        _write_jejak(data / "jejak.json", daerah, perbandingan, dibuat)
        _write_log(data, galat)
    log = draf.tujuan / "data" / LOG if galat else None
    return Wilayah(tuple(daerah), lepas, draf.tujuan, draf.terhalang, parquet, log)


def _with_state(hasil: Sequence[Daerah]) -> list[Daerah]:
    """The regencies with those set aside whose year or period isn't that of most; of as many, the latest decides."""
    counts = Counter((s.ikhtisar.tahun, s.ikhtisar.periode) for s in hasil if s.ikhtisar is not None)
    tahun, periode = max(counts, key=lambda k: (counts[k], k[0], PERIODE.index(k[1])))
    out = []
    for satu in hasil:
        own = satu.ikhtisar
        if own is None or (own.tahun, own.periode) == (tahun, periode):
            out.append(satu)
            continue
        alasan = (
            f"Kirimannya untuk tahun {own.tahun}, periode {own.periode}; yang dibandingkan tahun {tahun}, periode "
            f"{periode}. Hasilnya sendiri tetap ditulis."
        )
        out.append(replace(satu, keadaan=Keadaan.PERIODE_LAIN, alasan=alasan))
    return out


def _comparison(daerah: Sequence[Daerah], lepas: tuple[str, ...]) -> Perbandingan:
    from kinerja_xl.write.perbandingan.ikhtisar import Perbandingan, TidakIkut

    ikut = [s.ikhtisar for s in daerah if s.keadaan is Keadaan.DIBANDINGKAN and s.ikhtisar is not None]
    lain = tuple(
        TidakIkut(s.folder, s.ikhtisar.nama if s.ikhtisar else s.folder, s.keadaan.value, s.alasan)
        for s in daerah
        if s.keadaan is not Keadaan.DIBANDINGKAN
    )

    def rank(satu: Ikhtisar) -> tuple[Any, ...]:
        rata = satu.ringkasan.rata_rata_capaian
        return rata is None, -(rata or 0), satu.nama, satu.folder

    return Perbandingan(ikut[0].tahun, ikut[0].periode, tuple(sorted(ikut, key=rank)), lain, lepas)


def _write_jejak(path: Path, daerah: Sequence[Daerah], p: Perbandingan, dibuat: datetime.datetime) -> None:
    """jejak.json: which regencies, what became of each, and the files that its figures come from."""
    jejak = {
        "program": "kinerja-xl",
        "versi": __version__,
        "waktu": dibuat.isoformat(timespec="seconds"),
        "tahun": p.tahun,
        "periode": p.periode,
        "tidak_dipakai": list(p.tak_dipakai),
        "kabupaten": [_trace(satu) for satu in daerah],
    }
    text = json.dumps(jejak, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", errors="replace", newline="\n")


def _trace(satu: Daerah) -> dict[str, Any]:
    own = satu.ikhtisar
    if own is None:
        return {"kabupaten": satu.folder, "keadaan": satu.keadaan.value, "alasan": satu.alasan}
    return {
        "kabupaten": satu.folder,
        "nama_kabupaten": own.nama,
        "keadaan": satu.keadaan.value,
        "alasan": satu.alasan,
        "tahun": own.tahun,
        "periode": own.periode,
        "hasil": own.tempat,
        "referensi": own.referensi,
        "jumlah": {
            "opd_terdaftar": own.ringkasan.n_opd if own.ada_daftar else None,
            "opd_menyerahkan": own.ringkasan.n_menyerahkan,
            "opd_lengkap": own.ringkasan.n_lengkap,
            **{str(t).casefold(): n for t, n in own.ringkasan.catatan.items()},
        },
        "berkas": [b._asdict() for b in own.berkas],
        "berkas_lain": list(own.berkas_lain),
    }


def _write_log(folder: Path, galat: Sequence[str]) -> Path | None:
    """Write our own faults into a folder; None where there were none."""
    if not galat:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOG
    path.write_text("\n\n".join(galat), encoding="utf-8", errors="replace")
    return path
