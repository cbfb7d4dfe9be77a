"""The floor: python-calamine reads every sheet to lists, xlsxwriter writes as many cells as the product; no checks.

`python -m benchmarks.lantai FOLDER KELUARAN TEKS ANGKA RUMUS KOSONG BARIS [--polos] [--per-buku N]`

One process. Cells are written by the method of their kind (`write_string` and so on), the fastest way that xlsxwriter
offers in public, so that the floor isn't laid high. Text and numbers are those just read, over and over. Plain
(`--polos`): as many cells, but only such text and numbers, without formats.
"""

from __future__ import annotations

import argparse
import datetime
import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.sel import Isi

BARIS_EXCEL = 1_048_576
_AKHIRAN = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_GAYA = {"border": 1, "font_size": 10, "valign": "top"}


def read_folder(folder: Path) -> tuple[list[list[Any]], list[str]]:
    """All rows of all sheets of all workbooks, and the files that calamine refuses, each with the reason."""
    rows: list[list[Any]] = []
    refused: list[str] = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.casefold() in _AKHIRAN):
        try:
            book = CalamineWorkbook.from_path(path)
            for nama in book.sheet_names:
                rows.extend(book.get_sheet_by_name(nama).to_python())
        except Exception as error:  # calamine has an exception of its own for each format
            refused.append(f"{path.name}: {error}")
    return rows, refused


def values_of(rows: list[list[Any]]) -> tuple[list[str], list[float]]:
    """The text and the numbers of rows; dates count as text.

    >>> values_of([["a", 1.5, ""], [True, datetime.date(2024, 1, 2)]])
    (['a', '2024-01-02'], [1.5, True])
    """
    teks: list[str] = []
    angka: list[float] = []
    for row in rows:
        for value in row:
            if isinstance(value, (int, float)):
                angka.append(value)
            elif isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
                teks.append(str(value))
            elif value:
                teks.append(value)
    return teks, angka


def plain_kinds(isi: Isi, teks: int, angka: int) -> Isi:
    """As many cells as `isi`, only text and numbers, in the proportion in which so many were read.

    >>> plain_kinds(Isi(teks=10, rumus=50, kosong=40, baris=5), 300, 100)
    Isi(teks=75, angka=25, rumus=0, kosong=0, baris=5)
    """
    n_teks = round(isi.sel * teks / (teks + angka))
    return Isi(teks=n_teks, angka=isi.sel - n_teks, baris=isi.baris)


def split(isi: Isi, per_buku: int) -> list[Isi]:
    """The cells as workbooks of about `per_buku` cells each, all of the same mixture; one workbook where it is 0.

    >>> [part.sel for part in split(Isi(teks=5, angka=4, baris=2), 3)]
    [2, 3, 4]
    """
    books = -(-isi.sel // per_buku) if per_buku else 1
    return [Isi(*(n * (b + 1) // books - n * b // books for n in isi)) for b in range(books)]


def write_book(path: Path, isi: Isi, lebar: int, teks: list[str], angka: list[float], *, bergaya: bool) -> None:
    """Write one workbook of the cells that `isi` counts, `lebar` to a row."""
    with xlsxwriter.Workbook(path) as book:
        biasa = book.add_format({**_GAYA, "text_wrap": True}) if bergaya else None
        bilangan = book.add_format({**_GAYA, "num_format": "#,##0.00"}) if bergaya else None
        tempat = _places(book, lebar)
        for text, (sheet, r, c) in zip(islice(cycle(teks), isi.teks), tempat, strict=False):
            sheet.write_string(r, c, text, biasa)
        for number, (sheet, r, c) in zip(islice(cycle(angka), isi.angka), tempat, strict=False):
            sheet.write_number(r, c, number, bilangan)
        for number, (sheet, r, c) in zip(islice(cycle(angka), isi.rumus), tempat, strict=False):
            sheet.write_formula(r, c, f'=IF(B{r + 1}="","",C{r + 1}/B{r + 1}*100)', bilangan, number)
        for _, (sheet, r, c) in zip(range(isi.kosong), tempat, strict=False):
            sheet.write_blank(r, c, None, biasa)


def _places(book: Any, lebar: int) -> Iterator[tuple[Any, int, int]]:
    """Cell after cell, row after row, on as many sheets as it takes."""
    while True:
        sheet = book.add_worksheet()
        for r in range(BARIS_EXCEL):
            for c in range(lebar):
                yield sheet, r, c


def main() -> None:
    """Read, write, and print which files were left out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lantai")
    parser.add_argument("folder", type=Path)
    parser.add_argument("keluaran", type=Path)
    parser.add_argument("isi", type=int, nargs=len(Isi._fields))
    parser.add_argument("--polos", action="store_true")
    parser.add_argument("--per-buku", type=int, default=0)
    pilihan = parser.parse_args()
    rows, refused = read_folder(pilihan.folder)
    teks, angka = values_of(rows)
    isi = Isi(*pilihan.isi)
    lebar = isi.lebar
    if pilihan.polos:
        isi = plain_kinds(isi, len(teks), len(angka))
    pilihan.keluaran.mkdir(parents=True, exist_ok=True)
    for nomor, satu in enumerate(split(isi, pilihan.per_buku), 1):
        write_book(pilihan.keluaran / f"lantai_{nomor}.xlsx", satu, lebar, teks, angka, bergaya=not pilihan.polos)
    print(json.dumps({"dilewati": len(refused)}))


if __name__ == "__main__":
    main()
