"""What a replan starts from: the plan as it is being carried out, and the moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from scheduler.records import require
from scheduler.schedule import Assignment, Lunch, Schedule


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A crew whose job was stopped before anybody went up.

    Parameters
    ----------
    order
        Order at whose site it stands.
    free_minute
        Minute by which it has packed.
    """

    order: str
    free_minute: int


@dataclass(frozen=True, kw_only=True)
class Issue:
    """The plan in force at a moment.

    Parameters
    ----------
    now_minute
        Minute of the plan at which it is made anew. Jobs that start by then are fixed.
    schedule
        The plan in force, its jobs done and under way as they really are: an overrun has its new
        end, what was recalled its early one.
    leaders
        Leaders whom the ticket of each ticketed order has had, the present one last.
    stops
        Crews that stand at a site without a job, since it was stopped.
    """

    now_minute: int
    schedule: Schedule
    leaders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stops: Mapping[str, Stop] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require(self.now_minute >= 0, "Issue: negative now_minute.")
        for order, names in self.leaders.items():
            require(len(names) > 0, f"Issue: the ticket of '{order}' has no leader.")

    @cached_property
    def fixed(self) -> Mapping[str, Assignment]:
        """Jobs that are done or under way, by order."""
        return {
            job.work_order: job
            for job in self.schedule.assignments
            if job.start_minute <= self.now_minute
        }

    @cached_property
    def open(self) -> Mapping[str, Assignment]:
        """Jobs that have not begun, by order."""
        return {
            job.work_order: job
            for job in self.schedule.assignments
            if job.start_minute > self.now_minute
        }

    @cached_property
    def lunches(self) -> tuple[Lunch, ...]:
        """Lunches that have begun."""
        return tuple(m for m in self.schedule.lunches if m.start_minute <= self.now_minute)

    def with_begun_lunches(self, schedule: Schedule) -> Schedule:
        """A new plan with the lunches that have begun."""
        lunches = {(m.crew, m.day): m for m in (*schedule.lunches, *self.lunches)}
        return replace(schedule, lunches=tuple(lunches[key] for key in sorted(lunches)))

    def changed_by(self, schedule: Schedule) -> tuple[str, ...]:
        """Orders that a new plan does otherwise than the plan in force."""
        before = {job.work_order: job for job in self.schedule.assignments}
        after = {job.work_order: job for job in schedule.assignments}
        names = sorted({*before, *after})
        return tuple(name for name in names if before.get(name) != after.get(name))

    def may_lead(self, order: str, leader: str) -> bool:
        """Whether the ticket of an order allows a leader: its own, or for once another one."""
        names = self.leaders.get(order)
        return names is None or leader == names[-1] or len(names) == 1
