"""Which files count: period of the run, foreign files, several files of one OPD, revisions, conflicts."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hitung_ulang import convert
from pabrik import isi_bersih, isi_referensi, sel, temukan, write_isi

from kinerja_xl.consolidate.kepatuhan import StatusKirim
from kinerja_xl.consolidate.konsolidasi import Konsolidasi, consolidate
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.deklarasi.errors import PeriodeTidakPasti, ReferensiRusak
from kinerja_xl.perbaikan import tandai
from kinerja_xl.pipeline import Telaah, examine, read_workbooks
from kinerja_xl.read import list_workbooks
from kinerja_xl.tabel.referensi import Opd
from kinerja_xl.tabel.selection import match_file_to_opd


def kiriman(path: Path, sheets: tuple[str, ...] | None = None, **profil: Any) -> None:
    """A clean workbook with some of its sheets and a changed Profil."""
    isi = isi_bersih()
    isi["profil"][0].update(profil)
    write_isi(path, {k: v for k, v in isi.items() if sheets is None or k in ("profil", *sheets)}, meta=True)


def referensi(path: Path, **kabupaten: Any) -> None:
    isi = isi_referensi()
    isi["kabupaten"][0].update(kabupaten)
    write_isi(path, isi, meta=True)


def periksa(folder: Path, tahun: int | None = None, periode: str | None = None) -> Telaah:
    pairs = [(p, p.relative_to(folder).as_posix()) for p in list_workbooks(folder)]
    return examine(read_workbooks(pairs), tahun, periode)


def sendiri(folder: Path) -> Telaah:
    """The workbooks checked by themselves, as `periksa` does."""
    pairs = [(p, p.relative_to(folder).as_posix()) for p in list_workbooks(folder)]
    return examine(read_workbooks(pairs), bawaan=(0, "Tahunan"))


def status(telaah: Telaah) -> dict[str, str]:
    k: Konsolidasi = consolidate(telaah.data, telaah.hitungan, telaah.catatan)
    return dict(zip(k.kepatuhan["kode_opd"], k.kepatuhan["status"], strict=True))


def kode(telaah: Telaah, berkas: str) -> set[str]:
    return {c.kode for c in telaah.catatan if c.berkas == berkas}


OPD = isi_bersih()["profil"][0]["kode_opd"]


def test_period_from_the_workbooks(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx")
    assert (periksa(tmp_path).data.tahun, periksa(tmp_path).data.periode) == (2023, "Tahunan")


def test_period_of_the_majority_sets_the_others_aside(tmp_path: Path) -> None:
    for n, periode in enumerate(("TW II", "TW II", "TW III")):
        kiriman(tmp_path / f"{n}.xlsx", kode_opd=f"1.0{n}", periode=periode)
    telaah = periksa(tmp_path)
    assert telaah.data.periode == "TW II"
    assert "BRK-12" in kode(telaah, "2.xlsx")
    assert status(telaah).get("1.02", "") == StatusKirim.PERBAIKAN


def test_planning_does_not_tell_the_period_where_reports_do(tmp_path: Path) -> None:
    kiriman(tmp_path / "0.xlsx", kode_opd="1.00", periode="TW I")
    for n in (1, 2):
        kiriman(tmp_path / f"{n}.xlsx", ("iku", "renstra"), kode_opd=f"1.0{n}", tahun=2022)
    telaah = periksa(tmp_path)
    assert (telaah.data.tahun, telaah.data.periode) == (2023, "TW I")
    assert {kode(telaah, f"{n}.xlsx") & {"BRK-11", "BRK-12"} == set() for n in range(3)} == {True}


def test_a_tie_cannot_start(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx", kode_opd="1.01", periode="TW I")
    kiriman(tmp_path / "b.xlsx", kode_opd="1.02", periode="TW II")
    with pytest.raises(PeriodeTidakPasti, match="--periode"):
        periksa(tmp_path)
    assert periksa(tmp_path, periode="TW I").data.periode == "TW I"


def test_nothing_names_a_year(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"")
    with pytest.raises(PeriodeTidakPasti, match="--tahun"):
        periksa(tmp_path)


def test_year_of_referensi_counts(tmp_path: Path) -> None:
    referensi(tmp_path / "Referensi.xlsx", tahun=2024)
    kiriman(tmp_path / "a.xlsx")
    kiriman(tmp_path / "b.xlsx", tahun=2024)
    telaah = periksa(tmp_path)
    assert telaah.data.tahun == 2024
    assert "BRK-11" in kode(telaah, "a.xlsx")


def test_planning_workbooks_hold_for_other_periods(tmp_path: Path) -> None:
    kiriman(tmp_path / "rencana.xlsx", ("iku", "renstra"), tahun=2022)
    kiriman(tmp_path / "realisasi.xlsx", ("realisasi", "anggaran", "belanja"))
    telaah = periksa(tmp_path, tahun=2023)
    assert {"BRK-20"} == kode(telaah, "rencana.xlsx")
    assert telaah.data.lembar_opd[OPD] >= {"iku", "realisasi"}


def test_planning_workbook_outside_the_renstra_is_set_aside(tmp_path: Path) -> None:
    kiriman(tmp_path / "rencana.xlsx", ("iku", "renstra"))
    kiriman(tmp_path / "realisasi.xlsx", ("realisasi",), tahun=2030)
    assert "BRK-11" in kode(periksa(tmp_path, tahun=2030), "rencana.xlsx")


def test_nothing_of_the_year_asked_for_cannot_start(tmp_path: Path) -> None:
    for n, periode in enumerate(("TW I", "TW II", "TW II")):
        kiriman(tmp_path / f"{n}.xlsx", kode_opd=f"1.0{n}", periode=periode)
    kiriman(tmp_path / "rencana.xlsx", ("iku", "renstra"), kode_opd="1.00", tahun=2022)
    with pytest.raises(PeriodeTidakPasti) as galat:
        periksa(tmp_path, tahun=2024)
    assert str(galat.value) == (
        "Tidak satu pun berkas OPD untuk tahun 2024 (Tahun menurut --tahun). Yang ada: 2022 Tahunan (1 berkas), "
        "2023 TW I (1 berkas), 2023 TW II (2 berkas). Sebutkan --tahun dan --periode yang benar atau taruh berkas "
        "periode itu di folder ini."
    )


def test_nothing_of_the_period_asked_for_cannot_start(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx", periode="TW I")
    with pytest.raises(PeriodeTidakPasti, match=r"tahun 2023 periode TW II\. Yang ada: 2023 TW I \(1 berkas\)"):
        periksa(tmp_path, periode="TW II")
    # One workbook of the period is enough: the other is set aside with its Kesalahan.
    kiriman(tmp_path / "b.xlsx", kode_opd="1.02", periode="TW II")
    assert kode(periksa(tmp_path, periode="TW II"), "a.xlsx") == {"BRK-12"}


def test_a_wrong_year_of_the_referensi_is_said_to_be_its(tmp_path: Path) -> None:
    referensi(tmp_path / "Referensi.xlsx", tahun=2024)
    kiriman(tmp_path / "a.xlsx")
    with pytest.raises(PeriodeTidakPasti, match=r"Tahun menurut Referensi.*perbaiki Tahun di Referensi"):
        periksa(tmp_path)
    # A workbook checked by itself is told at its cell.
    assert {c.kode for c in sendiri(tmp_path).catatan} == {"BRK-11"}


def test_planning_alone_runs_for_any_period_within_its_renstra(tmp_path: Path) -> None:
    kiriman(tmp_path / "rencana.xlsx", ("iku", "renstra"))
    assert kode(periksa(tmp_path, tahun=2024, periode="TW I"), "rencana.xlsx") == {"BRK-20", "LTS-09"}
    with pytest.raises(PeriodeTidakPasti, match="2023 Tahunan"):
        periksa(tmp_path, tahun=2030)


def test_an_opd_without_realisasi_is_told_at_its_iku(tmp_path: Path) -> None:
    kiriman(tmp_path / "rencana.xlsx", ("iku", "renstra", "cascading"))
    kiriman(tmp_path / "uang.xlsx", ("anggaran", "belanja"))
    telaah = periksa(tmp_path)
    (satu,) = (c for c in telaah.catatan if c.berkas)
    assert satu[:6] == ("LTS-09", Tingkat.PERINGATAN, OPD, "rencana.xlsx", "IKU", "")
    assert "Realisasi Tahunan 2023 belum dikirim" in satu.pesan
    assert status(telaah) == {OPD: StatusKirim.PERINGATAN}
    # A planning workbook checked by itself lacks nothing.
    assert "LTS-09" not in {c.kode for c in sendiri(tmp_path).catatan}
    kiriman(tmp_path / "realisasi.xlsx", ("realisasi",))
    assert status(periksa(tmp_path)) == {OPD: StatusKirim.LENGKAP}


def rename(path: Path, lama: str, baru: str) -> None:
    buku = openpyxl.load_workbook(path)
    buku[lama].title = baru
    buku.save(path)


def without_headings(path: Path, lembar: str) -> None:
    buku = openpyxl.load_workbook(path)
    buku[lembar].delete_rows(1)
    buku.save(path)


@pytest.mark.parametrize(
    "lagi",
    [
        lambda p: kiriman(p / "b.xlsx", (), status_pelaporan="Nihil"),
        lambda p: kiriman(p / "b.xlsx", ("realisasi",), tahun=2022),
        lambda p: (kiriman(p / "b.xlsx", ("realisasi",)), rename(p / "b.xlsx", "Realisasi", "Realisasii")),
        lambda p: (kiriman(p / "b.xlsx", ("realisasi",)), without_headings(p / "b.xlsx", "Realisasi")),
        lambda p: (kiriman(p / "b.xlsx", ("realisasi",)), kiriman(p / "c.xlsx", ("realisasi",), penyusun="lain")),
        lambda p: (p / f"{OPD} realisasi.xlsx").write_bytes(b"PK"),
    ],
    ids=["nihil", "another year", "misnamed", "no headings", "twice", "unreadable"],
)
def test_a_realisasi_that_came_but_cannot_be_used_is_not_missing(lagi: Any, tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx", ("iku", "renstra"))
    lagi(tmp_path)
    assert "LTS-09" not in {c.kode for c in periksa(tmp_path, tahun=2023).catatan}


def test_an_empty_realisasi_is_missing_and_only_for_its_opd(tmp_path: Path) -> None:
    isi = isi_bersih() | {"realisasi": []}
    write_isi(tmp_path / "a.xlsx", isi, meta=True)
    kiriman(tmp_path / "b.xlsx", kode_opd="1.02")
    kiriman(tmp_path / "c.xlsx", ("anggaran", "belanja"), kode_opd="1.03")
    assert [(c.berkas, c.lembar) for c in periksa(tmp_path).catatan if c.kode == "LTS-09"] == [("a.xlsx", "IKU")]


def broken_register(path: Path, **opd: Any) -> None:
    """A Referensi whose register row is changed."""
    isi = isi_referensi()
    isi["opd"][0].update(opd)
    write_isi(path, isi, meta=True)


def test_without_a_register_it_is_said_that_nobody_knows_who_is_missing(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx")
    (satu,) = periksa(tmp_path).catatan
    assert (satu.kode, satu.tingkat, satu.berkas) == ("LTS-10", Tingkat.INFORMASI, "")
    referensi(tmp_path / "Referensi.xlsx")
    assert periksa(tmp_path).catatan == ()
    without_headings(tmp_path / "Referensi.xlsx", "OPD")
    found = {(c.kode, c.tingkat, c.berkas, c.kode_opd) for c in periksa(tmp_path).catatan}
    assert ("LTS-11", Tingkat.PERINGATAN, "Referensi.xlsx", "") in found
    assert status(periksa(tmp_path)) == {OPD: StatusKirim.LENGKAP}
    assert "LTS-11" not in {c.kode for c in sendiri(tmp_path).catatan}


@pytest.mark.parametrize(
    ("kolom", "nilai", "tingkat"),
    [("wajib", "Iya", Tingkat.KESALAHAN), ("batas_waktu", "tgl 31", Tingkat.PERINGATAN)],
)
def test_a_slip_in_the_referensi_is_not_charged_to_the_opd(
    kolom: str, nilai: str, tingkat: Tingkat, tmp_path: Path
) -> None:
    kiriman(tmp_path / "a.xlsx")
    broken_register(tmp_path / "Referensi.xlsx", **{kolom: nilai})
    telaah = periksa(tmp_path)
    (satu,) = telaah.catatan
    assert satu[1:6] == (tingkat, "", "Referensi.xlsx", "OPD", sel("opd", 0, kolom))
    k = consolidate(telaah.data, telaah.hitungan, telaah.catatan)
    (row,) = k.kepatuhan.itertuples()
    assert (row.status, row.kesalahan, row.peringatan) == (StatusKirim.LENGKAP, 0, 0)
    assert (k.ringkasan.n_lengkap, k.ringkasan.catatan[tingkat]) == (1, 1)
    assert (k.opd["status"] == StatusKirim.LENGKAP).all()


def test_one_opd_with_a_file_per_kind(tmp_path: Path) -> None:
    kiriman(tmp_path / "a" / "satu.xlsx", ("iku", "renstra"))
    kiriman(tmp_path / "b" / "dua.xlsx", ("realisasi",))
    kiriman(tmp_path / "b" / "tiga.xlsx", ("anggaran", "belanja"))
    telaah = periksa(tmp_path)
    assert {c.kode for c in telaah.catatan} == {"LTS-10"}
    assert set(status(telaah).values()) == {StatusKirim.LENGKAP}


def test_higher_revision_replaces(tmp_path: Path) -> None:
    kiriman(tmp_path / "lama.xlsx")
    kiriman(tmp_path / "baru.xlsx", revisi=2)
    telaah = periksa(tmp_path)
    assert kode(telaah, "lama.xlsx") == {"BRK-17"}
    assert all("baru.xlsx" in c.pesan for c in telaah.catatan if c.berkas)
    assert kode(telaah, "baru.xlsx") == set()
    assert status(telaah) == {OPD: StatusKirim.LENGKAP}


def odd_year(telaah: Telaah) -> list[tuple[str, str, str]]:
    return [(c.kode, c.lembar, c.sel) for c in telaah.catatan if c.kode in ("BRK-11", "BRK-20", "BRK-29", "BRK-30")]


@pytest.mark.parametrize(
    ("profil", "aturan"),
    [
        ({"tahun": 2032}, "BRK-29"),
        ({"tahun": 2020}, "BRK-29"),
        ({"tahun_akhir_renstra": 2022}, "BRK-29"),
        ({"tahun": 2032, "kode_opd": None}, "BRK-29"),
        ({"tahun": 2024}, "BRK-30"),
        ({"tahun": 2021, "tahun_awal_renstra": 2026, "tahun_akhir_renstra": 2021}, "BRK-30"),
        ({"tahun": 2032, "tahun_akhir_renstra": None}, "BRK-30"),
        ({"tahun_awal_renstra": 2023}, ""),
        ({"tahun_akhir_renstra": 2023}, ""),
        ({"tahun_awal_renstra": 2026, "tahun_akhir_renstra": 2021}, ""),
        ({"tahun_awal_renstra": "awal"}, ""),
    ],
)
def test_a_year_that_cannot_be_is_told_at_profil(tmp_path: Path, profil: dict[str, Any], aturan: str) -> None:
    kiriman(tmp_path / "a.xlsx", **profil)
    assert odd_year(periksa(tmp_path)) == ([(aturan, "Profil", sel("profil", 0, "tahun"))] if aturan else [])


def test_the_year_of_the_template_is_named_as_a_hint(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx", tahun=2032)
    (catatan,) = [c for c in periksa(tmp_path).catatan if c.kode == "BRK-29"]
    assert catatan.pesan == (
        "Tahun 2032 berada di luar masa Renstra 2021-2026 menurut Profil. Templatnya untuk tahun 2023."
    )


def test_a_file_set_aside_for_its_year_says_so_once(tmp_path: Path) -> None:
    kiriman(tmp_path / "tepat.xlsx", kode_opd="2.02")
    kiriman(tmp_path / "a.xlsx", tahun=2032)
    assert odd_year(periksa(tmp_path, tahun=2023)) == [("BRK-11", "Profil", sel("profil", 0, "tahun"))]
    kiriman(tmp_path / "a.xlsx", ("iku", "renstra"), tahun=2022)
    assert odd_year(periksa(tmp_path, tahun=2023)) == [("BRK-20", "Profil", sel("profil", 0, "tahun"))]


def test_equal_revisions_are_a_conflict(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx", ("iku", "realisasi"))
    kiriman(tmp_path / "b.xlsx", ("realisasi",), penyusun="lain")
    telaah = periksa(tmp_path)
    conflicts = [c for c in telaah.catatan if c.kode == "BRK-18"]
    assert {(c.berkas, c.lembar) for c in conflicts} == {("a.xlsx", "Realisasi"), ("b.xlsx", "Realisasi")}
    assert "b.xlsx" in conflicts[0].pesan
    assert status(telaah) == {OPD: StatusKirim.GANDA}
    assert "realisasi" not in telaah.data.tabel


def test_the_same_file_twice_counts_once(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx")
    shutil.copy(tmp_path / "a.xlsx", tmp_path / "salinan.xlsx")
    telaah = periksa(tmp_path)
    assert kode(telaah, "salinan.xlsx") == {"BRK-19"}
    assert kode(telaah, "a.xlsx") == set()
    assert len(telaah.data.isi("iku")) == len(isi_bersih()["iku"])


def test_register_and_regency(tmp_path: Path) -> None:
    referensi(tmp_path / "Referensi.xlsx")
    nama = isi_referensi()["kabupaten"][0]["nama"]
    kiriman(tmp_path / "asing.xlsx", kode_opd="9.99.99")
    kiriman(tmp_path / "lain.xlsx", kabupaten="Kabupaten Antah Berantah")
    kiriman(tmp_path / "baik.xlsx", kabupaten=nama.upper().removeprefix("KABUPATEN "))
    telaah = periksa(tmp_path)
    assert kode(telaah, "asing.xlsx") == {"BRK-14"}
    assert "terdaftar dengan kode" in next(c.pesan for c in telaah.catatan if c.kode == "BRK-14")
    assert kode(telaah, "lain.xlsx") == {"BRK-13"}
    assert kode(telaah, "baik.xlsx") == set()


_KABUPATEN = ("Kab. Uji", "Kab Uji", "KABUPATEN UJI", "Pemerintah Kabupaten Uji", "Pemkab Uji", "Kota Uji")
SAMA = [
    *(("Uji", k) for k in _KABUPATEN),
    *(("KAB. UJI", k) for k in ("Uji", "Kabupaten Uji", "pemkab. uji", "Pemda Kab.Uji", "Pemerintah Daerah Kab. Uji")),
    ("Kota Uji", "Pemkot Uji"),
    ("Kabupaten Kotabaru", "Kota Baru"),
    ("Kab. Lima Puluh Kota", "Lima Puluh Kota"),
]
BEDA = [
    ("Kota Uji", "Kabupaten Uji"),
    ("Kab. Uji", "Pemkot Uji"),
    ("Uji", "Uji Selatan"),
    ("Kabupaten Uji", "Kab. Ujian"),
]


@pytest.mark.parametrize(
    ("resmi", "tertulis", "aturan"), [*((*p, set()) for p in SAMA), *((*p, {"BRK-13"}) for p in BEDA)]
)
def test_spellings_of_a_regency(tmp_path: Path, resmi: str, tertulis: str, aturan: set[str]) -> None:
    referensi(tmp_path / "Referensi.xlsx", nama=resmi)
    kiriman(tmp_path / "a.xlsx", kabupaten=tertulis)
    telaah = periksa(tmp_path)
    assert kode(telaah, "a.xlsx") == aturan
    assert {c.sel for c in temukan(telaah, "BRK-13")} == ({sel("profil", 0, "kabupaten")} if aturan else set())
    assert telaah.data.nama_daerah == resmi


def test_without_referensi_the_regency_is_the_one_that_most_workbooks_name(tmp_path: Path) -> None:
    for n, kabupaten in enumerate(("Kabupaten Seberang", "Kab. Uji", "Kabupaten Uji", "Kabupaten Uji", None)):
        kiriman(tmp_path / f"{n}.xlsx", kabupaten=kabupaten, kode_opd=f"1.0{n}")
    assert periksa(tmp_path).data.nama_daerah == "Kabupaten Uji"


@pytest.mark.parametrize(("nilai", "aturan"), [(1.01, "ISI-09"), (None, "STR-06")])
def test_without_its_opd_a_file_is_set_aside_and_says_where(tmp_path: Path, nilai: Any, aturan: str) -> None:
    kiriman(tmp_path / "a.xlsx")
    kiriman(tmp_path / "tanpa.xlsx", kode_opd=nilai)
    telaah = periksa(tmp_path)
    (satu,) = [c for c in telaah.catatan if c.berkas == "tanpa.xlsx"]
    assert (satu.kode, satu.lembar, satu.sel) == (aturan, "Profil", "B2")
    assert next(b.pemakaian for b in telaah.data.berkas if b.berkas == "tanpa.xlsx") == "tidak dipakai"


def test_two_referensi_cannot_start(tmp_path: Path) -> None:
    referensi(tmp_path / "Referensi.xlsx")
    referensi(tmp_path / "Referensi lama.xlsx", tahun=2022)
    with pytest.raises(ReferensiRusak, match="Referensi lama"):
        periksa(tmp_path)


def test_unreadable_file_is_laid_to_its_opd(tmp_path: Path) -> None:
    referensi(tmp_path / "Referensi.xlsx")
    (tmp_path / f"{OPD} laporan.xlsx").write_bytes(b"")
    telaah = periksa(tmp_path, periode="Tahunan")
    assert status(telaah)[OPD] == StatusKirim.TIDAK_TERBACA
    assert [c.kode_opd for c in telaah.catatan if c.berkas.startswith(OPD)] == [OPD]


@pytest.mark.parametrize(
    ("berkas", "harapan"),
    [("1.01.02_x.xlsx", "1.01.02"), ("dinas_PENDIDIKAN (2).xlsx", "1.01"), ("laporan.xlsx", ""), ("dinas.xlsx", "")],
)
def test_opd_from_a_file_name(berkas: str, harapan: str) -> None:
    opd = [Opd("1.01", "Dinas Pendidikan"), Opd("1.01.02", "Dinas Kesehatan")]
    assert match_file_to_opd(berkas, opd) == harapan


def test_another_spelling_of_the_period_is_understood(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx", periode="Triwulan II")
    telaah = periksa(tmp_path)
    assert telaah.data.periode == "TW II"
    assert not kode(telaah, "a.xlsx") & {"ISI-10", "STR-06"}


@pytest.mark.parametrize("kolom", ["periode", "tahun"])
def test_figures_of_an_unreadable_period_are_not_counted(tmp_path: Path, kolom: str) -> None:
    kiriman(tmp_path / "a.xlsx")
    kiriman(tmp_path / "b.xlsx", kode_opd="9.99", **{kolom: None})
    telaah = periksa(tmp_path)
    assert kode(telaah, "b.xlsx") == {"STR-06"}
    assert set(telaah.data.isi("anggaran")["kode_opd"]) == {OPD}
    assert status(telaah) == {OPD: StatusKirim.LENGKAP, "9.99": StatusKirim.PERBAIKAN}


def test_an_opd_whose_only_file_is_set_aside_stays_named_without_a_register(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx")
    kiriman(tmp_path / "b.xlsx", kode_opd="1.02", nama_opd="Dinas Kesehatan", periode="TW I")
    kiriman(tmp_path / "c.xlsx", kode_opd="1.03")
    assert status(periksa(tmp_path, periode="Tahunan"))["1.02"] == StatusKirim.PERBAIKAN


def test_a_workbook_with_only_profil_is_not_complete(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx", ())
    telaah = periksa(tmp_path)
    assert kode(telaah, "a.xlsx") == {"STR-24"}
    assert status(telaah) == {OPD: StatusKirim.PERBAIKAN}


def test_sheets_without_rows_count_as_not_sent(tmp_path: Path) -> None:
    isi = isi_bersih()
    isi["realisasi"], isi["renstra"] = [], []
    write_isi(tmp_path / "a.xlsx", isi, meta=True)
    telaah = periksa(tmp_path)
    assert "realisasi" not in telaah.data.lembar_opd[OPD]
    assert not kode(telaah, "a.xlsx") & {"STR-10", "STR-18", "STR-19"}


def test_the_matrix_names_sheets_as_declared(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx", ("akip",))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book["AKIP"].title = "a.k.i.p"
    book.save(tmp_path / "a.xlsx")
    telaah = periksa(tmp_path)
    matrix = consolidate(telaah.data, telaah.hitungan, telaah.catatan).kepatuhan
    assert list(matrix["lembar"]) == [("AKIP",)]


@pytest.mark.parametrize(("lembar", "kolom"), [("anggaran", "kode"), ("belanja", "kode_rekening")])
def test_a_budget_sheet_without_a_usable_row(tmp_path: Path, lembar: str, kolom: str) -> None:
    isi = isi_bersih()
    for baris in isi[lembar]:
        baris[kolom] = 1.5
    write_isi(tmp_path / "a.xlsx", isi, meta=True)
    telaah = periksa(tmp_path)
    assert telaah.galat == ()
    assert "ISI-09" in kode(telaah, "a.xlsx")


def test_unreadable_codes_have_no_echo_in_other_sheets(tmp_path: Path) -> None:
    isi = isi_bersih()
    for baris in isi["iku"]:
        baris["kode"] = 1.5
    write_isi(tmp_path / "a.xlsx", isi, meta=True)
    assert not kode(periksa(tmp_path), "a.xlsx") & {"STR-08", "STR-09", "STR-10", "STR-19"}


def test_a_code_used_twice_explains_the_code_that_is_missing(tmp_path: Path) -> None:
    isi = isi_bersih()
    isi["iku"][1]["kode"] = isi["iku"][0]["kode"]
    write_isi(tmp_path / "a.xlsx", isi, meta=True)
    found = kode(periksa(tmp_path), "a.xlsx")
    assert "STR-07" in found
    assert not found & {"STR-08", "STR-09"}


def test_nihil_is_declared_in_profil(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx")
    kiriman(tmp_path / "b.xlsx", (), kode_opd="9.99", status_pelaporan="nihil")
    telaah = periksa(tmp_path)
    assert kode(telaah, "b.xlsx") == set()
    assert status(telaah) == {OPD: StatusKirim.LENGKAP, "9.99": StatusKirim.NIHIL}
    assert consolidate(telaah.data, telaah.hitungan, telaah.catatan).ringkasan.n_lengkap == 2


ANEH = (
    "Lap. #1 & 'x' [2].xlsx",
    "é漢字 عربى.xlsx",
    "a;b,c{0}%s%20.xlsx",
    "-o.xlsx",
    "=1+1.xlsx",
    "~laporan.xlsx",
    "spasi  ganda .xlsx",
)


def test_subfolders_and_any_file_name(tmp_path: Path) -> None:
    for n, nama in enumerate(ANEH):
        kiriman(tmp_path / f"OPD {n}" / "dalam" / nama, kode_opd=f"1.0{n}")
    telaah = periksa(tmp_path)
    assert {b.berkas for b in telaah.data.berkas} == {f"OPD {n}/dalam/{nama}" for n, nama in enumerate(ANEH)}
    assert set(status(telaah).values()) == {StatusKirim.LENGKAP}
    assert {c.kode for c in telaah.catatan} == {"LTS-10"}


def test_every_conflict_names_both_files(tmp_path: Path) -> None:
    kiriman(tmp_path / "satu.xlsx")
    kiriman(tmp_path / "dua" / "dua.xlsx", ("realisasi",))
    kiriman(tmp_path / "tiga.xlsx", ("anggaran",), revisi=1)
    shutil.copy(tmp_path / "satu.xlsx", tmp_path / "zalinan.xlsx")
    telaah = periksa(tmp_path)
    said = {(c.kode, c.berkas): c.pesan for c in telaah.catatan}
    assert "dua/dua.xlsx" in said["BRK-18", "satu.xlsx"]
    assert "satu.xlsx" in said["BRK-18", "dua/dua.xlsx"]
    assert "tiga.xlsx" in said["BRK-17", "satu.xlsx"]
    assert "satu.xlsx" in said["BRK-19", "zalinan.xlsx"]
    assert status(telaah) == {OPD: StatusKirim.GANDA}


def test_nihil_of_another_period_does_not_count_for_this_one(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx")
    kiriman(tmp_path / "b.xlsx", kode_opd="1.02")
    kiriman(tmp_path / "c.xlsx", (), kode_opd="1.03", status_pelaporan="Nihil", periode="TW II")
    telaah = periksa(tmp_path)
    assert kode(telaah, "c.xlsx") == {"BRK-12"}
    assert status(telaah)["1.03"] == StatusKirim.PERBAIKAN


@pytest.mark.parametrize("nama", ["Realisasi 2023", "Realisasi (2)", "REALISASI KINERJA", "Realisai"])
def test_a_sheet_of_a_nearly_right_name_is_not_passed_over(tmp_path: Path, nama: str) -> None:
    kiriman(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book["Realisasi"].title = nama
    book.save(tmp_path / "a.xlsx")
    telaah = periksa(tmp_path)
    (satu,) = [c for c in telaah.catatan if c.kode == "STR-26"]
    assert (satu.lembar, "Mungkin maksudnya lembar Realisasi" in satu.pesan) == (nama, True)


def test_files_of_an_unknown_opd_have_a_row_of_their_own(tmp_path: Path) -> None:
    kiriman(tmp_path / "a.xlsx")
    (tmp_path / "x.xls").write_bytes(b"a,b,c")
    (tmp_path / "y.xlsx").write_bytes(b"")
    telaah = periksa(tmp_path)
    matrix = consolidate(telaah.data, telaah.hitungan, telaah.catatan).kepatuhan
    assert list(matrix["nama_opd"])[1:] == ["OPD tidak diketahui"]
    assert int(matrix["kesalahan"].sum()) == sum(c.tingkat.value == "Kesalahan" for c in telaah.catatan)


def test_nobody_has_sent_anything(tmp_path: Path) -> None:
    referensi(tmp_path / "Referensi.xlsx")
    telaah = periksa(tmp_path)
    assert telaah.data.periode == "Tahunan"
    assert set(status(telaah).values()) == {StatusKirim.BELUM}


def salinan(folder: Path, berkas: str) -> bytes:
    """The marked-up copy of a file of a folder as a run would write it."""
    telaah = periksa(folder)
    (satu,) = [b for b in telaah.data.berkas if b.berkas == berkas]
    catatan = [c for c in telaah.catatan if c.berkas == berkas]
    return tandai((folder / berkas).read_bytes(), berkas, catatan, silsilah=satu.silsilah).isi


def ubah(path: Path, polaritas: str, asal: bytes | None = None) -> None:
    """Save a workbook with another Polaritas of its first indicator, as an officer would."""
    book = openpyxl.load_workbook(path if asal is None else io.BytesIO(asal))
    book["IKU"][sel("iku", 0, "polaritas")] = polaritas
    book.save(path)


def salah(path: Path) -> None:
    isi = isi_bersih()
    isi["iku"][0]["polaritas"] = "Maximal"
    write_isi(path, isi, meta=True)


def pemakaian(telaah: Telaah) -> dict[str, str]:
    return {b.berkas: b.pemakaian for b in telaah.data.berkas}


def test_a_marked_copy_takes_the_place_of_its_original(tmp_path: Path) -> None:
    salah(tmp_path / "b.xlsx")
    (tmp_path / "a.xlsx").write_bytes(salinan(tmp_path, "b.xlsx"))
    # As it went out it is the same file again, and the original is the one that counts.
    assert kode(periksa(tmp_path), "a.xlsx") == {"BRK-19"}
    ubah(tmp_path / "a.xlsx", "Maksimal")
    telaah = periksa(tmp_path)
    assert kode(telaah, "b.xlsx") == {"BRK-17"}
    assert kode(telaah, "a.xlsx") == set()
    assert status(telaah) == {OPD: StatusKirim.LENGKAP}


def test_a_copy_as_it_went_out_gives_way_to_the_corrected_original(tmp_path: Path) -> None:
    salah(tmp_path / "b.xlsx")
    (tmp_path / "a.xlsx").write_bytes(salinan(tmp_path, "b.xlsx"))
    ubah(tmp_path / "b.xlsx", "Maksimal")
    telaah = periksa(tmp_path)
    assert pemakaian(telaah) == {"a.xlsx": "tidak dipakai", "b.xlsx": "dipakai"}
    assert kode(telaah, "a.xlsx") == {"BRK-17"}
    assert status(telaah) == {OPD: StatusKirim.LENGKAP}


def test_a_corrected_copy_and_a_corrected_original_are_a_conflict(tmp_path: Path) -> None:
    salah(tmp_path / "b.xlsx")
    (tmp_path / "a.xlsx").write_bytes(salinan(tmp_path, "b.xlsx"))
    ubah(tmp_path / "b.xlsx", "Minimal")
    ubah(tmp_path / "a.xlsx", "Maksimal")
    telaah = periksa(tmp_path)
    assert {berkas for berkas in ("a.xlsx", "b.xlsx") if "BRK-18" in kode(telaah, berkas)} == {"a.xlsx", "b.xlsx"}
    assert status(telaah) == {OPD: StatusKirim.GANDA}


def test_of_two_rounds_of_correction_the_last_counts(tmp_path: Path) -> None:
    salah(tmp_path / "c.xlsx")
    ubah(tmp_path / "b.xlsx", "Maksimall", salinan(tmp_path, "c.xlsx"))
    kedua = salinan(tmp_path, "b.xlsx")
    (tmp_path / "a.xlsx").write_bytes(kedua)
    assert pemakaian(periksa(tmp_path)) == {"a.xlsx": "tidak dipakai", "b.xlsx": "dipakai", "c.xlsx": "tidak dipakai"}
    ubah(tmp_path / "a.xlsx", "Maksimal", kedua)
    telaah = periksa(tmp_path)
    assert pemakaian(telaah) == {"a.xlsx": "dipakai", "b.xlsx": "tidak dipakai", "c.xlsx": "tidak dipakai"}
    replaced = [c.pesan for c in telaah.catatan if c.kode == "BRK-17"]
    assert replaced
    assert all(pesan.endswith("salinan bertanda yang sudah diperbaiki pada a.xlsx.") for pesan in replaced)


@pytest.mark.libreoffice
@pytest.mark.parametrize("ke", ["xls", "ods"])
def test_a_corrected_copy_of_another_format_takes_the_place_of_its_original(tmp_path: Path, ke: str) -> None:
    """What was recorded of the .xls fits the .xlsx that we rebuilt of it, also after LibreOffice has saved that."""
    masuk = tmp_path / "masuk"
    masuk.mkdir()
    salah(tmp_path / "asli.xlsx")
    shutil.copy(convert(tmp_path / "asli.xlsx", tmp_path, ke), masuk / f"b.{ke}")
    (masuk / "a.xlsx").write_bytes(salinan(masuk, f"b.{ke}"))
    shutil.copy(convert(masuk / "a.xlsx", tmp_path), masuk / "a.xlsx")
    telaah = periksa(masuk)
    assert kode(telaah, "a.xlsx") == {"BRK-19"}
    ubah(masuk / "a.xlsx", "Maksimal")
    telaah = periksa(masuk)
    assert pemakaian(telaah) == {"a.xlsx": "dipakai", f"b.{ke}": "tidak dipakai"}
    assert "STR-14" not in kode(telaah, "a.xlsx")
    assert status(telaah) == {OPD: StatusKirim.LENGKAP}
