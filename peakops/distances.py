"""Distances on the globe."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_KM = 6371.0088


def km_between(
    here: npt.NDArray[np.float64], there: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Great-circle distance between points.

    Parameters
    ----------
    here, there
        Arrays of any shapes that fit each other, their last axis latitude and longitude. [°]

    Returns
    -------
    Distance, of the shape that both give without that axis. [km]

    Notes
    -----
    Haversine formula on the mean Earth radius (IUGG, 6371.0088 km).
    """
    (lat, lon), (to_lat, to_lon) = (np.moveaxis(np.radians(part), -1, 0) for part in (here, there))
    d_lat, d_lon = lat - to_lat, lon - to_lon
    chord = np.sin(d_lat / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin(d_lon / 2) ** 2
    km: npt.NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(chord))
    return km
