"""The arrays that corners of a plan are changed on: what is fixed, and where the plan stands.

Orders, crews, sites and so on are numbers here. A range of other rows, or of ``lists``, is given by
where it begins and where it ends. An *entry* is a crew that may lead, or support, an order; a *use*
is a grid option at one timing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.order_rules import Ints
from scheduler.pools import Floats
from scheduler.records import DAY_SLOTS

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Rows = Any
"""Rows with named columns: the type checker knows no columns of an array."""

NONE = -1
UNKNOWN, ASKED = -1, -2
"""What stands for people not looked at yet, and for those that are asked for."""
MOST_JOBS = DAY_SLOTS
"""Jobs of a crew, and uses of a shared vehicle, on a day at most: each begins in another slot."""
LEAD, SUPPORT = 0, 1
TIMING, USE, ENTRIES, ROSTERS, CHOICES, ORDER = 0, 1, 2, 4, 6, 8
"""Columns of a placed job; the third to fifth have two, of the lead and of the support."""
COLUMNS = 8
"""Columns without that of the order."""
WISHES, LEAD_OVER_BEST, DAYS, GONE, ANYWHERE, OPEN_DAYS = range(6)
"""Totals: people asked for, gain over the best plan, days seen, orders taken out
of the corner, whether orders may go to other crews and days, and the days that then have room."""


def rows_with(*columns: str, floats: tuple[str, ...] = ()) -> np.dtype[np.void]:
    """Make the type of a row of integers, and some floats."""
    return np.dtype([(name, np.int64) for name in columns] + [(n, np.float64) for n in floats])


TIMINGS = rows_with(
    *("order", "day", "start", "end", "stint", "first_slot", "end_slot", "cost", "water"),
    *("people", "uses", "uses_end"),
)
USES = rows_with("option", "worth")
ORDERS = rows_with(
    *("site", "setup", "teardown", "needs", "least_slots", "must", "held", "locked"),
    *("timings", "timings_end", "days", "days_end", "before", "before_end", "next", "next_end"),
    *("crews", "crews_end", "leads", "leads_end", "supports", "supports_end"),
    *("options", "options_end", "pairs", "pairs_end"),
    floats=("value", "value_per_minute"),
)
ENTRY = rows_with("crew", "leads", "able_at", "way_out", "way_back", "way_cost", "fleet")
OPTIONS = rows_with("margin", "blocks", "blocks_end")
PAIRS = rows_with("partner", "mine", "theirs", "when")
CREWS = rows_with("shift_end", "first_slot", "end_slot", "near", "near_end")
FLEETS = rows_with("sets", "sets_end")
SETS = rows_with("vehicles", "vehicles_end")
# short, as it is read most of all
RANKED = np.dtype([(name, np.int32) for name in ("place", "day", "first_slot", "last_slot")])


def version_of(sources: Iterable[Path]) -> np.dtype[np.void]:
    """Make a type that no other text of some files has.

    Compiled code is kept by the types of its arguments and the time of its own file: if only a file
    changed that it takes something from, it would run on as before.
    """
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(sources)))
    return np.dtype([(digest.hexdigest(), np.uint8)])


VERSION = version_of(Path(__file__).parent.glob("corner_*.py"))


class Facts(NamedTuple):
    """What does not change.

    Parameters
    ----------
    timings
        By order; minutes, slots, grams, `people` (kind asked of the lead, one more: of the
        support), the range of `uses`, the most valuable first.
    uses
        Grid option within the order, and its worth.
    orders
        Minutes, crews it `needs`, what a `must` is worth, ranges of its timings, and in ``lists``
        of its days, of the orders `before` and the `next` ones, and of crews, the nearest first.
    entries
        `able_at` is where its timings begin in ``able``; `fleet` is below 0 where the fleet
        differs by timing: it is then in ``hourly``.
    options
        Slots held before and after, and the range of feeders without reclosing in ``lists``.
    pairs
        Orders that exclude each other: options of both as bits, and a row of ``hours``, the slots
        in which they do, added up; below 0 it is always.
    crews
        And the range of the orders near them in ``lists``.
    fleets, sets
        The sets of vehicles a crew may bring, and their shared vehicles in ``lists``.
    ranked
        Timings of each order by end, and by value, with what is looked at first.
    budget, cap
        Water of a crew [g], and time outdoors of a worker [min], by day; below 0: no limit.
    section
        Bus section of each feeder.
    way, rest
        Minutes between two sites, and between two orders if any strain asks for rest.
    """

    timings: Rows
    uses: Rows
    orders: Rows
    entries: Rows
    options: Rows
    pairs: Rows
    crews: Rows
    fleets: Rows
    sets: Rows
    ranked: Rows
    able: Bytes
    hourly: Ints
    lists: Ints
    hours: Ints
    budget: Ints
    cap: Ints
    section: Ints
    way: Ints
    rest: Ints
    vehicle_gap: int
    most_blocked: int
    lunch_minutes: int
    lunch_from: int
    lunch_to: int
    version: Rows


class People(NamedTuple):
    """The rosters looked at so far; ``of`` has them by kind of people and crew.

    ``rosters_of`` and ``minutes_of`` say where those of each begin; ``who`` is outdoors for so many
    ``minutes``.
    """

    of: Ints
    rosters_of: Ints
    minutes_of: Ints
    who: Ints
    minutes: Ints


class Standing(NamedTuple):
    """Where the plan stands, and room to work in.

    ``job`` has the columns of each order's job, `TIMING` below 0 where it has none; ``jobs`` are
    orders by crew and day, ``job_count`` of them; ``busy`` marks their slots by crew, and
    ``free_slots`` are the most side by side that are not. The last row of ``job`` is of what is
    never placed.
    """

    job: Ints
    best: Ints
    jobs: Ints
    job_count: Ints
    spent: Ints
    used: Ints
    use_count: Ints
    held: Ints
    blocked: Ints
    rng: Words
    total: Ints
    cells: Ints
    in_corner: Bytes
    gone: Ints
    tried: Ints
    seen_order: Bytes
    key: Floats
    by_start: Ints
    trial: Ints
    leads: Ints
    busy: Bytes
    free_slots: Ints
    wishes: Ints
    days: Ints
    version: Rows
