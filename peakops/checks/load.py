"""The load forecast: complete for every feeder and hour, its quantiles in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from peakops.checks.cells import Row
from peakops.checks.records import Breach, clock
from peakops.checks.written import WrittenPlan
from peakops.errors import InputFault, InputFaults
from peakops.scenario import Scenario

FILE = "load_forecast.csv"


def forecast_quantiles(plan: WrittenPlan) -> Iterator[Breach]:
    """P10 is at most P50, and P50 at most P90."""
    for row in plan.files["load_forecast"]:
        if not row["p10_mw"] <= row["p50_mw"] <= row["p90_mw"]:
            yield Breach(
                code="forecast_quantiles",
                file=FILE,
                row=row["row"],
                time_from=row["time"],
                found=f"{row['feeder']}: {row['p10_mw']:g} {row['p50_mw']:g} {row['p90_mw']:g} MW",
                limit="p10 <= p50 <= p90",
            )


def p90_heads(rows: Sequence[Row], scenario: Scenario) -> pd.DataFrame:
    """P90 of every feeder head and hour of the plan, shape (hours, feeders). [MW]

    Raises
    ------
    InputFaults
        Where a feeder and hour is missing, stands twice, or lies outside the plan.
    """
    feeders = [str(name) for name in scenario.tables["feeders"]["feeder"]]
    hours = scenario.times()
    wanted = pd.MultiIndex.from_product([hours, feeders], names=["time", "feeder"])
    table = pd.DataFrame(list(rows), columns=["row", "time", "feeder", "p90_mw"])
    table["time"] = pd.to_datetime(table["time"], utc=True).dt.tz_convert(hours.tz)
    index = pd.MultiIndex.from_frame(table[["time", "feeder"]])
    faults = [_fault(None, name, "no row", key) for name, key in _named(wanted.difference(index))]
    surplus = index.duplicated() | ~index.isin(wanted)
    faults += [
        _fault(row["row"], row["feeder"], "a row too many", clock(row["time"]))
        for row, odd in zip(rows, surplus, strict=True)
        if odd
    ]
    if faults:
        raise InputFaults(faults)
    return table.pivot_table(index="time", columns="feeder", values="p90_mw")[feeders]


def _named(keys: pd.MultiIndex) -> Iterator[tuple[str, str]]:
    for time, feeder in keys:
        yield str(feeder), clock(time)


def _fault(row: int | None, feeder: str, found: str, time: str) -> InputFault:
    return InputFault(
        file=FILE,
        row=row,
        column="time",
        found=f"{found} for {feeder} at {time}",
        wanted="one row per feeder and hour of the plan",
    )
