"""Several verdicts on the same hours as one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feeders.limits import Verdict


def worst_of(verdicts: Sequence[Verdict]) -> Verdict:
    """Per hour the first verdict that refuses, else the one with the smallest margin."""
    if len(verdicts) == 1:
        return verdicts[0]
    margins = np.array([verdict.margin_percent for verdict in verdicts])
    refused = np.array([~verdict.allowed for verdict in verdicts])
    smallest = np.where(np.isnan(margins), np.inf, margins).argmin(axis=0)
    chosen = np.where(refused.any(axis=0), refused.argmax(axis=0), smallest)
    hours = range(len(chosen))
    return Verdict(
        reason=tuple(verdicts[chosen[hour]].reason[hour] for hour in hours),
        element=tuple(verdicts[chosen[hour]].element[hour] for hour in hours),
        margin_percent=margins[chosen, hours],
    )
