"""Watching a folder: a run each time its files have come to rest, and what it found otherwise than the run before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kinerja_xl.deklarasi.errors import KeluaranGagal, KinerjaError
from kinerja_xl.jalan.rekap import Rekap
from kinerja_xl.kerja.permintaan import Permintaan
from kinerja_xl.layar.amatan import Irama, Pengamat, identity
from kinerja_xl.layar.keluar import fault_lines, log_fault, status_of_run
from kinerja_xl.layar.olah import Selesai, olah
from kinerja_xl.tabel.bacaan import Peristiwa

if TYPE_CHECKING:
    from kinerja_xl.kerja.executor import Pelaksana
    from kinerja_xl.pipeline import Jalan

TANPA_PERUBAHAN = "Tidak ada perubahan."


def pantau(permintaan: Permintaan, buka: Callable[[], Pelaksana], irama: Irama, lapor: Callable[[str], None]) -> None:
    """Watch the folder of `permintaan` until interrupted; `lapor` is given every line for the officer.

    Whatever keeps a run from starting or ending is told in a line, and the watching goes on.
    """
    pengamat = Pengamat(permintaan, irama, lapor)
    sebelum: Rekap | None = None

    def progress(pairs: Iterable[tuple[Path, str]]) -> Iterable[tuple[Path, str]]:
        items = list(pairs)
        lapor(f"Mengolah {len(items)} berkas.")
        return items

    while True:
        pengamat.wait()
        try:
            selesai = olah(permintaan, buka, status_of_run, progress)
        except KinerjaError as error:
            # Of a folder that has gone during the run, the watching tells.
            if identity(permintaan.folder) is not None:
                lapor(str(error))
            pengamat.done(coba_lagi=isinstance(error, KeluaranGagal))
        except Exception:
            lapor(log_fault())
            pengamat.done()
        else:
            for line in run_lines(sebelum or selesai.sebelum, selesai):
                lapor(line)
            sebelum = selesai.rekap
            pengamat.done(_unopened(selesai.jalan))


def run_lines(sebelum: Rekap | None, selesai: Selesai) -> list[str]:
    """What is said of a run, compared with what the run before it found (None: there was none)."""
    jalan, sesudah = selesai.jalan, selesai.rekap
    if jalan is None and (sebelum == sesudah or sesudah is None):
        return [TANPA_PERUBAHAN]
    assert sesudah is not None
    from kinerja_xl.layar.report import blocked_lines, change_lines, register_lines, rekap_line

    lines = change_lines(sebelum, sesudah) if sebelum is not None else []
    if sebelum is not None and not lines:
        lines.append(TANPA_PERUBAHAN)
    else:
        lines.append(rekap_line(sesudah))
    if jalan is not None:
        if sebelum is None:
            lines += [*register_lines(jalan.telaah.data), f"Hasil ditulis di {jalan.keluaran.tujuan}."]
        lines += blocked_lines(jalan.keluaran.terhalang) + fault_lines(jalan.keluaran)
    return lines


def _unopened(jalan: Jalan | None) -> set[str]:
    """The files that a run couldn't open: they may be readable a moment later."""
    if jalan is None:
        return set()
    return {k.berkas for k in jalan.telaah.data.kejadian if k.jenis == Peristiwa.TIDAK_DAPAT_DIBUKA}
