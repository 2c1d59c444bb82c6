"""Where a bus is, as a network file has it: GeoJSON text, or longitude and latitude as typed."""

from __future__ import annotations

import json
import re
from typing import Any

WISH = 'a position such as {"coordinates": [118.35, 29.7], "type": "Point"}, longitude first'

_TYPED = re.compile(r"(-?\d{1,3}(?:\.\d*)?)\s*[,，]\s*(-?\d{1,2}(?:\.\d*)?)", re.ASCII)
MOST_LATITUDE = 90.0


def point_of_text(text: str) -> str:
    """GeoJSON of a bus from the text of a cell.

    Parameters
    ----------
    text
        GeoJSON of a point, quoted once more as pandapower writes it into a workbook or not; or
        longitude and latitude with a comma between them.

    Raises
    ------
    ValueError
        If it is neither. Two numbers of which each may be a latitude are refused: nobody
        knows which one comes first.
    """
    typed = _TYPED.fullmatch(text.strip())
    if typed:
        lon, lat = float(typed[1]), float(typed[2])
        if not MOST_LATITUDE < abs(lon) <= 180.0:
            raise ValueError(WISH)
        return geo_json(lon, lat)
    return _checked(text)


def geo_json(lon: float, lat: float) -> str:
    """A point as pandapower keeps it; ValueError off the globe."""
    if not (abs(lon) <= 180.0 and abs(lat) <= MOST_LATITUDE):
        raise ValueError(WISH)
    return json.dumps({"coordinates": [lon, lat], "type": "Point"})


def _checked(text: str) -> str:
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(WISH) from None
    inner = content if isinstance(content, str) else text
    lon_lat(inner)
    return inner


def lon_lat(text: str) -> tuple[float, float]:
    """Longitude and latitude of a point as pandapower keeps it; ValueError if it is none."""
    try:
        lon, lat = (float(number) for number in json.loads(text)["coordinates"][:2])
        geo_json(lon, lat)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ValueError(WISH) from None
    return lon, lat
