"""A consolidation as sheets need it: all columns where there are no rows; sheets one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.akip import AKIP_COLUMNS, AKIP_OPD_COLUMNS
from kinerja_xl.compute.anggaran import KAS_RP, TW_RP, UANG_ANGGARAN
from kinerja_xl.compute.cascading import KOLOM_CASCADING
from kinerja_xl.compute.iku_daerah import KOLOM_IKU_DAERAH
from kinerja_xl.compute.skm import SKM_COLUMNS, SKM_OPD_COLUMNS
from kinerja_xl.consolidate.kepatuhan import KOLOM as KOLOM_KEPATUHAN
from kinerja_xl.consolidate.konsolidasi import KOLOM_OPD, Konsolidasi
from kinerja_xl.write.data import EFISIENSI_COLUMNS
from kinerja_xl.write.lembaran import Lembaran

_MUAT: Final = 700_000
"""Rows of a frame that surely fit on a sheet, with the rows that the sheet adds for groups."""
_KOLOM: Final[Mapping[str, tuple[str, ...]]] = {
    "opd": KOLOM_OPD,
    "efisiensi": (
        *EFISIENSI_COLUMNS,
        "tingkat",
        "kuadran",
        "rencana_banding_rp",
        "realisasi_banding_rp",
        "pagu_capaian",
        "realisasi_terhitung",
    ),
    "kepatuhan": KOLOM_KEPATUHAN,
    "serapan": (
        *("kode_opd", "kode", "tingkat", "induk", "uraian", "rinci", "indeks", "pagu_rp", "realisasi_rp"),
        *("rencana_kas_rp", "rencana_banding_rp", "realisasi_banding_rp"),
        *("pagu_dilaporkan_rp", "realisasi_dilaporkan_rp"),
        *UANG_ANGGARAN,
        *(*TW_RP, *KAS_RP),
        *(f"jumlah_{name}" for name in (*UANG_ANGGARAN, *TW_RP, *KAS_RP)),
    ),
    "skm": SKM_COLUMNS,
    "skm_opd": SKM_OPD_COLUMNS,
    "akip": AKIP_COLUMNS,
    "akip_opd": AKIP_OPD_COLUMNS,
    "cascading": KOLOM_CASCADING,
    "iku_daerah": KOLOM_IKU_DAERAH,
}


def records(frame: pd.DataFrame, kolom: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The rows of a frame as dicts of plain values, of some columns only where these are named."""
    names = list(frame.columns) if kolom is None else kolom
    return [dict(zip(names, row, strict=True)) for row in zip(*(frame[name].tolist() for name in names), strict=True)]


def rows_of(frame: pd.DataFrame, kode_opd: str) -> pd.DataFrame:
    """One OPD's rows of a frame, numbered from 0; the frame itself where it is this OPD's alone."""
    own = frame["kode_opd"] == kode_opd
    return frame if own.all() else frame[own].reset_index(drop=True)


def prepare(hasil: Konsolidasi) -> Konsolidasi:
    """The same figures in frames that every sheet can be made of, also of a run in which no OPD is left."""
    empty = {
        name: pd.DataFrame(columns=list(columns), dtype=object)
        for name, columns in _KOLOM.items()
        if not len(getattr(hasil, name))
    }
    return replace(hasil, **empty) if empty else hasil


def _surely_fits(hasil: Konsolidasi) -> bool:
    """Whether no table can be longer than a sheet, so that sheets can be laid out and forgotten one by one."""
    frames = (value for f in fields(hasil) if isinstance(value := getattr(hasil, f.name), pd.DataFrame))
    return max([len(hasil.catatan), *map(len, frames)]) < _MUAT


def sheet_by_sheet(
    hasil: Konsolidasi, lembar: Iterator[Lembaran], sela: Callable[[], object] = lambda: None
) -> Iterable[Lembaran]:
    """The sheets to be rendered and forgotten one by one, all of them where long tables must be split.

    `sela` is called between two sheets, for who has other work to look after.
    """
    return _with_breaks(lembar, sela) if _surely_fits(hasil) else list(lembar)


def _with_breaks(lembar: Iterator[Lembaran], sela: Callable[[], object]) -> Iterator[Lembaran]:
    for satu in lembar:
        sela()
        yield satu
