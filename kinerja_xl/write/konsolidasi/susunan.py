"""konsolidasi_<tahun>_<periode>.xlsx: the regency's workbook, sheet by sheet."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from kinerja_xl.consolidate import Konsolidasi
from kinerja_xl.write.buku import RingkasanTulis, Sampul, write_buku
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.kerangka import prepare
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
from kinerja_xl.write.konsolidasi.ringkasan import region_name, ringkasan
from kinerja_xl.write.konsolidasi.rkpd import evaluasi_rkpd
from kinerja_xl.write.konsolidasi.serapan import serapan_program
from kinerja_xl.write.konsolidasi.serapan_opd import Kumulatif, cumulative, serapan_opd
from kinerja_xl.write.konsolidasi.skm import skm
from kinerja_xl.write.lembaran import Lembaran
from kinerja_xl.write.posisi import Posisi, make_posisi

__all__ = ["RingkasanTulis", "make_konsolidasi", "write_konsolidasi"]


def write_konsolidasi(hasil: Konsolidasi, path: Path, dibuat: datetime.datetime) -> RingkasanTulis:
    """Write the workbook; `dibuat` is the run's time, the same input and time give the same bytes.

    Raises TulisGagal where a cell couldn't be written whole, OSError where the file can't.
    """
    lembar, sampul = make_konsolidasi(hasil, dibuat)
    return write_buku(lembar, sampul, path)


def make_konsolidasi(hasil: Konsolidasi, dibuat: datetime.datetime) -> tuple[list[Lembaran], Sampul]:
    """The workbook as data: its sheets in order, and what they have in common."""
    hasil = prepare(hasil)
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
    metode_sheet, nama = metode(hasil, dibuat)
    lembar = [
        ringkasan(hasil, posisi, charts),
        kepatuhan(hasil, posisi, below),
        capaian_opd(hasil, posisi),
        capaian_iku(hasil, posisi),
        triwulan(hasil, posisi),
        renstra_sheet,
        serapan_opd(hasil, posisi, kumulatif),
        serapan_program(hasil, posisi),
        belanja(hasil, posisi),
        efisiensi(hasil, posisi),
        skm(hasil, posisi, skm_charts(hasil, data)),
        akip(hasil, posisi, akip_charts(hasil, data)),
        cascading(hasil, posisi, data),
        iku_daerah(hasil, posisi, data),
        register_iku(hasil, posisi, data),
        evaluasi_rkpd(hasil, posisi),
        catatan(hasil, posisi),
        metode_sheet,
    ]
    if data.kolom:
        lembar.append(data.lembaran())
    judul = f"Konsolidasi Kinerja {hasil.data.periode} {hasil.data.tahun}"
    return lembar, Sampul(judul, region_name(hasil), dibuat, nama)


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
