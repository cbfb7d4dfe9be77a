"""Tidy CSV files for BI tools, and jejak.json, the audit trail of a run. The column names are a public contract."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pandas as pd

from kinerja_xl import __version__
from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.compute.indikator import CAPAIAN_COLUMNS, RENSTRA_COLUMNS, TRIWULAN_COLUMNS
from kinerja_xl.consolidate.kepatuhan import sheet_state
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.catatan import Catatan, Hasil
from kinerja_xl.deklarasi.forms import ISI_SHEETS
from kinerja_xl.nilai import bulat
from kinerja_xl.write.posisi import row_places

SERAPAN_COLUMNS: Final = [
    "kode_opd",
    "nama_opd",
    "tahun",
    "periode",
    "kode",
    "tingkat",
    "uraian",
    "pagu_rp",
    "realisasi_rp",
    "serapan_persen",
    "sisa_rp",
    "pagu_dilaporkan_rp",
    "realisasi_dilaporkan_rp",
    "berkas",
    "lembar",
    "baris",
]
BELANJA_COLUMNS: Final = [
    "kode_opd",
    "kode_rekening",
    "uraian",
    "anggaran_rp",
    "realisasi_rp",
    "serapan_persen",
    "lebih_kurang_rp",
    "berkas",
    "lembar",
    "baris",
]
EFISIENSI_COLUMNS: Final = [
    "kode_opd",
    "nama_opd",
    "kode",
    "uraian",
    "capaian_persen",
    "serapan_persen",
    "pagu_rp",
    "realisasi_rp",
    "selisih_persen",
    "sisa_rp",
    "sisa_persen",
    "rasio_persen",
    "ne",
    "kriteria",
]
OPD_COLUMNS: Final = [
    "kode_opd",
    "nama_opd",
    "jumlah_indikator",
    "jumlah_terhitung",
    "rata_rata_capaian",
    "rata_rata_capaian_dibatasi",
    "kategori",
    "pagu_rp",
    "realisasi_rp",
    "serapan_persen",
    "ikm",
    "nilai_akip",
]
SKM_COLUMNS: Final = [
    "kode_opd",
    "layanan",
    "responden",
    *(f"nrr_u{n}" for n in range(1, 10)),
    "ikm",
    "mutu",
    "kinerja",
]
AKIP_COLUMNS: Final = ["kode_opd", "komponen", "bobot", "nilai_tahun_lalu", "nilai"]
KEPATUHAN_COLUMNS: Final = [
    "kode_opd",
    "nama_opd",
    "status",
    "jumlah_berkas",
    "kesalahan",
    "peringatan",
    "informasi",
    "berkas",
]
KEPATUHAN_LEMBAR_COLUMNS: Final = [
    "kode_opd",
    "nama_opd",
    "lembar",
    "keadaan",
    "berkas",
    "revisi",
    "tanggal",
    "batas_waktu",
    "terlambat",
]

_RISIKO: Final = frozenset("=+-@\t\r")
_SURROGATE: Final = dict.fromkeys(range(55296, 57344), 65533)


def plain_number(nilai: Decimal | int) -> str:
    """A number with a decimal point, rounded half up to 6 decimals, without trailing zeros.

    >>> plain_number(Decimal("88.50931677")), plain_number(Decimal("0.0000005")), plain_number(Decimal("1E+3"))
    ('88.509317', '0.000001', '1000')
    """
    if isinstance(nilai, int):
        return str(nilai)
    text = format(bulat(nilai, 6), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def safe_text(teks: str) -> str:
    """Text that no spreadsheet takes for a formula: a leading = + - @ tab or CR gets an apostrophe before it.

    >>> safe_text("=1+1"), safe_text("CC")
    ("'=1+1", 'CC')
    """
    return f"'{teks}" if teks[:1] in _RISIKO and teks else teks


def cell(nilai: Any) -> str:
    """One CSV cell: '' for what isn't available."""
    if nilai is None or nilai is pd.NA or nilai is pd.NaT:
        return ""
    if isinstance(nilai, str):
        # A bare carriage return isn't quoted by the csv writer, but ends a row for many readers.
        text = safe_text(str(nilai))
        return text if text.isprintable() else text.translate(_SURROGATE).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(nilai, (datetime.date, datetime.datetime)):
        return nilai.isoformat()
    if isinstance(nilai, float):
        return "" if nilai != nilai else plain_number(Decimal(repr(nilai)))
    if isinstance(nilai, Decimal):
        return plain_number(nilai)
    return plain_number(int(nilai))


class _Teks(dict[Any, str]):
    """The text of every value met so far: the cells of a table repeat themselves, and equal values read alike."""

    def __missing__(self, nilai: Any) -> str:
        text = self[nilai] = cell(nilai)
        return text


def _rupiah(sen: Any) -> Decimal | int | None:
    if sen is None or sen is pd.NA or sen != sen:
        return None
    whole = int(sen)
    return Decimal(whole) / 100 if whole % 100 else whole // 100


def _write(folder: Path, nama: str, kolom: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with open(folder / nama, "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(kolom)
        teks = _Teks()
        writer.writerows([[teks[value] for value in row] for row in rows])


def _rows(frame: pd.DataFrame, kolom: Sequence[str], uang: Sequence[str] = ()) -> Iterable[Sequence[Any]]:
    """Rows of some columns, money turned into rupiah."""
    if not len(frame):
        return iter(())
    columns = [[_rupiah(v) for v in frame[name].tolist()] if name in uang else frame[name].tolist() for name in kolom]
    return zip(*columns, strict=True)


def _int(value: Any) -> int | None:
    return None if value is None or value is pd.NA or value != value else int(value)


def write_data(hasil: Konsolidasi, folder: Path) -> None:
    """Write all CSV files of a consolidation into `folder` (made when missing)."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, "capaian.csv", CAPAIAN_COLUMNS, _rows(hasil.capaian, CAPAIAN_COLUMNS))
    _write(folder, "triwulan.csv", TRIWULAN_COLUMNS, _rows(hasil.triwulan, TRIWULAN_COLUMNS))
    _write(folder, "renstra.csv", RENSTRA_COLUMNS, _rows(hasil.renstra, RENSTRA_COLUMNS))
    _write(folder, "serapan.csv", SERAPAN_COLUMNS, _serapan_rows(hasil))
    _write(folder, "belanja.csv", BELANJA_COLUMNS, _belanja_rows(hasil))
    money = ("pagu_rp", "realisasi_rp", "sisa_rp")
    _write(folder, "efisiensi.csv", EFISIENSI_COLUMNS, _rows(hasil.efisiensi, EFISIENSI_COLUMNS, money))
    _write(folder, "skm.csv", SKM_COLUMNS, _rows(hasil.skm, SKM_COLUMNS))
    _write(folder, "akip.csv", AKIP_COLUMNS, _rows(hasil.akip, AKIP_COLUMNS))
    _write(folder, "opd.csv", OPD_COLUMNS, _rows(hasil.opd, OPD_COLUMNS, money))
    _write(folder, "kepatuhan.csv", KEPATUHAN_COLUMNS, _rows(hasil.kepatuhan, KEPATUHAN_COLUMNS))
    _write(folder, "kepatuhan_lembar.csv", KEPATUHAN_LEMBAR_COLUMNS, _kepatuhan_lembar_rows(hasil))
    _write(folder, "catatan.csv", Catatan._fields, hasil.catatan)


def _places(hasil: Konsolidasi, sheet: str, frame: pd.DataFrame) -> list[tuple[str, str, int | None]]:
    places = row_places(hasil.data.tabel.get(sheet), frame["indeks"].astype(int).tolist())
    return [(berkas, lembar, baris or None) for berkas, lembar, baris in places]


def _serapan_rows(hasil: Konsolidasi) -> Iterable[Sequence[Any]]:
    frame, data = hasil.serapan, hasil.data
    if not len(frame):
        return
    names = {o.kode: o.nama for o in data.opd}
    money = ("pagu_rp", "realisasi_rp", "pagu_dilaporkan_rp", "realisasi_dilaporkan_rp")
    columns = [frame[name].tolist() for name in ("kode_opd", "kode", "tingkat", "uraian", *money)]
    for (opd, kode, tingkat, uraian, *uang), place in zip(
        zip(*columns, strict=True), _places(hasil, "anggaran", frame), strict=True
    ):
        pagu, realisasi, pagu_lapor, realisasi_lapor = (_int(v) for v in uang)
        yield (
            opd,
            names.get(opd, opd),
            data.tahun,
            data.periode,
            kode,
            tingkat,
            uraian,
            _rupiah(pagu),
            _rupiah(realisasi),
            persen(realisasi, pagu),
            None if pagu is None or realisasi is None else _rupiah(pagu - realisasi),
            _rupiah(pagu_lapor),
            _rupiah(realisasi_lapor),
            *place,
        )


def _belanja_rows(hasil: Konsolidasi) -> Iterable[Sequence[Any]]:
    frame = hasil.belanja
    if not len(frame):
        return
    columns = [frame[name].tolist() for name in ("kode_opd", "kode_rekening", "uraian", "anggaran_rp", "realisasi_rp")]
    for (opd, kode, uraian, *uang), place in zip(
        zip(*columns, strict=True), _places(hasil, "belanja", frame), strict=True
    ):
        anggaran, realisasi = (_int(v) for v in uang)
        known = anggaran is not None and realisasi is not None
        yield (
            opd,
            kode,
            uraian,
            _rupiah(anggaran),
            _rupiah(realisasi),
            persen(realisasi, anggaran),
            _rupiah(realisasi - anggaran) if known else None,  # type: ignore[operator]
            *place,
        )


def _kepatuhan_lembar_rows(hasil: Konsolidasi) -> Iterable[Sequence[Any]]:
    """One row per OPD and sheet, with the file that counted; `terlambat` is '' where no date or limit is known."""
    used = {
        (b.kode_opd, title): b for b in hasil.data.berkas if b.pemakaian.startswith("dipakai") for title in b.lembar
    }
    for row in hasil.kepatuhan.itertuples():
        for sheet in ISI_SHEETS:
            berkas = used.get((row.kode_opd, sheet.title))
            tanggal = None if berkas is None or pd.isna(berkas.tanggal) else berkas.tanggal
            known = tanggal is not None and row.batas_waktu is not None
            yield (
                row.kode_opd,
                row.nama_opd,
                sheet.title,
                sheet_state(row, sheet.title),
                berkas and berkas.berkas,
                berkas and berkas.revisi,
                tanggal,
                row.batas_waktu,
                ("ya" if tanggal > row.batas_waktu else "tidak") if known else "",
            )


def write_jejak(
    hasil: Konsolidasi, aturan: Sequence[Hasil], path: Path, dibuat: datetime.datetime, lain: Sequence[str] = ()
) -> None:
    """Write jejak.json: what ran, with which settings, over which files (with their SHA-256), and what came out.

    `lain` are the files of the folder that are no workbooks and weren't read.
    """
    data, r = hasil.data, hasil.ringkasan
    jejak: Mapping[str, Any] = {
        "program": "kinerja-xl",
        "versi": __version__,
        "waktu": dibuat.isoformat(timespec="seconds"),
        "tahun": data.tahun,
        "periode": data.periode,
        "referensi": data.referensi.berkas,
        "setelan": dict(data.referensi.kebijakan.teks),
        "berkas": [
            {
                "berkas": b.berkas,
                "sha256": b.sha256,
                "ukuran": b.ukuran,
                "kode_opd": b.kode_opd,
                "revisi": _int(b.revisi),
                "lembar": list(b.lembar),
                "pemakaian": b.pemakaian,
                "alasan": b.alasan,
            }
            for b in data.berkas
        ],
        "berkas_lain": list(lain),
        "jumlah": {
            "opd_terdaftar": r.n_opd if data.referensi.opd else None,
            "opd_menyerahkan": r.n_menyerahkan,
            "opd_lengkap": r.n_lengkap,
            "berkas": len(data.berkas),
            "indikator": len(hasil.capaian),
            "indikator_terhitung": sum(v is not None for v in hasil.capaian["capaian_persen"]),
            "baris_anggaran": len(hasil.serapan),
            "baris_belanja": len(hasil.belanja),
            "layanan_skm": len(hasil.skm),
            "komponen_akip": len(hasil.akip),
            **{str(t).casefold(): n for t, n in r.catatan.items()},
        },
        "aturan": [
            {"kode": h.kode, "status": str(h.status), "jumlah": h.jumlah, "alasan": h.alasan.strip().split("\n")[-1]}
            for h in aturan
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(jejak, ensure_ascii=False, indent=2).translate(_SURROGATE)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
