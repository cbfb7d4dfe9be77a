"""Planted mistakes about codes, required cells and what a cell holds. See kesalahan_berkas.py for the contract.

Figures in Realisasi TW II of an indicator that counts its last quarter change nothing else: Realisasi Tahun stands.
"""

from __future__ import annotations

import datetime
from typing import Any, Final

from kinerja_xl.contoh.model import TAHUN, Kiriman, Rujuk, Rumus, Salah


def cari_bentuk(k: Kiriman, lembar: str, *bentuk: str) -> int | None:
    """Position of the first row whose values are written in one of these ways, None when there is none."""
    return next((n for n, b in enumerate(k.lembar(lembar).baris) if b.get("_bentuk") in bentuk), None)


def cari_sub(k: Kiriman, lapor: bool | None = None) -> int:
    """Position of one sub kegiatan in Anggaran, with or without reported figures."""
    calon = [
        n
        for n, b in enumerate(k.lembar("anggaran").baris)
        if b["_tingkat"] == 3 and (lapor is None or b["_lapor"] is lapor) and "Gaji" not in b["uraian"]
    ]
    return k.acak.choice(calon)


def rupiah_teks(nilai: int) -> str:
    """Rupiah as officers type it.

    >>> rupiah_teks(1234567)
    '1.234.567'
    """
    return f"{nilai:,}".replace(",", ".")


def _tw2(k: Kiriman, bentuk: str, isi: Any, kode: str) -> list[Salah]:
    n = cari_bentuk(k, "realisasi", bentuk)
    if n is None:
        return []
    k.lembar("realisasi").baris[n]["realisasi_tw2"] = isi
    return [k.salah("realisasi", n, "realisasi_tw2", kode)]


def galat_excel(k: Kiriman) -> list[Salah]:
    """ISI-01: #REF! in a quarter."""
    return _tw2(k, "angka", Rumus("=#REF!+1", "#REF!"), "ISI-01")


def galat_pada_kolom_dilaporkan(k: Kiriman) -> list[Salah]:
    """ISI-01: #DIV/0! in a reported percentage, which takes out nothing."""
    n = cari_sub(k, lapor=True)
    k.lembar("anggaran").baris[n]["serapan_dilaporkan"] = Rumus("=1/0", "#DIV/0!")
    return [k.salah("anggaran", n, "serapan_dilaporkan", "ISI-01")]


def rumus_tanpa_nilai(k: Kiriman) -> list[Salah]:
    """ISI-02: a formula that no spreadsheet has calculated yet."""
    return _tw2(k, "persen", Rumus("=40+42", ""), "ISI-02")


def rupiah_rusak_pada_sisa(k: Kiriman) -> list[Salah]:
    """ISI-03: the malformed figure of a real report in a reported remainder, which takes out nothing."""
    n = cari_sub(k, lapor=True)
    k.lembar("anggaran").baris[n]["sisa_dilaporkan_rp"] = "1.48.193.842,-"
    return [k.salah("anggaran", n, "sisa_dilaporkan_rp", "ISI-03")]


def rupiah_rusak_pada_pagu_renja(k: Kiriman) -> list[Salah]:
    """ISI-03 only: the typed totals above can't be judged while a figure below them is unreadable."""
    n = cari_sub(k, lapor=False)
    k.lembar("anggaran").baris[n]["pagu_renja_rp"] = "12.5.000.000"
    return [k.salah("anggaran", n, "pagu_renja_rp", "ISI-03")]


def rupiah_salah_ketik(k: Kiriman) -> list[Salah]:
    """ISI-04: `199.600.000.-` for the right amount, so that the sums still agree."""
    n = cari_sub(k, lapor=False)
    baris = k.lembar("anggaran").baris[n]
    baris["pagu_renja_rp"] = f"{rupiah_teks(baris['pagu_renja_rp'])}.-"
    return [k.salah("anggaran", n, "pagu_renja_rp", "ISI-04")]


def rupiah_sebagai_teks(k: Kiriman) -> list[Salah]:
    """ISI-05: a right amount typed as text."""
    n = cari_sub(k, lapor=False)
    baris = k.lembar("anggaran").baris[n]
    baris["realisasi_lalu_rp"] = f"Rp. {rupiah_teks(baris['realisasi_lalu_rp'])},-"
    return [k.salah("anggaran", n, "realisasi_lalu_rp", "ISI-05")]


def nilai_tidak_terbaca(k: Kiriman) -> list[Salah]:
    """ISI-06: two decimal commas in a quarter."""
    return _tw2(k, "angka", "12,5,7", "ISI-06")


def nilai_rancu(k: Kiriman) -> list[Salah]:
    """ISI-07: `2.750` beside targets and realisations of 60 to 120 fits neither as 2,75 nor as 2750."""
    n = cari_bentuk(k, "realisasi", "angka")
    baris = {} if n is None else k.lembar("realisasi").baris[n]
    if not all(60 < baris[f"realisasi_{waktu}"] < 120 for waktu in ("tw1", "tw3", "tw4", "tahun") if baris):
        return []
    return _tw2(k, "angka", "2.750", "ISI-07")


def nilai_rancu_dipilih(k: Kiriman) -> list[Salah]:
    """ISI-08: `67.125` against a target of 60 to 90 can only be 67,125."""
    return _tw2(k, "angka", "67.125", "ISI-08")


def kode_rekening_angka(k: Kiriman) -> list[Salah]:
    """ISI-09: the code 5.2 became a number; a parent, so no sum depends on it."""
    baris = k.lembar("belanja").baris
    n = next((n for n, b in enumerate(baris) if b["kode_rekening"] == "5.2"), None)
    if n is None:
        return []
    baris[n]["kode_rekening"] = 5.2
    return [k.salah("belanja", n, "kode_rekening", "ISI-09")]


def pilihan_salah(k: Kiriman) -> list[Salah]:
    """ISI-10: Maximal instead of Maksimal; the capaian of that indicator can't be computed."""
    n = cari_bentuk(k, "iku", "jumlah")
    if n is None:
        return []
    k.lembar("iku").baris[n]["polaritas"] = "Maximal"
    return [k.salah("iku", n, "polaritas", "ISI-10")]


def jawaban_bukan_angka(k: Kiriman) -> list[Salah]:
    """ISI-11: an answer in words in SKM."""
    k.lembar("skm").baris[4]["u4"] = "empat"
    return [k.salah("skm", 4, "u4", "ISI-11")]


def nilai_salah_ketik(k: Kiriman) -> list[Salah]:
    """ISI-12: words after the percent sign."""
    return _tw2(k, "persen_teks", "66,50% tercapai", "ISI-12")


def tanggal_pada_angka(k: Kiriman) -> list[Salah]:
    """ISI-13: Excel turned 2-5 into a date."""
    return _tw2(k, "persen", datetime.date(TAHUN, 5, 2), "ISI-13")


def kode_bertanda_tak_terlihat(k: Kiriman) -> list[Salah]:
    """ISI-15: a zero-width space after a code in Cascading."""
    baris = k.lembar("cascading").baris
    n = len(baris) - 1
    baris[n]["kode"] += "\u200b"
    return [k.salah("cascading", n, "kode", "ISI-15")]


def sasaran_kosong(k: Kiriman) -> list[Salah]:
    """STR-06: Sasaran is missing for one indicator."""
    n = k.acak.randrange(len(k.lembar("iku").baris))
    k.lembar("iku").baris[n]["sasaran"] = None
    return [k.salah("iku", n, "sasaran", "STR-06")]


def jawaban_kosong(k: Kiriman) -> list[Salah]:
    """STR-06: one answer is missing in SKM."""
    k.lembar("skm").baris[7]["u7"] = None
    return [k.salah("skm", 7, "u7", "STR-06")]


def kode_ganda(k: Kiriman) -> list[Salah]:
    """STR-07, at the second: two sub kegiatan of Cascading with one code (nothing hangs below them)."""
    baris = k.lembar("cascading").baris
    n = len(baris) - 1
    if baris[n - 1]["tingkat"] != "Sub Kegiatan":
        return []
    baris[n]["kode"] = baris[n - 1]["kode"]
    baris[n]["induk"] = baris[n - 1]["induk"]
    return [k.salah("cascading", n, "kode", "STR-07")]


def _baris_asing(k: Kiriman, lembar: str, kode: str, aturan: str) -> list[Salah]:
    n = cari_bentuk(k, lembar, "ikm")
    if n is None:
        return []
    baris = dict(k.lembar(lembar).baris[n])
    for nama, isi in baris.items():
        if isinstance(isi, float) and not nama.startswith("_"):
            baris[nama] = round(isi - 4.5, 2)
    baris |= {"kode": kode, "indikator": None, "satuan": None, "capaian_dilaporkan": None, "kategori_dilaporkan": None}
    k.lembar(lembar).baris.append(baris)
    return [k.salah(lembar, len(k.lembar(lembar).baris) - 1, "kode", aturan)]


def renstra_tanpa_iku(k: Kiriman) -> list[Salah]:
    """STR-08: a Renstra row whose code isn't in IKU."""
    return _baris_asing(k, "renstra", "IKU-99", "STR-08")


def realisasi_tanpa_iku(k: Kiriman) -> list[Salah]:
    """STR-09: a Realisasi row whose code isn't in IKU."""
    return _baris_asing(k, "realisasi", "IKU-98", "STR-09")


def _hapus(k: Kiriman, lembar: str, aturan: str) -> list[Salah]:
    n = cari_bentuk(k, lembar, "minimal")
    if n is None:
        return []
    kode = k.lembar(lembar).baris.pop(n)["kode"]
    return [k.salah("iku", k.lembar("iku").posisi(kode), "kode", aturan)]


def iku_tanpa_realisasi(k: Kiriman) -> list[Salah]:
    """STR-10, at the code in IKU: the indicator has no row in Realisasi."""
    return _hapus(k, "realisasi", "STR-10")


def iku_tanpa_renstra(k: Kiriman) -> list[Salah]:
    """STR-19, at the code in IKU: the indicator has no row in Renstra."""
    return _hapus(k, "renstra", "STR-19")


def lookup_berbeda(k: Kiriman) -> list[Salah]:
    """STR-11: another indicator's name beside a code, in a workbook whose look-ups are plain text."""
    berkas, lembar = k.cari("realisasi")
    if "iku" in berkas.lembar:
        return []
    lembar.baris[2]["indikator"] = "Persentase layanan perizinan"
    return [k.salah("realisasi", 2, "indikator", "STR-11")]


def rumus_ditimpa(k: Kiriman) -> list[Salah]:
    """STR-15: the template's look-up formula was overwritten with its own text."""
    berkas, lembar = k.cari("realisasi")
    if "iku" not in berkas.lembar or not isinstance(lembar.baris[5]["indikator"], Rujuk):
        return []
    kode = lembar.baris[5]["kode"]
    lembar.baris[5]["indikator"] = k.lembar("iku").baris[k.lembar("iku").posisi(kode)]["indikator"]
    return [k.salah("realisasi", 5, "indikator", "STR-15")]


ISI: Final = (
    (rupiah_rusak_pada_sisa, "anggaran"),
    (galat_excel, "realisasi"),
    (kode_rekening_angka, "belanja"),
    (pilihan_salah, "iku realisasi renstra"),
    (sasaran_kosong, "iku"),
    (rupiah_sebagai_teks, "anggaran"),
    (rumus_tanpa_nilai, "realisasi"),
    (kode_ganda, "cascading"),
    (realisasi_tanpa_iku, "realisasi"),
    (renstra_tanpa_iku, "renstra"),
    (nilai_rancu, "realisasi"),
    (jawaban_bukan_angka, "skm"),
    (iku_tanpa_realisasi, "iku realisasi"),
    (rupiah_salah_ketik, "anggaran"),
    (nilai_tidak_terbaca, "realisasi"),
    (rumus_ditimpa, "realisasi"),
    (nilai_rancu_dipilih, "realisasi"),
    (galat_pada_kolom_dilaporkan, "anggaran"),
    (iku_tanpa_renstra, "iku renstra realisasi"),
    (jawaban_kosong, "skm"),
    (tanggal_pada_angka, "realisasi"),
    (kode_bertanda_tak_terlihat, "cascading"),
    (lookup_berbeda, "realisasi"),
    (rupiah_rusak_pada_pagu_renja, "anggaran"),
    (nilai_salah_ketik, "realisasi"),
)
