"""Mutations below the level of XML: bytes of the file, structures of the zip, whole parts."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from random import Random

Parts = dict[str, bytes]


def parts_of(data: bytes) -> Parts:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def pack(parts: Mapping[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    """A package of parts; a list may hold a name twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, warnings.catch_warnings(action="ignore"):
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# Bytes of the file.
def flip(r: Random, data: bytes) -> bytes:
    """One to eight bits flipped."""
    out = bytearray(data)
    for _ in range(r.choice((1, 1, 1, 2, 8))):
        out[r.randrange(len(out))] ^= 1 << r.randrange(8)
    return bytes(out)


def overwrite(r: Random, data: bytes) -> bytes:
    """A stretch of bytes overwritten."""
    place, n = r.randrange(len(data)), r.choice((1, 4, 64, 512, 4096))
    return data[:place] + r.choice((bytes(n), b"\xff" * n, r.randbytes(n))) + data[place + n :]


def delete(r: Random, data: bytes) -> bytes:
    """A stretch of bytes left out."""
    place = r.randrange(len(data))
    return data[:place] + data[place + r.choice((1, 2, 16, 512, 4096)) :]


def insert(r: Random, data: bytes) -> bytes:
    """Random bytes put in."""
    place = r.randrange(len(data))
    return data[:place] + r.randbytes(r.choice((1, 2, 16, 512))) + data[place:]


def truncate(r: Random, data: bytes) -> bytes:
    """The end cut off."""
    return data[: r.randrange(len(data))]


def swap(r: Random, data: bytes) -> bytes:
    """Two stretches exchanged."""
    a, b, n = r.randrange(len(data) // 2), r.randrange(len(data) // 2, len(data)), 256
    return data[:a] + data[b : b + n] + data[a + n : b] + data[a : a + n] + data[b + n :]


def directory(r: Random, data: bytes) -> bytes:
    """One byte of the zip's own structures: headers, directory, end record."""
    starts = [m.start() for m in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    out, place = bytearray(data), r.choice(starts) + r.randrange(46)
    out[min(place, len(out) - 1)] = r.choice((0, 1, 0x7F, 0x80, 0xFF, r.randrange(256)))
    return bytes(out)


# Parts of the package.
def without_part(r: Random, data: bytes) -> bytes:
    """One part left out."""
    parts = parts_of(data)
    parts.pop(r.choice(sorted(parts)))
    return pack(parts)


def double_part(r: Random, data: bytes) -> bytes:
    """A second part of the same name."""
    parts = list(parts_of(data).items())
    return pack([*parts, (r.choice(parts)[0], r.choice(parts)[1])])


def swapped_parts(r: Random, data: bytes) -> bytes:
    """Two parts under each other's name."""
    parts = parts_of(data)
    a, b = r.sample(sorted(parts), 2)
    return pack(parts | {a: parts[b], b: parts[a]})


def renamed_part(r: Random, data: bytes) -> bytes:
    """One part under another name."""
    parts, old = parts_of(data), ""
    old = r.choice(sorted(parts))
    new = r.choice((old.upper(), "../" + old, "/" + old, old + "x", old.replace("/", "\\"), "xl/" + old, "a" * 300))
    return pack([(new if name == old else name, content) for name, content in parts.items()])


def part_bytes(r: Random, data: bytes) -> bytes:
    """One part damaged, the package around it whole."""
    parts = parts_of(data)
    name = r.choice(sorted(parts))
    change = r.choice((flip, overwrite, delete, insert, truncate))
    return pack(parts | {name: change(r, parts[name]) if parts[name] else b"x"})
