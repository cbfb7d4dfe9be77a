"""What a comparison keeps of each regency: key figures, counts and one row per OPD, so that hundreds fit in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from kinerja_xl.compute.efisiensi import kelas_serapan, kuadran
from kinerja_xl.consolidate.kepatuhan import unread_referensi
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, Ringkasan, mean
from kinerja_xl.deklarasi.ketentuan import Kriteria
from kinerja_xl.write.kerangka import prepare
from kinerja_xl.write.konsolidasi.bagan_waktu import renstra_results
from kinerja_xl.write.konsolidasi.efisiensi import short_quadrant
from kinerja_xl.write.konsolidasi.renstra import group_steps
from kinerja_xl.write.konsolidasi.serapan_opd import Kumulatif, cumulative
from kinerja_xl.write.lembaran import rupiah
from kinerja_xl.write.perbandingan.setelan import Berbeda, own_settings
from kinerja_xl.write.pohon import whole
from kinerja_xl.write.posisi import Posisi, make_posisi


class OpdDaerah(NamedTuple):
    """One OPD of a regency: figures as in its consolidation (money in sen), None where not available."""

    kode: str
    nama: str
    status: str
    terlambat: bool
    jumlah_indikator: int | None
    jumlah_terhitung: int | None
    capaian: Decimal | None
    dibatasi: Decimal | None
    kategori: str
    pagu: int | None
    realisasi: int | None
    serapan: Decimal | None
    terhadap: Decimal | None
    kuadran: str
    kesalahan: int
    peringatan: int


class SerapanTriwulan(NamedTuple):
    """What was realised up to a quarter and the pagu of the OPD that reported it, in rupiah (None of none)."""

    realisasi: float | int | None
    pagu: float | int | None


class CapaianTahun(NamedTuple):
    """Mean achievement of the targets of one Renstra year, and over how many indicators."""

    tahun: int
    rata: Decimal
    indikator: int


class BerkasDaerah(NamedTuple):
    """One input file of a regency."""

    berkas: str
    sha256: str
    ukuran: int
    pemakaian: str


@dataclass(frozen=True, slots=True)
class Ikhtisar:
    """One regency of a comparison.

    `folder` is its key, `tempat` where its output lies, as seen from the comparison. `rencana` is the plan in rupiah of
    the OPD that reported and `terencana` what was realised of it, by rows with a cash plan where an OPD has one;
    `terhadap` is that in percent; `kuadran` and `kelas` follow from it.
    `kategori` counts indicators by word, `aturan` Catatan by code of the rule. `batas_serapan` are its own limits of
    low and high absorption, `setelan` is all that it decides otherwise than the defaults.
    `referensi` is the file that holds, `referensi_rusak` one that seems to be it and can't be read. Without a register
    of OPD (`ada_daftar`) those that sent something are all that are counted, and nobody knows who is missing or late.
    `berkas_lain` are files of its folder that are no workbooks.
    """

    folder: str
    nama: str
    tempat: str
    tahun: int
    periode: str
    ringkasan: Ringkasan
    rencana: float | int | None
    terencana: float | int | None
    terhadap: float | None
    kuadran: str
    kelas: str
    batas_serapan: tuple[Decimal, Decimal]
    skala: tuple[Kriteria, ...]
    setelan: tuple[Berbeda, ...]
    kategori: Mapping[str, int]
    opd: tuple[OpdDaerah, ...]
    triwulan: tuple[SerapanTriwulan, ...]
    renstra: tuple[CapaianTahun, ...]
    aturan: Mapping[str, int]
    referensi: str
    referensi_rusak: str
    ada_daftar: bool
    berkas: tuple[BerkasDaerah, ...]
    berkas_lain: tuple[str, ...]

    @property
    def keadaan_referensi(self) -> str:
        """Which Referensi holds, or why there is none, in words."""
        if self.referensi:
            return f"Referensi: {self.referensi}" + ("" if self.ada_daftar else ", tanpa daftar OPD yang terbaca")
        what = f"{self.referensi_rusak} tidak terbaca" if self.referensi_rusak else "tidak ada"
        return f"Referensi: {what}, dipakai ketentuan bawaan"


class TidakIkut(NamedTuple):
    """One regency that isn't compared: `keadaan` in a word or two, `alasan` in a sentence."""

    folder: str
    nama: str
    keadaan: str
    alasan: str


@dataclass(frozen=True)
class Perbandingan:
    """What is compared: the regencies of one year and period, best mean achievement first, and all others with why."""

    tahun: int
    periode: str
    ikut: tuple[Ikhtisar, ...]
    lain: tuple[TidakIkut, ...]
    tak_dipakai: tuple[str, ...] = ()


def summarise(hasil: Konsolidasi, folder: str, tempat: str, berkas_lain: tuple[str, ...] = ()) -> Ikhtisar:
    """The regency of a consolidation; nothing in it holds on to the consolidation."""
    hasil = prepare(hasil)
    posisi = make_posisi(hasil)
    data, kebijakan = hasil.data, hasil.data.referensi.kebijakan
    kumulatif = cumulative(hasil, posisi)
    rencana, terencana = _compared(hasil)
    terhadap = float(terencana) / float(rencana) * 100 if rencana and terencana is not None else None
    exact = None if terhadap is None else Decimal(terhadap)
    return Ikhtisar(
        folder=folder,
        nama=hasil.data.nama_daerah or folder,
        tempat=tempat,
        tahun=data.tahun,
        periode=data.periode,
        ringkasan=hasil.ringkasan,
        rencana=rencana,
        terencana=terencana,
        terhadap=terhadap,
        kuadran=short_quadrant(kuadran(hasil.ringkasan.rata_rata_capaian, exact, kebijakan)),
        kelas=kelas_serapan(exact, kebijakan),
        batas_serapan=(kebijakan.angka("batas_serapan_rendah"), kebijakan.angka("batas_serapan_tinggi")),
        skala=data.referensi.skala,
        setelan=own_settings(data.referensi),
        kategori=Counter(k for k in hasil.capaian["kategori"] if k),
        opd=_opd(hasil),
        triwulan=_quarters(hasil, kumulatif),
        renstra=_renstra(hasil, posisi),
        aturan=Counter(c.kode for c in hasil.catatan),
        referensi=data.referensi.berkas,
        referensi_rusak=unread_referensi(data),
        ada_daftar=bool(data.referensi.opd),
        berkas=tuple(BerkasDaerah(b.berkas, b.sha256, b.ukuran, b.pemakaian) for b in data.berkas),
        berkas_lain=berkas_lain,
    )


def _compared(hasil: Konsolidasi) -> tuple[float | int | None, float | int | None]:
    """Plan and realisation in rupiah of the OPD that reported: over rows with a cash plan, else the elapsed share."""
    opd, share = hasil.opd, Decimal(hasil.data.triwulan) / 4
    columns = ("pagu_rp", "realisasi_rp", "rencana_banding_rp", "realisasi_banding_rp")
    pairs = [
        (Decimal(plan), Decimal(done)) if plan else (Decimal(pagu) * share, Decimal(realisasi))
        for pagu, realisasi, plan, done in zip(*(map(whole, opd[name]) for name in columns), strict=True)
        if pagu is not None and realisasi is not None
    ]
    sums = [sum(money, Decimal(0)) / 100 for money in zip(*pairs, strict=True)]
    return (float(sums[0]), float(sums[1])) if sums else (None, None)


def _opd(hasil: Konsolidasi) -> tuple[OpdDaerah, ...]:
    kiriman: dict[str, Any] = {row.kode_opd: row for row in hasil.kepatuhan.itertuples()}
    return tuple(
        OpdDaerah(
            kode=r.kode_opd,
            nama=r.nama_opd,
            status=str(r.status),
            terlambat=kiriman[r.kode_opd].terlambat,
            jumlah_indikator=r.jumlah_indikator,
            jumlah_terhitung=r.jumlah_terhitung,
            capaian=r.rata_rata_capaian,
            dibatasi=r.rata_rata_capaian_dibatasi,
            kategori=r.kategori,
            pagu=whole(r.pagu_rp),
            realisasi=whole(r.realisasi_rp),
            serapan=r.serapan_persen,
            terhadap=r.terhadap_rencana_persen,
            kuadran=short_quadrant(r.kuadran),
            kesalahan=kiriman[r.kode_opd].kesalahan,
            peringatan=kiriman[r.kode_opd].peringatan,
        )
        for r in hasil.opd.itertuples()
    )


def _quarters(hasil: Konsolidasi, kumulatif: list[Kumulatif]) -> tuple[SerapanTriwulan, ...]:
    """Earlier quarters over the OPD that reported them, the last one over all: it is the regency's absorption."""
    pagu = [rupiah(v) for v in hasil.opd["pagu_rp"]]
    out = []
    for satu in kumulatif[:-1]:
        known = [(d, p) for d, p in zip(satu.realisasi, pagu, strict=True) if d is not None and p is not None]
        out.append(SerapanTriwulan(*(map(sum, zip(*known, strict=True)) if known else (None, None))))
    r = hasil.ringkasan
    return (*out, SerapanTriwulan(rupiah(r.realisasi_rp), rupiah(r.pagu_rp)))


def _renstra(hasil: Konsolidasi, posisi: Posisi) -> tuple[CapaianTahun, ...]:
    series = group_steps(hasil.renstra, "tahun", hasil, posisi)
    results = renstra_results(hasil, series)
    return tuple(CapaianTahun(year, rata, len(v)) for year, v in results.items() if (rata := mean(v)) is not None)
