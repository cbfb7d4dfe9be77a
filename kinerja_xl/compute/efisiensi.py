"""Efficiency of resource use, by all four methods side by side, and the quadrant. Source: spec 2.4 and 2.5.

Percent figures are Decimals, money is sen. Every formula is declared once; it is computed and written to Excel from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from kinerja_xl.compute.rumus import Expr, Var, jika
from kinerja_xl.nilai import bulat
from kinerja_xl.tabel.kebijakan import Kebijakan

CAPAIAN, SERAPAN, PAGU, REALISASI = Var("capaian"), Var("serapan"), Var("pagu"), Var("realisasi")
PAGU_CAPAIAN, REALISASI_TERHITUNG, E = Var("pagu_capaian"), Var("realisasi_terhitung"), Var("e")

SERAPAN_PERSEN: Final = REALISASI / PAGU * 100
SISA_RP: Final = PAGU - REALISASI
LEBIH_KURANG_RP: Final = REALISASI - Var("anggaran")
METODE_EFISIENSI: Final[Mapping[str, Expr]] = {
    "selisih_persen": CAPAIAN - SERAPAN,
    "sisa_rp": SISA_RP,
    "sisa_persen": (PAGU - REALISASI) / PAGU * 100,
    "rasio_persen": SERAPAN / CAPAIAN * 100,
    # PMK 22/PMK.02/2021: E limited to -20..20 before it is mapped to 0..100.
    "e": (PAGU_CAPAIAN - REALISASI_TERHITUNG) / PAGU_CAPAIAN * 100,
    "ne": jika(E, ">", 20, 100, jika(E, "<", -20, 0, E / 20 * 50 + 50)),
}
KUADRAN: Final = {
    (True, True): "Berhasil (capaian tercapai, serapan tinggi)",
    (True, False): "Hemat (capaian tercapai, serapan rendah)",
    (False, True): "Perlu ditelaah (capaian kurang, serapan tinggi)",
    (False, False): "Tertinggal (capaian kurang, serapan rendah)",
}


def persen(bagian: int | None, utuh: int | None) -> Decimal | None:
    """`bagian` / `utuh` in percent; None where either is missing or `utuh` is 0.

    >>> persen(55_638_722_423, 62_664_362_476).quantize(Decimal("0.01"))
    Decimal('88.79')
    """
    if bagian is None or utuh is None or utuh == 0:
        return None
    return SERAPAN_PERSEN.evaluate({"realisasi": Decimal(bagian), "pagu": Decimal(utuh)})


def nilai_efisiensi(pagu_capaian: Decimal, realisasi: Decimal) -> Decimal:
    """NE (0-100) for Σ pagu × capaian (capaian as a ratio) and Σ realisasi, both in the same money unit.

    Source: PMK 22/PMK.02/2021.

    >>> [float(nilai_efisiensi(Decimal(100), Decimal(r))) for r in (120, 105, 100, 95, 80)]
    [0.0, 37.5, 50.0, 62.5, 100.0]
    """
    e = METODE_EFISIENSI["e"].evaluate({"pagu_capaian": pagu_capaian, "realisasi_terhitung": realisasi})
    return METODE_EFISIENSI["ne"].evaluate({"e": e})


def hitung_efisiensi(
    capaian: Decimal | None,
    pagu: int | None,
    realisasi: int | None,
    pagu_capaian: Decimal | None = None,
    realisasi_terhitung: int | None = None,
) -> dict[str, Decimal | None]:
    """All methods for one OPD or program. Missing capaian or money leaves what needs it None.

    `pagu_capaian` (sen) and `realisasi_terhitung` are the sums over its programs for NE; by default its own figures.
    """
    serapan = persen(realisasi, pagu)
    hasil: dict[str, Decimal | None] = dict.fromkeys(METODE_EFISIENSI, None) | {"serapan_persen": serapan}
    if pagu is None or realisasi is None:
        return hasil
    operan = {"capaian": capaian, "serapan": serapan, "pagu": Decimal(pagu), "realisasi": Decimal(realisasi)}
    hasil["sisa_rp"] = METODE_EFISIENSI["sisa_rp"].evaluate(operan)
    if pagu == 0:
        return hasil
    hasil["sisa_persen"] = METODE_EFISIENSI["sisa_persen"].evaluate(operan)
    if capaian is None:
        return hasil
    hasil["selisih_persen"] = METODE_EFISIENSI["selisih_persen"].evaluate(operan)
    if capaian > 0:
        hasil["rasio_persen"] = METODE_EFISIENSI["rasio_persen"].evaluate(operan)
    weighted = pagu_capaian if pagu_capaian is not None else Decimal(pagu) * capaian / 100
    counted = realisasi_terhitung if realisasi_terhitung is not None else realisasi
    if weighted > 0:
        hasil["e"] = METODE_EFISIENSI["e"].evaluate({"pagu_capaian": weighted, "realisasi_terhitung": Decimal(counted)})
        hasil["ne"] = METODE_EFISIENSI["ne"].evaluate({"e": hasil["e"]})
    return hasil


def kriteria_efisiensi(hasil: Mapping[str, Decimal | None], capaian: Decimal | None, metode: str) -> str:
    """The verdict by the official method (setting metode_efisiensi), '' where it can't be given."""
    if metode == "sisa":
        sisa = hasil["sisa_rp"]
        if sisa is None or capaian is None:
            return ""
        return "Efisiensi" if bulat(capaian) >= 100 and sisa > 0 else "Sisa anggaran"
    if metode == "rasio":
        rasio = hasil["rasio_persen"]
        if rasio is None:
            return ""
        for limit, word in ((60, "Sangat efisien"), (90, "Efisien"), (100, "Cukup efisien")):
            if bulat(rasio) <= limit:
                return word
        return "Tidak efisien"
    value = hasil["ne"] if metode == "ne" else hasil["selisih_persen"]
    if value is None:
        return ""
    difference = bulat(value) - (50 if metode == "ne" else 0)
    return "Efisien" if difference > 0 else "Seimbang" if difference == 0 else "Tidak efisien"


def serapan_terhadap_rencana(
    realisasi: int | None, pagu: int | None, banding: tuple[int | None, int | None], triwulan: int
) -> Decimal | None:
    """Realisation in percent of the cash plan up to the quarter, or of the elapsed share of the pagu without a plan.

    `banding` are plan and realisation of the rows that have a plan: the rest isn't compared with a plan of others.
    None where nothing was planned yet (a plan of 0), and where nothing is reported.
    """
    if banding[0] is not None:
        return persen(banding[1], banding[0])
    whole = persen(realisasi, pagu)
    return None if whole is None else whole * 4 / triwulan


def kelas_serapan(terhadap_rencana: Decimal | None, kebijakan: Kebijakan) -> str:
    """Rendah, Sedang or Tinggi by the settings batas_serapan_*; '' for None."""
    if terhadap_rencana is None:
        return ""
    nilai = bulat(terhadap_rencana)
    if nilai < kebijakan.angka("batas_serapan_rendah"):
        return "Rendah"
    return "Sedang" if nilai < kebijakan.angka("batas_serapan_tinggi") else "Tinggi"


def kuadran(capaian: Decimal | None, terhadap_rencana: Decimal | None, kebijakan: Kebijakan) -> str:
    """The named quadrant of capaian (limit 100) against serapan (limit batas_serapan_tinggi); '' without both."""
    if capaian is None or terhadap_rencana is None:
        return ""
    return KUADRAN[bulat(capaian) >= 100, bulat(terhadap_rencana) >= kebijakan.angka("batas_serapan_tinggi")]
