"""The ten K and Rp pairs that Formulir E.81 (columns 5-14) and E.60 (columns 6-15) share, as live columns.

Column 12 follows from the quarters, 13 from 6 and 12, 14 from 13 and 5; money of parents is the sum over their leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.capaian import METODE, Capaian
from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.compute.evaluasi import UANG_EVALUASI
from kinerja_xl.compute.evaluasi_kinerja import RASIO, Kinerja, has_ratio
from kinerja_xl.nilai import KOSONG, Jenis, Nilai
from kinerja_xl.write.konsolidasi.capaian import formula_of
from kinerja_xl.write.lembaran import Kolom, angka, huruf, rupiah
from kinerja_xl.write.pohon import whole
from kinerja_xl.write.rumus_excel import guarded, percent_formula, same_cell
from kinerja_xl.write.ukuran import text_width

TARGET_RENSTRA, LALU, TARGET, TW, REALISASI, RENSTRA, TINGKAT = 0, 1, 2, (3, 4, 5, 6), 7, 8, 9
"""Positions of the pairs: columns 5, 6, 7, 8-11, 12, 13 and 14 of E.81."""
_ANGKA: Final = (Jenis.ANGKA, Jenis.PERSEN, Jenis.ANGKA_SATUAN, Jenis.WAKTU)
_SEBARIS: Final = 12
"""Characters of a K text that its column keeps on one line."""
_BURUK: Final = (Jenis.GALAT, Jenis.RANCU)
_MAKSIMAL: Final = METODE["R / T × 100"]
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


def _is_open(nilai: Nilai) -> bool:
    """Whether formulas may point at the cell itself: it holds a number or nothing."""
    return nilai.jenis is Jenis.KOSONG or isinstance(shown(nilai), float)


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
    _operan: dict[str, list[float | None]] = field(default_factory=dict)

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
    def kinerja(self) -> list[Kinerja | None]:
        """The K figures row by row."""
        values: list[Kinerja | None] = self.frame["kinerja"].tolist()
        return [None if b.indeks < 0 else values[b.indeks] for b in self.baris]

    @cached_property
    def rinci(self) -> str:
        """Letter of the helper column Rinci, which the sums look at."""
        return huruf(self.bantu + len(self.depan))

    @cached_property
    def operan(self) -> dict[str, tuple[str, list[float | None]]]:
        """Operands that no visible cell holds as a number, by name: the letter of their column and its values."""
        columns: dict[str, list[float | None]] = {name: [] for name, _ in _OPERAN}
        for k in self.kinerja:
            for akhiran, t, r, hasil in _comparisons(k):
                get = hasil.operan.get
                columns[f"t_{akhiran}"].append(None if _is_open(t) else angka(get("T", hasil.target_angka)))
                columns[f"r_{akhiran}"].append(None if _is_open(r) else angka(get("R", hasil.realisasi_angka)))
                columns[f"bawah_{akhiran}"].append(angka(get("bawah")))
                columns[f"atas_{akhiran}"].append(angka(get("atas")))
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

    def refs(self, akhiran: str, r: int, t: Nilai, realisasi: Nilai) -> dict[str, str]:
        """Cells of the operands of a comparison: the visible ones where they hold numbers, else the helpers."""
        target, hasil = (TARGET_RENSTRA, RENSTRA) if akhiran == "renstra" else (TARGET, REALISASI)

        def helper(name: str) -> str:
            return f"{self.operan[name][0]}{r}" if name in self.operan else ""

        return {
            "T": f"{self.k(target)}{r}" if _is_open(t) else helper(f"t_{akhiran}"),
            "R": f"{self.k(hasil)}{r}" if _is_open(realisasi) else helper(f"r_{akhiran}"),
            "B": helper(f"bawah_{akhiran}"),
            "A": helper(f"atas_{akhiran}"),
        }

    def columns(self) -> list[Kolom]:
        """The twenty columns of the pairs."""
        out: list[Kolom] = []
        names = ("5", "6", "7", "8", "9", "10", "11", "12", "13", "14")
        money = {name: self._money(n, name) for n, name in enumerate(UANG_EVALUASI)}
        for n, nomor in enumerate(names):
            cells = [self._performance(n, k, self.mulai + i) for i, k in enumerate(self.kinerja)]
            if n == TINGKAT:
                rupiahs = self._percent("realisasi_renstra_rp", "target_renstra_rp", RENSTRA, TARGET_RENSTRA)
                out += [_column(f"{nomor} K", 9, "persen", cells), _column(f"{nomor} Rp", 9, "persen", rupiahs)]
                continue
            isi = money[UANG_EVALUASI[n]]
            lebar = _money_width([*isi, Isian(self._leaf_total(UANG_EVALUASI[n]))])
            out += [
                _column(f"{nomor} K", _performance_width(cells), "kinerja", cells),
                _column(f"{nomor} Rp", lebar, "rupiah", isi),
            ]
        return out

    def year_columns(self) -> list[Kolom]:
        """The added pair 12/7; empty where the setting doesn't ask for it."""
        if self.tahun < 0:
            return []
        cells = [self._year(k, self.mulai + i) for i, k in enumerate(self.kinerja)]
        rupiahs = self._percent("realisasi_rp", "pagu_rp", REALISASI, TARGET)
        return [_column("tahun K", 11, "persen", cells), _column("tahun Rp", 11, "persen", rupiahs)]

    def helpers(self) -> list[Kolom]:
        """The closed columns: which rows are leaves, how K combines, operands, what enters the averages."""
        leaf = self._own("rinci")
        k = self.kinerja
        polaritas = self._own("polaritas")
        kept = [
            *self.depan,
            _helper("Rinci", "kata", ["Ya" if v else "Tidak" for v in leaf]),
            _helper("Akumulasi", "kata", [None if v is None else v.akumulasi for v in k]),
            _helper("Polaritas", "kata", [v or None for v in polaritas]),
            _helper("Kolom 13 (K)", "kata", [None if v is None else _cara(v) for v in k]),
        ]
        titles = dict(_OPERAN)
        kept += [_helper(titles[name], "angka", values) for name, (_, values) in self.operan.items()]
        renstra = [self._counted("renstra", v, self.mulai + i) for i, v in enumerate(k)]
        kept.append(_column("Masuk rata-rata kolom 14 (%)", 11, "persen", renstra, bantu=True))
        if self.tahun >= 0:
            tahun = [self._counted("tahun", v, self.mulai + i) for i, v in enumerate(k)]
            kept.append(_column("Masuk rata-rata tahun ini (%)", 11, "persen", tahun, bantu=True))
        return kept

    def total(self, pasangan: int) -> str:
        """Sum of a pair's money over all leaves of the sheet."""
        return self._sum(self.rp(pasangan), self.mulai, self.akhir)

    def _leaf_total(self, name: str) -> float | int | None:
        return rupiah(self.frame.loc[self.frame["rinci"].astype(bool), name].sum(min_count=1))

    def _own(self, name: str) -> list[Any]:
        values = self.frame[name].tolist()
        return [None if b.indeks < 0 else values[b.indeks] for b in self.baris]

    def _sum(self, letter: str, first: int, last: int) -> str:
        block = f"{letter}{first}:{letter}{last}"
        return f'=IF(COUNT({block})=0,"",SUMIFS({block},{self.rinci}{first}:{self.rinci}{last},"Ya"))'

    def _sen(self, name: str) -> list[int | None]:
        """Money of every row in sen: headings their sums, further indicators of a code none."""
        values = self.frame[name].tolist()
        return [
            (b.uang or {}).get(name) if b.indeks < 0 else whole(values[b.indeks]) if b.uang is None else None
            for b in self.baris
        ]

    def _money(self, pasangan: int, name: str) -> list[Isian]:
        first = self._own("pertama")
        summed = self._own("dari_triwulan_rp")
        out = []
        for i, (b, sen) in enumerate(zip(self.baris, self._sen(name), strict=True)):
            r = self.mulai + i
            if b.indeks >= 0 and (not first[i] or b.uang is not None):
                out.append(_KOSONG)
            elif pasangan == RENSTRA:
                a, c = f"{self.rp(LALU)}{r}", f"{self.rp(REALISASI)}{r}"
                out.append(Isian(rupiah(sen), f'=IF(COUNT({a},{c})=0,"",SUM({a},{c}))'))
            elif b.akhir > r:
                out.append(Isian(rupiah(sen), self._sum(self.rp(pasangan), r + 1, b.akhir)))
            elif pasangan == REALISASI and (sen is None or summed[i]):
                cells = ",".join(f"{self.rp(n)}{r}" for n in TW)
                out.append(Isian(rupiah(sen), f'=IF(COUNT({cells})=0,"",SUM({cells}))'))
            else:
                out.append(Isian(rupiah(sen)))
        return out

    def _percent(self, bagian: str, utuh: str, kolom_bagian: int, kolom_utuh: int) -> list[Isian]:
        first = self._own("pertama")
        parts, wholes = self._sen(bagian), self._sen(utuh)
        return [
            _KOSONG
            if b.indeks >= 0 and (not first[i] or b.uang is not None)
            else Isian(
                angka(persen(parts[i], wholes[i])),
                percent_formula(f"{self.rp(kolom_bagian)}{self.mulai + i}", f"{self.rp(kolom_utuh)}{self.mulai + i}"),
            )
            for i, b in enumerate(self.baris)
        ]

    def _performance(self, pasangan: int, k: Kinerja | None, r: int) -> Isian:
        """One K cell."""
        if k is None:
            return _KOSONG
        if pasangan in TW:
            return Isian(shown(k.triwulan[pasangan - TW[0]]))
        if pasangan == REALISASI:
            return Isian(shown(k.realisasi), self._year_formula(k, r))
        if pasangan == RENSTRA:
            return Isian(shown(k.realisasi_renstra), self._renstra_formula(k, r))
        if pasangan == TINGKAT:
            return self._ratio(k, r)
        return Isian(shown((k.target_renstra, k.realisasi_lalu, k.target)[pasangan]))

    def _year_formula(self, k: Kinerja, r: int) -> str | None:
        """Column 12 from the quarters by Akumulasi; None where it is typed, or made of what formulas can't add."""
        reported = [n for n in k.triwulan if n.jenis is not Jenis.KOSONG]
        if not k.dari_triwulan or any(n.jenis in _BURUK for n in reported):
            return None
        cells = [f"{self.k(n)}{r}" for n in TW]
        numbers = all(_is_open(n) for n in (*reported, k.realisasi))
        if numbers and k.akumulasi in ("Jumlah", "Rata-rata"):
            fungsi = "SUM" if k.akumulasi == "Jumlah" else "AVERAGE"
            span = ",".join(cells)
            return f'=IF(COUNT({span})=0,"",{fungsi}({span}))'
        if reported and shown(reported[-1]) != shown(k.realisasi):
            return None
        rumus = '""'
        for cell in cells:
            rumus = f'IF({cell}<>"",{cell},{rumus})'
        return f"={rumus}"

    def _renstra_formula(self, k: Kinerja, r: int) -> str | None:
        """Column 13: 6 + 12 for quantities, the latest value for states."""
        year = f"{self.k(REALISASI)}{r}"
        if k.cara_renstra == "Jumlah" and _is_open(k.realisasi_lalu) and _is_open(k.realisasi):
            return f'=IF({year}="","",SUM({self.k(LALU)}{r},{year}))'
        return same_cell(year) if shown(k.realisasi_renstra) == shown(k.realisasi) else None

    def _ratio(self, k: Kinerja, r: int) -> Isian:
        """Column 14 = 13/5 × 100; what has no single numbers by its capaian formula."""
        hasil = k.renstra
        refs = self.refs("renstra", r, k.target_renstra, k.realisasi_renstra)
        if hasil.persen is not None and not has_ratio(hasil):
            return Isian(angka(k.tingkat_persen), formula_of(hasil.rumus, refs))
        if hasil.persen is None and not (_is_open(k.target_renstra) and _is_open(k.realisasi_renstra)):
            return _KOSONG
        return Isian(angka(k.tingkat_persen), _ratio_formula(refs["T"], refs["R"]))

    def _year(self, k: Kinerja | None, r: int) -> Isian:
        """The capaian of the year, 12 against 7 with the polarity."""
        if k is None:
            return _KOSONG
        hasil = k.tahun_ini
        refs = self.refs("tahun", r, k.target, k.realisasi)
        if hasil.persen is not None:
            return Isian(angka(hasil.persen), formula_of(hasil.rumus, refs))
        if not (_is_open(k.target) and _is_open(k.realisasi)) or self._polaritas(r) != "Maksimal":
            return _KOSONG
        return Isian(None, _ratio_formula(refs["T"], refs["R"]))

    def _counted(self, akhiran: str, k: Kinerja | None, r: int) -> Isian:
        """What enters an average: the capaian with the polarity, a negative one as 0."""
        if k is None:
            return _KOSONG
        hasil = k.renstra if akhiran == "renstra" else k.tahun_ini
        value = None if hasil.persen is None else max(0.0, float(hasil.persen))
        column = self.k(TINGKAT) if akhiran == "renstra" else huruf(self.tahun)
        visible = f'=IF(ISNUMBER({column}{r}),MAX(0,{column}{r}),"")'
        if akhiran == "tahun" or hasil.rumus is _MAKSIMAL:
            return Isian(value, visible)
        if hasil.persen is None:
            return Isian(None, visible if self._polaritas(r) == "Maksimal" else None)
        refs = self.refs("renstra", r, k.target_renstra, k.realisasi_renstra)
        return Isian(value, f"=MAX(0,{(formula_of(hasil.rumus, refs) or '=')[1:]})")

    def _polaritas(self, r: int) -> str:
        indeks = self.baris[r - self.mulai].indeks
        return self.frame["polaritas"].iat[indeks] or "Maksimal"


def _comparisons(k: Kinerja | None) -> list[tuple[str, Nilai, Nilai, Capaian]]:
    if k is None:
        return [("renstra", KOSONG, KOSONG, Capaian(None, "")), ("tahun", KOSONG, KOSONG, Capaian(None, ""))]
    return [
        ("renstra", k.target_renstra, k.realisasi_renstra, k.renstra),
        ("tahun", k.target, k.realisasi, k.tahun_ini),
    ]


def _ratio_formula(target: str, realisasi: str) -> str:
    return guarded((target, realisasi), f'IF({target}=0,"",{RASIO.excel({"R": realisasi, "T": target})})')


def _cara(k: Kinerja) -> str:
    return "6 + 12" if k.cara_renstra == "Jumlah" else "terakhir"


def _column(judul: str, lebar: float, gaya: str, isi: Sequence[Isian], *, bantu: bool = False) -> Kolom:
    values, formulas = [i.nilai for i in isi], [i.rumus for i in isi]
    return Kolom(judul, judul, lebar, gaya, values, formulas if any(formulas) else None, bantu=bantu)


def _helper(judul: str, gaya: str, nilai: Sequence[Any]) -> Kolom:
    return Kolom(judul, judul, 11, gaya, nilai, bantu=True)


def _performance_width(isi: Sequence[Isian]) -> float:
    """Width of a K column: figures with all the digits that Excel shows, and words without breaking them.

    A short text ("BB (76,70)") stays on one line.
    """
    words: set[str] = set()
    for satu in isi:
        if isinstance(satu.nilai, str):
            words.update([satu.nilai] if len(satu.nilai) <= _SEBARIS else satu.nilai.split())
        elif satu.nilai is not None:
            words.add(f"{satu.nilai:.10g}")
    return min(15.0, max([8.0, *(round(text_width(word) * 1.06 + 2.5, 1) for word in words)]))


def _money_width(isi: Sequence[Isian]) -> float:
    """Width that the longest amount needs in bold, with the room to its right."""
    longest = max((abs(i.nilai) for i in isi if i.nilai is not None), default=0)
    return max(10.0, round(text_width(f"{longest:,.0f}") * 1.06 + 2.2, 1))
