"""From a scenario folder to a published plan folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from peakops.order_records import VALUE_PER_PRIORITY
from peakops.pipeline import make_plan
from peakops.plan import Plan
from peakops.plan_folder import write_plan
from peakops.progress import Progress, silent, stage
from peakops.publish import refuse_foreign, refuse_other_plan, staging
from peakops.scenario import Scenario
from peakops.validate import read_inputs
from scheduler.solve import SolveParams
from scheduler.stop import Stop


def plan_to_folder(
    folder: Path,
    out: Path,
    *,
    seconds: float | None = None,
    effort: float | None = None,
    seed: int | None = None,
    progress: Progress = silent,
    stop: Stop | None = None,
    replace_other: bool = False,
) -> dict[str, Any]:
    """Plan a scenario and publish the result in one step.

    Parameters
    ----------
    folder
        Scenario folder.
    out
        Folder to publish to; a plan of the same inputs there is replaced.
    seconds
        Wall-clock mode of the solver. [s]
    effort, seed
        Override the scenario's solver settings.
    progress
        Called at the start and end of each stage.
    stop
        Ends the search early; the best plan so far is checked and published.
    replace_other
        Whether a plan of other inputs is replaced as well.

    Returns
    -------
    The plan's summary.

    Raises
    ------
    InputFaults
        When the scenario has faults; nothing is written.
    NoPlanPossible
        When locked orders contradict one another; nothing is written.
    UsageError
        When the target is a folder that is not a plan, or one of other inputs.
    """
    refuse_foreign(out)
    with stage(progress, "read"):
        scenario, network = read_inputs(folder)
    if not replace_other:
        refuse_other_plan(out, scenario.inputs_sha256)
    params = replace(solve_params(scenario, seconds, effort, seed, progress), stop=stop)
    plan = make_plan(scenario, network, params, progress)
    with stage(progress, "write"):
        publish_plan(plan, out)
    return dict(plan.summary)


def solve_params(
    scenario: Scenario,
    seconds: float | None,
    effort: float | None,
    seed: int | None,
    progress: Progress,
) -> SolveParams:
    """Solver settings of a scenario, with what the command line overrides."""
    return SolveParams(
        effort=scenario.solver.effort if effort is None else effort,
        seconds=seconds,
        seed=scenario.seed if seed is None else seed,
        progress=lambda step, value, bound: progress("schedule", _news(step, value, bound)),
    )


def _news(step: str, value: int, bound: int | None) -> str:
    found = f"{step}: value {value / VALUE_PER_PRIORITY:.1f}"
    return found if bound is None else f"{found}, at most {bound / VALUE_PER_PRIORITY:.1f}"


def publish_plan(plan: Plan, out: Path) -> None:
    """Write a plan beside its target and exchange the two."""
    with staging(out) as folder:
        write_plan(plan, folder)
