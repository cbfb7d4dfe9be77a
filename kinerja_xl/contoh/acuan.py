"""The Referensi workbook of the demonstration regency."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from kinerja_xl.contoh.daftar import OpdContoh
from kinerja_xl.contoh.kiriman import BATAS_WAKTU
from kinerja_xl.contoh.model import KABUPATEN, TAHUN, TAHUN_AKHIR, TAHUN_AWAL, Baris, Berkas, lembar_baru
from kinerja_xl.deklarasi.ketentuan import PREDIKAT_BAWAAN, SETELAN, SKALA_KINERJA

NAMA_REFERENSI: Final = "Referensi.xlsx"


def _daerah(opd: list[OpdContoh]) -> list[Baris]:
    hasil: list[Baris] = []
    for n, satu in enumerate(opd[:8], 1):
        awal = 62 + n
        hasil.append(
            {
                "kode": f"IKD-{n:02d}",
                "tujuan": "Mewujudkan tata kelola pemerintahan yang baik",
                "sasaran": f"Meningkatnya kualitas {satu.bidang[0]}",
                "indikator": f"Indeks {satu.bidang[0]}",
                "satuan": "indeks",
                "polaritas": "Maksimal",
                **{f"target_{tahun}": awal + (tahun - TAHUN_AWAL) * 2 for tahun in range(TAHUN_AWAL, TAHUN_AKHIR + 1)},
                "kode_opd": satu.kode,
                "kode_iku_opd": "IKU-03; IKU-06",
            }
        )
    # What the cascade of every OPD begins with, carried by several OPD each.
    pengampu = "; ".join(satu.kode for satu in opd[:6])
    for kode, sasaran, indikator, awal, iku in (
        ("IKD-09", "Meningkatnya akuntabilitas kinerja", "Indeks Reformasi Birokrasi", 61, "IKU-02"),
        ("IKD-10", "Meningkatnya kualitas pelayanan publik", "Indeks Pelayanan Publik", 76, "IKU-01"),
    ):
        hasil.append(
            {
                "kode": kode,
                "tujuan": "Mewujudkan tata kelola pemerintahan yang baik",
                "sasaran": sasaran,
                "indikator": indikator,
                "satuan": "indeks",
                "polaritas": "Maksimal",
                **{f"target_{tahun}": awal + tahun - TAHUN_AWAL for tahun in range(TAHUN_AWAL, TAHUN_AKHIR + 1)},
                "kode_opd": pengampu,
                "kode_iku_opd": iku,
            }
        )
    return hasil


def _angka(nilai: Decimal | None) -> float | None:
    if nilai is None:
        return None
    return float(nilai) if nilai.is_finite() else 0.0


def berkas_referensi(opd: list[OpdContoh]) -> Berkas:
    """Referensi with all its sheets: the register, the default settings, scale and predicates, regency indicators."""
    isi: dict[str, list[Baris]] = {
        "kabupaten": [
            {
                "nama": KABUPATEN,
                "provinsi": "Nusa Jaya",
                "ibu_kota": "Kota Raya",
                "tahun": TAHUN,
                "periode_rpjmd": f"{TAHUN_AWAL}-{TAHUN_AKHIR}",
            }
        ],
        "opd": [
            {
                "kode_opd": satu.kode,
                "nama_opd": satu.nama,
                "singkatan": satu.singkatan,
                "rumpun": satu.rumpun,
                "wajib": "Ya",
                "batas_waktu": BATAS_WAKTU,
            }
            for satu in opd
        ],
        "kebijakan": [{"nama": s.nama, "nilai": s.bawaan, "keterangan": s.keterangan} for s in SETELAN],
        "skala": [
            {
                "skala": k.skala,
                "batas_bawah": _angka(k.batas_bawah),
                "kriteria": k.kriteria,
                "kode": k.kode,
                "warna": k.warna,
            }
            for k in SKALA_KINERJA
        ],
        "predikat": [
            {
                "kelompok": p.kelompok,
                "predikat": p.predikat,
                "nilai": _angka(p.nilai),
                "batas_bawah": _angka(p.batas_bawah),
                "batas_atas": _angka(p.batas_atas),
            }
            for p in PREDIKAT_BAWAAN
        ],
        "iku_daerah": _daerah(opd),
    }
    return Berkas(NAMA_REFERENSI, "referensi", {nama: lembar_baru(nama, baris) for nama, baris in isi.items()})
