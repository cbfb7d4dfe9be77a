"""Sheet "E.81" of one OPD: Formulir E.81 in its official layout, 25 physical columns under 15 numbers.

Source: Permendagri 86/2017, Formulir E.81 (evaluasi terhadap hasil Renja perangkat daerah).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.evaluasi import UANG_EVALUASI, Rata, rata_evaluasi
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.nilai import official_daerah
from kinerja_xl.write.evaluasi.catatan import averaged_over, by_year, note_texts, profil_text, signature_rows, text_rows
from kinerja_xl.write.evaluasi.kinerja import REALISASI, RENSTRA, TARGET, TARGET_RENSTRA, TINGKAT, TW
from kinerja_xl.write.evaluasi.kolom import Baris, Pasangan
from kinerja_xl.write.gaya import TAB_KINERJA, category_colours
from kinerja_xl.write.kerangka import rows_of
from kinerja_xl.write.konsolidasi.serapan import ROMAWI
from kinerja_xl.write.lembaran import Kolom, Lembaran, Sel, angka, huruf, rupiah
from kinerja_xl.write.rumus_excel import category_formula, percent_formula
from kinerja_xl.write.ukuran import cell_height, column_width

LEMBAR_E81: Final = "E.81"
KOLOM_RESMI: Final = 25
"""Physical columns of the form: No, Sasaran, Program, Indikator, ten pairs of K and Rp, Unit."""
KEPALA: Final = 8
"""First of the four rows of headings; the numbers stand in the third."""
MULAI: Final = KEPALA + 4
TANPA_SASARAN: Final = "(tidak ada Kode IKU yang dikenali)"
"""Column 2 of the first of the programs that stand under no sasaran."""
_AWAL: Final = 4
_GAYA: Final[Mapping[str, str]] = {
    "Sasaran": "formulir_sasaran",
    "Program": "formulir_program",
    "Kegiatan": "formulir_kegiatan",
}
_JUDUL: Final = (
    "No",
    "Sasaran",
    "Program / Kegiatan / Sub Kegiatan",
    "Indikator Kinerja Program (outcome) / Kegiatan (output)",
)


def make_e81(hasil: Konsolidasi, kode_opd: str) -> list[Lembaran]:
    """The sheet of one OPD; none where it sent no Anggaran. `hasil` has been through kerangka.prepare.

    The official form takes columns A to Y. With setting e81_penilaian "tahun ini" the added pair 12/7 stands right of
    it, outside the form.
    Formulas name Skala_Batas and Skala_Kriteria of sheet Metode.
    """
    frame = rows_of(hasil.evaluasi, kode_opd)
    if not len(frame):
        return []
    tahun = by_year(hasil)
    shown = KOLOM_RESMI + 2 * tahun
    pasangan = Pasangan(frame, _rows(frame), MULAI, _AWAL, KOLOM_RESMI if tahun else -1, shown)
    kolom = [*_text_columns(frame), *pasangan.columns(), _unit_column(frame), *pasangan.year_columns()]
    lebar = [column_width(k) for k in kolom]
    sel, tinggi = _title(hasil, kode_opd, frame, lebar)
    bottom, heights, colours = _below(hasil, kode_opd, frame, pasangan, lebar)
    sheet = Lembaran(
        LEMBAR_E81,
        "Formulir E.81",
        "",
        TAB_KINERJA,
        kolom=[*kolom, *pasangan.helpers],
        gaya_baris=[_GAYA.get(t, "formulir") for t in frame["tingkat"]],
        beku_kolom=3,
        sel=[*sel, *bottom],
        warna_sel=colours,
        tinggi_baris=[*tinggi, *heights],
        kepala=[*_headings(hasil, kode_opd, pasangan), *pasangan.helper_headings(KEPALA, MULAI - 1, "kepala_formulir")],
        baris_data=MULAI,
        formulir=True,
        lebar_a3=True,
    )
    return [sheet]


def _rows(frame: pd.DataFrame) -> list[Baris]:
    """The rows with the last row below each that isn't a leaf: of the same sasaran, or with a code under its own."""
    names = ("kode_opd", "tingkat", "kelompok", "kode", "pertama", "rinci")
    opd, tingkat, kelompok, kode, first, leaf = (frame[name].tolist() for name in names)
    rows = []
    for n in range(len(kode)):
        last = n
        if first[n] and not leaf[n]:
            below = f"{kode[n]}."
            while last + 1 < len(kode) and (
                kelompok[last + 1] == kelompok[n]
                if tingkat[n] == "Sasaran"
                else opd[last + 1] == opd[n] and f"{kode[last + 1]}.".startswith(below)
            ):
                last += 1
        rows.append(Baris(n, MULAI + last if first[n] and not leaf[n] else 0))
    return rows


def name_indicator(indikator: str, satuan: str, kode: str = "") -> str:
    """An indicator as the forms name it: its code before, its unit behind.

    >>> name_indicator("Nilai AKIP", "predikat", "IKU-03"), name_indicator("", "")
    ('IKU-03 Nilai AKIP (predikat)', '')
    """
    text = " ".join(p for p in (kode, indikator) if p)
    return f"{text} ({satuan})" if satuan and text else text


def name_indicators(frame: pd.DataFrame) -> list[str]:
    """The indicator of every row of the frame `evaluasi`."""
    cells = zip(frame["indikator"], frame["satuan"], frame["kode_iku"], strict=True)
    return [name_indicator(*c) for c in cells]


def list_sasaran(teks: str) -> str:
    """Several sasaran of one group as a numbered list; what isn't filled in is said.

    >>> list_sasaran("Layanan naik"), list_sasaran("Layanan naik\\nTata kelola naik"), list_sasaran("")
    ('Layanan naik', '1. Layanan naik\\n2. Tata kelola naik', '(tidak diisi)')
    """
    parts = [part or "(tidak diisi)" for part in teks.split("\n")]
    return parts[0] if len(parts) == 1 else "\n".join(f"{n}. {part}" for n, part in enumerate(parts, 1))


def _text_columns(frame: pd.DataFrame) -> list[Kolom]:
    """No, Sasaran (of programs without one: that they have none), Program/Kegiatan/Sub Kegiatan with its code,
    Indikator.
    """
    nomor: list[str | None] = []
    sasaran: list[str] = []
    program: list[str] = []
    count = 0
    above = 0
    for tingkat, pertama, kode, uraian, kelompok in zip(
        *(frame[name] for name in ("tingkat", "pertama", "kode", "uraian", "kelompok")), strict=True
    ):
        is_sasaran = tingkat == "Sasaran"
        count += bool(tingkat == "Program" and pertama)
        nomor.append(f"{count}" if tingkat == "Program" and pertama else None)
        lepas = TANPA_SASARAN if kelompok < 0 <= above else ""
        sasaran.append(list_sasaran(uraian) if is_sasaran and pertama else lepas)
        program.append(f"{kode} {uraian}" if pertama and not is_sasaran else "")
        above = kelompok
    return [
        Kolom("no", "No", 4, "kata", nomor),
        Kolom("sasaran", "Sasaran", 20, "teks", sasaran),
        Kolom("program", "Program", 26, "teks", program),
        Kolom("indikator", "Indikator", 23, "teks", name_indicators(frame)),
    ]


def _unit_column(frame: pd.DataFrame) -> Kolom:
    return Kolom("unit", "Unit", 13, "teks", frame["unit"].tolist())


def last_year(hasil: Konsolidasi, kode_opd: str) -> str:
    """Last year of the Renstra as the OPD's Profil says it, '....' where it doesn't."""
    return profil_text(hasil.data, kode_opd, "tahun_akhir_renstra") or "...."


def _headings(hasil: Konsolidasi, kode_opd: str, pasangan: Pasangan) -> list[Sel]:
    """Two levels of merged titles, the row of numbers, the row of K and Rp."""
    tahun = hasil.data.tahun
    singles = [*enumerate(_JUDUL), (KOLOM_RESMI - 1, "Unit Perangkat Daerah Penanggung Jawab")]
    cells: list[Sel] = []
    numbers = {n: str(n + 1) for n in range(4)} | {KOLOM_RESMI - 1: "15"}
    for n, title in singles:
        cells.append(Sel(KEPALA, n, title, "kepala_formulir", sampai=(KEPALA + 1, n)))
        cells.append(Sel(KEPALA + 2, n, numbers[n], "kepala_formulir", sampai=(KEPALA + 3, n)))
    titles = {
        TARGET_RENSTRA: (
            f"Target Renstra Perangkat Daerah pada Tahun {last_year(hasil, kode_opd)} (akhir periode Renstra)",
            "5",
        ),
        1: (f"Realisasi Capaian Kinerja Renstra Perangkat Daerah s.d. Renja Tahun Lalu ({tahun - 1})", "6"),
        TARGET: (f"Target Kinerja dan Anggaran Renja Tahun Berjalan yang Dievaluasi ({tahun})", "7"),
        REALISASI: ("Realisasi Capaian Kinerja dan Anggaran Renja yang Dievaluasi", "12 = 8+9+10+11"),
        RENSTRA: (f"Realisasi Kinerja dan Anggaran Renstra s.d. Tahun {tahun}", "13 = 6+12"),
        TINGKAT: (
            f"Tingkat Capaian Kinerja dan Realisasi Anggaran Renstra s.d. Tahun {tahun} (%)",
            "14 = 13/5 × 100",
        ),
    }
    added = [("Tambahan daerah: Tingkat Capaian Tahun Ini (%)", "12/7 × 100")] if pasangan.tahun >= 0 else []
    return [*cells, *pair_headings(KEPALA, _AWAL, titles, 8, "kepala_formulir", (pasangan.tahun, added))]


def pair_headings(
    baris: int,
    awal: int,
    judul: Mapping[int, tuple[str, str]],
    nomor_tw: int,
    gaya: str,
    tambahan: tuple[int, Sequence[tuple[str, str]]],
) -> list[Sel]:
    """The headings of the ten pairs in four rows: title, quarter, number, K and Rp.

    `judul` gives title and number by pair; quarters have the numbers from `nomor_tw`. `tambahan` are added pairs from a
    column on.
    """
    cells = [
        Sel(baris, awal + 2 * TW[0], "Realisasi Kinerja pada Triwulan", gaya, sampai=(baris, awal + 2 * TW[-1] + 1))
    ]
    places = [(awal + 2 * n, title, number) for n, (title, number) in judul.items()]
    places += [(tambahan[0] + 2 * n, title, number) for n, (title, number) in enumerate(tambahan[1])]
    for column, title, number in places:
        cells.append(Sel(baris, column, title, gaya, sampai=(baris + 1, column + 1)))
        cells.append(Sel(baris + 2, column, number, gaya, sampai=(baris + 2, column + 1)))
    for n, pair in enumerate(TW):
        column = awal + 2 * pair
        cells.append(Sel(baris + 1, column, ROMAWI[n], gaya, sampai=(baris + 1, column + 1)))
        cells.append(Sel(baris + 2, column, f"{nomor_tw + n}", gaya, sampai=(baris + 2, column + 1)))
    columns = [*(awal + 2 * n for n in range(10)), *(tambahan[0] + 2 * n for n in range(len(tambahan[1])))]
    for column in columns:
        cells += [Sel(baris + 3, column, "K", gaya), Sel(baris + 3, column + 1, "Rp", gaya)]
    return cells


def _title(
    hasil: Konsolidasi, kode_opd: str, frame: pd.DataFrame, lebar: Sequence[float]
) -> tuple[list[Sel], list[tuple[int, float]]]:
    """The title block, with the heights of its rows and of the headings."""
    data, last = hasil.data, len(lebar) - 1
    daerah = region_title(hasil)
    periode = f"Tahun {data.tahun}" if data.periode == "Tahunan" else f"Tahun {data.tahun} s.d. {data.periode}"
    named = frame[(frame["tingkat"] == "Sasaran") & (frame["indikator"] != "")]
    targets = [
        f"{name} target {k.target.teks}" if k.target.teks else name
        for name, k in zip(name_indicators(named), named["kinerja"], strict=True)
    ]
    mengacu = "Indikator dan target kinerja Perangkat Daerah yang mengacu pada sasaran RKPD: "
    mengacu += "; ".join(targets) if targets else "." * 60
    cara = (
        "Rumus kolom 12-14 hidup; kolom bantu di kanan (buka dengan tanda + di atas) menyebut cara menggabungkan tiap "
        "indikator. Baris ini tidak dicetak."
    )
    lines = [
        (2, "Formulir E.81", "formulir_nomor"),
        (3, "Evaluasi Terhadap Hasil Renja Perangkat Daerah Lingkup Kabupaten/Kota", "formulir_judul"),
        (4, f"Renja Perangkat Daerah {data.nama_opd(kode_opd)} {daerah}".strip(), "formulir_judul"),
        (5, f"Periode Pelaksanaan {periode}", "formulir_judul"),
        (6, mengacu, "formulir_isi"),
    ]
    cells = [Sel(baris, 0, text, gaya, sampai=(baris, last)) for baris, text, gaya in lines]
    cells.append(Sel(1, 3, cara, "cara", sampai=(1, last)))
    heads = [(KEPALA, 54.0), (KEPALA + 1, 18.0), (KEPALA + 2, 18.0), (KEPALA + 3, 18.0)]
    return cells, [(6, cell_height((mengacu, sum(lebar)))), (7, 6.0), *heads]


def region_title(hasil: Konsolidasi) -> str:
    """The regency as the form names it, with the word Kabupaten where only its name was given."""
    return official_daerah(hasil.data.nama_daerah)


def _below(
    hasil: Konsolidasi, kode_opd: str, frame: pd.DataFrame, pasangan: Pasangan, lebar: Sequence[float]
) -> tuple[list[Sel], list[tuple[int, float]], list[tuple[int, int, Any]]]:
    """What stands below the table: sums, average, predicate, factors and follow-up, notes, signatures."""
    rata = rata_evaluasi(frame)
    baris = pasangan.akhir + 1
    last = len(lebar) - 1
    cells = [*_sums(pasangan, rata, baris, last), *_averages(hasil, pasangan, rata, baris + 1, last)]
    texts, tinggi = text_rows(hasil, kode_opd, baris + 3, last, sum(lebar))
    notes, heights = _notes(note_texts(hasil, frame, rata), baris + 3 + len(texts), last, sum(lebar))
    after = baris + 3 + len(texts) + len(notes)
    sign, sign_heights = signature_rows(hasil, kode_opd, region_title(hasil), after + 1, last)
    rated = pasangan.tahun if pasangan.tahun >= 0 else _AWAL + 2 * TINGKAT
    warna = category_colours(hasil.data.referensi.skala)
    colours = [(baris + 2, column, warna) for column in (rated, rated + 1)]
    own = [(baris, 20.0), (baris + 1, 20.0), (baris + 2, 28.0)]
    return [*cells, *texts, *notes, *sign], [*own, *tinggi, *heights, *sign_heights], colours


def _sums(pasangan: Pasangan, rata: Rata, baris: int, last: int) -> Iterator[Sel]:
    """The row of totals of the money."""
    mark = "formulir_jumlah"
    yield Sel(baris, 0, "Jumlah anggaran seluruh program", "teks", sampai=(baris, _AWAL - 1), gaya_baris=mark)
    filled = {}
    for n, name in enumerate(UANG_EVALUASI):
        filled[_AWAL + 2 * n + 1] = Sel(
            baris, _AWAL + 2 * n + 1, rupiah(rata.uang[name]), "rupiah", pasangan.total(n), gaya_baris=mark
        )
    v, k = (pasangan.rp(n) for n in (REALISASI, TARGET))
    tingkat = pasangan.share(baris, pasangan.mulai, pasangan.akhir, rata.uang)
    column = _AWAL + 2 * TINGKAT + 1
    filled[column] = Sel(baris, column, angka(rata.renstra_rp_persen), "persen", tingkat, gaya_baris=mark)
    if pasangan.tahun >= 0:
        serapan = percent_formula(f"{v}{baris}", f"{k}{baris}")
        column = pasangan.tahun + 1
        filled[column] = Sel(baris, column, angka(rata.tahun_rp_persen), "persen", serapan, gaya_baris=mark)
    for n in range(_AWAL, last + 1):
        yield filled.get(n, Sel(baris, n, None, "kinerja", gaya_baris=mark))


def _averages(hasil: Konsolidasi, pasangan: Pasangan, rata: Rata, baris: int, last: int) -> Iterator[Sel]:
    """The rows of averages and of the predicate."""
    mark = "formulir_jumlah"
    column = _AWAL + 2 * TINGKAT
    dasar = "tingkat capaian tahun ini" if pasangan.tahun >= 0 else "tingkat capaian Renstra, kolom 14"
    label = f"Rata-rata capaian kinerja (%) {averaged_over(rata, hasil)}"
    merged = ((label, baris), (f"Predikat kinerja (dinilai atas {dasar})", baris + 1))
    for text, row in merged:
        yield Sel(row, 0, text, "teks", sampai=(row, column - 1), gaya_baris=mark)
    pairs = [(column, pasangan.nilai_renstra, rata.renstra_persen, rata.renstra_rp_persen)]
    if pasangan.tahun >= 0:
        pairs.append((pasangan.tahun, pasangan.nilai_tahun, rata.tahun_persen, rata.tahun_rp_persen))
    filled: dict[tuple[int, int], Sel] = {}
    for place, letter, k, rp in pairs:
        span = f"{letter}{pasangan.mulai}:{letter}{pasangan.akhir}"
        mean, share = f'=IFERROR(AVERAGE({span}),"")', f"={huruf(place + 1)}{baris - 1}"
        filled[baris, place] = Sel(baris, place, angka(k), "persen", mean, gaya_baris=mark)
        filled[baris, place + 1] = Sel(baris, place + 1, angka(rp), "persen", share, gaya_baris=mark)
    place, _, k, rp = pairs[-1]
    kategori = hasil.data.referensi.kategori
    for n, value in ((place, k), (place + 1, rp)):
        rumus = category_formula(f"{huruf(n)}{baris}")
        filled[baris + 1, n] = Sel(baris + 1, n, kategori(value), "kata", rumus, gaya_baris=mark)
    for row in (baris, baris + 1):
        for n in range(column, last + 1):
            yield filled.get((row, n), Sel(row, n, None, "kinerja", gaya_baris=mark))


def _notes(notes: Sequence[str], baris: int, last: int, lebar: float) -> tuple[list[Sel], list[tuple[int, float]]]:
    """How the figures of this form came about, one line each."""
    cells, heights = [], []
    for n, text in enumerate(notes):
        cells.append(Sel(baris + n, 0, text, "catatan_kaki", sampai=(baris + n, last)))
        heights.append((baris + n, cell_height((text, lebar))))
    return cells, heights
