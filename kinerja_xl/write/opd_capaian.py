"""LKj Bab III, tables of performance: T1 this year, T2 earlier years, T3 final Renstra target, T4 national standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from kinerja_xl.compute.capaian import Capaian
from kinerja_xl.compute.lkj import Sasaran, capaian_sasaran
from kinerja_xl.nilai import bulat
from kinerja_xl.rumus import Expr
from kinerja_xl.write.gaya import TAB_KINERJA, category_colours
from kinerja_xl.write.halaman import Halaman, Isi, Judul
from kinerja_xl.write.konsolidasi_capaian import formula_of, operands, source_text
from kinerja_xl.write.lembaran import Lembaran, angka, huruf
from kinerja_xl.write.opd_bahan import CAPAIAN, KOLOM_CAPAIAN, T1, Bahan
from kinerja_xl.write.posisi import row_places
from kinerja_xl.write.rumus_excel import category_formula, guarded, same_cell

TANPA_IKU: Final = "Belum ada data: OPD tidak mengirim lembar IKU."
_LEBAR: Final = {
    "no": 5,
    "sasaran": 34,
    "indikator": 42,
    "satuan": 12,
    "target": 15,
    "realisasi": 15,
    "capaian": 12,
    "kategori": 15,
    "metode": 26,
    "sumber": 52,
}
_OPERAN: Final = ("T", "R", "B", "A")


class TempatCapaian(NamedTuple):
    """Where T1 has its figures: the row of every indicator (by position in the capaian frame), the row of the mean."""

    baris: Mapping[int, int]
    jumlah: int

    def span(self, kolom: str) -> str:
        """A column over all rows of indicators."""
        rows = self.baris.values()
        return f"'{T1}'!{CAPAIAN[kolom]}{min(rows)}:{CAPAIAN[kolom]}{max(rows)}"

    def sel(self, kolom: str, i: int) -> str:
        """The cell of one indicator."""
        return f"'{T1}'!{CAPAIAN[kolom]}{self.baris[i]}"

    def rata_sasaran(self, sasaran: Sequence[Sasaran]) -> str | None:
        """The mean capaian of one or several sasaran as a formula, None where they have no indicator."""
        letter = CAPAIAN["sasaran_terhitung"]
        rows = [[self.baris[i] for i in s.indikator] for s in sasaran]
        spans = [f"'{T1}'!{letter}{min(r)}:{letter}{max(r)}" for r in rows if r]
        return f'=IFERROR(AVERAGE({",".join(spans)}),"")' if spans else None


def t1_capaian(bahan: Bahan) -> tuple[Lembaran, TempatCapaian]:
    """Target against realisation per sasaran; its cells are what the other tables point at."""
    hal = Halaman([_LEBAR.get(name, 12) for name in KOLOM_CAPAIAN], KOLOM_CAPAIAN.index("metode"))
    rows: dict[int, int] = {}
    if not bahan.sasaran:
        hal.kata(TANPA_IKU, "kosong")
    else:
        hal.kepala(_t1_heading())
        _t1_rows(hal, bahan, rows)
    jumlah = hal.baris
    if rows:
        _t1_means(hal, bahan, TempatCapaian(rows, jumlah))
    sheet = hal.lembaran(
        T1,
        "T1. Target dan Realisasi Kinerja",
        "Capaian dihitung menurut polaritas indikator (lembar Metode). Salin tabel ini ke LKj Bab III; angka yang "
        "masuk rumus, sumber, dan catatan ada di kolom tersembunyi (tanda + di atas).",
        TAB_KINERJA,
        bahan.keterangan(),
        ulang_baris=hal.ulang,
    )
    return sheet, TempatCapaian(rows, jumlah)


def _t1_heading() -> list[Judul]:
    titles = {
        "no": "No.",
        "sasaran": "Kinerja Utama (Sasaran Strategis)",
        "indikator": "Indikator Kinerja Utama",
        "satuan": "Satuan",
        "target": "Target",
        "realisasi": "Realisasi",
        "capaian": "Capaian (%)",
        "kategori": "Kategori",
        "metode": "Metode",
        "masuk": "Masuk rata-rata",
        "terhitung": "Capaian terhitung (%)",
        "dibatasi": "Capaian dibatasi (%)",
        "sasaran_terhitung": "Masuk rata-rata sasaran (%)",
        "t": "Target (angka)",
        "r": "Realisasi (angka)",
        "bawah": "Batas bawah",
        "atas": "Batas atas",
        "catatan": "Catatan",
        "sumber": "Sumber",
    }
    return [titles[name] for name in KOLOM_CAPAIAN]


def _t1_rows(hal: Halaman, bahan: Bahan, rows: dict[int, int]) -> None:
    """Every sasaran with its indicators; its mean where it has several."""
    col = bahan.capaian
    warna = category_colours(bahan.hasil.data.referensi.skala)
    ops = operands(col["hasil"], col["target_angka"], col["realisasi_angka"])
    notes = _notes(bahan)
    k = CAPAIAN
    nomor = 0
    for satu in by_tingkat(hal, bahan):
        first = hal.baris
        for i in satu.indikator:
            nomor += 1
            r = hal.baris
            rows[i] = r
            refs = {"T": f"{k['t']}{r}", "R": f"{k['r']}{r}", "B": f"{k['bawah']}{r}", "A": f"{k['atas']}{r}"}
            capaian, nol = f"{k['capaian']}{r}", f"{k['terhitung']}{r}"
            counted = i in satu.dihitung
            value = angka(col["capaian_nol"][i])
            hal.isi(
                Isi(nomor, "kata"),
                None,
                Isi(col["indikator"][i]),
                Isi(col["satuan"][i], "kata"),
                Isi(col["target"][i], "nilai"),
                Isi(col["realisasi"][i], "nilai"),
                Isi(angka(col["capaian_persen"][i]), "persen", formula_of(col["hasil"][i].rumus, refs)),
                Isi(col["kategori"][i], "kata", category_formula(capaian), warna=warna),
                Isi(col["metode"][i]),
                Isi("Ya" if col["masuk"][i] else "Tidak", "kata"),
                Isi(value, "persen", f'=IF({capaian}="","",MAX(0,{capaian}))'),
                Isi(angka(col["capaian_dibatasi"][i]), "persen", f'=IF({nol}="","",MIN(Batas_Capaian,{nol}))'),
                Isi(value, "persen", same_cell(nol)) if counted else Isi(None, "persen"),
                *(Isi(ops[name][i], "angka") for name in ("t", "r", "bawah", "atas")),
                Isi(len(notes[i]) or None, "bulat", tautan=f"'Catatan'!A{notes[i][0]}" if notes[i] else None),
                Isi(source_text(col["berkas"][i], col["lembar"][i], col["sel_realisasi"][i])),
            )
        hal.gabung(1, first, hal.baris - 1, Isi(satu.sasaran or "(sasaran tidak diisi)"))
        if len(satu.indikator) > 1:
            _mean_row(
                hal,
                bahan,
                f"Rata-rata capaian sasaran {satu.nomor}{_counted(satu)}",
                capaian_sasaran(bahan.hasil.capaian, [satu]),
                TempatCapaian(rows, 0).rata_sasaran([satu]),
                "kotak_sasaran",
            )


def _counted(satu: Sasaran) -> str:
    """Which of a sasaran's indicators its mean is of, where that isn't all of them."""
    return f" ({len(satu.dihitung)} IKU)" if len(satu.dihitung) < len(satu.indikator) else ""


def by_tingkat(hal: Halaman, bahan: Bahan) -> Iterator[Sasaran]:
    """The sasaran in order; a row with the tingkat stands before its first one where there are several."""
    several = len({s.tingkat for s in bahan.sasaran}) > 1
    before: str | None = None
    for satu in bahan.sasaran:
        if several and satu.tingkat != before:
            hal.isi(Isi(satu.tingkat or "Tingkat tidak diisi", lebar=hal.dicetak), gaya="kotak_bagian")
        before = satu.tingkat
        yield satu


def _mean_row(hal: Halaman, bahan: Bahan, label: str, value: Any, rumus: str | None, gaya: str) -> int:
    at = f"{CAPAIAN['capaian']}{hal.baris}"
    referensi = bahan.hasil.data.referensi
    return hal.isi(
        Isi(label, lebar=6),
        Isi(angka(value), "persen", rumus.replace(f"'{T1}'!", "") if rumus else None),
        Isi(referensi.kategori(value), "kata", category_formula(at), warna=category_colours(referensi.skala)),
        gaya=gaya,
    )


def _t1_means(hal: Halaman, bahan: Bahan, tempat: TempatCapaian) -> None:
    """The OPD's mean, plain and capped, over the indicators that enter it."""
    opd = bahan.baris
    masuk = tempat.span("masuk")
    benda = "IKU" if "IKU" in bahan.capaian["jenis"] else "indikator"
    for label, value, name in (
        (f"Rata-rata capaian ({opd.jumlah_terhitung} dari {opd.jumlah_indikator} {benda} terhitung)",
         opd.rata_rata_capaian, "terhitung"),
        ("Rata-rata capaian, tiap indikator dibatasi (setelan batas_capaian)",
         opd.rata_rata_capaian_dibatasi, "dibatasi"),
    ):  # fmt: skip
        _mean_row(
            hal, bahan, label, value, f'=IFERROR(AVERAGEIFS({tempat.span(name)},{masuk},"Ya"),"")', "kotak_jumlah"
        )


def _notes(bahan: Bahan) -> list[tuple[int, ...]]:
    """Rows of the Catatan on each indicator's rows in IKU and Realisasi."""
    tabel, find = bahan.hasil.data.tabel, bahan.posisi.tempat_catatan.get
    own = row_places(tabel.get("realisasi"), bahan.capaian["indeks"])
    iku = row_places(tabel.get("iku"), bahan.capaian["iku"])
    return [(*find(a, ()), *find(b, ())) for a, b in zip(own, iku, strict=True)]


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


def t2_tahun_lalu(bahan: Bahan, tempat: TempatCapaian) -> tuple[Lembaran, dict[int, tuple[int, int, str]]]:
    """Realisation and capaian against earlier years; with it per year first row, last row and letter of its capaian.

    The change since last year is given once the year is over.
    """
    years = earlier_years(bahan)
    n = len(years)
    change = n > 0 and bahan.hasil.data.triwulan == 4
    shown = 3 + n + 3 + n + change
    hal = Halaman(
        [5, 42, 12, *[13] * n, 13, 13, 12, *[14] * n, *([15] if change else []), *[11] * (4 * n)], shown if n else 0
    )
    operan = [Operan(shown + 4 * j, str(y)) for j, y in enumerate(years)]
    places: dict[int, tuple[int, int, str]] = {}
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
            ]
        )
        first = hal.baris
        _t2_rows(hal, bahan, tempat, years, operan)
        places = {y: (first, hal.baris - 1, huruf(6 + n + j)) for j, y in enumerate(years)}
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
        "Kemajuan = realisasi periode ini terhadap target akhir Renstra. Tabel kedua memuat target dan realisasi tiap "
        "tahun Renstra.",
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
    hal = Halaman([5, 46, 13, 14, 14, 12, 16, 16, 20, *[11] * 4], shown)
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
        reached = (
            "" if hasil.persen is None else "Memenuhi standar" if bulat(hasil.persen) >= 100 else "Di bawah standar"
        )
        hal.isi(
            Isi(nomor, "kata"),
            Isi(col["indikator"][i]),
            Isi(col["satuan"][i], "kata"),
            *_this_year(bahan, tempat, i),
            Isi(col["standar_nasional"][i], "nilai"),
            Isi(angka(hasil.persen), "persen", operan.rumus(hasil.rumus, r)),
            Isi(reached, "kata", f'=IF({at}="","",IF(ROUND({at},2)>=100,"Memenuhi standar","Di bawah standar"))'),
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
