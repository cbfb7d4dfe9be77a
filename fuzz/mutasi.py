"""Kinds of mutation, from bytes up to cells, and what each promises about the mutant."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping
from enum import StrEnum
from random import Random
from typing import NamedTuple
from xml.sax.saxutils import escape

from fuzz.bentuk import BENTUK
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
    """The cell that was changed and its new number."""

    lembar: str
    sel: str
    angka: float


class Mutan(NamedTuple):
    """A mutated workbook."""

    dasar: Dasar
    jenis: str
    janji: Janji
    data: bytes
    sel: Sel | None = None


Parts = dict[str, bytes]


def _parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _pack(parts: Mapping[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, warnings.catch_warnings(action="ignore"):
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# Bytes of the file.
def _flip(r: Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(r.choice((1, 1, 1, 2, 8))):
        out[r.randrange(len(out))] ^= 1 << r.randrange(8)
    return bytes(out)


def _overwrite(r: Random, data: bytes) -> bytes:
    place, n = r.randrange(len(data)), r.choice((1, 4, 64, 512, 4096))
    return data[:place] + r.choice((bytes(n), b"\xff" * n, r.randbytes(n))) + data[place + n :]


def _delete(r: Random, data: bytes) -> bytes:
    place = r.randrange(len(data))
    return data[:place] + data[place + r.choice((1, 2, 16, 512, 4096)) :]


def _insert(r: Random, data: bytes) -> bytes:
    place = r.randrange(len(data))
    return data[:place] + r.randbytes(r.choice((1, 2, 16, 512))) + data[place:]


def _truncate(r: Random, data: bytes) -> bytes:
    return data[: r.randrange(len(data))]


def _swap(r: Random, data: bytes) -> bytes:
    a, b, n = r.randrange(len(data) // 2), r.randrange(len(data) // 2, len(data)), 256
    return data[:a] + data[b : b + n] + data[a + n : b] + data[a : a + n] + data[b + n :]


def _directory(r: Random, data: bytes) -> bytes:
    """One byte of the zip's own structures: headers, directory, end record."""
    starts = [m.start() for m in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    out, place = bytearray(data), r.choice(starts) + r.randrange(46)
    out[min(place, len(out) - 1)] = r.choice((0, 1, 0x7F, 0x80, 0xFF, r.randrange(256)))
    return bytes(out)


# Parts of the package.
def _without_part(r: Random, data: bytes) -> bytes:
    parts = _parts(data)
    parts.pop(r.choice(sorted(parts)))
    return _pack(parts)


def _double_part(r: Random, data: bytes) -> bytes:
    parts = list(_parts(data).items())
    return _pack([*parts, (r.choice(parts)[0], r.choice(parts)[1])])


def _swapped_parts(r: Random, data: bytes) -> bytes:
    parts = _parts(data)
    a, b = r.sample(sorted(parts), 2)
    return _pack(parts | {a: parts[b], b: parts[a]})


def _renamed_part(r: Random, data: bytes) -> bytes:
    parts, old = _parts(data), ""
    old = r.choice(sorted(parts))
    new = r.choice((old.upper(), "../" + old, "/" + old, old + "x", old.replace("/", "\\"), "xl/" + old, "a" * 300))
    return _pack([(new if name == old else name, content) for name, content in parts.items()])


def _part_bytes(r: Random, data: bytes) -> bytes:
    parts = _parts(data)
    name = r.choice(sorted(parts))
    change = r.choice((_flip, _overwrite, _delete, _insert, _truncate))
    return _pack(parts | {name: change(r, parts[name]) if parts[name] else b"x"})


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
        parts = _parts(data)
        name = _xml_part(r, parts)
        xml = parts[name]
        found = [m.span(group) for m in pattern.finditer(xml)]
        for start, end in sorted(r.sample(found, min(len(found), r.choice((1, 1, 3)))), reverse=True):
            xml = xml[:start] + new(r, xml[start:end]) + xml[end:]
        return _pack(parts | {name: xml})

    return mutate


def _element(r: Random, xml: bytes) -> bytes:
    """Delete or double whole elements that lie in one piece."""
    return b"" if r.random() < 0.5 else xml * 2


_CELL = rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?(?: t="n")?><v>(-?[0-9.]+)</v></c>'
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
    """One number of a sheet replaced by another one, in a valid way."""
    parts = _parts(dasar.data)
    names = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"].decode())
    choices = [
        (n, m) for n in range(1, len(names) + 1) for m in re.finditer(_CELL, parts[f"xl/worksheets/sheet{n}.xml"])
    ]
    n, match = r.choice(choices)
    old = float(match[2])
    new = r.choice((old + 1, old * 1000, old / 8, -old, float(r.randrange(10**6)), r.randrange(10**5) / 100, 0.0))
    new = new if new != old else old + 3
    name, xml = f"xl/worksheets/sheet{n}.xml", match.string
    xml = xml[: match.start(2)] + repr(new).encode() + xml[match.end(2) :]
    sel = Sel(names[n - 1], match[1].decode(), new)
    return Mutan(dasar, "sel: angka lain", Janji.SEL, _pack(parts | {name: xml}), sel)


def _cell(r: Random, data: bytes) -> bytes:
    """One to five cells replaced by hostile texts, errors, formulas, or emptied."""
    parts = _parts(data)
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
    return _pack(parts)


def _rows(r: Random, data: bytes) -> bytes:
    """Rows deleted, doubled or moved."""
    parts = _parts(data)
    name = r.choice([n for n in sorted(parts) if "worksheets/sheet" in n])
    rows = re.findall(rb"<row .*?</row>", parts[name])
    if len(rows) < 2:
        return _flip(r, data)
    change = r.choice(("hapus", "ganda", "pindah"))
    a, b = r.randrange(len(rows)), r.randrange(len(rows))
    xml = parts[name].replace(rows[a], b"" if change == "hapus" else rows[a] * 2 if change == "ganda" else rows[b], 1)
    return _pack(parts | {name: xml})


class Jenis(NamedTuple):
    """One kind of mutation: its promise, the formats it applies to, the function."""

    janji: Janji
    format: tuple[str, ...]
    ubah: Callable[[Random, bytes], bytes]


MUTASI: dict[str, Jenis] = {
    "bita: bit terbalik": Jenis(Janji.UTUH, SEMUA, _flip),
    "bita: ditimpa": Jenis(Janji.UTUH, SEMUA, _overwrite),
    "bita: dihapus": Jenis(Janji.UTUH, SEMUA, _delete),
    "bita: disisipkan": Jenis(Janji.UTUH, SEMUA, _insert),
    "bita: terpotong": Jenis(Janji.UTUH, SEMUA, _truncate),
    "bita: tertukar": Jenis(Janji.UTUH, SEMUA, _swap),
    "zip: direktori": Jenis(Janji.UTUH, (*PAKET, "xlsb"), _directory),
    "bagian: hilang": Jenis(Janji.UTUH, PAKET, _without_part),
    "bagian: ganda": Jenis(Janji.BEBAS, (*PAKET, "xlsb"), _double_part),
    "bagian: tertukar": Jenis(Janji.BEBAS, (*PAKET, "xlsb"), _swapped_parts),
    "bagian: berganti nama": Jenis(Janji.UTUH, PAKET, _renamed_part),
    "bagian: isinya rusak": Jenis(Janji.BEBAS, (*PAKET, "xlsb"), _part_bytes),
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
