"""Air and clothing that may strain a worker more than those assumed, where a law turns round.

In ISO 7933 moving, dry air cools the skin, and what the skin loses the core gains: in hot or very
dry air more wind, or drier air, can bring the core to its limit sooner. A forecast of calm or of
moist air must not be longer for that. So all air speeds from the assumed one up to the highest
that counts are tried too, and the driest air at that speed.

Clothing shields from sun and hot air, so heavier clothing can bring the limit later. It must not be
longer for that: all lighter clothing of the same permeability is tried too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from weather.strain_model import Conditions, Kit, within_model

SPEED_STEP_M_PER_S = 0.1
"""Air speeds are tried in this step, downwards from the highest that counts."""

CLO_STEP = 0.1
LIGHTEST_CLO = 0.4
"""Clothing is tried in this step from the lightest in which anybody works live."""

LIGHTER_MINUTES = 29
"""Longest limit in lighter clothing that counts.

From half an hour on, a whole rotation, limits in clothing as light as this follow no law.
"""

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


def raised(kit: Kit) -> Kit:
    """What is worn, its insulation raised to a whole step."""
    return replace(kit, clo=round(CLO_STEP * _clo_steps(kit), 1))


def lighter_kits(kit: Kit) -> Iterator[Kit]:
    """All lighter clothing of the same permeability, of a kit that `raised` returns."""
    for step in range(round(LIGHTEST_CLO / CLO_STEP), _clo_steps(kit)):
        yield replace(kit, clo=round(CLO_STEP * step, 1))


def _clo_steps(kit: Kit) -> int:
    return math.ceil(kit.clo / CLO_STEP - _SLACK)
