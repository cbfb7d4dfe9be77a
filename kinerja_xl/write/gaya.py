"""Colours and cell formats of the outputs: one font, one dark heading colour, one palette for categories."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from kinerja_xl.deklarasi.ketentuan import Kriteria

HURUF: Final = "Calibri"
BIRU_TUA: Final = "#1F3864"
BIRU: Final = "#2E75B6"
BIRU_MUDA: Final = "#D9E2F0"
BIRU_LANGIT: Final = "#B4C6E7"
ABU: Final = "#F2F2F2"
ABU_TUA: Final = "#595959"
GARIS: Final = "#D0D0D0"
GARIS_KOTAK: Final = "#7F7F7F"
JINGGA: Final = "#E8853D"
TAUTAN: Final = "#0563C1"

# Tab colours by audience: leaders, planners, finance, everyone who wants the evidence.
TAB_PIMPINAN: Final = "#1F3864"
TAB_KINERJA: Final = "#2E75B6"
TAB_KEUANGAN: Final = "#548235"
TAB_BUKTI: Final = "#7F7F7F"

WARNA_TINGKAT: Final = (("Kesalahan", "#9E2A2B"), ("Peringatan", "#F2C14E"), ("Informasi", "#BDD7EE"))
WARNA_SERAPAN: Final = (("Tinggi", "#1B6E3C"), ("Sedang", "#F2C14E"), ("Rendah", "#9E2A2B"))
WARNA_STATUS: Final = (
    ("Lengkap", "#1B6E3C"),
    ("Lengkap dengan peringatan", "#8CC97F"),
    ("Perlu perbaikan", "#F2C14E"),
    ("Ganda", "#E8853D"),
    ("Nihil", "#BFBFBF"),
    ("Tidak terbaca", "#7F6084"),
    ("Belum menyerahkan", "#9E2A2B"),
)
WARNA_EFISIENSI: Final = (
    ("Sangat efisien", "#1B6E3C"),
    ("Efisien", "#8CC97F"),
    ("Efisiensi", "#8CC97F"),
    ("Cukup efisien", "#F2C14E"),
    ("Seimbang", "#F2C14E"),
    ("Sisa anggaran", "#BFBFBF"),
    ("Tidak efisien", "#9E2A2B"),
)
# By number of levels, best first; the ends are those of the performance scale.
_JENJANG: Final[Mapping[int, Sequence[str]]] = {
    4: ("#1B6E3C", "#8CC97F", "#F2C14E", "#9E2A2B"),
    5: ("#1B6E3C", "#8CC97F", "#F2C14E", "#E8853D", "#9E2A2B"),
    7: ("#1B6E3C", "#4FA065", "#8CC97F", "#D5E2A4", "#F2C14E", "#E8853D", "#9E2A2B"),
}
WARNA_KUADRAN: Final = (
    ("Berhasil", "#1B6E3C"),
    ("Hemat", "#8CC97F"),
    ("Perlu ditelaah", "#E8853D"),
    ("Tertinggal", "#9E2A2B"),
)
WARNA_TANDA: Final = (
    ("Tanpa induk", "#9E2A2B"),
    ("Induk melingkar", "#7F6084"),
    ("Tingkat tidak urut", "#E8853D"),
    ("Tanpa indikator", "#F2C14E"),
    ("Tanpa turunan", "#F7DFA0"),
    ("Tidak ada di Anggaran", "#9DC3E6"),
    ("Tidak ada di Cascading", "#2E75B6"),
)

_JARAK: Final = "_)_)"
"""Room to the right of a figure; LibreOffice leaves out the indent of some right-aligned numbers."""
_DASAR: Final[Mapping[str, Any]] = {"font_name": HURUF, "font_size": 10, "valign": "vcenter"}
_SEL: Final[Mapping[str, Mapping[str, Any]]] = {
    "teks": {"text_wrap": True, "align": "left", "indent": 1},
    "nilai": {"text_wrap": True, "align": "right", "num_format": "@", "indent": 1},
    "kode": {"num_format": "@", "align": "left", "indent": 1},
    "persen": {"num_format": f"0.00{_JARAK}", "align": "right"},
    "persen3": {"num_format": f"0.000{_JARAK}", "align": "right"},
    "rupiah": {"num_format": f"#,##0{_JARAK}", "align": "right"},
    "rupiah_kurung": {"num_format": f"#,##0{_JARAK};(#,##0)_)", "align": "right"},
    "juta": {"num_format": f"#,##0.00,,{_JARAK}", "align": "right"},
    "bulat": {"num_format": "#,##0", "align": "right", "indent": 1},
    "angka": {"align": "right", "indent": 1},
    "kinerja": {
        "num_format": f"General{_JARAK};-General{_JARAK};General{_JARAK};@{_JARAK}",
        "align": "right",
        "text_wrap": True,
    },
    "kata": {"align": "center", "text_wrap": True},
    "tanggal": {"num_format": "dd/mm/yyyy", "align": "center"},
}
GAYA_SEL: Final = frozenset(_SEL)
"""Names of the styles of data cells; the others are for titles, tiles and headings."""
_BARIS: Final[Mapping[str, Mapping[str, Any]]] = {
    "": {},
    "opd": {"bold": True, "bg_color": BIRU_MUDA},
    "program": {"bold": True},
    "jumlah": {"bold": True, "bg_color": BIRU_MUDA, "top": 2, "top_color": BIRU_TUA},
    "urusan": {"bold": True, "bg_color": BIRU_LANGIT},
    "bidang": {"bold": True, "bg_color": BIRU_MUDA},
    "perangkat": {"bold": True, "bg_color": ABU},
    "formulir": {"border": 1},
    "formulir_sasaran": {"border": 1, "bg_color": BIRU_MUDA},
    "formulir_program": {"border": 1, "bold": True, "bg_color": ABU},
    "formulir_kegiatan": {"border": 1, "italic": True},
    "formulir_jumlah": {"border": 1, "bold": True, "bg_color": BIRU_MUDA},
    "kotak": {"border": 1, "border_color": GARIS_KOTAK},
    "kotak_program": {"border": 1, "border_color": GARIS_KOTAK, "bold": True},
    "kotak_bagian": {"border": 1, "border_color": GARIS_KOTAK, "bold": True, "bg_color": BIRU_MUDA},
    "kotak_sasaran": {"border": 1, "border_color": GARIS_KOTAK, "bold": True, "bg_color": ABU},
    "kotak_jumlah": {
        "border": 1,
        "border_color": GARIS_KOTAK,
        "bold": True,
        "bg_color": BIRU_MUDA,
        "top": 2,
        "top_color": BIRU_TUA,
    },
}
_BEBAS: Final[Mapping[str, Mapping[str, Any]]] = {
    "judul": {"bold": True, "font_size": 16, "font_color": BIRU_TUA, "valign": "vcenter"},
    "cara": {"italic": True, "font_color": ABU_TUA, "text_wrap": True},
    "kosong": {"italic": True, "font_color": ABU_TUA},
    "keterangan": {"bold": True, "font_color": BIRU_TUA, "text_wrap": True},
    "kembali": {"underline": 1, "font_color": TAUTAN},
    "kepala": {
        "bold": True,
        "font_size": 9,
        "font_color": "#FFFFFF",
        "bg_color": BIRU_TUA,
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
        "border": 1,
        "border_color": "#FFFFFF",
    },
    "kepala_formulir": {
        "bold": True,
        "font_size": 9,
        "bg_color": BIRU_MUDA,
        "text_wrap": True,
        "align": "center",
        "border": 1,
    },
    "formulir_nomor": {"font_size": 9, "align": "right"},
    "formulir_judul": {"bold": True, "font_size": 12, "align": "center"},
    "formulir_isi": {"text_wrap": True, "align": "left"},
    "formulir_teks": {"text_wrap": True, "align": "left", "valign": "top", "border": 1, "indent": 1},
    "formulir_label": {"bold": True, "text_wrap": True, "align": "left", "border": 1, "bg_color": ABU, "indent": 1},
    "tanda_tangan": {"align": "center", "text_wrap": True},
    "tanda_tangan_nama": {"align": "center", "bold": True, "underline": 1},
    "judul_besar": {"bold": True, "font_size": 22, "font_color": BIRU_TUA, "valign": "vcenter"},
    "anak_judul": {"font_size": 13, "font_color": ABU_TUA, "valign": "vcenter"},
    "bagian": {"bold": True, "font_size": 13, "font_color": BIRU_TUA, "bottom": 2, "bottom_color": BIRU_TUA},
    "ubin_label": {
        "font_size": 11,
        "font_color": "#FFFFFF",
        "bg_color": BIRU_TUA,
        "align": "center",
        "valign": "vcenter",
    },
    "ubin_persen": {"num_format": "0.00", "_ubin": True},
    "ubin_miliar": {"num_format": "#,##0.00,,,", "_ubin": True},
    "ubin_juta": {"num_format": "#,##0.00,,", "_ubin": True},
    "ubin_juta_bulat": {"num_format": "#,##0,,", "_ubin": True},
    "ubin_bulat": {"num_format": "#,##0", "_ubin": True},
    "ubin_bawah": {"font_color": ABU_TUA, "bg_color": ABU, "align": "center", "valign": "vcenter", "text_wrap": True},
    "judul_formulir": {"bold": True, "font_size": 13, "align": "center", "valign": "vcenter", "text_wrap": True},
    "kepala_kotak": {
        "bold": True,
        "font_size": 9,
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
        "bg_color": BIRU_MUDA,
        "border": 1,
        "border_color": GARIS_KOTAK,
    },
    "tengah": {"align": "center", "text_wrap": True},
    "nama_penanda": {"align": "center", "bold": True, "underline": 1},
    "judul_tabel": {"bold": True, "font_size": 11, "font_color": BIRU_TUA},
    "catatan_kaki": {"font_size": 9, "font_color": ABU_TUA, "text_wrap": True},
    "batas_skala": {
        "num_format": f'[<-1E+50]"di bawahnya"{_JARAK};0.00{_JARAK}',
        "align": "right",
        "bottom": 1,
        "bottom_color": GARIS,
    },
}
_UBIN: Final[Mapping[str, Any]] = {
    "font_size": 22,
    "bold": True,
    "font_color": BIRU_TUA,
    "bg_color": ABU,
    "align": "center",
    "valign": "vcenter",
}


def is_bold(baris: str) -> bool:
    """Whether a row mark makes texts bold."""
    return bool(_BARIS[baris].get("bold"))


def is_dark(warna: str) -> bool:
    """Whether white text reads better than black on a colour.

    >>> is_dark("#1B6E3C"), is_dark("#F2C14E")
    (True, False)
    """
    return sum(int(warna[n : n + 2], 16) * w for n, w in ((1, 299), (3, 587), (5, 114))) < 140_000


def category_colours(skala: Sequence[Kriteria]) -> tuple[tuple[str, str], ...]:
    """The words of a scale with their colours, best first (Excel allows 255 characters in a formula's text).

    A word that two levels bear comes once: it is one category to whoever reads it.
    """
    return tuple({k.kriteria: k.warna for k in reversed(skala) if len(k.kriteria) <= 200}.items())[::-1]


def level_colours(kata: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The words of a ranking, best first, with their colours.

    >>> level_colours(["A", "B", "C", "D"])[3]
    ('D', '#9E2A2B')
    """
    words = list(dict.fromkeys(k for k in kata if k and len(k) <= 200))
    palette = _JENJANG.get(len(words), _JENJANG[7])
    return tuple((w, palette[min(n, len(palette) - 1)]) for n, w in enumerate(words))


class Gaya:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._formats: dict[tuple[Any, ...], Format] = {}

    def bebas(self, nama: str, *, risiko: bool = False) -> Format:
        """A named format for titles, tiles and headings; a cell style's name gives that style without row marks."""
        if nama in _SEL:
            return self.sel(nama, risiko=risiko)
        return self._get((nama, risiko), _free_properties)

    def sel(self, gaya: str, baris: str = "", *, risiko: bool = False, tautan: bool = False, masuk: int = 0) -> Format:
        """A data cell by style of column and row; `risiko`: text that Excel could take for a formula when edited."""
        return self._get((gaya, baris, risiko, tautan, masuk), _cell_properties)

    def warna(self, warna: str) -> Format:
        """The conditional colour of a word, with a font colour that can be read on it."""
        return self._get((warna,), _colour_properties)

    def _get(self, kunci: tuple[Any, ...], properties: Callable[..., Mapping[str, Any]]) -> Format:
        bentuk = self._formats.get(kunci)
        if bentuk is None:
            bentuk = self._formats[kunci] = self._workbook.add_format(dict(properties(*kunci)))
        return bentuk


def _free_properties(nama: str, risiko: bool) -> Mapping[str, Any]:
    properties = dict(_BEBAS[nama])
    if properties.pop("_ubin", False):
        properties = {**_UBIN, **properties}
    return {**_DASAR, **properties, "quote_prefix": risiko}


def _cell_properties(gaya: str, baris: str, risiko: bool, tautan: bool, masuk: int) -> Mapping[str, Any]:
    properties = {**_DASAR, "bottom": 1, "bottom_color": GARIS, **_SEL[gaya], **_BARIS[baris]}
    if risiko:
        properties["quote_prefix"] = True
    if tautan:
        properties |= {"font_color": TAUTAN, "underline": 1}
    if masuk:
        properties["indent"] = masuk + 1
    return properties


def _colour_properties(warna: str) -> Mapping[str, Any]:
    return {"bg_color": warna, "font_color": "#FFFFFF" if is_dark(warna) else "#000000"}
