"""Sheet Metode: which regencies are compared and which aren't, by what limits, and how every figure was made."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final

from kinerja_xl import __version__
from kinerja_xl.compute.efisiensi import KUADRAN
from kinerja_xl.consolidate.kepatuhan import TANPA_DAFTAR
from kinerja_xl.deklarasi.ketentuan import SETELAN
from kinerja_xl.write.gaya import TAB_BUKTI, category_colours
from kinerja_xl.write.halaman import Halaman, Isi
from kinerja_xl.write.lembaran import Lembaran, angka
from kinerja_xl.write.perbandingan.letak import BAKU, BATAS_SERAPAN, DAERAH, Letak

_LEBAR: Final = (34, 26, 84, 38)
_NAMA: Final = ("Batas_Serapan_Rendah", "Batas_Serapan_Tinggi")
_CARA: Final = (
    (
        "Rata-rata capaian",
        "Rata-rata biasa atas OPD yang punya capaian, sama dengan angka di buku kerja konsolidasi daerah. OPD yang "
        "belum melapor tidak ikut dan tidak dihitung nol.",
    ),
    (
        "Peringkat",
        "Menurut rata-rata capaian yang tidak dibulatkan; nilai yang sama mendapat peringkat yang sama. Peringkat "
        "kedua menurut capaian yang dibatasi (setelan batas_capaian daerah).",
    ),
    ("Rata-rata di baris terakhir", "Rata-rata biasa atas daerah: setiap daerah berbobot sama."),
    (
        "Serapan",
        "Σ realisasi / Σ pagu × 100. Triwulan sebelum periode ini: atas OPD yang melaporkan realisasinya per triwulan.",
    ),
    (
        "Serapan terhadap rencana",
        "Realisasi / rencana s.d. periode × 100. Rencana = anggaran kas OPD, atau bagian tahun dari pagu (pagu × "
        "triwulan / 4) bagi OPD tanpa anggaran kas. OPD yang punya anggaran kas: hanya baris rinci yang punya anggaran "
        "kas dan realisasi.",
    ),
    (
        "Efisiensi",
        "Rata-rata capaian − serapan, dalam poin persen. Cara hitung lain ada di buku kerja konsolidasi daerah.",
    ),
    (
        "Kategori indikator",
        "Banyaknya indikator menurut skala daerah masing-masing. Kata yang hanya ada di skala sendiri punya kolom "
        "sendiri; kata yang sama satu kolom, walaupun batasnya berbeda. Kolom Skala menandai daerah yang berskala "
        "sendiri, dan batasnya ada pada Setelan yang berbeda dari bawaan.",
    ),
    (
        "Capaian Renstra",
        "Rata-rata realisasi / target tahun itu × 100 atas indikator yang punya keduanya; negatif dihitung 0.",
    ),
    ("Catatan", "Banyaknya catatan pemeriksaan per aturan; satu catatan adalah satu sel."),
    (
        "Data gabungan",
        "data/*.csv memuat tabel rapi semua daerah yang dibandingkan, dengan kolom kabupaten (nama folder) dan "
        "nama_kabupaten. data/parquet/ berisi tabel yang sama, dipartisi menurut kabupaten.",
    ),
)


def metode(letak: Letak, dibuat: datetime.datetime) -> tuple[Lembaran, dict[str, str]]:
    """The sheet, and the names under which formulas find its cells."""
    p = letak.perbandingan
    halaman = Halaman(_LEBAR)
    _section(halaman, "Tentang perbandingan ini", ("Hal", "Nilai", "Keterangan", "Sumber"))
    _row(
        halaman,
        Isi("Program"),
        Isi(f"kinerja-xl {__version__}"),
        Isi("Dibuat otomatis dari hasil tiap daerah."),
        Isi(""),
    )
    _row(halaman, Isi("Waktu pembuatan"), Isi(f"{dibuat:%d/%m/%Y %H:%M}"), Isi(""), Isi(""))
    _row(
        halaman,
        Isi("Tahun dan periode"),
        Isi(f"{p.tahun}, {p.periode}"),
        Isi("Daerah dengan tahun atau periode lain tidak dibandingkan."),
        Isi(""),
    )
    _regencies(halaman, letak)
    _settings(halaman, letak)
    nama = _limits(halaman)
    _section(halaman, "Cara menghitung", ("Angka", "", "Cara", "Sumber"))
    for hal, cara in _CARA:
        _row(halaman, Isi(hal), Isi(""), Isi(cara), Isi(""))
    for text in KUADRAN.values():
        word, _, meaning = text.partition(" (")
        _row(halaman, Isi(f"Kuadran: {word}"), Isi(""), Isi(f"{meaning.rstrip(')').capitalize()}."), Isi(""))
    sheet = halaman.lembaran(
        "Metode",
        "Metode dan Sumber",
        "Daerah yang dibandingkan, batas yang dipakai, dan cara setiap angka dihitung. Rumus di lembar lain menunjuk "
        "ke skala dan batas di sini.",
        TAB_BUKTI,
        f"{len(p.ikut)} {DAERAH} dibandingkan, {len(p.lain)} tidak.",
    )
    return sheet, nama


def _section(halaman: Halaman, judul: str, kepala: Sequence[str]) -> None:
    halaman.lewati()
    halaman.kata(judul, "bagian")
    for n, text in enumerate(kepala):
        halaman.gabung(n, halaman.baris, halaman.baris, Isi(text, "kepala"), "")
    halaman.lewati()


def _row(halaman: Halaman, *isi: Isi) -> int:
    return halaman.isi(*isi, gaya="")


def _regencies(halaman: Halaman, letak: Letak) -> None:
    """Every regency: compared (with what it judges by itself) or not (and why), then files that belong to none."""
    p = letak.perbandingan
    _section(halaman, "Daerah", (DAERAH.title(), "Keadaan", "Keterangan", "Folder"))
    for nama, satu in zip(letak.nama, letak.daerah, strict=True):
        used = sum(b.pemakaian.startswith("dipakai") for b in satu.berkas)
        text = f"{used} berkas OPD dipakai; {satu.keadaan_referensi}."
        if not satu.ada_daftar:
            text += f" {TANPA_DAFTAR}"
        if satu.setelan:
            text += f" Setelan sendiri (di bawah): {', '.join(b.nama for b in satu.setelan)}."
        _row(halaman, Isi(nama), Isi("Dibandingkan"), Isi(text), Isi(satu.folder))
    for lain in p.lain:
        _row(halaman, Isi(lain.nama), Isi(lain.keadaan), Isi(lain.alasan), Isi(lain.folder))
    for berkas in p.tak_dipakai:
        _row(halaman, Isi("-"), Isi("Tidak dipakai"), Isi("Terletak di luar folder kabupaten/kota."), Isi(berkas))


def _settings(halaman: Halaman, letak: Letak) -> None:
    """Every setting by which a regency is computed or judged otherwise than by default."""
    _section(halaman, "Setelan yang berbeda dari bawaan", (DAERAH.title(), "Setelan", "Dipakai", "Bawaan"))
    rows = [(nama, b) for nama, satu in zip(letak.nama, letak.daerah, strict=True) for b in satu.setelan]
    for nama, b in rows:
        _row(halaman, Isi(nama), Isi(b.nama), Isi(b.nilai), Isi(b.bawaan))
    if not rows:
        _row(halaman, Isi("-"), Isi(""), Isi("Semua memakai setelan, skala, dan predikat bawaan."), Isi(""))


def _limits(halaman: Halaman) -> dict[str, str]:
    nama = {}
    _section(halaman, "Batas dan skala bersama", ("Setelan", "Nilai", "Arti", "Sumber"))
    known = {s.nama: s for s in SETELAN}
    for kunci, name in zip(BATAS_SERAPAN, _NAMA, strict=True):
        satu = known[kunci]
        value = angka(BAKU.kebijakan.angka(kunci))
        row = _row(halaman, Isi(kunci), Isi(value, "angka"), Isi(satu.keterangan), Isi(satu.sumber))
        nama[name] = f"='Metode'!$B${row}"
    rows = []
    colours = category_colours(BAKU.skala)
    for level in reversed(BAKU.skala):
        finite = level.batas_bawah.is_finite()
        text = f"{level.batas_bawah} % atau lebih" if finite else "Di bawah batas sebelumnya"
        bound = float(level.batas_bawah) if finite else -1e99
        rows.append(
            _row(
                halaman,
                Isi(bound, "batas_skala"),
                Isi(level.kriteria, "kata", warna=colours),
                Isi(text),
                Isi("Permendagri 54/2010; Permendagri 86/2017"),
            )
        )
    nama["Skala_Batas"] = f"='Metode'!$A${rows[0]}:$A${rows[-1]}"
    nama["Skala_Kriteria"] = f"='Metode'!$B${rows[0]}:$B${rows[-1]}"
    return nama
