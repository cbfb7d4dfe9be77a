"""A sheet of free cells written from top to bottom: tables with two-level headings and printed forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from kinerja_xl.write.lembaran import Lembaran, Sel, Warna, huruf
from kinerja_xl.write.ukuran import cell_height, row_height

_PIKSEL: Final = 7
_MEMBUNGKUS: Final = frozenset(
    ("teks", "nilai", "kata", "kepala", "kepala_kotak", "cara", "keterangan", "catatan_kaki")
)
_RUANG: Final = {"kepala": 1.3, "kepala_kotak": 1.3, "teks": 2.0, "nilai": 2.0}
"""What a style takes from a cell's width beside the text itself: its indent, or that it is bold."""
_BARIS_PERTAMA: Final = 6

Judul = str | tuple[str, str]
"""A heading, or two levels of it: neighbours of the same first level share one cell."""


class Isi(NamedTuple):
    """One cell of a row: as Sel, with the number of columns that it spans and the words that colour it."""

    nilai: Any
    gaya: str = "teks"
    rumus: str | None = None
    tautan: str | None = None
    warna: Warna = ()
    lebar: int = 1


KOSONG: Final = Isi("", "teks")


class Halaman:
    """Grows a sheet row by row; `baris` is the next free row as Excel counts it.

    `lebar` are the widths of all columns in digits; from `bantu` on they are closed: operands of formulas.
    """

    def __init__(self, lebar: Sequence[float], bantu: int = 0, mulai: int = _BARIS_PERTAMA) -> None:
        self.lebar = tuple(lebar)
        self.bantu = bantu
        self.baris = mulai
        self.ulang = (0, 0)
        self._sel: list[Sel] = []
        self._warna: dict[tuple[int, Warna], tuple[int, int]] = {}
        self._tinggi: dict[int, float] = {}

    @property
    def dicetak(self) -> int:
        """Number of columns that are seen and printed."""
        return self.bantu or len(self.lebar)

    def kepala(self, judul: Sequence[Judul | None], gaya: str = "kepala", nomor: bool = False) -> None:
        """The headings of a table in one row or two, None where there is no column; `nomor`: numbers below them."""
        pairs = [(j, "") if isinstance(j, str) else j for j in judul]
        levels = 2 if any(pair and pair[1] for pair in pairs) else 1
        first = self.baris
        n = 0
        while n < len(pairs):
            pair, last = pairs[n], n
            if pair is not None and pair[1]:
                while last + 1 < len(pairs) and (after := pairs[last + 1]) and after[0] == pair[0] and after[1]:
                    last += 1
                self._sel.append(Sel(first, n, pair[0], gaya, sampai=_span(first, n, first, last)))
                for m in range(n, last + 1):
                    low = pairs[m]
                    self._sel.append(Sel(first + 1, m, low[1] if low else "", gaya))
            elif pair is not None:
                self._sel.append(Sel(first, n, pair[0], gaya, sampai=_span(first, n, first + levels - 1, n)))
            n = last + 1
        self._heading_heights(pairs, first, levels)
        self.baris += levels
        if nomor:
            for m in range(min(len(pairs), self.dicetak)):
                self._sel.append(Sel(self.baris, m, f"({m + 1})", gaya))
            self._tinggi[self.baris] = 15
            self.baris += 1
        if not self.ulang[0]:
            self.ulang = (first, self.baris - 1)

    def _heading_heights(self, pairs: Sequence[tuple[str, str] | None], first: int, levels: int) -> None:
        """Heading rows as tall as what stands in them; a heading of one level shares the height of both rows."""
        shown = [(self.lebar[n] - 1.3, pair) for n, pair in enumerate(pairs[: self.dicetak]) if pair]
        low = [(pair[1], width) for width, pair in shown if pair[1]]
        whole = cell_height(*((pair[0], width) for width, pair in shown if not pair[1]))
        if levels == 1:
            self._tinggi[first] = max(whole, 32.0)
            return
        self._tinggi[first] = 18.0
        self._tinggi[first + 1] = max(cell_height(*low), whole - 18.0)

    def isi(self, *isi: Isi | None, gaya: str = "kotak", mulai: int = 0) -> int:
        """Write one row and return its number; None leaves a cell out (it belongs to one above)."""
        baris, n, dicetak = self.baris, mulai, self.dicetak
        heights: list[tuple[str, float]] = []
        for satu in isi:
            if satu is None:
                n += 1
                continue
            nilai, bentuk, rumus, tautan, warna, lebar = satu
            sampai = None if lebar == 1 else (baris, n + lebar - 1)
            self._sel.append(Sel(baris, n, nilai, bentuk, rumus, sampai, tautan, gaya))
            if warna:
                first, _ = self._warna.setdefault((n, warna), (baris, baris))
                self._warna[n, warna] = (first, baris)
            if nilai and n < dicetak and bentuk in _MEMBUNGKUS and isinstance(nilai, str):
                heights.append((nilai, self._room(n, lebar, bentuk)))
            n += lebar
        self._grow(baris, cell_height(*heights))
        self.baris += 1
        return baris

    def gabung(self, kolom: int, dari: int, sampai: int, isi: Isi, gaya: str = "kotak") -> None:
        """One cell over several rows that are written already; the last of them grows where its text needs that."""
        self._sel.append(
            Sel(dari, kolom, isi.nilai, isi.gaya, isi.rumus, _span(dari, kolom, sampai, kolom), gaya_baris=gaya)
        )
        needed = cell_height((str(isi.nilai), self._room(kolom, 1, isi.gaya)))
        have = sum(self._tinggi.get(row, row_height(1)) for row in range(dari, sampai + 1))
        if needed > have:
            self._grow(sampai, self._tinggi.get(sampai, row_height(1)) + needed - have)

    def kata(self, teks: str, gaya: str, kolom: int = 0, lebar: int = 0, tinggi: float = 0) -> int:
        """A line of text over some columns (0: all that are printed); a style of words, not of table cells."""
        last = kolom + (lebar or self.dicetak - kolom) - 1
        self._sel.append(Sel(self.baris, kolom, teks, gaya, sampai=_span(self.baris, kolom, self.baris, last)))
        room = sum(self.lebar[kolom : last + 1])
        lines = 1.6 if gaya == "judul_formulir" else 1.0
        self._grow(self.baris, tinggi or cell_height((teks, room / lines)))
        self.baris += 1
        return self.baris - 1

    def lewati(self, n: int = 1) -> None:
        """Leave rows free."""
        self.baris += n

    def huruf(self, kolom: int) -> str:
        """The letter of a column."""
        return huruf(kolom)

    def lembaran(
        self,
        nama: str,
        judul: str,
        cara: str,
        warna_tab: str,
        keterangan: str = "",
        kembali: str = "Ringkasan",
        **lain: Any,
    ) -> Lembaran:
        """The sheet: under the usual four lines (title, how to read it, `keterangan`, link back) what was written."""
        last = self.dicetak - 1
        total = sum(self.lebar[: self.dicetak])
        top = [
            Sel(1, 0, judul, "judul"),
            Sel(2, 0, cara, "cara", sampai=_span(2, 0, 2, last)),
            Sel(3, 0, keterangan, "keterangan", sampai=_span(3, 0, 3, last)),
            Sel(4, 0, f"← Kembali ke {kembali}", "kembali", tautan=f"'{kembali}'!A1"),
        ]
        heights = {1: 24.0, 2: cell_height((cara, total)), 3: cell_height((keterangan, total)), **self._tinggi}
        return Lembaran(
            nama,
            judul,
            cara,
            warna_tab,
            keterangan,
            sel=[*top, *self._sel],
            warna_rentang=[(first, last, n, warna) for (n, warna), (first, last) in self._warna.items()],
            lebar_kolom=[round(w * _PIKSEL + 5) for w in self.lebar],
            tinggi_baris=sorted(heights.items()),
            bantu_dari=self.bantu,
            **lain,
        )

    def _room(self, kolom: int, lebar: int, gaya: str) -> float:
        return sum(self.lebar[kolom : kolom + lebar]) - _RUANG.get(gaya, 1.0) + 1.0

    def _grow(self, baris: int, tinggi: float) -> None:
        self._tinggi[baris] = min(max(self._tinggi.get(baris, 0.0), tinggi), 400.0)


def _span(baris: int, kolom: int, sampai_baris: int, sampai_kolom: int) -> tuple[int, int] | None:
    """The last cell of a merged one, None for a single cell."""
    return None if (baris, kolom) == (sampai_baris, sampai_kolom) else (sampai_baris, sampai_kolom)
