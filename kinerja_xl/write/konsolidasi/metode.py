"""Sheet Metode: settings in force, the scale that formulas look up, how every figure was made, and from what."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from kinerja_xl import __version__
from kinerja_xl.compute.akip import akip_bands
from kinerja_xl.compute.capaian import METODE
from kinerja_xl.compute.efisiensi import KUADRAN
from kinerja_xl.compute.skm import skm_bands
from kinerja_xl.consolidate.kepatuhan import TANPA_DAFTAR
from kinerja_xl.consolidate.konsolidasi import Konsolidasi
from kinerja_xl.deklarasi.ketentuan import SETELAN, SKALA_KINERJA
from kinerja_xl.nilai import format_angka
from kinerja_xl.write.gaya import TAB_BUKTI, category_colours, level_colours
from kinerja_xl.write.konsolidasi.efisiensi import within_year
from kinerja_xl.write.lembaran import Lembaran, Sel, angka
from kinerja_xl.write.ukuran import cell_height

_ANGKA: Final = {
    "batas_capaian": "Batas_Capaian",
    "batas_serapan_rendah": "Batas_Serapan_Rendah",
    "batas_serapan_tinggi": "Batas_Serapan_Tinggi",
}
_PERMENPAN_14: Final = "Permenpan-RB 14/2017"
_PERMENPAN_88: Final = "Permenpan-RB 88/2021"
_LEBAR: Final = (200, 160, 600, 280)
_KATA_METODE: Final[Mapping[str, str]] = {
    "R / T × 100": "Maksimal: makin tinggi makin baik.",
    "(2T − R) / T × 100": "Minimal, rumus linear: makin rendah makin baik.",
    "T / R × 100": "Minimal, rumus rasio (setelan rumus_minimal).",
    "rentang, Stabil": "Di dalam rentang 100; di bawahnya R / batas bawah × 100; di atasnya (2 × batas atas − "
    "R) / batas atas × 100.",
    "rentang, Maksimal": "Di dalam rentang 100; di atasnya R / batas atas × 100; di bawahnya R / batas bawah × 100.",
    "rentang, Minimal": "Di dalam rentang 100; di atasnya (2 × batas atas − R) / batas atas × 100; di bawahnya "
    "(2 × batas bawah − R) / batas bawah × 100.",
    "target 0, Maksimal": "Target 0 dan realisasi 0: 100; selain itu tidak dapat dihitung.",
    "target 0, Minimal": "Target 0: 100 bila realisasi 0, selain itu 0.",
    "realisasi sama dengan rentang target": "Realisasi ditulis sebagai rentang yang sama dengan target: 100.",
    "kualitatif, sama dengan target": "Teks realisasi sama dengan target: 100.",
    "rata-rata bagian": "Target gabungan: tiap bagian dicocokkan menurut satuannya, lalu dirata-ratakan.",
    "batas bawah predikat": "Predikat tanpa angka dihitung dengan angka batas bawah kelompoknya.",
}
_CARA: Final = (
    (
        "Rata-rata OPD",
        "Rata-rata biasa capaian indikator yang terhitung (Jenis IKU; semua jenis bila OPD tidak punya IKU). "
        "Capaian negatif dihitung 0.",
    ),
    ("Rata-rata dibatasi", "Sama, tetapi capaian setiap indikator paling tinggi sebesar setelan batas_capaian."),
    (
        "Rata-rata kabupaten/kota",
        "Rata-rata atas OPD yang punya capaian. OPD yang belum melapor tidak ikut dan tidak dihitung nol.",
    ),
    ("Tertimbang pagu", "Σ (rata-rata OPD × pagu) / Σ pagu, atas OPD yang punya keduanya."),
    ("Kategori", "Menurut skala di atas, diterapkan pada capaian yang dibulatkan 2 desimal."),
    (
        "Serapan",
        "Σ realisasi / Σ pagu × 100 atas baris rinci; bukan rata-rata persentase. Pagu menurut Versi Anggaran "
        "pada Profil.",
    ),
    ("Sisa; Lebih/(Kurang)", "Sisa = pagu − realisasi. Lebih/(Kurang) pada LRA = realisasi − anggaran."),
    (
        "Serapan terhadap rencana",
        "Realisasi / rencana kas s.d. triwulan × 100 atas baris rinci yang punya rencana kas; tanpa rencana kas: "
        "serapan × 4 / triwulan berjalan. Rencana kas 0: tidak dinilai.",
    ),
    ("Efisiensi: selisih", "Capaian % − serapan %. Lebih dari 0 efisien, 0 seimbang, kurang dari 0 tidak efisien."),
    (
        "Efisiensi: sisa",
        "Pagu − realisasi; disebut efisiensi hanya bila capaian 100 % atau lebih, selain itu sisa anggaran.",
    ),
    (
        "Efisiensi: rasio",
        "Serapan % / capaian % × 100. Sampai 60 sangat efisien, sampai 90 efisien, sampai 100 cukup efisien.",
    ),
    (
        "Efisiensi: NE",
        "E = (Σ pagu × capaian − Σ realisasi) / Σ (pagu × capaian) × 100, dibatasi ±20; NE = 50 + E / 20 × 50.",
    ),
    (
        "E.81 dan E.60: kinerja (K)",
        "Kolom 12 menurut Akumulasi; kolom 13 = 6 + 12 untuk Jumlah dan Kumulatif (kecuali persentase), nilai terakhir "
        "untuk yang lain; K tidak dijumlahkan ke induk. Indikator sasaran dijumlahkan antartahun hanya bila target "
        "akhir Renstra adalah jumlah target tahunannya.",
    ),
    (
        "E.81 dan E.60: anggaran (Rp)",
        "Setiap induk = jumlah baris rincinya. Kolom 12 = 8+9+10+11 (angka setahun bila triwulannya tidak diisi atau "
        "berbeda), kolom 13 = 6 + 12 atas yang dilaporkan; triwulan yang diisi kumulatif diubah menjadi selisihnya.",
    ),
    (
        "E.81 dan E.60: penilaian",
        "Tingkat capaian tahun ini = 12/7 × 100 menurut rumus capaian (Polaritas); tingkat capaian Renstra = "
        "13/5 × 100 menurut formulir. Rata-rata dan predikat memakai rumus capaian; dasarnya setelan e81_penilaian.",
    ),
)
_MUTU: Final = (
    (
        "SKM: NRR dan IKM",
        "NRR unsur = jumlah jawaban / jawaban terisi (jawaban di luar 1 sampai 4 tidak ikut). IKM = Σ (NRR × bobot) × "
        "25, bobot menurut setelan bobot_skm. Layanan yang satu unsurnya tanpa jawaban tidak punya IKM.",
        _PERMENPAN_14,
    ),
    (
        "SKM: IKM OPD",
        "Rata-rata IKM layanannya. Di sebelahnya IKM atas semua responden: jumlah dan banyak jawaban semua layanan "
        "digabung dulu.",
        "Kebijakan daerah",
    ),
    (
        "SKM: mutu",
        "Menurut pita di bawah, diterapkan pada nilai yang dibulatkan 2 desimal; mutu unsur pada NRR × 25. Mutu dengan "
        "bobot lain ditampilkan supaya perbedaannya terlihat.",
        _PERMENPAN_14,
    ),
    (
        "SKM: cukup untuk pengguna sampai",
        "Banyak pengguna layanan terbesar yang terwakili oleh respondennya (Krejcie dan Morgan, 95 %, galat 5 %). "
        "Jumlah pengguna tidak ada di lembar SKM, maka sampel hanya dapat dinilai sejauh ini.",
        _PERMENPAN_14,
    ),
    (
        "AKIP: nilai",
        "Jumlah komponennya. Komponen berbobot tanpa nilai membuat jumlahnya kosong. Baris jumlah dan predikat yang "
        "diketik OPD hanya dibandingkan.",
        _PERMENPAN_88,
    ),
)

_SETELAN_UANG: Final = ("batas_serapan_rendah", "batas_serapan_tinggi")
_CARA_UANG: Final = ("Serapan", "Sisa;")
_CARA_ANGGARAN: Final = (
    (
        "Pagu menurut versi",
        "Jumlah baris rinci yang mengisi versi itu. Selisih dan persentase dihitung atas rincian yang punya kedua "
        "versi; pagu yang tidak diisi tidak dihitung 0.",
        "Permendagri 77/2020",
    ),
    (
        "Renstra, Renja, DPA",
        "Deviasi = (angka akhir − angka awal) / angka awal × 100 atas rincian yang punya kedua angka. Pagu DPA adalah "
        "pagu versi yang berlaku.",
        "Permendagri 86/2017",
    ),
    (
        "Rencana kas",
        "Deviasi = (realisasi − rencana kas s.d. triwulan) / rencana kas × 100, hanya atas baris rinci yang punya "
        "rencana kas sampai periode ini. Triwulan yang diisi kumulatif: "
        "realisasi satu triwulan adalah kenaikannya. Triwulan sesudah periode tidak ditampilkan.",
        "Permendagri 77/2020",
    ),
    (
        "LRA kabupaten/kota",
        "Jumlah rekening rinci semua OPD pada dan di bawah kode itu. Nama rekening menurut sebagian besar OPD.",
        "PP 71/2010",
    ),
    (
        "Daftar tindak lanjut",
        "Isinya sama dengan catatan pemeriksaan dengan kode yang tertera. Serapan rendah: di bawah setelan "
        "batas_serapan_tinggi terhadap rencana.",
        "Praktik pemeriksaan",
    ),
    (
        "n dari N OPD",
        "Banyaknya OPD yang angkanya ikut dijumlahkan, dari semua OPD terdaftar. OPD yang belum melapor tidak dihitung "
        "0.",
        "",
    ),
)


class _Halaman:
    """Collects the cells of a sheet from top to bottom."""

    def __init__(self) -> None:
        self.sel: list[Sel] = []
        self.tinggi: list[tuple[int, float]] = []
        self.baris = 6

    def bagian(self, judul: str, *kepala: str) -> None:
        self.baris += 1
        self.sel += [Sel(self.baris, n, judul if n == 0 else "", "bagian") for n in range(4)]
        self.baris += 1
        if kepala:
            self.sel += [Sel(self.baris, n, text, "kepala") for n, text in enumerate(kepala)]
            self.baris += 1

    def tulis(self, *isi: Any, gaya: tuple[str, ...] = ("teks", "teks", "teks", "teks")) -> int:
        """Add one row and return its number."""
        self.sel += [Sel(self.baris, n, value, gaya[n]) for n, value in enumerate(isi)]
        self.tinggi.append((self.baris, cell_height(*((str(v), w / 7) for v, w in zip(isi, _LEBAR, strict=True)))))
        self.baris += 1
        return self.baris - 1


def metode(hasil: Konsolidasi, dibuat: datetime.datetime, keterangan: str = "") -> tuple[Lembaran, dict[str, str]]:
    """The sheet, and the names under which formulas find its cells; with a `keterangan` of one OPD's workbook."""
    halaman = _Halaman()
    nama: dict[str, str] = {}
    _run(halaman, hasil, dibuat, nama)
    if not keterangan:
        _submissions(halaman, hasil)
    _settings(halaman, hasil, nama)
    colours = _scale(halaman, hasil, nama)
    _formulas(halaman, hasil)
    colours += _grades(halaman, hasil)
    _files(halaman, hasil)
    return _sheet(halaman, hasil, colours, keterangan), nama


def _run(halaman: _Halaman, hasil: Konsolidasi, dibuat: datetime.datetime, nama: dict[str, str]) -> None:
    data = hasil.data
    halaman.bagian("Tentang laporan ini", "Hal", "Nilai", "Keterangan", "Sumber")
    halaman.tulis("Program", f"kinerja-xl {__version__}", "Dibuat otomatis dari buku kerja OPD.", "")
    halaman.tulis("Waktu pembuatan", f"{dibuat:%d/%m/%Y %H:%M}", "", "")
    halaman.tulis("Tahun dan periode", f"{data.tahun}, {data.periode}", "", "")
    row = halaman.tulis(
        "Triwulan berjalan", data.triwulan, "Banyaknya triwulan yang dihitung; Tahunan sama dengan 4.", ""
    )
    nama["Triwulan_Berjalan"] = f"='Metode'!$B${row}"


def _submissions(halaman: _Halaman, hasil: Konsolidasi) -> None:
    r = hasil.ringkasan
    halaman.tulis(
        "OPD yang menyerahkan",
        f"{r.n_menyerahkan} dari {r.n_opd} OPD",
        f"Lengkap: {r.n_lengkap}; punya capaian: {r.n_capaian}; punya anggaran: {r.n_serapan}.",
        "",
    )
    if not hasil.data.referensi.opd:
        halaman.tulis("OPD belum menyerahkan", "tidak diketahui", TANPA_DAFTAR, "")
        return
    belum = [o for o, s in zip(hasil.opd["nama_opd"], hasil.opd["status"], strict=True) if s == "Belum menyerahkan"]
    halaman.tulis("OPD belum menyerahkan", len(belum), "; ".join(belum), "")


def _settings(
    halaman: _Halaman, hasil: Konsolidasi, nama: dict[str, str], hanya: Collection[str] | None = None
) -> None:
    """The settings in force, all or only some."""
    kebijakan = hasil.data.referensi.kebijakan
    halaman.bagian("Setelan yang berlaku (lembar Kebijakan pada Referensi)", "Setelan", "Nilai", "Arti", "Sumber")
    for satu in SETELAN:
        if hanya is not None and satu.nama not in hanya:
            continue
        value: Any = kebijakan.kata(satu.nama)
        source = satu.sumber if value == satu.bawaan else f"Referensi daerah (bawaan: {satu.bawaan})"
        if satu.nama in _ANGKA:
            value = angka(kebijakan.angka(satu.nama))
        row = halaman.tulis(satu.nama, value, satu.keterangan, source)
        if satu.nama in _ANGKA:
            nama[_ANGKA[satu.nama]] = f"='Metode'!$B${row}"


def _scale(halaman: _Halaman, hasil: Konsolidasi, nama: dict[str, str]) -> list[tuple[int, int, Any]]:
    """The scale from the lowest level up, as LOOKUP needs it."""
    skala = hasil.data.referensi.skala
    halaman.bagian(
        f"Skala {skala[0].skala} (dipakai oleh semua kategori)", "Batas bawah (%)", "Kriteria", "Arti", "Sumber"
    )
    own = tuple(level.kriteria for level in skala) != tuple(level.kriteria for level in SKALA_KINERJA)
    source = "Referensi kabupaten/kota (lembar Skala)" if own else "Permendagri 54/2010; Permendagri 86/2017"
    first = halaman.baris
    upper = None
    meanings = []
    for level in skala:
        limit = "" if not level.batas_bawah.is_finite() else f"{level.batas_bawah} % atau lebih"
        meanings.append(", ".join(p for p in (limit, f"di bawah {upper} %" if upper is not None else "") if p))
        upper = level.batas_bawah
    for level, meaning in zip(reversed(skala), reversed(meanings), strict=True):
        bound = float(level.batas_bawah) if level.batas_bawah.is_finite() else -1e99
        halaman.tulis(
            bound,
            level.kriteria,
            meaning,
            source,
            gaya=("batas_skala", "kata", "teks", "teks"),
        )
    last = halaman.baris - 1
    nama["Skala_Batas"] = f"='Metode'!$A${first}:$A${last}"
    nama["Skala_Kriteria"] = f"='Metode'!$B${first}:$B${last}"
    colours = category_colours(skala)
    return [(row, 1, colours) for row in range(first, last + 1)]


def _formulas(halaman: _Halaman, hasil: Konsolidasi) -> None:
    used = Counter(_base_method(m) for m in hasil.capaian["metode"])
    halaman.bagian("Rumus capaian (R realisasi, T target)", "Metode", "Dipakai (indikator)", "Arti", "Sumber")
    known = [*METODE, "rata-rata bagian", "batas bawah predikat"]
    for name in known:
        halaman.tulis(name, used.get(name, 0), _KATA_METODE.get(name, ""), "Permendagri 86/2017")
    for name in sorted(set(used) - set(known)):
        halaman.tulis(name, used[name], "Capaian tidak dapat dihitung; sel capaian dikosongkan.", "")
    halaman.bagian("Rata-rata, serapan, dan efisiensi", "Angka", "", "Cara menghitung", "")
    for hal, cara in _CARA:
        halaman.tulis(hal, "", cara, "")
    if caveat := within_year(hasil.data):
        halaman.tulis("Efisiensi: kriteria", "", caveat, "")
    for text in KUADRAN.values():
        word, _, meaning = text.partition(" (")
        halaman.tulis(
            f"Kuadran: {word}",
            "",
            f"{meaning.rstrip(')').capitalize()}. Batas capaian 100 %, batas serapan terhadap rencana: setelan "
            f"batas_serapan_tinggi.",
            "",
        )


def _grades(halaman: _Halaman, hasil: Konsolidasi) -> list[tuple[int, int, Any]]:
    """How SKM and AKIP are computed, and the bands that give mutu and predikat."""
    halaman.bagian("Survei kepuasan (SKM) dan evaluasi AKIP", "Angka", "", "Cara menghitung", "Sumber")
    for hal, cara, sumber in _MUTU:
        halaman.tulis(hal, "", cara, sumber)
    referensi = hasil.data.referensi
    skm, akip = skm_bands(referensi), akip_bands(referensi)
    halaman.bagian("Pita mutu SKM dan predikat AKIP", "Batas bawah", "Mutu/predikat", "Arti", "Sumber")
    style = ("persen", "kata", "teks", "teks")
    colours: list[tuple[int, int, Any]] = []
    for pita in skm:
        meaning = f"SKM: {pita.kinerja}, mulai {format_angka(pita.batas, 2)}"
        row = halaman.tulis(angka(pita.batas), pita.mutu, meaning, _PERMENPAN_14, gaya=style)
        colours.append((row, 1, level_colours([p.mutu for p in skm])))
    for n, (batas, kata) in enumerate(akip):
        meaning = f"AKIP: di atas {format_angka(batas, 2)}" if n + 1 < len(akip) else "AKIP: sisanya"
        row = halaman.tulis(angka(batas), kata, meaning, _PERMENPAN_88, gaya=style)
        colours.append((row, 1, level_colours([word for _, word in akip])))
    return colours


def _base_method(metode: str) -> str:
    """Name under which a method is counted; bare predicates are counted as such."""
    return "batas bawah predikat" if metode.endswith("(batas bawah predikat)") else metode


def _files(halaman: _Halaman, hasil: Konsolidasi) -> None:
    halaman.bagian("Berkas yang dibaca", "OPD", "Pemakaian", "Berkas", "Keterangan")
    for row in _file_rows(hasil):
        halaman.tulis(*row)


def _file_rows(hasil: Konsolidasi) -> Iterator[tuple[str, str, str, str]]:
    for satu in hasil.data.berkas:
        sheets = ", ".join(satu.lembar)
        yield satu.nama_opd or satu.kode_opd, satu.pemakaian, satu.berkas, satu.alasan or sheets


def metode_anggaran(hasil: Konsolidasi, dibuat: datetime.datetime) -> tuple[Lembaran, dict[str, str]]:
    """The sheet of a workbook that holds money only, and the names under which formulas find its cells."""
    halaman = _Halaman()
    nama: dict[str, str] = {}
    _run(halaman, hasil, dibuat, nama)
    _submissions(halaman, hasil)
    _settings(halaman, hasil, nama, _SETELAN_UANG)
    halaman.bagian("Serapan, pagu, dan rencana kas", "Angka", "", "Cara menghitung", "Sumber")
    for hal, cara in _CARA:
        if hal.startswith(_CARA_UANG):
            halaman.tulis(hal, "", cara, "Permendagri 77/2020")
    for hal, cara, sumber in _CARA_ANGGARAN:
        halaman.tulis(hal, "", cara, sumber)
    _files(halaman, hasil)
    return _sheet(halaman, hasil, []), nama


def _sheet(
    halaman: _Halaman, hasil: Konsolidasi, colours: list[tuple[int, int, Any]], keterangan: str = ""
) -> Lembaran:
    """The cells under the usual four lines."""
    top = [
        Sel(1, 0, "Metode dan Sumber", "judul"),
        Sel(2, 0, "Ketentuan, rumus, dan berkas yang dipakai untuk semua angka di buku kerja ini. Rumus di "
                  "lembar lain menunjuk "
            "ke setelan dan skala di sini.", "cara", sampai=(2, 3)),
        Sel(3, 0, keterangan or f"Periode {hasil.data.periode} {hasil.data.tahun}; {hasil.ringkasan.n_menyerahkan} "
                  f"dari {hasil.ringkasan.n_opd} OPD menyerahkan.", "keterangan", sampai=(3, 3)),
        Sel(4, 0, "← Kembali ke Ringkasan", "kembali", tautan="'Ringkasan'!A1"),
    ]  # fmt: skip
    return Lembaran(
        "Metode",
        "Metode dan Sumber",
        "",
        TAB_BUKTI,
        sel=[*top, *halaman.sel],
        lebar_kolom=_LEBAR,
        tinggi_baris=[(1, 24), *halaman.tinggi],
        warna_sel=colours,
    )
