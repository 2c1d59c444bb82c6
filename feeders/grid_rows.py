"""Hourly series as a grid (hour of day, day): the shape in which the forecast works."""

from __future__ import annotations

import numpy as np
import pandas as pd

from feeders.arrays import Reals
from feeders.day_grid import wall_days
from feeders.grid_kernels import BLOCK, spread


def to_grid(times: pd.DatetimeIndex, values: Reals, days: pd.DatetimeIndex) -> Reals:
    """Spread hourly rows over a grid of whole days.

    Parameters
    ----------
    times
        Local times, one per row.
    values
        Shape (rows, columns).
    days
        Consecutive naive midnights.

    Returns
    -------
    array
        Shape (24, days, columns), NaN where nothing is known. Rows outside the days are left out.
        Where a clock is put back, the later of two equal hours stays.
    """
    day, hour = wall_days(times)
    position = (day - days[0]).days.to_numpy().astype(np.int64)
    grid = np.full((24, len(days), values.shape[1]), np.nan, dtype=values.dtype)
    by_row = abs(values.strides[0]) >= abs(values.strides[1])
    block = max(values.shape[1], 1) if by_row else BLOCK
    spread(values, hour.to_numpy().astype(np.int64), position, block, grid)
    return grid


def from_grid(grid: Reals, times: pd.DatetimeIndex, days: pd.DatetimeIndex) -> Reals:
    """Read rows back from a grid: shape (times, columns)."""
    day, hour = wall_days(times)
    rows: Reals = grid[hour.to_numpy(), (day - days[0]).days.to_numpy()]
    return rows
