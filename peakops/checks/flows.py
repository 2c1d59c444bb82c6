"""The referee: every planned hour's joint switching state by load flow, against no work at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from feeders import allocation, limits
from feeders.allocation import LoadCase
from feeders.arrays import Floats
from feeders.fixed_point import StateResult
from feeders.limits import Comparison, Elements, OperatingLimits
from feeders.options import bus_loads
from feeders.planned_state import State, joint_state
from feeders.rated import RatedResult
from feeders.ratings import Ratings
from feeders.runpp import Referee
from feeders.topology import NORMAL, Switching
from peakops.checks.climate import HOUR, SLOT
from peakops.checks.coincidence import coincidence
from peakops.checks.hot_spots import Heat, read_units
from peakops.checks.jobs import Job
from peakops.checks.load import FILE, p90_heads
from peakops.checks.loops import loop_forbidden, loop_values_kept
from peakops.checks.ratings import by_weather, hourly_ratings
from peakops.checks.records import Breach, Violation
from peakops.checks.shares import bus_shares
from peakops.checks.written import WrittenPlan

HEAD_TOLERANCE_MW = 0.001


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the load flows found.

    Parameters
    ----------
    breaches
        Jobs with blocked reclosing on a feeder at its limit, and heads that miss the forecast.
    violations
        Limits that the plan breaks or worsens.
    base_alarms
        Limits broken with no work at all.
    """

    breaches: tuple[Breach, ...]
    violations: tuple[Violation, ...]
    base_alarms: tuple[Violation, ...]


def run(plan: WrittenPlan) -> Found:
    """Recompute every hour without work and every joint state of the plan by load flow.

    Raises
    ------
    InputFaults
        When the load forecast, the shares of the buses or the coincidence factors are incomplete.
    """
    heads = p90_heads(plan.files["load_forecast"], plan.scenario)
    case = allocation.allocate(plan.grid.network, heads, bus_shares(plan))
    court = _Court(plan, _rated(plan, case.with_coincidence(coincidence(plan))))
    # A loop that is forbidden by what is written needs no load flow to be so.
    looped = () if any(loop_forbidden(plan)) else loop_values_kept(plan, case)
    states = list(joint_work(plan))
    court.hear([(time, state) for time, state, _ in states])
    return Found(
        breaches=(
            *court.heads_missed(heads),
            *court.heads_at_limit(states),
            *court.heat_agrees(),
            *looped,
        ),
        violations=tuple(court.added(states)),
        base_alarms=tuple(court.alone()),
    )


Joint = tuple[pd.Timestamp, State, tuple[Job, ...]]


def joint_work(plan: WrittenPlan) -> Iterator[Joint]:
    """State of every hour and set of jobs that hold the grid together in it."""
    seen: set[tuple[pd.Timestamp, tuple[str, ...]]] = set()
    for slot in plan.scenario.slots():
        jobs = tuple(job for job in plan.jobs if _holds(plan, job, slot))
        hour = slot.floor("h")
        key = (hour, tuple(sorted(job.work_order for job in jobs)))
        if jobs and key not in seen:
            seen.add(key)
            parts = [(j.work_order, int(j.order["bus"]), plan.grid.state(j)) for j in jobs]
            yield hour, joint_state(plan.grid.network, hour, parts), jobs


def _holds(plan: WrittenPlan, job: Job, slot: pd.Timestamp) -> bool:
    start, end = plan.grid.span(job)
    return bool(start < slot + SLOT and slot < end)


def _rated(plan: WrittenPlan, case: LoadCase) -> LoadCase:
    """The loads with the ratings of the plan's hours, where these follow the weather."""
    if not by_weather(plan):
        return case
    found = hourly_ratings(plan)
    ratings = Ratings(
        line_factor=found.line_factor,
        head_limit_a=found.head_limit_a,
        head_limit_from=np.full(found.head_limit_a.shape, "", dtype=object),
        hot_spots=read_units(plan).as_hot_spots(len(case.times)),
    )
    return case.with_ratings(ratings)


class _Court:
    """Load flows of the hours of a plan, each state once, and what they say."""

    def __init__(self, plan: WrittenPlan, case: LoadCase) -> None:
        self._plan = plan
        self._network = plan.grid.network
        self._case = case
        self._elements = Elements.of(self._network, case.hot_spots)
        self._heat: Heat | None = None
        self._begins: list[Floats] = []
        self._load_mw = bus_loads(self._network, case.p_mw)
        self._referee = Referee(case)
        self._limits = operating_limits(plan)

    def hear(self, states: Sequence[tuple[pd.Timestamp, State]]) -> None:
        """Compute every hour without work, and the given states."""
        wanted = [(hour, NORMAL) for hour in range(len(self._case.times))]
        wanted += [(self._case.row(time), state.switching) for time, state in states]
        self._referee.run(wanted)
        if self._case.hot_spots is not None:
            self._heat = self._follow([(self._case.row(t), s.switching) for t, s in states])

    def _follow(self, work: Sequence[tuple[int, Switching]]) -> Heat:
        """The transformers' heat, without work and with that of the plan."""
        hours = range(len(self._case.times))
        alone = np.column_stack([self._load_pu(hour, NORMAL) for hour in hours])
        heat = Heat(plan=self._plan, units=read_units(self._plan), load_pu=alone)
        self._begins = heat.with_work([(hour, self._load_pu(hour, state)) for hour, state in work])
        return heat

    def _load_pu(self, hour: int, state: Switching) -> Floats:
        load = self._case.trafo_pu(self._referee.result(hour, state))[:, 0]
        return np.nan_to_num(load, nan=1.0)

    def _result(self, hour: int, state: Switching) -> StateResult:
        """A state in an hour, transformers as hot as they are then."""
        result = self._referee.result(hour, state)
        if self._heat is None or not isinstance(result, RatedResult):
            return result
        begin = self._begins[hour] if state else self._heat.alone[hour][0]
        percent = self._heat.percent(begin, hour, self._load_pu(hour, state))
        return replace(result, heat_percent=percent[:, None])

    def heat_agrees(self) -> Iterator[Breach]:
        """The written temperatures of the transformers are those worked out here."""
        return iter(()) if self._heat is None else self._heat.agrees()

    def _compare(self, time: pd.Timestamp, state: State) -> Comparison:
        hour = self._case.row(time)
        return limits.compare(
            self._elements,
            self._result(hour, state.switching),
            self._result(hour, NORMAL),
            self._load_mw[:, hour : hour + 1],
            self._limits,
            np.isin(self._network.engine.model.buses, state.dead_buses),
        )

    def _broken(self, time: pd.Timestamp, state: State) -> tuple[limits.Violation, ...]:
        found = self._compare(time, state)
        return limits.violations(
            self._network, self._elements, found, 0, time, self._limits, state.work_orders
        )

    def alone(self) -> Iterator[Violation]:
        """Limits broken with no work at all."""
        for time in self._case.times:
            for item in self._broken(time, State(time=time)):
                yield _violation(self._plan, item)

    def added(self, states: Sequence[Joint]) -> Iterator[Violation]:
        """Limits that the plan breaks or worsens."""
        items = {
            item
            for time, state, _ in states
            for item in self._broken(time, state)
            if item.cause == "plan"
        }
        for item in sorted(items):
            yield _violation(self._plan, item)

    def heads_missed(self, heads: pd.DataFrame) -> Iterator[Breach]:
        """Bus loads and losses of each feeder add up to its head forecast, within 1 kW."""
        for hour, time in enumerate(self._case.times):
            result = self._referee.result(hour, NORMAL)
            for number, feeder in enumerate(self._network.feeders):
                found = float(result.head_mw[number, 0])
                wanted = float(heads[feeder.feeder].to_numpy()[heads.index.get_loc(time)])
                if bool(result.converged[0]) and abs(found - wanted) > HEAD_TOLERANCE_MW:
                    yield Breach(
                        code="head_mismatch",
                        file=FILE,
                        time_from=time,
                        time_to=time + HOUR,
                        found=f"{feeder.feeder}: {found:.4f} MW",
                        limit=f"{wanted:.4f} MW",
                    )

    def heads_at_limit(self, states: Sequence[Joint]) -> Iterator[Breach]:
        """No job blocks reclosing on a feeder whose head is at its limit; once per job."""
        told: set[str] = set()
        for time, state, jobs in states:
            percent = self._compare(time, state).percent[:, 0]
            for job in jobs:
                head = float(percent[self._elements.names.index(f"feeder:{job.feeder}")])
                on_site = job.start < time + HOUR and time < job.end
                full = head >= self._limits.loading_max_percent
                if on_site and full and job.type.reclosing_blocked and job.work_order not in told:
                    told.add(job.work_order)
                    yield Breach(
                        code="feeder_at_limit",
                        row=job.row,
                        work_orders=(job.work_order,),
                        crews=job.crews,
                        time_from=max(time, job.start),
                        time_to=min(time + HOUR, job.end),
                        found=f"{job.feeder}: {head:.1f} %",
                        limit=f"below {self._limits.loading_max_percent:g} %",
                    )


def operating_limits(plan: WrittenPlan) -> OperatingLimits:
    """Operating limits of the inputs."""
    found = plan.scenario.limits
    return OperatingLimits(
        loading_max_percent=found.loading_max_percent,
        heavy_percent=found.heavy_percent,
        vm_min_pu=found.vm_min_pu,
        vm_max_pu=found.vm_max_pu,
    )


def _violation(plan: WrittenPlan, item: limits.Violation) -> Violation:
    rows = [plan.job_of[order].row for order in item.work_orders if order in plan.job_of]
    return Violation(
        code=item.code,
        file="schedule.csv" if rows else FILE,
        row=min(rows, default=None),
        work_orders=item.work_orders,
        element=item.element,
        time_from=item.time,
        time_to=item.time + HOUR,
        found=f"{item.value:g}",
        limit=f"{item.limit:g}",
    )
