"""Write the demonstration workbooks of two real regencies from the transcribed tables.

Run `python contoh/susun.py ../shared/tables`. The same tables give the same bytes. Beside each folder stands one with
`_benar` at its end: the same data after the declared corrections (koreksi() of each regency) and the right figures.
docs/contoh_nyata.md and contoh/kesalahan_nyata.csv are written from the contradictions that hitung_nyata.py finds.
"""

from __future__ import annotations

import copy
import csv
import io
import sys
from pathlib import Path
from typing import Final

DI_SINI: Final = Path(__file__).resolve().parent
if str(DI_SINI.parent) not in sys.path:
    sys.path.insert(0, str(DI_SINI.parent))  # so that the script runs from a checkout, not only from an installation

import balangan  # noqa: E402
import bengkulu_selatan  # noqa: E402
from hitung_nyata import periksa, periksa_berkas  # noqa: E402
from naskah import Koreksi, Naskah, Temuan  # noqa: E402

from kinerja_xl.contoh.tulis import to_bytes  # noqa: E402

_PEMBUKA: Final = """# Contoh nyata: pertentangan angka dalam dokumen yang sudah terbit

Buku kerja di `contoh/` memuat angka dari dokumen kinerja 2023 yang terbit di dua kabupaten, persis seperti tercetak
(termasuk salah ketiknya). Tabel di bawah dan `contoh/kesalahan_nyata.csv` ditulis oleh `contoh/susun.py`; angka yang
benar dihitung di `contoh/hitung_nyata.py` tanpa memakai kinerja_xl. Folder yang berakhiran `_benar` memuat data yang
sama sesudah angkanya dibetulkan.

- `contoh/bengkulu_selatan_2023/`: LKj 2023 Sekretariat Daerah (Tabel 2.1, 2.4, 3.2, 3.3, 3.4.1), IKU Sekretariat DPRD
  dan IKU Kecamatan Pasar Manna (dua yang terakhir hanya perencanaan). OPD lain di daftar belum menyerahkan.
- `contoh/balangan_2023/`: LKIP 2023 Sekretariat DPRD (Tabel TC-25, IV.1, II, III, X, XI, SKM, komponen SAKIP).
- `contoh/lain/`: tabel yang mengulang data yang sama dengan angka lain (Tabel 3.2.1, Tabel XII, Perjanjian Kinerja);
  diperiksa satu per satu dengan `kinerja-xl periksa`, bukan diolah bersama.

Yang benar walaupun tampak janggal, jadi harus tidak ditandai: 107,69 ditulis 108; 86,56 ditulis 87 %; jumlah Tabel X;
total PK murni; jumlah komponen SAKIP; total Rp62.644.362.476 terhadap sub kegiatan Tabel XI.

Pilihan yang tidak tercetak: satuan, polaritas, akumulasi, dan kelompok predikat; kode program dan kegiatan menurut
Permendagri 90/2019, sub kegiatan diberi nomor urut; kode akun Tabel X menurut susunan lama (5.1 tidak langsung, 5.2
langsung). Tabel XI dan XII hanya mencetak satu anggaran, yaitu anggaran perubahan, maka Pagu Murni dikosongkan;
anggaran PK murni (Rp47.473.676.326) dan PK perubahan ada di `contoh/lain/balangan_pk.xlsx`.
Kategori A dan BB pada Tabel II dan III adalah predikat, bukan kategori capaian, maka tidak dimuat. Kolom % Tabel XII
adalah sisa terhadap target, bukan serapan. Baris keempat Tabel XII ("Total Belanja langsung") mengulang Jumlah dan
tidak dimuat. Bengkulu Selatan tidak mencetak pagu DPA, sehingga Pagu Murni kosong. Tiga sub kegiatan yang tercetak di
bawah 1.2 Tabel XI (Penyusunan DPA, Perubahan DPA, Evaluasi Kinerja; Rp97.557.300) tepat menutup kekurangan 1.1.

Sel kosong, OPD yang belum menyerahkan, Realisasi yang belum dikirim, dan angka yang tersimpan sebagai teks juga
menghasilkan catatan (STR-06, STR-19, STR-23, LTS-01, LTS-09, ISI-05); itu bukan pertentangan angka dan tidak didaftar
di sini.
"""


def _betulkan(naskah: Naskah, koreksi: tuple[Koreksi, ...]) -> Naskah:
    """A copy after the declared corrections and then the right figures, until nothing is left to correct.

    A corrected total changes what is right beside it, so the figures are checked again; sums come first.
    """
    benar = copy.deepcopy(naskah)
    for satu in koreksi:
        satu.terapkan(benar)
    for _ in range(20):
        temuan = [t for t in periksa(benar) if t.isi_benar is not None or t.ubah_lain]
        if not temuan:
            break
        for kode in ("ISI-03", "ISI-04", "ANG-14", "BLJ-01", "ANG-02", "ANG-01", "IND-07", "IND-08"):
            pertama = [t for t in temuan if t.kode == kode]
            if pertama:
                temuan = pertama
                break
        for satu in temuan:
            _terapkan(benar, satu)
    else:
        raise RuntimeError("corrections don't settle")
    benar.folder += "_benar"
    return benar


def _terapkan(naskah: Naskah, temuan: Temuan) -> None:
    ubah = (*temuan.ubah_lain, *(((*temuan.letak, temuan.isi_benar),) if temuan.isi_benar is not None else ()))
    for lembar, baris, kolom, isi in ubah:
        naskah.lembar(temuan.berkas, lembar).baris[baris][kolom] = isi


def _write(naskah: Naskah) -> None:
    tujuan = DI_SINI / naskah.folder
    tujuan.mkdir(parents=True, exist_ok=True)
    for berkas in naskah.berkas:
        iku = {b["kode"]: b for b in berkas.lembar["iku"].baris} if "iku" in berkas.lembar else {}
        (tujuan / berkas.nama).write_bytes(to_bytes(berkas, iku))


def _write_csv(isi: list[tuple[Naskah, Temuan]]) -> None:
    teks = io.StringIO(newline="")
    tulis = csv.writer(teks, lineterminator="\n")
    tulis.writerow(("folder", "berkas", "lembar", "sel", "kode"))
    tulis.writerows((n.folder, t.berkas, t.judul(n), t.sel(n), t.kode) for n, t in isi)
    (DI_SINI / "kesalahan_nyata.csv").write_bytes(teks.getvalue().encode("utf-8"))


def _write_docs(isi: list[tuple[Naskah, Temuan]], koreksi: list[tuple[str, Koreksi]]) -> None:
    def sel(teks: str) -> str:
        return teks.replace("|", "\\|").replace("\n", " ")

    baris = [_PEMBUKA]
    for folder, berkas in dict.fromkeys((n.folder, t.berkas) for n, t in isi):
        baris += [
            f"\n## {folder}/{berkas}\n",
            "| sel | tercetak | seharusnya | penjelasan | aturan |",
            "| --- | --- | --- | --- | --- |",
        ]
        for n, t in isi:
            if (n.folder, t.berkas) == (folder, berkas):
                tempat = f"{t.judul(n)}!{t.sel(n)}"
                baris.append(f"| {tempat} | {sel(t.tertulis)} | {sel(t.benar)} | {sel(t.penjelasan)} | {t.kode} |")
    baris += [
        "\n## Koreksi lain pada folder `_benar`\n",
        "| berkas | lembar | kolom | isi | alasan |",
        "| --- | --- | --- | --- | --- |",
    ]
    seen = dict.fromkeys((f, k.berkas, k.lembar, k.kolom, str(k.isi), k.alasan) for f, k in koreksi)
    baris += [
        f"| {f}/{b} | {lembar} | {kolom} | {isi_kolom} | {alasan} |" for f, b, lembar, kolom, isi_kolom, alasan in seen
    ]
    (DI_SINI.parent / "docs" / "contoh_nyata.md").write_text("\n".join(baris) + "\n", encoding="utf-8", newline="\n")


def main(tables: Path) -> None:
    """Write everything."""
    pasangan = (
        (bengkulu_selatan.susun(tables), bengkulu_selatan.koreksi()),
        (balangan.susun(tables), balangan.koreksi()),
    )
    lain = (bengkulu_selatan.susun_tabel_3_2_1(tables), balangan.susun_lain(tables))
    isi = [(n, t) for n in (*(naskah for naskah, _ in pasangan), *lain) for b in n.berkas for t in periksa_berkas(b)]
    for naskah in (*(naskah for naskah, _ in pasangan), *lain):
        _write(naskah)
    for naskah, koreksi in pasangan:
        _write(_betulkan(naskah, koreksi))
    _write_csv(isi)
    _write_docs(isi, [(naskah.folder, k) for naskah, koreksi in pasangan for k in koreksi])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python contoh/susun.py FOLDER_OF_TABLES")
    main(Path(sys.argv[1]))
