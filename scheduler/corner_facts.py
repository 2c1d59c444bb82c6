"""What does not change while corners of a plan do, written into arrays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import numpy as np

from scheduler.corner_arrays import (
    CREWS,
    OPTIONS,
    ORDERS,
    PAIRS,
    RANKED,
    TIMINGS,
    USES,
    VERSION,
    Facts,
    Rows,
)
from scheduler.corner_entries import Vehicles, entries_of
from scheduler.corner_rows import Lists, Numbers, empty_rows, ends, ints
from scheduler.locks import with_predecessors
from scheduler.modes import Timing
from scheduler.open_ways import OpenWays
from scheduler.order_rules import Ints
from scheduler.outage import concerns
from scheduler.records import SLOT_MINUTES, GridOption, WorkOrder
from scheduler.weights import Weights

WAY_MINUTES = 20
"""Way to a job, for the value of an order by the minute."""
NO_LIMIT = -1


def facts_of(ways: OpenWays, weights: Weights, numbers: Numbers) -> Facts:
    """Write the facts of a problem down; weights are those of a plan's value."""
    problem, lists = ways.problem, Lists()
    timings, uses = _timings(ways, weights)
    orders = _orders(ways, weights, numbers, lists)
    pairs, hours = _pairs(ways, numbers, orders)
    vehicles = Vehicles(ways)
    entries, able = entries_of(ways, numbers, orders, vehicles)
    fleets, sets = vehicles.rows(numbers, lists)
    sections = sorted({*problem.bus_section_of_feeder.values()})
    options, crews = _options(ways, numbers, lists), _crews(ways, numbers, lists)
    return Facts(
        timings=timings,
        uses=uses,
        orders=orders,
        entries=entries,
        options=options,
        pairs=pairs,
        crews=crews,
        fleets=fleets,
        sets=sets,
        ranked=_ranked(ways, timings, orders),
        able=able,
        hourly=ints(vehicles.hourly),
        lists=ints(lists.all),
        hours=hours,
        budget=_limits(
            [problem.water.budget(c, d) for d in range(problem.days)] for c in numbers.crews
        ),
        cap=_limits(worker.outdoor_cap_minutes for worker in problem.workers),
        section=ints(sections.index(problem.bus_section_of_feeder[n]) for n in numbers.feeder),
        way=np.array(problem.travel_minutes, np.int64),
        rest=_rest(ways, numbers),
        vehicle_gap=problem.vehicle_gap_slots,
        most_blocked=problem.feeders_blocked_per_bus_section,
        lunch_minutes=problem.lunch_minutes,
        lunch_from=problem.lunch_from_minute,
        lunch_to=problem.lunch_to_minute,
        version=empty_rows(0, VERSION),
    )


def _limits(rows: Iterable[Sequence[int | None]]) -> Ints:
    return np.array([[NO_LIMIT if n is None else n for n in row] for row in rows], np.int64)


def _timings(ways: OpenWays, weights: Weights) -> tuple[Rows, Rows]:
    timings = ways.timings
    number = {name: i for i, name in enumerate(sorted(ways.timings_of_order))}
    rows = empty_rows(len(timings), TIMINGS)

    def write(column: str, of: Callable[[Timing], int]) -> None:
        rows[column] = np.fromiter(map(of, timings), np.int64, len(timings))

    write("order", lambda t: number[t.order.id])
    write("day", lambda t: t.day)
    write("start", lambda t: t.template.start_minute)
    write("end", lambda t: t.template.end_minute)
    write("stint", lambda t: t.template.longest_stint)
    write("first_slot", lambda t: t.start_slot)
    write("end_slot", lambda t: t.end_slot)
    write("cost", lambda t: t.cost)
    write("water", lambda t: t.water_g)
    write("uses", lambda t: len(t.options))
    rows["uses_end"] = np.cumsum(rows["uses"])
    rows["uses"] = rows["uses_end"] - rows["uses"]
    found: dict[object, int] = {}
    # two each: what is asked of the lead, and of the support
    kinds = (ways.kind_of_people(t) for t in range(len(timings)))
    rows["people"] = 2 * ints(found.setdefault(kind, len(found)) for kind in kinds)
    uses = empty_rows(int(rows["uses_end"][-1]) if len(rows) else 0, USES)
    uses["option"] = ints(t.options[i] for t in timings for i in _best_first(t))
    uses["worth"] = weights.value * ints(t.values[i] for t in timings for i in _best_first(t))
    return rows, uses


def _best_first(timing: Timing) -> Sequence[int]:
    places = range(len(timing.options))
    return sorted(places, key=lambda i: -timing.values[i]) if len(places) > 1 else places


def _ranked(ways: OpenWays, timings: Rows, orders: Rows) -> Rows:
    best = ints(max(t.values) for t in ways.timings)
    numbers, order = np.arange(len(best)), timings.order
    by_end = np.lexsort((numbers, -best, timings.end, order))
    by_value = np.lexsort((numbers, timings.cost, -best, order))
    ranked = np.array([by_end, by_value])
    rows = np.zeros(ranked.shape, RANKED).view(np.recarray)
    rows["place"] = ranked - orders.timings[timings.order[ranked]]
    rows["day"] = timings.day[ranked]
    rows["first_slot"] = timings.first_slot[ranked]
    rows["last_slot"] = timings.end_slot[ranked] - 1
    return rows


def _orders(ways: OpenWays, weights: Weights, numbers: Numbers, lists: Lists) -> Rows:
    orders, number, nowhere = numbers.orders, numbers.order, len(numbers.orders)
    rows = empty_rows(len(orders), ORDERS)
    held = with_predecessors(ways, [o.id for o in orders if o.locked_start_minute is not None])
    rows["site"] = [o.site for o in orders]
    rows["setup"] = [o.setup_minutes for o in orders]
    rows["teardown"] = [o.teardown_minutes for o in orders]
    rows["needs"] = [o.crews_needed for o in orders]
    rows["least_slots"] = [_least_slots(ways, o) for o in orders]
    rows["must"] = [weights.must_place * o.must_place for o in orders]
    rows["held"] = [o.id in held for o in orders]
    rows["locked"] = [o.locked_start_minute is not None for o in orders]
    values = [_value(ways, o) for o in orders]
    rows["value"] = [value for value, _ in values]
    rows["value_per_minute"] = [value for _, value in values]
    rows["timings_end"] = ends(len(ways.timings_of_order[o.id]) for o in orders)
    rows["timings"] = [0, *rows["timings_end"][:-1]]
    rows["options_end"] = ends(len(o.grid_options) for o in orders)
    rows["options"] = [0, *rows["options_end"][:-1]]
    lists.ranges(rows, "days", (sorted(ways.indexes.of(o.id).days) for o in orders))
    lists.ranges(rows, "before", ([number.get(n, nowhere) for n in o.after] for o in orders))
    following: dict[str, list[int]] = {o.id: [] for o in orders}
    for order in orders:
        for name in following.keys() & {*order.after}:
            following[name].append(number[order.id])
    lists.ranges(rows, "next", following.values())
    lists.ranges(rows, "crews", ([numbers.crew[c.id] for c in ways.crews_of(o.id)] for o in orders))
    return rows


def _least_slots(ways: OpenWays, order: WorkOrder) -> int:
    mine = (ways.timings[t] for t in ways.timings_of_order[order.id])
    return min(timing.end_slot - timing.start_slot for timing in mine)


def _value(ways: OpenWays, order: WorkOrder) -> tuple[float, float]:
    """The best value of an order, and that for each minute of its crews."""
    mine = [ways.timings[t] for t in ways.timings_of_order[order.id]]
    minutes = min(t.template.watch_minutes for t in mine) + WAY_MINUTES
    value = float(max(max(t.values) for t in mine))
    return value, value / (order.crews_needed * minutes)


def _options(ways: OpenWays, numbers: Numbers, lists: Lists) -> Rows:
    options: list[GridOption] = [option for o in numbers.orders for option in o.grid_options]
    rows = empty_rows(len(options), OPTIONS)
    rows["margin"] = [ways.problem.margin_slots(option.transfer_plan) for option in options]
    blocked = (sorted(numbers.feeder[n] for n in {*o.blocked_feeders}) for o in options)
    lists.ranges(rows, "blocks", blocked)
    return rows


def _pairs(ways: OpenWays, numbers: Numbers, orders: Rows) -> tuple[Rows, Ints]:
    """The exclusive pairs of each order, and the slots of those that have some, added up."""
    found = sorted(_both_sides(ways, numbers), key=lambda row: row[0])
    slots = list(dict.fromkeys(row[4] for row in found if row[4] is not None))
    rows, count = empty_rows(len(found), PAIRS), ways.problem.slots
    for i, column in enumerate(("partner", "mine", "theirs"), 1):
        rows[column] = [row[i] for row in found]
    rows["when"] = [NO_LIMIT if row[4] is None else slots.index(row[4]) for row in found]
    every = np.arange(len(orders))
    orders["pairs"] = np.searchsorted([row[0] for row in found], every)
    orders["pairs_end"] = np.searchsorted([row[0] for row in found], every, side="right")
    marked = np.array([[s in each for s in range(-1, count)] for each in slots], np.int64)
    return rows, np.cumsum(marked.reshape(len(slots), count + 1), axis=1)


def _both_sides(
    ways: OpenWays, numbers: Numbers
) -> Iterator[tuple[int, int, int, int, Collection[int] | None]]:
    """Yield each exclusive pair twice: order, partner, their options as bits, slots."""
    number = numbers.order
    for pair in ways.problem.exclusive_pairs:
        for mine, theirs in ((pair.first, pair.second), (pair.second, pair.first)):
            if mine[0] in number and theirs[0] in number:
                bits = [_bits(ways, use) for use in (mine, theirs)]
                yield number[mine[0]], number[theirs[0]], bits[0], bits[1], pair.slots


def _bits(ways: OpenWays, use: tuple[str, str | None]) -> int:
    options = ways.problem.order_by_id[use[0]].grid_options
    return sum(1 << i for i, o in enumerate(options) if concerns(use, use[0], o.transfer_plan))


def _crews(ways: OpenWays, numbers: Numbers, lists: Lists) -> Rows:
    rows, near = empty_rows(len(numbers.crews), CREWS), [list[int]() for _ in numbers.crews]
    starts = ints(ways.problem.crew_by_id[c].shift_start_minute for c in numbers.crews)
    rows["first_slot"] = starts // SLOT_MINUTES
    rows["shift_end"] = [ways.problem.crew_by_id[c].shift_end_minute for c in numbers.crews]
    rows["end_slot"] = -(-rows["shift_end"] // SLOT_MINUTES)
    for i, order in enumerate(numbers.orders):
        for crew in ways.crews_of(order.id):
            near[numbers.crew[crew.id]].append(i)
    lists.ranges(rows, "near", near)
    return rows


def _rest(ways: OpenWays, numbers: Numbers) -> Ints:
    """Minutes of rest between two orders; empty where no strain asks for any."""
    needed, number = ways.problem.rest_minutes, numbers.order
    count = len(numbers.orders) if needed else 0
    rest = np.zeros((count, count), np.int64)
    for (before, after), minutes in needed.items():
        if before in number and after in number:
            rest[number[before], number[after]] = minutes
    return rest
