"""What .xls and .xlsb say about cells beyond their values: percent formats, errors, hidden rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from musuh import PROFIL, bongkar, kemas, xls, xlsb

from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.perbaikan import tandai
from kinerja_xl.perbaikan.ubah_format import HANYA_NILAI
from kinerja_xl.read import Batas, read_workbook
from kinerja_xl.tabel.bacaan import Bacaan, BacaanLembar, Peristiwa, Tanda

FORMATS = ("0.00%", '0.00"%"', r"0.00\%", "General")


def _baca(path: Path, data: bytes) -> Bacaan:
    path.write_bytes(data)
    return read_workbook(path, path.name, tuple(SHEETS.values()), Batas())


def _lembar(bacaan: Bacaan, nama: str) -> BacaanLembar:
    return next(s for s in bacaan.lembar if s.asal.sheet == nama)


def _realisasi(*baris: dict[int, object]) -> dict[str, dict[int, dict[int, object]]]:
    judul: dict[int, object] = dict(enumerate(["Kode", "Indikator Kinerja", "Satuan", "Target PK", "Realisasi Tahun"]))
    return {"Profil": PROFIL, "Realisasi": dict(enumerate([judul, *baris]))}


@pytest.mark.parametrize(("suffix", "buat"), [("xls", xls), ("xlsb", xlsb)])
def test_only_a_real_percent_format_is_one(tmp_path: Path, suffix: str, buat: object) -> None:
    rows = [{0: f"IKU-{n}", 3: (0.5, n)} for n in range(len(FORMATS) + 1)]
    assert callable(buat)
    bacaan = _baca(tmp_path / f"opd.{suffix}", buat(_realisasi(*rows), FORMATS))
    assert _lembar(bacaan, "realisasi").tanda == {"target_pk": {1: (Tanda.PERSEN, "")}}


def test_a_zero_looked_up_in_an_xls_is_a_blank(tmp_path: Path) -> None:
    """LibreOffice stores 0 where a look-up gives ''."""
    sheets = _realisasi({0: "IKU-1", 1: 0.0, 2: "%", 3: 0.0}, {0: "IKU-2", 1: "Indeks", 2: 0.0, 3: 1.0})
    lembar = _lembar(_baca(tmp_path / "opd.xls", xls(sheets)), "realisasi")
    assert lembar.kolom["indikator"] == [None, "Indeks"]
    assert lembar.kolom["satuan"] == ["%", None]
    assert lembar.kolom["target_pk"] == [0.0, 1.0]


def test_xlsb_with_a_main_part_of_another_name(tmp_path: Path) -> None:
    bagian = bongkar(xlsb(_realisasi({0: "IKU-1", 3: (0.5, 1)}), FORMATS))
    bagian["_rels/.rels"] = bagian["_rels/.rels"].replace(b"workbook.bin", b"workbook2.bin")
    lain = {nama.replace("workbook.bin", "workbook2.bin"): isi for nama, isi in bagian.items()}
    bacaan = _baca(tmp_path / "opd.xlsb", kemas(lain))
    assert _lembar(bacaan, "realisasi").kolom["kode"] == ["IKU-1"]
    assert _lembar(bacaan, "realisasi").tanda == {"target_pk": {0: (Tanda.PERSEN, "")}}
    lain["[Content_Types].xml"] = b"<Types/>"
    assert tandai(kemas(lain), "opd.xlsb", []).tak_terbawa == HANYA_NILAI


def test_xlsb_errors_and_hidden_rows(tmp_path: Path) -> None:
    sheets = _realisasi({0: "IKU-1", 3: "#REF!", 4: 1.0}, {0: "IKU-2", 3: 2.0, 4: "#N/A"})
    bacaan = _baca(tmp_path / "opd.xlsb", xlsb(sheets, FORMATS, tersembunyi={2}))
    galat = {"target_pk": {0: (Tanda.GALAT, "#REF!")}, "realisasi_tahun": {1: (Tanda.GALAT, "#N/A")}}
    assert _lembar(bacaan, "realisasi").tanda == galat
    hidden = [(e.lembar, e.sel) for e in bacaan.kejadian if e.jenis == Peristiwa.BARIS_TERSEMBUNYI]
    assert hidden == [("Realisasi", "A3")]


def test_xlsb_with_a_main_part_cut_off_is_refused(tmp_path: Path) -> None:
    bagian = bongkar(xlsb(_realisasi({0: "IKU-1", 3: (0.5, 1)}), FORMATS))
    bagian["xl/workbook.bin"] += b"\x9c\x01\x20"
    bacaan = _baca(tmp_path / "opd.xlsb", kemas(bagian))
    assert [e.jenis for e in bacaan.kejadian] == [Peristiwa.TIDAK_TERBACA]
