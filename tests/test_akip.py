"""The AKIP evaluation: a real one, what counts as a component, missing values, predicates on their bounds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pabrik import Kunci, Pabrik

from kinerja_xl.compute.akip import akip_bands, akip_predicate
from kinerja_xl.pipeline import examine, read_workbooks
from kinerja_xl.read import list_workbooks
from kinerja_xl.tabel.referensi import Referensi

CONTOH = Path(__file__).parent.parent / "contoh"
A = "akip"


def _opd(folder: Path, ubah: dict[Kunci, Any]) -> Any:
    telaah = Pabrik(folder, ubah).run()
    assert telaah.galat == ()
    (row,) = telaah.hitungan.akip.opd.itertuples()
    return row


@pytest.mark.parametrize("folder", ["balangan_2023", "balangan_2023_benar"])
def test_the_real_evaluation_of_two_years(folder: str) -> None:
    """Komponen SAKIP of Balangan: five components last year, four this year, totals and letters as printed."""
    telaah = examine(read_workbooks([(p, p.name) for p in list_workbooks(CONTOH / folder)]))
    akip = telaah.hitungan.akip
    (row,) = akip.opd.itertuples()
    assert (row.nilai_tahun_lalu, row.nilai) == (Decimal("63.15"), Decimal("71.20"))
    assert (row.predikat_tahun_lalu, row.predikat, row.perubahan) == ("B", "BB", Decimal("8.05"))
    assert (row.nilai_dilaporkan, row.predikat_dilaporkan) == (Decimal("71.20"), "BB")
    assert len(akip.komponen) == 5
    assert akip.komponen["persen_bobot"].tolist()[:4] == [75, 68, 67, 73]
    assert not [c for c in telaah.catatan if c.kode.startswith("AKP")]


def test_totals_and_letters_are_not_added(tmp_path: Path) -> None:
    ubah = {
        (A, 4, "komponen"): "TOTAL NILAI",
        (A, 6, "komponen"): "Nilai Akuntabilitas Kinerja",
        (A, 6, "nilai"): "86,45",
        (A, 7, "komponen"): "Kategori",
        (A, 7, "nilai"): "A",
    }
    row = _opd(tmp_path, ubah)
    assert (row.nilai, row.nilai_tahun_lalu) == (Decimal("86.45"), Decimal(68))


def test_a_predicate_row_with_its_number_is_not_added(tmp_path: Path) -> None:
    ubah = {(A, 5, "nilai"): "BB (78,50)", (A, 5, "nilai_tahun_lalu"): 68}
    row = _opd(tmp_path, ubah)
    assert (row.nilai, row.nilai_tahun_lalu, row.predikat_dilaporkan) == (Decimal("86.45"), Decimal(68), "BB")


@pytest.mark.parametrize("nama", ["Nilai Hasil Evaluasi", "HASIL EVALUASI AKIP"])
def test_other_names_of_the_total(nama: str, tmp_path: Path) -> None:
    row = _opd(tmp_path, {(A, 4, "komponen"): nama})
    assert (row.nilai, row.nilai_dilaporkan, row.bobot) == (Decimal("86.45"), Decimal("86.45"), Decimal(100))


def test_a_component_that_stands_twice_is_added_once(tmp_path: Path) -> None:
    ganda = {(A, 6, k): v for k, v in {"komponen": "Pelaporan Kinerja ", "bobot": 15, "nilai": 12.7}.items()}
    row = _opd(tmp_path, ganda)
    assert (row.nilai, row.nilai_tahun_lalu, row.bobot) == (Decimal("86.45"), Decimal(68), Decimal(100))


@pytest.mark.parametrize(
    ("ubah", "lalu"),
    [
        ({(A, 4, "komponen"): "Skor LHE"}, None),
        ({(A, 2, "bobot"): 20}, Decimal(68)),
        ({(A, 1, "komponen"): "Perencanaan Kinerja"}, None),
    ],
)
def test_an_impossible_sum_is_no_value(ubah: dict[Kunci, Any], lalu: Decimal | None, tmp_path: Path) -> None:
    row = _opd(tmp_path, ubah)
    assert (row.nilai, row.predikat, row.nilai_tahun_lalu) == (None, "", lalu)


def test_last_years_values_above_100_leave_no_total_of_last_year(tmp_path: Path) -> None:
    row = _opd(tmp_path, {(A, 1, "nilai_tahun_lalu"): 65})
    assert (row.nilai, row.nilai_tahun_lalu, row.perubahan) == (Decimal("86.45"), None, None)


@pytest.mark.parametrize("isi", [None, "belum", 31, -1])
def test_a_missing_or_wrong_component_leaves_no_total(isi: Any, tmp_path: Path) -> None:
    row = _opd(tmp_path, {(A, 1, "nilai"): isi})
    assert (row.nilai, row.predikat, row.perubahan) == (None, "", None)
    assert (row.nilai_tahun_lalu, row.predikat_tahun_lalu) == (Decimal(68), "B")


def test_last_years_blank_leaves_no_change(tmp_path: Path) -> None:
    row = _opd(tmp_path, {(A, 0, "nilai_tahun_lalu"): None})
    assert (row.nilai, row.nilai_tahun_lalu, row.perubahan) == (Decimal("86.45"), None, None)


def test_without_weights_the_values_still_add_up(tmp_path: Path) -> None:
    ubah = {(A, n, "bobot"): None for n in range(5)} | {(A, 5, "komponen"): "Capaian Kinerja", (A, 5, "nilai"): None}
    row = _opd(tmp_path, ubah)
    assert (row.nilai, row.bobot) == (Decimal("86.45"), None)


@pytest.mark.parametrize(
    ("nilai", "predikat"),
    [("100", "AA"), ("90.01", "AA"), ("90.004", "A"), ("90", "A"), ("80.005", "A"), ("80", "BB"), ("70", "B"),
     ("60", "CC"), ("50", "C"), ("30", "D"), ("30.01", "C"), ("0", "D")],
)  # fmt: skip
def test_predicates(nilai: str, predikat: str) -> None:
    assert akip_predicate(Decimal(nilai), akip_bands(Referensi())) == predikat
