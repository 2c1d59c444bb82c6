"""Seeded tiny problems, small enough for the brute force of `oracle`."""

from __future__ import annotations

import random

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

from .novice_crews import with_novices
from .strain_findings import some_rests, some_starts

FEEDERS = ("F1", "F2", "F3", "F4")


def tiny(seed: int) -> ProblemData:
    """A problem of 2–5 orders, two crews, one day and a few starts, every rule in play."""
    rng = random.Random(seed)
    count = rng.randint(2, 5)
    sites = 2 + count
    orders = tuple(_order(rng, i) for i in range(count))
    pair_count = rng.randint(0, 3)
    problem = ProblemData(
        days=1,
        crews=(
            Crew(id="A", base_site=0, shift_start_minute=450, shift_end_minute=810),
            Crew(id="B", base_site=1, shift_start_minute=480, shift_end_minute=840),
        ),
        workers=(*_members(rng, "A"), *_members(rng, "B")),
        vehicles=(
            Vehicle(id="VA", kind="bucket_truck", crew="A"),
            Vehicle(
                id="VB",
                kind="bucket_truck",
                crew="B",
                closed=((480, 540),) if rng.random() < 0.3 else (),
            ),
            Vehicle(id="VS", kind="bucket_truck" if rng.random() < 0.3 else "bypass_truck"),
        ),
        orders=orders,
        travel_minutes=_travel(rng, sites),
        stint_limits={"cape": tuple(rng.choice([20, 25, 30, 30, 45]) for _ in range(96))},
        handover_minutes=rng.choice([0, 5]),
        rest_min_minutes=rng.choice([10, 15]),
        rest_outdoors=seed % 3 == 0,
        bucket_clear_minutes=rng.choice([0, 30]),
        lunch_from_minute=600,
        lunch_to_minute=660,
        lunch_minutes=rng.choice([0, 20, 30]),
        transfer_margin_slots=rng.choice([0, 1]),
        vehicle_gap_slots=rng.choice([0, 2]),
        bus_section_of_feeder={"F1": "S1", "F2": "S1", "F3": "S1", "F4": "S2"},
        feeders_blocked_per_bus_section=rng.choice([0, 1, 1, 1, 2, 2]),
        exclusive_pairs=tuple(_pair(rng, orders) for _ in range(pair_count)),
        forbidden_uses=_uses(rng, orders),
        forbidden_starts=some_starts(seed, orders, "AB"),
        rests_needed=some_rests(seed, orders),
        heat_index=tuple(max(0, s - 24) for s in range(96)),
        risk_weight=rng.choice([0, 1, 3]),
    )
    return with_novices(problem, seed)


def _travel(rng: random.Random, sites: int) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(0 if a == b else rng.choice([0, 5, 10, 20, 25]) for b in range(sites))
        for a in range(sites)
    )


def _members(rng: random.Random, crew: str) -> list[Worker]:
    roles: list[set[str]] = [{"leader", "supervisor"}, {"bucket"}, {"bucket", "ground"}]
    if rng.random() < 0.6:
        roles.append({"supervisor", "ground"})
    if rng.random() < 0.3:
        roles += [{"bucket"}, {"bucket"}]
    elif rng.random() < 0.3:
        roles.append({"bucket", "leader"})
    return [
        Worker(
            id=f"{crew}{i}",
            crew=crew,
            roles=frozenset(each),
            certificates=frozenset(rng.choice([{"simple"}, *[{"simple", "complex"}] * 4])),
            available=(rng.random() > 0.03,),
            outdoor_cap_minutes=(rng.choice([None, None, 200, 150, 120, 90]),),
        )
        for i, each in enumerate(roles)
    ]


def _order(rng: random.Random, i: int) -> WorkOrder:
    begin = rng.choice([480, 495, 525, 555, 600, 660])
    blocked = rng.random() < 0.5
    feeder = rng.choice(FEEDERS)
    value = rng.randint(1, 9) * 10
    locked = rng.random() < 0.06
    return WorkOrder(
        id=f"W{i}",
        feeder=feeder,
        job_class=rng.choice([1, 2, 2, 3]),
        crews_needed=2 if rng.random() < 0.2 else 1,
        ground_workers=rng.choice([0, 0, 0, 1]),
        certificate=rng.choice(["simple", "simple", "complex"]),
        stint_class="cape",
        setup_minutes=rng.choice([0, 10, 15]),
        segments=rng.choice([(15,), (10, 10), (20, 10), (15, 15, 15), (20, 20)]),
        teardown_minutes=rng.choice([0, 10]),
        vehicle_kinds=rng.choice(
            [(), ("bucket_truck",), ("bucket_truck",), ("bucket_truck", "bypass_truck")]
        ),
        site=2 + i,
        value_per_day=(value,),
        mandatory=rng.random() < 0.15,
        closures=_closures(rng),
        windows=(
            TimeWindow(
                rule="customer_window",
                start_minute=begin,
                end_minute=begin + rng.choice([75, 90, 105, 120]),
                tail_minutes=rng.choice([0, 10]),
            ),
        ),
        grid_options=_options(rng, i, feeder, blocked=blocked),
        locked_crew=rng.choice(["A", "B"]) if locked else None,
        after=(f"W{rng.randrange(i)}",) if i and rng.random() < 0.2 else (),
    )


def _closures(rng: random.Random) -> tuple[Closure, ...]:
    if rng.random() < 0.6:
        return ()
    slots = frozenset(rng.sample(range(32, 52), 2))
    return (Closure(rule="rain", phase=rng.choice(["site", "bucket"]), slots=slots),)


def _options(rng: random.Random, i: int, feeder: str, *, blocked: bool) -> tuple[GridOption, ...]:
    plans = ["", f"W{i}-T1"] if rng.random() < 0.4 else [""]
    return tuple(
        GridOption(
            transfer_plan=plan,
            closures=(
                Closure(
                    rule="undervoltage", phase="grid", slots=frozenset(rng.sample(range(32, 54), 2))
                ),
            )
            if rng.random() < 0.3
            else (),
            blocked_feeders=tuple(sorted({feeder, rng.choice(FEEDERS)})) if blocked else (),
            touched_feeders=(feeder,),
            risk_per_slot=tuple(rng.randint(0, 4) for _ in range(96)),
        )
        for plan in plans
    )


def _pair(rng: random.Random, orders: tuple[WorkOrder, ...]) -> ExclusivePair:
    one, other = rng.sample(orders, 2)
    return ExclusivePair(
        rule=rng.choice(["partner_feeders", "transfer_conflict", "finding_together"]),
        first=(one.id, rng.choice([None, one.grid_options[-1].transfer_plan])),
        second=(other.id, rng.choice([None, other.grid_options[0].transfer_plan])),
        slots=rng.choice([None, frozenset(range(34, 40))]),
    )


def _uses(rng: random.Random, orders: tuple[WorkOrder, ...]) -> tuple[ForbiddenUse, ...]:
    if rng.random() < 0.7:
        return ()
    order = rng.choice(orders)
    return (
        ForbiddenUse(
            rule="finding_slot",
            order=order.id,
            transfer_plan=rng.choice([None, order.grid_options[0].transfer_plan]),
            slots=frozenset(rng.sample(range(32, 52), 3)),
        ),
    )
