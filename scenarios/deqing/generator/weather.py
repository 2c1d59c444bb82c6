"""Two years of hourly weather and a July heatwave, invented but consistent.

Temperature, dew point, cloud, sun and rain hang together: the relative humidity is computed
from temperature and dew point, the radiation from the sun's height and the cloud.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.profiles import per_hour
from generator.sky import correlated, pressure, radiation, smooth, wind

Floats = npt.NDArray[np.float64]

FIRST_DAY = dt.date(2024, 7, 20)
ISSUED = pd.Timestamp("2026-07-20T18:00")
PLAN_DATE = dt.date(2026, 7, 21)
FORECAST_DAYS = 7
HISTORY_MAX_C = 38.4  # hotter days are the forecast's own

# Share of the way from the night's minimum to the day's maximum, per hour of day.
RISE = per_hour("31 24 17 10 4 1 6 15 29 43 58 72 85 94 100 100 97 90 80 69 59 51 44 37")

Days = tuple[tuple[str, float, float, float], ...]
# date, maximum, minimum before it, dew point: the days that matter are written down.
SPELLS: Days = (
    ("2024-08-02", 37.1, 28.2, 25.6),
    ("2024-08-03", 37.8, 28.4, 25.4),
    ("2024-08-04", 38.2, 28.6, 25.3),
    ("2024-08-05", 38.0, 28.7, 25.2),
    ("2024-08-06", 37.2, 28.3, 25.5),
    ("2024-08-07", 36.4, 28.0, 25.7),
    ("2025-07-09", 36.6, 27.9, 25.4),
    ("2025-07-10", 37.4, 28.3, 25.3),
    ("2025-07-11", 37.9, 28.5, 25.1),
    ("2025-07-12", 38.3, 28.7, 25.0),
    ("2025-07-13", 37.6, 28.6, 25.3),
    ("2025-08-14", 37.0, 28.1, 25.4),
    ("2025-08-15", 37.7, 28.4, 25.2),
    ("2025-08-16", 38.0, 28.5, 25.0),
    ("2025-08-17", 36.9, 28.2, 25.5),
    ("2026-07-13", 33.6, 26.4, 25.4),
    ("2026-07-14", 34.6, 26.9, 25.5),
    ("2026-07-15", 35.3, 27.2, 25.6),
    ("2026-07-16", 35.9, 27.5, 25.7),
    ("2026-07-17", 36.4, 27.8, 25.6),
    ("2026-07-18", 37.0, 28.1, 25.7),
    ("2026-07-19", 37.6, 28.3, 25.8),
    ("2026-07-20", 38.2, 28.5, 25.9),
)
FORECAST: Days = (
    ("2026-07-21", 38.7, 28.8, 26.1),
    ("2026-07-22", 37.7, 28.7, 25.9),
    ("2026-07-23", 35.8, 28.2, 26.0),
    ("2026-07-24", 34.2, 27.1, 25.6),
    ("2026-07-25", 33.5, 26.6, 25.3),
    ("2026-07-26", 34.4, 26.8, 25.2),
    ("2026-07-27", 35.2, 27.2, 25.3),
)
OFFICIAL_MAX = (39, 38, 36, 34, 34, 35, 35)
# Thunder probability and rain of the forecast by (day, hour); the days not listed are dry.
STORM = {
    (2, 14): (0.35, 0.0),
    (2, 15): (0.45, 0.0),
    (2, 16): (0.55, 1.4),
    (2, 17): (0.45, 2.2),
    (2, 18): (0.35, 0.4),
    (3, 13): (0.30, 0.0),
    (3, 14): (0.45, 0.8),
    (3, 15): (0.50, 3.1),
    (3, 16): (0.40, 1.0),
    (4, 14): (0.35, 0.6),
    (4, 15): (0.35, 0.9),
}


@dataclass(frozen=True, kw_only=True)
class DayValues:
    """One value per day of the whole span.

    Parameters
    ----------
    dates
        The days.
    high_c, low_c, dew_c
        Maximum, minimum before it, mean dew point. [°C]
    cloud
        Share of the sky, 0–1.
    """

    dates: pd.DatetimeIndex
    high_c: Floats
    low_c: Floats
    dew_c: Floats
    cloud: Floats


def hourly_weather(rng: np.random.Generator) -> pd.DataFrame:
    """Weather of every hour from the first day of history to the last of the forecast.

    Returns
    -------
    ``time`` (local, naive) and the columns of the weather tables.
    """
    days = _days(rng)
    hours = pd.date_range(days.dates[0], periods=24 * len(days.dates), freq="h")
    rain, thunder = _rain(days, hours, rng)
    temp = _temperature(days, len(hours)) - 4.5 * (rain > 0)
    mixed = 1.2 * np.clip(np.sin(np.pi * (hours.hour.to_numpy() - 9) / 12), 0.0, None)
    dew = np.repeat(days.dew_c, 24) - mixed + smooth(rng, len(hours), 0.15)
    dew = np.minimum(dew, temp - 0.3)
    temp = np.round(temp, 1)
    return pd.DataFrame(
        {
            "time": hours,
            "temp_air_c": temp,
            "relative_humidity_percent": _humidity(temp, dew, rain),
            "wind_speed_m_per_s": wind(hours, rng),
            "ghi_w_per_m2": radiation(hours, np.repeat(days.cloud, 24)),
            "pressure_hpa": pressure(hours, rng),
            "rain_mm_per_h": rain,
            "thunder_probability": thunder,
        }
    )


def split(weather: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """History before, forecast from the moment of issue."""
    known = weather["time"] < ISSUED
    return weather[known].reset_index(drop=True), weather[~known].reset_index(drop=True)


def official_maxima() -> pd.DataFrame:
    """The met office's published maxima of the forecast days."""
    return pd.DataFrame(
        {
            "date": [day[0] for day in FORECAST],
            "tmax_official_c": OFFICIAL_MAX,
            "issued_at": "2026-07-20T17:00",
        }
    )


def _days(rng: np.random.Generator) -> DayValues:
    last = PLAN_DATE + dt.timedelta(days=FORECAST_DAYS - 1)
    dates = pd.date_range(FIRST_DAY, last, freq="D")
    season = np.cos(2 * np.pi * (dates.dayofyear.to_numpy() - 205) / 365.25)
    cloud = _cloud(dates, rng)
    spread = 4.0 + 6.5 * (1 - cloud)
    mean = 17.2 + 12.0 * season + correlated(rng, len(dates), 0.7) * (2.6 - 1.0 * season)
    dew = mean - 2.2 - 3.6 * (1 - cloud) - 1.2 * (1 - season)
    table = pd.DataFrame(
        {"high": mean + 0.55 * spread, "low": mean - 0.45 * spread, "dew": np.minimum(dew, 26.0)},
        index=dates,
    )
    table["high"] = table["high"].clip(upper=36.2)
    table["cloud"] = cloud
    for date, high, low, dew_point in SPELLS + FORECAST:
        table.loc[pd.Timestamp(date)] = (high, low, dew_point, 0.12)
    for day, cover in ((2, 0.35), (3, 0.55), (4, 0.5)):
        table.loc[pd.Timestamp(FORECAST[day][0]), "cloud"] = cover
    return DayValues(
        dates=dates,
        high_c=table["high"].to_numpy(),
        low_c=np.minimum(table["low"], table["high"] - 2.0).to_numpy(),
        dew_c=table["dew"].to_numpy(),
        cloud=table["cloud"].to_numpy(),
    )


def _cloud(dates: pd.DatetimeIndex, rng: np.random.Generator) -> Floats:
    plum_rain = ((dates.month == 6) & (dates.day > 8)) | ((dates.month == 7) & (dates.day < 6))
    raw = 0.48 + 0.28 * correlated(rng, len(dates), 0.55) + 0.22 * plum_rain
    return np.asarray(np.clip(raw, 0.02, 1.0), dtype=float)


def _temperature(days: DayValues, hours: int) -> Floats:
    before = np.concatenate([days.high_c[:1], days.high_c[:-1]])
    after = np.concatenate([days.low_c[1:], days.low_c[-1:]])
    values = np.empty(hours)
    for hour, rise in enumerate(RISE):
        if hour < 5:
            value = days.low_c + rise * (before - days.low_c)
        elif hour < 16:
            value = days.low_c + rise * (days.high_c - days.low_c)
        else:
            value = after + rise * (days.high_c - after)
        values[hour::24] = value
    return np.minimum(values, np.maximum(np.repeat(days.high_c, 24), values.min()))


def _saturation_hpa(temp_c: Floats) -> Floats:
    return np.asarray(6.112 * np.exp(17.62 * temp_c / (243.12 + temp_c)), dtype=float)  # Magnus


def _humidity(temp: Floats, dew: Floats, rain: Floats) -> npt.NDArray[np.int64]:
    percent = 100 * _saturation_hpa(dew) / _saturation_hpa(temp)
    wet = np.where(rain > 0, np.maximum(percent, 78.0), percent)
    return np.rint(np.clip(wet, 15, 99)).astype(np.int64)


def _rain(
    days: DayValues, hours: pd.DatetimeIndex, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    rain, thunder = np.zeros(len(hours)), np.zeros(len(hours))
    for day, cloud in enumerate(days.cloud):
        draw, start, length, strength = rng.random(4)
        if days.dates[day] < pd.Timestamp(PLAN_DATE) and cloud > 0.62 and draw < 0.75 * cloud:
            first = 24 * day + int(start * 20)
            span = slice(first, first + 1 + int(length * 4 + 6 * (cloud - 0.62)))
            rain[span] = np.round(0.2 + 4 * strength**2, 1)
    plan_start = int(np.flatnonzero(hours == pd.Timestamp(PLAN_DATE))[0])
    thunder[plan_start:] = 0.05
    for (day, hour), (probability, amount) in STORM.items():
        rain[plan_start + 24 * day + hour] = amount
        thunder[plan_start + 24 * day + hour] = probability
    rain[plan_start - 24 * 8 : plan_start] = 0.0  # the heat builds up under a clear sky
    return rain, thunder
