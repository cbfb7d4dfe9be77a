"""What tells a marked-up copy of ours from any other workbook, and the record that its marks are undone by.

Our sheets are known by the text of their cell A1, whatever they are called. The record is a hidden sheet, for that is
what every spreadsheet program keeps when it saves the copy, even when the officer has deleted the sheet Catatan.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree

from kinerja_xl.perbaikan.buku import Buku
from kinerja_xl.perbaikan.komentar import AWAL
from kinerja_xl.perbaikan.lembar import cell_name, parse_cell
from kinerja_xl.perbaikan.naskah import escape, parse_xml
from kinerja_xl.perbaikan.paket import ISI_TIPE, Paket
from kinerja_xl.perbaikan.warna import Asal
from kinerja_xl.tabel.bacaan import DARI, REKAMAN, Versi

PENANDA: Final = "Catatan pemeriksaan kinerja_xl"
"""The text of A1 on our sheet Catatan."""
PENANDA_REKAMAN: Final = "Rekaman tanda kinerja_xl"
"""The text of A1 on the hidden record sheet."""
LEMBAR_REKAMAN: Final = REKAMAN

_A1: Final = re.compile(
    rb"""<(?:[\w.-]+:)?c\s(?=[^>]*\br\s*=\s*["']A1["'])([^>]*)(?<!/)>(.*?)</(?:[\w.-]+:)?c>""", re.S
)
_TEKS: Final = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?>([^<]*)<")
_NILAI: Final = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^>]*)?>([^<]*)<")
_UNSUR_ISIAN: Final = frozenset({"fill", "patternFill", "fgColor", "bgColor", "gradientFill", "stop", "color"})
_ASAL, _UKURAN, _KOTAK, _GAYA, _PAKET = "asal", "ukuran", "kotak", "gaya", "paket"


@dataclass
class Rekaman:
    """What the marks replaced: fills by number, stated dimensions, boxes of the sender's notes, and our styles part.

    `ukuran` holds (sheet, old, new), `kotak` (sheet, cell, old, new), `gaya` the digest of the styles part as written
    and the number of fonts, fills, borders and cell formats that it had before. `dari` are the states of the file that
    the copy is made of: written for the reader of the copy, which tells by it whether anything was changed since.
    `paket` is the digest of the copy's other parts as written.
    """

    asal: dict[int, Asal] = field(default_factory=dict)
    ukuran: list[tuple[str, str, str]] = field(default_factory=list)
    kotak: list[tuple[str, str, str, str]] = field(default_factory=list)
    gaya: tuple[str, tuple[int, ...]] = ("", ())
    dari: tuple[Versi, ...] = ()
    paket: str = ""

    def rows(self) -> list[tuple[str, ...]]:
        """The record as rows of text."""
        rows: list[tuple[str, ...]] = [(PENANDA_REKAMAN,), (_GAYA, self.gaya[0], *map(str, self.gaya[1]))]
        rows.append((_PAKET, self.paket))
        rows += [(DARI, *satu) for satu in self.dari]
        rows += [(_ASAL, str(n), str(a.dibuat), a.berlaku, a.isian.decode()) for n, a in self.asal.items()]
        rows += [(_UKURAN, *satu) for satu in self.ukuran]
        rows += [(_KOTAK, *satu) for satu in self.kotak]
        return rows


@dataclass
class Milik:
    """What is ours in a workbook: names of sheets, and the record if there is one."""

    lembar: list[str] = field(default_factory=list)
    rekaman: Rekaman | None = None
    komentar: bool = False

    @property
    def ada(self) -> bool:
        return bool(self.lembar) or self.komentar


def find_ours(buku: Buku) -> Milik:
    """What of ours a workbook holds."""
    parts = buku.paket.bagian
    milik = Milik(komentar=any(AWAL.encode() in isi for nama, isi in parts.items() if nama.endswith(".xml")))
    if not any(p.encode() in isi for p in (PENANDA, PENANDA_REKAMAN) for isi in parts.values()):
        return milik
    shared = _Bersama(buku)
    for satu in buku.sheets():
        if not satu.kerja:
            continue
        text = shared.first_cell(buku.paket.read(satu.bagian))
        if text == PENANDA:
            milik.lembar.append(satu.nama)
        elif text == PENANDA_REKAMAN:
            milik.lembar.append(satu.nama)
            milik.rekaman = _read_record(shared.rows(buku.paket.read(satu.bagian)))
    return milik


def add_record(buku: Buku, rekaman: Rekaman) -> None:
    """Put the record into a workbook that is marked, as its last sheet."""
    buku.insert_sheet(buku.free_sheet_name(LEMBAR_REKAMAN), b"", pertama=False, keadaan="veryHidden")
    bagian = buku.sheets()[-1].bagian
    rekaman.paket = _parts_digest(buku.paket, bagian)
    buku.paket.write(bagian, _record_sheet(buku, rekaman))


def is_as_written(buku: Buku) -> bool:
    """Whether a workbook is a marked-up copy of ours that no program has saved since."""
    milik, sheets = find_ours(buku), buku.sheets()
    return milik.rekaman is not None and milik.rekaman.paket == _parts_digest(buku.paket, sheets[-1].bagian)


def _parts_digest(paket: Paket, kecuali: str) -> str:
    """The digest of all parts but one and the list of content types, which is written last."""
    parts = ((nama, isi) for nama, isi in sorted(paket.bagian.items()) if nama not in (kecuali, ISI_TIPE))
    return hashlib.sha256(repr([(nama, hashlib.sha256(isi).hexdigest()) for nama, isi in parts]).encode()).hexdigest()


def _record_sheet(buku: Buku, rekaman: Rekaman) -> bytes:
    """The worksheet part of a record."""
    rows = []
    for r, row in enumerate(rekaman.rows(), 1):
        cells = (
            b'<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>'
            % (cell_name((r, c)).encode(), escape(text))
            for c, text in enumerate(row, 1)
        )
        rows.append(b'<row r="%d">%s</row>' % (r, b"".join(cells)))
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="%s"><sheetData>%s</sheetData>'
        b"</worksheet>" % (buku.ruang[0].encode(), b"".join(rows))
    )


class _Bersama:
    """Texts of cells, wherever a program has put them: in the cell, or among the shared strings."""

    def __init__(self, buku: Buku) -> None:
        self._buku = buku
        self._teks: list[str] | None = None

    def _shared(self, nomor: str) -> str:
        if self._teks is None:
            part = self._buku.part("sharedStrings")
            root = parse_xml(self._buku.paket.read(part) if part else b"<sst/>")
            self._teks = ["".join(t.text or "" for t in si.iter() if _local(t.tag) == "t") for si in root]
        return self._teks[int(nomor)] if nomor.isdigit() and int(nomor) < len(self._teks) else ""

    def first_cell(self, isi: bytes) -> str:
        """The text of A1 of a worksheet part."""
        match = _A1.search(isi)
        if match is None:
            return ""
        if re.search(rb"""\bt\s*=\s*["']s["']""", match[1]):
            value = _NILAI.search(match[2])
            return self._shared(value[1].decode().strip()) if value else ""
        return b"".join(_TEKS.findall(match[2])).decode("utf-8", "replace")

    def rows(self, isi: bytes) -> list[list[str]]:
        """All texts of a small worksheet part, row by row."""
        found = []
        for row in (e for e in parse_xml(isi).iter() if _local(e.tag) == "row"):
            cells: dict[int, str] = {}
            for cell in row:
                place = parse_cell(cell.get("r", ""))
                texts = {_local(e.tag): e.text or "" for e in cell.iter()}
                text = "".join(e.text or "" for e in cell.iter() if _local(e.tag) == "t")
                if cell.get("t") == "s":
                    text = self._shared(texts.get("v", "").strip())
                elif "v" in texts:
                    text = texts["v"]
                if place:
                    cells[place[1]] = text
            found.append([cells.get(c, "") for c in range(1, max(cells, default=0) + 1)])
        return found


def _local(tag: object) -> str:
    return str(tag).rsplit("}", 1)[-1]


def _is_fill(isian: str) -> bool:
    """Whether the text of a cell, which anybody may have changed, is a fill and nothing else."""
    try:
        root = ElementTree.fromstring(isian)
    except (ElementTree.ParseError, ValueError):
        return False
    return root.tag == "fill" and all(_local(e.tag) in _UNSUR_ISIAN for e in root.iter())


def _read_record(rows: Sequence[Sequence[str]]) -> Rekaman:
    rekaman = Rekaman()
    for row in rows:
        match [*row, "", "", "", ""]:
            case ["asal", nomor, ("0" | "1" | "2") as dibuat, berlaku, isian, *_] if nomor.isdigit() and _is_fill(
                isian
            ):
                rekaman.asal[int(nomor)] = Asal(isian.encode(), berlaku if berlaku.isalnum() else "", int(dibuat))
            case ["ukuran", lembar, old, new, *_]:
                rekaman.ukuran.append((lembar, old, new))
            case ["kotak", lembar, sel, old, new, *_]:
                rekaman.kotak.append((lembar, sel, old, new))
            case ["paket", sidik, *_]:
                rekaman.paket = sidik
            case ["gaya", sidik, *counts]:
                rekaman.gaya = (sidik, tuple(int(c) for c in counts if c.isdigit()))
    return rekaman
