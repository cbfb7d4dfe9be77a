"""ANG: reported absorption and remainder against the row's own typed figures (a parent's sums where it typed none)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.anggaran import PAGU_VERSI
from kinerja_xl.deklarasi.catatan import Tingkat, aturan
from kinerja_xl.nilai import Nilai, bulat, format_angka
from kinerja_xl.rules.banding import Vonis, explain, judge_persen, printed_decimals, shown
from kinerja_xl.rules.pohon import children_of, digit_slip, keruh_anggaran, nodes, reported_of, thousands
from kinerja_xl.rules.sandingan import facts
from kinerja_xl.tabel.data import Data, once

P, I = Tingkat.PERINGATAN, Tingkat.INFORMASI
_PERMENDAGRI_77: Final = "Permendagri 77/2020"


class Uang(NamedTuple):
    """Pagu and realisation by which a row's reported figures are judged."""

    indeks: int
    opd: str
    kode: str
    rinci: bool
    pagu: int
    realisasi: int


class Dinilai(NamedTuple):
    """One reported percentage with its verdict; `anak` the percentages that its children report."""

    uang: Uang
    dilaporkan: Nilai
    persen: Decimal
    vonis: Vonis
    anak: list[Nilai]


def _figures(data: Data) -> list[Uang]:
    frame = nodes(data)
    keruh = keruh_anggaran(data)
    out = []
    cells = zip(frame.index, frame["kode_opd"], frame["kode"], frame["rinci"], frame["pagu_dilaporkan_rp"],
                frame["realisasi_dilaporkan_rp"], frame["pagu_rp"], frame["realisasi_rp"], strict=True)  # fmt: skip
    spoilt = {(o, k) for o, _, k in keruh.kode}
    for index, opd, kode, rinci, pagu, realisasi, sum_pagu, sum_realisasi in cells:
        if index in thousands(data):
            continue
        if not rinci and (pagu is pd.NA or realisasi is pd.NA) and (opd, kode) in spoilt:
            continue
        p = sum_pagu if pagu is pd.NA else pagu
        r = sum_realisasi if realisasi is pd.NA else realisasi
        if p is not pd.NA and r is not pd.NA:
            out.append(Uang(int(index), opd, kode, bool(rinci), int(p), int(r)))
    return out


def mean_of(bagian: list[Nilai]) -> Decimal:
    """The plain mean of reported percentages."""
    return sum((n.angka for n in bagian if n.angka is not None), Decimal(0)) / len(bagian)


def added_up(dilaporkan: Nilai, anak: list[Nilai]) -> bool:
    """Whether a reported percentage is the sum of those that two or more children report."""
    if len(anak) < 2 or dilaporkan.angka is None:
        return False
    total = sum((n.angka for n in anak if n.angka is not None), Decimal(0))
    return bulat(total, printed_decimals(dilaporkan)) == bulat(dilaporkan.angka, printed_decimals(dilaporkan))


def averaged(dilaporkan: Nilai, anak: list[Nilai]) -> bool:
    """Whether a reported percentage is the plain mean of those that two or more children report."""
    return len(anak) >= 2 and judge_persen(dilaporkan, mean_of(anak)) is Vonis.BENAR


def _judged(data: Data) -> list[Dinilai]:
    reported = dict(zip(nodes(data).index, reported_of(data, "serapan_dilaporkan"), strict=True))
    children = children_of(nodes(data))
    out = []
    for uang in once(data, _figures):
        dilaporkan: Nilai = reported[uang.indeks]
        if dilaporkan.angka is None or not uang.pagu:
            continue
        persen = Decimal(uang.realisasi) * 100 / Decimal(uang.pagu)
        vonis = judge_persen(dilaporkan, persen)
        if vonis is Vonis.BENAR:
            continue
        anak = [] if uang.rinci else [n for c in children[uang.opd, uang.kode] if (n := reported[c]).angka is not None]
        out.append(Dinilai(uang, dilaporkan, persen, vonis, anak))
    return out


def _of(data: Data, vonis: Vonis) -> Iterator[tuple[Dinilai, dict[str, Any]]]:
    """Rows of one verdict that neither adding nor averaging explains, with the facts of every message."""
    for satu in once(data, _judged):
        if (
            satu.vonis is vonis
            and not added_up(satu.dilaporkan, satu.anak)
            and not averaged(satu.dilaporkan, satu.anak)
        ):
            yield satu, _facts(satu)


def _facts(satu: Dinilai) -> dict[str, Any]:
    return {
        "seharusnya": shown(satu.persen, satu.dilaporkan),
        "realisasi_rp": satu.uang.realisasi,
        "pagu_rp": satu.uang.pagu,
        "anak": " + ".join(format_angka(n.angka) for n in satu.anak[:6] if n.angka is not None)
        + (" + ..." if len(satu.anak) > 6 else ""),
    }


@aturan(
    "ANG-08", P, "anggaran", "serapan_dilaporkan", tahap=2, sumber=_PERMENDAGRI_77,
    pesan="Serapan dilaporkan {nilai} terpotong, tidak dibulatkan; hasil hitungannya {seharusnya} ({realisasi_rp} dari {pagu_rp}).",
    saran="Bulatkan, jangan memotong desimalnya.",
)  # fmt: skip
def serapan_terpotong(data: Data) -> pd.DataFrame:
    """Reported absorption cut off at its printed decimals."""
    return facts([(satu.uang.indeks, fakta) for satu, fakta in _of(data, Vonis.TERPOTONG)])


@aturan(
    "ANG-09", P, "anggaran", "serapan_dilaporkan", tahap=2, sumber=_PERMENDAGRI_77,
    pesan="Serapan dilaporkan {nilai}, sedangkan hasil hitungannya {seharusnya} ({realisasi_rp} dari {pagu_rp}). {penjelasan}",
    saran="Perbaiki persentasenya; bila dokumen yang benar, perbaiki pagu atau realisasinya.",
)  # fmt: skip
def serapan_dilaporkan_berbeda(data: Data) -> pd.DataFrame:
    """Reported absorption other than the computed one, with the slip that explains it where one does."""
    frame = nodes(data)
    return facts(
        [
            (
                satu.uang.indeks,
                {**fakta, "penjelasan": explain(satu.dilaporkan, satu.persen, _candidates(data, frame, satu.uang))},
            )
            for satu, fakta in _of(data, Vonis.BERBEDA)
        ]
    )


def _candidates(data: Data, frame: pd.DataFrame, uang: Uang) -> Iterator[tuple[str, Decimal | None]]:
    """Figures that officers put down instead of the absorption, the likeliest first, each with its sentence."""
    judul = data.tabel["anggaran"].lembar.column
    for kolom in (*PAGU_VERSI.values(), "pagu_renja_rp"):
        pagu = frame.at[uang.indeks, kolom]
        if pagu is not pd.NA and pagu and pagu != uang.pagu:
            yield (
                f"Angkanya cocok bila dihitung terhadap {judul(kolom).header}.",
                Decimal(uang.realisasi) * 100 / int(pagu),
            )
    if not uang.rinci:
        pagu, realisasi = frame.at[uang.indeks, "pagu_rp"], frame.at[uang.indeks, "realisasi_rp"]
        if pagu is not pd.NA and realisasi is not pd.NA and pagu:
            yield (
                "Angkanya cocok dengan jumlah rinciannya, bukan dengan angka di baris ini.",
                Decimal(int(realisasi)) * 100 / int(pagu),
            )
    yield "Angkanya adalah persentase sisa anggaran.", Decimal(uang.pagu - uang.realisasi) * 100 / uang.pagu
    if uang.realisasi:
        yield "Rasionya terbalik (pagu / realisasi).", Decimal(uang.pagu) * 100 / uang.realisasi
    for n in range(1, 5):
        realisasi = frame.at[uang.indeks, f"realisasi_tw{n}_rp"]
        if realisasi is not pd.NA and realisasi:
            yield (
                f"Angkanya hanya memuat realisasi {judul(f'realisasi_tw{n}_rp').header}.",
                Decimal(int(realisasi)) * 100 / uang.pagu,
            )


@aturan(
    "ANG-10", I, "anggaran", "serapan_dilaporkan", tahap=2, sumber=_PERMENDAGRI_77,
    pesan="Serapan dilaporkan {nilai} dibulatkan lebih dulu lalu diberi nol; dengan desimal sebanyak itu hasilnya {seharusnya}.",
    saran="Tulis desimal menurut hasil hitungan, atau tanpa nol tambahan.",
)  # fmt: skip
def serapan_nol_ditambahkan(data: Data) -> pd.DataFrame:
    """Reported absorption right at fewer decimals, padded with zeros."""
    return facts([(satu.uang.indeks, fakta) for satu, fakta in _of(data, Vonis.NOL_DITAMBAHKAN)])


@aturan(
    "ANG-11", P, "anggaran", "serapan_dilaporkan", tahap=2, sumber=_PERMENDAGRI_77,
    pesan="Serapan dilaporkan {nilai} adalah penjumlahan persentase rinciannya ({anak}); yang benar {seharusnya} ({realisasi_rp} dari {pagu_rp}).",
    saran="Persentase induk dihitung dari jumlah uangnya, bukan dengan menjumlahkan persentase.",
)  # fmt: skip
def persen_dijumlahkan(data: Data) -> pd.DataFrame:
    """A parent's reported percentage is the sum of its children's."""
    return facts(
        [(satu.uang.indeks, _facts(satu)) for satu in once(data, _judged) if added_up(satu.dilaporkan, satu.anak)]
    )


@aturan(
    "ANG-12", P, "anggaran", "serapan_dilaporkan", tahap=2, sumber=_PERMENDAGRI_77,
    pesan="Serapan dilaporkan {nilai} adalah rata-rata persentase rinciannya; yang benar {seharusnya} ({realisasi_rp} dari {pagu_rp}).",
    saran="Persentase induk dihitung dari jumlah uangnya, bukan dengan merata-ratakan persentase.",
)  # fmt: skip
def persen_dirata_ratakan(data: Data) -> pd.DataFrame:
    """A parent's reported percentage is the plain mean of its children's."""
    return facts(
        [
            (satu.uang.indeks, _facts(satu))
            for satu in once(data, _judged)
            if averaged(satu.dilaporkan, satu.anak) and not added_up(satu.dilaporkan, satu.anak)
        ]
    )


def same_rupiah(tertulis: int, seharusnya: int) -> bool:
    """Whether two amounts in sen agree, one in whole rupiah standing for any amount less than a rupiah away."""
    return tertulis == seharusnya or (tertulis % 100 == 0 and abs(tertulis - seharusnya) < 100)


@aturan(
    "ANG-13", P, "anggaran", "sisa_dilaporkan_rp", tahap=2, sumber=_PERMENDAGRI_77,
    pesan="Sisa dilaporkan {tertulis_rp}, sedangkan pagu {pagu_rp} dikurangi realisasi {realisasi_rp} adalah {sisa_rp}; selisih {selisih_rp}. {penjelasan}",
    saran="Perbaiki sisanya, atau pagu dan realisasinya.",
)  # fmt: skip
def sisa_dilaporkan_berbeda(data: Data) -> pd.DataFrame:
    """Reported remainder other than pagu minus realisation."""
    frame = nodes(data)
    reported = dict(zip(frame.index, reported_of(data, "sisa_dilaporkan_rp"), strict=True))
    children = children_of(frame)
    rows = []
    for uang in once(data, _figures):
        tertulis, sisa = reported[uang.indeks], uang.pagu - uang.realisasi
        if tertulis is pd.NA or same_rupiah(int(tertulis), sisa):
            continue
        fakta = {"tertulis_rp": tertulis, "pagu_rp": uang.pagu, "realisasi_rp": uang.realisasi, "sisa_rp": sisa}
        anak = [reported[c] for c in children.get((uang.opd, uang.kode), [])]
        penjelasan = _why(frame, uang, int(tertulis), anak)
        rows.append((uang.indeks, {**fakta, "selisih_rp": int(tertulis) - sisa, "penjelasan": penjelasan}))
    return facts(rows)


def _why(frame: pd.DataFrame, uang: Uang, tertulis: int, anak: list[Any]) -> str:
    """The sentence that explains a wrong remainder, '' when nothing does."""
    sisa = uang.pagu - uang.realisasi
    if tertulis == -sisa:
        return "Tandanya terbalik."
    for kolom in (*PAGU_VERSI.values(), "pagu_renja_rp"):
        pagu = frame.at[uang.indeks, kolom]
        if pagu is not pd.NA and pagu != uang.pagu and tertulis == pagu - uang.realisasi:
            return "Angkanya dihitung dari pagu versi lain."
    filled = [int(a) for a in anak if a is not pd.NA]
    if filled and tertulis == sum(filled):
        return "Angkanya adalah jumlah sisa yang dilaporkan rinciannya."
    return digit_slip(tertulis // 100, sisa // 100)
