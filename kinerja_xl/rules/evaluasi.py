"""ANG: figures of Anggaran that contradict each other in Formulir E.81."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.akumulasi import accumulate
from kinerja_xl.deklarasi.catatan import Tingkat, aturan
from kinerja_xl.rules.banding import usable
from kinerja_xl.rules.pohon import leaves, thousands
from kinerja_xl.rules.sandingan import facts
from kinerja_xl.rules.target import differs
from kinerja_xl.tabel.data import Data

P, I = Tingkat.PERINGATAN, Tingkat.INFORMASI
_FORMULIR: Final = "Permendagri 86/2017, Formulir E.81"
_TW_K: Final = tuple(f"realisasi_tw{n}_k" for n in range(1, 5))


@aturan(
    "ANG-22", P, "anggaran", "realisasi_tahun_k", tahap=2, sumber=_FORMULIR,
    pesan="Realisasi Tahun (K) {nilai} tidak sama dengan triwulannya, yang menurut Akumulasi {akumulasi} menghasilkan {jumlah}.",
    saran="Perbaiki Realisasi Tahun (K) atau triwulannya; periksa juga Akumulasi baris ini.",
)  # fmt: skip
def kinerja_tahun_beda_triwulan(data: Data) -> pd.DataFrame:
    """The year's performance of a row against its accumulated quarters, where those that count are reported."""
    rows: list[tuple[int, dict[str, Any]]] = []
    if data.triwulan < 4:
        return facts(rows)
    isi = data.isi("anggaran")
    cells = zip(isi.index, isi["akumulasi"], isi["realisasi_tahun_k"], *(isi[c] for c in _TW_K), strict=True)
    for index, cara, tahun, *quarters in cells:
        if not cara or not usable(tahun):
            continue
        if not (sum(map(usable, quarters)) >= 2 if cara in ("Jumlah", "Rata-rata") else usable(quarters[3])):
            continue
        jumlah = accumulate(quarters, cara)
        if differs(jumlah, tahun, quarters, cara):
            rows.append((int(index), {"akumulasi": cara, "jumlah": jumlah.teks}))
    return facts(rows)


@aturan(
    "ANG-23", I, "anggaran", "target_renstra_rp", tahap=2, sumber=_FORMULIR,
    pesan="Realisasi s.d. tahun ini {total_rp} (s.d. tahun lalu {lalu_rp}) melebihi Target Renstra {target_rp}.",
    saran="Periksa apakah Target Renstra (Rp) memuat rencana seluruh masa Renstra, bukan satu tahun saja.",
)  # fmt: skip
def target_renstra_terlampaui(data: Data) -> pd.DataFrame:
    """A leaf that spent more, with the years before, than the whole Renstra planned (column 13 above 5)."""
    frame, ribuan = leaves(data), thousands(data)
    rows = []
    cells = zip(frame.index, frame["target_renstra_rp"], frame["realisasi_lalu_rp"], frame["realisasi_rp"], strict=True)
    for index, target, lalu, realisasi in cells:
        if target is pd.NA or lalu is pd.NA or target <= 0 or index in ribuan:
            continue
        total = lalu + (0 if realisasi is pd.NA else realisasi)
        if total > target:
            rows.append((int(index), {"total_rp": total, "lalu_rp": lalu, "target_rp": target}))
    return facts(rows)
