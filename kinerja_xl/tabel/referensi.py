"""The regency's reference data: identity, register of OPD, settings, scale and predicates, with defaults for all."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import pandas as pd

from kinerja_xl.deklarasi.errors import ReferensiRusak
from kinerja_xl.deklarasi.forms_referensi import REFERENSI_SHEETS
from kinerja_xl.deklarasi.ketentuan import PREDIKAT_BAWAAN, SETELAN, SKALA_KINERJA, Kriteria, Predikat
from kinerja_xl.nilai import KOSAKATA_BAWAAN, Kosakata, bulat, normalise_kata, parse_angka
from kinerja_xl.tabel.bacaan import Bacaan
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


@dataclass(frozen=True, slots=True)
class Kebijakan:
    """The settings in force; percentages as Decimals, words as in ketentuan.SETELAN."""

    teks: Mapping[str, str]

    def angka(self, nama: str) -> Decimal:
        """A numeric setting."""
        return Decimal(self.teks[nama].replace(",", "."))

    def kata(self, nama: str) -> str:
        """A setting that is a word."""
        return self.teks[nama]


@dataclass(frozen=True)
class Referensi:
    """All that Bappeda may decide; `berkas` is empty where no Referensi workbook was given."""

    berkas: str = ""
    kabupaten: Mapping[str, str] = field(default_factory=dict)
    tahun: int | None = None
    opd: tuple[Opd, ...] = ()
    kebijakan: Kebijakan = Kebijakan({s.nama: s.bawaan for s in SETELAN})
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

    Raises ReferensiRusak with the cell for a setting that is unknown or out of its choices.
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
    kebijakan = _kebijakan(tabel.get("kebijakan"))
    tahun = kabupaten.get("tahun", "")
    return (
        Referensi(
            bacaan.berkas,
            kabupaten,
            int(tahun) if tahun.isdigit() else None,
            _register(tabel.get("opd")),
            kebijakan,
            _skala(tabel.get("skala"), kebijakan.kata("skala")),
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


def _kebijakan(tabel: Tabel | None) -> Kebijakan:
    values = {s.nama: s.bawaan for s in SETELAN}
    if tabel is None:
        return Kebijakan(values)
    known = {s.nama: s for s in SETELAN}
    for row in tabel.isi.itertuples():
        nama = row.nama.strip().casefold().replace(" ", "_")
        _, lembar, sel = tabel.tempat(row.Index, "nilai")
        setelan = known.get(nama)
        if setelan is None:
            raise ReferensiRusak(
                f"Setelan '{row.nama}' di {lembar}!{sel} tidak dikenal. Pakai salah satu: {', '.join(known)}."
            )
        if setelan.pilihan and row.nilai.casefold() not in [p.casefold() for p in setelan.pilihan]:
            raise ReferensiRusak(
                f"Setelan '{nama}' di {lembar}!{sel} berisi '{row.nilai}'. Pilihannya: {', '.join(setelan.pilihan)}."
            )
        if not setelan.pilihan and nama != "skala" and parse_angka(row.nilai).angka is None:
            raise ReferensiRusak(f"Setelan '{nama}' di {lembar}!{sel} harus berupa angka, bukan '{row.nilai}'.")
        values[nama] = row.nilai if setelan.pilihan == () else row.nilai.casefold()
    return Kebijakan(values)


def _skala(tabel: Tabel | None, nama: str) -> tuple[Kriteria, ...]:
    if tabel is None or tabel.isi.empty:
        return SKALA_KINERJA
    rows = [
        Kriteria(row.skala, row.batas_bawah.angka, row.kriteria, row.kode, row.warna)
        for row in tabel.isi.itertuples()
        if row.batas_bawah.angka is not None and normalise_kata(row.skala) == normalise_kata(nama)
    ]
    if not rows:
        raise ReferensiRusak(f"Skala '{nama}' tidak ada di lembar Skala. Isi lembar itu atau ubah setelan 'skala'.")
    rows.sort(key=lambda k: -k.batas_bawah)
    # The lowest level takes everything below it, negative results too.
    rows[-1] = rows[-1]._replace(batas_bawah=Decimal("-Infinity"))
    default = [k.warna for k in SKALA_KINERJA]
    return tuple(
        k if k.warna.startswith("#") else k._replace(warna=default[min(n, len(default) - 1)])
        for n, k in enumerate(rows)
    )


def _predikat(tabel: Tabel | None) -> tuple[Predikat, ...]:
    """The sheet's families replace the default families of the same name; the others keep their defaults."""
    if tabel is None or tabel.isi.empty:
        return PREDIKAT_BAWAAN
    own = tuple(
        Predikat(row.kelompok, row.predikat, row.nilai.angka, row.batas_bawah.angka, row.batas_atas.angka)
        for row in tabel.isi.itertuples()
        if row.nilai.angka is not None and row.predikat
    )
    named = {normalise_kata(p.kelompok) for p in own}
    return own + tuple(p for p in PREDIKAT_BAWAAN if normalise_kata(p.kelompok) not in named)
