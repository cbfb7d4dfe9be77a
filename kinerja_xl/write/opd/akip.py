"""Sheet AKIP of one OPD: its components against their weights and against last year."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.akip import akip_bands
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.gaya import BIRU, BIRU_MUDA, BIRU_TUA, TAB_KINERJA, level_colours
from kinerja_xl.write.grafik import Bagan, Seri
from kinerja_xl.write.kerangka import records, rows_of
from kinerja_xl.write.konsolidasi.akip import change_formula, component_sum, share_formula
from kinerja_xl.write.lembaran import BARIS_DATA, BARIS_JUDUL_KOLOM, Kolom, Lembaran, Sel, angka, huruf
from kinerja_xl.write.rumus_excel import band_formula

LEMBAR: Final = "AKIP"
_KUNCI: Final = (
    *("no", "komponen", "bobot", "lalu", "nilai", "perubahan", "persen", "predikat_lalu", "predikat"),
    *("masuk_lalu", "masuk"),
)
_HURUF: Final = {name: huruf(n) for n, name in enumerate(_KUNCI)}
_AT: Final = {name: n for n, name in enumerate(_KUNCI)}


def make_akip(hasil: Konsolidasi, kode_opd: str) -> list[Lembaran]:
    """The sheet AKIP of one OPD; none where it has no component."""
    rows = rows_of(hasil.akip, kode_opd)
    if not len(rows):
        return []
    opd = records(rows_of(hasil.akip_opd, kode_opd))[0]
    nomor = range(BARIS_DATA, BARIS_DATA + len(rows))
    k = _HURUF
    change = [change_formula(f"{k['nilai']}{r}", f"{k['lalu']}{r}") for r in nomor]
    share = [share_formula(f"{k['nilai']}{r}", f"{k['bobot']}{r}") for r in nomor]

    def figures(name: str) -> list[float | None]:
        return [angka(v) for v in rows[name].tolist()]

    blank = [""] * len(rows)
    kolom = [
        Kolom("no", "No", 6, "bulat", list(range(1, len(rows) + 1))),
        Kolom("komponen", "Komponen", 52, "teks", rows["komponen"].tolist()),
        Kolom("bobot", "Bobot", 10, "persen", figures("bobot")),
        Kolom("lalu", "Nilai tahun lalu", 13, "persen", figures("nilai_tahun_lalu")),
        Kolom("nilai", "Nilai tahun ini", 13, "persen", figures("nilai")),
        Kolom("perubahan", "Perubahan", 12, "persen", figures("perubahan"), change),
        Kolom("persen", "Nilai terhadap bobot (%)", 13, "persen", figures("persen_bobot"), share),
        Kolom("predikat_lalu", "Predikat tahun lalu", 13, "kata", blank),
        Kolom("predikat", "Predikat", 13, "kata", blank),
        Kolom("masuk_lalu", "Masuk jumlah tahun lalu", 9, "kata", rows["masuk_lalu"].tolist(), bantu=True),
        Kolom("masuk", "Masuk jumlah", 9, "kata", rows["masuk"].tolist(), bantu=True),
    ]
    total = BARIS_DATA + len(rows)
    warna = level_colours([word for _, word in akip_bands(hasil.data.referensi)])
    return [
        Lembaran(
            LEMBAR,
            f"Evaluasi AKIP: {hasil.data.nama_opd(kode_opd)}",
            "Jumlah dihitung dari komponennya; predikat menurut Permenpan-RB 88/2021. Baris di bawahnya jumlah dan "
            "predikat yang diketik di lembar AKIP, untuk dibandingkan.",
            TAB_KINERJA,
            f"Periode {hasil.data.periode} {hasil.data.tahun}.",
            kolom,
            beku_kolom=2,
            tabel=False,
            jumlah=_totals(hasil, opd, total),
            warna_sel=[(row, _AT[name], warna) for row in (total, total + 1) for name in ("predikat_lalu", "predikat")],
            bagan=_charts(hasil.data.nama_opd(kode_opd), rows, opd, total),
        )
    ]


def _totals(hasil: Konsolidasi, opd: dict[str, Any], total: int) -> list[Sel]:
    """The sum with its predicates, and below it what the OPD typed."""
    k, bands = _HURUF, akip_bands(hasil.data.referensi)
    first, last = BARIS_DATA, total - 1
    weights = f"{k['bobot']}{first}:{k['bobot']}{last}"
    nilai, lalu = f"{k['nilai']}{total}", f"{k['lalu']}{total}"
    summed: dict[str, tuple[Any, str, str | None]] = {
        "komponen": ("Nilai akuntabilitas kinerja", "teks", None),
        "bobot": (angka(opd["bobot"]), "persen", f'=IF(COUNT({weights})=0,"",SUM({weights}))'),
        "lalu": (angka(opd["nilai_tahun_lalu"]), "persen", component_sum(k["lalu"], k["masuk_lalu"], first, last)),
        "nilai": (angka(opd["nilai"]), "persen", component_sum(k["nilai"], k["masuk"], first, last, k["bobot"])),
        "perubahan": (angka(opd["perubahan"]), "persen", change_formula(nilai, lalu)),
        "predikat_lalu": (opd["predikat_tahun_lalu"], "kata", band_formula(lalu, bands, ">")),
        "predikat": (opd["predikat"], "kata", band_formula(nilai, bands, ">")),
    }
    typed: dict[str, tuple[Any, str, str | None]] = {
        "komponen": ("Yang diketik OPD", "teks", None),
        "lalu": (angka(opd["nilai_tahun_lalu_dilaporkan"]), "persen", None),
        "nilai": (angka(opd["nilai_dilaporkan"]), "persen", None),
        "predikat_lalu": (opd["predikat_tahun_lalu_dilaporkan"], "kata", None),
        "predikat": (opd["predikat_dilaporkan"], "kata", None),
    }
    shown = [name for name in _KUNCI if not name.startswith("masuk")]
    out = []
    for row, figures, mark in ((total, summed, "jumlah"), (total + 1, typed, "")):
        for name in shown:
            value, gaya, rumus = figures.get(name, ("", "teks", None))
            out.append(Sel(row, _AT[name], value, gaya, rumus, gaya_baris=mark))
    return out


def _charts(nama: str, rows: pd.DataFrame, opd: dict[str, Any], total: int) -> list[tuple[int, int, Bagan]]:
    """Each component's value beside its weight and last year's value."""
    if all(v is None for v in rows["nilai"]):
        return []
    last = total - 1

    def span(name: str) -> str:
        return f"='{LEMBAR}'!${_HURUF[name]}${BARIS_DATA}:${_HURUF[name]}${last}"

    def title(name: str) -> str:
        return f"='{LEMBAR}'!${_HURUF[name]}${BARIS_JUDUL_KOLOM}"

    known = [
        (name, colour)
        for name, column, colour in (
            ("bobot", "bobot", BIRU_MUDA),
            ("lalu", "nilai_tahun_lalu", BIRU),
            ("nilai", "nilai", BIRU_TUA),
        )
        if any(v is not None for v in rows[column])
    ]
    seri = [Seri(title(name), span("komponen"), span(name), colour, label="0.00") for name, colour in known]
    nilai = opd["predikat"]
    bagan = Bagan(
        "batang",
        f"Komponen AKIP {nama}" + (f" (predikat {nilai})" if nilai else ""),
        seri,
        820,
        max(300, 120 + 64 * len(rows)),
        sumbu_nilai="Nilai dan bobot",
        legenda=len(seri) > 1,
        batas_nilai=(0, None),
        balik=True,
        celah=50,
    )
    return [(total + 3, 1, bagan)]
