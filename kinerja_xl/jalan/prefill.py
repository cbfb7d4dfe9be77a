"""`templat --dari FOLDER`: each OPD's templates for the next period, filled with what it has already told us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kinerja_xl import read
from kinerja_xl.deklarasi.catatan import Tingkat
from kinerja_xl.deklarasi.errors import FolderTidakAda, KinerjaError
from kinerja_xl.deklarasi.pilihan import PERIODE
from kinerja_xl.pipeline import Telaah, examine, read_workbooks
from kinerja_xl.tabel.data import Data
from kinerja_xl.tabel.referensi import Referensi
from kinerja_xl.template import Aturan, Masa, parse_renstra, write_templates
from kinerja_xl.template.tertinggal import left_behind
from kinerja_xl.template.terusan import (
    Tujuan,
    isian_of_opd,
    isian_referensi,
    list_penerus,
    next_period,
)

_CONTOH_SEL: Final = 8


@dataclass(frozen=True, slots=True)
class HasilIsi:
    """What `prefill` wrote and what it had to leave out, with the reasons.

    `dilewati`: OPD without a template. `berkas`: other files that weren't (wholly) used. `tertinggal`: cells (or, for a
    row, its first cell) whose value wasn't carried over, per file. `galat`: tracebacks of our own faults.
    """

    paths: tuple[Path, ...]
    dari: tuple[int, str]
    tujuan: Tujuan
    dilewati: tuple[tuple[str, str], ...]
    berkas: tuple[tuple[str, str], ...]
    tertinggal: tuple[tuple[str, tuple[str, ...]], ...]
    galat: tuple[str, ...]


def prefill(
    folder: Path,
    ke: Path,
    jenis: Sequence[str] | None,
    *,
    tahun: int | None = None,
    periode: str | None = None,
    renstra: str | None = None,
    timpa: bool = True,
) -> HasilIsi:
    """Write the next period's templates (kind `lengkap` unless named) of every OPD in `folder`.

    `tahun` and `periode` choose the submissions to start from where the files don't settle it. Raises KinerjaError
    when there is nothing to start from, or when the next year lies outside the Renstra asked for.
    """
    if not folder.exists():
        raise FolderTidakAda(f"Folder {folder} tidak ada. Sebutkan folder kiriman OPD.")
    pairs, _ = read.list_folder(folder)
    telaah = examine(read_workbooks(pairs), tahun, periode)
    data = telaah.data
    tujuan = _tujuan(telaah, jenis, renstra)
    jenis = jenis or ("lengkap",)
    penerus = list_penerus(data, tujuan)
    isian = [isian_of_opd(data, satu, tujuan) for satu in penerus]
    dilewati, berkas = _skipped(data, {satu.kode_opd for satu in isian})
    if not isian:
        reasons = "; ".join(f"{nama}: {alasan}" for nama, alasan in (*dilewati, *berkas))
        raise FolderTidakAda(f"Tidak ada kiriman OPD yang dapat dipakai di {folder}. {reasons}".strip())
    referensi = data.referensi
    renstra_daerah = tujuan.renstra or _rpjmd(referensi.kabupaten.get("periode_rpjmd", ""), tujuan.tahun)
    paths = write_templates(
        ke,
        jenis,
        [*isian, isian_referensi(data, tujuan.tahun)],
        masa=Masa(tujuan.tahun, *renstra_daerah),
        timpa=timpa,
        aturan=_aturan(referensi),
    )
    tertinggal = left_behind(data, telaah.catatan, tujuan, jenis, penerus)
    return HasilIsi(tuple(paths), (data.tahun, data.periode), tujuan, dilewati, berkas, tertinggal, telaah.galat)


def _aturan(referensi: Referensi) -> Aturan:
    kata = referensi.kebijakan.kata
    return Aturan(kata("rumus_minimal"), referensi.skala, referensi.predikat, kata("bobot_skm"))


def _tujuan(telaah: Telaah, jenis: Sequence[str] | None, renstra: str | None) -> Tujuan:
    tahun, periode = next_period(telaah.data.tahun, telaah.data.periode)
    if jenis and set(jenis) <= {"akip"}:
        periode = PERIODE[-1]  # evaluated once a year
    masa = parse_renstra(renstra) if renstra else None
    if masa and not masa[0] <= tahun <= masa[1]:
        raise KinerjaError(f"Tahun {tahun} berada di luar Renstra {masa[0]}-{masa[1]}. Periksa --renstra.")
    diragukan = {(c.berkas, c.lembar, c.sel) for c in telaah.catatan if c.tingkat is not Tingkat.INFORMASI}
    return Tujuan(tahun, periode, masa, frozenset(diragukan))


def _rpjmd(periode: str, tahun: int) -> tuple[int, int]:
    """The years of the label Periode RPJMD, five years from `tahun` on where it doesn't say."""
    try:
        return parse_renstra(periode)
    except KinerjaError:
        return parse_renstra(str(tahun))


def _skipped(data: Data, filled: set[str]) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """OPD without a template, and the other files that weren't (wholly) used, each with the reason."""
    unused = [b for b in data.berkas if b.pemakaian not in ("dipakai", "referensi")]
    dilewati = []
    for opd in data.opd:
        if opd.kode not in filled:
            reasons = [f"{b.berkas} ({b.alasan})" for b in unused if b.kode_opd == opd.kode]
            dilewati.append((f"{opd.kode} {opd.nama}", "; ".join(reasons) or "belum mengirim berkas"))
    without = {opd.kode for opd in data.opd} - filled
    berkas = tuple((b.berkas, b.alasan) for b in unused if b.kode_opd not in without)
    return tuple(dilewati), berkas


def summary_lines(hasil: HasilIsi, ke: Path) -> list[str]:
    """What the console says about the templates written, the OPD skipped and the values left out."""
    tahun, periode = hasil.dari
    lines = [
        f"{len(hasil.paths)} templat {hasil.tujuan.periode} {hasil.tujuan.tahun} ditulis di {ke}, "
        f"diisi dari kiriman {periode} {tahun}:",
        *(f"  {path.name}" for path in hasil.paths),
    ]
    if hasil.dilewati:
        lines += ["", f"{len(hasil.dilewati)} OPD dilewati:"]
        lines += [f"  {opd}: {alasan}" for opd, alasan in hasil.dilewati]
    if hasil.berkas:
        lines += ["", "Berkas yang tidak (seluruhnya) dipakai:"]
        lines += [f"  {berkas}: {alasan}" for berkas, alasan in hasil.berkas]
    if hasil.tertinggal:
        lines += ["", "Isian yang tidak terbawa karena Kesalahan (rinciannya: kinerja-xl periksa BERKAS):"]
        for berkas, cells in hasil.tertinggal:
            more = f" dan {len(cells) - _CONTOH_SEL} sel lain" if len(cells) > _CONTOH_SEL else ""
            lines.append(f"  {berkas}: {', '.join(cells[:_CONTOH_SEL])}{more}")
    if hasil.galat:
        lines += [
            "",
            f"Program gagal pada {len(hasil.galat)} bagian; sampaikan kepada pengelola program:",
            *hasil.galat,
        ]
    return lines
