"""Printed annexes of one OPD: Penetapan IKU, Perjanjian Kinerja murni and perubahan. Source: Permenpan-RB 53/2014."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kinerja_xl.compute.lkj import has_perubahan, tingkat_rank
from kinerja_xl.nilai import Jenis, Nilai, official_daerah, parse_daerah
from kinerja_xl.write.evaluasi.catatan import official_title
from kinerja_xl.write.gaya import TAB_KINERJA
from kinerja_xl.write.halaman import Halaman, Isi, Judul
from kinerja_xl.write.kerangka import records
from kinerja_xl.write.lembaran import Lembaran, rupiah
from kinerja_xl.write.opd.anggaran import fund_sources
from kinerja_xl.write.opd.bahan import SERAPAN, Bahan, name_or_code
from kinerja_xl.write.opd.capaian import TANPA_IKU
from kinerja_xl.write.opd.serapan import LEMBAR as LEMBAR_SERAPAN
from kinerja_xl.write.pohon import whole
from kinerja_xl.write.rumus_excel import same_cell, sum_or_blank

_TITIK: Final = "." * 40
_BARIS_NAMA: Final = 5
"""The row of a signature block that holds the names."""


def penetapan_iku(bahan: Bahan) -> Lembaran:
    """The annex to the decree on IKU: a table per tingkat."""
    rows = _iku_rows(bahan)
    years = sorted({int(row["tahun"]) for row in records(bahan.hasil.renstra, ("tahun", "target")) if row["target"]})
    goals = any(r["tujuan"] or r["indikator_tujuan"] for r in rows)
    reasons = any(r["alasan"] for r in rows)
    lebar = [5, *([22, 17] if goals else []), 24, 25, 10, 32, *([20] if reasons else []), *[9] * len(years), 15, 16]
    hal = Halaman(lebar)
    if not rows:
        hal.kata(TANPA_IKU, "kosong")
    else:
        form_title(hal, bahan, "INDIKATOR KINERJA UTAMA", _masa(bahan))
        hal.kepala(_iku_heading(goals, reasons, years), "kepala_kotak", nomor=True)
        _iku_table(hal, bahan, rows, years, (goals, reasons))
        signature(hal, bahan, berdua=False)
    return hal.lembaran(
        "Penetapan IKU",
        "Lampiran Penetapan Indikator Kinerja Utama",
        "Formulir cetak F4 mendatar untuk lampiran keputusan penetapan IKU.",
        TAB_KINERJA,
        bahan.keterangan(),
        ulang_baris=hal.ulang,
        cetak_dari=6,
    )


def _masa(bahan: Bahan) -> str:
    awal, akhir = (bahan.profil.get(f"tahun_{ujung}_renstra") for ujung in ("awal", "akhir"))
    return f"TAHUN {awal}-{akhir}" if awal and akhir else f"TAHUN {bahan.hasil.data.tahun}"


def _iku_rows(bahan: Bahan) -> list[dict[str, Any]]:
    """The typed IKU rows by tingkat, then in the order of the tables."""
    if not bahan.sasaran:
        return []
    isi = bahan.hasil.data.isi("iku")
    indeks = bahan.capaian["iku"]
    typed = dict(zip(isi.index.tolist(), records(isi), strict=True))
    rows = [typed[indeks[i]] for satu in bahan.sasaran for i in satu.indikator]
    return sorted(rows, key=lambda row: tingkat_rank(row["tingkat"]))


def _iku_heading(goals: bool, reasons: bool, years: Sequence[int]) -> list[Judul]:
    return [
        "No.",
        *(["Tujuan Perangkat Daerah", "Indikator Tujuan"] if goals else []),
        *("Sasaran Strategis", "Indikator Kinerja", "Satuan", "Penjelasan/ Formulasi Penghitungan"),
        *(["Alasan Pemilihan"] if reasons else []),
        *(("Target Kinerja", str(y)) for y in years),
        *("Sumber Data", "Penanggung Jawab"),
    ]


def _iku_table(
    hal: Halaman, bahan: Bahan, rows: Sequence[dict[str, Any]], years: Sequence[int], parts: tuple[bool, bool]
) -> None:
    goals, reasons = parts
    steps = bahan.tahunan
    several = len({r["tingkat"] for r in rows}) > 1
    before: str | None = None
    for nomor, row in enumerate(rows, 1):
        if several and row["tingkat"] != before:
            hal.isi(Isi(row["tingkat"] or "Tingkat tidak diisi", lebar=hal.dicetak), gaya="kotak_bagian")
        before = row["tingkat"]
        own = steps.get(row["kode"], {})
        hal.isi(
            Isi(nomor, "kata"),
            *([Isi(row["tujuan"]), Isi(row["indikator_tujuan"])] if goals else []),
            Isi(row["sasaran"]),
            Isi(name_or_code(row["indikator"], row["kode"])),
            Isi(row["satuan"], "kata"),
            Isi(row["formulasi"]),
            *([Isi(row["alasan"])] if reasons else []),
            *(Isi(own.get(y, {}).get("target", ""), "kata") for y in years),
            Isi(row["sumber_data"]),
            Isi(row["penanggung_jawab"]),
        )


def form_title(hal: Halaman, bahan: Bahan, *lines: str) -> None:
    """The centred lines of a printed form: what it is, of which OPD and region."""
    daerah = bahan.hasil.data.nama_daerah
    title = [*lines, bahan.nama.upper(), *([official_daerah(daerah).upper()] if daerah else [])]
    for line in title:
        hal.kata(line, "judul_formulir", tinggi=20)
    hal.lewati()


def signature(hal: Halaman, bahan: Bahan, berdua: bool) -> None:
    """Place and date; Pihak Kedua (the head of the region) on the left where there are two, the OPD's on the right."""
    kabupaten, profil = bahan.hasil.data.referensi.kabupaten, bahan.profil
    daerah = parse_daerah(bahan.hasil.data.nama_daerah)
    n = hal.dicetak
    half = n // 2
    kepala = official_title(bahan.hasil.data, bahan.kode)
    bupati = "Wali Kota" if daerah.jenis == "Kota" else "Bupati"
    nip = f"NIP {profil['nip_kepala_opd']}" if profil.get("nip_kepala_opd") else f"NIP {_TITIK[:28]}"
    left = [
        "",
        "Pihak Kedua,",
        f"{bupati} {daerah.nama}".strip(),
        "",
        "",
        kabupaten.get("nama_bupati") or _TITIK,
        "",
        "",
    ]
    right = [
        f"{kabupaten.get('ibu_kota') or _TITIK[:16]}, {_TITIK[:24]} {bahan.hasil.data.tahun}",
        "Pihak Pertama," if berdua else "",
        kepala,
        "",
        "",
        profil.get("kepala_opd") or _TITIK,
        str(profil.get("pangkat") or ""),
        nip,
    ]
    hal.lewati()
    for row, (a, b) in enumerate(zip(left, right, strict=True)):
        named_row = row == _BARIS_NAMA
        if berdua:
            hal.kata(a, "nama_penanda" if named_row and a != _TITIK else "tengah", 0, half)
            hal.lewati(-1)
        hal.kata(b, "nama_penanda" if named_row and b != _TITIK else "tengah", half, n - half, tinggi=18)


def perjanjian_kinerja(bahan: Bahan) -> list[Lembaran]:
    """The annex of Perjanjian Kinerja, and of the changed one where there is one; [] where nothing was promised."""
    rows = _promised(bahan)
    if not rows and not len(bahan.hasil.serapan):
        return []
    sheets = [_perjanjian(bahan, rows, perubahan=False)]
    changed = [target[1] for row in rows if (target := row["_target"])]
    if has_perubahan(changed, bahan.profil.get("versi_anggaran", "")):
        sheets.append(_perjanjian(bahan, rows, perubahan=True))
    return sheets


def _promised(bahan: Bahan) -> list[dict[str, Any]]:
    """The indicators of the head's agreement: Eselon II, all where the OPD names none.

    Each has in `_target` its Target PK and Target PK Perubahan, () where it isn't on sheet Realisasi.
    """
    found: dict[str, tuple[Nilai, Nilai]] = {}
    if "realisasi" in bahan.hasil.data.tabel:
        isi = bahan.hasil.data.isi("realisasi")
        for kode, murni, changed in zip(isi["kode"], isi["target_pk"], isi["target_pk_perubahan"], strict=True):
            found.setdefault(kode, (murni, changed))
    rows = [{**row, "_target": found.get(row["kode"], ())} for row in _iku_rows(bahan)]
    return [r for r in rows if r["tingkat"] == "Eselon II"] or rows


def _perjanjian(bahan: Bahan, rows: Sequence[dict[str, Any]], perubahan: bool) -> Lembaran:
    tahun = bahan.hasil.data.tahun
    word = "PERJANJIAN KINERJA PERUBAHAN" if perubahan else "PERJANJIAN KINERJA"
    hal = Halaman((6, 40, 44, 14, 24))
    form_title(hal, bahan, f"{word} TAHUN {tahun}")
    hal.kepala(
        ["No.", "Kinerja Utama (Sasaran Strategis)", "Indikator Kinerja", "Satuan", "Target"],
        "kepala_kotak",
        nomor=True,
    )
    if not rows:
        hal.isi(Isi(TANPA_IKU, lebar=5))
    start, before = hal.baris, None
    nomor = 0
    blocks: list[tuple[int, int, str, int]] = []
    for row in rows:
        if row["sasaran"] != before:
            nomor, start, before = nomor + 1, hal.baris, row["sasaran"]
            blocks.append((start, start, row["sasaran"], nomor))
        text = _promised_target(row["_target"], perubahan)
        nama = name_or_code(row["indikator"], row["kode"])
        at = hal.isi(None, None, Isi(nama), Isi(row["satuan"], "kata"), Isi(text, "kata"))
        blocks[-1] = (blocks[-1][0], at, blocks[-1][2], nomor)
    for first, last, sasaran, number in blocks:
        hal.gabung(0, first, last, Isi(number, "kata"))
        hal.gabung(1, first, last, Isi(sasaran))
    hal.lewati()
    _pk_budget(hal, bahan, "perubahan" if perubahan else "murni")
    signature(hal, bahan, berdua=True)
    return hal.lembaran(
        "PK Perubahan" if perubahan else "PK",
        f"Lampiran Perjanjian Kinerja{' Perubahan' if perubahan else ''}",
        "Formulir cetak F4 tegak. Target yang tidak diubah tetap memakai target semula."
        if perubahan
        else "Formulir cetak F4 tegak.",
        TAB_KINERJA,
        bahan.keterangan(),
        potret=True,
        cetak_dari=6,
    )


def _promised_target(target: Sequence[Nilai], perubahan: bool) -> str:
    """The target as typed, in the changed agreement the changed one where there is one; '' where there is none."""
    if not target:
        return ""
    murni, changed = target
    return changed.teks if perubahan and changed.jenis is not Jenis.KOSONG else murni.teks


def _pk_budget(hal: Halaman, bahan: Bahan, kunci: str) -> None:
    """Program, budget and source of funds, with their total."""
    own = bahan.anggaran
    is_changed = kunci == "perubahan"
    budget = bahan.pagu_perubahan if is_changed else bahan.hasil.serapan["jumlah_pagu_murni_rp"].tolist()
    hal.isi(
        Isi("No.", "kata"), Isi("Program", "kata", lebar=2), Isi("Anggaran (Rp)", "kata"), Isi("Keterangan", "kata"),
        gaya="kotak_bagian",
    )  # fmt: skip
    funds = fund_sources(bahan)
    first = hal.baris
    nomor, total = 0, None
    for n, (tingkat, kode, uraian) in enumerate(zip(own["tingkat"], own["kode"], own["uraian"], strict=True)):
        if tingkat != "Program":
            continue
        nomor += 1
        value = whole(budget[n])
        total = value if total is None else total + (value or 0)
        ref = f"'{LEMBAR_SERAPAN}'!{SERAPAN[kunci]}{bahan.baris_serapan[n]}"
        hal.isi(
            Isi(nomor, "kata"),
            Isi(uraian, lebar=2),
            Isi(rupiah(value), "rupiah", same_cell(ref)),
            Isi(funds(kode), "kata"),
        )
    if not nomor:
        hal.isi(Isi("Belum ada program pada lembar Anggaran.", lebar=5))
    hal.isi(
        Isi("", "kata"),
        Isi(f"Jumlah Anggaran Tahun {bahan.hasil.data.tahun}", lebar=2),
        Isi(rupiah(total), "rupiah", sum_or_blank(f"D{first}:D{hal.baris - 1}")),
        Isi("", "kata"),
        gaya="kotak_jumlah",
    )
