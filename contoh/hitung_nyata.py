"""The contradictions in the printed figures, each found by a small calculation of its own (nothing of kinerja_xl)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any, Final

from angka import MUTU_SKM, baca_angka, baca_uang, banding_persen, dua_desimal, rupiah
from naskah import Naskah, Temuan

from kinerja_xl.contoh.model import Baris, Berkas

_TAHUN: Final = 2023
_UANG: Final = ("target_renstra_rp", "pagu_renja_rp", "pagu_murni_rp", "pagu_perubahan_rp", "realisasi_tahun_rp")


def _teks(isi: Any) -> str:
    return rupiah(isi) if isinstance(isi, int) else str(isi)


def _target(nama: str, realisasi: list[Baris], renstra: dict[str, Baris]) -> Iterator[Temuan]:
    for n, b in enumerate(realisasi):
        rencana = renstra.get(b["kode"])
        if rencana is None or not rencana.get(f"target_{_TAHUN}"):
            continue
        tercetak, seharusnya = b["target_pk"], rencana[f"target_{_TAHUN}"]
        pk, benar = baca_angka(tercetak), baca_angka(seharusnya)
        if pk is None or pk == benar:
            continue
        lain = {t: str(rencana.get(f"target_{t}") or "") for t in range(2021, 2027) if t != _TAHUN}
        # A target of another year may be printed with fewer decimals: 3,226 as 3,22.
        tahun = next(
            (
                t
                for t, teks in lain.items()
                if baca_angka(teks) == pk or ("," in tercetak and teks.startswith(tercetak))
            ),
            None,
        )
        penjelasan = (
            f"target tahun {tahun} menurut Renstra, bergeser satu tahun"
            if tahun
            else "tidak sama dengan target Renstra tahun ini"
        )
        yield Temuan(
            nama,
            ("realisasi", n, "target_pk"),
            "IND-08" if tahun else "IND-07",
            tercetak,
            seharusnya,
            penjelasan,
            seharusnya,
        )


def _target_akhir(nama: str, renstra: list[Baris]) -> Iterator[Temuan]:
    for n, b in enumerate(renstra):
        akhir, terakhir = b.get("target_akhir"), b.get("target_2026")
        if akhir and terakhir and baca_angka(akhir) != baca_angka(terakhir):
            yield Temuan(
                nama,
                ("renstra", n, "target_akhir"),
                "IND-09",
                akhir,
                terakhir,
                "target akhir bukan target tahun terakhir (2026)",
                terakhir,
            )


def _predikat(nama: str, renstra: list[Baris], iku: dict[str, Baris]) -> Iterator[Temuan]:
    """A number with an SKM word beside it."""
    for n, b in enumerate(renstra):
        if iku[b["kode"]].get("kelompok_predikat") != "SKM":
            continue
        for tahun in range(2022, 2027):
            isi = str(b.get(f"target_{tahun}") or "")
            angka, _, label = isi.partition(" (")
            nilai = baca_angka(angka)
            if not label or nilai is None:
                continue
            benar = next((mutu for mutu, batas in MUTU_SKM if nilai >= batas), "Tidak Baik")
            if benar != label.rstrip(")"):
                yield Temuan(
                    nama,
                    ("renstra", n, f"target_{tahun}"),
                    "IND-32",
                    isi,
                    f"{angka} ({benar})",
                    "sebutan mutu tidak sesuai dengan angkanya (Permenpan-RB 14/2017)",
                    f"{angka} ({benar})",
                )


def hitung_capaian(b: Baris, iku: Baris) -> Decimal | None:
    """Capaian of the year: the target that holds is the one of PK Perubahan where there is one."""
    target = b.get("target_pk_perubahan") or b["target_pk"]
    realisasi = b.get("realisasi_tahun")
    if iku["polaritas"] == "Stabil":
        return Decimal(100) if realisasi == target else None
    t, r = baca_angka(target), baca_angka(realisasi)
    return None if t is None or r is None else r / t * 100


def _capaian(nama: str, realisasi: list[Baris], iku: dict[str, Baris]) -> Iterator[Temuan]:
    for n, b in enumerate(realisasi):
        tepat = hitung_capaian(b, iku[b["kode"]])
        if tepat is None:
            continue
        letak = ("realisasi", n, "capaian_dilaporkan")
        if b.get("realisasi_tahun") == b["target_pk"] and "±" in b["target_pk"]:
            yield Temuan(
                nama,
                ("realisasi", n, "realisasi_tahun"),
                "IND-24",
                b["realisasi_tahun"],
                "angka inflasi",
                "realisasi mengulang rentang target",
            )
        if tepat > 150:
            yield Temuan(
                nama,
                ("realisasi", n, "realisasi_tahun"),
                "IND-13",
                b["realisasi_tahun"],
                dua_desimal(tepat) + " %",
                "capaian di atas 150 %, target perlu ditinjau",
            )
        tercetak = b.get("capaian_dilaporkan")
        if not tercetak:
            continue
        sifat, benar = banding_persen(tercetak, tepat)
        if sifat == "benar":
            continue
        kode = {"terpotong": "IND-15", "nol": "IND-17", "berbeda": "IND-16"}[sifat]
        kata = {
            "terpotong": "dipotong, bukan dibulatkan",
            "nol": "hanya benar pada desimal yang lebih sedikit",
            "berbeda": "bukan hasil rumus",
        }[sifat]
        yield Temuan(nama, letak, kode, tercetak, benar, f"{kata}; capaian {dua_desimal(tepat)} %", benar)


def _kembar(nama: str, iku: list[Baris]) -> Iterator[Temuan]:
    seen: dict[tuple[str, str], str] = {}
    for n, b in enumerate(iku):
        sama = b["tingkat"], b["indikator"]
        if sama in seen:
            yield Temuan(
                nama,
                ("iku", n, "indikator"),
                "IND-29",
                b["indikator"],
                "-",
                f"indikator yang sama sudah ada pada {seen[sama]}",
            )
        seen.setdefault(sama, b["kode"])


def _daun(rows: list[Baris], kolom: str) -> dict[int, list[int]]:
    """Positions of the leaves below every row that has some."""
    kode = [b[kolom] for b in rows]
    anak = {n: [m for m, k in enumerate(kode) if k.startswith(kode[n] + ".")] for n in range(len(rows))}
    return {n: [m for m in bawah if not anak[m]] for n, bawah in anak.items() if bawah}


def _jumlah(
    nama: str, lembar: str, rows: list[Baris], kolom_kode: str, uang: tuple[str, ...], kode: str
) -> Iterator[Temuan]:
    for n, daun in _daun(rows, kolom_kode).items():
        for kolom in uang:
            tercetak = baca_uang(rows[n].get(kolom)).nilai
            bagian = [v for m in daun if (v := baca_uang(rows[m].get(kolom)).nilai) is not None]
            if tercetak is None or not bagian or sum(bagian) == tercetak:
                continue
            yield Temuan(
                nama,
                (lembar, n, kolom),
                kode,
                _teks(rows[n][kolom]),
                rupiah(sum(bagian)),
                f"jumlah rinciannya lain, selisih Rp {rupiah(tercetak - sum(bagian))}",
                sum(bagian),
            )


def _salah_induk(nama: str, rows: list[Baris], temuan: list[Temuan]) -> Iterator[Temuan]:
    """The wrong sums, but those that neighbouring rows of another parent explain as one contradiction at the rows."""
    selisih: dict[int, dict[str, int]] = {}
    for t in temuan:
        _, n, kolom = t.letak
        selisih.setdefault(n, {})[kolom] = (baca_uang(rows[n][kolom]).nilai or 0) - t.isi_benar
    jelas: set[tuple[int, str]] = set()
    for q, anak in _anak(rows).items():
        for i, j in combinations(range(len(anak) + 1), 2):
            uang = {k: sum(baca_uang(rows[m].get(k)).nilai or 0 for m in anak[i:j]) for k in _UANG}
            lebih = {k for k, rp in uang.items() if rp and selisih.get(q, {}).get(k) == -rp}
            for p, kurang in selisih.items():
                if not lebih or p == q or any(kurang.get(k, 0) != uang[k] for k in _UANG if rows[p].get(k)):
                    continue
                sel = {(p, k) for k in kurang} | {(q, k) for k in lebih}
                jelas |= sel
                yield Temuan(
                    nama,
                    ("anggaran", anak[i], "kode"),
                    "ANG-02",
                    rows[anak[i]]["kode"],
                    f"di bawah {rows[p]['kode']}",
                    f"{j - i} baris mulai di sini berjumlah persis kekurangan {rows[p]['kode']}",
                    None,
                    tuple((*t.letak, t.isi_benar) for t in temuan if t.letak[1:] in sel),
                )
    yield from (t for t in temuan if t.letak[1:] not in jelas)


def _tulisan(nama: str, lembar: str, rows: list[Baris], kolom: tuple[str, ...]) -> Iterator[Temuan]:
    for n, b in enumerate(rows):
        for satu in kolom:
            uang = baca_uang(b.get(satu))
            if uang.cacat == "slip":
                benar = rupiah(uang.nilai or 0)
                yield Temuan(
                    nama, (lembar, n, satu), "ISI-04", b[satu], benar, "salah ketik yang masih terbaca", uang.nilai
                )
            elif uang.cacat == "rusak":
                pagu, realisasi = (
                    baca_uang(b["pagu_perubahan_rp"]).nilai or 0,
                    baca_uang(b["realisasi_tahun_rp"]).nilai or 0,
                )
                yield Temuan(
                    nama,
                    (lembar, n, satu),
                    "ISI-03",
                    b[satu],
                    rupiah(pagu - realisasi),
                    "titik ribuan rusak",
                    pagu - realisasi,
                )


def _persen(
    nama: str, lembar: str, n: int, kolom: str, tercetak: Any, tepat: Decimal, kode: tuple[str, str, str]
) -> Iterator[Temuan]:
    if not tercetak:
        return
    sifat, benar = banding_persen(str(tercetak), tepat)
    if sifat != "benar":
        pilih = {"terpotong": 0, "berbeda": 1, "nol": 2}[sifat]
        kata = (
            "dipotong, bukan dibulatkan",
            "bukan realisasi dibagi anggaran",
            "hanya benar pada desimal yang lebih sedikit",
        )[pilih]
        yield Temuan(
            nama,
            (lembar, n, kolom),
            kode[pilih],
            str(tercetak),
            benar,
            f"{kata}; yang tepat {dua_desimal(tepat)} %",
            benar,
        )


def _anak(rows: list[Baris]) -> dict[int, list[int]]:
    """Positions of the rows right below each row: of its descendants those with the shortest code."""
    hasil: dict[int, list[int]] = {}
    for n, b in enumerate(rows):
        bawah = [m for m, x in enumerate(rows) if x["kode"].startswith(b["kode"] + ".")]
        pendek = min((len(rows[m]["kode"]) for m in bawah), default=0)
        hasil[n] = [m for m in bawah if len(rows[m]["kode"]) == pendek]
    return hasil


def _serapan(nama: str, rows: list[Baris]) -> Iterator[Temuan]:
    anak_dari = _anak(rows)
    for n, b in enumerate(rows):
        pagu, realisasi = baca_uang(b.get("pagu_perubahan_rp")).nilai, baca_uang(b.get("realisasi_tahun_rp")).nilai
        if pagu is None or realisasi is None:
            continue
        tercetak = b.get("serapan_dilaporkan")
        bagian = [v for m in anak_dari[n] if (v := baca_angka(rows[m].get("serapan_dilaporkan"))) is not None]
        if tercetak and len(bagian) > 1 and baca_angka(tercetak) == sum(bagian):
            tepat = dua_desimal(Decimal(realisasi) / pagu * 100)
            yield Temuan(
                nama,
                ("anggaran", n, "serapan_dilaporkan"),
                "ANG-11",
                tercetak,
                tepat,
                "persentase rinciannya dijumlahkan",
                tepat,
            )
        elif pagu:
            yield from _persen(
                nama,
                "anggaran",
                n,
                "serapan_dilaporkan",
                tercetak,
                Decimal(realisasi) / pagu * 100,
                ("ANG-08", "ANG-09", "ANG-10"),
            )
        sisa = baca_uang(b.get("sisa_dilaporkan_rp")).nilai
        if sisa is not None and sisa != pagu - realisasi:
            yield Temuan(
                nama,
                ("anggaran", n, "sisa_dilaporkan_rp"),
                "ANG-13",
                _teks(b["sisa_dilaporkan_rp"]),
                rupiah(pagu - realisasi),
                "bukan pagu dikurangi realisasi pada baris itu",
                pagu - realisasi,
            )


def _belanja(nama: str, rows: list[Baris]) -> Iterator[Temuan]:
    yield from _jumlah(nama, "belanja", rows, "kode_rekening", ("anggaran_rp", "realisasi_rp"), "BLJ-01")
    for n, b in enumerate(rows):
        anggaran, realisasi = baca_uang(b["anggaran_rp"]).nilai, baca_uang(b.get("realisasi_rp")).nilai
        if anggaran and realisasi is not None:
            yield from _persen(
                nama,
                "belanja",
                n,
                "persentase_dilaporkan",
                b.get("persentase_dilaporkan"),
                Decimal(realisasi) / anggaran * 100,
                ("BLJ-03", "BLJ-04", "BLJ-05"),
            )


def _anggaran_belanja(nama: str, anggaran: list[Baris], belanja: list[Baris]) -> Iterator[Temuan]:
    """Total of Anggaran's leaves against account 5; the correction goes to goods and services (5.2.2)."""
    n = next(i for i, b in enumerate(belanja) if b["kode_rekening"] == "5")
    barang = next((i for i, b in enumerate(belanja) if b["kode_rekening"] == "5.2.2"), None)
    if barang is None:
        return
    induk = _daun(anggaran, "kode")
    daun = [b for i, b in enumerate(anggaran) if i not in induk]
    akun = [b for i, b in enumerate(belanja) if i not in _daun(belanja, "kode_rekening")]
    for kolom, di_belanja in (("pagu_perubahan_rp", "anggaran_rp"), ("realisasi_tahun_rp", "realisasi_rp")):
        jumlah = sum(baca_uang(b.get(kolom)).nilai or 0 for b in daun)
        rekening = sum(baca_uang(b.get(di_belanja)).nilai or 0 for b in akun)
        if jumlah != rekening:
            baru = (baca_uang(belanja[barang][di_belanja]).nilai or 0) + jumlah - rekening
            yield Temuan(
                nama,
                ("belanja", n, di_belanja),
                "ANG-14",
                _teks(belanja[n][di_belanja]),
                rupiah(jumlah),
                f"jumlah sub kegiatan di Anggaran lain, selisih Rp {rupiah(rekening - jumlah)}",
                None,
                (("belanja", barang, di_belanja, baru),),
            )


def periksa_berkas(berkas: Berkas) -> list[Temuan]:
    """All contradictions of one workbook, in the order of its sheets."""
    nama = berkas.nama
    isi = {n: lembar.baris for n, lembar in berkas.lembar.items()}
    iku = {b["kode"]: b for b in isi.get("iku", [])}
    renstra = {b["kode"]: b for b in isi.get("renstra", [])}
    hasil: list[Temuan] = []
    if iku:
        hasil += _kembar(nama, isi["iku"])
        hasil += _target_akhir(nama, isi.get("renstra", []))
        hasil += _predikat(nama, isi.get("renstra", []), iku)
        hasil += _target(nama, isi.get("realisasi", []), renstra)
        hasil += _capaian(nama, isi.get("realisasi", []), iku)
    if "anggaran" in isi:
        jumlah = list(_jumlah(nama, "anggaran", isi["anggaran"], "kode", _UANG, "ANG-01"))
        hasil += _salah_induk(nama, isi["anggaran"], jumlah)
        hasil += _serapan(nama, isi["anggaran"])
        hasil += _tulisan(nama, "anggaran", isi["anggaran"], (*_UANG, "sisa_dilaporkan_rp"))
    if "belanja" in isi:
        hasil += _belanja(nama, isi["belanja"])
        if "anggaran" in isi:
            hasil += _anggaran_belanja(nama, isi["anggaran"], isi["belanja"])
    if "cascading" in isi:
        for n, b in enumerate(isi["cascading"]):
            if not b.get("induk") and b["tingkat"] != "Tujuan RPJMD":
                hasil.append(
                    Temuan(
                        nama, ("cascading", n, "induk"), "LTS-07", "(kosong)", "4", "program tanpa simpul induk", "4"
                    )
                )
    return hasil


def periksa(naskah: Naskah) -> list[Temuan]:
    """All contradictions of one folder."""
    return [temuan for berkas in naskah.berkas for temuan in periksa_berkas(berkas)]
