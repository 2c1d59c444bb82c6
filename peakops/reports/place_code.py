"""A place as a QR code that a telephone opens as a map."""

from __future__ import annotations

from itertools import groupby
from typing import Any

ERROR_CORRECTION = "m"
"""Readable with 15 % of it dirty or torn."""


def geo_uri(lat: float, lon: float) -> str:
    """Address of a place as RFC 5870 writes it, WGS 84.

    Parameters
    ----------
    lat, lon
        Latitude and longitude. [°]
    """
    return f"geo:{lat:.5f},{lon:.5f}"


def place_code(place: tuple[float, float] | None) -> dict[str, Any]:
    """QR code of a place; empty where the place is not known.

    Parameters
    ----------
    place
        Latitude and longitude. [°]

    Returns
    -------
    ``text`` (what a reader finds), ``size`` (modules along a side) and ``path``: the dark modules
    as an SVG path, a box for each run along a row.
    """
    if place is None:
        return {}
    text = geo_uri(*place)
    matrix = _matrix(text)
    runs = [f"M{x} {y}h{n}v1h-{n}z" for y, row in enumerate(matrix) for x, n in _dark(row)]
    return {"text": text, "size": len(matrix), "path": " ".join(runs)}


def _matrix(text: str) -> tuple[bytearray, ...]:
    import segno  # only printing needs it

    return segno.make_qr(text, error=ERROR_CORRECTION).matrix


def _dark(row: bytearray) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    runs = [list(run) for _, run in groupby(enumerate(row), key=lambda module: module[1])]
    return [(run[0][0], len(run)) for run in runs if run[0][1]]
