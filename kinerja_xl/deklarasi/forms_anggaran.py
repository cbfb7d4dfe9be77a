"""The money sheets of an OPD: the budget tree and the accounts."""

from __future__ import annotations

from typing import Final

from kinerja_xl.deklarasi.pilihan import AKUMULASI, AKUMULASI_HELP, POLARITAS, POLARITAS_HELP, TRIWULAN
from kinerja_xl.deklarasi.schema import Column, Kind, Sheet


def _anggaran_triwulan() -> tuple[Column, ...]:
    return tuple(
        column
        for n, tw in enumerate(TRIWULAN, 1)
        for column in (
            Column(f"realisasi_tw{n}_k", f"Realisasi {tw} (K)", Kind.NILAI, help=f"Realisasi kinerja {tw}."),
            Column(
                f"realisasi_tw{n}_rp",
                f"Realisasi {tw} (Rp)",
                Kind.RUPIAH,
                help=f"Realisasi anggaran {tw}, rupiah penuh.",
            ),
        )
    )


ANGGARAN: Final = Sheet(
    "anggaran",
    "Anggaran",
    (
        Column(
            "kode",
            "Kode",
            Kind.KODE,
            required=True,
            help="Kode program, kegiatan, atau sub kegiatan (Permendagri 90/2019), sebagai teks.",
            width=20,
        ),
        Column("uraian", "Uraian", required=True, help="Nama program, kegiatan, atau sub kegiatan.", width=44),
        Column(
            "kode_iku",
            "Kode IKU",
            Kind.KODE,
            help="Kode indikator yang didukung; pisahkan dengan titik koma.",
            width=14,
        ),
        Column("indikator", "Indikator", help="Indikator program, kegiatan, atau sub kegiatan.", width=34),
        Column("satuan", "Satuan", help="Satuan indikator.", width=12),
        Column("polaritas", "Polaritas", Kind.PILIHAN, choices=POLARITAS, help=f"{POLARITAS_HELP} Kosong: Maksimal."),
        Column("akumulasi", "Akumulasi", Kind.PILIHAN, choices=AKUMULASI, help=f"{AKUMULASI_HELP} Kosong: Terakhir."),
        Column("target_renstra_k", "Target Renstra (K)", Kind.NILAI, help="Target kinerja akhir Renstra."),
        Column("target_renstra_rp", "Target Renstra (Rp)", Kind.RUPIAH, help="Rencana anggaran sampai akhir Renstra."),
        Column(
            "realisasi_lalu_k",
            "Realisasi s.d. Tahun Lalu (K)",
            Kind.NILAI,
            help="Realisasi kinerja Renstra s.d. tahun lalu.",
        ),
        Column(
            "realisasi_lalu_rp",
            "Realisasi s.d. Tahun Lalu (Rp)",
            Kind.RUPIAH,
            help="Realisasi anggaran Renstra s.d. tahun lalu.",
        ),
        Column("target_k", "Target (K)", Kind.NILAI, help="Target kinerja Renja tahun berjalan."),
        Column("pagu_renja_rp", "Pagu Renja (Rp)", Kind.RUPIAH, help="Pagu indikatif Renja."),
        Column(
            "pagu_murni_rp",
            "Pagu Murni (Rp)",
            Kind.RUPIAH,
            required=True,
            required_with="",
            help="Pagu DPA murni, rupiah penuh.",
        ),
        Column("pagu_pergeseran_rp", "Pagu Pergeseran (Rp)", Kind.RUPIAH, help="Pagu sesudah pergeseran."),
        Column("pagu_perubahan_rp", "Pagu Perubahan (Rp)", Kind.RUPIAH, help="Pagu DPA perubahan."),
        *(
            Column(f"kas_tw{n}_rp", f"Rencana Kas {tw} (Rp)", Kind.RUPIAH, help=f"Anggaran kas {tw}.")
            for n, tw in enumerate(TRIWULAN, 1)
        ),
        *_anggaran_triwulan(),
        Column("realisasi_tahun_k", "Realisasi Tahun (K)", Kind.NILAI, help="Realisasi kinerja setahun."),
        Column("realisasi_tahun_rp", "Realisasi Tahun (Rp)", Kind.RUPIAH, help="Realisasi anggaran setahun."),
        Column(
            "serapan_dilaporkan",
            "Serapan Dilaporkan (%)",
            Kind.PERSEN,
            reported=True,
            aliases=("Serapan Dilaporkan",),
            help="Persentase menurut dokumen OPD; hanya dibandingkan.",
        ),
        Column(
            "sisa_dilaporkan_rp",
            "Sisa Dilaporkan (Rp)",
            Kind.RUPIAH,
            reported=True,
            aliases=("Sisa Dilaporkan",),
            help="Sisa anggaran menurut dokumen OPD; hanya dibandingkan.",
        ),
        Column("penanggung_jawab", "Penanggung Jawab", help="Bidang atau bagian pelaksana.", width=22),
        Column("sumber_dana", "Sumber Dana", help="Misalnya PAD, DAU, DAK, DBH.", width=14),
        Column("kendala", "Kendala", help="Kendala penyerapan.", width=28),
        Column("tindak_lanjut", "Tindak Lanjut", help="Tindak lanjut atas kendala.", width=28),
    ),
    help="Program, kegiatan, dan sub kegiatan dengan pagu dan realisasi. Jumlah induk dihitung dari rinciannya.",
)

BELANJA: Final = Sheet(
    "belanja",
    "Belanja",
    (
        Column(
            "kode_rekening",
            "Kode Rekening",
            Kind.KODE,
            required=True,
            help="Kode akun LRA sebagai teks, misalnya 5.1.02.",
        ),
        Column("uraian", "Uraian", required=True, help="Nama akun pendapatan atau belanja.", width=44),
        Column("anggaran_rp", "Anggaran (Rp)", Kind.RUPIAH, required=True, help="Anggaran, rupiah penuh."),
        Column("realisasi_rp", "Realisasi (Rp)", Kind.RUPIAH, help="Realisasi, rupiah penuh."),
        Column(
            "persentase_dilaporkan",
            "Persentase Dilaporkan",
            Kind.PERSEN,
            reported=True,
            help="Persentase menurut dokumen OPD.",
        ),
        Column(
            "lebih_kurang_dilaporkan_rp",
            "Lebih/(Kurang) Dilaporkan (Rp)",
            Kind.RUPIAH,
            reported=True,
            aliases=("Lebih/(Kurang) Dilaporkan",),
            help="Realisasi dikurangi anggaran menurut dokumen OPD.",
        ),
    ),
    help="Laporan realisasi per rekening (LRA): pendapatan dan belanja.",
    key="kode_rekening",
)
