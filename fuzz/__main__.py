"""`python -m fuzz --jumlah 10000 --benih 1 --detik 900`: a campaign; `--nomor 123`: one mutant again."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from fuzz.dasar import semua_dasar
from fuzz.kampanye import jalankan, satu_mutan
from fuzz.mutasi import buat_mutan


def main() -> int:
    """Run what the options say; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Uji dengan kiriman yang dirusak dan diubah.")
    parser.add_argument("--jumlah", type=int, default=1_000, help="jumlah mutan")
    parser.add_argument("--benih", type=int, default=1, help="benih acak; benih yang sama memberi mutan yang sama")
    parser.add_argument("--detik", type=float, default=600, help="berhenti sesudah sekian detik")
    parser.add_argument("--pekerja", type=int, default=os.cpu_count() or 2, help="jumlah proses")
    parser.add_argument("--nomor", type=int, help="satu mutan saja, ditulis ke --simpan")
    parser.add_argument("--simpan", type=Path, help="berkas untuk mutan itu")
    pilihan = parser.parse_args()
    if pilihan.nomor is not None:
        mutan = buat_mutan(pilihan.benih, pilihan.nomor, semua_dasar())
        if pilihan.simpan:
            pilihan.simpan.write_bytes(mutan.data)
        print(mutan.dasar.nama, mutan.jenis, mutan.janji, mutan.sel)
        temuan = satu_mutan(pilihan.benih, pilihan.nomor)
        print(temuan.hasil, *temuan.langgar, sep="\n")
        return 1 if temuan.langgar else 0
    ringkasan = jalankan(pilihan.benih, range(pilihan.jumlah), pilihan.detik, pilihan.pekerja, kabar=500)
    for line in ringkasan.lines():
        print(line)
    return 1 if ringkasan.pelanggaran else 0


if __name__ == "__main__":
    sys.exit(main())
