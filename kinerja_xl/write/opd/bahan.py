"""One OPD out of a consolidation: its frames cut out once, and what all sheets of its workbook start from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.lkj import Dukungan, Sasaran, group_sasaran, pagu_perubahan, sum_support, support_keys
from kinerja_xl.compute.profil import TENTANG, profil_of
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.catatan import Catatan
from kinerja_xl.deklarasi.forms import OPD_SHEETS
from kinerja_xl.tabel.data import Berkas
from kinerja_xl.tabel.tabel import Tabel
from kinerja_xl.write.denah import letters
from kinerja_xl.write.kerangka import records
from kinerja_xl.write.opd.cascading import own_trees
from kinerja_xl.write.pohon import sen_of
from kinerja_xl.write.posisi import Posisi, make_posisi

_BUKAN_HITUNGAN: Final = ("opd", "kepatuhan", "efisiensi", "iku_daerah")
"""Frames of which a row doesn't mean that the OPD has anything computed."""
_RINGKAS: Final = ("opd", "efisiensi", "kepatuhan", "skm_opd", "akip_opd")
"""Frames of an OPD's own figures, seen beside those of others."""
KOLOM_CAPAIAN: Final = [
    "no",
    "sasaran",
    "indikator",
    "satuan",
    "target",
    "realisasi",
    "capaian",
    "kategori",
    "metode",
    "masuk",
    "terhitung",
    "dibatasi",
    "sasaran_terhitung",
    "t",
    "r",
    "bawah",
    "atas",
    "catatan",
    "sumber",
]
KOLOM_SERAPAN: Final = [
    "kode",
    "uraian",
    "tingkat",
    "sasaran",
    "pagu",
    "realisasi",
    "serapan",
    "sisa",
    "tw1",
    "tw2",
    "tw3",
    "tw4",
    "rinci",
    "kas1",
    "kas2",
    "kas3",
    "kas4",
    "murni",
    "pergeseran",
    "perubahan",
    "pagu_ketik",
    "realisasi_ketik",
    "catatan",
    "sumber",
]
CAPAIAN: Final = letters(KOLOM_CAPAIAN)
SERAPAN: Final = letters(KOLOM_SERAPAN)
"""Letters of the columns of T1 Capaian and of Serapan, which the other sheets point at."""
T1: Final = "T1 Capaian"


def name_or_code(nama: str, kode: str) -> str:
    """A name that can be read and linked: the code where the name's cell is blank or can't be used.

    >>> name_or_code("Nilai AKIP", "IKU-03"), name_or_code("", "IKU-03"), name_or_code("", "")
    ('Nilai AKIP', 'IKU-03', '(tanpa nama)')
    """
    return nama or kode or "(tanpa nama)"


class Potongan:
    """A consolidation by OPD: every frame is grouped once, each OPD's part taken out of the groups.

    `polos`: from a copy with its money as objects, which pays where every OPD is cut out by itself.
    """

    def __init__(self, hasil: Konsolidasi, *, polos: bool = False) -> None:
        form = _plain if polos else _as_is
        self._hasil = hasil
        self._frames = {
            f.name: form(value)
            for f in fields(hasil)
            if isinstance(value := getattr(hasil, f.name), pd.DataFrame) and "kode_opd" in value.columns
        }
        self._rows = {name: _groups(frame) for name, frame in self._frames.items()}
        self._pohon = own_trees(hasil.cascading)
        names = {s.name for s in OPD_SHEETS}
        self._tabel = {n: replace(t, isi=form(t.isi)) for n, t in hasil.data.tabel.items() if n in names}
        self._baris = {name: _groups(tabel.isi) for name, tabel in self._tabel.items()}
        of_file = {b.berkas: b.kode_opd for b in hasil.data.berkas}
        self._catatan: dict[str, list[Catatan]] = defaultdict(list)
        for satu in hasil.catatan:
            self._catatan[satu.kode_opd or of_file.get(satu.berkas, "")].append(satu)
        self._berkas: dict[str, list[Berkas]] = defaultdict(list)
        for berkas in hasil.data.berkas:
            self._berkas["" if berkas.pemakaian == "referensi" else berkas.kode_opd].append(berkas)

    def opd(self) -> list[str]:
        """The OPD that have anything computed, in the order of the register."""
        computed = set().union(*(rows for name, rows in self._rows.items() if name not in _BUKAN_HITUNGAN))
        return [kode for kode in self._hasil.opd["kode_opd"] if kode in computed]

    def of(self, kode: Collection[str]) -> Konsolidasi:
        """The consolidation of some OPD: all that their workbooks are made of, and nothing of the others.

        The register, the reference data and the regency's key figures stay as they are; the cascade keeps the rows
        above the OPD's own.
        """
        frames = {
            name: _take(frame, _rows(self._rows[name], kode)).reset_index(drop=True)
            for name, frame in self._frames.items()
            if name != "cascading"
        }
        frames["cascading"] = self._tree(kode)
        data = replace(
            self._hasil.data,
            tabel={**self._hasil.data.tabel, **{n: self._cut(n, t, kode) for n, t in self._tabel.items()}},
            berkas=tuple(b for one in (*kode, "") for b in self._berkas.get(one, ())),
            kejadian=(),
            hasil=None,
            temuan={},
        )
        catatan = tuple(c for one in kode for c in self._catatan.get(one, ()))
        return replace(self._hasil, data=data, catatan=catatan, **frames)

    def sidik(self, kode: str) -> str:
        """What the workbook of an OPD follows from, the same for two runs whose workbooks are the same: its files and
        the Referensi by their digests, its Catatan, and the figures in which others have a part."""
        hasil = self._hasil
        frames = [_pick(columns, self._rows[name].get(kode, [])) for name, columns in self._ringkas.items()]
        tree = _pick(self._cascading, self._pohon.get(kode, []))
        own = (self._berkas.get(kode), self._berkas.get(""), self._catatan.get(kode), frames, tree)
        data = hasil.data
        return f"{data.tahun} {data.periode} {data.nama_daerah} {data.nama_opd(kode)} {own}"

    @cached_property
    def _ringkas(self) -> dict[str, dict[Hashable, list[Any]]]:
        """The columns of the frames that `sidik` looks at, as plain values: pandas would cut each for every OPD."""
        return {name: self._frames[name].to_dict("list") for name in _RINGKAS if name in self._frames}

    @cached_property
    def _cascading(self) -> dict[Hashable, list[Any]]:
        """The columns of the cascade, the same way."""
        tree = self._hasil.cascading.drop(columns="indeks", errors="ignore")
        columns: dict[Hashable, list[Any]] = tree.to_dict("list")
        return columns

    def _cut(self, name: str, tabel: Tabel, kode: Collection[str]) -> Tabel:
        rows = _rows(self._baris[name], kode)
        isi, keadaan = _take(tabel.isi, rows), _take(tabel.keadaan, rows)
        used = sorted(set(isi["asal"].tolist()))
        place = {n: i for i, n in enumerate(used)}
        return replace(
            tabel,
            isi=isi.assign(asal=[place[n] for n in isi["asal"].tolist()]),
            keadaan=keadaan,
            slip={},
            semua_asal=tuple(tabel.semua_asal[n] for n in used),
        )

    def _tree(self, kode: Collection[str]) -> pd.DataFrame:
        """The OPD's part of the cascade with the rows above it; `atas` counts within the part."""
        rows = sorted({n for one in kode for n in self._pohon.get(one, [])})
        part = self._hasil.cascading.iloc[rows]
        place = {n: i for i, n in enumerate(rows)}
        return part.assign(atas=[place.get(n, -1) for n in part["atas"].tolist()])


def _rows(rows: Mapping[str, list[int]], kode: Collection[str]) -> list[int]:
    """The rows of some OPD in the order in which they stand."""
    return sorted(n for one in kode for n in rows.get(one, []))


def _pick(kolom: Mapping[Hashable, Sequence[Any]], rows: Sequence[int]) -> dict[Hashable, list[Any]]:
    """Some rows of columns."""
    return {name: [values[n] for n in rows] for name, values in kolom.items()}


def _as_is(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its money as objects: every Int64 column is a block of its own, and costs a cut of its own."""
    return frame.astype({name: object for name, dtype in frame.dtypes.items() if dtype == "Int64"}).copy()


def _take(frame: pd.DataFrame, rows: list[int]) -> pd.DataFrame:
    """Some rows; an OPD's mostly stand together, and a slice copies nothing."""
    together = rows and rows[-1] - rows[0] == len(rows) - 1
    return frame.iloc[rows[0] : rows[-1] + 1] if together else frame.iloc[rows]


def _groups(frame: pd.DataFrame) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for n, kode in enumerate(frame["kode_opd"].tolist()):
        found[kode].append(n)
    return found


@dataclass(frozen=True)
class Bahan:
    """What the sheets of one OPD's workbook start from: its part of the consolidation, and where its rows stand."""

    hasil: Konsolidasi
    kode: str

    @cached_property
    def posisi(self) -> Posisi:
        """The order of rows of trees and Catatan."""
        return make_posisi(self.hasil)

    @cached_property
    def nama(self) -> str:
        """The OPD's name."""
        return self.hasil.data.nama_opd(self.kode)

    @cached_property
    def periode(self) -> str:
        """The period as a heading says it: "Tahun 2023", "TW II Tahun 2023"."""
        data = self.hasil.data
        return f"Tahun {data.tahun}" if data.periode == "Tahunan" else f"{data.periode} Tahun {data.tahun}"

    @cached_property
    def baris(self) -> Any:
        """The OPD's row of `opd`."""
        return SimpleNamespace(**records(self.hasil.opd)[0])

    @cached_property
    def profil(self) -> Mapping[str, Any]:
        """The first filled cell of every column of its Profil; of those that figures depend on what decides."""
        if "profil" not in self.hasil.data.tabel:
            return {}
        rows = records(self.hasil.data.isi("profil"))
        names = rows[0] if rows else ()
        first = {n: next((r[n] for r in rows if not pd.isna(r[n]) and r[n] != ""), "") for n in names}
        deciding = {n: next(iter(profil_of(self.hasil.data, n).values()), None) or "" for n in TENTANG}
        return first | deciding

    @cached_property
    def capaian(self) -> dict[str, list[Any]]:
        """The columns of its capaian frame; an indicator without a usable name bears its code."""
        frame = self.hasil.capaian
        columns = {name: frame[name].tolist() for name in frame.columns}
        names = zip(columns["indikator"], columns["kode_indikator"], strict=True)
        return columns | {"indikator": [name_or_code(*satu) for satu in names]}

    @cached_property
    def benda(self) -> str:
        """What the OPD's mean is of: its IKU, or all its indicators where none is one."""
        return "IKU" if "IKU" in self.capaian["jenis"] else "indikator"

    @cached_property
    def tahunan(self) -> dict[str, dict[int, Mapping[str, Any]]]:
        """Per indicator its Renstra years with their figures, the first row of a code."""
        found: dict[str, dict[int, Mapping[str, Any]]] = {}
        for row in records(self.hasil.renstra):
            found.setdefault(row["kode_indikator"], {}).setdefault(int(row["tahun"]), row)
        return found

    @cached_property
    def anggaran(self) -> dict[str, list[Any]]:
        """What sheets look up row by row in its serapan frame, money in sen as plain ints (None: not available)."""
        frame = self.hasil.serapan
        money = {n: sen_of(frame[n]) for n in ("pagu_rp", "realisasi_rp")}
        return {n: frame[n].tolist() for n in ("kode", "tingkat", "uraian")} | money

    @cached_property
    def pagu_perubahan(self) -> list[int | None]:
        """Pagu after the change of every row of its serapan frame."""
        return pagu_perubahan(self.hasil.data, self.hasil.serapan) if len(self.hasil.serapan) else []

    @cached_property
    def sasaran(self) -> list[Sasaran]:
        """Its sasaran in the order of the tables."""
        return group_sasaran(self.hasil.capaian) if len(self.hasil.capaian) else []

    @cached_property
    def kunci(self) -> list[str]:
        """The key of the sasaran that each row of its budget supports."""
        if not len(self.hasil.serapan):
            return []
        return support_keys(self.hasil.serapan, self.hasil.data.isi("anggaran"), self.hasil.capaian, self.sasaran)

    @cached_property
    def dukungan(self) -> list[Dukungan]:
        """Its budget per key."""
        return sum_support(self.hasil.serapan, self.kunci, self.sasaran)

    @cached_property
    def baris_serapan(self) -> dict[int, int]:
        """Position in the serapan frame to its row on sheet Serapan."""
        return {s.indeks: n for n, s in enumerate(self.posisi.serapan, 6) if s.indeks >= 0}

    def keterangan(self, isi: str = "") -> str:
        """The line under a sheet's explanation: of whom and when."""
        return f"{self.nama}. {self.periode}." + (f" {isi}" if isi else "")

    def nomor_sasaran(self, kunci: str) -> str:
        """A key in words: "Sasaran 1", "Bersama: sasaran 1 dan 2", or what can't be attributed."""
        numbers = [part[1:] for part in kunci.split(", ") if part.startswith("S")]
        if not numbers:
            return "Tidak dapat dibagi ke sasaran"
        if len(numbers) == 1:
            return f"Sasaran {numbers[0]}"
        return f"Bersama: sasaran {', '.join(numbers[:-1])} dan {numbers[-1]}"
