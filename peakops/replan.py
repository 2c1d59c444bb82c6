"""From a published plan and what came up to a new plan beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from feeders.agreement import EnginesDisagree
from peakops.changed_inputs import changed_inputs
from peakops.changes_file import Changes, read_changes
from peakops.checks.cells import FileReader
from peakops.checks.files import layout
from peakops.clock import MINUTES_PER_DAY
from peakops.errors import InputFault, InputFaults, LoadFlowsDisagree, UsageError
from peakops.pipeline import Scheduled, run_rounds
from peakops.plan import Plan
from peakops.plan_folder import write_plan
from peakops.plan_issue import PlanIssue, next_issue, read_issue
from peakops.plan_tables import as_written, plan_tables
from peakops.problem import build_problem
from peakops.progress import Progress, silent, stage
from peakops.publish import refuse_foreign, staging
from peakops.published import Published, read_published, stages_of
from peakops.replan_scheduler import Replanner, read_tickets
from peakops.replan_tables import Comparison, changes_table, short_line, write_replan
from peakops.rounds import Stages
from peakops.rows import rows
from peakops.run import solve_params
from peakops.scenario import Scenario
from peakops.summary import summarise
from scheduler.issue import Issue
from scheduler.overrun import prolonged
from scheduler.problem import ProblemData
from scheduler.recall import after_recalls, recalls
from scheduler.schedule import Assignment, Schedule
from scheduler.solve import SolveParams
from scheduler.verify_replan import verify_replan

_CLOCK = re.compile(r"\d{1,2}:\d\d")


def replan_to_folder(
    folder: Path,
    out: Path,
    *,
    at: str,
    changes: Path,
    seconds: float | None = None,
    effort: float | None = None,
    seed: int | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Plan the rest of a published plan anew and publish the result beside it.

    Parameters
    ----------
    folder
        Folder of the plan in force; it stays as it is.
    out
        Another folder to publish to.
    at
        Moment from which on the plan may change: what begins by then is fixed. A time of day
        alone will do in a plan of one day.
    changes
        changes.yaml.
    seconds, effort, seed, progress
        As in `peakops.run.plan_to_folder`.

    Returns
    -------
    The new plan's summary, with what changed.

    Raises
    ------
    UsageError
        When the moment or a folder will not do.
    InputFaults
        With every fault of the plan, or else of the changes; nothing is written.
    NoPlanPossible
        When a locked order cannot be kept; nothing is written.
    LoadFlowsDisagree
        When pandapower finds something else than the bulk engine.
    """
    if out.resolve() == folder.resolve():
        raise UsageError(f"{folder} is the plan in force: name another folder to write to")
    refuse_foreign(out)
    with stage(progress, "read"):
        published = read_published(folder)
        now = moment(published, at)
        news = read_changes(changes, published, now)
        refuse_odd(published, news, now)
    params = solve_params(published.scenario, seconds, effort, seed, progress)
    with (
        changed_inputs(published, news, now) as (scenario, network),
        threadpool_limits(limits=1),  # as in a plan: the same sums on every machine
    ):
        try:
            with stage(progress, "heat and grid"):
                stages = stages_of(
                    scenario, network, published.files, newer_load(published, news, now)
                )
            run = _Run(published, news, scenario, stages, now)
            scheduled = run_rounds(scenario, stages, params, progress, run.scheduler)
        except EnginesDisagree as error:
            raise LoadFlowsDisagree(str(error)) from None
        plan, comparison = run.finish(scheduled, params)
        with stage(progress, "write"), staging(out) as target:
            write_plan(plan, target)
            write_replan(comparison, plan.issue, target)
    return dict(plan.summary)


def moment(published: Published, at: str) -> pd.Timestamp:
    """Moment of a replan.

    Raises
    ------
    UsageError
        When it is no time, lies outside the plan, or lacks its date in a plan of several days.
    """
    clock, zone = published.clock, published.scenario.timezone
    text = at.strip()
    if _CLOCK.fullmatch(text):
        if clock.days > 1:
            raise UsageError(f"--at {at}: the plan has {clock.days} days, so name the date too")
        text = f"{clock.date(0)}T{text.zfill(5)}"
    try:
        time = pd.Timestamp(text)
    except ValueError:
        raise UsageError(f"--at {at}: wanted a time such as 10:30 or 2026-07-20T10:30") from None
    time = time.tz_localize(zone) if time.tzinfo is None else time.tz_convert(zone)
    if not clock.midnight <= time < clock.time(clock.horizon_minutes):
        raise UsageError(f"--at {at}: not on a day of the plan")
    return time


def refuse_odd(published: Published, news: Changes, now: pd.Timestamp) -> None:
    """Raise InputFaults where a change does not go with what the plan says of its order."""
    faults = [*_odd_overruns(published, news, now), *_done_already(published, news, now)]
    if faults:
        raise InputFaults(faults)


def _odd_overruns(published: Published, news: Changes, now: pd.Timestamp) -> Iterator[InputFault]:
    clock = published.clock
    begun = {
        job.work_order: job
        for job in published.schedule.assignments
        if job.start_minute <= clock.minute(now)
    }
    for entry in news.overruns:
        job = begun.get(entry.values["work_order"])
        if job is None:
            wish = f"an order that is under way at {now:%H:%M}"
            yield news.fault(entry, "overruns.work_order", entry.values["work_order"], wish)
        elif not _may_end(clock.minute(entry.values["end"]), job, begun.values()):
            wish = f"an end after {clock.time(job.end_minute):%H:%M} and before the next job begun"
            yield news.fault(entry, "overruns.end", f"{entry.values['end']:%H:%M}", wish)


def _may_end(end: int, job: Assignment, begun: Iterable[Assignment]) -> bool:
    """Whether an end is later than planned, that day, before its crew and trucks went on."""
    following = [
        other.start_minute
        for other in begun
        if other.start_minute > job.start_minute and _bound(job) & _bound(other)
    ]
    midnight = (job.start_minute // MINUTES_PER_DAY + 1) * MINUTES_PER_DAY
    return job.end_minute < end <= min([midnight, *following])


def _bound(job: Assignment) -> set[str]:
    """Crews and vehicles of a job."""
    return {name for part in job.parts for name in (part.crew, *part.vehicles)}


def _done_already(published: Published, news: Changes, now: pd.Timestamp) -> Iterator[InputFault]:
    done = {
        job.work_order: job
        for job in published.schedule.assignments
        if job.end_minute <= published.clock.minute(now)
    }
    longer = {entry.values["work_order"] for entry in news.overruns}
    for entry in news.withdrawn:
        name = entry.values["work_order"]
        if name in done and name not in longer:
            end = published.clock.time(done[name].end_minute)
            found = f"{name}, done at {end:%H:%M}"
            yield news.fault(entry, "withdrawn.work_order", found, "an order that is not done")


def newer_load(published: Published, news: Changes, now: pd.Timestamp) -> pd.DataFrame | None:
    """Load forecast with the newer one from now on; None where there is none."""
    path = news.load_forecast
    if path is None:
        return None
    feeders = frozenset(published.scenario.tables["feeders"]["feeder"])
    reader = FileReader(path.parent, published.scenario.timezone, {"feeder": feeders})
    new = reader.read(path.name, layout("load_forecast"))
    if reader.faults:
        raise InputFaults(reader.faults)
    merged = {(row["time"], row["feeder"]): row for row in published.files["load_forecast"]}
    later = {(row["time"], row["feeder"]): row for row in new if row["time"] >= now.floor("h")}
    merged |= {key: row for key, row in later.items() if key in merged}
    return pd.DataFrame([merged[key] for key in sorted(merged)]).drop(columns="row")


class _Run:
    """One replan between its stages and its tables."""

    def __init__(
        self,
        published: Published,
        news: Changes,
        scenario: Scenario,
        stages: Stages,
        now: pd.Timestamp,
    ) -> None:
        self._published, self._news = published, news
        self._scenario, self._stages = scenario, stages
        minute = published.clock.minute(now)
        tickets = read_tickets(published, minute)
        problem = build_problem(scenario, stages.heat, stages.grid, stages.places)
        begun = Issue(
            now_minute=minute,
            schedule=with_overruns(published, news, problem),
            leaders=tickets.leaders,
        )
        withdrawn = frozenset(str(entry.values["work_order"]) for entry in news.withdrawn)
        self._recalled = recalls(problem, begun, withdrawn)
        self._issue = after_recalls(begun, self._recalled)
        self.scheduler = Replanner(self._issue, tickets)

    def finish(self, scheduled: Scheduled, params: SolveParams) -> tuple[Plan, Comparison]:
        """The plan and what it changes."""
        comparison = Comparison(
            published=self._published,
            changes=self._news,
            problem=scheduled.problem,
            issue=self._issue,
            recalls=self._recalled,
            schedule=scheduled.schedule,
        )
        broken = verify_replan(scheduled.problem, self._issue, scheduled.schedule)
        log = replace(scheduled.rounds, breaches=scheduled.rounds.breaches + broken)
        scheduled = replace(scheduled, rounds=log)
        tables = plan_tables(self._scenario, self._stages, scheduled)
        summary = summarise(self._scenario, self._stages, scheduled, tables, params)
        grid = self._stages.grid.network
        plan = Plan(
            scenario=self._scenario,
            tables=as_written(tables),
            summary=summary | {"replan": self._summary(comparison)},
            buses=grid.bus_table,
            branches=grid.branch_table,
            issue=self._plan_issue(tables["schedule"]),
            changes=changes_table(comparison),
        )
        return plan, comparison

    def _plan_issue(self, schedule: pd.DataFrame) -> PlanIssue:
        before = self._published
        return next_issue(
            self._scenario.issued,
            read_issue(before.scenario.issued, before.earlier),
            before.files["schedule"],
            rows(schedule),
        )

    def _summary(self, comparison: Comparison) -> dict[str, Any]:
        found = self.scheduler.found
        return comparison.document() | {
            "changed": [short_line(row) for row in comparison.rows()],
            "fewest": found is not None and found.fewest,
            "load_forecast": "newer" if self._news.load_forecast else "as planned",
        }


def with_overruns(published: Published, news: Changes, problem: ProblemData) -> Schedule:
    """The old schedule with the new ends of jobs that take longer."""
    clock, ends = published.clock, {}
    for entry in news.overruns:
        ends[entry.values["work_order"]] = clock.minute(entry.values["end"])
    jobs = [
        prolonged(problem, job, ends[job.work_order]) if job.work_order in ends else job
        for job in published.schedule.assignments
    ]
    return replace(published.schedule, assignments=tuple(jobs))
