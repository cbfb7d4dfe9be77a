"""Capaian: the documents' own figures and every combination of polarity and target kind."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kinerja_xl.compute.akumulasi import accumulate, not_combinable, realisasi_of_period, target_of_period
from kinerja_xl.compute.capaian import BELUM_DILAPORKAN, METODE, TANPA_POLARITAS, Capaian, hitung_capaian
from kinerja_xl.compute.indikator import fitting_families, nilai_predikat
from kinerja_xl.nilai import KOSONG, Jenis, bulat, parse_nilai
from kinerja_xl.tabel.referensi import Referensi

REFERENSI = Referensi()

# Tabel 3.2, LKj 2023 Sekretariat Daerah Bengkulu Selatan: target, realisasi, kelompok, polaritas, capaian.
TABEL_3_2 = [
    ("3,22", "2,85", "", "Maksimal", "88.51"),
    ("CC", "A (86,45)", "IRH", "Maksimal", "172.90"),
    ("3 ± 1", "3 ± 1", "", "Stabil", "100"),
    ("91", "98", "", "Maksimal", "107.69"),
    ("87,07", "100", "", "Maksimal", "114.85"),
    ("60,24", "63,20", "", "Maksimal", "104.91"),
    ("B", "B", "AKIP", "Maksimal", "100"),
    ("B", "CC", "AKIP", "Maksimal", "83.33"),
    ("WTP", "WTP", "Opini BPK", "Maksimal", "100"),
    ("85", "90", "", "Maksimal", "105.88"),
]

KASUS = [
    # higher is better, lower is better
    ("80", "60", "Maksimal", "75"),
    ("80%", "100%", "Maksimal", "125"),
    ("10", "8", "Minimal", "120"),
    ("10", "12", "Minimal", "80"),
    ("10", "25", "Minimal", "-50"),
    # one number as a range of width 0
    ("5", "5", "Stabil", "100"),
    ("5", "4", "Stabil", "80"),
    ("5", "6", "Stabil", "80"),
    # ranges
    ("3 ± 1", "2,5", "Stabil", "100"),
    ("3 ± 1", "1", "Stabil", "50"),
    ("3 ± 1", "5", "Stabil", "75"),
    ("69,1-69,5", "69,3", "Maksimal", "100"),
    ("10 – 20", "25", "Maksimal", "125"),
    ("10 – 20", "5", "Maksimal", "50"),
    ("10 – 20", "15", "Minimal", "100"),
    ("10 – 20", "25", "Minimal", "75"),
    ("10 – 20", "5", "Minimal", "150"),
    # a bound of 0 divides only what lies beyond it
    *(("0-5", "3", polaritas, "100") for polaritas in ("Maksimal", "Minimal", "Stabil")),
    ("0-5", "0", "Minimal", "100"),
    ("0-5", "6", "Maksimal", "120"),
    ("0-5", "6", "Minimal", "80"),
    ("0-5", "6", "Stabil", "80"),
    ("-5-0", "-2", "Stabil", "100"),
    ("0 – 0", "0", "Minimal", "100"),
    # bounds imply their polarity, whatever Polaritas says
    (">3,51", "3,51", "Maksimal", "100"),
    ("≥ 90", "45", "Minimal", "50"),
    ("Minimal 3,226", "2,85", "Maksimal", "88.34"),
    ("Maks. 10", "12", "Maksimal", "80"),
    ("kurang dari 49", "49", "Minimal", "100"),
    # target 0
    ("0", "0", "Maksimal", "100"),
    ("0", "0", "Minimal", "100"),
    ("0", "3", "Minimal", "0"),
    # compound, ratio, units, qualitative
    ("10 Raperda, 50 Raperbup, 600 SK", "5 Raperda, 75 Raperbup, 677 SK", "Maksimal", "104.28"),
    ("1 BUMD 1 BLUD", "1 BUMD 1 BLUD", "Maksimal", "100"),
    ("1:1000", "1:500", "Maksimal", "50"),
    ("15 menit", "12 menit", "Minimal", "120"),
    ("132 Surat", "90 Surat", "Maksimal", "68.18"),
    ("Selesai tepat waktu", "selesai  tepat waktu", "Maksimal", "100"),
    ("75 (Baik)", "71,20 BB", "Maksimal", "94.93"),
]

TAK_TERHITUNG = [
    ("80", "", "Maksimal", "belum dilaporkan", ""),
    ("", "80", "Maksimal", "target tidak ada", ""),
    ("0", "3", "Maksimal", "tidak dapat dihitung", "target_nol"),
    ("3 ± 1", "4 ± 1", "Stabil", "tidak dapat dihitung", "tidak_sebanding"),
    ("80", "3 ± 1", "Maksimal", "tidak dapat dihitung", "tidak_sebanding"),
    ("10 Raperda, 50 Raperbup", "10 Raperda, 50 SK", "Maksimal", "tidak dapat dihitung", "bagian"),
    ("Selesai", "Belum selesai", "Maksimal", "tidak dapat dihitung", "kualitatif"),
    ("80", "1.48.193", "Maksimal", "tidak dapat dihitung", ""),
    ("0 – 0", "3", "Minimal", "tidak dapat dihitung", "target_nol"),
    ("0-5", "-1", "Stabil", "tidak dapat dihitung", "target_nol"),
    ("-5-0", "1", "Stabil", "tidak dapat dihitung", "target_nol"),
]


def hitung(target: str, realisasi: str, polaritas: str, kelompok: str = "", minimal: str = "linear") -> Capaian:
    t, r = parse_nilai(target), parse_nilai(realisasi)
    words = [n.predikat for n in (t, r) if n.predikat and n.angka is None]
    return hitung_capaian(t, r, polaritas, nilai_predikat(REFERENSI, kelompok, words), minimal)


@pytest.mark.parametrize(("target", "realisasi", "kelompok", "polaritas", "harapan"), TABEL_3_2)
def test_tabel_3_2(target: str, realisasi: str, kelompok: str, polaritas: str, harapan: str) -> None:
    hasil = hitung(target, realisasi, polaritas, kelompok)
    assert hasil.persen is not None
    assert bulat(hasil.persen) == Decimal(harapan)


def test_tabel_3_2_mean_is_107_81() -> None:
    values = [hitung(t, r, p, k).persen for t, r, k, p, _ in TABEL_3_2]
    assert bulat(sum(v for v in values if v is not None) / len(values)) == Decimal("107.81")


@pytest.mark.parametrize(("target", "realisasi", "polaritas", "harapan"), KASUS)
def test_formula(target: str, realisasi: str, polaritas: str, harapan: str) -> None:
    hasil = hitung(target, realisasi, polaritas)
    assert hasil.persen is not None, hasil
    assert bulat(hasil.persen) == Decimal(harapan)
    assert hasil.rumus is not None
    assert hasil.rumus.evaluate(hasil.operan) == hasil.persen


@pytest.mark.parametrize(("target", "realisasi", "polaritas", "metode", "sebab"), TAK_TERHITUNG)
def test_not_computable(target: str, realisasi: str, polaritas: str, metode: str, sebab: str) -> None:
    hasil = hitung(target, realisasi, polaritas)
    assert (hasil.persen, hasil.metode, hasil.sebab) == (None, metode, sebab)


def test_minimal_as_ratio() -> None:
    assert hitung("10", "8", "Minimal", minimal="rasio").persen == Decimal(125)
    assert hitung("10", "0", "Minimal", minimal="rasio").persen is None


def test_two_predicates_name_the_method() -> None:
    assert hitung("B", "CC", "Maksimal", "AKIP").metode.endswith("(batas bawah predikat)")
    assert "predikat" not in hitung("CC", "A (86,45)", "Maksimal", "IRH").metode


def test_a_blank_family_is_inferred() -> None:
    assert hitung("WDP", "WTP", "Maksimal").persen == Decimal(400) / 3
    assert fitting_families(REFERENSI, ["WTP", "WDP"]) == ["opini bpk"]


def test_unknown_predicate_is_not_comparable() -> None:
    assert hitung("WTP", "BB", "Maksimal", "Opini BPK").sebab == "tidak_sebanding"


def test_a_rank_is_not_compared_with_a_number() -> None:
    opini = nilai_predikat(REFERENSI, "Opini BPK", ["WTP"])
    target, realisasi = parse_nilai("78,5"), parse_nilai("WTP")
    assert hitung_capaian(target, realisasi, "Maksimal", opini, peringkat=True).sebab == "tidak_sebanding"
    assert hitung_capaian(realisasi, realisasi, "Maksimal", opini, peringkat=True).persen == 100


def test_every_method_renders_as_excel() -> None:
    refs = {"R": "F5", "T": "E5", "bawah": "G5", "atas": "H5"}
    for name, rumus in METODE.items():
        text = rumus.excel(refs)
        assert text.count("(") == text.count(")"), name
    assert METODE["(2T − R) / T × 100"].excel(refs) == "(2*E5-F5)/E5*100"


TRIWULAN = [parse_nilai(t) for t in ("10", "20", "", "30")]


@pytest.mark.parametrize(
    ("cara", "harapan"), [("Jumlah", "60"), ("Terakhir", "30"), ("Rata-rata", "20"), ("Kumulatif", "30")]
)
def test_accumulation(cara: str, harapan: str) -> None:
    assert accumulate(TRIWULAN, cara).angka == Decimal(harapan)


def test_accumulation_of_nothing_and_of_unusable_quarters() -> None:
    assert accumulate([KOSONG, KOSONG], "Jumlah") is KOSONG
    broken = [parse_nilai("10"), parse_nilai("1.48.193,-")]
    assert accumulate(broken, "Jumlah").jenis is Jenis.GALAT
    assert accumulate([*reversed(broken)], "Terakhir").angka == 10


def test_accumulation_of_compounds_and_predicates() -> None:
    parts = [parse_nilai("2 Raperda, 3 SK"), parse_nilai("1 Raperda, 4 SK")]
    assert dict(accumulate(parts, "Jumlah").bagian) == {"raperda": 3, "sk": 7}
    assert dict(accumulate(parts, "Rata-rata").bagian) == {"raperda": Decimal("1.5"), "sk": Decimal("3.5")}
    # A part that a quarter leaves out isn't reported there; a single part is a compound of one.
    tiga = [parse_nilai(t) for t in ("2 Raperda, 1 SK", "3 Raperda", "", "5 Raperda, 4 SK")]
    assert dict(accumulate(tiga, "Jumlah").bagian) == {"raperda": 10, "sk": 5}
    assert dict(accumulate(tiga, "Rata-rata").bagian) == {"raperda": Decimal(10) / 3, "sk": Decimal("2.5")}
    assert accumulate([parse_nilai("CC"), parse_nilai("B")], "Terakhir").predikat == "B"


def test_combined_compounds_name_their_units_as_they_were_typed_first() -> None:
    texts = ("2 Raperda dan 1 SK", "3 raperda", "", "5 RAPERDA, 4 Sk; 2 peta Kec.", "600 Dok.")
    quarters = [parse_nilai(t) for t in texts]
    total = accumulate(quarters, "Jumlah")
    assert total.teks == "10 Raperda, 5 SK, 2 peta Kec., 600 Dok."
    assert parse_nilai(total.teks).bagian == total.bagian
    assert accumulate(quarters, "Rata-rata").teks == "3,333333 Raperda, 2,5 SK, 2 peta Kec., 600 Dok."
    # A sum is added to the years before.
    assert accumulate([total, parse_nilai("1 RAPERDA, 1 sk")], "Jumlah").teks.startswith("11 Raperda, 6 SK,")


@pytest.mark.parametrize("cara", ["Jumlah", "Rata-rata"])
@pytest.mark.parametrize(
    ("triwulan", "salah"),
    [
        (("Nihil", "10", "20", "30"), [0]),
        (("10", "", "20", "proses"), [3]),
        (("10", "10-20", "", ""), [1]),
        (("CC", "B", "", ""), [0, 1]),
        (("2 Raperda, 1 SK", "3", "Nihil", "1 SK"), [1, 2]),
        (("1.48.193,-", "Nihil", "3", ""), [1]),
    ],
)
def test_what_is_no_number_makes_a_sum_uncomputable(triwulan: tuple[str, ...], salah: list[int], cara: str) -> None:
    values = [parse_nilai(t) for t in triwulan]
    assert not_combinable(values, cara) == salah
    assert accumulate(values, cara).jenis is Jenis.GALAT
    reported = [n for n in values if n is not KOSONG]
    assert not_combinable(values, "Terakhir") == not_combinable(values, "Kumulatif") == []
    assert accumulate(values, "Terakhir") is reported[-1]


def test_one_reported_quarter_stands_for_itself() -> None:
    alone = [KOSONG, parse_nilai("Terlaksana"), KOSONG, KOSONG]
    assert not_combinable(alone, "Jumlah") == []
    assert accumulate(alone, "Jumlah") is alone[1]


def test_no_way_of_combining_quarters_is_guessed() -> None:
    assert accumulate(TRIWULAN, "").jenis is Jenis.GALAT
    assert accumulate([KOSONG, parse_nilai("7"), KOSONG], "").angka == 7
    assert realisasi_of_period(parse_nilai("70"), TRIWULAN, "Tahunan", "")[0].angka == 70


def test_target_of_a_period() -> None:
    pk, perubahan, triwulan = parse_nilai("100"), parse_nilai("120"), [parse_nilai(str(n)) for n in (10, 20, 30, 40)]
    assert target_of_period(pk, perubahan, triwulan, "Tahunan", "Jumlah") == (perubahan, -1)
    assert target_of_period(pk, perubahan, triwulan, "TW IV", "Jumlah") == (perubahan, -1)
    assert target_of_period(pk, perubahan, triwulan, "TW II", "Jumlah")[0].angka == 30
    assert target_of_period(pk, KOSONG, [KOSONG] * 4, "TW II", "Jumlah") == (pk, 0)
    assert target_of_period(pk, KOSONG, triwulan, "Tahunan", "Jumlah") == (pk, 0)


def test_realisasi_of_a_period() -> None:
    tahun, triwulan = parse_nilai("70"), TRIWULAN
    assert realisasi_of_period(tahun, triwulan, "Tahunan", "Jumlah") == (tahun, 0)
    assert realisasi_of_period(KOSONG, triwulan, "Tahunan", "Jumlah")[0].angka == 60
    assert realisasi_of_period(tahun, triwulan, "TW II", "Jumlah")[0].angka == 30
    assert realisasi_of_period(tahun, [KOSONG] * 4, "TW IV", "Jumlah") == (tahun, 0)
    assert realisasi_of_period(tahun, [KOSONG] * 4, "TW III", "Jumlah")[0] is KOSONG


def test_only_a_bound_is_judged_without_a_polarity() -> None:
    assert hitung_capaian(parse_nilai("90"), parse_nilai("80"), "").metode == TANPA_POLARITAS
    assert hitung_capaian(parse_nilai("3 ± 1"), parse_nilai("2"), "").persen is None
    assert hitung_capaian(parse_nilai(">= 80"), parse_nilai("80"), "").persen == 100
    assert hitung_capaian(parse_nilai("90"), parse_nilai("-"), "").metode == BELUM_DILAPORKAN
