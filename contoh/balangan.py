"""Balangan 2023: LKIP of Sekretariat DPRD, as printed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bengkulu_selatan import WARNA, baris_opd, baris_skala, profil
from naskah import Koreksi, Naskah, cetak, read_tabel

from kinerja_xl.contoh.model import Baris, Rujuk

FOLDER: Final = "balangan_2023"
RENSTRA: Final = (2022, 2026)
SETWAN: Final = "4.02.0.00.0.00.01_Sekretariat DPRD.xlsx"
KABUPATEN: Final = "Balangan"
XII: Final = "balangan_tabel_xii.xlsx"
PK: Final = "balangan_pk.xlsx"

_OPD: Final = (
    ("1.01.0.00.0.00.01", "Dinas Pendidikan dan Kebudayaan", "Disdikbud", "Pelayanan Dasar"),
    ("1.02.0.00.0.00.01", "Dinas Kesehatan", "Dinkes", "Pelayanan Dasar"),
    ("4.01.0.00.0.00.01", "Sekretariat Daerah", "Setda", "Unsur Pendukung"),
    ("4.02.0.00.0.00.01", "Sekretariat DPRD", "Setwan", "Unsur Pendukung"),
    ("5.01.0.00.0.00.01", "Badan Perencanaan Pembangunan Daerah", "Bappeda", "Unsur Penunjang"),
    ("6.01.0.00.0.00.01", "Inspektorat", "Inspektorat", "Unsur Pengawasan"),
)
# 004_skala_kepuasan; the fifth interval is printed as Kurang Puas, too.
_SKALA: Final = baris_skala(
    "Kepuasan",
    tuple(
        (batas, kata, kode, warna)
        for (batas, kata, kode), warna in zip(
            (
                (81, "Sangat Puas", "I"),
                (61, "Puas", "II"),
                (41, "Cukup Puas", "III"),
                (21, "Kurang Puas", "IV"),
                (0, "Kurang Puas", "V"),
            ),
            WARNA,
            strict=True,
        )
    ),
)
# Permendagri 90/2019: kegiatan of the two programs in the order in which Tabel XI prints them.
_KEGIATAN: Final = (("01", "02", "05", "06", "07", "08", "09", "16", "15"), ("01", "02", "03", "04", "05", "07", "08"))
_BAGIAN: Final = "Kepala {}"


def _rujuk(kode: str) -> Baris:
    return {"kode": kode, "indikator": Rujuk("indikator"), "satuan": Rujuk("satuan")}


def _iku(tables: Path) -> list[Baris]:
    (ikm,), ik = read_tabel(tables, "002_iku"), read_tabel(tables, "002_ik")
    sakip = read_tabel(tables, "004_tujuan_sasaran_renstra")[2]
    umum: Baris = {"jenis": "IKU", "tingkat": "Eselon II", "polaritas": "Maksimal", "akumulasi": "Terakhir"}
    hasil: list[Baris] = [
        umum
        | {
            "kode": "IKU-01",
            "tujuan": read_tabel(tables, "004_tabel_tc25_ikm")[0]["Tujuan"],
            "sasaran": ikm["KINERJA UTAMA (SASARAN STRATEGIS)"],
            "indikator": ikm["INDIKATOR KINERJA UTAMA"],
            "satuan": "IKM",
            "formulasi": ikm["MAKNA, ALASAN PEMILIHAN, PERHITUNGAN ATAU PENJELASAN"],
            "sumber_data": ikm["SUMBER DATA"],
            "penanggung_jawab": ikm["PENANGGUNG JAWAB"],
        },
        umum
        | {
            "kode": "IKU-02",
            "tujuan": sakip["Tujuan"],
            "sasaran": sakip["Sasaran"],
            "indikator": "Nilai SAKIP",
            "satuan": "Nilai",
            "kelompok_predikat": "AKIP",
        },
    ]
    rinci = {0: ik[2], 1: ik[1], 2: ik[0], 3: ik[1]}
    for n, b in enumerate(read_tabel(tables, "004_pengukuran_eselon_iii")):
        asal = rinci.get(n, {})
        hasil.append(
            umum
            | {
                "kode": f"IK-{n + 1:02d}",
                "sasaran": b["Kinerja Utama"],
                "indikator": b["Indikator"],
                "jenis": "IK",
                "tingkat": "Eselon III",
                "satuan": "%" if "%" in b["Target"] else "Nilai",
                "kelompok_predikat": None if "%" in b["Target"] else "AKIP",
                "formulasi": asal.get("MAKNA, ALASAN PEMILIHAN, PERHITUNGAN ATAU PENJELASAN"),
                "sumber_data": asal.get("SUMBER DATA"),
                "penanggung_jawab": _BAGIAN.format(b["Bagian"]),
            }
        )
    return hasil


def _renstra(tables: Path) -> list[Baris]:
    target, realisasi = read_tabel(tables, "004_tabel_tc25_ikm")
    akhir = read_tabel(tables, "004_iku_capaian")[0]["TARGET IKU AKHIR RENSTRA"]
    sakip, nilai = read_tabel(tables, "004_tujuan_sasaran_renstra")[2], read_tabel(tables, "004_tabel_tc25_sakip")[1]
    ikm = _rujuk("IKU-01") | {f"target_{t}": cetak(target[str(t)]) for t in range(2022, 2027)}
    ikm |= {"target_akhir": akhir} | {f"realisasi_{t}": cetak(realisasi[str(t)]) for t in (2021, 2022)}
    akip = _rujuk("IKU-02") | {f"target_{t}": cetak(sakip[f"Target {t}"]) for t in range(2022, 2027)}
    akip |= {"target_akhir": sakip["Target Akhir RPJMD"]} | {
        f"realisasi_{t}": cetak(nilai[str(t)]) for t in (2021, 2022)
    }
    return [ikm, akip]


def _realisasi(tables: Path) -> list[Baris]:
    pk, perubahan = read_tabel(tables, "004_perjanjian_kinerja"), read_tabel(tables, "004_perjanjian_kinerja_perubahan")
    kurkin = read_tabel(tables, "004_kurkin_tw4")
    hasil: list[Baris] = []
    for n, b in enumerate(read_tabel(tables, "004_pengukuran_eselon_ii")):
        hasil.append(
            _rujuk(f"IKU-{n + 1:02d}")
            | {
                "target_pk": cetak(pk[n]["TARGET"]),
                "target_pk_perubahan": cetak(perubahan[0]["TARGET"]) if n == 0 else None,
                "realisasi_tahun": cetak(b["Realisasi"]),
                "capaian_dilaporkan": cetak(b["Capaian"]),
                "faktor_penghambat": cetak(kurkin[n]["Kendala Pencapaian Target Triwulan TW IV"]),
                "tindak_lanjut": cetak(kurkin[n]["Rencana Aksi"]),
                "data_dukung": cetak(kurkin[n]["Data Dukung Atas Realisasi Capaian Triwulan TW IV"]),
            }
        )
    for n, b in enumerate(read_tabel(tables, "004_pengukuran_eselon_iii"), 1):
        hasil.append(
            _rujuk(f"IK-{n:02d}")
            | {
                "target_pk": cetak(b["Target"]),
                "realisasi_tahun": cetak(b["Realisasi"]),
                "capaian_dilaporkan": cetak(b["Capaian"]),
                "kategori_dilaporkan": cetak(b["Kategori"]) if "Puas" in b["Kategori"] else None,
            }
        )
    return hasil


def _kode_xi(rows: list[dict[str, str]]) -> list[str]:
    """Budget codes of Tabel XI, which prints none: program and kegiatan by name, sub kegiatan counted."""
    hasil: list[str] = []
    program = kegiatan = sub = 0
    for b in rows:
        if b["tingkat"] == "program":
            program, kegiatan = program + 1, 0
            hasil.append(f"4.02.{program:02d}")
        elif b["tingkat"] == "kegiatan":
            kegiatan, sub = kegiatan + 1, 0
            hasil.append(f"4.02.{program:02d}.2.{_KEGIATAN[program - 1][kegiatan - 1]}")
        else:
            sub += 1
            hasil.append(f"4.02.{program:02d}.2.{_KEGIATAN[program - 1][kegiatan - 1]}.{sub:02d}")
    return hasil


def _anggaran(tables: Path) -> list[Baris]:
    rows = read_tabel(tables, "004_tabel_xi_program_kegiatan")
    total = next(
        b for b in read_tabel(tables, "004_anggaran_pk") if b["Program"] == "Total" and "Perubahan" in b["dokumen"]
    )
    hasil: list[Baris] = [
        {"kode": "4.02", "uraian": "Total (PK Perubahan)", "pagu_perubahan_rp": cetak(total["Anggaran"])}
    ]
    iku = {"4.02.01": "IKU-02; IK-05", "4.02.02": "IKU-01; IK-01; IK-02; IK-03; IK-04"}
    for kode, b in zip(_kode_xi(rows), rows, strict=True):
        hasil.append(
            {
                "kode": kode,
                "uraian": b["PROGRAM / KEGIATAN"],
                "kode_iku": iku.get(kode),
                "pagu_perubahan_rp": cetak(b["ANGGARAN (Rp)"]),
                "realisasi_tahun_rp": cetak(b["REALISASI (Rp)"]),
                "serapan_dilaporkan": cetak(b["%"]),
                "sisa_dilaporkan_rp": cetak(b["LEBIH / KURANG"]),
            }
        )
    return hasil


def _belanja(tables: Path) -> list[Baris]:
    kode = ("5.1", "5.1.1", "5.2", "5.2.1", "5.2.2", "5.2.3", "5")
    return [
        {
            "kode_rekening": k,
            "uraian": b["Belanja"].removeprefix("- "),
            "anggaran_rp": cetak(b["Target (Rp)"]),
            "realisasi_rp": cetak(b["Realisasi (Rp)"]),
            "persentase_dilaporkan": cetak(b["Persentase (%)"]),
        }
        for k, b in zip(kode, read_tabel(tables, "004_tabel_x_belanja"), strict=True)
    ]


def _skm(tables: Path) -> list[Baris]:
    return [
        {
            "layanan": b["Layanan"],
            "no": int(b["No Urut"]),
            "jenis_kelamin": b["Jenis Kelamin"],
            "usia": int(b["Usia"]),
            "pendidikan": b["Pendidikan"],
            "pekerjaan": b["Pekerjaan"],
            **{f"u{n}": int(b[f"U{n}"]) for n in range(1, 10)},
        }
        for b in read_tabel(tables, "004_skm_a_perundang_undangan")
    ]


def _akip(tables: Path) -> list[Baris]:
    hasil: list[Baris] = []
    for b in read_tabel(tables, "004_sakip_komponen")[:7]:
        komponen = b["Komponen/Sub Komponen/Kriteria"] or "Nilai Akuntabilitas Kinerja (predikat)"
        hasil.append(
            {
                "komponen": komponen,
                "bobot": float(b["Bobot"]) if b["Bobot"] else None,
                "nilai_tahun_lalu": cetak(b["Nilai Akuntabilitas Kinerja 2021"]),
                "nilai": cetak(b["Nilai Akuntabilitas Kinerja 2022"]),
            }
        )
    return hasil


def _kepala() -> list[Baris]:
    return profil("4.02.0.00.0.00.01", "Sekretariat DPRD", KABUPATEN, RENSTRA, "Perubahan", "Sekretaris DPRD")


def susun(tables: Path) -> Naskah:
    """The regency's folder as its document prints it."""
    naskah = Naskah(FOLDER)
    kabupaten = {
        "nama": KABUPATEN,
        "provinsi": "Kalimantan Selatan",
        "ibu_kota": "Paringin",
        "tahun": 2023,
        "periode_rpjmd": "2021-2026",
    }
    kebijakan = {
        "nama": "skala",
        "nilai": "Kepuasan",
        "keterangan": "Interval capaian kinerja yang dicetak dalam LKIP 2023",
    }
    acuan = {"kabupaten": [kabupaten], "opd": baris_opd(_OPD), "kebijakan": [kebijakan], "skala": _SKALA}
    naskah.tambah("Referensi.xlsx", "referensi", RENSTRA, acuan)
    isi = {
        "profil": _kepala(),
        "iku": _iku(tables),
        "renstra": _renstra(tables),
        "realisasi": _realisasi(tables),
        "anggaran": _anggaran(tables),
        "belanja": _belanja(tables),
        "skm": _skm(tables),
        "akip": _akip(tables),
    }
    naskah.tambah(SETWAN, "lengkap", RENSTRA, isi, (2021, 2022))
    return naskah


def susun_lain(tables: Path) -> Naskah:
    """Tabel XII and the budgets of both Perjanjian Kinerja: finance-only workbooks of their own."""
    naskah = Naskah("lain")
    xii = read_tabel(tables, "004_tabel_xii_efisiensi")[:3]
    anggaran: list[Baris] = []
    for kode, b in zip(("4.02.01", "4.02.02", "4.02"), xii, strict=True):
        anggaran.append(
            {
                "kode": kode,
                "uraian": b["Indikator Kinerja"],
                "pagu_perubahan_rp": cetak(b["Target"]),
                "realisasi_tahun_rp": cetak(b["Realisasi"]),
                "serapan_dilaporkan": cetak(b["%"]),
                "sisa_dilaporkan_rp": cetak(b["Efisiensi"]),
            }
        )
    naskah.tambah(XII, "anggaran", RENSTRA, {"profil": _kepala(), "anggaran": anggaran})
    pk = read_tabel(tables, "004_anggaran_pk")
    isi: list[Baris] = [
        {
            "kode": kode,
            "uraian": a["Program"],
            "pagu_murni_rp": cetak(a["Anggaran"]),
            "pagu_perubahan_rp": cetak(b["Anggaran"]),
        }
        for kode, a, b in zip(("4.02.01", "4.02.02", "4.02"), pk[:3], pk[3:], strict=True)
    ]
    naskah.tambah(PK, "anggaran", RENSTRA, {"profil": _kepala(), "anggaran": isi})
    return naskah


def koreksi() -> tuple[Koreksi, ...]:
    """What must be filled in, beside the right figures, so that no Kesalahan is left."""
    tata_tertib, kerja_sama = "4.02.02.2.01.04", "4.02.02.2.07.01"
    return (
        *(
            Koreksi(SETWAN, "anggaran", "kode", kode, kolom, 0, "sel kosong pada Tabel XI; tidak ada anggaran")
            for kode in (tata_tertib, kerja_sama)
            for kolom in ("pagu_perubahan_rp", "realisasi_tahun_rp")
        ),
        *(
            Koreksi(SETWAN, "belanja", "kode_rekening", kode, kolom, 0, "sel kosong pada Tabel X")
            for kode, kolom in (("5.2.1", "anggaran_rp"), ("5.2.1", "realisasi_rp"), ("5.2.3", "realisasi_rp"))
        ),
        Koreksi(SETWAN, "akip", "komponen", "Nilai Akuntabilitas Kinerja", "bobot", 100, "bobot jumlah tidak dicetak"),
        Koreksi(
            SETWAN,
            "akip",
            "komponen",
            "Nilai Akuntabilitas Kinerja (predikat)",
            "bobot",
            100,
            "bobot jumlah tidak dicetak",
        ),
        Koreksi(
            SETWAN,
            "akip",
            "komponen",
            "Pencapaian Sasaran / Kinerja Organisasi",
            "bobot",
            20,
            "bobot menurut komponen tahun 2021",
        ),
        Koreksi(
            SETWAN,
            "akip",
            "komponen",
            "Pencapaian Sasaran / Kinerja Organisasi",
            "nilai",
            "0",
            "komponen lama, tidak dinilai lagi",
        ),
    )
