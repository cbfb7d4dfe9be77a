"""IND: one offending and one near-miss case per rule, at the cell; nothing else may speak."""

# ruff: noqa: E501  (a case reads as one row of a table)

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from pabrik import BERKAS, TAHUN, Kasus, Kunci, Pabrik, Tempat, kolom_lembar, periksa_kasus, temukan

from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.pipeline import Telaah

R, S, U = "realisasi", "renstra", "iku"


def _tanpa_laporan(baris: int, **cells: Any) -> dict[Kunci, Any]:
    """Cells of a Realisasi row, its reported figures taken away."""
    return {(R, baris, k): v for k, v in ({"capaian_dilaporkan": None, "kategori_dilaporkan": None} | cells).items()}


def _lapor(baris: int, nilai: Any) -> dict[Kunci, Any]:
    return {(R, baris, "capaian_dilaporkan"): nilai}


def _renstra_tahun_laporan(nilai: object, baris: int = 8) -> Callable[[openpyxl.Workbook], None]:
    """Add the column Realisasi <year of the report> to Renstra, with one figure."""

    def olah(book: openpyxl.Workbook) -> None:
        ws = book[SHEETS[S].title]
        kolom = ws.max_column + 1
        ws.cell(1, kolom, f"Realisasi {TAHUN}")
        ws.cell(baris + 2, kolom, nilai)

    return olah


_SALIN = ("target_pk", *(f"{j}_tw{n}" for j in ("target", "realisasi") for n in range(1, 5)), "realisasi_tahun")
_BARIS_I01 = dict(zip(_SALIN, (90, 60, 70, 80, 90, 61, 72, 80.5, 91.8, 91.8), strict=True))
_SALINAN_I01 = {(R, 8, k): v for k, v in _BARIS_I01.items()} | {
    **{(S, 8, f"target_{y}"): t for y, t in zip(range(2021, 2027), (80, 85, 90, 92, 94, 96), strict=True)},
    (S, 8, "target_akhir"): 96,
    **_tanpa_laporan(8, **_BARIS_I01),
}

KASUS = [
    Kasus("IND-01", _tanpa_laporan(1, target_pk="40 dokumen", realisasi_tahun="38 surat"), ((R, 1, "realisasi_tahun"),),
          bersih={(R, 1, "target_pk"): "40 dokumen", (R, 1, "realisasi_tahun"): "38 dokumen/laporan"}),
    Kasus("IND-01", {(R, 1, "target_pk"): "40 surat", (R, 1, "realisasi_tahun"): "38 dokumen"}, ((R, 1, "target_pk"),), nama="target"),
    Kasus("IND-02", {(R, 1, "realisasi_tahun"): "38 surat"}, ((R, 1, "realisasi_tahun"),), bersih={(R, 8, "realisasi_tahun"): "72,2 nilai"}),
    Kasus("IND-03", {(U, 8, "polaritas"): "Minimal", (R, 8, "target_pk"): "≥ 73,25"} | _tanpa_laporan(8),
          ((R, 8, "target_pk"),), ikut=frozenset({"IND-06"}), bersih={(R, 8, "target_pk"): "≥ 73,25"}),
    Kasus("IND-04", {(R, 0, "realisasi_tw2"): 104.2}, ((R, 0, "realisasi_tw2"),), bersih={(R, 0, "realisasi_tw2"): 100}),
    Kasus("IND-05", {(R, 8, "realisasi_tw2"): 7115}, ((R, 8, "realisasi_tw2"),), bersih={(R, 8, "realisasi_tw2"): 36}),
    Kasus("IND-05", {(R, 8, "realisasi_tahun"): 0.722}, ((R, 8, "realisasi_tahun"),), nama="pecahan; laporan, TW IV, dan kategori diam"),
    Kasus("IND-05", {(R, 8, "target_pk"): 7325}, ((R, 8, "target_pk"),), nama="target; beda Renstra diam"),
    Kasus("IND-06", {(S, 8, "target_2024"): 72}, ((S, 8, "target_2024"),), bersih={(S, 8, "target_2024"): 73.25}),
    Kasus("IND-06", {(S, 7, "target_2025"): 6}, ((S, 7, "target_2025"),), nama="naik pada Minimal"),
    Kasus("IND-06", {(S, 2, "target_2024"): "CC"}, ((S, 2, "target_2024"),), nama="predikat"),
    Kasus("IND-07", {(R, 7, "target_pk"): 5.5, (R, 7, "capaian_dilaporkan"): None}, ((R, 7, "target_pk"),), bersih={(R, 0, "target_pk"): "90%"}),
    Kasus("IND-08", {(R, 7, "target_pk"): 4, (R, 7, "capaian_dilaporkan"): None}, ((R, 7, "target_pk"),),
          bersih={(R, 7, "target_pk"): 5.5}),
    Kasus("IND-08", {(R, 8, "target_pk"): 71.5, (S, 8, "target_2022"): 71.538} | _tanpa_laporan(8), ((R, 8, "target_pk"),), nama="terpotong"),
    Kasus("IND-09", {(S, 8, "target_akhir"): 77}, ((S, 8, "target_akhir"),), bersih={(S, 1, "target_akhir"): 255}),
    Kasus("IND-10", {(R, 2, "realisasi_tahun"): "AA (86,45)"}, ((R, 2, "realisasi_tahun"),), bersih={(R, 2, "realisasi_tahun"): "AA (90)"}),
    Kasus("IND-11", {(R, 3, "realisasi_tw3"): 50}, ((R, 3, "realisasi_tw3"),), bersih={(R, 3, "realisasi_tw3"): 51}),
    Kasus("IND-12", {(R, 8, f"realisasi_tw{n}"): None for n in (1, 2, 3)} | {(R, 8, "target_tw1"): 70}, ((R, 8, "realisasi_tw4"),),
          bersih={(R, 8, f"realisasi_tw{n}"): None for n in (1, 2, 3)}),
    Kasus("IND-13", _tanpa_laporan(2, realisasi_tahun="AA (106)") | {(R, 2, "realisasi_tahun"): 106}, ((R, 2, "realisasi_tahun"),),
          bersih={(R, 2, "realisasi_tahun"): 105}, ikut=frozenset({"AKP-06"})),
    Kasus("IND-14", _SALINAN_I01, ((R, 8, "kode"),), bersih=_SALINAN_I01 | {(R, 8, "realisasi_tw2"): None}),
    *(Kasus("IND-14", _SALINAN_I01, ((R, 8, "kode"),), bersih=_SALINAN_I01 | {(R, 8, k): v}, nama=f"{k} lain")
      for k, v in (("target_tw1", 55), ("target_tw3", None), ("target_pk_perubahan", 91))),
    Kasus("IND-15", _lapor(8, "98,56"), ((R, 8, "capaian_dilaporkan"),), bersih=_lapor(8, "98,57")),
    Kasus("IND-15", _lapor(2, 123), ((R, 2, "capaian_dilaporkan"),), nama="bilangan bulat"),
    Kasus("IND-16", _lapor(8, 101.45), ((R, 8, "capaian_dilaporkan"),), bersih=_lapor(8, 98.56655290102389)),
    Kasus("IND-17", _lapor(8, "98,60"), ((R, 8, "capaian_dilaporkan"),), bersih=_lapor(8, "98,6")),
    Kasus("IND-18", {(R, 0, "kategori_dilaporkan"): "Tinggi"}, ((R, 0, "kategori_dilaporkan"),), bersih={(R, 0, "kategori_dilaporkan"): "sangat tinggi"}),
    Kasus("IND-19", {(R, 1, "realisasi_tahun"): 39, (R, 1, "capaian_dilaporkan"): None}, ((R, 1, "realisasi_tahun"),),
          bersih={(R, 1, f"realisasi_tw{n}"): None for n in (2, 3, 4)}),
    Kasus("IND-20", _tanpa_laporan(7, target_pk=0) | {(S, 7, f"target_{y}"): 0 for y in range(2023, 2027)} | {(S, 7, "target_akhir"): 0},
          ((R, 7, "target_pk"),), bersih={(R, 7, "target_pk"): 0.1}),
    Kasus("IND-22", {(R, 5, "realisasi_tahun"): "9 Raperda"}, ((R, 5, "realisasi_tahun"),), bersih={(R, 5, "realisasi_tahun"): "50 Raperbup, 9 Raperda"}),
    Kasus("IND-23", {(R, 6, "realisasi_tahun"): "Sebagian"}, ((R, 6, "realisasi_tahun"),), bersih={(R, 6, "realisasi_tahun"): "TERLAKSANA."}),
    Kasus("IND-24", {(R, 4, "realisasi_tahun"): "3±1"}, ((R, 4, "realisasi_tahun"),), bersih={(R, 4, "realisasi_tahun"): 3}),
    Kasus("IND-25", {(R, 9, "realisasi_tahun"): "Baik"}, ((U, 9, "kelompok_predikat"),),
          bersih={(R, 9, "realisasi_tahun"): "Baik", (U, 9, "kelompok_predikat"): "SPBE"}),
    Kasus("IND-26", {(U, 2, "kelompok_predikat"): "SAKIP Daerah"}, ((U, 2, "kelompok_predikat"),), bersih={(U, 2, "kelompok_predikat"): "akip"}),
    Kasus("IND-27", {(R, 1, "target_tw4"): 13}, ((R, 1, "target_tw4"),), bersih={(R, 1, "target_tw4"): None}),
    Kasus("IND-28", {(R, 2, "realisasi_tahun"): "WTP", (U, 2, "kelompok_predikat"): "AKIP"}, ((R, 2, "realisasi_tahun"),),
          bersih={(R, 2, "realisasi_tahun"): 71.2}),
    Kasus("IND-29", {(U, 8, "indikator"): "Angka Putus  Sekolah"}, ((U, 8, "indikator"),),
          bersih={(U, 8, "indikator"): "Angka putus sekolah", (U, 8, "tingkat"): "Eselon III"}),
    Kasus("IND-30", {(S, 8, "target_2025"): "≤ 75"}, ((S, 8, "target_2025"),), bersih={(S, 8, "target_2025"): "≥ 75"}),
    Kasus("IND-31", {(S, 8, "target_2025"): 7500}, ((S, 8, "target_2025"),), bersih={(S, 8, "target_2025"): 75.9}),
    Kasus("IND-33", {(R, 7, "realisasi_tahun"): None, (R, 7, "capaian_dilaporkan"): None}, ((R, 7, "realisasi_tahun"),), bersih={(R, 7, "realisasi_tahun"): 0, (R, 7, "capaian_dilaporkan"): None}),
    Kasus("IND-32", {(S, 2, "realisasi_2022"): "BB (68)"}, ((S, 2, "realisasi_2022"),), bersih={(S, 2, "realisasi_2022"): "BB (70)"}),
    Kasus("IND-34", {(R, 1, "realisasi_tw2"): "Nihil"}, ((R, 1, "realisasi_tw2"),), bersih={(R, 1, "realisasi_tw2"): "-"}),
    Kasus("IND-34", {(R, 1, "realisasi_tw1"): "5-10", (R, 1, "realisasi_tw4"): "proses"} | _tanpa_laporan(1, realisasi_tahun=None),
          ((R, 1, "realisasi_tw1"), (R, 1, "realisasi_tw4")), bersih={(R, 8, "realisasi_tw1"): "belum diukur"}, nama="tanpa Realisasi Tahun"),
    Kasus("IND-34", {(R, 1, "target_tw3"): "bertahap"}, ((R, 1, "target_tw3"),),
          bersih={(U, 1, "akumulasi"): "Terakhir", (R, 1, "target_tw3"): "bertahap"}, nama="target"),
    Kasus("IND-35", {}, (Tempat(BERKAS, "Renstra", f"{get_column_letter(len(kolom_lembar(SHEETS[S])) + 1)}10"),), lain={"olah": _renstra_tahun_laporan(77)}),
]  # fmt: skip


@pytest.mark.parametrize("kasus", KASUS, ids=lambda k: f"{k.kode} {k.nama}".strip())
def test_rule(kasus: Kasus, tmp_path: Path) -> None:
    periksa_kasus(kasus, tmp_path)


@pytest.mark.parametrize(
    ("ubah", "kalimat"),
    [
        ({(R, 8, "capaian_dilaporkan"): 101.45}, "rumus terbalik"),
        ({(R, 8, "capaian_dilaporkan"): 0.9857}, "pecahan"),
        ({(R, 8, "capaian_dilaporkan"): "100,98"}, "target Renstra 2022"),
        ({(R, 8, "capaian_dilaporkan"): "95"}, "target Renstra 2026"),
        ({(R, 8, "capaian_dilaporkan"): 72.2}, "sama dengan realisasi"),
        ({(R, 8, "capaian_dilaporkan"): "98,16"}, "dihitung dari Realisasi TW III"),
        ({(R, 8, "capaian_dilaporkan"): 61.3}, ""),
        ({(R, 7, "capaian_dilaporkan"): 90}, "rumus indikator Maksimal"),
        ({(R, 7, "capaian_dilaporkan"): 100}, "dibatasi 100"),
        ({(R, 2, "capaian_dilaporkan"): 120}, "dibatasi 120"),
        ({(R, 8, "capaian_dilaporkan"): "98,6", (R, 8, "target_pk_perubahan"): 74}, "Target PK murni"),
    ],
)
def test_explanation_of_a_wrong_capaian(ubah: dict[Kunci, Any], kalimat: str, tmp_path: Path) -> None:
    (found,) = temukan(Pabrik(tmp_path, ubah).run(), "IND-16")
    assert kalimat in found.pesan if kalimat else found.pesan.endswith(").")


def test_reported_capaian_of_a_quarter_is_judged_by_the_quarter(tmp_path: Path) -> None:
    ubah = {("profil", 0, "periode"): "TW II"} | {(R, n, "capaian_dilaporkan"): None for n in range(10)}
    ubah |= {(R, n, "kategori_dilaporkan"): None for n in range(10)} | {(R, 0, "capaian_dilaporkan"): "102,86"}
    telaah = Pabrik(tmp_path, ubah).run()
    assert not [c for c in telaah.catatan if c.kode.startswith("IND")]


def test_a_quarter_that_is_text_is_not_computed_and_not_passed_over(tmp_path: Path) -> None:
    """Jumlah of "Nihil", 10, 20, 30 is neither the last quarter (30) nor "not reported"; TW I alone is compared as text."""
    ubah = dict(zip([(R, 1, f"realisasi_tw{n}") for n in range(1, 5)], ("Nihil", 10, 20, 30), strict=True))
    telaah = Pabrik(tmp_path, ubah | _tanpa_laporan(1, realisasi_tahun=None)).run()
    own = telaah.hitungan.indikator.capaian.set_index("kode_indikator").loc["I-02"]
    assert (own["realisasi"], own["capaian_persen"], own["metode"]) == ("", None, "tidak dapat dihitung")
    triwulan = telaah.hitungan.indikator.triwulan
    assert triwulan.loc[triwulan["kode_indikator"] == "I-02", "capaian_persen"].tolist() == [None] * 4
    assert {c.kode for c in telaah.catatan} == {"IND-34"}


def _renstra_row(telaah: Telaah, kode: str = "I-09") -> tuple[str, str]:
    frame = telaah.hitungan.indikator.renstra
    (row,) = frame[(frame["kode_indikator"] == kode) & (frame["tahun"] == TAHUN)].to_dict("records")
    return row["realisasi"], f"{row['capaian_persen']:.2f}"


def test_realisasi_decides_over_renstra_in_the_year_of_the_report(tmp_path: Path) -> None:
    telaah = Pabrik(tmp_path, olah=_renstra_tahun_laporan(77)).run()
    (found,) = telaah.catatan
    assert (found.kode, found.lembar, found.nilai) == ("IND-35", "Renstra", "77")
    ws = openpyxl.load_workbook(tmp_path / BERKAS)["Renstra"]
    assert ws[found.sel].value == 77
    assert "Realisasi 2023 di lembar Renstra 77" in found.pesan
    assert "72,2" in found.pesan
    assert _renstra_row(telaah) == ("72,2", "98.57")


@pytest.mark.parametrize("nilai", [72.2, "72,20", "72,2 indeks", None, "-"])
def test_the_same_figure_in_renstra_is_right(nilai: object, tmp_path: Path) -> None:
    telaah = Pabrik(tmp_path, olah=_renstra_tahun_laporan(nilai)).run()
    assert telaah.catatan == ()
    assert _renstra_row(telaah) == ("72,2", "98.57")


def test_a_mean_printed_at_two_decimals_in_renstra_is_right(tmp_path: Path) -> None:
    """(70 + 71 + 72,2) / 3 = 71,0666…"""
    ubah: dict[Kunci, Any] = dict(
        zip([(R, 8, f"realisasi_tw{n}") for n in range(1, 5)], (70, 71, None, 72.2), strict=True)
    )
    ubah |= {(U, 8, "akumulasi"): "Rata-rata"} | _tanpa_laporan(8, realisasi_tahun=None)
    assert Pabrik(tmp_path, ubah, olah=_renstra_tahun_laporan("71,07")).run().catatan == ()


def test_renstra_serves_where_realisasi_has_nothing(tmp_path: Path) -> None:
    ubah = _tanpa_laporan(8, realisasi_tahun=None) | {(R, 8, f"realisasi_tw{n}"): None for n in range(1, 5)}
    telaah = Pabrik(tmp_path, ubah, olah=_renstra_tahun_laporan(77)).run()
    assert temukan(telaah, "IND-35") == []
    assert _renstra_row(telaah) == ("77", "105.12")


def test_quarters_after_the_period_are_not_judged(tmp_path: Path) -> None:
    ubah: dict[Kunci, Any] = {("profil", 0, "periode"): "TW II", (R, 1, "realisasi_tw3"): "Nihil"}
    assert temukan(Pabrik(tmp_path, ubah).run(), "IND-34") == []
