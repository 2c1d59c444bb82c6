"""Crews with a second head for the seeded problems, and every way to do a job with relief."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise, permutations, product

from scheduler import Assignment, CrewPart, ProblemData, Worker, WorkOrder

from .oracle import all_ways


def with_second_heads(problem: ProblemData, seed: int) -> ProblemData:
    """Give crews more people who watch, with few minutes left, and limits to how long they may.

    One crew and three orders are left: every way with relief is one more to be tried out.
    """
    rng = random.Random(f"relief {seed}")
    heads = [
        Worker(
            id=f"{crew.id}X{i}",
            crew=crew.id,
            roles=frozenset(rng.choice([{"leader", "supervisor"}, {"supervisor"}, {"ground"}])),
            available=(True,),
            outdoor_cap_minutes=(rng.choice([None, 40, 60, 90]),),
        )
        for crew in problem.crews[:1]
        for i in range(rng.choice([1, 1, 2]))
    ]
    people = [
        replace(w, outdoor_cap_minutes=(rng.choice([40, 60, 90, 120]),))
        if "supervisor" in w.roles
        else w
        for w in problem.workers
        if w.crew == problem.crews[0].id
    ]
    alone = [replace(o, crews_needed=1, locked_crew=None) for o in problem.orders]
    orders = [
        replace(o, watch_limits=tuple(rng.choice([30, 40, 40, 50]) for _ in range(96)))
        if rng.random() < 0.5
        else o
        for o in alone[:3]
    ]
    return replace(
        problem,
        crews=problem.crews[:1],
        vehicles=tuple(v for v in problem.vehicles if v.crew in ("", problem.crews[0].id)),
        workers=(*people, *heads),
        orders=tuple(orders),
        exclusive_pairs=(),
        forbidden_uses=(),
        forbidden_starts=(),
        rests_needed=(),
    )


def ways_with_relief(problem: ProblemData, order: WorkOrder) -> Iterator[Assignment]:
    """Every way without relief; with all who watch relieved if it is too long; supervisors too."""
    for way in all_ways(problem, order):
        yield way
        changes = by_the_book(problem, order, way)
        if changes:
            too_long = any(way.end_minute - way.start_minute > n for n in _touched(order, way))
            parts = [[part, *_reliefs(problem, part, everybody=too_long)] for part in way.parts]
            for chosen in product(*parts):
                if any(part.relief for part in chosen):
                    yield replace(way, parts=chosen, handovers=changes)


def _touched(order: WorkOrder, way: Assignment) -> set[int]:
    return {order.watch_limits[t // 15] for t in range(way.start_minute, way.end_minute)
            if order.watch_limits}  # fmt: skip


def by_the_book(problem: ProblemData, order: WorkOrder, way: Assignment) -> tuple[int, ...]:
    """Fewest changes, then the shortest longest watch, a minute at a time."""
    inside = range(way.start_minute + 1, way.end_minute)
    ends = {way.setup_end_minute, *(stint.end_minute for stint in way.stints)}
    moments = [minute for minute in inside if minute in ends]
    good = []
    for count in range(1, len(moments) + 1):
        for changes in combinations(moments, count):
            marks = [way.start_minute, *changes, way.end_minute]
            lengths = [b - a for a, b in pairwise(marks)]
            fit = all(
                length <= order.watch_limits[t // 15]
                for a, length in zip(marks, lengths, strict=False)
                for t in range(a, a + length)
                if order.watch_limits
            )
            rest = all(
                lengths[i + 1] >= max(problem.rest_min_minutes, lengths[i])
                for i in range(len(lengths) - 2)
            )
            if fit and rest:
                good.append((count, max(lengths), changes))
    return min(good)[2] if good else ()


def _reliefs(problem: ProblemData, part: CrewPart, *, everybody: bool) -> Iterator[CrewPart]:
    """Everybody relieved, or the supervisor alone, by others who are there and have the roles."""
    idle = [
        w for w in problem.workers
        if w.crew == part.crew and w.available[0] and w.id not in part.people
    ]  # fmt: skip
    relieved = part.watch if everybody else (part.supervisor,)
    for names in permutations(idle, len(relieved)):
        pairs = list(zip(relieved, names, strict=True))
        if all(_roles(part, name) <= worker.roles for name, worker in pairs):
            yield replace(part, relief=tuple((name, worker.id) for name, worker in pairs))


def _roles(part: CrewPart, name: str) -> set[str]:
    held = {"leader": (part.leader,), "supervisor": (part.supervisor,), "ground": part.ground}
    return {role for role, names in held.items() if name in names}
