"""Without any one stage the plan is another, and the check says that it is wrong.

Each case plans the sample with one stage put out of action, then lets `check` judge that
schedule against the files of the true stages.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from feeders.agreement import Agreement
from feeders.network import Network
from peakops.day_phases import day_sheets
from peakops.grid import GridTables, grid_tables
from peakops.heat import StintKey
from peakops.latest_starts import LatestStart
from peakops.out_columns import OUT_COLUMNS
from peakops.out_tables import write_table
from peakops.pipeline import Scheduled, run_stages
from peakops.plan import scenario_clock
from peakops.plan_tables import RoundLog, plan_tables
from peakops.problem import build_problem
from peakops.referee import Refereed
from peakops.rounds import Round, Stages
from peakops.scenario import Scenario
from peakops.strain import StrainModel, check_strain
from peakops.validate import read_inputs
from scheduler.problem import ProblemData
from scheduler.schedule import Schedule
from scheduler.solve import SolveParams, find_schedule
from tests.peakops import plan_codes

SAMPLE = Path(__file__).resolve().parents[2] / "scenarios" / "deqing"
OF_THE_SCHEDULE = ("schedule", "watches", "stints", "worker_phases", "travel")
EFFORT = 0.3
HEAT = {"stint_over_limit"}
STRAIN = {"strain_core", "strain_water"}
"""What new workers break who stay up as long as the others may."""
GRID = {"feeder_at_limit", "line_overload"}
# The check runs its own load flows and asks nobody why an order is left out.
UNHEARD = Refereed(
    table=pd.DataFrame(columns=list(OUT_COLUMNS["load_flow_checks"])),
    violations=(),
    agreement=Agreement(),
)


@pytest.fixture(autouse=True)
def _no_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor delays and standby orders, which nothing here looks at."""
    monkeypatch.setattr("peakops.plan_tables.unscheduled_table", lambda *_: pd.DataFrame())
    monkeypatch.setattr("peakops.plan_tables.standby_table", lambda *_: pd.DataFrame())
    monkeypatch.setattr("peakops.plan_tables.latest_starts", lambda _, plan, __: undelayed(plan))


def undelayed(plan: Schedule) -> dict[str, LatestStart]:
    return {
        job.work_order: LatestStart(minute=job.start_minute, rules=()) for job in plan.assignments
    }


@pytest.fixture(scope="module")
def inputs() -> tuple[Scenario, Network]:
    return read_inputs(SAMPLE)


@pytest.fixture(scope="module")
def scenario(inputs: tuple[Scenario, Network]) -> Scenario:
    return inputs[0]


@pytest.fixture(scope="module")
def stages(inputs: tuple[Scenario, Network]) -> Stages:
    return run_stages(*inputs)


def constant_load(scenario: Scenario, stages: Stages) -> Stages:
    """Every feeder at its lowest hour, all day."""
    table = stages.load.table
    lowest = table.groupby("feeder")[["p10_mw", "p50_mw", "p90_mw"]].transform("min")
    flat = table.assign(**{name: lowest[name] for name in lowest})
    load = dataclasses.replace(stages.load, table=flat)
    grid = grid_tables(scenario, stages.grid.network, load)
    return dataclasses.replace(stages, grid=grid)


def no_heat(scenario: Scenario, stages: Stages) -> Stages:
    """No WBGT, no strain, no exposure table: only the local rotation is left."""
    rotation = int(stages.heat.rules.rotation_minutes)
    stints = {key: table.assign(minutes=rotation) for key, table in stages.heat.stints.items()}
    return with_stints(stages, stints)


def open_grid(scenario: Scenario, stages: Stages) -> Stages:
    """Every order in every slot in every switching state."""
    windows = stages.grid.windows.assign(allowed=True, reason="")
    grid: GridTables = dataclasses.replace(stages.grid, windows=windows)
    return dataclasses.replace(stages, grid=grid)


def no_rotation(scenario: Scenario, stages: Stages) -> Stages:
    """One pair stays up until the work is done."""
    stints = {key: table.assign(minutes=480) for key, table in stages.heat.stints.items()}
    return with_stints(stages, stints)


def nobody_new(scenario: Scenario, stages: Stages) -> Stages:
    """Whoever is not used to the heat yet stays in the bucket as long as the others."""
    return with_stints(stages, stages.heat.stints)


def with_stints(stages: Stages, stints: Mapping[StintKey, pd.DataFrame]) -> Stages:
    """The same limits for everybody."""
    heat = dataclasses.replace(stages.heat, stints=stints, novice_stints={})
    return dataclasses.replace(stages, heat=heat)


Ablation = Callable[[Scenario, Stages], Stages]


@pytest.mark.parametrize(
    ("ablation", "codes"),
    [
        (constant_load, GRID | {"transformer_overload"}),
        (no_heat, HEAT),
        (open_grid, GRID | {"restriction", "lost_load"}),
        (no_rotation, HEAT),
        (nobody_new, HEAT | STRAIN),
    ],
)
def test_a_plan_without_a_stage_is_found_out(
    ablation: Ablation,
    codes: set[str],
    scenario: Scenario,
    stages: Stages,
    sample_plan: Path,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(sample_plan, folder)
    changed = write_schedule(scenario, stages, ablation(scenario, stages), folder)
    found = plan_codes.codes(folder, load_flow=bool(codes & GRID))
    print(f"{ablation.__name__:14} changed {changed}, check finds {', '.join(found)}")
    assert changed
    assert set(found) & codes


def write_schedule(scenario: Scenario, true: Stages, ablated: Stages, folder: Path) -> bool:
    """Put the ablated schedule among the files of the true stages; tell whether it differs."""
    problem = build_problem(scenario, ablated.heat, ablated.grid, ablated.places)
    tables = schedule_tables(scenario, true, problem)
    before = pd.read_csv(folder / "schedule.csv")
    for name in OF_THE_SCHEDULE:
        write_table(name, tables[name], folder)
    return not before.equals(pd.read_csv(folder / "schedule.csv"))


def schedule_tables(
    scenario: Scenario, true: Stages, problem: ProblemData
) -> dict[str, pd.DataFrame]:
    result = find_schedule(problem, SolveParams(effort=EFFORT, seed=scenario.seed))
    assert result.schedule is not None
    clock = scenario_clock(scenario)
    sheets = day_sheets(scenario, result.schedule, true.places, clock)
    last = Round(
        problem=problem,
        result=result,
        schedule=result.schedule,
        refereed=UNHEARD,
        sheets=sheets,
        strained=check_strain(StrainModel(scenario, true.heat), sheets.phases, clock),
        fixed=frozenset(),
    )
    rounds = RoundLog(rounds=1, findings=(), breaches=())
    return plan_tables(scenario, true, Scheduled(last=last, rounds=rounds))
