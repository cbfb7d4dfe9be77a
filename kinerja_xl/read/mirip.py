"""Which declared heading an edited one seems to mean: typing slips, abbreviations word by word, initials."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kinerja_xl.deklarasi.schema import Column, normalise_header

Kata = tuple[str, ...]
_WORDS: Final = re.compile(r"[a-z]+|\d+")
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
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
    a, unit_a = _split(teks)
    b, unit_b = _split(judul)
    if unit_a and unit_b and unit_a != unit_b:
        return False
    if len(a) == 1 < len(b) and _numbers(a) == _numbers(b):
        glued = difflib.SequenceMatcher(None, a[0], "".join(b)).ratio() >= _RUN_TOGETHER
        return glued or _same_words(a, b)
    return len("".join(a)) >= min(_TELLING, len("".join(b))) and _same_words(a, b)


def _split(teks: str) -> tuple[Kata, str]:
    """The words of a heading, Roman numerals as figures, and its unit ('' where it names none)."""
    words = [_ROMAN.get(w, w) for w in _WORDS.findall(teks.casefold())]
    unit = _UNITS.get(words[-1], "") if len(words) > 1 else ""
    return tuple(words[:-1] if unit else words), unit


def _numbers(words: Kata) -> list[str]:
    return [w for w in words if w.isdigit()]


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
    return abbreviated or difflib.SequenceMatcher(None, a, b).ratio() >= _SLIP
