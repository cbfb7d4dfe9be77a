"""Where everything stands in konsolidasi.xlsx: the order of rows of each sheet, so that formulas can point at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.catatan import Catatan
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import Tabel
from kinerja_xl.write.lembaran import BARIS_DATA

MAKS_BARIS = 1_000_000
TANPA_OPD = "Belum ada data: tidak ada berkas yang OPD-nya dikenali, dan tidak ada daftar OPD dari Referensi."


class Simpul(NamedTuple):
    """One row of a tree sheet: `indeks` in the frame (-1: the row of the OPD), its depth, its last descendant's row."""

    kode_opd: str
    indeks: int
    dalam: int
    akhir: int


@dataclass(frozen=True)
class Posisi:
    """Orders and rows (as Excel counts them).

    `baris_opd`: OPD to its row in Capaian OPD and Serapan OPD. `iku`: positions in the capaian frame in the order of
    Capaian IKU; `blok_iku` first and last row per OPD. `serapan`, `belanja`: the rows of the tree sheets.
    `baris_program`: (OPD, program) to its row in Serapan Program. `catatan`: in the order of the sheet;
    `blok_catatan` first and last row per OPD (those on a file); `tempat_catatan`: (berkas, lembar, row) to its rows.
    `lembar_*`: what this workbook calls a sheet that others point at.
    """

    nama: Mapping[str, str]
    baris_opd: Mapping[str, int]
    iku: Sequence[int]
    blok_iku: Mapping[str, tuple[int, int]]
    baris_iku: Mapping[tuple[str, str], int]
    serapan: Sequence[Simpul]
    serapan_opd: Mapping[str, int]
    baris_program: Mapping[tuple[str, str], int]
    belanja: Sequence[Simpul]
    belanja_opd: Mapping[str, int]
    catatan: Sequence[Catatan]
    opd_catatan: Sequence[str]
    blok_catatan: Mapping[str, tuple[int, int]]
    tempat_catatan: Mapping[tuple[str, str, int], tuple[int, ...]]
    lembar_catatan: str = "Catatan"
    lembar_belanja: str = "Belanja"

    def blok(self, huruf: str, kode_opd: str, lembar: str = "Capaian IKU") -> str:
        """Reference to one OPD's rows of a column in Capaian IKU."""
        first, last = self.blok_iku[kode_opd]
        return f"'{lembar}'!{huruf}{first}:{huruf}{last}"


def make_posisi(hasil: Konsolidasi) -> Posisi:
    """Lay out all sheets of a consolidation."""
    kode_opd = hasil.opd["kode_opd"].tolist()
    nama = {o.kode: o.nama for o in hasil.data.opd}
    order = {kode: n for n, kode in enumerate(kode_opd)}
    iku_opd = hasil.capaian["kode_opd"].tolist()
    iku = sorted(range(len(iku_opd)), key=lambda i: (order.get(iku_opd[i], len(order)), i))
    kode_iku = hasil.capaian["kode_indikator"].tolist()
    baris_iku: dict[tuple[str, str], int] = {}
    for n, i in enumerate(iku):
        baris_iku.setdefault((iku_opd[i], kode_iku[i]), BARIS_DATA + n)
    serapan, serapan_opd = _tree(hasil.serapan, "kode", order)
    belanja, belanja_opd = _tree(hasil.belanja, "kode_rekening", order)
    programs: dict[tuple[str, str], int] = {}
    if serapan:
        kode = hasil.serapan["kode"].tolist()
        programs = {(s.kode_opd, kode[s.indeks]): BARIS_DATA + n for n, s in enumerate(serapan) if s.indeks >= 0}
    catatan, opd_catatan, blok_catatan = _catatan(hasil, order)
    return Posisi(
        nama,
        {kode: BARIS_DATA + n for n, kode in enumerate(kode_opd)},
        iku,
        _blocks(iku_opd[i] for i in iku),
        baris_iku,
        serapan,
        serapan_opd,
        programs,
        belanja,
        belanja_opd,
        catatan,
        opd_catatan,
        blok_catatan,
        _places(catatan),
    )


def _blocks(kode: Iterable[str]) -> dict[str, tuple[int, int]]:
    """First and last row per OPD of rows that stand together."""
    found: dict[str, tuple[int, int]] = {}
    for n, satu in enumerate(kode):
        found[satu] = (found.get(satu, (BARIS_DATA + n, 0))[0], BARIS_DATA + n)
    return found


def _tree(frame: pd.DataFrame, kode: str, order: Mapping[str, int]) -> tuple[list[Simpul], dict[str, int]]:
    """Rows of a tree sheet: each OPD, then its nodes so that every node's descendants follow it."""
    if not len(frame):
        return [], {}
    per_opd: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, (opd, induk) in enumerate(zip(frame["kode_opd"], frame["induk"], strict=True)):
        per_opd[opd][induk].append(i)
    codes = frame[kode].tolist()
    rows: list[Simpul] = []
    heads: dict[str, int] = {}
    for opd in sorted(per_opd, key=lambda o: (order.get(o, len(order)), o)):
        heads[opd] = BARIS_DATA + len(rows)
        head = len(rows)
        rows.append(Simpul(opd, -1, 0, 0))
        _descend(per_opd[opd], codes, opd, rows)
        rows[head] = Simpul(opd, -1, 0, BARIS_DATA + len(rows) - 1)
    return rows, heads


def _descend(children: Mapping[str, list[int]], codes: Sequence[str], opd: str, rows: list[Simpul]) -> None:
    """Append one OPD's nodes, parents before children; a stack, since a hostile tree may be deep."""
    stack: list[tuple[int, int]] = [(i, 1) for i in reversed(children.get("", []))]
    open_nodes: list[tuple[int, int]] = []

    def close(dalam: int) -> None:
        while open_nodes and open_nodes[-1][1] >= dalam:
            n, _ = open_nodes.pop()
            rows[n] = rows[n]._replace(akhir=BARIS_DATA + len(rows) - 1)

    while stack:
        i, dalam = stack.pop()
        close(dalam)
        open_nodes.append((len(rows), dalam))
        rows.append(Simpul(opd, i, dalam, 0))
        stack.extend((j, dalam + 1) for j in reversed(children.get(codes[i], [])))
    close(0)


def _catatan(
    hasil: Konsolidasi, order: Mapping[str, int]
) -> tuple[list[Catatan], list[str], dict[str, tuple[int, int]]]:
    """Catatan by OPD, those on a file first, then gravest first; a file's OPD counts for Catatan that name none."""
    of_file = {b.berkas: b.kode_opd for b in hasil.data.berkas}

    def owner(satu: Catatan) -> str:
        return satu.kode_opd or of_file.get(satu.berkas, "")

    rows = [(owner(satu), satu) for satu in hasil.catatan]
    rows.sort(
        key=lambda p: (
            order.get(p[0], len(order)),
            p[0],
            not p[1].berkas,
            p[1].tingkat.urutan,
            p[1].berkas,
            p[1].lembar,
        )
    )
    rows = rows[:MAKS_BARIS]
    blocks: dict[str, tuple[int, int]] = {}
    for n, (opd, satu) in enumerate(rows):
        if satu.berkas:
            blocks[opd] = (blocks.get(opd, (BARIS_DATA + n, 0))[0], BARIS_DATA + n)
    return [satu for _, satu in rows], [opd for opd, _ in rows], blocks


def _places(catatan: Sequence[Catatan]) -> dict[tuple[str, str, int], tuple[int, ...]]:
    found: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for n, satu in enumerate(catatan):
        digits = satu.sel.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if digits.isdigit():
            found[satu.berkas, satu.lembar, int(digits)].append(BARIS_DATA + n)
    return {place: tuple(rows) for place, rows in found.items()}


def row_places(tabel: Tabel | None, indeks: Sequence[int]) -> list[tuple[str, str, int]]:
    """File, sheet and row of typed rows; ("", "", 0) for -1."""
    if tabel is None:
        return [("", "", 0)] * len(indeks)
    isi, asal = tabel.isi, tabel.semua_asal
    found = {
        i: (asal[n].berkas, asal[n].lembar, baris)
        for i, n, baris in zip(isi.index.tolist(), isi["asal"].tolist(), isi["baris"].tolist(), strict=True)
    }
    return [found.get(i, ("", "", 0)) for i in indeks]


def n_dari_n(n: int, data: Data, isi: str) -> str:
    """The line that every sheet with totals carries."""
    if not data.opd:
        return f"Belum ada OPD yang dapat diolah. Periode {data.periode} {data.tahun}."
    return f"{isi}: {n} dari {len(data.opd)} OPD. Periode {data.periode} {data.tahun}."


def order_rows(values: Sequence[Any], order: Sequence[int]) -> list[Any]:
    """`values` in the order of a sheet."""
    return [values[i] for i in order]
