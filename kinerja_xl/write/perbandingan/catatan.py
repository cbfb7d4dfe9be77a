"""Sheet Catatan: how often each rule found something, per regency; the most common first."""

from __future__ import annotations

from typing import Any

from kinerja_xl.rules import RULES
from kinerja_xl.write.gaya import TAB_BUKTI, WARNA_TINGKAT
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.bagan import short_label
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, huruf
from kinerja_xl.write.perbandingan.letak import DAERAH, KODE_TETAP, Letak, unique
from kinerja_xl.write.perbandingan.peringkat import total_row

_JUDUL = ("Kode aturan", "Tingkat", "Aturan", "Jumlah", f"Banyak {DAERAH}")
_AKRONIM = frozenset(("akip", "ikm", "iku", "nrr", "opd", "pk", "skm", "tw"))
_SEMUA = 12
"""Up to so many regencies are printed beside the sums."""


def rule_words(kode: str) -> str:
    """What a rule looks for, in words."""
    words = next((rule.nama.split("_") for rule in RULES if rule.kode == kode), [])
    text = " ".join(word.upper() if word in _AKRONIM else word for word in words)
    return text[:1].upper() + text[1:]


def catatan(letak: Letak, bagan: Bagan | None) -> Lembaran:
    """One row per rule that found something, one column per regency."""
    rows = range(BARIS_DATA, BARIS_DATA + len(letak.kode))
    tingkat = {rule.kode: str(rule.tingkat) for rule in RULES}
    counts = [[d.aturan.get(kode, 0) for kode in letak.kode] for d in letak.daerah]
    per_kode = [[column[i] for column in counts] for i in range(len(letak.kode))]
    first, last = letak.kolom_catatan(0), letak.kolom_catatan(len(counts) - 1)
    titles = unique((short_label(d.folder, 60) for d in letak.daerah), _JUDUL)
    kolom = [
        Kolom("kode", _JUDUL[0], 11, "kode", letak.kode),
        Kolom("tingkat", _JUDUL[1], 12, "kata", [tingkat.get(k, "") for k in letak.kode], warna=WARNA_TINGKAT),
        Kolom("aturan", _JUDUL[2], 50, "teks", [rule_words(k) for k in letak.kode]),
        Kolom(
            "jumlah",
            _JUDUL[3],
            11,
            "bulat",
            [sum(row) for row in per_kode],
            [f"=SUM({first}{r}:{last}{r})" for r in rows],
        ),
        Kolom(
            "kena",
            _JUDUL[4],
            12,
            "bulat",
            [sum(n > 0 for n in row) for row in per_kode],
            [f'=COUNTIF({first}{r}:{last}{r},">0")' for r in rows],
        ),
        *(
            Kolom(f"d{n}", title, 14, "bulat", column)
            for n, (title, column) in enumerate(zip(titles, counts, strict=True))
        ),
    ]
    end = BARIS_DATA + len(letak.kode)
    figures: dict[str, tuple[Any, str | None]] = {"aturan": ("Jumlah", None)}
    for n, satu in enumerate(kolom):
        if satu.gaya == "bulat" and satu.kunci != "kena":
            figures[satu.kunci] = (sum(satu.nilai), f"=SUM({huruf(n)}{BARIS_DATA}:{huruf(n)}{end - 1})")
    return Lembaran(
        "Catatan",
        f"Catatan Pemeriksaan per Aturan dan {DAERAH.title()}",
        "Banyaknya catatan per aturan; kolom kanan menurut folder. Isi setiap catatan ada di buku kerja konsolidasi "
        "daerah dan di data/catatan.csv; penjelasan aturan: kinerja-xl aturan KODE. Grafik di bawah tabel.",
        TAB_BUKTI,
        f"{sum(map(sum, counts))} catatan dari {len(letak.kode)} aturan di {len(letak.daerah)} {DAERAH}.",
        kolom,
        beku_kolom=3,
        jumlah=total_row(kolom, end, figures) if letak.kode else (),
        bagan=[(end + 2, 0, bagan)] if bagan else (),
        cetak=0 if len(counts) <= _SEMUA else KODE_TETAP,
        kosong="Tidak ada catatan.",
    )
