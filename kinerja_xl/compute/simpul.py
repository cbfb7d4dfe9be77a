"""The nodes of the cascade of all OPD and their parents: regency nodes merged, no circles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.nilai import normalise_kata
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import records

TINGKAT_CASCADING: Final[tuple[str, ...]] = SHEETS["cascading"].column("tingkat").choices
_URUT: Final[Mapping[str, int]] = {t: n for n, t in enumerate(TINGKAT_CASCADING)}
URUT_PROGRAM: Final = _URUT["Program"]
_KOLOM: Final = ("kode_opd", "tingkat", "kode", "uraian", "indikator", "penanggung_jawab", "induk")


@dataclass(slots=True)
class Simpul:
    """One node; one of an RPJMD level may be that of several OPD. `atas` is the position of its parent."""

    kode: str
    tingkat: str
    uraian: str
    opd: list[str] = field(default_factory=list)
    indikator: list[str] = field(default_factory=list)
    penanggung_jawab: list[str] = field(default_factory=list)
    indeks: list[int] = field(default_factory=list)
    atas: int | None = None
    anak: list[int] = field(default_factory=list)
    melingkar: bool = False

    @property
    def daerah(self) -> bool:
        """Whether the node is the regency's, not one OPD's."""
        return self.tingkat.endswith("RPJMD")

    @property
    def urut(self) -> int | None:
        """Rank of its level, None where the level is unreadable."""
        return _URUT.get(self.tingkat)


def opd_order(data: Data) -> list[str]:
    """The OPD that sent a tree: those of the register in its order, then the others."""
    sent = list(dict.fromkeys(k for k in data.isi("cascading")["kode_opd"] if k))
    rank = {o.kode: n for n, o in enumerate(data.opd)}
    return sorted(sent, key=lambda kode: (rank.get(kode, len(rank)), kode))


def connect(data: Data, order: Sequence[str]) -> list[Simpul]:
    """All nodes with their parents; no parent where there is none, and none that would close a circle."""
    isi = data.isi("cascading")
    per_opd: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for index, row in zip(isi.index, records(isi, _KOLOM), strict=True):
        per_opd[row["kode_opd"]].append((int(index), row))
    nodes: list[Simpul] = []
    same: dict[tuple[str, str, str], int] = {}
    own: dict[tuple[str, str], int] = {}
    daerah: dict[str, int] = {}
    links: list[tuple[int, str, str]] = []
    for opd in order:
        for index, row in per_opd[opd]:
            key = (row["tingkat"], row["kode"], normalise_kata(row["uraian"]))
            i = same.get(key) if row["tingkat"].endswith("RPJMD") else None
            if i is None:
                i = len(nodes)
                nodes.append(Simpul(row["kode"], row["tingkat"], row["uraian"]))
            node = nodes[i]
            _append_new(node.opd, opd)
            _append_new(node.indikator, row["indikator"])
            _append_new(node.penanggung_jawab, row["penanggung_jawab"])
            node.indeks.append(index)
            if row["kode"]:
                own.setdefault((opd, row["kode"]), i)
            if node.daerah:
                same.setdefault(key, i)
                daerah.setdefault(row["kode"], i)
            links.append((i, opd, row["induk"]))
    for i, opd, induk in links:
        if induk and nodes[i].atas is None:
            nodes[i].atas = own.get((opd, induk), daerah.get(induk))
    _cut_circles(nodes)
    for i, node in enumerate(nodes):
        if node.atas is not None:
            nodes[node.atas].anak.append(i)
    return nodes


def _append_new(texts: list[str], text: str) -> None:
    """Add a text that isn't blank and isn't there yet in other writing."""
    if text and normalise_kata(text) not in (normalise_kata(t) for t in texts):
        texts.append(text)


def _cut_circles(nodes: Sequence[Simpul]) -> None:
    """Mark the nodes of every circle, and take the parent from the first of them."""
    seen = [0] * len(nodes)
    for start in range(len(nodes)):
        path: list[int] = []
        at: int | None = start
        while at is not None and not seen[at]:
            seen[at] = start + 1
            path.append(at)
            at = nodes[at].atas
        if at is not None and seen[at] == start + 1 and at in path:
            circle = path[path.index(at) :]
            for i in circle:
                nodes[i].melingkar = True
            nodes[min(circle)].atas = None
