"""BRK: what is wrong with a file as a whole. Each rule words one kind of fact that reading or selection met."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kinerja_xl.deklarasi.catatan import Akibat, Rule, Tingkat, aturan
from kinerja_xl.tabel.bacaan import Kejadian, Peristiwa
from kinerja_xl.tabel.data import Data


def dari_kejadian(
    kode: str,
    tingkat: Tingkat,
    jenis: Peristiwa,
    nama: str,
    pesan: str,
    saran: str,
    sumber: str = "Panduan pengisian",
    akibat: Akibat | None = None,
) -> Rule:
    """Return the rule called `nama` that reports every fact of one kind at its place."""

    def check(data: Data) -> list[Kejadian]:
        return [satu for satu in data.kejadian if satu.jenis == jenis]

    check.__name__ = nama
    check.__doc__ = f"Every fact '{jenis}' met while reading or selecting."
    make: Callable[[Callable[..., object]], Rule] = aturan(
        kode, tingkat, "kejadian", pesan=pesan, saran=saran, sumber=sumber, akibat=akibat
    )
    return make(check)


K, P, I = Tingkat.KESALAHAN, Tingkat.PERINGATAN, Tingkat.INFORMASI

BERKAS: Final = (
    dari_kejadian(
        "BRK-01", K, Peristiwa.TIDAK_TERBACA, "berkas_tidak_terbaca",
        "Berkas tidak dapat dibaca: isinya rusak atau terpotong.",
        "Buka berkas di Excel, simpan ulang sebagai .xlsx, lalu kirim lagi.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-02", K, Peristiwa.BERSANDI, "berkas_bersandi",
        "Berkas dikunci dengan kata sandi sehingga tidak dapat dibaca.",
        "Hapus kata sandi (Berkas > Info > Proteksi), simpan, lalu kirim lagi.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-03", K, Peristiwa.BUKAN_BUKU_KERJA, "bukan_buku_kerja",
        "Berkas ini bukan buku kerja Excel walaupun namanya demikian; isinya {isi}.",
        "Buka berkas itu di Excel, pilih Simpan Sebagai, jenis Buku Kerja Excel (.xlsx), lalu kirim lagi.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-04", K, Peristiwa.KOSONG, "berkas_kosong",
        "Berkas kosong (0 bita).",
        "Kirim ulang berkas yang berisi; mungkin penyalinannya terputus.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-05", K, Peristiwa.TANPA_LEMBAR, "tanpa_lembar_dikenal",
        "Tidak ada lembar yang dikenal di berkas ini. Lembar yang ada: {nilai}.",
        "Pakai templat, atau ganti nama lembar sesuai templat (Profil, IKU, Renstra, Realisasi, Anggaran, dan seterusnya).",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-06", K, Peristiwa.TANPA_PROFIL, "profil_tidak_ada",
        "Lembar Profil tidak ada atau tidak terbaca sehingga OPD, tahun, dan periodenya tidak diketahui.",
        "Salin lembar Profil dari templat dan isi.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-07", K, Peristiwa.TERLALU_BESAR, "berkas_terlalu_besar",
        "Berkas melampaui batas yang dibaca ({batas}).",
        "Hapus baris, lembar, atau gambar yang tidak perlu; batasnya dapat diubah di lembar Kebijakan.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-08", I, Peristiwa.MAKRO, "makro_diabaikan",
        "Berkas memuat makro; makro diabaikan dan tidak dijalankan.",
        "Tidak perlu apa-apa. Templat tidak memerlukan makro.",
        akibat=Akibat.TAK_DIBACA,
    ),
    dari_kejadian(
        "BRK-09", P, Peristiwa.TAUTAN_LUAR, "tautan_luar",
        "Berkas memuat tautan ke berkas lain; dari rumus yang memakainya hanya angka terakhir yang tersimpan yang dibaca.",
        "Ganti tautan dengan nilainya (Data > Edit Tautan > Putuskan Tautan).",
    ),
    dari_kejadian(
        "BRK-10", I, Peristiwa.FORMAT_LAMA, "format_lama",
        "Berkas berformat lama atau biner (.xls atau .xlsb) yang keutuhannya tidak dapat dipastikan.",
        "Simpan sebagai .xlsx.",
    ),
    dari_kejadian(
        "BRK-11", K, Peristiwa.TAHUN_LAIN, "tahun_berbeda",
        "Berkas ini untuk tahun {nilai}, sedangkan yang diolah tahun {seharusnya}; berkas tidak ikut dihitung.",
        "Bila Tahun di Profil keliru, perbaiki; bila berkas ini memang untuk tahun lain, pindahkan dari folder ini.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-12", K, Peristiwa.PERIODE_LAIN, "periode_berbeda",
        "Berkas ini untuk periode {nilai}, sedangkan yang diolah {seharusnya}; berkas tidak ikut dihitung.",
        "Bila Periode di Profil keliru, perbaiki; bila berkas ini memang untuk periode lain, pindahkan dari folder ini.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-13", K, Peristiwa.KABUPATEN_LAIN, "kabupaten_berbeda",
        "Berkas ini dari {nilai}, bukan {seharusnya}; berkas tidak ikut dihitung.",
        "Perbaiki Kabupaten/Kota di Profil, atau keluarkan berkas dari folder.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-14", K, Peristiwa.OPD_ASING, "opd_tidak_terdaftar",
        "Kode OPD {nilai} tidak ada di daftar OPD Referensi; berkas tidak ikut dihitung. {mirip}",
        "Cocokkan Kode OPD dengan lembar OPD pada Referensi, atau tambahkan OPD itu ke Referensi.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-15", I, Peristiwa.TANPA_META, "templat_tanpa_meta",
        "Berkas tidak dibuat dari templat (lembar _meta tidak ada); susunannya dikenali dari judul kolom.",
        "Untuk kiriman berikutnya pakailah templat.",
    ),
    dari_kejadian(
        "BRK-16", I, Peristiwa.VERSI_LAIN, "templat_versi_lain",
        "Berkas dibuat dari templat versi {nilai}; versi sekarang {seharusnya}.",
        "Untuk kiriman berikutnya pakailah templat terbaru.",
    ),
    dari_kejadian(
        "BRK-17", I, Peristiwa.DIGANTI_REVISI, "lembar_diganti_revisi",
        "Lembar {judul} di berkas ini digantikan oleh {pengganti} pada {lain}.",
        "Tidak perlu apa-apa bila memang sudah direvisi.",
        akibat=Akibat.LEMBAR,
    ),
    dari_kejadian(
        "BRK-18", K, Peristiwa.LEMBAR_GANDA, "lembar_ganda",
        "Lembar {judul} dikirim lebih dari sekali untuk OPD ini, juga pada {lain}; tidak satu pun dipakai.",
        "Sisakan satu berkas, atau naikkan isian Revisi ke- di Profil berkas yang benar.",
        akibat=Akibat.LEMBAR,
    ),
    dari_kejadian(
        "BRK-19", P, Peristiwa.BERKAS_SAMA, "berkas_sama_persis",
        "Isi berkas ini sama persis dengan {lain}; dihitung satu kali.",
        "Hapus salah satu.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-20", I, Peristiwa.PERENCANAAN_LAIN, "perencanaan_tahun_lain",
        "Berkas perencanaan ini bertahun {nilai}; tetap dipakai untuk {seharusnya} karena masih dalam masa Renstra.",
        "Tidak perlu apa-apa bila IKU dan Renstra belum berubah.",
    ),
    dari_kejadian(
        "BRK-21", K, Peristiwa.GALAT_PROGRAM, "galat_program",
        "Program gagal membaca berkas ini; ini kesalahan program, bukan kesalahan pengisian.",
        "Laporkan kepada pengelola program dengan menyertakan galat_program.log.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-23", K, Peristiwa.TIDAK_DAPAT_DIBUKA, "berkas_tidak_dapat_dibuka",
        "Berkas tidak dapat dibuka: {alasan}.",
        "Tutup berkas itu di program lain dan periksa izinnya, lalu jalankan lagi.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-24", K, Peristiwa.TIDAK_WAJAR, "susunan_tidak_wajar",
        "Berkas tidak dibaca karena susunannya tidak wajar bagi buku kerja: {alasan}.",
        "Tanyakan asal berkas kepada pengirimnya. Bila memang buatannya, simpan ulang di Excel sebagai .xlsx, lalu kirim lagi.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-25", K, Peristiwa.PEMBACA_BERHENTI, "pembacaan_dihentikan",
        "Berkas tidak selesai dibaca: {alasan}.",
        "Buka berkas di Excel, simpan ulang sebagai .xlsx, lalu kirim lagi.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "BRK-26", P, Peristiwa.ISI_AKTIF, "isi_aktif_diabaikan",
        "Berkas memuat {nilai}, yang dapat menjalankan program lain; semuanya diabaikan dan tidak dijalankan.",
        "Hapus bila tidak diperlukan. Templat tidak memerlukannya.",
        akibat=Akibat.TAK_DIBACA,
    ),
    dari_kejadian(
        "BRK-27", P, Peristiwa.SEL_JAUH, "sel_jauh_di_luar_tabel",
        "Sel {sel} terisi jauh di luar tabel; isinya tidak dibaca.",
        "Hapus baris atau kolom kosong yang tersisa di luar tabel.",
        akibat=Akibat.TAK_DIBACA,
    ),
    dari_kejadian(
        "BRK-28", P, Peristiwa.GABUNGAN_BANYAK, "sel_gabungan_terlalu_banyak",
        "Lembar ini memuat {jumlah} sel gabungan; isi sel gabungan hanya dibaca untuk sel pertamanya.",
        "Pisahkan sel gabungan di tabel dan isi setiap baris.",
        akibat=Akibat.TAK_DIBACA,
    ),
    dari_kejadian(
        "BRK-29", K, Peristiwa.TAHUN_LUAR_MASA, "tahun_di_luar_masa_renstra",
        "Tahun {nilai} berada di luar masa Renstra {awal}-{akhir} menurut Profil. {petunjuk}",
        "Perbaiki Tahun, atau Tahun Awal dan Tahun Akhir Renstra bila itu yang keliru.",
        akibat=Akibat.TETAP,
    ),
    dari_kejadian(
        "BRK-30", P, Peristiwa.TAHUN_BEDA_TEMPLAT, "tahun_berbeda_dari_templat",
        "Tahun {nilai}, sedangkan berkas ini dibuat dari templat tahun {templat}.",
        "Periksa Tahun; bila memang {nilai}, untuk kiriman berikutnya pakailah templat tahun itu.",
    ),
)  # fmt: skip
