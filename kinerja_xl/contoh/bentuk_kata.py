"""Indicators written in words: predicates, ranges, compounds, ratios, times. See bentuk.py."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Final

from kinerja_xl.contoh.angka import Indikator, teks_angka
from kinerja_xl.contoh.bentuk import INI, N, angka, riwayat, tercapai
from kinerja_xl.contoh.model import Isi
from kinerja_xl.contoh.taraf import TERTINGGI, capaian_lalu
from kinerja_xl.deklarasi.ketentuan import PREDIKAT_BAWAAN

# Targets of AKIP by the year's lower bound; each has words that no other family of predicates has.
_TARGET_AKIP: Final[dict[int, list[Isi]]] = {
    60: ["CC", "CC", "B", "B", "BB", "BB"],
    70: ["B", "B", "BB", "BB", "A", "A"],
    80: ["BB", "BB", "A", "A", "AA", "AA"],
}
_AKIP: Final = [(p.predikat, p.nilai) for p in PREDIKAT_BAWAAN if p.kelompok == "AKIP"]
_SPBE: Final = (("Sangat Baik", "3.5"), ("Baik", "2.6"), ("Cukup", "1.8"))
# As near to 100 % as this, the realisation of a range lies in it.
_DEKAT: Final = 0.04


def akip_tertulis(seratus: int) -> str:
    """The letter of a score in hundredths with the score: BB (75,10)."""
    huruf = next(p for p, bawah in _AKIP if seratus >= bawah * 100)
    return f"{huruf} ({teks_angka(seratus)})"


def akip(acak: Random, capaian: float, nilai_akip: int, nilai_lalu: int) -> Indikator:
    """The OPD's score as its sheet AKIP gives it, against the letter whose number comes nearest to `capaian`."""
    calon = [t for t in _TARGET_AKIP if nilai_akip <= t * 100 * TERTINGGI]
    t = min(calon, key=lambda x: abs(nilai_akip / x / 100 - capaian))
    pertama = nilai_lalu - acak.randint(60, 390)
    return Indikator(
        "predikat_angka",
        "Nilai AKIP Perangkat Daerah",
        "predikat",
        _TARGET_AKIP[t],
        [akip_tertulis(pertama), akip_tertulis(nilai_lalu)],
        akip_tertulis(nilai_akip),
        Decimal(t * 100),
        Decimal(nilai_akip),
        kelompok="AKIP",
        awal=akip_tertulis(pertama - 135),
    )


def stabil(acak: Random, capaian: float, nama: str) -> Indikator:
    """A figure that should stay between 2 and 4; it misses the range above or below."""
    if capaian > 1 - _DEKAT:
        r = acak.randint(215, 385)
    elif acak.random() < 0.5:
        r = round(400 * (2 - capaian))
    else:
        r = round(200 * capaian)
    persen = Decimal(r) / 2 if r < 200 else Decimal(800 - r) / 4 if r > 400 else Decimal(100)
    return Indikator(
        "stabil",
        nama,
        "%",
        ["3 ± 1"] * N,
        [2.61, 3.44],
        angka(r),
        None,
        None,
        polaritas="Stabil",
        capaian=persen,
        realisasi_tw=[2.35, 2.8, 3.1, angka(r)],
    )


def rentang(acak: Random, capaian: float, nama: str) -> Indikator:
    """An index that should reach a range; below and above it the nearer bound counts."""
    bawah = [6850 + 30 * n for n in range(N)]
    rendah, tinggi = bawah[INI], bawah[INI] + 40
    if abs(capaian - 1) < _DEKAT:
        r = rendah + acak.randint(1, 38)
    else:
        r = tercapai(rendah if capaian < 1 else tinggi, capaian, 9800)
    persen = Decimal(r) / min(max(r, rendah), tinggi) * 100
    if rendah <= r <= tinggi:
        persen = Decimal(100)
    return Indikator(
        "rentang",
        nama,
        "indeks",
        [f"{teks_angka(x)}-{teks_angka(x + 40)}" for x in bawah],
        [angka(x) for x in riwayat(acak, bawah, capaian, 9800)],
        angka(r),
        None,
        None,
        capaian=persen,
    )


def gabungan(acak: Random, capaian: float, nama: str) -> Indikator:
    """Two kinds of documents in one cell."""
    a, b = acak.randint(8, 12), acak.randint(40, 60)
    ra, rb = tercapai(a, capaian), tercapai(b, capaian * acak.uniform(0.94, 1.02))
    lalu = capaian_lalu(acak, capaian)
    return Indikator(
        "gabungan",
        nama,
        "dokumen",
        [f"{a + n - INI} Raperda, {b + 2 * (n - INI)} Raperbup" for n in range(N)],
        [f"{tercapai(a + n - INI, c)} Raperda, {tercapai(b + 2 * (n - INI), c)} Raperbup" for n, c in enumerate(lalu)],
        f"{ra} Raperda, {rb} Raperbup",
        None,
        None,
        capaian=(Decimal(ra) / a * 100 + Decimal(rb) / b * 100) / 2,
    )


def _turun(acak: Random, capaian: float, target: list[int]) -> tuple[int, list[int]]:
    """The year's realisation and the earlier ones of whole numbers where less is better, never just the target."""
    r = tercapai(target[INI], capaian, turun=True)
    return r + (r == target[INI]), riwayat(acak, target, capaian, turun=True)


def rasio(acak: Random, capaian: float, nama: str) -> Indikator:
    """1:n, where a smaller n is better."""
    n = acak.randint(18, 30)
    target = [n + INI - k for k in range(N)]
    r, lalu = _turun(acak, capaian, target)
    return Indikator(
        "rasio",
        nama,
        "rasio",
        [f"1:{x}" for x in target],
        [f"1:{x}" for x in lalu],
        f"1:{r}",
        Decimal(n),
        Decimal(r),
        polaritas="Minimal",
    )


def waktu(acak: Random, capaian: float, nama: str) -> Indikator:
    """Minutes, where fewer are better."""
    n = acak.randint(20, 45)
    target = [n + 2 * (INI - k) for k in range(N)]
    r, lalu = _turun(acak, capaian, target)
    return Indikator(
        "waktu",
        nama,
        "menit",
        [f"{x} menit" for x in target],
        [f"{x} menit" for x in lalu],
        f"{r} menit",
        Decimal(n),
        Decimal(r),
        polaritas="Minimal",
    )


def spbe(capaian: float) -> Indikator:
    """A predicate without a number: Baik, or the next better or worse one."""
    r, nilai = min(_SPBE, key=lambda satu: abs(Decimal(satu[1]) / Decimal("2.6") - Decimal(capaian)))
    return Indikator(
        "predikat",
        "Predikat SPBE Perangkat Daerah",
        "predikat",
        ["Baik", "Baik", "Baik", "Baik", "Sangat Baik", "Sangat Baik"],
        ["Baik", "Baik"],
        r,
        Decimal("2.6"),
        Decimal(nilai),
        kelompok="SPBE",
    )


def temuan() -> Indikator:
    """An audit without findings."""
    return Indikator(
        "temuan",
        "Temuan Material atas Pengelolaan Barang Milik Daerah",
        "temuan",
        ["Tidak Ada Temuan"] * N,
        ["Tidak Ada Temuan"] * 2,
        "Tidak Ada Temuan",
        None,
        None,
        kelompok="Temuan",
        capaian=Decimal(100),
    )


def kualitatif() -> Indikator:
    """A word that is compared as a word."""
    return Indikator(
        "kualitatif",
        "Penerapan Standar Operasional Prosedur Pelayanan",
        "keterangan",
        ["Terlaksana"] * N,
        ["Terlaksana"] * 2,
        "Terlaksana",
        None,
        None,
        capaian=Decimal(100),
    )


def opini(capaian: float) -> Indikator:
    """The opinion of BPK: WTP, for an OPD that does badly WDP."""
    r, nilai = ("WTP", 4) if capaian > 0.75 else ("WDP", 3)
    return Indikator(
        "opini",
        "Opini BPK atas Laporan Keuangan",
        "opini",
        ["WTP"] * N,
        ["WTP"] * 2,
        r,
        Decimal(4),
        Decimal(nilai),
        kelompok="Opini BPK",
    )
