"""One invented indicator, and how its figures are rounded, worded and typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from kinerja_xl.contoh.model import Isi
from kinerja_xl.deklarasi.ketentuan import SKALA_KINERJA

_DUA: Final = Decimal("0.01")
_TEMPAT: Final = (Decimal(1), Decimal("0.1"), _DUA)


@dataclass(slots=True)
class Indikator:
    """One indicator; `bentuk` names how its values are written, `t` and `r` the numbers that enter the formula."""

    bentuk: str
    nama: str
    satuan: str
    target: list[Isi]
    lalu: list[Isi]
    realisasi: Isi
    t: Decimal | None
    r: Decimal | None
    polaritas: str = "Maksimal"
    akumulasi: str = "Terakhir"
    kelompok: str = ""
    awal: Isi = None
    perubahan: Isi = None
    target_tw: list[Isi] = field(default_factory=list)
    realisasi_tw: list[Isi] = field(default_factory=list)
    capaian: Decimal | None = None

    def __post_init__(self) -> None:
        if self.capaian is None and self.t is not None and self.r is not None:
            selisih = 2 * self.t - self.r if self.polaritas == "Minimal" else self.r
            self.capaian = selisih / self.t * 100


def bulat(persen: Decimal, tempat: Decimal = _DUA) -> Decimal:
    """Round half up, as Excel's ROUND does."""
    return persen.quantize(tempat, ROUND_HALF_UP)


def kategori(persen: Decimal) -> str:
    """The word of the default scale for a capaian."""
    return next(k.kriteria for k in SKALA_KINERJA if bulat(persen) >= k.batas_bawah)


def teks_angka(seratus: int) -> str:
    """Hundredths as an officer types them.

    >>> teks_angka(8707), teks_angka(9000)
    ('87,07', '90')
    """
    utuh, sisa = divmod(seratus, 100)
    return f"{utuh},{sisa:02d}" if sisa else str(utuh)


def dipotong(persen: Decimal) -> str | None:
    """A percentage cut off where rounding would have gone up, None where there is no such place.

    A cut that ends in 0 is left out: it could as well be a rounded figure with a zero after it.

    >>> dipotong(Decimal("114.85")), dipotong(Decimal("107.428")), dipotong(Decimal("88.307"))
    ('114', '107,42', None)
    """
    for tempat in _TEMPAT:
        terpotong = persen.quantize(tempat, ROUND_FLOOR)
        if terpotong != bulat(persen, tempat) and (tempat == 1 or not str(terpotong).endswith("0")):
            return str(terpotong).replace(".", ",")
    return None


def nol_ditambahkan(persen: Decimal) -> str | None:
    """A percentage right at one decimal with a zero after it, None where that would be right at two, too.

    >>> nol_ditambahkan(Decimal("88.788")), nol_ditambahkan(Decimal("88.803"))
    ('88,80', None)
    """
    satu = bulat(persen, _TEMPAT[1])
    if satu == bulat(persen) or satu == bulat(persen, _TEMPAT[0]) or satu == persen.quantize(_DUA, ROUND_FLOOR):
        return None
    return f"{satu}0".replace(".", ",")
