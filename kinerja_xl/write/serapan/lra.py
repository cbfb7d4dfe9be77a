"""Sheet LRA Daerah: every account of the regency, summed live over the leaf accounts of all OPD."""

from __future__ import annotations

from typing import Any, Final

from kinerja_xl.compute.efisiensi import LEBIH_KURANG_RP, SISA_RP, persen
from kinerja_xl.compute.keuangan import Akun, lra_daerah
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.write.denah import BELANJA
from kinerja_xl.write.gaya import TAB_KEUANGAN
from kinerja_xl.write.grafik import Bagan
from kinerja_xl.write.konsolidasi.belanja import KELOMPOK
from kinerja_xl.write.lembaran import BARIS_DATA, Kolom, Lembaran, Sel, angka, rupiah
from kinerja_xl.write.pohon import whole
from kinerja_xl.write.posisi import Posisi, n_dari_n
from kinerja_xl.write.rumus_excel import guarded, percent_formula
from kinerja_xl.write.serapan import denah

_JUMLAH: Final = (("4", "Jumlah pendapatan"), ("5", "Jumlah belanja"))
_SURPLUS: Final = "Surplus/(defisit) OPD yang mengirim"


def lra(hasil: Konsolidasi, posisi: Posisi, bagan: Bagan | None) -> Lembaran:
    """One row per account code that any OPD sent; income, expenditure and their difference below."""
    akun = lra_daerah(hasil.belanja)
    k = denah.LRA_SEL
    rows = range(BARIS_DATA, BARIS_DATA + len(akun))
    a, b = k["anggaran"], k["realisasi"]
    depth = [satu.kode.count(".") for satu in akun]
    pairs = [(satu.anggaran_rp, satu.realisasi_rp) for satu in akun]
    over = [None if x is None or y is None else rupiah(y - x) for x, y in pairs]
    kolom = [
        Kolom("kode", "Kode Rekening", 17, "kode", [satu.kode for satu in akun]),
        Kolom("uraian", "Uraian", 60, "teks", [satu.uraian for satu in akun], masuk=[min(d, 8) for d in depth]),
        Kolom("kelompok", "Kelompok", 13, "kata", [KELOMPOK.get(satu.kode[:1], "") for satu in akun]),
        Kolom("n_opd", "OPD", 7, "bulat", [satu.n_opd for satu in akun], [_count(posisi, r) for r in rows]),
        Kolom("anggaran", "Anggaran (Rp)", 20, "rupiah", [rupiah(x) for x, _ in pairs],
              [_over_leaves(posisi, "anggaran", r) for r in rows]),
        Kolom("realisasi", "Realisasi (Rp)", 20, "rupiah", [rupiah(y) for _, y in pairs],
              [_over_leaves(posisi, "realisasi", r) for r in rows]),
        Kolom("serapan", "Realisasi (%)", 11, "persen", [angka(persen(y, x)) for x, y in pairs],
              [percent_formula(f"{b}{r}", f"{a}{r}") for r in rows]),
        Kolom("lebih", "Lebih/(Kurang) (Rp)", 20, "rupiah_kurung", over, [_over(a, b, r) for r in rows]),
    ]  # fmt: skip
    return Lembaran(
        denah.LRA,
        "Realisasi Anggaran per Rekening Kabupaten/Kota (LRA)",
        "Jumlah rekening rinci semua OPD, termasuk OPD yang tidak merinci rekening itu. Lebih/(Kurang) = realisasi − "
        "anggaran. Kolom OPD: banyaknya OPD yang mengirim rekening itu. Nama rekening seperti dikirim OPD. "
        "Surplus/(defisit) hanya atas OPD yang mengirim, bukan surplus/(defisit) daerah.",
        TAB_KEUANGAN,
        n_dari_n(len(posisi.belanja_opd), hasil.data, "Lembar Belanja"),
        kolom,
        gaya_baris=["opd" if d == 0 else "program" if d == 1 else "" for d in depth],
        tingkat_baris=[min(max(d - 1, 0), 6) for d in depth],
        beku_kolom=2,
        tabel=False,
        jumlah=_totals(hasil, posisi, akun) if akun else (),
        bagan=[(BARIS_DATA + len(akun) + 5, 0, bagan)] if bagan else [],
        kosong="Belum ada data: belum ada OPD yang mengirim lembar Belanja.",
    )


def _span(posisi: Posisi, name: str) -> str:
    letter = BELANJA[name]
    return f"'{posisi.lembar_belanja}'!${letter}${BARIS_DATA}:${letter}${BARIS_DATA + len(posisi.belanja) - 1}"


def _count(posisi: Posisi, row: int) -> str:
    return f"=SUMPRODUCT(--({_span(posisi, 'kode')}={denah.LRA_SEL['kode']}{row}))"


def _over_leaves(posisi: Posisi, name: str, row: int) -> str:
    """Sum over the leaves at and below a code; compared as text, since criteria take 5.1 and 5.10 for equal."""
    kode, cell = _span(posisi, "kode"), f"{denah.LRA_SEL['kode']}{row}"
    below = f'(({kode}={cell})+(LEFT({kode},LEN({cell})+1)={cell}&"."))*({_span(posisi, "rinci")}="Ya")'
    money = _span(posisi, name)
    return f'=IF(SUMPRODUCT({below}*ISNUMBER({money}))=0,"",SUMPRODUCT({below},{money}))'


def _over(anggaran: str, realisasi: str, row: int) -> str:
    cells = f"{anggaran}{row}", f"{realisasi}{row}"
    return guarded(cells, f"ROUND({LEBIH_KURANG_RP.excel({'realisasi': cells[1], 'anggaran': cells[0]})},2)")


def _totals(hasil: Konsolidasi, posisi: Posisi, akun: list[Akun]) -> list[Sel]:
    """Income, expenditure, and what is left of those who sent them, each with how many OPD it is made of.

    The difference is no surplus of the regency: whose income or expenditure is missing isn't in it.
    """
    k = denah.LRA_SEL
    first = BARIS_DATA + len(akun)
    frame = hasil.belanja
    leaf = frame["rinci"].astype(bool)
    sums: list[dict[str, int | None]] = []
    out: list[Sel] = []
    senders: set[str] = set()
    for n, (digit, title) in enumerate(_JUMLAH):
        rows = frame[leaf & frame["kode_rekening"].str.startswith(digit)]
        money: dict[str, int | None] = {}
        known = rows[rows["anggaran_rp"].notna() | rows["realisasi_rp"].notna()]
        senders |= set(known["kode_opd"])
        cells: dict[str, tuple[Any, str | None]] = {
            "uraian": (_of_opd(title, known["kode_opd"].nunique(), hasil), None)
        }
        for name in ("anggaran", "realisasi"):
            money[name] = whole(rows[f"{name}_rp"].sum(min_count=1))
            kinds = f'{_span(posisi, "kelompok")},"{KELOMPOK[digit]}",{_span(posisi, "rinci")},"Ya"'
            span = _span(posisi, name)
            rumus = f'=IF(COUNTIFS({kinds},{span},">-1E+99")=0,"",SUMIFS({span},{kinds}))'
            cells[name] = rupiah(money[name]), rumus
        a, b, row = k["anggaran"], k["realisasi"], first + n
        cells["serapan"] = (
            angka(persen(money["realisasi"], money["anggaran"])),
            percent_formula(f"{b}{row}", f"{a}{row}"),
        )
        cells["lebih"] = _difference(money["anggaran"], money["realisasi"]), _over(a, b, row)
        sums.append(money)
        out += _row(row, cells)
    cells = {"uraian": (_of_opd(_SURPLUS, len(senders), hasil), None)}
    for name in ("anggaran", "realisasi"):
        refs = f"{k[name]}{first}", f"{k[name]}{first + 1}"
        rumus = guarded(refs, f"ROUND({SISA_RP.excel({'pagu': refs[0], 'realisasi': refs[1]})},2)")
        cells[name] = _difference(sums[1][name], sums[0][name]), rumus
    return [*out, *_row(first + 2, cells, "rupiah_kurung")]


def _of_opd(judul: str, n: int, hasil: Konsolidasi) -> str:
    return f"{judul} ({n} dari {len(hasil.data.opd)} OPD)"


def _difference(awal: int | None, akhir: int | None) -> float | int | None:
    return None if awal is None or akhir is None else rupiah(akhir - awal)


def _row(baris: int, cells: dict[str, tuple[Any, str | None]], uang: str = "rupiah") -> list[Sel]:
    styles = {"anggaran": uang, "realisasi": uang, "lebih": "rupiah_kurung", "serapan": "persen"}
    return [
        Sel(baris, n, cells.get(name, (None, None))[0], styles.get(name, "teks"), cells.get(name, (None, None))[1],
            gaya_baris="jumlah")
        for n, name in enumerate(denah.KOLOM_LRA)
    ]  # fmt: skip
