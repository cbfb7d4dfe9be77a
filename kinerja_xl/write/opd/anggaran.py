"""LKj Bab III, T7: budget per sasaran and program; and the sources of funds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from kinerja_xl.compute.efisiensi import hitung_efisiensi
from kinerja_xl.compute.lkj import LAIN, sum_by_node
from kinerja_xl.write.gaya import TAB_KEUANGAN
from kinerja_xl.write.halaman import Halaman, Isi
from kinerja_xl.write.kerangka import records
from kinerja_xl.write.konsolidasi.efisiensi import method_formula
from kinerja_xl.write.lembaran import Lembaran, angka, rupiah
from kinerja_xl.write.opd.bahan import SERAPAN, Bahan
from kinerja_xl.write.opd.serapan import LEMBAR as LEMBAR_SERAPAN
from kinerja_xl.write.opd.uang import TANPA_UANG, Sumber, opd_money, support_sum
from kinerja_xl.write.rumus_excel import percent_formula, same_cell

_MAKS_ARGUMEN: Final = 200
_T7_KEPALA: Final = (
    "No.",
    "Sasaran / Program",
    "Anggaran (Rp)",
    "Realisasi (Rp)",
    "%",
    "Sisa (Rp)",
    "Keterangan",
)


def t7_anggaran(bahan: Bahan) -> Lembaran:
    """Budget per sasaran and its programs, then per program alone as the published table prints it."""
    hal = Halaman((6, 62, 21, 21, 11, 21, 18))
    if bahan.baris.pagu_rp is None:
        hal.kata(TANPA_UANG, "kosong")
    else:
        tahun = bahan.hasil.data.tahun
        hal.kata("Anggaran per sasaran dan program", "judul_tabel")
        hal.kepala(_T7_KEPALA)
        first = hal.baris
        totals = _t7_sasaran(hal, bahan)
        _t7_total(hal, bahan, tahun, totals or [(first, first)])
        hal.lewati()
        hal.kata("Anggaran per program", "judul_tabel")
        hal.kepala([t.replace("Sasaran / ", "") for t in _T7_KEPALA])
        _t7_program(hal, bahan)
        _t7_total(hal, bahan, tahun, None)
    return hal.lembaran(
        "T7 Anggaran",
        "T7. Anggaran dan Realisasi per Sasaran dan Program",
        "Program yang kegiatannya mendukung sasaran berbeda muncul pada tiap sasaran dengan bagiannya saja, sehingga "
        "tidak ada rupiah yang terhitung dua kali.",
        TAB_KEUANGAN,
        bahan.keterangan(
            "Menurut lembar Belanja."
            if bahan.baris.sumber_serapan == "Belanja"
            else f"Pagu {bahan.profil.get('versi_anggaran') or 'Murni'}."
        ),
    )


def _t7_row(
    hal: Halaman, nomor: Any, label: str, pagu: Sumber, real: Sumber, ket: str = "", gaya: str = "kotak"
) -> int:
    r = hal.baris
    a, b = f"C{r}", f"D{r}"
    refs = {"pagu": a, "realisasi": b}
    hasil = hitung_efisiensi(None, pagu.nilai, real.nilai)
    return hal.isi(
        Isi(nomor, "kata"),
        Isi(label),
        Isi(rupiah(pagu.nilai), "rupiah", pagu.rumus),
        Isi(rupiah(real.nilai), "rupiah", real.rumus),
        Isi(angka(hasil["serapan_persen"]), "persen", percent_formula(b, a)),
        Isi(rupiah(hasil["sisa_rp"]), "rupiah", method_formula("sisa_rp", refs, ("pagu", "realisasi"))),
        Isi(ket, "kata"),
        gaya=gaya,
    )


def _t7_sasaran(hal: Halaman, bahan: Bahan) -> list[tuple[int, int]]:
    """Rows per key with their programs; returns the rows that add up to the total (those of the keys)."""
    heads: list[int] = []
    if bahan.baris.sumber_serapan == "Belanja":
        label = f"{bahan.nomor_sasaran(LAIN)} (hanya lembar Belanja, tanpa Kode IKU)"
        row = _t7_row(hal, "", label, opd_money(bahan, "pagu"), opd_money(bahan, "realisasi"), "", "kotak_sasaran")
        return [(row, row)]
    nodes = sum_by_node(bahan.hasil.serapan, bahan.kunci)
    codes, texts = bahan.anggaran["kode"], bahan.anggaran["uraian"]
    ends = {s.indeks: s.akhir for s in bahan.posisi.serapan}
    funds = fund_sources(bahan)
    for satu in bahan.dukungan:
        label = bahan.nomor_sasaran(satu.kunci)
        if len(satu.sasaran) == 1:
            label = f"{label}: {satu.sasaran[0].sasaran}"
        pagu, real = (Sumber(getattr(satu, n), support_sum(n, satu.kunci, bahan)) for n in ("pagu", "realisasi"))
        heads.append(_t7_row(hal, "", label, pagu, real, "", "kotak_sasaran"))
        nomor = 0
        for n, uang in nodes.get(satu.kunci, {}).items():
            if codes[n].count(".") > 2:
                continue
            nomor += 1
            at = bahan.baris_serapan[n]
            own = [
                Sumber(value, support_sum(name, satu.kunci, bahan, at, max(ends[n], at)))
                for value, name in zip(uang, ("pagu", "realisasi"), strict=True)
            ]
            _t7_row(hal, nomor, texts[n], own[0], own[1], funds(codes[n]))
    return [(row, row) for row in heads]


def _t7_program(hal: Halaman, bahan: Bahan) -> None:
    own = bahan.anggaran
    funds = fund_sources(bahan)
    nomor = 0
    for n, (tingkat, kode, uraian) in enumerate(zip(own["tingkat"], own["kode"], own["uraian"], strict=True)):
        if tingkat != "Program":
            continue
        nomor += 1
        at = bahan.baris_serapan[n]
        pagu, real = (
            Sumber(own[f"{name}_rp"][n], same_cell(f"'{LEMBAR_SERAPAN}'!{SERAPAN[name]}{at}"))
            for name in ("pagu", "realisasi")
        )
        _t7_row(hal, nomor, uraian, pagu, real, funds(kode))


def _t7_total(hal: Halaman, bahan: Bahan, tahun: int, rows: Sequence[tuple[int, int]] | None) -> None:
    label = f"Jumlah Anggaran Tahun {tahun}"
    money = []
    for name, letter in (("pagu", "C"), ("realisasi", "D")):
        own = opd_money(bahan, name)
        if rows is not None and len(rows) <= _MAKS_ARGUMEN:
            cells = ",".join(f"{letter}{a}" for a, _ in rows)
            own = Sumber(own.nilai, f'=IF(COUNT({cells})=0,"",SUM({cells}))')
        money.append(own)
    _t7_row(hal, "", label, money[0], money[1], "", "kotak_jumlah")


def fund_sources(bahan: Bahan) -> Callable[[str], str]:
    """The sources of funds named at or below a code, '' where none is: what nobody filled in isn't guessed."""
    data = bahan.hasil.data
    rows = records(data.isi("anggaran"), ("kode", "sumber_dana")) if "anggaran" in data.tabel else []
    named = [(row["kode"], row["sumber_dana"]) for row in rows if row["sumber_dana"]]

    def of(kode: str) -> str:
        found = dict.fromkeys(s for k, s in named if k == kode or k.startswith(f"{kode}."))
        return ", ".join(found)

    return of
