"""Two years of hourly feeder loads: people, factories and ponds that feel the heat.

The expected load answers to the time of day, the kind of day, and to a felt temperature that
remembers the last three days.
"""

from __future__ import annotations

import datetime as dt
import math

import chinese_calendar
import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.equipment import CONDUCTORS
from generator.layout import FEEDERS, Feeder
from generator.profiles import (
    AT_HOME,
    BASE,
    CLASSES,
    COOLING,
    FESTIVAL,
    HEATING,
    SATURDAY,
    SUNDAY,
)
from generator.weather import PLAN_DATE

Floats = npt.NDArray[np.float64]

GROWTH_PER_YEAR = 0.03
THRESHOLD_C = 22.5
P90_OVER_EXPECTED = 1.035  # what a good day-ahead forecast's upper band adds
HEAD_KV = 10.25


def limit_a(feeder: Feeder) -> float:
    """What the head of a feeder may carry: line, cable, transformer core, pick-up / 1.2. [A]"""
    return min(
        CONDUCTORS[feeder.trunk].max_i_ka * 1000,
        CONDUCTORS["YJV22-3x300"].max_i_ka * 1000,
        feeder.ct_primary_a,
        feeder.overcurrent_pickup_a / 1.2,
    )


def power_factor(feeder: Feeder) -> float:
    """Industry runs at 0.93, the rest at 0.95."""
    return 0.93 if feeder.mix[3] + feeder.mix[4] >= 0.6 else 0.95


def limit_mw(feeder: Feeder) -> float:
    """The limit as power at the usual busbar voltage. [MW]"""
    return math.sqrt(3) * HEAD_KV * limit_a(feeder) / 1000 * power_factor(feeder)


def felt_temperature(temp: Floats, rh: Floats) -> Floats:
    """Temperature people act on: 3 h, 24 h and 60 h memory, a little humidity. [°C]"""
    mean = {hours: _memory(temp, hours) for hours in (3, 24, 60)}
    sticky = 0.03 * (_memory(rh, 24) - 65)
    return np.asarray(0.5 * mean[3] + 0.3 * mean[24] + 0.2 * mean[60] + sticky, dtype=float)


def _memory(values: Floats, hours: float) -> Floats:
    keep, last, out = math.exp(-1 / hours), float(values[0]), np.empty(len(values))
    for position, value in enumerate(values):
        last = keep * last + (1 - keep) * float(value)
        out[position] = last
    return out


def expected_loads(weather: pd.DataFrame) -> pd.DataFrame:
    """Load each feeder would have without noise, every hour of the weather, scaled. [MW]

    Notes
    -----
    Scaled so that on the first plan day the largest hour, with the forecast's upper band,
    reaches the feeder's ``peak_percent`` of its limit.
    """
    times = pd.DatetimeIndex(weather["time"])
    felt = felt_temperature(
        weather["temp_air_c"].to_numpy(dtype=float),
        weather["relative_humidity_percent"].to_numpy(dtype=float),
    )
    classes = {name: _class_load(name, times, felt) for name in CLASSES}
    day = times.normalize() == pd.Timestamp(PLAN_DATE)
    table = {}
    for feeder in FEEDERS:
        shape = sum(share * classes[name] for name, share in zip(CLASSES, feeder.mix, strict=True))
        target = feeder.peak_percent / 100 * limit_mw(feeder) / P90_OVER_EXPECTED
        table[feeder.key] = shape * round(target / float(np.max(shape[day])), 6)
    return pd.DataFrame(table, index=times)


def _class_load(name: str, times: pd.DatetimeIndex, felt: Floats) -> Floats:
    hour = times.hour.to_numpy()
    base = np.asarray(BASE[name])[hour]
    kinds = np.repeat([_day_factor(name, day.date()) for day in times[::24]], 24)[: len(times)]
    years = (times - times[0]).total_seconds().to_numpy() / (365.25 * 86400)
    warm = 1.5 * np.log1p(np.exp((felt - THRESHOLD_C) / 1.5))
    cold = 2.0 * np.log1p(np.exp((10.0 - felt) / 2.0))
    when = np.asarray(AT_HOME)[hour] if name == "res" else base
    weathered = when * (COOLING[name] * warm + HEATING[name] * cold)
    return np.asarray((base + weathered) * kinds * (1 + GROWTH_PER_YEAR * years), dtype=float)


def _day_factor(name: str, day: dt.date) -> float:
    holiday, festival = chinese_calendar.get_holiday_detail(day)
    if holiday and festival in ("Spring Festival", "National Day"):
        return FESTIVAL[name]
    if chinese_calendar.is_workday(day):
        return 1.0
    return SATURDAY[name] if day.weekday() == 5 else SUNDAY[name]
