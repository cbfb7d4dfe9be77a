"""One workbook file to grids of cells: the only module that touches spreadsheet readers.

.xlsx, .xlsm, .xlsb and .ods are read by python-calamine, .xls by xlrd (which keeps error cells and number formats).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from kinerja_xl.bacaan import Isi, Peristiwa, Tanda
from kinerja_xl.read.peek import Intipan, IntipanBuku, PaketRusak, look_at_xlsx

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(slots=True)
class Kisi:
    """The cells of one sheet from A1 on, row by row, and what the second look found."""

    nama: str
    sel: list[list[Isi]]
    intipan: Intipan = field(default_factory=Intipan)
    terlihat: bool = True
    gabungan: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


@dataclass(slots=True)
class Buku:
    """One opened workbook."""

    kisi: list[Kisi]
    makro: bool = False
    tautan_luar: bool = False
    format_lama: bool = False


class TakTerbaca(Exception):
    """The file can't be read as a workbook; `peristiwa` says which way, the text why (for the log)."""

    def __init__(self, peristiwa: Peristiwa, alasan: str = "") -> None:
        super().__init__(alasan)
        self.peristiwa = peristiwa


def open_workbook(data: bytes, baris_maks: int) -> Buku:
    """Return the grids of a workbook given as bytes; its kind is told from the content, not from the file's name.

    Raises TakTerbaca for anything that isn't a readable workbook.
    """
    if not data:
        raise TakTerbaca(Peristiwa.KOSONG)
    if data.startswith(b"PK"):
        return _open_calamine(data, baris_maks)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise TakTerbaca(Peristiwa.BERSANDI)
        return _open_xls(data, baris_maks)
    if data[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02"):
        return _open_xls(data, baris_maks)
    raise TakTerbaca(Peristiwa.BUKAN_BUKU_KERJA)


def _open_calamine(data: bytes, baris_maks: int) -> Buku:
    import io

    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    biner = b"xl/workbook.bin" in data
    try:
        if biner:
            seen = IntipanBuku()
        elif b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in data[:200]:
            from kinerja_xl.read.peek_ods import look_at_ods

            seen = look_at_ods(data)
        else:
            seen = look_at_xlsx(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        kisi: list[Kisi] = []
        for meta in book.sheets_metadata:
            if meta.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height > baris_maks or sheet.total_width > 2_000:
                raise TakTerbaca(Peristiwa.TERLALU_BESAR, f"{meta.name}: {sheet.total_height} baris")
            kisi.append(
                Kisi(
                    meta.name,
                    sheet.to_python(skip_empty_area=False),
                    seen.lembar.get(meta.name, Intipan()),
                    meta.visible is SheetVisibleEnum.Visible,
                    sheet.merged_cell_ranges or [],
                )
            )
    except PasswordError as error:
        raise TakTerbaca(Peristiwa.BERSANDI, str(error)) from error
    except (CalamineError, PaketRusak, OSError, ValueError) as error:
        raise TakTerbaca(Peristiwa.TIDAK_TERBACA, str(error)) from error
    return Buku(kisi, seen.makro, seen.tautan_luar, format_lama=biner)


def _open_xls(data: bytes, baris_maks: int) -> Buku:
    import struct

    import xlrd
    from xlrd.compdoc import CompDocError

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_Silent())
    except xlrd.XLRDError as error:
        encrypted = "encrypt" in str(error).casefold()
        raise TakTerbaca(Peristiwa.BERSANDI if encrypted else Peristiwa.TIDAK_TERBACA, str(error)) from error
    except (
        struct.error,
        CompDocError,
        AssertionError,
        IndexError,
        KeyError,
        ValueError,
        TypeError,
        EOFError,
        OSError,
        MemoryError,
    ) as error:
        # xlrd has no class of its own for a damaged file: whatever its parser trips over means the file is damaged.
        raise TakTerbaca(Peristiwa.TIDAK_TERBACA, repr(error)) from error
    kisi = []
    for sheet in book.sheets():
        if sheet.nrows > baris_maks:
            raise TakTerbaca(Peristiwa.TERLALU_BESAR, f"{sheet.name}: {sheet.nrows} baris")
        kisi.append(_grid_of_xls(book, sheet))
    return Buku(kisi, format_lama=True)


class _Silent:
    """xlrd logs odd records here instead of to the console."""

    def write(self, _text: str) -> None:
        """Drop the text."""


def _grid_of_xls(book: Any, sheet: Any) -> Kisi:
    import xlrd

    intipan = Intipan()
    rows: list[list[Isi]] = []
    for r in range(sheet.nrows):
        row: list[Isi] = []
        for c in range(sheet.ncols):
            cell = sheet.cell(r, c)
            value: Isi = cell.value
            if cell.ctype == xlrd.XL_CELL_ERROR:
                intipan.tanda[r + 1, c + 1] = (Tanda.GALAT, xlrd.error_text_from_code.get(cell.value, "#GALAT"))
                value = ""
            elif cell.ctype == xlrd.XL_CELL_DATE:
                value = _date(cell.value, book.datemode)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(cell.value)
            elif cell.ctype == xlrd.XL_CELL_NUMBER and _is_percent(book, cell.xf_index):
                intipan.tanda[r + 1, c + 1] = (Tanda.PERSEN, "")
            row.append(value)
        rows.append(row)
    intipan.baris_tersembunyi = {r + 1 for r, info in sheet.rowinfo_map.items() if info.hidden}
    gabungan = [((r0, c0), (r1 - 1, c1 - 1)) for r0, r1, c0, c1 in sheet.merged_cells]
    return Kisi(sheet.name, rows, intipan, sheet.visibility == 0, gabungan)


def _date(value: float, datemode: int) -> Isi:
    import xlrd

    try:
        moment: datetime.datetime = xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return value
    return moment


def _is_percent(book: Any, xf_index: int) -> bool:
    fmt = book.format_map.get(book.xf_list[xf_index].format_key)
    return fmt is not None and "%" in fmt.format_str
