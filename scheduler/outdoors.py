"""Minutes outdoors of a roster in a job, and whether they leave its people under their caps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.heat_limits import Template
from scheduler.order_rules import handovers_of
from scheduler.problem import ProblemData
from scheduler.records import WorkOrder
from scheduler.relief import turn_minutes, watch_spans
from scheduler.rosters import minutes_outdoors
from scheduler.schedule import CrewPart

Outdoors = tuple[tuple[str, int], ...]
"""Workers whose cap has to be watched, with their minutes outdoors."""


def outdoors_of(
    problem: ProblemData,
    order: WorkOrder,
    template: Template,
    rosters: Iterable[CrewPart],
    capped: frozenset[str],
) -> Iterator[tuple[CrewPart, Outdoors]]:
    """Yield the rosters that can do a job, with the minutes outdoors of their capped workers."""
    turns: tuple[int, int] | None = None
    for roster in rosters:
        if roster.relief and turns is None:
            handovers = handovers_of(problem, order, template)
            if not handovers:
                return  # those with relief come last
            spans = watch_spans(template, handovers)
            turns = turn_minutes(spans, rest_outdoors=problem.rest_outdoors)
        yield roster, minutes_outdoors(template, roster, capped, turns or (0, 0))


def within_caps(problem: ProblemData, day: int, outdoors: Iterable[tuple[str, int]]) -> bool:
    """Whether the job alone leaves everybody under the outdoor cap of the day."""
    for name, minutes in outdoors:
        cap = problem.worker_by_id[name].outdoor_cap_minutes[day]
        if cap is not None and minutes > cap:
            return False
    return True
