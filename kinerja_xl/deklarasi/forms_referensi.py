"""The sheets of the Referensi workbook that Bappeda keeps (all optional: everything has a default)."""

from __future__ import annotations

from typing import Final

from kinerja_xl.deklarasi.schema import Column, Kind, Layout, PerTahun, Sheet

KABUPATEN: Final = Sheet(
    "kabupaten",
    "Kabupaten",
    (
        Column(
            "nama",
            "Nama Kabupaten/Kota",
            help="Nama tanpa kata Kabupaten/Kota di depannya atau lengkap, keduanya boleh.",
        ),
        Column("provinsi", "Provinsi", help="Nama provinsi."),
        Column("ibu_kota", "Ibu Kota", help="Tempat penandatanganan."),
        Column("nama_bupati", "Nama Bupati", help="Bupati atau wali kota."),
        Column("kepala_bappeda", "Kepala Bappeda", help="Nama Kepala Bappeda."),
        Column("nip", "NIP", Kind.KODE, help="NIP Kepala Bappeda."),
        Column("tahun", "Tahun", Kind.BULAT, help="Tahun laporan yang dikonsolidasikan."),
        Column("periode_rpjmd", "Periode RPJMD", help="Misalnya 2021-2026."),
    ),
    help="Identitas kabupaten/kota dan tahun laporan.",
    layout=Layout.LABEL,
)

OPD: Final = Sheet(
    "opd",
    "OPD",
    (
        Column("kode_opd", "Kode OPD", Kind.KODE, required=True, help="Kode OPD, unik.", width=22),
        Column("nama_opd", "Nama OPD", required=True, help="Nama lengkap perangkat daerah.", width=44),
        Column("singkatan", "Singkatan", help="Nama pendek untuk grafik."),
        Column("rumpun", "Rumpun", help="Kelompok urusan, misalnya Pelayanan Dasar."),
        Column("kepala_opd", "Kepala OPD", help="Nama kepala."),
        Column("nip", "NIP", Kind.KODE, help="NIP kepala."),
        Column("wajib", "Wajib", Kind.PILIHAN, choices=("Ya", "Tidak"), help="Apakah wajib menyampaikan laporan."),
        Column("batas_waktu", "Batas Waktu", Kind.TANGGAL, help="Tanggal terakhir penyampaian."),
    ),
    help="Daftar seluruh OPD. Yang tidak menyerahkan akan disebut namanya, tidak dihitung nol.",
    key="kode_opd",
)

KEBIJAKAN: Final = Sheet(
    "kebijakan",
    "Kebijakan",
    (
        Column("nama", "Nama", required=True, help="Nama setelan, lihat daftar pada petunjuk.", width=26),
        Column("nilai", "Nilai", required=True, help="Nilai setelan.", width=16),
        Column("keterangan", "Keterangan", help="Dasar kebijakan.", width=60),
    ),
    help="Setelan yang boleh berbeda antarkabupaten. Yang tidak disebut memakai bawaan.",
    key="nama",
)

SKALA: Final = Sheet(
    "skala",
    "Skala",
    (
        Column("skala", "Skala", required=True, help="Nama skala, misalnya Kinerja.", width=18),
        Column("batas_bawah", "Batas Bawah", Kind.ANGKA, required=True, help="Nilai terendah kriteria ini."),
        Column("kriteria", "Kriteria", required=True, help="Nama kriteria.", width=20),
        Column("kode", "Kode", Kind.TEKS, help="Kode singkat kriteria.", width=8),
        Column("warna", "Warna", help="Warna heksadesimal, misalnya #1B7837.", width=12),
    ),
    help="Skala nilai peringkat kinerja. Batas bawah menentukan kriteria.",
)

PREDIKAT: Final = Sheet(
    "predikat",
    "Predikat",
    (
        Column("kelompok", "Kelompok", required=True, help="Keluarga predikat, misalnya AKIP.", width=18),
        Column("predikat", "Predikat", required=True, help="Predikat, misalnya BB atau Sangat Baik.", width=30),
        Column("nilai", "Nilai", Kind.ANGKA, required=True, help="Angka yang masuk rumus."),
        Column("batas_bawah", "Batas Bawah", Kind.ANGKA, help="Nilai terendah predikat."),
        Column("batas_atas", "Batas Atas", Kind.ANGKA, help="Nilai tertinggi predikat."),
    ),
    help="Nilai angka setiap predikat.",
)

IKU_DAERAH: Final = Sheet(
    "iku_daerah",
    "IKU Daerah",
    (
        Column("kode", "Kode", Kind.KODE, required=True, help="Kode indikator RPJMD."),
        Column("tujuan", "Tujuan", help="Tujuan RPJMD.", width=30),
        Column("sasaran", "Sasaran", required=True, help="Sasaran RPJMD.", width=30),
        Column("indikator", "Indikator", required=True, help="Indikator kinerja daerah.", width=36),
        Column("satuan", "Satuan", help="Satuan indikator.", width=12),
        Column(
            "polaritas",
            "Polaritas",
            Kind.PILIHAN,
            choices=("Maksimal", "Minimal", "Stabil"),
            help="Arah baik indikator.",
        ),
        Column("target", "Target <tahun>", Kind.NILAI, per_tahun=PerTahun.RENSTRA, help="Target RPJMD tahun <tahun>."),
        Column(
            "kode_opd",
            "Kode OPD Pengampu",
            Kind.KODE,
            help="OPD pengampu indikator; beberapa OPD dipisahkan dengan titik koma.",
            width=22,
        ),
        Column(
            "kode_iku_opd", "Kode IKU OPD", Kind.KODE, help="Kode IKU OPD yang menopang; pisahkan dengan titik koma."
        ),
    ),
    help="Indikator kinerja daerah (RPJMD) dan IKU OPD yang menopangnya.",
    key="kode",
)

REFERENSI_SHEETS: Final = (KABUPATEN, OPD, KEBIJAKAN, SKALA, PREDIKAT, IKU_DAERAH)
