"""Sheet SKM of one OPD: per service the nine elements, the index under every weight that matters, the respondents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.rumus import Var
from kinerja_xl.compute.skm import (
    JUMLAH,
    NILAI_UNSUR,
    NRR,
    RUMUS_NRR,
    TERISI,
    element_mean,
    grade,
    index_formula,
    other_weights,
    service_key,
    skm_bands,
    sum_of_nrr,
    weighted,
)
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.ketentuan import UNSUR_SKM
from kinerja_xl.write.gaya import BIRU, TAB_KINERJA, level_colours
from kinerja_xl.write.grafik import Bagan, Seri
from kinerja_xl.write.kerangka import records, rows_of
from kinerja_xl.write.konsolidasi.skm import SEMUA, index_cell, population_formula
from kinerja_xl.write.lembaran import Lembaran, Sel, Warna, angka
from kinerja_xl.write.rumus_excel import band_formula
from kinerja_xl.write.ukuran import cell_height, fit_text

LEMBAR: Final = "SKM"
_LEBAR: Final = (60, 300, 90, 90, 80, 90, 90, 70, 110, 20, 130, 220, 80, 80)
_KEPALA_UNSUR: Final = (
    *("Unsur", "Nama unsur", "Jumlah jawaban", "Jawaban terisi", "NRR"),
    *("NRR tertimbang", "Nilai (NRR × 25)", "Mutu", "Kinerja"),
)
_KEPALA_LAYANAN: Final = ("No", "Layanan", "Responden", "Cukup untuk pengguna sampai", "IKM", "Mutu", "Kinerja")
_LATAR: Final = (
    ("jenis_kelamin", "Jenis kelamin"),
    ("usia", "Usia"),
    ("pendidikan", "Pendidikan"),
    ("pekerjaan", "Pekerjaan"),
)
_USIA: Final = ((0, "di bawah 20 tahun"), (20, "20–29 tahun"), (30, "30–39 tahun"), (40, "40–49 tahun"),
                (50, "50–59 tahun"), (60, "60 tahun ke atas"))  # fmt: skip
_PROFIL: Final = 10
"""Column where the respondents' profile begins, right of the table."""
_MAKS_KELOMPOK: Final = 8
_MAKS_BLOK: Final = 60
"""Services that get a table and a chart of their own; the list names all."""
_ATAS_BAGAN: Final = 16
_TINGGI_BAGAN: Final = 300


class _Halaman:
    """Collects the cells of the sheet from top to bottom."""

    def __init__(self, hasil: Konsolidasi) -> None:
        referensi = hasil.data.referensi
        self.sel: list[Sel] = []
        self.tinggi: list[tuple[int, float]] = []
        self.bagan: list[tuple[int, int, Bagan]] = []
        self.warna: list[tuple[int, int, Warna]] = []
        self.utuh: list[tuple[int, int]] = []
        self.bands = skm_bands(referensi)
        self.bobot = referensi.kebijakan.kata("bobot_skm")
        self.lain = other_weights(referensi.kebijakan)
        self.mutu = [(b.batas, b.mutu) for b in self.bands]
        self.kinerja = [(b.batas, b.kinerja) for b in self.bands]
        self.warna_mutu = level_colours([b.mutu for b in self.bands])
        self.warna_kinerja = level_colours([b.kinerja for b in self.bands])

    def put(self, baris: int, kolom: int, nilai: Any, gaya: str, rumus: str | None = None, tebal: str = "") -> None:
        """Add one cell; `tebal` is the mark of its row."""
        self.sel.append(Sel(baris, kolom, nilai, gaya, rumus, gaya_baris=tebal))

    def title(self, baris: int, teks: str, sampai: int) -> None:
        """A heading over the columns up to `sampai`."""
        self.sel += [Sel(baris, n, teks if n == 0 else "", "bagian") for n in range(sampai + 1)]
        self.tinggi.append((baris, 22))

    def heads(self, baris: int, kepala: Sequence[str], kolom: int = 0) -> None:
        """A row of column headings."""
        self.sel += [Sel(baris, kolom + n, teks, "kepala") for n, teks in enumerate(kepala)]

    def graded(self, baris: int, sel: str, nilai: Any, mutu: int, kinerja: int, tebal: str = "") -> None:
        """Letter and word of the figure in a cell."""
        huruf, kata = grade(nilai, self.bands)
        self.put(baris, mutu, huruf, "kata", band_formula(sel, self.mutu), tebal)
        self.put(baris, kinerja, kata, "kata", band_formula(sel, self.kinerja), tebal)
        self.warna += [(baris, mutu, self.warna_mutu), (baris, kinerja, self.warna_kinerja)]


def make_skm(hasil: Konsolidasi, kode_opd: str) -> list[Lembaran]:
    """The sheet SKM of one OPD; none where it has no service with answers."""
    rows = records(rows_of(hasil.skm, kode_opd))
    if not rows:
        return []
    h = _Halaman(hasil)
    opd = records(rows_of(hasil.skm_opd, kode_opd))[0]
    people = _respondents(hasil, kode_opd)
    services = [
        _Blok(f"Layanan {n}: {row['layanan']}", f"layanan {n}", row, _profile(people, row["layanan"]))
        for n, row in enumerate(rows[:_MAKS_BLOK], 1)
    ]
    first = 6
    top = first + len(rows) + (5 if len(rows) > 1 else 3) + (len(rows) > _MAKS_BLOK)
    pooled = None
    if len(rows) > 1:
        row = opd | {"ikm": opd["ikm_responden"], "mutu": opd["mutu_responden"]}
        pooled = _Blok("Semua layanan, atas semua responden", "semua layanan", row, _profile(people, None))
    blocks = ([pooled] if pooled else []) + services
    starts = list(accumulate((b.tinggi for b in blocks), initial=top))
    # Sums over services whose blocks aren't all here stay numbers.
    below = (starts[1], starts[-1]) if pooled and len(rows) <= _MAKS_BLOK else None
    _service_list(h, rows, opd, first, starts)
    for satu, start in zip(blocks, starts[:-1], strict=True):
        _block(h, satu, start, below if satu is pooled else None)
        h.utuh.append((start, start + satu.tinggi - 2))
    return [_sheet(hasil, kode_opd, h)]


class _Blok(NamedTuple):
    """One block of the sheet: its title, what its chart calls it, its figures, its respondents by group."""

    judul: str
    sebutan: str
    angka: Mapping[Any, Any]
    profil: Sequence[tuple[str, Sequence[tuple[str, int]]]]

    @property
    def tinggi(self) -> int:
        """Rows that the block takes: the table with its chart, or the respondents beside them."""
        return max(_ATAS_BAGAN + _TINGGI_BAGAN // 20 + 2, 4 + sum(len(groups) for _, groups in self.profil))


def _sheet(hasil: Konsolidasi, kode_opd: str, h: _Halaman) -> Lembaran:
    width = len(_LEBAR) - 1
    cara = (
        "NRR = jumlah jawaban / jawaban yang terisi; NRR tertimbang = NRR × bobot; IKM = Σ NRR tertimbang × 25. Mutu "
        "menurut Permenpan-RB 14/2017, diterapkan pada nilai yang dibulatkan 2 desimal."
    )
    head = [
        Sel(1, 0, f"Survei Kepuasan Masyarakat: {hasil.data.nama_opd(kode_opd)}", "judul"),
        Sel(2, 0, cara, "cara", sampai=(2, width)),
        Sel(3, 0, f"Periode {hasil.data.periode} {hasil.data.tahun}.", "keterangan", sampai=(3, width)),
    ]
    return Lembaran(
        LEMBAR,
        "Survei Kepuasan Masyarakat",
        cara,
        TAB_KINERJA,
        sel=[*head, *h.sel],
        lebar_kolom=_LEBAR,
        tinggi_baris=[(1, 24), *h.tinggi],
        bagan=h.bagan,
        warna_sel=h.warna,
        kembali=True,
        utuh=h.utuh,
    )


def _service_list(
    h: _Halaman, services: Sequence[Mapping[Any, Any]], opd: Mapping[Any, Any], baris: int, starts: Sequence[int]
) -> None:
    """All services with their index, and the OPD over services and over respondents."""
    h.title(baris, "Indeks per layanan", len(_KEPALA_LAYANAN) - 1)
    h.heads(baris + 1, _KEPALA_LAYANAN)
    h.tinggi.append((baris + 1, 44))
    first, several = baris + 2, len(services) > 1
    for n, row in enumerate(services):
        at = first + n
        h.put(at, 0, n + 1, "bulat")
        h.put(at, 1, row["layanan"], "teks")
        h.tinggi.append((at, cell_height((row["layanan"], _LEBAR[1] / 7))))
        h.put(at, 2, row["responden"], "bulat")
        h.put(at, 3, SEMUA if row["populasi"] is None else row["populasi"], "bulat", population_formula(f"C{at}"))
        cell = f"G{starts[several + n] + 11}" if n < _MAKS_BLOK else ""
        h.put(at, 4, angka(row["ikm"]), "persen", f'=IF({cell}="","",{cell})' if cell else None)
        h.graded(at, f"E{at}", row["ikm"], 5, 6)
    if not several:
        return
    last = first + len(services) - 1
    at = last + 1
    block = f"E{first}:E{last}"
    for n in (0, 3):
        h.put(at, n, "", "teks", tebal="jumlah")
        h.put(at + 1, n, "", "teks")
    h.put(at + 1, 2, opd["responden"], "bulat", f"=C{at}")
    berindeks = sum(row["ikm"] is not None for row in services)
    atas = "layanan" if berindeks == len(services) else f"{berindeks} dari {len(services)} layanan"
    h.put(at, 1, f"Rata-rata atas {atas} (IKM perangkat daerah)", "teks", tebal="jumlah")
    h.put(at, 2, opd["responden"], "bulat", f"=SUM(C{first}:C{last})", tebal="jumlah")
    h.put(at, 4, angka(opd["ikm"]), "persen", f'=IF(COUNT({block})=0,"",AVERAGE({block}))', tebal="jumlah")
    h.graded(at, f"E{at}", opd["ikm"], 5, 6, tebal="jumlah")
    cell = f"G{starts[0] + 11}"
    h.put(at + 1, 1, "Atas semua responden", "teks")
    h.put(at + 1, 4, angka(opd["ikm_responden"]), "persen", f'=IF({cell}="","",{cell})')
    h.graded(at + 1, f"E{at + 1}", opd["ikm_responden"], 5, 6)
    if len(services) > _MAKS_BLOK:
        text = f"Rincian unsur ditampilkan untuk {_MAKS_BLOK} layanan pertama; selebihnya ada di data/skm.csv."
        h.put(at + 2, 1, text, "catatan_kaki")


def _block(h: _Halaman, blok: _Blok, baris: int, span: tuple[int, int] | None) -> None:
    """The nine elements and the index of one service, or (with the rows of the services in `span`) of all."""
    row = blok.angka
    h.title(baris, blok.judul, len(_LEBAR) - 1)
    h.heads(baris + 1, _KEPALA_UNSUR)
    h.tinggi.append((baris + 1, 32))
    _write_profile(h, blok, baris + 1)
    first, last = baris + 2, baris + 10
    for n, name in enumerate(UNSUR_SKM, 1):
        at = first + n - 1
        jumlah, terisi = row[JUMLAH[n - 1]], row[TERISI[n - 1]]
        nrr = element_mean(jumlah, terisi)
        sums: list[str | None] = [None, None]
        if span is not None:
            keys = f'$A${span[0]}:$A${span[1]},"U{n}"'
            sums = [f"=SUMIF({keys},{c}${span[0]}:{c}${span[1]})" for c in "CD"]
        h.put(at, 0, f"U{n}", "kata")
        h.put(at, 1, name, "teks")
        h.put(at, 2, jumlah, "bulat", sums[0])
        h.put(at, 3, terisi, "bulat", sums[1])
        h.put(at, 4, angka(nrr), "persen", f'=IF(D{at}=0,"",{RUMUS_NRR.excel({"jumlah": f"C{at}", "n": f"D{at}"})})')
        timbang = weighted(Var("nrr"), h.bobot)
        value = None if nrr is None else timbang.evaluate({"nrr": nrr})
        h.put(at, 5, angka(value), "persen3", f'=IF(E{at}="","",{timbang.excel({"nrr": f"E{at}"})})')
        nilai = None if nrr is None else NILAI_UNSUR.evaluate({"nrr": nrr})
        h.put(at, 6, angka(nilai), "persen", f'=IF(E{at}="","",{NILAI_UNSUR.excel({"nrr": f"E{at}"})})')
        h.graded(at, f"G{at}", nilai, 7, 8)
        h.tinggi.append((at, 18))
    _indexes(h, row, baris, f"E{first}:E{last}")
    seri = Seri(
        "Nilai unsur", f"='{LEMBAR}'!$B${first}:$B${last}", f"='{LEMBAR}'!$G${first}:$G${last}", BIRU, label="0.00"
    )
    if any(row[name] is not None for name in NRR):
        bagan = Bagan(
            "batang", f"Nilai tiap unsur, {blok.sebutan} (NRR × 25)", [seri], 740, _TINGGI_BAGAN,
            sumbu_nilai="Nilai unsur (25–100)", batas_nilai=(0, None), balik=True,
        )  # fmt: skip
        h.bagan.append((baris + _ATAS_BAGAN - 1, 1, bagan))


def _indexes(h: _Halaman, row: Mapping[Any, Any], baris: int, nrr: str) -> None:
    """The index under the weight in force, and under the others where the grade isn't the same."""
    at = baris + 11
    for n in (0, 2, 3, 4, 5):
        h.put(at, n, "", "teks", tebal="jumlah")
    h.put(at, 1, f"Indeks (IKM), bobot {h.bobot}", "teks", tebal="jumlah")
    h.put(at, 6, angka(row["ikm"]), "persen", index_cell(nrr, h.bobot), tebal="jumlah")
    h.graded(at, f"G{at}", row["ikm"], 7, 8, tebal="jumlah")
    total = sum_of_nrr([row[name] for name in JUMLAH], [row[name] for name in TERISI])
    others = []
    for bobot in h.lain:
        ikm = None if total is None else index_formula(bobot).evaluate({"jumlah_nrr": total})
        others.append((bobot, ikm, grade(ikm, h.bands)[0]))
    if all(huruf == row["mutu"] for _, _, huruf in others):
        h.put(at + 1, 1, f"Mutu sama dengan bobot {h.lain[0]} dan {h.lain[1]}.", "catatan_kaki")
        return
    for n, (bobot, ikm, huruf) in enumerate(others, 1):
        for kosong in (0, 2, 3, 4, 5):
            h.put(at + n, kosong, "", "teks")
        beda = ": mutu berbeda" if huruf != row["mutu"] else ": mutu sama"
        h.put(at + n, 1, f"IKM dengan bobot {bobot}{beda}", "teks")
        h.put(at + n, 6, angka(ikm), "persen", index_cell(nrr, bobot))
        h.graded(at + n, f"G{at + n}", ikm, 7, 8)


def _respondents(hasil: Konsolidasi, kode_opd: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The rows of one OPD that name a service and have a usable answer, each with the key of its service."""
    unsur = [f"u{n}" for n in range(1, len(UNSUR_SKM) + 1)]
    rows = records(rows_of(hasil.data.isi("skm"), kode_opd), ["layanan", *unsur, *(kolom for kolom, _ in _LATAR)])
    keyed = [(service_key(row["layanan"]), row) for row in rows]
    return [(key, row) for key, row in keyed if key and not all(pd.isna(row[u]) for u in unsur)]


def _age_group(usia: Any) -> str:
    return "" if pd.isna(usia) or usia < 0 else next(text for low, text in reversed(_USIA) if usia >= low)


def _groups(rows: Sequence[Mapping[str, Any]], kolom: str) -> list[tuple[str, int]]:
    """Respondents per group, the largest first (ages in order); the rest joined as Lainnya, blanks last."""
    if kolom == "usia":
        counts = Counter(_age_group(row[kolom]) for row in rows)
        named = [(t, counts[t]) for _, t in _USIA if counts[t]]
    else:
        texts = [" ".join(str(row[kolom]).split()) for row in rows]
        spelling: dict[str, str] = {}
        for text in texts:
            spelling.setdefault(text.casefold(), text)
        counts = Counter(t.casefold() for t in texts)
        ranked = sorted((k for k in counts if k), key=lambda k: -counts[k])
        named = [(spelling[k], counts[k]) for k in ranked[: _MAKS_KELOMPOK - 1]]
        rest = sum(counts[k] for k in ranked[_MAKS_KELOMPOK - 1 :])
        named += [("Lainnya", rest)] if rest else []
    return [*named, *([("tidak diisi", counts[""])] if counts[""] else [])]


def _profile(
    people: Sequence[tuple[str, Mapping[str, Any]]], layanan: str | None
) -> list[tuple[str, Sequence[tuple[str, int]]]]:
    """Who of a service (of all for None) answered, by sex, age, education, occupation; blanks are a group too."""
    key = None if layanan is None else service_key(layanan)
    rows = [row for own, row in people if key in (None, own)]
    return [(judul, _groups(rows, kolom)) for kolom, judul in _LATAR]


def _write_profile(h: _Halaman, blok: _Blok, baris: int) -> None:
    """The respondents beside the table, with each group's share."""
    h.heads(baris, ("Responden", "Kelompok", "Orang", "Bagian (%)"), _PROFIL)
    at = baris + 1
    for judul, groups in blok.profil:
        first, last = at, at + len(groups) - 1
        total = sum(count for _, count in groups)
        for n, (name, count) in enumerate(groups):
            h.put(at, _PROFIL, judul if n == 0 else "", "teks")
            h.put(at, _PROFIL + 1, fit_text(name, _LEBAR[_PROFIL + 1] / 7), "teks")
            h.put(at, _PROFIL + 2, count, "bulat")
            h.put(at, _PROFIL + 3, count / total * 100, "persen", f"=M{at}/SUM(M${first}:M${last})*100")
            at += 1
