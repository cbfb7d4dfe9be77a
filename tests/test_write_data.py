"""data/*.csv and jejak.json: names and order of columns, numbers, what is missing, injection."""

from __future__ import annotations

import csv
import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest
from test_write_konsolidasi import DIBUAT, JAHAT, make_ragam

from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.catatan import Hasil, Status
from kinerja_xl.write.data import cell, write_data, write_jejak

# Copied from the specification (4-outputs.md), a public contract: not derived from the code.
KOLOM = {
    "capaian.csv": "kode_opd, nama_opd, tahun, periode, kode_indikator, indikator, jenis, tingkat, satuan, "
    "polaritas, target, "
    "realisasi, target_angka, realisasi_angka, capaian_persen, kategori, metode, target_akhir_renstra, "
    "kemajuan_renstra_persen, berkas, lembar, sel_target, sel_realisasi",
    "triwulan.csv": "kode_opd, kode_indikator, triwulan, target, realisasi, target_angka, realisasi_angka, "
    "capaian_persen",
    "renstra.csv": "kode_opd, kode_indikator, tahun, target, realisasi, target_angka, realisasi_angka, capaian_persen",
    "serapan.csv": "kode_opd, nama_opd, tahun, periode, kode, tingkat, uraian, pagu_rp, realisasi_rp, "
    "serapan_persen, sisa_rp, "
    "pagu_dilaporkan_rp, realisasi_dilaporkan_rp, berkas, lembar, baris",
    "belanja.csv": "kode_opd, kode_rekening, uraian, anggaran_rp, realisasi_rp, serapan_persen, "
    "lebih_kurang_rp, berkas, lembar, "
    "baris",
    "efisiensi.csv": "kode_opd, nama_opd, kode, uraian, capaian_persen, serapan_persen, pagu_rp, realisasi_rp, "
    "selisih_persen, "
    "sisa_rp, sisa_persen, rasio_persen, ne, kriteria",
    "skm.csv": "kode_opd, layanan, responden, nrr_u1, nrr_u2, nrr_u3, nrr_u4, nrr_u5, nrr_u6, nrr_u7, nrr_u8, "
    "nrr_u9, ikm, mutu, kinerja",
    "akip.csv": "kode_opd, komponen, bobot, nilai_tahun_lalu, nilai",
    "opd.csv": "kode_opd, nama_opd, jumlah_indikator, jumlah_terhitung, rata_rata_capaian, "
    "rata_rata_capaian_dibatasi, kategori, "
    "pagu_rp, realisasi_rp, serapan_persen, ikm, nilai_akip",
    "kepatuhan.csv": "kode_opd, nama_opd, status, jumlah_berkas, kesalahan, peringatan, informasi, berkas",
    "kepatuhan_lembar.csv": "kode_opd, nama_opd, lembar, keadaan, berkas, revisi, tanggal, batas_waktu, terlambat",
    "catatan.csv": "kode, tingkat, kode_opd, berkas, lembar, sel, nilai, pesan, saran",
}


@pytest.fixture(scope="module")
def ragam(tmp_path_factory: pytest.TempPathFactory) -> Konsolidasi:
    return make_ragam(tmp_path_factory.mktemp("ragam"))


@pytest.fixture(scope="module")
def folder(ragam: Konsolidasi, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_data(ragam, folder)
    return folder


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("nama", KOLOM)
def test_header_is_the_contract(nama: str, folder: Path) -> None:
    body = (folder / nama).read_bytes()
    assert body.split(b"\n")[0].decode() == KOLOM[nama].replace(", ", ",")
    assert not body.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in body
    assert body.endswith(b"\n")


def test_row_counts(ragam: Konsolidasi, folder: Path) -> None:
    frames = {
        "capaian.csv": ragam.capaian,
        "serapan.csv": ragam.serapan,
        "belanja.csv": ragam.belanja,
        "opd.csv": ragam.opd,
    }
    for nama, frame in frames.items():
        assert len(frame) > 0
        assert len(rows_of(folder / nama)) == len(frame)
    assert len(rows_of(folder / "catatan.csv")) == len(ragam.catatan)


def test_numbers_are_rounded_and_missing_is_empty(folder: Path) -> None:
    rows = rows_of(folder / "capaian.csv")
    assert rows[0]["capaian_persen"] == "88.509317"
    missing = next(r for r in rows if r["metode"] == "belum dilaporkan")
    assert (missing["capaian_persen"], missing["kategori"], missing["realisasi"]) == ("", "", "")
    belanja = next(r for r in rows_of(folder / "belanja.csv") if r["kode_rekening"] == "5.1.01")
    assert (belanja["anggaran_rp"], belanja["realisasi_rp"], belanja["lebih_kurang_rp"]) == (
        "1003",
        "900.25",
        "-102.75",
    )
    assert (belanja["lembar"], belanja["baris"]) == ("Belanja", "4")


def test_every_sheet_of_every_opd_has_its_state(ragam: Konsolidasi, folder: Path) -> None:
    rows = rows_of(folder / "kepatuhan_lembar.csv")
    assert len(rows) == 8 * len(ragam.kepatuhan)
    assert {r["keadaan"] for r in rows} <= {"diterima", "ganda", "tidak dikirim"}
    for row in rows:
        assert (row["keadaan"] == "diterima") == bool(row["berkas"]) == bool(row["revisi"])
    sheets = {r.kode_opd: r.lembar for r in ragam.kepatuhan.itertuples()}
    assert all((r["lembar"] in sheets[r["kode_opd"]]) == (r["keadaan"] == "diterima") for r in rows)
    assert any(r["keadaan"] == "diterima" for r in rows)


def test_parents_are_recomputed_and_their_typed_totals_kept(folder: Path) -> None:
    rows = [
        r for r in rows_of(folder / "serapan.csv") if r["kode_opd"] == rows_of(folder / "serapan.csv")[0]["kode_opd"]
    ]
    program = next(r for r in rows if r["tingkat"] == "Program")
    leaves = [r for r in rows if r["tingkat"] == "Sub Kegiatan" and r["kode"].startswith(program["kode"] + ".")]
    assert Decimal(program["pagu_rp"]) == sum(Decimal(r["pagu_rp"]) for r in leaves)
    assert Decimal(program["sisa_rp"]) == Decimal(program["pagu_rp"]) - Decimal(program["realisasi_rp"])


@pytest.mark.parametrize(
    ("nilai", "teks"),
    [
        (None, ""),
        ("=1+1", "'=1+1"),
        ("\t=1", "'\t=1"),
        ("-", "'-"),
        ("a=b", "a=b"),
        (Decimal("-0.0000004"), "0"),
        (Decimal("1.0000005"), "1.000001"),
        (Decimal("120.50"), "120.5"),
        (Decimal(100), "100"),
        (-3, "-3"),
        (2.5, "2.5"),
        (float("nan"), ""),
    ],
)
def test_cells(nilai: object, teks: str) -> None:
    assert cell(nilai) == teks


@pytest.mark.parametrize("teks", JAHAT[:5])
def test_no_text_can_become_a_formula(teks: str, tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    write_data(make_ragam(tmp_path / "masuk", 3, ganti=teks), tmp_path / "data")
    numbers = 0
    for path in sorted((tmp_path / "data").glob("*.csv")):
        for row in rows_of(path):
            for value in row.values():
                if value[:1] in set("=+-@\t\r") and value:
                    Decimal(value)  # raises for anything but a negative number
                    numbers += 1
    assert numbers


def test_jejak(ragam: Konsolidasi, tmp_path: Path) -> None:
    aturan = (Hasil("BRK-01", Status.BERSIH, 0, ""), Hasil("IND-01", Status.DILEWATI, 0, "tidak ada lembar"))
    waktu = DIBUAT.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
    write_jejak(ragam, aturan, tmp_path / "data" / "jejak.json", waktu, ("surat.pdf", "foto\udcff.jpg"))
    jejak = json.loads((tmp_path / "data" / "jejak.json").read_text(encoding="utf-8"))
    assert jejak["waktu"] == "2024-02-01T09:30:00+07:00"
    assert (jejak["tahun"], jejak["periode"]) == (2023, "Tahunan")
    assert [len(b["sha256"]) for b in jejak["berkas"]] == [64] * 5
    assert {b["pemakaian"] for b in jejak["berkas"]} <= {"dipakai", "dipakai sebagian", "tidak dipakai", "referensi"}
    assert (jejak["berkas_lain"][0], len(jejak["berkas_lain"])) == ("surat.pdf", 2)
    assert jejak["setelan"]["batas_capaian"] == "120"
    assert jejak["jumlah"]["indikator"] == len(ragam.capaian)
    assert [a["status"] for a in jejak["aturan"]] == ["bersih", "dilewati"]
