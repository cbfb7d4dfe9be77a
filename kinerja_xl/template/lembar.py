"""The sheets that are filled in: tables under a heading row, and label sheets such as Profil."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from kinerja_xl.deklarasi.ketentuan import SETELAN
from kinerja_xl.deklarasi.schema import Column, Kind, Layout, Sheet
from kinerja_xl.excel.sel import Hasil, write_formula, write_text
from kinerja_xl.template import gaya as g
from kinerja_xl.template.aturan_sel import doubt, validation
from kinerja_xl.template.daftar import Daftar, profil_cell
from kinerja_xl.template.hitungan import stored_values
from kinerja_xl.template.isian import BARIS_JUDUL, Letak, Rencana, column_width, place_sheet
from kinerja_xl.template.pratinjau import PRATINJAU, Pratinjau, iku_lookup
from kinerja_xl.template.puncak import RATA_UNSUR, top_line
from kinerja_xl.template.sel import Persen, as_text, write_value

PETUNJUK: Final = "Petunjuk"
_FOLIO: Final = 14
_LEBAR_HALAMAN: Final = 260
_TINGGI_BARIS: Final = 15
_ARTI_WARNA: Final = "Kuning: wajib diisi. Kuning muda: diisi bila ada. Abu-abu: terisi sendiri."
_LEBAR_PETUNJUK: Final = 50  # columns narrower than this would make the hint a tower
_PROTEKSI: Final = {
    "insert_rows": True,
    "delete_rows": True,
    "format_columns": True,
    "format_rows": True,
    "insert_hyperlinks": True,
    "sort": True,
    "autofilter": True,
}
_LABEL_PUNCAK: Final[Mapping[str, str]] = {"skm": RATA_UNSUR, "akip": "Jumlah komponen"}
_BERNAMA: Final = ("indikator", "uraian", "nama_opd", "komponen")  # the column that says what a row is about
_LEBAR_LABEL: Final = (30, 46, 1.5, 1.5, 70)
_KOLOM_KETERANGAN: Final = 4  # the reader looks for a label's value as far as column D


def write_sheet(ws: Worksheet, sheet: Sheet, rencana: Rencana, daftar: Daftar, gaya: g.Gaya) -> None:
    """Write one declared sheet in its layout, with the pre-filled values of `rencana`."""
    _write_head(ws, sheet, gaya)
    if sheet.layout is Layout.LABEL:
        _write_labels(ws, sheet, rencana, daftar, gaya)
    else:
        _write_table(ws, sheet, rencana, daftar, gaya)
    ws.protect("", _PROTEKSI)
    ws.set_tab_color(g.WARNA_TAB.get(sheet.name, g.TAB_LAIN))


def _write_head(ws: Worksheet, sheet: Sheet, gaya: g.Gaya) -> None:
    write_text(ws, 0, 0, sheet.title, gaya.fixed("judul"))
    ws.set_row(0, 24)


def _write_hint(ws: Worksheet, sheet: Sheet, widths: Sequence[float], repeated: int, gaya: g.Gaya) -> None:
    """Write what the sheet is for in columns that print on one page; `repeated` columns come back on every page."""
    text = f"{sheet.help} {_ARTI_WARNA}"
    first, last = 0, len(widths) - 1
    if repeated and sum(widths[:repeated]) >= _LEBAR_PETUNJUK:
        last = repeated - 1
    elif repeated:
        first = repeated
        last = next((n for n in range(first, last) if sum(widths[first : n + 1]) >= len(text)), last)
    fmt = gaya.fixed("petunjuk_lembar")
    ws.merge_range(1, first, 1, last, "", fmt)
    write_text(ws, 1, first, text, fmt)
    ws.set_row(1, _TINGGI_BARIS * text_lines(text, sum(widths[first : last + 1])))


def print_setup(ws: Worksheet, judul: str, *, landscape: bool, pages_wide: int = 1) -> None:
    """F4 (Folio) paper, page numbers, file name and date on every page."""
    ws.set_paper(_FOLIO)
    if landscape:
        ws.set_landscape()
    ws.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    ws.fit_to_pages(pages_wide, 0)
    ws.set_header(f"&L{judul.replace('&', '&&')}&R&A")
    ws.set_footer("&L&F&CHalaman &P dari &N&R&D")


def _write_table(ws: Worksheet, sheet: Sheet, rencana: Rencana, daftar: Daftar, gaya: g.Gaya) -> None:
    columns = rencana.columns(sheet)
    previews = PRATINJAU.get(sheet.name, ())
    letak = place_sheet(rencana, sheet, (p.nama for p in previews))
    values = stored_values(rencana, sheet)
    _write_headings(ws, columns, previews, gaya)
    _write_rows(ws, columns, rencana.rows(sheet), letak, gaya)
    shown = [{**row, **value} for row, value in zip(rencana.rows(sheet), values, strict=True)]
    _fit_heights(ws, columns, shown, letak.awal)
    _write_formulas(ws, columns, previews, values, letak, gaya)
    _write_rules(ws, sheet, columns, rencana, daftar, letak, gaya)
    ws.set_row(BARIS_JUDUL - 2, 18)
    if sheet.name in _LABEL_PUNCAK:
        write_text(ws, BARIS_JUDUL - 2, 0, _LABEL_PUNCAK[sheet.name], gaya.fixed("atas"))
    for item in top_line(rencana, sheet, letak, values):
        write_formula(ws, BARIS_JUDUL - 2, letak.kolom[item.kolom], item.rumus, gaya.fixed(item.gaya), item.hasil)
    if sheet.name == "realisasi":
        _colour_levels(ws, rencana, letak, gaya)
    if sheet.name == "kebijakan":
        _write_setting_choices(ws, rencana.rows(sheet), daftar, letak)
    _finish_table(ws, sheet, columns, previews, rencana, letak, gaya)


def _finish_table(
    ws: Worksheet,
    sheet: Sheet,
    columns: Sequence[Column],
    previews: Sequence[Pratinjau],
    rencana: Rencana,
    letak: Letak,
    gaya: g.Gaya,
) -> None:
    frozen = 1 + next((n for n, c in enumerate(columns[:3]) if c.name in _BERNAMA), 0)
    ws.freeze_panes(BARIS_JUDUL, frozen)
    last = len(columns) + len(previews) - 1
    ws.autofilter(BARIS_JUDUL - 1, 0, letak.akhir - 1, last)
    ws.ignore_errors({"number_stored_as_text": f"A{letak.awal}:{letak.sel([*letak.kolom][-1], letak.akhir)[1:]}"})
    widths = [*map(column_width, columns), *(p.lebar for p in previews if not p.tersembunyi)]
    wide = math.ceil(sum(widths) / _LEBAR_HALAMAN)
    print_setup(ws, rencana.form.judul, landscape=True, pages_wide=wide)
    ws.repeat_rows(BARIS_JUDUL - 1)
    if wide > 1:
        ws.repeat_columns(0, frozen - 1)
    _write_hint(ws, sheet, widths, frozen if wide > 1 else 0, gaya)
    ws.print_area(0, 0, letak.akhir - 1, last)


def _write_headings(ws: Worksheet, columns: Sequence[Column], previews: Sequence[Pratinjau], gaya: g.Gaya) -> None:
    lines = 2
    for n, column in enumerate(columns):
        ws.set_column(n, n, column_width(column))
        write_text(ws, BARIS_JUDUL - 1, n, column.header, gaya.fixed(f"kepala_{g.role(column)}"))
        lines = max(lines, heading_lines(column.header, column_width(column)))
    for n, preview in enumerate(previews, len(columns)):
        ws.set_column(n, n, preview.lebar, None, {"hidden": preview.tersembunyi})
        write_text(ws, BARIS_JUDUL - 1, n, preview.judul, gaya.fixed("kepala_rumus"))
        lines = max(lines, 1 if preview.tersembunyi else heading_lines(preview.judul, preview.lebar))
    ws.set_row(BARIS_JUDUL - 1, _TINGGI_BARIS * lines + 6)


def heading_lines(text: str, width: int) -> int:
    """How many lines a bold heading takes in a column that also shows a filter button.

    >>> heading_lines("Realisasi s.d. Tahun Lalu (Rp)", 18)
    3
    """
    room = max(width - 4, 3)
    lines, used = 1, 0
    for word in text.split():
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, len(word)
        else:
            used += len(word) + (1 if used else 0)
    return lines


def _write_rows(
    ws: Worksheet,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, object]],
    letak: Letak,
    gaya: g.Gaya,
) -> None:
    for n, column in enumerate(columns):
        if column.lookup:
            continue
        fmt = gaya.cell(column.kind, g.role(column))
        for row in range(letak.awal - 1, letak.akhir):
            index = row - letak.awal + 1
            value = rows[index].get(column.name) if index < len(rows) else None
            own = value.format_sel if isinstance(value, Persen) else ""
            cell = gaya.cell(column.kind, g.role(column), format_sel=own) if own else fmt
            write_value(ws, row, n, column.kind, value, cell)


def _fit_heights(ws: Worksheet, columns: Sequence[Column], rows: Sequence[Mapping[str, object]], awal: int) -> None:
    """Give pre-filled rows with long texts the height they need; other rows keep the automatic height."""
    for row, isi in enumerate(rows, awal - 1):
        lines = max((text_lines(as_text(isi.get(c.name)), column_width(c)) for c in columns), default=1)
        if lines > 1:
            ws.set_row(row, min(_TINGGI_BARIS * lines, 400))


def text_lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of `width` characters (Calibri is narrower than its digit 0).

    >>> text_lines("", 20), text_lines("Penyusunan Dokumen Perencanaan", 20)
    (1, 2)
    """
    return max(math.ceil(len(text) * 0.95 / width), 1)


def _write_formulas(
    ws: Worksheet,
    columns: Sequence[Column],
    previews: Sequence[Pratinjau],
    values: Sequence[Mapping[str, Hasil]],
    letak: Letak,
    gaya: g.Gaya,
) -> None:
    lookups = [(c.name, c.kind, iku_lookup(c.name)) for c in columns if c.lookup]
    for nama, kind, rumus in [*lookups, *((p.nama, p.kind, p.rumus) for p in previews)]:
        # Text format would turn a formula that is edited or filled down into its own text.
        teks = kind is Kind.TEKS
        fmt = gaya.cell(Kind.NILAI if teks else kind, "rumus", rata_kiri=teks)
        for row in range(letak.awal - 1, letak.akhir):
            index = row - letak.awal + 1
            hasil = values[index][nama] if index < len(values) else ""
            write_formula(ws, row, letak.kolom[nama], rumus(letak, row + 1), fmt, hasil)


def _write_rules(
    ws: Worksheet,
    sheet: Sheet,
    columns: Sequence[Column],
    rencana: Rencana,
    daftar: Daftar,
    letak: Letak,
    gaya: g.Gaya,
) -> None:
    for n, column in enumerate(columns):
        place = (letak.awal - 1, n, letak.akhir - 1, n)
        if (sheet.name, column.name) != ("kebijakan", "nilai"):  # these differ from row to row
            ws.data_validation(*place, validation(sheet, column, rencana, daftar))
        if condition := doubt(sheet, column, letak):
            ws.conditional_format(*place, {"type": "formula", "criteria": condition, "format": gaya.mark()})


def _colour_levels(ws: Worksheet, rencana: Rencana, letak: Letak, gaya: g.Gaya) -> None:
    n = letak.kolom["pratinjau_kategori"]
    for level in rencana.aturan.skala:
        rule = {"type": "cell", "criteria": "==", "value": f'"{level.kriteria}"', "format": gaya.level(level.warna)}
        ws.conditional_format(letak.awal - 1, n, letak.akhir - 1, n, rule)


def _write_setting_choices(ws: Worksheet, rows: Sequence[Mapping[str, object]], daftar: Daftar, letak: Letak) -> None:
    """Drop-downs of the settings that have a closed list of words, a hint on the others."""
    known = {setelan.nama: setelan for setelan in SETELAN}
    col = letak.kolom["nilai"]
    for row in range(letak.awal - 1, letak.akhir):
        index = row - letak.awal + 1
        nama = as_text(rows[index].get("nama")) if index < len(rows) else ""
        options: dict[str, Any] = {
            "validate": "any",
            "input_title": "Nilai",
            "input_message": "Angka atau kata setelan.",
        }
        setelan = known.get(nama)
        if setelan is not None and setelan.pilihan:
            source = daftar.choices(f"Setelan {nama}", setelan.pilihan)
            options |= {"validate": "list", "source": source, "error_type": "warning"}
            options["input_message"] = "Pilih dari daftar."
        elif setelan is not None and setelan.batas:
            options["input_message"] = f"Angka {setelan.batas}."
        ws.data_validation(row, col, row, col, options)


def _write_labels(ws: Worksheet, sheet: Sheet, rencana: Rencana, daftar: Daftar, gaya: g.Gaya) -> None:
    for n, lebar in enumerate(_LEBAR_LABEL):
        ws.set_column(n, n, lebar)
    _write_hint(ws, sheet, _LEBAR_LABEL, 0, gaya)
    for n, text in ((0, "Identitas"), (1, "Isian"), (_KOLOM_KETERANGAN, "Cara mengisi")):
        write_text(ws, BARIS_JUDUL - 1, n, text, gaya.fixed("kepala_rumus"))
    values = rencana.rows(sheet)[0]
    for row, column in enumerate(sheet.columns, BARIS_JUDUL):
        label = "label_wajib" if column.required else "label"
        write_text(ws, row, 0, column.header, gaya.fixed(label))
        fmt = gaya.cell(column.kind, g.role(column), rata_kiri=True)
        write_value(ws, row, 1, column.kind, values.get(column.name), fmt)
        note = f"{column.help} Wajib diisi." if column.required else column.help
        write_text(ws, row, _KOLOM_KETERANGAN, note, gaya.fixed("teks"))
        ws.set_row(row, max(20, _TINGGI_BARIS * text_lines(note, _LEBAR_LABEL[-1]) + 2))
        ws.data_validation(row, 1, row, 1, validation(sheet, column, rencana, daftar))
        if column.required and sheet.name == "profil":
            begun = f"COUNTA({_local('kode_opd')},{_local('nama_opd')})>0"
            rule = {"type": "formula", "criteria": f'=AND({begun},$B{row + 1}="")', "format": gaya.mark()}
            ws.conditional_format(row, 1, row, 1, rule)
    last = BARIS_JUDUL + len(sheet.columns) - 1
    ws.freeze_panes(BARIS_JUDUL, 0)
    ws.ignore_errors({"number_stored_as_text": f"B{BARIS_JUDUL + 1}:B{last + 1}"})
    print_setup(ws, rencana.form.judul, landscape=True)
    ws.print_area(0, 0, last, _KOLOM_KETERANGAN)


def _local(nama: str) -> str:
    """A value cell of Profil as seen from Profil itself."""
    return profil_cell(nama).partition("!")[2]
