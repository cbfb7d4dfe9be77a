"""The hidden sheets: `_daftar` (drop-down lists, look-up data, the state of Profil) and `_meta` (what this file is)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from kinerja_xl.deklarasi.forms import PROFIL, SHEETS, VERSI_TEMPLAT
from kinerja_xl.deklarasi.pilihan import PERIODE, VERSI_ANGGARAN
from kinerja_xl.excel.sel import Hasil, write_formula, write_text
from kinerja_xl.excel.tempat import huruf
from kinerja_xl.nilai import TULISAN_KOSONG
from kinerja_xl.template.bawaan import batas_terbuka
from kinerja_xl.template.isian import BARIS_JUDUL, Rencana, place_sheet
from kinerja_xl.template.sel import as_text

KOLOM_IKU: Final = ("kode", "indikator", "satuan", "polaritas", "akumulasi", "kelompok_predikat")
DAFTAR: Final = "_daftar"
META: Final = "_meta"


class Daftar:
    """The lists of one workbook: equal lists are written once, each in its own column under a heading."""

    def __init__(self, workbook: Workbook, sheet: Worksheet) -> None:
        self._workbook = workbook
        self._sheet = sheet
        self._next = 0
        self._known: dict[tuple[Hasil, ...], str] = {}

    def choices(self, judul: str, isi: Sequence[str]) -> str:
        """The reference of a drop-down list, e.g. `='_daftar'!$C$2:$C$6`."""
        key = tuple(isi)
        if key not in self._known:
            self._known[key] = self.column(judul, key)
        return f"={self._known[key]}"

    def column(self, judul: str, isi: Sequence[Hasil]) -> str:
        """Write one more column and return its range without `=`; an empty list still has one blank cell."""
        col = self._next
        self._next += 1
        write_text(self._sheet, 0, col, judul, None)
        for n, value in enumerate(isi, 1):
            if isinstance(value, str):
                write_text(self._sheet, n, col, value, None)
            else:
                self._sheet.write_number(n, col, value)
        letters = huruf(col)
        return f"'{DAFTAR}'!${letters}$2:${letters}${max(len(isi), 1) + 1}"

    def state(self, nama: str, formula: str, hasil: Hasil) -> None:
        """Write one calculated cell and give it a workbook name."""
        col = self._next
        self._next += 1
        write_text(self._sheet, 0, col, nama, None)
        write_formula(self._sheet, 1, col, formula, None, hasil)
        self.name(nama, f"'{DAFTAR}'!${huruf(col)}$2")

    def name_filled(self, nama: str, rentang: str) -> None:
        """Define a workbook name for a column of cells up to the last one that is filled; for the first if none is."""
        first = rentang.split(":")[0]
        last = f'SUMPRODUCT(MAX(({rentang}<>"")*(ROW({rentang})-ROW({first})+1)))'
        self.name(nama, f"{first}:INDEX({rentang},MAX(1,{last}))")

    def name(self, nama: str, rentang: str) -> None:
        """Define a workbook name."""
        self._workbook.define_name(nama, f"={rentang}")


def profil_cell(nama: str) -> str:
    """The value cell of one label of Profil, seen from another sheet."""
    position = [column.name for column in PROFIL.columns].index(nama)
    return f"'{PROFIL.title}'!$B${BARIS_JUDUL + 1 + position}"


def state_of_profil(rencana: Rencana) -> Mapping[str, int]:
    """Stored values of the names that the previews depend on; 0 while the choice isn't made."""
    profil = rencana.rows(PROFIL)[0]

    def position(nama: str, pilihan: Sequence[str]) -> int:
        value = str(profil.get(nama, "")).casefold()
        return next((n for n, p in enumerate(pilihan, 1) if p.casefold() == value), 0)

    return {
        "Periode_ke": position("periode", PERIODE),
        "Versi_ke": position("versi_anggaran", VERSI_ANGGARAN),
        "Kumulatif_ke": position("realisasi_triwulan", ("Kumulatif",)),
    }


def write_lookup_data(daftar: Daftar, rencana: Rencana) -> None:
    """Write and name what look-up columns and previews refer to, as far as the workbook has use for it."""
    sheets = {sheet.name for sheet in rencana.form.sheets}
    if sheets & {"renstra", "realisasi"}:
        _name_iku(daftar, rencana)
    if sheets & {"realisasi", "anggaran"}:
        keadaan = state_of_profil(rencana)
        periode = daftar.choices("Periode", PERIODE)[1:]
        versi = daftar.choices("Versi Anggaran", VERSI_ANGGARAN)[1:]
        cell = profil_cell("periode")
        daftar.state("Periode_ke", f"=IFERROR(MATCH({cell},{periode},0),0)", keadaan["Periode_ke"])
        cell = profil_cell("versi_anggaran")
        daftar.state("Versi_ke", f"=IFERROR(MATCH({cell},{versi},0),0)", keadaan["Versi_ke"])
        cell = profil_cell("realisasi_triwulan")
        daftar.state("Kumulatif_ke", f'=IF({cell}="Kumulatif",1,0)', keadaan["Kumulatif_ke"])
    if "realisasi" in sheets:
        _name_policy(daftar, rencana)


def _name_iku(daftar: Daftar, rencana: Rencana) -> None:
    """Names IKU_<column>: ranges of the sheet IKU where the workbook has one, else of the known indicators."""
    iku = SHEETS["iku"]
    if rencana.has("iku"):
        letak = place_sheet(rencana, iku)
        ranges = {name: letak.rentang_luar(name) for name in KOLOM_IKU}
    else:
        rows = rencana.rows_iku()
        ranges = {n: daftar.column(f"IKU {n}", [as_text(row.get(n)) for row in rows]) for n in KOLOM_IKU}
    for name, rentang in ranges.items():
        daftar.name(f"IKU_{name}", rentang)
    if rencana.has("iku") or rencana.rows_iku():
        daftar.name_filled("Daftar_kode_IKU", ranges["kode"])


def _name_policy(daftar: Daftar, rencana: Rencana) -> None:
    skala = sorted(rencana.aturan.skala, key=lambda k: k.batas_bawah)
    daftar.name("Skala_batas", daftar.column("Skala: batas bawah", [float(batas_terbuka(k)) for k in skala]))
    daftar.name("Skala_kriteria", daftar.column("Skala: kriteria", [k.kriteria for k in skala]))
    daftar.name("Rumus_minimal", daftar.column("Rumus minimal", [rencana.aturan.rumus_minimal]).split(":")[0])
    kunci = daftar.column("Predikat", [f"{p.kelompok}|{p.predikat}" for p in rencana.aturan.predikat])
    nilai = daftar.column("Nilai predikat", [float(p.nilai) for p in rencana.aturan.predikat])
    daftar.name("Predikat_peringkat", daftar.column("Peringkat", rencana.aturan.kelompok_peringkat))
    daftar.name("Kata_kosong", daftar.column("Kata kosong", TULISAN_KOSONG))
    daftar.name("Predikat_tabel", f"{kunci.split(':')[0]}:{nilai.rpartition('!')[2].rpartition(':')[2]}")


def write_meta(sheet: Worksheet, rencana: Rencana) -> None:
    """Write the hidden identity of the file: labels in column A, values in column B."""
    jenis = rencana.form.jenis
    meta = {"form": jenis, "versi_templat": VERSI_TEMPLAT, "jenis": jenis, "tahun": str(rencana.tahun)}
    if rencana.isian.kode_opd:
        meta["kode_opd"] = rencana.isian.kode_opd
    for row, (label, value) in enumerate(meta.items()):
        write_text(sheet, row, 0, label, None)
        if label == "tahun":
            sheet.write_number(row, 1, rencana.tahun)
        else:
            write_text(sheet, row, 1, value, None)
