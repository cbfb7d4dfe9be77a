"""The line above the headings: totals and hints that the officer sees while he fills in the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kinerja_xl.compute.skm import index_formula
from kinerja_xl.deklarasi.schema import Kind, Sheet
from kinerja_xl.excel.sel import Hasil
from kinerja_xl.template.daftar import state_of_profil
from kinerja_xl.template.hitungan import is_leaf
from kinerja_xl.template.isian import Letak, Rencana
from kinerja_xl.template.pratinjau import JUMLAH, PERIKSA_KODE, PILIH_PERIODE, PILIH_VERSI, TAMBAHAN
from kinerja_xl.template.sel import as_number, as_text

JUMLAH_RINCIAN = "Jumlah rincian (baris tanpa turunan)"
RATA_UNSUR = "Pratinjau IKM dan rata-rata tiap unsur, seluruh responden (resminya per layanan)"
_UNSUR = tuple(f"u{n}" for n in range(1, 10))
_JUMLAH_AKIP = ("Jumlah", "Total", "Nilai Akuntabilitas")
NilaiBaris = Mapping[str, Hasil]


@dataclass(frozen=True, slots=True)
class Puncak:
    """One formula of the line above the headings: the column it stands in, its stored value and its look."""

    kolom: str
    rumus: str
    hasil: Hasil
    gaya: str


def top_line(rencana: Rencana, sheet: Sheet, letak: Letak, values: Sequence[NilaiBaris]) -> list[Puncak]:
    """The formulas above the headings of a sheet; `values` are the stored values of its pre-filled rows."""
    match sheet.name:
        case "realisasi":
            ready = state_of_profil(rencana)["Periode_ke"] > 0
            rumus = f'=IF(Periode_ke=0,"{PILIH_PERIODE}","")'
            return [Puncak("kode", rumus, "" if ready else PILIH_PERIODE, "atas")]
        case "anggaran":
            return _anggaran(rencana, sheet, letak, values)
        case "skm":
            return _skm(rencana.rows(sheet), letak, rencana.aturan.bobot_skm)
        case "akip":
            return _akip(rencana.rows(sheet), letak)
    return []


def _anggaran(rencana: Rencana, sheet: Sheet, letak: Letak, values: Sequence[NilaiBaris]) -> list[Puncak]:
    keadaan = state_of_profil(rencana)
    ready = keadaan["Periode_ke"] > 0 and keadaan["Versi_ke"] > 0
    rumus = f'=IF(OR(Periode_ke=0,Versi_ke=0),"{PILIH_VERSI}","{JUMLAH_RINCIAN}")'
    line = [Puncak("kode", rumus, JUMLAH_RINCIAN if ready else PILIH_VERSI, "atas")]
    tingkat = letak.rentang("pratinjau_tingkat")
    leaves_only = ",".join(f'{tingkat},"<>{kata}"' for kata in (f"{JUMLAH}*", TAMBAHAN, PERIKSA_KODE))
    for column in sheet.columns:
        if column.kind is not Kind.RUPIAH or column.reported:
            continue
        cells = letak.rentang(column.name)
        numbers = [as_number(row.get(column.name)) for row in rencana.rows(sheet)]
        leaves = [
            x or Decimal(0) for x, row in zip(numbers, values, strict=True) if is_leaf(str(row["pratinjau_tingkat"]))
        ]
        hasil: Hasil = float(sum(leaves, Decimal(0))) if any(x is not None for x in numbers) else ""
        total = f'=IF(COUNT({cells})=0,"",SUMIFS({cells},{leaves_only}))'
        line.append(Puncak(column.name, total, hasil, "atas_rp"))
    return line + _serapan(letak, values)


def _serapan(letak: Letak, values: Sequence[NilaiBaris]) -> list[Puncak]:
    line = []
    totals: dict[str, Decimal | None] = {}
    for nama in ("pratinjau_pagu", "pratinjau_realisasi"):
        cells = letak.rentang(f"{nama}_rinci")
        numbers = [as_number(row[f"{nama}_rinci"]) for row in values]
        known = [x for x in numbers if x is not None]
        totals[nama] = sum(known, Decimal(0)) if known else None
        rumus = f'=IF(COUNT({cells})=0,"",SUM({cells}))'
        line.append(Puncak(nama, rumus, _hasil(totals[nama]), "atas_rp"))
    pagu, realisasi = totals["pratinjau_pagu"], totals["pratinjau_realisasi"]
    baris = letak.awal - 2
    a, b = letak.sel("pratinjau_realisasi", baris), letak.sel("pratinjau_pagu", baris)
    both = f"AND(ISNUMBER({a}),ISNUMBER({b}))"
    persen = None if realisasi is None or not pagu else realisasi / pagu * 100
    sisa = None if realisasi is None or pagu is None else pagu - realisasi
    line.append(Puncak("pratinjau_serapan", f'=IF({both},IF({b}=0,"",{a}/{b}*100),"")', _hasil(persen), "atas_angka"))
    line.append(Puncak("pratinjau_sisa", f'=IF({both},{b}-{a},"")', _hasil(sisa), "atas_rp"))
    return line


def _skm(rows: Sequence[Mapping[str, object]], letak: Letak, bobot: str) -> list[Puncak]:
    """Element means and the index over all respondents, of answers from 1 to 4. Source: Permenpan-RB 14/2017."""
    baris = letak.awal - 2
    line = []
    means: list[Decimal] = []
    for nama in _UNSUR:
        cells = letak.rentang(nama)
        answers = [x for row in rows if (x := as_number(row.get(nama))) is not None and 1 <= x <= 4]
        if answers:
            means.append(sum(answers, Decimal(0)) / len(answers))
        rumus = f'=IFERROR(AVERAGEIFS({cells},{cells},">=1",{cells},"<=4"),"")'
        line.append(Puncak(nama, rumus, float(means[-1]) if answers else "", "atas_angka"))
    elements = f"{letak.sel('u1', baris)}:{letak.sel('u9', baris)}"
    indeks = index_formula(bobot)
    complete = len(means) == len(_UNSUR)
    ikm = float(indeks.evaluate({"jumlah_nrr": sum(means, Decimal(0))})) if complete else ""
    rumus = f'=IF(COUNT({elements})={len(_UNSUR)},{indeks.excel({"jumlah_nrr": f"SUM({elements})"})},"")'
    return [Puncak("pekerjaan", rumus, ikm, "atas_angka"), *line]


def _akip(rows: Sequence[Mapping[str, object]], letak: Letak) -> list[Puncak]:
    """Sums of the components; rows that are totals themselves don't count."""
    names = letak.rentang("komponen")
    other = ",".join(f'{names},"<>{kata}*"' for kata in _JUMLAH_AKIP)
    totals = tuple(kata.casefold() for kata in _JUMLAH_AKIP)
    line = []
    for nama in ("bobot", "nilai_tahun_lalu", "nilai"):
        cells = letak.rentang(nama)
        numbers = [
            x
            for row in rows
            if (x := as_number(row.get(nama))) is not None
            and not as_text(row.get("komponen")).casefold().startswith(totals)
        ]
        any_number = any(as_number(row.get(nama)) is not None for row in rows)
        hasil: Hasil = float(sum(numbers, Decimal(0))) if any_number else ""
        line.append(Puncak(nama, f'=IF(COUNT({cells})=0,"",SUMIFS({cells},{other}))', hasil, "atas_angka"))
    return line


def _hasil(value: Decimal | None) -> Hasil:
    return "" if value is None else float(value)
