"""Parts of an output workbook are compressed in a thread beside their making: in order, whole, faults seen."""

from __future__ import annotations

import datetime
import io
import math
import threading
import zipfile
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.sharedstrings import SharedStrings

from kinerja_xl.write.buku import Sampul, render_buku
from kinerja_xl.write.lembaran import Kolom, Lembaran
from kinerja_xl.write.xlsx import lembar_xlsx, paket
from kinerja_xl.write.xlsx.lembar_xlsx import TulisGagal
from kinerja_xl.write.xlsx.mampat import crc_behind, mampatkan

SAMPUL = Sampul("Uji", "Nusa Raya", datetime.datetime(2024, 2, 1, 9, 30), kembali="Uji")


def sheet(rows: int) -> Lembaran:
    angka = [n * n / 7 for n in range(rows)]
    return Lembaran("Uji", "Uji", "", "#000000", kolom=[Kolom("a", "A", 9, "angka", angka)])


def threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith("pemampat")]


def test_pieces_are_written_in_order_and_the_thread_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = render_buku([sheet(2000)], SAMPUL)
    started: list[str] = []
    compress = paket.Pemampat.compress
    monkeypatch.setattr(paket.Pemampat, "compress", lambda *a: (compress(*a), started.extend(threads()))[0])
    monkeypatch.setattr(paket, "_POTONGAN", 1000)
    pieces, _ = render_buku([sheet(2000)], SAMPUL)
    assert len(started) > 100
    assert not threads()
    with zipfile.ZipFile(io.BytesIO(whole)) as a, zipfile.ZipFile(io.BytesIO(pieces)) as b:
        assert b.testzip() is None
        assert {n: a.read(n) for n in a.namelist()} == {n: b.read(n) for n in b.namelist()}


def test_what_goes_wrong_in_the_thread_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_data: bytes) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(paket, "mampatkan", fail)
    with paket.Pemampat() as pemampat:
        janji = pemampat.compress(b"x")
        with pytest.raises(ZeroDivisionError):
            janji()
        with pytest.raises(ZeroDivisionError):
            deque(pemampat.compress(b"x") for _ in range(10))
    assert not threads()


def test_the_thread_ends_when_a_sheet_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lembar_xlsx, "_KECIL", 0)
    with pytest.raises(TulisGagal):
        render_buku(
            [sheet(50), replace(sheet(1), nama="Ganda", kolom=[Kolom("a", "A", 9, "angka", [math.nan])])], SAMPUL
        )
    assert not threads()


@given(st.lists(st.binary(max_size=300), max_size=6))
def test_a_part_of_several_pieces_is_one_stream(isi: list[bytes]) -> None:
    """For the zip module, and for who looks at sizes and checksums before unpacking."""
    tujuan = io.BytesIO()
    with zipfile.ZipFile(tujuan, "w") as package:
        paket._store(package, "a.xml", map(mampatkan, isi))
        paket._store(package, "b.xml", [])
    with zipfile.ZipFile(tujuan) as package:
        assert package.testzip() is None
        assert package.read("a.xml") == b"".join(isi)
        assert package.read("b.xml") == b""
        assert package.getinfo("a.xml").file_size == sum(map(len, isi))
        assert package.getinfo("a.xml").compress_type == zipfile.ZIP_DEFLATED


@pytest.mark.parametrize("jumlah", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_checksums_of_large_pieces_are_put_together(jumlah: int) -> None:
    depan, belakang = b"depan", bytes(range(256)) * (jumlah // 256) + bytes(jumlah % 256)
    assert crc_behind(zlib.crc32(depan), mampatkan(belakang)) == zlib.crc32(depan + belakang)


def test_a_part_that_no_spreadsheet_opens_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(), "w") as package, pytest.raises(OverflowError, match=r"a\.xml"):
        paket._store(package, "a.xml", [mampatkan(b"x")._replace(panjang=1 << 31)])


@pytest.mark.parametrize(
    "teks", ["a", " tepi", "tepi\t", "a&b", "a>b", "<b", "_x0041_", "a\nb", "a\x07", "\ufffe", "é😀", "\u00a0a", ""]
)
def test_shared_texts_are_xlsxwriters(teks: str) -> None:
    def written(kelas: Callable[[], SharedStrings]) -> str:
        texts = kelas()
        texts.fh = io.StringIO()
        texts._write_si(teks)
        return str(texts.fh.getvalue())

    assert written(paket._TeksBersama) == written(SharedStrings)
