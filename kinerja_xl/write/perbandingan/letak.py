"""Where everything stands in the comparison workbook: columns of the sheets that others point at, and their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kinerja_xl.consolidate.kepatuhan import TANPA_DAFTAR
from kinerja_xl.deklarasi.ketentuan import SKALA_KINERJA
from kinerja_xl.rules import RULES
from kinerja_xl.tabel.referensi import Referensi
from kinerja_xl.write.denah import letters
from kinerja_xl.write.gaya import category_colours
from kinerja_xl.write.konsolidasi.bagan import short_label
from kinerja_xl.write.lembaran import BARIS_DATA, Warna, huruf
from kinerja_xl.write.perbandingan.ikhtisar import Ikhtisar, OpdDaerah, Perbandingan
from kinerja_xl.write.perbandingan.setelan import differing, same_scale

DAERAH: Final = "kabupaten/kota"
KOLOM_PERINGKAT: Final = [
    "peringkat",
    "nama",
    "rata",
    "kategori",
    "dibatasi",
    "peringkat_dibatasi",
    "pagu",
    "realisasi",
    "serapan",
    "selisih",
    "kuadran",
    "lapor",
    "opd",
    "kesalahan",
    "peringatan",
    "tempat",
    "nomor",
]
KOLOM_OPD: Final = [
    "peringkat",
    "daerah",
    "kode",
    "nama",
    "status",
    "terlambat",
    "terhitung",
    "rata",
    "kategori",
    "dibatasi",
    "pagu",
    "realisasi",
    "serapan",
    "selisih",
    "terhadap",
    "kuadran",
    "kesalahan",
    "peringatan",
    "nomor",
]
KOLOM_SERAPAN: Final = ["nama", "pagu", "realisasi", "serapan", "sisa", "terhadap", "kelas"]
PERINGKAT: Final = letters(KOLOM_PERINGKAT)
OPD: Final = letters(KOLOM_OPD)
SERAPAN: Final = letters(KOLOM_SERAPAN)
BAKU: Final = Referensi()
"""What a regency without settings of its own is judged by; the formulas point at these."""
BATAS_SERAPAN: Final = ("batas_serapan_rendah", "batas_serapan_tinggi")
_CONTOH: Final = 5
KODE_TETAP: Final = 5
"""Columns of sheet Catatan before the first regency."""


@dataclass(frozen=True)
class Letak:
    """Orders and rows (as Excel counts them).

    `daerah` come in the order of the comparison, each in the same row of every sheet. `nama` are their names, with the
    folder where several bear one name, `label` unique short names for charts. `opd` pairs an OPD with the number of
    its regency, from 1. `kata` are the words of all scales, `kode` the rules that found something, most first.
    """

    perbandingan: Perbandingan
    daerah: Sequence[Ikhtisar]
    nama: Sequence[str]
    label: Sequence[str]
    opd: Sequence[tuple[int, OpdDaerah]]
    kata: Warna
    kode: Sequence[str]

    @property
    def baris(self) -> range:
        """The rows of the regencies."""
        return range(BARIS_DATA, BARIS_DATA + len(self.daerah))

    @property
    def jumlah(self) -> int:
        """The row below the regencies."""
        return BARIS_DATA + len(self.daerah)

    @property
    def triwulan(self) -> int:
        """Number of quarters that count."""
        return max((len(d.triwulan) for d in self.daerah), default=0)

    def opd_span(self, kunci: str) -> str:
        """Reference to a column of sheet OPD."""
        return f"'OPD'!${OPD[kunci]}${BARIS_DATA}:${OPD[kunci]}${BARIS_DATA + max(len(self.opd), 1) - 1}"

    def span(self, kolom: str) -> str:
        """A column of the regencies' rows on its own sheet."""
        return f"{kolom}{BARIS_DATA}:{kolom}{self.jumlah - 1}"

    def nomor(self, baris: int) -> str:
        """Reference to the number of the regency in a row: the key of its OPD."""
        return f"'Peringkat'!${PERINGKAT['nomor']}{baris}"

    def count_opd(self, baris: int, kunci: str, syarat: str) -> str:
        """Number of the OPD of the regency in a row whose column meets a condition (no formula yet)."""
        return f'COUNTIFS({self.opd_span("nomor")},{self.nomor(baris)},{self.opd_span(kunci)},"{syarat}")'

    def count_all_opd(self, baris: int) -> str:
        """Number of the OPD of the regency in a row (no formula yet)."""
        return f"COUNTIFS({self.opd_span('nomor')},{self.nomor(baris)})"

    def kolom_catatan(self, n: int) -> str:
        """Letter of the n-th regency's column on sheet Catatan."""
        return huruf(KODE_TETAP + n)

    @property
    def baris_catatan(self) -> Mapping[str, int]:
        """Row of every code on sheet Catatan."""
        return {kode: BARIS_DATA + n for n, kode in enumerate(self.kode)}


def make_letak(perbandingan: Perbandingan) -> Letak:
    """Lay out all sheets of a comparison."""
    daerah = perbandingan.ikut
    pairs = [(n, opd) for n, satu in enumerate(daerah, 1) for opd in satu.opd]
    pairs.sort(key=lambda p: (p[1].capaian is None, -(p[1].capaian or 0), p[0], p[1].kode))
    counts: Counter[str] = Counter()
    for satu in daerah:
        counts.update(satu.aturan)
    order = {rule.kode: n for n, rule in enumerate(RULES)}
    kode = sorted(counts, key=lambda k: (-counts[k], order.get(k, len(order)), k))
    names = Counter(d.nama for d in daerah)
    nama = [d.nama if names[d.nama] == 1 else f"{d.nama} ({d.folder})" for d in daerah]
    label = unique(short_label(d.nama if names[d.nama] == 1 else d.folder, 26) for d in daerah)
    return Letak(perbandingan, daerah, nama, label, pairs, _words(daerah), kode)


def unique(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Names of which no two are the same to Excel, which looks at no case.

    >>> unique(["Alor", "ALOR", "Jumlah"], ["Jumlah"])
    ['Alor', 'ALOR (2)', 'Jumlah (2)']
    """
    seen = {name.casefold() for name in taken}
    out = []
    for name in names:
        text, n = name, 1
        while text.casefold() in seen:
            n += 1
            text = f"{name} ({n})"
        seen.add(text.casefold())
        out.append(text)
    return out


def _words(daerah: Sequence[Ikhtisar]) -> Warna:
    """The words of the common scale, best first, then those of a regency's own scale that an indicator or OPD bears."""
    words = dict(category_colours(SKALA_KINERJA))
    for satu in daerah:
        used = {*satu.kategori, satu.ringkasan.kategori, *(o.kategori for o in satu.opd)}
        words |= {k: w for k, w in category_colours(satu.skala) if k in used and k not in words}
    return tuple(words.items())


TAK_DIKETAHUI: Final = "tidak diketahui"
"""What stands for a count of OPD in a regency without a register of them."""


def register_hint(letak: Letak) -> str:
    """What is said where regencies have no register of OPD, '' where all have one."""
    names = [nama for nama, d in zip(letak.nama, letak.daerah, strict=True) if not d.ada_daftar]
    if not names:
        return ""
    more = f", dan {len(names) - _CONTOH} lagi" if len(names) > _CONTOH else ""
    return f"{', '.join(names[:_CONTOH])}{more}: {TANPA_DAFTAR[0].lower()}{TANPA_DAFTAR[1:]}"


def settings_hint(letak: Letak) -> str:
    """What is said where regencies are computed or judged by different settings, '' where all are alike."""
    names = differing(d.setelan for d in letak.daerah)
    if not names:
        return ""
    return (
        f"Setelan daerah tidak sama ({', '.join(names)}), sehingga angkanya tidak sepenuhnya sebanding; "
        "lihat lembar Metode."
    )


def own_scale(satu: Ikhtisar) -> bool:
    """Whether a regency judges achievement by another scale than the common one."""
    return not same_scale(satu.skala, BAKU.skala)


def of_register(satu: Ikhtisar, nilai: int) -> int | str:
    """A count that needs the regency's register of OPD, or that it isn't known."""
    return nilai if satu.ada_daftar else TAK_DIKETAHUI


def own_limits(satu: Ikhtisar) -> bool:
    """Whether a regency judges absorption by other limits than the common ones."""
    return satu.batas_serapan != tuple(BAKU.kebijakan.angka(nama) for nama in BATAS_SERAPAN)
