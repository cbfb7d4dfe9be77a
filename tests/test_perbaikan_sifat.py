"""Properties of the marked-up copy over random cells and hostile texts."""

from __future__ import annotations

import functools
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_perbaikan import I, K, P, assert_only_marked, assert_undone, book, opened, satu, saved
from test_perbaikan_paket import assert_valid, note_texts, parts_of, xml

from kinerja_xl.deklarasi.catatan import Catatan
from kinerja_xl.excel.tempat import number_to_letters
from kinerja_xl.perbaikan import lepas, tandai
from kinerja_xl.perbaikan.komentar import AKHIR, AWAL
from kinerja_xl.perbaikan.naskah import clean, escape

MUSUH = (
    "=1+1",
    "%s%d{0}",
    "+cmd|' /C calc'!A0",
    "-2",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "<r>x</r>",
    "<r><t>x</t></r>",
    "]]>",
    "<![CDATA[x]]>",
    "&amp;&lt;",
    "&#0;",
    "\x00\x01\x1f",
    "_x000D__x0041_",
    "\ud800 sendiri",
    "\udfff",
    "\ufffe\uffff",
    "x" * 40_000,
    "😀" * 20_000,
    "a\nb\r\nc",
    f"{AKHIR} sisa",
    f"{AWAL} palsu",
    "http://contoh.id",
    "'!A1",
    "\u202egnp.exe",
    "\\1\\g<0>",
)
SEL = st.tuples(st.integers(1, 40), st.integers(1, 12)) | st.tuples(st.integers(1, 1_048_576), st.integers(1, 16_384))
TEKS = st.sampled_from(MUSUH) | st.text(st.characters(), max_size=30)


@functools.cache
def sumber() -> bytes:
    buku = opened(book(A=[[r * c if (r + c) % 3 else None for c in range(8)] for r in range(25)], B=[[1]]))
    ws = buku["A"]
    ws.merge_cells("B3:D5")
    ws["E5"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF92D050")
    ws["C9"].comment = openpyxl.comments.Comment("Milik OPD", "OPD")
    ws.column_dimensions["G"].number_format = "0.0"
    return saved(buku)


def nama_sel(titik: tuple[int, int]) -> str:
    return f"{number_to_letters(titik[1])}{titik[0]}"


def anchor(titik: tuple[int, int]) -> str:
    return "B3" if 3 <= titik[0] <= 5 and 2 <= titik[1] <= 4 else nama_sel(titik)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(SEL, st.sampled_from((K, P, I)), max_size=25))
def test_any_set_of_cells(wanted: dict[tuple[int, int], object]) -> None:
    catatan = [satu("A", nama_sel(titik), tingkat) for titik, tingkat in wanted.items()]
    salinan = tandai(sumber(), "opd.xlsx", catatan).isi
    assert_valid(salinan)
    assert_only_marked(sumber(), salinan, {"A": {anchor(t) for t in wanted}} if wanted else {})
    assert_undone(sumber(), salinan)
    assert tandai(salinan, "opd.xlsx", catatan).isi == salinan


@settings(max_examples=60, deadline=None)
@given(TEKS, TEKS, TEKS, st.text(max_size=12))
def test_any_text(nilai: str, pesan: str, saran: str, lembar: str) -> None:
    catatan = [satu("A", "C9", K, nilai=nilai, pesan=pesan, saran=saran), satu(lembar, "A1", P, pesan=pesan)]
    salinan = tandai(sumber(), f"{nilai[:50]}.xlsx", catatan).isi
    assert_valid(salinan)
    assert_no_active_content(salinan)
    assert_undone(sumber(), salinan)


def assert_no_active_content(isi: bytes) -> None:
    for nama, part in parts_of(isi).items():
        if nama.startswith("xl/worksheets/sheet"):
            assert b"<f" not in part
            assert b"externalLink" not in part
            assert b"<hyperlink r:id" not in part
    assert not [n for n in parts_of(isi) if "external" in n.casefold()]


@pytest.mark.parametrize("teks", MUSUH, ids=range(len(MUSUH)))
def test_hostile_texts_stay_text(teks: str) -> None:
    catatan = [satu("A", "A1", K, kode=teks[:200], nilai=teks, pesan=teks, saran=teks), satu(teks[:25], "A1")]
    salinan = tandai(book(A=[[1]]), "opd.xlsx", catatan)
    assert_valid(salinan.isi)
    ws = opened(salinan.isi)["Catatan"]
    for kolom in "CFGH":
        cell = ws[f"{kolom}7"]
        assert cell.data_type in ("s", "n", "inlineStr")
        shown = str(cell.value or "")
        assert shown == escape(clean(teks[:200] if kolom == "C" else teks)).decode().replace("&lt;", "<").replace(
            "&gt;", ">"
        ).replace("&quot;", '"').replace("&amp;", "&")
        assert len(shown.encode("utf-16-le")) <= 2 * 32_767
        assert not shown.startswith(("=", "+", "-", "@", "\t")) or cell.quotePrefix
    note = note_texts(salinan.isi, "A")["A1"]
    assert note.count(AKHIR) == 1
    assert note.endswith(AKHIR)
    assert len(note) < 10_000
    assert opened(lepas(salinan.isi))["A"]["A1"].comment is None


def test_texts_that_are_cut_say_so() -> None:
    salinan = tandai(book(A=[[1]]), "opd.xlsx", [satu("A", "A1", pesan="x" * 40_000)])
    assert opened(salinan.isi)["Catatan"]["G7"].value.endswith("… (dipotong)")
    assert "… (dipotong)" in note_texts(salinan.isi, "A")["A1"]


def test_places_that_are_no_cells() -> None:
    places = ["", "A0", "ZZZ1", "A1048577", "A1:B2", "$B$2", "a1", "A1\n", "F7, F8"]
    catatan: list[Catatan] = [satu("A", sel) for sel in places]
    salinan = tandai(book(A=[[1]]), "opd.xlsx", catatan)
    assert_valid(salinan.isi)
    assert note_texts(salinan.isi, "A").keys() == {"B2"}
    shown = [row[4].value for row in opened(salinan.isi)["Catatan"]["A7:H15"]]
    assert [s or "" for s in shown] == [p.replace("\n", "\n") for p in places]


def test_xml_of_all_parts_is_utf8() -> None:
    salinan = tandai(book(A=[["ž"]]), "opd.xlsx", [satu("A", "A1", pesan="漢字 ž 😀")]).isi
    for nama, isi in parts_of(salinan).items():
        isi.decode("utf-8")
        if nama.endswith(".xml"):
            xml(isi)
    assert io.BytesIO(salinan).read(2) == b"PK"
