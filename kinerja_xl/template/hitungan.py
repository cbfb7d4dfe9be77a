"""Stored values of the formulas in pre-filled rows: what a spreadsheet shows after recalculating them.

The capaian itself comes from `compute.capaian`; this module only follows which cells the formulas of `pratinjau.py`
pick. A LibreOffice test recalculates pre-filled templates and compares every formula cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from kinerja_xl.compute.capaian import hitung_capaian
from kinerja_xl.deklarasi.schema import Sheet
from kinerja_xl.excel.sel import Hasil
from kinerja_xl.nilai import TULISAN_KOSONG, Jenis, Nilai
from kinerja_xl.template import pratinjau as p
from kinerja_xl.template.bawaan import batas_terbuka
from kinerja_xl.template.daftar import KOLOM_IKU, state_of_profil
from kinerja_xl.template.isian import Rencana
from kinerja_xl.template.sel import as_number, as_text

Baris = Mapping[str, object]
Isi = Decimal | str
NilaiBaris = dict[str, Hasil]


def stored_values(rencana: Rencana, sheet: Sheet) -> list[NilaiBaris]:
    """Values of the look-up and preview columns of every pre-filled row; blank rows show "" in all of them."""
    rows = rencana.rows(sheet)
    match sheet.name:
        case "renstra":
            return [_lookups(rencana, row) for row in rows]
        case "realisasi":
            return [_realisasi(rencana, row) for row in rows]
        case "anggaran":
            return _anggaran(rencana, rows)
        case "belanja":
            return [_belanja(row) for row in rows]
    return [{} for _ in rows]


def _isi(value: object) -> Isi:
    """What a formula sees in a cell: a number, or text ("" for a blank)."""
    number = as_number(value)
    return as_text(value) if number is None else number


def _hasil(value: Isi) -> Hasil:
    return float(value) if isinstance(value, Decimal) else value


def _iku(rencana: Rencana, kode: str) -> Mapping[str, str]:
    """The first known indicator with that code, as the look-up formulas find it."""
    for row in rencana.rows_iku():
        if as_text(row.get("kode")).casefold() == kode.casefold():
            return {name: as_text(row.get(name)) for name in KOLOM_IKU}
    return {}


def _lookups(rencana: Rencana, row: Baris) -> NilaiBaris:
    kode = as_text(row.get("kode"))
    found = _iku(rencana, kode) if kode else {}
    return {"indikator": found.get("indikator", ""), "satuan": found.get("satuan", "")}


def _given(value: object) -> Isi:
    """A cell with a dash or n/a read as blank."""
    isi = _isi(value)
    return "" if isinstance(isi, str) and isi.casefold() in TULISAN_KOSONG else isi


def _quarters(row: Baris, awalan: str, periode: int) -> list[Isi]:
    """The reported quarters up to the period."""
    isi = [_given(row.get(f"{awalan}{n}")) for n in range(1, min(periode, 4) + 1)]
    return [x for x in isi if x != ""]


def _gabung(reported: Sequence[Isi], akumulasi: str) -> Isi:
    if len(reported) < 2 or akumulasi not in ("jumlah", "rata-rata"):
        return reported[-1] if reported else ""
    numbers = [x for x in reported if isinstance(x, Decimal)]
    if len(numbers) != len(reported):
        return p.SAAT_DIPERIKSA
    total = sum(numbers, Decimal(0))
    return total if akumulasi == "jumlah" else total / len(numbers)


def _target(row: Baris, periode: int, akumulasi: str) -> Isi:
    perubahan, tahun = _given(row.get("target_pk_perubahan")), _given(row.get("target_pk"))
    if periode >= 4 and perubahan != "":
        return perubahan
    quarters = _quarters(row, "target_tw", periode)
    return tahun if periode == 5 or not quarters else _gabung(quarters, akumulasi)


def _realisasi_periode(row: Baris, periode: int, akumulasi: str) -> Isi:
    quarters, tahun = _quarters(row, "realisasi_tw", periode), _given(row.get("realisasi_tahun"))
    if tahun != "" and (periode == 5 or (periode == 4 and not quarters)):
        return tahun
    return _gabung(quarters, akumulasi)


def _angka(isi: Isi, kelompok: str, numbers: Mapping[str, Decimal]) -> Isi:
    if isinstance(isi, Decimal) or not isi:
        return isi
    return numbers.get(f"{kelompok}|{' '.join(isi.split())}".casefold(), "")


def _capaian(target: Isi, realisasi: Isi, polaritas: str, rumus_minimal: str) -> Isi:
    if not polaritas or not isinstance(target, Decimal) or not isinstance(realisasi, Decimal):
        return ""
    t, r = (Nilai(Jenis.ANGKA, str(x), angka=x) for x in (target, realisasi))
    persen = hitung_capaian(t, r, polaritas.capitalize(), rumus_minimal=rumus_minimal).persen
    return "" if persen is None else persen


def _kategori(rencana: Rencana, hasil: Mapping[str, Isi]) -> str:
    capaian = hasil["pratinjau_capaian"]
    if isinstance(capaian, Decimal):
        skala = sorted(rencana.aturan.skala, key=lambda k: k.batas_bawah)
        rounded = max(capaian.quantize(Decimal("0.01"), ROUND_HALF_UP), batas_terbuka(skala[0]))
        return [k.kriteria for k in skala if batas_terbuka(k) <= rounded][-1]
    if not hasil["pratinjau_polaritas"]:
        return p.TANPA_IKU
    if hasil["pratinjau_realisasi"] == "":
        return p.BELUM_DILAPORKAN
    return p.TARGET_KOSONG if hasil["pratinjau_target"] == "" else p.SAAT_DIPERIKSA


def _realisasi(rencana: Rencana, row: Baris) -> NilaiBaris:
    values = _lookups(rencana, row)
    kode = as_text(row.get("kode"))
    periode = state_of_profil(rencana)["Periode_ke"]
    iku = _iku(rencana, kode) if kode else {}
    akumulasi, polaritas = iku.get("akumulasi", ""), iku.get("polaritas", "")
    kelompok = iku.get("kelompok_predikat", "")
    target: Isi = ""
    realisasi: Isi = ""
    if kode and periode:
        target = _target(row, periode, akumulasi.casefold())
        realisasi = _realisasi_periode(row, periode, akumulasi.casefold())
    ranked = kelompok.casefold() in {k.casefold() for k in rencana.aturan.kelompok_peringkat}
    incomparable = ranked and isinstance(target, Decimal) != isinstance(realisasi, Decimal)
    numbers = {f"{x.kelompok}|{x.predikat}".casefold(): x.nilai for x in rencana.aturan.predikat}
    t, r = (_angka(x, kelompok, numbers) for x in (target, realisasi))
    hasil: dict[str, Isi] = {
        "pratinjau_target": target,
        "pratinjau_realisasi": realisasi,
        "pratinjau_capaian": "" if incomparable else _capaian(t, r, polaritas, rencana.aturan.rumus_minimal),
        "pratinjau_polaritas": polaritas,
        "pratinjau_akumulasi": akumulasi,
        "pratinjau_kelompok": kelompok,
        "pratinjau_angka_target": t,
        "pratinjau_angka_realisasi": r,
    }
    hasil["pratinjau_kategori"] = _kategori(rencana, hasil) if kode and periode else ""
    return values | {name: _hasil(value) for name, value in hasil.items()}


def _pagu_rinci(row: Baris, versi: int) -> Decimal | None:
    columns = ("pagu_murni_rp", "pagu_pergeseran_rp", "pagu_perubahan_rp")
    chosen = as_number(row.get(columns[versi - 1]))
    return as_number(row.get("pagu_murni_rp")) if chosen is None else chosen


def _realisasi_rinci(row: Baris, periode: int, kumulatif: bool) -> Decimal | None:
    cells = [as_number(row.get(f"realisasi_tw{n}_rp")) for n in range(1, min(periode, 4) + 1)]
    numbers = [x for x in cells if x is not None]
    tahun = as_number(row.get("realisasi_tahun_rp"))
    if tahun is not None and (periode == 5 or (periode == 4 and not numbers)):
        return tahun
    if not numbers:
        return None
    return numbers[-1] if kumulatif else sum(numbers, Decimal(0))


def _persen(bagian: Decimal | None, seluruh: Decimal | None) -> Decimal | None:
    return None if bagian is None or not seluruh else bagian / seluruh * 100


def _blank(value: Decimal | None) -> Hasil:
    return "" if value is None else float(value)


def _levels(codes: Sequence[str]) -> list[str]:
    """Pratinjau Tingkat of every row."""
    parents = {prefix for code in codes for prefix in _above(code)}
    seen: set[str] = set()
    levels = []
    for code in codes:
        dots = code.count(".")
        if not code:
            levels.append("")
        elif dots == 3 or dots >= len(p.TINGKAT):
            levels.append(p.PERIKSA_KODE)
        elif code in seen:
            levels.append(p.TAMBAHAN)
        else:
            levels.append((p.JUMLAH if code in parents else "") + p.TINGKAT[dots])
        seen.add(code)
    return levels


def _above(code: str) -> list[str]:
    return [code[:n] for n, letter in enumerate(code) if letter == "."]


def is_leaf(level: str) -> bool:
    """Whether the money of a row with that Pratinjau Tingkat counts."""
    return level not in ("", p.TAMBAHAN, p.PERIKSA_KODE) and not level.startswith(p.JUMLAH)


def _anggaran(rencana: Rencana, rows: Sequence[Baris]) -> list[NilaiBaris]:
    keadaan = state_of_profil(rencana)
    versi, periode, kumulatif = keadaan["Versi_ke"], keadaan["Periode_ke"], bool(keadaan["Kumulatif_ke"])
    codes = [as_text(row.get("kode")).casefold() for row in rows]
    levels = _levels(codes)
    pagu: list[Decimal | None] = []
    realisasi: list[Decimal | None] = []
    for level, row in zip(levels, rows, strict=True):
        pagu.append(_pagu_rinci(row, versi) if versi and is_leaf(level) else None)
        counts = periode and pagu[-1] is not None
        realisasi.append(_realisasi_rinci(row, periode, kumulatif) if counts else None)
    pagu_total, realisasi_total = _subtotals(codes, levels, pagu), _subtotals(codes, levels, realisasi)
    values: list[NilaiBaris] = []
    for n, (a, b) in enumerate(zip(pagu_total, realisasi_total, strict=True)):
        values.append(
            {
                "pratinjau_tingkat": levels[n],
                "pratinjau_pagu": _blank(a),
                "pratinjau_realisasi": _blank(b),
                "pratinjau_serapan": _blank(_persen(b, a)),
                "pratinjau_sisa": "" if a is None or b is None else float(a - b),
                "pratinjau_pagu_rinci": _blank(pagu[n]),
                "pratinjau_realisasi_rinci": _blank(realisasi[n]),
            }
        )
    return values


def _subtotals(codes: Sequence[str], levels: Sequence[str], rinci: Sequence[Decimal | None]) -> list[Decimal | None]:
    """Own figure of a leaf row, sum of the leaves below a total row (None when none of them has one)."""
    below: dict[str, Decimal] = defaultdict(Decimal)
    for code, value in zip(codes, rinci, strict=True):
        for prefix in _above(code) if value is not None else ():
            below[prefix] += value or Decimal(0)
    return [
        below.get(code) if level.startswith(p.JUMLAH) else value
        for code, level, value in zip(codes, levels, rinci, strict=True)
    ]


def _belanja(row: Baris) -> NilaiBaris:
    anggaran, realisasi = as_number(row.get("anggaran_rp")), as_number(row.get("realisasi_rp"))
    lebih = "" if anggaran is None or realisasi is None else float(realisasi - anggaran)
    return {"pratinjau_persen": _blank(_persen(realisasi, anggaran)), "pratinjau_lebih_kurang": lebih}
