"""Hostile .xlsx packages: damaged, bombs, other forms of XML, broken relations, far cells, active content."""

# ruff: noqa: E501  (a case reads as one row of a table)

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable

from musuh import (
    BUKU,
    GAYA,
    IKU,
    REALISASI,
    RELASI,
    RELS,
    STRING,
    Bagian,
    Musuh,
    bongkar,
    dasar,
    ganti,
    kemas,
    tambah,
    tanpa,
    ubah,
)

RUSAK, WAJAR, BESAR = "BRK-01", "BRK-24", "BRK-07"
_DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
_BARIS1 = b'<row r="1">'
_AKHIR = b"</sheetData>"
_ANGKA = b"<v>90</v>"


def _potong(bagian: float) -> Callable[[], bytes]:
    return lambda: dasar()[: int(len(dasar()) * bagian)]


def _balik(nama: str, geser: int) -> Callable[[], bytes]:
    """One bit of a part's compressed bytes flipped."""

    def buat() -> bytes:
        data = bytearray(dasar())
        data[data.index(nama.encode()) + len(nama) + geser] ^= 0x10
        return bytes(data)

    return buat


def _di(nama: str, isi: bytes) -> Callable[[], bytes]:
    return ubah(lambda bagian: bagian.update({nama: isi}))


def _awali(nama: str, awal: bytes) -> Callable[[], bytes]:
    return ubah(lambda bagian: bagian.update({nama: awal + bagian[nama]}))


def _ubah(nama: str, fungsi: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    return ubah(lambda bagian: bagian.update({nama: fungsi(bagian[nama])}))


def _bom(nama: str, mb: int) -> Callable[[], bytes]:
    return _ubah(nama, lambda xml: xml.replace(_AKHIR, b" " * (mb << 20) + _AKHIR, 1))


def _bom_berbohong() -> bytes:
    """A part of 300 MB that says it has 1,000 bytes, in both places where a package says so."""
    data = _bom(IKU, 300)()
    size = struct.pack("<I", len(bongkar(data)[IKU]))
    assert data.count(size) == 2
    return data.replace(size, struct.pack("<I", 1000))


def _bertumpuk() -> bytes:
    """Two names for the same bytes: the directory entry of one part points to another."""
    with_two = bytearray(kemas({**bongkar(dasar()), "xl/a.xml": b"<x/>"}))
    start = with_two.rindex(b"xl/a.xml") - 46
    with_two[start + 42 : start + 46] = struct.pack("<I", 0)
    return bytes(with_two)


def _bersandi_zip() -> bytes:
    data = bytearray(dasar())
    for tanda, geser in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(tanda)
        while place >= 0:
            data[place + geser] |= 1
            place = data.find(tanda, place + 4)
    return bytes(data)


def _ganda(nama: str) -> bytes:
    isi = list(bongkar(dasar()).items())
    return kemas([*isi, (nama, dict(isi)[IKU].replace(b"90", b"91"))])


def _garis_miring() -> bytes:
    return kemas([(nama.replace("/", "\\"), isi) for nama, isi in bongkar(dasar()).items()])


def _berawalan(xml: bytes) -> bytes:
    for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"is", b"t"):
        for kiri in (b"<", b"</"):
            for kanan in (b" ", b">"):
                xml = xml.replace(kiri + tag + kanan, kiri + b"x:" + tag + kanan)
    return xml.replace(b"xmlns=", b"xmlns:x=")


def _utf16(xml: bytes) -> bytes:
    return ('<?xml version="1.0" encoding="utf-16"?>' + xml.decode()).encode("utf-16")


def _baris(*rows: str) -> Callable[[], bytes]:
    """Rows appended to the IKU sheet."""
    return ganti(IKU, _AKHIR, "".join(rows).encode() + _AKHIR)


def _sel(ref: str, isi: str = "<v>5</v>") -> str:
    number = ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or "1"
    return f'<row r="{number}"><c r="{ref}">{isi}</c></row>'


def _relasi(lama: bytes, baru: bytes) -> Callable[[], bytes]:
    return ganti(RELS, lama, baru)


def _teks_raksasa(bagian: Bagian) -> None:
    """A text of 32,767 characters that 60,000 cells share."""
    bagian[STRING] = bagian[STRING].replace(b"<t>Kode</t>", b"<t>" + b"a" * 32_767 + b"</t>", 1)
    cells = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}" t="s"><v>0</v></c>' for c in "ABCDEF") + "</row>"
        for r in range(100, 10_100)
    )
    bagian[IKU] = bagian[IKU].replace(_AKHIR, cells.encode() + _AKHIR)


def _gabungan(n: int) -> bytes:
    merges = "".join(f'<mergeCell ref="A{r}:B{r}"/>' for r in range(2, n + 2))
    return f'</sheetData><mergeCells count="{n}">{merges}</mergeCells>'.encode()


_TAUTAN = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><%s/></externalLink>'

PAKET = [
    *(Musuh(f"terpotong {p:.0%}.xlsx", _potong(p), RUSAK) for p in (0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 0.999)),
    *(Musuh(f"bit terbalik {g} {n.rsplit('/')[-1]}.xlsx", _balik(n, g), RUSAK) for n in (IKU, STRING, GAYA, BUKU) for g in (5, 60, 200)),
    Musuh("ekor sampah.xlsx", lambda: dasar() + b"\0sampah" * 100, ""),
    Musuh("bom 300 MB.xlsx", _bom(IKU, 300), BESAR),
    Musuh("bom berbohong.xlsx", _bom_berbohong, RUSAK),
    Musuh("bom di gambar.xlsx", tambah("xl/media/image1.png", bytes(150 << 20)), BESAR),
    Musuh("spasi 40 MB.xlsx", _bom(IKU, 40), ""),
    Musuh("bagian 6000.xlsx", ubah(lambda b: b.update({f"x/{n}.xml": b"<x/>" for n in range(6000)})), WAJAR),
    Musuh("bertumpuk.xlsx", _bertumpuk, RUSAK),
    Musuh("zip bersandi.xlsx", _bersandi_zip, "BRK-02"),
    Musuh("zip bzip2.xlsx", lambda: kemas(bongkar(dasar()), zipfile.ZIP_BZIP2), RUSAK),
    Musuh("zip lzma.xlsx", lambda: kemas(bongkar(dasar()), zipfile.ZIP_LZMA), RUSAK),
    Musuh("tidak dimampatkan.xlsx", lambda: kemas(bongkar(dasar()), zipfile.ZIP_STORED), ""),
    Musuh("bagian ganda.xlsx", lambda: _ganda(IKU), WAJAR),
    Musuh("bagian ganda huruf besar.xlsx", lambda: _ganda(IKU.upper()), WAJAR),
    Musuh("jalur naik.xlsx", tambah("../../../tmp/jahat.xml"), WAJAR),
    Musuh("jalur naik tengah.xlsx", tambah("xl/../../jahat.xml"), WAJAR),
    Musuh("jalur mutlak.xlsx", tambah("/etc/jahat.xml"), WAJAR),
    Musuh("jalur windows.xlsx", tambah("C:\\Windows\\jahat.xml"), WAJAR),
    Musuh("garis miring terbalik.xlsx", _garis_miring, ""),
    Musuh("nama bagian aneh.xlsx", tambah("xl/=cmd|calc\x1b[31m.xml"), ""),
    *(Musuh(f"doctype {n.rsplit('/')[-1]}.xlsx", _awali(n, _DOCTYPE), WAJAR) for n in (BUKU, RELS, GAYA, STRING, IKU)),
    Musuh("doctype utf-16.xlsx", _ubah(IKU, lambda x: ('<?xml version="1.0" encoding="utf-16"?>' + _DOCTYPE.decode() + x.decode()).encode("utf-16")), WAJAR),
    Musuh("doctype di belakang.xlsx", _ubah(IKU, lambda x: x + _DOCTYPE), RUSAK),
    *(Musuh(f"utf-16 {n.rsplit('/')[-1]}.xlsx", _ubah(n, _utf16), "") for n in (BUKU, RELS, GAYA, STRING, IKU)),
    Musuh("bom byte order.xlsx", _awali(IKU, b"\xef\xbb\xbf"), ""),
    *(Musuh(f"xml terpotong {n.rsplit('/')[-1]}.xlsx", _ubah(n, lambda x: x[:-20]), RUSAK) for n in (BUKU, RELS, GAYA, STRING, IKU)),
    Musuh("xml berakar dua.xlsx", _ubah(IKU, lambda x: x + x), RUSAK),
    Musuh("utf-8 rusak.xlsx", ganti(STRING, b"Tujuan", b"Tuj\xff\xfe"), RUSAK),
    Musuh("utf-8 rusak inline.xlsx", ganti("xl/worksheets/sheet1.xml", b"Nusa", b"Nus\xff"), RUSAK),
    Musuh("karakter nol.xlsx", ganti(STRING, b"Tujuan", b"Tuj&#0;"), RUSAK),
    Musuh("karakter kendali mentah.xlsx", ganti(IKU, _BARIS1, b"\x01" + _BARIS1), RUSAK),
    Musuh("pengganti tunggal.xlsx", ganti(STRING, b"Tujuan", b"Tuj&#xD800;"), RUSAK),
    Musuh("entitas tak dikenal.xlsx", ganti(STRING, b"Tujuan", b"Tuj&jahat;"), RUSAK),
    Musuh("cdata angka.xlsx", ganti(REALISASI, _ANGKA, b"<v><![CDATA[90]]></v>"), ""),
    Musuh("komentar angka.xlsx", ganti(REALISASI, _ANGKA, b"<v><!--7-->9<!--8-->0</v>"), ""),
    Musuh("angka rujukan karakter.xlsx", ganti(REALISASI, _ANGKA, b"<v>9&#48;</v>"), ""),
    Musuh("rumus di belakang nilai.xlsx", ganti(REALISASI, _ANGKA, b"<v>90</v><f>45+45</f>"), ""),
    Musuh("komentar di teks bersama.xlsx", ganti(STRING, b"Tujuan", b"Tu<!-- x -->juan"), ""),
    Musuh("berawalan x.xlsx", _ubah(IKU, _berawalan), ""),
    Musuh("petik tunggal.xlsx", _ubah(IKU, lambda x: x.replace(b'"', b"'")), ""),
    Musuh("tanpa alamat sel.xlsx", _ubah(REALISASI, lambda x: x.replace(b'<row r="1">', b"<row>").replace(b'<c r="A1"', b"<c")), ""),
    Musuh("berindentasi.xlsx", _ubah(IKU, lambda x: x.replace(b"><", b">\n  <")), ""),
    Musuh("komentar 5 MB.xlsx", ganti(IKU, _BARIS1, b"<!--" + b"<c <f <row " * 450_000 + b"-->" + _BARIS1), ""),
    Musuh("elemen sejuta.xlsx", ganti(IKU, b"<sheetData>", b"<a>" + b"<f/>" * 1_000_000 + b"</a><sheetData>"), ""),
    Musuh("bersarang dalam.xlsx", ganti(IKU, b"<sheetData>", b"<a>" * 100_000 + b"</a>" * 100_000 + b"<sheetData>"), ""),
    Musuh("sel bersarang.xlsx", _baris('<row r="50">' + '<c r="A50">' * 3_000 + "</c>" * 3_000 + "</row>"), ""),
    Musuh("baris sejuta sel.xlsx", _baris('<row r="50">' + "<c/>" * 300_000 + "</row>"), WAJAR),
    Musuh("atribut raksasa.xlsx", ganti(IKU, _BARIS1, b'<row r="1" x="' + b"t=" * 3_000_000 + b'">'), ""),
    Musuh("buku kerja raksasa.xlsx", ganti(BUKU, b"<sheets>", b"<a/>" * 5_000_000 + b"<sheets>"), WAJAR),
    Musuh("gaya raksasa.xlsx", ganti(GAYA, b"</cellXfs>", b'<xf numFmtId="9"/>' * 1_000_000 + b"</cellXfs>"), WAJAR),
    Musuh("lembar raksasa tidak lazim.xlsx", ganti(IKU, b"<sheetData>", b"<!-- -->" * 7_000_000 + b"<sheetData>"), BESAR),
    Musuh("rels hilang.xlsx", tanpa(RELS), RUSAK),
    Musuh("lembar hilang.xlsx", tanpa(IKU), RUSAK),
    Musuh("gaya hilang.xlsx", tanpa(GAYA), RUSAK),
    Musuh("teks hilang.xlsx", tanpa(STRING), RUSAK),
    Musuh("tipe isi hilang.xlsx", tanpa("[Content_Types].xml"), ""),
    Musuh("relasi keluar.xlsx", _relasi(b"/xl/worksheets/sheet2.xml", b"../../../../etc/passwd"), RUSAK),
    Musuh("relasi http.xlsx", _relasi(b'Target="/xl/worksheets/sheet2.xml"', b'TargetMode="External" Target="http://10.255.255.1/a.xml"'), RUSAK),
    Musuh("relasi berputar.xlsx", _relasi(b"/xl/worksheets/sheet2.xml", b"/xl/workbook.xml"), RUSAK),
    Musuh("relasi sama.xlsx", _relasi(b"/xl/worksheets/sheet2.xml", b"/xl/worksheets/sheet4.xml"), WAJAR),
    Musuh("relasi lembar berputar.xlsx", tambah("xl/worksheets/_rels/sheet2.xml.rels", f'<Relationships><Relationship Id="a" Type="{RELASI}worksheet" Target="sheet2.xml"/></Relationships>'.encode()), ""),
    Musuh("id relasi asing.xlsx", ganti(BUKU, b'r:id="rId2"', b'r:id="rId99"'), RUSAK),
    Musuh("nama lembar ganda.xlsx", ganti(BUKU, b'name="Renstra"', b'name="IKU"'), WAJAR),
    Musuh("tanpa lembar.xlsx", _ubah(BUKU, lambda x: x[: x.index(b"<sheets>")] + b"</workbook>"), "BRK-05"),
    Musuh("jumlah teks 4 miliar.xlsx", _ubah(STRING, lambda x: x.replace(b'uniqueCount="', b'count="4294967295" uniqueCount="99999999999')), ""),
    Musuh("nomor teks asing.xlsx", ganti(IKU, b"<v>0</v>", b"<v>999999</v>"), RUSAK),
    Musuh("nomor teks huruf.xlsx", ganti(IKU, b"<v>0</v>", b"<v>abc</v>"), RUSAK),
    Musuh("nomor gaya huruf.xlsx", ganti(GAYA, b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" pivotButton', b'<xf numFmtId="abc" fontId="0" fillId="0" borderId="0" pivotButton'), RUSAK),
    Musuh("gaya 65 ribu.xlsx", ganti(GAYA, b"</cellXfs>", b'<xf numFmtId="10"/>' * 65_000 + b"</cellXfs>"), ""),
    Musuh("sel XFD1048576.xlsx", _baris(_sel("XFD1048576")), "BRK-27"),
    Musuh("sel A1048576.xlsx", _baris(_sel("A1048576")), "BRK-27"),
    Musuh("sel XFD50.xlsx", _baris(_sel("XFD50")), "BRK-27"),
    Musuh("baris 1048576 berformat.xlsx", _baris('<row r="1048576" s="1"><c r="A1048576" s="1"/></row>'), ""),
    Musuh("sel jauh seratus.xlsx", _baris(*(_sel(f"A{r}") for r in range(900_000, 900_100))), BESAR),
    Musuh("baris 30 ribu.xlsx", _baris(*(_sel(f"A{r}") for r in range(100, 30_100))), BESAR),
    Musuh("lebar dan panjang.xlsx", _baris(*(_sel(f"ALK{r}") for r in range(100, 5_000))), BESAR),
    Musuh("sel di luar batas.xlsx", _baris(_sel("A99999999999")), RUSAK),
    Musuh("kolom di luar batas.xlsx", _baris('<row r="50"><c r="ZZZZZZZZZ50"><v>5</v></c></row>'), RUSAK),
    Musuh("sel A0.xlsx", _baris('<row r="50"><c r="A0"><v>5</v></c></row>'), RUSAK),
    Musuh("sel bukan di barisnya.xlsx", _baris('<row r="50"><c r="A1048576"><v>5</v></c></row>'), RUSAK),
    Musuh("ukuran berbohong.xlsx", ganti(IKU, b'<dimension ref="', b'<dimension ref="A1:XFD1048576" x="'), ""),
    Musuh("gabungan 10 ribu.xlsx", ganti(IKU, _AKHIR, _gabungan(10_000)), "BRK-28"),
    Musuh("gabungan raksasa.xlsx", ganti(IKU, _AKHIR, _AKHIR + b'<mergeCells><mergeCell ref="N1:XFD1048576"/><mergeCell ref="ZZZZ1:A999999999"/></mergeCells>'), ""),
    Musuh("teks bersama berulang.xlsx", ubah(_teks_raksasa), WAJAR),
    Musuh("galat modern.xlsx", _baris('<row r="50"><c r="A50" t="e"><v>#SPILL!</v></c></row>'), ""),
    Musuh("makro.xlsm", tambah("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(500)), "BRK-08"),
    Musuh("makro lama.xlsm", tambah("xl/macrosheets/sheet1.xml"), "BRK-08"),
    Musuh("tautan luar.xlsx", tambah("xl/externalLinks/externalLink1.xml", _TAUTAN % b"externalBook"), "BRK-09"),
    Musuh("dde.xlsx", tambah("xl/externalLinks/externalLink1.xml", _TAUTAN % b'ddeLink ddeService="cmd" ddeTopic="/c calc"'), "BRK-26"),
    Musuh("objek ole.xlsx", tambah("xl/embeddings/oleObject1.bin", bytes(100)), "BRK-26"),
    Musuh("activex.xlsx", tambah("xl/activeX/activeX1.xml"), "BRK-26"),
    Musuh("sambungan data.xlsx", tambah("xl/connections.xml"), "BRK-26"),
    Musuh("rumus dde.xlsx", ganti(REALISASI, _ANGKA, b"<f>cmd|'/c calc'!A0</f><v>90</v>"), ""),
]  # fmt: skip
