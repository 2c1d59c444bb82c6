"""Medians of wide tables, many columns at a time."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from feeders import median_kernels
from feeders.arrays import Floats

LOT = 32
"""Columns that go through the kernels together: as many as the compiler takes at once."""

MOST_THREADS = 8
"""Each has its own lot at hand; bounds the memory on large machines."""

T = TypeVar("T")


def for_lots(work: Callable[[slice], T], columns: int) -> list[T]:
    """Work on the columns lot by lot, on several cores; the results come in order."""
    lots = [slice(first, min(first + LOT, columns)) for first in range(0, columns, LOT)]
    if len(lots) < 2:
        return [work(lot) for lot in lots]
    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS)) as threads:
        return list(threads.map(work, lots))


def running_median(values: Floats, window: int, least: int) -> Floats:
    """Centered running median of each column.

    Parameters
    ----------
    values
        Shape (rows, columns), NaN = unknown.
    window
        Rows around a row; odd. Fewer count at both ends.
    least
        Known values in the window below which the median is NaN.
    """
    order, starts = np.arange(len(values)), np.array([0, len(values)])
    medians = np.empty(values.shape)

    def work(lot: slice) -> None:
        part = np.ascontiguousarray(values[:, lot])
        found = np.empty_like(part)
        median_kernels.running_medians(part, order, starts, window, least, found)
        medians[:, lot] = found

    for_lots(work, values.shape[1])
    return medians


def column_median(values: Floats) -> Floats:
    """Median of the known values of each column, NaN for none."""
    parts = for_lots(
        lambda lot: median_kernels.column_medians(np.ascontiguousarray(values[:, lot])),
        values.shape[1],
    )
    return np.concatenate([np.empty(0), *parts])
