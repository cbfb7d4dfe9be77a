"""Sheets Capaian OPD and Capaian IKU: every achievement as a formula over its operands, and the averages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from kinerja_xl.compute.capaian import Capaian
from kinerja_xl.compute.rumus import Expr
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.denah import IKU, KOLOM_OPD, OPD, SERAPAN
from kinerja_xl.write.gaya import TAB_KINERJA, WARNA_STATUS, category_colours
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, Sel, angka, rupiah
from kinerja_xl.write.posisi import TANPA_OPD, Posisi, n_dari_n, order_rows, row_places
from kinerja_xl.write.rumus_excel import category_formula, same_cell, sum_or_blank

_OPERAN: Final = {"R": "{R}", "T": "{T}", "bawah": "{B}", "atas": "{A}"}


def formula_of(rumus: Expr | None, refs: Mapping[str, str]) -> str | None:
    """The live formula of a capaian with its operands' cells (`T`, `R`, `B`, `A`), None where nothing was computed."""
    if rumus is None:
        return None
    return "=" + _pattern(rumus).format_map(refs)


@lru_cache(maxsize=64)
def _pattern(rumus: Expr) -> str:
    """A formula with its operands' cells left open; there are as many as METODE has."""
    return rumus.excel(_OPERAN)


def operands(hasil: Sequence[Capaian], t: Sequence[Any], r: Sequence[Any]) -> dict[str, list[float | None]]:
    """The numbers that enter the formulas, column by column; the shown numbers where nothing was computed."""
    out: dict[str, list[float | None]] = {"t": [], "r": [], "bawah": [], "atas": []}
    for satu, target, realisasi in zip(hasil, t, r, strict=True):
        get = satu.operan.get
        out["t"].append(angka(get("T", target)))
        out["r"].append(angka(get("R", realisasi)))
        out["bawah"].append(angka(get("bawah")))
        out["atas"].append(angka(get("atas")))
    return out


def source_text(berkas: str, lembar: str, sel: str) -> str:
    """Where a figure comes from, as text."""
    return f"{berkas} / {lembar}!{sel}" if sel else f"{berkas} / {lembar}" if lembar else berkas


def _notes(hasil: Konsolidasi, posisi: Posisi) -> list[tuple[int, ...]]:
    """Rows of the Catatan on each indicator's rows in IKU and Realisasi."""
    frame = hasil.capaian
    own = row_places(hasil.data.tabel.get("realisasi"), order_rows(frame["indeks"].tolist(), posisi.iku))
    iku = row_places(hasil.data.tabel.get("iku"), order_rows(frame["iku"].tolist(), posisi.iku))
    find = posisi.tempat_catatan.get
    return [(*find(a, ()), *find(b, ())) for a, b in zip(own, iku, strict=True)]


def _average_columns(col: dict[str, list[Any]], rows: range) -> list[Kolom]:
    """Whether an indicator enters its OPD's averages, and with what value."""
    n, c = IKU["capaian"], IKU["terhitung"]
    floor = [f'=IF({n}{r}="","",MAX(0,{n}{r}))' for r in rows]
    capped = [f'=IF({c}{r}="","",MIN(Batas_Capaian,{c}{r}))' for r in rows]
    nol, dibatasi = ([angka(v) for v in col[name]] for name in ("capaian_nol", "capaian_dibatasi"))
    return [
        Kolom("masuk", "Masuk rata-rata", 8, "kata", ["Ya" if m else "Tidak" for m in col["masuk"]]),
        Kolom("terhitung", "Capaian terhitung (%)", 10, "persen", nol, floor),
        Kolom("dibatasi", "Capaian dibatasi (%)", 10, "persen", dibatasi, capped),
    ]


def _iku_columns(hasil: Konsolidasi, posisi: Posisi, col: dict[str, list[Any]]) -> list[Kolom]:
    rows = range(BARIS_DATA, BARIS_DATA + len(posisi.iku))
    ops = operands(col["hasil"], col["target_angka"], col["realisasi_angka"])
    k = IKU
    refs = [{"T": f"{k['t']}{r}", "R": f"{k['r']}{r}", "B": f"{k['bawah']}{r}", "A": f"{k['atas']}{r}"} for r in rows]
    formulas = [formula_of(h.rumus, ref) for h, ref in zip(col["hasil"], refs, strict=True)]
    kategori = [category_formula(f"{k['capaian']}{r}") for r in rows]
    warna = category_colours(hasil.data.referensi.skala)
    source = [source_text(*p) for p in zip(col["berkas"], col["lembar"], col["sel_realisasi"], strict=True)]
    return [
        Kolom("kode_opd", "Kode OPD", 9, "kode", col["kode_opd"]),
        Kolom("nama_opd", "Nama OPD", 24, "teks", col["nama_opd"]),
        Kolom("kode", "Kode", 9, "kode", col["kode_indikator"]),
        Kolom("sasaran", "Sasaran", 28, "teks", col["sasaran"]),
        Kolom("indikator", "Indikator Kinerja", 36, "teks", col["indikator"]),
        Kolom("jenis", "Jenis", 7, "kata", col["jenis"]),
        Kolom("satuan", "Satuan", 10, "kata", col["satuan"]),
        Kolom("polaritas", "Polaritas", 10, "kata", col["polaritas"]),
        Kolom("target", "Target", 14, "nilai", col["target"]),
        Kolom("realisasi", "Realisasi", 14, "nilai", col["realisasi"]),
        Kolom("capaian", "Capaian (%)", 10, "persen", [angka(v) for v in col["capaian_persen"]], formulas),
        Kolom("kategori", "Kategori", 13, "kata", col["kategori"], kategori, warna=warna),
        Kolom("metode", "Metode", 19, "teks", col["metode"]),
        *_average_columns(col, rows),
        _note_column(_notes(hasil, posisi)),
        Kolom("sumber", "Sumber (berkas / lembar!sel)", 52, "teks", source),
        Kolom("t", "Target (angka)", 12, "angka", ops["t"], bantu=True),
        Kolom("r", "Realisasi (angka)", 12, "angka", ops["r"], bantu=True),
        Kolom("bawah", "Batas bawah target", 12, "angka", ops["bawah"], bantu=True),
        Kolom("atas", "Batas atas target", 12, "angka", ops["atas"], bantu=True),
    ]


def capaian_iku(hasil: Konsolidasi, posisi: Posisi) -> Lembaran:
    """One row per indicator, the rows of an OPD together."""
    frame = hasil.capaian
    col: dict[str, list[Any]] = {name: order_rows(frame[name].tolist(), posisi.iku) for name in frame.columns}
    return Lembaran(
        "Capaian IKU",
        "Capaian Indikator Kinerja",
        "Capaian dihitung menurut kolom Metode; angka yang masuk rumus ada di kolom tersembunyi (buka dengan tanda + "
        "di atas). Saring seperlunya, jangan diurutkan: rata-rata OPD menunjuk baris ini.",
        TAB_KINERJA,
        n_dari_n(len(posisi.blok_iku), hasil.data, "Data"),
        _iku_columns(hasil, posisi, col),
        beku_kolom=3,
        cetak=13,
        kosong="Belum ada data: belum ada OPD yang mengirim lembar IKU.",
    )


def _note_column(notes: Sequence[tuple[int, ...]]) -> Kolom:
    return Kolom(
        "catatan",
        "Catatan",
        8,
        "bulat",
        [len(rows) or None for rows in notes],
        tautan=[f"'Catatan'!A{rows[0]}" if rows else None for rows in notes],
    )


def opd_notes(hasil: Konsolidasi, posisi: Posisi) -> Kolom:
    """Column with the number of Catatan of each OPD, linked to the first of them."""
    values: list[int | None] = []
    formulas: list[str | None] = []
    links: list[str | None] = []
    for kode in hasil.opd["kode_opd"]:
        block = posisi.blok_catatan.get(kode)
        values.append(None if block is None else block[1] - block[0] + 1)
        formulas.append(None if block is None else f"=ROWS('{posisi.lembar_catatan}'!A{block[0]}:A{block[1]})")
        links.append(None if block is None else f"'{posisi.lembar_catatan}'!A{block[0]}")
    return Kolom("catatan", "Catatan", 9, "bulat", values, formulas, links)


def _over(posisi: Posisi, codes: Sequence[str], formula: str) -> list[str | None]:
    """A formula over each OPD's rows of Capaian IKU, None for an OPD without any."""
    names = ("masuk", "terhitung", "dibatasi")
    return [
        formula.format_map({name: posisi.blok(IKU[name], kode) for name in names}) if kode in posisi.blok_iku else None
        for kode in codes
    ]


def _opd_columns(hasil: Konsolidasi, posisi: Posisi) -> list[Kolom]:
    frame, k = hasil.opd, OPD
    codes: list[str] = frame["kode_opd"].tolist()
    rows = [posisi.baris_opd[kode] for kode in codes]
    warna = category_colours(hasil.data.referensi.skala)
    jumlah: list[Any] = frame["jumlah_indikator"].tolist()
    terhitung: list[Any] = frame["jumlah_terhitung"].tolist()
    dibatasi: list[Any] = frame["rata_rata_capaian_dibatasi"].tolist()
    rest = [None if a is None else a - b for a, b in zip(jumlah, terhitung, strict=True)]
    rest_rumus = [
        None if a is None else f"={k['jumlah']}{r}-{k['terhitung']}{r}" for a, r in zip(jumlah, rows, strict=True)
    ]
    total = _over(posisi, codes, '=COUNTIF({masuk},"Ya")')
    counted = _over(posisi, codes, '=COUNTIFS({masuk},"Ya",{terhitung},">=0")')
    rata = _over(posisi, codes, '=IFERROR(AVERAGEIFS({terhitung},{masuk},"Ya"),"")')
    batas = _over(posisi, codes, '=IFERROR(AVERAGEIFS({dibatasi},{masuk},"Ya"),"")')
    kategori, kategori_batas = ([category_formula(f"{k[name]}{r}") for r in rows] for name in ("rata", "dibatasi"))
    capped = [hasil.data.referensi.kategori(v) for v in dibatasi]
    pagu = [same_cell(f"'Serapan OPD'!{SERAPAN['pagu']}{r}") for r in rows]
    means = [angka(v) for v in frame["rata_rata_capaian"]]
    return [
        Kolom("kode_opd", "Kode OPD", 10, "kode", codes),
        Kolom("nama_opd", "Nama OPD", 48, "teks", frame["nama_opd"].tolist()),
        Kolom("status", "Status kiriman", 26, "kata", [str(s) for s in frame["status"]], warna=WARNA_STATUS),
        Kolom("jumlah", "Jumlah indikator", 10, "bulat", jumlah, total),
        Kolom("terhitung", "Terhitung", 10, "bulat", terhitung, counted),
        Kolom("tidak", "Tidak terhitung", 10, "bulat", rest, rest_rumus),
        Kolom("rata", "Rata-rata capaian (%)", 12, "persen", means, rata),
        Kolom("kategori", "Kategori", 15, "kata", frame["kategori"].tolist(), kategori, warna=warna),
        Kolom("dibatasi", "Rata-rata dibatasi (%)", 12, "persen", [angka(v) for v in dibatasi], batas),
        Kolom("kategori_dibatasi", "Kategori (dibatasi)", 16, "kata", capped, kategori_batas, warna=warna),
        Kolom("pagu", "Pagu (Rp)", 20, "rupiah", [rupiah(v) for v in frame["pagu_rp"]], pagu),
        opd_notes(hasil, posisi),
    ]


def capaian_opd(hasil: Konsolidasi, posisi: Posisi) -> Lembaran:
    """One row per OPD of the register with its averages; the regency's below."""
    total = BARIS_DATA + len(hasil.opd)
    warna = category_colours(hasil.data.referensi.skala)
    return Lembaran(
        "Capaian OPD",
        "Rata-rata Capaian per OPD",
        "Rata-rata biasa atas indikator yang terhitung (IKU; semua jenis bila OPD tidak punya IKU). Yang belum melapor "
        "dikosongkan, tidak dihitung nol.",
        TAB_KINERJA,
        n_dari_n(hasil.ringkasan.n_capaian, hasil.data, "Punya capaian"),
        _opd_columns(hasil, posisi),
        beku_kolom=2,
        jumlah=_regency_rows(hasil),
        warna_sel=[(total, KOLOM_OPD.index(name), warna) for name in ("kategori", "kategori_dibatasi")],
        kosong=TANPA_OPD,
    )


def _regency_rows(hasil: Konsolidasi) -> list[Sel]:
    """The regency's averages: plain, capped, and by budget weight in the row below."""
    rows = len(hasil.opd)
    if not rows:
        return []
    ringkasan, kategori = hasil.ringkasan, hasil.data.referensi.kategori
    total, first, last = BARIS_DATA + rows, BARIS_DATA, BARIS_DATA + rows - 1
    k = OPD

    def span(name: str) -> str:
        return f"{k[name]}{first}:{k[name]}{last}"

    def cell(baris: int, name: str, nilai: Any, gaya: str, rumus: str | None = None) -> Sel:
        return Sel(baris, KOLOM_OPD.index(name), nilai, gaya, rumus, gaya_baris="jumlah")

    def total_of(name: str) -> int:
        column = "jumlah_indikator" if name == "jumlah" else "jumlah_terhitung"
        return sum(v for v in hasil.opd[column] if v is not None)

    tertimbang = ringkasan.rata_rata_capaian_tertimbang
    weighted = f'=IFERROR(SUMPRODUCT({span("rata")},{span("pagu")})/SUMIFS({span("pagu")},{span("rata")},">=0"),"")'
    a, b = total_of("jumlah"), total_of("terhitung")
    pair = f"{k['jumlah']}{total}-{k['terhitung']}{total}"
    return [
        cell(total, "kode_opd", "", "kode"),
        cell(total, "nama_opd", f"Rata-rata kabupaten/kota ({ringkasan.n_capaian} dari {ringkasan.n_opd} OPD)", "teks"),
        cell(total, "status", "", "kata"),
        cell(total, "jumlah", a, "bulat", f"=SUM({span('jumlah')})"),
        cell(total, "terhitung", b, "bulat", f"=SUM({span('terhitung')})"),
        cell(total, "tidak", a - b, "bulat", f"={pair}"),
        cell(total, "rata", angka(ringkasan.rata_rata_capaian), "persen", f'=IFERROR(AVERAGE({span("rata")}),"")'),
        cell(total, "kategori", ringkasan.kategori, "kata", category_formula(f"{k['rata']}{total}")),
        cell(
            total,
            "dibatasi",
            angka(ringkasan.rata_rata_capaian_dibatasi),
            "persen",
            f'=IFERROR(AVERAGE({span("dibatasi")}),"")',
        ),
        cell(
            total,
            "kategori_dibatasi",
            kategori(ringkasan.rata_rata_capaian_dibatasi),
            "kata",
            category_formula(f"{k['dibatasi']}{total}"),
        ),
        cell(total, "pagu", rupiah(ringkasan.pagu_rp), "rupiah", sum_or_blank(span("pagu"))),
        cell(total, "catatan", "", "bulat"),
        Sel(total + 1, 1, "Rata-rata tertimbang pagu", "teks"),
        Sel(total + 1, KOLOM_OPD.index("rata"), angka(tertimbang), "persen", weighted),
    ]
