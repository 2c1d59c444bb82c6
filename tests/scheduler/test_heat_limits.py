"""Stint templates, against hand calculation and the law of every template."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scheduler.heat_limits import JobShape, Pace, Template, job_template

PACE = Pace(handover_minutes=5, rest_min_minutes=15)


def template(
    segments: tuple[int, ...], limits: list[int], pairs: int, pace: Pace = PACE, start: int = 0
) -> Template | None:
    shape = JobShape(setup_minutes=10, segments=segments, teardown_minutes=20, stint_class="cape")
    return job_template(shape, limits, pace, start, pairs)


def spans(found: Template | None) -> list[tuple[int, int, int]]:
    assert found is not None
    return [(s.pair, s.start_minute, s.end_minute) for s in found.stints]


def test_stints_take_as_many_segments_as_the_limit_allows() -> None:
    found = template((10, 10, 10, 10), [25] * 96, 2)
    assert spans(found) == [(0, 10, 30), (1, 35, 55)]
    assert found is not None
    assert (found.setup_end_minute, found.bucket_end_minute, found.end_minute) == (10, 55, 75)
    assert found.longest_stint == 20


def test_a_stint_at_exactly_its_limit_is_allowed() -> None:
    assert spans(template((24,), [24] * 96, 1)) == [(0, 10, 34)]
    assert template((24,), [23] * 96, 1) is None


def test_the_smallest_limit_of_the_slots_touched_counts() -> None:
    # From minute 10 a stint of 20 touches the slots 0 and 1, one of 21 the slot 2 as well.
    assert spans(template((20,), [30, 30, 5, *[30] * 93], 1)) == [(0, 10, 30)]
    assert template((21,), [30, 30, 5, *[30] * 93], 1) is None


def test_one_pair_waits_for_its_rest_without_a_handover() -> None:
    assert spans(template((20, 20), [20] * 96, 1)) == [(0, 10, 30), (0, 50, 70)]
    assert spans(template((10, 10), [10] * 96, 1)) == [(0, 10, 20), (0, 35, 45)]


def test_the_first_pair_rests_at_least_as_long_as_it_worked() -> None:
    limits = [30, 30, 30, 12, 12, 12, *[30] * 90]
    found = template((30, 10, 10), limits, 2)
    # A until 40, B from 45 to 55; A rests 30 minutes until 70.
    assert spans(found) == [(0, 10, 40), (1, 45, 55), (0, 70, 80)]


def test_minutes_outdoors_of_pairs_and_watch() -> None:
    found = template((10, 10, 10, 10), [25] * 96, 2)
    assert found is not None
    assert found.watch_minutes == 75
    assert found.pair_minutes == (30, 55)  # set-up and stint; the wait for A counts for B


def test_a_second_pair_without_a_stint_is_no_template() -> None:
    assert template((10,), [30] * 96, 2) is None


def test_a_job_over_the_end_of_the_plan_is_no_template() -> None:
    assert template((10,), [30] * 96, 1, start=1440 - 40) is not None
    assert template((10,), [30] * 96, 1, start=1440 - 35) is None
    assert template((20,), [30] * 96, 1, start=1440 - 15) is None


@given(
    segments=st.lists(st.integers(1, 25), min_size=1, max_size=8).map(tuple),
    limits=st.lists(st.integers(5, 40), min_size=96, max_size=96),
    pairs=st.integers(1, 2),
    rest=st.integers(0, 30),
    handover=st.integers(0, 10),
)
def test_every_template_keeps_the_rules_and_does_all_the_work(
    segments: tuple[int, ...], limits: list[int], pairs: int, rest: int, handover: int
) -> None:
    found = template(
        segments, limits, pairs, Pace(handover_minutes=handover, rest_min_minutes=rest)
    )
    if found is None:
        return
    assert sum(s.minutes for s in found.stints) == sum(segments)
    for stint in found.stints:
        slots = range(stint.start_minute // 15, (stint.end_minute - 1) // 15 + 1)
        assert stint.minutes <= min(limits[s] for s in slots)
    for before, after in pairwise(found.stints):
        assert after.start_minute >= before.end_minute + (handover if pairs > 1 else 0)
    for pair in range(pairs):
        own = [s for s in found.stints if s.pair == pair]
        assert own
        for before, after in pairwise(own):
            assert after.start_minute - before.end_minute >= max(rest, before.minutes)


def test_rest_outdoors_counts_between_the_stints_only() -> None:
    pace = Pace(handover_minutes=5, rest_min_minutes=15, rest_outdoors=True)
    in_cab, outdoors = (template((20, 20, 20), [20] * 96, 2, each) for each in (PACE, pace))
    assert in_cab is not None
    assert outdoors is not None
    # A 10 to 30 and 60 to 80, B 35 to 55, teardown to 100.
    assert in_cab.pair_minutes == (50, 55)
    assert outdoors.pair_minutes == (80, 55)
    assert outdoors.watch_minutes == in_cab.watch_minutes == 100
