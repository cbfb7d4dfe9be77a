"""Sheets Kepatuhan (who sent what) and Catatan (everything that was found)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kinerja_xl.check import count_by_severity
from kinerja_xl.consolidate.kepatuhan import sheet_state
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.deklarasi.forms import ISI_SHEETS
from kinerja_xl.write.denah import CATATAN
from kinerja_xl.write.gaya import TAB_BUKTI, TAB_PIMPINAN, WARNA_STATUS, WARNA_TINGKAT
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.capaian import source_text
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, Sel, huruf
from kinerja_xl.write.posisi import TANPA_OPD, Posisi, n_dari_n

_SHEETS: Final = tuple(s.title for s in ISI_SHEETS)
_TANDA: Final = {"diterima": "✓", "ganda": "ganda", "tidak dikirim": "–"}


def _counts(hasil: Konsolidasi, posisi: Posisi) -> list[Kolom]:
    """Number of Catatan per Tingkat, counted live over the OPD's rows on sheet Catatan."""
    frame = hasil.kepatuhan
    shown: dict[str, dict[Tingkat, int]] = {
        opd: count_by_severity(posisi.catatan[a - BARIS_DATA : b - BARIS_DATA + 1])
        for opd, (a, b) in posisi.blok_catatan.items()
    }
    columns = []
    for tingkat in Tingkat:
        name = tingkat.value.casefold()
        values: list[int] = frame[name].tolist()
        formulas: list[str | None] = []
        for kode, value in zip(frame["kode_opd"], values, strict=True):
            block = posisi.blok_catatan.get(kode)
            # A Catatan that two OPD share stands once on the sheet: then the number stays a number.
            same = block is not None and shown[kode][tingkat] == value
            span = f"'Catatan'!{CATATAN['tingkat']}{block[0]}:{CATATAN['tingkat']}{block[1]}" if block else ""
            formulas.append(f'=COUNTIF({span},"{tingkat}")' if same else None)
        links = [
            f"'Catatan'!A{posisi.blok_catatan[o][0]}" if v and o in posisi.blok_catatan else None
            for o, v in zip(frame["kode_opd"], values, strict=True)
        ]
        columns.append(Kolom(name, tingkat.value, 11, "bulat", values, formulas, links))
    return columns


def kepatuhan(hasil: Konsolidasi, posisi: Posisi, bagan: Sequence[Bagan | None]) -> Lembaran:
    """The submission matrix, with the charts of its states and sheets below."""
    frame = hasil.kepatuhan
    rows: list[Any] = list(frame.itertuples())
    sheets = [Kolom(title, title, 10, "kata", [_TANDA[sheet_state(row, title)] for row in rows]) for title in _SHEETS]
    late = ["" if row.tanggal is None else "Ya" if row.terlambat else "Tidak" for row in rows]
    kolom = [
        Kolom("kode_opd", "Kode OPD", 10, "kode", [r.kode_opd for r in rows]),
        Kolom(
            "nama_opd",
            "Nama OPD",
            48,
            "teks",
            [r.nama_opd if r.terdaftar or not r.kode_opd else f"{r.nama_opd} (di luar daftar)" for r in rows],
        ),
        Kolom("status", "Status", 26, "kata", [str(r.status) for r in rows], warna=WARNA_STATUS),
        *sheets,
        Kolom("jumlah_berkas", "Jumlah berkas", 9, "bulat", [r.jumlah_berkas for r in rows]),
        Kolom("revisi", "Revisi ke-", 9, "bulat", [r.revisi for r in rows]),
        Kolom("tanggal", "Tanggal pengisian", 12, "tanggal", [r.tanggal for r in rows]),
        Kolom("batas_waktu", "Batas waktu", 12, "tanggal", [r.batas_waktu for r in rows]),
        Kolom("terlambat", "Terlambat", 10, "kata", late),
        *_counts(hasil, posisi),
        Kolom("berkas", "Berkas", 56, "teks", [r.berkas.replace("; ", "\n") for r in rows]),
    ]
    return Lembaran(
        "Kepatuhan",
        "Kepatuhan Penyampaian Laporan",
        "✓ lembar diterima dan dipakai; ganda: dikirim lebih dari sekali, tidak dipakai; – tidak dikirim. "
        "Klik jumlah catatan untuk melihat rinciannya. Lengkap: tanpa Kesalahan dan Peringatan, dan Realisasi ada bila "
        "IKU dikirim; lembar lain tidak disyaratkan.",
        TAB_PIMPINAN,
        n_dari_n(hasil.ringkasan.n_menyerahkan, hasil.data, "Menyerahkan"),
        kolom,
        beku_kolom=3,
        jumlah=_totals(kolom, len(rows)) if rows else (),
        # The names of the files are for the screen: with them the matrix would be too small to read on paper.
        cetak=len(kolom) - 1,
        bagan=[(BARIS_DATA + len(rows) + 2, at, satu) for at, satu in zip((1, 3), bagan, strict=True) if satu],
        kosong=TANPA_OPD,
    )


def _totals(kolom: list[Kolom], rows: int) -> list[Sel]:
    total = BARIS_DATA + rows
    out = []
    for n, satu in enumerate(kolom):
        letter = huruf(n)
        span = f"{letter}{BARIS_DATA}:{letter}{total - 1}"
        if satu.kunci in ("jumlah_berkas", "kesalahan", "peringatan", "informasi"):
            out.append(Sel(total, n, sum(satu.nilai), "bulat", f"=SUM({span})", gaya_baris="jumlah"))
        elif satu.kunci in _SHEETS:
            out.append(Sel(total, n, satu.nilai.count("✓"), "kata", f'=COUNTIF({span},"✓")', gaya_baris="jumlah"))
        else:
            out.append(Sel(total, n, "Jumlah" if n == 1 else "", "teks", gaya_baris="jumlah"))
    return out


def catatan(hasil: Konsolidasi, posisi: Posisi) -> Lembaran:
    """All Catatan, by OPD and gravest first."""
    rows = posisi.catatan
    kolom = (
        Kolom("nomor", "No.", 7, "bulat", list(range(1, len(rows) + 1))),
        Kolom("kode_opd", "Kode OPD", 9, "kode", posisi.opd_catatan),
        Kolom("nama_opd", "Nama OPD", 26, "teks", [posisi.nama.get(o, o) for o in posisi.opd_catatan]),
        Kolom("tingkat", "Tingkat", 12, "kata", [str(c.tingkat) for c in rows], warna=WARNA_TINGKAT),
        Kolom("kode", "Kode aturan", 10, "kode", [c.kode for c in rows]),
        Kolom(
            "sumber", "Sumber (berkas / lembar!sel)", 32, "teks", [source_text(c.berkas, c.lembar, c.sel) for c in rows]
        ),
        Kolom("nilai", "Nilai yang diketik", 18, "teks", [c.nilai for c in rows]),
        Kolom("pesan", "Catatan", 52, "teks", [c.pesan for c in rows]),
        Kolom("saran", "Saran", 46, "teks", [c.saran for c in rows]),
    )
    hidden = len(hasil.catatan) - len(rows)
    more = f" {hidden} catatan lagi ada di data/catatan.csv." if hidden else ""
    return Lembaran(
        "Catatan",
        "Catatan Pemeriksaan",
        "Kesalahan mengeluarkan nilai itu dari hitungan; Peringatan tetap dihitung tetapi perlu dilihat; "
        "Informasi sekadar "
        f"pemberitahuan.{more}",
        TAB_BUKTI,
        f"{len(rows)} catatan. " + n_dari_n(hasil.ringkasan.n_menyerahkan, hasil.data, "Menyerahkan berkas"),
        kolom,
        beku_kolom=4,
        kosong="Tidak ada catatan.",
    )
