"""Sheet Register IKU: every indicator as it was laid down (Penetapan IKU), with its targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.nilai import KOSONG, Jenis
from kinerja_xl.write.data_grafik import DataGrafik
from kinerja_xl.write.gaya import BIRU, BIRU_TUA, TAB_KINERJA
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.bagan import stacked_counts
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, Sel, huruf
from kinerja_xl.write.posisi import Posisi, n_dari_n, order_rows

NAMA: Final = "Register IKU"
LENGKAP: Final = "Lengkap"
WARNA_KELENGKAPAN: Final = (
    (LENGKAP, "#8CC97F"),
    ("Tanpa formulasi", "#E8853D"),
    ("Tanpa sumber data", "#F2C14E"),
    ("Tanpa penanggung jawab", "#F7DFA0"),
)
_WAJIB: Final = (
    ("formulasi", "Tanpa formulasi"),
    ("sumber_data", "Tanpa sumber data"),
    ("penanggung_jawab", "Tanpa penanggung jawab"),
)
_KOLOM: Final = (
    ("kode", "Kode", 9, "kode"),
    ("tujuan", "Tujuan", 24, "teks"),
    ("sasaran", "Sasaran", 24, "teks"),
    ("indikator", "Indikator Kinerja", 30, "teks"),
    ("jenis", "Jenis", 7, "kata"),
    ("tingkat", "Tingkat", 10, "kata"),
    ("satuan", "Satuan", 10, "kata"),
    ("polaritas", "Polaritas", 10, "kata"),
    ("akumulasi", "Akumulasi", 10, "kata"),
    ("formulasi", "Formulasi Penghitungan", 38, "teks"),
    ("alasan", "Alasan Pemilihan", 26, "teks"),
    ("sumber_data", "Sumber Data", 16, "teks"),
    ("penanggung_jawab", "Penanggung Jawab", 16, "teks"),
)
JENIS: Final = SHEETS["iku"].column("jenis").choices


def register_columns(hasil: Konsolidasi, baris: Sequence[int]) -> list[Kolom]:
    """The columns of a register, one row per position of `baris` in the frame capaian.

    As the OPD typed them on sheet IKU, then whether formulation, source and person in charge are there, then the target
    of the Perjanjian Kinerja (perubahan where it is filled) and those of the Renstra years. No column names the OPD.
    """
    typed = _typed_rows(hasil, baris)
    columns = [Kolom(name, title, width, gaya, [row[name] for row in typed]) for name, title, width, gaya in _KOLOM]
    columns.append(
        Kolom(
            "kelengkapan",
            "Kelengkapan",
            18,
            "teks",
            [completeness(row) for row in typed],
            warna_awal=WARNA_KELENGKAPAN,
        )
    )
    return [*columns, *_target_columns(hasil, baris)]


def completeness(row: dict[str, Any]) -> str:
    """What an indicator's row on sheet IKU lacks, in words, one a line.

    >>> completeness({"formulasi": "a/b", "sumber_data": "", "penanggung_jawab": "Kepala"})
    'Tanpa sumber data'
    """
    return "\n".join(word for name, word in _WAJIB if not row[name]) or LENGKAP


def _typed_rows(hasil: Konsolidasi, baris: Sequence[int]) -> list[dict[str, Any]]:
    if not len(baris):
        return []
    isi = hasil.data.isi("iku")
    indeks = hasil.capaian["iku"].tolist()
    found: list[dict[str, Any]] = isi.loc[[indeks[i] for i in baris]].to_dict("records")
    return found


def _target_columns(hasil: Konsolidasi, baris: Sequence[int]) -> list[Kolom]:
    """Target PK of the year, and the targets of the Renstra years, as typed."""
    pk: dict[int, str] = {}
    if "realisasi" in hasil.data.tabel:
        isi = hasil.data.isi("realisasi")
        for index, murni, perubahan in zip(isi.index, isi["target_pk"], isi["target_pk_perubahan"], strict=True):
            chosen = murni if perubahan.jenis is Jenis.KOSONG else perubahan
            pk[int(index)] = (chosen or KOSONG).teks
    renstra: dict[tuple[str, str, int], str] = {}
    frame = hasil.renstra
    for opd, kode, tahun, target in zip(
        frame["kode_opd"], frame["kode_indikator"], frame["tahun"], frame["target"], strict=True
    ):
        renstra.setdefault((opd, kode, int(tahun)), target)
    years = sorted({tahun for *_, tahun in renstra})
    names = ("kode_opd", "kode_indikator", "indeks")
    opd_codes, codes, indeks = (order_rows(hasil.capaian[name].tolist(), baris) for name in names)
    keys = list(zip(opd_codes, codes, strict=True))
    title = f"Target PK {hasil.data.tahun}"
    return [
        Kolom("target_pk", title, 12, "nilai", [pk.get(n, "") for n in indeks]),
        *(
            Kolom(f"target_{y}", f"Target Renstra {y}", 11, "nilai", [renstra.get((*key, y), "") for key in keys])
            for y in years
        ),
    ]


def register_iku(hasil: Konsolidasi, posisi: Posisi, data: DataGrafik) -> Lembaran:
    """One row per indicator, in the order of Capaian IKU."""
    frame = hasil.capaian
    opd, nama = (order_rows(frame[name].tolist(), posisi.iku) for name in ("kode_opd", "nama_opd"))
    kolom = [
        Kolom("nama_opd", "Nama OPD", 20, "teks", nama),
        *register_columns(hasil, posisi.iku),
        Kolom("kode_opd", "Kode OPD", 9, "kode", opd),
    ]
    letters = {satu.kunci: huruf(n) for n, satu in enumerate(kolom)}
    last = BARIS_DATA + len(opd) - 1
    chart = _per_opd(hasil, kolom, letters, last, data)
    below = last + 3
    return Lembaran(
        NAMA,
        "Register Indikator Kinerja (Penetapan IKU)",
        "Seluruh indikator semua OPD seperti tertulis di lembar IKU. Kelengkapan menyebut formulasi, sumber data, atau "
        "penanggung jawab yang belum diisi. Saring menurut OPD, jenis, atau tingkat dengan tombol pada judul kolom.",
        TAB_KINERJA,
        n_dari_n(len(posisi.blok_iku), hasil.data, "Lembar IKU"),
        kolom,
        beku_kolom=2,
        sel=[*_counts(kolom, letters, last), *_chart_heading(below, bool(chart))] if opd else (),
        bagan=[(below + 1, 0, chart)] if chart else (),
        tinggi_baris=[(row, 18) for row in range(last + 1, below + 1)] if chart else (),
        cetak=15,
        kosong="Belum ada data: belum ada OPD yang mengirim lembar IKU.",
    )


def _counts(kolom: Sequence[Kolom], letters: dict[str, str], last: int) -> list[Sel]:
    """A line in the frozen heading: indicators per kind, and what is missing, counted live."""
    by_key = {satu.kunci: satu for satu in kolom}
    jenis, lengkap = Counter(by_key["jenis"].nilai), by_key["kelengkapan"].nilai
    kinds = f"{letters['jenis']}{BARIS_DATA}:{letters['jenis']}{last}"
    pieces, text = ['="'], ""
    for kata in JENIS:
        pieces.append(f'{kata} "&COUNTIF({kinds},"{kata}")&" · ')
        text += f"{kata} {jenis[kata]} · "
    for n, (name, word) in enumerate(_WAJIB):
        span = f"{letters[name]}{BARIS_DATA}:{letters[name]}{last}"
        comma = " · " if n else ""
        pieces.append(f'{comma}{word.lower()} "&COUNTBLANK({span})&"')
        text += f"{comma}{word.lower()} {sum(word in v.splitlines() for v in lengkap)}"
    return [Sel(4, 3, text, "keterangan", f'{"".join(pieces)}"', sampai=(4, 10))]


def _chart_heading(baris: int, ada: bool) -> list[Sel]:
    if not ada:
        return []
    return [
        Sel(4, 2, "Grafik ↓", "kembali", tautan=f"'{NAMA}'!A{baris}"),
        Sel(baris, 0, "Jumlah indikator per OPD", "bagian", sampai=(baris, 14)),
    ]


def _per_opd(
    hasil: Konsolidasi, kolom: Sequence[Kolom], letters: dict[str, str], last: int, data: DataGrafik
) -> Bagan | None:
    """Indicators of every OPD by kind, most at the top."""
    by_key = {satu.kunci: satu.nilai for satu in kolom}
    counts: dict[str, Counter[str]] = {}
    for opd, jenis in zip(by_key["kode_opd"], by_key["jenis"], strict=True):
        if jenis:
            counts.setdefault(opd, Counter())[jenis] += 1
    if not counts:
        return None
    of_opd, of_kind = (f"'{NAMA}'!{letters[name]}{BARIS_DATA}:{letters[name]}{last}" for name in ("kode_opd", "jenis"))
    return stacked_counts(
        hasil,
        data,
        ("Jumlah indikator", "Jumlah indikator"),
        counts,
        [
            (kata, colour, f'({of_kind}="{kata}")')
            for kata, colour in zip(JENIS, (BIRU_TUA, BIRU, "#9DC3E6"), strict=True)
        ],
        of_opd,
        ("Jumlah indikator per OPD", f"{len(counts)} dari {len(hasil.data.opd)} OPD"),
        760,
    )
