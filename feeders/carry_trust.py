"""How far the last days' errors can be trusted on a day that is hotter than they were.

What a model misses on cool days comes from load that is there in any weather, or from too much heat
response; on a hot day air conditioning rules, and the miss tells little of it. So the share of a
recent error that is carried fades with how much hotter the day ahead is than the last days known.
A cooler day is as sure as its like: it keeps all of the carry.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

from feeders.arrays import Bools, Floats, Ints

HOTTER_C = 1.25
"""A day so much hotter than the last ones takes 61 % of the carry, twice as much 14 %. [°C]

On Shanghai's summers 1.25 to 3.5 change the error of an ordinary summer by under 1 %: what it takes
away is the worst error beyond the training range.
"""

KEPT_PER_DAY = 0.5
"""Weight of a day in the heat of the last days as a share of that of the day after it."""


def trust(warmth_c: Floats, known: Bools, issue_day: Ints, ahead_c: Floats) -> Floats:
    """Share of the last days' errors that holds on the day ahead.

    Parameters
    ----------
    warmth_c
        Mean temperature of each day, smoothed over 3 h, NaN where unknown, shape (days,). [°C]
    known
        Days of which the load is known, shape (days,).
    issue_day
        Positions of the days of issue, not the first; they do not count among the last days.
    ahead_c
        Of the day forecast by each issue, NaN where unknown, shape (..., issues). [°C]

    Returns
    -------
    array
        Of the same shape, from 0 to 1; 1 where either temperature is unknown.
    """
    counts = known & np.isfinite(warmth_c)
    total, weight = (
        lfilter([1.0], [1.0, -KEPT_PER_DAY], values)
        for values in (np.where(counts, warmth_c, 0.0), counts.astype(float))
    )
    before = issue_day - 1
    recent = total[before] / np.where(weight[before] > 0.0, weight[before], np.nan)
    hotter = np.maximum(np.nan_to_num(ahead_c - recent), 0.0)
    return np.asarray(np.exp(-0.5 * (hotter / HOTTER_C) ** 2))
