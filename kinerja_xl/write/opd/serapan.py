"""Sheet Serapan of one OPD: its budget tree with quarters, subtotals recomputed, and the sasaran of each row."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kinerja_xl.compute.lkj import spread_keys
from kinerja_xl.write.gaya import TAB_KEUANGAN
from kinerja_xl.write.konsolidasi.serapan import money_columns, quarter_columns, tree_levels, tree_styles
from kinerja_xl.write.lembaran import Kolom, Lembaran, rupiah
from kinerja_xl.write.opd.bahan import KOLOM_SERAPAN, SERAPAN, Bahan
from kinerja_xl.write.pohon import Pohon, whole

LEMBAR: Final = "Serapan"
HEAD: Final = 6
"""The row of the OPD's total."""


def serapan(bahan: Bahan) -> Lembaran:
    """One row for the OPD, then its programs, kegiatan and sub kegiatan."""
    hasil, rows = bahan.hasil, bahan.posisi.serapan
    pohon = Pohon(hasil.serapan, rows, SERAPAN["rinci"])
    tingkat: list[str] = pohon.column("tingkat", {}, "OPD")
    levels = tree_levels(rows, tingkat)
    keys = spread_keys(hasil.serapan, bahan.kunci) if len(hasil.serapan) else []
    quarters = [replace(satu, bantu=satu.kunci.startswith("kas")) for satu in quarter_columns(hasil, pohon, SERAPAN)]
    columns = [
        Kolom("kode", "Kode", 19, "kode", pohon.column("kode", {}, "")),
        Kolom(
            "uraian", "Uraian", 50, "teks", pohon.column("uraian", {bahan.kode: f"Jumlah {bahan.nama}"}), masuk=levels
        ),
        Kolom("tingkat", "Tingkat", 13, "kata", tingkat),
        Kolom("sasaran", "Mendukung sasaran", 12, "kata", ["" if s.indeks < 0 else keys[s.indeks] for s in rows]),
        *money_columns(hasil, pohon, SERAPAN),
        *quarters,
        replace(pohon.leaf_column(), bantu=True),
        *(replace(satu, bantu=True) for satu in _versions(bahan, pohon)),
        *(replace(satu, bantu=True) for satu in pohon.evidence(hasil, bahan.posisi, "anggaran")),
    ]
    by_key = {satu.kunci: satu for satu in columns}
    return Lembaran(
        LEMBAR,
        "Serapan Anggaran per Program, Kegiatan, Sub Kegiatan",
        "Jumlah OPD, program, dan kegiatan dihitung dari baris rinci. Buka kegiatan dan sub kegiatan dengan tanda + di "
        "kiri; rencana kas, pagu murni dan perubahan, serta sumbernya dengan tanda + di atas. S1, S2: nomor sasaran "
        "pada T1 (program dan kegiatan: semua yang didukung baris rincinya); Lain: tidak ada Kode IKU yang dikenali.",
        TAB_KEUANGAN,
        bahan.keterangan(),
        [by_key[name] for name in KOLOM_SERAPAN],
        gaya_baris=tree_styles(rows, tingkat),
        tingkat_baris=levels,
        beku_kolom=2,
        tabel=False,
        kosong="Belum ada data: OPD tidak mengirim lembar Anggaran.",
    )


def _versions(bahan: Bahan, pohon: Pohon) -> list[Kolom]:
    """Pagu by version, each a sum over the leaves; then what the OPD typed in each row."""
    frame = bahan.hasil.serapan
    leaf = frame["rinci"].tolist()
    out = []
    for key, title, values in (
        ("murni", "Pagu murni (Rp)", frame["jumlah_pagu_murni_rp"].tolist()),
        ("pergeseran", "Pagu pergeseran (Rp)", frame["jumlah_pagu_pergeseran_rp"].tolist()),
        ("perubahan", "Pagu perubahan, murni bila kosong (Rp)", bahan.pagu_perubahan),
    ):
        known = [sen for v, is_leaf in zip(values, leaf, strict=True) if is_leaf and (sen := whole(v)) is not None]
        head = sum(known) if known else None
        money = [rupiah(head if s.indeks < 0 else values[s.indeks]) for s in bahan.posisi.serapan]
        out.append(Kolom(key, title, 19, "rupiah", money, pohon.sums(SERAPAN[key])))
    return [
        *out,
        Kolom("pagu_ketik", "Pagu diketik OPD (Rp)", 19, "rupiah", pohon.own("pagu_dilaporkan_rp")),
        Kolom("realisasi_ketik", "Realisasi diketik OPD (Rp)", 19, "rupiah", pohon.own("realisasi_dilaporkan_rp")),
    ]
