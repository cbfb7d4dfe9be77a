"""Indicators of one invented OPD: rows of IKU, Renstra and Realisasi that agree with one another."""

from __future__ import annotations

from random import Random
from typing import Final

from kinerja_xl.contoh.angka import Indikator, bulat, kategori
from kinerja_xl.contoh.daftar import OpdContoh
from kinerja_xl.contoh.model import TAHUN, TAHUN_AWAL, Baris, Rujuk

_INI: Final = TAHUN - TAHUN_AWAL


def baris_iku(opd: OpdContoh, indikator: list[Indikator]) -> list[Baris]:
    """Rows of the sheet IKU."""
    a, b, c = opd.bidang
    sasaran = (f"Meningkatnya kualitas {a}", f"Meningkatnya jangkauan {b}", f"Meningkatnya tata kelola {c}")
    hasil: list[Baris] = []
    for n, satu in enumerate(indikator):
        hasil.append(
            {
                "kode": f"IKU-{n + 1:02d}",
                "tujuan": f"Mewujudkan {opd.nama} yang efektif dan akuntabel",
                "indikator_tujuan": "Indeks Reformasi Birokrasi",
                "sasaran": sasaran[n % 3],
                "indikator": satu.nama,
                "tingkat": "Eselon II" if n < 6 else "Eselon III",
                "jenis": "IKU" if n < 7 else "IK",
                "satuan": satu.satuan,
                "polaritas": satu.polaritas,
                "akumulasi": satu.akumulasi,
                "kelompok_predikat": satu.kelompok or None,
                "formulasi": "Realisasi dibandingkan dengan target pada tahun berjalan",
                "alasan": f"Menggambarkan keberhasilan sasaran ke-{n % 3 + 1}",
                "sumber_data": f"Laporan {opd.singkatan}",
                "penanggung_jawab": f"Bidang {n % 3 + 1}",
                "_bentuk": satu.bentuk,
            }
        )
    return hasil


def baris_renstra(indikator: list[Indikator]) -> list[Baris]:
    """Rows of the sheet Renstra."""
    hasil: list[Baris] = []
    for n, satu in enumerate(indikator):
        baris: Baris = {"kode": f"IKU-{n + 1:02d}", "indikator": Rujuk("indikator"), "satuan": Rujuk("satuan")}
        baris["kondisi_awal"] = satu.awal
        baris |= {f"target_{TAHUN_AWAL + k}": isi for k, isi in enumerate(satu.target)}
        baris["target_akhir"] = satu.target[-1]
        baris |= {f"realisasi_{TAHUN_AWAL + k}": isi for k, isi in enumerate(satu.lalu)}
        baris["_bentuk"] = satu.bentuk
        hasil.append(baris)
    return hasil


def baris_realisasi(acak: Random, opd: OpdContoh, indikator: list[Indikator]) -> list[Baris]:
    """Rows of the sheet Realisasi; about half of them report a (correct) capaian and kategori."""
    hasil: list[Baris] = []
    for n, satu in enumerate(indikator):
        baris: Baris = {"kode": f"IKU-{n + 1:02d}", "indikator": Rujuk("indikator"), "satuan": Rujuk("satuan")}
        baris["target_pk"] = satu.target[_INI]
        baris["target_pk_perubahan"] = satu.perubahan
        baris |= {f"target_tw{k}": isi for k, isi in enumerate(satu.target_tw, 1)}
        baris |= {f"realisasi_tw{k}": isi for k, isi in enumerate(satu.realisasi_tw, 1)}
        baris["realisasi_tahun"] = satu.realisasi
        baris["_bentuk"], baris["_capaian"] = satu.bentuk, satu.capaian
        if satu.capaian is not None and (n % 3 == 2 or acak.random() < 0.3):
            tertera = bulat(satu.capaian)
            baris["capaian_dilaporkan"] = float(tertera) if n % 2 else str(tertera).replace(".", ",")
            baris["kategori_dilaporkan"] = kategori(satu.capaian)
        if n % 4 == 0:
            baris["faktor_pendorong"] = f"Dukungan anggaran dan koordinasi {opd.bidang[n % 3]}"
            baris["faktor_penghambat"] = "Keterbatasan tenaga teknis"
            baris["tindak_lanjut"] = f"Penambahan pendampingan {opd.bidang[n % 3]}"
        baris["data_dukung"] = f"Laporan tahunan {opd.singkatan} 2023"
        hasil.append(baris)
    return hasil
