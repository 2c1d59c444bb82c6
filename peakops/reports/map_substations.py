"""Where the substations are: their names on the maps."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from peakops.reports.cell_texts import filled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from peakops.reports.sheet_source import Row, Source

RING = ((34, "white", 1.3), (6, "#141414", 0.0))
"""Area [pt²], fill and edge [pt] of the two circles of a substation's sign."""


def substation_places(source: Source) -> list[tuple[str, float, float]]:
    """Name, longitude and latitude of each substation: the middle of the bars of its feeders. [°]

    Parameters
    ----------
    source
        The plan, indexed.
    """
    bars: dict[str, dict[int, Row]] = {}
    for feeder, row in source.feeders.items():
        bar = source.buses.get(_first_bus(source, feeder, row["head_line"]), {})
        if row["substation"] and filled(bar.get("lon")) and filled(bar.get("lat")):
            bars.setdefault(str(row["substation"]), {})[bar["bus"]] = bar
    return [(name, *_middle(list(found.values()))) for name, found in sorted(bars.items())]


def _middle(bars: Sequence[Row]) -> tuple[float, float]:
    return fmean(float(bar["lon"]) for bar in bars), fmean(float(bar["lat"]) for bar in bars)


def _first_bus(source: Source, feeder: str, head_line: object) -> int:
    """Bus that a feeder starts at: the end of its first line that is not the feeder's own."""
    branches = source.plan.branches
    head = branches[(branches["kind"] == "line") & (branches["index"] == head_line)]
    ends = [int(bus) for side in ("from_bus", "to_bus") for bus in head[side]]
    others = (bus for bus in ends if source.buses.get(bus, {}).get("feeder") != feeder)
    return next(others, next(iter(ends), -1))


def draw_substations(source: Source, ax: Axes) -> None:
    """Draw a ring at each substation, its name below."""
    for name, lon, lat in substation_places(source):
        for area, fill, edge in RING:
            ax.scatter(
                [lon], [lat], s=area, facecolor=fill, edgecolor="#141414", linewidth=edge, zorder=5
            )
        ax.annotate(
            name, (lon, lat), xytext=(0, -5), textcoords="offset points", ha="center", va="top",
            fontsize=7, fontweight="bold", color="#141414", zorder=5,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.6},
        )  # fmt: skip
