"""Where everybody of a schedule is, from the sample of one job."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from peakops.clock import MINUTES_PER_DAY
from peakops.day_phases import DaySheets, bucket_work, day_sheets
from peakops.places import Places
from peakops.plan import scenario_clock
from peakops.scenario import Scenario
from peakops.validate import read_inputs
from scheduler.schedule import Assignment, CrewPart, Schedule, Stint

PART = CrewPart(crew="C1", leader="A1", supervisor="A1", pairs=(("A3", "A4"),), ground=("A7",))
JOB = Assignment(
    work_order="W1",
    start_minute=480,
    setup_end_minute=500,
    bucket_end_minute=565,
    end_minute=580,
    parts=(PART,),
    stints=(
        Stint(pair=0, start_minute=500, end_minute=520),
        Stint(pair=0, start_minute=545, end_minute=565),
    ),
)
PLACES = Places(
    index={"base:C1": 0, "W1": 1}, km=((0.0, 10.0), (10.0, 0.0)), minutes=((0, 18), (18, 0))
)


@pytest.fixture(scope="module")
def scenario(tiny_source: Path) -> Scenario:
    return read_inputs(tiny_source)[0]


def with_rules(scenario: Scenario, **rules: object) -> Scenario:
    return replace(scenario, heat=dict(scenario.heat) | rules)


def followed(scenario: Scenario, *jobs: Assignment) -> DaySheets:
    return day_sheets(scenario, Schedule(assignments=jobs), PLACES, scenario_clock(scenario))


def test_whoever_has_no_part_stays_at_the_base(scenario: Scenario) -> None:
    out = {phase.worker for _, phase in followed(scenario, JOB).phases}
    assert out == {"A1", "A3", "A4", "A7"}


def test_drives_and_phases_are_on_the_day_of_their_job(scenario: Scenario) -> None:
    tomorrow = replace(
        JOB,
        start_minute=JOB.start_minute + MINUTES_PER_DAY,
        setup_end_minute=JOB.setup_end_minute + MINUTES_PER_DAY,
        bucket_end_minute=JOB.bucket_end_minute + MINUTES_PER_DAY,
        end_minute=JOB.end_minute + MINUTES_PER_DAY,
        stints=tuple(
            Stint(
                pair=stint.pair,
                start_minute=stint.start_minute + MINUTES_PER_DAY,
                end_minute=stint.end_minute + MINUTES_PER_DAY,
            )
            for stint in JOB.stints
        ),
    )
    sheets = followed(scenario, tomorrow)
    assert {day for day, _ in (*sheets.trips, *sheets.phases)} == {1}
    assert [trip.arrive for _, trip in sheets.trips] == [tomorrow.start_minute, 2038]


def test_nothing_planned_nobody_out(scenario: Scenario) -> None:
    assert followed(scenario) == DaySheets(trips=(), phases=())


@pytest.mark.parametrize(("place", "where"), [("shade", "shade"), ("sun", "W1")])
def test_those_who_watch_stand_where_the_rule_says(
    scenario: Scenario, place: str, where: str
) -> None:
    phases = followed(with_rules(scenario, watch_place=place), JOB).phases
    watch = {p.place for _, p in phases if p.worker == "A7" and p.phase == "standby"}
    assert watch == {where}


@pytest.mark.parametrize(("place", "where"), [("cab", "cab"), ("shade", "shade")])
def test_between_stints_people_rest_where_the_rule_says(
    scenario: Scenario, place: str, where: str
) -> None:
    phases = followed(
        with_rules(scenario, rest_place=place, shade_is_rest=place == "shade"), JOB
    ).phases
    (between,) = (p for _, p in phases if p.worker == "A3" and (p.start, p.end) == (520, 545))
    assert (between.phase, between.place) == ("rest", where)


def test_bucket_work_is_that_of_the_job_type(scenario: Scenario) -> None:
    work = bucket_work(scenario)
    assert set(work) == {"W1", "W2", "W3"}
    assert [work[order].metabolic_rate_w_per_m2 for order in ("W1", "W3")] == [165, 200]
    assert {one.kit for one in work.values()} == {"cape"}
