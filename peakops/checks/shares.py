"""The buses' shares in their feeder's load: complete where a feeder has any, adding up to one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from feeders.shares import bus_capacity
from peakops.checks.cells import Row
from peakops.checks.records import Breach, clock
from peakops.checks.written import WrittenPlan
from peakops.errors import InputFault, InputFaults

FILE = "bus_shares.csv"
ONCE = "one row per hour and bus with a load, or none of the feeder"
ROUNDING = 1e-6
"""What each bus may add to a sum by the rounding of its share."""


def shares_add_up(plan: WrittenPlan) -> Iterator[Breach]:
    """The shares of a feeder's buses add up to one in every hour."""
    hours: dict[tuple[str, pd.Timestamp], list[Row]] = {}
    for row in plan.files["bus_shares"]:
        hours.setdefault((row["feeder"], row["time"]), []).append(row)
    for (feeder, time), rows in hours.items():
        total = sum(row["share"] for row in rows)
        if abs(total - 1.0) > ROUNDING * len(rows):
            yield Breach(
                code="bus_shares",
                file=FILE,
                row=rows[0]["row"],
                time_from=time,
                found=f"{feeder}: {total:.6f}",
                limit="1",
            )


def bus_shares(plan: WrittenPlan) -> pd.DataFrame:
    """Shares by time, feeder and bus.

    Raises
    ------
    InputFaults
        Where a bus has no load on its feeder, or a feeder that has shares lacks a bus in an hour,
        or has it twice or outside the plan.
    """
    rows = plan.files["bus_shares"]
    faults = tuple(_faults(plan, rows))
    if faults:
        raise InputFaults(faults)
    table = pd.DataFrame(list(rows), columns=["time", "feeder", "bus", "share"])
    return table.astype({"bus": "int64"})


def _faults(plan: WrittenPlan, rows: Sequence[Row]) -> Iterator[InputFault]:
    capacity = bus_capacity(plan.grid.network)
    buses = {feeder: capacity[feeder].index for feeder in {row["feeder"] for row in rows}}
    hours = plan.scenario.times()
    missing = {(time, name, bus) for time in hours for name in buses for bus in buses[name]}
    for row in rows:
        key = (row["time"], row["feeder"], row["bus"])
        if row["bus"] not in buses[row["feeder"]]:
            yield _fault(row["row"], f"{row['bus']:g}", f"a bus of {row['feeder']} with a load")
        elif key not in missing:
            yield _fault(row["row"], f"a row too many for {_words(key)}", ONCE)
        missing.discard(key)
    for key in sorted(missing):
        yield _fault(None, f"no row for {_words(key)}", ONCE)


def _words(key: tuple[pd.Timestamp, str, int]) -> str:
    time, feeder, bus = key
    return f"{feeder} bus {bus:g} at {clock(time)}"


def _fault(row: int | None, found: str, wanted: str) -> InputFault:
    return InputFault(file=FILE, row=row, column="bus", found=found, wanted=wanted)
