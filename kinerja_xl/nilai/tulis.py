"""Values back to text: one spelling for each, which the grammar reads as the same value."""

import datetime
from decimal import Decimal
from typing import Any

from kinerja_xl.nilai.bentuk import Jenis, Nilai
from kinerja_xl.nilai.bilangan import format_angka, kali_sepuluh, negatif
from kinerja_xl.nilai.kata import normalise_satuan
from kinerja_xl.nilai.rancu import jenis_asal
from kinerja_xl.nilai.tata_bahasa import pisah_bagian


def _ekor(nilai: Nilai) -> str:
    """Return unit and predicate as they follow a number."""
    satuan = "" if nilai.satuan is None else "%" if nilai.satuan == "%" else f" {nilai.satuan}"
    return satuan if nilai.predikat is None else f"{satuan} ({nilai.predikat})"


def _angka_rancu(nilai: Nilai) -> str:
    """Return the digits that read both ways: 3.226 and 3226 as "3.226", with a scale word where they are larger."""
    desimal, ribuan = nilai.pilihan
    skala = ""
    for kata, pangkat in (("", 0), (" ribu", 3), (" juta", 6), (" miliar", 9), (" triliun", 12)):
        if abs(ribuan) < kali_sepuluh(Decimal(10**6), pangkat):
            ribuan, skala = ribuan.scaleb(-pangkat), kata
            break
    tanda = "-" if desimal < 0 else ""
    return tanda + format_angka(negatif(ribuan) if desimal < 0 else ribuan, 0, ribuan=True) + skala


def format_nilai(nilai: Nilai) -> str:
    """Return the canonical text; parsing it gives the same value, apart from `teks`, `slip`, `desimal`, `dari_teks`.

    >>> from kinerja_xl.nilai import parse_nilai
    >>> [format_nilai(parse_nilai(s)) for s in ("3±1", "Min. 5", "A (86,45)", "IKM 84,88", "10 Raperda 50 SK", "1:9")]
    ['2 - 4', '>= 5', '86,45 (A)', '84,88 IKM', '10 raperda, 50 sk', '1:9']
    """
    ekor = _ekor(nilai)
    match nilai.jenis:
        case Jenis.KOSONG:
            return ""
        case Jenis.KUALITATIF:
            return nilai.teks
        case Jenis.GALAT:
            return nilai.teks if nilai.dari_teks else f"#{nilai.teks}"
        case Jenis.GABUNGAN:
            return ", ".join(f"{format_angka(angka)} {satuan}" for satuan, angka in nilai.bagian)
        case Jenis.PREDIKAT:
            return f"{nilai.arah} {nilai.predikat}" if nilai.arah else str(nilai.predikat)
        case Jenis.RENTANG if nilai.bawah is not None and nilai.atas is not None:
            return f"{format_angka(nilai.bawah)} - {format_angka(nilai.atas)}{ekor}"
        case Jenis.RANCU:
            angka = _angka_rancu(nilai)
        case _:
            angka = format_angka(nilai.angka or Decimal(0))
    if nilai.arah:
        return f"{nilai.arah} {angka}{ekor}"
    return f"1:{angka}{ekor}" if jenis_asal(nilai) is Jenis.RASIO else f"{angka}{ekor}"


def typed_units(nilai: Nilai) -> dict[str, str]:
    """Return the units of a compound, or of a number, as typed, by the form in which units are compared.

    A unit whose spelling can't be told from the text keeps that form.

    >>> from kinerja_xl.nilai import parse_nilai
    >>> typed_units(parse_nilai("2 Raperda dan 1 SK")), typed_units(parse_nilai("3 Dok."))
    ({'raperda': 'Raperda', 'sk': 'SK'}, {'dokumen': 'Dok.'})
    """
    if not nilai.bagian:
        return {normalise_satuan(nilai.satuan): nilai.satuan} if nilai.satuan else {}
    diketik = {normalise_satuan(satuan): satuan for _, satuan in pisah_bagian(nilai.teks)}
    return {kunci: diketik.get(kunci, kunci) for kunci, _ in nilai.bagian}


def format_rupiah(sen: int) -> str:
    """Sen as rupiah in full, decimals only where there are any.

    >>> format_rupiah(123456700), format_rupiah(-150)
    ('Rp1.234.567', '-Rp1,50')
    """
    nilai = Decimal(abs(sen)) / 100
    text = format_angka(nilai, 0 if sen % 100 == 0 else 2, ribuan=True)
    return f"{'-' if sen < 0 else ''}Rp{text}"


def show(isi: Any) -> str:
    """A cell's value as an officer would have typed it (decimal comma, dd/mm/yyyy), '' for an empty cell."""
    if isinstance(isi, str):
        return isi.strip()
    if isi is None:
        return ""
    if isinstance(isi, bool):
        return "BENAR" if isi else "SALAH"
    if isinstance(isi, (int, float)):
        if isi != isi or abs(isi) == float("inf"):
            return str(isi)
        return format_angka(Decimal(int(isi) if isi == int(isi) else repr(isi)))
    if isinstance(isi, datetime.datetime):
        return f"{isi:%d/%m/%Y %H:%M}" if isi.time() != datetime.time() else f"{isi:%d/%m/%Y}"
    if isinstance(isi, datetime.date):
        return f"{isi:%d/%m/%Y}"
    return str(isi)


def is_blank(isi: Any) -> bool:
    """Whether a cell holds nothing (white space counts as nothing)."""
    return isi is None or (isinstance(isi, str) and not isi.strip())
