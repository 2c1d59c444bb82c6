"""Positions of crews and orders that lie nowhere near the network: a digit too high or low."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from peakops.distances import km_between
from peakops.errors import InputFault
from peakops.scenario_files import ScenarioFiles

FARTHEST_KM = 100.0
"""Straight line to the nearest bus: across the largest counties, or three hours of driving."""

POSITIONS = (("crews", "base_lat", "base_lon"), ("work_orders", "lat", "lon"))


def far_positions(files: ScenarioFiles) -> Iterator[InputFault]:
    """Bases and work sites farther from every bus than a crew drives."""
    buses = {} if files.network is None else files.network.positions
    for key, *columns in POSITIONS if buses else ():
        table = files.tables[key]
        points = table.frame[columns].to_numpy(dtype=float)
        for position in np.flatnonzero(~np.isnan(points).any(axis=1)):
            found = _far(points[position], columns[1], buses)
            if found:
                wish = f"a place at most {FARTHEST_KM:g} km from a bus of the network"
                yield table.fault(int(position), columns[0], found, wish)


def _far(
    point: npt.NDArray[np.float64], lon_name: str, buses: Mapping[int, tuple[float, float]]
) -> str:
    """Words for a place that is too far from the nearest bus; empty for any other."""
    km = km_between(point, np.array(list(buses.values()))[:, ::-1])
    nearest = int(km.argmin())
    if km[nearest] <= FARTHEST_KM:
        return ""
    bus, (lon, lat) = list(buses.items())[nearest]
    here = f"{point[0]:.15g} ({lon_name} {point[1]:.15g})"
    return f"{here}, {km[nearest]:.0f} km from the nearest bus, {bus} at {lat:.15g}, {lon:.15g}"
