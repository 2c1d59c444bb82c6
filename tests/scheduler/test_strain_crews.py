"""Days of crews worked out by hand, against what the scheduler makes of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import weather
from peakops.problem import outdoor_cap
from scheduler import ProblemData, Schedule, Worker
from scheduler.verify import verify
from scheduler.verify_crews import worker_outdoors_too_long

from .small import crew, order, placed, problem, solved, team, worker

FILE = Path(__file__).parents[1] / "reference" / "strain_crews" / "case.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])


def minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def by_slot(steps: Sequence[tuple[str, int]]) -> tuple[int, ...]:
    """Limits that hold from a time of day until the next one."""
    limits = [0] * 96
    for begin, value in steps:
        first = minute(begin) // 15
        limits[first:] = [value] * (96 - first)
    return tuple(limits)


def cap_of(minutes_today: int = 0, day: float = float("nan")) -> int | None:
    """What the planner leaves to a worker on a day of 37 °C or more."""
    row = {"acclimatisation_day": day, "outdoor_minutes_today": minutes_today}
    heat: Any = SimpleNamespace(rules=weather.override({}))
    band = {"band": "rotate", "outdoor_cap_minutes": 360}
    return outdoor_cap(row, band, 0, heat, spent_today=True)


def caps_of(case: dict[str, Any]) -> list[int | None]:
    """Caps of the crew's special workers."""
    crew = case["crew"]
    if "supervisors_minutes_today" in crew:
        return [cap_of(minutes) for minutes in crew["supervisors_minutes_today"]]
    return [cap_of(crew.get("outdoor_minutes_today", 0), crew.get("new_worker_day", float("nan")))]


def people_of(case: dict[str, Any]) -> tuple[Worker, ...]:
    """A leader who also supervises, or two of these or two supervisors, and the bucket workers."""
    crew, caps = case["crew"], caps_of(case)
    people = list(team(pairs=crew["pairs"]))
    if crew.get("second_head"):
        people.append(worker("second", "leader supervisor"))
    if "supervisors_minutes_today" in crew:
        supervisors = zip(("first", "second"), caps, strict=True)
        people[:1] = [
            worker("leader", "leader", outdoor_cap_minutes=(cap_of(),)),
            *(worker(name, "supervisor", outdoor_cap_minutes=(cap,)) for name, cap in supervisors),
        ]
    if crew.keys() & {"new_worker_day", "outdoor_minutes_today"}:
        is_new = "new_worker_day" in crew
        people[-1] = worker(
            "special", "bucket", acclimatised=(not is_new,), outdoor_cap_minutes=(caps[0],)
        )
    return tuple(people)


def problem_of(case: dict[str, Any], **job_changes: Any) -> ProblemData:
    """A crew with just the people of the case."""
    job = case["job"] | job_changes
    novice = case.get("new_worker_stint_limits")
    return problem(
        crews=(crew(shift_start_minute=minute(job["start"]), shift_end_minute=1200),),
        workers=people_of(case),
        orders=(
            order(
                setup_minutes=job["setup_minutes"],
                segments=tuple(job["segments"]),
                teardown_minutes=job["teardown_minutes"],
                watch_limits=by_slot(case["watch_limits"]) if "watch_limits" in case else (),
            ),
        ),
        stint_limits={"cape": by_slot(case["stint_limits"])},
        novice_stint_limits={"cape": by_slot(novice)} if novice else {},
        heat_index=tuple(range(96)),  # the coolest start is the first one
    )


def minutes_outdoors(given: ProblemData, schedule: Schedule) -> dict[str, int]:
    """Read from what the verification says where nobody may be outdoors at all."""
    indoors = tuple(replace(w, outdoor_cap_minutes=(0,)) for w in given.workers)
    found = worker_outdoors_too_long(replace(given, workers=indoors), schedule)
    return {breach.workers[0]: int(breach.found) for breach in found}


@EVERY_CASE
def test_who_is_in_the_bucket_from_when_to_when(case: dict[str, Any]) -> None:
    given = problem_of(case)
    schedule = solved(given)
    assert verify(given, schedule) == ()
    (job,) = schedule.assignments
    stints = [[s.pair, s.start_minute, s.end_minute] for s in job.stints]
    assert job.start_minute == minute(case["job"]["start"])
    assert stints == [[pair, minute(a), minute(b)] for pair, a, b in case["stints"]]
    assert job.end_minute == minute(case["end"])
    assert list(job.handovers) == [minute(clock) for clock in case.get("handovers", [])]


@EVERY_CASE
def test_how_long_everybody_is_outdoors(case: dict[str, Any]) -> None:
    given = problem_of(case)
    schedule = solved(given)
    (part,) = schedule.assignments[0].parts
    spent = minutes_outdoors(given, schedule)
    wanted = dict.fromkeys(part.watch, case["outdoor_minutes"]["watch"])
    for pair, minutes in zip(part.pairs, case["outdoor_minutes"]["pairs"], strict=True):
        wanted |= dict.fromkeys(pair, minutes)
    for names, minutes in zip(
        part.turns, case["outdoor_minutes"].get("relief", (0, 0)), strict=True
    ):
        wanted |= dict.fromkeys(names, minutes)
    assert spent == wanted
    assert caps_of(case) == list(case.get("caps", {"nobody": 360}).values())


@pytest.mark.parametrize(
    "case", [case for case in CASES if "not_possible_with" in case], ids=lambda case: case["name"]
)
def test_the_job_that_is_one_segment_longer_is_not_possible(case: dict[str, Any]) -> None:
    longer = problem_of(case, **case["not_possible_with"]["job"])
    assert placed(longer) == ()
    rested = tuple(replace(w, outdoor_cap_minutes=(None,)) for w in longer.workers)
    assert placed(replace(longer, workers=rested)) == ("W1",)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "handovers" in case], ids=lambda case: case["name"]
)
def test_one_alone_cannot_watch_the_job(case: dict[str, Any]) -> None:
    given = problem_of(case)
    alone = tuple(w for w in given.workers if w.id != "second")
    assert len(alone) == len(given.workers) - 1
    assert placed(replace(given, workers=alone)) == ()
    assert placed(given) == ("W1",)


def test_there_are_six_with_reasons() -> None:
    assert len(CASES) == 6
    assert all(len(case["reasoning"]) >= 3 for case in CASES)
