"""BRK, STR and ISI: one offending case per rule, at its place; nothing else may speak."""

# ruff: noqa: E501  (a case reads as one row of a table)

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pabrik import BERKAS, JUTA, Isi, Kasus, Pabrik, Tempat, isi_bersih, kolom_lembar, periksa_kasus, sel

from kinerja_xl.consolidate.kelompok import cell_ranges, group_catatan
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.deklarasi.forms import SHEETS

R, S, U, A, B, C, D = "realisasi", "renstra", "iku", "anggaran", "belanja", "cascading", "iku_daerah"
LAIN = "zz.xlsx"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _buku(*sheets: str) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for nama in sheets:
        book.create_sheet(nama).append(["Catatan", 1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bagian(nama: str) -> Callable[[bytes], bytes]:
    """Add a part to the package."""

    def kemas(data: bytes) -> bytes:
        out = io.BytesIO(data)
        with zipfile.ZipFile(out, "a") as package:
            package.writestr(nama, b"<x/>")
        return out.getvalue()

    return kemas


def _lain(lembar: str = "akip", **profil: Any) -> dict[str, Any]:
    """A second workbook of the OPD, with another Profil."""
    isi: Isi = isi_bersih()
    return {"tambahan": {LAIN: {"profil": [isi["profil"][0] | profil], lembar: isi[lembar]}}}


def _olah(ubah: Callable[[openpyxl.Workbook], Any]) -> dict[str, Any]:
    return {"olah": ubah}


def _isi(nama: str, sel_: str, nilai: Any) -> dict[str, Any]:
    def ubah(book: openpyxl.Workbook) -> None:
        book[nama][sel_] = nilai

    return {"olah": ubah}


def _judul_hilang(book: openpyxl.Workbook) -> None:
    for n, cell in enumerate(book["AKIP"][1]):
        cell.value = f"({n})"


def _rumus(book: openpyxl.Workbook) -> None:
    for r in range(2, 11):
        book["Realisasi"][f"B{r}"] = "=1+1"
    book["Realisasi"]["B11"] = "Predikat SPBE"


def _gabung(book: openpyxl.Workbook) -> None:
    cell = sel(U, 0, "alasan")
    book["IKU"][cell] = "Penting"
    book["IKU"].merge_cells(f"{cell}:{sel(U, 1, 'alasan')}")


def _gabung_banyak(book: openpyxl.Workbook) -> None:
    for r in range(100, 301):
        book["Cascading"].merge_cells(f"A{r}:B{r}")


def _gabung_judul(book: openpyxl.Workbook) -> None:
    """Headings of two rows in Renstra, a heading over a group of columns in Realisasi, a title over those of IKU."""
    book["Renstra"].insert_rows(2)
    book["Renstra"].merge_cells("A1:A2")
    book["Renstra"].merge_cells("B1:B2")
    book["Realisasi"].insert_rows(1)
    book["Realisasi"]["D1"] = "Target"
    book["Realisasi"].merge_cells("D1:E1")
    book["IKU"].insert_rows(1)
    book["IKU"]["A1"] = "INDIKATOR KINERJA UTAMA"
    book["IKU"].merge_cells("A1:G1")


def _tanpa_validasi(book: openpyxl.Workbook) -> None:
    book["Cascading"].data_validations.dataValidation = []


def _sembunyi(book: openpyxl.Workbook) -> None:
    book["AKIP"].sheet_state = "hidden"


def _baris_sembunyi(book: openpyxl.Workbook) -> None:
    book["Cascading"].row_dimensions[3].hidden = True


def _tahun_lebih(book: openpyxl.Workbook) -> None:
    """A target column of the year after the Renstra, filled in like the last one."""
    akhir = sel(S, 0, "target_2026")[0]
    for r in range(1, 12):
        book["Renstra"][f"P{r}"] = "Target 2027" if r == 1 else book["Renstra"][f"{akhir}{r}"].value


_INDIKATOR_BARU = {
    (U, 10, k): v for k, v in (isi_bersih()["iku"][8] | {"kode": "I-11", "indikator": "Indeks lain"}).items()
}
_RENSTRA_BARU = {(S, 10, k): v for k, v in (isi_bersih()["renstra"][8] | {"kode": "I-99"}).items()}
_TW2 = (R, 8, "realisasi_tw2")
_RENJA = (A, 2, "pagu_renja_rp")
_THN = ("profil", 0, "tahun")

KASUS = [
    Kasus("BRK-01", {}, (Tempat(LAIN),), lain={"tambahan": {LAIN: _buku("Profil")[:2000]}}),
    Kasus("BRK-02", {}, (Tempat(LAIN),), lain={"tambahan": {LAIN: _OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480)}}),
    Kasus("BRK-03", {}, (Tempat("zz.xls"),), lain={"tambahan": {"zz.xls": b"<html><body><table><tr><td>1</td></tr></table></body></html>\n"}}),
    Kasus("BRK-04", {}, (Tempat(LAIN),), lain={"tambahan": {LAIN: b""}}),
    Kasus("BRK-05", {}, (Tempat(LAIN),), ikut=frozenset({"STR-20", "BRK-15"}), lain={"tambahan": {LAIN: _buku("Rapat")}}),
    Kasus("BRK-06", {}, (Tempat(LAIN),), lain={"tambahan": {LAIN: {"akip": isi_bersih()["akip"]}}}),
    Kasus("BRK-07", {("kebijakan", 0, "nama"): "baris_lembar", ("kebijakan", 0, "nilai"): "5"}, (Tempat("Dinas Pendidikan.xlsx", "IKU", "A6"),), lain={"nama": "Dinas Pendidikan.xlsx", "periode": "Tahunan"}),
    Kasus("BRK-08", {}, (Tempat(BERKAS),), lain={"kemas": _bagian("xl/vbaProject.bin")}),
    Kasus("BRK-09", {}, (Tempat(BERKAS),), lain={"kemas": _bagian("xl/externalLinks/externalLink1.xml")}),
    Kasus("BRK-10", {}, (Tempat(BERKAS),), lain={"peristiwa": {"format_lama": {}}}),
    Kasus("BRK-11", {}, (Tempat(LAIN, "Profil", sel("profil", 0, "tahun")),), lain=_lain(tahun=2022)),
    Kasus("BRK-12", {}, (Tempat(LAIN, "Profil", sel("profil", 0, "periode")),), lain=_lain(periode="TW II") | {"periode": "Tahunan"}),
    Kasus("BRK-13", {}, (Tempat(LAIN, "Profil", sel("profil", 0, "kabupaten")),), lain=_lain(kabupaten="Nusa Kecil")),
    Kasus("BRK-14", {}, (Tempat(LAIN, "Profil", sel("profil", 0, "kode_opd")),), lain=_lain(kode_opd="9.99")),
    Kasus("BRK-15", {}, (Tempat(BERKAS),), lain={"meta": False}),
    Kasus("BRK-16", {}, (Tempat(BERKAS),), lain={"peristiwa": {"versi_lain": {"nilai": "0", "seharusnya": "1"}}}),
    Kasus("BRK-17", {}, (Tempat(BERKAS, "AKIP"),), lain=_lain(revisi=1)),
    Kasus("BRK-18", {}, (Tempat(BERKAS, "AKIP"), Tempat(LAIN, "AKIP")), lain=_lain()),
    Kasus("BRK-19", {}, (Tempat(LAIN),), lain={"salinan": LAIN}),
    Kasus("BRK-20", {}, (Tempat(LAIN, "Profil", sel("profil", 0, "tahun")),), lain={"tanpa": (C,)} | _lain(C, tahun=2022)),
    Kasus("BRK-21", {}, (Tempat(BERKAS),), lain={"peristiwa": {"galat_program": {}}}),
    Kasus("BRK-23", {}, (Tempat(BERKAS),), lain={"peristiwa": {"tidak_dapat_dibuka": {"alasan": "tautannya berputar"}}}),
    Kasus("BRK-24", {}, (Tempat(LAIN),), lain={"tambahan": {LAIN: _bagian("../jahat.xml")(_buku("Profil"))}}),
    Kasus("BRK-25", {}, (Tempat(BERKAS),), lain={"peristiwa": {"pembaca_berhenti": {"alasan": "pembacaannya terlalu lama"}}}),
    Kasus("BRK-26", {}, (Tempat(BERKAS),), lain={"kemas": _bagian("xl/connections.xml")}),
    Kasus("BRK-27", {}, (Tempat(BERKAS, "IKU", "A1048576"),), lain=_isi("IKU", "A1048576", 1)),
    Kasus("BRK-28", {}, (Tempat(BERKAS, "Cascading"),), lain=_olah(_gabung_banyak)),
    Kasus("BRK-29", {_THN: 2032}, (_THN,), ikut=frozenset({"LTS-10"}), lain={"pakai_referensi": False}),
    Kasus("BRK-30", {_THN: 2024}, (_THN,), ikut=frozenset({"LTS-10"}), lain={"pakai_referensi": False, "tanpa": (S,)}),
    Kasus("STR-01", {}, ((R, 0, "kode"),), lain={"tanpa": (U,)}),
    Kasus("STR-02", {}, (Tempat(BERKAS, "AKIP"),), lain=_isi("AKIP", "B1", None)),
    Kasus("STR-03", {}, (Tempat(BERKAS, "AKIP", "E1"),), lain=_isi("AKIP", "E1", "Catatan Tim")),
    Kasus("STR-27", {}, (Tempat(BERKAS, "AKIP", "C1"),), lain=_isi("AKIP", "C1", "Nilai Thn. Lalu")),
    Kasus("STR-04", {}, (Tempat(BERKAS, "AKIP", "E1"),), lain=_isi("AKIP", "E1", "Nilai")),
    Kasus("STR-05", {}, (Tempat(BERKAS, "AKIP"),), lain=_olah(_judul_hilang)),
    Kasus("STR-06", {(U, 3, "sasaran"): None}, ((U, 3, "sasaran"),), bersih={(U, 3, "tujuan"): None}),
    Kasus("STR-07", {(C, 2, "kode"): "S1"}, ((C, 2, "kode"),), bersih={(C, 2, "kode"): "S10"}),
    Kasus("STR-08", _RENSTRA_BARU, ((S, 10, "kode"),)),
    Kasus("STR-09", {(R, 10, "kode"): "I-98", (R, 10, "target_pk"): 5, (R, 10, "realisasi_tahun"): 5}, ((R, 10, "kode"),)),
    Kasus("STR-10", _INDIKATOR_BARU, ((U, 10, "kode"),), ikut=frozenset({"STR-19", "LTS-05"})),
    Kasus("STR-11", {(R, 0, "indikator"): "Indeks lain"}, ((R, 0, "indikator"),), bersih={(R, 0, "indikator"): "persentase layanan  sesuai STANDAR"}),
    Kasus("STR-12", {}, ((C, 1, "kode"),), lain=_olah(_baris_sembunyi)),
    Kasus("STR-13", {}, (Tempat(BERKAS, "AKIP"),), lain=_olah(_sembunyi)),
    Kasus("STR-14", {}, (Tempat(BERKAS, "Cascading"),), lain=_olah(_tanpa_validasi)),
    Kasus("STR-15", {}, ((R, 9, "indikator"),), lain=_olah(_rumus)),
    Kasus("STR-16", {}, ((U, 0, "alasan"),), lain=_olah(_gabung)),
    Kasus("STR-17", {}, (Tempat(BERKAS, "Renstra", "P1"),), lain=_olah(_tahun_lebih)),
    Kasus("STR-18", {}, (Tempat(BERKAS, "AKIP"),), ikut=frozenset({"BRK-15"}), lain=_olah(lambda book: book["AKIP"].delete_rows(2, 9)) | {"meta": False}),
    Kasus("STR-19", _INDIKATOR_BARU, ((U, 10, "kode"),), ikut=frozenset({"STR-10", "LTS-05"})),
    Kasus("STR-20", {}, (Tempat(BERKAS, "Hitungan"),), lain=_olah(lambda book: book.create_sheet("Hitungan").append([1]))),
    Kasus("STR-21", {}, (Tempat(BERKAS, "A.K.I.P"),), lain=_olah(lambda book: book.create_sheet("A.K.I.P").append([1]))),
    Kasus("STR-24", {}, (Tempat(LAIN, "Profil"),), lain={"tambahan": {LAIN: {"profil": isi_bersih()["profil"]}}, "periode": "Tahunan"}),
    Kasus("STR-26", {}, (Tempat(BERKAS, "AKIP 2023"),), lain=_olah(lambda book: setattr(book["AKIP"], "title", "AKIP 2023"))),
    Kasus("STR-25", {("profil", 0, "status_pelaporan"): "Nihil"}, (("profil", 0, "status_pelaporan"),), bersih={("profil", 0, "status_pelaporan"): "Isi"}),
    Kasus("STR-29", {("profil", 0, "tahun_awal_renstra"): 2026, ("profil", 0, "tahun_akhir_renstra"): 2021}, (("profil", 0, "tahun_akhir_renstra"),), bersih={("profil", 0, "tahun_akhir_renstra"): 2026}),
    Kasus("STR-28", {}, (Tempat(BERKAS, "Renstra", "A1"), Tempat(BERKAS, "Realisasi", "D1")), lain=_olah(_gabung_judul)),
    Kasus("STR-22", {(S, 0, "satuan"): "orang"}, ((S, 0, "satuan"),), bersih={(S, 0, "satuan"): "%"}),
    Kasus("LTS-12", {(D, 0, "kode_opd"): "1.01; 9.99"}, (Tempat("referensi.xlsx", "IKU Daerah", sel(D, 0, "kode_opd")),), bersih={(D, 0, "kode_opd"): "1.01"}),
    Kasus("LTS-13", {(D, 0, "kode_iku_opd"): "I-01; I-77"}, (Tempat("referensi.xlsx", "IKU Daerah", sel(D, 0, "kode_iku_opd")),), bersih={(D, 0, "kode_iku_opd"): "i-01;I-02"}),
    Kasus("ISI-01", {_TW2: "#REF!"}, (_TW2,)),
    Kasus("ISI-02", {_TW2: "=70+1"}, (_TW2,), bersih={(R, 8, "indikator"): "=1+1"}),
    Kasus("ISI-03", {_RENJA: 198501012010011001}, (_RENJA,), bersih={_RENJA: 101_000_000}, nama="NIP di kolom rupiah"),
    Kasus("ISI-03", {_RENJA: "12.5.000.000"}, (_RENJA,), bersih={_RENJA: "101.000.000"}),
    Kasus("ISI-04", {_RENJA: "101.000.000.-"}, (_RENJA,), bersih={_RENJA: "Rp101.000.000,-"}),
    Kasus("ISI-05", {_RENJA: "Rp. 101.000.000,-"}, (_RENJA,), bersih={_RENJA: 101 * JUTA, _TW2: "71,15"}),
    Kasus("ISI-06", {_TW2: "12,5,7"}, (_TW2,), bersih={_TW2: "71,15*"}),
    Kasus("ISI-07", {_TW2: "3.226"}, (_TW2,), bersih={_TW2: 3.226}),
    Kasus("ISI-08", {_TW2: "71.150"}, (_TW2,), bersih={_TW2: "71,150"}),
    Kasus("ISI-09", {(B, 5, "kode_rekening"): 5.2}, ((B, 5, "kode_rekening"),), bersih={(B, 5, "kode_rekening"): "5.2."}),
    Kasus("ISI-10", {(U, 8, "polaritas"): "Maximal"}, ((U, 8, "polaritas"),), bersih={(U, 8, "polaritas"): "MAKSIMAL"}),
    Kasus("ISI-11", {("skm", 1, "u4"): "empat"}, (("skm", 1, "u4"),)),
    Kasus("ISI-12", {(R, 0, "realisasi_tw2"): "72% laporan"}, ((R, 0, "realisasi_tw2"),), bersih={(R, 0, "realisasi_tw2"): "72 %"}),
    Kasus("ISI-13", {_TW2: datetime.date(2023, 5, 2)}, (_TW2,)),
    Kasus("ISI-14", {("profil", 0, "tanggal_pengisian"): "10/01/1024"}, (("profil", 0, "tanggal_pengisian"),), bersih={("profil", 0, "tanggal_pengisian"): "10/01/24"}, nama="tahun"),
    Kasus("ISI-14", {("profil", 0, "tanggal_pengisian"): "akhir Januari"}, (("profil", 0, "tanggal_pengisian"),), bersih={("profil", 0, "tanggal_pengisian"): "10 Januari 2024"}),
    Kasus("ISI-15", {(C, 2, "kode"): "P1\u200b"}, ((C, 2, "kode"),)),
    Kasus("ISI-16", {(R, 8, "indikator"): "#REF!"}, ((R, 8, "indikator"),), bersih={(R, 8, "indikator"): "=1+1"}),
    Kasus("ISI-16", {(S, n, "satuan"): "#N/A" for n in (0, 1, 2)}, tuple((S, n, "satuan") for n in (0, 1, 2)), nama="renstra"),
]  # fmt: skip


@pytest.mark.parametrize("kasus", KASUS, ids=lambda k: f"{k.kode} {k.nama}".strip())
def test_rule(kasus: Kasus, tmp_path: Path) -> None:
    periksa_kasus(kasus, tmp_path)


def test_a_swapped_renstra_silences_what_follows_from_its_years(tmp_path: Path) -> None:
    swapped = {("profil", 0, "tahun_awal_renstra"): 2026, ("profil", 0, "tahun_akhir_renstra"): 2021}
    telaah = Pabrik(tmp_path, swapped).run()
    assert [(c.kode, c.sel, c.nilai) for c in telaah.catatan] == [
        ("STR-29", sel("profil", 0, "tahun_akhir_renstra"), "2021")
    ]


def test_many_merged_headings_are_one_catatan_that_says_how_many(tmp_path: Path) -> None:
    def olah(book: openpyxl.Workbook) -> None:
        book["IKU"].insert_rows(2)
        for letter in "ABCDEFG":
            book["IKU"].merge_cells(f"{letter}1:{letter}2")

    (satu,) = Pabrik(tmp_path, olah=olah).run().catatan
    assert (satu.kode, satu.sel) == ("STR-28", "A1")
    assert "A1:A2, B1:B2, C1:C2, D1:D2, E1:E2, dan 2 rentang lainnya" in satu.pesan


@pytest.mark.parametrize(
    ("ubah", "kode"),
    [
        ({(D, 0, "kode_opd"): "", (D, 0, "kode_iku_opd"): "I-77"}, set()),
        ({("opd", 1, "kode_opd"): "1.02", ("opd", 1, "nama_opd"): "Dinas Lain", ("opd", 1, "wajib"): "Tidak",
          (D, 0, "kode_opd"): "1.01; 1.02", (D, 0, "kode_iku_opd"): "I-77"}, set()),
        ({(D, 0, "kode_iku_opd"): "I-77"}, {"LTS-13"}),
    ],
    ids=["tanpa OPD", "OPD lain belum mengirim IKU", "semua sudah mengirim"],
)  # fmt: skip
def test_a_code_is_unknown_only_where_all_its_opd_have_sent_iku(ubah: Any, kode: set[str], tmp_path: Path) -> None:
    telaah = Pabrik(tmp_path, ubah).run()
    assert {c.kode for c in telaah.catatan} == kode
    assert {c.kode_opd for c in telaah.catatan} <= {""}


def test_catatan_of_one_place_come_in_the_order_of_the_columns(tmp_path: Path) -> None:
    def blank(book: openpyxl.Workbook) -> None:
        iku = book["IKU"]
        for n in range(4, 10):
            iku.cell(1, n).value = None

    telaah = Pabrik(tmp_path, olah=blank).run()
    declared = [c.header for c in kolom_lembar(SHEETS["iku"])][3:9]
    found = [c.pesan for c in telaah.catatan if c.kode == "STR-02"]
    assert [next(h for h in declared if f'"{h}"' in p or f" {h} " in p) for p in found] == declared, found


def test_an_error_in_a_look_up_column_takes_out_nothing_and_is_said_once_per_range(tmp_path: Path) -> None:
    rusak = {(R, n, kolom): "#REF!" for n in range(3) for kolom in ("indikator", "satuan")}
    clean, broken = Pabrik(tmp_path / "a").run(), Pabrik(tmp_path / "b", rusak).run()
    pd.testing.assert_frame_equal(broken.hitungan.indikator.capaian, clean.hitungan.indikator.capaian)
    assert {(c.kode, c.tingkat) for c in broken.catatan} == {("ISI-16", Tingkat.PERINGATAN)}
    ranges = [cell_ranges(cells) for _, cells in group_catatan(broken.catatan)]
    huruf = [sel(R, 0, kolom)[0] for kolom in ("indikator", "satuan")]
    assert sorted(ranges) == sorted(f"{h}2:{h}4" for h in huruf)


@pytest.mark.parametrize(
    ("isian", "maksud"),
    [("Eselon 2", "Eselon II"), ("eselon 3", "Eselon III"), ("Es. IV", "Eselon IV"), ("Eselon 7", "")],
)
def test_a_choice_with_a_number_is_meant_by_its_number(isian: str, maksud: str, tmp_path: Path) -> None:
    telaah = Pabrik(tmp_path, {(U, 8, "tingkat"): isian}).run()
    (satu,) = [c for c in telaah.catatan if c.kode == "ISI-10"]
    assert satu.pesan.partition("Mungkin maksudnya ")[2] == (f'"{maksud}".' if maksud else "")
