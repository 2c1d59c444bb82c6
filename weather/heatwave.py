"""Hotter versions of a forecast: new tables, the given ones stay as they are."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

HumidityHold = Literal["hold_rh", "hold_dewpoint"]

HUMIDITY_HOLDS: tuple[HumidityHold, ...] = ("hold_rh", "hold_dewpoint")
"""What stays the same when the air gets hotter: relative humidity or dew point."""


def saturation_hpa(temp_c: pd.Series) -> pd.Series:
    """Saturation vapour pressure over water, Buck (1981), as Liljegren's WBGT uses it.

    Parameters
    ----------
    temp_c
        Air temperature. [°C]

    Returns
    -------
    pandas.Series
        Vapour pressure. [hPa]
    """
    return pd.Series(6.1121 * np.exp(17.502 * temp_c / (temp_c + 240.97)), index=temp_c.index)


def shift(
    hourly: pd.DataFrame, daily: pd.DataFrame, shift_c: float, humidity: HumidityHold
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Shift a forecast's air temperature and official daily maximum.

    Parameters
    ----------
    hourly
        ``temp_air_c`` [°C], ``relative_humidity_percent`` [%] and other columns, kept.
    daily
        ``tmax_official_c`` [°C] and other columns, kept.
    shift_c
        Added to every temperature, in [-15, 15]. [K]
    humidity
        ``hold_rh`` keeps relative humidity (a moister heatwave); ``hold_dewpoint`` keeps the
        water in the air, so relative humidity falls, at most 100 %.

    Returns
    -------
    tuple
        New hourly and daily tables.

    Raises
    ------
    ValueError
        If `shift_c` is out of range or `humidity` is neither.
    """
    if not -15.0 <= shift_c <= 15.0:
        raise ValueError(f"Expected shift_c in [-15, 15], found {shift_c}.")
    shifted = with_temperature(hourly, hourly["temp_air_c"] + shift_c, humidity)
    return shifted, daily.assign(tmax_official_c=(daily["tmax_official_c"] + shift_c).round(1))


def stretch(hourly: pd.DataFrame, targets: pd.DataFrame, humidity: HumidityHold) -> pd.DataFrame:
    """Stretch each day's temperatures linearly to a wanted minimum and maximum.

    Parameters
    ----------
    hourly
        ``time`` (tz-aware), ``temp_air_c`` [°C], ``relative_humidity_percent`` [%] and others.
    targets
        ``date`` (local, midnight), ``tmin_c``, ``tmax_c`` [°C]; days not named stay.
    humidity
        As in `shift`.

    Returns
    -------
    pandas.DataFrame
        New hourly table. A day without any range gets the maximum in every hour.

    Raises
    ------
    ValueError
        If a wanted minimum lies above the maximum or `humidity` is neither.
    """
    if (targets["tmin_c"] > targets["tmax_c"]).any():
        raise ValueError("Expected tmin_c <= tmax_c on every date.")
    dates = hourly["time"].dt.tz_localize(None).dt.normalize()
    temps = hourly["temp_air_c"]
    low, high = temps.groupby(dates).transform("min"), temps.groupby(dates).transform("max")
    by_date = targets.set_index("date")
    wanted_low, wanted_high = dates.map(by_date["tmin_c"]), dates.map(by_date["tmax_c"])
    share = ((temps - low) / (high - low).where(high > low)).fillna(1.0)
    stretched = (wanted_low + share * (wanted_high - wanted_low)).fillna(temps)
    return with_temperature(hourly, stretched, humidity)


def with_temperature(
    hourly: pd.DataFrame, temp_c: pd.Series, humidity: HumidityHold
) -> pd.DataFrame:
    """Give an hourly table other temperatures, rounded to 0.1 °C, and the humidity that follows.

    Parameters
    ----------
    hourly
        ``temp_air_c`` [°C], ``relative_humidity_percent`` [%] and other columns, kept.
    temp_c
        New temperatures, in the order of the rows. [°C]
    humidity
        As in `shift`.

    Raises
    ------
    ValueError
        If `humidity` is neither.
    """
    if humidity not in HUMIDITY_HOLDS:
        raise ValueError(f"Expected humidity one of {HUMIDITY_HOLDS}, found {humidity!r}.")
    rh = hourly["relative_humidity_percent"]
    if humidity == "hold_dewpoint":
        rh = rh * saturation_hpa(hourly["temp_air_c"]) / saturation_hpa(temp_c)
    return hourly.assign(
        temp_air_c=temp_c.round(1), relative_humidity_percent=rh.round(1).clip(upper=100.0)
    )
