"""The command line: parse options, call the pipeline, print a summary, set the exit status. Heavy imports are lazy."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kinerja_xl import __version__
from kinerja_xl.deklarasi.errors import KinerjaError
from kinerja_xl.kerja.pengumpul import collect_rarely
from kinerja_xl.layar import opsi
from kinerja_xl.layar.bahasa import Grup, Perintah, usage_message
from kinerja_xl.layar.keluar import ADA_KESALAHAN as ADA_KESALAHAN
from kinerja_xl.layar.keluar import (
    GALAT_PROGRAM,
    OK,
    TIDAK_DAPAT_MULAI,
    fault_lines,
    log_fault,
    status_of,
    status_of_run,
)
from kinerja_xl.layar.verb_pantau import pantau

if TYPE_CHECKING:
    from kinerja_xl.kerja.executor import Pelaksana
    from kinerja_xl.kerja.permintaan import Permintaan

JENIS = ("lengkap", "iku", "renstra", "realisasi", "anggaran", "skm", "akip", "referensi")


@click.group(cls=Grup, context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100})
@click.version_option(
    __version__, "--versi", "--version", prog_name="kinerja-xl", message="%(prog)s %(version)s", help="Tampilkan versi."
)
def kinerja_xl() -> None:
    """Periksa, hitung, dan konsolidasikan laporan kinerja dan anggaran seluruh OPD.

    Taruh berkas OPD di satu folder, lalu jalankan: kinerja-xl proses FOLDER
    """


@kinerja_xl.command(cls=Perintah)
@click.option(
    "--jenis", type=click.Choice(JENIS), help="Satu jenis templat saja. [bawaan: semua; dengan --dari: lengkap]"
)
@click.option("--dari", type=opsi.AS_PATH, metavar="FOLDER", help="Isi templat dengan data kiriman OPD di folder ini.")
@click.option(
    "--ke",
    type=opsi.AS_PATH,
    default="input_templates",
    metavar="FOLDER",
    help="Folder hasil. [bawaan: input_templates]",
)
@click.option(
    "--renstra",
    metavar="MASA",
    help="Masa Renstra, misalnya 2025-2029. [bawaan: 2025-2029; dengan --dari: menurut Profil]",
)
@click.option(
    "--tahun",
    type=click.IntRange(2000, 2100),
    metavar="TAHUN",
    help="Tahun templat; dengan --dari: tahun kiriman yang dipakai. [bawaan: 2025; dengan --dari: menurut berkas]",
)
@opsi.PERIODE_KIRIMAN
@opsi.TIMPA
def templat(
    jenis: str | None,
    dari: Path | None,
    ke: Path,
    renstra: str | None,
    tahun: int | None,
    periode: str | None,
    timpa: bool,
) -> int:
    """Tulis templat kosong, atau templat yang sudah terisi untuk setiap OPD (--dari)."""
    from kinerja_xl.jalan.prefill import prefill, summary_lines
    from kinerja_xl.template import blank_years, parse_renstra, write_templates

    chosen = [jenis] if jenis else None
    if dari is not None:
        hasil = prefill(dari, ke, chosen, tahun=tahun, periode=periode, renstra=renstra, timpa=timpa)
        for line in summary_lines(hasil, ke):
            click.echo(line)
        return GALAT_PROGRAM if hasil.galat else OK
    if periode is not None:
        raise KinerjaError("--periode hanya dipakai bersama --dari. Pada templat kosong, Periode dipilih di Profil.")
    paths = write_templates(
        ke, chosen, masa=blank_years(tahun, parse_renstra(renstra) if renstra else None), timpa=timpa
    )
    click.echo(f"{len(paths)} templat ditulis di {ke}:")
    for path in paths:
        click.echo(f"  {path.name}")
    return OK


@kinerja_xl.command(cls=Perintah)
@click.argument("berkas", nargs=-1, required=True, type=opsi.AS_PATH, metavar="BERKAS...")
@click.option("--referensi", type=opsi.AS_PATH, metavar="BERKAS", help="Berkas Referensi dari Bappeda.")
@click.option("--json", "as_json", is_flag=True, help="Cetak hasil sebagai JSON.")
@click.option("--tandai", is_flag=True, help="Tulis salinan bertanda di samping setiap berkas yang perlu diperbaiki.")
def periksa(berkas: tuple[Path, ...], referensi: Path | None, as_json: bool, tandai: bool) -> int:
    """Periksa berkas; setiap catatan menyebut Lembar!Sel dan sarannya. Tanpa --tandai tidak menulis apa pun."""
    from kinerja_xl.deklarasi.errors import FolderTidakAda
    from kinerja_xl.layar.report import catatan_lines, count_line, telaah_json
    from kinerja_xl.pipeline import examine, read_workbooks

    for path in (*berkas, *([referensi] if referensi else [])):
        if path.is_dir():
            raise FolderTidakAda(
                f"{path} adalah folder. Sebutkan berkasnya, atau olah foldernya: kinerja-xl proses {path}"
            )
        if not path.is_file():
            raise FolderTidakAda(f"Berkas {path} tidak ada. Periksa nama dan foldernya.")
    berkas, dilewati = _without_lock_files(berkas)
    if not berkas:
        raise KinerjaError(dilewati)
    if dilewati:
        click.echo(dilewati, err=as_json)
    named = _named(berkas)
    masukan = read_workbooks(named, referensi)
    telaah = examine(masukan, bawaan=(0, "Tahunan"))
    # An agency checks its own files: what the Referensi says about others, or lacks, is none of its business.
    own = {b.kode_opd for b in telaah.data.berkas if b.pemakaian != "referensi"} | {""}
    checked = {nama for _, nama in named}
    catatan = tuple(c for c in telaah.catatan if c.berkas in checked and c.kode_opd in own)
    if as_json:
        from dataclasses import replace

        click.echo(telaah_json(replace(telaah, catatan=catatan)))
    else:
        for line in catatan_lines(catatan):
            click.echo(line)
        click.echo("")
        click.echo(f"{len(berkas)} berkas diperiksa: {count_line(catatan)}")
        if not catatan:
            click.echo("Tidak ada catatan. Berkas siap dikirim.")
    galat = telaah.galat
    if tandai:
        from kinerja_xl.pipeline import write_marked

        salinan = write_marked(masukan, telaah.data, catatan)
        galat = (*galat, *salinan.galat)
        for nama in salinan.ditulis:
            click.echo(f"Salinan bertanda: {nama}", err=as_json)
        for nama in salinan.dibiarkan:
            click.echo(f"Tidak ditimpa karena sudah diubah atau bukan salinan bertanda: {nama}", err=as_json)
        for nama, alasan in salinan.tanpa:
            click.echo(f"Tanpa salinan bertanda: {nama}: {alasan}", err=as_json)
        if salinan.tertolak and not galat:
            return TIDAK_DAPAT_MULAI
    return status_of(catatan, galat)


def _without_lock_files(berkas: tuple[Path, ...]) -> tuple[tuple[Path, ...], str]:
    """The files without those that Excel keeps while a workbook is open, and what is said of these ('' for none)."""
    from kinerja_xl.read import is_lock_file

    names = ", ".join(path.name for path in berkas if is_lock_file(path.name))
    line = f"Dilewati karena hanya berkas sementara Excel: {names}. Simpan dan tutup dahulu bukunya, lalu periksa lagi."
    return tuple(path for path in berkas if not is_lock_file(path.name)), line if names else ""


def _named(berkas: Iterable[Path]) -> list[tuple[Path, str]]:
    """Files with the names used in messages: the bare name where it is the only one."""
    from collections import Counter

    paths = list(dict.fromkeys(berkas))
    counts = Counter(p.name for p in paths)
    return [(p, p.name if counts[p.name] == 1 else p.as_posix()) for p in paths]


@kinerja_xl.command(cls=Perintah)
@opsi.for_run
@click.option(
    "--kluster",
    metavar="ALAMAT",
    help="Bekerja di kluster Dask: tcp://alamat:8786, atau lokal untuk kluster di mesin ini.",
)
@click.option("--ulang", is_flag=True, help="Olah semuanya lagi dari awal, juga bila tidak ada yang berubah.")
@click.option(
    "--per-kabupaten",
    is_flag=True,
    help="Setiap subfolder FOLDER adalah satu kabupaten/kota dengan Referensi sendiri: masing-masing diolah ke "
    "OUTPUT/<nama subfolder>, lalu dibandingkan. Status keluar 1 juga bila ada yang tidak dapat diolah, 2 hanya bila "
    "tidak satu pun.",
)
def proses(
    folder: Path,
    output: Path,
    tahun: int | None,
    periode: str | None,
    hanya: tuple[str, ...],
    referensi: Path | None,
    per_kabupaten: bool,
    pekerja: int | None,
    kluster: str | None,
    ulang: bool,
) -> int:
    """Olah semua berkas OPD di FOLDER (bawaan: masukan) menjadi buku kerja konsolidasi dan data."""
    from kinerja_xl.kerja.permintaan import Permintaan
    from kinerja_xl.layar.olah import olah

    permintaan = Permintaan(folder, output, tahun, periode, hanya, referensi)
    buka = _opener(pekerja, kluster)
    if per_kabupaten:
        return _per_kabupaten(permintaan, buka, ulang)
    selesai = olah(permintaan, buka, status_of_run, _progress, ulang=ulang)
    if selesai.lalu is not None:
        click.echo(f"Tidak ada yang berubah sejak {selesai.lalu.saat}: hasil yang ada tetap berlaku.")
        click.echo("(Untuk mengolahnya lagi dari awal: tambahkan --ulang.)\n")
    for line in selesai.baris:
        click.echo(line)
    if selesai.jalan is None:
        assert selesai.lalu is not None
        return selesai.lalu.status
    for line in fault_lines(selesai.jalan.keluaran):
        click.echo(line, err=True)
    return status_of_run(selesai.jalan)


def _opener(pekerja: int | None, kluster: str | None) -> Callable[[], Pelaksana]:
    """Who does the work, opened when there is work."""

    def buka() -> Pelaksana:
        if kluster is not None:
            from kinerja_xl.kerja.kluster import open_kluster

            return open_kluster(kluster, pekerja)
        from kinerja_xl.kerja.executor import open_pelaksana

        return open_pelaksana(pekerja)

    return buka


kinerja_xl.add_command(pantau)


def _per_kabupaten(permintaan: Permintaan, buka: Callable[[], Pelaksana], ulang: bool) -> int:
    from dataclasses import replace

    from kinerja_xl.jalan.kabupaten import Diolah, Pembagian, process, readable
    from kinerja_xl.jalan.wilayah import Keadaan, run_per_kabupaten
    from kinerja_xl.kerja.masukan import Cara
    from kinerja_xl.layar.report import wilayah_lines

    if permintaan.referensi is not None:
        raise KinerjaError(
            "--referensi tidak dipakai bersama --per-kabupaten: setiap kabupaten/kota punya Referensi di foldernya."
        )

    def kabar(nama: str, n: int, total: int, keadaan: Keadaan | None) -> None:
        if keadaan is None:
            click.echo(f"Mengolah kabupaten/kota {n} dari {total}: {nama}", err=True)
        else:
            apa = "Selesai" if keadaan is Keadaan.DIBANDINGKAN else keadaan.value
            click.echo(f"{apa}: {nama} ({n} dari {total})", err=True)

    with buka() as pelaksana:

        def olah(folder: Path, output: Path) -> Diolah:
            satu = replace(permintaan, folder=folder, output=output, daerah=readable(folder))
            return process(satu, Cara(pelaksana, progress=_progress), ulang=ulang)

        try:
            pembagian = Pembagian(pelaksana, permintaan.tahun, permintaan.periode, permintaan.hanya, ulang)
            wilayah = run_per_kabupaten(permintaan.folder, permintaan.output, olah, kabar, pembagian)
        except KeyboardInterrupt:
            raise KinerjaError(
                "Dibatalkan; kabupaten/kota yang sudah selesai tersimpan, yang lain dan perbandingannya tidak berubah."
            ) from None
    for line in wilayah_lines(wilayah):
        click.echo(line)
    if wilayah.log is not None:
        click.echo(f"Program gagal pada sebagian; rinciannya di {wilayah.log}.", err=True)
        return GALAT_PROGRAM
    if not wilayah.diolah:
        click.echo("Tidak satu pun kabupaten/kota dapat diolah.", err=True)
        return TIDAK_DAPAT_MULAI
    return ADA_KESALAHAN if wilayah.ada_kesalahan else OK


@kinerja_xl.command(cls=Perintah)
@opsi.FOLDER
@opsi.TAHUN
@opsi.PERIODE
@opsi.REFERENSI
def status(folder: Path, tahun: int | None, periode: str | None, referensi: Path | None) -> int:
    """Siapa sudah menyerahkan apa: keadaan setiap OPD, tanpa menulis apa pun."""
    from kinerja_xl.consolidate.kepatuhan import build_kepatuhan
    from kinerja_xl.layar.report import status_lines
    from kinerja_xl.pipeline import Cara, examine, read_folder

    masukan = read_folder(folder, referensi=referensi, cara=Cara(progress=_progress))
    telaah = examine(masukan, tahun, periode)
    for line in status_lines(telaah.data, build_kepatuhan(telaah.data, telaah.catatan), masukan.lain):
        click.echo(line)
    return status_of(telaah.catatan, telaah.galat)


@kinerja_xl.command(cls=Perintah)
@click.argument("kode", nargs=-1, metavar="[KODE]")
def aturan(kode: tuple[str, ...]) -> int:
    """Daftar aturan pemeriksaan, atau penjelasan satu aturan."""
    from kinerja_xl.catalogue import rule_lines, rule_list_lines

    # A code typed with a space arrives as two words.
    for line in rule_lines(" ".join(kode)) if kode else rule_list_lines():
        click.echo(line)
    return OK


@kinerja_xl.command(cls=Perintah)
@click.argument("folder", type=opsi.AS_PATH)
@click.option("--opd", type=click.IntRange(1, 5000), default=32, metavar="JUMLAH", help="Jumlah OPD. [bawaan: 32]")
@opsi.TIMPA
def contoh(folder: Path, opd: int, timpa: bool) -> int:
    """Tulis kabupaten contoh lengkap ke FOLDER, beserta daftar kesalahan yang sengaja ditanam."""
    from kinerja_xl.contoh import NAMA_KESALAHAN, write_contoh
    from kinerja_xl.layar.report import other_lines

    if not timpa and folder.is_dir() and any(folder.iterdir()) and not (folder / NAMA_KESALAHAN).exists():
        raise KinerjaError(f"Folder {folder} sudah berisi berkas lain. Pilih folder kosong, atau tambahkan --timpa.")
    hasil = write_contoh(folder, opd, timpa=timpa)
    ditulis = len(hasil.paths) - len(hasil.diubah)
    click.echo(f"{ditulis} berkas contoh ditulis di {folder}, dengan {len(hasil.kesalahan)} kesalahan yang ditanam")
    click.echo("(daftarnya: kesalahan_ditanam.csv).")
    tetap = [path.relative_to(folder).as_posix() for path in hasil.diubah]
    for line in other_lines(tetap, "Sudah ada dengan isi lain, tidak ditimpa (untuk menimpanya: --timpa):"):
        click.echo(line)
    click.echo(f"Coba: kinerja-xl proses {_pasteable(folder)}")
    return OK


def _progress(pairs: Iterable[tuple[Path, str]]) -> Iterable[tuple[Path, str]]:
    """A bar on a terminal, plain lines in a log; nothing for a handful of files."""
    items = list(pairs)
    if len(items) < 20:
        yield from items
        return
    if sys.stderr.isatty():
        with click.progressbar(items, label="Membaca berkas", file=sys.stderr) as bar:
            yield from bar
        return
    for n, item in enumerate(items, 1):
        yield item
        if n % 50 == 0 or n == len(items):
            click.echo(f"Membaca berkas: {n} dari {len(items)}", err=True)


def _pasteable(path: Path) -> str:
    """A path as it is typed on a command line."""
    return f'"{path}"' if " " in str(path) else str(path)


def _quiet() -> None:
    """Let objects that were cut off in the middle end in silence: what is to be said has been said in one line."""
    sys.unraisablehook = lambda _fault: None


def main() -> None:
    """Entry point: run a verb and end with its exit status; an unforeseen fault is reported as ours."""
    collect_rarely()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        sys.exit(kinerja_xl.main(standalone_mode=False) or OK)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(TIDAK_DAPAT_MULAI)
    except click.UsageError as error:
        click.echo(usage_message(error), err=True)
        sys.exit(TIDAK_DAPAT_MULAI)
    except KinerjaError as error:
        _quiet()
        click.echo(str(error), err=True)
        sys.exit(TIDAK_DAPAT_MULAI)
    except (click.Abort, KeyboardInterrupt):
        _quiet()
        click.echo("Dibatalkan; hasil sebelumnya tidak berubah.", err=True)
        sys.exit(TIDAK_DAPAT_MULAI)
    except BrokenPipeError:
        sys.exit(OK)
    except Exception:
        click.echo(log_fault(), err=True)
        sys.exit(GALAT_PROGRAM)


if __name__ == "__main__":
    main()
