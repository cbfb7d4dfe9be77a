"""The invented regency's register: OPD names, codes, programs and the phrases that its indicators are made of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from typing import Final, NamedTuple


class OpdContoh(NamedTuple):
    """One OPD of the demonstration regency; `bidang` names what it manages, `program` its own programs."""

    kode: str
    nama: str
    singkatan: str
    rumpun: str
    bidang: tuple[str, str, str]
    program: tuple[str, ...]

    @property
    def kode_bidang(self) -> str:
        """Bidang urusan, the first two levels of the budget code."""
        return ".".join(self.kode.split(".")[:2])


_DASAR, _WAJIB, _PILIHAN = "Pelayanan Dasar", "Wajib Non Pelayanan Dasar", "Pilihan"
_UNSUR, _WILAYAH = "Unsur Penunjang dan Pendukung", "Kewilayahan"

# kode bidang | urut | nama | singkatan | rumpun | tiga bidang | program
_POKOK: Final = (
    ("1.01", 1, "Dinas Pendidikan", "Disdik", _DASAR,
     "pendidikan dasar;PAUD;tenaga pendidik",
     "Pengelolaan Pendidikan;Pengembangan Kurikulum;Pendidik dan Tenaga Kependidikan"),
    ("1.02", 1, "Dinas Kesehatan", "Dinkes", _DASAR,
     "kesehatan ibu dan anak;gizi masyarakat;fasilitas kesehatan",
     "Pemenuhan Upaya Kesehatan Perorangan dan Masyarakat;Peningkatan Kapasitas SDM Kesehatan;"
     "Sediaan Farmasi dan Alat Kesehatan;Pemberdayaan Masyarakat Bidang Kesehatan"),
    ("1.02", 2, "Rumah Sakit Umum Daerah", "RSUD", _DASAR,
     "rawat inap;rawat jalan;penunjang medis",
     "Pemenuhan Upaya Kesehatan Rujukan;Peningkatan Mutu Pelayanan Rumah Sakit"),
    ("1.03", 1, "Dinas Pekerjaan Umum dan Penataan Ruang", "DPUPR", _DASAR,
     "jalan kabupaten;irigasi;tata ruang",
     "Penyelenggaraan Jalan;Pengelolaan Sumber Daya Air;Penyelenggaraan Penataan Ruang;Penataan Bangunan Gedung"),
    ("1.04", 1, "Dinas Perumahan Rakyat dan Kawasan Permukiman", "Disperkim", _DASAR,
     "rumah layak huni;kawasan kumuh;sanitasi",
     "Pengembangan Perumahan;Kawasan Permukiman;Peningkatan Prasarana Sarana dan Utilitas Umum"),
    ("1.05", 1, "Satuan Polisi Pamong Praja dan Pemadam Kebakaran", "Satpol PP", _DASAR,
     "ketertiban umum;pemadaman kebakaran;perda",
     "Peningkatan Ketenteraman dan Ketertiban Umum;Pencegahan dan Penanggulangan Kebakaran"),
    ("1.05", 2, "Badan Penanggulangan Bencana Daerah", "BPBD", _DASAR,
     "kesiapsiagaan bencana;tanggap darurat;desa tangguh",
     "Penanggulangan Bencana;Rehabilitasi dan Rekonstruksi Pascabencana"),
    ("1.06", 1, "Dinas Sosial", "Dinsos", _DASAR,
     "perlindungan sosial;rehabilitasi sosial;data kesejahteraan",
     "Pemberdayaan Sosial;Rehabilitasi Sosial;Perlindungan dan Jaminan Sosial"),
    ("2.07", 1, "Dinas Tenaga Kerja dan Transmigrasi", "Disnakertrans", _WAJIB,
     "pelatihan kerja;hubungan industrial;transmigrasi",
     "Pelatihan Kerja dan Produktivitas;Penempatan Tenaga Kerja;Hubungan Industrial"),
    ("2.08", 1, "Dinas Pemberdayaan Perempuan dan Perlindungan Anak", "DPPPA", _WAJIB,
     "kesetaraan gender;perlindungan perempuan;kota layak anak",
     "Pengarusutamaan Gender;Perlindungan Perempuan;Perlindungan Khusus Anak"),
    ("2.09", 1, "Dinas Ketahanan Pangan", "DKP", _WAJIB,
     "cadangan pangan;konsumsi pangan;keamanan pangan",
     "Peningkatan Diversifikasi dan Ketahanan Pangan;Penanganan Kerawanan Pangan"),
    ("2.11", 1, "Dinas Lingkungan Hidup", "DLH", _WAJIB,
     "pengelolaan sampah;kualitas air;ruang terbuka hijau",
     "Pengelolaan Persampahan;Pengendalian Pencemaran Lingkungan;Pengelolaan Keanekaragaman Hayati"),
    ("2.12", 1, "Dinas Kependudukan dan Pencatatan Sipil", "Disdukcapil", _WAJIB,
     "dokumen kependudukan;akta kelahiran;data kependudukan",
     "Pendaftaran Penduduk;Pencatatan Sipil;Pengelolaan Informasi Administrasi Kependudukan"),
    ("2.13", 1, "Dinas Pemberdayaan Masyarakat dan Desa", "DPMD", _WAJIB,
     "desa mandiri;kelembagaan desa;BUM Desa",
     "Penataan Desa;Administrasi Pemerintahan Desa;Pemberdayaan Lembaga Kemasyarakatan"),
    ("2.14", 1, "Dinas Pengendalian Penduduk dan Keluarga Berencana", "DPPKB", _WAJIB,
     "keluarga berencana;ketahanan keluarga;kampung KB",
     "Pengendalian Penduduk;Pembinaan Keluarga Berencana"),
    ("2.15", 1, "Dinas Perhubungan", "Dishub", _WAJIB,
     "angkutan jalan;keselamatan lalu lintas;perparkiran",
     "Penyelenggaraan Lalu Lintas dan Angkutan Jalan;Pengelolaan Pelayaran"),
    ("2.16", 1, "Dinas Komunikasi dan Informatika", "Diskominfo", _WAJIB,
     "informasi publik;layanan elektronik;statistik sektoral",
     "Informasi dan Komunikasi Publik;Aplikasi Informatika;Statistik Sektoral"),
    ("2.17", 1, "Dinas Koperasi, Usaha Kecil dan Menengah", "Diskop UKM", _WAJIB,
     "koperasi sehat;usaha mikro;akses permodalan",
     "Pengawasan dan Pemeriksaan Koperasi;Pemberdayaan Usaha Mikro;Pengembangan UMKM"),
    ("2.18", 1, "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "DPMPTSP", _WAJIB,
     "investasi;perizinan berusaha;pengaduan layanan",
     "Pengembangan Iklim Penanaman Modal;Pelayanan Penanaman Modal;Pengendalian Pelaksanaan Penanaman Modal"),
    ("2.19", 1, "Dinas Pemuda dan Olahraga", "Dispora", _WAJIB,
     "kepemudaan;prestasi olahraga;sarana olahraga",
     "Pengembangan Kapasitas Daya Saing Kepemudaan;Pengembangan Daya Saing Keolahragaan"),
    ("2.23", 1, "Dinas Perpustakaan dan Kearsipan", "Dispusip", _WAJIB,
     "literasi masyarakat;koleksi perpustakaan;arsip daerah",
     "Pembinaan Perpustakaan;Pengelolaan Arsip"),
    ("3.25", 1, "Dinas Perikanan", "Diskan", _PILIHAN,
     "perikanan tangkap;perikanan budi daya;pengolahan hasil ikan",
     "Pengelolaan Perikanan Tangkap;Pengelolaan Perikanan Budi Daya;Pengolahan dan Pemasaran Hasil Perikanan"),
    ("3.26", 1, "Dinas Pariwisata", "Dispar", _PILIHAN,
     "destinasi wisata;ekonomi kreatif;promosi wisata",
     "Peningkatan Daya Tarik Destinasi Pariwisata;Pemasaran Pariwisata;Pengembangan Ekonomi Kreatif"),
    ("3.27", 1, "Dinas Pertanian", "Distan", _PILIHAN,
     "tanaman pangan;peternakan;penyuluhan pertanian",
     "Penyediaan Sarana Pertanian;Penyediaan Prasarana Pertanian;Pengendalian Kesehatan Hewan;Penyuluhan Pertanian"),
    ("3.30", 1, "Dinas Perdagangan dan Perindustrian", "Disperindag", _PILIHAN,
     "pasar rakyat;metrologi legal;industri kecil",
     "Peningkatan Sarana Distribusi Perdagangan;Stabilisasi Harga Barang Kebutuhan Pokok;"
     "Perencanaan Pembangunan Industri"),
    ("4.01", 1, "Sekretariat Daerah", "Setda", _UNSUR,
     "kebijakan pemerintahan;produk hukum;pengadaan barang dan jasa",
     "Pemerintahan dan Kesejahteraan Rakyat;Perekonomian dan Pembangunan"),
    ("4.02", 1, "Sekretariat DPRD", "Setwan", _UNSUR,
     "persidangan;aspirasi masyarakat;fasilitasi fungsi DPRD",
     "Dukungan Pelaksanaan Tugas dan Fungsi DPRD"),
    ("5.01", 1, "Badan Perencanaan Pembangunan Daerah", "Bappeda", _UNSUR,
     "perencanaan daerah;pengendalian pembangunan;data pembangunan",
     "Perencanaan, Pengendalian dan Evaluasi Pembangunan Daerah;Koordinasi dan Sinkronisasi Perencanaan Pembangunan"),
    ("5.02", 1, "Badan Keuangan dan Aset Daerah", "BKAD", _UNSUR,
     "anggaran daerah;perbendaharaan;barang milik daerah",
     "Pengelolaan Keuangan Daerah;Pengelolaan Barang Milik Daerah"),
    ("5.02", 2, "Badan Pendapatan Daerah", "Bapenda", _UNSUR,
     "pajak daerah;retribusi;pendataan wajib pajak",
     "Pengelolaan Pendapatan Daerah"),
    ("5.03", 1, "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "BKPSDM", _UNSUR,
     "kepegawaian;kompetensi ASN;disiplin ASN",
     "Kepegawaian Daerah;Pengembangan Sumber Daya Manusia"),
    ("6.01", 1, "Inspektorat", "Inspektorat", _UNSUR,
     "pengawasan internal;tindak lanjut pemeriksaan;maturitas SPIP",
     "Penyelenggaraan Pengawasan;Perumusan Kebijakan Pendampingan dan Asistensi"),
    ("8.01", 1, "Badan Kesatuan Bangsa dan Politik", "Kesbangpol", _UNSUR,
     "wawasan kebangsaan;pendidikan politik;kerukunan umat",
     "Penguatan Ideologi Pancasila;Peningkatan Peran Partai Politik;Peningkatan Kewaspadaan Nasional"),
)  # fmt: skip
_TEMPAT: Final = (
    "Sukamaju", "Tanjung Harapan", "Air Jernih", "Muara Teduh", "Bukit Indah", "Padang Lestari", "Kota Lama",
    "Sungai Emas", "Pulau Rimbun", "Ujung Karang", "Simpang Tiga", "Lubuk Dalam", "Pasar Baru", "Kampung Melati",
    "Batu Putih", "Talang Jaya", "Sido Makmur", "Karang Anyar", "Mekar Sari", "Rawa Bening", "Gunung Sari",
    "Banjar Rejo", "Tebing Tinggi", "Pematang Panjang",
)  # fmt: skip
_ARAH: Final = ("Barat", "Timur", "Utara", "Selatan", "Tengah", "Hulu", "Hilir", "Lama", "Baru", "Raya")
_JENIS: Final = (
    (
        "1.02",
        "UPT Puskesmas",
        _DASAR,
        "kesehatan ibu dan anak;gizi masyarakat;kunjungan rumah",
        "Pemenuhan Upaya Kesehatan Masyarakat;Pemberdayaan Masyarakat Bidang Kesehatan",
    ),
    (
        "7.01",
        "Kelurahan",
        _WILAYAH,
        "pemberdayaan warga;ketertiban lingkungan;administrasi kelurahan",
        "Pemberdayaan Masyarakat Kelurahan;Ketenteraman dan Ketertiban Umum",
    ),
    (
        "1.01",
        "UPT Satuan Pendidikan",
        _DASAR,
        "pendidikan dasar;sarana sekolah;mutu pembelajaran",
        "Pengelolaan Pendidikan",
    ),
)


def _opd(bidang: str, ekor: str, nama: str, singkatan: str, rumpun: str, phrases: str, program: str) -> OpdContoh:
    a, b, c = phrases.split(";")
    return OpdContoh(f"{bidang}.0.00.0.00.{ekor}", nama, singkatan, rumpun, (a, b, c), tuple(program.split(";")))


def register_opd(jumlah: int) -> list[OpdContoh]:
    """The first `jumlah` OPD: the offices of the regency, then its kecamatan, then puskesmas, kelurahan and schools."""
    hasil = [_opd(b, f"{n:02d}", nama, s, r, f, p) for b, n, nama, s, r, f, p in _POKOK[:jumlah]]
    for n, tempat in enumerate(_TEMPAT[:14], 1):
        hasil.append(
            _opd(
                "7.01",
                f"{n:02d}",
                f"Kecamatan {tempat}",
                f"Kec. {tempat}",
                _WILAYAH,
                "pelayanan kecamatan;pemberdayaan desa;pembinaan pemerintahan desa",
                "Penyelenggaraan Pemerintahan dan Pelayanan Publik;Pemberdayaan Masyarakat Desa dan Kelurahan",
            )
        )
    return [*hasil, *islice(_unit_pelaksana(), max(0, jumlah - len(hasil)))][:jumlah]


def _unit_pelaksana() -> Iterator[OpdContoh]:
    places = [f"{tempat} {arah}".strip() for arah in ("", *_ARAH) for tempat in _TEMPAT]
    for putaran in count():
        for n, tempat in enumerate(places, 1):
            for bidang, jenis, rumpun, phrases, program in _JENIS:
                nama = f"{jenis} {tempat}" + (f" {putaran + 1}" if putaran else "")
                yield _opd(
                    bidang,
                    f"{(n - 1) % 14 + 1:02d}.{putaran * len(places) + n:04d}",
                    nama,
                    nama,
                    rumpun,
                    phrases,
                    program,
                )
