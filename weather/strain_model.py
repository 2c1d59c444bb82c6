"""The strain model of ISO 7933:2023 with every input given: conditions, kit, limits.

pythermalcomfort's own defaults mean reflective clothing and rounded results; nothing here is
left to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from weather.rule_set import HeatRules

Floats = npt.NDArray[np.float64]
Minutes = npt.NDArray[np.int64]

NOT_REACHED_MINUTES = 480
"""The standard's longest exposure: a limit this long was not reached."""

START_CORE_C = 36.8
"""Rectal temperature of a rested worker in the standard."""

STANDARD_CORE_LIMIT_C = 38.0
"""The only limit for which the model itself reports the minutes."""

VALID_AIR_C = (15.0, 50.0)
VALID_VAPOUR_KPA = (0.5, 4.5)
VALID_RADIANT_EXCESS_K = 60.0
VALID_WIND_M_PER_S = 3.0
VALID_METABOLIC_W_PER_M2 = (56.0, 250.0)
VALID_CLO = (0.1, 1.0)

ACCLIMATISED, NOT_ACCLIMATISED = 100, 0
"""How the model says whether a worker is used to the heat."""

WET_SKIN_KPA = 5.6
"""Vapour pressure at a skin of 35 °C."""

MANY_CASES = 2000
"""From here on the model is worth more than one thread."""

RESTED = {
    "t_sk": 34.1,
    "t_sk_t_cr_wg": 0.3,
    "sweat_rate_watt": 0.0,
    "evap_load_wm2_min": 0.0,
}
"""Skin temperature [°C], weighting, sweat rate and its sum [W/m²] at the start of the standard."""

# Nothing is left to the model's defaults, which are for reflective clothing on half the body.
_FRESH_WORKER: dict[str, Any] = {
    "wme": 0.0,
    "a_p": 0.0,
    "f_r": 0.0,
    "drink": 1,  # 0 counts twice in the model of 2023
    "acclimatized": ACCLIMATISED,
    "t_cr": START_CORE_C,
    "t_re": START_CORE_C,
    "t_cr_eq": START_CORE_C,
    **RESTED,
}
_PER_CASE = (
    "met",
    "clo",
    "posture",
    "wme",
    "t_sk",
    "t_cr",
    "t_re",
    "t_cr_eq",
    "t_sk_t_cr_wg",
    "sweat_rate_watt",
    "evap_load_wm2_min",
)


@dataclass(frozen=True, kw_only=True)
class Kit:
    """Thermal properties of what is worn.

    Parameters
    ----------
    clo
        Static insulation of the clothing, in [0, 3]. [clo]
    im
        Static moisture permeability index, in [0.01, 0.6]. [1]
    cav_c
        Clothing adjustment of ISO 7243, in [0, 15]. [°C]
    """

    clo: float
    im: float
    cav_c: float

    def __post_init__(self) -> None:
        bounds = {"clo": (0.0, 3.0), "im": (0.01, 0.6), "cav_c": (0.0, 15.0)}
        for name, (lower, upper) in bounds.items():
            value = getattr(self, name)
            if not lower <= value <= upper:
                raise ValueError(f"Expected {name} in [{lower}, {upper}], found {value}.")


def work_clothes(rules: HeatRules) -> Kit:
    """What is worn without special kit."""
    return Kit(clo=rules.clothes_clo, im=rules.clothes_im, cav_c=0.0)


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """Steady conditions of many cases, arrays of one shape, ready for the model."""

    air_c: Floats
    radiant_c: Floats
    rh_percent: Floats
    air_m_per_s: Floats

    def __post_init__(self) -> None:
        # The model's inner loops never end on NaN.
        for values in (self.air_c, self.radiant_c, self.rh_percent, self.air_m_per_s):
            if not np.isfinite(values).all():
                raise ValueError("Expected finite weather for the strain model.")

    @property
    def vapour_kpa(self) -> Floats:
        """Water vapour pressure as the standard computes it. [kPa]"""
        return _saturated_kpa(self.air_c) * self.rh_percent / 100.0

    def take(self, cases: npt.NDArray[np.generic]) -> Conditions:
        """Some of the cases, by number or by a mask; a case may be taken more than once."""
        return Conditions(
            air_c=self.air_c[cases],
            radiant_c=self.radiant_c[cases],
            rh_percent=self.rh_percent[cases],
            air_m_per_s=self.air_m_per_s[cases],
        )


def _saturated_kpa(air_c: Floats) -> Floats:
    return np.asarray(0.6105 * np.exp(17.27 * air_c / (air_c + 237.3)))


def within_model(conditions: Conditions) -> Conditions:
    """Conditions moved into the range in which hotter and moister air means more strain.

    Air is raised to 15 °C and vapour to 0.5 kPa, the standard's lower ends. Vapour is lowered to
    that of wet skin: above it nothing evaporates, and what the model still adds is an artefact
    that lengthens the limit by a minute.
    """
    air = np.maximum(conditions.air_c, VALID_AIR_C[0])
    percent_per_kpa = 100.0 / _saturated_kpa(air)
    least, most = VALID_VAPOUR_KPA[0] * percent_per_kpa, WET_SKIN_KPA * percent_per_kpa
    return Conditions(
        air_c=air,
        radiant_c=np.maximum(conditions.radiant_c, air),
        rh_percent=np.clip(conditions.rh_percent, least, most),
        air_m_per_s=conditions.air_m_per_s,
    )


def run_model(
    conditions: Conditions,
    metabolic_rate: float | Floats,
    kit: Kit,
    rules: HeatRules,
    *,
    duration: int,
    **settings: Any,
) -> Any:
    """Run the model for steady conditions.

    Parameters
    ----------
    conditions, metabolic_rate, kit
        Steady conditions of each case, metabolic rate [W/m²] and what is worn.
    rules
        Mass and height of the worker.
    duration
        Length of the exposure, in [0, 480]. [min]
    settings
        Inputs of `pythermalcomfort.models.phs` in place of those set here: the state of a
        worker who is not fresh, clothing of each case, or another posture in a reference case.

    Returns
    -------
    pythermalcomfort.classes_return.PHS
        Arrays of the shape of `conditions`, not rounded.
    """
    from pythermalcomfort.models import phs
    from pythermalcomfort.utilities import met_to_w_m2

    inputs = _FRESH_WORKER | {
        "posture": "standing",
        "met": metabolic_rate / met_to_w_m2,
        "clo": kit.clo,
        "model": "7933-2023",
        "i_mst": float(kit.im),
        "weight": float(rules.body_mass_kg),
        "height": float(rules.body_height_m),
    }
    inputs |= settings
    # One value per case throughout: the model's own broadcasting warns for a single case.
    inputs |= {name: np.full(conditions.air_c.shape, inputs[name]) for name in _PER_CASE}
    with _threads_for(conditions.air_c.size):
        return phs(
            tdb=conditions.air_c,
            tr=conditions.radiant_c,
            v=conditions.air_m_per_s,
            rh=conditions.rh_percent,
            duration=int(duration),
            round_output=False,
            limit_inputs=False,
            **inputs,
        )


@contextmanager
def _threads_for(cases: int) -> Iterator[None]:
    """Run few cases in one thread: calling more together takes longer than the work itself."""
    import numba

    usual = numba.get_num_threads()
    numba.set_num_threads(1 if cases < MANY_CASES else usual)
    try:
        yield
    finally:
        numba.set_num_threads(usual)
