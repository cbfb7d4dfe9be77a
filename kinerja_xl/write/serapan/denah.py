"""The floor plan of serapan.xlsx: sheets of its own, the columns that other sheets point at, with their letters."""

from __future__ import annotations

from typing import Final

from kinerja_xl.write.denah import letters

CATATAN: Final = "Catatan Anggaran"
REKENING: Final = "Rekening"
LRA: Final = "LRA Daerah"
VERSI: Final = "Murni dan Perubahan"
RENCANA: Final = "Renstra Renja DPA"
KAS: Final = "Rencana Kas"
DI_ATAS_PAGU: Final = "Di Atas Pagu"
RENDAH: Final = "Serapan Rendah"
KINERJA: Final = "Belanja dan Kinerja"
TIDAK_COCOK: Final = "Jumlah Tidak Cocok"
BEDA_LEMBAR: Final = "Anggaran dan Belanja"

_POHON: Final = ["kode_opd", "nama_opd", "kode", "tingkat", "uraian", "rinci"]
KOLOM_VERSI: Final = [
    *_POHON,
    "versi",
    "murni",
    "pergeseran",
    "perubahan",
    "berlaku",
    "selisih_pergeseran",
    "persen_pergeseran",
    "selisih_perubahan",
    "persen_perubahan",
    "catatan",
    "sumber",
    "dasar_pergeseran",
    "dasar_perubahan",
]
KOLOM_RENCANA: Final = [
    *_POHON,
    "renstra",
    "renja",
    "dpa",
    "selisih_renja",
    "persen_renja",
    "selisih_dpa",
    "persen_dpa",
    "selisih_akhir",
    "persen_akhir",
    "catatan",
    "sumber",
    "dasar_renja",
    "dasar_dpa",
    "dasar_akhir",
    "lalu",
    "tahun",
]
KOLOM_LRA: Final = ["kode", "uraian", "kelompok", "n_opd", "anggaran", "realisasi", "serapan", "lebih"]


def kolom_kas(triwulan: int) -> list[str]:
    """Columns of Rencana Kas for a period of so many quarters."""
    quarters = range(1, triwulan + 1)
    return [
        "kode_opd",
        "nama_opd",
        "dasar",
        *(f"{name}{n}" for n in quarters for name in ("rencana", "realisasi")),
        *(f"{name}_sd{triwulan}" for name in ("rencana", "realisasi")),
        *(f"deviasi_sd{n}" for n in quarters),
        *(f"{name}_sd{n}" for n in quarters[:-1] for name in ("rencana", "realisasi")),
    ]


VERSI_SEL: Final = letters(KOLOM_VERSI)
RENCANA_SEL: Final = letters(KOLOM_RENCANA)
LRA_SEL: Final = letters(KOLOM_LRA)
