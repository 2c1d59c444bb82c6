"""What the other feeders say about a feeder's days: the expectation when no weather is at hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from feeders.arrays import Floats
from feeders.day_types import working_days
from feeders.level_shifts import SMALLEST_SHIFT, Shift, find_shifts
from feeders.ridge import over_level, ridge

MIN_PEERS = 4
"""Fewer feeders than this cannot tell weather from a transfer; the forecast's fit looks again."""

BASELINE_DAYS = 61
"""Window of the running median that stands for the level of the time of year. [d]"""

RESPONSE_DOUBT = 0.5
"""On unusual days feeders part ways; this share of the common swing proves nothing."""

PENALTY = 1e-3
"""Ridge penalty of the response to the common swing, as a share of the number of days."""


def shifts_against_peers(daily: Floats, days: pd.DatetimeIndex) -> tuple[Shift, ...]:
    """Find days on which a feeder left the level that the others explain.

    Parameters
    ----------
    daily
        Daily means, shape (days, feeders), NaN = unknown. [MW]
    days
        Naive midnights. Runs with a public holiday are left alone: a factory's holiday week is no
        transfer.
    """
    kinds = working_days(days)
    matrix = _columns(daily, kinds)
    first = _deviation(daily, daily, matrix)
    usual = np.where(np.abs(first) > SMALLEST_SHIFT, np.nan, daily)
    holiday = (kinds == "holiday").to_numpy()
    deviation = _deviation(daily, usual, matrix)
    doubt = RESPONSE_DOUBT * np.abs(matrix[:, :1])
    beyond = np.sign(deviation) * np.maximum(np.abs(deviation) - doubt, 0.0)
    shifts = find_shifts(beyond)
    return tuple(s for s in shifts if not holiday[s.first : s.stop].any())


def _columns(daily: Floats, kinds: pd.Series) -> Floats:
    """The common swing, bent at its quartiles, the days of rest, and both together."""
    common = np.nan_to_num(pd.DataFrame((daily / _level(daily) - 1.0).T).median().to_numpy())
    low, high = np.quantile(common, (0.25, 0.75))
    swings = [common, np.minimum(common - low, 0.0), np.maximum(common - high, 0.0)]
    rest = [(kinds == kind).to_numpy(dtype=float) for kind in ("saturday", "sunday", "holiday")]
    return np.column_stack([*swings, *rest, (rest[0] + rest[1]) * common, np.ones(len(common))])


def _deviation(daily: Floats, usual: Floats, columns: Floats) -> Floats:
    """Deviation from an expectation learnt from the usual days only, as a share of the level."""
    level = _level(usual)
    scale = np.append(np.maximum(columns[:, :-1].std(axis=0), 1e-9), 1.0)
    matrix = columns / scale
    penalty = np.append(np.full(matrix.shape[1] - 1, PENALTY), 0.0)
    equations = ridge(matrix[None], np.ones((1, len(matrix))), penalty * len(matrix))
    above, known, middle = over_level((usual / level - 1.0)[None])
    response = equations.solve(above, known)[0]
    response[-1] += middle[0]
    return np.asarray(daily / level - 1.0 - matrix @ response)


def _level(daily: Floats) -> Floats:
    """Level of the time of year; NaN where a feeder has next to none to compare with."""
    median = pd.DataFrame(daily).rolling(BASELINE_DAYS, center=True, min_periods=7).median()
    level = median.to_numpy(dtype=float)
    usual = np.nan_to_num(median.abs().median().to_numpy())
    present = np.abs(level) > np.maximum(0.05 * usual, 1e-6)
    return np.asarray(np.where(present, level, np.nan))
