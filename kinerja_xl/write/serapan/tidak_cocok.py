"""Sheet Jumlah Tidak Cocok: reported sums, percentages and remainders beside what they should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from kinerja_xl.compute.anggaran import KAS_RP, TW_RP
from kinerja_xl.compute.efisiensi import LEBIH_KURANG_RP, SISA_RP, persen
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.consolidate.tindak_lanjut import JUMLAH, PERSENTASE, SISA, TRIWULAN, Butir
from kinerja_xl.nilai import Nilai
from kinerja_xl.write.denah import BELANJA, PROGRAM
from kinerja_xl.write.gaya import TAB_KEUANGAN
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, angka, huruf, rupiah
from kinerja_xl.write.posisi import n_dari_n
from kinerja_xl.write.rumus_excel import guarded, percent_formula, same_cell
from kinerja_xl.write.serapan import denah
from kinerja_xl.write.serapan.banding import rounded_difference
from kinerja_xl.write.serapan.daftar import Rujukan, evidence, identity

_KOLOM: Final = [
    "jenis", "kode_opd", "nama_opd", "kode", "uraian", "kolom", "tertulis_rp", "hitungan_rp", "selisih_rp",
    "tertulis_persen", "hitungan_persen", "selisih_persen", "catatan", "penjelasan", "sumber", "pagu", "realisasi",
]  # fmt: skip
_SEL: Final = {name: huruf(n) for n, name in enumerate(_KOLOM)}
_FAKTA: Final[Mapping[str, tuple[str, str]]] = {
    "ANG-01": ("tertulis_rp", "jumlah_rp"),
    "BLJ-01": ("tertulis_rp", "jumlah_rp"),
    "ANG-05": ("tahun_rp", "triwulan_rp"),
    "ANG-06": ("jumlah_rp", "terakhir_rp"),
    "ANG-21": ("kas_rp", "pagu_rp"),
    "ANG-13": ("tertulis_rp", "sisa_rp"),
    "BLJ-06": ("tertulis_rp", "seharusnya_rp"),
}
"""By rule: the fact that holds the amount as reported, and the one that holds what it was compared with."""


_SEBAB: Final[Mapping[str, str]] = {
    "ANG-02": "Sekarang di bawah {induk}; uangnya tepat sebesar kekurangan {induk_lain}.",
    "ANG-05": "Dibandingkan dengan {cara}.",
    "ANG-06": "Triwulan tampaknya kumulatif: yang terakhir sudah memuat yang sebelumnya.",
    "ANG-08": "Terpotong, tidak dibulatkan.",
    "ANG-10": "Dibulatkan lebih dulu lalu diberi nol.",
    "ANG-11": "Penjumlahan persentase rinciannya.",
    "ANG-12": "Rata-rata persentase rinciannya.",
    "BLJ-03": "Terpotong, tidak dibulatkan.",
    "BLJ-05": "Dibulatkan lebih dulu lalu diberi nol.",
    "BLJ-07": "Penjumlahan persentase rekening di bawahnya.",
}
"""By rule: what it found, where its facts carry no explanation."""


class _Rp(NamedTuple):
    tertulis: int | None
    hitungan: int | None
    rumus: str | None = None
    rumus_tertulis: str | None = None


class _Persen(NamedTuple):
    tertulis: Decimal | None
    hitungan: Decimal | None


def tidak_cocok(rujukan: Rujukan, rows: Sequence[Butir]) -> Lembaran:
    """One row per reported figure that isn't what its parts make, with both figures and the difference."""
    at = range(BARIS_DATA, BARIS_DATA + len(rows))
    judged = [_judged_by(b) for b in rows]
    amounts = [_amount(rujukan, b, n) for n, b in zip(at, rows, strict=True)]
    shares = [_share(rujukan, b) for b in rows]
    k = _SEL
    difference = [
        None if a.tertulis is None or a.hitungan is None else rupiah(a.tertulis - a.hitungan) for a in amounts
    ]
    difference_rumus = [
        guarded((f"{k['hitungan_rp']}{r}", f"{k['tertulis_rp']}{r}"),
                rounded_difference(f"{k['hitungan_rp']}{r}", f"{k['tertulis_rp']}{r}"))
        for r in at
    ]  # fmt: skip
    points = [None if s.tertulis is None or s.hitungan is None else angka(s.tertulis - s.hitungan) for s in shares]
    points_rumus = [
        guarded((f"{k['tertulis_persen']}{r}", f"{k['hitungan_persen']}{r}"),
                f"{k['tertulis_persen']}{r}-{k['hitungan_persen']}{r}")
        for r in at
    ]  # fmt: skip
    share_rumus = [percent_formula(f"{k['realisasi']}{r}", f"{k['pagu']}{r}") if s.hitungan is not None else None
                   for r, s in zip(at, shares, strict=True)]  # fmt: skip
    note, source = evidence(rujukan, rows)
    opd = len({b.kode_opd for b in rows})
    return Lembaran(
        denah.TIDAK_COCOK,
        "Jumlah, Persentase, dan Sisa yang Tidak Cocok",
        "Angka yang ditulis OPD di samping hasil hitungannya; yang dihitung selalu rinciannya. Selisih = tertulis − "
        "hasil hitungan. Klik kode catatan untuk melihat saran.",
        TAB_KEUANGAN,
        f"{len(rows)} angka. " + n_dari_n(opd, rujukan.hasil.data, "OPD yang terkena"),
        [
            Kolom("jenis", "Jenis", 20, "teks", [_kind(b) for b in rows]),
            *identity(rujukan, rows),
            Kolom("kolom", "Kolom", 20, "teks", [_heading(rujukan.hasil, b) for b in rows]),
            Kolom("tertulis_rp", "Tertulis (Rp)", 19, "rupiah", [rupiah(a.tertulis) for a in amounts],
                  [a.rumus_tertulis for a in amounts]),
            Kolom("hitungan_rp", "Hasil hitungan (Rp)", 19, "rupiah", [rupiah(a.hitungan) for a in amounts],
                  [a.rumus for a in amounts]),
            Kolom("selisih_rp", "Selisih (Rp)", 19, "rupiah", difference, difference_rumus),
            Kolom("tertulis_persen", "Tertulis (%)", 10, "persen", [angka(s.tertulis) for s in shares]),
            Kolom("hitungan_persen", "Hasil hitungan (%)", 10, "persen", [angka(s.hitungan) for s in shares],
                  share_rumus),
            Kolom("selisih_persen", "Selisih (poin persen)", 10, "persen", points, points_rumus),
            note,
            Kolom("penjelasan", "Penjelasan", 32, "teks", [_why(b) for b in rows]),
            source,
            Kolom("pagu", "Dinilai dari pagu/anggaran (Rp)", 19, "rupiah", [rupiah(p) for p, _ in judged], bantu=True),
            Kolom("realisasi", "Dinilai dari realisasi (Rp)", 19, "rupiah", [rupiah(r) for _, r in judged], bantu=True),
        ],
        beku_kolom=3,
        cetak=14,
        kosong="Tidak ada jumlah, persentase, atau sisa yang tidak cocok.",
    )  # fmt: skip


def _kind(butir: Butir) -> str:
    rule = butir.aturan
    if rule in JUMLAH:
        return "Jumlah induk"
    if rule in PERSENTASE:
        return "Persentase dilaporkan"
    if rule in SISA:
        return "Sisa dilaporkan" if butir.lembar == "anggaran" else "Lebih/(Kurang) dilaporkan"
    if rule in TRIWULAN:
        return "Rencana kas dan pagu" if rule.nama == "kas_beda_pagu" else "Triwulan dan tahun"
    return "Kode induk"


def _why(butir: Butir) -> str:
    """What explains the difference: the rule's own words, or what it found."""
    if butir.aturan.kode in _SEBAB:
        return _SEBAB[butir.aturan.kode].format_map(butir.fakta)
    return str(butir.fakta.get("penjelasan") or "").strip()


def _heading(hasil: Konsolidasi, butir: Butir) -> str:
    return hasil.data.tabel[butir.lembar].lembar.column(butir.kolom).header


def _judged_by(butir: Butir) -> tuple[int | None, int | None]:
    """Pagu and realisation that a reported percentage or remainder was judged by (as typed, or as summed)."""
    if butir.aturan not in (*PERSENTASE, *SISA):
        return None, None
    pagu = butir.rp("pagu_rp") if butir.lembar == "anggaran" else butir.rp("anggaran_rp")
    return pagu, butir.rp("realisasi_rp")


def _amount(rujukan: Rujukan, butir: Butir, row: int) -> _Rp:
    """The reported amount, what it was compared with, and the formula of the latter where this workbook holds it."""
    if butir.aturan.kode not in _FAKTA:
        moved = butir.rp("uang_rp")
        return _Rp(moved, None)
    tertulis, hitungan = (butir.rp(name) for name in _FAKTA[butir.aturan.kode])
    pagu, realisasi = f"{_SEL['pagu']}{row}", f"{_SEL['realisasi']}{row}"
    if butir.aturan in SISA:
        if butir.lembar == "anggaran":
            rumus: str | None = f"={SISA_RP.excel({'pagu': pagu, 'realisasi': realisasi})}"
        else:
            rumus = f"={LEBIH_KURANG_RP.excel({'realisasi': realisasi, 'anggaran': pagu})}"
        return _Rp(tertulis, hitungan, rumus)
    summed = _quarters(rujukan, butir, "kas" if butir.aturan.kode == "ANG-21" else "realisasi", tertulis)
    return _Rp(tertulis, hitungan, _reference(rujukan, butir, hitungan), None if butir.aturan in JUMLAH else summed)


def _quarters(rujukan: Rujukan, butir: Butir, awalan: str, nilai: int | None) -> str | None:
    """The sum of a leaf's four quarters, None where it isn't the figure that the rule judged."""
    at = rujukan.baris.get((butir.lembar, butir.indeks))
    if at is None or butir.lembar != "anggaran":
        return None
    names = KAS_RP if awalan == "kas" else TW_RP
    known = [q for name in names if (q := rujukan.node(butir, name)) is not None]
    first, last = (_TEMPAT[f"{awalan}_tw{n}_rp"][1] for n in (1, 4))
    return f"=SUM('Serapan Program'!{first}{at}:{last}{at})" if known and sum(known) == nilai else None


def _reference(rujukan: Rujukan, butir: Butir, nilai: int | None) -> str | None:
    """Where a sum stands in this workbook; None where no cell holds just that figure."""
    at = rujukan.baris.get((butir.lembar, butir.indeks))
    if at is None or nilai is None:
        return None
    if butir.aturan.kode == "BLJ-01":
        return rujukan.cell(butir, BELANJA[butir.kolom.removesuffix("_rp")], nilai)
    if butir.aturan.kode == "ANG-21":
        return rujukan.cell(butir, PROGRAM["pagu"], nilai)
    if butir.aturan.kode == "ANG-05":
        return _quarters(rujukan, butir, "realisasi", nilai)
    shown = _TRIWULAN.get(butir.kolom, butir.kolom)
    if butir.aturan.kode not in ("ANG-01", "ANG-06") or nilai != rujukan.node(butir, f"jumlah_{shown}"):
        return None
    place = _TEMPAT.get(butir.kolom)
    return same_cell(f"'{place[0]}'!{place[1]}{at}") if place else None


_TEMPAT: Final[Mapping[str, tuple[str, str]]] = {
    **{f"pagu_{v}_rp": (denah.VERSI, denah.VERSI_SEL[v]) for v in ("murni", "pergeseran", "perubahan")},
    "target_renstra_rp": (denah.RENCANA, denah.RENCANA_SEL["renstra"]),
    "pagu_renja_rp": (denah.RENCANA, denah.RENCANA_SEL["renja"]),
    "realisasi_lalu_rp": (denah.RENCANA, denah.RENCANA_SEL["lalu"]),
    "realisasi_tahun_rp": (denah.RENCANA, denah.RENCANA_SEL["tahun"]),
    **{f"kas_tw{n}_rp": ("Serapan Program", PROGRAM[f"kas{n}"]) for n in range(1, 5)},
    **{f"realisasi_tw{n}_rp": ("Serapan Program", PROGRAM[f"tw{n}"]) for n in range(1, 5)},
}
"""Where the sum of every money column of Anggaran stands in this workbook."""
_TRIWULAN: Final[Mapping[str, str]] = {
    f"{awalan}_tw{n}_rp": name
    for awalan, names in (("kas", KAS_RP), ("realisasi", TW_RP))
    for n, name in enumerate(names, 1)
}
"""What the quarters of Serapan Program hold: figures that count, in their quarter."""


def _share(rujukan: Rujukan, butir: Butir) -> _Persen:
    if butir.aturan not in PERSENTASE:
        return _Persen(None, None)
    typed: Nilai = rujukan.typed(butir, butir.kolom)
    pagu, realisasi = _judged_by(butir)
    return _Persen(typed.angka, persen(realisasi, pagu))
