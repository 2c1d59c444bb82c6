"""Seeded days and weeks of live-line work: a county's, a city's, a province's.

A county is a square of 30 km with one depot, about four crews, four bus sections and sixteen
feeders; larger instances are counties side by side. Days are hot or warm: on a hot one nobody is
outdoors for more than six hours or in the hottest three. The mix of jobs is that of live-line
work on 10 kV overhead lines; how many orders a crew-day gets decides how much is left undone.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from math import ceil, hypot, sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scheduler import (
    Closure,
    Crew,
    ExclusivePair,
    GridOption,
    ProblemData,
    TimeWindow,
    Vehicle,
    Worker,
    WorkOrder,
)

PRIORITY = 1000
"""Value of one priority unit."""
CREWS_PER_COUNTY = 4
COUNTY_KM = 30.0
FEEDERS = 16
SECTIONS = 4
# Longest stint by hour of a 39.5 °C day: table cell, cautious strain limit, 30 minutes.
HOT_DAY = [30] * 9 + [28, 26, 25, 25, 24, 24, 24, 24, 27] + [30] * 6
HEAT_OF_HOUR = [20, 18, 16, 15, 20, 26, 51, 67, 81, 92, 102, 109, 113, 114, 112, 110, 105, 91, 72]
HEAT_OF_HOUR += [55, 45, 38, 30, 25]
HUMID = [*range(28), *range(84, 96)]
PEAK = range(44, 80)
HOTTEST = range(56, 68)
# (weight, class, crews, set-up, segments, teardown, certificate, vehicle kinds)
JOBS = [
    (6, 1, 1, 30, (15, 15), 20, "simple", ("bucket_truck",)),
    (8, 2, 1, 30, (10,) * 6, 20, "simple", ("bucket_truck",)),
    (6, 2, 1, 30, (15,) * 6, 20, "simple", ("bucket_truck",)),
    (5, 3, 1, 40, (20,) * 6, 20, "complex", ("bucket_truck",)),
    (2, 4, 2, 40, (20,) * 9, 30, "complex", ("bucket_truck",)),
    (2, 3, 1, 40, (20,) * 4, 20, "complex", ("bucket_truck", "bypass_truck")),
]


@dataclass(frozen=True, kw_only=True)
class Size:
    """Orders × crews × days of an instance; ``hot`` days come first."""

    orders: int
    crews: int
    days: int
    hot: int

    @property
    def name(self) -> str:
        """As in the tables."""
        return f"{self.orders}x{self.crews}x{self.days}"


SIZES = (
    Size(orders=20, crews=4, days=1, hot=1),
    Size(orders=40, crews=3, days=5, hot=3),
    Size(orders=100, crews=12, days=1, hot=1),
    Size(orders=100, crews=12, days=5, hot=2),
    Size(orders=500, crews=40, days=5, hot=2),
    Size(orders=2000, crews=150, days=5, hot=2),
)


@dataclass(frozen=True, kw_only=True)
class County:
    """One county of an instance; depot and south-west corner in km."""

    number: int
    corner: tuple[float, float]
    depot: tuple[float, float]

    def feeder(self, i: int) -> str:
        """Name of a feeder; four follow each other on one bus section."""
        return f"K{self.number:02d}F{i % FEEDERS:02d}"

    def section(self, i: int) -> str:
        """Bus section of a feeder."""
        return f"K{self.number:02d}S{i * SECTIONS // FEEDERS}"


def instance(size: Size, seed: int) -> ProblemData:
    """Make an instance; the same size and seed make the same one."""
    rng = random.Random(f"{size.name} {seed}")
    counties = _counties(rng, max(1, ceil(size.crews / CREWS_PER_COUNTY)))
    homes = [counties[i % len(counties)] for i in range(size.orders)]
    sites = [tuple(x + rng.uniform(0, COUNTY_KM) for x in home.corner) for home in homes]
    places = [county.depot for county in counties] + sites
    orders = tuple(_order(rng, i, home, len(counties) + i, size) for i, home in enumerate(homes))
    return ProblemData(
        days=size.days,
        crews=tuple(
            Crew(id=f"C{c:03d}", base_site=c % len(counties), shift_start_minute=360,
                 shift_end_minute=1140)
            for c in range(size.crews)
        ),
        workers=tuple(w for c in range(size.crews) for w in _members(rng, c, size)),
        vehicles=_vehicles(size, len(counties)),
        orders=orders,
        travel_minutes=tuple(tuple(_travel(a, b) for b in places) for a in places),
        stint_limits={"cape": tuple(_stint(s, size) for s in range(96 * size.days))},
        vehicle_gap_slots=2,
        bus_section_of_feeder={k.feeder(i): k.section(i) for k in counties for i in range(FEEDERS)},
        exclusive_pairs=tuple(_pairs(orders)),
        heat_index=tuple(HEAT_OF_HOUR[s % 96 // 4] for s in range(96 * size.days)),
    )  # fmt: skip


def _counties(rng: random.Random, count: int) -> list[County]:
    side = ceil(sqrt(count))
    corners = [(i % side * COUNTY_KM, i // side * COUNTY_KM) for i in range(count)]
    return [
        County(
            number=i,
            corner=corner,
            depot=(corner[0] + rng.uniform(8, 22), corner[1] + rng.uniform(8, 22)),
        )
        for i, corner in enumerate(corners)
    ]


def _travel(a: tuple[float, ...], b: tuple[float, ...]) -> int:
    return 0 if a == b else 5 + round(1.3 * hypot(a[0] - b[0], a[1] - b[1]) / 35 * 60)


def _stint(slot: int, size: Size) -> int:
    return HOT_DAY[slot % 96 // 4] if slot // 96 < size.hot else 30


def _vehicles(size: Size, counties: int) -> tuple[Vehicle, ...]:
    own = [
        Vehicle(id=f"V{c:03d}", kind="bucket_truck", crew=f"C{c:03d}") for c in range(size.crews)
    ]
    shared = [Vehicle(id=f"B{k:02d}", kind="bypass_truck") for k in range(max(2, counties))]
    return (*own, *shared)


def _members(rng: random.Random, c: int, size: Size) -> list[Worker]:
    """Three crews of five have two bucket pairs; each fifth has no certificate for class III."""
    watch = [{"leader", "supervisor"}, {"leader", "supervisor"} if c % 2 else {"supervisor"}]
    roles = [*watch, {"ground"}, *([{"bucket"}] * (4 if c % 5 < 3 else 2))]
    certificates = {"simple"} if c % 5 == 4 else {"simple", "complex"}
    return [
        Worker(
            id=f"C{c:03d}W{i}",
            crew=f"C{c:03d}",
            roles=frozenset(each),
            certificates=frozenset(certificates),
            available=tuple(rng.random() > 0.03 for _ in range(size.days)),
            outdoor_cap_minutes=_caps(rng, size),
        )
        for i, each in enumerate(roles)
    ]


def _caps(rng: random.Random, size: Size) -> tuple[int | None, ...]:
    """Six hours on a hot day; one in twelve carries over a part of yesterday's."""
    share = rng.choice([1.0] * 11 + [0.6])
    return tuple(int(360 * share) if day < size.hot else None for day in range(size.days))


def _order(rng: random.Random, i: int, home: County, site: int, size: Size) -> WorkOrder:
    kind = rng.choices(JOBS, weights=[job[0] for job in JOBS])[0]
    _, job_class, crews, setup, segments, teardown, certificate, kinds = kind
    feeder = rng.randrange(FEEDERS)
    reclosing = job_class >= 3 or rng.random() < 0.3
    return WorkOrder(
        id=f"W{i:04d}",
        feeder=home.feeder(feeder),
        job_class=job_class,
        crews_needed=crews,
        ground_workers=1,
        certificate=certificate,
        stint_class="cape",
        setup_minutes=setup,
        segments=segments,
        teardown_minutes=teardown,
        vehicle_kinds=kinds,
        site=site,
        value_per_day=_values(rng, size.days),
        mandatory=rng.random() < 0.03,
        closures=_weather(size, moisture_proof=rng.random() < 0.2),
        windows=tuple(_windows(rng, size.days)),
        grid_options=_options(rng, i, home, feeder, size, reclosing=reclosing),
        after=_before(rng, i, ceil(size.crews / CREWS_PER_COUNTY)),
    )


def _before(rng: random.Random, i: int, counties: int) -> tuple[str, ...]:
    """One order in twenty follows an earlier one of the same county."""
    earlier = range(i % counties, i, counties)
    return (f"W{rng.choice(earlier):04d}",) if earlier and rng.random() < 0.05 else ()


def _values(rng: random.Random, days: int) -> tuple[int, ...]:
    """Priority 1 … 10, a quarter less with each day late; less, too, if due after the plan."""
    full, due = PRIORITY * rng.randint(1, 10), rng.randint(0, days)
    if due == days:
        return (full * 7 // 10,) * days
    return tuple(int(full * max(0.25, 1 - 0.25 * max(0, day - due))) for day in range(days))


def _weather(size: Size, *, moisture_proof: bool) -> tuple[Closure, ...]:
    hottest = frozenset(96 * day + s for day in range(size.hot) for s in HOTTEST)
    found = [Closure(rule="hottest_hours", phase="site", slots=hottest)]
    if not moisture_proof:
        humid = frozenset(96 * day + s for day in range(size.days) for s in HUMID)
        found.append(Closure(rule="humidity", phase="bucket", slots=humid))
    return tuple(found)


def _windows(rng: random.Random, days: int) -> list[TimeWindow]:
    found = []
    if rng.random() < 0.2:
        start = 1440 * rng.randrange(days) + 480
        found.append(TimeWindow(rule="release", start_minute=start, end_minute=1440 * days))
    if rng.random() < 0.15:
        start = 1440 * rng.randrange(days) + 60 * rng.choice([6, 8, 12])
        found.append(
            TimeWindow(
                rule="ticket_window", start_minute=start, end_minute=start + 480, tail_minutes=30
            )
        )
    return found


def _options(
    rng: random.Random, i: int, home: County, feeder: int, size: Size, *, reclosing: bool
) -> tuple[GridOption, ...]:
    """Without a transfer; or with one of two, of which the first has no headroom at the peak."""
    own = home.feeder(feeder)
    blocked = (own,) if reclosing else ()
    risk = tuple(rng.randint(0, 40) if blocked else 0 for _ in range(24 * size.days))
    if rng.random() > 0.35:
        return (_option("", own, blocked, risk),)
    peak = frozenset(96 * day + s for day in range(size.days) for s in PEAK)
    full = Closure(rule="line_overload", phase="grid", slots=peak)
    partners = rng.sample([f for f in range(FEEDERS) if f != feeder], 2)
    return tuple(
        _option(
            f"W{i:04d}-T{rank}",
            home.feeder(partner),
            tuple(sorted({*blocked, home.feeder(partner)})) if blocked else (),
            tuple(each + rng.randint(0, 60) for each in risk),
            (full,) if rank == 1 else (),
            own,
        )
        for rank, partner in enumerate(partners, 1)
    )


def _option(
    plan: str,
    feeder: str,
    blocked: tuple[str, ...],
    risk_per_hour: tuple[int, ...],
    closures: tuple[Closure, ...] = (),
    own: str = "",
) -> GridOption:
    return GridOption(
        transfer_plan=plan,
        closures=closures,
        blocked_feeders=blocked,
        touched_feeders=tuple(name for name in (own, feeder) if name),
        risk_per_slot=tuple(each for each in risk_per_hour for _ in range(4)),
    )


def _pairs(orders: tuple[WorkOrder, ...]) -> list[ExclusivePair]:
    """Partner feeders never at once, nor two transfers that touch the same feeder."""
    of_county: dict[str, list[WorkOrder]] = {}
    for order in orders:
        of_county.setdefault(order.feeder[:3], []).append(order)
    found = []
    for mine in of_county.values():
        for k, one in enumerate(mine):
            for other in mine[k + 1 :]:
                found += _pairs_of(one, other)
    return found


def _pairs_of(one: WorkOrder, other: WorkOrder) -> list[ExclusivePair]:
    found = []
    if abs(int(one.feeder[4:]) - int(other.feeder[4:])) in (1, 5):
        found.append(
            ExclusivePair(rule="partner_feeders", first=(one.id, None), second=(other.id, None))
        )
    found += [
        ExclusivePair(
            rule="transfer_conflict",
            first=(one.id, here.transfer_plan),
            second=(other.id, there.transfer_plan),
        )
        for here in one.grid_options
        for there in other.grid_options
        if (here.transfer_plan or there.transfer_plan)
        and {*here.touched_feeders} & {*there.touched_feeders}
    ]
    return found
