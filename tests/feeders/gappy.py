"""Tables with gaps, and kernels run compiled and as written."""

from __future__ import annotations

from typing import Any

import numpy as np


def gappy(rows: int, columns: int, share: float = 0.3, seed: int = 0) -> np.ndarray:
    """Coarse values, so that some repeat, of which a share is missing."""
    rng = np.random.default_rng(seed)
    values = rng.normal(0.0, 1.0, (rows, columns)).round(1)
    values[rng.random(values.shape) < share] = np.nan
    return values


def both(kernel: Any, *arguments: Any) -> tuple[Any, Any]:
    """What the compiled kernel returns, and what its Python does."""
    return kernel(*arguments), kernel.py_func(*arguments)
