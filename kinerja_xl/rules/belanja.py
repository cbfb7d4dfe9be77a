"""BLJ: the accounts of the LRA."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.anggaran import valid_rekening
from kinerja_xl.deklarasi.catatan import Akibat, Tingkat, aturan
from kinerja_xl.nilai import Nilai, format_angka
from kinerja_xl.rules.banding import Vonis, explain, judge_persen, shown
from kinerja_xl.rules.pohon import Keruh, children_of, digit_slip, tainted_cells
from kinerja_xl.rules.sandingan import facts
from kinerja_xl.rules.serapan_dilaporkan import added_up, averaged, same_rupiah
from kinerja_xl.tabel.data import Data, once
from kinerja_xl.tabel.tabel import Keadaan

K, P, I = Tingkat.KESALAHAN, Tingkat.PERINGATAN, Tingkat.INFORMASI
_UANG: Final = ("anggaran_rp", "realisasi_rp")
_PP_71: Final = "PP 71/2010 (Laporan Realisasi Anggaran)"
_PP_12: Final = "PP 12/2019 tentang Pengelolaan Keuangan Daerah"


def belanja_typed(data: Data) -> pd.DataFrame:
    """The belanja frame (one row per account, in code order) with its row number of the sheet.

    Its realisasi is that of all leaves: an account without a usable anggaran is in no total that we give, but the typed
    totals above it hold its realisasi.
    """
    return once(data, _with_all_realisasi)


def _with_all_realisasi(data: Data) -> pd.DataFrame:
    frame = data.hasil.anggaran.belanja
    return frame.assign(realisasi_rp=frame["jumlah_realisasi_rp"]) if len(frame) else frame


def _keruh(data: Data) -> Keruh:
    return once(data, _build_keruh)


def _build_keruh(data: Data) -> Keruh:
    """A malformed code with digits may stand for any account; a word (Jumlah) is in no sum."""
    tabel = data.tabel["belanja"]
    keruh = tainted_cells(tabel, "kode_rekening", _UANG)
    lost = tabel.isi[_malformed(data) & tabel.isi["kode_rekening"].str.contains("[0-9]")]
    for kolom in _UANG:
        filled = tabel.keadaan.loc[lost.index, kolom] != Keadaan.KOSONG
        keruh.opd.update((opd, kolom) for opd in lost.loc[filled, "kode_opd"])
    return keruh


def _malformed(data: Data) -> pd.Series:
    """Mask over Belanja: codes that are none of an account (a blank one is another matter)."""
    isi = data.isi("belanja")
    return pd.Series([bool(k) and not valid_rekening(k) for k in isi["kode_rekening"]], index=isi.index, dtype=bool)


def is_keruh_belanja(data: Data, opd: str, kolom: str) -> bool:
    """Whether some figure in a money column of the OPD's Belanja can't be used."""
    keruh = _keruh(data)
    return any(o == opd and c == kolom for o, c, _ in keruh.kode) or (opd, kolom) in keruh.opd


class Akun(NamedTuple):
    """One account: the figures by which its reported ones are judged (typed, else summed), and its children."""

    indeks: int
    opd: str
    kode: str
    anggaran: int
    realisasi: int
    anak: list[int]


def _accounts(data: Data) -> list[Akun]:
    frame = belanja_typed(data).set_index("indeks")
    children = children_of(frame)
    out = []
    cells = zip(frame.index, frame["kode_opd"], frame["kode_rekening"], frame["anggaran_dilaporkan_rp"],
                frame["realisasi_dilaporkan_rp"], frame["anggaran_rp"], frame["realisasi_rp"], strict=True)  # fmt: skip
    keruh = _keruh(data)
    for index, opd, kode, typed_a, typed_r, sum_a, sum_r in cells:
        if (typed_a is pd.NA or typed_r is pd.NA) and any(keruh.has(opd, kolom, kode) for kolom in _UANG):
            continue
        a, r = (sum_a if typed_a is pd.NA else typed_a), (sum_r if typed_r is pd.NA else typed_r)
        if a is not pd.NA and r is not pd.NA:
            out.append(Akun(int(index), opd, kode, int(a), int(r), children.get((opd, kode), [])))
    return out


@aturan(
    "BLJ-01", P, "belanja", "anggaran_rp", tahap=2, sumber=_PP_71, akibat=Akibat.DIBANDINGKAN,
    pesan="{kolom} tertulis {tertulis_rp}, sedangkan jumlah rinciannya {jumlah_rp}; selisih {selisih_rp}. {penjelasan}",
    saran="Periksa jumlah ini dan rinciannya; yang dihitung jumlah rinciannya.",
)  # fmt: skip
def rekening_beda_jumlah(data: Data) -> pd.DataFrame:
    """A typed total of an account that isn't the sum of the leaves below it."""
    frame = belanja_typed(data).set_index("indeks")
    children = children_of(frame)
    rows = []
    for kolom in _UANG:
        typed = frame[kolom.replace("_rp", "_dilaporkan_rp")]
        hits = frame[(~frame["rinci"].astype(bool) & (typed != frame[kolom])).fillna(False).astype(bool)]
        for index, opd, kode, total in zip(
            hits.index, hits["kode_opd"], hits["kode_rekening"], hits[kolom], strict=True
        ):
            if _keruh(data).has(opd, kolom, kode):
                continue
            tertulis, jumlah = int(typed.at[index]), int(total)
            below = [(typed.at[c], frame.at[c, kolom]) for c in children[opd, kode]]
            given = [int(t) for t, _ in below if t is not pd.NA]
            if given and tertulis == sum(given) and sum(given) != jumlah:
                penjelasan = "Angkanya cocok dengan jumlah yang diketik di baris langsung di bawahnya; selisih berasal dari sana."
            else:
                penjelasan = digit_slip(tertulis // 100, jumlah // 100)
            fakta = {"kolom": kolom, "tertulis_rp": tertulis, "jumlah_rp": jumlah, "selisih_rp": tertulis - jumlah}
            rows.append((int(index), {**fakta, "penjelasan": penjelasan}))
    return facts(rows)


@aturan(
    "BLJ-02", P, "belanja", "realisasi_rp", tahap=2, sumber=_PP_12,
    pesan="Realisasi belanja {realisasi_rp} melebihi anggaran {anggaran_rp}, lebih {lebih_rp}.",
    saran="Periksa realisasi dan anggarannya, juga apakah belanjanya salah rekening.",
)  # fmt: skip
def belanja_melebihi_anggaran(data: Data) -> pd.DataFrame:
    """A leaf account of belanja (5) that spent more than its budget, where that isn't negative itself (BLJ-08)."""
    frame = belanja_typed(data)
    over = (frame["realisasi_rp"] > frame["anggaran_rp"]) & (frame["anggaran_rp"] >= 0)
    hits = frame[(over & frame["rinci"] & frame["kode_rekening"].str.startswith("5")).fillna(False).astype(bool)]
    return facts(
        [
            (int(i), {"realisasi_rp": r, "anggaran_rp": a, "lebih_rp": r - a})
            for i, r, a in zip(hits["indeks"], hits["realisasi_rp"], hits["anggaran_rp"], strict=True)
        ]
    )


class Dinilai(NamedTuple):
    """One reported percentage with its verdict; `anak` the percentages that the accounts below report."""

    akun: Akun
    dilaporkan: Nilai
    persen: Decimal
    vonis: Vonis
    anak: list[Nilai]


def _judged(data: Data) -> list[Dinilai]:
    reported = data.isi("belanja")["persentase_dilaporkan"].to_dict()
    out = []
    for akun in once(data, _accounts):
        dilaporkan: Nilai = reported[akun.indeks]
        if dilaporkan.angka is None or not akun.anggaran:
            continue
        persen = Decimal(akun.realisasi) * 100 / Decimal(akun.anggaran)
        anak = [n for c in akun.anak if (n := reported[c]).angka is not None]
        out.append(Dinilai(akun, dilaporkan, persen, judge_persen(dilaporkan, persen), anak))
    return out


def _of(data: Data, vonis: Vonis) -> Iterator[tuple[Dinilai, dict[str, Any]]]:
    for satu in once(data, _judged):
        if satu.vonis is vonis and not added_up(satu.dilaporkan, satu.anak):
            yield satu, _facts(satu)


def _facts(satu: Dinilai) -> dict[str, Any]:
    return {
        "seharusnya": shown(satu.persen, satu.dilaporkan),
        "realisasi_rp": satu.akun.realisasi,
        "anggaran_rp": satu.akun.anggaran,
        "anak": " + ".join(format_angka(n.angka) for n in satu.anak[:6] if n.angka is not None),
    }


@aturan(
    "BLJ-03", P, "belanja", "persentase_dilaporkan", tahap=2, sumber=_PP_71,
    pesan="Persentase dilaporkan {nilai} terpotong, tidak dibulatkan; hasil hitungannya {seharusnya} ({realisasi_rp} dari {anggaran_rp}).",
    saran="Bulatkan, jangan memotong desimalnya.",
)  # fmt: skip
def persentase_terpotong(data: Data) -> pd.DataFrame:
    """Reported percentage cut off at its printed decimals."""
    return facts([(satu.akun.indeks, fakta) for satu, fakta in _of(data, Vonis.TERPOTONG)])


@aturan(
    "BLJ-04", P, "belanja", "persentase_dilaporkan", tahap=2, sumber=_PP_71,
    pesan="Persentase dilaporkan {nilai}, sedangkan hasil hitungannya {seharusnya} ({realisasi_rp} dari {anggaran_rp}). {penjelasan}",
    saran="Perbaiki persentasenya; bila dokumen yang benar, perbaiki anggaran atau realisasinya.",
)  # fmt: skip
def persentase_berbeda(data: Data) -> pd.DataFrame:
    """Reported percentage other than the computed one, with the slip that explains it where one does."""
    rows = []
    for satu, fakta in _of(data, Vonis.BERBEDA):
        if averaged(satu.dilaporkan, satu.anak):
            penjelasan = "Angkanya adalah rata-rata persentase rekening di bawahnya."
        else:
            penjelasan = explain(satu.dilaporkan, satu.persen, _candidates(satu.akun))
        rows.append((satu.akun.indeks, {**fakta, "penjelasan": penjelasan}))
    return facts(rows)


def _candidates(akun: Akun) -> Iterator[tuple[str, Decimal | None]]:
    yield (
        "Angkanya adalah persentase yang belum terealisasi.",
        Decimal(akun.anggaran - akun.realisasi) * 100 / akun.anggaran,
    )
    if akun.realisasi:
        yield "Rasionya terbalik (anggaran / realisasi).", Decimal(akun.anggaran) * 100 / akun.realisasi


@aturan(
    "BLJ-05", I, "belanja", "persentase_dilaporkan", tahap=2, sumber=_PP_71,
    pesan="Persentase dilaporkan {nilai} dibulatkan lebih dulu lalu diberi nol; dengan desimal sebanyak itu hasilnya {seharusnya}.",
    saran="Tulis desimal menurut hasil hitungan, atau tanpa nol tambahan.",
)  # fmt: skip
def persentase_nol_ditambahkan(data: Data) -> pd.DataFrame:
    """Reported percentage right at fewer decimals, padded with zeros."""
    return facts([(satu.akun.indeks, fakta) for satu, fakta in _of(data, Vonis.NOL_DITAMBAHKAN)])


@aturan(
    "BLJ-06", P, "belanja", "lebih_kurang_dilaporkan_rp", tahap=2, sumber=_PP_71,
    pesan="Lebih/(Kurang) dilaporkan {tertulis_rp}, sedangkan realisasi {realisasi_rp} dikurangi anggaran {anggaran_rp} adalah {seharusnya_rp}; selisih {selisih_rp}. {penjelasan}",
    saran="Perbaiki angkanya; Lebih/(Kurang) adalah realisasi dikurangi anggaran.",
)  # fmt: skip
def lebih_kurang_berbeda(data: Data) -> pd.DataFrame:
    """Reported difference other than realisation minus budget."""
    isi = data.isi("belanja")
    reported = dict(zip(isi.index, isi["lebih_kurang_dilaporkan_rp"], strict=True))
    rows = []
    for akun in once(data, _accounts):
        tertulis, seharusnya = reported[akun.indeks], akun.realisasi - akun.anggaran
        if tertulis is pd.NA or same_rupiah(int(tertulis), seharusnya):
            continue
        terbalik = int(tertulis) == -seharusnya
        penjelasan = "Tandanya terbalik." if terbalik else digit_slip(int(tertulis) // 100, seharusnya // 100)
        fakta = {"tertulis_rp": tertulis, "realisasi_rp": akun.realisasi, "anggaran_rp": akun.anggaran}
        selisih = int(tertulis) - seharusnya
        rows.append(
            (akun.indeks, {**fakta, "seharusnya_rp": seharusnya, "selisih_rp": selisih, "penjelasan": penjelasan})
        )
    return facts(rows)


@aturan(
    "BLJ-07", P, "belanja", "persentase_dilaporkan", tahap=2, sumber=_PP_71,
    pesan="Persentase dilaporkan {nilai} adalah penjumlahan persentase rekening di bawahnya ({anak}); yang benar {seharusnya}.",
    saran="Persentase induk dihitung dari jumlah uangnya, bukan dengan menjumlahkan persentase.",
)  # fmt: skip
def persen_rekening_dijumlahkan(data: Data) -> pd.DataFrame:
    """An account's reported percentage is the sum of those below it."""
    return facts(
        [
            (satu.akun.indeks, _facts(satu))
            for satu in once(data, _judged)
            if satu.vonis is not Vonis.BENAR and added_up(satu.dilaporkan, satu.anak)
        ]
    )


@aturan(
    "BLJ-08", P, "belanja", "realisasi_rp", tahap=2, sumber=_PP_71,
    pesan="{kolom} bernilai negatif ({angka_rp}).",
    saran="Periksa tandanya.",
)  # fmt: skip
def rekening_negatif(data: Data) -> pd.DataFrame:
    """Negative money on a leaf account of pendapatan (4) or belanja (5)."""
    frame = belanja_typed(data)
    counted = frame["rinci"].astype(bool) & frame["kode_rekening"].str.startswith(("4", "5"))
    return facts(
        [
            (int(index), {"kolom": kolom, "angka_rp": value})
            for kolom in _UANG
            for index, value in zip(frame["indeks"], frame[kolom].where(counted), strict=True)
            if value is not pd.NA and value < 0
        ]
    )


@aturan(
    "BLJ-09", K, "belanja", "kode_rekening", tahap=2, sumber="Permendagri 90/2019 dan pemutakhirannya", akibat=Akibat.BARIS,
    pesan="\"{nilai}\" bukan kode rekening yang sah; baris ini tidak dihitung.",
    saran="Tulis kode akun sebagai angka yang dipisah titik, misalnya 5.1.02; baris jumlah tidak diperlukan, karena jumlah dihitung dari rinciannya.",
)  # fmt: skip
def kode_rekening_tidak_sah(data: Data) -> pd.Series:
    """A code of no shape that accounts have: groups of digits with dots between, the first one of one digit."""
    return _malformed(data)
