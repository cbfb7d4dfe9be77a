"""AKIP: the evaluation's components, their sum and its predicate, this year and last.

Source: Permenpan-RB 88/2021. Rows that begin with Jumlah, Total or Nilai Akuntabilitas are reported totals and rows of
letters reported predicates: they are compared with what the components give, never added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.data import Data
from kinerja_xl.ketentuan import JUMLAH_AKIP, PREDIKAT_BAWAAN
from kinerja_xl.nilai import Jenis, Nilai, bulat, normalise_kata
from kinerja_xl.referensi import Referensi
from kinerja_xl.rumus import Var

AKIP_COLUMNS: Final = (
    *("kode_opd", "komponen", "bobot", "nilai_tahun_lalu", "nilai", "perubahan", "persen_bobot"),
    *("masuk", "masuk_lalu", "indeks"),
)
AKIP_OPD_COLUMNS: Final = (
    *("kode_opd", "bobot", "nilai_tahun_lalu", "nilai", "perubahan", "predikat_tahun_lalu", "predikat"),
    *("nilai_dilaporkan", "nilai_tahun_lalu_dilaporkan", "predikat_dilaporkan", "predikat_tahun_lalu_dilaporkan"),
)
NILAI: Final = ("nilai", "nilai_tahun_lalu")

PERUBAHAN: Final = Var("nilai") - Var("lalu")
PERSEN_BOBOT: Final = Var("nilai") / Var("bobot") * 100

YA, TIDAK, KURANG = "Ya", "Tidak", "Kurang"
"""Whether a component's value enters the sum: yes; it has none and needs none; it is missing, so there is no sum."""


class Baris(NamedTuple):
    """One row of the sheet: what it is (`komponen`, `jumlah` or `predikat`) and its values."""

    indeks: int
    jenis: str
    komponen: str
    bobot: Nilai
    nilai: Mapping[str, Nilai]


class Dilaporkan(NamedTuple):
    """One reported figure: the row that it stands in and the value."""

    indeks: int
    nilai: Nilai


@dataclass(frozen=True)
class HasilAkip:
    """The evaluation's figures as Decimals, None where they can't be computed.

    komponen: a row per OPD and component; `masuk` (this year) and `masuk_lalu` say whether it enters the sum.
    opd: a row per OPD: sums and predicates computed (`bobot`, `nilai`, …) and reported (`…_dilaporkan`).
    """

    komponen: pd.DataFrame
    opd: pd.DataFrame


def akip_bands(referensi: Referensi) -> tuple[tuple[Decimal, str], ...]:
    """Lower bound (exclusive) and predicate, best first: family AKIP of sheet Predikat, else the regulation's."""
    family = [p for p in referensi.predikat if normalise_kata(p.kelompok) == "akip"]
    family = family or [p for p in PREDIKAT_BAWAAN if p.kelompok == "AKIP"]
    bounds = [(p.nilai if p.batas_bawah is None else p.batas_bawah, p.predikat) for p in family]
    return tuple(sorted(bounds, key=lambda b: -b[0]))


def akip_predicate(nilai: Decimal | None, bands: Sequence[tuple[Decimal, str]]) -> str:
    """The predicate of a value rounded to 2 decimals, '' for None.

    >>> bands = akip_bands(Referensi())
    >>> [akip_predicate(Decimal(x), bands) for x in ("71.20", "70", "70.004", "70.005", "0")]
    ['BB', 'B', 'B', 'BB', 'D']
    """
    if nilai is None:
        return ""
    return next((word for batas, word in bands if bulat(nilai) > batas), bands[-1][1])


def akip_rows(data: Data) -> dict[str, list[Baris]]:
    """The rows of the sheet AKIP by OPD, each told apart: component, reported total, reported predicate."""
    if "akip" not in data.tabel:
        return {}
    isi = data.isi("akip")
    out: dict[str, list[Baris]] = {}
    columns = (isi[name] for name in ("kode_opd", "komponen", "bobot", *NILAI))
    for index, opd, komponen, bobot, *values in zip(isi.index, *columns, strict=True):
        nilai = dict(zip(NILAI, values, strict=True))
        out.setdefault(opd, []).append(Baris(int(index), _kind(komponen, nilai), komponen, bobot, nilai))
    return out


def _kind(komponen: str, nilai: Mapping[str, Nilai]) -> str:
    numbers = any(n.angka is not None for n in nilai.values())
    if not numbers and any(n.predikat for n in nilai.values()):
        return "predikat"
    return "jumlah" if normalise_kata(komponen).startswith(JUMLAH_AKIP) else "komponen"


def compute_akip(data: Data) -> HasilAkip:
    """Return the evaluation's figures of checked data; empty frames when nobody sent AKIP."""
    bands = akip_bands(data.referensi)
    komponen: list[dict[str, Any]] = []
    opd: list[dict[str, Any]] = []
    for kode, rows in akip_rows(data).items():
        own = [_component(kode, b) for b in rows if b.jenis == "komponen"]
        if not own:
            continue
        komponen += own
        nilai, lalu = _total(own, "nilai", "masuk"), _total(own, "nilai_tahun_lalu", "masuk_lalu")
        weights = [r["bobot"] for r in own if r["bobot"] is not None]
        opd.append(
            {
                "kode_opd": kode,
                "bobot": sum(weights, Decimal(0)) if weights else None,
                "nilai_tahun_lalu": lalu,
                "nilai": nilai,
                "perubahan": _change(nilai, lalu),
                "predikat_tahun_lalu": akip_predicate(lalu, bands),
                "predikat": akip_predicate(nilai, bands),
                **{f"{name}_dilaporkan": _angka(reported_total(rows, name)) for name in NILAI},
                "predikat_dilaporkan": _kata(reported_predicate(rows, "nilai")),
                "predikat_tahun_lalu_dilaporkan": _kata(reported_predicate(rows, "nilai_tahun_lalu")),
            }
        )
    return HasilAkip(
        pd.DataFrame(komponen, columns=list(AKIP_COLUMNS), dtype=object),
        pd.DataFrame(opd, columns=list(AKIP_OPD_COLUMNS), dtype=object),
    )


def reported_total(rows: Sequence[Baris], kolom: str) -> Dilaporkan | None:
    """The first reported total of a column."""
    return next((Dilaporkan(b.indeks, b.nilai[kolom]) for b in rows if b.jenis == "jumlah"
                 and b.nilai[kolom].angka is not None), None)  # fmt: skip


def reported_predicate(rows: Sequence[Baris], kolom: str) -> Dilaporkan | None:
    """The first reported predicate of a column, in a row of its own or beside the total."""
    found = (Dilaporkan(b.indeks, b.nilai[kolom]) for b in rows if b.jenis != "komponen" and b.nilai[kolom].predikat)
    return next(found, None)


def _angka(satu: Dilaporkan | None) -> Decimal | None:
    return None if satu is None else satu.nilai.angka


def _kata(satu: Dilaporkan | None) -> str:
    return "" if satu is None else satu.nilai.predikat or ""


def _component(kode: str, b: Baris) -> dict[str, Any]:
    bobot, nilai, lalu = b.bobot.angka, b.nilai["nilai"], b.nilai["nilai_tahun_lalu"]
    own = None if bobot is None or bobot == 0 or nilai.angka is None else nilai.angka
    return {
        "kode_opd": kode,
        "komponen": b.komponen,
        "bobot": bobot,
        "nilai_tahun_lalu": lalu.angka,
        "nilai": nilai.angka,
        "perubahan": _change(nilai.angka, lalu.angka),
        "persen_bobot": None if own is None else PERSEN_BOBOT.evaluate({"nilai": own, "bobot": bobot}),
        "masuk": _enters(nilai, b.bobot),
        "masuk_lalu": _enters(lalu, b.bobot),
        "indeks": b.indeks,
    }


def _enters(nilai: Nilai, bobot: Nilai) -> str:
    """A blank value is missing only where the component has a weight; an unusable one always is."""
    if nilai.angka is not None:
        return YA
    return KURANG if nilai.jenis is not Jenis.KOSONG or bobot.jenis is not Jenis.KOSONG else TIDAK


def _total(rows: Sequence[Mapping[str, Any]], kolom: str, masuk: str) -> Decimal | None:
    states = [r[masuk] for r in rows]
    if KURANG in states or YA not in states:
        return None
    return sum((r[kolom] for r in rows if r[masuk] == YA), Decimal(0))


def _change(nilai: Decimal | None, lalu: Decimal | None) -> Decimal | None:
    return None if nilai is None or lalu is None else PERUBAHAN.evaluate({"nilai": nilai, "lalu": lalu})
