"""The separate process that reads .xls (xlrd) and .xlsb (python-calamine): a script, started by binary.py.

It imports nothing of this project, so that it starts fast. On standard input and output it speaks in frames: eight
bytes of length, then a pickle. It first says "siap"; then it answers ("buka", kind, bytes) with the sheet names, and
("lembar", number, rows, columns, cells) with the cells of a sheet, as long as they are within these limits.
"""

from __future__ import annotations

import io
import pickle
import struct
import sys
from typing import IO, Any


def send(stream: IO[bytes], message: object) -> None:
    """Write one frame."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(struct.pack("<Q", len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one frame; EOFError at the end of the stream."""
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    (length,) = struct.unpack("<Q", head)
    body = stream.read(length)
    if len(body) < length:
        raise EOFError
    return pickle.loads(body)


class Xlsb:
    """An open .xlsb workbook."""

    def __init__(self, data: bytes) -> None:
        from python_calamine import CalamineWorkbook, SheetTypeEnum

        self.book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        self.metas = [(n, m) for n, m in enumerate(self.book.sheets_metadata) if m.typ is SheetTypeEnum.WorkSheet]
        self.names = [m.name for _, m in self.metas]
        self.external = False

    def read(self, n: int, rows: int, columns: int, cells: int) -> dict[str, Any]:
        """One sheet, or only its size when that is beyond the limits."""
        from python_calamine import SheetVisibleEnum

        index, meta = self.metas[n]
        sheet = self.book.get_sheet_by_index(index)
        height, width = sheet.total_height + 1, sheet.total_width + 1
        if height > rows or width > columns or height * width > cells:
            return {"besar": (height, width)}
        return {
            "sel": sheet.to_python(skip_empty_area=False),
            "terlihat": meta.visible is SheetVisibleEnum.Visible,
        }


class Xls:
    """An open .xls workbook."""

    def __init__(self, data: bytes) -> None:
        import xlrd

        self.book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO(), on_demand=True)
        self.names = self.book.sheet_names()
        # xlrd.book: SUPBOOK_UNK, INTERNAL, EXTERNAL, ADDIN, DDEOLE
        self.external = any(kind in (2, 4) for kind in getattr(self.book, "_supbook_types", ()))

    def read(self, n: int, rows: int, columns: int, cells: int) -> dict[str, Any]:
        """One sheet, or only its size when that is beyond the limits."""
        sheet = self.book.sheet_by_index(n)
        if sheet.nrows > rows or sheet.ncols > columns or sheet.nrows * sheet.ncols > cells:
            return {"besar": (sheet.nrows, sheet.ncols)}
        found: dict[str, Any] = {"sel": [], "persen": [], "galat": [], "terlihat": sheet.visibility == 0}
        for r in range(sheet.nrows):
            found["sel"].append([self._value(sheet.cell(r, c), (r + 1, c + 1), found) for c in range(sheet.ncols)])
        found["sembunyi"] = [r + 1 for r, info in sheet.rowinfo_map.items() if info.hidden]
        found["gabungan"] = [((r0, c0), (r1 - 1, c1 - 1)) for r0, r1, c0, c1 in sheet.merged_cells]
        return found

    def _value(self, cell: Any, place: tuple[int, int], found: dict[str, Any]) -> object:
        import xlrd

        if cell.ctype == xlrd.XL_CELL_ERROR:
            found["galat"].append((place, xlrd.error_text_from_code.get(cell.value, "#GALAT")))
            return ""
        if cell.ctype == xlrd.XL_CELL_DATE:
            try:
                return xlrd.xldate_as_datetime(cell.value, self.book.datemode)
            except (ValueError, OverflowError):
                return cell.value
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        if cell.ctype == xlrd.XL_CELL_NUMBER and "%" in (fmt := self._format(cell.xf_index)):
            found["persen"].append((place, fmt))
        return cell.value

    def _format(self, xf_index: int) -> str:
        fmt = self.book.format_map.get(self.book.xf_list[xf_index].format_key)
        return fmt.format_str if fmt is not None else ""


def answer(request: tuple[Any, ...], opened: list[Any]) -> tuple[str, Any]:
    """The answer to one request; `opened` holds the open workbook."""
    try:
        if request[0] == "buka":
            opened[:] = [{"xls": Xls, "xlsb": Xlsb}[request[1]](request[2])]
            return "ok", (opened[0].names, opened[0].external)
        return "ok", opened[0].read(*request[1:])
    except KeyboardInterrupt:
        raise
    except MemoryError:
        return "memori", ""
    except BaseException as error:
        # Whatever a parser trips over means that the file is damaged; a Rust panic is a BaseException.
        return "rusak", f"{type(error).__name__}: {error}"


def main() -> None:
    """Answer requests until standard input ends, within the memory (MB) given as the only argument."""
    try:
        import resource

        limit = int(sys.argv[1]) << 20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, ValueError, OSError):
        pass  # no such limit on this system: the time limit remains
    opened: list[Any] = []
    # The frames have standard output to themselves: whatever a reader prints goes nowhere.
    answers, sys.stdout = sys.stdout.buffer, io.StringIO()
    send(answers, "siap")
    while True:
        try:
            request = receive(sys.stdin.buffer)
        except (EOFError, KeyboardInterrupt):
            return
        send(answers, answer(request, opened))


if __name__ == "__main__":
    main()
