"""The floor plan of konsolidasi.xlsx: the columns of each sheet that other sheets point at, with their letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kinerja_xl.write.lembaran import huruf

KOLOM_OPD: Final = [
    "kode_opd",
    "nama_opd",
    "status",
    "jumlah",
    "terhitung",
    "tidak",
    "rata",
    "kategori",
    "dibatasi",
    "kategori_dibatasi",
    "pagu",
    "catatan",
]
KOLOM_IKU: Final = [
    "kode_opd",
    "nama_opd",
    "kode",
    "sasaran",
    "indikator",
    "jenis",
    "satuan",
    "polaritas",
    "target",
    "realisasi",
    "capaian",
    "kategori",
    "metode",
    "masuk",
    "terhitung",
    "dibatasi",
    "catatan",
    "sumber",
    "t",
    "r",
    "bawah",
    "atas",
]
KOLOM_SERAPAN: Final = [
    "kode_opd",
    "nama_opd",
    "status",
    "sumber",
    "pagu",
    "realisasi",
    "serapan",
    "sisa",
    "rencana",
    "deviasi",
    "terhadap",
    "kelas",
    "catatan",
    "rencana_banding",
    "realisasi_banding",
    "rencana1",
    "realisasi1",
    "rencana2",
    "realisasi2",
    "rencana3",
    "realisasi3",
    "rencana4",
    "realisasi4",
]
KOLOM_PROGRAM: Final = [
    "kode_opd",
    "nama_opd",
    "kode",
    "tingkat",
    "uraian",
    "rinci",
    "pagu",
    "realisasi",
    "serapan",
    "sisa",
    "pagu_ketik",
    "realisasi_ketik",
    "catatan",
    "sumber",
    "kas1",
    "kas2",
    "kas3",
    "kas4",
    "tw1",
    "tw2",
    "tw3",
    "tw4",
    "rencana_banding",
    "realisasi_banding",
]
KOLOM_BELANJA: Final = [
    "kode_opd",
    "nama_opd",
    "kode",
    "uraian",
    "kelompok",
    "jenis",
    "rinci",
    "anggaran",
    "realisasi",
    "serapan",
    "lebih",
    "catatan",
    "sumber",
]
KOLOM_EFISIENSI: Final = [
    "kode_opd",
    "nama_opd",
    "tingkat",
    "kode",
    "uraian",
    "capaian",
    "pagu",
    "realisasi",
    "serapan",
    "selisih",
    "sisa",
    "sisa_persen",
    "rasio",
    "ne",
    "kriteria",
    "kuadran",
    "rencana",
    "terencana",
    "terhadap",
    "pagu_capaian",
    "terhitung",
    "e",
]
KOLOM_SKM: Final = [
    "kode_opd",
    "nama_opd",
    "tingkat",
    "layanan",
    "responden",
    *(f"nrr{n}" for n in range(1, 10)),
    "ikm",
    "mutu",
    "kinerja",
    "beda",
    "ikm_responden",
    "mutu_responden",
    "populasi",
    "catatan",
    "lain1",
    "mutu_lain1",
    "lain2",
    "mutu_lain2",
    "sumber",
    *(f"jumlah{n}" for n in range(1, 10)),
    *(f"n{n}" for n in range(1, 10)),
]
KOLOM_AKIP: Final = [
    "peringkat",
    "kode_opd",
    "nama_opd",
    "tingkat",
    "komponen",
    "bobot",
    "lalu",
    "nilai",
    "perubahan",
    "persen",
    "predikat_lalu",
    "predikat",
    "lapor",
    "predikat_lapor",
    "catatan",
    "sumber",
    "masuk",
    "masuk_lalu",
    "urut",
    "kunci",
]
KOLOM_CASCADING: Final = [
    "opd",
    "tingkat",
    "kode",
    "uraian",
    "indikator",
    "penanggung_jawab",
    "capaian",
    "kategori",
    "pagu",
    "realisasi",
    "serapan",
    "tanda",
    "bawah",
    "catatan",
    "kode_opd",
    "nama_opd",
    "sumber",
    "kode_iku",
    "kode_anggaran",
    "jumlah_tanda",
    *(f"tanda{n}" for n in range(1, 8)),
]
KOLOM_DAERAH: Final = [
    "kode",
    "tujuan",
    "sasaran",
    "indikator",
    "satuan",
    "polaritas",
    "kode_opd",
    "nama_opd",
    "kode_iku",
    "target",
    "realisasi",
    "capaian",
    "kategori",
    "penopang",
    "terhitung",
    "tanda",
]
KOLOM_CATATAN: Final = ["nomor", "kode_opd", "nama_opd", "tingkat", "kode", "sumber", "nilai", "pesan", "saran"]


def letters(kolom: list[str]) -> Mapping[str, str]:
    """Letter of each column key."""
    return {name: huruf(n) for n, name in enumerate(kolom)}


OPD: Final = letters(KOLOM_OPD)
IKU: Final = letters(KOLOM_IKU)
SERAPAN: Final = letters(KOLOM_SERAPAN)
PROGRAM: Final = letters(KOLOM_PROGRAM)
BELANJA: Final = letters(KOLOM_BELANJA)
EFISIENSI: Final = letters(KOLOM_EFISIENSI)
SKM: Final = letters(KOLOM_SKM)
AKIP: Final = letters(KOLOM_AKIP)
CASCADING: Final = letters(KOLOM_CASCADING)
DAERAH: Final = letters(KOLOM_DAERAH)
CATATAN: Final = letters(KOLOM_CATATAN)
