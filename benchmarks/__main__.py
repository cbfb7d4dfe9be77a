"""`python -m benchmarks`: measure and write the results; `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import compileall
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.hasil import HasilKabupaten, ratios
from benchmarks.laporan import Laporan, markdown, this_machine, write_results
from benchmarks.masukan import SIMPANAN, regency, workbooks
from benchmarks.rencana import Kasus, Percobaan, kasus_mulai
from benchmarks.ukur import AKAR, DAPAT_MENGUKUR, Ukuran, interleave

BESAR = 1_000
"""From so many OPD on a third of the rounds is run."""
ULANG = 200
"""The largest regency on which running again is measured."""


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Ratios of the program to its yardsticks."
    )
    parser.add_argument("--opd", default="40,200,1000", help="sizes of the regencies (default: 40,200,1000)")
    parser.add_argument("--ronde", type=int, default=3, help="rounds; a third of them from 1,000 OPD on (default: 3)")
    parser.add_argument("--memori", type=int, metavar="OPD", help="also the peak memory of a regency of so many OPD")
    parser.add_argument("--opsi", default="", help="further options of `kinerja-xl proses`, for instance '--pekerja 2'")
    parser.add_argument("--ke", type=Path, default=AKAR / "benchmarks", help="folder of results.md and results.json")
    pilihan = parser.parse_args()
    if not DAPAT_MENGUKUR:
        parser.error("this system can't say what a child process used (os.wait4); use Linux or macOS")
    pilihan.opd = sorted(int(n) for n in pilihan.opd.split(","))
    return pilihan


def _plan(percobaan: Percobaan, ulang: bool) -> Iterator[Kasus]:
    """The groups of cases of one regency; the cases of a group are interleaved."""
    yield {**percobaan.kasus_konsolidasi(), **percobaan.kasus_naif()}
    if ulang:
        percobaan.siapkan_salinan()
        yield {**percobaan.kasus_semua(), **percobaan.kasus_ulang()}
    else:
        yield percobaan.kasus_semua()


def _plan_of_memory(percobaan: Percobaan) -> Iterator[Kasus]:
    """The product alone."""
    yield {"konsolidasi": percobaan.kasus_konsolidasi()["konsolidasi"]}
    yield {"semua": percobaan.kasus_semua()["semua"]}


def measure(percobaan: Percobaan, opd: int, rencana: Iterator[Kasus], ronde: int) -> Iterator[HasilKabupaten]:
    """What is known of one regency after each group of cases."""
    _report(f"{opd} OPD")
    berkas = len(workbooks(percobaan.masukan))
    larian: dict[str, list[Ukuran]] = {}
    for kasus in rencana:
        larian |= interleave(kasus, ronde, _report)
        yield HasilKabupaten(opd, berkas, dict(percobaan.isi), dict(larian), dict(percobaan.dilewati))
    shutil.rmtree(percobaan.kerja)


def measure_all(pilihan: argparse.Namespace) -> Iterator[HasilKabupaten]:
    """What is known of one regency after another."""
    opsi = tuple(pilihan.opsi.split())
    ulang = max((opd for opd in pilihan.opd if opd <= ULANG), default=0)
    for opd in pilihan.opd:
        percobaan = Percobaan(regency(opd), SIMPANAN / "kerja" / str(opd), opsi)
        ronde = pilihan.ronde if opd < BESAR else max(1, pilihan.ronde // 3)
        yield from measure(percobaan, opd, _plan(percobaan, opd == ulang), ronde)
    if pilihan.memori:
        percobaan = Percobaan(regency(pilihan.memori), SIMPANAN / "kerja" / "memori", opsi)
        yield from measure(percobaan, pilihan.memori, _plan_of_memory(percobaan), 1)


def main() -> None:
    """Measure what the options say; the results are written after each group of cases, since a full run takes hours."""
    pilihan = _options()
    # Compiling is paid once after an update, not in a run.
    compileall.compile_dir(AKAR / "kinerja_xl", quiet=2)
    compileall.compile_dir(AKAR / "benchmarks", quiet=2)
    mesin = this_machine()
    mulai = ratios(interleave(kasus_mulai(regency(pilihan.opd[0])), max(3, pilihan.ronde), _report))
    kabupaten: dict[int, HasilKabupaten] = {}
    for hasil in measure_all(pilihan):
        kabupaten[hasil.opd] = hasil
        laporan = Laporan(mesin, list(kabupaten.values()), mulai, f" {pilihan.opsi}" if pilihan.opsi else "")
        write_results(laporan, pilihan.ke)
    print(markdown(laporan))


if __name__ == "__main__":
    main()
