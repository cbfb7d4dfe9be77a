"""ANG: the figures of single rows of the budget: codes, pagu, realisations and their quarters."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.anggaran import BURUK, PAGU_VERSI, UANG_ANGGARAN, valid_kode
from kinerja_xl.compute.profil import kumulatif_opd, tak_pasti_opd, versi_opd
from kinerja_xl.deklarasi.catatan import Akibat, Tingkat, aturan
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.nilai import format_rupiah
from kinerja_xl.rules.pohon import (
    KAS_DIKETIK,
    TW_DIKETIK,
    cumulative,
    leaves,
    nodes,
    repeated,
    thousands,
    without_realisasi,
)
from kinerja_xl.rules.sandingan import facts
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import Keadaan

K, P, I = Tingkat.KESALAHAN, Tingkat.PERINGATAN, Tingkat.INFORMASI
_PP_12: Final = "PP 12/2019 tentang Pengelolaan Keuangan Daerah"
_PERMENDAGRI_77: Final = "Permendagri 77/2020"
_KELIPATAN: Final = {1: ("besar", "mungkin kelebihan tiga nol"), -1: ("kecil", "mungkin ditulis dalam ribuan")}
_SALAH_SATU: Final = "salah satunya keliru: yang kecil mungkin ditulis dalam ribuan, atau yang besar kelebihan tiga nol"
_PERMENDAGRI_90: Final = "Permendagri 90/2019 dan pemutakhirannya"


def _blank(data: Data, kolom: str, index: pd.Index) -> pd.Series:
    return data.tabel["anggaran"].keadaan[kolom].reindex(index) == Keadaan.KOSONG


@aturan(
    "STR-23", K, "anggaran", "pagu_murni_rp", tahap=2, sumber="Panduan pengisian", akibat=Akibat.UANG,
    pesan="Pagu baris rincian ini kosong, sehingga baris ini tidak masuk hitungan serapan{penjelasan}.",
    saran="Isi pagu versi anggaran yang disebut di Profil (Murni, Pergeseran, atau Perubahan); tulis 0 bila memang tidak dianggarkan.",
)  # fmt: skip
def pagu_rincian_kosong(data: Data) -> pd.DataFrame:
    """A leaf without the pagu in force and without Pagu Murni (parents and repeated codes need none).

    At the column of the version in force, which is the one to fill in; at Pagu Murni where the sheet lacks that column.
    Absorption is measured against the DPA alone; E.81 and E.60 take the Pagu Renja of such a leaf.
    """
    frame = leaves(data)
    blank = frame["pagu_dilaporkan_rp"].isna() & _blank(data, "pagu_murni_rp", frame.index) & ~_bad_version(data, frame)
    found = frame[blank]
    tabel, murni = data.tabel["anggaran"], PAGU_VERSI["Murni"]
    kolom = found["kode_opd"].map(versi_opd(data)).map(PAGU_VERSI).fillna(murni)
    present = pd.Series([bool(tabel.tempat(i, k)[2]) for i, k in kolom.items()], kolom.index, dtype=bool)
    penjelasan = pd.Series("", found.index).mask(
        found["pagu_renja_rp"].notna(), "; di Formulir E.81 dan E.60 yang dipakai Pagu Renja"
    )
    return pd.DataFrame({"kolom": kolom.where(present, murni), "penjelasan": penjelasan})


def _bad_version(data: Data, frame: pd.DataFrame) -> pd.Series:
    """Leaves whose pagu of the version in force is unreadable, which another rule says."""
    keadaan = data.tabel["anggaran"].keadaan
    versi = frame["kode_opd"].map(versi_opd(data))
    bad = pd.Series(False, index=frame.index)
    for nama, kolom in PAGU_VERSI.items():
        bad |= (versi == nama) & keadaan[kolom].reindex(frame.index).isin(BURUK)
    return bad


@aturan(
    "ANG-03", P, "anggaran", "realisasi_tahun_rp", tahap=2, sumber=_PP_12,
    pesan="Realisasi {realisasi_rp} melebihi pagu {versi} {pagu_rp}, lebih {lebih_rp}.",
    saran="Periksa realisasi dan pagunya; bila pagu sudah berubah, isi versi pagu yang berlaku dan sebutkan di Profil.",
)  # fmt: skip
def realisasi_melebihi_pagu(data: Data) -> pd.DataFrame:
    """A leaf that spent more than its pagu, at Realisasi Tahun or at the quarter in which the total passes the pagu.

    A pagu below zero is at fault itself (rule uang_negatif says so).
    """
    frame, ribuan, kumulatif = leaves(data), thousands(data), cumulative(data)
    versi, declared = versi_opd(data), kumulatif_opd(data) | tak_pasti_opd(data)
    quarters = TW_DIKETIK[: data.triwulan]
    rows = []
    cells = zip(frame.index, frame["kode_opd"], frame["pagu_dilaporkan_rp"], frame["realisasi_tahun_rp"],
                *(frame[c] for c in quarters), strict=True)  # fmt: skip
    for index, opd, pagu, tahun, *tw in cells:
        if pagu is pd.NA or pagu < 0 or index in ribuan:
            continue
        is_cumulative = opd in declared or index in kumulatif
        steps = [("realisasi_tahun_rp", tahun)] if tahun is not pd.NA else _running(quarters, tw, is_cumulative)
        over = next(((c, total) for c, total in steps if total > pagu), None)
        if over:
            kolom, total = over
            fakta = {"kolom": kolom, "realisasi_rp": total, "pagu_rp": pagu, "lebih_rp": total - pagu}
            rows.append((index, {**fakta, "versi": versi.get(opd, "Murni")}))
    return facts(rows)


def _running(columns: tuple[str, ...], tw: list[Any], is_cumulative: bool) -> list[tuple[str, int]]:
    """The total up to each reported quarter."""
    total = 0
    steps = []
    for kolom, value in zip(columns, tw, strict=True):
        if value is not pd.NA:
            total = int(value) if is_cumulative else total + int(value)
            steps.append((kolom, total))
    return steps


@aturan(
    "ANG-04", P, "anggaran", "pagu_murni_rp", tahap=2, sumber=_PP_12,
    pesan="{kolom} bernilai negatif ({angka_rp}).",
    saran="Periksa tandanya; pengembalian belanja dicatat sebagai pengurang realisasi triwulan yang sama.",
)  # fmt: skip
def uang_negatif(data: Data) -> pd.DataFrame:
    """Negative money (reported remainders aside); a parent's only where the rows below don't explain it."""
    isi = data.isi("anggaran")
    frame = nodes(data)
    rows = []
    for kolom in UANG_ANGGARAN:
        negative = isi.index[(isi[kolom] < 0).fillna(False)]
        for index in negative:
            follows = index in frame.index and not frame.at[index, "rinci"]
            if follows and frame.at[index, f"jumlah_{kolom}"] is not pd.NA and frame.at[index, f"jumlah_{kolom}"] < 0:
                continue
            rows.append((index, {"kolom": kolom, "angka_rp": isi.at[index, kolom]}))
    return facts(rows)


@aturan(
    "ANG-05", P, "anggaran", "realisasi_tahun_rp", tahap=2, sumber=_PERMENDAGRI_77,
    pesan="Realisasi Tahun {tahun_rp} tidak sama dengan {cara} {triwulan_rp}; selisih {selisih_rp}.",
    saran="Perbaiki Realisasi Tahun atau triwulannya; bila triwulan diisi kumulatif, sebutkan di Profil.",
)  # fmt: skip
def tahun_beda_jumlah_triwulan(data: Data) -> pd.DataFrame:
    """A leaf whose quarters don't make its year: their sum, or the last one where Profil says Kumulatif."""
    rows: list[tuple[int, dict[str, Any]]] = []
    if data.triwulan < 4:
        return facts(rows)
    frame, ribuan, kumulatif = leaves(data), thousands(data), cumulative(data)
    bad = data.tabel["anggaran"].keadaan[list(TW_DIKETIK)].isin(BURUK).any(axis=1)
    bad_rows = set(bad.index[bad])
    declared, tak_pasti = kumulatif_opd(data), tak_pasti_opd(data)
    cells = zip(
        frame.index, frame["kode_opd"], frame["realisasi_tahun_rp"], *(frame[c] for c in TW_DIKETIK), strict=True
    )
    for index, opd, tahun, *tw in cells:
        if tahun is pd.NA or index in bad_rows or opd in tak_pasti or all(q is pd.NA for q in tw):
            continue
        if opd in declared:
            triwulan, cara = tw[3], "TW IV yang kumulatif"
        else:
            triwulan, cara = sum(int(q) for q in tw if q is not pd.NA), "jumlah triwulan"
        if triwulan is pd.NA or triwulan == tahun or index in ribuan or index in kumulatif:
            continue
        fakta = {"tahun_rp": tahun, "triwulan_rp": triwulan, "selisih_rp": tahun - triwulan, "cara": cara}
        rows.append((int(index), fakta))
    return facts(rows)


@aturan(
    "ANG-06", P, "anggaran", "realisasi_tw4_rp", tahap=2, sumber=_PERMENDAGRI_77,
    pesan="Triwulan baris ini tampaknya kumulatif: jumlahnya {jumlah_rp}, sedangkan triwulan terakhir {terakhir_rp} sudah memuat yang sebelumnya.",
    saran="Isi uang triwulan itu saja, atau pilih Kumulatif pada Realisasi Anggaran Triwulan di Profil untuk seluruh OPD.",
)  # fmt: skip
def kumulatif_sebagai_triwulan(data: Data) -> pd.DataFrame:
    """Rising quarters whose last one is the year's figure, although Profil doesn't say Kumulatif."""
    return facts(list(cumulative(data).items()))


@aturan(
    "ANG-07", P, "anggaran", "pagu_murni_rp", tahap=2, sumber="Panduan pengisian",
    pesan="{kolom} {angka_rp} kira-kira seribu kali lebih {kelipatan} daripada {pembanding} {pembanding_rp}; {dugaan}.",
    saran="Isi rupiah penuh, bukan dalam ribuan.",
)  # fmt: skip
def selip_ribuan(data: Data) -> pd.DataFrame:
    """One figure of a leaf a thousand times off its neighbours in the row; at the pagu where it may be either."""
    frame, judul = leaves(data), data.tabel["anggaran"].lembar.column
    rows = []
    for index, selip in thousands(data).items():
        kelipatan, dugaan = _KELIPATAN[selip.lebih]
        fakta = {
            "kolom": selip.kolom,
            "kelipatan": kelipatan,
            "pembanding": judul(selip.pembanding).header,
            "angka_rp": frame.at[index, selip.kolom],
            "pembanding_rp": frame.at[index, selip.pembanding],
            "dugaan": dugaan if selip.pasti else _SALAH_SATU,
        }
        rows.append((index, fakta))
    return facts(rows)


@aturan(
    "ANG-15", P, "anggaran", "pagu_perubahan_rp", tahap=2, sumber="Panduan pengisian",
    pesan="{kolom} kosong{cakupan}, padahal Versi Anggaran di Profil {versi}; yang dipakai Pagu Murni {murni_rp}.",
    saran="Isi pagunya (sama dengan Murni bila tidak berubah, 0 bila dihapus), atau perbaiki Versi Anggaran di Profil.",
)  # fmt: skip
def pagu_versi_kosong(data: Data) -> pd.DataFrame:
    """A leaf without the pagu of the version in force; said once for an OPD that left the whole column blank."""
    frame = leaves(data)
    versi = frame["kode_opd"].map(versi_opd(data))
    rows = []
    for nama in ("Pergeseran", "Perubahan"):
        kolom = PAGU_VERSI[nama]
        judged = frame[versi == nama]
        missing = judged[judged[kolom].isna() & judged["pagu_murni_rp"].notna() & _blank(data, kolom, judged.index)]
        filled = set(judged.loc[judged[kolom].notna(), "kode_opd"])
        said: set[str] = set()
        for index, opd, murni in zip(missing.index, missing["kode_opd"], missing["pagu_murni_rp"], strict=True):
            if opd in said:
                continue
            cakupan = "" if opd in filled else " di semua baris rincian"
            if cakupan:
                said.add(opd)
                murni = missing.loc[missing["kode_opd"] == opd, "pagu_murni_rp"].sum()
            rows.append((int(index), {"kolom": kolom, "versi": nama, "murni_rp": murni, "cakupan": cakupan}))
    return facts(rows)


@aturan(
    "ANG-19", K, "anggaran", "kode", tahap=2, sumber=_PERMENDAGRI_90, akibat=Akibat.BARIS,
    pesan="Kode \"{nilai}\" bukan kode program, kegiatan, atau sub kegiatan yang sah; baris ini tidak dihitung.",
    saran="Tulis kode lengkap sebagai teks, misalnya 1.01.02.2.01.0001.",
)  # fmt: skip
def kode_anggaran_tidak_sah(data: Data) -> pd.Series:
    """A code of no shape that Permendagri 90/2019 knows."""
    isi = data.isi("anggaran")
    return pd.Series([bool(k) and not valid_kode(k) for k in isi["kode"]], index=isi.index, dtype=bool)


@aturan(
    "ANG-20", K, "anggaran", "pagu_murni_rp", tahap=2, sumber="Panduan pengisian", akibat=Akibat.UANG,
    pesan="Kode ini sudah ada di baris {baris_pertama}; uang di baris ini ({angka_rp} pada {kolom}) tidak dihitung.",
    saran="Kosongkan uangnya bila baris ini hanya memuat indikator lain; bila ini sub kegiatan lain, perbaiki kodenya.",
)  # fmt: skip
def uang_berulang(data: Data) -> pd.DataFrame:
    """Money on a further row of a code: at the first such cell of the row."""
    isi = data.isi("anggaran")
    twice = isi[repeated(data)]
    rows = []
    if len(twice):
        first = isi.drop_duplicates(["kode_opd", "kode"]).set_index(["kode_opd", "kode"])["baris"]
        cells = zip(twice.index, twice["kode_opd"], twice["kode"], *(twice[c] for c in UANG_ANGGARAN), strict=True)
        for index, opd, kode, *money in cells:
            hit = next(((c, v) for c, v in zip(UANG_ANGGARAN, money, strict=True) if v is not pd.NA and v), None)
            if hit:
                rows.append((index, {"kolom": hit[0], "angka_rp": hit[1], "baris_pertama": int(first[opd, kode])}))
    return facts(rows)


@aturan(
    "ANG-21", P, "anggaran", "kas_tw4_rp", tahap=2, sumber=_PERMENDAGRI_77,
    pesan="Rencana Kas empat triwulan berjumlah {kas_rp}, sedangkan pagu {versi} {pagu_rp}; selisih {selisih_rp}.{penjelasan}",
    saran="Sesuaikan anggaran kas dengan pagu yang berlaku.",
)  # fmt: skip
def kas_beda_pagu(data: Data) -> pd.DataFrame:
    """A leaf whose four cash-plan quarters add up to no version of its pagu."""
    frame, ribuan = leaves(data), thousands(data)
    versi = versi_opd(data)
    rows = []
    cells = zip(frame.index, frame["kode_opd"], frame["pagu_dilaporkan_rp"], *(frame[c] for c in PAGU_VERSI.values()),
                *(frame[c] for c in KAS_DIKETIK), strict=True)  # fmt: skip
    for index, opd, pagu, murni, pergeseran, perubahan, *kas in cells:
        if pagu is pd.NA or any(k is pd.NA for k in kas) or index in ribuan:
            continue
        total = sum(int(k) for k in kas)
        pagu_semua = [int(p) for p in (pagu, murni, pergeseran, perubahan) if p is not pd.NA]
        if total not in pagu_semua:
            fakta = {"kas_rp": total, "pagu_rp": pagu, "selisih_rp": total - pagu, "versi": versi.get(opd, "Murni")}
            rows.append((int(index), fakta | _shifted_quarter([int(k) for k in kas], pagu_semua)))
    return facts(rows)


@aturan(
    "ANG-26", P, "anggaran", "realisasi_tw1_rp", tahap=2, sumber=_PERMENDAGRI_77,
    pesan="Tidak satu pun baris berisi realisasi anggaran sampai {periode}, padahal pagunya {pagu_rp}.",
    saran="Isi realisasinya; bila memang belum ada belanja, tulis 0.",
)  # fmt: skip
def realisasi_anggaran_kosong(data: Data) -> pd.DataFrame:
    """An OPD with pagu of which nothing is reported up to the period: at the cell of its first leaf to fill in."""
    kolom = "realisasi_tahun_rp" if data.periode == "Tahunan" else TW_DIKETIK[data.triwulan - 1]
    frame = leaves(data)
    frame = frame[frame["kode_opd"].isin(without_realisasi(data)) & frame["pagu_rp"].notna()]
    pagu = frame.groupby("kode_opd")["pagu_rp"].sum()
    first = frame.drop_duplicates("kode_opd")
    fakta = {"kolom": kolom, "periode": "akhir tahun" if data.triwulan == 4 else data.periode}
    return facts([(int(index), {**fakta, "pagu_rp": int(pagu[opd])}) for index, opd in first["kode_opd"].items()])


def _shifted_quarter(kas: list[int], pagu: list[int]) -> dict[str, Any]:
    """The one quarter whose figure, written with a zero too many or too few, explains the difference."""
    total = sum(kas)
    for kolom, k in zip(KAS_DIKETIK, kas, strict=True):
        for nol in (1, 2, 3):
            for seharusnya in (k * 10**nol, k // 10**nol if k % 10**nol == 0 else k):
                if k and seharusnya != k and total - k + seharusnya in pagu:
                    header = SHEETS["anggaran"].column(kolom).header
                    return {
                        "kolom": kolom,
                        "penjelasan": f" Bila {header} ditulis {format_rupiah(seharusnya)}, jumlahnya cocok.",
                    }
    return {"penjelasan": ""}
