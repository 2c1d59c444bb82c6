"""Medians of the values of histories, compiled: running ones, of columns, of days.

All go through a table row by row with its columns side by side, so that the compiler works on
several columns at once, and let other threads run.
"""

from __future__ import annotations

import numba
import numpy as np

from feeders.arrays import Floats, Ints

SAMPLE = 31
"""Values from which a pivot is taken; odd, so that the pivot is one of them."""

compiled = numba.njit(cache=True, nogil=True, error_model="numpy")
inlined = numba.njit(inline="always", error_model="numpy")
"""For loops that work on several columns at once only where the compiler sees the arrays made."""


@inlined
def _enter(row: Floats, line: Floats) -> None:
    """Take a row into `line`, unknown values as infinite."""
    for c in range(line.shape[0]):
        line[c] = row[c] if np.isfinite(row[c]) else np.inf


@inlined
def _replace(ranked: Floats, old: Floats, new: Floats, before: Floats) -> None:
    """Take `old` out of each column of the sorted window, put `new` in, and keep it sorted."""
    last = ranked.shape[0] - 1
    for c in range(old.shape[0]):
        before[c] = -np.inf
    for j in range(last):
        for c in range(old.shape[0]):
            kept = ranked[j, c] if ranked[j, c] < old[c] else ranked[j + 1, c]
            raised = before[c] if before[c] > new[c] else new[c]
            ranked[j, c] = kept if kept < raised else raised
            before[c] = kept
    for c in range(old.shape[0]):
        ranked[last, c] = before[c] if before[c] > new[c] else new[c]


@compiled
def running_medians(
    values: Floats, order: Ints, starts: Ints, window: int, least: int, medians: Floats
) -> None:
    """Write centered running medians of each column within groups of rows.

    Parameters
    ----------
    values
        Shape (rows, columns), NaN = unknown.
    order
        Rows, group after group.
    starts
        Where each group begins in `order`, and the end of the last.
    window
        Rows of the group around a row; odd.
    least
        Known values in the window below which the median is NaN.
    medians
        Written; of the shape of the values.
    """
    width, half = values.shape[1], window // 2
    ranked = np.empty((window, width))  # unknown values and those outside the group come last
    inside = np.empty((window, width))  # the same values in the order they came
    new, before = np.empty(width), np.empty(width)
    known = np.empty(width, dtype=np.int64)
    for group in range(starts.shape[0] - 1):
        first, stop = starts[group], starts[group + 1]
        ranked[:] = np.inf
        inside[:] = np.inf
        known[:] = 0
        for i in range(first, stop + half):
            old = inside[i % window]
            if i < stop:
                _enter(values[order[i]], new)
            else:
                new[:] = np.inf
            for c in range(width):
                known[c] += int(new[c] < np.inf) - int(old[c] < np.inf)
            _replace(ranked, old, new, before)
            old[:] = new
            if i - half >= first:
                for c in range(width):
                    if known[c] == window:
                        medians[order[i - half], c] = ranked[half, c]
                    elif known[c] >= least:
                        low, high = ranked[(known[c] - 1) >> 1, c], ranked[known[c] >> 1, c]
                        medians[order[i - half], c] = (low + high) / 2
                    else:
                        medians[order[i - half], c] = np.nan


@compiled
def _put_in(ranked: Floats, count: int, value: float) -> None:
    """Put a value into the first `count`, which are in order and stay so."""
    j = count
    while j > 0 and ranked[j - 1] > value:
        ranked[j] = ranked[j - 1]
        j -= 1
    ranked[j] = value


@compiled
def _pivot(values: Floats, count: int) -> float:
    """One of the first `count` values, not far from their median."""
    sample = np.empty(SAMPLE)
    for k in range(SAMPLE):
        _put_in(sample, k, values[k * count // SAMPLE])
    pivot: float = sample[SAMPLE // 2]
    return pivot


@compiled
def _middle_of_few(values: Floats, count: int) -> float:
    """Median of the first `count` values, NaN for none, by sorting them."""
    if count == 0:
        return np.nan
    for k in range(count):
        _put_in(values, k, values[k])
    median: float = (values[(count - 1) // 2] + values[count // 2]) / 2
    return median


@compiled
def middle(values: Floats, count: int) -> float:
    """Median of the first `count` values, NaN for none; their order is lost."""
    if count <= SAMPLE:
        return _middle_of_few(values, count)
    rank, even = (count - 1) // 2, 1 - count % 2
    above = np.inf  # the smallest value sorted out so far on the upper side
    while True:
        pivot = _pivot(values, count)
        less, same, after = 0, 0, above
        for i in range(count):
            less += int(values[i] < pivot)
            same += int(values[i] == pivot)
        if less <= rank < less + same:
            break
        upper, kept = rank >= less, 0
        for i in range(count):
            value = values[i]
            values[kept] = value
            kept += int(value > pivot) if upper else int(value < pivot)
        if upper:
            rank -= less + same
        else:
            above = pivot
        count = kept
    if rank + even < less + same:
        return pivot
    for i in range(count):
        if values[i] > pivot:
            after = min(after, values[i])
    return (pivot + after) / 2


@compiled
def column_medians(values: Floats) -> Floats:
    """Median of the known values of each column, NaN for none."""
    rows, width = values.shape
    medians, known = np.empty(width), np.empty(rows + 1)
    for c in range(width):
        count = 0
        for r in range(rows):
            known[count] = values[r, c]  # a value not kept is written over
            count += int(np.isfinite(values[r, c]))
        medians[c] = middle(known, count)
    return medians


@compiled
def typical_sizes(columns: Floats, limit: float) -> Floats:
    """Median size of each column's values up to `limit`, or beyond it where those are more.

    Zeros are left out; NaN where nothing else is known. Shape (columns, rows).
    """
    width, rows = columns.shape
    medians = np.empty(width)
    within, beyond = np.empty(rows + 1), np.empty(rows + 1)
    for c in range(width):
        small, large = 0, 0
        for r in range(rows):
            size = abs(columns[c, r])
            within[small] = size
            beyond[large] = size
            small += int(0.0 < size <= limit)
            large += int(size > limit)
        medians[c] = middle(beyond, large) if large > small else middle(within, small)
    return medians


@compiled
def daily_sizes(column: Floats, day_starts: Ints, limit: float, least: int) -> Floats:
    """Median size of each day's values other than zero, NaN for fewer than `least`.

    Of the values beyond `limit` alone where there are at least so many.
    """
    days = day_starts.shape[0] - 1
    medians = np.empty(days)
    sizes, beyond = np.empty(column.shape[0]), np.empty(column.shape[0])
    for day in range(days):
        known, large = 0, 0
        for r in range(day_starts[day], day_starts[day + 1]):
            size = abs(column[r])
            if size > 0.0:
                sizes[known] = size
                known += 1
            if size > limit:
                beyond[large] = size
                large += 1
        medians[day] = middle(sizes, known) if known >= least else np.nan
        if large >= least:
            medians[day] = middle(beyond, large)
    return medians
