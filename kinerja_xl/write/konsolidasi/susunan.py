"""konsolidasi_<tahun>_<periode>.xlsx: the regency's workbook, sheet by sheet."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.buku import Bantuan, RingkasanTulis, Sampul, write_buku
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.kerangka import prepare, sheet_by_sheet
from kinerja_xl.write.konsolidasi.akip import akip
from kinerja_xl.write.konsolidasi.bagan import (
    capaian_per_opd,
    distribusi_kategori,
    efisiensi_per_opd,
    kuadran_opd,
    lembar_diterima,
    serapan_per_opd,
    status_kiriman,
)
from kinerja_xl.write.konsolidasi.bagan_mutu import akip_charts, skm_charts
from kinerja_xl.write.konsolidasi.bagan_waktu import belanja_daerah, renstra_per_tahun, serapan_triwulan
from kinerja_xl.write.konsolidasi.belanja import belanja
from kinerja_xl.write.konsolidasi.capaian import capaian_iku, capaian_opd
from kinerja_xl.write.konsolidasi.cascading import cascading
from kinerja_xl.write.konsolidasi.daerah import iku_daerah
from kinerja_xl.write.konsolidasi.efisiensi import efisiensi
from kinerja_xl.write.konsolidasi.kepatuhan import catatan, kepatuhan
from kinerja_xl.write.konsolidasi.metode import metode
from kinerja_xl.write.konsolidasi.register_iku import register_iku
from kinerja_xl.write.konsolidasi.renstra import group_steps, renstra, triwulan
from kinerja_xl.write.konsolidasi.ringkasan import ringkasan
from kinerja_xl.write.konsolidasi.rkpd import evaluasi_rkpd
from kinerja_xl.write.konsolidasi.serapan import serapan_program
from kinerja_xl.write.konsolidasi.serapan_opd import Kumulatif, cumulative, serapan_opd
from kinerja_xl.write.konsolidasi.skm import skm
from kinerja_xl.write.lembaran import Lembaran
from kinerja_xl.write.posisi import Posisi, make_posisi

__all__ = ["RingkasanTulis", "make_konsolidasi", "write_konsolidasi"]


def write_konsolidasi(
    hasil: Konsolidasi,
    path: Path,
    dibuat: datetime.datetime,
    sela: Callable[[], object] = lambda: None,
    bantuan: Bantuan | None = None,
) -> RingkasanTulis:
    """Write the workbook; `dibuat` is the run's time, the same input and time give the same bytes.

    `sela` is called between two sheets, `bantuan` may render rows elsewhere.
    Raises TulisGagal where a cell couldn't be written whole, OSError where the file can't.
    """
    lembar, sampul = _arrange(hasil, dibuat)
    return write_buku(sheet_by_sheet(hasil, lembar, sela), sampul, path, bantuan=bantuan)


def make_konsolidasi(hasil: Konsolidasi, dibuat: datetime.datetime) -> tuple[list[Lembaran], Sampul]:
    """The workbook as data: its sheets in order, and what they have in common."""
    lembar, sampul = _arrange(hasil, dibuat)
    return list(lembar), sampul


def _arrange(hasil: Konsolidasi, dibuat: datetime.datetime) -> tuple[Iterator[Lembaran], Sampul]:
    hasil = prepare(hasil)
    metode_sheet, nama = metode(hasil, dibuat)
    judul = f"Konsolidasi Kinerja {hasil.data.periode} {hasil.data.tahun}"
    return _sheets(hasil, metode_sheet), Sampul(judul, hasil.data.nama_daerah, dibuat, nama)


def _sheets(hasil: Konsolidasi, metode_sheet: Lembaran) -> Iterator[Lembaran]:
    posisi = make_posisi(hasil)
    kumulatif = cumulative(hasil, posisi)
    series = group_steps(hasil.renstra, "tahun", hasil, posisi)
    renstra_sheet, years = renstra(hasil, series)
    data = DataGrafik()
    status = status_kiriman(hasil, data)
    charts = _charts(hasil, posisi, kumulatif, data, status)
    below = [replace(status, judul="Jumlah OPD per status penyampaian") if status else None]
    below.append(lembar_diterima(hasil, data))
    charts.append(renstra_per_tahun(hasil, years, series, data))
    yield ringkasan(hasil, posisi, charts)
    yield kepatuhan(hasil, posisi, below)
    yield capaian_opd(hasil, posisi)
    yield capaian_iku(hasil, posisi)
    yield triwulan(hasil, posisi)
    yield renstra_sheet
    del renstra_sheet, series
    yield serapan_opd(hasil, posisi, kumulatif)
    yield serapan_program(hasil, posisi)
    yield belanja(hasil, posisi)
    yield efisiensi(hasil, posisi)
    yield skm(hasil, posisi, skm_charts(hasil, data))
    yield akip(hasil, posisi, akip_charts(hasil, data))
    yield cascading(hasil, posisi, data)
    yield iku_daerah(hasil, posisi, data)
    yield register_iku(hasil, posisi, data)
    yield evaluasi_rkpd(hasil, posisi)
    yield catatan(hasil, posisi)
    yield metode_sheet
    if data.kolom:
        yield data.lembaran()


def _charts(
    hasil: Konsolidasi, posisi: Posisi, kumulatif: list[Kumulatif], data: DataGrafik, status: Bagan | None
) -> list[Bagan | None]:
    """The charts of Ringkasan, three in a row: per OPD, the whole regency, money (and Renstra)."""
    return [
        capaian_per_opd(hasil, posisi, data),
        serapan_per_opd(hasil, posisi, data),
        efisiensi_per_opd(hasil, data),
        distribusi_kategori(hasil, posisi, data),
        kuadran_opd(hasil, posisi, data),
        status,
        serapan_triwulan(hasil, kumulatif, data),
        belanja_daerah(hasil, posisi, data),
    ]
