"""Sheet SKM: the index of every service and OPD, as formulas over the NRR of the nine elements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from kinerja_xl.compute.skm import (
    JUMLAH,
    NILAI_UNSUR,
    NRR,
    RUMUS_NRR,
    TERISI,
    grade,
    index_formula,
    other_weights,
    service_key,
    skm_bands,
)
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, mean
from kinerja_xl.deklarasi.ketentuan import KREJCIE_D2, KREJCIE_XPQ, UNSUR_SKM
from kinerja_xl.write.denah import KOLOM_SKM, SKM
from kinerja_xl.write.gaya import TAB_KINERJA, level_colours
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, Sel, Warna, angka
from kinerja_xl.write.posisi import Posisi, n_dari_n, row_places
from kinerja_xl.write.rumus_excel import band_formula, guarded

N: Final = range(1, len(UNSUR_SKM) + 1)
SEMUA: Final = "berapa pun"


class BarisSkm(NamedTuple):
    """One row: the OPD's own (`indeks` its position in skm_opd) with the rows of its services, or one service."""

    kode_opd: str
    opd: bool
    indeks: int
    akhir: int


def skm_rows(hasil: Konsolidasi) -> list[BarisSkm]:
    """The rows of the sheet: each OPD in the order of the register, its services below it."""
    codes: list[str] = hasil.skm["kode_opd"].tolist()
    per_opd: dict[str, list[int]] = {}
    for n, kode in enumerate(codes):
        per_opd.setdefault(kode, []).append(n)
    order = {kode: n for n, kode in enumerate(hasil.opd["kode_opd"])}
    position = {kode: n for n, kode in enumerate(hasil.skm_opd["kode_opd"])}
    rows: list[BarisSkm] = []
    for kode in sorted(per_opd, key=lambda k: (order.get(k, len(order)), k)):
        last = BARIS_DATA + len(rows) + len(per_opd[kode])
        rows.append(BarisSkm(kode, True, position[kode], last))
        rows += [BarisSkm(kode, False, i, 0) for i in per_opd[kode]]
    return rows


def services_label(berindeks: int, layanan: int) -> str:
    """What an OPD's means are over; services without an index aren't in them.

    >>> services_label(3, 3), services_label(2, 3)
    ('3 layanan (rata-rata)', '2 dari 3 layanan (rata-rata)')
    """
    return (
        f"{layanan} layanan (rata-rata)" if berindeks == layanan else f"{berindeks} dari {layanan} layanan (rata-rata)"
    )


def index_cell(nrr: str, bobot: str) -> str:
    """The index over a range of nine NRR; empty while one is missing."""
    return f'=IF(COUNT({nrr})<{len(N)},"",{index_formula(bobot).excel({"jumlah_nrr": f"SUM({nrr})"})})'


def pooled_index(jumlah: Sequence[str], n: Sequence[str], bobot: str) -> str:
    """The index over all respondents from the sums and counts per element; empty while an element has no answer."""
    parts = "+".join(RUMUS_NRR.excel({"jumlah": a, "n": b}) for a, b in zip(jumlah, n, strict=True))
    return f'=IF(MIN({n[0]}:{n[-1]})=0,"",{index_formula(bobot).excel({"jumlah_nrr": f"({parts})"})})'


def population_formula(responden: str) -> str:
    """The largest population for which the respondents suffice (compute.skm.covered_population)."""
    edge = f"({responden}+0.5)"
    rest = f"({KREJCIE_XPQ:f}-{KREJCIE_D2:f}*{edge})"
    limit = f"{edge}*{KREJCIE_XPQ - KREJCIE_D2:f}/{rest}"
    return f'=IF({rest}<=0,"{SEMUA}",ROUNDUP({limit},0)-1)'


class _Tabel:
    """The rows of the sheet with what both frames say of them."""

    def __init__(self, hasil: Konsolidasi) -> None:
        self.hasil = hasil
        self.baris = skm_rows(hasil)
        self.nomor = range(BARIS_DATA, BARIS_DATA + len(self.baris))
        self.bobot = hasil.data.referensi.kebijakan.kata("bobot_skm")
        self.lain = other_weights(hasil.data.referensi.kebijakan)
        self.bands = skm_bands(hasil.data.referensi)
        self.mutu = [(b.batas, b.mutu) for b in self.bands]
        self.kinerja = [(b.batas, b.kinerja) for b in self.bands]

    def values(self, name: str, head: str | None = None) -> list[Any]:
        """A column of the services, with the column `head` (default: the same) for the rows of the OPD."""
        own = self.hasil.skm[name].tolist() if name in self.hasil.skm else []
        opd = self.hasil.skm_opd[head or name].tolist()
        return [opd[b.indeks] if b.opd else own[b.indeks] for b in self.baris]

    def figures(self, name: str) -> list[float | None]:
        """A column of figures as Excel stores them."""
        return [angka(v) for v in self.values(name)]

    def heads(self, name: str) -> list[Any]:
        """A column of the OPD only."""
        opd = self.hasil.skm_opd[name].tolist()
        return [opd[b.indeks] if b.opd else None for b in self.baris]

    def formulas(
        self, service: Callable[[int], str | None], head: Callable[[int, int, int], str | None]
    ) -> list[str | None]:
        """One formula per row: of a service's row number; of an OPD's with the first and last row of its services."""
        return [head(r, r + 1, b.akhir) if b.opd else service(r) for r, b in zip(self.nomor, self.baris, strict=True)]

    def mean_of(self, huruf: str) -> Callable[[int, int, int], str]:
        """The mean over an OPD's services."""

        def over(_: int, first: int, last: int) -> str:
            block = f"{huruf}{first}:{huruf}{last}"
            return f'=IF(COUNT({block})=0,"",AVERAGE({block}))'

        return over

    def sum_of(self, huruf: str) -> Callable[[int, int, int], str]:
        """The sum over an OPD's services."""
        return lambda _, first, last: f"=SUM({huruf}{first}:{huruf}{last})"

    def grades(self, sel: str, words: Sequence[tuple[Any, str]]) -> list[str | None]:
        """The band's word of a column's figures, row by row."""
        return [band_formula(f"{sel}{r}", words) for r in self.nomor]


def _element_columns(t: _Tabel) -> list[Kolom]:
    out = []
    for n, name in zip(N, NRR, strict=True):
        a, b, own = SKM[f"jumlah{n}"], SKM[f"n{n}"], SKM[f"nrr{n}"]

        def nrr(r: int, a: str = a, b: str = b) -> str:
            return f'=IF({b}{r}=0,"",{RUMUS_NRR.excel({"jumlah": f"{a}{r}", "n": f"{b}{r}"})})'

        formulas = t.formulas(nrr, t.mean_of(own))
        out.append(Kolom(f"nrr{n}", f"U{n} (NRR)", 7, "persen", t.figures(name), formulas))
    return out


def _index_columns(t: _Tabel, mutu: Warna, kinerja: Warna) -> list[Kolom]:
    k = SKM
    pooled = t.formulas(
        lambda _: None,
        lambda r, _a, _b: pooled_index([f"{k[f'jumlah{n}']}{r}" for n in N], [f"{k[f'n{n}']}{r}" for n in N], t.bobot),
    )
    columns = [
        Kolom("ikm", f"IKM (bobot {t.bobot})", 9, "persen", t.figures("ikm"), _index_formulas(t, "ikm", t.bobot)),
        Kolom("mutu", "Mutu", 7, "kata", t.values("mutu"), t.grades(k["ikm"], t.mutu), warna=mutu),
        Kolom("kinerja", "Kinerja unit", 12, "kata", t.values("kinerja"), t.grades(k["ikm"], t.kinerja), warna=kinerja),
        Kolom(
            "ikm_responden", "IKM atas responden", 10, "persen", [angka(v) for v in t.heads("ikm_responden")], pooled
        ),
    ]
    columns.insert(3, _difference_column(t))
    words = t.heads("mutu_responden")
    formulas = [f if b.opd else None for f, b in zip(t.grades(k["ikm_responden"], t.mutu), t.baris, strict=True)]
    columns.append(Kolom("mutu_responden", "Mutu atas responden", 10, "kata", words, formulas, warna=mutu))
    return columns


def _difference_column(t: _Tabel) -> Kolom:
    """The grades that the other weights would give, where they aren't the same."""
    own, others = t.values("mutu"), [t.values(f"mutu_lain{i}") for i in (1, 2)]
    texts = []
    for n, mutu in enumerate(own):
        parts = [f"{o[n]} dengan {bobot}" for o, bobot in zip(others, t.lain, strict=True) if o[n] != mutu]
        texts.append("; ".join(parts))
    formulas = [_difference_formula(t.lain, r) for r in t.nomor]
    return Kolom("beda", "Mutu menjadi, dengan bobot lain", 13, "kata", texts, formulas)


def _difference_formula(lain: tuple[str, str], r: int) -> str:
    mutu = f"{SKM['mutu']}{r}"
    cells = [f"{SKM[f'mutu_lain{i}']}{r}" for i in (1, 2)]
    parts = [f'IF({c}={mutu},"",{c}&" dengan {bobot}")' for c, bobot in zip(cells, lain, strict=True)]
    both = f'IF(AND({cells[0]}<>{mutu},{cells[1]}<>{mutu}),"; ","")'
    return f"={parts[0]}&{both}&{parts[1]}"


def _weight_columns(t: _Tabel, mutu: Warna) -> list[Kolom]:
    """The index and its grade under the two other weights."""
    columns = []
    for i, bobot in enumerate(t.lain, 1):
        own = _index_formulas(t, f"lain{i}", bobot)
        title = f"IKM dengan bobot {bobot}"
        columns.append(Kolom(f"lain{i}", title, 9, "persen", t.figures(f"ikm_lain{i}"), own))
        grades = t.grades(SKM[f"lain{i}"], t.mutu)
        title = f"Mutu dengan bobot {bobot}"
        columns.append(Kolom(f"mutu_lain{i}", title, 8, "kata", t.values(f"mutu_lain{i}"), grades, warna=mutu))
    return columns


def _index_formulas(t: _Tabel, name: str, bobot: str) -> list[str | None]:
    def index(r: int) -> str:
        return index_cell(f"{SKM['nrr1']}{r}:{SKM['nrr9']}{r}", bobot)

    return t.formulas(index, t.mean_of(SKM[name]))


def _helper_columns(t: _Tabel) -> list[Kolom]:
    out = []
    for title, names, key in (("Jumlah jawaban", JUMLAH, "jumlah"), ("Jawaban terisi", TERISI, "n")):
        for n, name in zip(N, names, strict=True):
            formulas = t.formulas(lambda _: None, t.sum_of(SKM[f"{key}{n}"]))
            out.append(Kolom(f"{key}{n}", f"{title} U{n}", 9, "bulat", t.values(name), formulas, bantu=True))
    return out


def _evidence(hasil: Konsolidasi, posisi: Posisi, t: _Tabel) -> list[Kolom]:
    """Catatan on each service's rows (all of the sheet for an OPD), and where its answers begin."""
    tabel = hasil.data.tabel.get("skm")
    places = row_places(tabel, [-1 if b.opd else int(hasil.skm["indeks"].iat[b.indeks]) for b in t.baris])
    found = _notes(hasil, posisi)
    rows = [found.get((b.kode_opd, "" if b.opd else hasil.skm["layanan"].iat[b.indeks]), ()) for b in t.baris]
    source = [f"{berkas} / {lembar} mulai baris {n}" if n else "" for berkas, lembar, n in places]
    return [
        Kolom("catatan", "Catatan", 8, "bulat", [len(r) or None for r in rows],
              tautan=[f"'Catatan'!A{r[0]}" if r else None for r in rows]),
        Kolom("sumber", "Sumber (berkas / lembar baris)", 70, "teks", source),
    ]  # fmt: skip


def _notes(hasil: Konsolidasi, posisi: Posisi) -> Mapping[tuple[str, str], tuple[int, ...]]:
    """Rows of Catatan per OPD and service (and per OPD under '')."""
    tabel = hasil.data.tabel.get("skm")
    if tabel is None:
        return {}
    names = {(r.kode_opd, service_key(r.layanan)): r.layanan for r in hasil.skm.itertuples()}
    found: dict[tuple[str, str], list[int]] = {}
    isi = tabel.isi
    for (berkas, lembar, row), opd, layanan in zip(
        row_places(tabel, isi.index.tolist()), isi["kode_opd"], isi["layanan"], strict=True
    ):
        notes = posisi.tempat_catatan.get((berkas, lembar, row), ())
        if notes:
            found.setdefault((opd, ""), []).extend(notes)
            name = names.get((opd, service_key(layanan)))
            if name:
                found.setdefault((opd, name), []).extend(notes)
    return {key: tuple(sorted(rows)) for key, rows in found.items()}


def skm(hasil: Konsolidasi, posisi: Posisi, bagan: Sequence[Bagan | None] = ()) -> Lembaran:
    """One row per OPD and per service; below them the means of the regency, element by element."""
    t = _Tabel(hasil)
    mutu, kinerja = (level_colours([getattr(b, name) for b in t.bands]) for name in ("mutu", "kinerja"))
    populasi = t.values("populasi", "responden")
    covered = [None if b.opd else SEMUA if v is None else v for v, b in zip(populasi, t.baris, strict=True)]
    cover = t.formulas(lambda r: population_formula(f"{SKM['responden']}{r}"), lambda *_: None)
    layanan = t.values("layanan")
    indexed = Counter(r.kode_opd for r in hasil.skm.itertuples() if r.ikm is not None)
    names = [services_label(indexed[b.kode_opd], n) if b.opd else n for n, b in zip(layanan, t.baris, strict=True)]
    evidence = _evidence(hasil, posisi, t)
    kolom = [
        Kolom("kode_opd", "Kode OPD", 9, "kode", [b.kode_opd for b in t.baris]),
        Kolom("nama_opd", "Nama OPD", 32, "teks", [posisi.nama.get(b.kode_opd, b.kode_opd) for b in t.baris]),
        Kolom("tingkat", "Tingkat", 9, "kata", ["OPD" if b.opd else "Layanan" for b in t.baris]),
        Kolom("layanan", "Layanan", 30, "teks", names, masuk=[0 if b.opd else 1 for b in t.baris]),
        Kolom("responden", "Responden", 10, "bulat", t.values("responden"),
              t.formulas(lambda _: None, t.sum_of(SKM["responden"]))),
        *_element_columns(t),
        *_index_columns(t, mutu, kinerja),
        Kolom("populasi", "Cukup untuk pengguna sampai (orang)", 11, "bulat", covered, cover),
        evidence[0],
        *_weight_columns(t, mutu),
        evidence[1],
        *_helper_columns(t),
    ]  # fmt: skip
    total = BARIS_DATA + len(t.baris)
    return Lembaran(
        "SKM",
        "Survei Kepuasan Masyarakat",
        "NRR = jumlah jawaban / jawaban terisi (rinciannya di kolom tersembunyi, tanda + di atas); IKM = Σ NRR × bobot "
        "× 25. Baris OPD adalah rata-rata atas layanannya; di sebelahnya IKM atas semua responden. "
        + "; ".join(f"U{n} {nama}" for n, nama in zip(N, UNSUR_SKM, strict=True))
        + ".",
        TAB_KINERJA,
        n_dari_n(len(hasil.skm_opd), hasil.data, "Lembar SKM"),
        kolom,
        gaya_baris=["opd" if b.opd else "" for b in t.baris],
        tingkat_baris=[0 if b.opd else 1 for b in t.baris],
        beku_kolom=4,
        tabel=False,
        jumlah=_regency_rows(t, total) if t.baris else (),
        warna_sel=_regency_colours(total, mutu, kinerja) if t.baris else (),
        bagan=[(total + 5, 1, satu) for satu in bagan if satu],
        cetak=KOLOM_SKM.index("catatan") + 1,
        kosong="Belum ada data: belum ada OPD yang mengirim lembar SKM.",
    )


def _regency_rows(t: _Tabel, total: int) -> list[Sel]:
    """Mean over the OPD; under it, per element, the value (NRR × 25) and its grade."""
    k, last = SKM, total - 1
    frame = t.hasil.skm_opd
    kinds = f"{k['tingkat']}{BARIS_DATA}:{k['tingkat']}{last}"
    at = {name: n for n, name in enumerate(KOLOM_SKM)}
    out = [Sel(total, n, "", "teks", gaya_baris="jumlah") for n in range(at["sumber"] + 1)]

    def span(name: str) -> str:
        return f"{k[name]}{BARIS_DATA}:{k[name]}{last}"

    def put(row: int, name: str, value: Any, gaya: str, rumus: str | None = None) -> None:
        mark = "jumlah" if row == total else ""
        out.append(Sel(row, at[name], value, gaya, rumus, gaya_baris=mark))

    def over_opd(name: str) -> str:
        return f'=IFERROR(AVERAGEIFS({span(name)},{kinds},"OPD"),"")'

    put(total, "layanan", f"Rata-rata {len(frame)} OPD", "teks")
    put(total + 1, "layanan", "Nilai unsur (NRR × 25)", "teks")
    put(total + 2, "layanan", "Mutu unsur", "teks")
    put(total, "responden", sum(frame["responden"]), "bulat", f'=SUMIFS({span("responden")},{kinds},"OPD")')
    for n, name in zip(N, NRR, strict=True):
        nrr = mean(v for v in frame[name] if v is not None)
        own, below = f"{k[f'nrr{n}']}{total}", f"{k[f'nrr{n}']}{total + 1}"
        nilai = None if nrr is None else NILAI_UNSUR.evaluate({"nrr": nrr})
        put(total, f"nrr{n}", angka(nrr), "persen", over_opd(f"nrr{n}"))
        put(total + 1, f"nrr{n}", angka(nilai), "persen", guarded([own], NILAI_UNSUR.excel({"nrr": own})))
        put(total + 2, f"nrr{n}", grade(nilai, t.bands)[0], "kata", band_formula(below, t.mutu))
    for name, column, mutu, source in (
        ("ikm", "ikm", "mutu", "ikm"),
        ("ikm_responden", "ikm_responden", "mutu_responden", "ikm_responden"),
        ("lain1", "ikm_lain1", "mutu_lain1", "lain1"),
        ("lain2", "ikm_lain2", "mutu_lain2", "lain2"),
    ):
        value = mean(v for v in frame[column] if v is not None)
        put(total, name, angka(value), "persen", over_opd(source))
        put(total, mutu, grade(value, t.bands)[0], "kata", band_formula(f"{k[name]}{total}", t.mutu))
    ikm = mean(v for v in frame["ikm"] if v is not None)
    put(total, "kinerja", grade(ikm, t.bands)[1], "kata", band_formula(f"{k['ikm']}{total}", t.kinerja))
    return list({(s.baris, s.kolom): s for s in out}.values())


def _regency_colours(total: int, mutu: Warna, kinerja: Warna) -> list[tuple[int, int, Warna]]:
    at = {name: n for n, name in enumerate(KOLOM_SKM)}
    grades = ("mutu", "mutu_responden", "mutu_lain1", "mutu_lain2")
    cells = [(total, at[name], mutu) for name in grades] + [(total, at["kinerja"], kinerja)]
    return cells + [(total + 2, at[f"nrr{n}"], mutu) for n in N]
