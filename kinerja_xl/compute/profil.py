"""What Profil says of an OPD that sent several workbooks: the one whose sheet it is about decides.

Source: spec 2.4 (the version and the way of reporting are those named in Profil) and 3 (nothing is preferred silently).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.tabel.data import Data, once
from kinerja_xl.tabel.tabel import Keadaan, Tabel

TENTANG: Final = {
    "versi_anggaran": "anggaran",
    "realisasi_triwulan": "anggaran",
    "tahun_awal_renstra": "renstra",
    "tahun_akhir_renstra": "renstra",
}
"""Fields of Profil that figures depend on, with the sheet that they are about."""
_BURUK: Final = frozenset({Keadaan.PILIHAN_SALAH, Keadaan.TIDAK_TERBACA, Keadaan.GALAT, Keadaan.TANPA_NILAI})


class Sebutan(NamedTuple):
    """What one workbook's Profil says in a field: `indeks` is its row, `nilai` None where it can't be used.

    `penentu`: the sheet that the field is about is this workbook's.
    """

    indeks: int
    berkas: str
    nilai: Any
    penentu: bool


def mentions(data: Data, kolom: str) -> dict[str, list[Sebutan]]:
    """What is said in a field of TENTANG per OPD, the deciding workbook first; blank cells say nothing."""
    return once(data, _find, kolom)


def _find(data: Data, kolom: str) -> dict[str, list[Sebutan]]:
    if "profil" not in data.tabel:
        return {}
    tabel = data.tabel["profil"]
    deciding = _senders(data.tabel.get(TENTANG[kolom]))
    found: dict[str, list[Sebutan]] = defaultdict(list)
    isi, keadaan = tabel.isi, tabel.keadaan[kolom].tolist()
    cells = zip(isi.index.tolist(), isi["kode_opd"].tolist(), isi["asal"].tolist(), isi[kolom].tolist(), strict=True)
    for (indeks, opd, asal, nilai), satu in zip(cells, keadaan, strict=True):
        berkas = tabel.semua_asal[asal].berkas
        if satu in _BURUK:
            found[opd].append(Sebutan(indeks, berkas, None, (opd, berkas) in deciding))
        elif not pd.isna(nilai) and nilai != "":
            found[opd].append(Sebutan(indeks, berkas, nilai, (opd, berkas) in deciding))
    return {opd: sorted(some, key=lambda s: not s.penentu) for opd, some in found.items()}


def profil_of(data: Data, kolom: str) -> dict[str, Any]:
    """A field of TENTANG per OPD; without an entry where it is blank, None where what it says can't be used.

    The workbook decides that has the sheet which the field is about. Where that one is blank, what the others say
    counts if they agree.
    """
    found: dict[str, Any] = {}
    for opd, some in mentions(data, kolom).items():
        said = {s.nilai for s in some if s.penentu} or {s.nilai for s in some}
        found[opd] = said.pop() if len(said) == 1 else None
    return found


def kumulatif_opd(data: Data) -> set[str]:
    """OPD each of whose quarters contains the earlier ones; a blank cell of Profil means Per Triwulan."""
    return {opd for opd, cara in profil_of(data, "realisasi_triwulan").items() if cara == "Kumulatif"}


def tak_pasti_opd(data: Data) -> set[str]:
    """OPD of which Profil doesn't say usably what their quarters contain."""
    return {opd for opd, cara in profil_of(data, "realisasi_triwulan").items() if cara is None}


def versi_opd(data: Data) -> dict[str, str]:
    """Version of the pagu in force by OPD, without an entry where none is named usably."""
    return {opd: versi for opd, versi in profil_of(data, "versi_anggaran").items() if versi is not None}


def _senders(tabel: Tabel | None) -> set[tuple[str, str]]:
    """Which OPD has a sheet from which workbook."""
    if tabel is None:
        return set()
    pairs = tabel.isi[["kode_opd", "asal"]].drop_duplicates()
    return {(opd, tabel.semua_asal[n].berkas) for opd, n in zip(pairs["kode_opd"], pairs["asal"], strict=True)}
