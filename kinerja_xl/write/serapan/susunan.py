"""serapan_<tahun>_<periode>.xlsx: the workbook of finance (BKAD/BPKAD), sheet by sheet."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from kinerja_xl.consolidate import tindak_lanjut
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.buku import Bantuan, RingkasanTulis, Sampul, render_buku, write_buku
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.kerangka import prepare, sheet_by_sheet
from kinerja_xl.write.konsolidasi.bagan import serapan_per_opd
from kinerja_xl.write.konsolidasi.bagan_waktu import belanja_daerah
from kinerja_xl.write.konsolidasi.belanja import belanja
from kinerja_xl.write.konsolidasi.kepatuhan import catatan
from kinerja_xl.write.konsolidasi.metode import metode_anggaran
from kinerja_xl.write.konsolidasi.serapan import serapan_program
from kinerja_xl.write.konsolidasi.serapan_opd import cumulative, serapan_opd
from kinerja_xl.write.lembaran import Lembaran
from kinerja_xl.write.posisi import Posisi, make_posisi
from kinerja_xl.write.serapan import denah
from kinerja_xl.write.serapan.bagan import (
    deviasi_per_opd,
    dpa_terhadap_renja,
    kas_triwulan,
    komposisi_belanja,
    perubahan_pagu,
    sisa_per_opd,
)
from kinerja_xl.write.serapan.banding import Banding, compare, murni_perubahan, renstra_renja_dpa
from kinerja_xl.write.serapan.daftar import (
    BERBEDA,
    TAK_TERBANDING,
    anggaran_dan_belanja,
    belanja_dan_kinerja,
    di_atas_pagu,
    make_rujukan,
    serapan_rendah,
)
from kinerja_xl.write.serapan.kas import Kas, kas_per_triwulan, rencana_kas
from kinerja_xl.write.serapan.lra import lra
from kinerja_xl.write.serapan.ringkasan import Daftar, ringkasan_anggaran
from kinerja_xl.write.serapan.tidak_cocok import tidak_cocok

__all__ = ["TugasSerapan", "make_serapan", "render_serapan", "write_serapan"]

_BUKAN_UANG: Final = (
    *("triwulan", "renstra", "skm", "skm_opd", "akip", "akip_opd"),
    *("evaluasi", "cascading", "iku_daerah"),
)
_LEMBAR_LAIN: Final = ("iku", "renstra", "realisasi", "skm", "akip", "cascading")
"""Frames and sheets of OPD that nothing in this workbook comes from."""


class TugasSerapan(NamedTuple):
    """The task of making the workbook: what a consolidation has on money, and the run's time."""

    hasil: Konsolidasi
    dibuat: datetime.datetime

    @classmethod
    def of(cls, hasil: Konsolidasi, dibuat: datetime.datetime) -> TugasSerapan:
        """The task without what it would only have to carry."""
        tabel = {nama: satu for nama, satu in hasil.data.tabel.items() if nama not in _LEMBAR_LAIN}
        data = replace(hasil.data, tabel=tabel, hasil=None)
        return cls(replace(hasil, data=data, **dict.fromkeys(_BUKAN_UANG, pd.DataFrame())), dibuat)

    def kerjakan(self) -> bytes:
        """The workbook. Raises TulisGagal where a cell couldn't be written whole."""
        return render_serapan(self)


def render_serapan(tugas: TugasSerapan) -> bytes:
    """The bytes of the workbook. Raises TulisGagal where a cell couldn't be written whole."""
    lembar, sampul = _arrange(*tugas)
    isi, _ = render_buku(sheet_by_sheet(tugas.hasil, lembar), sampul)
    return bytes(isi)


def write_serapan(
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


def make_serapan(hasil: Konsolidasi, dibuat: datetime.datetime) -> tuple[list[Lembaran], Sampul]:
    """The workbook as data: its sheets in order, and what they have in common."""
    lembar, sampul = _arrange(hasil, dibuat)
    return list(lembar), sampul


def _arrange(hasil: Konsolidasi, dibuat: datetime.datetime) -> tuple[Iterator[Lembaran], Sampul]:
    """`hasil.data` is the data of the second pass of rules, which the lists are made from."""
    hasil = prepare(replace(hasil, catatan=tindak_lanjut.catatan_uang(hasil)))
    metode_sheet, nama = metode_anggaran(hasil, dibuat)
    judul = f"Serapan Anggaran {hasil.data.periode} {hasil.data.tahun}"
    return _sheets(hasil, metode_sheet), Sampul(judul, hasil.data.nama_daerah, dibuat, nama)


def _sheets(hasil: Konsolidasi, metode_sheet: Lembaran) -> Iterator[Lembaran]:
    posisi = replace(make_posisi(hasil), lembar_catatan=denah.CATATAN, lembar_belanja=denah.REKENING)
    kas = kas_per_triwulan(hasil, posisi)
    data = DataGrafik()
    banding = compare(hasil)
    charts, cash_charts = _charts(hasil, posisi, kas, banding, data)
    composition = komposisi_belanja(hasil, posisi, data)
    daftar = _lists(hasil, posisi)
    yield ringkasan_anggaran(hasil, posisi, kas, daftar, [*charts[:5], composition, *charts[5:]])
    yield serapan_opd(hasil, posisi, cumulative(hasil, posisi))
    yield serapan_program(hasil, posisi)
    by_kind = replace(composition, judul="Realisasi belanja menurut jenis (%)") if composition else None
    yield lra(hasil, posisi, by_kind)
    yield replace(belanja(hasil, posisi), nama=denah.REKENING, judul="Realisasi Anggaran per OPD dan Rekening (LRA)")
    yield murni_perubahan(hasil, posisi, banding)
    yield renstra_renja_dpa(hasil, posisi, banding)
    yield rencana_kas(hasil, posisi, kas, cash_charts)
    yield from {id(d.lembaran): d.lembaran for d in daftar}.values()
    yield replace(catatan(hasil, posisi), nama=denah.CATATAN, judul="Catatan Pemeriksaan Anggaran dan Belanja")
    yield metode_sheet
    if data.kolom:
        yield data.lembaran()


def _charts(
    hasil: Konsolidasi, posisi: Posisi, kas: list[Kas], banding: Banding, data: DataGrafik
) -> tuple[list[Bagan | None], list[Bagan | None]]:
    """The charts of Ringkasan (per OPD, over time and by account, plans), and those under Rencana Kas."""
    deviation = deviasi_per_opd(hasil, posisi, kas, data)
    quarters = kas_triwulan(hasil, kas, data, kumulatif=False)
    # In TW I both would show the same.
    up_to = kas_triwulan(hasil, kas, data, kumulatif=True) if len(kas) > 1 else None
    charts = [
        serapan_per_opd(hasil, posisi, data),
        sisa_per_opd(hasil, posisi, data),
        deviation,
        quarters,
        up_to,
        belanja_daerah(hasil, posisi, data),
        perubahan_pagu(hasil, posisi, banding, data),
        dpa_terhadap_renja(hasil, posisi, banding, data),
    ]
    again = [
        replace(quarters, judul="Rencana dan realisasi tiap triwulan") if quarters else None,
        replace(up_to, judul="Rencana dan realisasi s.d. triwulan") if up_to else None,
        replace(deviation, judul="Deviasi per OPD terhadap rencana kas") if deviation else None,
    ]
    return charts, again


def _lists(hasil: Konsolidasi, posisi: Posisi) -> list[Daftar]:
    """The lists that finance acts on, as Ringkasan names them."""
    data = hasil.data
    rujukan = make_rujukan(hasil, posisi)
    above = di_atas_pagu(rujukan, tindak_lanjut.butir(data, tindak_lanjut.DI_ATAS_PAGU))
    behind = serapan_rendah(hasil, posisi, tindak_lanjut.serapan_tertinggal(hasil))
    apart = belanja_dan_kinerja(rujukan, tindak_lanjut.butir(data, tindak_lanjut.BELANJA_DAN_KINERJA))
    wrong = tidak_cocok(rujukan, tindak_lanjut.butir(data, tindak_lanjut.TIDAK_COCOK))
    other = anggaran_dan_belanja(rujukan, tindak_lanjut.butir(data, tindak_lanjut.BEDA_LEMBAR))
    return [
        Daftar(above, "Realisasi di atas pagu (kelebihannya)", "lebih"),
        Daftar(behind, "OPD di bawah batas serapan (kurang dari rencana)", "kurang", ("tingkat", "OPD")),
        Daftar(behind, "Program di bawah batas serapan (kurang dari rencana)", "kurang", ("tingkat", "Program")),
        Daftar(apart, "Belanja tanpa kinerja (realisasinya)", "realisasi", ("jenis", "Belanja tanpa kinerja")),
        Daftar(apart, "Kinerja tanpa belanja (pagunya)", "pagu", ("jenis", "Kinerja tanpa belanja")),
        Daftar(wrong, "Jumlah, persentase, atau sisa tidak cocok"),
        Daftar(other, "OPD yang Anggarannya berbeda dari Belanja", "", ("keadaan", BERBEDA)),
        Daftar(other, "OPD yang Anggarannya tidak dapat dibandingkan", "", ("keadaan", TAK_TERBANDING)),
    ]
