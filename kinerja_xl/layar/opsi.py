"""Options and arguments that several verbs share. Heavy imports are lazy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from kinerja_xl.deklarasi.errors import KinerjaError


def _periode(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from kinerja_xl.deklarasi.pilihan import PERIODE, PERIODE_LAIN
    from kinerja_xl.deklarasi.schema import normalise_header

    found = PERIODE_LAIN.get(normalise_header(value))
    if found is None:
        raise KinerjaError(f"Periode '{value}' tidak dikenal. Pakai salah satu: {', '.join(PERIODE)}.")
    return found


def _hanya(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...]:
    from kinerja_xl.deklarasi.pilihan import BAGIAN

    if value is None:
        return BAGIAN
    parts = tuple(dict.fromkeys(p.strip().casefold() for p in value.split(",") if p.strip()))
    unknown = [p for p in parts if p not in BAGIAN]
    if unknown or not parts:
        raise KinerjaError(f"--hanya tidak mengenal '{', '.join(unknown) or value}'. Pilihannya: {', '.join(BAGIAN)}.")
    return parts


# What can't be read is said with file and reason by whoever reads it.
AS_PATH = click.Path(path_type=Path, readable=False)
FOLDER = click.argument("folder", type=AS_PATH, default="masukan", metavar="[FOLDER]")
OUTPUT = click.option(
    "-o", "--output", type=AS_PATH, default="output", metavar="OUTPUT", help="Folder induk hasil. [bawaan: output]"
)
TIMPA = click.option("--timpa", is_flag=True, help="Ganti berkas yang sudah ada di folder hasil.")
TAHUN = click.option(
    "--tahun",
    type=click.IntRange(2000, 2100),
    metavar="TAHUN",
    help="Tahun laporan. [bawaan: menurut Referensi atau berkas]",
)
PERIODE = click.option(
    "--periode",
    callback=_periode,
    metavar="PERIODE",
    help="TW I, TW II, TW III, TW IV, atau Tahunan. [bawaan: menurut berkas]",
)
PERIODE_KIRIMAN = click.option(
    "--periode",
    callback=_periode,
    metavar="PERIODE",
    help="Dengan --dari: periode kiriman yang dipakai. [bawaan: menurut berkas]",
)
HANYA = click.option(
    "--hanya",
    callback=_hanya,
    metavar="BAGIAN",
    help="Tulis bagian ini saja: konsolidasi,serapan,opd,perbaikan,data; folder hasil lalu hanya memuat bagian itu "
    "dan data/jejak.json. [bawaan: semua]",
)
REFERENSI = click.option("--referensi", type=AS_PATH, metavar="BERKAS", help="Berkas Referensi di luar FOLDER.")
PEKERJA = click.option(
    "--pekerja",
    type=click.IntRange(1, 64),
    metavar="JUMLAH",
    help="Jumlah proses yang bekerja bersamaan. [bawaan: satu per inti prosesor]",
)


def for_run(verb: Callable[..., int]) -> Callable[..., int]:
    """A verb with what every run of a folder can be told."""
    for satu in reversed((FOLDER, OUTPUT, TAHUN, PERIODE, HANYA, REFERENSI, PEKERJA)):
        verb = satu(verb)
    return verb
