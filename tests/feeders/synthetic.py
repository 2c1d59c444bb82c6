"""Seeded weather and feeders whose response to heat is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.signal import lfilter

ZONE = "Asia/Shanghai"
FIRST = "2024-05-20"
ISSUED = pd.Timestamp("2025-07-18 06:00", tz=ZONE)


def hours(first: str = FIRST, end: str = "2025-07-27") -> pd.DatetimeIndex:
    return pd.date_range(first, end, freq="h", tz=ZONE, inclusive="left", name="time")


def weather(times: pd.DatetimeIndex | None = None, seed: int = 0) -> pd.DataFrame:
    """A year's wave, weather that lasts some days, and a daily wave. [°C]"""
    times = hours() if times is None else times
    days = np.arange(len(times)) // 24
    noise = np.random.default_rng(seed).normal(0.0, 1.6, days[-1] + 1)
    spell = lfilter([1.0], [1.0, -0.8], noise)[days]
    year = -12.0 * np.cos(2 * np.pi * (times.dayofyear.to_numpy() - 25) / 365)
    day = 4.0 * np.sin(2 * np.pi * (times.hour.to_numpy() - 9) / 24)
    return pd.DataFrame({"temp_air_c": 16.0 + year + spell + day}, index=times)


def loads(temps: pd.DataFrame, count: int = 6, seed: int = 1, noise: float = 0.01) -> pd.DataFrame:
    """Feeders of 1 to 6 MW: daily shape, heat above 24 °C with memory, weekends, noise. [MW]"""
    rng = np.random.default_rng(seed)
    times = pd.DatetimeIndex(temps.index)
    memory = temps["temp_air_c"].ewm(halflife=8).mean().to_numpy()
    columns = {}
    for number in range(count):
        base, slope, factory = rng.uniform(1, 6), rng.uniform(0.01, 0.06), rng.uniform(0, 0.2)
        peak_hour = 14 + rng.uniform(-3, 3)
        shape = 1 + 0.25 * np.cos(2 * np.pi * (times.hour.to_numpy() - peak_hour) / 24)
        heat = slope * np.maximum(memory - 24.0, 0.0)
        rest = factory * (times.dayofweek.to_numpy() >= 5)
        wobble = lfilter([1.0], [1.0, -0.7], rng.normal(0.0, noise, len(times)))
        columns[f"F{number:02d}"] = np.round(base * (shape + heat - rest) * (1 + wobble), 3)
    return pd.DataFrame(columns, index=times)


def before(table: pd.DataFrame, moment: pd.Timestamp = ISSUED) -> pd.DataFrame:
    return table[table.index < moment]


def after(table: pd.DataFrame, moment: pd.Timestamp = ISSUED) -> pd.DataFrame:
    return table[table.index >= moment]


def plan_hours(days: int = 3) -> pd.DatetimeIndex:
    first = ISSUED.normalize() + pd.Timedelta(days=1)
    return pd.date_range(first, periods=24 * days, freq="h")
