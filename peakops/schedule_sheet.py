"""Rows of schedule.csv: who does what when, in which switching state, with lighting or without."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from peakops.clock import Clock
from peakops.heat import HeatTables
from peakops.latest_starts import LatestStart
from peakops.lighting import lit_orders
from peakops.out_tables import frame
from peakops.scenario import Scenario
from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, Schedule


def schedule_table(
    scenario: Scenario,
    heat: HeatTables,
    schedule: Schedule,
    problem: ProblemData,
    clock: Clock,
    latest: Mapping[str, LatestStart],
) -> pd.DataFrame:
    """schedule.csv: one row per placed order, with its latest start."""
    lit = lit_orders(scenario, heat, schedule, clock)
    rows = [
        _schedule_row(job, problem, clock)
        | {
            "lighting": job.work_order in lit,
            "latest_start": clock.time(latest[job.work_order].minute),
            "later_start_breaks": ";".join(latest[job.work_order].rules),
        }
        for job in schedule.assignments
    ]
    return frame("schedule", sorted(rows, key=lambda row: (row["start"], row["work_order"])))


def _schedule_row(job: Assignment, problem: ProblemData, clock: Clock) -> dict[str, object]:
    parts = job.parts
    order = problem.order_by_id[job.work_order]
    return {
        "work_order": job.work_order,
        "date": pd.Timestamp(clock.date(clock.day(job.start_minute))),
        "crew": parts[0].crew,
        "support_crew": parts[1].crew if len(parts) > 1 else "",
        "start": clock.time(job.start_minute),
        "end": clock.time(job.end_minute),
        "setup_end": clock.time(job.setup_end_minute),
        "bucket_end": clock.time(job.bucket_end_minute),
        "leader": parts[0].leader,
        "supervisor": ";".join(part.supervisor for part in parts),
        "bucket": ";".join(name for part in parts for name in part.bucket),
        "ground": ";".join(name for part in parts for name in part.ground),
        "relief": ";".join(name for part in parts for name in part.turns[1]),
        "vehicles": ";".join(name for part in parts for name in part.vehicles),
        "transfer_plan": job.transfer_plan,
        "locked": order.locked_crew is not None or order.locked_start_minute is not None,
    }
