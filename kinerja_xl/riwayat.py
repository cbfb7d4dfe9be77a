"""What a run leaves behind so that the next one can tell, without reading a workbook, that nothing has changed."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from kinerja_xl.errors import KinerjaError
from kinerja_xl.read import list_folder
from kinerja_xl.simpanan import Simpanan, digest_files, file_digest
from kinerja_xl.write.folder import leftovers

JALAN: Final = "jalan"


@dataclass(frozen=True)
class Permintaan:
    """What a run was asked for: all that its outputs depend on besides the contents of files and the program."""

    folder: Path
    output: Path
    tahun: int | None = None
    periode: str | None = None
    hanya: tuple[str, ...] = ()
    referensi: Path | None = None

    @property
    def kunci(self) -> str:
        """The same for two runs that were asked for the same."""
        paths = [str(p.resolve()) if p is not None else "" for p in (self.folder, self.output, self.referensi)]
        return json.dumps([*paths, self.tahun, self.periode, sorted(self.hanya)])


@dataclass(frozen=True)
class Riwayat:
    """A finished run: its input and output files by name with their digests, and what was said about it."""

    tujuan: str
    waktu: str
    masukan: Mapping[str, str]
    lain: Sequence[str]
    hasil: Mapping[str, str]
    baris: Sequence[str]
    status: int

    @property
    def saat(self) -> str:
        """When it ended, as an officer writes it."""
        return f"{datetime.datetime.fromisoformat(self.waktu):%d/%m/%Y %H:%M}"


def find_unchanged(permintaan: Permintaan, simpanan: Simpanan) -> Riwayat | None:
    """The last run that was asked for the same, if its input and its output are still what they were."""
    isi = simpanan.get(JALAN, permintaan.kunci)
    if isi is None:
        return None
    lalu = Riwayat(**json.loads(isi))
    try:
        pairs, lain = list_folder(permintaan.folder, permintaan.output)
        paths = {berkas: path for path, berkas in pairs} | _named(permintaan.referensi)
        if paths.keys() != lalu.masukan.keys() or list(lain) != list(lalu.lain):
            return None
        same = all(file_digest(paths[nama]) == sha256 for nama, sha256 in lalu.masukan.items())
        tujuan = permintaan.output / lalu.tujuan
        # What a killed run left behind is put right by the next one, so that one must be made.
        return lalu if same and not leftovers(tujuan) and digest_files(tujuan) == lalu.hasil else None
    except (OSError, KinerjaError):
        # Whatever is amiss with the folder or the output, the run itself will say it.
        return None


def keep_run(
    permintaan: Permintaan,
    simpanan: Simpanan,
    tujuan: Path,
    masukan: Mapping[str, str],
    lain: Sequence[str],
    baris: Sequence[str],
    status: int,
) -> None:
    """Remember a finished run; `masukan` pairs every file of the folder with its digest ('': it couldn't be opened)."""
    known = dict(masukan) | {nama: file_digest(path) for nama, path in _named(permintaan.referensi).items()}
    if not all(known.values()):
        return
    waktu = datetime.datetime.now().isoformat(timespec="seconds")
    jalan = Riwayat(tujuan.name, waktu, known, list(lain), digest_files(tujuan), list(baris), status)
    simpanan.put(JALAN, permintaan.kunci, json.dumps(asdict(jalan)).encode())


def _named(referensi: Path | None) -> dict[str, Path]:
    """A Referensi outside of the folder under a name that no file in it can have."""
    return {} if referensi is None else {"/referensi": referensi}
