"""Corners of a plan chosen and cleared, and what comes of it kept or undone, compiled.

The arguments ``f``, ``p`` and ``s`` are those of `scheduler.corner_rules`.
"""

from __future__ import annotations

from math import log

from scheduler.corner_arrays import (
    DAYS,
    ENTRIES,
    GONE,
    LEAD_OVER_BEST,
    ORDER,
    SUPPORT,
    TIMING,
    USE,
    WISHES,
    Facts,
    People,
    Standing,
)
from scheduler.corner_jobs import add, remove, worth
from scheduler.corner_refill import begin, below, recreate, uniform
from scheduler.corner_times import compiled, eats, entry_in, write
from scheduler.modes import SUPPORTS

MOST_CELLS = 4
"""Crew-days cleared at once."""
MOST_TRIED = 400
"""Orders taken out of a corner or tried in it, at most."""
FORCED = 0.6
"""Share of changes that begin with an order somewhere else."""
NEAR_CREWS = 6
"""Crews of which one then does it."""


@compiled
def improve(f: Facts, p: People, s: Standing, changes: int, heat: float) -> int:
    """Change the plan so many times, or until no more people can be asked for or days seen.

    Returns how many times it was.
    """
    done = 0
    while done < changes:
        done += 1
        s.total[LEAD_OVER_BEST] += change(f, p, s, -heat * log(1.0 - uniform(s.rng)))
        if s.total[LEAD_OVER_BEST] > 0:
            for order in range(len(s.job)):
                write(s.job[order], s.best[order])
            s.total[LEAD_OVER_BEST] = 0
        if s.total[WISHES] == len(s.wishes) or s.total[DAYS] + MOST_TRIED > len(s.days) > 0:
            break
    return done


@compiled
def change(f: Facts, p: People, s: Standing, most_loss: float) -> int:
    """Clear a corner and fill it again; return what that gains, 0 if it was undone."""
    forced, centre = uniform(s.rng) < FORCED, below(s.rng, len(f.orders))
    cells, day = _corner(f, s, centre, forced)
    gone = _clear(f, p, s, cells, centre, forced)
    tried = 0
    if forced and not f.orders[centre].held and begin(f, p, s, centre, day):
        s.tried[tried] = centre
        tried += 1
    tried = recreate(f, p, s, cells, gone, tried)
    gain = 0
    for i in range(tried):
        gain += worth(f, s.tried[i], s.job[s.tried[i]])
    for i in range(gone):
        gain -= worth(f, s.gone[i, ORDER], s.gone[i])
    for i in range(cells):
        s.in_corner[s.cells[i, 0], s.cells[i, 1]] = 0
    if gain >= -most_loss and _all_eat(f, s, gone):
        _remember(f, s, tried)
        return gain
    for i in range(tried):
        remove(f, p, s, s.tried[i])
    for i in range(gone):
        add(f, p, s, s.gone[i, ORDER], s.gone[i])
    return 0


@compiled
def _corner(f: Facts, s: Standing, centre: int, forced: bool) -> tuple[int, int]:
    """Choose crew-days close together, and a day of an order; return how many, and the day."""
    first, last = f.orders[centre].days, f.orders[centre].days_end
    day = f.lists[first + below(s.rng, last - first)]
    if forced:
        return _around(f, s, centre, day), day
    count, days = 1 + below(s.rng, MOST_CELLS), f.budget.shape[1]
    first = f.orders[centre].crews
    crews, chosen = f.orders[centre].crews_end - first, 0
    if uniform(s.rng) < 0.5:
        of_day = below(s.rng, days)
        among = min(crews, 2 * count)
        for i in range(among):  # each as likely, and no one twice
            if uniform(s.rng) * (among - i) < min(count, among) - chosen:
                chosen = _take(s, chosen, f.lists[first + i], of_day)
    else:
        crew = f.lists[first + below(s.rng, min(crews, MOST_CELLS))]
        for d in range(days):
            if uniform(s.rng) * (days - d) < min(count, days) - chosen:
                chosen = _take(s, chosen, crew, d)
    return chosen, day


@compiled
def _take(s: Standing, chosen: int, crew: int, day: int) -> int:
    s.cells[chosen, 0], s.cells[chosen, 1] = crew, day
    s.in_corner[crew, day] = 1
    return chosen + 1


@compiled
def _around(f: Facts, s: Standing, order: int, day: int) -> int:
    """Choose as many crews as an order needs: few changes else bring it to another day."""
    chosen = 0
    for role in range(f.orders[order].needs):
        first, last = f.orders[order].leads, f.orders[order].leads_end
        if role == SUPPORT:
            first, last = f.orders[order].supports, f.orders[order].supports_end
        count = min(NEAR_CREWS, last - first)
        if count > 0:
            crew = f.entries[first + below(s.rng, count)].crew
            if not s.in_corner[crew, day]:
                chosen = _take(s, chosen, crew, day)
    return chosen


@compiled
def _clear(f: Facts, p: People, s: Standing, cells: int, centre: int, forced: bool) -> int:
    """Take out what is done in the corner, perhaps another order, and what follows them."""
    s.total[GONE] = 0
    if forced:
        _take_out(f, p, s, centre)
    for i in range(cells):
        crew, day, k = s.cells[i, 0], s.cells[i, 1], 0
        while k < s.job_count[crew, day]:
            before = s.total[GONE]
            _take_out(f, p, s, s.jobs[crew, day, k])
            # what follows may have been of this day, too
            k = k + 1 if s.total[GONE] == before else 0
    return int(s.total[GONE])


@compiled
def _take_out(f: Facts, p: People, s: Standing, order: int) -> None:
    done = s.total[GONE]
    _take_one_out(f, p, s, order)
    while done < s.total[GONE]:
        out = f.orders[s.gone[done, ORDER]]
        for i in range(out.next, out.next_end):
            _take_one_out(f, p, s, f.lists[i])
        done += 1


@compiled
def _take_one_out(f: Facts, p: People, s: Standing, order: int) -> None:
    if f.orders[order].held or s.job[order, TIMING] < 0:
        return
    gone = s.gone[s.total[GONE]]
    write(s.job[order], gone)
    gone[ORDER] = order
    remove(f, p, s, order)
    s.total[GONE] += 1


@compiled
def _all_eat(f: Facts, s: Standing, gone: int) -> bool:
    """Whether crews still have time for lunch: a job taken out may take its lunch with it."""
    nothing = s.job[-1, TIMING]
    for i in range(gone):
        order, job = s.gone[i, ORDER], s.gone[i]
        for role in range(f.orders[order].needs):
            crew = f.entries[job[ENTRIES + role]].crew
            if not eats(f, s, crew, f.timings[job[TIMING]].day, nothing, nothing):
                return False
    return True


@compiled
def _remember(f: Facts, s: Standing, tried: int) -> None:
    """Write down what the crews of what was put in do on that day, if there is room for days."""
    for i in range(tried if len(s.days) > 0 else 0):
        job = s.job[s.tried[i]]
        for role in range(f.orders[s.tried[i]].needs):
            if s.total[DAYS] == len(s.days):
                return
            crew, day = f.entries[job[ENTRIES + role]].crew, f.timings[job[TIMING]].day
            row = s.days[s.total[DAYS]]
            row[0], row[1], row[2] = crew, day, s.job_count[crew, day]
            for k in range(s.job_count[crew, day]):
                order = s.jobs[crew, day, k]
                row[3 + 2 * k], row[4 + 2 * k] = s.job[order, TIMING], SUPPORTS
                if f.entries[entry_in(f, s, order, crew)].leads:
                    row[4 + 2 * k] = f.uses[s.job[order, USE]].option
            s.total[DAYS] += 1
