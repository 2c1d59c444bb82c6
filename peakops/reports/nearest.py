"""The nearest hospital and cooled rest place of a job, as the crow flies."""

from __future__ import annotations

from typing import Any

from peakops.places import road_km
from peakops.reports.sheet_source import Row, Source, filled, number
from peakops.reports.wording import label_pair

KINDS = ("cooled_rest", "hospital")
STRAIGHT = 1.0
"""Detour factor of a straight line."""


def nearest_places(source: Source, order: Row) -> list[dict[str, Any]]:
    """Nearest place of each kind among the contacts whose place is known; none, no entry.

    Parameters
    ----------
    source
        The plan, indexed.
    order
        The order's row of the work orders.
    """
    here = source.place(order)
    if here is None:
        return []
    found = []
    for kind in KINDS:
        known = [row for row in source.contacts if row["role"] == kind and _placed(row)]
        ranked = sorted((distance_km(here, row), str(row["name"])) for row in known)
        for km, name in ranked[:1]:
            found.append(
                {"kind": label_pair(f"near_{kind}"), "name": name, "km": number(km, 1, " km")}
            )
    return found


def _placed(row: Row) -> bool:
    return filled(row["lat"]) and filled(row["lon"])


def distance_km(here: tuple[float, float], row: Row) -> float:
    """Great-circle distance between a place and a row with lat and lon. [km]"""
    return float(road_km([here, (float(row["lat"]), float(row["lon"]))], STRAIGHT)[0, 1])
