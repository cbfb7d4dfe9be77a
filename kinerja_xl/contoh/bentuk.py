"""Indicators that are plain numbers: each function makes one indicator whose figures agree.

`capaian` is the ratio aimed at; the figures come as near to it as their unit allows.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Final

from kinerja_xl.contoh.angka import Indikator, teks_angka
from kinerja_xl.contoh.model import TAHUN, TAHUN_AKHIR, TAHUN_AWAL, Isi
from kinerja_xl.contoh.taraf import antara, bagi_utuh, capaian_lalu

N: Final = TAHUN_AKHIR - TAHUN_AWAL + 1
INI: Final = TAHUN - TAHUN_AWAL
_BATAS_PERSEN: Final = 9960


def angka(seratus: int) -> float:
    """Hundredths as a number cell holds them."""
    return seratus / 100


def _naik(acak: Random, a: int, b: int, langkah: int) -> list[int]:
    """Yearly targets in hundredths that rise by unequal steps."""
    nilai = [acak.randint(a, b)]
    for _ in range(N - 1):
        nilai.append(nilai[-1] + acak.randint(langkah, 2 * langkah))
    return nilai


def tercapai(target: int, capaian: float, batas: int | None = None, turun: bool = False) -> int:
    """The realisation that reaches this capaian, at most `batas`; `turun` where less is better."""
    nilai = round(target * (2 - capaian if turun else capaian))
    return min(nilai, batas) if batas else nilai


def riwayat(
    acak: Random, target: list[int], capaian: float, batas: int | None = None, turun: bool = False
) -> list[int]:
    """Realisations of the earlier Renstra years."""
    return [tercapai(x, c, batas, turun) for x, c in zip(target[:INI], capaian_lalu(acak, capaian), strict=True)]


def _triwulan(akhir: int, mulai: int = 90) -> list[int]:
    """A figure that grows from `mulai` percent of its last value."""
    return [akhir * (mulai + (100 - mulai) * n // 10) // 100 for n in (0, 4, 7, 10)]


def seri(
    acak: Random, capaian: float, nama: str, satuan: str, bentuk: str, tulis: Callable[[int], Isi], turun: bool = False
) -> Indikator:
    """A number that is measured each quarter, the last one counts; `tulis` writes hundredths into a cell."""
    target = _naik(acak, 6000, 7800, 90)
    if turun:
        target.reverse()
    batas = _BATAS_PERSEN if "%" in satuan else None
    r = tercapai(target[INI], capaian, batas, turun)
    if r == target[INI]:
        r += 7
    return Indikator(
        bentuk,
        nama,
        satuan,
        [tulis(x) for x in target],
        [tulis(x) for x in riwayat(acak, target, capaian, batas, turun)],
        tulis(r),
        Decimal(target[INI]),
        Decimal(r),
        polaritas="Minimal" if turun else "Maksimal",
        awal=tulis(target[0] - 150 if not turun else target[0] + 150),
        target_tw=[tulis(x) for x in _triwulan(target[INI])],
        realisasi_tw=[tulis(x) for x in _triwulan(r, acak.randint(84, 93))],
    )


def tahunan(acak: Random, capaian: float, nama: str, satuan: str, perubahan: bool) -> Indikator:
    """A number measured once a year, with a Perjanjian Kinerja Perubahan for some OPD."""
    target = _naik(acak, 6500, 7600, 100)
    berlaku = target[INI] + (target[INI + 1] - target[INI]) // 2 if perubahan else target[INI]
    r = tercapai(berlaku, capaian, 9900) + 3
    return Indikator(
        "tahunan",
        nama,
        satuan,
        [angka(x) for x in target],
        [angka(x) for x in riwayat(acak, target, capaian, 9900)],
        angka(r),
        Decimal(berlaku),
        Decimal(r),
        awal=angka(target[0] - 120),
        perubahan=angka(berlaku) if perubahan else None,
    )


def jumlah(
    acak: Random, capaian: float, nama: str, satuan: str, tulis: Callable[[int], Isi], bentuk: str, mulai: int = 6
) -> Indikator:
    """Counted each quarter and added up; the quarterly target is between `mulai` and `mulai` + 19."""
    seperempat = acak.randint(mulai, mulai + 19)
    target = [4 * seperempat + (n - INI) * 3 for n in range(N)]
    tw = bagi_utuh(acak, tercapai(target[INI], capaian))
    return Indikator(
        bentuk,
        nama,
        satuan,
        [tulis(x) for x in target],
        [tulis(x) for x in riwayat(acak, target, capaian)],
        tulis(sum(tw)),
        Decimal(target[INI]),
        Decimal(sum(tw)),
        akumulasi="Jumlah",
        target_tw=[tulis(seperempat)] * 4,
        realisasi_tw=[tulis(x) for x in tw],
    )


def kumulatif(acak: Random, capaian: float, nama: str, satuan: str) -> Indikator:
    """Each quarter contains the earlier ones."""
    seperempat = acak.randint(30, 90)
    target = [4 * seperempat + (n - INI) * 7 for n in range(N)]
    r = tercapai(target[INI], capaian)
    tw = [*(round(r * n / 4 * acak.uniform(0.9, 1.02)) for n in (1, 2, 3)), r]
    return Indikator(
        "kumulatif",
        nama,
        satuan,
        list(target),
        list(riwayat(acak, target, capaian)),
        r,
        Decimal(target[INI]),
        Decimal(r),
        akumulasi="Kumulatif",
        target_tw=[seperempat * n for n in (1, 2, 3, 4)],
        realisasi_tw=list(tw),
    )


def rata(acak: Random, capaian: float, nama: str, satuan: str) -> Indikator:
    """The mean of four quarters, exact in hundredths."""
    target = _naik(acak, 7000, 7700, 60)
    tw = [tercapai(target[INI], capaian * acak.uniform(0.97, 1.03), 9900) for _ in range(4)]
    tw[3] -= sum(tw) % 4
    r = sum(tw) // 4
    return Indikator(
        "rata",
        nama,
        satuan,
        [angka(x) for x in target],
        [angka(x) for x in riwayat(acak, target, capaian, 9900)],
        angka(r),
        Decimal(target[INI]),
        Decimal(r),
        akumulasi="Rata-rata",
        target_tw=[angka(target[INI])] * 4,
        realisasi_tw=[angka(x) for x in tw],
    )


def ikm(acak: Random, capaian: float, indeks: Decimal) -> Indikator:
    """The index of the OPD's own survey, as its sheet SKM gives it, against a target that an index can have."""
    r = int(indeks * 100)
    ini = round(antara(r / capaian, 6400, 9500))
    target = [ini + (n - INI) * 80 + acak.randint(0, 9) for n in range(N)]
    return Indikator(
        "ikm",
        "Indeks Kepuasan Masyarakat",
        "indeks",
        [angka(x) for x in target],
        [angka(x) for x in riwayat(acak, target, r / ini, 9800)],
        angka(r),
        Decimal(target[INI]),
        Decimal(r),
        awal=angka(target[0] - 90),
    )


def batas(acak: Random, capaian: float, nama: str) -> Indikator:
    """An index of at most 4 against a lower bound that rises."""
    target = [340 + 3 * n for n in range(N)]
    r = tercapai(target[INI], capaian, 396)
    return Indikator(
        "batas",
        nama,
        "indeks",
        [f"> {teks_angka(x)}" for x in target],
        [angka(x) for x in riwayat(acak, target, capaian, 396)],
        angka(r),
        Decimal(target[INI]),
        Decimal(r),
        awal=3.28,
    )


def batas_tetap(acak: Random, capaian: float, nama: str) -> Indikator:
    """The same lower bound every year (no direction of its own in the Renstra row)."""
    target = [9000] * N
    r = tercapai(target[INI], capaian, _BATAS_PERSEN)
    return Indikator(
        "batas_tetap",
        nama,
        "%",
        ["≥ 90%"] * N,
        [angka(x) for x in riwayat(acak, target, capaian, _BATAS_PERSEN)],
        angka(r),
        Decimal(target[INI]),
        Decimal(r),
    )
