"""Figures of a heatwave run: measures over the shift, and the orders that each shift leaves."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peakops.heatwave_spec import PLAIN
from peakops.reports.figures import SVG_SALT, house_style
from peakops.reports.forecast_figures import both, save_png
from peakops.reports.glyphs import printable
from peakops.reports.wording import label_pair

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = (
    "orders_done",
    "open_crew_hours",
    "feeder_peak_percent",
    "feeder_hours_over",
    "transformer_peak_percent",
    "customer_hours_overloaded",
)
SIZE_IN = (6.6, 5.7)
MOST_LINES = 4
# shortest to longest; marker and colour differ, so that it reads without colour too
STYLES = (("#4a90c2", "o"), ("#5aa469", "s"), ("#e07b00", "^"), ("#b00020", "D"))
LIMIT_PERCENT = 100.0
AXIS_LABELS = {"shift_c": "wave_axis_shift", "days": "wave_axis_days"}
ROW_IN, COLUMN_IN = 0.24, 0.55


def signed(shift_c: float) -> str:
    """A shift as it is shown. [K]"""
    return f"{shift_c:+.1f}" if shift_c else "0.0"


def shown_days(members: pd.DataFrame) -> list[int]:
    """Lengths of the heatwave that are drawn: at most four, shortest and longest among them."""
    swept = members[(members["kind"] == "shift") & (members["member"] != PLAIN.name)]
    days = sorted(int(value) for value in swept["days"].unique()) or [PLAIN.days]
    if len(days) <= MOST_LINES:
        return days
    places = np.linspace(0, len(days) - 1, MOST_LINES).round().astype(int)
    return [days[place] for place in places]


def sweep_table(members: pd.DataFrame, days: int) -> pd.DataFrame:
    """Shifted members of a number of days, coolest first."""
    found = members[(members["kind"] == "shift") & (members["days"] == days)]
    return found.sort_values("shift_c", ignore_index=True)


def severity_axis(members: pd.DataFrame) -> str:
    """Column that the measures are drawn over: shifts, else days; empty where there is no line."""
    swept = members[members["kind"] == "shift"]
    if swept.groupby("days")["shift_c"].nunique().gt(1).any():
        return "shift_c"
    return "days" if swept.groupby("shift_c")["days"].nunique().gt(1).any() else ""


def severity_figure(members: pd.DataFrame) -> Figure:
    """Draw six measures over the shift, a line for each number of days; else over the days."""
    from matplotlib.figure import Figure

    axis = severity_axis(members)
    lines = list(_lines(members, axis))
    figure = Figure(figsize=SIZE_IN, layout="constrained")
    panels = figure.subplots(3, 2, squeeze=False).ravel()
    for ax, measure in zip(panels, PANELS, strict=True):
        _panel(lines, axis, measure, ax)
    figure.supxlabel(both(AXIS_LABELS[axis]), fontsize=9)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside upper center", ncols=MOST_LINES, frameon=False, fontsize=9
    )
    return figure


def _lines(members: pd.DataFrame, axis: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each line's name and rows."""
    if axis == "shift_c":
        for days in shown_days(members):
            yield f"{days} {both('wave_day_unit')}", sweep_table(members, days)
        return
    for shift, part in members[members["kind"] == "shift"].groupby("shift_c"):
        if part["days"].nunique() > 1:
            yield f"{signed(float(str(shift)))} K", part.sort_values("days")


def _panel(lines: Sequence[tuple[str, pd.DataFrame]], axis: str, measure: str, ax: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    for (name, line), (colour, marker) in zip(lines, STYLES, strict=False):
        ax.plot(
            line[axis], line[measure].astype(float), color=colour, marker=marker,
            markersize=3.5, linewidth=1.2, label=name,
        )  # fmt: skip
    if axis == "days":
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if measure.endswith("peak_percent"):
        ax.axhline(LIMIT_PERCENT, color="#b00020", linewidth=1.0, linestyle=(0, (5, 3)))
    else:
        # Room above the highest marker, which the axis would cut.
        # nothing but zeros is drawn against one whole hour, not against a tenth
        highest = max((float(line[measure].max()) for _, line in lines), default=0.0)
        ax.set_ylim(0, 1.06 * ax.get_ylim()[1] if highest > 0 else 1.0)
    chinese, english = label_pair(f"wave_{measure}")
    ax.set_title(f"{chinese}\n{english}", fontsize=8.5, linespacing=1.4)
    ax.tick_params(labelsize=7.5)
    ax.grid(color="#dddddd", linewidth=0.6)
    ax.margins(x=0.03)


def severity_png(members: pd.DataFrame, path: Path) -> None:
    """Save `severity_figure` as PNG."""
    with house_style():
        save_png(severity_figure(members), path)


def severity_svg(members: pd.DataFrame) -> str:
    """Return `severity_figure` as SVG, the same text for the same run."""
    import matplotlib as mpl

    with house_style(), mpl.rc_context({"svg.hashsalt": SVG_SALT}):
        buffer = io.StringIO()
        figure = severity_figure(members)
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def orders_figure(
    orders: pd.DataFrame, members: pd.DataFrame, days: int, dates: Sequence[str]
) -> Figure:
    """Draw which order is planned on which day at each shift.

    Parameters
    ----------
    orders, members
        Tables of the run.
    days
        Length of the heatwave. [d]
    dates
        Dates of the plan.
    """
    from matplotlib.figure import Figure

    line = sweep_table(members, days)
    names = list(dict.fromkeys(orders["work_order"]))
    size = (2.2 + COLUMN_IN * len(line), 1.2 + ROW_IN * len(names))
    figure = Figure(figsize=size, layout="constrained")
    ax = figure.add_subplot()
    for column, member in enumerate(line["member"]):
        part = orders[orders["member"] == member].set_index("work_order")
        for row, name in enumerate(names):
            _cell(part.loc[name], column, row, dates, ax)
    ax.set_xlim(-0.5, len(line) - 0.5)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xticks(range(len(line)), [signed(shift) for shift in line["shift_c"]], fontsize=8)
    shown = [printable(str(name)).replace("$", r"\$") for name in names]
    ax.set_yticks(range(len(names)), shown, fontsize=8)
    ax.set_xlabel(both("wave_axis_shift"), fontsize=9)
    unit = " ".join(label_pair("wave_day_unit"))
    # Over the whole figure: over few columns it would leave it.
    figure.suptitle(f"{both('wave_orders')} · {days} {unit}", fontsize=9)
    return figure


def _cell(order: pd.Series, column: int, row: int, dates: Sequence[str], ax: Axes) -> None:
    from matplotlib.patches import Rectangle

    done, open_somewhere = bool(order["done"]), bool(order["open_dates"])
    ax.add_patch(
        Rectangle(
            (column - 0.5, row - 0.5), 1, 1,
            facecolor="#1f4e79" if done else "white", edgecolor="#bbbbbb", linewidth=0.5,
            hatch=None if done or open_somewhere else "////",
        )
    )  # fmt: skip
    if done:
        day = dates.index(str(order["start"])[:10]) + 1
        ax.text(column, row, str(day), ha="center", va="center", color="white", fontsize=8)


def orders_png(
    orders: pd.DataFrame, members: pd.DataFrame, days: int, dates: Sequence[str], path: Path
) -> None:
    """Save `orders_figure` as PNG."""
    with house_style():
        save_png(orders_figure(orders, members, days, dates), path)
