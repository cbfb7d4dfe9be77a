"""Tree sheets: every parent a live sum over the leaves below it, which stand right under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any

import pandas as pd

from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.lembaran import BARIS, BARIS_DATA, Kolom, angka, rupiah_semua
from kinerja_xl.write.posisi import Posisi, Simpul, row_places
from kinerja_xl.write.rumus_excel import percent_formula


def whole(value: Any) -> int | None:
    """Sen as a plain int, None where it isn't available."""
    return None if value is None or value is pd.NA or value != value else int(value)


def sen_of(kolom: pd.Series) -> list[int | None]:
    """A column of sen as plain ints, None where it isn't available."""
    if kolom.dtype == object:
        return [whole(v) for v in kolom.tolist()]
    return list(kolom.to_numpy(object, na_value=None))


def leaf_totals(frame: pd.DataFrame, column: str, mask: Sequence[bool] | None = None) -> dict[str, int | None]:
    """Sum per OPD over its leaves (or over the rows of `mask`); None where none has a figure."""
    rows = frame["rinci"].tolist() if mask is None else mask
    leaves = list(compress(frame["kode_opd"].tolist(), rows))
    sums: dict[str, int | None] = dict.fromkeys(leaves)
    for opd, sen in zip(leaves, compress(sen_of(frame[column]), rows), strict=True):
        if sen is not None:
            sums[opd] = sen + (sums[opd] or 0)
    return sums


@dataclass(frozen=True)
class Pohon:
    """One tree sheet in the making: its frame, its rows in order, the letter of its column Rinci."""

    frame: pd.DataFrame
    baris: Sequence[Simpul]
    rinci: str

    @property
    def nomor(self) -> range:
        """Row numbers as Excel counts them."""
        return range(BARIS_DATA, BARIS_DATA + len(self.baris))

    @cached_property
    def daun(self) -> list[bool]:
        """Whether each row is a leaf."""
        return [bool(v) for v in self.column("rinci", {}, False)]

    def column(self, name: str, heads: Mapping[str, Any], missing: Any = None) -> list[Any]:
        """A column of the frame row by row; `heads` fills the rows of the OPD."""
        return self._arrange(self.frame[name].tolist(), heads, missing)

    def money(self, name: str, heads: Mapping[str, int | None]) -> list[int | None]:
        """A column of money in sen, as `column`."""
        return self._arrange(sen_of(self.frame[name]), heads)

    def _arrange(self, values: Sequence[Any], heads: Mapping[str, Any], missing: Any = None) -> list[Any]:
        out = [values[i] if i >= 0 else None for i in self._urutan]
        for n in self._kepala:
            out[n] = heads.get(self.baris[n].kode_opd, missing)
        return out

    @cached_property
    def _urutan(self) -> list[int]:
        """The position of every row in the frame, -1 for the rows of the OPD."""
        return [satu.indeks for satu in self.baris]

    @cached_property
    def _kepala(self) -> list[int]:
        """Which rows are the OPD's."""
        return [n for n, i in enumerate(self._urutan) if i < 0]

    def own(self, name: str) -> list[float | int | None]:
        """Money as the OPD typed it in each row."""
        return rupiah_semua(self.money(name, {}))

    def sums(self, letter: str) -> list[str | None]:
        """For every parent the sum over the leaves below it, None for leaves."""
        out: list[str | None] = [None] * len(self.baris)
        for n, first, last in self._induk:
            block, rinci = f"{letter}{first}:{letter}{last}", f"{self.rinci}{first}:{self.rinci}{last}"
            out[n] = f'=IF(COUNT({block})=0,"",SUMIFS({block},{rinci},"Ya"))'
        return out

    @cached_property
    def _induk(self) -> list[tuple[int, int, int]]:
        """Every row with rows below it, and the first and last of these as Excel counts."""
        rows = enumerate(zip(self.baris, self.daun, self.nomor, strict=True))
        return [(n, r + 1, satu.akhir) for n, (satu, leaf, r) in rows if not leaf and satu.akhir > r]

    def identity(self, posisi: Posisi) -> list[Kolom]:
        """The columns that name the OPD."""
        return [
            Kolom("kode_opd", "Kode OPD", 9, "kode", [s.kode_opd for s in self.baris]),
            Kolom("nama_opd", "Nama OPD", 32, "teks", [posisi.nama.get(s.kode_opd, s.kode_opd) for s in self.baris]),
        ]

    def leaf_column(self) -> Kolom:
        """The column Rinci, which the sums look at."""
        return Kolom("rinci", "Rinci", 7, "kata", ["Ya" if is_leaf else "Tidak" for is_leaf in self.daun])

    def percent_column(
        self, judul: str, pairs: Sequence[tuple[int | None, int | None]], utuh: str, bagian: str
    ) -> Kolom:
        """Absorption of every row; `pairs` of the whole and the part in sen, `utuh` and `bagian` their letters."""
        formulas = [percent_formula(f"{bagian}{BARIS}", f"{utuh}{BARIS}")] * len(self.nomor)
        return Kolom("serapan", judul, 10, "persen", [angka(persen(b, a)) for a, b in pairs], formulas)

    def evidence(self, hasil: Konsolidasi, posisi: Posisi, sheet: str) -> list[Kolom]:
        """Columns Catatan (count, linked) and Sumber (file, sheet, row)."""
        indeks = [-1 if s.indeks < 0 else int(i) for s, i in zip(self.baris, self.column("indeks", {}), strict=True)]
        places = row_places(hasil.data.tabel.get(sheet), indeks)
        found = [posisi.tempat_catatan.get(place, ()) for place in places]
        for n, satu in enumerate(self.baris):
            if satu.indeks < 0 and satu.kode_opd in posisi.blok_catatan:
                first, last = posisi.blok_catatan[satu.kode_opd]
                found[n] = tuple(range(first, last + 1))
        counts = [len(rows) or None for rows in found]
        links = [f"'{posisi.lembar_catatan}'!A{rows[0]}" if rows else None for rows in found]
        text = [f"{berkas} / {lembar} baris {n}" if n else "" for berkas, lembar, n in places]
        return [
            Kolom("catatan", "Catatan", 9, "bulat", counts, tautan=links),
            Kolom("sumber", "Sumber (berkas / lembar baris)", 52, "teks", text),
        ]
