"""perbandingan_<tahun>_<periode>.xlsx: many regencies side by side, sheet by sheet."""

from __future__ import annotations

import datetime
from pathlib import Path

from kinerja_xl.write.buku import RingkasanTulis, Sampul, write_buku
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.lembaran import Lembaran
from kinerja_xl.write.perbandingan.bagan import (
    GARIS_RINGKASAN,
    MAKS_GARIS,
    capaian_per_daerah,
    kategori_per_daerah,
    kode_terbanyak,
    kuadran_daerah,
    renstra_trend,
    serapan_per_daerah,
    serapan_trend,
    status_per_daerah,
    wide,
)
from kinerja_xl.write.perbandingan.catatan import catatan
from kinerja_xl.write.perbandingan.ikhtisar import Perbandingan
from kinerja_xl.write.perbandingan.letak import DAERAH, make_letak
from kinerja_xl.write.perbandingan.metode import metode
from kinerja_xl.write.perbandingan.peringkat import opd, peringkat
from kinerja_xl.write.perbandingan.rincian import kategori, kuadran, penyampaian
from kinerja_xl.write.perbandingan.ringkasan import ringkasan
from kinerja_xl.write.perbandingan.waktu import serapan, tren

_TINGGI_TREN = 460


def write_perbandingan(perbandingan: Perbandingan, path: Path, dibuat: datetime.datetime) -> RingkasanTulis:
    """Write the workbook; the same comparison and time give the same bytes.

    Raises TulisGagal where a cell couldn't be written whole, OSError where the file can't.
    """
    lembar, sampul = make_perbandingan(perbandingan, dibuat)
    return write_buku(lembar, sampul, path)


def make_perbandingan(perbandingan: Perbandingan, dibuat: datetime.datetime) -> tuple[list[Lembaran], Sampul]:
    """The workbook as data: its sheets in order, and what they have in common."""
    letak = make_letak(perbandingan)
    data = DataGrafik()
    capaian, absorption = capaian_per_daerah(letak, data), serapan_per_daerah(letak, data)
    by_category, quadrants = kategori_per_daerah(letak, data), kuadran_daerah(letak, data)
    states, rules = status_per_daerah(letak, data), kode_terbanyak(letak, data)
    short = [make(letak, data, GARIS_RINGKASAN) for make in (renstra_trend, serapan_trend)]
    long = [make(letak, data, MAKS_GARIS) for make in (renstra_trend, serapan_trend)]
    charts = [capaian, absorption, by_category, quadrants, *short, states, rules]
    metode_sheet, nama = metode(letak, dibuat)
    lembar = [
        ringkasan(letak, charts),
        peringkat(letak),
        kategori(letak, [wide(by_category)]),
        serapan(letak, [wide(absorption)]),
        kuadran(letak, [wide(quadrants, _TINGGI_TREN)]),
        penyampaian(letak, [wide(states)]),
        tren(letak, [wide(satu, _TINGGI_TREN) for satu in long]),
        opd(letak),
        catatan(letak, wide(rules)),
        metode_sheet,
    ]
    if data.kolom:
        lembar.append(data.lembaran())
    judul = f"Perbandingan {perbandingan.periode} {perbandingan.tahun}"
    # A digit would run into the size of the header's font.
    return lembar, Sampul(judul, f"Gabungan {len(perbandingan.ikut)} {DAERAH}", dibuat, nama)
