"""Submissions in memory to .xlsx bytes: the same bytes for the same submission, text always stored as text."""

from __future__ import annotations

import datetime
import io
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from kinerja_xl.contoh.model import TAHUN, Baris, Berkas, Isi, Lembar, Persen, Rujuk, Rumus
from kinerja_xl.deklarasi.schema import Column, Kind
from kinerja_xl.excel.sel import OPSI_TEKS
from kinerja_xl.excel.tempat import huruf

_DIBUAT: Final = datetime.datetime(2024, 1, 15, 8, 0, 0)
_ANGKA_UMUM: Final = "General"


class _Gaya:
    """The cell formats of one workbook, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._milik: dict[str, Format] = {}
        self.judul = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3864", "text_wrap": True})
        self.kepala = book.add_format({"bold": True, "font_size": 14})

    def angka(self, num_format: str) -> Format | None:
        """The format that shows a number so, None for the default one."""
        if num_format == _ANGKA_UMUM:
            return None
        if num_format not in self._milik:
            self._milik[num_format] = self._book.add_format({"num_format": num_format})
        return self._milik[num_format]


def write_sel(sheet: Worksheet, r: int, c: int, isi: Isi, num_format: str, gaya: _Gaya) -> None:
    """Write one cell; nothing for None."""
    if isi is None:
        return
    if isinstance(isi, str):
        hasil = sheet.write_string(r, c, isi, gaya.angka("@"))
    elif isinstance(isi, Rumus):
        hasil = sheet.write_formula(r, c, isi.rumus, gaya.angka(num_format), isi.nilai)
    elif isinstance(isi, Persen):
        hasil = sheet.write_number(r, c, round(isi.persen / 100, 6), gaya.angka("0.00%"))
    elif isinstance(isi, datetime.date):
        hasil = sheet.write_datetime(r, c, isi, gaya.angka("dd/mm/yyyy"))
    else:
        hasil = sheet.write_number(r, c, isi, gaya.angka(num_format))
    if hasil:
        raise ValueError(f"{sheet.name} {huruf(c)}{r + 1}: {hasil}")


def _num_format(column: Column) -> str:
    return "0.00" if column.kind is Kind.PERSEN else column.kind.info.excel_format


def _rujukan(baris: Baris, kolom: str, iku: dict[str, Baris], rumus: bool, r: int) -> Isi:
    """The look-up cell of one row: the template's formula where the workbook holds IKU, else the plain text."""
    teks = str(iku.get(baris["kode"], {}).get(kolom) or "")
    if not rumus:
        return teks or None
    huruf = {"indikator": "E", "satuan": "H"}[kolom]
    return Rumus(f'=IFERROR(INDEX(IKU!${huruf}$4:${huruf}$203,MATCH($A{r + 1},IKU!$A$4:$A$203,0)),"")', teks)


def _write_tabel(sheet: Worksheet, lembar: Lembar, gaya: _Gaya, iku: dict[str, Baris], rumus: bool) -> None:
    atas = lembar.baris_judul - 1
    if atas:
        sheet.write_string(0, 0, f"{lembar.sheet.title.upper()} {TAHUN}", gaya.kepala)
    for c, column in enumerate(lembar.kolom):
        sheet.write_string(atas, c, lembar.judul.get(column.name, column.header), gaya.judul)
        sheet.set_column(c, c, column.width or column.kind.info.width)
    plan = [(c, column.name, _num_format(column)) for c, column in enumerate(lembar.kolom)]
    for n, baris in enumerate(lembar.baris):
        r = atas + 1 + n
        for c, nama, num_format in plan:
            isi = baris.get(nama)
            if isi is None:
                continue
            if type(isi) is Rujuk:
                isi = _rujukan(baris, isi.kolom, iku, rumus, r)
            write_sel(sheet, r, c, isi, num_format, gaya)
    for k, (judul, isi_kolom) in enumerate(lembar.tambahan, len(lembar.kolom)):
        sheet.write_string(atas, k, judul, gaya.judul)
        for n, isi in enumerate(isi_kolom):
            write_sel(sheet, atas + 1 + n, k, isi, _ANGKA_UMUM, gaya)
    for n in sorted(lembar.baris_tersembunyi):
        sheet.set_row(atas + 1 + n, None, None, {"hidden": True})
    for n0, n1, nama in lembar.gabungan:
        c = next(c for c, column in enumerate(lembar.kolom) if column.name == nama)
        sheet.merge_range(atas + 1 + n0, c, atas + 1 + n1, c, lembar.baris[n0].get(nama) or "")
    if lembar.validasi:
        for c, column in enumerate(lembar.kolom):
            if column.choices:
                sheet.data_validation(
                    atas + 1, c, atas + 200 + len(lembar.baris), c, {"validate": "list", "source": list(column.choices)}
                )
    sheet.freeze_panes(atas + 1, 1)


def _write_label(sheet: Worksheet, lembar: Lembar, gaya: _Gaya) -> None:
    atas = lembar.baris_judul - 1
    sheet.write_string(0, 0, f"{lembar.sheet.title.upper()} {TAHUN}", gaya.kepala)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 48)
    baris = lembar.baris[0]
    for n, column in enumerate(lembar.kolom):
        sheet.write_string(atas + n, 0, column.header, gaya.judul)
        write_sel(sheet, atas + n, 1, baris.get(column.name), _num_format(column), gaya)
        if column.choices and lembar.validasi:
            sheet.data_validation(atas + n, 1, atas + n, 1, {"validate": "list", "source": list(column.choices)})


def _write_meta(book: Workbook, berkas: Berkas, gaya: _Gaya) -> None:
    sheet = book.add_worksheet("_meta")
    isi: tuple[tuple[str, str | int], ...] = (
        ("form", "kinerja_xl"),
        ("versi_templat", berkas.versi),
        ("jenis", berkas.jenis),
        ("tahun", TAHUN),
    )
    for r, (label, nilai) in enumerate(isi):
        write_sel(sheet, r, 0, label, _ANGKA_UMUM, gaya)
        write_sel(sheet, r, 1, nilai, _ANGKA_UMUM, gaya)
    sheet.hide()


def to_bytes(berkas: Berkas, iku: dict[str, Baris] | None = None) -> bytes:
    """The workbook as .xlsx bytes. `iku`: rows of the sheet IKU by code, for the look-up cells."""
    if berkas.mentah is not None:
        return berkas.mentah
    wadah = io.BytesIO()
    book: Any = xlsxwriter.Workbook(wadah, OPSI_TEKS)
    book.set_properties({"created": _DIBUAT, "author": "", "title": ""})
    gaya = _Gaya(book)
    for lembar in berkas.lembar.values():
        sheet = book.add_worksheet(lembar.sheet.title)
        if lembar.is_label:
            _write_label(sheet, lembar, gaya)
        else:
            _write_tabel(sheet, lembar, gaya, iku or {}, "iku" in berkas.lembar)
        if lembar.tersembunyi:
            sheet.hide()
    for nama, kisi in berkas.asing.items():
        sheet = book.add_worksheet(nama)
        for r, isi_baris in enumerate(kisi):
            for c, isi in enumerate(isi_baris):
                write_sel(sheet, r, c, isi, _ANGKA_UMUM, gaya)
    if berkas.meta:
        _write_meta(book, berkas, gaya)
    book.close()
    data = wadah.getvalue()
    return data[: len(data) * 3 // 5] if berkas.potong else data
