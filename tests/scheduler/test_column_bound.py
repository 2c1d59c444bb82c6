"""The bound by days of one crew: never below a plan, and down to it where one rule decides."""

from __future__ import annotations

from dataclasses import replace
from math import fsum
from typing import Any

import numpy as np
import pytest

from scheduler import ExclusivePair, GridOption, ProblemData, TimeWindow
from scheduler.column_bound import column_bound, day_pricing
from scheduler.crews import Absence
from scheduler.day_prices import GRAIN
from scheduler.open_ways import OpenWays
from scheduler.outage import OrderUse
from scheduler.schedule import Score

from .instances import county
from .small import crew, order, problem, solved, team, truck, two_crews, worker

NO_PLAN = Score(must_placed=0, value=0, comfort=0)
ONE_START: dict[str, Any] = {"locked_start_minute": 480}


def bound(given: ProblemData) -> int:
    found = column_bound(OpenWays(given), NO_PLAN)
    assert found is not None
    return found


def best(given: ProblemData) -> int:
    return sum(given.order_by_id[j.work_order].value_per_day[0] for j in solved(given).assignments)


def orders(count: int, **changes: Any) -> tuple[Any, ...]:
    return tuple(order(f"W{i}", feeder=f"F{i}", **changes) for i in range(1, count + 1))


def capped(**changes: Any) -> ProblemData:
    """A crew of which each may be outdoors for as long as two of three jobs take."""
    return problem(**{"workers": team(outdoor_cap_minutes=(80,)), "orders": orders(3), **changes})


def test_a_crew_does_not_do_more_than_fits_into_its_hours_outdoors() -> None:
    assert bound(capped()) == best(capped()) == 200
    assert bound(problem(orders=orders(3))) == 300


def test_whom_somebody_can_relieve_does_not_count() -> None:
    heads = [worker(f"A{i}", "leader supervisor", outdoor_cap_minutes=(80,)) for i in (1, 2)]
    given = capped(workers=(*heads, *team()[1:]))
    assert bound(given) == best(given) == 300


def test_who_is_away_for_a_while_may_be_replaced() -> None:
    away = (Absence(worker="AB0", from_minute=1380, to_minute=1440),)
    assert bound(capped(absences=away)) == 300


def test_ways_between_sites_take_their_time() -> None:
    far = ((0, 60, 60), (60, 0, 120), (60, 120, 0))
    given = problem(orders=(order("W1", site=1), order("W2", site=2)), travel_minutes=far)
    assert bound(given) == best(given) == 100


def at(name: str, start: int) -> Any:
    window = TimeWindow(rule="customer_window", start_minute=start, end_minute=start + 40)
    return order(name, site=1, windows=(window,))


@pytest.mark.parametrize(("second", "wanted"), [(675, 100), (705, 200)])
def test_a_crew_eats_between_two_jobs_or_leaves_one_of_them(second: int, wanted: int) -> None:
    """After the first one at 11:10; after the second one it is too late."""
    given = problem(
        crews=(crew(shift_end_minute=900),),
        orders=(at("W1", 630), at("W2", second)),
        travel_minutes=((0, 20), (20, 0)),
        lunch_from_minute=660,
        lunch_to_minute=720,
        lunch_minutes=30,
    )
    assert bound(given) == best(given) == wanted
    assert bound(replace(given, lunch_minutes=0)) == 200


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [(None, None, 100), ("", None, 100), ("T9", None, 200)],
)
def test_what_excludes_each_other_is_not_done_at_once(
    one: str | None, other: str | None, wanted: int
) -> None:
    uses: tuple[OrderUse, OrderUse] = ("W1", one), ("W2", other)
    pair = ExclusivePair(rule="partner_feeders", first=uses[0], second=uses[1])
    given = two_crews(orders=orders(2, **ONE_START), exclusive_pairs=(pair,))
    free = replace(given, orders=tuple(replace(o, locked_start_minute=None) for o in given.orders))
    assert bound(given) == wanted
    assert bound(free) == best(free) == 200


@pytest.mark.parametrize(("also", "wanted"), [("T2", 200), ("T3", 300)])
def test_an_order_has_one_grid_option_for_all_beside_it(also: str, wanted: int) -> None:
    """Each pair of the three could be done at once, the first with one transfer or the other."""
    window = TimeWindow(rule="customer_window", start_minute=600, end_minute=640)
    first, *others = orders(3, windows=(window,))
    first = replace(
        first, grid_options=(GridOption(transfer_plan="T1"), GridOption(transfer_plan="T2"))
    )
    pairs = tuple(
        ExclusivePair(rule="partner_feeders", first=("W1", plan), second=(each.id, None))
        for plan, each in zip(("T1", also), others, strict=True)
    )
    crews = tuple(crew(name) for name in "ABC")
    workers = team("A") + team("B") + team("C")
    given = problem(
        crews=crews,
        workers=workers,
        orders=(first, *others),
        exclusive_pairs=pairs,
        transfer_margin_slots=0,
    )
    assert bound(given) == best(given) == wanted


def test_a_grid_option_brings_what_its_own_risk_leaves() -> None:
    risky = GridOption(transfer_plan="T1", risk_per_slot=(10_000,) * 96)
    plain = replace(orders(1, **ONE_START)[0], grid_options=(risky,))
    both = replace(plain, grid_options=(risky, GridOption()))
    at_risk, free = bound(problem(orders=(plain,))), bound(problem(orders=(both,)))
    assert at_risk < free == 100


def test_a_bus_section_has_few_feeders_blocked() -> None:
    blocked = [
        replace(o, grid_options=(GridOption(blocked_feeders=(o.feeder,)),))
        for o in orders(2, **ONE_START)
    ]
    given = two_crews(orders=tuple(blocked), feeders_blocked_per_bus_section=1)
    assert bound(given) == 100
    assert bound(replace(given, feeders_blocked_per_bus_section=2)) == 200


def test_a_shared_truck_is_at_one_job() -> None:
    given = two_crews(
        orders=orders(2, vehicle_kinds=("bucket_truck",), **ONE_START), vehicles=(truck("T1"),)
    )
    assert bound(given) == 100
    assert bound(replace(given, vehicles=(truck("T1"), truck("T2")))) == 200
    assert bound(replace(given, vehicles=(truck("T1"), truck("T2", "A")))) == 200


@pytest.mark.parametrize(("gap_slots", "wanted"), [(0, 200), (2, 100)])
def test_a_shared_truck_is_not_at_the_next_job_at_once(gap_slots: int, wanted: int) -> None:
    first, second = orders(2, vehicle_kinds=("bucket_truck",))
    given = two_crews(
        orders=(
            replace(first, locked_start_minute=480),
            replace(second, locked_start_minute=525),
        ),
        vehicles=(truck("T1"),),
        vehicle_gap_slots=gap_slots,
    )
    assert bound(given) == wanted


def test_an_order_comes_after_the_one_it_follows() -> None:
    early, late = at("W1", 480), at("W2", 600)
    given = two_crews(orders=(early, late), travel_minutes=((0, 0), (0, 0)))
    assert bound(given) == 200
    assert bound(replace(given, orders=(early, replace(late, after=("W1",))))) == 200
    wrong = replace(given, orders=(replace(early, after=("W2",)), late))
    assert bound(wrong) == best(wrong) == 100


def test_no_day_does_an_order_twice_for_half_of_each() -> None:
    """The short one twice on half a day, the long one on the other half, would bring 130."""
    short, long = orders(2)
    given = problem(
        orders=(short, replace(long, segments=(140,), value_per_day=(60,))),
        crews=(crew(shift_end_minute=660),),
    )
    assert bound(given) == best(given) == 100


def test_what_must_be_placed_takes_the_place_of_what_is_worth_more() -> None:
    must = replace(at("W1", 480), mandatory=True, value_per_day=(10,))
    given = problem(orders=(must, at("W2", 480)), travel_minutes=((0, 0), (0, 0)))
    assert bound(given) == 100
    placed = Score(must_placed=1, value=10, comfort=0)
    assert column_bound(OpenWays(given), placed) == best(given) == 10


def test_a_joint_job_takes_both_crews_at_once() -> None:
    joint = order("W1", crews_needed=2, value_per_day=(150,), **ONE_START)
    given = two_crews(orders=(joint, *orders(3, **ONE_START)[1:]))
    assert bound(given) == 200
    assert bound(two_crews(orders=(joint,))) == 150


def test_no_crew_supports_what_it_leads_itself() -> None:
    """Leading it half of the day and supporting it half would do half of it."""
    joint = order("W1", crews_needed=2, value_per_day=(150,), **ONE_START)
    given = two_crews(orders=(joint,))
    assert bound(given) == 150
    alone = tuple(each for each in given.workers if each.crew == "A")
    assert bound(replace(given, workers=alone)) == 0


def test_without_a_crew_that_can_there_is_nothing() -> None:
    assert bound(problem(orders=(order(certificate="none"),))) == 0


def test_it_is_not_worked_out_where_crews_are_left_aside_or_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = county(1, orders=12, crews=3, days=1)
    assert column_bound(OpenWays(given, 2), NO_PLAN) is None
    monkeypatch.setattr("scheduler.column_bound.MOST_JOBS", 1000)
    assert column_bound(OpenWays(given), NO_PLAN) is None


@pytest.mark.parametrize("seed", [1, 2])
def test_its_sums_are_exact_in_any_sequence(seed: int) -> None:
    pricing = day_pricing(OpenWays(county(seed, orders=12, crews=3, days=2)))
    assert pricing is not None
    pricing.bound(NO_PLAN)
    prices = pricing._prices
    for numbers in (prices.orders, prices.limits):
        assert numbers.any()
        assert np.array_equal(numbers, np.round(numbers / GRAIN) * GRAIN)
        assert float(numbers.sum()) == float(numbers[::-1].cumsum()[-1]) == fsum(numbers)
