"""Where marked-up copies are written: names, what isn't overwritten, and what the system refuses."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pabrik import isi_bersih, write_isi

from kinerja_xl import cli
from kinerja_xl.deklarasi.errors import KeluaranGagal
from kinerja_xl.kerja.bagian import Warisan
from kinerja_xl.perbaikan import is_untouched, tulis
from kinerja_xl.perbaikan.tulis import Salinan
from kinerja_xl.pipeline import examine, read_workbooks, run, write_marked
from kinerja_xl.write.folder import explain

BAWAAN = (0, "Tahunan")


def salah(path: Path, **profil: Any) -> None:
    isi = isi_bersih()
    isi["profil"][0].update(profil)
    isi["iku"][0]["polaritas"] = "Maximal"
    write_isi(path, isi, meta=True)


def tandai(*paths: Path) -> Salinan:
    masukan = read_workbooks([(p, p.name) for p in paths])
    telaah = examine(masukan, bawaan=BAWAAN)
    return write_marked(masukan, telaah.data, telaah.catatan)


def isi_folder(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def ditolak(monkeypatch: pytest.MonkeyPatch, nama: str, galat: OSError) -> None:
    """Let the system refuse to write one file."""
    asli = tulis.write_whole

    def write(tujuan: Path, isi: bytes) -> None:
        if tujuan.name == nama:
            raise galat
        asli(tujuan, isi)

    monkeypatch.setattr(tulis, "write_whole", write)


def test_a_copy_that_nobody_changed_is_replaced(tmp_path: Path) -> None:
    salah(tmp_path / "a.xlsx")
    assert tandai(tmp_path / "a.xlsx").dibiarkan == []
    lama = (tmp_path / "a_perbaikan.xlsx").read_bytes()
    assert is_untouched(lama)
    salah(tmp_path / "a.xlsx", nama_opd="Dinas Lain")
    assert tandai(tmp_path / "a.xlsx").ditulis == [str(tmp_path / "a_perbaikan.xlsx")]
    assert isi_folder(tmp_path) == ["a.xlsx", "a_perbaikan.xlsx"]
    assert (tmp_path / "a_perbaikan.xlsx").read_bytes() != lama


def test_the_officers_own_work_is_never_overwritten(tmp_path: Path) -> None:
    salah(tmp_path / "a.xlsx")
    tandai(tmp_path / "a.xlsx")
    copy = tmp_path / "a_perbaikan.xlsx"
    book = openpyxl.load_workbook(copy)
    # A note outside of the table is nothing that reading would tell from an unchanged copy.
    book["IKU"]["AZ1"] = "catatan saya"
    book.save(copy)
    for _ in range(2):
        hasil = tandai(tmp_path / "a.xlsx")
        assert hasil.ditulis == [str(tmp_path / "a_perbaikan (2).xlsx")]
        assert hasil.dibiarkan == [str(copy)]
    assert openpyxl.load_workbook(copy)["IKU"]["AZ1"].value == "catatan saya"
    assert isi_folder(tmp_path) == ["a.xlsx", "a_perbaikan (2).xlsx", "a_perbaikan.xlsx"]


def test_other_things_of_that_name_stay(tmp_path: Path) -> None:
    for n, nama in enumerate(("a", "b", "c")):
        salah(tmp_path / f"{nama}.xlsx", kode_opd=f"1.0{n}")
    (tmp_path / "a_perbaikan.xlsx").write_bytes(b"bukan buku kerja")
    (tmp_path / "b_perbaikan.xlsx").mkdir()
    shutil.copy(tmp_path / "a.xlsx", tmp_path / "c_perbaikan.xlsx")
    hasil = tandai(*(tmp_path / f"{nama}.xlsx" for nama in "abc"))
    assert [Path(p).name for p in hasil.ditulis] == [f"{nama}_perbaikan (2).xlsx" for nama in "abc"]
    assert (tmp_path / "a_perbaikan.xlsx").read_bytes() == b"bukan buku kerja"
    assert (tmp_path / "c_perbaikan.xlsx").read_bytes() == (tmp_path / "a.xlsx").read_bytes()


def test_files_of_one_stem_get_a_copy_each_and_the_xlsx_keeps_its_name(tmp_path: Path) -> None:
    masuk = tmp_path / "masuk"
    for n, nama in enumerate(("a.xlsm", "a.xlsx", "b.xlsm")):
        salah(masuk / nama, kode_opd=f"1.0{n}")
    run(masuk, tmp_path / "hasil")
    perbaikan = next((tmp_path / "hasil").glob("*/perbaikan"))
    assert isi_folder(perbaikan) == ["a (xlsm).xlsx", "a.xlsx", "b.xlsx"]
    assert openpyxl.load_workbook(perbaikan / "a.xlsx")["Profil"]["B2"].value == "1.01"
    tandai(masuk / "a.xlsm", masuk / "a.xlsx")
    assert openpyxl.load_workbook(masuk / "a_perbaikan.xlsx")["Profil"]["B2"].value == "1.01"
    assert (masuk / "a (xlsm)_perbaikan.xlsx").exists()


def test_long_names_are_cut_to_what_a_file_system_takes(tmp_path: Path) -> None:
    masuk = tmp_path / "masuk"
    for n, nama in enumerate(("x" * 250 + ".xlsm", "y" * 250 + ".xlsx", "z.xlsx")):
        salah(masuk / "sementara.xlsx", kode_opd=f"1.0{n}")
        (masuk / "sementara.xlsx").rename(masuk / nama)
    jalan = run(masuk, tmp_path / "hasil")
    assert jalan.keluaran.tanpa_salinan == ()
    assert len(isi_folder(next((tmp_path / "hasil").glob("*/perbaikan")))) == 3
    hasil = tandai(*sorted(masuk.iterdir()))
    assert hasil.tanpa == []
    assert all(Path(p).name.endswith("_perbaikan.xlsx") for p in hasil.ditulis)


@pytest.mark.parametrize(
    ("galat", "alasan"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "ruang penyimpanan penuh"),
        (PermissionError(errno.EACCES, "Permission denied", ".a.sementara"), "berkas itu sedang dipakai"),
        (OSError(errno.EROFS, "Read-only file system"), "folder itu hanya dapat dibaca"),
    ],
)
def test_a_copy_that_cannot_be_written_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], galat: OSError, alasan: str
) -> None:
    salah(tmp_path / "a.xlsx", kode_opd="1.01")
    salah(tmp_path / "b.xlsx", kode_opd="1.02")
    ditolak(monkeypatch, "a_perbaikan.xlsx", galat)
    berkas = [str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx")]
    assert cli.kinerja_xl.main(["periksa", "--tandai", *berkas], standalone_mode=False) == cli.TIDAK_DAPAT_MULAI
    printed = capsys.readouterr().out.splitlines()
    assert f"Salinan bertanda: {tmp_path / 'b_perbaikan.xlsx'}" in printed
    assert f"Tanpa salinan bertanda: a.xlsx: a_perbaikan.xlsx tidak dapat ditulis di sampingnya: {alasan}" in printed


def test_a_closed_folder_is_not_blamed_on_excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    line = explain(tmp_path / "hasil", PermissionError(errno.EACCES, "Permission denied"))
    assert "tidak ada izin menulis di sana" in line
    assert "Excel" not in line


@pytest.mark.parametrize(("nomor", "berhenti"), [(errno.ENAMETOOLONG, False), (errno.ENOSPC, True)])
def test_only_what_concerns_all_copies_stops_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nomor: int, berhenti: bool
) -> None:
    masuk = tmp_path / "masuk"
    salah(masuk / "a.xlsx", kode_opd="1.01")
    salah(masuk / "b.xlsx", kode_opd="1.02")
    asli = Warisan.write

    def write(warisan: Warisan, nama: str, isi: bytes, kunci: str) -> None:
        if nama == "a.xlsx":
            raise OSError(nomor, "")
        asli(warisan, nama, isi, kunci)

    monkeypatch.setattr(Warisan, "write", write)
    if berhenti:
        with pytest.raises(KeluaranGagal, match="penuh"):
            run(masuk, tmp_path / "hasil")
        return
    keluaran = run(masuk, tmp_path / "hasil").keluaran
    assert keluaran.tanpa_salinan == (("a.xlsx", "salinannya tidak dapat ditulis: namanya terlalu panjang"),)
    assert isi_folder(keluaran.tujuan / "perbaikan") == ["b.xlsx"]
