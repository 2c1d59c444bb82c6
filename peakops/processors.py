"""How many processes are worth having."""

from __future__ import annotations

import os


def usual_workers() -> int:
    """One process for each processor that this process may use."""
    return max(1, len(os.sched_getaffinity(0)))
