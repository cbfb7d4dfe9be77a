"""SKM: answers, respondents, copied answers, and what other weights or the reported IKM would say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.compute.skm import UNSUR, covered_population, other_weights, service_key, skm_bands, summary_rows
from kinerja_xl.deklarasi.catatan import Akibat, Gugur, Tingkat, aturan
from kinerja_xl.deklarasi.ketentuan import JAWABAN_SKM, RESPONDEN_SEDIKIT
from kinerja_xl.nilai import Nilai, format_angka, normalise_kata
from kinerja_xl.rules.banding import Vonis, judge_persen, usable
from kinerja_xl.rules.sandingan import Baris, baris, facts
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import Keadaan

K, P, I = Tingkat.KESALAHAN, Tingkat.PERINGATAN, Tingkat.INFORMASI
_PERMENPAN: Final = "Permenpan-RB 14/2017"
_BLOK: Final = 10
"""Respondents in a row that must agree before answers count as copied; smaller services are compared as a whole."""
_BLOK_KECIL: Final = 5
_RAGAM: Final = 5
"""Different answer patterns that such a block must hold: rows of 3 only, or of 4 only, agree by chance."""
_SKM: Final = ("ikm", "skm", "indeks kepuasan", "survei kepuasan", "kepuasan masyarakat")
# An index of the whole regency, a mean of several OPD, a share or number of services isn't the OPD's own index.
_BUKAN_SENDIRI: Final = frozenset(
    ["kabupaten", "kota", "pemerintah", "pemda", "provinsi", "persentase", "jumlah", "rata", "rerata", "rata-rata"]
)


@aturan(
    "SKM-01", K, "skm", *UNSUR, gugur=Gugur.SEL, sumber=_PERMENPAN, akibat=Akibat.NILAI,
    pesan="Jawaban {nilai} di luar pilihan 1 sampai 4; jawaban ini tidak dihitung pada unsurnya.",
    saran="Isi 1, 2, 3, atau 4 sesuai kuesioner.",
)  # fmt: skip
def jawaban_di_luar_pilihan(data: Data) -> pd.DataFrame:
    """An answer that isn't one of 1 to 4."""
    isi = data.isi("skm")
    low, high = JAWABAN_SKM
    rows: list[tuple[int, dict[str, Any]]] = []
    for kolom in UNSUR:
        wrong = ((isi[kolom] < low) | (isi[kolom] > high)).fillna(False)
        rows += [(int(i), {"kolom": kolom}) for i in isi.index[wrong]]
    return facts(rows)


@aturan(
    "SKM-02", P, "skm", "no", sumber=_PERMENPAN,
    pesan="Nomor responden {nilai} pada layanan ini sudah ada di baris {baris_lain}; keduanya dihitung.",
    saran="Beri setiap responden nomor sendiri, atau hapus baris yang terketik dua kali.",
)  # fmt: skip
def nomor_responden_ganda(data: Data) -> pd.DataFrame:
    """A respondent's number that an earlier row of the same service has."""
    isi = data.isi("skm")
    first: dict[tuple[str, str, int], int] = {}
    rows: list[tuple[int, dict[str, Any]]] = []
    columns = (isi[name] for name in ("kode_opd", "layanan", "no", "baris"))
    for index, opd, layanan, no, nomor_baris in zip(isi.index, *columns, strict=True):
        if pd.isna(no):
            continue
        earlier = first.setdefault((opd, service_key(layanan), int(no)), int(nomor_baris))
        if earlier != nomor_baris:
            rows.append((int(index), {"baris_lain": earlier}))
    return facts(rows)


class Jawaban(NamedTuple):
    """The answers of one service: nine digits per respondent (blank or unusable as `-`), their rows and row numbers."""

    kode_opd: str
    layanan: str
    pola: tuple[str, ...]
    indeks: tuple[int, ...]
    baris: tuple[int, ...]


def _services(data: Data) -> Iterator[Jawaban]:
    isi = data.isi("skm")
    pattern = isi[UNSUR[0]].astype("string").fillna("-")
    for kolom in UNSUR[1:]:
        pattern = pattern + isi[kolom].astype("string").fillna("-")
    groups: dict[tuple[str, str], list[tuple[str, str, int, int]]] = {}
    columns = (isi["kode_opd"], isi["layanan"], pattern, isi.index, isi["baris"])
    for opd, layanan, pola, index, nomor_baris in zip(*columns, strict=True):
        groups.setdefault((opd, service_key(layanan)), []).append((layanan, pola, int(index), int(nomor_baris)))
    for (opd, _), rows in groups.items():
        names, polas, indeks, nomor = zip(*rows, strict=True)
        yield Jawaban(opd, names[0], polas, indeks, nomor)


def copied_blocks(services: list[Jawaban]) -> Iterator[tuple[Jawaban, int, int, Jawaban, int]]:
    """Blocks of a service (from, length) that an earlier service has (from), each at its full length."""
    known: dict[tuple[str, ...], tuple[Jawaban, int]] = {}
    for satu in services:
        n = len(satu.pola)
        size = _BLOK if n >= _BLOK else n
        start = 0
        while _BLOK_KECIL <= size <= n - start:
            block = satu.pola[start : start + size]
            lain, awal = known.get(block, (satu, -1))
            if awal < 0 or len(set(block)) < min(_RAGAM, size - 1) or len(lain.pola) < size:
                start += 1
                continue
            length = size
            while start + length < n and satu.pola[start + length : start + length + 1] == lain.pola[awal + length : awal + length + 1]:  # fmt: skip
                length += 1
            yield satu, start, length, lain, awal
            start += length
        for at in range(n - size + 1 if size >= _BLOK_KECIL else 0):
            known.setdefault(satu.pola[at : at + size], (satu, at))


@aturan(
    "SKM-03", P, "skm", "u1", sumber=_PERMENPAN,
    pesan="Jawaban {jumlah} responden berturut-turut (baris {awal} sampai {akhir}) sama persis dengan jawaban "
    "pada \"{layanan}\"{milik} (baris {awal_lain} sampai {akhir_lain}).",
    saran="Periksa kuesioner aslinya; jawaban satu layanan tidak boleh disalin dari layanan lain.",
)  # fmt: skip
def jawaban_disalin(data: Data) -> pd.DataFrame:
    """A block of answers that another service has too, respondent by respondent."""
    rows: list[tuple[int, dict[str, Any]]] = []
    for satu, awal, panjang, lain, awal_lain in copied_blocks(list(_services(data))):
        fakta = {
            "jumlah": panjang,
            "awal": satu.baris[awal],
            "akhir": satu.baris[awal + panjang - 1],
            "layanan": lain.layanan,
            "milik": "" if lain.kode_opd == satu.kode_opd else f" pada {data.nama_opd(lain.kode_opd)}",
            "awal_lain": lain.baris[awal_lain],
            "akhir_lain": lain.baris[awal_lain + panjang - 1],
        }
        rows.append((satu.indeks[awal], fakta))
    return facts(rows)


@aturan(
    "SKM-04", I, "skm", "layanan", tahap=2, sumber="Permenpan-RB 14/2017 (tabel Krejcie dan Morgan)",
    pesan="Layanan ini punya {responden} responden; jumlah itu cukup hanya bila penggunanya tidak lebih dari "
    "{populasi} orang.",
    saran="Sebutkan jumlah pengguna layanan dalam laporan survei, dan tambah responden bila penggunanya lebih banyak.",
)  # fmt: skip
def responden_sedikit(data: Data) -> pd.DataFrame:
    """A service with few respondents: enough for a small population only."""
    frame = data.hasil.skm.layanan
    return facts(
        [
            (int(i), {"responden": n, "populasi": covered_population(n)})
            for i, n in zip(frame["indeks"], frame["responden"], strict=True)
            if n < RESPONDEN_SEDIKIT
        ]
    )


@aturan(
    "SKM-05", I, "skm", "layanan", tahap=2, sumber=_PERMENPAN,
    pesan="Mutu layanan ini {mutu} (IKM {ikm}, bobot {bobot}), tetapi menjadi {lain}.",
    saran="Sebutkan bobot yang dipakai dalam laporan survei.",
)  # fmt: skip
def mutu_beda_bobot(data: Data) -> pd.DataFrame:
    """A service whose grade differs under the weights that other reports use."""
    weights = other_weights(data.referensi.kebijakan)
    rows: list[tuple[int, dict[str, Any]]] = []
    for r in data.hasil.skm.layanan.itertuples():
        if r.ikm is None:
            continue
        pairs = ((r.ikm_lain1, r.mutu_lain1), (r.ikm_lain2, r.mutu_lain2))
        lain = [
            f"{mutu} (IKM {format_angka(ikm, 2)}) dengan bobot {bobot}"
            for bobot, (ikm, mutu) in zip(weights, pairs, strict=True)
            if mutu != r.mutu
        ]
        if lain:
            bobot = data.referensi.kebijakan.kata("bobot_skm")
            fakta = {"mutu": r.mutu, "ikm": format_angka(r.ikm, 2), "bobot": bobot, "lain": " dan ".join(lain)}
            rows.append((int(r.indeks), fakta))
    return facts(rows)


@aturan(
    "SKM-06", P, "realisasi", "realisasi_tahun", butuh=("iku", "skm"), tahap=2, sumber=_PERMENPAN,
    pesan="Realisasi {indikator} adalah {realisasi}, tetapi jawaban di lembar SKM memberi IKM {ikm} ({rincian}).",
    saran="Lengkapi lembar SKM dengan semua layanan yang disurvei, atau perbaiki realisasinya.",
)  # fmt: skip
def ikm_beda_skm(data: Data) -> pd.DataFrame:
    """An indicator of satisfaction whose realisation isn't the index of the OPD's own survey."""
    surveys = {r.kode_opd: r for r in data.hasil.skm.opd.itertuples() if r.ikm is not None}
    spoiled = _opd_with_lost_answers(data)
    own: dict[str, list[Decimal]] = {}
    for r in data.hasil.skm.layanan.itertuples():
        own.setdefault(r.kode_opd, []).extend(v for v in (r.ikm, r.ikm_lain1, r.ikm_lain2) if v is not None)
    bands = skm_bands(data.referensi)
    rows: list[tuple[int, dict[str, Any]]] = []
    for satu in baris(data):
        survey = surveys.get(satu.kode_opd)
        if survey is None or satu.kode_opd in spoiled or not is_own_indicator(satu, "skm", _SKM):
            continue
        fit = [survey.ikm, survey.ikm_lain1, survey.ikm_lain2, survey.ikm_responden, *own[satu.kode_opd]]
        words = [normalise_kata(w) for b in bands if b.mutu == survey.mutu for w in (b.mutu, b.kinerja)]
        if contradicts(satu.realisasi, [v for v in fit if v is not None], words):
            rincian = f"{survey.mutu}, {survey.responden} responden, {survey.layanan} layanan"
            fakta = {"kolom": satu.kolom_realisasi, "indikator": satu.indikator, "realisasi": satu.realisasi.teks,
                     "ikm": format_angka(survey.ikm, 2), "rincian": rincian}  # fmt: skip
            rows.append((satu.indeks, fakta))
    return facts(rows)


def _opd_with_lost_answers(data: Data) -> set[str]:
    """OPD with rows of which something can't be read or is missing: their index isn't the one that they mean."""
    tabel = data.tabel["skm"]
    lost = tabel.isi[list(UNSUR)].isna().any(axis=1) | (tabel.keadaan["layanan"] == Keadaan.KOSONG)
    return set(tabel.isi.loc[lost, "kode_opd"])


@aturan(
    "SKM-07", I, "skm", "layanan", tahap=0, sumber=_PERMENPAN, akibat=Akibat.TAK_DIBACA,
    pesan="Baris {nilai} tanpa nomor responden adalah ringkasan, bukan responden; {jumlah} baris seperti ini tidak dibaca.",
    saran="Baris ini boleh tetap ada: rata-rata dan indeks dihitung dari jawaban respondennya.",
)  # fmt: skip
def baris_ringkasan(data: Data) -> pd.DataFrame:
    """The first of an OPD's rows that sum up the answers; they are taken out before the other rules look."""
    tabel = data.tabel["skm"]
    groups: dict[str, list[int]] = {}
    for i in summary_rows(tabel):
        groups.setdefault(tabel.isi.at[i, "kode_opd"], []).append(i)
    return facts([(found[0], {"jumlah": len(found)}) for found in groups.values()])


def is_own_indicator(satu: Baris, kelompok: str, kata: tuple[str, ...]) -> bool:
    """Whether an indicator is the OPD's own figure of a family, by its Kelompok Predikat or by its name.

    Shares and counts, and figures of the whole regency, are others.
    """
    nama = normalise_kata(satu.indikator)
    words = set(nama.split())
    if words & _BUKAN_SENDIRI or "%" in satu.satuan or "persen" in normalise_kata(satu.satuan):
        return False
    return normalise_kata(satu.kelompok) == kelompok or any(k in (words if " " not in k else nama) for k in kata)


def contradicts(realisasi: Nilai, fitting: list[Decimal], words: list[str]) -> bool:
    """Whether a realisation is none of the figures at its printed decimals, nor (without a number) one of the words."""
    if not usable(realisasi) or realisasi.bagian:
        return False
    if realisasi.angka is None:
        return bool(realisasi.predikat) and normalise_kata(realisasi.predikat or "") not in words
    return all(judge_persen(realisasi, v) in (Vonis.BERBEDA, Vonis.TERPOTONG) for v in fitting)
