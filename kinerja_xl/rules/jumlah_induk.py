"""ANG: typed totals of programs and kegiatan against the sum of the leaves below them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from kinerja_xl.deklarasi.catatan import Akibat, Tingkat, aturan
from kinerja_xl.nilai import format_rupiah
from kinerja_xl.rules.pindah import Rentang, counted, differences, trace
from kinerja_xl.rules.pohon import children_of, digit_slip
from kinerja_xl.rules.sandingan import facts
from kinerja_xl.tabel.data import Data

P: Final = Tingkat.PERINGATAN
_PERMENDAGRI_90: Final = "Permendagri 90/2019 dan pemutakhirannya"
_PERMENDAGRI_77: Final = "Permendagri 77/2020"
_DISEBUT: Final = 3
"""So many alternatives to the first row are named."""


@aturan(
    "ANG-01", P, "anggaran", "pagu_murni_rp", tahap=2, sumber=_PERMENDAGRI_77, akibat=Akibat.DIBANDINGKAN,
    pesan="{kolom} tertulis {tertulis_rp}, sedangkan jumlah rinciannya {jumlah_rp}; selisih {selisih_rp}. {penjelasan}",
    saran="Periksa jumlah ini dan rinciannya; yang dihitung jumlah rinciannya.",
)  # fmt: skip
def induk_beda_jumlah(data: Data) -> pd.DataFrame:
    """A typed total of a program or kegiatan that isn't the sum of the leaves below it, per money column.

    Differences that a child under the wrong code explains (ANG-02) are told there.
    """
    sisa = trace(data).sisa
    frame = counted(data)
    children = children_of(frame)
    rows = []
    for index, columns in differences(data).items():
        kunci = frame.at[index, "kode_opd"], frame.at[index, "kode"]
        for kolom, selisih in columns.items():
            if not (rest := sisa[index][kolom]):
                continue
            typed = int(frame.at[index, kolom])
            fakta = {"kolom": kolom, "tertulis_rp": typed, "jumlah_rp": typed - selisih, "selisih_rp": selisih}
            if rest == selisih:
                penjelasan = _why(frame, children[kunci], kolom, typed, selisih)
            else:
                penjelasan = f"Rincian yang tampaknya salah induk (ANG-02) menjelaskan {format_rupiah(selisih - rest)}."
            rows.append((index, {**fakta, "penjelasan": penjelasan}))
    return facts(rows)


def _why(frame: pd.DataFrame, children: list[int], kolom: str, typed: int, selisih: int) -> str:
    """The sentence that explains a difference, '' when nothing does."""
    amounts = [
        (frame.at[c, "uraian"], _int(frame.at[c, f"jumlah_{kolom}"]), _int(frame.at[c, kolom])) for c in children
    ]
    if typed == sum(t for _, _, t in amounts) and any(j != t for _, j, t in amounts):
        return "Angkanya cocok dengan jumlah yang diketik di baris langsung di bawahnya; selisih berasal dari sana."
    for uraian, jumlah, _ in amounts:
        if jumlah and selisih == -jumlah:
            return f'Selisihnya sama dengan "{uraian}", yang mungkin belum dijumlahkan.'
        if jumlah and selisih == jumlah:
            return f'Selisihnya sama dengan "{uraian}", yang mungkin terhitung dua kali.'
    return digit_slip(typed // 100, (typed - selisih) // 100)


def _int(value: Any) -> int:
    return 0 if value is pd.NA else int(value)


@aturan(
    "ANG-02", P, "anggaran", "kode", tahap=2, sumber=_PERMENDAGRI_90,
    pesan="{baris} tampaknya berada di bawah induk yang salah: pada {kolom_uang}, {induk_lain} kekurangan persis {uang_rp} dan induknya sekarang ({induk}) kelebihan sebesar itu.",
    saran="Periksa kodenya; mungkin rincian dari {induk_lain}.",
)  # fmt: skip
def rincian_salah_induk(data: Data) -> pd.DataFrame:
    """Rows, one after another, whose money is exactly what another parent lacks and their own has too much of.

    At the first of them; where any of several may be the one, it names them all, once.
    """
    frame = counted(data)
    judul = data.tabel["anggaran"].lembar.column
    return facts(
        [
            (
                m.pilihan[0][0],
                {
                    "baris": _rows(frame["kode"], m.pilihan),
                    "kolom_uang": judul(m.kolom).header,
                    "induk": m.induk,
                    "induk_lain": m.seharusnya,
                    "uang_rp": m.uang[m.kolom],
                },
            )
            for m in trace(data).pindah
        ]
    )


def _rows(kode: pd.Series, pilihan: Sequence[Rentang]) -> str:
    """The rows that a move may be about as the subject of a sentence that stands at the first one."""
    first, *others = (
        ("baris ini" if n == 0 else kode[run[0]]) + (f" s.d. {kode[run[-1]]} ({len(run)} baris)" if run[1:] else "")
        for n, run in enumerate(pilihan)
    )
    if len(others) > _DISEBUT:
        others = [*others[:_DISEBUT], f"{len(others) - _DISEBUT} yang lain"]
    return f"Salah satu dari {', '.join([first, *others[:-1]])} dan {others[-1]}" if others else first.capitalize()
