"""Documents generated from the declarations: docs/aturan.md, docs/kamus_data.md, the text of `kinerja-xl aturan`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from kinerja_xl.deklarasi.catatan import Akibat, Rule, Tingkat
from kinerja_xl.deklarasi.errors import KinerjaError
from kinerja_xl.deklarasi.forms import FORMS, OPD_SHEETS, SHEETS
from kinerja_xl.deklarasi.ketentuan import PREDIKAT_BAWAAN, SETELAN, SKALA_KINERJA
from kinerja_xl.deklarasi.schema import Column, Sheet, normalise_header
from kinerja_xl.rules import RULES

AREA = {
    "BRK": "Berkas",
    "STR": "Susunan lembar, kolom, dan kode",
    "ISI": "Isi sel",
    "IND": "Indikator kinerja",
    "ANG": "Anggaran",
    "BLJ": "Belanja per rekening",
    "SKM": "Survei kepuasan masyarakat",
    "AKP": "Evaluasi akuntabilitas kinerja (AKIP)",
    "LTS": "Lintas lembar dan lintas OPD",
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class AturanTidakAda(KinerjaError):
    """`kinerja-xl aturan KODE` with a code that no rule has."""


def readable(template: str) -> str:
    """A message template with its placeholders as words in angle brackets.

    >>> readable("Sel {kolom} berisi {nilai_rp}.")
    'Sel <kolom> berisi <nilai>.'
    """
    return _PLACEHOLDER.sub(lambda m: f"<{re.sub(r'_(rp|persen)$', '', m[1]).replace('_', ' ')}>", template).strip()


def where(rule: Rule) -> str:
    """The sheet and column that a rule points at, in words."""
    if rule.lembar in SHEETS:
        sheet = SHEETS[rule.lembar]
        headers = [_header(sheet, name) for name in rule.kolom[:1]]
        return f"{sheet.title}, kolom {headers[0]}" if headers else sheet.title
    return {"kejadian": "berkas atau lembar", "opd": "daftar OPD", "*": "semua lembar, menurut jenis kolom"}[
        rule.lembar
    ]


def _header(sheet: Sheet, name: str) -> str:
    try:
        return sheet.column(name).header
    except KeyError:
        return name


def rule_list_lines() -> list[str]:
    """All rules, a line each, by area."""
    lines: list[str] = []
    area = ""
    for rule in RULES:
        if rule.kode[:3] != area:
            area = rule.kode[:3]
            lines += ["", f"{area}  {AREA[area]}"]
        lines.append(f"  {rule.kode}  {rule.tingkat.value:<10}  {readable(rule.pesan)}")
    counts = {t: sum(r.tingkat is t for r in RULES) for t in Tingkat}
    words = ", ".join(f"{n} {t.value}" for t, n in counts.items())
    return [*lines[1:], "", f"{len(RULES)} aturan: {words}. Penjelasan satu aturan: kinerja-xl aturan KODE"]


def rule_lines(kode: str) -> list[str]:
    """One rule explained; its code in any case, with or without hyphen and spaces.

    Raises AturanTidakAda for an unknown code.
    """
    rule = next((r for r in RULES if normalise_header(r.kode) == normalise_header(kode)), None)
    if rule is None:
        raise AturanTidakAda(f"Aturan {kode} tidak ada. Daftar aturan: kinerja-xl aturan")
    lines = [
        f"{rule.kode} ({rule.tingkat.value}) {rule.nama.replace('_', ' ')}",
        f"  Diperiksa pada : {where(rule)}",
        f"  Catatan        : {readable(rule.pesan)}",
        f"  Saran          : {readable(rule.saran)}",
        f"  Akibat         : {consequence(rule)}",
        f"  Dasar          : {rule.sumber}",
    ]
    if rule.butuh:
        lines.append(f"  Perlu lembar   : {', '.join(SHEETS[n].title for n in rule.butuh)}; tanpa itu dilewati")
    return lines


def consequence(rule: Rule) -> str:
    """What a hit does to the computation, in words: nothing is computed from a reported or look-up column."""
    if rule.akibat is Akibat.TETAP and any(_only_compared(rule.lembar, name) for name in rule.kolom[:1]):
        return Akibat.DIBANDINGKAN.value
    return rule.akibat.value


def _only_compared(lembar: str, kolom: str) -> bool:
    column = SHEETS[lembar].column(kolom)
    return column.reported or column.lookup


def aturan_markdown() -> str:
    """docs/aturan.md."""
    lines = [
        "# Aturan pemeriksaan",
        "",
        f"Dibuat dari deklarasi di `kinerja_xl/rules/` ({len(RULES)} aturan); jangan disunting. Kesalahan: ada yang",
        "tidak dapat dipakai. Peringatan: perlu diperiksa. Informasi: sekadar pemberitahuan. Kolom akibat: apa yang",
        "lalu tidak dihitung.",
    ]
    area = ""
    for rule in RULES:
        if rule.kode[:3] != area:
            area = rule.kode[:3]
            lines += [
                "",
                f"## {area}: {AREA[area]}",
                "",
                "| kode | tingkat | diperiksa pada | catatan | saran | akibat | dasar |",
                "| --- | --- | --- | --- | --- | --- | --- |",
            ]
        words = (readable(rule.pesan), readable(rule.saran), consequence(rule))
        cells = (rule.kode, rule.tingkat.value, where(rule), *words, rule.sumber)
        lines.append("| " + " | ".join(_cell(c) for c in cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")


def kamus_markdown() -> str:
    """docs/kamus_data.md."""
    lines = [
        "# Kamus data",
        "",
        "Dibuat dari deklarasi di `forms.py` dan `ketentuan.py` (`kinerja_xl/deklarasi/`); jangan disunting.",
        "",
    ]
    lines += ["## Templat", "", "| jenis | judul | lembar | pengisi | kapan |", "| --- | --- | --- | --- | --- |"]
    for form in FORMS:
        sheets = ", ".join(s.title for s in form.sheets)
        lines.append(f"| {form.jenis} | {form.judul} | {sheets} | {form.pengisi} | {form.kapan} |")
    for sheet in SHEETS.values():
        owner = "OPD" if sheet in OPD_SHEETS else "Referensi"
        lines += [
            "",
            f"## {sheet.title} ({owner})",
            "",
            sheet.help,
            "",
            "| kolom | wajib | isi | pilihan | keterangan |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [_column_row(column) for column in sheet.columns]
    lines += [
        "",
        "## Setelan (lembar Kebijakan)",
        "",
        "| nama | bawaan | pilihan atau batas | keterangan | dasar |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [f"| {s.nama} | {s.bawaan} | {s.isian} | {s.keterangan} | {s.sumber} |" for s in SETELAN]
    lines += ["", "## Skala Kinerja", "", "| batas bawah | kriteria | kode | warna |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {k.batas_bawah if k.batas_bawah.is_finite() else '-'} | {k.kriteria} | {k.kode} | {k.warna} |"
        for k in SKALA_KINERJA
    ]
    lines += [
        "",
        "## Predikat bawaan",
        "",
        "| kelompok | predikat | nilai | batas bawah | batas atas |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {p.kelompok} | {p.predikat} | {p.nilai} | {p.batas_bawah or ''} | {p.batas_atas or ''} |"
        for p in PREDIKAT_BAWAAN
    ]
    return "\n".join(lines) + "\n"


def _column_row(column: Column) -> str:
    kind = "terisi sendiri (hanya dibandingkan)" if column.lookup else column.kind.info.wording
    if column.reported:
        kind += "; hanya dibandingkan, tidak dipakai menghitung"
    name = column.header if column.per_tahun is None else f"{column.header} ({column.per_tahun.value})"
    cells = (name, "ya" if column.required else "", kind, ", ".join(column.choices), column.help)
    return "| " + " | ".join(_cell(c) for c in cells) + " |"


DOKUMEN = {"aturan.md": aturan_markdown, "kamus_data.md": kamus_markdown}


def write_docs(folder: Path) -> None:
    """Write the generated documents into a folder."""
    for name, make in DOKUMEN.items():
        (folder / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    write_docs(Path(sys.argv[1]))
