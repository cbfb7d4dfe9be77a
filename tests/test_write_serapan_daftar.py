"""The lists that finance acts on: they say what the Catatan say, with the exact figures of the input."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pabrik import JUTA, Kasus, Pabrik
from test_rules_uang import KASUS, SUB_A, TW, A
from test_write_konsolidasi import DIBUAT, consolidate_folder, make_opd
from test_write_serapan_triwulan import edit_leaves

from kinerja_xl.compute.efisiensi import persen
from kinerja_xl.consolidate import tindak_lanjut
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, consolidate
from kinerja_xl.nilai import bulat
from kinerja_xl.pipeline import Telaah
from kinerja_xl.write.lembaran import Lembaran
from kinerja_xl.write.serapan.susunan import make_serapan

CONTOH = Path(__file__).parent.parent / "contoh"
DAFTAR = {
    "Di Atas Pagu": tindak_lanjut.DI_ATAS_PAGU,
    "Belanja dan Kinerja": tindak_lanjut.BELANJA_DAN_KINERJA,
    "Jumlah Tidak Cocok": tindak_lanjut.TIDAK_COCOK,
}
KODE = {rule.kode: nama for nama, rules in DAFTAR.items() for rule in rules}


def sheets(hasil: Konsolidasi) -> dict[str, Lembaran]:
    """The sheets of the workbook by name."""
    return {satu.nama: satu for satu in make_serapan(hasil, DIBUAT)[0]}


def rows(satu: Lembaran) -> list[dict[str, Any]]:
    """Rows of a table sheet by column key, stored values."""
    return [dict(zip((k.kunci for k in satu.kolom), v, strict=True))
            for v in zip(*(k.nilai for k in satu.kolom), strict=True)]  # fmt: skip


def of(telaah: Telaah) -> Konsolidasi:
    """The consolidation of an examined folder."""
    assert telaah.galat == ()
    return consolidate(telaah.data, telaah.hitungan, telaah.catatan)


def assert_lists_are_the_catatan(hasil: Konsolidasi, by_name: dict[str, Lembaran]) -> int:
    """Every list holds just the Catatan of its rules, each linked to its line; return how many there are."""
    notes = rows(by_name["Catatan Anggaran"])
    total = 0
    for nama in DAFTAR:
        sheet = by_name[nama]
        said = Counter((c.kode, f"{c.berkas} / {c.lembar}!{c.sel}") for c in hasil.catatan if KODE.get(c.kode) == nama)
        listed = Counter((r["catatan"], r["sumber"]) for r in rows(sheet))
        assert listed == said, nama
        links = next(k for k in sheet.kolom if k.kunci == "catatan").tautan or []
        for row, link in zip(rows(sheet), links, strict=True):
            place = link.removeprefix("'Catatan Anggaran'!A")
            assert notes[int(place) - 6]["kode"] == row["catatan"]
            assert notes[int(place) - 6]["sumber"] == row["sumber"]
        total += len(links)
    return total


@pytest.mark.parametrize("kasus", [k for k in KASUS if k.kode in KODE], ids=lambda k: f"{k.kode} {k.nama}".strip())
def test_every_rule_of_a_list_gives_its_row(kasus: Kasus, tmp_path: Path) -> None:
    hasil = of(Pabrik(tmp_path, kasus.ubah, **kasus.lain).run())
    by_name = sheets(hasil)
    assert assert_lists_are_the_catatan(hasil, by_name) >= 1
    found = [r for r in rows(by_name[KODE[kasus.kode]]) if r["catatan"] == kasus.kode]
    assert len(found) == len(kasus.di)
    for row in found:
        for amount in ("selisih_rp", "lebih", "selisih_persen"):
            assert row.get(amount) != 0, amount


@pytest.mark.parametrize(("folder", "paling_sedikit"), [("balangan_2023", 35), ("bengkulu_selatan_2023", 1)])
def test_the_published_documents(folder: str, paling_sedikit: int) -> None:
    hasil = consolidate_folder(CONTOH / folder)
    assert assert_lists_are_the_catatan(hasil, sheets(hasil)) >= paling_sedikit


def test_a_clean_regency_has_empty_lists(tmp_path: Path) -> None:
    by_name = sheets(of(Pabrik(tmp_path).run()))
    for nama in (*DAFTAR, "Serapan Rendah"):
        assert rows(by_name[nama]) == [], nama
        assert by_name[nama].kosong.startswith("Tidak ada")
    (both,) = rows(by_name["Anggaran dan Belanja"])
    assert (both["keadaan"], both["pagu_selisih"], both["realisasi_selisih"]) == ("Sama", 0, 0)
    assert by_name["Catatan Anggaran"].kosong == "Tidak ada catatan."


def test_realisation_above_the_pagu_with_its_figures(tmp_path: Path) -> None:
    kasus = next(k for k in KASUS if k.kode == "ANG-03" and not k.nama)
    sheet = sheets(of(Pabrik(tmp_path, kasus.ubah).run()))["Di Atas Pagu"]
    (row,) = rows(sheet)
    assert (row["pagu"], row["realisasi"], row["lebih"]) == (102 * JUTA, 103 * JUTA, JUTA)
    assert row["persen"] == pytest.approx(100 / 102)
    formulas = {k.kunci: k.rumus[0] for k in sheet.kolom if k.rumus}
    assert "'Serapan Program'!" in formulas["pagu"]
    assert formulas["lebih"] == '=IF(COUNT(F6,G6)<2,"",ROUND(G6-F6,2))'


def test_a_wrong_total_shows_both_figures_to_the_sen(tmp_path: Path) -> None:
    ubah = {(A, 1, "pagu_renja_rp"): "101.000.000,05"}
    (row,) = rows(sheets(of(Pabrik(tmp_path, ubah).run()))["Jumlah Tidak Cocok"])
    assert (row["jenis"], row["kolom"]) == ("Jumlah induk", "Pagu Renja (Rp)")
    assert (row["tertulis_rp"], row["hitungan_rp"], row["selisih_rp"]) == (101_000_000.05, 162 * JUTA, -60_999_999.95)


def test_a_wrong_percentage_is_judged_live(tmp_path: Path) -> None:
    kasus = next(k for k in KASUS if k.kode == "ANG-09")
    sheet = sheets(of(Pabrik(tmp_path, kasus.ubah).run()))["Jumlah Tidak Cocok"]
    (row,) = rows(sheet)
    assert (row["tertulis_persen"], row["pagu"], row["realisasi"]) == (85, 62 * JUTA, 51 * JUTA)
    assert row["hitungan_persen"] == float(Decimal(51) * 100 / 62)
    assert row["selisih_persen"] == pytest.approx(85 - 51 / 62 * 100)
    assert next(k for k in sheet.kolom if k.kunci == "hitungan_persen").rumus[0].startswith("=IF(COUNT(")


def test_anggaran_against_belanja(tmp_path: Path) -> None:
    kasus = next(k for k in KASUS if k.kode == "ANG-14")
    sheet = sheets(of(Pabrik(tmp_path, kasus.ubah).run()))["Anggaran dan Belanja"]
    (row,) = rows(sheet)
    assert (row["keadaan"], row["pagu_selisih"], row["realisasi_selisih"]) == ("Berbeda", JUTA, 0)
    assert row["catatan"] == "ANG-14"
    assert next(k for k in sheet.kolom if k.kunci == "catatan").tautan[0].startswith("'Catatan Anggaran'!A")


def test_a_figure_of_one_sheet_alone_is_not_the_same(tmp_path: Path) -> None:
    """Sekretariat Daerah of Bengkulu Selatan published no pagu; a realisation without its counterpart is no match."""
    by_name = sheets(consolidate_folder(CONTOH / "bengkulu_selatan_2023"))
    (row,) = rows(by_name["Anggaran dan Belanja"])
    assert (row["pagu_anggaran"], row["pagu_selisih"], row["keadaan"]) == (None, None, "Tidak dapat dibandingkan")
    assert "Berbeda: 0; tidak dapat dibandingkan: 1." in by_name["Anggaran dan Belanja"].keterangan
    shown = {c.nilai for c in by_name["Ringkasan"].sel}
    assert "OPD yang Anggarannya tidak dapat dibandingkan" in shown
    colours = dict(next(k for k in by_name["Anggaran dan Belanja"].kolom if k.kunci == "keadaan").warna)
    assert set(colours) == {"Sama", "Berbeda"}
    blank = {("belanja", n, k): None for n in range(6) for k in ("realisasi_rp", "persentase_dilaporkan",
             "lebih_kurang_dilaporkan_rp")}  # fmt: skip
    (row,) = rows(sheets(of(Pabrik(tmp_path, blank).run()))["Anggaran dan Belanja"])
    assert (row["pagu_selisih"], row["realisasi_belanja"]) == (0, None)
    assert row["keadaan"] == "Tidak dapat dibandingkan"


def test_no_performance_and_no_spending_stand_apart(tmp_path: Path) -> None:
    kinds = {}
    for kode in ("ANG-16", "ANG-17"):
        kasus = next(k for k in KASUS if k.kode == kode)
        (row,) = rows(sheets(of(Pabrik(tmp_path / kode, kasus.ubah).run()))["Belanja dan Kinerja"])
        kinds[kode] = row["jenis"], row["pagu"], row["realisasi"], row["target"], row["kinerja"]
    assert kinds["ANG-16"] == ("Belanja tanpa kinerja", 102 * JUTA, 80 * JUTA, "8", "0")
    assert kinds["ANG-17"] == ("Kinerja tanpa belanja", 102 * JUTA, 0, "8", "8")


def spend_less(ws: Any, row: int, n: int) -> None:
    """The second quarter of a leaf spent to a tenth, of the other leaves to a half."""
    ws.cell(row, 9).value *= 0.1 if n == 0 else 0.5


def test_who_is_behind_the_plan(tmp_path: Path) -> None:
    for n, jenis in enumerate(("biasa", "kumulatif", "belanja", "biasa"), 1):
        make_opd(tmp_path, n, periode="TW II", jenis=jenis)
    for n in (1, 4):
        edit_leaves(tmp_path / f"opd_{n:02d}.xlsx", spend_less)
    hasil = consolidate_folder(tmp_path)
    found = rows(sheets(hasil)["Serapan Rendah"])
    limit = hasil.data.referensi.kebijakan.angka("batas_serapan_tinggi")
    judged = {
        r.kode_opd: r.terhadap_rencana_persen for r in hasil.opd.itertuples() if r.terhadap_rencana_persen is not None
    }
    behind = {opd for opd, value in judged.items() if bulat(value) < limit}
    assert {r["kode_opd"] for r in found if r["tingkat"] == "OPD"} == behind
    assert len(judged) > len(behind) > 0
    for row in found:
        assert row["kelas"] in ("Rendah", "Sedang")
        share = persen(round(row["realisasi"] * 100), round(row["rencana"] * 100))
        assert row["terhadap"] == pytest.approx(float(share), rel=1e-9)
        assert row["kurang"] == pytest.approx(row["rencana"] - row["realisasi"], abs=0.01)
        elapsed = row["pagu"] / 2
        assert row["dasar"] == "Rencana kas" or row["rencana"] == elapsed


def test_who_has_reported_no_realisation_is_not_behind(tmp_path: Path) -> None:
    semua = {(A, n, k): None for n in range(12) for k in (*TW, "realisasi_tahun_rp", "serapan_dilaporkan",
             "sisa_dilaporkan_rp")}  # fmt: skip
    semua |= {("belanja", n, k): None for n in range(6) for k in ("realisasi_rp", "persentase_dilaporkan",
              "lebih_kurang_dilaporkan_rp")}  # fmt: skip
    hasil = of(Pabrik(tmp_path, semua).run())
    assert rows(sheets(hasil)["Serapan Rendah"]) == []


def test_catatan_of_other_sheets_stay_out(tmp_path: Path) -> None:
    ubah = {("realisasi", 0, "target_pk"): 9000, (A, SUB_A, "pagu_renja_rp"): "12.5.000.000"}
    hasil = of(Pabrik(tmp_path, ubah).run())
    assert len({c.lembar for c in hasil.catatan}) > 1
    assert {c.lembar for c in tindak_lanjut.catatan_uang(hasil)} == {"Anggaran"}
    assert len(rows(sheets(hasil)["Catatan Anggaran"])) == len(tindak_lanjut.catatan_uang(hasil))
