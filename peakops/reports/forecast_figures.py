"""Figures of the load forecast: every feeder's hours, and the feeders at greatest risk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from peakops.reports.figures import house_style
from peakops.reports.glyphs import printable
from peakops.reports.wording import label_pair
from peakops.rows import Row, rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 4
PANEL_IN = (3.0, 1.75)
DPI = 120
BLUE, BAND, RED = "#1f5f8f", "#a9cbe3", "#b00020"
LONGEST_NAME = 16
"""Longer names are cut in titles and on axes: they would run into their neighbours."""


def both(code: str) -> str:
    """A label in Chinese with English beside it."""
    return " ".join(label_pair(code))


def short_name(feeder: str) -> str:
    """A feeder's name as it is drawn; its middle is left out where there is no room for it."""
    shown = printable(feeder).replace("\u200b", "")  # a place to break, which has no glyph here
    if len(shown) > LONGEST_NAME:
        # both ends stay: long names begin alike
        shown = f"{shown[: LONGEST_NAME // 2 - 1]}…{shown[-LONGEST_NAME // 2 :]}"
    return shown.replace("$", r"\$")  # a dollar sign would start a formula


def save_png(figure: Figure, path: Path) -> None:
    """Save without what differs between runs."""
    figure.savefig(path, dpi=DPI, metadata={"Software": None})


def feeders_png(table: pd.DataFrame, limits_mw: Mapping[str, float], path: Path) -> None:
    """Draw every feeder's forecast in a panel of its own.

    Parameters
    ----------
    table
        ``time, feeder, p10_mw, p50_mw, p90_mw``. [MW]
    limits_mw
        Limit of each feeder that has one. [MW]
    path
        The PNG file to write.
    """
    with house_style():
        save_png(feeders_figure(table, limits_mw), path)


def feeders_figure(table: pd.DataFrame, limits_mw: Mapping[str, float]) -> Figure:
    """The figure of `feeders_png`."""
    from matplotlib.figure import Figure

    groups = [(str(name), part) for name, part in table.groupby("feeder", sort=True)]
    height = -(-len(groups) // COLUMNS)
    size = (COLUMNS * PANEL_IN[0], height * PANEL_IN[1] + 1.1)
    figure = Figure(figsize=size, layout="constrained")
    panels = figure.subplots(height, COLUMNS, sharex=True, squeeze=False).ravel()
    for ax, (feeder, part) in zip(panels, groups, strict=False):
        feeder_panel(part, limits_mw.get(feeder), ax)
        ax.set_title(short_name(feeder), fontsize=10)
    for ax in panels[len(groups) :]:
        ax.set_visible(False)
    _show_last_dates(list(panels), len(groups))
    figure.supylabel(both("axis_load"), fontsize=11)
    figure.supxlabel(both("axis_date"), fontsize=11)
    _panel_legend(figure)
    return figure


def feeder_panel(part: pd.DataFrame, limit_mw: float | None, ax: Axes) -> None:
    """Draw one feeder: band, median and limit."""
    times = part["time"].dt.tz_localize(None)
    ax.fill_between(times, part["p10_mw"], part["p90_mw"], color=BAND, linewidth=0)
    ax.plot(times, part["p50_mw"], color=BLUE, linewidth=1.0)
    if limit_mw is not None:
        ax.axhline(limit_mw, color=RED, linewidth=1.1, linestyle=(0, (5, 3)))
    # from zero, so that the distance to the limit can be read; feeders may also give back
    low = min(0.0, float(part["p10_mw"].min()))
    ax.set_ylim(1.08 * low, 1.1 * max(float(part["p90_mw"].max()), limit_mw or 0.0, 0.1))
    # without the midnight after the last hour, whose date would touch the next panel's first
    ax.set_xlim(times.iloc[0], times.iloc[-1])
    days = len(times) // 24
    midnights = times[times.dt.hour == 0].to_list()[:: 1 + days // 5]
    ax.set_xticks(midnights, [f"{time:%m-%d}" for time in midnights])
    ax.tick_params(labelsize=8)
    ax.grid(color="#dddddd", linewidth=0.6)


def _show_last_dates(panels: list[Axes], shown: int) -> None:
    """Dates under the last panel of each column, also where the last row is not full."""
    for position in range(max(shown - COLUMNS, 0), shown):
        panels[position].tick_params(labelbottom=True)


def _panel_legend(figure: Figure) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    figure.legend(
        handles=[
            Line2D([], [], color=BLUE, label=both("median_load")),
            Patch(color=BAND, label=both("load_band")),
            Line2D([], [], color=RED, linestyle=(0, (5, 3)), label=both("feeder_limit")),
        ],
        loc="outside upper center", ncols=3, frameon=False, fontsize=10,
    )  # fmt: skip


def top_png(peaks: pd.DataFrame, path: Path) -> None:
    """Draw the feeders at greatest risk.

    Parameters
    ----------
    peaks
        One row per feeder, worst first: date, feeder, hour, p10_mw, p50_mw, p90_mw, limit_mw. [MW]
    path
        The PNG file to write.
    """
    with house_style():
        save_png(top_figure(peaks), path)


def top_figure(peaks: pd.DataFrame) -> Figure:
    """The figure of `top_png`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.0, 1.8 + 0.42 * max(len(peaks), 2)), layout="constrained")
    ax = figure.add_subplot()
    ax.set_title(both("top_title"), fontsize=12)
    ax.set_xlabel(both("axis_limit_share"))
    if peaks.empty:
        ax.text(0.5, 0.5, both("no_limits"), ha="center", va="center", transform=ax.transAxes)
        ax.set_yticks([])
        return figure
    for place, row in enumerate(rows(peaks)):
        _risk_bar(place, row, ax)
    ax.axvline(100, color=RED, linewidth=1.3, linestyle=(0, (5, 3)))
    _finish_top(peaks, ax)
    return figure


def _risk_bar(place: int, row: Row, ax: Axes) -> None:
    low, middle, high = (_percent(row, name) for name in ("p10_mw", "p50_mw", "p90_mw"))
    ax.barh(place, high - low, left=low, height=0.55, color=BAND)
    ax.plot([middle, middle], [place - 0.275, place + 0.275], color=BLUE, linewidth=2.2)
    # in a column at the right edge, where no bar and no line runs through it
    ax.text(
        0.99, place, f"{high:.0f} %   {row['date']:%m-%d} {int(row['hour']):02d}:00",
        transform=ax.get_yaxis_transform(), ha="right", va="center", fontsize=9,
    )  # fmt: skip


def _percent(row: Row, name: str) -> float:
    return 100 * float(row[name]) / float(row["limit_mw"])


def _finish_top(peaks: pd.DataFrame, ax: Axes) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    ax.set_yticks(range(len(peaks)), [short_name(str(name)) for name in peaks["feeder"]])
    ax.set_ylim(len(peaks) - 0.4, -0.6)
    low = min(_percent(row, "p10_mw") for row in rows(peaks))
    high = max(100.0, *(_percent(row, "p90_mw") for row in rows(peaks)))
    first = min(low - 5.0, 60.0)
    # room for the column of text on the right
    ax.set_xlim(first, high + 0.28 * (high - first))
    ax.grid(axis="x", color="#dddddd", linewidth=0.6)
    ax.set_axisbelow(True)
    handles = [
        Patch(color=BAND, label=both("load_band")),
        Line2D([], [], color=BLUE, linewidth=2.2, label=both("median_load")),
        Line2D([], [], color=RED, linestyle=(0, (5, 3)), label=both("full_limit")),
    ]
    ax.figure.legend(
        handles=handles, loc="outside lower center", ncols=3, frameon=False, fontsize=10
    )
