"""Test factory: a clean regency of one OPD from the declarations, with cells changed, examined as a run would.

`Pabrik.ubah[(sheet, row, column)] = value` changes a cell (rows count from 0, beyond the last one they are appended);
`None` empties it. `olah` gets the openpyxl workbook before it is saved and `kemas` its bytes afterwards, for what no
cell value can express; `peristiwa` adds facts to its reading, for what needs another program to make.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kinerja_xl.deklarasi.catatan import Catatan, Hasil, Status
from kinerja_xl.deklarasi.forms import SHEETS, VERSI_TEMPLAT
from kinerja_xl.deklarasi.schema import Column, Layout, PerTahun, Sheet
from kinerja_xl.pipeline import Telaah, examine, read_workbooks
from kinerja_xl.tabel.bacaan import Peristiwa

TAHUN, AWAL, AKHIR = 2023, 2021, 2026
BERKAS = "opd.xlsx"
REFERENSI = "referensi.xlsx"
JUTA = 1_000_000
Kunci = tuple[str, int, str]
Baris = dict[str, Any]
Isi = dict[str, list[Baris]]


class Tempat(NamedTuple):
    """File, sheet and cell of a Catatan."""

    berkas: str
    lembar: str = ""
    sel: str = ""


def kolom_lembar(sheet: Sheet) -> list[Column]:
    """The columns of a sheet with the per_tahun ones spread over their years."""
    kolom: list[Column] = []
    for column in sheet.columns:
        if column.per_tahun is None:
            kolom.append(column)
        else:
            akhir = AKHIR if column.per_tahun is PerTahun.RENSTRA else TAHUN - 1
            kolom.extend(column.of_year(y) for y in range(AWAL, akhir + 1))
    return kolom


def sel(lembar: str, baris: int, kolom: str) -> str:
    """The cell of a column in a row of the factory's workbooks (headings in row 1)."""
    names = [c.name for c in kolom_lembar(SHEETS[lembar])]
    if SHEETS[lembar].layout is Layout.LABEL:
        return f"B{names.index(kolom) + 1}"
    return f"{get_column_letter(names.index(kolom) + 1)}{baris + 2}"


def _indikator(kode: str, nama: str, satuan: str, akumulasi: str = "Terakhir", **lain: Any) -> Baris:
    return {
        "kode": kode, "sasaran": "Meningkatnya layanan", "indikator": nama, "tingkat": "Eselon II", "jenis": "IKU",
        "satuan": satuan, "polaritas": "Maksimal", "akumulasi": akumulasi, **lain,
    }  # fmt: skip


def _target(kode: str, *target: Any, lalu: tuple[Any, Any]) -> Baris:
    years = {f"target_{AWAL + n}": t for n, t in enumerate(target)}
    return {"kode": kode, **years, "target_akhir": target[-1], "realisasi_2021": lalu[0], "realisasi_2022": lalu[1]}


def _realisasi(
    kode: str, target: Any, tahun: Any, tw: tuple[Any, ...] = (), target_tw: tuple[Any, ...] = (), **lain: Any
) -> Baris:
    quarters = {f"realisasi_tw{n}": v for n, v in enumerate(tw, 1)} | {
        f"target_tw{n}": v for n, v in enumerate(target_tw, 1)
    }
    return {"kode": kode, "target_pk": target, "realisasi_tahun": tahun, **quarters, **lain}


def _sub(kode: str, pagu: int, realisasi: int, satuan: str, **lain: Any) -> Baris:
    """A sub kegiatan of `pagu` and `realisasi` millions, with quarters that add up."""
    p, r = pagu * JUTA, realisasi * JUTA
    return {
        "kode": kode, "uraian": f"Sub kegiatan {kode[-4:]}", "satuan": satuan, "polaritas": "Maksimal",
        "akumulasi": "Jumlah",
        "target_renstra_k": 40, "target_renstra_rp": 6 * p, "realisasi_lalu_k": 16, "realisasi_lalu_rp": 2 * p,
        "target_k": 8,
        "pagu_renja_rp": p + JUTA, "pagu_murni_rp": p, "pagu_perubahan_rp": p + 2 * JUTA,
        "kas_tw1_rp": p // 2, "kas_tw2_rp": p // 4, "kas_tw3_rp": p // 4, "kas_tw4_rp": 2 * JUTA,
        **{f"realisasi_tw{n}_k": 2 for n in range(1, 5)}, "realisasi_tahun_k": 8,
        "realisasi_tw1_rp": r // 2, "realisasi_tw2_rp": r // 4, "realisasi_tw3_rp": r // 8,
        "realisasi_tw4_rp": r - r // 2 - r // 4 - r // 8,
        "realisasi_tahun_rp": r, **lain,
    }  # fmt: skip


_UANG = [c.name for c in SHEETS["anggaran"].columns if c.name.endswith("_rp") and not c.reported]


def _induk(kode: str, uraian: str, subs: list[Baris], **lain: Any) -> Baris:
    """A parent with the totals of the leaves under its code and its reported figures."""
    bawah = [b for b in subs if b["kode"].startswith(kode + ".")]
    totals = {c: sum(b[c] for b in bawah) for c in _UANG if all(c in b for b in bawah)}
    pagu, realisasi = totals["pagu_perubahan_rp"], totals["realisasi_tahun_rp"]
    return {
        "kode": kode, "uraian": uraian, **totals, "serapan_dilaporkan": round(realisasi / pagu * 100, 2),
        "sisa_dilaporkan_rp": pagu - realisasi, **lain,
    }  # fmt: skip


def _anggaran() -> list[Baris]:
    subs = [
        _sub("1.01.01.2.01.0001", 100, 80, "dokumen"),
        _sub("1.01.01.2.01.0002", 60, 51, "laporan", serapan_dilaporkan="82,26", sisa_dilaporkan_rp=11 * JUTA),
        _sub("1.01.01.2.02.0001", 40, 36, "orang"),
        _sub("1.01.01.2.02.0002", 24, 20, "paket"),
        _sub("1.01.02.2.01.0001", 240, 200, "unit"),
        _sub("1.01.02.2.01.0002", 120, 99, "paket"),
    ]
    return [
        _induk("1.01.01", "Program Penunjang Urusan Pemerintahan Daerah", subs, kode_iku="I-02; I-03; I-06; I-07"),
        _induk("1.01.01.2.01", "Perencanaan", subs),
        *subs[:2],
        _induk("1.01.01.2.02", "Administrasi", subs),
        *subs[2:4],
        _induk("1.01.02", "Program Pengelolaan Pendidikan", subs, kode_iku="I-01; I-04; I-05; I-08; I-09; I-10"),
        _induk("1.01.02.2.01", "Pengelolaan Sekolah", subs),
        {"kode": "1.01.02.2.01", "uraian": "Pengelolaan Sekolah", "indikator": "Indeks kepuasan", "target_k": 80,
        "realisasi_tahun_k": 82},
        *subs[4:],
    ]  # fmt: skip


def _akun(kode: str, uraian: str, anggaran: int, realisasi: int) -> Baris:
    a, r = anggaran * JUTA, realisasi * JUTA
    return {
        "kode_rekening": kode, "uraian": uraian, "anggaran_rp": a, "realisasi_rp": r,
        "persentase_dilaporkan": round(r / a * 100, 2), "lebih_kurang_dilaporkan_rp": r - a,
    }  # fmt: skip


def isi_bersih() -> Isi:
    """The contents of the clean OPD workbook: every rule can be judged on it and none has anything to say."""
    return {
        "profil": [
            {
                "kabupaten": "Nusa Raya", "kode_opd": "1.01", "nama_opd": "Dinas Pendidikan", "tahun": TAHUN,
                "periode": "Tahunan",
                "tahun_awal_renstra": AWAL, "tahun_akhir_renstra": AKHIR, "versi_anggaran": "Perubahan",
                "tanggal_pengisian": datetime.date(2024, 1, 10),
            }
        ],
        "iku": [
            _indikator("I-01", "Persentase layanan sesuai standar", "%"),
            _indikator("I-02", "Jumlah dokumen tersusun", "dokumen", "Jumlah"),
            _indikator("I-03", "Nilai AKIP", "predikat", kelompok_predikat="AKIP"),
            _indikator("I-04", "Jumlah warga terlayani", "orang", "Kumulatif"),
            _indikator("I-05", "Laju inflasi", "%", polaritas="Stabil"),
            _indikator("I-06", "Produk hukum", "dokumen"),
            _indikator("I-07", "Penerapan prosedur", "keterangan"),
            _indikator("I-08", "Angka putus sekolah", "per seribu", polaritas="Minimal"),
            _indikator("I-09", "Indeks kinerja", "indeks"),
            _indikator("I-10", "Predikat SPBE", "predikat"),
        ],
        "renstra": [
            _target("I-01", 80, 85, 90, 92, 94, 96, lalu=(79.5, 86)),
            _target("I-02", 30, 35, 40, 45, 50, 55, lalu=(30, 36)),
            _target("I-03", "B", "B", "BB", "BB", "A", "A", lalu=("B (62,5)", "B (68)")),
            _target("I-04", 80, 90, 100, 110, 120, 130, lalu=(81, 90)),
            _target("I-05", *["3 ± 1"] * 6, lalu=(2.6, 3.4)),
            _target(
                "I-06",
                *(f"{n} Raperda, {5 * n} Raperbup" for n in range(8, 14)),
                lalu=("8 Raperda, 40 Raperbup", "9 Raperda, 45 Raperbup"),
            ),
            _target("I-07", *["Terlaksana"] * 6, lalu=("Terlaksana", "Terlaksana")),
            _target("I-08", 7, 6, 5, 4, 3, 2, lalu=(7, 6.2)),
            _target("I-09", 70, 71.5, 73.25, 74, 75, 76, lalu=(70.4, 71)),
            _target("I-10", *["Sangat Baik"] * 6, lalu=("Sangat Baik", "Sangat Baik")),
        ],
        "realisasi": [
            _realisasi("I-01", 90, 91.8, (61, 72, 80.5, 91.8), (60, 70, 80, 90), capaian_dilaporkan="102,00",
                kategori_dilaporkan="Sangat Tinggi"),
            _realisasi("I-02", 40, 38, (10, 9, 10, 9), (10, 10, 10, 10), capaian_dilaporkan=95,
                kategori_dilaporkan="ST"),
            _realisasi("I-03", "BB", "A (86,45)", capaian_dilaporkan="123.50%", kategori_dilaporkan="A"),
            _realisasi("I-04", 100, 98, (24, 51, 70, 98), (25, 50, 75, 100), capaian_dilaporkan=98.0),
            _realisasi("I-05", "3 ± 1", 2.8, capaian_dilaporkan=100),
            _realisasi("I-06", "10 Raperda, 50 Raperbup", "9 Raperda, 50 Raperbup", capaian_dilaporkan=95),
            _realisasi("I-07", "Terlaksana", "Terlaksana", capaian_dilaporkan=100),
            _realisasi("I-08", 5, 4.5, capaian_dilaporkan=110),
            _realisasi("I-09", 73.25, 72.2, (70.1, 71.15, 71.9, 72.2), capaian_dilaporkan=72.2 / 73.25 * 100,
                kategori_dilaporkan="Sangat Tinggi"),
            _realisasi("I-10", "Sangat Baik", "Sangat Baik"),
        ],
        "anggaran": _anggaran(),
        "belanja": [
            _akun("4", "PENDAPATAN", 20, 22),
            _akun("5", "BELANJA", 596, 486),
            _akun("5.1", "BELANJA OPERASI", 496, 400),
            _akun("5.1.01", "Belanja Pegawai", 300, 260),
            _akun("5.1.02", "Belanja Barang dan Jasa", 196, 140),
            _akun("5.2", "BELANJA MODAL", 100, 86),
        ],
        "skm": [
            {"layanan": "Legalisasi", "no": n, **{f"u{k}": 3 + (n + k) % 2 for k in range(1, 10)}}
            for n in range(1, 31)
        ],
        "akip": [
            {"komponen": "Perencanaan Kinerja", "bobot": 30, "nilai_tahun_lalu": 21, "nilai": 26.5},
            {"komponen": "Pengukuran Kinerja", "bobot": 30, "nilai_tahun_lalu": "19,50", "nilai": "25,75"},
            {"komponen": "Pelaporan Kinerja", "bobot": 15, "nilai_tahun_lalu": 11.5, "nilai": 12.7},
            {"komponen": "Evaluasi Internal", "bobot": 25, "nilai_tahun_lalu": 16, "nilai": 21.5},
            {"komponen": "Jumlah", "bobot": 100, "nilai_tahun_lalu": 68, "nilai": 86.45},
            {"komponen": "Predikat", "nilai_tahun_lalu": "B", "nilai": "A"},
        ],
        "cascading": [
            {"kode": "T1", "tingkat": "Tujuan PD", "uraian": "Pendidikan bermutu"},
            {"kode": "S1", "induk": "T1", "tingkat": "Sasaran PD", "uraian": "Layanan naik"},
            {"kode": "P1", "induk": "S1", "tingkat": "Program", "uraian": "Program Pengelolaan Pendidikan"},
        ],
    }  # fmt: skip


def isi_referensi() -> Isi:
    """The contents of the Referensi: a register of one OPD with a deadline."""
    return {
        "kabupaten": [{"nama": "Kabupaten Nusa Raya", "tahun": TAHUN}],
        "kebijakan": [{"nama": "batas_capaian", "nilai": "120"}],
        "opd": [
            {
                "kode_opd": "1.01",
                "nama_opd": "Dinas Pendidikan",
                "wajib": "Ya",
                "batas_waktu": datetime.date(2024, 1, 31),
            }
        ],
        "iku_daerah": [
            {
                "kode": "D-01",
                "sasaran": "Meningkatnya kualitas pendidikan",
                "indikator": "Indeks pendidikan daerah",
                "kode_opd": "1.01",
                "kode_iku_opd": "I-01; i-02",
            }
        ],
    }


@dataclass
class Pabrik:
    """One examined folder in the making; see the module's docstring."""

    folder: Path
    ubah: Mapping[Kunci, Any] = field(default_factory=dict)
    tanpa: tuple[str, ...] = ()
    olah: Callable[[openpyxl.Workbook], None] | None = None
    tambahan: Mapping[str, bytes | Isi] = field(default_factory=dict)
    nama: str = BERKAS
    meta: bool = True
    pakai_referensi: bool = True
    periode: str | None = None
    kemas: Callable[[bytes], bytes] | None = None
    salinan: str = ""
    peristiwa: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def isi(self) -> Isi:
        """The OPD workbook's contents with the changes made."""
        return _changed({k: v for k, v in isi_bersih().items() if k not in self.tanpa}, self.ubah)

    def run(self) -> Telaah:
        """Write the files and examine them."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_isi(self.folder / self.nama, self.isi(), meta=self.meta, olah=self.olah)
        utama = self.folder / self.nama
        if self.kemas:
            utama.write_bytes(self.kemas(utama.read_bytes()))
        if self.salinan:
            (self.folder / self.salinan).write_bytes(utama.read_bytes())
        if self.pakai_referensi:
            write_isi(self.folder / REFERENSI, _changed(isi_referensi(), self.ubah), meta=True)
        for nama, isi in self.tambahan.items():
            if isinstance(isi, bytes):
                (self.folder / nama).write_bytes(isi)
            else:
                write_isi(self.folder / nama, isi, meta=True)
        pairs = [(p, p.name) for p in sorted(self.folder.iterdir())]
        masukan = read_workbooks(pairs)
        for satu in masukan.bacaan:
            for jenis, rinci in self.peristiwa.items() if satu.berkas == self.nama else ():
                satu.meet(
                    Peristiwa(jenis), nilai=rinci.get("nilai", ""), **{k: v for k, v in rinci.items() if k != "nilai"}
                )
        return examine(masukan, None, self.periode)


def _changed(isi: Isi, ubah: Mapping[Kunci, Any]) -> Isi:
    for (lembar, baris, kolom), nilai in ubah.items():
        if lembar not in isi:
            continue
        while len(isi[lembar]) <= baris:
            isi[lembar].append({})
        isi[lembar][baris][kolom] = nilai
    return isi


def write_isi(path: Path, isi: Isi, *, meta: bool, olah: Callable[[openpyxl.Workbook], None] | None = None) -> None:
    """Write contents as a workbook with drop-downs and, with `meta`, the template's mark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for nama, baris in isi.items():
        _write_sheet(book.create_sheet(SHEETS[nama].title), SHEETS[nama], baris)
    if meta:
        sheet = book.create_sheet("_meta")
        sheet.sheet_state = "hidden"
        for row in (("form", "kinerja_xl"), ("versi_templat", VERSI_TEMPLAT), ("jenis", "lengkap"), ("tahun", TAHUN)):
            sheet.append(row)
    if olah:
        olah(book)
    book.save(path)


def _write_sheet(ws: Worksheet, sheet: Sheet, baris: list[Baris]) -> None:
    kolom = kolom_lembar(sheet)
    for c, column in enumerate(kolom, 1):
        is_label = sheet.layout is Layout.LABEL
        ws.cell(c if is_label else 1, 1 if is_label else c, column.header)
        for n, row in enumerate(baris):
            if row.get(column.name) is not None:
                ws.cell(c if is_label else n + 2, 2 if is_label else c).value = row[column.name]
    if any(column.choices for column in kolom):
        validation = DataValidation(type="list", formula1='"a,b"')
        validation.add("ZZ1")
        ws.add_data_validation(validation)


def temukan(telaah: Telaah, kode: str) -> list[Catatan]:
    """The Catatan of one rule."""
    return [c for c in telaah.catatan if c.kode == kode]


def hasil_aturan(telaah: Telaah, kode: str) -> Hasil:
    """The outcome of one rule."""
    return next(h for h in telaah.hasil_aturan if h.kode == kode)


@dataclass(frozen=True)
class Kasus:
    """A case of one rule: changes that offend it, the cells where it must say so, and a near miss that is right.

    `di` holds (sheet, row, column) of each expected Catatan in BERKAS, or a Tempat where the factory can't know it.
    `ikut` names the other rules that rightly speak too; any further Catatan fails the case. `lain` are further
    arguments of the Pabrik of the offending workbook.
    """

    kode: str
    ubah: Mapping[Kunci, Any]
    di: tuple[Kunci | Tempat, ...]
    bersih: Mapping[Kunci, Any] = field(default_factory=dict)
    ikut: frozenset[str] = frozenset()
    nama: str = ""
    lain: Mapping[str, Any] = field(default_factory=dict)

    def places(self) -> list[Tempat]:
        """The expected places, in order."""
        return sorted(
            d if isinstance(d, Tempat) else Tempat(BERKAS, SHEETS[d[0]].title, sel(d[0], d[1], d[2])) for d in self.di
        )


def periksa_kasus(kasus: Kasus, folder: Path) -> None:
    """Assert that the offending workbook is reported at its cells and nowhere else, and the near miss not at all."""
    telaah = Pabrik(folder / "salah", kasus.ubah, **kasus.lain).run()
    assert not telaah.galat
    found = sorted(Tempat(c.berkas, c.lembar, c.sel) for c in temukan(telaah, kasus.kode))
    assert found == kasus.places(), [c for c in telaah.catatan if c.kode == kasus.kode]
    others = {c.kode for c in telaah.catatan} - {kasus.kode}
    assert others == kasus.ikut, [c for c in telaah.catatan if c.kode in others - kasus.ikut]
    for satu in temukan(telaah, kasus.kode):
        assert "{" not in satu.pesan + satu.saran
        assert "nan" not in satu.pesan.split()
        assert "None" not in satu.pesan
    if kasus.bersih:
        benar = Pabrik(folder / "benar", kasus.bersih).run()
        assert temukan(benar, kasus.kode) == []
        assert hasil_aturan(benar, kasus.kode).status is Status.BERSIH
