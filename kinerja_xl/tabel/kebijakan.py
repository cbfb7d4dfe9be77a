"""The settings in force: the sheet Kebijakan read once into typed values, within what their declaration allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from kinerja_xl.deklarasi.errors import ReferensiRusak
from kinerja_xl.deklarasi.ketentuan import SETELAN, SETELAN_URUT, Setelan
from kinerja_xl.nilai import Jenis, Nilai, format_angka, normalise_satuan, parse_nilai, show
from kinerja_xl.tabel.bacaan import BacaanLembar, Isi, Tanda
from kinerja_xl.tabel.tabel import Tabel

_BERSATUAN: Final = frozenset({Jenis.PERSEN, Jenis.ANGKA_SATUAN, Jenis.WAKTU})


def read_setelan(setelan: Setelan, isi: Isi, *, persen: bool = False) -> Decimal | str | None:
    """The typed value of a setting's cell: a Decimal in its unit, a word as declared; None where it can't be that.

    `persen` says that Excel shows the number as a percentage: then, as behind a percent sign, it counts in percentage
    points. Of a number that could be read in two ways, a percentage is the one in the setting's range, and in a count
    the dot is the thousands sign.

    >>> known = {s.nama: s for s in SETELAN}
    >>> [read_setelan(known["batas_capaian"], isi) for isi in ("110,5%", "120 persen", "(5)", "1.000.000", "50 MB")]
    [Decimal('110.5'), Decimal('120'), None, None, None]
    >>> read_setelan(known["batas_capaian"], 1.2, persen=True), read_setelan(known["baris_lembar"], "20.000")
    (Decimal('120'), Decimal('20000'))
    >>> read_setelan(known["bobot_skm"], "0.11"), read_setelan(known["rumus_minimal"], "Rasio")
    ('0,11', 'rasio')
    """
    if setelan.pilihan:
        return _choice(setelan, show(isi))
    if setelan.rentang is None:
        return show(isi) or None
    bawah, atas = setelan.rentang
    n = parse_nilai(isi, persen=persen)
    within = [angka for angka in _readings(n, setelan.satuan) if bawah <= angka <= atas]
    # Without the zeros after the comma, and without the exponent that normalize alone would give 120.
    return Decimal(format(within[0].normalize(), "f")) if len(within) == 1 else None


def _choice(setelan: Setelan, teks: str) -> str | None:
    """The declared choice, whatever its case and, of numbers, its decimal sign."""
    for pilihan in setelan.pilihan:
        if pilihan.casefold() == teks.casefold():
            return pilihan
    angka = parse_nilai(teks).angka
    return next((p for p in setelan.pilihan if angka is not None and parse_nilai(p).angka == angka), None)


def _readings(n: Nilai, satuan: str) -> tuple[Decimal, ...]:
    """The numbers that a value may be, none for what isn't a plain number or has another unit than the setting."""
    own = n.satuan is None or normalise_satuan(n.satuan) == normalise_satuan(satuan)
    if not own or n.arah is not None or n.predikat is not None:
        return ()
    if n.jenis is Jenis.RANCU:
        return n.pilihan if satuan == "%" else n.pilihan[1:]
    return (n.angka,) if n.angka is not None and (n.jenis is Jenis.ANGKA or n.jenis in _BERSATUAN) else ()


def _default(setelan: Setelan) -> Decimal | str:
    value = read_setelan(setelan, setelan.bawaan)
    if value is None:
        raise ValueError(f"{setelan.nama}: default {setelan.bawaan!r} outside its own declaration")
    return value


BAWAAN: Final[Mapping[str, Decimal | str]] = {s.nama: _default(s) for s in SETELAN}


@dataclass(frozen=True, slots=True)
class Kebijakan:
    """The settings in force by name: Decimals in the unit of the declaration (percentage points), declared words.

    `tempat` names the cell (file, sheet, cell) of those that Referensi gives.
    """

    nilai: Mapping[str, Decimal | str] = field(default_factory=lambda: BAWAAN)
    tempat: Mapping[str, str] = field(default_factory=dict)

    def angka(self, nama: str) -> Decimal:
        """A numeric setting. Raises TypeError for one that is a word."""
        value = self.nilai[nama]
        if not isinstance(value, Decimal):
            raise TypeError(f"{nama} is no numeric setting")
        return value

    def kata(self, nama: str) -> str:
        """A setting as a word (a number with a decimal comma)."""
        value = self.nilai[nama]
        return format_angka(value) if isinstance(value, Decimal) else value

    @property
    def teks(self) -> dict[str, str]:
        """All settings as words."""
        return {nama: self.kata(nama) for nama in self.nilai}


def read_kebijakan(tabel: Tabel | None, lembar: BacaanLembar | None) -> Kebijakan:
    """The settings of the sheet Kebijakan, defaults for those that it doesn't name.

    `lembar` is the reading that `tabel` was made of: only it knows what a number's format says. Raises ReferensiRusak
    with the cells of all settings that are unknown, not one of their choices, out of their range or said in two ways.
    """
    if tabel is None or lembar is None:
        return Kebijakan()
    values, tempat = dict(BAWAAN), dict[str, str]()
    known = {s.nama: s for s in SETELAN}
    cells = lembar.kolom.get("nilai") or [None] * len(lembar.baris)
    persen = {n for n, (tanda, _) in lembar.tanda.get("nilai", {}).items() if tanda is Tanda.PERSEN}
    salah: list[str] = []
    for n, typed in enumerate(tabel.isi["nama"]):
        nama = typed.strip().casefold().replace(" ", "_")
        place = place_of(tabel, n, "nilai")
        setelan = known.get(nama)
        if setelan is None:
            salah.append(f"Setelan '{typed}' di {place} tidak dikenal. Pakai salah satu: {', '.join(known)}.")
            continue
        value = read_setelan(setelan, cells[n], persen=n in persen)
        if value is None:
            teks = parse_nilai(cells[n], persen=n in persen).teks or show(cells[n])
            salah.append(f"Setelan '{nama}' di {place} {_why(setelan, teks)}")
            continue
        if nama in tempat and value != values[nama]:
            salah.append(f"Setelan '{nama}' di {place} berbeda dari yang di {tempat[nama]}. Hapus salah satunya.")
            continue
        values[nama], tempat[nama] = value, place
    kebijakan = Kebijakan(values, tempat)
    salah += [
        _reversed(kebijakan, *pair) for pair in SETELAN_URUT if kebijakan.angka(pair[0]) > kebijakan.angka(pair[1])
    ]
    if salah:
        raise ReferensiRusak(" ".join(salah))
    return kebijakan


def place_of(tabel: Tabel, indeks: int, kolom: str) -> str:
    """Sheet, cell and file of one value of Referensi, as the operator's messages name them."""
    berkas, lembar, sel = tabel.tempat(indeks, kolom)
    return f"{lembar}!{sel} ({berkas})"


def _reversed(kebijakan: Kebijakan, rendah: str, tinggi: str) -> str:
    """What is wrong with two settings of which the first is above the second."""
    place = kebijakan.tempat.get(rendah) or kebijakan.tempat[tinggi]
    return (
        f"Setelan '{rendah}' ({kebijakan.kata(rendah)}) melebihi '{tinggi}' ({kebijakan.kata(tinggi)}); "
        f"perbaiki di {place}."
    )


def _why(setelan: Setelan, teks: str) -> str:
    """What is wrong with a setting, and what may stand there."""
    if setelan.pilihan:
        return f"berisi '{teks}'. Pilihannya: {'; '.join(setelan.pilihan)}."
    if setelan.rentang is None:
        return "kosong. Isi nilainya, atau hapus barisnya agar bawaan yang berlaku."
    return f"harus berupa angka {setelan.batas}, bukan '{teks}'. Bawaannya {setelan.bawaan}."
