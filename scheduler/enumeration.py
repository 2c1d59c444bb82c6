"""Builds the catalogue: every start of every order held against the rules it can break alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from scheduler.heat_limits import Template
from scheduler.modes import Catalogue, Part, Timing, compact
from scheduler.order_rules import (
    EXPOSURE_ON_SITE,
    Bools,
    Course,
    Courses,
    handovers_of,
    option_blocks,
    order_blocks,
)
from scheduler.part_maker import PartMaker
from scheduler.problem import ProblemData
from scheduler.records import MAX_PAIRS, WorkOrder
from scheduler.riders import Riders
from scheduler.score import net_value, time_cost
from scheduler.water import water_g


def build_catalogue(
    problem: ProblemData,
    wanted: Collection[str] | None = None,
    crews: Collection[str] | None = None,
) -> Catalogue:
    """Enumerate all timings and parts, sorted by order, pairs, start and crew.

    ``wanted`` are the orders, ``crews`` the crews that are looked at; None is all of them.
    """
    maker = PartMaker(problem, crews)
    timings: list[Timing] = []
    parts: list[Part] = []
    for timing in all_timings(problem, wanted):
        found = list(maker.all_parts(timing, len(timings)))
        if found:
            timings.append(timing)
            parts.extend(found)
    parts = list(maker.present(timings, parts))
    parts = maker.without_idle_pairs(timings, parts)
    return compact(problem, timings, parts, maker.capped)


def all_timings(problem: ProblemData, wanted: Collection[str] | None = None) -> Iterator[Timing]:
    """Yield the starts that no rule of the order or the grid forbids, by order and pairs."""
    return TimingMaker(problem).all(wanted)


class TimingMaker:
    """Open starts of the orders of a problem; what orders of a kind share is worked out once."""

    def __init__(self, problem: ProblemData) -> None:
        self._problem, self._courses = problem, Courses(problem)
        self._costs: dict[int, int] = {}

    def all(self, wanted: Collection[str] | None = None) -> Iterator[Timing]:
        """Yield the open starts of all orders, or of those wanted, by order and pairs."""
        for order in sorted(self._problem.orders, key=lambda o: o.id):
            if wanted is None or order.id in wanted:
                for pairs in range(MAX_PAIRS, 0, -1):
                    yield from self.timings(order, pairs)

    def timings(self, order: WorkOrder, pairs: int) -> Iterator[Timing]:
        """Yield the open starts of an order with a number of pairs.

        Where a new worker in the bucket makes the job another one, it is there with and without
        him.
        """
        courses = self._courses
        matters = courses.novice_matters(order, pairs)
        for timing in self._open(order, courses.of(order, pairs)):
            apart = matters[timing.start_slot]
            yield replace(timing, riders=Riders.ACCLIMATISED) if apart else timing
        if matters.any():
            for timing in self._open(order, courses.of(order, pairs, novice=True)):
                if matters[timing.start_slot]:
                    yield replace(timing, riders=Riders.WITH_NOVICE)

    def _open(self, order: WorkOrder, course: Course) -> Iterator[Timing]:
        """Yield the open starts; those too long for who watches only as jobs with relief."""
        problem = self._problem
        blocked = order_blocks(problem, order, course)
        too_long = blocked.pop(EXPOSURE_ON_SITE, np.zeros(problem.slots, dtype=np.bool_))
        free = course.exists.copy()
        for starts in blocked.values():
            free &= ~starts
        open_to = np.zeros((len(order.grid_options), problem.slots), dtype=np.bool_)
        for i, option in enumerate(order.grid_options):
            open_to[i] = free
            for starts in option_blocks(problem, order, option, course).values():
                open_to[i] &= ~starts
        yield from self._timings(order, course, open_to & ~too_long)
        for timing in self._timings(order, course, open_to & too_long):
            handovers = handovers_of(problem, order, timing.template)
            if handovers:
                spent_g = water_g(order, timing.template, problem.water, handovers)
                yield replace(timing, relieved=True, water_g=spent_g)

    def _timings(self, order: WorkOrder, course: Course, open_to: Bools) -> Iterator[Timing]:
        slots = np.flatnonzero(open_to.any(axis=0))
        for slot, open_now in zip(slots.tolist(), open_to[:, slots].T.tolist(), strict=True):
            options = tuple(i for i, is_open in enumerate(open_now) if is_open)
            yield self._timing(order, course, slot, options)

    def _timing(
        self, order: WorkOrder, course: Course, slot: int, options: tuple[int, ...]
    ) -> Timing:
        problem, template = self._problem, course.templates[slot]
        assert template is not None  # for the type checker: only existing templates are free
        start, end = template.start_minute, template.end_minute
        return Timing(
            order=order,
            pairs=course.pairs,
            riders=Riders.ANY,
            template=template,
            options=options,
            values=tuple(
                net_value(problem, order, order.grid_options[i], start, end) for i in options
            ),
            cost=self._cost(template),
            water_g=water_g(order, template, problem.water),
        )

    def _cost(self, template: Template) -> int:
        """Discomfort of a course; the courses of `Courses` stay, so each is known by identity."""
        key = id(template)
        if key not in self._costs:
            self._costs[key] = time_cost(
                self._problem,
                template.setup_end_minute,
                template.bucket_end_minute,
                template.end_minute,
            )
        return self._costs[key]
