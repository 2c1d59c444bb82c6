"""Predicted heat strain (ISO 7933:2023) of a worker: minutes to the limit.

The insulating cape is special protective clothing, which the standard leaves out of its scope:
what is computed here is an engineering estimate, and printed as one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from weather.faults import Fault, WeatherFaults
from weather.rule_set import HeatRules
from weather.strain_limits import HOUR_MINUTES, minutes_to_limit, minutes_within
from weather.strain_model import (
    NOT_REACHED_MINUTES,
    VALID_AIR_C,
    VALID_CLO,
    VALID_METABOLIC_W_PER_M2,
    VALID_RADIANT_EXCESS_K,
    VALID_VAPOUR_KPA,
    Conditions,
    Floats,
    Minutes,
    within_model,
)
from weather.strain_model import Kit as Kit
from weather.worst_air import LIGHTER_MINUTES, air_to_try, lighter_kits, lowered, raised

STRAIN_COLUMNS = ("temp_air_c", "relative_humidity_percent", "wind_m_per_s", "radiant_temp_c")


def strain_minutes(
    slot_weather: pd.DataFrame,
    metabolic_rate_w_per_m2: float,
    kit: Kit,
    rules: HeatRules | None = None,
    *,
    acclimatised: bool = True,
) -> Minutes:
    """Cautious minutes a fresh worker can work in each slot's hour.

    The margins of `rules` are added to the hour's mean conditions. The limit is the rectal
    temperature `HeatRules.core_limit_c` or a water loss of 5 % of body mass, whichever comes
    first, for somebody who drinks freely.

    Parameters
    ----------
    slot_weather
        As `weather.heat_stress.slot_weather` returns it.
    metabolic_rate_w_per_m2
        Metabolic rate. [W/m²]
    kit
        What is worn.
    rules
        Rules in force, default the defaults.
    acclimatised
        Whether the worker is used to the heat.

    Returns
    -------
    numpy.ndarray
        Whole minutes per slot, in [1, 480]; 480 means not reached. Each hour is evaluated once
        and repeated.

    Raises
    ------
    WeatherFaults
        For every slot without a value the model needs.

    Notes
    -----
    Air is raised to 15 °C and vapour to 0.5 kPa, the lower ends of the standard's range; vapour
    counts up to 5.6 kPa, that of wet skin. Beyond the range's upper ends the model is used as it
    is; see `outside_validity`. Where the standard lets more wind, drier air or lighter clothing
    shorten the limit, the least counts (`weather.worst_air`): hotter, moister, calmer, harder or
    more heavily dressed never gives more minutes within the half hour of a rotation.
    docs/heat-method.md says where and why.
    """
    rules = rules or HeatRules()
    hourly, inverse = strain_hours(slot_weather)
    conditions = within_model(as_forecast(hourly, rules))

    air, worn = lowered(conditions, rules.strain_wind_m_per_s), raised(kit)
    rate, used = metabolic_rate_w_per_m2, acclimatised
    minutes = _worst_minutes(air, rate, worn, rules, acclimatised=used)
    long = minutes == NOT_REACHED_MINUTES
    if long.any():
        minutes[long] = minutes_to_limit(air.take(long), rate, worn, rules, acclimatised=used)
    return minutes[inverse]


def _worst_minutes(
    air: Conditions, rate: float, worn: Kit, rules: HeatRules, *, acclimatised: bool
) -> Minutes:
    """The least within an hour over the air, and within half an hour over lighter clothing."""
    tried, first = air_to_try(air, rules.strain_wind_m_per_s)
    horizons = {worn: HOUR_MINUTES} | dict.fromkeys(lighter_kits(worn), LIGHTER_MINUTES)
    runs = [
        minutes_within(longest, tried, rate, kit, rules, acclimatised=acclimatised)
        for kit, longest in horizons.items()
    ]
    return np.minimum.reduceat(np.min(runs, axis=0), first)


def outside_validity(
    slot_weather: pd.DataFrame,
    metabolic_rate_w_per_m2: float,
    kit: Kit,
    rules: HeatRules | None = None,
) -> npt.NDArray[np.bool_]:
    """Whether a slot's cautious conditions lie outside ISO 7933:2023's range (Annex A).

    Parameters
    ----------
    slot_weather, metabolic_rate_w_per_m2, kit, rules
        As for `strain_minutes`.

    Returns
    -------
    numpy.ndarray
        True where `strain_minutes` used the model beyond its range, or raised the conditions
        to its lower end.
    """
    rules = rules or HeatRules()
    hourly, inverse = strain_hours(slot_weather)
    cautious = as_forecast(hourly, rules)
    low, high = VALID_METABOLIC_W_PER_M2
    thin, thick = VALID_CLO
    work_inside = low <= metabolic_rate_w_per_m2 <= high and thin <= kit.clo <= thick
    inside = (
        _within(cautious.air_c, VALID_AIR_C)
        & _within(cautious.vapour_kpa, VALID_VAPOUR_KPA)
        & (cautious.radiant_c - cautious.air_c <= VALID_RADIANT_EXCESS_K)
        & work_inside
    )
    return ~inside[inverse]


def _within(values: Floats, bounds: tuple[float, float]) -> npt.NDArray[np.bool_]:
    return (values >= bounds[0]) & (values <= bounds[1])


def strain_hours(slot_weather: pd.DataFrame) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Distinct hourly means of the weather that the model needs.

    Returns
    -------
    tuple
        One row per distinct hour: air temperature [°C], relative humidity [%], wind at working
        height [m/s], radiant temperature [°C]; and for each slot the number of its row.

    Raises
    ------
    WeatherFaults
        For every slot without a value.
    """
    columns = list(STRAIN_COLUMNS)
    empty = slot_weather[columns].isna()
    if empty.to_numpy().any():
        raise WeatherFaults(_empty(slot_weather, empty))
    hour = pd.DatetimeIndex(slot_weather["time"]).as_unit("ns").asi8 // 3_600_000_000_000
    means = slot_weather[columns].groupby(hour).transform("mean")
    rounded = means.round(dict(zip(columns, (1, 0, 1, 1), strict=True))).to_numpy(dtype=float)
    distinct, inverse = np.unique(rounded, axis=0, return_inverse=True)
    return distinct, inverse.reshape(-1)


def _empty(slot_weather: pd.DataFrame, empty: pd.DataFrame) -> list[Fault]:
    return [
        Fault(
            table="slot_weather",
            key=slot_weather["time"].iloc[row].isoformat(timespec="minutes"),
            column=str(empty.columns[column]),
            found="empty",
            wanted="a value per slot",
        )
        for row, column in zip(*np.nonzero(empty.to_numpy()), strict=True)
    ]


def as_forecast(values: Floats, rules: HeatRules) -> Conditions:
    """Hours as a worker in the bucket feels them, with the margins of the strain limit.

    Parameters
    ----------
    values
        Rows of `strain_hours`.
    rules
        Shares, least air speed and margins.
    """
    air, rh, wind, radiant = values.T
    moving = np.maximum(wind * rules.bucket_wind_share, rules.still_air_m_per_s)
    return Conditions(
        air_c=air + rules.strain_margin_temp_c,
        radiant_c=np.maximum(radiant, air) + rules.strain_margin_temp_c,
        rh_percent=np.clip(rh + rules.strain_margin_rh_percent, 0.0, 100.0),
        air_m_per_s=np.minimum(moving, rules.strain_wind_m_per_s),
    )
