"""From a grid of cells to one declared sheet: find the heading row, map the columns, keep the rows and their numbers.

Tolerant of form (order, case, punctuation, line breaks, inserted columns, merged headings), strict about content.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kinerja_xl.deklarasi.schema import Column, Layout, PerTahun, Sheet, normalise_header
from kinerja_xl.excel.tempat import number_to_letters
from kinerja_xl.nilai import is_blank, show
from kinerja_xl.read.mirip import pair_headings
from kinerja_xl.read.workbook import Kisi
from kinerja_xl.tabel.bacaan import Asal, Bacaan, BacaanLembar, Isi, Peristiwa, Tanda

_SEARCH_ROWS = 60
_YEAR = re.compile(r"^(.*?)((?:19|20)\d\d)$")
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_PREVIEW = "pratinjau"
_GABUNGAN_DISEBUT = 5
# Numbering columns are part of every printed table and carry nothing.
_NUMBERING = frozenset({"no", "nomor", "nourut"})


@dataclass(frozen=True, slots=True)
class Judul:
    """Where the headings were found: row (counted from 1), column number → typed name, and the unknown headings.

    Headings in two rows were found in `baris` and the one above it, `awal`.
    """

    baris: int
    awal: int
    kolom: Mapping[int, str]
    asing: tuple[tuple[int, str], ...]
    ganda: tuple[tuple[int, str], ...]


def match_sheet(nama: str, sheets: Iterable[Sheet]) -> Sheet | None:
    """The declared sheet that a sheet name stands for, None if it is another one."""
    key = normalise_header(nama)
    return next((sheet for sheet in sheets if key in sheet.keys), None)


def near_sheet(nama: str, sheets: Iterable[Sheet]) -> str:
    """Title of the declared sheet that an unknown sheet's name seems to mean, '' when none."""
    key = normalise_header(nama)
    titles = {k: sheet.title for sheet in sheets for k in sheet.keys}
    inside = [k for k in titles if len(k) > 3 and (key.startswith(k) or key.endswith(k))]
    found = inside or difflib.get_close_matches(key, list(titles), n=1, cutoff=0.8)
    return titles[max(found, key=len)] if found else ""


@cache
def column_lookup(sheet: Sheet) -> Mapping[str, Column]:
    """Normalised heading (per_tahun columns: without the year) to declared column."""
    return {key: column for column in reversed(sheet.columns) for key in column.keys}


def match_heading(teks: str, lookup: Mapping[str, Column]) -> str | None:
    """Typed name of the column that a heading stands for, None for an unknown heading."""
    key = normalise_header(teks)
    column = lookup.get(key)
    if column is not None and column.per_tahun is None:
        return column.name
    if (match := _YEAR.match(key)) and (column := lookup.get(match[1])) and column.per_tahun:
        return f"{column.name}_{match[2]}"
    return None


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two-level headings: the upper text, filled to the right, before the lower one."""
    filled, last = [], ""
    for text, below in zip(upper, lower, strict=True):
        last = text or (last if below else "")
        filled.append(last)
    return [f"{up} {low}".strip() for up, low in zip(filled, lower, strict=True)]


def find_headings(kisi: Kisi, sheet: Sheet) -> Judul | None:
    """The heading row of a table sheet: the one among the first rows on which most headings are recognised."""
    lookup = column_lookup(sheet)
    # A row with all required headings is the one: there is no need to search the data below it.
    enough = max(2, sum(c.required and c.per_tahun is None for c in sheet.columns))
    best: tuple[int, int, int, list[str]] | None = None
    below = _texts(kisi, 0)
    for r in range(min(len(kisi.sel), _SEARCH_ROWS)):
        texts, below = below, _texts(kisi, r + 1)
        candidates = [(r, texts)]
        if below and any(texts):
            candidates.append((r + 1, _joined(texts, below)))
        for last, heading in candidates:
            score = len({name for text in heading if text and (name := match_heading(text, lookup))})
            if score and (best is None or score > best[0]):
                best = (score, last, r, heading)
        if best is not None and best[0] >= enough and best[1] < r:
            break
    if best is None or best[0] < min(2, len(sheet.columns)):
        return None
    _, row, first, texts = best
    kolom: dict[int, str] = {}
    asing: list[tuple[int, str]] = []
    ganda: list[tuple[int, str]] = []
    for c, text in enumerate(texts, 1):
        if not text:
            continue
        name = match_heading(text, lookup)
        if name is None:
            key = normalise_header(text)
            if not key.startswith(_PREVIEW) and key not in _NUMBERING:
                asing.append((c, text))
        elif name in kolom.values():
            ganda.append((c, text))
        else:
            kolom[c] = name
    return Judul(row + 1, first + 1, kolom, tuple(asing), tuple(ganda))


def _texts(kisi: Kisi, r: int) -> list[str]:
    """The texts of row `r` (0-based), none below the last row."""
    return [show(cell) for cell in kisi.sel[r]] if r < len(kisi.sel) else []


def _is_number_row(values: list[Isi]) -> bool:
    """Whether a row only numbers its columns (1, 2, 3, ... or (1) (2) ...), as printed forms do."""
    numbers = [show(v).strip("()") for v in values if not is_blank(v)]
    if len(numbers) < 3 or not numbers[0].isdecimal():
        return False
    first = int(numbers[0])
    # Years are no numbering.
    return first + len(numbers) < 1000 and numbers == [str(first + n) for n in range(len(numbers))]


def extract_table(
    kisi: Kisi, sheet: Sheet, bacaan: Bacaan, tahun_renstra: tuple[int, int] | None
) -> BacaanLembar | None:
    """Return the rows of a table sheet; what is odd about its form is recorded in `bacaan`. None without headings."""
    judul = find_headings(kisi, sheet)
    if judul is None:
        bacaan.meet(Peristiwa.JUDUL_HILANG, kisi.nama)
        return None
    huruf = {name: number_to_letters(c) for c, name in judul.kolom.items()}
    asal = Asal(bacaan.berkas, kisi.nama, sheet.name, huruf, judul.baris)
    lookups = {c.name for c in sheet.columns if c.lookup}
    telling = [c - 1 for c, name in judul.kolom.items() if name not in lookups]
    marked = {
        baris for (baris, c), (tanda, _) in kisi.intipan.tanda.items() if tanda is not Tanda.PERSEN and c - 1 in telling
    }
    rows: list[int] = []
    for r in range(judul.baris, len(kisi.sel)):
        row = kisi.sel[r]
        if r + 1 not in marked and all(is_blank(row[c]) for c in telling):
            continue
        if r <= judul.baris + 1 and _is_number_row([row[c] for c in telling]):
            continue
        rows.append(r)
    lembar = BacaanLembar(
        asal, [r + 1 for r in rows], {n: [kisi.sel[r][c - 1] for r in rows] for c, n in judul.kolom.items()}
    )
    if not rows:
        if not bacaan.meta:
            bacaan.meet(Peristiwa.LEMBAR_KOSONG, kisi.nama)
        return lembar
    _carry_marks(lembar, kisi, judul)
    _meet_headings(judul, lembar.baris, sheet, kisi, bacaan, tahun_renstra)
    _meet_rows(lembar, kisi, judul, sheet, bacaan)
    return lembar


def _carry_marks(lembar: BacaanLembar, kisi: Kisi, judul: Judul) -> None:
    positions = {baris: n for n, baris in enumerate(lembar.baris)}
    for (row, c), mark in kisi.intipan.tanda.items():
        if row in positions and c in judul.kolom:
            lembar.tanda.setdefault(judul.kolom[c], {})[positions[row]] = mark


def _meet_headings(
    judul: Judul, rows: Sequence[int], sheet: Sheet, kisi: Kisi, bacaan: Bacaan, tahun_renstra: tuple[int, int] | None
) -> None:
    cells = {text: f"{number_to_letters(c)}{judul.baris}" for c, text in judul.asing}
    explained = _meet_missing(sheet, set(judul.kolom.values()), cells, kisi, bacaan, tahun_renstra, judul.baris)
    for c, text in judul.asing:
        place = (kisi.nama, f"{number_to_letters(c)}{judul.baris}", text)
        columns = explained.get(text)
        if columns is None or (columns and all(is_blank(kisi.sel[baris - 1][c - 1]) for baris in rows)):
            bacaan.meet(Peristiwa.KOLOM_ASING, *place)
        elif columns:
            bacaan.meet(Peristiwa.KOLOM_MIRIP, *place, macam="Kolom", mirip=_quoted(columns))
    for c, text in judul.ganda:
        bacaan.meet(Peristiwa.KOLOM_GANDA, kisi.nama, f"{number_to_letters(c)}{judul.baris}", text)
    if tahun_renstra:
        for c, name in judul.kolom.items():
            awalan, _, tahun = name.rpartition("_")
            if (
                tahun.isdigit()
                and _is_renstra_year(sheet, awalan)
                and not tahun_renstra[0] <= int(tahun) <= tahun_renstra[1]
            ):
                bacaan.meet(
                    Peristiwa.TAHUN_DI_LUAR,
                    kisi.nama,
                    f"{number_to_letters(c)}{judul.baris}",
                    show(kisi.sel[judul.baris - 1][c - 1]),
                    awal=str(tahun_renstra[0]),
                    akhir=str(tahun_renstra[1]),
                )


def _meet_missing(
    sheet: Sheet,
    present: Collection[str],
    asing: Mapping[str, str],
    kisi: Kisi,
    bacaan: Bacaan,
    tahun_renstra: tuple[int, int] | None,
    baris: int = 1,
) -> Mapping[str, Sequence[Column]]:
    """Record required columns that are missing; return what the unknown headings (text to cell) seem to mean.

    A heading that a missing required column was explained with means nothing further: its columns are none.
    """
    wajib = [column for column in _required(sheet, tahun_renstra) if column.name not in present]
    pairs = dict(pair_headings(asing, [*wajib, *_optional(sheet, present, asing)], wajib))
    macam = "Baris" if sheet.layout is Layout.LABEL else "Kolom"
    explained: set[str] = set()
    for column in wajib:
        mirip = next((text for text, columns in pairs.items() if column in columns), "")
        explained.add(mirip)
        bacaan.meet(
            Peristiwa.KOLOM_HILANG,
            kisi.nama,
            asing.get(mirip, ""),
            kolom=column.header,
            macam=macam,
            mirip=f'Mungkin maksudnya {macam.casefold()} "{mirip}" di sel {asing[mirip]}.' if mirip else "",
            nama=column.name,
            baris=str(baris),
        )
    return {text: () if text in explained else columns for text, columns in pairs.items()}


def _optional(sheet: Sheet, present: Collection[str], asing: Iterable[str]) -> list[Column]:
    """Columns that may be missing but are: those of a year where an unknown heading names that year.

    Without look-up columns, which are only compared.
    """
    years = {int(year) for text in asing for year in _ANY_YEAR.findall(text)}
    columns: list[Column] = []
    for column in sheet.columns:
        if column.per_tahun is not None:
            columns.extend(column.of_year(year) for year in sorted(years))
        elif not column.required and not column.lookup:
            columns.append(column)
    return [column for column in columns if column.name not in present]


def _quoted(columns: Sequence[Column]) -> str:
    return " atau ".join(dict.fromkeys(f'"{column.header}"' for column in columns))


def _is_renstra_year(sheet: Sheet, nama: str) -> bool:
    return any(c.name == nama and c.per_tahun is PerTahun.RENSTRA for c in sheet.columns)


def _required(sheet: Sheet, tahun_renstra: tuple[int, int] | None) -> list[Column]:
    columns: list[Column] = []
    for column in sheet.columns:
        if column.required and column.per_tahun is None:
            columns.append(column)
        elif column.required and tahun_renstra and tahun_renstra[1] - tahun_renstra[0] <= 10:
            columns.extend(column.of_year(y) for y in range(tahun_renstra[0], tahun_renstra[1] + 1))
    return columns


def _meet_rows(lembar: BacaanLembar, kisi: Kisi, judul: Judul, sheet: Sheet, bacaan: Bacaan) -> None:
    if not kisi.terlihat:
        bacaan.meet(Peristiwa.LEMBAR_TERSEMBUNYI, kisi.nama, jumlah=str(len(lembar.baris)))
    first = min(judul.kolom)
    for baris in lembar.baris:
        if baris in kisi.intipan.baris_tersembunyi:
            bacaan.meet(Peristiwa.BARIS_TERSEMBUNYI, kisi.nama, f"{number_to_letters(first)}{baris}", baris=str(baris))
    if merged := _merged_headings(kisi, judul):
        named = ", ".join(merged[:_GABUNGAN_DISEBUT])
        rest = len(merged) - _GABUNGAN_DISEBUT
        bacaan.meet(
            Peristiwa.JUDUL_GABUNGAN,
            kisi.nama,
            merged[0].partition(":")[0],
            rentang=f"{named}, dan {rest} rentang lainnya" if rest > 0 else named,
        )
    kept = set(lembar.baris)
    for (r0, c0), (r1, c1) in kisi.gabungan:
        if (
            r0 + 1 in kept
            and (c0 + 1) in judul.kolom
            and (r1 > r0 or any(c + 1 in judul.kolom for c in range(c0 + 1, c1 + 1)))
        ):
            bacaan.meet(
                Peristiwa.SEL_GABUNGAN,
                kisi.nama,
                f"{number_to_letters(c0 + 1)}{r0 + 1}",
                show(kisi.sel[r0][c0]),
                rentang=f"{number_to_letters(c0 + 1)}{r0 + 1}:{number_to_letters(c1 + 1)}{r1 + 1}",
            )
    _meet_overwritten(lembar, kisi, judul, sheet, bacaan)


def _merged_headings(kisi: Kisi, judul: Judul) -> list[str]:
    """The merged ranges among the headings, in reading order.

    A range that ends right above the headings is a heading of its group of columns, unless it stands over the first
    column, as the title of a table does.
    """
    first = min(judul.kolom)
    found = []
    for (r0, c0), (r1, c1) in sorted(kisi.gabungan):
        within = r0 < judul.baris and r1 + 1 >= judul.awal
        above = r1 + 2 == judul.awal and c0 + 1 > first
        if (within or above) and any(c0 + 1 <= c <= c1 + 1 for c in judul.kolom):
            found.append(f"{number_to_letters(c0 + 1)}{r0 + 1}:{number_to_letters(c1 + 1)}{r1 + 1}")
    return found


def _meet_overwritten(lembar: BacaanLembar, kisi: Kisi, judul: Judul, sheet: Sheet, bacaan: Bacaan) -> None:
    """A constant in a look-up column whose other rows hold the template's formula."""
    lookups = {c.name for c in sheet.columns if c.lookup}
    for c, name in judul.kolom.items():
        if name not in lookups:
            continue
        formulas = [baris for baris in lembar.baris if (baris, c) in kisi.intipan.rumus]
        if 2 * len(formulas) <= len(lembar.baris):
            continue
        for baris in lembar.baris:
            cell = kisi.sel[baris - 1][c - 1]
            if (baris, c) not in kisi.intipan.rumus and not is_blank(cell):
                bacaan.meet(Peristiwa.RUMUS_DITIMPA, kisi.nama, f"{number_to_letters(c)}{baris}", show(cell))


def extract_labels(kisi: Kisi, sheet: Sheet, bacaan: Bacaan) -> BacaanLembar | None:
    """Return a label sheet as one row; the value stands right of its label. None when no label is recognised."""
    lookup = column_lookup(sheet)
    tetap: dict[str, str] = {}
    values: dict[str, list[Isi]] = {}
    marks: dict[str, dict[int, tuple[Tanda, str]]] = {}
    asing: dict[str, str] = {}
    for r, row in enumerate(kisi.sel):
        for c, cell in enumerate(row[:3]):
            name = match_heading(show(cell).rstrip(" :"), lookup) if isinstance(cell, str) else None
            if name is None and c == 0 and isinstance(cell, str) and not all(is_blank(x) for x in row[1:4]):
                asing[show(cell).rstrip(" :")] = f"A{r + 1}"
            if name is None or name in values:
                continue
            target = c + 1
            while (
                target + 1 < len(row)
                and show(row[target]) in ("", ":")
                and target < c + 3
                and any(not is_blank(x) for x in row[target + 1 : c + 4])
            ):
                target += 1
            values[name] = [row[target] if target < len(row) else None]
            place = (r + 1, target + 1)
            tetap[name] = f"{number_to_letters(target + 1)}{r + 1}"
            if place in kisi.intipan.tanda:
                marks[name] = {0: kisi.intipan.tanda[place]}
            break
    if not values:
        bacaan.meet(Peristiwa.JUDUL_HILANG, kisi.nama)
        return None
    for text, columns in _meet_missing(sheet, values, asing, kisi, bacaan, None).items():
        if columns:
            mirip = _quoted(columns)
            bacaan.meet(Peristiwa.KOLOM_MIRIP, kisi.nama, asing[text], text, macam="Baris", mirip=mirip)
    asal = Asal(bacaan.berkas, kisi.nama, sheet.name, {}, 1, tetap)
    return BacaanLembar(asal, [1], values, marks)


def extract(kisi: Kisi, sheet: Sheet, bacaan: Bacaan, tahun_renstra: tuple[int, int] | None) -> BacaanLembar | None:
    """Return the declared sheet in a grid, in whichever layout it is declared."""
    if sheet.layout is Layout.LABEL:
        return extract_labels(kisi, sheet, bacaan)
    return extract_table(kisi, sheet, bacaan, tahun_renstra)
