"""The quarterly report of one OPD: targets, quarters, evidence, obstacles and follow-up of every indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kinerja_xl.compute.capaian import Capaian
from kinerja_xl.deklarasi.pilihan import TRIWULAN
from kinerja_xl.write.gaya import TAB_KINERJA
from kinerja_xl.write.halaman import Halaman, Isi
from kinerja_xl.write.kerangka import records
from kinerja_xl.write.lembaran import Lembaran, angka
from kinerja_xl.write.opd.bahan import Bahan
from kinerja_xl.write.opd.banding import Operan
from kinerja_xl.write.opd.capaian import TANPA_IKU
from kinerja_xl.write.opd.iku import signature

_KETERANGAN = ("data_dukung", "faktor_pendorong", "faktor_penghambat", "tindak_lanjut")


def laporan_triwulan(bahan: Bahan) -> Lembaran:
    """One row per indicator, those of one person in charge together."""
    n = bahan.hasil.data.triwulan
    steps = list(TRIWULAN[:n])
    tahunan = bahan.hasil.data.periode == "Tahunan"
    shown = 6 + 4 + tahunan + n + 4
    hal = Halaman(
        (5, 24, 27, 10, 10, 10, *[9] * (4 + tahunan), *[9] * n, *[19] * 4, *[11] * (4 * n)),
        shown,
    )
    operan = [Operan(shown + 4 * j, f"s.d. {tw}") for j, tw in enumerate(steps)]
    if not bahan.sasaran:
        hal.kata(TANPA_IKU, "kosong")
    else:
        hal.kepala(
            [
                *("No.", "Kinerja Utama", "Indikator Kinerja Utama"),
                *("Target PK", "Target Renstra", f"Target s.d. {steps[-1]}"),
                *(("Realisasi", tw) for tw in (*TRIWULAN, *(["Tahun"] if tahunan else []))),
                *(("Capaian s.d. triwulan (%)", tw) for tw in steps),
                "Data Dukung atas Realisasi",
                "Faktor Pendorong",
                "Kendala Pencapaian Target",
                "Rencana Aksi / Tindak Lanjut",
                *(title for satu in operan for title in satu.judul),
            ]
        )
        _rows(hal, bahan, steps, operan)
        signature(hal, bahan, berdua=False)
    return hal.lembaran(
        "Laporan Triwulan",
        f"Laporan Kinerja Triwulan s.d. {steps[-1]}",
        "Target dan realisasi seperti dilaporkan pada lembar Realisasi; capaian tiap triwulan dihitung kumulatif "
        "menurut Akumulasi indikator. Target PK Perubahan, bila diisi, menjadi target TW IV.",
        TAB_KINERJA,
        bahan.keterangan(),
        ulang_baris=hal.ulang,
    )


def _rows(hal: Halaman, bahan: Bahan, steps: Sequence[str], operan: Sequence[Operan]) -> None:
    typed = _typed(bahan)
    quarters: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in records(bahan.hasil.triwulan):
        quarters.setdefault((row["kode_indikator"], row["triwulan"]), row)
    years = bahan.tahunan
    col, tahun = bahan.capaian, bahan.hasil.data.tahun
    nomor = 0
    for penanggung_jawab, rows in _sections(bahan):
        if penanggung_jawab:
            hal.isi(Isi(penanggung_jawab, lebar=hal.dicetak), gaya="kotak_bagian")
        for i in rows:
            nomor += 1
            r = hal.baris
            kode = col["kode_indikator"][i]
            own = typed.get(kode, {})
            past = [quarters.get((kode, tw)) for tw in steps]
            results: list[Capaian] = [Capaian(None, "") if p is None else p["hasil"] for p in past]
            hal.isi(
                Isi(nomor, "kata"),
                Isi(col["sasaran"][i]),
                Isi(col["indikator"][i]),
                Isi(_text(own, "target_pk"), "nilai"),
                Isi(years.get(kode, {}).get(tahun, {}).get("target", ""), "nilai"),
                Isi("" if past[-1] is None else past[-1]["target"], "nilai"),
                # The whole year's columns are printed; those after the period are still to be filled in.
                *(Isi(_text(own, f"realisasi_tw{q}") if q <= len(steps) else "", "nilai") for q in range(1, 5)),
                *([Isi(_text(own, "realisasi_tahun"), "nilai")] if bahan.hasil.data.periode == "Tahunan" else []),
                *(Isi(angka(h.persen), "persen", o.rumus(h.rumus, r)) for h, o in zip(results, operan, strict=True)),
                *(Isi(own.get(name, "")) for name in _KETERANGAN),
                *(cell for h in results for cell in Operan.isi(h)),
            )


def _text(own: Mapping[str, Any], name: str) -> str:
    return str(own[name].teks) if name in own else ""


def _typed(bahan: Bahan) -> dict[str, Mapping[str, Any]]:
    """First row of Realisasi of every code."""
    found: dict[str, Mapping[str, Any]] = {}
    if "realisasi" in bahan.hasil.data.tabel:
        for row in records(bahan.hasil.data.isi("realisasi")):
            found.setdefault(row["kode"], row)
    return found


def _sections(bahan: Bahan) -> list[tuple[str, list[int]]]:
    """The indicators by person in charge, in the order of the tables; one section without a name where none is."""
    isi = bahan.hasil.data.isi("iku")
    names = dict(zip(isi.index.tolist(), isi["penanggung_jawab"].tolist(), strict=True))
    found: dict[str, list[int]] = {}
    for satu in bahan.sasaran:
        for i in satu.indikator:
            found.setdefault(names[bahan.capaian["iku"][i]], []).append(i)
    if len(found) == 1:
        return list(found.items())
    return [(name or "Penanggung jawab tidak diisi", rows) for name, rows in found.items()]
