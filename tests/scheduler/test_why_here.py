"""Why a placed order is where it is: earlier starts, other crews, and what moving it costs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import Closure, ProblemData, Schedule
from scheduler.openings import place_of
from scheduler.solve import SolveParams, solve
from scheduler.verify import verify
from scheduler.why_here import Closed, why_here

from .small import crew, order, problem, solved, team, two_crews
from .test_replan import job
from .tiny import tiny


def rainy() -> ProblemData:
    rain = Closure(rule="rain", phase="site", slots=frozenset({32, 33}))
    return problem(orders=(order(closures=(rain,)), order("W2", feeder="F2")))


def test_earlier_starts_are_counted_by_rule() -> None:
    given = rainy()
    plan = Schedule(assignments=(job("W2", 480), job("W1", 525)))
    assert verify(given, plan) == ()
    found = why_here(given, plan, "W1")
    assert found.earlier_starts == 3
    # The rain closes 08:00 and 08:15; the crew is at W2 until 08:40.
    assert found.earlier == (
        Closed(rule="capacity", starts=3, starts_alone=1),
        Closed(rule="rain", starts=2, starts_alone=0),
    )
    assert found.earliest is None
    assert found.crews == ()


def test_an_open_earlier_start_is_named_with_its_cost() -> None:
    given = problem(
        orders=(order(),), heat_index=(*(5 for _ in range(40)), *(1 for _ in range(56)))
    )
    plan = solved(given)
    mine = plan.assignments[0]
    assert mine.start_minute >= 580
    found = why_here(given, plan, "W1")
    assert found.earliest is not None
    assert found.earliest.job.start_minute == 480
    assert found.earliest.gain.comfort < found.here.gain.comfort
    assert found.moves[0].job.start_minute == mine.start_minute + 15


def test_other_crews_are_kept_away_or_cost_more() -> None:
    given = two_crews(
        crews=(crew("A"), crew("B", base_site=1), crew("C")),
        workers=team("A") + team("B") + team("C", available=(False,)),
        orders=(order(),),
        travel_minutes=((0, 20), (20, 0)),
    )
    plan = solved(replace(given, heat_index=(*(9 for _ in range(36)), *(0 for _ in range(60)))))
    assert plan.assignments[0].parts[0].crew == "A"
    found = why_here(given, plan, "W1")
    assert [(other.crew, other.rules) for other in found.crews] == [
        ("B", ()),
        ("C", ("worker_unavailable",)),
    ]
    place = found.crews[0].place
    assert place is not None
    assert found.here.gain.comfort - place.gain.comfort == 40
    assert place.gain.value == found.here.gain.value == 100


def test_a_locked_crew_keeps_others_away() -> None:
    given = two_crews(orders=(order(locked_crew="A"),))
    found = why_here(given, solved(given), "W1")
    assert [(other.crew, other.rules) for other in found.crews] == [("B", ("lock",))]


@pytest.mark.parametrize("seed", range(1, 26))
def test_every_place_named_keeps_every_rule(seed: int) -> None:
    given = tiny(seed)
    plan = solve(given, SolveParams(effort=1)).schedule
    assert plan is not None
    for each in plan.assignments:
        found = why_here(given, plan, each.work_order)
        places = [*found.moves, *(c.place for c in found.crews if c.place is not None)]
        for place in places:
            assert {b.rule for b in verify(given, place.schedule)} <= {"mandatory_missing"}
            # a plan that is proven best loses by every move
            worth = (place.gain.must_placed, place.gain.value)
            assert worth <= (found.here.gain.must_placed, found.here.gain.value)
        assert found.here == place_of(given, plan, each.work_order)
