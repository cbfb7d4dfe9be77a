"""The regency's own indicators (IKU Daerah, of the RPJMD) against the OPD indicators that carry them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from kinerja_xl.nilai import normalise_kata, split_kode
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import records

KOLOM_IKU_DAERAH: Final = (
    "jenis",
    "kode",
    "tujuan",
    "sasaran",
    "indikator",
    "satuan",
    "polaritas",
    "kode_opd",
    "nama_opd",
    "kode_indikator",
    "target",
    "realisasi",
    "capaian_persen",
    "kategori",
    "penopang",
    "terhitung",
    "tanda",
    "indeks",
)
_DARI_CAPAIAN: Final = (
    *("sasaran", "indikator", "satuan", "polaritas", "kode_opd", "nama_opd"),
    *("kode_indikator", "target", "realisasi", "capaian_persen", "kategori"),
)
TANPA_OPD_PENGAMPU: Final = "Tanpa OPD pengampu"
TANPA_IKU: Final = "Tanpa IKU OPD"
OPD_TAK_TERDAFTAR: Final = "OPD tidak ada di daftar"
OPD_TANPA_IKU: Final = "OPD belum mengirim IKU"
IKU_TAK_ADA: Final = "IKU tidak ada di OPD"
TANDA_DAERAH: Final = (TANPA_OPD_PENGAMPU, TANPA_IKU, OPD_TAK_TERDAFTAR, OPD_TANPA_IKU, IKU_TAK_ADA)


@dataclass(slots=True)
class Daerah:
    """One regency indicator: its first row in Referensi, and the (OPD codes, IKU codes) that its rows name."""

    baris: Mapping[str, Any]
    indeks: int
    pengampu: list[tuple[list[str], list[str]]] = field(default_factory=list)


def compute_iku_daerah(data: Data, capaian: pd.DataFrame) -> pd.DataFrame:
    """Return one row per regency indicator followed by its carriers; an empty frame where Referensi lists none.

    jenis "daerah": an indicator of the sheet IKU Daerah with the year's target; capaian_persen is the mean over its
    carriers that could be computed (negative ones as 0, None of none), `penopang` and `terhitung` count them.
    "penopang": an OPD indicator that carries it, with the period's figures; "hilang": an OPD or indicator that is named
    but isn't there, in words in `tanda`. Last, under a row "bagian" and one per OPD ("opd"), the IKU ("lepas") that
    carry nothing. `indeks` is the row of the sheet IKU Daerah for "daerah", the position in `capaian` for "penopang"
    and "lepas", else -1.

    `capaian` is that of Konsolidasi (with capaian_nol and masuk).
    """
    if "iku_daerah" not in data.tabel or not len(data.isi("iku_daerah")):
        return pd.DataFrame(columns=list(KOLOM_IKU_DAERAH), dtype=object)
    satu = _Susunan(data, capaian)
    for daerah in _indicators(data):
        satu.add(daerah)
    satu.add_rest()
    return pd.DataFrame(satu.baris, columns=list(KOLOM_IKU_DAERAH), dtype=object)


def _indicators(data: Data) -> list[Daerah]:
    """The regency's indicators; further rows with the same code and wording name further OPD."""
    found: dict[tuple[str, str], Daerah] = {}
    isi = data.isi("iku_daerah")
    for index, row in zip(isi.index, records(isi), strict=True):
        if not row["kode"] and not row["indikator"]:
            continue
        daerah = found.setdefault((row["kode"], normalise_kata(row["indikator"])), Daerah(row, int(index)))
        daerah.pengampu.append((split_kode(row["kode_opd"]), split_kode(row["kode_iku_opd"])))
    return list(found.values())


class _Susunan:
    """The rows in the making, and which OPD indicators carry something."""

    def __init__(self, data: Data, capaian: pd.DataFrame) -> None:
        self.baris: list[dict[str, Any]] = []
        self._data = data
        self._capaian = records(capaian, (*_DARI_CAPAIAN, "capaian_nol", "masuk"))
        self._posisi: dict[tuple[str, str], int] = {}
        for n, row in enumerate(self._capaian):
            self._posisi.setdefault((row["kode_opd"], normalise_kata(row["kode_indikator"])), n)
        self._mengirim = {row["kode_opd"] for row in self._capaian}
        self._terdaftar = {o.kode for o in data.opd}
        self._menopang: set[int] = set()

    def add(self, daerah: Daerah) -> None:
        """An indicator and what it names."""
        carriers: dict[int, None] = {}
        missing: dict[tuple[str, str, str], None] = {}
        for opd, codes in daerah.pengampu:
            found, lost = self._resolve(opd, codes)
            carriers.update(dict.fromkeys(found))
            missing.update(dict.fromkeys(lost))
        self._menopang.update(carriers)
        known = [v for n in carriers if (v := self._capaian[n]["capaian_nol"]) is not None]
        nilai = sum(known, Decimal(0)) / len(known) if known else None
        names_opd = any(opd for opd, _ in daerah.pengampu)
        names_iku = any(codes for _, codes in daerah.pengampu)
        row = daerah.baris
        target = row.get(f"target_{self._data.tahun}")
        self._append(
            "daerah",
            daerah.indeks,
            **{n: row[n] for n in ("kode", "tujuan", "sasaran", "indikator", "satuan", "polaritas")},
            target="" if target is None else target.teks,
            capaian_persen=nilai,
            kategori=self._data.referensi.kategori(nilai),
            penopang=len(carriers),
            terhitung=len(known),
            tanda=TANPA_OPD_PENGAMPU if not names_opd else TANPA_IKU if not names_iku else "",
        )
        for n in carriers:
            self._append_iku("penopang", n)
        for opd_kode, kode, tanda in missing:
            nama = self._data.nama_opd(opd_kode)
            self._append("hilang", -1, kode_opd=opd_kode, nama_opd=nama, kode_indikator=kode, tanda=tanda)

    def _resolve(self, opd: Sequence[str], codes: Sequence[str]) -> tuple[list[int], list[tuple[str, str, str]]]:
        """Positions of the indicators that one row names, and what it names in vain.

        Where several OPD are named, a code that at least one of them has isn't missed in the others.
        """
        found: list[int] = []
        lost: list[tuple[str, str, str]] = []
        reached: dict[str, list[str]] = defaultdict(list)
        usable = []
        for kode in opd:
            if kode not in self._mengirim:
                lost.append((kode, "", OPD_TANPA_IKU if kode in self._terdaftar else OPD_TAK_TERDAFTAR))
                continue
            usable.append(kode)
            for code in codes:
                n = self._posisi.get((kode, normalise_kata(code)))
                if n is not None:
                    found.append(n)
                    reached[code].append(kode)
        if usable:
            lost += [(usable[0] if len(usable) == 1 else "", c, IKU_TAK_ADA) for c in codes if c not in reached]
        return found, lost

    def add_rest(self) -> None:
        """The OPD's own IKU that carry no regency indicator."""
        counted = [n for n, row in enumerate(self._capaian) if row["masuk"]]
        rank = {o.kode: n for n, o in enumerate(self._data.opd)}
        rest = [n for n in counted if n not in self._menopang]
        if not rest:
            return
        teks = f"IKU OPD yang tidak menopang indikator daerah mana pun: {len(rest)} dari {len(counted)} IKU"
        self._append("bagian", -1, indikator=teks)
        per_opd: dict[str, list[int]] = defaultdict(list)
        for n in rest:
            per_opd[self._capaian[n]["kode_opd"]].append(n)
        for opd in sorted(per_opd, key=lambda kode: (rank.get(kode, len(rank)), kode)):
            nama = self._data.nama_opd(opd)
            self._append("opd", -1, indikator=f"{len(per_opd[opd])} IKU", kode_opd=opd, nama_opd=nama)
            for n in per_opd[opd]:
                self._append_iku("lepas", n)

    def _append_iku(self, jenis: str, n: int) -> None:
        row = self._capaian[n]
        self._append(jenis, n, **{name: row[name] for name in _DARI_CAPAIAN})

    def _append(self, jenis: str, indeks: int, **isi: Any) -> None:
        kosong: dict[str, Any] = dict.fromkeys(KOLOM_IKU_DAERAH, "")
        figures = {"capaian_persen": None, "penopang": None, "terhitung": None}
        self.baris.append({**kosong, **figures, "jenis": jenis, "indeks": indeks, **isi})
