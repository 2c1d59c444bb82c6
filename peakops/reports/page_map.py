"""The overview page's map: feeders, substations, open points, work places in its own units."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from peakops.reports.figures import LOADING_CLASSES, branch_lines
from peakops.reports.map_substations import substation_places
from peakops.reports.sheet_source import Row, Source, number

WIDTH = 1000.0
"""Width of the drawing; its height follows from true distances."""

Project = Callable[[float, float], list[float]]


def page_map(source: Source, numbers: Mapping[str, str]) -> dict[str, Any]:
    """Map for the page; empty where no bus has coordinates.

    Parameters
    ----------
    source
        The plan, indexed, in one language.
    numbers
        Number of each placed order.
    """
    buses = source.plan.buses.dropna(subset=["lon", "lat"])
    if buses.empty:
        return {}
    project, height = _projection(buses)
    lines = branch_lines(source.plan.buses, source.plan.branches)
    worst = worst_loading(source)
    return {
        "size": [WIDTH, height],
        "feeders": [
            {"path": _path(rows, project), **_feeder(source, str(feeder), worst)}
            | {"name_at": _name_place(buses, str(feeder), project)}
            for feeder, rows in lines[~lines["normally_open"]].groupby("feeder", sort=True)
        ],
        "open": [
            _open_point(row, project) for row in lines[lines["normally_open"]].to_dict("records")
        ],
        "substations": [
            {"name": name, "at": project(lon, lat)} for name, lon, lat in substation_places(source)
        ],
        "works": _works(source, numbers, project),
    }


def _projection(buses: pd.DataFrame) -> tuple[Project, float]:
    """Place on the drawing of longitude and latitude, and the drawing's height."""
    west, east = float(buses["lon"].min()), float(buses["lon"].max())
    south, north = float(buses["lat"].min()), float(buses["lat"].max())
    shrink = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * shrink, north - south, 1e-6)

    def project(lon: float, lat: float) -> list[float]:
        return [round((lon - west) * shrink * scale, 1), round((north - lat) * scale, 1)]

    return project, project(east, south)[1]


def _path(lines: pd.DataFrame, project: Project) -> str:
    ends = lines[["x1", "y1", "x2", "y2"]].to_numpy(float).tolist()
    return "".join(
        "M{:g} {:g}L{:g} {:g}".format(*project(x1, y1), *project(x2, y2)) for x1, y1, x2, y2 in ends
    )


def _name_place(buses: pd.DataFrame, feeder: str, project: Project) -> list[float] | None:
    own = buses[buses["feeder"] == feeder]
    return None if own.empty else project(float(own["lon"].iloc[-1]), float(own["lat"].iloc[-1]))


def worst_loading(source: Source) -> dict[str, dict[str, Any]]:
    """Hour of each feeder's highest P90: ``percent`` of the limit, ``mw`` and ``time``."""
    table = source.plan.tables["load_forecast"].reset_index(drop=True)
    if table.empty:
        return {}
    peaks = table.loc[table.groupby("feeder")["p90_mw"].idxmax()]
    return {
        str(row["feeder"]): {
            "mw": float(row["p90_mw"]),
            "time": f"{row['time']:%m-%d %H:%M}",
            "percent": _percent(float(row["p90_mw"]), source.limits_mw.get(str(row["feeder"]))),
        }
        for row in peaks.to_dict("records")
    }


def _percent(mw: float, limit_mw: float | None) -> float | None:
    return None if limit_mw is None else 100 * mw / limit_mw


def loading_level(percent: float | None) -> int | None:
    """Level of the colour of a loading, 0 the lowest; none where it is not known. [%]"""
    if percent is None:
        return None
    bounds = [bound for bound, _, _ in reversed(LOADING_CLASSES)]
    return max(n for n, bound in enumerate(bounds) if percent >= bound)


def _feeder(source: Source, feeder: str, worst: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    found = worst.get(feeder, {"mw": None, "time": "—", "percent": None})
    return {
        "name": feeder,
        "substation": str(source.feeders.get(feeder, {}).get("substation", "")),
        "level": loading_level(found["percent"]),
        "percent": number(found["percent"], 1, " %"),
        "mw": number(found["mw"], 2),
        "limit": number(source.limits_mw.get(feeder), 2, " MW"),
        "time": found["time"],
    }


def _open_point(row: Row, project: Project) -> dict[str, Any]:
    middle = ((row["x1"] + row["x2"]) / 2, (row["y1"] + row["y2"]) / 2)
    return {
        "name": str(row["name"]),
        "line": _path(pd.DataFrame([row]), project),
        "at": project(*middle),
        "feeder": str(row["feeder"]),
    }


def _works(source: Source, numbers: Mapping[str, str], project: Project) -> list[dict[str, Any]]:
    """Work places: those of placed orders with their numbers, then the others."""
    found: dict[tuple[float, float, bool], list[str]] = {}
    for order, row in source.orders.items():
        place = source.place(row)
        if place is not None:
            found.setdefault((place[1], place[0], order in numbers), []).append(order)
    return [
        {
            "at": project(lon, lat),
            "orders": sorted(orders, key=lambda order: int(numbers.get(order, 0))),
            "placed": placed,
        }
        for (lon, lat, placed), orders in sorted(found.items(), key=lambda item: item[0][2])
    ]
