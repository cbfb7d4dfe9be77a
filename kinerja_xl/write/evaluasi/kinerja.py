"""The K cells of the pairs of Formulir E.81 and E.60, and the helper columns that their formulas point at.

Column 12 follows from the quarters, 13 from 6 and 12, 14 from 13 and 5, the added one from 12 and 7.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from kinerja_xl.compute.capaian import METODE, Capaian
from kinerja_xl.compute.evaluasi_kinerja import RASIO, Kinerja, has_ratio
from kinerja_xl.nilai import Jenis, Nilai
from kinerja_xl.write.konsolidasi.capaian import formula_of
from kinerja_xl.write.lembaran import BARIS, angka, huruf
from kinerja_xl.write.rumus_excel import guarded, same_cell

TARGET_RENSTRA, LALU, TARGET, TW, REALISASI, RENSTRA, TINGKAT = 0, 1, 2, (3, 4, 5, 6), 7, 8, 9
"""Positions of the pairs: columns 5, 6, 7, 8-11, 12, 13 and 14 of E.81."""
JUDUL_OPERAN: Final[Mapping[str, tuple[int, str]]] = {
    "t_renstra": (TARGET_RENSTRA, "Target Renstra (angka)"),
    "r_renstra": (RENSTRA, "Realisasi Renstra (angka)"),
    "bawah_renstra": (TARGET_RENSTRA, "batas bawah"),
    "atas_renstra": (TARGET_RENSTRA, "batas atas"),
    "t_tahun": (TARGET, "Target tahun (angka)"),
    "r_tahun": (REALISASI, "Realisasi tahun (angka)"),
    "bawah_tahun": (TARGET, "batas bawah"),
    "atas_tahun": (TARGET, "batas atas"),
}
"""Operands by name: the pair that they belong to, and what they are."""
# Looking up a member of an Enum takes several times as long as a name.
_KOSONG: Final = Jenis.KOSONG
_ANGKA: Final = (Jenis.ANGKA, Jenis.PERSEN, Jenis.ANGKA_SATUAN, Jenis.WAKTU)
_BURUK: Final = (Jenis.GALAT, Jenis.RANCU)
_MAKSIMAL: Final = METODE["R / T × 100"]
_RASIO: Final = guarded(("{T}", "{R}"), f'IF({{T}}=0,"",{RASIO.excel({"R": "{R}", "T": "{T}"})})')
_BANDING: Final = {"renstra": (TARGET_RENSTRA, RENSTRA), "tahun": (TARGET, REALISASI)}
"""The comparisons of the form: the pairs of the target and of what is held against it."""

Isi = tuple[list[Any], list[str | None]]
"""The values of a column and the formulas that give them."""
_Isian = tuple[float | None, str | None]
"""What one cell holds: its value and the formula that gives it."""
_TANPA_ISI: Final[_Isian] = (None, None)


class _Baris(NamedTuple):
    """The K figures of one row: by pair (up to RENSTRA) what its cell holds, and whether formulas may point at it."""

    asli: Kinerja
    maksimal: bool
    isi: tuple[float | str | None, ...]
    terbuka: tuple[bool, ...]


def shown(nilai: Nilai) -> float | str | None:
    """A K value as its cell holds it: a number where it is one, else the text as typed; None for what can't be used.

    >>> from kinerja_xl.nilai import parse_nilai
    >>> [shown(parse_nilai(s)) for s in ("87,5%", "12 bulan", "A (86,45)", "3 ± 1", "")]
    [87.5, 12.0, 'A (86,45)', '3 ± 1', None]
    """
    jenis = nilai.jenis
    if jenis is _KOSONG or jenis in _BURUK:
        return None
    if jenis in _ANGKA and nilai.angka is not None and nilai.arah is None and nilai.predikat is None:
        return float(nilai.angka)
    return nilai.teks


def _cells(k: Kinerja) -> _Baris:
    """A cell is open to formulas where it holds a number or nothing."""
    figures = (k.target_renstra, k.realisasi_lalu, k.target, *k.triwulan, k.realisasi, k.realisasi_renstra)
    isi = tuple([None if n.jenis is _KOSONG else shown(n) for n in figures])
    terbuka = tuple([v.__class__ is float or n.jenis is _KOSONG for n, v in zip(figures, isi, strict=True)])
    return _Baris(k, k.polaritas == "Maksimal", isi, terbuka)


class KolomKinerja:
    """The K cells of one sheet, row by row (None: a row without K figures).

    `huruf_k` are the letters of the K columns by pair, `huruf_tahun` that of the added pair, `operan_dari` the first
    column that operands may take.
    """

    def __init__(
        self,
        kinerja: Sequence[Kinerja | None],
        huruf_k: Sequence[str],
        huruf_tahun: str,
        operan_dari: int,
    ) -> None:
        self.baris = [None if k is None else _cells(k) for k in kinerja]
        self.operan_dari = operan_dari
        self._k = [f"{letter}{BARIS}" for letter in huruf_k]
        self._tahun = f"{huruf_tahun}{BARIS}"

    def shown(self, pasangan: int) -> list[float | str | None]:
        """What the cells of a pair hold."""
        return [None if k is None else k.isi[pasangan] for k in self.baris]

    @cached_property
    def operan(self) -> dict[str, list[float | None]]:
        """Operands that no visible cell holds as a number, by name; only those that some row has."""
        columns: dict[str, list[float | None]] = {name: [None] * len(self.baris) for name in JUDUL_OPERAN}
        for akhiran, (target, realisasi) in _BANDING.items():
            t, r, bawah, atas = (columns[f"{name}_{akhiran}"] for name in ("t", "r", "bawah", "atas"))
            for i, k in enumerate(self.baris):
                if k is None:
                    continue
                hasil = k.asli.renstra if akhiran == "renstra" else k.asli.tahun_ini
                operan = hasil.operan
                if not k.terbuka[target]:
                    t[i] = angka(operan.get("T", hasil.target_angka))
                if not k.terbuka[realisasi]:
                    r[i] = angka(operan.get("R", hasil.realisasi_angka))
                if "bawah" in operan:
                    bawah[i], atas[i] = angka(operan["bawah"]), angka(operan.get("atas"))
        return {name: values for name, values in columns.items() if any(v is not None for v in values)}

    @cached_property
    def _refs(self) -> dict[tuple[str, bool, bool], dict[str, str]]:
        """Cells of the operands of a comparison, in any row: the visible ones where these (target, realisation) are
        open, else the helpers.
        """
        helpers = {name: f"{huruf(n)}{BARIS}" for n, name in enumerate(self.operan, self.operan_dari)}
        found = {}
        for akhiran, (target, realisasi) in _BANDING.items():
            t, r, bawah, atas = (helpers.get(f"{name}_{akhiran}", "") for name in ("t", "r", "bawah", "atas"))
            for t_open in (True, False):
                for r_open in (True, False):
                    found[akhiran, t_open, r_open] = {
                        "T": self._k[target] if t_open else t,
                        "R": self._k[realisasi] if r_open else r,
                        "B": bawah,
                        "A": atas,
                    }
        return found

    def year_formulas(self) -> list[str | None]:
        """Column 12 from the quarters by Akumulasi; None where it is typed, or made of what formulas can't add."""
        cells = [self._k[n] for n in TW]
        span = ",".join(cells)
        latest = '""'
        for cell in cells:
            latest = f'IF({cell}<>"",{cell},{latest})'
        formulas = {
            "Jumlah": f'=IF(COUNT({span})=0,"",SUM({span}))',
            "Rata-rata": f'=IF(COUNT({span})=0,"",AVERAGE({span}))',
            "": f"={latest}",
        }
        return [None if k is None or (cara := _accumulation(k)) is None else formulas[cara] for k in self.baris]

    def renstra_formulas(self) -> list[str | None]:
        """Column 13: 6 + 12 for quantities, the latest value for states."""
        year = self._k[REALISASI]
        added, latest = f'=IF({year}="","",SUM({self._k[LALU]},{year}))', same_cell(year)
        out: list[str | None] = []
        for k in self.baris:
            rumus = None
            if k is None:
                pass
            elif k.asli.cara_renstra == "Jumlah" and k.terbuka[LALU] and k.terbuka[REALISASI]:
                rumus = added
            elif k.isi[RENSTRA] == k.isi[REALISASI]:
                rumus = latest
            out.append(rumus)
        return out

    def ratios(self) -> Isi:
        """Column 14 = 13/5 × 100; what has no single numbers by its capaian formula."""
        return self._by_row(self._ratio)

    def years(self) -> Isi:
        """The capaian of the year, 12 against 7 with the polarity."""
        return self._by_row(self._year)

    def counted_renstra(self) -> Isi:
        """What enters the average of column 14, where that isn't always the capaian with the polarity."""
        return self._by_row(self._counted_renstra)

    def counted_years(self) -> Isi:
        """What enters the average of the year: the capaian with the polarity, a negative one as 0."""
        rumus = _visible(self._tahun)
        return self._by_row(lambda k: (_floor(k.asli.tahun_ini), rumus))

    def _by_row(self, make: Callable[[_Baris], _Isian]) -> Isi:
        """The column of what `make` gives for every row with K figures: a value, and a formula for any row."""
        nilai: list[Any] = [None] * len(self.baris)
        rumus: list[str | None] = [None] * len(self.baris)
        for i, k in enumerate(self.baris):
            if k is not None:
                nilai[i], rumus[i] = make(k)
        return nilai, rumus

    def _ratio(self, k: _Baris) -> _Isian:
        hasil, t_open, r_open = k.asli.renstra, k.terbuka[TARGET_RENSTRA], k.terbuka[RENSTRA]
        if hasil.persen is None and not (t_open and r_open and k.asli.polaritas):
            return _TANPA_ISI
        refs = self._refs["renstra", t_open, r_open]
        if hasil.persen is not None and not has_ratio(hasil):
            return angka(k.asli.tingkat_persen), formula_of(hasil.rumus, refs)
        return angka(k.asli.tingkat_persen), _RASIO.format_map(refs)

    def _year(self, k: _Baris) -> _Isian:
        hasil, t_open, r_open = k.asli.tahun_ini, k.terbuka[TARGET], k.terbuka[REALISASI]
        refs = self._refs["tahun", t_open, r_open]
        if hasil.persen is not None:
            return angka(hasil.persen), formula_of(hasil.rumus, refs)
        if not (t_open and r_open) or not k.maksimal:
            return _TANPA_ISI
        return None, _RASIO.format_map(refs)

    def _counted_renstra(self, k: _Baris) -> _Isian:
        hasil = k.asli.renstra
        if hasil.rumus == _MAKSIMAL or (hasil.persen is None and k.maksimal):
            return _floor(hasil), _visible(self._k[TINGKAT])
        if hasil.persen is None:
            return _TANPA_ISI
        refs = self._refs["renstra", k.terbuka[TARGET_RENSTRA], k.terbuka[RENSTRA]]
        rumus = formula_of(hasil.rumus, refs) or "="
        return _floor(hasil), f"=MAX(0,{rumus[1:]})"


def _accumulation(k: _Baris) -> str | None:
    """How the quarters make column 12: Jumlah, Rata-rata, "" for the latest; None where no formula gives it."""
    if not k.asli.dari_triwulan:
        return None
    reported = [n for n, satu in zip(TW, k.asli.triwulan, strict=True) if satu.jenis is not _KOSONG]
    if any(k.isi[n] is None for n in reported):
        return None
    cara = k.asli.akumulasi
    if cara in ("Jumlah", "Rata-rata") and all(k.terbuka[n] for n in (*reported, REALISASI)):
        return cara
    return None if reported and k.isi[reported[-1]] != k.isi[REALISASI] else ""


def _floor(hasil: Capaian) -> float | None:
    return None if hasil.persen is None else max(0.0, float(hasil.persen))


def _visible(sel: str) -> str:
    """A visible capaian as it enters an average."""
    return f'=IF(ISNUMBER({sel}),MAX(0,{sel}),"")'
