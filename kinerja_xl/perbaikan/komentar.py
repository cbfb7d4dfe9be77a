"""The notes part of a worksheet: ours beside the sender's, each of ours between two lines that tell it apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kinerja_xl.deklarasi.catatan import Catatan
from kinerja_xl.perbaikan.lembar import Titik, cell_name, parse_cell
from kinerja_xl.perbaikan.naskah import (
    Naskah,
    Sunting,
    Unsur,
    attributes,
    clean,
    escape,
    plain_escape,
    splice,
    unescape,
)

AWAL: Final = "Catatan pemeriksaan kinerja_xl:"
AKHIR: Final = "(akhir catatan pemeriksaan)"
PENULIS: Final = "kinerja_xl"
KOSONG: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<comments xmlns="{ruang}"><authors></authors><commentList></commentList></comments>'
)
_MAKS_SATU: Final = 1_500
_MAKS_SEMUA: Final = 8_000
_PEMISAH: Final = "\n\n"
_TEKS: Final = re.compile(rb"(<(?:[\w.-]+:)?t(?:\s[^>]*)?>)([^<]*)(</(?:[\w.-]+:)?t>)")
_PENANDA: Final = re.compile(rb"<[^>]*>")
_RUTAS: Final = b"tc="
"""How the author of the placeholder of a threaded comment begins."""


def note_text(catatan: Sequence[Catatan]) -> str:
    """The note for the Catatan of one cell, between the lines that tell it apart."""
    parts = [
        f"{_harmless(satu.kode)} ({satu.tingkat.value})\n{_harmless(satu.pesan)}\nSaran: {_harmless(satu.saran)}"
        for satu in catatan
    ]
    isi = clean(_PEMISAH.join(parts), _MAKS_SEMUA)
    return f"{AWAL}\n{isi}\n{AKHIR}"


def _harmless(teks: str) -> str:
    """Text of a Catatan that can't be taken for the end of a note of ours."""
    return clean(teks, _MAKS_SATU).replace(AKHIR, AKHIR[1:-1])


class Komentar:
    """One notes part."""

    def __init__(self, isi: bytes) -> None:
        self._parse(isi)

    def _parse(self, isi: bytes) -> None:
        self.naskah = Naskah(isi)
        self.daftar = self.naskah.find(b"commentList")
        self.authors = self.naskah.find(b"authors")
        within = (0, 0) if self.daftar is None else (self.daftar.badan, self.daftar.akhir)
        self.unsur: list[tuple[Titik | None, Unsur]] = [
            (parse_cell(attributes(self.naskah.isi[u.awal : u.badan]).get("ref", "")), u)
            for u in self.naskah.find_all(b"comment", *within)
        ]

    @property
    def cells(self) -> frozenset[Titik]:
        """The cells that have a note."""
        return frozenset(t for t, _ in self.unsur if t)

    @property
    def empty(self) -> bool:
        """Whether no note is left."""
        return not self.unsur

    def _names(self) -> list[bytes]:
        if self.authors is None:
            return []
        found = self.naskah.find_all(b"author", self.authors.badan, self.authors.akhir)
        names = (_PENANDA.sub(b"", self.naskah.isi[u.awal : u.akhir]) for u in found)
        return [unescape(n.decode("utf-8", "replace")).encode() for n in names]

    def threaded(self) -> frozenset[Titik]:
        """The cells whose note only stands for a threaded comment."""
        names = self._names()
        rutas = {str(n) for n, name in enumerate(names) if name.startswith(_RUTAS)}
        tags = ((t, attributes(self.naskah.isi[u.awal : u.badan])) for t, u in self.unsur)
        return frozenset(t for t, a in tags if t and a.get("authorId") in rutas)

    def add(self, teks: dict[Titik, str]) -> None:
        """Add a note per cell, after the sender's own where the cell has one."""
        cuts: list[Sunting] = []
        names = self._names()
        if PENULIS.encode() in names:
            author = names.index(PENULIS.encode())
        else:
            author = len(names)
            if self.authors is not None:
                baru = b"<%sauthor>%s</%sauthor>" % (self.naskah.awalan, PENULIS.encode(), self.naskah.awalan)
                cuts.append(self.naskah.append(self.authors, baru))
        present = {titik: unsur for titik, unsur in reversed(self.unsur) if titik}
        fresh: list[bytes] = []
        prefix = self.naskah.awalan
        for titik, satu in sorted(teks.items()):
            if titik in present:
                cuts += self._extend(present[titik], satu)
            else:
                fresh.append(
                    b'<%scomment ref="%s" authorId="%d" shapeId="0"><%stext>%s</%stext></%scomment>'
                    % (prefix, cell_name(titik).encode(), author, prefix, self._runs(satu), prefix, prefix)
                )
        if fresh and self.daftar is not None:
            cuts.append(self.naskah.append(self.daftar, b"".join(fresh)))
        self._parse(splice(self.naskah.isi, cuts))

    def _runs(self, teks: str) -> bytes:
        bold, rest = teks.split("\n", 1)
        return self._run(bold, b"<%sb/>") + self._run("\n" + rest, b"")

    def _run(self, teks: str, gaya: bytes) -> bytes:
        isi = (
            b"<%sr><%srPr>" + gaya + b'<%ssz val="9"/><%scolor indexed="81"/><%srFont val="Tahoma"/>'
            b'<%sfamily val="2"/></%srPr><%st xml:space="preserve">'
        )
        prefix = self.naskah.awalan
        return isi.replace(b"%s", prefix) + escape(teks) + b"</%st></%sr>".replace(b"%s", prefix)

    def _extend(self, unsur: Unsur, teks: str) -> list[Sunting]:
        text = self.naskah.find(b"text", unsur.badan, unsur.akhir)
        if text is None:
            return []
        prefix = self.naskah.awalan
        pemisah = b'<%sr><%st xml:space="preserve">%s</%st></%sr>' % (prefix, prefix, _PEMISAH.encode(), prefix, prefix)
        runs = pemisah + self._runs(teks)
        if text.badan == text.akhir:
            return [self.naskah.append(text, runs)]
        children = self.naskah.children(text.badan, text.akhir)
        cuts = []
        at = text.badan
        for child in children:
            if child.nama == prefix + b"t":
                cuts.append(Sunting(child.awal, child.awal, b"<%sr>" % prefix))
                cuts.append(Sunting(child.akhir, child.akhir, b"</%sr>" % prefix))
                at = child.akhir
            elif child.nama == prefix + b"r":
                at = child.akhir
        return [*cuts, Sunting(at, at, runs)]

    def remove_ours(self) -> list[Titik]:
        """Remove our notes and our parts of the sender's; return the cells that have no note any more."""
        cuts: list[Sunting] = []
        gone: list[Titik] = []
        kept: list[Unsur] = []
        for titik, unsur in self.unsur:
            found = self._without_ours(unsur)
            if found is None:
                cuts.append(Sunting(unsur.awal, unsur.akhir, b""))
                if titik:
                    gone.append(titik)
            else:
                cuts += found
                kept.append(unsur)
        if not cuts:
            return []
        cuts += self._unused_author(kept)
        self._parse(splice(self.naskah.isi, cuts))
        return gone

    def _without_ours(self, unsur: Unsur) -> list[Sunting] | None:
        """The cuts that take our part out of a note; None when nothing else is left."""
        matches = list(_TEKS.finditer(self.naskah.buta, unsur.badan, unsur.akhir))
        pieces = [unescape(self.naskah.isi[m.start(2) : m.end(2)].decode("utf-8", "replace")) for m in matches]
        whole = "".join(pieces)
        start = whole.find(AWAL)
        if start < 0:
            return []
        last = whole.rfind(AKHIR)
        end = last + len(AKHIR) if last >= start else len(whole)
        if whole[:start].endswith(_PEMISAH):
            start -= len(_PEMISAH)
        if not (whole[:start] + whole[end:]).strip():
            return None
        return self._cut_pieces(unsur, matches, pieces, start, end)

    def _cut_pieces(
        self, unsur: Unsur, matches: list[re.Match[bytes]], pieces: list[str], start: int, end: int
    ) -> list[Sunting]:
        cuts: list[Sunting] = []
        runs = list(self.naskah.find_all(b"r", unsur.badan, unsur.akhir))
        position = 0
        left: list[Unsur] = []
        for match, piece in zip(matches, pieces, strict=True):
            first, after = position, position + len(piece)
            position = after
            run = next((r for r in runs if r.awal < match.start() < r.akhir), None)
            rest = piece[: max(0, start - first)] + piece[max(0, min(len(piece), end - first)) :]
            if rest == piece:
                left += [run] if run else []
            elif rest or run is None:
                cuts.append(Sunting(match.start(2), match.end(2), plain_escape(rest)))
                left += [run] if run else []
            else:
                cuts.append(Sunting(run.awal, run.akhir, b""))
        # A single run without format says the same as plain text, and plain text is what it was made from.
        if len(left) == 1 and len(runs) > 1:
            children = self.naskah.children(left[0].badan, left[0].akhir)
            if len(children) == 1 and children[0].nama == self.naskah.awalan + b"t":
                cuts.append(Sunting(left[0].awal, left[0].badan, b""))
                cuts.append(Sunting(children[0].akhir, left[0].akhir, b""))
        return cuts

    def _unused_author(self, kept: list[Unsur]) -> list[Sunting]:
        """The cut that removes our name from the end of the authors when no note bears it."""
        names = self._names()
        used = {attributes(self.naskah.isi[u.awal : u.badan]).get("authorId") for u in kept}
        if self.authors is None or not names or names[-1] != PENULIS.encode() or str(len(names) - 1) in used:
            return []
        *_, last = self.naskah.find_all(b"author", self.authors.badan, self.authors.akhir)
        return [Sunting(last.awal, last.akhir, b"")]

    def to_bytes(self) -> bytes:
        """The part after all changes."""
        return self.naskah.isi
