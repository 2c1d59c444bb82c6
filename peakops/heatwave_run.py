"""From a scenario folder to a published heatwave run: what breaks first."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from feeders.network import Network
from peakops.clock import clock_text
from peakops.documents import json_text
from peakops.heatwave_cliffs import limit_cliffs
from peakops.heatwave_compare import Outcome, comparison, jumps
from peakops.heatwave_engines import Engine
from peakops.heatwave_member import Job, Shared
from peakops.heatwave_spec import PLAIN, Member, Spec
from peakops.heatwave_store import MemberStore, job_of
from peakops.heatwave_tables import HEATWAVE_COLUMNS
from peakops.heatwave_weather import Recipe, read_measured
from peakops.load import learn_once, placed_history_faults
from peakops.out_tables import json_records, write_table
from peakops.progress import Progress, silent, stage
from peakops.publish import HEATWAVE, refuse_foreign, staging
from peakops.scenario import Scenario
from peakops.validate import read_inputs

EFFORT_SHARE = 0.1
"""Share of the scenario's solver effort that each member gets unless another is asked for."""

FIT_ONLY = ("load_history", "weather_history", "switching_log")
"""Tables that no member needs once the load forecast is fitted."""

IN_DOCUMENT = ("members", "days", "cliffs", "do_first", "ensemble")
"""Tables that heatwave.json repeats."""


@dataclass(frozen=True, kw_only=True, eq=False)
class HeatwaveRun:
    """A finished run, ready to be written.

    Parameters
    ----------
    scenario
        As read.
    spec
        What was asked.
    tables
        One table per file, keyed by the file's stem.
    document
        Content of heatwave.json.
    """

    scenario: Scenario
    spec: Spec
    tables: Mapping[str, pd.DataFrame]
    document: Mapping[str, Any]


def heatwave_to_folder(
    folder: Path, out: Path, spec: Spec, engine: Engine, *, progress: Progress = silent
) -> dict[str, Any]:
    """Plan a scenario in many heatwaves and publish the comparison in one step.

    Parameters
    ----------
    folder
        Scenario folder.
    out
        Folder to publish to; an earlier heatwave run there is replaced.
    spec
        Which heatwaves, and how each is planned.
    engine
        Where the members are computed; plays no part in the result.
    progress
        Called at the start and end of each stage and with each finished member.

    Returns
    -------
    The content of heatwave.json.

    Raises
    ------
    InputFaults
        When the scenario or the measured heatwave has faults; nothing is written.
    UsageError
        When the target is a folder that is not a heatwave run.
    MembersLost
        When processes are killed again and again; finished members are kept for the next run.
    """
    refuse_foreign(out, HEATWAVE)
    with stage(progress, "read"):
        scenario, network = read_inputs(folder)
        recipe = _recipe(scenario, spec)
    with stage(progress, "forecast"), threadpool_limits(limits=1):  # the same sums everywhere
        shared = _shared(scenario, network, spec, recipe, progress)
    store = MemberStore(out)
    with stage(progress, "members"):
        outcomes = run_members(shared, spec.members, engine, store, progress)
    with stage(progress, "cliffs"):
        run = _compared(scenario, spec, shared, outcomes)
    with stage(progress, "write"):
        _publish(run, out)
    store.remove()
    return dict(run.document)


def _recipe(scenario: Scenario, spec: Spec) -> Recipe:
    days = min(spec.longest, scenario.days)
    measured = None if spec.measured is None else read_measured(spec.measured, scenario, days)
    seed = scenario.seed if spec.seed is None else spec.seed
    return Recipe(humidity=spec.humidity, seed=seed, measured=measured)


def _shared(
    scenario: Scenario, network: Network, spec: Spec, recipe: Recipe, progress: Progress
) -> Shared:
    with placed_history_faults(scenario):
        learnt = learn_once(scenario, progress)
    slim = {key: scenario.tables[key].iloc[:0] for key in FIT_ONLY}
    return Shared(
        scenario=replace(scenario, tables={**scenario.tables, **slim}),
        network=network,
        learnt=learnt,
        recipe=recipe,
        effort=EFFORT_SHARE * scenario.solver.effort if spec.effort is None else spec.effort,
        seed=recipe.seed,
    )


def run_members(
    shared: Shared,
    members: Sequence[Member],
    engine: Engine,
    store: MemberStore,
    progress: Progress = silent,
) -> tuple[Outcome, ...]:
    """Run every member that is not kept already.

    Parameters
    ----------
    shared
        What all members share.
    members
        Wanted; those with the same weather on the days of the plan share one plan.
    engine
        Computes what is not kept.
    store
        Kept records; each finished one is added at once.
    progress
        Told in the stage ``members`` of every finished plan.

    Returns
    -------
    One outcome per member, in their order.
    """
    job_by_member = jobs_of(shared, members)
    jobs = {job.key: job for job in job_by_member.values()}
    records = {key: kept for key in jobs if (kept := store.read(key)) is not None}
    if records:
        progress("members", f"{len(records)} of {len(jobs)} kept from a run that was stopped")
    waiting = [job for key, job in jobs.items() if key not in records]
    for job, record in engine.run(pickle.dumps(shared, protocol=5), waiting):
        store.keep(job.key, record)
        records[job.key] = record
        progress("members", f"{len(records)} of {len(jobs)}: {_news(job, record)}")
    return tuple(
        _outcome(member, job_by_member[member], records, shared.scenario.days) for member in members
    )


def jobs_of(shared: Shared, members: Sequence[Member]) -> dict[Member, Job]:
    """The job that serves each member."""
    plan_days = shared.scenario.days
    lengths: dict[Member, set[int]] = {}
    for member in members:
        planned = _planned(member, plan_days)
        lengths.setdefault(planned, set()).add(max(member.days, plan_days))
    jobs = {
        planned: job_of(shared, planned, tuple(sorted(days))) for planned, days in lengths.items()
    }
    return {member: jobs[_planned(member, plan_days)] for member in members}


def _planned(member: Member, plan_days: int) -> Member:
    """The member whose plan is the same: days beyond the plan, or of no shift, change no plan."""
    if member.kind == "shift" and member.shift_c == 0:
        return PLAIN
    return replace(member, days=min(member.days, plan_days))


def _outcome(
    member: Member, job: Job, records: Mapping[str, Mapping[str, Any]], plan_days: int
) -> Outcome:
    record = records[job.key]
    return Outcome(
        member=member, record=record, loads=record["loads"][str(max(member.days, plan_days))]
    )


def _news(job: Job, record: Mapping[str, Any]) -> str:
    plan = record["plan"]
    return f"{job.member.name}, {plan['orders_scheduled']} of {plan['orders_total']} orders"


def _compared(
    scenario: Scenario, spec: Spec, shared: Shared, outcomes: Sequence[Outcome]
) -> HeatwaveRun:
    tables = comparison(scenario, outcomes)
    limits = list(limit_cliffs(shared, spec.shifts_c, spec.longest))
    cliffs = [*limits, *jumps(outcomes, tables["members"])]
    tables["cliffs"] = pd.DataFrame(cliffs, columns=list(HEATWAVE_COLUMNS["cliffs"]))
    document = {
        "schema": HEATWAVE.schema,
        "scenario": scenario.name,
        "issued": clock_text(scenario.issued),
        "date": scenario.date.isoformat(),
        "days": scenario.days,
        "asked": _asked(spec, shared),
        "inputs_sha256": dict(scenario.inputs_sha256),
        **{name: json_records(name, tables[name], HEATWAVE_COLUMNS) for name in IN_DOCUMENT},
    }
    return HeatwaveRun(scenario=scenario, spec=spec, tables=tables, document=document)


def _asked(spec: Spec, shared: Shared) -> dict[str, Any]:
    return {
        "shifts_c": list(spec.shifts_c),
        "days": list(spec.days),
        "hot_days_c": list(spec.hot_days_c),
        "warm_nights_c": list(spec.warm_nights_c),
        "measured": "" if spec.measured is None else spec.measured.name,
        "forecast_errors": spec.errors,
        "humidity": spec.humidity,
        "effort": shared.effort,
        "seed": shared.seed,
    }


def _publish(run: HeatwaveRun, out: Path) -> None:
    from peakops.reports.heatwave import write_heatwave

    with staging(out, HEATWAVE) as folder:
        for name in HEATWAVE_COLUMNS:
            write_table(name, run.tables[name], folder, HEATWAVE_COLUMNS)
        write_heatwave(run, folder)
        text = json_text(run.document) + "\n"
        (folder / HEATWAVE.file).write_text(text, encoding="utf-8", newline="\n")
