"""Apply rules to tables: the only maker of Catatan. A rule finds rows; places, values and sentences are built here."""

from __future__ import annotations

import traceback
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from kinerja_xl.deklarasi.catatan import Catatan, Gugur, Hasil, Rule, Scope, Status, Tingkat
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.deklarasi.forms_referensi import REFERENSI_SHEETS
from kinerja_xl.nilai import format_angka, format_rupiah
from kinerja_xl.tabel.bacaan import Kejadian
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import Tabel, records, unusable_value

_RUJUKAN: Final = frozenset(sheet.name for sheet in REFERENSI_SHEETS)


class Titik(NamedTuple):
    """One hit of a rule in a typed table."""

    lembar: str
    indeks: int
    kolom: str
    fakta: dict[str, Any]


@dataclass(frozen=True)
class Pemeriksaan:
    """Outcome of one pass: the Catatan, one Hasil per rule, and the data without what a Kesalahan takes out.

    `temuan` are the hits in typed tables by the code of their rule.
    """

    catatan: tuple[Catatan, ...]
    hasil: tuple[Hasil, ...]
    data: Data
    temuan: Mapping[str, Sequence[Titik]]


def check(rules: Sequence[Rule], data: Data, tahap: int) -> Pemeriksaan:
    """Run the rules of one pass (0: rows not read, 1: input, 2: computed figures).

    A rule that crashes is reported, not raised.
    """
    catatan: list[Catatan] = []
    hasil: list[Hasil] = []
    taken: list[tuple[Rule, Titik]] = []
    temuan: dict[str, list[Titik]] = defaultdict(list)
    rules = [rule for rule in rules if rule.tahap == tahap]
    keadaan = _states(data) if any(rule.scope is Scope.SEL for rule in rules) else {}
    for rule in rules:
        try:
            found, reason = _apply(rule, data, keadaan)
        except Exception:
            hasil.append(Hasil(rule.kode, Status.GAGAL, 0, traceback.format_exc()))
            continue
        if found is None:
            hasil.append(Hasil(rule.kode, Status.DILEWATI, 0, reason))
            continue
        for hit in found:
            catatan.append(_word(rule, hit, data))
            if isinstance(hit, Titik):
                temuan[rule.kode].append(hit)
                if rule.gugur is not Gugur.TIDAK:
                    taken.append((rule, hit))
        hasil.append(Hasil(rule.kode, Status.DITEMUKAN if found else Status.BERSIH, len(found), reason))
    return Pemeriksaan(tuple(dict.fromkeys(catatan)), tuple(hasil), take_out(data, taken), dict(temuan))


_States = Mapping[str, Mapping[str, frozenset[int]]]


def _states(data: Data) -> _States:
    """What parsing has found in each column of each table: most rules of cells have nothing to look for in most."""
    return {
        nama: {column: frozenset(tabel.keadaan[column].unique().tolist()) for column in tabel.keadaan.columns}
        for nama, tabel in data.tabel.items()
    }


def _apply(rule: Rule, data: Data, keadaan: _States) -> tuple[list[Titik | Kejadian] | None, str]:
    """All hits of a rule, or None with the reason why it doesn't apply."""
    if rule.lembar in ("kejadian", "opd"):
        return list(rule.check(data)), ""
    if rule.scope is Scope.SEL:
        return _apply_to_cells(rule, data, keadaan), ""
    needed = {n for n in (rule.lembar, *rule.butuh) if n in SHEETS}
    missing = [SHEETS[n].title for n in sorted(needed) if n not in data.tabel]
    if missing:
        return None, f"tidak ada OPD yang mengirim lembar {', '.join(missing)}"
    hits = _titik(rule.lembar, rule.kolom[0], rule.check(data))
    opd = data.isi(rule.lembar)["kode_opd"]
    skipped = {kode for kode in opd.unique() if kode and not needed <= data.lembar_opd.get(kode, frozenset())}
    kept = [hit for hit in hits if opd.at[hit.indeks] not in skipped]
    reason = f"dilewati untuk {len(skipped)} OPD yang tidak mengirim semua lembarnya" if skipped else ""
    return list(kept), reason


def _apply_to_cells(rule: Rule, data: Data, keadaan: _States) -> list[Titik | Kejadian]:
    select = rule.select or (lambda _sheet, _column: True)
    hits: list[Titik | Kejadian] = []
    for nama, tabel in data.tabel.items():
        for column in tabel.kolom:
            if rule.keadaan is not None and rule.keadaan not in keadaan[nama][column.name]:
                continue
            if select(tabel.lembar, column):
                hits.extend(_titik(nama, column.name, rule.check(tabel, column)))
    return hits


def _titik(lembar: str, kolom: str, found: Any) -> list[Titik]:
    if not len(found):
        return []
    if isinstance(found, pd.DataFrame):
        return [
            Titik(lembar, int(i), str(f.get("kolom") or kolom), f)
            for i, f in zip(found.index, records(found), strict=True)
        ]
    mask = pd.Series(found)
    if mask.dtype != bool:
        mask = mask.fillna(False).astype(bool)
    # Most masks hit nothing, and to index with one costs more than to look at it.
    return [Titik(lembar, int(i), kolom, {}) for i in mask.index[mask]] if mask.to_numpy().any() else []


def _word(rule: Rule, hit: Titik | Kejadian, data: Data) -> Catatan:
    if isinstance(hit, Kejadian):
        words = {"nilai": hit.nilai, "sel": hit.sel, "lembar": hit.lembar, **hit.rinci}
        place = (hit.kode_opd, hit.berkas, hit.lembar, hit.sel, hit.nilai)
    else:
        tabel = data.tabel[hit.lembar]
        berkas, lembar, sel = tabel.tempat(hit.indeks, hit.kolom)
        nilai = tabel.ketikan(hit.indeks, hit.kolom) if hit.kolom in tabel.teks.columns else ""
        header = tabel.lembar.column(hit.kolom).header
        words = {"nilai": nilai, "kolom": header, "lembar": lembar, "sel": sel, **_show(hit.fakta, tabel)}
        # What Bappeda has typed in the Referensi is no fault of the OPD that the row is about.
        opd = "" if hit.lembar in _RUJUKAN else str(tabel.isi.at[hit.indeks, "kode_opd"])
        place = (opd, berkas, lembar, sel, nilai)
    return Catatan(
        rule.kode, rule.tingkat, *place, rule.pesan.format_map(words).strip(), rule.saran.format_map(words).strip()
    )


def _show(fakta: dict[str, Any], tabel: Tabel) -> dict[str, str]:
    """Facts as words; the suffix names the unit: `_rp` sen, `_persen` percent."""
    words: dict[str, str] = {}
    for name, value in fakta.items():
        if name == "kolom":
            words["kolom"] = tabel.lembar.column(str(value)).header
        elif value is None or value is pd.NA:
            words[name] = "(kosong)"
        elif name.endswith("_rp"):
            words[name] = format_rupiah(int(value))
        elif name.endswith("_persen"):
            words[name] = f"{format_angka(Decimal(value), 2)} %"
        else:
            words[name] = format_angka(value) if isinstance(value, Decimal) else str(value)
    return words


def take_out(data: Data, taken: Iterable[tuple[Rule, Titik]]) -> Data:
    """The data without the values (or rows) on which a Kesalahan stands; reported and look-up columns stay."""
    cells: dict[str, list[Titik]] = {}
    rows: dict[str, set[int]] = {}
    for rule, hit in taken:
        column = data.tabel[hit.lembar].lembar.column(hit.kolom)
        if column.reported or column.lookup:
            continue
        if rule.gugur is Gugur.BARIS:
            rows.setdefault(hit.lembar, set()).add(hit.indeks)
        else:
            cells.setdefault(hit.lembar, []).append(hit)
    tabel = dict(data.tabel)
    for nama, hits in cells.items():
        lama = tabel[nama]
        isi, teks = lama.isi.copy(), lama.teks.copy()
        for hit in hits:
            ketikan = lama.ketikan(hit.indeks, hit.kolom)
            isi.at[hit.indeks, hit.kolom] = unusable_value(lama.lembar.column(hit.kolom).kind, ketikan)
            # What the value could tell of its text is gone with it.
            teks.at[hit.indeks, hit.kolom] = ketikan
        tabel[nama] = replace(lama, isi=isi, teks=teks)
    for nama, gone in rows.items():
        tabel[nama] = tabel[nama].drop(gone)
    return replace(data, tabel=tabel)


def by_severity(catatan: Iterable[Catatan]) -> list[Catatan]:
    """Catatan ordered as an officer works through them: file, gravest first, then sheet and cell."""
    return sorted(catatan, key=lambda c: (c.berkas, c.tingkat.urutan, c.lembar, _cell_order(c.sel), c.kode))


def _cell_order(sel: str) -> tuple[int, str]:
    letters = sel.rstrip("0123456789")
    number = sel[len(letters) :]
    return int(number or 0), letters.rjust(3)


def count_by_severity(catatan: Iterable[Catatan]) -> dict[Tingkat, int]:
    """Number of Catatan per Tingkat, all three present."""
    counts = dict.fromkeys(Tingkat, 0)
    for satu in catatan:
        counts[satu.tingkat] += 1
    return counts
