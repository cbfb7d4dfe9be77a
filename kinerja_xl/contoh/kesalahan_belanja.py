"""Planted mistakes about accounts and about links between sheets. See kesalahan_berkas.py for the contract."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from kinerja_xl.contoh.anggaran import lapor_rekening, persen
from kinerja_xl.contoh.angka import bulat, dipotong, nol_ditambahkan
from kinerja_xl.contoh.kesalahan_anggaran import (
    JUTA,
    baris_anggaran,
    cari_akun,
    cari_tingkat,
)
from kinerja_xl.contoh.model import Kiriman, Salah


def rekening_beda_jumlah(k: Kiriman) -> list[Salah]:
    """BLJ-01: the typed total of an account; its own percentage follows it."""
    n = cari_akun(k, "5.1.02")
    k.lembar("belanja").baris[n]["anggaran_rp"] += 4 * JUTA
    lapor_rekening(k.lembar("belanja").baris[n])
    return [k.salah("belanja", n, "anggaran_rp", "BLJ-01")]


def belanja_melebihi_anggaran(k: Kiriman) -> list[Salah]:
    """BLJ-02: one account overspent at the expense of its neighbour, the account above is right."""
    baris = k.lembar("belanja").baris
    a, b = baris[cari_akun(k, "5.1.02.01")], baris[cari_akun(k, "5.1.02.02")]
    lebih = a["anggaran_rp"] - a["realisasi_rp"] + JUTA
    if b["realisasi_rp"] < lebih + JUTA:
        return []
    a["realisasi_rp"] += lebih
    b["realisasi_rp"] -= lebih
    lapor_rekening(a)
    lapor_rekening(b)
    return [k.salah("belanja", cari_akun(k, "5.1.02.01"), "realisasi_rp", "BLJ-02")]


def _persentase(k: Kiriman, isi: Callable[[Decimal], str | float | None], kode: str) -> list[Salah]:
    for n, b in enumerate(k.lembar("belanja").baris):
        if b["anggaran_rp"] and len(b["kode_rekening"]) > 6:
            nilai = isi(persen(b["realisasi_rp"], b["anggaran_rp"]))
            if nilai is not None:
                b["persentase_dilaporkan"] = nilai
                return [k.salah("belanja", n, "persentase_dilaporkan", kode)]
    return []


def persentase_terpotong(k: Kiriman) -> list[Salah]:
    """BLJ-03: cut off instead of rounded."""
    return _persentase(k, dipotong, "BLJ-03")


def persentase_berbeda(k: Kiriman) -> list[Salah]:
    """BLJ-04: three points too low."""
    return _persentase(k, lambda nilai: round(float(bulat(nilai)) - 3, 2), "BLJ-04")


def persentase_nol_ditambahkan(k: Kiriman) -> list[Salah]:
    """BLJ-05: right at one decimal, a zero written after it."""
    return _persentase(k, nol_ditambahkan, "BLJ-05")


def lebih_kurang_berbeda(k: Kiriman) -> list[Salah]:
    """BLJ-06: the difference of an account by 1 million."""
    n = cari_akun(k, "5.1.02.02")
    k.lembar("belanja").baris[n]["lebih_kurang_dilaporkan_rp"] -= JUTA
    return [k.salah("belanja", n, "lebih_kurang_dilaporkan_rp", "BLJ-06")]


def persen_rekening_dijumlahkan(k: Kiriman) -> list[Salah]:
    """BLJ-07: an account's percentage is the sum of those below it."""
    anak = [b for b in k.lembar("belanja").baris if b["kode_rekening"] in ("5.1.02.01", "5.1.02.02", "5.1.02.04")]
    n = cari_akun(k, "5.1.02")
    if len(anak) < 2:
        return []
    k.lembar("belanja").baris[n]["persentase_dilaporkan"] = float(
        sum(Decimal(str(b["persentase_dilaporkan"])) for b in anak)
    )
    return [k.salah("belanja", n, "persentase_dilaporkan", "BLJ-07")]


def program_tanpa_indikator(k: Kiriman) -> list[Salah]:
    """LTS-04: a program supports no indicator; another program takes its codes over."""
    a, b = cari_tingkat(k, 1)[:2]
    baris_anggaran(k)[a]["kode_iku"] += "; " + baris_anggaran(k)[b]["kode_iku"]
    baris_anggaran(k)[b]["kode_iku"] = None
    return [k.salah("anggaran", b, "kode_iku", "LTS-04")]


def indikator_tanpa_anggaran(k: Kiriman) -> list[Salah]:
    """LTS-05, at the code in IKU: no budget row names the indicator any more."""
    n = next((n for n in cari_tingkat(k, 1) if ";" in baris_anggaran(k)[n]["kode_iku"]), None)
    if n is None:
        return []
    kode, _, sisa = baris_anggaran(k)[n]["kode_iku"].partition("; ")
    baris_anggaran(k)[n]["kode_iku"] = sisa
    return [k.salah("iku", k.lembar("iku").posisi(kode), "kode", "LTS-05")]


def kode_iku_tidak_dikenal(k: Kiriman) -> list[Salah]:
    """LTS-06: a budget row names an indicator that IKU doesn't have."""
    n = cari_tingkat(k, 1)[-1]
    baris_anggaran(k)[n]["kode_iku"] += "; IKU-77"
    return [k.salah("anggaran", n, "kode_iku", "LTS-06")]


def simpul_tanpa_induk(k: Kiriman) -> list[Salah]:
    """LTS-07: a node of Cascading below a code that isn't there (nothing hangs below it)."""
    baris = k.lembar("cascading").baris
    n = len(baris) - 1
    baris[n]["induk"] = "X.9"
    return [k.salah("cascading", n, "induk", "LTS-07")]


BELANJA: Final = (
    (rekening_beda_jumlah, "belanja"),
    (belanja_melebihi_anggaran, "belanja"),
    (persentase_terpotong, "belanja"),
    (persentase_berbeda, "belanja"),
    (persentase_nol_ditambahkan, "belanja"),
    (lebih_kurang_berbeda, "belanja"),
    (persen_rekening_dijumlahkan, "belanja"),
    (program_tanpa_indikator, "anggaran iku"),
    (indikator_tanpa_anggaran, "anggaran iku"),
    (kode_iku_tidak_dikenal, "anggaran iku"),
    (simpul_tanpa_induk, "cascading"),
)
