"""The rules as a catalogue: permanent codes, words that officers understand, generated documents that are fresh."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kinerja_xl.catalogue import AREA, DOKUMEN, AturanTidakAda, consequence, rule_lines, rule_list_lines
from kinerja_xl.deklarasi.catatan import Akibat, Rule
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.rules import RULES

DOCS = Path(__file__).parent.parent / "docs"
ENGLISH = re.compile(r"\b(the|error|invalid|missing|value|row|column|sheet|file|cell|target_pk|null|none|nan)\b", re.I)


@pytest.mark.parametrize("name", sorted(DOKUMEN))
def test_generated_documents_are_fresh(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == DOKUMEN[name](), "jalankan: make docs"


def test_codes_are_unique_and_of_a_known_area() -> None:
    codes = [rule.kode for rule in RULES]
    assert len(codes) == len(set(codes)) >= 60
    assert all(re.fullmatch(r"[A-Z]{3}-\d\d", k) and k[:3] in AREA for k in codes)
    assert len({rule.nama for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kode)
def test_a_rule_speaks_indonesian_and_points_at_declared_columns(rule: Rule) -> None:
    words = re.sub(r"\{\w+\}", "", f"{rule.pesan} {rule.saran}")
    assert not ENGLISH.search(words), words
    assert "_" not in words.replace("galat_program.log", "").replace("_meta", ""), words
    assert rule.pesan.rstrip().endswith((".", "}"))
    assert rule.saran.rstrip().endswith((".", "}"))
    assert rule.sumber
    assert rule.keterangan
    for name in rule.kolom:
        SHEETS[rule.lembar].column(name)


def test_list_and_explanation() -> None:
    lines = rule_list_lines()
    assert all(any(rule.kode in line for line in lines) for rule in RULES)
    assert any(line.startswith("  Saran") for line in rule_lines("str-07"))
    with pytest.raises(AturanTidakAda, match="XYZ"):
        rule_lines("XYZ")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kode)
def test_the_consequence_is_what_the_message_says(rule: Rule) -> None:
    """Words of the message that tell what follows, against the line "Akibat" of `kinerja-xl aturan`."""
    akibat = consequence(rule)
    for words, allowed in (
        (r"berkas tidak ikut dihitung|Berkas tidak (dapat|selesai) di", {Akibat.BERKAS}),
        (r"tidak dibaca\b|hanya (yang pertama|dibaca untuk)", {Akibat.TAK_DIBACA, Akibat.LEMBAR, Akibat.BERKAS}),
        (r"tidak satu pun dipakai|digantikan oleh", {Akibat.LEMBAR}),
        (r"capaian tidak dapat dihitung|indikator ini tidak ikut dihitung", {Akibat.CAPAIAN}),
        (r"baris ini tidak dihitung", {Akibat.BARIS}),
        (r"uang di baris ini|tidak masuk jumlah", {Akibat.UANG}),
        (r"tidak dapat digabungkan|nilai dan predikat OPD", {Akibat.BERGANTUNG, Akibat.DISEBUT}),
        (r"tetap dibaca|isinya tetap dihitung|keduanya dihitung|dihitung 100", {Akibat.TETAP}),
        (r"\{akibat\}$|; \{akibat\}\.|capaian \{akibat\}", {Akibat.DISEBUT}),
        (r"ilaporkan \{nilai\}", {Akibat.DIBANDINGKAN}),
    ):
        if re.search(words, rule.pesan) and rule.kode != "ISI-09":  # which says what Excel did
            assert akibat in {a.value for a in allowed}, words
    if rule.akibat is Akibat.TETAP:
        assert not re.search(r"tidak (ikut |dapat )?dihitung", rule.pesan)


def test_a_missing_opd_is_not_counted() -> None:
    assert rule_lines("LTS-01")[4] == f"  Akibat         : {Akibat.OPD.value}"


@pytest.mark.parametrize("kode", ["IND-15", "ind-15", "ind15", "Ind 15", " IND15 "])
def test_a_code_is_known_however_it_is_typed(kode: str) -> None:
    assert rule_lines(kode)[0].startswith("IND-15 ")


@pytest.mark.parametrize("kode", ["IND-1", "IND-155", "15", "-"])
def test_a_part_of_a_code_is_no_code(kode: str) -> None:
    with pytest.raises(AturanTidakAda):
        rule_lines(kode)
