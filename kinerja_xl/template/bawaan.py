"""What the templates hold before anybody fills them in: Referensi defaults, AKIP components, suggested words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from kinerja_xl.deklarasi.ketentuan import KOMPONEN_AKIP, PREDIKAT_BAWAAN, SETELAN, SKALA_KINERJA, Kriteria

SARAN_ISIAN: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("skm", "jenis_kelamin"): ("Laki-laki", "Perempuan"),
    ("akip", "komponen"): tuple(nama for nama, _ in KOMPONEN_AKIP),
    ("kebijakan", "nama"): tuple(s.nama for s in SETELAN),
}
"""Drop-downs of free columns that are the same in every regency: other words are allowed."""

Baris = Mapping[str, object]


def batas_terbuka(kriteria: Kriteria) -> Decimal:
    """The lower bound as it is written in a cell: the open lowest level begins at 0."""
    return kriteria.batas_bawah if kriteria.batas_bawah.is_finite() else Decimal(0)


def baris_bawaan(jenis: str, sheet: str) -> Sequence[Baris]:
    """The rows that a blank template of the kind `jenis` already holds on a sheet."""
    if jenis == "akip" and sheet == "akip":
        return [{"komponen": nama, "bobot": bobot} for nama, bobot in KOMPONEN_AKIP]
    if jenis != "referensi":
        return ()
    if sheet == "kebijakan":
        return [{"nama": s.nama, "nilai": s.bawaan, "keterangan": _keterangan(s.nama)} for s in SETELAN]
    if sheet == "skala":
        return [{**k._asdict(), "batas_bawah": batas_terbuka(k)} for k in SKALA_KINERJA]
    if sheet == "predikat":
        return [p._asdict() for p in PREDIKAT_BAWAAN]
    return ()


def _keterangan(nama: str) -> str:
    setelan = next(s for s in SETELAN if s.nama == nama)
    isian = f" {'Pilihan' if setelan.pilihan else 'Isian'}: {setelan.isian}." if setelan.isian else ""
    return f"{setelan.keterangan}{isian} Dasar: {setelan.sumber}."
