"""The records of all members side by side: one table per file of a heatwave run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from peakops.heatwave_spec import PLAIN, Member, sweep_days
from peakops.heatwave_tables import HEATWAVE_COLUMNS, MEASURES
from peakops.rows import rows
from peakops.scenario import Scenario

JUMP_SHARE = 0.25
"""A step of the shift is a cliff when a measure changes in it by this share of all its change."""

STEADY = ("core_peak_c",)
"""Held below its limit by every plan: what is left of it tells of the plan, not of the heat."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A member and what became of it.

    Parameters
    ----------
    member
        Which heatwave.
    record
        Its plan, as `heatwave_member` gives it.
    loads
        Figures and peaks of the load over its own number of days.
    """

    member: Member
    record: Mapping[str, Any]
    loads: Mapping[str, Any]

    def has_transfer(self, order: Mapping[str, Any]) -> bool:
        """Whether an order that needs a transfer has one in some hour."""
        return bool(order["transfer_hours"])


def comparison(scenario: Scenario, outcomes: Sequence[Outcome]) -> dict[str, pd.DataFrame]:
    """Every table of a heatwave run but the cliffs.

    Parameters
    ----------
    scenario
        The scenario as read.
    outcomes
        Of all members, the plain forecast among them.
    """
    plain = next(outcome for outcome in outcomes if outcome.member == PLAIN)
    members = _frame("members", [_member_row(outcome, plain) for outcome in outcomes])
    return {
        "members": members,
        "days": _frame("days", _each(outcomes, "days")),
        "orders": _frame("orders", [row for item in outcomes for row in _order_rows(item)]),
        "lost_hours": _frame("lost_hours", [row for item in outcomes for row in _lost(item)]),
        "peaks": _frame("peaks", [row for item in outcomes for row in _peak_rows(item)]),
        "do_first": _frame("do_first", list(_do_first(scenario, outcomes, plain))),
        "ensemble": _frame("ensemble", list(_ensemble(members))),
    }


def _frame(name: str, found: Rows) -> pd.DataFrame:
    columns = list(HEATWAVE_COLUMNS[name])
    return pd.DataFrame([[row[column] for column in columns] for row in found], columns=columns)


def _each(outcomes: Sequence[Outcome], key: str) -> Rows:
    return [{"member": item.member.name, **row} for item in outcomes for row in item.record[key]]


def _member_row(outcome: Outcome, plain: Outcome) -> dict[str, Any]:
    member, record = outcome.member, outcome.record
    plan, days = record["plan"], record["days"]
    return {
        "member": member.name,
        "kind": member.kind,
        "shift_c": member.shift_c,
        "days": member.days,
        "number": member.number,
        "gap": np.nan if plan["gap"] is None else plan["gap"],
        "orders_done": plan["orders_scheduled"],
        "orders_not_done": plan["orders_total"] - plan["orders_scheduled"],
        **{key: plan[key] for key in _OF_PLAN},
        "days_closed": sum(day["open_crew_hours"] == 0 for day in days),
        "open_crew_hours": sum(day["open_crew_hours"] for day in days),
        "lost_crew_hours": record["lost_crew_hours"],
        **_transfers(outcome, plain),
        **outcome.loads["figures"],
        "locks_released": len(record["locks_released"]),
        **{key: np.nan if value is None else value for key, value in record["workers"].items()},
    }


_OF_PLAN = ("priority_weight", "customer_hours_at_risk", "base_alarms", "violations", "breaches")


def _transfers(outcome: Outcome, plain: Outcome) -> dict[str, int]:
    before, now = (_moved(item) for item in (plain, outcome))
    return {"transfers_possible": len(now), "transfers_lost": len(before - now)}


def _moved(outcome: Outcome) -> frozenset[str]:
    orders = outcome.record["orders"]
    return frozenset(row["work_order"] for row in orders if outcome.has_transfer(row))


def _order_rows(outcome: Outcome) -> Iterator[dict[str, Any]]:
    for row in outcome.record["orders"]:
        hours = row["transfer_hours"]
        yield {
            "member": outcome.member.name,
            "work_order": row["work_order"],
            "done": bool(row["start"]),
            "start": row["start"],
            "crew": row["crew"],
            "open_dates": ";".join(row["last_starts"]),
            "transfer_hours": np.nan if hours is None else hours,
        }


def _lost(outcome: Outcome) -> Iterator[dict[str, Any]]:
    for rule, hours in sorted(outcome.record["lost_hours"].items()):
        yield {"member": outcome.member.name, "rule": rule, "crew_hours": hours}


def _peak_rows(outcome: Outcome) -> Iterator[dict[str, Any]]:
    for peak in outcome.loads["peaks"]:
        yield {"member": outcome.member.name, **peak}


def sweep(outcomes: Sequence[Outcome], days: int) -> list[Outcome]:
    """Shifted members of a number of days, coolest first."""
    found = [o for o in outcomes if o.member.kind == "shift" and o.member.days == days]
    return sorted(found, key=lambda outcome: outcome.member.shift_c)


def jumps(outcomes: Sequence[Outcome], members: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Steps of the shift in which a measure changes by a good part of all that it changes."""
    by_name = {str(row["member"]): row for row in rows(members)}
    for days in sweep_days(outcome.member for outcome in outcomes):
        line = [by_name[outcome.member.name] for outcome in sweep(outcomes, days)]
        for measure in (name for name in MEASURES if name not in STEADY):
            yield from _jumps_of(measure, days, line)


def _jumps_of(
    measure: str, days: int, line: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    values = np.array([float(row[measure]) for row in line])
    known = values[~np.isnan(values)]
    span = float(known.max() - known.min()) if len(known) else 0.0
    for before, after in pairwise(line):
        change = abs(float(after[measure]) - float(before[measure]))
        if span > 0 and change >= JUMP_SHARE * span:
            yield {
                "kind": "jump",
                "measure": measure,
                "days": days,
                "date": "",
                "element": "",
                "shift_from_c": before["shift_c"],
                "shift_to_c": after["shift_c"],
                "value_from": before[measure],
                "value_to": after[measure],
                "exact_c": np.nan,
            }


def _do_first(
    scenario: Scenario, outcomes: Sequence[Outcome], plain: Outcome
) -> Iterator[dict[str, Any]]:
    """Orders open on the first day as forecast, and on no later day in a heatwave."""
    titles = {str(row["work_order"]): row for row in rows(scenario.tables["work_orders"])}
    first = plain.record["days"][0]["date"]
    for days in sweep_days(outcome.member for outcome in outcomes):
        line = sweep(outcomes, days)
        found = []
        for place, order in enumerate(plain.record["orders"]):
            from_c = _only_today(line, place, first)
            if first in order["last_starts"] and from_c is not None:
                found.append(_first_row(order, titles[order["work_order"]], days, from_c, first))
        yield from sorted(
            found, key=lambda row: (row["from_shift_c"], -row["priority"], row["work_order"])
        )


def _only_today(line: Sequence[Outcome], place: int, first: str) -> float | None:
    """Lowest shift from which on an order has no start after the first day."""
    found = None
    for outcome in reversed(line):
        if any(date > first for date in outcome.record["orders"][place]["last_starts"]):
            break
        found = outcome.member.shift_c
    return found


def _first_row(
    order: Mapping[str, Any], row: Mapping[str, Any], days: int, from_c: float, first: str
) -> dict[str, Any]:
    return {
        "work_order": order["work_order"],
        "title": row["title"],
        "priority": int(row["priority"]),
        "days": days,
        "from_shift_c": from_c,
        "last_start": order["last_starts"][first],
        "planned": order["start"],
    }


def _ensemble(members: pd.DataFrame) -> Iterator[dict[str, Any]]:
    drawn = members[members["kind"] == "forecast_error"]
    plain = rows(members[members["member"] == PLAIN.name])[0]
    if drawn.empty:
        return
    for measure in MEASURES:
        values = drawn[measure].to_numpy(dtype=float)
        # a measure that one draw lacks, such as the core of nobody at work, has no spread
        spread = np.quantile(values, [0.0, 0.1, 0.5, 0.9, 1.0])
        names = ("least", "p10", "p50", "p90", "most")
        found = dict(zip(names, (float(value) for value in spread), strict=True))
        yield {"measure": measure, "plain": float(plain[measure]), **found}
