"""From an hourly forecast to the weather of every slot: sun, radiant temperature, WBGT."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from weather import solar
from weather.faults import Fault, WeatherFaults
from weather.hourly import REQUIRED_COLUMNS
from weather.solar import Floats, SunPosition

WORKING_HEIGHT_M = 10.0
"""A 10 kV conductor hangs about this high; WBGT's own wind profile also starts here."""

WIND_POWER_EXPONENT = 0.2
"""Wind over open country with scattered houses, neutral air."""

LEAST_WIND_HEIGHT_M = 1.0

CONVERGENT_AIR_C = (-10.0, 46.0)
"""Air temperatures for which Liljegren's iteration ends whatever wind, sun and humidity."""

SLOT_COLUMNS = (
    "time",
    "temp_air_c",
    "relative_humidity_percent",
    "wind_m_per_s",
    "ghi_w_per_m2",
    "ghi_source",
    "pressure_hpa",
    "rain_mm_per_h",
    "thunder_probability",
    "solar_elevation_deg",
    "sun_lowest_deg",
    "radiant_temp_c",
    "wbgt_sun_c",
    "wbgt_shade_c",
)
"""Columns of `slot_weather`, in order."""


def slot_weather(
    hourly: pd.DataFrame,
    *,
    lat: float,
    lon: float,
    elevation_m: float,
    wind_height_m: float,
    slots: pd.DatetimeIndex,
) -> pd.DataFrame:
    """Weather and heat stress of every slot.

    Temperature and humidity are interpolated between the middles of the hours; all else is
    repeated. The sun stands where it stands in the middle of the slot. Global radiation is cut
    to what the sun's height allows; where it is missing the sky is taken as clear.

    Parameters
    ----------
    hourly
        One station's ``time`` (tz-aware beginning of the hour) and the columns of
        `weather.hourly.WEATHER_COLUMNS`; ``ghi_w_per_m2`` and ``pressure_hpa`` may be absent.
    lat, lon
        Degrees north and east. [°]
    elevation_m
        Height of the site; gives the pressure where it is missing. [m]
    wind_height_m
        Height at which the wind is forecast, at least 1. [m]
    slots
        Tz-aware beginnings of equally long slots.

    Returns
    -------
    pandas.DataFrame
        `SLOT_COLUMNS`, one row per slot: temperatures rounded to 0.1 °C, humidity to 1 %, wind
        at working height (10 m) to 0.1 m/s, radiation to 1 W/m². ``ghi_source`` is ``measured``
        or ``clear_sky``. ``sun_lowest_deg`` is the true elevation of the sun's centre at the
        darker end of the slot, to 0.001°.

    Raises
    ------
    WeatherFaults
        For every missing column and every hour without a required value.

    Notes
    -----
    WBGT is Liljegren's (2008, doi:10.1080/15459620802310770) of thermofeel, computed from the
    rounded values. Shade means the open shade of a truck or tree: all diffuse light, no beam.
    """
    hours = _used_hours(hourly, slots)
    table = _repeated(hours, slots, elevation_m)
    table["wind_m_per_s"] = wind_at_working_height(hours["wind_speed_m_per_s"], wind_height_m)
    length = _slot_length(slots)
    sun = solar.sun_position(slots + length / 2, lat, lon, elevation_m)
    table["ghi_w_per_m2"], table["ghi_source"] = _radiation(hours, sun)
    table["solar_elevation_deg"] = sun.elevation_deg
    table["sun_lowest_deg"] = solar.lowest_elevation_deg(slots, length, lat, lon, elevation_m)
    for column in ("temp_air_c", "relative_humidity_percent"):
        table[column] = _interpolated(hourly, column, slots)
    return with_heat(_rounded(table), sun)[list(SLOT_COLUMNS)]


def with_heat(table: pd.DataFrame, sun: SunPosition) -> pd.DataFrame:
    """Add radiant temperature and WBGT to the weather of slots, of one site or of many.

    Parameters
    ----------
    table
        ``temp_air_c``, ``relative_humidity_percent``, ``wind_m_per_s``, ``pressure_hpa`` and
        ``ghi_w_per_m2`` per slot, rounded as in `slot_weather`.
    sun
        Position of the sun in the middle of each row's slot.

    Returns
    -------
    pandas.DataFrame
        A new table with ``radiant_temp_c``, ``wbgt_sun_c`` and ``wbgt_shade_c``. [°C]
    """
    ghi = table["ghi_w_per_m2"].to_numpy()
    dni, diffuse = solar.split_radiation(ghi, sun)
    direct_share = np.where(ghi > 0.0, 1.0 - diffuse / np.maximum(ghi, 1.0), 0.0)
    air = table["temp_air_c"].to_numpy()
    conditions = (
        air,
        table["relative_humidity_percent"].to_numpy(),
        table["wind_m_per_s"].to_numpy(),
        table["pressure_hpa"].to_numpy(),
    )
    return table.assign(
        radiant_temp_c=np.round(air + solar.solar_heating(dni, sun), 1),
        wbgt_sun_c=np.round(wbgt_c(*conditions, ghi, direct_share, sun.cos_zenith), 1),
        wbgt_shade_c=np.round(wbgt_c(*conditions, diffuse, 0.0, sun.cos_zenith), 1),
    )


def wind_at_working_height(
    wind_m_per_s: npt.ArrayLike, wind_height_m: float, height_m: float = WORKING_HEIGHT_M
) -> Floats:
    """Wind at working height by the power law.

    Parameters
    ----------
    wind_m_per_s
        Wind at `wind_height_m`. [m/s]
    wind_height_m, height_m
        Heights above ground; the first at least 1. [m]

    Returns
    -------
    numpy.ndarray
        Wind at `height_m`. [m/s]

    Raises
    ------
    ValueError
        If the wind's height is below 1 m.
    """
    if not wind_height_m >= LEAST_WIND_HEIGHT_M:
        raise ValueError(f"Expected wind_height_m >= 1, found {wind_height_m}.")
    ratio = float((height_m / wind_height_m) ** WIND_POWER_EXPONENT)
    wind: Floats = np.asarray(wind_m_per_s, dtype=float)
    return wind * ratio


def standard_pressure_hpa(elevation_m: float) -> float:
    """Pressure of the standard atmosphere (ISO 2533) at a height. [hPa]"""
    return float(1013.25 * (1.0 - 2.25577e-5 * elevation_m) ** 5.25588)


def wbgt_c(
    temp_air_c: npt.ArrayLike,
    rh_percent: npt.ArrayLike,
    wind_m_per_s: npt.ArrayLike,
    pressure_hpa: npt.ArrayLike,
    ghi_w_per_m2: npt.ArrayLike,
    direct_share: npt.ArrayLike,
    cos_zenith: npt.ArrayLike,
) -> Floats:
    """Wet bulb globe temperature outdoors by Liljegren's model.

    Parameters
    ----------
    temp_air_c
        Air temperature. [°C]
    rh_percent
        Relative humidity. [%]
    wind_m_per_s
        Wind 10 m above ground. [m/s]
    pressure_hpa
        Air pressure. [hPa]
    ghi_w_per_m2
        Global horizontal radiation, already cut to what the sun's height allows. [W/m²]
    direct_share
        Share of it that comes straight from the sun. [1]
    cos_zenith
        Cosine of the sun's zenith angle. [1]

    Returns
    -------
    numpy.ndarray
        WBGT. Beyond `CONVERGENT_AIR_C` that of the nearer end plus the rest of the air
        temperature. [°C]
    """
    import thermofeel

    air: Floats = np.asarray(temp_air_c, dtype=float)
    convergent = np.clip(air, *CONVERGENT_AIR_C)
    kelvin = thermofeel.calculate_wbgt_liljegren(
        convergent + 273.15,
        np.clip(np.asarray(rh_percent, dtype=float), 1.0, 100.0),
        pressure_hpa,
        wind_m_per_s,
        ghi_w_per_m2,
        direct_share,
        cos_zenith,
    )
    return np.asarray(kelvin - 273.15 + (air - convergent), dtype=float)


def _slot_length(slots: pd.DatetimeIndex) -> pd.Timedelta:
    if len(slots) < 2:
        return pd.Timedelta(minutes=15)
    return slots[1] - slots[0]


def _used_hours(hourly: pd.DataFrame, slots: pd.DatetimeIndex) -> pd.DataFrame:
    """One row of `hourly` per slot, or every fault of the hours needed."""
    missing = [name for name in ("time", *REQUIRED_COLUMNS) if name not in hourly]
    if missing:
        raise WeatherFaults(_missing_column(name) for name in missing)
    ordered = hourly.drop_duplicates("time").sort_values("time", kind="stable")
    begins = pd.DatetimeIndex(ordered["time"]).as_unit("ns")
    at = begins.searchsorted(slots.as_unit("ns"), side="right") - 1
    known = at >= 0
    known[known] = slots[known] - begins[at[known]] < pd.Timedelta(hours=1)
    faults = [_missing_hour(hour, "time") for hour in slots[~known].floor("h").unique()]
    for column in REQUIRED_COLUMNS:
        empty = ordered[column].isna().to_numpy()
        faults += [_missing_hour(begins[i], column) for i in np.unique(at[known]) if empty[i]]
    if faults:
        raise WeatherFaults(faults)
    return ordered.iloc[at].reset_index(drop=True)


def _missing_column(column: str) -> Fault:
    return Fault(
        table="weather_forecast", key="", column=column, found="missing", wanted="a column"
    )


def _missing_hour(hour: pd.Timestamp, column: str) -> Fault:
    key = hour.isoformat(timespec="minutes")
    return Fault(
        table="weather_forecast", key=key, column=column, found="empty", wanted="a value per hour"
    )


def _repeated(hours: pd.DataFrame, slots: pd.DatetimeIndex, elevation_m: float) -> pd.DataFrame:
    table = pd.DataFrame({"time": slots})
    for column in ("rain_mm_per_h", "thunder_probability"):
        table[column] = hours[column].to_numpy(dtype=float)
    table["pressure_hpa"] = _optional(hours, "pressure_hpa").fillna(
        standard_pressure_hpa(elevation_m)
    )
    return table


def _optional(hours: pd.DataFrame, column: str) -> pd.Series:
    if column not in hours:
        return pd.Series(np.nan, index=hours.index)
    return hours[column].astype(float)


def _interpolated(hourly: pd.DataFrame, column: str, slots: pd.DatetimeIndex) -> Floats:
    """Linear between the middles of the hours, constant before the first and after the last."""
    known = hourly.dropna(subset=[column]).drop_duplicates("time").sort_values("time")
    middles = pd.DatetimeIndex(known["time"]) + pd.Timedelta(minutes=30)
    at = slots + _slot_length(slots) / 2
    values = known[column].to_numpy(dtype=float)
    found = np.interp(at.as_unit("ns").asi8, middles.as_unit("ns").asi8, values)
    return np.asarray(found, dtype=float)


def _radiation(hours: pd.DataFrame, sun: SunPosition) -> tuple[Floats, npt.NDArray[np.str_]]:
    given = _optional(hours, "ghi_w_per_m2").to_numpy()
    missing = np.isnan(given)
    ghi = np.where(missing, solar.clear_sky_ghi(sun), given)
    source = np.where(missing, "clear_sky", "measured")
    return np.clip(ghi, 0.0, solar.highest_ghi(sun)), source


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    decimals = {
        "temp_air_c": 1,
        "relative_humidity_percent": 0,
        "wind_m_per_s": 1,
        "ghi_w_per_m2": 0,
        "pressure_hpa": 1,
        "solar_elevation_deg": 1,
        "sun_lowest_deg": 3,
    }
    return table.round(decimals)
