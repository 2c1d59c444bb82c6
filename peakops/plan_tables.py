"""All tables of the published folder, from the results of the stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from peakops.clock import Clock
from peakops.heat import HeatTables
from peakops.heat_sheet import heat_rule_table
from peakops.latest_starts import latest_starts
from peakops.out_columns import OUT_COLUMNS
from peakops.out_tables import decimal_text, frame
from peakops.plan import scenario_clock
from peakops.rows import rows
from peakops.scenario import Scenario
from peakops.schedule_sheet import schedule_table
from peakops.standby_sheet import standby_table
from peakops.stint_sheet import stint_table
from peakops.strain import Strained, WorkerDate
from peakops.strain_sheet import strain_table
from peakops.timesheet import Phase, phase_table
from peakops.travel_sheet import travel_table
from peakops.trials import Trials
from peakops.watch_sheet import watch_table
from scheduler.breach import Breach
from scheduler.explain import explain

if TYPE_CHECKING:
    from peakops.pipeline import Scheduled
    from peakops.rounds import Stages


@dataclass(frozen=True, kw_only=True)
class RoundLog:
    """How the rounds went.

    Parameters
    ----------
    rounds
        Number of schedules made.
    findings
        Rows of findings.csv.
    breaches
        Rules that the last schedule breaks, by independent verification.
    """

    rounds: int
    findings: tuple[dict[str, object], ...]
    breaches: tuple[Breach, ...]


def plan_tables(
    scenario: Scenario, stages: Stages, scheduled: Scheduled
) -> dict[str, pd.DataFrame]:
    """Every table of the published folder."""
    clock = scenario_clock(scenario)
    sheets, strained = scheduled.last.sheets, scheduled.strained
    trials = Trials(scenario, stages, scheduled.last)
    latest = latest_starts(scheduled.problem, scheduled.schedule, trials)
    return {
        "schedule": schedule_table(
            scenario, stages.heat, scheduled.schedule, scheduled.problem, clock, latest
        ),
        "watches": watch_table(scheduled.schedule, clock),
        "stints": stint_table(scenario, stages.heat, scheduled.schedule, strained, clock),
        "worker_phases": phase_table(sheets.phases, strained.courses, clock),
        "strain": strain_table(strained.courses, clock),
        "travel": travel_table(sheets.trips, clock),
        "weather_slots": weather_slots(stages.heat),
        "load_forecast": stages.load.table,
        "bus_shares": stages.grid.bus_shares,
        "coincidence": stages.grid.coincidence,
        "line_factors": stages.grid.rated.line_factors,
        "feeder_limits": stages.grid.rated.feeder_limits,
        "transformer_heat": stages.grid.rated.transformer_heat,
        "windows": stages.grid.windows,
        "transfers": stages.grid.transfers,
        "switching": stages.grid.switching,
        "blocks": stages.grid.blocks,
        "load_flow_checks": scheduled.refereed.table,
        "findings": frame("findings", findings(scheduled.rounds, clock)),
        "unscheduled": unscheduled_table(scheduled),
        "standby": standby_table(scheduled.last, trials, clock),
        "carry_over": carry_over(scenario, sheets.phases, strained, clock),
        "heat_rules": heat_rule_table(stages.heat, clock),
        "day_bands": stages.heat.main_bands,
    }


def weather_slots(heat: HeatTables) -> pd.DataFrame:
    """weather_slots.csv: weather of each slot and station, and whether work outdoors is open."""
    return pd.concat(
        [_station_slots(name, table, heat.closures[name]) for name, table in heat.slots.items()],
        ignore_index=True,
    )


def _station_slots(station: str, table: pd.DataFrame, closures: pd.DataFrame) -> pd.DataFrame:
    site = closures[closures["phase"] == "site"].sort_values("rule")
    rule = table["time"].map(site.groupby("time")["rule"].agg(";".join)).fillna("")
    return table.assign(station=station, outdoor_allowed=rule == "", rule=rule)


def findings(rounds: RoundLog, clock: Clock) -> list[dict[str, object]]:
    """Rows of findings.csv: what the load flow found, then breaches left at the end."""
    return [
        *rounds.findings,
        *(_breach_row(item, rounds.rounds, clock) for item in rounds.breaches),
    ]


def _breach_row(breach: Breach, round_number: int, clock: Clock) -> dict[str, object]:
    return {
        "round": round_number,
        "kind": "breach",
        "code": breach.rule,
        "time_from": clock.time(breach.minute_from),
        "time_to": clock.time(breach.minute_to),
        "work_orders": ";".join(breach.work_orders),
        "workers": ";".join(breach.workers),
        "element": breach.crew,
        "value": _number(breach.found),
        "limit": _number(breach.limit),
        "action": "none",
        "resolved": False,
    }


def _number(text: str) -> float:
    """A breach's value; what is a word there, such as a role, is no number."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def unscheduled_table(scheduled: Scheduled) -> pd.DataFrame:
    """unscheduled.csv: one row per order left out and rule that keeps it out."""
    return frame(
        "unscheduled",
        [
            {
                "work_order": item.work_order,
                "reason": item.reason,
                "rule": item.rule,
                "slots_lost": item.slots_lost,
                "slots_lost_alone": item.slots_lost_alone,
                "nearest_fix": item.nearest_fix,
            }
            for item in explain(scheduled.problem, scheduled.schedule)
        ],
    )


def carry_over(
    scenario: Scenario, spent: Sequence[tuple[int, Phase]], strained: Strained, clock: Clock
) -> pd.DataFrame:
    """carry_over.csv: what each worker takes into the next day."""
    minutes: dict[WorkerDate, int] = {}
    bucket: dict[WorkerDate, int] = {}
    for day, phase in spent:
        key, length = (phase.worker, day), phase.end - phase.start
        minutes[key] = minutes.get(key, 0) + phase.outdoors * length
        bucket[key] = bucket.get(key, 0) + (phase.phase == "bucket") * length
    return frame(
        "carry_over",
        [
            {
                "worker": row["worker"],
                "date": pd.Timestamp(clock.date(day)),
                "outdoor_minutes": minutes.get((str(row["worker"]), day), 0),
                "bucket_minutes": bucket.get((str(row["worker"]), day), 0),
                "acclimatisation_day": _acclimatisation(float(row["acclimatisation_day"]), day),
                **_evening(strained, (str(row["worker"]), day)),
            }
            for row in rows(scenario.tables["workers"])
            for day in range(clock.days)
        ],
    )


def _evening(strained: Strained, key: WorkerDate) -> dict[str, object]:
    """Highest and last core temperature and water lost of a day; unknown for one at the base."""
    course = strained.courses.get(key)
    if course is None:
        return dict.fromkeys(("core_peak_c", "strain_end_c", "sweat_loss_g"), float("nan"))
    return {
        "core_peak_c": float(course.core_c.max()),
        "strain_end_c": float(course.core_c[-1]),
        "sweat_loss_g": float(course.sweat_loss_g[-1]),
    }


def _acclimatisation(first: float, day: int) -> float:
    """Acclimatisation day on a later day of the plan; unknown once the worker is used to heat."""
    return first + day if first + day <= 4 else float("nan")


def as_written(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Out tables with every number as its file has it, so that reports can be made from either."""
    return {name: table.assign(**_as_written(name, table)) for name, table in tables.items()}


def _as_written(name: str, table: pd.DataFrame) -> dict[str, list[float]]:
    return {
        column: [
            value if pd.isna(value) else float(decimal_text(float(value), kind))
            for value in table[column]
        ]
        for column, kind in OUT_COLUMNS[name].items()
        if isinstance(kind, int) and table[column].dtype == float
    }
