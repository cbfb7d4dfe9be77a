"""opd/<kode>_<nama>.xlsx: the workbook of one OPD, LKj tables, printed forms and what was found."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.buku import RingkasanTulis, Sampul, render_buku
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.kerangka import prepare
from kinerja_xl.write.konsolidasi.belanja import belanja
from kinerja_xl.write.konsolidasi.kepatuhan import catatan
from kinerja_xl.write.konsolidasi.metode import metode
from kinerja_xl.write.lembaran import Lembaran, huruf
from kinerja_xl.write.opd.akip import make_akip
from kinerja_xl.write.opd.anggaran import t7_anggaran
from kinerja_xl.write.opd.bagan import (
    belanja_opd,
    capaian_per_indikator,
    renstra_indikator,
    renstra_opd,
    serapan_kumulatif,
    serapan_pohon,
)
from kinerja_xl.write.opd.bahan import Bahan, Potongan
from kinerja_xl.write.opd.banding import t2_tahun_lalu, t3_renstra, t4_nasional
from kinerja_xl.write.opd.capaian import t1_capaian
from kinerja_xl.write.opd.cascading import make_cascading
from kinerja_xl.write.opd.e81 import make_e81
from kinerja_xl.write.opd.iku import penetapan_iku, perjanjian_kinerja
from kinerja_xl.write.opd.program import t6_program
from kinerja_xl.write.opd.ringkasan import ringkasan
from kinerja_xl.write.opd.serapan import serapan
from kinerja_xl.write.opd.skm import make_skm
from kinerja_xl.write.opd.triwulan import laporan_triwulan
from kinerja_xl.write.opd.uang import t5_efisiensi

Pembuat = Callable[[Konsolidasi, str], list[Lembaran]]
SEBELUM_SERAPAN: Final[tuple[Pembuat, ...]] = (make_e81,)
SESUDAH_SERAPAN: Final[tuple[Pembuat, ...]] = (make_skm, make_akip, make_cascading)
"""Makers of further sheets of one OPD ([] where it sent nothing for them) in the order in which they stand."""

_TAK_AMAN: Final = re.compile(r"[^\w .,()&'+-]+")
"""What a file name can do without: what Windows forbids, and what a shell, a formula or a reader may stumble over."""
_MAKS_NAMA: Final = 100
_MAKS_BYTE: Final = 180


class BukuOpd(NamedTuple):
    """The workbook of one OPD: its file name, its bytes, and what is in it."""

    nama: str
    isi: bytes
    ringkasan: RingkasanTulis


class TugasOpd(NamedTuple):
    """The task of making workbooks: the part of a consolidation that some OPD need, and their file names by code."""

    hasil: Konsolidasi
    nama: dict[str, str]
    dibuat: datetime.datetime

    def kerjakan(self) -> list[BukuOpd]:
        """The workbooks. Raises TulisGagal where a cell couldn't be written whole."""
        return render_opd(self)


def render_opd(tugas: TugasOpd) -> list[BukuOpd]:
    """The workbooks of some OPD. Raises TulisGagal where a cell couldn't be written whole."""
    potongan = Potongan(tugas.hasil, polos=True)
    books = []
    for kode, nama in tugas.nama.items():
        isi, ringkasan = render_buku(*_make(Bahan(potongan.of([kode]), kode), tugas.dibuat))
        books.append(BukuOpd(nama, bytes(isi), ringkasan))
    return books


def opd_names(hasil: Konsolidasi, potongan: Potongan) -> dict[str, str]:
    """File name by code of every OPD that has anything computed, in the order of the register."""
    return file_names({kode: hasil.data.nama_opd(kode) for kode in potongan.opd()})


def write_opd(hasil: Konsolidasi, folder: Path, dibuat: datetime.datetime) -> dict[str, RingkasanTulis]:
    """Write the workbook of every OPD that has anything computed; file name to what was written, in register order.

    Raises TulisGagal where a cell couldn't be written whole, OSError where a file can't.
    """
    hasil = prepare(hasil)
    nama = opd_names(hasil, Potongan(hasil))
    if nama:
        folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, RingkasanTulis] = {}
    for buku in render_opd(TugasOpd(hasil, nama, dibuat)):
        (folder / buku.nama).write_bytes(buku.isi)
        written[buku.nama] = buku.ringkasan
    return written


def make_opd(hasil: Konsolidasi, kode_opd: str, dibuat: datetime.datetime) -> tuple[list[Lembaran], Sampul]:
    """The workbook of one OPD as data: its sheets in order, and what they have in common."""
    return _make(Bahan(Potongan(prepare(hasil)).of([kode_opd]), kode_opd), dibuat)


def file_names(nama: dict[str, str]) -> dict[str, str]:
    """File name of every code: code and name in harmless characters, of bounded length, unique without case.

    >>> file_names({"1.01": "Dinas A/B: C?", "1.02": "."})
    {'1.01': '1.01_Dinas A_B_ C_.xlsx', '1.02': '1.02_.xlsx'}
    """
    out: dict[str, str] = {}
    taken: set[str] = set()
    for kode, satu in nama.items():
        stem = " ".join(_TAK_AMAN.sub("_", f"{kode}_{satu}").split())[:_MAKS_NAMA]
        while len(stem.encode()) > _MAKS_BYTE:
            stem = stem[:-1]
        stem = stem.strip(". ") or "OPD"
        unique, n = stem, 1
        while unique.casefold() in taken:
            n += 1
            unique = f"{stem} ({n})"
        taken.add(unique.casefold())
        out[kode] = f"{unique}.xlsx"
    return out


def _make(bahan: Bahan, dibuat: datetime.datetime) -> tuple[list[Lembaran], Sampul]:
    hasil = bahan.hasil
    data = DataGrafik()
    t1, tempat = t1_capaian(bahan)
    t2, lalu = t2_tahun_lalu(bahan, tempat)
    t3 = t3_renstra(bahan, tempat)
    notes, tingkat = _catatan(bahan)
    charts = [
        capaian_per_indikator(bahan, tempat, data),
        serapan_pohon(bahan, data) or belanja_opd(bahan, data),
        renstra_opd(bahan, tempat, lalu, data),
        serapan_kumulatif(bahan, data),
    ]
    first = ringkasan(bahan, tempat, charts, tingkat)
    metode_sheet, nama = metode(hasil, dibuat, bahan.keterangan(f"Status kiriman: {bahan.baris.status}."))
    lembar = [
        first,
        t1,
        t2,
        t3,
        *renstra_indikator(bahan, data),
        t4_nasional(bahan, tempat),
        t5_efisiensi(bahan, tempat),
        t6_program(bahan),
        t7_anggaran(bahan),
        penetapan_iku(bahan),
        *perjanjian_kinerja(bahan),
        laporan_triwulan(bahan),
        *(satu for make in SEBELUM_SERAPAN for satu in make(hasil, bahan.kode)),
        serapan(bahan),
        *_belanja(bahan),
        *(satu for make in SESUDAH_SERAPAN for satu in make(hasil, bahan.kode)),
        notes,
        metode_sheet,
    ]
    if data.kolom:
        lembar.append(data.lembaran())
    judul = f"{bahan.nama}, {bahan.periode}"
    return lembar, Sampul(judul, hasil.data.nama_daerah, dibuat, nama)


def _belanja(bahan: Bahan) -> list[Lembaran]:
    """The account tree, where the OPD sent it."""
    if not len(bahan.hasil.belanja):
        return []
    return [replace(belanja(bahan.hasil, bahan.posisi), keterangan=bahan.keterangan())]


def _catatan(bahan: Bahan) -> tuple[Lembaran, str]:
    """The Catatan of the OPD, without the columns that name it; with the sheet the letter of its column Tingkat."""
    sheet = catatan(bahan.hasil, bahan.posisi)
    kolom = [k for k in sheet.kolom if k.kunci not in ("kode_opd", "nama_opd")]
    letter = next(huruf(n) for n, k in enumerate(kolom) if k.kunci == "tingkat")
    text = bahan.keterangan(f"{len(bahan.posisi.catatan)} catatan.")
    return replace(sheet, kolom=kolom, beku_kolom=3, keterangan=text), letter
