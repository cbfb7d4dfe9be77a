"""The year and period of a run: what was asked for, or what most workbooks say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from kinerja_xl.deklarasi.errors import PeriodeTidakPasti
from kinerja_xl.tabel.kiriman import Kiriman
from kinerja_xl.tabel.referensi import Referensi


def settle_period(
    kiriman: Sequence[Kiriman],
    referensi: Referensi,
    tahun: int | None,
    periode: str | None,
    bawaan: tuple[int, str] | None,
) -> tuple[int, str]:
    """Year and period of a run: those asked for, else what Referensi says, else what most workbooks say, else `bawaan`.

    Raises PeriodeTidakPasti when nothing settles them or, without `bawaan`, when not one workbook is of them.
    """
    is_whole = bawaan is None
    if not kiriman and referensi.opd:
        # Nobody has sent anything: who is missing can be told all the same.
        bawaan = bawaan or (referensi.tahun or 0, "Tahunan")
    # Planning holds for its whole Renstra, so it tells the period only where nothing else does; last comes a file that
    # can't be placed at its OPD.
    usable = [k for k in kiriman if not k.alasan]
    telling = [k for k in usable if not k.is_planning] or usable or kiriman
    menurut = "--tahun" if tahun else "Referensi" if referensi.tahun else ""
    tahun = tahun or referensi.tahun or _majority(telling, "tahun", "Tahun", "--tahun", bawaan[0] if bawaan else None)
    if is_whole:
        _require_period(kiriman, tahun, periode, menurut)
    of_year = [k for k in telling if k.tahun == tahun] or telling
    return tahun, periode or _majority(of_year, "periode", "Periode", "--periode", bawaan[1] if bawaan else None)


def _majority(kiriman: Sequence[Kiriman], nama: str, label: str, opsi: str, bawaan: Any) -> Any:
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


def _require_period(kiriman: Sequence[Kiriman], tahun: int, periode: str | None, menurut: str) -> None:
    """Raise PeriodeTidakPasti when workbooks are of another year or period, and not one of that which was asked for.

    `menurut` says who asked for the year, `periode` is None where nobody has asked for one.
    """
    told = [(k.tahun, k.profil.get("periode") or "") for k in kiriman if k.profil]
    if any(t == tahun and periode in (None, p) for t, p in told):
        return
    if not any(k.other_period(tahun, periode) for k in kiriman if not k.alasan):
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


def _why(kiriman: Sequence[Kiriman]) -> str:
    """Why files that should tell the period don't, for the first few of them."""
    reasons = [f"{k.bacaan.berkas}: {k.alasan}" for k in kiriman if k.alasan]
    more = f"; dan {len(reasons) - 5} berkas lain" if len(reasons) > 5 else ""
    return f" ({'; '.join(reasons[:5])}{more})" if reasons else ""
