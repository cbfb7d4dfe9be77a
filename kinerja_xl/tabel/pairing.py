"""Ambiguous numbers settled by their partner: `3.226` beside a target of `3,22` is 3.226, not 3226 (spec 2.1)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kinerja_xl.deklarasi.schema import Kind
from kinerja_xl.nilai import Jenis, Nilai, resolve_rancu
from kinerja_xl.tabel.tabel import Keadaan, Tabel


def resolve_ambiguous(tabel: Tabel) -> Tabel:
    """Return the table with every RANCU value settled whose row has a partner that settles it; others stay RANCU."""
    columns = [c.name for c in tabel.kolom if c.kind is Kind.NILAI]
    found = tabel.keadaan[columns] == Keadaan.RANCU if columns else None
    if found is None or not found.to_numpy().any():
        return tabel
    isi, keadaan = tabel.isi.copy(), tabel.keadaan.copy()
    for kolom in columns:
        for indeks in found.index[found[kolom]]:
            rancu: Nilai = tabel.isi.at[indeks, kolom]
            for pasangan in partners(kolom, columns):
                angka = _angka(tabel.isi.at[indeks, pasangan])
                settled = resolve_rancu(rancu, angka) if angka is not None else rancu
                if settled.jenis is not Jenis.RANCU:
                    isi.at[indeks, kolom] = settled
                    keadaan.at[indeks, kolom] = int(Keadaan.RANCU_DIPILIH)
                    break
    return replace(tabel, isi=isi, keadaan=keadaan)


def partners(kolom: str, columns: list[str]) -> list[str]:
    """Other value columns in the order in which they are asked: the opposite side first, then the rest.

    >>> partners("target_pk", ["target_pk", "target_tw1", "realisasi_tw1", "realisasi_tahun"])
    ['realisasi_tahun', 'realisasi_tw1', 'target_tw1']
    """
    other = "realisasi" if kolom.startswith("target") else "target"
    rest = [c for c in columns if c != kolom]
    opposite = [c for c in rest if c.startswith(other)]
    # The year's and the latest figures are the best comparison; a target's first one is the plain Target PK.
    if other == "realisasi":
        opposite.reverse()
    return opposite + [c for c in rest if c not in opposite]


def _angka(nilai: Nilai) -> Decimal | None:
    return None if nilai.jenis is Jenis.RANCU else nilai.angka
