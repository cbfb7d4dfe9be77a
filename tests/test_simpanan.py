"""What is kept between runs: it gives back exactly what was put, or nothing; and a run that needn't be made."""

from __future__ import annotations

import datetime
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from kinerja_xl import cli
from kinerja_xl.contoh import write_contoh
from kinerja_xl.kerja import simpanan
from kinerja_xl.kerja.masukan import Cara, read_folder
from kinerja_xl.kerja.padat import decode_bacaan, encode_bacaan
from kinerja_xl.kerja.simpanan import NAMA, Simpanan
from kinerja_xl.tabel.bacaan import Asal, Bacaan, BacaanLembar, Kejadian, Tanda, Versi

HARI = datetime.date(2024, 2, 1)
CONTOH = Path(__file__).parents[1] / "contoh"
# No half of a pair of code units: no reader gives one.
TEKS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SEL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    TEKS,
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(st.lists(SEL, max_size=8), TEKS)
def test_a_reading_comes_back_as_it_was(sel: list[object], teks: str) -> None:
    asal = Asal("lama.xlsx", "IKU", "iku", {"kode": "B"}, 5, {"tahun": "C4"})
    lembar = BacaanLembar(asal, list(range(len(sel))), {"kode": sel}, {"kode": {0: (Tanda.GALAT, teks)}})
    bacaan = Bacaan("lama.xlsx", "ab", 12, [lembar], bertanda=True, meta={"versi": teks})
    bacaan.sidik, bacaan.dari = "cd", (Versi("ef", "01"), Versi("23", teks))
    bacaan.kejadian.append(Kejadian("makro", "", "lama.xlsx", "IKU", "B7", teks, {"lain": teks}))
    kembali = decode_bacaan(encode_bacaan(bacaan), "baru.xlsx")
    assert [type(v) for v in kembali.lembar[0].kolom["kode"]] == [type(v) for v in sel]
    assert kembali.lembar[0].asal.berkas == kembali.kejadian[0].berkas == kembali.berkas == "baru.xlsx"
    assert decode_bacaan(encode_bacaan(kembali), "lama.xlsx") == bacaan


def test_what_was_put_is_given_and_nothing_of_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Simpanan(tmp_path) as satu:
        satu.put("a", "kunci", b"isi")
        satu.save(HARI)
    with Simpanan(tmp_path) as dua:
        assert dua.get("a", "kunci") == b"isi"
        assert dua.get("a", "lain") is None
        assert dua.get("b", "kunci") is None
    assert Simpanan(tmp_path, lupa=True).get("a", "kunci") is None
    monkeypatch.setattr(simpanan, "program_version", lambda: "lain")
    assert Simpanan(tmp_path).get("a", "kunci") is None


def test_what_no_run_used_for_long_is_forgotten(tmp_path: Path) -> None:
    for hari, kunci in ((HARI, "tua"), (HARI + datetime.timedelta(days=200), "muda")):
        with Simpanan(tmp_path) as satu:
            satu.put("a", kunci, b"isi")
            satu.save(hari)
    assert Simpanan(tmp_path).get("a", "tua") is None
    assert Simpanan(tmp_path).get("a", "muda") == b"isi"


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    with Simpanan(tmp_path) as satu:
        satu.put("a", "kunci", b"isi yang panjang")
        satu.save(HARI)
    path = tmp_path / NAMA
    path.write_bytes(path.read_bytes().replace(b"isi yang panjang", b"isi yang pinjang"))
    assert Simpanan(tmp_path).get("a", "kunci") is None


@pytest.mark.parametrize("isi", [b"", b"bukan basis data" * 100], ids=["kosong", "sampah"])
def test_a_damaged_store_is_replaced(tmp_path: Path, isi: bytes) -> None:
    (tmp_path / NAMA).write_bytes(isi)
    with Simpanan(tmp_path) as satu:
        assert satu.get("a", "kunci") is None
        satu.put("a", "kunci", b"isi")
        satu.save(HARI)
    assert Simpanan(tmp_path).get("a", "kunci") == b"isi"


def test_a_store_that_another_run_writes_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simpanan, "_TUNGGU_DETIK", 0)
    with Simpanan(tmp_path) as satu:
        satu.put("a", "kunci", b"isi")
        satu.save(HARI)
    lain = sqlite3.connect(tmp_path / NAMA)
    lain.execute("BEGIN EXCLUSIVE")
    try:
        with Simpanan(tmp_path) as dua:
            assert dua.get("a", "kunci") is None
            dua.put("a", "kunci", b"baru")
            dua.save(HARI)
    finally:
        lain.rollback()
        lain.close()
    assert Simpanan(tmp_path).get("a", "kunci") == b"isi"


def test_kept_readings_are_those_of_the_files(tmp_path: Path) -> None:
    write_contoh(tmp_path / "masukan", 6)
    with Simpanan(tmp_path) as satu:
        pertama = read_folder(tmp_path / "masukan", cara=Cara(simpanan=satu))
        satu.save(HARI)
    with Simpanan(tmp_path) as dua:
        kedua = read_folder(tmp_path / "masukan", cara=Cara(simpanan=dua))
    assert pertama == kedua == read_folder(tmp_path / "masukan")


def proses(*words: object) -> Result:
    return CliRunner().invoke(
        cli.kinerja_xl, ["proses", *map(str, words)], catch_exceptions=False, standalone_mode=False
    )


@pytest.fixture
def masukan(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTOH / "bengkulu_selatan_2023", tmp_path / "masukan"))


TETAP = "Tidak ada yang berubah sejak"


def test_a_run_is_not_repeated_until_something_changes(masukan: Path, tmp_path: Path) -> None:
    words = (masukan, "-o", tmp_path / "o", "--hanya", "konsolidasi,data")
    pertama = proses(*words)
    hasil = tmp_path / "o" / "2023_TAHUN"
    waktu = {p: p.stat().st_mtime_ns for p in hasil.rglob("*")}
    kedua = proses(*words)
    assert TETAP not in pertama.output
    assert kedua.output.startswith(TETAP)
    assert kedua.output.endswith(pertama.output)
    assert kedua.return_value == pertama.return_value
    assert {p: p.stat().st_mtime_ns for p in hasil.rglob("*")} == waktu
    assert TETAP not in proses(*words, "--ulang").output
    assert TETAP in proses(*words).output
    assert TETAP not in proses(masukan, "-o", tmp_path / "o", "--hanya", "data").output, "asked for something else"


@pytest.mark.parametrize("ubah", ["isi", "nama", "berkas baru", "berkas lain", "hilang", "hasil", "hasil hilang"])
def test_every_change_is_noticed(masukan: Path, tmp_path: Path, ubah: str) -> None:
    words = (masukan, "-o", tmp_path / "o", "--hanya", "data")
    proses(*words)
    satu = min(p for p in masukan.iterdir() if p.suffix == ".xlsx" and "referensi" not in p.name.casefold())
    hasil = tmp_path / "o" / "2023_TAHUN" / "data" / "capaian.csv"
    match ubah:
        case "isi":
            isi = bytearray(satu.read_bytes())
            isi[len(isi) // 2] ^= 1
            satu.write_bytes(isi)
        case "nama":
            satu.rename(satu.with_name("nama lain.xlsx"))
        case "berkas baru":
            shutil.copy(satu, satu.with_name("kembar.xlsx"))
        case "berkas lain":
            (masukan / "surat.docx").write_bytes(b"PK")
        case "hilang":
            satu.unlink()
        case "hasil":
            hasil.write_text("diubah")
        case "hasil hilang":
            hasil.unlink()
    assert TETAP not in proses(*words).output
