"""Marking one worksheet of the sender: fills on its faulty cells, notes beside them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kinerja_xl.deklarasi.catatan import Catatan
from kinerja_xl.perbaikan import komentar as k
from kinerja_xl.perbaikan import vml
from kinerja_xl.perbaikan.buku import Buku, LembarBuku
from kinerja_xl.perbaikan.gaya_lembar import colour
from kinerja_xl.perbaikan.gaya_sel import GayaSel
from kinerja_xl.perbaikan.lembar import LembarXml, Titik, cell_name
from kinerja_xl.perbaikan.paket import TIPE
from kinerja_xl.perbaikan.tanda import Rekaman
from kinerja_xl.perbaikan.ukuran import Bidang

KOMENTAR: Final = "comments"
_VML, _RUTAS = "vmlDrawing", "threadedComment"


@dataclass
class Penanda:
    """Marks the sheets of one workbook: its formats, its record, the next free block of note ids, and what to say."""

    buku: Buku
    gaya: GayaSel
    maks_komentar: int
    rekaman: Rekaman = field(default_factory=Rekaman)
    pemberitahuan: list[str] = field(default_factory=list)
    blok: int = 0

    def __post_init__(self) -> None:
        parts = self.buku.paket.bagian.items()
        self.blok = vml.used_blocks(isi for nama, isi in parts if nama.casefold().endswith(".vml")) + 1

    def mark(self, lembar: LembarBuku, per_sel: Mapping[Titik, Sequence[Catatan]]) -> None:
        """Mark the cells of a worksheet; a cell inside a merged range stands for the range's first cell."""
        xml = LembarXml(self.buku.paket.read(lembar.bagian))
        at: dict[Titik, list[Catatan]] = {}
        for titik, catatan in sorted(_at_anchors(xml, per_sel).items()):
            at[titik] = sorted(catatan, key=lambda c: c.tingkat.urutan)
        hasil = colour(xml, {titik: catatan[0].tingkat for titik, catatan in at.items()}, self.gaya)
        if hasil.dilewati:
            self._tell(lembar, f"{len(hasil.dilewati)} sel tidak diwarnai karena ragam warna aslinya terlalu banyak.")
        if changed := xml.widen_dimension(hasil.dibuat):
            self.rekaman.ukuran.append((lembar.nama, *changed))
        self._add_notes(lembar, xml, at)
        self.buku.paket.write(lembar.bagian, xml.to_bytes())

    def _tell(self, lembar: LembarBuku, teks: str) -> None:
        self.pemberitahuan.append(f"Lembar {lembar.nama}: {teks}")

    def _add_notes(self, lembar: LembarBuku, xml: LembarXml, at: Mapping[Titik, Sequence[Catatan]]) -> None:
        paket = self.buku.paket
        part = part_of(self.buku, lembar, KOMENTAR)
        komentar = k.Komentar(paket.read(part) if part else k.KOSONG.format(ruang=self.buku.ruang[0]).encode())
        threads = komentar.threaded() if paket.related(lembar.bagian, _RUTAS) else frozenset()
        wanted = sorted(at.keys() - threads, key=lambda t: (at[t][0].tingkat.urutan, t))
        if len(wanted) < len(at):
            self._tell(
                lembar,
                f"{len(at) - len(wanted)} sel memuat komentar berutas; catatannya hanya ada di tabel ini.",
            )
        if len(wanted) > self.maks_komentar:
            self._tell(
                lembar,
                f"komentar diberikan pada {self.maks_komentar} dari {len(wanted)} sel (yang terberat lebih dahulu); "
                "sel lainnya diwarnai dan catatannya ada di tabel ini.",
            )
            wanted = wanted[: self.maks_komentar]
        rid = xml.legacy_drawing()
        drawing = next((h.tujuan for h in paket.relations(lembar.bagian) if h.id == rid), "")
        kotak = vml.Kotak(paket.read(drawing) if paket.name(drawing) else vml.KOSONG)
        if not wanted or not kotak.utuh or komentar.daftar is None:
            if wanted:
                self._tell(lembar, "komentar tidak dapat ditambahkan; catatannya hanya ada di tabel ini.")
            return
        teks = {titik: k.note_text(at[titik]) for titik in wanted}
        self._place_boxes(lembar, xml, kotak, komentar.cells, teks)
        komentar.add(teks)
        self._save(lembar, part, KOMENTAR, "comments{}.xml", f"{TIPE}comments+xml", komentar.to_bytes())
        if paket.name(drawing):
            paket.write(drawing, kotak.isi)
        else:
            new = self._save(lembar, None, _VML, "drawings/vmlDrawing{}.vml", vml.TIPE_VML, kotak.isi)
            xml.add_legacy_drawing(new, self.buku.ruang[1])

    def _place_boxes(
        self,
        lembar: LembarBuku,
        xml: LembarXml,
        kotak: vml.Kotak,
        lama: frozenset[Titik],
        teks: Mapping[Titik, str],
    ) -> None:
        """A box per new note; the box of a sender's note that gets longer is made larger."""
        bidang = Bidang(xml)
        self.blok = kotak.add({t: bidang.anchor(t, teks[t]) for t in teks if t not in lama}, self.blok)
        for titik in sorted(lama & teks.keys()):
            new = bidang.anchor(titik, f"\n\n{teks[titik]}\n\n")
            old = kotak.resize(titik, new)
            if old is not None:
                self.rekaman.kotak.append((lembar.nama, cell_name(titik), old, new))

    def _save(self, lembar: LembarBuku, part: str | None, jenis: str, pola: str, tipe: str, isi: bytes) -> str:
        """Write a part of a sheet; return the id of its relationship when it is a new one."""
        paket = self.buku.paket
        if part is not None:
            paket.write(part, isi)
            return ""
        nama = paket.free_name(posixpath.join(self.buku.folder, pola))
        paket.add(nama, isi, tipe)
        return paket.relate(lembar.bagian, nama, f"{self.buku.ruang[1]}/{jenis}")


def part_of(buku: Buku, lembar: LembarBuku, jenis: str) -> str | None:
    """The part that a sheet relates to by a type such as `comments`."""
    found = buku.paket.related(lembar.bagian, jenis)
    return found[0].tujuan if found else None


def _at_anchors(xml: LembarXml, per_sel: Mapping[Titik, Sequence[Catatan]]) -> dict[Titik, list[Catatan]]:
    ranges = xml.merged()
    found: dict[Titik, list[Catatan]] = {}
    for (row, column), catatan in per_sel.items():
        anchor = next(
            (first for first, last in ranges if first[0] <= row <= last[0] and first[1] <= column <= last[1]),
            (row, column),
        )
        found.setdefault(anchor, []).extend(catatan)
    return found
