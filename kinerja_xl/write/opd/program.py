"""LKj Bab III, T6: programs, kegiatan and sub kegiatan behind each sasaran, with their own performance and money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kinerja_xl.compute.capaian import Capaian
from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.compute.lkj import Kegiatan, compute_kegiatan, sum_by_node
from kinerja_xl.nilai import bulat
from kinerja_xl.write.gaya import TAB_KINERJA
from kinerja_xl.write.halaman import Halaman, Isi
from kinerja_xl.write.konsolidasi.capaian import formula_of, operands
from kinerja_xl.write.lembaran import Lembaran, Warna, angka, huruf, rupiah
from kinerja_xl.write.opd.bahan import Bahan
from kinerja_xl.write.opd.serapan import HEAD
from kinerja_xl.write.opd.uang import support_sum
from kinerja_xl.write.rumus_excel import percent_formula

MENUNJANG, MENGHAMBAT = "Menunjang", "Menghambat"
_WARNA: Final[Warna] = ((MENUNJANG, "#8CC97F"), (MENGHAMBAT, "#E8853D"))
_TERCETAK: Final = 11
_OPERAN: Final = {name: huruf(_TERCETAK + n) for n, name in enumerate("TRBA")}
_LEBAR: Final = (5, 46, 38, 12, 12, 12, 11, 18, 18, 10, 13, 11, 11, 11, 11)


def t6_program(bahan: Bahan) -> Lembaran:
    """Per sasaran the tree of what its budget pays for, each row with capaian and serapan."""
    hal = Halaman(_LEBAR, _TERCETAK)
    if not len(bahan.hasil.serapan):
        hal.kata("Belum ada data: OPD tidak mengirim lembar Anggaran.", "kosong")
    else:
        hal.kepala(
            [
                "No.",
                "Program/Kegiatan/Sub Kegiatan",
                "Indikator Sasaran Program/Kegiatan/Sub Kegiatan",
                "Satuan",
                *(("Kinerja", text) for text in ("Target", "Realisasi", "Capaian (%)")),
                *(("Anggaran", text) for text in ("Target (Rp)", "Realisasi (Rp)", "Serapan (%)")),
                "Menunjang / menghambat",
                *("Target (angka)", "Realisasi (angka)", "Batas bawah", "Batas atas"),
            ]
        )
        _rows(hal, bahan)
    return hal.lembaran(
        "T6 Program",
        "T6. Program dan Kegiatan yang Menunjang atau Menghambat Pencapaian Sasaran",
        "Menunjang: target indikator program/kegiatan itu tercapai (capaian 100 % atau lebih); Menghambat: belum "
        "tercapai; kosong: belum dapat dinilai (target setahun baru dinilai pada TW IV). Anggaran = bagian yang "
        "mendukung sasaran itu.",
        TAB_KINERJA,
        bahan.keterangan(),
        ulang_baris=hal.ulang,
    )


def _rows(hal: Halaman, bahan: Bahan) -> None:
    frame = bahan.hasil.serapan
    nodes = sum_by_node(frame, bahan.kunci)
    performance = compute_kegiatan(bahan.hasil.data, bahan.hasil.data.tabel["anggaran"])
    codes, texts = bahan.anggaran["kode"], bahan.anggaran["uraian"]
    for satu in bahan.dukungan:
        label = bahan.nomor_sasaran(satu.kunci)
        text = f"{label}: {satu.sasaran[0].sasaran}" if len(satu.sasaran) == 1 else label
        hal.isi(Isi(text, lebar=_TERCETAK), gaya="kotak_bagian")
        nomor = 0
        own = nodes.get(satu.kunci, {})
        if not own:
            hal.isi(Isi(_no_rows(bahan, satu.kunci), lebar=_TERCETAK))
        for n in own:
            depth = codes[n].count(".")
            nomor += depth <= 2
            _node(hal, bahan, satu.kunci, n, (nomor if depth <= 2 else None, depth, texts[n]), own, performance)


def _no_rows(bahan: Bahan, kunci: str) -> str:
    """What stands under a sasaran without rows of its own: the joint groups that pay for it too, or that none does."""
    joint = [d.kunci for d in bahan.dukungan if d.kunci != kunci and kunci in d.kunci.split(", ")]
    if not joint:
        return "Tidak ada program/kegiatan yang menyebut indikator sasaran ini."
    groups = "; ".join(bahan.nomor_sasaran(k) for k in joint)
    return f"Program/kegiatannya mendukung pula sasaran lain: lihat {groups}."


def _node(
    hal: Halaman,
    bahan: Bahan,
    kunci: str,
    n: int,
    label: tuple[int | None, int, str],
    own: Mapping[int, tuple[int | None, int | None]],
    performance: Mapping[str, list[Kegiatan]],
) -> None:
    """One node: a line per indicator of its own, the money on the first of them."""
    kode = bahan.anggaran["kode"][n]
    nomor, depth, text = label
    at = bahan.baris_serapan[n]
    end = max(bahan.posisi.serapan[at - HEAD].akhir, at)
    pagu, real = own[n]
    gaya = "kotak_program" if depth <= 2 else "kotak"
    indent = "    " * max(0, min(depth - 3, 2))
    lines: list[Kegiatan | None] = [*performance.get(kode, [])] or [None]
    for first, satu in enumerate(lines):
        r = hal.baris
        money = [Isi("", "teks")] * 3
        if first == 0:
            money = [
                Isi(rupiah(pagu), "rupiah", support_sum("pagu", kunci, bahan, at, end)),
                Isi(rupiah(real), "rupiah", support_sum("realisasi", kunci, bahan, at, end)),
                Isi(angka(persen(real, pagu)), "persen", percent_formula(f"I{r}", f"H{r}")),
            ]
        hal.isi(
            Isi(nomor if first == 0 else None, "kata"),
            Isi(f"{indent}{text}" if first == 0 else ""),
            *_performance(satu, r),
            *money,
            *_verdict(satu, r, MENGHAMBAT if bahan.hasil.data.triwulan == 4 else ""),
            gaya=gaya,
        )


def _performance(satu: Kegiatan | None, r: int) -> list[Isi]:
    if satu is None:
        return [Isi(""), Isi("", "kata"), Isi("", "nilai"), Isi("", "nilai"), Isi(None, "persen")]
    refs = {name: f"{letter}{r}" for name, letter in _OPERAN.items()}
    return [
        Isi(satu.indikator),
        Isi(satu.satuan, "kata"),
        Isi(satu.target, "nilai"),
        Isi(satu.realisasi, "nilai"),
        Isi(angka(satu.hasil.persen), "persen", formula_of(satu.hasil.rumus, refs)),
    ]


def _verdict(satu: Kegiatan | None, r: int, kurang: str) -> list[Isi]:
    """Menunjang where the year's target is reached, else `kurang`; then the operands of the capaian."""
    hasil = Capaian(None, "") if satu is None else satu.hasil
    word = "" if hasil.persen is None else MENUNJANG if bulat(hasil.persen) >= 100 else kurang
    rumus = f'=IF(G{r}="","",IF(ROUND(G{r},2)>=100,"{MENUNJANG}","{kurang}"))'
    ops = operands([hasil], [satu.target_angka if satu else None], [satu.realisasi_angka if satu else None])
    return [
        Isi(word, "kata", rumus, warna=_WARNA),
        *(Isi(ops[name][0], "angka") for name in ("t", "r", "bawah", "atas")),
    ]
