"""The ten K and Rp pairs that Formulir E.81 (columns 5-14) and E.60 (columns 6-15) share, as live columns.

Column 12 follows from the quarters, 13 from 6 and 12, 14 from 13 and 5; money of parents is the sum over their leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar

import pandas as pd

from kinerja_xl.compute.capaian import METODE, Capaian
from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.compute.evaluasi import UANG_EVALUASI
from kinerja_xl.compute.evaluasi_kinerja import RASIO, Kinerja, has_ratio
from kinerja_xl.nilai import Jenis, Nilai
from kinerja_xl.write.konsolidasi.capaian import formula_of
from kinerja_xl.write.lembaran import Kolom, angka, huruf, rupiah
from kinerja_xl.write.pohon import whole
from kinerja_xl.write.rumus_excel import guarded, percent_formula, same_cell, sum_or_blank
from kinerja_xl.write.ukuran import money_width, performance_width

TARGET_RENSTRA, LALU, TARGET, TW, REALISASI, RENSTRA, TINGKAT = 0, 1, 2, (3, 4, 5, 6), 7, 8, 9
"""Positions of the pairs: columns 5, 6, 7, 8-11, 12, 13 and 14 of E.81."""
_ANGKA: Final = (Jenis.ANGKA, Jenis.PERSEN, Jenis.ANGKA_SATUAN, Jenis.WAKTU)
_BURUK: Final = (Jenis.GALAT, Jenis.RANCU)
_MAKSIMAL: Final = METODE["R / T × 100"]
_RASIO: Final = guarded(("{T}", "{R}"), f'IF({{T}}=0,"",{RASIO.excel({"R": "{R}", "T": "{T}"})})')
_BANDING: Final = {"renstra": (TARGET_RENSTRA, RENSTRA), "tahun": (TARGET, REALISASI)}
"""The comparisons of the form: the pairs of the target and of what is held against it."""
_OPERAN: Final = (
    ("t_renstra", "5 Target Renstra (angka)"),
    ("r_renstra", "13 Realisasi Renstra (angka)"),
    ("bawah_renstra", "5 batas bawah"),
    ("atas_renstra", "5 batas atas"),
    ("t_tahun", "7 Target tahun (angka)"),
    ("r_tahun", "12 Realisasi tahun (angka)"),
    ("bawah_tahun", "7 batas bawah"),
    ("atas_tahun", "7 batas atas"),
)


_T = TypeVar("_T")
_Isi = tuple[list[Any], list[str | None]]
"""The values of a column and the formulas that give them."""


class Baris(NamedTuple):
    """One row of a form: its position in the frame `evaluasi`, or -1 for a heading with its money (sen by column).

    `akhir` is the last row below it that its sums run over (as Excel counts), 0 for a row without sums. A row of the
    frame with an (empty) `uang` shows no money.
    """

    indeks: int
    akhir: int
    uang: Mapping[str, int | None] | None = None


class Isian(NamedTuple):
    """What one cell holds: its value and the formula that gives it."""

    nilai: Any = None
    rumus: str | None = None


_KOSONG: Final = Isian()


class _Kinerja(NamedTuple):
    """The K figures of one row: by pair (up to RENSTRA) what its cell holds, and whether formulas may point at it."""

    asli: Kinerja
    isi: tuple[float | str | None, ...]
    terbuka: tuple[bool, ...]


def shown(nilai: Nilai) -> float | str | None:
    """A K value as its cell holds it: a number where it is one, else the text as typed; None for what can't be used.

    >>> from kinerja_xl.nilai import parse_nilai
    >>> [shown(parse_nilai(s)) for s in ("87,5%", "12 bulan", "A (86,45)", "3 ± 1", "")]
    [87.5, 12.0, 'A (86,45)', '3 ± 1', None]
    """
    if nilai.jenis is Jenis.KOSONG or nilai.jenis in _BURUK:
        return None
    if nilai.jenis in _ANGKA and nilai.angka is not None and nilai.arah is None and nilai.predikat is None:
        return float(nilai.angka)
    return nilai.teks


def _cells(k: Kinerja) -> _Kinerja:
    """A cell is open to formulas where it holds a number or nothing."""
    figures = (k.target_renstra, k.realisasi_lalu, k.target, *k.triwulan, k.realisasi, k.realisasi_renstra)
    isi = tuple([shown(n) for n in figures])
    terbuka = tuple([n.jenis is Jenis.KOSONG or isinstance(v, float) for n, v in zip(figures, isi, strict=True)])
    return _Kinerja(k, isi, terbuka)


@dataclass
class Pasangan:
    """The pairs of one sheet in the making.

    `mulai` is the first row of data, `awal` the first pair's column, `tahun` the column of the added pair "tingkat
    capaian tahun ini" (-1: none), `bantu` the first closed helper column; `depan` are helper columns of the caller.
    """

    frame: pd.DataFrame
    baris: Sequence[Baris]
    mulai: int
    awal: int
    tahun: int
    bantu: int
    depan: Sequence[Kolom] = ()

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
    def kinerja(self) -> list[_Kinerja | None]:
        """The K figures row by row."""
        return [None if k is None else _cells(k) for k in self._own("kinerja")]

    @cached_property
    def polaritas(self) -> list[Any]:
        """The polarity of every row as typed."""
        return self._own("polaritas")

    @cached_property
    def uang(self) -> dict[str, list[int | None]]:
        """Money of every row in sen: headings their sums, further indicators of a code none."""
        out: dict[str, list[int | None]] = {}
        for name in UANG_EVALUASI:
            values = self.frame[name].tolist()
            out[name] = [
                (b.uang or {}).get(name) if b.indeks < 0 else whole(values[b.indeks]) if b.uang is None else None
                for b in self.baris
            ]
        return out

    @cached_property
    def tanpa_uang(self) -> list[bool]:
        """Rows that show no money: further indicators of a code, and what shows its money elsewhere."""
        first = self._own("pertama")
        return [b.indeks >= 0 and (not own or b.uang is not None) for b, own in zip(self.baris, first, strict=True)]

    @cached_property
    def rinci(self) -> str:
        """Letter of the helper column Rinci, which the sums look at."""
        return huruf(self.bantu + len(self.depan))

    @cached_property
    def operan(self) -> dict[str, tuple[str, list[float | None]]]:
        """Operands that no visible cell holds as a number, by name: the letter of their column and its values."""
        columns: dict[str, list[float | None]] = {name: [None] * len(self.baris) for name, _ in _OPERAN}
        for akhiran, (target, realisasi) in _BANDING.items():
            t, r, bawah, atas = (columns[f"{name}_{akhiran}"] for name in ("t", "r", "bawah", "atas"))
            for i, k in enumerate(self.kinerja):
                if k is None:
                    continue
                hasil = k.asli.renstra if akhiran == "renstra" else k.asli.tahun_ini
                get = hasil.operan.get
                if not k.terbuka[target]:
                    t[i] = angka(get("T", hasil.target_angka))
                if not k.terbuka[realisasi]:
                    r[i] = angka(get("R", hasil.realisasi_angka))
                bawah[i], atas[i] = angka(get("bawah")), angka(get("atas"))
        used = [(name, values) for name, values in columns.items() if any(v is not None for v in values)]
        start = self.bantu + len(self.depan) + 4
        return {name: (huruf(start + n), values) for n, (name, values) in enumerate(used)}

    @property
    def nilai_renstra(self) -> str:
        """Letter of the helper column with what enters the average of column 14."""
        return huruf(self.bantu + len(self.depan) + 4 + len(self.operan))

    @property
    def nilai_tahun(self) -> str:
        """Letter of the helper column with what enters the average of 12/7."""
        return huruf(self.bantu + len(self.depan) + 5 + len(self.operan))

    @cached_property
    def _letters(self) -> dict[str, list[str]]:
        """Letters of the operand columns of each comparison (t, r, bawah, atas), '' where there is none."""
        found = {name: letter for name, (letter, _) in self.operan.items()}
        return {satu: [found.get(f"{name}_{satu}", "") for name in ("t", "r", "bawah", "atas")] for satu in _BANDING}

    def refs(self, akhiran: str, k: _Kinerja, r: int) -> dict[str, str]:
        """Cells of the operands of a comparison: the visible ones where they hold numbers, else the helpers."""
        target, hasil = _BANDING[akhiran]
        t, done, bawah, atas = self._letters[akhiran]
        letters = {
            "T": self.k(target) if k.terbuka[target] else t,
            "R": self.k(hasil) if k.terbuka[hasil] else done,
            "B": bawah,
            "A": atas,
        }
        return {name: f"{letter}{r}" if letter else "" for name, letter in letters.items()}

    def columns(self) -> list[Kolom]:
        """The twenty columns of the pairs."""
        formulas = {REALISASI: self._year_formula, RENSTRA: self._renstra_formula}
        out: list[Kolom] = []
        for n, name in enumerate(UANG_EVALUASI):
            nomor = f"{n + 5}"
            values = [None if k is None else k.isi[n] for k in self.kinerja]
            live = self._by_row(formulas[n]) if n in formulas else None
            money = self._money(n, name)
            out += [
                _column(f"{nomor} K", performance_width(values), "kinerja", values, live),
                _column(f"{nomor} Rp", money_width([*money[0], self._leaf_total(name)]), "rupiah", *money),
            ]
        ratio = _split(self._by_row(self._ratio))
        rupiahs = self._percent("realisasi_renstra_rp", "target_renstra_rp", RENSTRA, TARGET_RENSTRA)
        return [*out, _column("14 K", 9, "persen", *ratio), _column("14 Rp", 9, "persen", *rupiahs)]

    def year_columns(self) -> list[Kolom]:
        """The added pair 12/7; empty where the setting doesn't ask for it."""
        if self.tahun < 0:
            return []
        rupiahs = self._percent("realisasi_rp", "pagu_rp", REALISASI, TARGET)
        return [
            _column("tahun K", 11, "persen", *_split(self._by_row(self._year))),
            _column("tahun Rp", 11, "persen", *rupiahs),
        ]

    def helpers(self) -> list[Kolom]:
        """The closed columns: which rows are leaves, how K combines, operands, what enters the averages."""
        k = self.kinerja
        kept = [
            *self.depan,
            _helper("Rinci", "kata", ["Ya" if v else "Tidak" for v in self._own("rinci")]),
            _helper("Akumulasi", "kata", [None if v is None else v.asli.akumulasi for v in k]),
            _helper("Polaritas", "kata", [v or None for v in self.polaritas]),
            _helper("Kolom 13 (K)", "kata", [None if v is None else _cara(v.asli) for v in k]),
        ]
        titles = dict(_OPERAN)
        kept += [_helper(titles[name], "angka", values) for name, (_, values) in self.operan.items()]
        renstra = _split(self._by_row(self._counted_renstra))
        kept.append(_column("Masuk rata-rata kolom 14 (%)", 11, "persen", *renstra, bantu=True))
        if self.tahun >= 0:
            tahun = _split(self._by_row(self._counted_year))
            kept.append(_column("Masuk rata-rata tahun ini (%)", 11, "persen", *tahun, bantu=True))
        return kept

    def total(self, pasangan: int) -> str:
        """Sum of a pair's money over all leaves of the sheet."""
        return self._sum(self.rp(pasangan), self.mulai, self.akhir)

    def _leaf_total(self, name: str) -> float | int | None:
        leaves = zip(self.frame[name].tolist(), self.frame["rinci"].tolist(), strict=True)
        known = [sen for value, leaf in leaves if leaf and (sen := whole(value)) is not None]
        return rupiah(sum(known)) if known else None

    def _own(self, name: str) -> list[Any]:
        values = self.frame[name].tolist()
        return [None if b.indeks < 0 else values[b.indeks] for b in self.baris]

    def _by_row(self, make: Callable[[_Kinerja, int], _T | None]) -> list[_T | None]:
        """What `make` gives for every row with K figures (with its row number), None for the others."""
        return [None if k is None else make(k, r) for r, k in enumerate(self.kinerja, self.mulai)]

    def _sum(self, letter: str, first: int, last: int) -> str:
        block = f"{letter}{first}:{letter}{last}"
        return f'=IF(COUNT({block})=0,"",SUMIFS({block},{self.rinci}{first}:{self.rinci}{last},"Ya"))'

    def _money(self, pasangan: int, name: str) -> _Isi:
        summed = self._own("dari_triwulan_rp")
        letter, lalu, realisasi = self.rp(pasangan), self.rp(LALU), self.rp(REALISASI)
        quarters = [self.rp(n) for n in TW]
        values: list[Any] = []
        formulas: list[str | None] = []
        for i, (b, sen, blank) in enumerate(zip(self.baris, self.uang[name], self.tanpa_uang, strict=True)):
            r = self.mulai + i
            rumus = None
            if blank:
                sen = None
            elif pasangan == RENSTRA:
                rumus = sum_or_blank(f"{lalu}{r},{realisasi}{r}")
            elif b.akhir > r:
                rumus = self._sum(letter, r + 1, b.akhir)
            elif pasangan == REALISASI and (sen is None or summed[i]):
                rumus = sum_or_blank(",".join([f"{x}{r}" for x in quarters]))
            values.append(rupiah(sen))
            formulas.append(rumus)
        return values, formulas

    def _percent(self, bagian: str, utuh: str, kolom_bagian: int, kolom_utuh: int) -> _Isi:
        part, whole_ = self.rp(kolom_bagian), self.rp(kolom_utuh)
        pairs = zip(self.uang[bagian], self.uang[utuh], strict=True)
        values = [angka(persen(a, b)) for a, b in pairs]
        formulas = [
            None if blank else percent_formula(f"{part}{r}", f"{whole_}{r}")
            for r, blank in enumerate(self.tanpa_uang, self.mulai)
        ]
        return [None if blank else v for v, blank in zip(values, self.tanpa_uang, strict=True)], formulas

    def _year_formula(self, k: _Kinerja, r: int) -> str | None:
        """Column 12 from the quarters by Akumulasi; None where it is typed, or made of what formulas can't add."""
        reported = [n for n in TW if k.asli.triwulan[n - TW[0]].jenis is not Jenis.KOSONG]
        if not k.asli.dari_triwulan or any(k.asli.triwulan[n - TW[0]].jenis in _BURUK for n in reported):
            return None
        cells = [f"{self.k(n)}{r}" for n in TW]
        numbers = all(k.terbuka[n] for n in (*reported, REALISASI))
        if numbers and k.asli.akumulasi in ("Jumlah", "Rata-rata"):
            fungsi = "SUM" if k.asli.akumulasi == "Jumlah" else "AVERAGE"
            span = ",".join(cells)
            return f'=IF(COUNT({span})=0,"",{fungsi}({span}))'
        if reported and k.isi[reported[-1]] != k.isi[REALISASI]:
            return None
        rumus = '""'
        for cell in cells:
            rumus = f'IF({cell}<>"",{cell},{rumus})'
        return f"={rumus}"

    def _renstra_formula(self, k: _Kinerja, r: int) -> str | None:
        """Column 13: 6 + 12 for quantities, the latest value for states."""
        year = f"{self.k(REALISASI)}{r}"
        if k.asli.cara_renstra == "Jumlah" and k.terbuka[LALU] and k.terbuka[REALISASI]:
            return f'=IF({year}="","",SUM({self.k(LALU)}{r},{year}))'
        return same_cell(year) if k.isi[RENSTRA] == k.isi[REALISASI] else None

    def _ratio(self, k: _Kinerja, r: int) -> Isian:
        """Column 14 = 13/5 × 100; what has no single numbers by its capaian formula."""
        hasil = k.asli.renstra
        if hasil.persen is None and not (k.terbuka[TARGET_RENSTRA] and k.terbuka[RENSTRA]):
            return _KOSONG
        refs = self.refs("renstra", k, r)
        if hasil.persen is not None and not has_ratio(hasil):
            return Isian(angka(k.asli.tingkat_persen), formula_of(hasil.rumus, refs))
        return Isian(angka(k.asli.tingkat_persen), _ratio_formula(refs["T"], refs["R"]))

    def _year(self, k: _Kinerja, r: int) -> Isian:
        """The capaian of the year, 12 against 7 with the polarity."""
        hasil = k.asli.tahun_ini
        if hasil.persen is not None:
            return Isian(angka(hasil.persen), formula_of(hasil.rumus, self.refs("tahun", k, r)))
        if not (k.terbuka[TARGET] and k.terbuka[REALISASI]) or not self._is_maksimal(r):
            return _KOSONG
        refs = self.refs("tahun", k, r)
        return Isian(None, _ratio_formula(refs["T"], refs["R"]))

    def _counted_year(self, k: _Kinerja, r: int) -> Isian:
        """What enters the average of the year: the capaian with the polarity, a negative one as 0."""
        return Isian(_floor(k.asli.tahun_ini), _visible(f"{huruf(self.tahun)}{r}"))

    def _counted_renstra(self, k: _Kinerja, r: int) -> Isian:
        """What enters the average of column 14, where that isn't always the capaian with the polarity."""
        hasil = k.asli.renstra
        if hasil.rumus == _MAKSIMAL or (hasil.persen is None and self._is_maksimal(r)):
            return Isian(_floor(hasil), _visible(f"{self.k(TINGKAT)}{r}"))
        if hasil.persen is None:
            return _KOSONG
        rumus = formula_of(hasil.rumus, self.refs("renstra", k, r)) or "="
        return Isian(_floor(hasil), f"=MAX(0,{rumus[1:]})")

    def _is_maksimal(self, r: int) -> bool:
        return (self.polaritas[r - self.mulai] or "Maksimal") == "Maksimal"


def _floor(hasil: Capaian) -> float | None:
    return None if hasil.persen is None else max(0.0, float(hasil.persen))


def _visible(sel: str) -> str:
    """A visible capaian as it enters an average."""
    return f'=IF(ISNUMBER({sel}),MAX(0,{sel}),"")'


def _ratio_formula(target: str, realisasi: str) -> str:
    return _RASIO.format(R=realisasi, T=target)


def _cara(k: Kinerja) -> str:
    return "6 + 12" if k.cara_renstra == "Jumlah" else "terakhir"


def _split(isi: Sequence[Isian | None]) -> _Isi:
    cells = [satu or _KOSONG for satu in isi]
    return [c.nilai for c in cells], [c.rumus for c in cells]


def _column(
    judul: str,
    lebar: float,
    gaya: str,
    nilai: Sequence[Any],
    rumus: Sequence[str | None] | None = None,
    *,
    bantu: bool = False,
) -> Kolom:
    return Kolom(judul, judul, lebar, gaya, nilai, rumus if rumus and any(rumus) else None, bantu=bantu)


def _helper(judul: str, gaya: str, nilai: Sequence[Any]) -> Kolom:
    return Kolom(judul, judul, 11, gaya, nilai, bantu=True)
