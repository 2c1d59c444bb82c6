"""Single passes over the values of histories, compiled: counts, sizes, runs, daily means.

All take one row per feeder, so that its values lie side by side: the compiler works on several at
once, and what one pass read is still at hand for the next.
"""

from __future__ import annotations

import numpy as np

from feeders.arrays import Bools, Floats, Ints
from feeders.median_kernels import compiled, middle

SAMPLE_EVERY = 31
"""Every so many rows tell about the size of a feeder; they come round all times of day."""

USUAL_FROM, USUAL_TO = 0.1, 3.0
"""Sizes that raise no question, as shares of that of the sample; all are within half a unit."""


@compiled
def sampled_size(column: Floats) -> float:
    """Median size of some of the values other than zero, NaN for none."""
    sizes, count = np.empty(column.shape[0] // SAMPLE_EVERY + 2), 0
    for r in range(0, column.shape[0], SAMPLE_EVERY):
        size = abs(column[r])
        sizes[count] = size
        count += int(0.0 < size < np.inf)
    median: float = middle(sizes, count)
    return median


@compiled
def first_look(columns: Floats, largest: float) -> tuple[Ints, Ints, Bools]:
    """Make what is not finite NaN, and see what each feeder needs.

    Parameters
    ----------
    columns
        Shape (columns, rows), changed in place.
    largest
        Size that no value exceeds.

    Returns
    -------
    tuple
        Rows unknown, rows of zero, and whether the sizes of the others are so far apart, or so
        large, that some may be in another unit.
    """
    width, rows = columns.shape
    unknown, zeros = np.empty(width, dtype=np.int64), np.empty(width, dtype=np.int64)
    odd = np.empty(width, dtype=np.bool_)
    for c in range(width):
        column = columns[c]
        usual = sampled_size(column)
        least, most = USUAL_FROM * usual, min(USUAL_TO * usual, largest)
        finite, zero, calm = 0, 0, 0
        for r in range(rows):
            value = column[r]
            size = abs(value)
            known = size < np.inf
            column[r] = value if known else np.nan
            finite += int(known)
            zero += int(size == 0.0)
            calm += int((size >= least) & (size <= most))
        unknown[c], zeros[c], odd[c] = rows - finite, zero, calm < finite - zero
    return unknown, zeros, odd


@compiled
def extreme_sizes(columns: Floats) -> tuple[Floats, Floats]:
    """Smallest and largest size of each column's values other than zero; infinite, 0 for none."""
    width, rows = columns.shape
    smallest, largest = np.full(width, np.inf), np.zeros(width)
    for c in range(width):
        for r in range(rows):
            size = abs(columns[c, r])
            smallest[c] = size if 0.0 < size < smallest[c] else smallest[c]
            largest[c] = size if size > largest[c] else largest[c]
    return smallest, largest


@compiled
def _run_around(column: Floats, row: int) -> tuple[int, int]:
    """First row, and the row after the last, of the equal values around a row."""
    first, stop = row, row + 1
    while first > 0 and column[first - 1] == column[row]:
        first -= 1
    while stop < column.shape[0] and column[stop] == column[row]:
        stop += 1
    return first, stop


@compiled
def rows_in_runs(column: Floats, least: int, mask: bool) -> int:
    """Count the rows in runs of at least `least` equal values that are not zero; mask if told to.

    Such a run has `least - 1` pairs of equal neighbours: one pair in so many is enough to look at.
    """
    count, row = 0, 0
    while row + 1 < column.shape[0]:
        if column[row] == column[row + 1] and column[row] != 0.0:
            first, stop = _run_around(column, row)
            if stop - first >= least:
                count += stop - first
                if mask:
                    column[first:stop] = np.nan
            row = max(row, stop - least)  # no pair of this run again
        row += least - 1
    return count


@compiled
def stuck_rows(columns: Floats, least: int) -> Ints:
    """Rows of each column in runs of at least `least` equal values that are not zero."""
    counts = np.empty(columns.shape[0], dtype=np.int64)
    for c in range(columns.shape[0]):
        counts[c] = rows_in_runs(columns[c], least, False)
    return counts


@compiled
def daily_means(columns: Floats, day_starts: Ints, least: int) -> Floats:
    """Mean of each day's known values, shape (days, columns); NaN for fewer than `least`."""
    width, days = columns.shape[0], day_starts.shape[0] - 1
    means = np.empty((days, width))
    for c in range(width):
        for day in range(days):
            total, known = 0.0, 0
            for r in range(day_starts[day], day_starts[day + 1]):
                value = columns[c, r]
                finite = np.isfinite(value)
                total += value if finite else 0.0
                known += int(finite)
            means[day, c] = total / known if known >= least else np.nan
    return means
