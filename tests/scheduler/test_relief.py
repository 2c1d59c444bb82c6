"""Those who watch a job relieve each other: when, how long each, and what each rule forbids."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler import ProblemData, Schedule, Stint
from scheduler.explain import explain
from scheduler.heat_limits import Template
from scheduler.relief import watch_handovers
from scheduler.verify import verify
from scheduler.water import Water

from .small import crew, order, placed, problem, rules_broken, solved, team, worker

LONG = order(segments=(20, 20), watch_limits=(50,) * 96)
"""10 + 20 + hand-over 5 + 20 + 10 minutes with two pairs, longer than anybody may watch."""
TWO_HEADS = (*team(pairs=2), worker("AL2", "leader supervisor"))


def watched(limit: int, workers: tuple[Any, ...] = TWO_HEADS, **changes: Any) -> ProblemData:
    """An hour and five minutes in which nobody may watch longer than the limit."""
    job = replace(LONG, watch_limits=(limit,) * 96, **changes)
    return problem(
        orders=(job,), workers=workers, crews=(crew(shift_end_minute=545),), stint_limits=STINTS
    )


STINTS = {"cape": (20,) * 96}


def template(*stints: tuple[int, int], setup: int = 10, teardown: int = 10) -> Template:
    start, end = stints[0][0] - setup, stints[-1][1] + teardown
    return Template(
        start_minute=start,
        setup_end_minute=stints[0][0],
        bucket_end_minute=stints[-1][1],
        end_minute=end,
        stints=tuple(
            Stint(pair=i % 2, start_minute=a, end_minute=b) for i, (a, b) in enumerate(stints)
        ),
        longest_stint=max(b - a for a, b in stints),
        pair_minutes=(0, 0),
    )


FOUR = template((490, 510), (515, 535), (540, 560), (565, 585))  # 480 to 595


@pytest.mark.parametrize(
    ("course", "limit", "rest", "changes"),
    [
        (FOUR, None, 15, (535,)),  # 55 and 60 minutes; all other single changes are less even
        (FOUR, 60, 15, (535,)),
        (FOUR, 59, 15, (510, 560)),  # 30, 50, 35: the first one rests 50 after 30
        (FOUR, 50, 15, (510, 560)),
        (FOUR, 49, 15, (490, 510, 535, 560)),  # 10, 20, 25, 25, 35
        (FOUR, 30, 15, (490, 510, 535, 560, 585)),
        (FOUR, 24, 15, ()),  # a stint and its hand-over are 25
        (FOUR, 49, 21, ()),  # the first one would be back after 20
        (template((480, 500), setup=0, teardown=0), None, 15, ()),  # nobody can change
        (template((480, 500), setup=0), None, 15, (500,)),
    ],
)
def test_as_few_changes_as_the_limit_allows_and_as_even_ones(
    course: Template, limit: int | None, rest: int, changes: tuple[int, ...]
) -> None:
    assert watch_handovers(course, () if limit is None else (limit,) * 96, rest) == changes


def test_the_limit_is_that_of_the_slots_of_the_watch() -> None:
    short_from_nine = (60,) * 36 + (50,) * 60
    assert watch_handovers(FOUR, short_from_nine, 15) == (510, 560)  # 535 to 595 is too long


@pytest.mark.parametrize(("limit", "relieved"), [(65, False), (64, True), (25, True)])
def test_relief_is_planned_only_where_one_may_not_watch_all_through(
    limit: int, relieved: bool
) -> None:
    given = watched(limit)
    (job,) = solved(given).assignments
    assert job.parts[0].relief == ((("AL", "AL2"),) if relieved else ())
    assert verify(given, solved(given)) == ()


@pytest.mark.parametrize(
    ("heads", "ground", "possible"),
    [
        (("leader supervisor", "leader supervisor"), 0, True),
        (("leader supervisor", "supervisor"), 0, False),  # nobody else can lead
        (("leader supervisor", "leader supervisor"), 1, False),  # nobody on the ground
        (("leader supervisor", "leader supervisor", "ground"), 1, False),  # and only one there
        (("leader supervisor", "leader supervisor", "ground", "ground"), 1, True),
    ],
)
def test_everybody_who_watches_is_relieved_or_the_job_stays_closed(
    heads: tuple[str, ...], ground: int, possible: bool
) -> None:
    people = tuple(worker(f"H{i}", roles) for i, roles in enumerate(heads))
    given = watched(50, (*people, *team(pairs=2)[1:]), ground_workers=ground)
    assert placed(given) == (("W1",) if possible else ())
    if not possible:
        assert explain(given, Schedule())[0].rule == "exposure_on_site" or ground


def test_two_crews_relieve_at_the_same_minutes() -> None:
    job = replace(LONG, crews_needed=2, watch_limits=(50,) * 96, job_class=3)
    heads = [worker(f"{c}{i}", "leader supervisor", c) for c in "AB" for i in range(4)]
    people = (*heads, *team("A", pairs=2)[1:], *team("B", pairs=2)[1:])
    given = problem(
        orders=(job,),
        workers=people,
        crews=(crew("A", shift_end_minute=545), crew("B", shift_end_minute=545)),
        stint_limits=STINTS,
    )
    (placed_job,) = solved(given).assignments
    assert [len(part.relief) for part in placed_job.parts] == [2, 1]
    assert placed_job.handovers == (510,)
    three_each = tuple(w for w in people if w.id not in ("A0", "B0"))
    assert placed(replace(given, workers=three_each)) == ()  # who leads needs four


def test_an_order_that_relief_would_open_is_not_said_to_be_closed_by_exposure() -> None:
    given = watched(50)
    twice = replace(
        given, orders=(given.orders[0], order("W2", segments=(20, 20), watch_limits=(50,) * 96))
    )
    schedule = solved(twice)
    assert len(schedule.assignments) == 1
    assert {reason.rule for reason in explain(twice, schedule)} == {"capacity", "outside_shift"}
    dry = replace(twice, water=WATER)
    assert "water_budget" in {r.rule for r in explain(dry, Schedule())}


WATER = Water(
    standing=(1000,) * 96,
    working=(2000,) * 96,
    bucket={"cape": (0,) * 96},
    budget_g={("A", 0): 30},
)


@pytest.mark.parametrize(("budget_g", "fits"), [(49, False), (50, True)])
def test_water_is_that_of_who_watches_longest(budget_g: int, fits: bool) -> None:
    """10 × 2 + 20 g until 08:30, then 25 + 10 × 2 g; nobody in the bucket loses any then."""
    given = watched(50)
    given = replace(given, water=replace(WATER, budget_g={("A", 0): budget_g - 5}))
    assert placed(given) == (("W1",) if fits else ())
    assert rules_broken(given, solved(watched(50))) == (set() if fits else {"water_budget"})


def capped(first: int, second: int, other: int | None = None, **changes: Any) -> ProblemData:
    """A leader who does not supervise, and two supervisors with few minutes left."""
    heads = (
        worker("L", "leader", outdoor_cap_minutes=(other,)),
        worker("S", "supervisor", outdoor_cap_minutes=(first,)),
        worker("T", "supervisor", outdoor_cap_minutes=(second,)),
    )
    given = watched(65, (*heads, *team(pairs=2)[1:]))
    return replace(given, orders=(replace(given.orders[0], watch_limits=()),), **changes)


@pytest.mark.parametrize(
    ("first", "second", "other", "possible"),
    [
        (30, 35, None, True),  # 08:00 to 08:30, then until 09:05
        (29, 35, None, False),
        (30, 34, None, False),
        (65, 0, None, True),
        (30, 35, 64, False),  # the leader is not relieved
        (30, 35, 65, True),
    ],
)
def test_two_supervisors_share_what_neither_has_left(
    first: int, second: int, other: int | None, possible: bool
) -> None:
    assert placed(capped(first, second, other)) == (("W1",) if possible else ())
    found = {reason.rule for reason in explain(capped(first, second, other), Schedule())}
    assert ("outdoor_cap" in found) is not possible


def test_minutes_of_both_count_against_a_second_job() -> None:
    given = capped(30, 35)
    later = order("W2", segments=(20,))
    dearer = replace(given.orders[0], value_per_day=(200,))
    both = replace(given, orders=(dearer, later), crews=(crew(),))
    schedule = solved(both)
    (left,) = {"W1", "W2"} - {job.work_order for job in schedule.assignments}
    assert left == "W2"
    assert "capacity" in {reason.rule for reason in explain(both, schedule)}


def test_between_two_watches_outdoors_is_outdoors() -> None:
    """Of 10, 20, 25 and 10 minutes the first one then has 10 + 20 + 25, the second 20 + 25 + 10."""
    given = replace(with_caps(55), rest_outdoors=True)
    assert placed(given) == ("W1",)
    given = replace(with_caps(54), rest_outdoors=True)
    assert placed(given) == ()
    assert placed(replace(given, rest_outdoors=False)) == ("W1",)


def with_caps(minutes: int) -> ProblemData:
    """Both heads with so many minutes left, a watch of at most 25."""
    given = watched(25)
    heads = [
        replace(w, outdoor_cap_minutes=(minutes,)) if "leader" in w.roles else w
        for w in given.workers
    ]
    return replace(given, workers=tuple(heads))
