"""A load forecast as a plan uses it, whoever made it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from peakops.tables import Repair


@dataclass(frozen=True, kw_only=True)
class LoadTable:
    """Forecast of every feeder and what was repaired on the way.

    Parameters
    ----------
    table
        ``time, feeder, p10_mw, p50_mw, p90_mw`` for every hour of the plan.
    repairs
        Values masked or filled in the histories, counted.
    """

    table: pd.DataFrame
    repairs: tuple[Repair, ...]
