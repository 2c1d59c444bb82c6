"""The heat rules of live-line work: the longest stint, and the way in to all other rules.

Where the values come from is in `weather.rule_data`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from weather.bands import day_bands as day_bands
from weather.bands import hottest_window as hottest_window
from weather.bands import tmax_band as tmax_band
from weather.closed_slots import closures as closures
from weather.rule_data import RULES as RULES
from weather.rule_data import Rule as Rule
from weather.rule_set import HeatRules as HeatRules
from weather.rule_set import override as override
from weather.rule_set import override_faults as override_faults
from weather.strain import strain_minutes
from weather.strain_model import Kit, Minutes

WATCH_W_PER_M2 = 100.0
"""Light standing work, ISO 8996: leader, supervisor and ground workers beside the truck."""


def exposure_minutes(
    temp_air_c: npt.ArrayLike,
    relative_humidity_percent: npt.ArrayLike,
    metabolic_rate_w_per_m2: float,
    rules: HeatRules | None = None,
) -> Minutes:
    """Longest continuous exposure by the utility's table, default that of GB/T 4200-2008.

    Parameters
    ----------
    temp_air_c
        Air temperature at the work site. [°C]
    relative_humidity_percent
        Relative humidity. [%]
    metabolic_rate_w_per_m2
        Below 130 light, up to 200 medium, above heavy. [W/m²]
    rules
        Rules in force, default the defaults.

    Returns
    -------
    numpy.ndarray
        Whole minutes; 0 from 44 °C, and where humidity moves beyond the last column.

    Notes
    -----
    Humidity moves one column hotter for every begun 10 % above 75 %. Air up to 30 °C lies one
    column before the table: dry or one step moister it has the first column's minutes.
    """
    rules = rules or HeatRules()
    temps = np.asarray(temp_air_c, dtype=float)
    cells = np.array([*_exposure_row(metabolic_rate_w_per_m2, rules), 0], dtype=np.int64)
    # -1 up to 30 °C, then one column per range, each closed at its upper end.
    column = np.searchsorted(np.asarray(rules.exposure_temps_c), temps, side="left") - 1
    column = np.where(temps >= rules.exposure_end_c, len(cells) - 1, column)
    shifted = column + _humidity_steps(relative_humidity_percent, rules)
    minutes: Minutes = cells[np.clip(shifted, 0, len(cells) - 1)]
    return minutes


def watch_limits(slot_weather: pd.DataFrame, rules: HeatRules) -> tuple[int, ...]:
    """Longest job in each slot for those who watch and assist outdoors all through. [min]

    Parameters
    ----------
    slot_weather
        As `weather.heat_stress.slot_weather` returns it.
    rules
        Rules in force.

    Returns
    -------
    tuple
        One entry per slot, light work; empty where continuous exposure limits the bucket alone.
    """
    if rules.exposure_applies_to == "bucket":
        return ()
    minutes = exposure_minutes(
        slot_weather["temp_air_c"],
        slot_weather["relative_humidity_percent"],
        WATCH_W_PER_M2,
        rules,
    )
    return tuple(int(each) for each in minutes)


def _exposure_row(metabolic_rate: float, rules: HeatRules) -> tuple[int, ...]:
    if metabolic_rate < rules.medium_from_w_per_m2:
        return rules.exposure_light_minutes
    if metabolic_rate <= rules.heavy_above_w_per_m2:
        return rules.exposure_medium_minutes
    return rules.exposure_heavy_minutes


def _humidity_steps(relative_humidity_percent: npt.ArrayLike, rules: HeatRules) -> Minutes:
    above = np.asarray(relative_humidity_percent, dtype=float) - rules.exposure_humidity_percent
    steps = np.ceil(np.maximum(above, 0.0) / rules.exposure_humidity_step_percent)
    return steps.astype(np.int64)


def stint_limits(
    slot_weather: pd.DataFrame,
    metabolic_rate_w_per_m2: float,
    kit: Kit,
    rules: HeatRules | None = None,
    *,
    acclimatised: bool = True,
) -> pd.DataFrame:
    """Longest stint in the bucket in each slot, and the rule that sets it.

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
        Whether both of the pair are used to the heat.

    Returns
    -------
    pandas.DataFrame
        ``time``, ``minutes`` (whole) and ``rule``: ``continuous_exposure``, ``strain`` or
        ``rotation``, the first of these where several give the same minutes.
    """
    rules = rules or HeatRules()
    limits = {
        "continuous_exposure": exposure_minutes(
            slot_weather["temp_air_c"],
            slot_weather["relative_humidity_percent"],
            metabolic_rate_w_per_m2,
            rules,
        )
    }
    if rules.use_strain:
        limits["strain"] = strain_minutes(
            slot_weather, metabolic_rate_w_per_m2, kit, rules, acclimatised=acclimatised
        )
    limits["rotation"] = np.full(len(slot_weather), rules.rotation_minutes, dtype=np.int64)
    table = np.stack(list(limits.values()))
    return pd.DataFrame(
        {
            "time": slot_weather["time"].reset_index(drop=True),
            "minutes": table.min(axis=0).astype(np.int64),
            "rule": np.array(list(limits), dtype=object)[table.argmin(axis=0)],
        }
    )
