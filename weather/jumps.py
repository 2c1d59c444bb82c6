"""Impossible jumps: an hour or two that leave both their neighbours by far and come back.

A thunderstorm takes the air 10 K down within the hour, but the heat does not come back in the
next one; a sensor's or a typist's slip does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class JumpLimit:
    """How far a value may leave its neighbours on both sides of it.

    Parameters
    ----------
    most
        Furthest way there and back, in the column's unit.
    reason
        Why nothing real goes further.
    """

    most: float
    reason: str


JUMP_LIMITS = {
    "temp_air_c": JumpLimit(
        most=8.0,
        reason="measured at most 4.4 K in 18 station-years (Shanghai, Guangzhou, Chengdu), 7 K in "
        "typical years; outflow of a storm drops 10 K but stays for hours",
    ),
    "relative_humidity_percent": JumpLimit(
        most=50.0, reason="measured at most 31 points, 40 in typical years; follows temperature"
    ),
    "pressure_hpa": JumpLimit(
        most=30.0, reason="measured at most 5 hPa; the eye of a typhoon takes hours to pass"
    ),
    "wind_speed_m_per_s": JumpLimit(
        most=20.0, reason="7 m/s in typical years; a squall line may bring more for one report"
    ),
}
"""By column. Sun, rain and thunder have none: clouds and showers come and go within the hour."""


def impossible_jumps(values: npt.ArrayLike, most: float) -> npt.NDArray[np.bool_]:
    """Hours that leave the hours before and after them by more than is possible.

    Parameters
    ----------
    values
        One value per hour, in order; NaN where there is none.
    most
        Furthest way there and back.

    Returns
    -------
    numpy.ndarray
        True for a single such hour, and for both of two in a row. Never at the ends or beside
        a missing hour, where nothing says which of the two is wrong.
    """
    given: Floats = np.asarray(values, dtype=float)
    found = np.zeros(len(given), dtype=bool)
    for length in (1, 2):
        for first in np.flatnonzero(_apart(given, length) > most):
            found[first + 1 : first + 1 + length] = True
    return found


def _apart(values: Floats, length: int) -> Floats:
    """How far `length` hours lie beyond the hour before and the one after, all on one side."""
    windows = len(values) - length - 1
    if windows < 1:
        return np.empty(0)
    within = np.stack([values[1 + k : 1 + k + windows] for k in range(length)])
    around = np.stack([values[:windows], values[length + 1 :]])
    above = within.min(axis=0) - around.max(axis=0)
    below = around.min(axis=0) - within.max(axis=0)
    return np.asarray(np.maximum(above, below), dtype=float)
