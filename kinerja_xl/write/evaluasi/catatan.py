"""What stands below the table of Formulir E.81: factors and follow-up in the OPD's own words, and the signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.evaluasi import RENJA, Rata
from kinerja_xl.compute.profil import TENTANG, profil_of
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.tabel.data import Data
from kinerja_xl.write.lembaran import Sel
from kinerja_xl.write.ukuran import cell_height

_BARIS_KOSONG: Final = 2
"""Rows left to write on where nobody said anything."""
_MAKS_TEKS: Final = 2_000


def by_year(hasil: Konsolidasi) -> bool:
    """Whether E.81 and E.60 are rated on the year (12/7) and show it as an added pair: setting e81_penilaian."""
    return hasil.data.referensi.kebijakan.kata("e81_penilaian") == "tahun ini"


def text_rows(
    hasil: Konsolidasi, kode_opd: str, baris: int, last: int, lebar: float
) -> tuple[list[Sel], list[tuple[int, float]]]:
    """The four headings of the form, each followed by what the OPD wrote (every text once) or by blank rows."""
    cells: list[Sel] = []
    heights: list[tuple[int, float]] = []

    def add(text: str, gaya: str, tinggi: float | None = None) -> None:
        row = baris + len(cells)
        cells.append(Sel(row, 0, text, gaya, sampai=(row, last)))
        heights.append((row, cell_height((text, lebar)) if tinggi is None else tinggi))

    for title, texts in _sections(hasil.data, kode_opd):
        add(title, "formulir_label")
        for n, text in enumerate(texts, 1):
            add(f"{n}. {text}", "formulir_teks")
        for _ in range(0 if texts else _BARIS_KOSONG):
            add("", "formulir_teks", 18.0)
    return cells, heights


def _sections(data: Data, kode_opd: str) -> list[tuple[str, list[str]]]:
    """Follow-up belongs to the next quarter before TW IV, to the next Renja from then on: each text stands once."""
    follow = _said(data, kode_opd, ("realisasi", "tindak_lanjut"), ("anggaran", "tindak_lanjut"))
    is_last = data.triwulan == 4
    return [
        ("Faktor pendorong keberhasilan kinerja:", _said(data, kode_opd, ("realisasi", "faktor_pendorong"))),
        (
            "Faktor penghambat pencapaian kinerja:",
            _said(data, kode_opd, ("realisasi", "faktor_penghambat"), ("anggaran", "kendala")),
        ),
        ("Tindak lanjut yang diperlukan dalam triwulan berikutnya:", [] if is_last else follow),
        ("Tindak lanjut yang diperlukan dalam Renja Perangkat Daerah berikutnya:", follow if is_last else []),
    ]


def _said(data: Data, kode_opd: str, *sumber: tuple[str, str]) -> list[str]:
    """The texts of some columns, each once, behind the codes of the rows that say it."""
    found: dict[str, list[str]] = {}
    names = dict(_own(data, "iku", kode_opd, "kode", "indikator"))
    for lembar, kolom in sumber:
        # Only an Anggaran names its rows itself.
        uraian = "uraian" if lembar == "anggaran" else "kode"
        for kode, nama, text in _own(data, lembar, kode_opd, "kode", uraian, kolom):
            text = " ".join(text.split())
            if text:
                label = f"{kode} {nama if lembar == 'anggaran' else names.get(kode, '')}".strip()
                labels = found.setdefault(text, [])
                if label not in labels:
                    labels.append(label)
    return [f"{_labels(labels)}: {text[:_MAKS_TEKS]}" for text, labels in found.items()]


def _labels(labels: Sequence[str]) -> str:
    """One row by its code and name, several by their codes."""
    return labels[0] if len(labels) == 1 else ", ".join(label.split(" ")[0] for label in labels)


def _own(data: Data, lembar: str, kode_opd: str, *kolom: str) -> Iterator[tuple[Any, ...]]:
    """Some columns of one OPD's rows of a sheet; nothing where nobody sent it."""
    if lembar not in data.tabel:
        return iter(())
    isi = data.isi(lembar)
    rows = zip(isi["kode_opd"].tolist(), *(isi[name].tolist() for name in kolom), strict=True)
    return (row[1:] for row in rows if row[0] == kode_opd)


def signature_rows(
    hasil: Konsolidasi, kode_opd: str, daerah: str, baris: int, last: int
) -> tuple[list[Sel], list[tuple[int, float]]]:
    """Disusun by the head of the OPD, Dievaluasi by the head of Bappeda; dots where a name isn't known."""
    kabupaten = hasil.data.referensi.kabupaten
    tempat = kabupaten.get("ibu_kota", "") or "." * 20
    nama, nip = _head(hasil.data, kode_opd)
    jabatan = official_title(hasil.data, kode_opd)
    half = last // 2
    blocks = (
        (0, half - 1, "Disusun", jabatan, nama, nip),
        (half + 1, last, "Dievaluasi", "Kepala Bappeda", kabupaten.get("kepala_bappeda", ""), kabupaten.get("nip", "")),
    )
    cells = []
    for first, end, kata, jabatan_satu, nama_satu, nip_satu in blocks:
        lines = (
            (kata, "tanda_tangan"),
            (f"{tempat}, tanggal {'.' * 30}", "tanda_tangan"),
            (jabatan_satu.upper(), "tanda_tangan"),
            (daerah.upper(), "tanda_tangan"),
            ("", "tanda_tangan"),
            (nama_satu or "." * 50, "tanda_tangan_nama" if nama_satu else "tanda_tangan"),
            (f"NIP {nip_satu or '.' * 40}", "tanda_tangan"),
        )
        cells += [Sel(baris + n, first, text, gaya, sampai=(baris + n, end)) for n, (text, gaya) in enumerate(lines)]
    return cells, [(baris + 4, 54.0)]


def official_title(data: Data, kode_opd: str) -> str:
    """Title of the head of an OPD: as its Profil says it, with the OPD's full name where that has its short one."""
    nama = data.nama_opd(kode_opd)
    jabatan = " ".join(profil_text(data, kode_opd, "jabatan").split())
    singkatan = next((o.singkatan for o in data.opd if o.kode == kode_opd), "")
    awal, _, ekor = jabatan.rpartition("Kepala ")
    if not jabatan or (singkatan and ekor.casefold() == singkatan.casefold() and "Kepala " in jabatan):
        return f"{awal}Kepala {nama}"
    return jabatan


def _head(data: Data, kode_opd: str) -> tuple[str, str]:
    """Name and NIP of the head of an OPD, from Referensi, else from its Profil."""
    for nama, nip in _own(data, "opd", kode_opd, "kepala_opd", "nip"):
        if nama:
            return str(nama), str(nip)
    return profil_text(data, kode_opd, "kepala_opd"), profil_text(data, kode_opd, "nip_kepala_opd")


def profil_text(data: Data, kode_opd: str, kolom: str) -> str:
    """A field of the OPD's Profil as text, '' where it is blank or, of one that figures depend on, can't be used."""
    if kolom in TENTANG:
        return str(profil_of(data, kolom).get(kode_opd) or "")
    return next((str(v) for (v,) in _own(data, "profil", kode_opd, kolom) if not pd.isna(v) and v), "")


def note_texts(hasil: Konsolidasi, frame: pd.DataFrame, rata: Rata) -> list[str]:
    """The notes that the rows of a form need: how its figures came about."""
    rows = [k for k in frame["kinerja"] if k is not None]
    minimal = sum(k.polaritas == "Minimal" for k in rows)
    typed = sum(not k.dari_triwulan for k in rows)
    money = ("rinci", "realisasi_rp", "dari_triwulan_rp", "realisasi_lalu_rp")
    leaves = [row for row in zip(*(frame[n].tolist() for n in money), strict=True) if row[0] and not pd.isna(row[1])]
    typed_rp = sum(not summed for _, _, summed, _ in leaves)
    unlike = sum(k.cara_renstra == "Jumlah" and not k.realisasi_lalu.teks and bool(k.realisasi.teks) for k in rows)
    out = [
        f"Rata-rata capaian kinerja: K rata-rata biasa {averaged_over(rata, hasil)}, jadi bukan rata-rata capaian IKU "
        "OPD; Rp jumlah dibagi jumlah, bukan rata-rata persentase. Yang belum dilaporkan dikosongkan, tidak dihitung "
        "nol. Kolom 13 (K): bila Akumulasi Jumlah atau Kumulatif, 6 + 12 pada program s.d. sub kegiatan (kecuali "
        "persentase) dan pada indikator sasaran yang target akhir Renstra-nya sama dengan jumlah target tahunannya; "
        "selain itu nilai terakhir.",
        *_pagu_notes(hasil.data, frame),
    ]
    without = int(frame["tanpa_program"].sum())
    if without:
        out.append(
            f"{without} indikator sasaran tidak disebut Kode IKU pada Anggaran: tercantum di bawah sasarannya tanpa "
            "uang, dan ikut dihitung dalam rata-rata."
        )
    if minimal:
        out.append(
            f"Minimal: rumus capaian. Pada {minimal} indikator Minimal (makin rendah makin baik) "
            "kolom 14 tetap 13/5 × 100 menurut formulir, "
            "sehingga di atas 100 berarti lebih buruk daripada target; rata-rata, predikat, dan tingkat capaian tahun "
            "ini memakai rumus capaian Minimal."
        )
    if typed or typed_rp:
        out.append(
            f"Kolom 12 memakai angka setahun yang dilaporkan pada {typed} indikator (K) dan {typed_rp} baris rinci "
            "(Rp), karena triwulannya tidak diisi atau jumlahnya berbeda."
        )
    if unlike and not _is_first_year(hasil.data, frame):
        out.append(f"Kolom 6 (K) kosong pada {unlike} indikator yang dijumlahkan: kolom 13 hanya memuat tahun ini.")
    blank_rp = sum(pd.isna(before) for *_, before in leaves)
    if blank_rp and not _is_first_year(hasil.data, frame):
        out.append(
            f"Realisasi s.d. tahun lalu (kolom 6, Rp) tidak diisi untuk {blank_rp} baris; kolom 13 hanya memuat tahun "
            "ini."
        )
    return out


def averaged_over(rata: Rata, hasil: Konsolidasi) -> str:
    """What the averages of a form are made of: "atas 12 indikator sasaran, program, kegiatan, dan sub kegiatan"."""
    benda = "indikator sasaran, program, kegiatan, dan sub kegiatan"
    if not by_year(hasil) or rata.n_renstra == rata.n_tahun:
        return f"atas {rata.n_renstra} {benda}"
    return f"atas {benda}: {rata.n_renstra} pada kolom 14, {rata.n_tahun} pada tahun ini"


def _pagu_notes(data: Data, frame: pd.DataFrame) -> list[str]:
    """Which pagu stands in column 7 of one OPD's form; nothing where it has none."""
    versi = profil_of(data, "versi_anggaran").get(str(frame["kode_opd"].iat[0])) if len(frame) else None
    asal = [satu for satu, leaf in zip(frame["asal_pagu"].tolist(), frame["rinci"].tolist(), strict=True) if leaf]
    if not any(satu != "" for satu in asal):
        return []
    parts = [
        f"pagu {versi} menurut Profil"
        if versi
        else "pagu Murni, bila sama menurut semua versi (Versi Anggaran tidak terbaca pada Profil)"
    ]
    murni, renja = asal.count("Murni"), asal.count(RENJA)
    if murni and versi not in (None, "Murni"):
        parts.append(f"pagu Murni untuk {murni} baris yang pagu {versi}-nya kosong")
    if renja:
        parts.append(f"Pagu Renja untuk {renja} baris tanpa DPA")
    return [f"Kolom 7 (Rp): {'; '.join(parts)}."]


def _is_first_year(data: Data, frame: pd.DataFrame) -> bool:
    return all(profil_text(data, opd, "tahun_awal_renstra") == str(data.tahun) for opd in set(frame["kode_opd"]))
