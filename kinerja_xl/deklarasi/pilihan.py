"""The choices that several sheets share, how they are explained to the officer, and the parts of an output."""

from __future__ import annotations

from typing import Final

BAGIAN: Final = ("konsolidasi", "serapan", "opd", "perbaikan", "data")
PERIODE: Final = ("TW I", "TW II", "TW III", "TW IV", "Tahunan")
TRIWULAN: Final = PERIODE[:4]


def quarter_of(periode: str) -> int:
    """How many quarters a period counts: n for TW n, 4 for Tahunan.

    >>> [quarter_of(p) for p in PERIODE]
    [1, 2, 3, 4, 4]
    """
    return min(PERIODE.index(periode) + 1, len(TRIWULAN))


# Other ways in which officers write a period (compared without case, spaces and punctuation).
PERIODE_LAIN: Final = {
    sebutan + angka: periode
    for periode, *tulisan in zip(TRIWULAN, "1234", ("i", "ii", "iii", "iv"), strict=True)
    for angka in tulisan
    for sebutan in ("tw", "triwulan", "triwulanke", "twke")
} | dict.fromkeys(("tahunan", "tahun", "setahun", "akhirtahun"), "Tahunan")
# What an OPD without anything to report declares in Profil.
NIHIL: Final = "Nihil"
VERSI_ANGGARAN: Final = ("Murni", "Pergeseran", "Perubahan")
POLARITAS: Final = ("Maksimal", "Minimal", "Stabil")
AKUMULASI: Final = ("Jumlah", "Terakhir", "Rata-rata", "Kumulatif")

POLARITAS_HELP: Final = (
    "Maksimal: makin tinggi makin baik. Minimal: makin rendah makin baik. Stabil: sebaiknya tepat di rentang target."
)
AKUMULASI_HELP: Final = (
    "Cara menggabungkan triwulan. Jumlah: dijumlahkan. Terakhir: triwulan terakhir yang dilaporkan. "
    "Rata-rata: dirata-ratakan. Kumulatif: tiap triwulan sudah memuat triwulan sebelumnya."
)
