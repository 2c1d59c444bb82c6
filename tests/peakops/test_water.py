"""Water of a plan: rates of every phase and slot, and what is left for the jobs of a day."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import weather
from peakops.heat import HeatTables, heat_tables
from peakops.order_records import stint_class
from peakops.plan import scenario_clock
from peakops.scenario import Scenario
from peakops.validate import read_inputs
from peakops.water import IN_CAB_MINUTES, water_budgets
from scheduler.water import CrewDay, Water

NOON = 12 * 4


@pytest.fixture(scope="module")
def scenario(tiny_source: Path) -> Scenario:
    return read_inputs(tiny_source)[0]


@pytest.fixture(scope="module")
def heat(scenario: Scenario) -> HeatTables:
    return heat_tables(scenario)


def water(
    scenario: Scenario, heat: HeatTables, found: dict[CrewDay, int] | None = None, **rules: Any
) -> Water:
    changed = replace(heat, rules=replace(heat.rules, **rules))
    return water_budgets(scenario, changed, scenario_clock(scenario), found or {})


def test_each_kind_of_work_has_a_rate_in_every_slot(scenario: Scenario, heat: HeatTables) -> None:
    made = water(scenario, heat)
    assert set(made.bucket) == {stint_class(*key) for key in heat.stints}
    lengths = {len(rates) for rates in (made.standing, made.working, *made.bucket.values())}
    assert lengths == {scenario_clock(scenario).slots}


def test_working_costs_more_than_watching(scenario: Scenario, heat: HeatTables) -> None:
    made = water(scenario, heat)
    assert made.working[NOON] > made.standing[NOON]


def test_a_watch_in_the_sun_costs_more(scenario: Scenario, heat: HeatTables) -> None:
    sun, shade = (water(scenario, heat, watch_place=place) for place in ("sun", "shade"))
    assert sun.standing[NOON] > shade.standing[NOON]
    assert sun.working == shade.working


def test_the_budget_is_what_the_cool_cab_leaves_of_the_limit(
    scenario: Scenario, heat: HeatTables
) -> None:
    left = heat.rules.water_limit_g - weather.water_at_rest_mg(heat.rules) * IN_CAB_MINUTES / 1000
    budgets = water(scenario, heat).budget_g
    assert set(budgets) == {(crew, day) for crew in ("C1", "C2") for day in (0, 1)}
    assert set(budgets.values()) == {int(left)}


def test_a_limit_below_what_the_cab_costs_leaves_nothing(
    scenario: Scenario, heat: HeatTables
) -> None:
    assert set(water(scenario, heat, water_loss_share=0.002).budget_g.values()) == {0}


def test_what_earlier_rounds_learned_counts(scenario: Scenario, heat: HeatTables) -> None:
    made = water(scenario, heat, {("C1", 1): 1500})
    assert made.budget("C1", 1) == 1500
    assert made.budget("C1", 0) == water(scenario, heat).budget("C1", 0)


def test_without_strain_there_is_no_budget(scenario: Scenario, heat: HeatTables) -> None:
    made = water(scenario, heat, use_strain=False)
    assert made.budget("C1", 0) is None
    assert made.bucket == {}
