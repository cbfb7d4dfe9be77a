"""Builders of hostile files: packages taken apart and put together again, .xlsb and .xls from single records.

A case says what the file is and what must be said of it: `kode` is the Catatan that names the trouble, '' where the
file must be used like any other. The cases stand in musuh_paket.py and musuh_lain.py.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pabrik import isi_bersih, write_isi

Bagian = dict[str, bytes]
BUKU, RELS, GAYA = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
STRING, IKU, REALISASI = "xl/sharedStrings.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet4.xml"
UTAMA = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELASI = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


class Musuh(NamedTuple):
    """A hostile file: its name, a function that makes its bytes, the code of the Catatan that must name it."""

    nama: str
    buat: Callable[[], bytes]
    kode: str

    @property
    def dipakai(self) -> bool:
        """Whether the file must be used all the same: nothing or less than a Kesalahan is said of it."""
        return self.kode in ("", "BRK-08", "BRK-09", "BRK-10", "BRK-26", "BRK-27", "BRK-28")


@cache
def dasar() -> bytes:
    """A clean workbook of one OPD: Profil with inline strings, IKU, Renstra and Realisasi with shared ones."""
    isi = {k: v for k, v in isi_bersih().items() if k in ("profil", "iku", "renstra", "realisasi")}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "opd.xlsx"
        write_isi(path, isi, meta=True)
        return _berbagi_teks(path.read_bytes())


def _berbagi_teks(data: bytes) -> bytes:
    """The package with the inline strings of all sheets but the first moved to a part of their own."""
    bagian, teks = bongkar(data), dict[bytes, int]()

    def pindah(match: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v></c>' % teks.setdefault(match[1], len(teks))

    for n in range(2, 6):
        nama = f"xl/worksheets/sheet{n}.xml"
        bagian[nama] = re.sub(rb't="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>', pindah, bagian[nama])
    isi = b"".join(b"<si><t>%s</t></si>" % satu for satu in teks)
    bagian[STRING] = b'<sst xmlns="%s" uniqueCount="%d">%s</sst>' % (UTAMA, len(teks), isi)
    relasi = f'<Relationship Id="rIdS" Type="{RELASI}sharedStrings" Target="sharedStrings.xml"/>'.encode()
    bagian[RELS] = bagian[RELS].replace(b"</Relationships>", relasi + b"</Relationships>")
    return kemas(bagian)


def bongkar(data: bytes) -> Bagian:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def kemas(bagian: Mapping[str, bytes] | Sequence[tuple[str, bytes]], cara: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of parts; a sequence may hold a name twice."""
    out = io.BytesIO()
    pairs = bagian.items() if isinstance(bagian, Mapping) else bagian
    with zipfile.ZipFile(out, "w", cara) as package, warnings.catch_warnings(action="ignore"):
        for name, content in pairs:
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, cara)
    return out.getvalue()


def ganti(nama: str, lama: bytes, baru: bytes, kali: int = 1) -> Callable[[], bytes]:
    """The clean workbook with bytes of one part replaced."""

    def buat() -> bytes:
        bagian = bongkar(dasar())
        assert lama in bagian[nama], (nama, lama)
        bagian[nama] = bagian[nama].replace(lama, baru, kali)
        return kemas(bagian)

    return buat


def ubah(perubahan: Callable[[Bagian], object]) -> Callable[[], bytes]:
    """The clean workbook after its parts were changed."""

    def buat() -> bytes:
        bagian = bongkar(dasar())
        perubahan(bagian)
        return kemas(bagian)

    return buat


def tambah(nama: str, isi: bytes = b"<x/>") -> Callable[[], bytes]:
    """The clean workbook with one more part."""
    return ubah(lambda bagian: bagian.update({nama: isi}))


def tanpa(nama: str) -> Callable[[], bytes]:
    """The clean workbook without one part."""
    return ubah(lambda bagian: bagian.pop(nama))


def _rekam(kind: int, body: bytes = b"") -> bytes:
    """One record of BIFF12 (.xlsb): number and length in groups of seven bits, then the body."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, n = b"", len(body)
    while True:
        n, low = n >> 7, n & 0x7F
        size += bytes([low | (0x80 if n else 0)])
        if not n:
            return head + size + body


def _lebar(teks: str) -> bytes:
    encoded = teks.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


_GALAT = {"#DIV/0!": 7, "#REF!": 23, "#N/A": 42}


def _sel_xlsb(c: int, value: object) -> bytes:
    value, gaya = value if isinstance(value, tuple) else (value, 0)
    kepala = struct.pack("<II", c, gaya)
    if value in _GALAT:
        return _rekam(3, kepala + bytes([_GALAT[value]]))
    if isinstance(value, str):
        return _rekam(6, kepala + _lebar(value))
    return _rekam(5, kepala + struct.pack("<d", value))


def _gaya_xlsb(formats: Sequence[str]) -> bytes:
    fmts = b"".join(_rekam(44, struct.pack("<H", 164 + n) + _lebar(f)) for n, f in enumerate(formats))
    keys = [0, *range(164, 164 + len(formats))]
    xfs = b"".join(_rekam(47, struct.pack("<HHHHHBBHH", 0, key, 0, 0, 0, 0, 0, 0, 0)) for key in keys)
    # Formats of named styles stand before those of cells and aren't counted.
    named = _rekam(626, b"\1\0\0\0") + _rekam(47, struct.pack("<HHHHHBBHH", 0, 9, 0, 0, 0, 0, 0, 0, 0)) + _rekam(627)
    fmts = _rekam(615, struct.pack("<I", len(formats))) + fmts + _rekam(616)
    return _rekam(278) + fmts + named + _rekam(617, struct.pack("<I", len(keys))) + xfs + _rekam(618) + _rekam(279)


def xlsb(
    lembar: Mapping[str, Mapping[int, Mapping[int, object]]],
    formats: Sequence[str] = (),
    tersembunyi: Collection[int] = (),
) -> bytes:
    """A minimal .xlsb workbook: sheet name → row → column (both from 0) → text, error or number, or one of these with
    the number of its format (0: none). `tersembunyi` are the hidden rows of every sheet."""
    names = list(enumerate(lembar, 1))
    bundle = b"".join(_rekam(156, struct.pack("<II", 0, n) + _lebar(f"rId{n}") + _lebar(t)) for n, t in names)
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{RELASI}worksheet" Target="worksheets/sheet{n}.bin"/>' for n, _ in names
    )
    relations += f'<Relationship Id="rIdS" Type="{RELASI}styles" Target="styles.bin"/>' if formats else ""
    main = f'<Relationship Id="r1" Type="{RELASI}officeDocument" Target="xl/workbook.bin"/>'
    bagian = {"xl/styles.bin": _gaya_xlsb(formats)} if formats else {}
    bagian |= {
        "_rels/.rels": f"<Relationships>{main}</Relationships>".encode(),
        "xl/workbook.bin": _rekam(131) + _rekam(143) + bundle + _rekam(144) + _rekam(132),
        "xl/_rels/workbook.bin.rels": f"<Relationships>{relations}</Relationships>".encode(),
    }
    for n, rows in enumerate(lembar.values(), 1):
        body = b""
        for r, cells in rows.items():
            body += _rekam(0, struct.pack("<IIHBBBI", r, 0, 300, 0, 0x10 if r in tersembunyi else 0, 0, 0))
            body += b"".join(_sel_xlsb(c, value) for c, value in cells.items())
        size = struct.pack("<IIII", 0, max(rows, default=0), 0, 20)
        bagian[f"xl/worksheets/sheet{n}.bin"] = (
            _rekam(129) + _rekam(148, size) + _rekam(145) + body + _rekam(146) + _rekam(130)
        )
    return kemas(bagian)


def _biff(kind: int, body: bytes = b"") -> bytes:
    """One record of BIFF8 (.xls)."""
    return struct.pack("<HH", kind, len(body)) + body


def xls(
    lembar: Mapping[str, Mapping[int, Mapping[int, object]]], formats: Sequence[str] = (), *, bersandi: bool = False
) -> bytes:
    """A minimal .xls workbook as a bare BIFF8 stream (no OLE file around it), with labels and numbers.

    A number may come with the number of its format (0: none).
    """
    start = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6)
    kepala = _biff(0x0809, start) + (_biff(0x002F, b"\1\0" * 3) if bersandi else b"") + _biff(0x0042, b"\xb0\x04")
    isi = []
    for rows in lembar.values():
        body = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
        for r, cells in rows.items():
            for c, cell in cells.items():
                value, gaya = cell if isinstance(cell, tuple) else (cell, 0)
                if isinstance(value, str):
                    text = value.encode("utf-16-le")
                    body += _biff(0x0204, struct.pack("<HHHHB", r, c, 0, len(text) // 2, 1) + text)
                else:
                    body += _biff(0x0203, struct.pack("<HHHd", r, c, gaya, value))
        isi.append(body + _biff(0x000A))
    fmt = b"".join(
        _biff(0x041E, struct.pack("<HHB", 164 + n, len(f), 0) + f.encode("latin-1")) for n, f in enumerate(formats)
    )
    for key in (0, *range(164, 164 + len(formats))):
        fmt += _biff(0x00E0, struct.pack("<HH", 0, key) + bytes(16))
    font = _biff(0x0031, struct.pack("<HHHHHBBBBBB", 200, 0, 8, 400, 0, 0, 0, 0, 0, 1, 0) + b"A")
    size = sum(len(_biff(0x0085, bytes(8) + t.encode("latin-1"))) for t in lembar)
    place = len(kepala) + len(font) * 5 + len(fmt) + size + len(_biff(0x000A))
    sheets = b""
    for nama, body in zip(lembar, isi, strict=True):
        sheets += _biff(0x0085, struct.pack("<IBBBB", place, 0, 0, len(nama), 0) + nama.encode("latin-1"))
        place += len(body)
    return kepala + font * 5 + fmt + sheets + _biff(0x000A) + b"".join(isi)


PROFIL = {
    r: {0: label, 1: value}
    for r, (label, value) in enumerate(
        [
            ("Kabupaten/Kota", "Nusa Raya"),
            ("Kode OPD", "9.99"),
            ("Nama OPD", "Dinas Lama"),
            ("Tahun", 2023.0),
            ("Periode", "Tahunan"),
            ("Tahun Awal Renstra", 2021.0),
            ("Tahun Akhir Renstra", 2026.0),
            ("Versi Anggaran", "Perubahan"),
        ]
    )
}
AKIP = {0: {0: "Komponen", 1: "Bobot", 2: "Nilai"}, 1: {0: "Perencanaan", 1: 30.0, 2: 25.5}}
