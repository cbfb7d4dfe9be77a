"""The verb `pantau`. Heavy imports are lazy."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from kinerja_xl.layar import opsi
from kinerja_xl.layar.bahasa import Perintah


@click.command(cls=Perintah)
@opsi.for_run
@click.option(
    "--jeda",
    type=click.FloatRange(0.1, 3600),
    default=2.0,
    metavar="DETIK",
    help="Mengolah setelah isi folder tidak berubah selama ini, supaya berkas yang sedang disalin ditunggu. "
    "[bawaan: 2]",
)
@click.option(
    "--polling",
    is_flag=False,
    flag_value=5.0,
    type=click.FloatRange(0.1, 3600),
    metavar="[DETIK]",
    help="Lihat sendiri isi folder setiap sekian detik (bawaan: 5). Perlu untuk drive jaringan atau folder bersama: "
    "di sana sistem sering tidak mengabarkan perubahan yang dibuat komputer lain.",
)
def pantau(
    folder: Path,
    output: Path,
    tahun: int | None,
    periode: str | None,
    hanya: tuple[str, ...],
    referensi: Path | None,
    pekerja: int | None,
    jeda: float,
    polling: float | None,
) -> int:
    """Pantau FOLDER: setiap kali berkasnya berubah, olah lagi dan sebutkan apa yang berubah. Berhenti: Ctrl-C."""
    from kinerja_xl.kerja.executor import open_pelaksana
    from kinerja_xl.kerja.permintaan import Permintaan
    from kinerja_xl.layar.amatan import Irama
    from kinerja_xl.layar.keluar import OK
    from kinerja_xl.layar.pantau import pantau as watch
    from kinerja_xl.read import require_folder

    require_folder(folder)
    permintaan = Permintaan(folder, output, tahun, periode, hanya, referensi)
    _say(f"Memantau {folder}. Berhenti: Ctrl-C.")
    try:
        watch(permintaan, partial(open_pelaksana, pekerja), Irama(jeda, polling), _say)
    except KeyboardInterrupt:
        _say("Pemantauan dihentikan.")
    return OK


def _say(line: str) -> None:
    import datetime

    click.echo(f"{datetime.datetime.now():%H:%M:%S} {line}")
