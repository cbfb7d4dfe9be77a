"""LKj Bab III: this year against earlier years (T2), the final Renstra target (T3), the national standard (T4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from kinerja_xl.compute.capaian import Capaian
from kinerja_xl.compute.lkj import Sasaran
from kinerja_xl.compute.rumus import Expr
from kinerja_xl.nilai import bulat
from kinerja_xl.write.gaya import TAB_KINERJA
from kinerja_xl.write.halaman import Halaman, Isi, Judul
from kinerja_xl.write.konsolidasi.capaian import formula_of, operands
from kinerja_xl.write.lembaran import Lembaran, angka, huruf
from kinerja_xl.write.opd.bahan import Bahan
from kinerja_xl.write.opd.capaian import TANPA_IKU, TempatCapaian
from kinerja_xl.write.rumus_excel import guarded, same_cell

MEMENUHI: Final = "Memenuhi standar"
BELUM_MEMENUHI: Final = "Belum memenuhi standar"
"""What T4 says of an indicator; above or below would depend on its polarity."""
_OPERAN: Final = ("T", "R", "B", "A")


class Operan:
    """The closed columns of operands of one figure: T, R and the bounds of a range, each in a column of its own."""

    def __init__(self, mulai: int, label: str) -> None:
        self.huruf = {name: huruf(mulai + n) for n, name in enumerate(_OPERAN)}
        words = ("target (angka)", "realisasi (angka)", "batas bawah", "batas atas")
        self.judul = [f"{label}: {word}" for word in words]

    def rumus(self, rumus: Expr | None, r: int) -> str | None:
        """A capaian's formula in row r."""
        return formula_of(rumus, {name: f"{letter}{r}" for name, letter in self.huruf.items()})

    @staticmethod
    def isi(hasil: Capaian) -> list[Isi]:
        """The operands of one row."""
        ops = operands([hasil], [hasil.target_angka], [hasil.realisasi_angka])
        return [Isi(ops[name][0], "angka") for name in ("t", "r", "bawah", "atas")]


def _this_year(bahan: Bahan, tempat: TempatCapaian, i: int) -> list[Isi]:
    """Target, realisation and capaian of the period, the latter from T1."""
    col = bahan.capaian
    return [
        Isi(col["target"][i], "nilai"),
        Isi(col["realisasi"][i], "nilai"),
        Isi(angka(col["capaian_persen"][i]), "persen", same_cell(tempat.sel("capaian", i))),
    ]


def _sasaran_row(hal: Halaman, satu: Sasaran) -> None:
    hal.isi(
        Isi(f"Sasaran {satu.nomor}: {satu.sasaran or '(tidak diisi)'}", lebar=hal.dicetak),
        gaya="kotak_sasaran",
    )


def _period_heading(bahan: Bahan) -> list[Judul]:
    data = bahan.hasil.data
    label = str(data.tahun) if data.periode == "Tahunan" else f"{data.periode} {data.tahun}"
    return [(label, "Target"), (label, "Realisasi"), (label, "% Realisasi")]


def earlier_years(bahan: Bahan) -> list[int]:
    """The years before this one of which Renstra reports anything, at most the last five."""
    frame = bahan.hasil.renstra
    years = {int(t) for t, r in zip(frame["tahun"], frame["realisasi"], strict=True) if r}
    return sorted(y for y in years if y < bahan.hasil.data.tahun)[-5:]


class TahunLalu(NamedTuple):
    """Where T2 has the capaian of one year, and beside it whether a row enters the OPD's mean ("Ya")."""

    capaian: str
    masuk: str


def t2_tahun_lalu(bahan: Bahan, tempat: TempatCapaian) -> tuple[Lembaran, dict[int, TahunLalu]]:
    """Realisation and capaian against earlier years; with it per year where its capaian stand.

    The change since last year is given once the year is over.
    """
    years = earlier_years(bahan)
    n = len(years)
    change = n > 0 and bahan.hasil.data.triwulan == 4
    shown = 3 + n + 3 + n + change
    hal = Halaman(
        [5, 42, 12, *[13] * n, 13, 13, 12, *[14] * n, *([15] if change else []), *([11] * (4 * n + 1) if n else [])],
        shown if n else 0,
    )
    operan = [Operan(shown + 4 * j, str(y)) for j, y in enumerate(years)]
    places: dict[int, TahunLalu] = {}
    if not bahan.sasaran:
        hal.kata(TANPA_IKU, "kosong")
    else:
        hal.kepala(
            [
                *("No.", "Indikator Kinerja Utama", "Satuan"),
                *(f"Capaian {y}" for y in years),
                *_period_heading(bahan),
                *(f"% Realisasi {y}" for y in years),
                *([f"Naik/(turun) dari {years[-1]} (poin %)"] if change else []),
                *(title for satu in operan for title in satu.judul),
                *(["Masuk rata-rata"] if n else []),
            ]
        )
        first = hal.baris
        _t2_rows(hal, bahan, tempat, years, operan)
        last = hal.baris - 1

        def span(kolom: int) -> str:
            return f"'T2 Tahun Lalu'!{huruf(kolom)}{first}:{huruf(kolom)}{last}"

        places = {y: TahunLalu(span(6 + n + j), span(shown + 4 * n)) for j, y in enumerate(years)}
        if not years:
            hal.kata("Renstra belum memuat realisasi tahun-tahun sebelumnya.", "kosong")
    sheet = hal.lembaran(
        "T2 Tahun Lalu",
        "T2. Kinerja Dibandingkan dengan Tahun-Tahun Sebelumnya",
        "Capaian tahun lalu = angka realisasi pada lembar Renstra; % realisasi dihitung terhadap target Renstra tahun "
        "itu.",
        TAB_KINERJA,
        bahan.keterangan(),
        ulang_baris=hal.ulang,
    )
    return sheet, places


def _t2_rows(hal: Halaman, bahan: Bahan, tempat: TempatCapaian, years: Sequence[int], operan: Sequence[Operan]) -> None:
    steps = bahan.tahunan
    col = bahan.capaian
    n = len(years)
    now, last = huruf(5 + n), huruf(5 + 2 * n)
    change = n > 0 and bahan.hasil.data.triwulan == 4
    nomor = 0
    for satu in bahan.sasaran:
        _sasaran_row(hal, satu)
        for i in satu.indikator:
            nomor += 1
            r = hal.baris
            own = steps.get(col["kode_indikator"][i], {})
            past = [own.get(y) for y in years]
            results: list[Capaian] = [Capaian(None, "") if p is None else p["hasil"] for p in past]
            hal.isi(
                Isi(nomor, "kata"),
                Isi(col["indikator"][i]),
                Isi(col["satuan"][i], "kata"),
                *(Isi("" if p is None else p["realisasi"], "nilai") for p in past),
                *_this_year(bahan, tempat, i),
                *(Isi(angka(h.persen), "persen", o.rumus(h.rumus, r)) for h, o in zip(results, operan, strict=True)),
                *([_change(col["capaian_persen"][i], results[-1].persen, f"{now}{r}", f"{last}{r}")] if change else []),
                *(cell for h in results for cell in Operan.isi(h)),
                *([Isi("Ya" if col["masuk"][i] else "Tidak", "kata")] if n else []),
            )


def _change(now: Any, last: Any, sel_now: str, sel_last: str) -> Isi:
    """Capaian of this year minus that of last year, in points."""
    value = None if now is None or last is None else now - last
    return Isi(angka(value), "persen", guarded((sel_now, sel_last), f"{sel_now}-{sel_last}"))


def t3_renstra(bahan: Bahan, tempat: TempatCapaian) -> Lembaran:
    """Progress to the final Renstra target, and the yearly targets below."""
    years = sorted({int(t) for t in bahan.hasil.renstra["tahun"]})
    last_year = bahan.profil.get("tahun_akhir_renstra") or (years[-1] if years else "")
    shown = max(8, 3 + 2 * len(years))
    hal = Halaman([5, 42, 13, *[12] * (shown - 3), *[11] * 4], shown)
    operan = Operan(shown, "Akhir Renstra")
    if not bahan.sasaran:
        hal.kata(TANPA_IKU, "kosong")
    else:
        this = bahan.hasil.data.tahun
        hal.kepala(
            [
                *("No.", "Indikator Kinerja Utama", "Satuan"),
                *_period_heading(bahan),
                f"Target Akhir Renstra {last_year}".strip(),
                f"Capaian s.d. {this} thd Target Renstra (%)",
                *[None] * (shown - 8),
                *operan.judul,
            ]
        )
        _t3_rows(hal, bahan, tempat, operan, shown - 8)
        if years:
            _t3_years(hal, bahan, years)
    return hal.lembaran(
        "T3 Renstra",
        "T3. Kinerja Dibandingkan dengan Target Akhir Renstra",
        "Kemajuan = realisasi periode ini terhadap target akhir Renstra; bila target akhir adalah jumlah target "
        "tahunan, realisasi sejak awal Renstra. Tabel kedua memuat target dan realisasi tiap tahun Renstra.",
        TAB_KINERJA,
        bahan.keterangan(),
    )


def _t3_rows(hal: Halaman, bahan: Bahan, tempat: TempatCapaian, operan: Operan, sela: int) -> None:
    col = bahan.capaian
    nomor = 0
    for satu in bahan.sasaran:
        hal.isi(
            Isi(f"Sasaran {satu.nomor}: {satu.sasaran or '(tidak diisi)'}", lebar=8),
            gaya="kotak_sasaran",
        )
        for i in satu.indikator:
            nomor += 1
            r = hal.baris
            hasil: Capaian = col["kemajuan"][i]
            hal.isi(
                Isi(nomor, "kata"),
                Isi(col["indikator"][i]),
                Isi(col["satuan"][i], "kata"),
                *_this_year(bahan, tempat, i),
                Isi(col["target_akhir_renstra"][i], "nilai"),
                Isi(angka(hasil.persen), "persen", operan.rumus(hasil.rumus, r)),
                *[None] * sela,
                *Operan.isi(hasil),
            )


def _t3_years(hal: Halaman, bahan: Bahan, years: Sequence[int]) -> None:
    """Target and realisation of every Renstra year, as LKIP tables print them."""
    hal.lewati()
    hal.kata("Target dan realisasi IKU per tahun Renstra", "judul_tabel")
    pairs: list[Judul] = []
    for y in years:
        pairs += [(str(y), "Target IKU"), (str(y), "Realisasi")]
    hal.kepala(["No.", "Indikator Kinerja Utama", "Target IKU Akhir Renstra", *pairs])
    steps, col = bahan.tahunan, bahan.capaian
    order = [i for satu in bahan.sasaran for i in satu.indikator]
    for nomor, i in enumerate(order, 1):
        own = steps.get(col["kode_indikator"][i], {})
        cells = [own.get(y, {}).get(name, "") for y in years for name in ("target", "realisasi")]
        hal.isi(
            Isi(nomor, "kata"),
            Isi(col["indikator"][i]),
            Isi(col["target_akhir_renstra"][i], "nilai"),
            *(Isi(text, "nilai") for text in cells),
        )


def t4_nasional(bahan: Bahan, tempat: TempatCapaian) -> Lembaran:
    """Realisation against the national standard, of the indicators that have one."""
    shown = 9
    hal = Halaman([5, 46, 13, 14, 14, 12, 16, 16, 23, *[11] * 4], shown)
    operan = Operan(shown, "Standar")
    col = bahan.capaian
    rows = [i for satu in bahan.sasaran for i in satu.indikator if col["standar_nasional"][i]]
    if not rows:
        hal.kata(
            "Belum ada pembanding: kolom Standar Nasional pada lembar Renstra belum diisi."
            if bahan.sasaran
            else TANPA_IKU,
            "kosong",
        )
    else:
        hal.kepala(
            [
                *("No.", "Indikator Kinerja Utama", "Satuan"),
                *_period_heading(bahan),
                *("Standar Nasional", "Realisasi thd Standar Nasional (%)", "Keterangan"),
                *operan.judul,
            ]
        )
    for nomor, i in enumerate(rows, 1):
        r = hal.baris
        hasil: Capaian = col["terhadap_standar"][i]
        at = f"{huruf(7)}{r}"
        reached = "" if hasil.persen is None else MEMENUHI if bulat(hasil.persen) >= 100 else BELUM_MEMENUHI
        hal.isi(
            Isi(nomor, "kata"),
            Isi(col["indikator"][i]),
            Isi(col["satuan"][i], "kata"),
            *_this_year(bahan, tempat, i),
            Isi(col["standar_nasional"][i], "nilai"),
            Isi(angka(hasil.persen), "persen", operan.rumus(hasil.rumus, r)),
            Isi(reached, "kata", f'=IF({at}="","",IF(ROUND({at},2)>=100,"{MEMENUHI}","{BELUM_MEMENUHI}"))'),
            *Operan.isi(hasil),
        )
    return hal.lembaran(
        "T4 Nasional",
        "T4. Kinerja Dibandingkan dengan Standar Nasional",
        "Realisasi periode ini terhadap Standar Nasional pada lembar Renstra, dengan rumus yang sama dengan capaian.",
        TAB_KINERJA,
        bahan.keterangan(f"{len(rows)} dari {len(col['indikator'])} indikator punya standar nasional."),
        ulang_baris=hal.ulang,
    )
