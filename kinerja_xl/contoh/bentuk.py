"""The ways in which an indicator's values are written: each function makes one indicator whose figures agree."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Final

from kinerja_xl.contoh.angka import Indikator, teks_angka
from kinerja_xl.contoh.daftar import OpdContoh
from kinerja_xl.contoh.model import TAHUN, TAHUN_AKHIR, TAHUN_AWAL, Isi, Persen

_N: Final = TAHUN_AKHIR - TAHUN_AWAL + 1
_INI: Final = TAHUN - TAHUN_AWAL


def _angka(seratus: int) -> float:
    return seratus / 100


def _naik(acak: Random, a: int, b: int, langkah: int) -> list[int]:
    """Yearly targets in hundredths that rise by unequal steps."""
    nilai = [acak.randint(a, b)]
    for _ in range(_N - 1):
        nilai.append(nilai[-1] + acak.randint(langkah, 2 * langkah))
    return nilai


def _di_sekitar(acak: Random, pusat: int, batas: int | None = None, lebar: float = 0.05) -> int:
    nilai = round(pusat * acak.uniform(1 - lebar, 1 + lebar))
    return min(nilai, batas) if batas else nilai


def _triwulan(akhir: int) -> list[int]:
    return [akhir * 90 // 100, akhir * 94 // 100, akhir * 97 // 100, akhir]


def _seri(
    acak: Random, nama: str, satuan: str, bentuk: str, tulis: Callable[[int], Isi], turun: bool = False
) -> Indikator:
    """A number that is measured each quarter, the last one counts; `tulis` writes hundredths into a cell."""
    target = _naik(acak, 6000, 7800, 90)
    if turun:
        target.reverse()
    batas = 9960 if "%" in satuan else None
    r = _di_sekitar(acak, target[_INI], batas)
    if r == target[_INI] and not turun:
        r += 7
    return Indikator(
        bentuk,
        nama,
        satuan,
        [tulis(x) for x in target],
        [tulis(_di_sekitar(acak, x, batas)) for x in target[:_INI]],
        tulis(r),
        Decimal(target[_INI]),
        Decimal(r),
        polaritas="Minimal" if turun else "Maksimal",
        awal=tulis(target[0] - 150 if not turun else target[0] + 150),
        target_tw=[tulis(x) for x in _triwulan(target[_INI])],
        realisasi_tw=[tulis(x) for x in _triwulan(r)],
    )


def _tahunan(acak: Random, nama: str, satuan: str, perubahan: bool) -> Indikator:
    """A number measured once a year, with a Perjanjian Kinerja Perubahan for some OPD."""
    target = _naik(acak, 6500, 7600, 100)
    berlaku = target[_INI] + (target[_INI + 1] - target[_INI]) // 2 if perubahan else target[_INI]
    r = _di_sekitar(acak, berlaku, 9900) + 3
    return Indikator(
        "tahunan",
        nama,
        satuan,
        [_angka(x) for x in target],
        [_angka(_di_sekitar(acak, x)) for x in target[:_INI]],
        _angka(r),
        Decimal(berlaku),
        Decimal(r),
        awal=_angka(target[0] - 120),
        perubahan=_angka(berlaku) if perubahan else None,
    )


def _jumlah(acak: Random, nama: str, satuan: str, tulis: Callable[[int], Isi], bentuk: str) -> Indikator:
    """Counted each quarter and added up."""
    seperempat = acak.randint(6, 25)
    target = [4 * seperempat + (n - _INI) * 3 for n in range(_N)]
    tw = [seperempat + acak.choice((-1, 0, 0, 1)) for _ in range(4)]
    return Indikator(
        bentuk,
        nama,
        satuan,
        [tulis(x) for x in target],
        [tulis(x + acak.choice((-1, 0, 1))) for x in target[:_INI]],
        tulis(sum(tw)),
        Decimal(target[_INI]),
        Decimal(sum(tw)),
        akumulasi="Jumlah",
        target_tw=[tulis(seperempat)] * 4,
        realisasi_tw=[tulis(x) for x in tw],
    )


def _kumulatif(acak: Random, nama: str, satuan: str) -> Indikator:
    """Each quarter contains the earlier ones."""
    seperempat = acak.randint(30, 90)
    target = [4 * seperempat + (n - _INI) * 7 for n in range(_N)]
    tw = [round(seperempat * n * acak.uniform(0.94, 1.03)) for n in (1, 2, 3, 4)]
    return Indikator(
        "kumulatif",
        nama,
        satuan,
        list(target),
        [x + acak.choice((-2, -1, 1)) for x in target[:_INI]],
        tw[-1],
        Decimal(target[_INI]),
        Decimal(tw[-1]),
        akumulasi="Kumulatif",
        target_tw=[seperempat * n for n in (1, 2, 3, 4)],
        realisasi_tw=list(tw),
    )


def _rata(acak: Random, nama: str, satuan: str) -> Indikator:
    """The mean of four quarters, exact in hundredths."""
    target = _naik(acak, 7000, 7700, 60)
    tw = [_di_sekitar(acak, target[_INI], 9900, 0.03) for _ in range(4)]
    tw[3] -= sum(tw) % 4
    r = sum(tw) // 4
    return Indikator(
        "rata",
        nama,
        satuan,
        [_angka(x) for x in target],
        [_angka(_di_sekitar(acak, x, 9900)) for x in target[:_INI]],
        _angka(r),
        Decimal(target[_INI]),
        Decimal(r),
        akumulasi="Rata-rata",
        target_tw=[_angka(target[_INI])] * 4,
        realisasi_tw=[_angka(x) for x in tw],
    )


def _akip(acak: Random, nilai_akip: int) -> Indikator:
    target: list[Isi] = ["B", "B", "BB", "BB", "A", "A"]
    label = "A" if nilai_akip > 8000 else "BB"
    lalu: list[Isi] = [f"B ({teks_angka(acak.randint(6050, 6690))})", f"B ({teks_angka(acak.randint(6700, 6990))})"]
    return Indikator(
        "predikat_angka",
        "Nilai AKIP Perangkat Daerah",
        "predikat",
        target,
        lalu,
        f"{label} ({teks_angka(nilai_akip)})",
        Decimal(7000),
        Decimal(nilai_akip),
        kelompok="AKIP",
        awal="CC (58,40)",
    )


def _ikm(acak: Random, ikm: Decimal) -> Indikator:
    """The index of the OPD's own survey, as its sheet SKM gives it."""
    r = int(ikm * 100)
    target = [r - 240 + n * 80 + acak.randint(0, 9) for n in range(_N)]
    return Indikator(
        "ikm",
        "Indeks Kepuasan Masyarakat",
        "indeks",
        [_angka(x) for x in target],
        [_angka(x + acak.randint(5, 60)) for x in target[:_INI]],
        _angka(r),
        Decimal(target[_INI]),
        Decimal(r),
        awal=_angka(target[0] - 90),
    )


def _batas(acak: Random, nama: str) -> Indikator:
    target = [340 + 3 * n for n in range(_N)]
    r = target[_INI] + acak.randint(-9, 25)
    return Indikator(
        "batas",
        nama,
        "indeks",
        [f"> {teks_angka(x)}" for x in target],
        [_angka(x + 4) for x in target[:_INI]],
        _angka(r),
        Decimal(target[_INI]),
        Decimal(r),
        awal=3.28,
    )


def _batas_tetap(acak: Random, nama: str) -> Indikator:
    """The same lower bound every year (no direction of its own in the Renstra row)."""
    r = acak.randint(8600, 9600)
    return Indikator(
        "batas_tetap",
        nama,
        "%",
        ["≥ 90%"] * _N,
        [91.4, 92.65],
        _angka(r),
        Decimal(9000),
        Decimal(r),
    )


def _stabil(acak: Random, nama: str) -> Indikator:
    r = acak.randint(215, 385)
    return Indikator(
        "stabil",
        nama,
        "%",
        ["3 ± 1"] * _N,
        [2.61, 3.44],
        _angka(r),
        None,
        None,
        polaritas="Stabil",
        capaian=Decimal(100),
        realisasi_tw=[2.35, 2.8, 3.1, _angka(r)],
    )


def _rentang(acak: Random, nama: str) -> Indikator:
    bawah = [6850 + 30 * n for n in range(_N)]
    r = bawah[_INI] + acak.randint(1, 38)
    return Indikator(
        "rentang",
        nama,
        "indeks",
        [f"{teks_angka(x)}-{teks_angka(x + 40)}" for x in bawah],
        [_angka(x + 11) for x in bawah[:_INI]],
        _angka(r),
        None,
        None,
        capaian=Decimal(100),
    )


def _gabungan(acak: Random, nama: str) -> Indikator:
    a, b = acak.randint(8, 12), acak.randint(40, 60)
    ra, rb = a + acak.choice((-1, 0, 1)), b + acak.randint(-4, 6)
    return Indikator(
        "gabungan",
        nama,
        "dokumen",
        [f"{a + n - _INI} Raperda, {b + 2 * (n - _INI)} Raperbup" for n in range(_N)],
        [f"{a - 2} Raperda, {b - 5} Raperbup", f"{a - 1} Raperda, {b - 1} Raperbup"],
        f"{ra} Raperda, {rb} Raperbup",
        None,
        None,
        capaian=(Decimal(ra) / a * 100 + Decimal(rb) / b * 100) / 2,
    )


def _rasio(acak: Random, nama: str) -> Indikator:
    n = acak.randint(18, 30)
    target = [n + _INI - k for k in range(_N)]
    r = n + acak.choice((-1, 1))
    return Indikator(
        "rasio",
        nama,
        "rasio",
        [f"1:{x}" for x in target],
        [f"1:{x + 1}" for x in target[:_INI]],
        f"1:{r}",
        Decimal(n),
        Decimal(r),
        polaritas="Minimal",
    )


def _waktu(acak: Random, nama: str) -> Indikator:
    n = acak.randint(20, 45)
    target = [n + 2 * (_INI - k) for k in range(_N)]
    r = n + acak.choice((-2, -1, 1, 2))
    return Indikator(
        "waktu",
        nama,
        "menit",
        [f"{x} menit" for x in target],
        [f"{x + 1} menit" for x in target[:_INI]],
        f"{r} menit",
        Decimal(n),
        Decimal(r),
        polaritas="Minimal",
    )


def _spbe(acak: Random) -> Indikator:
    r, nilai = acak.choice((("Baik", "2.6"), ("Sangat Baik", "3.5")))
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


def _temuan() -> Indikator:
    return Indikator(
        "temuan",
        "Temuan Material atas Pengelolaan Barang Milik Daerah",
        "temuan",
        ["Tidak Ada Temuan"] * _N,
        ["Tidak Ada Temuan"] * 2,
        "Tidak Ada Temuan",
        None,
        None,
        kelompok="Temuan",
        capaian=Decimal(100),
    )


def _kualitatif() -> Indikator:
    return Indikator(
        "kualitatif",
        "Penerapan Standar Operasional Prosedur Pelayanan",
        "keterangan",
        ["Terlaksana"] * _N,
        ["Terlaksana"] * 2,
        "Terlaksana",
        None,
        None,
        capaian=Decimal(100),
    )


def _opini() -> Indikator:
    return Indikator(
        "opini",
        "Opini BPK atas Laporan Keuangan",
        "opini",
        ["WTP"] * _N,
        ["WTP"] * 2,
        "WTP",
        Decimal(4),
        Decimal(4),
        kelompok="Opini BPK",
    )


def susun_indikator(acak: Random, opd: OpdContoh, nomor: int, ikm: Decimal, nilai_akip: int) -> list[Indikator]:
    """The 12 to 14 indicators of one OPD; every way of writing a value occurs in each run of four OPD."""
    a, b, c = opd.bidang
    tetap = [
        _ikm(acak, ikm),
        _akip(acak, nilai_akip),
        _seri(acak, f"Persentase layanan {a} sesuai standar", "%", "persen", _angka),
        _seri(acak, f"Persentase cakupan {b}", "%", "persen_teks", lambda x: teks_angka(x) + "%"),
        _seri(acak, f"Persentase kualitas {c}", "%", "persen_format", lambda x: Persen(x / 100)),
        _seri(acak, f"Indeks kinerja {a}", "indeks", "angka", _angka),
        _seri(acak, f"Angka permasalahan {b}", "per seribu", "minimal", _angka, turun=True),
        _jumlah(acak, f"Jumlah dokumen {c} yang disusun", "dokumen", lambda x: x, "jumlah"),
        _tahunan(acak, f"Skor tata kelola {b}", "skor", nomor % 3 == 0),
    ]
    pilihan: list[Callable[[], Indikator]] = [
        lambda: _kumulatif(acak, f"Jumlah sasaran {a} terlayani", "orang"),
        lambda: _rata(acak, f"Rata-rata mutu layanan {c}", "indeks"),
        lambda: _stabil(acak, f"Laju perubahan biaya {a}"),
        lambda: _gabungan(acak, f"Rancangan produk hukum {b}"),
        lambda: _batas(acak, f"Indeks inovasi {c}"),
        lambda: _jumlah(acak, f"Jumlah laporan pembinaan {a}", "laporan", lambda x: f"{x} laporan", "jumlah_satuan"),
        lambda: _rentang(acak, f"Indeks ketahanan {b}"),
        lambda: _batas_tetap(acak, f"Persentase pengaduan {a} ditindaklanjuti"),
        lambda: _rasio(acak, f"Rasio petugas terhadap sasaran {b}"),
        lambda: _waktu(acak, f"Waktu tunggu layanan {c}"),
        lambda: _spbe(acak),
        _temuan,
        _kualitatif,
        _opini,
    ]
    dari = nomor * 4
    banyak = 3 + nomor % 3
    return [*tetap, *(pilihan[(dari + n) % len(pilihan)]() for n in range(banyak))]
