"""Starts from which a job by itself makes its bucket workers too hot, whoever they are.

The stint limits are for somebody who comes fresh to the bucket. Who has set up in the sun before,
or goes up again after a rest, may not be: so each course that a job can take is followed from its
set-up to the last rest, before anything is scheduled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from peakops.clock import SLOT_MINUTES
from peakops.strain import StrainModel
from peakops.timesheet import GROUND_WORK_W_PER_M2, REST_W_PER_M2, BucketWork
from scheduler.heat_limits import Template
from scheduler.order_rules import EXPOSURE_ON_SITE, Bools, Courses, order_blocks
from scheduler.problem import ProblemData, WorkOrder
from scheduler.records import MAX_PAIRS
from scheduler.strain import HotStarts
from weather import WorkerDay, WorkStretch, work_clothes

JourneyKind = tuple[str, str, tuple[int, ...], int, int, int, bool]
"""Station and stint class of a job, its segments, set-up, teardown, pairs, and if new people."""

RESTED_CORE_C = 36.9
"""A tenth above the fresh worker of the standard: most have worked before on that day. [°C]"""

DRIVE_MINUTES = 30
"""In the cool cab before the set-up; how long exactly hardly matters. [min]"""


def hot_starts(problem: ProblemData, model: StrainModel, work: dict[str, BucketWork]) -> HotStarts:
    """Follow every course of every order.

    Parameters
    ----------
    problem
        What is to be planned.
    model
        Of the scenario.
    work
        Bucket work of each order.

    Returns
    -------
    Start slots by order, pairs, and whether somebody in the bucket is new to the heat; none for
    an order locked in time, or where the rules leave strain aside.
    """
    if not model.rules.use_strain:
        return {}
    courses = Courses(problem)
    wanted: dict[JourneyKind, Bools] = {}
    of_kind: dict[JourneyKind, tuple[WorkOrder, list[str]]] = {}
    for order, pairs, novice in _ways(problem):
        kind = _kind(order, model.station(order.id), pairs, novice)
        open_ = _open(problem, order, courses, pairs, novice)
        wanted[kind] = wanted.get(kind, np.zeros_like(open_)) | open_
        of_kind.setdefault(kind, (order, []))[1].append(order.id)
    found: dict[tuple[str, int, bool], frozenset[int]] = {}
    for kind, (order, names) in of_kind.items():
        pairs, novice = kind[5], kind[6]
        templates = courses.of(order, pairs, novice=novice).templates
        slots = np.flatnonzero(wanted[kind]).tolist()
        hot = _too_hot(model, work[order.id], kind, [templates[slot] for slot in slots])
        closed = frozenset(slot for slot, yes in zip(slots, hot, strict=True) if yes)
        if closed:
            found |= {(name, pairs, novice): closed for name in names}
    return found


def _ways(problem: ProblemData) -> Iterator[tuple[WorkOrder, int, bool]]:
    for order in problem.orders:
        if order.locked_start_minute is None:
            for pairs in range(1, MAX_PAIRS + 1):
                for novice in (False, True) if problem.novice_days else (False,):
                    yield order, pairs, novice


def _kind(order: WorkOrder, station: str, pairs: int, novice: bool) -> JourneyKind:
    return (
        station,
        order.stint_class,
        order.segments,
        order.setup_minutes,
        order.teardown_minutes,
        pairs,
        novice,
    )


def _open(
    problem: ProblemData, order: WorkOrder, courses: Courses, pairs: int, novice: bool
) -> Bools:
    """Starts that no other rule of the order forbids; relief may lift that of who watches."""
    course = courses.of(order, pairs, novice=novice)
    free = course.exists.copy()
    for rule, blocked in order_blocks(problem, order, course).items():
        if rule != EXPOSURE_ON_SITE:
            free &= ~blocked
    return free


def _too_hot(
    model: StrainModel, work: BucketWork, kind: JourneyKind, templates: Iterable[Template | None]
) -> list[bool]:
    """Whether somebody of any pair gets too hot in each of these courses."""
    known = [template for template in templates if template is not None]
    days = [
        _day(model, work, kind, template, pair)
        for template in known
        for pair in range(len(template.pair_minutes))
    ]
    hot = [bool((course.core_c > model.rules.core_limit_c).any()) for course in model.follow(days)]
    pairs = kind[5]
    return [any(hot[i : i + pairs]) for i in range(0, len(hot), pairs)]


def _day(
    model: StrainModel, work: BucketWork, kind: JourneyKind, template: Template, pair: int
) -> WorkerDay:
    """Drive, set-up, own stints; rest before and after them in the cab, between them as ruled."""
    clothes = work_clothes(model.rules)
    drive_from = max(0, template.start_minute - DRIVE_MINUTES)
    spans: list[tuple[int, int, str]] = [
        (drive_from, template.start_minute, "cab"),
        (template.start_minute, template.setup_end_minute, "ground"),
    ]
    now, place = template.setup_end_minute, "cab"
    for stint in template.stints:
        if stint.pair == pair:
            spans += [
                (now, stint.start_minute, place),
                (stint.start_minute, stint.end_minute, "bucket"),
            ]
            now, place = stint.end_minute, model.rules.rest_place
    spans.append((now, now + SLOT_MINUTES, "cab"))
    rates = {
        "cab": float(REST_W_PER_M2),
        "shade": float(REST_W_PER_M2),
        "ground": float(GROUND_WORK_W_PER_M2),
        "bucket": work.metabolic_rate_w_per_m2,
    }
    return WorkerDay(
        stretches=tuple(
            WorkStretch(
                start_minute=start,
                end_minute=end,
                place=place,
                station=kind[0],
                metabolic_rate_w_per_m2=rates[place],
                kit=model.kit(work.kit) if place == "bucket" else clothes,
            )
            for start, end, place in spans
            if end > start
        ),
        start_core_c=RESTED_CORE_C,
        acclimatised=not kind[6],
    )
