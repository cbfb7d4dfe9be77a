"""LKj Bab III, T1: target against realisation per sasaran, and where the other tables find its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from kinerja_xl.compute.lkj import Sasaran, capaian_sasaran
from kinerja_xl.write.gaya import TAB_KINERJA, category_colours
from kinerja_xl.write.halaman import Halaman, Isi, Judul
from kinerja_xl.write.konsolidasi.capaian import formula_of, operands, source_text
from kinerja_xl.write.lembaran import Lembaran, angka
from kinerja_xl.write.opd.bahan import CAPAIAN, KOLOM_CAPAIAN, T1, Bahan
from kinerja_xl.write.posisi import row_places
from kinerja_xl.write.rumus_excel import category_formula, same_cell

TANPA_IKU: Final = "Belum ada data: OPD tidak mengirim lembar IKU."
_LEBAR: Final = {
    "no": 5,
    "sasaran": 34,
    "indikator": 42,
    "satuan": 12,
    "target": 15,
    "realisasi": 15,
    "capaian": 12,
    "kategori": 15,
    "metode": 26,
    "sumber": 52,
}


class TempatCapaian(NamedTuple):
    """Where T1 has its figures: the row of every indicator (by position in the capaian frame), the row of the mean."""

    baris: Mapping[int, int]
    jumlah: int

    def span(self, kolom: str) -> str:
        """A column over all rows of indicators."""
        rows = self.baris.values()
        return f"'{T1}'!{CAPAIAN[kolom]}{min(rows)}:{CAPAIAN[kolom]}{max(rows)}"

    def sel(self, kolom: str, i: int) -> str:
        """The cell of one indicator."""
        return f"'{T1}'!{CAPAIAN[kolom]}{self.baris[i]}"

    def rata_sasaran(self, sasaran: Sequence[Sasaran]) -> str | None:
        """The mean capaian of one or several sasaran as a formula, None where they have no indicator."""
        letter = CAPAIAN["sasaran_terhitung"]
        rows = [[self.baris[i] for i in s.indikator] for s in sasaran]
        spans = [f"'{T1}'!{letter}{min(r)}:{letter}{max(r)}" for r in rows if r]
        return f'=IFERROR(AVERAGE({",".join(spans)}),"")' if spans else None


def t1_capaian(bahan: Bahan) -> tuple[Lembaran, TempatCapaian]:
    """Target against realisation per sasaran; its cells are what the other tables point at."""
    hal = Halaman([_LEBAR.get(name, 12) for name in KOLOM_CAPAIAN], KOLOM_CAPAIAN.index("metode"))
    rows: dict[int, int] = {}
    if not bahan.sasaran:
        hal.kata(TANPA_IKU, "kosong")
    else:
        hal.kepala(_t1_heading())
        _t1_rows(hal, bahan, rows)
    jumlah = hal.baris
    if rows:
        _t1_means(hal, bahan, TempatCapaian(rows, jumlah))
    sheet = hal.lembaran(
        T1,
        "T1. Target dan Realisasi Kinerja",
        "Capaian dihitung menurut polaritas indikator (lembar Metode). Salin tabel ini ke LKj Bab III; angka yang "
        "masuk rumus, sumber, dan catatan ada di kolom tersembunyi (tanda + di atas).",
        TAB_KINERJA,
        bahan.keterangan(),
        ulang_baris=hal.ulang,
    )
    return sheet, TempatCapaian(rows, jumlah)


def _t1_heading() -> list[Judul]:
    titles = {
        "no": "No.",
        "sasaran": "Kinerja Utama (Sasaran Strategis)",
        "indikator": "Indikator Kinerja Utama",
        "satuan": "Satuan",
        "target": "Target",
        "realisasi": "Realisasi",
        "capaian": "Capaian (%)",
        "kategori": "Kategori",
        "metode": "Metode",
        "masuk": "Masuk rata-rata",
        "terhitung": "Capaian terhitung (%)",
        "dibatasi": "Capaian dibatasi (%)",
        "sasaran_terhitung": "Masuk rata-rata sasaran (%)",
        "t": "Target (angka)",
        "r": "Realisasi (angka)",
        "bawah": "Batas bawah",
        "atas": "Batas atas",
        "catatan": "Catatan",
        "sumber": "Sumber",
    }
    return [titles[name] for name in KOLOM_CAPAIAN]


def _t1_rows(hal: Halaman, bahan: Bahan, rows: dict[int, int]) -> None:
    """Every sasaran with its indicators; its mean where it has several."""
    col = bahan.capaian
    warna = category_colours(bahan.hasil.data.referensi.skala)
    ops = operands(col["hasil"], col["target_angka"], col["realisasi_angka"])
    notes = _notes(bahan)
    k = CAPAIAN
    nomor = 0
    for satu in by_tingkat(hal, bahan):
        first = hal.baris
        for i in satu.indikator:
            nomor += 1
            r = hal.baris
            rows[i] = r
            refs = {"T": f"{k['t']}{r}", "R": f"{k['r']}{r}", "B": f"{k['bawah']}{r}", "A": f"{k['atas']}{r}"}
            capaian, nol = f"{k['capaian']}{r}", f"{k['terhitung']}{r}"
            counted = i in satu.dihitung
            value = angka(col["capaian_nol"][i])
            hal.isi(
                Isi(nomor, "kata"),
                None,
                Isi(col["indikator"][i]),
                Isi(col["satuan"][i], "kata"),
                Isi(col["target"][i], "nilai"),
                Isi(col["realisasi"][i], "nilai"),
                Isi(angka(col["capaian_persen"][i]), "persen", formula_of(col["hasil"][i].rumus, refs)),
                Isi(col["kategori"][i], "kata", category_formula(capaian), warna=warna),
                Isi(col["metode"][i]),
                Isi("Ya" if col["masuk"][i] else "Tidak", "kata"),
                Isi(value, "persen", f'=IF({capaian}="","",MAX(0,{capaian}))'),
                Isi(angka(col["capaian_dibatasi"][i]), "persen", f'=IF({nol}="","",MIN(Batas_Capaian,{nol}))'),
                Isi(value, "persen", same_cell(nol)) if counted else Isi(None, "persen"),
                *(Isi(ops[name][i], "angka") for name in ("t", "r", "bawah", "atas")),
                Isi(len(notes[i]) or None, "bulat", tautan=f"'Catatan'!A{notes[i][0]}" if notes[i] else None),
                Isi(source_text(col["berkas"][i], col["lembar"][i], col["sel_realisasi"][i])),
            )
        hal.gabung(1, first, hal.baris - 1, Isi(satu.sasaran or "(sasaran tidak diisi)"))
        if len(satu.indikator) > 1:
            _mean_row(
                hal,
                bahan,
                f"Rata-rata capaian sasaran {satu.nomor}{_counted(satu)}",
                capaian_sasaran(bahan.hasil.capaian, [satu]),
                TempatCapaian(rows, 0).rata_sasaran([satu]),
                "kotak_sasaran",
            )


def _counted(satu: Sasaran) -> str:
    """Which of a sasaran's indicators its mean is of, where that isn't all of them."""
    return f" ({len(satu.dihitung)} IKU)" if len(satu.dihitung) < len(satu.indikator) else ""


def by_tingkat(hal: Halaman, bahan: Bahan) -> Iterator[Sasaran]:
    """The sasaran in order; a row with the tingkat stands before its first one where there are several."""
    several = len({s.tingkat for s in bahan.sasaran}) > 1
    before: str | None = None
    for satu in bahan.sasaran:
        if several and satu.tingkat != before:
            hal.isi(Isi(satu.tingkat or "Tingkat tidak diisi", lebar=hal.dicetak), gaya="kotak_bagian")
        before = satu.tingkat
        yield satu


def _mean_row(hal: Halaman, bahan: Bahan, label: str, value: Any, rumus: str | None, gaya: str) -> int:
    at = f"{CAPAIAN['capaian']}{hal.baris}"
    referensi = bahan.hasil.data.referensi
    return hal.isi(
        Isi(label, lebar=6),
        Isi(angka(value), "persen", rumus.replace(f"'{T1}'!", "") if rumus else None),
        Isi(referensi.kategori(value), "kata", category_formula(at), warna=category_colours(referensi.skala)),
        gaya=gaya,
    )


def _t1_means(hal: Halaman, bahan: Bahan, tempat: TempatCapaian) -> None:
    """The OPD's mean, plain and capped, over the indicators that enter it."""
    opd = bahan.baris
    masuk = tempat.span("masuk")
    for label, value, name in (
        (f"Rata-rata capaian ({opd.jumlah_terhitung} dari {opd.jumlah_indikator} {bahan.benda} terhitung)",
         opd.rata_rata_capaian, "terhitung"),
        ("Rata-rata capaian, tiap indikator dibatasi (setelan batas_capaian)",
         opd.rata_rata_capaian_dibatasi, "dibatasi"),
    ):  # fmt: skip
        _mean_row(
            hal, bahan, label, value, f'=IFERROR(AVERAGEIFS({tempat.span(name)},{masuk},"Ya"),"")', "kotak_jumlah"
        )


def _notes(bahan: Bahan) -> list[tuple[int, ...]]:
    """Rows of the Catatan on each indicator's rows in IKU and Realisasi."""
    tabel, find = bahan.hasil.data.tabel, bahan.posisi.tempat_catatan.get
    own = row_places(tabel.get("realisasi"), bahan.capaian["indeks"])
    iku = row_places(tabel.get("iku"), bahan.capaian["iku"])
    return [(*find(a, ()), *find(b, ())) for a, b in zip(own, iku, strict=True)]
