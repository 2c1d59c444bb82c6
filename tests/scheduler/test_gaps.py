"""Time between two jobs of a crew: way, rest from the bucket, rest by predicted heat strain."""

from __future__ import annotations

import pytest

from scheduler import RestNeeded
from scheduler.gaps import Gap, gap_between

from .small import order, problem


def gap(way: int = 0, off_bucket: int = 0, rest_needed: int = 0) -> Gap:
    return Gap(way_minutes=way, off_bucket_minutes=off_bucket, rest_needed_minutes=rest_needed)


@pytest.mark.parametrize(("off_bucket", "rest"), [(25, 5), (30, 0), (35, 0)])
def test_teardown_and_setup_are_rest_from_the_bucket(off_bucket: int, rest: int) -> None:
    assert gap(off_bucket=off_bucket).after_job(30) == rest


def test_the_longest_of_way_and_rests_counts() -> None:
    assert gap(way=20, off_bucket=20, rest_needed=15).after_job(30) == 20
    assert gap(way=5, off_bucket=20, rest_needed=15).after_job(45) == 25
    assert gap(way=5, off_bucket=20, rest_needed=15).after_job(30) == 15


def test_the_rest_by_strain_counts_from_the_job_not_from_the_lunch_after_it() -> None:
    assert gap(way=20, off_bucket=20, rest_needed=60).after_leaving(45) == 25


def test_a_rest_holds_in_its_direction_and_the_longest_of_several_counts() -> None:
    pair = (order("W1", site=1), order("W2"))
    rests = tuple(
        RestNeeded(rule="strain_rest", first="W1", second="W2", minutes=minutes)
        for minutes in (40, 60, 50)
    )
    given = problem(orders=pair, travel_minutes=((0, 7), (5, 0)), rests_needed=rests)
    one, other = pair
    assert gap_between(given, one, other) == gap(way=5, off_bucket=20, rest_needed=60)
    assert gap_between(given, other, one) == gap(way=7, off_bucket=20)
