"""An OOXML package as ordered parts: read whole, changed part by part, written with the rest byte for byte."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable
from typing import Final, NamedTuple

from kinerja_xl.perbaikan.galat import TidakDapatDitandai
from kinerja_xl.perbaikan.naskah import (
    Naskah,
    Sunting,
    Unsur,
    attributes,
    parse_xml,
    plain_escape,
    set_attribute,
    splice,
)
from kinerja_xl.read.package import BROKEN_PACKAGE

MAKS_BITA: Final = 1 << 30
"""Content that a package may unpack to; more is refused."""

ISI_TIPE: Final = "[Content_Types].xml"
TIPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_KOSONG: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_TANGGAL: Final = (1980, 1, 1, 0, 0, 0)


class Hubungan(NamedTuple):
    """One relationship of a part: its id, the last word of its type, the part it leads to ("" outside the package)."""

    id: str
    jenis: str
    tujuan: str


class Paket:
    """The parts of one package. Names are looked up without regard to case, as the format has it.

    Raises TidakDapatDitandai when the zip is damaged, has two parts of one name, or unpacks to more than MAKS_BITA.
    """

    def __init__(self, isi: bytes) -> None:
        self.bagian: dict[str, bytes] = {}
        self._info: dict[str, zipfile.ZipInfo] = {}
        self._nama: dict[str, str] = {}
        self._hubungan: dict[str, list[Hubungan]] = {}
        self._tipe: dict[str, str | None] = {}
        try:
            with zipfile.ZipFile(io.BytesIO(isi)) as arsip:
                entries = arsip.infolist()
                if sum(e.file_size for e in entries) > MAKS_BITA:
                    raise TidakDapatDitandai("Isi buku kerja terlalu besar untuk disalin.")
                for entry in entries:
                    self._info[entry.filename] = entry
                    self._keep(entry.filename, arsip.read(entry))
        except BROKEN_PACKAGE as error:
            raise TidakDapatDitandai("Isi buku kerja rusak atau terpotong.") from error
        if ISI_TIPE.casefold() not in self._nama:
            raise TidakDapatDitandai("Berkas ini bukan buku kerja Excel.")

    def _keep(self, nama: str, isi: bytes) -> None:
        kunci = _key(nama)
        if kunci in self._nama:
            raise TidakDapatDitandai(f"Isi buku kerja rusak: bagian {kunci} ada dua kali.")
        self._nama[kunci] = nama
        self.bagian[nama] = isi

    def name(self, nama: str) -> str | None:
        """The part's name as the package spells it, None when it has no such part."""
        return self._nama.get(_key(nama))

    def read(self, nama: str) -> bytes:
        """The content of a part. Raises TidakDapatDitandai when the package lacks it."""
        found = self.name(nama)
        if found is None:
            raise TidakDapatDitandai(f"Isi buku kerja rusak: bagian {nama} tidak ada.")
        return self.bagian[found]

    def write(self, nama: str, isi: bytes) -> None:
        """Replace the content of a part."""
        self.bagian[self.name(nama) or nama] = isi
        self._hubungan.pop(nama, None)

    def add(self, nama: str, isi: bytes, tipe: str) -> None:
        """Add a part with its content type."""
        self._keep(nama, isi)
        self.set_type(nama, tipe)

    def free_name(self, pola: str) -> str:
        """The first name of a pattern like `xl/comments{}.xml` that no part has."""
        n = 1
        while _key(pola.format(n)) in self._nama:
            n += 1
        return pola.format(n)

    def drop(self, nama: str) -> None:
        """Remove a part, its relationships and its content type; unknown names are ignored."""
        found = self.name(nama)
        if found is None:
            return
        del self.bagian[found], self._nama[_key(nama)]
        self._hubungan.pop(found, None)
        self.set_type(found, None)
        if not found.endswith(".rels"):
            self.drop(_rels_of(found))

    # Content types

    def type_of(self, nama: str) -> str:
        """The content type of a part, "" when none is declared."""
        kunci = _key(nama)
        if kunci in self._tipe:
            return self._tipe[kunci] or ""
        declared = self._declared()
        return declared.get(f"/{kunci}", declared.get(kunci.rsplit(".", 1)[-1], ("", None)))[0]

    def set_type(self, nama: str, tipe: str | None) -> None:
        """Declare the content type of one part, or (None) take its declaration away; written by `to_bytes`."""
        self._tipe.pop(_key(nama), None)
        self._tipe[_key(nama)] = tipe

    def _declared(self) -> dict[str, tuple[str, Unsur | None]]:
        """What the content types part declares: by `/part` or by extension the type and the element."""
        naskah = Naskah(self.read(ISI_TIPE))
        found: dict[str, tuple[str, Unsur | None]] = {}
        for child in _children(naskah):
            a = attributes(naskah.isi[child.awal : child.badan])
            found[_key(a.get("PartName") or a.get("Extension", ""))] = (a.get("ContentType", ""), child)
        return found

    def _write_types(self) -> None:
        if not self._tipe:
            return
        naskah, declared = Naskah(self.read(ISI_TIPE)), self._declared()
        cuts: list[Sunting] = []
        added: list[bytes] = []
        for kunci, tipe in self._tipe.items():
            lama, unsur = declared.get(f"/{kunci}", ("", None))
            if unsur is not None and tipe != lama:
                tag = naskah.isi[unsur.awal : unsur.badan]
                baru = b"" if tipe is None else set_attribute(tag, b"ContentType", tipe.encode())
                cuts.append(Sunting(unsur.awal, unsur.badan if tipe else unsur.akhir, baru))
            elif unsur is None and tipe is not None:
                nama = self._nama[kunci].encode()
                added.append(
                    b'<%sOverride PartName="/%s" ContentType="%s"/>' % (naskah.awalan, nama, plain_escape(tipe))
                )
        root = naskah.children(0, len(naskah.buta))[0]
        if added:
            cuts.append(naskah.append(root, b"".join(added)))
        self._tipe.clear()
        self.write(ISI_TIPE, splice(naskah.isi, cuts))

    # Relationships

    def relations(self, nama: str) -> list[Hubungan]:
        """The relationships of a part ("" for the package)."""
        rels = self.name(_rels_of(nama))
        if rels is None:
            return []
        if rels not in self._hubungan:
            root = parse_xml(self.bagian[rels])
            self._hubungan[rels] = [_relation(element.attrib, posixpath.dirname(nama)) for element in root]
        return self._hubungan[rels]

    def related(self, nama: str, jenis: str) -> list[Hubungan]:
        """The relationships of a part of one type that lead to a part of the package."""
        return [h for h in self.relations(nama) if h.jenis == jenis and self.name(h.tujuan)]

    def relate(self, nama: str, tujuan: str, tipe: str) -> str:
        """Add a relationship between two parts; return its id."""
        rels = self.name(_rels_of(nama))
        if rels is None:
            rels = _rels_of(nama)
            self._keep(rels, _KOSONG)
        used = {h.id.casefold() for h in self.relations(nama)}
        rid = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rid{n}" not in used)
        naskah = Naskah(self.bagian[rels])
        target = posixpath.relpath(tujuan, posixpath.dirname(nama) or ".")
        baru = b'<%sRelationship Id="%s" Type="%s" Target="%s"/>' % (
            naskah.awalan, rid.encode(), tipe.encode(), plain_escape(target),
        )  # fmt: skip
        root = next(iter(naskah.children(0, len(naskah.buta))))
        self.write(rels, splice(naskah.isi, [naskah.append(root, baru)]))
        return rid

    def unrelate(self, nama: str, rid: str) -> None:
        """Remove a relationship; a part's relationships without any left are removed as well."""
        rels = self.name(_rels_of(nama))
        if rels is None:
            return
        naskah = Naskah(self.bagian[rels])
        kept = [c for c in _children(naskah) if attributes(naskah.isi[c.awal : c.badan]).get("Id") != rid]
        gone = [c for c in _children(naskah) if c not in kept]
        self.write(rels, splice(naskah.isi, [Sunting(c.awal, c.akhir, b"") for c in gone]))
        if not kept:
            self.drop(rels)

    def reachable(self) -> set[str]:
        """All parts that relationships lead to from the package's root."""
        found: set[str] = set()
        pending = [""]
        while pending:
            for hubungan in self.relations(pending.pop()):
                nama = self.name(hubungan.tujuan)
                if nama is not None and nama not in found:
                    found.add(nama)
                    pending.append(nama)
        return found

    def drop_unreachable(self, sebelum: Iterable[str]) -> None:
        """Remove the parts of `sebelum` that nothing leads to any more."""
        for nama in sorted(set(sebelum) - self.reachable()):
            self.drop(nama)

    def to_bytes(self) -> bytes:
        """The package as a zip file, parts in their order."""
        self._write_types()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as arsip:
            for nama, isi in self.bagian.items():
                lama = self._info.get(nama)
                entry = zipfile.ZipInfo(nama, lama.date_time if lama else _TANGGAL)
                stored = lama is not None and lama.compress_type == zipfile.ZIP_STORED
                entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                if lama is not None:
                    entry.external_attr = lama.external_attr
                arsip.writestr(entry, isi)
        return buffer.getvalue()


def _key(nama: str) -> str:
    return nama.replace("\\", "/").casefold()


def _rels_of(nama: str) -> str:
    folder, base = posixpath.split(nama)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _children(naskah: Naskah) -> list[Unsur]:
    root = naskah.children(0, len(naskah.buta))[0]
    return naskah.children(root.badan, root.akhir)


def _relation(attrib: dict[str, str], folder: str) -> Hubungan:
    target = attrib.get("Target", "")
    if attrib.get("TargetMode") == "External":
        target = ""
    elif target.startswith("/"):
        target = target[1:]
    else:
        target = posixpath.normpath(posixpath.join(folder, target))
    return Hubungan(attrib.get("Id", ""), attrib.get("Type", "").rsplit("/", 1)[-1], target)
