"""Which declared heading an edited one seems to mean: typing slips, abbreviations word by word, initials."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from kinerja_xl.deklarasi.schema import Column, normalise_header
from kinerja_xl.nilai import split_words

Kata = tuple[str, ...]
# What a heading counts in stands last; one that doesn't say it may mean either.
_UNITS: Final = {"rp": "rp", "rupiah": "rp", "k": "k"}
_SLIP: Final = 0.8
_RUN_TOGETHER: Final = 0.85
# A single word abbreviated to fewer letters may be anything.
_TELLING: Final = 3


def near(teks: str, pilihan: Sequence[str]) -> str:
    """The choice most like `teks`, '' when none is near."""
    by_key = {normalise_header(p): p for p in pilihan}
    key = normalise_header(teks)
    found = difflib.get_close_matches(key, list(by_key), n=1, cutoff=0.6)
    found = found or [k for k in by_key if k.startswith(key) or (k and key.startswith(k))]
    return by_key[found[0]] if found else ""


def pair_headings(
    asing: Iterable[str], hilang: Sequence[Column], wajib: Sequence[Column]
) -> Mapping[str, Sequence[Column]]:
    """The missing columns that each unknown heading seems to mean; headings that mean none aren't named.

    A required column that no heading resembles is satisfied with a distant likeness to one that resembles nothing.
    """
    pairs = {text: [column for column in hilang if resembles(text, column.header)] for text in asing}
    for column in wajib:
        if any(column in columns for columns in pairs.values()):
            continue
        if text := near(column.header, [text for text, columns in pairs.items() if not columns]):
            pairs[text] = [column]
    return {text: columns for text, columns in pairs.items() if columns}


def resembles(teks: str, judul: str) -> bool:
    """Whether an unknown heading may be the declared one with a slip or shortened.

    Every word must have its counterpart, and numbers must agree: what adds a word means something else.

    >>> resembles("Realisasi Thn", "Realisasi Tahun"), resembles("Realisasi Tahun Lalu", "Realisasi Tahun")
    (True, False)
    >>> resembles("Target Perjanjian Kinerja", "Target PK"), resembles("Real. Triwulan 2", "Realisasi TW II")
    (True, True)
    >>> resembles("Pagu P", "Pagu Perubahan (Rp)"), resembles("Realisasi TW 1 (K)", "Realisasi TW I (Rp)")
    (True, False)
    """
    a, b = _split(teks), _split(judul)
    # First what is cheap: a sheet may be as wide as Excel allows, with a heading on every column.
    if a.awal != b.awal or a.angka != b.angka or (a.satuan and b.satuan and a.satuan != b.satuan):
        return False
    if len(a.kata) == 1 < len(b.kata) and _likeness(a.huruf, b.huruf, _RUN_TOGETHER):
        return True
    enough = len(a.kata) > 1 or len(b.kata) > 1 or len(a.huruf) >= min(_TELLING, len(b.huruf))
    return enough and _same_words(a.kata, b.kata)


class _Judul(NamedTuple):
    """A heading taken apart: its words with Roman numerals as figures, the unit it names, and what tells quickly."""

    kata: Kata
    satuan: str
    awal: str
    angka: Kata
    huruf: str


@lru_cache(maxsize=8192)
def _split(teks: str) -> _Judul:
    words = split_words(teks)
    unit = _UNITS.get(words[-1], "") if len(words) > 1 else ""
    kata = tuple(words[:-1] if unit else words)
    huruf = "".join(kata)
    return _Judul(kata, unit, huruf[:1], tuple(w for w in kata if w.isdigit()), huruf)


def _likeness(a: str, b: str, least: float) -> bool:
    """Whether two texts are as alike as that; most are told apart without looking closely."""
    pair = difflib.SequenceMatcher(None, a, b)
    return pair.real_quick_ratio() >= least and pair.quick_ratio() >= least and pair.ratio() >= least


def _same_words(a: Kata, b: Kata) -> bool:
    """Whether two headings agree word by word, a word of initials standing for as many words."""
    if not a or not b:
        return not a and not b
    if _same_word(a[0], b[0]) and _same_words(a[1:], b[1:]):
        return True
    return _initials(a, b) or _initials(b, a)


def _initials(short: Kata, long: Kata) -> bool:
    n = len(short[0])
    return 1 < n <= len(long) and "".join(w[0] for w in long[:n]) == short[0] and _same_words(short[1:], long[n:])


def _same_word(a: str, b: str) -> bool:
    if a == b or a.isdigit() or b.isdigit():
        return a == b
    short, long = sorted((a, b), key=len)
    letters = iter(long)
    abbreviated = short[0] == long[0] and all(letter in letters for letter in short)
    return abbreviated or _likeness(a, b, _SLIP)
