"""`templat --dari FOLDER`: each OPD's templates for the next period, filled with what it has already told us."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from kinerja_xl import read
from kinerja_xl.data import Data
from kinerja_xl.errors import FolderTidakAda
from kinerja_xl.nilai import Jenis, Nilai
from kinerja_xl.pilihan import PERIODE
from kinerja_xl.pipeline import examine, read_workbooks
from kinerja_xl.schema import Kind
from kinerja_xl.template import Aturan, Isian, write_templates

# What stays true within the year, and what is still true in the next year.
_TAHUN_INI = {
    "realisasi": ("kode", "target_pk", "target_pk_perubahan", "target_tw", "realisasi_tw", "data_dukung"),
    "anggaran": (
        "kode", "uraian", "indikator", "satuan", "polaritas", "akumulasi", "target", "realisasi_lalu", "pagu", "kas_tw",
        "realisasi_tw", "penanggung_jawab", "sumber_dana",
    ),
    "belanja": ("kode_rekening", "uraian", "anggaran_rp"),
    "akip": ("komponen", "bobot", "nilai"),
}  # fmt: skip
_TAHUN_DEPAN = {
    "realisasi": ("kode",),
    "anggaran": (
        "kode", "uraian", "indikator", "satuan", "polaritas", "akumulasi", "target_renstra", "penanggung_jawab",
        "sumber_dana",
    ),
    "belanja": ("kode_rekening", "uraian"),
    "akip": ("komponen", "bobot"),
}  # fmt: skip
_SELALU = ("iku", "renstra", "cascading")


def next_period(tahun: int, periode: str) -> tuple[int, str]:
    """The period after a period: the next quarter, Tahunan after TW IV, TW I of the next year after Tahunan.

    >>> next_period(2023, "TW II"), next_period(2023, "Tahunan")
    ((2023, 'TW III'), (2024, 'TW I'))
    """
    position = PERIODE.index(periode)
    return (tahun, PERIODE[position + 1]) if position + 1 < len(PERIODE) else (tahun + 1, PERIODE[0])


def prefill(folder: Path, ke: Path, jenis: Sequence[str] | None) -> list[Path]:
    """Write the next period's templates (kind `lengkap` unless named) of every OPD in `folder`; return their paths.

    Raises FolderTidakAda when there is nothing to start from.
    """
    if not folder.is_dir():
        raise FolderTidakAda(f"Folder {folder} tidak ada. Sebutkan folder kiriman OPD.")
    pairs = [(path, path.relative_to(folder).as_posix()) for path in read.list_workbooks(folder)]
    data = examine(read_workbooks(pairs)).data
    if "profil" not in data.tabel:
        raise FolderTidakAda(f"Tidak ada kiriman OPD yang dapat dibaca di {folder}.")
    tahun, periode = next_period(data.tahun, data.periode)
    isian = list(isian_of_opd(data, tahun, periode))
    referensi = data.referensi
    aturan = Aturan(referensi.kebijakan.kata("rumus_minimal"), referensi.skala)
    return write_templates(ke, jenis or ("lengkap",), isian, tahun=tahun, aturan=aturan)


def isian_of_opd(data: Data, tahun: int, periode: str) -> Iterator[Isian]:
    """What each OPD's next template starts with, by order of the register."""
    profil = data.isi("profil").drop_duplicates("kode_opd").set_index("kode_opd")
    for opd in data.opd:
        if opd.kode not in profil.index:
            continue
        own = {name: _plain(profil.at[opd.kode, name]) for name in profil.columns if name not in ("asal", "baris")}
        own |= {"kode_opd": opd.kode, "tahun": tahun, "periode": periode, "tanggal_pengisian": None, "revisi": None}
        baris = {
            sheet: _rows(data, sheet, opd.kode, tahun)
            for sheet in ("iku", "renstra", "realisasi", "anggaran", "belanja", "akip", "cascading")
            if sheet in data.tabel
        }
        yield Isian(opd.kode, opd.nama, {k: v for k, v in own.items() if v is not None}, baris)


def _rows(data: Data, sheet: str, opd: str, tahun: int) -> list[dict[str, object]]:
    tabel = data.tabel[sheet]
    new_year = tahun != data.tahun
    kept = (_TAHUN_DEPAN if new_year else _TAHUN_INI).get(sheet)
    columns = [
        c.name
        for c in tabel.kolom
        if not (c.lookup or c.reported) and (kept is None or sheet in _SELALU or c.name.startswith(kept))
    ]
    own = tabel.isi[tabel.isi["kode_opd"] == opd]
    rows: list[dict[str, object]] = []
    for record in own.to_dict("records"):
        values = {c: _plain(record[c], tabel.lembar.column(c).kind) for c in columns}
        if new_year:
            values |= _carried(data, sheet, record, tahun)
        rows.append({k: v for k, v in values.items() if v is not None})
    return rows


def _carried(data: Data, sheet: str, record: dict[Any, Any], tahun: int) -> dict[str, object]:
    """This year's outcome in the place where next year's template asks for it."""
    if sheet == "akip":
        return {"nilai_tahun_lalu": _plain(record["nilai"])}
    if sheet == "anggaran":
        parts = [record["realisasi_lalu_rp"], record["realisasi_tahun_rp"]]
        known = [int(p) for p in parts if not pd.isna(p)]
        return {"realisasi_lalu_rp": _plain(sum(known), Kind.RUPIAH) if known else None}
    capaian = data.hasil.indikator.capaian
    match = (capaian["kode_opd"] == record["kode_opd"]) & (capaian["kode_indikator"] == record.get("kode"))
    if sheet == "renstra" and match.any():
        return {f"realisasi_{tahun - 1}": capaian.loc[match, "realisasi"].iloc[0] or None}
    if sheet == "realisasi" and "renstra" in data.tabel and f"target_{tahun}" in data.isi("renstra"):
        renstra = data.isi("renstra")
        rows = renstra[(renstra["kode_opd"] == record["kode_opd"]) & (renstra["kode"] == record["kode"])]
        return {"target_pk": _plain(rows[f"target_{tahun}"].iloc[0])} if len(rows) else {}
    return {}


def _plain(value: Any, kind: Kind | None = None) -> object:
    """A typed value as a template cell: text stays text, numbers are numbers, None for nothing."""
    if isinstance(value, Nilai):
        if value.jenis is Jenis.KOSONG:
            return None
        plain_number = not value.dari_teks and value.angka is not None and value.jenis is Jenis.ANGKA
        return float(value.angka) if plain_number and value.angka is not None else value.teks
    if isinstance(value, str):
        return value or None
    if value is None or pd.isna(value):
        return None
    if isinstance(value, datetime.date):
        return value
    if kind is Kind.RUPIAH:
        return int(value) // 100 if int(value) % 100 == 0 else int(value) / 100
    return int(value)
