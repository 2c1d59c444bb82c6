"""Scores, and the bound on the value that follows from a bound on the weighed total."""

from __future__ import annotations

import pytest

from scheduler import GridOption, Score
from scheduler.conflicts import Conflicts
from scheduler.enumeration import build_catalogue
from scheduler.greedy import by_priority_picks
from scheduler.lns import score_picks
from scheduler.score import net_value, option_of, score_schedule, time_cost
from scheduler.weights import Weights, weights_of

from .instances import county
from .small import order, problem, solved

WEIGHTS = Weights(must_place=1000, value=10, must_orders=2, most_value=99)


@pytest.mark.parametrize(
    ("total", "score", "bound"),
    [
        (1500, Score(must_placed=1, value=40), 50),
        (1501, Score(must_placed=1, value=40), 51),  # comfort may have cost up to 9
        (2500, Score(must_placed=1, value=40), None),  # the second may still fit
        (3500, Score(must_placed=2, value=40), 99),  # it does: no more than all value
        (1300, Score(must_placed=1, value=40), 40),  # never below what is there
    ],
)
def test_value_bound(total: int, score: Score, bound: int | None) -> None:
    assert WEIGHTS.value_bound(total, score) == bound


def test_weighed_totals_compare_like_scores() -> None:
    scores = [Score(), Score(value=1, comfort=-9), Score(must_placed=1, comfort=-9)]
    totals = [WEIGHTS.total(score) for score in scores]
    assert totals == sorted(totals)


def test_picks_and_schedules_score_the_same() -> None:
    catalogue = build_catalogue(county(4, orders=12, crews=3, days=2))
    weights = weights_of(catalogue)
    picks = by_priority_picks(Conflicts(catalogue))
    score = score_picks(catalogue, picks)
    assert weights.of_picks(catalogue, picks) == weights.total(score)
    assert score.value <= weights.most_value


def test_the_score_of_one_job_by_hand() -> None:
    heat = tuple(50 if s < 33 else 100 for s in range(96))
    given = problem(
        orders=(order(site=1, grid_options=(GridOption(risk_per_slot=(7,) * 96),)),),
        travel_minutes=((0, 10), (12, 0)),
        heat_index=heat,
        risk_weight=2,
    )
    plan = solved(given)
    # 08:15 to 08:55: three slots of risk; bucket 08:25 to 08:45 in the hot slots; nine hours.
    assert plan.assignments[0].start_minute == 495
    assert score_schedule(given, plan) == Score(value=100 - 2 * 3 * 7, comfort=-(20 + 8 + 22))


def test_risk_takes_at_most_half_rounded_down() -> None:
    option = GridOption(risk_per_slot=(10**6,) * 96)
    given = problem(orders=(order(value_per_day=(101,), grid_options=(option,)),))
    assert net_value(given, given.orders[0], option, 480, 520) == 51


def test_cost_of_a_slot_counts_the_minutes_inside() -> None:
    given = problem(heat_index=(10,) * 33 + (20,) * 63)
    assert time_cost(given, 490, 500, 510) == (5 * 10 + 5 * 20) // 20 + 510 // 60


def test_an_unknown_transfer_plan_is_refused() -> None:
    with pytest.raises(KeyError, match="T9"):
        option_of(order(), "T9")
