"""The hidden sheet `_grafik`: figures behind the charts, as formulas that point at the visible sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kinerja_xl.write.gaya import TAB_BUKTI
from kinerja_xl.write.lembaran import BARIS_DATA, BARIS_JUDUL_KOLOM, Kolom, Lembaran, huruf

GRAFIK: Final = "_grafik"


@dataclass(frozen=True, slots=True)
class Ref:
    """One column of `_grafik`."""

    huruf: str
    n: int

    @property
    def nama(self) -> str:
        """Reference to the heading."""
        return f"='{GRAFIK}'!${self.huruf}${BARIS_JUDUL_KOLOM}"

    @property
    def isi(self) -> str:
        """Reference to the values."""
        last = BARIS_DATA + max(self.n, 1) - 1
        return f"='{GRAFIK}'!${self.huruf}${BARIS_DATA}:${self.huruf}${last}"

    def sel(self, i: int) -> str:
        """Address of the i-th value on its own sheet."""
        return f"{self.huruf}{BARIS_DATA + i}"

    def titik(self, i: int) -> str:
        """Reference to the i-th value."""
        return f"='{GRAFIK}'!${self.huruf}${BARIS_DATA + i}"


@dataclass
class DataGrafik:
    """Grows the sheet `_grafik` column by column; every column is one series or one list of labels."""

    kolom: list[Kolom] = field(default_factory=list)

    def tambah(
        self, judul: str, nilai: Sequence[Any], rumus: Sequence[str | None] | None = None, gaya: str = "angka"
    ) -> Ref:
        """Add a column and return where it stands."""
        letter = huruf(len(self.kolom))
        self.kolom.append(Kolom(f"k{len(self.kolom)}", judul, 16, gaya, list(nilai), rumus))
        return Ref(letter, len(nilai))

    def lembaran(self) -> Lembaran:
        """The hidden sheet."""
        return Lembaran(GRAFIK, "Data grafik", "", TAB_BUKTI, kolom=self.kolom, tersembunyi=True)
