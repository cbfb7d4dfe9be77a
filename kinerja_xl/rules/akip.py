"""AKP: components against their weights, reported totals and predicates against what the components give."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from kinerja_xl.catatan import Gugur, Tingkat, aturan
from kinerja_xl.compute.akip import (
    NILAI,
    Baris,
    akip_bands,
    akip_predicate,
    akip_rows,
    reported_predicate,
    reported_total,
)
from kinerja_xl.data import Data
from kinerja_xl.nilai import Jenis, bulat, format_angka, normalise_kata
from kinerja_xl.rules.banding import Vonis, judge_persen
from kinerja_xl.rules.sandingan import baris, facts
from kinerja_xl.rules.skm import contradicts, is_own_indicator

K, P = Tingkat.KESALAHAN, Tingkat.PERINGATAN
_PERMENPAN: Final = "Permenpan-RB 88/2021"


def _components(data: Data) -> Iterator[Baris]:
    return (b for rows in akip_rows(data).values() for b in rows if b.jenis == "komponen")


@aturan(
    "AKP-01", K, "akip", "nilai", gugur=Gugur.SEL, sumber=_PERMENPAN,
    pesan="Nilai {nilai} lebih tinggi daripada bobotnya ({bobot}); nilai ini dan jumlahnya tidak dihitung.",
    saran="Isi nilai komponen paling tinggi sebesar bobotnya.",
)  # fmt: skip
def nilai_melebihi_bobot(data: Data) -> pd.DataFrame:
    """A component with a higher value than its weight; a blank weight is not checked."""
    return facts(
        [
            (b.indeks, {"bobot": b.bobot.angka})
            for b in _components(data)
            if b.bobot.angka is not None and b.nilai["nilai"].angka is not None
            and b.nilai["nilai"].angka > b.bobot.angka >= 0
        ]
    )  # fmt: skip


@aturan(
    "AKP-02", K, "akip", "nilai", gugur=Gugur.SEL, sumber=_PERMENPAN,
    pesan="{kolom} {nilai} kurang dari nol; angka ini tidak dihitung.",
    saran="Isi angka 0 atau lebih.",
)  # fmt: skip
def akip_negatif(data: Data) -> pd.DataFrame:
    """A value or a weight below zero."""
    rows: list[tuple[int, dict[str, Any]]] = []
    for group in akip_rows(data).values():
        for b in group:
            for kolom, nilai in (("bobot", b.bobot), *b.nilai.items()):
                if nilai.angka is not None and nilai.angka < 0:
                    rows.append((b.indeks, {"kolom": kolom}))
    return facts(rows)


@aturan(
    "AKP-03", P, "akip", "bobot", tahap=2, sumber=_PERMENPAN,
    pesan="Bobot komponen berjumlah {jumlah}, bukan 100{tertulis}.",
    saran="Lengkapi komponennya dan periksa bobot masing-masing.",
)  # fmt: skip
def bobot_bukan_seratus(data: Data) -> pd.DataFrame:
    """Weights that don't add up to 100, where every component of this year has one; at the last component.

    A component without any value this year may be one of an older evaluation, whose weight held then.
    """
    rows: list[tuple[int, dict[str, Any]]] = []
    for group in akip_rows(data).values():
        parts = [b for b in group if b.jenis == "komponen"]
        weights = [(b, b.bobot.angka) for b in parts if b.bobot.angka is not None]
        unknown = any(b.bobot.angka is None and b.nilai["nilai"].jenis is not Jenis.KOSONG for b in parts)
        unread = any(b.bobot.angka is None and b.bobot.jenis is not Jenis.KOSONG for b in parts)
        jumlah = sum((w for _, w in weights), Decimal(0))
        now = sum(
            (w for b, w in weights if b.nilai["nilai"].angka or b.nilai["nilai"].jenis in (Jenis.GALAT, Jenis.RANCU)),
            Decimal(0),
        )
        if unknown or unread or not weights or 100 in (jumlah, now):
            continue
        total = next((b.bobot.angka for b in group if b.jenis == "jumlah" and b.bobot.angka is not None), None)
        tertulis = "" if total is None else f" (pada baris jumlah tertulis {format_angka(total)})"
        rows.append((weights[-1][0].indeks, {"jumlah": jumlah, "tertulis": tertulis}))
    return facts(rows)


@aturan(
    "AKP-04", P, "akip", "nilai", tahap=2, sumber=_PERMENPAN,
    pesan="Jumlah yang tertulis {nilai}, sedangkan komponennya berjumlah {jumlah} (selisih {selisih}).",
    saran="Perbaiki jumlahnya, atau nilai komponen yang salah ketik; yang dipakai jumlah komponennya.",
)  # fmt: skip
def jumlah_akip_berbeda(data: Data) -> pd.DataFrame:
    """A reported total that isn't the sum of the components at its printed decimals."""
    rows: list[tuple[int, dict[str, Any]]] = []
    for group, kolom, jumlah in _totals(data):
        for b in group:
            tertulis = b.nilai[kolom]
            if b.jenis != "jumlah" or tertulis.angka is None:
                continue
            if judge_persen(tertulis, jumlah) in (Vonis.BERBEDA, Vonis.TERPOTONG):
                beda = format_angka(tertulis.angka - jumlah)
                rows.append((b.indeks, {"kolom": kolom, "jumlah": format_angka(jumlah), "selisih": beda}))
    return facts(rows)


def _totals(data: Data) -> Iterator[tuple[list[Baris], str, Decimal]]:
    """The rows of every OPD with each column whose components add up, and that sum."""
    groups = akip_rows(data)
    for satu in data.hasil.akip.opd.itertuples():
        for kolom in NILAI:
            jumlah = getattr(satu, kolom)
            if jumlah is not None:
                yield groups[satu.kode_opd], kolom, jumlah


@aturan(
    "AKP-05", P, "akip", "nilai", tahap=2, sumber=_PERMENPAN,
    pesan="Predikat {tertulis} tidak sesuai dengan nilainya: {angka} adalah {predikat}.",
    saran="Perbaiki predikatnya menurut nilai hasil evaluasi.",
)  # fmt: skip
def predikat_akip_berbeda(data: Data) -> pd.DataFrame:
    """A reported predicate that neither the sum of the components nor the reported total bears."""
    bands = akip_bands(data.referensi)
    sums = {(o, k): getattr(r, k) for r in data.hasil.akip.opd.itertuples() for o in [r.kode_opd] for k in NILAI}
    rows: list[tuple[int, dict[str, Any]]] = []
    for opd, group in akip_rows(data).items():
        for kolom in NILAI:
            letter, total = reported_predicate(group, kolom), reported_total(group, kolom)
            if letter is None:
                continue
            fitting = [v for v in (sums.get((opd, kolom)), total and total.nilai.angka) if v is not None]
            word = letter.nilai.predikat or ""
            if not fitting or any(_bears(data, word, v) for v in fitting):
                continue
            fakta = {"kolom": kolom, "tertulis": word, "angka": format_angka(bulat(fitting[0])),
                     "predikat": akip_predicate(fitting[0], bands)}  # fmt: skip
            rows.append((letter.indeks, fakta))
    return facts(rows)


def _bears(data: Data, word: str, nilai: Decimal) -> bool:
    """Whether a value bears a predicate; on a bound both are right, since documents print it so."""
    family = data.referensi.keluarga.get("akip", {})
    p = family.get(normalise_kata(word))
    if normalise_kata(akip_predicate(nilai, akip_bands(data.referensi))) == normalise_kata(word):
        return True
    return p is not None and p.batas_bawah is not None and bulat(nilai) == p.batas_bawah


@aturan(
    "AKP-06", P, "realisasi", "realisasi_tahun", butuh=("iku", "akip"), tahap=2, sumber=_PERMENPAN,
    pesan="Realisasi {indikator} adalah {realisasi}, tetapi lembar AKIP memberi {akip} ({predikat}){lalu}.",
    saran="Samakan realisasi dengan hasil evaluasi, atau perbaiki lembar AKIP; bila yang dimaksud nilai kabupaten/kota, "
    "sebutkan dalam nama indikatornya.",
)  # fmt: skip
def realisasi_beda_akip(data: Data) -> pd.DataFrame:
    """An AKIP indicator of the OPD whose realisation isn't the total of its sheet AKIP."""
    known = {r.kode_opd: r for r in data.hasil.akip.opd.itertuples() if r.nilai is not None}
    # An indicator may be that of one component.
    parts: dict[str, list[Decimal | None]] = {}
    for r in data.hasil.akip.komponen.itertuples():
        parts.setdefault(r.kode_opd, []).append(r.nilai)
    family = data.referensi.keluarga.get("akip", {})
    rows: list[tuple[int, dict[str, Any]]] = []
    for satu in baris(data):
        own = known.get(satu.kode_opd)
        if own is None or not is_own_indicator(satu, "akip", ("akip", "sakip")):
            continue
        tertulis = satu.realisasi.predikat
        if satu.realisasi.angka is None and tertulis is not None and normalise_kata(tertulis) not in family:
            continue  # IND-28 says that it is no predicate of this family
        fit = [v for v in (own.nilai, own.nilai_dilaporkan, *parts.get(satu.kode_opd, ())) if v is not None]
        words = [w for w in family if _bears(data, w, own.nilai)]
        if contradicts(satu.realisasi, fit, words):
            last = own.nilai_tahun_lalu
            same = last is not None and not contradicts(satu.realisasi, [last], [])
            fakta = {
                "kolom": satu.kolom_realisasi,
                "indikator": satu.indikator,
                "realisasi": satu.realisasi.teks,
                "akip": format_angka(bulat(own.nilai)),
                "predikat": own.predikat,
                "lalu": "; yang tertulis nilai tahun lalu" if same and satu.realisasi.angka is not None else "",
            }
            rows.append((satu.indeks, fakta))
    return facts(rows)
