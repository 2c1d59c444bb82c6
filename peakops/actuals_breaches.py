"""What reality broke: stays in the bucket over their limit, closed hours, tickets run over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from peakops.actuals_records import ActualJob, Actuals, ActualStint, Span, minutes_of
from peakops.actuals_tables import ACTUALS_COLUMNS
from peakops.clock import SLOT_MINUTES, Clock
from peakops.heat import HeatTables, heat_tables, is_acclimatised, station_of_feeder
from peakops.job_shapes import job_shapes
from peakops.order_records import order_closures
from peakops.published import Published
from peakops.rows import Row, rows, unknown

BY_LAW = ("stop_day", "hottest_hours")
"""Closures that hold whatever the weather turned out to be."""


def real_breaches(published: Published, actuals: Actuals) -> pd.DataFrame:
    """Table `real_breaches`, in order of time.

    Notes
    -----
    Limits are those of the plan's forecast at the real times. Weather that was forecast and did
    not come, or came and was not forecast, is not judged.
    """
    judge = _Judge(published)
    found = [
        *(row for job in actuals.jobs for row in judge.job(job)),
        *(row for stint in actuals.stints for row in judge.stint(stint)),
    ]
    found.sort(key=lambda row: (row["time_from"], row["code"], row["work_order"], row["worker"]))
    return pd.DataFrame(found, columns=list(ACTUALS_COLUMNS["real_breaches"]))


class _Judge:
    """The rules of a plan, applied to what was done."""

    def __init__(self, published: Published) -> None:
        scenario = published.scenario
        self._clock: Clock = published.clock
        self._heat: HeatTables = heat_tables(scenario)
        self._shapes = job_shapes(scenario)
        self._stations = station_of_feeder(scenario, self._heat.slots)
        self._orders = _by(rows(scenario.tables["work_orders"]), "work_order")
        self._workers = _by(rows(scenario.tables["workers"]), "worker")

    def job(self, job: ActualJob) -> Iterator[dict[str, Any]]:
        """Hours closed by law, and the end of the ticket."""
        if job.span is None:
            return
        order = self._orders[job.work_order]
        yield from self._closed_hours(job.span, order)
        ticket = order["ticket_to"]
        if not unknown(ticket) and job.span[1] > ticket:
            over = (ticket, job.span[1])
            yield _breach("ticket_window", order, "", over, minutes_of(over), 0, "ticket_window")

    def _closed_hours(self, span: Span, order: Row) -> Iterator[dict[str, Any]]:
        closures = self._heat.closures[self._stations[str(order["feeder"])]]
        touched = set(self._slots(span))
        for closure in order_closures(order, closures, self._clock):
            inside = touched & closure.slots
            if closure.rule in BY_LAW and closure.phase == "site" and inside:
                found = self._inside(span, inside)
                yield _breach(closure.rule, order, "", found, minutes_of(found), 0, closure.rule)

    def _inside(self, span: Span, slots: set[int]) -> Span:
        """The part of a span from the first to the last of some slots."""
        first, last = min(slots) * SLOT_MINUTES, (max(slots) + 1) * SLOT_MINUTES
        return max(span[0], self._clock.time(first)), min(span[1], self._clock.time(last))

    def stint(self, stint: ActualStint) -> Iterator[dict[str, Any]]:
        """The limit of the slots that a stay in the bucket touched."""
        order = self._orders[stint.work_order]
        shape = self._shapes[str(order["job_type"])]
        station = self._stations[str(order["feeder"])]
        day = self._clock.day(self._clock.minute(stint.span[0]))
        used_to_it = is_acclimatised(self._workers[stint.worker], day, self._heat.rules)
        key = (station, shape.metabolic_rate_w_per_m2, shape.kit)
        limits = self._heat.stint_table(key, novice=not used_to_it)
        slots = self._slots(stint.span)
        worst = rows(limits.iloc[slots.start : slots.stop].nsmallest(1, "minutes"))[0]
        taken, limit = minutes_of(stint.span), int(worst["minutes"])
        if taken > limit:
            rule = str(worst["rule"])
            who = stint.worker
            yield _breach("stint_over_limit", order, who, stint.span, taken, limit, rule)

    def _slots(self, span: Span) -> range:
        """Slots of the plan that a span touches."""
        start, end = (self._clock.minute(time) for time in span)
        last = min(-(-end // SLOT_MINUTES), self._clock.slots)
        return range(start // SLOT_MINUTES, last)


def _by(found: list[dict[str, Any]], key: str) -> Mapping[str, Row]:
    return {str(row[key]): row for row in found}


def _breach(
    code: str, order: Row, worker: str, span: Span, found: int, limit: int, rule: str
) -> dict[str, Any]:
    return {
        "code": code,
        "work_order": str(order["work_order"]),
        "worker": worker,
        "time_from": span[0],
        "time_to": span[1],
        "found_minutes": found,
        "limit_minutes": limit,
        "rule": rule,
    }
