"""The shapes a cell can take: declarations only."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal, NamedTuple, TypeAlias

Arah: TypeAlias = Literal[">", ">=", "<", "<="]


class Jenis(StrEnum):
    """The kind of a value; RANCU has two readings, GALAT has none."""

    KOSONG = "kosong"
    ANGKA = "angka"
    PERSEN = "persen"
    RENTANG = "rentang"
    BATAS = "batas"
    PREDIKAT = "predikat"
    PREDIKAT_ANGKA = "predikat angka"
    ANGKA_SATUAN = "angka satuan"
    GABUNGAN = "gabungan"
    RASIO = "rasio"
    WAKTU = "waktu"
    KUALITATIF = "kualitatif"
    RANCU = "rancu"
    GALAT = "galat"


@dataclass(frozen=True, slots=True)
class Nilai:
    """One cell as read.

    `angka` is the number that enters a formula: percentage points for PERSEN, the bound for BATAS, the n of a ratio
    1:n, the number typed beside a predicate. It is None for ranges, compounds, bare predicates, text, RANCU and GALAT.
    `pilihan` of a RANCU holds the decimal reading, then the thousands reading. A bound on a bare predicate
    ("Minimal B") is a PREDIKAT with `arah`; a range, bound or RANCU may carry the predicate typed beside it.
    """

    jenis: Jenis
    teks: str
    angka: Decimal | None = None
    bawah: Decimal | None = None
    atas: Decimal | None = None
    arah: Arah | None = None
    predikat: str | None = None
    satuan: str | None = None
    bagian: tuple[tuple[str, Decimal], ...] = ()
    pilihan: tuple[Decimal, ...] = ()
    slip: str | None = None
    desimal: int | None = None
    dari_teks: bool = False


KOSONG: Final = Nilai(Jenis.KOSONG, "")
GALAT: Final = Nilai(Jenis.GALAT, "")


class Uang(NamedTuple):
    """One Rp cell: exact sen, and how well it was typed.

    `teks`: a number typed as text, well formed. `slip`: readable, and `slip` says what is wrong. `galat`: no reading,
    `slip` says why where it isn't the writing.
    """

    sen: int | None
    teks: str
    status: Literal["kosong", "ok", "teks", "slip", "galat"]
    slip: str | None = None
