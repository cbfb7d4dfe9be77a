"""SKM and AKP: one offending and one near-miss case per rule, at the cell; nothing else may speak."""

# ruff: noqa: E501  (a case reads as one row of a table)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pabrik import Kasus, Kunci, Pabrik, periksa_kasus, sel, temukan

S, A, R, U = "skm", "akip", "realisasi", "iku"
UNSUR = [f"u{n}" for n in range(1, 10)]
JUMLAH, PREDIKAT = 4, 5
IKM = {(U, 8, "indikator"): "Indeks Kepuasan Masyarakat"}


def jawaban(baris: int) -> dict[str, int]:
    """Answers of which ten neighbours are ten different patterns."""
    return {u: 3 + (baris * (n + 2) // 3 + n) % 2 for n, u in enumerate(UNSUR)}


def _salinan(mulai: int, panjang: int, asal: int, layanan: str = "Perizinan", geser: int = 0) -> dict[Kunci, Any]:
    """Varied answers of the first 30 respondents, and those of `panjang` of them again under another service."""
    ubah: dict[Kunci, Any] = {(S, n, u): v for n in range(30) for u, v in jawaban(n).items()}
    for n in range(30):
        baris = 30 + n
        sama = mulai <= n < mulai + panjang
        isi = jawaban(n - mulai + asal) if sama else {u: 7 - v for u, v in jawaban(n + 31).items()}
        ubah |= {(S, baris, "layanan"): layanan, (S, baris, "no"): 101 + n}
        ubah |= {(S, baris, u): isi[u] if not (sama and geser and u == "u5") else 7 - isi[u] for u in UNSUR}
    return ubah


def _seragam() -> dict[Kunci, Any]:
    """Two services in which everybody answers 3: agreement that nobody copied."""
    ubah: dict[Kunci, Any] = {(S, n, u): 3 for n in range(60) for u in UNSUR}
    for n in range(30, 60):
        ubah |= {(S, n, "layanan"): "Perizinan", (S, n, "no"): n}
    return ubah


def _sedikit(n: int) -> dict[Kunci, Any]:
    kolom = ("layanan", "no", *UNSUR)
    return {(S, baris, k): None for baris in range(n, 30) for k in kolom}


def _mutu_batas(tinggi: int) -> dict[Kunci, Any]:
    """All answers 3 but for `tinggi` answers 4: an index of (27 + tinggi / 30) * 25 / 9."""
    return {(S, n // 9, UNSUR[n % 9]): 4 if n < tinggi else 3 for n in range(270)}


RINGKASAN: dict[Kunci, Any] = {
    (S, 30, "layanan"): "Jumlah", (S, 31, "layanan"): "NRR per unsur", (S, 32, "layanan"): "Rata-rata", (S, 33, "layanan"): "IKM unit",
    **{(S, 30, u): 105 for u in UNSUR}, **{(S, 31, u): 3.5 for u in UNSUR}, **{(S, 32, u): "3,50" for u in UNSUR}, (S, 33, "u1"): "87,5 (B)",
}  # fmt: skip


def _baris(n: int, komponen: str, *values: Any) -> dict[Kunci, Any]:
    """A further row of sheet AKIP."""
    return {
        (A, n, k): v
        for k, v in zip(("komponen", "bobot", "nilai_tahun_lalu", "nilai"), (komponen, *values), strict=True)
    }


KASUS = [
    Kasus("SKM-01", {(S, 3, "u4"): 5, (S, 5, "u9"): 0}, ((S, 3, "u4"), (S, 5, "u9")), bersih={(S, 3, "u4"): 1, (S, 5, "u9"): 4}),
    Kasus("SKM-02", {(S, 7, "no"): 3}, ((S, 7, "no"),), bersih={(S, 7, "no"): 77}),
    Kasus("SKM-03", _salinan(6, 12, 3), ((S, 36, "u1"),), bersih=_salinan(6, 9, 3)),
    Kasus("SKM-03", _salinan(0, 30, 0), ((S, 30, "u1"),), bersih=_salinan(0, 30, 0, geser=1), nama="seluruhnya"),
    Kasus("SKM-03", _salinan(2, 11, 8), ((S, 32, "u1"),), bersih=_seragam(), nama="seragam"),
    Kasus("SKM-04", _sedikit(29), ((S, 0, "layanan"),), bersih={}),
    Kasus("SKM-05", _mutu_batas(20), ((S, 0, "layanan"),), bersih=_mutu_batas(100)),
    Kasus("SKM-06", {**IKM, (R, 8, "realisasi_tahun"): 78.2, (R, 8, "capaian_dilaporkan"): None, (R, 8, "kategori_dilaporkan"): None, **{(R, 8, f"realisasi_tw{n}"): None for n in range(1, 5)}},
          ((R, 8, "realisasi_tahun"),), bersih={**IKM, (R, 8, "realisasi_tahun"): 87.5}),
    Kasus("SKM-06", {**IKM, (U, 8, "kelompok_predikat"): "SKM", (R, 8, "realisasi_tahun"): "Sangat Baik", (R, 8, "capaian_dilaporkan"): None, (R, 8, "kategori_dilaporkan"): None, **{(R, 8, f"realisasi_tw{n}"): None for n in range(1, 5)}},
          ((R, 8, "realisasi_tahun"),), bersih={**IKM, (U, 8, "kelompok_predikat"): "SKM", (R, 8, "realisasi_tahun"): "Baik"}, nama="sebutan"),
    Kasus("SKM-07", RINGKASAN, ((S, 30, "layanan"),), bersih={(S, 29, "layanan"): "Nilai Ijazah"}),
    Kasus("SKM-08", {**RINGKASAN, (S, 31, "u4"): 3.9}, ((S, 31, "u4"),), ikut=frozenset({"SKM-07"})),
    Kasus("SKM-08", {**RINGKASAN, (S, 33, "u1"): "97,5 (A)"}, ((S, 33, "u1"),), ikut=frozenset({"SKM-07"}), nama="indeks"),
    Kasus("AKP-01", {(A, 1, "nilai"): 30.25}, ((A, 1, "nilai"),), bersih={(A, 1, "nilai"): 30}),
    Kasus("AKP-02", {(A, 2, "nilai_tahun_lalu"): -11.5}, ((A, 2, "nilai_tahun_lalu"),), bersih={(A, 2, "nilai_tahun_lalu"): 0}),
    Kasus("AKP-03", {(A, 2, "bobot"): 14}, ((A, 3, "bobot"),), bersih={(A, 2, "bobot"): None}),
    Kasus("AKP-03", {(A, n, k): None for n in (3, 4, 5) for k in ("komponen", "bobot", "nilai", "nilai_tahun_lalu")} | {(R, 2, "realisasi_tahun"): "B (64,95)", (R, 2, "capaian_dilaporkan"): None, (R, 2, "kategori_dilaporkan"): None},
          ((A, 2, "bobot"),), nama="komponen hilang"),
    Kasus("AKP-04", {(A, JUMLAH, "nilai"): 86.54}, ((A, JUMLAH, "nilai"),), bersih={(A, JUMLAH, "nilai"): "86,5"}),
    Kasus("AKP-04", {(A, JUMLAH, "nilai_tahun_lalu"): "68,1"}, ((A, JUMLAH, "nilai_tahun_lalu"),), nama="tahun lalu"),
    Kasus("AKP-05", {(A, PREDIKAT, "nilai"): "BB"}, ((A, PREDIKAT, "nilai"),), bersih={(A, PREDIKAT, "nilai"): "A"}),
    Kasus("AKP-05", {(A, PREDIKAT, "nilai"): None, (A, JUMLAH, "nilai"): "AA (86,45)"}, ((A, JUMLAH, "nilai"),), bersih={(A, JUMLAH, "nilai"): "A (86,45)"}, nama="pada jumlah"),
    Kasus("AKP-06", {(R, 2, "realisasi_tahun"): "A (85,10)", (R, 2, "capaian_dilaporkan"): None}, ((R, 2, "realisasi_tahun"),), bersih={(R, 2, "realisasi_tahun"): "A (86,5)"}),
    Kasus("AKP-06", {(R, 2, "realisasi_tahun"): "BB", (R, 2, "capaian_dilaporkan"): None, (R, 2, "kategori_dilaporkan"): None}, ((R, 2, "realisasi_tahun"),), bersih={(R, 2, "realisasi_tahun"): "A"}, nama="predikat saja"),
    Kasus("AKP-04", {(A, PREDIKAT, "nilai"): "A (86,54)"}, ((A, PREDIKAT, "nilai"),), bersih={(A, PREDIKAT, "nilai"): "A (86,45)"}, nama="di samping predikat"),
    Kasus("AKP-05", {(A, PREDIKAT, "nilai"): "Sangat Baik"}, ((A, PREDIKAT, "nilai"),), bersih={(A, PREDIKAT, "nilai"): "Memuaskan", (A, PREDIKAT, "nilai_tahun_lalu"): "Baik"}, nama="sebutan"),
    Kasus("AKP-07", _baris(6, " perencanaan  KINERJA", 30, 21, 26.5), ((A, 6, "komponen"),), bersih=_baris(6, "Capaian Kinerja", None, None, None)),
    Kasus("AKP-07", {(A, 1, "komponen"): "Perencanaan Kinerja"}, ((A, 1, "komponen"),), nama="salah nama"),
    Kasus("AKP-08", {(A, 2, "bobot"): 20}, ((A, 3, "bobot"),), bersih={(A, 2, "bobot"): 15}),
    Kasus("AKP-08", {(A, JUMLAH, "komponen"): "Skor LHE"}, ((A, JUMLAH, "komponen"),), bersih={(A, JUMLAH, "komponen"): "Hasil Evaluasi"}, nama="jumlah bernama lain"),
    Kasus("AKP-08", {(A, n, "bobot"): None for n in range(5)} | {(A, JUMLAH, "komponen"): "Skor LHE"}, ((A, JUMLAH, "komponen"),), nama="tanpa bobot"),
    Kasus("AKP-09", {(A, 2, "nilai_tahun_lalu"): 15.5, (A, JUMLAH, "nilai_tahun_lalu"): 72, (A, PREDIKAT, "nilai_tahun_lalu"): "BB"}, ((A, 2, "nilai_tahun_lalu"),), bersih={(A, 2, "nilai_tahun_lalu"): 15}),
    Kasus("AKP-10", {(A, PREDIKAT, "nilai"): "B+"}, ((A, PREDIKAT, "nilai"),), bersih={(A, PREDIKAT, "nilai"): "BB"}),
    Kasus("AKP-10", {(A, PREDIKAT, "nilai_tahun_lalu"): "WTP"}, ((A, PREDIKAT, "nilai_tahun_lalu"),), bersih={(A, PREDIKAT, "nilai_tahun_lalu"): "Baik"}, nama="keluarga lain"),
]  # fmt: skip


@pytest.mark.parametrize("kasus", KASUS, ids=lambda k: f"{k.kode} {k.nama}".strip())
def test_rule(kasus: Kasus, tmp_path: Path) -> None:
    periksa_kasus(kasus, tmp_path)


@pytest.mark.parametrize(
    "ubah",
    [
        {(U, 2, "indikator"): "Nilai AKIP Kabupaten"},
        {(U, 2, "indikator"): "Persentase OPD dengan nilai AKIP minimal B", (U, 2, "satuan"): "%"},
        {(A, 0, "nilai"): "dua puluh"},
        {(A, 1, "nilai"): 31},
        {(U, 2, "indikator"): "Rata-rata nilai AKIP perangkat daerah"},
        {(R, 2, "realisasi_tahun"): "26,5"},
    ],
)
def test_akip_of_others_or_without_a_total_is_not_compared(ubah: dict[Kunci, Any], tmp_path: Path) -> None:
    lain = {(R, 2, "realisasi_tahun"): "A (85,10)", (R, 2, "capaian_dilaporkan"): None}
    assert temukan(Pabrik(tmp_path, lain | ubah).run(), "AKP-06") == []


def test_an_index_with_lost_answers_is_not_compared(tmp_path: Path) -> None:
    ubah = {**IKM, (R, 8, "realisasi_tahun"): 78.2, (S, 3, "u4"): 5}
    assert temukan(Pabrik(tmp_path, ubah).run(), "SKM-06") == []


def test_last_years_value_as_realisation_is_named(tmp_path: Path) -> None:
    ubah = {
        (R, 2, "realisasi_tahun"): "B (68)",
        (R, 2, "capaian_dilaporkan"): None,
        (R, 2, "kategori_dilaporkan"): None,
    }
    (satu,) = temukan(Pabrik(tmp_path, ubah).run(), "AKP-06")
    assert satu.pesan.endswith("memberi 86,45 (A); yang tertulis nilai tahun lalu.")


@pytest.mark.parametrize(
    ("ubah", "kode", "pesan", "saran"),
    [
        ({(S, 3, "u4"): None}, "STR-06", "Sel U4 wajib diisi tetapi kosong.", "Isi U4 dengan 1, 2, 3, atau 4."),
        ({(S, 3, "no"): None}, "STR-06", "Sel No wajib diisi tetapi kosong.", "Isi No."),
        ({(S, 3, "u4"): "3,5"}, "ISI-11", '"3,5" bukan jawaban 1, 2, 3, atau 4.', "Isi U4 dengan jawaban 1, 2, 3, atau 4."),
        ({(S, 3, "u4"): "4 (Sangat Baik)"}, "ISI-11", '"4 (Sangat Baik)" bukan jawaban 1, 2, 3, atau 4.', "Isi U4 dengan jawaban 1, 2, 3, atau 4."),
        ({(S, 3, "usia"): "30,5"}, "ISI-11", '"30,5" bukan angka bulat.', "Isi Usia dengan angka bulat."),
        ({(S, 3, "usia"): "dewasa"}, "ISI-11", '"dewasa" bukan angka.', "Isi Usia dengan angka."),
    ],
)  # fmt: skip
def test_words_about_answers(ubah: dict[Kunci, Any], kode: str, pesan: str, saran: str, tmp_path: Path) -> None:
    (satu,) = Pabrik(tmp_path, ubah).run().catatan
    assert (satu.kode, satu.pesan, satu.saran) == (kode, pesan, saran)


def _ringkasan(nama: str, *nilai: Any) -> dict[Kunci, Any]:
    """A summary row below thirty respondents whose nine elements have the mean 3.5, so 87.5."""
    return {(S, 30, "layanan"): nama} | {(S, 30, u): v for u, v in zip(UNSUR, nilai, strict=False)}


@pytest.mark.parametrize(
    ("nama", "nilai", "pesan"),
    [
        ("NRR per unsur", ["3.5", "3,50", 3.5], ""),
        ("NRR per unsur", [3.5, 3.9, "3,49"], "NRR per unsur tertulis 3,9, sedangkan jawaban 30 responden memberi 3,50."),
        ("Rata-rata", ["3.500", "3,6"], "NRR per unsur tertulis 3,6, sedangkan jawaban 30 responden memberi 3,50."),
        ("NRR tertimbang per unsur", ["0,39", "0.389", 0.385, 0.3885], ""),
        ("NRR tertimbang", ["0,38", 0.389], "NRR tertimbang tertulis 0,38, sedangkan jawaban 30 responden memberi 0,39. Angkanya terpotong, tidak dibulatkan."),
        ("NRR tertimbang", [0.43, 0.389], "NRR tertimbang tertulis 0,43, sedangkan jawaban 30 responden memberi 0,39."),
        ("IKM", [87.5], ""),
        ("IKM", ["87,50"], ""),
        ("IKM unit pelayanan", ["86,63"], ""),
        ("Jumlah NRR tertimbang", ["3,50"], ""),
        ("Jumlah NRR tertimbang x 25", ["87.50"], ""),
        ("IKM", [97.5], "IKM tertulis 97,5, sedangkan jawaban 30 responden memberi 87,50."),
        ("Jumlah NRR tertimbang", ["3,90"], "IKM tertulis 3,90, sedangkan jawaban 30 responden memberi 3,50."),
        ("Jumlah", [99, 99, 99], ""),
        ("Nilai Unsur", [99, 99, 99], ""),
        ("IKM", ["(B)", "belum dihitung"], ""),
    ],
)  # fmt: skip
def test_reported_means_and_index_of_a_survey(nama: str, nilai: list[Any], pesan: str, tmp_path: Path) -> None:
    found = temukan(Pabrik(tmp_path, _ringkasan(nama, *nilai)).run(), "SKM-08")
    assert [c.pesan for c in found][:1] == ([pesan] if pesan else [])


def test_a_summary_of_one_service_or_of_all(tmp_path: Path) -> None:
    """Thirty answers of 3 (75), ten of 4 (100): 81.25 over respondents, 87.5 over services."""
    ubah: dict[Kunci, Any] = {(S, n, u): 3 for n in range(30) for u in UNSUR} | _ringkasan("IKM", 75)
    ubah |= {
        (S, 31 + n, k): v
        for n in range(10)
        for k, v in (("layanan", "Izin"), ("no", 100 + n), *((u, 4) for u in UNSUR))
    }
    ubah |= {(S, n, "layanan"): "IKM" for n in range(41, 46)}
    ubah |= {(S, n, "u1"): v for n, v in zip(range(41, 46), (100, "81,25", 87.5, 75, 90), strict=True)}
    found = temukan(Pabrik(tmp_path, ubah).run(), "SKM-08")
    assert [(c.sel, c.nilai) for c in found] == [(sel(S, 44, "u1"), "75"), (sel(S, 45, "u1"), "90")]
    assert "jawaban 10 responden memberi 100,00" in found[0].pesan


def test_a_lost_answer_silences_its_element_and_the_index(tmp_path: Path) -> None:
    ubah = (
        {(S, 3, "u4"): 9} | _ringkasan("NRR per unsur", *[3.9] * 9) | {(S, 31, "layanan"): "IKM", (S, 31, "u1"): 97.5}
    )
    found = temukan(Pabrik(tmp_path, ubah).run(), "SKM-08")
    assert [c.sel for c in found] == [sel(S, 30, u) for u in UNSUR if u != "u4"]


def test_a_summary_is_no_respondent(tmp_path: Path) -> None:
    telaah = Pabrik(tmp_path, RINGKASAN).run()
    (satu,) = telaah.catatan
    assert satu.pesan.startswith("Baris Jumlah tanpa nomor responden adalah ringkasan")
    assert "4 baris" in satu.pesan
    (row,) = telaah.hitungan.skm.layanan.itertuples()
    assert row.responden == 30


def test_copied_block_names_both_places(tmp_path: Path) -> None:
    (satu,) = temukan(Pabrik(tmp_path, _salinan(6, 12, 3)).run(), "SKM-03")
    assert "12 responden berturut-turut (baris 38 sampai 49)" in satu.pesan
    assert 'dengan jawaban pada "Legalisasi" (baris 5 sampai 16)' in satu.pesan


def test_an_older_component_with_no_value_this_year_is_no_wrong_weight(tmp_path: Path) -> None:
    lama = {"komponen": "Pencapaian Kinerja", "bobot": 20, "nilai_tahun_lalu": 0, "nilai": 0}
    ubah = {(A, 6, k): v for k, v in lama.items()}
    assert Pabrik(tmp_path, ubah).run().catatan == ()
