"""The words, signs and limits of the value grammar, each spelled out here a second time."""

from decimal import Decimal

import pytest

from kinerja_xl.nilai import Jenis, format_nilai, format_rupiah, normalise_satuan, parse_nilai, parse_rupiah
from kinerja_xl.nilai.kata import bersihkan

SINGKATAN = """dok dokumen|doc dokumen
lap laporan|keg kegiatan|kec kecamatan|kab kabupaten|org orang|pkt paket|thn tahun
th tahun|bln bulan|mgg minggu|hr hari|mnt menit|dtk detik|indek indeks|index indeks|rupiah rp|persen %|prosen %
persentase %|prosentase %"""
SKALA = {
    "ribu": 3,
    "rb": 3,
    "juta": 6,
    "jt": 6,
    "miliar": 9,
    "milyar": 9,
    "miliard": 9,
    "milyard": 9,
    "triliun": 12,
    "trilyun": 12,
    "trilliun": 12,
}


@pytest.mark.parametrize("pasangan", SINGKATAN.replace("\n", "|").split("|"))
def test_short_forms_of_units(pasangan: str) -> None:
    pendek, panjang = pasangan.split(" ")
    assert normalise_satuan(pendek) == normalise_satuan(pendek.upper() + ".") == panjang
    assert normalise_satuan(f"{pendek}_x") == f"{panjang} x"


@pytest.mark.parametrize("kata", SKALA)
def test_scale_words(kata: str) -> None:
    assert parse_nilai(f"2,5 {kata}").angka == Decimal("2.5").scaleb(SKALA[kata])
    assert parse_nilai(f"2,5 {kata.upper()}.").angka == Decimal("2.5").scaleb(0 if kata == "rb" else SKALA[kata])
    assert parse_rupiah(f"Rp2,5 {kata}").sen == int(Decimal("250").scaleb(SKALA[kata]))


@pytest.mark.parametrize(
    ("huruf", "baku"),
    [
        *((h, "-") for h in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"),
        *((h, ">=") for h in "\u2265\u2267\u2a7e"),
        *((h, "<=") for h in "\u2264\u2266\u2a7d"),
        ("\u2236", ":"),
        ("\u2044", "/"),
        ("\u2215", "/"),
        ("\ufe00", ""),
        ("\ufe0f", ""),
        ("\u200b", ""),
        ("\u202e", "\u202e"),
        ("\u202d", "\u202d"),
        ("\u00bd", "\u00bd"),
        ("\u0663", "\u0663"),
        ("\uff13", "3"),
    ],
)
def test_letters_that_look_alike(huruf: str, baku: str) -> None:
    assert bersihkan(f"a{huruf}b") == f"a{baku}b"


@pytest.mark.parametrize(
    ("teks", "jenis", "angka"),
    [
        ("12\u202e34", Jenis.GALAT, None),
        ("\u202d12", Jenis.GALAT, None),
        ("5 % - 7 orang", Jenis.GALAT, None),
        ("5 juta - 7", Jenis.GALAT, None),
        ("5 - 7 juta", Jenis.GALAT, None),
        ("3.226 - 4.226", Jenis.GALAT, None),
        ("minimal 80,,5", Jenis.GALAT, None),
        (">= 80,5,6", Jenis.GALAT, None),
        ("\u2265 abc", Jenis.KUALITATIF, None),
        ("5 dok, 6 dokumen", Jenis.GALAT, None),
        ("0:5", Jenis.GALAT, None),
        ("1:50%", Jenis.GALAT, None),
        ("1:abc", Jenis.GALAT, None),
        ("2:1.234", Jenis.GALAT, None),
        ("08:30", Jenis.GALAT, None),
        ("8:05", Jenis.GALAT, None),
        ("(75) (Baik)", Jenis.GALAT, None),
        ("(75 - 80) (Baik)", Jenis.GALAT, None),
        ("A - (86,45)", Jenis.PREDIKAT_ANGKA, "86.45"),
        ("TW 3", Jenis.KUALITATIF, None),
        ("TW (3)", Jenis.PREDIKAT_ANGKA, "3"),
        ("Nilai Indeks IKM : 68,42", Jenis.ANGKA_SATUAN, "68.42"),
        ("nilai akhir indeks IKM 3", Jenis.KUALITATIF, None),
        ("2 tahun 6 bulan", Jenis.WAKTU, "30"),
        ("2 jam 30 menit", Jenis.WAKTU, "150"),
        ("2 menit 5 detik", Jenis.WAKTU, "125"),
        ("2 minggu 3 hari", Jenis.WAKTU, "17"),
        ("1 jam 2 detik", Jenis.GABUNGAN, None),
        ("1" * 40, Jenis.ANGKA, "1" * 40),
        ("1" * 41, Jenis.GALAT, None),
        ("0," + "1" * 39, Jenis.ANGKA, "0." + "1" * 39),
        ("0," + "1" * 40, Jenis.GALAT, None),
        ("12," + "1" * 38, Jenis.ANGKA, "12." + "1" * 38),
        ("12," + "1" * 39, Jenis.GALAT, None),
    ],
)
def test_edges(teks: str, jenis: Jenis, angka: str | None) -> None:
    nilai = parse_nilai(teks)
    assert (nilai.jenis, nilai.angka) == (jenis, None if angka is None else Decimal(angka))


@pytest.mark.parametrize(
    ("teks", "bawah", "atas"),
    [
        ("2.50 - 3.226", "2.50", "3.226"),
        ("3.226 - 4.5", "3.226", "4.5"),
        ("2,5 - 3.226", "2.5", "3226"),
        ("1.000.000 - 3.226.000", "1000000", "3226000"),
        ("5 juta - 7 juta", "5000000", "7000000"),
        ("5 % - 7 %", "5", "7"),
        ("5 - 7 %", "5", "7"),
    ],
)
def test_ranges(teks: str, bawah: str, atas: str) -> None:
    nilai = parse_nilai(teks)
    assert (nilai.jenis, nilai.bawah, nilai.atas) == (Jenis.RENTANG, Decimal(bawah), Decimal(atas))


@pytest.mark.parametrize(
    "teks",
    [
        "3.226",
        "-3.226",
        "1.500 ribu",
        "1.500 juta",
        "-1.500 juta",
        "999.999 juta",
        "1.500 miliar",
        "1.500 triliun",
        "1:1.234",
    ],
)
def test_ambiguous_numbers_are_written_as_they_were_read(teks: str) -> None:
    nilai = parse_nilai(teks)
    assert nilai.jenis is Jenis.RANCU
    assert format_nilai(nilai) == teks


@pytest.mark.parametrize(
    ("teks", "sen"),
    [
        ("(1.500", None),
        ("1.500)", None),
        ("(1.500)", -150000),
        ("(1.500),-", -150000),
        ("(1.500,-)", -150000),
        ("(1.500,-),-", None),
        ("1.500),-", None),
        ("1.500,-,-", None),
        ("Rp(1.500)", -150000),
        ("-(1.500)", None),
        ("--1.500", None),
        ("-Rp-1.500", None),
        ("-Rp1.500", -150000),
        ("1" * 14, int("1" * 14) * 100),
        ("1" * 15, None),
        ("1" * 41, None),
        ("1.500,00,-", None),
    ],
)
def test_signs_brackets_and_tails_of_money(teks: str, sen: int | None) -> None:
    assert parse_rupiah(teks).sen == sen


@pytest.mark.parametrize(
    ("sen", "teks"), [(0, "Rp0"), (1, "Rp0,01"), (-1, "-Rp0,01"), (100, "Rp1"), (10**11, "Rp1.000.000.000")]
)
def test_money_in_full(sen: int, teks: str) -> None:
    assert format_rupiah(sen) == teks
    assert parse_rupiah(teks).sen == sen
