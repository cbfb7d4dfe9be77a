"""The submission matrix: who sent what, in which state, how many Catatan, late or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pandas as pd

from kinerja_xl.check import count_by_severity
from kinerja_xl.deklarasi.catatan import Catatan, Tingkat
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.tabel.bacaan import Peristiwa
from kinerja_xl.tabel.data import Data


class StatusKirim(StrEnum):
    """State of an OPD in the submission matrix."""

    LENGKAP = "Lengkap"
    PERINGATAN = "Lengkap dengan peringatan"
    PERBAIKAN = "Perlu perbaikan"
    TIDAK_TERBACA = "Tidak terbaca"
    GANDA = "Ganda"
    NIHIL = "Nihil"
    BELUM = "Belum menyerahkan"


TAK_DIKETAHUI = "OPD tidak diketahui"
TANPA_DAFTAR = (
    "Daftar OPD tidak ada atau tidak terbaca di Referensi, sehingga OPD yang belum menyerahkan tidak diketahui."
)
KOLOM = (
    "kode_opd",
    "nama_opd",
    "status",
    "jumlah_berkas",
    "kesalahan",
    "peringatan",
    "informasi",
    "berkas",
    "lembar",
    "lembar_ganda",
    "revisi",
    "tanggal",
    "batas_waktu",
    "terlambat",
    "terdaftar",
)
# The states in which an OPD has nothing left to do.
SELESAI = (StatusKirim.LENGKAP, StatusKirim.PERINGATAN, StatusKirim.NIHIL)


def unread_referensi(data: Data) -> str:
    """The file that seems to be the Referensi and couldn't be read, '' where there is none or another one was read."""
    if data.referensi.berkas:
        return ""
    lost = (b.berkas for b in data.berkas if b.alasan == "tidak terbaca" and "referensi" in b.berkas.casefold())
    return next(lost, "")


def build_kepatuhan(data: Data, catatan: tuple[Catatan, ...]) -> pd.DataFrame:
    """The submission matrix: one row per OPD of the register, then the OPD outside it that sent something."""
    files = defaultdict(list)
    for berkas in data.berkas:
        if berkas.pemakaian != "referensi":
            files[berkas.kode_opd].append(berkas)
    notes = defaultdict(list)
    per_berkas = defaultdict(list)
    for satu in catatan:
        notes[satu.kode_opd].append(satu)
        per_berkas[satu.berkas].append(satu)
    for opd, group in files.items():
        # A file whose OPD was only told from its name has Catatan without an OPD.
        own = [c for berkas in {b.berkas: None for b in group} for c in per_berkas[berkas]]
        notes[opd] = notes[opd] + [c for c in own if c.kode_opd != opd] if opd else own
    twice = [e for e in data.kejadian if e.jenis == Peristiwa.LEMBAR_GANDA]
    conflicts = {e.berkas for e in twice}
    register = {o.kode: o for o in data.opd}
    others = [kode for kode in sorted(files, key=lambda k: (not k, k)) if kode not in register]
    records = []
    for kode in [*register, *others]:
        group = files.get(kode, [])
        counts = count_by_severity(c for c in notes[kode] if c.berkas)
        used = [b for b in group if b.pemakaian.startswith("dipakai")]
        titles = {t for b in used for t in b.lembar}
        dates = [b.tanggal for b in group if b.tanggal is not None and not pd.isna(b.tanggal)]
        limit = register[kode].batas_waktu if kode in register else None
        records.append(
            {
                "kode_opd": kode,
                "nama_opd": register[kode].nama if kode in register else _name_outside(kode, group),
                "status": _status(group, used, counts, any(b.berkas in conflicts for b in group)),
                "jumlah_berkas": len(group),
                "kesalahan": counts[Tingkat.KESALAHAN],
                "peringatan": counts[Tingkat.PERINGATAN],
                "informasi": counts[Tingkat.INFORMASI],
                "berkas": "; ".join(b.berkas for b in group),
                "lembar": tuple(s.title for s in SHEETS.values() if s.title in titles),
                "lembar_ganda": frozenset(e.rinci["judul"] for e in twice if kode and e.kode_opd == kode),
                "revisi": max((b.revisi for b in used), default=None),
                "tanggal": max(dates, default=None),
                "batas_waktu": limit,
                "terlambat": bool(limit and dates and max(dates) > limit),
                "terdaftar": kode in register,
            }
        )
    return pd.DataFrame(records, columns=list(KOLOM), dtype=object)


def sheet_state(row: Any, judul: str) -> str:
    """What became of one sheet of an OPD: 'diterima', 'ganda' (sent more than once, not used) or 'tidak dikirim'."""
    if judul in row.lembar:
        return "diterima"
    return "ganda" if judul in row.lembar_ganda else "tidak dikirim"


def _name_outside(kode: str, group: list[Any]) -> str:
    return str(group[0].nama_opd or kode) if kode else TAK_DIKETAHUI


def _status(group: list[Any], used: list[Any], counts: Mapping[Tingkat, int], conflict: bool) -> StatusKirim:
    if not group:
        return StatusKirim.BELUM
    if conflict:
        return StatusKirim.GANDA
    if not used and all(b.alasan == "tidak terbaca" for b in group):
        return StatusKirim.TIDAK_TERBACA
    if counts[Tingkat.KESALAHAN] or not used:
        return StatusKirim.PERBAIKAN
    if all(b.nihil for b in used):
        return StatusKirim.NIHIL
    return StatusKirim.PERINGATAN if counts[Tingkat.PERINGATAN] else StatusKirim.LENGKAP
