"""Capaian (achievement, percent) of one indicator: which formula applies to a target and a realisation, and its value.

Source: Permendagri 86/2017; spec 2.2. Every formula is declared once, in METODE, and is both computed and written to
Excel from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from kinerja_xl.compute.akumulasi import bagian_of
from kinerja_xl.compute.rumus import Expr, Num, RataRata, Var, jika
from kinerja_xl.nilai import Jenis, Nilai, normalise_kata

R, T, BAWAH, ATAS = Var("R"), Var("T"), Var("bawah"), Var("atas")

_NAIK: Final = R / T * 100
_TURUN: Final = (2 * T - R) / T * 100

METODE: Final[Mapping[str, Expr]] = {
    "R / T × 100": _NAIK,
    "(2T − R) / T × 100": _TURUN,
    "T / R × 100": T / R * 100,
    "rentang, Stabil": jika(R, "<", BAWAH, R / BAWAH * 100, jika(R, ">", ATAS, (2 * ATAS - R) / ATAS * 100, 100)),
    "rentang, Maksimal": jika(R, ">", ATAS, R / ATAS * 100, jika(R, "<", BAWAH, R / BAWAH * 100, 100)),
    "rentang, Minimal": jika(
        R, ">", ATAS, (2 * ATAS - R) / ATAS * 100, jika(R, "<", BAWAH, (2 * BAWAH - R) / BAWAH * 100, 100)
    ),
    "target 0, Maksimal": jika(R, "=", 0, 100, 0),
    "target 0, Minimal": jika(R, "=", 0, 100, 0),
    "realisasi sama dengan rentang target": Num(Decimal(100)),
    "kualitatif, sama dengan target": Num(Decimal(100)),
}
RATA_BAGIAN: Final = "rata-rata bagian"
BATAS_BAWAH_PREDIKAT: Final = "batas bawah predikat"

BELUM_DILAPORKAN: Final = "belum dilaporkan"
TARGET_KOSONG: Final = "target tidak ada"
TIDAK_TERHITUNG: Final = "tidak dapat dihitung"
TANPA_POLARITAS: Final = "polaritas tidak terisi"


@dataclass(frozen=True, slots=True)
class Capaian:
    """The result: `persen` is None where it can't be computed, and `metode` then says why.

    `rumus` with the operands `operan` gives `persen`; both are empty where nothing was computed. `target_angka` and
    `realisasi_angka` are the numbers that entered the formula (None for ranges, compounds and text), `rentang` the
    bounds that did. `sebab` names what the rules report (target_nol, bagian, kualitatif, tidak_sebanding, rentang_sama,
    predikat_rancu).
    """

    persen: Decimal | None
    metode: str
    target_angka: Decimal | None = None
    realisasi_angka: Decimal | None = None
    rumus: Expr | None = None
    rentang: tuple[Decimal | None, Decimal | None] | None = None
    sebab: str = ""

    @property
    def operan(self) -> Mapping[str, Decimal | None]:
        """The operands of `rumus` by name, made when asked for: a regency has a hundred thousand of these."""
        if self.rumus is None or self.realisasi_angka is None:
            return {}
        if self.rentang is not None:
            bawah, atas = self.rentang
            return {"R": self.realisasi_angka, "bawah": bawah, "atas": atas}
        return {"R": self.realisasi_angka, "T": self.target_angka}


_BELUM: Final = Capaian(None, BELUM_DILAPORKAN)
_TAK_TERHITUNG: Final = Capaian(None, TIDAK_TERHITUNG)
_TANPA_TARGET: Final = Capaian(None, TARGET_KOSONG)
_TANPA_POLARITAS: Final = Capaian(None, TANPA_POLARITAS)
# Looking up a member of an Enum takes several times as long as a name, and hitung_capaian runs for every cell.
_KOSONG, _GABUNGAN, _KUALITATIF, _RENTANG, _BATAS = (
    *(Jenis.KOSONG, Jenis.GABUNGAN, Jenis.KUALITATIF, Jenis.RENTANG, Jenis.BATAS),
)
_TAK_TERPAKAI: Final = (_KOSONG, Jenis.GALAT, Jenis.RANCU)


def arah_polaritas(target: Nilai, polaritas: str) -> str:
    """The polarity that counts: a bound target implies it, whatever Polaritas says (a rule reports a contradiction)."""
    if target.jenis is _BATAS and target.arah:
        return "Maksimal" if target.arah.startswith(">") else "Minimal"
    return polaritas


def hitung_capaian(
    target: Nilai,
    realisasi: Nilai,
    polaritas: str,
    nilai_predikat: Callable[[str], Decimal | None] = lambda _: None,
    rumus_minimal: str = "linear",
    peringkat: bool = False,
) -> Capaian:
    """Capaian of one realisation against one target.

    `polaritas` is Maksimal, Minimal, Stabil, or '' where it isn't known: then only a bound, which implies it, can be
    judged. `nilai_predikat` gives the number of a predicate in the indicator's
    family, None if it has none; with `peringkat` those are rank scores, which a plain number can't be compared with.
    A missing realisation or target gives `persen` None, never 0.

    >>> from kinerja_xl.nilai import parse_nilai
    >>> from kinerja_xl.deklarasi.ketentuan import PREDIKAT_BAWAAN
    >>> akip = {p.predikat: p.nilai for p in PREDIKAT_BAWAAN if p.kelompok == "AKIP"}
    >>> round(hitung_capaian(parse_nilai("CC"), parse_nilai("A (86,45)"), "Maksimal", akip.get).persen, 2)
    Decimal('172.90')
    >>> round(hitung_capaian(parse_nilai("3,22"), parse_nilai("2,85"), "Maksimal").persen, 2)
    Decimal('88.51')
    """
    t_jenis, r_jenis = target.jenis, realisasi.jenis
    if r_jenis in _TAK_TERPAKAI:
        return _BELUM if r_jenis is _KOSONG else _TAK_TERHITUNG
    if t_jenis in _TAK_TERPAKAI:
        return _TANPA_TARGET
    if not polaritas and t_jenis is not _BATAS:
        return _TANPA_POLARITAS
    if t_jenis is _GABUNGAN or r_jenis is _GABUNGAN:
        return _gabungan(target, realisasi, polaritas, rumus_minimal)
    if t_jenis is _KUALITATIF or r_jenis is _KUALITATIF:
        return _kualitatif(target, realisasi)
    if r_jenis is _RENTANG:
        return _rentang_sama(target, realisasi)
    polaritas = arah_polaritas(target, polaritas)
    r, r_is_bound = _angka(realisasi, nilai_predikat)
    if t_jenis is _RENTANG:
        if r is None:
            return Capaian(None, TIDAK_TERHITUNG, sebab="tidak_sebanding")
        return _rentang(polaritas, target.bawah, target.atas, None, r)
    t, t_is_bound = _angka(target, nilai_predikat)
    if r is None or t is None or (peringkat and t_is_bound != r_is_bound):
        if normalise_kata(target.teks) == normalise_kata(realisasi.teks):
            return _kualitatif(target, realisasi)
        return Capaian(None, TIDAK_TERHITUNG, sebab="tidak_sebanding")
    hasil = _angka_lawan_angka(t, r, polaritas, rumus_minimal)
    if r_is_bound and t_is_bound and hasil.persen is not None:
        metode = f"{hasil.metode} ({BATAS_BAWAH_PREDIKAT})"
        return replace(hasil, metode=metode, target_angka=t, realisasi_angka=r)
    return hasil


def _angka(nilai: Nilai, nilai_predikat: Callable[[str], Decimal | None]) -> tuple[Decimal | None, bool]:
    """The number of a value and whether it is a predicate's family number."""
    if nilai.angka is None and nilai.predikat is not None:
        return nilai_predikat(nilai.predikat), True
    return nilai.angka, False


def _hitung(metode: str, t: Decimal, r: Decimal, sebab: str = "") -> Capaian:
    rumus = METODE[metode]
    return Capaian(rumus.evaluate({"R": r, "T": t}), metode, t, r, rumus, sebab=sebab)


def _rentang(polaritas: str, bawah: Decimal | None, atas: Decimal | None, t: Decimal | None, r: Decimal) -> Capaian:
    """A number against a range, or (Stabil) against a number `t` as a range of one.

    Inside the range nothing is divided, so a bound of 0 ("0-5") only leaves uncomputed what lies beyond that bound.
    """
    if bawah is None or atas is None or (r < bawah == 0) or (r > atas == 0):
        return Capaian(None, TIDAK_TERHITUNG, t, r, sebab="target_nol")
    metode = f"rentang, {polaritas}"
    rumus = METODE[metode]
    persen = rumus.evaluate({"R": r, "bawah": bawah, "atas": atas})
    return Capaian(persen, metode, t, r, rumus, (bawah, atas))


def _angka_lawan_angka(t: Decimal, r: Decimal, polaritas: str, rumus_minimal: str) -> Capaian:
    if t == 0:
        if polaritas == "Minimal" or r == 0:
            return _hitung(f"target 0, {'Minimal' if polaritas == 'Minimal' else 'Maksimal'}", t, r, "target_nol")
        return Capaian(None, TIDAK_TERHITUNG, t, r, sebab="target_nol")
    if polaritas == "Stabil":
        return _rentang("Stabil", t, t, t, r)
    if polaritas == "Minimal":
        if rumus_minimal == "rasio":
            if r == 0:
                return Capaian(None, TIDAK_TERHITUNG, t, r, sebab="target_nol")
            return _hitung("T / R × 100", t, r)
        return _hitung("(2T − R) / T × 100", t, r)
    return _hitung("R / T × 100", t, r)


def _gabungan(target: Nilai, realisasi: Nilai, polaritas: str, rumus_minimal: str) -> Capaian:
    """Mean over the parts, matched by unit; a part missing on one side leaves the indicator uncomputed."""
    parts_t, parts_r = dict(bagian_of(target)), dict(bagian_of(realisasi))
    if not parts_t or parts_t.keys() != parts_r.keys():
        return Capaian(None, TIDAK_TERHITUNG, sebab="bagian")
    parts: list[Expr] = []
    for satuan, t in parts_t.items():
        hasil = _angka_lawan_angka(t, parts_r[satuan], polaritas, rumus_minimal)
        if hasil.rumus is None:
            return Capaian(None, TIDAK_TERHITUNG, sebab="target_nol")
        parts.append(_substitute(hasil.rumus, hasil.operan))
    rumus = RataRata(tuple(parts))
    return Capaian(rumus.evaluate({}), RATA_BAGIAN, None, None, rumus)


def _substitute(rumus: Expr, operan: Mapping[str, Decimal | None]) -> Expr:
    """The formula with its operands as constants (the parts of a compound have no cell of their own)."""
    match rumus:
        case Var(nama):
            value = operan[nama]
            if value is None:
                raise TypeError(f"operand {nama} is missing")
            return Num(value)
        case Num() | RataRata():
            return rumus
    parts = {
        name: _substitute(part, operan) if isinstance(part, Expr) else part
        for name in rumus.__dataclass_fields__  # type: ignore[attr-defined]
        for part in [getattr(rumus, name)]
    }
    return type(rumus)(**parts)


def _rentang_sama(target: Nilai, realisasi: Nilai) -> Capaian:
    if (target.bawah, target.atas) == (realisasi.bawah, realisasi.atas):
        metode = "realisasi sama dengan rentang target"
        return Capaian(Decimal(100), metode, rumus=METODE[metode], sebab="rentang_sama")
    return Capaian(None, TIDAK_TERHITUNG, sebab="tidak_sebanding")


def _kualitatif(target: Nilai, realisasi: Nilai) -> Capaian:
    if normalise_kata(target.teks) == normalise_kata(realisasi.teks):
        metode = "kualitatif, sama dengan target"
        return Capaian(Decimal(100), metode, rumus=METODE[metode])
    return Capaian(None, TIDAK_TERHITUNG, sebab="kualitatif")
