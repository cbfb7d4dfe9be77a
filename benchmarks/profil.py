"""`python -m benchmarks.profil` (`make profil`): rewrite the table of stages in docs/kinerja_program.md."""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from benchmarks.laporan import Mesin, table, this_machine
from benchmarks.masukan import SIMPANAN, regency
from benchmarks.tahap import LAIN, PEKERJA, TAHAP
from benchmarks.ukur import AKAR, run_child

DOKUMEN = AKAR / "docs" / "kinerja_program.md"
_AWAL, _AKHIR = "<!-- profil: awal -->", "<!-- profil: akhir -->"


def measure(opd: int) -> dict[str, float]:
    """Seconds of CPU time by stage of one run of everything."""
    kerja = SIMPANAN / "profil"
    shutil.rmtree(kerja, ignore_errors=True)
    kerja.mkdir(parents=True)
    catat = kerja / "tahap.json"
    run_child(["-m", "benchmarks.tahap", str(regency(opd)), str(kerja / "keluaran")], catat=catat)
    found: dict[str, float] = json.loads(catat.read_text())
    shutil.rmtree(kerja)
    return found


def render(mesin: Mesin, per_opd: Mapping[int, Mapping[str, float]]) -> str:
    """The table: share of each stage in the CPU time of the whole run, groups first."""
    stages = (LAIN, *TAHAP, PEKERJA)
    rows = []
    for kelompok in dict.fromkeys(t.kelompok for t in stages):
        within = [t for t in stages if t.kelompok == kelompok]
        if len(within) > 1:
            rows.append(
                [f"**{kelompok}**", *(_share(d, [t.judul for t in within], tebal=True) for d in per_opd.values())]
            )
        for t in within:
            judul = t.judul if len(within) > 1 else f"**{t.judul}**"
            rows.append([judul, *(_share(d, [t.judul], tebal=len(within) == 1) for d in per_opd.values())])
    versi = ", ".join(" ".join(v) for v in mesin.versi)
    teks = f"{mesin.tanggal}, commit {mesin.commit}; one run of everything per size; {versi}."
    return teks + "\n\n" + table(["stage", *(f"{opd} OPD" for opd in per_opd)], rows)


def _share(detik: Mapping[str, float], judul: list[str], *, tebal: bool) -> str:
    share = f"{sum(detik.get(j, 0.0) for j in judul) / sum(detik.values()):.1%}"
    return f"**{share}**" if tebal else share


def replaced(dokumen: str, tabel: str) -> str:
    """The document with the table between its two marks.

    >>> print(replaced("a <!-- profil: awal --> old <!-- profil: akhir --> b", "new"))
    a <!-- profil: awal -->
    new
    <!-- profil: akhir --> b
    """
    mark = re.compile(re.escape(_AWAL) + ".*?" + re.escape(_AKHIR), re.DOTALL)
    hasil, n = mark.subn(lambda _m: f"{_AWAL}\n{tabel}\n{_AKHIR}", dokumen)
    if n != 1:
        raise ValueError(f"The document must have {_AWAL} and {_AKHIR} once.")
    return hasil


def main() -> None:
    """Measure and rewrite."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profil")
    parser.add_argument("--opd", default="40,200", help="sizes of the regencies (default: 40,200)")
    parser.add_argument("--ke", type=Path, default=DOKUMEN)
    pilihan = parser.parse_args()
    tabel = render(this_machine(), {int(n): measure(int(n)) for n in pilihan.opd.split(",")})
    pilihan.ke.write_text(replaced(pilihan.ke.read_text(encoding="utf-8"), tabel), encoding="utf-8")
    print(tabel)


if __name__ == "__main__":
    main()
