"""Days that a crew has the people for, and days for which their hours do not suffice."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from scheduler import ProblemData
from scheduler.conflicts import Conflicts
from scheduler.day_staff import can_staff
from scheduler.greedy import by_priority_picks
from scheduler.open_ways import OpenWays

from .small import order, problem, team, worker
from .tiny import tiny


def staffed(given: ProblemData, *orders: str) -> bool:
    """Whether the crew can staff these orders from any starts; ways and overlaps are not asked."""
    ways = OpenWays(given)
    timings = [ways.timings_of_order[name] for name in orders]
    return any(can_staff(ways, "A", [(t, True) for t in each]) for each in product(*timings))


def two_jobs(**caps: int) -> ProblemData:
    """Two jobs of 40 minutes; two who may lead."""
    people = (*team(), worker("L2", "leader supervisor"))
    return problem(
        orders=(order("W1"), order("W2")),
        workers=tuple(replace(w, outdoor_cap_minutes=(caps.get(w.id),)) for w in people),
    )


def test_each_leader_has_hours_for_one_job() -> None:
    assert staffed(two_jobs(AL=40, L2=40), "W1", "W2")


def test_one_leader_has_hours_and_the_other_none() -> None:
    given = two_jobs(AL=40, L2=39)
    assert staffed(given, "W1")
    assert not staffed(given, "W1", "W2")
    assert staffed(two_jobs(AL=80, L2=39), "W1", "W2")


def test_a_start_outside_the_shift_spoils_the_day() -> None:
    ways = OpenWays(problem())
    able = [t for t, _ in enumerate(ways.timings) if can_staff(ways, "A", [(t, True)])]
    assert {ways.timings[t].start_slot for t in able} == set(range(32, 46))  # 08:00 to 11:20
    late = max(able) + 1
    assert not can_staff(ways, "A", [(able[0], True), (late, True)])


def test_what_a_plan_does_can_be_staffed() -> None:
    for seed in range(40):
        ways = OpenWays(tiny(seed))
        found: dict[str, list[tuple[int, bool]]] = {}
        for pick in by_priority_picks(Conflicts(ways)):
            for chosen in pick.parts:
                part = ways.parts[chosen.part]
                found.setdefault(part.crew, []).append((part.timing, part.leads))
        assert all(can_staff(ways, crew, jobs) for crew, jobs in found.items()), seed
