"""What of the ways to do an order is still possible at the moment of a replan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from scheduler.absences import Capped, away, restaffed, with_rosters
from scheduler.issue import Issue
from scheduler.kept import timing_of
from scheduler.modes import Part, Timing
from scheduler.part_maker import lunch_facts
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES
from scheduler.whereabouts import whereabouts

CrewDay = tuple[str, int]


class StillOpen:
    """What crews can still reach, with leaders that the tickets allow, and who still eats.

    Parameters
    ----------
    problem
        What is planned anew, with all that has begun locked.
    issue
        The plan in force, and the moment.
    """

    def __init__(self, problem: ProblemData, issue: Issue) -> None:
        self._problem, self._issue = problem, issue
        self._where = {crew.id: whereabouts(problem, issue, crew.id) for crew in problem.crews}
        self._eaten = {(lunch.crew, lunch.day) for lunch in issue.lunches}
        self._eaten |= set(self._without_lunch())

    def reached(self, timing: Timing, part: Part, capped: Capped) -> Part | None:
        """A part that its crew can still reach, with leaders that the ticket allows."""
        return self._ticketed(timing, part, capped) if self._in_time(timing, part.crew) else None

    def lunch_settled(self, timing: Timing, part: Part) -> Part:
        """A part whose crew eats no more if it has or no longer can, and never in the past."""
        if (part.crew, timing.day) in self._eaten:
            return replace(part, early=False, late=False, lunch_end_minute=None)
        if self._is_past(part.lunch_end_minute):
            return replace(part, lunch_end_minute=None)
        return part

    def _in_time(self, timing: Timing, crew: str) -> bool:
        now, start = self._issue.now_minute, timing.template.start_minute
        if timing.day > now // DAY_MINUTES:
            return True
        return start >= max(now, self._where[crew].arrival(self._problem, timing.order.site))

    def _ticketed(self, timing: Timing, part: Part, capped: Capped) -> Part | None:
        """A part with the rosters that the order's ticket allows, its own leader's first."""
        names = self._issue.leaders.get(timing.order.id)
        if names is None or not part.leads:
            return part
        problem, template = self._problem, timing.template
        gone = away(problem, template.start_minute, template.end_minute)
        own = restaffed(problem, timing, part, capped, gone, leader=names[-1])
        rosters = () if own is None else own.rosters
        others = [r for r in part.rosters if r.leader != names[-1]] if len(names) == 1 else []
        watched = capped[part.crew, timing.day]
        return with_rosters(problem, timing, part, (*rosters, *others), watched)

    def _without_lunch(self) -> Iterator[CrewDay]:
        """Crews and days whose begun jobs alone leave no time for a lunch."""
        begun: dict[CrewDay, list[tuple[int, bool, bool, int | None]]] = defaultdict(list)
        for job in self._issue.fixed.values():
            timing = timing_of(self._problem, job)
            for part in job.parts:
                facts = lunch_facts(self._problem, timing, self._problem.crew_by_id[part.crew])
                begun[part.crew, timing.day].append((timing.start_slot, *facts))
        for key, jobs in begun.items():
            if any(early for _, early, _, _ in jobs) and any(late for _, _, late, _ in jobs):
                # after the jobs before the last one a lunch would be past
                end = max(jobs, key=lambda job: job[0])[-1]
                if end is None or self._is_past(end):
                    yield key

    def _is_past(self, lunch_end: int | None) -> bool:
        start = None if lunch_end is None else lunch_end - self._problem.lunch_minutes
        return start is not None and start < self._issue.now_minute
