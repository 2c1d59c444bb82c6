"""Which starts of an order each rule forbids, whichever crew does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from scheduler.heat_limits import JobShape, Pace, Template, job_template
from scheduler.outage import ForbiddenUse, concerns
from scheduler.problem import ProblemData
from scheduler.records import (
    DAY_SLOTS,
    SLOT_MINUTES,
    Closure,
    GridOption,
    Phase,
    TimeWindow,
    WorkOrder,
)
from scheduler.relief import watch_handovers

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


MOST_COURSES = 200
"""Courses that are remembered: those of a week take some 50 MB."""
EXPOSURE_ON_SITE = "exposure_on_site"
"""The one rule of an order that relief can lift."""

_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Course:
    """Templates of an order with a number of pairs, one for each start slot of the plan.

    ``novice`` is whether they are laid out for somebody who is not used to the heat yet.
    """

    pairs: int
    templates: tuple[Template | None, ...]
    novice: bool = False

    @cached_property
    def exists(self) -> Bools:
        """Whether the stints fit from this start."""
        return np.array([t is not None for t in self.templates], dtype=np.bool_)

    @cached_property
    def start(self) -> Ints:
        """Start [min]."""
        return np.arange(len(self.templates), dtype=np.int64) * SLOT_MINUTES

    @cached_property
    def setup_end(self) -> Ints:
        """End of the set-up [min]; the start where no template exists."""
        return self._minutes("setup_end_minute")

    @cached_property
    def bucket_end(self) -> Ints:
        """End of the last stint [min]; the start where no template exists."""
        return self._minutes("bucket_end_minute")

    @cached_property
    def end(self) -> Ints:
        """End of the job [min]; the start where no template exists."""
        return self._minutes("end_minute")

    def _minutes(self, name: str) -> Ints:
        return np.array(
            [
                slot * SLOT_MINUTES if t is None else getattr(t, name)
                for slot, t in enumerate(self.templates)
            ],
            dtype=np.int64,
        )


class Courses:
    """Courses of all orders, each kind of job laid out once."""

    def __init__(self, problem: ProblemData) -> None:
        self._slots = problem.slots
        self._hot = problem.hot_starts
        self._limits = {False: problem.stint_limits, True: problem.novice_stint_limits}
        self._novice_slots = np.repeat(
            [day in problem.novice_days for day in range(problem.days)], DAY_SLOTS
        )
        self._pace = pace_of(problem)
        self._known: dict[tuple[JobShape, int, bool], Course] = {}
        self._unlimited: dict[tuple[JobShape, int, bool], Course] = {}
        self._matter: dict[tuple[JobShape, int], Bools] = {}

    def of(self, order: WorkOrder, pairs: int, *, novice: bool = False) -> Course:
        """Lay out an order from every start slot of the plan.

        ``novice`` is whether somebody in the bucket is not used to the heat yet.
        """
        key = (shape_of(order), pairs, novice)
        if key not in self._known:
            limits = self._limits[novice][order.stint_class]
            self._known[key] = replace(self._lay_out(*key[:2], limits), novice=novice)
        return self._known[key]

    def novice_matters(self, order: WorkOrder, pairs: int) -> Bools:
        """Mark the starts of which course or strain depend on who is in the bucket."""
        key = (shape_of(order), pairs)
        if key not in self._matter:
            self._matter[key] = self._find_matter(order, pairs)
        usual, novice = (self._hot.get((order.id, pairs, each), _NONE) for each in (False, True))
        differ = np.isin(np.arange(self._slots), list(usual ^ novice))
        return self._matter[key] | (self._novice_slots & differ)

    def _find_matter(self, order: WorkOrder, pairs: int) -> Bools:
        if not self._novice_slots.any():
            return self._novice_slots
        usual, novice = (self.of(order, pairs, novice=each).templates for each in (False, True))
        differ = [one != other for one, other in zip(usual, novice, strict=True)]
        return self._novice_slots & np.array(differ, dtype=np.bool_)

    def unlimited(self, order: WorkOrder, pairs: int, *, novice: bool = False) -> Course:
        """Lay out an order; where the stints do not fit, as if they had no limit."""
        key = (shape_of(order), pairs, novice)
        if key not in self._unlimited:
            limited, stand_in = self.of(order, pairs, novice=novice), self._stand_in(order)
            templates = zip(limited.templates, stand_in.templates, strict=True)
            self._unlimited[key] = Course(
                pairs=pairs, templates=tuple(t or other for t, other in templates), novice=novice
            )
        return self._unlimited[key]

    def _stand_in(self, order: WorkOrder) -> Course:
        shape = replace(shape_of(order), stint_class="")
        key = (shape, 1, False)
        if key not in self._known:
            self._known[key] = self._lay_out(shape, 1, (sum(order.segments),) * self._slots)
        return self._known[key]

    def _lay_out(self, shape: JobShape, pairs: int, limits: tuple[int, ...]) -> Course:
        templates = laid_out(shape, limits, self._pace, self._slots, pairs)
        return Course(pairs=pairs, templates=templates)


@lru_cache(maxsize=MOST_COURSES)
def laid_out(
    shape: JobShape, limits: tuple[int, ...], pace: Pace, slots: int, pairs: int
) -> tuple[Template | None, ...]:
    """Lay a job out from every slot; problems that differ in something else ask for it again."""
    starts = range(0, slots * SLOT_MINUTES, SLOT_MINUTES)
    return tuple(job_template(shape, limits, pace, start, pairs) for start in starts)


def pace_of(problem: ProblemData) -> Pace:
    """The rules between the stints of all jobs."""
    return Pace(
        handover_minutes=problem.handover_minutes,
        rest_min_minutes=problem.rest_min_minutes,
        rest_outdoors=problem.rest_outdoors,
    )


def shape_of(order: WorkOrder) -> JobShape:
    """What decides the course of an order apart from its start."""
    return JobShape(
        setup_minutes=order.setup_minutes,
        segments=order.segments,
        teardown_minutes=order.teardown_minutes,
        stint_class=order.stint_class,
    )


def order_blocks(problem: ProblemData, order: WorkOrder, course: Course) -> dict[str, Bools]:
    """Mark the starts that each rule forbids whatever the grid option, stints left aside."""
    blocked: dict[str, Bools] = {}
    for closure in order.closures:
        _add(blocked, closure.rule, closure_blocks(problem, closure, course))
    for window in order.windows:
        _add(blocked, window.rule, window_blocks(window, course))
    hot = hot_slots(problem, order, course.pairs, novice=course.novice)
    if hot:
        _add(blocked, "strain_start", np.isin(np.arange(problem.slots), list(hot)))
    if order.watch_limits:
        _add(blocked, EXPOSURE_ON_SITE, watch_blocks(problem, order.watch_limits, course))
    if order.locked_start_minute is not None:
        _add(blocked, "lock", course.start != order.locked_start_minute)
    return blocked


def handovers_of(problem: ProblemData, order: WorkOrder, template: Template) -> tuple[int, ...]:
    """When those who watch an order relieve each other, if they do; none if they cannot."""
    return watch_handovers(template, order.watch_limits, problem.rest_min_minutes)


def hot_slots(
    problem: ProblemData, order: WorkOrder, pairs: int, *, novice: bool
) -> frozenset[int]:
    """Start slots from which an order is too hot by itself.

    Two crews laid out for somebody new may have him or not, so both count for them.
    """
    own = problem.hot_starts.get((order.id, pairs, novice), _NONE)
    if novice and order.crews_needed > 1:
        return own | problem.hot_starts.get((order.id, pairs, False), _NONE)
    return own


def option_blocks(
    problem: ProblemData, order: WorkOrder, option: GridOption, course: Course
) -> dict[str, Bools]:
    """Mark the starts that each rule forbids for one grid option."""
    blocked: dict[str, Bools] = {}
    for closure in option.closures:
        found = closure_blocks(problem, closure, course, option.transfer_plan)
        _add(blocked, closure.rule, found)
    for use in problem.forbidden_uses:
        if concerns((use.order, use.transfer_plan), order.id, option.transfer_plan):
            _add(blocked, use.rule, use_blocks(problem, use, course))
    return blocked


def closure_blocks(
    problem: ProblemData, closure: Closure, course: Course, transfer_plan: str = ""
) -> Bools:
    """Mark the starts whose phase touches a closed slot."""
    first, last = phase_slots(problem, closure.phase, course, transfer_plan)
    return _touches(problem.slots, closure.slots, first, last)


def use_blocks(problem: ProblemData, use: ForbiddenUse, course: Course) -> Bools:
    """Mark the starts whose occupied slots include one of a finding."""
    first, last = phase_slots(problem, "site", course)
    return _touches(problem.slots, use.slots, first, last)


def watch_blocks(problem: ProblemData, limits: Sequence[int], course: Course) -> Bools:
    """Mark the starts whose job keeps those who watch it outdoors for too long."""
    first, last = phase_slots(problem, "site", course)
    smallest = [min(limits[a:b], default=0) for a, b in zip(first, last, strict=True)]
    blocked: Bools = course.end - course.start > np.array(smallest, dtype=np.int64)
    return blocked


def window_blocks(window: TimeWindow, course: Course) -> Bools:
    """Mark the starts whose job does not lie in a window."""
    early = course.start < window.start_minute
    late = course.end + window.tail_minutes > window.end_minute
    return early | late


def phase_slots(
    problem: ProblemData, phase: Phase, course: Course, transfer_plan: str = ""
) -> tuple[Ints, Ints]:
    """First slot of a phase and the slot after its last one, for each start."""
    first, last = course.start // SLOT_MINUTES, -(-course.end // SLOT_MINUTES)
    if phase == "grid":
        margin = problem.margin_slots(transfer_plan)
        return first - margin, last + margin
    if phase == "bucket":
        clear = course.bucket_end + problem.bucket_clear_minutes
        return course.setup_end // SLOT_MINUTES, -(-clear // SLOT_MINUTES)
    return first, last


def _touches(slots: int, closed: Iterable[int], first: Ints, last: Ints) -> Bools:
    marked = np.zeros(slots, dtype=np.int64)
    marked[[slot for slot in sorted(closed) if slot < slots]] = 1
    count = np.concatenate(([0], np.cumsum(marked)))
    touched: Bools = count[np.clip(last, 0, slots)] > count[np.clip(first, 0, slots)]
    return touched


def _add(blocked: dict[str, Bools], rule: str, starts: Bools) -> None:
    blocked[rule] = blocked[rule] | starts if rule in blocked else starts
