"""AKIP: the evaluation's components, their sum and its predicate, this year and last.

Source: Permenpan-RB 88/2021. Rows that begin as JUMLAH_AKIP says are reported totals, rows of letters and those that
begin as BARIS_PREDIKAT_AKIP says reported predicates: they are compared with what the components give, never added.
A component that stands twice is added once; a total that no evaluation can have is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.rumus import Var
from kinerja_xl.deklarasi.ketentuan import BARIS_PREDIKAT_AKIP, JUMLAH_AKIP, PALING_TINGGI_AKIP, PREDIKAT_BAWAAN
from kinerja_xl.nilai import Jenis, Nilai, bulat, normalise_kata
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.referensi import Referensi

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
    """One row of the sheet: what it is (`komponen`, `ganda`, `jumlah` or `predikat`) and its values.

    `ganda` is a component that an earlier row has; `pertama` is that row's index, elsewhere the row's own.
    """

    indeks: int
    jenis: str
    komponen: str
    bobot: Nilai
    nilai: Mapping[str, Nilai]
    pertama: int


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
    first: dict[tuple[str, str], int] = {}
    columns = (isi[name] for name in ("kode_opd", "komponen", "bobot", *NILAI))
    for index, opd, komponen, bobot, *values in zip(isi.index, *columns, strict=True):
        nilai = dict(zip(NILAI, values, strict=True))
        jenis, pertama = _kind(komponen, nilai), int(index)
        if jenis == "komponen" and normalise_kata(komponen):
            pertama = first.setdefault((opd, normalise_kata(komponen)), int(index))
            jenis = "komponen" if pertama == index else "ganda"
        out.setdefault(opd, []).append(Baris(int(index), jenis, komponen, bobot, nilai, pertama))
    return out


def _kind(komponen: str, nilai: Mapping[str, Nilai]) -> str:
    if normalise_kata(komponen).startswith(BARIS_PREDIKAT_AKIP):
        return "predikat"
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
        misnamed = complete_with_doubles(rows)
        own = [_component(kode, b) for b in rows if b.jenis == "komponen" or (misnamed and b.jenis == "ganda")]
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


def complete_with_doubles(rows: Sequence[Baris]) -> bool:
    """Whether the weights make 100 only together with the doubled components: then a double is a misnamed component.

    Without it the sum would be too low, so the OPD has no total until the name is put right.
    """
    weights = [(b.jenis, b.bobot.angka) for b in rows if b.jenis in ("komponen", "ganda") and b.bobot.angka is not None]
    once = sum((w for jenis, w in weights if jenis == "komponen"), Decimal(0))
    return once < PALING_TINGGI_AKIP and sum((w for _, w in weights), Decimal(0)) == PALING_TINGGI_AKIP


def counted_weights(rows: Iterable[Mapping[str, Any]]) -> Decimal:
    """The weights of the components that have a value this year other than 0."""
    return sum((r["bobot"] for r in rows if r["masuk"] == YA and r["nilai"] and r["bobot"] is not None), Decimal(0))


def too_high(jumlah: Decimal) -> bool:
    """Whether weights or values add up to more than an evaluation can have, at 2 decimals.

    >>> too_high(Decimal("100.004")), too_high(Decimal("100.01"))
    (False, True)
    """
    return bulat(jumlah) > PALING_TINGGI_AKIP


def reported_total(rows: Sequence[Baris], kolom: str) -> Dilaporkan | None:
    """The first reported total of a column, else the number beside the reported predicate."""
    found = (
        Dilaporkan(b.indeks, b.nilai[kolom])
        for jenis in ("jumlah", "predikat")
        for b in rows
        if b.jenis == jenis and b.nilai[kolom].angka is not None
    )
    return next(found, None)


def reported_predicate(rows: Sequence[Baris], kolom: str) -> Dilaporkan | None:
    """The first reported predicate of a column, in a row of its own or beside the total."""
    found = (Dilaporkan(b.indeks, b.nilai[kolom]) for b in rows if b.jenis in ("jumlah", "predikat")
             and b.nilai[kolom].predikat)  # fmt: skip
    return next(found, None)


def _angka(satu: Dilaporkan | None) -> Decimal | None:
    return None if satu is None else satu.nilai.angka


def _kata(satu: Dilaporkan | None) -> str:
    return "" if satu is None else satu.nilai.predikat or ""


def _component(kode: str, b: Baris) -> dict[str, Any]:
    bobot, nilai, lalu = b.bobot.angka, b.nilai["nilai"], b.nilai["nilai_tahun_lalu"]
    ganda = b.jenis == "ganda"
    own = None if bobot is None or bobot == 0 or nilai.angka is None else nilai.angka
    return {
        "kode_opd": kode,
        "komponen": b.komponen,
        "bobot": bobot,
        "nilai_tahun_lalu": lalu.angka,
        "nilai": nilai.angka,
        "perubahan": _change(nilai.angka, lalu.angka),
        "persen_bobot": None if own is None else PERSEN_BOBOT.evaluate({"nilai": own, "bobot": bobot}),
        "masuk": KURANG if ganda else _enters(nilai, b.bobot),
        "masuk_lalu": KURANG if ganda else _enters(lalu, b.bobot),
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
    jumlah = sum((r[kolom] for r in rows if r[masuk] == YA), Decimal(0))
    over = too_high(jumlah) or (kolom == "nilai" and too_high(counted_weights(rows)))
    return None if over else jumlah


def _change(nilai: Decimal | None, lalu: Decimal | None) -> Decimal | None:
    return None if nilai is None or lalu is None else PERUBAHAN.evaluate({"nilai": nilai, "lalu": lalu})
