"""Single passes over the values of histories, compiled: counts, runs, sizes, daily means."""

from __future__ import annotations

import numpy as np

from feeders.arrays import Bools, Floats, Ints
from feeders.median_kernels import compiled


@compiled
def count_true(flags: Bools) -> Ints:
    """How often each column is true."""
    counts = np.zeros(flags.shape[1], dtype=np.int64)
    for r in range(flags.shape[0]):
        for c in range(flags.shape[1]):
            counts[c] += int(flags[r, c])
    return counts


@compiled
def long_runs(values: Floats, least: int) -> tuple[Bools, Ints]:
    """Runs of at least `least` equal values that are not zero, and their rows per column."""
    rows, width = values.shape
    found = np.zeros((rows, width), dtype=np.bool_)
    counts = np.zeros(width, dtype=np.int64)
    length = np.ones(width, dtype=np.int64)
    for r in range(1, rows):
        for c in range(width):
            same = values[r, c] == values[r - 1, c]
            length[c] = length[c] + 1 if same else 1
        for c in range(width):
            if length[c] >= least and values[r, c] != 0.0:
                fresh = length[c] if length[c] == least else 1
                counts[c] += fresh
                for back in range(fresh):
                    found[r - back, c] = True
    return found, counts


@compiled
def far_off(
    values: Floats, near: Floats, usual: Floats, jump: Floats, burst: Floats, largest: float
) -> tuple[Bools, Ints]:
    """Values off `near` and `usual` at once, or far off `usual`, or too large; rows per column.

    Parameters
    ----------
    values, near, usual
        Shape (rows, columns), NaN = unknown; the last two say what to expect.
    jump
        Off `near` by more than the first row and off `usual` by more than the second, (2, columns).
    burst
        Off `usual` by more than this, shape (columns,).
    largest
        Size that no value exceeds.
    """
    rows, width = values.shape
    found = np.empty((rows, width), dtype=np.bool_)
    counts = np.zeros(width, dtype=np.int64)
    for r in range(rows):
        for c in range(width):
            value = values[r, c]
            unlike = abs(value - usual[r, c])
            jumps = (abs(value - near[r, c]) > jump[0, c]) & (unlike > jump[1, c])
            far = jumps | (unlike > burst[c]) | (abs(value) > largest)
            found[r, c] = far
            counts[c] += int(far)
    return found, counts


@compiled
def normal_equations(design: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Gram matrix and right-hand side of each column on its own known rows.

    Parameters
    ----------
    design
        Shape (rows, n).
    values
        Shape (rows, columns), NaN = unknown.

    Returns
    -------
    tuple
        Shapes (columns, n, n) and (columns, n).
    """
    (rows, n), width = design.shape, values.shape[1]
    gram, side = np.zeros((n, n, width)), np.zeros((n, width))
    for r in range(rows):
        for i in range(n):
            for j in range(i + 1):
                product = design[r, i] * design[r, j]
                for c in range(width):
                    gram[i, j, c] += product if np.isfinite(values[r, c]) else 0.0
            for c in range(width):
                value = values[r, c]
                side[i, c] += design[r, i] * value if np.isfinite(value) else 0.0
    for i in range(n):
        for j in range(i):
            gram[j, i] = gram[i, j]
    return gram.transpose(2, 0, 1), side.T


@compiled
def daily_means(values: Floats, day_starts: Ints, least: int) -> Floats:
    """Mean of each day's known values, shape (days, columns); NaN for fewer than `least`."""
    days, width = day_starts.shape[0] - 1, values.shape[1]
    means = np.zeros((days, width))
    known = np.empty(width, dtype=np.int64)
    for day in range(days):
        known[:] = 0
        for r in range(day_starts[day], day_starts[day + 1]):
            for c in range(width):
                finite = np.isfinite(values[r, c])
                means[day, c] += values[r, c] if finite else 0.0
                known[c] += int(finite)
        for c in range(width):
            means[day, c] = means[day, c] / known[c] if known[c] >= least else np.nan
    return means


@compiled
def extreme_sizes(values: Floats) -> tuple[Floats, Floats]:
    """Smallest and largest size of each column's values other than zero; infinite, 0 for none."""
    rows, width = values.shape
    smallest, largest = np.full(width, np.inf), np.zeros(width)
    for r in range(rows):
        for c in range(width):
            size = abs(values[r, c])
            smallest[c] = size if 0.0 < size < smallest[c] else smallest[c]
            largest[c] = size if size > largest[c] else largest[c]
    return smallest, largest
