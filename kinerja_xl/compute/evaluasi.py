"""The rows of Formulir E.81 (evaluasi hasil Renja), from which the regency's E.60 is regrouped.

K (performance) is never added up the tree; Rp always is, from the leaves. Money is sen as Int64; NA is "not available".
Source: Permendagri 86/2017, Formulir E.81 and E.60; spec 2.8.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.anggaran import (
    PAGU_VERSI,
    TW_RP,
    HasilAnggaran,
    in_quarter,
    indikator_of_programs,
    is_unusable,
    sum_over_leaves,
    ways_of_rows,
)
from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.compute.evaluasi_kinerja import Ingatan, Kinerja, kinerja_of_anggaran, kinerja_of_iku
from kinerja_xl.compute.indikator import Indikator, list_indikator
from kinerja_xl.compute.profil import profil_of
from kinerja_xl.nilai import Jenis, normalise_kata
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import frame_of, records

UANG_EVALUASI: Final = (
    "target_renstra_rp",
    "realisasi_lalu_rp",
    "pagu_rp",
    *TW_RP,
    "realisasi_rp",
    "realisasi_renstra_rp",
)
"""Columns 5 to 13 of the form (Rp) in order."""
RENSTRA_BANDING: Final = "renstra_banding_rp"
"""Column 13 (Rp) of the leaves that have column 5: what column 14 compares with it."""
UANG_DIJUMLAH: Final = (*UANG_EVALUASI, RENSTRA_BANDING)
"""The money that rows above the leaves add up."""
_UANG_SIMPUL: Final = (*UANG_EVALUASI[:-1], RENSTRA_BANDING)
EVALUASI_COLUMNS: Final = (
    *("kode_opd", "tingkat", "kode", "uraian", "sasaran", "kelompok", "pertama", "rinci"),
    *("kode_iku", "tanpa_program", "indikator", "satuan", "polaritas", "kinerja", "unit"),
    *UANG_DIJUMLAH,
    *("asal_pagu", "dari_triwulan_rp", "tingkat_rp_persen", "serapan_persen", "indeks", "iku"),
)
RENJA: Final = "Renja"
"""What `asal_pagu` says of a leaf without DPA, whose money of column 7 is its Pagu Renja."""
_KOSONG: Final[dict[str, Any]] = {
    **dict.fromkeys(("kode", "uraian", "kode_iku", "indikator", "satuan", "polaritas", "unit", "asal_pagu"), ""),
    "rinci": False,
    "tanpa_program": False,
    "kinerja": None,
    "dari_triwulan_rp": False,
    "indeks": -1,
    "iku": -1,
}
_DIMUAT: Final = ("Program", "Kegiatan", "Sub Kegiatan")


class Rata(NamedTuple):
    """Averages over the rows of one OPD: how many indicators, how many counted, mean capaian of column 14 and of 12/7.

    Both means are over indicators with the polarity and a negative capaian as 0; None where nothing could be computed.
    The Rp figures are sums over the leaves (sen), their ratios Σ/Σ and never means.
    """

    indikator: int
    n_renstra: int
    renstra_persen: Decimal | None
    n_tahun: int
    tahun_persen: Decimal | None
    uang: Mapping[str, int | None]

    @property
    def renstra_rp_persen(self) -> Decimal | None:
        """Column 14 of the money: 13/5 × 100 over the leaves that have column 5."""
        return persen(self.uang[RENSTRA_BANDING], self.uang["target_renstra_rp"])

    @property
    def tahun_rp_persen(self) -> Decimal | None:
        """Realisation of the year in percent of its pagu: 12/7 × 100."""
        return persen(self.uang["realisasi_rp"], self.uang["pagu_rp"])


@dataclass(frozen=True)
class _Kelompok:
    """Programs of one OPD that support the same sasaran (none: a sasaran without program), with its indicators.

    `tanpa_program` marks the indicators that no program names.
    """

    sasaran: tuple[str, ...]
    program: tuple[str, ...]
    indikator: tuple[Indikator, ...]
    tanpa_program: tuple[bool, ...]


def compute_evaluasi(data: Data, anggaran: HasilAnggaran) -> pd.DataFrame:
    """Return the rows of Formulir E.81 of all OPD that sent Anggaran, in the order of the form.

    Per OPD: its sasaran (one row per indicator of the IKU sheet; `tanpa_program`: no program names it in Kode IKU, so
    that no money belongs to it), below each its programs, kegiatan and sub kegiatan (one row per indicator; money only
    on the first row of a code). Programs that name no indicator stand last, without a sasaran. `sasaran` is that of the
    row's indicator, else of its group, several by line breaks, '' where it isn't filled in.
    `asal_pagu` says of a leaf which pagu column 7 holds: Murni, Pergeseran, Perubahan or RENJA.
    `tingkat` is Sasaran, Program, Kegiatan, Sub Kegiatan (or what else is a leaf);
    `kelompok` counts an OPD's sasaran (-1: none); `kinerja` holds the K columns (Kinerja), None on a row without
    indicator; `rinci` marks the leaves, which the sums of money run over. `indeks` is the row in Anggaran, `iku` in
    IKU, -1 for none. Quarters are those up to the period, in-quarter also where Profil says Kumulatif (the
    differences). Empty when nobody sent Anggaran.
    """
    serapan = anggaran.serapan
    if "anggaran" not in data.tabel or not len(serapan):
        return pd.DataFrame(columns=list(EVALUASI_COLUMNS))
    return frame_of(_rows(data, _nodes(data, serapan)), EVALUASI_COLUMNS, UANG_DIJUMLAH)


def _rows(data: Data, nodes: Mapping[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """The rows of the form, OPD by OPD."""
    names, typed = _typed_rows(data)
    ingatan = Ingatan()
    indikator: dict[str, list[Indikator]] = defaultdict(list)
    for satu in list_indikator(data):
        indikator[satu.iku["kode_opd"]].append(satu)
    named = indikator_of_programs(data)
    for opd, rows in nodes.items():
        programs = list(dict.fromkeys(_program(n["kode"]) for n in rows))
        for nomor, kelompok in enumerate(_groups(opd, programs, named, indikator[opd])):
            members = [n for n in rows if _program(n["kode"]) in kelompok.program]
            yield from _sasaran_rows(data, opd, nomor, kelompok, members, ingatan)
            for node in members:
                own = [dict(zip(names, row, strict=True)) for row in typed.get((opd, node["kode"]), ())]
                yield from _node_rows(data, nomor, kelompok, node, own, ingatan)


def _program(kode: str) -> str:
    return ".".join(kode.split(".")[:3])


def _nodes(data: Data, serapan: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """The nodes of every OPD's budget tree that the form shows, in tree order, with the money of columns 5 to 12."""
    n = data.triwulan
    asal = _pagu_names(data, serapan)
    # An own copy of pagu and realisation: absorption is measured against the DPA only.
    pagu = serapan["pagu_dilaporkan_rp"].where(asal != RENJA, serapan["pagu_renja_rp"])
    money = serapan[["kode_opd", "kode"]].assign(
        pagu_rp=pagu.astype("Int64"), realisasi_rp=serapan["realisasi_dilaporkan_rp"].where(pagu.notna())
    )
    money = sum_over_leaves(money, "kode", ("pagu_rp", "realisasi_rp"))
    serapan = serapan.assign(pagu_rp=money["jumlah_pagu_rp"], realisasi_rp=money["jumlah_realisasi_rp"], asal_pagu=asal)
    quarters = _quarters(data, serapan)
    frame = serapan.assign(**{name: quarters[f"jumlah_{name}"] for name in TW_RP})
    own = quarters[list(TW_RP[:n])].sum(axis=1, min_count=1)
    shown = frame["tingkat"].isin(_DIMUAT) | frame["rinci"].astype(bool)
    renstra = _renstra_money(serapan, pagu)
    frame = frame.assign(
        target_renstra_rp=renstra["jumlah_target_renstra_rp"],
        realisasi_lalu_rp=renstra["jumlah_realisasi_lalu_rp"],
        renstra_banding_rp=_compared_renstra(renstra, money["realisasi_rp"]),
        dari_triwulan_rp=(own == frame["realisasi_rp"]).fillna(False).astype(bool),
    )
    columns = ["kode_opd", "kode", "tingkat", "uraian", "rinci", "indeks", *_UANG_SIMPUL]
    columns += ["asal_pagu", "dari_triwulan_rp"]
    nodes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    frame = frame.loc[shown, columns]
    money_or_none = {name: frame[name].to_numpy(object, na_value=None) for name in _UANG_SIMPUL}
    for row in records(frame.assign(**money_or_none)):
        nodes[row["kode_opd"]].append(row)
    return nodes


def _pagu_names(data: Data, serapan: pd.DataFrame) -> pd.Series:
    """Which pagu every leaf has: that of the version in Profil, Murni where it is blank, RENJA where both are.

    '' on parents and where there is none; a pagu that can't be used isn't blank.
    """
    versi = serapan["kode_opd"].map(profil_of(data, "versi_anggaran"))
    versi = versi.where(versi.isin(list(PAGU_VERSI)), "Murni")
    names = pd.Series("", index=serapan.index, dtype=object)
    unusable = is_unusable(serapan, data.tabel["anggaran"].keadaan, ["pagu_murni_rp"])
    for nama, kolom in PAGU_VERSI.items():
        own = versi == nama
        names = names.mask(own, "Murni").mask(own & serapan[kolom].notna(), nama)
        unusable |= own & is_unusable(serapan, data.tabel["anggaran"].keadaan, [kolom])
    blank = serapan["pagu_dilaporkan_rp"].isna()
    names = names.mask(blank, "").mask(blank & ~unusable & serapan["pagu_renja_rp"].notna(), RENJA)
    return names.where(serapan["rinci"].astype(bool), "")


def _renstra_money(serapan: pd.DataFrame, pagu: pd.Series) -> pd.DataFrame:
    """Columns 5 and 6 with their sums, without the leaves whose realisation counts nowhere for want of a pagu."""
    out = serapan["rinci"].astype(bool) & pagu.isna() & serapan["realisasi_dilaporkan_rp"].notna()
    if not out.any():
        return serapan
    names = ["target_renstra_rp", "realisasi_lalu_rp"]
    return sum_over_leaves(serapan.assign(**{name: serapan[name].mask(out) for name in names}), "kode", names)


def _compared_renstra(renstra: pd.DataFrame, realisasi: pd.Series) -> pd.Series:
    """RENSTRA_BANDING of every node: column 6 and the year's realisation of the leaves that have column 5."""
    to_date = pd.concat([renstra["realisasi_lalu_rp"], realisasi], axis=1).sum(axis=1, min_count=1).astype("Int64")
    own = renstra[["kode_opd", "kode"]].assign(sd=to_date.where(renstra["target_renstra_rp"].notna()))
    return sum_over_leaves(own, "kode", ["sd"])["jumlah_sd"]


def _quarters(data: Data, serapan: pd.DataFrame) -> pd.DataFrame:
    """Money of each quarter up to the period with its sums over leaves, of the leaves whose realisation counts."""
    out = serapan[["kode_opd", "kode"]].assign(**in_quarter(data, serapan, serapan["realisasi_rp"].notna()))
    for name in TW_RP[data.triwulan :]:
        out[name] = pd.array([pd.NA] * len(out), dtype="Int64")
    return sum_over_leaves(out, "kode", TW_RP)


def _typed_rows(data: Data) -> tuple[list[str], dict[tuple[str, str], list[tuple[Any, ...]]]]:
    """Names of the cells of a row of Anggaran and, per (OPD, code) in sheet order, its rows; the last is their index.

    `akumulasi_berlaku` and `polaritas_berlaku` are the ways that count.
    As tuples, a fifth of the size of dicts.
    """
    tabel = data.tabel["anggaran"]
    isi = tabel.isi.assign(**ways_of_rows(tabel))
    wanted = [name for name in isi.columns if not name.endswith("_rp")]
    rows: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    cells = zip(*(isi[name].tolist() for name in wanted), isi.index.tolist(), strict=True)
    for key, row in zip(zip(isi["kode_opd"].tolist(), isi["kode"].tolist(), strict=True), cells, strict=True):
        rows[key].append(row)
    return [*wanted, "indeks"], rows


def _groups(
    opd: str, programs: Sequence[str], named: Mapping[tuple[str, str], tuple[str, ...]], indikator: list[Indikator]
) -> Iterator[_Kelompok]:
    """The programs and indicators by sasaran, in the order of the IKU sheet; programs of no sasaran last.

    A program of several sasaran stands once, under all of them together, so that its money counts once. Every indicator
    stands once: with the first group that names it; one that no program names with those of its sasaran, else in a
    group without programs. Texts of a sasaran that differ only in case and spaces are one.
    """
    place = {satu.iku["kode"]: n for n, satu in reversed(list(enumerate(indikator)))}
    sasaran_of = [normalise_kata(satu.iku["sasaran"]) for satu in indikator]
    names = {s: satu.iku["sasaran"].strip() for s, satu in reversed(list(zip(sasaran_of, indikator, strict=True)))}
    ranked = {s: n for n, s in enumerate(dict.fromkeys(sasaran_of))}
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    codes: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for program in programs:
        known = {place[k] for k in named.get((opd, program), ()) if k in place}
        supported = tuple(sorted({sasaran_of[n] for n in known}, key=ranked.__getitem__))
        groups[supported].append(program)
        codes[supported] |= known
    disebut = frozenset().union(*codes.values())
    for n in sorted(set(place.values()) - disebut):
        codes[_home(sasaran_of[n], codes)].add(n)
    seen: set[int] = set()
    for sasaran in sorted(codes, key=lambda s: (not s, min(codes[s], default=0))):
        fresh = sorted(codes[sasaran] - seen)
        seen.update(fresh)
        yield _Kelompok(
            tuple(names[s] for s in sasaran),
            tuple(groups.get(sasaran, ())),
            tuple(indikator[n] for n in fresh),
            tuple(n not in disebut for n in fresh),
        )


def _home(sasaran: str, codes: Mapping[tuple[str, ...], set[int]]) -> tuple[str, ...]:
    """The group in which an indicator that no program names stands: of its sasaran alone before one of several."""
    shared = [group for group in codes if sasaran in group and len(group) > 1]
    alone = (sasaran,)
    return min(shared, key=lambda s: min(codes[s])) if shared and alone not in codes else alone


def _row(opd: str, nomor: int, kelompok: _Kelompok, **lain: Any) -> dict[str, Any]:
    return {
        **_KOSONG,
        "kode_opd": opd,
        "sasaran": "\n".join(kelompok.sasaran),
        "kelompok": nomor if kelompok.sasaran else -1,
        **lain,
    }


def _sasaran_rows(
    data: Data, opd: str, nomor: int, kelompok: _Kelompok, members: Sequence[Mapping[str, Any]], ingatan: Ingatan
) -> Iterator[dict[str, Any]]:
    """One row per indicator of a sasaran; the first one carries the money of the programs below."""
    if not kelompok.sasaran:
        return
    leaves = [n for n in members if n["rinci"]]
    money = _money({name: _total(n[name] for n in leaves) for name in _UANG_SIMPUL})
    indikator: Sequence[Indikator | None] = kelompok.indikator or (None,)
    lepas = kelompok.tanpa_program or (False,)
    for n, satu in enumerate(indikator):
        own: dict[str, Any] = {"unit": data.nama_opd(opd), "tanpa_program": lepas[n]}
        if satu is not None:
            iku = satu.iku
            own |= {
                "kode_iku": iku["kode"],
                "indikator": iku["indikator"],
                "satuan": iku["satuan"],
                "polaritas": iku["polaritas"],
                "kinerja": kinerja_of_iku(data, satu, ingatan),
                "unit": iku["penanggung_jawab"] or data.nama_opd(opd),
                "iku": iku["indeks"],
                "sasaran": iku["sasaran"],
            }
        yield _row(
            opd, nomor, kelompok, tingkat="Sasaran", pertama=n == 0, uraian="\n".join(kelompok.sasaran), **own,
            **(money if n == 0 else {}),
        )  # fmt: skip


def _node_rows(
    data: Data,
    nomor: int,
    kelompok: _Kelompok,
    node: Mapping[str, Any],
    typed: Sequence[Mapping[str, Any]],
    ingatan: Ingatan,
) -> Iterator[dict[str, Any]]:
    """One row per indicator of a program, kegiatan or sub kegiatan; money on the first."""
    identity = {name: node[name] for name in ("tingkat", "kode", "uraian")}
    opd = node["kode_opd"]
    money = {**_money(node), "dari_triwulan_rp": node["dari_triwulan_rp"]}
    shown = 0
    for baris in typed or ({},):
        kinerja = kinerja_of_anggaran(data, baris, ingatan) if baris else None
        named = bool(baris) and (bool(baris["indikator"]) or (kinerja is not None and kinerja.ada))
        if shown and not named:
            continue
        own: dict[str, Any] = {"unit": data.nama_opd(opd)}
        if baris:
            own = {
                "indikator": baris["indikator"],
                "satuan": baris["satuan"] or (_unit(kinerja) if kinerja is not None else ""),
                "polaritas": baris["polaritas"],
                "kinerja": kinerja if named else None,
                "unit": baris["penanggung_jawab"] or data.nama_opd(opd),
                "indeks": baris["indeks"],
            }
        first = not shown
        shown += 1
        yield _row(
            opd, nomor, kelompok, **identity, pertama=first, **own,
            **({**money, "rinci": bool(node["rinci"]), "asal_pagu": node["asal_pagu"]} if first else {}),
        )  # fmt: skip


def _unit(kinerja: Kinerja) -> str:
    """The unit typed beside the figures, where the column Satuan is blank."""
    cells = (kinerja.target, kinerja.target_renstra, kinerja.realisasi, *kinerja.triwulan)
    return next((n.satuan for n in cells if n.satuan and n.jenis in (Jenis.ANGKA_SATUAN, Jenis.WAKTU)), "")


def _total(values: Iterable[int | None]) -> int | None:
    """Sum of what is reported, None of nothing."""
    known = [int(v) for v in values if v is not None]
    return sum(known) if known else None


def _money(node: Mapping[str, Any]) -> dict[str, Any]:
    """Columns 5 to 14 and 12/7 of the money of one row: 13 is what is reported of 6 and 12."""
    money: dict[str, Any] = {name: node[name] for name in _UANG_SIMPUL}
    total = _total((node["realisasi_lalu_rp"], node["realisasi_rp"]))
    return {
        **money,
        "realisasi_renstra_rp": total,
        "tingkat_rp_persen": persen(node[RENSTRA_BANDING], node["target_renstra_rp"]),
        "serapan_persen": persen(node["realisasi_rp"], node["pagu_rp"]),
    }


def rata_evaluasi(rows: pd.DataFrame) -> Rata:
    """Averages over the rows of one OPD (or over any of the rows that stand together)."""
    kinerja: list[Kinerja] = [k for k in rows["kinerja"] if k is not None]
    renstra = [max(Decimal(0), p) for k in kinerja if (p := k.renstra.persen) is not None]
    tahun = [max(Decimal(0), p) for k in kinerja if (p := k.tahun_ini.persen) is not None]
    uang = rows[list(UANG_DIJUMLAH)].to_numpy(object, na_value=None)[rows["rinci"].to_numpy(bool)]
    return Rata(
        len(kinerja),
        len(renstra),
        sum(renstra, Decimal(0)) / len(renstra) if renstra else None,
        len(tahun),
        sum(tahun, Decimal(0)) / len(tahun) if tahun else None,
        {name: _total(values) for name, values in zip(UANG_DIJUMLAH, uang.T, strict=True)},
    )
