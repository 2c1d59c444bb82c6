"""PyJobShop on the same orders: crews as machines, travel as set-up times, late orders as left out.

It cannot say that a job is longer at noon, that a worker has six hours outdoors, that lunch lies
between jobs, or that two feeders exclude each other. So each job has its longest course, and what
it proposes is placed as it proposes, most valuable first, where our rules allow it; the rest is
dropped. What counts is what is left.
"""

from __future__ import annotations

import sys
from itertools import permutations
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scheduler import ProblemData, Schedule, WorkOrder
from scheduler.conflicts import Conflicts
from scheduler.fitting import GrowingPlan
from scheduler.open_ways import OpenWays
from scheduler.picks import to_schedule

MOST_SETUPS = 2_000_000
LATER_SLOTS = 2
"""Slots by which a proposed start may be put off to the grid of starts and the way there."""
TEAMS = 6
"""Teams of two crews that a joint job has."""
OFF_SITE = tuple(range(28)) + tuple(range(76, 96))


def pyjobshop(problem: ProblemData, seconds: float) -> tuple[Schedule | None, str]:
    """Plan by PyJobShop; return the schedule, or why there is none."""
    setups = len(problem.crews) * len(problem.orders) ** 2
    if setups > MOST_SETUPS:
        return None, f"{setups:,} set-up times, one for each crew and two orders, are too many"
    try:
        from pyjobshop import Model
    except ImportError as error:
        return None, str(error)
    ways = OpenWays(problem)
    model, modes = _modelled(Model(), problem, ways)
    result = model.solve(time_limit=seconds, display=False, num_workers=2)
    if not result.best or not result.best.tasks:
        return None, f"no plan in {seconds:.0f} s"
    return _placed(problem, ways, result.best.tasks, modes), ""


def _modelled(model: Any, problem: ProblemData, ways: OpenWays) -> tuple[Any, list[str | None]]:
    """The model, and the order of each task."""
    horizon = 1440 * problem.days
    closed = _closed(problem)
    machines = {c.id: model.add_machine(breaks=closed, name=c.id) for c in problem.crews}
    nobody = model.add_renewable(capacity=len(problem.orders), name="left out")
    sections = {
        name: model.add_renewable(capacity=problem.feeders_blocked_per_bus_section)
        for name in sorted(set(problem.bus_section_of_feeder.values()))
    }
    tasks = {}
    for order in problem.orders:
        begin = max((w.start_minute for w in order.windows), default=0)
        due = min((w.end_minute - w.tail_minutes for w in order.windows), default=horizon)
        weight = max(order.value_per_day) + 10**6 * order.must_place
        job = model.add_job(weight=weight, due_date=min(due, horizon))
        task = model.add_task(job=job, earliest_start=begin, name=order.id)
        tasks[order.id] = task
        model.add_mode(task, [nobody], 2 * horizon, demands=[1])
        for team, minutes in _teams(ways, order):
            blocked = order.grid_options[0].blocked_feeders
            used = {problem.bus_section_of_feeder[f] for f in blocked}
            resources = [machines[crew] for crew in team] + [sections[name] for name in used]
            demands = [0] * len(team) + [1] * len(used)
            model.add_mode(task, resources, minutes, demands=demands)
    for crew in problem.crews:
        for one in problem.orders:
            for other in problem.orders:
                if one is not other:
                    way = problem.travel_minutes[one.site][other.site]
                    model.add_setup_time(machines[crew.id], tasks[one.id], tasks[other.id], way)
    for order in problem.orders:
        for before in order.after:
            model.add_end_before_start(tasks[before], tasks[order.id])
    model.set_objective(weight_tardy_jobs=1)
    return model, [order.id for order in problem.orders]


def _closed(problem: ProblemData) -> list[tuple[int, int]]:
    """Minutes in which hardly any order can be worked on: the night, and the hottest hours."""
    shut = {96 * day + slot for day in range(problem.days) for slot in OFF_SITE}
    for closure in problem.orders[0].closures:
        shut |= closure.slots if closure.rule == "hottest_hours" else set()
    slots = sorted(shut)
    begins = [s for s in slots if s - 1 not in shut]
    ends = [s + 1 for s in slots if s + 1 not in shut]
    return [(15 * a, 15 * b) for a, b in zip(begins, ends, strict=True)]


def _teams(ways: OpenWays, order: WorkOrder) -> list[tuple[tuple[str, ...], int]]:
    """Crews that can do an order, with its longest course."""
    timings = [ways.timings[t] for t in ways.timings_of_order.get(order.id, ())]
    leads = ways.crews_able(order.id, leads=True) if timings else {}
    teams: list[tuple[str, ...]] = [(crew,) for crew in leads]
    if order.crews_needed > 1 and timings:
        supports = ways.crews_able(order.id, leads=False)
        pairs = permutations({*leads, *supports}, 2)
        teams = sorted(p for p in pairs if p[0] in leads and p[1] in supports)[:TEAMS]
    minutes = max((t.template.watch_minutes for t in timings), default=0)
    return [(team, minutes) for team in teams]


def _placed(problem: ProblemData, ways: OpenWays, tasks: Any, orders: list[str | None]) -> Schedule:
    horizon = 1440 * problem.days
    proposed = [
        (problem.order_by_id[name], task.start)
        for name, task in zip(orders, tasks, strict=True)
        if name is not None and task.end - task.start < horizon
    ]
    proposed.sort(key=lambda pair: (not pair[0].must_place, -max(pair[0].value_per_day)))
    plan = GrowingPlan(Conflicts(ways))
    for order, start in proposed:
        first = -(-start // 15)
        near = [
            t
            for t in ways.timings_of_order.get(order.id, ())
            if first <= ways.timings[t].start_slot <= first + LATER_SLOTS
        ]
        near.sort(key=lambda t: ways.timings[t].start_slot)
        pick = next(plan.fits(order.id, near), None) if near else None
        if pick is not None:
            plan.add(pick)
    return to_schedule(ways, plan.picks())
