"""The rules as a catalogue: permanent codes, words that officers understand, generated documents that are fresh."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kinerja_xl.catalogue import AREA, DOKUMEN, AturanTidakAda, rule_lines, rule_list_lines
from kinerja_xl.deklarasi.catatan import Rule
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


@pytest.mark.parametrize("kode", ["IND-15", "ind-15", "ind15", "Ind 15", " IND15 "])
def test_a_code_is_known_however_it_is_typed(kode: str) -> None:
    assert rule_lines(kode)[0].startswith("IND-15 ")


@pytest.mark.parametrize("kode", ["IND-1", "IND-155", "15", "-"])
def test_a_part_of_a_code_is_no_code(kode: str) -> None:
    with pytest.raises(AturanTidakAda):
        rule_lines(kode)
