"""What a plan is worth, and what a day that closes would take."""

from __future__ import annotations

from dataclasses import replace
from itertools import count, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakops.worth import closing_days, closing_probability, levels, order_values
from scheduler.heat_dose import HeatDose
from scheduler.problem import ProblemData
from scheduler.schedule import Schedule
from scheduler.score import score_schedule
from scheduler.solve import SolveParams, solve
from tests.scheduler.tiny import tiny

BANDS = [{"date": "2026-07-21", "tmax_official_c": 39.0, "band": "restricted"}]


@pytest.fixture(scope="module", params=range(3))
def solved(request) -> tuple[ProblemData, Schedule]:
    """A problem of which something can be done."""
    found = ((made, solve(made, SolveParams(effort=0.2)).schedule) for made in map(tiny, count()))
    busy = ((made, plan) for made, plan in found if plan.assignments)
    return next(islice(busy, request.param, None))


def test_the_levels_are_those_of_the_score_and_the_orders_make_up_the_value(solved) -> None:
    problem, schedule = solved
    found, score = levels(problem, schedule), score_schedule(problem, schedule)
    assert (found["must_placed"], found["comfort"]) == (score.must_placed, score.comfort)
    assert found["must_placed"] <= found["must_total"]
    doses = HeatDose(problem).by_worker(schedule)  # of one day
    largest = {found["largest_day_dose_minutes"], found["largest_dose_minutes"]}
    assert largest == {max(doses.values())} != {0}
    rows = order_values(problem, schedule)
    assert {row["work_order"] for row in rows} == {a.work_order for a in schedule.assignments}
    total = sum(row["priority_weight"] - row["outage_risk"] for row in rows)
    assert total == pytest.approx(found["value"])


def test_a_day_that_closes_takes_all_but_emergencies(solved) -> None:
    problem, schedule = solved
    orders = tuple(replace(order, emergency=False) for order in problem.orders)
    (day,) = closing_days(replace(problem, orders=orders), schedule, BANDS, 40.0, 1.5)
    assert day["date"] == "2026-07-21"
    assert day["probability"] == pytest.approx(0.252, abs=0.001)
    assert day["work_orders"] == sorted(a.work_order for a in schedule.assignments)
    urgent = tuple(replace(order, emergency=True) for order in problem.orders)
    assert closing_days(replace(problem, orders=urgent), schedule, BANDS, 40.0, 1.5) == []


def test_a_day_that_hardly_ever_closes_is_not_told_of(solved) -> None:
    problem, schedule = solved
    cool = [{**BANDS[0], "tmax_official_c": 35.0}]
    assert closing_days(problem, schedule, cool, 40.0, 1.5) == []


@given(st.floats(20, 45), st.floats(0.1, 5), st.floats(0.1, 3))
def test_the_hotter_the_forecast_the_likelier_a_day_closes(
    tmax_c: float, error_c: float, more_c: float
) -> None:
    here = closing_probability(tmax_c, 40.0, error_c)
    assert 0.0 <= here <= closing_probability(tmax_c + more_c, 40.0, error_c) <= 1.0


def test_a_forecast_without_error_closes_or_does_not() -> None:
    assert closing_probability(40.0, 40.0, 0.0) == 1.0
    assert closing_probability(39.9, 40.0, 0.0) == 0.0
