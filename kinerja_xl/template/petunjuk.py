"""The sheet Petunjuk: what the workbook is for, who fills it in, colours, steps, sheets, values, columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlsxwriter.worksheet import Worksheet

from kinerja_xl.deklarasi.forms import VERSI_TEMPLAT
from kinerja_xl.deklarasi.ketentuan import SETELAN
from kinerja_xl.deklarasi.schema import Kind, Layout
from kinerja_xl.excel.sel import write_text
from kinerja_xl.template import gaya as g
from kinerja_xl.template.isian import BARIS_JUDUL, Aturan, Rencana
from kinerja_xl.template.lembar import print_setup, text_lines
from kinerja_xl.template.pratinjau import PRATINJAU
from kinerja_xl.template.sel import as_text

_LEBAR: Final = (4, 22, 30, 12, 58)
_LEBAR_TEKS: Final = sum(_LEBAR[1:])
_WARNA: Final = (
    ("contoh_wajib", "Kuning", "Wajib diisi. Judul kolomnya biru tua."),
    ("contoh_isian", "Kuning muda", "Diisi bila ada. Judul kolomnya biru muda."),
    ("contoh_rumus", "Abu-abu", "Terisi sendiri dan terkunci (tanpa kata sandi). Tidak perlu diketik."),
    ("contoh_kurang", "Jingga", "Isian wajib masih kosong, atau jenis isiannya keliru{pratinjau}."),
)
_NILAI: Final = (
    ("Angka", "87,07 atau 1500", "Tanda desimal memakai koma. Titik hanya untuk ribuan."),
    ("Rupiah", "41281523440", "Rupiah penuh tanpa Rp; titik ribuan muncul sendiri. Jangan dalam ribuan atau jutaan."),
    ("Persen", "87,07%", "Tulis target dan realisasi dengan cara yang sama: keduanya 87,07% atau keduanya 87,07."),
    ("Rentang", "3 ± 1 atau 69,1-69,5", "Batas bawah dan batas atas."),
    ("Batas", "≥ 90, >3,51, Minimal 80, Maks. 10", "Target paling sedikit atau paling banyak."),
    ("Predikat", "BB, WTP, Sangat Baik", "Isi Kelompok Predikat di lembar IKU supaya angkanya diketahui."),
    ("Predikat + angka", "A (86,45)", "Angkanya yang dihitung; predikatnya diperiksa."),
    ("Angka + satuan", "12 bulan, 17 dokumen", "Satuan dibandingkan dengan kolom Satuan."),
    ("Gabungan", "10 Raperda, 50 Raperbup", "Dihitung per bagian menurut satuannya, lalu dirata-ratakan."),
    ("Rasio dan waktu", "1:1000, 15 menit", "Rasio 1:n dihitung sebagai n; waktu sebagai angkanya."),
    ("Kosong", "(dibiarkan kosong) atau -", "Artinya belum dilaporkan, bukan nol. Nol ditulis 0."),
    ("Kode", "2.10", "Disimpan sebagai teks, sehingga 2.10 tidak berubah menjadi 2.1."),
)
_BERPRATINJAU: Final = frozenset({*PRATINJAU, "skm", "akip"})
_BARIS_TAMBAHAN: Final = (
    " Baris sisipan atau di bawah yang disediakan tetap dibaca dan dihitung kinerja-xl, tetapi tanpa rumus Pratinjau "
    "dan tidak selalu masuk jumlah Pratinjau."
)


class _Halaman:
    """Writes the sheet from top to bottom."""

    def __init__(self, ws: Worksheet, gaya: g.Gaya) -> None:
        self.ws = ws
        self.gaya = gaya
        self.row = 0

    def section(self, judul: str) -> None:
        self.row += 1
        for col in range(1, len(_LEBAR)):
            write_text(self.ws, self.row, col, judul if col == 1 else "", self.gaya.fixed("bagian"))
        self.ws.set_row(self.row, 22)
        self.row += 1

    def paragraph(self, text: str, nomor: str = "") -> None:
        if nomor:
            write_text(self.ws, self.row, 0, nomor, self.gaya.fixed("nomor"))
        self.ws.merge_range(self.row, 1, self.row, len(_LEBAR) - 1, "", self.gaya.fixed("teks"))
        write_text(self.ws, self.row, 1, text, self.gaya.fixed("teks"))
        self._height([(text, _LEBAR_TEKS)])

    def table_head(self, judul: Sequence[str]) -> None:
        self._across(judul, ["kepala_wajib"] * len(judul))
        self.ws.set_row(self.row, 20)
        self.row += 1

    def cells(self, isi: Sequence[str], gaya: Sequence[str]) -> None:
        """One table row; the last cell spans the columns that are left."""
        self._across(isi, gaya)
        last = len(isi)
        widths = [*_LEBAR[1:last], sum(_LEBAR[last:])]
        self._height(list(zip(isi, widths, strict=True)))

    def _across(self, isi: Sequence[str], gaya: Sequence[str]) -> None:
        last = len(isi)
        if last < len(_LEBAR) - 1:
            self.ws.merge_range(self.row, last, self.row, len(_LEBAR) - 1, "", self.gaya.fixed(gaya[-1]))
        for col, (text, nama) in enumerate(zip(isi, gaya, strict=True), 1):
            write_text(self.ws, self.row, col, text, self.gaya.fixed(nama))

    def _height(self, parts: Sequence[tuple[str, int]]) -> None:
        self.ws.set_row(self.row, 15.5 * max(text_lines(text, width) for text, width in parts) + 1)
        self.row += 1


def write_petunjuk(ws: Worksheet, rencana: Rencana, gaya: g.Gaya) -> None:
    """Write the first sheet of a template."""
    for col, width in enumerate(_LEBAR):
        ws.set_column(col, col, width)
    ws.hide_gridlines(2)
    ws.set_tab_color(g.BIRU_TUA)
    page = _Halaman(ws, gaya)
    _write_opening(page, rencana)
    _write_colours(page, rencana)
    _write_steps(page, rencana)
    _write_sheets(page, rencana)
    if rencana.form.jenis == "referensi":
        _write_settings(page)
    else:
        _write_values(page, rencana.aturan)
    _write_columns(page, rencana)
    ws.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    print_setup(ws, rencana.form.judul, landscape=False)
    ws.print_area(0, 0, page.row - 1, len(_LEBAR) - 1)


def _write_opening(page: _Halaman, rencana: Rencana) -> None:
    form = rencana.form
    write_text(page.ws, 0, 1, form.judul, page.gaya.fixed("judul"))
    page.ws.set_row(0, 28)
    page.row = 1
    untuk = f"{rencana.isian.nama_opd} · " if rencana.isian.nama_opd else ""
    version = f"{untuk}Tahun {rencana.tahun} · kinerja_xl, jenis {form.jenis}, versi templat {VERSI_TEMPLAT}"
    write_text(page.ws, 1, 1, version, page.gaya.fixed("petunjuk"))
    page.row = 2
    page.section("Untuk apa dan siapa yang mengisi")
    isi = ", ".join(sheet.title for sheet in form.sheets)
    page.paragraph(f"Berkas ini memuat lembar {isi}. Diisi oleh {form.pengisi}, {form.kapan}.")
    if form.jenis == "referensi":
        page.paragraph(
            "Referensi dipelihara Bappeda dan diletakkan satu folder dengan berkas OPD. Isi Kabupaten dan OPD. "
            "Kebijakan, Skala, dan Predikat sudah berisi nilai bawaan; ubah hanya yang berbeda di daerah Anda."
        )
        return
    if rencana.isian.asal:
        page.paragraph(_about_origin(rencana))
    if form.jenis == "lengkap" and rencana.isian.asal:
        page.paragraph(
            "Kirim satu berkas ini dengan semua lembarnya; jangan dibagi menjadi salinan per lembar, karena isian yang "
            "sama dari dua berkas tercatat ganda. Yang ingin bekerja dalam berkas terpisah meminta templat per jenis: "
            "kinerja-xl templat --dari FOLDER --jenis realisasi, begitu pula --jenis anggaran dan jenis lain."
        )
    elif form.jenis == "lengkap":
        page.paragraph("Lembar yang bukan tugas Anda boleh dikirim OPD Anda dalam berkas lain.")
    elif any(sheet.name in ("renstra", "realisasi") for sheet in form.sheets) and not rencana.rows_iku():
        page.paragraph(
            "Kolom Indikator Kinerja, Satuan, dan Pratinjau terisi bila daftar IKU sudah ada di dalam berkas. Mintalah "
            "kepada Bappeda templat yang sudah terisi (kinerja-xl templat --dari FOLDER), atau pakai berkas lengkap. "
            "Tanpa itu pun pengisian tetap sah: cukup Kode dan angkanya."
        )


def _about_origin(rencana: Rencana) -> str:
    """What a pre-filled file is for and where its values come from."""
    periode = f"{as_text(rencana.isian.profil.get('periode'))} {rencana.tahun}".strip()
    text = f"Berkas ini untuk {periode} dan sudah terisi dari kiriman {rencana.isian.asal}."
    if rencana.isian.target_diusulkan and rencana.has("realisasi"):
        text += (
            f" Target PK yang belum ada diusulkan dari Target Renstra {rencana.tahun}: cocokkan dengan Perjanjian "
            "Kinerja."
        )
    return text


def _write_colours(page: _Halaman, rencana: Rencana) -> None:
    page.section("Arti warna")
    previewed = any(rencana.has(name) for name in _BERPRATINJAU)
    pratinjau = " (tidak ikut terhitung di Pratinjau)" if previewed else ""
    for nama, warna, arti in _WARNA:
        page.cells((warna, arti.format(pratinjau=pratinjau)), (nama, "sel"))


def _write_steps(page: _Halaman, rencana: Rencana) -> None:
    page.section("Langkah pengisian")
    for nomor, text in enumerate(_steps(rencana), 1):
        page.paragraph(text, str(nomor))


def _steps(rencana: Rencana) -> list[str]:
    if rencana.form.jenis == "referensi":
        return [
            "Isi lembar Kabupaten dan daftar OPD. OPD yang tidak menyerahkan berkas akan disebut namanya.",
            "Periksa lembar Kebijakan, Skala, dan Predikat. Isinya nilai bawaan; ubah kolom Nilai bila kebijakan "
            "daerah berbeda. Baris Kebijakan yang dihapus kembali memakai nilai bawaan. Baris Skala atau Predikat yang "
            "dihapus hilang dari skala atau kelompoknya; bawaannya berlaku lagi bila lembar Skala, atau semua baris "
            "kelompok itu, dikosongkan.",
            "Isi lembar IKU Daerah bila ingin melihat capaian RPJMD.",
            *_about_years(rencana),
            "Simpan dalam folder masukan, lalu jalankan: kinerja-xl proses",
        ]
    names = {sheet.name for sheet in rencana.form.sheets}
    if rencana.isian.asal:
        steps = ["Periksa lebih dahulu yang sudah terisi, mulai dari Profil, lalu betulkan yang sudah berubah."]
    else:
        steps = ["Isi lembar Profil lebih dahulu: kode OPD, tahun, periode, dan versi anggaran."]
    if "iku" in names and not rencana.rows_iku():
        steps.append("Isi lembar IKU: satu baris untuk satu indikator. Kode di sini dipakai di semua lembar lain.")
    sel = "sel kuning yang masih kosong" if rencana.isian.asal else "sel kuning di lembar lain"
    steps.append(f"Isi {sel}. Pilih dari daftar bila ada tanda panah; baca pesan saat sel dipilih.")
    if names & {"realisasi", "anggaran"}:
        steps.append(
            "Kolom Pratinjau di kanan menunjukkan hasil sementara untuk periode di Profil. Hasil resmi dihitung ulang "
            "oleh kinerja-xl."
        )
    if len(names) > 2:
        kosong = "masih kosong dan tidak dipakai tetap kosong" if rencana.isian.asal else "tidak dipakai biarkan kosong"
        steps.append(f"Lembar yang {kosong}; tidak perlu dihapus.")
    tambahan = _BARIS_TAMBAHAN if names & _BERPRATINJAU else ""
    return [
        *steps,
        *_about_years(rencana),
        f"Perlu baris lagi? Sisipkan baris di antara baris yang ada.{tambahan} Kolom boleh dilebarkan dan disaring.",
        "Jangan mengubah judul kolom dan nama lembar. Menempel dari berkas lain: pakai Tempel Nilai (Paste Values).",
        "Simpan, lalu jalankan perintah kinerja-xl periksa berkas.xlsx (pakai nama berkas Anda). Setiap masalah "
        "disebut lembar dan selnya, beserta saran.",
        "Perbaiki yang ditandai, periksa lagi, lalu kirimkan kepada Bappeda.",
    ]


def _about_years(rencana: Rencana) -> list[str]:
    """How to get the columns of another Renstra, where the workbook has columns per year."""
    if not any(column.per_tahun for sheet in rencana.form.sheets for column in sheet.columns):
        return []
    awal, akhir = rencana.tahun_awal, rencana.tahun_akhir
    masa = "RPJMD" if rencana.form.jenis == "referensi" else "Renstra"
    return [
        f"Kolom Target di berkas ini untuk {masa} {awal}-{akhir}. Untuk masa lain buat templat baru, misalnya: "
        f"kinerja-xl templat --renstra {akhir + 1}-{2 * akhir + 1 - awal}. Mengganti tahunnya di dalam berkas saja "
        "tidak cukup."
    ]


def _write_sheets(page: _Halaman, rencana: Rencana) -> None:
    page.section("Daftar lembar (klik untuk membuka)")
    page.table_head(("Lembar", "Isi"))
    for sheet in rencana.form.sheets:
        page.cells((sheet.title, sheet.help), ("tautan", "sel"))
        first = f"B{BARIS_JUDUL + 1}" if sheet.layout is Layout.LABEL else f"A{BARIS_JUDUL + 1}"
        target = f"internal:'{sheet.title}'!{first}"
        page.ws.write_url(page.row - 1, 1, target, page.gaya.fixed("tautan"), sheet.title, f"Buka lembar {sheet.title}")


def _write_values(page: _Halaman, aturan: Aturan) -> None:
    page.section("Cara menulis nilai")
    page.table_head(("Jenis", "Contoh", "Keterangan"))
    for jenis, contoh, keterangan in _NILAI:
        page.cells((jenis, contoh, keterangan), ("sel_tebal", "sel", "sel"))
    families = {f: [p.predikat for p in aturan.predikat if p.kelompok == f] for f in aturan.kelompok_predikat}
    known = "; ".join(f"{family}: {', '.join(words)}" for family, words in families.items())
    page.paragraph(f"Predikat yang dikenal menurut kelompok: {known}.")


def _write_settings(page: _Halaman) -> None:
    page.section("Daftar setelan (lembar Kebijakan)")
    page.table_head(("Nama", "Isian", "Bawaan", "Arti"))
    for setelan in SETELAN:
        isi = (setelan.nama, setelan.isian or "bebas", setelan.bawaan, f"{setelan.keterangan} Dasar: {setelan.sumber}.")
        page.cells(isi, ("sel_tebal", "sel", "sel", "sel"))


def _write_columns(page: _Halaman, rencana: Rencana) -> None:
    """The last and longest table: every page that continues it repeats its headings."""
    page.section("Daftar kolom")
    page.ws.repeat_rows(page.row)
    page.table_head(("Lembar", "Kolom", "Wajib", "Keterangan"))
    for sheet in rencana.form.sheets:
        for column in sheet.columns:
            wajib = "otomatis" if column.lookup else "wajib" if column.required else ""
            name = column.header.replace("<tahun>", "tahun ...")
            text = column.help.replace(" <tahun>", " itu")
            if column.choices:
                text = f"{text} Pilihan: {', '.join(column.choices)}."
            elif column.kind not in (Kind.TEKS, Kind.NILAI) and "teks" not in text:
                text = f"{text} Diisi {column.kind.info.wording}."
            page.cells((sheet.title, name, wajib, text), ("sel", "sel_tebal", "sel", "sel"))
