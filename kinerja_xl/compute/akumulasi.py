"""Quarter accumulation (Akumulasi) and the value of a period. Source: spec 2.2."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kinerja_xl.nilai import KOSONG, Jenis, Nilai, format_angka

# Looking up a member of an Enum takes several times as long as a name, and these comparisons run for every cell.
_KOSONG, _PERSEN, _GABUNGAN = Jenis.KOSONG, Jenis.PERSEN, Jenis.GABUNGAN
_TAK_TERPAKAI = (Jenis.GALAT, Jenis.RANCU)


def accumulate(nilai: Sequence[Nilai], cara: str) -> Nilai:
    """The value of several quarters: Jumlah, Terakhir, Rata-rata or Kumulatif of the reported ones.

    KOSONG when none is reported. An unusable quarter makes a sum or mean unusable, and the last value only when it is
    the last. What can't be added (predicates, ranges, text) counts by the last one, whatever `cara` says.

    >>> from kinerja_xl.nilai import parse_nilai
    >>> accumulate([parse_nilai("10"), KOSONG, parse_nilai("12,5")], "Jumlah").angka
    Decimal('22.5')
    """
    reported = [n for n in nilai if n.jenis is not _KOSONG]
    if not reported:
        return KOSONG
    if cara not in ("Jumlah", "Rata-rata") or len(reported) == 1:
        return reported[-1]
    bad = [n for n in reported if n.jenis in _TAK_TERPAKAI]
    if bad:
        return bad[0]
    if all(n.jenis is _GABUNGAN for n in reported):
        return _gabungan(reported, cara)
    if any(n.angka is None for n in reported):
        return reported[-1]
    total = sum((n.angka for n in reported if n.angka is not None), Decimal(0))
    angka = total / len(reported) if cara == "Rata-rata" else total
    last = reported[-1]
    persen = all(n.jenis is _PERSEN for n in reported)
    return Nilai(
        Jenis.PERSEN if persen else Jenis.ANGKA,
        format_angka(angka.normalize() if angka == angka.to_integral_value() else round(angka, 6).normalize())
        + ("%" if persen else ""),
        angka=angka,
        satuan=last.satuan,
    )


def _gabungan(reported: Sequence[Nilai], cara: str) -> Nilai:
    totals: dict[str, Decimal] = {}
    for nilai in reported:
        for satuan, angka in nilai.bagian:
            totals[satuan] = totals.get(satuan, Decimal(0)) + angka
    if cara == "Rata-rata":
        totals = {satuan: angka / len(reported) for satuan, angka in totals.items()}
    teks = ", ".join(f"{format_angka(angka)} {satuan}" for satuan, angka in totals.items())
    return Nilai(Jenis.GABUNGAN, teks, bagian=tuple(totals.items()))


def target_of_period(
    target_pk: Nilai, target_perubahan: Nilai, triwulan: Sequence[Nilai], periode: str, cara: str
) -> tuple[Nilai, int]:
    """The target that counts in a period, and which cell gave it: 0 Target PK, -1 PK Perubahan, n the n-th quarter.

    PK Perubahan, where filled, is the target of TW IV and Tahunan. Before, the quarterly targets up to TW n
    accumulate; without any the year's target counts.
    """
    n = period_quarter(periode)
    if periode in ("TW IV", "Tahunan") and target_perubahan.jenis is not _KOSONG:
        return target_perubahan, -1
    if periode != "Tahunan":
        filled = [i for i, t in enumerate(triwulan[:n], 1) if t.jenis is not _KOSONG]
        if filled:
            return accumulate(triwulan[:n], cara), filled[-1]
    return target_pk, 0


def realisasi_of_period(tahun: Nilai, triwulan: Sequence[Nilai], periode: str, cara: str) -> tuple[Nilai, int]:
    """The realisation of a period, and which cell gave it: 0 Realisasi Tahun, n the last quarter that counted."""
    n = period_quarter(periode)
    filled = [i for i, t in enumerate(triwulan[:n], 1) if t.jenis is not _KOSONG]
    if periode == "Tahunan" and tahun.jenis is not _KOSONG:
        return tahun, 0
    if periode == "TW IV" and not filled:
        return tahun, 0
    return accumulate(triwulan[:n], cara), filled[-1] if filled else (0 if periode == "Tahunan" else n)


def period_quarter(periode: str) -> int:
    """Number of quarters in a period: 1-4 for TW I-IV, 4 for Tahunan."""
    return {"TW I": 1, "TW II": 2, "TW III": 3}.get(periode, 4)
