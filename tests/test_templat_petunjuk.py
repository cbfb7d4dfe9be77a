"""What the sheet Petunjuk tells the officer, in a blank template and in one that is filled in beforehand."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from pabrik import isi_bersih
from pabrik_templat import TEMPLAT, dari, half_year


def petunjuk(path: Path) -> str:
    cells = (c.value for row in openpyxl.load_workbook(path)["Petunjuk"] for c in row)
    return "\n".join(str(value) for value in cells if value is not None)


def test_a_prefilled_file_is_sent_as_one(tmp_path: Path) -> None:
    text = petunjuk(dari(tmp_path, half_year()))
    assert "Kirim satu berkas ini dengan semua lembarnya" in text
    assert "kinerja-xl templat --dari FOLDER --jenis realisasi" in text
    blank = petunjuk(TEMPLAT / "templat_lengkap.xlsx")
    for only_blank in ("boleh dikirim OPD Anda dalam berkas lain", "Lembar yang tidak dipakai biarkan kosong"):
        assert only_blank in blank
        assert only_blank not in text


def test_a_prefilled_file_says_where_it_comes_from(tmp_path: Path) -> None:
    proposed = "Target PK yang belum ada diusulkan dari Target Renstra 2024: cocokkan dengan Perjanjian Kinerja."
    within = petunjuk(dari(tmp_path / "tw", half_year()))
    assert "Berkas ini untuk TW III 2023 dan sudah terisi dari kiriman TW II 2023." in within
    assert "diusulkan" not in within
    assert "Periksa lebih dahulu yang sudah terisi, mulai dari Profil" in within
    assert "Isi lembar Profil lebih dahulu" not in within
    after = petunjuk(dari(tmp_path / "tahun", isi_bersih()))
    assert "Berkas ini untuk TW I 2024 dan sudah terisi dari kiriman Tahunan 2023." in after
    assert proposed in after
    assert "diusulkan" not in petunjuk(dari(tmp_path / "renstra", isi_bersih(), "renstra"))
    isi = isi_bersih()
    del isi["renstra"]
    assert "diusulkan" not in petunjuk(dari(tmp_path / "tanpa", isi))


@pytest.mark.parametrize(
    ("jenis", "previewed"),
    [("lengkap", True), ("realisasi", True), ("anggaran", True), ("skm", True), ("iku", False), ("referensi", False)],
)
def test_previews_are_spoken_of_where_there_are_any(jenis: str, previewed: bool) -> None:
    text = petunjuk(TEMPLAT / f"templat_{jenis}.xlsx")
    assert ("tanpa rumus Pratinjau dan tidak selalu masuk jumlah Pratinjau" in text) == previewed
    assert ("(tidak ikut terhitung di Pratinjau)" in text) == previewed


def test_referensi_says_what_has_defaults_and_what_a_deleted_row_means() -> None:
    text = petunjuk(TEMPLAT / "templat_referensi.xlsx")
    assert "Semua isian punya nilai bawaan" not in text
    assert "Baris Kebijakan yang dihapus kembali memakai nilai bawaan." in text
    assert "Baris Skala atau Predikat yang dihapus hilang dari skala atau kelompoknya" in text
