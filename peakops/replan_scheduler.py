"""How a replan schedules: from what has begun, with the tickets that are filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from peakops.checks.cells import FileReader, Layout
from peakops.errors import InputFaults
from peakops.job_shapes import job_shapes
from peakops.published import Published
from peakops.rows import Row, rows, unknown
from scheduler.issue import Issue
from scheduler.problem import Closure, GridOption, ProblemData, WorkOrder
from scheduler.records import DAY_MINUTES, DAY_SLOTS, SLOT_MINUTES
from scheduler.replan import Replanned, replan
from scheduler.schedule import Result
from scheduler.solve import SolveParams

TICKETS = Layout(
    columns={"work_order": "text", "ticket": "text", "feeder": "text", "leaders": "list"},
    filled=frozenset({"work_order", "feeder", "leaders"}),
)
"""tickets.csv of an earlier replan."""


@dataclass(frozen=True, kw_only=True)
class Tickets:
    """What tickets say of the orders.

    Parameters
    ----------
    leaders
        Leaders whom the ticket of each ticketed job has had, the present one last.
    filed_today
        Orders whose ticket is filed for the day of the replan.
    """

    leaders: Mapping[str, tuple[str, ...]]
    filed_today: frozenset[str]


def read_tickets(published: Published, now_minute: int) -> Tickets:
    """Find the ticketed orders of a plan.

    An order has a ticket if it names one, or if it is planned today and needs reclosing blocked:
    such a ticket is filed the day before.
    """
    today = now_minute // DAY_MINUTES
    had = _leaders_so_far(published)
    shapes = job_shapes(published.scenario)
    orders = {str(row["work_order"]): row for row in rows(published.scenario.tables["work_orders"])}
    planned = {
        job.work_order: job.start_minute // DAY_MINUTES for job in published.schedule.assignments
    }
    leaders = {}
    for job in published.schedule.assignments:
        row = orders[job.work_order]
        blocks = shapes[str(row["job_type"])].reclosing_blocked
        if _has_ticket(row) or (blocks and planned[job.work_order] <= today):
            leaders[job.work_order] = had.get(job.work_order, (job.parts[0].leader,))
    day = published.clock.time(today * DAY_MINUTES)
    filed = {name for name, when in planned.items() if when == today}
    filed |= {name for name, row in orders.items() if _filed_for(row, day)}
    return Tickets(leaders=leaders, filed_today=frozenset(filed))


def _has_ticket(row: Row) -> bool:
    return bool(row["ticket"]) or not unknown(row["ticket_from"])


def _filed_for(row: Row, day: pd.Timestamp) -> bool:
    start, end = row["ticket_from"], row["ticket_to"]
    if unknown(start) and unknown(end):
        return bool(row["ticket"])
    next_day = day + pd.Timedelta(days=1)
    return (unknown(start) or start < next_day) and (unknown(end) or end > day)


def _leaders_so_far(published: Published) -> dict[str, tuple[str, ...]]:
    if not published.earlier:
        return {}
    reader = FileReader(published.folder, published.scenario.timezone, {})
    found = reader.read("tickets.csv", TICKETS)
    if reader.faults:
        raise InputFaults(reader.faults)
    return {row["work_order"]: row["leaders"] for row in found}


class Replanner:
    """Schedules from an issue; see `peakops.plan_ahead.Scheduler`."""

    def __init__(self, issue: Issue, tickets: Tickets) -> None:
        self.issue, self.tickets = issue, tickets
        self.fixed = frozenset(issue.fixed)
        self.found: Replanned | None = None

    def __call__(self, problem: ProblemData, params: SolveParams) -> tuple[ProblemData, Result]:
        """Solve what is left of the problem."""
        as_of = self.as_of_now(problem)
        self.found = replan(as_of, self.issue, params)
        return as_of, self.found.result

    def bounded(self, _problem: ProblemData, result: Result, /) -> Result:
        """The result with the bound that its search came to."""
        return result

    def as_of_now(self, problem: ProblemData) -> ProblemData:
        """Close the past, and today where no ticket was filed the day before."""
        return replace(
            problem,
            orders=tuple(
                order if order.id in self.fixed else self._still_open(order)
                for order in problem.orders
            ),
        )

    def _still_open(self, order: WorkOrder) -> WorkOrder:
        now = self.issue.now_minute
        past = Closure(rule="past", phase="site", slots=frozenset(range(-(-now // SLOT_MINUTES))))
        return replace(
            order,
            closures=(*order.closures, past),
            grid_options=tuple(self._with_ticket(order, option) for option in order.grid_options),
        )

    def _with_ticket(self, order: WorkOrder, option: GridOption) -> GridOption:
        filed = order.emergency or order.id in self.tickets.filed_today
        if filed or not option.blocked_feeders:
            return option
        first = self.issue.now_minute // DAY_MINUTES * DAY_SLOTS
        unfiled = Closure(
            rule="ticket_not_filed",
            phase="site",
            slots=frozenset(range(first, first + DAY_SLOTS)),
        )
        return replace(option, closures=(*option.closures, unfiled))
