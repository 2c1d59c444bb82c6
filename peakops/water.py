"""How much water each phase of a job costs, and what a crew's people may lose in a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import weather
from peakops.clock import Clock
from peakops.heat import HeatTables, worker_kit
from peakops.order_records import stint_class
from peakops.rows import rows
from peakops.scenario import Scenario
from peakops.timesheet import GROUND_WORK_W_PER_M2, STANDING_W_PER_M2
from scheduler.water import CrewDay, Water

IN_CAB_MINUTES = 240
"""Drives and rests of a day; what they really are is followed after the schedule is made."""


def water_budgets(
    scenario: Scenario, heat: HeatTables, clock: Clock, found: Mapping[CrewDay, int]
) -> Water:
    """Rates by phase and slot, and the budget of each crew and day; none without strain.

    Parameters
    ----------
    scenario, heat, clock
        Of the plan.
    found
        Smaller budgets that earlier rounds learned. [g]
    """
    rules, clothes = heat.rules, weather.work_clothes(heat.rules)
    if not rules.use_strain:
        return Water()
    kits = {str(row["kit"]): worker_kit(row) for row in rows(scenario.tables["kits"])}
    watch = "shade" if rules.watch_place == "shade" else "ground"
    standing, working = (
        weather.water_rates_mg(heat.main_slots, place, rate, clothes, rules)
        for place, rate in ((watch, STANDING_W_PER_M2), ("ground", GROUND_WORK_W_PER_M2))
    )
    return Water(
        standing=_whole(standing),
        working=_whole(working),
        bucket={
            stint_class(station, rate, kit): _whole(
                weather.water_rates_mg(heat.slots[station], "bucket", rate, kits[kit], rules)
            )
            for station, rate, kit in heat.stints
        },
        budget_g=_budgets(scenario, rules, clock) | dict(found),
    )


def _whole(rates: Iterable[int]) -> tuple[int, ...]:
    return tuple(int(rate) for rate in rates)


def _budgets(scenario: Scenario, rules: weather.HeatRules, clock: Clock) -> dict[CrewDay, int]:
    """What is left of the limit after the drives and rests of a day in the cool cab."""
    at_rest_g = weather.water_at_rest_mg(rules) * IN_CAB_MINUTES / 1000.0
    left = max(0, int(rules.water_limit_g - at_rest_g))
    return {
        (str(crew), day): left
        for crew in scenario.tables["crews"]["crew"]
        for day in range(clock.days)
    }
