"""Words: cleaning of typed text, predicates, units, and the words that may stand before a number."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias

Kosakata: TypeAlias = Mapping[str, str]

# What NFKC leaves apart: dashes, comparison signs and ratio or division signs that look alike on paper.
_SERUPA: Final = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2265\u2267\u2a7e", ">="),
        **dict.fromkeys("\u2264\u2266\u2a7d", "<="),
        "\u2236": ":",
        "\u2044": "/",
        "\u2215": "/",
    }
)
_OVERRIDE: Final = "\u202d\u202e"  # text shown in another order than stored: never cleaned away, so never a number
_KOSONG: Final = re.compile(r"(?:rp\.? ?)?-*|n ?/ ?a\.?", re.IGNORECASE)
TULISAN_KOSONG: Final = ("-", "--", "\u2013", "\u2014", "n/a", "n/a.", "n / a")
"""The common ones among the texts that `berarti_kosong`, in lower case: for formulas, which know no patterns."""


def _bersih_huruf(huruf: str) -> str:
    """Return one character as NFKC has it, dropped when invisible, kept when NFKC would invent a digit (², ½, ①)."""
    if huruf.isascii() or huruf in _OVERRIDE:
        return huruf
    if unicodedata.category(huruf) == "Cf" or "\ufe00" <= huruf <= "\ufe0f":
        return ""
    baku = unicodedata.normalize("NFKC", huruf)
    if any(c.isdigit() for c in baku) and unicodedata.category(huruf) != "Nd":
        return huruf
    return baku


def bersihkan(teks: str) -> str:
    """Return the text with one kind of dash, space and digit, no invisible characters, and no spaces around.

    >>> bersihkan(" 3\\u00a0±\\u200b \\uff11 "), bersihkan("≥\\n90")
    ('3 ± 1', '>= 90')
    """
    if not teks.isascii():
        teks = "".join(map(_bersih_huruf, teks)).translate(_SERUPA)
    return " ".join(teks.split())


def berarti_kosong(teks: str) -> bool:
    """Return whether the cleaned text says "not reported": blank, dashes, n/a."""
    return _KOSONG.fullmatch(teks) is not None


def is_not_reported(teks: str) -> bool:
    """Whether a text as typed says "not reported" (spec 2.1).

    >>> is_not_reported(" – "), is_not_reported("n/a"), is_not_reported("I-01")
    (True, True, False)
    """
    return berarti_kosong(bersihkan(teks))


_PEMISAH: Final = re.compile(r"[;,\n\r]+")


def split_kode(teks: str) -> list[str]:
    """The codes of a cell that may hold several, however they are separated: in order, each once.

    >>> split_kode("IKU-01; IKU-02;IKU-01"), split_kode("IKU-01, IKU-02\\nIKU-03")
    (['IKU-01', 'IKU-02'], ['IKU-01', 'IKU-02', 'IKU-03'])
    """
    return list(dict.fromkeys(kode.strip() for kode in _PEMISAH.split(teks) if kode.strip()))


@lru_cache(maxsize=1 << 16)
def normalise_kata(s: str) -> str:
    """Return a word or phrase in the form in which a Kosakata lists it.

    >>> normalise_kata(" WTP - DPP. "), normalise_kata("“Sangat  BAIK”")
    ('wtp dpp', 'sangat baik')
    """
    kata = bersihkan(s).casefold().replace("-", " ").replace("_", " ")
    return " ".join(kata.split()).strip(" .,;:!?*'\"\u201c\u201d\u2018\u2019()[]/")


_ROMAWI: Final[Mapping[str, str]] = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_POTONGAN: Final = re.compile(r"[a-z]+|\d+")


def split_words(s: str) -> list[str]:
    """The words and whole numbers of a text in lower case, small Roman numerals as figures.

    >>> split_words("Eselon II"), split_words("Triwulan-3 (Rp)")
    (['eselon', '2'], ['triwulan', '3', 'rp'])
    """
    return [_ROMAWI.get(word, word) for word in _POTONGAN.findall(s.casefold())]


_SINGKATAN: Final[Mapping[str, str]] = {
    "dok": "dokumen",
    "doc": "dokumen",
    "lap": "laporan",
    "keg": "kegiatan",
    "kec": "kecamatan",
    "kab": "kabupaten",
    "org": "orang",
    "pkt": "paket",
    "thn": "tahun",
    "th": "tahun",
    "bln": "bulan",
    "mgg": "minggu",
    "hr": "hari",
    "mnt": "menit",
    "dtk": "detik",
    "indek": "indeks",
    "index": "indeks",
    "rupiah": "rp",
    "persen": "%",
    "prosen": "%",
    "persentase": "%",
    "prosentase": "%",
}


@lru_cache(maxsize=1 << 12)
def normalise_satuan(s: str) -> str:
    """Return a unit in the form in which units are compared: case, punctuation, spaces and short forms set aside.

    >>> [normalise_satuan(s) for s in ("Dok.", "dokumen / Laporan", "peta Kec.", "m²", "Persen")]
    ['dokumen', 'dokumen laporan', 'peta kecamatan', 'm2', '%']
    """
    teks = unicodedata.normalize("NFKC", bersihkan(s)).casefold()
    kata = re.findall(r"[^\W_]+|[%°]", teks)
    return " ".join(_SINGKATAN.get(k, k) for k in kata)


_WAKTU: Final = frozenset({"detik", "menit", "jam", "hari", "minggu", "bulan", "tahun"})


@lru_cache(maxsize=1024)
def satuan_waktu(satuan: str) -> str | None:
    """Return the unit of time a unit names ("Hari kerja" -> "hari"), or None."""
    kata = normalise_satuan(satuan).split()
    if kata and kata[0] in _WAKTU and (len(kata) == 1 or kata[1:] in (["kerja"], ["kalender"])):
        return kata[0]
    return None


# Sources: AKIP, RB Permenpan-RB 88/2021; BPK opinions UU 15/2004 Pasal 16; SKM Permenpan-RB 14/2017;
# SPBE Permenpan-RB 59/2020; Ombudsman compliance scale as printed in LKj 2023.
_BAKU: Final = (
    *("AA", "A", "BB", "B", "CC", "C", "D"),
    *("WTP", "WTP-DPP", "WDP", "TW", "TMP"),
    *("Sangat Baik", "Baik", "Kurang Baik", "Tidak Baik"),
    *("Sangat Memuaskan", "Memuaskan", "Cukup", "Kurang", "Sangat Kurang"),
    *("Kualitas Tertinggi", "Kualitas Tinggi", "Kualitas Sedang", "Kualitas Rendah", "Kualitas Terendah"),
    *("Tidak Ada Temuan", "Ada Temuan"),
)
_LAIN: Final = {
    "wajar tanpa pengecualian": "WTP",
    "wajar tanpa pengecualian dengan paragraf penjelas": "WTP-DPP",
    "wajar tanpa pengecualian dengan paragraf penjelasan": "WTP-DPP",
    "wtp dengan paragraf penjelas": "WTP-DPP",
    "wtp dengan paragraf penjelasan": "WTP-DPP",
    "wajar dengan pengecualian": "WDP",
    "tidak wajar": "TW",
    "tidak memberikan pendapat": "TMP",
    "tidak menyatakan pendapat": "TMP",
    "menolak memberikan pendapat": "TMP",
    "disclaimer": "TMP",
}
KOSAKATA_BAWAAN: Final[Kosakata] = MappingProxyType({**{normalise_kata(k): k for k in _BAKU}, **_LAIN})

_SEBUTAN: Final = re.compile(r"(?:predikat|opini|nilai|kategori|peringkat|mutu)\b[ :=]*", re.IGNORECASE)


def cari_predikat(teks: str, kosakata: Kosakata) -> str | None:
    """Return the canonical predicate a cleaned text consists of, or None.

    A leading "Predikat", "Opini" … is set aside. "B (Baik)" is B, since both words are predicates; "B (naik)" is none.
    """
    baku = kosakata.get(normalise_kata(teks))
    if baku is not None:
        return baku
    sebutan = _SEBUTAN.match(teks)
    if sebutan:
        return kosakata.get(normalise_kata(teks[sebutan.end() :]))
    kepala, kurung, ekor = teks.partition("(")
    if kurung and ekor.endswith(")") and normalise_kata(ekor) in kosakata:
        return kosakata.get(normalise_kata(kepala))
    return None


# A number after other words ("Perbup 5", "Tahun 2023", "turun 5") is not taken for a value, so the list is closed.
_KATA_PENGANTAR: Final = """
    jumlah total capaian realisasi target hasil angka rata-rata rerata sebesar sebanyak sejumlah mencapai tercapai
    persentase prosentase
    """
KATA_PENGANTAR: Final = frozenset(_KATA_PENGANTAR.split())  # these say nothing of the unit
_KATA_AWALAN: Final = """
    nilai skor indeks indek index evaluasi kepuasan masyarakat reformasi birokrasi hukum inovasi
    daerah kematangan pembangunan manusia kabupaten akuntabilitas kinerja pelayanan publik inflasi kemiskinan
    pengangguran opd setda dprd pemda ikm skm akip sakip lakip lkjip lppd eppd rb irb irh spbe ipm ipg idg ikk ikd iid
    ikp ipp ipkd itkp iklh spip mcp spm spi tpt ntp pdrb gini
    """
KATA_AWALAN: Final = KATA_PENGANTAR | frozenset(_KATA_AWALAN.split())
