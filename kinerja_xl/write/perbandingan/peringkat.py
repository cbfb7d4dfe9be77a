"""Sheets Peringkat (a row per regency) and OPD (a row per OPD of every regency), both ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from kinerja_xl.compute.efisiensi import METODE_EFISIENSI, persen
from kinerja_xl.consolidate.kepatuhan import SELESAI, StatusKirim
from kinerja_xl.consolidate.konsolidasi import mean
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.write.gaya import TAB_KINERJA, TAB_PIMPINAN, WARNA_KUADRAN, WARNA_STATUS
from kinerja_xl.write.konsolidasi.efisiensi import quadrant_formula
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, Sel, angka, rupiah
from kinerja_xl.write.perbandingan.letak import (
    DAERAH,
    OPD,
    PERINGKAT,
    SERAPAN,
    Letak,
    of_register,
    own_limits,
    own_scale,
    register_hint,
    settings_hint,
)
from kinerja_xl.write.rumus_excel import category_formula, guarded, percent_formula, sum_or_blank

MAKS_RUMUS_PERINGKAT: Final = 5_000
"""RANK looks at all rows for each row; beyond so many rows opening the workbook would take long."""
_SELISIH: Final = METODE_EFISIENSI["selisih_persen"]


def ranks(values: Sequence[Any]) -> list[int | None]:
    """Rank of every number, the largest first and equal ones alike, as RANK gives it.

    >>> ranks([90.0, None, 95.5, 90.0])
    [2, None, 1, 2]
    """
    first: dict[Any, int] = {}
    for n, value in enumerate(sorted((v for v in values if v is not None), reverse=True), 1):
        first.setdefault(value, n)
    return [None if v is None else first[v] for v in values]


def _rank_formulas(letter: str, rows: range) -> list[str | None]:
    block = f"{letter}${rows.start}:{letter}${rows.stop - 1}"
    return [f'=IF({letter}{r}="","",RANK({letter}{r},{block}))' for r in rows]


def difference(capaian: Decimal | None, serapan: Decimal | None) -> float | None:
    """Achievement minus absorption in percent points, None without both."""
    if capaian is None or serapan is None:
        return None
    return angka(_SELISIH.evaluate({"capaian": capaian, "serapan": serapan}))


def _difference_formula(capaian: str, serapan: str) -> str:
    return guarded((capaian, serapan), _SELISIH.excel({"capaian": capaian, "serapan": serapan}))


def _mean_of_opd(letak: Letak, kunci: str, baris: int) -> str:
    span, keys = letak.opd_span(kunci), letak.opd_span("nomor")
    return f'=IFERROR(AVERAGEIFS({span},{keys},{PERINGKAT["nomor"]}{baris}),"")'


def _sum_of_opd(letak: Letak, kunci: str, baris: int) -> str:
    span, keys, key = letak.opd_span(kunci), letak.opd_span("nomor"), f"{PERINGKAT['nomor']}{baris}"
    return f'=IF(COUNTIFS({keys},{key},{span},">-1E+300")=0,"",SUMIFS({span},{keys},{key}))'


def _notes_of(letak: Letak, n: int, tingkat: Tingkat) -> str | None:
    """Number of Catatan of the n-th regency in one column of sheet Catatan."""
    if not letak.kode:
        return None
    last = BARIS_DATA + len(letak.kode) - 1
    column = letak.kolom_catatan(n)
    return f"=SUMIFS('Catatan'!{column}{BARIS_DATA}:{column}{last},'Catatan'!$B${BARIS_DATA}:$B${last},\"{tingkat}\")"


def peringkat(letak: Letak) -> Lembaran:
    """The regencies, best mean achievement first."""
    kolom = [*_achievement(letak), *_money(letak), *_submissions(letak)]
    return Lembaran(
        "Peringkat",
        f"Peringkat {DAERAH.title()}",
        "Diurutkan menurut rata-rata capaian OPD. Capaian dibatasi memotong capaian indikator yang jauh di atas "
        "target, maka bandingkan kedua peringkat. Baris terakhir: rata-rata capaian, jumlah untuk yang lain. Folder "
        "hasil terletak di samping folder perbandingan ini. Saring seperlunya, jangan diurutkan: lembar lain menunjuk "
        "baris ini.",
        TAB_PIMPINAN,
        f"{len(letak.daerah)} {DAERAH} dibandingkan, tahun {letak.perbandingan.tahun}, periode "
        f"{letak.perbandingan.periode}. {settings_hint(letak)} {register_hint(letak)}".rstrip(),
        kolom,
        beku_kolom=2,
        jumlah=_totals(letak, kolom),
    )


def _achievement(letak: Letak) -> list[Kolom]:
    k, rows, daerah = PERINGKAT, letak.baris, letak.daerah
    rata = [angka(d.ringkasan.rata_rata_capaian) for d in daerah]
    dibatasi = [angka(d.ringkasan.rata_rata_capaian_dibatasi) for d in daerah]
    kategori = [
        None if own_scale(d) else category_formula(f"{k['rata']}{r}") for d, r in zip(daerah, rows, strict=True)
    ]
    words = [d.ringkasan.kategori for d in daerah]
    return [
        Kolom("peringkat", "Peringkat", 10, "bulat", ranks(rata), _rank_formulas(k["rata"], rows)),
        Kolom("nama", DAERAH.title(), 34, "teks", list(letak.nama)),
        Kolom("rata", "Rata-rata capaian (%)", 12, "persen", rata, [_mean_of_opd(letak, "rata", r) for r in rows]),
        Kolom("kategori", "Kategori", 14, "kata", words, kategori, warna=letak.kata),
        Kolom(
            "dibatasi",
            "Capaian dibatasi (%)",
            12,
            "persen",
            dibatasi,
            [_mean_of_opd(letak, "dibatasi", r) for r in rows],
        ),
        Kolom(
            "peringkat_dibatasi",
            "Peringkat menurut capaian dibatasi",
            12,
            "bulat",
            ranks(dibatasi),
            _rank_formulas(k["dibatasi"], rows),
        ),
    ]


def _money(letak: Letak) -> list[Kolom]:
    k, rows, daerah = PERINGKAT, letak.baris, letak.daerah
    pagu, realisasi = ([rupiah(getattr(d.ringkasan, name)) for d in daerah] for name in ("pagu_rp", "realisasi_rp"))
    serapan = [percent_formula(f"{k['realisasi']}{r}", f"{k['pagu']}{r}") for r in rows]
    selisih = [difference(d.ringkasan.rata_rata_capaian, d.ringkasan.serapan_persen) for d in daerah]
    kuadran = [
        None if own_limits(d) else quadrant_formula(f"{k['rata']}{r}", f"'Serapan'!{SERAPAN['terhadap']}{r}")
        for d, r in zip(daerah, rows, strict=True)
    ]
    return [
        Kolom("pagu", "Pagu (Rp)", 20, "rupiah", pagu, [_sum_of_opd(letak, "pagu", r) for r in rows]),
        Kolom(
            "realisasi", "Realisasi (Rp)", 20, "rupiah", realisasi, [_sum_of_opd(letak, "realisasi", r) for r in rows]
        ),
        Kolom("serapan", "Serapan (%)", 11, "persen", [angka(d.ringkasan.serapan_persen) for d in daerah], serapan),
        Kolom(
            "selisih",
            "Efisiensi: capaian − serapan (poin)",
            13,
            "persen",
            selisih,
            [_difference_formula(f"{k['rata']}{r}", f"{k['serapan']}{r}") for r in rows],
        ),
        Kolom("kuadran", "Kuadran", 14, "kata", [d.kuadran for d in daerah], kuadran, warna=WARNA_KUADRAN),
    ]


def _submissions(letak: Letak) -> list[Kolom]:
    rows, daerah = letak.baris, letak.daerah
    sent = [f"={letak.count_opd(r, 'status', f'<>{StatusKirim.BELUM}')}" for r in rows]
    registered = [f"={letak.count_all_opd(r)}" if d.ada_daftar else None for d, r in zip(daerah, rows, strict=True)]
    return [
        Kolom("lapor", "OPD menyerahkan", 13, "bulat", [d.ringkasan.n_menyerahkan for d in daerah], sent),
        Kolom("opd", "OPD terdaftar", 15, "bulat", [of_register(d, d.ringkasan.n_opd) for d in daerah], registered),
        *(
            Kolom(
                tingkat.value.casefold(),
                tingkat.value,
                11,
                "bulat",
                [d.ringkasan.catatan[tingkat] for d in daerah],
                [_notes_of(letak, n, tingkat) for n in range(len(daerah))],
            )
            for tingkat in (Tingkat.KESALAHAN, Tingkat.PERINGATAN)
        ),
        Kolom("tempat", "Folder hasil", 44, "teks", [d.tempat for d in daerah]),
        Kolom("nomor", "Nomor kunci", 9, "bulat", list(range(1, len(daerah) + 1)), bantu=True),
    ]


def _totals(letak: Letak, kolom: Sequence[Kolom]) -> list[Sel]:
    """Means of the regencies' means, and sums of money and counts."""
    k, total = PERINGKAT, letak.jumlah
    pagu, realisasi = (total_money(letak, name) for name in ("pagu_rp", "realisasi_rp"))
    figures: dict[str, tuple[Any, str | None]] = {"nama": (f"Semua ({len(letak.daerah)} {DAERAH})", None)}
    for name, kunci in (("rata_rata_capaian", "rata"), ("rata_rata_capaian_dibatasi", "dibatasi")):
        figures[kunci] = (angka(mean_of(letak, name)), f'=IFERROR(AVERAGE({letak.span(k[kunci])}),"")')
    figures |= {
        "pagu": (rupiah(pagu), sum_or_blank(letak.span(k["pagu"]))),
        "realisasi": (rupiah(realisasi), sum_or_blank(letak.span(k["realisasi"]))),
        "serapan": (angka(persen(realisasi, pagu)), percent_formula(f"{k['realisasi']}{total}", f"{k['pagu']}{total}")),
    }
    for satu in kolom:
        if satu.kunci in ("lapor", "opd", "kesalahan", "peringatan"):
            figures[satu.kunci] = (sum_known(satu.nilai), f"=SUM({letak.span(k[satu.kunci])})")
    return total_row(kolom, total, figures)


def total_row(kolom: Sequence[Kolom], baris: int, figures: Mapping[str, tuple[Any, str | None]]) -> list[Sel]:
    """The row below a table: (value, formula) by column, blank in the others."""
    cells = [(n, satu.gaya, *figures.get(satu.kunci, (None, None))) for n, satu in enumerate(kolom) if not satu.bantu]
    return [Sel(baris, n, value, gaya, rumus, gaya_baris="jumlah") for n, gaya, value, rumus in cells]


def sum_known(nilai: Sequence[Any]) -> int:
    """Sum of the counts that are known."""
    return sum(n for n in nilai if isinstance(n, int))


def mean_of(letak: Letak, kolom: str) -> Decimal | None:
    """Mean of a percentage over the regencies that have it."""
    return mean(v for d in letak.daerah if (v := getattr(d.ringkasan, kolom)) is not None)


def total_money(letak: Letak, kolom: str) -> int | None:
    """Sum over the regencies in sen, None where none has a figure."""
    known = [v for d in letak.daerah if (v := getattr(d.ringkasan, kolom)) is not None]
    return sum(known) if known else None


def opd(letak: Letak) -> Lembaran:
    """All OPD of all regencies, best achievement first."""
    rows = range(BARIS_DATA, BARIS_DATA + len(letak.opd))
    few = len(letak.opd) <= MAKS_RUMUS_PERINGKAT
    of = [o for _, o in letak.opd]
    daerah = [letak.daerah[n - 1] for n, _ in letak.opd]
    k = OPD
    rata, serapan = [angka(o.capaian) for o in of], [angka(o.serapan) for o in of]
    kategori = [
        None if own_scale(d) else category_formula(f"{k['rata']}{r}") for d, r in zip(daerah, rows, strict=True)
    ]
    kuadran = [
        None if own_limits(d) else quadrant_formula(f"{k['rata']}{r}", f"{k['terhadap']}{r}")
        for d, r in zip(daerah, rows, strict=True)
    ]
    rank = _rank_formulas(k["rata"], rows) if few else None
    late = [
        "" if o.status == StatusKirim.BELUM or not d.ada_daftar else "Ya" if o.terlambat else "Tidak"
        for o, d in zip(of, daerah, strict=True)
    ]
    percent = [percent_formula(f"{k['realisasi']}{r}", f"{k['pagu']}{r}") for r in rows]
    selisih = [_difference_formula(f"{k['rata']}{r}", f"{k['serapan']}{r}") for r in rows]
    kolom = [
        Kolom("peringkat", "Peringkat", 10, "bulat", ranks(rata), rank),
        Kolom("daerah", DAERAH.title(), 26, "teks", [letak.nama[n - 1] for n, _ in letak.opd]),
        Kolom("kode", "Kode OPD", 10, "kode", [o.kode for o in of]),
        Kolom("nama", "Nama OPD", 44, "teks", [o.nama for o in of]),
        Kolom("status", "Status kiriman", 26, "kata", [o.status for o in of], warna=WARNA_STATUS),
        Kolom("terlambat", "Terlambat", 10, "kata", late),
        Kolom("terhitung", "Indikator terhitung", 10, "bulat", [o.jumlah_terhitung for o in of]),
        Kolom("rata", "Rata-rata capaian (%)", 12, "persen", rata),
        Kolom("kategori", "Kategori", 14, "kata", [o.kategori for o in of], kategori, warna=letak.kata),
        Kolom("dibatasi", "Capaian dibatasi (%)", 11, "persen", [angka(o.dibatasi) for o in of]),
        Kolom("pagu", "Pagu (Rp)", 19, "rupiah", [rupiah(o.pagu) for o in of]),
        Kolom("realisasi", "Realisasi (Rp)", 19, "rupiah", [rupiah(o.realisasi) for o in of]),
        Kolom("serapan", "Serapan (%)", 11, "persen", serapan, percent),
        Kolom(
            "selisih", "Capaian − serapan (poin)", 12, "persen", [difference(o.capaian, o.serapan) for o in of], selisih
        ),
        Kolom("terhadap", "Serapan terhadap rencana (%)", 13, "persen", [angka(o.terhadap) for o in of]),
        Kolom("kuadran", "Kuadran", 14, "kata", [o.kuadran for o in of], kuadran, warna=WARNA_KUADRAN),
        Kolom("kesalahan", "Kesalahan", 11, "bulat", [o.kesalahan for o in of]),
        Kolom("peringatan", "Peringatan", 11, "bulat", [o.peringatan for o in of]),
        Kolom("nomor", "Nomor kunci", 9, "bulat", [n for n, _ in letak.opd], bantu=True),
    ]
    more = "" if few else " Peringkat ditulis sebagai angka karena barisnya banyak."
    done = sum(o.status in SELESAI for o in of)
    return Lembaran(
        "OPD",
        f"OPD Semua {DAERAH.title()}",
        "Diurutkan menurut rata-rata capaian. Saring menurut kabupaten/kota, status, kategori, atau kuadran dengan "
        f"tanda panah pada judul kolom.{more}",
        TAB_KINERJA,
        f"{len(of)} OPD dari {len(letak.daerah)} {DAERAH}; {done} OPD lengkap.",
        kolom,
        beku_kolom=4,
        kosong="Belum ada OPD yang dikenali.",
    )
