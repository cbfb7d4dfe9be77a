"""How a verb ends: the exit statuses, and what is said of our own faults."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kinerja_xl.deklarasi.catatan import Catatan
    from kinerja_xl.pipeline import Jalan, Keluaran

OK, ADA_KESALAHAN, TIDAK_DAPAT_MULAI, GALAT_PROGRAM = 0, 1, 2, 3
LOG: Final = "galat_program.log"


def status_of(catatan: Iterable[Catatan], galat: Sequence[str]) -> int:
    """The exit status of what was found."""
    from kinerja_xl.deklarasi.catatan import Tingkat

    if galat:
        return GALAT_PROGRAM
    return ADA_KESALAHAN if any(c.tingkat is Tingkat.KESALAHAN for c in catatan) else OK


def status_of_run(jalan: Jalan) -> int:
    """The exit status of a run."""
    return status_of(jalan.telaah.catatan, jalan.keluaran.galat)


def fault_lines(keluaran: Keluaran) -> list[str]:
    """What is said of our own faults in a run that went on without the parts concerned."""
    if not keluaran.galat:
        return []
    log = keluaran.tujuan / "data" / LOG
    return [f"Program gagal pada {len(keluaran.galat)} bagian; rinciannya di {log}."]


def log_fault() -> str:
    """What is said of the unforeseen error being handled; its traceback is written to a log."""
    import tempfile
    import traceback

    text = traceback.format_exc()
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        try:
            (folder / LOG).write_text(text, encoding="utf-8")
        except OSError:
            continue
        return f"Program gagal karena kesalahannya sendiri. Kirim {folder / LOG} kepada pengelola program."
    return f"Program gagal karena kesalahannya sendiri:\n{text}"
