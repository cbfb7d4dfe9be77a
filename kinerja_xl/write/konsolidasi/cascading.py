"""Sheet Cascading: the regency's cascade as an outline from the RPJMD to sub kegiatan, its breaks flagged in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.cascading import TANDA
from kinerja_xl.compute.simpul import TINGKAT_CASCADING
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.denah import CASCADING, DAERAH, IKU, PROGRAM
from kinerja_xl.write.gaya import BIRU, TAB_KINERJA, WARNA_TANDA, category_colours
from kinerja_xl.write.grafik import Bagan, Seri
from kinerja_xl.write.konsolidasi.bagan import most_counted, stacked_counts
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, Sel, angka, rupiah
from kinerja_xl.write.posisi import Posisi, n_dari_n, row_places
from kinerja_xl.write.rumus_excel import category_formula, same_cell

NAMA: Final = "Cascading"
_MAKS_DALAM: Final = 7
"""Excel's limit of outline levels; the seven levels of a cascade fit in it with the row of an OPD above them."""
_MAKS_OPERAN: Final = 255
"""Excel's limit of a function's arguments; beyond it a mean stands without its formula."""
_GAYA: Final[Mapping[str, str]] = {
    "Tujuan RPJMD": "opd",
    "Sasaran RPJMD": "opd",
    "Tujuan PD": "program",
    "Sasaran PD": "program",
}


def outline_levels(frame: pd.DataFrame) -> list[int]:
    """Depth of every row, within what Excel can group."""
    return [min(int(d), _MAKS_DALAM) for d in frame["dalam"]]


def row_styles(frame: pd.DataFrame) -> list[str]:
    """The look of every row: headings and RPJMD, the OPD's goals, the rest."""
    return [
        "opd" if jenis == "bagian" else _GAYA.get(tingkat, "")
        for jenis, tingkat in zip(frame["jenis"], frame["tingkat"], strict=True)
    ]


def flag_text(tanda: Sequence[str]) -> str:
    """The flags of a row in words, one a line, gravest first.

    >>> flag_text(("Tanpa induk", "Tanpa indikator"))
    'Tanpa induk\\nTanpa indikator'
    """
    return "\n".join(tanda)


def node_columns(frame: pd.DataFrame, levels: Sequence[int]) -> list[Kolom]:
    """The columns that name a node: level, code, wording (indented), indicator, who is responsible."""
    return [
        Kolom("tingkat", "Tingkat", 13, "kata", frame["tingkat"].tolist()),
        Kolom("kode", "Kode", 12, "kode", frame["kode"].tolist()),
        Kolom("uraian", "Uraian", 52, "teks", frame["uraian"].tolist(), masuk=levels),
        Kolom("indikator", "Indikator", 34, "teks", frame["indikator"].tolist()),
        Kolom("penanggung_jawab", "Penanggung Jawab", 17, "teks", frame["penanggung_jawab"].tolist()),
    ]


def flag_column(frame: pd.DataFrame) -> Kolom:
    """The column of flags, coloured by the gravest."""
    return Kolom("tanda", "Tanda", 20, "teks", [flag_text(t) for t in frame["tanda"]], warna_awal=WARNA_TANDA)


def below_column(frame: pd.DataFrame, letter: str) -> Kolom:
    """How many flags the rows below each node carry (counted in column `letter`), so that closed groups hide none."""
    depth: list[int] = frame["dalam"].tolist()
    ends = [0] * len(depth)
    open_rows: list[int] = []
    for n in range(len(depth) + 1):
        while open_rows and (n == len(depth) or depth[open_rows[-1]] >= depth[n]):
            ends[open_rows.pop()] = n
        open_rows.append(n)
    running = list(accumulate((len(f) for f in frame["tanda"]), initial=0))
    counts = [running[end] - running[n + 1] for n, end in enumerate(ends)]
    spans = [f"SUM({letter}{BARIS_DATA + n + 1}:{letter}{BARIS_DATA + end - 1})" for n, end in enumerate(ends)]
    formulas = [
        f'=IF({s}=0,"",{s})' if end > n + 1 else None for n, (s, end) in enumerate(zip(spans, ends, strict=True))
    ]
    return Kolom("bawah", "Tanda di bawahnya", 10, "bulat", [c or None for c in counts], formulas)


def _row_places(hasil: Konsolidasi, frame: pd.DataFrame) -> list[list[tuple[str, str, int]]]:
    """Files, sheets and rows of every node."""
    tabel = hasil.data.tabel.get("cascading")
    every = iter(row_places(tabel, [i for rows in frame["indeks"] for i in rows]))
    return [[next(every) for _ in rows] for rows in frame["indeks"]]


def source_places(hasil: Konsolidasi, frame: pd.DataFrame) -> list[str]:
    """Where every node stands, as text: its first row, and how many files more name it."""
    out = []
    for places in _row_places(hasil, frame):
        more = f" (dan {len(places) - 1} berkas lain)" if len(places) > 1 else ""
        out.append(f"{places[0][0]} / {places[0][1]} baris {places[0][2]}{more}" if places else "")
    return out


def _note_column(hasil: Konsolidasi, posisi: Posisi) -> Kolom:
    """Number of Catatan on the cells of every node, linked to the first of them."""
    places = _row_places(hasil, hasil.cascading)
    notes = [[n for place in satu for n in posisi.tempat_catatan.get(place, ())] for satu in places]
    links = [f"'Catatan'!A{min(rows)}" if rows else None for rows in notes]
    return Kolom("catatan", "Catatan", 8, "bulat", [len(rows) or None for rows in notes], tautan=links)


def cascading(hasil: Konsolidasi, posisi: Posisi, data: DataGrafik) -> Lembaran:
    """One row per node; closed below the programs."""
    frame = hasil.cascading
    levels = outline_levels(frame)
    senders = {opd for satu in frame["opd"] for opd in satu}
    last = BARIS_DATA + len(frame) - 1
    charts = [c for c in (_per_tingkat(frame, last, len(senders), data), _per_opd(hasil, last, data)) if c]
    below = last + 3
    return Lembaran(
        NAMA,
        "Cascading Kinerja (Pohon Kinerja) dari RPJMD sampai Sub Kegiatan",
        "Buka kegiatan dan sub kegiatan dengan tanda + di kiri. Simpul RPJMD yang kode dan uraiannya sama digabung "
        "dari semua OPD; yang tidak tersambung ke RPJMD ada di bawah nama OPD-nya. Capaian: IKU OPD yang disebut "
        "indikator simpul; pagu dan serapan: baris Anggaran dengan kode yang sama. Tanda menyebut apa yang kurang.",
        TAB_KINERJA,
        n_dari_n(len(senders), hasil.data, "Lembar Cascading"),
        _columns(hasil, posisi, levels),
        gaya_baris=row_styles(frame),
        tingkat_baris=levels,
        tertutup=[bool(v) for v in frame["tertutup"]],
        beku_kolom=3,
        tabel=False,
        sel=[*_flag_counts(frame, last), *_chart_link(below if charts else 0)] if len(frame) else (),
        bagan=[(below + 1, at, satu) for at, satu in zip((0, 4), charts, strict=False)],
        tinggi_baris=[(row, 18) for row in range(last + 1, below + 1)] if charts else (),
        cetak=13,
        kosong="Belum ada data: belum ada OPD yang mengirim lembar Cascading.",
    )


def _columns(hasil: Konsolidasi, posisi: Posisi, levels: Sequence[int]) -> list[Kolom]:
    frame, k = hasil.cascading, CASCADING
    rows = range(BARIS_DATA, BARIS_DATA + len(frame))
    flags: list[tuple[str, ...]] = frame["tanda"].tolist()
    first, final = k["tanda1"], k[f"tanda{len(TANDA)}"]
    opd_names = dict(zip(hasil.opd["kode_opd"], hasil.opd["singkatan"], strict=True))
    names = list(zip(frame["kode_opd"], frame["nama_opd"], strict=True))
    keys = [", ".join(kode for _, kode in satu) for satu in frame["kode_iku"]]
    return [
        Kolom("opd", "OPD", 18, "teks", [opd_names.get(o, n) for o, n in names]),
        *node_columns(frame, levels),
        *_figure_columns(hasil, posisi),
        flag_column(frame),
        below_column(frame, k["jumlah_tanda"]),
        _note_column(hasil, posisi),
        Kolom("kode_opd", "Kode OPD", 12, "kode", frame["kode_opd"].tolist()),
        Kolom("nama_opd", "Nama OPD", 36, "teks", frame["nama_opd"].tolist()),
        Kolom("sumber", "Sumber (berkas / lembar baris)", 52, "teks", source_places(hasil, frame)),
        Kolom("kode_iku", "IKU yang disebut indikator", 14, "kode", keys, bantu=True),
        Kolom("kode_anggaran", "Kode Anggaran", 18, "kode", frame["kode_anggaran"].tolist(), bantu=True),
        Kolom(
            "jumlah_tanda", "Jumlah tanda", 8, "bulat",
            [len(t) for t in flags], [f"=SUM({first}{r}:{final}{r})" for r in rows], bantu=True,
        ),
        *(
            Kolom(f"tanda{n}", f"Tanda: {kata}", 9, "bulat", [1 if kata in t else None for t in flags], bantu=True)
            for n, kata in enumerate(TANDA, 1)
        ),
    ]  # fmt: skip


def _figure_columns(hasil: Konsolidasi, posisi: Posisi) -> list[Kolom]:
    """Capaian of the IKU that a node names, money of its budget row: references to the sheets that hold them."""
    frame, k = hasil.cascading, CASCADING
    rows = range(BARIS_DATA, BARIS_DATA + len(frame))
    capaian = [
        _capaian_formula(keys, daerah, posisi)
        for keys, daerah in zip(frame["kode_iku"], frame["iku_daerah"], strict=True)
    ]
    kategori = [
        None if f is None else category_formula(f"{k['capaian']}{r}") for f, r in zip(capaian, rows, strict=True)
    ]
    budget = [
        posisi.baris_program.get((opd, kode)) if kode else None
        for opd, kode in zip(frame["kode_opd"], frame["kode_anggaran"], strict=True)
    ]

    def money(name: str) -> list[str | None]:
        return [None if n is None else same_cell(f"'Serapan Program'!{PROGRAM[name]}{n}") for n in budget]

    pagu, realisasi = ([rupiah(v) for v in frame[name]] for name in ("pagu_rp", "realisasi_rp"))
    warna = category_colours(hasil.data.referensi.skala)
    return [
        Kolom("capaian", "Capaian (%)", 10, "persen", [angka(v) for v in frame["capaian_persen"]], capaian),
        Kolom("kategori", "Kategori", 13, "kata", frame["kategori"].tolist(), kategori, warna=warna),
        Kolom("pagu", "Pagu (Rp)", 17, "rupiah", pagu, money("pagu")),
        Kolom("realisasi", "Realisasi (Rp)", 17, "rupiah", realisasi, money("realisasi")),
        Kolom("serapan", "Serapan (%)", 10, "persen", [angka(v) for v in frame["serapan_persen"]], money("serapan")),
    ]


def _capaian_formula(keys: Sequence[tuple[str, str]], daerah: int, posisi: Posisi) -> str | None:
    """One indicator as it is; the mean of several, in which negative ones count as 0; or the IKU Daerah's mean."""
    if daerah >= 0:
        return same_cell(f"'IKU Daerah'!{DAERAH['capaian']}{BARIS_DATA + daerah}")
    rows = [posisi.baris_iku[key] for key in keys if key in posisi.baris_iku]
    if not rows:
        return None
    if len(rows) == 1:
        return same_cell(f"'Capaian IKU'!{IKU['capaian']}{rows[0]}")
    if len(rows) > _MAKS_OPERAN:
        return None
    cells = ",".join(f"'Capaian IKU'!{IKU['terhitung']}{row}" for row in rows)
    return f'=IFERROR(AVERAGE({cells}),"")'


def _flag_counts(frame: pd.DataFrame, last: int) -> list[Sel]:
    """A line in the frozen heading: how often every flag occurs, counted live."""
    counts = Counter(t for tanda in frame["tanda"] for t in tanda)
    pieces, text = ['="Tanda: '], "Tanda: "
    for n, kata in enumerate(TANDA, 1):
        letter = CASCADING[f"tanda{n}"]
        comma = " · " if n > 1 else ""
        pieces.append(f'{comma}{kata} "&SUM({letter}{BARIS_DATA}:{letter}{last})&"')
        text += f"{comma}{kata} {counts[kata]}"
    return [Sel(4, 3, text, "keterangan", f'{"".join(pieces)}"', sampai=(4, 9))]


def _chart_link(baris: int) -> list[Sel]:
    """The heading above the charts and the link to it."""
    if not baris:
        return []
    return [
        Sel(4, 2, "Grafik ↓", "kembali", tautan=f"'{NAMA}'!A{baris}"),
        Sel(baris, 0, "Rekap simpul dan tanda", "bagian", sampai=(baris, 11)),
    ]


def _per_tingkat(frame: pd.DataFrame, last: int, n_opd: int, data: DataGrafik) -> Bagan | None:
    """Nodes of every level, those with a flag on top."""
    if not len(frame):
        return None
    k = CASCADING
    present = [t for t in TINGKAT_CASCADING if (frame["tingkat"] == t).any()]
    if not present:
        return None
    names = data.tambah("Tingkat simpul", present)
    level = f"'{NAMA}'!{k['tingkat']}{BARIS_DATA}:{k['tingkat']}{last}"
    marks = f"'{NAMA}'!{k['jumlah_tanda']}{BARIS_DATA}:{k['jumlah_tanda']}{last}"
    series = []
    for word, test, flagged, colour in (("Tanpa tanda", "=0", False, BIRU), ("Bertanda", ">0", True, "#E8853D")):
        values: list[Any] = [
            sum(
                t == tingkat and bool(tanda) is flagged
                for t, tanda in zip(frame["tingkat"], frame["tanda"], strict=True)
            )
            for tingkat in present
        ]
        formulas = [f'=COUNTIFS({level},{names.sel(i)},{marks},"{test}")' for i in range(len(present))]
        ref = data.tambah(word, values, formulas, "bulat")
        series.append(Seri(ref.nama, names.isi, ref.isi, colour, label="0;;;"))
    return Bagan(
        "kolom",
        f"Simpul pohon kinerja per tingkat ({n_opd} OPD)",
        series,
        620,
        300,
        sumbu_nilai="Jumlah simpul",
        susun=True,
        legenda=True,
        batas_nilai=(0, None),
        celah=60,
    )


def _per_opd(hasil: Konsolidasi, last: int, data: DataGrafik) -> Bagan | None:
    """Flags of every OPD that has any, most at the top."""
    frame = hasil.cascading
    counts: dict[str, Counter[str]] = {}
    for opd, tanda in zip(frame["kode_opd"], frame["tanda"], strict=True) if len(frame) else ():
        if opd and tanda:
            counts.setdefault(opd, Counter()).update(tanda)
    if not counts:
        return None
    shown = most_counted(counts)
    present = [kata for kata, _ in WARNA_TANDA if any(counts[opd][kata] for opd in shown)]
    return stacked_counts(
        hasil,
        data,
        ("Tanda pohon kinerja", "Jumlah tanda"),
        counts,
        [(kata, colour, _span(f"tanda{n}", last)) for n, (kata, colour) in enumerate(WARNA_TANDA, 1)],
        _span("kode_opd", last),
        (f"“{present[0]}” per OPD" if len(present) == 1 else "Simpul bertanda per OPD", f"{len(counts)} OPD"),
        620,
    )


def _span(kolom: str, last: int) -> str:
    """The cells of one column of the sheet."""
    letter = CASCADING[kolom]
    return f"'{NAMA}'!{letter}{BARIS_DATA}:{letter}{last}"
