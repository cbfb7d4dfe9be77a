"""One OPD workbook on its way into the run: what its Profil says, which of its sheets count, and why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kinerja_xl.deklarasi.forms import OPD_SHEETS, PROFIL
from kinerja_xl.deklarasi.pilihan import NIHIL
from kinerja_xl.tabel.bacaan import Bacaan, BacaanLembar, Peristiwa
from kinerja_xl.tabel.referensi import Referensi
from kinerja_xl.tabel.tabel import parse_cell

TANPA_OPD = "Kode OPD tidak terbaca"
# Sheets that hold for the whole Renstra, not for one period: a workbook with only these may be of another period.
PERENCANAAN = frozenset({"profil", "iku", "renstra", "cascading"})


@dataclass(slots=True)
class Kiriman:
    """One OPD workbook during selection.

    `profil` are the typed values of its Profil with `lembar_profil`, the sheet's own name; `sel` says of each where it
    stands and what was typed. `lembar` are the sheets that count, of which `dibuang` were taken out; `alasan` says why
    the workbook as a whole doesn't count, '' where it does.
    """

    bacaan: Bacaan
    profil: dict[str, Any] = field(default_factory=dict)
    sel: dict[str, tuple[str, str]] = field(default_factory=dict)
    lembar: list[BacaanLembar] = field(default_factory=list)
    alasan: str = ""
    dibuang: int = 0

    @property
    def kode(self) -> str:
        """Code of its OPD, '' where that can't be read."""
        return str(self.profil.get("kode_opd", ""))

    @property
    def tahun(self) -> int | None:
        """Its year, None where that can't be read."""
        tahun = self.profil.get("tahun")
        return tahun if isinstance(tahun, int) else None

    @property
    def revisi(self) -> int:
        """Its revision, 0 for the first."""
        revisi = self.profil.get("revisi")
        return revisi if isinstance(revisi, int) else 0

    @property
    def is_nihil(self) -> bool:
        """Whether it declares that there is nothing to report."""
        return bool(self.profil.get("status_pelaporan") == NIHIL)

    @property
    def is_planning(self) -> bool:
        """Only sheets that hold for the whole Renstra; a declaration of Nihil is for one period."""
        return {satu.asal.sheet for satu in self.lembar} <= PERENCANAAN and not self.is_nihil

    @property
    def only_profil(self) -> bool:
        """Whether nothing but its Profil counts."""
        return {satu.asal.sheet for satu in self.lembar} <= {"profil"}

    def other_period(self, tahun: int, periode: str | None) -> str:
        """'tahun' or 'periode' where it is of another one, '' else: planning holds for its whole Renstra.

        An unreadable year or period is no other one, and any period will do for None.
        """
        planning = self.is_planning
        if self.tahun not in (None, tahun):
            return "" if planning and self._within_renstra(tahun) else "tahun"
        return "periode" if not planning and periode and self.profil["periode"] not in ("", None, periode) else ""

    def _within_renstra(self, tahun: int) -> bool:
        awal, akhir = self.profil["tahun_awal_renstra"], self.profil["tahun_akhir_renstra"]
        return isinstance(awal, int) and isinstance(akhir, int) and awal <= tahun <= akhir

    def meet_odd_year(self) -> None:
        """Record a year outside the Renstra that Profil names, or else another one than that of the template.

        Nothing to say of years that can't be read, nor of a Renstra that ends before it begins.
        """
        tahun, awal, akhir = (self.profil[nama] for nama in ("tahun", "tahun_awal_renstra", "tahun_akhir_renstra"))
        templat = self.bacaan.meta.get("tahun", "")
        if not isinstance(tahun, int):
            return
        is_other = templat.isdecimal() and int(templat) != tahun
        place = (self.profil["lembar_profil"], *self.sel["tahun"])
        if isinstance(awal, int) and isinstance(akhir, int) and awal <= akhir and not awal <= tahun <= akhir:
            petunjuk = f"Templatnya untuk tahun {templat}." if is_other else ""
            self.bacaan.meet(Peristiwa.TAHUN_LUAR_MASA, *place, awal=str(awal), akhir=str(akhir), petunjuk=petunjuk)
        elif is_other:
            self.bacaan.meet(Peristiwa.TAHUN_BEDA_TEMPLAT, *place, templat=templat)


def read_kiriman(bacaan: Bacaan, referensi: Referensi) -> Kiriman:
    """A workbook with its Profil typed; records what is missing or contradicts itself in it."""
    k = Kiriman(bacaan)
    if not bacaan.terbaca:
        k.alasan = "tidak terbaca"
        return k
    profil = next((satu for satu in bacaan.lembar if satu.asal.sheet == "profil"), None)
    # A sheet without rows wasn't filled in: it counts as not sent.
    k.lembar = [s for s in bacaan.lembar if s.asal.sheet in {s.name for s in OPD_SHEETS} and s.baris]
    if profil is None:
        if bacaan.lembar:
            bacaan.meet(Peristiwa.TANPA_PROFIL)
        k.alasan = "tanpa Profil" if bacaan.lembar else "tanpa lembar yang dikenal"
        return k
    for column in PROFIL.columns:
        tanda, galat = profil.tanda.get(column.name, {}).get(0, (None, ""))
        cell = profil.kolom.get(column.name, [None])[0]
        value, text, _, _ = parse_cell(galat or cell, column, tanda, referensi.kosakata)
        k.profil[column.name] = value
        k.sel[column.name] = (profil.asal.sel(column.name, 1), text)
    k.profil["lembar_profil"] = profil.asal.lembar
    if not k.profil["kode_opd"]:
        # Without its OPD nothing else of the file can be placed; Profil stays, so that its cells are checked.
        k.alasan = TANPA_OPD
        k.lembar = [profil]
    elif len(k.lembar) == 1 and not k.is_nihil:
        bacaan.meet(Peristiwa.HANYA_PROFIL, profil.asal.lembar)
    elif len(k.lembar) > 1 and k.is_nihil:
        filled = ", ".join(s.asal.lembar for s in k.lembar if s is not profil)
        bacaan.meet(Peristiwa.NIHIL_BERISI, profil.asal.lembar, *k.sel["status_pelaporan"], terisi=filled)
    return k
