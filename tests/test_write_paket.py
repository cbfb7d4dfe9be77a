"""Parts of an output workbook are compressed in a thread beside their making: in order, whole, faults seen."""

from __future__ import annotations

import datetime
import io
import threading
import zipfile
from collections.abc import Callable

import pytest
from xlsxwriter.sharedstrings import SharedStrings

from kinerja_xl.write import paket
from kinerja_xl.write.buku import Sampul, render_buku
from kinerja_xl.write.lembaran import Kolom, Lembaran

SAMPUL = Sampul("Uji", "Nusa Raya", datetime.datetime(2024, 2, 1, 9, 30), kembali="Uji")


def sheet(rows: int) -> Lembaran:
    angka = [n * n / 7 for n in range(rows)]
    return Lembaran("Uji", "Uji", "", "#000000", kolom=[Kolom("a", "A", 9, "angka", angka)])


def threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith("pemampat")]


def test_pieces_are_written_in_order_and_the_thread_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = render_buku([sheet(2000)], SAMPUL)
    started: list[str] = []
    write = paket._Pemampat.write
    monkeypatch.setattr(paket._Pemampat, "write", lambda *a: (write(*a), started.extend(threads()))[0])
    monkeypatch.setattr(paket, "_POTONGAN", 1000)
    pieces, _ = render_buku([sheet(2000)], SAMPUL)
    assert len(started) > 100
    assert not threads()
    with zipfile.ZipFile(io.BytesIO(whole)) as a, zipfile.ZipFile(io.BytesIO(pieces)) as b:
        assert {n: a.read(n) for n in a.namelist()} == {n: b.read(n) for n in b.namelist()}


def test_what_goes_wrong_in_the_thread_is_raised() -> None:
    closed = io.BytesIO()
    closed.close()
    pemampat = paket._Pemampat()
    pemampat.write(closed, b"x")
    with pytest.raises(ValueError, match="closed file"):
        pemampat.wait()
    pemampat.close()
    assert not threads()


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
