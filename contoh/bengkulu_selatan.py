"""Bengkulu Selatan 2023: LKj of Sekretariat Daerah, IKU of Sekretariat DPRD and Kecamatan Pasar Manna, as printed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from naskah import Koreksi, Naskah, cetak, read_tabel

from kinerja_xl.contoh.model import Baris, Rujuk

FOLDER: Final = "bengkulu_selatan_2023"
RENSTRA: Final = (2022, 2026)
SETDA: Final = "4.01.0.00.0.00.01_Sekretariat Daerah.xlsx"
SETWAN: Final = "4.02.0.00.0.00.01_Sekretariat DPRD.xlsx"
KECAMATAN: Final = "7.01.0.00.0.00.01_Kecamatan Pasar Manna.xlsx"
KABUPATEN: Final = "Bengkulu Selatan"

_OPD: Final = (
    ("1.01.0.00.0.00.01", "Dinas Pendidikan dan Kebudayaan", "Disdikbud", "Pelayanan Dasar"),
    ("1.02.0.00.0.00.01", "Dinas Kesehatan", "Dinkes", "Pelayanan Dasar"),
    ("4.01.0.00.0.00.01", "Sekretariat Daerah", "Setda", "Unsur Pendukung"),
    ("4.02.0.00.0.00.01", "Sekretariat DPRD", "Setwan", "Unsur Pendukung"),
    ("5.01.0.00.0.00.01", "Badan Perencanaan Pembangunan Daerah", "Bappeda", "Unsur Penunjang"),
    ("5.02.0.00.0.00.01", "Badan Keuangan Daerah", "BKD", "Unsur Penunjang"),
    ("6.01.0.00.0.00.01", "Inspektorat Daerah", "Inspektorat", "Unsur Pengawasan"),
    ("7.01.0.00.0.00.01", "Kecamatan Pasar Manna", "Kec. Pasar Manna", "Kewilayahan"),
)
# Baris Tabel 3.2 → baris Tabel 2.1 dan IKU Eselon II (nomor urut), satuan, polaritas, kelompok predikat.
_IKU: Final = (
    (0, 0, "skor", "Maksimal", None),
    (2, 2, "predikat", "Maksimal", "IRH"),
    (3, 3, "%", "Stabil", None),
    (4, 4, "%", "Maksimal", None),
    (5, 5, "%", "Maksimal", None),
    (6, None, "nilai", "Maksimal", None),
    (7, 6, "predikat", "Maksimal", "AKIP"),
    (8, 7, "predikat", "Maksimal", "AKIP"),
    (9, 8, "predikat", "Maksimal", "Opini BPK"),
    (10, 9, "indeks", "Maksimal", None),
)


def profil(kode: str, nama: str, kabupaten: str, renstra: tuple[int, int], versi: str, jabatan: str) -> list[Baris]:
    """Profil of one OPD, without names of persons."""
    return [
        {
            "kabupaten": kabupaten,
            "kode_opd": kode,
            "nama_opd": nama,
            "tahun": 2023,
            "periode": "Tahunan",
            "tahun_awal_renstra": renstra[0],
            "tahun_akhir_renstra": renstra[1],
            "versi_anggaran": versi,
            "jabatan": jabatan,
            "revisi": 0,
        }
    ]


def baris_opd(register: tuple[tuple[str, str, str, str], ...]) -> list[Baris]:
    """The register of a regency."""
    kolom = ("kode_opd", "nama_opd", "singkatan", "rumpun")
    return [dict(zip(kolom, satu, strict=True)) | {"wajib": "Ya"} for satu in register]


def baris_skala(skala: str, kriteria: tuple[tuple[int, str, str, str], ...]) -> list[Baris]:
    """One scale of the sheet Skala."""
    return [{"skala": skala, "batas_bawah": b, "kriteria": k, "kode": s, "warna": w} for b, k, s, w in kriteria]


WARNA: Final = ("#1B6E3C", "#8CC97F", "#F2C14E", "#E8853D", "#9E2A2B")
SKALA_KINERJA: Final = baris_skala(
    "Kinerja",
    tuple(
        (batas, kata, kode, warna)
        for (batas, kata, kode), warna in zip(
            (
                (91, "Sangat Tinggi", "ST"),
                (76, "Tinggi", "T"),
                (66, "Sedang", "S"),
                (51, "Rendah", "R"),
                (0, "Sangat Rendah", "SR"),
            ),
            WARNA,
            strict=True,
        )
    ),
)


def _bersih(teks: str) -> str:
    """Formulas were transcribed as LaTeX; an Excel cell gets them in words."""
    return (
        teks.replace("$", "")
        .replace("\\frac", "")
        .replace("\\text", "")
        .replace("\\sum", "Σ")
        .replace("\\times", "×")
        .replace("}{", " / ")
        .translate(str.maketrans("", "", "{}\\"))
    )


def _iku_setda(tables: Path) -> list[Baris]:
    penetapan, sasaran = read_tabel(tables, "001_iku_eselon_ii"), read_tabel(tables, "001_tabel_2_1_tujuan_sasaran")
    hasil: list[Baris] = []
    for n, (tercetak, (baris_2_1, nomor, satuan, polaritas, kelompok)) in enumerate(
        zip(read_tabel(tables, "001_tabel_3_2_pencapaian_iku"), _IKU, strict=True), 1
    ):
        asal, rinci = sasaran[baris_2_1], penetapan[nomor] if nomor is not None else {}
        hasil.append(
            {
                "kode": f"IKU-{n:02d}",
                "tujuan": asal["TUJUAN"],
                "indikator_tujuan": asal["INDIKATOR TUJUAN"],
                "sasaran": asal["SASARAN"],
                "indikator": tercetak["INDIKATOR KINERJA UTAMA"].rstrip("."),
                "tingkat": "Eselon II",
                "jenis": "IKU",
                "satuan": satuan,
                "polaritas": polaritas,
                "akumulasi": "Terakhir",
                "kelompok_predikat": kelompok,
                "formulasi": _bersih(rinci.get("Penjelasan/ Formulasi Penghitungan", "")) or None,
                "sumber_data": rinci.get("Sumber Data") or None,
                "penanggung_jawab": rinci.get("Penanggung Jawab") or None,
            }
        )
    return hasil


def _rujuk(kode: str) -> Baris:
    return {"kode": kode, "indikator": Rujuk("indikator"), "satuan": Rujuk("satuan")}


def _renstra_setda(tables: Path) -> list[Baris]:
    sasaran = read_tabel(tables, "001_tabel_2_1_tujuan_sasaran")
    hasil = []
    for n, (tercetak, (baris_2_1, *_)) in enumerate(
        zip(read_tabel(tables, "001_tabel_3_2_pencapaian_iku"), _IKU, strict=True), 1
    ):
        baris = _rujuk(f"IKU-{n:02d}")
        for tahun in range(2022, 2027):
            baris[f"target_{tahun}"] = cetak(sasaran[baris_2_1][f"TARGET KINERJA SASARAN PADA TAHUN {tahun}"])
        baris["target_akhir"] = cetak(tercetak["Target Akhir Renstra 2026"])
        baris["realisasi_2021"] = cetak(tercetak["Capaian 2021"])
        baris["realisasi_2022"] = cetak(tercetak["Capaian 2022"])
        hasil.append(baris)
    return hasil


def _realisasi_setda(tables: Path) -> list[Baris]:
    hasil = []
    triwulan = read_tabel(tables, "001_tabel_3_3_iku_per_triwulan")
    for n, (tercetak, tw) in enumerate(
        zip(read_tabel(tables, "001_tabel_3_2_pencapaian_iku"), triwulan, strict=True), 1
    ):
        baris = _rujuk(f"IKU-{n:02d}")
        baris["target_pk"] = cetak(tercetak["2023 Target"])
        for q, nama in enumerate(("I", "II", "III", "IV"), 1):
            baris[f"realisasi_tw{q}"] = cetak(tw[f"2023 Triwulan {nama}"])
        baris["realisasi_tahun"] = cetak(tercetak["2023 Realisasi"])
        baris["capaian_dilaporkan"] = cetak(tercetak["2023 % Realisasi"])
        hasil.append(baris)
    return hasil


def _anggaran_setda(tables: Path) -> list[Baris]:
    *program, jumlah = read_tabel(tables, "001_tabel_2_4_renstra_renja")
    iku = ("IKU-06; IKU-07; IKU-08; IKU-09; IKU-10", "IKU-01; IKU-02", "IKU-03; IKU-04; IKU-05")
    kode = ("4.01.01", "4.01.02", "4.01.03")
    isi = [("4.01", "Jumlah", None, jumlah)]
    isi += [(k, p["Program"], i, p) for k, i, p in zip(kode, iku, program, strict=True)]
    return [
        {
            "kode": k,
            "uraian": uraian,
            "kode_iku": i,
            "target_renstra_rp": cetak(asal["Rencana Anggaran (Renstra)"]),
            "pagu_renja_rp": cetak(asal["Rencana Anggaran (Renja)"]),
        }
        for k, uraian, i, asal in isi
    ]


def _belanja_setda(tables: Path) -> list[Baris]:
    kode = ("4", "4.1", "4.1.02", "5", "5.1", "5.1.01", "5.1.02", "5.2", "5.2.02", "5.2.03", "5.2.05")
    return [
        {
            "kode_rekening": k,
            "uraian": b["URAIAN"],
            "anggaran_rp": cetak(b["Anggaran 2023"]),
            "realisasi_rp": cetak(b["Realisasi 2023"]),
        }
        for k, b in zip(kode, read_tabel(tables, "001_tabel_3_4_1_realisasi_apbd"), strict=True)
    ]


def _setwan(tables: Path) -> dict[str, list[Baris]]:
    iku: list[Baris] = []
    renstra: list[Baris] = []
    for n, b in enumerate(read_tabel(tables, "000_iku_eselon_ii"), 1):
        iku.append(
            {
                "kode": f"IKU-{n:02d}",
                "tujuan": b["Tujuan Perangkat Daerah"],
                "indikator_tujuan": b["Indikator Tujuan"],
                "sasaran": b["Sasaran Perangkat Daerah"],
                "indikator": b["Indikator Sasaran"],
                "tingkat": "Eselon II",
                "jenis": "IKU",
                "satuan": "nilai" if n == 1 else "indeks",
                "polaritas": "Maksimal",
                "akumulasi": "Terakhir",
                "kelompok_predikat": "AKIP" if n == 1 else "SKM",
                "formulasi": b["Penjelasan/ Formulasi Penghitungan"],
                "sumber_data": b["Sumber Data"],
                "penanggung_jawab": b["Penanggung Jawab"],
            }
        )
        renstra.append(
            _rujuk(f"IKU-{n:02d}") | {f"target_{t}": cetak(b[f"Target Kinerja {t}"]) for t in range(2022, 2027)}
        )
    tingkat = {
        "RPJMD (KEPALA DAERAH) - Tujuan": "Tujuan RPJMD",
        "RPJMD (KEPALA DAERAH) - Sasaran": "Sasaran RPJMD",
        "KEPALA DPRD (ESELON II) - Tujuan Perangkat Daerah": "Tujuan PD",
        "KEPALA DPRD (ESELON II) - Sasaran Perangkat Daerah": "Sasaran PD",
        "ESELON III - Program": "Program",
        "Eselon IV - Kegiatan": "Kegiatan",
        "Eselon IV - Sub Kegiatan": "Sub Kegiatan",
    }
    cascading = [
        {
            "kode": b["No"],
            "induk": b["Induk"] or None,
            "tingkat": tingkat[b["Level"]],
            "uraian": b["Nama"] or b["Sasaran"],
            "indikator": b["Indikator"] or None,
        }
        for b in read_tabel(tables, "000_cascading")
    ]
    return {"iku": iku, "renstra": renstra, "cascading": cascading}


def _kecamatan(tables: Path) -> dict[str, list[Baris]]:
    iku: list[Baris] = []
    renstra: list[Baris] = []
    for n, b in enumerate(read_tabel(tables, "003_iku"), 1):
        persen = b["Indikator Kinerja"].startswith("Persentase")
        iku.append(
            {
                "kode": f"IKU-{n:02d}",
                "sasaran": b["Sasaran Strategis"],
                "indikator": b["Indikator Kinerja"],
                "tingkat": "Eselon III",
                "jenis": "IKU",
                "satuan": "%" if persen else ("indeks" if "IKM" in b["Indikator Kinerja"] else "nilai"),
                "polaritas": "Maksimal",
                "akumulasi": "Terakhir",
                "kelompok_predikat": "AKIP" if "AKIP" in b["Indikator Kinerja"] else None,
                "formulasi": _bersih(b["Formulasi"]),
            }
        )
        renstra.append(_rujuk(f"IKU-{n:02d}") | {"target_2024": cetak(b["Target"])})
    return {"iku": iku, "renstra": renstra}


def susun(tables: Path) -> Naskah:
    """The regency's folder as its documents print it."""
    naskah = Naskah(FOLDER)
    kabupaten = {
        "nama": KABUPATEN,
        "provinsi": "Bengkulu",
        "ibu_kota": "Manna",
        "tahun": 2023,
        "periode_rpjmd": "2021-2026",
    }
    naskah.tambah(
        "Referensi.xlsx",
        "referensi",
        RENSTRA,
        {"kabupaten": [kabupaten], "opd": baris_opd(_OPD), "skala": SKALA_KINERJA},
    )
    isi = {
        "profil": profil(
            "4.01.0.00.0.00.01", "Sekretariat Daerah", KABUPATEN, RENSTRA, "Perubahan", "Sekretaris Daerah"
        ),
        "iku": _iku_setda(tables),
        "renstra": _renstra_setda(tables),
        "realisasi": _realisasi_setda(tables),
        "anggaran": _anggaran_setda(tables),
        "belanja": _belanja_setda(tables),
    }
    naskah.tambah(SETDA, "lengkap", RENSTRA, isi, (2021, 2022))
    setwan = profil("4.02.0.00.0.00.01", "Sekretariat DPRD", KABUPATEN, RENSTRA, "Murni", "Sekretaris DPRD")
    naskah.tambah(SETWAN, "iku", RENSTRA, {"profil": setwan, **_setwan(tables)})
    camat = profil("7.01.0.00.0.00.01", "Kecamatan Pasar Manna", KABUPATEN, RENSTRA, "Murni", "Camat")
    naskah.tambah(KECAMATAN, "iku", RENSTRA, {"profil": camat, **_kecamatan(tables)})
    return naskah


def susun_tabel_3_2_1(tables: Path) -> Naskah:
    """Tabel 3.2.1 of the same LKj, which contradicts Tabel 3.2; a file of its own since it repeats the sheets."""
    nama = "bengkulu_selatan_tabel_3_2_1.xlsx"
    naskah = Naskah("lain")
    iku = _iku_setda(tables)[:2]
    realisasi = []
    for b, tercetak in zip(iku, read_tabel(tables, "001_tabel_3_2_1_iku_sasaran_1"), strict=True):
        isi = {
            "target_pk": "2023 Target",
            "realisasi_tahun": "2023 Realisasi",
            "capaian_dilaporkan": "2023 % Realisasi",
        }
        realisasi.append(_rujuk(b["kode"]) | {kolom: cetak(tercetak[asal]) for kolom, asal in isi.items()})
    kepala = profil("4.01.0.00.0.00.01", "Sekretariat Daerah", KABUPATEN, RENSTRA, "Perubahan", "Sekretaris Daerah")
    naskah.tambah(nama, "realisasi", RENSTRA, {"profil": kepala, "iku": iku, "realisasi": realisasi})
    return naskah


def koreksi() -> tuple[Koreksi, ...]:
    """What must be filled in, beside the right figures, so that no Kesalahan is left."""
    tahunan = "Tabel IKU hanya mencetak target 2024; tahun lain diisi sama"
    target = {f"IKU-{n:02d}": t for n, t in enumerate(("80", "80", "80", "80", "80", "70 %", "85"), 1)}
    kosong = [
        Koreksi(KECAMATAN, "renstra", "kode", kode, f"target_{tahun}", isi, tahunan, hanya_kosong=True)
        for kode, isi in target.items()
        for tahun in range(2022, 2027)
    ]
    # The printed Renja per program; what the accounts (Tabel 3.4.1, leaves) have beyond it goes to program 01.
    pagu = {"4.01.01": 34_881_667_729 + 526_188_991, "4.01.02": 4_116_058_920, "4.01.03": 4_200_698_000}
    realisasi = {"4.01.01": 34_604_504_795, "4.01.02": 4_022_661_920, "4.01.03": 4_105_346_000}
    dpa = "Pagu DPA per program tidak dicetak; Pagu Renja, selisih dengan Tabel 3.4.1 pada program penunjang"
    belanja = "Realisasi per program tidak dicetak; dibagi agar jumlahnya sama dengan Tabel 3.4.1"
    isian = (("pagu_murni_rp", pagu, dpa), ("pagu_perubahan_rp", pagu, dpa), ("realisasi_tahun_rp", realisasi, belanja))
    murni = [
        Koreksi(SETDA, "anggaran", "kode", kode, kolom, isi, alasan)
        for kolom, angka, alasan in isian
        for kode, isi in angka.items()
    ]
    nihil = [
        Koreksi(SETDA, "belanja", "kode_rekening", kode, kolom, 0, "tercetak - karena tidak dianggarkan")
        for kode in ("5.2.03", "5.2.05")
        for kolom in ("anggaran_rp", "realisasi_rp")
    ]
    return (*kosong, *murni, *nihil)
