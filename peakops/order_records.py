"""Work orders as the scheduler sees them: integers, closed slots, grid options."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from peakops.clock import Clock
from peakops.durations import order_shapes
from peakops.grid import GridTables
from peakops.heat import HeatTables, StintKey, station_of_feeder
from peakops.job_shapes import JobShape
from peakops.places import Places
from peakops.rows import Row, rows, unknown
from peakops.scenario import Scenario
from scheduler.problem import Closure, GridOption, TimeWindow, WorkOrder
from scheduler.records import PHASES as SCHEDULER_PHASES
from scheduler.records import Phase
from weather import HeatRules

VALUE_PER_PRIORITY = 1000
LATE_SHARE_PER_DAY = 0.25  # of the value, lost with each day after the due date
LATE_SHARE_FLOOR = 0.25
AFTER_HORIZON_SHARE = 0.7  # an order due after the plan may still be done later
# art. 8 only, never the weather or the dark
NOT_FOR_EMERGENCIES = frozenset({"stop_day", "hottest_hours"})

PHASES: dict[str, Phase] = {phase: phase for phase in SCHEDULER_PHASES}


def stint_class(station: str, metabolic_rate_w_per_m2: float, kit: str) -> str:
    """Name under which the scheduler finds a stint table."""
    return f"{station}/{metabolic_rate_w_per_m2:g}/{kit}"


def order_records(
    scenario: Scenario, heat: HeatTables, grid: GridTables, places: Places, clock: Clock
) -> tuple[WorkOrder, ...]:
    """Every work order as a record of the scheduling problem."""
    shapes = order_shapes(scenario)
    stations = station_of_feeder(scenario, heat.slots)
    options = grid_options(grid, clock)
    return tuple(
        _order(
            row,
            shapes[str(row["work_order"])],
            stations[str(row["feeder"])],
            heat,
            options[str(row["work_order"])],
            places,
            clock,
        )
        for row in rows(scenario.tables["work_orders"])
    )


def _order(
    row: Row,
    shape: JobShape,
    station: str,
    heat: HeatTables,
    options: tuple[GridOption, ...],
    places: Places,
    clock: Clock,
) -> WorkOrder:
    key: StintKey = (station, shape.metabolic_rate_w_per_m2, shape.kit)
    return WorkOrder(
        id=str(row["work_order"]),
        feeder=str(row["feeder"]),
        job_class=shape.job_class,
        crews_needed=shape.crews_needed,
        bucket_workers=shape.bucket_workers,
        ground_workers=shape.ground_workers,
        certificate=shape.certificate,
        stint_class=stint_class(*key),
        setup_minutes=shape.setup_minutes,
        segments=shape.segments,
        teardown_minutes=shape.teardown_minutes,
        vehicle_kinds=shape.vehicle_kinds,
        site=places.index[str(row["work_order"])],
        value_per_day=value_per_day(row, clock),
        mandatory=bool(row["mandatory"]) and not row["withdrawn"] and opens_in(row, clock),
        emergency=bool(row["emergency"]) and not row["withdrawn"],
        closures=order_closures(row, heat.closures[station], clock),
        watch_limits=heat.watch_limits[station],
        windows=time_windows(row, heat.rules, clock),
        grid_options=options,
        locked_crew=str(row["locked_crew"]) or None,
        locked_start_minute=_minute(row["locked_start"], clock),
        after=tuple(row["after"]),
    )


def opens_in(row: Row, clock: Clock) -> bool:
    """Whether an order may begin before the plan ends: what opens later is no miss of this plan."""
    opens = [row[name] for name in ("release", "window_start", "ticket_from")]
    return all(unknown(time) or clock.minute(time) < clock.horizon_minutes for time in opens)


def value_per_day(row: Row, clock: Clock) -> tuple[int, ...]:
    """Value of doing an order on each day of the plan.

    Notes
    -----
    Priority × 1000; each day after the due date costs a quarter, down to a quarter; an
    order due after the plan is worth 70 %, since it may still be done later.
    """
    due = clock.horizon_minutes if unknown(row["due"]) else clock.minute(row["due"])
    full = int(row["priority"]) * VALUE_PER_PRIORITY
    if due > clock.horizon_minutes:
        return (int(full * AFTER_HORIZON_SHARE),) * clock.days
    last_day = clock.day(due - 1)
    return tuple(
        int(full * max(LATE_SHARE_FLOOR, 1 - LATE_SHARE_PER_DAY * max(0, day - last_day)))
        for day in range(clock.days)
    )


def order_closures(row: Row, closures: pd.DataFrame, clock: Clock) -> tuple[Closure, ...]:
    """Slots that weather and law close for one order, rule by rule."""
    lifted = set(NOT_FOR_EMERGENCIES) if row["emergency"] else set()
    if row["moisture_proof_tools"]:
        lifted.add("humidity")
    found = [
        Closure(rule=str(rule), phase=PHASES[str(phase)], slots=_slots(closed["time"], clock))
        for (rule, phase), closed in closures.groupby(["rule", "phase"], sort=True)
        if rule not in lifted
    ]
    never = {"not_surveyed": not row["surveyed"], "withdrawn": bool(row["withdrawn"])}
    found += [
        Closure(rule=rule, phase="site", slots=frozenset(range(clock.slots)))
        for rule, holds in never.items()
        if holds
    ]
    return tuple(found)


def _slots(times: pd.Series, clock: Clock) -> frozenset[int]:
    return frozenset(clock.slot(time) for time in times)


def time_windows(row: Row, rules: HeatRules, clock: Clock) -> tuple[TimeWindow, ...]:
    """Windows of clock time in which the whole job must lie."""
    ranges = (
        ("release", row["release"], pd.NaT, 0),
        ("customer_window", row["window_start"], row["window_end"], 0),
        (
            "ticket_window",
            row["ticket_from"],
            row["ticket_to"],
            rules.ticket_tail_minutes,
        ),
    )
    return tuple(
        TimeWindow(
            rule=rule,
            start_minute=0 if unknown(start) else clock.minute(start),
            end_minute=_end(end, tail, clock),
            tail_minutes=tail,
        )
        for rule, start, end, tail in ranges
        if not (unknown(start) and unknown(end))
    )


def _end(end: Any, tail: int, clock: Clock) -> int:
    # Where no end is given the plan's own end holds, and the tail must not shorten the plan.
    return clock.horizon_minutes + tail if unknown(end) else clock.minute(end)


def _minute(time: Any, clock: Clock) -> int | None:
    return None if unknown(time) else clock.minute(time)


def grid_options(grid: GridTables, clock: Clock) -> dict[str, tuple[GridOption, ...]]:
    """Switching states each order may use, with the slots the grid closes for each."""
    windows = dict(iter(grid.windows.groupby(["work_order", "transfer_plan"], sort=False)))
    options: dict[str, list[GridOption]] = {}
    for found in grid.options:
        order = found.task.work_order
        window = windows[(order, found.transfer_plan)]
        options.setdefault(order, []).append(
            GridOption(
                transfer_plan=found.transfer_plan,
                closures=_grid_closures(window, clock),
                blocked_feeders=tuple(sorted({device.feeder for device in found.devices})),
                touched_feeders=found.touched,
                risk_per_slot=_risk(window),
            )
        )
    return {order: tuple(found) for order, found in options.items()}


def _grid_closures(rows: pd.DataFrame, clock: Clock) -> tuple[Closure, ...]:
    closed = rows[~rows["allowed"].astype(bool)]
    return tuple(
        Closure(rule=str(reason), phase="grid", slots=_slots(group["time"], clock))
        for reason, group in closed.groupby("reason", sort=True)
    )


def _risk(rows: pd.DataFrame) -> tuple[int, ...]:
    risk = rows.sort_values("time")["customers_at_risk"].to_numpy(dtype=float)
    return tuple(int(value) for value in np.rint(risk * 1000))
