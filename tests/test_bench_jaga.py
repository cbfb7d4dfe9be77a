"""The guard of the speed: fresh ratios against the committed ones (`make bench-jaga`), and that it would see a loss."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.hasil import Rasio, ratios
from benchmarks.jaga import KELONGGARAN, committed_ratios, measure, worse
from benchmarks.ukur import DAPAT_MENGUKUR, Ukuran


@pytest.mark.kinerja
@pytest.mark.skipif(not DAPAT_MENGUKUR, reason="os.wait4 is missing")
def test_no_ratio_is_much_worse_than_the_committed_one() -> None:
    terukur = measure()
    print(*(f"{r.kunci}: {r.cpu:.2f}" for r in terukur), sep="\n")
    assert len(terukur) == 3
    lines = worse(terukur, committed_ratios())
    assert not lines, "\n".join(lines)


def _measured(lambat: float) -> list[Rasio]:
    """Ratios of a product that needs `lambat` times the CPU time, on a machine whose wall time is anything."""
    lantai = [Ukuran(wall, cpu, 50) for wall, cpu in ((9, 2.0), (2, 2.2), (70, 2.1))]
    produk = [Ukuran(70 / u.wall, 1.5 * u.cpu * lambat, 90) for u in lantai]
    return ratios({"konsolidasi": produk, "lantai": lantai}, 40)


TERSIMPAN = {"konsolidasi / lantai @ 40": 1.5}


@pytest.mark.parametrize("lambat", [0.2, 1.0, 1.29])
def test_what_is_as_fast_as_committed_passes(lambat: float) -> None:
    assert worse(_measured(lambat), TERSIMPAN) == []


def test_a_loss_is_named_with_both_figures_and_how_to_accept_it() -> None:
    (line,) = worse(_measured(1.4), TERSIMPAN)
    assert line.startswith("konsolidasi / lantai @ 40: CPU time 2.10, committed 1.50, so 40% worse (allowed 30%).")
    assert "`make bench`" in line
    assert "results.json" in line


def test_a_ratio_that_was_never_committed_fails() -> None:
    (line,) = worse(_measured(1.0), {})
    assert "no committed ratio" in line


def test_committed_ratios_are_those_of_cpu_time(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"rasio": {"a / b @ 40": {"wall": 9.0, "cpu": 2.0}}}))
    assert committed_ratios(path) == {"a / b @ 40": 2.0}


def test_the_committed_results_have_all_that_is_guarded() -> None:
    tersimpan = committed_ratios()
    assert {"konsolidasi / lantai @ 40", "help / pandas", "periksa / pandas"} <= set(tersimpan)
    assert KELONGGARAN == 0.30
    assert all(ratio > 0 for ratio in tersimpan.values())
