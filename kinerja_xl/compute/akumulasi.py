"""Quarter accumulation (Akumulasi) and the value of a period. Source: spec 2.2."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kinerja_xl.deklarasi.pilihan import quarter_of
from kinerja_xl.nilai import GALAT, KOSONG, Jenis, Nilai, format_angka, normalise_satuan, typed_units

# Looking up a member of an Enum takes several times as long as a name, and these comparisons run for every cell.
_KOSONG, _PERSEN, _GABUNGAN = Jenis.KOSONG, Jenis.PERSEN, Jenis.GABUNGAN
_TAK_TERPAKAI = (Jenis.GALAT, Jenis.RANCU)
MENGGABUNGKAN: Final = ("Jumlah", "Rata-rata")
"""The ways that make one figure of several; the others pick one."""
MENGALIR: Final = ("Jumlah", "Kumulatif")
"""The ways of quantities, of which a later year brings more; of the others the latest value counts."""


def accumulate(nilai: Sequence[Nilai], cara: str) -> Nilai:
    """The value of several quarters: Jumlah, Terakhir, Rata-rata or Kumulatif of the reported ones.

    KOSONG when none is reported. An unusable quarter makes a sum or mean unusable, and the last value only when it is
    the last. So does, among several, what can't be combined (see `not_combinable`): the result is a GALAT, never
    another quarter's value; and so do several where '' says that the way isn't known. Of compounds every part is
    combined over the quarters that report it.

    >>> from kinerja_xl.nilai import parse_nilai
    >>> accumulate([parse_nilai("10"), KOSONG, parse_nilai("12,5")], "Jumlah").angka
    Decimal('22.5')
    >>> accumulate([parse_nilai("2 Raperda, 1 SK"), parse_nilai("3 raperda")], "Jumlah").teks
    '5 Raperda, 1 SK'
    """
    reported = [n for n in nilai if n.jenis is not _KOSONG]
    if not reported:
        return KOSONG
    if len(reported) == 1:
        return reported[-1]
    if not cara:
        return GALAT
    if cara not in MENGGABUNGKAN:
        return reported[-1]
    bad = [n for n in reported if n.jenis in _TAK_TERPAKAI]
    if bad:
        return bad[0]
    if any(n.angka is None for n in reported):
        return GALAT if not_combinable(reported, cara) else _gabungan(reported, cara)
    total = sum((n.angka for n in reported if n.angka is not None), Decimal(0))
    angka = total / len(reported) if cara == "Rata-rata" else total
    last = reported[-1]
    persen = all(n.jenis is _PERSEN for n in reported)
    return Nilai(
        Jenis.PERSEN if persen else Jenis.ANGKA,
        _teks(angka) + ("%" if persen else ""),
        angka=angka,
        satuan=last.satuan,
    )


def _teks(angka: Decimal) -> str:
    """A combined number as it is shown, with at most six decimals."""
    return format_angka(angka.normalize() if angka == angka.to_integral_value() else round(angka, 6).normalize())


def not_combinable(nilai: Sequence[Nilai], cara: str) -> list[int]:
    """Positions of the values that `cara` would have to combine with the others and can't: text, ranges, predicates.

    Beside a compound it is a number without a unit too, which is none of its parts. Empty where at most one value is
    reported and where `cara` picks one. Blank, malformed and ambiguous values aren't named: parsing speaks of those.

    >>> from kinerja_xl.nilai import parse_nilai
    >>> not_combinable([parse_nilai(t) for t in ("10", "Nihil", "", "10-20")], "Jumlah")
    [1, 3]
    """
    if cara not in MENGGABUNGKAN or all(n.angka is not None or n.jenis is _KOSONG for n in nilai):
        return []
    reported = [i for i, n in enumerate(nilai) if n.jenis is not _KOSONG]
    if len(reported) < 2:
        return []
    compound = any(n.jenis is _GABUNGAN for n in nilai)
    return [
        i
        for i in reported
        if nilai[i].jenis not in _TAK_TERPAKAI and not (bagian_of(nilai[i]) if compound else nilai[i].angka is not None)
    ]


def bagian_of(nilai: Nilai) -> tuple[tuple[str, Decimal], ...]:
    """The parts of a compound by unit; a plain number with a unit is a compound of one part, all else of none."""
    if nilai.bagian:
        return nilai.bagian
    if nilai.angka is not None and nilai.satuan:
        return ((normalise_satuan(nilai.satuan), nilai.angka),)
    return ()


def _gabungan(reported: Sequence[Nilai], cara: str) -> Nilai:
    """Every part combined by itself; the text has each unit in the spelling met first."""
    parts: dict[str, list[Decimal]] = {}
    sebutan: dict[str, str] = {}
    for nilai in reported:
        sebutan = typed_units(nilai) | sebutan
        for satuan, angka in bagian_of(nilai):
            parts.setdefault(satuan, []).append(angka)
    totals = {satuan: sum(angka, Decimal(0)) for satuan, angka in parts.items()}
    if cara == "Rata-rata":
        totals = {satuan: total / len(parts[satuan]) for satuan, total in totals.items()}
    teks = ", ".join(f"{_teks(angka)} {sebutan[satuan]}" for satuan, angka in totals.items())
    return Nilai(Jenis.GABUNGAN, teks, bagian=tuple(totals.items()))


def target_of_period(
    target_pk: Nilai, target_perubahan: Nilai, triwulan: Sequence[Nilai], periode: str, cara: str
) -> tuple[Nilai, int]:
    """The target that counts in a period, and which cell gave it: 0 Target PK, -1 PK Perubahan, n the n-th quarter.

    PK Perubahan, where filled, is the target of TW IV and Tahunan. Before, the quarterly targets up to TW n
    accumulate; without any the year's target counts.
    """
    n = quarter_of(periode)
    if periode in ("TW IV", "Tahunan") and target_perubahan.jenis is not _KOSONG:
        return target_perubahan, -1
    if periode != "Tahunan":
        filled = [i for i, t in enumerate(triwulan[:n], 1) if t.jenis is not _KOSONG]
        if filled:
            return accumulate(triwulan[:n], cara), filled[-1]
    return target_pk, 0


def realisasi_of_period(tahun: Nilai, triwulan: Sequence[Nilai], periode: str, cara: str) -> tuple[Nilai, int]:
    """The realisation of a period, and which cell gave it: 0 Realisasi Tahun, n the last quarter that counted."""
    n = quarter_of(periode)
    filled = [i for i, t in enumerate(triwulan[:n], 1) if t.jenis is not _KOSONG]
    if periode == "Tahunan" and tahun.jenis is not _KOSONG:
        return tahun, 0
    if periode == "TW IV" and not filled:
        return tahun, 0
    return accumulate(triwulan[:n], cara), filled[-1] if filled else (0 if periode == "Tahunan" else n)
