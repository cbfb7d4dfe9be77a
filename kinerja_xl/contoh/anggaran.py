"""Budget of one invented OPD: rows of Anggaran (program, kegiatan, sub kegiatan) and Belanja whose sums agree."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any, Final

from kinerja_xl.contoh.angka import bulat
from kinerja_xl.contoh.daftar import OpdContoh
from kinerja_xl.contoh.model import Baris, Kiriman
from kinerja_xl.contoh.taraf import Taraf, antara, bagi_utuh, capaian_lain, capaian_lalu

PAGU: Final = {"Murni": "pagu_murni_rp", "Pergeseran": "pagu_pergeseran_rp", "Perubahan": "pagu_perubahan_rp"}
KAS: Final = tuple(f"kas_tw{n}_rp" for n in range(1, 5))
TW_RP: Final = tuple(f"realisasi_tw{n}_rp" for n in range(1, 5))
TW_K: Final = tuple(f"realisasi_tw{n}_k" for n in range(1, 5))
UANG: Final = (
    "target_renstra_rp",
    "realisasi_lalu_rp",
    "pagu_renja_rp",
    *PAGU.values(),
    *KAS,
    *TW_RP,
    "realisasi_tahun_rp",
)

# Source: Permendagri 90/2019 (program 01, the supporting programme that every OPD has).
_PENUNJANG: Final = (
    (
        "01",
        "Perencanaan, Penganggaran, dan Evaluasi Kinerja Perangkat Daerah",
        "Penyusunan Dokumen Perencanaan Perangkat Daerah;Koordinasi dan Penyusunan Dokumen RKA-SKPD;"
        "Koordinasi dan Penyusunan Laporan Capaian Kinerja;Evaluasi Kinerja Perangkat Daerah",
    ),
    (
        "02",
        "Administrasi Keuangan Perangkat Daerah",
        "Penyediaan Gaji dan Tunjangan ASN;Pelaksanaan Penatausahaan dan Verifikasi Keuangan SKPD;"
        "Koordinasi dan Penyusunan Laporan Keuangan Akhir Tahun SKPD",
    ),
    (
        "05",
        "Administrasi Kepegawaian Perangkat Daerah",
        "Pengadaan Pakaian Dinas Beserta Atribut Kelengkapannya;"
        "Pendidikan dan Pelatihan Pegawai;Bimbingan Teknis Implementasi Peraturan",
    ),
    (
        "06",
        "Administrasi Umum Perangkat Daerah",
        "Penyediaan Komponen Instalasi Listrik;"
        "Penyediaan Peralatan dan Perlengkapan Kantor;Penyediaan Bahan Logistik Kantor;"
        "Penyediaan Barang Cetakan dan Penggandaan;Fasilitasi Kunjungan Tamu;"
        "Penyelenggaraan Rapat Koordinasi dan Konsultasi SKPD",
    ),
    (
        "07",
        "Pengadaan Barang Milik Daerah Penunjang Urusan Pemerintah Daerah",
        "Pengadaan Mebel;Pengadaan Peralatan dan Mesin Lainnya;Pengadaan Sarana dan Prasarana Gedung Kantor",
    ),
    (
        "08",
        "Penyediaan Jasa Penunjang Urusan Pemerintahan Daerah",
        "Penyediaan Jasa Surat Menyurat;"
        "Penyediaan Jasa Komunikasi, Sumber Daya Air dan Listrik;Penyediaan Jasa Pelayanan Umum Kantor",
    ),
    (
        "09",
        "Pemeliharaan Barang Milik Daerah Penunjang Urusan Pemerintahan Daerah",
        "Penyediaan Jasa Pemeliharaan Kendaraan Dinas;"
        "Pemeliharaan Peralatan dan Mesin Lainnya;Pemeliharaan Gedung Kantor",
    ),
)
_KEGIATAN: Final = ("Pengelolaan", "Pembinaan dan Pengawasan", "Peningkatan Kapasitas", "Penyediaan Layanan")
_SUB: Final = (
    "Penyusunan Rencana {}",
    "Koordinasi dan Sinkronisasi {}",
    "Pelaksanaan {}",
    "Pengadaan Sarana {}",
    "Sosialisasi {}",
    "Pendampingan {}",
    "Monitoring dan Evaluasi {}",
    "Penyediaan Data {}",
    "Fasilitasi {}",
)
REKENING: Final = {
    "5": "BELANJA DAERAH",
    "5.1": "BELANJA OPERASI",
    "5.1.01": "Belanja Pegawai",
    "5.1.01.01": "Belanja Gaji dan Tunjangan ASN",
    "5.1.02": "Belanja Barang dan Jasa",
    "5.1.02.01": "Belanja Barang",
    "5.1.02.02": "Belanja Jasa",
    "5.1.02.04": "Belanja Perjalanan Dinas",
    "5.2": "BELANJA MODAL",
    "5.2.02": "Belanja Modal Peralatan dan Mesin",
    "5.2.03": "Belanja Modal Gedung dan Bangunan",
}


def _pohon(
    acak: Random, opd: OpdContoh, nomor: int
) -> list[tuple[str, str, list[tuple[str, str, list[tuple[str, str]]]]]]:
    """Programs with their kegiatan and sub kegiatan: (code, name, children)."""
    bidang, lebar = opd.kode_bidang, 2 if nomor % 5 == 4 else 4

    def anak(induk: str, names: list[str]) -> list[tuple[str, str]]:
        return [(f"{induk}.{n:0{lebar}d}", name) for n, name in enumerate(names, 1)]

    utama = f"{bidang}.01"
    penunjang = [(f"{utama}.2.{kk}", nama, anak(f"{utama}.2.{kk}", subs.split(";"))) for kk, nama, subs in _PENUNJANG]
    hasil = [(utama, "Program Penunjang Urusan Pemerintahan Daerah Kabupaten/Kota", penunjang)]
    program = list(opd.program)
    while len(program) < 2:
        program.append(f"Penguatan {opd.bidang[len(program)].capitalize()}")
    for p, nama in enumerate(program, 2):
        kode, kegiatan = f"{bidang}.{p:02d}", []
        for k in range(1, acak.randint(2, 4) + 1):
            objek = opd.bidang[(p + k) % 3].title()
            subs = [pola.format(f"{objek} {nama.split()[-1]}") for pola in acak.sample(_SUB, acak.randint(4, 7))]
            kegiatan.append((f"{kode}.2.{k:02d}", f"{_KEGIATAN[k - 1]} {objek}", anak(f"{kode}.2.{k:02d}", subs)))
        hasil.append((kode, f"Program {nama}", kegiatan))
    return hasil


def _rekening(nama: str, n: int) -> str:
    if "Gaji" in nama:
        return "5.1.01.01"
    if "Gedung" in nama:
        return "5.2.03"
    if nama.startswith("Pengadaan"):
        return "5.2.02"
    return ("5.1.02.01", "5.1.02.02", "5.1.02.04")[n % 3]


def _bagi(acak: Random, jumlah: int) -> list[int]:
    """Four parts that add up to `jumlah`, none of them tiny, later ones neither always larger nor cumulative."""
    bobot = [acak.randint(17, 31) for _ in range(4)]
    bagian = [jumlah * b // sum(bobot) // 100 * 100 for b in bobot[:3]]
    return [*bagian, jumlah - sum(bagian)]


def _sub_kegiatan(acak: Random, kode: str, nama: str, versi: str, taraf: Taraf, n: int) -> Baris:
    """One row with its plan and its performance; `_isi_uang` adds what was spent."""
    murni = acak.randint(20, 220) * 1_000_000 + acak.randint(0, 9999) * 100
    if "Gaji" in nama:
        murni = acak.randint(8, 30) * 100_000_000
    pagu = {"pagu_murni_rp": murni}
    if versi != "Murni":
        pagu["pagu_pergeseran_rp"] = murni + acak.randint(0, 20) * 100_000
    if versi == "Perubahan":
        pagu["pagu_perubahan_rp"] = murni * acak.randint(96, 112) // 100 // 100 * 100
    satuan = acak.choice(("dokumen", "laporan", "paket", "orang", "unit"))
    target = 4 * acak.randint(1, 6)
    capaian = antara(capaian_lain(acak, taraf.kinerja), atas=1.1)
    capai = bagi_utuh(acak, max(1, round(target * capaian)))
    return {
        "kode": kode,
        "uraian": nama,
        "indikator": f"Jumlah {satuan} {nama.split()[0].lower()} yang diselesaikan",
        "satuan": satuan,
        "polaritas": "Maksimal",
        "akumulasi": "Jumlah",
        "target_renstra_k": target * 6,
        "target_renstra_rp": murni * 6,
        "realisasi_lalu_k": sum(round(target * x) for x in capaian_lalu(acak, capaian)),
        "target_k": target,
        "pagu_renja_rp": murni * acak.randint(98, 104) // 100,
        **pagu,
        **dict(zip(KAS, _bagi(acak, pagu[PAGU[versi]]), strict=True)),
        **dict(zip(TW_K, capai, strict=True)),
        "realisasi_tahun_k": sum(capai),
        "penanggung_jawab": f"Bidang {n % 3 + 1}",
        "sumber_dana": ("DAU", "PAD", "DAK")[n % 3],
        "_tingkat": 3,
        "_rekening": _rekening(nama, n),
        "_lapor": n % 3 == 0,
    }


def _isi_uang(acak: Random, sub: list[Baris], versi: str, serapan: float) -> None:
    """What every sub kegiatan spent: salaries nearly all, the others so much that the OPD comes to `serapan`."""
    gaji = sum(b[versi] for b in sub if "Gaji" in b["uraian"])
    bagian_gaji = antara(0.62 + 0.36 * serapan, atas=0.98)
    seluruh = sum(b[versi] for b in sub)
    pusat = antara((serapan * seluruh - bagian_gaji * gaji) / (seluruh - gaji), 0.2, 0.98)
    lebar = min(0.18, 0.995 - pusat, pusat * 0.4)
    for b in sub:
        bagian = bagian_gaji if "Gaji" in b["uraian"] else acak.uniform(pusat - lebar, pusat + lebar)
        realisasi = b[versi] * round(bagian * 10000) // 10000
        lalu = antara(serapan + acak.uniform(-0.06, 0.06), 0.3, 0.98)
        b |= dict(zip(TW_RP, _bagi(acak, realisasi), strict=True))
        b |= {"realisasi_tahun_rp": realisasi, "realisasi_lalu_rp": 2 * b["pagu_murni_rp"] * round(lalu * 100) // 100}


def _induk(acak: Random, kode: str, nama: str, tingkat: int, kinerja: float) -> Baris:
    target = 90
    r = min(99, round(target * capaian_lain(acak, kinerja)))
    return {
        "kode": kode,
        "uraian": nama,
        "indikator": f"Persentase keberhasilan {nama.lower()}",
        "satuan": "%",
        "polaritas": "Maksimal",
        "akumulasi": "Terakhir",
        "target_renstra_k": 95,
        "realisasi_lalu_k": min(97, round(85 * capaian_lalu(acak, r / target)[-1])),
        "target_k": target,
        **dict(zip(TW_K, (r * 78 // 100, r * 87 // 100, r * 94 // 100, r), strict=True)),
        "realisasi_tahun_k": r,
        "_tingkat": tingkat,
        "_lapor": True,
    }


def _bagi_iku(kode_iku: list[str], jumlah: int) -> list[str]:
    """Every indicator under one program, every program with at least one."""
    return ["; ".join(kode_iku[n::jumlah]) for n in range(jumlah)]


def baris_anggaran(
    acak: Random, opd: OpdContoh, nomor: int, versi: str, taraf: Taraf, kode_iku: list[str]
) -> list[Baris]:
    """Rows of the sheet Anggaran in the order of their codes; parents are filled in by `hitung_ulang`."""
    pohon = _pohon(acak, opd, nomor)
    dukungan = _bagi_iku(kode_iku, len(pohon))
    hasil: list[Baris] = []
    for (kode, nama, kegiatan), iku in zip(pohon, dukungan, strict=True):
        hasil.append(_induk(acak, kode, nama, 1, taraf.kinerja) | {"kode_iku": iku})
        for n, (kode_kegiatan, nama_kegiatan, subs) in enumerate(kegiatan):
            hasil.append(_induk(acak, kode_kegiatan, nama_kegiatan, 2, taraf.kinerja))
            if n == 1 and nomor % 4 == 1:
                kedua = _induk(acak, kode_kegiatan, nama_kegiatan, 2, taraf.kinerja) | {"_tingkat": 0, "_lapor": False}
                hasil.append(kedua | {"indikator": "Indeks kepuasan penerima layanan", "satuan": "indeks"})
            hasil.extend(_sub_kegiatan(acak, k, sub, versi, taraf, len(hasil)) for k, sub in subs)
    _isi_uang(acak, [b for b in hasil if b["_tingkat"] == 3], PAGU[versi], taraf.serapan)
    return hasil


def hitung_ulang(kiriman: Kiriman) -> None:
    """Recompute the typed totals of parents, the accounts and all reported percentages from the sub kegiatan."""
    anggaran, belanja = kiriman.lembar("anggaran").baris, kiriman.lembar("belanja").baris
    induk = {b["kode"]: b for b in anggaran if b["_tingkat"] in (1, 2)}
    akun = {b["kode_rekening"]: b for b in belanja}
    for b in induk.values():
        b.update(dict.fromkeys(UANG))
    for b in akun.values():
        if b["kode_rekening"].startswith("5"):
            b["anggaran_rp"] = b["realisasi_rp"] = 0
    versi = PAGU[kiriman.versi_pagu]
    for b in anggaran:
        if b["_tingkat"] != 3:
            continue
        kegiatan = b["kode"].rpartition(".")[0]
        for atas in (induk[kegiatan], induk[kegiatan.rpartition(".")[0].rpartition(".")[0]]):
            for nama in UANG:
                if b.get(nama) is not None:
                    atas[nama] = (atas[nama] or 0) + b[nama]
        bagian = b["_rekening"].split(".")
        for n in range(1, len(bagian) + 1):
            rekening = akun[".".join(bagian[:n])]
            rekening["anggaran_rp"] += b.get(versi) or 0
            rekening["realisasi_rp"] += b["realisasi_tahun_rp"] or 0
    for b in anggaran:
        if b["_lapor"]:
            lapor_serapan(b, versi)
    for b in belanja:
        lapor_rekening(b)


def persen(bagian: int, dari: int) -> Decimal:
    """The exact percentage."""
    return Decimal(bagian) / Decimal(dari) * 100


def lapor_serapan(baris: Baris, versi: str) -> None:
    """Fill in the reported absorption and remainder of a row, correctly; neither where the pagu is missing."""
    pagu, realisasi = baris.get(versi), baris.get("realisasi_tahun_rp")
    if not pagu or realisasi is None:
        baris["serapan_dilaporkan"] = baris["sisa_dilaporkan_rp"] = None
        return
    baris["serapan_dilaporkan"] = float(bulat(persen(realisasi, pagu)))
    baris["sisa_dilaporkan_rp"] = pagu - realisasi


def lapor_rekening(baris: Baris) -> None:
    """Fill in the reported percentage and difference of an account, correctly; neither where it has no budget."""
    anggaran, realisasi = baris["anggaran_rp"], baris["realisasi_rp"]
    if not anggaran:
        return
    baris["persentase_dilaporkan"] = float(bulat(persen(realisasi, anggaran)))
    baris["lebih_kurang_dilaporkan_rp"] = realisasi - anggaran


def baris_belanja(acak: Random, anggaran: list[Baris], pendapatan: float | None) -> list[Baris]:
    """Rows of the sheet Belanja; their figures are filled in by `hitung_ulang`.

    `pendapatan` is about the part of its target that an OPD collects, None where it collects no revenue.
    """
    dipakai = {b["_rekening"] for b in anggaran if b["_tingkat"] == 3}
    hasil: list[dict[str, Any]] = []
    if pendapatan is not None:
        target = acak.randint(20, 400) * 1_000_000
        realisasi = target * (round(pendapatan * 100) + acak.randint(-6, 4)) // 100
        nama = {"4": "PENDAPATAN DAERAH", "4.1": "PENDAPATAN ASLI DAERAH (PAD)", "4.1.02": "Retribusi Daerah"}
        hasil = [
            {"kode_rekening": k, "uraian": v, "anggaran_rp": target, "realisasi_rp": realisasi} for k, v in nama.items()
        ]
    for kode, nama_akun in REKENING.items():
        if any(r == kode or r.startswith(kode + ".") for r in dipakai):
            hasil.append({"kode_rekening": kode, "uraian": nama_akun, "anggaran_rp": 0, "realisasi_rp": 0})
    return hasil
