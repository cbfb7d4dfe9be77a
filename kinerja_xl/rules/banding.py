"""Comparing what is written with what is computed: verdicts on percentages, equality of values, slips by a factor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from enum import Enum
from functools import lru_cache
from typing import Final

from kinerja_xl.nilai import Jenis, Nilai, bulat, format_angka, normalise_kata, normalise_satuan

MAKS_DESIMAL: Final = 6
# Words that stand in a Satuan column without naming a unit.
SATUAN_UMUM: Final = frozenset(
    ["nilai", "indeks", "skor", "poin", "point", "angka", "predikat", "kategori", "opini", "level", "kualitas", "skala"]
)
_TAK_TERPAKAI: Final = (Jenis.KOSONG, Jenis.GALAT, Jenis.RANCU)


class Vonis(Enum):
    """How a reported percentage compares with the computed one."""

    BENAR = "benar"
    NOL_DITAMBAHKAN = "benar pada desimal yang lebih sedikit"
    TERPOTONG = "terpotong"
    BERBEDA = "berbeda"


def usable(nilai: Nilai) -> bool:
    """Whether a value says something: not blank, not malformed, not ambiguous."""
    return nilai.jenis not in _TAK_TERPAKAI


def printed_decimals(nilai: Nilai) -> int:
    """Decimals at which a printed figure is judged: those it shows, at most 6 (a number cell may hold them all)."""
    return min(nilai.desimal or 0, MAKS_DESIMAL)


def truncate(x: Decimal, desimal: int) -> Decimal:
    """`x` cut, not rounded, after some decimals.

    >>> truncate(Decimal("172.90"), 0), truncate(Decimal("88.509"), 2)
    (Decimal('172'), Decimal('88.50'))
    """
    return x.quantize(Decimal(1).scaleb(-desimal), rounding=ROUND_DOWN)


def judge_persen(dilaporkan: Nilai, dihitung: Decimal) -> Vonis:
    """Verdict on a reported percentage: right when it is the computed one rounded half up at its printed decimals.

    >>> from kinerja_xl.nilai import parse_angka
    >>> p = Decimal("88.50931677")
    >>> [judge_persen(parse_angka(s), p).name for s in ("88,51", "88,5", 89, "88,50", 88, 88.50931677, "87")]
    ['BENAR', 'BENAR', 'BENAR', 'NOL_DITAMBAHKAN', 'TERPOTONG', 'BENAR', 'BERBEDA']
    """
    if dilaporkan.angka is None:
        return Vonis.BERBEDA
    desimal = printed_decimals(dilaporkan)
    tertulis = bulat(dilaporkan.angka, desimal)
    if bulat(dihitung, desimal) == tertulis:
        return Vonis.BENAR
    pendek = desimal
    while pendek and bulat(tertulis, pendek - 1) == tertulis:
        pendek -= 1
    steps = range(desimal - 1, pendek - 1, -1)
    if any(bulat(dihitung, k) == tertulis for k in steps):
        return Vonis.NOL_DITAMBAHKAN
    if any(truncate(dihitung, k) == tertulis for k in (desimal, *steps)):
        return Vonis.TERPOTONG
    return Vonis.BERBEDA


def matches(dilaporkan: Nilai, kandidat: Decimal | None) -> bool:
    """Whether a candidate explains a reported percentage (a whole percentage must be rounded, not cut, to match)."""
    if kandidat is None:
        return False
    vonis = judge_persen(dilaporkan, kandidat)
    return vonis in (Vonis.BENAR, Vonis.NOL_DITAMBAHKAN) or (
        vonis is Vonis.TERPOTONG and printed_decimals(dilaporkan) > 0
    )


def as_fraction(dilaporkan: Nilai, dihitung: Decimal) -> bool:
    """Whether a percentage was written as a fraction: 0.8851 for 88.51 %."""
    if dilaporkan.angka is None or abs(dilaporkan.angka) > 10 or not dihitung:
        return False
    desimal = max((dilaporkan.desimal or 0) - 2, 0)
    return matches(replace(dilaporkan, angka=dilaporkan.angka * 100, desimal=desimal), dihitung)


def explain(dilaporkan: Nilai, dihitung: Decimal, candidates: Iterable[tuple[str, Decimal | None]]) -> str:
    """The sentence of the first candidate figure that explains a wrong percentage, '' when none does."""
    if as_fraction(dilaporkan, dihitung):
        return "Angkanya ditulis sebagai pecahan, belum dikalikan 100."
    for kalimat, kandidat in candidates:
        if matches(dilaporkan, kandidat):
            return kalimat
    if dilaporkan.angka is None:
        return ""
    desimal = printed_decimals(dilaporkan)
    if abs(dilaporkan.angka) > abs(dihitung) and bulat(dilaporkan.angka, desimal) == _away(dihitung, desimal):
        return "Angkanya dibulatkan ke atas."
    return ""


def _away(x: Decimal, desimal: int) -> Decimal:
    cut = truncate(x, desimal)
    return cut if cut == x else cut + Decimal(1).scaleb(-desimal).copy_sign(x)


def shown(dihitung: Decimal, dilaporkan: Nilai) -> str:
    """The computed percentage with the decimals of the reported one (at least two unless it is a whole number)."""
    desimal = printed_decimals(dilaporkan)
    return f"{format_angka(dihitung, max(2, min(desimal, 4)))} %"


def equal_nilai(a: Nilai, b: Nilai) -> bool | None:
    """Whether two values say the same; None where they can't be compared (one missing, or predicate against number).

    >>> from kinerja_xl.nilai import parse_nilai
    >>> [equal_nilai(parse_nilai(a), parse_nilai(b)) for a, b in (("91", "91%"), ("B", "BB"), ("Min. 5", "5"), ("A", "80"))]
    [True, False, True, None]
    """
    if not usable(a) or not usable(b):
        return None
    if a.bagian or b.bagian:
        return dict(a.bagian) == dict(b.bagian) if a.bagian and b.bagian else None
    if a.angka is not None and b.angka is not None:
        return a.angka == b.angka
    if a.bawah is not None and b.bawah is not None:
        return (a.bawah, a.atas) == (b.bawah, b.atas)
    if a.predikat and b.predikat:
        return normalise_kata(a.predikat) == normalise_kata(b.predikat)
    if a.predikat or b.predikat:
        return None
    if Jenis.KUALITATIF is a.jenis is b.jenis:
        return normalise_kata(a.teks) == normalise_kata(b.teks)
    return False if a.jenis is not Jenis.KUALITATIF and b.jenis is not Jenis.KUALITATIF else None


def restates(ditulis: Nilai, asal: Nilai) -> bool:
    """Whether a figure is another one, be it cut or rounded at fewer decimals (3,22 of 3,226).

    >>> from kinerja_xl.nilai import parse_nilai
    >>> [restates(parse_nilai(a), parse_nilai("3,226")) for a in ("3,22", "3,23", "3,3", "3")]
    [True, True, False, False]
    """
    if ditulis.angka is None or asal.angka is None or asal.bagian or not ditulis.desimal:
        return bool(equal_nilai(ditulis, asal))
    return ditulis.angka in (truncate(asal.angka, ditulis.desimal), bulat(asal.angka, ditulis.desimal))


def kelipatan(a: Decimal | None, b: Decimal | None) -> int:
    """100 or 1000 where `a` is about that many times `b` (within 10 %), negative where it is that small a part, else 0.

    >>> kelipatan(Decimal(8707), Decimal(91)), kelipatan(Decimal("0.87"), Decimal(91)), kelipatan(Decimal(98), Decimal(91))
    (100, -100, 0)
    """
    if not a or not b or (a < 0) != (b < 0):
        return 0
    a, b = abs(a), abs(b)
    for n in (100, 1000):
        if 9 * n * b <= 10 * a <= 11 * n * b:
            return n
        if 9 * n * a <= 10 * b <= 11 * n * a:
            return -n
    return 0


@lru_cache(maxsize=4096)
def unit_words(satuan: str | None) -> frozenset[str]:
    """The words of a unit that tell it from another; empty for a blank one or a word such as Nilai."""
    return frozenset(normalise_satuan(satuan).split()) - SATUAN_UMUM if satuan else frozenset()


def units_differ(a: str | None, b: str | None) -> bool:
    """Whether two units are both given and neither is contained in the other.

    >>> units_differ("dokumen", "Dokumen/Laporan"), units_differ("bulan", "dokumen"), units_differ(None, "%")
    (False, True, False)
    """
    left, right = unit_words(a), unit_words(b)
    return bool(left and right) and not (left <= right or right <= left)
