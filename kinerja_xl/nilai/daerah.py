"""Names of regencies: "Kab. Uji", "KABUPATEN UJI" and "Pemkab Uji" are one, Kota Uji is another."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from kinerja_xl.nilai.kata import normalise_kata

_AWALAN: Final = re.compile(
    r"(?:(?:pemerintah(?:an)?(?: daerah)?|pemda)\b\.? ?)?"
    r"(?:(?P<kabupaten>(?:kabupaten|kab|pemkab)\b\.?)|(?P<kota>(?:kota|kotamadya|kodya|pemkot)\b\.?))? ?(?P<nama>.+)",
    re.IGNORECASE,
)


class Daerah(NamedTuple):
    """A regency's name: its kind (Kabupaten, Kota, '' where it isn't written) and the name without it."""

    jenis: str
    nama: str

    def __str__(self) -> str:
        return f"{self.jenis} {self.nama}".strip()


def parse_daerah(teks: str) -> Daerah:
    """The kind and name in a regency's name as typed.

    >>> [str(parse_daerah(t)) for t in ("Kab. Uji", "Pemkab Uji", "KOTA Uji", "Pemerintah Kabupaten Uji", "Uji")]
    ['Kabupaten Uji', 'Kabupaten Uji', 'Kota Uji', 'Kabupaten Uji', 'Uji']
    """
    bersih = " ".join(teks.split())
    match = _AWALAN.fullmatch(bersih)
    if match is None:
        return Daerah("", bersih)
    return Daerah("Kabupaten" if match["kabupaten"] else "Kota" if match["kota"] else "", match["nama"].strip())


def official_daerah(teks: str) -> str:
    """A regency's name as a form prints it: with the word Kabupaten where only its name was given, '' of none.

    >>> official_daerah("Balangan"), official_daerah("Kota Batu"), official_daerah("Kab. Seluma"), official_daerah("")
    ('Kabupaten Balangan', 'Kota Batu', 'Kabupaten Seluma', '')
    """
    daerah = parse_daerah(teks)
    return str(daerah if daerah.jenis or not daerah.nama else daerah._replace(jenis="Kabupaten"))


def is_same_daerah(satu: str, lain: str) -> bool:
    """Whether two names mean one regency; where one of them doesn't say whether Kabupaten or Kota, the name decides.

    >>> is_same_daerah("KAB. UJI", "uji"), is_same_daerah("Kota Bogor", "Kabupaten Bogor")
    (True, False)
    >>> is_same_daerah("Kabupaten Kotabaru", "Kota Baru")
    True
    """
    a, b = parse_daerah(satu), parse_daerah(lain)
    if a.jenis and b.jenis and a.jenis != b.jenis:
        # A name may itself begin with Kota.
        return _kunci(a.nama) == _kunci(lain) or _kunci(b.nama) == _kunci(satu)
    return _kunci(a.nama) == _kunci(b.nama)


def most_named(nama: Iterable[str]) -> str:
    """The regency that most of the names mean, in its most usual spelling; the first of equals, '' of none.

    >>> most_named(["Kab. Uji", "Seberang", "Kabupaten Uji", "", "Kabupaten Uji"]), most_named([""])
    ('Kabupaten Uji', '')
    """
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for teks in nama:
        if teks:
            spelled[_kunci(parse_daerah(teks).nama)][teks] += 1
    if not spelled:
        return ""
    return max(spelled.values(), key=Counter.total).most_common(1)[0][0]


def _kunci(nama: str) -> str:
    return normalise_kata(nama).replace(" ", "")
