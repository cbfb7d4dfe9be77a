"""A reading as compact bytes: what a worker sends back, and what is kept for the next run."""

from __future__ import annotations

import datetime
import json
import zlib
from collections.abc import Callable, Mapping
from sys import intern
from typing import Any, Final

from kinerja_xl.tabel.bacaan import Asal, Bacaan, BacaanLembar, Kejadian, Tanda, Versi


def encode_bacaan(bacaan: Bacaan) -> bytes:
    """A reading as compressed JSON, without the name of its file: the same content may lie under another one."""
    isi = [
        bacaan.sha256,
        bacaan.ukuran,
        bacaan.terbaca,
        bacaan.bertanda,
        bacaan.meta,
        bacaan.sidik,
        bacaan.dari,
        [_plain_lembar(satu) for satu in bacaan.lembar],
        [[k.jenis, k.lembar, k.sel, k.nilai, dict(k.rinci)] for k in bacaan.kejadian],
    ]
    text = json.dumps(isi, default=_tagged, ensure_ascii=True, separators=(",", ":"))
    return zlib.compress(text.encode("ascii"), 1)


def decode_bacaan(isi: bytes, berkas: str) -> Bacaan:
    """The reading that `encode_bacaan` was given, of a file of this name."""
    sha256, ukuran, terbaca, bertanda, meta, sidik, dari, lembar, kejadian = json.loads(
        zlib.decompress(isi), object_pairs_hook=_untagged
    )
    return Bacaan(
        berkas,
        sha256,
        ukuran,
        [_typed_lembar(satu, berkas) for satu in lembar],
        [Kejadian(jenis, "", berkas, *rest) for jenis, *rest in kejadian],
        terbaca,
        bertanda,
        meta,
        sidik,
        tuple(Versi(*satu) for satu in dari),
    )


def _plain_lembar(satu: BacaanLembar) -> list[Any]:
    tanda = {
        nama: [[n, int(tanda), galat] for n, (tanda, galat) in marks.items()] for nama, marks in satu.tanda.items()
    }
    asal = satu.asal
    return [asal.lembar, asal.sheet, asal.huruf, asal.baris_judul, asal.tetap, satu.baris, satu.kolom, tanda]


def _typed_lembar(isi: list[Any], berkas: str) -> BacaanLembar:
    lembar, sheet, huruf, baris_judul, tetap, baris, kolom, tanda = isi
    marks = {nama: {n: (Tanda(t), galat) for n, t, galat in found} for nama, found in tanda.items()}
    asal = Asal(berkas, intern(lembar), intern(sheet), _shared(huruf), baris_judul, _shared(tetap))
    return BacaanLembar(asal, baris, {intern(nama): _shared_texts(cells) for nama, cells in kolom.items()}, marks)


def _shared_texts(cells: list[Any]) -> list[Any]:
    """The cells of a column; equal texts of all readings of a run are one, as they repeat from file to file."""
    return [intern(cell) if cell.__class__ is str else cell for cell in cells]


def _shared(texts: dict[str, str]) -> dict[str, str]:
    return {intern(nama): intern(teks) for nama, teks in texts.items()}


_MIKRODETIK: Final = datetime.timedelta(microseconds=1)
_WAKTU: Final[Mapping[str, Callable[[str], Any]]] = {
    "date": datetime.date.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "time": datetime.time.fromisoformat,
    "timedelta": lambda mikrodetik: int(mikrodetik) * _MIKRODETIK,
}
_TANDA_WAKTU: Final = "\0waktu"


def _tagged(isi: Any) -> dict[str, list[str]]:
    kind = type(isi).__name__
    if kind not in _WAKTU:
        raise TypeError(f"a cell of type {kind}")
    return {_TANDA_WAKTU: [kind, str(isi // _MIKRODETIK) if kind == "timedelta" else isi.isoformat()]}


def _untagged(pairs: list[tuple[str, Any]]) -> Any:
    if len(pairs) == 1 and pairs[0][0] == _TANDA_WAKTU:
        kind, isi = pairs[0][1]
        return _WAKTU[kind](isi)
    return dict(pairs)
