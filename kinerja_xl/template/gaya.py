"""Colours and cell formats of the templates: one font, one dark heading colour, yellow only for cells to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from kinerja_xl.deklarasi.schema import Column, Kind

HURUF: Final = "Calibri"
BIRU_TUA: Final = "#1F3864"
BIRU_MUDA: Final = "#D9E2F0"
ABU_JUDUL: Final = "#BFBFBF"
ABU: Final = "#EFEFEF"
KUNING: Final = "#FFEB9C"
KUNING_MUDA: Final = "#FFFBE6"
JINGGA: Final = "#F4B183"
GARIS: Final = "#BFBFBF"
WARNA_TAB: Final[Mapping[str, str]] = {
    "profil": "#BF9000",
    "iku": "#2E75B6",
    "renstra": "#2E75B6",
    "realisasi": "#2E75B6",
    "cascading": "#2E75B6",
    "anggaran": "#548235",
    "belanja": "#548235",
    "skm": "#7F6084",
    "akip": "#7F6084",
}
TAB_LAIN: Final = "#7F7F7F"

# One colour per declared kind of number would tell nothing; the alignment does.
_RATA_KANAN: Final = frozenset({Kind.NILAI, Kind.ANGKA, Kind.BULAT, Kind.PERSEN, Kind.RUPIAH, Kind.TANGGAL})
_DASAR: Final[Mapping[str, Any]] = {"font_name": HURUF, "font_size": 11, "valign": "top"}
_PERAN: Final[Mapping[str, Mapping[str, Any]]] = {
    "wajib": {"bg_color": KUNING, "locked": False},
    "isian": {"bg_color": KUNING_MUDA, "locked": False},
    "rumus": {"bg_color": ABU, "font_color": "#404040", "locked": True},
}
_TETAP: Final[Mapping[str, Mapping[str, Any]]] = {
    "judul": {"bold": True, "font_size": 16, "font_color": BIRU_TUA, "valign": "vcenter"},
    "petunjuk": {"italic": True, "font_color": "#595959"},
    "petunjuk_lembar": {"italic": True, "font_color": "#595959", "text_wrap": True},
    "atas": {"bold": True, "font_color": BIRU_TUA},
    "atas_rp": {"bold": True, "font_color": BIRU_TUA, "num_format": "#,##0", "align": "right"},
    "atas_angka": {"bold": True, "font_color": BIRU_TUA, "num_format": "0.00", "align": "right"},
    "kepala_wajib": {"bold": True, "font_color": "#FFFFFF", "bg_color": BIRU_TUA},
    "kepala_isian": {"bold": True, "font_color": BIRU_TUA, "bg_color": BIRU_MUDA},
    "kepala_rumus": {"bold": True, "font_color": "#262626", "bg_color": ABU_JUDUL},
    "label": {"bold": True, "bg_color": BIRU_MUDA, "font_color": BIRU_TUA, "border": 1, "border_color": GARIS},
    "label_wajib": {"bold": True, "bg_color": BIRU_TUA, "font_color": "#FFFFFF", "border": 1, "border_color": GARIS},
    "teks": {"text_wrap": True},
    "sel": {"text_wrap": True, "border": 1, "border_color": GARIS},
    "sel_tebal": {"text_wrap": True, "bold": True, "border": 1, "border_color": GARIS},
    "bagian": {"bold": True, "font_size": 13, "font_color": BIRU_TUA, "bottom": 2, "bottom_color": BIRU_TUA},
    "tautan": {"underline": 1, "font_color": "#0563C1", "border": 1, "border_color": GARIS},
    "kembali": {"underline": 1, "font_color": "#0563C1"},
    "nomor": {"bold": True, "align": "center", "font_color": BIRU_TUA},
    "contoh_wajib": {"bg_color": KUNING, "border": 1, "border_color": GARIS},
    "contoh_isian": {"bg_color": KUNING_MUDA, "border": 1, "border_color": GARIS},
    "contoh_rumus": {"bg_color": ABU, "border": 1, "border_color": GARIS},
    "contoh_kurang": {"bg_color": JINGGA, "border": 1, "border_color": GARIS},
}
_KEPALA: Final[Mapping[str, Any]] = {
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
    "border": 1,
    "border_color": "#FFFFFF",
}


class Gaya:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._formats: dict[str, Format] = {}

    def fixed(self, nama: str) -> Format:
        """A named format for titles, headings and the Petunjuk sheet."""
        extra = _KEPALA if nama.startswith("kepala_") else {}
        return self._make(nama, {**_DASAR, **extra, **_TETAP[nama]})

    def cell(self, kind: Kind, peran: str, *, rata_kiri: bool = False, format_sel: str = "") -> Format:
        """A data cell: `peran` is wajib, isian (both unlocked) or rumus (locked); `format_sel` overrules the kind's."""
        kanan = kind in _RATA_KANAN and not rata_kiri
        properties = {
            **_DASAR,
            "border": 1,
            "border_color": GARIS,
            "num_format": format_sel or kind.info.excel_format,
            "align": "right" if kanan else "left",
            "text_wrap": kind not in _RATA_KANAN or kind is Kind.NILAI,
            **_PERAN[peran],
        }
        return self._make(f"{kind.name} {peran} {kanan} {format_sel}", properties)

    def mark(self) -> Format:
        """The conditional mark of a missing or doubtful cell."""
        return self._make("tanda", {"bg_color": JINGGA, "border": 1, "border_color": "#C00000"})

    def level(self, warna: str) -> Format:
        """The conditional colour of a category, with a font colour that can be read on it."""
        dark = sum(int(warna[n : n + 2], 16) * w for n, w in ((1, 299), (3, 587), (5, 114))) < 140_000
        return self._make(warna, {"bg_color": warna, "font_color": "#FFFFFF" if dark else "#000000"})

    def _make(self, nama: str, properties: Mapping[str, Any]) -> Format:
        if nama not in self._formats:
            self._formats[nama] = self._workbook.add_format(dict(properties))
        return self._formats[nama]


def role(column: Column) -> str:
    """How a column is to be filled in: wajib, isian or rumus."""
    if column.lookup:
        return "rumus"
    return "wajib" if column.required else "isian"
