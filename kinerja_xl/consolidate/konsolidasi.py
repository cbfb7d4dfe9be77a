"""Agencies stacked into the regency: averages, absorption, efficiency, submissions. An absent OPD is never zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from kinerja_xl.check import count_by_severity
from kinerja_xl.compute import Hitungan
from kinerja_xl.compute.anggaran import indikator_of_programs as indikator_of_programs
from kinerja_xl.compute.cascading import compute_cascading
from kinerja_xl.compute.efisiensi import (
    hitung_efisiensi,
    kelas_serapan,
    kriteria_efisiensi,
    kuadran,
    persen,
    serapan_terhadap_rencana,
)
from kinerja_xl.compute.iku_daerah import compute_iku_daerah
from kinerja_xl.consolidate.kepatuhan import SELESAI, StatusKirim, build_kepatuhan
from kinerja_xl.deklarasi.catatan import Catatan, Tingkat
from kinerja_xl.tabel.data import Data

KOLOM_OPD = (
    "kode_opd",
    "nama_opd",
    "singkatan",
    "jumlah_indikator",
    "jumlah_terhitung",
    "rata_rata_capaian",
    "rata_rata_capaian_dibatasi",
    "kategori",
    "pagu_rp",
    "realisasi_rp",
    "serapan_persen",
    "ikm",
    "nilai_akip",
    "rencana_kas_rp",
    "rencana_banding_rp",
    "realisasi_banding_rp",
    "terhadap_rencana_persen",
    "kelas_serapan",
    "kuadran",
    "sumber_serapan",
    "status",
)
_BANDING: Final = ("rencana_banding_rp", "realisasi_banding_rp")
_TANPA_UANG: Final = {"pagu": None, "realisasi": None, "kas": None, "banding": (None, None), "sumber": ""}


@dataclass(frozen=True)
class Ringkasan:
    """Key figures of the regency; percentages as Decimals, money in sen, None where nothing is available.

    `n_*` count the OPD that entered a figure (`n_serapan` those with a pagu, `n_realisasi` those of them that have
    reported a realisation), `n_opd` the register.
    """

    n_opd: int
    n_menyerahkan: int
    n_lengkap: int
    n_capaian: int
    n_serapan: int
    n_realisasi: int
    rata_rata_capaian: Decimal | None
    rata_rata_capaian_dibatasi: Decimal | None
    rata_rata_capaian_tertimbang: Decimal | None
    kategori: str
    pagu_rp: int | None
    realisasi_rp: int | None
    serapan_persen: Decimal | None
    catatan: Mapping[Tingkat, int]


@dataclass(frozen=True)
class Konsolidasi:
    """The regency's tables, and the data that they are made of without the texts of its cells.

    capaian, triwulan, renstra, serapan, belanja: as computed (see compute); capaian also has `dihitung`
    (enters the OPD's mean), capaian_nol (negative as 0) and capaian_dibatasi.
    opd: one row per OPD of the register (figures None where absent), with kelas_serapan, terhadap_rencana_persen,
    rencana_kas_rp, the pair rencana_banding_rp, realisasi_banding_rp (of the rows that have both, as in serapan),
    sumber_serapan ("Anggaran" or "Belanja"), status.
    efisiensi: a row per OPD (tingkat "OPD") followed by its programs, with kuadran, pagu_capaian, realisasi_terhitung.
    kepatuhan: one row per OPD of the register, then one per set-aside unknown OPD.
    skm: a row per OPD and service, skm_opd per OPD; akip: a row per OPD and component, akip_opd per OPD (see compute).
    evaluasi: the rows of Formulir E.81 of every OPD (see compute.evaluasi).
    cascading: the outline of compute_cascading. iku_daerah: the rows of compute_iku_daerah.
    """

    data: Data
    catatan: tuple[Catatan, ...]
    capaian: pd.DataFrame
    triwulan: pd.DataFrame
    renstra: pd.DataFrame
    serapan: pd.DataFrame
    belanja: pd.DataFrame
    opd: pd.DataFrame
    efisiensi: pd.DataFrame
    kepatuhan: pd.DataFrame
    ringkasan: Ringkasan
    skm: pd.DataFrame = field(default_factory=pd.DataFrame)
    skm_opd: pd.DataFrame = field(default_factory=pd.DataFrame)
    akip: pd.DataFrame = field(default_factory=pd.DataFrame)
    akip_opd: pd.DataFrame = field(default_factory=pd.DataFrame)
    evaluasi: pd.DataFrame = field(default_factory=pd.DataFrame)
    cascading: pd.DataFrame = field(default_factory=pd.DataFrame)
    iku_daerah: pd.DataFrame = field(default_factory=pd.DataFrame)


def mean(values: Iterable[Decimal]) -> Decimal | None:
    """Plain mean, None of nothing."""
    items = list(values)
    return sum(items, Decimal(0)) / len(items) if items else None


def consolidate(data: Data, hitungan: Hitungan, catatan: tuple[Catatan, ...]) -> Konsolidasi:
    """Return the regency's tables from computed figures and the Catatan of a run."""
    capaian = _with_averaging(data, hitungan.indikator.capaian)
    kepatuhan = build_kepatuhan(data, catatan)
    status = dict(zip(kepatuhan["kode_opd"], kepatuhan["status"], strict=True))
    serapan, belanja = hitungan.anggaran.serapan, hitungan.anggaran.belanja
    money, counted = _money_of_opd(serapan, belanja), _counted_of_opd(capaian)
    efisiensi = _efisiensi(data, capaian, serapan, money, counted)
    opd = _with_skm_akip(_opd(data, money, counted, status), hitungan)
    daerah = compute_iku_daerah(data, capaian)
    return Konsolidasi(
        replace(data, tabel={nama: tabel.without_texts() for nama, tabel in data.tabel.items()}),
        catatan,
        capaian,
        hitungan.indikator.triwulan,
        hitungan.indikator.renstra,
        serapan,
        belanja,
        opd,
        efisiensi,
        kepatuhan,
        _ringkasan(data, opd, kepatuhan, catatan),
        skm=hitungan.skm.layanan,
        skm_opd=hitungan.skm.opd,
        akip=hitungan.akip.komponen,
        akip_opd=hitungan.akip.opd,
        evaluasi=hitungan.evaluasi,
        cascading=compute_cascading(data, capaian, serapan, daerah),
        iku_daerah=daerah,
    )


def _with_averaging(data: Data, capaian: pd.DataFrame) -> pd.DataFrame:
    """Add which indicators enter the OPD's mean and with what value."""
    batas = data.referensi.kebijakan.angka("batas_capaian")
    with_iku = set(capaian.loc[capaian["jenis"] == "IKU", "kode_opd"])
    counts = [
        (jenis == "IKU" or opd not in with_iku)
        for opd, jenis in zip(capaian["kode_opd"], capaian["jenis"], strict=True)
    ]
    floor = [None if p is None else max(Decimal(0), p) for p in capaian["capaian_persen"]]
    return capaian.assign(
        masuk=counts,
        dihitung=[c and p is not None for c, p in zip(counts, floor, strict=True)],
        capaian_nol=pd.Series(floor, index=capaian.index, dtype=object),
        capaian_dibatasi=pd.Series(
            [None if p is None else min(batas, p) for p in floor], index=capaian.index, dtype=object
        ),
    )


def _money_of_opd(serapan: pd.DataFrame, belanja: pd.DataFrame) -> dict[str, Mapping[str, Any]]:
    """Pagu, realisation and cash plan per OPD: from the leaves of Anggaran, else from the expenditure accounts.

    `banding`: cash plan and realisation of the leaves that have both.
    """
    money: dict[str, Mapping[str, Any]] = {}
    if len(belanja):
        spent = belanja[belanja["rinci"] & belanja["kode_rekening"].str.startswith("5")]
        for opd, (pagu, realisasi) in _sums(spent, "anggaran_rp", "realisasi_rp"):
            if pagu is not None:
                money[opd] = _TANPA_UANG | {"pagu": pagu, "realisasi": realisasi, "sumber": "Belanja"}
    if len(serapan):
        columns = ("pagu_rp", "realisasi_rp", "rencana_kas_rp", *_BANDING)
        for opd, (pagu, realisasi, kas, *banding) in _sums(serapan[serapan["rinci"]], *columns):
            if pagu is not None:
                uang = {"pagu": pagu, "realisasi": realisasi, "kas": kas, "banding": tuple(banding)}
                money[opd] = uang | {"sumber": "Anggaran"}
    return money


def _sums(rows: pd.DataFrame, *columns: str) -> Iterable[tuple[str, tuple[int | None, ...]]]:
    """Sums of money per OPD, None of nothing."""
    sums = rows.groupby("kode_opd")[list(columns)].sum(min_count=1)
    cells = zip(*(sums[c].tolist() for c in columns), strict=True)
    return [
        (opd, tuple(None if v is pd.NA else v for v in values)) for opd, values in zip(sums.index, cells, strict=True)
    ]


@dataclass(slots=True)
class _Terhitung:
    """The indicators of one OPD: how many enter its mean, and the values of those that could be computed."""

    masuk: int = 0
    nol: list[Decimal] = field(default_factory=list)
    dibatasi: list[Decimal] = field(default_factory=list)


def _counted_of_opd(capaian: pd.DataFrame) -> dict[str, _Terhitung]:
    counted: dict[str, _Terhitung] = defaultdict(_Terhitung)
    columns = ("kode_opd", "masuk", "dihitung", "capaian_nol", "capaian_dibatasi")
    for opd, masuk, dihitung, nol, dibatasi in zip(*(capaian[c].tolist() for c in columns), strict=True):
        own = counted[opd]
        own.masuk += masuk
        if dihitung:
            own.nol.append(nol)
            own.dibatasi.append(dibatasi)
    return dict(counted)


def _opd(
    data: Data,
    money: Mapping[str, Mapping[str, Any]],
    counted: Mapping[str, _Terhitung],
    status: Mapping[str, str],
) -> pd.DataFrame:
    kebijakan = data.referensi.kebijakan
    records = []
    for opd in data.opd:
        own = counted.get(opd.kode)
        rata = None if own is None else mean(own.nol)
        uang = money.get(opd.kode, _TANPA_UANG)
        rencana = serapan_terhadap_rencana(uang["realisasi"], uang["pagu"], uang["banding"], data.triwulan)
        records.append(
            {
                "kode_opd": opd.kode,
                "nama_opd": opd.nama,
                "singkatan": opd.label,
                "jumlah_indikator": None if own is None else own.masuk,
                "jumlah_terhitung": None if own is None else len(own.nol),
                "rata_rata_capaian": rata,
                "rata_rata_capaian_dibatasi": None if own is None else mean(own.dibatasi),
                "kategori": data.referensi.kategori(rata),
                "pagu_rp": uang["pagu"],
                "realisasi_rp": uang["realisasi"],
                "serapan_persen": persen(uang["realisasi"], uang["pagu"]),
                "ikm": None,
                "nilai_akip": None,
                "rencana_kas_rp": uang["kas"],
                **dict(zip(_BANDING, uang["banding"], strict=True)),
                "terhadap_rencana_persen": rencana,
                "kelas_serapan": kelas_serapan(rencana, kebijakan),
                "kuadran": kuadran(rata, rencana, kebijakan),
                "sumber_serapan": uang["sumber"],
                "status": status.get(opd.kode, StatusKirim.BELUM),
            }
        )
    return pd.DataFrame(records, columns=list(KOLOM_OPD), dtype=object)


def _with_skm_akip(opd: pd.DataFrame, hitungan: Hitungan) -> pd.DataFrame:
    """The OPD with the mean index over their services and the AKIP total of their components."""
    filled = opd.copy()
    for kolom, frame, source in (("ikm", hitungan.skm.opd, "ikm"), ("nilai_akip", hitungan.akip.opd, "nilai")):
        known = dict(zip(frame["kode_opd"], frame[source], strict=True))
        filled[kolom] = pd.Series([known.get(kode) for kode in opd["kode_opd"]], index=opd.index, dtype=object)
    return filled


def _capaian_of_programs(data: Data, capaian: pd.DataFrame) -> dict[tuple[str, str], Decimal | None]:
    """Mean capaian per (OPD, program) over its indicators that could be computed."""
    value = {
        (o, k): p
        for o, k, p in zip(capaian["kode_opd"], capaian["kode_indikator"], capaian["capaian_nol"], strict=True)
        if p is not None
    }
    return {
        (opd, program): mean(value[opd, satu] for satu in codes if (opd, satu) in value)
        for (opd, program), codes in indikator_of_programs(data).items()
    }


def _efisiensi(
    data: Data,
    capaian: pd.DataFrame,
    serapan: pd.DataFrame,
    money: Mapping[str, Mapping[str, Any]],
    counted: Mapping[str, _Terhitung],
) -> pd.DataFrame:
    """Efficiency of every OPD and, below it, of its programs."""
    per_program = _capaian_of_programs(data, capaian)
    programs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    if len(serapan):
        columns = ["kode_opd", "kode", "uraian", "pagu_rp", "realisasi_rp", *_BANDING]
        for row in serapan.loc[serapan["tingkat"] == "Program", columns].itertuples(index=False):
            opd, kode, uraian, *uang = row
            pagu, realisasi, *banding = (None if pd.isna(v) else int(v) for v in uang)
            if pagu is not None:
                value = per_program.get((opd, kode))
                programs[opd].append(
                    _efisiensi_row(data, opd, "Program", kode, uraian, value, pagu, realisasi, (banding[0], banding[1]))
                )
    records: list[dict[str, Any]] = []
    for opd in data.opd:
        uang = money.get(opd.kode)
        if uang is None:
            continue
        weighted = [p for p in programs[opd.kode] if p["pagu_capaian"] is not None and p["realisasi_rp"] is not None]
        sums = (
            (sum(p["pagu_capaian"] for p in weighted), sum(p["realisasi_rp"] for p in weighted))
            if weighted
            else (None, None)
        )
        records.append(
            _efisiensi_row(
                data,
                opd.kode,
                "OPD",
                opd.kode,
                opd.nama,
                mean(counted[opd.kode].nol) if opd.kode in counted else None,
                uang["pagu"],
                uang["realisasi"],
                uang["banding"],
                *sums,
            )
        )
        records.extend(programs[opd.kode])
    columns = list(records[0]) if records else ["kode_opd", "nama_opd", "tingkat", "kode"]
    return pd.DataFrame(records, columns=columns, dtype=object)


def _efisiensi_row(
    data: Data,
    kode_opd: str,
    tingkat: str,
    kode: str,
    uraian: str,
    capaian: Decimal | None,
    pagu: int,
    realisasi: int | None,
    banding: tuple[int | None, int | None],
    pagu_capaian: Decimal | None = None,
    realisasi_terhitung: int | None = None,
) -> dict[str, Any]:
    kebijakan = data.referensi.kebijakan
    hasil = hitung_efisiensi(capaian, pagu, realisasi, pagu_capaian, realisasi_terhitung)
    rencana = serapan_terhadap_rencana(realisasi, pagu, banding, data.triwulan)
    own = None if capaian is None else Decimal(pagu) * capaian / 100
    return {
        "kode_opd": kode_opd,
        "nama_opd": data.nama_opd(kode_opd),
        "tingkat": tingkat,
        "kode": kode,
        "uraian": uraian,
        "capaian_persen": capaian,
        "serapan_persen": hasil["serapan_persen"],
        "pagu_rp": pagu,
        "realisasi_rp": realisasi,
        "selisih_persen": hasil["selisih_persen"],
        "sisa_rp": None if hasil["sisa_rp"] is None else int(hasil["sisa_rp"]),
        "sisa_persen": hasil["sisa_persen"],
        "rasio_persen": hasil["rasio_persen"],
        "ne": hasil["ne"],
        "kriteria": kriteria_efisiensi(hasil, capaian, kebijakan.kata("metode_efisiensi")),
        "kuadran": kuadran(capaian, rencana, kebijakan),
        **dict(zip(_BANDING, banding, strict=True)),
        "pagu_capaian": pagu_capaian if pagu_capaian is not None else own,
        "realisasi_terhitung": realisasi_terhitung if realisasi_terhitung is not None else realisasi,
    }


def _ringkasan(data: Data, opd: pd.DataFrame, kepatuhan: pd.DataFrame, catatan: tuple[Catatan, ...]) -> Ringkasan:
    rows = list(opd.itertuples()) if len(opd) else []
    with_capaian = [r for r in rows if r.rata_rata_capaian is not None]
    with_money = [r for r in rows if r.pagu_rp is not None]
    weighted = [r for r in with_capaian if r.pagu_rp]
    rata = mean(r.rata_rata_capaian for r in with_capaian)
    pagu = sum(r.pagu_rp for r in with_money) if with_money else None
    realisasi = [r.realisasi_rp for r in with_money if r.realisasi_rp is not None]
    total = sum(realisasi) if realisasi else None
    listed = kepatuhan[kepatuhan["terdaftar"].astype(bool)] if len(kepatuhan) else kepatuhan
    return Ringkasan(
        n_opd=len(data.opd),
        n_menyerahkan=int((listed["status"] != StatusKirim.BELUM).sum()) if len(listed) else 0,
        n_lengkap=int(listed["status"].isin(SELESAI).sum()) if len(listed) else 0,
        n_capaian=len(with_capaian),
        n_serapan=len(with_money),
        n_realisasi=len(realisasi),
        rata_rata_capaian=rata,
        rata_rata_capaian_dibatasi=mean(r.rata_rata_capaian_dibatasi for r in with_capaian),
        rata_rata_capaian_tertimbang=(
            sum(r.rata_rata_capaian * r.pagu_rp for r in weighted) / sum(r.pagu_rp for r in weighted)
            if weighted
            else None
        ),
        kategori=data.referensi.kategori(rata),
        pagu_rp=pagu,
        realisasi_rp=total,
        serapan_persen=persen(total, pagu),
        catatan=count_by_severity(catatan),
    )
