from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest

from weather.faults import Fault, WeatherFaults
from weather.rule_data import BY_NAME, RULES, Rule
from weather.rule_set import HeatRules, override, override_faults


def test_every_rule_is_a_field_with_the_default_of_its_record() -> None:
    defaults = {field.name: getattr(HeatRules(), field.name) for field in fields(HeatRules)}
    assert defaults == {rule.name: rule.value for rule in RULES}


def test_every_rule_says_where_it_comes_from() -> None:
    assert len(BY_NAME) == len(RULES)
    for rule in RULES:
        assert rule.source, rule.name
        assert rule.meaning, rule.name
        assert rule.unit, rule.name


def test_defaults_are_within_their_own_bounds() -> None:
    assert override_faults({rule.name: rule.value for rule in RULES}) == ()


def test_a_rule_needs_ordered_bounds() -> None:
    with pytest.raises(ValueError, match="lower <= upper"):
        Rule(name="x", value=1.0, unit="1", meaning="m", source="s", lower=2, upper=1)


def test_a_default_is_one_of_its_choices() -> None:
    with pytest.raises(ValueError, match="one of its choices"):
        Rule(name="x", value="c", choices=("a", "b"), unit="choice", meaning="m", source="s")


def test_rest_in_the_shade_needs_it_to_count_and_says_so() -> None:
    (fault,) = override_faults({"rest_place": "shade", "shade_is_rest": False})
    assert fault.wanted == "cab, or shade_is_rest: yes"
    assert override({"rest_place": "shade", "shade_is_rest": True}).rest_place == "shade"


def test_a_choice_may_be_any_of_its_words() -> None:
    assert override({"exposure_applies_to": "everyone"}).exposure_applies_to == "everyone"


def test_rules_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        HeatRules().stop_tmax_c = 45.0  # type: ignore[misc]  # the point of the test


def test_overrides_replace_defaults_and_are_listed() -> None:
    rules = override({"stop_tmax_c": 39, "rotation_minutes": 25, "restricted_tmax_c": 37.0})
    assert rules.stop_tmax_c == 39
    assert rules.overrides == {"stop_tmax_c": (40.0, 39), "rotation_minutes": (30, 25)}


def test_no_override_is_the_default() -> None:
    assert override({}) == HeatRules()
    assert HeatRules().overrides == {}


def test_a_list_from_yaml_stands_for_a_tuple() -> None:
    given = [0.1, 0.3, 0.5, 0.7]
    rules = override({"acclimatisation_shares": given})
    assert rules.acclimatisation_shares == (0.1, 0.3, 0.5, 0.7)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("stop_tmax_c", 50.1, "numbers in [30, 50] °C"),
        ("stop_tmax_c", "40", "numbers"),
        ("stop_tmax_c", True, "numbers"),  # yes is not 1 °C
        ("stop_tmax_c", None, "numbers"),
        ("rotation_minutes", 0, "whole numbers in [1, 240] min"),
        ("rotation_minutes", 12.5, "whole numbers"),
        ("rotation_minutes", float("nan"), "whole numbers"),
        ("use_strain", 1, "yes or no"),
        ("core_limit_c", 38.1, "[37.2, 38]"),  # never looser than the standard
        ("thunder_probability_max", 1.1, "[0, 1]"),
        ("exposure_applies_to", "nobody", "one of bucket, everyone"),
        ("exposure_applies_to", "08:00", "one of bucket, everyone"),
        ("exposure_applies_to", True, "one of bucket, everyone"),
        ("hottest_fixed_from", "25:00", "a time hh:mm"),
        ("hottest_fixed_from", 720, "a time hh:mm"),
        ("acclimatisation_shares", 0.5, "numbers"),  # one number for a list
        ("acclimatisation_shares", [], "numbers"),
        ("acclimatisation_shares", [0.5, 1.5], "[0, 1]"),
        ("acclimatisation_shares", [0.5, "x"], "numbers"),
        ("stop_tmax", 40.0, "one of stop_tmax_c"),  # misspelt name
    ],
)
def test_a_bad_override_is_a_fault(name: str, value: object, wanted: str) -> None:
    (fault,) = override_faults({name: value})
    assert (fault.table, fault.key, fault.column) == ("heat", name, "value")
    assert wanted in fault.wanted
    with pytest.raises(WeatherFaults):
        override({name: value})


def test_all_faults_come_at_once() -> None:
    bad: dict[str, object] = {"stop_tmax_c": 90, "nonsense": 1, "rest_min_minutes": -1}
    with pytest.raises(WeatherFaults) as caught:
        override(bad)
    assert {fault.key for fault in caught.value.faults} == set(bad)
    assert "nonsense" in str(caught.value)


CELLS = "exposure_heavy_minutes"


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"rotate_tmax_c": 38.0}, "stop_tmax_c"),  # rotate above restricted
        ({"hottest_fixed_from": "12:00"}, "hottest_fixed_from"),  # one end only
        (
            {"hottest_fixed_from": "15:00", "hottest_fixed_to": "12:00"},
            "hottest_fixed_from",
        ),  # turned round
        ({"rest_place": "shade"}, "rest_place"),  # nowhere is a rest
        ({"medium_from_w_per_m2": 210.0}, "medium_from_w_per_m2"),  # above heavy
        ({"exposure_end_c": 41.0}, "exposure_temps_c"),  # last column starts above the end
        ({CELLS: (60, 50, 40)}, CELLS),  # too few cells
        ({CELLS: (60, 50, 40, 45, 20, 15, 10)}, CELLS),  # longer when hotter
        ({CELLS: (75, 50, 40, 30, 20, 15, 10)}, CELLS),  # longer when heavier
        ({"wbgt_class_w_per_m2": (65, 200, 130, 260)}, "wbgt_class_w_per_m2"),  # not rising
        ({"gbz_22_limit_c": (31.0, 29.0)}, "gbz_22_limit_c"),  # too few classes
    ],
)
def test_values_must_not_contradict_one_another(values: dict[str, Any], key: str) -> None:
    assert key in {fault.key for fault in override_faults(values)}
    with pytest.raises(WeatherFaults):
        HeatRules(**values)


def test_faults_are_sorted_unique_and_readable() -> None:
    one = Fault(table="heat", key="b", column="value", found="x", wanted="y")
    two = Fault(table="heat", key="a", column="value", found="x", wanted="y")
    faults = WeatherFaults([one, two, one])
    assert faults.faults == (two, one)
    assert str(faults) == "heat a: value is x, wanted y; heat b: value is x, wanted y"
