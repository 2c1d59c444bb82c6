"""What the feeders of a weather station share ends where the known load ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from feeders.day_types import working_days
from feeders.design_matrix import Basis
from feeders.station import prepare

from . import synthetic

KINDS = working_days(pd.date_range("2024-05-01", "2025-08-31"))
LIMIT_C = 30.0


def basis(times: pd.Index, weather: pd.DataFrame) -> Basis:
    times = pd.DatetimeIndex(times)
    return prepare(times, weather, issued=synthetic.ISSUED, day_types=KINDS).basis


def test_days_of_unknown_load_shape_no_model() -> None:
    """Else the last knots lie in heat that no load tells of, and the slope there is noise."""
    weather = synthetic.before(synthetic.weather())
    hottest = weather["temp_air_c"].groupby(weather.index.date).transform("max")
    every = basis(weather.index, weather)
    cool = basis(weather.index[hottest <= LIMIT_C], weather)
    assert every.fast_c[-1] > LIMIT_C > cool.fast_c[-1]
    assert every.slow_c[-1] > cool.slow_c[-1]
    heat = [known.landmarks.inputs[..., :2].max(axis=(0, 1)) for known in (every, cool)]
    assert np.all(heat[0] > heat[1])
