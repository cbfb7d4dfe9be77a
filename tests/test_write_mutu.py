"""Sheets SKM and AKIP of the regency and of one OPD: figures, live formulas, nothing sent, hostile names; their CSV."""

from __future__ import annotations

import csv
import datetime
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hitung_ulang import compare, recalculate
from pabrik import isi_bersih, isi_referensi, write_isi

from kinerja_xl import read
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, consolidate
from kinerja_xl.pipeline import examine, read_workbooks
from kinerja_xl.write.buku import Sampul, write_buku
from kinerja_xl.write.data import write_data
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.kerangka import prepare
from kinerja_xl.write.konsolidasi.akip import akip
from kinerja_xl.write.konsolidasi.bagan_mutu import akip_charts, skm_charts
from kinerja_xl.write.konsolidasi.metode import metode
from kinerja_xl.write.konsolidasi.skm import skm
from kinerja_xl.write.lembaran import Lembaran
from kinerja_xl.write.opd.akip import make_akip
from kinerja_xl.write.opd.skm import make_skm
from kinerja_xl.write.posisi import make_posisi

CONTOH = Path(__file__).parent.parent / "contoh"
DIBUAT = datetime.datetime(2024, 2, 1, 9, 30)
UNSUR = [f"u{n}" for n in range(1, 10)]
JAHAT = '@HYPERLINK("http://jahat.example")'


def _konsolidasi(folder: Path) -> Konsolidasi:
    pairs = [(p, p.relative_to(folder).as_posix()) for p in read.list_workbooks(folder)]
    telaah = examine(read_workbooks(pairs), 2023, "Tahunan")
    assert telaah.galat == ()
    return consolidate(telaah.data, telaah.hitungan, telaah.catatan)


def _layanan(nama: str, n: int, tinggi: int, **lain: Any) -> list[dict[str, Any]]:
    """`n` respondents who answer 3, the first `tinggi` of them 4."""
    return [
        {"layanan": nama, "no": i, "usia": 20 + i, "jenis_kelamin": "Perempuan" if i % 3 else "Laki-laki",
         "pendidikan": "S1", **dict.fromkeys(UNSUR, 4 if i <= tinggi else 3), **lain}
        for i in range(1, n + 1)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def regency(tmp_path_factory: pytest.TempPathFactory) -> Konsolidasi:
    """Four OPD: two services with lost answers, one near a bound, hostile names, one that sent nothing of it."""
    folder = tmp_path_factory.mktemp("daerah")
    rusak = _layanan("Arsip", 31, 9)
    rusak[3]["u4"] = 7
    rusak[4]["u4"] = None
    kosong = [b | {"u9": None} for b in _layanan("Tanpa sarana", 12, 2)]
    isi: dict[str, dict[str, Any]] = {
        "1.01": {"skm": [*rusak, *_layanan("Legalisasi", 400, 120), *kosong]},
        "1.02": {"skm": _layanan("Rawat jalan", 30, 2), "akip": [{"komponen": "Capaian", "nilai": 55, "bobot": None}]},
        "1.03": {
            "skm": _layanan(JAHAT, 40, 40),
            "akip": [{"komponen": JAHAT, "bobot": 60, "nilai": 61}, {"komponen": "+1", "bobot": 40, "nilai": 30}],
        },
        "1.04": {"skm": [], "akip": []},
        "1.05": {
            "skm": [],
            "akip": [
                {"komponen": k, "bobot": b, "nilai": n, "nilai_tahun_lalu": n}
                for k, b, n in (("Perencanaan", 60, 55), ("Pelaporan", 40, 36), ("Skor LHE", 100, 91))
            ],
        },
    }
    referensi = isi_referensi()
    referensi["opd"] = [{"kode_opd": k, "nama_opd": f"Dinas {k}", "wajib": "Ya"} for k in isi]
    write_isi(folder / "referensi.xlsx", referensi, meta=True)
    for kode, lembar in isi.items():
        berkas = {n: b for n, b in (isi_bersih() | lembar).items() if b and n in ("profil", "iku", "skm", "akip")}
        berkas["profil"][0] |= {"kode_opd": kode, "nama_opd": f"Dinas {kode}"}
        write_isi(folder / f"{kode}.xlsx", berkas, meta=True)
    return prepare(_konsolidasi(folder))


def _write(hasil: Konsolidasi, path: Path) -> Path:
    posisi, data = make_posisi(hasil), DataGrafik()
    lembar = [skm(hasil, posisi, skm_charts(hasil, data)), akip(hasil, posisi, akip_charts(hasil, data))]
    metode_sheet, nama = metode(hasil, DIBUAT)
    catatan = Lembaran("Catatan", "Catatan", "", "#000000")
    write_buku([*lembar, metode_sheet, catatan, *([data.lembaran()] if data.kolom else [])],
               Sampul("Uji", "Nusa Raya", DIBUAT, nama, "Metode"), path)  # fmt: skip
    return path


def _table(path: Path, nama: str) -> list[dict[str, Any]]:
    ws = openpyxl.load_workbook(path, data_only=True)[nama]
    heads = [c.value for c in ws[5]]
    return [dict(zip(heads, [c.value for c in row], strict=True)) for row in ws.iter_rows(min_row=6)]


@pytest.mark.libreoffice
def test_recalculation_changes_nothing(regency: Konsolidasi, tmp_path: Path) -> None:
    path = _write(regency, tmp_path / "daerah.xlsx")
    count, differing = compare(path, recalculate(path, tmp_path))
    assert count > 250
    assert differing == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("kode", ["1.01", "1.03"])
def test_recalculation_of_one_opd(regency: Konsolidasi, kode: str, tmp_path: Path) -> None:
    path = tmp_path / "opd.xlsx"
    write_buku([*make_skm(regency, kode), *make_akip(regency, kode)], Sampul("Uji", "x", DIBUAT, {}, "SKM"), path)
    count, differing = compare(path, recalculate(path, tmp_path))
    assert count > 70
    assert differing == []


def test_rows_of_skm_are_opd_with_their_services(regency: Konsolidasi, tmp_path: Path) -> None:
    rows = _table(_write(regency, tmp_path / "k.xlsx"), "SKM")
    shown = [(r["Tingkat"], r["Layanan"], r["Responden"]) for r in rows if r["Tingkat"]]
    assert shown == [
        ("OPD", "2 dari 3 layanan (rata-rata)", 443),
        ("Layanan", "Arsip", 31),
        ("Layanan", "Legalisasi", 400),
        ("Layanan", "Tanpa sarana", 12),
        ("OPD", "1 layanan (rata-rata)", 30),
        ("Layanan", "Rawat jalan", 30),
        ("OPD", "1 layanan (rata-rata)", 40),
        ("Layanan", JAHAT, 40),
    ]
    tanpa = rows[3]
    assert (tanpa["IKM (bobot 1/9)"] or "", tanpa["Mutu"] or "") == ("", "")
    assert [r["Cukup untuk pengguna sampai (orang)"] for r in rows[1:3]] == [34, "berapa pun"]
    total = next(r for r in rows if str(r["Layanan"]).startswith("Rata-rata"))
    assert (total["Layanan"], total["Responden"]) == ("Rata-rata 3 OPD", 513)
    opd = [r["IKM (bobot 1/9)"] for r in rows if r["Tingkat"] == "OPD"]
    assert total["IKM (bobot 1/9)"] == pytest.approx(sum(opd) / 3)


def test_akip_is_ranked_and_says_who_has_no_total(regency: Konsolidasi, tmp_path: Path) -> None:
    rows = [r for r in _table(_write(regency, tmp_path / "k.xlsx"), "AKIP") if r["Tingkat"] == "OPD"]
    # 1.03 has a component above its weight, hence no total and no rank.
    assert [(r["Peringkat"] or "", r["Nama OPD"], r["Nilai"] or "", r["Predikat"] or "") for r in rows] == [
        (1, "Dinas 1.01", 86.45, "A"),
        (2, "Dinas 1.02", 55, "CC"),
        ("", "Dinas 1.03", "", ""),
        ("", "Dinas 1.05", "", ""),
    ]


def test_the_means_of_akip_say_over_how_many(regency: Konsolidasi, tmp_path: Path) -> None:
    rows = _table(_write(regency, tmp_path / "k.xlsx"), "AKIP")
    mean = next(r for r in rows if str(r["Nama OPD"]).startswith("Rata-rata"))
    assert mean["Nama OPD"] == ("Rata-rata: tahun lalu 1 OPD, tahun ini 2 OPD; perubahan 1 OPD yang punya keduanya")
    assert (mean["Nilai tahun lalu"], mean["Perubahan"]) == (68, pytest.approx(18.45))
    assert mean["Nilai"] == pytest.approx((86.45 + 55) / 2)


def test_csv_files(regency: Konsolidasi, tmp_path: Path) -> None:
    write_data(regency, tmp_path)

    def rows(nama: str) -> list[dict[str, str]]:
        with open(tmp_path / nama, encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    skm_rows = rows("skm.csv")
    assert [(r["kode_opd"], r["responden"], r["ikm"], r["mutu"]) for r in skm_rows] == [
        ("1.01", "31", skm_rows[0]["ikm"], "B"),
        ("1.01", "400", "82.5", "B"),
        ("1.01", "12", "", ""),
        ("1.02", "30", "76.666667", "B"),
        ("1.03", "40", "100", "A"),
    ]
    assert skm_rows[2]["nrr_u9"] == ""
    assert skm_rows[4]["layanan"] == f"'{JAHAT}"
    assert [r["nilai"] for r in rows("akip.csv") if r["kode_opd"] == "1.03"] == ["", "30"]
    opd = {r["kode_opd"]: (r["ikm"], r["nilai_akip"]) for r in rows("opd.csv")}
    assert opd["1.02"] == ("76.666667", "55")
    assert (opd["1.03"], opd["1.04"]) == (("100", ""), ("", ""))


def test_the_real_survey_from_its_sheet_to_the_output(tmp_path: Path) -> None:
    hasil = prepare(_konsolidasi(CONTOH / "balangan_2023"))
    write_data(hasil, tmp_path)
    line = (tmp_path / "skm.csv").read_text(encoding="utf-8").splitlines()[1]
    assert (
        line
        == "4.02.0.00.0.00.01,Perundang-undangan,25,4,3.96,3.28,3.6,3.44,3.56,3.64,3.2,3.32,88.888889,A,Sangat Baik"
    )
    rows = _table(_write(hasil, tmp_path / "k.xlsx"), "SKM")
    assert rows[1]["IKM (bobot 1/9)"] == pytest.approx(800 / 9, abs=1e-12)
    assert (rows[1]["Mutu dengan bobot 0,11"], rows[1]["IKM dengan bobot 0,111"]) == ("B", pytest.approx(88.8))
    (sheet,) = make_skm(hasil, "4.02.0.00.0.00.01")
    texts = [c.nilai for c in sheet.sel]
    assert "IKM dengan bobot 0,11: mutu berbeda" in texts
    assert "IKM dengan bobot 0,111: mutu sama" in texts


def test_an_opd_that_sent_nothing_has_no_sheets(regency: Konsolidasi) -> None:
    assert make_skm(regency, "1.04") == []
    assert make_akip(regency, "1.04") == []
    assert [s.nama for kode in ("1.01", "1.03") for s in (*make_skm(regency, kode), *make_akip(regency, kode))] == [
        "SKM", "AKIP", "SKM", "AKIP",
    ]  # fmt: skip


def test_nobody_sent_anything(regency: Konsolidasi, tmp_path: Path) -> None:
    empty = {name: getattr(regency, name).iloc[:0] for name in ("skm", "skm_opd", "akip", "akip_opd")}
    path = _write(prepare(replace(regency, **empty)), tmp_path / "k.xlsx")
    book = openpyxl.load_workbook(path)
    assert [book[n]["A6"].value for n in ("SKM", "AKIP")] == [
        "Belum ada data: belum ada OPD yang mengirim lembar SKM.",
        "Belum ada data: belum ada OPD yang mengirim lembar AKIP.",
    ]
    assert not any(name.startswith("xl/charts/") for name in zipfile.ZipFile(path).namelist())


def test_names_that_look_like_formulas_stay_text(regency: Konsolidasi, tmp_path: Path) -> None:
    path = tmp_path / "opd.xlsx"
    write_buku([*make_skm(regency, "1.03"), *make_akip(regency, "1.03")], Sampul("U", "x", DIBUAT, {}, "SKM"), path)
    for file in (path, _write(regency, tmp_path / "k.xlsx")):
        with zipfile.ZipFile(file) as package:
            sheets = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
        formulas = [f for sheet in sheets for f in re.findall(r"<f>(.*?)</f>", sheet)]
        assert formulas
        assert not any("HYPERLINK" in f for f in formulas)


def test_same_input_gives_same_bytes(regency: Konsolidasi, tmp_path: Path) -> None:
    first, second = _write(regency, tmp_path / "a.xlsx"), _write(regency, tmp_path / "b.xlsx")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.libreoffice
def test_very_many_services(tmp_path: Path) -> None:
    """A Layanan of its own for every respondent, as when names are typed there."""
    isi = isi_bersih()
    isi["skm"] = [b | {"layanan": f"Ibu {n}"} for n, b in enumerate(_layanan("", 70, 20))]
    (tmp_path / "masuk").mkdir()
    write_isi(tmp_path / "masuk" / "opd.xlsx", isi, meta=True)
    hasil = prepare(_konsolidasi(tmp_path / "masuk"))
    (sheet,) = make_skm(hasil, "1.01")
    assert len(sheet.bagan) == 61
    path = tmp_path / "opd.xlsx"
    write_buku([sheet], Sampul("Uji", "x", DIBUAT, {}, "SKM"), path)
    count, differing = compare(path, recalculate(path, tmp_path))
    assert count > 2500
    assert differing == []
