"""Time and memory for ten thousand feeders with three years of hours each."""

from __future__ import annotations

import resource
import time

import numpy as np
import pandas as pd

from feeders import rolling
from feeders.arrays import Floats
from feeders.day_types import working_days
from feeders.design_matrix import choose_basis, column_kinds, design
from feeders.feeder_model import fit_feeders
from feeders.forecast import LEADS
from feeders.issued import equations
from feeders.rolling import Past
from feeders.station_weather import day_heat, smoothed_grid

FEEDERS = 10_000
MEASURED = 500
"""Cost is linear in the feeders, which are fitted this many at a time; one lot is timed."""

FIRST, LAST = "2022-07-22", "2025-07-21"
HOUR = 6
AHEAD_DAYS = 5


def speed() -> dict[str, float | None]:
    """Seconds for the fit with carry and bands and a forecast of five days, from arrays at hand.

    One lot of feeders is timed and multiplied. Reading Parquet is not done yet: None.
    """
    past, design_ahead = _province()
    start = time.perf_counter()
    model = fit_feeders(past, equations(past, np.arange(len(past.kinds))), LEADS, paths=False)
    for lead in range(1, AHEAD_DAYS + 1):
        forecast = model.median(design_ahead, lead)
    seconds = (time.perf_counter() - start) * FEEDERS / MEASURED
    assert np.isfinite(forecast).all()
    return {
        "seconds_10000_memory": round(seconds, 2),
        "seconds_10000_parquet": None,
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _province() -> tuple[Past, Floats]:
    """One lot of feeders of a made-up province, and the design of a day ahead."""
    rng = np.random.default_rng(20260721)
    days = pd.date_range(FIRST, LAST)
    hours = np.arange(24 * len(days))
    year, day = hours / (24 * 365.25), 2 * np.pi * (hours % 24 - 9) / 24
    spells = np.repeat(rng.normal(0.0, 2.0, len(days)), 24)
    temps = 18.0 - 12.0 * np.cos(2 * np.pi * (year + 0.5)) + 5.0 * np.sin(day) + spells
    base, slope = rng.uniform(1.0, 6.0, MEASURED), rng.uniform(0.01, 0.06, MEASURED)
    shape = 1.0 + slope * np.maximum(temps[:, None] - 24.0, 0.0) + 0.2 * np.cos(day[:, None] - 1.3)
    load = base * shape * (1.0 + 0.03 * rng.standard_normal((len(hours), MEASURED)))
    grid_load = load.reshape(len(days), 24, MEASURED).transpose(1, 0, 2).copy()
    grid_load[HOUR:, -1] = np.nan
    index = pd.date_range(days[0], periods=len(hours), freq="h", tz="Asia/Shanghai")
    grid = smoothed_grid(pd.Series(temps, index=index), days)
    kinds = working_days(days)
    season = rolling.season_weights(days, len(days) - 1) > 0
    basis = choose_basis(grid[:, season], days[season], kinds)
    matrix = design(grid, days, kinds, basis)
    past = Past(days=days, design=matrix, design_issued=matrix, heat_c=day_heat(grid), kinds=column_kinds(basis),
                load=grid_load, origin=len(days) - 1, hour=HOUR)  # fmt: skip
    return past, matrix[:, -1]
