"""The rules as a whole: none without a case, none that speaks of a clean folder, four outcomes."""

from __future__ import annotations

import string
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import test_rules_indikator
import test_rules_masukan
import test_rules_mutu
import test_rules_uang
from pabrik import Pabrik, hasil_aturan

from kinerja_xl import pipeline
from kinerja_xl.deklarasi.catatan import Rule, Status
from kinerja_xl.deklarasi.forms import SHEETS
from kinerja_xl.pipeline import Telaah
from kinerja_xl.rules import RULES

KASUS = (*test_rules_masukan.KASUS, *test_rules_indikator.KASUS, *test_rules_uang.KASUS, *test_rules_mutu.KASUS)


@pytest.fixture(scope="module")
def bersih(tmp_path_factory: pytest.TempPathFactory) -> Telaah:
    return Pabrik(tmp_path_factory.mktemp("bersih")).run()


def test_every_rule_has_a_case() -> None:
    assert {k.kode for k in KASUS} == {r.kode for r in RULES}


def test_codes_and_names_are_unique() -> None:
    assert [k for k, n in Counter(r.kode for r in RULES).items() if n > 1] == []
    assert [k for k, n in Counter(r.nama for r in RULES).items() if n > 1] == []


def test_a_clean_folder_raises_nothing(bersih: Telaah) -> None:
    assert bersih.catatan == ()
    assert bersih.galat == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.kode)
def test_every_rule_looks_at_the_clean_folder(rule: Rule, bersih: Telaah) -> None:
    assert hasil_aturan(bersih, rule.kode) == (rule.kode, Status.BERSIH, 0, "")


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.kode)
def test_a_rule_is_declared_in_full(rule: Rule) -> None:
    assert rule.pesan.endswith((".", "}"))
    assert rule.saran.endswith(".")
    assert rule.sumber
    assert rule.keterangan
    for teks in (rule.pesan, rule.saran):
        assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(teks))
    if rule.lembar in SHEETS:
        for kolom in rule.kolom:
            SHEETS[rule.lembar].column(kolom)


def test_a_rule_without_its_sheet_is_skipped_and_says_why(tmp_path: Path) -> None:
    hasil = hasil_aturan(Pabrik(tmp_path, tanpa=("renstra",)).run(), "IND-07")
    assert hasil.status is Status.DILEWATI
    assert hasil.alasan == "tidak ada OPD yang mengirim lembar Renstra"


def test_a_rule_that_crashes_is_reported_and_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rusak(data: object) -> object:
        raise ZeroDivisionError("sengaja")

    rules = tuple(replace(r, check=rusak) if r.kode == "IND-13" else r for r in RULES)
    monkeypatch.setattr(pipeline, "RULES", rules)
    telaah = Pabrik(tmp_path, {("anggaran", 2, "pagu_renja_rp"): "Rp 101.000.000"}).run()
    hasil = hasil_aturan(telaah, "IND-13")
    assert hasil.status is Status.GAGAL
    assert "sengaja" in hasil.alasan
    assert [g for g in telaah.galat if "IND-13" in g]
    assert [c.kode for c in telaah.catatan] == ["ISI-05"]
