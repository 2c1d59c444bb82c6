"""After scheduling: every planned slot by load flow, and what it teaches the next round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice

import pandas as pd

from feeders import load_flow
from feeders.agreement import Agreement
from feeders.limits import Violation
from feeders.planned_state import State, joint_state
from peakops.clock import SLOT_MINUTES, Clock
from peakops.culprits import narrowed
from peakops.grid import GridTables, operating_limits
from peakops.problem import Findings
from peakops.scenario import Scenario
from scheduler.outage import ExclusivePair, ForbiddenUse
from scheduler.schedule import Assignment, Schedule

FINDING_ACTIONS = {True: "forbid_slots", False: "keep_apart"}


@dataclass(frozen=True, kw_only=True)
class Refereed:
    """What the load flow said of a schedule.

    Parameters
    ----------
    table
        load_flow_checks.csv.
    violations
        Limits broken because of the plan (cause ``plan``) or without it (cause ``base``).
    agreement
        How far the bulk engine is from pandapower in these states.
    """

    table: pd.DataFrame
    violations: tuple[Violation, ...]
    agreement: Agreement

    @property
    def of_plan(self) -> tuple[Violation, ...]:
        """Violations that the plan causes or worsens."""
        return tuple(item for item in self.violations if item.cause == "plan")

    @property
    def of_base(self) -> tuple[Violation, ...]:
        """Violations that exist with no work at all."""
        return tuple(item for item in self.violations if item.cause == "base")


def referee(
    scenario: Scenario, grid: GridTables, schedule: Schedule, clock: Clock, margin_slots: int
) -> Refereed:
    """Run the load flow of every hour without work and of every planned slot."""
    states = planned_states(grid, schedule, clock, margin_slots)
    limits = operating_limits(scenario)
    found = load_flow.check_states(grid.network, grid.load_case, states, limits)
    return Refereed(
        table=found.table,
        violations=narrowed(grid, limits, schedule, found.violations),
        agreement=found.agreement,
    )


def planned_states(
    grid: GridTables, schedule: Schedule, clock: Clock, margin_slots: int
) -> tuple[State, ...]:
    """The switching state of every hour without work and of every slot with work."""
    options = {(item.task.work_order, item.transfer_plan): item for item in grid.options}
    base = [joint_state(grid.network, time, ()) for time in clock.hour_times()]
    planned = [
        joint_state(
            grid.network,
            clock.time(slot * SLOT_MINUTES),
            [(job.work_order, found.task.bus, found.state) for job, found in active],
        )
        for slot in range(clock.slots)
        if (
            active := [
                (job, options[job.work_order, job.transfer_plan])
                for job in _active(schedule, slot, margin_slots)
            ]
        )
    ]
    return (*base, *planned)


def _active(schedule: Schedule, slot: int, margin_slots: int) -> tuple[Assignment, ...]:
    """Jobs that hold a switching state in a slot; only a transfer has a margin around the job."""
    return tuple(
        job
        for job in schedule.assignments
        for margin in (margin_slots if job.transfer_plan else 0,)
        if job.occupied_slots.start - margin <= slot < job.occupied_slots.stop + margin
    )


def learn(
    refereed: Refereed,
    schedule: Schedule,
    clock: Clock,
    margin_slots: int,
    known: Findings,
    locked: frozenset[str] = frozenset(),
) -> Findings:
    """Turn the plan's violations into records that the next schedule must respect.

    Notes
    -----
    Findings are only added and never repeat, so the rounds end. A violation of one order closes
    its slots. One of several orders, none of which could be left out, goes when any two of them
    are apart: the first two that may move are kept apart for that hour. What is locked in time
    stays where it is, and its violation in the plan.
    """
    plan_of = {job.work_order: job.transfer_plan for job in schedule.assignments}
    pairs, uses = list(known.pairs), list(known.uses)
    for violation in refereed.of_plan:
        slots = _hour_slots(violation.time, clock, margin_slots)
        guilty = list(violation.work_orders)
        if len(guilty) == 1 and guilty[0] not in locked:
            uses.append(
                ForbiddenUse(
                    rule="finding_slot",
                    order=guilty[0],
                    transfer_plan=plan_of[guilty[0]],
                    slots=slots,
                )
            )
        movable = (
            ExclusivePair(
                rule="finding_together",
                first=(a, plan_of[a]),
                second=(b, plan_of[b]),
                slots=slots,
            )
            for a, b in combinations(sorted(guilty), 2)
            if not {a, b} <= locked
        )
        pairs += islice(movable, 1)
    return replace(known, pairs=tuple(dict.fromkeys(pairs)), uses=tuple(dict.fromkeys(uses)))


def _hour_slots(time: pd.Timestamp, clock: Clock, margin_slots: int) -> frozenset[int]:
    # A job holds its switching state a margin longer than it occupies the site.
    first = clock.slot(time.floor("h"))
    last = first + 60 // SLOT_MINUTES + margin_slots
    return frozenset(range(max(0, first - margin_slots), last))


def drop_orders(
    refereed: Refereed,
    schedule: Schedule,
    clock: Clock,
    known: Findings,
    locked: frozenset[str] = frozenset(),
) -> Findings:
    """Leave out, for good, the switching orders that the rounds could not reconcile."""
    plan_of = {job.work_order: job.transfer_plan for job in schedule.assignments}
    guilty = sorted(
        {order for item in refereed.of_plan for order in item.work_orders if plan_of[order]}
        or {order for item in refereed.of_plan for order in item.work_orders}
    )
    everywhere = frozenset(range(clock.slots))
    dropped = tuple(
        ForbiddenUse(rule="finding_slot", order=order, slots=everywhere)
        for order in guilty
        if order not in locked
    )
    return replace(known, uses=tuple(dict.fromkeys((*known.uses, *dropped))))


def finding_rows(
    round_number: int, violations: Sequence[Violation], *, resolved: bool
) -> list[dict[str, object]]:
    """Rows of findings.csv for the violations of one round."""
    return [
        {
            "round": round_number,
            "kind": "violation",
            "code": item.code,
            "time_from": item.time,
            "time_to": item.time + pd.Timedelta(hours=1),
            "work_orders": ";".join(item.work_orders),
            "workers": "",
            "element": item.element,
            "value": item.value,
            "limit": item.limit,
            "action": FINDING_ACTIONS[len(item.work_orders) == 1],
            "resolved": resolved,
        }
        for item in violations
    ]
