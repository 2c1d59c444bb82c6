"""Air that may strain a worker more than the air assumed, where the model turns a law round.

In ISO 7933 moving, dry air cools the skin, and what the skin loses the core gains: in hot or very
dry air more wind, or drier air, can bring the core to its limit sooner. A forecast of calm or of
moist air must not be longer for that. So all air speeds from the assumed one up to the highest
that counts are tried too, and the driest air at that speed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from weather.strain_model import Conditions, within_model

SPEED_STEP_M_PER_S = 0.1
"""Air speeds are tried in this step, downwards from the highest that counts."""

_SLACK = 1e-9


def lowered(conditions: Conditions, most_m_per_s: float) -> Conditions:
    """Conditions with the air speed lowered to a whole step below the highest that counts."""
    speeds = most_m_per_s - SPEED_STEP_M_PER_S * _steps(conditions, most_m_per_s)
    return replace(conditions, air_m_per_s=np.asarray(speeds, dtype=float))


def _steps(conditions: Conditions, most_m_per_s: float) -> npt.NDArray[np.int64]:
    below = np.maximum(most_m_per_s - conditions.air_m_per_s, 0.0) / SPEED_STEP_M_PER_S
    return np.ceil(below - _SLACK).astype(np.int64)


def air_to_try(
    conditions: Conditions, most_m_per_s: float
) -> tuple[Conditions, npt.NDArray[np.int64]]:
    """For each case every air speed from its own up, and the driest air at the highest.

    Parameters
    ----------
    conditions
        Steady conditions of each case, as `lowered` returns them.
    most_m_per_s
        Highest air speed that counts. [m/s]

    Returns
    -------
    tuple
        The conditions to try, and where those of each case begin.
    """
    steps = _steps(conditions, most_m_per_s)
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
    return within_model(air), first
