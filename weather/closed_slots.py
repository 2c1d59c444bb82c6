"""Slots closed to live work by weather or law: one function per rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from weather.rule_data import BY_NAME, Rule
from weather.rule_set import HeatRules

CLOSING_RULES: dict[str, str] = {
    "rain": "rain_max_mm_per_h",
    "thunder": "thunder_probability_max",
    "wind": "wind_max_m_per_s",
    "humidity": "humidity_max_percent",
    "darkness": "daylight_elevation_deg",
    "stop_day": "stop_tmax_c",
    "hottest_hours": "hottest_hours",
}
"""Code of a closed slot to the rule that holds its value, source and clause."""


def closing_rule(code: str, rules: HeatRules) -> Rule:
    """The rule behind a code of `closures`, with the value in force."""
    if code == "hottest_hours" and rules.hottest_fixed_from:
        window = f"{rules.hottest_fixed_from}-{rules.hottest_fixed_to}"
        return replace(BY_NAME["hottest_fixed_from"], value=window)
    rule = BY_NAME[CLOSING_RULES[code]]
    return replace(rule, value=getattr(rules, rule.name))


def rain_closed(slot_weather: pd.DataFrame, rules: HeatRules) -> pd.Series:
    """Slots with more rain than live work allows: by default any."""
    return slot_weather["rain_mm_per_h"].gt(rules.rain_max_mm_per_h)


def thunder_closed(slot_weather: pd.DataFrame, rules: HeatRules) -> pd.Series:
    """Slots in which thunder is too likely; live work needs less than the limit."""
    return slot_weather["thunder_probability"].ge(rules.thunder_probability_max)


def wind_closed(slot_weather: pd.DataFrame, rules: HeatRules) -> pd.Series:
    """Slots with more wind at working height than the bucket allows."""
    return slot_weather["wind_m_per_s"].gt(rules.wind_max_m_per_s)


def humidity_closed(slot_weather: pd.DataFrame, rules: HeatRules) -> pd.Series:
    """Slots too humid for live work without moisture-proof tools."""
    return slot_weather["relative_humidity_percent"].gt(rules.humidity_max_percent)


def in_the_dark(slot_weather: pd.DataFrame, rules: HeatRules) -> pd.Series:
    """Slots in which it is not light all through: live work then needs lighting."""
    return slot_weather["sun_lowest_deg"].lt(rules.daylight_elevation_deg)


def darkness_closed(slot_weather: pd.DataFrame, rules: HeatRules) -> pd.Series:
    """Slots in the dark, unless the utility does night work."""
    closed: pd.Series = in_the_dark(slot_weather, rules) & (not rules.night_work)
    return closed


def stop_day_closed(slot_weather: pd.DataFrame, bands: pd.DataFrame) -> pd.Series:
    """Slots of dates on which outdoor work stops."""
    dates = slot_weather["time"].dt.tz_localize(None).dt.normalize()
    closed: pd.Series = dates.isin(bands.loc[bands["band"] == "stop", "date"])
    return closed


def hottest_hours_closed(slot_weather: pd.DataFrame, bands: pd.DataFrame) -> pd.Series:
    """Slots that overlap a date's hottest hours."""
    begins = slot_weather["time"]
    length = begins.diff().min() if len(begins) > 1 else pd.Timedelta(minutes=15)
    closed = pd.Series(False, index=slot_weather.index)
    for window in bands.dropna(subset=["hottest_from", "hottest_to"]).itertuples():
        closed |= (begins < window.hottest_to) & (begins + length > window.hottest_from)
    return closed


def closures(
    slot_weather: pd.DataFrame, bands: pd.DataFrame, rules: HeatRules | None = None
) -> pd.DataFrame:
    """Every slot closed by a weather or legal rule, and for which phase of a job.

    Parameters
    ----------
    slot_weather
        As `weather.heat_stress.slot_weather` returns it.
    bands
        As `day_bands` returns it.
    rules
        Rules in force, default the defaults.

    Returns
    -------
    pandas.DataFrame
        ``time``, ``rule``, ``phase``, sorted: ``rain``, ``thunder`` and ``darkness`` close
        ``site`` and ``bucket``, ``wind`` and ``humidity`` the ``bucket``, ``stop_day`` and
        ``hottest_hours`` the ``site``. Orders exempt from a rule are the caller's matter.
    """
    parts = [
        pd.DataFrame({"time": slot_weather.loc[closed, "time"], "rule": rule, "phase": phase})
        for rule, phases, closed in _closed_by_rule(slot_weather, bands, rules or HeatRules())
        for phase in phases
    ]
    return pd.concat(parts).sort_values(["time", "rule", "phase"], ignore_index=True)


def _closed_by_rule(
    slot_weather: pd.DataFrame, bands: pd.DataFrame, rules: HeatRules
) -> Iterator[tuple[str, tuple[str, ...], pd.Series]]:
    yield "rain", ("site", "bucket"), rain_closed(slot_weather, rules)
    yield "thunder", ("site", "bucket"), thunder_closed(slot_weather, rules)
    yield "wind", ("bucket",), wind_closed(slot_weather, rules)
    yield "humidity", ("bucket",), humidity_closed(slot_weather, rules)
    yield "darkness", ("site", "bucket"), darkness_closed(slot_weather, rules)
    yield "stop_day", ("site",), stop_day_closed(slot_weather, bands)
    yield "hottest_hours", ("site",), hottest_hours_closed(slot_weather, bands)
