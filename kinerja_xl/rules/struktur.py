"""STR: sheets, columns, rows and codes."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from kinerja_xl.compute.skm import UNSUR
from kinerja_xl.deklarasi.catatan import Akibat, Gugur, Scope, Tingkat, aturan
from kinerja_xl.deklarasi.ketentuan import PILIHAN_JAWABAN
from kinerja_xl.deklarasi.schema import Column, Layout, Sheet
from kinerja_xl.nilai import normalise_kata
from kinerja_xl.rules.berkas import dari_kejadian
from kinerja_xl.rules.sandingan import opd_with_unread_codes
from kinerja_xl.tabel.bacaan import Peristiwa
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.tabel import Keadaan, Tabel

K, P, I = Tingkat.KESALAHAN, Tingkat.PERINGATAN, Tingkat.INFORMASI

# Sheets in which a row stands for one indicator.


def _is_required(_sheet: Sheet, column: Column) -> bool:
    """Whether blank cells of a column matter (Anggaran's pagu matters on leaves only: rule pagu_rincian_kosong)."""
    return column.required and column.required_with != ""


def _keys(data: Data, sheet: str) -> pd.MultiIndex:
    isi = data.isi(sheet)
    return pd.MultiIndex.from_arrays([isi["kode_opd"], isi["kode"]])


@aturan(
    "STR-01", P, "realisasi", "kode", tahap=1, akibat=Akibat.CAPAIAN,
    pesan="OPD ini mengirim Realisasi tanpa lembar IKU, sehingga polaritas dan akumulasi indikatornya tidak diketahui.",
    saran="Kirim lembar IKU bersama atau terpisah dengan Kode OPD yang sama.",
)  # fmt: skip
def lembar_pokok_tidak_ada(data: Data) -> pd.Series:
    """First row of a Realisasi sheet whose OPD sent no IKU."""
    isi = data.isi("realisasi")
    without = ~isi["kode_opd"].map(lambda o: "iku" in data.lembar_opd.get(o, frozenset())).astype(bool)
    return without & ~isi.duplicated("kode_opd")


@aturan(
    "STR-06", K, "*", pesan="Sel {kolom} wajib diisi tetapi kosong.", saran="Isi {kolom}{nihil}.",
    scope=Scope.SEL, select=_is_required, keadaan=Keadaan.KOSONG, sumber="Panduan pengisian",
)  # fmt: skip
def sel_wajib_kosong(tabel: Tabel, column: Column) -> pd.DataFrame:
    """A required cell is blank although its row has begun (and the file has the column)."""
    has_column = np.array([bool(asal.sel(column.name, 1)) for asal in tabel.semua_asal], dtype=bool)
    blank = (tabel.keadaan[column.name] == Keadaan.KOSONG) & has_column[tabel.isi["asal"].to_numpy()]
    if column.required_with:
        blank &= tabel.keadaan[column.required_with] != Keadaan.KOSONG
    nihil = "; tulis 0 bila memang nihil" if column.kind.is_number and tabel.lembar.layout is Layout.TABEL else ""
    if tabel.lembar.name == "skm":
        # Neither a respondent's number nor an answer can be 0.
        nihil = f" dengan {PILIHAN_JAWABAN}" if column.name in UNSUR else ""
    return pd.DataFrame({"nihil": nihil}, index=blank.index[blank])


@aturan(
    "STR-07", K, "*", pesan="Kode {nilai} sudah dipakai di baris {baris_lain}; baris ini tidak dihitung.",
    saran="Pakai satu kode untuk satu baris.", scope=Scope.SEL, gugur=Gugur.BARIS,
    select=lambda sheet, column: sheet.key == column.name,
)  # fmt: skip
def kode_ganda(tabel: Tabel, column: Column) -> pd.DataFrame:
    """A key that an earlier row of the same OPD has; the first row counts."""
    isi = tabel.isi[tabel.isi[column.name] != ""]
    by = [column.name] if column.name == "kode_opd" else ["kode_opd", column.name]
    later = isi[isi.duplicated(by)]
    first = isi.drop_duplicates(by).set_index(by)["baris"]
    keys = list(later[by].itertuples(index=False, name=None)) if len(by) > 1 else list(later[by[0]])
    return pd.DataFrame({"baris_lain": [int(first[k]) for k in keys]}, index=later.index)


def _without_partner(data: Data, sheet: str, partner: str) -> pd.Series:
    """Rows of `sheet` whose code `partner` doesn't have, where that isn't the echo of a fault already reported there.

    Codes that can't be read there (or a missing column) leave the OPD unjudged; as many unknown codes as the partner
    has rows with a code used twice are explained by those.
    """
    isi, lain = data.isi(sheet), data.tabel[partner]
    twice = lain.isi[lain.isi["kode"] != ""].duplicated(["kode_opd", "kode"])
    doubles = lain.isi.loc[twice[twice].index, "kode_opd"].value_counts()
    unknown = pd.Series(~_keys(data, sheet).isin(_keys(data, partner)), index=isi.index) & (isi["kode"] != "")
    unknown &= ~isi["kode_opd"].isin(opd_with_unread_codes(data, partner))
    counts = isi.loc[unknown, "kode_opd"].map(isi.loc[unknown, "kode_opd"].value_counts())
    explained = counts <= isi.loc[unknown, "kode_opd"].map(doubles).fillna(0)
    return unknown & ~explained.reindex(isi.index, fill_value=False)


@aturan(
    "STR-08", K, "renstra", "kode", butuh=("iku",), gugur=Gugur.BARIS,
    pesan="Kode {nilai} tidak ada di lembar IKU, sehingga baris Renstra ini tidak dapat dihitung.",
    saran="Samakan kodenya dengan lembar IKU, atau tambahkan indikatornya di sana.",
)  # fmt: skip
def renstra_tanpa_iku(data: Data) -> pd.Series:
    """A code in Renstra that IKU doesn't have."""
    return _without_partner(data, "renstra", "iku")


@aturan(
    "STR-09", K, "realisasi", "kode", butuh=("iku",), gugur=Gugur.BARIS,
    pesan="Kode {nilai} tidak ada di lembar IKU, sehingga realisasinya tidak dapat dihitung.",
    saran="Samakan kodenya dengan lembar IKU, atau tambahkan indikatornya di sana.",
)  # fmt: skip
def realisasi_tanpa_iku(data: Data) -> pd.Series:
    """A code in Realisasi that IKU doesn't have."""
    return _without_partner(data, "realisasi", "iku")


@aturan(
    "STR-10", P, "iku", "kode", butuh=("realisasi",), akibat=Akibat.CAPAIAN,
    pesan="Indikator ini tidak mempunyai baris di lembar Realisasi.",
    saran="Tambahkan barisnya di Realisasi; kosongkan realisasinya bila belum ada.",
)  # fmt: skip
def iku_tanpa_realisasi(data: Data) -> pd.Series:
    """An indicator of IKU without a row in Realisasi."""
    return _without_partner(data, "iku", "realisasi")


@aturan(
    "STR-19", P, "iku", "kode", butuh=("renstra",), akibat=Akibat.BERGANTUNG,
    pesan="Indikator ini tidak mempunyai baris target di lembar Renstra.",
    saran="Tambahkan barisnya di Renstra.",
)  # fmt: skip
def iku_tanpa_renstra(data: Data) -> pd.Series:
    """An indicator of IKU without a row in Renstra."""
    return _without_partner(data, "iku", "renstra")


def _lookup_differs(data: Data, sheet: str) -> pd.DataFrame:
    """Look-up text that differs from IKU's (case, spaces and punctuation aside)."""
    iku = data.isi("iku").drop_duplicates(["kode_opd", "kode"]).set_index(["kode_opd", "kode"])
    isi = data.isi(sheet)
    keys = _keys(data, sheet)
    parts = []
    for column in ("indikator", "satuan"):
        expected = pd.Series(iku[column].reindex(keys).to_numpy(), index=isi.index)
        written = isi[column]
        differs = (
            (written != "")
            & (expected.fillna("") != "")
            & (written.map(normalise_kata) != expected.fillna("").map(normalise_kata))
        )
        parts.append(pd.DataFrame({"kolom": column, "seharusnya": expected[differs]}, index=isi.index[differs]))
    return pd.concat(parts)


@aturan(
    "STR-11", P, "realisasi", "indikator", "satuan", butuh=("iku",),
    pesan="{kolom} berbunyi \"{nilai}\", sedangkan di lembar IKU untuk kode ini \"{seharusnya}\".",
    saran="Kolom ini terisi sendiri dari IKU; periksa apakah kodenya tertukar.",
)  # fmt: skip
def lookup_realisasi_berbeda(data: Data) -> pd.DataFrame:
    """Look-up cells of Realisasi that were overwritten with other text."""
    return _lookup_differs(data, "realisasi")


@aturan(
    "STR-22", P, "renstra", "indikator", "satuan", butuh=("iku",),
    pesan="{kolom} berbunyi \"{nilai}\", sedangkan di lembar IKU untuk kode ini \"{seharusnya}\".",
    saran="Kolom ini terisi sendiri dari IKU; periksa apakah kodenya tertukar.",
)  # fmt: skip
def lookup_renstra_berbeda(data: Data) -> pd.DataFrame:
    """Look-up cells of Renstra that were overwritten with other text."""
    return _lookup_differs(data, "renstra")


@aturan(
    "STR-29", K, "profil", "tahun_akhir_renstra", gugur=Gugur.SEL, sumber="Permendagri 86/2017",
    pesan="Tahun Akhir Renstra {nilai} lebih awal daripada Tahun Awal Renstra {awal}.",
    saran="Perbaiki Tahun Awal dan Tahun Akhir Renstra di Profil; mungkin keduanya tertukar.",
)  # fmt: skip
def tahun_renstra_terbalik(data: Data) -> pd.DataFrame:
    """The Renstra ends before it begins (nothing that follows from its years is then judged)."""
    isi = data.isi("profil")
    wrong = (isi["tahun_akhir_renstra"] < isi["tahun_awal_renstra"]).fillna(False).astype(bool)
    return pd.DataFrame({"awal": isi.loc[wrong, "tahun_awal_renstra"]}, index=isi.index[wrong])


STRUKTUR: Final = (
    lembar_pokok_tidak_ada,
    dari_kejadian(
        "STR-02", K, Peristiwa.KOLOM_HILANG, "kolom_wajib_hilang",
        "{macam} wajib \"{kolom}\" tidak ditemukan. {mirip}",
        "Tambahkan, atau perbaiki tulisannya, sehingga persis seperti di templat.",
    ),
    dari_kejadian(
        "STR-03", I, Peristiwa.KOLOM_ASING, "kolom_tidak_dikenal",
        "Kolom \"{nilai}\" tidak dikenal dan tidak dibaca.",
        "Tidak perlu apa-apa bila kolom itu catatan sendiri.",
        akibat=Akibat.TAK_DIBACA,
    ),
    dari_kejadian(
        "STR-27", P, Peristiwa.KOLOM_MIRIP, "judul_kolom_berubah",
        "{macam} \"{nilai}\" tidak dikenal dan tidak dibaca; mungkin maksudnya {mirip}.",
        "Kembalikan tulisannya persis seperti di templat; bila itu catatan sendiri, beri nama lain.",
        akibat=Akibat.TAK_DIBACA,
    ),
    dari_kejadian(
        "STR-04", P, Peristiwa.KOLOM_GANDA, "kolom_ganda",
        "Judul kolom \"{nilai}\" muncul dua kali; yang dibaca hanya yang pertama.",
        "Hapus atau ganti nama salah satunya.",
        akibat=Akibat.TAK_DIBACA,
    ),
    dari_kejadian(
        "STR-05", K, Peristiwa.JUDUL_HILANG, "judul_tidak_ditemukan",
        "Baris judul kolom tidak ditemukan di lembar ini.",
        "Salin baris judul dari templat.",
        akibat=Akibat.LEMBAR,
    ),
    sel_wajib_kosong,
    kode_ganda,
    renstra_tanpa_iku,
    realisasi_tanpa_iku,
    iku_tanpa_realisasi,
    lookup_realisasi_berbeda,
    dari_kejadian(
        "STR-12", P, Peristiwa.BARIS_TERSEMBUNYI, "baris_tersembunyi_berisi",
        "Baris {baris} disembunyikan tetapi berisi data; tetap dibaca.",
        "Tampilkan barisnya, lalu hapus bila tidak dipakai.",
    ),
    dari_kejadian(
        "STR-13", P, Peristiwa.LEMBAR_TERSEMBUNYI, "lembar_tersembunyi_berisi",
        "Lembar ini disembunyikan tetapi berisi {jumlah} baris data; tetap dibaca.",
        "Tampilkan lembarnya, lalu hapus bila tidak dipakai.",
    ),
    dari_kejadian(
        "STR-14", I, Peristiwa.VALIDASI_HILANG, "validasi_hilang",
        "Daftar pilihan dari templat sudah terhapus di lembar ini.",
        "Untuk kiriman berikutnya isi templat baru; jangan menempel dengan cara yang menghapus validasi.",
    ),
    dari_kejadian(
        "STR-15", P, Peristiwa.RUMUS_DITIMPA, "rumus_ditimpa_konstanta",
        "Rumus templat di sel ini sudah ditimpa dengan isian \"{nilai}\".",
        "Salin rumusnya dari baris di atas atau di bawahnya.",
    ),
    dari_kejadian(
        "STR-16", P, Peristiwa.SEL_GABUNGAN, "sel_data_digabung",
        "Sel {rentang} digabung; isinya hanya dibaca untuk sel pertama.",
        "Pisahkan sel gabungan dan isi setiap baris.",
        akibat=Akibat.TAK_DIBACA,
    ),
    dari_kejadian(
        "STR-17", P, Peristiwa.TAHUN_DI_LUAR, "tahun_di_luar_renstra",
        "Kolom \"{nilai}\" berada di luar masa Renstra {awal}-{akhir} menurut Profil.",
        "Perbaiki tahun di Profil atau judul kolomnya.",
    ),
    dari_kejadian(
        "STR-18", I, Peristiwa.LEMBAR_KOSONG, "lembar_tanpa_baris",
        "Lembar ini tidak berisi data, sehingga dianggap tidak dikirim.",
        "Isi bila memang hendak dikirim; bila tidak, biarkan.",
        akibat=Akibat.LEMBAR,
    ),
    iku_tanpa_renstra,
    dari_kejadian(
        "STR-20", I, Peristiwa.LEMBAR_ASING, "lembar_tidak_dikenal",
        "Lembar \"{lembar}\" tidak dikenal dan tidak dibaca.",
        "Tidak perlu apa-apa bila lembar itu catatan sendiri.",
        akibat=Akibat.LEMBAR,
    ),
    dari_kejadian(
        "STR-26", K, Peristiwa.LEMBAR_MIRIP, "lembar_salah_nama",
        "Lembar \"{lembar}\" tidak dikenal dan tidak dibaca. Mungkin maksudnya lembar {mirip}.",
        "Ganti nama lembarnya menjadi {mirip}; bila lembar itu catatan sendiri, beri nama lain.",
        akibat=Akibat.LEMBAR,
    ),
    dari_kejadian(
        "STR-21", K, Peristiwa.LEMBAR_GANDA_SEBERKAS, "lembar_ganda_seberkas",
        "Lembar ini berarti sama dengan lembar \"{lain}\" di berkas yang sama; yang dibaca hanya \"{lain}\".",
        "Sisakan satu lembar.",
        akibat=Akibat.LEMBAR,
    ),
    lookup_renstra_berbeda,
    dari_kejadian(
        "STR-24", K, Peristiwa.HANYA_PROFIL, "hanya_profil",
        "Berkas ini hanya berisi Profil; tidak ada satu baris pun di lembar lain.",
        "Isi lembar yang hendak dikirim; bila memang tidak ada yang dilaporkan, pilih Nihil pada Status Pelaporan di Profil.",
        akibat=Akibat.BERKAS,
    ),
    dari_kejadian(
        "STR-25", P, Peristiwa.NIHIL_BERISI, "nihil_berisi",
        "Status Pelaporan di Profil Nihil, tetapi berkas ini berisi {terisi}; isinya tetap dihitung.",
        "Pilih Isi pada Status Pelaporan, atau kosongkan lembarnya.",
    ),
    tahun_renstra_terbalik,
    dari_kejadian(
        "STR-28", I, Peristiwa.JUDUL_GABUNGAN, "sel_judul_digabung",
        "Sel judul kolom {rentang} digabung; judulnya tetap dibaca.",
        "Tidak perlu apa-apa bila setiap kolom terbaca dengan benar.",
    ),
)  # fmt: skip
