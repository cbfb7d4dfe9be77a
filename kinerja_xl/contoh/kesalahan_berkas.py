"""Planted mistakes about whole files and the form of sheets. Each function alters a Kiriman and returns what it causes.

An empty list means that the mistake doesn't fit this submission, which is then unchanged. Extra workbooks mostly hold
the sheet AKIP or Belanja, which no other sheet depends on.
"""

from __future__ import annotations

import datetime
from typing import Final

from kinerja_xl.contoh.kiriman import BATAS_WAKTU, salin_profil
from kinerja_xl.contoh.model import TAHUN, Berkas, Kiriman, Salah, lembar_baru

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _tambah(k: Kiriman, ekor: str, nama: str = "akip", **profil: object) -> Berkas:
    """An extra workbook of the OPD with a Profil and a changed copy of one of its sheets."""
    asli = k.lembar(nama)
    baris = [dict(b) for b in asli.baris]
    if nama == "akip":
        # The total stays: an indicator tells it too.
        baris[0]["nilai"] = round(baris[0]["nilai"] - 0.3, 2)
        baris[1]["nilai"] = round(baris[1]["nilai"] + 0.3, 2)
    isi = {"profil": salin_profil(k.lembar("profil"), **profil), nama: lembar_baru(nama, baris)}
    berkas = Berkas(f"{k.kode}_{ekor}.xlsx", nama, isi)
    k.berkas.append(berkas)
    return berkas


def _mentah(k: Kiriman, nama: str, data: bytes, kode: str) -> list[Salah]:
    k.berkas.append(Berkas(nama, "", mentah=data))
    return [Salah(nama, "", "", kode)]


def berkas_kosong(k: Kiriman) -> list[Salah]:
    """BRK-04: an extra file of no bytes beside the good one."""
    return _mentah(k, f"{k.kode}_kiriman ulang.xlsx", b"", "BRK-04")


def html_bernama_xls(k: Kiriman) -> list[Salah]:
    """BRK-03: a web page exported under the name of a workbook."""
    return _mentah(
        k, f"{k.kode}_ekspor.xls", b"<html><body><table><tr><td>Laporan</td></tr></table></body></html>\n", "BRK-03"
    )


def berkas_terpotong(k: Kiriman) -> list[Salah]:
    """BRK-01: an extra workbook that was cut off on its way."""
    berkas = _tambah(k, "terpotong")
    berkas.potong = True
    return [Salah(berkas.nama, "", "", "BRK-01")]


def berkas_bersandi(k: Kiriman) -> list[Salah]:
    """BRK-02: an extra file in the container that Excel uses for password-protected workbooks."""
    isi = _OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480)
    return _mentah(k, f"{k.kode}_bersandi.xlsx", isi, "BRK-02")


def tanpa_lembar_dikenal(k: Kiriman) -> list[Salah]:
    """BRK-05 and STR-20: an extra workbook whose only sheet is a note."""
    nama = f"{k.kode}_catatan rapat.xlsx"
    k.berkas.append(Berkas(nama, "lengkap", asing={"Lembar Kerja": [["Hasil rapat"], ["Data menyusul"]]}))
    return [Salah(nama, "", "", "BRK-05"), Salah(nama, "Lembar Kerja", "", "STR-20")]


def profil_tidak_ada(k: Kiriman) -> list[Salah]:
    """BRK-06: an extra workbook with AKIP but without Profil."""
    berkas = _tambah(k, "tanpa profil")
    del berkas.lembar["profil"]
    return [Salah(berkas.nama, "", "", "BRK-06")]


def _profil_asing(k: Kiriman, ekor: str, kolom: str, nilai: object, kode: str) -> list[Salah]:
    berkas = _tambah(k, ekor)
    berkas.lembar["profil"].baris[0][kolom] = nilai
    return [Salah(berkas.nama, "Profil", berkas.lembar["profil"].sel(0, kolom), kode)]


def tahun_berbeda(k: Kiriman) -> list[Salah]:
    """BRK-11: last year's workbook in the same folder."""
    return _profil_asing(k, str(TAHUN - 1), "tahun", TAHUN - 1, "BRK-11")


def periode_berbeda(k: Kiriman) -> list[Salah]:
    """BRK-12: a workbook of TW II in the folder of the year."""
    return _profil_asing(k, "TW II", "periode", "TW II", "BRK-12")


def kabupaten_berbeda(k: Kiriman) -> list[Salah]:
    """BRK-13: a workbook of another regency."""
    return _profil_asing(k, "kabupaten lain", "kabupaten", "Nusa Kecil", "BRK-13")


def opd_tidak_terdaftar(k: Kiriman) -> list[Salah]:
    """BRK-14: an OPD code that the register doesn't hold."""
    return _profil_asing(k, "unit baru", "kode_opd", "9.99.0.00.0.00.99", "BRK-14")


def lembar_ganda(k: Kiriman) -> list[Salah]:
    """BRK-18, at both: AKIP in two workbooks of the same revision."""
    asli = k.salah_lembar("akip", "BRK-18")
    return [asli, Salah(_tambah(k, "AKIP baru").nama, "AKIP", "", "BRK-18")]


def lembar_diganti_revisi(k: Kiriman) -> list[Salah]:
    """BRK-17: AKIP again with Revisi 1, so that the first one is replaced."""
    asli = k.salah_lembar("akip", "BRK-17")
    _tambah(k, "AKIP revisi 1", revisi=1)
    return [asli]


def berkas_sama_persis(k: Kiriman) -> list[Salah]:
    """BRK-19: a workbook copied under a name that sorts after the original."""
    asal = k.berkas[0]
    nama = f"Salinan {k.kode}.xlsx"
    k.berkas.append(Berkas(nama, asal.jenis, salin_dari=asal.nama))
    return [Salah(nama, "", "", "BRK-19")]


def templat_tanpa_meta(k: Kiriman) -> list[Salah]:
    """BRK-15: the workbook wasn't made from a template."""
    k.berkas[0].meta = False
    return [Salah(k.berkas[0].nama, "", "", "BRK-15")]


def templat_versi_lain(k: Kiriman) -> list[Salah]:
    """BRK-16: the workbook was made from an older template."""
    k.berkas[0].versi = "0"
    return [Salah(k.berkas[0].nama, "", "", "BRK-16")]


def lembar_tidak_dikenal(k: Kiriman) -> list[Salah]:
    """STR-20: the officer's own sheet in the workbook."""
    k.berkas[0].asing["Hitungan Bantu"] = [["Catatan sementara", 12.5], ["Jumlah", 40]]
    return [Salah(k.berkas[0].nama, "Hitungan Bantu", "", "STR-20")]


def lembar_tersembunyi(k: Kiriman) -> list[Salah]:
    """STR-13: AKIP is hidden but filled in."""
    k.lembar("akip").tersembunyi = True
    return [k.salah_lembar("akip", "STR-13")]


def validasi_hilang(k: Kiriman) -> list[Salah]:
    """STR-14: the drop-downs of Cascading were removed."""
    k.lembar("cascading").validasi = False
    return [k.salah_lembar("cascading", "STR-14")]


def lembar_tanpa_baris(k: Kiriman) -> list[Salah]:
    """STR-18: AKIP has its headings and nothing below, in a workbook that wasn't made from a template."""
    berkas, lembar = k.cari("akip")
    lembar.baris.clear()
    berkas.meta = False
    return [k.salah_lembar("akip", "STR-18"), Salah(berkas.nama, "", "", "BRK-15")]


def kolom_wajib_hilang(k: Kiriman) -> list[Salah]:
    """STR-02: AKIP without the column Bobot."""
    lembar = k.lembar("akip")
    lembar.kolom = [c for c in lembar.kolom if c.name != "bobot"]
    return [k.salah_lembar("akip", "STR-02")]


def kolom_tidak_dikenal(k: Kiriman) -> list[Salah]:
    """STR-03: an extra column in AKIP, reported at its heading."""
    lembar = k.lembar("akip")
    lembar.tambahan.append(("Keterangan Tim", ["Lihat laporan hasil evaluasi"]))
    berkas = k.cari("akip")[0]
    return [Salah(berkas.nama, "AKIP", lembar.sel_judul(len(lembar.kolom)), "STR-03")]


def kolom_ganda(k: Kiriman) -> list[Salah]:
    """STR-04: the heading Nilai twice in AKIP, reported at the second."""
    lembar = k.lembar("akip")
    lembar.tambahan.append(("Nilai", [b["nilai"] for b in lembar.baris]))
    berkas = k.cari("akip")[0]
    return [Salah(berkas.nama, "AKIP", lembar.sel_judul(len(lembar.kolom)), "STR-04")]


def judul_tidak_ditemukan(k: Kiriman) -> list[Salah]:
    """STR-05: the headings of AKIP were overwritten with letters."""
    lembar = k.lembar("akip")
    lembar.judul = {c.name: f"({chr(97 + n)})" for n, c in enumerate(lembar.kolom)}
    return [k.salah_lembar("akip", "STR-05")]


def baris_tersembunyi(k: Kiriman) -> list[Salah]:
    """STR-12: a hidden row of Cascading, reported at its first cell."""
    lembar = k.lembar("cascading")
    n = len(lembar.baris) - 2
    lembar.baris_tersembunyi.add(n)
    return [k.salah("cascading", n, "kode", "STR-12")]


def sel_digabung(k: Kiriman) -> list[Salah]:
    """STR-16: Alasan Pemilihan merged over two rows of IKU (not a required column, so nothing is missing)."""
    lembar = k.lembar("iku")
    lembar.gabungan.append((3, 4, "alasan"))
    return [k.salah("iku", 3, "alasan", "STR-16")]


def tahun_di_luar_renstra(k: Kiriman) -> list[Salah]:
    """STR-17: a target column of the year after the Renstra, reported at its heading."""
    lembar = k.lembar("renstra")
    tahun = k.lembar("profil").baris[0]["tahun_akhir_renstra"] + 1
    lembar.tambahan.append((f"Target {tahun}", [b["target_akhir"] for b in lembar.baris]))
    berkas = k.cari("renstra")[0]
    return [Salah(berkas.nama, "Renstra", lembar.sel_judul(len(lembar.kolom)), "STR-17")]


def lembar_pokok_tidak_ada(k: Kiriman) -> list[Salah]:
    """STR-01, at the first code of Realisasi: an OPD with one workbook per kind hasn't sent the planning one."""
    berkas, _ = k.cari("iku")
    if "realisasi" in berkas.lembar:
        return []
    k.berkas.remove(berkas)
    return [k.salah("realisasi", 0, "kode", "STR-01")]


def perencanaan_tahun_lain(k: Kiriman) -> list[Salah]:
    """BRK-20: the planning workbook is the one of last year, still within the Renstra."""
    berkas, _ = k.cari("iku")
    if "realisasi" in berkas.lembar:
        return []
    berkas.lembar["profil"].baris[0]["tahun"] = TAHUN - 1
    return [Salah(berkas.nama, "Profil", berkas.lembar["profil"].sel(0, "tahun"), "BRK-20")]


def nama_opd_berbeda(k: Kiriman) -> list[Salah]:
    """LTS-03: the name in Profil isn't the register's."""
    berkas = k.berkas[-1]
    berkas.lembar["profil"].baris[0]["nama_opd"] = f"{k.nama} dan Umum"
    return [Salah(berkas.nama, "Profil", berkas.lembar["profil"].sel(0, "nama_opd"), "LTS-03")]


def opd_terlambat(k: Kiriman) -> list[Salah]:
    """LTS-02: the date of filling in is after the deadline."""
    if len(k.berkas) > 1:
        return []
    k.lembar("profil").baris[0]["tanggal_pengisian"] = BATAS_WAKTU + datetime.timedelta(days=9)
    return [k.salah("profil", 0, "tanggal_pengisian", "LTS-02")]


def tanggal_tidak_terbaca(k: Kiriman) -> list[Salah]:
    """ISI-14: the date of filling in is a phrase."""
    if len(k.berkas) > 1:
        return []
    k.lembar("profil").baris[0]["tanggal_pengisian"] = "akhir Januari"
    return [k.salah("profil", 0, "tanggal_pengisian", "ISI-14")]


BERKAS: Final = (
    (berkas_kosong, "berkas"),
    (lembar_ganda, "akip berkas"),
    (tahun_berbeda, "berkas"),
    (html_bernama_xls, "berkas"),
    (opd_tidak_terdaftar, "berkas"),
    (periode_berbeda, "berkas"),
    (lembar_diganti_revisi, "akip berkas"),
    (opd_terlambat, "profil"),
    (kolom_tidak_dikenal, "akip"),
    (berkas_terpotong, "berkas"),
    (profil_tidak_ada, "berkas"),
    (baris_tersembunyi, "cascading"),
    (kolom_wajib_hilang, "akip"),
    (berkas_sama_persis, "semua"),
    (lembar_tersembunyi, "akip"),
    (nama_opd_berbeda, "profil berkas"),
    (tahun_di_luar_renstra, "renstra"),
    (sel_digabung, "iku"),
    (validasi_hilang, "cascading"),
    (templat_tanpa_meta, "berkas cascading"),
    (berkas_bersandi, "berkas"),
    (kabupaten_berbeda, "berkas"),
    (tanpa_lembar_dikenal, "berkas"),
    (lembar_tidak_dikenal, "berkas"),
    (kolom_ganda, "akip"),
    (judul_tidak_ditemukan, "akip"),
    (lembar_tanpa_baris, "akip"),
    (templat_versi_lain, "berkas"),
    (lembar_pokok_tidak_ada, "iku renstra realisasi cascading anggaran profil berkas"),
    (tanggal_tidak_terbaca, "profil"),
    (perencanaan_tahun_lain, "profil berkas"),
)
