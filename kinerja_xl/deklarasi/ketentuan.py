"""Regulatory values with their source: scales, predicates and settings, all overridable by the Referensi workbook."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple


class Kriteria(NamedTuple):
    """One level of a scale: it holds from `batas_bawah` (percent, rounded to 2 decimals) upwards."""

    skala: str
    batas_bawah: Decimal
    kriteria: str
    kode: str
    warna: str


# Source: Permendagri 54/2010 Lampiran (Skala Nilai Peringkat Kinerja), kept by Permendagri 86/2017. The printed
# scale is for integers (76-90, 91-...); the lower bound decides in the gaps. Colours are safe for colour blindness
# and stay distinct in grey print.
SKALA_KINERJA: Final = (
    Kriteria("Kinerja", Decimal(91), "Sangat Tinggi", "ST", "#1B6E3C"),
    Kriteria("Kinerja", Decimal(76), "Tinggi", "T", "#8CC97F"),
    Kriteria("Kinerja", Decimal(66), "Sedang", "S", "#F2C14E"),
    Kriteria("Kinerja", Decimal(51), "Rendah", "R", "#E8853D"),
    Kriteria("Kinerja", Decimal("-Infinity"), "Sangat Rendah", "SR", "#9E2A2B"),
)

NAMA_WARNA: Final = {
    "hijau tua": "#1B6E3C",
    "hijau": "#1B6E3C",
    "hijau muda": "#8CC97F",
    "kuning": "#F2C14E",
    "jingga": "#E8853D",
    "oranye": "#E8853D",
    "merah": "#9E2A2B",
    "merah tua": "#9E2A2B",
    "biru": "#1F4E79",
    "abu-abu": "#7F7F7F",
}
"""Colours that the sheet Skala may name by word: the tones of the default scale, a blue and a grey."""


class Predikat(NamedTuple):
    """One predicate of a family: the number that enters a formula and, where defined, the band of numbers it names.

    The band is `batas_bawah` <= number <= `batas_atas` after rounding to 2 decimals.
    """

    kelompok: str
    predikat: str
    nilai: Decimal
    batas_bawah: Decimal | None
    batas_atas: Decimal | None


def _family(kelompok: str, *rows: tuple[str, str, str | None, str | None]) -> tuple[Predikat, ...]:
    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return tuple(Predikat(kelompok, p, Decimal(n), number(lo), number(hi)) for p, n, lo, hi in rows)


# Source: Permenpan-RB 88/2021 (AA > 90, A > 80, BB > 70, B > 60, CC > 50, C > 30, D <= 30). A number equal to the
# lower bound is accepted for the better predicate too: documents print "B (60)" for the bound itself.
_AKIP_BANDS: Final = (
    ("AA", "90", "90", "100"),
    ("A", "80", "80", "90"),
    ("BB", "70", "70", "80"),
    ("B", "60", "60", "70"),
    ("CC", "50", "50", "60"),
    ("C", "30", "30", "50"),
    ("D", "0", "0", "30"),
)

# Source: Permenpan-RB 14/2017 (index bands); the number of a predicate is the lower bound of its band.
_SKM_BANDS: Final = (("88.31", "100"), ("76.61", "88.30"), ("65.00", "76.60"), ("25.00", "64.99"))

PREDIKAT_BAWAAN: Final = (
    *_family("AKIP", *_AKIP_BANDS),
    *_family("RB", *_AKIP_BANDS),
    *_family("IRH", *_AKIP_BANDS),
    *_family(
        "Opini BPK",
        ("WTP", "4", None, None),
        ("WTP-DPP", "4", None, None),
        ("WDP", "3", None, None),
        ("TW", "2", None, None),
        ("TMP", "1", None, None),
    ),
    *_family("SKM", *((p, lo, lo, hi) for p, (lo, hi) in zip("ABCD", _SKM_BANDS, strict=True))),
    *_family(
        "SKM",
        *(
            (p, lo, lo, hi)
            for p, (lo, hi) in zip(("Sangat Baik", "Baik", "Kurang Baik", "Tidak Baik"), _SKM_BANDS, strict=True)
        ),
    ),
    # Source: Permenpan-RB 59/2020 (index 1-5).
    *_family(
        "SPBE",
        ("Memuaskan", "4.2", "4.2", "5"),
        ("Sangat Baik", "3.5", "3.5", "4.19"),
        ("Baik", "2.6", "2.6", "3.49"),
        ("Cukup", "1.8", "1.8", "2.59"),
        ("Kurang", "1", "1", "1.79"),
    ),
    # Source: Ombudsman RI, penilaian kepatuhan standar pelayanan publik (A from 88, B from 78, C from 54, D from 32).
    *_family(
        "Ombudsman",
        ("Kualitas Tertinggi", "88", "88", "100"),
        ("Kualitas Tinggi", "78", "78", "87.99"),
        ("Kualitas Sedang", "54", "54", "77.99"),
        ("Kualitas Rendah", "32", "32", "53.99"),
        ("Kualitas Terendah", "0", "0", "31.99"),
    ),
    *_family("Temuan", ("Tidak Ada Temuan", "1", None, None), ("Ada Temuan", "0", None, None)),
)


BATAS_PROGRAM: Final = "Batas program"
"""The source of settings that are none of the regency's policy."""


@dataclass(frozen=True, slots=True)
class Setelan:
    """One setting of the sheet Kebijakan: name, default as text, allowed words, meaning, source.

    A number has the `rentang` (both ends included) in which it makes sense, in its `satuan`; with neither choices nor
    range the setting is a free word.
    """

    nama: str
    bawaan: str
    pilihan: tuple[str, ...]
    keterangan: str
    sumber: str
    rentang: tuple[int, int] | None = None
    satuan: str = ""

    @property
    def kebijakan(self) -> bool:
        """Whether figures or judgements depend on it, not only what files are read."""
        return self.sumber != BATAS_PROGRAM

    @property
    def batas(self) -> str:
        """The range of a number as words, '' for a word.

        >>> next(s.batas for s in SETELAN if s.nama == "baris_lembar")
        'dari 1 sampai 1.048.576 baris'
        """
        if self.rentang is None:
            return ""
        bawah, atas = (f"{n:,}".replace(",", ".") for n in self.rentang)
        return f"dari {bawah} sampai {atas} {self.satuan}"

    @property
    def isian(self) -> str:
        """What may stand in its cell as words, '' for a free word.

        >>> [s.isian for s in SETELAN if s.nama in ("rumus_minimal", "batas_capaian", "skala")]
        ['linear; rasio', 'dari 10 sampai 1.000 %', '']
        """
        return "; ".join(self.pilihan) or self.batas


BOBOT_SKM: Final = ("1/9", "0,11", "0,111")
"""Weights that reports use: the exact ninth, and what Permenpan-RB 14/2017 and many forms print for it."""

SETELAN: Final = (
    Setelan(
        "rumus_minimal",
        "linear",
        ("linear", "rasio"),
        "Rumus capaian indikator Minimal: linear (2T - R) / T x 100, atau rasio T / R x 100.",
        "Permendagri 86/2017",
    ),
    Setelan(
        "batas_capaian",
        "120",
        (),
        "Batas atas capaian (%) pada rata-rata yang dibatasi.",
        "Kebijakan daerah",
        rentang=(10, 1000),
        satuan="%",
    ),
    Setelan(
        "capaian_wajar",
        "150",
        (),
        "Capaian (%) di atas ini ditandai untuk diperiksa.",
        "Kebijakan daerah",
        rentang=(100, 1000),
        satuan="%",
    ),
    Setelan(
        "metode_efisiensi",
        "selisih",
        ("selisih", "sisa", "rasio", "ne"),
        "Metode efisiensi yang dipakai sebagai kriteria resmi; semua metode tetap ditampilkan.",
        "Kebijakan daerah; NE: PMK 22/PMK.02/2021",
    ),
    Setelan("skala", "Kinerja", (), "Nama skala pada lembar Skala untuk kategori capaian.", "Permendagri 54/2010"),
    Setelan(
        "batas_serapan_rendah",
        "50",
        (),
        "Serapan terhadap rencana (%) di bawah ini disebut rendah.",
        "Kebijakan daerah",
        rentang=(1, 200),
        satuan="%",
    ),
    Setelan(
        "batas_serapan_tinggi",
        "80",
        (),
        "Serapan terhadap rencana (%) mulai ini disebut tinggi.",
        "Kebijakan daerah",
        rentang=(1, 200),
        satuan="%",
    ),
    Setelan("bobot_skm", BOBOT_SKM[0], BOBOT_SKM, "Bobot tiap unsur SKM.", "Permenpan-RB 14/2017"),
    Setelan(
        "e81_penilaian",
        "tahun ini",
        ("tahun ini", "renstra"),
        "Dasar predikat Formulir E.81: tingkat capaian tahun ini (12/7) atau Renstra (14).",
        "Permendagri 86/2017",
    ),
    Setelan(
        "ukuran_berkas_mb",
        "50",
        (),
        "Berkas yang lebih besar (MB) tidak dibaca.",
        BATAS_PROGRAM,
        rentang=(1, 2000),
        satuan="MB",
    ),
    Setelan(
        "baris_lembar",
        "20000",
        (),
        "Jumlah baris terbanyak per lembar yang dibaca.",
        BATAS_PROGRAM,
        rentang=(1, 1_048_576),
        satuan="baris",
    ),
    Setelan(
        "ukuran_mekar_mb",
        "100",
        (),
        "Berkas yang isinya setelah dimekarkan lebih besar (MB) tidak dibaca.",
        BATAS_PROGRAM,
        rentang=(1, 10_000),
        satuan="MB",
    ),
    Setelan(
        "waktu_baca_detik",
        "60",
        (),
        "Pembacaan satu berkas .xls atau .xlsb dihentikan sesudah waktu ini (detik).",
        BATAS_PROGRAM,
        rentang=(1, 3600),
        satuan="detik",
    ),
    Setelan(
        "memori_baca_mb",
        "1024",
        (),
        "Ingatan terbanyak (MB) bagi pembaca berkas .xls dan .xlsb.",
        BATAS_PROGRAM,
        rentang=(256, 65_536),
        satuan="MB",
    ),
)

SETELAN_URUT: Final = (("batas_serapan_rendah", "batas_serapan_tinggi"),)
"""Settings of which the first may not be above the second."""

# Source: Permenpan-RB 14/2017, Lampiran (the nine elements of the survey; printed as U1 to U9).
UNSUR_SKM: Final = (
    "Persyaratan",
    "Sistem, mekanisme, dan prosedur",
    "Waktu penyelesaian",
    "Biaya/tarif",
    "Produk spesifikasi jenis pelayanan",
    "Kompetensi pelaksana",
    "Perilaku pelaksana",
    "Penanganan pengaduan, saran, dan masukan",
    "Sarana dan prasarana",
)
JAWABAN_SKM: Final = (1, 4)
PILIHAN_JAWABAN: Final = "1, 2, 3, atau 4"
RINGKASAN_SKM: Final = ("nrr", "ikm", "jumlah", "rata", "rerata", "indeks", "nilai")
"""A row without a respondent's number whose Layanan begins with such a word is a summary of the answers above it."""
RESPONDEN_SEDIKIT: Final = 30
"""Fewer respondents of one service deserve a remark (rule of thumb for means; no regulation sets a number)."""

# Source: Krejcie & Morgan (1970), the table in Permenpan-RB 14/2017: chi square for 95 %, P = 0.5, d = 0.05.
KREJCIE_XPQ: Final = Decimal("3.841") / 4
KREJCIE_D2: Final = Decimal("0.0025")

# Source: Permenpan-RB 88/2021. Older evaluations have five components; then the weights are those of the sheet.
KOMPONEN_AKIP: Final = (
    ("Perencanaan Kinerja", 30),
    ("Pengukuran Kinerja", 30),
    ("Pelaporan Kinerja", 15),
    ("Evaluasi Akuntabilitas Kinerja Internal", 25),
)
JUMLAH_AKIP: Final = ("jumlah", "total", "nilai akuntabilitas", "nilai hasil evaluasi", "hasil evaluasi")
"""A row whose Komponen begins so is a reported total."""
BARIS_PREDIKAT_AKIP: Final = ("predikat", "kategori")
"""A row whose Komponen begins so is the reported predicate, also when the number stands beside it."""
SEBUTAN_AKIP: Final = {
    "AA": "Sangat Memuaskan",
    "A": "Memuaskan",
    "BB": "Sangat Baik",
    "B": "Baik",
    "CC": "Cukup",
    "C": "Kurang",
    "D": "Sangat Kurang",
}
"""The word that the regulation gives each predicate (Permenpan-RB 88/2021)."""
PALING_TINGGI_AKIP: Final = 100
"""What the weights of an evaluation, and so its total, can't exceed."""
