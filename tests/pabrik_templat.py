"""Templates in tests: an example of pre-filled values, and readers of what a template holds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from pabrik import BERKAS, Isi, isi_bersih, write_isi

from kinerja_xl.deklarasi.catatan import Catatan
from kinerja_xl.jalan.prefill import prefill
from kinerja_xl.pipeline import examine, read_workbooks
from kinerja_xl.template import BARIS_JUDUL, Isian

IKU = [
    {"kode": "IKU-01", "indikator": "Nilai AKIP", "satuan": "Nilai", "polaritas": "Maksimal", "akumulasi": "Terakhir"},
    {"kode": "IKU-02", "indikator": "Temuan", "satuan": "kasus", "polaritas": "Minimal", "akumulasi": "Jumlah"},
    {"kode": "IKU-03", "indikator": "Rasio", "satuan": "%", "polaritas": "Stabil", "akumulasi": "Rata-rata"},
    {"kode": "IKU-04", "indikator": "Nihil", "satuan": "%", "polaritas": "Minimal", "akumulasi": "Kumulatif"},
    {"kode": "IKU-05", "indikator": "Opini", "satuan": "-", "polaritas": "Maksimal", "kelompok_predikat": "Opini BPK"},
]
IKU[0]["kelompok_predikat"] = "AKIP"
REALISASI = [
    {"kode": "IKU-01", "target_pk": "BB", "realisasi_tw1": Decimal("68.5"), "realisasi_tw2": 71.2,
     "realisasi_tw3": "-"},
    {"kode": "IKU-02", "target_pk": 10, "target_tw1": 2, "target_tw2": 3, "target_tw3": 3, "realisasi_tw1": 1,
     "realisasi_tw2": 2, "realisasi_tw3": 6},
    {"kode": "IKU-03", "target_pk": 80, "realisasi_tw1": 75, "realisasi_tw2": 77.5, "realisasi_tw3": 91},
    {"kode": "IKU-04", "target_pk": 0, "realisasi_tw1": 0, "realisasi_tw2": 3, "realisasi_tahun": 1},
    {"kode": "IKU-05", "target_pk": "WTP", "target_pk_perubahan": "WDP", "realisasi_tw1": "WDP"},
    {"kode": "IKU-99", "target_pk": 1, "realisasi_tw1": 1},
    {"kode": "IKU-02", "target_pk": "3 ± 1", "realisasi_tw1": 4},
    {"kode": "IKU-02", "target_pk": 5, "realisasi_tw1": "4 kasus", "realisasi_tw2": 1},
    {"kode": "IKU-02", "target_pk": 5},
    {"kode": "IKU-02", "target_pk": 5, "realisasi_tw2": 200},
    {"kode": "IKU-03", "realisasi_tw2": 200, "realisasi_tw4": 7},
    {"kode": "IKU-05", "target_pk": "WTP", "realisasi_tw2": 85, "realisasi_tahun": "WTP"},
    {"kode": "IKU-02", "target_pk": 20, "target_tw1": 5, "target_tw2": "n/a", "target_tw3": "N/A.",
     "realisasi_tw1": "n / a", "realisasi_tw2": 4, "realisasi_tw3": "\u2013", "realisasi_tw4": "--",
     "realisasi_tahun": "n/a"},
    {"kode": "IKU-03", "target_pk": "N/A", "realisasi_tw1": 80, "realisasi_tw2": "\u2014", "realisasi_tahun": "-"},
]  # fmt: skip
ANGGARAN = [
    {"kode": "4.01.01", "uraian": "Program", "pagu_murni_rp": 99},
    {"kode": "4.01.01.2.01", "uraian": "Kegiatan"},
    {"kode": "4.01.01.2.01", "uraian": "Indikator kedua", "pagu_murni_rp": 5},
    {"kode": "4.01.01.2.01.0001", "uraian": "Sub", "pagu_murni_rp": 150_000_000, "realisasi_tw1_rp": 10_000_000,
     "pagu_perubahan_rp": Decimal("160000000.50"), "realisasi_tw3_rp": 30_000_000, "realisasi_tw4_rp": 1},
    {"kode": "4.01.01.2.01.0002", "uraian": "Sub", "pagu_murni_rp": 5_150_000_000, "realisasi_tahun_rp": 40_000_000},
    {"kode": "4.01.01.2.01.0002", "uraian": "Sub", "pagu_murni_rp": 1, "indikator": "kedua"},
    {"kode": "4.01.01.2.02", "uraian": "Kegiatan tanpa pagu"},
    {"kode": "4.01.01.2.02.0001", "uraian": "Sub", "realisasi_tw1_rp": "Rp. 5"},
    {"kode": "4.01.01.2", "uraian": "Kode tidak lengkap", "pagu_murni_rp": 3},
    {"kode": "4.01.02", "uraian": "Program lain", "pagu_murni_rp": 0, "pagu_perubahan_rp": 0, "realisasi_tw2_rp": 5},
]  # fmt: skip
BARIS: dict[str, list[dict[str, object]]] = {
    "iku": IKU,
    "realisasi": REALISASI,
    "anggaran": ANGGARAN,
    "renstra": [{"kode": "IKU-01", "target_2025": "BB", "realisasi_2022": "60,11"}, {"kode": "X", "kondisi_awal": 1}],
    "belanja": [
        {"kode_rekening": "5", "uraian": "Belanja", "anggaran_rp": 1000, "realisasi_rp": 900},
        {"kode_rekening": "5.1", "uraian": "Belanja Operasi", "anggaran_rp": 0, "realisasi_rp": 0},
    ],
    "skm": [
        {"layanan": "KTP", "no": n, "usia": 30, **{f"u{u}": (n + u) % 4 + 1 for u in range(1, 10)}} for n in range(1, 8)
    ]
    + [{"layanan": "KTP", "no": 9, "u1": 7}],
    "akip": [
        {"komponen": "Perencanaan Kinerja", "bobot": 30, "nilai_tahun_lalu": 21.5, "nilai": 22.5},
        {"komponen": "Jumlah", "bobot": 30, "nilai": 22.5},
    ],
}


def example(**profil: object) -> Isian:
    known = {"kabupaten": "Bengkulu Selatan", "periode": "TW III", "versi_anggaran": "Perubahan"}
    return Isian("4.01/0", "Sekretariat Daerah", {**known, **profil}, BARIS)


JUTA = 1_000_000
TEMPLAT = Path(__file__).parent.parent / "input_templates"


def headings(ws: Worksheet) -> list[str]:
    return [str(cell.value) for cell in ws[BARIS_JUDUL] if cell.value is not None]


def formulas(path: Path) -> Iterator[tuple[str, str, Any, Any]]:
    """Sheet, cell, formula and stored value of every formula cell."""
    texts, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    for ws in texts:
        for row in ws.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield ws.title, cell.coordinate, cell.value, values[ws.title][cell.coordinate].value


def column_cells(ws: Worksheet, heading: str) -> list[Any]:
    col = headings(ws).index(heading) + 1
    return [ws.cell(row, col) for row in range(BARIS_JUDUL + 1, ws.max_row + 1)]


def drop_down(book: openpyxl.Workbook, ws: Worksheet, cell: str) -> list[object] | None:
    """The words of the list that a cell offers."""
    for rule in ws.data_validations.dataValidation:
        if cell in rule.sqref and rule.type == "list":
            reference = str(rule.formula1).removeprefix("=")
            sheet, _, cells = reference.rpartition("!")
            return [c[0].value for c in book[sheet.strip("'")][cells.replace("$", "")]] if sheet else [reference]
    return None


def dari(tmp_path: Path, isi: Isi, jenis: str = "lengkap", **lain: Any) -> Path:
    """The one template made from a folder with this OPD."""
    write_isi(tmp_path / "masukan" / BERKAS, isi, meta=True)
    (path,) = prefill(tmp_path / "masukan", tmp_path / "templat", [jenis], **lain).paths
    return path


def profil_of(path: Path) -> dict[str, Any]:
    ws = openpyxl.load_workbook(path)["Profil"]
    return {row[0].value: row[1].value for row in ws.iter_rows(min_row=BARIS_JUDUL + 1, max_col=2)}


def rows_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The filled input cells of every begun row of a sheet by heading."""
    ws = openpyxl.load_workbook(path)[sheet]
    headings = [c.value for c in ws[BARIS_JUDUL]]
    rows = (
        {h: c.value for h, c in zip(headings, row, strict=True) if c.value is not None and c.data_type != "f"}
        for row in ws.iter_rows(min_row=BARIS_JUDUL + 1)
    )
    return [row for row in rows if row]


def column_of(path: Path, sheet: str, heading: str, key: str = "Kode") -> dict[str, Any]:
    return {row[key]: row.get(heading) for row in rows_of(path, sheet) if key in row}


def periksa(path: Path) -> list[Catatan]:
    """What `kinerja-xl periksa` says about one file."""
    telaah = examine(read_workbooks([(path, path.name)]), bawaan=(0, "Tahunan"))
    assert not telaah.galat
    return [c for c in telaah.catatan if c.berkas]


def half_year() -> Isi:
    """The clean OPD as it reports in TW II."""
    isi = isi_bersih()
    del isi["akip"], isi["skm"], isi["belanja"]
    isi["profil"][0]["periode"] = "TW II"
    for row in (*isi["realisasi"], *isi["anggaran"]):
        for name in list(row):
            if name.startswith(("realisasi_tw3", "realisasi_tw4", "realisasi_tahun")) or (
                name.endswith(("dilaporkan", "dilaporkan_rp"))
            ):
                del row[name]
    return isi
