"""The value grammar: one cell of a performance workbook to one typed value, or to a stated ambiguity or error.

>>> parse_nilai("Minimal 3,226").arah, parse_nilai("A (86,45)").angka, parse_nilai("3.226").pilihan
('>=', Decimal('86.45'), (Decimal('3.226'), Decimal('3226')))
"""

from kinerja_xl.nilai.baca import parse_angka, parse_nilai, resolve_rancu
from kinerja_xl.nilai.bentuk import GALAT, KOSONG, Arah, Jenis, Nilai, Uang
from kinerja_xl.nilai.bilangan import bulat, format_angka
from kinerja_xl.nilai.daerah import is_same_daerah, most_named, official_daerah, parse_daerah
from kinerja_xl.nilai.kata import (
    KOSAKATA_BAWAAN,
    TULISAN_KOSONG,
    Kosakata,
    is_not_reported,
    normalise_kata,
    normalise_satuan,
    split_kode,
    split_words,
)
from kinerja_xl.nilai.tulis import format_nilai, format_rupiah, is_blank, show, typed_units
from kinerja_xl.nilai.uang import parse_rupiah, whole_rupiah

__all__ = [
    "GALAT",
    "KOSAKATA_BAWAAN",
    "KOSONG",
    "TULISAN_KOSONG",
    "Arah",
    "Jenis",
    "Kosakata",
    "Nilai",
    "Uang",
    "bulat",
    "format_angka",
    "format_nilai",
    "format_rupiah",
    "is_blank",
    "is_not_reported",
    "is_same_daerah",
    "most_named",
    "normalise_kata",
    "normalise_satuan",
    "official_daerah",
    "parse_angka",
    "parse_daerah",
    "parse_nilai",
    "parse_rupiah",
    "resolve_rancu",
    "show",
    "split_kode",
    "split_words",
    "typed_units",
    "whole_rupiah",
]
