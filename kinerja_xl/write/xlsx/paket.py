"""The zip package of an output workbook, written part by part."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any, Final, Self
from zipfile import ZIP64_LIMIT, ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.workbook import Workbook

from kinerja_xl.excel.sel import OPSI_TEKS
from kinerja_xl.write.xlsx.baris_xml import BarisXml
from kinerja_xl.write.xlsx.mampat import AKHIR, Janji, Mampat, crc_behind, mampatkan

_POTONGAN: Final = 1 << 20
_ANTREAN: Final = 4
"""So many pieces may wait for being compressed."""


class Pemampat:
    """Compresses pieces in a thread while the next ones are made; used as a context, which ends the thread.

    What goes wrong there is raised by the promise of the piece, or at one of the next pieces.
    """

    def __init__(self) -> None:
        self._utas: ThreadPoolExecutor | None = None
        self._antrean: deque[Future[Mampat]] = deque()

    def garap(self, baris: BarisXml) -> Janji:
        """Render rows now, and have them compressed."""
        return self.compress(baris.teks())

    def compress(self, data: bytes) -> Janji:
        """Have a piece compressed; waits where too many are under way."""
        if self._utas is None:
            self._utas = ThreadPoolExecutor(1, "pemampat")
        future = self._utas.submit(mampatkan, data)
        self._antrean.append(future)
        if len(self._antrean) > _ANTREAN:
            self._antrean.popleft().result()
        return future.result

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._utas is not None:
            self._utas.shutdown(cancel_futures=True)


class BukuXlsx(Workbook):  # type: ignore[misc]  # xlsxwriter has no types
    """A workbook of xlsxwriter that compresses every part into `tujuan` while it is made.

    xlsxwriter would hold the XML of all sheets at once, several times as large as the cells that it tells of.
    """

    def __init__(self, tujuan: IO[bytes], pemampat: Pemampat) -> None:
        # What xlsxwriter itself writes is an empty package.
        super().__init__(io.BytesIO(), OPSI_TEKS)
        self._tujuan = tujuan
        self._pemampat = pemampat

    def _get_packager(self) -> Packager:
        return _Paket(self._tujuan, self._pemampat)


class _Paket(Packager):  # type: ignore[misc]
    """Makes the parts in xlsxwriter's order, each into the zip, and hands none over."""

    def __init__(self, tujuan: IO[bytes], pemampat: Pemampat) -> None:
        super().__init__()
        self._zip = ZipFile(tujuan, "w")
        self._bagian: _Bagian | None = None
        self._pemampat = pemampat

    def _filename(self, xml_filename: str) -> _Bagian:
        """The stream for the next part: the one before it is complete."""
        self._finish()
        self._bagian = _Bagian(xml_filename, self._pemampat)
        return self._bagian

    def _create_package(self) -> list[Any]:
        super()._create_package()
        self._finish()
        self._zip.close()
        return []

    def _finish(self) -> None:
        if self._bagian is not None:
            _store(self._zip, self._bagian.nama, self._bagian.finish())

    def _write_shared_strings_file(self) -> None:
        texts = _TeksBersama()
        texts.string_table = self.workbook.str_table
        if texts.string_table.count:
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            texts._assemble_xml_file()


class _TeksBersama(SharedStrings):  # type: ignore[misc]
    """The shared texts of xlsxwriter; only those that may need its care go through its five searches."""

    def _write_si(self, string: str) -> None:
        if string.isprintable() and "_x" not in string and "<" not in string and string == string.strip():
            self.fh.write(f"<si><t>{string.replace('&', '&amp;').replace('>', '&gt;')}</t></si>")
        else:
            super()._write_si(string)


class _Bagian(io.StringIO):
    """One part in the making: text is compressed a megabyte at a time. (xlsxwriter takes any StringIO for a stream.)"""

    def __init__(self, nama: str, pemampat: Pemampat) -> None:
        super().__init__()
        self.nama: Final = nama
        self._pemampat = pemampat
        self._janji: list[Janji] = []
        self._teks: list[str] = []
        self._panjang = 0

    def write(self, text: str) -> int:
        self._teks.append(text)
        self._panjang += len(text)
        if self._panjang >= _POTONGAN:
            self._janji.append(self._pemampat.compress(self._take()))
        return len(text)

    def insert(self, janji: Janji) -> None:
        """Let a piece follow that is made elsewhere."""
        self._pass_on()
        self._janji.append(janji)

    def finish(self) -> Iterable[Mampat]:
        """All pieces; waits for each."""
        self._pass_on()
        return (janji() for janji in self._janji)

    def _pass_on(self) -> None:
        """Compress what has been written so far; it isn't worth the thread."""
        if self._teks:
            siap = mampatkan(self._take())
            self._janji.append(lambda: siap)

    def _take(self) -> bytes:
        data = "".join(self._teks).encode()
        self._teks.clear()
        self._panjang = 0
        return data


def _store(paket: ZipFile, nama: str, potongan: Iterable[Mampat]) -> None:
    """Write a part that is compressed already. Raises OverflowError beyond 2 GiB, which Excel doesn't open."""
    info = ZipInfo(nama)
    crc = panjang = 0
    with paket.open(info, "w") as tujuan:
        for satu in potongan:
            tujuan.write(satu.isi)
            crc, panjang = crc_behind(crc, satu), panjang + satu.panjang
        tujuan.write(AKHIR)
    if panjang > ZIP64_LIMIT:
        raise OverflowError(f"{nama}: {panjang} bytes")
    # The zip took these bytes for the part itself: its entry must say what they hold.
    info.compress_type, info.CRC, info.file_size = ZIP_DEFLATED, crc, panjang
    assert paket.fp is not None
    paket.fp.seek(info.header_offset)
    paket.fp.write(info.FileHeader(zip64=False))
    paket.fp.seek(paket.start_dir)
