"""IND: what the OPD reports as capaian and category, against what is computed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.capaian import METODE, hitung_capaian
from kinerja_xl.compute.indikator import nilai_predikat
from kinerja_xl.deklarasi.catatan import Tingkat, aturan
from kinerja_xl.nilai import Nilai, normalise_kata
from kinerja_xl.rules.banding import Vonis, explain, judge_persen, shown, usable
from kinerja_xl.rules.sandingan import REALISASI, Baris, baris, facts, slips
from kinerja_xl.tabel.data import Data, once

P, I = Tingkat.PERINGATAN, Tingkat.INFORMASI
_SKALA: Final = "Permendagri 54/2010 dan 86/2017 (Skala Nilai Peringkat Kinerja)"
_PERMENDAGRI_86: Final = "Permendagri 86/2017"


def _judged(data: Data) -> list[tuple[Baris, Nilai, Decimal, Vonis]]:
    """Rows with a reported and a computed capaian, and the verdict. Rows with a slip or a zero target aren't judged."""
    reported = data.isi("realisasi")["capaian_dilaporkan"]
    out = []
    for satu in baris(data):
        persen = satu.hasil.persen
        if persen is None or satu.hasil.sebab == "target_nol" or satu.indeks in slips(data):
            continue
        dilaporkan: Nilai = reported.at[satu.indeks]
        if dilaporkan.angka is not None:
            out.append((satu, dilaporkan, persen, judge_persen(dilaporkan, persen)))
    return out


def _of(data: Data, vonis: Vonis) -> Iterator[tuple[Baris, dict[str, Any], Nilai, Decimal]]:
    for satu, dilaporkan, persen, found in once(data, _judged):
        if found is vonis:
            fakta = {
                "seharusnya": shown(persen, dilaporkan),
                "metode": satu.hasil.metode,
                "target": satu.target.teks,
                "realisasi": satu.realisasi.teks,
            }
            yield satu, fakta, dilaporkan, persen


@aturan(
    "IND-15", P, "realisasi", "capaian_dilaporkan", butuh=("iku",), tahap=2, sumber=_PERMENDAGRI_86,
    pesan="Capaian dilaporkan {nilai} terpotong, tidak dibulatkan; hasil hitungannya {seharusnya} ({metode}; target {target}, realisasi {realisasi}).",
    saran="Bulatkan, jangan memotong desimalnya.",
)  # fmt: skip
def capaian_terpotong(data: Data) -> pd.DataFrame:
    """Reported capaian cut off at its printed decimals."""
    return facts([(satu.indeks, fakta) for satu, fakta, _, _ in _of(data, Vonis.TERPOTONG)])


@aturan(
    "IND-16", P, "realisasi", "capaian_dilaporkan", butuh=("iku",), tahap=2, sumber=_PERMENDAGRI_86,
    pesan="Capaian dilaporkan {nilai}, sedangkan hasil hitungannya {seharusnya} ({metode}; target {target}, realisasi {realisasi}). {penjelasan}",
    saran="Perbaiki capaian di dokumen; bila dokumen yang benar, perbaiki target, realisasi, atau polaritasnya.",
)  # fmt: skip
def capaian_dilaporkan_berbeda(data: Data) -> pd.DataFrame:
    """Reported capaian other than the computed one, with the slip that explains it where one does."""
    return facts(
        [
            (satu.indeks, {**fakta, "penjelasan": explain(dilaporkan, persen, _candidates(data, satu, persen))})
            for satu, fakta, dilaporkan, persen in _of(data, Vonis.BERBEDA)
        ]
    )


@aturan(
    "IND-17", I, "realisasi", "capaian_dilaporkan", butuh=("iku",), tahap=2, sumber=_PERMENDAGRI_86,
    pesan="Capaian dilaporkan {nilai} dibulatkan lebih dulu lalu diberi nol; dengan desimal sebanyak itu hasilnya {seharusnya}.",
    saran="Tulis desimal menurut hasil hitungan, atau tanpa nol tambahan.",
)  # fmt: skip
def capaian_nol_ditambahkan(data: Data) -> pd.DataFrame:
    """Reported capaian right at fewer decimals, padded with zeros."""
    return facts([(satu.indeks, fakta) for satu, fakta, _, _ in _of(data, Vonis.NOL_DITAMBAHKAN)])


def _candidates(data: Data, satu: Baris, persen: Decimal) -> Iterator[tuple[str, Decimal | None]]:
    """Figures that officers put down instead of the capaian, the likeliest first, each with its sentence."""
    words = [n.predikat for n in (*satu.nilai.values(), *satu.renstra.values()) if n.predikat and n.angka is None]
    numbers = nilai_predikat(data.referensi, satu.kelompok, words)
    cara = data.referensi.kebijakan.kata("rumus_minimal")

    def against(target: Nilai, realisasi: Nilai = satu.realisasi) -> Decimal | None:
        if not usable(target) or not usable(realisasi):
            return None
        return hitung_capaian(target, realisasi, satu.polaritas, numbers, cara).persen

    if satu.kolom_target != "target_pk":
        yield "Angkanya cocok bila dihitung terhadap Target PK murni.", against(satu.nilai["target_pk"])
    if satu.kolom_target != "target_pk_perubahan":
        yield "Angkanya cocok bila dihitung terhadap Target PK Perubahan.", against(satu.nilai["target_pk_perubahan"])
    yield from _wrong_formulas(satu)
    batas = data.referensi.kebijakan.angka("batas_capaian")
    if persen > 100:
        yield "Angkanya dibatasi 100 %.", Decimal(100)
    if persen > batas:
        yield f"Angkanya dibatasi {batas} %.", batas
    for kolom, target in satu.renstra.items():
        if kolom == "target_akhir":
            yield "Angkanya cocok bila dihitung terhadap target akhir Renstra.", against(target)
        elif kolom.startswith("target_"):
            yield f"Angkanya cocok bila dihitung terhadap target Renstra {kolom[7:]}.", against(target)
    for kolom in REALISASI:
        if kolom != satu.kolom_realisasi:
            judul = data.tabel["realisasi"].lembar.column(kolom).header
            yield f"Angkanya cocok bila dihitung dari {judul}.", against(satu.target, satu.nilai[kolom])
    yield "Angkanya sama dengan realisasi, belum dibandingkan dengan target.", satu.realisasi.angka
    yield "Angkanya adalah selisih dari 100 %.", persen - 100


def _wrong_formulas(satu: Baris) -> Iterator[tuple[str, Decimal | None]]:
    t, r = satu.hasil.target_angka, satu.hasil.realisasi_angka
    if not t or not r:
        bounds = satu.target.bawah, satu.target.atas
        for nama, batas in zip(("bawah", "atas"), bounds, strict=True):
            if batas and r:
                yield f"Angkanya cocok bila dihitung terhadap batas {nama} rentang target.", r / batas * 100
        return
    operan = {"R": r, "T": t}
    formulas = {
        "R / T × 100": "rumus indikator Maksimal (R / T × 100)",
        "(2T − R) / T × 100": "rumus indikator Minimal ((2T − R) / T × 100)",
        "T / R × 100": "rumus terbalik (T / R × 100)",
    }
    for metode, kata in formulas.items():
        if not satu.hasil.metode.startswith(metode):
            yield f"Angkanya memakai {kata}.", METODE[metode].evaluate(operan)


@aturan(
    "IND-18", P, "realisasi", "kategori_dilaporkan", butuh=("iku",), tahap=2, sumber=_SKALA,
    pesan="Kategori dilaporkan {nilai}, sedangkan capaian {capaian_persen} termasuk {kategori}. {penjelasan}",
    saran="Pakai kategori menurut skala yang berlaku: {skala}.",
)  # fmt: skip
def kategori_dilaporkan_berbeda(data: Data) -> pd.DataFrame:
    """A reported category (word or code of the scale in force) other than that of the computed capaian.

    Words that the scale doesn't have (predicates such as BB, free text) are left alone.
    """
    skala = data.referensi.skala
    words = {normalise_kata(k.kriteria): k.kriteria for k in skala} | {
        normalise_kata(k.kode): k.kriteria for k in skala if k.kode
    }
    daftar = ", ".join(
        f"{k.kriteria} mulai {k.batas_bawah}" if k.batas_bawah.is_finite() else k.kriteria for k in skala
    )
    isi = data.isi("realisasi")
    rows = []
    for satu in baris(data):
        persen = satu.hasil.persen
        if persen is None or satu.hasil.sebab == "target_nol" or satu.indeks in slips(data):
            continue
        tertulis = words.get(normalise_kata(str(isi.at[satu.indeks, "kategori_dilaporkan"])))
        kategori = data.referensi.kategori(persen)
        if tertulis is None or tertulis == kategori:
            continue
        dilaporkan = isi.at[satu.indeks, "capaian_dilaporkan"].angka
        ikut = dilaporkan is not None and data.referensi.kategori(dilaporkan) == tertulis
        penjelasan = "Kategori itu mengikuti capaian yang dilaporkan." if ikut else ""
        rows.append(
            (satu.indeks, {"capaian_persen": persen, "kategori": kategori, "penjelasan": penjelasan, "skala": daftar})
        )
    return facts(rows)
