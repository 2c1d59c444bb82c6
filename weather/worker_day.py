"""One worker's strain through a whole day, phase by phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from weather.rule_set import HeatRules
from weather.strain_model import (
    START_CORE_C,
    VALID_WIND_M_PER_S,
    Conditions,
    Kit,
    run_model,
    within_model,
)

_STATE = (
    "t_sk",
    "t_cr",
    "t_re",
    "t_cr_eq",
    "t_sk_t_cr_wg",
    "sweat_rate_watt",
    "evap_load_wm2_min",
)


@dataclass(frozen=True, kw_only=True)
class WorkPhase:
    """A stretch of a worker's day under steady conditions.

    Parameters
    ----------
    minutes
        Length, at least 1. [min]
    temp_air_c, radiant_temp_c
        Air and mean radiant temperature; radiant below air counts as air. [°C]
    relative_humidity_percent
        Relative humidity. [%]
    air_m_per_s
        Air speed at the worker. [m/s]
    metabolic_rate_w_per_m2
        Metabolic rate. [W/m²]
    kit
        What is worn.
    """

    minutes: int
    temp_air_c: float
    radiant_temp_c: float
    relative_humidity_percent: float
    air_m_per_s: float
    metabolic_rate_w_per_m2: float
    kit: Kit

    def __post_init__(self) -> None:
        if self.minutes < 1:
            raise ValueError(f"Expected minutes >= 1, found {self.minutes}.")


@dataclass(frozen=True, kw_only=True)
class StrainState:
    """A worker at the end of a phase.

    Parameters
    ----------
    core_c
        Predicted rectal temperature. [°C]
    sweat_loss_g
        Water lost since the start of the day. [g]
    """

    core_c: float
    sweat_loss_g: float


def follow(
    phases: Sequence[WorkPhase], rules: HeatRules | None = None, start_core_c: float = START_CORE_C
) -> tuple[StrainState, ...]:
    """Follow one worker through a day, each phase starting where the last one ended.

    Parameters
    ----------
    phases
        Stretches of steady conditions in order.
    rules
        Rules in force, default the defaults.
    start_core_c
        Rectal temperature at the start, in [35, 40]. [°C]

    Returns
    -------
    tuple
        The worker at the end of each phase.

    Notes
    -----
    The standard starts each run with the skin in equilibrium; so does each phase here.
    """
    rules = rules or HeatRules()
    if not 35.0 <= start_core_c <= 40.0:
        raise ValueError(f"Expected start_core_c in [35, 40], found {start_core_c}.")
    state: dict[str, Any] = {"t_re": start_core_c, "t_cr": start_core_c, "t_cr_eq": start_core_c}
    states = []
    for phase in phases:
        conditions = within_model(_phase_conditions(phase))
        found = run_model(
            conditions,
            phase.metabolic_rate_w_per_m2,
            phase.kit,
            rules,
            duration=phase.minutes,
            **state,
        )
        state = {name: getattr(found, name) for name in _STATE}
        states.append(
            StrainState(core_c=float(found.t_re[0]), sweat_loss_g=float(found.sweat_loss_g[0]))
        )
    return tuple(states)


def _phase_conditions(phase: WorkPhase) -> Conditions:
    return Conditions(
        air_c=np.array([phase.temp_air_c]),
        radiant_c=np.array([max(phase.radiant_temp_c, phase.temp_air_c)]),
        rh_percent=np.array([phase.relative_humidity_percent]),
        air_m_per_s=np.array([min(phase.air_m_per_s, VALID_WIND_M_PER_S)]),
    )
