"""Jobs taken into a plan and out of it, compiled.

The arguments ``f``, ``p`` and ``s`` are those of `scheduler.corner_rules`.
"""

from __future__ import annotations

from scheduler.corner_arrays import (
    CHOICES,
    ENTRIES,
    NONE,
    ROSTERS,
    TIMING,
    USE,
    Facts,
    People,
    Standing,
)
from scheduler.corner_times import compiled, write
from scheduler.order_rules import Ints
from scheduler.records import DAY_SLOTS


@compiled
def add(f: Facts, p: People, s: Standing, order: int, job: Ints) -> None:
    """Take a job that fits into the plan."""
    write(job, s.job[order])
    _hold(f, s, order, 1)
    t = job[TIMING]
    day = f.timings[t].day
    for role in range(f.orders[order].needs):
        crew = f.entries[job[ENTRIES + role]].crew
        s.jobs[crew, day, s.job_count[crew, day]] = order
        s.job_count[crew, day] += 1
        _occupy(f, s, t, crew, 1)
        _spend(p, s, job[ROSTERS + role], day, 1)
        chosen = job[CHOICES + role]
        for i in range(f.sets[chosen].vehicles, f.sets[chosen].vehicles_end):
            v = f.lists[i]
            use = s.used[v, s.use_count[v]]
            use[0], use[1], use[2] = (
                f.timings[t].first_slot,
                f.timings[t].end_slot + f.vehicle_gap,
                order,
            )
            s.use_count[v] += 1


@compiled
def remove(f: Facts, p: People, s: Standing, order: int) -> None:
    """Take an order out of the plan."""
    job = s.job[order]
    _hold(f, s, order, -1)
    day = f.timings[job[TIMING]].day
    for role in range(f.orders[order].needs):
        crew = f.entries[job[ENTRIES + role]].crew
        last = s.job_count[crew, day] - 1
        for i in range(last + 1):
            if s.jobs[crew, day, i] == order:
                s.jobs[crew, day, i] = s.jobs[crew, day, last]
                break
        s.job_count[crew, day] = last
        _occupy(f, s, job[TIMING], crew, 0)
        _spend(p, s, job[ROSTERS + role], day, -1)
        chosen = job[CHOICES + role]
        for i in range(f.sets[chosen].vehicles, f.sets[chosen].vehicles_end):
            _give_back(s, f.lists[i], order)
    s.job[order, TIMING] = NONE


@compiled
def _occupy(f: Facts, s: Standing, t: int, crew: int, busy: int) -> None:
    """Mark the slots of a job of a crew, and find its longest stretch of free ones that day."""
    for slot in range(f.timings[t].first_slot, f.timings[t].end_slot):
        s.busy[crew, slot] = busy
    free, longest, day = 0, 0, f.timings[t].day
    midnight = day * DAY_SLOTS
    for slot in range(f.crews[crew].first_slot, f.crews[crew].end_slot):
        free = 0 if s.busy[crew, midnight + slot] else free + 1
        longest = max(longest, free)
    s.free_slots[crew, day] = longest


@compiled
def _give_back(s: Standing, v: int, order: int) -> None:
    last = s.use_count[v] - 1
    for k in range(last + 1):
        if s.used[v, k, 2] == order:
            write(s.used[v, last], s.used[v, k])
            break
    s.use_count[v] = last


@compiled
def _spend(p: People, s: Standing, roster: int, day: int, sign: int) -> None:
    for i in range(p.minutes_of[roster], p.minutes_of[roster + 1]):
        s.spent[p.who[i], day] += sign * p.minutes[i]


@compiled
def _hold(f: Facts, s: Standing, order: int, sign: int) -> None:
    """Block reclosing where the job of an order asks for it, or release it."""
    t, option = s.job[order, TIMING], f.uses[s.job[order, USE]].option
    at = f.orders[order].options + option
    margin = f.options[at].margin
    for i in range(f.options[at].blocks, f.options[at].blocks_end):
        feeder = f.lists[i]
        for slot in range(max(0, f.timings[t].first_slot - margin), f.timings[t].end_slot + margin):
            before = s.held[feeder, slot]
            s.held[feeder, slot] = before + sign
            changed = int(before + sign > 0) - int(before > 0)
            s.blocked[f.section[feeder], slot] += changed


@compiled
def worth(f: Facts, order: int, job: Ints) -> int:
    """What a job is worth, must-place orders first."""
    total = f.orders[order].must + f.uses[job[USE]].worth - f.timings[job[TIMING]].cost
    for role in range(f.orders[order].needs):
        total -= f.entries[job[ENTRIES + role]].way_cost
    return int(total)
