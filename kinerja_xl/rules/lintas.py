"""LTS: across files and sheets: who is missing or late, which rows have no partner, where the cascade breaks."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.anggaran import tingkat_of
from kinerja_xl.compute.profil import TENTANG, mentions
from kinerja_xl.deklarasi.catatan import Akibat, Tingkat, aturan
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.nilai import normalise_kata, split_kode
from kinerja_xl.rules.berkas import dari_kejadian
from kinerja_xl.rules.sandingan import facts, opd_with_unread_codes
from kinerja_xl.tabel.bacaan import Kejadian, Peristiwa
from kinerja_xl.tabel.data import Data, once

K, P, I = Tingkat.KESALAHAN, Tingkat.PERINGATAN, Tingkat.INFORMASI
_PERMENDAGRI_86: Final = "Permendagri 86/2017"
_PERMENPAN_89: Final = "Permenpan-RB 89/2021 (penjenjangan kinerja)"
_TINGKAT: Final = {t: n for n, t in enumerate(SHEETS["cascading"].column("tingkat").choices)}


@aturan(
    "LTS-01", P, "opd", "kode_opd", sumber=_PERMENDAGRI_86, akibat=Akibat.OPD,
    pesan="{nama} ({nilai}) belum menyerahkan satu berkas pun{batas}.",
    saran="Mintakan laporannya; OPD ini tidak dihitung dalam rata-rata dan disebut namanya.",
)  # fmt: skip
def opd_belum_menyerahkan(data: Data) -> list[Kejadian]:
    """An obliged OPD of the register of which no file came (a file that couldn't be used is reported by itself)."""
    sent = {b.kode_opd for b in data.berkas}
    place: dict[str, tuple[str, str, str]] = {}
    if "opd" in data.tabel:
        tabel = data.tabel["opd"]
        for index, kode in zip(tabel.isi.index, tabel.isi["kode_opd"], strict=True):
            place.setdefault(kode, tabel.tempat(int(index), "kode_opd"))
    return [
        Kejadian(
            "belum_menyerahkan", opd.kode, *place.get(opd.kode, ("", "", "")), opd.kode,
            {"nama": opd.nama, "batas": f" (batas waktu {opd.batas_waktu:%d/%m/%Y})" if opd.batas_waktu else ""},
        )
        for opd in data.referensi.opd
        if opd.wajib and opd.kode not in sent
    ]  # fmt: skip


realisasi_belum_dikirim: Final = dari_kejadian(
    "LTS-09", P, Peristiwa.TANPA_REALISASI, "realisasi_belum_dikirim",
    "Lembar Realisasi {periode} belum dikirim: OPD ini mengirim IKU, tetapi tidak satu pun berkasnya berisi Realisasi.",
    "Kirim lembar Realisasi bersama atau terpisah dengan Kode OPD yang sama; bila memang tidak ada yang dilaporkan, "
    "pilih Nihil pada Status Pelaporan di Profil.",
    _PERMENDAGRI_86,
    akibat=Akibat.CAPAIAN,
)  # fmt: skip
tanpa_referensi: Final = dari_kejadian(
    "LTS-10", I, Peristiwa.TANPA_REFERENSI, "tanpa_referensi",
    "Tidak ada berkas Referensi yang terbaca, jadi tidak ada daftar OPD: OPD yang belum menyerahkan tidak diketahui.",
    "Isi lembar OPD pada templat Referensi, lalu taruh di folder yang sama atau sebutkan dengan --referensi.",
)  # fmt: skip
daftar_opd_tidak_terbaca: Final = dari_kejadian(
    "LTS-11", P, Peristiwa.TANPA_DAFTAR_OPD, "daftar_opd_tidak_terbaca",
    "Daftar OPD di Referensi (lembar OPD) tidak ada, kosong, atau tidak terbaca: OPD yang belum menyerahkan tidak "
    "diketahui.",
    "Isi lembar OPD dengan judul kolom seperti di templat Referensi, paling sedikit Kode OPD dan Nama OPD.",
)  # fmt: skip


@aturan(
    "LTS-02", P, "profil", "tanggal_pengisian", sumber=_PERMENDAGRI_86, tahap=2,
    pesan="Berkas diisi tanggal {nilai}, terlambat {hari} hari dari batas waktu {batas}.",
    saran="Catat alasan keterlambatan; untuk periode berikutnya serahkan sebelum batas waktu.",
)  # fmt: skip
def opd_terlambat(data: Data) -> pd.DataFrame:
    """Tanggal Pengisian after the OPD's Batas Waktu."""
    batas = {o.kode: o.batas_waktu for o in data.opd if o.batas_waktu}
    isi = data.isi("profil")
    return facts(
        [
            (int(index), {"hari": (tanggal - batas[opd]).days, "batas": f"{batas[opd]:%d/%m/%Y}"})
            for index, opd, tanggal in zip(isi.index, isi["kode_opd"], isi["tanggal_pengisian"], strict=True)
            if opd in batas and not pd.isna(tanggal) and tanggal > batas[opd]
        ]
    )


@aturan(
    "LTS-03", P, "profil", "nama_opd", tahap=2, sumber="Panduan pengisian",
    pesan="Nama OPD \"{nilai}\" berbeda dengan daftar OPD untuk kode {kode}, yaitu \"{seharusnya}\".",
    saran="Pakai nama resmi; bila kodenya yang keliru, perbaiki Kode OPD.",
)  # fmt: skip
def nama_opd_berbeda(data: Data) -> pd.DataFrame:
    """The OPD's name in Profil isn't the register's (its short name and an added regency name are accepted)."""
    opd = {o.kode: o for o in data.opd}
    isi = data.isi("profil")
    rows = []
    for index, kode, nama, kabupaten in zip(isi.index, isi["kode_opd"], isi["nama_opd"], isi["kabupaten"], strict=True):
        satu = opd.get(kode)
        if satu is None or not nama:
            continue
        tertulis, resmi = normalise_kata(nama), normalise_kata(satu.nama)
        tambahan = [kata.strip(".,()") for kata in tertulis.removeprefix(resmi).split()]
        daerah = {"kabupaten", "kab", "kota", "daerah", *normalise_kata(kabupaten).split()}
        if tertulis == normalise_kata(satu.singkatan) or (tertulis.startswith(resmi) and set(tambahan) <= daerah):
            continue
        rows.append((int(index), {"kode": kode, "seharusnya": satu.nama}))
    return facts(rows)


@aturan(
    "LTS-14", P, "profil", "versi_anggaran", tahap=2, sumber="Panduan pengisian", akibat=Akibat.DISEBUT,
    pesan="{kolom} di berkas ini {nilai}, sedangkan di {lain} {nilai_lain}; {akibat}.",
    saran="Samakan Profil di semua berkas OPD ini.",
)  # fmt: skip
def profil_bertentangan(data: Data) -> pd.DataFrame:
    """A field of Profil that figures depend on, and that another workbook of the OPD says otherwise."""
    rows = []
    for kolom, lembar in TENTANG.items():
        for some in mentions(data, kolom).values():
            first = some[0]
            akibat = (
                f"yang dipakai {first.nilai}, karena lembar {SHEETS[lembar].title} ada di sana"
                if first.penentu
                else "tidak satu pun dipakai"
            )
            rows += [
                (s.indeks, {"kolom": kolom, "lain": first.berkas, "nilai_lain": first.nilai, "akibat": akibat})
                for s in some[1:]
                if None not in (first.nilai, s.nilai) and s.nilai != first.nilai
            ]
    return facts(rows)


def _supports(data: Data) -> dict[str, list[tuple[int, str, list[str]]]]:
    """Per OPD that names any Kode IKU: row, budget code and the indicator codes named, of the rows that name some."""
    isi = data.isi("anggaran")
    isi = isi[isi["kode_iku"] != ""]
    found: dict[str, list[tuple[int, str, list[str]]]] = defaultdict(list)
    for index, opd, kode, kode_iku in zip(isi.index, isi["kode_opd"], isi["kode"], isi["kode_iku"], strict=True):
        codes = split_kode(kode_iku)
        if codes:
            found[opd].append((int(index), kode, codes))
    return found


@aturan(
    "LTS-04", I, "anggaran", "kode_iku", butuh=("iku",), tahap=2, sumber=_PERMENDAGRI_86,
    pesan="Program {kode} tidak menyebut indikator (Kode IKU) yang didukungnya, juga tidak pada kegiatan dan sub kegiatannya.",
    saran="Isi Kode IKU pada baris program, kegiatan, atau sub kegiatannya.",
)  # fmt: skip
def program_tanpa_indikator(data: Data) -> pd.DataFrame:
    """A program none of whose rows names an indicator, in an OPD that names some (program 01, penunjang, is exempt)."""
    supports = once(data, _supports)
    supported = {(opd, ".".join(kode.split(".")[:3])) for opd, rows in supports.items() for _, kode, _ in rows}
    isi = data.isi("anggaran")
    isi = isi[(isi["kode"].str.count(r"\.") == 2) & isi["kode_opd"].isin(list(supports))]
    isi = isi.drop_duplicates(["kode_opd", "kode"])
    return facts(
        [
            (int(index), {"kode": kode})
            for index, opd, kode, uraian in zip(isi.index, isi["kode_opd"], isi["kode"], isi["uraian"], strict=True)
            if tingkat_of(kode) == "Program"
            and (opd, kode) not in supported
            and not (kode.endswith(".01") and "penunjang" in uraian.casefold())
        ]
    )


@aturan(
    "LTS-05", I, "iku", "kode", butuh=("anggaran",), tahap=2, sumber=_PERMENDAGRI_86,
    pesan="Indikator {nilai} tidak disebut di kolom Kode IKU lembar Anggaran mana pun, sehingga tidak ada anggaran yang mendukungnya.",
    saran="Isi Kode IKU pada program, kegiatan, atau sub kegiatan yang mendukungnya.",
)  # fmt: skip
def indikator_tanpa_anggaran(data: Data) -> pd.Series:
    """An indicator that no budget row names, in an OPD whose budget names some."""
    supports = once(data, _supports)
    named = {(opd, code) for opd, rows in supports.items() for _, _, codes in rows for code in codes}
    isi = data.isi("iku")
    keys = zip(isi["kode_opd"], isi["kode"], strict=True)
    return pd.Series([bool(k) and o in supports and (o, k) not in named for o, k in keys], index=isi.index, dtype=bool)


@aturan(
    "LTS-06", P, "anggaran", "kode_iku", butuh=("iku",), tahap=2, sumber="Panduan pengisian", akibat=Akibat.NILAI,
    pesan="Kode IKU {tak_dikenal} tidak ada di lembar IKU.",
    saran="Perbaiki kodenya, atau tambahkan indikatornya di lembar IKU; beberapa kode dipisahkan dengan titik koma.",
)  # fmt: skip
def kode_iku_tidak_dikenal(data: Data) -> pd.DataFrame:
    """A Kode IKU cell that names a code which the OPD's IKU doesn't have."""
    iku = data.isi("iku")
    known = set(zip(iku["kode_opd"], iku["kode"], strict=True))
    unread = opd_with_unread_codes(data, "iku")
    return facts(
        [
            (index, {"tak_dikenal": ", ".join(unknown)})
            for opd, rows in once(data, _supports).items()
            if opd not in unread
            for index, _, codes in rows
            if (unknown := [c for c in codes if (opd, c) not in known])
        ]
    )


def _nodes(data: Data) -> list[tuple[int, str, str, str, str]]:
    isi = data.isi("cascading")
    columns = (isi.index, isi["kode_opd"], isi["kode"], isi["induk"], isi["tingkat"])
    return [(int(i), o, k, u, t) for i, o, k, u, t in zip(*columns, strict=True)]


@aturan(
    "LTS-07", P, "cascading", "induk", tahap=2, sumber=_PERMENPAN_89,
    pesan="Simpul {kode} tidak tersambung ke atas: {alasan}.",
    saran="Isi Induk dengan kode simpul di atasnya.",
)  # fmt: skip
def simpul_tanpa_induk(data: Data) -> pd.DataFrame:
    """A node whose Induk is nowhere, or blank below the OPD's highest level (regency nodes of any OPD count)."""
    nodes = _nodes(data)
    own = {(o, k) for _, o, k, _, _ in nodes}
    regency = {k for _, _, k, _, t in nodes if t.endswith("RPJMD")}
    top: dict[str, int] = {}
    for _, o, _, _, t in nodes:
        if t:
            top[o] = min(top.get(o, 99), _TINGKAT[t])
    rows = []
    for index, opd, kode, induk, tingkat in nodes:
        if induk:
            alasan = "" if (opd, induk) in own or induk in regency else f"Induk {induk} tidak ada di lembar ini"
        else:
            is_top = not tingkat or _TINGKAT[tingkat] == top[opd]
            alasan = "" if is_top or not _is_blank(data, index) else f"Induk kosong, padahal tingkatnya {tingkat}"
        if alasan:
            rows.append((index, {"kode": kode or "ini", "alasan": alasan}))
    return facts(rows)


def _is_blank(data: Data, index: int) -> bool:
    """Whether Induk is blank as typed, not merely unreadable."""
    return not data.tabel["cascading"].teks.at[index, "induk"]


@aturan(
    "LTS-08", P, "cascading", "induk", tahap=2, sumber=_PERMENPAN_89,
    pesan="Simpul {kode} bertingkat {tingkat}, tetapi induknya {nilai} bertingkat {tingkat_induk}, yang tidak lebih tinggi.",
    saran="Perbaiki Induk atau Tingkat.",
)  # fmt: skip
def simpul_salah_tingkat(data: Data) -> pd.DataFrame:
    """A node whose Induk isn't of a higher level (so no cascade can run in a circle)."""
    nodes = _nodes(data)
    level = {(o, k): t for _, o, k, _, t in nodes if t}
    rows: list[tuple[int, dict[str, Any]]] = []
    for index, opd, kode, induk, tingkat in nodes:
        above = level.get((opd, induk)) if induk else None
        if above and tingkat and _TINGKAT[above] >= _TINGKAT[tingkat]:
            rows.append((index, {"kode": kode, "tingkat": tingkat, "tingkat_induk": above}))
    return facts(rows)


@aturan(
    "LTS-12", P, "iku_daerah", "kode_opd", tahap=2, sumber="Panduan pengisian", akibat=Akibat.NILAI,
    pesan="Kode OPD Pengampu {tak_dikenal} tidak ada di lembar OPD, sehingga indikator daerah ini kehilangan pengampunya.",
    saran="Samakan kodenya dengan lembar OPD, atau daftarkan OPD itu; beberapa kode dipisahkan dengan titik koma.",
)  # fmt: skip
def pengampu_tidak_terdaftar(data: Data) -> pd.DataFrame:
    """A Kode OPD Pengampu that the register doesn't have (without a register nothing can be said)."""
    known = {o.kode for o in data.referensi.opd}
    isi = data.isi("iku_daerah")
    return facts(
        [
            (int(index), {"tak_dikenal": ", ".join(unknown)})
            for index, kode in zip(isi.index, isi["kode_opd"], strict=True)
            if known and (unknown := [k for k in split_kode(kode) if k not in known])
        ]
    )


@aturan(
    "LTS-13", P, "iku_daerah", "kode_iku_opd", butuh=("iku",), tahap=2, sumber="Panduan pengisian", akibat=Akibat.NILAI,
    pesan="Kode IKU {tak_dikenal} tidak ada di lembar IKU OPD pengampunya, sehingga tidak ikut menopang indikator daerah ini.",
    saran="Samakan kodenya dengan lembar IKU OPD itu; beberapa kode dipisahkan dengan titik koma.",
)  # fmt: skip
def iku_penopang_tidak_dikenal(data: Data) -> pd.DataFrame:
    """A Kode IKU OPD that none of the OPD named has, where all of those that are known have sent an IKU to look in."""
    iku = data.isi("iku")
    codes: dict[str, set[str]] = defaultdict(set)
    for opd, kode in zip(iku["kode_opd"], iku["kode"], strict=True):
        codes[opd].add(normalise_kata(kode))
    unread = set(opd_with_unread_codes(data, "iku"))
    known = {o.kode for o in data.opd}
    isi = data.isi("iku_daerah")
    rows = []
    for index, pengampu, penopang in zip(isi.index, isi["kode_opd"], isi["kode_iku_opd"], strict=True):
        named = [o for o in split_kode(pengampu) if o in known]
        if not named or not all(o in codes and o not in unread for o in named):
            continue
        unknown = [k for k in split_kode(penopang) if not any(normalise_kata(k) in codes[o] for o in named)]
        if unknown:
            rows.append((int(index), {"tak_dikenal": ", ".join(unknown)}))
    return facts(rows)
