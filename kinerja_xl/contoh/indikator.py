"""Indicators of one invented OPD: rows of IKU, Renstra and Realisasi that agree with one another."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from kinerja_xl.contoh import bentuk, bentuk_kata
from kinerja_xl.contoh.angka import Indikator, bulat, kategori, teks_angka
from kinerja_xl.contoh.bentuk import INI
from kinerja_xl.contoh.daftar import OpdContoh
from kinerja_xl.contoh.model import TAHUN_AWAL, Baris, Persen, Rujuk
from kinerja_xl.contoh.taraf import capaian_lain, capaian_pokok


def susun_indikator(
    acak: Random, opd: OpdContoh, nomor: int, kinerja: float, ikm: Decimal, akip: tuple[int, int]
) -> list[Indikator]:
    """The 12 to 14 indicators of one OPD; every way of writing a value occurs in each run of four OPD.

    `akip` is the total of the sheet AKIP in hundredths, this year's and last year's.
    """
    a, b, c = opd.bidang
    pokok = capaian_pokok(acak, kinerja)

    def lain() -> float:
        return capaian_lain(acak, kinerja)

    tetap = [
        bentuk.ikm(acak, pokok[0], ikm),
        bentuk_kata.akip(acak, pokok[1], *akip),
        bentuk.seri(acak, pokok[2], f"Persentase layanan {a} sesuai standar", "%", "persen", bentuk.angka),
        bentuk.seri(acak, pokok[3], f"Persentase cakupan {b}", "%", "persen_teks", lambda x: teks_angka(x) + "%"),
        bentuk.seri(acak, pokok[4], f"Persentase kualitas {c}", "%", "persen_format", lambda x: Persen(x / 100)),
        bentuk.seri(acak, pokok[5], f"Indeks kinerja {a}", "indeks", "angka", bentuk.angka),
        bentuk.seri(acak, pokok[6], f"Angka permasalahan {b}", "per seribu", "minimal", bentuk.angka, turun=True),
        bentuk.jumlah(acak, lain(), f"Jumlah dokumen {c} yang disusun", "dokumen", lambda x: x, "jumlah"),
        bentuk.tahunan(acak, lain(), f"Skor tata kelola {b}", "skor", nomor % 3 == 0),
    ]
    pilihan: list[Callable[[float], Indikator]] = [
        lambda x: bentuk.kumulatif(acak, x, f"Jumlah sasaran {a} terlayani", "orang"),
        lambda x: bentuk.rata(acak, x, f"Rata-rata mutu layanan {c}", "indeks"),
        lambda x: bentuk_kata.stabil(acak, x, f"Laju perubahan biaya {a}"),
        lambda x: bentuk_kata.gabungan(acak, x, f"Rancangan produk hukum {b}"),
        lambda x: bentuk.batas(acak, x, f"Indeks inovasi {c}"),
        # Larger numbers than those of the other count, so that two rows are never the same.
        lambda x: bentuk.jumlah(
            acak, x, f"Jumlah laporan pembinaan {a}", "laporan", lambda n: f"{n} laporan", "jumlah_satuan", mulai=26
        ),
        lambda x: bentuk_kata.rentang(acak, x, f"Indeks ketahanan {b}"),
        lambda x: bentuk.batas_tetap(acak, x, f"Persentase pengaduan {a} ditindaklanjuti"),
        lambda x: bentuk_kata.rasio(acak, x, f"Rasio petugas terhadap sasaran {b}"),
        lambda x: bentuk_kata.waktu(acak, x, f"Waktu tunggu layanan {c}"),
        bentuk_kata.spbe,
        lambda _: bentuk_kata.temuan(),
        lambda _: bentuk_kata.kualitatif(),
        bentuk_kata.opini,
    ]
    dari = nomor * 4
    banyak = 3 + nomor % 3
    return [*tetap, *(pilihan[(dari + n) % len(pilihan)](lain()) for n in range(banyak))]


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
        baris["target_pk"] = satu.target[INI]
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
