"""Kinds of mutation, from bytes up to cells, and what each promises about the mutant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from random import Random
from typing import NamedTuple
from xml.sax.saxutils import escape

from fuzz import bita
from fuzz.bentuk import BENTUK
from fuzz.bita import Parts, pack, parts_of
from fuzz.dasar import Dasar

PAKET = ("xlsx", "ods")
SEMUA = (*PAKET, "xls", "xlsb")


class Janji(StrEnum):
    """What must hold beyond: no crash, no hang, named once."""

    UTUH = "ditolak atau nilainya sama"
    SAMA = "dipakai dan nilainya sama"
    SEL = "nilai sel yang diubah terbaca"
    BEBAS = "ditolak atau dipakai"


class Sel(NamedTuple):
    """The cell that was changed and its new number, as a number or as text with a decimal comma."""

    lembar: str
    sel: str
    isi: float | str


class Mutan(NamedTuple):
    """A mutated workbook."""

    dasar: Dasar
    jenis: str
    janji: Janji
    data: bytes
    sel: Sel | None = None


# XML.
_TAG = re.compile(rb"<[^<>]+>")
_BETWEEN = re.compile(rb">([^<>]*)<")
_ELEMENT = re.compile(rb"<(\w+)(?: [^<>]*)?>(?:<(\w+)(?: [^<>]*)?>[^<>]*</\2>|[^<>]*)</\1>|<\w+ [^<>]*/>")
_VALUE = re.compile(rb'"([^"<>]*)"')
_ODD = (
    b"",
    b"0",
    b"-1",
    b"999999999999",
    b"1e999",
    b"NaN",
    b"XFD1048576",
    b"A0",
    b"../../x",
    b"true",
    b"&#65;",
    b"abc",
)
_ODD = (*_ODD, b"\xe2\x80\xae", b"1048576", b"&amp;", b"A1:XFD1048576", b"http://x", b"#REF!", b"4294967296", b" 5 ")


def _xml_part(r: Random, parts: Parts) -> str:
    """A part that matters: sheets are chosen as often as all others together."""
    names = [n for n in sorted(parts) if n.endswith((".xml", ".rels")) and len(parts[n]) > 40]
    sheets = [n for n in names if "worksheets/sheet" in n or n == "content.xml"]
    return r.choice(sheets if r.random() < 0.5 else names)


def _edit(
    pattern: re.Pattern[bytes], new: Callable[[Random, bytes], bytes], group: int = 0
) -> Callable[[Random, bytes], bytes]:
    """Replace one to three finds of a pattern in one XML part."""

    def mutate(r: Random, data: bytes) -> bytes:
        parts = parts_of(data)
        name = _xml_part(r, parts)
        xml = parts[name]
        found = [m.span(group) for m in pattern.finditer(xml)]
        for start, end in sorted(r.sample(found, min(len(found), r.choice((1, 1, 3)))), reverse=True):
            xml = xml[:start] + new(r, xml[start:end]) + xml[end:]
        return pack(parts | {name: xml})

    return mutate


def _element(r: Random, xml: bytes) -> bytes:
    """Delete or double whole elements that lie in one piece."""
    return b"" if r.random() < 0.5 else xml * 2


_CELL = rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?(?: t="n")?><v>(-?[0-9.]+)</v></c>'
_STRING_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")? t="s"><v>([0-9]+)</v></c>')
_TYPED = re.compile(rb"<t[^>]*>-?[0-9.]*[0-9](?:,[0-9]+)?</t>")
_STRING = rb'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")? t="s"><v>[0-9]+</v></c>'
_TEXTS = (
    "=1+1",
    "1.234",
    "12,5 %",
    "-",
    "\u200b1.01",
    "3 ± 1",
    "#N/A",
    "x" * 32_767,
    "9" * 400,
    "1." * 5_000,
    "Rp" * 3_000,
)
_TEXTS = (
    *_TEXTS,
    "(1)(2)",
    "1e400",
    "٣٤",
    "1/0",
    "½",
    "100%%",
    "dua",
    "<b>",
    "_x0000_",
    "\u202e",
    "12.5.000.000",
    "\t",
    "NA",
)


def _number(r: Random, dasar: Dasar) -> Mutan:
    """One number of a sheet, stored as a number or as text, replaced by another one in a valid way."""
    parts = parts_of(dasar.data)
    names = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"].decode())
    strings = re.findall(rb"<si>(.*?)</si>", parts["xl/sharedStrings.xml"])
    numeric = {n for n, teks in enumerate(strings) if _TYPED.fullmatch(teks)}
    found = {n: list(_numbers(parts[f"xl/worksheets/sheet{n}.xml"], numeric)) for n in range(1, len(names) + 1)}
    tables = [n for n in found if found[n] and names[n - 1] != "Profil" and not names[n - 1].startswith("_")]
    n = r.choice(tables) if tables and r.random() < 0.9 else names.index("Profil") + 1
    match = r.choice(found[n])
    name, xml, ref = f"xl/worksheets/sheet{n}.xml", match.string, match[1].decode()
    if match.re is _STRING_CELL:
        sel = Sel(names[n - 1], ref, f"{r.randrange(1, 1000)},{r.randrange(10, 99)}")
        new = b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (match[1], str(sel.isi).encode())
        start, end = match.span()
    else:
        old, (start, end) = float(match[2]), match.span(2)
        value = r.choice((old + 1, old * 1000, old / 8, -old, float(r.randrange(10**6)), r.randrange(10**5) / 100, 0.0))
        sel = Sel(names[n - 1], ref, value if value != old else old + 3)
        new = repr(sel.isi).encode()
    return Mutan(dasar, "sel: angka lain", Janji.SEL, pack(parts | {name: xml[:start] + new + xml[end:]}), sel)


def _numbers(xml: bytes, numeric: set[int]) -> Iterator[re.Match[bytes]]:
    """The cells that hold a number, stored as such or as one of the `numeric` shared strings."""
    yield from re.finditer(_CELL, xml)
    yield from (m for m in _STRING_CELL.finditer(xml) if int(m[2]) in numeric)


def _cell(r: Random, data: bytes) -> bytes:
    """One to five cells replaced by hostile texts, errors, formulas, or emptied."""
    parts = parts_of(data)
    for _ in range(r.choice((1, 2, 5))):
        name = r.choice([n for n in sorted(parts) if "worksheets/sheet" in n])
        found = list(re.finditer(_STRING if r.random() < 0.5 else _CELL, parts[name]))
        if not found:
            continue
        match, ref = r.choice(found), b""
        ref = match[1]
        body = r.choice((
            b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (ref, escape(r.choice(_TEXTS)).encode()),
            b'<c r="%s" t="e"><v>%s</v></c>' % (ref, r.choice((b"#REF!", b"#SPILL!", b"Err:502", b""))),
            b'<c r="%s"><f>cmd|&apos;x&apos;!A1</f></c>' % ref,
            b'<c r="%s" t="b"><v>1</v></c>' % ref,
            b'<c r="%s" t="d"><v>2023-02-31</v></c>' % ref,
            b'<c r="%s"><v>%s</v></c>' % (ref, r.choice((b"1e308", b"-0", b"1e-320", b"NaN", b"1e999", b"0.1"))),
            b"",
        ))  # fmt: skip
        parts[name] = parts[name][: match.start()] + body + parts[name][match.end() :]
    return pack(parts)


def _rows(r: Random, data: bytes) -> bytes:
    """Rows deleted, doubled or moved."""
    parts = parts_of(data)
    name = r.choice([n for n in sorted(parts) if "worksheets/sheet" in n])
    rows = re.findall(rb"<row .*?</row>", parts[name])
    if len(rows) < 2:
        return bita.flip(r, data)
    change = r.choice(("hapus", "ganda", "pindah"))
    a, b = r.randrange(len(rows)), r.randrange(len(rows))
    xml = parts[name].replace(rows[a], b"" if change == "hapus" else rows[a] * 2 if change == "ganda" else rows[b], 1)
    return pack(parts | {name: xml})


class Jenis(NamedTuple):
    """One kind of mutation: its promise, the formats it applies to, the function."""

    janji: Janji
    format: tuple[str, ...]
    ubah: Callable[[Random, bytes], bytes]


MUTASI: dict[str, Jenis] = {
    "bita: bit terbalik": Jenis(Janji.UTUH, SEMUA, bita.flip),
    "bita: ditimpa": Jenis(Janji.UTUH, SEMUA, bita.overwrite),
    "bita: dihapus": Jenis(Janji.UTUH, SEMUA, bita.delete),
    "bita: disisipkan": Jenis(Janji.UTUH, SEMUA, bita.insert),
    "bita: terpotong": Jenis(Janji.UTUH, SEMUA, bita.truncate),
    "bita: tertukar": Jenis(Janji.UTUH, SEMUA, bita.swap),
    "zip: direktori": Jenis(Janji.UTUH, (*PAKET, "xlsb"), bita.directory),
    "bagian: hilang": Jenis(Janji.UTUH, PAKET, bita.without_part),
    "bagian: ganda": Jenis(Janji.BEBAS, (*PAKET, "xlsb"), bita.double_part),
    "bagian: tertukar": Jenis(Janji.BEBAS, (*PAKET, "xlsb"), bita.swapped_parts),
    "bagian: berganti nama": Jenis(Janji.UTUH, PAKET, bita.renamed_part),
    "bagian: isinya rusak": Jenis(Janji.BEBAS, (*PAKET, "xlsb"), bita.part_bytes),
    "xml: tanda hilang": Jenis(Janji.BEBAS, PAKET, _edit(_TAG, lambda _r, _x: b"")),
    "xml: tanda ganda": Jenis(Janji.BEBAS, PAKET, _edit(_TAG, lambda _r, x: x * 2)),
    "xml: teks": Jenis(Janji.BEBAS, PAKET, _edit(_BETWEEN, lambda r, _x: r.choice(_ODD), 1)),
    "xml: atribut": Jenis(Janji.BEBAS, PAKET, _edit(_VALUE, lambda r, _x: r.choice(_ODD), 1)),
    "xml: elemen": Jenis(Janji.BEBAS, PAKET, _edit(_ELEMENT, _element)),
    "sel: isi lain": Jenis(Janji.BEBAS, ("xlsx",), _cell),
    "sel: baris": Jenis(Janji.BEBAS, ("xlsx",), _rows),
    **{f"bentuk: {nama}": Jenis(Janji.SAMA, ("xlsx",), _form) for nama, _form in BENTUK.items()},
}


def buat_mutan(benih: int, nomor: int, semua: tuple[Dasar, ...]) -> Mutan:
    """Mutant `nomor` of seed `benih`."""
    r = Random(f"{benih}:{nomor}")
    kinds = [*MUTASI, *["sel: angka lain"] * 4]
    jenis = kinds[nomor % len(kinds)]
    formats = ("xlsx",) if jenis == "sel: angka lain" else MUTASI[jenis].format
    dasar = r.choice([d for d in semua if d.jenis in formats])
    if jenis == "sel: angka lain":
        return _number(r, dasar)
    kind = MUTASI[jenis]
    binary = dasar.jenis in ("xls", "xlsb") and kind.janji is Janji.UTUH
    return Mutan(dasar, jenis, Janji.BEBAS if binary else kind.janji, kind.ubah(r, dasar.data))
