"""The input sheets themselves: names, headings, kinds, choices. Templates, reader, checks and docs derive from here."""

from __future__ import annotations

from typing import Final

from kinerja_xl.deklarasi.forms_anggaran import ANGGARAN, BELANJA
from kinerja_xl.deklarasi.forms_referensi import REFERENSI_SHEETS
from kinerja_xl.deklarasi.pilihan import (
    AKUMULASI,
    AKUMULASI_HELP,
    NIHIL,
    PERIODE,
    PERIODE_LAIN,
    POLARITAS,
    POLARITAS_HELP,
    TRIWULAN,
    VERSI_ANGGARAN,
)
from kinerja_xl.deklarasi.schema import Column, Form, Kind, Layout, PerTahun, Sheet

# Raised whenever a template changes in a way that its users should know about.
VERSI_TEMPLAT: Final = "1"

_KODE_IKU = Column(
    "kode", "Kode", Kind.KODE, required=True, help="Kode indikator, sama di semua lembar, misalnya IKU-01."
)
_INDIKATOR_LOOKUP = Column(
    "indikator",
    "Indikator Kinerja",
    Kind.TEKS,
    lookup=True,
    aliases=("Indikator", "Indikator Kinerja Utama"),
    help="Terisi sendiri dari lembar IKU menurut Kode.",
    width=40,
)
_SATUAN_LOOKUP = Column(
    "satuan", "Satuan", Kind.TEKS, lookup=True, help="Terisi sendiri dari lembar IKU menurut Kode.", width=12
)
PROFIL: Final = Sheet(
    "profil",
    "Profil",
    (
        Column(
            "kabupaten", "Kabupaten/Kota", required=True, help="Nama kabupaten atau kota, misalnya Bengkulu Selatan."
        ),
        Column("kode_opd", "Kode OPD", Kind.KODE, required=True, help="Kode OPD seperti pada daftar OPD Bappeda."),
        Column("nama_opd", "Nama OPD", required=True, help="Nama lengkap perangkat daerah."),
        Column("tahun", "Tahun", Kind.BULAT, required=True, help="Tahun laporan, empat angka."),
        Column(
            "periode",
            "Periode",
            Kind.PILIHAN,
            required=True,
            choices=PERIODE,
            synonyms=PERIODE_LAIN,
            help="Triwulan atau Tahunan.",
        ),
        Column("tahun_awal_renstra", "Tahun Awal Renstra", Kind.BULAT, required=True, help="Tahun pertama Renstra."),
        Column("tahun_akhir_renstra", "Tahun Akhir Renstra", Kind.BULAT, required=True, help="Tahun terakhir Renstra."),
        Column(
            "versi_anggaran",
            "Versi Anggaran",
            Kind.PILIHAN,
            required=True,
            choices=VERSI_ANGGARAN,
            help="Pagu yang berlaku untuk menghitung serapan.",
        ),
        Column(
            "basis_realisasi", "Basis Realisasi", Kind.PILIHAN, choices=("SP2D", "SPJ"), help="Dasar angka realisasi."
        ),
        Column(
            "realisasi_triwulan",
            "Realisasi Anggaran Triwulan",
            Kind.PILIHAN,
            choices=("Per Triwulan", "Kumulatif"),
            help="Per Triwulan: uang triwulan itu saja (bawaan). Kumulatif: sampai dengan triwulan itu.",
        ),
        Column("kepala_opd", "Kepala OPD", help="Nama Kepala OPD untuk tanda tangan."),
        Column("nip_kepala_opd", "NIP Kepala OPD", Kind.KODE, help="18 angka, disimpan sebagai teks."),
        Column("pangkat", "Pangkat/Golongan", help="Misalnya Pembina Utama Muda / IV c."),
        Column("jabatan", "Jabatan", help="Jabatan penanda tangan."),
        Column("penyusun", "Disusun Oleh", help="Nama pengisi berkas ini."),
        Column("kontak", "Kontak", help="Telepon atau surel pengisi."),
        Column("tanggal_pengisian", "Tanggal Pengisian", Kind.TANGGAL, help="Tanggal berkas selesai diisi."),
        Column(
            "revisi",
            "Revisi ke-",
            Kind.BULAT,
            aliases=("Revisi",),
            help="Kosong atau 0 untuk kiriman pertama; 1, 2, ... untuk perbaikan. Revisi tertinggi yang dihitung.",
        ),
        Column(
            "status_pelaporan",
            "Status Pelaporan",
            Kind.PILIHAN,
            choices=("Isi", NIHIL),
            help="Isi (bawaan), atau Nihil bila memang tidak ada yang dilaporkan pada periode ini.",
        ),
    ),
    help="Identitas OPD, tahun, dan periode. Wajib ada di setiap berkas.",
    layout=Layout.LABEL,
)

IKU: Final = Sheet(
    "iku",
    "IKU",
    (
        _KODE_IKU,
        Column("tujuan", "Tujuan", help="Tujuan perangkat daerah.", width=34),
        Column("indikator_tujuan", "Indikator Tujuan", help="Indikator dari tujuan.", width=26),
        Column(
            "sasaran",
            "Sasaran",
            required=True,
            aliases=("Sasaran Strategis",),
            help="Sasaran strategis yang diukur.",
            width=34,
        ),
        Column(
            "indikator",
            "Indikator Kinerja",
            required=True,
            aliases=("Indikator", "Indikator Kinerja Utama", "Indikator Sasaran"),
            help="Nama indikator persis seperti pada dokumen penetapan.",
            width=40,
        ),
        Column(
            "tingkat",
            "Tingkat",
            Kind.PILIHAN,
            required=True,
            choices=("Eselon II", "Eselon III", "Eselon IV"),
            help="Eselon yang bertanggung jawab atas indikator.",
        ),
        Column(
            "jenis",
            "Jenis",
            Kind.PILIHAN,
            required=True,
            choices=("IKU", "IK", "IKK"),
            help="Hanya IKU yang masuk rata-rata OPD (semua jenis bila OPD tidak punya IKU).",
            width=8,
        ),
        Column("satuan", "Satuan", required=True, help="Misalnya %, nilai, indeks, dokumen, predikat.", width=12),
        Column("polaritas", "Polaritas", Kind.PILIHAN, required=True, choices=POLARITAS, help=POLARITAS_HELP),
        Column("akumulasi", "Akumulasi", Kind.PILIHAN, required=True, choices=AKUMULASI, help=AKUMULASI_HELP),
        Column(
            "kelompok_predikat",
            "Kelompok Predikat",
            help="Untuk target berupa predikat: AKIP, RB, IRH, Opini BPK, SKM, SPBE, Ombudsman, atau Temuan.",
            width=16,
        ),
        Column(
            "formulasi",
            "Formulasi Penghitungan",
            aliases=("Penjelasan/Formulasi Penghitungan", "Formulasi"),
            help="Rumus indikator, ditulis dengan kata-kata.",
            width=40,
        ),
        Column("alasan", "Alasan Pemilihan", help="Mengapa indikator ini dipilih.", width=30),
        Column("sumber_data", "Sumber Data", help="Dokumen atau instansi asal data.", width=22),
        Column("penanggung_jawab", "Penanggung Jawab", help="Jabatan penanggung jawab indikator.", width=22),
    ),
    help="Indikator Kinerja Utama dan indikator lain yang ditetapkan. Satu baris untuk satu indikator.",
    key="kode",
)

RENSTRA: Final = Sheet(
    "renstra",
    "Renstra",
    (
        _KODE_IKU,
        _INDIKATOR_LOOKUP,
        _SATUAN_LOOKUP,
        Column("kondisi_awal", "Kondisi Awal", Kind.NILAI, help="Keadaan sebelum tahun pertama Renstra."),
        Column(
            "target",
            "Target <tahun>",
            Kind.NILAI,
            required=True,
            per_tahun=PerTahun.RENSTRA,
            help="Target Renstra tahun <tahun>.",
        ),
        Column("target_akhir", "Target Akhir Renstra", Kind.NILAI, help="Target pada akhir periode Renstra."),
        Column(
            "realisasi",
            "Realisasi <tahun>",
            Kind.NILAI,
            per_tahun=PerTahun.LALU,
            help="Realisasi tahun <tahun> yang sudah dilaporkan.",
        ),
        Column("standar_nasional", "Standar Nasional", Kind.NILAI, help="Angka pembanding nasional bila ada."),
    ),
    help="Target lima tahun dan realisasi tahun-tahun sebelumnya, menurut Renstra.",
    key="kode",
)


def _per_triwulan(name: str, header: str, kind: Kind, help: str) -> tuple[Column, ...]:
    return tuple(
        Column(f"{name}{n}", header.format(tw=tw), kind, help=help.format(tw=tw)) for n, tw in enumerate(TRIWULAN, 1)
    )


REALISASI: Final = Sheet(
    "realisasi",
    "Realisasi",
    (
        _KODE_IKU,
        _INDIKATOR_LOOKUP,
        _SATUAN_LOOKUP,
        Column("target_pk", "Target PK", Kind.NILAI, required=True, help="Target Perjanjian Kinerja (murni)."),
        Column(
            "target_pk_perubahan",
            "Target PK Perubahan",
            Kind.NILAI,
            help="Diisi bila ada PK Perubahan; berlaku untuk TW IV dan Tahunan.",
        ),
        *_per_triwulan("target_tw", "Target {tw}", Kind.NILAI, "Target {tw} (bila ada rencana triwulan)."),
        *_per_triwulan(
            "realisasi_tw", "Realisasi {tw}", Kind.NILAI, "Realisasi {tw}. Kosong berarti belum dilaporkan."
        ),
        Column("realisasi_tahun", "Realisasi Tahun", Kind.NILAI, help="Realisasi setahun."),
        Column(
            "capaian_dilaporkan",
            "Capaian Dilaporkan (%)",
            Kind.PERSEN,
            reported=True,
            aliases=("Capaian Dilaporkan",),
            help="Capaian menurut dokumen OPD; hanya dibandingkan, tidak dipakai.",
        ),
        Column(
            "kategori_dilaporkan",
            "Kategori Dilaporkan",
            reported=True,
            help="Kategori menurut dokumen OPD; hanya dibandingkan.",
            width=16,
        ),
        Column("faktor_pendorong", "Faktor Pendorong", help="Yang membantu pencapaian target.", width=30),
        Column("faktor_penghambat", "Faktor Penghambat", help="Kendala pencapaian target.", width=30),
        Column("tindak_lanjut", "Tindak Lanjut", help="Rencana aksi perbaikan.", width=30),
        Column("data_dukung", "Data Dukung", help="Bukti realisasi: dokumen atau tautan.", width=26),
    ),
    help="Target Perjanjian Kinerja dan realisasi per triwulan serta setahun.",
    key="kode",
)


SKM: Final = Sheet(
    "skm",
    "SKM",
    (
        Column("layanan", "Layanan", required=True, help="Nama layanan yang disurvei.", width=26),
        Column("no", "No", Kind.BULAT, required=True, help="Nomor responden.", width=6),
        Column("jenis_kelamin", "Jenis Kelamin", help="Laki-laki atau Perempuan."),
        Column("usia", "Usia", Kind.BULAT, help="Usia responden."),
        Column("pendidikan", "Pendidikan", help="Pendidikan terakhir."),
        Column("pekerjaan", "Pekerjaan", help="Pekerjaan responden.", width=18),
        *(
            Column(f"u{n}", f"U{n}", Kind.BULAT, required=True, help=f"Jawaban unsur {n}: 1 sampai 4.", width=6)
            for n in range(1, 10)
        ),
    ),
    help="Jawaban survei kepuasan masyarakat per responden (Permenpan-RB 14/2017).",
)

AKIP: Final = Sheet(
    "akip",
    "AKIP",
    (
        Column("komponen", "Komponen", required=True, help="Komponen evaluasi AKIP.", width=40),
        Column("bobot", "Bobot", Kind.ANGKA, required=True, required_with="", help="Bobot komponen."),
        Column("nilai_tahun_lalu", "Nilai Tahun Lalu", Kind.NILAI, help="Nilai evaluasi tahun lalu."),
        Column("nilai", "Nilai", Kind.NILAI, required=True, required_with="bobot", help="Nilai evaluasi tahun ini."),
    ),
    help="Hasil evaluasi akuntabilitas kinerja (Permenpan-RB 88/2021).",
)

CASCADING: Final = Sheet(
    "cascading",
    "Cascading",
    (
        Column("kode", "Kode", Kind.KODE, required=True, help="Kode simpul pohon kinerja."),
        Column("induk", "Induk", Kind.KODE, help="Kode simpul di atasnya; kosong hanya untuk Tujuan RPJMD."),
        Column(
            "tingkat",
            "Tingkat",
            Kind.PILIHAN,
            required=True,
            choices=(
                "Tujuan RPJMD",
                "Sasaran RPJMD",
                "Tujuan PD",
                "Sasaran PD",
                "Program",
                "Kegiatan",
                "Sub Kegiatan",
            ),
            help="Tingkat simpul dalam pohon kinerja.",
        ),
        Column(
            "uraian",
            "Uraian",
            required=True,
            help="Rumusan tujuan, sasaran, program, kegiatan, atau sub kegiatan.",
            width=44,
        ),
        Column("indikator", "Indikator", help="Indikator simpul.", width=34),
        Column("penanggung_jawab", "Penanggung Jawab", help="Jabatan penanggung jawab.", width=22),
    ),
    help="Pohon kinerja dari RPJMD sampai sub kegiatan.",
    key="kode",
)

OPD_SHEETS: Final = (PROFIL, IKU, RENSTRA, REALISASI, ANGGARAN, BELANJA, SKM, AKIP, CASCADING)
ISI_SHEETS: Final = OPD_SHEETS[1:]
"""What an OPD reports: all its sheets but the Profil that says who reports."""
SHEETS: Final = {sheet.name: sheet for sheet in (*OPD_SHEETS, *REFERENSI_SHEETS)}

FORMS: Final = (
    Form("lengkap", "Berkas Lengkap OPD", OPD_SHEETS, "Perencana OPD", "setiap triwulan"),
    Form(
        "iku", "Penetapan IKU dan Pohon Kinerja", (PROFIL, IKU, CASCADING), "Perencana OPD", "sekali dalam masa Renstra"
    ),
    Form("renstra", "Target Renstra", (PROFIL, RENSTRA), "Perencana OPD", "sekali dalam masa Renstra"),
    Form("realisasi", "Realisasi Kinerja", (PROFIL, REALISASI), "Perencana OPD", "setiap triwulan"),
    Form("anggaran", "Anggaran dan Belanja", (PROFIL, ANGGARAN, BELANJA), "Pejabat keuangan OPD", "setiap triwulan"),
    Form("skm", "Survei Kepuasan Masyarakat", (PROFIL, SKM), "Pengelola layanan", "setiap semester"),
    Form("akip", "Evaluasi AKIP", (PROFIL, AKIP), "Perencana OPD", "setiap tahun"),
    Form("referensi", "Referensi Kabupaten/Kota", REFERENSI_SHEETS, "Bappeda", "setiap awal tahun"),
)
