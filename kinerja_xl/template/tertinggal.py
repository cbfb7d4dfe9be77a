"""What a template couldn't take over because of a Kesalahan: the cells to mend, and only those."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from kinerja_xl.deklarasi.catatan import Catatan, Gugur
from kinerja_xl.deklarasi.forms import FORMS
from kinerja_xl.nilai import Jenis, parse_nilai
from kinerja_xl.rules import RULES
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import Keadaan
from kinerja_xl.template.realisasi_lalu import (
    akumulasi_indikator,
    kinerja_sampai_kini,
    realisasi_tahun,
    uang_terputus,
)
from kinerja_xl.template.terusan import Penerus, Tujuan, carried_columns, carried_sheets

# A cell in one of these states holds something that can't be used, so nothing of it is carried over.
_HILANG: Final = frozenset(
    int(keadaan)
    for keadaan in (
        Keadaan.RANCU,
        Keadaan.TIDAK_TERBACA,
        Keadaan.GALAT,
        Keadaan.TANPA_NILAI,
        Keadaan.KODE_ANGKA,
        Keadaan.PILIHAN_SALAH,
        Keadaan.TANGGAL,
    )
)
_MENGHAPUS_BARIS: Final = frozenset(rule.kode for rule in RULES if rule.gugur is Gugur.BARIS)
_BAIK: Final = parse_nilai("1")
_TAK_TERPAKAI: Final = (Jenis.KOSONG, Jenis.GALAT, Jenis.RANCU)


def left_behind(
    data: Data, catatan: Iterable[Catatan], tujuan: Tujuan, jenis: Collection[str], penerus: Iterable[Penerus]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Per file the cells whose value the templates of the kinds `jenis` would have taken; of a row its first cell."""
    written = frozenset(sheet.name for form in FORMS if form.jenis in jenis for sheet in form.sheets)
    opd = {satu.opd.kode: _Kebutuhan(data, satu, tujuan, written) for satu in penerus}
    cells: dict[str, dict[str, None]] = {}
    sheet_of = {(asal.berkas, asal.lembar): name for name, t in data.tabel.items() for asal in t.semua_asal}
    for satu in catatan:
        known = sheet_of.get((satu.berkas, satu.lembar)) in written
        if satu.kode in _MENGHAPUS_BARIS and satu.kode_opd in opd and known:
            cells.setdefault(satu.berkas, {})[f"{satu.lembar}!{satu.sel}"] = None
    for sheet in carried_sheets(data, tujuan.periode):
        tabel = data.tabel[sheet]
        broken = tabel.keadaan.isin(_HILANG)
        for indeks in broken.index[broken.any(axis=1) & tabel.isi["kode_opd"].isin(list(opd))]:
            names = [str(name) for name, lost in broken.loc[indeks].items() if lost]
            wanted = opd[tabel.isi.at[indeks, "kode_opd"]].cells(sheet, int(indeks), names)
            for name in [name for name in names if name in wanted]:
                berkas, lembar, sel = tabel.tempat(int(indeks), name)
                cells.setdefault(berkas, {})[f"{lembar}!{sel}"] = None
    return tuple((berkas, tuple(found)) for berkas, found in sorted(cells.items()))


@dataclass(frozen=True)
class _Kebutuhan:
    """What one OPD's templates with the sheets `written` take."""

    data: Data
    penerus: Penerus
    tujuan: Tujuan
    written: frozenset[str]

    def cells(self, sheet: str, indeks: int, broken: Collection[str]) -> set[str]:
        """Those of a row's unusable cells (by column) without which something is missing in the templates."""
        found: set[str] = set()
        if sheet in self.written:
            carried = carried_columns(self.data, sheet, self.tujuan.tahun, self.penerus.renstra_baru)
            found = {c.name for c in carried}.intersection(broken)
        return found if self.tujuan.tahun == self.data.tahun else found | self._outcome(sheet, indeks, broken)

    def _outcome(self, sheet: str, indeks: int, broken: Collection[str]) -> set[str]:
        """The same for what next year's templates compute from this year's figures."""
        baru = self.penerus.renstra_baru
        if sheet == "renstra" and "realisasi" in self.written and not baru:
            return {f"target_{self.tujuan.tahun}"}.intersection(broken)  # proposed as Target PK
        if sheet == "realisasi" and "renstra" in self.written:
            return self._of_indicator(indeks, broken)
        if sheet == "anggaran" and sheet in self.written and not baru:
            return self._performance(indeks, broken) | self._money(indeks, broken)
        return {"nilai"}.intersection(broken) if sheet == "akip" and sheet in self.written else set()

    def _of_indicator(self, indeks: int, broken: Collection[str]) -> set[str]:
        row = self.data.isi("realisasi").loc[indeks].to_dict()
        asked = row["kode"] in self._kode_renstra and self._first_rows.get(row["kode"]) == indeks
        tahun = realisasi_tahun(row, self._akumulasi.get(row["kode"], ""))
        return _of_year(broken) if asked and tahun.jenis in _TAK_TERPAKAI else set()

    def _performance(self, indeks: int, broken: Collection[str]) -> set[str]:
        names = [name for name in broken if name.startswith("realisasi") and name.endswith("_k")]
        row = self.data.isi("anggaran").loc[indeks].to_dict()
        pertama = self.penerus.tahun_pertama
        mended = {**row, **dict.fromkeys(names, _BAIK)}
        lost, hopeless = (kinerja_sampai_kini(r, pertama).jenis in _TAK_TERPAKAI for r in (row, mended))
        if not lost or hopeless:
            return set()
        usable = realisasi_tahun(row, row["akumulasi"], "_k").jenis not in _TAK_TERPAKAI
        return {"realisasi_lalu_k"}.intersection(names) if usable else set(names)

    def _money(self, indeks: int, broken: Collection[str]) -> set[str]:
        awalan = self._uang.get(indeks)
        return {name for name in broken if awalan and name.startswith(awalan) and name.endswith("_rp")}

    @cached_property
    def _akumulasi(self) -> dict[str, str]:
        return akumulasi_indikator(self.data, self.penerus.opd.kode)

    @cached_property
    def _kode_renstra(self) -> set[str]:
        return set(self._own("renstra")["kode"]) if "renstra" in self.data.tabel else set()

    @cached_property
    def _first_rows(self) -> dict[str, int]:
        first = self._own("realisasi").drop_duplicates("kode")
        return dict(zip(first["kode"], map(int, first.index), strict=True))

    @cached_property
    def _uang(self) -> dict[int, str]:
        return uang_terputus(self.data, self.penerus.opd.kode, self.penerus.tahun_pertama)

    def _own(self, sheet: str) -> pd.DataFrame:
        isi = self.data.isi(sheet)
        return isi[isi["kode_opd"] == self.penerus.opd.kode]


def _of_year(broken: Collection[str]) -> set[str]:
    return {name for name in broken if name.startswith(("realisasi_tw", "realisasi_tahun"))}
