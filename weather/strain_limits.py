"""Minutes until the strain model reaches a limit: core temperature, or water lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from weather.rule_set import HeatRules
from weather.strain_model import (
    ACCLIMATISED,
    NOT_ACCLIMATISED,
    NOT_REACHED_MINUTES,
    STANDARD_CORE_LIMIT_C,
    Conditions,
    Kit,
    Minutes,
    run_model,
)

WATER_LASTS_MINUTES = 90
"""Sweating at the standard's highest rate, nobody loses 5 % of body mass sooner."""

HOUR_MINUTES = 60
"""Beyond an hour the limit steps by quarters of an hour, and the worst air is not looked for."""

# First and last minute of each step in which a core limit is looked for.
_STEPS = (
    *((minute, minute) for minute in range(1, HOUR_MINUTES + 1)),
    *((end - 14, end) for end in range(75, NOT_REACHED_MINUTES + 1, 15)),
)


def minutes_to_limit(
    conditions: Conditions,
    metabolic_rate: float,
    kit: Kit,
    rules: HeatRules,
    *,
    acclimatised: bool = True,
) -> Minutes:
    """Whole minutes until core temperature or water loss reaches its limit, at most 480.

    Parameters
    ----------
    conditions, metabolic_rate, kit
        Steady conditions of each case, metabolic rate [W/m²] and what is worn.
    rules
        Core limit, mass and height of the worker.
    acclimatised
        Whether the worker is used to the heat. Who is not sweats less, which would keep water
        longer: never longer than somebody who is.
    """
    run = partial(_run_for, conditions, metabolic_rate, kit, rules, acclimatised)
    found = run(NOT_REACHED_MINUTES)
    water = np.asarray(found.d_lim_loss_95, dtype=np.int64)
    minutes = np.minimum(_core_minutes(found, run, rules), water)
    long = minutes > WATER_LASTS_MINUTES
    if not acclimatised and long.any():
        used_to_it = minutes_to_limit(conditions.take(long), metabolic_rate, kit, rules)
        minutes[long] = np.minimum(minutes[long], used_to_it)
    return minutes


def minutes_within(
    longest_minutes: int,
    conditions: Conditions,
    metabolic_rate: float,
    kit: Kit,
    rules: HeatRules,
    *,
    acclimatised: bool,
) -> Minutes:
    """Whole minutes until the core temperature reaches its limit, 480 if not within the longest.

    The longest is at most an hour; the other parameters are those of `minutes_to_limit`. The model
    runs for that time only.
    """
    run = partial(_run_for, conditions, metabolic_rate, kit, rules, acclimatised)
    minutes = _core_minutes(run(longest_minutes + 1), run, rules, longest_minutes)
    return np.where(minutes > longest_minutes, NOT_REACHED_MINUTES, minutes)


def _run_for(
    conditions: Conditions,
    metabolic_rate: float,
    kit: Kit,
    rules: HeatRules,
    acclimatised: bool,
    duration: int,
) -> Any:
    state = ACCLIMATISED if acclimatised else NOT_ACCLIMATISED
    return run_model(conditions, metabolic_rate, kit, rules, duration=duration, acclimatized=state)


def minutes_to_core(
    conditions: Conditions, metabolic_rate: float, kit: Kit, rules: HeatRules
) -> Minutes:
    """Whole minutes until the core temperature reaches its limit, at most 480.

    Parameters are those of `minutes_to_limit`. Below the standard's own 38 °C the model is run
    for every minute up to 60, then in steps of 15; within a step the first minute counts.
    """
    run = partial(_run_for, conditions, metabolic_rate, kit, rules, True)
    return _core_minutes(run(NOT_REACHED_MINUTES), run, rules)


def _core_minutes(
    found: Any, run: Callable[[int], Any], rules: HeatRules, longest: int = NOT_REACHED_MINUTES
) -> Minutes:
    if rules.core_limit_c >= STANDARD_CORE_LIMIT_C:
        return np.asarray(found.d_lim_t_re, dtype=np.int64)
    minutes = np.full(found.t_re.shape, NOT_REACHED_MINUTES, dtype=np.int64)
    for first, last in reversed([step for step in _STEPS if step[1] <= longest]):
        minutes[run(last).t_re >= rules.core_limit_c] = first
    return minutes
