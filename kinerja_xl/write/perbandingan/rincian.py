"""Sheets Kategori, Kuadran and Penyampaian: counts per regency, each with its chart below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from kinerja_xl.compute.efisiensi import KUADRAN
from kinerja_xl.consolidate.kepatuhan import SELESAI, StatusKirim
from kinerja_xl.write.gaya import TAB_KINERJA, TAB_PIMPINAN, WARNA_KUADRAN
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.efisiensi import short_quadrant
from kinerja_xl.write.lembaran import Kolom, Lembaran, angka, huruf
from kinerja_xl.write.perbandingan.letak import (
    DAERAH,
    PERINGKAT,
    SERAPAN,
    Letak,
    of_register,
    own_scale,
    register_hint,
    unique,
)
from kinerja_xl.write.perbandingan.peringkat import sum_known, total_row
from kinerja_xl.write.rumus_excel import same_cell

KATA_KUADRAN: Final = tuple(short_quadrant(text) for text in KUADRAN.values())
STATUS: Final = tuple(str(s) for s in StatusKirim)
_JUDUL: Final = DAERAH.title()


def below(letak: Letak, bagan: Sequence[Bagan | None], baris: int = 1) -> list[tuple[int, int, Bagan]]:
    """Charts under a table that ends in so many rows of totals, one under the other."""
    placed = []
    row = letak.jumlah + 1 + baris
    for satu in bagan:
        if satu is not None:
            placed.append((row, 0, satu))
            row += satu.tinggi // 20 + 2
    return placed


def names_column(letak: Letak) -> Kolom:
    """The names of the regencies, each linked to its row of sheet Peringkat."""
    links = [f"'Peringkat'!A{r}" for r in letak.baris]
    return Kolom("nama", _JUDUL, 34, "teks", list(letak.nama), tautan=links)


def _share(part: int | str, whole: int | str) -> float | None:
    """A share in percent, None of nothing or where part or whole isn't known (a text)."""
    if isinstance(part, str) or isinstance(whole, str):
        return None
    return part / whole * 100 if whole else None


def _share_column(
    letak: Letak, kunci: str, judul: str, counts: Sequence[int | str], letter: str, of: Kolom, at: str
) -> Kolom:
    """Percentages of counts in column `letter` of the totals `of` in column `at`; blank where either isn't known."""
    values = [_share(n, whole) for n, whole in zip(counts, of.nilai, strict=True)]
    known = [isinstance(n, int) and isinstance(whole, int) for n, whole in zip(counts, of.nilai, strict=True)]
    rumus = [
        f'=IF({at}{r}=0,"",{letter}{r}/{at}{r}*100)' if yes else None for r, yes in zip(letak.baris, known, strict=True)
    ]
    return Kolom(kunci, judul, 11, "persen", values, rumus)


def _totals(letak: Letak, kolom: Sequence[Kolom], shares: dict[str, tuple[str, str]]) -> list[Any]:
    """Sums of the counts, and the shares of the sums: `shares` names part and whole of every column of shares.

    A share is that of the regencies in which both counts are known.
    """
    at = {satu.kunci: huruf(n) for n, satu in enumerate(kolom)}
    counts = {satu.kunci: satu.nilai for satu in kolom if satu.gaya == "bulat"}
    sums = {name: sum_known(nilai) for name, nilai in counts.items()}
    figures: dict[str, tuple[Any, str | None]] = {"nama": (f"Jumlah {len(letak.daerah)} {DAERAH}", None)}
    figures |= {name: (value, f"=SUM({letak.span(at[name])})") for name, value in sums.items()}
    for name, (part, whole) in shares.items():
        pairs = [(a, b) for a, b in zip(counts[part], counts[whole], strict=True) if _share(a, b or 1) is not None]
        spans = letak.span(at[part]), letak.span(at[whole])
        a, b = (f'SUMIFS({one},{other},">-1E+300")' for one, other in (spans, spans[::-1]))
        figures[name] = (_share(sum(a for a, _ in pairs), sum(b for _, b in pairs)), f'=IF({b}=0,"",{a}/{b}*100)')
    return total_row(kolom, letak.jumlah, figures)


def category_letters(letak: Letak) -> dict[str, str]:
    """Letter of every category's share on sheet Kategori."""
    n = len(letak.kata)
    return {word: huruf(2 + n + i) for i, (word, _) in enumerate(letak.kata)}


def kategori(letak: Letak, bagan: Sequence[Bagan | None]) -> Lembaran:
    """Number and share of the indicators in each category."""
    words = [word for word, _ in letak.kata]
    counts = [[d.kategori.get(word, 0) for d in letak.daerah] for word in words]
    last = huruf(len(words))
    total = Kolom(
        "jumlah",
        "Indikator terhitung",
        12,
        "bulat",
        [sum(row) for row in zip(*counts, strict=True)],
        [f"=SUM(B{r}:{last}{r})" for r in letak.baris],
    )
    shown = [
        Kolom(f"n{i}", title, 12, "bulat", counts[i])
        for i, title in enumerate(unique(f"{word} (indikator)" for word in words))
    ]
    at = huruf(len(words) + 1)
    shares = [
        _share_column(letak, f"p{i}", title, counts[i], huruf(i + 1), total, at)
        for i, title in enumerate(unique(f"{word} (%)" for word in words))
    ]
    scales = ["Sendiri" if own_scale(d) else "Bersama" for d in letak.daerah]
    kolom = [names_column(letak), *shown, total, *shares, Kolom("skala", "Skala", 10, "kata", scales)]
    return Lembaran(
        "Kategori",
        f"Kategori Capaian per {_JUDUL}",
        "Banyaknya indikator yang capaiannya terhitung, menurut skala daerah masing-masing (kolom Skala; batas skala "
        "sendiri ada di lembar Metode), dan bagiannya dari semua indikator terhitung. Grafik di bawah tabel.",
        TAB_KINERJA,
        f"{sum(total.nilai)} indikator terhitung di {len(letak.daerah)} {DAERAH}.",
        kolom,
        beku_kolom=1,
        jumlah=_totals(letak, kolom, {f"p{i}": (f"n{i}", "jumlah") for i in range(len(words))}),
        bagan=below(letak, bagan),
    )


def kuadran(letak: Letak, bagan: Sequence[Bagan | None]) -> Lembaran:
    """Achievement against absorption of every regency, and its OPD by quadrant."""
    rows, daerah, k = letak.baris, letak.daerah, PERINGKAT
    capaian = [same_cell(f"'Peringkat'!{k['rata']}{r}") for r in rows]
    terhadap = [same_cell(f"'Serapan'!{SERAPAN['terhadap']}{r}") for r in rows]
    own = [same_cell(f"'Peringkat'!{k['kuadran']}{r}") for r in rows]
    counts = [Counter(o.kuadran for o in d.opd) for d in daerah]
    kolom = [
        names_column(letak),
        Kolom(
            "capaian",
            "Rata-rata capaian (%)",
            12,
            "persen",
            [angka(d.ringkasan.rata_rata_capaian) for d in daerah],
            capaian,
        ),
        Kolom("terhadap", "Serapan terhadap rencana (%)", 13, "persen", [d.terhadap for d in daerah], terhadap),
        Kolom("kuadran", f"Kuadran {DAERAH}", 15, "kata", [d.kuadran for d in daerah], own, warna=WARNA_KUADRAN),
        *(
            Kolom(
                word,
                f"OPD {word}",
                12,
                "bulat",
                [c[word] for c in counts],
                [f"={letak.count_opd(r, 'kuadran', word)}" for r in rows],
            )
            for word in KATA_KUADRAN
        ),
        Kolom(
            "tanpa",
            "OPD tanpa kuadran",
            12,
            "bulat",
            [c[""] for c in counts],
            [f"={letak.count_all_opd(r)}-SUM(E{r}:{huruf(3 + len(KATA_KUADRAN))}{r})" for r in rows],
        ),
    ]
    return Lembaran(
        "Kuadran",
        "Kuadran Capaian dan Serapan",
        "Batas capaian 100 %; batas serapan terhadap rencana menurut setelan daerah (bawaan 80 %). OPD tanpa kuadran "
        "belum punya capaian atau serapan. Grafik di bawah tabel.",
        TAB_PIMPINAN,
        f"{sum(bool(d.kuadran) for d in daerah)} dari {len(daerah)} {DAERAH} punya capaian dan serapan.",
        kolom,
        beku_kolom=1,
        jumlah=_totals(letak, kolom, {}),
        bagan=below(letak, bagan),
        potret=True,
    )


def penyampaian(letak: Letak, bagan: Sequence[Bagan | None]) -> Lembaran:
    """The states of submission of the OPD of every regency, and the shares that are complete and late."""
    rows, daerah, k = letak.baris, letak.daerah, PERINGKAT
    counts = [Counter(o.status for o in d.opd) for d in daerah]
    complete = [sum(c[s] for s in SELESAI) for c in counts]
    late = [of_register(d, sum(o.terlambat for o in d.opd)) for d in daerah]
    states = [_state_column(letak, s, [c[s] for c in counts]) for s in STATUS]
    opd, sent = (
        Kolom(name, title, 13, "bulat", values, [f"='Peringkat'!{k[name]}{r}" for r in rows])
        for name, title, values in (
            ("opd", "OPD terdaftar", [of_register(d, d.ringkasan.n_opd) for d in daerah]),
            ("lapor", "OPD menyerahkan", [d.ringkasan.n_menyerahkan for d in daerah]),
        )
    )
    at = {s: huruf(3 + n) for n, s in enumerate(STATUS)}
    after = 3 + len(STATUS)
    done = Kolom(
        "lengkap", "OPD lengkap", 12, "bulat", complete, ["=" + "+".join(f"{at[s]}{r}" for s in SELESAI) for r in rows]
    )
    overdue = Kolom("terlambat", "OPD terlambat", 15, "bulat", late, _registered(letak, "terlambat", "Ya"))
    kolom = [
        names_column(letak),
        opd,
        sent,
        *states,
        done,
        _share_column(letak, "lengkap_persen", "Lengkap (% OPD terdaftar)", complete, huruf(after), opd, "B"),
        overdue,
        _share_column(letak, "terlambat_persen", "Terlambat (% OPD menyerahkan)", late, huruf(after + 2), sent, "C"),
    ]
    known = all(d.ada_daftar for d in daerah)
    shares = {"lengkap_persen": ("lengkap", "opd"), "terlambat_persen": ("terlambat", "lapor")}
    return Lembaran(
        "Penyampaian",
        f"Keadaan Penyampaian per {_JUDUL}",
        "Banyaknya OPD menurut keadaan kirimannya. Lengkap: Lengkap, Lengkap dengan peringatan, dan Nihil. Terlambat: "
        "tanggal pengisian sesudah batas waktu pada Referensi daerah. Grafik di bawah tabel.",
        TAB_PIMPINAN,
        f"{sum(sent.nilai)} dari {sum_known(opd.nilai) if known else '?'} OPD menyerahkan, {sum(complete)} lengkap. "
        f"{register_hint(letak)}".rstrip(),
        kolom,
        beku_kolom=1,
        jumlah=_totals(letak, kolom, shares),
        bagan=below(letak, bagan),
    )


def _registered(letak: Letak, kunci: str, syarat: str) -> list[str | None]:
    """Formulas that count OPD where there is a register of them."""
    return [
        f"={letak.count_opd(r, kunci, syarat)}" if d.ada_daftar else None
        for d, r in zip(letak.daerah, letak.baris, strict=True)
    ]


def _state_column(letak: Letak, status: str, counts: Sequence[int]) -> Kolom:
    """How many OPD are in a state; without a register nobody knows how many have sent nothing."""
    if status == StatusKirim.BELUM:
        values = [of_register(d, n) for d, n in zip(letak.daerah, counts, strict=True)]
        return Kolom(status, status, 15, "bulat", values, _registered(letak, "status", status))
    return Kolom(status, status, 13, "bulat", counts, [f"={letak.count_opd(r, 'status', status)}" for r in letak.baris])


def status_letters() -> dict[str, str]:
    """Letter of every state's count on sheet Penyampaian."""
    return {s: huruf(3 + n) for n, s in enumerate(STATUS)}
