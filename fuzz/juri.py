"""The judge: runs the program on a mutant and says what became of it and which promise it broke."""

from __future__ import annotations

import datetime
import re
import tempfile
import time
import unicodedata
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fuzz.dasar import Dasar
from fuzz.mutasi import Janji, Mutan, Sel
from kinerja_xl.deklarasi.catatan import Catatan, Tingkat
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.layar.report import catatan_lines, telaah_json
from kinerja_xl.nilai import show
from kinerja_xl.pipeline import Masukan, Telaah, examine, read_workbooks, run
from kinerja_xl.read import Batas, read_workbook
from kinerja_xl.tabel.bacaan import Bacaan, BacaanLembar, Tanda

DETIK = 20.0
TULIS_SETIAP = 40
_ASING = re.compile(r"Traceback|panick|RUST_|\bError\b|Exception|0x[0-9a-f]{6}")
Isi = dict[str, tuple[list[int], dict[str, list[object]], dict[str, dict[int, tuple[Tanda, str]]]]]


class Putusan(NamedTuple):
    """What became of a mutant, and the promises it broke."""

    hasil: str
    langgar: tuple[str, ...]


def _isi(bacaan: Bacaan) -> str:
    """All that was read, comparable (NaN equals itself)."""
    return repr([(s.asal.sheet, s.asal.huruf, s.asal.tetap, s.baris, s.kolom, s.tanda) for s in bacaan.lembar])


@cache
def _isi_dasar(dasar: Dasar) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"opd.{dasar.jenis}"
        path.write_bytes(dasar.data)
        return _isi(read_workbook(path, path.name, tuple(SHEETS.values()), Batas()))


def adili(mutan: Mutan, nomor: int) -> Putusan:
    """Judge one mutant; now and then with all outputs written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "masukan" / f"opd.{mutan.dasar.jenis}"
        path.parent.mkdir()
        path.write_bytes(mutan.data)
        start = time.monotonic()
        masukan = read_workbooks([(path, path.name)])
        telaah = examine(masukan, bawaan=(2023, "Tahunan"))
        langgar = [*_general(masukan, telaah, path.name)]
        if path.read_bytes() != mutan.data:
            langgar.append("masukan berubah")
        if time.monotonic() - start > DETIK:
            langgar.append(f"lebih dari {DETIK:.0f} detik")
        if masukan.bacaan:
            langgar += _promise(mutan, masukan.bacaan[0], telaah)
        hasil = _outcome(mutan, masukan, telaah)
        if nomor % TULIS_SETIAP == 0 and masukan.bacaan and telaah.data.berkas[0].pemakaian == "dipakai":
            jalan = run(path.parent, Path(folder) / "keluar", tahun=2023, periode="Tahunan")
            langgar += [f"galat saat menulis: {g[-300:]}" for g in jalan.telaah.galat]
    return Putusan(hasil, tuple(langgar))


def _general(masukan: Masukan, telaah: Telaah, nama: str) -> list[str]:
    """Broken promises that hold for every mutant."""
    found = [f"galat program: {g[-400:]}" for g in telaah.galat]
    named = [b for b in telaah.data.berkas if b.berkas == nama]
    if len(named) != 1:
        return [*found, f"disebut {len(named)} kali"]
    of_file = [c for c in telaah.catatan if c.berkas == nama]
    if named[0].pemakaian == "tidak dipakai":
        if not named[0].alasan:
            found.append("tidak dipakai tanpa alasan")
        if not any(c.tingkat is Tingkat.KESALAHAN for c in of_file):
            found.append("tidak dipakai tanpa Kesalahan")
    if masukan.bacaan and not masukan.bacaan[0].terbaca and len(of_file) != 1:
        found.append(f"tidak terbaca dengan {len(of_file)} Catatan")
    found += [f"kata asing: {c.pesan[:200]}" for c in of_file if _ASING.search(c.pesan + c.saran)][:3]
    lines = "\n".join(catatan_lines(telaah.catatan))
    steering = {c for c in lines if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs")}
    if steering:
        found.append(f"karakter kendali di konsol: {steering}")
    telaah_json(telaah)
    return found


def _promise(mutan: Mutan, bacaan: Bacaan, telaah: Telaah) -> list[str]:
    same = _isi(bacaan) == _isi_dasar(mutan.dasar)
    match mutan.janji:
        case Janji.UTUH if bacaan.terbaca and not same:
            return ["nilai berubah tanpa ditolak"]
        case Janji.SAMA if not bacaan.terbaca or not same:
            return ["bentuk lain terbaca berbeda"]
        case Janji.SEL:
            assert mutan.sel is not None
            return _changed(mutan.sel, bacaan, telaah)
    return []


def _changed(sel: Sel, bacaan: Bacaan, telaah: Telaah) -> list[str]:
    """The new number must stand in the reading, in the typed table, and in what is computed of it."""
    if not bacaan.terbaca:
        return ["ditolak walaupun sah"]
    lembar = next((s for s in bacaan.lembar if s.asal.lembar == sel.lembar), None)
    if lembar is None:
        return ["lembar hilang"]
    row = int(re.sub("[A-Z]", "", sel.sel))
    n = 0 if lembar.asal.tetap else lembar.baris.index(row) if row in lembar.baris else -1
    kolom = next((k for k in lembar.kolom if lembar.asal.sel(k, row) == sel.sel), None)
    if kolom is None or n < 0:
        return []
    isi = lembar.kolom[kolom][n]
    if isi != sel.isi and not isinstance(isi, datetime.date):
        return [f"terbaca {isi!r}, bukan {sel.isi!r}"]
    return [] if isinstance(isi, datetime.date) else _in_frames(sel, lembar, kolom, n, telaah)


def _in_frames(sel: Sel, lembar: BacaanLembar, kolom: str, n: int, telaah: Telaah) -> list[str]:
    tabel = telaah.data.tabel.get(lembar.asal.sheet)
    is_percent = n in lembar.tanda.get(kolom, {})
    if tabel is None or is_percent or telaah.data.berkas[0].pemakaian != "dipakai":
        return []
    place = [i for i in tabel.isi.index if tabel.isi.at[i, "baris"] == lembar.baris[n]]
    at_cell = [c for c in telaah.catatan if c.lembar == sel.lembar and c.tingkat is Tingkat.KESALAHAN]
    if not place:
        return [] if _on_row(at_cell, lembar.baris[n]) else ["baris hilang tanpa Kesalahan"]
    teks = str(tabel.teks.at[place[0], kolom])
    if _decimal(teks) != _decimal(show(sel.isi)):
        return [f"tabel berisi {teks}, bukan {show(sel.isi)}"]
    frame = telaah.hitungan.indikator.capaian
    rows = frame[(frame["sel_realisasi"] == sel.sel) & (frame["lembar"] == sel.lembar)] if len(frame) else frame
    for angka in rows["realisasi_angka"] if len(rows) else ():
        if angka is not None and angka == angka and abs(Decimal(angka) - _decimal(show(sel.isi))) > Decimal("1e-9"):
            return [f"dihitung dengan {angka}, bukan {sel.isi}"]
    return []


def _decimal(teks: str) -> Decimal:
    return Decimal(teks.replace(",", "."))


def _on_row(catatan: list[Catatan], baris: int) -> bool:
    return any(re.fullmatch(rf"[A-Z]+{baris}", c.sel) for c in catatan)


def _outcome(mutan: Mutan, masukan: Masukan, telaah: Telaah) -> str:
    if not masukan.bacaan:
        return "referensi"
    bacaan = masukan.bacaan[0]
    if not bacaan.terbaca:
        return f"ditolak {next((c.kode for c in telaah.catatan if c.berkas), '?')}"
    if telaah.data.berkas[0].pemakaian == "tidak dipakai":
        return "tidak dipakai"
    same = _isi(bacaan) == _isi_dasar(mutan.dasar)
    return "dipakai, nilai sama" if same else "dipakai, nilai lain"
