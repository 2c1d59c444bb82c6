"""Figures of a backtest: whether the bands hold what they promise, and errors by feeder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from peakops.reports.figures import house_style
from peakops.reports.forecast_figures import BLUE, both, save_png, short_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NOMINAL_PERCENT = {"p10_mw": 10.0, "p50_mw": 50.0, "p90_mw": 90.0}
# coolest to hottest; marker and colour differ, so that it reads without colour too
CLASS_STYLES = (
    ("#4a90c2", "o"),
    ("#5aa469", "s"),
    ("#c9a227", "^"),
    ("#e07b00", "D"),
    ("#b00020", "v"),
)
GREY = "#9a9a9a"


def reliability_png(classed: pd.DataFrame, path: Path) -> None:
    """Draw the reliability diagram.

    Parameters
    ----------
    classed
        Hours with p10_mw, p50_mw, p90_mw, actual_mw [MW], heat_class and tmax_c [°C].
    path
        The PNG file to write.
    """
    with house_style():
        save_png(reliability_figure(classed), path)


def reliability_figure(classed: pd.DataFrame) -> Figure:
    """The figure of `reliability_png`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.2, 5.6), layout="constrained")
    ax = figure.add_subplot()
    ax.plot([0, 100], [0, 100], color=GREY, linestyle=(0, (5, 3)), label=both("calibrated"))
    for number, part in classed.groupby("heat_class", sort=True):
        colour, marker = CLASS_STYLES[int(str(number)) - 1]
        _reliability_line(part, colour, marker, ax)
    ax.set(xlim=(0, 100), ylim=(0, 100), aspect="equal")
    ticks = [0, *NOMINAL_PERCENT.values(), 100]
    ax.set_xticks(ticks)
    ax.set_yticks(range(0, 101, 10))
    ax.set_xlabel(both("axis_nominal"))
    ax.set_ylabel(both("axis_observed"))
    ax.grid(color="#dddddd", linewidth=0.6)
    figure.legend(loc="outside right upper", title=both("day_maximum"), frameon=False, fontsize=9)
    return figure


def _reliability_line(part: pd.DataFrame, colour: str, marker: str, ax: Axes) -> None:
    ax.plot(
        list(NOMINAL_PERCENT.values()), observed_percent(part), color=colour, marker=marker,
        markersize=6, linewidth=1.3, label=class_label(part),
    )  # fmt: skip


def observed_percent(part: pd.DataFrame) -> list[float]:
    """Share of hours whose load was not above each quantile. [%]"""
    return [100.0 * float((part["actual_mw"] <= part[column]).mean()) for column in NOMINAL_PERCENT]


def class_label(part: pd.DataFrame) -> str:
    """Bounds of a heat class: lowest and highest daily maximum in it."""
    low, high = part["tmax_c"].min(), part["tmax_c"].max()
    return f"{low:.1f} °C" if low == high else f"{low:.1f}–{high:.1f} °C"


def scores_png(scores: pd.DataFrame, path: Path) -> None:
    """Draw each feeder's error beside those of its peers, the largest on top.

    Parameters
    ----------
    scores
        feeder, nrmse_percent, vanilla_nrmse_percent, naive_nrmse_percent. [%]
    path
        The PNG file to write.
    """
    with house_style():
        save_png(scores_figure(scores), path)


def scores_figure(scores: pd.DataFrame) -> Figure:
    """The figure of `scores_png`."""
    from matplotlib.figure import Figure

    table = scores.sort_values(["nrmse_percent", "feeder"], ascending=[False, True])
    figure = Figure(figsize=(8.0, 1.6 + 0.42 * max(len(table), 2)), layout="constrained")
    ax = figure.add_subplot()
    places = range(len(table))
    for column, offset, colour, code in (
        ("nrmse_percent", -0.27, BLUE, "own_forecast"),
        ("vanilla_nrmse_percent", 0.0, "#8f8f8f", "vanilla_forecast"),
        ("naive_nrmse_percent", 0.27, "#cfcfcf", "naive_forecast"),
    ):
        shifted = [place + offset for place in places]
        ax.barh(shifted, table[column], height=0.25, color=colour, label=both(code))
    ax.set_yticks(places, [short_name(str(name)) for name in table["feeder"]])
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.set_xlabel(both("axis_nrmse"))
    ax.grid(axis="x", color="#dddddd", linewidth=0.6)
    ax.set_axisbelow(True)
    figure.legend(loc="outside upper center", ncols=3, frameon=False, fontsize=10)
    return figure
