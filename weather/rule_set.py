"""The heat rules in force: defaults from `weather.rule_data`, overrides checked."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from weather.faults import Fault, WeatherFaults
from weather.rule_data import BY_NAME, Rule


def _default(name: str) -> Any:
    return BY_NAME[name].value


@dataclass(frozen=True, kw_only=True)
class HeatRules:
    """Values of every heat and weather rule; docs/heat-rules.md says what each one does.

    Raises
    ------
    WeatherFaults
        If a value is out of the bounds of its rule or contradicts another one.
    """

    stop_tmax_c: float = _default("stop_tmax_c")
    restricted_tmax_c: float = _default("restricted_tmax_c")
    rotate_tmax_c: float = _default("rotate_tmax_c")
    outdoor_cap_minutes: int = _default("outdoor_cap_minutes")
    hottest_hours: int = _default("hottest_hours")
    hottest_fixed_from: str = _default("hottest_fixed_from")
    hottest_fixed_to: str = _default("hottest_fixed_to")
    exposure_temps_c: tuple[float, ...] = _default("exposure_temps_c")
    exposure_end_c: float = _default("exposure_end_c")
    exposure_light_minutes: tuple[int, ...] = _default("exposure_light_minutes")
    exposure_medium_minutes: tuple[int, ...] = _default("exposure_medium_minutes")
    exposure_heavy_minutes: tuple[int, ...] = _default("exposure_heavy_minutes")
    exposure_applies_to: str = _default("exposure_applies_to")
    medium_from_w_per_m2: float = _default("medium_from_w_per_m2")
    heavy_above_w_per_m2: float = _default("heavy_above_w_per_m2")
    exposure_humidity_percent: float = _default("exposure_humidity_percent")
    exposure_humidity_step_percent: float = _default("exposure_humidity_step_percent")
    rotation_minutes: int = _default("rotation_minutes")
    rest_min_minutes: int = _default("rest_min_minutes")
    watch_place: str = _default("watch_place")
    rest_place: str = _default("rest_place")
    shade_is_rest: bool = _default("shade_is_rest")
    handover_minutes: int = _default("handover_minutes")
    bucket_clear_minutes: int = _default("bucket_clear_minutes")
    ticket_tail_minutes: int = _default("ticket_tail_minutes")
    humidity_max_percent: float = _default("humidity_max_percent")
    wind_max_m_per_s: float = _default("wind_max_m_per_s")
    thunder_probability_max: float = _default("thunder_probability_max")
    rain_max_mm_per_h: float = _default("rain_max_mm_per_h")
    night_work: bool = _default("night_work")
    daylight_elevation_deg: float = _default("daylight_elevation_deg")
    use_strain: bool = _default("use_strain")
    strain_margin_temp_c: float = _default("strain_margin_temp_c")
    strain_margin_rh_percent: float = _default("strain_margin_rh_percent")
    strain_wind_m_per_s: float = _default("strain_wind_m_per_s")
    bucket_wind_share: float = _default("bucket_wind_share")
    still_air_m_per_s: float = _default("still_air_m_per_s")
    core_limit_c: float = _default("core_limit_c")
    body_mass_kg: float = _default("body_mass_kg")
    body_height_m: float = _default("body_height_m")
    acclimatisation_shares: tuple[float, ...] = _default("acclimatisation_shares")
    cab_temp_c: float = _default("cab_temp_c")
    cab_humidity_percent: float = _default("cab_humidity_percent")
    ground_wind_share: float = _default("ground_wind_share")
    shade_radiant_share: float = _default("shade_radiant_share")
    clothes_clo: float = _default("clothes_clo")
    clothes_im: float = _default("clothes_im")
    rest_w_per_m2: float = _default("rest_w_per_m2")
    water_loss_share: float = _default("water_loss_share")
    wbgt_class_w_per_m2: tuple[float, ...] = _default("wbgt_class_w_per_m2")
    iso_7243_reference_c: tuple[float, ...] = _default("iso_7243_reference_c")
    gbz_22_limit_c: tuple[float, ...] = _default("gbz_22_limit_c")
    gbz_22_region_c: float = _default("gbz_22_region_c")

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, list):  # YAML has no tuples
                object.__setattr__(self, field.name, tuple(value))
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        faults = [fault for name, value in values.items() for fault in _faults(name, value)]
        faults = faults or list(_contradictions(self))
        if faults:
            raise WeatherFaults(faults)

    @property
    def water_limit_g(self) -> float:
        """Water that a worker may lose in a day. [g]"""
        return self.water_loss_share * self.body_mass_kg * 1000.0

    @property
    def overrides(self) -> dict[str, tuple[Any, Any]]:
        """Values that differ from the default: name to (default, in force), in field order."""
        return {
            field.name: (_default(field.name), getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != _default(field.name)
        }


def override(values: Mapping[str, object]) -> HeatRules:
    """Build the rules in force from the scenario's ``heat`` section.

    Parameters
    ----------
    values
        Rule names and values; lists stand for tuples.

    Returns
    -------
    HeatRules
        The defaults with `values` in their place.

    Raises
    ------
    WeatherFaults
        With every unknown name, wrong type, value out of bounds and contradiction.
    """
    faults = override_faults(values)
    if faults:
        raise WeatherFaults(faults)
    given: dict[str, Any] = dict(values)
    return HeatRules(**given)


def override_faults(values: Mapping[str, object]) -> tuple[Fault, ...]:
    """Faults `override` would raise for `values`; empty when there are none."""
    unknown = [name for name in values if name not in BY_NAME]
    faults = [_fault(name, "an unknown rule", f"one of {', '.join(BY_NAME)}") for name in unknown]
    for name in values:
        if name in BY_NAME:
            faults += _faults(name, values[name])
    if not faults:
        given: dict[str, Any] = dict(values)
        try:
            HeatRules(**given)
        except WeatherFaults as error:
            faults += error.faults
    return tuple(sorted(set(faults)))


def _fault(name: str, found: str, wanted: str) -> Fault:
    return Fault(table="heat", key=name, column="value", found=found, wanted=wanted)


def _faults(name: str, value: object) -> Iterator[Fault]:
    rule = BY_NAME[name]
    items = tuple(value) if isinstance(value, list) else value
    wanted = _wanted(rule)
    if isinstance(rule.value, tuple):
        wrong = not isinstance(items, tuple) or not _items_fit(rule, items)
    else:
        wrong = not _fits(rule, items, rule.value)
    if wanted and wrong:
        yield _fault(name, repr(value), wanted)


def _items_fit(rule: Rule, items: tuple[object, ...]) -> bool:
    example = rule.value[0] if isinstance(rule.value, tuple) else rule.value
    return bool(items) and all(_fits(rule, item, example) for item in items)


def _fits(rule: Rule, value: object, example: object) -> bool:
    if isinstance(example, bool):
        return isinstance(value, bool)
    if rule.choices:
        return value in rule.choices
    if isinstance(example, str):
        return isinstance(value, str) and _is_time(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    whole = not isinstance(example, int) or float(value).is_integer()
    return whole and rule.lower <= value <= rule.upper


def _is_time(text: str) -> bool:
    if not text:
        return True
    try:
        dt.datetime.strptime(text, "%H:%M")
    except ValueError:
        return False
    return True


def _wanted(rule: Rule) -> str:
    example = rule.value[0] if isinstance(rule.value, tuple) else rule.value
    if isinstance(example, bool):
        return "yes or no"
    if rule.choices:
        return f"one of {', '.join(rule.choices)}"
    if isinstance(example, str):
        return "a time hh:mm or nothing"
    kind = "whole numbers" if isinstance(example, int) else "numbers"
    return f"{kind} in [{rule.lower:g}, {rule.upper:g}] {rule.unit}"


def _contradictions(rules: HeatRules) -> Iterator[Fault]:
    bands = (rules.rotate_tmax_c, rules.restricted_tmax_c, rules.stop_tmax_c)
    if list(bands) != sorted(bands):
        yield _fault("stop_tmax_c", str(bands), "rotate <= restricted <= stop")
    if bool(rules.hottest_fixed_from) != bool(rules.hottest_fixed_to):
        yield _fault("hottest_fixed_from", "one end of a window", "both ends or none")
    elif rules.hottest_fixed_from and rules.hottest_fixed_from >= rules.hottest_fixed_to:
        yield _fault("hottest_fixed_from", rules.hottest_fixed_from, "before hottest_fixed_to")
    if rules.medium_from_w_per_m2 > rules.heavy_above_w_per_m2:
        yield _fault("medium_from_w_per_m2", str(rules.medium_from_w_per_m2), "<= heavy limit")
    if rules.rest_place == "shade" and not rules.shade_is_rest:
        yield _fault("rest_place", "shade, which is no rest", "cab, or shade_is_rest: yes")
    yield from _table_contradictions(rules)
    yield from _class_contradictions(rules)


def _table_contradictions(rules: HeatRules) -> Iterator[Fault]:
    temps = (*rules.exposure_temps_c, rules.exposure_end_c)
    if any(left >= right for left, right in itertools.pairwise(temps)):
        yield _fault("exposure_temps_c", str(temps), "rising, below exposure_end_c")
    rows = (
        rules.exposure_light_minutes,
        rules.exposure_medium_minutes,
        rules.exposure_heavy_minutes,
    )
    for name, row in zip(("light", "medium", "heavy"), rows, strict=True):
        key = f"exposure_{name}_minutes"
        if len(row) != len(rules.exposure_temps_c):
            yield _fault(key, f"{len(row)} cells", "a cell per exposure_temps_c")
        elif list(row) != sorted(row, reverse=True):
            yield _fault(key, str(row), "never longer when hotter")
    if any(a < b for a, b in [*zip(*rows[:2], strict=False), *zip(*rows[1:], strict=False)]):
        yield _fault("exposure_heavy_minutes", "longer than lighter work", "never longer")


def _class_contradictions(rules: HeatRules) -> Iterator[Fault]:
    if list(rules.wbgt_class_w_per_m2) != sorted(rules.wbgt_class_w_per_m2):
        yield _fault("wbgt_class_w_per_m2", str(rules.wbgt_class_w_per_m2), "rising")
    for name in ("iso_7243_reference_c", "gbz_22_limit_c"):
        limits = getattr(rules, name)
        if len(limits) != len(rules.wbgt_class_w_per_m2) + 1:
            yield _fault(name, f"{len(limits)} values", "one more than wbgt_class_w_per_m2")
