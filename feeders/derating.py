"""How much less a line carries in hot air or soil than its static rating says."""

from __future__ import annotations

import numpy as np

from feeders.arrays import Floats
from feeders.rating_data import LINE_KINDS, MAX_FACTOR


def temperature_factor(around_c: Floats, conductor_max_c: float, reference_c: float) -> Floats:
    """The current that heats a conductor to its limit, over that at the reference temperature.

    Parameters
    ----------
    around_c
        Temperature of air or soil. [°C]
    conductor_max_c, reference_c
        Limit of the conductor, and what its static rating holds for. [°C]

    Notes
    -----
    Heat given off is proportional to the difference of temperature: Kt = √((Tc-Ta)/(Tc-T0)).
    """
    left = np.maximum(conductor_max_c - around_c, 0.0)
    factor: Floats = np.sqrt(left / (conductor_max_c - reference_c))
    return factor


def line_factor(kind: str, air_c: Floats, soil_c: float, grouped: int = 1) -> Floats:
    """Share of its static rating that a line of a kind may carry, at most one.

    Parameters
    ----------
    kind
        One of `rating_data.LINE_KINDS`.
    air_c
        Air temperature per hour. [°C]
    soil_c
        Soil temperature at the depth of cables. [°C]
    grouped
        Cables side by side, this one included; more than the table has count as its last.
    """
    data = LINE_KINDS[kind]
    around = np.full_like(air_c, soil_c) if data.in_soil else air_c
    factor = temperature_factor(around, data.conductor_max_c, data.reference_c)
    if data.grouping:
        factor = factor * data.grouping[min(grouped, len(data.grouping)) - 1]
    return np.minimum(factor, MAX_FACTOR)
