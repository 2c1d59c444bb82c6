"""What the other feeders say about a feeder's days: the expectation when no weather is at hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import numpy as np
import pandas as pd

from feeders import row_kernels
from feeders.arrays import Floats
from feeders.column_medians import column_median, for_lots, running_median
from feeders.day_types import working_days
from feeders.level_shifts import SMALLEST_SHIFT, Shift, find_shifts

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
        Daily means, shape (days, feeders), NaN = unknown: of all feeders there are, so that the
        common swing is that of all. [MW]
    days
        Naive midnights. Runs with a public holiday are left alone: a factory's holiday week is no
        transfer.

    Returns
    -------
    tuple
        By feeder, then by day; none where there are fewer than `MIN_PEERS` feeders.
    """
    if daily.shape[1] < MIN_PEERS:
        return ()
    relative = np.hstack(for_lots(lambda lot: _relative(daily[:, lot]), daily.shape[1]))
    kinds = working_days(days)
    columns = _columns(relative, kinds)
    holiday = (kinds == "holiday").to_numpy()

    def work(lot: slice) -> list[Shift]:
        beyond = _beyond_doubt(daily[:, lot], relative[:, lot], columns)
        return [replace(shift, feeder=lot.start + shift.feeder) for shift in find_shifts(beyond)]

    found = chain.from_iterable(for_lots(work, daily.shape[1]))
    return tuple(shift for shift in found if not holiday[shift.first : shift.stop].any())


def _columns(relative: Floats, kinds: pd.Series) -> Floats:
    """The common swing, bent at its quartiles, the days of rest, and both together."""
    common = np.nan_to_num(column_median(relative.T))
    low, high = np.quantile(common, (0.25, 0.75))
    swings = [common, np.minimum(common - low, 0.0), np.maximum(common - high, 0.0)]
    rest = [(kinds == kind).to_numpy(dtype=float) for kind in ("saturday", "sunday", "holiday")]
    return np.column_stack([*swings, *rest, (rest[0] + rest[1]) * common, np.ones(len(common))])


def _beyond_doubt(daily: Floats, relative: Floats, columns: Floats) -> Floats:
    """Deviation from an expectation learnt from the usual days only, as a share of the level."""
    usual = np.abs(relative - _expected(relative, columns)) <= SMALLEST_SHIFT
    relative = daily / _level(np.where(usual, daily, np.nan)) - 1.0
    deviation = relative - _expected(np.where(usual, relative, np.nan), columns)
    doubt = RESPONSE_DOUBT * np.abs(columns[:, :1])
    return np.asarray(np.sign(deviation) * np.maximum(np.abs(deviation) - doubt, 0.0))


def _expected(relative: Floats, columns: Floats) -> Floats:
    """What the columns explain, by ridge regression of each feeder on its own known days."""
    days, count = columns.shape
    matrix = columns / np.append(np.maximum(columns[:, :-1].std(axis=0), 1e-9), 1.0)
    gram, side = row_kernels.normal_equations(matrix, relative)
    penalty = np.append(np.full(count - 1, PENALTY * days), 0.0) + 1e-12 * days
    response = np.linalg.solve(gram + np.diag(penalty), side[..., None])[..., 0]
    # not with BLAS, whose threads would get into the way of ours
    return np.asarray(np.einsum("dk,fk->df", matrix, response))


def _relative(daily: Floats) -> Floats:
    return np.asarray(daily / _level(daily) - 1.0)


def _level(daily: Floats) -> Floats:
    """Level of the time of year; NaN where a feeder has next to none to compare with."""
    level = running_median(daily, BASELINE_DAYS, 7)
    usual = np.nan_to_num(column_median(np.abs(level)))
    present = np.abs(level) > np.maximum(0.05 * usual, 1e-6)
    return np.asarray(np.where(present, level, np.nan))
