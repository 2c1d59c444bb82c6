"""The compiled least squares against plain numpy, and against the Python they were written in."""

from __future__ import annotations

import numpy as np

from feeders import row_kernels as kernels
from tests.feeders.gappy import both, gappy


def test_normal_equations_on_known_rows() -> None:
    values, design = gappy(30, 3), np.random.default_rng(1).normal(size=(30, 4))
    for gram, side in both(kernels.normal_equations, design, values):
        for c in range(3):
            known = np.isfinite(values[:, c])
            np.testing.assert_allclose(gram[c], design[known].T @ design[known])
            np.testing.assert_allclose(side[c], design[known].T @ values[known, c])
