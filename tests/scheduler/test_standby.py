"""What a crew does when a job is closed on the spot."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from scheduler import ProblemData, Schedule
from scheduler.greedy import by_priority
from scheduler.standby import Standby, StandbyFinder
from scheduler.verify import verify

from .instances import county
from .small import crew, order, problem, team, two_crews
from .test_replan import job
from .tiny import tiny

NINE = Schedule(assignments=(job("W1", 540),))
WAYS = {"travel_minutes": ((0, 20), (20, 0))}


def found(given: ProblemData, plan: Schedule, crew_name: str, closed: str) -> list[Standby]:
    return list(StandbyFinder(given, plan).find(crew_name, closed))


def test_a_crew_drives_on_from_the_closed_site() -> None:
    given = problem(orders=(order(), order("W2", feeder="F2", site=1)), **WAYS)
    places = found(given, NINE, "A", "W1")
    starts = [place.job.start_minute for place in places]
    assert starts == [570, 585, 600, 615, 630, 645, 660]  # there at 09:20; back by 12:00
    assert {place.job.work_order for place in places} == {"W2"}
    assert [j.work_order for j in places[0].schedule.assignments] == ["W2"]


def test_what_is_worth_most_comes_first() -> None:
    given = problem(orders=(order(), order("W2"), order("W3", value_per_day=(300,))))
    places = found(given, NINE, "A", "W1")
    assert (places[0].job.work_order, places[0].job.start_minute) == ("W3", 540)


@pytest.mark.parametrize(
    "changes",
    [
        {"orders": (order(),)},  # everything is planned
        {"orders": (order(), order("W2", certificate="complex")),
         "workers": team(certificates=frozenset({"simple"}))},
        {"orders": (order(), order("W2", vehicle_kinds=("bucket_truck",)))},
        {"orders": (order(), order("W2", after=("W1",)))},
        {"orders": (order(), order("W2", locked_crew="B")), "crews": (crew(), crew("B"))},
    ],
)  # fmt: skip
def test_no_order_that_the_crew_may_not_do(changes: dict) -> None:
    assert found(problem(**changes), NINE, "A", "W1") == []


def test_the_next_job_of_the_crew_and_those_of_others_stay() -> None:
    given = two_crews(orders=(order(), order("W2", feeder="F2"), order("W3", feeder="F3")))
    there = job("W2", 600)
    places = found(given, Schedule(assignments=(job("W1", 540), there)), "A", "W1")
    assert [place.job.start_minute for place in places] == [540, 555, 645, 660, 675]
    assert all(there in place.schedule.assignments for place in places)
    assert {place.job.parts[0].crew for place in places} == {"A"}


@pytest.mark.parametrize("seed", range(9))
def test_a_standby_breaks_no_rule(seed: int) -> None:
    given = tiny(seed) if seed < 8 else county(seed)
    plan = by_priority(given)
    finder = StandbyFinder(given, plan)
    for placed in plan.assignments[:6]:
        others = tuple(j for j in plan.assignments if j is not placed)
        known = {b.rule for b in verify(given, replace(plan, assignments=others))}
        for part in placed.parts:
            for place in islice(finder.find(part.crew, placed.work_order), 12):
                assert {b.rule for b in verify(given, place.schedule)} <= known
                assert set(others) < set(place.schedule.assignments)
                assert place.job.parts[0].crew == part.crew
