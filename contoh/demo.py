"""`make demo`: process two real regencies and a generated one of 32 OPD; end with a table of what was written."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

from kinerja_xl.layar.report import table_lines

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "output"
NYATA = ("bengkulu_selatan_2023", "balangan_2023")


def kinerja_xl(*words: str) -> int:
    """Run the command as an official would; exit statuses 0 and 1 are results, others end the demo."""
    print(f"\n$ kinerja-xl {' '.join(words)}", flush=True)
    status = subprocess.run([sys.executable, "-m", "kinerja_xl", *words], cwd=ROOT, check=False).returncode
    if status not in (0, 1):
        sys.exit(status)
    return status


def main() -> None:
    """Run all three regencies."""
    buatan = OUTPUT / "masukan_contoh_32_opd"
    shutil.rmtree(buatan, ignore_errors=True)
    kinerja_xl("contoh", buatan.relative_to(ROOT).as_posix())
    rows = [["Hasil di", "Konsolidasi", "Serapan", "OPD", "Salinan bertanda", "CSV", "Ukuran", "Detik", "Status"]]
    for masukan in (*(ROOT / "contoh" / nama for nama in NYATA), buatan):
        tujuan = OUTPUT / masukan.name.replace("masukan_", "")
        mulai = time.perf_counter()
        status = kinerja_xl("proses", masukan.relative_to(ROOT).as_posix(), "-o", tujuan.relative_to(ROOT).as_posix())
        detik = time.perf_counter() - mulai
        (jejak,) = tujuan.rglob("jejak.json")
        hasil = jejak.parent.parent
        files = [p for p in hasil.rglob("*") if p.is_file()]
        rows.append(
            [
                hasil.relative_to(ROOT).as_posix(),
                str(len(list(hasil.glob("konsolidasi_*.xlsx")))),
                str(len(list(hasil.glob("serapan_*.xlsx")))),
                str(len(list(hasil.glob("opd/*.xlsx")))),
                str(sum("perbaikan" in p.relative_to(hasil).parts for p in files)),
                str(sum(p.suffix == ".csv" for p in files)),
                f"{sum(p.stat().st_size for p in files) / 1024:.0f} KB",
                f"{detik:.1f}",
                "ada Kesalahan" if status else "bersih",
            ]
        )
    print()
    print("\n".join(table_lines(rows, right=(1, 2, 3, 4, 5, 6, 7))))


if __name__ == "__main__":
    main()
