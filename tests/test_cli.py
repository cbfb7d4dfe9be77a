"""The command line: verbs, Indonesian help and messages, exit statuses."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import click
import openpyxl
import pytest
from pabrik import isi_bersih, isi_referensi, sel, write_isi

from kinerja_xl import cli
from kinerja_xl.consolidate.kelompok import cell_ranges
from kinerja_xl.consolidate.kepatuhan import TANPA_DAFTAR
from kinerja_xl.deklarasi.errors import FolderTidakAda, ReferensiRusak
from kinerja_xl.layar.report import table_lines

ENGLISH = ("Usage", "Options", "Commands", "Show this", "Error", "Missing", "Invalid", "Try ", "No such", "Got ")


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "kinerja_xl", *words]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=120, env=env, check=False
    )


@pytest.fixture
def bersih(tmp_path: Path) -> Path:
    path = tmp_path / "masukan" / "opd.xlsx"
    write_isi(path, isi_bersih(), meta=True)
    return path


@pytest.fixture
def salah(tmp_path: Path) -> Path:
    isi = isi_bersih()
    isi["iku"][0]["polaritas"] = "Maximal"
    path = tmp_path / "salah" / "opd.xlsx"
    write_isi(path, isi, meta=True)
    return path


@pytest.mark.parametrize(
    "verb", [(), ("templat",), ("periksa",), ("proses",), ("pantau",), ("aturan",), ("contoh",), ("status",)]
)
def test_help_is_indonesian(verb: tuple[str, ...]) -> None:
    hasil = run(*verb, "--help")
    assert hasil.returncode == cli.OK
    assert "Pemakaian: kinerja-xl" in hasil.stdout or "Pemakaian:" in hasil.stdout
    assert not [word for word in ENGLISH if word in hasil.stdout]


def test_every_verb_is_documented() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    for name, command in cli.kinerja_xl.commands.items():
        assert command.help, name
        assert f"kinerja-xl {name}" in readme
        for param in command.params:
            if isinstance(param, click.Option):
                assert param.help, f"{name} {param.opts}"
                assert max(param.opts, key=len) in readme or param.opts[0] in readme, f"{name} {param.opts}"


def test_help_answers_at_once() -> None:
    durations = []
    for _ in range(5):
        start = time.perf_counter()
        run("--help")
        durations.append(time.perf_counter() - start)
    assert min(durations) < 0.3


@pytest.mark.parametrize(
    "words",
    [
        ("salah",),
        ("proses", "--tidak-ada"),
        ("proses", "tidak_ada"),
        ("proses", ".", "--periode", "TW V"),
        ("proses", ".", "--tahun", "abc"),
        ("proses", ".", "--hanya", "semuanya"),
        ("proses", "."),
        ("proses", "a", "b"),
        ("pantau", "tidak_ada"),
        ("pantau", ".", "--jeda", "0"),
        ("pantau", "--polling", "masukan"),
        ("periksa",),
        ("periksa", "tidak_ada.xlsx"),
        ("templat", "--jenis", "lain"),
        ("templat", "--dari", "tidak_ada"),
        ("contoh",),
        ("contoh", "x", "--opd", "0"),
        ("aturan", "XXX-99"),
    ],
)
def test_wrong_usage_is_one_indonesian_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    hasil = run(*words, cwd=tmp_path)
    assert hasil.returncode == cli.TIDAK_DAPAT_MULAI
    assert hasil.stdout == ""
    assert len(hasil.stderr.strip().splitlines()) == 1, hasil.stderr
    assert not [word for word in ENGLISH if word in hasil.stderr], hasil.stderr


def test_periksa(bersih: Path, salah: Path) -> None:
    hasil = run("periksa", str(bersih))
    assert (hasil.returncode, hasil.stderr) == (cli.OK, "")
    assert "siap dikirim" in hasil.stdout
    hasil = run("periksa", str(salah))
    assert hasil.returncode == cli.ADA_KESALAHAN
    assert "IKU!" in hasil.stdout
    assert "Saran:" in hasil.stdout
    assert "Maksimal" in hasil.stdout


def test_periksa_writes_nothing(salah: Path) -> None:
    before = {p: p.read_bytes() for p in salah.parent.rglob("*")}
    run("periksa", str(salah), cwd=salah.parent)
    assert {p: p.read_bytes() for p in salah.parent.rglob("*")} == before


def test_periksa_json(salah: Path) -> None:
    hasil = run("periksa", str(salah), "--json")
    dokumen = json.loads(hasil.stdout)
    assert hasil.returncode == cli.ADA_KESALAHAN
    assert dokumen["jumlah"]["kesalahan"] == 1
    (catatan,) = [c for c in dokumen["catatan"] if c["tingkat"] == "Kesalahan"]
    assert (catatan["kode"], catatan["lembar"], catatan["nilai"]) == ("ISI-10", "IKU", "Maximal")


def test_periksa_of_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"bukan excel")
    hasil = run("periksa", "x.xlsx", cwd=tmp_path)
    assert hasil.returncode == cli.ADA_KESALAHAN
    assert "BRK-03" in hasil.stdout


def test_periksa_skips_lock_files(bersih: Path) -> None:
    """`periksa *.xlsx` while a workbook is open in Excel."""
    kunci = bersih.with_name(f"~${bersih.name}")
    kunci.write_bytes(b"\x05Pengisi" + bytes(150))
    hasil = run("periksa", str(bersih), str(kunci))
    assert (hasil.returncode, hasil.stderr) == (cli.OK, "")
    (baris,) = [line for line in hasil.stdout.splitlines() if kunci.name in line]
    assert baris.startswith(f"Dilewati karena hanya berkas sementara Excel: {kunci.name}. ")
    assert "\n1 berkas diperiksa" in hasil.stdout
    hasil = run("periksa", str(bersih), str(kunci), "--json")
    assert [b["berkas"] for b in json.loads(hasil.stdout)["berkas"]] == [bersih.name]
    assert kunci.name in hasil.stderr


def test_periksa_of_a_lock_file_alone(tmp_path: Path) -> None:
    (tmp_path / "~$x.xlsx").write_bytes(b"\x05Pengisi" + bytes(150))
    hasil = run("periksa", "~$x.xlsx", cwd=tmp_path)
    assert (hasil.returncode, hasil.stdout) == (cli.TIDAK_DAPAT_MULAI, "")
    assert len(hasil.stderr.splitlines()) == 1
    assert "berkas sementara Excel: ~$x.xlsx" in hasil.stderr


def test_proses(bersih: Path, tmp_path: Path) -> None:
    hasil = run("proses", cwd=tmp_path)
    assert hasil.returncode == cli.OK, hasil.stderr
    tujuan = tmp_path / "output" / "2023_TAHUN"
    assert (tujuan / "konsolidasi_2023_TAHUN.xlsx").exists()
    assert (tujuan / "data" / "capaian.csv").exists()
    jejak = json.loads((tujuan / "data" / "jejak.json").read_text(encoding="utf-8"))
    assert "opd.xlsx" in json.dumps(jejak)
    assert "1 dari 1 OPD" in hasil.stdout
    # No Referensi names the regency: the workbooks' Profil does, on the console as in the titles.
    assert hasil.stdout.startswith("Nusa Raya, tahun 2023, periode Tahunan")
    buku = openpyxl.load_workbook(next((tmp_path / "output").rglob("konsolidasi_*.xlsx")))
    assert buku["Ringkasan"]["A1"].value == "Ringkasan Kinerja dan Anggaran Nusa Raya"


def test_proses_still_writes_with_kesalahan(salah: Path, tmp_path: Path) -> None:
    hasil = run("proses", "salah", "-o", "hasil", "--hanya", "data", "--periode", "tahunan", cwd=tmp_path)
    assert hasil.returncode == cli.ADA_KESALAHAN
    tujuan = tmp_path / "hasil" / "2023_TAHUN"
    assert (tujuan / "data" / "catatan.csv").exists()
    assert not list(tujuan.glob("*.xlsx"))


def test_proses_of_a_quarter_and_an_outer_referensi(bersih: Path, tmp_path: Path) -> None:
    isi = isi_bersih()
    isi["profil"][0]["periode"] = "TW II"
    write_isi(tmp_path / "tw" / "opd.xlsx", isi, meta=True)
    write_isi(tmp_path / "luar.xlsx", isi_referensi(), meta=True)
    hasil = run("proses", "tw", "--referensi", "luar.xlsx", "--hanya", "data", cwd=tmp_path)
    assert hasil.returncode in (cli.OK, cli.ADA_KESALAHAN), hasil.stderr
    assert (tmp_path / "output" / "2023_TW2" / "data" / "triwulan.csv").exists()


def test_an_output_that_cannot_be_written(bersih: Path, tmp_path: Path) -> None:
    (tmp_path / "output").write_text("berkas, bukan folder")
    hasil = run("proses", cwd=tmp_path)
    assert hasil.returncode == cli.TIDAK_DAPAT_MULAI
    assert "-o" in hasil.stderr


def test_aturan() -> None:
    hasil = run("aturan")
    assert hasil.returncode == cli.OK
    assert "ANG-03" in hasil.stdout
    assert "Dasar" in run("aturan", "ang-03").stdout
    assert run("aturan", "ang", "03").stdout == run("aturan", "ang03").stdout == run("aturan", "ang-03").stdout


def test_contoh_and_templat(tmp_path: Path) -> None:
    assert run("contoh", "c", "--opd", "3", cwd=tmp_path).returncode == cli.OK
    assert (tmp_path / "c" / "kesalahan_ditanam.csv").exists()
    asli = {p: p.read_bytes() for p in (tmp_path / "c").iterdir()}
    diubah = next(p for p in asli if p.suffix == ".xlsx")
    diubah.write_bytes(b"latihan saya")
    hasil = run("contoh", "c", "--opd", "3", cwd=tmp_path)
    assert f"  {diubah.name}" in hasil.stdout.splitlines()
    assert {p: p.read_bytes() for p in asli} == asli | {diubah: b"latihan saya"}
    assert run("contoh", "c", "--opd", "3", "--timpa", cwd=tmp_path).returncode == cli.OK
    assert {p: p.read_bytes() for p in (tmp_path / "c").iterdir()} == asli
    assert run("templat", "--jenis", "skm", "--ke", "t", cwd=tmp_path).returncode == cli.OK
    assert [p.name for p in (tmp_path / "t").iterdir()] == ["templat_skm.xlsx"]


def test_contoh_into_what_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_bytes(b"")
    for folder in ("berkas", "berkas/c"):
        hasil = run("contoh", folder, "--opd", "1", cwd=tmp_path)
        assert (hasil.returncode, hasil.stdout) == (cli.TIDAK_DAPAT_MULAI, "")
        (line,) = hasil.stderr.splitlines()
        assert "tidak dapat ditulis ke" in line


def test_templat_filled_from_submissions(bersih: Path, tmp_path: Path) -> None:
    hasil = run("templat", "--dari", "masukan", "--ke", "t", cwd=tmp_path)
    assert hasil.returncode == cli.OK, hasil.stderr
    (path,) = (tmp_path / "t").iterdir()
    buku = openpyxl.load_workbook(path)
    profil = {row[0].value: row[1].value for row in buku["Profil"].iter_rows(max_col=2)}
    assert (profil["Tahun"], profil["Periode"]) == (2024, "TW I")
    codes = {cell.value for cell in buku["IKU"]["A"]}
    assert {row["kode"] for row in isi_bersih()["iku"]} <= codes
    assert run("periksa", str(path)).returncode in (cli.OK, cli.ADA_KESALAHAN)


def test_cell_ranges_and_tables() -> None:
    assert cell_ranges(["F7", "F9", "F8", "AA3", ""]) == "F7:F9, AA3"
    assert table_lines([["a", "bb"], ["ccc", "d"]], right=(1,)) == ["a    bb", "-------", "ccc   d"]


def test_a_folder_is_not_a_file_and_a_file_not_a_folder(bersih: Path) -> None:
    hasil = run("periksa", str(bersih.parent))
    assert (hasil.returncode, "adalah folder" in hasil.stderr) == (cli.TIDAK_DAPAT_MULAI, True)
    hasil = run("proses", str(bersih))
    assert (hasil.returncode, "adalah berkas" in hasil.stderr) == (cli.TIDAK_DAPAT_MULAI, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("templat", "--dari", "kosong"), "Tidak ada berkas .xlsx, .xlsm, .xlsb, .xls, atau .ods di folder kosong."),
        (("templat", "--dari", "tiada"), "Folder tiada tidak ada. Sebutkan folder kiriman OPD."),
        (("proses", "--referensi", "masukan"), "masukan adalah folder. Sebutkan berkas Referensi-nya"),
        (("status", "--referensi", "masukan"), "masukan adalah folder. Sebutkan berkas Referensi-nya"),
        (("proses", "-o", "/proc/tiada"), "Folder /proc/tiada tidak dapat dibuat. Pilih folder lain dengan -o."),
        (("contoh", "/proc/tiada/contoh"), "Contoh Referensi.xlsx tidak dapat ditulis ke /proc/tiada/contoh."),
    ],
)
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="tempat yang tidak menerima folder baru: /proc di Linux")
def test_the_operators_mistake_is_told_as_it_is(
    bersih: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "kosong").mkdir()
    hasil = run(*words, cwd=tmp_path)
    assert hasil.returncode == cli.TIDAK_DAPAT_MULAI, hasil.stderr
    assert hasil.stderr.startswith(said)
    assert len(hasil.stderr.splitlines()) == 1


def test_hanya_says_that_the_trace_is_always_written(bersih: Path, tmp_path: Path) -> None:
    assert "dan data/jejak.json" in " ".join(run("proses", "--help").stdout.split())
    assert run("proses", "--hanya", "konsolidasi", cwd=tmp_path).returncode == cli.OK
    written = [p for p in (tmp_path / "output" / "2023_TAHUN").rglob("*") if p.is_file()]
    assert sorted(p.name for p in written) == ["jejak.json", "konsolidasi_2023_TAHUN.xlsx"]


def test_periksa_keeps_to_the_opd_of_the_files(bersih: Path, tmp_path: Path) -> None:
    isi = isi_referensi()
    isi["opd"].append({**isi["opd"][0], "kode_opd": "9.99", "nama_opd": "Dinas Kesehatan"})
    write_isi(tmp_path / "Referensi.xlsx", isi, meta=True)
    hasil = run("periksa", str(bersih), "--referensi", str(tmp_path / "Referensi.xlsx"))
    assert (hasil.returncode, "LTS-01" in hasil.stdout) == (cli.OK, False)


def test_proses_with_no_usable_opd_still_writes(tmp_path: Path) -> None:
    isi = isi_bersih()
    isi["profil"][0]["kode_opd"] = None
    write_isi(tmp_path / "masukan" / "a.xlsx", isi, meta=True)
    hasil = run("proses", str(tmp_path / "masukan"), "-o", str(tmp_path / "hasil"))
    assert hasil.returncode == cli.ADA_KESALAHAN, hasil.stderr
    assert list((tmp_path / "hasil").rglob("konsolidasi_*.xlsx"))


def test_status_prints_the_matrix_and_writes_nothing(tmp_path: Path) -> None:
    masukan = tmp_path / "masukan"
    write_isi(masukan / "referensi.xlsx", isi_referensi(), meta=True)
    isi = isi_bersih()
    write_isi(masukan / "opd.xlsx", {k: v for k, v in isi.items() if k not in ("skm", "akip")}, meta=True)
    hasil = run("status", str(masukan), "--periode", "Tahunan", cwd=tmp_path)
    assert hasil.returncode == cli.OK, hasil.stderr
    assert "tanpa SKM, AKIP" in hasil.stdout
    assert "Lengkap: 1 dari 1 OPD" in hasil.stdout
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["masukan", "opd.xlsx", "referensi.xlsx"]
    assert "bukan buku kerja" not in hasil.stdout


@pytest.mark.parametrize("perintah", ["status", "proses"])
def test_files_that_are_no_workbooks_are_named(perintah: str, tmp_path: Path) -> None:
    write_isi(tmp_path / "masukan" / "opd.xlsx", isi_bersih(), meta=True)
    for nama in ("bukti.pdf", "surat\x1b[31m.docx", "Thumbs.db", "~$opd.xlsx"):
        (tmp_path / "masukan" / nama).write_bytes(b"x")
    hasil = run(perintah, str(tmp_path / "masukan"), cwd=tmp_path)
    assert hasil.returncode == cli.OK, hasil.stderr
    lines = hasil.stdout.split("\n")
    start = lines.index("Berkas yang bukan buku kerja, tidak dibaca:")
    assert lines[start + 1 : start + 3] == ["  bukti.pdf", "  surat [31m.docx"]
    assert "Thumbs.db" not in hasil.stdout


def test_proses_returns_faulty_files_marked(salah: Path, tmp_path: Path) -> None:
    lain = isi_bersih() | {"iku": [{"kode": 1.5}]}
    lain["profil"][0]["kode_opd"] = "9.99"
    write_isi(salah.parent / "OPD 2" / "opd.xlsx", lain, meta=True)
    (salah.parent / "rusak.xlsx").write_bytes(b"PK rusak")
    asli = salah.read_bytes()
    hasil = run("proses", str(salah.parent), "-o", str(tmp_path / "hasil"))
    assert hasil.returncode == cli.ADA_KESALAHAN, hasil.stderr
    perbaikan = tmp_path / "hasil" / "2023_TAHUN" / "perbaikan"
    assert sorted(p.relative_to(perbaikan).as_posix() for p in perbaikan.rglob("*.xlsx")) == [
        "OPD 2/opd.xlsx",
        "opd.xlsx",
    ]
    assert "perbaikan/ (2 salinan bertanda" in hasil.stdout
    assert "rusak.xlsx: tidak terbaca" in hasil.stdout.split("Tanpa salinan bertanda:")[1]
    book = openpyxl.load_workbook(perbaikan / "opd.xlsx")
    assert book.sheetnames[0] == "Catatan"
    assert "ISI-10" in book["IKU"][sel("iku", 0, "polaritas")].comment.text
    assert salah.read_bytes() == asli


def test_a_marked_copy_is_corrected_in_place_and_sent_again(salah: Path, tmp_path: Path) -> None:
    assert run("periksa", str(salah), "--tandai").returncode == cli.ADA_KESALAHAN
    copy = salah.with_name("opd_perbaikan.xlsx")
    again = run("periksa", str(copy))
    assert again.stdout.replace("opd_perbaikan", "opd") == run("periksa", str(salah)).stdout
    book = openpyxl.load_workbook(copy)
    book["IKU"][sel("iku", 0, "polaritas")] = "Maksimal"
    book.save(tmp_path / "kirim ulang.xlsx")
    assert run("periksa", str(tmp_path / "kirim ulang.xlsx")).returncode == cli.OK


def test_nothing_to_mark_writes_nothing(bersih: Path) -> None:
    assert run("periksa", str(bersih), "--tandai").returncode == cli.OK
    assert [p.name for p in bersih.parent.iterdir()] == ["opd.xlsx"]


def test_what_may_not_be_read_is_named_with_the_reason(
    salah: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path, *_mode: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(Path, "open", refuse)
    assert cli.kinerja_xl.main(["periksa", str(salah)], standalone_mode=False) == cli.ADA_KESALAHAN
    assert "Berkas tidak dapat dibuka: tidak ada izin membacanya" in capsys.readouterr().out
    with pytest.raises(ReferensiRusak, match="tidak dapat dibuka: tidak ada izin"):
        cli.kinerja_xl.main(["periksa", str(salah), "--referensi", str(salah)], standalone_mode=False)
    with pytest.raises(FolderTidakAda, match="salah tidak dapat dibuka: tidak ada izin"):
        cli.kinerja_xl.main(["proses", str(salah.parent), "-o", str(tmp_path)], standalone_mode=False)


def test_two_files_of_one_name_are_told_apart(salah: Path, bersih: Path) -> None:
    hasil = run("periksa", str(salah), str(bersih), "--json")
    names = {b["berkas"] for b in json.loads(hasil.stdout)["berkas"]}
    assert names == {salah.as_posix(), bersih.as_posix()}


def test_what_is_already_there_is_not_overwritten(bersih: Path, tmp_path: Path) -> None:
    assert run("contoh", str(bersih.parent), "--opd", "1").returncode == cli.TIDAK_DAPAT_MULAI
    terisi = tmp_path / "templat_iku.xlsx"
    terisi.write_bytes(bersih.read_bytes())
    hasil = run("templat", "--jenis", "iku", "--ke", str(tmp_path))
    assert (hasil.returncode, "tidak ditimpa" in hasil.stderr) == (cli.TIDAK_DAPAT_MULAI, True)
    assert terisi.read_bytes() == bersih.read_bytes()
    assert run("templat", "--jenis", "iku", "--ke", str(tmp_path), "--timpa").returncode == cli.OK
    assert run("templat", "--jenis", "iku", "--ke", str(tmp_path)).returncode == cli.OK


def test_periksa_leaves_the_slips_of_the_referensi_to_bappeda(bersih: Path, tmp_path: Path) -> None:
    isi = isi_referensi()
    isi["opd"][0]["wajib"] = "Iya"
    acuan = tmp_path / "Referensi.xlsx"
    write_isi(acuan, isi, meta=True)
    hasil = run("periksa", str(bersih), "--referensi", str(acuan))
    assert (hasil.returncode, "Referensi.xlsx" in hasil.stdout) == (cli.OK, False)
    # Bappeda checks its own.
    hasil = run("periksa", str(acuan), str(bersih))
    assert (hasil.returncode, "OPD!G2" in hasil.stdout) == (cli.ADA_KESALAHAN, True), hasil.stdout


@pytest.mark.parametrize("perintah", ["status", "proses"])
def test_without_a_register_the_console_says_so(perintah: str, bersih: Path, tmp_path: Path) -> None:
    args = ("masukan",) if perintah == "status" else ("masukan", "--hanya", "data")
    hasil = run(perintah, *args, cwd=tmp_path)
    assert (hasil.returncode, hasil.stdout.count(TANPA_DAFTAR)) == (cli.OK, 1), hasil.stdout
    write_isi(bersih.parent / "Referensi.xlsx", isi_referensi(), meta=True)
    hasil = run(perintah, *args, cwd=tmp_path)
    assert (hasil.returncode, TANPA_DAFTAR in hasil.stdout) == (cli.OK, False), hasil.stdout


@pytest.mark.parametrize("perintah", ["status", "proses"])
def test_nothing_of_the_period_asked_for_is_one_line(perintah: str, bersih: Path, tmp_path: Path) -> None:
    hasil = run(perintah, "masukan", "--periode", "TW II", cwd=tmp_path)
    assert hasil.returncode == cli.TIDAK_DAPAT_MULAI
    assert hasil.stderr.startswith(
        "Tidak satu pun berkas OPD untuk tahun 2023 periode TW II. Yang ada: 2023 Tahunan (1"
    )
    assert len(hasil.stderr.splitlines()) == 1
    assert [p.name for p in tmp_path.rglob("*.xlsx")] == [bersih.name]
    assert not list((tmp_path / "output").glob("2*"))
