"""A cleared corner of a plan filled again, compiled.

The arguments ``f``, ``p`` and ``s`` are those of `scheduler.corner_rules`.
"""

from __future__ import annotations

from scheduler.corner_arrays import (
    ANYWHERE,
    OPEN_DAYS,
    ORDER,
    TIMING,
    Facts,
    People,
    Standing,
    Words,
)
from scheduler.corner_jobs import add
from scheduler.corner_rules import way_fits
from scheduler.corner_times import compiled, is_free

MOST_WAITING = 12
"""Orders that wait nearby and are tried."""
BLINK = 0.03
"""Share of fitting starts that are passed over, for variety."""
WIDE = 0.02
"""Share of changes after which orders may also go to other crews and days."""
BY_VALUE = 0.6
"""Share of orders whose best start is tried first, not the one that ends first."""
FAR_MORE = 1e12
"""Value that sorts must-place orders before all others."""


@compiled
def uniform(rng: Words) -> float:
    """Draw a number in [0, 1): xorshift64, Marsaglia 2003, doi:10.18637/jss.v008.i14."""
    x = rng[0]
    x ^= x << 13
    x ^= x >> 7
    x ^= x << 17
    rng[0] = x
    return float(x >> 11) / 9007199254740992.0


@compiled
def below(rng: Words, count: int) -> int:
    """Draw a number in 0 … count - 1."""
    return int(uniform(rng) * count)


@compiled
def begin(f: Facts, p: People, s: Standing, order: int, day: int) -> bool:
    """Place an order somewhere on a day, before all others."""
    if s.job[order, TIMING] >= 0:
        return False
    s.total[ANYWHERE], each = 1, f.orders[order]
    turn = below(s.rng, each.timings_end - each.timings)
    return _placed(f, p, s, order, day, 0, turn, 0.0)


@compiled
def recreate(f: Facts, p: People, s: Standing, cells: int, gone: int, placed: int) -> int:
    """Put back what fits: what was there, and some of what waits nearby; return how many."""
    count = _to_try(f, s, cells, gone, placed)
    _in_sequence(f, s, placed, count)
    s.total[ANYWHERE], end, any_day = uniform(s.rng) < WIDE, placed, s.job[-1, TIMING]
    for i in range(placed, count):
        ranking = int(uniform(s.rng) < BY_VALUE)
        if _placed(f, p, s, s.tried[i], any_day, ranking, 0, BLINK):
            s.tried[end] = s.tried[i]
            end += 1
    return end


@compiled
def _placed(
    f: Facts,
    p: People,
    s: Standing,
    order: int,
    only_day: int,
    ranking: int,
    turn: int,
    blink: float,
) -> bool:
    """Place an order by its first start in a ranking that fits, some passed over; tell if it was.

    The ranking may begin after a turn, and be only of a day not below 0. Unless an order may go
    anywhere, its lead has to be of the corner.
    """
    leads = _choose_leads(f, s, order, only_day)
    first, count = f.orders[order].timings, f.orders[order].timings_end - f.orders[order].timings
    for k in range(count if leads > 0 else 0):
        start = f.ranked[ranking, first + (k + turn) % count]
        if not s.total[OPEN_DAYS] >> start.day & 1:
            continue
        t = first + start.place
        for i in range(leads):
            lead = s.leads[i]
            if not lead[2] >> start.day & 1 or f.able[lead[3] + t] == 0:
                continue
            crew = lead[1]
            if s.busy[crew, start.first_slot] or s.busy[crew, start.last_slot]:
                continue
            if is_free(f, s, t, crew) and way_fits(f, p, s, t, lead[0]):
                if uniform(s.rng) < blink:
                    break
                add(f, p, s, order, s.trial)
                return True
    return False


@compiled
def _choose_leads(f: Facts, s: Standing, order: int, only_day: int) -> int:
    """Write who may lead an order into ``s.leads``: entry, crew, days, and where it is able from.

    Days, as bits, are those with a stretch of free slots that is long enough.
    """
    count, each = 0, f.orders[order]
    s.total[OPEN_DAYS] = 0
    for e in range(each.leads, each.leads_end):
        crew, days = f.entries[e].crew, 0
        for day in range(s.in_corner.shape[1]):
            near = s.total[ANYWHERE] or s.in_corner[crew, day]
            if near and s.free_slots[crew, day] >= each.least_slots:
                days |= 1 << day
        if only_day >= 0:
            days &= 1 << only_day
        if days:
            s.leads[count, 0], s.leads[count, 1], s.leads[count, 2] = e, crew, days
            s.leads[count, 3] = f.entries[e].able_at - each.timings
            s.total[OPEN_DAYS] |= days
            count += 1
    return count


@compiled
def _to_try(f: Facts, s: Standing, cells: int, gone: int, count: int) -> int:
    """List what is out of the corner and some that waits near; return the end of the list."""
    for i in range(gone):
        order = s.gone[i, ORDER]
        if s.job[order, TIMING] < 0:
            s.tried[count] = order
            s.seen_order[order] = 1
            count += 1
    first, met = count, 0
    for i in range(cells):
        crew = s.cells[i, 0]
        for k in range(f.crews[crew].near, f.crews[crew].near_end):
            order = f.lists[k]
            if s.job[order, TIMING] >= 0 or s.seen_order[order]:
                continue
            met += 1
            place = first + met - 1 if met <= MOST_WAITING else first + below(s.rng, met)
            if place < first + MOST_WAITING:
                if met > MOST_WAITING:
                    s.seen_order[s.tried[place]] = 0
                s.tried[place] = order
                s.seen_order[order] = 1
    count = first + min(met, MOST_WAITING)
    for i in range(count):
        s.seen_order[s.tried[i]] = 0
    return count


@compiled
def _in_sequence(f: Facts, s: Standing, first: int, count: int) -> None:
    """Sort what is tried: must-place first, then by blurred value, or that by the minute."""
    drawn = below(s.rng, 3)
    blur = 0.2 if drawn == 0 else (0.6 if drawn == 1 else 2.0)
    by_minute = uniform(s.rng) < 0.5
    for i in range(first, count):
        order = s.tried[i]
        value = f.orders[order].value_per_minute if by_minute else f.orders[order].value
        key = value * (1.0 + blur * uniform(s.rng)) + FAR_MORE * (f.orders[order].must > 0)
        k = i
        while k > first and s.key[k - 1] < key:
            s.key[k], s.tried[k] = s.key[k - 1], s.tried[k - 1]
            k -= 1
        s.key[k], s.tried[k] = key, order
