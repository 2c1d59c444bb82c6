"""Two years of hourly feeder loads: people, factories and ponds that feel the heat.

The expected load answers to the time of day, the kind of day, and to a felt temperature that
remembers the last three days; the measured load adds noise and the defects of real SCADA data.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import chinese_calendar
import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.layout import CONDUCTORS, FEEDERS, Feeder
from generator.weather import ISSUED, PLAN_DATE

Floats = npt.NDArray[np.float64]

# Per class and hour, workdays, 1 = the class's own largest hour without cooling.
BASE = {
    "res": (.58, .51, .47, .45, .45, .48, .56, .64, .66, .66, .68, .74, .78, .76, .73, .72, .74, .80, .90, .98, 1., .96, .86, .71),
    "com": (.35, .33, .32, .31, .32, .35, .42, .55, .75, .92, 1., 1., .95, .92, .93, .94, .95, .93, .95, 1., .95, .80, .55, .42),
    "market": (.42, .38, .36, .36, .40, .47, .55, .64, .78, .95, 1., 1., .82, .70, .64, .62, .64, .70, .78, .86, .92, .90, .68, .52),
    "shift": (.35, .33, .32, .32, .33, .36, .45, .75, .97, 1., 1., .93, .85, .95, 1., 1., .97, .85, .65, .58, .55, .52, .45, .38),
    "steady": (.94, .94, .93, .93, .94, .95, .96, .98, 1., 1., 1., .98, .97, .98, 1., 1., 1., .98, .97, .97, .96, .95, .95, .94),
    "farm": (.75, .76, .78, .80, .85, .90, .85, .70, .60, .55, .52, .50, .48, .48, .50, .52, .55, .60, .65, .70, .72, .74, .75, .75),
}  # fmt: skip
CLASSES = tuple(BASE)
# Load added per felt degree, as a share of the class's largest hour, and when it is added.
COOLING = {"res": 0.085, "com": 0.070, "market": 0.030, "shift": 0.026, "steady": 0.005, "farm": 0.014}
HEATING = {"res": 0.018, "com": 0.020, "market": 0.012, "shift": 0.004, "steady": 0.0, "farm": 0.0}
AT_HOME = (.86, .82, .76, .70, .62, .55, .50, .50, .55, .62, .70, .80, .90, .94, .94, .92, .90, .90, .92, .98, 1., 1., .98, .92)  # fmt: skip
SATURDAY = {"res": 1.05, "com": 1.04, "market": 1.05, "shift": 0.78, "steady": 0.98, "farm": 1.0}
SUNDAY = {"res": 1.07, "com": 1.02, "market": 1.06, "shift": 0.62, "steady": 0.97, "farm": 1.0}
FESTIVAL = {"res": 1.12, "com": 0.70, "market": 0.80, "shift": 0.22, "steady": 0.60, "farm": 0.9}
GROWTH_PER_YEAR = 0.03
THRESHOLD_C = 22.5
P90_OVER_EXPECTED = 1.035  # what a good day-ahead forecast's upper band adds
HEAD_KV = 10.25


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A week in which one feeder carries part of a neighbour's load.

    Parameters
    ----------
    start, end
        Whole hours.
    giver, taker
        Feeders.
    share
        Part of the giver's load.
    logged
        Whether the switching log knows of it.
    note
        What the log says.
    """

    start: str
    end: str
    giver: str
    taker: str
    share: float
    logged: bool
    note: str = ""


TRANSFERS = (
    Transfer(start="2025-08-04T08:00", end="2025-08-11T17:00", giver="余不线", taker="东衡线",
             share=0.36, logged=False),
    Transfer(start="2026-06-08T08:00", end="2026-06-15T17:00", giver="舞阳线", taker="下渚湖线",
             share=0.34, logged=True, note="舞阳线55#杆后段改造，负荷转供下渚湖线"),
)  # fmt: skip


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


def measured_loads(expected: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """What SCADA would have stored until the moment of issue, defects included. [MW]"""
    history = expected[expected.index < ISSUED]
    shared = 0.007 * _day_noise(len(history), rng)
    noisy = {}
    for feeder in FEEDERS:
        own = 0.007 * _day_noise(len(history), rng) + 0.012 * _hour_noise(len(history), rng)
        noisy[feeder.key] = history[feeder.key].to_numpy() * np.exp(shared + own)
    table = pd.DataFrame(noisy, index=history.index)
    for transfer in TRANSFERS:
        table = _transferred(table, transfer)
    table = table.round(3)
    return _gaps(_stuck(table, rng), rng)


def switching_log() -> pd.DataFrame:
    """The transfers somebody wrote down."""
    rows = [item for item in TRANSFERS if item.logged]
    return pd.DataFrame(
        {
            "time_from": [item.start for item in rows],
            "time_to": [item.end for item in rows],
            "from_feeder": [item.giver for item in rows],
            "to_feeder": [item.taker for item in rows],
            "note": [item.note for item in rows],
        }
    )


def _day_noise(hours: int, rng: np.random.Generator) -> Floats:
    days = -(-hours // 24)
    return np.repeat(rng.standard_normal(days), 24)[:hours]


def _hour_noise(hours: int, rng: np.random.Generator) -> Floats:
    shocks, values, last = rng.standard_normal(hours) * math.sqrt(1 - 0.8**2), np.empty(hours), 0.0
    for position in range(hours):
        last = 0.8 * last + shocks[position]
        values[position] = last
    return values


def _transferred(table: pd.DataFrame, transfer: Transfer) -> pd.DataFrame:
    during = (table.index >= transfer.start) & (table.index < transfer.end)
    moved = (table[transfer.giver] * transfer.share).where(during, 0.0)
    return table.assign(
        **{transfer.giver: table[transfer.giver] - moved, transfer.taker: table[transfer.taker] + moved}
    )


def _stuck(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    values = table.to_numpy().copy()
    for _ in range(14):
        column = int(rng.integers(len(FEEDERS)))
        start = int(rng.integers(200, len(values) - 24 * 10))
        values[start : start + int(rng.integers(8, 40)), column] = values[start, column]
    return pd.DataFrame(values, index=table.index, columns=table.columns)


def _gaps(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    values = table.to_numpy().copy()
    for _ in range(60):
        column, hours = int(rng.integers(len(FEEDERS))), int(rng.integers(1, 6))
        start = int(rng.integers(200, len(values) - 24 * 4))
        values[start : start + hours, column] = np.nan
    for substation in ("武康变", "洛舍变", "雷甸变"):  # the remote terminal was down
        columns = [n for n, feeder in enumerate(FEEDERS) if feeder.substation == substation]
        start = int(rng.integers(2000, len(values) - 24 * 30))
        values[start : start + int(rng.integers(20, 70)), columns] = np.nan
    return pd.DataFrame(values, index=table.index, columns=table.columns)
