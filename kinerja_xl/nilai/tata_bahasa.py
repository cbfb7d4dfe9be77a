"""The grammar: one cleaned text to its one reading, to RANCU (two readings) or to GALAT (none).

Each rule takes the text and returns a Nilai when the text has its shape, or None. A rule that recognises its shape but
can't read the number inside returns GALAT. Rules call only rules defined above them, so nesting is bounded.
"""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from kinerja_xl.nilai.bentuk import GALAT, Arah, Jenis, Nilai
from kinerja_xl.nilai.bilangan import (
    KONTEKS,
    NUM,
    PANGKAT_SKALA,
    POLA_SKALA,
    baca_bilangan,
    cacah_desimal,
    dalam_batas,
    kali_sepuluh,
    negatif,
)
from kinerja_xl.nilai.kata import (
    KATA_AWALAN,
    KATA_PENGANTAR,
    Kosakata,
    cari_predikat,
    normalise_kata,
    normalise_satuan,
    satuan_waktu,
)
from kinerja_xl.nilai.uang import baca_uang, bernada_uang

_HURUF: Final = r"[^\W\d_\u00b2\u00b3]"  # a letter; to re, superscripts are letters too
_TUNGGAL: Final = re.compile(rf"(?:\((?P<kurung>{NUM})\)|(?P<tanda>[-+]?)(?P<digit>{NUM}))(?P<sisa>.*)")
_PERSEN: Final = re.compile(r"(?:%|(?:persen|prosen)(?![^\W\d_]))\.? ?", re.IGNORECASE)
# Digits only in square and cubic metres and, between brackets, in years: "12e3" and "3 dari 5" are no units.
_SATUAN: Final = re.compile(
    rf"(?:/ ?)?(?:\u00b0 ?)?{_HURUF}"
    rf"(?:[kcd]?m[23\u00b2\u00b3](?!\w)|{_HURUF}|[ ./&()'\u2019,+-](?=[ (]?{_HURUF}|\)))*\)?\.?"
    rf"|[kcd]?m[23\u00b2\u00b3]|\( ?{_HURUF}(?:{_HURUF}|[ .,:/-]|(?<![0-9])(?:19|20)[0-9]{{2}}(?![0-9]))*\)",
    re.IGNORECASE,
)
_MAKS_KATA_SATUAN: Final = 8
# What would change the number or the kind if it were taken for a unit.
_KATA_BUKAN_SATUAN: Final = """
    dari lebih kurang sampai hingga sd atau dan koma belas puluh ratus persen prosen ke plus minus
    """
_BUKAN_SATUAN: Final = frozenset(_KATA_BUKAN_SATUAN.split())


def _satuan_sah(satuan: str) -> bool:
    kata = satuan.casefold().replace("/", " ").split()
    return (
        1 <= len(kata) <= _MAKS_KATA_SATUAN
        and satuan.count("(") == satuan.count(")")
        and kata[0].strip(".,") not in _BUKAN_SATUAN
        and POLA_SKALA.match(satuan) is None
        and _SATUAN.fullmatch(satuan) is not None
    )


def jenis_bersatuan(satuan: str | None) -> Jenis:
    """Return the kind of a number that stands with this unit."""
    if satuan is None:
        return Jenis.ANGKA
    if satuan == "%":
        return Jenis.PERSEN
    return Jenis.WAKTU if satuan_waktu(satuan) else Jenis.ANGKA_SATUAN


def _tunggal(t: str) -> Nilai | None:
    """Read one number with at most a scale word and a unit after it: "-3", "1,5 juta orang", "87,07%", "12 bulan"."""
    m = _TUNGGAL.fullmatch(t)
    if m is None:
        return None
    sisa = m["sisa"].strip().rstrip(" ,;")
    bacaan = baca_bilangan(m["kurung"] or m["digit"])
    if bacaan is None or (m["kurung"] and sisa not in ("", "%")):
        return GALAT
    angka, ribuan, desimal, slip = bacaan
    skala = POLA_SKALA.match(sisa)
    if skala:
        pangkat = PANGKAT_SKALA[skala[1].lower()]
        angka = kali_sepuluh(angka, pangkat)
        ribuan = None if ribuan is None else kali_sepuluh(ribuan, pangkat)
        desimal, sisa = max(0, desimal - pangkat), sisa[skala.end() :].strip()
        if not dalam_batas(angka) or (ribuan is not None and not dalam_batas(ribuan)):
            return GALAT
    if m["kurung"] or m["tanda"] == "-":
        angka, ribuan = negatif(angka), None if ribuan is None else negatif(ribuan)
    satuan: str | None = sisa or None
    persen = _PERSEN.match(sisa)
    if persen:
        satuan, sisa = "%", sisa[persen.end() :]
        slip = 'kata sesudah "%" diabaikan' if sisa else slip
    if sisa and not _satuan_sah(sisa):
        return GALAT
    if ribuan is not None:
        return Nilai(Jenis.RANCU, "", satuan=satuan, pilihan=(angka, ribuan), slip=slip)
    return Nilai(jenis_bersatuan(satuan), "", angka=angka, satuan=satuan, slip=slip, desimal=desimal)


def _uang(t: str) -> Nilai | None:
    if not bernada_uang(t):
        return None
    terbaca = baca_uang(t)
    if terbaca is None:
        return GALAT
    return Nilai(Jenis.ANGKA, "", angka=terbaca[0], slip=terbaca[1], desimal=cacah_desimal(terbaca[0]))


_BERANGKA: Final = frozenset({Jenis.ANGKA, Jenis.PERSEN, Jenis.ANGKA_SATUAN, Jenis.WAKTU})

_ANTARA: Final = re.compile(
    r"antara (?P<a>.+?) ?(?:dan|sampai(?: dengan)?|hingga|-) ?(?P<b>[-+]?[0-9].*)", re.IGNORECASE
)
_SAMPAI: Final = re.compile(
    r"(?P<a>.+?) ?(?P<tanda>(?<![^\W\d_])s ?[./]? ?d\.?|sampai(?: dengan)?|hingga|~|\.{2,}|<=) ?(?P<b>[-+]?[0-9].*)",
    re.IGNORECASE,
)
_STRIP: Final = re.compile(
    rf"(?P<a>[-+]?{NUM}(?: ?%| ?{_HURUF}[^0-9±+]*?)?) ?(?P<tanda>±|\+ ?/? ?-|-) ?(?P<b>[-+]?[0-9].*)", re.IGNORECASE
)


_KOMA_ANGKA: Final = re.compile(r"[0-9],[0-9]|[0-9]\.[0-9]{3}\.[0-9]")
_TITIK_DESIMAL: Final = re.compile(r"[0-9]\.[0-9]{1,2}(?![0-9])")


def _pasangan_batas(a: Nilai, b: Nilai, teks: str, *, simpang: bool) -> tuple[Decimal, Decimal] | None:
    """Return lower and upper bound; an ambiguous side is told by the style of the other, or by their order."""
    calon: list[tuple[Decimal, Decimal]] = []
    gaya = (1,) if _KOMA_ANGKA.search(teks) else (0,) if _TITIK_DESIMAL.search(teks) else (0, 1)
    for i in gaya:
        x = a.angka if a.angka is not None else a.pilihan[i]
        y = b.angka if b.angka is not None else b.pilihan[i]
        bawah, atas = (KONTEKS.subtract(x, y), KONTEKS.add(x, y)) if simpang else (x, y)
        if bawah <= atas and (bawah, atas) not in calon:
            calon.append((bawah, atas))
    return calon[0] if len(calon) == 1 and all(map(dalam_batas, calon[0])) else None


def _rentang(t: str) -> Nilai | None:
    """Read "a - b", "a s.d. b", "antara a dan b" and "a ± b"; a range upside down or with two units is GALAT."""
    m = _ANTARA.fullmatch(t) or _STRIP.fullmatch(t) or _SAMPAI.fullmatch(t)
    if m is None:
        return None
    a, b = _tunggal(m["a"]), _tunggal(m["b"])
    if a is None or b is None or not {a.jenis, b.jenis} <= _BERANGKA | {Jenis.RANCU}:
        return None
    if a.satuan not in (None, "%") and (b.satuan is None or normalise_satuan(a.satuan) != normalise_satuan(b.satuan)):
        return None
    if a.satuan == "%" and b.satuan not in (None, "%"):
        return GALAT
    tanda = m.groupdict().get("tanda", "-")
    berskala = [POLA_SKALA.search(m[k]) is not None for k in "ab"]
    ujung = _pasangan_batas(a, b, m["a"] + " " + m["b"], simpang=tanda[0] in "±+")
    if ujung is None or berskala[0] != berskala[1]:
        return GALAT
    slip = '"≤" dipakai sebagai "-"' if tanda == "<=" else a.slip or b.slip
    desimal = max(map(cacah_desimal, ujung))
    return Nilai(
        Jenis.RENTANG, "", bawah=ujung[0], atas=ujung[1], satuan=b.satuan or a.satuan, slip=slip, desimal=desimal
    )


def _beri_predikat(n: Nilai | None, predikat: str) -> Nilai:
    """Return the value with the predicate typed beside it, where such a pair makes sense."""
    if n is not None and n.predikat is None:
        if n.jenis in _BERANGKA:
            return replace(n, jenis=Jenis.PREDIKAT_ANGKA, predikat=predikat)
        if n.jenis in (Jenis.RENTANG, Jenis.BATAS, Jenis.RANCU):
            return replace(n, predikat=predikat)
    return GALAT


_SEBELUM_NILAI: Final = re.compile(r"[-+(<>=]*[0-9(]")


def _pisah_awalan(t: str) -> tuple[str, str] | None:
    """Return ("Nilai IKM", "68,42") for "Nilai IKM 68,42": up to three known words before a number."""
    kata = re.sub(rf"^((?:{_HURUF}|[ -])+?) ?[:=] ?", r"\1 ", t).split(" ", 4)
    for k in range(1, min(4, len(kata))):
        if normalise_kata(kata[k - 1]).replace(" ", "-") not in KATA_AWALAN:
            return None
        sisa = " ".join(kata[k:])
        if _SEBELUM_NILAI.match(sisa) or _BATAS_DEPAN.match(sisa) or sisa.casefold().startswith("antara "):
            return " ".join(kata[:k]), sisa
    return None


def _awalan_tunggal(t: str) -> Nilai | None:
    """Read "IKM 84,88": the words before a bare number are its unit, before anything else they add nothing."""
    pisah = _pisah_awalan(t)
    if pisah is None:
        return None
    n = _uang(pisah[1]) or _tunggal(pisah[1]) or GALAT
    if n.jenis in (Jenis.ANGKA, Jenis.RANCU) and n.satuan is None:
        satuan = " ".join(k for k in pisah[0].split() if k.casefold() not in KATA_PENGANTAR) or None
        if satuan is not None and POLA_SKALA.match(satuan):
            satuan = satuan.upper()  # "rb 63,20": the index, which after a number would read as thousands
        return replace(n, jenis=Jenis.ANGKA_SATUAN if satuan and n.angka is not None else n.jenis, satuan=satuan)
    return n


_KATA_LALU_NILAI: Final = re.compile(
    rf"(?P<kata>[^0-9(:=]{{0,60}}{_HURUF}[^0-9(:=]{{0,4}}?)"
    r"(?: ?\((?P<kurung>[^()]*)\)|(?: ?[:=/] ?| - | )(?P<isi>[0-9].*))"
)


def _predikat_depan(t: str, kosakata: Kosakata) -> Nilai | None:
    """Read "A (86,45)", "BB 71,20", "Sangat Baik: 88,5"."""
    m = _KATA_LALU_NILAI.fullmatch(t)
    if m is None:
        return None
    predikat = cari_predikat(m["kata"].strip(" -"), kosakata)
    isi = (m["kurung"] or m["isi"] or "").strip()
    if predikat is None or not any(c.isdigit() for c in isi) or (m["kata"].casefold() == "tw" and m["isi"]):
        return None  # "TW 3" is the third quarter, not an opinion
    return _beri_predikat(_rentang(isi) or _awalan_tunggal(isi) or _tunggal(isi), predikat)


_KATA_GE = (
    r"minimal|minimum|min|(?:se)?kurang-kurangnya|sekurangnya|setidaknya|serendah-rendahnya"
    r"|paling (?:sedikit|kurang|rendah)|tidak kurang dari|lebih (?:besar |dari )+atau sama dengan"
)
_KATA_LE = (
    r"maksimal|maksimum|maximal|maximum|maks|max|sebanyak-banyaknya|setinggi-tingginya|selambat-lambatnya"
    r"|paling (?:banyak|tinggi|lambat|lama)|tidak (?:lebih dari|melebihi)"
    r"|(?:kurang |lebih kecil )(?:dari )?atau sama dengan"
)
_KATA_GT = r"lebih dari|lebih besar dari|di ?atas"
_KATA_LT = r"kurang dari|lebih kecil dari|di ?bawah"
_BATAS_DEPAN: Final = re.compile(
    r"(?:(?P<sge>> ?=|= ?>)|(?P<sle>< ?=|= ?<)|(?P<sgt>>)|(?P<slt><)"
    rf"|(?:(?P<kge>{_KATA_GE})|(?P<kle>{_KATA_LE})|(?P<kgt>{_KATA_GT})|(?P<klt>{_KATA_LT}))(?!{_HURUF})\.? ?:?)"
    r" ?(?P<sisa>.+)",
    re.IGNORECASE,
)
_BATAS_BELAKANG: Final = re.compile(
    r"(?P<isi>.*[0-9].*?) ?(?:(?P<sge><=|ke ?atas|atau lebih)|(?P<sgt><)|(?P<sle>ke ?bawah|atau kurang))", re.IGNORECASE
)
_ARAH: Final[dict[str, Arah]] = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<"}


def _batas(t: str, kosakata: Kosakata) -> Nilai | None:
    """Read a bound, by sign or word, before ("≥ 90", "Min. 5") or after ("91 ≤", "90 ke atas") its number."""
    m = _BATAS_DEPAN.fullmatch(t)
    if m is not None:
        isi = m["sisa"]
        n = _predikat_depan(isi, kosakata) or _uang(isi) or _awalan_tunggal(isi) or _tunggal(isi)
    else:
        m = _BATAS_BELAKANG.fullmatch(t)
        if m is None:
            return None
        isi = m["isi"]
        n = _tunggal(isi)
    arah = _ARAH[next(k for k, v in m.groupdict().items() if v and k not in ("sisa", "isi"))[1:]]
    if n is None:
        predikat = cari_predikat(isi, kosakata)
        if predikat is not None:
            return Nilai(Jenis.PREDIKAT, "", arah=arah, predikat=predikat)
        return GALAT if _SEBELUM_NILAI.match(isi) else None
    if n.jenis is Jenis.RANCU:
        return replace(n, arah=arah)
    return replace(n, jenis=Jenis.BATAS, arah=arah) if n.angka is not None else GALAT


_BAGIAN: Final = re.compile(rf"({NUM})([^0-9]+)")
_SUDAH_BAGIAN: Final = re.compile(r"(?: (?:dan|serta)|[ ,;/&+-])+$", re.IGNORECASE)
_LEBIH_KECIL: Final = {"tahun": ("bulan", 12), "jam": ("menit", 60), "menit": ("detik", 60), "minggu": ("hari", 7)}


def pisah_bagian(t: str) -> list[tuple[str, str]]:
    """Return number and unit of every part of a compound; what joins a part to the next one is none of its unit."""
    *awal, akhir = _BAGIAN.findall(t) or [("", "")]
    return [*((digit, _SUDAH_BAGIAN.sub("", ekor).strip()) for digit, ekor in awal), (akhir[0], akhir[1].strip())]


def _gabungan(t: str) -> Nilai | None:
    """Read "10 Raperda, 50 Raperbup, 600 SK"; "2 jam 30 menit" is one time, in its smaller unit."""
    potongan = _BAGIAN.findall(t)
    if len(potongan) < 2 or "".join(a + b for a, b in potongan) != t:
        return None
    bagian: dict[str, Decimal] = {}
    slip = None
    for digit, satuan in pisah_bagian(t):
        bacaan = baca_bilangan(digit)
        kunci = normalise_satuan(satuan)
        if bacaan is None or bacaan.ribuan is not None or not _satuan_sah(satuan):
            return GALAT
        if kunci in bagian or any(map(str.isdigit, kunci)) or not _satuan_sah(kunci):
            return GALAT
        bagian[kunci] = bacaan.angka
        slip = slip or bacaan.slip
    if len(bagian) == 2:
        (besar, banyak), (kecil, sisa) = bagian.items()
        if _LEBIH_KECIL.get(besar, ("", 0))[0] == kecil:
            angka = KONTEKS.add(KONTEKS.multiply(banyak, Decimal(_LEBIH_KECIL[besar][1])), sisa)
            return Nilai(Jenis.WAKTU, "", angka=angka, satuan=kecil, slip=slip, desimal=cacah_desimal(angka))
    return Nilai(Jenis.GABUNGAN, "", bagian=tuple(bagian.items()), slip=slip)


def _awalan(t: str, kosakata: Kosakata) -> Nilai | None:
    """Read known words before any value: "Nilai minimal 75", "sebanyak 10 kali", "IKM 84,88"."""
    pisah = _pisah_awalan(t)
    if pisah is None:
        return None
    isi = pisah[1]
    n = _uang(isi) or _rentang(isi) or _batas(isi, kosakata)
    if n is not None:
        return n
    n = _awalan_tunggal(t)
    return (_gabungan(isi) or GALAT) if n is GALAT else n


_NILAI_LALU_KATA: Final = re.compile(r"(?P<depan>.*[0-9].*?) ?\((?P<kurung>[^()0-9]+)\)")
_NILAI_KATA: Final = re.compile(r"(?P<depan>.*[0-9](?: ?%)?)(?:[ ,;:/=-]+|(?<=%))(?P<kata>[^0-9(%]+)")


def _predikat_belakang(t: str, kosakata: Kosakata) -> Nilai | None:
    """Read "75 (Baik)", "71,20 BB", "84,88 IKM (Baik)", "≥ 80 (Baik)"."""
    for pola, nama in ((_NILAI_LALU_KATA, "kurung"), (_NILAI_KATA, "kata")):
        m = pola.fullmatch(t)
        predikat = cari_predikat(m[nama].strip(), kosakata) if m else None
        if m is not None and predikat is not None:
            isi = m["depan"]
            n = _rentang(isi) or _batas(isi, kosakata) or _awalan(isi, kosakata) or _tunggal(isi)
            return _beri_predikat(None if isi.startswith("(") else n, predikat)
    return None


POLA_RASIO: Final = re.compile(rf"(?P<kiri>{NUM}) ?(?::|banding) ?(?P<kanan>{NUM}(?! ?[:0-9]).*)", re.IGNORECASE)


def _rasio(t: str) -> Nilai | None:
    """Read "1:1000" as 1000 and "2:3" as 1.5; "08:30" is a clock."""
    m = POLA_RASIO.fullmatch(t)
    if m is None:
        return None
    kiri, kanan = baca_bilangan(m["kiri"]), _tunggal(m["kanan"])
    jam = any(len(m[k]) > 1 and m[k][0] == "0" and m[k][1].isdigit() for k in ("kiri", "kanan"))
    if jam or kiri is None or kiri.ribuan is not None or not kiri.angka or kanan is None or kanan.satuan == "%":
        return GALAT
    if kanan.jenis is Jenis.RANCU:
        return kanan if kiri.angka == 1 else GALAT
    if kanan.angka is None:
        return GALAT
    n = kanan.angka if kiri.angka == 1 else kanan.angka / kiri.angka
    return replace(kanan, jenis=Jenis.RASIO, angka=n) if dalam_batas(n) else GALAT


_BINTANG: Final = re.compile(r"(?<=\S) ?\*+\)?$")
_GALAT_EXCEL: Final = re.compile(r"#|Err:[0-9]", re.IGNORECASE)
_POLOS: Final = re.compile(rf"{NUM}(?: ?%)?")
_PANGKAT: Final = "\u00b2\u00b3"  # square and cubic, in units
MAKS_PANJANG: Final = 400  # some shapes take time quadratic in the length; the longest real value has 60 characters


def urai(t: str, kosakata: Kosakata) -> Nilai:
    """Return the reading of a cleaned, non-blank text; `teks` and `dari_teks` are the caller's to fill.

    >>> urai("3 ± 1", {}).bawah, urai("76 <= 90", {}).slip, urai("89,00 4,00", {}).jenis.name
    (Decimal('2'), '"≤" dipakai sebagai "-"', 'GALAT')
    """
    # Text with digits and no number to it: a sentence if it starts like one, else a number gone wrong.
    berdigit = any("0" <= c <= "9" for c in t)
    lainnya = Nilai(Jenis.KUALITATIF, "") if t[0].isalpha() or (not berdigit and any(map(str.isalpha, t))) else GALAT
    if len(t) > MAKS_PANJANG:
        return lainnya
    if _GALAT_EXCEL.match(t) or any(c.isnumeric() and not c.isascii() and c not in _PANGKAT for c in t):
        return GALAT
    t = _BINTANG.sub("", t)
    predikat = cari_predikat(t, kosakata)
    if predikat is not None:
        return Nilai(Jenis.PREDIKAT, "", predikat=predikat)
    if not berdigit:
        return _batas(t, kosakata) or lainnya
    t = re.sub(r"^(?:minus|negatif) (?=[0-9])", "-", t, flags=re.IGNORECASE)
    if _POLOS.fullmatch(t):
        n = _tunggal(t)
    else:
        n = (
            _uang(t)
            or _predikat_belakang(t, kosakata)
            or _predikat_depan(t, kosakata)
            or _rentang(t)
            or _batas(t, kosakata)
            or _awalan(t, kosakata)
            or _rasio(t)
            or _tunggal(t)
        )
    if n is GALAT:
        n = _gabungan(t) or GALAT
    if n is not None and n.satuan is not None and cari_predikat(n.satuan, kosakata) is not None:
        return GALAT  # "5B": a predicate stands apart from its number
    return n or lainnya
