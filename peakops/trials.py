"""Changed days of a plan, held against what was predicted and computed for the plan itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from feeders.topology import NORMAL
from peakops.clock import SLOT_MINUTES, Clock
from peakops.day_phases import day_sheets
from peakops.lighting import lit_orders
from peakops.plan import scenario_clock
from peakops.rounds import Round, Stages
from peakops.rows import rows
from peakops.scenario import Scenario
from peakops.strain import Exceedance, StrainModel, WorkerDate, phases_by_day
from peakops.timesheet import Phase
from scheduler.schedule import Assignment, Schedule

LOAD_FLOW_UNKNOWN = "load_flow_unknown"
"""Two switching states meet that no load flow was computed for together."""

SLOTS_PER_HOUR = 60 // SLOT_MINUTES


class Trials:
    """The last round of a plan, and what a changed day would do to people and grid."""

    def __init__(self, scenario: Scenario, stages: Stages, last: Round) -> None:
        self._scenario, self._stages, self._last = scenario, stages, last
        self._model = StrainModel(scenario, stages.heat)
        self._clock: Clock = scenario_clock(scenario)
        self._margin = last.problem.transfer_margin_slots
        self._crew = {
            str(row["worker"]): str(row["crew"]) for row in rows(scenario.tables["workers"])
        }
        self._known_hot = {_key(item) for item in last.strained.exceedances}

    def broken(self, schedule: Schedule, job: Assignment) -> tuple[str, ...]:
        """Codes of what a changed job does that the plan does not.

        Parameters
        ----------
        schedule
            At least the jobs of the day, the changed one among them.
        job
            The changed one.
        """
        return (
            *self._too_hot(schedule, job),
            *([LOAD_FLOW_UNKNOWN] if self._never_computed(schedule, job) else []),
        )

    def darker(self, job: Assignment) -> bool:
        """Whether a job needs lighting now, which it does not in the plan."""
        return job.work_order in self._lit(job) and job.work_order not in self._lit_as_planned

    def _lit(self, *jobs: Assignment) -> frozenset[str]:
        schedule = Schedule(assignments=jobs)
        return lit_orders(self._scenario, self._stages.heat, schedule, self._clock)

    @cached_property
    def _lit_as_planned(self) -> frozenset[str]:
        return self._lit(*self._last.schedule.assignments)

    def _too_hot(self, schedule: Schedule, job: Assignment) -> tuple[str, ...]:
        """Limits of strain that somebody of the job's crews would exceed that day."""
        phases = phases_by_day(self._phases(schedule, job))
        courses = self._model.follow(
            [self._model.day(*key, mine, self._start_core_c(key)) for key, mine in phases.items()]
        )
        found = [
            item
            for (key, mine), course in zip(phases.items(), courses, strict=True)
            for item in self._model.exceedances(key, mine, course)
        ]
        return tuple(sorted({item.rule for item in found if _key(item) not in self._known_hot}))

    def _phases(self, schedule: Schedule, job: Assignment) -> tuple[tuple[int, Phase], ...]:
        """Phases of the job's crews on its day."""
        crews, day = {part.crew for part in job.parts}, self._clock.day(job.start_minute)
        changed = Schedule(
            assignments=tuple(
                other
                for other in schedule.assignments
                if self._clock.day(other.start_minute) == day
                and crews & {part.crew for part in other.parts}
            ),
            lunches=tuple(m for m in schedule.lunches if m.day == day and m.crew in crews),
        )
        sheets = day_sheets(self._scenario, changed, self._stages.places, self._clock)
        return tuple(
            (day, phase) for day, phase in sheets.phases if self._crew[phase.worker] in crews
        )

    def _start_core_c(self, key: WorkerDate) -> float:
        """Core temperature in the morning; at the plan's start for one not out in the plan."""
        return self._last.strained.starts.get(key, self._model.start_core_c(key[0]))

    def _never_computed(self, schedule: Schedule, job: Assignment) -> bool:
        together = self._together(schedule.assignments, self._held(job))
        mine = {(hour, names) for hour, names in together if job.work_order in names}
        return not mine <= self._computed

    @cached_property
    def _computed(self) -> frozenset[tuple[int, frozenset[str]]]:
        slots = range(-self._margin, self._clock.slots + self._margin)
        return self._together(self._last.schedule.assignments, slots)

    def _together(
        self, jobs: Iterable[Assignment], slots: range
    ) -> frozenset[tuple[int, frozenset[str]]]:
        """Hours, and the orders that hold two or more switching states in them at once."""
        held = [(job.work_order, self._held(job)) for job in jobs if self._switches(job)]
        found = {
            (slot // SLOTS_PER_HOUR, frozenset(name for name, span in held if slot in span))
            for slot in slots
        }
        return frozenset((hour, names) for hour, names in found if len(names) > 1)

    def _held(self, job: Assignment) -> range:
        margin = self._margin if job.transfer_plan else 0
        return range(job.occupied_slots.start - margin, job.occupied_slots.stop + margin)

    def _switches(self, job: Assignment) -> bool:
        return self._states[job.work_order, job.transfer_plan] != NORMAL

    @cached_property
    def _states(self) -> dict[tuple[str, str], object]:
        return {
            (option.task.work_order, option.transfer_plan): option.state
            for option in self._stages.grid.options
        }


def _key(item: Exceedance) -> tuple[str, int, str]:
    return item.worker, item.day, item.rule
