"""Sheet Cascading of one OPD's workbook: its own tree with the regency nodes above it, figures as computed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd

from kinerja_xl.compute.cascading import TANDA
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.gaya import TAB_KINERJA, category_colours
from kinerja_xl.write.konsolidasi.cascading import (
    below_column,
    flag_column,
    node_columns,
    outline_levels,
    row_styles,
    source_places,
)
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, angka, huruf, rupiah
from kinerja_xl.write.rumus_excel import percent_formula


def make_cascading(hasil: Konsolidasi, kode_opd: str) -> list[Lembaran]:
    """The OPD's tree as one sheet, [] where it sent no Cascading.

    The nodes of RPJMD levels that it names or hangs on stand above its own; programs of its Anggaran that the tree
    doesn't have stand at the end. Capaian, category and money are the computed values, absorption is a formula.
    """
    rows = own_trees(hasil.cascading).get(kode_opd)
    if not rows:
        return []
    frame = hasil.cascading.iloc[rows]
    data = hasil.data
    counts = Counter(t for tanda in frame["tanda"] for t in tanda)
    found = ", ".join(f"{t} {counts[t]}" for t in TANDA if counts[t])
    levels = outline_levels(frame)
    nodes = int((frame["jenis"] == "simpul").sum())
    return [
        Lembaran(
            "Cascading",
            f"Cascading Kinerja (Pohon Kinerja) {data.nama_opd(kode_opd)}",
            "Buka kegiatan dan sub kegiatan dengan tanda + di kiri. Capaian: IKU yang disebut indikator simpul; pagu "
            "dan realisasi: baris Anggaran dengan kode yang sama. Tanda menyebut apa yang kurang.",
            TAB_KINERJA,
            f"{nodes} simpul. Tanda: {found or 'tidak ada'}. Periode {data.periode} {data.tahun}.",
            _columns(hasil, frame, levels),
            gaya_baris=row_styles(frame),
            tingkat_baris=levels,
            tertutup=[bool(v) for v in frame["tertutup"]],
            beku_kolom=2,
            tabel=False,
        )
    ]


def own_trees(frame: pd.DataFrame) -> dict[str, list[int]]:
    """Per OPD the positions of its rows with all rows above them, in order."""
    above: list[int] = frame["atas"].tolist()
    found: dict[str, set[int]] = defaultdict(set)
    for n, senders in enumerate(frame["opd"].tolist()):
        for kode in senders:
            keep, at = found[kode], n
            while at >= 0 and at not in keep:
                keep.add(at)
                at = above[at]
    return {kode: sorted(keep) for kode, keep in found.items()}


def _columns(hasil: Konsolidasi, frame: pd.DataFrame, levels: Sequence[int]) -> list[Kolom]:
    rows = range(BARIS_DATA, BARIS_DATA + len(frame))
    front = node_columns(frame, levels)
    start = len(front)
    pagu, realisasi = huruf(start + 2), huruf(start + 3)
    has_money = [v is not None for v in frame["pagu_rp"]]
    serapan = [
        percent_formula(f"{realisasi}{r}", f"{pagu}{r}") if known else None
        for r, known in zip(rows, has_money, strict=True)
    ]
    money: dict[str, list[Any]] = {name: [rupiah(v) for v in frame[name]] for name in ("pagu_rp", "realisasi_rp")}
    warna = category_colours(hasil.data.referensi.skala)
    return [
        *front,
        Kolom("capaian", "Capaian (%)", 10, "persen", [angka(v) for v in frame["capaian_persen"]]),
        Kolom("kategori", "Kategori", 13, "kata", frame["kategori"].tolist(), warna=warna),
        Kolom("pagu", "Pagu (Rp)", 17, "rupiah", money["pagu_rp"]),
        Kolom("realisasi", "Realisasi (Rp)", 17, "rupiah", money["realisasi_rp"]),
        Kolom("serapan", "Serapan (%)", 10, "persen", [angka(v) for v in frame["serapan_persen"]], serapan),
        flag_column(frame),
        below_column(frame, huruf(start + 7)),
        Kolom("jumlah_tanda", "Jumlah tanda", 8, "bulat", [len(t) for t in frame["tanda"]], bantu=True),
        Kolom("sumber", "Sumber (berkas / lembar baris)", 44, "teks", source_places(hasil, frame), bantu=True),
    ]
