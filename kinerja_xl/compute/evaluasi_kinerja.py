"""Performance (K) of one row of Formulir E.81 and E.60: what a year, a Renstra and their comparison make of it.

Source: Permendagri 86/2017, Formulir E.81 and E.60; spec 2.8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kinerja_xl.compute.akumulasi import MENGALIR, accumulate, realisasi_of_period, target_of_period
from kinerja_xl.compute.capaian import METODE, Capaian, hitung_capaian
from kinerja_xl.compute.indikator import (
    Indikator,
    family_of,
    nilai_predikat,
    realisasi_lalu,
    target_akhir,
    years_add_up,
)
from kinerja_xl.nilai import KOSONG, Jenis, Nilai, normalise_satuan
from kinerja_xl.tabel.data import Data

RASIO = METODE["R / T × 100"]
"""Columns 12/7 and 14 as the form prints them: realisation over target, whatever the polarity."""
_TANPA_DATA = Capaian(None, "")


@dataclass(frozen=True, slots=True)
class Kinerja:
    """The K figures of one indicator row by column of the form; KOSONG where nothing is reported.

    `target_renstra` 5, `realisasi_lalu` 6, `target` 7, `triwulan` 8-11, `realisasi` 12, `realisasi_renstra` 13.
    `dari_triwulan`: column 12 is what the quarters make, not a year's figure typed instead. `cara_renstra`: Jumlah
    where column 13 adds 6 and 12, Terakhir where it is the latest value. `akumulasi` and `polaritas` are those that
    count, '' where Akumulasi or Polaritas can't be used. `renstra` and `tahun_ini` are the capaian of
    13 against 5 and of 12 against 7 with the polarity, `tingkat_persen` is column 14 as the form says.
    """

    akumulasi: str
    polaritas: str
    cara_renstra: str
    target_renstra: Nilai = KOSONG
    realisasi_lalu: Nilai = KOSONG
    target: Nilai = KOSONG
    triwulan: tuple[Nilai, ...] = (KOSONG,) * 4
    realisasi: Nilai = KOSONG
    realisasi_renstra: Nilai = KOSONG
    dari_triwulan: bool = True
    renstra: Capaian = _TANPA_DATA
    tahun_ini: Capaian = _TANPA_DATA

    @property
    def tingkat_persen(self) -> Decimal | None:
        """Column 14: 13/5 × 100 for all polarities; what has no single numbers counts as its capaian."""
        return form_ratio(self.renstra)

    @property
    def ada(self) -> bool:
        """Whether any K is reported."""
        cells = (self.target_renstra, self.realisasi_lalu, self.target, self.realisasi, *self.triwulan)
        return any(n.jenis is not Jenis.KOSONG for n in cells)


def form_ratio(hasil: Capaian) -> Decimal | None:
    """Realisation over target × 100, as the form prints it; the capaian where that can't be made of two numbers.

    >>> from kinerja_xl.nilai import parse_nilai
    >>> form_ratio(hitung_capaian(parse_nilai("10"), parse_nilai("12"), "Minimal")).quantize(Decimal("0.1"))
    Decimal('120.0')
    """
    if hasil.persen is not None and has_ratio(hasil):
        return RASIO.evaluate({"R": hasil.realisasi_angka, "T": hasil.target_angka})
    return hasil.persen


def has_ratio(hasil: Capaian) -> bool:
    """Whether column 14 of a computed row is plainly 13/5."""
    return hasil.target_angka is not None and hasil.realisasi_angka is not None and hasil.target_angka != 0


def is_percent(satuan: str, nilai: Sequence[Nilai]) -> bool:
    """Whether an indicator is measured in percent, by its unit or by how its figures are typed."""
    if normalise_satuan(satuan) in ("%", "persen", "persentase"):
        return True
    reported = [n for n in nilai if n.jenis is not Jenis.KOSONG]
    return bool(reported) and all(n.jenis is Jenis.PERSEN for n in reported)


class Ingatan:
    """What the same cells gave before: typed tables hold equal cells of a column as one object, and of a regency's
    ninety thousand comparisons some ten thousand differ.
    """

    def __init__(self) -> None:
        # The cells are kept with the result, so that no other object gets their id.
        self._jumlah: dict[tuple[int, int, str], tuple[Nilai, Nilai, Nilai]] = {}
        self._capaian: dict[tuple[int, int, str, str], tuple[Nilai, Nilai, Capaian]] = {}

    def add(self, lalu: Nilai, kini: Nilai, cara: str) -> Nilai:
        """Both as accumulate gives them."""
        key = (id(lalu), id(kini), cara)
        known = self._jumlah.get(key)
        if known is None:
            known = self._jumlah[key] = lalu, kini, accumulate((lalu, kini), cara)
        return known[2]

    def capaian(self, target: Nilai, realisasi: Nilai, polaritas: str, rumus_minimal: str) -> Capaian:
        """The capaian of values without predicates, whose number depends on the indicator's family."""
        key = (id(target), id(realisasi), polaritas, rumus_minimal)
        known = self._capaian.get(key)
        if known is None:
            hasil = hitung_capaian(target, realisasi, polaritas, rumus_minimal=rumus_minimal)
            known = self._capaian[key] = target, realisasi, hasil
        return known[2]


def compute_kinerja(
    data: Data,
    ingatan: Ingatan,
    *,
    akumulasi: str,
    cara_renstra: str,
    polaritas: str,
    nilai: Mapping[str, Nilai],
    triwulan: Sequence[Nilai],
    nilai_predikat: Callable[[str], Decimal | None],
    peringkat: bool,
) -> Kinerja:
    """The K figures of one row for the period of the run. `nilai`: target_renstra, realisasi_lalu, target, tahun.

    Column 12 follows Akumulasi over the quarters up to the period; the year's figure counts instead where given in a
    run for the whole year. Column 13 is blank while column 12 is: what isn't reported is never 0.
    """
    n = data.triwulan
    shown = (*triwulan[:n], *[KOSONG] * (4 - n))
    realisasi, at = realisasi_of_period(nilai["tahun"], triwulan, data.periode, akumulasi)
    blank = realisasi.jenis is Jenis.KOSONG
    dari_triwulan = at != 0 or blank or _equal(accumulate(triwulan[:n], akumulasi), realisasi)
    renstra = KOSONG
    if not blank:
        renstra = ingatan.add(nilai["realisasi_lalu"], realisasi, cara_renstra)
    minimal = data.referensi.kebijakan.kata("rumus_minimal")

    def capaian(target: Nilai, hasil: Nilai) -> Capaian:
        if target.predikat is None and hasil.predikat is None:
            return ingatan.capaian(target, hasil, polaritas, minimal)
        return hitung_capaian(target, hasil, polaritas, nilai_predikat, minimal, peringkat)

    return Kinerja(
        akumulasi,
        polaritas,
        cara_renstra,
        nilai["target_renstra"],
        nilai["realisasi_lalu"],
        nilai["target"],
        shown,
        realisasi,
        renstra,
        dari_triwulan,
        capaian(nilai["target_renstra"], renstra),
        capaian(nilai["target"], realisasi),
    )


def _equal(a: Nilai, b: Nilai) -> bool:
    if a.jenis is Jenis.KOSONG:
        return False
    return a.angka == b.angka if a.angka is not None and b.angka is not None else a.teks == b.teks


def kinerja_of_anggaran(data: Data, baris: Mapping[str, Any], ingatan: Ingatan) -> Kinerja:
    """The K figures of a row of Anggaran, by the ways that count there (anggaran.ways_of_rows, as `<column>_berlaku`).

    Quantities (Akumulasi Jumlah or Kumulatif) add up over the years of the Renstra; what has another Akumulasi or is
    measured in percent is a state, of which the latest value counts.
    """
    akumulasi = baris["akumulasi_berlaku"]
    triwulan = [baris[f"realisasi_tw{n}_k"] for n in range(1, 5)]
    nilai = {
        "target_renstra": baris["target_renstra_k"],
        "realisasi_lalu": baris["realisasi_lalu_k"],
        "target": baris["target_k"],
        "tahun": baris["realisasi_tahun_k"],
    }
    semua = [*nilai.values(), *triwulan]
    words = [v.predikat for v in semua if v.predikat and v.angka is None]
    family = family_of(data.referensi, "", words) if words else {}
    flows = akumulasi in MENGALIR and not is_percent(baris["satuan"], semua)
    return compute_kinerja(
        data,
        ingatan,
        akumulasi=akumulasi,
        cara_renstra="Jumlah" if flows else "Terakhir",
        polaritas=baris["polaritas_berlaku"],
        nilai=nilai,
        triwulan=triwulan,
        nilai_predikat=nilai_predikat(data.referensi, "", words),
        peringkat=bool(family) and all(p.batas_bawah is None for p in family.values()),
    )


def kinerja_of_iku(data: Data, satu: Indikator, ingatan: Ingatan) -> Kinerja:
    """The K figures of an indicator of the OPD's sasaran, from Renstra and Realisasi.

    Column 7 is the whole year's target (PK Perubahan in TW IV and Tahunan). Years add up only where the final target of
    the Renstra is the sum of its yearly targets, which tells a quantity over five years from a yearly one.
    """
    target, _ = target_of_period(
        satu.cell("realisasi", "target_pk"),
        satu.cell("realisasi", "target_pk_perubahan"),
        (),
        data.periode,
        satu.akumulasi,
    )
    nilai = {
        "target_renstra": target_akhir(satu),
        "realisasi_lalu": realisasi_lalu(satu, data.tahun),
        "target": target,
        "tahun": satu.cell("realisasi", "realisasi_tahun"),
    }
    return compute_kinerja(
        data,
        ingatan,
        akumulasi=satu.akumulasi,
        cara_renstra="Jumlah" if years_add_up(satu) else "Terakhir",
        polaritas=satu.iku["polaritas"],
        nilai=nilai,
        triwulan=satu.quarters("realisasi_tw"),
        nilai_predikat=satu.nilai_predikat,
        peringkat=satu.peringkat,
    )
