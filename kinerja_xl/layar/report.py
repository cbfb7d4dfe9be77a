"""What the console says: Catatan grouped for reading, and the summary of a run. Text only, Indonesian."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from kinerja_xl.check import count_by_severity
from kinerja_xl.consolidate.kelompok import cell_ranges, group_catatan
from kinerja_xl.consolidate.kepatuhan import TANPA_DAFTAR, StatusKirim, unread_referensi
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.catatan import Catatan, Status, Tingkat
from kinerja_xl.deklarasi.forms import ISI_SHEETS
from kinerja_xl.jalan.rekap import BUKAN_BUKU_KERJA, DIPAKAI, PerubahanOpd, Rekap, RekapBerkas, compare
from kinerja_xl.jalan.wilayah import Daerah, Keadaan, Wilayah
from kinerja_xl.nilai import format_angka
from kinerja_xl.pipeline import Jalan, Telaah
from kinerja_xl.tabel.data import Data


def catatan_lines(catatan: Sequence[Catatan]) -> list[str]:
    """The Catatan as read on a console, by file, gravest first."""
    lines: list[str] = []
    berkas: str | None = None
    for satu, cells in group_catatan(catatan):
        if satu.berkas != berkas:
            berkas = satu.berkas
            lines.extend(["", printable(berkas) or "(seluruh kabupaten/kota)"])
        ranges = cell_ranges(cells)
        place = f"{satu.lembar}!{ranges}" if ranges else satu.lembar
        many = f" ({len(cells)} sel)" if len(cells) > 1 else ""
        lines.append(f"  [{satu.tingkat.value}] {printable(place)}{many}  {satu.kode}".replace("]  ", "] "))
        lines.append(f"      {printable(satu.pesan)}")
        lines.append(f"      Saran: {printable(satu.saran)}")
    return lines


def printable(text: str) -> str:
    """Text without characters that would steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def count_line(catatan: Iterable[Catatan]) -> str:
    """`3 Kesalahan, 1 Peringatan, 0 Informasi`."""
    counts = count_by_severity(catatan)
    return ", ".join(f"{counts[t]} {t.value}" for t in Tingkat)


def persen_text(value: Decimal | None) -> str:
    """A percentage with two decimals, `-` for None."""
    return "-" if value is None else f"{format_angka(value, 2)} %"


def miliar_text(sen: int | None) -> str:
    """Sen in miliar rupiah with two decimals, `-` for None."""
    return "-" if sen is None else f"Rp{format_angka(Decimal(sen) / 10**11, 2, ribuan=True)} miliar"


def summary_lines(jalan: Jalan) -> list[str]:
    """The summary of a run: per OPD, the regency, the Catatan, and where the files are."""
    k = jalan.konsolidasi
    lines = [_title(k.data), "", *_opd_table(k), "", *_regency(k), *register_lines(k.data)]
    lines += _unused_lines(k.data) + other_lines(jalan.lain)
    lines += ["", f"Catatan: {count_line(k.catatan)}"]
    keluaran = jalan.keluaran
    lines += blocked_lines(keluaran.terhalang)
    lines += [f"Hasil ditulis di {keluaran.tujuan}:"]
    names = [p.relative_to(keluaran.tujuan).as_posix() for p in keluaran.ditulis]
    copies = [n for n in names if n.startswith("perbaikan/")]
    books = [n for n in names if n.startswith("opd/")]
    lines += [f"  {n}" for n in names if n not in copies and n not in books]
    if books:
        lines += [f"  opd/ ({len(books)} buku kerja, satu untuk setiap OPD)"]
    if copies:
        lines += [f"  perbaikan/ ({len(copies)} salinan bertanda, untuk dikembalikan kepada pengirimnya)"]
    if keluaran.tanpa_salinan:
        lines += ["", "Tanpa salinan bertanda:"]
        lines += [f"  {printable(berkas)}: {alasan}" for berkas, alasan in keluaran.tanpa_salinan]
    return lines


def wilayah_lines(wilayah: Wilayah) -> list[str]:
    """The summary of a run over many regencies: a line each, who isn't compared and why, where the files are."""
    rows = [
        ["Folder", "Kabupaten/kota", "Keadaan", "Tahun, periode", "OPD", "Kesalahan", "Capaian", "Serapan", "Detik"]
    ]
    rows += [_daerah_row(satu) for satu in wilayah.daerah]
    lines = ["", *table_lines(rows, right=(4, 5, 6, 7, 8))]
    reasons = [f"  {printable(s.folder)}: {printable(s.alasan)}" for s in wilayah.daerah if s.alasan]
    if reasons:
        lines += ["", "Tidak dibandingkan:", *reasons]
    tetap = sum(satu.tetap for satu in wilayah.daerah)
    if tetap:
        lines += ["", f"Tidak berubah, hasil yang ada tetap berlaku: {tetap} dari {len(wilayah.daerah)}."]
        lines += ["(Untuk mengolah semuanya lagi dari awal: tambahkan --ulang.)"]
    lines += other_lines(_without_register(wilayah), TANPA_DAFTAR)
    lines += other_lines(wilayah.tak_dipakai, "Berkas di luar folder kabupaten/kota, tidak dipakai:")
    lines += other_lines(_unused_in(wilayah), "Berkas yang tidak (seluruhnya) dipakai; sebabnya di Kepatuhan:")
    lines += other_lines(_other_files(wilayah))
    lines += other_lines(_same_names(wilayah), "Nama kabupaten/kota yang sama di beberapa folder; sengajakah?")
    if wilayah.tujuan is None:
        return lines
    if wilayah.terhalang:
        lines += ["", *blocked_lines(wilayah.terhalang)]
    n = sum(satu.keadaan is Keadaan.DIBANDINGKAN for satu in wilayah.daerah)
    (buku,) = wilayah.tujuan.glob("*.xlsx")
    lines += [
        "",
        f"Hasil tiap kabupaten/kota ada di {wilayah.tujuan.parent}.",
        f"Perbandingan {n} kabupaten/kota: {buku}",
    ]
    if wilayah.parquet is not None:
        lines.append(f"Data gabungan: {wilayah.tujuan / 'data'}")
    if wilayah.parquet is False:
        lines.append("Data gabungan sebagai Parquet tidak ditulis: pasang pyarrow (pip install 'kinerja-xl[parquet]').")
    return lines


def _without_register(wilayah: Wilayah) -> list[str]:
    """The regencies of which nobody knows what OPD there are, each with what is the matter with its Referensi."""
    own = [satu.ikhtisar for satu in wilayah.diolah if satu.ikhtisar is not None]
    return [f"{satu.folder}: {satu.keadaan_referensi}" for satu in own if not satu.ada_daftar]


def _unused_in(wilayah: Wilayah) -> list[str]:
    """The files of regencies that weren't used, or not wholly."""
    return [
        f"{satu.folder}/{b.berkas}: {b.pemakaian}"
        for satu in wilayah.diolah
        if satu.ikhtisar is not None
        for b in satu.ikhtisar.berkas
        if _is_unused(b.pemakaian)
    ]


def _other_files(wilayah: Wilayah) -> list[str]:
    """The files in folders of regencies that are no workbooks."""
    own = [satu.ikhtisar for satu in wilayah.diolah if satu.ikhtisar is not None]
    return [f"{satu.folder}/{berkas}" for satu in own for berkas in satu.berkas_lain]


def _same_names(wilayah: Wilayah) -> list[str]:
    """The names that several regencies have, each with their folders."""
    folders: dict[str, list[str]] = defaultdict(list)
    for satu in wilayah.diolah:
        if satu.ikhtisar is not None:
            folders[satu.ikhtisar.nama].append(satu.folder)
    return [f"{nama}: {', '.join(where)}" for nama, where in folders.items() if len(where) > 1]


def _daerah_row(satu: Daerah) -> list[str]:
    own = satu.ikhtisar
    row = [_short(printable(satu.folder), 30), _short(printable(own.nama if own else "-"), 30), satu.keadaan.value]
    if own is None:
        return [*row, "", "", "", "", "", f"{satu.detik:.1f}"]
    r = own.ringkasan
    return [
        *row,
        f"{own.tahun}, {own.periode}",
        f"{r.n_menyerahkan} dari {r.n_opd if own.ada_daftar else '?'}",
        str(r.catatan[Tingkat.KESALAHAN]),
        persen_text(r.rata_rata_capaian),
        persen_text(r.serapan_persen),
        f"{satu.detik:.1f}",
    ]


def blocked_lines(terhalang: Path | None) -> list[str]:
    """What is said of an output that was open elsewhere."""
    if terhalang is None:
        return []
    return [f"{terhalang} masih terbuka di program lain dan tidak diganti; tutup, lalu jalankan lagi."]


def _title(data: Data) -> str:
    nama = printable(data.nama_daerah) or "Kabupaten/Kota"
    return f"{nama}, tahun {data.tahun}, periode {data.periode}"


def _opd_table(k: Konsolidasi) -> list[str]:
    kepatuhan = {row.kode_opd: row for row in k.kepatuhan.itertuples()}
    rows = [["OPD", "Status", "Kesalahan", "Peringatan", "Capaian", "Serapan"]]
    for row in k.opd.itertuples():
        matrix: Any = kepatuhan.get(row.kode_opd)
        absent = row.status == StatusKirim.BELUM
        rows.append(
            [
                _short(printable(row.nama_opd), 44),
                str(row.status),
                "" if absent else str(matrix.kesalahan),
                "" if absent else str(matrix.peringatan),
                persen_text(row.rata_rata_capaian),
                persen_text(row.serapan_persen),
            ]
        )
    return table_lines(rows, right=(2, 3, 4, 5))


def status_lines(data: Data, kepatuhan: pd.DataFrame, lain: Sequence[str] = ()) -> list[str]:
    """The submission matrix as read on a console: a line per OPD, then how many are in each state."""
    titles = [s.title for s in ISI_SHEETS]
    rows = [["OPD", "Status", "Berkas", "Revisi", "Tanggal", "Kesalahan", "Peringatan", "Lembar"]]
    for row in kepatuhan.itertuples():
        absent = row.status == StatusKirim.BELUM
        tanggal = "" if row.tanggal is None else f"{row.tanggal:%d/%m/%Y}{' terlambat' if row.terlambat else ''}"
        rows.append(
            [
                _short(printable(row.nama_opd) + ("" if row.terdaftar else " (di luar daftar)"), 44),
                str(row.status),
                "" if absent else str(row.jumlah_berkas),
                "" if absent or row.revisi is None else str(row.revisi),
                tanggal,
                "" if absent else str(row.kesalahan),
                "" if absent else str(row.peringatan),
                "" if absent else _sheets_text(row.lembar, titles),
            ]
        )
    counts = Counter(str(row.status) for row in kepatuhan.itertuples() if row.terdaftar)
    total = len(data.opd)
    lines = [f"{_title(data)}: keadaan penyampaian", "", *table_lines(rows, right=(2, 3, 5, 6)), ""]
    lines += [
        f"{status.value}: {counts[status.value]} dari {total} OPD" for status in StatusKirim if counts[status.value]
    ]
    return lines + register_lines(data) + _unused_lines(data) + other_lines(lain)


def register_lines(data: Data) -> list[str]:
    """What is said where nobody knows which OPD there are: those that sent something are then all that are counted."""
    return [] if data.referensi.opd else [TANPA_DAFTAR]


def _sheets_text(sent: Sequence[str], titles: Sequence[str]) -> str:
    missing = [t for t in titles if t not in sent]
    if not missing or not sent:
        return "semua" if sent else "tidak ada"
    return ", ".join(sent) if len(sent) <= len(missing) else f"tanpa {', '.join(missing)}"


def _is_unused(pemakaian: str) -> bool:
    """Whether a file wasn't used, or not wholly."""
    return pemakaian.startswith("tidak") or pemakaian == "dipakai sebagian"


def _unused_lines(data: Data) -> list[str]:
    """The files that weren't used, or not wholly, and why."""
    skipped = [b for b in data.berkas if _is_unused(b.pemakaian)]
    if not skipped:
        return []
    lines = ["", "Berkas yang tidak (seluruhnya) dipakai:", *(f"  {printable(b.berkas)}: {b.alasan}" for b in skipped)]
    lost = unread_referensi(data)
    if lost:
        lines += [
            "",
            f"PERHATIAN: {printable(lost)} tidak terbaca, sehingga dipakai ketentuan bawaan tanpa daftar OPD.",
        ]
    return lines


def other_lines(lain: Sequence[str], judul: str = "Berkas yang bukan buku kerja, tidak dibaca:") -> list[str]:
    """The files that were seen, but not read: by default those of the folder that aren't workbooks."""
    if not lain:
        return []
    more = [f"  dan {len(lain) - 10} berkas lagi"] if len(lain) > 10 else []
    return ["", judul, *(f"  {printable(b)}" for b in lain[:10]), *more]


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def table_lines(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Rows as aligned text columns, the first row underlined."""
    widths = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.rjust(w) if c in right else cell.ljust(w) for c, (cell, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return [lines[0], "-" * max(len(line) for line in lines), *lines[1:]]


def _regency(k: Konsolidasi) -> list[str]:
    r = k.ringkasan
    return [
        f"Menyerahkan {r.n_menyerahkan} dari {r.n_opd} OPD, lengkap {r.n_lengkap} dari {r.n_opd} OPD",
        f"Rata-rata capaian {persen_text(r.rata_rata_capaian)} {r.kategori} ({r.n_capaian} dari {r.n_opd} OPD); "
        f"dibatasi {persen_text(r.rata_rata_capaian_dibatasi)}",
        f"Serapan {persen_text(r.serapan_persen)}: {miliar_text(r.realisasi_rp)} dari {miliar_text(r.pagu_rp)} "
        f"({r.n_realisasi} dari {r.n_opd} OPD)",
    ]


def change_lines(sebelum: Rekap, sesudah: Rekap) -> list[str]:
    """What a run found otherwise than the one before it: the files, then the OPD; nothing when all is the same."""
    beda = compare(sebelum, sesudah)
    dulu, kini = sebelum.berkas, sesudah.berkas
    lines = [f"Berkas baru: {_used(n, kini[n])}" for n in beda.baru]
    lines += [f"Berkas diganti: {_used(n, kini[n])}" for n in beda.diganti]
    lines += [f"Berkas dinamai ulang: {lama} → {_used(baru, kini[baru])}" for lama, baru in beda.dinamai]
    lines += [f"Berkas tidak ada lagi: {n}" for n in beda.dihapus]
    lines += [f"Pemakaian berkas berubah: {n}: {dulu[n].pemakaian} → {kini[n].pemakaian}" for n in beda.lain]
    lines += [_opd_line(satu) for satu in beda.opd]
    return [printable(line) for line in lines]


def _used(nama: str, berkas: RekapBerkas) -> str:
    return nama if berkas.pemakaian == DIPAKAI else f"{nama} ({berkas.pemakaian})"


def _opd_line(satu: PerubahanOpd) -> str:
    lama, baru = satu.sebelum, satu.sesudah
    parts = [f"Kesalahan {lama.kesalahan} → {baru.kesalahan}"]
    if lama.peringatan != baru.peringatan:
        parts.append(f"Peringatan {lama.peringatan} → {baru.peringatan}")
    if lama.status != baru.status:
        parts.append(f"{lama.status} → {baru.status}")
    return f"OPD {satu.jenis}: {baru.nama or lama.nama}: {'; '.join(parts)}"


def rekap_line(rekap: Rekap) -> str:
    """A run in one line."""
    opd = [satu.bersih for satu in rekap.opd.values() if satu.terdaftar]
    sent = sum(b is not None for b in opd)
    return (
        f"Jumlah {rekap.tahun} {rekap.periode}: "
        f"{sum(b.pemakaian != BUKAN_BUKU_KERJA for b in rekap.berkas.values())} berkas; "
        f"{sent} dari {len(opd)} OPD menyerahkan, {opd.count(True)} bersih, {opd.count(False)} perlu perbaikan; "
        f"{rekap.kesalahan} Kesalahan, {rekap.peringatan} Peringatan."
    )


def telaah_json(telaah: Telaah) -> str:
    """The outcome of a check as JSON: counts, files, Catatan, rules that were skipped or crashed."""
    counts = count_by_severity(telaah.catatan)
    document = {
        "tahun": telaah.data.tahun,
        "periode": telaah.data.periode,
        "jumlah": {t.value.casefold(): counts[t] for t in Tingkat},
        "berkas": [
            {"berkas": b.berkas, "kode_opd": b.kode_opd, "pemakaian": b.pemakaian, "alasan": b.alasan}
            for b in telaah.data.berkas
        ],
        "catatan": [{**satu._asdict(), "tingkat": satu.tingkat.value} for satu in telaah.catatan],
        "aturan_dilewati": [
            {"kode": h.kode, "alasan": h.alasan} for h in telaah.hasil_aturan if h.status is Status.DILEWATI
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)
