"""`peakops check --schedule`: a schedule made by hand, judged as a plan is and beside ours."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadpoolctl import threadpool_limits

from feeders.agreement import EnginesDisagree
from peakops.by_hand_judge import judge
from peakops.by_hand_report import Ours, report
from peakops.by_hand_table import HandTable, read_hand_schedule
from peakops.errors import InputFault, InputFaults, LoadFlowsDisagree, UsageError
from peakops.pipeline import run_rounds, run_stages
from peakops.plan import scenario_clock
from peakops.progress import Progress, silent, stage
from peakops.published import read_published, stages_of
from peakops.rounds import Stages
from peakops.run import solve_params
from peakops.scenario import Scenario
from peakops.validate import read_inputs

if TYPE_CHECKING:
    from feeders.network import Network


@dataclass(frozen=True, kw_only=True)
class Case:
    """A schedule made by hand with everything that it is held against.

    Parameters
    ----------
    scenario, stages
        What is to be planned, and what is known before scheduling.
    table
        The schedule made by hand.
    ours
        Our plan of it.
    """

    scenario: Scenario
    stages: Stages
    table: HandTable
    ours: Ours


def check_by_hand(
    folder: Path, path: Path, *, effort: float | None = None, progress: Progress = silent
) -> dict[str, Any]:
    """Hold a schedule made by hand against every rule and limit, and compare it with ours.

    Parameters
    ----------
    folder
        Folder of a written plan, which is ours, or of a scenario, which is then planned.
    path
        Table `hand_schedule`: CSV or Excel.
    effort
        Overrides the scenario's solver effort; only where it is planned.
    progress
        Called at the start and end of each stage.

    Returns
    -------
    The report, ready for JSON; `peakops.by_hand_words.hand_lines` says it in words.

    Raises
    ------
    UsageError
        When there is no such file, or an effort with a plan that is made already.
    InputFaults
        With every fault of the inputs, or else of the table.
    LoadFlowsDisagree
        When pandapower finds something else than the bulk engine.
    """
    try:
        with threadpool_limits(limits=1):  # the same sums in the same order on every machine
            return _check(folder, path, effort, progress)
    except EnginesDisagree as error:
        raise LoadFlowsDisagree(str(error)) from None


def _check(folder: Path, path: Path, effort: float | None, progress: Progress) -> dict[str, Any]:
    if (folder / "inputs").is_dir():
        if effort is not None:
            raise UsageError(f"{folder} is a plan that is made already: it takes no effort")
        case = _beside_plan(folder, path)
    else:
        case = _beside_scenario(folder, path, effort, progress)
    with stage(progress, "schedule by hand"):
        judged = judge(case.scenario, case.stages, case.table)
    return report(case.table, judged, case.ours, scenario_clock(case.scenario))


def _beside_plan(folder: Path, path: Path) -> Case:
    published = read_published(folder)
    table = read_hand_schedule(path, published.scenario)
    stages = stages_of(published.scenario, published.network, published.files)
    ours = Ours(schedule=published.schedule, bound=_published_bound(folder / "plan.json"))
    return Case(scenario=published.scenario, stages=stages, table=table, ours=ours)


def _published_bound(path: Path) -> int | None:
    """What plan.json says of the bound.

    Raises
    ------
    InputFaults
        When it does not say anything of it.
    """
    try:
        bound = json.loads(path.read_bytes())["summary"]["objective_bound"]
    except (OSError, ValueError, KeyError, TypeError):
        found, wish = "no summary with an objective_bound", "the file as peakops plan writes it"
        fault = InputFault(file=path.name, row=None, column=None, found=found, wanted=wish)
        raise InputFaults([fault]) from None
    return None if bound is None else int(bound)


def _beside_scenario(folder: Path, path: Path, effort: float | None, progress: Progress) -> Case:
    scenario, network = _read(folder, progress)
    table = read_hand_schedule(path, scenario)
    stages = run_stages(scenario, network, progress)
    params = solve_params(scenario, None, effort, None, progress)
    result = run_rounds(scenario, stages, params, progress).result
    assert result.schedule is not None  # for the type checker: contradicting locks are no plan
    ours = Ours(schedule=result.schedule, bound=result.bound)
    return Case(scenario=scenario, stages=stages, table=table, ours=ours)


def _read(folder: Path, progress: Progress) -> tuple[Scenario, Network]:
    with stage(progress, "read"):
        return read_inputs(folder)
