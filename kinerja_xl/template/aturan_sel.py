"""Drop-downs, input messages and conditional marks of one column."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from kinerja_xl.deklarasi.schema import Column, Kind, Sheet
from kinerja_xl.template.bawaan import SARAN_ISIAN
from kinerja_xl.template.daftar import Daftar
from kinerja_xl.template.isian import Aturan, Letak, Rencana
from kinerja_xl.template.pratinjau import is_leaf

_JUDUL_MAKS: Final = 32
_PESAN_MAKS: Final = 255
_TERBESAR: Final = 1e15
_KODE_IKU: Final = frozenset({("renstra", "kode"), ("realisasi", "kode")})
_TAHUN: Final = frozenset({"tahun", "tahun_awal_renstra", "tahun_akhir_renstra"})
_CARA: Final[Mapping[Kind, str]] = {
    Kind.KODE: "Ketik sebagai teks; 2.10 tetap 2.10.",
    Kind.NILAI: "Boleh angka (87,07), persen (87,07%), rentang (3 ± 1), batas (≥ 90), predikat (BB), atau gabungan.",
    Kind.ANGKA: "Ketik angka saja.",
    Kind.BULAT: "Ketik bilangan bulat.",
    Kind.PERSEN: "Ketik angka persen, misalnya 87,07.",
    Kind.RUPIAH: "Ketik rupiah penuh tanpa Rp dan tanpa titik; titik ribuan muncul sendiri.",
    Kind.PILIHAN: "Pilih dari daftar.",
    Kind.TANGGAL: "Ketik tanggal, misalnya 31/12/2025.",
}


def input_message(column: Column) -> str:
    """The hint that appears when a cell of the column is selected (at most 255 characters)."""
    parts = [column.help]
    if column.lookup:
        return column.help[:_PESAN_MAKS]
    if column.required:
        parts.append("Wajib diisi.")
    parts.append(_CARA.get(column.kind, ""))
    message = ""
    for part in parts:
        if part and len(message) + len(part) < _PESAN_MAKS:
            message = f"{message} {part}".strip()
    return message


def validation(sheet: Sheet, column: Column, rencana: Rencana, daftar: Daftar) -> dict[str, Any]:
    """The data validation of a column as xlsxwriter takes it: lists stop, numbers warn, suggestions only inform."""
    options: dict[str, Any] = {
        "validate": "any",
        "input_title": column.header[:_JUDUL_MAKS],
        "input_message": input_message(column),
    }
    if not column.lookup:
        options |= _limits(sheet, column, rencana, daftar)
    return options


def _limits(sheet: Sheet, column: Column, rencana: Rencana, daftar: Daftar) -> dict[str, Any]:
    if column.choices:
        return _list(daftar.choices(column.header, column.choices), "stop", "Pilih salah satu dari daftar.")
    if suggestions := _suggestions(sheet.name, column.name, rencana.aturan):
        text = "Isian ini tidak ada pada daftar. Tetap gunakan?"
        return _list(daftar.choices(column.header, suggestions), "information", text)
    if (sheet.name, column.name) in _KODE_IKU and (rencana.has("iku") or rencana.rows_iku()):
        return _list("=Daftar_kode_IKU", "warning", "Kode ini belum ada pada lembar IKU. Tetap gunakan?")
    if (sheet.name, column.name) == ("iku_daerah", "kode_opd"):
        # Several codes in one cell are none of the list.
        return {"validate": "list", "source": "=Daftar_kode_OPD", "show_error": False}
    if sheet.name == "skm" and column.name in {f"u{n}" for n in range(1, 10)}:
        return _between("integer", 1, 4, "stop", "Jawaban hanya 1, 2, 3, atau 4.")
    if column.name in _TAHUN:
        return _between("integer", 2000, 2100, "warning", "Tahun terdiri dari empat angka, misalnya 2025.")
    if column.kind is Kind.BULAT:
        return _between("integer", -_TERBESAR, _TERBESAR, "warning", "Isi dengan bilangan bulat.")
    if column.kind is Kind.TANGGAL:
        text = "Isi dengan tanggal, misalnya 31/12/2025."
        return _between("date", datetime.date(2000, 1, 1), datetime.date(2100, 12, 31), "warning", text)
    if column.kind in (Kind.ANGKA, Kind.PERSEN, Kind.RUPIAH):
        text = "Isi dengan angka, tanpa huruf dan tanpa Rp. Tetap gunakan isian ini?"
        return _between("decimal", -_TERBESAR, _TERBESAR, "warning", text)
    return {}


def _suggestions(sheet: str, column: str, aturan: Aturan) -> tuple[str, ...]:
    """The words that a free column offers, those of the regency's own scale and predicates among them."""
    match sheet, column:
        case "iku", "kelompok_predikat":
            return aturan.kelompok_predikat
        case "realisasi", "kategori_dilaporkan":
            return tuple(k.kriteria for k in aturan.skala)
    return SARAN_ISIAN.get((sheet, column), ())


def _list(source: str, error_type: str, message: str) -> dict[str, Any]:
    return {"validate": "list", "source": source, **_error(error_type, message)}


def _between(validate: str, lowest: object, highest: object, error_type: str, message: str) -> dict[str, Any]:
    limits = {"criteria": "between", "minimum": lowest, "maximum": highest}
    return {"validate": validate, **limits, **_error(error_type, message)}


def _error(error_type: str, message: str) -> dict[str, Any]:
    return {"error_type": error_type, "error_title": "Periksa isian", "error_message": message}


def doubt(sheet: Sheet, column: Column, letak: Letak) -> str | None:
    """Condition (for the first row) under which a cell is marked: missing in a row that has begun, or a wrong type."""
    baris = letak.awal
    cell, key = letak.sel(column.name, baris), letak.sel(sheet.columns[0].name, baris)
    if column.lookup:
        return None
    if column.kind is Kind.KODE:
        wrong = f"ISNUMBER({cell})"
    elif column.kind.is_number:
        wrong = f"ISTEXT({cell})"
    else:
        wrong = ""
    missing = ""
    if column.required:
        if column.name == sheet.columns[0].name:
            other = next(c for c in sheet.columns[1:] if c.required and not c.lookup)
            partner = _first_cell(letak, other, baris)
            missing = f'AND({key}="",{partner}<>"")'
        elif (sheet.name, column.name) == ("anggaran", "pagu_murni_rp"):
            missing = f'AND({cell}="",{is_leaf(letak, baris)})'
        else:
            missing = f'AND({key}<>"",{cell}="")'
    conditions = [c for c in (missing, wrong) if c]
    if not conditions:
        return None
    return f"=OR({','.join(conditions)})" if len(conditions) > 1 else f"={conditions[0]}"


def _first_cell(letak: Letak, column: Column, baris: int) -> str:
    """Cell of a column, or of the first year of a per-year column."""
    name = column.name
    if column.per_tahun:
        name = next(n for n in letak.kolom if n.startswith(f"{name}_") and n.removeprefix(f"{name}_").isdigit())
    return letak.sel(name, baris)
