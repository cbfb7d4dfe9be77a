"""The ten K and Rp pairs that Formulir E.81 (columns 5-14) and E.60 (columns 6-15) share, as live columns.

The K cells are kinerja.py's. Column 12 of the money follows from the quarters, 13 from 6 and 12, 14 from 13
and 5; money of parents is the sum over their leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any, NamedTuple

import pandas as pd

from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.compute.evaluasi import RENSTRA_BANDING, UANG_DIJUMLAH, UANG_EVALUASI
from kinerja_xl.compute.evaluasi_kinerja import Kinerja
from kinerja_xl.write.evaluasi.kinerja import (
    JUDUL_OPERAN,
    LALU,
    REALISASI,
    RENSTRA,
    TARGET,
    TARGET_RENSTRA,
    TINGKAT,
    TW,
    Isi,
    KolomKinerja,
)
from kinerja_xl.write.lembaran import BARIS, Kolom, Sel, angka, huruf, rupiah, rupiah_semua
from kinerja_xl.write.pohon import sen_of
from kinerja_xl.write.rumus_excel import percent_formula, sum_or_blank
from kinerja_xl.write.ukuran import money_width, performance_width


class Baris(NamedTuple):
    """One row of a form: its position in the frame `evaluasi`, or -1 for a heading with its money (sen by column).

    `akhir` is the last row below it that its sums run over (as Excel counts), 0 for a row without sums. A row of the
    frame with an (empty) `uang` shows no money.
    """

    indeks: int
    akhir: int
    uang: Mapping[str, int | None] | None = None


@dataclass
class Pasangan:
    """The pairs of one sheet in the making.

    `mulai` is the first row of data, `awal` the first pair's column, `tahun` the column of the added pair "tingkat
    capaian tahun ini" (-1: none), `bantu` the first closed helper column; `depan` are helper columns of the caller,
    `nomor` is the form's number of the first pair.
    """

    frame: pd.DataFrame
    baris: Sequence[Baris]
    mulai: int
    awal: int
    tahun: int
    bantu: int
    depan: Sequence[Kolom] = ()
    nomor: int = 5

    def k(self, pasangan: int) -> str:
        """Letter of a pair's K column."""
        return huruf(self.awal + 2 * pasangan)

    def rp(self, pasangan: int) -> str:
        """Letter of a pair's Rp column."""
        return huruf(self.awal + 2 * pasangan + 1)

    @property
    def akhir(self) -> int:
        """The last row of data."""
        return self.mulai + len(self.baris) - 1

    @cached_property
    def kinerja(self) -> KolomKinerja:
        """The K cells."""
        letters = [self.k(n) for n in range(10)]
        return KolomKinerja(self._own("kinerja"), letters, huruf(self.tahun), self._rinci + 4)

    @property
    def _rinci(self) -> int:
        """The helper column Rinci, which the sums look at; three more stand between it and the operands."""
        return self.bantu + len(self.depan)

    @property
    def nilai_renstra(self) -> str:
        """Letter of the helper column with what enters the average of column 14."""
        return huruf(self._rinci + 4 + len(self.kinerja.operan))

    @property
    def nilai_tahun(self) -> str:
        """Letter of the helper column with what enters the average of 12/7."""
        return huruf(self._rinci + 5 + len(self.kinerja.operan))

    @cached_property
    def uang(self) -> dict[str, list[int | None]]:
        """Money of every row in sen: headings their sums, further indicators of a code none."""
        return {
            name: [values[b.indeks] if b.uang is None else b.uang.get(name) for b in self.baris]
            for name, values in self._sen.items()
        }

    @cached_property
    def _sen(self) -> dict[str, list[int | None]]:
        """Money of the frame."""
        return {name: sen_of(self.frame[name]) for name in UANG_DIJUMLAH}

    @cached_property
    def tanpa_uang(self) -> list[bool]:
        """Rows that show no money: further indicators of a code, and what shows its money elsewhere."""
        first = self._own("pertama")
        return [b.indeks >= 0 and (not own or b.uang is not None) for b, own in zip(self.baris, first, strict=True)]

    def columns(self) -> list[Kolom]:
        """The twenty columns of the pairs."""
        kinerja = self.kinerja
        formulas = {REALISASI: kinerja.year_formulas(), RENSTRA: kinerja.renstra_formulas()}
        out: list[Kolom] = []
        for n, name in enumerate(UANG_EVALUASI):
            nomor = self.nomor + n
            values = kinerja.shown(n)
            money = self._money(n, name)
            out += [
                _column(f"{nomor} K", performance_width(values), "kinerja", (values, formulas.get(n))),
                _column(f"{nomor} Rp", money_width([*money[0], self._leaf_total(name)]), "rupiah", money),
            ]
        return [
            *out,
            _column(f"{self.nomor + TINGKAT} K", 9, "persen", kinerja.ratios()),
            _column(f"{self.nomor + TINGKAT} Rp", 9, "persen", self._renstra_percent()),
        ]

    def year_columns(self) -> list[Kolom]:
        """The added pair 12/7; empty where the setting doesn't ask for it."""
        if self.tahun < 0:
            return []
        rupiahs = self._percent("realisasi_rp", "pagu_rp", REALISASI, TARGET)
        return [
            _column("tahun K", 11, "persen", self.kinerja.years()),
            _column("tahun Rp", 11, "persen", rupiahs),
        ]

    @cached_property
    def helpers(self) -> list[Kolom]:
        """The closed columns: which rows are leaves, how K combines, operands, what enters the averages."""
        kinerja = self.kinerja
        k: list[Kinerja | None] = [None if satu is None else satu.asli for satu in kinerja.baris]
        kept = [
            *self.depan,
            _helper("Rinci", "kata", ["Ya" if v else "Tidak" for v in self._own("rinci")]),
            _helper("Akumulasi", "kata", [None if v is None else v.akumulasi for v in k]),
            _helper("Polaritas", "kata", [v or None for v in self._own("polaritas")]),
            _helper(f"Kolom {self.nomor + RENSTRA} (K)", "kata", [None if v is None else self._cara(v) for v in k]),
        ]
        for name, values in kinerja.operan.items():
            pair, judul = JUDUL_OPERAN[name]
            kept.append(_helper(f"{self.nomor + pair} {judul}", "angka", values))
        rated = f"Masuk rata-rata kolom {self.nomor + TINGKAT} (%)"
        kept.append(_column(rated, 11, "persen", kinerja.counted_renstra(), bantu=True))
        if self.tahun >= 0:
            kept.append(_column("Masuk rata-rata tahun ini (%)", 11, "persen", kinerja.counted_years(), bantu=True))
        return kept

    def _cara(self, k: Kinerja) -> str:
        """How column 13 of E.81 is made, by the form's own numbers."""
        return f"{self.nomor + LALU} + {self.nomor + REALISASI}" if k.cara_renstra == "Jumlah" else "terakhir"

    def helper_headings(self, baris: int, sampai: int, gaya: str) -> list[Sel]:
        """The titles of the closed columns, over the rows of the form's headings."""
        columns = enumerate(self.helpers, self.bantu)
        return [Sel(baris, n, kolom.judul, gaya, sampai=(sampai, n)) for n, kolom in columns]

    def total(self, pasangan: int) -> str:
        """Sum of a pair's money over all leaves of the sheet."""
        return self._sum(self.rp(pasangan), self.mulai, self.akhir)

    def _leaf_total(self, name: str) -> float | int | None:
        known = [sen for sen in compress(self._sen[name], self.frame["rinci"]) if sen is not None]
        return rupiah(sum(known)) if known else None

    def _own(self, name: str) -> list[Any]:
        values = self.frame[name].tolist()
        return [None if b.indeks < 0 else values[b.indeks] for b in self.baris]

    def _sum(self, letter: str, first: int, last: int) -> str:
        block, rinci = f"{letter}{first}:{letter}{last}", huruf(self._rinci)
        return f'=IF(COUNT({block})=0,"",SUMIFS({block},{rinci}{first}:{rinci}{last},"Ya"))'

    def _money(self, pasangan: int, name: str) -> Isi:
        summed = self._own("dari_triwulan_rp")
        letter, money, blank = self.rp(pasangan), self.uang[name], self.tanpa_uang
        to_date = sum_or_blank(f"{self.rp(LALU)}{BARIS},{self.rp(REALISASI)}{BARIS}")
        year = sum_or_blank(",".join([f"{self.rp(n)}{BARIS}" for n in TW]))
        formulas: list[str | None] = []
        for i, b in enumerate(self.baris):
            r = self.mulai + i
            rumus = None
            if blank[i]:
                pass
            elif pasangan == RENSTRA:
                rumus = to_date
            elif b.akhir > r:
                rumus = self._sum(letter, r + 1, b.akhir)
            elif pasangan == REALISASI and (money[i] is None or summed[i]):
                rumus = year
            formulas.append(rumus)
        return rupiah_semua(_except(money, blank)), formulas

    def share(self, baris: int, first: int, last: int, uang: Mapping[str, int | None]) -> str:
        """Column 14 (Rp) of a row of sums: over the leaves that have column 5, where column 13 has others too."""
        target = f"{self.rp(TARGET_RENSTRA)}{baris}"
        if not _is_partly_compared(uang):
            return percent_formula(f"{self.rp(RENSTRA)}{baris}", target)
        letters = (self.rp(RENSTRA), self.rp(TARGET_RENSTRA), huruf(self._rinci))
        both, wholes, rinci = (f"{letter}{first}:{letter}{last}" for letter in letters)
        those = f'{rinci},"Ya",{wholes},">-1E+99"'
        known = f'COUNTIFS({those},{both},">-1E+99")'
        return f'=IF(OR(N({target})=0,{known}=0),"",SUMIFS({both},{those})/{target}*100)'

    def _renstra_percent(self) -> Isi:
        """Column 14 (Rp) of every row."""
        values, formulas = self._percent(RENSTRA_BANDING, "target_renstra_rp", RENSTRA, TARGET_RENSTRA)
        for i, b in enumerate(self.baris):
            r = self.mulai + i
            uang = {name: self.uang[name][i] for name in (RENSTRA_BANDING, "realisasi_renstra_rp")}
            if formulas[i] is not None and b.akhir > r and _is_partly_compared(uang):
                formulas[i] = self.share(r, r + 1, b.akhir, uang)
        return values, formulas

    def _percent(self, bagian: str, utuh: str, kolom_bagian: int, kolom_utuh: int) -> Isi:
        parts, wholes = (_except(self.uang[name], self.tanpa_uang) for name in (bagian, utuh))
        rumus = percent_formula(f"{self.rp(kolom_bagian)}{BARIS}", f"{self.rp(kolom_utuh)}{BARIS}")
        formulas = [None if blank else rumus for blank in self.tanpa_uang]
        return [angka(persen(a, b)) for a, b in zip(parts, wholes, strict=True)], formulas


def _is_partly_compared(uang: Mapping[str, int | None]) -> bool:
    """Whether some of the leaves in column 13 have column 5, and others haven't."""
    return uang[RENSTRA_BANDING] not in (None, uang["realisasi_renstra_rp"])


def _except(values: Sequence[int | None], out: Sequence[bool]) -> list[int | None]:
    return [None if gone else v for v, gone in zip(values, out, strict=True)]


def _column(
    judul: str, lebar: float, gaya: str, isi: tuple[Sequence[Any], Sequence[str | None] | None], *, bantu: bool = False
) -> Kolom:
    nilai, rumus = isi
    return Kolom(judul, judul, lebar, gaya, nilai, rumus if rumus and any(rumus) else None, bantu=bantu)


def _helper(judul: str, gaya: str, nilai: Sequence[Any]) -> Kolom:
    return Kolom(judul, judul, 11, gaya, nilai, bantu=True)
