"""WBGT screening limits: alerts on the sheet, never a closed slot.

With the insulating cape hardly any hour of a summer day passes them, so they tell crew and
supervisor how far the day lies beyond ordinary work and decide nothing.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from weather.rule_set import HeatRules
from weather.strain_model import Kit

BODY_SURFACE_M2 = 1.8
"""Of the standard person, between W/m² and the W of NIOSH."""


def iso_7243_limit_c(metabolic_rate_w_per_m2: float, rules: HeatRules) -> float:
    """Reference WBGT for an acclimatised worker (ISO 7243). [°C]"""
    return rules.iso_7243_reference_c[_metabolic_class(metabolic_rate_w_per_m2, rules)]


def gbz_22_limit_c(metabolic_rate_w_per_m2: float, rules: HeatRules) -> float:
    """WBGT limit for six of eight hours in the heat (GBZ 2.2). [°C]"""
    limit = rules.gbz_22_limit_c[_metabolic_class(metabolic_rate_w_per_m2, rules)]
    return limit + rules.gbz_22_region_c


def niosh_limit_c(metabolic_rate_w_per_m2: float) -> float:
    """Recommended exposure limit for an acclimatised worker (NIOSH 2016-106). [°C]"""
    return 56.7 - 11.5 * math.log10(metabolic_rate_w_per_m2 * BODY_SURFACE_M2)


def screening_alerts(
    slot_weather: pd.DataFrame,
    metabolic_rate_w_per_m2: float,
    kit: Kit,
    rules: HeatRules | None = None,
) -> pd.DataFrame:
    """Slots whose WBGT in the sun lies above a screening limit.

    Parameters
    ----------
    slot_weather
        As `weather.heat_stress.slot_weather` returns it.
    metabolic_rate_w_per_m2
        Metabolic rate. [W/m²]
    kit
        What is worn; its clothing adjustment counts except for GBZ 2.2, which has none.
    rules
        Rules in force, default the defaults.

    Returns
    -------
    pandas.DataFrame
        ``time``, ``rule`` (``iso_7243``, ``gbz_22``, ``niosh``), ``wbgt_effective_c`` and
        ``limit_c``, both rounded to 0.1 °C; sorted.
    """
    rules = rules or HeatRules()
    limits = {
        "iso_7243": (kit.cav_c, iso_7243_limit_c(metabolic_rate_w_per_m2, rules)),
        "gbz_22": (0.0, gbz_22_limit_c(metabolic_rate_w_per_m2, rules)),
        "niosh": (kit.cav_c, niosh_limit_c(metabolic_rate_w_per_m2)),
    }
    parts = [
        _above(slot_weather, rule, clothing_c, limit_c)
        for rule, (clothing_c, limit_c) in limits.items()
    ]
    return pd.concat(parts).sort_values(["time", "rule"], ignore_index=True)


def _metabolic_class(metabolic_rate: float, rules: HeatRules) -> int:
    return int(np.searchsorted(rules.wbgt_class_w_per_m2, metabolic_rate, side="left"))


def _above(
    slot_weather: pd.DataFrame, rule: str, clothing_c: float, limit_c: float
) -> pd.DataFrame:
    effective = (slot_weather["wbgt_sun_c"] + clothing_c).round(1)
    table = pd.DataFrame(
        {
            "time": slot_weather["time"],
            "rule": rule,
            "wbgt_effective_c": effective,
            "limit_c": round(limit_c, 1),
        }
    )
    return table[effective > round(limit_c, 1)]
