"""The previews of the templates: the cells that compute picks, recalculated by LibreOffice, alive when filled in."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pabrik import REFERENSI, Isi, isi_referensi, write_isi
from pabrik_templat import BARIS, TEMPLAT, column_cells, dari, drop_down, example, formulas, half_year, headings

from kinerja_xl.compute.akumulasi import realisasi_of_period, target_of_period
from kinerja_xl.compute.anggaran import tingkat_of
from kinerja_xl.compute.capaian import hitung_capaian
from kinerja_xl.compute.skm import index_formula
from kinerja_xl.deklarasi.ketentuan import BOBOT_SKM, PREDIKAT_BAWAAN
from kinerja_xl.deklarasi.pilihan import AKUMULASI, PERIODE
from kinerja_xl.nilai import KOSONG, TULISAN_KOSONG, Jenis, Nilai, parse_nilai
from kinerja_xl.pipeline import examine, read_workbooks
from kinerja_xl.template import BARIS_JUDUL, Aturan, write_templates
from kinerja_xl.template.hitungan import _levels, _realisasi_periode, _target
from kinerja_xl.template.pratinjau import SAAT_DIPERIKSA


@pytest.mark.parametrize("akumulasi", AKUMULASI)
@pytest.mark.parametrize("periode", PERIODE)
def test_previews_pick_the_cells_that_compute_picks(periode: str, akumulasi: str) -> None:
    def nilai(row: dict[str, object], name: str) -> Nilai:
        return parse_nilai(row[name]) if name in row else KOSONG

    rows: list[dict[str, object]] = [
        {"target_pk": 80, "realisasi_tw1": 10, "realisasi_tw2": 20, "realisasi_tw3": 25, "realisasi_tw4": 5},
        {"target_pk": 80, "target_pk_perubahan": 90, "target_tw1": 20, "target_tw3": 30, "realisasi_tw2": 20},
        {"target_pk": 80, "target_tw1": 20, "target_tw2": "-", "realisasi_tahun": 70},
        {"target_pk": 80, "realisasi_tahun": 70, "realisasi_tw1": 1, "realisasi_tw4": 3},
        {"target_pk": "n/a", "target_tw1": 20, "target_tw2": "N/A", "realisasi_tw1": 1, "realisasi_tw2": "n / a"},
    ]
    for row in rows:
        quarters = {a: [nilai(row, f"{a}_tw{n}") for n in range(1, 5)] for a in ("target", "realisasi")}
        pk, perubahan = nilai(row, "target_pk"), nilai(row, "target_pk_perubahan")
        target, _ = target_of_period(pk, perubahan, quarters["target"], periode, akumulasi)
        realisasi, _ = realisasi_of_period(nilai(row, "realisasi_tahun"), quarters["realisasi"], periode, akumulasi)
        ke = PERIODE.index(periode) + 1
        assert _target(row, ke, akumulasi.casefold()) == ("" if target.angka is None else target.angka)
        assert _realisasi_periode(row, ke, akumulasi.casefold()) == ("" if realisasi.angka is None else realisasi.angka)


def test_words_for_not_reported_are_those_of_the_value_grammar() -> None:
    assert [word for word in TULISAN_KOSONG if parse_nilai(word).jenis is not Jenis.KOSONG] == []


def shown(path: Path, sheet: str, kode: str) -> dict[str, Any]:
    """The stored values of the first row of a code by heading."""
    ws = openpyxl.load_workbook(path, data_only=True)[sheet]
    row = next(cell.row for cell in column_cells(ws, "Kode") if cell.value == kode)
    return {text: ws.cell(row, n).value for n, text in enumerate(headings(ws), 1)}


@pytest.mark.parametrize(
    ("target", "realisasi", "capaian"), [("WTP", 85, ""), (4, "WDP", ""), ("WTP", "WDP", 75), (80, 60, 75)]
)
def test_a_rank_score_is_never_divided_by_a_plain_number(
    target: object, realisasi: object, capaian: object, tmp_path: Path
) -> None:
    baris = {**BARIS, "realisasi": [{"kode": "IKU-05", "target_pk": target, "realisasi_tahun": realisasi}]}
    (path,) = write_templates(tmp_path, ["lengkap"], [replace(example(periode="Tahunan"), baris=baris)])
    row = shown(path, "Realisasi", "IKU-05")
    assert (row["Pratinjau Capaian (%)"] or "") == capaian
    assert (row["Pratinjau Kategori"] == SAAT_DIPERIKSA) == (capaian == "")
    family = {p.predikat: p.nilai for p in PREDIKAT_BAWAAN if p.kelompok == "Opini BPK"}
    computed = hitung_capaian(parse_nilai(target), parse_nilai(realisasi), "Maksimal", family.get, peringkat=True)
    assert ("" if computed.persen is None else computed.persen) == capaian


def own_referensi() -> Isi:
    """A Referensi with a scale, predicates, a formula and a weight of its own."""
    referensi = isi_referensi()
    referensi["kebijakan"] = [
        {"nama": "skala", "nilai": "Daerah"},
        {"nama": "rumus_minimal", "nilai": "rasio"},
        {"nama": "bobot_skm", "nilai": "0,11"},
    ]
    referensi["skala"] = [
        {"skala": "Daerah", "batas_bawah": 50, "kriteria": "Baik Sekali"},
        {"skala": "Daerah", "batas_bawah": 0, "kriteria": "Kurang Sekali"},
    ]
    referensi["predikat"] = [
        {"kelompok": "Adipura", "predikat": "Kencana", "nilai": 2},
        {"kelompok": "Adipura", "predikat": "Sertifikat", "nilai": 1},
    ]
    return referensi


def test_previews_and_drop_downs_follow_the_own_referensi(tmp_path: Path) -> None:
    write_isi(tmp_path / "masukan" / REFERENSI, own_referensi(), meta=True)
    isi = half_year()
    isi["iku"][9] |= {"kelompok_predikat": "Adipura"}
    isi["realisasi"][9] |= {"target_pk": "Kencana", "realisasi_tw1": "Sertifikat"}
    path = dari(tmp_path, isi)
    row = shown(path, "Realisasi", "I-10")
    assert (row["Pratinjau Capaian (%)"], row["Pratinjau Kategori"]) == (50, "Baik Sekali")
    book = openpyxl.load_workbook(path)
    assert drop_down(book, book["Realisasi"], cell_of(book, "Realisasi", "Kategori Dilaporkan")) == [
        "Baik Sekali", "Kurang Sekali",
    ]  # fmt: skip
    families = drop_down(book, book["IKU"], cell_of(book, "IKU", "Kelompok Predikat"))
    assert families is not None
    assert families[:2] == ["Adipura", "AKIP"]
    text = next(str(c.value) for c in book["Petunjuk"]["B"] if str(c.value).startswith("Predikat yang dikenal"))
    assert "Adipura: Kencana, Sertifikat; AKIP: " in text
    assert "*25*0.11" in next(str(f) for sheet, cell, f, _ in formulas(path) if (sheet, cell[1:]) == ("SKM", "3"))


def cell_of(book: openpyxl.Workbook, sheet: str, heading: str) -> str:
    return str(column_cells(book[sheet], heading)[0].coordinate)


@pytest.mark.parametrize("bobot", BOBOT_SKM)
def test_preview_of_the_ikm_has_the_weight_in_force(bobot: str, tmp_path: Path) -> None:
    skm = [{"layanan": "KTP", "no": n, **{f"u{u}": 4 - (n + u) % 2 for u in range(1, 10)}} for n in range(2)]
    isian = replace(example(), baris={"skm": skm})
    (path,) = write_templates(tmp_path, ["skm"], [isian], aturan=Aturan(bobot_skm=bobot))
    ws = openpyxl.load_workbook(path, data_only=True)["SKM"]
    ikm = ws.cell(BARIS_JUDUL - 1, headings(ws).index("Pekerjaan") + 1).value
    assert ikm == pytest.approx(float(index_formula(bobot).evaluate({"jumlah_nrr": Decimal("31.5")})))
    assert "seluruh responden" in ws.cell(BARIS_JUDUL - 1, 1).value


def test_preview_levels_are_those_of_compute() -> None:
    codes = ["4", "4.01", "4.01.01", "4.01.01.2.01", "4.01.01.2.01.0001"]
    assert [level.removeprefix("Jumlah ") for level in _levels(codes)] == [tingkat_of(code) for code in codes]


@pytest.fixture(scope="module")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A converter with a profile of its own that recalculates every workbook when it is opened."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) tidak terpasang")
    profile = tmp_path_factory.mktemp("profil")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
        "<value>0</value></prop></item></oor:items>",
        encoding="utf-8",
    )

    def convert(kind: str, folder: Path, paths: list[Path]) -> list[Path]:
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
        subprocess.run(
            [*command, "--outdir", str(folder), *map(str, paths)], check=True, capture_output=True, timeout=300
        )
        return [folder / path.with_suffix(f".{kind}").name for path in paths]

    return convert


@pytest.mark.libreoffice
def test_templates_print(soffice: Any, tmp_path: Path) -> None:
    for path in soffice("pdf", tmp_path, sorted(TEMPLAT.glob("*.xlsx"))):
        assert path.read_bytes().startswith(b"%PDF")


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    "profil",
    [
        {},
        {"periode": "Tahunan", "versi_anggaran": "Murni", "realisasi_triwulan": "Kumulatif"},
        {"periode": "TW IV", "versi_anggaran": "Pergeseran"},
        {"periode": "TW II", "realisasi_triwulan": "Kumulatif"},
        {"periode": "", "versi_anggaran": ""},
    ],
    ids=lambda profil: "-".join(profil.values()) or "bawaan",
)
def test_stored_values_are_what_a_recalculation_gives(profil: dict[str, object], soffice: Any, tmp_path: Path) -> None:
    written = write_templates(tmp_path / "asli", ["lengkap", "realisasi"], [example(**profil)])
    (tmp_path / "tanpa").mkdir()
    stripped = []
    for path in written:
        openpyxl.load_workbook(path).save(tmp_path / "tanpa" / path.name)  # openpyxl leaves the stored values out
        stripped.append(tmp_path / "tanpa" / path.name)
    compared = 0
    for path, recalculated in zip(written, soffice("xlsx", tmp_path / "hitung", stripped), strict=True):
        values = openpyxl.load_workbook(recalculated, data_only=True)
        for sheet, cell, formula, stored in formulas(path):
            found = values[sheet][cell].value
            if isinstance(stored, int | float) and isinstance(found, int | float):
                assert found == pytest.approx(stored, rel=1e-12), (path.name, sheet, cell, formula)
            else:
                shown = ["" if value is None else value for value in (found, stored)]
                assert shown[0] == shown[1], (path.name, sheet, cell, formula)
            compared += stored not in (None, "")
    assert compared > 100


def percentages() -> Isi:
    """A half year whose indicators are percentages: all, in one way or in two, and a bound."""
    isi = half_year()
    rows = {row["kode"]: row for row in isi["realisasi"]}
    isi["iku"][8]["akumulasi"] = "Rata-rata"
    typed: dict[str, dict[str, Any]] = {
        "I-01": {"target_pk": "87,5%", "realisasi_tw1": "60%", "realisasi_tw2": "87,07%"},
        "I-08": {"target_pk": "5 %", "realisasi_tw1": "4,5%", "realisasi_tw2": "6%"},
        "I-09": {"target_pk": "80%", "realisasi_tw1": "70,125%", "realisasi_tw2": "75%"},
        "I-04": {"target_pk": 90, "realisasi_tw1": "40%", "realisasi_tw2": "87,07%"},
        "I-05": {"target_pk": ">90%", "realisasi_tw2": "87,07%"},
    }
    for kode, cells in typed.items():
        rows[kode].clear()
        rows[kode] |= {"kode": kode, **cells}
    return isi


@pytest.mark.libreoffice
def test_carried_percentages_are_percentages_and_previews_agree_with_compute(soffice: Any, tmp_path: Path) -> None:
    path = dari(tmp_path, percentages())
    book = openpyxl.load_workbook(path)
    ws = book["Realisasi"]
    row = next(cell.row for cell in column_cells(ws, "Kode") if cell.value == "I-01")
    carried = ws.cell(row, headings(ws).index("Realisasi TW II") + 1)
    assert (carried.value, carried.number_format) == (0.8707, "0.00%")
    typed = ws.cell(row, headings(ws).index("Realisasi TW III") + 1)
    typed.value, typed.number_format = 0.9, "0%"  # as Excel stores what the officer types: 90%
    book.save(tmp_path / "isi.xlsx")
    (recalculated,) = soffice("xlsx", tmp_path / "hitung", [tmp_path / "isi.xlsx"])
    telaah = examine(read_workbooks([(recalculated, recalculated.name)]), bawaan=(0, "Tahunan"))
    values = telaah.data.isi("realisasi").set_index("kode")
    assert [n.teks for n in values.loc["I-01", ["target_pk", "realisasi_tw2", "realisasi_tw3"]]] == [
        "87,5%", "87,07%", "90%",
    ]  # fmt: skip
    capaian = telaah.data.hasil.indikator.capaian.set_index("kode_indikator")["capaian_persen"]
    previews = {kode: shown(recalculated, "Realisasi", kode) for kode in ("I-01", "I-08", "I-09", "I-04", "I-05")}
    for kode in ("I-01", "I-08", "I-09"):
        assert previews[kode]["Pratinjau Capaian (%)"] == pytest.approx(float(capaian[kode])), kode
    # 87,07% beside the plain target 90 would be 0,0097 of it to a formula.
    assert [previews[kode]["Pratinjau Kategori"] for kode in ("I-04", "I-05")] == [SAAT_DIPERIKSA] * 2


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("jenis", "sheet", "kode", "daftar"),
    [("lengkap", "IKU", "Kode", "Daftar_kode_IKU"), ("referensi", "OPD", "Kode OPD", "Daftar_kode_OPD")],
)
def test_codes_are_offered_to_the_last_one(
    jenis: str, sheet: str, kode: str, daftar: str, soffice: Any, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(TEMPLAT / f"templat_{jenis}.xlsx")
    book["_meta"]["D1"] = f"=ROWS({daftar})"
    cells = column_cells(book[sheet], kode)
    for filled, rows in (((), 1), ((0, 1), 2), ((0, 1, 4), 5)):
        for n in filled:
            cells[n].value = f"K-{n}"
        book.save(tmp_path / "isi.xlsx")
        (path,) = soffice("xlsx", tmp_path / "hitung", [tmp_path / "isi.xlsx"])
        assert openpyxl.load_workbook(path, data_only=True)["_meta"]["D1"].value == rows


@pytest.mark.libreoffice
def test_previews_come_alive_when_the_officer_types(soffice: Any, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(TEMPLAT / "templat_lengkap.xlsx")
    profil, iku, realisasi = book["Profil"], book["IKU"], book["Realisasi"]
    for row in profil.iter_rows(min_row=BARIS_JUDUL + 1):
        row[1].value = {"Periode": "Tahunan", "Versi Anggaran": "Murni"}.get(row[0].value, row[1].value)
    typed = {
        iku: {"Kode": "IKU-1", "Indikator Kinerja": "Indeks", "Polaritas": "Minimal", "Akumulasi": "Terakhir"},
        realisasi: {"Kode": "IKU-1", "Target PK": 10, "Realisasi TW IV": 12},
        book["Anggaran"]: {"Kode": "1.01.02.2.01.0001", "Pagu Murni (Rp)": 200, "Realisasi TW I (Rp)": 50},
    }
    for ws, cells in typed.items():
        for heading, value in cells.items():
            column_cells(ws, heading)[0].value = value
    book.save(tmp_path / "isi.xlsx")
    (path,) = soffice("xlsx", tmp_path / "hitung", [tmp_path / "isi.xlsx"])
    result = openpyxl.load_workbook(path, data_only=True)
    shown = {text: column_cells(result["Realisasi"], text)[0].value for text in headings(result["Realisasi"])}
    assert (shown["Indikator Kinerja"], shown["Pratinjau Capaian (%)"], shown["Pratinjau Kategori"]) == (
        "Indeks",
        80,
        "Tinggi",
    )
    shown = {text: column_cells(result["Anggaran"], text)[0].value for text in headings(result["Anggaran"])}
    assert (shown["Pratinjau Tingkat"], shown["Pratinjau Serapan (%)"]) == ("Sub Kegiatan", 25)
