"""Tables with more rows than a sheet of Excel holds, as several sheets; no row, figure or link is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from kinerja_xl.write.lembaran import BARIS, Kolom, Lembaran, Sel

MAKS_BARIS: Final = 1_048_576
_MAKS_NAMA: Final = 31
_ACUAN: Final = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?<![\w.'!])(?:(?P<lembar>'(?:[^']|'')+')!)?"
    r"(?P<dari>\$?[A-Z]{1,3}\$?)(?P<awal>\d+)(?::(?P<ke>\$?[A-Z]{1,3}\$?)(?P<akhir>\d+))?(?![\w.(!])"
)
"""A text (left alone) or a reference; our formulas put every sheet name in quotes."""


def split_sheets(lembar: Sequence[Lembaran], maks: int = MAKS_BARIS) -> list[Lembaran]:
    """The sheets, those with more than `maks` rows as several, each saying which rows it holds.

    References and links follow the rows to where they are. A formula whose range lies on two sheets becomes its value;
    charts draw from `_grafik`, which is never that long.
    """
    pecahan = {satu.nama: Pecahan(satu, maks) for satu in lembar if _overflows(satu, maks)}
    if not pecahan:
        return list(lembar)
    return [part for satu in lembar for part in _split(_with_rows(satu), pecahan)]


def _with_rows(satu: Lembaran) -> Lembaran:
    """The sheet with its rows named in its formulas, which then can be followed."""

    def named(rumus: Sequence[str | None]) -> list[str | None]:
        return [r and r.replace(BARIS, f"{n}") for n, r in enumerate(rumus, satu.baris_data)]

    return replace(satu, kolom=[replace(k, rumus=named(k.rumus)) if k.rumus else k for k in satu.kolom])


@dataclass(frozen=True)
class Pecahan:
    """Where the rows of a long table go: rows above it to every sheet, rows below it to the last."""

    lembaran: Lembaran
    maks: int

    @cached_property
    def rows(self) -> int:
        """Rows of data of the whole table."""
        return len(self.lembaran.kolom[0].nilai)

    @cached_property
    def isi(self) -> int:
        """Rows of data per sheet, which has room for what stands above and below, and a form for one more line."""
        return self.maks - (self.lembaran.baris_data - 1) - _tail(self.lembaran) - self.lembaran.formulir

    @cached_property
    def jumlah(self) -> int:
        """The number of sheets."""
        return -(-self.rows // self.isi)

    def nama(self, bagian: int) -> str:
        """Name of a sheet; the first keeps that of the whole."""
        suffix = f" ({bagian + 1})" if bagian else ""
        return self.lembaran.nama[: _MAKS_NAMA - len(suffix)] + suffix

    def place(self, baris: int) -> tuple[int, int]:
        """Sheet and row where a row of the whole table is."""
        bagian = min(max(baris - self.lembaran.baris_data, 0) // self.isi, self.jumlah - 1)
        return bagian, baris - bagian * self.isi


def _tail(satu: Lembaran) -> int:
    """The rows that free cells and charts take below a table; a row is at least 20 pixels high."""
    last = satu.baris_data - 1 + len(satu.kolom[0].nilai)
    charts = (baris + bagan.tinggi // 20 + 1 for baris, _, bagan in satu.bagan if baris > last)
    return max([0, *(free.baris - last for free in (*satu.sel, *satu.jumlah)), *(baris - last for baris in charts)])


def _overflows(satu: Lembaran, maks: int) -> bool:
    return bool(satu.kolom) and satu.baris_data - 1 + len(satu.kolom[0].nilai) + _tail(satu) > maks


def _move(rumus: str, pecahan: Mapping[str, Pecahan], nama: str, bagian: int = 0) -> str | None:
    """A formula or reference on a sheet of `nama`, its rows where they are now; None where a range isn't on one sheet.

    >>> from kinerja_xl.write.lembaran import Kolom
    >>> satu = Lembaran("A", "A", "", "", kolom=[Kolom("k", "K", 9, "angka", range(30))])
    >>> p = {"A": Pecahan(satu, 15)}
    >>> _move("=LOG10(B17)&C6", p, "A", 1), _move("'A'!A16:A17", p, "B"), _move("'A'!A6:A17", p, "B")
    ("=LOG10(B7)&'A'!C6", "'A (2)'!A6:A7", None)
    """
    broken = False

    def moved(acuan: re.Match[str]) -> str:
        nonlocal broken
        if acuan["awal"] is None:
            return acuan[0]
        tujuan = acuan["lembar"][1:-1].replace("''", "'") if acuan["lembar"] else nama
        if tujuan not in pecahan:
            return acuan[0]
        satu = pecahan[tujuan]
        at, first = satu.place(int(acuan["awal"]))
        sheet = "" if not acuan["lembar"] and at == bagian else "'" + satu.nama(at).replace("'", "''") + "'!"
        cell = f"{sheet}{acuan['dari']}{first}"
        if acuan["akhir"] is None:
            return cell
        to, last = satu.place(int(acuan["akhir"]))
        broken |= to != at
        return f"{cell}:{acuan['ke']}{last}"

    out = _ACUAN.sub(moved, rumus)
    return None if broken else out


def _split(satu: Lembaran, pecahan: Mapping[str, Pecahan]) -> Iterable[Lembaran]:
    own = pecahan.get(satu.nama)
    names = [f"{nama.replace(chr(39), chr(39) * 2)}'!" for nama in pecahan]
    for bagian in range(own.jumlah if own else 1):

        def move(rumus: str | None, bagian: int = bagian) -> str | None:
            if rumus is None or not (own or any(name in rumus for name in names)):
                return rumus
            return _move(rumus, pecahan, satu.nama, bagian)

        part = _part(satu, own, bagian) if own else satu
        moved, values = _with_moved(part, move)
        yield replace(moved, **_say(moved, own, bagian, values)) if own else moved


def _part(satu: Lembaran, own: Pecahan, bagian: int) -> Lembaran:
    """The rows of one sheet, and the free cells, colours and charts that go with them."""
    rows = slice(bagian * own.isi, (bagian + 1) * own.isi)

    def here(baris: int) -> bool:
        return baris < satu.baris_data or own.place(baris)[0] == bagian

    def at(baris: int) -> int:
        return baris if baris < satu.baris_data else own.place(baris)[1]

    def free(cells: Sequence[Sel]) -> list[Sel]:
        return [
            cell._replace(baris=at(cell.baris), sampai=cell.sampai and (at(cell.sampai[0]), cell.sampai[1]))
            for cell in cells
            if here(cell.baris)
        ]

    first, last = satu.baris_data + rows.start, satu.baris_data + rows.stop - 1
    ranges = [(max(a, first), min(b, last), n, warna) for a, b, n, warna in satu.warna_rentang]
    return replace(
        satu,
        nama=own.nama(bagian),
        kolom=[_column(kolom, rows) for kolom in satu.kolom],
        gaya_baris=_cut(satu.gaya_baris, rows),
        tingkat_baris=_cut(satu.tingkat_baris, rows),
        tertutup=_cut(satu.tertutup, rows),
        sel=free(satu.sel),
        jumlah=free(satu.jumlah),
        bagan=[(own.place(b)[1], n, bagan) for b, n, bagan in satu.bagan if own.place(b)[0] == bagian],
        warna_sel=[(at(b), n, warna) for b, n, warna in satu.warna_sel if here(b)],
        warna_rentang=[(at(a), at(b), n, warna) for a, b, n, warna in ranges if a <= b],
        tinggi_baris=[(at(b), tinggi) for b, tinggi in satu.tinggi_baris if here(b)],
    )


def _cut(values: Sequence[Any] | None, rows: slice) -> Any:
    return None if values is None else values[rows]


def _column(kolom: Kolom, rows: slice) -> Kolom:
    return replace(
        kolom,
        nilai=kolom.nilai[rows],
        rumus=_cut(kolom.rumus, rows),
        tautan=_cut(kolom.tautan, rows),
        masuk=_cut(kolom.masuk, rows),
        tren=_cut(kolom.tren, rows),
    )


def _with_moved(satu: Lembaran, move: Callable[[str | None], str | None]) -> tuple[Lembaran, int]:
    """A sheet with its references moved, and the number of formulas that became values."""
    values = 0

    def formula(rumus: str | None) -> str | None:
        nonlocal values
        moved = move(rumus)
        values += moved is None and rumus is not None
        return moved

    def link(tempat: str | None) -> str | None:
        return tempat and (move(tempat) or move(tempat.split(":")[0]))

    def free(cells: Sequence[Sel]) -> list[Sel]:
        return [cell._replace(rumus=formula(cell.rumus), tautan=link(cell.tautan)) for cell in cells]

    kolom = [
        replace(
            satu_kolom,
            rumus=satu_kolom.rumus and [formula(rumus) for rumus in satu_kolom.rumus],
            tautan=satu_kolom.tautan and [link(tempat) for tempat in satu_kolom.tautan],
            tren=satu_kolom.tren
            and [tren and tren._replace(rentang=move(tren.rentang) or tren.rentang) for tren in satu_kolom.tren],
        )
        for satu_kolom in satu.kolom
    ]
    out = replace(satu, kolom=kolom, sel=free(satu.sel), jumlah=free(satu.jumlah), kepala=free(satu.kepala))
    return out, values


def _say(satu: Lembaran, own: Pecahan, bagian: int, values: int) -> dict[str, Any]:
    """The line that says which rows a sheet holds: its `keterangan`, on a form a free cell below the table."""
    first = bagian * own.isi + 1
    last = min(first + own.isi - 1, own.rows)
    text = f"Baris {_count(first)} sampai {_count(last)} dari {_count(own.rows)}"
    if bagian + 1 < own.jumlah:
        text += f"; lanjutan di lembar {own.nama(bagian + 1)}"
    text += "."
    if values:
        text += f" {_count(values)} rumus yang menunjuk ke beberapa lembar sekaligus ditulis sebagai angka."
    if satu.formulir:
        baris = satu.baris_data + len(satu.kolom[0].nilai) + _tail(satu)
        return {"sel": [*satu.sel, Sel(baris, 0, text, "judul_tabel")]}
    return {"keterangan": f"{satu.keterangan} {text}".strip()}


def _count(n: int) -> str:
    return f"{n:,}".replace(",", ".")
