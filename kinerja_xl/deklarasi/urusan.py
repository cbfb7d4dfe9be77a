"""Names of urusan and bidang urusan by their code, as the regency's E.60 heads its programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Source: Permendagri 90/2019 Lampiran (klasifikasi, kodefikasi, dan nomenklatur), with its updates Kepmendagri
# 050-3708/2020, 050-5889/2021 and 900.1.15.5-1317/2023.
URUSAN: Final[Mapping[str, str]] = {
    "1": "Urusan Pemerintahan Wajib yang Berkaitan dengan Pelayanan Dasar",
    "2": "Urusan Pemerintahan Wajib yang Tidak Berkaitan dengan Pelayanan Dasar",
    "3": "Urusan Pemerintahan Pilihan",
    "4": "Unsur Pendukung Urusan Pemerintahan",
    "5": "Unsur Penunjang Urusan Pemerintahan",
    "6": "Unsur Pengawasan Urusan Pemerintahan",
    "7": "Unsur Kewilayahan",
    "8": "Unsur Pemerintahan Umum",
    "9": "Unsur Kekhususan dan Keistimewaan",
}
BIDANG_URUSAN: Final[Mapping[str, str]] = {
    "1.01": "Pendidikan",
    "1.02": "Kesehatan",
    "1.03": "Pekerjaan Umum dan Penataan Ruang",
    "1.04": "Perumahan dan Kawasan Permukiman",
    "1.05": "Ketenteraman dan Ketertiban Umum serta Perlindungan Masyarakat",
    "1.06": "Sosial",
    "2.07": "Tenaga Kerja",
    "2.08": "Pemberdayaan Perempuan dan Perlindungan Anak",
    "2.09": "Pangan",
    "2.10": "Pertanahan",
    "2.11": "Lingkungan Hidup",
    "2.12": "Administrasi Kependudukan dan Pencatatan Sipil",
    "2.13": "Pemberdayaan Masyarakat dan Desa",
    "2.14": "Pengendalian Penduduk dan Keluarga Berencana",
    "2.15": "Perhubungan",
    "2.16": "Komunikasi dan Informatika",
    "2.17": "Koperasi, Usaha Kecil, dan Menengah",
    "2.18": "Penanaman Modal",
    "2.19": "Kepemudaan dan Olahraga",
    "2.20": "Statistik",
    "2.21": "Persandian",
    "2.22": "Kebudayaan",
    "2.23": "Perpustakaan",
    "2.24": "Kearsipan",
    "3.25": "Kelautan dan Perikanan",
    "3.26": "Pariwisata",
    "3.27": "Pertanian",
    "3.28": "Kehutanan",
    "3.29": "Energi dan Sumber Daya Mineral",
    "3.30": "Perdagangan",
    "3.31": "Perindustrian",
    "3.32": "Transmigrasi",
    "4.01": "Sekretariat Daerah",
    "4.02": "Sekretariat DPRD",
    "5.01": "Perencanaan",
    "5.02": "Keuangan",
    "5.03": "Kepegawaian",
    "5.04": "Pendidikan dan Pelatihan",
    "5.05": "Penelitian dan Pengembangan",
    "5.06": "Pengelolaan Perbatasan",
    "5.07": "Pengelolaan Penghubung",
    "6.01": "Inspektorat Daerah",
    "7.01": "Kecamatan",
    "8.01": "Kesatuan Bangsa dan Politik",
    "9.01": "Kekhususan Aceh",
    "9.02": "Kekhususan Papua",
    "9.03": "Kekhususan Papua Barat",
}


def bidang_of(kode: str, kode_opd: str) -> str:
    """Code of the bidang urusan (U.BB) of a budget code; the OPD's own where the code says X.XX.

    >>> bidang_of("2.10.02", "1.03.2.10.0.00.01"), bidang_of("X.XX.01", "4.02.0.00.0.00.01"), bidang_of("4", "4.01.0")
    ('2.10', '4.02', '4.01')
    """
    parts = kode.split(".")
    if len(parts) < 2 or "X" in "".join(parts[:2]).upper():
        parts = kode_opd.split(".")
    return ".".join(parts[:2])


def nama_urusan(kode: str) -> str:
    """Name of an urusan; the bare code where the regulation has no such urusan.

    >>> nama_urusan("4"), nama_urusan("0")
    ('Unsur Pendukung Urusan Pemerintahan', 'Urusan 0')
    """
    return URUSAN.get(kode, f"Urusan {kode}")


def nama_bidang(kode: str) -> str:
    """Name of a bidang urusan; bidang of urusan 1 to 3 are called so, the units of the others by their name.

    >>> nama_bidang("1.01"), nama_bidang("4.02"), nama_bidang("1.99")
    ('Bidang Urusan Pendidikan', 'Sekretariat DPRD', 'Bidang 1.99')
    """
    nama = BIDANG_URUSAN.get(kode)
    if nama is None:
        return f"Bidang {kode}"
    return f"Bidang Urusan {nama}" if kode[0] in "123" else nama
