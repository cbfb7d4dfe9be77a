"""Which files a folder holds: workbooks, other files, and what nobody sent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from kinerja_xl.deklarasi.errors import FolderTidakAda

SUFFIXES: Final = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_SKIPPED_FOLDERS = frozenset({"perbaikan", "output", "__pycache__"})
# Files that nobody sent: the system's own, the list that `contoh` writes beside its workbooks, and our log.
_NOT_SENT = frozenset({"thumbs.db", "desktop.ini", "kesalahan_ditanam.csv", "galat_program.log"})


def is_lock_file(name: str) -> bool:
    """Whether a file only says that its workbook is open: Excel keeps one beside it.

    >>> is_lock_file("~$opd.xlsx"), is_lock_file("opd.xlsx")
    (True, False)
    """
    return name.startswith("~$")


def list_files(folder: Path, keluaran: Path | None = None) -> tuple[list[Path], list[Path]]:
    """Workbooks under `folder`, and its other files, in a stable order.

    Hidden files, lock files, `perbaikan` and outputs aside. A folder that can't be listed, or is only linked to, stands
    among the workbooks itself, so that it is named.
    """
    found: list[Path] = []
    others: list[Path] = []
    for here, folders, files in os.walk(folder, onerror=lambda error: found.append(Path(error.filename))):
        kept = [f for f in folders if not _is_skipped(Path(here) / f, keluaran)]
        found.extend(Path(here) / f for f in kept if (Path(here) / f).is_symlink())
        folders[:] = sorted(kept)
        for name in files:
            if is_lock_file(name) or name.startswith("."):
                continue
            if Path(name).suffix.casefold() in SUFFIXES:
                found.append(Path(here) / name)
            elif name.casefold() not in _NOT_SENT:
                others.append(Path(here) / name)

    def order(path: Path) -> str:
        return path.relative_to(folder).as_posix()

    return sorted(found, key=order), sorted(others, key=order)


def list_folders(folder: Path, keluaran: Path | None = None) -> tuple[list[Path], list[Path]]:
    """The direct subfolders of `folder` that may hold submissions, and the files beside them, by name.

    Skipped as in `list_files`, and so is a folder that holds outputs only.
    """
    entries = sorted(folder.iterdir())
    folders = [path for path in entries if path.is_dir() and not _is_skipped(path, keluaran)]
    folders = [path for path in folders if not (any(path.glob("*/data/jejak.json")) and not _holds_workbooks(path))]
    files = [path for path in entries if not path.is_dir() and not path.name.startswith(".")]
    files = [path for path in files if not is_lock_file(path.name)]
    return folders, [path for path in files if path.name.casefold() not in _NOT_SENT]


def _holds_workbooks(folder: Path) -> bool:
    return any(path.suffix.casefold() in SUFFIXES for path in folder.iterdir())


def list_workbooks(folder: Path, keluaran: Path | None = None) -> list[Path]:
    """The workbooks of `list_files`."""
    return list_files(folder, keluaran)[0]


def _is_skipped(folder: Path, keluaran: Path | None) -> bool:
    """Whether a folder holds no submissions: hidden, ours, or the output of a run."""
    name = folder.name
    return (
        name.startswith(".")
        or name.casefold() in _SKIPPED_FOLDERS
        or (keluaran is not None and os.path.realpath(folder) == os.path.realpath(keluaran))
        or os.path.exists(folder / "data" / "jejak.json")
    )


def list_folder(folder: Path, output: Path | None = None) -> tuple[list[tuple[Path, str]], tuple[str, ...]]:
    """The workbooks of a folder with the names used in messages (an output folder inside it aside), and other files.

    Raises FolderTidakAda when there is no folder or no workbook in it.
    """
    require_folder(folder)
    found, others = list_files(folder, output)
    if not found:
        raise FolderTidakAda(f"Tidak ada berkas .xlsx, .xlsm, .xlsb, .xls, atau .ods di folder {folder}.")
    pairs = [(path, path.relative_to(folder).as_posix()) for path in found]
    return pairs, tuple(path.relative_to(folder).as_posix() for path in others)


def require_folder(folder: Path) -> None:
    """Raise FolderTidakAda when there is no folder of that name."""
    if folder.is_file():
        raise FolderTidakAda(f"{folder} adalah berkas, bukan folder. Untuk satu berkas: kinerja-xl periksa {folder}")
    if not folder.is_dir():
        raise FolderTidakAda(f"Folder {folder} tidak ada. Sebutkan folder masukan, misalnya: kinerja-xl proses masukan")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise FolderTidakAda(f"Folder {folder} tidak dapat dibuka: tidak ada izin membacanya.")
