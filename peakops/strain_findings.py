"""What the strain of a schedule teaches the next round of scheduling.

Too hot in a job even without the jobs before it: the crew may not start it then. Too hot only
after the job before it: the crew rests longer between the two. Too much water lost: a smaller
budget for every crew on that day. Starts and rests are found by following the worker through the
other possibilities.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from peakops.clock import MINUTES_PER_DAY, SLOT_MINUTES, SLOTS_PER_DAY, Clock
from peakops.problem import Findings
from peakops.strain import Exceedance, Strained, StrainModel, WorkerDate, phases_by_day
from peakops.timesheet import Phase
from scheduler.breach import Breach
from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, Schedule
from scheduler.strain import ForbiddenStart, RestNeeded
from scheduler.verify_water import water_spent
from scheduler.water import CrewDay

WATER, CORE = "strain_water", "strain_core"
A_LITTLE_LESS = 0.995
"""So that rounding does not bring the same schedule back."""

ACTIONS = {WATER: "less_water", CORE: "rest_or_start"}


@dataclass(frozen=True, kw_only=True)
class StrainLesson:
    """What is needed to turn exceedances into findings.

    Parameters
    ----------
    model
        Of the scenario.
    schedule
        The schedule that was checked.
    phases
        Phases of each worker and day.
    clock
        Of the plan.
    locked
        Orders that stay where they are.
    """

    model: StrainModel
    schedule: Schedule
    phases: Mapping[WorkerDate, tuple[Phase, ...]]
    clock: Clock
    locked: frozenset[str]

    def learn(self, strained: Strained, problem: ProblemData, known: Findings) -> Findings:
        """Add what one round of a problem found; findings never repeat."""
        starts, rests = list(known.starts), list(known.rests)
        for item in strained.exceedances:
            if item.rule == CORE:
                found = self._of_core(item, strained)
                starts += [one for one in found if isinstance(one, ForbiddenStart)]
                rests += [one for one in found if isinstance(one, RestNeeded)]
        return replace(
            known,
            starts=tuple(dict.fromkeys(starts)),
            rests=tuple(dict.fromkeys(rests)),
            water_g=dict(known.water_g) | self._budgets(strained, problem),
        )

    def drop(self, strained: Strained, known: Findings) -> Findings:
        """Leave to other crews, for good, the jobs that the rounds could not reconcile."""
        everywhere = frozenset(range(self.clock.slots))
        dropped = [
            ForbiddenStart(
                rule="strain_start",
                order=item.work_order,
                crew=self._crew(item.worker, item.work_order),
                slots=everywhere,
            )
            for item in strained.exceedances
            if item.work_order not in self.locked
        ]
        return replace(known, starts=tuple(dict.fromkeys([*known.starts, *dropped])))

    def _of_core(self, item: Exceedance, strained: Strained) -> list[ForbiddenStart | RestNeeded]:
        crew = self._crew(item.worker, item.work_order)
        job, before = self._job_and_before(item.work_order, crew)
        start_core_c = strained.starts[item.worker, item.day]
        hot = self._too_hot_alone(item, job, start_core_c)
        if 0 in hot or before is None:
            first = job.start_minute // SLOT_MINUTES
            slots = frozenset(first + shift for shift in hot | {0})
            if job.work_order in self.locked:
                return []
            return [
                ForbiddenStart(rule="strain_start", order=job.work_order, crew=crew, slots=slots)
            ]
        if {job.work_order, before.work_order} <= self.locked:
            return []
        minutes = job.start_minute - before.end_minute + self._longer_rest(item, job, start_core_c)
        return [
            RestNeeded(
                rule="strain_rest",
                first=before.work_order,
                second=job.work_order,
                minutes=min(minutes, MINUTES_PER_DAY),
            )
        ]

    def _crew(self, worker: str, order: str) -> str:
        job = next(job for job in self.schedule.assignments if job.work_order == order)
        crews = [part.crew for part in job.parts if worker in part.people]
        return crews[0] if crews else job.parts[0].crew

    def _job_and_before(self, order: str, crew: str) -> tuple[Assignment, Assignment | None]:
        """A job, and the job of its crew before it on the same day."""
        jobs = sorted(
            (j for j in self.schedule.assignments if any(p.crew == crew for p in j.parts)),
            key=lambda job: job.start_minute,
        )
        place = [job.work_order for job in jobs].index(order)
        job = jobs[place]
        earlier = jobs[place - 1] if place else None
        same_day = earlier and self.clock.day(earlier.start_minute) == self.clock.day(
            job.start_minute
        )
        return job, earlier if same_day else None

    def _too_hot_alone(self, item: Exceedance, job: Assignment, start_core_c: float) -> set[int]:
        """Shifts of the start, in slots, at which the job by itself is too hot for the worker."""
        first = job.start_minute // SLOT_MINUTES % SLOTS_PER_DAY
        length = -(-(job.end_minute - job.start_minute) // SLOT_MINUTES)
        shifts = range(-first + 1, SLOTS_PER_DAY - first - length - 4)
        own = [p for p in self._own(item) if p.work_order == job.work_order]
        days = [[_moved(phase, shift) for phase in own] for shift in shifts]
        return {
            shift
            for shift, hot in zip(shifts, self._hot(item, days, start_core_c), strict=True)
            if hot
        }

    def _longer_rest(self, item: Exceedance, job: Assignment, start_core_c: float) -> int:
        """Minutes that the job has to start later for the worker to have rested enough."""
        phases = self._own(item)
        last = -(-phases[-1].end // SLOT_MINUTES)
        midnight = (item.day + 1) * SLOTS_PER_DAY
        shifts = range(1, max(midnight - last, 1))
        days = [_later(phases, job, shift) for shift in shifts]
        cool = [
            s for s, hot in zip(shifts, self._hot(item, days, start_core_c), strict=True) if not hot
        ]
        return cool[0] * SLOT_MINUTES if cool else MINUTES_PER_DAY

    def _own(self, item: Exceedance) -> tuple[Phase, ...]:
        """The worker's phases up to the end of the job in which it gets too hot."""
        phases = self.phases[item.worker, item.day]
        end = max(p.end for p in phases if p.work_order == item.work_order)
        return tuple(phase for phase in phases if phase.end <= end)

    def _hot(
        self, item: Exceedance, days: Sequence[Sequence[Phase]], start_core_c: float
    ) -> list[bool]:
        courses = self.model.follow(
            [self.model.day(item.worker, item.day, phases, start_core_c) for phases in days]
        )
        limit = self.model.rules.core_limit_c
        return [bool((course.core_c > limit).any()) for course in courses]

    def _budgets(self, strained: Strained, problem: ProblemData) -> dict[CrewDay, int]:
        """Smaller budgets for every crew on a day on which somebody lost too much.

        What the planner had counted for the crew, over what was lost, tells how far its rates are
        too low in that day's weather, whoever the crew is.
        """
        spent = water_spent(problem, self.schedule)
        most: dict[int, float] = {}
        for item in strained.exceedances:
            if item.rule == WATER and item.work_order not in self.locked:
                counted = spent[self._crew(item.worker, item.work_order), item.day]
                enough = A_LITTLE_LESS * item.limit * counted / item.found
                most[item.day] = min(enough, most.get(item.day, enough))
        return {
            (crew, day): min(budget, int(most[day]))
            for (crew, day), budget in problem.water.budget_g.items()
            if day in most
        }


def _moved(phase: Phase, slots: int) -> Phase:
    minutes = slots * SLOT_MINUTES
    return replace(phase, start=phase.start + minutes, end=phase.end + minutes)


def _later(phases: Sequence[Phase], job: Assignment, slots: int) -> list[Phase]:
    """The same day with a job, and all after it, some slots later; the time between in the cab."""
    minutes = slots * SLOT_MINUTES
    before = [phase for phase in phases if phase.end <= job.start_minute]
    after = [_moved(phase, slots) for phase in phases if phase.start >= job.start_minute]
    waited = replace(
        before[-1],
        phase="standby",
        work_order="",
        outdoors=False,
        start=before[-1].end,
        end=job.start_minute + minutes,
        kit="",
        place="cab",
    )
    return [*before, waited, *after]


def lesson(
    model: StrainModel,
    schedule: Schedule,
    phases: Sequence[tuple[int, Phase]],
    clock: Clock,
    locked: frozenset[str],
) -> StrainLesson:
    """Everything at hand to learn from a schedule's strain."""
    return StrainLesson(
        model=model, schedule=schedule, phases=phases_by_day(phases), clock=clock, locked=locked
    )


def strain_rows(
    number: int, strained: Strained, clock: Clock, *, resolved: bool
) -> list[dict[str, object]]:
    """Rows of findings.csv for the strain of one round."""
    return [
        {
            "round": number,
            "kind": "strain",
            "code": item.rule,
            "time_from": clock.time(item.minute),
            "time_to": clock.time(item.minute),
            "work_orders": item.work_order,
            "workers": item.worker,
            "element": "",
            "value": item.found,
            "limit": item.limit,
            "action": ACTIONS[item.rule],
            "resolved": resolved,
        }
        for item in strained.exceedances
    ]


def strain_breaches(strained: Strained) -> tuple[Breach, ...]:
    """What a schedule leaves over its limits, as breaches."""
    return tuple(
        Breach(
            rule=item.rule,
            work_orders=(item.work_order,),
            workers=(item.worker,),
            minute_from=item.minute,
            minute_to=item.minute,
            found=f"{item.found:.2f}",
            limit=f"{item.limit:g}",
        )
        for item in strained.exceedances
    )
