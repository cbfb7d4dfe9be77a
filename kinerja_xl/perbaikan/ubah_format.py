"""Other formats as .xlsx: .xls, .xlsb and .ods rebuilt from their values; .xlsm without its macros."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final, NamedTuple

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from kinerja_xl.excel.sel import OPSI_TEKS, write_text
from kinerja_xl.perbaikan.buku import Buku
from kinerja_xl.perbaikan.galat import TidakDapatDitandai
from kinerja_xl.perbaikan.naskah import clean
from kinerja_xl.perbaikan.paket import TIPE, Paket
from kinerja_xl.perbaikan.tanda import PENANDA, PENANDA_REKAMAN
from kinerja_xl.read.batas import Batas
from kinerja_xl.read.package import TakTerbaca
from kinerja_xl.read.workbook import Kisi, open_workbook
from kinerja_xl.tabel.bacaan import Isi, Tanda

TIPE_BUKU: Final = f"{TIPE}sheet.main+xml"
MAKRO: Final = "Makro (VBA): salinan ini disimpan sebagai .xlsx tanpa makro."
TANDA_TANGAN: Final = "Tanda tangan digital: tidak berlaku lagi karena isi berkas ditambahi catatan."
HANYA_NILAI: Final = (
    "Rumus: hanya nilainya yang terbawa.",
    "Format sel, lebar kolom, warna, pilihan (drop-down), format bersyarat, dan proteksi.",
    "Grafik, gambar, komentar, nama rentang, saringan, dan makro.",
)
_GALAT: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_OPSI: Final = {**OPSI_TEKS, "default_date_format": "dd/mm/yyyy"}
_BUKAN_NAMA: Final = re.compile(r"[\[\]:*?/\\]")
_MAKS_NAMA: Final = 31
_LEBAR_MAKS: Final = 45
_BARIS_CONTOH: Final = 200
_DIBUAT: Final = datetime.datetime(2025, 1, 1)
_MAKRO_BAGIAN: Final = frozenset({"vbaProject", "vbaProjectSignature", "wordVbaData"})


class Ubahan(NamedTuple):
    """A file as .xlsx: its bytes, what isn't carried over, and the new names of sheets that had to be renamed."""

    isi: bytes
    tak_terbawa: list[str]
    nama_lembar: Mapping[str, str]


def rebuild(isi: bytes, batas: Batas) -> Ubahan:
    """A workbook of another format as .xlsx with its values. Raises TidakDapatDitandai when it can't be read."""
    try:
        buku = open_workbook(isi, batas)
    except TakTerbaca as error:
        raise TidakDapatDitandai("Berkas ini tidak dapat dibaca sehingga tidak dapat disalin.") from error
    kisi = [satu for satu in buku.kisi if not _is_ours(satu)]
    if not kisi:
        raise TidakDapatDitandai("Berkas ini tidak memuat lembar kerja.")
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, _OPSI)
    workbook.set_properties({"created": _DIBUAT})
    penulis = _Penulis(workbook)
    names: dict[str, str] = {}
    for satu in kisi:
        names[satu.nama] = _sheet_name(satu.nama, names.values())
        penulis.write(workbook.add_worksheet(names[satu.nama]), satu)
    visible = next((n for n, satu in enumerate(kisi) if satu.terlihat), 0)
    for n, (satu, worksheet) in enumerate(zip(kisi, workbook.worksheets(), strict=True)):
        if n == visible:
            worksheet.activate()
            worksheet.set_first_sheet()
        elif not satu.terlihat:
            worksheet.hide()
    workbook.close()
    renamed = {old: new for old, new in names.items() if old != new}
    lines = [*HANYA_NILAI, *(f'Nama lembar "{old}": di salinan ini "{new}".' for old, new in renamed.items())]
    return Ubahan(buffer.getvalue(), lines, renamed)


def _is_ours(kisi: Kisi) -> bool:
    first = kisi.sel[0][0] if kisi.sel and kisi.sel[0] else ""
    return first in (PENANDA, PENANDA_REKAMAN)


def _sheet_name(nama: str, terpakai: Iterable[str]) -> str:
    """A sheet name that Excel accepts and that isn't used yet."""
    used = {n.casefold() for n in terpakai}
    plain = _BUKAN_NAMA.sub("_", clean(nama)).strip("'")[:_MAKS_NAMA] or "Lembar"
    if plain.casefold() == "history":
        plain = "History_"
    found, n = plain, 1
    while found.casefold() in used:
        n += 1
        found = f"{plain[: _MAKS_NAMA - len(str(n)) - 3].rstrip()} ({n})"
    return found


class _Penulis:
    def __init__(self, workbook: Workbook) -> None:
        self._tanggal = workbook.add_format({"num_format": "dd/mm/yyyy"})
        self._waktu = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        self._jam = workbook.add_format({"num_format": "[hh]:mm:ss"})
        self._persen = workbook.add_format({"num_format": "0.00%"})

    def write(self, ws: Worksheet, kisi: Kisi) -> None:
        for (top, left), (bottom, right) in kisi.gabungan:
            if (top, left) != (bottom, right):
                with suppress(OverlappingRange):
                    ws.merge_range(top, left, bottom, right, "")
        for r, row in enumerate(kisi.sel):
            for c, value in enumerate(row):
                self._cell(ws, r, c, value, kisi.intipan.tanda.get((r + 1, c + 1)))
        for r in kisi.intipan.baris_tersembunyi:
            ws.set_row(r - 1, None, None, {"hidden": True})
        for c, width in enumerate(_widths(kisi)):
            ws.set_column(c, c, width)

    def _cell(self, ws: Worksheet, r: int, c: int, value: Isi, tanda: tuple[Tanda, str] | None) -> None:
        jenis, galat = tanda or (None, "")
        if jenis is Tanda.GALAT:
            if galat in _GALAT:
                ws.write_formula(r, c, f"={galat}", None, galat)
            else:
                write_text(ws, r, c, clean(galat), None)
        elif value is None or value == "":
            return
        elif isinstance(value, bool):
            ws.write_boolean(r, c, value)
        elif isinstance(value, int | float):
            ws.write_number(r, c, value, self._persen if jenis is Tanda.PERSEN else None)
        elif isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
            self._moment(ws, r, c, value)
        else:
            write_text(ws, r, c, clean(str(value)), None)

    def _moment(self, ws: Worksheet, r: int, c: int, value: Isi) -> None:
        fmt: Format = self._jam
        if isinstance(value, datetime.datetime):
            fmt = self._tanggal if value.time() == datetime.time() else self._waktu
        elif isinstance(value, datetime.date):
            fmt = self._tanggal
        if isinstance(value, datetime.date) and value.year < 1900:
            write_text(ws, r, c, value.isoformat(), None)
        else:
            ws.write_datetime(r, c, value, fmt)


def _widths(kisi: Kisi) -> list[float]:
    widths: list[float] = []
    for row in kisi.sel[:_BARIS_CONTOH]:
        for c, value in enumerate(row):
            if c >= len(widths):
                widths.append(9)
            longest = max(map(len, str(value).split("\n"))) if value not in (None, "") else 0
            widths[c] = max(widths[c], min(longest + 2, _LEBAR_MAKS))
    return widths


def has_macro_sheets(paket: Paket, buku: Buku) -> bool:
    """Whether a workbook has sheets of Excel 4.0 macros, without which its parts make no workbook."""
    return any(h.jenis.casefold() in ("xlmacrosheet", "xlintlmacrosheet") for h in paket.relations(buku.bagian))


def without_macros(paket: Paket, buku: Buku) -> list[str]:
    """Make a package an ordinary .xlsx; return what was taken out."""
    lines: list[str] = []
    before = paket.reachable()
    for hubungan in list(paket.relations(buku.bagian)):
        if hubungan.jenis in _MAKRO_BAGIAN:
            paket.unrelate(buku.bagian, hubungan.id)
            lines = [MAKRO]
    if paket.type_of(buku.bagian) != TIPE_BUKU:
        paket.set_type(buku.bagian, TIPE_BUKU)
    for hubungan in list(paket.relations("")):
        if hubungan.jenis == "origin":
            paket.unrelate("", hubungan.id)
            lines.append(TANDA_TANGAN)
    paket.drop_unreachable(before)
    return lines
