"""A published plan read back: inputs, schedule, and what the stages before scheduling had found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from peakops.checks.cells import Row
from peakops.checks.files import PlanFiles, read_plan_files, refuse_no_plan
from peakops.clock import Clock
from peakops.errors import InputFaults
from peakops.grid import decided
from peakops.heat import heat_tables
from peakops.load_table import LoadTable
from peakops.out_columns import OUT_COLUMNS
from peakops.pipeline import bus_lon_lat
from peakops.places import find_places
from peakops.plan import scenario_clock
from peakops.rounds import Stages
from peakops.rows import rows
from peakops.scenario import Scenario
from peakops.validate import read_inputs
from scheduler.schedule import Assignment, CrewPart, Lunch, Schedule, Stint

if TYPE_CHECKING:
    from feeders.network import Network

REPLAN_FILE = "replan.json"
PAIRS = "AB"


@dataclass(frozen=True, kw_only=True)
class Published:
    """A published plan.

    Parameters
    ----------
    folder
        Where it was read.
    scenario, network
        Its inputs, histories aside.
    files
        Rows of its CSV files.
    schedule
        Who does what when.
    earlier
        What replan.json says, where the plan is a replan itself.
    """

    folder: Path
    scenario: Scenario
    network: Network
    files: PlanFiles
    schedule: Schedule
    earlier: Mapping[str, Any]

    @property
    def clock(self) -> Clock:
        """Clock of the plan."""
        return scenario_clock(self.scenario)


def read_published(folder: Path) -> Published:
    """Read a published plan.

    Raises
    ------
    UsageError
        When there is no such folder.
    InputFaults
        With every fault of the inputs, or else of the plan's files.
    """
    refuse_no_plan(folder)
    try:
        scenario, network = read_inputs(folder / "inputs", histories=False)
    except InputFaults as error:
        raise InputFaults(replace(f, file=f"inputs/{f.file}") for f in error.faults) from None
    files = read_plan_files(folder, scenario)
    return Published(
        folder=folder,
        scenario=scenario,
        network=network,
        files=files,
        schedule=read_schedule(files, scenario),
        earlier=read_replan_file(folder),
    )


def read_replan_file(folder: Path) -> Mapping[str, Any]:
    """What replan.json says; nothing where the plan is no replan."""
    path = folder / REPLAN_FILE
    return json.loads(path.read_bytes()) if path.exists() else {}


def stages_of(
    scenario: Scenario, network: Network, files: PlanFiles, load: pd.DataFrame | None = None
) -> Stages:
    """Work heat and grid out anew from inputs, with the load forecast of a published plan.

    Parameters
    ----------
    scenario, network
        Inputs; they may be newer than the plan.
    files
        The plan's files.
    load
        Load forecast instead of the plan's; what the feeders of a transformer carry together is
        the same part of it.
    """
    table = _table(files, "load_forecast") if load is None else load
    coincidence = _coincidence(files, table)
    shares = _table(files, "bus_shares").astype({"bus": "int64"})
    grid = decided(scenario, network, table, shares, coincidence)
    return Stages(
        load=LoadTable(table=table, repairs=()),
        heat=heat_tables(scenario),
        grid=grid,
        places=find_places(scenario, bus_lon_lat(grid)),
    )


def _table(files: PlanFiles, stem: str) -> pd.DataFrame:
    return pd.DataFrame(list(files[stem]), columns=list(OUT_COLUMNS[stem]))


def _coincidence(files: PlanFiles, load: pd.DataFrame) -> pd.DataFrame:
    table = _table(files, "coincidence").astype({"transformer": "int64"})
    p90 = {
        (time, feeder): mw
        for time, feeder, mw in zip(load["time"], load["feeder"], load["p90_mw"], strict=True)
    }
    sums = [
        round(sum(p90[time, name] for name in names), 3)
        for time, names in zip(table["time"], table["feeders"], strict=True)
    ]
    changed = pd.Series(sums) != table["p90_sum_mw"]
    joint = table["p90_joint_mw"].where(~changed, (table["factor"] * sums).round(3))
    return table.assign(
        feeders=[";".join(names) for names in table["feeders"]],
        p90_sum_mw=sums,
        p90_joint_mw=joint,
        factor=table["factor"].where(~changed, (joint / sums).clip(1e-4, 1.0).round(4)),
    )


def read_schedule(files: PlanFiles, scenario: Scenario) -> Schedule:
    """The schedule of a plan's files, in minutes of the plan."""
    clock = scenario_clock(scenario)
    crew_of = {str(row["worker"]): str(row["crew"]) for row in rows(scenario.tables["workers"])}
    stints: dict[str, list[Row]] = {}
    for row in files["stints"]:
        stints.setdefault(row["work_order"], []).append(row)
    watches: dict[str, list[Row]] = {}
    for row in files["watches"]:
        watches.setdefault(row["work_order"], []).append(row)
    jobs = [
        _job(
            row,
            stints.get(row["work_order"], []),
            watches.get(row["work_order"], []),
            crew_of,
            clock,
        )
        for row in files["schedule"]
    ]
    return Schedule(
        assignments=tuple(sorted(jobs, key=lambda job: (job.start_minute, job.work_order))),
        lunches=_lunches(files["worker_phases"], crew_of, clock),
    )


def _job(
    row: Row,
    stints: Sequence[Row],
    watches: Sequence[Row],
    crew_of: Mapping[str, str],
    clock: Clock,
) -> Assignment:
    crews = [name for name in (row["crew"], row["support_crew"]) if name]
    stays = {(PAIRS.index(s["pair"][0]), s["start"], s["end"]) for s in stints}
    return Assignment(
        work_order=row["work_order"],
        transfer_plan=row["transfer_plan"],
        start_minute=clock.minute(row["start"]),
        setup_end_minute=clock.minute(row["setup_end"]),
        bucket_end_minute=clock.minute(row["bucket_end"]),
        end_minute=clock.minute(row["end"]),
        parts=tuple(
            _part(row, i, crews, crew_of, _relief(row["start"], watches)) for i in range(len(crews))
        ),
        stints=tuple(
            Stint(pair=pair, start_minute=clock.minute(start), end_minute=clock.minute(end))
            for pair, start, end in sorted(stays, key=lambda stay: stay[1])
        ),
        handovers=tuple(
            clock.minute(time)
            for time in sorted(
                {watch["start"] for watch in watches if watch["start"] > row["start"]}
            )
        ),
    )


def _relief(start: pd.Timestamp, watches: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Who watches first, each with who takes his duties over at the first hand-over."""
    pairs: list[tuple[str, str]] = []
    for duty in dict.fromkeys(watch["duty"] for watch in watches):
        turns = sorted((w["start"], w["worker"]) for w in watches if w["duty"] == duty)
        later = sorted({time for time, _ in turns if time > start})
        first = [name for time, name in turns if time == start]
        second = [name for time, name in turns if later and time == later[0]]
        pairs += zip(first, second, strict=True)
    return tuple(dict.fromkeys(pairs))


def _part(
    row: Row,
    i: int,
    crews: Sequence[str],
    crew_of: Mapping[str, str],
    relief: Sequence[tuple[str, str]],
) -> CrewPart:
    bucket = [name for name in row["bucket"] if crew_of[name] == crews[i]]
    own = len(row["vehicles"]) // len(crews)
    return CrewPart(
        crew=crews[i],
        leader=row["leader"] if i == 0 else "",
        supervisor=row["supervisor"][i],
        pairs=tuple((bucket[k], bucket[k + 1]) for k in range(0, len(bucket), 2)),
        ground=tuple(name for name in row["ground"] if crew_of[name] == crews[i]),
        vehicles=row["vehicles"][i * own : (i + 1) * own],
        relief=tuple(pair for pair in relief if crew_of[pair[0]] == crews[i]),
    )


def _lunches(phases: Sequence[Row], crew_of: Mapping[str, str], clock: Clock) -> tuple[Lunch, ...]:
    found = {
        (crew_of[row["worker"]], clock.minute(row["start"]), clock.minute(row["end"]))
        for row in phases
        if row["phase"] == "lunch"
    }
    return tuple(
        Lunch(crew=crew, day=clock.day(start), start_minute=start, end_minute=end)
        for crew, start, end in sorted(found)
    )
