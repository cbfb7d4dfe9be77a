"""ISI: what single cells hold, by the kind of their column."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from typing import Any, Final

import pandas as pd

from kinerja_xl.compute.skm import UNSUR
from kinerja_xl.deklarasi.catatan import Akibat, Gugur, Rule, Scope, Tingkat, aturan
from kinerja_xl.deklarasi.ketentuan import PILIHAN_JAWABAN
from kinerja_xl.deklarasi.schema import Column, Kind, Sheet
from kinerja_xl.nilai import parse_angka, split_words
from kinerja_xl.tabel.tabel import Keadaan, Tabel

K, P, I = Tingkat.KESALAHAN, Tingkat.PERINGATAN, Tingkat.INFORMASI
Select = Callable[[Sheet, Column], bool]


def _of(*kinds: Kind) -> Select:
    return lambda _sheet, column: column.kind in kinds


def _trusted(_sheet: Sheet, column: Column) -> bool:
    """Look-up columns are only compared: nothing is lost when their formula has no stored value."""
    return not column.lookup


def _looked_up(_sheet: Sheet, column: Column) -> bool:
    return column.lookup


def _state(
    keadaan: Keadaan,
    kode: str,
    tingkat: Tingkat,
    nama: str,
    pesan: str,
    saran: str,
    select: Select,
    akibat: Akibat | None = None,
) -> Rule:
    """Return the rule that reports the cells whose parsing ended in `keadaan`."""

    def check(tabel: Tabel, column: Column) -> Any:
        mask = tabel.keadaan[column.name] == keadaan
        facts = pd.DataFrame(index=tabel.isi.index[mask])
        facts["slip"] = [tabel.slip.get((column.name, int(i)), "") for i in facts.index]
        facts["alasan"] = [f": {slip}" if slip else "" for slip in facts["slip"]]
        return facts

    check.__name__ = nama
    check.__doc__ = f"Cells read as {keadaan.name}."
    make: Callable[[Callable[..., Any]], Rule] = aturan(
        kode,
        tingkat,
        "*",
        pesan=pesan,
        saran=saran,
        scope=Scope.SEL,
        select=select,
        sumber="Panduan pengisian",
        keadaan=keadaan,
        akibat=akibat,
    )
    return make(check)


@aturan(
    "ISI-07", K, "*", scope=Scope.SEL, select=_of(Kind.NILAI, Kind.ANGKA, Kind.PERSEN), sumber="Panduan pengisian",
    keadaan=Keadaan.RANCU,
    pesan="\"{nilai}\" dapat dibaca sebagai {desimal} atau {ribuan}, dan tidak ada pembanding yang memutuskannya.",
    saran="Tulis dengan koma untuk desimal, misalnya {contoh}.",
)  # fmt: skip
def nilai_rancu(tabel: Tabel, column: Column) -> pd.DataFrame:
    """A number with one dot and three digits that neither target nor realisation settles."""
    mask = tabel.keadaan[column.name] == Keadaan.RANCU
    values = tabel.isi.loc[mask, column.name]
    return pd.DataFrame(
        {
            "desimal": [v.pilihan[0] for v in values],
            "ribuan": [v.pilihan[1] for v in values],
            "contoh": [f"{v.pilihan[0]:f}".replace(".", ",") for v in values],
        },
        index=values.index,
    )


@aturan(
    "ISI-08", I, "*", scope=Scope.SEL, select=_of(Kind.NILAI, Kind.ANGKA, Kind.PERSEN), sumber="Panduan pengisian",
    keadaan=Keadaan.RANCU_DIPILIH,
    pesan="\"{nilai}\" dibaca sebagai {dibaca} karena sebanding dengan pasangannya.",
    saran="Tulis dengan koma untuk desimal agar tidak rancu.",
)  # fmt: skip
def nilai_rancu_dipilih(tabel: Tabel, column: Column) -> pd.DataFrame:
    """An ambiguous number whose reading its partner settled."""
    mask = tabel.keadaan[column.name] == Keadaan.RANCU_DIPILIH
    values = tabel.isi.loc[mask, column.name]
    return pd.DataFrame({"dibaca": [v.angka for v in values]}, index=values.index)


@aturan(
    "ISI-10", K, "*", scope=Scope.SEL, select=_of(Kind.PILIHAN), sumber="Panduan pengisian", gugur=Gugur.SEL,
    keadaan=Keadaan.PILIHAN_SALAH,
    pesan="\"{nilai}\" bukan pilihan untuk {kolom}. {mirip}",
    saran="Pilih salah satu: {pilihan}.",
)  # fmt: skip
def pilihan_salah(tabel: Tabel, column: Column) -> pd.DataFrame:
    """A drop-down value that isn't among the choices."""
    mask = tabel.keadaan[column.name] == Keadaan.PILIHAN_SALAH
    texts = tabel.teks.loc[mask, column.name]
    near = [_nearest(t, column.choices) for t in texts]
    return pd.DataFrame(
        {
            "mirip": [f'Mungkin maksudnya "{n}".' if n else "" for n in near],
            "pilihan": ", ".join(column.choices),
        },
        index=texts.index,
    )


def _nearest(teks: str, pilihan: Sequence[str]) -> str:
    """The choice most like a text, '' where none is near; numbers must agree, in figures or Roman numerals."""
    angka = _numbers(teks)
    if angka and any(map(_numbers, pilihan)):
        pilihan = [p for p in pilihan if _numbers(p) == angka]
        if len(pilihan) == 1:
            return pilihan[0]
    keys = {p.casefold(): p for p in pilihan}
    found = difflib.get_close_matches(teks.casefold(), list(keys), n=1, cutoff=0.5)
    return keys[found[0]] if found else ""


def _numbers(teks: str) -> list[str]:
    return [word for word in split_words(teks) if word.isdigit()]


@aturan(
    "ISI-09", K, "*", scope=Scope.SEL, select=_of(Kind.KODE), sumber="Panduan pengisian",
    keadaan=Keadaan.KODE_ANGKA,
    pesan="{kolom} {nilai} tersimpan sebagai angka; {akibat}.",
    saran="Format selnya sebagai Teks, lalu ketik ulang.",
)  # fmt: skip
def kode_angka(tabel: Tabel, column: Column) -> pd.DataFrame:
    """A code stored as a number: Excel drops its zeros and, beyond 15 digits, the digits themselves."""
    mask = tabel.keadaan[column.name] == Keadaan.KODE_ANGKA
    texts = tabel.teks.loc[mask, column.name]
    digits = [sum(c.isdigit() for c in t) for t in texts]
    akibat = [
        "Excel hanya menyimpan 15 angka pertama, selebihnya menjadi nol"
        if n > 15
        else "Excel membuang nol di belakang titik (2.10 menjadi 2,1)"
        for n in digits
    ]
    return pd.DataFrame({"akibat": akibat}, index=texts.index)


@aturan(
    "ISI-11", K, "*", scope=Scope.SEL, select=_of(Kind.ANGKA, Kind.BULAT, Kind.PERSEN), sumber="Panduan pengisian",
    keadaan=Keadaan.TIDAK_TERBACA,
    pesan="\"{nilai}\" bukan {isian}.",
    saran="Isi {kolom} dengan {isian}.",
)  # fmt: skip
def angka_tidak_terbaca(tabel: Tabel, column: Column) -> pd.DataFrame:
    """Cells that are no number, no whole one where one is asked for, or no answer of the survey."""
    mask = tabel.keadaan[column.name] == Keadaan.TIDAK_TERBACA
    texts = tabel.teks.loc[mask, column.name]
    if tabel.lembar.name == "skm" and column.name in UNSUR:
        return pd.DataFrame({"isian": f"jawaban {PILIHAN_JAWABAN}"}, index=texts.index)
    whole = column.kind is Kind.BULAT
    isian = ["angka bulat" if whole and parse_angka(t).angka is not None else "angka" for t in texts]
    return pd.DataFrame({"isian": isian}, index=texts.index)


_NUMBERS = _of(Kind.RUPIAH, Kind.ANGKA, Kind.BULAT, Kind.NILAI, Kind.PERSEN)

ISI: Final = (
    _state(
        Keadaan.GALAT, "ISI-01", K, "galat_excel",
        "Sel {kolom} berisi nilai galat Excel {nilai}.",
        "Perbaiki rumusnya atau ganti dengan angkanya.", _trusted,
    ),
    _state(
        Keadaan.TANPA_NILAI, "ISI-02", K, "rumus_tanpa_nilai",
        "Rumus di sel {kolom} belum mempunyai hasil yang tersimpan.",
        "Buka dan simpan ulang di Excel, lalu kirim lagi.", _trusted,
    ),
    _state(
        Keadaan.TIDAK_TERBACA, "ISI-03", K, "rupiah_tidak_terbaca",
        "\"{nilai}\" tidak dapat dibaca sebagai rupiah{alasan}.",
        "Tulis angka penuh tanpa titik, misalnya 1500000, atau dengan titik tiap tiga angka.", _of(Kind.RUPIAH),
    ),
    _state(
        Keadaan.SLIP, "ISI-04", P, "rupiah_salah_ketik",
        "\"{nilai}\" salah ketik tetapi masih terbaca: {slip}.",
        "Perbaiki penulisannya; pastikan angkanya benar.", _of(Kind.RUPIAH),
    ),
    _state(
        Keadaan.TEKS, "ISI-05", I, "angka_sebagai_teks",
        "Angka di kolom {kolom} tersimpan sebagai teks.",
        "Ketik sebagai angka tanpa Rp dan tanpa titik; format sel sudah menampilkannya.",
        lambda _sheet, column: column.kind.is_number,
    ),
    _state(
        Keadaan.TIDAK_TERBACA, "ISI-06", K, "nilai_tidak_terbaca",
        "\"{nilai}\" tidak dapat dibaca sebagai angka, persen, rentang, batas, predikat, atau gabungan.",
        "Lihat contoh penulisan di lembar Petunjuk.", _of(Kind.NILAI),
    ),
    nilai_rancu,
    nilai_rancu_dipilih,
    kode_angka,
    pilihan_salah,
    angka_tidak_terbaca,
    _state(
        Keadaan.SLIP, "ISI-12", P, "nilai_salah_ketik",
        "\"{nilai}\" salah ketik tetapi masih terbaca: {slip}.",
        "Perbaiki penulisannya; pastikan angkanya benar.", _of(Kind.NILAI, Kind.ANGKA, Kind.PERSEN),
    ),
    _state(
        Keadaan.TANGGAL, "ISI-13", K, "tanggal_pada_kolom_angka",
        "Sel {kolom} berisi tanggal {nilai}; Excel mungkin mengubah angka menjadi tanggal.",
        "Ubah format sel menjadi Umum, lalu ketik ulang angkanya.", _NUMBERS,
    ),
    _state(
        Keadaan.TIDAK_TERBACA, "ISI-14", P, "tanggal_tidak_terbaca",
        "\"{nilai}\" tidak dapat dibaca sebagai tanggal.",
        "Tulis sebagai tanggal, misalnya 31/12/2023.", _of(Kind.TANGGAL),
        akibat=Akibat.NILAI,
    ),
    _state(
        Keadaan.KODE_KOTOR, "ISI-15", P, "kode_bertanda_tak_terlihat",
        "Kode \"{nilai}\" memuat karakter yang tidak terlihat; karakter itu diabaikan.",
        "Ketik ulang kodenya.", _of(Kind.KODE),
    ),
    _state(
        Keadaan.GALAT, "ISI-16", P, "galat_pada_kolom_rujukan",
        "Sel {kolom} berisi nilai galat Excel {nilai}. Kolom ini terisi sendiri dari IKU, sehingga hitungan tidak berubah.",
        "Salin rumus sel itu dari templat, atau kosongkan selnya; pastikan lembar IKU memuat kodenya.", _looked_up,
        akibat=Akibat.DIBANDINGKAN,
    ),
)  # fmt: skip
