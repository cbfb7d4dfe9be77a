"""Nothing that a sender typed becomes a formula, a link, a path or a terminal command in any output.

Every text column of every input sheet gets every payload: workbook i holds payload i + r + c in row r and column c, so
over all workbooks each column has met each payload; row 0 keeps what it takes to be counted, the last row has a payload
in every column, numbers included.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pabrik import REFERENSI, TAHUN, Isi, isi_bersih, isi_referensi, kolom_lembar, write_isi

from kinerja_xl.deklarasi.forms import OPD_SHEETS, SHEETS
from kinerja_xl.deklarasi.schema import Kind
from kinerja_xl.nilai import normalise_kata

# Every payload holds this word, so that it is found wherever it ends up. _x001B_ is how a workbook writes ESC.
KATA = "jahat"
SISIPAN = (
    "=cmd|'/c calc jahat'!A0",
    '=HYPERLINK("http://jahat.example","klik")',
    '=WEBSERVICE("http://jahat.example")',
    "=1+jahat",
    "==jahat",
    " =1+jahat",
    "+1+jahat",
    "-2+jahat",
    "@SUM(jahat)",
    "\t=jahat",
    "_x000D_=jahat",
    "_x0009_@jahat",
    "jahat\n=1+1",
    "{=jahat}",
    "{jahat}",
    "{0.jahat}",
    "{nilai.__class__.jahat}",
    "%s%n jahat",
    "DDE(\"cmd\";\"/c calc\";\"jahat\")",
    "=DDE(\"cmd\";\"jahat\";\"x\")",
    "http://jahat.example",
    "https://jahat.example/" + "x" * 2_100,
    "ftp://jahat.example",
    "mailto:jahat@jahat.example",
    "file:///etc/jahat",
    "\\\\jahat\\berbagi\\x.xlsx",
    "internal:'jahat'!A1",
    "external:c:\\jahat.xlsx",
    "#Lembar!jahat",
    "[jahat.xlsx]A!A1",
    "'jahat'!A1",
    "<r><t>jahat</t></r>",
    "<script>jahat</script>&amp;<![CDATA[jahat]]>",
    "&#61;jahat",
    "_x003D_jahat",
    "_x001B_[31mjahat_x0007_",
    "_x001B_]8;;http://jahat.example_x0007_klik_x001B_]8;;_x0007_",
    "_x009B_31mjahat_x0008__x0008_",
    "[merah]jahat[/merah]",
    "[link=http://jahat.example]klik[/link]",
    "../../jahat",
    "..\\..\\jahat",
    "/etc/jahat",
    "C:\\jahat",
    "CON jahat",
    "jahat\u202exslx.exe",
    "jahat\u200b\u200f\ufeff",
    "'=jahat",
    "\"=jahat\"",
    "jahat;=1+1,=2",
    "panjang jahat " * 2_000,
)  # fmt: skip
_TEKS = (Kind.TEKS, Kind.KODE)
_PUNYA_RUMUS = re.compile(rb"<f[ >][^<]*</f>|<f[^>]*>")


def _kiriman(i: int) -> Isi:
    """The workbook of one OPD with payloads in all its text columns."""
    n, isi = len(SISIPAN), isi_bersih()
    for nama, baris in isi.items():
        kolom = kolom_lembar(SHEETS[nama])
        if nama == "profil":
            for c, column in enumerate(kolom):
                if column.kind in _TEKS and column.name not in ("kode_opd", "kabupaten"):
                    baris[0][column.name] = SISIPAN[(i + c) % n]
            baris[0]["nama_opd"] = f"OPD {i} {SISIPAN[i]}" if i % 2 else SISIPAN[i]
            baris[0]["kode_opd"] = f"9.{i:02}"
            continue
        for r, row in enumerate(baris):
            for c, column in enumerate(kolom):
                if column.kind in _TEKS and column.name not in ("kode", "kode_rekening"):
                    row[column.name] = SISIPAN[(i + r + c) % n]
        baris.append({column.name: SISIPAN[(i + c) % n] for c, column in enumerate(kolom)})
    # A code is text too: the same payload in all sheets, so that the rows are counted.
    for nama in ("iku", "renstra", "realisasi"):
        isi[nama][0]["kode"] = SISIPAN[i]
    isi["cascading"][0]["kode"] = SISIPAN[i]
    return isi


def _referensi(kabupaten: str) -> Isi:
    isi = isi_referensi()
    isi["kabupaten"] = [{"nama": kabupaten, "tahun": TAHUN}]
    isi["opd"] = [
        {
            "kode_opd": f"9.{i:02}",
            "nama_opd": teks,
            "singkatan": SISIPAN[(i + 1) % len(SISIPAN)],
            "rumpun": SISIPAN[(i + 2) % len(SISIPAN)],
            "wajib": "Ya",
        }
        for i, teks in enumerate(SISIPAN)
    ]
    return isi


KABUPATEN = "=1+_x001B_[2Jjahat"


@pytest.fixture(scope="module")
def keluaran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The output folder of a run over the hostile regency, and what the run printed."""
    folder = tmp_path_factory.mktemp("sisipan")
    masukan: Path = folder / "masukan"
    for i in range(len(SISIPAN)):
        isi: dict[str, list[dict[str, Any]]] = _kiriman(i)
        isi["profil"][0]["kabupaten"] = KABUPATEN
        write_isi(masukan / f"opd {i}.xlsx", isi, meta=True)
    write_isi(masukan / REFERENSI, _referensi(KABUPATEN), meta=True)
    command = [sys.executable, "-m", "kinerja_xl"]
    run = subprocess.run(
        [*command, "proses", str(masukan), "-o", str(folder / "keluar")], capture_output=True, timeout=300
    )
    printed = (run.stdout + run.stderr).decode("utf-8")
    assert run.returncode == 1, printed[-2000:]
    check = subprocess.run(
        [*command, "periksa", *map(str, sorted(masukan.glob("opd*.xlsx"))[::7])], capture_output=True, timeout=300
    )
    assert check.returncode == 1
    return folder / "keluar", printed + (check.stdout + check.stderr).decode("utf-8")


def test_corpus_is_large_enough() -> None:
    assert len(set(SISIPAN)) == len(SISIPAN) >= 40
    assert all(KATA in satu for satu in SISIPAN)
    assert {s.name for s in OPD_SHEETS} == set(isi_bersih())
    assert len({normalise_kata(s) for s in SISIPAN}) > 30


def _parts(folder: Path) -> list[tuple[str, bytes]]:
    """The parts of all workbooks; of a marked-up copy only those that differ from the sender's own file."""
    found = []
    for path in folder.rglob("*.xlsx"):
        asli = (
            folder.parent / "masukan" / path.relative_to(folder / "2023_TAHUN" / "perbaikan")
            if _is_copy(path)
            else None
        )
        own = _package(asli) if asli else {}
        found.extend((f"{path.name}:{n}", x) for n, x in _package(path).items() if not _is_senders(n, x, own))
    return found


def _is_copy(path: Path) -> bool:
    return "perbaikan" in path.parts


def _is_senders(nama: str, xml: bytes, own: dict[str, bytes]) -> bool:
    """Whether a part's formulas are exactly the sender's, which a marked-up copy must keep."""
    return nama in own and _PUNYA_RUMUS.findall(xml) == _PUNYA_RUMUS.findall(own[nama]) != []


def _package(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def test_no_payload_in_a_formula_link_or_name(keluaran: tuple[Path, str]) -> None:
    parts = _parts(keluaran[0])
    assert any(KATA.encode() in xml for _, xml in parts), "the payloads must have come through as text"
    for nama, xml in parts:
        teks = xml.decode("utf-8") if nama.endswith((".xml", ".rels", ".vml")) else ""
        assert 'TargetMode="External"' not in teks, nama
        places = re.findall(r"<(?:f|c:f|formula1|formula2|definedName)[ >][^<]*", teks)
        places += re.findall(r"<(?:hyperlink|Relationship|sheet|tableColumn|table|cacheField)\s[^>]*>", teks)
        jahat = [p for p in places if KATA in p and not p.startswith("<tableColumn")]
        assert not jahat, (nama, jahat[:3])
        assert not re.search(r"<c [^>]*t=\"str\"[^>]*><f>[^<]*jahat", teks), nama
        assert "vbaProject" not in nama


def test_no_control_character_in_a_part(keluaran: tuple[Path, str]) -> None:
    for nama, xml in _parts(keluaran[0]):
        if nama.endswith((".xml", ".rels")):
            assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", xml), nama


def test_csv_cells_are_text_or_numbers(keluaran: tuple[Path, str]) -> None:
    files = list(keluaran[0].rglob("*.csv"))
    assert len(files) >= 9
    seen = 0
    for path in files:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    seen += KATA in cell
                    if cell[:1] in "=+-@\t\r" and cell:
                        assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell), (path.name, cell[:80])
    assert seen > len(SISIPAN) * 10


def test_trail_is_json_and_no_name_is_a_payload(keluaran: tuple[Path, str]) -> None:
    for path in keluaran[0].rglob("*"):
        # The workbook of an OPD bears its name, in harmless characters only.
        assert KATA not in path.name or (path.parent.name == "opd" and re.fullmatch(r"[\w .,()&'+-]+", path.name))
        assert path.resolve().is_relative_to(keluaran[0].resolve())
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))


def test_console_has_nothing_that_steers_a_terminal(keluaran: tuple[Path, str]) -> None:
    assert KATA in keluaran[1]
    steering = {c for c in keluaran[1] if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert not steering, steering
