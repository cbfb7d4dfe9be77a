"""LKj Bab III, T5: efficiency per sasaran and program; and the sums of sheet Serapan that the tables of money show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from kinerja_xl.compute.efisiensi import METODE_EFISIENSI, hitung_efisiensi, kriteria_efisiensi
from kinerja_xl.compute.lkj import LAIN, capaian_sasaran
from kinerja_xl.consolidate.konsolidasi import indikator_of_programs
from kinerja_xl.write.denah import BELANJA, letters
from kinerja_xl.write.gaya import TAB_KEUANGAN, WARNA_EFISIENSI
from kinerja_xl.write.halaman import Halaman, Isi
from kinerja_xl.write.kerangka import records
from kinerja_xl.write.konsolidasi.efisiensi import (
    criteria_formula,
    e_formula,
    merge_rows,
    method_formula,
    method_title,
    within_year,
)
from kinerja_xl.write.lembaran import Lembaran, angka, rupiah
from kinerja_xl.write.opd.bahan import CAPAIAN, SERAPAN, T1, Bahan
from kinerja_xl.write.opd.capaian import TempatCapaian
from kinerja_xl.write.opd.serapan import HEAD
from kinerja_xl.write.opd.serapan import LEMBAR as LEMBAR_SERAPAN
from kinerja_xl.write.pohon import whole
from kinerja_xl.write.rumus_excel import guarded, percent_formula, same_cell, sum_or_blank

T5: Final = "T5 Efisiensi"
_KOLOM: Final = letters(
    [
        *("no", "uraian", "capaian", "pagu", "realisasi", "serapan", "sisa", "sisa_persen", "selisih", "rasio", "ne"),
        *("kriteria", "pagu_capaian", "terhitung", "e"),
    ]
)
_LEBAR: Final = (5, 46, 12, 19, 19, 10, 19, 10, 14, 14, 12, 15, 19, 19, 10)
NE_JUMLAH: Final = (
    "NE pada baris Jumlah dihitung dari capaian tiap program, bukan dari capaian rata-rata pada baris itu."
)
TANPA_UANG: Final = "Belum ada data: OPD tidak mengirim lembar Anggaran atau Belanja yang pagunya dapat dihitung."


class Sumber(NamedTuple):
    """A figure and the formula that gives it; money in sen."""

    nilai: Any
    rumus: str | None = None


def support_span(name: str, bahan: Bahan, dari: int = 0, sampai: int = 0) -> str:
    """A column of sheet Serapan over some rows (over all of them by default)."""
    first, last = dari or HEAD, sampai or HEAD + len(bahan.posisi.serapan) - 1
    return f"'{LEMBAR_SERAPAN}'!{SERAPAN[name]}{first}:{SERAPAN[name]}{last}"


def support_sum(name: str, kunci: str, bahan: Bahan, dari: int = 0, sampai: int = 0) -> str:
    """Sum of a money column of Serapan over the leaves of one key; empty where none has a figure."""
    money, keys, leaf = (support_span(n, bahan, dari, sampai) for n in (name, "sasaran", "rinci"))
    own = f'{keys},"{kunci}",{leaf},"Ya"'
    return f'=IF(COUNTIFS({own},{money},">-1E+99")=0,"",SUMIFS({money},{own}))'


def opd_money(bahan: Bahan, name: str) -> Sumber:
    """The OPD's pagu or realisation, from the sheet that it comes from."""
    value = getattr(bahan.baris, f"{name}_rp")
    if bahan.baris.sumber_serapan == "Anggaran":
        return Sumber(value, same_cell(f"'{LEMBAR_SERAPAN}'!{SERAPAN[name]}{HEAD}"))
    if bahan.baris.sumber_serapan == "Belanja":
        letter = BELANJA["anggaran" if name == "pagu" else name]
        return Sumber(value, same_cell(f"'Belanja'!{letter}{HEAD}"))
    return Sumber(None)


class _Baris(NamedTuple):
    """One row of T5: its label, capaian and money; NE's sums where they aren't its own figures."""

    nomor: Any
    label: str
    capaian: Sumber
    pagu: Sumber
    realisasi: Sumber
    gaya: str = "kotak"
    bobot: Sumber | None = None
    terhitung: Sumber | None = None


def t5_efisiensi(bahan: Bahan, tempat: TempatCapaian) -> Lembaran:
    """All methods per sasaran, then per program; both end in the OPD's total, the same as in the regency's workbook."""
    hal = Halaman(_LEBAR, 12)
    resmi = bahan.hasil.data.referensi.kebijakan.kata("metode_efisiensi")
    notes = [f"Kriteria menurut metode {resmi}.", within_year(bahan.hasil.data)]
    if bahan.baris.pagu_rp is None:
        hal.kata(TANPA_UANG, "kosong")
    elif _t5_tables(hal, bahan, tempat, resmi):
        notes.append(NE_JUMLAH)
    return hal.lembaran(
        T5,
        "T5. Efisiensi Penggunaan Sumber Daya",
        "Anggaran dibagi ke sasaran menurut Kode IKU pada lembar Anggaran, tiap baris satu kali. Yang mendukung "
        "beberapa sasaran tidak dipecah (baris Bersama), yang tanpa Kode IKU ada di baris tersendiri: jumlahnya selalu "
        "jumlah OPD.",
        TAB_KEUANGAN,
        bahan.keterangan(" ".join(note for note in notes if note)),
    )


def _t5_tables(hal: Halaman, bahan: Bahan, tempat: TempatCapaian, resmi: str) -> bool:
    """Write both tables; whether the total's NE comes from the programs."""
    program = _program_rows(bahan, tempat)
    per_sasaran = _sasaran_rows(bahan, tempat)
    hal.kata("Efisiensi per sasaran", "judul_tabel")
    _heading(hal, "Sasaran Strategis", resmi)
    first = hal.baris
    for satu in per_sasaran:
        _write(hal, satu, resmi)
    span = {n: f"{_KOLOM[n]}{first}:{_KOLOM[n]}{hal.baris - 1}" for n in ("pagu", "realisasi", "pagu_capaian")}
    # The total's NE weighs the programs below, as in the regency's workbook; their rows are known beforehand.
    below = hal.baris + 5
    weights = _total_weights(bahan, program, below)
    sums = {n: Sumber(getattr(bahan.baris, f"{n}_rp"), sum_or_blank(span[n])) for n in ("pagu", "realisasi")}
    _write(hal, _total(bahan, tempat, sums, weights), resmi)
    hal.lewati()
    hal.kata("Efisiensi per program", "judul_tabel")
    _heading(hal, "Program", resmi)
    for satu in program:
        _write(hal, satu, resmi)
    if not program:
        hal.isi(Isi(""), Isi("Tidak ada program yang pagunya dapat dihitung.", lebar=11))
    own = {n: opd_money(bahan, n) for n in ("pagu", "realisasi")}
    _write(hal, _total(bahan, tempat, own, weights), resmi)
    return weights is not None


def _heading(hal: Halaman, benda: str, resmi: str) -> None:
    hal.kepala(
        [
            "No.",
            benda,
            "Capaian kinerja (%)",
            *(("Anggaran", t) for t in ("Target (Rp)", "Realisasi (Rp)", "Serapan (%)")),
            *(("Efisiensi", t) for t in (method_title("sisa", "Sisa (Rp)", resmi), "Sisa (% target)")),
            ("Efisiensi", method_title("selisih", "Capaian − serapan (poin %)", resmi)),
            ("Efisiensi", method_title("rasio", "Serapan / capaian (%)", resmi)),
            ("Efisiensi", method_title("ne", "Nilai efisiensi (NE)", resmi)),
            "Kriteria",
            *("Σ pagu × capaian (Rp)", "Σ realisasi untuk NE (Rp)", "E (%)"),
        ]
    )


def _sasaran_rows(bahan: Bahan, tempat: TempatCapaian) -> list[_Baris]:
    """A row per sasaran, per set of sasaran that share budget, and for what can't be attributed."""
    rows = []
    for satu in bahan.dukungan if bahan.baris.sumber_serapan == "Anggaran" else ():
        value = capaian_sasaran(bahan.hasil.capaian, satu.sasaran)
        label = bahan.nomor_sasaran(satu.kunci)
        single = len(satu.sasaran) == 1
        rows.append(
            _Baris(
                satu.sasaran[0].nomor if single else "",
                satu.sasaran[0].sasaran if single else label,
                Sumber(value, tempat.rata_sasaran(satu.sasaran)),
                Sumber(satu.pagu, support_sum("pagu", satu.kunci, bahan)),
                Sumber(satu.realisasi, support_sum("realisasi", satu.kunci, bahan)),
                "kotak" if single else "kotak_sasaran",
            )
        )
    if bahan.baris.sumber_serapan == "Belanja":
        top = [s for s in bahan.sasaran if s.tingkat == bahan.sasaran[0].tingkat]
        for s in top:
            mean = Sumber(capaian_sasaran(bahan.hasil.capaian, [s]), tempat.rata_sasaran([s]))
            rows.append(_Baris(s.nomor, s.sasaran, mean, Sumber(None), Sumber(None)))
        text = f"{bahan.nomor_sasaran(LAIN)} (hanya lembar Belanja, tanpa Kode IKU)"
        pagu, real = (opd_money(bahan, name) for name in ("pagu", "realisasi"))
        rows.append(_Baris("", text, Sumber(None), pagu, real, "kotak_sasaran"))
    return rows


def _program_rows(bahan: Bahan, tempat: TempatCapaian) -> list[_Baris]:
    """A row per program, as consolidated; its capaian is the mean of the indicators that its rows name."""
    named = indikator_of_programs(bahan.hasil.data)
    where: dict[str, int] = {}
    for i, kode in enumerate(bahan.capaian["kode_indikator"]):
        where.setdefault(kode, i)
    nodes = {kode: n for n, kode in enumerate(bahan.anggaran["kode"])}
    rows: list[_Baris] = []
    for satu in records(bahan.hasil.efisiensi):
        if satu["tingkat"] != "Program":
            continue
        lines = [tempat.baris[where[k]] for k in named.get((bahan.kode, satu["kode"]), ()) if k in where]
        spans = [f"'{T1}'!{CAPAIAN['terhitung']}{a}" + (f":{CAPAIAN['terhitung']}{b}" if b > a else "")
                 for a, b in merge_rows(lines)]  # fmt: skip
        at = bahan.baris_serapan[nodes[satu["kode"]]]
        pagu, real = (
            Sumber(whole(satu[f"{n}_rp"]), same_cell(f"'{LEMBAR_SERAPAN}'!{SERAPAN[n]}{at}"))
            for n in ("pagu", "realisasi")
        )
        mean = Sumber(satu["capaian_persen"], f'=IFERROR(AVERAGE({",".join(spans)}),"")' if spans else None)
        rows.append(_Baris(len(rows) + 1, satu["uraian"], mean, pagu, real))
    return rows


def _total(
    bahan: Bahan, tempat: TempatCapaian, uang: Mapping[str, Sumber], bobot: tuple[Sumber, Sumber] | None
) -> _Baris:
    mean = same_cell(f"'{T1}'!{CAPAIAN['capaian']}{tempat.jumlah}") if tempat.baris else None
    return _Baris(
        "",
        f"Jumlah {bahan.nama}",
        Sumber(bahan.baris.rata_rata_capaian, mean),
        uang["pagu"],
        uang["realisasi"],
        "kotak_jumlah",
        *(bobot or (None, None)),
    )


def _total_weights(bahan: Bahan, program: Sequence[_Baris], first: int) -> tuple[Sumber, Sumber] | None:
    """Σ pagu × capaian and Σ realisasi over the programs that count; None where the OPD's own figures are taken."""
    row = next((r for r in records(bahan.hasil.efisiensi) if r["tingkat"] == "OPD"), None)
    counted = [p for p in program if p.capaian.nilai is not None and p.realisasi.nilai is not None]
    if row is None or not counted or row["capaian_persen"] is None or row["realisasi_rp"] is None:
        return None
    last = first + len(program) - 1
    w, d = (f"{_KOLOM[n]}{first}:{_KOLOM[n]}{last}" for n in ("pagu_capaian", "terhitung"))
    return Sumber(row["pagu_capaian"], f"=SUM({w})"), Sumber(row["realisasi_terhitung"], f"=SUM({d})")


def _write(hal: Halaman, satu: _Baris, resmi: str) -> None:
    """One row with all methods; the formulas are those of the regency's sheet."""
    r = hal.baris
    k = {name: f"{letter}{r}" for name, letter in _KOLOM.items()}
    capaian, pagu, real = satu.capaian.nilai, satu.pagu.nilai, satu.realisasi.nilai
    usable = capaian is not None and pagu is not None and real is not None
    own = Decimal(pagu) * capaian / 100 if usable else None
    operan = (k["capaian"], k["pagu"], k["realisasi"])
    bobot = satu.bobot or Sumber(own, guarded(operan, f"{k['pagu']}*{k['capaian']}/100"))
    done = satu.terhitung or Sumber(real if usable else None, f'=IF({k["pagu_capaian"]}="","",{k["realisasi"]})')
    hasil = hitung_efisiensi(capaian, pagu, real, bobot.nilai, done.nilai)
    weighed = bobot.nilai is not None and done.nilai is not None and bobot.nilai > 0
    e = None
    if weighed:
        e = METODE_EFISIENSI["e"].evaluate(
            {"pagu_capaian": Decimal(bobot.nilai), "realisasi_terhitung": Decimal(done.nilai)}
        )
    hal.isi(
        Isi(satu.nomor, "kata"),
        Isi(satu.label),
        Isi(angka(capaian), "persen", satu.capaian.rumus),
        Isi(rupiah(pagu), "rupiah", satu.pagu.rumus),
        Isi(rupiah(real), "rupiah", satu.realisasi.rumus),
        Isi(angka(hasil["serapan_persen"]), "persen", percent_formula(k["realisasi"], k["pagu"])),
        Isi(rupiah(hasil["sisa_rp"]), "rupiah", method_formula("sisa_rp", k, ("pagu", "realisasi"))),
        Isi(
            angka(hasil["sisa_persen"]),
            "persen",
            method_formula("sisa_persen", k, ("pagu", "realisasi"), "{pagu}=0"),
        ),
        Isi(angka(hasil["selisih_persen"]), "persen", method_formula("selisih_persen", k, ("capaian", "serapan"))),
        Isi(
            angka(hasil["rasio_persen"]),
            "persen",
            method_formula("rasio_persen", k, ("capaian", "serapan"), "{capaian}<=0"),
        ),
        Isi(angka(hasil["ne"]), "persen", f'=IF({k["e"]}="","",{METODE_EFISIENSI["ne"].excel({"e": k["e"]})})'),
        Isi(
            kriteria_efisiensi(hasil, capaian, resmi),
            "kata",
            criteria_formula(resmi, _KOLOM, r),
            warna=WARNA_EFISIENSI,
        ),
        Isi(None if bobot.nilai is None else float(Decimal(bobot.nilai) / 100), "rupiah", bobot.rumus),
        Isi(rupiah(done.nilai), "rupiah", done.rumus),
        Isi(angka(e), "persen", e_formula(k["pagu_capaian"], k["terhitung"])),
        gaya=satu.gaya,
    )
