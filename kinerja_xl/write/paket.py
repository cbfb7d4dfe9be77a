"""The zip package of an output workbook, written part by part."""

from __future__ import annotations

import io
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook

from kinerja_xl.sel_excel import OPSI_TEKS

_TINGKAT: Final = 5
"""Level of compression: of level 6, xlsxwriter's, it takes little more than half of the time for 3 % more bytes."""
_POTONGAN: Final = 1 << 20


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

    def _filename(self, xml_filename: str) -> _Bagian:
        """The stream for the next part: the one before it is complete."""
        self._finish()
        self._bagian = _Bagian(self._zip, xml_filename)
        return self._bagian

    def _create_package(self) -> list[Any]:
        super()._create_package()
        self._finish()
        self._zip.close()
        return []

    def _finish(self) -> None:
        if self._bagian is not None:
            self._bagian.finish()


class _Bagian(io.StringIO):
    """One part: text goes on to the zip a megabyte at a time. (xlsxwriter takes any StringIO for a stream.)"""

    def __init__(self, paket: ZipFile, nama: str) -> None:
        super().__init__()
        self._isi = paket.open(nama, "w")
        self._potongan: list[str] = []
        self._panjang = 0

    def write(self, text: str) -> int:
        self._potongan.append(text)
        self._panjang += len(text)
        if self._panjang >= _POTONGAN:
            self._flush()
        return len(text)

    def finish(self) -> None:
        """Pass on the rest and end the part."""
        self._flush()
        self._isi.close()

    def _flush(self) -> None:
        self._isi.write("".join(self._potongan).encode())
        self._potongan.clear()
        self._panjang = 0
