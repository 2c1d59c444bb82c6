"""Seeded problems: a county in a heatwave (like the sample), and tiny ones for brute force."""

from __future__ import annotations

import random
from math import hypot

from scheduler import (
    Closure,
    Crew,
    ExclusivePair,
    ForbiddenUse,
    GridOption,
    ProblemData,
    TimeWindow,
    Vehicle,
    Worker,
    WorkOrder,
)

# Longest stint by hour of a 39.5 °C day: table cell, cautious strain limit, 30 minutes.
HOT_DAY = [30] * 9 + [28, 26, 25, 25, 24, 24, 24, 24, 27] + [30] * 6
HEAT_OF_HOUR = [20, 18, 16, 15, 20, 26, 51, 67, 81, 92, 102, 109, 113, 114, 112, 110, 105, 91, 72]
HEAT_OF_HOUR += [55, 45, 38, 30, 25]
# (class, crews, persons on the ground, set-up, segments, teardown, certificate, kinds)
JOB_TYPES = [
    (1, 1, 1, 30, (15, 15), 20, "simple", ("bucket_truck",)),
    (2, 1, 1, 30, (10, 10, 10, 10, 10, 10), 20, "simple", ("bucket_truck",)),
    (2, 1, 1, 30, (15, 15, 15, 15, 15, 15), 20, "simple", ("bucket_truck",)),
    (3, 1, 1, 40, (20, 20, 20, 20, 20, 20), 20, "complex", ("bucket_truck",)),
    (4, 2, 1, 40, (20, 20, 20, 20, 20, 20, 20, 20, 20), 30, "complex", ("bucket_truck",)),
    (3, 1, 1, 40, (20, 20, 20, 20), 20, "complex", ("bucket_truck", "bypass_truck")),
]


def county(seed: int, orders: int = 30, crews: int = 5, days: int = 3) -> ProblemData:
    """A problem like the sample county's: two stations, four bus sections, sixteen feeders."""
    rng = random.Random(seed)
    feeders = [f"F{i:02d}" for i in range(16)]
    section = {f: f"S{i // 4}" for i, f in enumerate(feeders)}
    sites = [(rng.uniform(0, 30), rng.uniform(0, 30)) for _ in range(orders)]
    bases = [(rng.uniform(8, 22), rng.uniform(8, 22)) for _ in range(2)]
    places = bases + sites
    bands = [rng.choice(["hot", "hot", "warm"]) for _ in range(days)]
    jobs = tuple(_order(rng, i, feeders, bands, days) for i in range(orders))
    return ProblemData(
        days=days,
        crews=tuple(
            Crew(id=f"C{c}", base_site=c % 2, shift_start_minute=360, shift_end_minute=1140)
            for c in range(crews)
        ),
        workers=tuple(w for c in range(crews) for w in _members(rng, c, bands)),
        vehicles=(
            *(Vehicle(id=f"V{c}", kind="bucket_truck", crew=f"C{c}") for c in range(crews)),
            Vehicle(id="B0", kind="bypass_truck"),
            Vehicle(id="B1", kind="bypass_truck"),
        ),
        orders=jobs,
        travel_minutes=tuple(tuple(_travel(a, b) for b in places) for a in places),
        stint_limits={"cape": tuple(_stint(s, bands) for s in range(96 * days))},
        vehicle_gap_slots=2,
        bus_section_of_feeder=section,
        exclusive_pairs=_pairs(rng, jobs),
        heat_index=tuple(HEAT_OF_HOUR[s % 96 // 4] for s in range(96 * days)),
    )


def _travel(a: tuple[float, float], b: tuple[float, float]) -> int:
    return 0 if a == b else 5 + round(1.3 * hypot(a[0] - b[0], a[1] - b[1]) / 35 * 60)


def _stint(slot: int, bands: list[str]) -> int:
    return HOT_DAY[slot % 96 // 4] if bands[slot // 96] == "hot" else 30


def _members(rng: random.Random, c: int, bands: list[str]) -> list[Worker]:
    roles = [
        {"leader", "supervisor"},
        {"leader", "supervisor"} if c % 2 else {"supervisor"},
        {"ground"},
        *([{"bucket"}] * (4 if c < 3 else 2)),
    ]
    if c == 0:
        roles.append({"bucket", "ground"})
    cap = [360 if band == "hot" else None for band in bands]
    people = []
    for i, each in enumerate(roles):
        share = rng.choice([1.0] * 11 + [0.6])
        people.append(
            Worker(
                id=f"C{c}W{i}",
                crew=f"C{c}",
                roles=frozenset(each),
                certificates=frozenset({"simple", "complex"} if c != 4 else {"simple"}),
                available=tuple(rng.random() > 0.04 for _ in bands),
                outdoor_cap_minutes=tuple(None if x is None else int(x * share) for x in cap),
            )
        )
    return people


def _order(
    rng: random.Random, i: int, feeders: list[str], bands: list[str], days: int
) -> WorkOrder:
    kind = rng.choices(range(len(JOB_TYPES)), weights=[6, 8, 6, 5, 2, 2])[0]
    job_class, crews, ground, setup, segments, teardown, certificate, kinds = JOB_TYPES[kind]
    feeder = rng.choice(feeders)
    value = 1000 * rng.randint(1, 10)
    due = rng.randint(0, days)
    blocked = (feeder,) if job_class >= 3 or rng.random() < 0.3 else ()
    proof = rng.random() < 0.2
    return WorkOrder(
        id=f"W{i:03d}",
        feeder=feeder,
        job_class=job_class,
        crews_needed=crews,
        ground_workers=ground,
        certificate=certificate,
        stint_class="cape",
        setup_minutes=setup,
        segments=segments,
        teardown_minutes=teardown,
        vehicle_kinds=kinds,
        site=i + 2,
        value_per_day=tuple(
            int(value * max(0.25, 1 - 0.25 * max(0, d - due))) if due < days else int(value * 0.7)
            for d in range(days)
        ),
        mandatory=rng.random() < 0.08,
        closures=_weather(bands, moisture_proof=proof),
        windows=_windows(rng, days),
        grid_options=_options(rng, i, feeder, feeders, blocked, days),
        after=(f"W{rng.randrange(i):03d}",) if i and rng.random() < 0.06 else (),
    )


def _weather(bands: list[str], *, moisture_proof: bool) -> tuple[Closure, ...]:
    hottest = {d * 96 + s for d, b in enumerate(bands) if b == "hot" for s in range(56, 68)}
    humid = {d * 96 + s for d in range(len(bands)) for s in [*range(28), *range(84, 96)]}
    found = [Closure(rule="hottest_hours", phase="site", slots=frozenset(hottest))]
    if not moisture_proof:
        found.append(Closure(rule="humidity", phase="bucket", slots=frozenset(humid)))
    return tuple(found)


def _windows(rng: random.Random, days: int) -> tuple[TimeWindow, ...]:
    found = []
    if rng.random() < 0.2:
        day = rng.randrange(days)
        found.append(
            TimeWindow(rule="release", start_minute=day * 1440 + 480, end_minute=days * 1440)
        )
    if rng.random() < 0.15:
        day = rng.randrange(days)
        begin = day * 1440 + 60 * rng.choice([6, 8, 12])
        found.append(
            TimeWindow(
                rule="ticket_window", start_minute=begin, end_minute=begin + 480, tail_minutes=30
            )
        )
    return tuple(found)


def _options(
    rng: random.Random,
    i: int,
    feeder: str,
    feeders: list[str],
    blocked: tuple[str, ...],
    days: int,
) -> tuple[GridOption, ...]:
    risk = tuple(rng.randint(0, 40) if blocked else 0 for _ in range(days * 24) for _ in range(4))
    peak = frozenset(d * 96 + s for d in range(days) for s in range(44, 80))
    if rng.random() > 0.35:
        return (GridOption(blocked_feeders=blocked, touched_feeders=(feeder,), risk_per_slot=risk),)
    plans = [
        GridOption(
            transfer_plan=f"W{i:03d}-T{rank}",
            closures=(Closure(rule="line_overload", phase="grid", slots=peak),)
            if rank == 1
            else (),
            blocked_feeders=tuple(sorted({*blocked, other})) if blocked else (),
            touched_feeders=(feeder, other),
            risk_per_slot=tuple(r + rng.randint(0, 60) for r in risk),
        )
        for rank, other in enumerate(rng.sample([f for f in feeders if f != feeder], 2), 1)
    ]
    return tuple(plans)


def _pairs(rng: random.Random, orders: tuple[WorkOrder, ...]) -> tuple[ExclusivePair, ...]:
    found = []
    for i, a in enumerate(orders):
        for b in orders[i + 1 :]:
            both = {int(a.feeder[1:]), int(b.feeder[1:])}
            if len(both) == 2 and max(both) - min(both) in (1, 5):
                found.append(
                    ExclusivePair(rule="partner_feeders", first=(a.id, None), second=(b.id, None))
                )
            found += [
                ExclusivePair(
                    rule="transfer_conflict",
                    first=(a.id, g.transfer_plan),
                    second=(b.id, h.transfer_plan),
                )
                for g in a.grid_options
                for h in b.grid_options
                if (g.transfer_plan or h.transfer_plan)
                and set(g.touched_feeders) & set(h.touched_feeders)
            ]
    a, b = rng.sample(orders, 2)
    found.append(
        ExclusivePair(
            rule="finding_together",
            first=(a.id, None),
            second=(b.id, None),
            slots=frozenset(range(40, 48)),
        )
    )
    return tuple(found)


_ = ForbiddenUse
