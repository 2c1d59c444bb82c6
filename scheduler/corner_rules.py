"""Whether a start and a crew fit into a plan, compiled: the rules of `scheduler.fitting` on arrays.

Each function has the facts of `scheduler.corner_arrays` as ``f``, the people as ``p`` and where
the plan stands as ``s``.
"""

from __future__ import annotations

from scheduler.corner_arrays import (
    ASKED,
    CHOICES,
    ENTRIES,
    NONE,
    ROSTERS,
    SUPPORT,
    TIMING,
    UNKNOWN,
    USE,
    WISHES,
    Facts,
    People,
    Standing,
)
from scheduler.corner_times import compiled, eats, follows, inlined, is_free


@compiled
def has_water(f: Facts, s: Standing, t: int, crew: int) -> bool:
    """Whether a crew's people stay within their water, unless all its jobs are locked."""
    day = f.timings[t].day
    if f.budget[crew, day] < 0:
        return True
    total, locked = f.timings[t].water, f.orders[f.timings[t].order].locked
    for i in range(s.job_count[crew, day]):
        order = s.jobs[crew, day, i]
        total += f.timings[s.job[order, TIMING]].water
        locked &= f.orders[order].locked
    return bool(locked > 0 or total <= f.budget[crew, day])


@compiled
def option_is_open(f: Facts, s: Standing, t: int, option: int) -> bool:
    """Whether no placed order excludes a timing with a grid option of its order."""
    order = f.timings[t].order
    for i in range(f.orders[order].pairs, f.orders[order].pairs_end):
        other = f.pairs[i].partner
        job = s.job[other, TIMING]
        if job < 0 or not f.pairs[i].mine >> option & 1:
            continue
        theirs = f.uses[s.job[other, USE]].option
        if f.pairs[i].theirs >> theirs & 1:
            margin = f.options[f.orders[order].options + option].margin
            far = f.options[f.orders[other].options + theirs].margin
            begin = max(f.timings[t].first_slot - margin, f.timings[job].first_slot - far)
            end = min(f.timings[t].end_slot + margin, f.timings[job].end_slot + far)
            if begin < end and _meets(f, f.pairs[i].when, begin, end):
                return False
    return True


@compiled
def _meets(f: Facts, when: int, begin: int, end: int) -> bool:
    if when < 0:
        return True
    last = f.hours.shape[1] - 1
    return bool(f.hours[when, min(end, last)] > f.hours[when, max(0, min(begin, last))])


@compiled
def blocks_fit(f: Facts, s: Standing, t: int, option: int) -> bool:
    """Whether each bus section has room for the feeders without reclosing."""
    at = f.orders[f.timings[t].order].options + option
    first, last = f.options[at].blocks, f.options[at].blocks_end
    margin = f.options[at].margin
    for i in range(first, last):
        section = f.section[f.lists[i]]
        for slot in range(max(0, f.timings[t].first_slot - margin), f.timings[t].end_slot + margin):
            count = s.blocked[section, slot]
            for k in range(first, last):
                own = f.lists[k]
                count += f.section[own] == section and s.held[own, slot] == 0
            if count > f.most_blocked:
                return False
    return True


@compiled
def people_for(f: Facts, p: People, s: Standing, t: int, entry: int) -> int:
    """Return the rosters for a timing; below 0 if there are none, or they are only asked for now.

    What is asked for is there after the next change of arrays.
    """
    kind, crew = f.timings[t].people + 1 - f.entries[entry].leads, f.entries[entry].crew
    found = p.of[kind, crew]
    if found == UNKNOWN and s.total[WISHES] < len(s.wishes):
        p.of[kind, crew] = ASKED
        wish = s.wishes[s.total[WISHES]]
        wish[0], wish[1] = t, entry
        s.total[WISHES] += 1
    return int(found)


@compiled
def rested(f: Facts, p: People, s: Standing, t: int, roster: int) -> bool:
    """Whether a job leaves everybody of a roster under the outdoor cap of the day."""
    day = f.timings[t].day
    for i in range(p.minutes_of[roster], p.minutes_of[roster + 1]):
        cap = f.cap[p.who[i], day]
        if cap >= 0 and s.spent[p.who[i], day] + p.minutes[i] > cap:
            return False
    return True


@compiled
def vehicles_free(f: Facts, s: Standing, t: int, chosen: int, taken: int) -> bool:
    """Whether no vehicle of a set is used meanwhile, nor in another set, if not below 0."""
    first, last = f.timings[t].first_slot, f.timings[t].end_slot + f.vehicle_gap
    for i in range(f.sets[chosen].vehicles, f.sets[chosen].vehicles_end):
        v = f.lists[i]
        for k in range(s.use_count[v]):
            if last > s.used[v, k, 0] and first < s.used[v, k, 1]:
                return False
        if taken >= 0:
            for k in range(f.sets[taken].vehicles, f.sets[taken].vehicles_end):
                if f.lists[k] == v:
                    return False
    return True


@compiled
def fleet_of(f: Facts, t: int, entry: int) -> int:
    """Return the sets of vehicles a crew may bring."""
    fleet = f.entries[entry].fleet
    if fleet < 0:
        return int(f.hourly[-1 - fleet + t - f.orders[f.timings[t].order].timings])
    return int(fleet)


@compiled
def part_fits(f: Facts, p: People, s: Standing, t: int, entry: int, taken: int) -> tuple[int, int]:
    """Return the first roster and set of vehicles by which a free crew does a timing, or `NONE`.

    The other crew of the job has ``taken`` a set of vehicles, unless that is below 0.
    """
    crew = f.entries[entry].crew
    people = people_for(f, p, s, t, entry)
    if (
        people < 0
        or not has_water(f, s, t, crew)
        or not eats(f, s, crew, f.timings[t].day, t, entry)
    ):
        return NONE, NONE
    fleet = f.fleets[fleet_of(f, t, entry)]
    for r in range(p.rosters_of[people], p.rosters_of[people + 1]):
        if rested(f, p, s, t, r):
            for v in range(fleet.sets, fleet.sets_end):
                if vehicles_free(f, s, t, v, taken):
                    return r, v
    return NONE, NONE


@inlined
def is_able(f: Facts, t: int, entry: int) -> bool:
    """Whether a crew may do a timing as far as can be told without the plan."""
    place = t - f.orders[f.timings[t].order].timings
    return bool(f.able[f.entries[entry].able_at + place] > 0)


@compiled
def _support_fits(f: Facts, p: People, s: Standing, t: int) -> bool:
    order, lead = f.orders[f.timings[t].order], s.trial[ENTRIES]
    for entry in range(order.supports, order.supports_end):
        crew = f.entries[entry].crew
        if crew != f.entries[lead].crew and is_able(f, t, entry) and is_free(f, s, t, crew):
            r, v = part_fits(f, p, s, t, entry, s.trial[CHOICES])
            if r != NONE:
                s.trial[ENTRIES + SUPPORT] = entry
                s.trial[ROSTERS + SUPPORT], s.trial[CHOICES + SUPPORT] = r, v
                return True
    return False


@compiled
def way_fits(f: Facts, p: People, s: Standing, t: int, lead: int) -> bool:
    """Find the first way to do a timing led by a crew that is free, and write it to ``s.trial``.

    It has the first rosters, vehicles and support that fit, and the most valuable option.
    """
    timing = f.timings[t]
    if not follows(f, s, timing.order, t):
        return False
    r, v = part_fits(f, p, s, t, lead, s.job[-1, TIMING])
    if r == NONE:
        return False
    s.trial[ENTRIES], s.trial[ROSTERS], s.trial[CHOICES] = lead, r, v
    if f.orders[timing.order].needs > 1 and not _support_fits(f, p, s, t):
        return False
    for use in range(timing.uses, timing.uses_end):
        option = f.uses[use].option
        if option_is_open(f, s, t, option) and blocks_fit(f, s, t, option):
            s.trial[TIMING], s.trial[USE] = t, use
            return True
    return False
