"""AKP: components against their weights, reported totals and predicates against what the components give."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.akip import (
    NILAI,
    YA,
    Baris,
    akip_bands,
    akip_predicate,
    akip_rows,
    complete_with_doubles,
    counted_weights,
    reported_predicate,
    reported_total,
    too_high,
)
from kinerja_xl.deklarasi.catatan import Akibat, Gugur, Tingkat, aturan
from kinerja_xl.deklarasi.ketentuan import SEBUTAN_AKIP
from kinerja_xl.nilai import Jenis, bulat, format_angka, normalise_kata
from kinerja_xl.rules.banding import Vonis, judge_persen
from kinerja_xl.rules.sandingan import baris, facts
from kinerja_xl.rules.skm import contradicts, is_own_indicator
from kinerja_xl.tabel.data import Data, once
from kinerja_xl.tabel.tabel import records

K, P = Tingkat.KESALAHAN, Tingkat.PERINGATAN
_PERMENPAN: Final = "Permenpan-RB 88/2021"


def _doubled(group: list[Baris]) -> bool:
    """Whether a component stands twice: AKP-07 says so, and no total or predicate is judged by what is left."""
    return any(b.jenis == "ganda" for b in group)


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

    A component without any value this year may be one of an older evaluation, whose weight held then. Where a
    component stands twice or the weights leave no total, AKP-07 and AKP-08 have said so.
    """
    rows: list[tuple[int, dict[str, Any]]] = []
    flagged = {opd for opd, *_ in _impossible(data)}
    for opd, group in akip_rows(data).items():
        if opd in flagged or _doubled(group):
            continue
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
    "AKP-04", P, "akip", "nilai", tahap=2, sumber=_PERMENPAN, akibat=Akibat.DIBANDINGKAN,
    pesan="Jumlah yang tertulis {nilai}, sedangkan komponennya berjumlah {jumlah} (selisih {selisih}).",
    saran="Perbaiki jumlahnya, atau nilai komponen yang salah ketik; yang dipakai jumlah komponennya.",
)  # fmt: skip
def jumlah_akip_berbeda(data: Data) -> pd.DataFrame:
    """A reported total (or the number beside the predicate) that isn't the components' sum at its printed decimals."""
    rows: list[tuple[int, dict[str, Any]]] = []
    for group, kolom, jumlah in _totals(data):
        for b in group:
            tertulis = b.nilai[kolom]
            if b.jenis not in ("jumlah", "predikat") or tertulis.angka is None:
                continue
            if judge_persen(tertulis, jumlah) in (Vonis.BERBEDA, Vonis.TERPOTONG):
                beda = format_angka(tertulis.angka - jumlah)
                rows.append((b.indeks, {"kolom": kolom, "jumlah": format_angka(jumlah), "selisih": beda}))
    return facts(rows)


def _totals(data: Data) -> Iterator[tuple[list[Baris], str, Decimal]]:
    """The rows of every OPD with each column whose components add up, and that sum; without a component twice."""
    groups = akip_rows(data)
    for satu in data.hasil.akip.opd.itertuples():
        if _doubled(groups[satu.kode_opd]):
            continue
        for kolom in NILAI:
            jumlah = getattr(satu, kolom)
            if jumlah is not None:
                yield groups[satu.kode_opd], kolom, jumlah


@aturan(
    "AKP-05", P, "akip", "nilai", tahap=2, sumber=_PERMENPAN, akibat=Akibat.DIBANDINGKAN,
    pesan="Predikat {tertulis} tidak sesuai dengan nilainya: {angka} adalah {predikat}.",
    saran="Perbaiki predikatnya menurut nilai hasil evaluasi.",
)  # fmt: skip
def predikat_akip_berbeda(data: Data) -> pd.DataFrame:
    """A reported predicate that neither the sum of the components nor the reported total bears.

    The regulation's word for a predicate is that predicate; what is none at all is left to AKP-10.
    """
    bands = akip_bands(data.referensi)
    sums = {(o, k): getattr(r, k) for r in data.hasil.akip.opd.itertuples() for o in [r.kode_opd] for k in NILAI}
    rows: list[tuple[int, dict[str, Any]]] = []
    for opd, group in akip_rows(data).items():
        for kolom in NILAI:
            letter, total = reported_predicate(group, kolom), reported_total(group, kolom)
            if letter is None or _doubled(group):
                continue
            fitting = [v for v in (sums.get((opd, kolom)), total and total.nilai.angka) if v is not None]
            word = letter.nilai.predikat or ""
            if (
                not fitting
                or normalise_kata(word) not in _predicates(data)
                or any(_bears(data, word, v) for v in fitting)
            ):
                continue
            fakta = {"kolom": kolom, "tertulis": word, "angka": format_angka(bulat(fitting[0])),
                     "predikat": akip_predicate(fitting[0], bands)}  # fmt: skip
            rows.append((letter.indeks, fakta))
    return facts(rows)


def _bears(data: Data, word: str, nilai: Decimal) -> bool:
    """Whether a value bears a predicate; on a bound both are right, since documents print it so."""
    family = data.referensi.keluarga.get("akip", {})
    word = _predicates(data).get(normalise_kata(word), word)
    p = family.get(normalise_kata(word))
    if normalise_kata(akip_predicate(nilai, _bands(data))) == normalise_kata(word):
        return True
    return p is not None and p.batas_bawah is not None and bulat(nilai) == p.batas_bawah


def _bands(data: Data) -> tuple[tuple[Decimal, str], ...]:
    return once(data, _akip_bands)


def _akip_bands(data: Data) -> tuple[tuple[Decimal, str], ...]:
    return akip_bands(data.referensi)


def _predicates(data: Data) -> dict[str, str]:
    """The predicate of every word (normalised): the predicates themselves and the regulation's words for them."""
    return once(data, _build_predicates)


def _build_predicates(data: Data) -> dict[str, str]:
    letters = [word for _, word in _bands(data)]
    words = {normalise_kata(SEBUTAN_AKIP[w]): w for w in letters if w in SEBUTAN_AKIP}
    return words | {normalise_kata(w): w for w in letters}


@aturan(
    "AKP-06", P, "realisasi", "realisasi_tahun", butuh=("iku", "akip"), tahap=2, sumber=_PERMENPAN,
    pesan="Realisasi {indikator} adalah {realisasi}, tetapi lembar AKIP memberi {akip} ({predikat}){lalu}.",
    saran="Samakan realisasi dengan hasil evaluasi, atau perbaiki lembar AKIP; bila yang dimaksud nilai kabupaten/kota, "
    "sebutkan dalam nama indikatornya.",
)  # fmt: skip
def realisasi_beda_akip(data: Data) -> pd.DataFrame:
    """An AKIP indicator of the OPD whose realisation isn't the total of its sheet AKIP."""
    groups = akip_rows(data)
    known = {r.kode_opd: r for r in data.hasil.akip.opd.itertuples() if r.nilai is not None
             and not _doubled(groups[r.kode_opd])}  # fmt: skip
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


@aturan(
    "AKP-07", K, "akip", "komponen", sumber=_PERMENPAN, akibat=Akibat.DISEBUT,
    pesan="Komponen {nilai} sudah ada di baris {baris_lain}; {akibat}.",
    saran="Hapus baris yang terketik dua kali, atau beri komponen ini namanya sendiri.",
)  # fmt: skip
def komponen_ganda(data: Data) -> pd.DataFrame:
    """A component that an earlier row of the same OPD has; only the first one is added."""
    nomor = data.isi("akip")["baris"]
    rows: list[tuple[int, dict[str, Any]]] = []
    for group in akip_rows(data).values():
        akibat = "baris ini tidak dijumlahkan"
        if complete_with_doubles(group):
            akibat = "karena bobot baru berjumlah 100 bersama baris ini, nilai dan predikat OPD tidak dihitung"
        rows += [
            (b.indeks, {"baris_lain": int(nomor.at[b.pertama]), "akibat": akibat}) for b in group if b.jenis == "ganda"
        ]
    return facts(rows)


@aturan(
    "AKP-08", K, "akip", "komponen", tahap=2, sumber=_PERMENPAN,
    pesan="{hal} berjumlah {jumlah}, lebih dari 100{sebab}; nilai dan predikat OPD{tahun} tidak dihitung.",
    saran="{perbaikan}.",
)  # fmt: skip
def jumlah_akip_di_atas_seratus(data: Data) -> pd.DataFrame:
    """Weights, or values, that add up to more than 100: at the row that is the sum of the others, else at the last."""
    rows: list[tuple[int, dict[str, Any]]] = []
    for _, parts, kolom, jumlah in _impossible(data):
        name = "bobot" if kolom == "bobot" else kolom
        hal = {"bobot": "Bobot komponen", "nilai": "Nilai komponen"}.get(kolom, "Nilai tahun lalu komponen")
        fakta = {"hal": hal, "jumlah": jumlah, "tahun": " tahun lalu" if kolom == "nilai_tahun_lalu" else ""}
        total = next((r for r in reversed(parts) if len(parts) > 2 and r[name] * 2 == jumlah), None)
        if total is None:
            fakta |= {"kolom": name, "sebab": "", "perbaikan": "Periksa bobot dan nilai setiap komponen; hapus baris "
                      "yang merupakan rincian atau jumlah komponen lain"}  # fmt: skip
            rows.append((parts[-1]["indeks"], fakta))
        else:
            fakta |= {"kolom": "komponen", "sebab": " karena baris ini sama dengan jumlah baris lainnya",
                      "perbaikan": "Bila baris ini jumlah komponennya, awali namanya dengan Jumlah; bila bukan, "
                      "perbaiki bobot dan nilainya"}  # fmt: skip
            rows.append((total["indeks"], fakta))
    return facts(rows)


def _impossible(data: Data) -> Iterator[tuple[str, list[dict[str, Any]], str, Decimal]]:
    """Each OPD whose figures can't be: its components that count, the column and its sum; one column per OPD."""
    above = {opd for opd, *_ in _above_weight(data)}
    per_opd: dict[str, list[dict[str, Any]]] = {}
    for row in records(data.hasil.akip.komponen):
        per_opd.setdefault(row["kode_opd"], []).append(row)
    for opd, parts in per_opd.items():
        now = [r for r in parts if r["masuk"] == YA and r["nilai"]]
        weighed = [r for r in now if r["bobot"] is not None]
        last = [r for r in parts if r["masuk_lalu"] == YA]
        sums = (
            ("bobot", weighed, counted_weights(parts)),
            ("nilai", now, sum((r["nilai"] for r in now), Decimal(0))),
            ("nilai_tahun_lalu", [] if opd in above else last, sum((r["nilai_tahun_lalu"] for r in last), Decimal(0))),
        )
        for kolom, counted, jumlah in sums:
            if counted and too_high(jumlah):
                yield opd, counted, kolom, jumlah
                break


@aturan(
    "AKP-09", P, "akip", "nilai_tahun_lalu", sumber=_PERMENPAN, akibat=Akibat.DISEBUT,
    pesan="Nilai tahun lalu {nilai} lebih tinggi daripada bobot yang tertulis ({bobot}){akibat}.",
    saran="Periksa nilainya; abaikan bila bobot komponen ini tahun lalu memang lebih tinggi.",
)  # fmt: skip
def nilai_lalu_melebihi_bobot(data: Data) -> pd.DataFrame:
    """A component whose value of last year is above the weight of this year, which may have been another then."""
    rows: list[tuple[int, dict[str, Any]]] = []
    for _, b, jumlah in _above_weight(data):
        akibat = ""
        if too_high(jumlah):
            akibat = f"; karena berjumlah {format_angka(jumlah)}, nilai dan predikat OPD tahun lalu tidak dihitung"
        rows.append((b.indeks, {"bobot": b.bobot.angka, "akibat": akibat}))
    return facts(rows)


def _above_weight(data: Data) -> Iterator[tuple[str, Baris, Decimal]]:
    """OPD and component whose value of last year is above its weight, and the sum of last year's values."""
    for opd, group in akip_rows(data).items():
        parts = [b for b in group if b.jenis == "komponen"]
        lalu = [(b, b.nilai["nilai_tahun_lalu"].angka) for b in parts]
        jumlah = sum((v for _, v in lalu if v is not None), Decimal(0))
        for b, nilai in lalu:
            if nilai is not None and b.bobot.angka is not None and nilai > b.bobot.angka > 0:
                yield opd, b, jumlah


@aturan(
    "AKP-10", P, "akip", "nilai", sumber=_PERMENPAN, akibat=Akibat.DIBANDINGKAN,
    pesan="\"{nilai}\" bukan predikat evaluasi AKIP.",
    saran="Tulis salah satu: {pilihan}; atau sebutannya, misalnya Sangat Baik.",
)  # fmt: skip
def predikat_akip_tidak_dikenal(data: Data) -> pd.DataFrame:
    """A word in the row of the predicate (or of the total) that is no predicate of the evaluation."""
    known = _predicates(data)
    pilihan = ", ".join(word for _, word in akip_bands(data.referensi))
    rows: list[tuple[int, dict[str, Any]]] = []
    for group in akip_rows(data).values():
        for b in group:
            for kolom, nilai in b.nilai.items() if b.jenis in ("jumlah", "predikat") else ():
                word = nilai.predikat or (nilai.teks if nilai.jenis is Jenis.KUALITATIF else "")
                if word and normalise_kata(word) not in known:
                    rows.append((b.indeks, {"kolom": kolom, "pilihan": pilihan}))
    return facts(rows)
