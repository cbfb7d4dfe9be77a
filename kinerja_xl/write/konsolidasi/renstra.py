"""Sheets Triwulan and Renstra: one row per indicator, its quarters or years side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.capaian import Capaian
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.pilihan import TRIWULAN
from kinerja_xl.write.gaya import TAB_KINERJA, category_colours
from kinerja_xl.write.konsolidasi.capaian import formula_of, operands
from kinerja_xl.write.konsolidasi.tren import trend_columns
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, angka, huruf
from kinerja_xl.write.posisi import Posisi, n_dari_n, order_rows
from kinerja_xl.write.rumus_excel import category_formula
from kinerja_xl.write.ukuran import performance_width

_KOSONG: Final = Capaian(None, "")
_OPERAN: Final = (("t", "target"), ("r", "realisasi"), ("bawah", "batas bawah"), ("atas", "batas atas"))


class Deret(NamedTuple):
    """One indicator with its steps (quarters or years): `iku` its position in the capaian frame, `langkah` rows."""

    iku: int
    langkah: Mapping[Any, int]


class Kelompok(NamedTuple):
    """The figures of one step, row by row."""

    langkah: Any
    nilai: list[dict[str, Any]]
    hasil: list[Capaian]

    @property
    def terjadi(self) -> bool:
        """Whether anything was realised in the step; a coming year shows its targets only."""
        return any(v["realisasi"] for v in self.nilai)


def group_steps(frame: pd.DataFrame, axis: str, hasil: Konsolidasi, posisi: Posisi) -> list[Deret]:
    """The rows of a long frame as one Deret per indicator, in the order of Capaian IKU."""
    of_iku = {
        (o, k): i
        for i, (o, k) in reversed(
            list(enumerate(zip(hasil.capaian["kode_opd"], hasil.capaian["kode_indikator"], strict=True)))
        )
    }
    groups: list[tuple[tuple[str, str], dict[Any, int]]] = []
    for n, (opd, kode, step) in enumerate(zip(frame["kode_opd"], frame["kode_indikator"], frame[axis], strict=True)):
        if not groups or groups[-1][0] != (opd, kode) or step in groups[-1][1]:
            groups.append(((opd, kode), {}))
        groups[-1][1][step] = n
    rank = {i: n for n, i in enumerate(posisi.iku)}
    series = [Deret(of_iku[key], steps) for key, steps in groups if key in of_iku]
    return sorted(series, key=lambda d: rank[d.iku])


def _identity(hasil: Konsolidasi, series: Sequence[Deret]) -> list[Kolom]:
    def take(name: str) -> list[Any]:
        values = hasil.capaian[name].tolist()
        return [values[d.iku] for d in series]

    return [
        Kolom("kode_opd", "Kode OPD", 9, "kode", take("kode_opd")),
        Kolom("nama_opd", "Nama OPD", 20, "teks", take("nama_opd")),
        Kolom("kode", "Kode", 9, "kode", take("kode_indikator")),
        Kolom("indikator", "Indikator Kinerja", 32, "teks", take("indikator")),
        Kolom("satuan", "Satuan", 10, "kata", take("satuan")),
        Kolom("polaritas", "Polaritas", 10, "kata", take("polaritas")),
    ]


def _groups(frame: pd.DataFrame, series: Sequence[Deret], steps: Sequence[Any]) -> list[Kelompok]:
    col = {name: frame[name].tolist() for name in ("target", "realisasi", "target_angka", "realisasi_angka", "hasil")}
    out = []
    for step in steps:
        rows = [d.langkah.get(step) for d in series]
        values = [
            {
                name: None if i is None else col[name][i]
                for name in ("target", "realisasi", "target_angka", "realisasi_angka")
            }
            for i in rows
        ]
        out.append(Kelompok(step, values, [_KOSONG if i is None else col["hasil"][i] for i in rows]))
    return out


def lay_out(
    front: Sequence[Kolom], groups: Sequence[Kelompok], after: int, judul: Mapping[Any, str], lengkap: bool
) -> tuple[list[Kolom], list[Kolom], dict[Any, str]]:
    """Visible columns and operand columns of all steps, and the letter of each step's capaian.

    `after` columns of the caller stand between both. Steps in which nothing happened show their target only, unless
    `lengkap`; operand columns that hold nothing are left out.
    """
    shown = [3 if lengkap or group.terjadi else 1 for group in groups]
    start = len(front) + sum(shown) + after
    operan: list[Kolom] = []
    where: dict[tuple[Any, str], str] = {}
    for group, width in zip(groups, shown, strict=True):
        if width == 3:
            ops = operands(
                group.hasil, [v["target_angka"] for v in group.nilai], [v["realisasi_angka"] for v in group.nilai]
            )
            operan += _operan(ops, group.langkah, judul[group.langkah], start + len(operan), where)
    visible: list[Kolom] = []
    letters: dict[Any, str] = {}
    for group, width in zip(groups, shown, strict=True):
        if width == 3:
            letters[group.langkah] = huruf(len(front) + len(visible) + 2)
        visible += _step_columns(group, judul[group.langkah], where)[:width]
    return visible, operan, letters


def _operan(
    ops: Mapping[str, Sequence[float | None]], step: Any, label: str, start: int, where: dict[tuple[Any, str], str]
) -> list[Kolom]:
    """The operand columns of one step that hold anything; their letters go into `where`."""
    out: list[Kolom] = []
    for name, word in _OPERAN:
        if any(v is not None for v in ops[name]):
            where[step, name] = huruf(start + len(out))
            out.append(Kolom(f"{name}_{step}", f"{label}: {word} (angka)", 11, "angka", ops[name], bantu=True))
    return out


def _step_columns(group: Kelompok, label: str, where: Mapping[tuple[Any, str], str]) -> list[Kolom]:
    formulas = [formula_of(h.rumus, _refs(where, group.langkah, BARIS_DATA + i)) for i, h in enumerate(group.hasil)]
    target, realisasi = ([v[name] for v in group.nilai] for name in ("target", "realisasi"))
    return [
        Kolom(f"target_{group.langkah}", f"Target {label}", _width(target), "nilai", target),
        Kolom(f"realisasi_{group.langkah}", f"Realisasi {label}", _width(realisasi), "nilai", realisasi),
        Kolom(
            f"capaian_{group.langkah}",
            f"Capaian {label} (%)",
            10,
            "persen",
            [angka(h.persen) for h in group.hasil],
            formulas,
        ),
    ]


def _width(nilai: Sequence[Any]) -> float:
    """Width of a column of values as typed: no wider than their words need."""
    return min(12.0, performance_width(nilai))


def _refs(where: Mapping[tuple[Any, str], str], step: Any, baris: int) -> dict[str, str]:
    names = {"t": "T", "r": "R", "bawah": "B", "atas": "A"}
    return {names[name]: f"{letter}{baris}" for (s, name), letter in where.items() if s == step}


def triwulan(hasil: Konsolidasi, posisi: Posisi) -> Lembaran:
    """Achievement up to each quarter; the category of the last one reported by the period."""
    data, frame = hasil.data, hasil.triwulan
    series = group_steps(frame, "triwulan", hasil, posisi)
    steps = list(TRIWULAN[: data.triwulan])
    front = _identity(hasil, series)
    groups = _groups(frame, series, steps)
    visible, operan, letters = lay_out(front, groups, 1, {s: f"s.d. {s}" for s in steps}, True)
    last = [h.persen for h in groups[-1].hasil]
    kategori = Kolom(
        "kategori",
        f"Kategori s.d. {steps[-1]}",
        14,
        "kata",
        [data.referensi.kategori(v) for v in last],
        [category_formula(f"{letters[steps[-1]]}{BARIS_DATA + i}") for i in range(len(series))],
        warna=category_colours(data.referensi.skala),
    )
    senders = hasil.capaian["kode_opd"].tolist()
    reported = {senders[d.iku] for d in series}
    return Lembaran(
        "Triwulan",
        "Capaian Kinerja per Triwulan",
        "Target dan realisasi digabung sampai dengan tiap triwulan menurut Akumulasi indikator; angka yang "
        "masuk rumus ada "
        "di kolom tersembunyi (buka dengan tanda + di atas).",
        TAB_KINERJA,
        n_dari_n(len(reported), data, "Data"),
        [*front, *visible, kategori, *operan],
        beku_kolom=4,
        kosong="Belum ada data: belum ada OPD yang mengirim target atau realisasi per triwulan.",
    )


def renstra(hasil: Konsolidasi, series: Sequence[Deret]) -> tuple[Lembaran, dict[int, str]]:
    """Target and realisation of every Renstra year, and the progress to the final target.

    With the sheet come the letters of the years' capaian columns.
    """
    frame = hasil.renstra
    years = renstra_years(hasil)
    front = _identity(hasil, series)
    groups = _groups(frame, series, years)
    visible, operan, letters = lay_out(front, groups, 4, {y: str(y) for y in years}, False)
    order = [d.iku for d in series]
    senders, kemajuan, akhir = (
        order_rows(hasil.capaian[name].tolist(), order) for name in ("kode_opd", "kemajuan", "target_akhir_renstra")
    )
    where: dict[tuple[Any, str], str] = {}
    ops = operands(kemajuan, [h.target_angka for h in kemajuan], [h.realisasi_angka for h in kemajuan])
    start = len(front) + len(visible) + 4 + len(operan)
    helpers = _operan(ops, "akhir", "Akhir Renstra", start, where)
    targets, dones = (
        [[group.nilai[i][name] for group in groups] for i in range(len(series))]
        for name in ("target_angka", "realisasi_angka")
    )
    lines, figures = trend_columns(targets, dones, years, start + len(helpers))
    formulas = [formula_of(h.rumus, _refs(where, "akhir", BARIS_DATA + i)) for i, h in enumerate(kemajuan)]
    reported = set(senders)
    sheet = Lembaran(
        "Renstra",
        "Target dan Realisasi Renstra",
        "Realisasi tiap tahun terhadap target tahun itu; kemajuan = realisasi periode ini terhadap target "
        "akhir Renstra (sejak awal Renstra bila target akhir adalah jumlah target tahunan). Kedua tren satu indikator "
        "berskala sama, satu batang satu tahun. "
        "Angka yang masuk rumus ada di kolom tersembunyi (buka dengan tanda + di atas).",
        TAB_KINERJA,
        n_dari_n(len(reported), hasil.data, "Data"),
        [
            *front,
            *visible,
            Kolom("akhir", "Target akhir Renstra", 12, "nilai", akhir),
            Kolom(
                "kemajuan", "Kemajuan ke target akhir (%)", 12, "persen", [angka(h.persen) for h in kemajuan], formulas
            ),
            *lines,
            *operan,
            *helpers,
            *figures,
        ],
        beku_kolom=4,
        kosong="Belum ada data: belum ada OPD yang mengirim lembar Renstra.",
    )
    return sheet, letters


def renstra_years(hasil: Konsolidasi) -> list[int]:
    """All Renstra years that have a target or a realisation, ascending."""
    return sorted({int(t) for t in hasil.renstra["tahun"]})
