"""How the grid's inner loops are compiled; the bulk of them is in plain loops.

Plain loops make a result independent of BLAS and its threads, and whole-array expressions take
numba seconds to compile.
"""

from __future__ import annotations

import numba

compiled = numba.njit(cache=True, error_model="numpy")
inlined = numba.njit(cache=True, error_model="numpy", forceinline=True)
nogil = numba.njit(cache=True, error_model="numpy", nogil=True)
