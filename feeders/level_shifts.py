"""Weeks in which a feeder carried its neighbour's load, or its neighbour carried some of its own.

Change points in the daily mean against an expectation: whoever calls brings the expectation (the
other feeders, or the weather), so that a heatwave is not taken for a transfer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feeders.arrays import Bools, Floats
from feeders.column_medians import column_median, running_median

BASELINE_DAYS = 61
"""Window of the running median a shift stands out from: twice the longest transfer found. [d]"""

SMALLEST_SHIFT = 0.15
"""Smaller steps do less harm than masking true days would. [share of the feeder's level]"""

NOISE_MULTIPLE = 4.0
"""A shift exceeds this many robust standard deviations of the feeder's daily deviations."""

SHORTEST_DAYS = 2
EDGE_SHARE = 0.5
"""A transfer comes and goes within two days; at each edge at least this share of it."""

PARTIAL_SHARE = 0.2
"""A neighbouring day with this share of the shift was switched during that day."""


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A run of days [first, stop) on another level; `open` when it lasts to the end."""

    feeder: int
    first: int
    stop: int
    change: float
    open: bool


def find_shifts(deviation: Floats) -> tuple[Shift, ...]:
    """Find runs of days on another level.

    Parameters
    ----------
    deviation
        Daily mean minus expectation as a share of the feeder's level, shape (days, feeders), NaN =
        unknown.

    Returns
    -------
    tuple
        By feeder, then by day. `change` is relative: +0.4 for 40 % more than expected.
    """
    centered = deviation - running_median(deviation, BASELINE_DAYS, 1)
    smooth = running_median(centered, 3, 1)
    limit = np.maximum(SMALLEST_SHIFT, NOISE_MULTIPLE * _spread(centered))
    high, low = smooth > limit, smooth < -limit
    candidates = np.flatnonzero(high.any(axis=0) | low.any(axis=0))
    found = [
        shift
        for feeder in candidates
        for flags in (high[:, feeder], low[:, feeder])
        for shift in _shifts_of(int(feeder), flags, centered[:, feeder])
    ]
    return tuple(sorted(found, key=lambda shift: (shift.feeder, shift.first)))


def _spread(values: Floats) -> Floats:
    """Robust standard deviation of each column; zero for a column without values."""
    spread: Floats = 1.4826 * np.nan_to_num(column_median(np.abs(values)))
    return spread


def runs(flags: Bools) -> list[tuple[int, int]]:
    """Start and stop of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _shifts_of(feeder: int, flags: Bools, centered: Floats) -> list[Shift]:
    shifts = []
    for first, stop in runs(flags):
        known = _known(centered[first:stop])
        if len(known) < SHORTEST_DAYS:
            continue
        change = float(np.median(known))
        is_open = stop == len(flags)
        sharp = _steps(centered, first, change) and (is_open or _steps(centered, stop, change))
        if sharp and stop - first <= BASELINE_DAYS // 2:
            a, b = _with_partial_days(centered, first, stop, change)
            shifts.append(Shift(feeder=feeder, first=a, stop=b, change=change, open=is_open))
    return shifts


def _steps(centered: Floats, edge: int, change: float) -> bool:
    """Tell whether the level changes by most of `change` between two days before and after."""
    before = _known(centered[max(edge - 3, 0) : max(edge - 1, 0)])
    after = _known(centered[edge + 1 : edge + 3])
    if not (len(before) and len(after)):
        return True  # the history begins, ends or has a gap here: the step cannot be seen
    return abs(float(after.mean() - before.mean())) >= EDGE_SHARE * abs(change)


def _known(values: Floats) -> Floats:
    return values[np.isfinite(values)]


def _with_partial_days(centered: Floats, first: int, stop: int, change: float) -> tuple[int, int]:
    """Widen by a day at each edge that was already, or still, partly on the other level."""
    if first > 0 and centered[first - 1] / change > PARTIAL_SHARE:
        first -= 1
    if stop < len(centered) and centered[stop] / change > PARTIAL_SHARE:
        stop += 1
    return first, stop
