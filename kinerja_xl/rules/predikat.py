"""IND: predicates: their numbers, their bands and their families."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.capaian import hitung_capaian
from kinerja_xl.compute.indikator import fitting_families
from kinerja_xl.deklarasi.catatan import Tingkat, aturan
from kinerja_xl.nilai import Nilai, bulat, normalise_kata
from kinerja_xl.rules.sandingan import NILAI, baris, facts, iku_rows, renstra_rows
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.referensi import Referensi

P: Final = Tingkat.PERINGATAN
_PERMENPAN_88: Final = "Permenpan-RB 88/2021, Permenpan-RB 14/2017"


def band_contradicted(nilai: Nilai, kelompok: str, referensi: Referensi) -> str | None:
    """The band that a predicate's number misses, as words; None where it fits, or where no family sets a band.

    With a blank or unknown family every family that has the predicate is tried, and one that fits is enough.
    """
    if nilai.angka is None or not nilai.predikat:
        return None
    word = normalise_kata(nilai.predikat)
    families = referensi.keluarga
    named = families.get(normalise_kata(kelompok)) if kelompok else None
    bands = []
    for family in [named] if named is not None else families.values():
        p = family.get(word)
        if p is None or p.batas_bawah is None or p.batas_atas is None:
            continue
        if p.batas_bawah <= bulat(nilai.angka) <= p.batas_atas:
            return None
        bands.append(f"{p.batas_bawah:f} sampai {p.batas_atas:f}".replace(".", ","))
    return " atau ".join(dict.fromkeys(bands)) or None


_PESAN_PREDIKAT: Final = "Predikat {predikat} tidak sesuai dengan angkanya ({angka}); {predikat} berlaku untuk {rentang}. Yang dihitung angkanya."
_SARAN_PREDIKAT: Final = "Perbaiki predikat atau angkanya menurut hasil evaluasi."


def _predicate_fact(kolom: str, nilai: Nilai, rentang: str) -> dict[str, Any]:
    return {"kolom": kolom, "predikat": nilai.predikat, "angka": nilai.angka, "rentang": rentang}


@aturan(
    "IND-10",
    P,
    "realisasi",
    "realisasi_tahun",
    butuh=("iku",),
    tahap=2,
    pesan=_PESAN_PREDIKAT,
    saran=_SARAN_PREDIKAT,
    sumber=_PERMENPAN_88,
)
def predikat_tidak_sesuai_angka(data: Data) -> pd.DataFrame:
    """A predicate beside a number of another band, in Realisasi."""
    return facts(
        [
            (satu.indeks, _predicate_fact(kolom, satu.nilai[kolom], rentang))
            for satu in baris(data)
            for kolom in NILAI
            if satu.nilai[kolom].predikat
            and (rentang := band_contradicted(satu.nilai[kolom], satu.kelompok, data.referensi))
        ]
    )


@aturan(
    "IND-32",
    P,
    "renstra",
    "kode",
    butuh=("iku",),
    tahap=2,
    pesan=_PESAN_PREDIKAT,
    saran=_SARAN_PREDIKAT,
    sumber=_PERMENPAN_88,
)
def predikat_renstra_tidak_sesuai_angka(data: Data) -> pd.DataFrame:
    """A predicate beside a number of another band, in Renstra."""
    iku = iku_rows(data, "kelompok_predikat")
    return facts(
        [
            (index, _predicate_fact(kolom, nilai, rentang))
            for key, (index, cells) in renstra_rows(data).items()
            if key in iku
            for kolom, nilai in cells.items()
            if nilai.predikat and (rentang := band_contradicted(nilai, iku[key][1], data.referensi))
        ]
    )


def _number(numbers: dict[str, Decimal], word: str) -> Decimal | None:
    return numbers.get(normalise_kata(word))


@aturan(
    "IND-25", P, "iku", "kelompok_predikat", butuh=("realisasi",), tahap=2, sumber=_PERMENPAN_88,
    pesan="Predikat {predikat} cocok dengan beberapa kelompok ({kelompok}) dengan capaian yang berbeda; dipakai {dipakai}.",
    saran="Isi Kelompok Predikat.",
)  # fmt: skip
def kelompok_predikat_rancu(data: Data) -> pd.DataFrame:
    """A blank family where several fit the words used and give different capaian."""
    names = {normalise_kata(p.kelompok): p.kelompok for p in data.referensi.predikat}
    rumus_minimal = data.referensi.kebijakan.kata("rumus_minimal")
    rows = []
    for satu in baris(data):
        cells = [*satu.nilai.values(), *satu.renstra.values()]
        words = list(dict.fromkeys(n.predikat for n in cells if n.predikat and n.angka is None))
        fitting = [] if satu.kelompok or not words else fitting_families(data.referensi, words)
        if len(fitting) < 2:
            continue
        results = set()
        for name in fitting:
            numbers = partial(_number, {word: p.nilai for word, p in data.referensi.keluarga[name].items()})
            hasil = hitung_capaian(satu.target, satu.realisasi, satu.polaritas, numbers, rumus_minimal)
            results.add(None if hasil.persen is None else bulat(hasil.persen))
        if len(results) > 1:
            fakta = {
                "predikat": ", ".join(words),
                "kelompok": ", ".join(names[f] for f in fitting),
                "dipakai": names[fitting[0]],
            }
            rows.append((satu.iku, fakta))
    return facts(rows)


@aturan(
    "IND-26", P, "iku", "kelompok_predikat", tahap=2, sumber=_PERMENPAN_88,
    pesan="Kelompok Predikat \"{nilai}\" tidak dikenal; kelompoknya ditentukan dari predikat yang dipakai.",
    saran="Pakai salah satu: {pilihan}; atau tambahkan kelompok itu ke lembar Predikat pada Referensi.",
)  # fmt: skip
def kelompok_predikat_tidak_dikenal(data: Data) -> pd.DataFrame:
    """A family that neither the defaults nor the Referensi have."""
    isi = data.isi("iku")
    known = data.referensi.keluarga
    hits = [i for i, k in zip(isi.index, isi["kelompok_predikat"], strict=True) if k and normalise_kata(k) not in known]
    pilihan = ", ".join(dict.fromkeys(p.kelompok for p in data.referensi.predikat))
    return pd.DataFrame({"pilihan": pilihan}, index=hits)
