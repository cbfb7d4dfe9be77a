"""IKU Daerah against its carriers, the register of all indicators, and the small charts of sheet Renstra."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hitung_ulang import compare, recalculate
from pabrik import Isi, isi_bersih, isi_referensi
from test_consolidate import konsolidasi

from kinerja_xl import pipeline
from kinerja_xl.compute.iku_daerah import (
    IKU_TAK_ADA,
    OPD_TAK_TERDAFTAR,
    OPD_TANPA_IKU,
    TANDA_DAERAH,
    TANPA_IKU,
    TANPA_OPD_PENGAMPU,
)
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, consolidate
from kinerja_xl.write.denah import DAERAH
from kinerja_xl.write.konsolidasi.daerah import WARNA_TANDA_DAERAH
from kinerja_xl.write.konsolidasi.register_iku import register_columns
from kinerja_xl.write.konsolidasi.susunan import write_konsolidasi
from kinerja_xl.write.konsolidasi.tren import trend_columns
from kinerja_xl.write.lembaran import huruf

CONTOH = Path(__file__).parent.parent / "contoh" / "bengkulu_selatan_2023"
DIBUAT = datetime.datetime(2024, 2, 1, 9, 30)


def kiriman(kode: str) -> Isi:
    isi = isi_bersih()
    isi["profil"][0] |= {"kode_opd": kode, "nama_opd": f"Dinas {kode}"}
    del isi["belanja"], isi["skm"], isi["akip"], isi["cascading"]
    return isi


def daerah(kode: str, opd: str, iku: str, **lain: Any) -> dict[str, Any]:
    return {"kode": kode, "sasaran": "Layanan", "indikator": f"Indeks {kode}", "target_2023": 75, "target_2022": 70,
            "kode_opd": opd, "kode_iku_opd": iku, **lain}  # fmt: skip


def referensi() -> Isi:
    isi = isi_referensi()
    isi["opd"] = [{"kode_opd": kode, "nama_opd": f"Dinas {kode}", "wajib": "Ya"} for kode in ("1.02", "1.01", "1.03")]
    isi["iku_daerah"] = [
        daerah("D1", "1.01; 1.02", "I-01; I-08"),
        daerah("D2", "1.03; 9.99; 1.01", "I-77"),
        daerah("D3", "", "I-01"),
        daerah("D4", "1.01", ""),
        daerah("D1", "1.02", "i-04", indikator="indeks d1"),
        daerah("D5", "1.02", "I-02"),
    ]
    return isi


@pytest.fixture(scope="module")
def hasil(tmp_path_factory: pytest.TempPathFactory) -> Konsolidasi:
    satu, dua = kiriman("1.01"), kiriman("1.02")
    dua["realisasi"][1] |= {"realisasi_tahun": None, **{f"realisasi_tw{n}": None for n in range(1, 5)}}
    dua["iku"][0]["jenis"] = "IK"
    dua["iku"][3] |= {"formulasi": "warga / jumlah", "sumber_data": "Dukcapil", "penanggung_jawab": "Kepala Bidang"}
    dua["iku"][4] |= {"formulasi": "deflator", "penanggung_jawab": "Kepala Bidang"}
    return konsolidasi(tmp_path_factory.mktemp("masuk"), satu, dua, referensi=referensi())


@pytest.fixture(scope="module")
def buku(hasil: Konsolidasi, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keluar") / "k.xlsx"
    write_konsolidasi(hasil, path, DIBUAT)
    return path


def test_every_regency_indicator_with_its_carriers(hasil: Konsolidasi) -> None:
    frame = hasil.iku_daerah
    own = frame[frame["jenis"] == "daerah"].set_index("kode")
    assert own["target"].tolist() == ["75"] * 5
    assert own["penopang"].to_dict() == {"D1": 5, "D2": 0, "D3": 0, "D4": 0, "D5": 1}
    assert own["terhitung"].to_dict() == {"D1": 5, "D2": 0, "D3": 0, "D4": 0, "D5": 0}
    assert own["tanda"].to_dict() == {"D1": "", "D2": "", "D3": TANPA_OPD_PENGAMPU, "D4": TANPA_IKU, "D5": ""}
    k = {(r.kode_opd, r.kode_indikator): r.capaian_nol for r in hasil.capaian.itertuples()}
    carriers = [("1.01", "I-01"), ("1.01", "I-08"), ("1.02", "I-01"), ("1.02", "I-08"), ("1.02", "I-04")]
    kept = frame[frame["jenis"] == "penopang"]
    assert list(zip(kept["kode_opd"], kept["kode_indikator"], strict=True)) == [*carriers, ("1.02", "I-02")]
    assert own["capaian_persen"]["D1"] == sum(k[c] for c in carriers) / 5
    assert own["capaian_persen"]["D5"] is None


def test_what_is_named_but_missing_is_flagged(hasil: Konsolidasi) -> None:
    lost = hasil.iku_daerah[hasil.iku_daerah["jenis"] == "hilang"]
    assert list(zip(lost["kode_opd"], lost["kode_indikator"], lost["tanda"], strict=True)) == [
        ("1.03", "", OPD_TANPA_IKU),
        ("9.99", "", OPD_TAK_TERDAFTAR),
        ("1.01", "I-77", IKU_TAK_ADA),
    ]
    assert {kata for kata, _ in WARNA_TANDA_DAERAH} == set(TANDA_DAERAH)


def test_iku_that_carry_nothing_are_listed_by_opd_in_the_order_of_the_register(hasil: Konsolidasi) -> None:
    frame = hasil.iku_daerah
    heads = frame[frame["jenis"] == "opd"]
    assert heads["kode_opd"].tolist() == ["1.02", "1.01"]
    rest = frame[frame["jenis"] == "lepas"]
    # I-01 of 1.02 is an IK: it isn't asked for.
    assert Counter(rest["kode_opd"]) == {"1.01": 8, "1.02": 6}
    head = frame[frame["jenis"] == "bagian"]["indikator"].tolist()
    assert head == ["IKU OPD yang tidak menopang indikator daerah mana pun: 14 dari 19 IKU"]


def test_sheet_refers_to_capaian_iku(hasil: Konsolidasi, buku: Path) -> None:
    formulas, values = (openpyxl.load_workbook(buku, data_only=d)["IKU Daerah"] for d in (False, True))
    c, n = DAERAH["capaian"], DAERAH["terhitung"]
    assert formulas[f"{c}6"].value == f'=IF(COUNT({c}7:{c}11)=0,"",SUMIF({c}7:{c}11,">0")/COUNT({c}7:{c}11))'
    assert formulas[f"{c}7"].value.startswith("=IF('Capaian IKU'!")
    assert formulas[f"{n}6"].value == f"=COUNT({c}7:{c}11)"
    assert (values[f"{DAERAH['penopang']}6"].value, values[f"{n}6"].value) == (5, 5)
    assert values["A3"].value == (
        "Indikator daerah dengan capaian: 1 dari 5. OPD penopang: 2 dari 3 OPD. Periode Tahunan 2023."
    )
    jenis = hasil.iku_daerah["jenis"].tolist()
    assert [values.row_dimensions[6 + i].hidden for i in range(len(jenis))] == [j == "lepas" for j in jenis]


def test_chart_of_regency_indicators(buku: Path) -> None:
    with zipfile.ZipFile(buku) as package:
        charts = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]
    (chart,) = [c for c in charts if "Rata-rata capaian per indikator daerah (1 dari 5)" in c]
    assert re.search(r"<c:v>10[0-9.]+</c:v>", chart)


def test_nothing_in_referensi_is_a_sentence(tmp_path: Path) -> None:
    acuan = referensi()
    del acuan["iku_daerah"]
    k = konsolidasi(tmp_path, kiriman("1.01"), referensi=acuan)
    assert len(k.iku_daerah) == 0
    write_konsolidasi(k, tmp_path / "k_out.xlsx", DIBUAT)
    ws = openpyxl.load_workbook(tmp_path / "k_out.xlsx")["IKU Daerah"]
    assert ws["A6"].value == "Belum ada data: lembar IKU Daerah pada Referensi belum diisi."
    assert ws.max_row == 6


def test_register_says_what_is_missing(hasil: Konsolidasi, buku: Path) -> None:
    ws = openpyxl.load_workbook(buku, data_only=True)["Register IKU"]
    head = [c.value for c in ws[5]]
    rows = [dict(zip(head, r, strict=True)) for r in ws.iter_rows(min_row=6, max_row=25, values_only=True)]
    assert [r["Nama OPD"] for r in rows] == ["Dinas 1.02"] * 10 + ["Dinas 1.01"] * 10
    assert [r["Kelengkapan"] for r in rows[3:6]] == [
        "Lengkap",
        "Tanpa sumber data",
        "Tanpa formulasi\nTanpa sumber data\nTanpa penanggung jawab",
    ]
    assert (rows[1]["Kode"], rows[1]["Target PK 2023"], rows[1]["Target Renstra 2026"]) == ("I-02", "40", "55")
    assert ws["D4"].value == (
        "IKU 19 · IK 1 · IKK 0 · tanpa formulasi 18 · tanpa sumber data 19 · tanpa penanggung jawab 18"
    )
    assert ws.print_title_rows == "$5:$5"
    assert (ws.page_setup.orientation, ws.page_setup.fitToHeight) == ("landscape", 0)


def test_register_of_one_opd_has_the_same_columns(hasil: Konsolidasi) -> None:
    baris = [n for n, opd in enumerate(hasil.capaian["kode_opd"]) if opd == "1.01"]
    columns = {c.judul: c.nilai for c in register_columns(hasil, baris)}
    assert columns["Kode"][0] == "I-01"
    assert len(columns["Formulasi Penghitungan"]) == 10
    assert "Nama OPD" not in columns
    assert all(len(c.nilai) == 0 for c in register_columns(hasil, []))


def test_real_register_holds_the_decree_as_printed() -> None:
    telaah = pipeline.examine(pipeline.read_folder(CONTOH))
    k = consolidate(telaah.data, telaah.hitungan, telaah.catatan)
    baris = [n for n, opd in enumerate(k.capaian["kode_opd"]) if opd == "4.01.0.00.0.00.01"]
    columns = {c.judul: list(c.nilai) for c in register_columns(k, baris)}
    assert columns["Indikator Kinerja"][:2] == ["Nilai LPPD", "Indeks Reformasi Hukum"]
    assert columns["Formulasi Penghitungan"][0] == "Nilai Evaluasi Dirjen OTDA Kemendagri"
    # Row 6 of the printed decree has neither formula nor source.
    assert [n for n, text in enumerate(columns["Kelengkapan"]) if text != "Lengkap"] == [5]
    assert columns["Target PK 2023"][0] == "3,22"


def test_small_charts_of_one_indicator_share_years_and_scale() -> None:
    years = (2021, 2022, 2023)
    shown, figures = trend_columns([[10, 20, None], [5, None, None]], [[None, 12, None], [None] * 3], years, 27)
    assert [len(c.tren) for c in shown] == [2, 2]
    target, done = (c.tren[0] for c in shown)
    assert (target.rentang, done.rentang) == (f"{huruf(27)}6:{huruf(29)}6", f"{huruf(30)}6:{huruf(32)}6")
    assert (target.bawah, target.atas) == (done.bawah, done.atas) == (6.0, 21.0)
    # One target alone is no trend, and nothing was realised.
    assert [c.tren[1] for c in shown] == [None, None]
    assert [c.bantu for c in figures] == [True] * 6


def test_renstra_draws_its_figures(hasil: Konsolidasi, buku: Path) -> None:
    with zipfile.ZipFile(buku) as package:
        sheets = {n: package.read(n).decode() for n in package.namelist() if n.startswith("xl/worksheets/sheet")}
    (xml,) = [text for text in sheets.values() if "<x14:sparkline>" in text]
    spots = re.findall(r"<xm:f>'Renstra'!([A-Z]+)(\d+):([A-Z]+)(\d+)</xm:f><xm:sqref>([A-Z]+)(\d+)</xm:sqref>", xml)
    # Of the 10 indicators of an OPD the parts of I-06 and the words of I-07 are no numbers, nor is a target of I-05.
    assert len(spots) == 2 * (7 + 8)
    assert 'displayHidden="1"' in xml
    ws = openpyxl.load_workbook(buku, data_only=True)["Renstra"]
    for first, top, last, bottom, column, row in spots:
        assert top == bottom == row
        head = [str(c.value) for c in ws[f"{first}5:{last}5"][0]]
        title = ws[f"{column}5"].value
        assert head == [f"{title} {year}" for year in range(2021, 2027)]
        assert ws[f"{column}{row}"].value is None
        points = [c.value for c in ws[f"{first}{row}:{last}{row}"][0] if c.value is not None]
        assert all(isinstance(v, (int, float)) for v in points)
        assert len(points) >= 2


@pytest.mark.libreoffice
def test_recalculation_changes_nothing(buku: Path, tmp_path: Path) -> None:
    count, differing = compare(buku, recalculate(buku, tmp_path))
    own = sum(c.data_type == "f" for r in openpyxl.load_workbook(buku)["IKU Daerah"].iter_rows() for c in r)
    assert own > 40
    assert count > 500
    assert differing == []
