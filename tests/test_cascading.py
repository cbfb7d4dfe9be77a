"""The cascade: one tree of all OPD, its breaks in words, its figures as references, on the sheets that show it."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hitung_ulang import compare, recalculate
from pabrik import Baris, Isi, isi_bersih, isi_referensi, write_isi
from test_consolidate import konsolidasi

from kinerja_xl import pipeline
from kinerja_xl.compute.cascading import TANDA, TINGKAT_ANGGARAN, compute_cascading
from kinerja_xl.compute.simpul import TINGKAT_CASCADING
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, consolidate
from kinerja_xl.write.buku import Sampul, write_buku
from kinerja_xl.write.denah import CASCADING
from kinerja_xl.write.gaya import WARNA_TANDA
from kinerja_xl.write.kerangka import prepare
from kinerja_xl.write.konsolidasi.susunan import make_konsolidasi, write_konsolidasi
from kinerja_xl.write.lembaran import Kolom
from kinerja_xl.write.opd.cascading import make_cascading
from kinerja_xl.write.ukuran import row_heights

CONTOH = Path(__file__).parent.parent / "contoh" / "bengkulu_selatan_2023"
SETWAN = "4.02.0.00.0.00.01"
DIBUAT = datetime.datetime(2024, 2, 1, 9, 30)


def simpul(kode: str, induk: str | None, tingkat: str, uraian: str, indikator: str | None = "indikator") -> Baris:
    return {"kode": kode, "induk": induk, "tingkat": tingkat, "uraian": uraian, "indikator": indikator}


RPJMD = (simpul("T1", None, "Tujuan RPJMD", "Tata kelola baik"), simpul("S1", "T1", "Sasaran RPJMD", "Layanan naik"))


def kiriman(kode: str, cascading: list[Baris], *tanpa: str) -> Isi:
    isi = isi_bersih()
    isi["profil"][0] |= {"kode_opd": kode, "nama_opd": f"Dinas {kode}"}
    isi["cascading"] = cascading
    return {nama: baris for nama, baris in isi.items() if nama not in tanpa}


def pohon_satu() -> list[Baris]:
    """A tree with one break of every kind."""
    return [
        *RPJMD,
        simpul("PD", "S1", "Tujuan PD", "Pendidikan bermutu", "Nilai AKIP"),
        simpul(
            "SP", "PD", "Sasaran PD", "Sesuai standar", "Persentase layanan sesuai standar; Jumlah dokumen tersusun"
        ),
        simpul("1.01.02", "SP", "Program", "Program Pengelolaan Pendidikan", "i-04"),
        simpul("1.01.02.2.01", "1.01.02", "Kegiatan", "Pengelolaan Sekolah", None),
        simpul("1.01.02.2.01.0001", "1.01.02.2.01", "Sub Kegiatan", "Sub", "Jumlah unit"),
        simpul("1.01.09", "SP", "Program", "Tidak dianggarkan"),
        simpul("KOSONG", "PD", "Sasaran PD", "Tanpa apa-apa", None),
        simpul("A", "B", "Kegiatan", "Melingkar satu"),
        simpul("B", "A", "Kegiatan", "Melingkar dua"),
        simpul("Z", "TIDAK", "Program", "Yatim"),
    ]


def pohon_dua() -> list[Baris]:
    """The same RPJMD, a tree beside it, and a level out of order; budget rows found by their wording."""
    return [
        *RPJMD,
        simpul("T2", None, "Tujuan PD", "Di luar RPJMD"),
        simpul("S2", "T2", "Sasaran PD", "Sasaran", "Nilai AKIP"),
        simpul("P2", "S2", "Program", "Program Penunjang Urusan  pemerintahan daerah"),
        simpul("P3", "P2", "Sasaran PD", "Terbalik"),
    ]


def referensi() -> Isi:
    isi = isi_referensi()
    isi["opd"] = [
        {"kode_opd": kode, "nama_opd": f"Dinas {kode}", "singkatan": f"D{kode}", "wajib": "Ya"}
        for kode in ("1.01", "1.010", "1.03")
    ]
    return isi


@pytest.fixture(scope="module")
def hasil(tmp_path_factory: pytest.TempPathFactory) -> Konsolidasi:
    folder = tmp_path_factory.mktemp("masuk")
    return konsolidasi(folder, kiriman("1.01", pohon_satu()), kiriman("1.010", pohon_dua()), referensi=referensi())


@pytest.fixture(scope="module")
def buku(hasil: Konsolidasi, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keluar") / "k.xlsx"
    write_konsolidasi(hasil, path, DIBUAT)
    return path


def row(frame: pd.DataFrame, kode: str, opd: str = "1.01") -> Any:
    found = frame[(frame["kode"] == kode) & (frame["kode_opd"] == opd)]
    assert len(found) == 1
    return next(found.itertuples())


def real() -> Konsolidasi:
    telaah = pipeline.examine(pipeline.read_folder(CONTOH))
    return consolidate(telaah.data, telaah.hitungan, telaah.catatan)


def test_the_real_cascade_is_one_tree_with_its_four_orphans() -> None:
    frame = real().cascading
    nodes = frame[frame["jenis"] == "simpul"]
    assert len(nodes) == 52
    assert Counter(nodes["tingkat"]) == dict(zip(TINGKAT_CASCADING, (1, 1, 1, 1, 12, 13, 23), strict=True))
    flags = {tanda: [k for k, t in zip(nodes["kode"], nodes["tanda"], strict=True) if tanda in t] for tanda in TANDA}
    assert {tanda: kode for tanda, kode in flags.items() if kode} == {
        "Tanpa induk": ["36", "44", "47", "50"],
        "Tanpa indikator": ["6", "8", "9", "10", "11", "36"],
    }
    below = dict(zip(nodes["kode"], nodes["dalam"], strict=True))
    assert [below[k] for k in ("1", "2", "3", "4", "5", "6", "7", "36", "37", "38")] == [0, 1, 2, 3, 4, 5, 6, 1, 2, 3]
    # Setwan has an IKU "Nilai AKIP", not reported: found, but without a figure.
    satu = next(nodes[nodes["kode"] == "4"].itertuples())
    assert satu.kode_iku == ((SETWAN, "IKU-01"),)
    assert satu.capaian_persen is None


def test_rpjmd_nodes_of_several_opd_are_one(hasil: Konsolidasi) -> None:
    frame = hasil.cascading
    merged = frame[frame["tingkat"].str.endswith("RPJMD")]
    assert merged["kode"].tolist() == ["T1", "S1"]
    assert merged["opd"].tolist() == [("1.01", "1.010")] * 2
    assert merged["nama_opd"].tolist() == ["Daerah (2 OPD)"] * 2
    assert [len(i) for i in merged["indeks"]] == [2, 2]


def test_same_code_with_other_wording_is_another_node(tmp_path: Path) -> None:
    lain = [simpul("T1", None, "Tujuan RPJMD", "Tujuan yang lain"), simpul("S1", "T1", "Sasaran RPJMD", "Layanan naik")]
    k = konsolidasi(tmp_path, kiriman("1.01", list(RPJMD)), kiriman("1.010", lain), referensi=referensi())
    assert k.cascading["uraian"].tolist()[:3] == ["Tata kelola baik", "Layanan naik", "Tujuan yang lain"]


def test_every_break_is_flagged_and_nothing_else(hasil: Konsolidasi) -> None:
    frame = hasil.cascading
    found = {(o, k): t for o, k, t in zip(frame["kode_opd"], frame["kode"], frame["tanda"], strict=True) if t}
    assert found == {
        ("1.01", "1.01.02.2.01"): ("Tanpa indikator",),
        ("1.01", "1.01.09"): ("Tanpa turunan", "Tidak ada di Anggaran"),
        ("1.01", "KOSONG"): ("Tanpa indikator", "Tanpa turunan"),
        ("1.01", "A"): ("Induk melingkar", "Tidak ada di Anggaran"),
        ("1.01", "B"): ("Induk melingkar", "Tingkat tidak urut", "Tidak ada di Anggaran"),
        ("1.01", "Z"): ("Tanpa induk", "Tanpa turunan", "Tidak ada di Anggaran"),
        ("1.01", "1.01.01"): ("Tidak ada di Cascading",),
        ("1.010", "T2"): ("Tanpa induk",),
        ("1.010", "P3"): ("Tingkat tidak urut", "Tanpa turunan"),
        ("1.010", "1.01.02"): ("Tidak ada di Cascading",),
    }
    assert [kata for kata, _ in WARNA_TANDA] == list(TANDA)


def test_loose_nodes_stand_under_their_opd(hasil: Konsolidasi) -> None:
    frame = hasil.cascading
    heads = [n for n, jenis in enumerate(frame["jenis"]) if jenis == "bagian"]
    assert [frame["kode_opd"].iat[n] for n in heads] == ["1.01", "1.010"]
    assert frame["kode"].tolist()[heads[0] + 1 : heads[1]] == ["A", "B", "Z", "1.01.01"]
    assert frame["tingkat"].iat[heads[1] - 1] == TINGKAT_ANGGARAN
    for n, above in enumerate(frame["atas"]):
        assert frame["dalam"].iat[n] == (0 if above < 0 else frame["dalam"].iat[above] + 1)
        assert above < n


def test_indicators_are_found_by_code_and_by_text(hasil: Konsolidasi) -> None:
    k = {r.kode_indikator: r.capaian_persen for r in hasil.capaian[hasil.capaian["kode_opd"] == "1.01"].itertuples()}
    frame = hasil.cascading
    assert row(frame, "PD").capaian_persen == k["I-03"]
    assert row(frame, "1.01.02").capaian_persen == k["I-04"]
    both = row(frame, "SP")
    assert both.kode_iku == (("1.01", "I-01"), ("1.01", "I-02"))
    assert both.capaian_persen == (k["I-01"] + k["I-02"]) / 2
    assert both.kategori == hasil.data.referensi.kategori(both.capaian_persen)
    assert row(frame, "Z").capaian_persen is None


def test_budget_rows_are_found_by_code_then_by_wording(hasil: Konsolidasi) -> None:
    frame = hasil.cascading
    assert row(frame, "1.01.02").kode_anggaran == "1.01.02"
    assert row(frame, "1.01.02").pagu_rp == 364_000_000 * 100
    assert row(frame, "P2", "1.010").kode_anggaran == "1.01.01"
    assert row(frame, "1.01.09").pagu_rp is None


def test_own_bidang_may_be_written_as_x(tmp_path: Path) -> None:
    isi = kiriman(
        "1.01", [*RPJMD, simpul("X.XX.02", "S1", "Program", "Lain"), simpul("1.02.01", "S1", "Program", "Asing")]
    )
    frame = konsolidasi(tmp_path, isi).cascading
    assert row(frame, "X.XX.02").kode_anggaran == "1.01.02"
    assert row(frame, "1.02.01").kode_anggaran == ""


def test_without_anggaran_nothing_is_said_about_money(tmp_path: Path) -> None:
    frame = konsolidasi(tmp_path, kiriman("1.01", pohon_satu(), "anggaran", "belanja")).cascading
    said = {t for tanda in frame["tanda"] for t in tanda}
    assert "Tanpa induk" in said
    assert not said & {"Tidak ada di Anggaran", "Tidak ada di Cascading"}


def test_an_opd_hangs_on_the_rpjmd_that_another_opd_names(tmp_path: Path) -> None:
    tujuan = simpul("PD9", "S1", "Tujuan PD", "Tujuan")
    k = konsolidasi(tmp_path, kiriman("1.01", list(RPJMD)), kiriman("1.010", [tujuan]), referensi=referensi())
    assert row(k.cascading, "PD9", "1.010").tanda == ()
    assert row(k.cascading, "PD9", "1.010").dalam == 2
    (sheet,) = make_cascading(prepare(k), "1.010")
    assert sheet.kolom[1].nilai[:3] == ["T1", "S1", "PD9"]


def test_an_rpjmd_indicator_has_the_mean_of_its_iku_daerah(tmp_path: Path) -> None:
    acuan = referensi()
    acuan["iku_daerah"] = [
        {
            "kode": "D1",
            "sasaran": "S",
            "indikator": "Indeks  Tata Kelola",
            "kode_opd": "1.01",
            "kode_iku_opd": "I-01; I-02",
        }
    ]
    pohon = [simpul("T1", None, "Tujuan RPJMD", "Tata kelola baik", "indeks tata kelola")]
    k = konsolidasi(tmp_path, kiriman("1.01", pohon), referensi=acuan)
    assert k.cascading["iku_daerah"].iat[0] == 0
    assert k.cascading["capaian_persen"].iat[0] == k.iku_daerah["capaian_persen"].iat[0] is not None
    write_konsolidasi(k, tmp_path / "k_out.xlsx", DIBUAT)
    cell = openpyxl.load_workbook(tmp_path / "k_out.xlsx")["Cascading"][f"{CASCADING['capaian']}6"]
    assert "'IKU Daerah'!L6" in cell.value


@pytest.mark.parametrize("n", [12, 400])
def test_a_circle_and_a_deep_chain_end(n: int, tmp_path: Path) -> None:
    circle = [simpul(f"C{i}", f"C{(i + 1) % n}", "Kegiatan", f"Simpul {i}") for i in range(n)]
    chain = [simpul(f"D{i}", f"D{i - 1}" if i else None, "Sub Kegiatan", f"Rantai {i}") for i in range(n)]
    k = konsolidasi(tmp_path, kiriman("1.01", [*circle, *chain], "anggaran"))
    frame = k.cascading
    assert (frame["jenis"] == "simpul").sum() == 2 * n
    assert sum("Induk melingkar" in t for t in frame["tanda"]) == n
    assert frame["dalam"].max() == n
    if n > 12:
        return
    path = tmp_path / "k_out.xlsx"
    write_konsolidasi(k, path, DIBUAT)
    ws = openpyxl.load_workbook(path)["Cascading"]
    assert max(ws.row_dimensions[r].outlineLevel for r in range(6, 6 + len(frame))) == min(n, 7)


@pytest.mark.parametrize("benih", range(20))
def test_whatever_the_links_every_node_comes_once_below_its_parent(benih: int, hasil: Konsolidasi) -> None:
    acak = Random(benih)
    tabel = hasil.data.tabel["cascading"]
    isi = tabel.isi.copy()
    isi["induk"] = [acak.choice([*isi["kode"], "", "TIDAK ADA"]) for _ in isi.index]
    isi["tingkat"] = [acak.choice([*TINGKAT_CASCADING, ""]) for _ in isi.index]
    data = replace(hasil.data, tabel={**hasil.data.tabel, "cascading": replace(tabel, isi=isi)})
    frame = compute_cascading(data, hasil.capaian, hasil.serapan, hasil.iku_daerah)
    assert sorted(i for rows in frame["indeks"] for i in rows) == sorted(isi.index)
    for n, (above, depth) in enumerate(zip(frame["atas"], frame["dalam"], strict=True)):
        assert above < n
        assert depth == (0 if above < 0 else frame["dalam"].iat[above] + 1)
    for row in frame[frame["jenis"] == "simpul"].itertuples():
        is_root = row.atas < 0 or frame["jenis"].iat[row.atas] == "bagian"
        broken = {"Tanpa induk", "Induk melingkar"} & set(row.tanda)
        assert not is_root or broken or row.tingkat == "Tujuan RPJMD"
        assert "Tanpa induk" not in row.tanda or is_root


def test_bold_rows_are_tall_enough() -> None:
    text = "Meningkatnya Akuntabilitas Kinerja Pemerintahan Daerah"
    pairs = []
    for lebar in range(30, 90):
        kolom = Kolom("a", "A", lebar, "teks", [text] * 2)
        pairs.append(tuple(row_heights([kolom], 2, [False, True])))
        assert list(row_heights([kolom], 2)) == [pairs[-1][0]] * 2
    # In the narrowest column that takes the text on one line the bold one needs two.
    assert next(bold for plain, bold in pairs if plain == 18) == 31
    assert pairs[-1] == (18, 18)


def test_first_view_ends_at_the_programs(buku: Path, hasil: Konsolidasi) -> None:
    ws = openpyxl.load_workbook(buku)["Cascading"]
    frame = hasil.cascading
    for n, (tingkat, dalam, closed) in enumerate(zip(frame["tingkat"], frame["dalam"], frame["tertutup"], strict=True)):
        dimension = ws.row_dimensions[6 + n]
        assert (bool(dimension.hidden), dimension.outlineLevel) == (closed, dalam)
        assert not closed or tingkat not in TINGKAT_CASCADING[:4] or frame["kode"].iat[n] == "P3"
    at = frame["kode"].tolist().index("1.01.02")
    assert ws.row_dimensions[6 + at].collapsed
    assert [ws.row_dimensions[6 + at + n].hidden for n in (1, 2)] == [True, True]
    assert ws.sheet_properties.outlinePr.summaryBelow is False


def test_figures_are_references_and_closed_groups_count_their_flags(buku: Path, hasil: Konsolidasi) -> None:
    formulas, values = (openpyxl.load_workbook(buku, data_only=d)["Cascading"] for d in (False, True))
    at = 6 + hasil.cascading["kode"].tolist().index("1.01.02")
    assert formulas[f"{CASCADING['uraian']}{at}"].alignment.indent == 5
    assert "'Capaian IKU'!" in formulas[f"{CASCADING['capaian']}{at}"].value
    for name in ("pagu", "realisasi", "serapan"):
        assert "'Serapan Program'!" in formulas[f"{CASCADING[name]}{at}"].value
    assert values[f"{CASCADING['serapan']}{at}"].value == pytest.approx(299 / 364 * 100)
    assert (values[f"{CASCADING['tanda']}{at}"].value or "") == ""
    assert values[f"{CASCADING['bawah']}{at}"].value == 1
    assert values["D4"].value == (
        "Tanda: Tanpa induk 2 · Induk melingkar 2 · Tingkat tidak urut 2 · Tanpa indikator 2 · Tanpa turunan 4 · "
        "Tidak ada di Anggaran 4 · Tidak ada di Cascading 2"
    )
    assert values["A3"].value == "Lembar Cascading: 2 dari 3 OPD. Periode Tahunan 2023."


def test_charts_count_nodes_and_flags(buku: Path, hasil: Konsolidasi) -> None:
    with zipfile.ZipFile(buku) as package:
        charts = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]
    titles = [re.findall(r"<c:title>.*?<a:t>([^<]*)</a:t>", chart, re.S)[0] for chart in charts]
    assert {"Simpul pohon kinerja per tingkat (2 OPD)", "Simpul bertanda per OPD (2 OPD)"} <= set(titles)
    data = openpyxl.load_workbook(buku, data_only=True)["_grafik"]
    columns = {}
    for column in data.iter_cols(min_row=5, values_only=True):
        columns[column[0]] = [v for v in column[1:] if v is not None]
    flags = Counter(t for tanda in hasil.cascading["tanda"] for t in tanda)
    # 1.01 and 1.010 are two OPD though their codes are one number.
    assert columns["Tanda pohon kinerja: kode"] == ["1.010", "1.01"]
    assert {t: sum(columns[t]) for t in TANDA} == dict(flags)
    nodes = hasil.cascading[hasil.cascading["jenis"] == "simpul"]
    assert sum(columns["Tanpa tanda"]) + sum(columns["Bertanda"]) == len(nodes)


def test_one_opd_sees_its_own_tree(hasil: Konsolidasi, tmp_path: Path) -> None:
    (sheet,) = make_cascading(prepare(hasil), "1.010")
    assert sheet.kolom[1].nilai == ["T1", "S1", "", "T2", "S2", "P2", "P3", "1.01.02"]
    assert "6 simpul" in sheet.keterangan
    assert make_cascading(prepare(hasil), "1.03") == []
    write_buku([sheet], Sampul("Uji", "Nusa Raya", DIBUAT, kembali="Cascading"), tmp_path / "o.xlsx")
    ws = openpyxl.load_workbook(tmp_path / "o.xlsx")["Cascading"]
    refs = [c.value for r in ws.iter_rows(min_row=6) for c in r if c.data_type == "f"]
    assert len(refs) >= 5
    assert not any("!" in ref for ref in refs)


def test_nobody_sent_a_tree(tmp_path: Path) -> None:
    k = konsolidasi(tmp_path, kiriman("1.01", [], "cascading"))
    assert len(k.cascading) == 0
    write_konsolidasi(k, tmp_path / "k_out.xlsx", DIBUAT)
    ws = openpyxl.load_workbook(tmp_path / "k_out.xlsx")["Cascading"]
    assert ws["A6"].value == "Belum ada data: belum ada OPD yang mengirim lembar Cascading."
    assert ws["D4"].value is None
    assert make_cascading(prepare(k), "1.01") == []


@pytest.mark.libreoffice
def test_recalculation_changes_nothing(hasil: Konsolidasi, tmp_path: Path) -> None:
    lembar, sampul = make_konsolidasi(hasil, DIBUAT)
    (satu,) = make_cascading(prepare(hasil), "1.01")
    path = tmp_path / "k.xlsx"
    write_buku([*lembar, replace(satu, nama="Satu OPD")], sampul, path)
    count, differing = compare(path, recalculate(path, tmp_path))
    book = openpyxl.load_workbook(path)
    own = {s: sum(c.data_type == "f" for r in book[s].iter_rows() for c in r) for s in ("Cascading", "Satu OPD")}
    assert own["Cascading"] > 50
    assert own["Satu OPD"] >= 10
    assert count > 600
    assert differing == []


def test_the_factory_writes_what_the_reader_reads(tmp_path: Path) -> None:
    write_isi(tmp_path / "a.xlsx", kiriman("1.01", pohon_satu()), meta=True)
    telaah = pipeline.examine(pipeline.read_workbooks([(tmp_path / "a.xlsx", "a.xlsx")]))
    kode = {(c.kode, c.sel) for c in telaah.catatan if c.lembar == "Cascading"}
    # The rules that speak of a break and the flag on the sheet agree.
    assert {sel for k, sel in kode if k == "LTS-07"} == {"B13"}
    assert {sel for k, sel in kode if k == "LTS-08"} == {"B11", "B12"}
