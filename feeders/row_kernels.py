"""Least squares of many feeders, each on its own known days, compiled."""

from __future__ import annotations

import numpy as np

from feeders.arrays import Floats
from feeders.median_kernels import compiled


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
