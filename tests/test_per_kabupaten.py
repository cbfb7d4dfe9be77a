"""proses --per-kabupaten: every regency as if run alone, a true comparison beside them, and no failure that spreads."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import functools
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hitung_ulang import compare, recalculate
from pabrik import isi_bersih, isi_referensi, write_isi

from kinerja_xl import cli
from kinerja_xl.compute.efisiensi import kuadran
from kinerja_xl.consolidate.kepatuhan import TANPA_DAFTAR, StatusKirim
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.deklarasi.pilihan import BAGIAN
from kinerja_xl.jalan.kabupaten import Diolah, process
from kinerja_xl.jalan.wilayah import LOG, Keadaan, Wilayah, run_per_kabupaten
from kinerja_xl.kerja.masukan import Cara
from kinerja_xl.kerja.permintaan import Permintaan
from kinerja_xl.layar.report import wilayah_lines
from kinerja_xl.nilai import bulat
from kinerja_xl.pipeline import Jalan, run
from kinerja_xl.tabel.referensi import Referensi
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.bagan import short_label
from kinerja_xl.write.konsolidasi.efisiensi import short_quadrant
from kinerja_xl.write.lembaran import Lembaran, huruf
from kinerja_xl.write.perbandingan import gabungan, peringkat
from kinerja_xl.write.perbandingan.bagan import GARIS_RINGKASAN, MAKS_GARIS
from kinerja_xl.write.perbandingan.ikhtisar import CapaianTahun, Ikhtisar, Perbandingan, SerapanTriwulan, TidakIkut
from kinerja_xl.write.perbandingan.letak import KOLOM_OPD, KOLOM_PERINGKAT, KOLOM_SERAPAN
from kinerja_xl.write.perbandingan.susunan import make_perbandingan, write_perbandingan

CONTOH = Path(__file__).parent.parent / "contoh"
NYATA = ("balangan_2023", "bengkulu_selatan_2023")
DIBUAT = datetime.datetime(2024, 2, 1, 9, 30)
LEMBAR = [
    *("Ringkasan", "Peringkat", "Kategori", "Serapan", "Kuadran", "Penyampaian", "Tren", "OPD", "Catatan", "Metode"),
    "_grafik",
]
JAHAT = ("=1+1", "a\nb", "Jumlah", "jumlah", "[x.xlsx]A!A1", "*?<5", "x" * 250, "x" * 251, "1701", "<r>a</r>", "-")


def olah(folder: Path, output: Path, hanya: Sequence[str] = BAGIAN) -> Diolah:
    """One regency, as the verb processes it."""
    return process(Permintaan(folder, output, hanya=tuple(hanya), daerah=folder.name), Cara())


data_saja: Callable[[Path, Path], Diolah] = functools.partial(olah, hanya=("data",))


def diam(*_kabar: object) -> None:
    """Hear of the regencies and say nothing."""


@dataclasses.dataclass(frozen=True)
class Keluaran:
    """The run over the example folder: its result, its output folder, and both real regencies run alone."""

    wilayah: Wilayah
    output: Path
    sendiri: dict[str, Jalan]

    @property
    def data(self) -> Path:
        """The merged data."""
        assert self.wilayah.tujuan is not None
        return self.wilayah.tujuan / "data"

    @property
    def buku(self) -> Path:
        """The comparison workbook."""
        return self.data.parent / f"{self.data.parent.name}.xlsx"


@pytest.fixture(scope="module")
def keluaran(tmp_path_factory: pytest.TempPathFactory) -> Keluaran:
    tmp = tmp_path_factory.mktemp("wilayah")
    masuk = tmp / "masuk"
    for nama in NYATA:
        shutil.copytree(CONTOH / nama, masuk / nama)
    shutil.copytree(CONTOH / NYATA[0], masuk / "dua referensi")
    shutil.copy(masuk / NYATA[0] / "Referensi.xlsx", masuk / "dua referensi" / "Referensi lagi.xlsx")
    (masuk / "kosong").mkdir()
    (masuk / ".tersembunyi").mkdir()
    shutil.copy(CONTOH / "lain" / "balangan_pk.xlsx", masuk / "lepas.xlsx")
    wilayah = run_per_kabupaten(masuk, tmp / "hasil", olah, diam)
    sendiri = {nama: run(CONTOH / nama, tmp / "sendiri" / nama) for nama in NYATA}
    return Keluaran(wilayah, tmp / "hasil", sendiri)


def isi_folder(folder: Path) -> dict[str, bytes]:
    """All files of a folder, by their place in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def baca(path: Path) -> list[list[str]]:
    with open(path, encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def baris_daerah(buku: Path, lembar: str) -> dict[str, dict[str, Any]]:
    """The rows of a sheet by the name of the regency, as {heading: stored value}."""
    sheet = openpyxl.load_workbook(buku, data_only=True)[lembar]
    head = [c.value for c in sheet[5]]
    rows = [
        dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=6, values_only=True, max_col=len(head))
    ]
    return {row["Kabupaten/Kota"]: row for row in rows if row["Kabupaten/Kota"]}


def ikhtisar(keluaran: Keluaran) -> list[Ikhtisar]:
    return [satu.ikhtisar for satu in keluaran.wilayah.daerah if satu.ikhtisar is not None]


def test_states_and_reasons(keluaran: Keluaran) -> None:
    found = {satu.folder: (satu.keadaan, satu.alasan) for satu in keluaran.wilayah.daerah}
    assert list(found) == ["balangan_2023", "bengkulu_selatan_2023", "dua referensi", "kosong"]
    assert found["balangan_2023"] == found["bengkulu_selatan_2023"] == (Keadaan.DIBANDINGKAN, "")
    assert found["dua referensi"][0] is found["kosong"][0] is Keadaan.TIDAK_DIOLAH
    assert "lebih dari satu berkas Referensi" in found["dua referensi"][1]
    assert found["kosong"][1].startswith("Tidak ada berkas")
    assert found["kosong"][1].endswith("di folder kosong.")
    assert keluaran.wilayah.tak_dipakai == ("lepas.xlsx",)
    assert keluaran.wilayah.log is None
    assert sorted(p.name for p in keluaran.output.iterdir() if not p.name.startswith(".")) == [
        *NYATA,
        "perbandingan_2023_TAHUN",
    ]


@pytest.mark.parametrize("nama", NYATA)
def test_a_regency_gets_what_a_run_of_its_own_gives(keluaran: Keluaran, nama: str) -> None:
    bersama = isi_folder(keluaran.output / nama / "2023_TAHUN")
    sendiri = isi_folder(keluaran.sendiri[nama].keluaran.tujuan)
    assert bersama.keys() == sendiri.keys()
    tidy = [name for name in sendiri if name.endswith(".csv")]
    assert len(tidy) == 12
    assert {n: bersama[n] for n in tidy} == {n: sendiri[n] for n in tidy}
    a, b = (json.loads(files["data/jejak.json"]) | {"waktu": ""} for files in (bersama, sendiri))
    assert a == b


@pytest.mark.parametrize("nama", NYATA)
def test_figures_are_those_of_the_regency(keluaran: Keluaran, nama: str) -> None:
    konsolidasi = keluaran.sendiri[nama].konsolidasi
    r = konsolidasi.ringkasan
    daerah = konsolidasi.data.referensi.kabupaten["nama"]
    row = baris_daerah(keluaran.buku, "Peringkat")[daerah]
    assert r.rata_rata_capaian is not None
    assert r.serapan_persen is not None
    assert r.pagu_rp is not None
    assert row["Rata-rata capaian (%)"] == float(r.rata_rata_capaian)
    assert row["Serapan (%)"] == float(r.serapan_persen)
    assert row["Pagu (Rp)"] == r.pagu_rp / 100
    assert row["Kategori"] == r.kategori
    assert (row["OPD menyerahkan"], row["OPD terdaftar"]) == (r.n_menyerahkan, r.n_opd)
    assert (row["Kesalahan"], row["Peringatan"]) == (r.catatan[Tingkat.KESALAHAN], r.catatan[Tingkat.PERINGATAN])
    assert row["Efisiensi: capaian − serapan (poin)"] == pytest.approx(
        float(r.rata_rata_capaian - r.serapan_persen), abs=1e-12
    )
    assert row["Folder hasil"] == f"{nama}/2023_TAHUN"
    counted = sum(bool(k) for k in konsolidasi.capaian["kategori"])
    assert baris_daerah(keluaran.buku, "Kategori")[daerah]["Indikator terhitung"] == counted
    states = baris_daerah(keluaran.buku, "Penyampaian")[daerah]
    statuses = [str(s) for s in konsolidasi.opd["status"]]
    assert states["Belum menyerahkan"] == statuses.count("Belum menyerahkan")
    assert states["OPD lengkap"] == r.n_lengkap
    quadrants = [k.split(" (")[0] for k in konsolidasi.opd["kuadran"]]
    assert baris_daerah(keluaran.buku, "Kuadran")[daerah]["OPD Berhasil"] == quadrants.count("Berhasil")


def test_figures_are_those_of_the_regencys_workbook(keluaran: Keluaran) -> None:
    book = openpyxl.load_workbook(
        keluaran.output / "bengkulu_selatan_2023" / "2023_TAHUN" / "konsolidasi_2023_TAHUN.xlsx", data_only=True
    )
    sheet = book["Serapan OPD"]
    head = [c.value for c in sheet[5]]
    total = next(row for row in sheet.iter_rows(values_only=True) if str(row[1]).startswith("Jumlah kabupaten/kota"))
    row = baris_daerah(keluaran.buku, "Serapan")["Bengkulu Selatan"]
    for title in ("Pagu (Rp)", "Realisasi (Rp)", "Serapan (%)", "Sisa (Rp)"):
        assert row[title] == pytest.approx(total[head.index(title)], rel=1e-12), title
    assert row["Serapan s.d. TW IV (%)"] == pytest.approx(row["Serapan (%)"], rel=1e-12)


def test_ranking_is_by_mean_achievement(keluaran: Keluaran) -> None:
    rows = list(baris_daerah(keluaran.buku, "Peringkat").values())[:-1]
    values = [row["Rata-rata capaian (%)"] for row in rows]
    assert values == sorted(values, reverse=True)
    assert [row["Peringkat"] for row in rows] == [1, 2]
    opd = openpyxl.load_workbook(keluaran.buku, data_only=True)["OPD"]
    ranked = [row for row in opd.iter_rows(min_row=6, values_only=True) if row[0] is not None]
    assert [row[0] for row in ranked] == list(range(1, len(ranked) + 1))
    assert {row[1] for row in ranked} == {"Balangan", "Bengkulu Selatan"}


def test_ranks_of_very_many_opd_are_numbers(keluaran: Keluaran, monkeypatch: pytest.MonkeyPatch) -> None:
    def rank_column() -> tuple[list[Any], Any, str]:
        (opd,) = (satu for satu in make_perbandingan(banyak(keluaran, 2), DIBUAT)[0] if satu.nama == "OPD")
        return list(opd.kolom[0].nilai), opd.kolom[0].rumus, opd.cara

    values, formulas, _ = rank_column()
    assert len(formulas) == len(values) > 2
    monkeypatch.setattr(peringkat, "MAKS_RUMUS_PERINGKAT", 2)
    assert rank_column()[:2] == (values, None)
    assert "sebagai angka" in rank_column()[2]


def test_own_scale_stands_beside_the_common_one(keluaran: Keluaran) -> None:
    head = [c.value for c in openpyxl.load_workbook(keluaran.buku)["Kategori"][5]]
    assert "Sangat Tinggi (indikator)" in head
    assert "Sangat Puas (indikator)" in head
    formulas = openpyxl.load_workbook(keluaran.buku)["Peringkat"]
    words = {row[1].value: row[3].value for row in formulas.iter_rows(min_row=6, max_row=7)}
    assert words["Balangan"] == "Sangat Puas"
    assert words["Bengkulu Selatan"].startswith("=IF(")


def test_catatan_count_the_regencys_own(keluaran: Keluaran) -> None:
    sheet = openpyxl.load_workbook(keluaran.buku, data_only=True)["Catatan"]
    head = [c.value for c in sheet[5]]
    rows = {row[0]: dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=6, values_only=True) if row[0]}
    for nama in NYATA:
        notes = [c.kode for c in keluaran.sendiri[nama].telaah.catatan]
        assert {kode: row[nama] for kode, row in rows.items() if row[nama]} == {k: notes.count(k) for k in set(notes)}
    totals = [row["Jumlah"] for row in rows.values()]
    assert totals == sorted(totals, reverse=True)


def test_sheets_and_columns_that_formulas_point_at(keluaran: Keluaran) -> None:
    assert openpyxl.load_workbook(keluaran.buku).sheetnames == LEMBAR
    sheets, _ = make_perbandingan(banyak(keluaran, 3), DIBUAT)
    keys = {satu.nama: [k.kunci for k in satu.kolom] for satu in sheets}
    assert keys["Peringkat"] == KOLOM_PERINGKAT
    assert keys["OPD"] == KOLOM_OPD
    assert keys["Serapan"][: len(KOLOM_SERAPAN)] == KOLOM_SERAPAN


@pytest.mark.libreoffice
@pytest.mark.parametrize("n", [0, 20])
def test_recalculation_gives_the_stored_values(keluaran: Keluaran, n: int, tmp_path: Path) -> None:
    buku = keluaran.buku
    if n:
        buku = tmp_path / "banyak.xlsx"
        write_perbandingan(banyak(keluaran, n), buku, DIBUAT)
    count, differing = compare(buku, recalculate(buku, tmp_path))
    assert count > 300 + 100 * n
    assert differing == []


def banyak(keluaran: Keluaran, n: int) -> Perbandingan:
    """A comparison of n regencies, made of the real ones with their achievements scaled."""
    acuan = Referensi()
    daerah = []
    for i in range(n):
        satu = ikhtisar(keluaran)[i % 2]
        faktor = Decimal(70 + i * 37 % 45) / 100
        rata = satu.ringkasan.rata_rata_capaian
        assert rata is not None
        assert satu.terhadap is not None
        # The words are those of the common scale, as for a regency without a scale of its own.
        opd = tuple(
            o._replace(
                capaian=(c := o.capaian and o.capaian * faktor),
                kategori=acuan.kategori(c),
                kuadran=short_quadrant(kuadran(c, o.terhadap, acuan.kebijakan)),
            )
            for o in satu.opd
        )
        r = dataclasses.replace(satu.ringkasan, rata_rata_capaian=rata * faktor, kategori=acuan.kategori(rata * faktor))
        word = short_quadrant(kuadran(rata * faktor, Decimal(satu.terhadap), acuan.kebijakan))
        own = {"kuadran": word, "skala": acuan.skala, "kategori": {"Tinggi": 3 + i, "Rendah": i % 3}}
        daerah.append(dataclasses.replace(satu, folder=f"k{i}", nama=f"Kabupaten {i}", opd=opd, ringkasan=r, **own))
    daerah.sort(key=lambda d: -(d.ringkasan.rata_rata_capaian or 0))
    return Perbandingan(2023, "Tahunan", tuple(daerah), (TidakIkut("x", "x", "Tidak dapat diolah", "Rusak."),))


def charts_of(sheets: list[Lembaran], nama: str) -> list[Bagan]:
    return [bagan for satu in sheets if satu.nama == nama for _, _, bagan in satu.bagan]


@pytest.mark.parametrize("n", [1, 2, 40])
def test_charts_stay_readable(keluaran: Keluaran, n: int) -> None:
    sheets, _ = make_perbandingan(banyak(keluaran, n), DIBUAT)
    summary, trends = charts_of(sheets, "Ringkasan"), charts_of(sheets, "Tren")
    assert len(summary) >= 7
    assert all(len(b.seri) <= GARIS_RINGKASAN + 1 for b in summary if b.jenis == "garis")
    assert [len(b.seri) for b in trends] == [min(n, MAKS_GARIS) + (n > 1)] * len(trends)
    assert trends
    for sheet in ("Kategori", "Serapan", "Kuadran", "Penyampaian", "Catatan"):
        assert len(charts_of(sheets, sheet)) == 1, sheet
    if n == 40:
        assert all("6 teratas dan 6 terbawah dari 40" in b.judul for b in trends)


def test_same_comparison_gives_same_bytes(keluaran: Keluaran, tmp_path: Path) -> None:
    for name in ("satu", "dua"):
        write_perbandingan(banyak(keluaran, 5), tmp_path / name, DIBUAT)
    assert (tmp_path / "satu").read_bytes() == (tmp_path / "dua").read_bytes()


def test_a_second_run_gives_the_same_data(keluaran: Keluaran, tmp_path: Path) -> None:
    masuk = tmp_path / "masuk"
    for nama in NYATA:
        shutil.copytree(CONTOH / nama, masuk / nama)
    lagi = run_per_kabupaten(masuk, masuk, data_saja, diam)
    ketiga = run_per_kabupaten(masuk, masuk, data_saja, diam)
    assert [s.folder for s in ketiga.daerah] == [s.folder for s in lagi.daerah] == list(NYATA)
    assert lagi.tujuan == ketiga.tujuan is not None
    files, first = isi_folder(ketiga.tujuan / "data"), isi_folder(keluaran.data)
    same = [name for name in first if not name.endswith("jejak.json")]
    assert {n: files[n] for n in same} == {n: first[n] for n in same}


def test_hostile_names(keluaran: Keluaran, tmp_path: Path) -> None:
    base = ikhtisar(keluaran)
    daerah = tuple(dataclasses.replace(base[i % 2], folder=nama, nama=nama) for i, nama in enumerate(JAHAT))
    lain = (TidakIkut("=x", "=x", "Tidak dapat diolah", "=1"),)
    write_perbandingan(Perbandingan(2023, "Tahunan", daerah, lain, ("=a",)), tmp_path / "p.xlsx", DIBUAT)
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    names = [row[1].value for row in book["Peringkat"].iter_rows(min_row=6, max_row=5 + len(JAHAT))]
    types = {row[1].data_type for row in book["Peringkat"].iter_rows(min_row=6, max_row=5 + len(JAHAT))}
    assert (sorted(names), types) == (sorted(JAHAT), {"s"})


def test_merged_csv_is_every_regencys_rows_with_its_name_before_them(keluaran: Keluaran) -> None:
    sumber = {s.folder: (s.nama, keluaran.output / s.folder / "2023_TAHUN" / "data") for s in ikhtisar(keluaran)}
    tables = sorted(p.name for p in keluaran.data.glob("*.csv"))
    assert tables == sorted(p.name for p in sumber[NYATA[0]][1].glob("*.csv"))
    for table in tables:
        merged = baca(keluaran.data / table)
        expected = [[folder, nama, *row] for folder, (nama, data) in sumber.items() for row in baca(data / table)[1:]]
        assert merged == [["kabupaten", "nama_kabupaten", *baca(sumber[NYATA[0]][1] / table)[0]], *expected], table


def test_a_cell_of_several_lines_keeps_its_record(tmp_path: Path) -> None:
    sumber = []
    for nama in ("=a", 'b,"c'):
        (tmp_path / nama).mkdir()
        with open(tmp_path / nama / "t.csv", "w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows([["x", "y"], ['dua\nbaris "kutip"', "1"], ["z", "\n\n"]])
        sumber.append(gabungan.Sumber(nama, nama, tmp_path / nama))
    (tmp_path / "gabung").mkdir()
    gabungan.write_csv(sumber, tmp_path / "gabung")
    rows = [['dua\nbaris "kutip"', "1"], ["z", "\n\n"]]
    assert baca(tmp_path / "gabung" / "t.csv") == [
        ["kabupaten", "nama_kabupaten", "x", "y"],
        *(["'=a", "'=a", *row] for row in rows),
        *(['b,"c', 'b,"c', *row] for row in rows),
    ]


def test_jejak_names_every_regency_and_its_files(keluaran: Keluaran) -> None:
    jejak = json.loads((keluaran.data / "jejak.json").read_text(encoding="utf-8"))
    assert (jejak["tahun"], jejak["periode"], jejak["tidak_dipakai"]) == (2023, "Tahunan", ["lepas.xlsx"])
    states = {satu["kabupaten"]: satu for satu in jejak["kabupaten"]}
    assert states["kosong"]["keadaan"] == "Tidak dapat diolah"
    own = json.loads((keluaran.output / NYATA[1] / "2023_TAHUN" / "data" / "jejak.json").read_text(encoding="utf-8"))
    hashes = {b["berkas"]: b["sha256"] for b in states[NYATA[1]]["berkas"]}
    assert hashes == {b["berkas"]: b["sha256"] for b in own["berkas"]}
    assert len(hashes) >= 3


def test_parquet_equals_csv(keluaran: Keluaran, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow tidak terpasang: pip install 'kinerja-xl[parquet]'")
    from pyarrow import dataset

    nama = "nama, dengan spasi=1"
    sumber = [
        gabungan.Sumber(nama if n else s.folder, s.nama, keluaran.output / s.folder / "2023_TAHUN" / "data")
        for n, s in enumerate(ikhtisar(keluaran))
    ]
    gabungan.write_csv(sumber, tmp_path)
    assert gabungan.write_parquet(sumber, tmp_path / "parquet") == []
    numbers = 0
    for table in gabungan.tables(sumber):
        head, *rows = baca(tmp_path / f"{table}.csv")
        stored = dataset.dataset(tmp_path / "parquet" / table, partitioning="hive").to_table().to_pylist()
        numbers += sum(isinstance(v, (int, float, Decimal)) for row in stored for v in row.values())
        assert sorted([as_csv(row[name]) for name in head] for row in stored) == sorted(rows), table
    assert numbers > 1000


def as_csv(value: Any) -> str:
    """A value of a Parquet table as the CSV files have it."""
    if value is None:
        return ""
    if isinstance(value, (int, float, Decimal)):
        text = format(bulat(Decimal(str(value)), 6), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def test_types_of_a_table_do_not_depend_on_its_rows(keluaran: Keluaran, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow tidak terpasang: pip install 'kinerja-xl[parquet]'")
    from pyarrow import parquet

    data = tmp_path / "data"
    data.mkdir()
    for path in (keluaran.output / NYATA[0] / "2023_TAHUN" / "data").glob("*.csv"):
        (data / path.name).write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    full = gabungan.Sumber("a", "A", keluaran.output / NYATA[1] / "2023_TAHUN" / "data")
    assert gabungan.write_parquet([full, gabungan.Sumber("b", "B", data)], tmp_path / "p") == []
    for table in gabungan.tables([full]):
        a, b = (parquet.read_schema(tmp_path / "p" / table / f"kabupaten={k}" / "data.parquet") for k in "ab")
        assert a == b, table


def test_without_pyarrow_one_line_says_how_to_get_it(
    keluaran: Keluaran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gabungan, "parquet_available", lambda: False)
    shutil.copytree(CONTOH / NYATA[0], tmp_path / "masuk" / NYATA[0])
    hasil = run_per_kabupaten(tmp_path / "masuk", tmp_path / "hasil", data_saja, diam)
    assert hasil.tujuan is not None
    assert hasil.parquet is False
    assert not (hasil.tujuan / "data" / "parquet").exists()
    assert [line for line in wilayah_lines(hasil) if "kinerja-xl[parquet]" in line]
    assert not [line for line in wilayah_lines(dataclasses.replace(hasil, parquet=True)) if "[parquet]" in line]


def susun(folder: Path, periode: str = "Tahunan", tahun: int = 2023, *, salah: bool = False) -> Path:
    """A small regency with one OPD."""
    isi = isi_bersih()
    isi["profil"][0] |= {"periode": periode, "tahun": tahun}
    if salah:
        isi["iku"][0]["polaritas"] = "Maximal"
    referensi = isi_referensi()
    write_isi(folder / "referensi.xlsx", referensi, meta=True)
    write_isi(folder / "opd.xlsx", isi, meta=True)
    return folder


def test_the_screen_names_files_that_were_not_used_and_names_that_stand_twice(tmp_path: Path) -> None:
    for nama in ("a", "b"):
        susun(tmp_path / "masuk" / nama)
    (tmp_path / "masuk" / "b" / "rusak.xlsx").write_bytes(b"PK rusak")
    lines = wilayah_lines(run_per_kabupaten(tmp_path / "masuk", tmp_path / "hasil", data_saja, diam))
    assert "  b/rusak.xlsx: tidak dipakai" in lines
    assert "  Kabupaten Nusa Raya: a, b" in lines


def test_another_period_is_processed_but_not_compared(tmp_path: Path) -> None:
    masuk = tmp_path / "masuk"
    for nama, periode in (("a", "Tahunan"), ("b", "TW II"), ("c", "Tahunan")):
        susun(masuk / nama, periode)
    hasil = run_per_kabupaten(masuk, tmp_path / "hasil", data_saja, diam)
    states = {satu.folder: satu for satu in hasil.daerah}
    assert states["b"].keadaan is Keadaan.PERIODE_LAIN
    assert "TW II" in states["b"].alasan
    assert (tmp_path / "hasil" / "b" / "2023_TW2" / "data" / "opd.csv").exists()
    assert hasil.tujuan == tmp_path / "hasil" / "perbandingan_2023_TAHUN"
    assert {row[0] for row in baca(hasil.tujuan / "data" / "opd.csv")[1:]} == {"a", "c"}
    names = list(baris_daerah(hasil.tujuan / "perbandingan_2023_TAHUN.xlsx", "Peringkat"))
    assert names[:2] == ["Kabupaten Nusa Raya (a)", "Kabupaten Nusa Raya (c)"]
    assert [line for line in wilayah_lines(hasil) if line.startswith("  b: ")]


def test_of_as_many_periods_the_latest_is_compared(tmp_path: Path) -> None:
    for nama, periode in (("a", "TW II"), ("b", "TW I")):
        susun(tmp_path / "masuk" / nama, periode)
    hasil = run_per_kabupaten(tmp_path / "masuk", tmp_path / "hasil", data_saja, diam)
    assert hasil.tujuan == tmp_path / "hasil" / "perbandingan_2023_TW2"


def test_our_own_fault_concerns_one_regency(tmp_path: Path) -> None:
    for nama in ("a", "b"):
        susun(tmp_path / "masuk" / nama)

    def gagal_di_a(folder: Path, output: Path) -> Diolah:
        if folder.name == "a":
            raise RuntimeError("sengaja")
        return data_saja(folder, output)

    hasil = run_per_kabupaten(tmp_path / "masuk", tmp_path / "hasil", gagal_di_a, diam)
    assert [satu.keadaan for satu in hasil.daerah] == [Keadaan.GAGAL, Keadaan.DIBANDINGKAN]
    assert hasil.tujuan is not None
    assert hasil.log == hasil.tujuan / "data" / LOG
    assert "RuntimeError: sengaja" in hasil.log.read_text(encoding="utf-8")


def test_a_fault_in_all_regencies_is_logged_beside(tmp_path: Path) -> None:
    susun(tmp_path / "masuk" / "a")

    def gagal(_folder: Path, _output: Path) -> Diolah:
        raise RuntimeError("sengaja")

    hasil = run_per_kabupaten(tmp_path / "masuk", tmp_path / "hasil", gagal, diam)
    assert (hasil.tujuan, hasil.log) == (None, tmp_path / "hasil" / LOG)


def test_folders_that_are_no_regencies(tmp_path: Path) -> None:
    masuk = tmp_path / "masuk"
    susun(masuk / "a")
    (masuk / ".rahasia").mkdir()
    (masuk / "perbandingan_2023_tahun").mkdir()
    (masuk / "tautan").symlink_to(masuk / "a", target_is_directory=True)
    for _ in range(2):
        hasil = run_per_kabupaten(masuk, masuk / "hasil", data_saja, diam)
        states = {satu.folder: satu for satu in hasil.daerah}
        assert list(states) == ["a", "perbandingan_2023_tahun", "tautan"]
        assert "Ganti nama" in states["perbandingan_2023_tahun"].alasan
        assert "Tautan" in states["tautan"].alasan
    elsewhere = run_per_kabupaten(masuk, tmp_path / "lain", data_saja, diam)
    assert "hasil" not in {satu.folder for satu in elsewhere.daerah}


def perintah(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kinerja_xl", "proses", "masuk", "--per-kabupaten", "--hanya", "data", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def test_exit_statuses(tmp_path: Path) -> None:
    susun(tmp_path / "masuk" / "a")
    bersih = perintah(cwd=tmp_path)
    assert bersih.returncode == cli.OK, bersih.stderr
    assert "Mengolah kabupaten/kota 1 dari 1: a" in bersih.stderr
    assert str(Path("output/perbandingan_2023_TAHUN/perbandingan_2023_TAHUN.xlsx")) in bersih.stdout
    (tmp_path / "masuk" / "kosong").mkdir()
    assert perintah(cwd=tmp_path).returncode == cli.ADA_KESALAHAN
    shutil.rmtree(tmp_path / "masuk" / "a")
    tanpa = perintah(cwd=tmp_path)
    assert tanpa.returncode == cli.TIDAK_DAPAT_MULAI
    assert "Tidak satu pun" in tanpa.stderr
    (tmp_path / "masuk" / "kosong").rmdir()
    tiada = perintah(cwd=tmp_path)
    assert (tiada.returncode, len(tiada.stderr.splitlines())) == (cli.TIDAK_DAPAT_MULAI, 1)
    assert "Tidak ada subfolder" in tiada.stderr
    susun(tmp_path / "masuk" / "b", salah=True)
    assert perintah(cwd=tmp_path).returncode == cli.ADA_KESALAHAN
    bentrok = perintah("--referensi", "masuk/b/referensi.xlsx", cwd=tmp_path)
    assert (bentrok.returncode, len(bentrok.stderr.splitlines())) == (cli.TIDAK_DAPAT_MULAI, 1)


def test_year_and_period_are_passed_on(tmp_path: Path) -> None:
    susun(tmp_path / "masuk" / "a", "TW II")
    susun(tmp_path / "masuk" / "b", "Tahunan")
    hasil = perintah("--periode", "TW II", cwd=tmp_path)
    assert hasil.returncode == cli.ADA_KESALAHAN, hasil.stderr
    assert (tmp_path / "output" / "a" / "2023_TW2").is_dir()
    # A regency with nothing of that period is named with the reason instead of being compared as empty.
    assert not list((tmp_path / "output").glob("b/2*"))
    assert "b: Tidak satu pun berkas OPD untuk tahun 2023 periode TW II" in hasil.stdout
    assert (tmp_path / "output" / "perbandingan_2023_TW2").is_dir()


def susun_setelan(folder: Path, kebijakan: dict[str, str], **lembar: list[dict[str, Any]]) -> None:
    """A small regency with settings of its own, and further sheets of Referensi."""
    susun(folder)
    rows = [{"nama": nama, "nilai": nilai} for nama, nilai in kebijakan.items()]
    write_isi(folder / "referensi.xlsx", isi_referensi() | {"kebijakan": rows} | lembar, meta=True)


def lembar_teks(buku: Path, lembar: str) -> list[str]:
    """All texts of a sheet, row by row."""
    sheet = openpyxl.load_workbook(buku, data_only=True)[lembar]
    return [str(v) for row in sheet.iter_rows(values_only=True) for v in row if v is not None]


def test_settings_that_alter_figures_are_named_for_every_regency(tmp_path: Path) -> None:
    levels = [("Sangat Tinggi", 95), ("Tinggi", 76), ("Rendah", 0)]
    skala = [{"skala": "Kinerja", "kriteria": kata, "kode": kata, "batas_bawah": b} for kata, b in levels]
    skm = [{"kelompok": "SKM", "predikat": p, "nilai": n, "batas_bawah": n} for p, n in (("A", 90), ("B", 25))]
    own = {"rumus_minimal": "rasio", "batas_capaian": "110", "memori_baca_mb": "2048", "bobot_skm": "1/9"}
    susun_setelan(tmp_path / "masuk" / "a", own, skala=skala, predikat=skm)
    susun_setelan(tmp_path / "masuk" / "b", {"batas_capaian": "120,0"})
    hasil = run_per_kabupaten(tmp_path / "masuk", tmp_path / "hasil", data_saja, diam)
    assert hasil.tujuan is not None
    (buku,) = hasil.tujuan.glob("*.xlsx")
    sheet = openpyxl.load_workbook(buku, data_only=True)["Metode"]
    rows = [tuple(c or "" for c in row[:4]) for row in sheet.iter_rows(values_only=True)]
    start = rows.index(("Kabupaten/Kota", "Setelan", "Dipakai", "Bawaan"))
    found = rows[start + 1 : rows.index(("", "", "", ""), start)]
    default = "Sangat Tinggi mulai 91; Tinggi mulai 76; Sedang mulai 66; Rendah mulai 51; Sangat Rendah di bawahnya"
    assert {row[0] for row in found} == {"Kabupaten Nusa Raya (a)"}
    assert [row[1:3] for row in found] == [
        ("rumus_minimal", "rasio"),
        ("batas_capaian", "110 %"),
        ("skala", "Sangat Tinggi mulai 95; Tinggi mulai 76; Rendah di bawahnya"),
        ("predikat SKM", "A 90 (mulai 90); B 25 (mulai 25)"),
    ]
    assert [row[3] for row in found][:3] == ["linear", "120 %", default]
    hint = "Setelan daerah tidak sama (rumus_minimal, batas_capaian, skala, predikat SKM)"
    for lembar in ("Peringkat", "Ringkasan"):
        assert [t for t in lembar_teks(buku, lembar) if hint in t], lembar
    # The same words from other bounds upwards stand in one column, so the row says whose scale it is.
    kategori = baris_daerah(buku, "Kategori")
    assert (kategori["Kabupaten Nusa Raya (a)"]["Skala"], kategori["Kabupaten Nusa Raya (b)"]["Skala"]) == (
        "Sendiri",
        "Bersama",
    )


def test_settings_that_all_regencies_share_are_no_difference(tmp_path: Path) -> None:
    for nama in ("a", "b"):
        susun_setelan(tmp_path / "masuk" / nama, {"rumus_minimal": "rasio"})
    hasil = run_per_kabupaten(tmp_path / "masuk", tmp_path / "hasil", data_saja, diam)
    assert hasil.tujuan is not None
    (buku,) = hasil.tujuan.glob("*.xlsx")
    assert not [t for t in lembar_teks(buku, "Peringkat") if "tidak sama" in t]
    assert lembar_teks(buku, "Metode").count("rasio") == 2


@pytest.fixture
def tanpa_daftar(tmp_path: Path) -> Wilayah:
    """Three regencies: one with a register of OPD, one without Referensi, one whose Referensi can't be read."""
    for nama in "abc":
        susun(tmp_path / "masuk" / nama)
    (tmp_path / "masuk" / "b" / "referensi.xlsx").unlink()
    (tmp_path / "masuk" / "c" / "referensi.xlsx").write_bytes(b"PK rusak")
    return run_per_kabupaten(tmp_path / "masuk", tmp_path / "hasil", data_saja, diam)


def menurut_folder(buku: Path, lembar: str) -> dict[str, dict[str, Any]]:
    """The rows of the three regencies by their folder: two bear the name that Profil gives, with the folder behind."""
    rows = baris_daerah(buku, lembar)
    return {"a": rows["Kabupaten Nusa Raya"], **{k: rows[f"Nusa Raya ({k})"] for k in "bc"}}


def test_a_regency_without_register_of_opd_says_so(tanpa_daftar: Wilayah) -> None:
    assert tanpa_daftar.tujuan is not None
    (buku,) = tanpa_daftar.tujuan.glob("*.xlsx")
    lines = wilayah_lines(tanpa_daftar)
    counts = [line.split("Tahunan")[1].split("  ")[1].strip() for line in lines if "Dibandingkan  " in line]
    assert counts == ["1 dari 1", "1 dari ?", "1 dari ?"]
    at = lines.index(TANPA_DAFTAR)
    assert lines[at + 1 : at + 3] == [
        "  b: Referensi: tidak ada, dipakai ketentuan bawaan",
        "  c: Referensi: referensi.xlsx tidak terbaca, dipakai ketentuan bawaan",
    ]
    unknown = {"OPD terdaftar": "tidak diketahui"}
    late = {"Belum menyerahkan": "tidak diketahui", "OPD terlambat": "tidak diketahui"}
    for lembar, cells in (("Peringkat", unknown), ("Penyampaian", unknown | late)):
        found = menurut_folder(buku, lembar)
        assert {k: found["b"][k] for k in cells} == cells, lembar
        assert all(isinstance(found["a"][k], int) for k in cells), lembar
    shares = menurut_folder(buku, "Penyampaian")
    names = ("Lengkap (% OPD terdaftar)", "Terlambat (% OPD menyerahkan)")
    assert [[shares[k][name] for name in names] for k in "ab"] == [[100, 0], [None, None]]
    texts = {lembar: " ".join(lembar_teks(buku, lembar)) for lembar in LEMBAR[:-1]}
    for lembar in ("Ringkasan", "Peringkat", "Penyampaian", "Metode"):
        assert "OPD yang belum menyerahkan tidak diketahui" in texts[lembar], lembar
    assert "dari ? OPD" in texts["Ringkasan"]
    assert "referensi.xlsx tidak terbaca" in texts["Metode"]
    assert texts["Metode"].count("Referensi: tidak ada") == 1
    opd = openpyxl.load_workbook(buku, data_only=True)["OPD"]
    head = [c.value for c in opd[5]]
    late_of = {row[1][-2:]: row[head.index("Terlambat")] for row in opd.iter_rows(min_row=6, values_only=True)}
    assert (late_of["ya"], late_of["b)"], late_of["c)"]) == ("Tidak", None, None)
    jejak = json.loads((tanpa_daftar.tujuan / "data" / "jejak.json").read_text(encoding="utf-8"))
    assert [satu["jumlah"]["opd_terdaftar"] for satu in jejak["kabupaten"]] == [1, None, None]


@pytest.mark.libreoffice
def test_recalculation_without_register_gives_the_stored_values(tanpa_daftar: Wilayah, tmp_path: Path) -> None:
    assert tanpa_daftar.tujuan is not None
    (buku,) = tanpa_daftar.tujuan.glob("*.xlsx")
    assert compare(buku, recalculate(buku, tmp_path))[1] == []


def garis(sheets: list[Lembaran], bagan: Bagan) -> list[str]:
    """The names of a chart's lines."""
    (grafik,) = (satu for satu in sheets if satu.nama == "_grafik")
    letters = [seri.nama.split("$")[1] for seri in bagan.seri]
    return [next(k.judul for n, k in enumerate(grafik.kolom) if huruf(n) == letter) for letter in letters]


def test_a_trend_of_too_many_shows_those_that_end_highest_and_lowest(keluaran: Keluaran) -> None:
    """By what the chart shows: the ranking by achievement is another one."""
    asal = banyak(keluaran, 20)
    ikut = [
        dataclasses.replace(
            d,
            triwulan=tuple(SerapanTriwulan(10 * q + 3 * (i * 7 % 20), 1000) for q in range(1, 5)),
            renstra=tuple(CapaianTahun(y, Decimal(50 + i * 11 % 20), 3) for y in (2022, 2023)),
        )
        for i, d in enumerate(asal.ikut)
    ]
    sheets, _ = make_perbandingan(dataclasses.replace(asal, ikut=tuple(ikut)), DIBUAT)
    for bagan, urutan in zip(charts_of(sheets, "Tren"), (lambda i: i * 11 % 20, lambda i: i * 7 % 20), strict=True):
        ranked = sorted(range(20), key=urutan, reverse=True)
        expected = [short_label(ikut[i].nama, 26) for i in (*ranked[:6], *ranked[-6:])]
        assert garis(sheets, bagan)[:-1] == expected, bagan.judul


def test_a_mean_says_over_how_many_regencies_it_is(keluaran: Keluaran, tmp_path: Path) -> None:
    asal = banyak(keluaran, 3)
    steps = [
        (CapaianTahun(2022, Decimal(80), 2), CapaianTahun(2023, Decimal(90), 2)),
        (CapaianTahun(2023, Decimal(70), 1),),
    ]
    ikut = [dataclasses.replace(d, renstra=s) for d, s in zip(asal.ikut, [*steps, ()], strict=True)]
    sama = dataclasses.replace(asal, ikut=tuple(ikut))
    sheets, _ = make_perbandingan(sama, DIBUAT)
    (renstra, _serapan) = charts_of(sheets, "Tren")
    assert garis(sheets, renstra)[-1] == "Rata-rata 1; 2 kabupaten/kota"
    assert garis(sheets, _serapan)[-1].startswith("Rata-rata ")
    write_perbandingan(sama, tmp_path / "p.xlsx", DIBUAT)
    rows = baris_daerah(tmp_path / "p.xlsx", "Tren")
    columns = ("Capaian Renstra 2022 (%)", "Capaian Renstra 2023 (%)")
    assert [rows["Rata-rata yang punya angka"][c] for c in columns] == [80, 80]
    assert [rows["Banyak kabupaten/kota yang punya angka (n)"][c] for c in columns] == [1, 2]


@pytest.mark.parametrize(("n", "tertinggi", "terendah"), [(1, 1, 0), (2, 1, 1), (8, 4, 4), (9, 5, 4), (12, 5, 5)])
def test_no_regency_leads_and_trails(keluaran: Keluaran, n: int, tertinggi: int, terendah: int) -> None:
    sheets, _ = make_perbandingan(banyak(keluaran, n), DIBUAT)
    links = [(s.kolom, s.tautan) for s in sheets[0].sel if s.tautan and s.tautan.startswith("'Peringkat'!")]
    left, right = ([t for k, t in links if (k > 0) is kanan] for kanan in (False, True))
    assert (len(left), len(right)) == (tertinggi, terendah)
    assert not set(left) & set(right)


@pytest.mark.parametrize("n", [8, 12, 16, 31, 40])
def test_every_bar_of_the_states_has_room_for_its_name(keluaran: Keluaran, n: int) -> None:
    """LibreOffice names every second bar of less than 15 pixels (12 of the smaller letters from 31 bars on)."""
    asal = banyak(keluaran, n)
    states = list(StatusKirim)
    ikut = tuple(
        dataclasses.replace(d, opd=tuple(o._replace(status=str(states[i % 7])) for i, o in enumerate(d.opd * 7)))
        for d in asal.ikut
    )
    sheets, _ = make_perbandingan(dataclasses.replace(asal, ikut=ikut), DIBUAT)
    (bagan,) = (b for b in charts_of(sheets, "Ringkasan") if b.judul.startswith("OPD menurut keadaan"))
    assert len(bagan.seri) == 7
    beside = 40 + 70 + 4 * 22
    assert (bagan.tinggi - beside) / n >= (15 if n > 30 else 16)
