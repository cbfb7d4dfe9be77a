"""What goes into one template workbook: the pre-filled values, its years, its columns and how many rows it offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kinerja_xl.deklarasi.ketentuan import BOBOT_SKM, PREDIKAT_BAWAAN, SKALA_KINERJA, Kriteria, Predikat
from kinerja_xl.deklarasi.pilihan import PERIODE
from kinerja_xl.deklarasi.schema import Column, Form, Kind, Layout, PerTahun, Sheet
from kinerja_xl.excel.tempat import huruf
from kinerja_xl.template.bawaan import baris_bawaan
from kinerja_xl.template.masa import MASA_RENSTRA_MAKS, Masa

BARIS_JUDUL: Final = 4
"""Row (counted from 1) of the headings on every table sheet; label sheets have their first label one row below it."""

_JUMLAH_BARIS: Final[Mapping[str, int]] = {
    "iku": 60,
    "renstra": 60,
    "realisasi": 60,
    "anggaran": 300,
    "belanja": 200,
    "skm": 400,
    "akip": 20,
    "cascading": 150,
    "opd": 80,
    "kebijakan": 25,
    "skala": 20,
    "predikat": 60,
    "iku_daerah": 100,
}
_BARIS_CADANGAN: Final = 20
_TAHUN_LALU_MINIMAL: Final = 2


@dataclass(frozen=True, slots=True)
class Isian:
    """Values known beforehand for one OPD; everything is optional.

    `profil` maps column names of Profil to values. `baris` maps sheet names to rows of column name → value, with
    `<name>_<year>` for per-year columns. Single-kind templates take their look-up data from `baris["iku"]`.
    An Isian without `kode_opd` is for the Referensi workbook (label sheets there take the first row of `baris`).
    `asal` names the submission that the values come from ("Tahunan 2024"); `target_diusulkan` says that a Target PK
    among them was proposed from the Renstra.
    """

    kode_opd: str = ""
    nama_opd: str = ""
    profil: Mapping[str, object] = field(default_factory=dict)
    baris: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    asal: str = ""
    target_diusulkan: bool = False


@dataclass(frozen=True, slots=True)
class Aturan:
    """The regency's policy that previews and drop-downs follow: settings of Kebijakan, scale of capaian, predicates."""

    rumus_minimal: str = "linear"
    skala: Sequence[Kriteria] = SKALA_KINERJA
    predikat: Sequence[Predikat] = PREDIKAT_BAWAAN
    bobot_skm: str = BOBOT_SKM[0]

    @property
    def kelompok_predikat(self) -> tuple[str, ...]:
        """The families of predicates."""
        return tuple(dict.fromkeys(p.kelompok for p in self.predikat))

    @property
    def kelompok_peringkat(self) -> tuple[str, ...]:
        """The families without bands: their numbers are rank scores, which a plain number can't be compared with."""
        banded = {p.kelompok for p in self.predikat if p.batas_bawah is not None}
        return tuple(kelompok for kelompok in self.kelompok_predikat if kelompok not in banded)


@dataclass(frozen=True, slots=True)
class Rencana:
    """One template workbook before it is written: form, years and pre-filled values."""

    form: Form
    isian: Isian
    tahun: int
    tahun_awal: int
    tahun_akhir: int
    aturan: Aturan

    def columns(self, sheet: Sheet) -> tuple[Column, ...]:
        """The concrete columns of a sheet: per-year columns once per year of the period and of the known values."""
        columns: list[Column] = []
        for column in sheet.columns:
            if column.per_tahun is None:
                columns.append(column)
            else:
                columns.extend(column.of_year(year) for year in self._years(sheet, column))
        return tuple(columns)

    def rows(self, sheet: Sheet) -> Sequence[Mapping[str, object]]:
        """The pre-filled rows of a table sheet; a label sheet has exactly one.

        Raises KeyError for a column that the sheet doesn't declare (a programming fault of the caller).
        """
        rows: Sequence[Mapping[str, object]]
        if sheet.name == "profil":
            rows = (self._profil(),)
        else:
            rows = self.isian.baris.get(sheet.name) or baris_bawaan(self._jenis_of(sheet), sheet.name)
            if sheet.layout is Layout.LABEL:
                rows = ({**self._kabupaten(), **(rows[0] if rows else {})},)
        for name in {name for row in rows for name in row}:
            sheet.column(name)
        return rows

    def last_row(self, sheet: Sheet) -> int:
        """The last prepared row (counted from 1) of a table sheet."""
        wanted = max(_JUMLAH_BARIS[sheet.name], len(self.rows(sheet)) + _BARIS_CADANGAN)
        return BARIS_JUDUL + wanted

    def has(self, name: str) -> bool:
        """Whether the workbook has the sheet called `name`."""
        return any(sheet.name == name for sheet in self.form.sheets)

    def rows_iku(self) -> Sequence[Mapping[str, object]]:
        """The known indicators, whether or not the workbook has the sheet IKU."""
        return self.isian.baris.get("iku", ())

    def _jenis_of(self, sheet: Sheet) -> str:
        """The kind of template whose rows a sheet begins with: AKIP is evaluated with the report of the year."""
        yearly = sheet.name == "akip" and self.isian.profil.get("periode") == PERIODE[-1]
        return "akip" if yearly else self.form.jenis

    def _profil(self) -> dict[str, object]:
        known: dict[str, object] = {
            "kode_opd": self.isian.kode_opd,
            "nama_opd": self.isian.nama_opd,
            "tahun": self.tahun,
            "tahun_awal_renstra": self.tahun_awal,
            "tahun_akhir_renstra": self.tahun_akhir,
        }
        return known | {name: value for name, value in self.isian.profil.items() if value not in (None, "")}

    def _kabupaten(self) -> dict[str, object]:
        return {"tahun": self.tahun, "periode_rpjmd": f"{self.tahun_awal}-{self.tahun_akhir}"}

    def _years(self, sheet: Sheet, column: Column) -> list[int]:
        if column.per_tahun is PerTahun.RENSTRA:
            years = set(range(self.tahun_awal, self.tahun_akhir + 1))
        else:
            years = set(range(min(self.tahun_awal, self.tahun - _TAHUN_LALU_MINIMAL), self.tahun))
        prefix = f"{column.name}_"
        for row in self.isian.baris.get(sheet.name, ()):
            years |= {
                int(name.removeprefix(prefix))
                for name, value in row.items()
                if name.startswith(prefix) and name.removeprefix(prefix).isdigit() and value not in (None, "")
            }
        return sorted(years)


def plan_workbook(form: Form, isian: Isian, masa: Masa, aturan: Aturan) -> Rencana:
    """The plan of one workbook; years named in the pre-filled Profil win over the arguments."""
    tahun = _year(isian.profil.get("tahun"), masa.tahun)
    awal = _year(isian.profil.get("tahun_awal_renstra"), masa.awal)
    akhir = _year(isian.profil.get("tahun_akhir_renstra"), masa.akhir)
    if not 0 <= akhir - awal < MASA_RENSTRA_MAKS:
        awal, akhir = masa.awal, masa.akhir
    return Rencana(form, isian, tahun, awal, akhir, aturan)


def _year(value: object, fallback: int) -> int:
    """A year as typed (text, float or integer), else `fallback`."""
    text = str(value).strip().removesuffix(".0")
    return int(text) if text.isdigit() and len(text) == 4 else fallback


@dataclass(frozen=True, slots=True)
class Letak:
    """Where the columns of one sheet stand, for writing formulas; rows are counted from 1, `kolom` from 0."""

    judul: str
    kolom: Mapping[str, int]
    awal: int
    akhir: int

    def huruf(self, nama: str) -> str:
        """Absolute column letter, e.g. `$F`."""
        return "$" + huruf(self.kolom[nama])

    def sel(self, nama: str, baris: int) -> str:
        """A cell with absolute column, e.g. `$F5`."""
        return f"{self.huruf(nama)}{baris}"

    def rentang(self, nama: str) -> str:
        """All prepared rows of a column, e.g. `$F$5:$F$64`."""
        kolom = self.huruf(nama)
        return f"{kolom}${self.awal}:{kolom}${self.akhir}"

    def rentang_luar(self, nama: str) -> str:
        """The same as seen from another sheet."""
        return f"'{self.judul}'!{self.rentang(nama)}"


def place_sheet(rencana: Rencana, sheet: Sheet, tambahan: Iterable[str] = ()) -> Letak:
    """Where the declared columns of a table sheet and the `tambahan` (preview) columns to their right stand."""
    names = [column.name for column in rencana.columns(sheet)] + list(tambahan)
    kolom = {name: n for n, name in enumerate(names)}
    return Letak(sheet.title, kolom, BARIS_JUDUL + 1, rencana.last_row(sheet))


def column_width(column: Column) -> int:
    """Width of a column in characters."""
    return column.width or (column.kind.info.width if column.kind is not Kind.TEKS else 26)
