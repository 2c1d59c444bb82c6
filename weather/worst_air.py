"""The least minutes over the air a worker may meet, where the strain model turns a law round.

In ISO 7933 moving, dry air cools the skin, and what the skin loses the core gains: in hot or very
dry air more wind, or drier air, can bring the core to its limit sooner. A forecast of calm or of
moist air must not be longer for that. So the least is taken over all air speeds from the assumed
one up to the highest that counts, and over the driest air at that speed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from weather.strain_model import Conditions, Minutes, within_model

SPEED_STEP_M_PER_S = 0.1
"""Air speeds are tried in this step; the assumed one is lowered to a whole step."""

_SLACK = 1e-9


def least_minutes(
    conditions: Conditions, most_m_per_s: float, minutes_of: Callable[[Conditions], Minutes]
) -> Minutes:
    """Least minutes of each case over the air speeds from its own up, and in the driest air.

    Parameters
    ----------
    conditions
        Steady conditions of each case, within the model.
    most_m_per_s
        Highest air speed that counts. [m/s]
    minutes_of
        Minutes to the limit of each case; asked once.

    Returns
    -------
    numpy.ndarray
        Whole minutes, never more with less wind, moister or hotter air.
    """
    below_most = (most_m_per_s - conditions.air_m_per_s) / SPEED_STEP_M_PER_S
    steps = np.ceil(np.maximum(below_most, 0.0) - _SLACK).astype(np.int64)
    tried = steps + 2  # every speed, and the driest air
    first = np.cumsum(tried) - tried
    case = np.repeat(np.arange(len(steps)), tried)
    step = np.arange(len(case)) - first[case]
    driest = step > steps[case]
    air = replace(
        conditions.take(case),
        rh_percent=np.where(driest, 0.0, conditions.rh_percent[case]),
        air_m_per_s=most_m_per_s - SPEED_STEP_M_PER_S * np.where(driest, 0, step),
    )
    return np.minimum.reduceat(minutes_of(within_model(air)), first)
