"""Water lost per minute of work: what a schedule can add up before anybody's day is followed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from weather.day_strain import cooled, felt
from weather.rule_set import HeatRules
from weather.strain_model import (
    Conditions,
    Floats,
    Kit,
    Minutes,
    run_model,
    within_model,
    work_clothes,
)

TYPICAL_MINUTES = {"bucket": 25, "ground": 60, "shade": 60}
"""Length of work for which the mean rate is taken: a stint, and the watch over some of them."""

SWEAT_FADES_MINUTES = 10.0
"""Time constant with which the model lets the sweat rate follow (ISO 7933, Annex A)."""


def water_rates_mg(
    slot_weather: pd.DataFrame,
    place: str,
    metabolic_rate_w_per_m2: float,
    kit: Kit,
    rules: HeatRules | None = None,
) -> Minutes:
    """Water lost per minute of work at a place, what still flows after it included.

    Parameters
    ----------
    slot_weather
        As `weather.heat_stress.slot_weather` returns it.
    place
        ``bucket``, ``ground`` or ``shade``.
    metabolic_rate_w_per_m2
        Metabolic rate. [W/m²]
    kit
        What is worn.
    rules
        Rules in force, default the defaults.

    Returns
    -------
    numpy.ndarray
        One whole number per slot. [mg/min]
    """
    rules = rules or HeatRules()
    values, inverse = np.unique(felt(slot_weather, rules)[place], axis=0, return_inverse=True)
    rate = _mean_rate_mg(values, metabolic_rate_w_per_m2, kit, rules, TYPICAL_MINUTES[place])
    return np.rint(rate[inverse.reshape(-1)]).astype(np.int64)


def water_at_rest_mg(rules: HeatRules | None = None) -> float:
    """Water lost per minute of rest in the cooled cab. [mg/min]"""
    rules = rules or HeatRules()
    rates = _mean_rate_mg(cooled(rules)[None], rules.rest_w_per_m2, work_clothes(rules), rules, 240)
    return float(rates[0])


def _mean_rate_mg(
    values: Floats, metabolic_rate: float, kit: Kit, rules: HeatRules, minutes: int
) -> Floats:
    air, radiant, rh, wind = values.T
    conditions = Conditions(air_c=air, radiant_c=radiant, rh_percent=rh, air_m_per_s=wind)
    found = run_model(within_model(conditions), metabolic_rate, kit, rules, duration=minutes)
    grams_per_watt_minute = found.sweat_loss_g / found.evap_load_wm2_min
    still = SWEAT_FADES_MINUTES * found.sweat_rate_watt * grams_per_watt_minute
    return np.asarray(1000.0 * (found.sweat_loss_g + still) / minutes)
