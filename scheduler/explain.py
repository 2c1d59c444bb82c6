"""Why an order is not in the plan: which rule takes which of its starts, and what would help.

No infeasibility core of the solver is used (with presolve on it can be wrong): each rule is held
against every start, the rest of the plan fixed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.absences import absence_blocks
from scheduler.crew_days import CrewDays
from scheduler.explain_crews import crew_blocks, teams_of
from scheduler.explain_grid import Team, in_any_shift, plan_blocks, static_blocks
from scheduler.explain_relief import lift_exposure, relieved_at
from scheduler.explain_riders import possible
from scheduler.explain_taken import taken_blocks
from scheduler.order_rules import Bools, Courses
from scheduler.problem import ProblemData
from scheduler.records import WorkOrder, require
from scheduler.schedule import Schedule

CAPACITY = "capacity"

NEAREST_FIX = {
    CAPACITY: "another_crew",
    "certificate": "another_certificate",
    "crews_missing": "another_crew",
    "customer_window": "wider_window",
    "darkness": "night_work",
    "exposure_on_site": "split_job",
    "feeder_at_limit": "later_due",
    "finding_slot": "later_due",
    "finding_together": "move_order",
    "hottest_hours": "cooler_day",
    "humidity": "moisture_proof_tools",
    "not_surveyed": "survey",
    "outdoor_cap": "another_crew",
    "outside_shift": "more_crew_time",
    "partner_feeders": "move_order",
    "past": "wait",
    "predecessor": "move_order",
    "rain": "later_due",
    "reclosers_blocked": "another_recloser",
    "release": "earlier_release",
    "role_missing": "another_crew",
    "stint_limit": "split_job",
    "stop_day": "cooler_day",
    "strain_start": "another_crew",
    "thunder": "later_due",
    "ticket_not_filed": "file_ticket",
    "ticket_window": "wider_ticket",
    "transfer_conflict": "move_order",
    "vehicle_missing": "another_vehicle",
    "water_budget": "another_crew",
    "wind": "later_due",
    "withdrawn": "renew_order",
    "worker_unavailable": "another_crew",
}
"""The smallest change that lifts a rule; grid reasons that are not here wait for another day."""


@dataclass(frozen=True, kw_only=True)
class Unscheduled:
    """What one rule takes from an order that is not in the plan.

    Parameters
    ----------
    reason
        ``window_closed`` if the rules of the order, the grid and the crews leave no start even
        in an empty plan, ``capacity`` if the placed orders take those that are left.
    rule
        Code of the rule.
    slots_lost
        Starts within a shift that this rule forbids, whatever the others do.
    slots_lost_alone
        Starts that would be free without this rule, all others kept.
    nearest_fix
        Code of the smallest change that lifts the rule.
    """

    work_order: str
    reason: str
    rule: str
    slots_lost: int
    slots_lost_alone: int
    nearest_fix: str

    def __post_init__(self) -> None:
        require(
            0 <= self.slots_lost_alone <= self.slots_lost,
            f"Unscheduled '{self.work_order}': slots_lost_alone exceeds slots_lost.",
        )


def explain(
    problem: ProblemData, schedule: Schedule, only: str | None = None
) -> tuple[Unscheduled, ...]:
    """Explain every order that a schedule leaves out.

    Parameters
    ----------
    problem
        What was to be planned.
    schedule
        What was planned; it stays as it is.
    only
        The one order to explain; None is all.

    Returns
    -------
    One record for each order left out and each rule that takes a start from it, most starts
    taken alone first.
    """
    placed = {job.work_order for job in schedule.assignments}
    courses, crew_days = Courses(problem), CrewDays(problem)
    return tuple(
        record
        for order in sorted(problem.orders, key=lambda o: o.id)
        if order.id not in placed and only in (None, order.id)
        for record in _explain_order(problem, schedule, order, courses, crew_days)
    )


def _explain_order(
    problem: ProblemData,
    schedule: Schedule,
    order: WorkOrder,
    courses: Courses,
    crew_days: CrewDays,
) -> list[Unscheduled]:
    found = blocked_starts(problem, schedule, order, courses, crew_days)
    if found is None:
        return [_record(order, "window_closed", "crews_missing", 0, 0)]
    reason = CAPACITY if found.open_alone.any() else "window_closed"
    return _count(problem, order, reason, found.blocks, found.asked, found.open_alone)


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """What each rule takes from an order, as arrays start × option × team.

    Parameters
    ----------
    teams
        Teams that could do it.
    blocks
        Starts that each rule forbids, the placed orders included.
    asked
        Where the team is one to be considered.
    open_alone
        What would be open in an empty plan.
    """

    teams: tuple[Team, ...]
    blocks: dict[str, Bools]
    asked: Bools
    open_alone: Bools


def blocked_starts(
    problem: ProblemData,
    schedule: Schedule,
    order: WorkOrder,
    courses: Courses,
    crew_days: CrewDays,
) -> Blocked | None:
    """Hold every rule against every start of an order; None if there are too few crews."""
    teams = teams_of(problem, order)
    if not teams:
        return None
    relieved = {team: relieved_at(problem, order, courses, crew_days, team) for team in teams}
    blocks = lift_exposure(static_blocks(problem, order, courses, teams), relieved, teams)
    _join(blocks, crew_blocks(problem, order, courses, crew_days, relieved))
    _join(blocks, absence_blocks(problem, order, courses, teams))
    asked = possible(problem, order, courses, crew_days, teams)
    open_alone = asked & ~_any(blocks)
    _join(blocks, plan_blocks(problem, schedule, order, courses, teams))
    taken = taken_blocks(problem, schedule, order, courses, crew_days, relieved)
    # Whatever else keeps the order out of a start nobody forbids (lunch, say) is capacity too.
    _join(blocks, {CAPACITY: taken | ~(_any(blocks) | taken)})
    return Blocked(teams=teams, blocks=blocks, asked=asked, open_alone=open_alone)


def _any(blocks: dict[str, Bools]) -> Bools:
    blocked: Bools = np.logical_or.reduce(list(blocks.values()))
    return blocked


def _join(blocks: dict[str, Bools], more: dict[str, Bools]) -> None:
    for rule, blocked in more.items():
        blocks[rule] = blocks[rule] | blocked if rule in blocks else blocked


def _count(
    problem: ProblemData,
    order: WorkOrder,
    reason: str,
    blocks: dict[str, Bools],
    asked: Bools,
    free: Bools,
) -> list[Unscheduled]:
    shift = in_any_shift(problem)
    records = []
    for rule in sorted(blocks):
        others = [blocked for name, blocked in blocks.items() if name != rule]
        by_itself = asked & blocks[rule] & ~np.logical_or.reduce(others)
        alone = by_itself.any(axis=(1, 2)) & shift
        everywhere = (blocks[rule] | ~asked).all(axis=(1, 2)) & shift
        if rule == CAPACITY:
            everywhere &= free.any(axis=(1, 2))
        lost = int((alone | everywhere).sum())
        if lost:
            records.append(_record(order, reason, rule, lost, int(alone.sum())))
    return sorted(records, key=lambda r: (-r.slots_lost_alone, -r.slots_lost, r.rule))


def _record(order: WorkOrder, reason: str, rule: str, lost: int, alone: int) -> Unscheduled:
    return Unscheduled(
        work_order=order.id,
        reason=reason,
        rule=rule,
        slots_lost=lost,
        slots_lost_alone=alone,
        nearest_fix=NEAREST_FIX.get(rule, "later_due"),
    )
