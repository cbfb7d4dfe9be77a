"""Limits of what is read, so that no file can take more time or memory than its due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kinerja_xl.tabel.kebijakan import Kebijakan

MB: Final = 1024 * 1024
KOLOM: Final = 1_000
BAGIAN: Final = 5_000
# Rows and columns together: a sheet that is both long and wide holds more cells than one that is only long.
KOLOM_RATA_RATA: Final = 100
SEL_JAUH: Final = 20
GABUNGAN: Final = 200


@dataclass(frozen=True, slots=True)
class Batas:
    """The limits that are settings: sizes, rows per sheet, time and memory of the reader of .xls and .xlsb."""

    ukuran_mb: int = 50
    baris: int = 20_000
    mekar_mb: int = 100
    detik: int = 60
    memori_mb: int = 1_024

    @classmethod
    def of(cls, kebijakan: Kebijakan) -> Batas:
        """The limits in force."""
        return cls(
            ukuran_mb=int(kebijakan.angka("ukuran_berkas_mb")),
            baris=int(kebijakan.angka("baris_lembar")),
            mekar_mb=int(kebijakan.angka("ukuran_mekar_mb")),
            detik=int(kebijakan.angka("waktu_baca_detik")),
            memori_mb=int(kebijakan.angka("memori_baca_mb")),
        )

    @property
    def luas(self) -> int:
        """Most cells of one sheet, from A1 to its last row and column."""
        return self.baris * KOLOM_RATA_RATA
