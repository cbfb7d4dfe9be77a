"""`python -m benchmarks`: measure and write the results; `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import compileall
import shutil
import sys
from pathlib import Path

from benchmarks.hasil import HasilKabupaten, ratios
from benchmarks.laporan import Laporan, markdown, this_machine, write_results
from benchmarks.masukan import SIMPANAN, regency, workbooks
from benchmarks.rencana import Percobaan, kasus_mulai
from benchmarks.ukur import AKAR, DAPAT_MENGUKUR, Ukuran, interleave

BESAR = 1_000
"""From so many OPD on a third of the rounds is run."""
OPD_ULANG = 200


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def measure_regency(opd: int, ronde: int, opsi: tuple[str, ...]) -> HasilKabupaten:
    """All cases of one regency; those that share a yardstick are interleaved with it."""
    masukan, kerja = regency(opd), SIMPANAN / "kerja" / str(opd)
    percobaan = Percobaan(masukan, kerja, opsi)
    ronde = ronde if opd < BESAR else max(1, ronde // 3)
    _report(f"{opd} OPD")
    larian = interleave({**percobaan.kasus_konsolidasi(), **percobaan.kasus_naif()}, ronde, _report)
    kasus = dict(percobaan.kasus_semua())
    if opd == OPD_ULANG:
        percobaan.siapkan_salinan()
        kasus |= percobaan.kasus_ulang()
    larian |= interleave(kasus, ronde, _report)
    return _finished(opd, percobaan, larian)


def measure_memory(opd: int, opsi: tuple[str, ...]) -> HasilKabupaten:
    """One run of consolidation and one of everything."""
    percobaan = Percobaan(regency(opd), SIMPANAN / "kerja" / str(opd), opsi)
    _report(f"{opd} OPD, for their memory")
    kasus = {
        "konsolidasi": percobaan.kasus_konsolidasi()["konsolidasi"],
        "semua": percobaan.kasus_semua()["semua"],
    }
    return _finished(opd, percobaan, interleave(kasus, 1, _report))


def _finished(opd: int, percobaan: Percobaan, larian: dict[str, list[Ukuran]]) -> HasilKabupaten:
    shutil.rmtree(percobaan.kerja)
    return HasilKabupaten(opd, len(workbooks(regency(opd))), percobaan.isi, larian, percobaan.dilewati)


def main() -> None:
    """Measure what the options say."""
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
    sizes = sorted(int(n) for n in pilihan.opd.split(","))
    opsi = tuple(pilihan.opsi.split())
    # Compiling is paid once after an update, not in a run.
    compileall.compile_dir(AKAR / "kinerja_xl", quiet=2)
    compileall.compile_dir(AKAR / "benchmarks", quiet=2)
    mulai = ratios(interleave(kasus_mulai(regency(sizes[0])), max(3, pilihan.ronde), _report))
    kabupaten = [measure_regency(opd, pilihan.ronde, opsi) for opd in sizes]
    if pilihan.memori:
        kabupaten.append(measure_memory(pilihan.memori, opsi))
    laporan = Laporan(this_machine(), kabupaten, mulai, f" {pilihan.opsi}" if pilihan.opsi else "")
    write_results(laporan, pilihan.ke)
    print(markdown(laporan))


if __name__ == "__main__":
    main()
