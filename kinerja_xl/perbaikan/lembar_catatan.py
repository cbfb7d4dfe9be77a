"""The first sheet of a marked-up copy: all Catatan of the file with links to their cells, and what isn't carried."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kinerja_xl.consolidate.kelompok import Kelompok, linkable_groups
from kinerja_xl.deklarasi.catatan import Catatan, Tingkat
from kinerja_xl.perbaikan.buku import Buku, Nama, quote_place
from kinerja_xl.perbaikan.gaya_sel import GayaSel
from kinerja_xl.perbaikan.lembar import parse_range
from kinerja_xl.perbaikan.naskah import clean, escape, plain_escape
from kinerja_xl.perbaikan.tanda import PENANDA
from kinerja_xl.write.gaya import ABU_TUA, BIRU_TUA, GARIS, HURUF, TAUTAN, WARNA_TINGKAT, is_dark

LEMBAR: Final = "Catatan"
MAKS_BARIS: Final = 60_000
"""Lines of the table; Excel opens no sheet with more than 65,530 links."""

JUDUL: Final = ("No", "Tingkat", "Kode", "Lembar", "Sel", "Nilai", "Catatan", "Saran")
_LEBAR: Final = (6, 13, 10, 18, 20, 24, 62, 52)
_BARIS_JUDUL: Final = 6
_CARA: Final = (
    "Cara memakai: klik isi kolom Sel untuk menuju selnya, perbaiki di situ, simpan, lalu kirim lagi berkas ini. "
    "Lembar ini, warna sel, dan komentar pemeriksaan diabaikan serta dilepas saat berkas dibaca lagi."
)
_TINGKAT: Final = (
    "Kesalahan: nilainya tidak dapat dipakai sampai diperbaiki. Peringatan: nilainya dipakai, mohon diperiksa. "
    "Informasi: cukup diketahui."
)
_HURUF_PER_LEBAR: Final = 1.05
_TINGGI_TEKS: Final = 13
_TINGGI_MAKS: Final = 400
_SEMUA: Final = f"$A${_BARIS_JUDUL}:$H$"
_QUOTE: Final = ' quotePrefix="1"'
_RATA_ISI: Final = 'horizontal="left" vertical="top" wrapText="1" indent="1"'
_RISIKO: Final = tuple("=+-@\t\r")
_TANPA_CATATAN: Final = "Tidak ada catatan untuk berkas ini."


class _Sel(NamedTuple):
    kolom: str
    isi: str | int
    gaya: int


@dataclass(frozen=True)
class IsiCatatan:
    """What the sheet says: the file's name, its Catatan, and lines on what isn't carried over or not shown."""

    berkas: str
    catatan: Sequence[Catatan]
    tak_terbawa: Sequence[str] = ()
    pemberitahuan: Sequence[str] = ()


class _Ragam:
    """The cell formats of the sheet, each made when first used."""

    def __init__(self, gaya: GayaSel) -> None:
        self._gaya = gaya
        garis = "".join(f'<{s} style="thin"><color rgb="FF{GARIS[1:]}"/></{s}>' for s in ("left", "right", "top"))
        bawah = f'<bottom style="thin"><color rgb="FF{GARIS[1:]}"/></bottom><diagonal/>'
        self._kotak = f"<border>{garis}{bawah}</border>"
        self._polos = "<border><left/><right/><top/><bottom/><diagonal/></border>"

    def _xf(self, huruf: str, warna: str, isian: str, batas: str, rata: str, risiko: bool = False) -> int:
        font = f'<font>{huruf}<color rgb="FF{warna[1:]}"/><name val="{HURUF}"/><family val="2"/></font>'
        fill = (
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{isian[1:]}"/><bgColor indexed="64"/>'
            "</patternFill></fill>"
            if isian
            else '<fill><patternFill patternType="none"/></fill>'
        )
        return self._gaya.add(
            b"cellXfs",
            (
                f'<xf numFmtId="0" fontId="{self._gaya.add(b"fonts", font.encode())}" '
                f'fillId="{self._gaya.add(b"fills", fill.encode())}" '
                f'borderId="{self._gaya.add(b"borders", batas.encode())}" xfId="0"{_QUOTE if risiko else ""} '
                f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment {rata}/></xf>'
            ).encode(),
        )

    def judul(self) -> int:
        return self._xf('<b/><sz val="16"/>', BIRU_TUA, "", self._polos, 'vertical="center"')

    def baris(self, tebal: bool = False) -> int:
        huruf, warna = ('<b/><sz val="10"/>', BIRU_TUA) if tebal else ('<sz val="10"/>', ABU_TUA)
        return self._xf(huruf, warna, "", self._polos, 'vertical="top" wrapText="1"')

    def kepala(self) -> int:
        rata = 'horizontal="center" vertical="center" wrapText="1"'
        return self._xf('<b/><sz val="10"/>', "#FFFFFF", BIRU_TUA, self._kotak, rata)

    def isi(self, risiko: bool = False) -> int:
        return self._xf('<sz val="10"/>', "#000000", "", self._kotak, _RATA_ISI, risiko)

    def tautan(self) -> int:
        return self._xf('<u/><sz val="10"/>', TAUTAN, "", self._kotak, _RATA_ISI)

    def tingkat(self, tingkat: Tingkat) -> int:
        warna = dict(WARNA_TINGKAT)[tingkat.value]
        huruf = "#FFFFFF" if is_dark(warna) else "#000000"
        return self._xf('<b/><sz val="10"/>', huruf, warna, self._kotak, 'horizontal="center" vertical="top"')


class LembarCatatan:
    """Builds the worksheet part; `tempat` gives the sheet's name in this copy for a Catatan's sheet, None if absent."""

    def __init__(self, isi: IsiCatatan, buku: Buku, gaya: GayaSel, tempat: Callable[[str], str | None]) -> None:
        self._isi = isi
        self._buku = buku
        self._ragam = _Ragam(gaya)
        self._tempat = tempat
        self._baris: list[bytes] = []
        self._tautan: list[bytes] = []
        self._gabung: list[str] = []
        kelompok = linkable_groups(isi.catatan)
        self._kelompok = kelompok[:MAKS_BARIS]
        self._sisa = len(kelompok) - len(self._kelompok)
        self.baris_akhir = _BARIS_JUDUL + max(1, len(self._kelompok))

    def names(self, lembar: str) -> list[Nama]:
        """The names that Excel keeps for the filter and for repeating the headings in print."""
        return [
            Nama("_xlnm._FilterDatabase", quote_place(lembar, f"{_SEMUA}{self.baris_akhir}"), tersembunyi=True),
            Nama("_xlnm.Print_Titles", quote_place(lembar, f"${_BARIS_JUDUL}:${_BARIS_JUDUL}")),
        ]

    def render(self) -> bytes:
        """The worksheet part."""
        self._head()
        self._table()
        self._foot()
        main, relations = (r.encode() for r in self._buku.ruang)
        cols = b"".join(
            b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (n, n, w) for n, w in enumerate(_LEBAR, 1)
        )
        merges = b"".join(b'<mergeCell ref="%s"/>' % ref.encode() for ref in self._gabung)
        links = b"<hyperlinks>%s</hyperlinks>" % b"".join(self._tautan) if self._tautan else b""
        return (
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="%s" xmlns:r="%s">'
            b'<sheetPr><tabColor rgb="FF%s"/><pageSetUpPr fitToPage="1"/></sheetPr>'
            b'<sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" '
            b'activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A%d" sqref="A%d"/>'
            b'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>%s</cols><sheetData>%s</sheetData>'
            b'<autoFilter ref="A%d:H%d"/><mergeCells count="%d">%s</mergeCells>%s'
            b'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
            b'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
        ) % (
            main, relations, self._tab_colour(), _BARIS_JUDUL, _BARIS_JUDUL + 1, _BARIS_JUDUL + 1, _BARIS_JUDUL + 1,
            cols, b"".join(self._baris), _BARIS_JUDUL, self.baris_akhir, len(self._gabung), merges, links,
        )  # fmt: skip

    def _tab_colour(self) -> bytes:
        gravest = min((c.tingkat for c in self._isi.catatan), key=lambda t: t.urutan, default=Tingkat.INFORMASI)
        return dict(WARNA_TINGKAT)[gravest.value][1:].encode()

    def _row(self, nomor: int, sel: Sequence[_Sel], tinggi: int = 0) -> None:
        height = b' ht="%d" customHeight="1"' % tinggi if tinggi else b""
        cells = b"".join(_cell(nomor, satu) for satu in sel)
        self._baris.append(b'<row r="%d"%s>%s</row>' % (nomor, height, cells))

    def _line(self, nomor: int, teks: str, gaya: int, tinggi: int = 15) -> None:
        self._row(nomor, [_Sel("A", teks, gaya)], tinggi)
        self._gabung.append(f"A{nomor}:H{nomor}")

    def _head(self) -> None:
        counts = {t: sum(c.tingkat is t for c in self._isi.catatan) for t in Tingkat}
        words = ", ".join(f"{n} {t.value}" for t, n in counts.items())
        self._line(1, PENANDA, self._ragam.judul(), 24)
        self._line(2, f"{self._isi.berkas}: {words}", self._ragam.baris(tebal=True), 16)
        self._line(3, _CARA, self._ragam.baris(), 28)
        self._line(4, _TINGKAT, self._ragam.baris(), 16)
        if self._foot_lines():
            at = self.baris_akhir + 2
            self._line(5, f"Yang tidak terbawa atau dibatasi di salinan ini ditulis di bawah tabel (baris {at}).",
                       self._ragam.baris(), 16)  # fmt: skip
        self._row(_BARIS_JUDUL, [_Sel(k, j, self._ragam.kepala()) for k, j in zip("ABCDEFGH", JUDUL, strict=True)], 22)

    def _table(self) -> None:
        biasa, risiko, tautan = self._ragam.isi(), self._ragam.isi(risiko=True), self._ragam.tautan()
        warna: Mapping[Tingkat, int] = {t: self._ragam.tingkat(t) for t in Tingkat}
        for n, satu in enumerate(self._kelompok, 1):
            c, place = satu.catatan, self._place(satu)
            row = _BARIS_JUDUL + n
            if place:
                link = b'<hyperlink ref="E%d" location="%s" display="%s"/>'
                self._tautan.append(link % (row, plain_escape(clean(place)), plain_escape(clean(satu.rentang))))
            texts = (
                ("C", c.kode),
                ("D", c.lembar),
                ("E", _cells_in_words(satu)),
                ("F", satu.nilai),
                ("G", c.pesan),
                ("H", c.saran),
            )
            cells = [_Sel("A", n, biasa), _Sel("B", c.tingkat.value, warna[c.tingkat])]
            for kolom, teks in texts:
                style = tautan if kolom == "E" and place else risiko if teks.startswith(_RISIKO) else biasa
                cells.append(_Sel(kolom, teks, style))
            self._row(row, cells, _height(cells))
        if not self._kelompok:
            self._row(_BARIS_JUDUL + 1, [_Sel(k, _TANPA_CATATAN if k == "G" else "", biasa) for k in "ABCDEFGH"])

    def _place(self, satu: Kelompok) -> str:
        lembar = self._tempat(satu.catatan.lembar)
        return quote_place(lembar, satu.rentang) if lembar and parse_range(satu.rentang) else ""

    def _foot_lines(self) -> list[tuple[str, bool]]:
        lines: list[tuple[str, bool]] = []
        if self._isi.tak_terbawa:
            lines += [("Yang tidak terbawa ke salinan ini", True), *((t, False) for t in self._isi.tak_terbawa)]
        limits = list(self._isi.pemberitahuan)
        if self._sisa:
            limits.append(f"{self._sisa} baris catatan lagi tidak dimuat di tabel ini; lengkapnya ada di data/.")
        if limits:
            lines += [("Yang dibatasi di salinan ini", True), *((t, False) for t in limits)]
        return lines

    def _foot(self) -> None:
        for n, (teks, tebal) in enumerate(self._foot_lines(), self.baris_akhir + 2):
            self._line(n, teks, self._ragam.baris(tebal), 16 if len(teks) < 190 else 30)


def _cells_in_words(satu: Kelompok) -> str:
    return f"{satu.rentang} ({len(satu.sel)} sel)" if len(satu.sel) > 1 else satu.rentang


def _height(sel: Sequence[_Sel]) -> int:
    """The height in points that a row's wrapped texts need; not every program finds it by itself."""
    lines = 1
    for satu in sel:
        per_line = _LEBAR[ord(satu.kolom) - ord("A")] * _HURUF_PER_LEBAR
        paragraphs = str(satu.isi).split("\n")
        lines = max(lines, sum(max(1, math.ceil(len(p) / per_line)) for p in paragraphs))
    return min(round(lines * _TINGGI_TEKS) + 5, _TINGGI_MAKS)


def _cell(baris: int, sel: _Sel) -> bytes:
    place = (sel.kolom.encode(), baris, sel.gaya)
    if isinstance(sel.isi, int):
        return b'<c r="%s%d" s="%d"><v>%d</v></c>' % (*place, sel.isi)
    teks = clean(sel.isi)
    if not teks:
        return b'<c r="%s%d" s="%d"/>' % place
    return b'<c r="%s%d" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (*place, escape(teks))
