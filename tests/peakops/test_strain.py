"""Strain of workers' days: put together from phases, carried over a night, held to the limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import weather
from peakops.clock import MINUTES_PER_DAY, Clock
from peakops.heat import HeatTables, heat_tables
from peakops.plan import scenario_clock
from peakops.scenario import Scenario
from peakops.strain import Strained, StrainModel, check_strain
from peakops.timesheet import Phase
from peakops.validate import read_inputs

SETUP = Phase(
    worker="A3",
    phase="setup",
    work_order="W1",
    start=600,
    end=620,
    outdoors=True,
    metabolic_rate_w_per_m2=165.0,
    kit="",
    place="W1",
)
STINT = replace(SETUP, phase="bucket", start=620, end=645, kit="cape")
REST = replace(
    SETUP,
    phase="rest",
    start=645,
    end=720,
    outdoors=False,
    metabolic_rate_w_per_m2=65.0,
    place="cab",
)
WAY_HOME = replace(REST, phase="travel", work_order="", start=720, end=735)
DAY = (SETUP, STINT, REST, WAY_HOME)


@pytest.fixture(scope="module")
def scenario(tiny_source: Path) -> Scenario:
    return read_inputs(tiny_source)[0]


@pytest.fixture(scope="module")
def heat(scenario: Scenario) -> HeatTables:
    return heat_tables(scenario)


@pytest.fixture(scope="module")
def clock(scenario: Scenario) -> Clock:
    return scenario_clock(scenario)


def model(scenario: Scenario, heat: HeatTables, **rules: Any) -> StrainModel:
    return StrainModel(scenario, replace(heat, rules=replace(heat.rules, **rules)))


def followed(made: StrainModel, clock: Clock, *phases: Phase) -> Strained:
    return check_strain(made, [(clock.day(phase.start), phase) for phase in phases], clock)


def broken(made: StrainModel, clock: Clock, *phases: Phase) -> list[str]:
    return [item.rule for item in followed(made, clock, *phases).exceedances]


def test_a_worker_begins_as_the_input_says_or_rested(scenario: Scenario, heat: HeatTables) -> None:
    made = model(scenario, heat)
    assert made.start_core_c("A5") == 37.0
    assert made.start_core_c("A3") == weather.START_CORE_C


def test_the_day_of_a_worker_who_is_new_to_the_heat(scenario: Scenario, heat: HeatTables) -> None:
    made = model(scenario, heat)
    assert made.day("A3", 0, DAY, 36.8).acclimatised
    assert not made.day("A6", 0, DAY, 36.8).acclimatised


@pytest.mark.parametrize(
    ("phase", "place"),
    [
        (SETUP, "ground"),
        (STINT, "bucket"),
        (replace(SETUP, phase="standby", place="shade"), "shade"),
        (REST, "cab"),
        (WAY_HOME, "cab"),
    ],
)
def test_each_phase_is_spent_at_its_place(
    scenario: Scenario, heat: HeatTables, phase: Phase, place: str
) -> None:
    (stretch,) = model(scenario, heat).day("A3", 0, [phase], 36.8).stretches
    assert stretch.place == place


def test_the_kit_is_worn_in_the_bucket_only(scenario: Scenario, heat: HeatTables) -> None:
    made = model(scenario, heat)
    worn = [stretch.kit for stretch in made.day("A3", 0, DAY, 36.8).stretches]
    clothes = weather.work_clothes(heat.rules)
    assert worn == [clothes, made.kit("cape"), clothes, clothes]
    assert made.kit("cape").clo > clothes.clo


def test_each_worker_and_day_has_a_course(
    scenario: Scenario, heat: HeatTables, clock: Clock
) -> None:
    other = [replace(phase, worker="A4") for phase in DAY]
    found = followed(model(scenario, heat), clock, *DAY, *other)
    assert set(found.courses) == {("A3", 0), ("A4", 0)}
    assert found.courses["A3", 0].minute[-1] == WAY_HOME.end
    assert found.courses["A3", 0].core_c.tolist() == found.courses["A4", 0].core_c.tolist()


def test_phases_count_in_order_of_time_however_they_are_given(
    scenario: Scenario, heat: HeatTables, clock: Clock
) -> None:
    made = model(scenario, heat)
    there, back = (followed(made, clock, *order) for order in (DAY, reversed(DAY)))
    assert there.courses["A3", 0].core_c.tolist() == back.courses["A3", 0].core_c.tolist()


def test_the_morning_follows_from_the_evening_and_the_rest_between(
    scenario: Scenario, heat: HeatTables, clock: Clock
) -> None:
    def later(phase: Phase, minutes: int) -> Phase:
        return replace(phase, start=phase.start + minutes, end=phase.end + minutes)

    late = tuple(later(phase, 1380 - WAY_HOME.end) for phase in DAY)
    early = tuple(later(phase, 1470 - SETUP.start) for phase in DAY)
    normal = tuple(later(phase, MINUTES_PER_DAY) for phase in DAY)
    made = model(scenario, heat)
    short, long = (followed(made, clock, *late, *morning) for morning in (early, normal))
    evening = short.courses["A3", 0].core_c[-1:]
    (wanted,) = weather.after_rest(evening, [90], heat.rules)
    assert short.starts["A3", 1] == pytest.approx(wanted)
    assert short.starts["A3", 0] == weather.START_CORE_C
    assert long.starts["A3", 1] < short.starts["A3", 1]


def test_strain_core(scenario: Scenario, heat: HeatTables, clock: Clock) -> None:
    long = replace(STINT, end=STINT.end + 60, metabolic_rate_w_per_m2=250.0)
    after = replace(REST, start=long.end, end=long.end + 75)
    assert broken(model(scenario, heat), clock, *DAY) == []
    assert broken(model(scenario, heat), clock, SETUP, long, after) == ["strain_core"]
    assert broken(model(scenario, heat, use_strain=False), clock, SETUP, long, after) == []


def test_strain_water(scenario: Scenario, heat: HeatTables, clock: Clock) -> None:
    lost_g = float(followed(model(scenario, heat), clock, *DAY).courses["A3", 0].sweat_loss_g[-1])
    enough, little = (lost_g * share / 1000 / heat.rules.body_mass_kg for share in (1.01, 0.99))
    assert broken(model(scenario, heat, water_loss_share=enough), clock, *DAY) == []
    assert broken(model(scenario, heat, water_loss_share=little), clock, *DAY) == ["strain_water"]
    off = model(scenario, heat, water_loss_share=little, use_strain=False)
    assert broken(off, clock, *DAY) == []


def test_an_exceedance_names_the_job_and_when_it_begins(
    scenario: Scenario, heat: HeatTables, clock: Clock
) -> None:
    course = followed(model(scenario, heat), clock, *DAY).courses["A3", 0]
    lost_g = course.sweat_loss_g
    share = float(lost_g[-1] - 0.1) / 1000 / heat.rules.body_mass_kg
    low = model(scenario, heat, water_loss_share=share, core_limit_c=37.2)
    found = followed(low, clock, *DAY).exceedances
    core, water = found
    assert (core.rule, core.worker, core.day, core.work_order) == ("strain_core", "A3", 0, "W1")
    assert course.core_at(core.minute) > 37.2 >= course.core_at(core.minute - 5)
    assert core.found == course.core_c.max()
    assert (water.rule, water.work_order, water.minute) == ("strain_water", "W1", WAY_HOME.end)
    assert water.limit == pytest.approx(share * heat.rules.body_mass_kg * 1000)
