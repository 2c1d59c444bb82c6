"""Joins orders, crews, heat and grid windows into the scheduler's problem: integers only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from peakops.clock import MINUTES_PER_DAY, Clock, minute_of_day
from peakops.grid import GridTables
from peakops.heat import HeatTables, StintKey, is_acclimatised
from peakops.order_records import order_records, stint_class
from peakops.pairs import exclusive_pairs
from peakops.places import Places, base_of
from peakops.plan import scenario_clock
from peakops.rows import Row, rows, unknown
from peakops.scenario import Scenario
from peakops.water import water_budgets
from scheduler.outage import ExclusivePair, ForbiddenUse
from scheduler.problem import Absence, Crew, ProblemData, Vehicle, Worker
from scheduler.strain import ForbiddenStart, HotStarts, RestNeeded
from scheduler.water import CrewDay

HEAT_INDEX_FROM_C = 25.0  # GBZ 2.2-2007: work counts as hot from a WBGT of 25 °C
ACCLIMATISING_BASE_MINUTES = 480  # a full shift, where no legal cap holds that day
VEHICLE_GAP_SLOTS = 2  # half an hour to bring a shared vehicle to the next site


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What earlier rounds learned and the next schedule must avoid.

    Parameters
    ----------
    pairs, uses
        Orders that the load flow keeps apart, and slots that it closes to one.
    hot_starts
        Starts that a job by itself cannot have, found before the first round.
    starts, rests
        Starts that the simulated day closes to a crew, and rests it asks for between two orders.
    water_g
        Water that the simulated day leaves to a crew's people on a day, by crew and day. [g]
    """

    pairs: tuple[ExclusivePair, ...] = ()
    uses: tuple[ForbiddenUse, ...] = ()
    hot_starts: HotStarts = field(default_factory=dict)
    starts: tuple[ForbiddenStart, ...] = ()
    rests: tuple[RestNeeded, ...] = ()
    water_g: Mapping[CrewDay, int] = field(default_factory=dict)


def build_problem(
    scenario: Scenario,
    heat: HeatTables,
    grid: GridTables,
    places: Places,
    findings: Findings | None = None,
) -> ProblemData:
    """Join everything the scheduler needs.

    Parameters
    ----------
    scenario, heat, grid, places
        Results of the earlier stages.
    findings
        What the checks of earlier rounds found.

    Returns
    -------
    The scheduling problem, in minutes and slots since midnight of the first day.
    """
    clock = scenario_clock(scenario)
    findings = findings or Findings()
    orders = order_records(scenario, heat, grid, places, clock)
    limits = scenario.limits
    return ProblemData(
        days=clock.days,
        crews=crew_records(scenario, places),
        workers=worker_records(scenario, heat, clock),
        vehicles=vehicle_records(scenario, clock),
        absences=absence_records(scenario, clock),
        orders=orders,
        travel_minutes=places.minutes,
        stint_limits=stint_minutes(heat.stints),
        novice_stint_limits=stint_minutes(heat.novice_stints),
        handover_minutes=int(heat.rules.handover_minutes),
        rest_min_minutes=int(heat.rules.rest_min_minutes),
        rest_outdoors=heat.rules.rest_place == "shade",
        bucket_clear_minutes=int(heat.rules.bucket_clear_minutes),
        lunch_from_minute=minute_of_day(limits.lunch[0]),
        lunch_to_minute=minute_of_day(limits.lunch[1]),
        lunch_minutes=limits.lunch_minutes,
        vehicle_gap_slots=VEHICLE_GAP_SLOTS,
        bus_section_of_feeder=dict(grid.network.bus_section_of_feeder),
        feeders_blocked_per_bus_section=limits.feeders_blocked_per_bus_section,
        exclusive_pairs=exclusive_pairs(orders, grid.network.tie_partners) + findings.pairs,
        forbidden_uses=findings.uses,
        forbidden_starts=findings.starts,
        rests_needed=findings.rests,
        hot_starts=findings.hot_starts,
        water=water_budgets(scenario, heat, clock, findings.water_g),
        heat_index=heat_index(heat.main_slots),
    )


def stint_minutes(tables: Mapping[StintKey, pd.DataFrame]) -> dict[str, tuple[int, ...]]:
    """Longest stint of each kind of work per slot [min]."""
    return {
        stint_class(*key): tuple(int(value) for value in table["minutes"])
        for key, table in tables.items()
    }


def heat_index(slots: pd.DataFrame) -> tuple[int, ...]:
    """Tenths of a degree of WBGT in the sun above the threshold of hot work, per slot."""
    excess = (slots["wbgt_sun_c"] - HEAT_INDEX_FROM_C).clip(lower=0)
    return tuple(int(value) for value in (excess * 10).round())


def crew_records(scenario: Scenario, places: Places) -> tuple[Crew, ...]:
    """Crews with their base and shift."""
    return tuple(
        Crew(
            id=str(row["crew"]),
            base_site=places.index[base_of(str(row["crew"]))],
            shift_start_minute=minute_of_day(str(row["shift_start"])),
            shift_end_minute=minute_of_day(str(row["shift_end"])),
        )
        for row in rows(scenario.tables["crews"])
    )


def worker_records(scenario: Scenario, heat: HeatTables, clock: Clock) -> tuple[Worker, ...]:
    """Workers with what the day's heat leaves them."""
    bands = [_band(heat, clock, day) for day in range(clock.days)]
    today = scenario.issued.tz_convert(scenario.timezone).date() == scenario.date
    return tuple(
        Worker(
            id=str(row["worker"]),
            crew=str(row["crew"]),
            roles=frozenset(row["roles"]),
            certificates=frozenset(row["certificates"]),
            available=tuple(
                _available(row, bands[day], clock.date(day), heat) for day in range(clock.days)
            ),
            outdoor_cap_minutes=tuple(
                outdoor_cap(row, bands[day], day, heat, spent_today=today and day == 0)
                for day in range(clock.days)
            ),
            acclimatised=tuple(is_acclimatised(row, day, heat.rules) for day in range(clock.days)),
        )
        for row in rows(scenario.tables["workers"])
    )


def _band(heat: HeatTables, clock: Clock, day: int) -> Row:
    bands = heat.main_bands
    dates = pd.to_datetime(bands["date"]).dt.date
    return rows(bands[dates == clock.date(day)])[0]


def _available(row: Row, band: Row, date: dt.date, heat: HeatTables) -> bool:
    valid_to = row["certificate_valid_to"]
    if not unknown(valid_to) and valid_to.date() < date:
        return False
    too_hot = float(band["tmax_official_c"]) >= heat.rules.rotate_tmax_c
    return not (too_hot and row["heat_restriction"] == "not_outdoors_35c")


def outdoor_cap(
    row: Row,
    band: Row,
    day: int,
    heat: HeatTables,
    *,
    spent_today: bool,
) -> int | None:
    """Minutes a worker may still spend outdoors on a day; None where no rule caps them.

    Parameters
    ----------
    row
        The worker's row.
    band
        The day's legal band.
    day
        Index of the day, which advances the worker's acclimatisation.
    heat
        Heat tables with the rules in force.
    spent_today
        Whether the minutes already spent outdoors belong to this day.
    """
    legal = float(band["outdoor_cap_minutes"])
    share = _acclimatisation_share(row, day, heat)
    if unknown(legal) and (share is None or band["band"] == "none"):
        return None
    base = ACCLIMATISING_BASE_MINUTES if unknown(legal) else legal
    spent = float(row["outdoor_minutes_today"]) if spent_today else 0.0
    spent = 0.0 if unknown(spent) else spent
    return max(0, int(base * (share or 1.0) - spent))


def _acclimatisation_share(row: Row, day: int, heat: HeatTables) -> float | None:
    if is_acclimatised(row, day, heat.rules):
        return None
    first = int(row["acclimatisation_day"])
    return float(heat.rules.acclimatisation_shares[first + day - 1])


def vehicle_records(scenario: Scenario, clock: Clock) -> tuple[Vehicle, ...]:
    """Vehicles with the minutes in which they are away or out of test."""
    away = [row for row in rows(scenario.tables["absences"]) if row["vehicle"]]
    return tuple(
        Vehicle(
            id=str(row["vehicle"]),
            kind=str(row["kind"]),
            crew=str(row["crew"]),
            closed=_vehicle_closed(row, clock, away),
        )
        for row in rows(scenario.tables["vehicles"])
    )


def absence_records(scenario: Scenario, clock: Clock) -> tuple[Absence, ...]:
    """Times in which workers are away."""
    return tuple(
        Absence(
            worker=str(row["worker"]),
            from_minute=clock.minute(row["from"]),
            to_minute=clock.minute(row["to"]),
        )
        for row in rows(scenario.tables["absences"])
        if row["worker"]
    )


def _vehicle_closed(
    row: Row, clock: Clock, away: Sequence[Row] = ()
) -> tuple[tuple[int, int], ...]:
    closed = [
        (clock.minute(other["from"]), clock.minute(other["to"]))
        for other in away
        if other["vehicle"] == row["vehicle"]
    ]
    away_from, away_to = row["unavailable_from"], row["unavailable_to"]
    if not unknown(away_from):
        closed.append((clock.minute(away_from), clock.minute(away_to)))
    tested = row["test_valid_to"]
    if not unknown(tested):
        out_of_test = (clock.day_of(tested.date()) + 1) * MINUTES_PER_DAY
        if out_of_test < clock.horizon_minutes:
            closed.append((max(0, out_of_test), clock.horizon_minutes))
    return tuple(
        (max(0, start), min(clock.horizon_minutes, end))
        for start, end in closed
        if end > 0 and start < clock.horizon_minutes
    )
