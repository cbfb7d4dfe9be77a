"""What a template of the next period leaves out and says so, and the years that templates are for."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from pabrik import BERKAS, REFERENSI, Isi, isi_bersih, isi_referensi, write_isi
from pabrik_templat import JUTA, column_of, dari, half_year, headings, periksa, profil_of, rows_of

from kinerja_xl.cli import kinerja_xl
from kinerja_xl.deklarasi.errors import KinerjaError
from kinerja_xl.jalan.prefill import HasilIsi, prefill, summary_lines
from kinerja_xl.template import BARIS_JUDUL


@pytest.mark.parametrize(
    ("words", "tahun", "targets"),
    [
        (["--renstra", "2021-2026"], 2025, range(2021, 2027)),
        (["--renstra", "2030"], 2030, range(2030, 2035)),
        (["--tahun", "2027"], 2027, range(2025, 2030)),
        (["--renstra", "2021 – 2026", "--tahun", "2022"], 2022, range(2021, 2027)),
    ],
)
def test_blank_templates_of_another_renstra(words: list[str], tahun: int, targets: range, tmp_path: Path) -> None:
    result = CliRunner().invoke(kinerja_xl, ["templat", *words, "--ke", str(tmp_path)])
    assert result.exception is None, result.output
    for jenis, title in (("lengkap", "Renstra"), ("renstra", "Renstra"), ("referensi", "IKU Daerah")):
        book = openpyxl.load_workbook(tmp_path / f"templat_{jenis}.xlsx")
        years = [int(t.removeprefix("Target ")) for t in headings(book[title]) if t.startswith("Target 2")]
        assert years == [*targets]
    values = {row[0].value: row[1].value for row in book["Kabupaten"].iter_rows(min_row=BARIS_JUDUL + 1)}
    assert (values["Tahun"], values["Periode RPJMD"]) == (tahun, f"{targets[0]}-{targets[-1]}")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--renstra", "lima tahun"], "misalnya 2025-2029"),
        (["--renstra", "2029-2025"], "Masa Renstra '2029-2025' tidak dikenal"),
        (["--renstra", "2021-2026", "--tahun", "2030"], "Tahun 2030 berada di luar Renstra 2021-2026"),
        (["--tahun", "2031"], "--renstra 2031-2035"),
        (["--periode", "TW I"], "bersama --dari"),
    ],
)
def test_years_that_do_not_fit_are_refused(words: list[str], message: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(kinerja_xl, ["templat", *words, "--ke", str(tmp_path / "x")])
    assert isinstance(result.exception, KinerjaError)
    assert message in str(result.exception)
    assert not (tmp_path / "x").exists()


def test_indicators_without_a_row_get_one(tmp_path: Path) -> None:
    isi = isi_bersih()
    del isi["realisasi"][1]
    path = dari(tmp_path, isi)
    assert column_of(path, "Realisasi", "Target PK")["I-02"] == 45


def test_slips_and_unusable_values_are_not_handed_on(tmp_path: Path) -> None:
    isi = half_year()
    isi["realisasi"][0]["realisasi_tw2"] = "7,,2"
    isi["realisasi"][1]["realisasi_tw1"] = "#N/A"
    isi["anggaran"][2]["realisasi_tw1_rp"] = "40.000.000.-"
    isi["iku"][0]["polaritas"] = "Maximal"
    isi["renstra"].append({"kode": "I-99", "target_2023": 1})
    write_isi(tmp_path / "masukan" / BERKAS, isi, meta=True)
    hasil = prefill(tmp_path / "masukan", tmp_path / "templat", None)
    (path,) = hasil.paths
    assert column_of(path, "Realisasi", "Realisasi TW II")["I-01"] is None
    assert column_of(path, "Anggaran", "Realisasi TW I (Rp)")["1.01.01.2.01.0001"] == 40 * JUTA
    ((berkas, sel),) = hasil.tertinggal
    assert berkas == BERKAS
    assert {s.split("!")[0] for s in sel} == {"IKU", "Realisasi", "Renstra"}
    assert len(sel) == 4
    assert {(c.kode, c.lembar) for c in periksa(path)} == {("STR-06", "IKU")}


def left_behind(folder: Path, isi: Isi, jenis: str = "lengkap") -> list[str]:
    """Sheet and heading of the cells that a template doesn't take over."""
    write_isi(folder / "masukan" / BERKAS, isi, meta=True)
    hasil = prefill(folder / "masukan", folder / "templat", [jenis])
    book = openpyxl.load_workbook(folder / "masukan" / BERKAS)
    cells = [sel.split("!") for _, found in hasil.tertinggal for sel in found]
    return sorted(f"{lembar}!{book[lembar].cell(1, book[lembar][sel].column).value}" for lembar, sel in cells)


def test_only_what_the_kinds_written_would_have_taken_is_named(tmp_path: Path) -> None:
    isi = isi_bersih()
    realisasi, anggaran = isi["realisasi"], isi["anggaran"]
    realisasi[0]["realisasi_tw2"] = "7,,2"  # Realisasi Tahun is good
    realisasi[7]["realisasi_tahun"] = "4,,5"
    realisasi[1]["target_tw2"] = "1,,0"  # nothing of the year before is asked for
    isi["belanja"][1]["realisasi_rp"] = "x"
    isi["akip"][0]["nilai"] = "2,,6"
    leaf = next(row for row in anggaran if row["kode"] == "1.01.01.2.01.0001")
    leaf |= {"realisasi_tahun_k": 8, "realisasi_tw1_k": "2,,0", "realisasi_tw1_rp": "x", "pagu_murni_rp": "y"}
    other = next(row for row in anggaran if row["kode"] == "1.01.01.2.01.0002")
    other |= {"realisasi_tahun_k": "8,,0", "realisasi_tahun_rp": "z"}
    other |= {f"realisasi_tw{n}_rp": None for n in range(1, 5)}
    isi["renstra"].append({"kode": "I-99", "target_2023": 1})  # the row is left out
    assert left_behind(tmp_path / "a", isi) == [
        "Anggaran!Realisasi Tahun (K)",
        "Anggaran!Realisasi Tahun (Rp)",
        "Realisasi!Realisasi Tahun",
        "Renstra!Kode",
    ]
    assert left_behind(tmp_path / "b", isi, "renstra") == ["Realisasi!Realisasi Tahun", "Renstra!Kode"]
    assert left_behind(tmp_path / "c", isi, "akip") == ["AKIP!Nilai"]
    assert left_behind(tmp_path / "d", isi, "iku") == left_behind(tmp_path / "e", isi, "realisasi") == []


def test_summary_names_who_was_skipped_and_why(tmp_path: Path) -> None:
    folder = tmp_path / "masukan"
    referensi = isi_referensi()
    referensi["opd"] += [{"kode_opd": f"1.0{n}", "nama_opd": f"Dinas {n}"} for n in range(2, 6)]
    write_isi(folder / REFERENSI, referensi, meta=True)
    isi = isi_bersih()
    isi["realisasi"][0]["realisasi_tahun"] = "9,,2"
    write_isi(folder / BERKAS, isi, meta=True)
    (folder / "1.03 dinas.xlsx").write_bytes(b"PK rusak")
    for nama, lain in (("tanpa kode.xlsx", {"kode_opd": None}), ("lama.xlsx", {"kode_opd": "1.04", "tahun": 2022})):
        isi = isi_bersih()
        isi["profil"][0] |= lain
        write_isi(folder / nama, isi, meta=True)
    hasil = prefill(folder, tmp_path / "templat", None)
    text = "\n".join(summary_lines(hasil, tmp_path))
    assert text.startswith("1 templat TW I 2024 ditulis di")
    assert "diisi dari kiriman Tahunan 2023" in text
    assert "4 OPD dilewati:" in text
    assert "1.02 Dinas 2: belum mengirim berkas" in text
    assert "1.03 Dinas 3: 1.03 dinas.xlsx (tidak terbaca)" in text
    assert "1.04 Dinas 4: lama.xlsx (tahun lain)" in text
    assert "tanpa kode.xlsx: Kode OPD tidak terbaca" in text
    assert f"{BERKAS}: Realisasi!" in text


def test_nothing_to_start_from_says_why(tmp_path: Path) -> None:
    isi = isi_bersih()
    isi["profil"][0]["kode_opd"] = None
    write_isi(tmp_path / "masukan" / BERKAS, isi, meta=True)
    with pytest.raises(KinerjaError, match=rf"{BERKAS}: Kode OPD tidak terbaca"):
        prefill(tmp_path / "masukan", tmp_path / "templat", None, tahun=2023, periode="Tahunan")
    assert not (tmp_path / "templat").exists()


def test_year_and_period_can_be_named(tmp_path: Path) -> None:
    later = half_year()
    later["profil"][0] |= {"kode_opd": "1.02", "periode": "TW I"}
    write_isi(tmp_path / "masukan" / "b.xlsx", later, meta=True)
    with pytest.raises(KinerjaError, match="--periode"):
        dari(tmp_path, half_year())
    path = dari(tmp_path, half_year(), tahun=2023, periode="TW II")
    assert (profil_of(path)["Kode OPD"], profil_of(path)["Periode"]) == ("1.01", "TW III")


def hasil_renstra(tmp_path: Path, **lain: Any) -> Path:
    isi = isi_bersih()
    isi["profil"][0] |= {"tahun_awal_renstra": 2019, "tahun_akhir_renstra": 2023}
    for row in isi["renstra"]:
        for name in [n for n in row if n.startswith("target_202") and n > "target_2023"]:
            del row[name]
    return dari(tmp_path, isi, **lain)


def test_a_new_renstra_starts_without_the_old_targets(tmp_path: Path) -> None:
    path = hasil_renstra(tmp_path)
    profil = profil_of(path)
    assert (profil["Tahun Awal Renstra"], profil["Tahun Akhir Renstra"]) == (2024, 2028)
    renstra = rows_of(path, "Renstra")[0]
    assert not [name for name in renstra if name.startswith("Target")]
    assert renstra["Realisasi 2023"] == 91.8
    assert not [name for row in rows_of(path, "Anggaran") for name in row if "Renstra" in name or "s.d." in name]
    assert profil_of(hasil_renstra(tmp_path, renstra="2024-2029"))["Tahun Akhir Renstra"] == 2029
    with pytest.raises(KinerjaError, match="di luar Renstra 2026-2030"):
        hasil_renstra(tmp_path, renstra="2026")


def test_referensi_of_the_next_year(tmp_path: Path) -> None:
    write_isi(tmp_path / "masukan" / REFERENSI, isi_referensi(), meta=True)
    path = dari(tmp_path, isi_bersih(), "referensi")
    assert path.name == "templat_referensi.xlsx"
    assert rows_of(path, "OPD") == [{"Kode OPD": "1.01", "Nama OPD": "Dinas Pendidikan", "Wajib": "Ya"}]
    assert {row[0].value: row[1].value for row in openpyxl.load_workbook(path)["Kabupaten"]}["Tahun"] == 2024


def test_dates_and_faults_reach_the_summary() -> None:
    from kinerja_xl.template.terusan import Tujuan, plain_value

    assert plain_value(datetime.date(2024, 1, 2)) == datetime.date(2024, 1, 2)
    hasil = HasilIsi((), (2023, "TW I"), Tujuan(2023, "TW II"), (), (), (), ("jejak",))
    assert "Program gagal pada 1 bagian" in "\n".join(summary_lines(hasil, Path()))
