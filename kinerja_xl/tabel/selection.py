"""Which files and sheets count: year and period of the run, foreign files, revisions, conflicts. Records facts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from kinerja_xl.deklarasi.forms import OPD_SHEETS, SHEETS
from kinerja_xl.deklarasi.schema import normalise_header
from kinerja_xl.nilai import is_same_daerah, most_named, normalise_kata
from kinerja_xl.tabel.bacaan import Bacaan, BacaanLembar, Kejadian, Peristiwa
from kinerja_xl.tabel.data import Berkas, Data
from kinerja_xl.tabel.kiriman import TANPA_OPD, Kiriman, read_kiriman
from kinerja_xl.tabel.kode import with_own_codes
from kinerja_xl.tabel.pairing import resolve_ambiguous
from kinerja_xl.tabel.periode import settle_period
from kinerja_xl.tabel.referensi import Opd, Referensi
from kinerja_xl.tabel.tabel import Tabel, stack

TANPA_PERIODE = "Tahun atau Periode di Profil tidak terbaca"
KABUPATEN_LAIN = "kabupaten lain"


def select(
    bacaan: Sequence[Bacaan],
    referensi: Referensi,
    tabel_referensi: dict[str, Tabel],
    tahun: int | None,
    periode: str | None,
    rujukan: Bacaan | None = None,
    bawaan: tuple[int, str] | None = None,
) -> Data:
    """Return the Data of one run: what counts, and a Kejadian for everything that doesn't.

    With `bawaan` workbooks are looked at by themselves; without it they are all that was sent, so what isn't among
    them is missing. Raises PeriodeTidakPasti when neither options nor Referensi nor a majority of the workbooks settle
    year and period, or when not one of all workbooks is of those asked for.
    """
    is_whole = bawaan is None
    kiriman = [read_kiriman(b, referensi) for b in bacaan]
    usable = [k for k in kiriman if not k.alasan]
    tahun, periode = settle_period(kiriman, referensi, tahun, periode, bawaan)
    for k in usable:
        _set_aside(k, referensi, tahun, periode)
        if is_whole and not k.alasan:
            _without_period(k)
    for k in kiriman:
        if k.alasan == TANPA_OPD:
            k.meet_odd_year()
    _same_content(kiriman)
    _conflicts([k for k in kiriman if not k.alasan])
    opd = _register(referensi, kiriman)
    if is_whole:
        _without_realisasi(kiriman, opd, tahun, periode)
    # By OPD and revision, not by file name: what a file is called must not change the data.
    order = {o.kode: n for n, o in enumerate(opd)}
    kiriman.sort(key=lambda k: (order.get(k.kode, len(order)), k.kode, -k.revisi))
    lembar = [(k.kode, satu) for k in kiriman if k.alasan in ("", TANPA_OPD, TANPA_PERIODE) for satu in k.lembar]
    sent: dict[str, set[str]] = defaultdict(set)
    for kode, satu in lembar:
        sent[kode].add(satu.asal.sheet)
    records = [_berkas(k, opd) for k in kiriman]
    events = [e._replace(kode_opd=_kode_opd(k, opd)) for k in kiriman for e in k.bacaan.kejadian]
    if rujukan is not None:
        records.append(Berkas(rujukan.berkas, rujukan.sha256, rujukan.ukuran, "", "", 0, None, (), "referensi", ""))
        events.extend(e for e in rujukan.kejadian if e.jenis != Peristiwa.TANPA_META)
    if is_whole and not referensi.opd:
        jenis = Peristiwa.TANPA_REFERENSI if rujukan is None else Peristiwa.TANPA_DAFTAR_OPD
        events.append(Kejadian(jenis, "", rujukan.berkas if rujukan else "", "", "", "", {}))
    return Data(
        tahun,
        periode,
        referensi,
        opd,
        tuple(sorted(records, key=lambda b: b.berkas)),
        {**tabel_referensi, **_tables(lembar, referensi)},
        tuple(events),
        lembar_opd={kode: frozenset(names) for kode, names in sent.items()},
        daerah_profil=most_named(k.profil["kabupaten"] for k in kiriman if k.profil and not k.alasan),
    )


def _tables(lembar: Sequence[tuple[str, BacaanLembar]], referensi: Referensi) -> dict[str, Tabel]:
    """The typed tables of the readings that count, by sheet; ambiguous numbers and codes of the own bidang settled."""
    tabel: dict[str, Tabel] = {}
    for sheet in OPD_SHEETS:
        parts = [(kode, satu) for kode, satu in lembar if satu.asal.sheet == sheet.name]
        if parts:
            tabel[sheet.name] = resolve_ambiguous(stack(sheet, parts, referensi.kosakata))
    if "anggaran" in tabel:
        tabel["anggaran"] = with_own_codes(tabel["anggaran"])
    return tabel


def _set_aside(k: Kiriman, referensi: Referensi, tahun: int, periode: str) -> None:
    """Take a workbook of another regency, year or period, or of an OPD outside the register, out of the run."""

    def leave(jenis: Peristiwa, nama: str, alasan: str, **rinci: str) -> None:
        sel, text = k.sel[nama]
        k.bacaan.meet(jenis, k.profil["lembar_profil"], sel, text, **rinci)
        k.alasan = alasan

    kabupaten = referensi.kabupaten.get("nama", "")
    if kabupaten and k.profil["kabupaten"] and not is_same_daerah(kabupaten, k.profil["kabupaten"]):
        leave(Peristiwa.KABUPATEN_LAIN, "kabupaten", KABUPATEN_LAIN, seharusnya=kabupaten)
    elif referensi.opd and k.profil["kode_opd"] not in {o.kode for o in referensi.opd}:
        mirip = next((o for o in referensi.opd if normalise_kata(o.nama) == normalise_kata(k.profil["nama_opd"])), None)
        leave(
            Peristiwa.OPD_ASING,
            "kode_opd",
            "OPD tidak terdaftar",
            mirip=f"Nama OPD ini terdaftar dengan kode {mirip.kode}." if mirip else "",
        )
    elif (lain := k.other_period(tahun, periode)) == "tahun":
        leave(Peristiwa.TAHUN_LAIN, "tahun", "tahun lain", seharusnya=str(tahun))
    elif lain:
        leave(Peristiwa.PERIODE_LAIN, "periode", "periode lain", seharusnya=periode)
    elif k.tahun not in (None, tahun):
        k.bacaan.meet(Peristiwa.PERENCANAAN_LAIN, k.profil["lembar_profil"], *k.sel["tahun"], seharusnya=str(tahun))
    else:
        k.meet_odd_year()


def _without_period(k: Kiriman) -> None:
    """Figures of an unknown year or period can't be placed; Profil stays, so that its cell is checked."""
    planning = k.is_planning
    if k.tahun is None or not (k.profil["periode"] or planning):
        k.alasan = TANPA_PERIODE
        k.lembar = [satu for satu in k.lembar if satu.asal.sheet == "profil"]


def _same_content(kiriman: list[Kiriman]) -> None:
    """The same file twice under two names counts once, also where only our marks differ; the less marked one counts."""
    first: dict[str, str] = {}
    members = [k for k in kiriman if k.bacaan.sha256 and not k.alasan]
    for k in sorted(members, key=lambda k: len(k.bacaan.dari)):
        # Profil is part of the content, so only files of one OPD can be the same.
        same = first.setdefault(k.bacaan.sidik, k.bacaan.berkas)
        if same != k.bacaan.berkas:
            k.bacaan.meet(Peristiwa.BERKAS_SAMA, lain=same)
            k.alasan = f"isinya sama persis dengan {same}"


def _conflicts(kiriman: list[Kiriman]) -> None:
    """The same sheet twice for one OPD: the higher revision, or a corrected copy, counts; else neither does."""
    groups: dict[tuple[str, str], list[tuple[Kiriman, BacaanLembar]]] = defaultdict(list)
    for k in kiriman:
        for satu in k.lembar:
            if satu.asal.sheet != "profil":
                groups[k.profil["kode_opd"], satu.asal.sheet].append((k, satu))
    for (_, sheet), members in groups.items():
        if len(members) < 2:
            continue
        winners = _latest([k for k, _ in members])
        for k, satu in members:
            is_equal = any(k is w for w in winners)
            if is_equal and len(winners) == 1:
                continue
            others = "; ".join(w.bacaan.berkas for w in winners if w is not k)
            k.bacaan.meet(
                Peristiwa.LEMBAR_GANDA if is_equal else Peristiwa.DIGANTI_REVISI,
                satu.asal.lembar,
                lain=others,
                pengganti=_successor(k, winners),
                judul=SHEETS[sheet].title,
            )
            k.lembar = [other for other in k.lembar if other is not satu]
            k.dibuang += 1
    _drop_replaced_profil(kiriman)


def _latest(members: Sequence[Kiriman]) -> list[Kiriman]:
    """Of files with the same sheet those that may count: the highest revision, and what no correction of it replaces.

    A marked-up copy in which something was changed replaces what it was made of. One that came back as it went out
    says nothing new: it gives way to any other file.
    """
    highest = max(k.revisi for k in members)
    found = [k for k in members if k.revisi == highest]
    found = [k for k in found if not any(lain.bacaan.is_made_of(k.bacaan) for lain in found)]
    return [k for k in found if not k.bacaan.is_unchanged_copy] or found


def _successor(k: Kiriman, winners: Sequence[Kiriman]) -> str:
    """What takes the place of a sheet, in words that go before the names of the files."""
    if winners[0].revisi > k.revisi:
        return f"revisi ke-{winners[0].revisi}"
    is_corrected = any(w.bacaan.is_made_of(k.bacaan) for w in winners)
    return "salinan bertanda yang sudah diperbaiki" if is_corrected else "isi yang sudah diubah"


def _drop_replaced_profil(kiriman: list[Kiriman]) -> None:
    """Profil of a workbook of which nothing else counts goes with it, where another one of its OPD has what counts."""
    counting = {k.kode for k in kiriman if not k.only_profil}
    for k in kiriman:
        if k.dibuang and k.only_profil and k.kode in counting:
            k.lembar = []


def _without_realisasi(kiriman: list[Kiriman], opd: Sequence[Opd], tahun: int, periode: str) -> None:
    """Meet, at the IKU of each OPD of which no Realisasi has come; a file that can't be read might hold it."""
    excused = {_kode_opd(k, opd) for k in kiriman if not k.bacaan.terbaca or k.is_nihil or _has_realisasi(k)}
    for k in kiriman:
        iku = next((satu for satu in k.lembar if satu.asal.sheet == "iku"), None)
        if not k.alasan and iku is not None and k.profil["kode_opd"] not in excused:
            k.bacaan.meet(Peristiwa.TANPA_REALISASI, iku.asal.lembar, periode=f"{periode} {tahun}")


def _has_realisasi(k: Kiriman) -> bool:
    """Whether a file has a filled Realisasi, used or not, or one that couldn't be recognised, which is said there."""
    realisasi = SHEETS["realisasi"]
    return any(satu.asal.sheet == realisasi.name and satu.baris for satu in k.bacaan.lembar) or any(
        (e.jenis == Peristiwa.JUDUL_HILANG and normalise_header(e.lembar) in realisasi.keys)
        or (e.jenis == Peristiwa.LEMBAR_MIRIP and e.rinci["mirip"] == realisasi.title)
        for e in k.bacaan.kejadian
    )


def _register(referensi: Referensi, kiriman: list[Kiriman]) -> tuple[Opd, ...]:
    if referensi.opd:
        return referensi.opd
    found = {
        k.profil["kode_opd"]: k.profil["nama_opd"]
        for k in reversed(kiriman)
        if k.profil.get("kode_opd") and k.alasan != KABUPATEN_LAIN
    }
    return tuple(Opd(kode, nama or kode) for kode, nama in sorted(found.items()))


def _berkas(k: Kiriman, opd: Sequence[Opd]) -> Berkas:
    titles = tuple(SHEETS[satu.asal.sheet].title for satu in k.lembar if satu.asal.sheet != "profil")
    if k.alasan:
        pemakaian = "tidak dipakai"
    elif k.dibuang:
        pemakaian = "dipakai sebagian" if titles else "tidak dipakai"
    else:
        pemakaian = "dipakai"
    alasan = k.alasan or ("ada lembar yang ganda atau diganti revisi" if k.dibuang else "")
    return Berkas(
        k.bacaan.berkas,
        k.bacaan.sha256,
        k.bacaan.ukuran,
        _kode_opd(k, opd),
        k.profil.get("nama_opd", ""),
        k.revisi,
        k.profil.get("tanggal_pengisian"),
        titles,
        pemakaian,
        alasan,
        k.is_nihil and not titles,
        k.bacaan.silsilah,
    )


def _kode_opd(k: Kiriman, opd: Sequence[Opd]) -> str:
    """The OPD of a file, from its name where its Profil can't tell; '' where that can't either."""
    return k.kode or match_file_to_opd(k.bacaan.berkas, opd)


def match_file_to_opd(berkas: str, opd: Sequence[Opd]) -> str:
    """Code of the OPD that the name of an unreadable file points at, '' when it points at none or at several."""
    by_code = [o.kode for o in opd if _names_code(berkas, o.kode)]
    if by_code:
        return max(by_code, key=len)
    key = normalise_header(berkas)
    by_name = {o.kode for o in opd if len(normalise_header(o.nama)) >= 5 and normalise_header(o.nama) in key}
    return by_name.pop() if len(by_name) == 1 else ""


def _names_code(berkas: str, kode: str) -> bool:
    """Whether a file's name has a code, with whatever between its parts, and not as a part of a date or another number.

    >>> [_names_code(nama, "1.01") for nama in ("IKU_1-01.xlsx", "101 Dinas.xls", "Laporan 10-10-2023.xlsx", "1.012")]
    [True, True, False, False]
    """
    parts = re.findall(r"[^\W_]+", kode)
    if sum(map(len, parts)) < 3:
        return False
    before, after = (r"\d" if edge.isdigit() else r"[^\W\d_]" for edge in (parts[0][0], parts[-1][-1]))
    inner = r"[\W_]?".join(map(re.escape, parts))
    return bool(re.search(f"(?<!{before}){inner}(?!{after})", berkas, re.IGNORECASE))
