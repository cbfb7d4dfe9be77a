"""One whole submission: Profil, the other sheets, and how they are spread over workbooks."""

from __future__ import annotations

import datetime
from decimal import Decimal
from random import Random
from typing import Final

from kinerja_xl.compute.skm import grade, skm_bands
from kinerja_xl.contoh.anggaran import baris_anggaran, baris_belanja, hitung_ulang
from kinerja_xl.contoh.angka import bulat
from kinerja_xl.contoh.daftar import OpdContoh
from kinerja_xl.contoh.indikator import baris_iku, baris_realisasi, baris_renstra, susun_indikator
from kinerja_xl.contoh.model import (
    KABUPATEN,
    TAHUN,
    TAHUN_AKHIR,
    TAHUN_AWAL,
    Baris,
    Berkas,
    Kiriman,
    Lembar,
    lembar_baru,
)
from kinerja_xl.contoh.taraf import antara, taraf_opd
from kinerja_xl.deklarasi.pilihan import VERSI_ANGGARAN
from kinerja_xl.tabel.referensi import Referensi

BATAS_WAKTU: Final = datetime.date(TAHUN + 1, 1, 31)
_AKIP: Final = (
    ("Perencanaan Kinerja", 30),
    ("Pengukuran Kinerja", 30),
    ("Pelaporan Kinerja", 15),
    ("Evaluasi Akuntabilitas Kinerja Internal", 25),
)
_PENDIDIKAN: Final = ("SLTA", "D3", "S1", "S2")
_PEKERJAAN: Final = ("ASN", "Wiraswasta", "Petani", "Pelajar", "Karyawan Swasta")


def baris_profil(opd: OpdContoh, nomor: int, versi: str) -> Baris:
    """The labels of the sheet Profil; no person is named."""
    return {
        "kabupaten": KABUPATEN,
        "kode_opd": opd.kode,
        "nama_opd": opd.nama,
        "tahun": TAHUN,
        "periode": "Tahunan",
        "tahun_awal_renstra": TAHUN_AWAL,
        "tahun_akhir_renstra": TAHUN_AKHIR,
        "versi_anggaran": versi,
        "basis_realisasi": "SP2D" if nomor % 2 else "SPJ",
        "realisasi_triwulan": "Per Triwulan",
        "jabatan": f"Kepala {opd.singkatan}",
        "penyusun": "Subbagian Perencanaan",
        "tanggal_pengisian": datetime.date(TAHUN + 1, 1, 8 + nomor % 20),
        "revisi": 0,
    }


def _skm(acak: Random, opd: OpdContoh, kinerja: float) -> tuple[list[Baris], Decimal]:
    """Answers of two services, and the mean of their two indexes (about 70 to 86) rounded to 2 decimals."""
    hasil: list[Baris] = []
    puas = antara((kinerja - 0.55) / 0.6, 0, 1)
    bobot = (28 - 25 * puas, 62, 10 + 38 * puas)
    indeks: list[Decimal] = []
    for bidang in opd.bidang[:2]:
        responden = acak.randint(30, 60)
        kuesioner = [acak.choices((2, 3, 4), bobot, k=9) for _ in range(responden)]
        _jauhkan(kuesioner)
        for no, jawaban in enumerate(kuesioner, 1):
            hasil.append(
                {
                    "layanan": f"Layanan {bidang}",
                    "no": no,
                    "jenis_kelamin": acak.choice(("Laki-laki", "Perempuan")),
                    "usia": acak.randint(18, 64),
                    "pendidikan": acak.choice(_PENDIDIKAN),
                    "pekerjaan": acak.choice(_PEKERJAAN),
                    **{f"u{n}": jawab for n, jawab in enumerate(jawaban, 1)},
                }
            )
        indeks.append(_indeks(kuesioner))
    return hasil, bulat(sum(indeks, Decimal(0)) / 2)


def _indeks(kuesioner: list[list[int]]) -> Decimal:
    return Decimal(sum(map(sum, kuesioner))) / len(kuesioner) / 9 * 25


def _jauhkan(kuesioner: list[list[int]]) -> None:
    """Raise answers one by one until no other weight and no single lost answer would change the grade."""
    bands = skm_bands(Referensi())
    for jawaban in kuesioner:
        for n, satu in enumerate(jawaban):
            indeks = _indeks(kuesioner)
            if grade(indeks + 1, bands) == grade(indeks * Decimal("0.98"), bands):
                return
            jawaban[n] = min(satu + 1, 4)


def _akip(acak: Random, kinerja: float) -> tuple[list[Baris], tuple[int, int]]:
    """Four components with their total, and that total in hundredths, this year's and last year's."""
    hasil: list[Baris] = []
    jumlah = lalu = 0
    pusat = round(antara(acak.gauss(28 + 48 * kinerja, 2.5), 53, 82))
    for komponen, bobot in _AKIP:
        nilai = bobot * acak.randint(pusat - 5, pusat + 5)
        tahun_lalu = nilai - bobot * acak.randint(-1, 6)
        jumlah, lalu = jumlah + nilai, lalu + tahun_lalu
        hasil.append({"komponen": komponen, "bobot": bobot, "nilai_tahun_lalu": tahun_lalu / 100, "nilai": nilai / 100})
    hasil.append({"komponen": "Jumlah", "bobot": 100, "nilai_tahun_lalu": lalu / 100, "nilai": jumlah / 100})
    return hasil, (jumlah, lalu)


def _cascading(opd: OpdContoh, iku: list[Baris], anggaran: list[Baris]) -> list[Baris]:
    """From the RPJMD goal down to the sub kegiatan, one parent each."""

    def simpul(kode: str, induk: str | None, tingkat: str, uraian: str, indikator: str, siapa: str) -> Baris:
        return {
            "kode": kode,
            "induk": induk,
            "tingkat": tingkat,
            "uraian": uraian,
            "indikator": indikator,
            "penanggung_jawab": siapa,
        }

    kepala = f"Kepala {opd.singkatan}"
    hasil = [
        simpul(
            "T1",
            None,
            "Tujuan RPJMD",
            "Mewujudkan tata kelola pemerintahan yang baik",
            "Indeks Reformasi Birokrasi",
            "Bupati",
        ),
        simpul(
            "T1.S1",
            "T1",
            "Sasaran RPJMD",
            "Meningkatnya kualitas pelayanan publik",
            "Indeks Pelayanan Publik",
            "Bupati",
        ),
        simpul("PD.T1", "T1.S1", "Tujuan PD", iku[0]["tujuan"], iku[0]["indikator_tujuan"], kepala),
    ]
    sasaran = list(dict.fromkeys(b["sasaran"] for b in iku))
    for n, teks in enumerate(sasaran, 1):
        pertama = next(b for b in iku if b["sasaran"] == teks)
        hasil.append(simpul(f"PD.S{n}", "PD.T1", "Sasaran PD", teks, pertama["indikator"], kepala))
    program = 0
    for b in anggaran:
        if b["_tingkat"] == 0:
            continue
        tingkat = ("Program", "Kegiatan", "Sub Kegiatan")[b["_tingkat"] - 1]
        if b["_tingkat"] == 1:
            induk = f"PD.S{program % len(sasaran) + 1}"
            program += 1
        else:
            induk = b["kode"].rpartition(".")[0]
            induk = induk.rpartition(".")[0] if b["_tingkat"] == 2 else induk
        hasil.append(
            simpul(b["kode"], induk, tingkat, b["uraian"], b["indikator"], b.get("penanggung_jawab") or kepala)
        )
    return hasil


def _berkas(opd: OpdContoh, nomor: int, lembar: dict[str, Lembar]) -> list[Berkas]:
    """One complete workbook; every fourth OPD sends one per kind, some of them in a folder of their own."""
    dasar = f"{opd.kode}_{opd.nama}"
    if nomor % 4 != 3:
        return [Berkas(f"{dasar}.xlsx", "lengkap", lembar)]
    awalan = f"{dasar}/" if nomor % 8 == 7 else ""
    bagian: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("perencanaan", "iku", ("iku", "renstra", "cascading")),
        ("realisasi", "realisasi", ("realisasi", "skm", "akip")),
        ("anggaran", "anggaran", ("anggaran", "belanja")),
    )
    if nomor % 8 == 3:
        bagian = (("kinerja", "lengkap", bagian[0][2] + bagian[1][2]), bagian[2])
    return [
        Berkas(
            f"{awalan}{dasar}_{nama}.xlsx",
            jenis,
            {"profil": salin_profil(lembar["profil"]), **{n: lembar[n] for n in isi}},
        )
        for nama, jenis, isi in bagian
    ]


def salin_profil(profil: Lembar, **lain: object) -> Lembar:
    """A copy of a Profil with some labels changed."""
    return lembar_baru("profil", [profil.baris[0] | lain])


def susun_kiriman(benih: int, opd: OpdContoh, nomor: int) -> Kiriman:
    """The faultless submission of one OPD: the same for the same `benih` and OPD."""
    acak = Random(f"{benih}/{opd.kode}")
    versi = VERSI_ANGGARAN[(0, 2, 2, 1, 2)[nomor % 5]]
    taraf = taraf_opd(benih, nomor)
    skm, ikm = _skm(acak, opd, taraf.kinerja)
    akip, nilai_akip = _akip(acak, taraf.kinerja)
    indikator = susun_indikator(acak, opd, nomor, taraf.kinerja, ikm, nilai_akip)
    iku = baris_iku(opd, indikator)
    anggaran = baris_anggaran(acak, opd, nomor, versi, taraf, [b["kode"] for b in iku])
    isi = {
        "profil": [baris_profil(opd, nomor, versi)],
        "iku": iku,
        "renstra": baris_renstra(indikator),
        "realisasi": baris_realisasi(acak, opd, indikator),
        "anggaran": anggaran,
        "belanja": baris_belanja(acak, anggaran, taraf.kinerja if nomor % 6 == 1 else None),
        "skm": skm,
        "akip": akip,
        "cascading": _cascading(opd, iku, anggaran),
    }
    lembar = {nama: lembar_baru(nama, baris) for nama, baris in isi.items()}
    kiriman = Kiriman(opd.kode, opd.nama, versi, _berkas(opd, nomor, lembar))
    hitung_ulang(kiriman)
    return kiriman
