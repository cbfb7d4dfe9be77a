"""What a run leaves behind so that the next one can tell, without reading a workbook, that nothing has changed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kinerja_xl.deklarasi.errors import KinerjaError
from kinerja_xl.kerja.permintaan import Permintaan
from kinerja_xl.kerja.simpanan import Simpanan, digest_files, file_digest
from kinerja_xl.read import list_folder
from kinerja_xl.write.folder import leftovers

if TYPE_CHECKING:
    from kinerja_xl.pipeline import Jalan

JALAN: Final = "jalan"


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
    lalu = simpanan.recall(JALAN, permintaan.kunci, Riwayat)
    if lalu is None:
        return None
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
    permintaan: Permintaan, simpanan: Simpanan, jalan: Jalan, baris: Sequence[str] = (), status: int = 0
) -> None:
    """Remember a finished run, but for one that had faults of ours, a blocked output or a file that didn't open."""
    keluaran = jalan.keluaran
    known = {b.berkas: b.sha256 for b in jalan.telaah.data.berkas if b.berkas in jalan.nama}
    known |= {nama: file_digest(path) for nama, path in _named(permintaan.referensi).items()}
    if keluaran.galat or keluaran.terhalang is not None or not all(known.values()):
        return
    waktu, tujuan = datetime.datetime.now().isoformat(timespec="seconds"), keluaran.tujuan
    riwayat = Riwayat(tujuan.name, waktu, known, list(jalan.lain), digest_files(tujuan), list(baris), status)
    simpanan.keep(JALAN, permintaan.kunci, riwayat)


def _named(referensi: Path | None) -> dict[str, Path]:
    """A Referensi outside of the folder under a name that no file in it can have."""
    return {} if referensi is None else {"/referensi": referensi}
