"""The preview columns: what they are called and the live formulas behind them, per sheet.

Their headings begin with `Pratinjau`; the reader ignores such columns. The arithmetic comes from `compute.capaian`, so
a preview can't differ from what `kinerja-xl proses` computes; tests recalculate both in LibreOffice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kinerja_xl.compute.capaian import METODE
from kinerja_xl.deklarasi.schema import Kind
from kinerja_xl.template.isian import Letak

TANPA_IKU: Final = "perlu data IKU"
BELUM_DILAPORKAN: Final = "belum dilaporkan"
TARGET_KOSONG: Final = "target kosong"
SAAT_DIPERIKSA: Final = "dihitung saat diperiksa"
PILIH_PERIODE: Final = "Pilih Periode di Profil agar Pratinjau terisi."
PILIH_VERSI: Final = "Pilih Periode dan Versi Anggaran di Profil agar Pratinjau terisi."
JUMLAH: Final = "Jumlah "
TAMBAHAN: Final = "Indikator tambahan"
PERIKSA_KODE: Final = "Periksa kode"
TINGKAT: Final = ("Urusan", "Bidang Urusan", "Program", PERIKSA_KODE, "Kegiatan", "Sub Kegiatan")


@dataclass(frozen=True, slots=True)
class Pratinjau:
    """One preview column; `rumus` gives the formula of a row (counted from 1), hidden ones only help the others."""

    nama: str
    judul: str
    kind: Kind
    lebar: int
    rumus: Callable[[Letak, int], str]
    tersembunyi: bool = False


def iku_lookup(kolom: str) -> Callable[[Letak, int], str]:
    """Formula that fetches a column of the IKU list by the row's Kode."""

    def rumus(letak: Letak, baris: int) -> str:
        kode = letak.sel("kode", baris)
        return f'=IF({kode}="","",IFERROR(INDEX(IKU_{kolom},MATCH({kode},IKU_kode,0))&"",""))'

    return rumus


def _quarters(letak: Letak, awalan: str, baris: int) -> str:
    """The quarters up to the period of Profil."""
    awal, akhir = letak.sel(f"{awalan}1", baris), letak.sel(f"{awalan}4", baris)
    return f"{awal}:INDEX({awal}:{akhir},1,MIN(Periode_ke,4))"


def _reported(quarters: str) -> str:
    """How many of the quarters are reported; a dash or n/a is a blank."""
    return f"(COUNTA({quarters})-SUMPRODUCT(COUNTIF({quarters},Kata_kosong)))"


def _gabung_triwulan(letak: Letak, awalan: str, baris: int) -> str:
    """The quarters up to the period, combined as Akumulasi says: sum, mean, or the last one reported.

    Several quarters that are to be added and aren't all numbers are left to the check.
    """
    quarters = _quarters(letak, awalan, baris)
    akumulasi = letak.sel("pratinjau_akumulasi", baris)
    last = f'IFERROR(LOOKUP(2,1/(({quarters}<>"")*ISNA(MATCH({quarters},Kata_kosong,0))),{quarters}),"")'
    total = f'IF({akumulasi}="Jumlah",SUM({quarters}),AVERAGE({quarters}))'
    return (
        f'IF(OR({_reported(quarters)}<2,AND({akumulasi}<>"Jumlah",{akumulasi}<>"Rata-rata")),{last},'
        f'IF(COUNT({quarters})={_reported(quarters)},{total},"{SAAT_DIPERIKSA}"))'
    )


def _given(cell: str) -> str:
    return f'AND({cell}<>"",ISNA(MATCH({cell},Kata_kosong,0)))'


def _target(letak: Letak, baris: int) -> str:
    kode, pk = letak.sel("kode", baris), letak.sel("target_pk", baris)
    perubahan = letak.sel("target_pk_perubahan", baris)
    none = f"{_reported(_quarters(letak, 'target_tw', baris))}=0"
    tahun = f'IF({_given(pk)},{pk},"")'
    triwulan = f"IF({none},{tahun},{_gabung_triwulan(letak, 'target_tw', baris)})"
    own = f"IF(Periode_ke=5,{tahun},{triwulan})"
    return f'=IF(OR({kode}="",Periode_ke=0),"",IF(AND(Periode_ke>=4,{_given(perubahan)}),{perubahan},{own}))'


def _realisasi(letak: Letak, baris: int) -> str:
    kode, tahun = letak.sel("kode", baris), letak.sel("realisasi_tahun", baris)
    none = f"{_reported(_quarters(letak, 'realisasi_tw', baris))}=0"
    by_year = f"OR(Periode_ke=5,AND(Periode_ke=4,{none}))"
    triwulan = _gabung_triwulan(letak, "realisasi_tw", baris)
    return f'=IF(OR({kode}="",Periode_ke=0),"",IF(AND({by_year},{_given(tahun)}),{tahun},{triwulan}))'


def _angka(sumber: str) -> Callable[[Letak, int], str]:
    """A number as it is, a bare predicate as the number of its family, anything else blank."""

    def rumus(letak: Letak, baris: int) -> str:
        cell, family = letak.sel(sumber, baris), letak.sel("pratinjau_kelompok", baris)
        found = f'IFERROR(VLOOKUP({family}&"|"&TRIM({cell}),Predikat_tabel,2,FALSE),"")'
        return f'=IF(ISNUMBER({cell}),{cell},IF({cell}="","",{found}))'

    return rumus


def _capaian(letak: Letak, baris: int) -> str:
    t, r = letak.sel("pratinjau_angka_target", baris), letak.sel("pratinjau_angka_realisasi", baris)
    polaritas = letak.sel("pratinjau_polaritas", baris)
    sel = {"T": t, "R": r, "bawah": t, "atas": t}
    sumber = [letak.sel(nama, baris) for nama in ("pratinjau_kelompok", "pratinjau_target", "pratinjau_realisasi")]
    # A rank score beside a plain number compares nothing.
    peringkat = "AND(ISNUMBER(MATCH({},Predikat_peringkat,0)),ISNUMBER({})<>ISNUMBER({}))".format(*sumber)

    def metode(nama: str) -> str:
        return METODE[nama].excel(sel)

    nol = f'IF({polaritas}="Minimal",{metode("target 0, Minimal")},IF({r}=0,100,""))'
    minimal = f'IF(Rumus_minimal="rasio",IF({r}=0,"",{metode("T / R × 100")}),{metode("(2T − R) / T × 100")})'
    stabil = f'IF({polaritas}="Stabil",{metode("rentang, Stabil")},{metode("R / T × 100")})'
    return (
        f'=IF(OR({polaritas}="",NOT(ISNUMBER({t})),NOT(ISNUMBER({r})),{peringkat}),"",'
        f'IF({t}=0,{nol},IF({polaritas}="Minimal",{minimal},{stabil})))'
    )


def _kategori(letak: Letak, baris: int) -> str:
    kode, capaian = letak.sel("kode", baris), letak.sel("pratinjau_capaian", baris)
    polaritas = letak.sel("pratinjau_polaritas", baris)
    realisasi, target = letak.sel("pratinjau_realisasi", baris), letak.sel("pratinjau_target", baris)
    return (
        f'=IF(OR({kode}="",Periode_ke=0),"",IF(ISNUMBER({capaian}),'
        f"LOOKUP(MAX(ROUND({capaian},2),INDEX(Skala_batas,1)),Skala_batas,Skala_kriteria),"
        f'IF({polaritas}="","{TANPA_IKU}",IF({realisasi}="","{BELUM_DILAPORKAN}",'
        f'IF({target}="","{TARGET_KOSONG}","{SAAT_DIPERIKSA}")))))'
    )


def _tingkat(letak: Letak, baris: int) -> str:
    """Level by the dots of the code; a row that others stand below is a total, a repeated code carries no money."""
    kode = letak.sel("kode", baris)
    dots = f'(LEN({kode})-LEN(SUBSTITUTE({kode},".","")))'
    words = ",".join(f'"{kata}"' for kata in TINGKAT)
    parent = f'IF(COUNTIF({letak.rentang("kode")},{kode}&".*")>0,"{JUMLAH}","")'
    repeated = f"SUMPRODUCT(--({letak.huruf('kode')}${letak.awal}:{kode}={kode}))>1"
    level = f"{parent}&CHOOSE({dots}+1,{words})"
    return (
        f'=IF({kode}="","",IF(OR({dots}=3,{dots}>{len(TINGKAT) - 1}),"{PERIKSA_KODE}",'
        f'IF({repeated},"{TAMBAHAN}",{level})))'
    )


def _is_total(letak: Letak, baris: int) -> str:
    return f'LEFT({letak.sel("pratinjau_tingkat", baris)},{len(JUMLAH)})="{JUMLAH}"'


def is_leaf(letak: Letak, baris: int) -> str:
    """Condition: the money of this row counts."""
    level = letak.sel("pratinjau_tingkat", baris)
    others = f'{level}<>"{TAMBAHAN}",{level}<>"{PERIKSA_KODE}"'
    return f'AND({level}<>"",NOT({_is_total(letak, baris)}),{others})'


def _pagu_rinci(letak: Letak, baris: int) -> str:
    """The pagu of the version in Profil, Pagu Murni where that is blank; leaves only."""
    cells = [letak.sel(f"pagu_{versi}_rp", baris) for versi in ("murni", "pergeseran", "perubahan")]
    murni = f'IF(ISNUMBER({cells[0]}),{cells[0]},"")'
    chosen = ",".join(f"IF(ISNUMBER({cell}),{cell},{murni})" for cell in cells[1:])
    return f'=IF(AND(Versi_ke>0,{is_leaf(letak, baris)}),CHOOSE(Versi_ke,{murni},{chosen}),"")'


def _realisasi_rinci(letak: Letak, baris: int) -> str:
    """Money realised up to the period; leaves with a pagu only."""
    pagu, tahun = letak.sel("pratinjau_pagu_rinci", baris), letak.sel("realisasi_tahun_rp", baris)
    cells = [letak.sel(f"realisasi_tw{n}_rp", baris) for n in range(1, 5)]
    filled = [f"(Periode_ke>={n})*ISNUMBER({cell})" for n, cell in enumerate(cells, 1)]
    total = "+".join(f"IF({f}>0,{cell},0)" for f, cell in zip(filled, cells, strict=True))
    last = '""'
    for condition, cell in zip(filled, cells, strict=True):
        last = f"IF({condition}>0,{cell},{last})"
    none = f"{'+'.join(filled)}=0"
    by_year = f"OR(Periode_ke=5,AND(Periode_ke=4,{none}))"
    triwulan = f'IF({none},"",IF(Kumulatif_ke=1,{last},{total}))'
    own = f"IF(AND({by_year},ISNUMBER({tahun})),{tahun},{triwulan})"
    return f'=IF(OR(Periode_ke=0,NOT(ISNUMBER({pagu}))),"",{own})'


def _subtotal(rinci: str) -> Callable[[Letak, int], str]:
    """The row's own figure, or the sum of the leaves below its code, blank when none of them has one."""

    def rumus(letak: Letak, baris: int) -> str:
        kode, own = letak.sel("kode", baris), letak.sel(rinci, baris)
        codes, cells = letak.rentang("kode"), letak.rentang(rinci)
        below = f'{codes},{kode}&".*",{cells}'
        total = f'IF(COUNTIFS({below},">-1E+15")=0,"",SUMIF({below}))'
        return f'=IF({kode}="","",IF({_is_total(letak, baris)},{total},{own}))'

    return rumus


def persen(bagian: str, seluruh: str) -> Callable[[Letak, int], str]:
    """`bagian` in percent of `seluruh`, blank unless both are numbers and the whole isn't 0."""

    def rumus(letak: Letak, baris: int) -> str:
        a, b = letak.sel(bagian, baris), letak.sel(seluruh, baris)
        return f'=IF(AND(ISNUMBER({a}),ISNUMBER({b})),IF({b}=0,"",{a}/{b}*100),"")'

    return rumus


def selisih(dari: str, dikurangi: str) -> Callable[[Letak, int], str]:
    """`dari` minus `dikurangi`, blank unless both are numbers."""

    def rumus(letak: Letak, baris: int) -> str:
        a, b = letak.sel(dari, baris), letak.sel(dikurangi, baris)
        return f'=IF(AND(ISNUMBER({a}),ISNUMBER({b})),{a}-{b},"")'

    return rumus


PRATINJAU: Final[Mapping[str, tuple[Pratinjau, ...]]] = {
    "realisasi": (
        Pratinjau("pratinjau_target", "Pratinjau Target", Kind.ANGKA, 16, _target),
        Pratinjau("pratinjau_realisasi", "Pratinjau Realisasi", Kind.ANGKA, 16, _realisasi),
        Pratinjau("pratinjau_capaian", "Pratinjau Capaian (%)", Kind.PERSEN, 13, _capaian),
        Pratinjau("pratinjau_kategori", "Pratinjau Kategori", Kind.TEKS, 24, _kategori),
        Pratinjau("pratinjau_polaritas", "Pratinjau Polaritas", Kind.TEKS, 12, iku_lookup("polaritas"), True),
        Pratinjau("pratinjau_akumulasi", "Pratinjau Akumulasi", Kind.TEKS, 12, iku_lookup("akumulasi"), True),
        Pratinjau("pratinjau_kelompok", "Pratinjau Kelompok", Kind.TEKS, 12, iku_lookup("kelompok_predikat"), True),
        Pratinjau("pratinjau_angka_target", "Pratinjau Angka Target", Kind.NILAI, 12, _angka("pratinjau_target"), True),
        Pratinjau(
            "pratinjau_angka_realisasi",
            "Pratinjau Angka Realisasi",
            Kind.NILAI,
            12,
            _angka("pratinjau_realisasi"),
            True,
        ),
    ),
    "anggaran": (
        Pratinjau("pratinjau_tingkat", "Pratinjau Tingkat", Kind.TEKS, 22, _tingkat),
        Pratinjau("pratinjau_pagu", "Pratinjau Pagu", Kind.RUPIAH, 20, _subtotal("pratinjau_pagu_rinci")),
        Pratinjau(
            "pratinjau_realisasi", "Pratinjau Realisasi", Kind.RUPIAH, 20, _subtotal("pratinjau_realisasi_rinci")
        ),
        Pratinjau(
            "pratinjau_serapan",
            "Pratinjau Serapan (%)",
            Kind.PERSEN,
            13,
            persen("pratinjau_realisasi", "pratinjau_pagu"),
        ),
        Pratinjau(
            "pratinjau_sisa", "Pratinjau Sisa (Rp)", Kind.RUPIAH, 20, selisih("pratinjau_pagu", "pratinjau_realisasi")
        ),
        Pratinjau("pratinjau_pagu_rinci", "Pratinjau Pagu Rincian", Kind.RUPIAH, 18, _pagu_rinci, True),
        Pratinjau("pratinjau_realisasi_rinci", "Pratinjau Realisasi Rincian", Kind.RUPIAH, 18, _realisasi_rinci, True),
    ),
    "belanja": (
        Pratinjau(
            "pratinjau_persen", "Pratinjau Persentase (%)", Kind.PERSEN, 14, persen("realisasi_rp", "anggaran_rp")
        ),
        Pratinjau(
            "pratinjau_lebih_kurang",
            "Pratinjau Lebih/(Kurang) (Rp)",
            Kind.RUPIAH,
            20,
            selisih("realisasi_rp", "anggaran_rp"),
        ),
    ),
}
