"""Sheet AKIP: the OPD ranked by their evaluation, each with its components."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from kinerja_xl.compute.akip import KURANG, PERSEN_BOBOT, PERUBAHAN, YA, akip_bands, akip_predicate
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, mean
from kinerja_xl.deklarasi.ketentuan import PALING_TINGGI_AKIP
from kinerja_xl.nilai import bulat, normalise_kata
from kinerja_xl.write.denah import AKIP, KOLOM_AKIP
from kinerja_xl.write.gaya import TAB_KINERJA, level_colours
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, Sel, angka
from kinerja_xl.write.posisi import Posisi, n_dari_n, row_places
from kinerja_xl.write.rumus_excel import band_formula, guarded


class BarisAkip(NamedTuple):
    """One row: the OPD's own (`indeks` its position in akip_opd) with its components below, or one component."""

    kode_opd: str
    opd: bool
    indeks: int
    akhir: int


def akip_sheet_rows(hasil: Konsolidasi) -> list[BarisAkip]:
    """The rows of the sheet: the OPD from the highest value down, those without one last."""
    per_opd: dict[str, list[int]] = {}
    for n, kode in enumerate(hasil.akip["kode_opd"]):
        per_opd.setdefault(kode, []).append(n)
    order = {kode: n for n, kode in enumerate(hasil.opd["kode_opd"])}
    value = dict(zip(hasil.akip_opd["kode_opd"], hasil.akip_opd["nilai"], strict=True))
    position = {kode: n for n, kode in enumerate(hasil.akip_opd["kode_opd"])}

    def rank(kode: str) -> tuple[bool, Any, int, str]:
        own = value[kode]
        return own is None, 0 if own is None else -bulat(own), order.get(kode, len(order)), kode

    rows: list[BarisAkip] = []
    for kode in sorted(per_opd, key=rank):
        rows.append(BarisAkip(kode, True, position[kode], BARIS_DATA + len(rows) + len(per_opd[kode])))
        rows += [BarisAkip(kode, False, i, 0) for i in per_opd[kode]]
    return rows


def component_sum(huruf: str, masuk: str, first: int, last: int, bobot: str = "") -> str:
    """The sum of the components' values; empty while one that is needed is missing, and where it can't be right.

    That is above 100, or (with the column `bobot`) where the weights of the values add up to more.
    """
    block, state = f"{huruf}{first}:{huruf}{last}", f"{masuk}{first}:{masuk}{last}"
    over = f"(ROUND(SUM({block}),2)>{PALING_TINGGI_AKIP})"
    if bobot:
        weights = f'SUMIFS({bobot}{first}:{bobot}{last},{state},"{YA}",{block},"<>0")'
        over += f"+(ROUND({weights},2)>{PALING_TINGGI_AKIP})"
    return f'=IF(COUNTIF({state},"{KURANG}")+(COUNTIF({state},"{YA}")=0)+{over}>0,"",SUM({block}))'


def component_keys(hasil: Konsolidasi) -> dict[str, str]:
    """Key by normalised name of every component that several OPD have, in order of appearance."""
    names = Counter(normalise_kata(k) for k in hasil.akip["komponen"])
    several = [n for n, count in names.items() if count > 1 or len(hasil.akip_opd) == 1]
    return {name: f"K{n}" for n, name in enumerate(several, 1)}


class _Tabel:
    """The rows of the sheet with what both frames say of them."""

    def __init__(self, hasil: Konsolidasi) -> None:
        self.hasil = hasil
        self.baris = akip_sheet_rows(hasil)
        self.nomor = range(BARIS_DATA, BARIS_DATA + len(self.baris))
        self.bands = akip_bands(hasil.data.referensi)

    def values(self, own: str | None, opd: str | None) -> list[Any]:
        """A column of the components and one of the OPD; None for rows without."""
        parts = self.hasil.akip[own].tolist() if own else []
        heads = self.hasil.akip_opd[opd].tolist() if opd else []
        return [(heads[b.indeks] if opd else None) if b.opd else (parts[b.indeks] if own else None) for b in self.baris]

    def formulas(
        self, komponen: Callable[[int], str | None], opd: Callable[[int, int, int], str | None]
    ) -> list[str | None]:
        """One formula per row: of a component's row number; of an OPD's with its components' first and last row."""
        return [opd(r, r + 1, b.akhir) if b.opd else komponen(r) for r, b in zip(self.nomor, self.baris, strict=True)]

    def figures(self, own: str | None, opd: str | None) -> list[float | None]:
        """A column of figures as Excel stores them."""
        return [angka(v) for v in self.values(own, opd)]


def change_formula(nilai: str, lalu: str) -> str:
    """This year's value minus last year's; empty while one is."""
    return guarded((nilai, lalu), PERUBAHAN.excel({"nilai": nilai, "lalu": lalu}))


def share_formula(nilai: str, bobot: str) -> str:
    """A value in percent of its weight; empty without a weight."""
    rumus = PERSEN_BOBOT.excel({"nilai": nilai, "bobot": bobot})
    return guarded((nilai, bobot), f'IF({bobot}=0,"",{rumus})')


def _value_columns(t: _Tabel) -> list[Kolom]:
    k = AKIP

    def total(huruf: str, masuk: str, bobot: str = "") -> list[str | None]:
        return t.formulas(lambda _: None, lambda _, a, b: component_sum(huruf, masuk, a, b, bobot))

    def sum_weights(_: int, a: int, b: int) -> str:
        block = f"{k['bobot']}{a}:{k['bobot']}{b}"
        return f'=IF(COUNT({block})=0,"",SUM({block}))'

    change = [change_formula(f"{k['nilai']}{r}", f"{k['lalu']}{r}") for r in t.nomor]
    share = t.formulas(lambda r: share_formula(f"{k['nilai']}{r}", f"{k['bobot']}{r}"), lambda *_: None)
    return [
        Kolom("bobot", "Bobot", 8, "persen", t.figures("bobot", "bobot"), t.formulas(lambda _: None, sum_weights)),
        Kolom("lalu", "Nilai tahun lalu", 9, "persen", t.figures("nilai_tahun_lalu", "nilai_tahun_lalu"),
              total(k["lalu"], k["masuk_lalu"])),
        Kolom("nilai", "Nilai", 9, "persen", t.figures("nilai", "nilai"), total(k["nilai"], k["masuk"], k["bobot"])),
        Kolom("perubahan", "Perubahan", 10, "persen", t.figures("perubahan", "perubahan"), change),
        Kolom("persen", "Nilai terhadap bobot (%)", 10, "persen", t.figures("persen_bobot", None), share),
    ]  # fmt: skip


def _predicate_columns(t: _Tabel) -> list[Kolom]:
    k = AKIP
    warna = level_colours([word for _, word in t.bands])
    out = []
    for key, title, source, column in (
        ("predikat_lalu", "Predikat tahun lalu", "lalu", "predikat_tahun_lalu"),
        ("predikat", "Predikat", "nilai", "predikat"),
    ):
        rows = zip(t.nomor, t.baris, strict=True)
        rumus = [band_formula(f"{k[source]}{r}", t.bands, ">") if b.opd else None for r, b in rows]
        out.append(Kolom(key, title, 9, "kata", t.values(None, column), rumus, warna=warna))
    lapor = t.values(None, "predikat_dilaporkan")
    out.append(Kolom("lapor", "Nilai dilaporkan", 10, "persen", t.figures(None, "nilai_dilaporkan")))
    out.append(Kolom("predikat_lapor", "Predikat dilaporkan", 10, "kata", lapor, warna=warna))
    return out


def _rank_columns(t: _Tabel) -> tuple[Kolom, Kolom]:
    """The rank, and the rounded values that it is made from (so that equal ones share it)."""
    k, last = AKIP, BARIS_DATA + len(t.baris) - 1
    nilai = [v if v is None else bulat(v) for v in t.values(None, "nilai")]
    known = sorted(v for v in nilai if v is not None)
    ranks = [None if v is None else 1 + len(known) - bisect_right(known, v) for v in nilai]
    block = f"{k['urut']}${BARIS_DATA}:{k['urut']}${last}"
    rank = t.formulas(lambda _: None, lambda r, _a, _b: f'=IF({k["urut"]}{r}="","",RANK({k["urut"]}{r},{block}))')
    rounded = t.formulas(lambda _: None, lambda r, _a, _b: f'=IF({k["nilai"]}{r}="","",ROUND({k["nilai"]}{r},2))')
    return (
        Kolom("peringkat", "Peringkat", 9, "bulat", ranks, rank),
        Kolom("urut", "Nilai untuk peringkat", 10, "persen", [angka(v) for v in nilai], rounded, bantu=True),
    )  # fmt: skip


def akip(hasil: Konsolidasi, posisi: Posisi, bagan: Sequence[Bagan | None] = ()) -> Lembaran:
    """One row per OPD, ranked, its components folded below it; the mean of the regency at the end."""
    t = _Tabel(hasil)
    rank, rounded = _rank_columns(t)
    keys = component_keys(hasil)
    komponen = t.values("komponen", None)
    parts = Counter(hasil.akip["kode_opd"])
    names = zip(komponen, t.baris, strict=True)
    titles = [f"{parts[b.kode_opd]} komponen" if b.opd else name for name, b in names]
    counted, total = sum(v is not None for v in hasil.akip_opd["nilai"]), BARIS_DATA + len(t.baris)
    kolom = [
        rank,
        Kolom("kode_opd", "Kode OPD", 9, "kode", [b.kode_opd for b in t.baris]),
        Kolom("nama_opd", "Nama OPD", 40, "teks", [posisi.nama.get(b.kode_opd, b.kode_opd) for b in t.baris]),
        Kolom("tingkat", "Tingkat", 10, "kata", ["OPD" if b.opd else "Komponen" for b in t.baris]),
        Kolom("komponen", "Komponen", 38, "teks", titles, masuk=[0 if b.opd else 1 for b in t.baris]),
        *_value_columns(t),
        *_predicate_columns(t),
        *_evidence(hasil, posisi, t),
        Kolom("masuk", "Masuk jumlah", 8, "kata", t.values("masuk", None), bantu=True),
        Kolom("masuk_lalu", "Masuk jumlah tahun lalu", 8, "kata", t.values("masuk_lalu", None), bantu=True),
        rounded,
        Kolom("kunci", "Kunci komponen", 8, "kata", [keys.get(normalise_kata(n), "") if n else None for n in komponen],
              bantu=True),
    ]  # fmt: skip
    return Lembaran(
        "AKIP",
        "Evaluasi Akuntabilitas Kinerja (AKIP)",
        "OPD diurutkan menurut nilai tahun ini. Nilai OPD adalah jumlah komponennya (buka dengan tanda + di kiri); "
        "jumlah dan predikat yang diketik OPD hanya dibandingkan.",
        TAB_KINERJA,
        n_dari_n(counted, hasil.data, "Nilai AKIP"),
        kolom,
        gaya_baris=["opd" if b.opd else "" for b in t.baris],
        tingkat_baris=[1 if b.opd else 2 for b in t.baris],
        beku_kolom=3,
        tabel=False,
        jumlah=_regency_row(t, total) if t.baris else (),
        warna_sel=[
            (total, KOLOM_AKIP.index(name), level_colours([w for _, w in t.bands]))
            for name in ("predikat_lalu", "predikat")
        ]
        if t.baris
        else (),
        bagan=[(total + 2, 1, satu) for satu in bagan if satu],
        cetak=KOLOM_AKIP.index("catatan") + 1,
        kosong="Belum ada data: belum ada OPD yang mengirim lembar AKIP.",
    )


def _evidence(hasil: Konsolidasi, posisi: Posisi, t: _Tabel) -> list[Kolom]:
    tabel = hasil.data.tabel.get("akip")
    places = row_places(tabel, [-1 if b.opd else int(hasil.akip["indeks"].iat[b.indeks]) for b in t.baris])
    by_opd: Mapping[str, list[int]] = {}
    if tabel is not None:
        found: dict[str, list[int]] = {}
        for place, opd in zip(row_places(tabel, tabel.isi.index.tolist()), tabel.isi["kode_opd"], strict=True):
            found.setdefault(opd, []).extend(posisi.tempat_catatan.get(place, ()))
        by_opd = found
    notes = [
        tuple(sorted(by_opd.get(b.kode_opd, ()))) if b.opd else posisi.tempat_catatan.get(place, ())
        for b, place in zip(t.baris, places, strict=True)
    ]
    source = [f"{berkas} / {lembar} baris {n}" if n else "" for berkas, lembar, n in places]
    links = [f"'Catatan'!A{rows[0]}" if rows else None for rows in notes]
    return [
        Kolom("catatan", "Catatan", 9, "bulat", [len(rows) or None for rows in notes], tautan=links),
        Kolom("sumber", "Sumber (berkas / lembar baris)", 70, "teks", source),
    ]


def _mean_label(n: Mapping[str, int]) -> str:
    """What the row of means is over: how many OPD in each column, where they differ.

    The change is the mean of each OPD's own, so only of those with both years, and no difference of the two means.
    """
    if len(set(n.values())) == 1:
        return f"Rata-rata {n['nilai']} OPD"
    return (
        f"Rata-rata: tahun lalu {n['lalu']} OPD, tahun ini {n['nilai']} OPD; "
        f"perubahan {n['perubahan']} OPD yang punya keduanya"
    )


def _regency_row(t: _Tabel, total: int) -> list[Sel]:
    """The means of the OPD that have a figure."""
    k, last, frame = AKIP, total - 1, t.hasil.akip_opd
    at = {name: n for n, name in enumerate(KOLOM_AKIP)}
    kinds = f"{k['tingkat']}{BARIS_DATA}:{k['tingkat']}{last}"
    cells = {n: Sel(total, n, "", "teks", gaya_baris="jumlah") for n in range(at["sumber"] + 1)}

    def put(name: str, value: Any, gaya: str, rumus: str | None = None) -> None:
        cells[at[name]] = Sel(total, at[name], value, gaya, rumus, gaya_baris="jumlah")

    def over_opd(name: str) -> str:
        return f'=IFERROR(AVERAGEIFS({k[name]}{BARIS_DATA}:{k[name]}{last},{kinds},"OPD"),"")'

    columns = (("lalu", "nilai_tahun_lalu"), ("nilai", "nilai"), ("perubahan", "perubahan"))
    known = {name: [v for v in frame[column] if v is not None] for name, column in columns}
    put("nama_opd", _mean_label({name: len(values) for name, values in known.items()}), "teks")
    for name, values in known.items():
        put(name, angka(mean(values)), "persen", over_opd(name))
    for name, source, column in (("predikat_lalu", "lalu", "nilai_tahun_lalu"), ("predikat", "nilai", "nilai")):
        word = akip_predicate(mean(v for v in frame[column] if v is not None), t.bands)
        put(name, word, "kata", band_formula(f"{k[source]}{total}", t.bands, ">"))
    return list(cells.values())
