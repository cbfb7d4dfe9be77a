"""The tidy data of many regencies as one set: CSV with the regency in front, and Parquet in one partition per regency.

Both are made from the CSV files that each regency's run wrote, one after the other, so memory doesn't grow with them.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from kinerja_xl.write.data import cell

if TYPE_CHECKING:
    import pyarrow

KUNCI: Final = ("kabupaten", "nama_kabupaten")
"""The columns before those of every table: the name of the regency's folder, and its own name."""

_BULAT: Final = frozenset(
    (
        *("tahun", "baris", "responden", "revisi", "jumlah_indikator", "jumlah_terhitung", "jumlah_berkas"),
        *("kesalahan", "peringatan", "informasi"),
    )
)
_PECAHAN: Final = frozenset(
    (
        *("rata_rata_capaian", "rata_rata_capaian_dibatasi", "ikm", "nilai_akip", "ne", "bobot", "nilai_tahun_lalu"),
        *(f"nrr_u{n}" for n in range(1, 10)),
    )
)
_TANGGAL: Final = frozenset(("tanggal", "batas_waktu"))
_NILAI_ANGKA: Final = "akip"
"""The table whose `nilai` is a number; in catatan it is what was typed."""
_BLOK: Final = 8 * 1024 * 1024


class Sumber(NamedTuple):
    """The tidy data of one regency: its folder's name, its own name, where its CSV files lie."""

    folder: str
    nama: str
    data: Path


def tables(sumber: Iterable[Sumber]) -> list[str]:
    """Names of the tables that a regency has, without their suffix."""
    return sorted({path.stem for satu in sumber for path in satu.data.glob("*.csv")})


def write_csv(sumber: Sequence[Sumber], folder: Path) -> None:
    """Write every table of all regencies into `folder`."""
    for nama in tables(sumber):
        with open(folder / f"{nama}.csv", "w", encoding="utf-8", newline="") as out:
            for n, satu in enumerate(s for s in sumber if (s.data / f"{nama}.csv").exists()):
                with open(satu.data / f"{nama}.csv", encoding="utf-8", newline="\n") as rows:
                    kepala = next(rows)
                    if n == 0:
                        out.write(_prefix(KUNCI) + kepala)
                    out.writelines(_prefixed(rows, _prefix((satu.folder, satu.nama))))


def _prefix(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator=",").writerow([cell(value) for value in cells])
    return line.getvalue()


def _prefixed(lines: Iterable[str], prefix: str) -> Iterator[str]:
    """Lines with a prefix before each record; a line within quotes goes on with the record before it."""
    inside = False
    for line in lines:
        yield line if inside else prefix + line
        inside ^= line.count('"') % 2 == 1


def parquet_available() -> bool:
    """Whether pyarrow, the optional dependency, is installed."""
    return importlib.util.find_spec("pyarrow") is not None


def write_parquet(sumber: Sequence[Sumber], folder: Path) -> list[str]:
    """Write every table as `folder`/<table>/kabupaten=<folder>/data.parquet; return the tracebacks of our own faults.

    The names of partitions are percent-encoded, as readers of hive partitions expect.
    """
    galat = []
    for satu in sumber:
        for path in sorted(satu.data.glob("*.csv")):
            target = folder / path.stem / f"{KUNCI[0]}={quote(satu.folder, safe='')}" / "data.parquet"
            target.parent.mkdir(parents=True)
            try:
                _convert(path, cell(satu.nama), target)
            except OSError:
                raise
            except Exception:
                galat.append(f"{satu.folder}: {path.name} sebagai Parquet\n{traceback.format_exc()}")
                target.unlink(missing_ok=True)
    return galat


def _convert(path: Path, nama: str, target: Path) -> None:
    import pyarrow
    from pyarrow import csv as arrow_csv
    from pyarrow import parquet

    with open(path, encoding="utf-8", newline="") as handle:
        kepala = next(csv.reader(handle))
    reader = arrow_csv.open_csv(
        path,
        read_options=arrow_csv.ReadOptions(block_size=_BLOK, use_threads=False),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types={name: arrow_type(path.stem, name) for name in kepala},
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    schema = pyarrow.schema([(KUNCI[1], pyarrow.string()), *reader.schema])
    with parquet.ParquetWriter(target, schema) as writer:
        for batch in reader:
            names = pyarrow.array([nama] * batch.num_rows, pyarrow.string())
            writer.write_batch(pyarrow.RecordBatch.from_arrays([names, *batch.columns], schema=schema))


def arrow_type(tabel: str, kolom: str) -> pyarrow.DataType:
    """Type of a column: the same in every partition, also where it is empty. Money keeps its two decimals exactly."""
    import pyarrow

    if kolom.endswith("_rp"):
        return pyarrow.decimal128(20, 2)
    if kolom in _BULAT:
        return pyarrow.int64()
    if kolom in _TANGGAL:
        return pyarrow.date32()
    if kolom in _PECAHAN or kolom.endswith(("_persen", "_angka")) or (tabel == _NILAI_ANGKA and kolom == "nilai"):
        return pyarrow.float64()
    return pyarrow.string()
