"""Taking the marks of an earlier copy off a workbook, whatever program has saved it since."""

from __future__ import annotations

from collections.abc import Mapping

from kinerja_xl.perbaikan import komentar as k
from kinerja_xl.perbaikan import vml
from kinerja_xl.perbaikan.buku import Buku, LembarBuku
from kinerja_xl.perbaikan.gaya_lembar import uncolour
from kinerja_xl.perbaikan.gaya_sel import GayaSel, digest
from kinerja_xl.perbaikan.lembar import LembarXml, parse_cell
from kinerja_xl.perbaikan.penandaan import KOMENTAR, part_of
from kinerja_xl.perbaikan.tanda import Rekaman, find_ours


def remove_marks(buku: Buku) -> bool:
    """Take our sheets, fills and notes off a workbook; False when it has none of them.

    Cells are known by the colour of their fill and notes by their first line, so marks are found wherever rows and
    columns have moved them. A cell that the officer has coloured since keeps that colour.
    """
    milik = find_ours(buku)
    if not milik.ada:
        return False
    rekaman = milik.rekaman
    for nama in milik.lembar:
        buku.remove_sheet(nama)
    bagian_gaya = buku.part("styles")
    semula: dict[int, tuple[int, int]] = {}
    if bagian_gaya is not None:
        semula = _restore_styles(buku, bagian_gaya, rekaman)
    for lembar in buku.sheets():
        if lembar.kerja:
            _unmark(buku, lembar, semula, rekaman)
    return True


def _restore_styles(buku: Buku, bagian: str, rekaman: Rekaman | None) -> dict[int, tuple[int, int]]:
    """Per marked cell format the one before; the styles part loses what we appended if nobody has saved it since."""
    isi = buku.paket.read(bagian)
    gaya = GayaSel(isi)
    semula = gaya.restore_table(rekaman.asal if rekaman else None)
    if rekaman and rekaman.gaya[0] == digest(isi):
        counts = dict(zip(gaya.semula, rekaman.gaya[1], strict=False))
        if all(before < counts.get(b"cellXfs", 0) for before, _ in semula.values()):
            buku.paket.write(bagian, gaya.truncated(counts))
            return semula
    buku.paket.write(bagian, gaya.to_bytes())
    return semula


def _unmark(buku: Buku, lembar: LembarBuku, semula: Mapping[int, tuple[int, int]], rekaman: Rekaman | None) -> None:
    """Take our fills and notes off a worksheet, and the cells that they made."""
    paket = buku.paket
    xml = LembarXml(paket.read(lembar.bagian))
    uncolour(xml, semula)
    for nama, old, new in rekaman.ukuran if rekaman else ():
        if nama == lembar.nama:
            xml.restore_dimension(old, new)
    part = part_of(buku, lembar, KOMENTAR)
    if part is not None and k.AWAL.encode() in paket.read(part):
        _remove_notes(buku, lembar, xml, part, rekaman)
    paket.write(lembar.bagian, xml.to_bytes())


def _remove_notes(buku: Buku, lembar: LembarBuku, xml: LembarXml, part: str, rekaman: Rekaman | None) -> None:
    paket = buku.paket
    komentar = k.Komentar(paket.read(part))
    gone = komentar.remove_ours()
    before = paket.reachable()
    rid = xml.legacy_drawing()
    drawing = next((h for h in paket.relations(lembar.bagian) if h.id == rid and paket.name(h.tujuan)), None)
    if drawing is not None:
        kotak = vml.Kotak(paket.read(drawing.tujuan))
        kotak.remove(gone)
        for nama, sel, old, new in rekaman.kotak if rekaman else ():
            titik = parse_cell(sel)
            if nama == lembar.nama and titik and kotak.anchor_of(titik) == new:
                kotak.resize(titik, old)
        paket.write(drawing.tujuan, kotak.isi)
        if kotak.empty and komentar.empty:
            xml.remove_legacy_drawing()
            paket.unrelate(lembar.bagian, drawing.id)
    paket.write(part, komentar.to_bytes())
    if komentar.empty:
        for hubungan in paket.related(lembar.bagian, KOMENTAR):
            paket.unrelate(lembar.bagian, hubungan.id)
    paket.drop_unreachable(before)
