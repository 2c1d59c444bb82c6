"""Buses and lines as pandapower wants them."""

from __future__ import annotations

import math

import pandapower as pp

from generator.equipment import CONDUCTORS
from generator.layout import CENTRE_LAT, CENTRE_LON, KM_PER_DEGREE_LAT, KM_PER_DEGREE_LON, Point


def lon_lat(at: Point) -> tuple[float, float]:
    """Longitude and latitude of a place on the plan, 6 decimals. [°]"""
    return (
        round(CENTRE_LON + at[0] / KM_PER_DEGREE_LON, 6),
        round(CENTRE_LAT + at[1] / KM_PER_DEGREE_LAT, 6),
    )


def add_bus(net: pp.pandapowerNet, name: str, at: Point, vn_kv: float, zone: str, kind: str) -> int:
    """Add a bus with coordinates and return its index."""
    return int(
        pp.create_bus(net, vn_kv=vn_kv, name=name, type=kind, zone=zone, geodata=lon_lat(at))
    )


def km_between(a: Point, b: Point, detour: float = 1.06) -> float:
    """Length of the way between two poles, with its bends. [km]"""
    return round(math.hypot(a[0] - b[0], a[1] - b[1]) * detour, 3)


def add_line(
    net: pp.pandapowerNet, ends: tuple[int, int], km: float, conductor: str, name: str
) -> int:
    """Add a line of a named conductor and return its index."""
    values = CONDUCTORS[conductor]
    return int(
        pp.create_line_from_parameters(
            net,
            ends[0],
            ends[1],
            length_km=max(km, 0.02),
            r_ohm_per_km=values.r_ohm_per_km,
            x_ohm_per_km=values.x_ohm_per_km,
            c_nf_per_km=values.c_nf_per_km,
            max_i_ka=values.max_i_ka,
            type=values.kind,
            name=name,
            std_type=conductor,
        )
    )
