"""Planted mistakes about indicators: targets, realisations, reported capaian. See kesalahan_berkas.py for the contract.

Rows are chosen by the way their values are written, so that one mistake has no second effect: `tahunan` and `ikm` rows
have no quarters, `angka` rows count their last quarter, reported figures are taken away where the mistake would make
them wrong too.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from kinerja_xl.contoh.angka import bulat, dipotong, nol_ditambahkan
from kinerja_xl.contoh.kesalahan_isi import cari_bentuk
from kinerja_xl.contoh.model import TAHUN, Baris, Kiriman, Salah


def _tanpa_laporan(baris: Baris) -> None:
    baris["capaian_dilaporkan"] = baris["kategori_dilaporkan"] = None


def _ubah(k: Kiriman, bentuk: str, kolom: str, isi: Any, kode: str) -> list[Salah]:
    """One cell of Realisasi changed, the row's reported figures taken away."""
    n = cari_bentuk(k, "realisasi", bentuk)
    if n is None:
        return []
    baris = k.lembar("realisasi").baris[n]
    _tanpa_laporan(baris)
    baris[kolom] = isi(baris) if callable(isi) else isi
    return [k.salah("realisasi", n, kolom, kode)]


def satuan_berbeda(k: Kiriman) -> list[Salah]:
    """IND-01: the target in laporan (as IKU says), the year's realisation in surat."""
    return _ubah(
        k, "jumlah_satuan", "realisasi_tahun", lambda b: b["realisasi_tahun"].replace("laporan", "surat"), "IND-01"
    )


def satuan_beda_dengan_iku(k: Kiriman) -> list[Salah]:
    """IND-02: IKU says dokumen, the target has no unit, the realisation says surat."""
    return _ubah(k, "jumlah", "realisasi_tahun", lambda b: f"{b['realisasi_tahun']} surat", "IND-02")


def polaritas_bertentangan(k: Kiriman) -> list[Salah]:
    """IND-03, at the target: `≥ 90%` with Polaritas Minimal; the bound never changes, so nothing turns round."""
    n = cari_bentuk(k, "iku", "batas_tetap")
    if n is None:
        return []
    iku = k.lembar("iku").baris[n]
    iku["polaritas"] = "Minimal"
    r = k.lembar("realisasi").posisi(iku["kode"])
    _tanpa_laporan(k.lembar("realisasi").baris[r])
    return [k.salah("realisasi", r, "target_pk", "IND-03")]


def persen_di_atas_100(k: Kiriman) -> list[Salah]:
    """IND-04: 104,2 percent in a quarter of an indicator that counts its last one."""
    return _ubah(k, "persen", "realisasi_tw2", 104.2, "IND-04")


def selip_seratus(k: Kiriman) -> list[Salah]:
    """IND-05: a quarter without its decimal comma, a hundred times too large, for a figure near its target."""
    n = cari_bentuk(k, "realisasi", "angka")
    if n is None:
        return []
    baris = k.lembar("realisasi").baris[n]
    if not 0.92 < baris["realisasi_tw2"] / baris["target_tw2"] < 1.08:
        return []
    return _ubah(k, "angka", "realisasi_tw2", lambda b: round(b["realisasi_tw2"] * 100), "IND-05")


def target_renstra_berbalik(k: Kiriman) -> list[Salah]:
    """IND-06, at the year that falls: the target of the fourth Renstra year below the one before it."""
    n = cari_bentuk(k, "renstra", "angka")
    if n is None:
        return []
    baris = k.lembar("renstra").baris[n]
    baris["target_2025"] = round(baris["target_2024"] - 0.4, 2)
    return [k.salah("renstra", n, "target_2025", "IND-06")]


def target_pk_beda_renstra(k: Kiriman) -> list[Salah]:
    """IND-07: a target of PK that no year of the Renstra has."""
    return _ubah(k, "ikm", "target_pk", lambda b: round(b["target_pk"] - 0.13, 2), "IND-07")


def target_bergeser_tahun(k: Kiriman) -> list[Salah]:
    """IND-08 (not IND-07): PK has the Renstra target of the next year."""
    n = cari_bentuk(k, "renstra", "ikm")
    if n is None:
        return []
    target = k.lembar("renstra").baris[n][f"target_{TAHUN + 1}"]
    return _ubah(k, "ikm", "target_pk", target, "IND-08")


def target_akhir_berbeda(k: Kiriman) -> list[Salah]:
    """IND-09: the final target isn't the last year's."""
    n = cari_bentuk(k, "renstra", "angka")
    if n is None:
        return []
    baris = k.lembar("renstra").baris[n]
    baris["target_akhir"] = round(baris["target_akhir"] + 1.25, 2)
    return [k.salah("renstra", n, "target_akhir", "IND-09")]


def predikat_tidak_sesuai(k: Kiriman) -> list[Salah]:
    """IND-10: the number counts, the letter beside it is of another band."""
    return _ubah(
        k, "predikat_angka", "realisasi_tahun", lambda b: "AA " + b["realisasi_tahun"].partition(" ")[2], "IND-10"
    )


def kumulatif_turun(k: Kiriman) -> list[Salah]:
    """IND-11: a cumulative series that falls in TW III and is right again in TW IV."""
    return _ubah(k, "kumulatif", "realisasi_tw3", lambda b: b["realisasi_tw2"] - 2, "IND-11")


def hanya_triwulan_terakhir(k: Kiriman) -> list[Salah]:
    """IND-12, at TW IV: the three quarters before it are empty."""
    hasil = _ubah(k, "angka", "realisasi_tw1", None, "IND-12")
    for salah in hasil:
        n = cari_bentuk(k, "realisasi", "angka")
        assert n is not None
        k.lembar("realisasi").baris[n] |= {"realisasi_tw2": None, "realisasi_tw3": None}
        return [salah._replace(sel=k.lembar("realisasi").sel(n, "realisasi_tw4"))]
    return []


def capaian_tidak_wajar(k: Kiriman) -> list[Salah]:
    """IND-13: a realisation of 1,8 times the target (no slip of a power of ten explains it)."""
    return _ubah(
        k,
        "tahunan",
        "realisasi_tahun",
        lambda b: round((b["target_pk_perubahan"] or b["target_pk"]) * 1.8, 2),
        "IND-13",
    )


def baris_disalin(k: Kiriman) -> list[Salah]:
    """IND-14, at the code of the second: one indicator's figures copied to another, in Renstra and Realisasi alike."""
    a, b = cari_bentuk(k, "realisasi", "persen"), cari_bentuk(k, "realisasi", "angka")
    if a is None or b is None:
        return []
    for nama in ("realisasi", "renstra"):
        baris = k.lembar(nama).baris
        milik = ("kode", "indikator", "satuan", "data_dukung", "_bentuk")
        baris[b] = {**baris[a], **{m: baris[b].get(m) for m in milik}}
    _tanpa_laporan(k.lembar("realisasi").baris[b])
    return [k.salah("realisasi", b, "kode", "IND-14")]


def _lapor(k: Kiriman, isi: Any, kode: str, kolom: str = "capaian_dilaporkan") -> list[Salah]:
    """The reported cell of the first row for which `isi` (of the exact capaian and the row) has a value."""
    for n, baris in enumerate(k.lembar("realisasi").baris):
        if baris["_capaian"] is None or baris["_bentuk"] in ("jumlah", "minimal"):
            continue
        nilai = isi(baris["_capaian"], baris)
        if nilai is not None:
            baris[kolom] = nilai
            return [k.salah("realisasi", n, kolom, kode)]
    return []


def capaian_terpotong(k: Kiriman) -> list[Salah]:
    """IND-15: the decimals were cut off where rounding would have gone up."""
    return _lapor(k, lambda capaian, _: dipotong(capaian), "IND-15")


def capaian_dilaporkan_berbeda(k: Kiriman) -> list[Salah]:
    """IND-16: the ratio upside down, target over realisation."""

    def terbalik(capaian: Decimal, baris: Baris) -> float | None:
        if abs(capaian - 100) < 2 or baris["_bentuk"] == "rasio":
            return None
        return float(bulat(Decimal(10000) / capaian))

    return _lapor(k, terbalik, "IND-16")


def capaian_nol_ditambahkan(k: Kiriman) -> list[Salah]:
    """IND-17: right at one decimal, a zero written after it."""
    return _lapor(k, lambda capaian, _: nol_ditambahkan(capaian), "IND-17")


def kategori_berbeda(k: Kiriman) -> list[Salah]:
    """IND-18: Sedang for a capaian that is far from it."""
    return _lapor(k, lambda capaian, _: "Sedang" if capaian > 80 else None, "IND-18", "kategori_dilaporkan")


def tahun_beda_triwulan(k: Kiriman) -> list[Salah]:
    """IND-19: the year isn't the sum of its quarters."""
    return _ubah(k, "jumlah", "realisasi_tahun", lambda b: b["realisasi_tahun"] + 2, "IND-19")


def target_nol(k: Kiriman) -> list[Salah]:
    """IND-20: a Minimal indicator whose target has come down to 0, in Renstra and PK alike."""
    n = cari_bentuk(k, "renstra", "minimal")
    if n is None:
        return []
    renstra = k.lembar("renstra").baris[n]
    renstra |= {f"target_{TAHUN + d}": 0 for d in range(4)} | {"target_akhir": 0}
    r = k.lembar("realisasi").posisi(renstra["kode"])
    baris = k.lembar("realisasi").baris[r]
    _tanpa_laporan(baris)
    baris |= {f"{awalan}_tw{q}": None for awalan in ("target", "realisasi") for q in range(1, 5)}
    baris |= {"target_pk": 0}
    return [k.salah("realisasi", r, "target_pk", "IND-20")]


def gabungan_tidak_berpasangan(k: Kiriman) -> list[Salah]:
    """IND-22: one part of a compound has no realisation."""
    return _ubah(k, "gabungan", "realisasi_tahun", lambda b: b["realisasi_tahun"].partition(",")[0], "IND-22")


def kualitatif_tidak_terhitung(k: Kiriman) -> list[Salah]:
    """IND-23: a phrase that isn't the target's."""
    return _ubah(k, "kualitatif", "realisasi_tahun", "Sebagian unit sudah menerapkan", "IND-23")


def rentang_sama(k: Kiriman) -> list[Salah]:
    """IND-24: the range of the target repeated as the realisation (quarters empty, as such rows are)."""
    hasil = _ubah(k, "stabil", "realisasi_tahun", "3 ± 1", "IND-24")
    if hasil:
        n = cari_bentuk(k, "realisasi", "stabil")
        assert n is not None
        k.lembar("realisasi").baris[n] |= {f"realisasi_tw{q}": None for q in range(1, 5)}
    return hasil


def _kelompok(k: Kiriman, bentuk: str, isi: str | None, kode: str) -> list[Salah]:
    n = cari_bentuk(k, "iku", bentuk)
    if n is None:
        return []
    k.lembar("iku").baris[n]["kelompok_predikat"] = isi
    return [k.salah("iku", n, "kelompok_predikat", kode)]


def kelompok_predikat_rancu(k: Kiriman) -> list[Salah]:
    """IND-25: Baik and Sangat Baik without a family are SKM or SPBE, with different capaian."""
    n = cari_bentuk(k, "realisasi", "predikat")
    if n is None:
        return []
    baris = k.lembar("realisasi").baris[n]
    baris["realisasi_tahun"] = "Sangat Baik"
    _tanpa_laporan(baris)
    return _kelompok(k, "predikat", None, "IND-25")


def kelompok_predikat_tidak_dikenal(k: Kiriman) -> list[Salah]:
    """IND-26: a family that no list has; the words still tell which one is meant."""
    return _kelompok(k, "predikat_angka", "SAKIP Daerah", "IND-26")


def target_triwulan_beda_pk(k: Kiriman) -> list[Salah]:
    """IND-27, at the last quarter: the quarterly targets add up to more than the year's."""
    return _ubah(k, "jumlah", "target_tw4", lambda b: b["target_tw4"] + 3, "IND-27")


def nilai_tidak_sebanding(k: Kiriman) -> list[Salah]:
    """IND-28: a range as the realisation of a target that is one number."""
    return _ubah(k, "tahunan", "realisasi_tahun", "70-75", "IND-28")


def indikator_kembar(k: Kiriman) -> list[Salah]:
    """IND-29, at the second: two codes for one indicator name (the look-ups follow)."""
    iku = k.lembar("iku").baris
    n = cari_bentuk(k, "iku", "angka")
    if n is None:
        return []
    iku[n]["indikator"] = iku[n - 1]["indikator"]
    return [k.salah("iku", n, "indikator", "IND-29")]


_KEDUANYA: Final = "realisasi renstra iku"
INDIKATOR: Final = (
    (capaian_terpotong, "realisasi"),
    (target_bergeser_tahun, _KEDUANYA),
    (capaian_dilaporkan_berbeda, "realisasi"),
    (tahun_beda_triwulan, "realisasi"),
    (target_renstra_berbalik, "renstra"),
    (capaian_tidak_wajar, "realisasi"),
    (target_pk_beda_renstra, _KEDUANYA),
    (predikat_tidak_sesuai, "realisasi"),
    (kategori_berbeda, "realisasi"),
    (selip_seratus, "realisasi"),
    (target_akhir_berbeda, "renstra"),
    (satuan_berbeda, "realisasi iku"),
    (persen_di_atas_100, "realisasi"),
    (kumulatif_turun, "realisasi"),
    (gabungan_tidak_berpasangan, "realisasi"),
    (baris_disalin, _KEDUANYA),
    (nilai_tidak_sebanding, "realisasi"),
    (target_triwulan_beda_pk, "realisasi"),
    (hanya_triwulan_terakhir, "realisasi"),
    (capaian_nol_ditambahkan, "realisasi"),
    (rentang_sama, "realisasi"),
    (kelompok_predikat_rancu, _KEDUANYA),
    (indikator_kembar, "iku"),
    (satuan_beda_dengan_iku, "realisasi iku"),
    (polaritas_bertentangan, _KEDUANYA),
    (target_nol, _KEDUANYA),
    (kelompok_predikat_tidak_dikenal, _KEDUANYA),
    (kualitatif_tidak_terhitung, "realisasi"),
)
