"""Coincidence factors of the transformers: complete, and the quotient of the loads beside them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from feeders.transformers import feeders_of_transformers
from peakops.checks.cells import Row
from peakops.checks.records import Breach, clock
from peakops.checks.written import WrittenPlan
from peakops.errors import InputFault, InputFaults

FILE = "coincidence.csv"
ONCE = "one row per hour and transformer that supplies feeders"
LEAST = 1e-4
ROUNDING = 0.5e-4 + 1e-9
"""What a factor may be off by its own rounding."""
ROUNDING_MW = 0.5e-3


def factors_agree(plan: WrittenPlan) -> Iterator[Breach]:
    """Factors are what their loads give, and the sums those of the load forecast."""
    heads = {(row["time"], row["feeder"]): row["p90_mw"] for row in plan.files["load_forecast"]}
    behind = feeders_of_transformers(plan.grid.network)
    for row in plan.files["coincidence"]:
        feeders = behind[int(row["transformer"])]
        total = sum(heads[row["time"], name] for name in feeders)
        wanted = _factor(row["p90_joint_mw"], row["p90_sum_mw"])
        if sorted(row["feeders"]) != sorted(feeders):
            yield _breach(row, " ".join(row["feeders"]), " ".join(feeders))
        elif abs(row["p90_sum_mw"] - total) > ROUNDING_MW:
            yield _breach(row, f"sum {row['p90_sum_mw']:.3f} MW", f"{total:.3f} MW")
        elif abs(row["factor"] - wanted) > ROUNDING:
            yield _breach(row, f"{row['factor']:.4f}", f"{wanted:.4f}")


def _factor(joint_mw: float, sum_mw: float) -> float:
    if joint_mw <= 0.0 or sum_mw <= 0.0:
        return 1.0
    return min(max(joint_mw / sum_mw, LEAST), 1.0)


def _breach(row: Row, found: str, limit: str) -> Breach:
    return Breach(
        code="coincidence",
        file=FILE,
        row=row["row"],
        time_from=row["time"],
        found=f"transformer {row['transformer']:g}: {found}",
        limit=limit,
    )


def coincidence(plan: WrittenPlan) -> pd.DataFrame:
    """Factors by time and transformer; one that cannot be is taken for the nearest that can.

    Raises
    ------
    InputFaults
        Where an hour of a transformer that supplies feeders is missing or stands twice, or a row
        is of another transformer or outside the plan.
    """
    rows = plan.files["coincidence"]
    faults = tuple(_faults(plan))
    if faults:
        raise InputFaults(faults)
    table = pd.DataFrame(list(rows), columns=["time", "transformer", "factor"])
    table["factor"] = table["factor"].clip(LEAST, 1.0)
    return table.astype({"transformer": "int64", "factor": "float64"})


def _faults(plan: WrittenPlan) -> Iterator[InputFault]:
    behind = feeders_of_transformers(plan.grid.network)
    missing = {(time, index) for time in plan.scenario.times() for index in behind}
    for row in plan.files["coincidence"]:
        key = (row["time"], row["transformer"])
        if row["transformer"] not in behind:
            found = f"{row['transformer']:g}"
            yield _fault(row["row"], found, "a transformer that supplies feeders")
        elif key not in missing:
            yield _fault(row["row"], f"a row too many for {_words(key)}", ONCE)
        missing.discard(key)
    for key in sorted(missing):
        yield _fault(None, f"no row for {_words(key)}", ONCE)


def _words(key: tuple[pd.Timestamp, float]) -> str:
    time, transformer = key
    return f"transformer {transformer:g} at {clock(time)}"


def _fault(row: int | None, found: str, wanted: str) -> InputFault:
    return InputFault(file=FILE, row=row, column="transformer", found=found, wanted=wanted)
