"""Render sheets (lembaran.py) with xlsxwriter: text stays text, every formula carries its value, nothing is lost."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from kinerja_xl import __version__
from kinerja_xl.sel_excel import OPSI_TEKS, write_formula, write_text
from kinerja_xl.write.gaya import GAYA_SEL, Gaya, is_bold
from kinerja_xl.write.grafik import make_chart
from kinerja_xl.write.lembaran import BARIS_JUDUL_KOLOM, Kolom, Lembaran, Sel, Tren, Warna, huruf
from kinerja_xl.write.ukuran import cell_height, column_width, heading_height, printed_columns, row_height, row_heights

KERTAS_F4: Final = 14
KERTAS_A3: Final = 8
MAKS_TEKS: Final = 32_000
MAKS_TAUTAN: Final = 60_000
_POTONG: Final = " … (dipotong; lengkapnya di data/)"
_RISIKO: Final = frozenset("=+-@\t\r")
_TAK_SAH: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")


class TulisGagal(RuntimeError):
    """A cell could not be written whole: a fault of the program, never silent."""


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


def write_buku(lembar: Sequence[Lembaran], sampul: Sampul, path: Path) -> RingkasanTulis:
    """Write a workbook. The same sheets and `sampul` give the same bytes. Raises TulisGagal, OSError."""
    # Built in memory: a full disk is then met in one place, as a plain OSError.
    isi = io.BytesIO()
    book = xlsxwriter.Workbook(isi, OPSI_TEKS)
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
    sheets = [book.add_worksheet(satu.nama, _Lembar) for satu in lembar]
    for name, reference in sampul.nama.items():
        book.define_name(name, reference)
    for sheet, satu in zip(sheets, lembar, strict=True):
        tulis.sheet(sheet, satu)
    book.close()
    path.write_bytes(isi.getbuffer())
    return RingkasanTulis(len(sheets), tulis.rumus, tulis.sel)


class _Lembar(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """A worksheet that takes formulas as they are.

    Ours are in functions that Excel 2010 knows; xlsxwriter would search each for some thirty newer ones, which took
    half of the time of writing.
    """

    def _prepare_formula(self, formula: str, *_lain: object, **_pilihan: object) -> str:
        return formula.removeprefix("=")


class _Penulis:
    """State of one rendering: the formats made so far and the counts."""

    def __init__(self, book: Workbook, sampul: Sampul) -> None:
        self.book = book
        self.sampul = sampul
        self.gaya = Gaya(book)
        self.rumus = 0
        self.sel = 0
        self.tautan = 0

    def sheet(self, ws: Worksheet, satu: Lembaran) -> None:
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
        for baris in {free.baris for free in satu.jumlah}:
            ws.set_row(baris - 1, row_height(1))
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

    def _table(self, ws: Worksheet, satu: Lembaran) -> None:
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
        if not satu.tersembunyi:
            heavy = satu.gaya_baris is not None and (satu.kepala or satu.tertutup is not None)
            tebal = [is_bold(m) for m in satu.gaya_baris or ()] if heavy else None
            _set_rows(ws, row_heights(satu.kolom, rows, tebal), satu.tingkat_baris, satu.tertutup, first)
        for n, kolom in enumerate(satu.kolom):
            self._column(ws, n, kolom, satu.gaya_baris, first)
            if kolom.warna and rows:
                self._colour(ws, first, n, first + rows - 1, n, kolom.warna)
            if kolom.warna_awal and rows:
                self._colour_beginnings(ws, first, n, first + rows - 1, kolom.warna_awal)
            for i, tren in enumerate(kolom.tren or ()):
                if tren is not None:
                    self._sparkline(ws, first - 1 + i, n, tren)
        if satu.tersembunyi:
            for n, kolom in enumerate(satu.kolom):
                _must(ws.write_string(BARIS_JUDUL_KOLOM - 1, n, _bersih(kolom.judul)), satu.nama)
        else:
            self._filter(ws, satu, rows)

    def _top(self, ws: Worksheet, satu: Lembaran) -> None:
        ws.set_row(0, 24)
        if not satu.formulir:
            self._free(ws, Sel(1, 0, satu.judul, "judul"))
            self._line(ws, 2, satu, satu.cara, "cara")
            self._line(ws, 3, satu, satu.keterangan, "keterangan")
        self._back(ws, 0 if satu.formulir else 3)
        if not satu.kepala:
            ws.set_row(BARIS_JUDUL_KOLOM - 1, heading_height(satu.kolom))

    def _back(self, ws: Worksheet, baris: int = 3) -> None:
        """The link to the workbook's first sheet."""
        tujuan = self.sampul.kembali
        ws.write_url(baris, 0, f"internal:'{tujuan}'!A1", self.gaya.bebas("kembali"), f"← Kembali ke {tujuan}")

    def _line(self, ws: Worksheet, baris: int, satu: Lembaran, teks: str, gaya: str) -> None:
        """A line of text over all printed columns, as tall as it needs."""
        kolom = printed_columns(satu)
        ws.set_row(baris - 1, cell_height((teks, sum(column_width(k) for k in kolom))))
        self._free(ws, Sel(baris, 0, teks, gaya, sampai=(baris, len(kolom) - 1) if len(kolom) > 1 else None))

    def _filter(self, ws: Worksheet, satu: Lembaran, rows: int) -> None:
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

    def _column(self, ws: Worksheet, n: int, kolom: Kolom, gaya_baris: Sequence[str] | None, first: int) -> None:
        """Write one column, the loop that takes most of a run."""
        rumus, tautan, masuk = kolom.rumus, kolom.tautan, kolom.masuk
        formats: dict[tuple[str, bool, bool, int], Any] = {}
        code = 0
        for i, nilai in enumerate(kolom.nilai):
            row = first - 1 + i
            mark = gaya_baris[i] if gaya_baris is not None else ""
            text = nilai.__class__ is str and nilai != ""
            risiko = text and nilai[0] in _RISIKO
            link = tautan[i] if tautan is not None else None
            kunci = (mark, risiko, link is not None, masuk[i] if masuk is not None else 0)
            bentuk = formats.get(kunci)
            if bentuk is None:
                bentuk = self.gaya.sel(kolom.gaya, mark, risiko=risiko, tautan=link is not None, masuk=kunci[3])
                formats[kunci] = bentuk
            if link is not None:
                self._link(ws, row, n, link, bentuk)
            formula = rumus[i] if rumus is not None else None
            if formula is not None:
                code |= write_formula(ws, row, n, formula, bentuk, "" if nilai is None else nilai)
                self.rumus += 1
            elif nilai is None or nilai == "":
                if not kolom.bantu:
                    code |= ws.write_blank(row, n, None, bentuk)
            elif text:
                code |= write_text(ws, row, n, _bersih(nilai), bentuk)
            elif isinstance(nilai, datetime.date):
                code |= ws.write_datetime(row, n, nilai, bentuk)
            else:
                code |= ws.write_number(row, n, nilai, bentuk)
        self.sel += len(kolom.nilai)
        _must(code, f"{ws.name}, kolom {kolom.judul}")

    def _free(self, ws: Worksheet, free: Sel) -> None:
        row, n, nilai = free.baris - 1, free.kolom, free.nilai
        text = isinstance(nilai, str)
        risiko = text and nilai[:1] in _RISIKO
        if free.gaya_baris or (free.tautan and free.gaya in GAYA_SEL):
            bentuk = self.gaya.sel(free.gaya, free.gaya_baris, risiko=risiko, tautan=free.tautan is not None)
        else:
            bentuk = self.gaya.bebas(free.gaya, risiko=risiko)
        if free.sampai is not None:
            _must(ws.merge_range(row, n, free.sampai[0] - 1, free.sampai[1], "", bentuk), ws.name)
        if free.tautan is not None:
            self._link(ws, row, n, free.tautan, bentuk)
        self.sel += 1
        if free.rumus is not None:
            code = write_formula(ws, row, n, free.rumus, bentuk, "" if nilai is None else nilai)
            self.rumus += 1
        elif nilai is None or nilai == "":
            code = ws.write_blank(row, n, None, bentuk)
        elif text:
            code = write_text(ws, row, n, _bersih(nilai), bentuk)
        elif isinstance(nilai, datetime.date):
            code = ws.write_datetime(row, n, nilai, bentuk)
        else:
            code = ws.write_number(row, n, nilai, bentuk)
        _must(code, f"{ws.name}!{huruf(n)}{free.baris}")

    def _link(self, ws: Worksheet, row: int, n: int, tempat: str, bentuk: Any) -> None:
        """An internal link; beyond Excel's limit per sheet the cell simply has none."""
        if self.tautan < MAKS_TAUTAN:
            self.tautan += 1
            _must(ws.write_url(row, n, f"internal:{tempat}", bentuk, "-"), ws.name)

    def _colour(self, ws: Worksheet, r1: int, c1: int, r2: int, c2: int, warna: Warna) -> None:
        for kata, satu in warna:
            quoted = kata.replace('"', '""')
            ws.conditional_format(
                r1 - 1,
                c1,
                r2 - 1,
                c2,
                {"type": "cell", "criteria": "==", "value": f'"{quoted}"', "format": self.gaya.warna(satu)},
            )

    def _colour_beginnings(self, ws: Worksheet, r1: int, n: int, r2: int, warna: Warna) -> None:
        """Colour the cells of a column that begin with a word; the first rule that holds decides."""
        for kata, satu in warna:
            rule = {"type": "text", "criteria": "begins with", "value": kata, "format": self.gaya.warna(satu)}
            ws.conditional_format(r1 - 1, n, r2 - 1, n, rule | {"stop_if_true": True})

    def _sparkline(self, ws: Worksheet, row: int, n: int, tren: Tren) -> None:
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

    def _page(self, ws: Worksheet, satu: Lembaran) -> None:
        ws.set_paper(KERTAS_A3 if satu.lebar_a3 else KERTAS_F4)
        if not (satu.tegak or satu.potret):
            ws.set_landscape()
        ws.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        daerah = self.sampul.daerah[:80].replace("&", "&&")
        ws.set_header(f"&L&9{daerah}&R&9{self.sampul.judul[:120].replace('&', '&&')}", {"margin": 0.3})
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
            if satu.kepala:
                ws.repeat_rows(min(free.baris for free in satu.kepala) - 1, satu.baris_data - 2)
                last = max([last, *(free.baris for free in (*satu.sel, *satu.jumlah))])
            else:
                ws.repeat_rows(BARIS_JUDUL_KOLOM - 1)
                last += len({free.baris for free in satu.jumlah})
            # A chart below the table is printed with it; a row is at least 20 pixels high.
            below = [baris + bagan.tinggi // 20 + 1 for baris, _, bagan in satu.bagan if baris > last]
            ws.print_area(int(satu.formulir), 0, max([last, *below]) - 1, printed - 1)
            ws.set_zoom(90)
        elif not satu.tersembunyi:
            ws.hide_gridlines(2)
            self._form(ws, satu)

    def _form(self, ws: Worksheet, satu: Lembaran) -> None:
        """A sheet of free cells that is a table or a form: repeated headings, closed columns, codes that are text."""
        if satu.ulang_baris[0]:
            first, last = satu.ulang_baris
            ws.repeat_rows(first - 1, last - 1)
            ws.freeze_panes(last, satu.beku_kolom)
        if satu.bantu_dari:
            ws.outline_settings(symbols_right=False)
            before = satu.bantu_dari - 1
            ws.set_column_pixels(before, before, satu.lebar_kolom[before], None, {"collapsed": True})
        last_row = max((s.baris for s in satu.sel), default=1)
        if satu.cetak_dari:
            ws.print_area(satu.cetak_dari - 1, 0, last_row - 1, (satu.bantu_dari or len(satu.lebar_kolom)) - 1)
        if satu.ulang_baris[0] or satu.bantu_dari:
            ws.ignore_errors({"number_stored_as_text": f"A1:{huruf(len(satu.lebar_kolom))}{last_row}"})


def _set_rows(
    ws: Worksheet,
    heights: Iterable[float],
    tingkat: Sequence[int] | None,
    tertutup: Sequence[bool] | None,
    first: int,
) -> None:
    """Row heights, and outline groups of a tree: level 2 and deeper closed, the sign on the row above its group."""
    if tingkat is None:
        for i, height in enumerate(heights):
            ws.set_row(first - 1 + i, height)
        return
    ws.outline_settings(symbols_below=False)
    closed = [*(tertutup or (level > 1 for level in tingkat)), False]
    for i, (height, level, following) in enumerate(zip(heights, tingkat, [*tingkat, 0][1:], strict=True)):
        options = {"level": level, "hidden": closed[i], "collapsed": following > level and closed[i + 1]}
        ws.set_row(first - 1 + i, height, None, options)


def _bersih(text: str) -> str:
    """Text that Excel can hold: no characters that XML forbids, cut visibly at Excel's limit."""
    if _TAK_SAH.search(text):
        text = _TAK_SAH.sub("\ufffd", text)
    return text if len(text) <= MAKS_TEKS else text[:MAKS_TEKS] + _POTONG


def _must(code: int | None, tempat: str) -> None:
    if code:
        raise TulisGagal(f"{tempat}: kode {code}")
