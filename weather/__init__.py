"""Weather and heat: from an hourly forecast to what a live-line crew may do in each slot.

The names below are the public face. They are looked up when first used, so that importing the
package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weather.bands import day_bands
    from weather.closed_slots import closing_rule, closures, in_the_dark
    from weather.day_strain import after_rest, follow_all
    from weather.faults import Fault, WeatherFaults
    from weather.heat_rules import exposure_minutes, stint_limits, watch_limits
    from weather.heat_stress import slot_weather
    from weather.heatwave import shift, stretch
    from weather.hourly import WEATHER_COLUMNS, Repair, clean_weather, read_epw
    from weather.rule_data import RULES, Rule, value_text
    from weather.rule_set import HeatRules, override, override_faults
    from weather.screening import screening_alerts
    from weather.strain import outside_validity, strain_minutes
    from weather.strain_model import START_CORE_C, Kit, work_clothes
    from weather.water import water_at_rest_mg, water_rates_mg
    from weather.worker_day import StrainCourse, WorkerDay, WorkStretch

__part_of__ = "peakops"

__all__ = [
    "RULES",
    "START_CORE_C",
    "WEATHER_COLUMNS",
    "Fault",
    "HeatRules",
    "Kit",
    "Repair",
    "Rule",
    "StrainCourse",
    "WeatherFaults",
    "WorkStretch",
    "WorkerDay",
    "after_rest",
    "clean_weather",
    "closing_rule",
    "closures",
    "day_bands",
    "exposure_minutes",
    "follow_all",
    "in_the_dark",
    "outside_validity",
    "override",
    "override_faults",
    "read_epw",
    "screening_alerts",
    "shift",
    "slot_weather",
    "stint_limits",
    "strain_minutes",
    "stretch",
    "value_text",
    "watch_limits",
    "water_at_rest_mg",
    "water_rates_mg",
    "work_clothes",
]

_HOMES = {
    "weather.bands": ("day_bands",),
    "weather.closed_slots": ("closing_rule", "closures", "in_the_dark"),
    "weather.day_strain": ("after_rest", "follow_all"),
    "weather.faults": ("Fault", "WeatherFaults"),
    "weather.heat_rules": ("exposure_minutes", "stint_limits", "watch_limits"),
    "weather.heat_stress": ("slot_weather",),
    "weather.heatwave": ("shift", "stretch"),
    "weather.hourly": ("WEATHER_COLUMNS", "Repair", "clean_weather", "read_epw"),
    "weather.rule_data": ("RULES", "Rule", "value_text"),
    "weather.rule_set": ("HeatRules", "override", "override_faults"),
    "weather.screening": ("screening_alerts",),
    "weather.strain": ("outside_validity", "strain_minutes"),
    "weather.strain_model": ("START_CORE_C", "Kit", "work_clothes"),
    "weather.water": ("water_at_rest_mg", "water_rates_mg"),
    "weather.worker_day": (
        "StrainCourse",
        "WorkStretch",
        "WorkerDay",
    ),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(home), name)
    raise AttributeError(f"module 'weather' has no attribute {name!r}")
