"""Rosters: who may do what, and which of them differ."""

from __future__ import annotations

import pytest

from scheduler.crew_days import CrewDays
from scheduler.rosters import (
    Need,
    all_rosters,
    beats,
    capped_workers,
    distinct_rosters,
    need_of,
)
from scheduler.schedule import CrewPart

from .small import order, problem, team, worker


def need(**changes: object) -> Need:
    values: dict[str, object] = {
        "job_class": 2,
        "certificate": "simple",
        "ground_workers": 0,
        "leads": True,
        "pairs": 1,
    }
    return Need(**{**values, **changes})  # type: ignore[arg-type]  # fields by name


def rosters(workers: tuple[object, ...], wanted: Need) -> list[CrewPart]:
    return list(all_rosters(workers, 0, wanted, "A"))  # type: ignore[arg-type]  # workers


def test_class_two_lets_the_leader_supervise_class_three_does_not() -> None:
    people = team()
    assert [(r.leader, r.supervisor) for r in rosters(people, need())] == [("AL", "AL")]
    assert rosters(people, need(job_class=3)) == []
    with_second = (*people, worker("S", "supervisor"))
    assert [(r.leader, r.supervisor) for r in rosters(with_second, need(job_class=3))] == [
        ("AL", "S")
    ]


def test_the_support_crew_gives_no_leader() -> None:
    found = rosters((worker("S", "supervisor"), *team()[1:]), need(leads=False))
    assert [(r.leader, r.supervisor) for r in found] == [("", "S")]


def test_nobody_is_twice_in_a_roster() -> None:
    people = (worker("L", "leader supervisor bucket ground"), *team()[1:])
    assert rosters(people, need(ground_workers=1)) == []
    for roster in rosters((*people, worker("G", "ground bucket")), need(ground_workers=1)):
        names = [*roster.watch, *roster.bucket]
        assert len(names) == len(set(names))


def test_two_pairs_need_four_certified_workers() -> None:
    assert rosters(team(pairs=1), need(pairs=2)) == []
    assert len(rosters(team(pairs=2), need(pairs=2))) == 6
    assert rosters(team(pairs=2, certificates=frozenset()), need(pairs=2)) == []


def test_the_day_s_absent_are_left_out() -> None:
    assert rosters(team(available=(False,)), need()) == []


def test_without_caps_all_rosters_are_one() -> None:
    people = team(pairs=2)
    assert capped_workers(people, 0, rosters(people, need())) == frozenset()
    assert len(distinct_rosters(rosters(people, need(pairs=2)), frozenset())) == 1


def test_a_cap_is_implied_by_somebody_who_always_watches() -> None:
    people = team(pairs=2, outdoor_cap_minutes=(360,))
    assert capped_workers(people, 0, rosters(people, need())) == {"AL"}
    weaker = (*people[:-1], worker("AB3", "bucket", outdoor_cap_minutes=(200,)))
    assert capped_workers(weaker, 0, rosters(weaker, need())) == {"AL", "AB3"}


def test_rosters_that_spare_the_capped_worker_win() -> None:
    people = (*team(pairs=1), worker("C", "bucket", outdoor_cap_minutes=(60,)))
    found = distinct_rosters(rosters(people, need()), frozenset({"C"}))
    assert [roster.bucket for roster in found] == [("AB0", "AB1")]


def test_with_two_leaders_either_may_go() -> None:
    people = (worker("M", "leader supervisor"), *team(outdoor_cap_minutes=(360,)))
    capped = capped_workers(people, 0, rosters(people, need()))
    assert capped == {"AL", "AB0", "AB1"}
    found = distinct_rosters(rosters(people, need()), capped)
    assert [roster.leader for roster in found] == ["M"]  # M has no cap: never worse


@pytest.mark.parametrize(
    ("better", "worse", "expected"),
    [
        ({}, {"a": "watch"}, True),  # fewer people outdoors
        ({"a": "0"}, {"a": "watch"}, True),  # a pair is outdoors no longer than the watch
        ({"a": "watch"}, {"a": "0"}, False),
        ({"a": "0"}, {"a": "1"}, False),  # which pair is longer outdoors depends on the job
        ({"a": "0"}, {}, False),
    ],
)
def test_beats(better: dict[str, str], worse: dict[str, str], expected: bool) -> None:
    assert beats(better, worse) is expected


def test_what_a_crew_lacks_is_named() -> None:
    wanted = need_of(order(certificate="complex"), leads=True, pairs=1)
    for people, reason in (
        (team(available=(False,)), "worker_unavailable"),
        (team(certificates=frozenset({"simple"})), "certificate"),
        (team()[:2], "role_missing"),
    ):
        days = CrewDays(problem(workers=people, orders=(order(certificate="complex"),)))
        assert days.rosters("A", 0, wanted) == ()
        assert days.lacking("A", 0, wanted) == reason
