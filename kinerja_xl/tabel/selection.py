"""Which files and sheets count: year and period of the run, foreign files, revisions, conflicts. Records facts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kinerja_xl.deklarasi.errors import PeriodeTidakPasti
from kinerja_xl.deklarasi.forms import OPD_SHEETS, PROFIL, SHEETS
from kinerja_xl.deklarasi.pilihan import NIHIL
from kinerja_xl.deklarasi.schema import normalise_header
from kinerja_xl.nilai import is_same_daerah, most_named, normalise_kata
from kinerja_xl.tabel.bacaan import Bacaan, BacaanLembar, Kejadian, Peristiwa
from kinerja_xl.tabel.data import Berkas, Data
from kinerja_xl.tabel.pairing import resolve_ambiguous
from kinerja_xl.tabel.referensi import Opd, Referensi
from kinerja_xl.tabel.tabel import Tabel, parse_cell, stack

TANPA_OPD = "Kode OPD tidak terbaca"
TANPA_PERIODE = "Tahun atau Periode di Profil tidak terbaca"
KABUPATEN_LAIN = "kabupaten lain"
# Sheets that hold for the whole Renstra, not for one period: a workbook with only these may be of another period.
PERENCANAAN = frozenset({"profil", "iku", "renstra", "cascading"})


@dataclass(slots=True)
class _Kiriman:
    """One OPD workbook during selection."""

    bacaan: Bacaan
    profil: dict[str, Any] = field(default_factory=dict)
    sel: dict[str, tuple[str, str]] = field(default_factory=dict)
    lembar: list[BacaanLembar] = field(default_factory=list)
    alasan: str = ""
    dibuang: int = 0


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
    kiriman = [_kiriman(b, referensi) for b in bacaan]
    usable = [k for k in kiriman if not k.alasan]
    if not kiriman and referensi.opd:
        # Nobody has sent anything: who is missing can be told all the same.
        bawaan = bawaan or (referensi.tahun or 0, "Tahunan")
    # A file that can't be placed at its OPD still tells the period, where no other file does.
    telling = usable or kiriman
    menurut = "--tahun" if tahun else "Referensi" if referensi.tahun else ""
    tahun = tahun or referensi.tahun or _majority(telling, "tahun", "Tahun", "--tahun", bawaan[0] if bawaan else None)
    if is_whole:
        _require_period(kiriman, tahun, periode, menurut)
    of_year = [k for k in telling if _tahun(k) == tahun] or telling
    periode = periode or _majority(of_year, "periode", "Periode", "--periode", bawaan[1] if bawaan else None)
    for k in usable:
        _set_aside(k, referensi, tahun, periode)
        if bawaan is None and not k.alasan:
            _without_period(k)
    for k in kiriman:
        if k.alasan == TANPA_OPD:
            _meet_odd_year(k)
    _same_content(kiriman)
    _conflicts([k for k in kiriman if not k.alasan])
    opd = _register(referensi, kiriman)
    if is_whole:
        _without_realisasi(kiriman, opd, tahun, periode)
    # By OPD and revision, not by file name: what a file is called must not change the data.
    order = {o.kode: n for n, o in enumerate(opd)}
    kiriman.sort(key=lambda k: (order.get(_kode(k), len(order)), _kode(k), -_revisi(k)))
    lembar = [(_kode(k), satu) for k in kiriman if k.alasan in ("", TANPA_OPD, TANPA_PERIODE) for satu in k.lembar]
    tabel = dict(tabel_referensi)
    for sheet in OPD_SHEETS:
        parts = [(kode, satu) for kode, satu in lembar if satu.asal.sheet == sheet.name]
        if parts:
            tabel[sheet.name] = resolve_ambiguous(stack(sheet, parts, referensi.kosakata))
    sent: dict[str, set[str]] = defaultdict(set)
    for kode, satu in lembar:
        sent[kode].add(satu.asal.sheet)
    records = [_berkas(k, opd) for k in kiriman]
    events = [e._replace(kode_opd=str(k.profil.get("kode_opd", ""))) for k in kiriman for e in k.bacaan.kejadian]
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
        tabel,
        tuple(events),
        lembar_opd={kode: frozenset(names) for kode, names in sent.items()},
        daerah_profil=most_named(k.profil["kabupaten"] for k in kiriman if k.profil and not k.alasan),
    )


def _kiriman(bacaan: Bacaan, referensi: Referensi) -> _Kiriman:
    k = _Kiriman(bacaan)
    if not bacaan.terbaca:
        k.alasan = "tidak terbaca"
        return k
    profil = next((satu for satu in bacaan.lembar if satu.asal.sheet == "profil"), None)
    # A sheet without rows wasn't filled in: it counts as not sent.
    k.lembar = [s for s in bacaan.lembar if s.asal.sheet in {s.name for s in OPD_SHEETS} and s.baris]
    if profil is None:
        if bacaan.lembar:
            bacaan.meet(Peristiwa.TANPA_PROFIL)
        k.alasan = "tanpa Profil" if bacaan.lembar else "tanpa lembar yang dikenal"
        return k
    for column in PROFIL.columns:
        tanda, galat = profil.tanda.get(column.name, {}).get(0, (None, ""))
        cell = profil.kolom.get(column.name, [None])[0]
        value, text, _, _ = parse_cell(galat or cell, column, tanda, referensi.kosakata)
        k.profil[column.name] = value
        k.sel[column.name] = (profil.asal.sel(column.name, 1), text)
    k.profil["lembar_profil"] = profil.asal.lembar
    if not k.profil["kode_opd"]:
        # Without its OPD nothing else of the file can be placed; Profil stays, so that its cells are checked.
        k.alasan = TANPA_OPD
        k.lembar = [profil]
    elif len(k.lembar) == 1 and not _is_nihil(k):
        bacaan.meet(Peristiwa.HANYA_PROFIL, profil.asal.lembar)
    elif len(k.lembar) > 1 and _is_nihil(k):
        filled = ", ".join(s.asal.lembar for s in k.lembar if s is not profil)
        bacaan.meet(Peristiwa.NIHIL_BERISI, profil.asal.lembar, *k.sel["status_pelaporan"], terisi=filled)
    return k


def _majority(kiriman: list[_Kiriman], nama: str, label: str, opsi: str, bawaan: Any) -> Any:
    """What most workbooks say; `bawaan` where none says anything. Raises PeriodeTidakPasti on a tie or silence."""
    counts = Counter(v for k in kiriman if isinstance(v := k.profil.get(nama), (int, str)) and v != "")
    if not counts and bawaan is not None:
        return bawaan
    if not counts:
        raise PeriodeTidakPasti(
            f"{label} tidak tertulis di Referensi maupun di berkas mana pun{_why(kiriman)}. Sebutkan dengan {opsi}."
        )
    ranked = counts.most_common(2)
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        found = ", ".join(f"{value} ({n} berkas)" for value, n in sorted(counts.items(), key=lambda i: str(i[0])))
        raise PeriodeTidakPasti(f"Berkas menyebut {label} yang berbeda: {found}. Pilih salah satu dengan {opsi}.")
    return ranked[0][0]


def _is_planning(k: _Kiriman) -> bool:
    """Only sheets that hold for the whole Renstra; a declaration of Nihil is for one period."""
    return {satu.asal.sheet for satu in k.lembar} <= PERENCANAAN and not _is_nihil(k)


def _is_nihil(k: _Kiriman) -> bool:
    return bool(k.profil.get("status_pelaporan") == NIHIL)


def _tahun(k: _Kiriman) -> int | None:
    tahun = k.profil.get("tahun")
    return tahun if isinstance(tahun, int) else None


def _why(kiriman: list[_Kiriman]) -> str:
    """Why files that should tell the period don't, for the first few of them."""
    reasons = [f"{k.bacaan.berkas}: {k.alasan}" for k in kiriman if k.alasan]
    more = f"; dan {len(reasons) - 5} berkas lain" if len(reasons) > 5 else ""
    return f" ({'; '.join(reasons[:5])}{more})" if reasons else ""


def _set_aside(k: _Kiriman, referensi: Referensi, tahun: int, periode: str) -> None:
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
    elif (lain := _other_period(k, tahun, periode)) == "tahun":
        leave(Peristiwa.TAHUN_LAIN, "tahun", "tahun lain", seharusnya=str(tahun))
    elif lain:
        leave(Peristiwa.PERIODE_LAIN, "periode", "periode lain", seharusnya=periode)
    elif _tahun(k) not in (None, tahun):
        k.bacaan.meet(Peristiwa.PERENCANAAN_LAIN, k.profil["lembar_profil"], *k.sel["tahun"], seharusnya=str(tahun))
    else:
        _meet_odd_year(k)


def _meet_odd_year(k: _Kiriman) -> None:
    """A year outside the Renstra that Profil names, or else another one than that of the template.

    Nothing to say of years that can't be read, nor of a Renstra that ends before it begins.
    """
    tahun, awal, akhir = (k.profil[nama] for nama in ("tahun", "tahun_awal_renstra", "tahun_akhir_renstra"))
    templat = k.bacaan.meta.get("tahun", "")
    if not isinstance(tahun, int):
        return
    is_other = templat.isdecimal() and int(templat) != tahun
    place = (k.profil["lembar_profil"], *k.sel["tahun"])
    if isinstance(awal, int) and isinstance(akhir, int) and awal <= akhir and not awal <= tahun <= akhir:
        petunjuk = f"Templatnya untuk tahun {templat}." if is_other else ""
        k.bacaan.meet(Peristiwa.TAHUN_LUAR_MASA, *place, awal=str(awal), akhir=str(akhir), petunjuk=petunjuk)
    elif is_other:
        k.bacaan.meet(Peristiwa.TAHUN_BEDA_TEMPLAT, *place, templat=templat)


def _other_period(k: _Kiriman, tahun: int, periode: str | None) -> str:
    """'tahun' or 'periode' where a workbook is of another one, '' else: planning holds for its whole Renstra.

    An unreadable year or period is no other one, and any period will do for None.
    """
    planning = _is_planning(k)
    if _tahun(k) not in (None, tahun):
        return "" if planning and _within_renstra(k, tahun) else "tahun"
    return "periode" if not planning and periode and k.profil["periode"] not in ("", None, periode) else ""


def _require_period(kiriman: list[_Kiriman], tahun: int, periode: str | None, menurut: str) -> None:
    """Raise PeriodeTidakPasti when workbooks are of another year or period, and not one of that which was asked for.

    `menurut` says who asked for the year, `periode` is None where nobody has asked for one.
    """
    told = [(_tahun(k), k.profil.get("periode") or "") for k in kiriman if k.profil]
    if any(t == tahun and periode in (None, p) for t, p in told):
        return
    if not any(_other_period(k, tahun, periode) for k in kiriman if not k.alasan):
        return
    found = ", ".join(
        f"{' '.join(str(part) for part in satu if part) or 'tanpa tahun dan periode'} ({n} berkas)"
        for satu, n in sorted(Counter(told).items(), key=lambda item: (item[0][0] or 0, item[0][1]))
    )
    asked = f"tahun {tahun}" + (f" periode {periode}" if periode else "")
    by = f" (Tahun menurut {menurut})" if menurut else ""
    fix = ", perbaiki Tahun di Referensi," if menurut == "Referensi" else ""
    raise PeriodeTidakPasti(
        f"Tidak satu pun berkas OPD untuk {asked}{by}. Yang ada: {found}. "
        f"Sebutkan --tahun dan --periode yang benar{fix} atau taruh berkas periode itu di folder ini."
    )


def _without_period(k: _Kiriman) -> None:
    """Figures of an unknown year or period can't be placed; Profil stays, so that its cell is checked."""
    planning = _is_planning(k)
    if _tahun(k) is None or not (k.profil["periode"] or planning):
        k.alasan = TANPA_PERIODE
        k.lembar = [satu for satu in k.lembar if satu.asal.sheet == "profil"]


def _within_renstra(k: _Kiriman, tahun: int) -> bool:
    awal, akhir = k.profil["tahun_awal_renstra"], k.profil["tahun_akhir_renstra"]
    return isinstance(awal, int) and isinstance(akhir, int) and awal <= tahun <= akhir


def _same_content(kiriman: list[_Kiriman]) -> None:
    """The same file twice under two names counts once, also where only our marks differ."""
    first: dict[object, str] = {}
    members = [k for k in kiriman if k.bacaan.sha256 and not k.alasan]
    per_opd = Counter(k.profil["kode_opd"] for k in members)
    for k in members:
        # Profil is part of the content, so only files of one OPD can be the same.
        if per_opd[k.profil["kode_opd"]] == 1:
            continue
        digest = repr([(s.asal.sheet, s.baris, sorted(s.kolom.items())) for s in k.lembar])
        if digest in first:
            k.bacaan.meet(Peristiwa.BERKAS_SAMA, lain=first[digest])
            k.alasan = f"isinya sama persis dengan {first[digest]}"
        else:
            first[digest] = k.bacaan.berkas


def _rank(k: _Kiriman) -> tuple[int, bool]:
    """What makes a file count before another: its revision, then being a marked-up copy that came back."""
    return _revisi(k), k.bacaan.bertanda


def _revisi(k: _Kiriman) -> int:
    revisi = k.profil.get("revisi")
    return revisi if isinstance(revisi, int) else 0


def _kode(k: _Kiriman) -> str:
    return str(k.profil.get("kode_opd", ""))


def _conflicts(kiriman: list[_Kiriman]) -> None:
    """The same sheet twice for one OPD: the higher revision counts; with equal revisions neither does."""
    groups: dict[tuple[str, str], list[tuple[_Kiriman, BacaanLembar]]] = defaultdict(list)
    for k in kiriman:
        for satu in k.lembar:
            if satu.asal.sheet != "profil":
                groups[k.profil["kode_opd"], satu.asal.sheet].append((k, satu))
    for (_, sheet), members in groups.items():
        if len(members) < 2:
            continue
        highest = max(_rank(k) for k, _ in members)
        winners = [k for k, _ in members if _rank(k) == highest]
        for k, satu in members:
            if _rank(k) == highest and len(winners) == 1:
                continue
            others = "; ".join(o.bacaan.berkas for o, _ in members if o is not k)
            jenis = Peristiwa.LEMBAR_GANDA if _rank(k) == highest else Peristiwa.DIGANTI_REVISI
            is_newer = _revisi(winners[0]) > _revisi(k)
            k.bacaan.meet(
                jenis,
                satu.asal.lembar,
                lain=others if jenis is Peristiwa.LEMBAR_GANDA else winners[0].bacaan.berkas,
                pengganti=f"revisi ke-{highest[0]}" if is_newer else "salinan bertanda yang sudah diperbaiki",
                judul=SHEETS[sheet].title,
            )
            k.lembar = [other for other in k.lembar if other is not satu]
            k.dibuang += 1
    _drop_replaced_profil(kiriman)


def _drop_replaced_profil(kiriman: list[_Kiriman]) -> None:
    """Profil of a workbook of which nothing else counts goes with it, where another one of its OPD has what counts."""
    counting = {_kode(k) for k in kiriman if not _only_profil(k)}
    for k in kiriman:
        if k.dibuang and _only_profil(k) and _kode(k) in counting:
            k.lembar = []


def _only_profil(k: _Kiriman) -> bool:
    return {satu.asal.sheet for satu in k.lembar} <= {"profil"}


def _without_realisasi(kiriman: list[_Kiriman], opd: Sequence[Opd], tahun: int, periode: str) -> None:
    """Meet, at the IKU of each OPD of which no Realisasi has come; a file that can't be read might hold it."""
    excused = {_kode_opd(k, opd) for k in kiriman if not k.bacaan.terbaca or _is_nihil(k) or _has_realisasi(k)}
    for k in kiriman:
        iku = next((satu for satu in k.lembar if satu.asal.sheet == "iku"), None)
        if not k.alasan and iku is not None and k.profil["kode_opd"] not in excused:
            k.bacaan.meet(Peristiwa.TANPA_REALISASI, iku.asal.lembar, periode=f"{periode} {tahun}")


def _has_realisasi(k: _Kiriman) -> bool:
    """Whether a file has a filled Realisasi, used or not, or one that couldn't be recognised, which is said there."""
    realisasi = SHEETS["realisasi"]
    return any(satu.asal.sheet == realisasi.name and satu.baris for satu in k.bacaan.lembar) or any(
        (e.jenis == Peristiwa.JUDUL_HILANG and normalise_header(e.lembar) in realisasi.keys)
        or (e.jenis == Peristiwa.LEMBAR_MIRIP and e.rinci["mirip"] == realisasi.title)
        for e in k.bacaan.kejadian
    )


def _register(referensi: Referensi, kiriman: list[_Kiriman]) -> tuple[Opd, ...]:
    if referensi.opd:
        return referensi.opd
    found = {
        k.profil["kode_opd"]: k.profil["nama_opd"]
        for k in reversed(kiriman)
        if k.profil.get("kode_opd") and k.alasan != KABUPATEN_LAIN
    }
    return tuple(Opd(kode, nama or kode) for kode, nama in sorted(found.items()))


def _berkas(k: _Kiriman, opd: Sequence[Opd]) -> Berkas:
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
        _revisi(k),
        k.profil.get("tanggal_pengisian"),
        titles,
        pemakaian,
        alasan,
        _is_nihil(k) and not titles,
    )


def _kode_opd(k: _Kiriman, opd: Sequence[Opd]) -> str:
    """The OPD of a file, from its name where its Profil can't tell; '' where that can't either."""
    return k.profil.get("kode_opd") or match_file_to_opd(k.bacaan.berkas, opd)


def match_file_to_opd(berkas: str, opd: Sequence[Opd]) -> str:
    """Code of the OPD that the name of an unreadable file points at, '' when it points at none or at several."""
    key = normalise_header(berkas)
    by_code = [o.kode for o in opd if len(normalise_header(o.kode)) >= 3 and normalise_header(o.kode) in key]
    if by_code:
        return max(by_code, key=len)
    by_name = {o.kode for o in opd if len(normalise_header(o.nama)) >= 5 and normalise_header(o.nama) in key}
    return by_name.pop() if len(by_name) == 1 else ""
