"""The valid submissions that are mutated: real ones, generated ones, and the same cells as .ods, .xls and .xlsb."""

from __future__ import annotations

import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

AKAR = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(AKAR / "tests"))

from musuh import xls, xlsb  # noqa: E402  (the builders of minimal binary workbooks live with the tests)
from musuh_lain import isi_ods, ods  # noqa: E402

from kinerja_xl.contoh import write_contoh  # noqa: E402
from kinerja_xl.read import Batas  # noqa: E402
from kinerja_xl.read.workbook import open_workbook  # noqa: E402


class Dasar(NamedTuple):
    """A valid workbook."""

    nama: str
    data: bytes

    @property
    def jenis(self) -> str:
        """xlsx, ods, xls or xlsb."""
        return self.nama.rsplit(".", 1)[-1]


@cache
def semua_dasar(*, kecil: bool = False) -> tuple[Dasar, ...]:
    """All base workbooks in a stable order; `kecil`: without the larger ones, for a quick run."""
    paths = sorted((AKAR / "contoh").glob("*_2023*/*.xlsx"))
    found = [Dasar(f"{n}_{p.name}", p.read_bytes()) for n, p in enumerate(paths) if "Referensi" not in p.name]
    if kecil:
        found = [d for d in found if len(d.data) < 14_000]
    with tempfile.TemporaryDirectory() as folder:
        if not kecil:
            write_contoh(Path(folder), 2)
        made = [p for p in sorted(Path(folder).glob("*.xlsx")) if p.stat().st_size and "Referensi" not in p.name]
        found += [Dasar(f"buatan {n}.xlsx", p.read_bytes()) for n, p in enumerate(made)]
    grids = _grids(found[0].data)
    found.append(Dasar("biner.xls", xls(grids)))
    found.append(Dasar("biner.xlsb", xlsb(grids)))
    return (*found, Dasar("terbuka.ods", ods(isi_ods(lembar=grids))))


def _grids(data: bytes) -> dict[str, dict[int, dict[int, object]]]:
    """Sheet → row → column → text or number of a workbook."""
    sheets = [k for k in open_workbook(data, Batas()).kisi if not k.nama.startswith("_")]
    return {
        k.nama: {
            r: {c: v if isinstance(v, (str, float)) else str(v) for c, v in enumerate(row) if v != ""}
            for r, row in enumerate(k.sel)
        }
        for k in sheets
    }
