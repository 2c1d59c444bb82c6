"""Jobs under way that run into what is now closed: down in time, or never up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler import Closure, GridOption, ProblemData, Stint, TimeWindow, WorkOrder
from scheduler.crews import Absence
from scheduler.overrun import prolonged
from scheduler.recall import Recall, after_recalls, recalls
from scheduler.replan import replan
from scheduler.verify_replan import verify_replan
from scheduler.whereabouts import whereabouts

from .disruptions import WORK
from .small import order, problem, team, truck
from .test_replan import found_jobs, issue, job, part

# The job is on site 08:00–08:40, its bucket up 08:10–08:30; it is 08:15.
UNDER_WAY = job("W1", 480, parts=(part(vehicles=("V",)),))
NOW = issue(495, UNDER_WAY)


def given(**changes: Any) -> ProblemData:
    return problem(orders=(order(**changes),), bucket_clear_minutes=0, vehicles=(truck("V", "A"),))


def closed(phase: Any, slot: int) -> tuple[Closure, ...]:
    return (Closure(rule="rain", phase=phase, slots=frozenset({slot})),)


def windowed(end: int) -> ProblemData:
    window = TimeWindow(rule="ticket_window", start_minute=0, end_minute=end, tail_minutes=30)
    return given(windows=(window,))


@pytest.mark.parametrize(
    ("now_known", "rule", "bucket_end"),
    [
        (given(closures=closed("bucket", 33)), "rain", 495),
        (given(closures=closed("site", 34)), "rain", 500),
        (
            given(grid_options=(GridOption(closures=closed("grid", 34)),)),
            "rain",
            500,
        ),
        (windowed(545), "ticket_window", 505),
        (
            replace(given(), absences=(Absence(worker="AL", from_minute=515, to_minute=600),)),
            "worker_unavailable",
            505,
        ),
        (replace(given(), vehicles=(truck("V", "A", closed=((500, 700),)),)), "vehicle_missing", 495),
    ],
)  # fmt: skip
def test_the_bucket_is_down_in_time(now_known: ProblemData, rule: str, bucket_end: int) -> None:
    found = recalls(now_known, NOW, frozenset())
    assert [(recall.rule, recall.job) for recall in found] == [(rule, UNDER_WAY)]
    cut = found[0].cut
    assert cut is not None
    assert (cut.bucket_end_minute, cut.end_minute) == (bucket_end, bucket_end + 10)
    assert cut.stints == (Stint(pair=0, start_minute=490, end_minute=bucket_end),)
    assert after_recalls(NOW, found).fixed == {"W1": cut}


@pytest.mark.parametrize(
    "now_known",
    [
        given(closures=closed("bucket", 34)),
        given(closures=closed("site", 35)),
        given(closures=closed("site", 32)),  # past
        windowed(550),
        replace(given(), absences=(Absence(worker="AL", from_minute=520, to_minute=600),)),
    ],
)
def test_who_is_done_in_time_goes_on(now_known: ProblemData) -> None:
    assert recalls(now_known, NOW, frozenset()) == ()


def test_a_withdrawn_order_stops_at_once_unless_the_bucket_is_down() -> None:
    found = recalls(given(), NOW, frozenset({"W1"}))
    assert [(recall.rule, recall.cut and recall.cut.bucket_end_minute) for recall in found] == [
        ("withdrawn", 495)
    ]
    packing = replace(NOW, now_minute=510)
    assert recalls(given(), packing, frozenset({"W1"})) == ()


def test_before_anybody_is_up_the_crew_packs_and_is_free() -> None:
    early = replace(NOW, now_minute=485)
    two: tuple[WorkOrder, ...] = (order("W1"), order("W2", site=1))
    known = replace(given(), orders=two, travel_minutes=((0, 7), (7, 0)), workers=team())
    found = recalls(known, early, frozenset({"W1"}))
    assert found == (Recall(job=UNDER_WAY, rule="withdrawn", cut=None),)
    stopped = after_recalls(early, found)
    assert stopped.fixed == {}
    assert whereabouts(known, stopped, "A").arrival(known, 1) == 490 + 7
    shut = replace(known, orders=(replace(two[0], windows=(_never(),)), two[1]))
    result = replan(shut, stopped, WORK)
    assert {n: j.start_minute for n, j in found_jobs(result).items()} == {"W2": 510}
    assert result.result.schedule is not None
    assert verify_replan(shut, stopped, result.result.schedule) == ()


def _never() -> TimeWindow:
    return TimeWindow(rule="release", start_minute=1400, end_minute=1440)


def test_an_overrun_goes_on_in_turns() -> None:
    known = problem(handover_minutes=5, rest_min_minutes=15)
    longer = prolonged(known, job("W1", 480), 560)
    assert [(s.pair, s.start_minute, s.end_minute) for s in longer.stints] == [
        (0, 490, 510),
        (0, 530, 550),
    ]
    assert (longer.bucket_end_minute, longer.end_minute) == (550, 560)
    two = job("W1", 480, parts=(part(pairs=(("AB0", "AB1"), ("AB2", "AB3"))),))
    turns = prolonged(known, two, 560).stints
    assert [(s.pair, s.start_minute, s.end_minute) for s in turns] == [
        (0, 490, 510),
        (1, 515, 535),
        (0, 540, 550),
    ]
    assert prolonged(known, job("W1", 480), 525).stints == job("W1", 480).stints
