"""Wind, pressure and sun."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.layout import CENTRE_LAT, CENTRE_LON

Floats = npt.NDArray[np.float64]


def correlated(rng: np.random.Generator, count: int, keep: float) -> Floats:
    """Noise of unit variance that forgets slowly."""
    values, last = np.empty(count), 0.0
    shocks = rng.standard_normal(count) * np.sqrt(1 - keep**2)
    for position in range(count):
        last = keep * last + shocks[position]
        values[position] = last
    return values


def smooth(rng: np.random.Generator, count: int, scale: float) -> Floats:
    """Slow noise of a given scale."""
    return scale * correlated(rng, count, 0.9)


def wind(hours: pd.DatetimeIndex, rng: np.random.Generator) -> Floats:
    """Wind at 10 m, calm before sunrise. [m/s]"""
    hour = hours.hour.to_numpy()
    daily = 2.1 + 0.7 * np.sin(2 * np.pi * (hour - 9) / 24)
    return np.round(np.clip(daily + smooth(rng, len(hours), 0.5), 1.3, 4.0), 1)


def pressure(hours: pd.DatetimeIndex, rng: np.random.Generator) -> Floats:
    """Air pressure, low in summer. [hPa]"""
    season = np.cos(2 * np.pi * (hours.dayofyear.to_numpy() - 200) / 365.25)
    return np.round(1014.5 - 10.0 * season + 2.5 * correlated(rng, len(hours), 0.98), 1)


def sun_height_sine(hours: pd.DatetimeIndex) -> Floats:
    """Sine of the sun's height in the middle of each hour (Spencer 1971)."""
    day = 2 * np.pi * (hours.dayofyear.to_numpy() - 1) / 365
    tilt = (
        0.006918
        - 0.399912 * np.cos(day)
        + 0.070257 * np.sin(day)
        - 0.006758 * np.cos(2 * day)
        + 0.000907 * np.sin(2 * day)
    )
    equation = 229.18 * (
        0.000075
        + 0.001868 * np.cos(day)
        - 0.032077 * np.sin(day)
        - 0.014615 * np.cos(2 * day)
        - 0.04089 * np.sin(2 * day)
    )
    solar_hour = hours.hour.to_numpy() + 0.5 + (CENTRE_LON - 120.0) / 15 + equation / 60
    angle = np.pi * (solar_hour - 12) / 12
    lat = np.radians(CENTRE_LAT)
    return np.asarray(
        np.sin(lat) * np.sin(tilt) + np.cos(lat) * np.cos(tilt) * np.cos(angle), dtype=float
    )


def radiation(hours: pd.DatetimeIndex, cloud: Floats) -> npt.NDArray[np.int64]:
    """Global radiation of the hour under the given cloud. [W/m²]"""
    height = np.clip(sun_height_sine(hours), 0.0, None)
    clear = 1098 * height * np.exp(-0.057 / np.maximum(height, 0.01))  # Haurwitz 1945
    return np.rint(0.94 * clear * (1 - 0.72 * cloud**3)).astype(np.int64)
