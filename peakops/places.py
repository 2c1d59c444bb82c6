"""Where crews and orders are, and how long the way between them takes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peakops.distances import km_between
from peakops.rows import Row, rows
from peakops.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class Places:
    """Sites of a plan and the ways between them.

    Parameters
    ----------
    index
        Place name (``base:<crew>`` or a work order) to site number.
    km
        Road distance between sites, shape (sites, sites). [km]
    minutes
        Driving time, rounded up, shape (sites, sites). [min]
    """

    index: Mapping[str, int]
    km: tuple[tuple[float, ...], ...]
    minutes: tuple[tuple[int, ...], ...]

    def way(self, start: str, end: str) -> tuple[float, int]:
        """Road distance [km] and driving time [min] between two named places."""
        a, b = self.index[start], self.index[end]
        return self.km[a][b], self.minutes[a][b]


def base_of(crew: str) -> str:
    """Name of a crew's base among the places."""
    return f"base:{crew}"


def find_places(scenario: Scenario, bus_lon_lat: Mapping[int, tuple[float, float]]) -> Places:
    """Number the bases and work sites and measure the ways between them."""
    names, points = [], []
    for crew in rows(scenario.tables["crews"]):
        names.append(base_of(str(crew["crew"])))
        points.append((float(crew["base_lat"]), float(crew["base_lon"])))
    for order in rows(scenario.tables["work_orders"]):
        names.append(str(order["work_order"]))
        points.append(_order_point(order, bus_lon_lat))
    limits = scenario.limits
    km = road_km(points, limits.detour_factor)
    minutes = np.ceil(np.round(km / limits.speed_km_per_h * 60, 6)).astype(int)
    return Places(
        index={name: position for position, name in enumerate(names)},
        km=tuple(tuple(float(value) for value in row) for row in km),
        minutes=tuple(tuple(int(value) for value in row) for row in minutes),
    )


def _order_point(order: Row, bus_lon_lat: Mapping[int, tuple[float, float]]) -> tuple[float, float]:
    lat, lon = float(order["lat"]), float(order["lon"])
    if math.isnan(lat) or math.isnan(lon):
        lon, lat = bus_lon_lat[int(order["bus"])]
    return lat, lon


def road_km(points: Sequence[tuple[float, float]], detour_factor: float) -> npt.NDArray[np.float64]:
    """Great-circle distance times the detour factor between (lat, lon) points.

    Parameters
    ----------
    points
        Latitude and longitude, shape (n, 2). [°]
    detour_factor
        Road length over straight line, at least 1.

    Returns
    -------
    Road distance, shape (n, n). [km]
    """
    place = np.asarray(points, dtype=float).reshape(-1, 2)
    return km_between(place[:, None], place[None, :]) * detour_factor
