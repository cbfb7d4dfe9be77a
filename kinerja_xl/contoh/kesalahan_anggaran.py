"""Planted mistakes about money and links between sheets. See kesalahan_berkas.py for the contract.

Where a leaf's figure changes, `hitung_ulang` carries it into the totals and accounts, so that only the leaf is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from kinerja_xl.contoh.anggaran import KAS, PAGU, TW_K, TW_RP, hitung_ulang, lapor_rekening, lapor_serapan, persen
from kinerja_xl.contoh.angka import bulat, dipotong, nol_ditambahkan
from kinerja_xl.contoh.kesalahan_isi import cari_sub
from kinerja_xl.contoh.model import Baris, Kiriman, Salah

JUTA: Final = 1_000_000


def baris_anggaran(k: Kiriman) -> list[Baris]:
    """Rows of the sheet Anggaran."""
    return k.lembar("anggaran").baris


def cari_tingkat(k: Kiriman, tingkat: int) -> list[int]:
    """Positions of the rows of a level: 1 program, 2 kegiatan, 3 sub kegiatan."""
    return [n for n, b in enumerate(baris_anggaran(k)) if b["_tingkat"] == tingkat]


def _anak(k: Kiriman, kode: str) -> list[int]:
    """Positions of the rows right below a code."""
    tingkat = next(b["_tingkat"] for b in baris_anggaran(k) if b["kode"] == kode)
    return [
        n for n, b in enumerate(baris_anggaran(k)) if b["_tingkat"] == tingkat + 1 and b["kode"].startswith(kode + ".")
    ]


def _sub_longgar(k: Kiriman) -> int | None:
    """A sub kegiatan whose parent and whose account keep enough room in their pagu for 3 million more."""
    versi = PAGU[k.versi_pagu]
    for n in k.acak.sample(cari_tingkat(k, 3), 12):
        b = baris_anggaran(k)[n]
        induk = next(x for x in baris_anggaran(k) if x["kode"] == b["kode"].rpartition(".")[0])
        akun = k.lembar("belanja").baris[cari_akun(k, b["_rekening"])]
        longgar = min(induk[versi] - induk["realisasi_tahun_rp"], akun["anggaran_rp"] - akun["realisasi_rp"])
        if "Gaji" not in b["uraian"] and longgar > b[versi] - b["realisasi_tahun_rp"] + 9 * JUTA:
            return n
    return None


def _pasangan(k: Kiriman, dari: str) -> tuple[int, int] | None:
    """Two sub kegiatan of one kegiatan, the first with more than 2 million in the column `dari`."""
    calon = [_anak(k, baris_anggaran(k)[n]["kode"])[-2:] for n in cari_tingkat(k, 2)]
    calon = [satu for satu in calon if len(satu) == 2 and baris_anggaran(k)[satu[0]][dari] > 2 * JUTA]
    if not calon:
        return None
    a, b = k.acak.choice(calon)
    return a, b


def cari_akun(k: Kiriman, kode: str) -> int:
    """Position of an account in Belanja."""
    return next(n for n, b in enumerate(k.lembar("belanja").baris) if b["kode_rekening"] == kode)


def induk_beda_jumlah(k: Kiriman) -> list[Salah]:
    """ANG-01: the typed total of a kegiatan in a column that no percentage uses."""
    n = k.acak.choice(cari_tingkat(k, 2))
    kolom = k.acak.choice(("target_renstra_rp", "pagu_renja_rp", "realisasi_lalu_rp"))
    baris_anggaran(k)[n][kolom] += 10 * JUTA
    return [k.salah("anggaran", n, kolom, "ANG-01")]


def induk_program_beda_jumlah(k: Kiriman) -> list[Salah]:
    """ANG-01: two digits swapped in the typed total of a program."""
    n = k.acak.choice(cari_tingkat(k, 1))
    baris_anggaran(k)[n]["pagu_renja_rp"] -= 27 * JUTA
    return [k.salah("anggaran", n, "pagu_renja_rp", "ANG-01")]


def rincian_salah_induk(k: Kiriman) -> list[Salah]:
    """ANG-02, at the code: a sub kegiatan under the code of the next kegiatan, the totals as they were."""
    program = baris_anggaran(k)[cari_tingkat(k, 1)[0]]["kode"]
    dari, ke = (baris_anggaran(k)[n]["kode"] for n in _anak(k, program)[:2])
    n = _anak(k, dari)[-1]
    lebar = len(baris_anggaran(k)[n]["kode"].rpartition(".")[2])
    baris_anggaran(k)[n]["kode"] = f"{ke}.{90:0{lebar}d}"
    return [k.salah("anggaran", n, "kode", "ANG-02")]


def realisasi_melebihi_pagu(k: Kiriman) -> list[Salah]:
    """ANG-03: one sub kegiatan spends 3 million more than its pagu, its kegiatan still doesn't."""
    n = _sub_longgar(k)
    if n is None:
        return []
    b = baris_anggaran(k)[n]
    lebih = b[PAGU[k.versi_pagu]] - b["realisasi_tahun_rp"] + 3 * JUTA
    b["realisasi_tw4_rp"] += lebih
    b["realisasi_tahun_rp"] += lebih
    hitung_ulang(k)
    return [k.salah("anggaran", n, "realisasi_tahun_rp", "ANG-03")]


def uang_negatif(k: Kiriman) -> list[Salah]:
    """ANG-04: a negative quarter, made up for in the next one."""
    n = cari_sub(k)
    b = baris_anggaran(k)[n]
    b["realisasi_tw3_rp"] += b["realisasi_tw2_rp"] + JUTA
    b["realisasi_tw2_rp"] = -JUTA
    hitung_ulang(k)
    return [k.salah("anggaran", n, "realisasi_tw2_rp", "ANG-04")]


def tahun_beda_jumlah_triwulan(k: Kiriman) -> list[Salah]:
    """ANG-05, twice: 2 million booked to the neighbour's quarter, so that the kegiatan is right."""
    pasangan = _pasangan(k, "realisasi_tw3_rp")
    if pasangan is None:
        return []
    a, b = pasangan
    baris_anggaran(k)[a]["realisasi_tw3_rp"] -= 2 * JUTA
    baris_anggaran(k)[b]["realisasi_tw3_rp"] += 2 * JUTA
    return [k.salah("anggaran", n, "realisasi_tahun_rp", "ANG-05") for n in (a, b)]


def kumulatif_sebagai_triwulan(k: Kiriman) -> list[Salah]:
    """ANG-06, at TW IV: one sub kegiatan entered cumulatively; the parents' typed quarters are left out."""
    n = cari_sub(k)
    b = baris_anggaran(k)[n]
    jumlah = 0
    for nama in TW_RP:
        jumlah += b[nama]
        b[nama] = jumlah
    for induk in baris_anggaran(k):
        if induk["_tingkat"] in (1, 2) and b["kode"].startswith(induk["kode"] + "."):
            induk.update(dict.fromkeys(TW_RP))
    return [k.salah("anggaran", n, "realisasi_tw4_rp", "ANG-06")]


def selip_ribuan(k: Kiriman) -> list[Salah]:
    """ANG-07: one pagu of the Renja in thousands of rupiah, the totals above it added up with it."""
    n = cari_sub(k)
    b = baris_anggaran(k)[n]
    if max(b.get(nama, 0) for nama in PAGU.values()) > b["pagu_renja_rp"] * 1.09:
        return []
    b["pagu_renja_rp"] //= 1000
    hitung_ulang(k)
    return [k.salah("anggaran", n, "pagu_renja_rp", "ANG-07")]


def _serapan(k: Kiriman, isi: Callable[[Decimal], str | float | None], kode: str) -> list[Salah]:
    """A wrong reported percentage of a sub kegiatan (no parent's is judged by its children's)."""
    versi = PAGU[k.versi_pagu]
    for n in cari_tingkat(k, 3):
        b = baris_anggaran(k)[n]
        if b["_lapor"] and (nilai := isi(persen(b["realisasi_tahun_rp"], b[versi]))) is not None:
            b["serapan_dilaporkan"] = nilai
            return [k.salah("anggaran", n, "serapan_dilaporkan", kode)]
    return []


def serapan_terpotong(k: Kiriman) -> list[Salah]:
    """ANG-08: cut off instead of rounded."""
    return _serapan(k, dipotong, "ANG-08")


def serapan_dilaporkan_berbeda(k: Kiriman) -> list[Salah]:
    """ANG-09: two points too high."""
    return _serapan(k, lambda nilai: float(bulat(nilai)) + 2, "ANG-09")


def serapan_nol_ditambahkan(k: Kiriman) -> list[Salah]:
    """ANG-10: right at one decimal, a zero written after it."""
    return _serapan(k, nol_ditambahkan, "ANG-10")


def persen_dijumlahkan(k: Kiriman) -> list[Salah]:
    """ANG-11: a program's percentage is the sum of its kegiatan's."""
    n = cari_tingkat(k, 1)[0]
    bagian = [Decimal(str(baris_anggaran(k)[x]["serapan_dilaporkan"])) for x in _anak(k, baris_anggaran(k)[n]["kode"])]
    baris_anggaran(k)[n]["serapan_dilaporkan"] = float(sum(bagian))
    return [k.salah("anggaran", n, "serapan_dilaporkan", "ANG-11")]


def persen_dirata_ratakan(k: Kiriman) -> list[Salah]:
    """ANG-12: a program's percentage is the mean of its kegiatan's."""
    n = cari_tingkat(k, 1)[0]
    bagian = [Decimal(str(baris_anggaran(k)[x]["serapan_dilaporkan"])) for x in _anak(k, baris_anggaran(k)[n]["kode"])]
    rata = float(bulat(sum(bagian, Decimal(0)) / len(bagian)))
    # A mean that ends in zeros is judged with fewer decimals.
    if abs(rata - baris_anggaran(k)[n]["serapan_dilaporkan"]) < 0.6:
        return []
    baris_anggaran(k)[n]["serapan_dilaporkan"] = rata
    return [k.salah("anggaran", n, "serapan_dilaporkan", "ANG-12")]


def sisa_dilaporkan_berbeda(k: Kiriman) -> list[Salah]:
    """ANG-13: the remainder of one sub kegiatan."""
    n = cari_sub(k, lapor=True)
    baris_anggaran(k)[n]["sisa_dilaporkan_rp"] += 350_000
    return [k.salah("anggaran", n, "sisa_dilaporkan_rp", "ANG-13")]


def anggaran_beda_belanja(k: Kiriman) -> list[Salah]:
    """ANG-14, at the budget of account 5: Belanja is consistent but 5 million above the pagu in Anggaran."""
    for b in k.lembar("belanja").baris:
        if b["kode_rekening"] in ("5", "5.1", "5.1.02", "5.1.02.01"):
            b["anggaran_rp"] += 5 * JUTA
            lapor_rekening(b)
    return [k.salah("belanja", cari_akun(k, "5"), "anggaran_rp", "ANG-14")]


def pagu_versi_kosong(k: Kiriman) -> list[Salah]:
    """ANG-15: no pagu of the version in force for one small sub kegiatan (nor cash plan, nor reported figures)."""
    if k.versi_pagu == "Murni":
        return []
    versi = PAGU[k.versi_pagu]
    for n in k.acak.sample(cari_tingkat(k, 3), 12):
        b = baris_anggaran(k)[n]
        atas = [x for x in baris_anggaran(k) if x["_tingkat"] in (1, 2) and b["kode"].startswith(x["kode"] + ".")]
        akun = k.lembar("belanja").baris[cari_akun(k, b["_rekening"])]
        longgar = [x[versi] - x["realisasi_tahun_rp"] for x in atas] + [akun["anggaran_rp"] - akun["realisasi_rp"]]
        if min(longgar) > b[versi] * 1.1 and b["realisasi_tahun_rp"] <= b["pagu_murni_rp"]:
            b.update(dict.fromkeys((versi, *KAS)))
            hitung_ulang(k)
            lapor_serapan(b, versi)
            return [k.salah("anggaran", n, versi, "ANG-15")]
    return []


def belanja_tanpa_kinerja(k: Kiriman) -> list[Salah]:
    """ANG-16: money was spent, nothing was done."""
    n = cari_sub(k)
    baris_anggaran(k)[n] |= dict.fromkeys((*TW_K, "realisasi_tahun_k"), 0)
    return [k.salah("anggaran", n, "realisasi_tahun_k", "ANG-16")]


def kinerja_tanpa_belanja(k: Kiriman) -> list[Salah]:
    """ANG-17: the work was done, no money was spent."""
    n = cari_sub(k)
    baris_anggaran(k)[n] |= dict.fromkeys((*TW_RP, "realisasi_tahun_rp"), 0)
    hitung_ulang(k)
    return [k.salah("anggaran", n, "realisasi_tahun_rp", "ANG-17")]


def sisa_disebut_efisiensi(k: Kiriman) -> list[Salah]:
    """ANG-18, at Kendala: an unspent rest called efisiensi although the target was missed."""
    baris = baris_anggaran(k)
    calon = [n for n in cari_tingkat(k, 3) if baris[n]["realisasi_tahun_k"] < baris[n]["target_k"]]
    if not calon:
        return []
    n = k.acak.choice(calon)
    baris[n]["kendala"] = "Sisa anggaran merupakan efisiensi belanja"
    return [k.salah("anggaran", n, "kendala", "ANG-18")]


def kode_anggaran_tidak_sah(k: Kiriman) -> list[Salah]:
    """ANG-19: a row of no money whose code has no level."""
    baris_anggaran(k).append(
        {"kode": "9.9-A", "uraian": "Kegiatan tambahan", "pagu_murni_rp": 0, "_tingkat": 0, "_lapor": False}
    )
    return [k.salah("anggaran", len(baris_anggaran(k)) - 1, "kode", "ANG-19")]


def uang_berulang(k: Kiriman) -> list[Salah]:
    """ANG-20: the second indicator of a kegiatan repeats its pagu."""
    n = next((n for n, b in enumerate(baris_anggaran(k)) if b["_tingkat"] == 0), None)
    if n is None:
        return []
    baris_anggaran(k)[n]["pagu_murni_rp"] = baris_anggaran(k)[n - 1]["pagu_murni_rp"]
    return [k.salah("anggaran", n, "pagu_murni_rp", "ANG-20")]


def kas_beda_pagu(k: Kiriman) -> list[Salah]:
    """ANG-21, twice at TW IV: 2 million of the cash plan moved to the neighbour, so that the kegiatan is right."""
    pasangan = _pasangan(k, "kas_tw4_rp")
    if pasangan is None:
        return []
    a, b = pasangan
    baris_anggaran(k)[a]["kas_tw4_rp"] -= 2 * JUTA
    baris_anggaran(k)[b]["kas_tw4_rp"] += 2 * JUTA
    return [k.salah("anggaran", n, "kas_tw4_rp", "ANG-21") for n in (a, b)]


_UANG: Final = "anggaran belanja"
ANGGARAN: Final = (
    (realisasi_melebihi_pagu, _UANG),
    (induk_beda_jumlah, "anggaran"),
    (serapan_dilaporkan_berbeda, "anggaran"),
    (tahun_beda_jumlah_triwulan, "anggaran"),
    (sisa_dilaporkan_berbeda, "anggaran"),
    (selip_ribuan, _UANG),
    (rincian_salah_induk, "anggaran"),
    (anggaran_beda_belanja, _UANG),
    (persen_dijumlahkan, "anggaran"),
    (kumulatif_sebagai_triwulan, "anggaran"),
    (uang_negatif, _UANG),
    (belanja_tanpa_kinerja, "anggaran"),
    (induk_program_beda_jumlah, "anggaran"),
    (serapan_terpotong, "anggaran"),
    (kas_beda_pagu, "anggaran"),
    (kode_anggaran_tidak_sah, "anggaran"),
    (pagu_versi_kosong, _UANG),
    (uang_berulang, "anggaran"),
    (persen_dirata_ratakan, "anggaran"),
    (kinerja_tanpa_belanja, _UANG),
    (sisa_disebut_efisiensi, "anggaran"),
    (serapan_nol_ditambahkan, "anggaran"),
)
