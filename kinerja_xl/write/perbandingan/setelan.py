"""What a regency decides otherwise than the defaults: figures of regencies compare only as far as these are alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from kinerja_xl.deklarasi.ketentuan import PREDIKAT_BAWAAN, SETELAN, SKALA_KINERJA, Kriteria, Predikat
from kinerja_xl.nilai import format_angka, normalise_kata
from kinerja_xl.tabel.kebijakan import Kebijakan
from kinerja_xl.tabel.referensi import Referensi

SKALA: Final = "skala"
_TIADA: Final = "tidak ada"


class Berbeda(NamedTuple):
    """One setting (or the scale, or a family of predicates) of a regency beside its default, in words."""

    nama: str
    nilai: str
    bawaan: str


def own_settings(referensi: Referensi) -> tuple[Berbeda, ...]:
    """All that a Referensi decides otherwise than the defaults and that alters figures or judgements."""
    return (
        *_settings(referensi.kebijakan),
        *_scale(referensi.skala),
        *_families(referensi.predikat),
    )


def _settings(kebijakan: Kebijakan) -> Iterable[Berbeda]:
    baku = Kebijakan()
    for satu in SETELAN:
        # Of the scale, its levels say what differs, not its name.
        if satu.kebijakan and satu.nama != SKALA and kebijakan.nilai[satu.nama] != baku.nilai[satu.nama]:
            own, default = (f"{k.kata(satu.nama)} {satu.satuan}".strip() for k in (kebijakan, baku))
            yield Berbeda(satu.nama, own, default)


def same_scale(a: Sequence[Kriteria], b: Sequence[Kriteria]) -> bool:
    """Whether two scales have the same words from the same bounds upwards."""
    return [(k.batas_bawah, k.kriteria) for k in a] == [(k.batas_bawah, k.kriteria) for k in b]


def _scale(skala: Sequence[Kriteria]) -> Iterable[Berbeda]:
    if not same_scale(skala, SKALA_KINERJA):
        yield Berbeda(SKALA, _levels(skala), _levels(SKALA_KINERJA))


def _levels(skala: Sequence[Kriteria]) -> str:
    bounds = (f"mulai {format_angka(k.batas_bawah)}" if k.batas_bawah.is_finite() else "di bawahnya" for k in skala)
    return "; ".join(f"{k.kriteria} {bound}" for k, bound in zip(skala, bounds, strict=True))


def _families(predikat: Sequence[Predikat]) -> Iterable[Berbeda]:
    own, default = _by_family(predikat), _by_family(PREDIKAT_BAWAAN)
    for kunci, rows in own.items():
        if {_bare(p) for p in rows} != {_bare(p) for p in default.get(kunci, ())}:
            yield Berbeda(f"predikat {rows[0].kelompok}", _numbers(rows), _numbers(default.get(kunci, ())))


def _by_family(predikat: Sequence[Predikat]) -> dict[str, list[Predikat]]:
    families: dict[str, list[Predikat]] = {}
    for p in predikat:
        families.setdefault(normalise_kata(p.kelompok), []).append(p)
    return families


def _bare(p: Predikat) -> Predikat:
    return p._replace(kelompok="", predikat=normalise_kata(p.predikat))


def _numbers(predikat: Sequence[Predikat]) -> str:
    return "; ".join(f"{p.predikat} {format_angka(p.nilai)}{_band(p)}" for p in predikat) or _TIADA


def _band(p: Predikat) -> str:
    """The numbers that a predicate names, '' where it names none.

    >>> from decimal import Decimal
    >>> [_band(Predikat("SKM", "A", Decimal(80), Decimal(80), atas)) for atas in (None, Decimal(100))]
    [' (mulai 80)', ' (80 sampai 100)']
    """
    lo, hi = (None if n is None else format_angka(n) for n in (p.batas_bawah, p.batas_atas))
    if lo is None:
        return "" if hi is None else f" (sampai {hi})"
    return f" (mulai {lo})" if hi is None else f" ({lo} sampai {hi})"


def differing(daerah: Iterable[Sequence[Berbeda]]) -> list[str]:
    """Names of the settings that aren't the same for all regencies.

    >>> satu = (Berbeda("rumus_minimal", "rasio", "linear"), Berbeda("batas_capaian", "110 %", "120 %"))
    >>> differing([satu, satu]), differing([satu, satu[1:]])
    ([], ['rumus_minimal'])
    """
    own = [{b.nama: b.nilai for b in satu} for satu in daerah]
    names = dict.fromkeys(nama for satu in own for nama in satu)
    return [nama for nama in names if len({satu.get(nama) for satu in own}) > 1]
