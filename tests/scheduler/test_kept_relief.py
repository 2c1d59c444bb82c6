"""Jobs whose watch is relieved stay as planned in a replan, hand-overs and all."""

from __future__ import annotations

from dataclasses import replace

from scheduler.crews import Absence
from scheduler.issue import Issue
from scheduler.kept import outdoors
from scheduler.recall import after_recalls, recalls
from scheduler.replan import replan
from scheduler.verify import verify

from .disruptions import WORK
from .small import order, problem, solved, team, worker
from .test_replan import found_jobs

GIVEN = problem(
    workers=(*team(), worker("AM", "leader supervisor")),
    orders=(order("W1", watch_limits=(30,) * 96),),
)


def test_a_relieved_watch_stays_as_it_is() -> None:
    plan = solved(GIVEN)
    job = plan.assignments[0]
    assert job.handovers
    assert job.parts[0].relief
    assert sum(outdoors(GIVEN, job, job.parts[0])[name] for name in ("AL", "AM")) == 40
    for now in (400, job.start_minute + 5):
        found = replan(GIVEN, Issue(now_minute=now, schedule=plan), WORK)
        assert found.changed == ()
        assert found.fewest
        assert verify(GIVEN, found.result.schedule or plan) == ()


def test_without_who_relieves_it_is_not_done() -> None:
    plan = solved(GIVEN)
    away = replace(GIVEN, absences=(Absence(worker="AM", from_minute=0, to_minute=1440),))
    assert found_jobs(replan(away, Issue(now_minute=400, schedule=plan), WORK)) == {}
    assert solved(away).assignments == ()


def test_a_recall_before_the_hand_over_needs_no_relief() -> None:
    plan = solved(GIVEN)
    job = plan.assignments[0]
    now = Issue(now_minute=job.setup_end_minute + 5, schedule=plan)
    cut = after_recalls(now, recalls(GIVEN, now, frozenset({"W1"}))).fixed["W1"]
    assert cut.handovers == tuple(m for m in job.handovers if m < cut.end_minute)
    assert bool(cut.parts[0].relief) == bool(cut.handovers)
