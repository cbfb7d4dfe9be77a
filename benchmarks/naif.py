"""The naive way: what a first script with pandas does. `python -m benchmarks.naif FOLDER KELUARAN`

Every workbook by pandas.read_excel with openpyxl, all sheets of one name put together, all written with to_excel. No
checks, no computing, no formats. Files that it can't read are left out and counted.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd


def main(folder: Path, keluaran: Path) -> None:
    """Read, put together, write, and print how many files were left out."""
    sheets: dict[str, list[pd.DataFrame]] = {}
    refused = 0
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}):
        try:
            book = pd.read_excel(path, sheet_name=None, engine="openpyxl")
        except Exception:  # .xls, damaged files: whatever openpyxl raises
            refused += 1
            continue
        for nama, frame in book.items():
            sheets.setdefault(nama, []).append(frame)
    keluaran.mkdir(parents=True, exist_ok=True)
    with pd.ExcelWriter(keluaran / "gabungan.xlsx", engine="openpyxl") as writer:
        for nama, frames in sheets.items():
            pd.concat(frames, ignore_index=True).to_excel(writer, sheet_name=nama[:31], index=False)
    print(json.dumps({"dilewati": refused}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
