"""When a crew can do one more job, compiled: what `scheduler.fitting` asks of times, on arrays.

Each function has the facts of `scheduler.corner_arrays` as ``f`` and where the plan stands as
``s``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

from scheduler.corner_arrays import ENTRIES, NONE, SUPPORT, TIMING, Facts, Standing
from scheduler.order_rules import Ints
from scheduler.records import DAY_MINUTES

Function = TypeVar("Function", bound=Callable[..., Any])

# Nothing is allocated in here. Told so, numba counts no references to all these arrays, and is done
# in half the time; its types do not know that option.
_FAST: Any = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}


def compiled(function: Function) -> Function:
    """Compile a function when it is called first."""
    return cast("Function", numba.njit(**_FAST)(function))


def inlined(function: Function) -> Function:
    """Compile it into its callers: a call with all these arrays takes longer than a small one."""
    return cast("Function", numba.njit(**_FAST, inline="always")(function))


@compiled
def write(row: Ints, to: Ints) -> None:
    """Write a row over another one, as far as both have columns."""
    for i in range(min(len(row), len(to))):
        to[i] = row[i]


@compiled
def follows(f: Facts, s: Standing, order: int, t: int) -> bool:
    """Whether a timing comes after all predecessors, and before the successors in the plan."""
    for i in range(f.orders[order].before, f.orders[order].before_end):
        other = s.job[f.lists[i], TIMING]
        if other < 0 or f.timings[t].first_slot < f.timings[other].end_slot:
            return False
    for i in range(f.orders[order].next, f.orders[order].next_end):
        other = s.job[f.lists[i], TIMING]
        if other >= 0 and f.timings[t].end_slot > f.timings[other].first_slot:
            return False
    return True


@inlined
def after_leaving(f: Facts, before: int, after: int) -> int:
    """Minutes from when a crew leaves a job to the start of another (`Gap.after_leaving`)."""
    one, other = f.timings[before].order, f.timings[after].order
    off_bucket = f.orders[one].teardown + f.orders[other].setup
    way = f.way[f.orders[one].site, f.orders[other].site]
    return int(max(way, f.timings[before].stint - off_bucket))


@inlined
def is_after(f: Facts, before: int, after: int) -> bool:
    """Whether a crew is at a job in time after another, rested."""
    wait = after_leaving(f, before, after)
    if len(f.rest):
        wait = max(wait, f.rest[f.timings[before].order, f.timings[after].order])
    return bool(f.timings[after].start >= f.timings[before].end + wait)


@inlined
def is_free(f: Facts, s: Standing, t: int, crew: int) -> bool:
    """Whether a crew can do a timing beside its jobs of that day, lunch left aside."""
    day = f.timings[t].day
    for i in range(s.job_count[crew, day]):
        other = s.job[s.jobs[crew, day, i], TIMING]
        if f.timings[other].start < f.timings[t].start:
            if not is_after(f, other, t):
                return False
        elif not is_after(f, t, other):
            return False
    return True


@compiled
def entry_in(f: Facts, s: Standing, order: int, crew: int) -> int:
    """Return the entry by which a crew does a placed order."""
    lead = s.job[order, ENTRIES]
    return int(lead if f.entries[lead].crew == crew else s.job[order, ENTRIES + SUPPORT])


@compiled
def lunch_end(f: Facts, t: int, entry: int) -> int:
    """End of a lunch on site right after a job, `NONE` if it would end too late."""
    midnight = f.timings[t].day * DAY_MINUTES
    end = max(f.timings[t].end, midnight + f.lunch_from) + f.lunch_minutes
    back = end + f.entries[entry].way_back
    in_time = (
        end <= midnight + f.lunch_to and back <= midnight + f.crews[f.entries[entry].crew].shift_end
    )
    return int(end) if in_time else NONE


@compiled
def eats(f: Facts, s: Standing, crew: int, day: int, t: int, entry: int) -> bool:
    """Whether a crew has time for the lunch it needs on a day, with one more timing if not below 0.

    As `scheduler.lunches`: it eats at its base before or after all jobs, or right after one.
    """
    if f.lunch_minutes == 0:
        return True
    count = _jobs_by_start(f, s, crew, day, t, entry)
    early, late, midnight = False, False, day * DAY_MINUTES
    for i in range(count):
        job, way = s.by_start[i, 0], s.by_start[i, 1]
        leaves, back = (
            f.timings[job].start - f.entries[way].way_out,
            f.timings[job].end + f.entries[way].way_back,
        )
        early |= leaves < midnight + f.lunch_from + f.lunch_minutes
        late |= back > midnight + f.lunch_to - f.lunch_minutes
    if not (early and late):
        return True
    for i in range(count - 1, -1, -1):
        job = s.by_start[i, 0]
        end = lunch_end(f, job, s.by_start[i, 1])
        fits = end != NONE
        for k in range(i + 1, count):
            later = s.by_start[k, 0]
            fits &= f.timings[later].start >= end + after_leaving(f, job, later)
        if fits:
            return True
    return False


@compiled
def _jobs_by_start(f: Facts, s: Standing, crew: int, day: int, t: int, entry: int) -> int:
    count = 0
    for i in range(s.job_count[crew, day] + 1):
        job, way = t, entry
        if i < s.job_count[crew, day]:
            order = s.jobs[crew, day, i]
            job, way = s.job[order, TIMING], entry_in(f, s, order, crew)
        elif t < 0:
            break
        k = count
        while k > 0 and f.timings[s.by_start[k - 1, 0]].start > f.timings[job].start:
            write(s.by_start[k - 1], s.by_start[k])
            k -= 1
        s.by_start[k, 0], s.by_start[k, 1] = job, way
        count += 1
    return count
