"""Planted mistakes in the survey (SKM) and in the AKIP evaluation. See kesalahan_berkas.py for the contract.

The indicators IKM and AKIP repeat what these sheets say, so a mistake either leaves the index and the total as they
are, or takes out an answer or a value, which leaves nothing to compare with.
"""

from __future__ import annotations

from typing import Final

from kinerja_xl.contoh.bentuk_kata import akip_tertulis
from kinerja_xl.contoh.kesalahan_isi import cari_bentuk
from kinerja_xl.contoh.model import Baris, Kiriman, Salah

_UNSUR: Final = tuple(f"u{n}" for n in range(1, 10))
_BLOK: Final = 14


def jawaban_lima(k: Kiriman) -> list[Salah]:
    """SKM-01: an answer 5."""
    k.lembar("skm").baris[9]["u3"] = 5
    return [k.salah("skm", 9, "u3", "SKM-01")]


def nomor_ganda(k: Kiriman) -> list[Salah]:
    """SKM-02, at the second: two respondents of one service with one number."""
    baris = k.lembar("skm").baris
    baris[12]["no"] = baris[11]["no"]
    return [k.salah("skm", 12, "no", "SKM-02")]


def jawaban_disalin(k: Kiriman) -> list[Salah]:
    """SKM-03, at the first copied one: respondents of the second service answer as those of the first.

    Later answers of that service are changed so that its index stays.
    """
    baris = k.lembar("skm").baris
    awal = next((n for n, b in enumerate(baris) if b["layanan"] != baris[0]["layanan"]), None)
    if awal is None:
        return []
    lama = _jumlah(baris[awal : awal + _BLOK])
    for asal, b in zip(baris[:_BLOK], baris[awal:], strict=False):
        b.update({u: asal[u] for u in _UNSUR})
    beda = _jumlah(baris[awal : awal + _BLOK]) - lama
    # The respondent after the block must not happen to agree as well.
    for b in baris[awal + _BLOK :]:
        for u in _UNSUR:
            if beda > 0 and b[u] > 2:
                b[u], beda = b[u] - 1, beda - 1
            elif beda < 0 and b[u] < 4:
                b[u], beda = b[u] + 1, beda + 1
    return [k.salah("skm", awal, "u1", "SKM-03")]


def _jumlah(baris: list[Baris]) -> int:
    return sum(b[u] for b in baris for u in _UNSUR)


def ikm_berbeda(k: Kiriman) -> list[Salah]:
    """SKM-06: the realisation of the IKM isn't the index of the survey."""
    n = cari_bentuk(k, "realisasi", "ikm")
    if n is None:
        return []
    baris = k.lembar("realisasi").baris[n]
    baris["capaian_dilaporkan"] = baris["kategori_dilaporkan"] = None
    baris["realisasi_tahun"] = round(baris["realisasi_tahun"] + 1.87, 2)
    return [k.salah("realisasi", n, "realisasi_tahun", "SKM-06")]


def nilai_di_atas_bobot(k: Kiriman) -> list[Salah]:
    """AKP-01: a component of 30 with 31,5."""
    k.lembar("akip").baris[1]["nilai"] = 31.5
    return [k.salah("akip", 1, "nilai", "AKP-01")]


def nilai_lalu_negatif(k: Kiriman) -> list[Salah]:
    """AKP-02: last year's value with a minus."""
    baris = k.lembar("akip").baris[2]
    baris["nilai_tahun_lalu"] = -baris["nilai_tahun_lalu"]
    return [k.salah("akip", 2, "nilai_tahun_lalu", "AKP-02")]


def bobot_berlebih(k: Kiriman) -> list[Salah]:
    """AKP-08, at the last component: the weights add up to 105."""
    k.lembar("akip").baris[2]["bobot"] = 20
    return [k.salah("akip", 3, "bobot", "AKP-08")]


def jumlah_salah(k: Kiriman) -> list[Salah]:
    """AKP-04: a typed total of last year that isn't the sum."""
    baris = k.lembar("akip").baris[-1]
    baris["nilai_tahun_lalu"] = round(baris["nilai_tahun_lalu"] + 0.9, 2)
    return [k.salah("akip", len(k.lembar("akip").baris) - 1, "nilai_tahun_lalu", "AKP-04")]


def predikat_salah(k: Kiriman) -> list[Salah]:
    """AKP-05: a predicate above everybody's value."""
    baris = k.lembar("akip").baris
    baris.append({"komponen": "Predikat", "bobot": None, "nilai_tahun_lalu": None, "nilai": "AA"})
    return [k.salah("akip", len(baris) - 1, "nilai", "AKP-05")]


def akip_berbeda(k: Kiriman) -> list[Salah]:
    """AKP-06: the realisation of the indicator AKIP is that of nobody's sheet."""
    n = cari_bentuk(k, "realisasi", "predikat_angka")
    if n is None:
        return []
    baris = k.lembar("realisasi").baris[n]
    jumlah = k.lembar("akip").baris[-1]["nilai"]
    baris["capaian_dilaporkan"] = baris["kategori_dilaporkan"] = None
    baris["realisasi_tahun"] = akip_tertulis(round(jumlah * 100) + 137)
    return [k.salah("realisasi", n, "realisasi_tahun", "AKP-06")]


MUTU: Final = (
    (jawaban_lima, "skm"),
    (nilai_di_atas_bobot, "akip"),
    (ikm_berbeda, "skm realisasi iku renstra"),
    (jumlah_salah, "akip"),
    (nomor_ganda, "skm"),
    (bobot_berlebih, "akip"),
    (jawaban_disalin, "skm"),
    (akip_berbeda, "akip realisasi iku renstra"),
    (predikat_salah, "akip"),
    (nilai_lalu_negatif, "akip"),
)
