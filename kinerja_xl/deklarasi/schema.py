"""Vocabulary of the declarations: what a sheet, a column and a form are (data only, no behaviour beyond look-up)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class KindInfo:
    """How the values of one kind of column are stored, shown and named to the officer."""

    excel_format: str
    wording: str
    width: int


class Kind(Enum):
    """Kind of a column; it decides parsing (see tabel/tabel.py), Excel number format, width and wording."""

    TEKS = KindInfo("@", "teks", 28)
    KODE = KindInfo("@", "kode (disimpan sebagai teks)", 16)
    NILAI = KindInfo("General", "angka, persen, rentang, batas, predikat, atau gabungan", 14)
    ANGKA = KindInfo("#,##0.00", "angka", 12)
    BULAT = KindInfo("0", "bilangan bulat", 10)
    PERSEN = KindInfo("0.00", "persentase", 12)
    RUPIAH = KindInfo("#,##0", "angka rupiah", 18)
    PILIHAN = KindInfo("@", "salah satu pilihan yang disediakan", 14)
    TANGGAL = KindInfo("dd/mm/yyyy", "tanggal", 14)

    @property
    def info(self) -> KindInfo:
        return self.value

    @property
    def is_number(self) -> bool:
        """Whether a number typed as text deserves an Informasi in such a column."""
        return self in (Kind.ANGKA, Kind.BULAT, Kind.RUPIAH)


class PerTahun(Enum):
    """Which years a column that is repeated once per year covers."""

    RENSTRA = "setiap tahun Renstra"
    LALU = "setiap tahun sebelum tahun laporan"


_NOT_ALNUM = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=8192)
def normalise_header(text: str) -> str:
    """Return `text` without case, spaces, punctuation and line breaks, the form in which headings are compared.

    >>> normalise_header("Target  PK\\nPerubahan*")
    'targetpkperubahan'
    """
    return _NOT_ALNUM.sub("", text.casefold())


@dataclass(frozen=True, slots=True)
class Column:
    """One column (or, on a label sheet, one label) of an input sheet.

    `name` is the identifier in the typed tables, `header` the public contract. A `per_tahun` column stands for one
    column per year; its header holds `<tahun>` and its typed columns are called `<name>_<year>`. The cells of a
    `required` column must be filled in every row that has begun; with `required_with` only in rows where that column
    is filled, and with `required_with=""` the column must be there but its cells may be blank. `synonyms` gives the
    choice that other spellings (normalised as headings are) stand for.
    """

    name: str
    header: str
    kind: Kind = Kind.TEKS
    required: bool = False
    help: str = ""
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict, hash=False)
    lookup: bool = False
    reported: bool = False
    per_tahun: PerTahun | None = None
    width: int | None = None
    required_with: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """All normalised headings under which the column is recognised (without the year of a per_tahun column)."""
        return tuple(normalise_header(h.replace("<tahun>", "")) for h in (self.header, *self.aliases))

    def of_year(self, tahun: int) -> Column:
        """The concrete column of one year of a per_tahun column."""
        return Column(
            name=f"{self.name}_{tahun}",
            header=self.header.replace("<tahun>", str(tahun)),
            kind=self.kind,
            required=self.required,
            help=self.help.replace("<tahun>", str(tahun)),
            choices=self.choices,
            synonyms=self.synonyms,
            lookup=self.lookup,
            reported=self.reported,
            width=self.width,
        )


class Layout(Enum):
    """How a sheet is laid out: a table under a heading row, or labels in column A with values in column B."""

    TABEL = "tabel"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One input sheet: the contract with the agencies."""

    name: str
    title: str
    columns: tuple[Column, ...]
    help: str
    layout: Layout = Layout.TABEL
    aliases: tuple[str, ...] = ()
    key: str | None = None

    def column(self, name: str) -> Column:
        """The declared column called `name`, or the year's instance of a per_tahun column.

        Raises KeyError for a name that isn't declared.
        """
        for column in self.columns:
            if column.name == name:
                return column
            if column.per_tahun and name.startswith(column.name + "_") and name[len(column.name) + 1 :].isdigit():
                return column.of_year(int(name[len(column.name) + 1 :]))
        raise KeyError(f"{self.name}.{name}")

    @property
    def keys(self) -> tuple[str, ...]:
        """All normalised sheet names under which the sheet is recognised."""
        return tuple(normalise_header(t) for t in (self.title, *self.aliases))


@dataclass(frozen=True, slots=True)
class Form:
    """One template workbook: the sheets that travel together and who fills them in."""

    jenis: str
    judul: str
    sheets: tuple[Sheet, ...]
    pengisi: str
    kapan: str
