"""Rows of Realisasi side by side with their IKU and Renstra rows and what was computed from them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.akumulasi import realisasi_of_period, target_of_period
from kinerja_xl.compute.capaian import Capaian
from kinerja_xl.nilai import KOSONG, Nilai
from kinerja_xl.rules.banding import kelipatan, usable
from kinerja_xl.tabel.data import Data, once

TARGET_TW: Final = tuple(f"target_tw{n}" for n in range(1, 5))
REALISASI_TW: Final = tuple(f"realisasi_tw{n}" for n in range(1, 5))
TARGET: Final = ("target_pk", "target_pk_perubahan", *TARGET_TW)
REALISASI: Final = (*REALISASI_TW, "realisasi_tahun")
NILAI: Final = (*TARGET, *REALISASI)
TIDAK_ADA: Final = Capaian(None, "")


@dataclass(frozen=True, slots=True)
class Baris:
    """One row of Realisasi: its values by column, the IKU row's words, the Renstra row, and the period's pair.

    `nilai` holds the target and realisation cells; `renstra` every value cell of the Renstra row (empty without one).
    """

    indeks: int
    kode_opd: str
    kode: str
    indikator: str
    satuan: str
    polaritas: str
    akumulasi: str
    kelompok: str
    iku: int
    nilai: dict[str, Nilai]
    renstra: dict[str, Nilai]
    target: Nilai
    kolom_target: str
    realisasi: Nilai
    kolom_realisasi: str
    hasil: Capaian


def opd_with_unread_codes(data: Data, lembar: str) -> set[str]:
    """OPD with rows in a sheet whose code can't be read: a code missing there says nothing."""
    isi = data.isi(lembar)
    return set(isi.loc[isi["kode"] == "", "kode_opd"])


def baris(data: Data) -> list[Baris]:
    """The rows of Realisasi whose indicator stands in IKU (second pass: rows taken out are gone)."""
    return once(data, _build)


def renstra_rows(data: Data) -> dict[tuple[str, str], tuple[int, dict[str, Nilai]]]:
    """Row index and value cells of Renstra by (kode_opd, kode); empty when nobody sent Renstra."""
    return once(data, _build_renstra)


def _build_renstra(data: Data) -> dict[tuple[str, str], tuple[int, dict[str, Nilai]]]:
    if "renstra" not in data.tabel:
        return {}
    tabel = data.tabel["renstra"]
    columns = [c.name for c in tabel.kolom if c.name not in ("kode", "indikator", "satuan")]
    rows: dict[tuple[str, str], tuple[int, dict[str, Nilai]]] = {}
    cells = zip(*(tabel.isi[c] for c in columns), strict=True)
    for index, opd, kode, values in zip(tabel.isi.index, tabel.isi["kode_opd"], tabel.isi["kode"], cells, strict=True):
        rows.setdefault((opd, kode), (int(index), dict(zip(columns, values, strict=True))))
    return rows


def iku_rows(data: Data, *columns: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Row index and some columns of IKU by (kode_opd, kode)."""
    iku = data.isi("iku")
    rows: dict[tuple[str, str], tuple[Any, ...]] = {}
    cells = zip(iku.index, *(iku[c] for c in columns), strict=True)
    for opd, kode, values in zip(iku["kode_opd"], iku["kode"], cells, strict=True):
        if kode:
            rows.setdefault((opd, kode), values)
    return rows


def _build(data: Data) -> list[Baris]:
    iku = iku_rows(data, "indikator", "satuan", "polaritas", "akumulasi", "kelompok_predikat")
    renstra = renstra_rows(data)
    capaian = data.hasil.indikator.capaian
    hasil = dict(zip(capaian["indeks"], capaian["hasil"], strict=True))
    isi = data.isi("realisasi")
    out: list[Baris] = []
    cells = zip(*(isi[c] for c in NILAI), strict=True)
    for index, opd, kode, values in zip(isi.index, isi["kode_opd"], isi["kode"], cells, strict=True):
        known = iku.get((opd, kode))
        if known is None:
            continue
        iku_index, indikator, satuan, polaritas, akumulasi, kelompok = known
        nilai = dict(zip(NILAI, values, strict=True))
        target, t = target_of_period(
            nilai["target_pk"], nilai["target_pk_perubahan"], [nilai[c] for c in TARGET_TW], data.periode, akumulasi
        )
        realisasi, r = realisasi_of_period(
            nilai["realisasi_tahun"], [nilai[c] for c in REALISASI_TW], data.periode, akumulasi
        )
        out.append(
            Baris(
                int(index), opd, kode, indikator, satuan, polaritas, akumulasi, kelompok, iku_index, nilai,
                renstra.get((opd, kode), (-1, {}))[1],
                target, {0: "target_pk", -1: "target_pk_perubahan"}.get(t, f"target_tw{t}"),
                realisasi, "realisasi_tahun" if r == 0 else f"realisasi_tw{r}",
                hasil.get(index, TIDAK_ADA),
            )
        )  # fmt: skip
    return out


def target_tahun(satu: Baris) -> tuple[Nilai, str]:
    """The year's target (PK Perubahan where filled) and its column."""
    if usable(satu.nilai["target_pk_perubahan"]):
        return satu.nilai["target_pk_perubahan"], "target_pk_perubahan"
    return satu.nilai["target_pk"], "target_pk"


class Selip(dict[str, tuple[int, str, str]]):
    """Cells of one row that are off by a factor: column to (factor, what it was compared with, that figure as typed)."""


def slips(data: Data) -> dict[int, Selip]:
    """Cells of Realisasi that look 100 or 1000 times too large or too small, by row.

    A realisation is compared with its target, a target with the Renstra target of the year. Where target and
    realisation disagree by a factor, the one that Renstra contradicts is named.
    """
    return once(data, _find_slips)


def _find_slips(data: Data) -> dict[int, Selip]:
    found: dict[int, Selip] = {}
    for satu in baris(data):
        selip = Selip()
        _slip_of_targets(data, satu, selip)
        _slip_of_realisasi(data, satu, selip)
        if selip:
            found[satu.indeks] = selip
    return found


def _plausible(a: Decimal | None, b: Decimal | None) -> bool:
    return bool(a and b) and Decimal("0.2") <= abs(a / b) <= 5  # type: ignore[operator]


def _slip_of_targets(data: Data, satu: Baris, selip: Selip) -> None:
    renstra = satu.renstra.get(f"target_{data.tahun}", KOSONG)
    if renstra.angka is None:
        return
    for kolom in ("target_pk", "target_pk_perubahan"):
        target = satu.nilai[kolom]
        factor = kelipatan(target.angka, renstra.angka)
        if factor and not _plausible(satu.realisasi.angka, target.angka):
            selip[kolom] = (factor, f"target Renstra {data.tahun}", renstra.teks)


def _slip_of_realisasi(data: Data, satu: Baris, selip: Selip) -> None:
    year_target, kolom_target = target_tahun(satu)
    lalu = satu.renstra.get(f"realisasi_{data.tahun - 1}", KOSONG)
    for n, kolom in enumerate((*REALISASI_TW[: data.triwulan], "realisasi_tahun"), 1):
        r = satu.nilai[kolom]
        if r.angka is None or r.bagian:
            continue
        own = satu.nilai[f"target_tw{n}"] if kolom != "realisasi_tahun" else year_target
        target, whole = (own, True) if own.angka is not None else (year_target, kolom == "realisasi_tahun")
        if target.angka is None:
            factor, with_what, partner = kelipatan(r.angka, lalu.angka), f"realisasi {data.tahun - 1}", lalu
            whole = kolom == "realisasi_tahun"
        elif target is year_target and kolom_target in selip:
            continue
        else:
            factor, with_what, partner = kelipatan(r.angka, target.angka), "target", target
        if factor > 0 or (factor < 0 and whole and _small_by_slip(satu, r, lalu)):
            selip[kolom] = (factor, with_what, partner.teks)


def _small_by_slip(satu: Baris, r: Nilai, lalu: Nilai) -> bool:
    """A figure far below its target is a slip where it can hardly be real: a fraction for a percentage, a decimal."""
    assert r.angka is not None
    if satu.polaritas != "Maksimal" and not kelipatan(r.angka, lalu.angka):
        return False
    return "%" in satu.satuan or r.satuan == "%" or r.angka != r.angka.to_integral_value()


def facts(rows: list[tuple[int, dict[str, Any]]]) -> pd.DataFrame:
    """A frame of facts from (row, facts) pairs."""
    return pd.DataFrame([f for _, f in rows], index=[i for i, _ in rows])
