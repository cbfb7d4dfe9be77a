"""The regency's reference data: identity, register of OPD, settings, scale and predicates, with defaults for all."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final

import pandas as pd

from kinerja_xl.deklarasi.errors import ReferensiRusak
from kinerja_xl.deklarasi.forms_referensi import REFERENSI_SHEETS
from kinerja_xl.deklarasi.ketentuan import NAMA_WARNA, PREDIKAT_BAWAAN, SKALA_KINERJA, Kriteria, Predikat
from kinerja_xl.nilai import KOSAKATA_BAWAAN, Kosakata, bulat, normalise_kata
from kinerja_xl.tabel.bacaan import Bacaan
from kinerja_xl.tabel.kebijakan import Kebijakan, place_of, read_kebijakan
from kinerja_xl.tabel.tabel import Tabel, stack


@dataclass(frozen=True, slots=True)
class Opd:
    """One agency of the register."""

    kode: str
    nama: str
    singkatan: str = ""
    rumpun: str = ""
    wajib: bool = True
    batas_waktu: datetime.date | None = None

    @property
    def label(self) -> str:
        """Short name for charts."""
        return self.singkatan or self.nama


@dataclass(frozen=True)
class Referensi:
    """All that Bappeda may decide; `berkas` is empty where no Referensi workbook was given."""

    berkas: str = ""
    kabupaten: Mapping[str, str] = field(default_factory=dict)
    tahun: int | None = None
    opd: tuple[Opd, ...] = ()
    kebijakan: Kebijakan = field(default_factory=Kebijakan)
    skala: tuple[Kriteria, ...] = SKALA_KINERJA
    predikat: tuple[Predikat, ...] = PREDIKAT_BAWAAN

    @cached_property
    def keluarga(self) -> dict[str, dict[str, Predikat]]:
        """Family (normalised) to predicate (normalised) to its numbers."""
        families: dict[str, dict[str, Predikat]] = {}
        for p in self.predikat:
            families.setdefault(normalise_kata(p.kelompok), {})[normalise_kata(p.predikat)] = p
        return families

    @cached_property
    def kosakata(self) -> Kosakata:
        """The words that the value grammar recognises as predicates."""
        return {**KOSAKATA_BAWAAN, **{normalise_kata(p.predikat): p.predikat for p in self.predikat}}

    def kategori(self, persen: Decimal | None) -> str:
        """The level of a capaian (percent), applied to the value rounded to 2 decimals; '' for None.

        >>> Referensi().kategori(Decimal("90.994")), Referensi().kategori(Decimal("90.995"))
        ('Tinggi', 'Sangat Tinggi')
        """
        if persen is None:
            return ""
        nilai = bulat(persen)
        return next((k.kriteria for k in self.skala if nilai >= k.batas_bawah), self.skala[-1].kriteria)


def is_referensi(bacaan: Bacaan) -> bool:
    """Whether a reading is the Referensi workbook: reference sheets and no Profil."""
    names = {lembar.asal.sheet for lembar in bacaan.lembar}
    return "profil" not in names and bool(names & {sheet.name for sheet in REFERENSI_SHEETS})


def build_referensi(bacaan: Bacaan | None) -> tuple[Referensi, dict[str, Tabel]]:
    """The reference data of a reading with its typed tables (all defaults for None).

    Raises ReferensiRusak with the cells for settings that are unknown or out of their choices, and for a level of the
    scale or of a predicate without a number.
    """
    if bacaan is None:
        return Referensi(), {}
    tabel = {
        sheet.name: stack(sheet, [("", satu)], KOSAKATA_BAWAAN)
        for sheet in REFERENSI_SHEETS
        for satu in bacaan.lembar
        if satu.asal.sheet == sheet.name
    }
    kabupaten = _labels(tabel.get("kabupaten"))
    settings = next((satu for satu in bacaan.lembar if satu.asal.sheet == "kebijakan"), None)
    kebijakan = read_kebijakan(tabel.get("kebijakan"), settings)
    tahun = kabupaten.get("tahun", "")
    return (
        Referensi(
            bacaan.berkas,
            kabupaten,
            int(tahun) if tahun.isdigit() else None,
            _register(tabel.get("opd")),
            kebijakan,
            _skala(tabel.get("skala"), kebijakan),
            _predikat(tabel.get("predikat")),
        ),
        tabel,
    )


def _labels(tabel: Tabel | None) -> dict[str, str]:
    if tabel is None or tabel.isi.empty:
        return {}
    return {str(name): tabel.ketikan(0, name) for name in tabel.teks.columns}


def _register(tabel: Tabel | None) -> tuple[Opd, ...]:
    if tabel is None:
        return ()
    return tuple(
        Opd(
            row.kode_opd,
            row.nama_opd,
            row.singkatan,
            row.rumpun,
            row.wajib != "Tidak",
            None if pd.isna(row.batas_waktu) else row.batas_waktu,
        )
        for row in tabel.isi.drop_duplicates("kode_opd").itertuples()
        if row.kode_opd
    )


def _skala(tabel: Tabel | None, kebijakan: Kebijakan) -> tuple[Kriteria, ...]:
    """The levels of the scale that the settings name, best first; the default one where the sheet Skala is empty."""
    nama = kebijakan.kata("skala")
    is_chosen = normalise_kata(nama).__eq__
    if tabel is None or tabel.isi.empty:
        rows = list(SKALA_KINERJA) if is_chosen(normalise_kata(SKALA_KINERJA[0].skala)) else []
    else:
        rows = [
            Kriteria(
                row.skala, _angka(tabel, row.Index, "batas_bawah"), row.kriteria, row.kode, _warna(tabel, row.Index)
            )
            for row in tabel.isi.itertuples()
            if is_chosen(normalise_kata(row.skala))
        ]
    if not rows:
        place = kebijakan.tempat.get("skala", "")
        raise ReferensiRusak(
            f"Skala '{nama}' tidak ada di lembar Skala. Isi lembar itu atau ubah setelan 'skala'"
            f"{f' di {place}' if place else ''}."
        )
    rows.sort(key=lambda k: -k.batas_bawah)
    # The lowest level takes everything below it, negative results too.
    rows[-1] = rows[-1]._replace(batas_bawah=Decimal("-Infinity"))
    default = [k.warna for k in SKALA_KINERJA]
    return tuple(k if k.warna else k._replace(warna=default[min(n, len(default) - 1)]) for n, k in enumerate(rows))


def _angka(tabel: Tabel, indeks: int, kolom: str) -> Decimal:
    """The number of a level. Raises ReferensiRusak with the cell: without it every category would be another one."""
    angka: Decimal | None = tabel.isi.at[indeks, kolom].angka
    if angka is None:
        teks = tabel.ketikan(indeks, kolom)
        why = f"harus berupa angka, bukan '{teks}'" if teks else "kosong"
        judul = tabel.lembar.column(kolom).header
        raise ReferensiRusak(f"{judul} di {place_of(tabel, indeks, kolom)} {why}. Isi angkanya, misalnya 90,5.")
    return angka


_HEKSA: Final = re.compile(r"#? ?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)


def parse_warna(teks: str) -> str:
    """A colour as #RRGGBB, '' for what is none.

    >>> parse_warna("#1b7837"), parse_warna("1B7837"), parse_warna("#FFF"), parse_warna("Merah"), parse_warna("#GGGGGG")
    ('#1B7837', '#1B7837', '#FFFFFF', '#9E2A2B', '')
    """
    match = _HEKSA.fullmatch(teks.strip())
    if match is None:
        return NAMA_WARNA.get(" ".join(teks.casefold().split()), "")
    digits = match[1].upper()
    return f"#{digits if len(digits) == 6 else ''.join(2 * d for d in digits)}"


def _warna(tabel: Tabel, indeks: int) -> str:
    """The colour of a level as #RRGGBB, '' for a blank cell. Raises ReferensiRusak with the cell for anything else."""
    teks = tabel.ketikan(indeks, "warna")
    warna = parse_warna(teks)
    if teks and not warna:
        raise ReferensiRusak(
            f"Warna '{teks}' di {place_of(tabel, indeks, 'warna')} tidak dikenal. Tulis warna heksadesimal seperti "
            f"#1B7837, atau salah satu: {', '.join(NAMA_WARNA)}; kosongkan untuk warna bawaan."
        )
    return warna


def _predikat(tabel: Tabel | None) -> tuple[Predikat, ...]:
    """The sheet's families replace the default families of the same name; the others keep their defaults."""
    if tabel is None or tabel.isi.empty:
        return PREDIKAT_BAWAAN
    own = tuple(
        Predikat(
            row.kelompok, row.predikat, _angka(tabel, row.Index, "nilai"), row.batas_bawah.angka, row.batas_atas.angka
        )
        for row in tabel.isi.itertuples()
        if row.predikat
    )
    named = {normalise_kata(p.kelompok) for p in own}
    return own + tuple(p for p in PREDIKAT_BAWAAN if normalise_kata(p.kelompok) not in named)
