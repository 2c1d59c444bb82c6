"""Figures by matplotlib: each function takes data and draws on the axes it is given."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from math import cos, hypot, radians
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from peakops.reports.fonts import BOLD, FAMILY, REGULAR
from peakops.reports.map_substations import draw_substations
from peakops.reports.sheet_source import Source
from peakops.reports.wording import label, label_pair

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from peakops.plan import Plan

# Loading from [% of the feeder's limit] → colour and width of its lines [pt]. The darker and
# wider the more loaded, so that the map reads without colour too.
LOADING_CLASSES = (
    (100.0, "#b00020", 2.6),
    (80.0, "#e07b00", 2.1),
    (60.0, "#2f6f9f", 1.6),
    (0.0, "#8fb8d3", 1.2),
)
UNKNOWN = ("#9a9a9a", 1.0)
SVG_SALT = "peakops"
MAP_SIZE_IN = (7.0, 5.8)
SHEET_PPI = 110.0
NEAR_SHARE = 0.018
"""Share of a map's extent within which two numbers would cover each other."""
IN_A_LINE = 4
"""Numbers of one place beside each other."""


@cache
def _register_fonts() -> None:
    from matplotlib import font_manager

    for path in (REGULAR, BOLD):
        font_manager.fontManager.addfont(str(path))


@contextmanager
def house_style() -> Iterator[None]:
    """Vendored typeface, and nothing in the file that differs between runs."""
    import matplotlib as mpl

    _register_fonts()
    with mpl.rc_context(
        {
            "font.family": [FAMILY],
            "svg.hashsalt": SVG_SALT,
            "svg.fonttype": "none",
            "axes.unicode_minus": False,
        }
    ):
        yield


def _figure(size: tuple[float, float]) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    return figure, figure.add_subplot()


def feeder_loading_percent(source: Source) -> dict[str, float]:
    """Highest P90 of each feeder over the plan, where its limit is known. [% of the limit]"""
    table = source.plan.tables["load_forecast"]
    peak = table.groupby("feeder")["p90_mw"].max()
    return {
        str(feeder): 100 * float(mw) / source.limits_mw[str(feeder)]
        for feeder, mw in peak.items()
        if str(feeder) in source.limits_mw
    }


def loading_style(percent: float | None) -> tuple[str, float]:
    """Colour and line width [pt] of a loading."""
    if percent is None:
        return UNKNOWN
    return next(
        ((colour, width) for bound, colour, width in LOADING_CLASSES if percent >= bound), UNKNOWN
    )


def feeder_map(source: Source, numbers: Mapping[str, str], ax: Axes) -> None:
    """Draw feeders, substations, open points and work places.

    Parameters
    ----------
    source
        The plan, indexed.
    numbers
        Number of each placed order.
    ax
        Where to draw; its aspect is set to true distances.
    """
    lines = branch_lines(source.plan.buses, source.plan.branches)
    loading = feeder_loading_percent(source)
    _draw_lines(lines[~lines["normally_open"]], loading, ax)
    _draw_open_points(lines[lines["normally_open"]], ax)
    _draw_names(source.plan.buses, ax)
    draw_substations(source, ax)
    _draw_work(source, numbers, ax)
    _draw_legend(source, ax)
    ax.set_aspect(_aspect(source.plan.buses))
    ax.set_axis_off()
    ax.autoscale_view()


def branch_lines(buses: pd.DataFrame, branches: pd.DataFrame) -> pd.DataFrame:
    """Branches with the coordinates of both ends: x1, y1, x2, y2 [° east, ° north]."""
    places = buses.set_index("bus")[["lon", "lat"]]
    ends = [
        places.reindex(branches[side]).set_axis(columns, axis=1).reset_index(drop=True)
        for side, columns in (("from_bus", ["x1", "y1"]), ("to_bus", ["x2", "y2"]))
    ]
    joined = pd.concat([branches.reset_index(drop=True), *ends], axis=1)
    return joined.dropna(subset=["x1", "y1", "x2", "y2"]).astype({"normally_open": bool})


def _draw_lines(lines: pd.DataFrame, loading: Mapping[str, float], ax: Axes) -> None:
    from matplotlib.collections import LineCollection

    for feeder, rows in lines.groupby("feeder", sort=True):
        colour, width = loading_style(loading.get(str(feeder)))
        segments = rows[["x1", "y1", "x2", "y2"]].to_numpy(float).reshape(-1, 2, 2)
        ax.add_collection(
            LineCollection(list(segments), colors=colour, linewidths=width, capstyle="round")
        )


def _draw_open_points(lines: pd.DataFrame, ax: Axes) -> None:
    from matplotlib.collections import LineCollection

    segments = lines[["x1", "y1", "x2", "y2"]].to_numpy(float).reshape(-1, 2, 2)
    ax.add_collection(
        LineCollection(list(segments), colors="#555555", linewidths=0.8, linestyles=(0, (2, 2)))
    )
    middle = segments.mean(axis=1)
    ax.scatter(
        middle[:, 0], middle[:, 1], s=16, marker="s", facecolor="white", edgecolor="#222222",
        linewidth=0.8, zorder=3,
    )  # fmt: skip


def _draw_names(buses: pd.DataFrame, ax: Axes) -> None:
    named = buses[(buses["feeder"] != "") & buses["lon"].notna()]
    for feeder, rows in named.groupby("feeder", sort=True):
        end = rows.iloc[-1]
        ax.annotate(
            str(feeder), (end["lon"], end["lat"]), xytext=(3, 3), textcoords="offset points",
            fontsize=6, color="#333333", zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.6},
        )  # fmt: skip


def work_places(source: Source, numbers: Mapping[str, str]) -> list[tuple[float, float, str]]:
    """Longitude, latitude and numbers of the placed orders at each known place. [°]

    Places whose numbers would cover each other are one.
    """
    found: list[tuple[tuple[float, float], list[str]]] = []
    near = NEAR_SHARE * _extent(source.plan.buses)
    for order, shown in numbers.items():
        place = source.place(source.orders[order])
        if place is None:
            continue
        at = next((group for group in found if _apart(group[0], place) <= near), None)
        if at is None:
            found.append((place, [shown]))
        else:
            at[1].append(shown)
    return [(lon, lat, _few_in_a_line(shown)) for (lat, lon), shown in found]


def _extent(buses: pd.DataFrame) -> float:
    """Height or width of a map, whichever is larger, in degrees of latitude; 0 without one. [°]"""
    known = buses[["lat", "lon"]].dropna()
    if known.empty:
        return 0.0
    size = known.max() - known.min()
    return max(float(size["lat"]), float(size["lon"]) / _aspect(known))


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance of two places, latitude first, in degrees of latitude. [°]"""
    return hypot(one[0] - other[0], (one[1] - other[1]) * cos(radians(one[0])))


def _few_in_a_line(shown: Sequence[str]) -> str:
    lines = (shown[i : i + IN_A_LINE] for i in range(0, len(shown), IN_A_LINE))
    return ",\n".join(",".join(line) for line in lines)


def _draw_work(source: Source, numbers: Mapping[str, str], ax: Axes) -> None:
    for lon, lat, shown in work_places(source, numbers):
        ax.annotate(
            shown, (lon, lat), ha="center", va="center", fontsize=6.5, fontweight="bold",
            color="white", zorder=6,
            bbox={"boxstyle": "round,pad=0.3,rounding_size=0.9", "facecolor": "#141414",
                  "edgecolor": "white"},
        )  # fmt: skip


def _draw_legend(source: Source, ax: Axes) -> None:
    from matplotlib.lines import Line2D

    bounds = ["≥ 100 %", "80–100 %", "60–80 %", "< 60 %"]
    handles = [
        Line2D([], [], color=colour, linewidth=width, label=text)
        for (_, colour, width), text in zip(LOADING_CLASSES, bounds, strict=True)
    ]
    open_point = Line2D(
        [], [], marker="s", linestyle="", markerfacecolor="white", markeredgecolor="#222222",
        markersize=4, label=_legend_text(source, "map_open"),
    )  # fmt: skip
    place = Line2D(
        [], [], marker="o", linestyle="", color="#141414", label=_legend_text(source, "map_work")
    )
    ax.legend(
        handles=[*handles, open_point, place], fontsize=7, frameon=False, ncols=6,
        loc="upper center", bbox_to_anchor=(0.5, 0.0), columnspacing=1.2, handletextpad=0.5,
    )  # fmt: skip


def _legend_text(source: Source, code: str) -> str:
    texts = label_pair(code)
    return " ".join(texts) if source.language == "both" else label(code, source.main_language)


def _aspect(buses: pd.DataFrame) -> float:
    """Degrees of latitude are longer than those of longitude by 1 / cos(latitude)."""
    return 1.0 / cos(radians(float(buses["lat"].mean())))


def map_svg(source: Source, numbers: Mapping[str, str]) -> str:
    """Return the feeder map as SVG, the same text for the same plan."""
    with house_style():
        figure, ax = _figure(MAP_SIZE_IN)
        feeder_map(source, numbers, ax)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def readme_pictures(plan: Plan, folder: Path) -> tuple[Path, ...]:
    """Write the README's pictures: a day of all crews, and the feeder map.

    Parameters
    ----------
    plan
        The finished plan.
    folder
        Where to write; made if missing.

    Returns
    -------
    ``crews.png``, ``map.png`` and ``shift-plan.png``, the first page of the first crew's plan.
    """
    from peakops.reports.crews_day import crews_day
    from peakops.reports.overview import order_numbers
    from peakops.reports.pdf import compile_png
    from peakops.reports.shift_plan import finished, shift_sheets

    folder.mkdir(parents=True, exist_ok=True)
    source = Source(plan=plan)
    numbers = order_numbers(source)
    first = source.dates()[0].isoformat()
    day = finished({"language": "both", "days": [crews_day(source, first, numbers)]})
    crews = folder / "crews.png"
    crews.write_bytes(compile_png("crews_picture.typ", day))
    with house_style():
        figure, ax = _figure(MAP_SIZE_IN)
        feeder_map(source, numbers, ax)
        figure.savefig(folder / "map.png", dpi=150, metadata={"Software": None})
    sheet = folder / "shift-plan.png"
    document = shift_sheets(plan, "both")[0].document
    sheet.write_bytes(compile_png("shift_plan.typ", document, SHEET_PPI))
    return crews, folder / "map.png", sheet
