"""Charts as data, and their rendering as native Excel charts: few kinds, one look, no 3-D, no one-entry legends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.chart import Chart
from xlsxwriter.workbook import Workbook

from kinerja_xl.write.gaya import ABU_TUA, BIRU_TUA, HURUF, is_dark

_JENIS: Final = {
    "batang": {"type": "bar"},
    "kolom": {"type": "column"},
    "garis": {"type": "line"},
    "sebar": {"type": "scatter", "subtype": "straight_with_markers"},
    "donat": {"type": "doughnut"},
}
_GARIS_BANTU: Final = {"visible": True, "line": {"color": "#E3E3E3", "width": 0.5}}
_PENANDA: Final = ("circle", "diamond", "square", "triangle")


@dataclass(frozen=True, slots=True)
class Seri:
    """One series; `nama`, `kategori` and `nilai` are references ("='_grafik'!$A$2:$A$9"), `nama` may be a text.

    `label` is the number format of data labels ('' for none). `titik` colours single points. `garis`: drawn as a line
    (in a column chart, over the columns). `penanda` is a marker's number for scatter charts, -1 for a plain line.
    `sembunyi`: not in the legend. `teks_label`: texts that label the points.
    """

    nama: str
    kategori: str
    nilai: str
    warna: str
    label: str = ""
    titik: Sequence[str] = ()
    garis: bool = False
    penanda: int = -1
    sembunyi: bool = False
    teks_label: Sequence[str] = ()
    putus: bool = False


@dataclass(frozen=True, slots=True)
class Bagan:
    """One chart: kind, title, series, axis titles, size in pixels, `geser` pixels right of its cell.

    `balik` puts the first category of a bar chart on top. `tumpuk`: the series of a bar chart share one bar per
    category, of which one has a value: their colours tell words. `susun`: they stand on top of one another.
    """

    jenis: str
    judul: str
    seri: Sequence[Seri]
    lebar: int
    tinggi: int
    sumbu_kategori: str = ""
    sumbu_nilai: str = ""
    format_nilai: str = "0"
    tumpuk: bool = False
    legenda: bool = False
    batas_nilai: tuple[float | None, float | None] = (None, None)
    batas_kategori: tuple[float | None, float | None] = (None, None)
    huruf: float = 8
    celah: int = 40
    geser: int = 0
    balik: bool = False
    susun: bool = False


def make_chart(book: Workbook, bagan: Bagan) -> Chart:
    """Return the native chart of a description."""
    chart = book.add_chart({**_JENIS[bagan.jenis], **({"subtype": "stacked"} if bagan.susun else {})})
    lines = book.add_chart({"type": "line"}) if bagan.jenis == "kolom" and any(s.garis for s in bagan.seri) else None
    for seri in bagan.seri:
        target = lines if lines is not None and seri.garis else chart
        target.add_series(_series(bagan, seri))
    if lines is not None:
        chart.combine(lines)
    _dress(chart, bagan)
    return chart


def _series(bagan: Bagan, seri: Seri) -> dict[str, Any]:
    out: dict[str, Any] = {"name": seri.nama, "categories": seri.kategori, "values": seri.nilai}
    if bagan.jenis == "sebar":
        out |= _scatter_look(seri)
    elif bagan.jenis == "garis" or seri.garis:
        out["line"] = {"color": seri.warna, "width": 2.25, **({"dash_type": "dash"} if seri.putus else {})}
        out["marker"] = {"type": "circle", "size": 5, "fill": {"color": seri.warna}, "border": {"color": seri.warna}}
    else:
        out |= {"fill": {"color": seri.warna}, "border": {"none": True}, "gap": bagan.celah}
        if bagan.tumpuk:
            out["overlap"] = 100
    if seri.titik:
        out["points"] = [{"fill": {"color": w}, "border": {"color": "#FFFFFF"}} for w in seri.titik]
    if seri.label:
        out["data_labels"] = _labels(bagan, seri)
    return out


def _scatter_look(seri: Seri) -> dict[str, Any]:
    if seri.penanda < 0:
        return {"line": {"color": seri.warna, "width": 1.25, "dash_type": "dash"}, "marker": {"type": "none"}}
    look = {"type": _PENANDA[seri.penanda], "size": 7, "fill": {"color": seri.warna}, "border": {"color": "#FFFFFF"}}
    return {"line": {"none": True}, "marker": look}


def _labels(bagan: Bagan, seri: Seri) -> dict[str, Any]:
    font = {"name": HURUF, "size": bagan.huruf}
    labels: dict[str, Any] = {"value": True, "num_format": seri.label, "font": font}
    if bagan.susun and not seri.garis:
        labels["position"] = "center"
        labels["font"] = font | {"color": "#FFFFFF" if is_dark(seri.warna) else "#000000"}
    elif bagan.jenis in ("batang", "kolom") and not seri.garis:
        crossed = any(s.garis for s in bagan.seri)
        labels["position"] = "inside_base" if crossed else "outside_end"
        if crossed:
            labels["font"] = font | {"color": "#FFFFFF" if is_dark(seri.warna) else "#000000", "bold": True}
    elif bagan.jenis == "donat":
        labels["font"] = font | {"color": "#FFFFFF", "bold": True}
        if seri.titik:
            labels["custom"] = [
                {"font": font | {"bold": True, "color": "#FFFFFF" if is_dark(w) else "#000000"}} for w in seri.titik
            ]
    else:
        labels["position"] = "above"
    if seri.teks_label:
        labels["custom"] = [{"value": plain_label(text), "font": font} for text in seri.teks_label]
        labels["position"] = "right"
    return labels


def plain_label(text: str) -> str:
    """A name as a label: XlsxWriter takes whatever looks like `sheet!A1` for a reference, even to another file.

    >>> plain_label("=[jahat.xlsx]A!A1")
    '[jahat.xlsx]A! A1'
    """
    return text.lstrip("=").replace("!", "! ")


def _dress(chart: Chart, bagan: Bagan) -> None:
    small = {"name": HURUF, "size": bagan.huruf, "color": "#262626"}
    axis_name = {"name": HURUF, "size": 8, "bold": False, "color": ABU_TUA}
    chart.set_title(
        {
            "name": plain_label(bagan.judul),
            "name_font": {"name": HURUF, "size": 10.5, "bold": True, "color": BIRU_TUA},
            "overlay": False,
        }
    )
    category: dict[str, Any] = {
        "name": bagan.sumbu_kategori,
        "name_font": axis_name,
        "num_font": small,
        "line": {"color": "#A6A6A6"},
        "major_gridlines": {"visible": False},
        "label_position": "low",
    }
    value: dict[str, Any] = {
        "name": bagan.sumbu_nilai,
        "name_font": axis_name,
        "num_font": {**small, "size": 8},
        "num_format": bagan.format_nilai,
        "line": {"none": True},
        "major_gridlines": _GARIS_BANTU,
        **_bounds(bagan.batas_nilai),
    }
    if bagan.jenis == "batang":
        category["interval_unit"] = 1
        if bagan.balik:
            # The values' axis crosses at the last category, which is then the lowest.
            category |= {"reverse": True, "crossing": "max"}
    if bagan.jenis == "sebar":
        category |= {"num_format": bagan.format_nilai, "major_gridlines": _GARIS_BANTU, **_bounds(bagan.batas_kategori)}
        value |= {"line": {"color": "#A6A6A6"}, "label_position": "low"}
    if bagan.jenis == "batang":
        # XlsxWriter's x axis of a bar chart is the horizontal one, the values.
        chart.set_x_axis(value)
        chart.set_y_axis(category)
    elif bagan.jenis != "donat":
        chart.set_x_axis(category)
        chart.set_y_axis(value)
    hidden = [n for n, s in enumerate(bagan.seri) if s.sembunyi]
    legend: dict[str, Any] = {"none": True}
    if bagan.legenda:
        legend = {
            "position": "bottom",
            "font": {"name": HURUF, "size": 8},
            **({"delete_series": hidden} if hidden else {}),
        }
    chart.set_legend(legend)
    if bagan.jenis == "sebar":
        # Left to themselves, LibreOffice and Excel give a third of the chart to the plot.
        chart.set_plotarea({"layout": {"x": 0.13, "y": 0.13, "width": 0.82, "height": 0.56}})
    chart.set_chartarea({"border": {"color": "#D9D9D9"}, "fill": {"color": "#FFFFFF"}})
    chart.set_size({"width": bagan.lebar, "height": bagan.tinggi})
    chart.show_hidden_data()


def _bounds(batas: tuple[float | None, float | None]) -> dict[str, float]:
    low, high = batas
    bounds = {name: value for name, value in (("min", low), ("max", high)) if value is not None}
    return bounds if low is None or high is None else {**bounds, "major_unit": axis_step(high - low)}


def axis_step(panjang: float) -> float:
    """Distance of the ticks of an axis so that there are at most six.

    >>> axis_step(20), axis_step(90)
    (5, 20)
    """
    return next(step for step in (1, 2, 5, 10, 20, 25, 50, 100, 10_000) if panjang <= 5 * step or step == 10_000)
