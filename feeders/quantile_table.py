"""P10, P50 and P90 as a table with a row per time and feeder."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from feeders.arrays import Floats

QUANTILES = {"p10_mw": 0.1, "p50_mw": 0.5, "p90_mw": 0.9}


class Quantiles(Protocol):
    """Whatever forecasts quantiles of named feeders."""

    @property
    def feeders(self) -> tuple[str, ...]:
        """Names, in the order of the result."""
        ...

    def quantiles(
        self,
        weather_forecast: pd.DataFrame,
        times: pd.DatetimeIndex,
        probabilities: tuple[float, ...],
    ) -> Floats:
        """Shape (times, feeders, probabilities). [MW]"""
        ...


def as_table(
    model: Quantiles, weather_forecast: pd.DataFrame, times: pd.DatetimeIndex
) -> pd.DataFrame:
    """P10, P50 and P90 with a row per time and feeder, see `LoadModel.predict`."""
    rows = model.quantiles(weather_forecast, times, tuple(QUANTILES.values()))
    names = list(model.feeders)
    table = pd.DataFrame({"time": times.repeat(len(names)), "feeder": names * len(times)})
    flat = rows.reshape(-1, len(QUANTILES))
    return table.assign(**{name: flat[:, i] for i, name in enumerate(QUANTILES)})
