"""SKM: what the summary rows below the answers report, against what the answers give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.rumus import Var
from kinerja_xl.compute.skm import (
    JUMLAH,
    NRR,
    TERISI,
    UNSUR,
    compute_skm,
    element_mean,
    index_formula,
    other_weights,
    summary_rows,
    weighted,
)
from kinerja_xl.deklarasi.catatan import Akibat, Tingkat, aturan
from kinerja_xl.deklarasi.ketentuan import JAWABAN_SKM
from kinerja_xl.nilai import Jenis, Nilai, bulat, format_angka, normalise_kata, parse_nilai
from kinerja_xl.rules.banding import Vonis, judge_persen, printed_decimals
from kinerja_xl.rules.sandingan import facts
from kinerja_xl.tabel.data import Data

_IKM: Final = ("ikm", "ikm_lain1", "ikm_lain2")
_SKALA_UNSUR: Final = 5
"""An index up to this is on the scale of the answers (1 to 4), above it on that of 25 to 100."""


class Rekap(Enum):
    """What a summary row reports, in the words of the Catatan."""

    NRR = "NRR per unsur"
    TERTIMBANG = "NRR tertimbang"
    IKM = "IKM"


def kind_of_summary(layanan: str) -> Rekap | None:
    """What a summary row of that name reports; None for a sum of answers and for other words.

    >>> [kind_of_summary(t).name for t in ("NRR per unsur", "Rata-rata", "NRR tertimbang", "Nilai IKM")]
    ['NRR', 'NRR', 'TERTIMBANG', 'IKM']
    >>> [kind_of_summary(t) for t in ("Jumlah", "Nilai Unsur")]
    [None, None]
    """
    words = re.findall(r"\w+", normalise_kata(layanan))
    if "tertimbang" in words:
        return Rekap.TERTIMBANG
    if {"ikm", "indeks"} & set(words) and "unsur" not in words:
        return Rekap.IKM
    return Rekap.NRR if {"nrr", "rata", "rerata"} & set(words) and words[0] != "jumlah" else None


class Blok(NamedTuple):
    """Answers that stand together, the summary rows right below them, and all answers of the OPD (indexes of rows)."""

    jawaban: list[int]
    ringkasan: list[int]
    semua: list[int]


def _blocks(data: Data) -> Iterator[Blok]:
    """The blocks of every OPD that sent summary rows."""
    tabel = data.tabel["skm"]
    rows = set(summary_rows(tabel))
    isi = tabel.isi[tabel.isi["kode_opd"].isin(tabel.isi.loc[sorted(rows), "kode_opd"])]
    for _, own in isi.groupby("kode_opd", sort=False):
        semua = [i for i in own.index.tolist() if i not in rows]
        for _, sheet in own.groupby("asal", sort=False):
            blok = Blok([], [], semua)
            for i in sheet.index.tolist():
                if i in rows:
                    blok.ringkasan.append(i)
                    continue
                if blok.ringkasan:
                    yield blok
                    blok = Blok([], [], semua)
                blok.jawaban.append(i)
            if blok.ringkasan:
                yield blok


class Hitungan(NamedTuple):
    """What the answers above a summary give: respondents, NRR per element and index.

    The first of each is that of the answers right above; a summary may also be that of the last service only, of all
    services together or their mean, its index under another weight or of NRR that were rounded: all these are right.
    """

    responden: int
    bobot: tuple[str, ...]
    nrr: list[list[Decimal]]
    ikm: list[Decimal]


def _figures(data: Data, blok: Blok) -> Hitungan | None:
    """The figures that summaries below a block may report; None where the block gives no index."""
    tabel, kebijakan = data.tabel["skm"], data.referensi.kebijakan
    bobot = (kebijakan.kata("bobot_skm"), *other_weights(kebijakan))
    nrr: list[list[Decimal]] = [[] for _ in UNSUR]
    ikm: list[Decimal] = []
    responden = 0
    for rows in (blok.jawaban, blok.semua):
        hasil = compute_skm(replace(data, tabel={**data.tabel, "skm": replace(tabel, isi=tabel.isi.loc[rows])}))
        if not len(hasil.opd) or hasil.opd["ikm"].iat[0] is None:
            if rows is blok.jawaban:
                return None
            continue
        (opd,) = hasil.opd.to_dict("records")
        last = hasil.layanan.iloc[-1].to_dict()
        responden = responden or int(opd["responden"])
        pooled = {name: element_mean(opd[s], opd[n]) for name, s, n in zip(NRR, JUMLAH, TERISI, strict=True)}
        ikm += [opd["ikm_responden"], *(r[name] for r in (last, opd) for name in _IKM if r[name] is not None)]
        for means in (pooled, last, opd):
            for found, name in zip(nrr, NRR, strict=True):
                found.append(means[name] or Decimal(0))
            ikm += _other_ways([means[name] or Decimal(0) for name in NRR], bobot)
    return Hitungan(responden, bobot, nrr, ikm)


def _other_ways(nrr: Sequence[Decimal], bobot: Sequence[str]) -> Iterator[Decimal]:
    """The index under every weight, of NRR as they are and as reports round them before and after weighting."""
    rounded = [bulat(x) for x in nrr]
    for satu in bobot:
        for means in (nrr, rounded):
            yield index_formula(satu).evaluate({"jumlah_nrr": sum(means, Decimal(0))})
        for desimal in (2, 3):
            yield sum((bulat(_weigh(x, satu), desimal) for x in rounded), Decimal(0)) * 25


def _weigh(nrr: Decimal, bobot: str) -> Decimal:
    return weighted(Var("nrr"), bobot).evaluate({"nrr": nrr})


def _right_figures(rekap: Rekap, hitungan: Hitungan, unsur: int, nilai: Decimal) -> list[Decimal]:
    """All figures that a cell of a summary row may hold, the one to name first."""
    if rekap is Rekap.NRR:
        return hitungan.nrr[unsur]
    if rekap is Rekap.TERTIMBANG:
        return [_weigh(x, b) for nrr in hitungan.nrr[unsur] for b in hitungan.bobot for x in (nrr, bulat(nrr))]
    return [x / 25 for x in hitungan.ikm] if nilai <= _SKALA_UNSUR else hitungan.ikm


def _reported(data: Data, indeks: int) -> dict[int, Nilai]:
    """The figures of a summary row by the position of their element; they are no answers, so their texts tell."""
    tabel = data.tabel["skm"]
    found: dict[int, Nilai] = {}
    for n, kolom in enumerate(UNSUR):
        teks = tabel.ketikan(indeks, kolom)
        nilai = parse_nilai(teks)
        if nilai.jenis is Jenis.RANCU:
            # Neither an NRR nor an index reaches a thousand: the dot is a decimal point.
            nilai = parse_nilai(teks.replace(".", ","))
        if nilai.angka is not None:
            found[n] = nilai
    return found


def _lost(data: Data, blok: Blok) -> list[bool]:
    """Per element whether an answer of the block is missing or unusable: its reported mean may count others."""
    isi = data.isi("skm").loc[blok.jawaban]
    low, high = JAWABAN_SKM
    nameless = bool((isi["layanan"] == "").any())
    return [nameless or not bool(isi[kolom].between(low, high).fillna(False).all()) for kolom in UNSUR]


@aturan(
    "SKM-08", Tingkat.PERINGATAN, "skm", "u1", tahap=0, sumber="Permenpan-RB 14/2017", akibat=Akibat.DIBANDINGKAN,
    pesan="{apa} tertulis {nilai}, sedangkan jawaban {responden} responden memberi {dihitung}. {penjelasan}",
    saran="Periksa angka ini dan jawaban respondennya; yang dihitung jawaban respondennya.",
)  # fmt: skip
def ringkasan_beda_jawaban(data: Data) -> pd.DataFrame:
    """A reported element mean or index, in a summary row, other than what the answers above it give.

    A single figure beside a weighted NRR is the index; several beside an index are of no known meaning.
    """
    layanan = data.isi("skm")["layanan"]
    rows: list[tuple[int, dict[str, Any]]] = []
    for blok in _blocks(data):
        hitungan = _figures(data, blok)
        if hitungan is None:
            continue
        lost = _lost(data, blok)
        for indeks in blok.ringkasan:
            rekap, dilaporkan = kind_of_summary(layanan.at[indeks]), _reported(data, indeks)
            if rekap is Rekap.TERTIMBANG and len(dilaporkan) == 1:
                rekap = Rekap.IKM
            if rekap is None or (rekap is Rekap.IKM) != (len(dilaporkan) == 1):
                continue
            for unsur, nilai in dilaporkan.items():
                if any(lost) if rekap is Rekap.IKM else lost[unsur]:
                    continue
                right = _right_figures(rekap, hitungan, unsur, nilai.angka or Decimal(0))
                verdicts = [judge_persen(nilai, angka) for angka in right]
                if {*verdicts} <= {Vonis.BERBEDA, Vonis.TERPOTONG}:
                    fakta = {"kolom": UNSUR[unsur], "apa": rekap.value, "responden": hitungan.responden}
                    fakta |= {"dihitung": format_angka(right[0], min(max(2, printed_decimals(nilai)), 4))}
                    terpotong = "Angkanya terpotong, tidak dibulatkan." if verdicts[0] is Vonis.TERPOTONG else ""
                    rows.append((indeks, fakta | {"penjelasan": terpotong}))
    return facts(rows)
