"""Workers not used to the heat yet: from their row to the problem and the stint sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from peakops.heat import HeatTables, heat_tables, is_acclimatised
from peakops.plan import scenario_clock
from peakops.problem import stint_minutes, worker_records
from peakops.scenario import Scenario
from peakops.stint_sheet import stint_table
from peakops.strain import Strained
from peakops.validate import read_inputs
from scheduler.schedule import Assignment, CrewPart, Schedule, Stint
from weather import HeatRules, StrainCourse

NAN = float("nan")
NOON = 12 * 60


@pytest.fixture(scope="module")
def scenario(tiny_source: Path) -> Scenario:
    """A6 is in his second day in the heat, all others are used to it."""
    return read_inputs(tiny_source)[0]


@pytest.fixture(scope="module")
def heat(scenario: Scenario) -> HeatTables:
    return heat_tables(scenario)


def with_workers(scenario: Scenario, **changes: Any) -> Scenario:
    workers = scenario.tables["workers"].assign(**changes)
    return replace(scenario, tables=dict(scenario.tables) | {"workers": workers})


@pytest.mark.parametrize(
    ("first", "day", "used"),
    [(NAN, 0, True), (4.0, 0, False), (4.0, 1, True), (2.0, 2, False), (2.0, 3, True)],
)
def test_a_worker_is_new_for_as_many_days_as_there_are_shares(
    first: float, day: int, used: bool
) -> None:
    assert is_acclimatised({"acclimatisation_day": first}, day, HeatRules()) is used


def test_the_days_of_the_plan_are_told_to_the_scheduler(
    scenario: Scenario, heat: HeatTables
) -> None:
    clock = scenario_clock(scenario)
    days = {w.id: w.acclimatised for w in worker_records(scenario, heat, clock)}
    assert days["A3"] == (True,) * clock.days
    assert days["A6"] == tuple(2 + day > 4 for day in range(clock.days))


def test_new_workers_have_shorter_stints_in_the_heat(heat: HeatTables) -> None:
    usual, novice = stint_minutes(heat.stints), stint_minutes(heat.novice_stints)
    assert usual.keys() == novice.keys()
    for name, minutes in usual.items():
        assert np.all(np.array(novice[name]) <= np.array(minutes))
    assert usual != novice
    assert {"strain"} == {
        rule
        for key, table in heat.novice_stints.items()
        for rule in table["rule"][table["minutes"] < heat.stints[key]["minutes"]]
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"acclimatisation_day": NAN},
        {"roles": lambda workers: [("ground",)] * len(workers)},
    ],
)
def test_where_nobody_new_goes_up_there_is_one_table(
    scenario: Scenario, changes: dict[str, Any]
) -> None:
    assert heat_tables(with_workers(scenario, **changes)).novice_stints == {}


def test_without_strain_there_is_one_table(scenario: Scenario) -> None:
    given = replace(scenario, heat=dict(scenario.heat) | {"use_strain": False})
    assert heat_tables(given).novice_stints == {}


def planned(scenario: Scenario, *pairs: tuple[str, str]) -> Schedule:
    """W1 at noon, each pair in the bucket once."""
    stints = tuple(
        Stint(pair=i, start_minute=NOON + 25 * i, end_minute=NOON + 25 * i + 20)
        for i in range(len(pairs))
    )
    part = CrewPart(crew="C1", leader="A1", supervisor="A1", pairs=pairs, ground=("A7",))
    job = Assignment(
        work_order="W1",
        start_minute=NOON - 20,
        setup_end_minute=NOON,
        bucket_end_minute=stints[-1].end_minute,
        end_minute=stints[-1].end_minute + 15,
        parts=(part,),
        stints=stints,
    )
    return Schedule(assignments=(job,))


def strained(*pairs: tuple[str, str]) -> Strained:
    """A day of no strain for everybody in the bucket."""
    level = StrainCourse(
        minute=np.array([NOON]), core_c=np.array([37.0]), sweat_loss_g=np.array([0.0])
    )
    days = {(worker, 0): level for pair in pairs for worker in pair}
    return Strained(courses=days, starts=dict.fromkeys(days, 37.0), exceedances=())


def limits(scenario: Scenario, heat: HeatTables, *pairs: tuple[str, str]) -> dict[str, int]:
    table = stint_table(
        scenario, heat, planned(scenario, *pairs), strained(*pairs), scenario_clock(scenario)
    )
    return dict(zip(table["worker"], table["stint_limit_minutes"], strict=True))


def test_only_the_pair_of_the_new_worker_is_rated_by_his_limit(
    scenario: Scenario, heat: HeatTables
) -> None:
    found = limits(scenario, heat, ("A3", "A4"), ("A5", "A6"))
    same = limits(with_workers(scenario, acclimatisation_day=NAN), heat, ("A3", "A4"), ("A5", "A6"))
    assert found["A3"] == found["A4"] == same["A3"]
    assert found["A5"] == found["A6"] < same["A6"]


def test_where_strain_sets_no_limit_new_workers_have_the_usual_one(
    scenario: Scenario, heat: HeatTables
) -> None:
    plain = replace(heat, novice_stints={})
    (limit,) = set(limits(scenario, heat, ("A3", "A4")).values())
    assert set(limits(scenario, plain, ("A5", "A6")).values()) == {limit}
