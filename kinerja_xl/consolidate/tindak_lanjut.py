"""What finance acts on: the hits of the money rules with their figures, and what lags behind the cash plan."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.efisiensi import kelas_serapan, serapan_terhadap_rencana
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.catatan import Catatan, Rule
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.deklarasi.schema import normalise_header
from kinerja_xl.nilai import bulat
from kinerja_xl.rules import RULES, anggaran, belanja, jumlah_induk, serapan_dilaporkan, uang_kinerja
from kinerja_xl.tabel.data import Data

LEMBAR_UANG: Final = ("anggaran", "belanja")
DI_ATAS_PAGU: Final[Sequence[Rule]] = (anggaran.realisasi_melebihi_pagu, belanja.belanja_melebihi_anggaran)
BELANJA_DAN_KINERJA: Final[Sequence[Rule]] = (uang_kinerja.belanja_tanpa_kinerja, uang_kinerja.kinerja_tanpa_belanja)
JUMLAH: Final[Sequence[Rule]] = (jumlah_induk.induk_beda_jumlah, belanja.rekening_beda_jumlah)
PERSENTASE: Final[Sequence[Rule]] = (
    serapan_dilaporkan.serapan_terpotong,
    serapan_dilaporkan.serapan_dilaporkan_berbeda,
    serapan_dilaporkan.serapan_nol_ditambahkan,
    serapan_dilaporkan.persen_dijumlahkan,
    serapan_dilaporkan.persen_dirata_ratakan,
    belanja.persentase_terpotong,
    belanja.persentase_berbeda,
    belanja.persentase_nol_ditambahkan,
    belanja.persen_rekening_dijumlahkan,
)
SISA: Final[Sequence[Rule]] = (serapan_dilaporkan.sisa_dilaporkan_berbeda, belanja.lebih_kurang_berbeda)
TRIWULAN: Final[Sequence[Rule]] = (
    anggaran.tahun_beda_jumlah_triwulan,
    anggaran.kumulatif_sebagai_triwulan,
    anggaran.kas_beda_pagu,
)
TIDAK_COCOK: Final[Sequence[Rule]] = (*JUMLAH, jumlah_induk.rincian_salah_induk, *PERSENTASE, *SISA, *TRIWULAN)
BEDA_LEMBAR: Final[Sequence[Rule]] = (uang_kinerja.anggaran_beda_belanja,)


class Butir(NamedTuple):
    """One hit of a rule: where it stands (row of the typed sheet, column) and the figures that it is worded from."""

    aturan: Rule
    lembar: str
    indeks: int
    kolom: str
    kode_opd: str
    fakta: dict[str, Any]

    def rp(self, nama: str) -> int | None:
        """A figure in sen."""
        value = self.fakta.get(nama)
        return None if value is None or pd.isna(value) else int(value)


class Tertinggal(NamedTuple):
    """An OPD or program that spent less of its plan than the class limit; money in sen, percent of the plan.

    `rencana_rp` is the cash plan up to the period (`pakai_kas`), or the elapsed share of the pagu; `dibandingkan_rp`
    what was realised of it: by the rows that have a cash plan, or by all.
    """

    tingkat: str
    kode_opd: str
    kode: str
    uraian: str
    pagu_rp: int
    realisasi_rp: int
    rencana_rp: Decimal
    dibandingkan_rp: int
    pakai_kas: bool
    terhadap_persen: Decimal
    kelas: str


def butir(data: Data, rules: Sequence[Rule]) -> list[Butir]:
    """The hits of some rules of the second pass on checked and computed data, by OPD and row.

    They are what the Catatan of these rules say, with exact figures.
    """
    order = {o.kode: n for n, o in enumerate(data.opd)}
    found = [
        Butir(rule, hit.lembar, hit.indeks, hit.kolom, str(data.isi(hit.lembar).at[hit.indeks, "kode_opd"]), hit.fakta)
        for rule in rules
        for hit in data.temuan.get(rule.kode, ())
    ]
    return sorted(found, key=lambda b: (order.get(b.kode_opd, len(order)), b.kode_opd, b.lembar, b.indeks))


def serapan_tertinggal(hasil: Konsolidasi) -> list[Tertinggal]:
    """OPD and programs below the limit of the class Tinggi (setting batas_serapan_tinggi), as in Efisiensi.

    Who has reported no realisation at all is not here: nothing is known of it.
    """
    data, frame = hasil.data, hasil.efisiensi
    kebijakan = data.referensi.kebijakan
    limit = kebijakan.angka("batas_serapan_tinggi")
    out = []
    columns = ("tingkat", "kode_opd", "kode", "uraian", "pagu_rp", "realisasi_rp")
    pairs = zip(frame["rencana_banding_rp"], frame["realisasi_banding_rp"], strict=True)
    for (kas, terencana), *row in zip(pairs, *(frame[c] for c in columns), strict=True):
        tingkat, opd, kode, uraian, pagu, realisasi = row
        persen = serapan_terhadap_rencana(realisasi, pagu, (kas, terencana), data.triwulan)
        if persen is None or bulat(persen) >= limit:
            continue
        pakai_kas = kas is not None
        plan = Decimal(kas) if pakai_kas else Decimal(pagu) * data.triwulan / 4
        kelas = kelas_serapan(persen, kebijakan)
        done = terencana if pakai_kas else realisasi
        out.append(Tertinggal(tingkat, opd, kode, uraian, pagu, realisasi, plan, done, pakai_kas, persen, kelas))
    return out


def catatan_uang(hasil: Konsolidasi) -> tuple[Catatan, ...]:
    """The Catatan about money: those on a sheet Anggaran or Belanja, and those of rules that look at these sheets."""
    sheets = [SHEETS[name] for name in LEMBAR_UANG]
    names = {normalise_header(text) for s in sheets for text in (s.title, *s.aliases)}
    named = {(a.berkas, a.lembar) for n in LEMBAR_UANG if n in hasil.data.tabel for a in hasil.data.tabel[n].semua_asal}
    codes = {rule.kode for rule in RULES if rule.lembar in LEMBAR_UANG}
    return tuple(
        c
        for c in hasil.catatan
        if c.kode in codes or (c.berkas, c.lembar) in named or (c.lembar and normalise_header(c.lembar) in names)
    )
