"""ANG: figures of Anggaran that contradict each other in Formulir E.81."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.akumulasi import MENGGABUNGKAN, accumulate, not_combinable, realisasi_of_period
from kinerja_xl.deklarasi.catatan import Tingkat, aturan
from kinerja_xl.rules.banding import usable
from kinerja_xl.rules.pohon import leaves, thousands
from kinerja_xl.rules.sandingan import facts
from kinerja_xl.rules.target import differs
from kinerja_xl.tabel.data import Data

K, P, I = Tingkat.KESALAHAN, Tingkat.PERINGATAN, Tingkat.INFORMASI
_FORMULIR: Final = "Permendagri 86/2017, Formulir E.81"
_TW_K: Final = tuple(f"realisasi_tw{n}_k" for n in range(1, 5))
_KOLOM_LALU: Final = "realisasi_lalu_k"


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
    "ANG-24", K, "anggaran", "realisasi_tw1_k", tahap=2, sumber=_FORMULIR,
    pesan="{kolom} berisi \"{nilai}\", yang menurut Akumulasi {akumulasi} tidak dapat digabungkan dengan triwulan lain; gabungan triwulannya tidak dihitung.",
    saran="Tulis angkanya, beserta satuannya bila berupa gabungan; bila memang nihil tulis 0, bila belum diukur kosongkan. Bila kinerjanya tidak berupa angka, ubah Akumulasi baris ini.",
)  # fmt: skip
def kinerja_triwulan_tak_tergabung(data: Data) -> pd.DataFrame:
    """A quarter's performance up to the period that Jumlah or Rata-rata can't combine with the others."""
    isi = data.isi("anggaran")
    isi = isi[isi["akumulasi"].isin(MENGGABUNGKAN)]
    kolom = _TW_K[: data.triwulan]
    cells = zip(isi.index, isi["akumulasi"], *(isi[c] for c in kolom), strict=True)
    return facts(
        [
            (int(index), {"kolom": kolom[n], "akumulasi": cara})
            for index, cara, *quarters in cells
            for n in not_combinable(quarters, cara)
        ]
    )


@aturan(
    "ANG-25", K, "anggaran", "realisasi_lalu_k", tahap=2, sumber=_FORMULIR,
    pesan="{kolom} berisi \"{nilai}\", sehingga realisasi s.d. tahun lalu dan realisasi tahun ini tidak dapat dijumlahkan (kolom 13 Formulir E.81).",
    saran="Tulis angkanya, beserta satuannya bila berupa gabungan; bila memang nihil tulis 0, bila belum ada kosongkan.",
)  # fmt: skip
def kinerja_lalu_tak_tergabung(data: Data) -> pd.DataFrame:
    """A quantity whose figures of the earlier years and of this one can't be added: the cell that isn't a number.

    The quarters that make up this year are ANG-24's.
    """
    frame, isi = data.hasil.evaluasi, data.isi("anggaran")
    rows: dict[int, dict[str, Any]] = {}
    for index, k in zip(frame["indeks"], frame["kinerja"], strict=True):
        if index < 0 or k is None:
            continue
        wrong = not_combinable((k.realisasi_lalu, k.realisasi), k.cara_renstra)
        if wrong:
            rows[int(index)] = {"kolom": _KOLOM_LALU if 0 in wrong else _kolom_realisasi(data, isi.loc[index])}
    return facts(list(rows.items()))


def _kolom_realisasi(data: Data, baris: pd.Series) -> str:
    """The column of the cell that gives a row's performance of the year."""
    quarters = [baris[c] for c in _TW_K]
    _, at = realisasi_of_period(baris["realisasi_tahun_k"], quarters, data.periode, baris["akumulasi"])
    return _TW_K[at - 1] if at else "realisasi_tahun_k"


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
