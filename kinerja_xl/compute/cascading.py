"""The cascade (pohon kinerja) of all OPD as one outline from the RPJMD down to sub kegiatan, its breaks in words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.anggaran import valid_kode
from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.compute.simpul import TINGKAT_CASCADING, URUT_PROGRAM, Simpul, connect, opd_order
from kinerja_xl.nilai import normalise_kata
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import frame_of

TINGKAT_ANGGARAN: Final = "Program (Anggaran)"
"""The level of rows that stand for a program of Anggaran which the tree doesn't have."""

TANPA_INDUK: Final = "Tanpa induk"
MELINGKAR: Final = "Induk melingkar"
TIDAK_URUT: Final = "Tingkat tidak urut"
TANPA_INDIKATOR: Final = "Tanpa indikator"
TANPA_TURUNAN: Final = "Tanpa turunan"
TAK_DI_ANGGARAN: Final = "Tidak ada di Anggaran"
TAK_DI_CASCADING: Final = "Tidak ada di Cascading"
TANDA: Final = (
    TANPA_INDUK,
    MELINGKAR,
    TIDAK_URUT,
    TANPA_INDIKATOR,
    TANPA_TURUNAN,
    TAK_DI_ANGGARAN,
    TAK_DI_CASCADING,
)
"""All flags, gravest first."""

KOLOM_CASCADING: Final = (
    "jenis",
    "kode_opd",
    "nama_opd",
    "opd",
    "kode",
    "tingkat",
    "uraian",
    "indikator",
    "penanggung_jawab",
    "dalam",
    "atas",
    "tertutup",
    "tanda",
    "kode_iku",
    "iku_daerah",
    "capaian_persen",
    "kategori",
    "kode_anggaran",
    "pagu_rp",
    "realisasi_rp",
    "serapan_persen",
    "indeks",
)
_KOSONG: Final[dict[str, Any]] = {
    **dict.fromkeys(KOLOM_CASCADING, ""),
    "dalam": 0,
    "atas": -1,
    "tertutup": False,
    "tanda": (),
    "kode_iku": (),
    "iku_daerah": -1,
    "indeks": (),
    **dict.fromkeys(("capaian_persen", "pagu_rp", "realisasi_rp", "serapan_persen")),
}
_PISAH: Final = re.compile(r"[;\n\r]+")
_BIDANG_SENDIRI: Final = re.compile(r"^X\.XX\.", re.I)


def compute_cascading(
    data: Data, capaian: pd.DataFrame, serapan: pd.DataFrame, iku_daerah: pd.DataFrame
) -> pd.DataFrame:
    """Return the tree in outline order, one row per node; an empty frame when nobody sent a Cascading sheet.

    First what hangs on the RPJMD; then, OPD by OPD under a row of jenis "bagian", what doesn't, and (jenis "anggaran")
    the programs of Anggaran that the tree doesn't have. Nodes of RPJMD levels with the same code and wording are one
    node of all OPD that name it: `opd` lists them, kode_opd is ''. `dalam` is the depth, `atas` the position of the row
    above (-1: none), `tertutup` says that the row lies below a program. `tanda` holds the flags of TANDA that apply,
    gravest first. `kode_iku` are the (OPD, code) of the IKU that an indicator of the node names by code or text;
    capaian_persen is theirs, of several the mean with negative ones as 0, None where none is known. A node of an RPJMD
    level whose indicator is none of these but an IKU Daerah has the mean of that one's carriers; `iku_daerah` is its
    position in that frame, else -1. Money (sen, None where the budget has no such row) is that of `kode_anggaran`.
    `indeks` are the node's rows in the typed table.

    `capaian` needs kode_opd, kode_indikator, indikator, capaian_persen; `serapan` is HasilAnggaran.serapan,
    `iku_daerah` the frame of compute_iku_daerah.
    Source: Permenpan-RB 89/2021 (penjenjangan kinerja).
    """
    if "cascading" not in data.tabel or not len(data.isi("cascading")):
        return pd.DataFrame(columns=list(KOLOM_CASCADING), dtype=object)
    order = opd_order(data)
    nodes = connect(data, order)
    budget = _Anggaran(data, serapan)
    susun = _Susunan(data, nodes, _Capaian(data, capaian, iku_daerah), budget)
    for i, node in enumerate(nodes):
        if node.atas is None and node.daerah:
            susun.add_tree(i, -1, 0)
    loose: dict[str, list[int]] = defaultdict(list)
    for i, node in enumerate(nodes):
        if node.atas is None and not node.daerah:
            loose[node.opd[0]].append(i)
    for opd in order:
        programs = budget.missing_programs(opd, susun.terpakai)
        if loose[opd] or programs:
            susun.add_section(opd, loose[opd], programs)
    return frame_of(susun.baris, KOLOM_CASCADING)


class _Capaian:
    """The capaian of each OPD's indicators and of the regency's, found by code or by text."""

    def __init__(self, data: Data, capaian: pd.DataFrame, iku_daerah: pd.DataFrame) -> None:
        self._kategori = data.referensi.kategori
        self._nilai: dict[tuple[str, str], Decimal | None] = {}
        self._kunci: dict[tuple[str, str], tuple[str, str]] = {}
        names = ("kode_opd", "kode_indikator", "indikator", "capaian_persen")
        for opd, kode, nama, nilai in zip(*(capaian[n] for n in names), strict=True):
            self._nilai.setdefault((opd, kode), nilai)
            self._kunci.setdefault((opd, normalise_kata(kode)), (opd, kode))
            self._kunci.setdefault((opd, normalise_kata(nama)), (opd, kode))
        self._daerah: dict[str, int] = {}
        self._rata: list[Decimal | None] = iku_daerah["capaian_persen"].tolist()
        own = zip(iku_daerah["jenis"], iku_daerah["kode"], iku_daerah["indikator"], strict=True)
        for n, (jenis, kode, nama) in enumerate(own):
            if jenis == "daerah":
                self._daerah.setdefault(normalise_kata(kode), n)
                self._daerah.setdefault(normalise_kata(nama), n)
        self._daerah.pop("", None)

    def find(self, node: Simpul) -> tuple[tuple[str, str], ...]:
        """The IKU that the node's indicators name."""
        found: dict[tuple[str, str], None] = {}
        for teks in node.indikator:
            whole = [self._kunci.get((opd, normalise_kata(teks))) for opd in node.opd]
            parts = _PISAH.split(teks)
            if not any(whole) and len(parts) > 1:
                whole = [self._kunci.get((opd, normalise_kata(p))) for opd in node.opd for p in parts]
            found.update({k: None for k in whole if k and k[1]})
        return tuple(found)

    def find_daerah(self, node: Simpul) -> int:
        """Position of the IKU Daerah that an indicator of an RPJMD node names, -1 for none."""
        found = (self._daerah.get(normalise_kata(teks), -1) for teks in node.indikator if node.daerah)
        return next((n for n in found if n >= 0), -1)

    def value(self, keys: Sequence[tuple[str, str]], daerah: int) -> Decimal | None:
        """Their capaian, of several the mean with negative ones as 0; of none that of the IKU Daerah."""
        if not keys:
            return self._rata[daerah] if daerah >= 0 else None
        if len(keys) == 1:
            return self._nilai[keys[0]]
        known = [max(Decimal(0), v) for k in keys if (v := self._nilai[k]) is not None]
        return sum(known, Decimal(0)) / len(known) if known else None

    def kategori(self, nilai: Decimal | None) -> str:
        """The level of a capaian."""
        return self._kategori(nilai)


class _Anggaran:
    """The budget rows of each OPD, found by code, or by their wording where a node's code isn't a budget code."""

    def __init__(self, data: Data, serapan: pd.DataFrame) -> None:
        self.mengirim: set[str] = set(data.isi("anggaran")["kode_opd"]) if "anggaran" in data.tabel else set()
        self.program: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._uang: dict[tuple[str, str], tuple[int | None, int | None]] = {}
        self._alias: dict[tuple[str, str], str] = {}
        self._teks: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        if not len(serapan):
            return
        names = ("kode_opd", "kode", "tingkat", "uraian", "pagu_rp", "realisasi_rp")
        for opd, kode, tingkat, uraian, pagu, realisasi in zip(*(serapan[n] for n in names), strict=True):
            self._uang[opd, kode] = (_sen(pagu), _sen(realisasi))
            self._teks[opd, tingkat, normalise_kata(uraian)].append(kode)
            self._alias.setdefault((opd, _tail(kode)), kode)
            if tingkat == "Program":
                self.program[opd].append((kode, uraian))

    def find(self, node: Simpul) -> str:
        """The budget code of a node, '' where this OPD's budget has none."""
        if node.daerah or node.urut is None or node.urut < URUT_PROGRAM:
            return ""
        opd = node.opd[0]
        if (opd, node.kode) in self._uang:
            return node.kode
        if not valid_kode(node.kode):
            same = self._teks.get((opd, node.tingkat, normalise_kata(node.uraian)), [])
            return same[0] if len(same) == 1 else ""
        other = self._alias.get((opd, _tail(node.kode)), "")
        own_bidang = _BIDANG_SENDIRI.match(node.kode) or _BIDANG_SENDIRI.match(other)
        return other if own_bidang else ""

    def money(self, opd: str, kode: str) -> tuple[int | None, int | None]:
        """Pagu and realisation of a budget row in sen."""
        return self._uang.get((opd, kode), (None, None))

    def missing_programs(self, opd: str, terpakai: set[tuple[str, str]]) -> list[tuple[str, str]]:
        """Code and name of the programs that no node stands for, where the OPD sent both sheets."""
        return [(kode, uraian) for kode, uraian in self.program[opd] if (opd, kode) not in terpakai]


def _tail(kode: str) -> str:
    """A budget code without urusan and bidang, for which `X.XX` may stand."""
    parts = kode.split(".", 2)
    return parts[2] if len(parts) > 2 else kode


def _sen(value: Any) -> int | None:
    return None if value is None or value is pd.NA or value != value else int(value)


@dataclass
class _Susunan:
    """The rows of the outline in the making; `terpakai` are the budget rows that nodes stand for."""

    data: Data
    nodes: Sequence[Simpul]
    capaian: _Capaian
    anggaran: _Anggaran
    baris: list[dict[str, Any]] = field(default_factory=list)
    terpakai: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for node in self.nodes:
            kode = self.anggaran.find(node)
            if kode:
                self.terpakai.add((node.opd[0], kode))

    def add_tree(self, root: int, atas: int, dalam: int) -> None:
        """A node and all below it; a stack, since a hostile tree may be deep."""
        stack = [(root, atas, dalam, False)]
        while stack:
            i, above, depth, closed = stack.pop()
            node = self.nodes[i]
            at = len(self.baris)
            self.baris.append(self._node(node, above, depth, closed))
            below = closed or (node.urut is not None and node.urut >= URUT_PROGRAM)
            stack.extend((child, at, depth + 1, below) for child in reversed(node.anak))

    def add_section(self, opd: str, roots: Iterable[int], programs: Iterable[tuple[str, str]]) -> None:
        """What of an OPD doesn't hang on the RPJMD."""
        head = len(self.baris)
        nama = self.data.nama_opd(opd)
        self.baris.append(self._row("bagian", opd, uraian=f"{nama}: di luar pohon RPJMD"))
        for i in roots:
            self.add_tree(i, head, 1)
        for kode, uraian in programs:
            self.baris.append(
                self._row(
                    "anggaran", opd, kode=kode, tingkat=TINGKAT_ANGGARAN, uraian=uraian, dalam=1, atas=head,
                    tanda=(TAK_DI_CASCADING,), **self._money(opd, kode),
                )
            )  # fmt: skip

    def _row(self, jenis: str, pemilik: str, **lain: Any) -> dict[str, Any]:
        names = {"jenis": jenis, "kode_opd": pemilik, "nama_opd": self.data.nama_opd(pemilik) if pemilik else ""}
        return {**_KOSONG, **names, "opd": (pemilik,), **lain}

    def _money(self, opd: str, kode: str) -> dict[str, Any]:
        pagu, realisasi = self.anggaran.money(opd, kode)
        return {
            "kode_anggaran": kode, "pagu_rp": pagu, "realisasi_rp": realisasi,
            "serapan_persen": persen(realisasi, pagu),
        }  # fmt: skip

    def _node(self, node: Simpul, above: int, depth: int, closed: bool) -> dict[str, Any]:
        keys = self.capaian.find(node)
        daerah = -1 if keys else self.capaian.find_daerah(node)
        nilai = self.capaian.value(keys, daerah)
        kode = self.anggaran.find(node)
        opd = "" if node.daerah else node.opd[0]
        row = self._row(
            "simpul", opd, kode=node.kode, tingkat=node.tingkat, uraian=node.uraian, opd=tuple(node.opd), dalam=depth,
            indikator="\n".join(node.indikator), penanggung_jawab="\n".join(node.penanggung_jawab), atas=above,
            tertutup=closed, tanda=self._flags(node, kode), kode_iku=keys, iku_daerah=daerah, capaian_persen=nilai,
            kategori=self.capaian.kategori(nilai), indeks=tuple(node.indeks),
        )  # fmt: skip
        if node.daerah:
            row["nama_opd"] = f"Daerah ({len(node.opd)} OPD)"
        return row | (self._money(opd, kode) if kode else {})

    def _flags(self, node: Simpul, kode_anggaran: str) -> tuple[str, ...]:
        above = None if node.atas is None else self.nodes[node.atas].urut
        known = node.urut is not None
        found = {
            TANPA_INDUK: node.atas is None and not node.melingkar and node.tingkat != TINGKAT_CASCADING[0],
            MELINGKAR: node.melingkar,
            TIDAK_URUT: above is not None and node.urut is not None and above >= node.urut,
            TANPA_INDIKATOR: not node.indikator,
            TANPA_TURUNAN: node.tingkat in ("Sasaran PD", "Program") and not node.anak,
            TAK_DI_ANGGARAN: known
            and node.tingkat in TINGKAT_CASCADING[URUT_PROGRAM:]
            and not kode_anggaran
            and node.opd[0] in self.anggaran.mengirim,
        }
        return tuple(t for t in TANDA if found.get(t))
