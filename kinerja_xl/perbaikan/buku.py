"""The workbook part: its sheets in order; inserting and removing one without disturbing what counts sheets."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container
from typing import Final, NamedTuple

from kinerja_xl.perbaikan.galat import TidakDapatDitandai
from kinerja_xl.perbaikan.naskah import (
    Naskah,
    Sunting,
    Unsur,
    attributes,
    check_xml,
    plain_escape,
    set_attribute,
    splice,
)
from kinerja_xl.perbaikan.paket import TIPE, Paket

_STRICT: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_UTAMA: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HUBUNGAN: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_UTAMA_STRICT: Final = _STRICT.decode()
_HUBUNGAN_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_MAKS_ID: Final = 65_534
# What stands before bookViews and before definedNames in a workbook part.
_SEBELUM_TAMPILAN: Final = frozenset(
    {b"fileVersion", b"fileSharing", b"workbookPr", b"AlternateContent", b"revisionPtr", b"absPath",
     b"workbookProtection"}
)  # fmt: skip
_SEBELUM_NAMA: Final = _SEBELUM_TAMPILAN | {b"bookViews", b"sheets", b"functionGroups", b"externalReferences"}


class LembarBuku(NamedTuple):
    """One sheet of the workbook: its name, relationship, part, and whether it is a worksheet (not a chart sheet)."""

    nama: str
    rid: str
    bagian: str
    kerja: bool
    keadaan: str


class Nama(NamedTuple):
    """One defined name of the first sheet."""

    nama: str
    isi: str
    tersembunyi: bool = False


class Buku:
    """The workbook part of a package. Raises TidakDapatDitandai when the package holds no workbook."""

    def __init__(self, paket: Paket) -> None:
        self.paket = paket
        utama = paket.related("", "officeDocument")
        self.bagian = paket.name(utama[0].tujuan if utama else "xl/workbook.xml") or ""
        if not self.bagian:
            raise TidakDapatDitandai("Berkas ini bukan buku kerja Excel.")
        self.naskah = Naskah(paket.read(self.bagian))
        if self.naskah.find(b"sheets") is None:
            raise TidakDapatDitandai("Berkas ini bukan buku kerja Excel.")
        self.strict = _STRICT in self.naskah.isi

    @property
    def ruang(self) -> tuple[str, str]:
        """Namespaces of the main elements and of relationships, in this workbook's conformance class."""
        return (_UTAMA_STRICT, _HUBUNGAN_STRICT) if self.strict else (_UTAMA, _HUBUNGAN)

    @property
    def folder(self) -> str:
        """The folder of the workbook part."""
        return posixpath.dirname(self.bagian)

    def _sheet_elements(self) -> list[Unsur]:
        sheets = self._section(b"sheets")
        return list(self.naskah.find_all(b"sheet", sheets.badan, sheets.akhir))

    def _section(self, nama: bytes) -> Unsur:
        found = self.naskah.find(nama)
        if found is None:
            raise TidakDapatDitandai("Isi buku kerja rusak: daftar lembarnya tidak ada.")
        return found

    def sheets(self) -> list[LembarBuku]:
        """All sheets in their order, chart sheets included."""
        relations = {h.id: h for h in self.paket.relations(self.bagian)}
        found = []
        for element in self._sheet_elements():
            a = attributes(self.naskah.isi[element.awal : element.badan])
            hubungan = relations.get(a.get("id", ""))
            part = self.paket.name(hubungan.tujuan) if hubungan else None
            if hubungan is None or part is None:
                raise TidakDapatDitandai(f'Isi buku kerja rusak: isi lembar "{a.get("name", "")}" tidak ada.')
            found.append(
                LembarBuku(
                    a.get("name", ""), hubungan.id, part, hubungan.jenis == "worksheet", a.get("state", "visible")
                )
            )
        return found

    def check_sheets(self, kecuali: Container[str] = ()) -> None:
        """Raise TidakDapatDitandai when a sheet or the shared strings aren't well-formed, but for some."""
        for satu in self.sheets():
            if satu.nama not in kecuali:
                check_xml(self.paket.read(satu.bagian))
        if strings := self.part("sharedStrings"):
            check_xml(self.paket.read(strings))

    def part(self, jenis: str) -> str | None:
        """The part that the workbook relates to by a type such as `styles`."""
        found = self.paket.related(self.bagian, jenis)
        return self.paket.name(found[0].tujuan) if found else None

    def ensure_part(self, jenis: str, isi: bytes) -> str:
        """The part of a type such as `styles`, made from `isi` when the workbook has none."""
        found = self.part(jenis)
        if found is None:
            # Under its usual name: some readers look nowhere else.
            usual = posixpath.join(self.folder, f"{jenis}.xml")
            found = self.paket.free_name(f"{usual[:-4]}{{}}.xml") if self.paket.name(usual) else usual
            self.paket.add(found, isi, f"{TIPE}{jenis}+xml")
            self.paket.relate(self.bagian, found, f"{self.ruang[1]}/{jenis}")
        return found

    def free_sheet_name(self, nama: str) -> str:
        """`nama`, or `nama (2)` and so on when the workbook has such a sheet already."""
        used = {s.nama.casefold() for s in self.sheets()}
        found, n = nama, 1
        while found.casefold() in used:
            n += 1
            found = f"{nama} ({n})"
        return found

    def insert_sheet(self, nama: str, isi: bytes, *, pertama: bool, keadaan: str = "") -> None:
        """Add a worksheet as the first or the last one; what counts sheets by position is shifted along."""
        part = self.paket.free_name(posixpath.join(self.folder, "worksheets/sheet{}.xml"))
        self.paket.add(part, isi, f"{TIPE}worksheet+xml")
        rid = self.paket.relate(self.bagian, part, f"{self.ruang[1]}/worksheet")
        self._ensure_view()
        sheets = self._section(b"sheets")
        ids = [attributes(self.naskah.isi[e.awal : e.badan]).get("sheetId", "0") for e in self._sheet_elements()]
        used = {int(i) for i in ids if i.isdigit()}
        number = max(used, default=0) + 1
        if number > _MAKS_ID:
            number = next(n for n in range(1, _MAKS_ID) if n not in used)
        state = b' state="%s"' % keadaan.encode() if keadaan else b""
        baru = b'<%ssheet name="%s" sheetId="%d"%s xmlns:r="%s" r:id="%s"/>' % (
            self.naskah.awalan, plain_escape(nama), number, state, self.ruang[1].encode(), rid.encode(),
        )  # fmt: skip
        if pertama and sheets.badan < sheets.akhir:
            self._apply(self._shifted(0, 1), [Sunting(sheets.badan, sheets.badan, baru)])
        else:
            self._apply([], [self.naskah.append(sheets, baru)])

    def remove_sheet(self, nama: str) -> None:
        """Remove a sheet, its local names, and every part that only it led to."""
        sheets = self.sheets()
        at = next(n for n, s in enumerate(sheets) if s.nama == nama)
        before = self.paket.reachable()
        element = self._sheet_elements()[at]
        self._apply(self._shifted(at, -1), [Sunting(element.awal, element.akhir, b"")])
        names = self.naskah.find(b"definedNames")
        if names is not None and not self.naskah.isi[names.badan : self._content_end(names)].strip():
            self._apply([Sunting(names.awal, names.akhir, b"")])
        self.paket.unrelate(self.bagian, sheets[at].rid)
        self.paket.drop_unreachable(before)

    def _content_end(self, unsur: Unsur) -> int:
        return unsur.badan if unsur.badan == unsur.akhir else self.naskah.inner_end(unsur)

    def add_names(self, names: list[Nama]) -> None:
        """Add defined names local to the first sheet."""
        baru = b"".join(
            b'<%sdefinedName name="%s" localSheetId="0"%s>%s</%sdefinedName>' % (
                self.naskah.awalan, plain_escape(n.nama), b' hidden="1"' if n.tersembunyi else b"",
                plain_escape(n.isi), self.naskah.awalan,
            )
            for n in names
        )  # fmt: skip
        found = self.naskah.find(b"definedNames")
        if found is not None:
            self._apply([self.naskah.append(found, baru)])
        else:
            tag = self.naskah.awalan + b"definedNames"
            self._insert(b"<%s>%s</%s>" % (tag, baru, tag), _SEBELUM_NAMA)

    def _insert(self, baru: bytes, sebelum: frozenset[bytes]) -> None:
        """Put an element after those that the schema has before it."""
        root = self.naskah.children(0, len(self.naskah.buta))[0]
        children = self.naskah.children(root.badan, root.akhir)
        leading = [c.akhir for c in children if c.nama.rsplit(b":", 1)[-1] in sebelum]
        at = max(leading, default=root.badan)
        self._apply([Sunting(at, at, baru)])

    def _shifted(self, mulai: int, langkah: int) -> list[Sunting]:
        """The cuts that renumber local names and the views from sheet `mulai` on (-1: that sheet goes)."""
        cuts = []
        names = self.naskah.find(b"definedNames")
        if names is not None:
            for element in self.naskah.find_all(b"definedName", names.badan, names.akhir):
                tag = self.naskah.isi[element.awal : element.badan]
                local = attributes(tag).get("localSheetId")
                if local is None or not local.isdigit() or int(local) < mulai:
                    continue
                if langkah < 0 and int(local) == mulai:
                    cuts.append(Sunting(element.awal, element.akhir, b""))
                else:
                    baru = set_attribute(tag, b"localSheetId", b"%d" % (int(local) + langkah))
                    cuts.append(Sunting(element.awal, element.badan, baru))
        return cuts + self._shifted_views(mulai, langkah)

    def _shifted_views(self, mulai: int, langkah: int) -> list[Sunting]:
        cuts = []
        views = self.naskah.find(b"bookViews")
        found = [] if views is None else list(self.naskah.find_all(b"workbookView", views.badan, views.akhir))
        for element in found:
            tag = self.naskah.isi[element.awal : element.badan]
            a = attributes(tag)
            for name in ("activeTab", "firstSheet"):
                if name == "firstSheet" and a.get(name, "0") == "0":
                    continue
                old = int(a[name]) if a.get(name, "").isdigit() else 0
                new = max(0, old + langkah) if old > mulai or langkah > 0 else old
                tag = set_attribute(tag, name.encode(), b"%d" % new)
            cuts.append(Sunting(element.awal, element.badan, tag))
        return cuts

    def _ensure_view(self) -> None:
        """A workbook without a view opens on its first sheet: state it, so that it can be shifted."""
        if self.naskah.find(b"workbookView") is not None:
            return
        views, tag = self.naskah.find(b"bookViews"), self.naskah.awalan
        view = b"<%sworkbookView/>" % tag
        if views is not None:
            self._apply([self.naskah.append(views, view)])
        else:
            self._insert(b"<%sbookViews>%s</%sbookViews>" % (tag, view, tag), _SEBELUM_TAMPILAN)

    def _apply(self, *sunting: list[Sunting]) -> None:
        isi = splice(self.naskah.isi, [s for group in sunting for s in group])
        self.paket.write(self.bagian, isi)
        self.naskah = Naskah(isi)


def quote_place(lembar: str, sel: str) -> str:
    """A place in the workbook as links and names write it.

    >>> quote_place("Realisasi TW I", "F7"), quote_place("Jum'at", "A1")
    ("'Realisasi TW I'!F7", "'Jum''at'!A1")
    """
    return "'{}'!{}".format(re.sub("'", "''", lembar), sel)
