"""Array types of the forecast, apart from what needs scipy: reading inputs must start quickly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
