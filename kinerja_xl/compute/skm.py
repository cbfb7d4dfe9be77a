"""SKM: the index of every service and of every OPD from the answers of its respondents.

Source: Permenpan-RB 14/2017. An answer that can't be used leaves the n of its element only; an element without any
answer leaves the service without an index.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.rumus import Expr, Var
from kinerja_xl.deklarasi.ketentuan import (
    BOBOT_SKM,
    KREJCIE_D2,
    KREJCIE_XPQ,
    PREDIKAT_BAWAAN,
    RINGKASAN_SKM,
    UNSUR_SKM,
    Predikat,
)
from kinerja_xl.nilai import bulat, normalise_kata
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.kebijakan import Kebijakan
from kinerja_xl.tabel.referensi import Referensi
from kinerja_xl.tabel.tabel import Keadaan, Tabel

UNSUR: Final = tuple(f"u{n}" for n in range(1, len(UNSUR_SKM) + 1))
NRR: Final = tuple(f"nrr_{u}" for u in UNSUR)
JUMLAH: Final = tuple(f"jumlah_{u}" for u in UNSUR)
TERISI: Final = tuple(f"n_{u}" for u in UNSUR)
_EKOR: Final = ("", "_lain1", "_lain2")
_INDEKS: Final = ("ikm", "mutu", "kinerja", "ikm_lain1", "mutu_lain1", "ikm_lain2", "mutu_lain2")
SKM_COLUMNS: Final = ("kode_opd", "layanan", "responden", *NRR, *_INDEKS, "populasi", *JUMLAH, *TERISI, "indeks")
SKM_OPD_COLUMNS: Final = (
    *("kode_opd", "layanan", "responden", *NRR, *_INDEKS, "ikm_responden", "mutu_responden", "kinerja_responden"),
    *(*JUMLAH, *TERISI),
)

RUMUS_NRR: Final = Var("jumlah") / Var("n")
NILAI_UNSUR: Final = Var("nrr") * 25


class Pita(NamedTuple):
    """One band of the index: its lower bound, the letter (mutu) and the word (kinerja)."""

    batas: Decimal
    mutu: str
    kinerja: str


@dataclass(frozen=True)
class HasilSkm:
    """The survey's figures; NRR and indexes are Decimals, None where they can't be computed.

    layanan: a row per OPD and service with `responden`, per element `jumlah_`, `n_` and `nrr_u1`…, the index `ikm`
    with `mutu` and `kinerja` under the weight in force and `ikm_lain1`, `mutu_lain1`, … under the two other weights
    (`other_weights`), `populasi` (see covered_population) and `indeks` (the first respondent's row).
    opd: a row per OPD: `layanan` the number of its services, NRR and `ikm` as means over its services,
    `ikm_responden` over all respondents.
    """

    layanan: pd.DataFrame
    opd: pd.DataFrame


def weighted(isi: Expr, bobot: str) -> Expr:
    """`isi` times a weight as settings write it (1/9, or a decimal with a comma).

    >>> weighted(Var("nrr"), "1/9").excel({"nrr": "E5"}), weighted(Var("nrr"), "0,11").excel({"nrr": "E5"})
    ('E5/9', 'E5*0.11')
    """
    atas, _, bawah = bobot.replace(",", ".").partition("/")
    if atas != "1" or not bawah:
        isi = isi * Decimal(atas)
    return isi / Decimal(bawah) if bawah else isi


@lru_cache(maxsize=16)
def index_formula(bobot: str) -> Expr:
    """The index from the sum of the nine NRR (`jumlah_nrr`) under a weight.

    The real survey of tables/004_skm_a_perundang_undangan: NRR that add up to 32 give A, but B with the weight 0,11.

    >>> [round(index_formula(b).evaluate({"jumlah_nrr": Decimal(32)}), 2) for b in ("1/9", "0,11", "0,111")]
    [Decimal('88.89'), Decimal('88.00'), Decimal('88.80')]
    """
    return weighted(Var("jumlah_nrr") * 25, bobot)


def other_weights(kebijakan: Kebijakan) -> tuple[str, str]:
    """The two weights of BOBOT_SKM that aren't in force."""
    first, second = (b for b in BOBOT_SKM if b != kebijakan.kata("bobot_skm"))
    return first, second


def skm_bands(referensi: Referensi) -> tuple[Pita, ...]:
    """The bands of the index, best first: family SKM of sheet Predikat, else the regulation's.

    A short word of a band (up to two characters) is its letter, a longer one its performance word.
    """
    family = [p for p in referensi.predikat if normalise_kata(p.kelompok) == "skm"]
    return _bands(tuple(family)) or _bands(tuple(p for p in PREDIKAT_BAWAAN if p.kelompok == "SKM"))


@lru_cache(maxsize=16)
def _bands(family: tuple[Predikat, ...]) -> tuple[Pita, ...]:
    words: dict[Decimal, list[str]] = defaultdict(list)
    for p in family:
        if p.batas_bawah is not None:
            words[p.batas_bawah].append(p.predikat)
    return tuple(
        Pita(
            batas,
            next((w for w in words[batas] if len(w) <= 2), words[batas][0]),
            next((w for w in words[batas] if len(w) > 2), ""),
        )
        for batas in sorted(words, reverse=True)
    )


def grade(nilai: Decimal | None, bands: Sequence[Pita]) -> tuple[str, str]:
    """Letter and word of an index (or of NRR × 25), applied to the value rounded to 2 decimals; '' for None.

    >>> bands = skm_bands(Referensi())
    >>> [grade(Decimal(x), bands) for x in ("88.304", "88.305", "64.99")]
    [('B', 'Baik'), ('A', 'Sangat Baik'), ('D', 'Tidak Baik')]
    """
    if nilai is None:
        return "", ""
    band = next((b for b in bands if bulat(nilai) >= b.batas), bands[-1])
    return band.mutu, band.kinerja


def needed_sample(populasi: int) -> int:
    """Respondents needed for a population by Krejcie and Morgan (95 %, margin 5 %), rounded as in their table.

    >>> [needed_sample(n) for n in (10, 30, 100, 1000, 1_000_000)]
    [10, 28, 80, 278, 384]
    """
    return int(bulat(KREJCIE_XPQ * populasi / (KREJCIE_D2 * (populasi - 1) + KREJCIE_XPQ), 0))


def covered_population(responden: int) -> int | None:
    """The largest population for which so many respondents suffice; None where they suffice for any.

    No sheet asks for the population, so this is as far as the sample can be judged.

    >>> covered_population(25), covered_population(80), covered_population(384)
    (27, 101, None)
    """
    edge = Decimal(responden) + Decimal("0.5")
    rest = KREJCIE_XPQ - KREJCIE_D2 * edge
    if rest <= 0:
        return None
    limit = edge * (KREJCIE_XPQ - KREJCIE_D2) / rest
    whole = int(limit)
    return whole - 1 if whole == limit else whole


def service_key(layanan: str) -> str:
    """The form in which names of services are compared (case and spaces aside)."""
    return " ".join(layanan.casefold().split())


def is_summary(layanan: str) -> bool:
    """Whether a name in the column Layanan is that of a summary rather than of a service.

    >>> [is_summary(t) for t in ("NRR per unsur", "Rata-rata", "IKM:", "Nilai Unsur", "Jumlahan", "Legalisasi")]
    [True, True, True, True, False, False]
    """
    words = re.findall(r"\w+", normalise_kata(layanan))
    return bool(words) and words[0] in RINGKASAN_SKM


def summary_rows(tabel: Tabel) -> list[int]:
    """Rows of the sheet that sum up the answers above them: named so, and without a respondent's number."""
    named = tabel.isi["layanan"].map(is_summary).astype(bool) & (tabel.keadaan["no"] == Keadaan.KOSONG)
    return [int(i) for i in tabel.isi.index[named]]


def without_summaries(data: Data) -> Data:
    """The data without the summary rows of the sheet SKM, which are no respondents."""
    if "skm" not in data.tabel:
        return data
    tabel = data.tabel["skm"]
    rows = summary_rows(tabel)
    return replace(data, tabel={**data.tabel, "skm": tabel.drop(rows)}) if rows else data


def compute_skm(data: Data) -> HasilSkm:
    """Return the survey's figures of checked data; empty frames when nobody sent SKM.

    Rows that name no service, or without any usable answer, are no respondents.
    """
    if "skm" not in data.tabel:
        return _frames((), ())
    isi = data.isi("skm")
    answers = isi[list(UNSUR)]
    isi = isi[(isi["layanan"].map(service_key) != "") & answers.notna().any(axis=1)]
    referensi = data.referensi
    layanan: list[dict[str, Any]] = []
    groups = isi.groupby([isi["kode_opd"], isi["layanan"].map(service_key)], sort=False)
    sums, counts, size = groups[list(UNSUR)].sum(), groups[list(UNSUR)].count(), groups.size()
    # With sort=False groups come in the order of their first rows, as head(1) does.
    first = groups.head(1)
    for opd, nama, index, s, c, n in zip(
        first["kode_opd"], first["layanan"], first.index, sums.to_numpy(), counts.to_numpy(), size, strict=True
    ):
        record = {"kode_opd": opd, "layanan": " ".join(nama.split()), "responden": int(n)}
        figures = _figures([int(v) for v in s], [int(v) for v in c], referensi)
        layanan.append(record | figures | {"populasi": covered_population(int(n)), "indeks": int(index)})
    return _frames(layanan, _of_opd(layanan, referensi))


def _frames(layanan: Sequence[Mapping[str, Any]], opd: Sequence[Mapping[str, Any]]) -> HasilSkm:
    return HasilSkm(
        pd.DataFrame(list(layanan), columns=list(SKM_COLUMNS), dtype=object),
        pd.DataFrame(list(opd), columns=list(SKM_OPD_COLUMNS), dtype=object),
    )


def _figures(sums: Sequence[int], counts: Sequence[int], referensi: Referensi) -> dict[str, Any]:
    """NRR, index and grades of sums and counts per element."""
    nrr = [element_mean(s, n) for s, n in zip(sums, counts, strict=True)]
    jumlah = sum_of_nrr(sums, counts)
    return (
        dict(zip(JUMLAH, sums, strict=True))
        | dict(zip(TERISI, counts, strict=True))
        | dict(zip(NRR, nrr, strict=True))
        | _indexes(jumlah, referensi)
    )


def element_mean(jumlah: int, n: int) -> Decimal | None:
    """NRR of an element, None without any answer."""
    return RUMUS_NRR.evaluate({"jumlah": Decimal(jumlah), "n": Decimal(n)}) if n else None


def sum_of_nrr(sums: Sequence[int], counts: Sequence[int]) -> Decimal | None:
    """Σ NRR, added up as fractions so that an index that ends in 5 is rounded up as it must be."""
    if not all(counts):
        return None
    total = sum((Fraction(s, n) for s, n in zip(sums, counts, strict=True)), Fraction(0))
    return Decimal(total.numerator) / Decimal(total.denominator)


def _indexes(jumlah_nrr: Decimal | None, referensi: Referensi) -> dict[str, Any]:
    bands = skm_bands(referensi)
    weights = (referensi.kebijakan.kata("bobot_skm"), *other_weights(referensi.kebijakan))
    out: dict[str, Any] = {}
    for bobot, ekor in zip(weights, _EKOR, strict=True):
        ikm = None if jumlah_nrr is None else index_formula(bobot).evaluate({"jumlah_nrr": jumlah_nrr})
        mutu, kinerja = grade(ikm, bands)
        out |= {f"ikm{ekor}": ikm, f"mutu{ekor}": mutu} | ({} if ekor else {"kinerja": kinerja})
    return out


def _mean(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [v for v in values if v is not None]
    return sum(known, Decimal(0)) / len(known) if known else None


def _of_opd(layanan: Sequence[Mapping[str, Any]], referensi: Referensi) -> list[dict[str, Any]]:
    """Every OPD over its services (NRR, ikm) and over its respondents (ikm_responden)."""
    bands = skm_bands(referensi)
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in layanan:
        groups[row["kode_opd"]].append(row)
    out = []
    for opd, rows in groups.items():
        sums = [sum(r[name] for r in rows) for name in JUMLAH]
        counts = [sum(r[name] for r in rows) for name in TERISI]
        pooled = _indexes(sum_of_nrr(sums, counts), referensi)
        record: dict[str, Any] = {
            "kode_opd": opd,
            "layanan": len(rows),
            "responden": sum(r["responden"] for r in rows),
            **{name: _mean(r[name] for r in rows) for name in NRR},
            **dict(zip(JUMLAH, sums, strict=True)),
            **dict(zip(TERISI, counts, strict=True)),
            "ikm_responden": pooled["ikm"],
            "mutu_responden": pooled["mutu"],
            "kinerja_responden": pooled["kinerja"],
        }
        for ekor in _EKOR:
            ikm = _mean(r[f"ikm{ekor}"] for r in rows)
            record |= {f"ikm{ekor}": ikm, f"mutu{ekor}": grade(ikm, bands)[0]}
        record["kinerja"] = grade(record["ikm"], bands)[1]
        out.append(record)
    return out
