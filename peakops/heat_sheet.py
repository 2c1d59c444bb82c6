"""heat_rules.csv: which rules closed slots on each day, and where each rule comes from."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

import weather
from peakops.clock import SLOT_MINUTES, SLOTS_PER_DAY, Clock
from peakops.heat import HeatTables
from peakops.out_tables import frame


def heat_rule_table(heat: HeatTables, clock: Clock) -> pd.DataFrame:
    """One row per day and rule that closed at least one slot, at one station or more."""
    closed = pd.concat(heat.closures.values())
    rows = [
        _row(day, str(code), found, heat, clock)
        for code, group in closed.groupby("rule", sort=True)
        for day, found in group.groupby(group["time"].map(clock.slot) // SLOTS_PER_DAY, sort=True)
    ]
    return frame("heat_rules", sorted(rows, key=lambda row: (row["date"], row["code"])))


def _row(
    day: int, code: str, closed: pd.DataFrame, heat: HeatTables, clock: Clock
) -> dict[str, object]:
    slots = sorted({clock.slot(time) % SLOTS_PER_DAY for time in closed["time"]})
    rule = weather.closing_rule(code, heat.rules)
    return {
        "date": pd.Timestamp(clock.date(day)),
        "code": code,
        "phases": ";".join(sorted(closed["phase"].unique(), reverse=True)),
        "slots_closed": len(slots),
        "times": ";".join(_times(slots)),
        "rule": rule.name,
        "value": weather.value_text(rule.value),
        "unit": rule.unit,
        "source": rule.source,
        "clause": rule.clause,
    }


def _times(slots: Iterable[int]) -> list[str]:
    """Stretches of neighbouring slots as ``hh:mm-hh:mm``."""
    stretches: list[list[int]] = []
    for slot in slots:
        if stretches and stretches[-1][1] == slot:
            stretches[-1][1] = slot + 1
        else:
            stretches.append([slot, slot + 1])
    return [f"{_clock(first)}-{_clock(last)}" for first, last in stretches]


def _clock(slot: int) -> str:
    hours, minutes = divmod(slot * SLOT_MINUTES, 60)
    return f"{hours:02d}:{minutes:02d}"
