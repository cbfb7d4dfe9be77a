"""Render sheets (lembaran.py) with xlsxwriter: text stays text, every formula carries its value, nothing is lost."""

from __future__ import annotations

import datetime
import io
import re
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from kinerja_xl import __version__
from kinerja_xl.write.cetak import TEPI, chart_rows, page_lengths, paper_of
from kinerja_xl.write.data_grafik import GRAFIK
from kinerja_xl.write.gaya import GAYA_SEL, Gaya, is_bold
from kinerja_xl.write.grafik import make_chart
from kinerja_xl.write.lembaran import BARIS_JUDUL_KOLOM, Kolom, Lembaran, Sel, Tren, Warna, huruf
from kinerja_xl.write.pecah import MAKS_BARIS, split_sheets
from kinerja_xl.write.ukuran import (
    cell_height,
    column_width,
    heading_height,
    printed_columns,
    row_heights,
    total_heights,
)
from kinerja_xl.write.xlsx.baris_xml import BarisXml, Garap
from kinerja_xl.write.xlsx.kolom_xml import IsiKolom, bersih
from kinerja_xl.write.xlsx.lembar_xlsx import LembarXlsx, TulisGagal
from kinerja_xl.write.xlsx.mampat import Janji
from kinerja_xl.write.xlsx.paket import BukuXlsx, Pemampat

MAKS_TAUTAN: Final = 60_000
Bantuan = Callable[[BarisXml], Janji | None]
"""Who may render rows elsewhere: the promise of the piece, or None when nobody has time."""
_T = TypeVar("_T")
_Bernomor = tuple[Sequence[int], list[_T]]
_RISIKO: Final = frozenset("=+-@\t\r")


class RingkasanTulis(NamedTuple):
    """What was written: sheets, cells, and how many of these are formulas."""

    lembar: int
    rumus: int
    sel: int


@dataclass(frozen=True)
class Sampul:
    """What all sheets of a workbook have in common: properties, header, footer, defined names."""

    judul: str
    daerah: str
    dibuat: datetime.datetime
    nama: Mapping[str, str] = field(default_factory=dict)
    kembali: str = "Ringkasan"


def write_buku(
    lembar: Iterable[Lembaran],
    sampul: Sampul,
    path: Path,
    maks_baris: int = MAKS_BARIS,
    bantuan: Bantuan | None = None,
) -> RingkasanTulis:
    """Write a workbook to a file. Raises TulisGagal, OSError."""
    # Built in memory: a full disk is then met in one place, as a plain OSError.
    isi, ringkasan = render_buku(lembar, sampul, maks_baris, bantuan)
    path.write_bytes(isi)
    return ringkasan


def render_buku(
    lembar: Iterable[Lembaran], sampul: Sampul, maks_baris: int = MAKS_BARIS, bantuan: Bantuan | None = None
) -> tuple[memoryview, RingkasanTulis]:
    """The bytes of a workbook and what is in it; in a sequence, tables of more than `maks_baris` rows are split.

    The same sheets and `sampul` give the same bytes. Sheets of an iterator are taken one by one and forgotten when they
    are rendered; a table that no sheet holds is then an error. `bantuan` may render rows elsewhere. Raises TulisGagal.
    """
    if isinstance(lembar, Sequence):
        lembar = split_sheets(lembar, maks_baris)
    isi = io.BytesIO()
    with Pemampat() as pemampat:

        def garap(baris: BarisXml) -> Janji:
            janji = bantuan(baris) if bantuan is not None else None
            return pemampat.garap(baris) if janji is None else janji

        ringkasan = _render(lembar, sampul, BukuXlsx(isi, pemampat), garap)
    return isi.getbuffer(), ringkasan


def _render(lembar: Iterable[Lembaran], sampul: Sampul, book: BukuXlsx, garap: Garap) -> RingkasanTulis:
    book.set_properties(
        {
            "title": sampul.judul,
            "author": f"kinerja-xl {__version__}",
            "company": sampul.daerah[:200],
            "created": sampul.dibuat,
        }
    )
    book.set_calc_mode("auto")
    tulis = _Penulis(book, sampul)
    for satu in lembar:
        sheet = book.add_worksheet(satu.nama, LembarXlsx)
        tulis.sheet(sheet, satu)
        if satu.nama != GRAFIK:
            sheet.settle(garap)
        # The next one is laid out before it is taken.
        del satu
    for name, reference in sampul.nama.items():
        book.define_name(name, reference)
    book.close()
    return RingkasanTulis(len(book.worksheets()), tulis.rumus, tulis.sel)


def header_text(teks: str) -> str:
    """Text after a font size in a printed header: a digit would belong to the size.

    >>> header_text("50 Kota"), header_text("A & B")
    (' 50 Kota', 'A && B')
    """
    return (" " if teks[:1].isdigit() else "") + teks.replace("&", "&&")


class _Penulis:
    """State of one rendering: the formats made so far and the counts."""

    def __init__(self, book: Workbook, sampul: Sampul) -> None:
        self.book = book
        self.sampul = sampul
        self.gaya = Gaya(book)
        self.rumus = 0
        self.sel = 0
        self.tautan = 0

    def sheet(self, ws: LembarXlsx, satu: Lembaran) -> None:
        """Write one sheet."""
        self.tautan = 0
        ws.set_tab_color(satu.warna_tab)
        if satu.tersembunyi:
            ws.hide()
        for n, lebar in enumerate(satu.lebar_kolom):
            closed = bool(satu.bantu_dari) and n >= satu.bantu_dari
            ws.set_column_pixels(n, n, lebar, None, {"level": 1, "hidden": True} if closed else {})
        for baris, tinggi in satu.tinggi_baris:
            ws.set_row(baris - 1, tinggi)
        if satu.kolom:
            self._table(ws, satu)
        elif satu.kembali:
            self._back(ws)
        for baris, tinggi in total_heights(satu):
            ws.set_row(baris - 1, tinggi)
        for free in (*satu.sel, *satu.jumlah):
            self._free(ws, free)
        for baris, kolom, warna in satu.warna_sel:
            self._colour(ws, baris, kolom, baris, kolom, warna)
        for dari, sampai, kolom, warna in satu.warna_rentang:
            self._colour(ws, dari, kolom, sampai, kolom, warna)
        for baris, kolom, bagan in satu.bagan:
            ws.insert_chart(
                baris - 1, kolom, make_chart(self.book, bagan), {"object_position": 1, "x_offset": bagan.geser}
            )
        self._page(ws, satu)

    def _table(self, ws: LembarXlsx, satu: Lembaran) -> None:
        for n, kolom in enumerate(satu.kolom):
            options = {"level": 1, "hidden": True} if kolom.bantu else {}
            ws.set_column(n, n, column_width(kolom), None, options)
        after = sum(not k.bantu for k in satu.kolom)
        if after < len(satu.kolom):
            ws.outline_settings(symbols_right=False)
            ws.set_column(after - 1, after - 1, column_width(satu.kolom[after - 1]), None, {"collapsed": True})
        if not satu.tersembunyi:
            self._top(ws, satu)
        rows, first = len(satu.kolom[0].nilai), satu.baris_data
        ws.baris_tabel = first - 1
        if not satu.tersembunyi:
            heavy = satu.gaya_baris is not None and (satu.kepala or satu.tertutup is not None)
            tebal = [is_bold(m) for m in satu.gaya_baris or ()] if heavy else None
            _set_rows(ws, row_heights(satu.kolom, rows, tebal), satu.tingkat_baris, satu.tertutup)
        marks = _number(satu.gaya_baris or [""] * max(len(kolom.nilai) for kolom in satu.kolom))
        for n, kolom in enumerate(satu.kolom):
            self._column(ws, n, kolom, marks)
            if kolom.warna and rows:
                self._colour(ws, first, n, first + rows - 1, n, kolom.warna)
            if kolom.warna_awal and rows:
                self._colour_beginnings(ws, first, n, first + rows - 1, kolom.warna_awal)
            for i, tren in enumerate(kolom.tren or ()):
                if tren is not None:
                    self._sparkline(ws, first - 1 + i, n, tren)
        if satu.tersembunyi:
            for n, kolom in enumerate(satu.kolom):
                _must(ws.write_string(BARIS_JUDUL_KOLOM - 1, n, bersih(kolom.judul)), satu.nama)
        else:
            self._filter(ws, satu, rows)

    def _top(self, ws: LembarXlsx, satu: Lembaran) -> None:
        ws.set_row(0, 24)
        if not satu.formulir:
            self._free(ws, Sel(1, 0, satu.judul, "judul"))
            self._line(ws, 2, satu, satu.cara, "cara")
            self._line(ws, 3, satu, satu.keterangan, "keterangan")
        self._back(ws, 0 if satu.formulir else 3)
        if not satu.kepala:
            ws.set_row(BARIS_JUDUL_KOLOM - 1, heading_height(satu.kolom))

    def _back(self, ws: LembarXlsx, baris: int = 3) -> None:
        """The link to the workbook's first sheet."""
        tujuan = self.sampul.kembali
        ws.write_url(baris, 0, f"internal:'{tujuan}'!A1", self.gaya.bebas("kembali"), f"← Kembali ke {tujuan}")

    def _line(self, ws: LembarXlsx, baris: int, satu: Lembaran, teks: str, gaya: str) -> None:
        """A line of text over all printed columns, as tall as it needs."""
        kolom = printed_columns(satu)
        ws.set_row(baris - 1, cell_height((teks, sum(column_width(k) for k in kolom))))
        self._free(ws, Sel(baris, 0, teks, gaya, sampai=(baris, len(kolom) - 1) if len(kolom) > 1 else None))

    def _filter(self, ws: LembarXlsx, satu: Lembaran, rows: int) -> None:
        head = satu.baris_data - 2
        last = satu.baris_data - 1 + max(rows, 1) - 1
        titles = [k.judul for k in satu.kolom]
        if len({t.casefold() for t in titles}) != len(titles):
            raise TulisGagal(f"{satu.nama}: judul kolom ganda")
        kepala = self.gaya.bebas("kepala")
        for free in satu.kepala:
            self._free(ws, free)
        if satu.kepala:
            if not satu.formulir:
                ws.autofilter(head, 0, last, len(titles) - 1)
        elif satu.tabel:
            columns = [{"header": t, "header_format": kepala} for t in titles]
            name = re.sub(r"\W", "_", satu.nama)
            _must(
                ws.add_table(head, 0, last, len(titles) - 1, {"columns": columns, "style": None, "name": f"T_{name}"}),
                satu.nama,
            )
        else:
            for n, title in enumerate(titles):
                _must(ws.write_string(head, n, title, kepala), satu.nama)
            ws.autofilter(head, 0, last, len(titles) - 1)
        ws.freeze_panes(satu.baris_data - 1, satu.beku_kolom)
        if not rows:
            self._free(ws, Sel(satu.baris_data, 0, satu.kosong, "kosong"))
        ws.ignore_errors({"number_stored_as_text": f"A1:{huruf(len(titles) - 1)}{last + 10}"})

    def _column(self, ws: LembarXlsx, n: int, kolom: Kolom, marks: _Bernomor[str]) -> None:
        code, rumus, tautan = 0, kolom.rumus or (), kolom.tautan or ()
        isi = IsiKolom(kolom)
        for i, bentuk in ws.take_column(isi, *self._formats(isi, marks)):
            row = ws.baris_tabel + i
            link = tautan[i] if tautan else None
            if link is not None:
                self._link(ws, row, n, link, bentuk)
            code |= ws.write_cell(row, n, kolom.nilai[i], rumus[i] if rumus else None, bentuk)
        self.rumus += sum(satu is not None for satu in rumus)
        self.sel += len(kolom.nilai)
        _must(code, f"{ws.name}, kolom {kolom.judul}")

    def _formats(self, isi: IsiKolom, marks: _Bernomor[str]) -> _Bernomor[Format]:
        """Which format every cell of a column has, by the marks of the rows, links, indents and what its text is."""
        kolom, (nomor, names) = isi.kolom, marks
        risks = {teks for teks in isi.teks if teks[:1] in _RISIKO}
        if not (risks or kolom.tautan or kolom.masuk):
            return nomor[: len(kolom.nilai)], [self.gaya.sel(kolom.gaya, mark) for mark in names]
        risiko = [v.__class__ is str and v in risks for v in kolom.nilai] if risks else repeat(False)
        links = [tautan is not None for tautan in kolom.tautan] if kolom.tautan else repeat(False)
        kode, sifat = _number(zip(nomor, links, kolom.masuk or repeat(0), risiko, strict=False))
        return kode, [
            self.gaya.sel(kolom.gaya, names[mark - 1], risiko=risky, tautan=link, masuk=masuk)
            for mark, link, masuk, risky in sifat
        ]

    def _free(self, ws: LembarXlsx, free: Sel) -> None:
        row, n, nilai = free.baris - 1, free.kolom, free.nilai
        text = isinstance(nilai, str)
        risiko = text and nilai[:1] in _RISIKO
        if free.gaya_baris or (free.tautan and free.gaya in GAYA_SEL):
            bentuk = self.gaya.sel(free.gaya, free.gaya_baris, risiko=risiko, tautan=free.tautan is not None)
        else:
            bentuk = self.gaya.bebas(free.gaya, risiko=risiko)
        if free.sampai is not None:
            _must(ws.merge_range(row, n, free.sampai[0] - 1, free.sampai[1], None, bentuk), ws.name)
        if free.tautan is not None:
            self._link(ws, row, n, free.tautan, bentuk)
        self.sel += 1
        self.rumus += free.rumus is not None
        _must(ws.write_cell(row, n, nilai, free.rumus, bentuk), f"{ws.name}!{huruf(n)}{free.baris}")

    def _link(self, ws: LembarXlsx, row: int, n: int, tempat: str, bentuk: Any) -> None:
        """An internal link; beyond Excel's limit per sheet the cell simply has none."""
        if self.tautan < MAKS_TAUTAN:
            self.tautan += 1
            _must(ws.write_url(row, n, f"internal:{tempat}", bentuk, "-"), ws.name)

    def _colour(self, ws: LembarXlsx, r1: int, c1: int, r2: int, c2: int, warna: Warna) -> None:
        for kata, satu in warna:
            quoted = kata.replace('"', '""')
            ws.conditional_format(
                r1 - 1,
                c1,
                r2 - 1,
                c2,
                {"type": "cell", "criteria": "==", "value": f'"{quoted}"', "format": self.gaya.warna(satu)},
            )

    def _colour_beginnings(self, ws: LembarXlsx, r1: int, n: int, r2: int, warna: Warna) -> None:
        """Colour the cells of a column that begin with a word; the first rule that holds decides."""
        for kata, satu in warna:
            rule = {"type": "text", "criteria": "begins with", "value": kata, "format": self.gaya.warna(satu)}
            ws.conditional_format(r1 - 1, n, r2 - 1, n, rule | {"stop_if_true": True})

    def _sparkline(self, ws: LembarXlsx, row: int, n: int, tren: Tren) -> None:
        """Small columns of their own scale; their figures may stand in closed columns.

        Columns, not a line: LibreOffice prints of a line only its points.
        """
        options = {
            "type": "column",
            "range": f"'{ws.name}'!{tren.rentang}",
            "series_color": tren.warna,
            "min": tren.bawah,
            "max": tren.atas,
            "show_hidden": True,
        }
        _must(ws.add_sparkline(row, n, options), ws.name)

    def _page(self, ws: LembarXlsx, satu: Lembaran) -> None:
        ws.set_paper(paper_of(satu))
        if not (satu.tegak or satu.potret):
            ws.set_landscape()
        ws.set_margins(**TEPI)
        daerah, judul = header_text(self.sampul.daerah[:80]), header_text(self.sampul.judul[:120])
        ws.set_header(f"&L&9{daerah}&R&9{judul}", {"margin": 0.3})
        waktu = f"{self.sampul.dibuat:%d/%m/%Y %H:%M}"
        ws.set_footer(
            f"&L&9Sumber: kinerja-xl {__version__}, {waktu}&C&9{satu.nama}&R&9Halaman &P dari &N", {"margin": 0.3}
        )
        ws.fit_to_pages(1, 1 if satu.tegak else 0)
        if satu.tegak:
            ws.center_horizontally()
        if satu.kolom and not satu.tersembunyi:
            printed = len(printed_columns(satu))
            last = satu.baris_data - 1 + max(len(satu.kolom[0].nilai), 1)
            head = min((free.baris for free in satu.kepala), default=BARIS_JUDUL_KOLOM)
            ws.repeat_rows(head - 1, satu.baris_data - 2)
            if satu.kepala:
                last = max([last, *(free.baris for free in (*satu.sel, *satu.jumlah))])
            else:
                last += len({free.baris for free in satu.jumlah})
            # A chart below the table is printed with it.
            below = chart_rows(satu, last)
            ws.print_area(int(satu.formulir), 0, max([last, *(end + 1 for _, end in below)]) - 1, printed - 1)
            ws.keep_whole(below, 1 + satu.formulir, range(head, satu.baris_data), page_lengths(satu))
            ws.set_zoom(90)
        elif not satu.tersembunyi:
            ws.hide_gridlines(2)
            self._form(ws, satu)

    def _form(self, ws: LembarXlsx, satu: Lembaran) -> None:
        """A sheet of free cells that is a table or a form: repeated headings, closed columns, codes that are text."""
        if satu.ulang_baris[0]:
            first, last = satu.ulang_baris
            ws.repeat_rows(first - 1, last - 1)
            ws.freeze_panes(last, satu.beku_kolom)
        if satu.bantu_dari:
            ws.outline_settings(symbols_right=False)
            before = satu.bantu_dari - 1
            ws.set_column_pixels(before, before, satu.lebar_kolom[before], None, {"collapsed": True})
        ws.keep_whole(satu.utuh, satu.cetak_dari or 1, (), page_lengths(satu))
        last_row = max((s.baris for s in satu.sel), default=1)
        last_row = max([last_row, *(end for _, end in satu.utuh)])
        if satu.cetak_dari or satu.utuh:
            ws.print_area(max(satu.cetak_dari, 1) - 1, 0, last_row - 1, (satu.bantu_dari or len(satu.lebar_kolom)) - 1)
        if satu.ulang_baris[0] or satu.bantu_dari:
            ws.ignore_errors({"number_stored_as_text": f"A1:{huruf(len(satu.lebar_kolom))}{last_row}"})


def _set_rows(
    ws: LembarXlsx, heights: Iterable[float], tingkat: Sequence[int] | None, tertutup: Sequence[bool] | None
) -> None:
    """Row heights, and outline groups of a tree: level 2 and deeper closed, the sign on the row above its group."""
    if tingkat is None:
        ws.set_table_rows((height, 0, False, False) for height in heights)
        return
    ws.outline_settings(symbols_below=False)
    closed = [*(tertutup or (level > 1 for level in tingkat)), False]
    signs = (below > level and shut for level, below, shut in zip(tingkat, [*tingkat, 0][1:], closed[1:], strict=True))
    ws.set_table_rows(zip(heights, tingkat, closed, signs, strict=False))


def _number(satu: Iterable[_T]) -> _Bernomor[_T]:
    """The number of each among the different ones, counted from 1, and these."""
    nomor: dict[_T, int] = {}
    return array("H", [nomor.setdefault(s, len(nomor) + 1) for s in satu]), list(nomor)


def _must(code: int | None, tempat: str) -> None:
    if code:
        raise TulisGagal(f"{tempat}: kode {code}")
