"""Vocabulary of the checks: Tingkat, Rule, Catatan (data only)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, NamedTuple


class Tingkat(StrEnum):
    """Severity of a Catatan, gravest first."""

    KESALAHAN = "Kesalahan"
    PERINGATAN = "Peringatan"
    INFORMASI = "Informasi"

    @property
    def urutan(self) -> int:
        """0 for the gravest."""
        return list(Tingkat).index(self)


class Gugur(Enum):
    """What a Kesalahan takes out of the computation: never more than what can't be computed without it."""

    TIDAK = "tidak ada yang dikeluarkan"
    SEL = "nilai sel itu"
    BARIS = "baris itu"


class Akibat(Enum):
    """What a hit of a rule does to the computation, in words; of what isn't named everything is still computed."""

    TETAP = "tetap dihitung"
    DIBANDINGKAN = "isian itu hanya dibandingkan; hitungan tidak memakainya"
    TAK_DIBACA = "isi itu tidak dibaca; yang lain tetap dihitung"
    NILAI = "nilai itu tidak dipakai; yang lain tetap dihitung"
    BERGANTUNG = "yang memerlukan isi itu tidak dihitung; yang lain tetap dihitung"
    UANG = "uang di baris itu tidak dihitung; yang lain tetap dihitung"
    BARIS = "baris itu tidak dihitung; yang lain tetap dihitung"
    CAPAIAN = "capaiannya tidak dihitung; yang lain tetap dihitung"
    LEMBAR = "lembar itu tidak dihitung; yang lain tetap dihitung"
    BERKAS = "berkas itu tidak dihitung; yang lain tetap dihitung"
    OPD = "OPD itu tidak dihitung dalam rata-rata; yang lain tetap dihitung"
    DISEBUT = "disebut dalam catatannya; yang lain tetap dihitung"


class Catatan(NamedTuple):
    """One finding of a rule at one cell (`sel` empty for a whole sheet or file). All texts are in Indonesian."""

    kode: str
    tingkat: Tingkat
    kode_opd: str
    berkas: str
    lembar: str
    sel: str
    nilai: str
    pesan: str
    saran: str


class Status(StrEnum):
    """The four outcomes of a rule."""

    BERSIH = "bersih"
    DITEMUKAN = "ditemukan"
    DILEWATI = "dilewati"
    GAGAL = "gagal"


class Hasil(NamedTuple):
    """Outcome of one rule in one run: how many Catatan, or why it was skipped or crashed."""

    kode: str
    status: Status
    jumlah: int
    alasan: str


class Scope(Enum):
    """What a rule looks at.

    SEL: called once per (table, column) that `select` accepts, as `rule(tabel, column)`, returns a mask of rows.
    BARIS: called once as `rule(data)`, returns a mask or a frame of facts over the rows of the table `lembar`.
    """

    SEL = "sel"
    BARIS = "baris"


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: its permanent code, its words and the function that returns the offending rows.

    `pesan` and `saran` are templates: `{nilai}` the cell as typed, `{kolom}` the heading, and every column of the
    frame of facts that the function returns. `kolom[0]` is the cell that the remedy would change, unless the frame
    of facts names another one in its column `kolom`. Of cells, `keadaan` is what parsing must have found in one of a
    column (tabel.Keadaan) for the rule to find anything. `akibat` only tells what follows; who computes sees to it.
    """

    kode: str
    tingkat: Tingkat
    lembar: str
    kolom: tuple[str, ...]
    pesan: str
    saran: str
    sumber: str
    check: Callable[..., Any]
    scope: Scope = Scope.BARIS
    select: Callable[[Any, Any], bool] | None = None
    butuh: tuple[str, ...] = ()
    gugur: Gugur = Gugur.TIDAK
    tahap: int = 1
    keadaan: int | None = None
    akibat: Akibat = Akibat.TETAP

    @property
    def nama(self) -> str:
        """The violation's name, the name of the function."""
        return self.check.__name__

    @property
    def keterangan(self) -> str:
        """First paragraph of the function's docstring (English, for developers)."""
        return (self.check.__doc__ or "").strip().split("\n\n")[0]


def aturan(
    kode: str,
    tingkat: Tingkat,
    lembar: str,
    *kolom: str,
    pesan: str,
    saran: str,
    sumber: str = "Praktik pemeriksaan Bappeda",
    butuh: tuple[str, ...] = (),
    gugur: Gugur = Gugur.TIDAK,
    scope: Scope = Scope.BARIS,
    select: Callable[[Any, Any], bool] | None = None,
    tahap: int = 1,
    keadaan: int | None = None,
    akibat: Akibat | None = None,
) -> Callable[[Callable[..., Any]], Rule]:
    """Return a decorator that turns a mask function into a Rule (it registers nothing: RULES lists them literally).

    Without `akibat`, a Kesalahan takes out the row, or what can't be computed without the cell; all else is computed.
    Raises ValueError for a rule that would take something out after the pass whose outcome is computed (`tahap` 1).
    """
    if gugur is not Gugur.TIDAK and tahap != 1:
        raise ValueError(f"{kode}: only rules of pass 1 take anything out")
    if akibat is None and tingkat is Tingkat.KESALAHAN:
        akibat = Akibat.BARIS if gugur is Gugur.BARIS else Akibat.BERGANTUNG

    def make(check: Callable[..., Any]) -> Rule:
        return Rule(
            kode,
            tingkat,
            lembar,
            kolom,
            pesan,
            saran,
            sumber,
            check,
            scope,
            select,
            butuh,
            gugur,
            tahap,
            keadaan,
            akibat or Akibat.TETAP,
        )

    return make
