"""Forms → input_templates/*.xlsx: the workbooks that agencies fill in, blank or pre-filled.

Sheets, headings, kinds and choices come from `forms.py`; nothing about the contract is stated here a second time.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from kinerja_xl.deklarasi.errors import KeluaranGagal
from kinerja_xl.deklarasi.forms import FORMS, SHEETS, VERSI_TEMPLAT
from kinerja_xl.deklarasi.schema import Form
from kinerja_xl.excel.sel import OPSI_TEKS
from kinerja_xl.template.daftar import DAFTAR, META, Daftar, write_lookup_data, write_meta
from kinerja_xl.template.gaya import HURUF, Gaya
from kinerja_xl.template.isian import BARIS_JUDUL, Aturan, Isian, Rencana, place_sheet, plan_workbook
from kinerja_xl.template.lembar import PETUNJUK, write_sheet
from kinerja_xl.template.masa import MASA_BAWAAN, Masa, blank_years, parse_renstra
from kinerja_xl.template.petunjuk import write_petunjuk

__all__ = ["BARIS_JUDUL", "VERSI_TEMPLAT", "Aturan", "Isian", "Masa", "blank_years", "parse_renstra", "write_templates"]

# A fixed date keeps regenerated templates byte-identical.
_DIBUAT: Final = datetime.datetime(2025, 1, 1)
_OPTIONS: Final = {
    **OPSI_TEKS,
    "default_format_properties": {"font_name": HURUF, "font_size": 11},
}
_BUKAN_NAMA: Final = re.compile(r"[^0-9A-Za-z._-]+")


def write_templates(
    ke: Path,
    jenis: Sequence[str] | None = None,
    isian: Sequence[Isian] = (),
    *,
    masa: Masa = MASA_BAWAAN,
    aturan: Aturan | None = None,
    timpa: bool = True,
) -> list[Path]:
    """Write the templates of the kinds `jenis` (all when None) into `ke`; return their paths in the order written.

    Without `isian` one blank `templat_<jenis>.xlsx` per kind, for the years `masa`.
    With `isian` one `templat_<jenis>_<kode>.xlsx` per OPD and kind, and `templat_referensi.xlsx` from an Isian
    without kode_opd. The previews follow `aturan`. The same arguments give the same bytes.
    Raises KeluaranGagal when a file can't be written or, without `timpa`, holds something else; ValueError for an
    unknown kind or a repeated OPD code.
    """
    known = [form.jenis for form in FORMS]
    if unknown := sorted(set(jenis or ()) - set(known)):
        raise ValueError(f"jenis templat tidak dikenal: {', '.join(unknown)}; yang ada: {', '.join(known)}")
    forms = [form for form in FORMS if jenis is None or form.jenis in jenis]
    plans: dict[Path, Rencana] = {}
    for form in forms:
        for values in _matching(form, isian):
            path = ke / _file_name(form, values)
            if path in plans:
                raise ValueError(f"kode OPD berulang: {values.kode_opd}")
            plans[path] = plan_workbook(form, values, masa, aturan or Aturan())
    for path, plan in plans.items():
        _save(path, build_workbook(plan), timpa)
    return list(plans)


def _matching(form: Form, isian: Sequence[Isian]) -> Sequence[Isian]:
    """The pre-filled values that belong to a form; one empty set when nothing is pre-filled."""
    if not isian:
        return (Isian(),)
    return [values for values in isian if bool(values.kode_opd) != (form.jenis == "referensi")]


def _file_name(form: Form, isian: Isian) -> str:
    kode = _BUKAN_NAMA.sub("_", isian.kode_opd).strip("._")
    return f"templat_{form.jenis}_{kode}.xlsx" if kode else f"templat_{form.jenis}.xlsx"


def build_workbook(rencana: Rencana) -> bytes:
    """The bytes of one template workbook."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, _OPTIONS)
    workbook.set_properties(
        {"title": rencana.form.judul, "author": "kinerja_xl", "company": "", "created": _DIBUAT, "comments": ""}
    )
    workbook.set_size(2400, 1400)
    gaya = Gaya(workbook)
    first = workbook.add_worksheet(PETUNJUK)
    sheets = [(workbook.add_worksheet(sheet.title), sheet) for sheet in rencana.form.sheets]
    hidden, meta = workbook.add_worksheet(DAFTAR), workbook.add_worksheet(META)
    daftar = Daftar(workbook, hidden)
    write_lookup_data(daftar, rencana)
    if rencana.has("iku_daerah"):
        daftar.name_filled("Daftar_kode_OPD", place_sheet(rencana, SHEETS["opd"]).rentang_luar("kode_opd"))
    write_petunjuk(first, rencana, gaya)
    for worksheet, sheet in sheets:
        write_sheet(worksheet, sheet, rencana, daftar, gaya)
    write_meta(meta, rencana)
    hidden.hide()
    meta.hide()
    first.activate()
    workbook.close()
    return buffer.getvalue()


def _save(path: Path, data: bytes, timpa: bool) -> None:
    """Put the file in place as a whole: an older one survives a failed write, and is only replaced with `timpa`."""
    if not timpa and path.exists() and path.read_bytes() != data:
        raise KeluaranGagal(
            f"{path} sudah ada dan isinya lain (mungkin sudah diisi), jadi tidak ditimpa. "
            "Pilih folder lain dengan --ke, atau tambahkan --timpa."
        )
    partial = path.with_name(f".{path.name}.sementara")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        os.replace(partial, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise KeluaranGagal(
            f"Templat {path.name} tidak dapat ditulis ke {path.parent}. "
            "Tutup berkas itu bila sedang terbuka, atau pilih folder lain dengan --ke."
        ) from error
