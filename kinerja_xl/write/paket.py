"""The zip package of an output workbook, written part by part."""

from __future__ import annotations

import io
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.workbook import Workbook

from kinerja_xl.sel_excel import OPSI_TEKS

_TINGKAT: Final = 5
"""Level of compression: of level 6, xlsxwriter's, it takes little more than half of the time for 3 % more bytes."""
_POTONGAN: Final = 1 << 20
_ANTREAN: Final = 4
"""So many pieces may wait for being compressed."""


class BukuXlsx(Workbook):  # type: ignore[misc]  # xlsxwriter has no types
    """A workbook of xlsxwriter that compresses every part into `tujuan` while it is made.

    xlsxwriter would hold the XML of all sheets at once, several times as large as the cells that it tells of.
    """

    def __init__(self, tujuan: IO[bytes]) -> None:
        # What xlsxwriter itself writes is an empty package.
        super().__init__(io.BytesIO(), OPSI_TEKS)
        self._tujuan = tujuan

    def _get_packager(self) -> Packager:
        return _Paket(self._tujuan)


class _Paket(Packager):  # type: ignore[misc]
    """Makes the parts in xlsxwriter's order, each into the zip, and hands none over."""

    def __init__(self, tujuan: IO[bytes]) -> None:
        super().__init__()
        self._zip = ZipFile(tujuan, "w", ZIP_DEFLATED, compresslevel=_TINGKAT)
        self._bagian: _Bagian | None = None
        self._pemampat = _Pemampat()

    def _filename(self, xml_filename: str) -> _Bagian:
        """The stream for the next part: the one before it is complete."""
        self._finish()
        self._bagian = _Bagian(self._zip, xml_filename, self._pemampat)
        return self._bagian

    def _create_package(self) -> list[Any]:
        try:
            super()._create_package()
            self._finish()
        finally:
            self._pemampat.close()
        self._zip.close()
        return []

    def _finish(self) -> None:
        if self._bagian is not None:
            self._bagian.finish()

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
    """One part: text goes on to the zip a megabyte at a time. (xlsxwriter takes any StringIO for a stream.)"""

    def __init__(self, paket: ZipFile, nama: str, pemampat: _Pemampat) -> None:
        super().__init__()
        self._isi = paket.open(nama, "w")
        self._pemampat = pemampat
        self._potongan: list[str] = []
        self._panjang = 0

    def write(self, text: str) -> int:
        self._potongan.append(text)
        self._panjang += len(text)
        if self._panjang >= _POTONGAN:
            self._pemampat.write(self._isi, self._take())
        return len(text)

    def finish(self) -> None:
        """Pass on the rest and end the part."""
        self._pemampat.wait()
        self._isi.write(self._take())
        self._isi.close()

    def _take(self) -> bytes:
        data = "".join(self._potongan).encode()
        self._potongan.clear()
        self._panjang = 0
        return data


class _Pemampat:
    """Writes pieces of a part in their order in a thread, which compresses them while the next ones are made.

    What goes wrong there is raised here, at the next piece or in `wait`.
    """

    def __init__(self) -> None:
        self._utas: ThreadPoolExecutor | None = None
        self._antrean: deque[Future[int]] = deque()

    def write(self, tujuan: IO[bytes], data: bytes) -> None:
        """Have one piece written; waits where too many are under way."""
        if self._utas is None:
            self._utas = ThreadPoolExecutor(1, "pemampat")
        self._antrean.append(self._utas.submit(tujuan.write, data))
        if len(self._antrean) > _ANTREAN:
            self._antrean.popleft().result()

    def wait(self) -> None:
        """Wait until all pieces are written."""
        while self._antrean:
            self._antrean.popleft().result()

    def close(self) -> None:
        """End the thread."""
        if self._utas is not None:
            self._utas.shutdown(cancel_futures=True)
