"""Each rule of relief on the smallest problem: allowed, then forbidden, then switched off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from scheduler import Assignment, CrewPart, Schedule
from scheduler.verify import verify

from .rule_cases import Case, allowed_then_forbidden, always, made_and_named_without_the_rule
from .small import solved, team, worker
from .test_relief import TWO_HEADS, capped, watched


def idle(people: Any, roster: CrewPart, _: str) -> list[str]:
    """Whoever has no duty, whatever his roles."""
    return [w.id for w in people if w.id not in roster.people]


BUSY = (*team(pairs=2)[:-1], worker("AB3", "bucket leader supervisor"))

CASES = [
    Case(
        code="exposure_on_site",
        allowed=watched(25),
        forbidden=watched(24),  # 08:30 to 08:55
        solver_rule="scheduler.relief.within_limits",
        instead=always,
        check=("watch_within_limits",),
    ),
    Case(
        code="rest_too_short",
        allowed=replace(watched(25), rest_min_minutes=20),
        forbidden=replace(watched(25), rest_min_minutes=21),  # 08:10 to 08:30
        solver_rule="scheduler.relief.rested",
        instead=always,
        check=("relieved_rest",),
    ),
    Case(
        code="watch_handover",
        allowed=watched(25),
        forbidden=watched(19),
        solver_rule="scheduler.relief.change_moments",
        instead=lambda job: tuple(job.start_minute + 16 * i for i in (1, 2, 3)),
        check=("watch_changes_with_nobody_up",),
    ),
    Case(
        code="role_missing",
        allowed=watched(50),
        forbidden=watched(50, (*team(pairs=2), worker("S", "supervisor"))),
        solver_rule="scheduler.relief.relief_of",
        instead=idle,
        check=("relief_qualified",),
    ),
    Case(
        code="person_twice",
        allowed=watched(50),
        forbidden=watched(50, BUSY),
        solver_rule="scheduler.relief.relief_of",
        instead=lambda *_: ["AB3"],
        check=("nobody_twice", "supervisor_on_the_ground"),
        also=frozenset({"supervisor_in_bucket"}),
    ),
    Case(
        code="outdoor_cap",
        allowed=capped(30, 35),
        forbidden=capped(30, 34),
        solver_rule="scheduler.outdoors.turn_minutes",
        instead=lambda *_, **__: (0, 0),
        check=("worker_outdoors_too_long",),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_rule_allows_then_forbids(case: Case) -> None:
    allowed_then_forbidden(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_without_the_rule_the_forbidden_plan_is_made_and_named(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_and_named_without_the_rule(case, monkeypatch)


def with_relief(job: Assignment, name: str) -> Assignment:
    """The same job with somebody else as relief."""
    (part,) = job.parts
    return replace(job, parts=(replace(part, relief=((part.relief[0][0], name),)),))


EDITS: dict[str, tuple[str, Callable[[Assignment], Assignment]]] = {
    "watch_handover": ("", lambda job: replace(job, handovers=(509,))),
    "rest_too_short": ("", lambda job: replace(job, handovers=(510, 535))),  # 30 minutes, then 25
    "exposure_on_site": ("", lambda job: replace(job, handovers=(535,))),  # 55 of 50 minutes
    "role_missing": ("ground", lambda job: with_relief(job, "X")),
    "worker_unavailable": ("leader supervisor", lambda job: with_relief(job, "X")),
    "person_twice": ("", lambda job: with_relief(job, job.parts[0].leader)),
}


@pytest.mark.parametrize("code", EDITS)
def test_one_edit_of_a_plan_breaks_one_rule(code: str) -> None:
    roles, edit = EDITS[code]
    there = code != "worker_unavailable"
    extra = (worker("X", roles, available=(there,)),) if roles else ()
    given = watched(50, (*TWO_HEADS, *extra))
    schedule = solved(given)
    assert verify(given, schedule) == ()
    (job,) = schedule.assignments
    found = verify(given, Schedule(assignments=(edit(job),)))
    assert {breach.rule for breach in found} == {code}
