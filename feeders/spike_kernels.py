"""Values far off their neighbours in time and the same time of other days, compiled.

Exact medians around every value are dear. `may_spike` bounds them by the least and the greatest
values around, looks closely at the few values in doubt, and so finds the few feeders of which
they are needed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from feeders.arrays import Bools, Floats, Ints
from feeders.column_kernels import sampled_size
from feeders.median_kernels import compiled, middle, running_medians

SURE_SHARE = 0.9
"""The median size is hardly ever below this share of that of the sample; and if so, it is seen."""

STRANDS = 32
"""Parts of a column that go through the running median side by side."""

MOST_LOOKS = 200
"""Values to look at one by one; with more in doubt, the medians around all are not dearer."""


class Around(NamedTuple):
    """What makes up the neighbours and the usual of a value.

    Parameters
    ----------
    rows
        Neighbours on either side.
    least_rows
        Fewer known ones, the value among them, tell nothing.
    days
        Days on either side, at the same time of day.
    least_days
        Fewer known values of those tell nothing.
    """

    rows: int
    least_rows: int
    days: int
    least_days: int


@compiled
def median_distance(column: Floats, expected: Floats) -> float:
    """Median distance of the values from what was expected, NaN for none known."""
    known, count = np.empty(column.shape[0] + 1), 0
    for r in range(column.shape[0]):
        distance = abs(column[r] - expected[r])
        known[count] = distance  # one not kept is written over
        count += int(np.isfinite(distance))
    median: float = middle(known, count)
    return median


@compiled
def median_size(column: Floats) -> float:
    """Median size of the known values, NaN for none."""
    return median_distance(column, np.zeros_like(column))


@compiled
def _size_at_least(column: Floats) -> float:
    """A size that the median one is not below: a round guess if that will do, else itself."""
    guess = SURE_SHARE * sampled_size(column)
    known, below = 0, 0
    for r in range(column.shape[0]):
        size = abs(column[r])
        known += int(size < np.inf)
        below += int(size < guess)
    if guess > 0.0 and below <= (known - 1) // 2:
        return guess
    return median_size(column)


@compiled
def _exceeds(column: Floats, largest: float) -> bool:
    count = 0
    for r in range(column.shape[0]):
        count += int(abs(column[r]) > largest)
    return count > 0


@compiled
def _jumping_rows(column: Floats, reach: int, limit: float) -> Ints:
    """Rows that are further than `limit` off another one at most `reach` rows away."""
    rows, count = column.shape[0], 0
    for apart in range(1, reach + 1):
        for r in range(rows - apart):
            count += int(abs(column[r + apart] - column[r]) > limit)
    jumps = np.zeros(rows, dtype=np.bool_)
    if count:
        for apart in range(1, reach + 1):
            for r in range(rows - apart):
                far = abs(column[r + apart] - column[r]) > limit
                jumps[r] |= far
                jumps[r + apart] |= far
    return np.flatnonzero(jumps)


@compiled
def _extremes(column: Floats, days: Ints, block: int) -> tuple[Floats, Floats]:
    """Least and greatest value of `block` days at each time of day, with an empty block around."""
    shape = (days.shape[0] // block + 3, days.shape[1])
    low, high, line = np.full(shape, np.inf), np.full(shape, -np.inf), np.empty(shape[1])
    for day in range(days.shape[0]):
        b = day // block + 1
        for slot in range(shape[1]):
            line[slot] = column[days[day, slot]] if days[day, slot] >= 0 else np.nan
        for slot in range(shape[1]):
            low[b, slot] = line[slot] if line[slot] < low[b, slot] else low[b, slot]
            high[b, slot] = line[slot] if line[slot] > high[b, slot] else high[b, slot]
    return low, high


@compiled
def _widened(extremes: Floats, sign: float) -> Floats:
    """The least of each block and the ones before and after it; the greatest for a sign of -1."""
    wide = extremes.copy()
    for b in range(1, extremes.shape[0] - 1):
        for slot in range(extremes.shape[1]):
            for other in (extremes[b - 1, slot], extremes[b + 1, slot]):
                wide[b, slot] = other if sign * other < sign * wide[b, slot] else wide[b, slot]
    return wide


@compiled
def _doubtful_places(
    column: Floats, days: Ints, place: Ints, jumps: Ints, half: int, limits: Floats
) -> Ints:
    """Places of values that may be far off the usual, or off it and among the jumping rows."""
    low, high = _extremes(column, days, half)
    least, most = _widened(low, 1.0), _widened(high, -1.0)
    flags = np.zeros(days.size, dtype=np.bool_)
    for b in range(1, low.shape[0] - 1):
        for slot in range(low.shape[1]):
            if max(high[b, slot] - least[b, slot], most[b, slot] - low[b, slot]) > limits[2]:
                for day in range((b - 1) * half, min(b * half, days.shape[0])):
                    value = column[days[day, slot]] if days[day, slot] >= 0 else np.nan
                    unlike = max(value - least[b, slot], most[b, slot] - value)
                    flags[day * days.shape[1] + slot] = unlike > limits[2]
    for row in jumps:
        b, slot = place[row] // days.shape[1] // half + 1, place[row] % days.shape[1]
        unlike = max(column[row] - least[b, slot], most[b, slot] - column[row])
        flags[place[row]] |= unlike > limits[1]
    return np.flatnonzero(flags)


@compiled
def _median_of(column: Floats, rows: Ints, least: int) -> float:
    """Median of the known values in these rows of a column, NaN for fewer than `least`."""
    known, count = np.empty(rows.shape[0] + 1), 0
    for row in rows:
        if row >= 0 and np.isfinite(column[row]):
            known[count] = column[row]
            count += 1
    median: float = middle(known, count) if count >= least else np.nan
    return median


@compiled
def _is_far(column: Floats, days: Ints, place: int, around: Around, limits: Floats) -> bool:
    """Tell for one value what `far_off` tells for all."""
    day, slot = place // days.shape[1], place % days.shape[1]
    row, reach, half = days[day, slot], around.rows, around.days
    alike = days[max(day - half, 0) : day + half + 1, slot]
    unlike = abs(column[row] - _median_of(column, alike, around.least_days))
    if unlike > limits[2]:
        return True
    if not unlike > limits[1]:
        return False
    near = np.arange(max(row - reach, 0), min(row + reach + 1, column.shape[0]))
    return bool(abs(column[row] - _median_of(column, near, around.least_rows)) > limits[0])


@compiled
def may_spike(
    columns: Floats, days: Ints, place: Ints, around: Around, shares: Floats, largest: float
) -> Bools:
    """Tell which columns may have a value that `far_off` finds with limits of their size alone.

    Parameters
    ----------
    columns
        Shape (columns, rows), NaN = unknown.
    days
        Rows by day and time of day, -1 for none.
    place
        Where each row stands there.
    around
        What makes up the neighbours and the usual of a value.
    shares
        The limits of `far_off` as shares of the median size.
    largest
        Size that no value exceeds.
    """
    found = np.zeros(columns.shape[0], dtype=np.bool_)
    for c in range(columns.shape[0]):
        column = columns[c]
        size = _size_at_least(column)
        found[c] = _exceeds(column, largest)
        if size > 0.0 and not found[c]:
            limits = shares * size
            jumps = _jumping_rows(column, around.rows, limits[0])
            places = _doubtful_places(column, days, place, jumps, around.days, limits)
            found[c] = places.shape[0] > MOST_LOOKS
            for p in places[:MOST_LOOKS]:
                found[c] = found[c] or _is_far(column, days, p, around, limits)
    return found


@compiled
def neighbour_medians(column: Floats, around: Around) -> Floats:
    """Median of each value and its neighbours; the column is laid out in strands that overlap."""
    rows, reach = column.shape[0], around.rows
    length = -(-rows // STRANDS)
    laid = np.full((length + 2 * reach, STRANDS), np.nan)
    for strand in range(STRANDS):
        for i in range(length + 2 * reach):
            row = strand * length + i - reach
            if 0 <= row < rows:
                laid[i, strand] = column[row]
    found = _medians_of_all(laid, reach, around.least_rows)
    medians = np.empty(rows)
    for row in range(rows):
        medians[row] = found[row % length + reach, row // length]
    return medians


@compiled
def usual_values(column: Floats, days: Ints, around: Around) -> Floats:
    """Median of each value and those at the same time of the days around."""
    laid = np.full(days.shape, np.nan)
    for day in range(days.shape[0]):
        for slot in range(days.shape[1]):
            if days[day, slot] >= 0:
                laid[day, slot] = column[days[day, slot]]
    found = _medians_of_all(laid, around.days, around.least_days)
    medians = np.empty(column.shape[0])
    for day in range(days.shape[0]):
        for slot in range(days.shape[1]):
            if days[day, slot] >= 0:
                medians[days[day, slot]] = found[day, slot]
    return medians


@compiled
def _medians_of_all(laid: Floats, half: int, least: int) -> Floats:
    """Centered running median of each column of a table, over `half` rows on either side."""
    medians = np.empty_like(laid)
    order, starts = np.arange(laid.shape[0]), np.array([0, laid.shape[0]])
    running_medians(laid, order, starts, 2 * half + 1, least, medians)
    return medians


@compiled
def far_off(column: Floats, near: Floats, usual: Floats, limits: Floats, largest: float) -> Bools:
    """Values off `near` and `usual` at once, or far off `usual`, or too large.

    Parameters
    ----------
    column, near, usual
        One value per row, NaN = unknown; the last two say what to expect.
    limits
        Off `near` by more than the first and off `usual` by more than the second, or off `usual`
        by more than the third.
    largest
        Size that no value exceeds.
    """
    found = np.empty(column.shape[0], dtype=np.bool_)
    for r in range(column.shape[0]):
        value = column[r]
        unlike = abs(value - usual[r])
        jumps = (abs(value - near[r]) > limits[0]) & (unlike > limits[1])
        found[r] = jumps | (unlike > limits[2]) | (abs(value) > largest)
    return found
