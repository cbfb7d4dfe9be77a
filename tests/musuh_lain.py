"""Hostile files of other kinds: what isn't a workbook, .ods, .xls, .xlsb."""

# ruff: noqa: E501  (a case reads as one row of a table)

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from musuh import AKIP, PROFIL, Musuh, bongkar, dasar, kemas, xls, xlsb

BUKAN, RUSAK, WAJAR, BESAR, BERHENTI = "BRK-03", "BRK-01", "BRK-24", "BRK-07", "BRK-25"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_SEL = '<table:table-cell office:value-type="{jenis}" {lain}><text:p>{teks}</text:p></table:table-cell>'
_BIASA = {"Profil": PROFIL, "AKIP": AKIP}
_JAUH = {"Profil": PROFIL, "AKIP": {**AKIP, 1_048_575: {16_383: 1.0}}}
_LEBAR = {"Profil": PROFIL, "AKIP": {**AKIP, 65_535: {255: 1.0}}}


def _baris(*isi: object, lain: str = "") -> str:
    cells = ""
    for satu in isi:
        teks = "" if satu is None else escape(str(satu))
        if satu is None:
            cells += "<table:table-cell/>"
        elif isinstance(satu, float):
            cells += _SEL.format(jenis="float", lain=f'office:value="{teks}"', teks=teks)
        else:
            cells += _SEL.format(jenis="string", lain="", teks=teks)
    return f"<table:table-row {lain}>{cells}</table:table-row>"


def isi_ods(
    tambahan: str = "", awal: str = "", lembar: Mapping[str, Mapping[int, Mapping[int, object]]] = _BIASA
) -> bytes:
    """content.xml of a small workbook, with further rows on its last sheet."""
    tabel = ""
    for nama, rows in lembar.items():
        baris = "".join(_baris(*(rows[r].get(c) for c in range(max(rows[r], default=-1) + 1))) for r in sorted(rows))
        lebih = tambahan if nama == list(lembar)[-1] else ""
        tabel += f'<table:table table:name="{nama}">{baris}{lebih}</table:table>'
    spaces = " ".join(f'xmlns:{n}="{_URN}:{n}:1.0"' for n in ("office", "table", "text", "style"))
    return f"{awal}<office:document-content {spaces}><office:body><office:spreadsheet>{tabel}</office:spreadsheet></office:body></office:document-content>".encode()


def ods(isi: bytes, **lain: bytes) -> bytes:
    """A minimal .ods workbook of a content.xml and other parts (named with __ for / and _ for a dot)."""
    bagian = {"mimetype": _MIME, "content.xml": isi, "META-INF/manifest.xml": b"<manifest/>"}
    return kemas(bagian | {n.replace("__", "/").replace("_", "."): v for n, v in lain.items()})


def _ods(tambahan: str = "", awal: str = "", **lain: bytes) -> Callable[[], bytes]:
    return lambda: ods(isi_ods(tambahan, awal), **lain)


def _potong(buat: Callable[[], bytes], bagian: float) -> Callable[[], bytes]:
    return lambda: buat()[: int(len(buat()) * bagian)]


def _xlsb(lembar: dict, **lain: bytes) -> Callable[[], bytes]:
    return lambda: kemas(bongkar(xlsb(lembar)) | {n.replace("__", "/").replace("_", "."): v for n, v in lain.items()})


def _rusak_xlsb(nama: str, lama: bytes, baru: bytes) -> Callable[[], bytes]:
    def buat() -> bytes:
        bagian = bongkar(xlsb(_BIASA))
        assert lama in bagian[nama]
        return kemas(bagian | {nama: bagian[nama].replace(lama, baru)})

    return buat


_SPASI = (
    "<table:table-row>"
    + _SEL.format(jenis="string", lain="", teks='a<text:s text:c="999999999"/>')
    + "</table:table-row>"
)
_ULANG = _SEL.format(jenis="float", lain='office:value="5" table:number-columns-repeated="16384"', teks="5")
_PANJANG = _baris("x" * 30_000, lain='table:number-rows-repeated="10000"')
_EKOR = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
_SARANG = (
    "<table:table-row>"
    + _SEL.format(jenis="string", lain="", teks="<text:span>" * 5_000 + "</text:span>" * 5_000)
    + "</table:table-row>"
)

LAIN = [
    Musuh("nol bita.xlsx", lambda: b"", "BRK-04"),
    Musuh("nol bita.xls", lambda: b"", "BRK-04"),
    Musuh("satu bita.xlsx", lambda: b"P", BUKAN),
    Musuh("PK saja.xlsx", lambda: b"PK", RUSAK),
    Musuh("PK nol.xlsx", lambda: b"PK\x03\x04" + bytes(5_000), RUSAK),
    Musuh("spasi.xlsx", lambda: b" " * 5_000, BUKAN),
    Musuh("nol.xlsx", lambda: bytes(5_000), BUKAN),
    Musuh("csv.xls", lambda: b"Kode;Nama\n1;a\n", BUKAN),
    Musuh("csv.xlsx", lambda: b"Kode,Nama\n=cmd|' /C calc'!A0,a\n", BUKAN),
    Musuh("tsv utf-16.xls", lambda: "Kode\tNama\n1\ta\n".encode("utf-16"), BUKAN),
    Musuh("web.xls", lambda: b"\r\n <HTML><body><table><tr><td>1</td></tr></table></body></HTML>", BUKAN),
    Musuh("xml 2003.xls", lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', BUKAN),
    Musuh("json.xlsx", lambda: b'{"a": 1}', BUKAN),
    Musuh("pdf.xlsx", lambda: b"%PDF-1.7\n" + bytes(100), BUKAN),
    Musuh("gambar.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), BUKAN),
    Musuh("rtf.xls", lambda: b"{\\rtf1 x}", BUKAN),
    Musuh("rar.xlsx", lambda: b"Rar!\x1a\x07" + bytes(100), BUKAN),
    Musuh("gzip.xlsx", lambda: gzip.compress(dasar()), BUKAN),
    Musuh("program.xls", lambda: b"MZ" + bytes(500), BUKAN),
    Musuh("awalan sampah.xlsx", lambda: b"sampah" + dasar(), BUKAN),
    Musuh("dokumen word.xlsx", lambda: kemas({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}), BUKAN),
    Musuh("zip biasa.xlsx", lambda: kemas({"a.txt": b"a", "b.xlsx": dasar()}), BUKAN),
    Musuh("zip kosong.xlsx", lambda: kemas({}), BUKAN),
    Musuh("bersandi.xlsx", lambda: _OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480), "BRK-02"),
    Musuh("ods biasa.ods", _ods(), ""),
    Musuh("ods bernama xlsx.xlsx", _ods(), ""),
    *(Musuh(f"ods terpotong {p:.0%}.ods", _potong(_ods(), p), RUSAK) for p in (0.1, 0.5, 0.9, 0.99)),
    Musuh("ods doctype.ods", _ods(awal='<!DOCTYPE x [<!ENTITY a "aaaa">]>'), WAJAR),
    Musuh("ods bersandi.ods", _ods(**{"META-INF__manifest_xml": b"<manifest:encryption-data/>"}), "BRK-02"),
    Musuh("ods xml rusak.ods", lambda: ods(isi_ods()[:-30]), RUSAK),
    Musuh("ods tanpa isi.ods", lambda: kemas({"mimetype": _MIME}), RUSAK),
    Musuh("ods ekor kosong.ods", _ods(_EKOR), ""),
    Musuh("ods baris sejuta.ods", _ods(_baris(5.0, lain='table:number-rows-repeated="1048576"')), BESAR),
    Musuh("ods kolom 16384.ods", _ods(f"<table:table-row>{_ULANG}</table:table-row>"), BESAR),
    Musuh("ods ulangan raksasa.ods", _ods(_baris(5.0, lain=f'table:number-rows-repeated="{10**30}"')), BESAR),
    Musuh("ods ulangan negatif.ods", _ods(_baris(5.0, lain='table:number-rows-repeated="-5"')), ""),
    Musuh("ods ulangan huruf.ods", _ods(_baris(5.0, lain='table:number-rows-repeated="abc"')), RUSAK),
    Musuh("ods spasi semiliar.ods", _ods(_SPASI), ""),
    Musuh("ods teks berulang.ods", _ods(_PANJANG), WAJAR),
    Musuh("ods bersarang.ods", _ods(_SARANG), RUSAK),
    Musuh("ods makro.ods", _ods(Basic__Standard__Modul_xml=b"<x/>"), "BRK-08"),
    Musuh("ods dde.ods", _ods("<table:dde-links><table:dde-link/></table:dde-links>"), "BRK-26"),
    Musuh("xlsb biasa.xlsb", _xlsb(_BIASA), "BRK-10"),
    Musuh("xlsb makro.xlsb", _xlsb(_BIASA, xl__vbaProject_bin=b"x"), "BRK-08"),
    Musuh("xlsb sel jauh.xlsb", _xlsb(_JAUH), BERHENTI),
    Musuh("xlsb panjang.xlsb", _xlsb(_LEBAR), BESAR),
    *(Musuh(f"xlsb terpotong {p:.0%}.xlsb", _potong(_xlsb(_BIASA), p), RUSAK) for p in (0.2, 0.6, 0.95)),
    Musuh("xlsb lembar sampah.xlsb", _xlsb(_BIASA, xl__worksheets__sheet2_bin=b"\xff" * 500), RUSAK),
    Musuh("xlsb panjang rekaman.xlsb", _rusak_xlsb("xl/worksheets/sheet1.bin", b"\x94\x01", b"\xff\x7f"), RUSAK),
    Musuh("xlsb tanpa lembar.xlsb", _xlsb({}), "BRK-05"),
    Musuh("xls biasa.xls", lambda: xls(_BIASA), "BRK-10"),
    Musuh("xls bernama xlsx.xlsx", lambda: xls(_BIASA), "BRK-10"),
    Musuh("xls bersandi.xls", lambda: xls(_BIASA, bersandi=True), "BRK-02"),
    Musuh("xls 65536 baris.xls", lambda: xls(_LEBAR), BESAR),
    *(Musuh(f"xls terpotong {p:.0%}.xls", _potong(lambda: xls(_BIASA), p), RUSAK) for p in (0.1, 0.3)),
    Musuh("xls ole rusak.xls", lambda: _OLE + bytes(600), RUSAK),
    Musuh("xls ole sampah.xls", lambda: _OLE + b"\xff" * 5_000, RUSAK),
    Musuh("xls biff2.xls", lambda: b"\x09\x00\x04\x00\x02\x00\x10\x00" + b"\xff" * 50, BUKAN),
]  # fmt: skip
