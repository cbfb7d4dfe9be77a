"""One run as a verb of the command line wants it: skipped when nothing has changed, else done and remembered."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kinerja_xl.jalan.rekap import Rekap, build_rekap, keep_rekap, load_rekap
from kinerja_xl.jalan.riwayat import Riwayat, find_unchanged, keep_run
from kinerja_xl.kerja.executor import Pelaksana
from kinerja_xl.kerja.permintaan import Permintaan
from kinerja_xl.kerja.simpanan import Simpanan

if TYPE_CHECKING:
    from kinerja_xl.kerja.masukan import Progress
    from kinerja_xl.pipeline import Jalan


@dataclass(frozen=True)
class Selesai:
    """What is said of a run: `lalu` is the former run that still holds, else `jalan` the one that was made.

    `rekap` is what it found, `sebelum` what the run before it found; None where nothing was kept.
    """

    baris: Sequence[str]
    rekap: Rekap | None
    sebelum: Rekap | None
    jalan: Jalan | None = None
    lalu: Riwayat | None = None


def olah(
    permintaan: Permintaan,
    buka: Callable[[], Pelaksana],
    status: Callable[[Jalan], int],
    progress: Progress = lambda pairs: pairs,
    *,
    ulang: bool = False,
) -> Selesai:
    """Make a run, or find that the last one still holds; `ulang` makes it anew from the files alone.

    `buka` opens who does the work, `status` gives the exit status to remember. Raises KinerjaError.
    """
    with Simpanan(permintaan.output, lupa=ulang) as simpanan:
        sebelum = load_rekap(simpanan, permintaan.kunci)
        lalu = find_unchanged(permintaan, simpanan)
        if lalu is not None:
            return Selesai(lalu.baris, sebelum, sebelum, lalu=lalu)
        # Heavy imports only now: that nothing has changed is told without them.
        from kinerja_xl.layar.report import summary_lines
        from kinerja_xl.pipeline import Cara, run_as_asked

        with buka() as pelaksana:
            jalan = run_as_asked(permintaan, Cara(pelaksana, simpanan, progress))
        baris = summary_lines(jalan)
        keep_run(permintaan, simpanan, jalan, baris, status(jalan))
        rekap = build_rekap(jalan)
        keep_rekap(simpanan, permintaan.kunci, rekap)
        simpanan.save(datetime.date.today())
        return Selesai(baris, rekap, sebelum, jalan)
